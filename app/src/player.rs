//! The game page's side of play: it starts the engine, hands it the canvas, the save and the player's input, and
//! shows what comes back. Deliberately absent: any rule of any game.

pub mod hud;
pub mod input;
pub mod letterbox;
pub mod session;

pub use session::{boot, save_then};

use crate::player::hud::Display;
use crate::words::WayOn;
use leptos::prelude::RwSignal;
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
    pub screen: RwSignal<Screen>,
    /// The phase of play, once there is one.
    pub phase: RwSignal<Option<Phase>>,
    /// The game's display.
    pub display: RwSignal<Display>,
    /// The graphics device is being rebuilt.
    pub device_lost: RwSignal<bool>,
    /// The stage fills the screen.
    pub full_screen: RwSignal<bool>,
    /// The action whose new key is awaited.
    pub awaiting_key: RwSignal<Option<&'static str>>,
    /// One line about the last recording or replay.
    pub diagnosis: RwSignal<String>,
}

impl Stage {
    /// The signals of a page whose engine has not spoken yet.
    pub fn new() -> Self {
        Self {
            screen: RwSignal::default(),
            phase: RwSignal::default(),
            display: RwSignal::default(),
            device_lost: RwSignal::new(false),
            full_screen: RwSignal::new(false),
            awaiting_key: RwSignal::new(None),
            diagnosis: RwSignal::default(),
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
