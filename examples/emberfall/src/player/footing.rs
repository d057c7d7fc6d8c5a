//! How the sprite keeps to the ground: along edges, off them after some insisting, up onto what it almost reached.

use super::{HESITATION_STEPS, Player};
use crate::{
    controls::Intent,
    ground::Ground,
    math::{STEP_SECS, Vec3, cos, sin},
};

const GRAVITY: f32 = 21.0;
/// Higher than this is a wall to someone who walks, metres.
const STEP_UP: f32 = 0.45;
/// Someone who lands this far below a surface is helped up, metres.
const LANDING_HELP: f32 = 0.6;
/// Ground this far below an edge is worth walking off for, metres.
const WILLING_DROP: f32 = 3.0;

impl Player {
    /// The motion that stays on the ground, found along an edge where there is one; straight over an edge only after
    /// some insisting.
    pub(super) fn minded(&mut self, motion: Vec3, ground: &Ground) -> Vec3 {
        let (low, high) = (self.at.y - WILLING_DROP, self.at.y + STEP_UP);
        let holds = |way: Vec3| ground.under(self.at + way, low, high).is_some();
        if holds(motion) {
            self.hesitated_steps = self.hesitated_steps.saturating_sub(2);
            return motion;
        }
        for turn in [0.35, 0.7, 1.0, 1.25] {
            let (sin, cos) = (sin(turn), cos(turn));
            for sin in [sin, -sin] {
                let along = motion.turned(sin, cos) * cos;
                if holds(along) {
                    return along;
                }
            }
        }
        self.hesitated_steps += 1;
        if self.hesitated_steps >= HESITATION_STEPS || !holds(Vec3::ZERO) {
            self.hesitated_steps = 0;
            return motion;
        }
        self.velocity = self.velocity * 0.5;
        Vec3::ZERO
    }

    /// Finds the ground, or falls a step.
    pub(super) fn settle(&mut self, intent: &Intent, ground: &Ground) {
        let on_the_way = self.standing_on.is_some() || self.is_dashing();
        if on_the_way {
            let found = ground.under(self.at, self.at.y - STEP_UP, self.at.y + LANDING_HELP);
            if let Some(footing) = found {
                self.stand(footing.surface, footing.height);
                return;
            }
            self.standing_on = None;
            self.velocity.y = 0.0;
            if self.is_dashing() {
                return;
            }
        }
        self.velocity.y -= GRAVITY * STEP_SECS;
        let lower = self.at.y + self.velocity.y * STEP_SECS;
        self.reach_for_an_edge(intent, ground);
        match ground.under(self.at, lower, self.at.y + LANDING_HELP) {
            Some(footing) => self.stand(footing.surface, footing.height),
            None => {
                self.at.y = lower;
                self.at = ground.pushed_out(self.at);
            }
        }
    }

    fn stand(&mut self, surface: u8, height: f32) {
        self.standing_on = Some(surface);
        self.at.y = height;
        self.velocity.y = 0.0;
        self.dash_ready = true;
    }

    /// Someone in the air is drawn to an edge that is almost reached, but not back to one that is being left.
    fn reach_for_an_edge(&mut self, intent: &Intent, ground: &Ground) {
        let (low, high) = (self.at.y - 1.6, self.at.y + LANDING_HELP);
        let Some(edge) = ground.nearest(self.at, 0.95, low, high) else {
            return;
        };
        let way = (edge - self.at).flat();
        if way.dot(intent.direction) >= -0.05 {
            self.at += way.limited(4.0 * STEP_SECS);
        }
    }

    pub(super) fn remember_safety(&mut self, ground: &Ground) {
        let Some(surface) = self.standing_on else {
            return;
        };
        let clear = [(0.7, 0.0), (-0.7, 0.0), (0.0, 0.7), (0.0, -0.7)]
            .iter()
            .all(|&(x, z)| {
                let beside = self.at + Vec3 { x, y: 0.0, z };
                ground
                    .under(beside, self.at.y - STEP_UP, self.at.y + STEP_UP)
                    .is_some_and(|footing| ground.is_lasting(footing.surface))
            });
        if clear && ground.is_lasting(surface) {
            self.safe = self.at;
        }
    }
}
