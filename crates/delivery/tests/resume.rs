//! Long bodies come in segments that outlast a killed worker, a lost connection and a cancelled download: what comes
//! twice is what was on its way.

use delivery::SEGMENT_BYTES;
use package::{Digest, File, Patch};
use protocol::worker::{Status, ToWorker};
use testkit::{Browser, Dice, Kill, Origin, Product, Ranges, Slot, Weather};

/// What one stop may cost.
const STOP_BYTES: u64 = 256 << 10;
const LONG_BYTES: usize = 700_000;
const GAME: &str = "storm";

fn product(number: u64) -> Product {
    Product::new(number, 9000).with_long_game(GAME, LONG_BYTES)
}

fn origin() -> Origin {
    let mut origin = Origin::default();
    origin.lists_patches = true;
    origin.lists_whole = true;
    origin.publish(product(1));
    origin
}

fn visited(seed: u64) -> Browser {
    Browser::visited(seed, origin())
}

fn install() -> ToWorker {
    ToWorker::InstallGame {
        id: GAME.to_owned(),
    }
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn game(browser: &Browser) -> &File {
    let release = browser.origin.head().expect("it is published").number;
    let mut files = browser.origin.release(release).files().iter();
    files
        .find(|file| file.region.game() == Some(GAME))
        .expect("there is the game")
}

/// The patch that makes the newest game out of nothing.
fn whole_patch(browser: &Browser) -> Patch {
    let release = browser.origin.head().expect("it is published").number;
    let release = browser.origin.release(release);
    let mut patches = release.patches_to(game(browser).digest).iter();
    *patches
        .find(|patch| patch.from == Digest::EMPTY)
        .expect("there is such a patch")
}

fn asked(browser: &Browser, path: &str) -> u64 {
    browser.asked_bytes.get(path).copied().unwrap_or_default()
}

fn is_ready(browser: &Browser) -> bool {
    let newest = browser.origin.head().expect("it is published");
    browser.active() == Some(newest) && browser.is_offline_ready(newest, GAME)
}

fn status(browser: &Browser) -> Status {
    let page = browser.pages.values().next().expect("a page is open");
    page.status().expect("it was told").clone()
}

/// Begins the installation and lets it go on until so many segments are stored.
fn begun(browser: &mut Browser, segments: usize) {
    browser.send_all(&install());
    let is_there = |browser: &Browser| browser.store.segments().len() >= segments;
    assert!(browser.run_until(is_there), "segments are stored");
}

#[test]
fn a_long_body_is_asked_for_once_and_leaves_no_segment() {
    let mut browser = visited(1);
    all(&mut browser, install());
    assert!(is_ready(&browser));
    let patch = whole_patch(&browser);
    assert!(patch.bytes > 2 * STOP_BYTES, "it is long");
    assert_eq!(asked(&browser, &patch.path()), patch.bytes);
    assert_eq!(asked(&browser, &game(&browser).path), 0);
    assert_eq!(browser.store.segments().len(), 0);
}

#[test]
fn a_worker_stopped_at_any_segment_costs_no_more_than_was_on_its_way() {
    let count = LONG_BYTES.div_ceil(SEGMENT_BYTES as usize);
    for segments in 1..count {
        let mut browser = visited(2);
        begun(&mut browser, segments);
        browser.stop(Slot::Active);
        all(&mut browser, ToWorker::Status);
        assert!(is_ready(&browser));
        let patch = whole_patch(&browser);
        let twice = asked(&browser, &patch.path()) - patch.bytes;
        assert!(
            twice <= STOP_BYTES,
            "{twice} bytes after {segments} segments"
        );
        assert_eq!(browser.store.segments().len(), 0);
    }
}

/// Music is compressed already: no patch makes it shorter, and every host sends it as it is.
#[test]
fn a_long_file_that_no_host_compresses_is_resumed_without_a_patch() {
    let mut origin = Origin::default();
    let with_music = |number| product(number).with_long_file("opus", GAME, LONG_BYTES + 1);
    origin.publish(with_music(1));
    for segments in [0, 1, 3, 5] {
        let mut browser = Browser::visited(12, origin.clone());
        let mut long = bodies(&browser);
        long.retain(|body| body.1 > STOP_BYTES);
        let is_music = |body: &&(String, u64)| body.0.ends_with(".opus");
        let (path, bytes) = long.iter().find(is_music).expect("there is music");
        if segments > 0 {
            begun(&mut browser, segments);
            browser.stop(Slot::Active);
        }
        all(&mut browser, install());
        assert!(is_ready(&browser));
        let twice = asked(&browser, path) - bytes;
        assert!(twice <= STOP_BYTES * (segments > 0) as u64, "{twice} bytes");
        assert_eq!(browser.store.segments().len(), 0);
    }
}

/// The files of a wrapped game keep their names, of which a range may be another version's.
#[test]
fn a_long_file_with_a_name_of_its_own_is_resumed_by_a_patch_from_nothing() {
    let mut origin = origin();
    let with_pack = |number| product(number).with_long_file("/pack.pck", GAME, LONG_BYTES + 1);
    origin.publish(with_pack(2));
    let browser = Browser::visited(15, origin.clone());
    let release = browser.origin.release(2);
    let file = release.file("/pack.pck").expect("there is the pack");
    let patch = release.patches_to(file.digest)[0];
    for stored in 1..=5 {
        let mut browser = Browser::visited(15, origin.clone());
        browser.send_all(&install());
        let is_there = |browser: &Browser| {
            let names = browser.store.segments().keys();
            names.filter(|name| name.starts_with(&patch.path())).count() >= stored
        };
        assert!(browser.run_until(is_there), "{stored} segments are stored");
        browser.stop(Slot::Active);
        all(&mut browser, install());
        assert!(is_ready(&browser));
        let twice = asked(&browser, &patch.path()).saturating_sub(patch.bytes);
        assert!(twice <= STOP_BYTES, "{twice} bytes");
        assert_eq!(asked(&browser, "/pack.pck"), 0);
        assert_eq!(browser.store.segments().len(), 0);
    }
}

#[test]
fn a_long_file_that_a_page_has_played_is_not_asked_for_again() {
    let mut browser = visited(13);
    let file = game(&browser).clone();
    browser.http_cache_gets(&file.path);
    all(&mut browser, install());
    assert!(is_ready(&browser));
    assert_eq!(asked(&browser, &file.path), 0);
    assert_eq!(asked(&browser, &whole_patch(&browser).path()), 0);
}

#[test]
fn a_cancelled_download_that_is_wanted_again_goes_on_where_it_was() {
    let mut browser = visited(3);
    begun(&mut browser, 3);
    all(&mut browser, ToWorker::Cancel);
    assert!(!is_ready(&browser));
    assert!(browser.store.segments().len() >= 3, "what came is kept");
    all(&mut browser, install());
    assert!(is_ready(&browser));
    let patch = whole_patch(&browser);
    assert!(asked(&browser, &patch.path()) - patch.bytes <= STOP_BYTES);
}

#[test]
fn an_update_of_a_long_game_is_resumed_like_an_installation() {
    let mut browser = visited(4);
    all(&mut browser, install());
    // Only the way from the old game is there, as from a build that knows no other.
    browser.origin.lists_whole = false;
    browser.origin.publish(product(2));
    all(&mut browser, ToWorker::Check);
    browser.send_all(&ToWorker::Download);
    assert!(browser.run_until(|browser| browser.store.segments().len() >= 3));
    browser.stop(Slot::Active);
    for message in [ToWorker::Status, ToWorker::Agree(true)] {
        all(&mut browser, message);
    }
    assert!(is_ready(&browser));
    let release = browser.origin.release(2);
    let patch = release.patches_to(game(&browser).digest)[0];
    assert!(patch.from != Digest::EMPTY);
    let twice = asked(&browser, &patch.path()) - patch.bytes;
    assert!(twice <= STOP_BYTES, "{twice} bytes");
    assert_eq!(asked(&browser, &game(&browser).path), 0);
}

/// Every schedule: beyond what the files have, 256 KiB for each time a worker was stopped, of all files together.
#[test]
fn however_often_workers_are_stopped_each_stop_costs_256_kib_at_most() {
    let origin = origin_of_many();
    let mut all_stops = 0;
    for seed in 0..80 {
        let (stops, again) = stopped_often(seed, &origin);
        let most = STOP_BYTES * stops;
        assert!(again <= most, "seed {seed}, {stops} stops: {again} bytes");
        all_stops += stops;
    }
    assert!(all_stops > 200, "{all_stops} stops show little");
}

/// The bound is not one that any product would keep.
#[test]
fn where_segments_cannot_be_had_the_same_schedules_go_beyond_the_bound() {
    let mut origin = origin_of_many();
    origin.ranges = Ranges::Ignored;
    let goes_beyond = |seed| {
        let (stops, again) = stopped_often(seed, &origin);
        again > STOP_BYTES * stops
    };
    assert!((0..20).any(goes_beyond));
}

/// The game's module is long, and beside it are files that come in one piece each.
fn origin_of_many() -> Origin {
    let mut origin = origin();
    let lengths = [250_000, 240_000, 230_000, 120_000, 110_000, 100_000];
    let product = lengths.into_iter().fold(product(2), |product, bytes| {
        product.with_long_file("webp", GAME, bytes)
    });
    origin.publish(product);
    origin
}

/// Installs a long game while workers are stopped all the time; how often, and the bytes that were asked for again.
fn stopped_often(seed: u64, origin: &Origin) -> (u64, u64) {
    let mut dice = Dice::new(seed);
    let mut browser = Browser::visited(seed, origin.clone());
    let mut stops = 0;
    while !is_ready(&browser) && stops < 60 {
        browser.send_all(&install());
        for _ in 0..4 + dice.below(16) {
            browser.step();
        }
        browser.stop(Slot::Active);
        stops += 1;
    }
    all(&mut browser, install());
    assert!(is_ready(&browser), "seed {seed}");
    let bodies = bodies(&browser).into_iter();
    let again = bodies.map(|(path, bytes)| asked(&browser, &path).saturating_sub(bytes));
    (stops, again.sum())
}

/// Path and length of every patch and file of the newest release.
fn bodies(browser: &Browser) -> Vec<(String, u64)> {
    let release = browser.origin.head().expect("it is published").number;
    let release = browser.origin.release(release);
    let patches = release.patches().iter();
    let patches = patches.map(|patch| (patch.path(), patch.bytes));
    let files = release.files().iter();
    let files = files.map(|file| (file.path.clone(), file.bytes));
    patches.chain(files).collect()
}

#[test]
fn a_connection_that_is_lost_costs_no_more_than_a_stop() {
    for seed in 0..20 {
        let mut browser = visited(seed);
        browser.weather.loss = 20;
        for _ in 0..20 {
            all(&mut browser, install());
        }
        browser.weather = Weather::default();
        all(&mut browser, install());
        assert!(is_ready(&browser), "seed {seed}");
        let patch = whole_patch(&browser);
        let requests = u64::from(browser.requests[&patch.path()]);
        // Every request but the needed ones was lost, and each asks for one segment.
        let needed = patch.bytes.div_ceil(SEGMENT_BYTES);
        let most = patch.bytes + (requests - needed) * SEGMENT_BYTES;
        assert!(asked(&browser, &patch.path()) <= most, "seed {seed}");
        assert_eq!(asked(&browser, &game(&browser).path), 0, "seed {seed}");
    }
}

#[test]
fn rough_weather_and_stopped_workers_end_well_with_segments_too() {
    for seed in 0..30 {
        let mut dice = Dice::new(seed);
        let mut browser = visited(seed);
        browser.weather = Weather::rough(dice.below(30) as u32);
        browser.kill = Kill::Percent(dice.below(6) as u32);
        for round in 0..12 {
            if round == 6 {
                browser.origin.publish(product(2));
            }
            let message = match dice.below(7) {
                0 => ToWorker::Cancel,
                1 => ToWorker::Check,
                2 => ToWorker::Download,
                3 => ToWorker::Verify,
                _ => install(),
            };
            browser.send_all(&message);
            for _ in 0..dice.below(60) {
                browser.step();
            }
        }
        browser.kill = Kill::Never;
        browser.weather = Weather::default();
        browser.settle();
        for _ in 0..4 {
            if browser.pages.is_empty() {
                browser.open("/");
            }
            browser.look_for_update();
            browser.settle();
            for message in [
                ToWorker::Check,
                ToWorker::Download,
                ToWorker::Agree(true),
                install(),
            ] {
                all(&mut browser, message);
            }
        }
        assert!(is_ready(&browser), "seed {seed}");
        browser.open("/");
        browser.settle();
        let left: Vec<&String> = browser.store.segments().keys().collect();
        assert_eq!(left, Vec::<&String>::new(), "seed {seed}");
    }
}

#[test]
fn an_origin_without_ranges_costs_one_request_and_gives_the_body_in_one_piece() {
    for ranges in [Ranges::Ignored, Ranges::Wrong] {
        let mut browser = visited(5);
        browser.origin.ranges = ranges;
        all(&mut browser, install());
        assert!(is_ready(&browser), "{ranges:?}");
        let patch = whole_patch(&browser);
        let most = patch.bytes + STOP_BYTES;
        assert!(asked(&browser, &patch.path()) <= most, "{ranges:?}");
        assert_eq!(asked(&browser, &game(&browser).path), 0, "{ranges:?}");
        assert_eq!(browser.store.segments().len(), 0, "{ranges:?}");
    }
}

#[test]
fn a_body_whose_length_changed_leads_to_the_whole_file() {
    let mut browser = visited(6);
    let path = whole_patch(&browser).path();
    begun(&mut browser, 2);
    browser.stop(Slot::Active);
    browser.origin.spoil(&path, Some(b"<html>log in"));
    all(&mut browser, ToWorker::Status);
    assert!(is_ready(&browser));
    assert_eq!(asked(&browser, &game(&browser).path), game(&browser).bytes);
    assert_eq!(browser.store.segments().len(), 0);
}

#[test]
fn segments_that_a_disk_damaged_are_dropped_and_the_body_is_fetched_in_one_piece() {
    let mut browser = visited(7);
    begun(&mut browser, 4);
    browser.stop(Slot::Active);
    browser.store.damage_segments();
    all(&mut browser, ToWorker::Status);
    assert!(is_ready(&browser));
    assert_eq!(asked(&browser, &game(&browser).path), 0);
    assert_eq!(browser.store.segments().len(), 0);
}

#[test]
fn without_a_database_a_long_body_comes_in_one_piece() {
    let mut browser = visited(8);
    browser.store.database_refused = true;
    all(&mut browser, install());
    assert!(is_ready(&browser));
    let patch = whole_patch(&browser);
    assert!(asked(&browser, &patch.path()) <= patch.bytes + STOP_BYTES);
}

#[test]
fn what_came_of_a_body_that_is_not_wanted_any_more_goes_with_its_release() {
    let mut browser = visited(9);
    begun(&mut browser, 3);
    all(&mut browser, ToWorker::Cancel);
    browser.origin.publish(product(2));
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(&mut browser, message);
    }
    let newest = browser.origin.head().expect("it is published");
    assert_eq!(browser.active(), Some(newest));
    all(&mut browser, ToWorker::Status);
    assert_eq!(browser.store.segments().len(), 0);
}

