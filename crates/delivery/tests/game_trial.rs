//! The update of a published game is on trial until it was played: the edition before it comes back by itself.

use delivery::{OBJECTS, Table};
use package::{Capability, digest_from_bytes};
use protocol::worker::{Found, Package, PackageTrial, ToWorker};
use testkit::{Author, Browser, Dice, Edition, Kill, Origin, Product, Refusal, Slot};

const GAME: &str = "meteors";

/// Editions have one asset in common, and one that is their own.
fn edition(number: u64) -> Edition {
    let mut module = Dice::new(2).bytes(9000);
    module[4000..4008].copy_from_slice(&number.to_le_bytes());
    Edition {
        number,
        module,
        assets: vec![
            ("sounds.bin".to_owned(), Dice::new(1).bytes(50_000)),
            ("level.bin".to_owned(), Dice::new(10 + number).bytes(20_000)),
        ],
        capabilities: vec![Capability::Saves],
    }
}

fn objects(number: u64) -> Vec<String> {
    let edition = edition(number);
    let assets = edition.assets.iter();
    let mut paths: Vec<String> = assets
        .map(|(_, content)| format!("/c/{}.bin", digest_from_bytes(content)))
        .collect();
    paths.push(format!("/c/{}.wasm", digest_from_bytes(&edition.module)));
    paths
}

fn is_whole(browser: &Browser, number: u64) -> bool {
    let paths = objects(number);
    let mut paths = paths.iter();
    paths.all(|path| browser.store.get(OBJECTS, path).is_some())
}

fn all(browser: &mut Browser, message: &ToWorker) {
    browser.send_all(message);
    browser.settle();
}

fn find(browser: &mut Browser) {
    let id = GAME.to_owned();
    all(browser, &ToWorker::Find { id });
}

fn install(browser: &mut Browser) {
    let id = GAME.to_owned();
    all(browser, &ToWorker::InstallGame { id });
}

fn update(browser: &mut Browser) {
    find(browser);
    install(browser);
}

fn tried(release: u64, found: Found) -> ToWorker {
    ToWorker::GameTried {
        id: GAME.to_owned(),
        release,
        found,
    }
}

/// How a page finds the game after the worker was stopped.
fn told(browser: &mut Browser) -> (Package, Option<PackageTrial>) {
    browser.stop(Slot::Active);
    all(browser, &ToWorker::Status);
    let page = browser.pages.values().next().expect("a page is open");
    let status = page.status().expect("the worker told it");
    let mut trials = status.trials.iter();
    let trial = trials.find(|trial| trial.id == GAME).cloned();
    let package = page.package(GAME).expect("the game was found");
    (package.clone(), trial)
}

/// The release that is played, and the one to go back to.
fn played(browser: &mut Browser) -> (u64, Option<u64>) {
    let (package, trial) = told(browser);
    assert!(package.offline_ready(), "{package:?}");
    assert!(is_whole(browser, package.release), "{package:?}");
    (package.release, trial.and_then(|trial| trial.former))
}

fn failed_version(browser: &mut Browser) -> Option<String> {
    let failed = told(browser).1.and_then(|trial| trial.failed)?;
    assert_eq!(failed.version, format!("1.{}.0", failed.release));
    Some(failed.version)
}

/// A player of edition 1, and its author.
fn player(seed: u64) -> (Browser, Author) {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 3000));
    let mut author = Author::new(GAME);
    author.publish(&mut origin, &edition(1));
    let mut browser = Browser::visited(seed, origin);
    update(&mut browser);
    (browser, author)
}

/// A player of edition 2, which came after edition 1 and is on trial.
fn player_on_trial(seed: u64) -> (Browser, Author) {
    let (mut browser, mut author) = player(seed);
    author.publish(&mut browser.origin, &edition(2));
    update(&mut browser);
    assert_eq!(played(&mut browser), (2, Some(1)));
    (browser, author)
}

/// What a page does that finds edition 2 failing: it says so until the worker has gone back.
fn play_broken_second(browser: &mut Browser) {
    for _ in 0..3 {
        if played(browser).0 == 2 {
            all(browser, &tried(2, Found::Failed));
        }
    }
}

