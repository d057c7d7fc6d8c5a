//! A deployment seen from every kind of player, on the strictest host: one that keeps no file of an older release. Every
//! page that is opened, and every page that is open, has all that it needs, at every step.

use delivery::OBJECTS;
use package::Region;
use protocol::worker::ToWorker;
use testkit::{Browser, Origin, Product, Weather};

const NEWEST: u64 = 9;
const GAME_BYTES: usize = 20_000;
const PATHS: [&str; 3] = ["/", "/settings/", "/play/ember/"];

#[derive(Debug, Clone, Copy)]
enum Network {
    Online,
    Offline,
    Flaky,
}

/// A player whose last visit was when `release` was the newest, with `tabs` open since and the game kept.
fn player(release: u64, tabs: usize, network: Network) -> Browser {
    let mut origin = Origin::signed();
    origin.lists_patches = true;
    for number in 1..=release {
        origin.publish(Product::new(number, GAME_BYTES));
    }
    let mut browser = Browser::visited(release, origin);
    browser.send_all(&ToWorker::InstallGame {
        id: "ember".to_owned(),
    });
    browser.settle();
    for path in PATHS.iter().cycle().skip(1).take(tabs - 1) {
        browser.open(path);
    }
    browser.settle();
    for number in release + 1..=NEWEST {
        browser.origin.publish(Product::new(number, GAME_BYTES));
    }
    browser.origin.forget_old_objects();
    browser.http_cache_is_empty();
    match network {
        Network::Online => {}
        Network::Offline => browser.weather.offline = true,
        Network::Flaky => browser.weather = Weather::rough(20),
    }
    browser
}

/// Every file that a page of `release` may ask for is stored or at the origin.
fn has_all(browser: &Browser, release: u64) -> bool {
    let files = browser.origin.release(release).files().iter();
    let mut objects = files.filter(|file| package::is_object_path(&file.path));
    objects.all(|file| {
        let is_game_elsewhere = matches!(&file.region, Region::Game(id) if id != "ember");
        let at_origin = !browser.weather.offline && browser.origin.get(&file.path).is_some();
        is_game_elsewhere || at_origin || browser.store.get(OBJECTS, &file.path).is_some()
    })
}

/// The pages that cannot be opened, or would miss a file, now.
fn failed_loads(browser: &Browser) -> Vec<String> {
    let mut failed = Vec::new();
    for path in PATHS {
        let html = browser.navigate(path);
        let release = html.as_ref().and_then(|html| {
            let (page, number) = html.rsplit_once(" of ")?;
            number.parse().ok().filter(|_| page == path)
        });
        if !release.is_some_and(|release| has_all(browser, release)) {
            failed.push(format!("{path}: {html:?}"));
        }
    }
    for page in browser.pages.values() {
        if !has_all(browser, page.release) {
            failed.push(format!("{} of {} is open", page.path, page.release));
        }
    }
    failed
}

#[test]
fn no_load_fails_whoever_comes_back_with_whatever_open_over_whatever_network() {
    let mut looks = 0;
    for release in [1, NEWEST - 5, NEWEST - 1] {
        for tabs in [1, 3] {
            for network in [Network::Online, Network::Offline, Network::Flaky] {
                looks += deploy(release, tabs, network);
            }
        }
    }
    assert!(looks > 1000, "{looks} looks show little");
}

/// Goes through with an update; how often everything was looked at.
fn deploy(release: u64, tabs: usize, network: Network) -> u32 {
    let mut browser = player(release, tabs, network);
    let mut looks = 0;
    let mut check = |browser: &Browser, when: &str| {
        let failed = failed_loads(browser);
        assert_eq!(
            failed,
            Vec::<String>::new(),
            "{when}, from release {release} with {tabs} tabs, {network:?}"
        );
        looks += 1;
    };
    check(&browser, "before anything");
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        browser.send_all(&message);
        while browser.step() {
            check(&browser, &format!("during {message:?}"));
        }
    }
    browser.look_for_update();
    while browser.step() {
        check(&browser, "while the browser looks for a newer worker");
    }
    if matches!(network, Network::Online) {
        assert_eq!(browser.active(), browser.origin.head(), "it is taken");
        assert!(browser.pages.values().all(|page| page.release == NEWEST));
    }
    looks
}

#[test]
fn a_missing_file_is_seen_by_these_tests() {
    let mut browser = player(1, 1, Network::Offline);
    assert_eq!(failed_loads(&browser), Vec::<String>::new());
    let release = browser.origin.release(1).clone();
    let mut files = release.files().iter();
    let script = files.find(|file| file.path.ends_with(".js"));
    browser
        .store
        .lose(OBJECTS, &script.expect("there is one").path);
    assert_eq!(failed_loads(&browser).len(), PATHS.len() + 1);
}

#[test]
fn play_goes_on_wherever_in_an_update_the_store_is_full() {
    let most = 8_000 + GAME_BYTES as u64;
    let mut taken = 0;
    let mut refused = 0;
    for room in (0..most).step_by(499) {
        let mut browser = player(1, 1, Network::Online);
        let active = browser.active().expect("it is installed").clone();
        browser.store.quota_bytes = Some(browser.store.bytes() + room);
        for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
            browser.send_all(&message);
            browser.settle();
            assert_eq!(failed_loads(&browser), Vec::<String>::new(), "{room} bytes");
        }
        browser.weather.offline = true;
        assert_eq!(
            failed_loads(&browser),
            Vec::<String>::new(),
            "offline, {room} bytes"
        );
        let now = browser.active().expect("there is a worker").clone();
        assert_eq!(browser.missing(&now), Vec::<String>::new());
        assert!(browser.is_offline_ready(&now, "ember"), "{room} bytes");
        taken += u32::from(now != active);
        refused += u32::from(now == active);
    }
    assert!(taken > 3 && refused > 3, "{taken} taken, {refused} refused");
}

#[test]
fn a_first_visit_plays_from_the_network_wherever_the_store_is_full() {
    for quota in (0..30_000).step_by(499) {
        let mut origin = Origin::default();
        origin.publish(Product::new(1, GAME_BYTES));
        let mut browser = Browser::new(quota, origin);
        browser.store.quota_bytes = Some(quota);
        browser.open("/play/ember/").expect("the origin answers");
        browser.settle();
        browser.send_all(&ToWorker::InstallGame {
            id: "ember".to_owned(),
        });
        browser.settle();
        assert_eq!(
            failed_loads(&browser),
            Vec::<String>::new(),
            "{quota} bytes"
        );
    }
}
