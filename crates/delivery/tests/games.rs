//! Games come and go as the player says, and room is made when there is none.

use delivery::OBJECTS;
use protocol::worker::{Game, ToWorker, Trouble};
use testkit::{Browser, Origin, Product, Slot};

fn visited() -> Browser {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 20_000).with_game("frost", 30_000));
    Browser::visited(5, origin)
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn install(browser: &mut Browser, id: &str) {
    all(browser, ToWorker::InstallGame { id: id.to_owned() });
}

fn game(browser: &Browser, id: &str) -> Game {
    let status = browser
        .pages
        .values()
        .next()
        .and_then(|page| page.status())
        .expect("the page was told");
    status
        .games
        .iter()
        .find(|game| game.id == id)
        .expect("the release has it")
        .clone()
}

fn trouble(browser: &Browser) -> Option<Trouble> {
    browser
        .pages
        .values()
        .next()
        .and_then(|page| page.status())
        .expect("the page was told")
        .trouble
        .clone()
}

#[test]
fn an_installed_game_is_stored_whole_and_told_as_it_is() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    assert!(!game(&browser, "ember").offline_ready());
    install(&mut browser, "ember");
    assert!(browser.is_offline_ready(&head, "ember"));
    assert!(game(&browser, "ember").installed && game(&browser, "ember").offline_ready());
    assert_eq!(game(&browser, "frost").stored_bytes, 0);
}

#[test]
fn a_removed_game_is_gone_and_the_others_stay() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    install(&mut browser, "ember");
    install(&mut browser, "frost");
    all(
        &mut browser,
        ToWorker::RemoveGame {
            id: "ember".to_owned(),
        },
    );
    assert_eq!(
        (
            game(&browser, "ember").stored_bytes,
            game(&browser, "ember").installed
        ),
        (0, false)
    );
    assert!(browser.is_offline_ready(&head, "frost"));
}

#[test]
fn a_game_that_is_being_played_is_not_taken_away() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    install(&mut browser, "ember");
    browser.open("/play/ember/");
    browser.settle();
    all(
        &mut browser,
        ToWorker::RemoveGame {
            id: "ember".to_owned(),
        },
    );
    all(&mut browser, ToWorker::Clear);
    assert!(!game(&browser, "ember").installed);
    assert!(browser.is_offline_ready(&head, "ember"));
}

#[test]
fn clearing_leaves_the_shell_and_the_saves() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    install(&mut browser, "ember");
    install(&mut browser, "frost");
    all(&mut browser, ToWorker::Clear);
    assert_eq!(browser.missing(&head), Vec::<String>::new());
    assert_eq!(
        (
            game(&browser, "ember").stored_bytes,
            game(&browser, "frost").stored_bytes
        ),
        (0, 0)
    );
    assert_eq!(browser.store.saves.len(), 1);
}

#[test]
fn an_unknown_game_is_not_installed() {
    let mut browser = visited();
    let before = browser.store.bytes();
    install(&mut browser, "nowhere");
    assert_eq!(browser.store.bytes(), before);
}

#[test]
fn a_cancelled_installation_is_not_installed() {
    let mut browser = visited();
    browser.send_all(&ToWorker::InstallGame {
        id: "frost".to_owned(),
    });
    assert!(
        browser.run_until(|browser| browser.requests.keys().any(|path| path.ends_with(".wasm")))
    );
    all(&mut browser, ToWorker::Cancel);
    assert!(!game(&browser, "frost").installed);
    browser.stop(Slot::Active);
    all(&mut browser, ToWorker::Status);
    assert!(
        !game(&browser, "frost").offline_ready(),
        "a restarted worker does not go on with what was cancelled"
    );
}

#[test]
fn a_full_store_is_told_and_nothing_that_is_needed_is_lost() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    browser.store.quota_bytes = Some(browser.store.bytes() + 1000);
    install(&mut browser, "frost");
    assert!(
        matches!(trouble(&browser), Some(Trouble::QuotaExceeded { needed_bytes }) if needed_bytes > 30_000)
    );
    assert!(!game(&browser, "frost").installed);
    assert_eq!(browser.missing(&head), Vec::<String>::new());
    browser.store.quota_bytes = None;
    install(&mut browser, "frost");
    assert!(game(&browser, "frost").offline_ready());
    assert_eq!(
        trouble(&browser),
        None,
        "trouble that is mended is not told"
    );
}

