//! What burns where it stands: lanterns to be lit on the way, and the brazier at the end. Shades keep out of their
//! light, and a flame does not burn down in it.

use crate::{ground::Ground, hash::StateHash, level::Level, math::Vec3};

const LANTERN_REACH: f32 = 1.7;
pub(crate) const LANTERN_LIGHT: f32 = 4.8;
const GATE_REACH: f32 = 2.1;
const GATE_LIGHT: f32 = 6.0;
const MOST_LIGHTS: usize = 8;

/// A lantern that can be lit; the last one touched is where a burnt-out sprite comes back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lantern {
    pub(crate) at: Vec3,
    pub(crate) is_lit: bool,
    /// Steps since it was lit.
    pub(crate) lit_steps: u16,
}

/// The brazier at the level's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gate {
    pub(crate) at: Vec3,
    /// Every ember is gathered.
    pub(crate) is_awake: bool,
    pub(crate) awake_steps: u16,
    /// The light has been brought.
    pub(crate) is_lit: bool,
}

/// A lantern that the sprite stands at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Touched {
    pub(crate) at: Vec3,
    /// It was lit just now.
    pub(crate) is_new: bool,
}

/// A circle of light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Light {
    pub(crate) at: Vec3,
    pub(crate) radius: f32,
}

/// The circles of light of a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lights {
    lights: [Light; MOST_LIGHTS],
    count: usize,
}

impl Lights {
    pub(crate) fn none() -> Self {
        let light = Light {
            at: Vec3::ZERO,
            radius: 0.0,
        };
        Self {
            lights: [light; MOST_LIGHTS],
            count: 0,
        }
    }

    pub(crate) fn add(&mut self, light: Light) {
        if let Some(place) = self.lights.get_mut(self.count) {
            *place = light;
            self.count += 1;
        }
    }

    /// The light that `point` is in.
    pub(crate) fn holding(&self, point: Vec3) -> Option<&Light> {
        self.lights[..self.count]
            .iter()
            .find(|light| (point - light.at).flat().length() < light.radius)
    }

    pub(crate) fn hold(&self, point: Vec3) -> bool {
        self.holding(point).is_some()
    }
}

/// A level's lanterns and its brazier.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Beacons {
    pub(crate) lanterns: Vec<Lantern>,
    pub(crate) gate: Gate,
}

impl Beacons {
    pub(crate) fn new() -> Self {
        Self {
            lanterns: Vec::with_capacity(MOST_LIGHTS),
            gate: Gate::new(Vec3::ZERO),
        }
    }

    pub(crate) fn load(&mut self, level: &Level, ground: &Ground) {
        self.lanterns.clear();
        self.lanterns
            .extend(level.lanterns.iter().map(|&at| Lantern {
                at: ground.standing_point(at),
                is_lit: false,
                lit_steps: 0,
            }));
        self.gate = Gate::new(ground.standing_point(level.gate));
    }

    /// Lets a step's time pass.
    pub(crate) fn pass(&mut self) {
        for lantern in &mut self.lanterns {
            lantern.lit_steps = lantern.lit_steps.saturating_add(u16::from(lantern.is_lit));
        }
        let gate = &mut self.gate;
        gate.awake_steps = gate.awake_steps.saturating_add(u16::from(gate.is_awake));
    }

    pub(crate) fn lights(&self) -> Lights {
        let mut lights = Lights::none();
        for lantern in self.lanterns.iter().filter(|lantern| lantern.is_lit) {
            lights.add(Light {
                at: lantern.at,
                radius: LANTERN_LIGHT,
            });
        }
        if self.gate.is_awake {
            lights.add(Light {
                at: self.gate.at,
                radius: GATE_LIGHT,
            });
        }
        lights
    }

    /// Lights the lantern that `point` is at.
    pub(crate) fn touch_lantern(&mut self, point: Vec3) -> Option<Touched> {
        let lantern = self
            .lanterns
            .iter_mut()
            .find(|lantern| (point - lantern.at).length() < LANTERN_REACH)?;
        let is_new = !lantern.is_lit;
        lantern.is_lit = true;
        Some(Touched {
            at: lantern.at,
            is_new,
        })
    }

    /// Wakes the brazier; whether it slept.
    pub(crate) fn wake_gate(&mut self) -> bool {
        let slept = !self.gate.is_awake;
        self.gate.is_awake = true;
        slept
    }

    /// Brings the light to the brazier; whether that lit it.
    pub(crate) fn touch_gate(&mut self, point: Vec3) -> bool {
        let gate = &mut self.gate;
        let lights = gate.is_awake && !gate.is_lit && (point - gate.at).length() < GATE_REACH;
        gate.is_lit |= lights;
        lights
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self { lanterns, gate } = self;
        for Lantern {
            at,
            is_lit,
            lit_steps,
        } in lanterns
        {
            hash.vec3(*at);
            hash.bool(*is_lit);
            hash.u32(u32::from(*lit_steps));
        }
        let Gate {
            at,
            is_awake,
            awake_steps,
            is_lit,
        } = gate;
        hash.vec3(*at);
        hash.bool(*is_awake);
        hash.u32(u32::from(*awake_steps));
        hash.bool(*is_lit);
    }
}

impl Gate {
    fn new(at: Vec3) -> Self {
        Self {
            at,
            is_awake: false,
            awake_steps: 0,
            is_lit: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::LEVELS;

    fn beacons() -> Beacons {
        let mut ground = Ground::new();
        ground.load(LEVELS[0]);
        let mut beacons = Beacons::new();
        beacons.load(LEVELS[0], &ground);
        beacons
    }

    #[test]
    fn a_lantern_is_lit_once_and_gives_light_from_then_on() {
        let mut beacons = beacons();
        let at = beacons.lanterns[0].at;
        assert!(!beacons.lights().hold(at));
        assert!(beacons.touch_lantern(at).unwrap().is_new);
        assert!(!beacons.touch_lantern(at).unwrap().is_new);
        assert!(beacons.lights().hold(at));
    }

    #[test]
    fn a_sleeping_brazier_takes_no_light() {
        let mut beacons = beacons();
        let at = beacons.gate.at;
        assert!(!beacons.touch_gate(at));
        assert!(beacons.wake_gate() && !beacons.wake_gate());
        assert!(beacons.touch_gate(at) && !beacons.touch_gate(at));
    }
}
