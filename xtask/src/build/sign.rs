//! Signing the head: `--key` and what goes with it. Without a key the head is plain, as on a developer's own machine.
//!
//! The roots lie beside the key as `layerw keygen` leaves them. Deliberately absent: making keys.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use package::{
    Envelope, Head, MAX_NUMBER, MAX_SECRET_BYTES, MAX_SIGNED_HEAD_BYTES, Role, Root, SecretKey,
    SignedHead, Trust, seal, secret_from_text,
};

use super::draft::Draft;
use crate::content;

const DAY_SECS: u64 = 24 * 60 * 60;

/// Who signs the head.
#[derive(clap::Args, Clone)]
pub(crate) struct Arguments {
    /// Sign the head with the release key in FILE, which `layerw keygen` made. Players then believe no other.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The newest root; without it, the newest beside the key.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) root: Option<PathBuf>,
    /// Days until the head must be renewed by building again, changed or not.
    #[arg(long, value_name = "DAYS", requires = "key", default_value_t = 365, value_parser = clap::value_parser!(u64).range(1..=3650))]
    pub(crate) expires_days: u64,
    /// The name of the site: a head of another is not believed.
    #[arg(long, value_name = "ID", requires = "key", default_value = "layerw", value_parser = site_id)]
    pub(crate) id: String,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            key: None,
            root: None,
            expires_days: 365,
            id: "layerw".to_owned(),
        }
    }
}

fn site_id(text: &str) -> Result<String, String> {
    let is_of_it = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_id = (1..=64).contains(&text.len()) && text.bytes().all(is_of_it);
    let want = "want 1 to 64 of a-z, 0-9 and -";
    is_id.then(|| text.to_owned()).ok_or(want.to_owned())
}

/// What signs heads, and what a client judges them by.
pub(crate) struct Signer {
    id: String,
    key: SecretKey,
    /// Every root in its envelope, from version 1 on.
    roots: Vec<Vec<u8>>,
    newest: Root,
    expires_unix_secs: u64,
}

