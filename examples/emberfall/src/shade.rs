//! Shades: they wander about their homes, hunt what walks in the dark, and flee from lit lanterns.

use crate::{
    beacons::Lights,
    hash::StateHash,
    math::{STEP_SECS, Vec3, cos, sin, vec3},
    rng::Rng,
};

/// How near the sprite has to come to be noticed, metres.
const NOTICE_RADIUS: f32 = 8.0;
/// How far from home a shade hunts, metres.
const LEASH: f32 = 13.0;
const WANDER_RADIUS: f32 = 2.6;
pub(crate) const TOUCH_RADIUS: f32 = 0.85;
/// A dash scatters what is within this, metres.
pub(crate) const SCATTER_RADIUS: f32 = 1.5;
const SCATTERED_STEPS: u16 = 300;
const RECOIL_STEPS: u16 = 70;
/// A shade that forms anew is harmless for this long.
const FORMING_STEPS: u16 = 50;

/// What a shade is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Wander,
    Hunt,
    Flee,
    /// Steps until it has got over having struck.
    Recoil(u16),
    /// Steps until it is whole again.
    Scattered(u16),
}

/// A shade.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shade {
    home: Vec3,
    pub(crate) at: Vec3,
    pub(crate) before: Vec3,
    velocity: Vec3,
    pub(crate) mood: Mood,
    /// Its own time, so that no two move alike.
    pub(crate) phase: f32,
}

/// What shades know about the sprite.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prey {
    pub(crate) at: Vec3,
    pub(crate) flame: f32,
    /// It stands in a light, or cannot be hurt now.
    pub(crate) is_safe: bool,
}

impl Shade {
    pub(crate) fn new(home: Vec3, rng: &mut Rng) -> Self {
        Self {
            home,
            at: home,
            before: home,
            velocity: Vec3::ZERO,
            mood: Mood::Wander,
            phase: rng.angle(),
        }
    }

    pub(crate) fn is_dangerous(&self) -> bool {
        matches!(self.mood, Mood::Wander | Mood::Hunt)
    }

    /// How much of it there is to see, 0 to 1.
    pub(crate) fn presence(&self) -> f32 {
        match self.mood {
            Mood::Scattered(left) if left > FORMING_STEPS => 0.0,
            Mood::Scattered(left) => 1.0 - f32::from(left) / f32::from(FORMING_STEPS),
            _ => 1.0,
        }
    }

    pub(crate) fn step(&mut self, prey: &Prey, lights: &Lights) {
        self.before = self.at;
        self.phase += STEP_SECS;
        self.mood = self.next_mood(prey, lights);
        let (wish, acceleration) = self.wish(prey, lights);
        self.velocity = self.velocity.toward(wish, acceleration * STEP_SECS);
        self.at += self.velocity * STEP_SECS;
        if let Mood::Scattered(left) = self.mood
            && left == FORMING_STEPS
        {
            self.at = self.home;
            self.before = self.home;
            self.velocity = Vec3::ZERO;
        }
    }

    fn next_mood(&self, prey: &Prey, lights: &Lights) -> Mood {
        match self.mood {
            Mood::Scattered(left) if left > 0 => return Mood::Scattered(left - 1),
            Mood::Recoil(left) if left > 0 => return Mood::Recoil(left - 1),
            _ => {}
        }
        if lights.hold(self.at) {
            return Mood::Flee;
        }
        let near = (prey.at - self.at).length() < NOTICE_RADIUS;
        let in_reach = (prey.at - self.home).flat().length() < LEASH;
        if near && in_reach && !prey.is_safe {
            Mood::Hunt
        } else {
            Mood::Wander
        }
    }

    /// The velocity it wants, and how hard it pulls towards that.
    fn wish(&self, prey: &Prey, lights: &Lights) -> (Vec3, f32) {
        match self.mood {
            Mood::Hunt => {
                let way = prey.at - self.at;
                let aside = vec3(-way.z, 0.0, way.x).direction() * (sin(self.phase * 2.3) * 0.55);
                // A bright flame makes them hesitate.
                let speed = 4.3 - 1.3 * prey.flame;
                ((way.direction() + aside).direction() * speed, 9.0)
            }
            Mood::Flee => {
                let away = lights
                    .holding(self.at)
                    .map_or(Vec3::ZERO, |light| (self.at - light.at).flat());
                (away.direction() * 5.0, 16.0)
            }
            Mood::Recoil(_) => {
                let away = (self.at - prey.at).flat().direction();
                (away * 3.0, 20.0)
            }
            Mood::Wander | Mood::Scattered(_) => {
                let angle = self.phase * 0.7;
                let goal = self.home + vec3(cos(angle), 0.0, sin(angle * 1.3)) * WANDER_RADIUS;
                ((goal - self.at).limited(2.2), 5.0)
            }
        }
    }

    pub(crate) fn scatter(&mut self) {
        self.mood = Mood::Scattered(SCATTERED_STEPS);
        self.velocity = Vec3::ZERO;
    }

    pub(crate) fn recoil(&mut self) {
        self.mood = Mood::Recoil(RECOIL_STEPS);
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            home,
            at,
            before,
            velocity,
            mood,
            phase,
        } = self;
        for point in [home, at, before, velocity] {
            hash.vec3(*point);
        }
        hash.u32(match mood {
            Mood::Wander => 0,
            Mood::Hunt => 1,
            Mood::Flee => 2,
            Mood::Recoil(left) => 3 << 16 | u32::from(*left),
            Mood::Scattered(left) => 4 << 16 | u32::from(*left),
        });
        hash.f32(*phase);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beacons::Light;

    fn hunted(prey: Prey, lights: &Lights, steps: u32) -> Shade {
        let mut shade = Shade::new(Vec3::ZERO, &mut Rng::new(1));
        for _ in 0..steps {
            shade.step(&prey, lights);
        }
        shade
    }

    const NEAR: Prey = Prey {
        at: vec3(5.0, 0.0, 0.0),
        flame: 1.0,
        is_safe: false,
    };

    #[test]
    fn a_shade_closes_in_on_what_walks_in_the_dark() {
        let shade = hunted(NEAR, &Lights::none(), 120);
        assert_eq!(shade.mood, Mood::Hunt);
        assert!((shade.at - NEAR.at).length() < 1.0);
    }

    #[test]
    fn a_shade_lets_be_what_stands_in_the_light() {
        let prey = Prey {
            is_safe: true,
            ..NEAR
        };
        let shade = hunted(prey, &Lights::none(), 120);
        assert_eq!(shade.mood, Mood::Wander);
        assert!(shade.at.length() < WANDER_RADIUS + 1.0);
    }

    #[test]
    fn a_shade_never_comes_far_into_a_light() {
        let light = Light {
            at: NEAR.at,
            radius: 4.0,
        };
        let mut lights = Lights::none();
        lights.add(light);
        let mut shade = Shade::new(Vec3::ZERO, &mut Rng::new(1));
        for _ in 0..600 {
            shade.step(&NEAR, &lights);
            assert!((shade.at - light.at).length() > 3.0, "{shade:?}");
        }
    }

    #[test]
    fn a_scattered_shade_forms_again_at_home() {
        let mut shade = hunted(NEAR, &Lights::none(), 60);
        shade.scatter();
        for _ in 0..SCATTERED_STEPS {
            assert!(!shade.is_dangerous());
            shade.step(&NEAR, &Lights::none());
        }
        shade.step(&NEAR, &Lights::none());
        assert!(shade.is_dangerous() && shade.at.length() < WANDER_RADIUS + 1.0);
    }
}
