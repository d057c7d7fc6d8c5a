//! Games that come as packed files (`layerw pack`): what is needed of them here, checked.
//!
//! Whoever builds the site vouches for what is in it, so a file that nobody signed is taken too; the build says who
//! signed. Deliberately absent: packages that need others, and files that a game would read while it is played, which
//! no game can yet.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use package::{Archive, Digest, Envelope, Kind, MAX_ARCHIVE_BYTES, Manifest, Trust};

use super::game::{Cover, Game};
use crate::content;

/// The game in the packed file `path`.
pub(crate) fn from_file(path: &Path) -> Result<Game> {
    let what = || format!("cannot take the game in {}", path.display());
    let bytes = content::read(path)?;
    if bytes.len() as u64 > MAX_ARCHIVE_BYTES {
        bail!("{} is too long for a packed game", path.display());
    }
    let archive = Archive::from_bytes(&bytes).with_context(what)?;
    let game = from_archive(&archive).with_context(what)?;
    let signer = signer(&archive).with_context(what)?;
    println!("{}: {}, {signer}", path.display(), game.title);
    Ok(game)
}

fn from_archive(archive: &Archive<'_>) -> Result<Game> {
    let manifest = archive.manifest();
    if let Some(needed) = manifest.dependencies.first() {
        bail!(
            "it needs the package {}, and packages that need others cannot be played yet",
            needed.id
        );
    }
    let component = manifest.played().context("it has no component game")?;
    if component.kind != Kind::Module {
        bail!("its component game is not a core module");
    }
    let cover = manifest.cover();
    let mut module = None;
    let mut picture = None;
    for object in archive.objects() {
        let object = object?;
        if object.digest == component.digest {
            module = Some(object.bytes.to_vec());
        }
        if cover.is_some_and(|cover| cover.digest == object.digest) {
            picture = Some(object.bytes.to_vec());
        }
    }
    let extension = cover.and_then(|cover| cover.path.rsplit('.').next());
    let cover = picture
        .zip(extension)
        .map(|(bytes, extension)| Cover {
            bytes,
            extension: extension.to_owned(),
        })
        .unwrap_or_else(|| drawn(manifest, component.digest));
    Ok(Game {
        id: manifest.id.clone(),
        title: manifest.title.clone(),
        tagline: format!("Version {}", manifest.version.to_text()),
        cover,
        module,
    })
}

/// Who signed it, in words.
fn signer(archive: &Archive<'_>) -> Result<String> {
    let Some(signed) = archive.signed() else {
        return Ok("signed by nobody".to_owned());
    };
    let root = archive
        .root()
        .context("it is signed, and does not say by whom")?;
    let trust = Trust::new(&archive.manifest().id, root)?;
    let envelope = Envelope::from_bytes(signed, signed.len())?;
    trust.root().payload(&envelope)?;
    let signers: Vec<String> = envelope.signers().map(|id| id.to_hex()).collect();
    Ok(format!("signed by {}", signers.join(" and ")))
}

