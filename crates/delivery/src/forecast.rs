//! Asking the predictor: what pages use goes to it, and what it names is fetched ahead.
//!
//! One question at a time, beside the jobs: what is fetched ahead need not stop for it. Deliberately absent: any guess; and
//! the games that their authors published, which are fetched whole.

use package::{File, HINTS_PATH, one_spelling};
use protocol::{
    ahead::{AheadWish, Answer, FileLength, Question, Used},
    worker::FromWorker,
};

use crate::{
    Effect,
    inventory::{cache_of, pages_cache},
    saved::Known,
    state::State,
};

/// Where a release has several games.
const ALL_GAMES: &str = "games";
/// So many reports wait at most; a page that reports faster than it is answered is not worth more memory.
const MOST_WAITING: usize = 64;

/// What is to be asked, and what was.
#[derive(Debug, Default)]
pub(crate) struct Forecast {
    waiting: Vec<Wanted>,
    asked: Asked,
    has_begun: bool,
    are_hints_wanted: bool,
    /// What was named last.
    named: Vec<String>,
}

#[derive(Debug)]
enum Wanted {
    Used(Box<Used>),
    Wish(String, AheadWish),
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Asked {
    #[default]
    Nothing,
    Begin,
    First,
}

impl Forecast {
    pub(crate) fn is_busy(&self) -> bool {
        self.asked != Asked::Nothing || !self.waiting.is_empty()
    }
}

impl State {
    /// A page's game used files, or may have others fetched ahead than before.
    pub(crate) fn note_used(&mut self, mut used: Used) {
        for path in used.paths.iter_mut().chain(&mut used.near) {
            *path = one_spelling(path);
        }
        self.ask_soon(Wanted::Used(Box::new(used)));
    }

    /// A page wants something of whatever fetches ahead.
    pub(crate) fn wish(&mut self, client: String, wish: AheadWish) {
        self.ask_soon(Wanted::Wish(client, wish));
    }

    fn ask_soon(&mut self, wanted: Wanted) {
        if self.forecast.waiting.len() < MOST_WAITING {
            self.forecast.waiting.push(wanted);
        }
    }

    /// Asks what is to be asked next, where nothing is asked: called with every event.
    pub(crate) fn ask_predictor(&mut self) {
        if self.forecast.asked != Asked::Nothing || self.forecast.waiting.is_empty() {
            return;
        }
        if !self.has_looked() {
            if self.asked == 0 {
                self.refresh();
            }
            return;
        }
        if !self.forecast.has_begun {
            return self.begin_forecast();
        }
        let question = match &self.forecast.waiting[0] {
            Wanted::Wish(_, wish) => Question::Wish(*wish),
            Wanted::Used(used) => Question::Used {
                used: (**used).clone(),
                missing: self.unfetched(),
                bytes_per_sec: self.saved.bytes_per_sec(),
            },
        };
        self.forecast.asked = Asked::First;
        self.tell(Effect::Predict(question));
    }

    fn begin_forecast(&mut self) {
        let Some(known) = self.known_as(&self.own) else {
            // Without a database nothing is known that could be fetched ahead.
            return self.forecast.waiting.clear();
        };
        let is_listed = known.release.file(HINTS_PATH).is_some();
        let pages = pages_cache(&known.head);
        let is_stored = self.inventory.holds(&pages, HINTS_PATH);
        if is_listed && !is_stored {
            let is_wanted = core::mem::replace(&mut self.forecast.are_hints_wanted, true);
            if !is_wanted {
                self.want(HINTS_PATH.to_owned(), false);
            }
            if !is_wanted || self.demands.transfer_of(HINTS_PATH).is_some() {
                return self.serve();
            }
        }
        let Some(known) = self.known_as(&self.own) else {
            return;
        };
        let question = Question::Begin {
            game: game_of(known),
            files: self.lengths(known),
            hints: is_stored.then(|| (pages, HINTS_PATH.to_owned())),
        };
        self.forecast.asked = Asked::Begin;
        self.tell(Effect::Predict(question));
    }

    /// What the predictor answered: paths to fetch ahead, where it names any or says that there are none.
    pub(crate) fn take_guess(&mut self, answer: Option<Answer>) -> Option<Vec<String>> {
        let asked = core::mem::take(&mut self.forecast.asked);
        match answer {
            Some(Answer::Begun) => self.forecast.has_begun = true,
            // A new instance, in place of one that trapped.
            Some(Answer::Unknown) if asked == Asked::First && self.forecast.has_begun => {
                self.forecast.has_begun = false;
            }
            Some(Answer::Ahead(paths)) if asked == Asked::First => {
                self.forecast.waiting.remove(0);
                self.forecast.named.clone_from(&paths);
                return Some(paths);
            }
            Some(Answer::Report(report)) if asked == Asked::First => {
                let is_closed = report.closed.is_some();
                if let Wanted::Wish(client, _) = self.forecast.waiting.remove(0) {
                    self.post(Some(client), FromWorker::Ahead(report));
                }
                // The player may have closed it just now.
                return is_closed.then(Vec::new);
            }
            _ => {
                self.forecast.has_begun = false;
                self.forecast.waiting.clear();
                // A page may have said that something is closed.
                return Some(Vec::new());
            }
        }
        None
    }

    /// What was named and is not stored.
    fn unfetched(&self) -> Vec<String> {
        let pages = pages_cache(&self.own);
        let named = self.forecast.named.iter();
        let missing = named.filter(|path| !self.inventory.holds(cache_of(path, &pages), path));
        missing.cloned().collect()
    }

    fn lengths(&self, known: &Known) -> Vec<FileLength> {
        let pages = pages_cache(&known.head);
        let length = |file: &File| FileLength {
            path: file.path.clone(),
            bytes: u32::try_from(file.bytes).unwrap_or(u32::MAX),
            is_stored: self
                .inventory
                .holds(cache_of(&file.path, &pages), &file.path),
        };
        games_files(known).map(length).collect()
    }
}

fn games_files(known: &Known) -> impl Iterator<Item = &File> {
    let files = known.release.files().iter();
    files.filter(|file| file.region.game().is_some() && file.path != HINTS_PATH)
}

/// The game of a release that has one.
fn game_of(known: &Known) -> String {
    let mut ids = games_files(known).filter_map(|file| file.region.game());
    let first = ids.next().unwrap_or(ALL_GAMES);
    let id = if ids.all(|id| id == first) {
        first
    } else {
        ALL_GAMES
    };
    id.to_owned()
}
