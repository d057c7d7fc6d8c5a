//! One file of a transfer: by which way it is tried, and what a failure leaves.
//!
//! Deliberately absent: when, and how many at once.

use protocol::worker::Trouble;

use crate::{
    Effect, Failure, Source,
    pace::Mark,
    plan::Item,
    retry,
    segments::{STAKE_BYTES, Segment, Segments},
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
}

#[derive(Debug)]
pub(super) struct Open {
    pub(super) attempt: Attempt,
    /// When to break it off; nothing once the body is complete.
    pub(super) deadline: Option<u64>,
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
            item,
            tries: 0,
            fresh: false,
        }
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
    pub(super) fn answered(&mut self, from: u64, is_stored: bool) -> Option<Segment> {
        let segments = self.item.segments.as_mut()?;
        let segment = segments.answered(from, is_stored)?;
        if is_stored {
            self.peak_bytes = self.peak_bytes.max(self.item.stored_bytes());
            // Each segment is tried so often, not all of them together.
            self.tries = 1;
        }
        Some(segment)
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
            deadline,
            failure: None,
            mark: None,
            arrived_bytes: 0,
        }
    }

    /// Asks for the next segments, and for the body where none is missing.
    pub(super) fn ask(&mut self, effects: &mut Vec<Effect>) {
        let item = &mut self.attempt.item;
        match &mut item.segments {
            Some(segments) if self.attempt.is_peeked && !segments.is_complete() => {
                for segment in segments.ask() {
                    effects.push(Effect::FetchSegment {
                        path: item.path.clone(),
                        segment,
                    });
                }
            }
            _ => effects.push(Effect::Fetch {
                path: item.path.clone(),
                bytes: item.bytes,
                source: self.attempt.source(),
            }),
        }
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
