//! From one release to the next, with the player's word and nothing lost.

use delivery::{OBJECTS, pages_cache};
use protocol::worker::{ToWorker, Trouble, Update, UpdateState};
use testkit::{Browser, Origin, Product, Slot, Weather};

const GAME_BYTES: usize = 60_000;

fn visited() -> Browser {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, GAME_BYTES));
    Browser::visited(3, origin)
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn update(browser: &Browser) -> Option<Update> {
    let page = browser.pages.values().next()?;
    page.status()?.update.clone()
}

/// Asks for the update and waits until something of it is stored; the bytes stored before.
fn download_begun(browser: &mut Browser) -> u64 {
    let before = browser.store.bytes();
    browser.send_all(&ToWorker::Download);
    assert!(
        browser.run_until(|browser| browser.store.bytes() > before),
        "something arrives"
    );
    before
}

fn install_game(browser: &mut Browser) {
    all(
        browser,
        ToWorker::InstallGame {
            id: "ember".to_owned(),
        },
    );
}

#[test]
fn an_update_is_announced_with_exactly_the_bytes_that_it_will_fetch() {
    let mut browser = visited();
    install_game(&mut browser);
    let before = browser.store.bytes();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    // Whoever knows how much is to be fetched has read the release file.
    let before = before + browser.origin.head_of(2).bytes;
    all(&mut browser, ToWorker::Check);
    let announced = update(&browser).expect("the update is announced");
    assert_eq!(
        (announced.release, announced.done_bytes, announced.state),
        (2, 0, UpdateState::Available)
    );
    assert_eq!(browser.store.bytes(), before, "no file is fetched unasked");
    all(&mut browser, ToWorker::Download);
    assert_eq!(browser.store.bytes() - before, announced.total_bytes);
    let ready = update(&browser).expect("it is still announced");
    assert_eq!(
        (ready.done_bytes, ready.state),
        (
            announced.total_bytes,
            UpdateState::Ready {
                agreed: 0,
                clients: 1
            }
        )
    );
}

#[test]
fn a_game_that_is_not_installed_costs_nothing_in_an_update() {
    let mut browser = visited();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    let announced = update(&browser).expect("the update is announced");
    assert!(
        announced.total_bytes < GAME_BYTES as u64,
        "{} bytes",
        announced.total_bytes
    );
}

#[test]
fn the_release_changes_only_when_every_page_agreed() {
    let mut browser = visited();
    let first = browser.pages.keys().next().expect("a page").clone();
    let second = browser.open("/play/ember/").expect("it opens");
    browser.settle();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    all(&mut browser, ToWorker::Download);
    browser.send(&first, ToWorker::Agree(true));
    browser.settle();
    assert_eq!(
        update(&browser).map(|update| update.state),
        Some(UpdateState::Ready {
            agreed: 1,
            clients: 2
        })
    );
    assert_eq!(browser.active().map(|head| head.number), Some(1));
    browser.send(&first, ToWorker::Agree(false));
    browser.send(&second, ToWorker::Agree(true));
    browser.settle();
    assert_eq!(
        browser.active().map(|head| head.number),
        Some(1),
        "one took its word back"
    );
    browser.send(&first, ToWorker::Agree(true));
    browser.settle();
    assert_eq!(browser.active().map(|head| head.number), Some(2));
    assert!(
        browser.pages.values().all(|page| page.release == 2),
        "every page was loaded anew"
    );
}

#[test]
fn a_page_that_is_closed_no_longer_holds_the_update_up() {
    let mut browser = visited();
    let first = browser.pages.keys().next().expect("a page").clone();
    let second = browser.open("/play/ember/").expect("it opens");
    browser.settle();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    all(&mut browser, ToWorker::Download);
    browser.send(&first, ToWorker::Agree(true));
    browser.settle();
    assert_eq!(browser.active().map(|head| head.number), Some(1));
    browser.close(&second);
    // A page that waits asks again from time to time: a browser tells nobody that a page is gone.
    browser.send(&first, ToWorker::Status);
    browser.settle();
    assert_eq!(browser.active().map(|head| head.number), Some(2));
}

#[test]
fn a_picture_open_in_a_tab_has_no_say() {
    let mut browser = visited();
    let picture = browser.open("/settings/").expect("it opens");
    browser.pages.get_mut(&picture).expect("open").path = "/favicon.svg".to_owned();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    all(&mut browser, ToWorker::Download);
    let state = update(&browser).map(|update| update.state);
    assert_eq!(
        state,
        Some(UpdateState::Ready {
            agreed: 0,
            clients: 1
        })
    );
}

