//! Those who guess, behind one trait: ours, and the ones it is measured against, none of which has a limit of memory.

mod markov;
mod neighbours;
mod ours;
mod popular;
mod ppm;

pub(crate) use markov::Markov;
pub(crate) use neighbours::Neighbours;
pub(crate) use ours::Ours;
pub(crate) use popular::Popular;
pub(crate) use ppm::Ppm;

/// More guesses than these are not looked at.
pub(crate) const GUESSES: usize = 24;

/// Something that may come, and how sure that is: any number that grows with it.
pub(crate) type Scored = (u32, f32);

/// Learns from one session after the other, and guesses after each item.
pub(crate) trait Guesser {
    /// A session begins.
    fn begin(&mut self);
    /// An item was entered.
    fn enter(&mut self, item: u32);
    /// What may come, the first to fetch first.
    fn guess(&mut self) -> Vec<Scored>;
    /// The session is over.
    fn end(&mut self) {}
    /// Bytes of what was learned, where that is known.
    fn bytes(&self) -> Option<usize> {
        None
    }
}

/// The surest first, and no more than are looked at.
fn surest(mut all: Vec<Scored>) -> Vec<Scored> {
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(GUESSES);
    all
}
