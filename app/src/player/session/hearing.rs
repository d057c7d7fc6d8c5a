//! What the engine says, and what the page makes of it: marks, views, the save, the trial.

use super::{SESSION, begin_when_ready, go_on_page, stop_with};
use crate::browser::capability;
use crate::browser::engine_link::Link;
use crate::browser::task::spawn;
use crate::browser::trial::{self as launch, Sign};
use crate::browser::{canvas, document};
use crate::player::hud::Display;
use crate::player::marks::{mark_stats, tenths};
use crate::player::{CANVAS_ID, STAGE_ID, Screen, Stage, phase_name};
use crate::shell::Shell;
use crate::trial::Verdict;
use crate::{life, published, settings, words};
use protocol::engine::{FromEngine, Problem, Stats};

pub(super) fn hear(stage: Stage, shell: Shell, game: &str, message: FromEngine) {
    launch::tell(Sign::Alive);
    match message {
        FromEngine::Ready => {
            SESSION.with_borrow_mut(|session| session.ready = true);
            begin_when_ready(shell);
        }
        FromEngine::Progress {
            done_bytes,
            total_bytes,
        } => stage.screen.set(Screen::Loading {
            done_bytes,
            total_bytes,
        }),
        FromEngine::Started {
            adapter,
            software,
            quality,
        } => {
            SESSION.with_borrow_mut(|session| session.running = true);
            document::mark(STAGE_ID, "adapter", &adapter);
            document::mark(
                STAGE_ID,
                "software",
                if software { "true" } else { "false" },
            );
            document::mark(STAGE_ID, "quality", settings::quality_name(quality));
        }
        FromEngine::FirstFrame { millis } => {
            stage.screen.set(Screen::Playing);
            launch::tell(Sign::Works);
            life::reach_out(shell);
            published::first_frame();
            document::mark(STAGE_ID, "first-frame", &tenths(millis));
            document::mark(
                STAGE_ID,
                "first-frame-page",
                &tenths(document::now_millis()),
            );
        }
        FromEngine::Hud(bytes) => stage.show(Display::from_bytes(&bytes)),
        FromEngine::Phase(phase) => {
            stage.phase.set(Some(phase));
            document::mark(STAGE_ID, "phase", phase_name(phase));
        }
        FromEngine::Save(save) => keep_save(shell, game.to_owned(), save),
        FromEngine::Stats(stats) => {
            mark_stats(&stats);
            try_second(&stats);
        }
        FromEngine::Journal(journal) => {
            document::mark(STAGE_ID, "journal-bytes", &journal.len().to_string());
            stage
                .diagnosis
                .set(format!("Recorded {}.", words::size(journal.len() as u64)));
            SESSION.with_borrow_mut(|session| session.journal = journal);
        }
        FromEngine::Replayed { steps, state_hash } => {
            let hash = format!("{state_hash:016x}");
            document::mark(STAGE_ID, "replayed-steps", &steps.to_string());
            document::mark(STAGE_ID, "hash", &hash);
            stage
                .diagnosis
                .set(format!("Replayed {steps} steps to the state {hash}."));
        }
        FromEngine::DeviceLost => {
            stage.device_lost.set(true);
            document::mark(STAGE_ID, "device", "lost");
        }
        FromEngine::DeviceRestored { millis } => {
            stage.device_lost.set(false);
            document::mark(STAGE_ID, "device", "restored");
            document::mark(STAGE_ID, "device-restored", &tenths(millis));
        }
        FromEngine::Problem(problem) => meet(stage, shell, game.to_owned(), problem),
    }
}

/// While the release, or the published game, is on trial, every second of play counts.
fn try_second(stats: &Stats) {
    if !launch::is_on() {
        return;
    }
    let verdict = SESSION.with_borrow_mut(|session| {
        let trial = &mut session.trial;
        let is_blank = trial.wants_look().then(|| canvas::is_blank(CANVAS_ID));
        trial.second(stats, is_blank.flatten())
    });
    match verdict {
        Verdict::Open => {}
        Verdict::Good if published::is_on_trial() => published::prove_good(),
        Verdict::Good => life::prove_good(),
        Verdict::Failed => launch::tell(Sign::Fail),
    }
}

/// A worker without WebGPU on a page that has it is an older browser: the page's own thread can still draw.
fn meet(stage: Stage, shell: Shell, game: String, problem: Problem) {
    let in_worker =
        SESSION.with_borrow(|session| session.link.as_ref().is_some_and(Link::is_worker));
    if problem != Problem::NoWebGpu || !in_worker {
        stop_with(stage, shell, &problem);
        return;
    }
    spawn(async move {
        if capability::has_adapter().await {
            canvas::renew(CANVAS_ID);
            go_on_page(stage, shell, game);
        } else {
            stop_with(stage, shell, &Problem::NoWebGpu);
        }
    });
}

fn keep_save(shell: Shell, game: String, save: Vec<u8>) {
    spawn(async move {
        let store = life::store().await;
        match store.put_save(&game, &save).await {
            Ok(()) => document::mark(STAGE_ID, "saved-bytes", &save.len().to_string()),
            Err(_) => life::tell_whether_store_lasts(shell, &store),
        }
        let after_save = SESSION.with_borrow_mut(|session| session.after_save.take());
        if let Some(then) = after_save {
            then();
        }
    });
}
