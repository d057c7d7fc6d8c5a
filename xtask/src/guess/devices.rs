//! Guessing on many devices, each of which sees its own player only: what a shipped prior is worth.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use predict::{DEFAULT_BYTES, Item, Predictor, Prior};

use super::guessers::{Guesser, Ours, Scored};
use super::simulate::{self, FIRST_SCORED_PER_CENT};
use super::trace::{Session, Trace};

/// Recall at waste 0.25 on devices that learn alone, and on those that began with a prior of what all players did before
/// the scored sessions.
pub(crate) struct OnDevices {
    pub(crate) alone: f64,
    pub(crate) with_prior: f64,
    pub(crate) prior_bytes: usize,
}

/// Plays the trace on a device for each of its players.
pub(crate) fn on_devices(trace: &Trace) -> Result<OnDevices> {
    let count = trace.sessions.len() * FIRST_SCORED_PER_CENT / 100;
    let before = trace.sessions.get(..count).context("no sessions")?;
    let lists: Vec<Vec<Item>> = before.iter().map(items).collect();
    let prior = Prior::from_sessions(trace.items, lists.iter().map(Vec::as_slice)).to_bytes();
    let recall = |prior: &[u8]| -> Result<f64> {
        let mut fresh = Predictor::new(DEFAULT_BYTES, trace.items);
        if !prior.is_empty() {
            fresh.add_prior(prior)?;
        }
        let mut devices = Devices {
            players: trace
                .sessions
                .iter()
                .map(|session| session.player)
                .collect(),
            next: 0,
            fresh,
            known: BTreeMap::new(),
            now: 0,
        };
        let guesses = simulate::guesses(trace, &mut devices);
        Ok(simulate::recall_at(trace, &guesses, 0.25))
    };
    Ok(OnDevices {
        alone: recall(&[])?,
        with_prior: recall(&prior)?,
        prior_bytes: prior.len(),
    })
}

fn items(session: &Session) -> Vec<Item> {
    let items = session.items.iter();
    items
        .filter_map(|item| Item::try_from(*item).ok())
        .collect()
}

struct Devices {
    /// Who plays each session.
    players: Vec<u32>,
    next: usize,
    fresh: Predictor,
    known: BTreeMap<u32, Ours>,
    now: u32,
}

impl Devices {
    fn device(&mut self) -> &mut Ours {
        let fresh = &self.fresh;
        let known = self.known.entry(self.now);
        known.or_insert_with(|| Ours::new(fresh.clone()))
    }
}

impl Guesser for Devices {
    fn begin(&mut self) {
        self.now = self.players[self.next];
        self.next += 1;
        self.device().begin();
    }

    fn enter(&mut self, item: u32) {
        self.device().enter(item);
    }

    fn guess(&mut self) -> Vec<Scored> {
        self.device().guess()
    }

    fn end(&mut self) {
        self.device().end();
    }
}
