//! What an author says about a game's files, before anybody played it.

use forecast::{Forecast, Parts};
use predict::{Hints, Item, Prior};
use protocol::ahead::{Answer, FileLength, Question, Used};

const PATHS: [&str; 6] = [
    "/a.gltf", "/a.bin", "/b.gltf", "/b.bin", "/c.gltf", "/c.bin",
];

fn begun(order: &[&str], hints: &[u8], stored: &Parts) -> Forecast {
    let mut forecast = Forecast::default();
    let files = order.iter().map(|path| FileLength {
        path: (*path).to_owned(),
        bytes: 50_000,
        is_stored: false,
    });
    let question = Question::Begin {
        game: "halls".to_owned(),
        files: files.collect(),
        hints: None,
    };
    let answer = forecast.ask(question, stored, Some(hints));
    assert_eq!(answer, Answer::Begun);
    forecast
}

fn after(forecast: &mut Forecast, path: &str) -> Vec<String> {
    let question = Question::Used {
        used: Used {
            begins: true,
            paths: vec![path.to_owned()],
            ..Used::default()
        },
        missing: Vec::new(),
        bytes_per_sec: None,
    };
    match forecast.ask(question, &Parts::default(), None) {
        Answer::Ahead(paths) => paths,
        other => panic!("{other:?} answers no report"),
    }
}

fn needing<const COUNT: usize>(needs: [(Item, Vec<Item>); COUNT]) -> Vec<u8> {
    let hints = Hints {
        needs: needs.to_vec(),
        prior: Vec::new(),
    };
    hints.to_bytes()
}

#[test]
fn what_a_file_needs_comes_with_it_at_the_first_time() {
    let hints = needing([(0, vec![1]), (2, vec![3])]);
    let mut forecast = begun(&PATHS, &hints, &Parts::default());
    assert_eq!(after(&mut forecast, "/a.gltf"), ["/a.bin"]);
    assert_eq!(after(&mut forecast, "/c.gltf"), Vec::<String>::new());
}

#[test]
fn numbers_are_those_of_the_release_that_brought_the_hints() {
    let mut forecast = begun(&PATHS, &needing([(0, vec![1])]), &Parts::default());
    after(&mut forecast, "/a.gltf");
    let stored = forecast.to_store();
    // An update sorts a new file before all others.
    let order: Vec<&str> = ["/0.bin"].iter().chain(&PATHS).copied().collect();
    let mut forecast = begun(&order, &needing([(1, vec![2])]), &stored);
    assert_eq!(after(&mut forecast, "/a.gltf"), ["/a.bin"]);
}

#[test]
fn what_others_played_is_known_at_the_first_time() {
    let session: Vec<Item> = vec![0, 1, 4, 5];
    let sessions = vec![session; 20];
    let prior = Prior::from_sessions(PATHS.len(), sessions.iter().map(Vec::as_slice));
    let hints = Hints {
        needs: Vec::new(),
        prior: prior.to_bytes(),
    };
    let mut forecast = begun(&PATHS, &hints.to_bytes(), &Parts::default());
    let ahead = after(&mut forecast, "/a.bin");
    assert!(ahead.contains(&"/c.gltf".to_owned()), "{ahead:?}");
    assert!(!ahead.contains(&"/b.gltf".to_owned()), "{ahead:?}");
}

#[test]
fn hints_that_are_none_change_nothing() {
    for noise in [&[][..], &[0xff; 90], &[1, 1, 0, 0, 1, 0xff, 0xff]] {
        let mut forecast = begun(&PATHS, noise, &Parts::default());
        assert_eq!(after(&mut forecast, "/a.gltf"), Vec::<String>::new());
    }
}
