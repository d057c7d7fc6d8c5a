//! One fixed step's input, 16 bytes. Devices are merged into it by the engine; the game never sees a device.

use crate::{Error, wire::Reader};

/// Everything the player does in one step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InputFrame {
    /// The step's number since the start.
    pub step: u32,
    /// Left −1000 to right 1000.
    pub move_x: i16,
    /// Down −1000 to up 1000.
    pub move_y: i16,
    /// Actions held in this step, a set of [`action`] bits.
    pub held: u16,
    /// Actions that began in this step.
    pub pressed: u16,
    /// The pointer on the logical surface, 0 to 1080; meaningful while [`action::POINTER`] is held.
    pub pointer_x: i16,
    /// The pointer on the logical surface, 0 to 720 downwards.
    pub pointer_y: i16,
}

/// The bits of [`InputFrame::held`] and [`InputFrame::pressed`].
pub mod action {
    /// The quick move.
    pub const DASH: u16 = 1;
    /// Begin, go on to the next level.
    pub const CONFIRM: u16 = 2;
    /// Begin the level anew.
    pub const RESTART: u16 = 4;
    /// A mouse button or pen is down: go towards the pointer.
    pub const POINTER: u16 = 8;
}

impl InputFrame {
    /// The length of a frame in bytes.
    pub const BYTES: usize = 16;

    /// The frame's bytes: fields in the order of the struct, little-endian.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0..4].copy_from_slice(&self.step.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.move_x.to_le_bytes());
        bytes[6..8].copy_from_slice(&self.move_y.to_le_bytes());
        bytes[8..10].copy_from_slice(&self.held.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.pressed.to_le_bytes());
        bytes[12..14].copy_from_slice(&self.pointer_x.to_le_bytes());
        bytes[14..16].copy_from_slice(&self.pointer_y.to_le_bytes());
        bytes
    }

    /// The frame in `bytes`.
    ///
    /// # Errors
    /// [`Error::Truncated`] where there are fewer than [`Self::BYTES`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        Ok(Self {
            step: reader.u32()?,
            move_x: reader.i16()?.clamp(-1000, 1000),
            move_y: reader.i16()?.clamp(-1000, 1000),
            held: reader.u16()?,
            pressed: reader.u16()?,
            pointer_x: reader.i16()?,
            pointer_y: reader.i16()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_survives_the_border() {
        let frame = InputFrame {
            step: 7,
            move_x: -1000,
            move_y: 31,
            held: 9,
            pressed: 1,
            pointer_x: 5,
            pointer_y: 700,
        };
        assert_eq!(InputFrame::from_bytes(&frame.to_bytes()), Ok(frame));
    }

    #[test]
    fn a_short_frame_is_refused() {
        let bytes = InputFrame::default().to_bytes();
        assert_eq!(
            InputFrame::from_bytes(&bytes[..15]),
            Err(Error::Truncated { want: 2, got: 1 })
        );
    }
}
