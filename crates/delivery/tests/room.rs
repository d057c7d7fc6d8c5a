//! Room is made as the ladder says, and games that a player keeps go only when the player agrees.

use delivery::OBJECTS;
use protocol::worker::{Room, Share, Status, ToWorker, Trouble, UpdateState};
use testkit::{Browser, Origin, Product};

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// A player who keeps `frost`, and was not there for two days.
fn back_after_two_days() -> Browser {
    let mut origin = Origin::default();
    let product = Product::new(1, 20_000).with_game("frost", 30_000);
    origin.publish(product.with_game("storm", 25_000));
    let mut browser = Browser::visited(5, origin);
    install(&mut browser, "frost");
    browser.now += 2 * DAY_MILLIS;
    browser
}

fn all(browser: &mut Browser, message: ToWorker) {
    browser.send_all(&message);
    browser.settle();
}

fn install(browser: &mut Browser, id: &str) {
    all(browser, ToWorker::InstallGame { id: id.to_owned() });
}

fn status(browser: &Browser) -> Status {
    let page = browser.pages.values().next().expect("a page is open");
    page.status().expect("it was told").clone()
}

fn room(browser: &Browser) -> Option<Room> {
    status(browser).room
}

fn leave(browser: &mut Browser, bytes: u64) {
    browser.store.quota_bytes = Some(browser.store.bytes() + bytes);
}

fn is_kept(browser: &Browser, id: &str) -> bool {
    let head = browser.active().expect("installed");
    browser.is_offline_ready(head, id)
}

fn game_bytes(browser: &Browser, id: &str) -> u64 {
    let files = browser.origin.release(1).files().iter();
    let files = files.filter(|file| file.region.game() == Some(id));
    files.map(|file| file.bytes).sum()
}

#[test]
fn a_cold_game_is_named_with_its_bytes_and_goes_only_when_the_player_agrees() {
    let mut browser = back_after_two_days();
    leave(&mut browser, 1_000);
    install(&mut browser, "ember");
    let share = Share {
        id: "frost".to_owned(),
        bytes: game_bytes(&browser, "frost"),
    };
    let asked = Room {
        needed_bytes: game_bytes(&browser, "ember"),
        games: vec![share],
        game: Some("ember".to_owned()),
    };
    // What of it was small enough is stored.
    let told = room(&browser).expect("the player is asked");
    assert!(told.needed_bytes <= asked.needed_bytes);
    assert_eq!((&told.games, &told.game), (&asked.games, &asked.game));
    let trouble = status(&browser).trouble;
    assert!(matches!(trouble, Some(Trouble::QuotaExceeded { .. })));
    assert!(is_kept(&browser, "frost"), "nobody agreed yet");

    let games = vec!["frost".to_owned()];
    browser.send_all(&ToWorker::MakeRoom { games });
    install(&mut browser, "ember");
    assert!(is_kept(&browser, "ember") && !is_kept(&browser, "frost"));
    let status = status(&browser);
    assert_eq!((status.room, status.trouble), (None, None));
    let frost = status.games.iter().find(|game| game.id == "frost");
    assert!(!frost.expect("it can be had again").installed);
}

#[test]
fn a_game_that_was_used_within_a_day_is_not_asked_for() {
    let mut browser = back_after_two_days();
    let page = browser.open("/play/frost/").expect("it opens");
    browser.settle();
    browser.close(&page);
    browser.now += DAY_MILLIS / 2;
    leave(&mut browser, 1_000);
    install(&mut browser, "ember");
    assert_eq!(room(&browser), None);
    browser.now += DAY_MILLIS;
    install(&mut browser, "ember");
    assert!(room(&browser).is_some());
    assert!(is_kept(&browser, "frost"));
}

#[test]
fn of_two_cold_games_the_one_that_was_used_longer_ago_is_asked_for() {
    let mut browser = back_after_two_days();
    install(&mut browser, "storm");
    browser.now += 2 * DAY_MILLIS;
    leave(&mut browser, 1_000);
    install(&mut browser, "ember");
    let games = room(&browser).expect("the player is asked").games;
    let ids: Vec<&str> = games.iter().map(|game| game.id.as_str()).collect();
    assert_eq!(ids, ["frost"], "it is enough alone");
}

#[test]
fn nobody_is_asked_for_what_would_not_be_enough() {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 60_000).with_game("frost", 30_000));
    let mut browser = Browser::visited(5, origin);
    install(&mut browser, "frost");
    browser.now += 2 * DAY_MILLIS;
    leave(&mut browser, 1_000);
    install(&mut browser, "ember");
    assert_eq!(room(&browser), None);
    let trouble = status(&browser).trouble;
    assert!(matches!(trouble, Some(Trouble::QuotaExceeded { .. })));
}

#[test]
fn a_game_that_is_played_when_the_player_agrees_stays() {
    let mut browser = back_after_two_days();
    leave(&mut browser, 1_000);
    install(&mut browser, "ember");
    browser.open("/play/frost/").expect("it opens");
    browser.settle();
    let games = vec!["frost".to_owned()];
    all(&mut browser, ToWorker::MakeRoom { games });
    assert!(is_kept(&browser, "frost"));
    let status = status(&browser);
    let frost = status.games.iter().find(|game| game.id == "frost");
    assert!(frost.expect("it is there").installed);
}

/// A player who stopped the download of release 2 when much of it was there, and not all.
fn with_half_an_update() -> Browser {
    let mut stopped = (0..100).filter_map(stopped_update);
    stopped.next().expect("some download is stopped in time")
}

fn stopped_update(seed: u64) -> Option<Browser> {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 20_000).with_game("frost", 30_000));
    let mut browser = Browser::visited(seed, origin);
    install(&mut browser, "ember");
    let product = Product::new(2, 20_000).with_game("frost", 30_000);
    browser.origin.publish(product);
    all(&mut browser, ToWorker::Check);
    browser.send_all(&ToWorker::Download);
    let module = module_of_second(&browser);
    assert!(browser.run_until(|browser| browser.store.get(OBJECTS, &module).is_some()));
    all(&mut browser, ToWorker::Cancel);
    let update = status(&browser).update.expect("it is offered");
    (update.state == UpdateState::Available).then_some(browser)
}

fn module_of_second(browser: &Browser) -> String {
    let files = browser.origin.release(2).files().iter();
    let mut files = files.filter(|file| file.path.ends_with(".wasm"));
    let module = files.find(|file| file.region.game() == Some("ember"));
    module.expect("the game has a module").path.clone()
}

#[test]
fn what_was_fetched_ahead_goes_before_anything_that_is_used() {
    let mut browser = with_half_an_update();
    let module = module_of_second(&browser);
    let regions = status(&browser).regions;
    let ahead = regions.iter().find(|region| region.name == "prefetch");
    assert!(
        ahead.is_some_and(|ahead| ahead.bytes > 20_000),
        "{regions:?}"
    );
    leave(&mut browser, 15_000);
    install(&mut browser, "frost");
    assert!(is_kept(&browser, "frost") && is_kept(&browser, "ember"));
    assert_eq!(browser.store.get(OBJECTS, &module), None);
    assert_eq!(status(&browser).trouble, None);
}

#[test]
fn what_was_fetched_ahead_stays_where_there_is_room() {
    let mut browser = with_half_an_update();
    let module = module_of_second(&browser);
    install(&mut browser, "frost");
    assert!(browser.store.get(OBJECTS, &module).is_some());
}
