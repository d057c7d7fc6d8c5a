//! A game being played: its steps, its recording, its replay, its save. Absent on purpose: when to step (the frame
//! loop's), from what input (the devices'), and how it looks.

use crate::{Error, scene::Scene};
use component::{
    Game, InputFrame, StartConfig,
    journal::{Journal, Playback},
};

/// Room for the draw commands of a busy frame.
const USUAL_COMMAND_BYTES: usize = 1 << 20;
/// Runs of equal steps that a recording holds before it must grow: ten minutes of restless play.
const USUAL_RUNS: usize = 36_000;

/// A game being played.
pub struct Session {
    game: Box<dyn Game>,
    seed: u64,
    has_reduced_motion: bool,
    config: Vec<u8>,
    commands: Vec<u8>,
    step: u32,
    has_begun_anew: bool,
    recording: Option<Journal>,
    replay: Option<Replay>,
}

struct Replay {
    playback: Playback,
    steps: u32,
    /// The player's own save, taken when the replay began.
    save: Vec<u8>,
}

/// How a replay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    /// Steps played.
    pub steps: u32,
    /// The game's digest after the last.
    pub state_hash: u64,
}

impl Session {
    /// Begins to play `game`.
    ///
    /// # Errors
    /// Where the game refuses to start.
    pub fn start(game: Box<dyn Game>, start: StartConfig<'_>) -> Result<Self, Error> {
        let mut session = Self {
            game,
            seed: start.seed,
            has_reduced_motion: start.reduced_motion,
            config: Vec::new(),
            commands: Vec::with_capacity(USUAL_COMMAND_BYTES),
            step: 0,
            has_begun_anew: false,
            recording: None,
            replay: None,
        };
        session.begin(start.save)?;
        Ok(session)
    }

    /// One fixed step. During a replay the player's input goes nowhere.
    ///
    /// # Errors
    /// Where the game's module trapped.
    pub fn step(&mut self, frame: InputFrame) -> Result<(), Error> {
        if self.replay.is_some() {
            return Ok(());
        }
        if let Some(journal) = &mut self.recording {
            journal.push(frame);
        }
        self.step_game(frame)
    }

    /// The number of the next step.
    pub fn next_step(&self) -> u32 {
        self.step
    }

    /// Has the game describe the moment into `scene`.
    ///
    /// # Errors
    /// Where the game's module trapped or what it says is wrong.
    pub fn draw(&mut self, blend: f32, scene: &mut Scene) -> Result<(), Error> {
        if core::mem::take(&mut self.has_begun_anew) {
            scene.meshes.forget();
        }
        self.commands.clear();
        self.game.draw(blend, &mut self.commands)?;
        scene.read(&self.commands)
    }

    /// The game's save.
    ///
    /// # Errors
    /// Where the game's module trapped.
    pub fn save(&mut self) -> Result<Vec<u8>, Error> {
        let mut save = Vec::new();
        self.game.save(&mut save)?;
        Ok(save)
    }

    /// The digest of the game's state.
    ///
    /// # Errors
    /// Where the game's module trapped.
    pub fn state_hash(&mut self) -> Result<u64, Error> {
        Ok(self.game.state_hash()?)
    }

    /// Begins a recording. A journal must begin where the state is known, so play begins anew from its own save.
    ///
    /// # Errors
    /// Where the game's module trapped.
    pub fn record(&mut self) -> Result<(), Error> {
        self.replay = None;
        let save = self.save()?;
        self.begin(&save)?;
        let mut journal = Journal::new(self.config.clone());
        journal.reserve(USUAL_RUNS);
        self.recording = Some(journal);
        Ok(())
    }

    /// Ends the recording and gives the journal's bytes, where there was one.
    pub fn end_record(&mut self) -> Option<Vec<u8>> {
        self.recording.take().map(|journal| journal.to_bytes())
    }

    /// Begins to replay a journal; the player's own play waits as a save.
    ///
    /// # Errors
    /// Where the bytes are no journal or the game's module trapped.
    pub fn begin_replay(&mut self, journal: &[u8]) -> Result<(), Error> {
        let playback = Playback::new(Journal::from_bytes(journal)?);
        let save = match self.replay.take() {
            Some(running) => running.save,
            None => self.save()?,
        };
        self.recording = None;
        self.begin_with(playback.config().to_vec())?;
        self.replay = Some(Replay {
            playback,
            steps: 0,
            save,
        });
        Ok(())
    }

    /// A journal is being replayed.
    pub fn is_replaying(&self) -> bool {
        self.replay.is_some()
    }

    /// Replays up to `steps` steps. At the journal's end the player's own game begins again from its save.
    ///
    /// # Errors
    /// Where the game's module trapped.
    pub fn replay(&mut self, steps: u32) -> Result<Option<Replayed>, Error> {
        for _ in 0..steps {
            let Some(replay) = &mut self.replay else {
                return Ok(None);
            };
            let Some(frame) = replay.playback.next() else {
                return self.end_replay();
            };
            replay.steps += 1;
            self.step_game(frame)?;
        }
        Ok(None)
    }

    fn end_replay(&mut self) -> Result<Option<Replayed>, Error> {
        let Some(replay) = self.replay.take() else {
            return Ok(None);
        };
        let state_hash = self.state_hash()?;
        self.begin(&replay.save)?;
        Ok(Some(Replayed {
            steps: replay.steps,
            state_hash,
        }))
    }

    fn step_game(&mut self, frame: InputFrame) -> Result<(), Error> {
        let step = self.step;
        self.step = step.wrapping_add(1);
        self.game.step(&InputFrame { step, ..frame }.to_bytes())?;
        Ok(())
    }

    fn begin(&mut self, save: &[u8]) -> Result<(), Error> {
        let mut config = Vec::new();
        StartConfig {
            seed: self.seed,
            reduced_motion: self.has_reduced_motion,
            save,
        }
        .write(&mut config);
        self.begin_with(config)
    }

    fn begin_with(&mut self, config: Vec<u8>) -> Result<(), Error> {
        self.config = config;
        self.step = 0;
        self.has_begun_anew = true;
        self.game.start(&self.config)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
