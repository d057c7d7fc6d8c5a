//! What a game's module exports. The host writes into the input buffer, calls, and reads the output buffer.
//!
//! | export | meaning |
//! |---|---|
//! | `memory` | the module's linear memory |
//! | `layerw_abi() -> u32` | [`crate::ABI_VERSION`] |
//! | `layerw_input(bytes: u32) -> u32` | address of the input buffer, at least `bytes` long |
//! | `layerw_output() -> u32` | address of the output buffer; asked for after each call that answers a length |
//! | `layerw_start(bytes: u32) -> i32` | 0, or −1 where the input is refused |
//! | `layerw_step(bytes: u32) -> i32` | likewise |
//! | `layerw_draw(blend: f32) -> i32` | length of the commands in the output buffer |
//! | `layerw_save() -> i32` | length of the save in the output buffer |
//! | `layerw_state_hash() -> i32` | 8: the hash, little-endian, is in the output buffer |
//! | `layerw_allocations() -> u32` | heap allocations since the module began, wrapping |
//!
//! Absent on purpose: imports. A game's module imports nothing at all, so it can do nothing but compute.

use crate::Game;

/// A game and its two buffers; the exports are thin calls into this.
#[derive(Debug)]
pub struct Exported<G> {
    game: G,
    input: Vec<u8>,
    output: Vec<u8>,
}

/// Why the longest input is refused: a start configuration with the largest save fits.
const MAX_INPUT_BYTES: usize = crate::game::MAX_SAVE_BYTES + 64;

impl<G: Game> Exported<G> {
    /// Wraps `game`.
    pub fn new(game: G) -> Self {
        Self {
            game,
            input: Vec::new(),
            output: Vec::with_capacity(1 << 20),
        }
    }

    /// The input buffer, made at least `bytes` long (0 if that is more than any input).
    pub fn input(&mut self, bytes: u32) -> *const u8 {
        let bytes = bytes as usize;
        if bytes > MAX_INPUT_BYTES {
            return core::ptr::null();
        }
        if self.input.len() < bytes {
            self.input.resize(bytes, 0);
        }
        self.input.as_ptr()
    }

    /// The output buffer.
    pub fn output(&self) -> *const u8 {
        self.output.as_ptr()
    }

    /// `layerw_start`.
    pub fn start(&mut self, bytes: u32) -> i32 {
        let Some(config) = self.input.get(..bytes as usize) else {
            return -1;
        };
        if self.game.start(config).is_ok() {
            0
        } else {
            -1
        }
    }

    /// `layerw_step`.
    pub fn step(&mut self, bytes: u32) -> i32 {
        let Some(input) = self.input.get(..bytes as usize) else {
            return -1;
        };
        if self.game.step(input).is_ok() { 0 } else { -1 }
    }

    /// `layerw_draw`.
    pub fn draw(&mut self, blend: f32) -> i32 {
        self.output.clear();
        match self.game.draw(blend, &mut self.output) {
            Ok(()) => i32::try_from(self.output.len()).unwrap_or(-1),
            Err(_) => -1,
        }
    }

    /// `layerw_save`.
    pub fn save(&mut self) -> i32 {
        self.output.clear();
        match self.game.save(&mut self.output) {
            Ok(()) => i32::try_from(self.output.len()).unwrap_or(-1),
            Err(_) => -1,
        }
    }

    /// `layerw_state_hash`.
    pub fn state_hash(&mut self) -> i32 {
        self.output.clear();
        let Ok(hash) = self.game.state_hash() else {
            return -1;
        };
        self.output.extend_from_slice(&hash.to_le_bytes());
        8
    }
}

/// The pointer as the 32-bit address that the host reads at.
#[doc(hidden)]
pub fn __output_pointer(pointer: *const u8) -> u32 {
    pointer.addr() as u32
}

/// Exports a game's type (which implements [`Game`] and [`Default`]) from a `cdylib` for wasm32.
///
/// `$allocations` is an expression of type `u32`: the module's heap allocations so far.
#[macro_export]
macro_rules! export_game {
    ($game:ty, $allocations:expr) => {
        ::std::thread_local! {
            static EXPORTED: ::core::cell::RefCell<$crate::Exported<$game>> =
                ::core::cell::RefCell::new($crate::Exported::new(<$game>::default()));
        }

        $crate::export_game!(@export layerw_abi() -> u32 { $crate::ABI_VERSION });
        $crate::export_game!(@export layerw_input(bytes: u32) -> u32 {
            EXPORTED.with_borrow_mut(|it| $crate::__output_pointer(it.input(bytes)))
        });
        $crate::export_game!(@export layerw_output() -> u32 {
            EXPORTED.with_borrow(|it| $crate::__output_pointer(it.output()))
        });
        $crate::export_game!(@export layerw_start(bytes: u32) -> i32 { EXPORTED.with_borrow_mut(|it| it.start(bytes)) });
        $crate::export_game!(@export layerw_step(bytes: u32) -> i32 { EXPORTED.with_borrow_mut(|it| it.step(bytes)) });
        $crate::export_game!(@export layerw_draw(blend: f32) -> i32 { EXPORTED.with_borrow_mut(|it| it.draw(blend)) });
        $crate::export_game!(@export layerw_save() -> i32 { EXPORTED.with_borrow_mut(|it| it.save()) });
        $crate::export_game!(@export layerw_state_hash() -> i32 { EXPORTED.with_borrow_mut(|it| it.state_hash()) });
        $crate::export_game!(@export layerw_allocations() -> u32 { $allocations });
    };
    (@export $name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block) => {
        #[doc = concat!("See `component::export`: `", stringify!($name), "`.")]
        #[expect(unsafe_code, reason = "a symbol name is the only thing claimed; the ABI's names are reserved to us")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $name($($argument: $type),*) -> $result $body
    };
}
