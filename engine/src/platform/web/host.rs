//! The engine as the page sees it: messages in, beats of the timer, messages out. Absent on purpose: waiting; what
//! takes time is in `boot`.

mod beat;
mod obey;

use super::{
    boot,
    picture::Picture,
    play::Play,
    port::{Outbox, Port, received},
    timer::Timer,
};
use crate::{
    Error,
    frame_loop::{FrameLoop, Halt},
    input::Devices,
    meter::Meter,
    render::{Canvas, Gpu},
};
use beat::memory_pages;
use protocol::engine::{FromEngine, Problem, Start, ToEngine};
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
    /// Over, with the picture as it was, which is kept: where it is on its way to the screen when its canvas is given up,
    /// Firefox's compositor waits ten seconds for it, and every page with it.
    Ended { _shown: Option<Box<Picture>> },
}

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
            engine_pages: memory_pages(),
            engine_grows: 0,
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

    fn go_on(&mut self, reason: Halt) {
        self.frame_loop.go_on(reason);
        self.meter.interrupt();
        self.keep_beating();
    }

    fn keep_beating(&mut self) {
        if self.is_busy() {
            self.timer.set();
        }
    }

    /// There is something to do with every beat: play, or a replay, which goes on behind a paused game's dialogs.
    fn is_busy(&self) -> bool {
        match &self.stage {
            Stage::Playing(play, _) => self.frame_loop.runs() || play.session.is_replaying(),
            _ => false,
        }
    }

    /// Shows the last moment again: a canvas that changed is empty, and a halted loop would leave it so.
    fn redraw(&mut self) {
        if let Stage::Playing(play, picture) = &mut self.stage {
            // A canvas that cannot be drawn on now is drawn on with the next beat.
            let _ = picture.draw(&play.scene);
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
        let shown = match core::mem::replace(&mut self.stage, Stage::Loading) {
            Stage::Playing(_, picture) => Some(picture),
            _ => None,
        };
        self.stage = Stage::Ended { _shown: shown };
        self.outbox.post(&FromEngine::Problem(problem));
    }

    /// Begins to play.
    pub(super) fn begin(&mut self, play: Play, picture: Picture) {
        self.stage = Stage::Playing(Box::new(play), Box::new(picture));
        self.engine_pages = memory_pages();
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