#[test]
fn the_first_edition_has_nothing_to_go_back_to_and_is_not_on_trial() {
    let (mut browser, _) = player(1);
    assert_eq!(played(&mut browser), (1, None));
    all(&mut browser, &tried(1, Found::Failed));
    assert_eq!(played(&mut browser), (1, None));
    assert_eq!(failed_version(&mut browser), None);
}

#[test]
fn both_editions_are_whole_while_the_newer_one_is_on_trial() {
    let (mut browser, _) = player_on_trial(2);
    // Everything that asks for a look at what is needed.
    for message in [ToWorker::Check, ToWorker::Verify, ToWorker::Status] {
        all(&mut browser, &message);
    }
    assert!(is_whole(&browser, 1) && is_whole(&browser, 2));
}

#[test]
fn a_failed_edition_gives_way_without_a_network_and_is_not_fetched_again() {
    let (mut browser, _) = player_on_trial(3);
    browser.weather.offline = true;
    browser.http_cache_is_empty();
    all(&mut browser, &tried(2, Found::Failed));
    assert_eq!(played(&mut browser), (1, None));
    assert_eq!(failed_version(&mut browser).as_deref(), Some("1.2.0"));
    assert!(!is_whole(&browser, 2), "nobody needs it");

    browser.weather.offline = false;
    browser.requests.clear();
    for _ in 0..2 {
        update(&mut browser);
        let (package, _) = told(&mut browser);
        assert_eq!((package.release, package.update), (1, None));
    }
    let fetched: Vec<&String> = browser
        .requests
        .keys()
        .filter(|path| path.starts_with("/c/") || path.starts_with("/d/"))
        .collect();
    assert_eq!(fetched, Vec::<&String>::new());
    // It is said again and again, and means nothing any more.
    all(&mut browser, &tried(2, Found::Failed));
    assert_eq!(played(&mut browser), (1, None));
}

#[test]
fn the_edition_after_a_failed_one_is_taken_and_is_on_trial_itself() {
    let (mut browser, mut author) = player_on_trial(4);
    play_broken_second(&mut browser);
    author.publish(&mut browser.origin, &edition(3));
    update(&mut browser);
    assert_eq!(played(&mut browser), (3, Some(1)));
    all(&mut browser, &tried(3, Found::Good));
    assert_eq!(played(&mut browser), (3, None));
    assert_eq!(failed_version(&mut browser), None);
    assert!(!is_whole(&browser, 1));
}

#[test]
fn an_edition_that_proved_good_lets_what_only_the_former_one_needs_go() {
    let (mut browser, _) = player_on_trial(5);
    all(&mut browser, &tried(2, Found::Good));
    assert_eq!(played(&mut browser), (2, None));
    let shared: Vec<String> = objects(1)
        .into_iter()
        .filter(|path| browser.store.get(OBJECTS, path).is_some())
        .collect();
    assert_eq!(shared, [objects(1)[0].clone()], "the sounds of both");
    all(&mut browser, &tried(2, Found::Failed));
    assert_eq!(played(&mut browser), (2, None), "too late to say so");
}

#[test]
fn what_is_said_of_another_edition_changes_nothing() {
    let (mut browser, _) = player_on_trial(6);
    for number in [0, 1, 3] {
        all(&mut browser, &tried(number, Found::Failed));
        all(&mut browser, &tried(number, Found::Good));
    }
    assert_eq!(played(&mut browser), (2, Some(1)));
}

#[test]
fn an_unproved_edition_that_is_replaced_is_nothing_to_go_back_to() {
    let (mut browser, mut author) = player_on_trial(7);
    author.publish(&mut browser.origin, &edition(3));
    update(&mut browser);
    assert_eq!(played(&mut browser), (3, Some(1)));
    all(&mut browser, &tried(3, Found::Failed));
    assert_eq!(played(&mut browser), (1, None));
}

