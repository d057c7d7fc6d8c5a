//! The lantern sprite: how it runs, dashes, hesitates at edges and falls. Its flame is the one thing that everything
//! costs. Absent on purpose: embers, shades and lives, which `crate::run` brings together.

mod footing;

use crate::{
    controls::Intent,
    ground::Ground,
    hash::StateHash,
    level::WATER_HEIGHT,
    math::{STEP_SECS, Vec3, cos, heading, sin, wrapped},
};

const RUN_SPEED: f32 = 6.2;
const GROUND_ACCELERATION: f32 = 62.0;
const AIR_ACCELERATION: f32 = 26.0;
const DASH_SPEED: f32 = 17.5;
const DASH_STEPS: u8 = 11;
const DASH_WAIT_STEPS: u8 = 26;
const DASH_FLAME: f32 = 0.035;
/// What is left of a dash's speed when it ends.
const AFTER_DASH: f32 = 0.42;
/// How long the sprite hesitates before it walks off an edge.
const HESITATION_STEPS: u8 = 26;
const STUN_STEPS: u8 = 14;
const SHIELD_STEPS: u8 = 100;
/// Flame lost by falling into the water.
pub(crate) const FALL_FLAME: f32 = 0.2;
/// Flame lost to a shade.
const HURT_FLAME: f32 = 0.18;

/// What happened to the sprite in a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Happened {
    pub(crate) dashed: bool,
    pub(crate) landed: bool,
    pub(crate) fell: bool,
}

/// The sprite.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Player {
    /// Its foot.
    pub(crate) at: Vec3,
    /// Its foot a step ago.
    pub(crate) before: Vec3,
    pub(crate) velocity: Vec3,
    pub(crate) heading: f32,
    /// From 0 to 1.
    pub(crate) flame: f32,
    /// The surface it stands on.
    pub(crate) standing_on: Option<u8>,
    pub(crate) dash_steps: u8,
    dash_wait_steps: u8,
    /// Regained by touching ground.
    dash_ready: bool,
    hesitated_steps: u8,
    stun_steps: u8,
    /// Nothing hurts it for this long.
    pub(crate) shield_steps: u8,
    /// Where it comes back to after a fall.
    pub(crate) safe: Vec3,
}

impl Player {
    pub(crate) fn new(at: Vec3) -> Self {
        Self {
            at,
            before: at,
            velocity: Vec3::ZERO,
            heading: 0.0,
            flame: 1.0,
            standing_on: None,
            dash_steps: 0,
            dash_wait_steps: 0,
            dash_ready: true,
            hesitated_steps: 0,
            stun_steps: 0,
            shield_steps: 0,
            safe: at,
        }
    }

    pub(crate) fn is_dashing(&self) -> bool {
        self.dash_steps > 0
    }

    /// Whether pushing on at an edge is about to lead over it, 0 to 1.
    pub(crate) fn hesitation(&self) -> f32 {
        f32::from(self.hesitated_steps) / f32::from(HESITATION_STEPS)
    }

    /// The middle of its light.
    pub(crate) fn heart(&self) -> Vec3 {
        self.at.raised(0.75)
    }

    /// Is put down at `at`, unharmable for a moment.
    pub(crate) fn place(&mut self, at: Vec3) {
        self.at = at;
        self.before = at;
        self.velocity = Vec3::ZERO;
        self.standing_on = None;
        self.dash_steps = 0;
        self.stun_steps = 0;
        self.hesitated_steps = 0;
        self.shield_steps = SHIELD_STEPS;
    }

    /// Is struck by something at `from`.
    pub(crate) fn hurt(&mut self, from: Vec3) {
        let away = (self.at - from).flat().direction();
        self.velocity = away * 9.0;
        self.stun_steps = STUN_STEPS;
        self.shield_steps = SHIELD_STEPS;
        self.flame -= HURT_FLAME;
    }

    /// Goes a step on. `push` is the wind, metres per second.
    pub(crate) fn step(&mut self, intent: &Intent, ground: &Ground, push: Vec3) -> Happened {
        self.before = self.at;
        self.dash_wait_steps = self.dash_wait_steps.saturating_sub(1);
        self.shield_steps = self.shield_steps.saturating_sub(1);
        self.stun_steps = self.stun_steps.saturating_sub(1);
        if let Some(surface) = self.standing_on {
            self.at += ground.carried(surface);
        }
        let dashed = self.begin_dash(intent);
        self.steer(intent);
        self.move_flat(ground, push);
        let was_standing = self.standing_on.is_some();
        self.settle(intent, ground);
        let landed = !was_standing && self.standing_on.is_some();
        self.remember_safety(ground);
        Happened {
            dashed,
            landed,
            fell: self.at.y < WATER_HEIGHT + 0.3,
        }
    }

    fn begin_dash(&mut self, intent: &Intent) -> bool {
        let able = self.dash_ready && self.dash_wait_steps == 0 && self.stun_steps == 0;
        if !(intent.dash && able) {
            return false;
        }
        let way = intent.direction.direction();
        let direction = if way == Vec3::ZERO {
            Vec3 {
                x: -sin(self.heading),
                y: 0.0,
                z: -cos(self.heading),
            }
        } else {
            way
        };
        self.velocity = direction * DASH_SPEED;
        self.heading = heading(direction);
        self.dash_steps = DASH_STEPS;
        self.dash_wait_steps = DASH_WAIT_STEPS;
        self.dash_ready = false;
        self.hesitated_steps = 0;
        self.flame -= DASH_FLAME;
        true
    }

    fn steer(&mut self, intent: &Intent) {
        if self.dash_steps > 0 {
            self.dash_steps -= 1;
            if self.dash_steps == 0 {
                self.velocity = self.velocity * AFTER_DASH;
            }
            return;
        }
        let acceleration = if self.standing_on.is_some() {
            GROUND_ACCELERATION
        } else {
            AIR_ACCELERATION
        };
        let wish = if self.stun_steps > 0 {
            Vec3::ZERO
        } else {
            intent.direction * RUN_SPEED
        };
        let flat = self.velocity.flat().toward(wish, acceleration * STEP_SECS);
        self.velocity = flat.with_y(self.velocity.y);
        if wish.length() > 0.3 {
            let turn = wrapped(heading(wish) - self.heading);
            self.heading = wrapped(self.heading + turn * 0.24);
        }
    }

    fn move_flat(&mut self, ground: &Ground, push: Vec3) {
        let share = if self.is_dashing() { 0.25 } else { 1.0 };
        let motion = (self.velocity.flat() + push.flat() * share) * STEP_SECS;
        if self.standing_on.is_some() && !self.is_dashing() {
            let minded = self.minded(motion, ground);
            self.at += minded;
        } else {
            self.at += motion;
        }
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            at,
            before,
            velocity,
            heading,
            flame,
            standing_on,
            dash_steps,
            dash_wait_steps,
            dash_ready,
            hesitated_steps,
            stun_steps,
            shield_steps,
            safe,
        } = self;
        for point in [at, before, velocity, safe] {
            hash.vec3(*point);
        }
        hash.f32(*heading);
        hash.f32(*flame);
        hash.u32(standing_on.map_or(u32::MAX, u32::from));
        hash.bool(*dash_ready);
        for steps in [
            dash_steps,
            dash_wait_steps,
            hesitated_steps,
            stun_steps,
            shield_steps,
        ] {
            hash.u32(u32::from(*steps));
        }
    }
}

#[cfg(test)]
mod tests;
