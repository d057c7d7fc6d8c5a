//! How fast bodies come is measured while they do and outlasts the worker.

use protocol::worker::{Status, ToWorker};
use testkit::{Browser, Origin, Product, Slot};

fn status(browser: &Browser) -> Status {
    let page = browser.pages.values().next().expect("a page is open");
    page.status().expect("it was told").clone()
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn install(browser: &mut Browser, id: &str) {
    all(browser, ToWorker::InstallGame { id: id.to_owned() });
}

fn visited(game_bytes: usize) -> Browser {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, game_bytes).with_long_file("pck", "long", 600_000));
    Browser::visited(5, origin)
}

#[test]
fn short_bodies_say_nothing_about_the_speed() {
    let mut browser = visited(4_000);
    install(&mut browser, "ember");
    assert_eq!(status(&browser).bytes_per_sec, None);
}

#[test]
fn a_long_body_does_and_a_stopped_worker_remembers() {
    let mut browser = visited(40_000);
    let before = browser.now;
    install(&mut browser, "ember");
    let took_millis = browser.now - before;
    let measured = status(&browser).bytes_per_sec.expect("it was measured");
    let least = 40_000 * 1000 / took_millis;
    assert!(
        (least..40 * least).contains(&measured),
        "{measured}, {least}"
    );
    browser.stop(Slot::Active);
    all(&mut browser, ToWorker::Status);
    assert_eq!(status(&browser).bytes_per_sec, Some(measured));
}

#[test]
fn what_the_browser_had_already_says_nothing_about_the_speed() {
    let mut browser = visited(4_000);
    let files = browser.origin.release(1).files().to_vec();
    for file in &files {
        browser.http_cache_gets(&file.path);
    }
    install(&mut browser, "long");
    assert_eq!(status(&browser).bytes_per_sec, None);
}

#[test]
fn a_body_that_comes_in_segments_is_measured_by_them() {
    let mut browser = visited(4_000);
    let before = browser.now;
    install(&mut browser, "long");
    let took_millis = browser.now - before;
    let measured = status(&browser).bytes_per_sec.expect("it was measured");
    let least = 600_000 * 1000 / took_millis;
    assert!(
        (least / 2..40 * least).contains(&measured),
        "{measured}, {least}"
    );
}
