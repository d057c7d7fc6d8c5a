//! Where a wrapped game goes: its id, its origin, its folder, and a draft of that folder which takes its place whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use layout::Address;

use crate::files;

/// Says that whoever runs the origin knows what a shared one means.
pub(super) const SHARE: &str = "share-origin-with-other-games";

/// The id that was said, or one made of the folder's name.
pub(super) fn id(said: Option<&str>, folder: &Path) -> Result<String> {
    let id = match said {
        Some(id) => id.to_owned(),
        None => {
            let folder = fs::canonicalize(folder)
                .with_context(|| format!("cannot read {}", folder.display()))?;
            made_of(&folder.file_name().unwrap_or_default().to_string_lossy())
        }
    };
    if !layout::is_label(&id) {
        bail!(
            "{id:?} cannot be a game's id, which is the first part of its host: \
             say --id with 1 to 63 lower-case letters, digits and hyphens between them"
        );
    }
    Ok(id)
}

fn made_of(name: &str) -> String {
    let plain = |it: char| {
        let it = it.to_ascii_lowercase();
        if it.is_ascii_alphanumeric() { it } else { '-' }
    };
    let words: String = name.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// Where the game is opened: the address that was said, in a folder only where `may_share`.
pub(super) fn address(said: Option<&str>, may_share: bool) -> Result<Address> {
    let Some(url) = said else {
        return Ok(Address::Beside);
    };
    let wrong =
        || format!("{url} is no address of an origin: it is written https://my-game.example.com");
    let (scheme, rest) = url.split_once("://").with_context(wrong)?;
    let rest = rest.trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_host = |it: char| it.is_ascii_alphanumeric() || ".-:[]".contains(it);
    let is_path = |it: char| it.is_ascii_alphanumeric() || "/.-_~%".contains(it);
    if !["https", "http"].contains(&scheme)
        || host.is_empty()
        || !host.chars().all(is_host)
        || !path.chars().all(is_path)
    {
        bail!(wrong());
    }
    match (path.is_empty(), may_share) {
        (true, _) => Ok(Address::Own(format!("{scheme}://{host}"))),
        (false, true) => Ok(Address::Shared(format!("{scheme}://{host}/{path}"))),
        (false, false) => bail!(
            "{scheme}://{host}/ would serve this game in a folder, /{path}, beside others: its code could read and \
             change what they stored, so it needs an origin of its own, as https://my-game.{host} \
             (--{SHARE} does it all the same, without offline play, and players are told)"
        ),
    }
}

/// The folder of one wrapped game, and nobody else writes beside it meanwhile.
pub(super) struct Place {
    folder: PathBuf,
    /// Of the folder above.
    _lock: File,
}

/// What will be in that folder. Dropped before it is, it leaves nothing behind.
pub(super) struct Draft<'a> {
    place: &'a Place,
    folder: PathBuf,
}

impl Place {
    /// The folder of the game `id` in `out`. Where somebody was stopped there, that is put right first.
    pub(super) fn open(out: &Path, id: &str) -> Result<Self> {
        let place = Self {
            folder: out.join(id),
            _lock: files::hold_alone(out, "another `layerw wrap` is at work in")?,
        };
        let folder = &place.folder;
        let is_ours = folder.join(layout::WRAPPED_FILE).is_file();
        let is_empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if folder.exists() && !is_ours && !is_empty() {
            bail!(
                "{} holds something that `layerw wrap` did not make: say another --out or --id",
                folder.display()
            );
        }
        place.put_right()?;
        Ok(place)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// An empty folder beside it.
    pub(super) fn draft(&self) -> Result<Draft<'_>> {
        let folder = self.beside("new");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Draft {
            place: self,
            folder,
        })
    }

    /// Brings the old one back where its place is empty, and removes what is left of others.
    fn put_right(&self) -> Result<()> {
        let old = self.beside("old");
        if old.exists() && !self.folder.exists() {
            let what = || format!("cannot bring {} back", self.folder.display());
            fs::rename(&old, &self.folder).with_context(what)?;
        }
        remove(&old)?;
        remove(&self.beside("new"))
    }

    /// A name that begins with a point is never served.
    fn beside(&self, kind: &str) -> PathBuf {
        let name = self.folder.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        self.folder.with_file_name(format!(".{name}.{kind}"))
    }
}

impl Draft<'_> {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts it in its place.
    pub(super) fn replace(self) -> Result<()> {
        let (folder, old) = (&self.place.folder, self.place.beside("old"));
        let what = || format!("cannot replace {}", folder.display());
        if folder.exists() {
            fs::rename(folder, &old).with_context(what)?;
        }
        fs::rename(&self.folder, folder).with_context(what)?;
        remove(&old)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        // After `replace` there is nothing here; before it, an error is already on its way to the user.
        let _ = remove(&self.folder);
    }
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_a_folders_name() {
        assert_eq!(made_of("My Game_v2 (web)"), "my-game-v2-web");
        assert_eq!(made_of("火"), "");
    }

    #[test]
    fn an_address_in_a_folder_is_taken_only_where_that_was_accepted() {
        let own = Address::Own("https://a.b".to_owned());
        assert_eq!(address(Some("https://a.b/"), false).unwrap(), own);
        assert_eq!(address(None, false).unwrap(), Address::Beside);
        for wrong in [
            "a.b",
            "ftp://a.b",
            "https://",
            "https://a b",
            "https://a.b?x",
            "https://a.b/\"x",
        ] {
            let error = address(Some(wrong), true).unwrap_err().to_string();
            assert!(error.contains("it is written"), "{error}");
        }
        let folder = "https://user.github.io/game/";
        let refused = address(Some(folder), false).unwrap_err().to_string();
        assert!(refused.contains("an origin of its own"), "{refused}");
        assert!(refused.contains(SHARE), "{refused}");
        let shared = Address::Shared("https://user.github.io/game".to_owned());
        assert_eq!(address(Some(folder), true).unwrap(), shared);
    }
}