#[test]
fn what_is_offered_while_an_edition_fails_stays_offered() {
    let (mut browser, mut author) = player_on_trial(8);
    author.publish(&mut browser.origin, &edition(3));
    find(&mut browser);
    all(&mut browser, &tried(2, Found::Failed));
    assert_eq!(played(&mut browser), (1, None));
    let (package, _) = told(&mut browser);
    assert_eq!(package.update.map(|update| update.release), Some(3));
    install(&mut browser);
    assert_eq!(played(&mut browser), (3, Some(1)));
}

#[test]
fn whenever_the_worker_is_stopped_while_it_goes_back_one_edition_is_whole() {
    let effects = {
        let (mut browser, _) = player_on_trial(9);
        let before = browser.effects;
        play_broken_second(&mut browser);
        browser.effects - before
    };
    for (effect, after) in (1..=effects).flat_map(|it| [(it, false), (it, true)]) {
        let (mut browser, mut author) = player_on_trial(9);
        browser.weather.offline = true;
        let effect = browser.effects + effect;
        browser.kill = Kill::At { effect, after };
        // Whichever it finds is whole: `played` looks.
        play_broken_second(&mut browser);
        browser.kill = Kill::Never;
        play_broken_second(&mut browser);
        let what = format!("stopped at {effect}, after: {after}");
        assert_eq!(played(&mut browser), (1, None), "{what}");
        browser.weather.offline = false;
        update(&mut browser);
        assert_eq!(played(&mut browser), (1, None), "{what}");
        author.publish(&mut browser.origin, &edition(3));
        update(&mut browser);
        assert_eq!(played(&mut browser), (3, Some(1)), "{what}");
    }
}

#[test]
fn whenever_the_worker_is_stopped_while_an_update_is_taken_or_proves_good_one_edition_is_whole() {
    let go_on = |browser: &mut Browser| {
        update(browser);
        all(browser, &tried(2, Found::Good));
        browser.stop(Slot::Active);
    };
    let begin = |seed| {
        let (mut browser, mut author) = player(seed);
        author.publish(&mut browser.origin, &edition(2));
        browser
    };
    let effects = {
        let mut browser = begin(10);
        let before = browser.effects;
        go_on(&mut browser);
        browser.effects - before
    };
    for (effect, after) in (1..=effects).flat_map(|it| [(it, false), (it, true)]) {
        let mut browser = begin(10);
        let effect = browser.effects + effect;
        browser.kill = Kill::At { effect, after };
        go_on(&mut browser);
        browser.kill = Kill::Never;
        let what = format!("stopped at {effect}, after: {after}");
        let (package, trial) = told(&mut browser);
        assert!(package.offline_ready(), "{what}: {package:?}");
        if trial.is_some_and(|trial| trial.former == Some(1)) {
            assert!(is_whole(&browser, 1), "{what}");
        }
        go_on(&mut browser);
        assert_eq!(played(&mut browser), (2, None), "{what}");
    }
}

#[test]
fn a_verdict_that_the_browser_does_not_write_lets_nothing_go() {
    for found in [Found::Good, Found::Failed] {
        let (mut browser, _) = player_on_trial(11);
        browser.store.refusal = Some(Refusal::From(browser.store.writes + 1));
        all(&mut browser, &tried(2, found));
        browser.store.refusal = None;
        assert_eq!(played(&mut browser), (2, Some(1)));
        assert!(is_whole(&browser, 1), "{found:?}");
    }
}

#[test]
fn where_there_is_no_room_the_former_edition_goes_before_a_kept_game_is_asked_for() {
    let (mut browser, _) = player_on_trial(12);
    browser.store.quota_bytes = Some(browser.store.bytes() + 1000);
    let id = "ember".to_owned();
    all(&mut browser, &ToWorker::InstallGame { id });
    let head = browser.active().expect("installed").clone();
    assert!(browser.is_offline_ready(&head, "ember"));
    assert!(!is_whole(&browser, 1));
    assert_eq!(played(&mut browser), (2, None));
    // With nothing to go back to, nothing is judged.
    all(&mut browser, &tried(2, Found::Failed));
    assert_eq!(played(&mut browser), (2, None));
}

