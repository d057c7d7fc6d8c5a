//! The engine as the page sees it: messages in, beats of the timer, messages out. Absent on purpose: waiting; what
//! takes time is in `boot`.

use super::{
    boot,
    browser::now_millis,
    picture::Picture,
    play::Play,
    port::{Outbox, Port, received},
    timer::Timer,
};
use crate::{
    Error,
    frame_loop::{FrameLoop, Halt, Tick},
    heap::HEAP,
    input::Devices,
    meter::{Cost, Meter},
    render::{Canvas, Drawn, Gpu},
};
use protocol::engine::{FromEngine, Phase, Problem, Start, ToEngine};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, OffscreenCanvas};

/// The one host, shared by everything that calls back.
pub(super) type Shared = Rc<RefCell<Host>>;

/// The engine.
pub(super) struct Host {
    outbox: Outbox,
    timer: Timer,
    frame_loop: FrameLoop,
    devices: Devices,
    meter: Meter,
    physical_px: (u32, u32),
    stage: Stage,
    engine_pages: usize,
    engine_grows: u32,
    blend: f32,
    has_presented: bool,
}

/// How far play has come.
enum Stage {
    /// Until the page says `Start`; on the page's own thread the canvas is there already.
    Waiting(Option<Canvas>),
    /// Game and device are on their way.
    Loading,
    /// On.
    Playing(Box<Play>, Box<Picture>),
    /// Over, with the picture as it was.
    Ended,
}

const PAGE_BYTES: u64 = 65536;