#[test]
fn a_page_that_stays_on_the_old_release_keeps_what_it_needs_until_it_is_closed() {
    let mut browser = visited();
    browser.pages_reload = false;
    let old = browser.origin.release(1).clone();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    browser.origin.forget_old_objects();
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(&mut browser, message);
    }
    assert_eq!(browser.active().map(|head| head.number), Some(2));
    let only_old =
        |file: &&package::File| file.path.ends_with(".js") || file.path.ends_with(".css");
    let objects: Vec<String> = old
        .files()
        .iter()
        .filter(only_old)
        .map(|file| file.path.clone())
        .collect();
    let stored = |browser: &Browser| {
        objects
            .iter()
            .filter(|path| browser.store.get(OBJECTS, path).is_some())
            .count()
    };
    assert_eq!(stored(&browser), 2, "the open page still has its code");
    let page = browser.pages.keys().next().expect("a page").clone();
    browser.close(&page);
    browser.open("/");
    browser.settle();
    assert_eq!(stored(&browser), 0, "nobody needs it any more");
}

#[test]
fn what_only_the_old_release_needed_goes_when_its_last_page_is_gone() {
    let mut browser = visited();
    let old = browser.active().expect("installed").clone();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(&mut browser, message);
    }
    let new = browser.origin.release(2);
    let objects = browser.store.caches()[OBJECTS].keys();
    let strays: Vec<_> = objects
        .filter(|path| new.file(path).is_none() && !path.ends_with(".txt"))
        .collect();
    assert_eq!(strays, Vec::<&String>::new());
    assert!(!browser.store.caches().contains_key(&pages_cache(&old)));
}

#[test]
fn a_cancelled_download_keeps_what_came_and_goes_on_from_there() {
    let mut browser = visited();
    install_game(&mut browser);
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    let before = download_begun(&mut browser);
    all(&mut browser, ToWorker::Cancel);
    let came = browser.store.bytes() - before;
    let announced = update(&browser).expect("it is still offered");
    assert_eq!(announced.state, UpdateState::Available);
    assert!(
        came > 0 && came < announced.total_bytes,
        "{came} of {}",
        announced.total_bytes
    );
    assert_eq!(announced.done_bytes, came);
    let requests = browser.requests.clone();
    all(&mut browser, ToWorker::Download);
    assert!(matches!(
        update(&browser).map(|update| update.state),
        Some(UpdateState::Ready { .. })
    ));
    let again: u32 = browser
        .requests
        .iter()
        .map(|(path, count)| count - requests.get(path).unwrap_or(&0))
        .sum();
    assert!(
        again < requests.values().sum(),
        "what had come was not asked for again"
    );
}

#[test]
fn a_download_goes_on_by_itself_after_the_worker_was_stopped() {
    let mut browser = visited();
    install_game(&mut browser);
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    download_begun(&mut browser);
    browser.stop(Slot::Active);
    all(&mut browser, ToWorker::Status);
    assert!(matches!(
        update(&browser).map(|update| update.state),
        Some(UpdateState::Ready { .. })
    ));
}

#[test]
fn a_download_that_lost_its_origin_goes_on_when_the_origin_is_back() {
    let mut browser = visited();
    browser.origin.publish(Product::new(2, GAME_BYTES));
    all(&mut browser, ToWorker::Check);
    browser.weather.offline = true;
    all(&mut browser, ToWorker::Download);
    let page = browser.pages.values().next().expect("a page").clone();
    let status = page.status().expect("told");
    assert_eq!(
        (status.online, status.trouble.clone()),
        (false, Some(Trouble::Offline))
    );
    browser.weather.offline = false;
    all(&mut browser, ToWorker::Check);
    let page = browser.pages.values().next().expect("a page");
    let status = page.status().expect("told");
    assert_eq!((status.online, status.trouble.clone()), (true, None));
    assert!(matches!(
        status.update.as_ref().map(|update| update.state),
        Some(UpdateState::Ready { .. })
    ));
}

