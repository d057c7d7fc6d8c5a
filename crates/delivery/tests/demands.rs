//! A page waits for a file that is not stored: it comes at once, before everything else, and never otherwise than the
//! release says.

use delivery::{MAX_WHOLE_BYTES, Priority, Served, pages_cache};
use package::Region;
use protocol::{
    ahead::{AheadWish, Gate, Question, Used},
    worker::{FromWorker, ToWorker},
};
use testkit::{Browser, Origin, Product, Slot, Weather};

const LEVELS: [&str; 4] = ["/1.level", "/2.level", "/3.level", "/4.level"];

fn product(number: u64) -> Product {
    let product = Product::new(number, 40_000);
    let lengths = [90_000, 120_000, 150_000, 180_000];
    LEVELS
        .iter()
        .zip(lengths)
        .fold(product, |product, (path, bytes)| {
            product.with_long_file(path, "caves", bytes)
        })
}

fn visited(seed: u64) -> Browser {
    let mut origin = Origin::default();
    origin.publish(product(1));
    Browser::visited(seed, origin)
}

fn is_stored(browser: &Browser, release: u64, path: &str) -> bool {
    let cache = pages_cache(&browser.origin.head_of(release));
    browser.store.get(&cache, path).is_some()
}

fn where_served(browser: &Browser, path: &str) -> Vec<Served> {
    let served = browser.served.iter().filter(|(_, it, _)| it == path);
    served.map(|(_, _, from)| *from).collect()
}

fn asked(browser: &Browser, path: &str) -> u32 {
    browser.requests.get(path).copied().unwrap_or_default()
}

fn install(browser: &mut Browser) {
    let id = "caves".to_owned();
    browser.send_all(&ToWorker::InstallGame { id });
}

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

/// A visit to a site with a file that comes whole for a range of it, and one that is a byte too long for that.
fn visited_with_film(seed: u64) -> Browser {
    let film = |bytes: u64| vec![7; bytes as usize];
    let product = Product::new(1, 40_000)
        .with_file("/short.film", "caves", film(MAX_WHOLE_BYTES))
        .with_file("/long.film", "caves", film(MAX_WHOLE_BYTES + 1));
    let mut origin = Origin::default();
    origin.publish(product);
    Browser::visited(seed, origin)
}

#[test]
fn whoever_wants_a_range_of_a_file_that_is_not_long_gets_it_verified() {
    for is_restarted in [false, true] {
        let mut browser = visited_with_film(9);
        if is_restarted {
            browser.stop(Slot::Active);
        }
        browser.want_part("/short.film", true);
        browser.want_part("/short.film", true);
        browser.want("/short.film");
        browser.settle();
        let served = where_served(&browser, "/short.film");
        assert_eq!(served, [Served::Stored]);
        assert!(is_stored(&browser, 1, "/short.film"));
        browser.want_part("/short.film", true);
        browser.settle();
        let served = where_served(&browser, "/short.film");
        assert_eq!(served, [Served::Stored; 2]);
        assert_eq!(asked(&browser, "/short.film"), 1);
    }
}

#[test]
fn a_range_of_a_file_that_is_not_what_the_release_says_is_nowhere() {
    let mut browser = visited(10);
    browser.origin.spoil(LEVELS[0], Some(b"another level"));
    browser.want_part(LEVELS[0], true);
    browser.settle();
    assert_eq!(where_served(&browser, LEVELS[0]), [Served::Nowhere]);
    assert!(!is_stored(&browser, 1, LEVELS[0]));
}

