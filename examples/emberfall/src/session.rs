//! The whole game: the title, levels one after another, lives, the win and the loss.

use component::input::InputFrame;

use crate::{
    controls::{Controls, Intent},
    effects::Burst,
    hash::StateHash,
    math::{cos, sin, vec3},
    progress::Progress,
    run::{Outcome, Run},
    score::Account,
};

/// A press this soon after a level's end still belongs to the play before.
const END_PAUSE_STEPS: u32 = 50;
const FIREWORK_EVERY_STEPS: u32 = 26;

/// What is being shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Phase {
    Title = 0,
    Playing = 1,
    Complete = 2,
    Won = 3,
    Lost = 4,
}

/// A game from its title on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Session {
    seed: u64,
    pub(crate) reduced_motion: bool,
    pub(crate) phase: Phase,
    /// Steps since the phase began.
    pub(crate) phase_steps: u32,
    pub(crate) progress: Progress,
    /// The level that the title offers.
    pub(crate) chosen: u8,
    controls: Controls,
    pub(crate) run: Run,
    /// The finished level's account.
    pub(crate) account: Account,
    /// What the game came to when it was won or lost; its progress has begun anew by then.
    pub(crate) final_score: u32,
    /// The finished game beat every one before.
    pub(crate) is_best: bool,
    /// The host should take the save; drawing passes the wish on and clears it.
    pub(crate) save_wanted: bool,
}

impl Session {
    pub(crate) fn new(seed: u64, reduced_motion: bool, progress: Progress) -> Self {
        let mut session = Self {
            seed,
            reduced_motion,
            phase: Phase::Title,
            phase_steps: 0,
            chosen: progress.level,
            progress,
            controls: Controls::new(),
            run: Run::new(),
            account: Account::default(),
            final_score: 0,
            is_best: false,
            save_wanted: false,
        };
        session.show_title();
        session
    }

    /// Points so far, with those of the level being played.
    pub(crate) fn score(&self) -> u32 {
        match self.phase {
            Phase::Playing => self.progress.score + self.run.tally.points,
            Phase::Won | Phase::Lost => self.final_score,
            Phase::Title | Phase::Complete => self.progress.score,
        }
    }

