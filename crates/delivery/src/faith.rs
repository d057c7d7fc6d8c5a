//! Whose word about new releases counts, where the origin's operator signs: what the worker was born with, what it came
//! to believe since, and what it refused.
//!
//! Deliberately absent: signatures. Judging them takes code that a worker rarely needs, so the shell has a module of its
//! own for it ([`Effect::Judge`]); it is a pure function of `package` that takes a record and gives the next one.

use package::{Belief, Head};

use crate::{Effect, News, saved, state::State};

/// The root that a release was built with: whom its worker believes before it has heard anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The site.
    pub id: String,
    /// The root's version.
    pub root_version: u64,
    /// The root's text, out of its envelope.
    pub root: String,
}

/// What a worker with an anchor knows besides what is saved.
#[derive(Debug, Default)]
pub(crate) struct Faith {
    pub(crate) anchor: Option<Anchor>,
    /// The answer to [`Effect::Judge`].
    pub(crate) judged: Option<Result<Vec<u8>, String>>,
    /// The head that was believed.
    pub(crate) news: Option<Head>,
    /// What came of the last look at a game's head.
    pub(crate) of_game: Option<Result<Belief, String>>,
    /// Why the last head was refused, if it was.
    pub(crate) refused: Option<String>,
}

impl State {
    pub(crate) fn is_anchored(&self) -> bool {
        self.faith.anchor.is_some()
    }

    /// What is believed now: what was saved, unless this worker was built with a newer root. Our own release counts as
    /// seen.
    pub(crate) fn belief(&self) -> Option<Belief> {
        let anchor = self.faith.anchor.as_ref()?;
        let first = || Belief::new(&anchor.id, anchor.root_version, anchor.root.as_bytes());
        let saved = self.saved_belief().cloned();
        Some(saved.unwrap_or_else(first).with_seen(&self.own))
    }

    fn saved_belief(&self) -> Option<&Belief> {
        let anchor = self.faith.anchor.as_ref()?;
        let follows = |belief: &&Belief| {
            let is_same =
                belief.root_version == anchor.root_version && belief.root == anchor.root.as_bytes();
            belief.id == anchor.id && (belief.root_version > anchor.root_version || is_same)
        };
        self.saved.belief.as_ref().filter(follows)
    }

    /// An offer counts only as long as the word that made it does.
    pub(crate) fn vouches_for(&self, head: &Head) -> bool {
        let seen = || self.saved_belief()?.seen.as_ref();
        !self.is_anchored() || seen().is_some_and(|seen| head.number <= seen.number)
    }

    /// A newer release than our own was signed, or another under our number: our worker is an old one offered anew.
    pub(crate) fn is_overtaken(&self) -> bool {
        let seen = self.saved_belief().and_then(|belief| belief.seen.as_ref());
        seen.is_some_and(|seen| seen.number >= self.own.number && *seen != self.own)
    }

    pub(crate) fn judge(&mut self, belief: &Belief, news: News) {
        self.faith.judged = None;
        self.ask(Effect::Judge {
            belief: belief.to_bytes(),
            now_unix_secs: self.now / 1000,
            news,
        });
    }

    pub(crate) fn believe(&mut self, belief: &Belief) {
        if self.saved.belief.as_ref() != Some(belief) {
            self.save(vec![saved::set_belief(belief)]);
        }
    }
}