#[test]
fn a_range_of_a_long_file_is_for_the_origin_and_all_of_it_is_not() {
    for orders in [[true, false], [false, true]] {
        let mut browser = visited_with_film(11);
        browser.stop(Slot::Active);
        browser.want_part("/long.film", true);
        browser.settle();
        let served = where_served(&browser, "/long.film");
        assert_eq!(served, [Served::InRanges]);
        assert_eq!(asked(&browser, "/long.film"), 0);
        browser.stop(Slot::Active);
        for ranged in orders {
            browser.want_part("/long.film", ranged);
        }
        browser.settle();
        let served = where_served(&browser, "/long.film");
        let want = [Served::InRanges, Served::InRanges, Served::Stored];
        assert_eq!(served, want, "{orders:?}");
        browser.want_part("/long.film", true);
        browser.settle();
        let served = where_served(&browser, "/long.film");
        assert_eq!(served.last(), Some(&Served::Stored), "{orders:?}");
        assert_eq!(asked(&browser, "/long.film"), 1, "{orders:?}");
    }
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
fn what_pages_use_goes_to_the_predictor_and_what_it_names_is_fetched() {
    let mut browser = visited(6);
    browser.likely = vec![LEVELS[1].to_owned(), LEVELS[2].to_owned()];
    browser.want(LEVELS[0]);
    browser.settle();
    let used = |path: &str| {
        let paths = vec![path.to_owned()];
        ToWorker::Used(Used {
            paths,
            ..Used::default()
        })
    };
    browser.send_all(&used(LEVELS[0]));
    browser.settle();
    let Question::Begin { game, files, hints } = &browser.questions[0] else {
        panic!("the first thing is which files there are");
    };
    assert_eq!((game.as_str(), hints), ("games", &None));
    let caves = files.iter().filter(|file| file.path.ends_with(".level"));
    let caves: Vec<(&str, bool)> = caves.map(|it| (it.path.as_str(), it.is_stored)).collect();
    assert_eq!(caves, LEVELS.map(|path| (path, path == LEVELS[0])).to_vec());
    assert!(is_stored(&browser, 1, LEVELS[1]) && is_stored(&browser, 1, LEVELS[2]));
    assert!(!is_stored(&browser, 1, LEVELS[3]));

    browser.weather.offline = true;
    browser.likely = vec![LEVELS[3].to_owned()];
    browser.send_all(&used(LEVELS[1]));
    browser.settle();
    browser.stop(Slot::Active);
    browser.send_all(&used(LEVELS[2]));
    browser.settle();
    let asked = browser.questions.len();
    browser.send_all(&used(LEVELS[2]));
    browser.settle();
    let begun = |question: &&Question| matches!(question, Question::Begin { .. });
    assert_eq!(
        browser.questions.iter().filter(begun).count(),
        2,
        "each worker tells its own"
    );
    let Some(Question::Used { missing, .. }) = browser.questions.get(asked) else {
        panic!("a report is a question");
    };
    assert_eq!(missing, &[LEVELS[3]], "what was named and did not come");

    // Browsers leave alone what a release's paths escape, and the other way round.
    browser.send_all(&ToWorker::Used(Used {
        paths: vec!["/walls(1).png".to_owned()],
        near: vec!["/%61,b.png".to_owned()],
        ..Used::default()
    }));
    browser.settle();
    let Some(Question::Used { used, .. }) = browser.questions.last() else {
        panic!("a report is a question");
    };
    assert_eq!(used.paths, ["/walls%281%29.png"]);
    assert_eq!(used.near, ["/a%2Cb.png"]);

    browser.send_all(&ToWorker::Ahead(AheadWish::Report));
    browser.settle();
    let told = browser.pages.values().flat_map(|page| &page.told);
    assert_eq!(
        told.filter(|it| matches!(it, FromWorker::Ahead(_))).count(),
        1
    );
}

#[test]
fn while_a_report_is_judged_what_comes_ahead_goes_on() {
    for seed in 0..30 {
        let mut browser = visited(seed);
        let mut paths: Vec<String> = LEVELS.iter().map(|path| (*path).to_owned()).collect();
        browser.likely.clone_from(&paths);
        browser.send_all(&ToWorker::Used(Used::default()));
        browser.run_until(|browser| asked(browser, LEVELS[0]) > 0);
        paths.swap(1, 3);
        browser.likely.clone_from(&paths);
        browser.send_all(&ToWorker::Used(Used::default()));
        browser.settle();
        for path in LEVELS {
            assert!(is_stored(&browser, 1, path), "seed {seed}: {path}");
            assert_eq!(asked(&browser, path), 1, "seed {seed}: {path}");
        }

        let mut browser = visited(seed);
        browser.likely.clone_from(&paths);
        browser.send_all(&ToWorker::Used(Used::default()));
        browser.run_until(|browser| asked(browser, LEVELS[0]) > 0);
        browser.likely.clear();
        browser.send_all(&ToWorker::Used(Used::default()));
        browser.settle();
        assert_eq!(asked(&browser, LEVELS[3]), 0, "seed {seed}: a gate closed");
    }
}

#[test]
fn what_comes_ahead_ends_where_the_player_says_so_and_where_nobody_knows_what_is_closed() {
    for traps in [false, true] {
        let mut browser = visited(14);
        browser.likely = LEVELS.iter().map(|path| (*path).to_owned()).collect();
        browser.send_all(&ToWorker::Used(Used::default()));
        browser.run_until(|browser| asked(browser, LEVELS[0]) > 0);
        if traps {
            browser.predictors_trap = true;
            browser.send_all(&ToWorker::Used(Used::default()));
        } else {
            browser.closed = Some(Gate::Off);
            browser.send_all(&ToWorker::Ahead(AheadWish::Choose {
                is_off: true,
                metered_agreed: false,
            }));
        }
        browser.settle();
        assert_eq!(asked(&browser, LEVELS[3]), 0, "traps: {traps}");
    }
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
