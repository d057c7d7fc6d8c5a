//! What lasts from one sitting to the next, and its bytes.
//!
//! Bytes, little-endian: `"EMBR"`, version `u16`, level `u8`, reached `u8`, lives `u8`, zero `u8`, best score of each
//! level 6 × `u16`, score `u32`, best score `u32`, check `u32` (FNV-1a of all before it).

use component::Error;

use crate::{hash::StateHash, level};

pub(crate) const MOST_LIVES: u8 = 3;
const MAGIC: &[u8; 4] = b"EMBR";
const VERSION: u16 = 1;
const BYTES: usize = 34;

/// Where the player has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The level that is being played.
    pub(crate) level: u8,
    /// The furthest level ever come to.
    pub(crate) reached: u8,
    pub(crate) lives: u8,
    /// Points of the levels before this one, in this game.
    pub(crate) score: u32,
    pub(crate) best_score: u32,
    pub(crate) best_of_level: [u16; level::COUNT],
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            level: 0,
            reached: 0,
            lives: MOST_LIVES,
            score: 0,
            best_score: 0,
            best_of_level: [0; level::COUNT],
        }
    }

    /// Begins a game anew at `level`; what was reached stays.
    pub(crate) fn begin_at(&mut self, level: u8) {
        self.level = level;
        self.lives = MOST_LIVES;
        self.score = 0;
    }

    /// Counts a finished level; whether it was the last.
    pub(crate) fn finish_level(&mut self, points: u32) -> bool {
        self.score += points;
        self.best_score = self.best_score.max(self.score);
        let best = &mut self.best_of_level[usize::from(self.level)];
        *best = (*best).max(u16::try_from(points).unwrap_or(u16::MAX));
        let is_last = usize::from(self.level) + 1 == level::COUNT;
        if !is_last {
            self.level += 1;
            self.reached = self.reached.max(self.level);
            self.lives = (self.lives + 1).min(MOST_LIVES);
        }
        is_last
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&[self.level, self.reached, self.lives, 0]);
        for best in self.best_of_level {
            out.extend_from_slice(&best.to_le_bytes());
        }
        out.extend_from_slice(&self.score.to_le_bytes());
        out.extend_from_slice(&self.best_score.to_le_bytes());
        let check = check(&out[start..]);
        out.extend_from_slice(&check.to_le_bytes());
    }

    /// The progress in a save's bytes.
    ///
    /// # Errors
    /// [`Error::SaveRefused`] for bytes of another game or version, or damaged ones.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let Ok(bytes) = <&[u8; BYTES]>::try_from(bytes) else {
            return Err(Error::SaveRefused);
        };
        let half = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let word = |at: usize| u32::from(half(at)) | u32::from(half(at + 2)) << 16;
        let progress = Self {
            level: bytes[6],
            reached: bytes[7],
            lives: bytes[8],
            score: word(22),
            best_score: word(26),
            best_of_level: core::array::from_fn(|level| half(10 + 2 * level)),
        };
        let is_ours = bytes.starts_with(MAGIC) && half(4) == VERSION;
        let is_whole = check(&bytes[..BYTES - 4]) == word(BYTES - 4);
        let makes_sense = usize::from(progress.reached) < level::COUNT
            && progress.level <= progress.reached
            && (1..=MOST_LIVES).contains(&progress.lives);
        if is_ours && is_whole && makes_sense {
            Ok(progress)
        } else {
            Err(Error::SaveRefused)
        }
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            level,
            reached,
            lives,
            score,
            best_score,
            best_of_level,
        } = self;
        for byte in [level, reached, lives] {
            hash.u32(u32::from(*byte));
        }
        hash.u32(*score);
        hash.u32(*best_score);
        for best in best_of_level {
            hash.u32(u32::from(*best));
        }
    }
}

fn check(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> (Progress, Vec<u8>) {
        let progress = Progress {
            level: 2,
            reached: 4,
            lives: 1,
            score: 70_000,
            best_score: 80_000,
            best_of_level: [1, 2, 3, 4, 5, 60_000],
        };
        let mut bytes = Vec::new();
        progress.write(&mut bytes);
        (progress, bytes)
    }

    #[test]
    fn a_save_comes_back_as_it_was_written() {
        let (progress, bytes) = saved();
        assert_eq!(Progress::from_bytes(&bytes), Ok(progress));
    }

    #[test]
    fn a_save_with_any_byte_changed_or_missing_is_refused() {
        let (_, bytes) = saved();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 0x40;
            assert_eq!(Progress::from_bytes(&changed), Err(Error::SaveRefused));
            assert_eq!(
                Progress::from_bytes(&bytes[..index]),
                Err(Error::SaveRefused)
            );
        }
    }

    #[test]
    fn finishing_a_level_opens_the_next_and_gives_a_life_back() {
        let mut progress = Progress::new();
        progress.lives = 1;
        assert!(!progress.finish_level(1500));
        assert_eq!(
            (progress.level, progress.reached, progress.lives),
            (1, 1, 2)
        );
        progress.begin_at(0);
        assert!(!progress.finish_level(900));
        assert_eq!((progress.best_of_level[0], progress.score), (1500, 900));
    }
}
