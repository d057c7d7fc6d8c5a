//! Roots that follow one another, and what a withdrawn key takes along.

use crate::*;

#[test]
fn a_root_that_expired_is_replaced_by_the_next() {
    let mut browser = player();
    operator(&mut browser).renew(LATE_MILLIS / 1000);
    browser.origin.publish_root();
    browser.origin.publish(product(2));
    update(&mut browser);
    browser.now = LATE_MILLIS;
    let stale = offered(&browser);
    is_refused(&mut browser, Some(&stale), "trust-root-expired");
    operator(&mut browser).renew(LATE_MILLIS);
    browser.origin.publish_root();
    goes_on(&mut browser);
}

#[test]
fn whoever_slept_through_three_roots_follows_each() {
    let mut browser = player();
    browser.requests.clear();
    for key in [NEXT_KEY, NEXT_KEY + 1, NEXT_KEY + 2] {
        operator(&mut browser).rotate(key, &[key - 1]);
        browser.origin.publish_root();
    }
    browser.origin.publish(product(2));
    update(&mut browser);
    assert_eq!(active(&browser), 2);
    let asked = |browser: &Browser, version: u64| {
        let path = format!("/roots/{version}");
        browser.requests.get(&path).copied().unwrap_or(0)
    };
    let roots: Vec<u32> = (1..=5).map(|version| asked(&browser, version)).collect();
    assert_eq!(
        roots,
        [0, 1, 1, 1, 1],
        "each once, and whether there is one more"
    );
    for key in [RELEASE_KEY, NEXT_KEY, NEXT_KEY + 1] {
        let thief = words(&mut browser, 7);
        is_refused(
            &mut browser,
            Some(&forged_head(&thief, key)),
            "trust-revoked-key",
        );
    }
    goes_on(&mut browser);
}

#[test]
fn a_withdrawn_key_takes_its_heads_and_its_offer_along() {
    let mut browser = player();
    browser.origin.publish(product(9));
    all(&mut browser, ToWorker::Check);
    assert!(
        status(&browser).update.is_some(),
        "the thief's release is offered"
    );
    operator(&mut browser).rotate(NEXT_KEY, &[RELEASE_KEY]);
    let stolen = offered(&browser);
    browser.origin.publish_root();
    browser.origin.publish(product(2));
    let honest = offered(&browser);
    browser.origin.spoil(HEAD, Some(&stolen));
    all(&mut browser, ToWorker::Check);
    assert_eq!(
        refused(&browser),
        None,
        "nothing told it of the next root yet"
    );
    browser.origin.spoil(HEAD, Some(&honest));
    update(&mut browser);
    assert_eq!(active(&browser), 2, "the highest number was the thief's");
    is_refused(&mut browser, Some(&stolen), "trust-revoked-key");
    goes_on(&mut browser);
}

#[test]
fn a_root_out_of_turn_or_of_somebody_else_is_not_followed() {
    let mut browser = player();
    let first = browser.origin.get("/roots/1").expect("the root").clone();
    operator(&mut browser).rotate(NEXT_KEY, &[]);
    browser.origin.publish_root();
    let second = browser.origin.get("/roots/2").expect("the root").clone();
    operator(&mut browser).rotate(NEXT_KEY + 1, &[]);
    let (_, third) = operator(&mut browser).root();
    browser.origin.publish(product(2));
    let head = offered(&browser);
    let mut forged = second.clone();
    let last = forged.len() - 2;
    forged[last] ^= 1;
    let cases: [(&[u8], &str); 4] = [
        (&first, "trust-root-version"),
        (&third, "trust-root-version"),
        (&forged, "trust-wrong-signature"),
        (b"<!doctype html>\n", "trust-unknown-key"),
    ];
    for (body, name) in cases {
        browser.origin.spoil("/roots/2", Some(body));
        is_refused(&mut browser, Some(&head), name);
    }
    browser.origin.spoil("/roots/2", Some(&second));
    browser.origin.publish_root();
    goes_on_from(&mut browser, 2);
}

#[test]
fn one_look_follows_only_so_many_roots() {
    let mut browser = player();
    for key in 0..20 {
        operator(&mut browser).rotate(NEXT_KEY + key, &[]);
        browser.origin.publish_root();
    }
    browser.origin.publish(product(2));
    all(&mut browser, ToWorker::Check);
    let roots = browser
        .requests
        .keys()
        .filter(|path| path.starts_with("/roots/"));
    assert_eq!(roots.count(), 16);
    assert_eq!(refused(&browser), Some("trust-unknown-key"));
    goes_on_from(&mut browser, 2);
}

