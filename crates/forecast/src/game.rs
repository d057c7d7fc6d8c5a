//! One game: its files by number, what was learned of it, what is fetched ahead, and when that is to be written.
//!
//! Deliberately absent: words about it (`report.rs`, `explain.rs`).

use predict::{Closure, Conditions, DEFAULT_BYTES, Gate, Hints, Item, Planner, Predictor, Target};
use protocol::ahead::{AheadWish, FileLength, Used};

use crate::Parts;
use crate::paths::{Paths, hash};
use crate::stored::{
    Learned, account_from_bytes, account_to_bytes, table_from_bytes, table_to_bytes,
};

/// A report counts for so many files at most: a page that says more is not worth the time.
const REPORT_MAX: usize = 1_024;
/// The table is written after so many reports, so many items, or so long.
const TABLE_REPORTS: u32 = 16;
const TABLE_ITEMS: usize = 256;
const TABLE_MILLIS: u64 = 10_000;

/// What the player chose.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Choices {
    pub(crate) is_off: bool,
    pub(crate) metered_agreed: bool,
}

/// What is to be written.
#[derive(Debug, Clone, Copy, Default)]
struct Due {
    paths: bool,
    table: bool,
    account: bool,
}

/// A game.
#[derive(Debug)]
pub(crate) struct Game {
    name: String,
    pub(crate) paths: Paths,
    pub(crate) planner: Planner,
    pub(crate) choices: Choices,
    /// As a page said last.
    conditions: Conditions,
    prior_hash: u64,
    /// Since the table was written.
    entered: Vec<Item>,
    reports: u32,
    table_millis: u64,
    due: Due,
}

