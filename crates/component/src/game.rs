//! The one trait that a game implements. Absent on purpose: time, devices, files and the GPU.

use crate::{Error, wire::Reader};

/// Steps in a second; a step is the only unit of time a game has.
pub const STEPS_PER_SECOND: u32 = 60;

/// The largest save in bytes.
pub const MAX_SAVE_BYTES: usize = 64 << 10;

/// A game, driven from outside in fixed steps.
///
/// The same `start` bytes and the same `step` bytes give the same `state_hash`, on every platform.
/// `start` may allocate; after the first few frames nothing else does.
pub trait Game {
    /// Begins, or begins again, from the bytes of a [`StartConfig`].
    ///
    /// # Errors
    /// Where the bytes are no [`StartConfig`]. A save that cannot be read is not an error: the game begins anew.
    fn start(&mut self, config: &[u8]) -> Result<(), Error>;

    /// Goes one step on with the bytes of an [`crate::InputFrame`].
    ///
    /// # Errors
    /// Where the bytes are no input frame.
    fn step(&mut self, input: &[u8]) -> Result<(), Error>;

    /// Appends this moment's draw commands ([`crate::draw`]) to `commands`. `blend` (0 to 1) is how far the moment
    /// lies between the last step and the next.
    ///
    /// # Errors
    /// Where the game's module trapped or its answer cannot be had.
    fn draw(&mut self, blend: f32, commands: &mut Vec<u8>) -> Result<(), Error>;

    /// Appends a save from which `start` goes on, at most [`MAX_SAVE_BYTES`].
    ///
    /// # Errors
    /// As for `draw`.
    fn save(&mut self, out: &mut Vec<u8>) -> Result<(), Error>;

    /// A digest of everything that decides how the game goes on.
    ///
    /// # Errors
    /// As for `draw`.
    fn state_hash(&mut self) -> Result<u64, Error>;
}

/// How a game begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartConfig<'a> {
    /// Seeds everything random.
    pub seed: u64,
    /// The player asked for less motion.
    pub reduced_motion: bool,
    /// The save to go on from; empty for none.
    pub save: &'a [u8],
}

impl<'a> StartConfig<'a> {
    /// Appends the bytes: seed `u64`, flags `u32` (bit 0: reduced motion), the save to the end.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.seed.to_le_bytes());
        out.extend_from_slice(&u32::from(self.reduced_motion).to_le_bytes());
        out.extend_from_slice(self.save);
    }

    /// The configuration in `bytes`.
    ///
    /// # Errors
    /// [`Error::Truncated`], or [`Error::TooMany`] for a save above [`MAX_SAVE_BYTES`].
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let seed = reader.u64()?;
        let flags = reader.u32()?;
        let save = reader.rest();
        if save.len() > MAX_SAVE_BYTES {
            return Err(Error::TooMany {
                what: "save bytes",
                want: MAX_SAVE_BYTES,
                got: save.len(),
            });
        }
        Ok(Self {
            seed,
            reduced_motion: flags & 1 == 1,
            save,
        })
    }
}
