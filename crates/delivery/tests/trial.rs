//! A release on trial: it proves good, or the one before it comes back by itself.

use delivery::pages_cache;
use protocol::worker::{ToWorker, UpdateState};
use testkit::{Browser, Kill, Origin, Product, Slot};

const GAME_BYTES: usize = 60_000;

/// Release 1 with the game kept, and release 2 at the origin, whose pages fail.
fn before_a_broken_release(seed: u64) -> Browser {
    let mut origin = Origin::default();
    origin.lists_patches = true;
    origin.publish(Product::new(1, GAME_BYTES));
    let mut browser = Browser::visited(seed, origin);
    browser.send_all(&ToWorker::InstallGame {
        id: "ember".to_owned(),
    });
    browser.settle();
    browser.broken.insert(2);
    browser.origin.publish(Product::new(2, GAME_BYTES));
    browser
}

fn update(browser: &mut Browser) {
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        browser.send_all(&message);
        browser.settle();
    }
}

fn releases(browser: &Browser) -> Vec<u64> {
    browser.pages.values().map(|page| page.release).collect()
}

#[test]
fn a_release_that_fails_twice_gives_way_to_the_one_before_it() {
    let mut browser = before_a_broken_release(5);
    update(&mut browser);
    assert_eq!(browser.active().map(|head| head.number), Some(2));
    assert_eq!(releases(&browser), [1], "the page went back by itself");
    assert_eq!(browser.launches.refused, 2);
    let status = browser.pages.values().next().and_then(|page| page.status());
    let status = status.expect("the worker told it");
    assert_eq!((status.release, &status.update), (1, &None));
    let game = &status.games[0];
    assert!(game.installed && game.offline_ready(), "{game:?}");
}

#[test]
fn after_going_back_everything_plays_offline_and_the_failed_release_is_not_offered_again() {
    let mut browser = before_a_broken_release(6);
    update(&mut browser);
    browser.send_all(&ToWorker::Check);
    browser.settle();
    browser.origin.forget_old_objects();
    browser.http_cache_is_empty();
    browser.weather.offline = true;
    for path in ["/", "/settings/", "/play/ember/"] {
        browser.open(path).expect("it opens");
        browser.settle();
    }
    assert_eq!(releases(&browser), [1; 4]);
    let first = browser.origin.head_of(1);
    assert_eq!(browser.missing(&first), Vec::<String>::new());
    assert!(browser.is_offline_ready(&first, "ember"));
    let told = browser.pages.values().filter_map(|page| page.status());
    assert!(told.into_iter().all(|status| status.update.is_none()));
}

#[test]
fn the_release_after_a_failed_one_is_taken() {
    let mut browser = before_a_broken_release(7);
    update(&mut browser);
    browser.origin.publish(Product::new(3, GAME_BYTES));
    browser.send_all(&ToWorker::Check);
    browser.settle();
    let offered = browser.pages.values().next().and_then(|page| page.status());
    let offered = offered.and_then(|status| status.update.clone());
    assert_eq!(offered.map(|update| update.release), Some(3));
    update(&mut browser);
    assert_eq!(releases(&browser), [3]);
    let second = browser.origin.head_of(2);
    let kept = browser.store.caches().keys();
    let kept: Vec<&String> = kept.filter(|name| name.starts_with("pages-")).collect();
    assert_eq!(
        kept,
        [&pages_cache(browser.origin.head().expect("published"))]
    );
    assert!(!browser.missing(&second).is_empty(), "release 2 is let go");
}

#[test]
fn a_release_that_proved_good_lets_the_one_before_it_go() {
    let mut browser = before_a_broken_release(8);
    browser.broken.clear();
    update(&mut browser);
    assert_eq!(browser.launches.good, 2);
    let first = browser.origin.head_of(1);
    assert!(!browser.missing(&first).is_empty(), "release 1 is let go");
}

