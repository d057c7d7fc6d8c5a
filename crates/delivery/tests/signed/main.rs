//! A client whose release was built with a root believes what the operator signed and nothing else. Whatever else stands
//! where the head should is refused by its name, changes nothing, and the next honest head is taken.

mod heads;
mod roots;

use package::{Digest, Head, SignedHead};
use protocol::worker::{Status, ToWorker, Trouble};
use testkit::{Browser, Kill, Operator, Origin, Product, RELEASE_KEY, forged_head};

const NEXT_KEY: u8 = 5;
const STRANGER: u8 = 9;
const HEAD: &str = "/head";
/// Later than everything that a test does.
const LATE_MILLIS: u64 = 10_000_000;

fn product(number: u64) -> Product {
    Product::new(number, 3000)
}

/// A player of release 1 who has looked for news.
fn player() -> Browser {
    let mut origin = Origin::signed();
    origin.publish(product(1));
    Browser::visited(3, origin)
}

/// The same after release 2 was taken, with what was offered while 1 was the newest.
fn player_of_2() -> (Browser, Vec<u8>) {
    let mut browser = player();
    let old = offered(&browser);
    browser.origin.publish(product(2));
    update(&mut browser);
    assert_eq!(active(&browser), 2);
    (browser, old)
}

fn update(browser: &mut Browser) {
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(browser, message);
    }
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn active(browser: &Browser) -> u64 {
    browser.active().map_or(0, |head| head.number)
}

fn offered(browser: &Browser) -> Vec<u8> {
    browser.origin.get(HEAD).expect("a head").clone()
}

fn operator(browser: &mut Browser) -> &mut Operator {
    browser.origin.operator.as_mut().expect("it signs")
}

fn status(browser: &Browser) -> &Status {
    let page = browser.pages.values().next().expect("a page");
    page.status().expect("told")
}

fn refused(browser: &Browser) -> Option<&str> {
    match &status(browser).trouble {
        Some(Trouble::Refused { name }) => Some(name),
        _ => None,
    }
}

/// What the operator would say about release `number`, were it published.
fn words(browser: &mut Browser, number: u64) -> SignedHead {
    let head = Head {
        number,
        digest: Digest([number as u8; 32]),
        bytes: 100,
    };
    operator(browser).words(&head)
}

/// `body` stands where the head should: it is refused as `name`, and nothing changes.
fn is_refused(browser: &mut Browser, body: Option<&[u8]>, name: &str) {
    let honest = offered(browser);
    browser.origin.spoil(HEAD, body);
    let (store, update) = (browser.store.clone(), status(browser).update.clone());
    all(browser, ToWorker::Check);
    assert_eq!(refused(browser), Some(name), "{body:?}");
    assert_eq!(status(browser).update, update);
    assert!(
        browser.store == store,
        "a refused head leaves the store alone"
    );
    browser.origin.spoil(HEAD, Some(&honest));
}

/// After whatever was refused, the honest head of a new release is taken.
fn goes_on(browser: &mut Browser) {
    all(browser, ToWorker::Check);
    assert_eq!(status(browser).trouble, None, "the honest head mends it");
    let next = active(browser) + 1;
    browser.origin.publish(product(next));
    update(browser);
    assert_eq!((active(browser), &status(browser).trouble), (next, &None));
}

fn goes_on_from(browser: &mut Browser, number: u64) {
    update(browser);
    assert_eq!((active(browser), &status(browser).trouble), (number, &None));
}
