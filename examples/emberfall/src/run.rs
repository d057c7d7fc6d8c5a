//! One level being played: everything that moves in it, brought together in the order of a step. Absent on purpose:
//! lives, levels before and after, and the title, which are `crate::session`'s.

mod load;

use crate::{
    beacons::Beacons,
    camera::Camera,
    controls::Intent,
    effects::{Burst, Effects},
    ember::Ember,
    ground::Ground,
    hash::StateHash,
    level::{LEVELS, Level},
    math::{STEP_SECS, Vec3},
    player::{FALL_FLAME, Player},
    scenery::Scenery,
    score::Tally,
    shade::{Prey, SCATTER_RADIUS, Shade, TOUCH_RADIUS},
    wind,
};

const EMBER_FLAME: f32 = 0.10;
const LANTERN_FLAME: f32 = 0.4;
/// After so long without an ember the way to the nearest is shown.
const ADVICE_STEPS: u16 = 60 * 9;
/// How long the sprite is out before it is lit again.
pub(crate) const OUT_STEPS: u8 = 75;

/// What a step led to, for the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    GoesOn,
    /// The flame is out and the moment of darkness is over.
    BurntOut,
    /// The brazier burns.
    Done,
}

/// A level being played.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    /// Which of [`LEVELS`].
    pub(crate) number: usize,
    pub(crate) steps: u32,
    pub(crate) ground: Ground,
    pub(crate) player: Player,
    pub(crate) embers: Vec<Ember>,
    pub(crate) beacons: Beacons,
    pub(crate) shades: Vec<Shade>,
    pub(crate) tally: Tally,
    pub(crate) camera: Camera,
    checkpoint: Vec3,
    /// Steps that the sprite is still out; 0 while it burns.
    pub(crate) out_steps: u8,
    pub(crate) effects: Effects,
    pub(crate) scenery: Scenery,
}

