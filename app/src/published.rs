//! The life of the page of a published game: look for it, show what it is, install it, play it.
//!
//! A game that is here whole is played at once, and only after its first frame is its author's head looked at. The
//! worker judges everything but how it plays; this page says what it is told. Deliberately absent: views, in
//! `pages/published.rs`.

use crate::browser::task::spawn;
use crate::browser::trial::{self, Sign};
use crate::browser::{document, service_worker};
use crate::player::{self, Stage, session};
use crate::shell::Shell;
use crate::site::Game;
use crate::store::Store;
use crate::{life, words};
use core::cell::RefCell;
use protocol::worker::{Found, Package, PackageTrial, Status, ToWorker};

/// The worker may be stopped before it hears.
const SAY_AGAIN_MILLIS: i32 = 3000;

/// How far the page has got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Published {
    /// It is being looked for.
    #[default]
    Seeking,
    /// It is not to be had, for the reason of this name.
    Failed(String),
    /// This game may be installed.
    Shown(String),
    /// It is played.
    Playing(Game),
}

thread_local! {
    // One document is about one game.
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

#[derive(Debug, Clone)]
struct Page {
    shell: Shell,
    stage: Stage,
    id: String,
    asked: bool,
    played: Option<Played>,
}

/// The edition that is played.
#[derive(Debug, Clone)]
struct Played {
    release: u64,
    version: String,
    /// How its trial stood.
    trial: PackageTrial,
    /// The game itself was started.
    is_launched: bool,
    /// It failed: the one before is about to come back.
    goes_back: bool,
}

/// Where the game `id` is played.
pub fn address(id: &str) -> String {
    format!("/play/?game={id}")
}

/// Begins to look for the game that the address names.
pub fn begin(shell: Shell, stage: Stage) {
    // What it is, a player decides in peace: the release is judged by games that are played.
    trial::tell(Sign::Rest);
    match document::query_value("game") {
        Some(id) => PAGE.set(Some(Page {
            shell,
            stage,
            id,
            asked: false,
            played: None,
        })),
        None => fail(shell, "published-no-id"),
    }
    life::reach_out(shell);
}

/// How things stand, as the worker says.
pub fn hear_status(status: &Status) {
    let Some(page) = PAGE.with_borrow(Clone::clone) else {
        return;
    };
    let package = status.packages.iter().find(|it| it.id == page.id);
    if let Some(played) = &page.played {
        if played.goes_back && package.is_some_and(|it| it.release != played.release) {
            document::reload();
        }
        return;
    }
    match package {
        Some(package) if package.offline_ready() => {
            // Nobody here publishes it, as far as anybody knows: the library looks.
            let is_from_file = status.from_files.contains(&page.id);
            PAGE.with_borrow_mut(|page| page.iter_mut().for_each(|it| it.asked |= is_from_file));
            let trial = status.trials.iter().find(|it| it.id == page.id);
            play(&page, package, trial.cloned().unwrap_or_default());
        }
        Some(package) => {
            page.shell
                .published
                .set(Published::Shown(package.id.clone()));
            ask(&page);
        }
        None => ask(&page),
    }
}

/// The worker found nothing to believe.
pub fn hear_not_found(id: &str, name: &str) {
    let Some(page) = PAGE.with_borrow(Clone::clone).filter(|page| page.id == id) else {
        return;
    };
    match page.shell.published.get_untracked() {
        Published::Seeking => fail(page.shell, name),
        // What is here stays playable; that the origin is away is said elsewhere.
        _ if name == "delivery-unreachable" => {}
        _ => page.shell.notice.set(words::not_found(name)),
    }
}

/// The game shows its first frame: time to ask whether its author has a newer one.
pub fn first_frame() {
    if let Some(page) = PAGE.with_borrow(Clone::clone) {
        ask(&page);
    }
}

/// The published game that is played is on trial.
pub fn is_on_trial() -> bool {
    PAGE.with_borrow(|page| {
        let played = page.as_ref().and_then(|page| page.played.as_ref());
        played.is_some_and(|played| played.trial.former.is_some())
    })
}

/// Puts the newest save of the game in order before it is read: after a failed edition the one from before comes back, and
/// an edition on trial gets a copy to go back to.
pub async fn sort_saves(store: &Store) {
    let Some((page, played)) = page_and_played() else {
        return;
    };
    let Played { trial, .. } = &played;
    let failed = trial.failed.as_ref();
    let (former, newest) = match trial.former {
        // What was set aside for this very trial stays.
        Some(former) => (former, failed.map_or(0, |failed| failed.release)),
        None => (played.release, u64::MAX),
    };
    let is_back = store.take_game_back(&page.id, former, newest).await;
    if let (true, Some(failed)) = (is_back, failed) {
        let words = words::game_went_back(&failed.version, &played.version);
        page.shell.notice.set(words);
    }
    if trial.former.is_some() {
        store.set_game_aside(&page.id, former, played.release).await;
    }
}

/// Whether the game may be started, which is noted as a launch where it is on trial. Where launches before this one failed
/// it may not.
pub fn may_launch() -> bool {
    let Some((page, played)) = page_and_played() else {
        return true;
    };
    if played.trial.former.is_some() && !played.is_launched {
        change(|played| played.is_launched = true);
        // Under another release of the site it has not failed yet.
        let site = page.shell.site.with_untracked(|site| site.release);
        let what = format!("{}-{}-{site}", page.id, played.release);
        trial::begin(&what, go_back);
    }
    page_and_played().is_some_and(|(_, played)| !played.goes_back)
}

/// The edition that is played is good.
pub fn prove_good() {
    trial::tell(Sign::Good);
    tell(Found::Good);
    if let Some((page, _)) = page_and_played() {
        spawn(async move { life::store().await.forget_game_aside(&page.id).await });
    }
}

/// The edition that is played failed: when the worker has put the one before in its place, this page is loaded anew.
fn go_back() {
    change(|played| played.goes_back = true);
    tell(Found::Failed);
    // A game that hangs would take the device's time from what comes next.
    session::end_engine();
    document::every(SAY_AGAIN_MILLIS, || tell(Found::Failed));
}

fn tell(found: Found) {
    if let Some((page, played)) = page_and_played() {
        service_worker::post(&ToWorker::GameTried {
            id: page.id,
            release: played.release,
            found,
        });
    }
}

fn page_and_played() -> Option<(Page, Played)> {
    let page = PAGE.with_borrow(Clone::clone)?;
    let played = page.played.clone()?;
    Some((page, played))
}

fn change(change: impl FnOnce(&mut Played)) {
    PAGE.with_borrow_mut(|page| {
        let played = page.as_mut().and_then(|page| page.played.as_mut());
        played.map(change)
    });
}

fn fail(shell: Shell, name: &str) {
    shell.published.set(Published::Failed(name.to_owned()));
}

/// Asks the worker about the game, once for each document. One that is still being installed tells how things stand, too,
/// but does not hear yet.
fn ask(page: &Page) {
    if !service_worker::is_controlled() {
        return;
    }
    let is_first = PAGE.with_borrow_mut(|page| {
        let asked = page.as_mut().map(|page| &mut page.asked);
        asked.is_some_and(|asked| !core::mem::replace(asked, true))
    });
    if is_first {
        let id = page.id.clone();
        service_worker::post(&ToWorker::Find { id });
    }
}

fn play(page: &Page, package: &Package, trial: PackageTrial) {
    let game = game_from_package(package);
    let played = Played {
        release: package.release,
        version: package.version.clone(),
        trial,
        is_launched: false,
        goes_back: false,
    };
    PAGE.with_borrow_mut(|page| {
        if let Some(page) = page {
            page.played = Some(played);
        }
    });
    page.shell.published.set(Published::Playing(game.clone()));
    let (shell, stage) = (page.shell, page.stage);
    // The view of the stage is drawn when this task is over.
    document::after(0, move || {
        shell.site.with_untracked(player::boot);
        session::take_over(stage, shell, game);
    });
}

fn game_from_package(package: &Package) -> Game {
    Game {
        id: package.id.clone(),
        url: package.module.clone(),
        total_bytes: package.total_bytes,
        cover: package.cover.clone(),
        module_bytes: package.module_bytes,
        title: package.title.clone(),
        tagline: String::new(),
    }
}
