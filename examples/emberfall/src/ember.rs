//! A spark to be gathered.

use crate::{
    hash::StateHash,
    math::{STEP_SECS, Vec3},
};

const REACH: f32 = 1.05;
/// An ember drifts towards a sprite this near, metres.
const PULL_RADIUS: f32 = 2.4;
const PULL_SPEED: f32 = 5.5;

/// An ember.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ember {
    pub(crate) at: Vec3,
    pub(crate) before: Vec3,
    pub(crate) is_taken: bool,
}

impl Ember {
    pub(crate) fn new(at: Vec3) -> Self {
        Self {
            at,
            before: at,
            is_taken: false,
        }
    }

    /// Drifts towards the sprite's heart for a step; whether that gathered it.
    pub(crate) fn drawn_to(&mut self, heart: Vec3) -> bool {
        self.before = self.at;
        let distance = (heart - self.at).length();
        if self.is_taken || distance > PULL_RADIUS {
            return false;
        }
        self.at = self.at.toward(heart, PULL_SPEED * STEP_SECS);
        self.is_taken = distance < REACH;
        self.is_taken
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            at,
            before,
            is_taken,
        } = self;
        hash.vec3(*at);
        hash.vec3(*before);
        hash.bool(*is_taken);
    }
}
