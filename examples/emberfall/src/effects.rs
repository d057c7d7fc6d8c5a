//! Motes of light that fly, fade and fall, and the picture's trembling. They decide nothing: the state hash leaves
//! them out, and they have a stream of chance of their own.

use crate::{
    level::WATER_HEIGHT,
    math::{STEP_SECS, Vec3, cos, sin, vec3},
    rng::Rng,
};

/// The most motes alive; the oldest give way.
const MOST_MOTES: usize = 420;

/// A speck of light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mote {
    pub(crate) at: Vec3,
    pub(crate) velocity: Vec3,
    pub(crate) age_secs: f32,
    pub(crate) life_secs: f32,
    pub(crate) radius: f32,
    pub(crate) colour: [f32; 3],
    pub(crate) glow: f32,
    /// Downward pull; negative rises.
    pub(crate) weight: f32,
}

/// What happened that is worth a shower of motes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Burst {
    Ember,
    Dash,
    Landing,
    Splash,
    Hurt,
    Scatter,
    Lantern,
    Gate,
    Out,
    Firework,
}

/// How a burst looks.
struct Shower {
    count: u16,
    speed: f32,
    /// Added to every mote's upward speed.
    rise: f32,
    life_secs: f32,
    radius: f32,
    colour: [f32; 3],
    glow: f32,
    weight: f32,
    shake: f32,
}

const WARM: [f32; 3] = [1.0, 0.48, 0.13];

const fn shower(burst: Burst) -> Shower {
    let base = Shower {
        count: 18,
        speed: 3.4,
        rise: 1.4,
        life_secs: 0.7,
        radius: 0.09,
        colour: WARM,
        glow: 2.2,
        weight: 3.0,
        shake: 0.0,
    };
    match burst {
        Burst::Ember => Shower { count: 22, ..base },
        Burst::Dash => Shower {
            count: 12,
            speed: 1.8,
            rise: 0.4,
            life_secs: 0.45,
            colour: [1.0, 0.7, 0.32],
            ..base
        },
        Burst::Landing => Shower {
            count: 7,
            speed: 1.6,
            rise: 0.3,
            life_secs: 0.4,
            radius: 0.06,
            glow: 0.8,
            colour: [0.9, 0.75, 0.5],
            ..base
        },
        Burst::Splash => Shower {
            count: 34,
            speed: 3.0,
            rise: 5.0,
            life_secs: 0.9,
            radius: 0.12,
            colour: [0.45, 0.75, 1.0],
            glow: 1.2,
            weight: 11.0,
            shake: 0.25,
        },
        Burst::Hurt => Shower {
            count: 26,
            speed: 5.0,
            colour: [1.0, 0.25, 0.3],
            shake: 0.4,
            ..base
        },
        Burst::Scatter => Shower {
            count: 30,
            speed: 4.4,
            rise: 0.6,
            colour: [0.55, 0.32, 1.0],
            glow: 1.8,
            weight: -1.0,
            shake: 0.15,
            ..base
        },
        Burst::Lantern => Shower {
            count: 34,
            speed: 3.0,
            rise: 2.6,
            life_secs: 1.1,
            weight: 1.0,
            ..base
        },
        Burst::Gate => Shower {
            count: 90,
            speed: 5.4,
            rise: 6.0,
            life_secs: 1.8,
            radius: 0.13,
            glow: 3.0,
            shake: 0.3,
            ..base
        },
        Burst::Out => Shower {
            count: 40,
            speed: 2.6,
            rise: 1.0,
            life_secs: 1.2,
            colour: [0.75, 0.5, 0.4],
            glow: 1.0,
            weight: -1.4,
            shake: 0.3,
            ..base
        },
        Burst::Firework => Shower {
            count: 44,
            speed: 6.4,
            rise: 0.0,
            life_secs: 1.5,
            radius: 0.14,
            glow: 3.2,
            weight: 1.6,
            ..base
        },
    }
}

/// All motes, and how much the picture trembles.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Effects {
    pub(crate) motes: Vec<Mote>,
    /// From 0 to 1.
    pub(crate) shake: f32,
    rng: Rng,
}

impl Effects {
    pub(crate) fn new() -> Self {
        Self {
            motes: Vec::with_capacity(MOST_MOTES),
            shake: 0.0,
            rng: Rng::new(0x4c61_7965),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.motes.clear();
        self.shake = 0.0;
    }

    /// Moves all motes a step on.
    pub(crate) fn step(&mut self) {
        self.shake *= 0.9;
        let mut index = 0;
        while let Some(mote) = self.motes.get_mut(index) {
            mote.age_secs += STEP_SECS;
            mote.velocity.y -= mote.weight * STEP_SECS;
            mote.velocity = mote.velocity * 0.975;
            mote.at += mote.velocity * STEP_SECS;
            if mote.age_secs >= mote.life_secs || mote.at.y < WATER_HEIGHT {
                self.motes.swap_remove(index);
            } else {
                index += 1;
            }
        }
    }

    pub(crate) fn burst(&mut self, at: Vec3, burst: Burst) {
        self.coloured_burst(at, burst, shower(burst).colour);
    }

    pub(crate) fn coloured_burst(&mut self, at: Vec3, burst: Burst, colour: [f32; 3]) {
        let shower = shower(burst);
        self.shake = self.shake.max(shower.shake);
        for _ in 0..shower.count {
            let direction = self.any_direction();
            let speed = shower.speed * self.rng.between(0.35, 1.0);
            let life_secs = shower.life_secs * self.rng.between(0.6, 1.1);
            let radius = shower.radius * self.rng.between(0.6, 1.3);
            self.add(Mote {
                at,
                velocity: (direction * speed).raised(shower.rise),
                age_secs: 0.0,
                life_secs,
                radius,
                colour,
                glow: shower.glow,
                weight: shower.weight,
            });
        }
    }

    /// One mote of a trail, near `at` and drifting with `velocity`.
    pub(crate) fn trail(&mut self, at: Vec3, velocity: Vec3, radius: f32, glow: f32) {
        let off = self.any_direction();
        self.add(Mote {
            at: at + off * 0.14,
            velocity: (velocity + off * 0.35).raised(0.5),
            age_secs: 0.0,
            life_secs: 0.7,
            radius,
            colour: [1.0, 0.42, 0.1],
            glow,
            weight: -0.8,
        });
    }

    fn any_direction(&mut self) -> Vec3 {
        let angle = self.rng.angle();
        let up = self.rng.between(-1.0, 1.0);
        let flat = (1.0 - up * up).sqrt();
        vec3(cos(angle) * flat, up, sin(angle) * flat)
    }

    fn add(&mut self, mote: Mote) {
        if self.motes.len() == MOST_MOTES {
            self.motes.swap_remove(0);
        }
        self.motes.push(mote);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn motes_stay_within_their_number_and_die_out() {
        let mut effects = Effects::new();
        for _ in 0..30 {
            effects.burst(Vec3::ZERO, Burst::Gate);
        }
        assert_eq!(effects.motes.len(), MOST_MOTES);
        for _ in 0..200 {
            effects.step();
        }
        assert!(effects.motes.is_empty() && effects.shake < 0.01);
    }
}
