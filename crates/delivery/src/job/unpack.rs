//! A page brings a packed file: what is in it, whose word that is, and, where the player wants it, its objects.
//!
//! Asking and installing both begin with the first byte: nothing is remembered in between, so a worker may be stopped there.
//! The file's top is judged before anything of it is kept, each object when it is read (decision 20).

use package::{Belief, MAX_ARCHIVE_BYTES, MAX_TOP_BYTES, Manifest, Place, Refusal, Top};
use protocol::worker::{FromWorker, Trouble};

use super::{
    Job, Next,
    believe::{CURABLE, judged},
    find::{Find, Reason},
};
use crate::{
    Effect, Failure, News, Priority,
    packages::{Edition, Package},
    saved::{self, Game},
    state::State,
    transfer::Outcome,
};

/// A file that a page brought, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unpack {
    client: String,
    /// The shell's number for it.
    file: u32,
    bytes: u64,
    /// The digest of the top that the player wants installed.
    wanted: Option<String>,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Begin,
    Peeked,
    /// Judged by what is believed, before or after the origin was asked for newer roots.
    Judged(Vec<u8>, Roots),
    Looked(Vec<u8>),
    Filled(Vec<u8>),
    Saved(String),
    /// It came to nothing, and what came of it goes.
    Ended(Reason),
    Swept(Reason),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roots {
    Known,
    Newest,
}

/// What a file brings.
struct Found {
    edition: Edition,
    places: Vec<Place>,
}

