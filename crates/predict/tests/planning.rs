//! What is fetched ahead, and what that costs.

use predict::{Ahead, Closure, DEFAULT_BYTES, Gate, Item, Planner, Predictor, Reason, Target};
use testkit::Dice;

const LENGTH_BYTES: u32 = 1_000;

fn planner(items: usize, closure: Closure) -> Planner {
    let predictor = Predictor::new(DEFAULT_BYTES, items);
    Planner::new(predictor, closure, vec![LENGTH_BYTES; items])
}

fn items(ahead: &[Ahead]) -> Vec<Item> {
    ahead.iter().map(|ahead| ahead.item).collect()
}

/// Plays 1 then 2 then 3, and three times in four 4, else 5.
fn practise(planner: &mut Planner, sessions: u32) {
    for number in 0..sessions {
        planner.begin([]);
        let last = if number % 4 == 0 { 5 } else { 4 };
        for item in [1, 2, 3, last] {
            planner.enter(item, None);
        }
        planner.end();
    }
}

#[test]
fn what_is_certain_comes_first_and_only_what_is_not_at_hand() {
    let mut closure = Closure::default();
    closure.add(1, 7);
    closure.add(7, 8);
    closure.add(1, 9);
    let mut planner = planner(10, closure);
    practise(&mut planner, 100);
    planner.begin([9]);
    let ahead = planner.enter(1, None);
    assert_eq!(items(&ahead)[..2], [7, 8]);
    assert!(
        ahead[..2]
            .iter()
            .all(|ahead| ahead.reason == Reason::Needed)
    );
    assert!(items(&ahead).contains(&2) && !items(&ahead).contains(&9));
    assert!(!items(&planner.enter(2, None)).contains(&7));
}

#[test]
fn a_level_comes_with_all_of_its_files() {
    let mut planner = planner(30, Closure::default());
    let mut dice = Dice::new(5);
    // Levels of five files, entered in any order; each leads to the next.
    let level = |number: u16, dice: &mut Dice| {
        let mut files: Vec<Item> = (number * 5..number * 5 + 5).collect();
        for at in 1..files.len() {
            files.swap(at, dice.index(at + 1));
        }
        files
    };
    for _ in 0..12 {
        planner.begin([]);
        for number in 0..6 {
            for item in level(number, &mut dice) {
                planner.enter(item, None);
            }
        }
    }
    planner.begin([]);
    let mut ahead = Vec::new();
    for item in level(2, &mut dice) {
        ahead.extend(items(&planner.enter(item, None)));
    }
    let next: Vec<Item> = (15..20).filter(|item| !ahead.contains(item)).collect();
    assert_eq!(next, Vec::<Item>::new(), "of {ahead:?}");
}

#[test]
fn of_each_file_the_last_decision_is_told() {
    let mut planner = planner(10, Closure::default());
    practise(&mut planner, 100);
    let mut told: Vec<Item> = planner.explained().iter().map(|it| it.item).collect();
    let count = told.len();
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), count, "{:?}", planner.explained());
    assert!(count > 1);
}

#[test]
fn behind_a_closed_gate_nothing_is_fetched_but_all_is_learned() {
    let mut open = planner(10, Closure::default());
    practise(&mut open, 200);
    let mut closed = planner(10, Closure::default());
    for number in 0..200 {
        closed.begin([]);
        let last = if number % 4 == 0 { 5 } else { 4 };
        for item in [1, 2, 3, last] {
            assert!(closed.enter(item, Some(Gate::SavesData)).is_empty());
        }
    }
    closed.end();
    assert_eq!(closed.waste.early_bytes, 0);
    assert!(
        closed
            .explained()
            .iter()
            .any(|ahead| ahead.reason == Reason::Closed(Gate::SavesData))
    );
    closed.begin([]);
    assert!(items(&closed.enter(1, None)).contains(&2));
}

#[test]
fn what_was_not_spent_behind_a_closed_gate_is_not_spent_later() {
    let mut planner = planner(10, Closure::default());
    practise(&mut planner, 200);
    let before = planner.waste.threshold();
    for _ in 0..1_000 {
        planner.begin([]);
        for item in [1, 2, 3, 4] {
            planner.enter(item, Some(Gate::Metered));
        }
    }
    planner.end();
    assert_eq!(planner.waste.threshold(), before);
}

#[test]
fn every_byte_is_accounted_for() {
    let mut planner = planner(10, Closure::default());
    practise(&mut planner, 1_000);
    let waste = &planner.waste;
    assert_eq!(waste.needed_bytes, 4_000 * u64::from(LENGTH_BYTES));
    assert_eq!(waste.early_bytes, waste.used_bytes + waste.wasted_bytes);
    assert!(waste.used_bytes > 2_000 * u64::from(LENGTH_BYTES));
    // One of two things comes last: who fetches both wastes one for each four that are needed, which is the target.
    assert!(waste.wasted_bytes <= waste.needed_bytes / 4);
}

