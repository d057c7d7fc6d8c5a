//! The digest of the state. Every type with state takes itself apart field by field into one of these, so that a
//! field which is added and forgotten does not compile.

use crate::math::Vec3;

/// A running 64-bit digest (FNV-1a over words, mixed at the end).
#[derive(Debug)]
pub(crate) struct StateHash(u64);

impl StateHash {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x0000_0100_0000_01b3);
        self.0 ^= self.0 >> 29;
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.u64(u64::from(value));
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.u64(u64::from(value));
    }

    pub(crate) fn f32(&mut self, value: f32) {
        self.u64(u64::from(value.to_bits()));
    }

    pub(crate) fn vec3(&mut self, value: Vec3) {
        self.f32(value.x);
        self.f32(value.y);
        self.f32(value.z);
    }

    pub(crate) fn finish(self) -> u64 {
        let mut value = self.0;
        value ^= value >> 33;
        value = value.wrapping_mul(0xff51_afd7_ed55_8ccd);
        value ^ (value >> 33)
    }
}
