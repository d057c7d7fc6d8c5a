//! What pages use, what the predictor makes of it, and what is fetched ahead for that.

use protocol::{
    ahead::{AheadWish, Gate, Question, Used},
    worker::{FromWorker, ToWorker},
};
use testkit::Slot;

use super::{LEVELS, asked, is_stored, visited};

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
