//! A worker: the machine, the bodies it holds, and the effects that are under way.

use std::collections::BTreeMap;

use delivery::{Delivery, Effect, Event};
use package::Head;

/// A running worker. Dropping it is what the browser does when it stops one.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) machine: Delivery,
    pub(crate) bodies: BTreeMap<String, Vec<u8>>,
    pub(crate) tasks: Vec<Task>,
    /// Transactions of one database happen in the order in which they were begun.
    pub(crate) database_due: u64,
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
    Deliver { path: String, body: Vec<u8> },
    /// A body never completes; broken off it is an error.
    Hang { path: String },
}

impl Worker {
    pub(crate) fn new(own: Head) -> Self {
        Self {
            machine: Delivery::new(own),
            bodies: BTreeMap::new(),
            tasks: Vec::new(),
            database_due: 0,
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