impl Game {
    /// The game with these `files`, as far as `stored` knows it, and with its author's `hints`: a prior that was not counted
    /// yet is counted.
    pub(crate) fn new(
        now_millis: u64,
        name: String,
        files: &[FileLength],
        stored: &Parts,
        hints: Option<&[u8]>,
    ) -> Self {
        // What cannot be read is as good as none.
        let hints = hints.and_then(|bytes| Hints::from_bytes(bytes).ok());
        let hints = hints.unwrap_or_default();
        let [old_paths, table, account] = [&stored.paths, &stored.table, &stored.account]
            .map(|part| part.as_deref().unwrap_or_default());
        let (choices, entered, account) = account_from_bytes(account).unwrap_or_default();
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
        let mut game = Self {
            name,
            planner: planner(
                learned.predictor,
                &paths,
                closure(&hints, files, &paths),
                files,
                account,
                is_known,
            ),
            due: Due {
                paths: !is_known || paths.len() > known,
                table: !is_known,
                account: !is_known,
            },
            paths,
            choices,
            conditions: Conditions::default(),
            prior_hash: learned.prior_hash,
            entered: if is_known { entered } else { Vec::new() },
            reports: 0,
            table_millis: now_millis,
        };
        for item in &game.entered {
            game.planner.predictor.enter(*item);
        }
        if !hints.prior.is_empty() {
            game.count(&hints.prior, files);
        }
        game
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Everything that is to be known of it the next time.
    pub(crate) fn parts(&self) -> Parts {
        Parts {
            paths: Some(self.paths.to_bytes()),
            table: Some(table_to_bytes(&self.planner.predictor, self.prior_hash)),
            account: Some(account_to_bytes(self.choices, &[], &self.planner)),
        }
    }

    /// Takes the place of what knew the same game until now, and whose [`Self::parts`] it was made of.
    pub(crate) fn follow(&mut self, before: &Self) {
        self.conditions = before.conditions.clone();
        self.due.table |= !before.entered.is_empty();
    }

    /// What is to be written now.
    pub(crate) fn take_due(&mut self) -> Parts {
        let due = core::mem::take(&mut self.due);
        let mut parts = Parts::default();
        if due.paths {
            parts.paths = Some(self.paths.to_bytes());
        }
        if due.table {
            let table = table_to_bytes(&self.planner.predictor, self.prior_hash);
            parts.table = Some(table);
            self.entered.clear();
            self.reports = 0;
        }
        if due.account || due.table {
            let account = account_to_bytes(self.choices, &self.entered, &self.planner);
            parts.account = Some(account);
        }
        parts
    }

    /// A page's report. Answers what is to be fetched ahead from now on.
    pub(crate) fn used(
        &mut self,
        now_millis: u64,
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
        self.conditions = used.conditions;
        let gate = self.closed();
        // Whatever is missing is judged anew below, and what a page used meanwhile was asked for by that page.
        for item in missing.iter().filter_map(|path| self.paths.item(path)) {
            self.planner.failed(item);
        }
        self.planner.came();
        if used.begins {
            let stored: Vec<Item> = self.planner.at_hand().collect();
            self.planner.begin(stored);
        }
        let before = self.entered.len();
        for path in used.paths.iter().take(REPORT_MAX) {
            if let Some(item) = self.paths.item(path) {
                self.planner.used(item, gate);
                self.entered.push(item);
            }
        }
        // Only now: what a report names later is no news that could have been fetched ahead.
        let ahead = self.planner.decide(&self.entered[before..], gate);
        let is_news = self.entered.len() > before;
        self.note(now_millis, is_news, used.begins);
        self.due.account |= is_news || used.begins || !missing.is_empty() || !ahead.is_empty();
        let path = |ahead: &predict::Ahead| self.paths.path(ahead.item).to_owned();
        ahead.iter().map(path).collect()
    }

    /// A page's wish.
    pub(crate) fn wish(&mut self, wish: AheadWish) {
        match wish {
            AheadWish::Report => {}
            AheadWish::Choose {
                is_off,
                metered_agreed,
            } => {
                self.choices = Choices {
                    is_off,
                    metered_agreed,
                };
                self.due.account = true;
            }
            AheadWish::Forget => {
                let predictor = Predictor::new(DEFAULT_BYTES, self.paths.len());
                self.planner.forget(predictor);
                self.entered.clear();
                self.prior_hash = 0;
                self.due.table = true;
            }
        }
    }

    /// Why nothing is fetched ahead. What the player chose is not a page's to say.
    pub(crate) fn closed(&self) -> Option<Gate> {
        Gate::closed(&Conditions {
            is_off: self.choices.is_off,
            metered_agreed: self.choices.metered_agreed,
            ..self.conditions.clone()
        })
    }

    /// Decides whether what was learned is to be written.
    fn note(&mut self, now_millis: u64, is_news: bool, begins: bool) {
        self.reports += u32::from(is_news);
        let is_late = now_millis.saturating_sub(self.table_millis) >= TABLE_MILLIS;
        let is_much = self.reports >= TABLE_REPORTS || self.entered.len() > TABLE_ITEMS;
        if begins || is_much || (is_late && !self.entered.is_empty()) {
            self.due.table = true;
            self.table_millis = now_millis;
        }
    }

    /// Counts what the author of the game counted, whose numbers are places in `files`; once.
    fn count(&mut self, prior: &[u8], files: &[FileLength]) {
        let prior_hash = hash(prior).max(1);
        if prior_hash == self.prior_hash {
            return;
        }
        let number = |place: Item| self.paths.item(&files.get(usize::from(place))?.path);
        let predictor = &mut self.planner.predictor;
        // One that cannot be read is not tried again.
        predictor.add_renumbered_prior(prior, number).ok();
        self.prior_hash = prior_hash;
        self.due.table = true;
    }
}

/// What the author says is needed for certain, by our numbers; the author's are places in `files`.
fn closure(hints: &Hints, files: &[FileLength], paths: &Paths) -> Closure {
    let number = |place: Item| paths.item(&files.get(usize::from(place))?.path);
    let mut closure = Closure::default();
    for (place, needs) in &hints.needs {
        for need in needs {
            if let (Some(item), Some(need)) = (number(*place), number(*need)) {
                closure.add(item, need);
            }
        }
    }
    closure
}

/// The planner, with `account` where it is of these paths.
fn planner(
    predictor: Predictor,
    paths: &Paths,
    closure: Closure,
    files: &[FileLength],
    account: &[u8],
    is_known: bool,
) -> Planner {
    let mut lengths_bytes = vec![0; paths.len()];
    // What is gone is never fetched.
    let mut is_there = vec![true; paths.len()];
    for file in files {
        if let Some(item) = paths.item(&file.path) {
            lengths_bytes[usize::from(item)] = file.bytes;
            is_there[usize::from(item)] = file.is_stored;
        }
    }
    let mut planner = Planner::new(predictor, closure, lengths_bytes);
    if is_known {
        planner.take_up(account).ok();
    }
    for (item, is_there) in is_there.into_iter().enumerate() {
        let item = item as Item;
        match is_there {
            true => planner.stored(item),
            // Nobody fetches any more what a worker was fetching when it was killed.
            false => planner.failed(item),
        }
    }
    planner
}
