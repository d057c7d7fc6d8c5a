//! The game page's side of play: it starts the engine, hands it the canvas, the save and the player's input, and
//! shows what comes back. Deliberately absent: any rule of any game.

pub mod hud;
pub mod input;
pub mod letterbox;
mod marks;
pub mod session;

pub use session::{boot, save_then};

use crate::live::Live;
use crate::player::hud::{Display, Line, SLOTS};
use crate::words::WayOn;
use protocol::engine::Phase;

/// The element around the canvas; tests read its `data-` attributes.
pub const STAGE_ID: &str = "stage";
/// The canvas.
pub const CANVAS_ID: &str = "surface";
/// The dialog with keys and buttons.
pub const CONTROLS_ID: &str = "controls";

/// What the stage shows over the canvas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Screen {
    /// The engine starts; nothing to count yet.
    #[default]
    Starting,
    /// The game arrives.
    Loading {
        /// Arrived.
        done_bytes: u64,
        /// In all.
        total_bytes: u64,
    },
    /// The game itself.
    Playing,
    /// The player stopped the loading.
    Cancelled,
    /// Play cannot go on.
    Stopped {
        /// Why.
        sentence: String,
        /// What to do.
        way_on: WayOn,
    },
}

/// The signals of a game page.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// What is over the canvas.
    pub screen: Live<Screen>,
    /// The phase of play, once there is one.
    pub phase: Live<Option<Phase>>,
    /// The game's display, line by line: only what changed is written again.
    pub lines: [Live<Line>; SLOTS.len()],
    /// What is read out of it.
    pub announcement: Live<String>,
    /// The graphics device is being rebuilt.
    pub device_lost: Live<bool>,
    /// The stage fills the screen.
    pub full_screen: Live<bool>,
    /// The action whose new key is awaited.
    pub awaiting_key: Live<Option<&'static str>>,
    /// One line about the last recording or replay.
    pub diagnosis: Live<String>,
}

impl Stage {
    /// The signals of a page whose engine has not spoken yet.
    pub fn new() -> Self {
        Self {
            screen: Live::default(),
            phase: Live::default(),
            lines: core::array::from_fn(|_| Live::default()),
            announcement: Live::default(),
            device_lost: Live::new(false),
            full_screen: Live::new(false),
            awaiting_key: Live::new(None),
            diagnosis: Live::default(),
        }
    }

    /// Shows `display`.
    pub fn show(&self, display: Display) {
        let announcement = display.announcement();
        if self
            .announcement
            .with_untracked(|said| *said != announcement)
        {
            self.announcement.set(announcement);
        }
        for (signal, line) in self.lines.iter().zip(display.0) {
            if signal.with_untracked(|shown| *shown != line) {
                signal.set(line);
            }
        }
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

/// The name of `phase` in the page's attributes.
pub fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Title => "title",
        Phase::Playing => "playing",
        Phase::LevelComplete => "level-complete",
        Phase::Won => "won",
        Phase::Lost => "lost",
        Phase::Paused => "paused",
    }
}
