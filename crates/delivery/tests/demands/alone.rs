//! One file, or many of them, and nothing else under way.

use delivery::{Priority, Served, pages_cache};
use package::Region;
use protocol::worker::ToWorker;
use testkit::{Browser, Origin, Product, Slot, Weather};

use super::{LEVELS, asked, is_stored, visited, where_served};

#[test]
fn what_a_page_waits_for_is_fetched_once_and_stored() {
    for is_restarted in [false, true] {
        let mut browser = visited(1);
        if is_restarted {
            browser.stop(Slot::Active);
        }
        browser.want(LEVELS[0]);
        browser.want(LEVELS[0]);
        browser.want(LEVELS[1]);
        browser.settle();
        for path in &LEVELS[..2] {
            assert_eq!(where_served(&browser, path), [Served::Stored]);
            assert!(is_stored(&browser, 1, path));
            assert_eq!(asked(&browser, path), 1);
        }
        let for_a_page = |(_, path, priority): &(u64, String, Priority)| {
            path != LEVELS[0] || *priority == Priority::Critical
        };
        assert!(browser.priorities.iter().all(for_a_page));
        browser.want(LEVELS[0]);
        browser.settle();
        assert_eq!(where_served(&browser, LEVELS[0]), [Served::Stored; 2]);
        assert_eq!(asked(&browser, LEVELS[0]), 1);
    }
}

#[test]
fn what_went_from_the_store_unnoticed_is_fetched_again() {
    let mut browser = visited(8);
    browser.want(LEVELS[0]);
    browser.settle();
    let cache = pages_cache(&browser.origin.head_of(1));
    browser.store.lose(&cache, LEVELS[0]);
    browser.want(LEVELS[0]);
    browser.settle();
    assert_eq!(where_served(&browser, LEVELS[0]), [Served::Stored; 2]);
    assert!(is_stored(&browser, 1, LEVELS[0]));
    // A list that was taken before still counts, one that was taken afterwards says the truth.
    browser.store.lose(&cache, LEVELS[0]);
    browser.send_all(&ToWorker::Status);
    browser.settle();
    browser.want(LEVELS[0]);
    browser.settle();
    assert!(is_stored(&browser, 1, LEVELS[0]));
    assert_eq!(asked(&browser, LEVELS[0]), 3);
}

#[test]
fn what_no_release_has_is_for_the_network() {
    let mut browser = visited(2);
    browser.want("/nothing.level");
    browser.settle();
    assert_eq!(
        where_served(&browser, "/nothing.level"),
        [Served::Elsewhere]
    );
    assert_eq!(asked(&browser, "/nothing.level"), 0);
}

#[test]
fn what_is_not_what_the_release_says_is_nowhere_and_the_origin_is_asked_what_it_has() {
    let mut browser = visited(3);
    browser.origin.spoil(LEVELS[0], Some(b"another level"));
    browser.now += 120_000;
    let heads = asked(&browser, "/head");
    browser.want(LEVELS[0]);
    browser.want(LEVELS[1]);
    browser.settle();
    assert_eq!(where_served(&browser, LEVELS[0]), [Served::Nowhere]);
    assert!(!is_stored(&browser, 1, LEVELS[0]));
    assert_eq!(where_served(&browser, LEVELS[1]), [Served::Stored]);
    assert_eq!(asked(&browser, "/head"), heads + 1);
}

#[test]
fn without_a_network_a_page_hears_it_soon() {
    let mut browser = visited(4);
    browser.weather.offline = true;
    let at = browser.now;
    browser.want(LEVELS[0]);
    browser.settle();
    let (when, _, from) = browser.served[0];
    assert_eq!(from, Served::Nowhere);
    assert!(when - at < 1000, "after {} ms", when - at);
    browser.weather = Weather::default();
    browser.want(LEVELS[0]);
    browser.settle();
    assert_eq!(
        where_served(&browser, LEVELS[0]),
        [Served::Nowhere, Served::Stored]
    );
}

#[test]
fn a_page_does_not_wait_for_news_that_do_not_come() {
    let mut browser = visited(15);
    browser.now += 120_000;
    browser.weather.stall = 100;
    let heads = asked(&browser, "/head");
    browser.send_all(&ToWorker::Check);
    browser.run_until(|browser| asked(browser, "/head") > heads);
    browser.weather = Weather {
        loss: 100,
        ..Weather::default()
    };
    let at = browser.now;
    browser.want(LEVELS[0]);
    browser.run_until(|browser| !browser.served.is_empty());
    let took = browser.now - at;
    assert!(took < 1000, "after {took} ms");
    browser.settle();
}

#[test]
fn what_many_pages_wait_for_is_not_begun_all_at_once() {
    let paths: Vec<String> = (0..100).map(|at| format!("/{at}.level")).collect();
    let product = paths.iter().fold(Product::new(1, 40_000), |product, path| {
        product.with_long_file(path, "caves", 100_000)
    });
    let mut origin = Origin::default();
    origin.publish(product);
    let mut browser = Browser::visited(13, origin);
    paths.iter().for_each(|path| browser.want(path));
    browser.run_until(|browser| !browser.served.is_empty());
    let begun = paths.iter().filter(|path| asked(&browser, path) > 0);
    let begun = begun.count();
    assert!((4..=30).contains(&begun), "{begun} were begun at once");
    browser.settle();
    for path in &paths {
        assert_eq!(where_served(&browser, path), [Served::Stored]);
        assert_eq!(asked(&browser, path), 1);
    }
}

#[test]
fn an_update_brings_along_what_was_played_and_nothing_else() {
    let mut browser = visited(5);
    browser.want(LEVELS[0]);
    browser.settle();
    let level = browser
        .store
        .get(&pages_cache(&browser.origin.head_of(1)), LEVELS[0]);
    let level = level.expect("it was wanted").clone();
    let mut next = Product::new(2, 40_000);
    for path in &LEVELS[1..] {
        next = next.with_long_file(path, "caves", 70_000);
    }
    browser
        .origin
        .publish(next.with_file(LEVELS[0], "caves", level));
    browser.send_all(&ToWorker::Check);
    browser.settle();
    browser.send_all(&ToWorker::Download);
    browser.settle();
    browser.send_all(&ToWorker::Agree(true));
    browser.settle();
    assert_eq!(browser.active(), Some(&browser.origin.head_of(2)));
    let is_there = LEVELS.map(|path| is_stored(&browser, 2, path));
    assert_eq!(is_there, [true, false, false, false]);
    assert_eq!(asked(&browser, LEVELS[0]), 1, "it is copied");
}

#[test]
fn a_kept_game_has_its_region() {
    let mut browser = visited(7);
    browser.want(LEVELS[0]);
    browser.settle();
    browser.send_all(&ToWorker::Status);
    browser.settle();
    let page = browser.pages.values().next().expect("a page is open");
    let regions = &page.status().expect("it was told").regions;
    let region = Region::Game("caves".to_owned()).name();
    let caves = regions.iter().find(|it| it.name == region);
    assert!(caves.is_some_and(|it| it.bytes > 90_000), "{regions:?}");
}
