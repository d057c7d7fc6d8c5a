//! The regions of the store: what each may take, what comes first, and what goes when the browser stores no more.
//!
//! The table is data and [`plan`] a pure function of what is stored. Deliberately absent: how much room the device really
//! has. A browser's numbers are estimates; a write that fails is the truth, and then the plan is made anew.

use crate::sorted;

/// How much a region may take before it is the first of its kind to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// As much as it needs.
    Open,
    /// So many bytes.
    Bytes(u64),
    /// So many thousandths of what the browser says that it would store in all.
    PerMille(u64),
}

/// When a region goes, if the browser stores no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goes {
    /// At once: nobody asked for it yet.
    First,
    /// Next, unsaid: it is what there is to go back to, should the release on trial fail.
    Second,
    /// Only after the player agreed.
    Asked,
    /// Not at all.
    Never,
}

/// What holds for a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Its name; one that ends in a slash is followed by an id.
    pub name: &'static str,
    /// Lower numbers are fetched first.
    pub priority: u8,
    /// What it may take.
    pub budget: Budget,
    /// It is never let go as long as a page or a release needs it.
    pub pinned: bool,
    /// When it goes.
    pub goes: Goes,
}

/// The highest priority in the table.
pub const LAST_PRIORITY: u8 = 3;

/// Pages, styles and pictures.
pub const SHELL: &str = "shell";
/// The engine.
pub const ENGINE: &str = "engine";
/// Objects that more than one game names.
pub const SHARED: &str = "shared";
/// A game's own objects; its id follows.
pub const GAME: &str = "game/";
/// What was fetched ahead: of a release that nobody took yet, or of a game that nobody keeps.
pub const PREFETCH: &str = "prefetch";
/// What players saved. The page looks after it, in a database of its own.
pub const SAVES: &str = "saves";

/// Every region.
pub const TABLE: [Policy; 6] = [
    policy_of(SHELL, 0, Budget::Open, true, Goes::Never),
    policy_of(ENGINE, 1, Budget::Open, true, Goes::Never),
    policy_of(SHARED, 2, Budget::Open, false, Goes::Asked),
    policy_of(GAME, 2, Budget::PerMille(250), false, Goes::Asked),
    // So much of installed games an update fetches on its own, more waits for the player's word; and so much is fetched ahead.
    policy_of(PREFETCH, 3, Budget::Bytes(8 << 20), false, Goes::First),
    policy_of(SAVES, 0, Budget::Open, true, Goes::Never),
];

const fn policy_of(
    name: &'static str,
    priority: u8,
    budget: Budget,
    pinned: bool,
    goes: Goes,
) -> Policy {
    Policy {
        name,
        priority,
        budget,
        pinned,
        goes,
    }
}

/// The policy of the region called `name`. One that this table does not know is treated as a game: never taken unasked.
pub fn policy(name: &str) -> &'static Policy {
    let is_it = |policy: &&Policy| match policy.name.strip_suffix('/') {
        Some(_) => name.starts_with(policy.name),
        None => name == policy.name,
    };
    TABLE.iter().find(is_it).unwrap_or(&TABLE[3])
}

impl Budget {
    /// The most bytes, where the browser would store `quota_bytes` in all; nothing where there is no limit.
    pub fn limit_bytes(self, quota_bytes: Option<u64>) -> Option<u64> {
        match self {
            Self::Open => None,
            Self::Bytes(bytes) => Some(bytes),
            Self::PerMille(share) => quota_bytes.map(|quota_bytes| quota_bytes / 1000 * share),
        }
    }
}

/// Something that keeps objects in the store, and that may be let go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The offered release, as long as nobody took it.
    Ahead,
    /// The release before the one on trial.
    Fallback,
    /// The edition before the one on trial of the published game of this id.
    Former(String),
    /// The game of this id, in whatever release.
    Game(String),
}

/// Why an object is kept: it goes when any of these goes, and never where there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim(pub Vec<Holder>);

/// Something stored, with every claim on it. Without any it is nobody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its length.
    pub bytes: u64,
    /// The claims; it is free once none of them holds.
    pub claims: Vec<Claim>,
}

