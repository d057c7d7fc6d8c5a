//! A worker: the machine, the bodies it holds, and the effects that are under way.

use std::collections::{BTreeMap, BTreeSet};

use delivery::{Anchor, Delivery, Effect, Event, Segment, Sender};
use package::Head;

/// A running worker. Dropping it is what the browser does when it stops one.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) machine: Delivery,
    pub(crate) bodies: BTreeMap<String, Vec<u8>>,
    pub(crate) tasks: Vec<Task>,
    /// Files that pages brought, by their numbers.
    pub(crate) files: BTreeMap<u32, Vec<u8>>,
    /// Transactions of one database happen in the order in which they were begun.
    pub(crate) database_due: u64,
    /// Pages hear what a worker told them in the order in which it did.
    pub(crate) post_due: u64,
    /// The locks that it has.
    pub(crate) locks: BTreeSet<String>,
    /// Its predictor knows which files there are.
    pub(crate) has_begun: bool,
    /// It asked to be active as soon as it is installed.
    pub(crate) skips_waiting: bool,
}

/// Something that will happen to the worker.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) due: u64,
    pub(crate) deed: Deed,
}

/// What will happen.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    /// An effect is carried out and answered.
    Do(Effect),
    /// An answer arrives.
    Tell(Event),
    /// A body is complete.
    Deliver {
        path: String,
        body: Vec<u8>,
        /// The browser keeps it in its HTTP cache, too.
        is_cacheable: bool,
    },
    /// A segment is complete.
    Store {
        path: String,
        segment: Segment,
        body: Vec<u8>,
        sender: Sender,
    },
    /// A body never completes; broken off it is an error.
    Hang {
        path: String,
        /// The first byte of the segment that it is.
        segment: Option<u64>,
    },
}

impl Worker {
    pub(crate) fn new(own: Head, anchor: Option<Anchor>) -> Self {
        let machine = Delivery::new(own);
        Self {
            machine: match anchor {
                Some(anchor) => machine.with_anchor(anchor),
                None => machine,
            },
            bodies: BTreeMap::new(),
            tasks: Vec::new(),
            files: BTreeMap::new(),
            database_due: 0,
            post_due: 0,
            locks: BTreeSet::new(),
            has_begun: false,
            skips_waiting: false,
        }
    }

    /// When something happens next: a task or the machine's own wish to be woken.
    pub(crate) fn next_due(&self) -> Option<u64> {
        let tasks = self
            .tasks
            .iter()
            .filter(|task| !matches!(task.deed, Deed::Hang { .. }))
            .map(|task| task.due);
        tasks.chain(self.machine.next_wake()).min()
    }

    /// Takes out the first task that is due.
    pub(crate) fn take_due(&mut self, now: u64) -> Option<Deed> {
        let is_due = |task: &&Task| task.due <= now && !matches!(task.deed, Deed::Hang { .. });
        let first = self
            .tasks
            .iter()
            .filter(is_due)
            .map(|task| task.due)
            .min()?;
        let index = self
            .tasks
            .iter()
            .position(|task| task.due == first && is_due(&task))?;
        Some(self.tasks.remove(index).deed)
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.machine.is_idle()
            && self
                .tasks
                .iter()
                .all(|task| matches!(task.deed, Deed::Hang { .. }))
    }
}
