//! What is fetched ahead comes one file at a time, gives way to everything, and takes no more than its share.

use delivery::{OBJECTS, Priority};
use package::Region;
use protocol::worker::{Status, ToWorker};
use testkit::{Browser, Edge, Manner, Origin, Product};

const EDGE: &str = "https://near.example";

fn origin() -> Origin {
    let mut origin = Origin::default();
    let product = Product::new(1, 40_000)
        .with_long_file("pck", "world", 900_000)
        .with_long_file("webp", "world", 90_000)
        .with_long_file("png", "world", 80_000)
        .with_long_file("bin", "huge", 9 << 20)
        .with_game("other", 20_000);
    origin.publish(product);
    origin
}

fn visited(seed: u64) -> Browser {
    Browser::visited(seed, origin())
}

/// The objects of a game, the longest first.
fn objects(browser: &Browser, id: &str) -> Vec<String> {
    let release = browser.origin.release(1);
    let files = release.files().iter();
    let mut files: Vec<_> = files
        .filter(|file| file.region == Region::Game(id.to_owned()))
        .filter(|file| package::is_object_path(&file.path))
        .collect();
    files.sort_by_key(|file| core::cmp::Reverse(file.bytes));
    files.iter().map(|file| file.path.clone()).collect()
}

fn is_stored(browser: &Browser, path: &str) -> bool {
    browser.store.get(OBJECTS, path).is_some()
}

fn status(browser: &mut Browser) -> Status {
    browser.send_all(&ToWorker::Status);
    browser.settle();
    let page = browser.pages.values().next().expect("a page is open");
    page.status().expect("it was told").clone()
}

fn ahead_bytes(browser: &mut Browser) -> u64 {
    let status = status(browser);
    let region = status.regions.iter().find(|it| it.name == "prefetch");
    region.map_or(0, |region| region.bytes)
}

#[test]
fn what_is_named_is_stored_in_its_order_and_counts_as_fetched_ahead() {
    let mut browser = visited(1);
    let paths = objects(&browser, "world");
    browser.fetch_ahead(&paths);
    browser.settle();
    assert!(paths.iter().all(|path| is_stored(&browser, path)));
    let asked = browser
        .priorities
        .iter()
        .filter(|(_, path, _)| paths.contains(path));
    assert!(
        asked
            .clone()
            .all(|(_, _, priority)| *priority == Priority::Prefetch)
    );
    let mut order: Vec<&String> = asked.map(|(_, path, _)| path).collect();
    order.dedup();
    assert_eq!(
        order,
        paths.iter().collect::<Vec<_>>(),
        "one after the other"
    );
    assert!(ahead_bytes(&mut browser) >= 1_070_000);
    let status = status(&mut browser);
    let world = status.games.iter().find(|game| game.id == "world");
    assert!(
        world.is_some_and(|game| !game.installed),
        "nobody asked to keep it"
    );
    assert_eq!(status.trouble, None);
}

#[test]
fn nobody_fetches_ahead_what_no_game_has_or_what_is_too_long() {
    let mut browser = visited(2);
    let mut paths = objects(&browser, "huge");
    let foreign = format!("/c/{}.bin", "0".repeat(64));
    let named = ["/".to_owned(), "/head".to_owned(), foreign];
    paths.extend(named);
    let small = objects(&browser, "other");
    paths.extend(small.clone());
    let asked = browser.requests.clone();
    browser.fetch_ahead(&paths);
    browser.settle();
    assert!(is_stored(&browser, &small[0]), "what fits is fetched");
    assert!(!is_stored(&browser, &paths[0]), "9 MiB do not");
    let mut new = browser
        .requests
        .keys()
        .filter(|path| !asked.contains_key(*path));
    assert_eq!(new.next(), Some(&small[0]));
    assert_eq!(new.next(), None);
}

#[test]
fn a_demand_breaks_it_off_and_a_second_later_it_goes_on_where_it_was() {
    for seed in 0..30 {
        let mut browser = visited(seed);
        let paths = objects(&browser, "world");
        browser.fetch_ahead(&paths);
        let pieces = 1 + seed as usize % 5;
        browser.run_until(|browser| browser.store.segments().len() >= pieces);
        let (at, had) = (browser.now, browser.store.segments().len());
        browser.demand();
        let asked = browser.priorities.len();
        browser.settle();
        let mut after = browser.priorities[asked..].iter();
        // What the machine had said before may still be on its way to the network, and is broken off there.
        let late = after.find(|(when, _, _)| *when > at + 50);
        let (when, path, priority) = late.expect("it goes on");
        assert!(
            *when >= at + 1000,
            "seed {seed}: at {when}, demanded at {at}"
        );
        assert_eq!((path, *priority), (&paths[0], Priority::Prefetch));
        assert!(paths.iter().all(|path| is_stored(&browser, path)));
        let sent: u64 = browser.asked_bytes[&paths[0]];
        assert!(
            sent <= 900_000 + 1000 + (256 << 10),
            "seed {seed}: {had} pieces, {sent} bytes"
        );
    }
}

#[test]
fn many_demands_hold_it_back_and_the_last_one_lets_it_go() {
    let mut browser = visited(3);
    let paths = objects(&browser, "world");
    browser.fetch_ahead(&paths);
    browser.run_until(|browser| browser.store.segments().len() >= 2);
    let until = browser.now + 5000;
    let mut stored = browser.store.segments().len();
    while browser.now < until {
        browser.demand();
        let next = browser.now + 400;
        browser.run_until(|browser| browser.now >= next);
        browser.now = next;
        stored = stored.max(browser.store.segments().len());
    }
    assert!(stored <= 4, "{stored} pieces came meanwhile");
    browser.settle();
    assert!(paths.iter().all(|path| is_stored(&browser, path)));
}

