//! The record of a published game: what of it is believed, shown, fetched and tried.
//!
//! Deliberately absent: what the store makes of it.

use package::{Belief, Digest, Kind, Manifest};

use crate::{game_trial::Trial, regions::Holder, saved::Known};

/// What is known of a published game.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) belief: Belief,
    /// What is installed, or was shown to be installed.
    pub(crate) edition: Edition,
    /// What the game's head offers beyond that.
    pub(crate) next: Option<Edition>,
    pub(crate) trial: Trial,
}

/// A release of a published game and its manifest.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    pub(crate) known: Known,
    text: Vec<u8>,
    pub(crate) manifest: Manifest,
}

impl Edition {
    /// The edition of the release `known` with this manifest; the name of what is wrong with it otherwise.
    pub(crate) fn new(id: &str, known: Known, manifest: &[u8]) -> Result<Self, &'static str> {
        let text = manifest.to_vec();
        let manifest = Manifest::from_bytes(manifest).map_err(|refusal| refusal.id())?;
        let edition = Self {
            known,
            text,
            manifest,
        };
        if edition.manifest.id != id {
            return Err("trust-other-id");
        }
        // A package that needs others cannot be played yet.
        if !edition.manifest.dependencies.is_empty() {
            return Err("published-needs-others");
        }
        edition.played().ok_or("published-nothing-to-play")?;
        Ok(edition)
    }

    /// The module that is played.
    pub(super) fn played(&self) -> Option<&package::File> {
        let component = self.manifest.played();
        self.object(component.filter(|it| it.kind == Kind::Module)?.digest)
    }

    /// The path of the picture that it brings.
    pub(super) fn cover(&self) -> Option<&str> {
        Some(&self.object(self.manifest.cover()?.digest)?.path)
    }

    pub(super) fn object(&self, digest: Digest) -> Option<&package::File> {
        self.files().find(|file| file.digest == digest)
    }

    /// Its files in the store: the manifest was read already and is in the record.
    pub(crate) fn files(&self) -> impl Iterator<Item = &package::File> {
        let files = self.known.release.files().iter();
        files.filter(|file| package::is_object_path(&file.path))
    }

    /// Its version, as its author wrote it.
    pub(crate) fn version(&self) -> String {
        self.manifest.version.to_text()
    }

    pub(crate) fn to_bytes(&self, bytes: &mut Vec<u8>) {
        push(bytes, &self.known.head.digest.0);
        push(bytes, self.known.release.to_text().as_bytes());
        push(bytes, &self.text);
    }

    /// Three parts; one that is empty is no edition.
    pub(crate) fn from_parts(id: &str, parts: &mut Parts<'_>) -> Option<Self> {
        let digest = parts.next().filter(|part| !part.is_empty())?;
        let (text, manifest) = (parts.next()?, parts.next()?);
        let known = Known::from_text(Digest(*digest.first_chunk()?), text).ok()?;
        Self::new(id, known, manifest).ok()
    }
}

impl Package {
    /// The record behind the two numbers of the region.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        push(&mut bytes, &self.belief.to_bytes());
        self.edition.to_bytes(&mut bytes);
        match &self.next {
            Some(next) => next.to_bytes(&mut bytes),
            // Workers that know of no trials stop reading here.
            None if !self.trial.is_empty() => push(&mut bytes, &[]),
            None => {}
        }
        self.trial.to_bytes(&mut bytes);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut parts = Parts(bytes);
        let belief = Belief::from_bytes(parts.next()?)?;
        let edition = Edition::from_parts(&belief.id, &mut parts)?;
        let next = Edition::from_parts(&belief.id, &mut parts);
        let trial = Trial::from_parts(&belief.id, parts);
        Some(Self {
            belief,
            edition,
            next,
            trial,
        })
    }

    /// What was shown and not installed, or not yet.
    pub(crate) fn shown(belief: Belief, edition: Edition) -> Self {
        Self {
            belief,
            edition,
            next: None,
            trial: Trial::default(),
        }
    }

    /// What an installation brings: the newer edition where there is one.
    pub(crate) fn wanted(&self) -> &Edition {
        self.next.as_ref().unwrap_or(&self.edition)
    }

    /// What keeps the object at `path`, beside that the game is kept; nothing where it is of another game.
    pub(super) fn holders(&self, id: &str, path: &str) -> Option<Vec<Holder>> {
        let lists = |edition: &Edition| edition.known.release.file(path).is_some();
        let game = Holder::Game(id.to_owned());
        if lists(&self.edition) || self.next.as_ref().is_some_and(lists) {
            return Some(vec![game]);
        }
        let is_former = self.trial.former.as_ref().is_some_and(lists);
        is_former.then(|| vec![Holder::Former(id.to_owned()), game])
    }

    /// What an edition that there is a use for says of the object at `path`.
    pub(super) fn file(&self, path: &str) -> Option<&package::File> {
        let mut editions = self.editions();
        editions.find_map(|edition| edition.known.release.file(path))
    }

    /// Every edition that there is a use for.
    pub(super) fn editions(&self) -> impl Iterator<Item = &Edition> {
        let others = [self.next.as_ref(), self.trial.former.as_ref()];
        core::iter::once(&self.edition).chain(others.into_iter().flatten())
    }
}

/// A length of eight bytes, least significant byte first, and the part.
pub(crate) fn push(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
    bytes.extend_from_slice(part);
}

/// Reads a record from its start.
pub(crate) struct Parts<'a>(pub(crate) &'a [u8]);

impl<'a> Parts<'a> {
    pub(crate) fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (part, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }
}
