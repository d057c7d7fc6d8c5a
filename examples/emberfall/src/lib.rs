//! Emberfall: a lantern sprite gathers embers on floating islands and carries their light to a brazier before its
//! own flame burns out.
//!
//! The game is a [`component::Game`]: flat bytes in, flat bytes out. Same start and same inputs give the same state
//! on every platform. Absent on purpose: clocks, devices, files, the GPU, and any asset that is not made here.

mod beacons;
mod camera;
mod controls;
mod draw;
mod effects;
mod ember;
#[cfg(target_arch = "wasm32")]
mod export;
mod ground;
mod hash;
mod hud;
mod level;
mod line;
mod math;
mod mesh;
mod palette;
mod player;
mod pose;
mod progress;
mod rng;
mod run;
mod scenery;
mod score;
mod session;
mod shade;
#[cfg(test)]
mod tests;
mod wind;

use component::{Error, Game, InputFrame, StartConfig};

use progress::Progress;
use session::Session;

/// The game. It shows its title until it is started, too.
#[derive(Debug)]
pub struct Emberfall {
    session: Session,
    scratch: draw::Scratch,
    /// The shapes are part of the first frame after a start.
    shapes_are_defined: bool,
}

impl Default for Emberfall {
    fn default() -> Self {
        Self {
            session: Session::new(0, false, Progress::new()),
            scratch: draw::Scratch::new(),
            shapes_are_defined: false,
        }
    }
}

impl Game for Emberfall {
    fn start(&mut self, config: &[u8]) -> Result<(), Error> {
        let config = StartConfig::from_bytes(config)?;
        let progress = Progress::from_bytes(config.save).unwrap_or_else(|_| Progress::new());
        self.session = Session::new(config.seed, config.reduced_motion, progress);
        self.shapes_are_defined = false;
        Ok(())
    }

    fn step(&mut self, input: &[u8]) -> Result<(), Error> {
        self.session.step(&InputFrame::from_bytes(input)?);
        Ok(())
    }

    fn draw(&mut self, blend: f32, commands: &mut Vec<u8>) -> Result<(), Error> {
        if !self.shapes_are_defined {
            mesh::define_all(commands);
            self.shapes_are_defined = true;
        }
        let blend = if blend.is_finite() {
            blend.clamp(0.0, 1.0)
        } else {
            1.0
        };
        draw::frame(&self.session, blend, &mut self.scratch, commands);
        if self.session.save_wanted {
            component::draw::save(commands);
            self.session.save_wanted = false;
        }
        Ok(())
    }

    fn save(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.session.progress.write(out);
        Ok(())
    }

    fn state_hash(&mut self) -> Result<u64, Error> {
        Ok(self.session.hash())
    }
}
