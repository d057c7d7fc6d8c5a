//! A beat of the timer: the steps that are due, a picture, and what it cost. Absent on purpose: when it beats.

use super::{Host, Stage};
use crate::{
    Error,
    frame_loop::{Halt, Tick},
    heap::HEAP,
    meter::Cost,
    platform::web::browser::now_millis,
    render::Drawn,
};
use protocol::engine::FromEngine;

const PAGE_BYTES: u64 = 65536;

/// The engine's own memory in pages.
pub(super) fn memory_pages() -> usize {
    core::arch::wasm32::memory_size::<0>()
}

impl Host {
    /// One beat: the steps that are due and a picture.
    pub(super) fn beat(&mut self) {
        self.timer.went_off();
        if !self.is_busy() {
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
        let is_paused = self.frame_loop.is_halted_by(Halt::Paused);
        play.describe(tick.blend, is_paused, &mut self.outbox)?;
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
        let pages = memory_pages();
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
}