#[test]
fn what_came_of_a_game_goes_when_the_player_removes_it() {
    for message in [
        ToWorker::RemoveGame {
            id: GAME.to_owned(),
        },
        ToWorker::Clear,
    ] {
        let mut browser = visited(14);
        begun(&mut browser, 3);
        all(&mut browser, ToWorker::Cancel);
        all(&mut browser, message);
        assert_eq!(browser.store.segments().len(), 0);
    }
}

#[test]
fn where_there_is_no_room_segments_go_before_any_file() {
    let mut browser = visited(10);
    begun(&mut browser, 5);
    all(&mut browser, ToWorker::Cancel);
    let files = browser.store.caches().clone();
    assert!(browser.store.segments().len() >= 5);
    // Room for the other game, if the segments go.
    browser.store.quota_bytes = Some(browser.store.bytes() + 1000);
    let ember = ToWorker::InstallGame {
        id: "ember".to_owned(),
    };
    all(&mut browser, ember);
    assert_eq!(browser.store.segments().len(), 0);
    let newest = browser.origin.head().expect("it is published").clone();
    assert!(browser.is_offline_ready(&newest, "ember"));
    for (cache, before) in &files {
        for path in before.keys() {
            assert!(browser.store.get(cache, path).is_some(), "{path} is there");
        }
    }
    assert_eq!(status(&browser).trouble, None);
}

/// What is written to the disk for each byte of a file, told where tests print: `cargo test -- --nocapture`.
#[test]
fn a_long_body_is_written_as_segments_once_and_as_a_file_once() {
    let mut browser = visited(11);
    let before = browser.store.written_bytes;
    all(&mut browser, install());
    let written = browser.store.written_bytes - before;
    let file = game(&browser).bytes;
    let patch = whole_patch(&browser).bytes;
    println!(
        "{written} bytes written for a file of {file} whose patch has {patch}: {:.2} times",
        written as f64 / file as f64
    );
    assert_eq!(written, file + patch);
}
