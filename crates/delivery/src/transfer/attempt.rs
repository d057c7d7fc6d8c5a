//! One file of a transfer: by which way it is tried, and what a failure leaves.
//!
//! Deliberately absent: when, and how many at once.

use protocol::worker::Trouble;

use crate::{
    Effect, Failure, Inventory, Priority, Sender, Source, Way,
    edges::{Edges, Fault},
    pace::Mark,
    plan::Item,
    retry,
    segments::{Asked, STAKE_BYTES, Segment, Segments},
};

#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) item: Item,
    pub(super) tries: u32,
    pub(super) fresh: bool,
    /// A long file may be in the HTTP cache whole: a page played it before it was to be kept. That was looked at.
    pub(super) is_peeked: bool,
    /// The most bytes that any try brought: what the player saw arrive never goes back.
    pub(super) peak_bytes: u64,
    /// The same for any other file that an edge is to be asked for.
    is_cache_asked: bool,
    /// How often an edge failed it.
    edge_failures: u32,
    /// The next answer is the origin's.
    is_for_origin: bool,
    /// An edge that sent a part of the body.
    sender: Option<usize>,
}

/// An edge that failed a file so often is asked no more for it.
const EDGE_FAILURES: u32 = 2;

#[derive(Debug)]
pub(super) struct Open {
    pub(super) attempt: Attempt,
    /// The edge that is asked; nothing where it is the origin or nobody far away.
    pub(super) edge: Option<usize>,
    /// When to break it off; nothing once the body is complete.
    pub(super) deadline: Option<u64>,
    /// When to break it off whatever comes.
    until: u64,
    /// An edge did not send a segment.
    pub(super) has_edge_failed: bool,
    /// Why a segment did not come; those still on their way are waited for.
    pub(super) failure: Option<Failure>,
    /// Since when the body, or its next segment, comes over the network; nothing where it comes from the browser.
    pub(super) mark: Option<Mark>,
    /// What has come of the body.
    pub(super) arrived_bytes: u64,
}

/// What follows a try that failed.
pub(super) enum Next {
    /// Another way, at once.
    AtOnce,
    /// The same way after a rest.
    Later,
    /// Nothing: this is what the player hears.
    Never(Trouble),
}

impl Attempt {
    pub(super) fn new(item: Item) -> Self {
        Self {
            peak_bytes: item.stored_bytes(),
            is_peeked: item.segments.is_none() || item.stored_bytes() > 0,
            is_cache_asked: false,
            item,
            tries: 0,
            fresh: false,
            edge_failures: 0,
            is_for_origin: false,
            sender: None,
        }
    }

    /// The edge to ask. Before it the HTTP cache is looked at, as for a long body: pages load by the origin's address.
    fn edge(&mut self, edges: &Edges) -> Option<usize> {
        let edge = edges.pick().filter(|_| self.may_come_from_edge())?;
        let is_whole = self.item.segments.is_none() && self.item.patch.is_none();
        if is_whole && !self.is_cache_asked {
            self.is_cache_asked = true;
            self.is_peeked = false;
        }
        self.is_peeked.then_some(edge)
    }

    /// A whole page never does, nor what a browser runs under the headers that came with it.
    fn may_come_from_edge(&self) -> bool {
        let Item {
            segments, patch, ..
        } = &self.item;
        let is_inert = || package::inert_type(&self.item.path).is_some();
        let is_far = self.item.slice.is_none() && self.item.twin.is_none();
        let is_it = is_far && (segments.is_some() || patch.is_some() || is_inert());
        is_it && !self.is_for_origin && self.edge_failures < EDGE_FAILURES
    }

    /// The edge that was asked failed it: the origin is asked at once, and that is no second try.
    pub(super) fn failed_at_edge(&mut self) {
        self.edge_failures += 1;
        self.is_for_origin = true;
        self.tries = self.tries.saturating_sub(1);
    }

    /// Whoever sent a part of a body that is wrong as a whole. The body begins anew, at the origin.
    pub(super) fn take_sender(&mut self, wrong_segments: &mut Vec<String>) -> Option<usize> {
        let sender = self.sender.take()?;
        wrong_segments.extend(self.item.segment_names());
        self.item.segments = Segments::missing(&self.item, &Inventory::default());
        self.edge_failures = EDGE_FAILURES;
        Some(sender)
    }

    fn source(&self) -> Source {
        if let Some(slice) = &self.item.slice {
            return Source::File(slice.clone());
        }
        match (&self.item.twin, &self.item.patch) {
            (Some(cache), _) => Source::Cache(cache.clone()),
            (None, _) if !self.is_peeked => Source::HttpCache,
            (None, Some(patch)) if self.item.segments.is_some() => Source::Segments(patch.clone()),
            (None, None) if self.item.segments.is_some() => Source::OwnSegments,
            (None, Some(patch)) => Source::Patch(patch.clone()),
            (None, None) if self.fresh => Source::Origin,
            (None, None) => Source::Network,
        }
    }

    /// What is asked for next comes from the origin.
    pub(super) fn is_remote(&self) -> bool {
        match self.source() {
            Source::Cache(_) | Source::HttpCache | Source::File(_) => false,
            Source::Network
            | Source::Origin
            | Source::Patch(_)
            | Source::Segments(_)
            | Source::OwnSegments => true,
        }
    }

    /// What would have to be sent again at most if the worker were stopped now.
    pub(super) fn stake_bytes(&self) -> u64 {
        match &self.item.segments {
            _ if !self.is_remote() => 0,
            Some(segments) => segments.left_bytes().min(STAKE_BYTES),
            None => self.item.wire_bytes(),
        }
    }

