//! What a predictor learns, keeps and forgets.

use predict::{DEFAULT_BYTES, Error, Guess, Item, MAX_BYTES, PRIOR_MAX_BYTES, Predictor, Prior};
use testkit::Dice;

const ITEMS: usize = 2_000;

/// Levels of five files each; from each level players go to one of two others, three times out of four to the first.
fn level(number: u64) -> [Item; 5] {
    std::array::from_fn(|file| (number * 5 + file as u64) as Item)
}

fn session(dice: &mut Dice) -> Vec<Item> {
    let mut at = dice.below(40);
    let mut items = Vec::new();
    for _ in 0..6 {
        items.extend(level(at));
        at = if dice.below(4) < 3 {
            (at * 7 + 3) % 40
        } else {
            (at + 11) % 40
        };
    }
    items
}

fn sessions(seed: u64, count: usize) -> Vec<Vec<Item>> {
    let mut dice = Dice::new(seed);
    (0..count).map(|_| session(&mut dice)).collect()
}

fn play(predictor: &mut Predictor, sessions: &[Vec<Item>]) {
    for session in sessions {
        predictor.begin();
        for item in session {
            predictor.enter(*item);
        }
        predictor.end();
    }
}

/// The guess for the first file of the level that mostly comes after the level `at`.
fn guess_after(predictor: &mut Predictor, at: u64) -> Option<Guess> {
    predictor.begin();
    level(at).into_iter().for_each(|item| predictor.enter(item));
    let next = level((at * 7 + 3) % 40)[0];
    let mut guesses = predictor.guesses().iter();
    guesses.find(|guess| guess.item == next).copied()
}

#[test]
fn what_mostly_follows_is_guessed_with_about_its_share() {
    let mut predictor = Predictor::new(DEFAULT_BYTES, ITEMS);
    assert_eq!(guess_after(&mut predictor, 5), None);
    play(&mut predictor, &sessions(1, 2_000));
    for at in [5, 12, 31] {
        let guess = guess_after(&mut predictor, at).unwrap();
        assert!((0.6..0.95).contains(&guess.used), "{at}: {guess:?}");
        assert!((0.6..0.95).contains(&guess.soon), "{at}: {guess:?}");
    }
    let files = level(5);
    predictor.begin();
    predictor.enter(files[0]);
    let sure = |item| {
        predictor
            .guesses()
            .iter()
            .any(|guess| guess.item == item && guess.used > 0.95)
    };
    assert!(sure(files[1]) && sure(files[2]));
}

#[test]
fn what_was_entered_in_the_session_is_not_guessed_again() {
    let mut predictor = Predictor::new(DEFAULT_BYTES, ITEMS);
    play(&mut predictor, &sessions(2, 300));
    for session in sessions(3, 20) {
        predictor.begin();
        for (at, item) in session.iter().enumerate() {
            predictor.enter(*item);
            let again = predictor
                .guesses()
                .iter()
                .any(|guess| session[..=at].contains(&guess.item));
            assert!(!again);
        }
    }
}

#[test]
fn another_world_takes_the_place_of_the_one_before() {
    let mut predictor = Predictor::new(64 << 10, ITEMS);
    play(&mut predictor, &sessions(4, 1_000));
    let other: Vec<Vec<Item>> = sessions(5, 1_000)
        .into_iter()
        .map(|session| session.into_iter().map(|item| 1_999 - item).collect())
        .collect();
    play(&mut predictor, &other);
    predictor.begin();
    level(9)
        .into_iter()
        .for_each(|item| predictor.enter(1_999 - item));
    let next = 1_999 - level((9 * 7 + 3) % 40)[0];
    let guess = predictor.guesses().iter().find(|guess| guess.item == next);
    assert!(guess.is_some_and(|guess| guess.used > 0.5), "{guess:?}");
}

#[test]
fn no_number_of_items_takes_more_than_the_limit() {
    for (limit, items) in [
        (DEFAULT_BYTES, 65_535),
        (MAX_BYTES, 65_535),
        (40 << 10, 500),
    ] {
        let mut predictor = Predictor::new(limit, items);
        let mut dice = Dice::new(7);
        let before = predictor.bytes();
        for _ in 0..300 {
            predictor.begin();
            for _ in 0..100 {
                predictor.enter(dice.below(items as u64) as Item);
            }
        }
        assert_eq!(predictor.bytes(), before);
        assert!(
            predictor.bytes() <= limit,
            "{} of {limit}",
            predictor.bytes()
        );
        assert!(predictor.to_bytes().len() <= limit);
    }
}

#[test]
fn items_that_the_game_does_not_have_are_passed_over() {
    let mut predictor = Predictor::new(DEFAULT_BYTES, 10);
    predictor.begin();
    for item in [0, 1, 200, Item::MAX, 2] {
        predictor.enter(item);
    }
    assert!(predictor.guesses().iter().all(|guess| guess.item < 10));
}

#[test]
fn what_is_saved_guesses_as_before() {
    let mut predictor = Predictor::new(DEFAULT_BYTES, ITEMS);
    play(&mut predictor, &sessions(8, 400));
    let bytes = predictor.to_bytes();
    let mut restored = Predictor::from_bytes(&bytes, ITEMS).unwrap();
    assert_eq!(restored.to_bytes(), bytes);
    for session in sessions(9, 50) {
        predictor.begin();
        restored.begin();
        for item in session {
            predictor.enter(item);
            restored.enter(item);
            assert_eq!(predictor.guesses(), restored.guesses());
        }
    }
}

