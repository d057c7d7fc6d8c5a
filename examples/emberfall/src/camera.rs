//! The camera: high, three-quarter, a little ahead of where the sprite goes. It belongs to the state because a held
//! pointer is answered through it. Absent on purpose: shaking, which is only drawn.

use crate::{
    hash::StateHash,
    math::{Vec3, cos, lerp, sin, smooth_step, vec3},
};

pub(crate) const FOV_Y_RADIANS: f32 = 0.70;
/// The tangent of half that angle.
const HALF_VIEW: f32 = 0.365_028_5;
/// The logical surface's width by its height.
const ASPECT: f32 = 1080.0 / 720.0;
/// From what is looked at to the eye while playing.
const PLAY_OFFSET: Vec3 = vec3(0.0, 10.4, 13.9);
/// How long the look from the brazier to the sprite takes at a level's beginning.
const INTRO_STEPS: u16 = 170;

/// Where the picture is taken from, now and one step ago.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Camera {
    pub(crate) eye: Vec3,
    pub(crate) target: Vec3,
    pub(crate) eye_before: Vec3,
    pub(crate) target_before: Vec3,
    /// The point that is followed, without the look ahead.
    focus: Vec3,
    lead: Vec3,
    intro_steps: u16,
}

impl Camera {
    /// A camera that first shows `gate`, then goes to `focus`; with less motion it begins there.
    pub(crate) fn new(focus: Vec3, reduced_motion: bool) -> Self {
        let target = focus.raised(0.6);
        Self {
            eye: target + PLAY_OFFSET,
            target,
            eye_before: target + PLAY_OFFSET,
            target_before: target,
            focus,
            lead: Vec3::ZERO,
            intro_steps: if reduced_motion { 0 } else { INTRO_STEPS },
        }
    }

    /// Follows the sprite for a step. `hurry`: the player is already moving, so the opening look gives way.
    pub(crate) fn follow(&mut self, sprite: Vec3, velocity: Vec3, gate: Vec3, hurry: bool) {
        self.remember();
        let ahead = (velocity.flat() * 0.34).limited(2.4);
        self.lead = self.lead.lerp(ahead, 0.045);
        self.focus = vec3(
            lerp(self.focus.x, sprite.x, 0.16),
            lerp(self.focus.y, sprite.y, 0.07),
            lerp(self.focus.z, sprite.z, 0.16),
        );
        let target = self.focus.raised(0.6) + self.lead;
        let intro = f32::from(self.intro_steps) / f32::from(INTRO_STEPS);
        let away = smooth_step(0.0, 0.75, intro);
        self.intro_steps = self.intro_steps.saturating_sub(if hurry { 4 } else { 1 });
        self.target = target.lerp(gate.raised(1.2), away);
        self.eye = self.target + PLAY_OFFSET.lerp(vec3(0.0, 8.0, 17.0), away);
    }

    /// Circles slowly about a point, for the title and the celebrations. `steps` is the time that has passed.
    pub(crate) fn circle(&mut self, middle: Vec3, steps: u32, distance: f32, reduced_motion: bool) {
        self.remember();
        let angle = if reduced_motion {
            0.35
        } else {
            0.35 + 0.3 * sin(steps as f32 * 0.0035)
        };
        let goal = middle + vec3(sin(angle), 0.42, cos(angle)) * distance;
        let pull = if reduced_motion { 1.0 } else { 0.05 };
        self.eye = self.eye.lerp(goal, pull);
        self.target = self.target.lerp(middle.raised(1.4), pull);
    }

    /// Is at once where it would come to rest, looking at `middle` from `distance` metres.
    pub(crate) fn settle(&mut self, middle: Vec3, distance: f32) {
        self.circle(middle, 0, distance, true);
        self.remember();
    }

    fn remember(&mut self) {
        self.eye_before = self.eye;
        self.target_before = self.target;
    }

    /// The point at `height` that a point of the logical surface (1080 × 720) shows.
    pub(crate) fn unproject(&self, x: i16, y: i16, height: f32) -> Option<Vec3> {
        let forward = (self.target - self.eye).direction();
        let right = forward.cross(Vec3::UP).direction();
        let up = right.cross(forward);
        let across = (f32::from(x) / 540.0 - 1.0) * HALF_VIEW * ASPECT;
        let upward = (1.0 - f32::from(y) / 360.0) * HALF_VIEW;
        let ray = forward + right * across + up * upward;
        let distance = (height - self.eye.y) / ray.y;
        (ray.y < -1e-3 && distance > 0.0).then(|| self.eye + ray * distance)
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            eye,
            target,
            eye_before,
            target_before,
            focus,
            lead,
            intro_steps,
        } = self;
        for point in [eye, target, eye_before, target_before, focus, lead] {
            hash.vec3(*point);
        }
        hash.u32(u32::from(*intro_steps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_angle_of_view_and_its_tangent_agree() {
        assert!((libm::tanf(FOV_Y_RADIANS * 0.5) - HALF_VIEW).abs() < 1e-6);
    }

    #[test]
    fn the_middle_of_the_picture_is_what_is_looked_at() {
        let camera = Camera::new(vec3(3.0, 1.0, -4.0), true);
        let point = camera.unproject(540, 360, camera.target.y).unwrap();
        assert!((point - camera.target).length() < 1e-3, "{point:?}");
    }

    #[test]
    fn up_and_right_on_the_surface_are_away_and_right_in_the_world() {
        let camera = Camera::new(Vec3::ZERO, true);
        let middle = camera.unproject(540, 360, 0.0).unwrap();
        let other = camera.unproject(700, 200, 0.0).unwrap();
        assert!(other.x > middle.x && other.z < middle.z);
    }

    #[test]
    fn a_camera_comes_to_rest_over_a_sprite_that_stands_still() {
        let mut camera = Camera::new(Vec3::ZERO, false);
        for _ in 0..400 {
            camera.follow(vec3(5.0, 0.0, 0.0), Vec3::ZERO, vec3(9.0, 0.0, 9.0), false);
        }
        assert!((camera.target - vec3(5.0, 0.6, 0.0)).length() < 0.01);
        assert!((camera.eye - camera.eye_before).length() < 0.001);
    }
}
