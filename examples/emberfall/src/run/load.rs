//! How a level begins.

use super::Run;
use crate::{
    beacons::Beacons, camera::Camera, effects::Effects, ember::Ember, ground::Ground,
    level::LEVELS, math::Vec3, player::Player, rng::Rng, scenery::Scenery, score::Tally,
    shade::Shade,
};

impl Run {
    pub(crate) fn new() -> Self {
        Self {
            number: 0,
            steps: 0,
            ground: Ground::new(),
            player: Player::new(Vec3::ZERO),
            embers: Vec::with_capacity(32),
            beacons: Beacons::new(),
            shades: Vec::with_capacity(16),
            tally: Tally::default(),
            camera: Camera::new(Vec3::ZERO, true),
            checkpoint: Vec3::ZERO,
            out_steps: 0,
            effects: Effects::new(),
            scenery: Scenery::new(),
        }
    }

    /// Begins a level; nothing is allocated that was not there before.
    pub(crate) fn load(&mut self, number: usize, seed: u64, reduced_motion: bool) {
        let level = LEVELS[number];
        self.number = number;
        self.steps = 0;
        self.ground.load(level);
        let ground = &self.ground;
        let start = ground.standing_point(level.start);
        self.embers.clear();
        self.embers.extend(
            level
                .embers
                .iter()
                .map(|&[x, lift, z]| Ember::new(ground.standing_point([x, z]).raised(lift))),
        );
        self.beacons.load(level, ground);
        let mut rng = Rng::new(seed ^ number as u64);
        self.shades.clear();
        self.shades.extend(
            level
                .shades
                .iter()
                .map(|&home| Shade::new(ground.standing_point(home).raised(0.8), &mut rng)),
        );
        self.tally = Tally::default();
        self.player = Player::new(start);
        self.camera = Camera::new(start, reduced_motion);
        self.checkpoint = start;
        self.out_steps = 0;
        self.effects.clear();
        self.scenery.load(number, &self.ground);
    }
}
