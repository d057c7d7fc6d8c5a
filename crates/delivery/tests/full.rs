//! The store refuses the k-th write, or every write from the k-th on, for every k: while the player installs a game, and
//! while an update comes as patches and in whole files. Play goes on: every page opens with all that it needs, saves are
//! kept, and where something could not be stored the player is told.

use delivery::OBJECTS;
use package::Region;
use protocol::worker::{FromWorker, ToWorker, Trouble};
use testkit::{Browser, Origin, Product, Refusal, Slot};

const GAME_BYTES: usize = 20_000;
/// Long enough to come in segments.
const LONG_BYTES: usize = 300_000;
const PATHS: [&str; 3] = ["/", "/settings/", "/play/ember/"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    FirstVisit,
    GameInstall,
    Update,
    Patches,
}

const SCENES: [Scene; 4] = [
    Scene::FirstVisit,
    Scene::GameInstall,
    Scene::Update,
    Scene::Patches,
];

fn product(number: u64) -> Product {
    Product::new(number, GAME_BYTES).with_long_file("pck", "long", LONG_BYTES)
}

/// A browser just before the scene.
fn before(scene: Scene) -> Browser {
    let mut origin = Origin::default();
    origin.lists_patches = scene == Scene::Patches;
    origin.publish(product(1));
    if scene == Scene::FirstVisit {
        return Browser::new(7, origin);
    }
    let mut browser = Browser::visited(7, origin);
    if scene != Scene::GameInstall {
        install(&mut browser, "ember");
        install(&mut browser, "long");
        browser.origin.publish(product(2));
    }
    browser
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    while browser.step() {
        assert_opens(browser, &message);
    }
}

fn install(browser: &mut Browser, id: &str) {
    all(browser, ToWorker::InstallGame { id: id.to_owned() });
}

/// The scene, with every page looked at after every step.
fn play(scene: Scene, browser: &mut Browser) {
    match scene {
        Scene::FirstVisit => {
            browser.open("/").expect("the origin answers");
            browser.settle();
        }
        Scene::GameInstall => {
            install(browser, "ember");
            install(browser, "long");
        }
        Scene::Update | Scene::Patches => {
            for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
                all(browser, message);
            }
            browser.look_for_update();
            browser.settle();
        }
    }
}

/// Every page opens, with every file of shell, engine and the played game there or at the origin.
fn assert_opens(browser: &Browser, when: &dyn std::fmt::Debug) {
    for path in PATHS {
        let html = browser.navigate(path).unwrap_or_default();
        let release = html.strip_prefix(&format!("{path} of "));
        let release = release.and_then(|number| number.parse().ok());
        let release = release.unwrap_or_else(|| panic!("{when:?}: {path} opens as {html:?}"));
        assert_has_all(browser, release, when);
    }
    for page in browser.pages.values() {
        assert_has_all(browser, page.release, when);
    }
}

fn assert_has_all(browser: &Browser, release: u64, when: &dyn std::fmt::Debug) {
    for file in browser.origin.release(release).files() {
        let is_needed = match &file.region {
            Region::Shell | Region::Engine => package::is_object_path(&file.path),
            Region::Game(id) => id == "ember",
        };
        let is_there = browser.store.get(OBJECTS, &file.path).is_some()
            || browser.origin.get(&file.path).is_some();
        assert!(!is_needed || is_there, "{when:?}: {} is lost", file.path);
    }
}

/// Whether everything that the scene was to bring is stored.
fn came_whole(scene: Scene, browser: &Browser) -> bool {
    let Some(head) = browser.active() else {
        return false;
    };
    let number = if matches!(scene, Scene::Update | Scene::Patches) {
        2
    } else {
        1
    };
    let keeps = |id| scene == Scene::FirstVisit || browser.is_offline_ready(head, id);
    head.number == number && browser.missing(head).is_empty() && keeps("ember") && keeps("long")
}

/// Whether any page was ever told that there was no room.
fn was_told(browser: &Browser) -> bool {
    let mut told = browser.pages.values().flat_map(|page| &page.told);
    told.any(|told| match told {
        FromWorker::Status(status) => {
            matches!(status.trouble, Some(Trouble::QuotaExceeded { .. }))
        }
        _ => false,
    })
}

fn writes(scene: Scene) -> (u32, u32) {
    let mut browser = before(scene);
    let first = browser.store.writes;
    play(scene, &mut browser);
    assert!(came_whole(scene, &browser), "{scene:?} with all the room");
    (first, browser.store.writes)
}

#[test]
fn one_refused_write_is_made_up_for_or_told_and_play_goes_on() {
    for scene in SCENES {
        let (first, last) = writes(scene);
        for write in first + 1..=last {
            let mut browser = before(scene);
            let when = (scene, Refusal::At(write));
            browser.store.refusal = Some(when.1);
            play(scene, &mut browser);
            assert_opens(&browser, &when);
            // The player comes back and asks again.
            browser.open("/").expect("it opens");
            browser.settle();
            play(scene, &mut browser);
            assert!(came_whole(scene, &browser), "{when:?}");
        }
    }
}

#[test]
fn a_store_that_takes_no_more_at_any_write_is_told_and_play_goes_on() {
    let mut refused = 0;
    for scene in SCENES {
        let (first, last) = writes(scene);
        for write in first + 1..=last {
            let mut browser = before(scene);
            let when = (scene, Refusal::From(write));
            browser.store.refusal = Some(when.1);
            play(scene, &mut browser);
            assert_opens(&browser, &when);
            let is_whole = came_whole(scene, &browser);
            assert!(is_whole || was_told(&browser), "{when:?}: nobody was told");
            refused += u32::from(!is_whole);
            // The player makes room elsewhere and comes back when the browser has stopped the worker: all of it comes.
            browser.store.refusal = None;
            browser.stop(Slot::Active);
            browser.open("/").expect("it opens");
            browser.settle();
            play(scene, &mut browser);
            assert!(came_whole(scene, &browser), "{when:?}, with room again");
        }
    }
    assert!(refused > 20, "{refused} refusals show little");
}
