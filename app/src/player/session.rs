//! One run of the engine: started before the page is taken over, begun when the engine is ready and the save is read.

mod hearing;

use super::marks::problem_name;
use super::{CANVAS_ID, STAGE_ID, Screen, Stage, input};
use crate::browser::capability::{self, Capability};
use crate::browser::engine_link::Link;
use crate::browser::task::spawn;
use crate::browser::trial::{self as launch, Sign};
use crate::browser::{canvas, document, file};
use crate::shell::Shell;
use crate::site::{Game, Site};
use crate::trial::{Trial, is_fault_of_game, is_fault_of_release};
use crate::words::{self, WayOn};
use crate::{life, published, settings};
use core::cell::RefCell;
use hearing::hear;
use protocol::engine::{Input, Problem, Quality, Start, ToEngine};

/// How long a picture is on its way to the screen at most, by far.
const LAST_PICTURE_MILLIS: i32 = 1000;

thread_local! {
    // One document plays one game; the engine is started before there is anything else to keep it in.
    static SESSION: RefCell<Session> = const { RefCell::new(Session::new()) };
}

#[derive(Debug)]
struct Session {
    link: Option<Link>,
    engine_url: String,
    ready: bool,
    start: Option<Start>,
    begun: bool,
    running: bool,
    journal: Vec<u8>,
    trial: Trial,
    after_save: Option<fn()>,
}

impl Session {
    const fn new() -> Self {
        Self {
            link: None,
            engine_url: String::new(),
            ready: false,
            start: None,
            begun: false,
            running: false,
            journal: Vec::new(),
            trial: Trial::new(),
            after_save: None,
        }
    }
}

/// Starts the engine of `site`, before anything else is done for the page: the first frame waits for it alone.
pub fn boot(site: &Site) {
    let engine_url = site.engine.clone();
    let in_worker =
        capability::has(Capability::WebGpu) && capability::has(Capability::OffscreenCanvas);
    let link = if in_worker {
        Link::to_worker(&engine_url).ok()
    } else {
        None
    };
    SESSION.with_borrow_mut(|session| {
        session.engine_url = engine_url;
        session.link = link;
    });
}

/// Goes on from [`boot`] when the page's signals are there.
pub fn take_over(stage: Stage, shell: Shell, game: Game) {
    if !capability::has(Capability::WebGpu) {
        stop_with(stage, shell, &Problem::NoWebGpu);
        return;
    }
    match SESSION.with_borrow(|session| session.link.clone()) {
        Some(link) => attach(&link, stage, shell, game.id.clone()),
        None => go_on_page(stage, shell, game.id.clone()),
    }
    input::watch(stage, shell);
    canvas::on_resize(CANVAS_ID, |width_px, height_px| {
        send(&ToEngine::Resize {
            width_px,
            height_px,
        });
    });
    spawn(async move {
        let store = life::store().await;
        if launch::is_on() {
            store.set_aside(&game.id).await;
        }
        published::sort_saves(&store).await;
        let save = store.save(&game.id).await;
        let choices = store
            .settings()
            .await
            .map(|text| settings::Settings::from_text(&text));
        let quality = choices.map_or(Quality::Automatic, |choices| choices.quality);
        let (width_px, height_px) = canvas::size_px(CANVAS_ID);
        let start = Start {
            protocol: protocol::VERSION,
            game_url: game.url,
            game_bytes: game.module_bytes,
            save,
            seed: seed(),
            width_px,
            height_px,
            reduced_motion: canvas::wants_less_motion(),
            quality,
        };
        SESSION.with_borrow_mut(|session| session.start = Some(start));
        begin_when_ready(shell);
    });
}

/// Sends `message` to the engine; before it was started there is nobody to hear it.
pub fn send(message: &ToEngine) {
    let link = SESSION.with_borrow(|session| session.link.clone().filter(|_| session.begun));
    if let Some(link) = link {
        link.post(message);
    }
}

/// Stops the loading; nothing that is stored is touched.
pub fn cancel(stage: Stage, shell: Shell) {
    launch::tell(Sign::Rest);
    end_engine();
    life::reach_out(shell);
    stage.screen.set(Screen::Cancelled);
}

/// Sends the recorded journal back to be played.
pub fn replay_recording() {
    let journal = SESSION.with_borrow(|session| session.journal.clone());
    send(&ToEngine::Replay(journal));
}

/// Offers the last recording as a file that `engine/examples/replay.rs` plays; `game` is the game's id.
pub fn save_recording(stage: Stage, game: &str) {
    let journal = SESSION.with_borrow(|session| session.journal.clone());
    if journal.is_empty() {
        stage.diagnosis.set("There is no recording yet.".to_owned());
    } else if let Err(error) = file::download_bytes(&format!("{game}.journal"), &journal) {
        stage.diagnosis.set(error.to_string());
    }
}