#[test]
fn a_release_that_was_built_with_a_newer_root_needs_no_walk() {
    let mut browser = player();
    operator(&mut browser).rotate(NEXT_KEY, &[RELEASE_KEY]);
    browser.origin.publish(product(2));
    browser.origin.spoil("/roots/1", None);
    browser.look_for_update();
    browser.settle();
    for page in browser.pages.keys().cloned().collect::<Vec<_>>() {
        browser.close(&page);
    }
    browser.settle();
    browser.open("/");
    browser.settle();
    assert_eq!((active(&browser), refused(&browser)), (2, None));
    goes_on(&mut browser);
}

#[test]
fn a_worker_stopped_at_any_effect_believes_no_less_and_no_more() {
    let scenario = |kill| {
        let mut browser = player();
        let old = offered(&browser);
        browser.kill = kill;
        operator(&mut browser).rotate(NEXT_KEY, &[RELEASE_KEY]);
        browser.origin.publish_root();
        browser.origin.publish(product(2));
        let before = browser.effects;
        all(&mut browser, ToWorker::Check);
        (browser, old, before)
    };
    let (undisturbed, _, before) = scenario(Kill::Never);
    let effects = before + 1..=undisturbed.effects;
    assert!(effects.clone().count() > 10, "{effects:?} shows little");
    for effect in effects {
        for after in [false, true] {
            let (mut browser, old, _) = scenario(Kill::At { effect, after });
            browser.kill = Kill::Never;
            all(&mut browser, ToWorker::Check);
            assert_eq!(
                status(&browser)
                    .update
                    .as_ref()
                    .map(|update| update.release),
                Some(2)
            );
            browser.stop(testkit::Slot::Active);
            is_refused_but_offered(&mut browser, &old);
            update(&mut browser);
            assert_eq!(active(&browser), 2, "effect {effect}, after it: {after}");
        }
    }
}

fn is_refused_but_offered(browser: &mut Browser, body: &[u8]) {
    let honest = offered(browser);
    browser.origin.spoil(HEAD, Some(body));
    all(browser, ToWorker::Check);
    assert_eq!(refused(browser), Some("trust-revoked-key"));
    browser.origin.spoil(HEAD, Some(&honest));
}

#[test]
fn the_release_that_runs_counts_as_seen_from_the_first_look_on_and_under_every_root() {
    let mut origin = Origin::signed();
    origin.publish(product(1));
    let old = origin.get(HEAD).expect("a head").clone();
    origin.publish(product(2));
    let honest = origin.get(HEAD).expect("a head").clone();
    origin.spoil(HEAD, Some(&old));
    let mut browser = Browser::visited(3, origin);
    all(&mut browser, ToWorker::Status);
    assert_eq!(refused(&browser), Some("trust-older"));
    operator(&mut browser).rotate(NEXT_KEY, &[RELEASE_KEY]);
    browser.origin.publish_root();
    let old = words(&mut browser, 1);
    browser
        .origin
        .spoil(HEAD, Some(&forged_head(&old, NEXT_KEY)));
    all(&mut browser, ToWorker::Check);
    assert_eq!(refused(&browser), Some("trust-older"));
    browser.origin.spoil(HEAD, Some(&honest));
    all(&mut browser, ToWorker::Check);
    assert_eq!(refused(&browser), Some("trust-revoked-key"));
    browser.origin.publish_head();
    goes_on(&mut browser);
}

#[test]
fn an_offer_goes_with_the_key_that_made_it_whatever_comes_after() {
    let mut browser = player();
    browser.origin.publish(product(9));
    all(&mut browser, ToWorker::Check);
    assert!(status(&browser).update.is_some());
    operator(&mut browser).rotate(NEXT_KEY, &[RELEASE_KEY]);
    browser.origin.publish_root();
    let forged = words(&mut browser, 10);
    browser
        .origin
        .spoil(HEAD, Some(&forged_head(&forged, STRANGER)));
    all(&mut browser, ToWorker::Check);
    assert_eq!(refused(&browser), Some("trust-unknown-key"));
    assert_eq!(status(&browser).update, None);
    all(&mut browser, ToWorker::Download);
    all(&mut browser, ToWorker::Agree(true));
    assert_eq!(active(&browser), 1);
}

#[test]
fn an_origin_that_goes_away_before_it_gave_the_next_root_is_only_away() {
    let mut browser = player();
    operator(&mut browser).rotate(NEXT_KEY, &[]);
    browser.origin.publish_root();
    browser.origin.publish(product(2));
    let looks = browser.requests[HEAD];
    browser.send_all(&ToWorker::Check);
    assert!(browser.run_until(|browser| browser.requests[HEAD] > looks));
    browser.weather.offline = true;
    browser.settle();
    assert!(
        browser.requests.contains_key("/roots/2"),
        "it was asked for"
    );
    assert_eq!((refused(&browser), status(&browser).online), (None, false));
    browser.weather.offline = false;
    goes_on_from(&mut browser, 2);
}
