//! The first visit, and what it leaves behind.

use delivery::{OBJECTS, pages_cache};
use package::is_object_path;
use protocol::worker::{ToWorker, Trouble};
use testkit::{Browser, Origin, Product, Slot, Weather};

fn origin() -> Origin {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 9000));
    origin
}

#[test]
fn the_first_visit_makes_every_page_of_the_shell_work_offline() {
    let mut browser = Browser::visited(1, origin());
    browser.weather.offline = true;
    for path in ["/", "/settings/", "/play/ember/", "/offline/"] {
        assert_eq!(browser.navigate(path), Some(format!("{path} of 1")));
    }
    assert_eq!(
        browser.navigate("/settings").as_deref(),
        Some("/settings/ of 1")
    );
    assert_eq!(
        browser.navigate("/nowhere/").as_deref(),
        Some("/offline/ of 1")
    );
}

#[test]
fn the_first_visit_fetches_shell_and_engine_once_and_no_game() {
    let browser = Browser::visited(1, origin());
    let release = browser.origin.release(1);
    for file in release.files() {
        let requests = browser.requests.get(&file.path).copied().unwrap_or(0);
        let want = u32::from(file.region.game().is_none());
        assert_eq!(requests, want, "{}", file.path);
    }
}

#[test]
fn the_pages_are_told_how_things_stand_after_the_first_visit() {
    let browser = Browser::visited(1, origin());
    let page = browser.pages.values().next().expect("a page is open");
    let status = page.status().expect("the page was told");
    assert_eq!(
        (status.release, status.online, status.trouble.clone()),
        (1, true, None)
    );
    let shell = status
        .regions
        .iter()
        .find(|region| region.name == "shell")
        .expect("the shell is stored");
    let files = browser
        .origin
        .release(1)
        .files()
        .iter()
        .filter(|file| file.region.name() == "shell");
    let (objects, bytes) = files.fold((0, 0), |(objects, bytes), file| {
        (objects + 1, bytes + file.bytes)
    });
    assert_eq!((shell.objects, shell.bytes), (objects, bytes));
}

#[test]
fn a_body_that_is_wrong_every_time_is_never_kept_and_the_installation_fails() {
    let mut browser = Browser::new(1, origin());
    browser.weather = Weather {
        flip: 100,
        ..Weather::default()
    };
    browser.open("/");
    browser.settle();
    assert_eq!(browser.active(), None);
    assert_eq!(
        browser.store.bytes(),
        0,
        "nothing that failed verification is stored"
    );
}

#[test]
fn a_damaged_copy_in_the_http_cache_is_passed_by() {
    let mut browser = Browser::new(1, origin());
    browser.weather = Weather {
        truncation: 100,
        ..Weather::default()
    };
    browser.open("/");
    browser.settle();
    browser.weather = Weather::default();
    browser.look_for_update();
    browser.settle();
    assert_eq!(browser.active(), browser.origin.head());
}

#[test]
fn a_connection_that_stays_open_and_silent_is_broken_off() {
    let mut browser = Browser::new(1, origin());
    browser.weather = Weather {
        stall: 100,
        ..Weather::default()
    };
    let began = browser.now;
    browser.open("/");
    browser.settle();
    assert_eq!(browser.active(), None);
    let tries = u64::from(delivery::TRIES);
    assert!(
        browser.now - began <= tries * (delivery::STALL_MILLIS + 20_000),
        "gave up after {} ms",
        browser.now - began
    );
}

#[test]
fn without_a_database_everything_works_and_the_player_is_told() {
    let mut browser = Browser::new(1, origin());
    browser.store.database_refused = true;
    browser.open("/");
    browser.settle();
    assert_eq!(browser.active(), browser.origin.head());
    browser.send_all(&ToWorker::InstallGame {
        id: "ember".to_owned(),
    });
    browser.settle();
    browser.stop(Slot::Active);
    browser.weather.offline = true;
    browser
        .pages
        .values_mut()
        .for_each(|page| page.told.clear());
    browser.send_all(&ToWorker::Status);
    browser.settle();
    let page = browser.pages.values().next().expect("a page is open");
    let status = page
        .status()
        .expect("a restarted worker knows its release from the store");
    assert_eq!(
        (status.release, status.trouble.clone()),
        (1, Some(Trouble::NoDatabase))
    );
    assert!(status.games[0].installed && status.games[0].offline_ready());
}

#[test]
fn what_goes_missing_while_it_installs_is_fetched_again() {
    let mut browser = Browser::new(1, origin());
    browser.open("/");
    let script = browser
        .origin
        .release(1)
        .files()
        .iter()
        .find(|file| file.path.ends_with(".js"))
        .cloned();
    let script = script.expect("there is a script").path;
    assert!(browser.run_until(|browser| browser.store.get(OBJECTS, &script).is_some()));
    browser.store.lose(OBJECTS, &script);
    browser.settle();
    assert_eq!(
        browser.active(),
        browser.origin.head(),
        "the first try installs"
    );
    assert!(browser.store.get(OBJECTS, &script).is_some());
}

#[test]
fn what_is_missing_of_shell_or_engine_is_mended_at_the_next_visit() {
    let mut browser = Browser::visited(1, origin());
    let head = browser.origin.head().expect("published").clone();
    let engine = browser
        .origin
        .release(1)
        .files()
        .iter()
        .find(|file| file.region.name() == "engine")
        .cloned();
    let engine = engine.expect("there is an engine").path;
    assert!(is_object_path(&engine));
    browser.store.lose(OBJECTS, &engine);
    browser.store.lose(&pages_cache(&head), "/settings/");
    browser.stop(Slot::Active);
    browser.open("/");
    browser.settle();
    assert_eq!(browser.missing(&head), Vec::<String>::new());
}

#[test]
fn a_page_that_speaks_another_protocol_is_asked_to_reload() {
    let mut browser = Browser::visited(1, origin());
    let page = browser.pages.keys().next().expect("a page is open").clone();
    browser.send(
        &page,
        ToWorker::Hello {
            protocol: protocol::VERSION + 1,
            release: 1,
        },
    );
    browser.settle();
    let reload = protocol::worker::FromWorker::Reload {
        protocol: protocol::VERSION,
    };
    assert!(browser.pages[&page].told.contains(&reload));
}

#[test]
fn a_page_that_no_worker_answers_for_is_taken_when_it_asks() {
    let mut browser = Browser::visited(1, origin());
    let page = browser.pages.keys().next().expect("a page is open").clone();
    let before = browser.pages[&page].told.len();
    browser.send(&page, ToWorker::Claim);
    browser.settle();
    // Taken pages say hello, and are told how things stand.
    assert!(browser.pages[&page].told.len() > before);
}
