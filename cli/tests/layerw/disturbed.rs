//! A place where something happens before each write: a stop, a meeting, somebody else's publish.

use anyhow::Result;
use cli::store::{About, Seen, Store};

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Write,
    Swap,
}

/// `place`, with `before` called ahead of every write and every swap; its error is theirs.
pub(crate) struct Disturbed<'a, F> {
    pub(crate) place: &'a dyn Store,
    pub(crate) before: F,
}

impl<F: Fn(Deed, &str) -> Result<()> + Send + Sync> Store for Disturbed<'_, F> {
    fn read(&self, path: &str, max_bytes: u64) -> Result<Option<Seen>> {
        self.place.read(path, max_bytes)
    }

    fn length(&self, path: &str) -> Result<Option<u64>> {
        self.place.length(path)
    }

    fn write(&self, path: &str, bytes: &[u8], about: About) -> Result<()> {
        (self.before)(Deed::Write, path)?;
        self.place.write(path, bytes, about)
    }

    fn swap(&self, path: &str, seen: Option<&Seen>, bytes: &[u8]) -> Result<bool> {
        (self.before)(Deed::Swap, path)?;
        self.place.swap(path, seen, bytes)
    }
}
