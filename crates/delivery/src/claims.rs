//! Who needs what is stored: every release in use, as far as an open page, a kept game or a trial needs it.
//!
//! Kept, always: what our own release, the active one and the one that is served need, whatever a newer release has
//! already got as long as somebody wants it, and for every open page the shell and engine of its release and the game it
//! plays. Without a database we cannot know what other releases need, so then only files that our own release names are
//! ever let go.

use package::{Head, Region};

use crate::{
    inventory::{OBJECTS, pages_cache},
    regions::{self, Candidate, Claim, Goes, Holder, Object},
    saved::{self, Known},
    sorted,
    state::State,
};

/// A game that was used within this time is not asked for.
const COLD_MILLIS: u64 = 24 * 60 * 60 * 1000;
/// That a game is used is written down no more often.
const NOTE_MILLIS: u64 = 60 * 60 * 1000;

impl State {
    /// The claims on the object at `path`.
    pub(crate) fn claims(&self, path: &str) -> Vec<Claim> {
        let releases = self.saved.releases.iter();
        let mut claims: Vec<Claim> = releases
            .filter_map(|known| self.claim(known, path))
            .chain(self.package_claims(path))
            .collect();
        let is_ours = || self.known().is_some_and(|own| names(own, path));
        if !self.has_database && !is_ours() {
            claims.push(Claim::default());
        }
        claims
    }

    /// The claim of `known` on the object at `path`.
    pub(crate) fn claim(&self, known: &Known, path: &str) -> Option<Claim> {
        if !self.is_in_use(&known.head) || !names(known, path) {
            return None;
        }
        let game = known.release.file(path).and_then(|file| file.region.game());
        let game = game.filter(|id| !self.is_played(id));
        let game = game.map(|id| Holder::Game(id.to_owned()));
        Some(Claim(
            self.may_go(&known.head).into_iter().chain(game).collect(),
        ))
    }

    /// Whether `known` needs the object at `path` once `gone` have gone.
    pub(crate) fn needs(&self, known: &Known, path: &str, gone: &[Holder]) -> bool {
        let claim = self.claim(known, path);
        claim.is_some_and(|claim| !claim.is_void(gone))
    }

    /// As what a release that is in use may be let go, if it may.
    fn may_go(&self, head: &Head) -> Option<Holder> {
        let is_served = *head == self.own || head == self.serving() || self.is_active(head);
        if is_served || self.may_be_open(head.number) {
            return None;
        }
        if self.saved.good.as_ref() == Some(head) {
            return self.can_give_up_fallback().then_some(Holder::Fallback);
        }
        let is_unwanted = |wanted: bool| !wanted && !self.successor;
        let offer = self.saved.offer.as_ref();
        let offer = offer.filter(|offer| offer.head == *head);
        offer
            .is_some_and(|offer| is_unwanted(offer.wanted))
            .then_some(Holder::Ahead)
    }

    /// Everything that is stored and counted, with the claims on it.
    pub(crate) fn stored_objects(&self) -> Vec<Object> {
        let object = |path: &String| Object {
            bytes: self.bytes_of(path),
            claims: self.claims(path),
        };
        let objects = self.inventory.paths(OBJECTS).iter().map(object);
        let releases = self.saved.releases.iter();
        let in_use = releases.filter(|known| self.is_in_use(&known.head));
        let pages = in_use.map(|known| Object {
            bytes: self.pages_bytes(known),
            claims: vec![Claim(self.may_go(&known.head).into_iter().collect())],
        });
        objects.chain(pages).collect()
    }