impl Host {
    /// Makes the engine ready and says so.
    pub(super) fn listen(port: Port, canvas: Option<Canvas>) {
        let host = Rc::new_cyclic(|weak: &std::rc::Weak<RefCell<Self>>| {
            let host = weak.clone();
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let (Some(host), Some((message, beside))) =
                    (host.upgrade(), received(&event.data()))
                {
                    Self::hear(&host, message, beside);
                }
            });
            port.listen(heard.as_ref().unchecked_ref());
            heard.forget();
            let host = weak.clone();
            let timer = Timer::new(move || {
                if let Some(host) = host.upgrade() {
                    host.borrow_mut().beat();
                }
            });
            RefCell::new(Self::new(Outbox::new(port), timer, canvas))
        });
        host.borrow_mut().outbox.post(&FromEngine::Ready);
        // The engine lives as long as its worker.
        core::mem::forget(host);
    }

    fn new(outbox: Outbox, timer: Timer, canvas: Option<Canvas>) -> Self {
        Self {
            outbox,
            timer,
            frame_loop: FrameLoop::default(),
            devices: Devices::default(),
            meter: Meter::default(),
            physical_px: crate::view::LOGICAL,
            stage: Stage::Waiting(canvas),
            engine_pages: core::arch::wasm32::memory_size::<0>(),
            engine_grows: 0,
            blend: 0.0,
            has_presented: false,
        }
    }

    fn hear(host: &Shared, message: ToEngine, beside: JsValue) {
        if let ToEngine::Start(start) = message {
            let canvas = host.borrow_mut().accept(&start, beside);
            if let Some(canvas) = canvas {
                spawn_local(boot::begin(host.clone(), start, canvas));
            }
            return;
        }
        let mut host = host.borrow_mut();
        let done = host.obey(message);
        host.settle(done);
    }

    /// The canvas to play on, where play may begin.
    fn accept(&mut self, start: &Start, beside: JsValue) -> Option<Canvas> {
        if start.protocol != protocol::VERSION {
            self.fail(Problem::OtherProtocol {
                want: protocol::VERSION,
                got: start.protocol,
            });
            return None;
        }
        let Stage::Waiting(canvas) = &mut self.stage else {
            return None;
        };
        let sent = || {
            beside
                .dyn_into::<OffscreenCanvas>()
                .ok()
                .map(Canvas::Offscreen)
        };
        let canvas = canvas.take().or_else(sent)?;
        self.physical_px = (start.width_px, start.height_px);
        self.stage = Stage::Loading;
        Some(canvas)
    }

    fn obey(&mut self, message: ToEngine) -> Result<(), Error> {
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

    fn go_on(&mut self, reason: Halt) {
        self.frame_loop.go_on(reason);
        self.meter.interrupt();
        self.keep_beating();
    }

    fn keep_beating(&mut self) {
        if self.frame_loop.runs() && matches!(self.stage, Stage::Playing(..)) {
            self.timer.set();
        }
    }

    fn resize(&mut self, physical_px: (u32, u32)) {
        self.physical_px = physical_px;
        if let Stage::Playing(_, picture) = &mut self.stage {
            picture.resize(physical_px);
            self.redraw();
        }
    }

    /// Shows the last moment again: a canvas that changed is empty, and a halted loop would leave it so.
    fn redraw(&mut self) {
        if let Stage::Playing(play, picture) = &mut self.stage {
            // A canvas that cannot be drawn on now is drawn on with the next beat.
            let _ = picture.draw(&play.scene);
        }
    }

    /// One beat: the steps that are due and a picture.
    fn beat(&mut self) {
        self.timer.went_off();
        if !self.frame_loop.runs() {
            return;
        }
        let begun_millis = now_millis();
        let tick = self.frame_loop.advance(begun_millis);
        let begun_allocations = self.allocations();
        let drawn = self.play(tick);
        let allocations = self.allocations().wrapping_sub(begun_allocations);
        let drawn = match drawn {
            Ok(drawn) => drawn,
            Err(error) => return self.settle(Err(error)),
        };
        let wgpu = drawn.map_or(0, |it| it.wgpu_allocations);
        let now = now_millis();
        self.meter.add(Cost {
            cpu_millis: now - begun_millis,
            steps: tick.steps,
            is_presented: drawn.is_some(),
            heap_allocations: allocations.wrapping_sub(wgpu),
            submit_allocations: wgpu,
        });
        self.report(now, drawn);
        self.keep_beating();
    }

    fn play(&mut self, tick: Tick) -> Result<Option<Drawn>, Error> {
        let Stage::Playing(play, picture) = &mut self.stage else {
            return Ok(None);
        };
        for _ in 0..tick.steps {
            let frame = self.devices.frame(play.session.next_step());
            play.session.step(frame)?;
        }
        play.replay(&mut self.outbox)?;
        if !picture.is_free() {
            return Ok(None);
        }
        self.blend = tick.blend;
        play.describe(tick.blend, &mut self.outbox)?;
        Ok(picture.draw(&play.scene))
    }

    /// Heap allocations of engine and game so far, wrapping.
    fn allocations(&self) -> u32 {
        let game = match &self.stage {
            Stage::Playing(play, _) => play.watch.allocations(),
            _ => 0,
        };
        HEAP.allocations().wrapping_add(game)
    }

    fn report(&mut self, now: f64, drawn: Option<Drawn>) {
        let pages = core::arch::wasm32::memory_size::<0>();
        self.engine_grows += u32::from(pages != self.engine_pages);
        self.engine_pages = pages;
        if drawn.is_some() && !core::mem::replace(&mut self.has_presented, true) {
            self.outbox.post(&FromEngine::FirstFrame { millis: now });
        }
        let Stage::Playing(play, _) = &self.stage else {
            return;
        };
        if let Some(mut stats) = self.meter.second(now) {
            stats.memory_grows = self.engine_grows + play.watch.memory_grows();
            stats.memory_bytes = pages as u64 * PAGE_BYTES + play.watch.memory_bytes();
            stats.draws = drawn.map_or(0, |it| it.draws);
            stats.instances = play.scene.instance_count() as u32;
            self.outbox.post(&FromEngine::Stats(stats));
        }
    }

    fn settle(&mut self, done: Result<(), Error>) {
        if let (Err(error), Stage::Playing(play, _)) = (done, &self.stage) {
            let problem = play.problem(error);
            self.fail(problem);
        }
    }

    /// Ends play and tells the page why.
    pub(super) fn fail(&mut self, problem: Problem) {
        self.stage = Stage::Ended;
        self.outbox.post(&FromEngine::Problem(problem));
    }

    /// Begins to play.
    pub(super) fn begin(&mut self, play: Play, picture: Picture) {
        self.stage = Stage::Playing(Box::new(play), Box::new(picture));
        self.engine_pages = core::arch::wasm32::memory_size::<0>();
        self.keep_beating();
    }

    pub(super) fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    pub(super) fn physical_px(&self) -> (u32, u32) {
        self.physical_px
    }

    /// Settles when the device is lost.
    pub(super) fn device_lost(&self) -> Option<js_sys::Promise> {
        match &self.stage {
            Stage::Playing(_, picture) => picture.lost(),
            _ => None,
        }
    }

    /// Stops until there is another device; the canvas that needs it.
    pub(super) fn lose_picture(&mut self) -> Option<Canvas> {
        let Stage::Playing(_, picture) = &mut self.stage else {
            return None;
        };
        picture.drop_device();
        self.frame_loop.halt(Halt::NoDevice);
        Some(picture.canvas.clone())
    }

    /// Shows the last moment with another device and goes on.
    pub(super) fn regain_picture(&mut self, gpu: Gpu) {
        if let Stage::Playing(_, picture) = &mut self.stage {
            picture.rebuild(gpu);
        }
        self.redraw();
        self.go_on(Halt::NoDevice);
    }
}