impl Run {
    pub(crate) fn level(&self) -> &'static Level {
        LEVELS[self.number]
    }

    pub(crate) fn embers_taken(&self) -> usize {
        self.embers.iter().filter(|ember| ember.is_taken).count()
    }

    /// Where to go next, for someone who has not found anything for a while: the nearest ember, then the brazier.
    pub(crate) fn advised_goal(&self) -> Option<Vec3> {
        let gate = &self.beacons.gate;
        if gate.is_awake {
            return (!gate.is_lit).then_some(gate.at);
        }
        if self.tally.quiet_steps < ADVICE_STEPS {
            return None;
        }
        let distance = |point: &Vec3| (*point - self.player.at).length();
        let waiting = self.embers.iter().filter(|ember| !ember.is_taken);
        waiting
            .map(|ember| ember.at)
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// Goes a step on. Says whether the dash that was asked for happened.
    pub(crate) fn step(&mut self, intent: &Intent) -> (Outcome, bool) {
        self.steps += 1;
        self.tally.step();
        self.effects.step();
        self.ground.step(self.steps, self.player.standing_on);
        let mut dashed = false;
        if self.out_steps > 0 {
            self.player.before = self.player.at;
            self.out_steps -= 1;
            if self.out_steps == 0 {
                return (Outcome::BurntOut, false);
            }
        } else {
            dashed = self.move_player(intent);
            self.gather();
            self.touch_lanterns();
            self.burn();
        }
        self.move_shades();
        let hurry = intent.direction.length() > 0.1;
        self.camera.follow(
            self.player.at,
            self.player.velocity,
            self.beacons.gate.at,
            hurry,
        );
        self.beacons.pass();
        let done = self.touch_gate();
        (if done { Outcome::Done } else { Outcome::GoesOn }, dashed)
    }

    /// A step in which nobody plays: the title, and the moments after a level. The sprite is drawn to `pull`.
    pub(crate) fn rest(&mut self, pull: Option<Vec3>) {
        self.steps += 1;
        self.effects.step();
        self.ground.step(self.steps, None);
        self.player.before = self.player.at;
        if let Some(goal) = pull {
            self.player.at = self.player.at.lerp(goal, 0.06);
        }
        for ember in &mut self.embers {
            ember.before = ember.at;
        }
        for shade in &mut self.shades {
            shade.before = shade.at;
        }
        self.beacons.pass();
    }

    /// Lights the sprite again where it last lit a lantern.
    pub(crate) fn relight(&mut self) {
        self.player.place(self.checkpoint);
        self.player.flame = 1.0;
        self.effects.burst(self.player.heart(), Burst::Lantern);
    }

    fn move_player(&mut self, intent: &Intent) -> bool {
        let push = wind::push_at(self.level().winds, self.player.at, self.steps);
        let happened = self.player.step(intent, &self.ground, push);
        self.player.at = self.scenery.kept_out(self.player.at, 0.32);
        if happened.dashed {
            self.effects.burst(self.player.heart(), Burst::Dash);
        }
        if happened.landed {
            self.effects
                .burst(self.player.at.raised(0.1), Burst::Landing);
        }
        if happened.fell {
            self.effects
                .burst(self.player.at.raised(0.2), Burst::Splash);
            self.tally.hurt();
            self.player.flame -= FALL_FLAME;
            let safe = self.player.safe;
            self.player.place(safe);
        }
        self.leave_a_trail();
        happened.dashed
    }

    fn leave_a_trail(&mut self) {
        let player = &self.player;
        let moving = player.velocity.length() > 1.0;
        if player.is_dashing() || (moving && self.steps.is_multiple_of(3)) {
            let radius = 0.05 + 0.06 * player.flame;
            self.effects
                .trail(player.heart(), player.velocity * -0.08, radius, 1.0);
        }
    }

    fn gather(&mut self) {
        let heart = self.player.heart();
        for ember in &mut self.embers {
            if ember.drawn_to(heart) {
                self.player.flame = (self.player.flame + EMBER_FLAME).min(1.0);
                self.tally.ember();
                self.effects.burst(ember.at, Burst::Ember);
            }
        }
        let all = self.embers.iter().all(|ember| ember.is_taken);
        if all && self.beacons.wake_gate() {
            let gate = self.beacons.gate.at.raised(2.0);
            self.effects.burst(gate, Burst::Lantern);
        }
    }

    fn touch_lanterns(&mut self) {
        let Some(touched) = self.beacons.touch_lantern(self.player.at) else {
            return;
        };
        self.checkpoint = self.player.safe;
        if touched.is_new {
            self.player.flame = (self.player.flame + LANTERN_FLAME).min(1.0);
            self.effects.burst(touched.at.raised(2.2), Burst::Lantern);
        }
    }

    fn burn(&mut self) {
        if !self.beacons.lights().hold(self.player.at) {
            self.player.flame -= STEP_SECS / self.level().burn_secs;
        }
        if self.player.flame <= 0.0 {
            self.player.flame = 0.0;
            self.player.velocity = Vec3::ZERO;
            self.out_steps = OUT_STEPS;
            self.tally.hurt();
            self.effects.burst(self.player.heart(), Burst::Out);
        }
    }

    fn move_shades(&mut self) {
        let lights = self.beacons.lights();
        let player = &mut self.player;
        let prey = Prey {
            at: player.heart(),
            flame: player.flame,
            is_safe: self.out_steps > 0 || player.shield_steps > 0 || lights.hold(player.at),
        };
        for shade in &mut self.shades {
            shade.step(&prey, &lights);
            let distance = (shade.at - prey.at).length();
            if !shade.is_dangerous() || self.out_steps > 0 {
                continue;
            }
            if player.is_dashing() && distance < SCATTER_RADIUS {
                shade.scatter();
                self.tally.scattered();
                self.effects.burst(shade.at, Burst::Scatter);
            } else if distance < TOUCH_RADIUS && player.shield_steps == 0 {
                player.hurt(shade.at);
                shade.recoil();
                self.tally.hurt();
                self.effects.burst(prey.at, Burst::Hurt);
            }
        }
    }

    fn touch_gate(&mut self) -> bool {
        let lit = self.out_steps == 0 && self.beacons.touch_gate(self.player.at);
        if lit {
            let gate = self.beacons.gate.at.raised(1.6);
            self.effects.burst(gate, Burst::Gate);
        }
        lit
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            number,
            steps,
            ground,
            player,
            embers,
            beacons,
            shades,
            tally,
            camera,
            checkpoint,
            out_steps,
            // Only drawn.
            effects: _,
            // The level's, and never changes.
            scenery: _,
        } = self;
        hash.u64(*number as u64);
        hash.u32(*steps);
        ground.hash(hash);
        player.hash(hash);
        for ember in embers {
            ember.hash(hash);
        }
        beacons.hash(hash);
        for shade in shades {
            shade.hash(hash);
        }
        tally.hash(hash);
        camera.hash(hash);
        hash.vec3(*checkpoint);
        hash.u32(u32::from(*out_steps));
    }
}