    /// What may go to make room, where the browser would store `quota_bytes` in all.
    pub(crate) fn candidates(
        &self,
        objects: &[Object],
        quota_bytes: Option<u64>,
    ) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for holder in holders(objects) {
            let (goes, used_millis) = match &holder {
                Holder::Ahead => (regions::policy(regions::PREFETCH).goes, 0),
                Holder::Fallback | Holder::Former(_) => (Goes::Second, 0),
                Holder::Game(id) => match self.turn_of_game(id) {
                    Some(turn) => turn,
                    None => continue,
                },
            };
            let budget = regions::policy(regions::GAME).budget;
            let limit_bytes = budget.limit_bytes(quota_bytes);
            let held = objects.iter().filter(|object| object.is_held_by(&holder));
            let bytes: u64 = held.map(|object| object.bytes).sum();
            candidates.push(Candidate {
                is_over_budget: limit_bytes.is_some_and(|limit_bytes| bytes > limit_bytes),
                holder,
                goes,
                used_millis,
            });
        }
        candidates
    }

    /// When a game goes, and when it was used last; nothing where it is on its way or was used a short while ago.
    fn turn_of_game(&self, id: &str) -> Option<(Goes, u64)> {
        let used_millis = self.saved.used.get(id).copied().unwrap_or_default();
        if !self.is_kept(&Region::Game(id.to_owned())) {
            return Some((Goes::First, used_millis));
        }
        let is_coming = self.saved.games.get(id).is_some_and(|game| game.fetching);
        let is_cold = used_millis.saturating_add(COLD_MILLIS) <= self.now;
        let goes = regions::policy(regions::GAME).goes;
        (!is_coming && is_cold).then_some((goes, used_millis))
    }

    /// Takes note of the games that are open.
    pub(crate) fn note_play(&mut self) {
        let ids = self.game_ids().into_iter();
        let played: Vec<String> = ids.filter(|id| self.is_played(id)).collect();
        played.iter().for_each(|id| self.note_use(id));
    }

    /// Takes note that a game is used now; not more often than anybody asks.
    pub(crate) fn note_use(&mut self, id: &str) {
        let used_millis = self.saved.used.get(id).copied().unwrap_or_default();
        if self.now >= used_millis.saturating_add(NOTE_MILLIS) {
            self.save(vec![saved::set_used(id, Some(self.now))]);
        }
    }

    /// The games that nobody keeps.
    pub(crate) fn loose_games(&self) -> Vec<Holder> {
        let ids = self.game_ids().into_iter();
        let loose = ids.filter(|id| !self.is_kept(&Region::Game(id.clone())));
        loose.map(Holder::Game).collect()
    }

    fn game_ids(&self) -> Vec<String> {
        let files = self.saved.releases.iter().flat_map(|it| it.release.files());
        let ids = files.filter_map(|file| file.region.game());
        let packages = self.saved.packages.iter().map(|(id, _)| id.as_str());
        let ids = sorted::each_once(ids.chain(packages));
        ids.into_iter().map(str::to_owned).collect()
    }

    /// The length of the object at `path`, as far as a release says it.
    pub(crate) fn bytes_of(&self, path: &str) -> u64 {
        let bytes = |known: &Known| {
            let file = known.release.file(path).map(|file| file.bytes);
            let itself = || (known.head.release_path() == path).then_some(known.head.bytes);
            file.or_else(itself)
        };
        let mut releases = self.saved.releases.iter();
        let of_package = || self.package_file(path).map(|file| file.bytes);
        releases
            .find_map(bytes)
            .or_else(of_package)
            .unwrap_or_default()
    }

    fn pages_bytes(&self, known: &Known) -> u64 {
        let pages = pages_cache(&known.head);
        let stored = self.inventory.paths(&pages).iter();
        let files = stored.filter_map(|path| known.release.file(path));
        files.map(|file| file.bytes).sum()
    }
}

impl Object {
    fn is_held_by(&self, holder: &Holder) -> bool {
        self.claims.iter().any(|claim| claim.0.contains(holder))
    }
}

fn names(known: &Known, path: &str) -> bool {
    known.head.release_path() == path || known.release.file(path).is_some()
}

/// Everything that holds anything, each once.
fn holders(objects: &[Object]) -> Vec<Holder> {
    let claims = objects.iter().flat_map(|object| &object.claims);
    let holders = sorted::each_once(claims.flat_map(|claim| &claim.0));
    holders.into_iter().cloned().collect()
}