    /// Takes note of the answer to a segment that was asked for.
    pub(super) fn answered(&mut self, from: u64, sender: Option<Sender>) -> Option<Asked> {
        let segments = self.item.segments.as_mut()?;
        let asked = segments.answered(from, sender.is_some())?;
        if let Some(sender) = sender {
            let edge = asked.edge.filter(|_| sender == Sender::Asked);
            self.sender = edge.or(self.sender);
            self.is_for_origin = false;
            self.peak_bytes = self.peak_bytes.max(self.item.stored_bytes());
            // Each segment is tried so often, not all of them together.
            self.tries = 1;
        }
        Some(asked)
    }

    pub(super) fn is_asking(&self) -> bool {
        self.item.segments.as_ref().is_some_and(Segments::is_asking)
    }

    /// What follows a try that failed; segments that are of no use for it join `wrong_segments`.
    pub(super) fn failed(&mut self, failure: Failure, wrong_segments: &mut Vec<String>) -> Next {
        // A file is what it is, and nobody else has to have it.
        if self.item.slice.is_some() {
            return Next::Never(trouble(failure, &self.item.path));
        }
        if self.falls_back(failure, wrong_segments) {
            self.tries = 0;
            return Next::AtOnce;
        }
        if self.tries < retry::TRIES {
            // A body that came and was wrong may sit in the HTTP cache; an origin that did not answer put nothing there.
            self.fresh |= failure == Failure::TooLong;
            return Next::Later;
        }
        Next::Never(trouble(failure, &self.item.path))
    }

    /// What the player hears where nothing follows.
    pub(super) fn trouble(&self, failure: Failure) -> Trouble {
        trouble(failure, &self.item.path)
    }

    /// Gives up the way that failed for the one behind it, where there is one: its first try is not a second one.
    fn falls_back(&mut self, failure: Failure, wrong_segments: &mut Vec<String>) -> bool {
        // The copy is gone or damaged.
        if self.item.twin.take().is_some() {
            return true;
        }
        if !self.is_peeked {
            self.is_peeked = true;
            return true;
        }
        // No segment can be stored, or what came of them is wrong: the body in one piece is none of both.
        if self.item.segments.is_some() && (failure == Failure::Full || !is_passing(failure)) {
            wrong_segments.extend(self.item.segment_names());
            self.item.segments = None;
            return true;
        }
        // The origin answered, and the patch is of no use: the whole file always is.
        !is_passing(failure) && self.item.patch.take().is_some()
    }
}

impl Open {
    pub(super) fn new(attempt: Attempt, deadline: Option<u64>) -> Self {
        Self {
            attempt,
            edge: None,
            deadline,
            until: u64::MAX,
            has_edge_failed: false,
            failure: None,
            mark: None,
            arrived_bytes: 0,
        }
    }

    /// Asks for the next segments, and for the body where none is missing.
    pub(super) fn ask(
        &mut self,
        now: u64,
        priority: Priority,
        edges: &mut Edges,
        bytes_per_sec: Option<u64>,
        effects: &mut Vec<Effect>,
    ) {
        self.edge = self.attempt.edge(edges);
        let item = &mut self.attempt.item;
        let way = Way {
            base: edges.base(self.edge).to_owned(),
            priority,
        };
        let until = |edge: Option<usize>, bytes| match edge {
            Some(_) => now + retry::edge_patience_millis(bytes, bytes_per_sec),
            None => u64::MAX,
        };
        match &mut item.segments {
            Some(segments) if self.attempt.is_peeked && !segments.is_complete() => {
                let by = |segment: Segment| Asked {
                    edge: self.edge,
                    at: now,
                    hedge_millis: self.edge.and_then(|_| edges.hedge_millis()),
                    until: until(self.edge, segment.to - segment.from),
                    segment,
                };
                for asked in segments.ask(priority, by) {
                    effects.push(Effect::FetchSegment {
                        path: item.path.clone(),
                        segment: asked.segment.clone(),
                        way: way.clone(),
                        hedge_millis: asked.hedge_millis,
                    });
                }
                self.until = segments.until().unwrap_or(u64::MAX);
            }
            segments => {
                // What is put together here comes from nobody.
                self.edge = self.edge.filter(|_| segments.is_none());
                self.until = until(self.edge, item.wire_bytes());
                effects.push(Effect::Fetch {
                    path: item.path.clone(),
                    bytes: item.bytes,
                    source: self.attempt.source(),
                    way,
                });
            }
        }
        self.wait(now);
    }

    /// Something came: wait on, for as long as it is worth it.
    pub(super) fn wait(&mut self, now: u64) {
        let stall_millis = match self.edge {
            Some(_) => retry::EDGE_STALL_MILLIS,
            None => retry::STALL_MILLIS,
        };
        self.deadline = Some(self.until.min(now + stall_millis));
    }
}

/// What `failure` says about the edge that was asked.
pub(super) fn fault(failure: Failure) -> Fault {
    match failure {
        Failure::TooLong | Failure::Unpatched => Fault::Wrong,
        _ => Fault::Lost,
    }
}

/// Whether the same request may be answered another time.
fn is_passing(failure: Failure) -> bool {
    match failure {
        Failure::Unreachable | Failure::Full | Failure::Refused(408 | 429 | 500..) => true,
        Failure::TooLong
        | Failure::Refused(_)
        | Failure::Unpatched
        | Failure::Unranged
        | Failure::Unjudged => false,
    }
}

fn trouble(failure: Failure, path: &str) -> Trouble {
    if is_passing(failure) {
        Trouble::Offline
    } else {
        Trouble::Damaged {
            path: path.to_owned(),
        }
    }
}
