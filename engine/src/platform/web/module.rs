//! A game's WebAssembly module as a [`Game`]. It is given no imports, so all it can do is compute; what it answers is
//! copied out, checked against its memory's bounds. Absent on purpose: stopping a module that never returns; the page
//! ends the worker.

use super::browser::words;
use component::{Error, Game};
use js_sys::{Array, Object, Reflect, Uint8Array, WebAssembly};
use protocol::engine::Problem;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The exports of `component::export`.
    #[derive(Clone)]
    type Exports;

    #[wasm_bindgen(method, getter)]
    fn memory(this: &Exports) -> WebAssembly::Memory;
    #[wasm_bindgen(method, catch)]
    fn layerw_abi(this: &Exports) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_input(this: &Exports, bytes: u32) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_output(this: &Exports) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_start(this: &Exports, bytes: u32) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_step(this: &Exports, bytes: u32) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_draw(this: &Exports, blend: f32) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_save(this: &Exports) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_state_hash(this: &Exports) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn layerw_allocations(this: &Exports) -> Result<u32, JsValue>;
}

/// What a game must export, beside its memory.
const FUNCTIONS: [&str; 9] = [
    "layerw_abi",
    "layerw_input",
    "layerw_output",
    "layerw_start",
    "layerw_step",
    "layerw_draw",
    "layerw_save",
    "layerw_state_hash",
    "layerw_allocations",
];

/// The longest answer that is copied out: a frame with every instance and as many mesh bytes as are kept.
const MAX_OUTPUT_BYTES: usize = crate::scene::MAX_MESH_BYTES + (16 << 20);

/// A game in a module.
pub(super) struct ModuleGame {
    exports: Exports,
    /// All of its memory; empty once that has grown.
    view: Uint8Array,
    watch: Rc<Watched>,
}

#[derive(Default)]
struct Watched {
    memory_grows: Cell<u32>,
    words: RefCell<String>,
}

/// What the host may know of a game while it is played.
pub(super) struct Watch {
    exports: Exports,
    watched: Rc<Watched>,
}

impl ModuleGame {
    /// Makes a game of a compiled module.
    pub(super) fn new(module: &WebAssembly::Module) -> Result<(Self, Watch), Problem> {
        let refused = |reason: String| Problem::GameRefused { reason };
        check(module).map_err(refused)?;
        let instance = WebAssembly::Instance::new(module, &Object::new());
        let instance = instance.map_err(|thrown| refused(words(&thrown)))?;
        let exports: Exports = instance.exports().unchecked_into();
        let abi = exports
            .layerw_abi()
            .map_err(|thrown| refused(words(&thrown)))?;
        if abi != component::ABI_VERSION {
            let want = component::ABI_VERSION;
            return Err(refused(format!(
                "it speaks border version {abi}, want {want}"
            )));
        }
        let watched = Rc::new(Watched::default());
        let game = Self {
            view: Uint8Array::new(&exports.memory().buffer()),
            exports: exports.clone(),
            watch: watched.clone(),
        };
        Ok((game, Watch { exports, watched }))
    }

    /// The memory as it is now.
    fn view(&mut self) -> &Uint8Array {
        if self.view.length() == 0 {
            self.view = Uint8Array::new(&self.exports.memory().buffer());
            let grows = &self.watch.memory_grows;
            grows.set(grows.get() + 1);
        }
        &self.view
    }

    /// The part of the memory that the game pointed at.
    fn part(&mut self, at: u32, bytes: usize) -> Result<Uint8Array, Error> {
        let view = self.view();
        let end = at as usize + bytes;
        let got = view.length() as usize;
        if end > got {
            return Err(Error::Truncated { want: end, got });
        }
        Ok(view.subarray(at, end as u32))
    }

    fn write_input(&mut self, input: &[u8]) -> Result<u32, Error> {
        let bytes = input.len() as u32;
        let at = self.exports.layerw_input(bytes);
        let at = at.map_err(|thrown| self.trapped(&thrown))?;
        if at == 0 {
            return Err(self.refused("it has no room for its input"));
        }
        self.part(at, input.len())?.copy_from(input);
        Ok(bytes)
    }

