//! An update fetches patches where what they start from is stored, and whole files wherever a patch is of no use.

use delivery::{OBJECTS, pages_cache};
use package::{File, Patch, Release};
use protocol::worker::{ToWorker, Update};
use testkit::{Browser, Origin, Product};

const GAME_BYTES: usize = 60_000;

/// A player who keeps the game of release 1; release 2 lists patches.
fn before_update() -> Browser {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, GAME_BYTES));
    let mut browser = Browser::visited(3, origin);
    all(
        &mut browser,
        ToWorker::InstallGame {
            id: "ember".to_owned(),
        },
    );
    browser.origin.lists_patches = true;
    browser.origin.publish(Product::new(2, GAME_BYTES));
    browser
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn announced(browser: &mut Browser) -> Update {
    all(browser, ToWorker::Check);
    let page = browser.pages.values().next();
    let status = page.and_then(|page| page.status());
    status
        .and_then(|status| status.update.clone())
        .expect("the update is announced")
}

fn game(release: &Release) -> &File {
    let mut files = release.files().iter();
    files
        .find(|file| file.region.game().is_some() && file.path.ends_with(".wasm"))
        .expect("there is a game")
}

fn game_patch(browser: &Browser) -> Patch {
    let release = browser.origin.release(2);
    let patches = release.patches_to(game(release).digest);
    *patches.first().expect("the game has a patch")
}

fn requests(browser: &Browser, path: &str) -> u32 {
    browser.requests.get(path).copied().unwrap_or_default()
}

/// Goes through with the update; how often the whole game and its patch were asked for.
fn updated(browser: &mut Browser) -> (u32, u32) {
    let patch = game_patch(browser).path();
    let whole = game(browser.origin.release(2)).path.clone();
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(browser, message);
    }
    let newest = browser.origin.head().expect("it is published").clone();
    assert_eq!(browser.active(), Some(&newest));
    assert_eq!(browser.missing(&newest), Vec::<String>::new());
    assert!(browser.is_offline_ready(&newest, "ember"));
    (requests(browser, &whole), requests(browser, &patch))
}

#[test]
fn an_update_costs_the_patches_and_is_announced_with_their_bytes() {
    let mut browser = before_update();
    let announced = announced(&mut browser);
    let release = browser.origin.release(2).clone();
    let sum: u64 = release.patches().iter().map(|patch| patch.bytes).sum();
    let page = release.file("/").expect("there is a first page");
    assert!(
        release.patches_to(page.digest).is_empty(),
        "a page of {} bytes is fetched whole",
        page.bytes
    );
    // The release file has come already.
    assert_eq!(announced.total_bytes, sum + page.bytes);
    assert!(sum < 1000, "{sum} bytes for a few changed letters");
    assert_eq!(updated(&mut browser), (0, 1));
}

#[test]
fn pages_are_patched_from_the_release_that_is_stored() {
    let mut browser = before_update();
    updated(&mut browser);
    let release = browser.origin.release(2);
    let page = release.file("/settings/").expect("there is such a page");
    let patch = release.patches_to(page.digest).first();
    let patch = patch.expect("it has a patch").path();
    assert_eq!(requests(&browser, &patch), 1);
}

#[test]
fn a_damaged_file_to_start_from_leads_to_the_whole_file() {
    let mut browser = before_update();
    let old = game(browser.origin.release(1)).path.clone();
    browser.store.damage(OBJECTS, &old);
    assert_eq!(updated(&mut browser), (1, 1));
}

#[test]
fn a_patch_that_is_gone_leads_to_the_whole_file() {
    let mut browser = before_update();
    let path = game_patch(&browser).path();
    browser.origin.spoil(&path, None);
    assert_eq!(updated(&mut browser), (1, 1));
}

#[test]
fn a_patch_that_is_another_one_leads_to_the_whole_file() {
    let mut browser = before_update();
    let path = game_patch(&browser).path();
    browser.origin.spoil(&path, Some(b"<html>log in"));
    assert_eq!(updated(&mut browser), (1, 1));
}

#[test]
fn without_a_file_to_start_from_no_patch_is_asked_for() {
    let mut browser = before_update();
    let old = browser.origin.release(1).clone();
    let cache = pages_cache(browser.active().expect("there is a release"));
    for file in old.files() {
        browser.store.lose(OBJECTS, &file.path);
        browser.store.lose(&cache, &file.path);
    }
    assert_eq!(updated(&mut browser), (1, 0));
}

#[test]
fn a_damaged_file_is_made_again_from_the_older_one_while_that_is_there() {
    let mut browser = before_update();
    // The page stays on the old release, whose files therefore stay.
    browser.pages_reload = false;
    assert_eq!(updated(&mut browser), (0, 1));
    let whole = game(browser.origin.release(2)).path.clone();
    browser.store.damage(OBJECTS, &whole);
    all(&mut browser, ToWorker::Verify);
    let newest = browser.origin.head().expect("it is published").clone();
    assert!(browser.is_offline_ready(&newest, "ember"));
    let patch = game_patch(&browser).path();
    let asked = (requests(&browser, &whole), requests(&browser, &patch));
    assert_eq!(asked, (0, 2), "once for the update, once for the repair");
}

#[test]
fn the_release_file_is_fetched_once_by_all_parts_of_the_workers() {
    let mut browser = before_update();
    let file = |browser: &Browser, number| browser.origin.head_of(number).release_path();
    let first = file(&browser, 1);
    assert_eq!(requests(&browser, &first), 1, "by the installation");
    updated(&mut browser);
    let second = file(&browser, 2);
    assert_eq!(requests(&browser, &second), 1, "by the update");
}
