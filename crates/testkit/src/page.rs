//! An open page, as far as the worker can tell.

use protocol::worker::{FromWorker, Status};

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
            FromWorker::Status(status) => Some(status),
            FromWorker::Reload { .. } | FromWorker::Verified { .. } => None,
        })
    }

    /// Every status in the order in which it came.
    pub fn statuses(&self) -> impl Iterator<Item = &Status> {
        self.told.iter().filter_map(|told| match told {
            FromWorker::Status(status) => Some(status),
            FromWorker::Reload { .. } | FromWorker::Verified { .. } => None,
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
            FromWorker::Reload { .. } | FromWorker::Status(_) => None,
        })
    }
}
