//! Games that their authors published at the origin: shown before they are installed, shared by digest, updated by what
//! changed, and believed only where their own keys signed.

use delivery::OBJECTS;
use package::{Capability, digest_from_bytes};
use protocol::worker::{Package, ToWorker};
use testkit::{Author, Browser, Dice, Edition, Kill, Origin, Product, Slot, forged_head};

const GAME: &str = "meteors";
const OTHER: &str = "comets";
const STRANGER: u8 = 9;

/// What every edition of both games brings.
fn sounds() -> (String, Vec<u8>) {
    ("sounds.bin".to_owned(), Dice::new(1).bytes(50_000))
}

/// Editions of a game differ in a few bytes of the module.
fn edition(seed: u64, number: u64) -> Edition {
    let mut module = Dice::new(seed).bytes(9000);
    module[4000..4008].copy_from_slice(&number.to_le_bytes());
    Edition {
        number,
        module,
        assets: vec![sounds()],
        capabilities: vec![Capability::Saves],
    }
}

fn module_path(edition: &Edition) -> String {
    format!("/c/{}.wasm", digest_from_bytes(&edition.module))
}

fn sounds_path() -> String {
    format!("/c/{}.bin", digest_from_bytes(&sounds().1))
}

/// A player of release 1 at an origin with both games.
fn player() -> (Browser, Author, Author) {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 3000));
    let (mut author, mut other) = (Author::new(GAME), Author::new(OTHER));
    author.publish(&mut origin, &edition(2, 1));
    other.publish(&mut origin, &edition(3, 1));
    (Browser::visited(5, origin), author, other)
}

fn all(browser: &mut Browser, message: &ToWorker) {
    browser.send_all(message);
    browser.settle();
}

fn find(browser: &mut Browser, id: &str) {
    all(browser, &ToWorker::Find { id: id.to_owned() });
}

fn install(browser: &mut Browser, id: &str) {
    all(browser, &ToWorker::InstallGame { id: id.to_owned() });
}

fn seen<'a>(browser: &'a Browser, id: &str) -> &'a Package {
    let page = browser.pages.values().next().expect("a page is open");
    page.package(id).expect("the game was found")
}

fn refusal(browser: &Browser) -> &str {
    let page = browser.pages.values().next().expect("a page is open");
    page.not_found().expect("the search found nothing")
}

fn requests(browser: &Browser, path: &str) -> u32 {
    browser.requests.get(path).copied().unwrap_or(0)
}

#[test]
fn a_game_says_who_signed_it_and_what_it_asks_for_before_anything_of_it_is_fetched() {
    let (mut browser, author, _) = player();
    find(&mut browser, GAME);
    let package = seen(&browser, GAME);
    assert_eq!(package.title, "The game meteors");
    assert_eq!((package.version.as_str(), package.release), ("1.1.0", 1));
    assert_eq!(package.signers, [author.operator.signer().to_hex()]);
    assert_eq!(package.capabilities, ["saves"]);
    assert_eq!((package.total_bytes, package.stored_bytes), (59_000, 0));
    assert_eq!(package.missing_bytes, 59_000);
    assert!(!package.installed && package.update.is_none());
    assert_eq!(requests(&browser, &module_path(&edition(2, 1))), 0);
}

#[test]
fn an_installed_game_is_there_whole_without_a_network() {
    let (mut browser, _, _) = player();
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    browser.weather.offline = true;
    browser.stop(Slot::Active);
    all(&mut browser, &ToWorker::Status);
    let package = seen(&browser, GAME);
    assert!(package.offline_ready());
    assert_eq!(package.module, module_path(&edition(2, 1)));
    assert!(browser.store.get("objects", &package.module).is_some());
}

#[test]
fn the_second_game_brings_only_what_the_first_did_not() {
    let (mut browser, _, _) = player();
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    find(&mut browser, OTHER);
    assert_eq!(seen(&browser, OTHER).missing_bytes, 9000);
    install(&mut browser, OTHER);
    assert!(seen(&browser, OTHER).offline_ready());
    assert_eq!(requests(&browser, &sounds_path()), 1);
}

#[test]
fn a_game_that_goes_leaves_what_another_needs() {
    let (mut browser, _, _) = player();
    for id in [GAME, OTHER] {
        find(&mut browser, id);
        install(&mut browser, id);
    }
    let remove = |id: &str| ToWorker::RemoveGame { id: id.to_owned() };
    all(&mut browser, &remove(GAME));
    assert!(seen(&browser, OTHER).offline_ready());
    assert!(
        browser
            .store
            .get("objects", &module_path(&edition(2, 1)))
            .is_none()
    );
    all(&mut browser, &remove(OTHER));
    assert!(browser.store.get("objects", &sounds_path()).is_none());
}

