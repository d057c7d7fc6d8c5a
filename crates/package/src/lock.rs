//! The lock: which versions were found to go together, and the manifest of each.

use crate::lines::{self, Lines};
use crate::{Digest, Field, Refusal, Version};

/// The longest lock that is read.
pub const MAX_LOCK_BYTES: usize = 64 * 1024;

const FORMAT: &str = "layerw-lock";
const VERSION: u64 = 1;

/// One package of a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// The package.
    pub id: String,
    /// Its version.
    pub version: Version,
    /// The digest of that version's manifest.
    pub manifest: Digest,
}

/// Packages that go together, each once, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    packages: Vec<Locked>,
}

impl Lock {
    /// The lock of `packages`, in any order.
    ///
    /// # Errors
    /// [`Refusal`] where its text could not be read back.
    pub fn new(mut packages: Vec<Locked>) -> Result<Self, Refusal> {
        packages.sort_by(|a, b| a.id.cmp(&b.id));
        Self::from_bytes(Self { packages }.to_text().as_bytes())
    }

    /// The lock in `bytes`.
    ///
    /// # Errors
    /// [`Refusal`] where the bytes are not exactly what [`Lock::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut lines = Lines::new(lines::ascii(bytes, MAX_LOCK_BYTES)?);
        lines.header(FORMAT, VERSION)?;
        let mut packages: Vec<Locked> = Vec::new();
        while let Some(line) = lines.next_if("package") {
            let [id, version, manifest] = line.words("package")?;
            let id = line.id(id)?;
            line.after(packages.last().map(|one| &one.id), &id)?;
            let version = Version::from_text(version);
            packages.push(Locked {
                id,
                version: version.ok_or_else(|| line.refusal(Field::Version))?,
                manifest: line.sha256(manifest)?,
            });
        }
        lines.end()?;
        Ok(Self { packages })
    }

    /// The one text of this lock.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        lines::push(&mut text, &[FORMAT, "1"]);
        for one in &self.packages {
            let (version, manifest) = (one.version.to_text(), one.manifest.to_hex());
            lines::push(&mut text, &["package", &one.id, &version, &manifest]);
        }
        text
    }

    /// Its packages, sorted by id.
    pub fn packages(&self) -> &[Locked] {
        &self.packages
    }

    /// The package `id`.
    pub fn package(&self, id: &str) -> Option<&Locked> {
        let found = self
            .packages
            .binary_search_by(|one| one.id.as_str().cmp(id));
        self.packages.get(found.ok()?)
    }
}
