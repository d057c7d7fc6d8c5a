//! An open page, as far as the worker can tell.

use protocol::worker::{FromWorker, Package, Status};

/// An open page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The browser's id for it.
    pub id: String,
    /// Where it is.
    pub path: String,
    /// The release its HTML comes from.
    pub release: u64,
    /// Everything it was told.
    pub told: Vec<FromWorker>,
}

impl Page {
    /// How things stood when it was last told.
    pub fn status(&self) -> Option<&Status> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::Status(status) => Some(&**status),
            _ => None,
        })
    }

    /// Every status in the order in which it came.
    pub fn statuses(&self) -> impl Iterator<Item = &Status> {
        self.told.iter().filter_map(|told| match told {
            FromWorker::Status(status) => Some(&**status),
            _ => None,
        })
    }

    /// What the last verification found: hashed, damaged, repaired.
    pub fn verified(&self) -> Option<(u32, u32, u32)> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::Verified {
                objects,
                damaged,
                repaired,
            } => Some((*objects, *damaged, *repaired)),
            _ => None,
        })
    }

    /// The published game `id` as the page was last told of it.
    pub fn package(&self, id: &str) -> Option<&Package> {
        let mut packages = self.status()?.packages.iter();
        packages.find(|package| package.id == id)
    }

    /// Why the last search found nothing.
    pub fn not_found(&self) -> Option<&str> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::NotFound { name, .. } => Some(name.as_str()),
            _ => None,
        })
    }

    /// What was in the file that this page opened last: the game and the file's name for itself.
    pub fn opened(&self) -> Option<(&Package, &str)> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::Opened { package, digest } => Some((&**package, digest.as_str())),
            _ => None,
        })
    }

    /// Why the last file was not opened, or not installed.
    pub fn not_opened(&self) -> Option<&str> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::NotOpened { name } => Some(name.as_str()),
            _ => None,
        })
    }

    /// Why the last game was not saved.
    pub fn not_saved(&self) -> Option<&str> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::NotSaved { name, .. } => Some(name.as_str()),
            _ => None,
        })
    }

    /// What the last look at a few files said: whether there is more to look at.
    pub fn scrubbed(&self) -> Option<bool> {
        self.told.iter().rev().find_map(|told| match told {
            FromWorker::Scrubbed { more } => Some(*more),
            _ => None,
        })
    }
}
