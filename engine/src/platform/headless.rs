//! The engine without a screen: the same game, the same input, the same checks, as fast as the machine goes.
//! Absent on purpose: a clock and a picture.

use crate::{
    Error,
    scene::Scene,
    session::{Replayed, Session},
};
use component::{Game, InputFrame, StartConfig};

/// A game that runs without a screen.
pub struct Headless {
    session: Session,
    scene: Scene,
}

impl Headless {
    /// Begins to play `game`.
    ///
    /// # Errors
    /// Where the game refuses to start.
    pub fn start(game: Box<dyn Game>, start: StartConfig<'_>) -> Result<Self, Error> {
        Ok(Self {
            session: Session::start(game, start)?,
            scene: Scene::default(),
        })
    }

    /// Plays one step and reads the moment after it, as a screen would.
    ///
    /// # Errors
    /// Where the game traps or describes something that cannot be drawn.
    pub fn step(&mut self, frame: InputFrame) -> Result<&Scene, Error> {
        self.session.step(frame)?;
        self.session.draw(0.0, &mut self.scene)?;
        Ok(&self.scene)
    }

    /// The game behind it, to record, save and hash.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Replays a journal from its start to its end.
    ///
    /// # Errors
    /// Where the bytes are no journal or the game traps.
    pub fn replay(&mut self, journal: &[u8]) -> Result<Replayed, Error> {
        self.session.begin_replay(journal)?;
        loop {
            if let Some(replayed) = self.session.replay(u32::MAX)? {
                return Ok(replayed);
            }
        }
    }
}