#[test]
fn an_update_costs_what_changed_and_the_old_edition_plays_until_it_is_there() {
    let (mut browser, mut author, _) = player();
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    author.publish(&mut browser.origin, &edition(2, 2));
    find(&mut browser, GAME);
    let package = seen(&browser, GAME);
    assert_eq!(package.update.as_ref().map(|it| it.release), Some(2));
    assert!(
        package.missing_bytes < 100,
        "{} bytes",
        package.missing_bytes
    );
    assert!(package.offline_ready());
    install(&mut browser, GAME);
    let package = seen(&browser, GAME);
    assert_eq!((package.release, package.update.as_ref()), (2, None));
    assert_eq!(package.module, module_path(&edition(2, 2)));
    assert!(package.offline_ready());
    assert_eq!(requests(&browser, &module_path(&edition(2, 2))), 0);
}

#[test]
fn an_update_whose_objects_are_gone_leaves_the_game_as_it_was() {
    let (mut browser, mut author, _) = player();
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    let next = edition(7, 2);
    author.publish(&mut browser.origin, &next);
    browser.origin.spoil(&module_path(&next), None);
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    let package = seen(&browser, GAME);
    assert_eq!((package.release, package.offline_ready()), (1, true));
    assert_eq!(package.module, module_path(&edition(2, 1)));
}

#[test]
fn what_the_author_did_not_sign_is_refused_by_name_and_changes_nothing() {
    let (mut browser, mut author, other) = player();
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    let old = browser.origin.get(&author.operator.head_path()).cloned();
    let head = author.publish(&mut browser.origin, &edition(2, 2));
    find(&mut browser, GAME);
    let path = author.operator.head_path();
    let newest = author.operator.words(&head);
    let strange = forged_head(&newest, STRANGER);
    let theirs = other.operator.head(&head);
    let mut late = author.operator.clone();
    late.head_expires_unix_secs = 1;
    let plain = head.to_text();
    let cases: [(&str, &[u8]); 6] = [
        ("trust-unknown-key", &strange),
        ("trust-other-id", &theirs),
        ("trust-older", &old.expect("a head")),
        ("trust-expired", &late.head(&head)),
        ("trust-unsigned", plain.as_bytes()),
        ("package-cut", b"<html>Log in to this network</html>"),
    ];
    for (name, bytes) in cases {
        browser.origin.spoil(&path, Some(bytes));
        find(&mut browser, GAME);
        assert_eq!(refusal(&browser), name);
        let package = seen(&browser, GAME);
        assert_eq!(
            (package.release, package.offline_ready()),
            (1, true),
            "{name}"
        );
    }
}

#[test]
fn texts_that_are_not_what_the_head_promised_are_refused() {
    let (mut browser, _, _) = player();
    let manifest = browser.origin.get("/games/meteors/head").cloned();
    assert!(manifest.is_some());
    for (path, body) in spoilt(&browser) {
        let whole = browser.origin.get(&path).cloned();
        browser.origin.spoil(&path, body.as_deref());
        find(&mut browser, GAME);
        assert!(
            ["delivery-damaged", "delivery-refused", "delivery-too-long"]
                .contains(&refusal(&browser)),
            "{path}: {}",
            refusal(&browser)
        );
        browser.origin.spoil(&path, whole.as_deref());
    }
    find(&mut browser, GAME);
    assert_eq!(seen(&browser, GAME).release, 1);
}

/// The release file and the manifest of the first game: gone, cut, with a flipped bit, longer.
fn spoilt(browser: &Browser) -> Vec<(String, Option<Vec<u8>>)> {
    let head = browser.origin.get("/games/meteors/head").expect("a head");
    let text = String::from_utf8_lossy(head);
    let line = text.lines().find(|line| line.starts_with("release "));
    let digest = line
        .and_then(|line| line.split(' ').nth(2))
        .expect("a digest");
    let release = format!("/c/{digest}.txt");
    let text = browser.origin.get(&release).expect("a release file");
    let text = String::from_utf8_lossy(text);
    let line = text.lines().find(|line| line.contains("/manifest "));
    let digest = line
        .and_then(|line| line.split(' ').nth(2))
        .expect("a digest");
    let manifest = format!("/c/{digest}.txt");
    let mut spoilt = Vec::new();
    for path in [release, manifest] {
        let body = browser.origin.get(&path).expect("it is there").clone();
        let mut flipped = body.clone();
        flipped[20] ^= 1;
        spoilt.push((path.clone(), None));
        spoilt.push((path.clone(), Some(body[..30].to_vec())));
        spoilt.push((path.clone(), Some(flipped)));
        spoilt.push((path, Some([&body[..], b"more"].concat())));
    }
    spoilt
}