/// Saves the running game, then does `then`; at once where no game runs.
pub fn save_then(then: fn()) {
    let running = SESSION.with_borrow_mut(|session| {
        session.after_save = session.running.then_some(then);
        session.running
    });
    if running {
        send(&ToEngine::Save);
    } else {
        then();
    }
}

fn seed() -> u64 {
    document::query_value("seed")
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| js_sys::Date::now() as u64)
}

fn attach(link: &Link, stage: Stage, shell: Shell, game: String) {
    document::mark(
        STAGE_ID,
        "engine",
        if link.is_worker() { "worker" } else { "page" },
    );
    let game_of_failure = game.clone();
    link.listen(
        move |message| hear(stage, shell, &game, message),
        move || fail(stage, shell, game_of_failure.clone()),
    );
}

/// The engine could not be started, or died: a worker may be refused where the page itself is not.
fn fail(stage: Stage, shell: Shell, game: String) {
    let (begun, in_worker) = SESSION.with_borrow(|session| {
        let link = session.link.as_ref();
        (session.begun, link.is_some_and(Link::is_worker))
    });
    if begun {
        let reason = "the engine ended".to_owned();
        stop_with(stage, shell, &Problem::GameTrapped { reason });
    } else if in_worker {
        go_on_page(stage, shell, game);
    } else {
        launch::tell(Sign::Fail);
        life::reach_out(shell);
        stage.screen.set(Screen::Stopped {
            sentence: words::NO_ENGINE.to_owned(),
            way_on: WayOn::Reload,
        });
    }
}

fn go_on_page(stage: Stage, shell: Shell, game: String) {
    let url = SESSION.with_borrow_mut(|session| {
        if let Some(link) = session.link.take() {
            link.stop();
        }
        session.ready = false;
        session.begun = false;
        session.engine_url.clone()
    });
    match Link::to_page(&url, CANVAS_ID) {
        Ok(link) => {
            SESSION.with_borrow_mut(|session| session.link = Some(link.clone()));
            attach(&link, stage, shell, game);
        }
        Err(error) => {
            life::reach_out(shell);
            stage.screen.set(Screen::Stopped {
                sentence: error.to_string(),
                way_on: WayOn::Help,
            });
        }
    }
}

fn begin_when_ready(shell: Shell) {
    let is_ready = SESSION.with_borrow(|session| {
        session.ready && !session.begun && session.start.is_some() && session.link.is_some()
    });
    // From here on the game itself may be what hangs the page.
    if !is_ready || !published::may_launch() {
        return;
    }
    let (Some(link), Some(start)) = SESSION.with_borrow_mut(|session| {
        session.begun = true;
        (session.link.clone(), session.start.clone())
    }) else {
        return;
    };
    let start = ToEngine::Start(start);
    match link
        .is_worker()
        .then(|| canvas::take_offscreen(CANVAS_ID))
        .flatten()
    {
        Some(offscreen) => link.post_with_canvas(&start, &offscreen),
        None => link.post(&start),
    }
    let bindings = shell.settings.get_untracked().bindings.rows().to_vec();
    link.post(&ToEngine::Input(Input::Bindings(bindings)));
    if !document::is_visible() {
        link.post(&ToEngine::Visible(false));
    }
}

fn stop_with(stage: Stage, shell: Shell, problem: &Problem) {
    let is_fault = match published::is_on_trial() {
        true => is_fault_of_game(problem),
        false => is_fault_of_release(problem),
    };
    // It has said its last word, but its last picture may be on its way.
    release_engine(|link| document::after(LAST_PICTURE_MILLIS, move || link.stop()));
    launch::tell(if is_fault { Sign::Fail } else { Sign::Rest });
    life::reach_out(shell);
    let (mut sentence, way_on) = words::problem(problem);
    if *problem == Problem::NoWebGpu && !capability::has(Capability::SecureContext) {
        sentence = words::INSECURE.to_owned();
    }
    document::mark(STAGE_ID, "problem", problem_name(problem));
    stage.screen.set(Screen::Stopped { sentence, way_on });
}

/// Ends the engine, whatever it does.
pub fn end_engine() {
    release_engine(|link| link.stop());
}

fn release_engine(end: impl FnOnce(Link)) {
    let (link, after_save) = SESSION.with_borrow_mut(|session| {
        session.running = false;
        (session.link.take(), session.after_save.take())
    });
    if let Some(link) = link {
        end(link);
    }
    if let Some(then) = after_save {
        then();
    }
}
