//! The two things that take time: getting a game and a device at the start, and a device again after a loss.
//! Absent on purpose: what happens between.

use super::{
    browser::{now_millis, sleep},
    fetch,
    host::{Host, Shared},
    module::{ModuleGame, Watch},
    picture::Picture,
    play::Play,
};
use crate::{
    render::{Canvas, Gpu},
    session::Session,
    view::Detail,
};
use component::StartConfig;
use core::{future::poll_fn, pin::pin, task::Poll};
use protocol::engine::{FromEngine, Problem, Start};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Waits between attempts to get a device again: a driver that was reset needs a moment.
const RETRY_MILLIS: [i32; 7] = [0, 50, 100, 200, 400, 800, 1600];

/// Gets everything that play needs and begins it, or tells the page why not.
pub(super) async fn begin(host: Shared, start: Start, canvas: Canvas) {
    let begun = try_begin(&host, &start, canvas).await;
    if let Err(problem) = begun {
        host.borrow_mut().fail(problem);
    }
}

async fn try_begin(host: &Shared, start: &Start, canvas: Canvas) -> Result<(), Problem> {
    let (game, gpu) = both(game(host, start), Gpu::new(&canvas)).await;
    let (game, watch) = game?;
    let gpu = gpu.ok_or(Problem::NoWebGpu)?;
    let session = Session::start(
        Box::new(game),
        StartConfig {
            seed: start.seed,
            reduced_motion: start.reduced_motion,
            save: start.save.as_deref().unwrap_or_default(),
        },
    );
    let session = session.map_err(|error| Problem::GameRefused {
        reason: error.to_string(),
    })?;
    let (detail, quality) = Detail::from_quality(start.quality, gpu.is_software);
    let started = FromEngine::Started {
        adapter: gpu.adapter.clone(),
        software: gpu.is_software,
        quality,
    };
    let mut it = host.borrow_mut();
    let picture = Picture::new(canvas, gpu, detail, it.physical_px());
    it.outbox().post(&started);
    it.begin(Play::new(session, watch), picture);
    drop(it);
    watch_device(host);
    Ok(())
}

async fn game(host: &Shared, start: &Start) -> Result<(ModuleGame, Watch), Problem> {
    let teller = host.clone();
    let total_bytes = start.game_bytes;
    let arrived = move |done_bytes| {
        let progress = FromEngine::Progress {
            done_bytes,
            total_bytes,
        };
        teller.borrow_mut().outbox().post(&progress);
    };
    ModuleGame::new(&fetch::module(&start.game_url, arrived).await?)
}

/// Waits for both at once.
async fn both<A, B>(first: impl Future<Output = A>, second: impl Future<Output = B>) -> (A, B) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut a, mut b) = (None, None);
    poll_fn(move |context| {
        if a.is_none()
            && let Poll::Ready(value) = first.as_mut().poll(context)
        {
            a = Some(value);
        }
        if b.is_none()
            && let Poll::Ready(value) = second.as_mut().poll(context)
        {
            b = Some(value);
        }
        match (a.take(), b.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (one, other) => {
                (a, b) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}

/// Waits for the loss of the device and gets another.
fn watch_device(host: &Shared) {
    let Some(lost) = host.borrow().device_lost() else {
        return;
    };
    let host = host.clone();
    spawn_local(async move {
        // The promise is fulfilled whatever the reason of the loss.
        let _ = JsFuture::from(lost).await;
        replace_device(host).await;
    });
}

async fn replace_device(host: Shared) {
    let lost_millis = now_millis();
    let Some(canvas) = host.borrow_mut().without_device() else {
        return;
    };
    for wait in RETRY_MILLIS {
        sleep(wait).await;
        if let Some(gpu) = Gpu::new(&canvas).await {
            host.borrow_mut().with_device(gpu, lost_millis);
            watch_device(&host);
            return;
        }
    }
    host.borrow_mut().fail(Problem::NoWebGpu);
}

impl Host {
    /// Forgets the lost device and tells the page; the canvas that needs another.
    fn without_device(&mut self) -> Option<Canvas> {
        self.outbox().post(&FromEngine::DeviceLost);
        self.lose_picture()
    }

    /// Goes on with another device.
    fn with_device(&mut self, gpu: Gpu, lost_millis: f64) {
        self.regain_picture(gpu);
        let restored = FromEngine::DeviceRestored {
            millis: now_millis() - lost_millis,
        };
        self.outbox().post(&restored);
    }
}