#[test]
fn a_former_edition_that_an_open_page_may_play_stays() {
    let (mut browser, _) = player_on_trial(13);
    browser.open(&format!("/play/{GAME}/")).expect("it opens");
    browser.settle();
    browser.store.quota_bytes = Some(browser.store.bytes() + 1000);
    let id = "ember".to_owned();
    all(&mut browser, &ToWorker::InstallGame { id });
    assert!(is_whole(&browser, 1));
    assert_eq!(played(&mut browser), (2, Some(1)));
}

#[test]
fn damage_to_the_former_edition_is_mended_by_the_repair() {
    let (mut browser, _) = player_on_trial(14);
    let level = &objects(1)[1];
    browser.store.damage(OBJECTS, level);
    all(&mut browser, &ToWorker::Verify);
    assert_eq!(
        browser.store.get(OBJECTS, level),
        Some(&edition(1).assets[1].1)
    );
}

#[test]
fn an_edition_that_failed_under_a_failed_release_of_the_site_may_come_again() {
    let (mut browser, mut author) = player(15);
    browser.origin.publish(Product::new(2, 3000));
    browser.pages_prove = false;
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(&mut browser, &message);
    }
    assert_eq!(browser.active().map(|head| head.number), Some(2));
    author.publish(&mut browser.origin, &edition(2));
    update(&mut browser);
    all(&mut browser, &tried(2, Found::Failed));
    assert_eq!(played(&mut browser), (1, None));
    update(&mut browser);
    assert_eq!(played(&mut browser), (1, None), "as far as is known");

    let (good, refused) = (1, 2);
    all(&mut browser, &ToWorker::Tried { good, refused });
    update(&mut browser);
    assert_eq!(played(&mut browser), (2, Some(1)));
}

#[test]
fn a_game_that_was_removed_is_seen_for_the_first_time_again() {
    let (mut browser, _) = player_on_trial(16);
    let id = GAME.to_owned();
    all(&mut browser, &ToWorker::RemoveGame { id });
    assert!(!is_whole(&browser, 1) && !is_whole(&browser, 2));
    update(&mut browser);
    assert_eq!(played(&mut browser), (2, None));
}

#[test]
fn a_record_from_before_trials_is_read_and_one_from_after_them_is_kept_whole() {
    let key = format!("game/{GAME}");
    let (mut browser, mut author) = player(17);
    let record = |browser: &Browser| {
        let record = browser.store.record(Table::Regions, &key);
        record.expect("the record of the game").clone()
    };
    let write = |browser: &mut Browser, value: Vec<u8>| {
        browser.stop(Slot::Active);
        browser.store.put_record(Table::Regions, &key, value);
    };
    // Two numbers, then parts behind their lengths: belief, and three of each edition.
    let parts = |record: &[u8]| {
        let mut rest = &record[16..];
        let mut lengths = Vec::new();
        while let Some((length, behind)) = rest.split_first_chunk() {
            lengths.push(u64::from_le_bytes(*length) as usize);
            rest = &behind[*lengths.last().expect("pushed")..];
        }
        lengths
    };
    assert_eq!(parts(&record(&browser)).len(), 4, "as it always was");

    author.publish(&mut browser.origin, &edition(2));
    update(&mut browser);
    let on_trial = record(&browser);
    let lengths = parts(&on_trial);
    assert_eq!((lengths.len(), lengths[4]), (9, 0), "{lengths:?}");
    let unknown = [&3_u64.to_le_bytes()[..], b"new"].concat();
    write(&mut browser, [&on_trial[..], &unknown[..]].concat());
    assert_eq!(played(&mut browser), (2, Some(1)));
    all(&mut browser, &tried(2, Found::Failed));
    assert!(record(&browser).ends_with(&unknown));
    assert_eq!(played(&mut browser), (1, None));

    // A record that ends anywhere is read as far as it goes, or taken for none.
    for end in 16..on_trial.len() {
        write(&mut browser, on_trial[..end].to_vec());
        browser.send_all(&ToWorker::Status);
        browser.settle();
    }
    let without_trial: usize = 16 + lengths[..4].iter().map(|length| 8 + length).sum::<usize>();
    write(&mut browser, on_trial[..without_trial].to_vec());
    let (package, trial) = told(&mut browser);
    assert_eq!((package.release, trial), (2, None));
}
