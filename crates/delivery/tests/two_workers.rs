//! The active worker, told to update, and the one that the browser installs want the same files: one of them fetches.

use protocol::worker::{ToWorker, UpdateState};
use testkit::{Browser, Dice, Origin, Product, Slot};

const GAME: &str = "storm";
const LONG_BYTES: usize = 700_000;

fn product(number: u64) -> Product {
    Product::new(number, 9000).with_long_game(GAME, LONG_BYTES)
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

/// The game is installed, release 2 is published and the page knows of it; no worker of it is being installed yet.
fn offered(seed: u64) -> Browser {
    let mut origin = Origin::default();
    origin.lists_patches = true;
    origin.publish(product(1));
    let mut browser = Browser::visited(seed, origin);
    let id = GAME.to_owned();
    all(&mut browser, ToWorker::InstallGame { id });
    browser.origin.publish(product(2));
    all(&mut browser, ToWorker::Check);
    browser.asked_bytes.clear();
    browser
}

fn is_begun(browser: &Browser) -> bool {
    browser.store.segments().len() >= 2
}

/// Lets both want release 2, the one that is named first being on its way already.
fn both(browser: &mut Browser, first: Slot) {
    for slot in [first, other(first)] {
        match slot {
            Slot::Active => browser.send_all(&ToWorker::Download),
            _ => browser.look_for_update(),
        }
        assert!(browser.run_until(is_begun), "it has begun");
    }
}

fn other(slot: Slot) -> Slot {
    match slot {
        Slot::Active => Slot::Installing,
        _ => Slot::Active,
    }
}

/// Bytes that the origin was asked for beyond once each.
fn again_bytes(browser: &Browser) -> u64 {
    let release = browser.origin.release(2);
    let patches = release.patches().iter();
    let patches = patches.map(|patch| (patch.path(), patch.bytes));
    let files = release.files().iter();
    let files = files.map(|file| (file.path.clone(), file.bytes));
    patches
        .chain(files)
        .map(|(path, bytes)| {
            let asked = browser.asked_bytes.get(&path).copied();
            asked.unwrap_or_default().saturating_sub(bytes)
        })
        .sum()
}

fn expect_release_2(browser: &mut Browser) {
    browser.settle();
    all(browser, ToWorker::Agree(true));
    let newest = browser.origin.head().expect("it is published").clone();
    assert_eq!(browser.active(), Some(&newest));
    assert!(browser.is_offline_ready(&newest, GAME));
}

fn update_state(browser: &Browser) -> Option<UpdateState> {
    let page = browser.pages.values().next()?;
    Some(page.status()?.update.as_ref()?.state)
}

#[test]
fn whoever_begins_nothing_is_fetched_twice() {
    for seed in 0..10 {
        for first in [Slot::Active, Slot::Installing] {
            let mut browser = offered(seed);
            both(&mut browser, first);
            expect_release_2(&mut browser);
            assert_eq!(again_bytes(&browser), 0, "seed {seed}, {first:?} first");
        }
    }
}

#[test]
fn the_page_sees_what_the_other_worker_fetches() {
    let mut browser = offered(1);
    both(&mut browser, Slot::Installing);
    browser.settle();
    let page = browser.pages.values().next().expect("a page is open");
    let updates = page.statuses().filter_map(|status| status.update.as_ref());
    let seen: Vec<(u64, u64)> = updates
        .filter(|update| update.state == UpdateState::Fetching)
        .map(|update| (update.done_bytes, update.total_bytes))
        .collect();
    assert!(seen.is_sorted(), "{seen:?}");
    let is_halfway = |(done, total): &(u64, u64)| (1..*total).contains(done);
    assert!(seen.iter().any(is_halfway), "{seen:?}");
}

#[test]
fn a_player_who_waits_for_the_other_worker_can_take_it_back() {
    let mut browser = offered(2);
    both(&mut browser, Slot::Installing);
    let is_fetching = |browser: &Browser| update_state(browser) == Some(UpdateState::Fetching);
    assert!(browser.run_until(is_fetching));
    browser.send_all(&ToWorker::Cancel);
    let is_over = |browser: &Browser| update_state(browser) == Some(UpdateState::Available);
    assert!(browser.run_until(is_over), "it is taken back at once");
    assert!(is_begun(&browser), "the other worker is still at it");
    expect_release_2(&mut browser);
}

#[test]
fn where_one_is_stopped_the_other_goes_on() {
    for seed in 0..10 {
        for first in [Slot::Active, Slot::Installing] {
            let mut browser = offered(seed);
            both(&mut browser, first);
            let mut dice = Dice::new(seed);
            for _ in 0..dice.below(12) {
                browser.step();
            }
            browser.stop(first);
            browser.settle();
            browser.look_for_update();
            all(&mut browser, ToWorker::Status);
            expect_release_2(&mut browser);
            let again = again_bytes(&browser);
            assert!(again <= 256 << 10, "seed {seed}, {first:?}: {again} bytes");
        }
    }
}
