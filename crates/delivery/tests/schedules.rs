//! Loss, kills and order, shuffled: whatever happens, the browser ends up with the newest release, whole and right.
//!
//! The invariants that hold after every single step are in `testkit`: a kept body is exactly what was promised, nothing
//! an open page or the active release needs is deleted, no key is overwritten, saves are untouched, progress never goes
//! back, and every schedule ends with nothing under way.

use package::Head;
use protocol::worker::ToWorker;
use testkit::{Browser, Dice, Kill, Origin, Product, Slot, Weather};

/// Its icon is the same in every release, so an update copies it from cache to cache.
fn product(number: u64) -> Product {
    Product::new(number, 9000).with_page("/icon.svg", "the icon")
}

/// An origin that offers patches is one whose operator signs.
fn origin(lists_patches: bool) -> Origin {
    let mut origin = if lists_patches {
        Origin::signed()
    } else {
        Origin::default()
    };
    origin.lists_patches = lists_patches;
    origin.publish(product(1).with_game("frost", 5000));
    origin
}

/// Calm weather and patience: a player who comes back a few times has the newest release.
fn converge(browser: &mut Browser) {
    browser.kill = Kill::Never;
    browser.weather = Weather::default();
    browser.settle();
    let newest: Head = browser
        .origin
        .head()
        .expect("something is published")
        .clone();
    for _ in 0..6 {
        if browser.pages.is_empty() {
            browser.open("/");
        }
        browser.look_for_update();
        browser.settle();
        for message in [
            ToWorker::Check,
            ToWorker::Download,
            ToWorker::Agree(true),
            ToWorker::Verify,
        ] {
            browser.send_all(&message);
            browser.settle();
        }
        if browser.active() == Some(&newest) && browser.missing(&newest).is_empty() {
            break;
        }
    }
    assert_eq!(
        browser.active(),
        Some(&newest),
        "the newest release is active"
    );
    assert_eq!(
        browser.missing(&newest),
        Vec::<String>::new(),
        "it is whole"
    );
    browser.send_all(&ToWorker::Status);
    browser.settle();
    let page = browser.pages.values().next().expect("a page is open");
    let status = page.status().expect("the page was told");
    assert_eq!(status.release, newest.number);
    for game in &status.games {
        assert_eq!(
            game.offline_ready(),
            browser.is_offline_ready(&newest, &game.id),
            "{} is told as it is",
            game.id
        );
    }
}

/// What a player does next, at random.
fn act(browser: &mut Browser, dice: &mut Dice, published: &mut u64) {
    let page = browser.pages.keys().next_back().cloned();
    let game = || ToWorker::InstallGame {
        id: "ember".to_owned(),
    };
    let message = match dice.below(15) {
        0 | 1 => {
            browser.open(if dice.percent(50) {
                "/"
            } else {
                "/play/ember/"
            });
            return;
        }
        2 => {
            if let Some(page) = page {
                browser.close(&page);
            }
            return;
        }
        3 if *published < 4 => {
            *published += 1;
            browser
                .origin
                .publish(product(*published).with_game("frost", 5000));
            if dice.percent(40) {
                browser.origin.forget_old_objects();
            }
            return;
        }
        4 => return browser.stop(Slot::Active),
        5 => return browser.stop(Slot::Installing),
        6 => {
            browser.weather.offline = dice.percent(30);
            return;
        }
        7 => game(),
        8 => ToWorker::RemoveGame {
            id: "ember".to_owned(),
        },
        9 => ToWorker::Check,
        10 => ToWorker::Download,
        11 => ToWorker::Cancel,
        12 => ToWorker::Verify,
        13 => return rotate(browser, dice),
        _ => ToWorker::Agree(dice.percent(80)),
    };
    browser.send_all(&message);
}

/// Another key signs from now on; the one before is withdrawn, or is not.
fn rotate(browser: &mut Browser, dice: &mut Dice) {
    let Some(operator) = &mut browser.origin.operator else {
        return;
    };
    let key = operator.key();
    let withdrawn = if dice.percent(50) { &[key][..] } else { &[] };
    operator.rotate(key + 1, withdrawn);
    browser.origin.publish_root();
    browser.origin.publish_head();
}

#[test]
fn every_schedule_of_loss_kill_and_order_ends_well() {
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        let mut browser = Browser::new(seed, origin(seed % 2 == 1));
        browser.weather = Weather::rough(dice.below(30) as u32);
        browser.kill = Kill::Percent(dice.below(6) as u32);
        let mut published = 1;
        browser.open("/");
        for _ in 0..25 {
            for _ in 0..dice.below(40) {
                browser.step();
            }
            act(&mut browser, &mut dice, &mut published);
        }
        converge(&mut browser);
    }
}

/// Runs `scenario` once undisturbed to count its effects, then once for every effect with the worker stopped there.
fn at_every_effect(lists_patches: bool, scenario: impl Fn(&mut Browser)) {
    let mut undisturbed = Browser::new(7, origin(lists_patches));
    scenario(&mut undisturbed);
    let effects = undisturbed.effects;
    assert!(effects > 20, "a scenario of {effects} effects shows little");
    for effect in 1..=effects {
        for after in [false, true] {
            let mut browser = Browser::new(7, origin(lists_patches));
            browser.kill = Kill::At { effect, after };
            scenario(&mut browser);
            converge(&mut browser);
        }
    }
}

#[test]
fn a_worker_stopped_at_any_effect_of_the_first_visit_loses_nothing() {
    at_every_effect(false, |browser| {
        browser.open("/");
        browser.settle();
    });
}

#[test]
fn a_worker_stopped_at_any_effect_of_an_update_loses_nothing() {
    at_every_effect(false, update);
}

#[test]
fn a_worker_stopped_at_any_effect_of_an_update_by_patches_loses_nothing() {
    at_every_effect(true, update);
}

fn update(browser: &mut Browser) {
    browser.open("/");
    browser.settle();
    browser.open("/play/ember/");
    browser.send_all(&ToWorker::InstallGame {
        id: "ember".to_owned(),
    });
    browser.settle();
    browser.origin.publish(product(2));
    browser.origin.forget_old_objects();
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        browser.send_all(&message);
        browser.settle();
    }
}

#[test]
fn a_worker_stopped_at_any_effect_of_a_repair_loses_nothing() {
    at_every_effect(false, |browser| {
        browser.open("/");
        browser.settle();
        if let Some(active) = browser.active().cloned() {
            let release = browser.origin.release(active.number).clone();
            let object = release
                .files()
                .iter()
                .find(|file| file.path.ends_with(".js"));
            let object = &object.expect("there is a script").path;
            if browser.store.get(delivery::OBJECTS, object).is_some() {
                browser.store.damage(delivery::OBJECTS, object);
            }
        }
        browser.send_all(&ToWorker::Verify);
        browser.settle();
    });
}
