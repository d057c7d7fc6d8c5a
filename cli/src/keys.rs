//! A folder of keys: `release.key`, `root.key` and the signed roots `root-1`, `root-2`, …
//!
//! Deliberately absent: passwords. A key is a file for its owner's eyes only; whoever wants more keeps `root.key` on a
//! machine or stick of its own, because publishing does not need it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use package::{
    KeyId, MAX_ENVELOPE_BYTES, MAX_ROOT_BYTES, MAX_SECRET_BYTES, Manifest, Role, Root, SecretKey,
    Trust, seal, secret_from_text,
};

use crate::files;

/// A root and its envelope.
pub(crate) const MAX_SIGNED_ROOT_BYTES: u64 = (MAX_ROOT_BYTES + MAX_ENVELOPE_BYTES) as u64;

/// What a publisher signs with.
pub struct Keys {
    /// Signs heads and packages.
    pub release: SecretKey,
    /// Every root, from version 1 on.
    pub roots: Vec<SignedRoot>,
}

/// A root and the envelope it came in.
pub struct SignedRoot {
    /// The envelope.
    pub bytes: Vec<u8>,
    /// What it says.
    pub root: Root,
}

impl SignedRoot {
    /// The envelope with the signatures of the root's own keys alone: whoever meets this root first knows no earlier one,
    /// which may have signed with a key that this one withdraws.
    pub(crate) fn signed_by_itself(&self) -> Vec<u8> {
        let is_own = |line: &[u8]| {
            let id = line.strip_prefix(b"key ").and_then(|rest| rest.get(..16));
            let id = id.and_then(|id| KeyId::from_hex(core::str::from_utf8(id).ok()?));
            id.is_none_or(|id| self.root.root.has(id))
        };
        let mut is_top = true;
        let lines = self.bytes.split_inclusive(|byte| *byte == b'\n');
        let kept = lines.filter(|line| {
            is_top &= *line != b"\n";
            !is_top || is_own(line)
        });
        kept.collect::<Vec<_>>().concat()
    }
}

impl Keys {
    /// The release key and the roots in `folder`.
    ///
    /// # Errors
    /// Where a file is missing, is not what it should be, or the roots do not follow each other and name the key.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = secret_path(folder, Role::Release);
        let release = read_secret(&path, Role::Release)?;
        let roots = read_roots(folder)?;
        let newest = roots.last().context("no root")?;
        let id = release.public().id();
        if newest.root.revoked.contains(&id) {
            bail!(
                "release key {id} in {} was withdrawn: put the key there that the newest root lists",
                path.display()
            );
        }
        if !newest.root.release.has(id) {
            bail!(
                "the newest root in {} does not list release key {id}",
                folder.display()
            );
        }
        Ok(Self { release, roots })
    }

    /// The envelope around the text of `manifest`, and the newest root, as a packed file carries them.
    pub(crate) fn sign(&self, manifest: &Manifest) -> Result<(Vec<u8>, Vec<u8>)> {
        let text = manifest.to_text();
        let signed = seal(Role::Release, text.as_bytes(), &[&self.release])?;
        let newest = self.roots.last();
        let root = newest.map_or_else(Vec::new, SignedRoot::signed_by_itself);
        Ok((signed, root))
    }
}

/// The roots in `folder`, at least one.
pub(crate) fn read_roots(folder: &Path) -> Result<Vec<SignedRoot>> {
    let mut roots: Vec<SignedRoot> = Vec::new();
    let mut trust: Option<Trust> = None;
    loop {
        let path = root_path(folder, roots.len() + 1);
        if !path.exists() {
            break;
        }
        let bytes = files::read(&path, MAX_SIGNED_ROOT_BYTES)?;
        // A root does not say of whom, so any name does.
        let next = Trust::next(trust.as_ref(), "", &bytes);
        let next = next.with_context(|| format!("{} is no root to follow", path.display()))?;
        roots.push(SignedRoot {
            bytes,
            root: next.root().clone(),
        });
        trust = Some(next);
    }
    if roots.is_empty() {
        bail!(
            "{} is missing: `layerw keygen --out {}` makes keys",
            root_path(folder, 1).display(),
            folder.display()
        );
    }
    Ok(roots)
}

/// `root` in its envelope, signed by `signers`: those that a client of `before` wants.
pub(crate) fn sealed_root(
    before: &SignedRoot,
    root: &Root,
    signers: &[SecretKey],
) -> Result<Vec<u8>> {
    let signers: Vec<&SecretKey> = signers.iter().collect();
    let signed = seal(Role::Root, root.to_text().as_bytes(), &signers)?;
    let trust = Trust::restored("", before.root.clone(), None);
    let verdict = trust.after_root(&signed);
    verdict.context(
        "the root key is not the one that the newest root names, or more of them must sign",
    )?;
    Ok(signed)
}

/// Where the key of `role` is.
pub(crate) fn secret_path(folder: &Path, role: Role) -> PathBuf {
    folder.join(format!("{}.key", role.name()))
}

/// Where the root `version` is.
pub(crate) fn root_path(folder: &Path, version: usize) -> PathBuf {
    folder.join(format!("root-{version}"))
}

/// The key of `role` in the file at `path`.
pub(crate) fn read_secret(path: &Path, role: Role) -> Result<SecretKey> {
    if !path.exists() {
        let hint = match role {
            Role::Release => "`layerw keygen` makes keys, `--keys FOLDER` says where they are",
            Role::Root => "bring it here from where you keep it",
        };
        bail!("{} is missing: {hint}", path.display());
    }
    let bytes = files::read(path, MAX_SECRET_BYTES)?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    secret_from_text(role, &text).with_context(|| {
        format!(
            "{} is not a {} key of Layer-W, or it was changed",
            path.display(),
            role.name()
        )
    })
}

/// Writes `text` as a file for its owner's eyes only, where git leaves it alone.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<()> {
    let ignored = path.with_file_name(".gitignore");
    if fs::symlink_metadata(&ignored).is_err() {
        files::write(&ignored, b"*.key\n")?;
    }
    files::write_secret(path, text.as_bytes())
}

/// Fails where one of `paths` is there already.
pub(crate) fn refuse_to_replace(paths: &[PathBuf]) -> Result<()> {
    match paths.iter().find(|path| fs::symlink_metadata(path).is_ok()) {
        Some(path) => bail!(
            "{} exists, and keys are never replaced: choose another folder with --out",
            path.display()
        ),
        None => Ok(()),
    }
}
