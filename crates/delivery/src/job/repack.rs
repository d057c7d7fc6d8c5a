//! A player wants a file of an installed game, to keep it or to give it away.
//!
//! Its author signed what stands before the objects; it is in the record of a game that came in a file, and at the origin
//! for one that did not. Every object is hashed first: a file that nobody can open is worse than none.

use package::{File, Manifest, Top};
use protocol::worker::FromWorker;

use super::{
    Job, Next,
    find::{Reason, verified},
};
use crate::{Effect, Failure, inventory::OBJECTS, saved, state::State};

/// The game, who wants it, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repack {
    client: String,
    id: String,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Begin,
    Refreshed,
    Read(File),
    Hashing(Vec<u8>, Vec<String>),
    Packed,
}

impl Repack {
    pub(crate) fn new(client: String, id: String) -> Self {
        Self {
            client,
            id,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(mut self, state: &mut State) -> Next {
        match self.advance(state) {
            Ok(Some(next)) => next,
            Ok(None) => Next::Then(Job::Repack(self)),
            Err(name) => {
                let id = self.id;
                state.post(Some(self.client), FromWorker::NotSaved { id, name });
                Next::Done
            }
        }
    }

    fn advance(&mut self, state: &mut State) -> Result<Option<Next>, Reason> {
        let step = core::mem::replace(&mut self.step, Step::Begin);
        self.step = match step {
            Step::Begin => {
                state.refresh();
                Step::Refreshed
            }
            Step::Refreshed if !state.is_whole_package(&self.id) => {
                return Err("published-not-whole".to_owned());
            }
            Step::Refreshed => match state.kept_top(&self.id) {
                Some(top) => self.hash(state, top),
                None => {
                    let file = state.packed_file(&self.id);
                    let file = file.ok_or("published-not-packed")?;
                    let path = ["/c/", &file.digest.to_hex(), ".txt"].concat();
                    state.read(&path, file.bytes, false);
                    Step::Read(file)
                }
            },
            Step::Read(file) => {
                let top = verified(state, file.digest)?;
                if !state.is_top_of(&self.id, &top) {
                    return Err("delivery-damaged".to_owned());
                }
                state.save(vec![saved::set_top(&self.id, Some(&top))]);
                self.hash(state, top)
            }
            Step::Hashing(top, mut left) => match left.pop() {
                Some(path) => {
                    let cache = OBJECTS.to_owned();
                    state.ask(Effect::Hash { cache, path });
                    Step::Hashing(top, left)
                }
                None if !state.damaged.is_empty() => {
                    return Err("published-not-whole".to_owned());
                }
                None => {
                    state.packed = None;
                    self.pack(state, top)?;
                    Step::Packed
                }
            },
            Step::Packed => match state.packed.take() {
                Some(Ok(())) => return Ok(Some(Next::Done)),
                Some(Err(failure)) => return Err(failure.id().to_owned()),
                None => return Err(Failure::Unreachable.id().to_owned()),
            },
        };
        Ok(None)
    }

    /// Looks at each object, one at a time: together they may be longer than there is memory.
    fn hash(&self, state: &mut State, top: Vec<u8>) -> Step {
        state.damaged.clear();
        let package = state.saved.packages.get(&self.id);
        let files = package.into_iter().flat_map(|it| it.edition.files());
        Step::Hashing(top, files.map(|file| file.path.clone()).collect())
    }

    fn pack(&self, state: &mut State, top: Vec<u8>) -> Result<(), Reason> {
        let package = state.saved.packages.get(&self.id);
        let edition = &package.ok_or("published-not-whole")?.edition;
        let parts = Top::from_bytes(&top).map_err(|refusal| refusal.id())?;
        let objects = edition.objects();
        let places = parts.places(&objects, parts.file_bytes(&objects));
        let places = places.map_err(|refusal| refusal.id())?;
        let part = |place: &package::Place| {
            let mut files = edition.files();
            let file = files.find(|file| file.digest == place.digest)?;
            Some((place.start().to_vec(), file.path.clone()))
        };
        let objects: Option<Vec<_>> = places.iter().map(part).collect();
        let effect = Effect::Pack {
            client: self.client.clone(),
            message: FromWorker::Packed {
                id: self.id.clone(),
                name: edition.file_name(),
            },
            top,
            objects: objects.ok_or("published-not-whole")?,
        };
        state.ask(effect);
        Ok(())
    }
}

impl State {
    /// What the file of an installed game begins with, where that is kept here and still is its.
    fn kept_top(&self, id: &str) -> Option<Vec<u8>> {
        let top = self.saved.tops.get(id)?;
        self.is_top_of(id, top).then(|| top.clone())
    }

    fn is_top_of(&self, id: &str, top: &[u8]) -> bool {
        let (Some(package), Ok(top)) = (self.saved.packages.get(id), Top::from_bytes(top)) else {
            return false;
        };
        Manifest::from_bytes(top.manifest()).is_ok_and(|it| it == package.edition.manifest)
    }

    /// Where its author left what a file of an installed game begins with.
    fn packed_file(&self, id: &str) -> Option<File> {
        let known = &self.saved.packages.get(id)?.edition.known;
        let file = known.release.file(&Manifest::packed_path(id))?;
        (file.bytes <= package::MAX_TOP_BYTES as u64).then(|| file.clone())
    }
}
