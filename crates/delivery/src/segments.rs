//! Long bodies, fetched piece by piece: every piece that came is stored, so a killed worker, a lost connection or a
//! cancelled download asks again for what was on its way and nothing else (docs/decisions/0011).
//!
//! Deliberately absent: pieces of files that hosts compress. Browsers ask for ranges of what is not compressed, so their
//! pieces would be three times as long; for those a build lists a patch from nothing, whose body is opaque.

use package::{File, Release};

use crate::{
    Effect, Inventory, Priority, plan::Item, regions::Holder, state::State, transfer::Transfer,
};

/// The name under which an [`Inventory`] lists segments, and by which they are deleted. They are not in Cache Storage.
pub const SEGMENTS: &str = "segments";
/// The length of every segment but a body's last.
pub const SEGMENT_BYTES: u64 = 128 << 10;
/// So many are asked for at once: the second hides the way to the origin and back.
const AT_ONCE: usize = 2;
/// The same where a page waits for the body: a worker that answers a page is not stopped.
const AT_ONCE_WAITED_FOR: usize = 6;
/// What a stop may cost: so much is on its way at most, of one body or of several.
pub(crate) const STAKE_BYTES: u64 = AT_ONCE as u64 * SEGMENT_BYTES;
/// A body up to this length is fetched in one piece.
const WHOLE_BYTES: u64 = STAKE_BYTES;

/// One piece of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Where the body is at the origin.
    pub path: String,
    /// The piece's first byte, counted in the body.
    pub from: u64,
    /// The byte after its last.
    pub to: u64,
    /// The length of the whole body.
    pub whole_bytes: u64,
}

impl Segment {
    /// Its name in the store.
    pub fn name(&self) -> String {
        [&self.path, " ", &package::decimal::text(self.from)].concat()
    }

    /// The pieces of a body of `whole_bytes`, in their order.
    pub fn all_of(path: &str, whole_bytes: u64) -> impl Iterator<Item = Self> {
        let count = whole_bytes.div_ceil(SEGMENT_BYTES);
        (0..count).map(move |index| Self {
            path: path.to_owned(),
            from: index * SEGMENT_BYTES,
            to: whole_bytes.min((index + 1) * SEGMENT_BYTES),
            whole_bytes,
        })
    }
}

/// How far a body has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segments {
    /// Still to be asked for; the last is the next.
    left: Vec<Segment>,
    asked: Vec<Asked>,
}

/// A segment that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) segment: Segment,
    /// The edge that was asked; nothing where it was the origin.
    pub(crate) edge: Option<usize>,
    /// When.
    pub(crate) at: u64,
    /// After how long the origin is asked as well.
    pub(crate) hedge_millis: Option<u64>,
    /// Until when that is worth waiting for.
    pub(crate) until: u64,
}

impl Segments {
    /// The segments of what `item` is fetched as that are not stored; nothing where it comes in one piece.
    pub(crate) fn missing(item: &Item, inventory: &Inventory) -> Option<Self> {
        let (path, bytes) = body(item)?;
        let all = Segment::all_of(path, bytes);
        let left = all.filter(|segment| !inventory.holds(SEGMENTS, &segment.name()));
        let mut left: Vec<Segment> = left.collect();
        left.reverse();
        let asked = Vec::new();
        Some(Self { left, asked })
    }

    /// Those to ask for now, the way that `by` says for each.
    pub(crate) fn ask(
        &mut self,
        priority: Priority,
        mut by: impl FnMut(Segment) -> Asked,
    ) -> &[Asked] {
        let most = match priority {
            Priority::Critical => AT_ONCE_WAITED_FOR,
            _ => AT_ONCE,
        };
        let free = most.saturating_sub(self.asked.len());
        let next = self.left.split_off(self.left.len().saturating_sub(free));
        let before = self.asked.len();
        self.asked.extend(next.into_iter().map(&mut by));
        &self.asked[before..]
    }

    /// The answer to the one that begins at `from` is there; returns it where it was asked for.
    pub(crate) fn answered(&mut self, from: u64, is_stored: bool) -> Option<Asked> {
        let mut asked = self.asked.iter();
        let index = asked.position(|asked| asked.segment.from == from)?;
        let asked = self.asked.remove(index);
        if !is_stored {
            self.left.push(asked.segment.clone());
        }
        Some(asked)
    }