#[test]
fn what_did_not_come_was_not_paid_for() {
    let mut planner = planner(10, Closure::default());
    practise(&mut planner, 200);
    let before = planner.waste.clone();
    planner.begin([]);
    let ahead = planner.enter(1, None);
    assert!(!ahead.is_empty());
    ahead.iter().for_each(|ahead| planner.failed(ahead.item));
    planner.end();
    assert_eq!(planner.waste.early_bytes, before.early_bytes);
    assert_eq!(planner.waste.wasted_bytes, before.wasted_bytes);
}

#[test]
fn waste_comes_to_its_target_and_follows_a_new_one() {
    // Everything follows everything: what is fetched ahead is a gamble, and only the account bounds it.
    let mut planner = planner(40, Closure::default());
    let mut dice = Dice::new(9);
    let mut play = |planner: &mut Planner, sessions: u32| {
        let before = planner.waste.clone();
        for _ in 0..sessions {
            planner.begin([]);
            for _ in 0..12 {
                planner.enter(dice.below(40) as Item, None);
            }
            planner.end();
        }
        let needed = planner.waste.needed_bytes - before.needed_bytes;
        (planner.waste.wasted_bytes - before.wasted_bytes) as f64 / needed as f64
    };
    play(&mut planner, 1_000);
    let waste = play(&mut planner, 3_000);
    assert!((waste - 0.25).abs() < 0.02, "{waste}");
    planner.waste.aim(Target::Cellular);
    play(&mut planner, 500);
    let waste = play(&mut planner, 3_000);
    assert!((waste - 0.10).abs() < 0.02, "{waste}");
}

#[test]
fn where_asking_takes_long_a_short_file_is_worth_more_for_its_bytes() {
    let predictor = Predictor::new(DEFAULT_BYTES, 10);
    let mut lengths = vec![LENGTH_BYTES; 10];
    (lengths[4], lengths[5]) = (100, 1_000_000);
    let mut planner = Planner::new(predictor, Closure::default(), lengths);
    planner.set_delay_bytes(50_000.0);
    for number in 0..200 {
        planner.begin([]);
        let last = if number % 2 == 0 { 5 } else { 4 };
        for item in [1, 2, 3, last] {
            planner.enter(item, None);
        }
    }
    let worth = |item: Item| {
        let explained = planner
            .explained()
            .iter()
            .rev()
            .find(|ahead| ahead.item == item)?;
        match explained.reason {
            Reason::Likely(worth) | Reason::Unlikely(worth) => Some(worth.worth_hundredths),
            _ => None,
        }
    };
    assert!(worth(4).unwrap() > worth(5).unwrap() + 200);
}

#[test]
fn what_is_near_comes_whole_though_it_is_longer_than_what_was_used_so_far() {
    let predictor = Predictor::new(DEFAULT_BYTES, 8);
    let lengths = vec![900, 6_000, 300_000];
    let mut planner = Planner::new(predictor, Closure::default(), lengths);
    planner.set_delay_bytes(70_000.0);
    planner.begin([]);
    planner.used(0, None);
    planner.near([1, 2]);
    assert_eq!(items(&planner.decide(&[], None)), [1, 2]);
}

#[test]
fn all_that_is_near_comes_however_many_files_that_is() {
    let mut planner = planner(40, Closure::default());
    planner.begin([]);
    planner.used(0, None);
    planner.near(1..31);
    assert_eq!(items(&planner.decide(&[], None)), Vec::from_iter(1..31));
}

#[test]
fn what_is_needed_takes_no_place_from_what_is_near() {
    let mut closure = Closure::default();
    (1..7).for_each(|need| closure.add(0, need));
    let mut planner = planner(40, closure);
    planner.begin([]);
    planner.used(0, None);
    planner.near([10, 11, 11, 12, 13, 10]);
    let want: Vec<Item> = (1..7).chain(10..14).collect();
    assert_eq!(items(&planner.decide(&[0], None)), want);
}

#[test]
fn what_is_more_than_may_lie_unused_is_left_and_that_is_said() {
    let predictor = Predictor::new(DEFAULT_BYTES, 8);
    let lengths = vec![1_000, 5 << 20, 5 << 20];
    let mut planner = Planner::new(predictor, Closure::default(), lengths);
    planner.begin([]);
    planner.used(0, None);
    planner.near([1, 2]);
    assert_eq!(items(&planner.decide(&[], None)), [1]);
    let last = planner.explained().iter().find(|ahead| ahead.item == 2);
    assert_eq!(last.map(|ahead| ahead.reason), Some(Reason::Enough));
}
