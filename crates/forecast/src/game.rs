//! One game: its files by number, what was learned of it, what is fetched ahead, and when that is to be written.
//!
//! What was learned is written whole now and then, between two sessions; after it a journal of what was entered, with every
//! report. Whoever reads both and enters the journal again knows what was known.
//!
//! Deliberately absent: words about it (`report.rs`).

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use predict::{Ahead, Closure, DEFAULT_BYTES, Item, Planner, Predictor, Target};
use predict::{Gate, Gates, NO_ITEM, read_hints};
use protocol::ahead::{AheadWish, FileLength, Used};

use crate::Parts;
use crate::paths::{Paths, hash};
use crate::stored::{
    Learned, account_from_bytes, account_to_bytes, table_from_bytes, table_to_bytes,
};

/// A report counts for so many files at most: a page that says more is not worth the time.
const REPORT_MAX: usize = 1_024;
/// Where a session begins, what was learned is written if the journal is this long.
const JOURNAL_LONG: usize = 256;
/// Where it comes to more in the middle of a session, that one ends there for whoever learns.
const JOURNAL_MAX: usize = 1_024;
/// Stands in the journal where a session begins.
const BEGINS: Item = NO_ITEM;

/// What the player chose.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Choices {
    pub(crate) is_off: bool,
    pub(crate) metered_agreed: bool,
}

/// A game.
#[derive(Debug)]
pub(crate) struct Game {
    pub(crate) name: String,
    pub(crate) paths: Paths,
    pub(crate) planner: Planner,
    pub(crate) choices: Choices,
    /// As a page said last.
    gates: Gates,
    prior_hash: u64,
    /// Entered since what was learned was written.
    journal: Vec<Item>,
    /// The paths are to be written.
    paths_are_due: bool,
    account_is_due: bool,
    /// What was learned, where it is to be written.
    table: Option<Vec<u8>>,
}

impl Game {
    /// The game with these `files`, as far as `stored` knows it, and with its author's `hints`: a prior that was not counted
    /// yet is counted.
    pub(crate) fn new(
        name: String,
        files: &[FileLength],
        stored: &Parts,
        hints: Option<&[u8]>,
    ) -> Self {
        let [old_paths, table, account] = [&stored.paths, &stored.table, &stored.account]
            .map(|part| part.as_deref().unwrap_or_default());
        let (choices, journal, account) = account_from_bytes(account).unwrap_or_default();
        let mut paths = Paths::from_bytes(old_paths).unwrap_or_default();
        let known = paths.len();
        let has_room = files.iter().all(|file| paths.add(&file.path));
        // What was learned and spent is about numbers: without them it is about nothing.
        let is_known = known > 0 && has_room;
        if !has_room {
            paths = Paths::default();
            for file in files {
                paths.add(&file.path);
            }
        }
        let learned = table_from_bytes(table, paths.len()).filter(|_| is_known);
        let learned = learned.unwrap_or_else(|| Learned {
            predictor: Predictor::new(DEFAULT_BYTES, paths.len()),
            prior_hash: 0,
        });
        let account = if is_known { account } else { &[] };
        let (closure, prior) = hints.map_or_else(Default::default, |hints| {
            closure_and_prior(hints, files, &paths)
        });
        let mut game = Self {
            name,
            planner: planner(learned.predictor, &paths, closure, files, account),
            paths_are_due: !is_known || paths.len() > known,
            account_is_due: !is_known,
            table: None,
            paths,
            choices,
            gates: Gates::default(),
            prior_hash: learned.prior_hash,
            journal: if is_known { journal } else { Vec::new() },
        };
        // Before the journal: a table is written between two sessions.
        game.count(prior, files);
        if !is_known {
            game.write_table();
        }
        for item in &game.journal {
            match *item {
                BEGINS => game.planner.predictor.begin(),
                item => game.planner.predictor.enter(item),
            }
        }
        game
    }

    /// What is to be written now.
    pub(crate) fn take_due(&mut self) -> Parts {
        let mut parts = Parts {
            table: self.table.take(),
            ..Parts::default()
        };
        if core::mem::take(&mut self.paths_are_due) {
            parts.paths = Some(self.paths.to_bytes());
        }
        if core::mem::take(&mut self.account_is_due) {
            let account = account_to_bytes(self.choices, &self.journal, &self.planner);
            parts.account = Some(account);
        }
        parts
    }