#[test]
fn progress_never_goes_back_however_often_the_network_fails() {
    for seed in 0..30 {
        let mut browser = visited();
        install_game(&mut browser);
        browser.origin.publish(Product::new(2, GAME_BYTES));
        all(&mut browser, ToWorker::Check);
        browser.weather = Weather::rough(4 + seed % 9);
        browser.send_all(&ToWorker::Download);
        browser.settle();
        let page = browser.pages.values().next().expect("a page");
        let fetching = page.statuses().filter_map(|status| status.update.as_ref());
        let done: Vec<u64> = fetching
            .filter(|update| update.state == UpdateState::Fetching)
            .map(|update| update.done_bytes)
            .collect();
        assert!(done.is_sorted(), "seed {seed}: {done:?}");
    }
}

#[test]
fn a_large_update_of_an_installed_game_waits_for_the_players_word() {
    let mut browser = visited();
    install_game(&mut browser);
    browser.origin.publish(Product::new(2, 9 << 20));
    browser.look_for_update();
    browser.settle();
    assert_eq!(
        browser.waiting(),
        None,
        "the browser's own check installs nothing large"
    );
    browser.origin.publish(Product::new(3, GAME_BYTES));
    browser.look_for_update();
    browser.settle();
    assert_eq!(
        browser.waiting().map(|head| head.number),
        Some(3),
        "a small one it may"
    );
}

#[test]
fn an_older_or_equal_head_is_no_update() {
    let mut browser = visited();
    all(&mut browser, ToWorker::Check);
    assert_eq!(update(&browser), None);
    let mut older = Origin::default();
    older.publish(Product::new(1, 10));
    browser.origin = older;
    all(&mut browser, ToWorker::Check);
    assert_eq!(update(&browser), None);
}

#[test]
fn a_page_that_did_not_change_is_copied_and_costs_nothing() {
    let mut browser = visited();
    let mut second = Product::new(2, GAME_BYTES);
    second = second.with_page("/icon.svg", "the icon");
    browser.origin.publish(second.clone());
    all(&mut browser, ToWorker::Check);
    let with_icon = update(&browser).expect("it is announced").total_bytes;

    let mut origin = Origin::default();
    origin.publish(Product::new(1, GAME_BYTES).with_page("/icon.svg", "the icon"));
    let mut browser = Browser::visited(3, origin);
    browser.origin.publish(second);
    all(&mut browser, ToWorker::Check);
    let announced = update(&browser).expect("it is announced").total_bytes;
    assert_eq!(announced, with_icon - "the icon".len() as u64);
    all(&mut browser, ToWorker::Download);
    all(&mut browser, ToWorker::Agree(true));
    assert_eq!(browser.active(), browser.origin.head());
    assert_eq!(
        browser.requests.get("/icon.svg"),
        Some(&1),
        "fetched once, ever"
    );
}

#[test]
fn a_copy_that_is_damaged_is_fetched_instead() {
    let mut origin = Origin::default();
    let old = origin.publish(Product::new(1, GAME_BYTES).with_page("/icon.svg", "the icon"));
    let mut browser = Browser::visited(3, origin);
    browser.store.damage(&pages_cache(&old), "/icon.svg");
    browser
        .origin
        .publish(Product::new(2, GAME_BYTES).with_page("/icon.svg", "the icon"));
    all(&mut browser, ToWorker::Check);
    all(&mut browser, ToWorker::Download);
    all(&mut browser, ToWorker::Agree(true));
    assert_eq!(browser.active(), browser.origin.head());
    let stored = browser.store.get(
        &pages_cache(browser.origin.head().expect("published")),
        "/icon.svg",
    );
    assert_eq!(stored.map(Vec::as_slice), Some(&b"the icon"[..]));
}

#[test]
fn a_page_that_agrees_at_any_moment_of_the_installation_is_counted() {
    let mut moment = 0;
    loop {
        let mut browser = visited();
        browser.origin.publish(Product::new(2, GAME_BYTES));
        all(&mut browser, ToWorker::Check);
        all(&mut browser, ToWorker::Download);
        // The browser finds the newer worker by itself.
        browser.look_for_update();
        let is_over = (0..moment).any(|_| !browser.step());
        browser.send_all(&ToWorker::Agree(true));
        browser.settle();
        assert_eq!(
            browser.active(),
            browser.origin.head(),
            "agreed after {moment} steps"
        );
        if is_over {
            break;
        }
        moment += 1;
    }
    assert!(moment > 5, "{moment} moments show little");
}