#[test]
fn a_new_key_is_followed_through_the_roots_and_a_withdrawn_one_is_not_believed_at_first_sight() {
    let (mut browser, mut author, mut other) = player();
    find(&mut browser, GAME);
    install(&mut browser, GAME);
    author.operator.rotate(STRANGER, &[testkit::RELEASE_KEY]);
    author.publish(&mut browser.origin, &edition(2, 2));
    find(&mut browser, GAME);
    assert_eq!(
        seen(&browser, GAME).update.as_ref().map(|it| it.release),
        Some(2)
    );

    // The other game's author lost a key before this player ever saw the game; the thief serves a head of it.
    let head = other.publish(&mut browser.origin, &edition(3, 5));
    let stolen = other.operator.head(&head);
    other.operator.rotate(STRANGER, &[testkit::RELEASE_KEY]);
    let (path, root) = other.operator.root();
    browser.origin.spoil(&path, Some(&root));
    browser
        .origin
        .spoil(&other.operator.head_path(), Some(&stolen));
    find(&mut browser, OTHER);
    assert_eq!(refusal(&browser), "trust-revoked-key");
}

#[test]
fn a_game_of_the_release_and_names_that_are_none_are_not_looked_for() {
    let (mut browser, _, _) = player();
    for (id, name) in [
        ("ember", "published-is-built-in"),
        ("../x", "published-no-id"),
    ] {
        find(&mut browser, id);
        assert_eq!(refusal(&browser), name);
    }
    find(&mut browser, "nobody");
    assert_eq!(refusal(&browser), "delivery-refused");
    browser.weather.offline = true;
    find(&mut browser, GAME);
    assert_eq!(refusal(&browser), "delivery-unreachable");
}

#[test]
fn a_worker_killed_at_any_effect_of_an_update_ends_with_a_whole_game() {
    for (effect, after) in (1..60).flat_map(|effect| [(effect, false), (effect, true)]) {
        let (mut browser, mut author, _) = player();
        find(&mut browser, GAME);
        install(&mut browser, GAME);
        author.publish(&mut browser.origin, &edition(2, 2));
        let effect = browser.effects + effect;
        browser.kill = Kill::At { effect, after };
        find(&mut browser, GAME);
        install(&mut browser, GAME);
        browser.kill = Kill::Never;
        find(&mut browser, GAME);
        install(&mut browser, GAME);
        let package = seen(&browser, GAME);
        assert_eq!(
            (package.release, package.offline_ready()),
            (2, true),
            "effect {effect}, {after}"
        );
    }
}

#[test]
fn for_room_the_one_that_was_not_played_is_named_with_what_it_does_not_share() {
    const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;
    let (mut browser, _, _) = player();
    for id in [GAME, OTHER] {
        find(&mut browser, id);
        install(&mut browser, id);
    }
    browser.now += 2 * DAY_MILLIS;
    let page = browser.open(&format!("/play/{GAME}/"));
    browser.settle();
    browser.close(&page.expect("the page opens"));
    browser.now += DAY_MILLIS / 2;
    browser.store.quota_bytes = Some(browser.store.bytes() + 100);
    install(&mut browser, "ember");
    let page = browser.pages.values().next().expect("a page is open");
    let told = page.status().and_then(|status| status.room.clone());
    let room = told.expect("the player is asked");
    let games: Vec<&str> = room.games.iter().map(|game| game.id.as_str()).collect();
    assert_eq!(games, [OTHER]);
    let module_bytes = edition(3, 1).module.len() as u64;
    let freed_bytes = room.games[0].bytes;
    assert!(
        (module_bytes..2 * module_bytes).contains(&freed_bytes),
        "{freed_bytes}: the sounds stay for the other"
    );
    let games = vec![OTHER.to_owned()];
    browser.send_all(&ToWorker::MakeRoom { games });
    install(&mut browser, "ember");
    let head = browser.active().expect("installed").clone();
    assert!(browser.is_offline_ready(&head, "ember"));
    assert!(seen(&browser, GAME).offline_ready());
    assert_eq!(
        browser.store.get(OBJECTS, &module_path(&edition(3, 1))),
        None
    );
}
