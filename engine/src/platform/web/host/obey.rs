//! What the page asks for, once play has a host. Absent on purpose: beginning, which takes time.

use super::{Host, Stage};
use crate::{Error, frame_loop::Halt};
use protocol::engine::{FromEngine, Phase, ToEngine};

impl Host {
    /// Does what `message` asks.
    pub(super) fn obey(&mut self, message: ToEngine) -> Result<(), Error> {
        match message {
            // Taken out before.
            ToEngine::Start(_) => {}
            ToEngine::Resize {
                width_px,
                height_px,
            } => self.resize((width_px, height_px)),
            ToEngine::Input(input) => self.devices.apply(&input),
            ToEngine::Pause => self.pause(),
            ToEngine::Resume => self.resume(),
            ToEngine::Visible(false) => {
                self.frame_loop.halt(Halt::Hidden);
                return self.save();
            }
            ToEngine::Visible(true) => self.go_on(Halt::Hidden),
            ToEngine::Save => return self.save(),
            message => return self.obey_journal(message),
        }
        Ok(())
    }

    fn obey_journal(&mut self, message: ToEngine) -> Result<(), Error> {
        let Stage::Playing(play, picture) = &mut self.stage else {
            return Ok(());
        };
        match message {
            ToEngine::Record => play.session.record()?,
            ToEngine::EndRecord => {
                if let Some(journal) = play.session.end_record() {
                    self.outbox.post(&FromEngine::Journal(journal));
                }
            }
            ToEngine::Replay(journal) => play.begin_replay(&journal, &mut self.outbox)?,
            ToEngine::LoseDevice => picture.lose(),
            _ => {}
        }
        self.keep_beating();
        Ok(())
    }

    fn save(&mut self) -> Result<(), Error> {
        match &mut self.stage {
            Stage::Playing(play, _) => play.save(&mut self.outbox),
            _ => Ok(()),
        }
    }

    fn pause(&mut self) {
        self.frame_loop.halt(Halt::Paused);
        if let Stage::Playing(play, _) = &mut self.stage {
            play.tell_phase(Phase::Paused, &mut self.outbox);
        }
    }

    fn resume(&mut self) {
        self.devices.forget_presses();
        self.go_on(Halt::Paused);
        if let Stage::Playing(play, _) = &mut self.stage {
            play.tell_phase(play.phase(), &mut self.outbox);
        }
    }

    fn resize(&mut self, physical_px: (u32, u32)) {
        self.physical_px = physical_px;
        if let Stage::Playing(_, picture) = &mut self.stage {
            picture.resize(physical_px);
            self.redraw();
        }
    }
}
