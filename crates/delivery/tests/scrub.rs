//! While nobody does anything, what is stored is looked at, and what is damaged is fetched again.

use delivery::OBJECTS;
use protocol::worker::ToWorker;
use testkit::{Browser, Origin, Product, Slot};

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// A player who keeps two games, one of 5 MB, on a page that is open.
fn keeping() -> (Browser, String) {
    keeping_of(5 << 20)
}

fn keeping_of(frost_bytes: usize) -> (Browser, String) {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 20_000).with_game("frost", frost_bytes));
    let mut browser = Browser::visited(5, origin);
    for id in ["ember", "frost"] {
        browser.send_all(&ToWorker::InstallGame { id: id.to_owned() });
        browser.settle();
    }
    let page = browser.pages.keys().next().expect("a page is open").clone();
    (browser, page)
}

/// Lets the page scrub until there is no more; how many turns that took.
fn scrub(browser: &mut Browser, page: &str) -> u32 {
    for turn in 1..1_000 {
        browser.send(page, ToWorker::Scrub);
        browser.settle();
        if browser.pages[page].scrubbed() == Some(false) {
            return turn;
        }
        // The browser stops an idle worker: how far it was must outlast it.
        browser.stop(Slot::Active);
    }
    panic!("it never ends");
}

fn object(browser: &Browser, game: &str) -> String {
    let files = browser.origin.release(1).files().iter();
    let mut files = files.filter(|file| file.region.game() == Some(game));
    files.next().expect("the game has files").path.clone()
}

fn is_whole(browser: &Browser) -> bool {
    let head = browser.active().expect("installed");
    let games = ["ember", "frost"];
    browser.missing(head).is_empty() && games.iter().all(|id| browser.is_offline_ready(head, id))
}

#[test]
fn every_flipped_byte_is_found_and_mended_whatever_file_it_is_in() {
    let caches = keeping_of(3_000).0.store.caches().clone();
    for (cache, files) in caches {
        for path in files.keys() {
            let (mut browser, page) = keeping_of(3_000);
            browser.http_cache_is_empty();
            browser.store.damage(&cache, path);
            scrub(&mut browser, &page);
            let stored = browser.store.get(&cache, path);
            assert_eq!(stored, files.get(path), "{path} in {cache}");
            assert!(is_whole(&browser), "{path} in {cache}");
        }
    }
}

#[test]
fn a_turn_is_one_long_file_or_a_few_short_ones_and_every_file_has_its_turn_once_a_day() {
    let (mut browser, page) = keeping();
    assert!(
        (3..6).contains(&scrub(&mut browser, &page)),
        "5 MB are a turn"
    );
    let path = object(&browser, "ember");
    browser.store.damage(OBJECTS, &path);
    browser.now += DAY_MILLIS / 2;
    assert_eq!(scrub(&mut browser, &page), 1, "all were looked at today");
    assert!(!is_whole(&browser));
    browser.now += DAY_MILLIS;
    assert!(scrub(&mut browser, &page) > 1);
    assert!(is_whole(&browser));
}

#[test]
fn while_a_game_is_played_nothing_is_looked_at() {
    let (mut browser, page) = keeping();
    let path = object(&browser, "frost");
    browser.store.damage(OBJECTS, &path);
    let game = browser.open("/play/ember/").expect("it opens");
    browser.settle();
    assert_eq!(scrub(&mut browser, &page), 1);
    assert!(!is_whole(&browser));
    browser.close(&game);
    scrub(&mut browser, &page);
    assert!(is_whole(&browser));
}

#[test]
fn what_the_player_wants_does_not_wait_for_a_file_that_is_fetched_again() {
    let (mut browser, page) = keeping();
    let path = object(&browser, "frost");
    browser.store.damage(OBJECTS, &path);
    browser.http_cache_is_empty();
    browser.weather.stall = 100;
    browser.send(&page, ToWorker::Scrub);
    let is_gone = |browser: &Browser| browser.store.get(OBJECTS, &path).is_none();
    for _ in 0..5 {
        if browser.run_until(is_gone) {
            break;
        }
        browser.send(&page, ToWorker::Scrub);
    }
    assert!(
        is_gone(&browser),
        "it is let go and its successor does not come"
    );
    let before = browser.now;
    browser.send(
        &page,
        ToWorker::RemoveGame {
            id: "ember".to_owned(),
        },
    );
    let is_removed = |browser: &Browser| {
        let status = browser.pages[&page].status().expect("it was told");
        status
            .games
            .iter()
            .any(|game| game.id == "ember" && !game.installed)
    };
    assert!(browser.run_until(is_removed));
    assert!(browser.now < before + 5_000, "{}", browser.now - before);
    browser.weather.stall = 0;
    browser.settle();
    scrub(&mut browser, &page);
    let head = browser.active().expect("installed").clone();
    assert!(
        browser.is_offline_ready(&head, "frost"),
        "the next turn brings it"
    );
}

#[test]
fn without_a_network_nothing_is_looked_at_and_nothing_let_go() {
    let (mut browser, page) = keeping();
    let path = object(&browser, "frost");
    browser.store.damage(OBJECTS, &path);
    browser.weather.offline = true;
    browser.send(&page, ToWorker::Check);
    browser.settle();
    browser.send(&page, ToWorker::Scrub);
    browser.settle();
    assert!(browser.store.get(OBJECTS, &path).is_some());
}
