//! What may stand where the head should.

use crate::*;

#[test]
fn a_look_costs_one_small_file_and_checks_signatures_only_when_the_head_is_another() {
    let (mut browser, _) = player_of_2();
    let (before, judged) = (browser.requests.clone(), browser.judgements);
    for _ in 0..5 {
        all(&mut browser, ToWorker::Check);
    }
    let asked = browser.requests.values().sum::<u32>() - before.values().sum::<u32>();
    assert_eq!((asked, browser.judgements), (5, judged));
    browser.stop(testkit::Slot::Active);
    all(&mut browser, ToWorker::Check);
    assert_eq!(browser.judgements, judged, "a restarted worker remembers");
    browser.origin.publish(product(3));
    all(&mut browser, ToWorker::Check);
    assert_eq!(browser.judgements, judged + 1);
}

#[test]
fn whatever_the_operator_did_not_sign_is_refused_by_its_name() {
    let mut browser = player();
    let new = words(&mut browser, 2);
    let by = |key| forged_head(&new, key);
    let wrong = String::from_utf8(by(RELEASE_KEY)).expect("text");
    let wrong = wrong.replace("release 2 ", "release 3 ");
    let other_id = SignedHead {
        id: "other".to_owned(),
        ..new.clone()
    };
    let unsigned = "layerw-head 1\nrelease 2 0748c805c0e685b74b0efff6cf152b776283491d6887736a49452a6de3f312aa 107\n";
    let root = browser.origin.get("/roots/1").expect("the root").clone();
    let cases: [(&[u8], &str); 8] = [
        (wrong.as_bytes(), "trust-wrong-signature"),
        (&by(STRANGER), "trust-unknown-key"),
        (&forged_head(&other_id, RELEASE_KEY), "trust-other-id"),
        (unsigned.as_bytes(), "trust-unsigned"),
        (&root, "trust-wrong-role"),
        (b"<!doctype html>\n<title>Log in</title>\n", "package-line"),
        (b"", "package-cut"),
        (&[b'a'; 9000], "package-too-long"),
    ];
    for (body, name) in cases {
        is_refused(&mut browser, Some(body), name);
    }
    is_refused(&mut browser, None, "delivery-refused");
    goes_on(&mut browser);
}

#[test]
fn an_origin_in_trouble_is_named_and_one_that_is_away_is_only_away() {
    let mut browser = player();
    browser.weather.refusal = 100;
    all(&mut browser, ToWorker::Check);
    assert_eq!(refused(&browser), Some("delivery-refused"));
    browser.weather.refusal = 0;
    all(&mut browser, ToWorker::Check);
    assert_eq!(refused(&browser), None);
    browser.weather.offline = true;
    all(&mut browser, ToWorker::Check);
    assert_eq!((refused(&browser), status(&browser).online), (None, false));
    browser.weather.offline = false;
    goes_on(&mut browser);
}

#[test]
fn an_older_head_is_refused_after_any_restart_and_so_is_another_under_the_same_number() {
    let (mut browser, old) = player_of_2();
    let other = words(&mut browser, 2);
    for body in [old.clone(), forged_head(&other, RELEASE_KEY)] {
        let name = if body == old {
            "trust-older"
        } else {
            "trust-mixed"
        };
        is_refused(&mut browser, Some(&body), name);
        browser.stop(testkit::Slot::Active);
        is_refused(&mut browser, Some(&body), name);
        browser.stop(testkit::Slot::Active);
    }
    goes_on(&mut browser);
}

#[test]
fn a_newer_release_that_was_only_seen_keeps_older_ones_out_as_well() {
    let mut browser = player();
    browser.origin.publish(product(2));
    let second = offered(&browser);
    browser.origin.publish(product(3));
    all(&mut browser, ToWorker::Check);
    assert_eq!(
        status(&browser)
            .update
            .as_ref()
            .map(|update| update.release),
        Some(3)
    );
    browser.stop(testkit::Slot::Active);
    all(&mut browser, ToWorker::Status);
    is_refused(&mut browser, Some(&second), "trust-older");
    update(&mut browser);
    assert_eq!(active(&browser), 3);
}

#[test]
fn an_old_worker_that_is_offered_anew_is_not_installed() {
    let (mut browser, _) = player_of_2();
    let mut old = Origin::signed();
    old.publish(product(1));
    let honest = core::mem::replace(&mut browser.origin, old);
    browser.requests.clear();
    browser.look_for_update();
    browser.settle();
    assert_eq!((active(&browser), browser.waiting()), (2, None));
    assert!(browser.requests.is_empty(), "nothing is fetched for it");
    browser.origin = honest;
    goes_on(&mut browser);
}

#[test]
fn a_head_that_expired_is_refused_though_it_was_believed_before() {
    let mut browser = player();
    operator(&mut browser).head_expires_unix_secs = LATE_MILLIS / 1000;
    browser.origin.publish_head();
    all(&mut browser, ToWorker::Check);
    assert_eq!(refused(&browser), None);
    browser.now = LATE_MILLIS;
    let stale = offered(&browser);
    is_refused(&mut browser, Some(&stale), "trust-expired");
    operator(&mut browser).head_expires_unix_secs = LATE_MILLIS;
    browser.origin.publish_head();
    goes_on(&mut browser);
}

#[test]
fn no_head_that_was_cut_or_changed_in_a_bit_is_believed() {
    let mut browser = player();
    browser.origin.publish(product(2));
    let honest = offered(&browser);
    let cut = (0..honest.len()).map(|length| honest[..length].to_vec());
    let flipped = (0..honest.len()).step_by(7).flat_map(|index| {
        let honest = &honest;
        (0..8).map(move |bit| {
            let mut body = honest.clone();
            body[index] ^= 1 << bit;
            body
        })
    });
    let mut tried = 0;
    for body in cut.chain(flipped) {
        browser.origin.spoil(HEAD, Some(&body));
        let store = browser.store.clone();
        all(&mut browser, ToWorker::Check);
        assert!(
            refused(&browser).is_some(),
            "{}",
            String::from_utf8_lossy(&body)
        );
        assert_eq!(status(&browser).update, None);
        assert!(browser.store == store);
        tried += 1;
    }
    assert!(tried > 500, "{tried} heads show little");
    browser.origin.spoil(HEAD, Some(&honest));
    update(&mut browser);
    assert_eq!(active(&browser), 2);
}