#[test]
fn a_failed_release_that_is_not_installed_yet_never_is() {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, GAME_BYTES));
    let mut browser = Browser::visited(9, origin);
    // Its page came from the network, past the worker, and failed twice; release 1's page says so.
    browser.launches.refused = 2;
    browser.open("/").expect("it opens");
    browser.settle();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    for _ in 0..3 {
        browser.look_for_update();
        browser.settle();
        assert_eq!(browser.waiting(), None);
    }
    for id in browser.pages.keys().cloned().collect::<Vec<_>>() {
        browser.close(&id);
    }
    browser.open("/").expect("it opens");
    browser.settle();
    assert_eq!(browser.active().map(|head| head.number), Some(1));
    assert_eq!(releases(&browser), [1]);
}

#[test]
fn a_failed_release_whose_worker_took_over_still_gives_way() {
    let mut browser = before_a_broken_release(10);
    // The browser installs it by itself, and switches when no page is open.
    browser.look_for_update();
    browser.settle();
    for id in browser.pages.keys().cloned().collect::<Vec<_>>() {
        browser.close(&id);
    }
    browser.settle();
    assert_eq!(browser.active().map(|head| head.number), Some(2));
    browser.weather.offline = true;
    browser.open("/play/ember/").expect("it opens");
    browser.settle();
    assert_eq!(releases(&browser), [1]);
}

#[test]
fn a_full_store_gives_up_the_release_before_and_play_goes_on() {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, GAME_BYTES));
    let mut browser = Browser::visited(11, origin);
    browser.origin.publish(Product::new(2, GAME_BYTES));
    browser.pages_prove = false;
    update(&mut browser);
    assert_eq!(releases(&browser), [2]);
    let (first, second) = (browser.origin.head_of(1), browser.origin.head_of(2));
    browser.send_all(&ToWorker::Status);
    browser.settle();
    assert_eq!(
        browser.missing(&first),
        Vec::<String>::new(),
        "kept while on trial"
    );
    let release = browser.origin.release(2);
    let game = release
        .files()
        .iter()
        .filter(|file| file.region.game() == Some("ember"));
    let game_bytes: u64 = game.map(|file| file.bytes).sum();
    // One byte short.
    browser.store.quota_bytes = Some(browser.store.bytes() + game_bytes - 1);
    browser.send_all(&ToWorker::InstallGame {
        id: "ember".to_owned(),
    });
    browser.settle();
    assert!(browser.is_offline_ready(&second, "ember"));
    assert!(!browser.missing(&first).is_empty());
}

#[test]
fn whenever_a_worker_is_stopped_a_broken_release_leaves_a_whole_one() {
    let effects = {
        let mut browser = before_a_broken_release(12);
        let before = browser.effects;
        update(&mut browser);
        browser.effects - before
    };
    for effect in 1..=effects {
        for after in [false, true] {
            let mut browser = before_a_broken_release(12);
            let effect = browser.effects + effect;
            browser.kill = Kill::At { effect, after };
            update(&mut browser);
            browser.kill = Kill::Never;
            // The player goes on: comes back until the update is through.
            for _ in 0..4 {
                browser.open("/").expect("it opens");
                browser.settle();
                update(&mut browser);
            }
            let what = format!("stopped at {effect}, after: {after}");
            assert!(
                releases(&browser).iter().all(|release| *release == 1),
                "{what}"
            );
            let first = browser.origin.head_of(1);
            assert_eq!(browser.missing(&first), Vec::<String>::new(), "{what}");
            assert!(browser.is_offline_ready(&first, "ember"), "{what}");
            let told = browser.pages.values().filter_map(|page| page.status());
            for status in told {
                let update = status.update.as_ref();
                let is_switching = update.is_some_and(|update| {
                    matches!(update.state, UpdateState::Ready { agreed, clients } if agreed == clients)
                });
                assert!(!is_switching, "{what}: {status:?}");
            }
            assert_ne!(browser.active(), None, "{what}: {:?}", Slot::Active);
        }
    }
}