    /// A page's report. Answers what is to be fetched ahead from now on.
    pub(crate) fn used(
        &mut self,
        used: Used,
        missing: &[String],
        bytes_per_sec: Option<u64>,
    ) -> Vec<String> {
        let millis = used.rtt_millis.unwrap_or(0) as f32;
        let rate = bytes_per_sec.unwrap_or(0) as f32;
        self.planner.set_delay_bytes(millis * rate / 1_000.0);
        self.planner.waste.aim(match used.is_cellular {
            true => Target::Cellular,
            false => Target::Wifi,
        });
        self.gates = used.closed;
        let gate = self.closed();
        // Whatever is missing is judged anew below, and what a page used meanwhile was asked for by that page.
        for item in self.paths.items(missing) {
            self.planner.failed(item);
        }
        self.planner.came();
        if used.begins {
            self.begin_session();
        }
        let mut entered = self.paths.items(&used.paths);
        entered.truncate(REPORT_MAX);
        for item in &entered {
            self.planner.used(*item, gate);
        }
        self.planner.near(self.paths.items(&used.near));
        // Only now: what a report names later is no news that could have been fetched ahead.
        let ahead = self.planner.decide(&entered, gate);
        self.journal.extend(entered);
        self.account_is_due = true;
        if self.journal.len() > JOURNAL_MAX {
            self.planner.predictor.begin();
            self.write_table();
        }
        let path = |ahead: &Ahead| self.paths.path(ahead.item).to_owned();
        ahead.iter().map(path).collect()
    }

    /// A page's wish.
    pub(crate) fn wish(&mut self, wish: AheadWish) {
        match wish {
            AheadWish::Report => return,
            AheadWish::Choose {
                is_off,
                metered_agreed,
            } => {
                self.choices = Choices {
                    is_off,
                    metered_agreed,
                };
            }
            AheadWish::Forget => {
                let predictor = Predictor::new(DEFAULT_BYTES, self.paths.len());
                self.planner.forget(predictor);
                self.prior_hash = 0;
                self.write_table();
            }
        }
        self.account_is_due = true;
    }

    /// Why nothing is fetched ahead. What the player chose is not a page's to say.
    pub(crate) fn closed(&self) -> Option<Gate> {
        let gates = self.gates.with(Gate::Off, self.choices.is_off);
        match self.choices.metered_agreed {
            true => gates.with(Gate::Metered, false).first(),
            false => gates.first(),
        }
    }

    fn begin_session(&mut self) {
        self.planner.begin_next();
        if self.journal.len() < JOURNAL_LONG {
            self.journal.push(BEGINS);
        } else {
            self.write_table();
        }
    }

    /// Between two sessions: what was learned in the one under way would be learned again from the journal.
    fn write_table(&mut self) {
        self.table = Some(table_to_bytes(&self.planner.predictor, self.prior_hash));
        self.journal.clear();
        self.account_is_due = true;
    }

    /// Counts what the author of the game counted, whose numbers are places in `files`; once.
    fn count(&mut self, prior: &[u8], files: &[FileLength]) {
        let prior_hash = hash(prior).max(1);
        if prior.is_empty() || prior_hash == self.prior_hash {
            return;
        }
        let number = |place: Item| self.paths.item(&files.get(usize::from(place))?.path);
        let predictor = &mut self.planner.predictor;
        // One that cannot be read is not tried again.
        predictor.add_renumbered_prior(prior, number).ok();
        self.prior_hash = prior_hash;
        self.table = Some(table_to_bytes(&self.planner.predictor, prior_hash));
    }
}

/// What the author says is needed for certain, by our numbers, where the author's are places in `files`; and what the author
/// counted. What cannot be read is as good as none.
fn closure_and_prior<'a>(
    hints: &'a [u8],
    files: &[FileLength],
    paths: &Paths,
) -> (Closure, &'a [u8]) {
    let number = |place: Item| paths.item(&files.get(usize::from(place))?.path);
    let mut closure = Closure::default();
    let prior = read_hints(hints, &mut |item, need| {
        if let (Some(item), Some(need)) = (number(item), number(need)) {
            closure.add(item, need);
        }
    });
    match prior {
        Ok(prior) => (closure, prior),
        Err(_) => Default::default(),
    }
}

/// The planner, with `account`.
fn planner(
    predictor: Predictor,
    paths: &Paths,
    closure: Closure,
    files: &[FileLength],
    account: &[u8],
) -> Planner {
    let mut lengths_bytes = vec![0; paths.len()];
    let mut missing = Vec::new();
    for file in files {
        if let Some(item) = paths.item(&file.path) {
            lengths_bytes[usize::from(item)] = file.bytes;
            if !file.is_stored {
                missing.push(item);
            }
        }
    }
    let mut planner = Planner::new(predictor, closure, lengths_bytes);
    planner.take_up(account).ok();
    // What is gone is never fetched.
    (0..paths.len()).for_each(|item| planner.stored(item as Item));
    // Nobody fetches any more what a worker was fetching when it was killed.
    missing.into_iter().for_each(|item| planner.failed(item));
    planner
}
