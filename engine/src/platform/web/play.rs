//! One game being played, and what of it the page must hear. Absent on purpose: time, devices and the picture.

use super::{browser::now_millis, module::Watch, port::Outbox};
use crate::{Error, scene::Scene, session::Session};
use protocol::engine::{FromEngine, Phase, Problem};

/// The display is told no more often than this, unless the phase of play changed.
const DISPLAY_MILLIS: f64 = 100.0;
/// A replay may take this much of a beat.
const REPLAY_MILLIS: f64 = 8.0;
/// Steps of a replay between two looks at the clock.
const REPLAY_STEPS: u32 = 30;

/// A session with its moment.
pub(super) struct Play {
    pub(super) session: Session,
    pub(super) scene: Scene,
    pub(super) watch: Watch,
    /// The display as the page last heard it; kept to be compared with and sent again.
    display: FromEngine,
    display_due_millis: f64,
    told_phase: Option<Phase>,
}

impl Play {
    pub(super) fn new(session: Session, watch: Watch) -> Self {
        Self {
            session,
            scene: Scene::default(),
            watch,
            display: FromEngine::Hud(Vec::with_capacity(1024)),
            display_due_millis: 0.0,
            told_phase: None,
        }
    }

    /// Has the game describe the moment and tells the page what changed; while the page holds play, its phase is that.
    pub(super) fn describe(
        &mut self,
        blend: f32,
        is_paused: bool,
        outbox: &mut Outbox,
    ) -> Result<(), Error> {
        self.session.draw(blend, &mut self.scene)?;
        let is_new_phase = !is_paused && self.tell_phase(self.phase(), outbox);
        self.tell_display(is_new_phase, outbox);
        if self.scene.is_save_wanted {
            self.save(outbox)?;
        }
        Ok(())
    }

    /// Sends the game's save. A replay is not the player's game and is never saved.
    pub(super) fn save(&mut self, outbox: &mut Outbox) -> Result<(), Error> {
        if !self.session.is_replaying() {
            outbox.post(&FromEngine::Save(self.session.save()?));
        }
        Ok(())
    }

    /// Begins a replay. Bytes that are no journal are answered as one without steps; play goes on.
    pub(super) fn begin_replay(
        &mut self,
        journal: &[u8],
        outbox: &mut Outbox,
    ) -> Result<(), Error> {
        match self.session.begin_replay(journal) {
            Err(Error::Border(component::Error::Trapped)) => Err(component::Error::Trapped.into()),
            Err(_) => {
                let state_hash = self.session.state_hash()?;
                outbox.post(&FromEngine::Replayed {
                    steps: 0,
                    state_hash,
                });
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Goes on with a replay for part of a beat.
    pub(super) fn replay(&mut self, outbox: &mut Outbox) -> Result<(), Error> {
        let until = now_millis() + REPLAY_MILLIS;
        while self.session.is_replaying() && now_millis() < until {
            if let Some(end) = self.session.replay(REPLAY_STEPS)? {
                outbox.post(&FromEngine::Replayed {
                    steps: end.steps,
                    state_hash: end.state_hash,
                });
            }
        }
        Ok(())
    }

    /// Tells the page the phase, where it heard another; whether it did.
    pub(super) fn tell_phase(&mut self, phase: Phase, outbox: &mut Outbox) -> bool {
        let is_new = self.told_phase != Some(phase);
        if is_new {
            self.told_phase = Some(phase);
            outbox.post(&FromEngine::Phase(phase));
        }
        is_new
    }

    /// The phase that the game is in.
    pub(super) fn phase(&self) -> Phase {
        match self.scene.phase {
            0 => Phase::Title,
            2 => Phase::LevelComplete,
            3 => Phase::Won,
            4 => Phase::Lost,
            _ => Phase::Playing,
        }
    }

    /// The page's word for what went wrong.
    pub(super) fn problem(&self, error: Error) -> Problem {
        match error {
            Error::Border(component::Error::Trapped) => Problem::GameTrapped {
                reason: self.watch.words(),
            },
            _ => Problem::GameRefused {
                reason: error.to_string(),
            },
        }
    }

    fn tell_display(&mut self, at_once: bool, outbox: &mut Outbox) {
        let now = now_millis();
        if !at_once && now < self.display_due_millis {
            return;
        }
        if let FromEngine::Hud(told) = &mut self.display
            && *told != self.scene.hud
        {
            told.clear();
            told.extend_from_slice(&self.scene.hud);
            self.display_due_millis = now + DISPLAY_MILLIS;
            outbox.post(&self.display);
        }
    }
}
