//! What is answered over many sessions, updates and kills.

use std::collections::BTreeSet;

use forecast::{Forecast, Parts};
use predict::{Gate, Gates, Hints, Item, Prior};
use protocol::ahead::{
    AheadReport, AheadWish, Answer, Decision, FileLength, Question, Reason, Used,
};
use testkit::Dice;

const FILES: u64 = 60;
const BYTES: u32 = 1_000;

/// A device: what it stores, and who is asked on it.
#[derive(Default)]
struct Device {
    forecast: Forecast,
    parts: Parts,
    files: Vec<String>,
    stored: BTreeSet<String>,
    named: Vec<String>,
    hints: Option<Vec<u8>>,
    length_bytes: u32,
    /// Nothing that is named comes.
    is_stuck: bool,
    tables_written: u32,
}

fn path(number: u64) -> String {
    format!("/play/{number}")
}

fn hints_with(prior: Vec<u8>) -> Vec<u8> {
    let hints = Hints {
        prior,
        ..Hints::default()
    };
    hints.to_bytes()
}

fn paths(numbers: &[u64]) -> Vec<String> {
    numbers.iter().map(|number| path(*number)).collect()
}

impl Device {
    fn new() -> Self {
        let mut device = Self {
            files: (0..FILES).map(path).collect(),
            length_bytes: BYTES,
            ..Self::default()
        };
        device.begin();
        device
    }

    fn ask(&mut self, question: Question) -> Answer {
        let (parts, hints) = (self.parts.clone(), self.hints.clone());
        let answer = self.forecast.ask(question, &parts, hints.as_deref());
        let due = self.forecast.to_store();
        self.tables_written += u32::from(due.table.is_some());
        for (part, due) in [
            (&mut self.parts.paths, due.paths),
            (&mut self.parts.table, due.table),
            (&mut self.parts.account, due.account),
        ] {
            *part = due.or(part.take());
        }
        answer
    }

    fn begin(&mut self) {
        let file = |path: &String| FileLength {
            path: path.clone(),
            bytes: self.length_bytes,
            is_stored: self.stored.contains(path),
        };
        let question = Question::Begin {
            game: "rocks".to_owned(),
            files: self.files.iter().map(file).collect(),
            hints: None,
        };
        assert_eq!(self.ask(question), Answer::Begun);
    }

    /// The worker is killed and starts again: what was named is forgotten, what was written is not.
    fn kill(&mut self) {
        self.forecast = Forecast::default();
        self.named.clear();
        self.begin();
    }

    fn report(&mut self, used: Used) -> Vec<String> {
        let named = self.named.iter();
        let missing = named.filter(|path| !self.stored.contains(*path));
        let missing = missing.cloned().collect();
        self.stored.extend(used.paths.iter().cloned());
        let question = Question::Used {
            used,
            missing,
            bytes_per_sec: Some(1_000_000),
        };
        let Answer::Ahead(paths) = self.ask(question) else {
            panic!("no paths");
        };
        if !self.is_stuck {
            self.stored.extend(paths.iter().cloned());
        }
        self.named.clone_from(&paths);
        paths
    }

    fn used(&mut self, begins: bool, numbers: &[u64]) -> Vec<String> {
        self.report(Used {
            begins,
            paths: paths(numbers),
            ..Used::default()
        })
    }

    /// Everything is fetched anew in each session, so that there is always something to guess.
    fn session(&mut self, numbers: &[u64]) -> Vec<Vec<String>> {
        self.stored.clear();
        self.begin();
        let steps = numbers.iter().enumerate();
        let step = |(at, number): (usize, &u64)| self.used(at == 0, &[*number]);
        steps.map(step).collect()
    }