    /// Until when those that were asked for are worth waiting for.
    pub(crate) fn until(&self) -> Option<u64> {
        self.asked.iter().map(|asked| asked.until).min()
    }

    pub(crate) fn is_asking(&self) -> bool {
        !self.asked.is_empty()
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.left.is_empty() && self.asked.is_empty()
    }

    /// Bytes that are not stored yet.
    pub(crate) fn left_bytes(&self) -> u64 {
        let asked = self.asked.iter().map(|asked| &asked.segment);
        let missing = self.left.iter().chain(asked);
        missing.map(|segment| segment.to - segment.from).sum()
    }
}

/// The body that `item` is fetched as, where that is long and a range of it always means the same.
fn body(item: &Item) -> Option<(&str, u64)> {
    let is_opaque = |path: &str| package::is_object_path(path) && !package::is_compressed(path);
    let body = match &item.patch {
        Some(patch) => Some((patch.path.as_str(), patch.bytes)),
        None => Some((item.path.as_str(), item.bytes)).filter(|(path, _)| is_opaque(path)),
    };
    body.filter(|(_, bytes)| item.twin.is_none() && *bytes > WHOLE_BYTES)
}

impl Item {
    /// Bytes that are stored in segments.
    pub(crate) fn stored_bytes(&self) -> u64 {
        let segments = self.segments.as_ref();
        segments.map_or(0, |segments| {
            self.wire_bytes().saturating_sub(segments.left_bytes())
        })
    }

    /// The names of every segment that it may have in the store.
    pub(crate) fn segment_names(&self) -> Vec<String> {
        let body = body(self).filter(|_| self.segments.is_some());
        let all = body.map(|(path, bytes)| Segment::all_of(path, bytes));
        let names = all.into_iter().flatten().map(|segment| segment.name());
        names.collect()
    }
}

impl State {
    /// Lets segments go; returns whether there were any.
    pub(crate) fn forget_segments(&mut self, names: Vec<String>) -> bool {
        if names.is_empty() {
            return false;
        }
        for name in &names {
            self.inventory.remove(SEGMENTS, name);
        }
        self.ask(Effect::Delete {
            cache: SEGMENTS.to_owned(),
            paths: names,
        });
        true
    }

    /// Lets every segment go, for the room it takes.
    pub(crate) fn forget_all_segments(&mut self) -> bool {
        let demands = self.demands.transfers();
        let transfers = demands.chain(&mut self.transfer);
        transfers.for_each(Transfer::fetch_whole);
        self.forget_segments(self.inventory.paths(SEGMENTS).to_vec())
    }

    /// Segments of bodies that nobody wants: what they make goes with `gone`, or it is stored. While a worker is being
    /// installed it may want what no record names yet.
    pub(crate) fn stale_segments(&self, gone: &[Holder]) -> Vec<String> {
        let names = self.inventory.paths(SEGMENTS).iter();
        let stale = names.filter(|name| !self.successor && !self.wants_segment(name, gone));
        stale.cloned().collect()
    }

    fn wants_segment(&self, name: &str, gone: &[Holder]) -> bool {
        let in_use = self.saved.releases.iter();
        let mut in_use = in_use.filter(|known| self.is_in_use(&known.head));
        let path = name.split(' ').next().unwrap_or(name);
        self.packages_want_body(path, gone)
            || in_use.any(|known| {
                made_of(&known.release, path).any(|file| {
                    self.inventory.object(file.digest).is_none()
                        && self.needs(known, &file.path, gone)
                })
            })
    }
}

/// The files of `release` that come of the body at `path`: the file itself, or what a patch makes.
pub(crate) fn made_of<'a>(release: &'a Release, path: &'a str) -> impl Iterator<Item = &'a File> {
    let mut patches = release.patches().iter();
    let patch = patches.find(|patch| patch.path() == path);
    let made = patch.map(|patch| patch.to);
    let files = release.files().iter();
    files.filter(move |file| file.path == path || made == Some(file.digest))
}