/// A picture for a game that brings none: its first letter in a colour of its own.
fn drawn(manifest: &Manifest, digest: Digest) -> Cover {
    let hue = u16::from(digest.0[0]) * 360 / 256;
    let first = manifest.title.chars().next().unwrap_or('?');
    // The others would be markup.
    let letter = if first.is_alphanumeric() { first } else { '?' };
    let text = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 320"><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl({hue} 60% 34%)"/><stop offset="1" stop-color="hsl({} 70% 14%)"/></linearGradient><path fill="url(#g)" d="M0 0h480v320H0z"/><text x="240" y="218" fill="hsl({hue} 90% 88%)" font-family="sans-serif" font-size="160" font-weight="700" text-anchor="middle">{}</text></svg>"#,
        (hue + 50) % 360,
        letter.to_uppercase(),
    );
    Cover {
        bytes: text.into_bytes(),
        extension: "svg".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use package::{Asset, Component, Region, Version, digest_from_bytes};
    use std::collections::BTreeMap;

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";
    const PICTURE: &[u8] = b"a picture";

    fn manifest() -> Manifest {
        let object = |bytes: &[u8]| (digest_from_bytes(bytes), bytes.len() as u64);
        let (module, picture) = (object(MODULE), object(PICTURE));
        Manifest {
            id: "chess".to_owned(),
            version: Version::from_text("1.2.0").unwrap(),
            title: "Chess Club".to_owned(),
            memory_bytes: 1 << 20,
            cpu_millis: 8,
            capabilities: Vec::new(),
            components: vec![Component {
                name: "game".to_owned(),
                kind: Kind::Module,
                digest: module.0,
                bytes: module.1,
            }],
            assets: vec![Asset {
                path: "/cover.png".to_owned(),
                digest: picture.0,
                bytes: picture.1,
                region: Region::Game("chess".to_owned()),
                mime: "image/png".to_owned(),
            }],
            dependencies: Vec::new(),
        }
    }

    fn packed(manifest: &Manifest) -> Vec<u8> {
        let objects: BTreeMap<Digest, &[u8]> = [MODULE, PICTURE]
            .map(|bytes| (digest_from_bytes(bytes), bytes))
            .into();
        package::pack(manifest, &[], &[], &objects).unwrap()
    }

    fn game(manifest: &Manifest) -> Result<Game> {
        from_archive(&Archive::from_bytes(&packed(manifest))?)
    }

    #[test]
    fn a_packed_game_has_its_module_and_its_cover() {
        let game = game(&manifest()).unwrap();
        assert_eq!((&*game.id, &*game.title), ("chess", "Chess Club"));
        assert_eq!(game.tagline, "Version 1.2.0");
        assert_eq!(game.module.as_deref(), Some(MODULE));
        assert_eq!(game.cover.bytes, PICTURE);
        assert_eq!(game.cover.extension, "png");
    }

    #[test]
    fn a_game_without_a_picture_gets_its_letter() {
        let plain = Manifest {
            assets: Vec::new(),
            title: "<script>".to_owned(),
            ..manifest()
        };
        let cover = game(&plain).unwrap().cover;
        let text = String::from_utf8(cover.bytes).unwrap();
        assert_eq!(cover.extension, "svg");
        assert!(text.ends_with(">?</text></svg>"), "{text}");
    }

    #[test]
    fn what_cannot_be_played_is_refused_in_words() {
        let component = |kind| Manifest {
            components: vec![Component {
                kind,
                ..manifest().components.remove(0)
            }],
            ..manifest()
        };
        let nothing = Manifest {
            components: Vec::new(),
            ..manifest()
        };
        for manifest in [component(Kind::Component), component(Kind::Plan), nothing] {
            let error = game(&manifest).err().unwrap().to_string();
            assert!(error.contains("component game"), "{error}");
        }
    }

    #[test]
    fn who_signed_is_told_and_a_wrong_signature_is_refused() {
        let plain = packed(&manifest());
        let plain = Archive::from_bytes(&plain).unwrap();
        assert_eq!(signer(&plain).unwrap(), "signed by nobody");
        let known = include_bytes!("../../../crates/package/tests/data/signed.lwpkg");
        let words = signer(&Archive::from_bytes(known).unwrap()).unwrap();
        assert!(words.starts_with("signed by "), "{words}");
        // Signed with a key that the root beside it does not name.
        let stranger = package::SecretKey::new(&[9; 32]);
        let root = Archive::from_bytes(known).unwrap();
        let text = manifest().to_text();
        let signed = package::seal(package::Role::Release, text.as_bytes(), &[&stranger]).unwrap();
        let objects: BTreeMap<Digest, &[u8]> = [MODULE, PICTURE]
            .map(|bytes| (digest_from_bytes(bytes), bytes))
            .into();
        let forged = package::pack(&manifest(), &signed, root.root().unwrap(), &objects).unwrap();
        assert!(signer(&Archive::from_bytes(&forged).unwrap()).is_err());
    }

    #[test]
    fn a_damaged_object_is_refused() {
        let mut bytes = packed(&manifest());
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let archive = Archive::from_bytes(&bytes).unwrap();
        assert!(from_archive(&archive).is_err());
    }
}