#[test]
fn a_game_that_the_player_asks_for_comes_first() {
    for seed in 0..30 {
        let mut browser = visited(seed);
        let paths = objects(&browser, "world");
        browser.fetch_ahead(&paths);
        browser.run_until(|browser| browser.store.segments().len() >= 2);
        let at = browser.now;
        browser.send_all(&ToWorker::InstallGame {
            id: "ember".to_owned(),
        });
        let own = browser.active().expect("a worker is active").clone();
        browser.run_until(|browser| browser.is_offline_ready(&own, "ember"));
        let ready = browser.now;
        browser.settle();
        assert!(
            paths.iter().all(|path| is_stored(&browser, path)),
            "and then the rest"
        );
        let mut between = browser
            .priorities
            .iter()
            .filter(|(when, path, _)| (at + 50..ready).contains(when) && paths.contains(path));
        assert_eq!(between.next(), None, "seed {seed}");
    }
}

#[test]
fn no_room_is_made_for_a_guess_and_nobody_hears_of_it() {
    let mut browser = visited(4);
    let paths = objects(&browser, "world");
    let before = browser.store.caches().clone();
    browser.store.quota_bytes = Some(browser.store.bytes() + 85_000);
    browser.fetch_ahead(&paths);
    browser.settle();
    assert!(!is_stored(&browser, &paths[0]));
    for (name, files) in &before {
        let kept = |path| browser.store.get(name, path).is_some();
        assert!(
            files.keys().all(|path| kept(path)),
            "nothing went from {name}"
        );
    }
    assert_eq!(status(&mut browser).trouble, None);
}

#[test]
fn a_stopped_worker_forgets_the_guess_and_keeps_the_bytes() {
    let mut browser = visited(5);
    let paths = objects(&browser, "world");
    browser.fetch_ahead(&paths);
    browser.run_until(|browser| browser.store.segments().len() >= 4);
    browser.stop(testkit::Slot::Active);
    let _ = status(&mut browser);
    browser.settle();
    assert!(!is_stored(&browser, &paths[0]));
    let sent = browser.asked_bytes[&paths[0]];
    browser.fetch_ahead(&paths);
    browser.settle();
    assert!(is_stored(&browser, &paths[0]));
    assert!(
        browser.asked_bytes[&paths[0]] <= 901_000 + (256 << 10),
        "{sent} had come"
    );
}

#[test]
fn a_new_guess_takes_the_place_of_the_last_and_an_empty_one_ends_it() {
    let mut browser = visited(6);
    let world = objects(&browser, "world");
    let other = objects(&browser, "other");
    browser.fetch_ahead(&world);
    browser.run_until(|browser| browser.store.segments().len() >= 2);
    browser.fetch_ahead(&other);
    browser.settle();
    assert!(is_stored(&browser, &other[0]));
    assert!(
        !is_stored(&browser, &world[0]),
        "nobody guesses that any more"
    );
    browser.fetch_ahead(&world);
    browser.run_until(|browser| browser.store.segments().len() >= 4);
    browser.fetch_ahead(&[]);
    browser.settle();
    assert!(!is_stored(&browser, &world[0]));
}

#[test]
fn it_comes_from_an_edge_too_and_survives_its_faults() {
    for manner in [Manner::Honest, Manner::Dead, Manner::Wrong, Manner::Mute] {
        let mut origin = origin();
        origin.publish_edges(&[EDGE]);
        let mut browser = Browser::new(7, origin);
        browser.has_edge(EDGE, Edge::new(10));
        browser.open("/");
        browser.settle();
        browser.edges.get_mut(EDGE).expect("it is there").manner = manner;
        let paths = objects(&browser, "world");
        browser.fetch_ahead(&paths);
        browser.settle();
        assert!(
            paths.iter().all(|path| is_stored(&browser, path)),
            "{manner:?}"
        );
    }
}

#[test]
fn a_page_that_opens_has_the_line_for_itself() {
    let mut browser = visited(8);
    let paths = objects(&browser, "world");
    browser.fetch_ahead(&paths);
    browser.run_until(|browser| browser.store.segments().len() >= 2);
    let at = browser.now;
    browser.open("/settings/");
    browser.settle();
    let mut ahead = browser.priorities.iter().filter(|(when, _, priority)| {
        (at + 50..at + 1000).contains(when) && *priority == Priority::Prefetch
    });
    assert_eq!(ahead.next(), None);
    assert!(paths.iter().all(|path| is_stored(&browser, path)));
}

#[test]
fn an_update_gives_way_to_a_game_that_the_player_asks_for_and_goes_on_afterwards() {
    for seed in 0..20 {
        let mut browser = visited(seed);
        browser.send_all(&ToWorker::InstallGame {
            id: "world".to_owned(),
        });
        browser.settle();
        browser.send_all(&ToWorker::RemoveGame {
            id: "huge".to_owned(),
        });
        browser.origin.publish(
            Product::new(2, 40_000)
                .with_long_file("pck", "world", 900_000)
                .with_game("other", 20_000),
        );
        browser.send_all(&ToWorker::Check);
        browser.settle();
        browser.send_all(&ToWorker::Download);
        browser.run_until(|browser| browser.store.segments().len() >= 2);
        browser.send_all(&ToWorker::InstallGame {
            id: "other".to_owned(),
        });
        let game = objects(&browser, "other");
        browser.run_until(|browser| is_stored(browser, &game[0]));
        let is_half = browser.store.segments().len() < 7 && !browser.store.segments().is_empty();
        assert!(is_half, "seed {seed}: the update waits with what it has");
        browser.settle();
        let update = status(&mut browser).update.expect("it is offered");
        assert_eq!(update.done_bytes, update.total_bytes, "seed {seed}");
    }
}