impl Signer {
    /// The signer that `arguments` name, at this moment, if they name one.
    pub(crate) fn read(arguments: &Arguments) -> Result<Option<Self>> {
        let Some(path) = &arguments.key else {
            return Ok(None);
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.context("this machine's clock stands before 1970")?;
        let expires = now.as_secs() + arguments.expires_days * DAY_SECS;
        let signer = Self::at(arguments, path, expires.min(MAX_NUMBER))?;
        if now.as_secs() >= signer.newest.expires_unix_secs {
            bail!("the newest root has expired: `layerw keygen --renew` makes the next");
        }
        Ok(Some(signer))
    }

    fn at(arguments: &Arguments, path: &Path, expires_unix_secs: u64) -> Result<Self> {
        let text = content::read(path)?;
        let text = (text.len() as u64 <= MAX_SECRET_BYTES).then_some(text);
        let text = text.and_then(|text| String::from_utf8(text).ok());
        let key = text.and_then(|text| secret_from_text(Role::Release, &text));
        let key = key.with_context(|| {
            format!(
                "{} is not a release key of Layer-W, or it was changed",
                path.display()
            )
        })?;
        let (roots, newest) = roots(path, arguments.root.as_deref())?;
        let id = key.public().id();
        if !newest.release.has(id) {
            bail!("the newest root does not list release key {id}");
        }
        if newest.release.threshold > 1 {
            bail!(
                "the newest root wants {} signatures, and a build has one key",
                newest.release.threshold
            );
        }
        Ok(Self {
            id: arguments.id.clone(),
            key,
            roots,
            newest,
            expires_unix_secs,
        })
    }

    /// The head as it lies at the origin.
    fn seal(&self, head: &Head) -> Result<Vec<u8>> {
        let words = SignedHead {
            id: self.id.clone(),
            number: head.number,
            digest: head.digest,
            bytes: head.bytes,
            expires_unix_secs: self.term().1,
        };
        self.sealed(&words.to_text())
    }

    /// `text` in its envelope.
    pub(crate) fn sealed(&self, text: &str) -> Result<Vec<u8>> {
        seal(Role::Release, text.as_bytes(), &[&self.key]).context("the site cannot be signed")
    }

    /// The site's name, and until when what is signed now holds.
    pub(crate) fn term(&self) -> (&str, u64) {
        let expires_unix_secs = self.expires_unix_secs.min(self.newest.expires_unix_secs);
        (&self.id, expires_unix_secs)
    }
}

/// Fills in whom the worker of this release believes: nobody in particular where `signer` is none.
pub(crate) fn fill_worker(worker: &str, signer: Option<&Signer>) -> String {
    let root = signer.map(|signer| signer.newest.to_text());
    // The text of a root is ASCII without quotes or backslashes.
    let root = root.unwrap_or_default().replace('\n', "\\n");
    let version = signer.map_or(0, |signer| signer.newest.version);
    worker
        .replace("%SITE%", signer.map_or("", |signer| &signer.id))
        .replace("%ROOT_VERSION%", &version.to_string())
        .replace("%ROOT%", &root)
}

/// Writes the roots, and last the head.
pub(crate) fn write(head: &Head, signer: Option<&Signer>, draft: &Draft) -> Result<()> {
    let Some(signer) = signer else {
        println!(
            "the head is not signed: players take whatever this address offers (--key signs it)"
        );
        return draft.add_unlisted("head", head.to_text().as_bytes());
    };
    for (root, version) in signer.roots.iter().zip(1..) {
        draft.add_unlisted(&format!("roots/{version}"), root)?;
    }
    draft.add_unlisted("head", &signer.seal(head)?)
}

/// What a head says, whoever signed it or nobody: for a site of our own.
pub(crate) fn head_from_bytes(bytes: &[u8]) -> Option<Head> {
    if let Ok(head) = Head::from_bytes(bytes) {
        return Some(head);
    }
    let envelope = Envelope::from_bytes(bytes, MAX_SIGNED_HEAD_BYTES).ok()?;
    let head = SignedHead::from_bytes(envelope.payload()).ok()?;
    Some(Head {
        number: head.number,
        digest: head.digest,
        bytes: head.bytes,
    })
}

/// Every root up to `newest`, or up to the last beside `key`, each following the one before.
fn roots(key: &Path, newest: Option<&Path>) -> Result<(Vec<Vec<u8>>, Root)> {
    let folder = newest.unwrap_or(key).parent().unwrap_or(Path::new(""));
    let mut roots: Vec<Vec<u8>> = Vec::new();
    let mut trust: Option<Trust> = None;
    loop {
        let path = folder.join(format!("root-{}", roots.len() + 1));
        if !path.exists() {
            break;
        }
        let bytes = content::read(&path)?;
        let next = Trust::next(trust.as_ref(), "", &bytes);
        trust = Some(next.with_context(|| format!("{} is no root to follow", path.display()))?);
        roots.push(bytes);
        if newest == Some(&path) {
            break;
        }
    }
    let trust = trust.with_context(|| {
        format!(
            "{} is missing: `layerw keygen` makes it with the key",
            folder.join("root-1").display()
        )
    })?;
    if let Some(newest) = newest
        && roots.last() != Some(&content::read(newest)?)
    {
        bail!(
            "{} is not the last of root-1, root-2, … in its folder",
            newest.display()
        );
    }
    Ok((roots, trust.root().clone()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use package::{Belief, Holders, digest_from_bytes, secret_text};

    use super::*;

    fn root(version: u64, release: u8) -> Vec<u8> {
        let holders = |seed: u8| Holders {
            threshold: 1,
            keys: vec![SecretKey::new(&[seed; 32]).public()],
        };
        let root = Root {
            version,
            expires_unix_secs: 5000,
            release: holders(release),
            root: holders(1),
            revoked: Vec::new(),
        };
        seal(
            Role::Root,
            root.to_text().as_bytes(),
            &[&SecretKey::new(&[1; 32])],
        )
        .unwrap()
    }

    fn keys(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let text = secret_text(Role::Release, &[4; 32]);
        content::write(&folder.join("release.key"), text.as_bytes()).unwrap();
        content::write(&folder.join("root-1"), &root(1, 9)).unwrap();
        content::write(&folder.join("root-2"), &root(2, 4)).unwrap();
        folder
    }

    fn signer(folder: &Path, root: Option<&str>) -> Result<Signer> {
        let arguments = Arguments {
            root: root.map(|root| folder.join(root)),
            ..Arguments::default()
        };
        Signer::at(&arguments, &folder.join("release.key"), 9000)
    }

    fn head() -> Head {
        Head {
            number: 7,
            digest: digest_from_bytes(b"seven"),
            bytes: 5,
        }
    }

    #[test]
    fn a_client_of_this_release_believes_its_head_until_head_or_root_expires() {
        let folder = keys("sign-believed");
        let signer = signer(&folder, None).unwrap();
        let bytes = signer.seal(&head()).unwrap();
        assert!(bytes.len() <= 300, "{} bytes", bytes.len());
        assert_eq!(head_from_bytes(&bytes), Some(head()));
        let first = Belief::new("layerw", 2, signer.newest.to_text().as_bytes());
        let after = first.after_head(4999, &bytes).unwrap();
        assert_eq!((after.seen, after.until_unix_secs), (Some(head()), 5000));
        assert!(first.after_head(5000, &bytes).is_err());
        let other = Belief::new("other", 2, signer.newest.to_text().as_bytes());
        assert!(other.after_head(4999, &bytes).is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_key_that_the_newest_root_does_not_list_signs_nothing() {
        let folder = keys("sign-unlisted");
        assert!(signer(&folder, Some("root-2")).is_ok());
        assert!(signer(&folder, Some("root-1")).is_err());
        content::write(&folder.join("root-2"), &root(2, 9)).unwrap();
        assert!(signer(&folder, None).is_err());
        fs::remove_file(folder.join("root-1")).unwrap();
        assert!(signer(&folder, None).is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_worker_gets_the_root_as_one_literal_or_none() {
        let template = "'%SITE%', %ROOT_VERSION%, '%ROOT%'";
        assert_eq!(fill_worker(template, None), "'', 0, ''");
        let folder = keys("sign-worker");
        let filled = fill_worker(template, Some(&signer(&folder, None).unwrap()));
        assert!(
            filled.starts_with("'layerw', 2, 'layerw-root 1\\nversion 2\\n"),
            "{filled}"
        );
        assert_eq!(filled.lines().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }
}
