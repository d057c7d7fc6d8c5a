//! The game as it is shipped, a WebAssembly module after every optimisation, beside the game as Rust compiles it for
//! this machine: the same bytes in, the same bytes out. Absent on purpose: a browser; the end-to-end tests have one.

use component::{ABI_VERSION, Game, InputFrame, StartConfig, input::action};
use emberfall::Emberfall;
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, WasmParams, WasmResults};

struct Shipped {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

impl Shipped {
    fn load() -> Self {
        let path = std::env::var("LAYERW_MODULE").expect("LAYERW_MODULE names the built module");
        let bytes = std::fs::read(&path).expect("the built module can be read");
        let engine = Engine::default();
        let module = Module::new(&engine, &bytes).expect("it is a module");
        assert_eq!(module.imports().count(), 0, "a game imports nothing");
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine)
            .instantiate_and_start(&mut store, &module)
            .expect("it starts");
        let memory = instance
            .get_memory(&store, "memory")
            .expect("its memory is exported");
        Self {
            store,
            instance,
            memory,
        }
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, arguments: P) -> R {
        let function = self.instance.get_typed_func::<P, R>(&self.store, name);
        let function = function.unwrap_or_else(|error| panic!("{name}: {error}"));
        let answer = function.call(&mut self.store, arguments);
        answer.unwrap_or_else(|error| panic!("{name} trapped: {error}"))
    }

    fn give(&mut self, name: &str, bytes: &[u8]) -> i32 {
        let length = bytes.len() as u32;
        let at: u32 = self.call("layerw_input", length);
        assert_ne!(at, 0, "there is room for {length} bytes");
        self.memory
            .write(&mut self.store, at as usize, bytes)
            .expect("the buffer is in the memory");
        self.call(name, length)
    }

    fn taken(&mut self, length: i32) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(length).expect("an answer has a length")];
        let at: u32 = self.call("layerw_output", ());
        self.memory
            .read(&self.store, at as usize, &mut bytes)
            .expect("the answer is in the memory");
        bytes
    }

    fn draw(&mut self, blend: f32) -> Vec<u8> {
        let length = self.call("layerw_draw", blend);
        self.taken(length)
    }

    fn state_hash(&mut self) -> u64 {
        let length = self.call("layerw_state_hash", ());
        let bytes = self.taken(length);
        u64::from_le_bytes(bytes.try_into().expect("a hash is 8 bytes"))
    }

    fn save(&mut self) -> Vec<u8> {
        let length = self.call("layerw_save", ());
        self.taken(length)
    }
}

fn start() -> Vec<u8> {
    let mut config = Vec::new();
    StartConfig {
        seed: 11,
        reduced_motion: false,
        save: &[],
    }
    .write(&mut config);
    config
}

/// The frame of a player who wanders in every direction, also between the eight that keys have.
fn frame(step: u32) -> InputFrame {
    let turn = (step / 30).wrapping_mul(2_654_435_761) >> 16;
    let pressed = match step % 90 {
        5 => action::CONFIRM,
        47 => action::DASH,
        _ => 0,
    };
    InputFrame {
        step,
        move_x: (turn % 2001) as i16 - 1000,
        move_y: (turn / 7 % 2001) as i16 - 1000,
        held: pressed,
        pressed,
        ..InputFrame::default()
    }
}

#[test]
fn the_shipped_game_and_the_native_one_agree_to_the_last_bit() {
    let mut shipped = Shipped::load();
    let mut native = Emberfall::default();
    assert_eq!(shipped.give("layerw_start", &start()), 0);
    native.start(&start()).unwrap();
    let (mut drawn, mut longest) = (Vec::new(), 0);
    for step in 0..1_500 {
        let input = frame(step).to_bytes();
        assert_eq!(shipped.give("layerw_step", &input), 0);
        native.step(&input).unwrap();
        assert_eq!(
            shipped.state_hash(),
            native.state_hash().unwrap(),
            "the state after step {step}"
        );
        if step % 25 == 0 {
            let blend = (step % 100) as f32 / 100.0;
            drawn.clear();
            native.draw(blend, &mut drawn).unwrap();
            assert!(
                shipped.draw(blend) == drawn,
                "the picture after step {step}"
            );
            longest = longest.max(drawn.len());
        }
    }
    let mut saved = Vec::new();
    native.save(&mut saved).unwrap();
    assert_eq!(shipped.save(), saved);
    assert!(longest > 10_000, "at most {longest} bytes were drawn");
}

#[test]
fn a_warm_module_neither_grows_nor_allocates() {
    let mut shipped = Shipped::load();
    assert_eq!(shipped.give("layerw_start", &start()), 0);
    for step in 0..300 {
        shipped.give("layerw_step", &frame(step).to_bytes());
        shipped.draw(0.5);
    }
    let pages = shipped.memory.size(&shipped.store);
    let allocations: u32 = shipped.call("layerw_allocations", ());
    for step in 300..900 {
        shipped.give("layerw_step", &frame(step).to_bytes());
        shipped.draw(0.5);
    }
    assert_eq!(shipped.memory.size(&shipped.store), pages);
    assert_eq!(
        shipped.call::<_, u32>("layerw_allocations", ()),
        allocations
    );
}

#[test]
fn what_is_no_input_is_refused_and_play_goes_on() {
    let mut shipped = Shipped::load();
    assert_eq!(shipped.call::<_, u32>("layerw_abi", ()), ABI_VERSION);
    assert_eq!(shipped.give("layerw_start", &start()[..3]), -1);
    assert_eq!(shipped.call::<_, u32>("layerw_input", u32::MAX), 0);
    assert_eq!(shipped.call::<_, i32>("layerw_step", u32::MAX), -1);
    assert_eq!(shipped.give("layerw_start", &start()), 0);
    let before = shipped.state_hash();
    assert_eq!(shipped.give("layerw_step", &[0; 3]), -1);
    assert_eq!(shipped.state_hash(), before);
    assert_eq!(shipped.give("layerw_step", &frame(0).to_bytes()), 0);
}