#[test]
fn damaged_bytes_are_refused_or_harmless() {
    let mut predictor = Predictor::new(32 << 10, ITEMS);
    play(&mut predictor, &sessions(10, 50));
    let bytes = predictor.to_bytes();
    let refused = |bytes: &[u8]| Predictor::from_bytes(bytes, ITEMS).unwrap_err();
    assert_eq!(refused(&[]), Error::Length { at: 0 });
    assert_eq!(refused(&bytes[..bytes.len() - 1]), Error::Length { at: 8 });
    assert!(matches!(
        refused(&vec![1; MAX_BYTES + 1]),
        Error::TooLong { .. }
    ));
    let mut other = bytes.clone();
    other[0] = 9;
    assert_eq!(refused(&other), Error::Version { want: 1, got: 9 });
    let mut other = bytes.clone();
    let last = other.len() - 4;
    other[last..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(refused(&other), Error::Number { at: last });
    let mut dice = Dice::new(11);
    for _ in 0..200 {
        let mut other = bytes.clone();
        for _ in 0..200 {
            let at = dice.below(other.len() as u64) as usize;
            other[at] = dice.below(256) as u8;
        }
        if let Ok(mut predictor) = Predictor::from_bytes(&other, ITEMS) {
            play(&mut predictor, &sessions(12, 3));
            assert!(
                predictor
                    .guesses()
                    .iter()
                    .all(|guess| (0.0..=1.0).contains(&guess.used))
            );
        }
    }
}

#[test]
fn a_device_with_a_prior_does_not_begin_blind() {
    let others = sessions(13, 2_000);
    let prior = Prior::from_sessions(ITEMS, others.iter().map(Vec::as_slice));
    let bytes = prior.to_bytes();
    assert!(bytes.len() <= PRIOR_MAX_BYTES);
    let mut predictor = Predictor::new(DEFAULT_BYTES, ITEMS);
    assert_eq!(guess_after(&mut predictor, 20), None);
    predictor.add_prior(&bytes).unwrap();
    let guess = guess_after(&mut predictor, 20).unwrap();
    assert!(guess.used > 0.4, "{guess:?}");
}

#[test]
fn priors_add_up() {
    let all = sessions(14, 400);
    let of = |sessions: &[Vec<Item>]| {
        let prior = Prior::from_sessions(ITEMS, sessions.iter().map(Vec::as_slice));
        Prior::from_bytes(&prior.to_bytes()).unwrap()
    };
    let (half, rest) = (of(&all[..200]), of(&all[200..]));
    let mut sum = half.clone();
    sum.add(&rest);
    let mut other = rest.clone();
    other.add(&half);
    assert_eq!(sum, other);
    let bytes = sum.to_bytes();
    assert_eq!(Prior::from_bytes(&bytes).unwrap().to_bytes(), bytes);
}

#[test]
fn a_prior_of_very_many_rows_keeps_to_its_limit() {
    let mut dice = Dice::new(15);
    let walk = |dice: &mut Dice| -> Vec<Item> {
        let at = dice.below(1_900);
        (0..40)
            .map(|step| ((at + step * (1 + step % 3)) % 1_999) as Item)
            .collect()
    };
    let walks: Vec<Vec<Item>> = (0..4_000).map(|_| walk(&mut dice)).collect();
    let prior = Prior::from_sessions(ITEMS, walks.iter().map(Vec::as_slice));
    let bytes = prior.to_bytes();
    assert!((PRIOR_MAX_BYTES / 2..=PRIOR_MAX_BYTES).contains(&bytes.len()));
    Prior::from_bytes(&bytes).unwrap();
}

#[test]
fn damaged_priors_are_refused_or_harmless() {
    let prior = Prior::from_sessions(ITEMS, sessions(16, 100).iter().map(Vec::as_slice));
    let bytes = prior.to_bytes();
    let refused = |bytes: &[u8]| Prior::from_bytes(bytes).unwrap_err();
    assert_eq!(refused(&[]), Error::Length { at: 0 });
    assert_eq!(refused(&[2]), Error::Version { want: 1, got: 2 });
    assert_eq!(refused(&[1, 4]), Error::Number { at: 1 });
    assert!(matches!(
        refused(&vec![1; PRIOR_MAX_BYTES + 1]),
        Error::TooLong { .. }
    ));
    for end in [2, 3, bytes.len() - 1] {
        assert!(matches!(refused(&bytes[..end]), Error::Length { .. }));
    }
    // A row that claims four thousand million followers.
    assert!(matches!(
        refused(&[1, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]),
        Error::Length { .. }
    ));
    let mut dice = Dice::new(17);
    for _ in 0..2_000 {
        let mut other = bytes.clone();
        for _ in 0..3 {
            let at = dice.below(other.len() as u64) as usize;
            other[at] = dice.below(256) as u8;
        }
        let mut predictor = Predictor::new(DEFAULT_BYTES, ITEMS);
        let counted = predictor.add_prior(&other);
        assert_eq!(counted.err(), Prior::from_bytes(&other).err());
    }
}
