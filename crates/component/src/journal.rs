//! A recording of play: how it began and every step's input, from which the same state follows.
//!
//! Bytes: `"LWJ1"`, `config length u32`, the start configuration, `steps u32`, then runs of
//! `repeat u16, input frame without its step (12 bytes)`. Absent on purpose: states, frames and times.

use crate::{Error, InputFrame, wire::Reader};

/// The longest journal, four hours of play, in steps.
pub const MAX_STEPS: u32 = 4 * 60 * 60 * crate::game::STEPS_PER_SECOND;
const MAGIC: &[u8; 4] = b"LWJ1";
const MAX_CONFIG_BYTES: usize = crate::game::MAX_SAVE_BYTES + 64;

/// A journal being written or replayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    /// The bytes that `start` was given.
    pub config: Vec<u8>,
    runs: Vec<(u16, InputFrame)>,
    steps: u32,
}

impl Journal {
    /// An empty journal of play that began with `config`.
    pub fn new(config: Vec<u8>) -> Self {
        Self {
            config,
            runs: Vec::new(),
            steps: 0,
        }
    }

    /// Steps recorded.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Adds one step; past [`MAX_STEPS`] nothing more is kept.
    pub fn push(&mut self, frame: InputFrame) {
        if self.steps == MAX_STEPS {
            return;
        }
        self.steps += 1;
        let frame = InputFrame { step: 0, ..frame };
        match self.runs.last_mut() {
            Some((repeat, last)) if *last == frame && *repeat < u16::MAX => *repeat += 1,
            _ => self.runs.push((1, frame)),
        }
    }

    /// Makes room for `runs` of equal steps, so that recording them allocates nothing.
    pub fn reserve(&mut self, runs: usize) {
        self.runs.reserve(runs);
    }

    /// The recorded frames with their step numbers.
    pub fn frames(&self) -> impl Iterator<Item = InputFrame> + '_ {
        self.runs
            .iter()
            .flat_map(|&(repeat, frame)| core::iter::repeat_n(frame, usize::from(repeat)))
            .zip(0..)
            .map(|(frame, step)| InputFrame { step, ..frame })
    }

    /// The journal's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&(self.config.len() as u32).to_le_bytes());
        out.extend_from_slice(&self.config);
        out.extend_from_slice(&self.steps.to_le_bytes());
        for (repeat, frame) in &self.runs {
            out.extend_from_slice(&repeat.to_le_bytes());
            out.extend_from_slice(&frame.to_bytes()[4..]);
        }
        out
    }

    /// The journal in `bytes`.
    ///
    /// # Errors
    /// [`Error::NotAJournal`], [`Error::Truncated`] or [`Error::TooMany`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        if reader.bytes(4)? != MAGIC {
            return Err(Error::NotAJournal);
        }
        let length = reader.u32()? as usize;
        if length > MAX_CONFIG_BYTES {
            return Err(Error::TooMany {
                what: "start bytes",
                want: MAX_CONFIG_BYTES,
                got: length,
            });
        }
        let config = reader.bytes(length)?.to_vec();
        let steps = reader.u32()?;
        let mut journal = Self::new(config);
        while !reader.is_empty() {
            let repeat = reader.u16()?;
            let mut frame = [0; InputFrame::BYTES];
            frame[4..].copy_from_slice(reader.bytes(InputFrame::BYTES - 4)?);
            journal.steps = journal.steps.saturating_add(u32::from(repeat));
            if repeat == 0 || journal.steps > MAX_STEPS {
                return Err(Error::TooMany {
                    what: "steps",
                    want: MAX_STEPS as usize,
                    got: journal.steps as usize,
                });
            }
            journal.runs.push((repeat, InputFrame::from_bytes(&frame)?));
        }
        if journal.steps != steps {
            return Err(Error::Truncated {
                want: steps as usize,
                got: journal.steps as usize,
            });
        }
        Ok(journal)
    }
}

/// A journal being played: its frames one by one, without borrowing it.
#[derive(Debug)]
pub struct Playback {
    journal: Journal,
    run: usize,
    played_of_run: u16,
    step: u32,
}

impl Playback {
    /// Plays `journal` from its first step.
    pub fn new(journal: Journal) -> Self {
        Self {
            journal,
            run: 0,
            played_of_run: 0,
            step: 0,
        }
    }

    /// The bytes that `start` was given.
    pub fn config(&self) -> &[u8] {
        &self.journal.config
    }
}

impl Iterator for Playback {
    type Item = InputFrame;

    fn next(&mut self) -> Option<InputFrame> {
        let &(repeat, frame) = self.journal.runs.get(self.run)?;
        let step = self.step;
        self.step += 1;
        self.played_of_run += 1;
        if self.played_of_run == repeat {
            self.played_of_run = 0;
            self.run += 1;
        }
        Some(InputFrame { step, ..frame })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let mut journal = Journal::new(vec![1, 2, 3]);
        for step in 0..500 {
            journal.push(InputFrame {
                step,
                move_x: if step < 300 { 0 } else { 1000 },
                ..InputFrame::default()
            });
        }
        journal
    }

    #[test]
    fn equal_steps_cost_one_run() {
        assert_eq!(journal().to_bytes().len(), 4 + 4 + 3 + 4 + 2 * 14);
    }

    #[test]
    fn a_journal_comes_back_with_every_step() {
        let back = Journal::from_bytes(&journal().to_bytes());
        assert_eq!(back.as_ref(), Ok(&journal()));
        assert_eq!(
            back.map(|it| it.frames().last().map(|frame| (frame.step, frame.move_x))),
            Ok(Some((499, 1000)))
        );
    }

    #[test]
    fn playback_gives_the_recorded_frames() {
        let journal = journal();
        let played: Vec<_> = Playback::new(journal.clone()).collect();
        assert_eq!(played, journal.frames().collect::<Vec<_>>());
        assert_eq!(played.len(), 500);
    }

    #[test]
    fn no_prefix_of_a_journal_is_a_journal() {
        let bytes = journal().to_bytes();
        for end in 0..bytes.len() {
            assert!(
                Journal::from_bytes(&bytes[..end]).is_err(),
                "prefix of {end} bytes"
            );
        }
    }
}
