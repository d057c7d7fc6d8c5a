//! While a game is being installed, or others are fetched ahead.

use delivery::Served;
use protocol::worker::ToWorker;
use testkit::{Browser, Weather};

use super::{LEVELS, asked, is_stored, visited, where_served};

fn install(browser: &mut Browser) {
    let id = "caves".to_owned();
    browser.send_all(&ToWorker::InstallGame { id });
}

#[test]
fn a_page_waits_for_nothing_that_is_fetched_for_later() {
    for seed in 0..40 {
        let mut browser = visited(seed);
        install(&mut browser);
        let begun = seed as usize % 4;
        browser.run_until(|browser| {
            let begun_on = |path: &&&str| asked(browser, path) > 0;
            LEVELS.iter().filter(begun_on).count() >= begun
        });
        let at = browser.now;
        browser.want(LEVELS[3]);
        browser.run_until(|browser| !browser.served.is_empty());
        let took = browser.now - at;
        assert!(took < 250, "seed {seed}: after {took} ms");
        browser.settle();
        assert_eq!(where_served(&browser, LEVELS[3]), [Served::Stored]);
        for path in LEVELS {
            assert!(is_stored(&browser, 1, path), "seed {seed}: {path}");
        }
        assert_eq!(asked(&browser, LEVELS[3]), 1, "seed {seed}");
        let pages = browser.pages.values();
        let statuses = pages.flat_map(|page| page.status());
        let mut games = statuses.flat_map(|status| &status.games);
        let caves = games.find(|game| game.id == "caves");
        assert!(
            caves.is_some_and(|game| game.installed && game.offline_ready()),
            "seed {seed}: {caves:?}"
        );
    }
}

#[test]
fn what_a_page_waited_for_in_vain_is_still_to_be_installed() {
    for seed in 0..40 {
        let mut browser = visited(seed);
        install(&mut browser);
        browser.run_until(|browser| asked(browser, LEVELS[0]) > 0);
        browser.weather.loss = 100;
        browser.want(LEVELS[3]);
        browser.run_until(|browser| !browser.served.is_empty());
        let served = where_served(&browser, LEVELS[3]);
        assert_eq!(served, [Served::Nowhere], "seed {seed}");
        browser.weather = Weather::default();
        browser.settle();
        for path in LEVELS {
            assert!(is_stored(&browser, 1, path), "seed {seed}: {path}");
        }
    }
}

#[test]
fn an_installation_with_a_file_that_is_wrong_and_asked_for_again_and_again_lets_others_come_first()
{
    for seed in 0..20 {
        let mut browser = visited(seed);
        browser.origin.spoil(LEVELS[3], Some(b"another level"));
        browser.now += 120_000;
        let heads = asked(&browser, "/head");
        install(&mut browser);
        for times in 1..=20 {
            browser.want(LEVELS[3]);
            browser.run_until(|browser| browser.served.len() == times);
            let next = browser.now + 1000;
            browser.run_until(|browser| browser.now >= next);
        }
        assert!(asked(&browser, "/head") > heads, "seed {seed}");
        browser.settle();
        let served = where_served(&browser, LEVELS[3]);
        assert_eq!(served, [Served::Nowhere; 20], "seed {seed}");
    }
}

#[test]
fn what_is_fetched_ahead_and_then_waited_for_is_not_begun_anew() {
    for seed in 0..40 {
        let mut browser = visited(seed);
        let paths: Vec<String> = LEVELS.iter().map(|path| (*path).to_owned()).collect();
        browser.fetch_ahead(&paths);
        browser.run_until(|browser| asked(browser, LEVELS[1]) > 0);
        browser.want(LEVELS[1]);
        browser.want(LEVELS[3]);
        browser.run_until(|browser| browser.served.len() == 2);
        let others = browser.priorities.iter();
        let mut others = others.filter(|(_, path, _)| path == LEVELS[2]);
        assert_eq!(others.next(), None, "seed {seed}: what waits comes later");
        browser.settle();
        for path in LEVELS {
            assert!(is_stored(&browser, 1, path), "seed {seed}: {path}");
        }
        assert_eq!(
            LEVELS.map(|path| asked(&browser, path)),
            [1; 4],
            "seed {seed}"
        );
    }
}

#[test]
fn in_rough_weather_every_page_is_answered() {
    for seed in 0..60 {
        let mut browser = visited(seed);
        browser.weather = Weather::rough(12);
        install(&mut browser);
        for path in LEVELS {
            browser.want(path);
            for _ in 0..seed % 9 {
                browser.step();
            }
        }
        browser.settle();
        for path in LEVELS {
            let served = where_served(&browser, path);
            assert_eq!(served.len(), 1, "seed {seed}: {path}");
            assert!(served[0] != Served::Elsewhere, "seed {seed}: {path}");
            let is_there = served[0] != Served::Stored || is_stored(&browser, 1, path);
            assert!(is_there, "seed {seed}: {path}");
        }
    }
}