    /// Appends the `bytes` that a call left in the output buffer.
    fn read_output(
        &mut self,
        called: Result<i32, JsValue>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let length = called.map_err(|thrown| self.trapped(&thrown))?;
        let Ok(length) = usize::try_from(length) else {
            return Err(self.refused("it refused to answer"));
        };
        if length > MAX_OUTPUT_BYTES {
            return Err(Error::TooMany {
                what: "answer bytes",
                want: MAX_OUTPUT_BYTES,
                got: length,
            });
        }
        let at = self.exports.layerw_output();
        let at = at.map_err(|thrown| self.trapped(&thrown))?;
        let part = self.part(at, length)?;
        let start = out.len();
        out.resize(start + length, 0);
        part.copy_to(&mut out[start..]);
        Ok(())
    }

    fn accepted(&self, called: Result<i32, JsValue>) -> Result<(), Error> {
        match called {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.refused("it refused its input")),
            Err(thrown) => Err(self.trapped(&thrown)),
        }
    }

    fn trapped(&self, thrown: &JsValue) -> Error {
        self.refused(&words(thrown))
    }

    fn refused(&self, reason: &str) -> Error {
        reason.clone_into(&mut self.watch.words.borrow_mut());
        Error::Trapped
    }
}

impl Game for ModuleGame {
    fn start(&mut self, config: &[u8]) -> Result<(), Error> {
        let bytes = self.write_input(config)?;
        self.accepted(self.exports.layerw_start(bytes))
    }

    fn step(&mut self, input: &[u8]) -> Result<(), Error> {
        let bytes = self.write_input(input)?;
        self.accepted(self.exports.layerw_step(bytes))
    }

    fn draw(&mut self, blend: f32, commands: &mut Vec<u8>) -> Result<(), Error> {
        let called = self.exports.layerw_draw(blend);
        self.read_output(called, commands)
    }

    fn save(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let called = self.exports.layerw_save();
        self.read_output(called, out)
    }

    fn state_hash(&mut self) -> Result<u64, Error> {
        let called = self.exports.layerw_state_hash();
        let mut bytes = Vec::with_capacity(8);
        self.read_output(called, &mut bytes)?;
        let got = bytes.len();
        let hash = bytes
            .try_into()
            .map_err(|_| Error::Truncated { want: 8, got })?;
        Ok(u64::from_le_bytes(hash))
    }
}

impl Watch {
    /// Heap allocations of the game so far, wrapping.
    pub(super) fn allocations(&self) -> u32 {
        self.exports.layerw_allocations().unwrap_or(0)
    }

    /// Times that the game's memory was seen to have grown.
    pub(super) fn memory_grows(&self) -> u32 {
        self.watched.memory_grows.get()
    }

    /// The game's memory, bytes.
    pub(super) fn memory_bytes(&self) -> u64 {
        let buffer: js_sys::ArrayBuffer = self.exports.memory().buffer().unchecked_into();
        buffer.byte_length().into()
    }

    /// Why the game last failed.
    pub(super) fn words(&self) -> String {
        self.watched.words.borrow().clone()
    }
}

/// Whether `module` has what a game must have and nothing that it must not.
fn check(module: &WebAssembly::Module) -> Result<(), String> {
    let imports = WebAssembly::Module::imports(module).length();
    if imports > 0 {
        return Err(format!("it has {imports} imports, want none"));
    }
    let exports = WebAssembly::Module::exports(module);
    for name in FUNCTIONS {
        require(&exports, name, "function")?;
    }
    require(&exports, "memory", "memory")
}

fn require(exports: &Array, name: &str, kind: &str) -> Result<(), String> {
    let is = |export: &JsValue, key: &str, value: &str| {
        Reflect::get(export, &JsValue::from_str(key)).is_ok_and(|it| it == *value)
    };
    let found = exports
        .iter()
        .any(|it| is(&it, "name", name) && is(&it, "kind", kind));
    if found {
        Ok(())
    } else {
        Err(format!("it exports no {kind} {name}"))
    }
}