impl Unpack {
    pub(crate) fn new(client: String, file: u32, bytes: u64, wanted: Option<String>) -> Self {
        Self {
            client,
            file,
            bytes,
            wanted,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(mut self, state: &mut State) -> Next {
        match self.advance(state) {
            Ok(Some(next)) => next,
            Ok(None) => Next::Then(Job::Unpack(self)),
            Err(name) => {
                let name = FromWorker::NotOpened { name };
                state.post(Some(self.client.clone()), name);
                self.end(state)
            }
        }
    }

    fn advance(&mut self, state: &mut State) -> Result<Option<Next>, Reason> {
        let step = core::mem::replace(&mut self.step, Step::Begin);
        self.step = match step {
            Step::Begin if self.bytes > MAX_ARCHIVE_BYTES => {
                let (want, got) = (MAX_ARCHIVE_BYTES, self.bytes);
                return Err(name(&Refusal::TooLarge { want, got }));
            }
            Step::Begin => {
                state.refresh();
                state.text = None;
                state.ask(Effect::Peek {
                    file: self.file,
                    bytes: self.bytes.min(MAX_TOP_BYTES as u64),
                });
                Step::Peeked
            }
            Step::Peeked => {
                let text = state.text.take().unwrap_or(Err(Failure::Unreachable));
                let text = text.map_err(|_| UNREADABLE.to_owned())?;
                let top = Top::from_bytes(&text.bytes).map_err(|it| name(&it))?;
                let top = top.bytes().to_vec();
                self.judge(state, &top)?;
                Step::Judged(top, Roots::Known)
            }
            Step::Judged(top, roots) => match judged(state) {
                Ok(belief) => return self.found(state, belief, top).map(Some),
                // A root that we do not know yet may list the key that signed.
                Err(verdict) if roots == Roots::Known && CURABLE.contains(&&*verdict) => {
                    let id = self.id(&top)?;
                    if state.saved.packages.get(&id).is_none() {
                        return Err(verdict);
                    }
                    let look = Find::new(String::new(), id);
                    self.step = Step::Looked(top);
                    return Ok(Some(Next::Call(Job::Find(look), Job::Unpack(self.clone()))));
                }
                Err(verdict) => return Err(verdict),
            },
            Step::Looked(top) => {
                self.judge(state, &top)?;
                Step::Judged(top, Roots::Newest)
            }
            Step::Filled(top) => match outcome(state) {
                None => {
                    let id = self.id(&top)?;
                    keep(state, &id, &top);
                    Step::Saved(id)
                }
                Some(name) => {
                    state.refresh();
                    Step::Ended(name)
                }
            },
            // Nobody would remember it. Where there is no database at all, nothing is remembered, and the player knows.
            Step::Saved(_) if state.has_database && state.unsaved_bytes.is_some() => {
                state.refresh();
                Step::Ended(Failure::Full.id().to_owned())
            }
            Step::Saved(id) => {
                state.incoming = None;
                state.note_use(&id);
                return Ok(Some(self.end(state)));
            }
            Step::Ended(name) => {
                state.incoming = None;
                state.sweep(&[]);
                Step::Swept(name)
            }
            Step::Swept(name) => return Err(name),
        };
        Ok(None)
    }

    /// Lets the file be judged by what is believed of its game, or by itself where nothing is.
    fn judge(&self, state: &mut State, top: &[u8]) -> Result<(), Reason> {
        let id = self.id(top)?;
        if state.is_of_release(&id) {
            return Err("published-is-built-in".to_owned());
        }
        self.read(top)?;
        let package = state.saved.packages.get(&id);
        let believed = package.map(|package| package.belief.clone());
        let belief = believed.unwrap_or_else(|| Belief::on_first_sight(&id));
        state.judge(&belief, News::Package(top.to_vec()));
        Ok(())
    }

    fn id(&self, top: &[u8]) -> Result<String, Reason> {
        let top = Top::from_bytes(top).map_err(|it| name(&it))?;
        let manifest = Manifest::from_bytes(top.manifest()).map_err(|it| name(&it))?;
        Ok(manifest.id)
    }

    fn read(&self, top: &[u8]) -> Result<Found, Reason> {
        let top = Top::from_bytes(top).map_err(|it| name(&it))?;
        let edition = Edition::from_top(&top)?;
        let places = top.places(&edition.objects(), self.bytes);
        let places = places.map_err(|it| name(&it))?;
        Ok(Found { edition, places })
    }

    /// Somebody's word is good for it: shows it, or fetches what is missing.
    fn found(&mut self, state: &mut State, belief: Belief, top: Vec<u8>) -> Result<Next, Reason> {
        let Found { edition, places } = self.read(&top)?;
        let head = Top::from_bytes(&top).map_err(|it| name(&it))?;
        let digest = head.digest().to_hex();
        check_follows(state, &belief.id, &edition)?;
        let signers = package::signers(head.signed()).map(str::to_owned).collect();
        let package = Package::shown(belief, edition);
        let Some(wanted) = &self.wanted else {
            let mut shown = state.described_incoming(&package);
            shown.fetching = false;
            shown.signers = signers;
            let shown = FromWorker::Opened {
                package: Box::new(shown),
                digest,
            };
            state.post(Some(self.client.clone()), shown);
            return Ok(self.end(state));
        };
        if *wanted != digest {
            return Err(name(&Refusal::NotAnArchive));
        }
        let items = state.missing_of_file(&package.edition, self.file, &places);
        state.incoming = Some(package);
        state.fill(items, Priority::Visible);
        self.step = Step::Filled(top);
        Ok(Next::Then(Job::Unpack(self.clone())))
    }

    fn end(&self, state: &mut State) -> Next {
        state.tell(Effect::LetGo { file: self.file });
        Next::Done
    }
}

/// The browser does not give the file's bytes: it was moved, or changed since it was chosen.
const UNREADABLE: &str = "file-unreadable";

/// What is installed is not silently replaced by something older.
fn check_follows(state: &State, id: &str, edition: &Edition) -> Result<(), Reason> {
    let is_installed = state.saved.games.get(id).is_some_and(|game| game.installed);
    let installed = state.saved.packages.get(id).filter(|_| is_installed);
    let Some(installed) = installed else {
        return Ok(());
    };
    if edition.is_same(&installed.edition) && state.is_whole_package(id) {
        return Err("file-installed-already".to_owned());
    }
    if !edition.is_same(&installed.edition) && !edition.is_newer_than(&installed.edition) {
        return Err("file-older".to_owned());
    }
    Ok(())
}

/// Why the objects are not all there; nothing where they are.
fn outcome(state: &mut State) -> Option<Reason> {
    let is_of_store = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Complete | Outcome::Failed(Trouble::QuotaExceeded { .. })
        )
    };
    // What is wrong with a file is no trouble with the origin.
    let outcome = match state.outcome.take() {
        Some(outcome) if !is_of_store(&outcome) => outcome,
        outcome => {
            state.outcome = outcome;
            state.filled()
        }
    };
    let name = match outcome {
        Outcome::Complete => return None,
        Outcome::Cancelled | Outcome::Yielded => "file-cancelled",
        Outcome::Failed(Trouble::QuotaExceeded { .. }) => Failure::Full.id(),
        Outcome::Failed(Trouble::Damaged { .. }) => "archive-damaged",
        Outcome::Failed(_) => UNREADABLE,
    };
    Some(name.to_owned())
}

/// One write: the game is installed, and what its file began with is kept, so that it can be made again.
fn keep(state: &mut State, id: &str, top: &[u8]) {
    let Some(mut package) = state.incoming.clone() else {
        return;
    };
    if let Some(before) = state.saved.packages.get(id) {
        let newer = before.next.clone();
        package.next = newer.filter(|next| next.is_newer_than(&package.edition));
        // The player chose this one, so it is not on trial; what failed here stays refused.
        package.trial = before.without_former().trial;
    }
    let game = Game {
        installed: true,
        fetching: false,
    };
    state.save(vec![
        saved::set_game(id, Some(game), Some(&package)),
        saved::set_top(id, Some(top)),
    ]);
}

fn name(refusal: &Refusal) -> Reason {
    refusal.id().to_owned()
}
