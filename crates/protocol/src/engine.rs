//! Page ⇄ engine worker. The canvas and the ports travel beside the bytes as transferables, never inside them.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// What the page asks of the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    /// The first message. The canvas (an `OffscreenCanvas`, or nothing on the page's own thread) is the transferable.
    Start(Start),
    /// The canvas now has this many physical pixels.
    Resize {
        /// Physical pixels across.
        width_px: u32,
        /// Physical pixels down.
        height_px: u32,
    },
    /// Something the player did.
    Input(Input),
    /// Stop stepping; keep the picture.
    Pause,
    /// Go on.
    Resume,
    /// The page was hidden or shown again; hidden implies a save.
    Visible(bool),
    /// Save now and answer with [`FromEngine::Save`].
    Save,
    /// Begin recording a journal from the current state's start.
    Record,
    /// End the recording and answer with [`FromEngine::Journal`].
    EndRecord,
    /// Play a recorded journal from its start as fast as possible and answer with [`FromEngine::Replayed`].
    Replay(Vec<u8>),
    /// Drop the GPU device as a driver reset would: for tests and for the help page's self-check.
    LoseDevice,
}

/// How play begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Must be [`crate::VERSION`].
    pub protocol: u32,
    /// Where the game's module is, an immutable `/c/<sha256>.wasm`.
    pub game_url: String,
    /// The length of that module, so that progress is honest before the first byte.
    pub game_bytes: u64,
    /// The save to go on from.
    pub save: Option<Vec<u8>>,
    /// Seeds everything random in the game.
    pub seed: u64,
    /// Physical pixels across.
    pub width_px: u32,
    /// Physical pixels down.
    pub height_px: u32,
    /// The player asked for less motion: no camera shake, no flashes.
    pub reduced_motion: bool,
    /// How much to draw.
    pub quality: Quality,
}

/// How much to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quality {
    /// Measured and chosen by the engine: low on a software adapter.
    Automatic,
    /// Half resolution, no shadows, no bloom.
    Low,
    /// Everything.
    High,
}

/// Something the player did, as the page saw it. Positions are in the logical surface of 1080 × 720.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// A key by its `KeyboardEvent.code`.
    Key {
        /// `KeyboardEvent.code`.
        code: String,
        /// Pressed or released.
        down: bool,
    },
    /// Mouse, pen or finger.
    Pointer {
        /// The pointer's id; each finger has its own.
        id: i32,
        /// Logical pixels from the left, 0 to 1080.
        x: f32,
        /// Logical pixels from the top, 0 to 720.
        y: f32,
        /// A button is held or the finger touches.
        down: bool,
        /// A finger rather than a mouse or pen: shows the on-screen stick.
        touch: bool,
    },
    /// The state of one gamepad, sent when it changed. `None` in both lists' place is a disconnect.
    Gamepad {
        /// `Gamepad.index`.
        index: u32,
        /// Connected.
        connected: bool,
        /// Axes, −1 to 1, standard mapping.
        axes: Vec<f32>,
        /// Bit `n` is button `n` of the standard mapping.
        buttons: u32,
    },
    /// Every key, pointer and button is let go: the page lost focus.
    ReleaseAll,
    /// A named action from a button in the page, pressed once: `"confirm"`, `"restart"`, `"dash"`.
    Action(String),
    /// Which code or pad button does what; replaces the whole table.
    Bindings(Vec<Binding>),
}

/// One row of the key and button table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// `KeyboardEvent.code`, or `Pad0` … `Pad16`.
    pub code: String,
    /// `left right up down dash confirm restart`.
    pub action: String,
}

/// What the engine tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The module is compiled and listens; the page may send [`ToEngine::Start`].
    Ready,
    /// Bytes of the game's module that have arrived.
    Progress {
        /// Arrived.
        done_bytes: u64,
        /// In all.
        total_bytes: u64,
    },
    /// The device is there and the game began.
    Started {
        /// The adapter's name, for the settings page.
        adapter: String,
        /// The adapter computes on the CPU.
        software: bool,
        /// What [`Quality::Automatic`] came to.
        quality: Quality,
    },
    /// The first frame was presented, this many milliseconds after the worker's time origin.
    FirstFrame {
        /// Milliseconds.
        millis: f64,
    },
    /// The game's heads-up display changed: the bytes of `component::hud`.
    Hud(Vec<u8>),
    /// The phase of play changed.
    Phase(Phase),
    /// The game's save; the page stores it.
    Save(Vec<u8>),
    /// Once a second.
    Stats(Stats),
    /// A finished recording.
    Journal(Vec<u8>),
    /// A replay reached its end.
    Replayed {
        /// Steps played.
        steps: u32,
        /// The game's state hash after the last.
        state_hash: u64,
    },
    /// The GPU device is gone and is being rebuilt.
    DeviceLost,
    /// It is back, this many milliseconds later.
    DeviceRestored {
        /// Milliseconds.
        millis: f64,
    },
    /// Play cannot go on.
    Problem(Problem),
}

/// The phase of play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Before the first step: press to begin.
    Title,
    /// In a level.
    Playing,
    /// Between two levels.
    LevelComplete,
    /// The last level is done.
    Won,
    /// No lives left.
    Lost,
    /// Stopped by the page.
    Paused,
}

/// Counts of the last second of play.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Frames presented.
    pub frames: u32,
    /// Fixed steps run.
    pub steps: u32,
    /// The slowest frame's CPU time outside the GPU, milliseconds.
    pub cpu_max_millis: f32,
    /// The mean frame's CPU time outside the GPU, milliseconds.
    pub cpu_mean_millis: f32,
    /// Heap allocations made by engine and game inside step and encode.
    pub heap_allocations: u32,
    /// Heap allocations made inside wgpu's submit path.
    pub submit_allocations: u32,
    /// Times a linear memory grew, engine and game together, since play began.
    pub memory_grows: u32,
    /// Linear memory of engine and game, bytes.
    pub memory_bytes: u64,
    /// Draw calls of the last frame.
    pub draws: u32,
    /// Instances of the last frame.
    pub instances: u32,
}

/// Why play cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The browser has no WebGPU, or it gave no adapter.
    NoWebGpu,
    /// The game's module could not be had.
    GameUnavailable {
        /// Where it was asked for.
        url: String,
    },
    /// The game's module is not one this engine can run.
    GameRefused {
        /// Which rule it breaks.
        reason: String,
    },
    /// The game trapped.
    GameTrapped {
        /// The engine's word for it.
        reason: String,
    },
    /// The page and the engine come from different releases.
    OtherProtocol {
        /// The engine's number.
        want: u32,
        /// The page's number.
        got: u32,
    },
}
