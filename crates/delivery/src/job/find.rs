//! A page asks for a game that its author published at this origin: whose word its head is, and what it offers.
//!
//! The first root that a game shows is believed where its own keys signed it, and every one after it is followed before
//! the head is judged; from then on the game answers to that root as a site does to its own (decision 19).

use package::{Belief, File, Head, MAX_MANIFEST_BYTES, Manifest};
use protocol::worker::FromWorker;

use super::{Job, Next, believe::Believe, check::SIGNED_HEAD_BYTES};
use crate::{
    Failure,
    packages::{Edition, Package},
    saved::Known,
    state::State,
};

/// What a page wants to know of, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Find {
    client: String,
    id: String,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Begin,
    Refreshed,
    Answered,
    Believed,
    Described(Box<Belief>, Head),
    Listed(Box<Belief>, Known),
}

/// Why the search came to nothing, by name.
pub(crate) type Reason = String;

impl Find {
    pub(crate) fn new(client: String, id: String) -> Self {
        Self {
            client,
            id,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(mut self, state: &mut State) -> Next {
        let step = core::mem::replace(&mut self.step, Step::Begin);
        match self.advance(step, state) {
            Ok(Some(next)) => next,
            Ok(None) => Next::Then(Job::Find(self)),
            Err(name) => {
                let id = self.id;
                let found_nothing = FromWorker::NotFound { id, name };
                state.post(Some(self.client), found_nothing);
                Next::Done
            }
        }
    }

    /// The next step is in `self`, unless there is something else to be done or nothing.
    fn advance(&mut self, step: Step, state: &mut State) -> Result<Option<Next>, Reason> {
        self.step = match step {
            Step::Begin if !is_id(&self.id) => return Err("published-no-id".to_owned()),
            Step::Begin => {
                state.refresh();
                Step::Refreshed
            }
            Step::Refreshed if state.is_of_release(&self.id) => {
                return Err("published-is-built-in".to_owned());
            }
            Step::Refreshed => {
                let head = ["/games/", &self.id, "/head"].concat();
                state.read(&head, SIGNED_HEAD_BYTES as u64, false);
                Step::Answered
            }
            Step::Answered => {
                let head = state.text.take().unwrap_or(Err(Failure::Unreachable));
                let head = head.map_err(|failure| failure.id().to_owned())?;
                let package = state.saved.packages.get(&self.id);
                let belief = package.map_or_else(
                    || Belief::on_first_sight(&self.id),
                    |package| package.belief.clone(),
                );
                let judge = Believe::of_game(state, head.bytes, belief);
                self.step = Step::Believed;
                return Ok(Some(Next::Call(judge, Job::Find(self.clone()))));
            }
            Step::Believed => {
                let unreachable = || Err(Failure::Unreachable.id().to_owned());
                let belief = state.faith.of_game.take().unwrap_or_else(unreachable)?;
                let unjudged = || Failure::Unjudged.id().to_owned();
                let head = belief.seen.clone().ok_or_else(unjudged)?;
                if self.is_known(state, &belief, &head) {
                    return Ok(Some(self.found(state)));
                }
                state.read(&head.release_path(), head.bytes, true);
                Step::Described(Box::new(belief), head)
            }
            Step::Described(belief, head) => {
                let text = verified(state, head.digest)?;
                let known = Known::from_text(head.digest, &text);
                let known = known.map_err(|error| error.id().to_owned())?;
                if known.head != head {
                    return Err("trust-mixed".to_owned());
                }
                let file = manifest_file(&self.id, &known)?;
                let path = ["/c/", &file.digest.to_hex(), ".txt"].concat();
                state.read(&path, file.bytes, true);
                Step::Listed(belief, known)
            }
            Step::Listed(belief, known) => {
                let digest = manifest_file(&self.id, &known)?.digest;
                let manifest = verified(state, digest)?;
                let edition = Edition::new(&self.id, known, &manifest)?;
                self.take(state, *belief, edition);
                return Ok(Some(self.found(state)));
            }
        };
        Ok(None)
    }

    /// Whether the record has what `head` names already; the belief may be newer.
    fn is_known(&self, state: &mut State, belief: &Belief, head: &Head) -> bool {
        let Some(package) = state.saved.packages.get(&self.id) else {
            return false;
        };
        let is_refused = state.is_refused_edition(package, head);
        if package.wanted().known.head != *head && !is_refused {
            return false;
        }
        if package.belief != *belief {
            let package = Package {
                belief: belief.clone(),
                ..package.clone()
            };
            state.note_package(&package);
        }
        true
    }

    /// What is installed stays until the newer edition is all there; what was only shown gives way.
    fn take(&self, state: &mut State, belief: Belief, edition: Edition) {
        let game = state.saved.games.get(&self.id).copied();
        let installed = state.saved.packages.get(&self.id);
        let installed = installed.filter(|_| game.is_some_and(|game| game.installed));
        let package = match installed {
            // The same in another release, as it is where it came in a file: there is nothing to fetch.
            Some(package) if edition.is_same(&package.edition) && edition.is_here(state) => {
                Package {
                    belief,
                    edition,
                    next: None,
                    trial: package.trial.clone(),
                }
            }
            Some(package) => Package {
                belief,
                edition: package.edition.clone(),
                next: Some(edition).filter(|it| it.known.head != package.edition.known.head),
                trial: package.trial.clone(),
            },
            None => Package::shown(belief, edition),
        };
        state.note_package(&package);
    }

    fn found(&self, state: &mut State) -> Next {
        state.online = true;
        state.curious.push(self.client.clone());
        Next::Done
    }
}

impl State {
    /// Whether the site's own release has a game of this id.
    pub(crate) fn is_of_release(&self, id: &str) -> bool {
        let files = self.known().map_or(&[][..], |known| known.release.files());
        files.iter().any(|file| file.region.game() == Some(id))
    }
}

fn is_id(id: &str) -> bool {
    package::Region::from_name(&["game/", id].concat()).is_some()
}

/// The text that was read, where it has the digest that was promised.
pub(super) fn verified(state: &mut State, digest: package::Digest) -> Result<Vec<u8>, Reason> {
    let text = state.text.take().unwrap_or(Err(Failure::Unreachable));
    let text = text.map_err(|failure| failure.id().to_owned())?;
    if text.digest == digest {
        Ok(text.bytes)
    } else {
        Err("delivery-damaged".to_owned())
    }
}

/// Where the release says that the manifest is.
fn manifest_file<'a>(id: &str, known: &'a Known) -> Result<&'a File, Reason> {
    let file = known.release.file(&Manifest::path(id));
    let file = file.filter(|file| file.bytes <= MAX_MANIFEST_BYTES as u64);
    file.ok_or_else(|| "published-no-manifest".to_owned())
}