    pub(crate) fn step(&mut self, frame: &InputFrame) {
        let intent = self
            .controls
            .read(frame, &self.run.camera, self.run.player.at);
        self.phase_steps = self.phase_steps.saturating_add(1);
        match self.phase {
            Phase::Title => self.title(&intent),
            Phase::Playing => self.play(&intent),
            Phase::Complete => self.complete(&intent),
            Phase::Won => self.won(&intent),
            Phase::Lost => self.lost(&intent),
        }
    }

    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.phase_steps = 0;
    }

    fn show_title(&mut self) {
        self.enter(Phase::Title);
        self.run
            .load(usize::from(self.chosen), self.seed, self.reduced_motion);
        let start = self.run.player.at;
        self.run.camera.settle(start, 15.0);
    }

    fn begin_level(&mut self) {
        let level = usize::from(self.progress.level);
        self.run.load(level, self.seed, self.reduced_motion);
        self.controls.dash_done();
        self.enter(Phase::Playing);
    }

    fn title(&mut self, intent: &Intent) {
        let (start, steps) = (self.run.player.at, self.phase_steps);
        self.run.rest(None);
        self.run
            .camera
            .circle(start, steps, 15.0, self.reduced_motion);
        let chosen = (self.chosen as i8 + intent.choose).clamp(0, self.progress.reached as i8);
        if chosen as u8 != self.chosen {
            self.chosen = chosen as u8;
            self.show_title();
        } else if intent.restart {
            self.progress.begin_at(0);
            self.chosen = 0;
            self.save_wanted = true;
            self.show_title();
        } else if intent.confirm {
            if self.chosen != self.progress.level {
                self.progress.begin_at(self.chosen);
            }
            self.begin_level();
        }
    }

    fn play(&mut self, intent: &Intent) {
        if intent.restart {
            self.begin_level();
            return;
        }
        let (outcome, dashed) = self.run.step(intent);
        if dashed {
            self.controls.dash_done();
        }
        match outcome {
            Outcome::GoesOn => {}
            Outcome::BurntOut => self.lose_a_life(),
            Outcome::Done => self.finish_level(),
        }
    }

    fn lose_a_life(&mut self) {
        self.save_wanted = true;
        if self.progress.lives > 1 {
            self.progress.lives -= 1;
            self.run.relight();
        } else {
            self.final_score = self.score();
            self.progress.begin_at(self.progress.level);
            self.enter(Phase::Lost);
        }
    }

    fn finish_level(&mut self) {
        let run = &self.run;
        self.account = run
            .tally
            .account(run.steps, run.player.flame, run.level().par_secs);
        let best_before = self.progress.best_score;
        let is_last = self.progress.finish_level(self.account.total());
        self.is_best = self.progress.score > best_before;
        self.save_wanted = true;
        if is_last {
            self.final_score = self.progress.score;
            self.progress.begin_at(0);
            self.enter(Phase::Won);
        } else {
            self.enter(Phase::Complete);
        }
    }

    fn celebrate(&mut self) {
        let gate = self.run.beacons.gate.at;
        self.run.rest(Some(gate.raised(1.1)));
        let (steps, reduced_motion) = (self.phase_steps, self.reduced_motion);
        self.run.camera.circle(gate, steps, 13.0, reduced_motion);
    }

    fn complete(&mut self, intent: &Intent) {
        self.celebrate();
        if self.phase_steps < END_PAUSE_STEPS {
            return;
        }
        if intent.confirm {
            self.begin_level();
        }
    }

    fn won(&mut self, intent: &Intent) {
        self.celebrate();
        if self.phase_steps.is_multiple_of(FIREWORK_EVERY_STEPS) {
            let turn = (self.phase_steps / FIREWORK_EVERY_STEPS) as f32;
            let (aside, back) = (sin(turn * 2.4), cos(turn * 2.4));
            let off = vec3(aside * 5.0, 5.0 + back * 1.4, back * 2.5 - 2.0);
            let at = self.run.beacons.gate.at + off;
            let colours = [[1.0, 0.5, 0.15], [0.35, 1.0, 0.75], [0.8, 0.45, 1.0]];
            let colour = colours[turn as usize % colours.len()];
            self.run.effects.coloured_burst(at, Burst::Firework, colour);
        }
        if self.phase_steps >= END_PAUSE_STEPS * 2 && intent.confirm {
            self.chosen = 0;
            self.show_title();
        }
    }

    fn lost(&mut self, intent: &Intent) {
        self.run.rest(None);
        let sprite = self.run.player.at;
        self.run
            .camera
            .circle(sprite, self.phase_steps, 12.0, self.reduced_motion);
        if self.phase_steps >= END_PAUSE_STEPS && (intent.confirm || intent.restart) {
            self.begin_level();
        }
    }

    pub(crate) fn hash(&self) -> u64 {
        let Self {
            seed,
            reduced_motion,
            phase,
            phase_steps,
            progress,
            chosen,
            controls,
            run,
            account,
            final_score,
            is_best,
            // A wish to the host, and drawing must not change the digest.
            save_wanted: _,
        } = self;
        let mut hash = StateHash::new();
        hash.u64(*seed);
        hash.bool(*reduced_motion);
        hash.u32(*phase as u32);
        hash.u32(*phase_steps);
        progress.hash(&mut hash);
        hash.u32(u32::from(*chosen));
        controls.hash(&mut hash);
        run.hash(&mut hash);
        for points in [
            account.gathered,
            account.time,
            account.flame,
            account.unhurt,
        ] {
            hash.u32(points);
        }
        hash.u32(*final_score);
        hash.bool(*is_best);
        hash.finish()
    }
}