/// A holder that may go, and what decides when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The holder.
    pub holder: Holder,
    /// Its turn.
    pub goes: Goes,
    /// It takes more than its budget: of its kind it goes first.
    pub is_over_budget: bool,
    /// When it was used last, milliseconds since 1970: of its kind what was used longest ago goes first.
    pub used_millis: u64,
}

/// What makes room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What goes unsaid, in this order.
    pub unasked: Vec<Holder>,
    /// What would go if the player agreed, with what each frees. Empty where it is not needed, or would not be enough.
    pub asked: Vec<(Holder, u64)>,
}

/// What may go, in which order, until `needed_bytes` are free. Nothing goes that is not needed for that; an object that two
/// holders keep frees nothing until both go. Where it all is not enough, whatever goes unsaid does: the browser's numbers,
/// and so ours, are estimates.
pub fn plan(objects: &[Object], candidates: &[Candidate], needed_bytes: u64) -> Plan {
    let unasked = chosen(objects, candidates, &[], needed_bytes, |goes| {
        matches!(goes, Goes::First | Goes::Second)
    });
    let free_bytes = freed_bytes(objects, &unasked);
    let mut asked = Vec::new();
    if free_bytes < needed_bytes {
        let games = chosen(objects, candidates, &unasked, needed_bytes, |goes| {
            goes == Goes::Asked
        });
        asked = shares(objects, &unasked, games);
        let asked_bytes: u64 = asked.iter().map(|(_, bytes)| bytes).sum();
        if free_bytes + asked_bytes < needed_bytes {
            asked.clear();
        }
    }
    Plan { unasked, asked }
}

/// Of the candidates whose turn `is_due` says it is, the fewest that free `needed_bytes` together with those that are
/// `gone`; those that free the most where it is not enough.
fn chosen(
    objects: &[Object],
    candidates: &[Candidate],
    gone: &[Holder],
    needed_bytes: u64,
    is_due: impl Fn(Goes) -> bool,
) -> Vec<Holder> {
    let due = candidates.iter().filter(|it| is_due(it.goes));
    let due = sorted::by(due, |one, other| turn(one).cmp(&turn(other)));
    let mut all = gone.to_vec();
    for candidate in due {
        if freed_bytes(objects, &all) >= needed_bytes {
            break;
        }
        all.push(candidate.holder.clone());
    }
    // What was taken in before the one that brought enough may be superfluous. The last is the dearest.
    let enough_bytes = freed_bytes(objects, &all).min(needed_bytes);
    for index in (gone.len()..all.len()).rev() {
        let holder = all.remove(index);
        if freed_bytes(objects, &all) < enough_bytes {
            all.insert(index, holder);
        }
    }
    all.split_off(gone.len())
}

fn turn(candidate: &Candidate) -> (Goes, bool, u64, &Holder) {
    let is_within_budget = !candidate.is_over_budget;
    (
        candidate.goes,
        is_within_budget,
        candidate.used_millis,
        &candidate.holder,
    )
}

/// What each of `holders` frees after those before it and what is `gone`.
fn shares(objects: &[Object], gone: &[Holder], holders: Vec<Holder>) -> Vec<(Holder, u64)> {
    let mut all = gone.to_vec();
    let share = |holder: Holder| {
        let before_bytes = freed_bytes(objects, &all);
        all.push(holder.clone());
        (holder, freed_bytes(objects, &all) - before_bytes)
    };
    holders.into_iter().map(share).collect()
}

/// The bytes of everything that is nobody's once `gone` have gone.
pub fn freed_bytes(objects: &[Object], gone: &[Holder]) -> u64 {
    let free = objects.iter().filter(|object| object.is_free(gone));
    free.map(|object| object.bytes).sum()
}

impl Object {
    /// No claim on it holds once `gone` have gone.
    pub fn is_free(&self, gone: &[Holder]) -> bool {
        self.claims.iter().all(|claim| claim.is_void(gone))
    }
}

impl Claim {
    /// One of those that it needs is among `gone`.
    pub fn is_void(&self, gone: &[Holder]) -> bool {
        self.0.iter().any(|holder| gone.contains(holder))
    }
}