#[test]
fn room_is_made_from_what_no_release_names_before_anything_else_goes() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    install(&mut browser, "ember");
    let stray = format!("/c/{}.wasm", "ab".repeat(32));
    browser.store.put_unnamed(OBJECTS, &stray, 25_000);
    browser.store.quota_bytes = Some(browser.store.bytes() + 10_000);
    install(&mut browser, "frost");
    assert!(browser.is_offline_ready(&head, "frost"));
    assert!(
        browser.is_offline_ready(&head, "ember"),
        "an installed game is never let go for another"
    );
    assert_eq!(browser.store.get(OBJECTS, &stray), None);
}

#[test]
fn room_is_then_made_from_games_that_are_not_installed() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    // Stored, but not installed: what a cancelled installation leaves behind.
    let release = browser.origin.release(1).clone();
    let module = release
        .files()
        .iter()
        .filter(|file| file.region.game() == Some("ember"))
        .max_by_key(|file| file.bytes);
    let module = module.expect("the game has a module");
    let body = browser.origin.get(&module.path).expect("published").clone();
    browser.store.put_body(OBJECTS, &module.path, &body);
    browser.store.quota_bytes = Some(browser.store.bytes() + 12_000);
    install(&mut browser, "frost");
    assert!(browser.is_offline_ready(&head, "frost"));
    assert_eq!(browser.store.get(OBJECTS, &module.path), None);
}

#[test]
fn a_first_visitor_without_room_gets_a_worker_that_says_so() {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 100));
    let mut browser = Browser::new(5, origin);
    browser.store.quota_bytes = Some(1500);
    browser.open("/");
    browser.settle();
    assert_eq!(browser.active(), browser.origin.head());
    assert!(matches!(
        trouble(&browser),
        Some(Trouble::QuotaExceeded { .. })
    ));
    assert_eq!(
        browser.navigate("/settings/").as_deref(),
        Some("/settings/ of 1"),
        "from the network"
    );
}

#[test]
fn an_update_without_room_leaves_the_old_release_in_place() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    browser.origin.publish(Product::new(2, 20_000));
    browser.store.quota_bytes = Some(browser.store.bytes() + 500);
    for message in [ToWorker::Check, ToWorker::Download, ToWorker::Agree(true)] {
        all(&mut browser, message);
    }
    browser.look_for_update();
    browser.settle();
    assert_eq!(browser.active(), Some(&head));
    assert_eq!(browser.missing(&head), Vec::<String>::new());
}

#[test]
fn an_update_without_room_takes_nothing_from_the_release_that_nobody_has_open() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    let pages: Vec<String> = browser.pages.keys().cloned().collect();
    pages.iter().for_each(|page| browser.close(page));
    browser.origin.publish(Product::new(2, 20_000));
    browser.store.quota_bytes = Some(browser.store.bytes() + 500);
    browser.look_for_update();
    browser.settle();
    assert_eq!((browser.active(), browser.waiting()), (Some(&head), None));
    assert_eq!(browser.missing(&head), Vec::<String>::new());
}

#[test]
fn a_flipped_bit_is_found_and_fetched_again() {
    let mut browser = visited();
    let head = browser.active().expect("installed").clone();
    install(&mut browser, "ember");
    let release = browser.origin.release(1).clone();
    let pages = delivery::pages_cache(&head);
    let object = release
        .files()
        .iter()
        .find(|file| file.path.ends_with(".js"))
        .expect("there is a script");
    browser.store.damage(OBJECTS, &object.path);
    browser.store.damage(&pages, "/settings/");
    let page = browser.pages.keys().next().expect("a page").clone();
    browser.send(&page, ToWorker::Verify);
    browser.settle();
    let stored = browser
        .store
        .caches()
        .values()
        .map(|files| files.len() as u32)
        .sum();
    assert_eq!(browser.pages[&page].verified(), Some((stored, 2, 2)));
    assert_eq!(browser.missing(&head), Vec::<String>::new());
}

#[test]
fn a_flipped_bit_without_a_network_is_let_go_and_told() {
    let mut browser = visited();
    let object = browser
        .origin
        .release(1)
        .files()
        .iter()
        .find(|file| file.path.ends_with(".css"))
        .cloned();
    let object = object.expect("there is a style").path;
    browser.store.damage(OBJECTS, &object);
    browser.weather.offline = true;
    browser.http_cache_is_empty();
    let page = browser.pages.keys().next().expect("a page").clone();
    browser.send(&page, ToWorker::Verify);
    browser.settle();
    assert_eq!(
        browser.pages[&page]
            .verified()
            .map(|(_, damaged, repaired)| (damaged, repaired)),
        Some((1, 0))
    );
    assert_eq!(
        browser.store.get(OBJECTS, &object),
        None,
        "damaged bytes are never served"
    );
    assert_eq!(trouble(&browser), Some(Trouble::Offline));
}