    fn wish(&mut self, wish: AheadWish) -> AheadReport {
        match self.ask(Question::Wish(wish)) {
            Answer::Report(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn totals(&mut self) -> AheadReport {
        self.wish(AheadWish::Report)
    }
}

/// One of two ways through the files, mostly the first.
fn walk(dice: &mut Dice) -> Vec<u64> {
    let way = if dice.below(4) < 3 { 0 } else { 30 };
    (way..way + 12).collect()
}

fn practise(device: &mut Device, sessions: u32) {
    let mut dice = Dice::new(3);
    (0..sessions).for_each(|_| drop(device.session(&walk(&mut dice))));
}

#[test]
fn nothing_comes_before_the_beginning() {
    let mut forecast = Forecast::default();
    let mut ask = |question| forecast.ask(question, &Parts::default(), None);
    let used = Question::Used {
        used: Used::default(),
        missing: Vec::new(),
        bytes_per_sec: None,
    };
    assert_eq!(ask(used), Answer::Unknown);
    assert_eq!(ask(Question::Wish(AheadWish::Forget)), Answer::Unknown);
    assert_eq!(forecast.to_store(), Parts::default());
}

#[test]
fn what_mostly_follows_is_named_and_nothing_that_is_stored() {
    let mut device = Device::new();
    practise(&mut device, 60);
    let named = device.session(&[0, 1, 2]);
    assert!(named[0].contains(&path(1)), "{named:?}");
    let all: Vec<&String> = named.iter().flatten().collect();
    assert!(
        all.contains(&&path(3)) && !all.contains(&&path(0)),
        "{named:?}"
    );
    let once: BTreeSet<&String> = all.iter().copied().collect();
    assert_eq!(once.len(), all.len(), "what was named and came: {named:?}");
    // A path that the list does not have is passed over.
    device.report(Used {
        paths: vec!["/elsewhere".to_owned()],
        ..Used::default()
    });
    let likely = |it: &Decision| it.path == path(3) && matches!(it.reason, Reason::Likely(_));
    let report = device.totals();
    assert!(report.decisions.iter().any(likely), "{report:?}");
    assert_eq!((&*report.game, report.closed), ("rocks", None));
}

#[test]
fn whoever_is_killed_after_every_answer_answers_like_one_who_never_is() {
    let (mut whole, mut killed) = (Device::new(), Device::new());
    let mut dice = Dice::new(8);
    for session in 0..60 {
        let walk = walk(&mut dice);
        for device in [&mut whole, &mut killed] {
            device.stored.clear();
            device.begin();
        }
        for (at, number) in walk.iter().enumerate() {
            let used = Used {
                begins: at == 0,
                paths: paths(&[(number + dice.below(3)) % FILES]),
                near: paths(&[dice.below(FILES), (number + 1) % FILES]),
                ..Used::default()
            };
            killed.kill();
            assert_eq!(
                whole.report(used.clone()),
                killed.report(used),
                "session {session}, step {at}"
            );
        }
    }
    killed.kill();
    let totals = whole.totals();
    assert!(totals.used_bytes > 0 && totals.wasted_bytes > 0);
    let decided: BTreeSet<&String> = totals.decisions.iter().map(|it| &it.path).collect();
    assert!((10..=32).contains(&decided.len()), "{totals:?}");
    assert_eq!(decided.len(), totals.decisions.len(), "each file once");
    assert_eq!(totals, killed.totals());
}

#[test]
fn what_was_learned_is_written_between_sessions_now_and_then_and_the_journal_always() {
    let mut device = Device::new();
    let before = device.tables_written;
    for number in 0..255 {
        let account = device.parts.account.clone();
        device.used(number == 0, &[number % 30]);
        assert_ne!(device.parts.account, account);
        assert!(device.parts.account.as_ref().unwrap().len() < 2_000);
    }
    assert_eq!(device.tables_written, before);
    device.used(true, &[0]);
    assert_eq!(device.tables_written, before + 1);
    assert!(device.parts.account.as_ref().unwrap().len() < 1_000);
    // A session that does not end is cut.
    for number in 0..1_024 {
        device.used(false, &[number % 30]);
    }
    assert_eq!(device.tables_written, before + 2);
}

#[test]
fn every_gate_names_no_path() {
    let mut device = Device::new();
    practise(&mut device, 60);
    let practised = device.parts.clone();
    for gate in [
        Gate::SavesData,
        Gate::SlowLink,
        Gate::Metered,
        Gate::Battery,
        Gate::Room,
        Gate::Match,
        Gate::Hidden,
    ] {
        device.parts = practised.clone();
        device.kill();
        device.session(&[]);
        let named = device.report(Used {
            begins: true,
            paths: paths(&[0]),
            closed: Gates::default().with(gate, true),
            ..Used::default()
        });
        assert_eq!(named, Vec::<String>::new(), "{gate:?}");
        let report = device.totals();
        assert_eq!(report.closed, Some(gate));
        let last = report.decisions.last().map(|decision| decision.reason);
        assert_eq!(last, Some(Reason::Closed(gate)));
    }
    device.parts = practised;
    device.kill();
    device.session(&[]);
    assert!(!device.used(true, &[0]).is_empty());
}

#[test]
fn what_the_player_chose_outlasts_kills_pages_and_forgetting() {
    let mut device = Device::new();
    practise(&mut device, 60);
    device.wish(AheadWish::Choose {
        is_off: true,
        metered_agreed: true,
    });
    device.kill();
    device.session(&[]);
    assert_eq!(device.used(true, &[0]), Vec::<String>::new());
    assert_eq!(device.totals().closed, Some(Gate::Off));
    let report = device.wish(AheadWish::Choose {
        is_off: false,
        metered_agreed: true,
    });
    assert_eq!(report.closed, None);
    device.session(&[]);
    let named = device.report(Used {
        begins: true,
        paths: paths(&[0]),
        closed: Gates::default().with(Gate::Metered, true),
        is_cellular: true,
        ..Used::default()
    });
    assert!(!named.is_empty());
    let report = device.wish(AheadWish::Forget);
    assert!(report.metered_agreed && report.target_percent == 25);
    let counted = [report.early_bytes, report.used_bytes, report.wasted_bytes];
    assert_eq!((counted, report.needed_bytes), ([0; 3], 0));
    assert_eq!(report.decisions, Vec::<Decision>::new());
    device.kill();
    assert_eq!(
        device.totals(),
        AheadReport {
            closed: None,
            ..report
        }
    );
    assert!(device.session(&[0, 1, 2, 3]).concat().is_empty());
}

#[test]
fn what_the_player_chose_outlasts_another_version_of_the_rest() {
    let mut device = Device::new();
    practise(&mut device, 8);
    device.wish(AheadWish::Choose {
        is_off: true,
        metered_agreed: false,
    });
    device.parts.account.as_mut().unwrap()[0] = 1;
    device.kill();
    let report = device.totals();
    assert_eq!((report.closed, report.needed_bytes), (Some(Gate::Off), 0));
}

#[test]
fn what_did_not_come_is_no_success_and_costs_nothing() {
    let mut device = Device::new();
    practise(&mut device, 60);
    device.session(&[]);
    device.totals();
    device.is_stuck = true;
    let before = device.totals();
    let named = device.used(true, &[0]);
    assert!(named.contains(&path(1)));
    assert!(device.totals().early_bytes > before.early_bytes);
    device.used(false, &[1]);
    let after = device.totals();
    assert_eq!(after.used_bytes, before.used_bytes);
    assert_eq!(
        after.needed_bytes,
        before.needed_bytes + 2 * u64::from(BYTES)
    );
    // Nobody fetches any more what a worker was fetching when it was killed.
    device.kill();
    let settled = before.used_bytes + before.wasted_bytes;
    assert_eq!(device.totals().early_bytes, settled);
}

#[test]
fn files_keep_their_numbers_over_an_update() {
    let mut device = Device::new();
    practise(&mut device, 60);
    let account = device.totals();
    device.files = (0..FILES)
        .rev()
        .filter(|number| *number != 2)
        .map(path)
        .collect();
    device.files.insert(5, "/play/new".to_owned());
    device.kill();
    assert_eq!(device.totals(), account);
    let named = device.session(&[0, 1]);
    assert!(named[0].contains(&path(1)), "{named:?}");
    assert!(!named.concat().contains(&path(2)), "it is gone");
    device.report(Used {
        paths: vec!["/play/new".to_owned()],
        ..Used::default()
    });
    let decisions = device.totals().decisions;
    assert!((10..=32).contains(&decisions.len()), "{decisions:?}");
    // What was decided about the file that is gone is still told under its name.
    let known = |it: &Decision| it.path == path(2) || device.files.contains(&it.path);
    assert!(decisions.iter().all(known), "{decisions:?}");
}

#[test]
fn numbers_that_are_used_up_begin_anew() {
    let mut device = Device::new();
    practise(&mut device, 60);
    device.wish(AheadWish::Choose {
        is_off: false,
        metered_agreed: true,
    });
    for edition in 0..4 {
        let name = |number: u64| format!("/play/{edition}/{number:032}");
        device.files = (0..4_000).map(name).collect();
        device.begin();
    }
    let report = device.totals();
    assert!(report.metered_agreed && report.needed_bytes == 0);
    let first = device.files[0].clone();
    device.report(Used {
        begins: true,
        paths: vec![first],
        ..Used::default()
    });
    assert_eq!(device.totals().needed_bytes, u64::from(BYTES));
}

#[test]
fn a_prior_counts_once_and_under_the_numbers_of_its_own_release() {
    let sessions = vec![[0, 1, 2, 3, 4, 5]; 40];
    let prior = Prior::from_sessions(60, sessions.iter().map(|items: &[Item; 6]| &items[..]));
    let mut device = Device::new();
    device.session(&[40, 41]);
    // The next release lists its files the other way round: the prior's 0 is the last.
    device.files.reverse();
    device.hints = Some(hints_with(prior.to_bytes()));
    device.kill();
    let table = device.parts.table.clone();
    device.kill();
    assert_eq!(device.parts.table, table);
    let named = device.session(&[59, 58, 57]).concat();
    assert!(
        named.contains(&path(58)) || named.contains(&path(57)) || named.contains(&path(56)),
        "{named:?}"
    );
    device.hints = Some(hints_with(vec![9; 9]));
    device.kill();
    device.session(&[59]);
}

#[test]
fn never_more_than_eight_mebibytes_lie_there_unused() {
    let mut device = Device {
        length_bytes: 3 << 20,
        ..Device::new()
    };
    practise(&mut device, 60);
    device.session(&[]);
    let named = device.used(true, &[0]);
    assert!((1..=2).contains(&named.len()), "{named:?}");
}

#[test]
fn damaged_bytes_are_forgotten_or_harmless() {
    let mut device = Device::new();
    practise(&mut device, 8);
    let whole = device.parts.clone();
    let mut dice = Dice::new(5);
    for round in 0..600 {
        let mut parts = whole.clone();
        let all = [&mut parts.paths, &mut parts.table, &mut parts.account];
        let part = all.into_iter().nth(round % 3).unwrap().as_mut().unwrap();
        match round % 4 {
            0 => part.truncate(dice.below(part.len() as u64) as usize),
            _ => {
                // The beginning is where lengths are.
                let end = part.len().min(400) as u64;
                part[dice.below(end) as usize] = dice.below(256) as u8;
            }
        }
        device.parts = parts;
        device.kill();
        device.session(&[0, 1, 2]);
        device.totals();
    }
}

/// What a game says its player is near, and whether that is where the player goes.
fn walk_near(device: &mut Device, rounds: u32, comes_true: impl Fn(u32) -> bool) -> Vec<String> {
    let mut named = Vec::new();
    for round in 0..rounds {
        device.stored.clear();
        device.begin();
        device.used(true, &[0]);
        let near = Used {
            near: paths(&[40]),
            ..Used::default()
        };
        device.report(near);
        named = device.stored.iter().cloned().collect();
        device.used(false, &[if comes_true(round) { 40 } else { 1 }]);
    }
    named
}

#[test]
fn what_the_player_is_near_is_named_at_once_for_as_long_as_it_mostly_comes_true() {
    let mut device = Device::new();
    assert!(walk_near(&mut device, 1, |_| true).contains(&path(40)));
    assert!(walk_near(&mut device, 60, |_| true).contains(&path(40)));
    let report = device.totals();
    assert_eq!((report.used_bytes > 0, report.wasted_bytes), (true, 0));
    // A game that always says so is not believed for long, and what it cost stays small.
    let mut device = Device::new();
    let named = walk_near(&mut device, 60, |_| false);
    assert!(!named.contains(&path(40)), "{named:?}");
    let report = device.totals();
    assert!(report.wasted_bytes < 30 * u64::from(BYTES), "{report:?}");
    let why = report.decisions.iter().find(|it| it.path == path(40));
    assert!(matches!(why.map(|it| it.reason), Some(Reason::Unlikely(_))));
}

#[test]
fn a_door_that_is_behind_the_player_before_its_files_are_heard_of_came_true() {
    let mut device = Device::new();
    let report = |device: &mut Device, near: &[u64], used: &[u64]| {
        device.report(Used {
            near: paths(near),
            paths: paths(used),
            ..Used::default()
        })
    };
    for round in 0..20 {
        device.stored.clear();
        device.begin();
        device.used(true, &[0]);
        for door in [40, 44, 48] {
            let behind = [door, door + 1, door + 2];
            let named = report(&mut device, &behind, &[]);
            let is_there = behind
                .iter()
                .all(|file| device.stored.contains(&path(*file)));
            assert!(is_there, "round {round}, door {door}: {named:?}");
            report(&mut device, &[], &[]);
            report(&mut device, &[], &behind);
        }
    }
    assert_eq!(device.totals().wasted_bytes, 0);
}

#[test]
fn what_is_near_until_the_game_is_closed_did_not_come_true() {
    let mut device = Device::new();
    for _ in 0..40 {
        device.stored.clear();
        device.begin();
        device.used(true, &[0]);
        device.report(Used {
            near: paths(&[40, 41, 42]),
            paths: paths(&[1]),
            ..Used::default()
        });
    }
    let report = device.totals();
    assert!(report.wasted_bytes < 40 * u64::from(BYTES), "{report:?}");
    let why = report.decisions.iter().find(|it| it.path == path(40));
    assert!(matches!(why.map(|it| it.reason), Some(Reason::Unlikely(_))));
}

#[test]
fn nothing_that_the_player_is_near_comes_behind_a_closed_gate() {
    let mut device = Device::new();
    device.used(true, &[0]);
    let named = device.report(Used {
        near: paths(&[40]),
        closed: Gates::default().with(Gate::Match, true),
        ..Used::default()
    });
    assert_eq!(named, Vec::<String>::new());
    // The gate opens while the player is there.
    let named = device.report(Used {
        near: paths(&[40]),
        ..Used::default()
    });
    assert_eq!(named, paths(&[40]));
}
