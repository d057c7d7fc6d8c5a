//! Games that players bring in a packed file: shown before anything is kept, refused by name, whole or not there at all,
//! and saved as the same file again.

use delivery::OBJECTS;
use package::{Capability, digest_from_bytes};
use protocol::worker::{Package, Status, ToWorker, Trouble};
use testkit::{Author, Browser, Dice, Edition, Kill, Origin, Product, Refusal, Slot};

const GAME: &str = "meteors";
const STRANGER: u8 = 9;

/// Editions differ in a few bytes of the module.
fn edition(number: u64) -> Edition {
    let mut module = Dice::new(2).bytes(9000);
    module[4000..4008].copy_from_slice(&number.to_le_bytes());
    Edition {
        number,
        module,
        assets: vec![("sounds.bin".to_owned(), Dice::new(1).bytes(50_000))],
        capabilities: vec![Capability::Saves],
    }
}

fn module_path(edition: &Edition) -> String {
    format!("/c/{}.wasm", digest_from_bytes(&edition.module))
}

/// A player at an origin that has no published game.
fn player() -> Browser {
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 3000));
    Browser::visited(5, origin)
}

fn author() -> Author {
    Author::new(GAME)
}

fn page(browser: &Browser) -> String {
    browser.pages.keys().next().expect("a page is open").clone()
}

fn open(browser: &mut Browser, file: &[u8]) {
    let page = page(browser);
    browser.bring(&page, ToWorker::OpenFile, file);
    browser.settle();
}

/// Opens the file and installs what was shown, if it was.
fn install(browser: &mut Browser, file: &[u8]) {
    open(browser, file);
    if let Some(digest) = shown(browser) {
        let page = page(browser);
        browser.bring(&page, ToWorker::InstallFile { digest }, file);
        browser.settle();
    }
}

fn all(browser: &mut Browser, message: &ToWorker) {
    browser.send_all(message);
    browser.settle();
}

fn status(browser: &mut Browser) -> Status {
    all(browser, &ToWorker::Status);
    let page = browser.pages.values().next().expect("a page is open");
    page.status().expect("it was told").clone()
}

fn seen(browser: &mut Browser) -> Option<Package> {
    let packages = status(browser).packages;
    packages.into_iter().find(|package| package.id == GAME)
}

/// The digest of the file that the page was shown.
fn shown(browser: &Browser) -> Option<String> {
    let (_, digest) = browser.pages.values().next()?.opened()?;
    Some(digest.to_owned())
}

fn refusal(browser: &Browser) -> Option<&str> {
    browser.pages.values().next()?.not_opened()
}

fn save(browser: &mut Browser) -> Vec<u8> {
    let id = GAME.to_owned();
    let page = page(browser);
    browser.saved_files.clear();
    browser.send(&page, ToWorker::SaveFile { id });
    browser.settle();
    let refusal = browser.pages[&page].not_saved().map(str::to_owned);
    let saved = browser.saved_files.values().next().cloned();
    saved.unwrap_or_else(|| panic!("no file was made: {refusal:?}"))
}

#[test]
fn a_file_says_what_is_in_it_and_who_signed_before_anything_of_it_is_kept() {
    let mut browser = player();
    browser.weather.offline = true;
    let author = author();
    let stored = browser.store.bytes();
    open(&mut browser, &author.pack(&edition(1)));
    let page = browser.pages.values().next().expect("a page is open");
    let (package, _) = page.opened().expect("it opens");
    assert_eq!(package.title, "The game meteors");
    assert_eq!(package.version, "1.1.0");
    assert_eq!(package.signers, [author.operator.signer().to_hex()]);
    assert_eq!(package.capabilities, ["saves"]);
    assert_eq!((package.total_bytes, package.stored_bytes), (59_000, 0));
    assert_eq!(browser.store.bytes(), stored);
    assert_eq!(seen(&mut browser), None);
}

#[test]
fn an_installed_file_is_there_whole_without_a_network_and_is_said_to_get_no_updates() {
    let mut browser = player();
    browser.weather.offline = true;
    install(&mut browser, &author().pack(&edition(1)));
    browser.stop(Slot::Active);
    let package = seen(&mut browser).expect("it is installed");
    assert!(package.offline_ready() && !package.fetching);
    assert_eq!(package.module, module_path(&edition(1)));
    assert_eq!(status(&mut browser).from_files, [GAME]);
    let regions = status(&mut browser).regions;
    let region = regions.iter().find(|region| region.name == "game/meteors");
    assert_eq!(region.map(|region| region.bytes), Some(59_000));
    let id = GAME.to_owned();
    all(&mut browser, &ToWorker::RemoveGame { id });
    assert_eq!(seen(&mut browser), None);
    assert_eq!(browser.store.get(OBJECTS, &module_path(&edition(1))), None);
}

#[test]
fn a_file_that_was_cut_flipped_or_not_signed_is_refused_by_name_and_nothing_of_it_stays() {
    let author = author();
    let file = author.pack(&edition(1));
    let top = package::Top::from_bytes(&file).expect("it is one");
    let top_bytes = top.bytes().len();
    let mut plain = Author::new(GAME);
    plain.operator = testkit::Operator::of_game("other");
    let flipped = |at: usize| {
        let mut file = file.clone();
        file[at] ^= 1;
        file
    };
    let resigned = {
        // Another key signed the same manifest, and the author's root stands before it.
        let mut thief = author.clone();
        thief.operator.rotate(STRANGER, &[]);
        let stolen = thief.pack(&edition(1));
        let stolen = package::Archive::from_bytes(&stolen).expect("it is one");
        let signed = stolen.signed().expect("it is signed").to_vec();
        package::top(stolen.manifest(), &signed, &author.operator.root().1).expect("it packs")
    };
    let resigned = [&resigned, &file[top_bytes..]].concat();
    let unsigned = package::Archive::from_bytes(&file).expect("it is one");
    let unsigned = package::top(unsigned.manifest(), b"", b"").expect("it packs");
    let unsigned = [&unsigned, &file[top_bytes..]].concat();
    let cases: [(&str, Vec<u8>); 10] = [
        (
            "archive-not-one",
            b"<html>Log in to this network</html>".to_vec(),
        ),
        ("archive-cut-short", Vec::new()),
        ("archive-not-one", flipped(1)),
        ("archive-damaged", flipped(top_bytes - 1)),
        ("archive-damaged", flipped(top_bytes + 3)),
        ("archive-damaged", flipped(top_bytes + 41)),
        ("archive-damaged", flipped(file.len() - 1)),
        ("archive-cut-short", file[..file.len() - 1].to_vec()),
        ("trust-unknown-key", resigned),
        ("trust-unsigned", unsigned),
    ];
    for (index, (name, file)) in cases.iter().enumerate() {
        let mut browser = player();
        let stored = browser.store.bytes();
        install(&mut browser, file);
        assert_eq!(refusal(&browser), Some(*name), "case {index}");
        assert_eq!(seen(&mut browser), None, "case {index}");
        assert_eq!(browser.store.bytes(), stored, "case {index}");
        assert_eq!(status(&mut browser).trouble, None, "case {index}");
    }
}

#[test]
fn every_flipped_byte_is_refused() {
    let small = Edition {
        module: Dice::new(3).bytes(40),
        assets: vec![("a.bin".to_owned(), Dice::new(4).bytes(20))],
        ..edition(1)
    };
    let file = author().pack(&small);
    let mut browser = player();
    for at in 0..file.len() {
        let mut wrong = file.clone();
        wrong[at] ^= 0x10;
        install(&mut browser, &wrong);
        assert_eq!(seen(&mut browser), None, "byte {at}");
        // What was shown before is not what this one shows.
        browser
            .pages
            .values_mut()
            .for_each(|page| page.told.clear());
    }
    install(&mut browser, &file);
    assert!(seen(&mut browser).is_some_and(|package| package.offline_ready()));
}

#[test]
fn a_game_of_the_release_and_one_that_is_believed_under_another_root_are_refused() {
    let mut browser = player();
    install(&mut browser, &Author::new("ember").pack(&edition(1)));
    assert_eq!(refusal(&browser), Some("published-is-built-in"));
    install(&mut browser, &author().pack(&edition(1)));
    let mut thief = author();
    thief.operator.rotate(STRANGER, &[]);
    install(&mut browser, &thief.pack(&edition(2)));
    assert_eq!(refusal(&browser), Some("trust-unknown-key"));
    let package = seen(&mut browser).expect("it is installed");
    assert_eq!(
        (package.version.as_str(), package.offline_ready()),
        ("1.1.0", true)
    );
}

#[test]
fn a_key_that_the_roots_of_the_origin_lead_to_is_believed() {
    let mut browser = player();
    let mut author = author();
    install(&mut browser, &author.pack(&edition(1)));
    author.publish(&mut browser.origin, &edition(1));
    author.operator.rotate(STRANGER, &[testkit::RELEASE_KEY]);
    author.publish(&mut browser.origin, &edition(2));
    install(&mut browser, &author.pack(&edition(3)));
    let package = seen(&mut browser).expect("it is installed");
    assert_eq!(package.version, "1.3.0", "{:?}", refusal(&browser));
}

#[test]
fn an_older_version_does_not_replace_a_newer_one_and_a_newer_one_does() {
    let mut browser = player();
    let author = author();
    install(&mut browser, &author.pack(&edition(2)));
    install(&mut browser, &author.pack(&edition(2)));
    assert_eq!(refusal(&browser), Some("file-installed-already"));
    install(&mut browser, &author.pack(&edition(1)));
    assert_eq!(refusal(&browser), Some("file-older"));
    install(&mut browser, &author.pack(&edition(3)));
    let package = seen(&mut browser).expect("it is installed");
    assert_eq!(
        (package.version.as_str(), package.offline_ready()),
        ("1.3.0", true)
    );
    assert_eq!(package.module, module_path(&edition(3)));
}

#[test]
fn an_id_is_asked_for_by_what_was_shown() {
    let mut browser = player();
    let author = author();
    open(&mut browser, &author.pack(&edition(1)));
    let page_id = page(&browser);
    let digest = shown(&browser).expect("it was shown");
    let message = ToWorker::InstallFile { digest };
    browser.bring(&page_id, message, &author.pack(&edition(2)));
    browser.settle();
    assert_eq!(refusal(&browser), Some("archive-not-one"));
    assert_eq!(seen(&mut browser), None);
}

#[test]
fn what_the_site_publishes_of_it_later_costs_only_the_difference() {
    let mut browser = player();
    let mut author = author();
    install(&mut browser, &author.pack(&edition(1)));
    author.publish(&mut browser.origin, &edition(1));
    let id = GAME.to_owned();
    all(&mut browser, &ToWorker::Find { id: id.clone() });
    let package = seen(&mut browser).expect("it is installed");
    assert_eq!(
        (package.update.as_ref(), package.offline_ready()),
        (None, true)
    );
    assert_eq!(status(&mut browser).from_files, Vec::<String>::new());
    author.publish(&mut browser.origin, &edition(2));
    all(&mut browser, &ToWorker::Find { id: id.clone() });
    let package = seen(&mut browser).expect("it is installed");
    assert!(package.update.is_some());
    assert!(
        package.missing_bytes < 100,
        "{} bytes",
        package.missing_bytes
    );
    all(&mut browser, &ToWorker::InstallGame { id });
    let package = seen(&mut browser).expect("it is installed");
    assert_eq!(
        (package.version.as_str(), package.offline_ready()),
        ("1.2.0", true)
    );
}

#[test]
fn a_worker_killed_at_any_effect_leaves_a_whole_game_or_none_and_the_next_try_installs_it() {
    let file = author().pack(&edition(1));
    for (effect, after) in (1..60).flat_map(|effect| [(effect, false), (effect, true)]) {
        let mut browser = player();
        browser.weather.offline = true;
        open(&mut browser, &file);
        let page_id = page(&browser);
        let digest = shown(&browser).expect("it was shown");
        let effect = browser.effects + effect;
        browser.kill = Kill::At { effect, after };
        let message = ToWorker::InstallFile {
            digest: digest.clone(),
        };
        browser.bring(&page_id, message.clone(), &file);
        browser.settle();
        browser.kill = Kill::Never;
        let case = format!("effect {effect}, {after}");
        let package = seen(&mut browser);
        if let Some(package) = package {
            assert!(package.offline_ready() && !package.fetching, "{case}");
            continue;
        }
        browser.bring(&page_id, message, &file);
        browser.settle();
        let package = seen(&mut browser).expect("it is installed");
        assert!(package.offline_ready(), "{case}");
    }
}

#[test]
fn a_worker_killed_while_a_newer_file_comes_leaves_the_old_game_playable() {
    let author = author();
    let newer = author.pack(&edition(2));
    for (effect, after) in (1..40).flat_map(|effect| [(effect, false), (effect, true)]) {
        let mut browser = player();
        install(&mut browser, &author.pack(&edition(1)));
        let effect = browser.effects + effect;
        browser.kill = Kill::At { effect, after };
        install(&mut browser, &newer);
        browser.kill = Kill::Never;
        let package = seen(&mut browser).expect("a game is installed");
        let module = browser.store.get(OBJECTS, &package.module);
        assert!(
            package.offline_ready() && module.is_some(),
            "effect {effect}, {after}"
        );
    }
}

#[test]
fn without_room_the_player_is_told_and_nothing_of_the_game_stays() {
    let file = author().pack(&edition(1));
    let mut browser = player();
    let stored = browser.store.bytes();
    browser.store.quota_bytes = Some(stored + 30_000);
    install(&mut browser, &file);
    assert_eq!(refusal(&browser), Some("delivery-full"));
    assert_eq!(seen(&mut browser), None);
    assert_eq!(browser.store.bytes(), stored);
    let trouble = status(&mut browser).trouble;
    assert!(matches!(trouble, Some(Trouble::QuotaExceeded { .. })));
    browser.store.quota_bytes = None;
    install(&mut browser, &file);
    assert!(seen(&mut browser).is_some_and(|package| package.offline_ready()));
    assert_eq!(status(&mut browser).trouble, None);
}

#[test]
fn a_player_who_cancels_has_nothing_of_it() {
    let file = author().pack(&edition(1));
    let mut browser = player();
    let stored = browser.store.bytes();
    open(&mut browser, &file);
    let page_id = page(&browser);
    let digest = shown(&browser).expect("it was shown");
    let message = ToWorker::InstallFile { digest };
    browser.bring(&page_id, message, &file);
    let is_coming = |browser: &Browser| {
        let status = browser.pages[&page_id].status();
        status.is_some_and(|it| it.packages.iter().any(|package| package.fetching))
    };
    assert!(browser.run_until(is_coming));
    all(&mut browser, &ToWorker::Cancel);
    assert_eq!(refusal(&browser), Some("file-cancelled"));
    assert_eq!(seen(&mut browser), None);
    assert_eq!(browser.store.bytes(), stored);
}

#[test]
fn a_saved_game_is_the_file_that_its_author_would_pack_and_opens_elsewhere() {
    let mut author = author();
    let mut origin = Origin::default();
    origin.publish(Product::new(1, 3000));
    author.publish(&mut origin, &edition(1));
    let mut browser = Browser::visited(5, origin);
    let id = GAME.to_owned();
    all(&mut browser, &ToWorker::Find { id: id.clone() });
    all(&mut browser, &ToWorker::InstallGame { id });
    let file = save(&mut browser);
    assert_eq!(file, author.pack(&edition(1)));
    // From then on it takes no network.
    browser.weather.offline = true;
    browser.stop(Slot::Active);
    assert_eq!(save(&mut browser), file);

    let mut other = player();
    other.weather.offline = true;
    install(&mut other, &file);
    assert!(seen(&mut other).is_some_and(|package| package.offline_ready()));
    assert_eq!(save(&mut other), file);
}

#[test]
fn a_game_with_a_damaged_object_is_not_saved() {
    let mut browser = player();
    install(&mut browser, &author().pack(&edition(1)));
    browser.store.damage(OBJECTS, &module_path(&edition(1)));
    let page = page(&browser);
    let id = GAME.to_owned();
    browser.send(&page, ToWorker::SaveFile { id });
    browser.settle();
    assert!(browser.saved_files.is_empty());
    assert_eq!(
        browser.pages[&page].not_saved(),
        Some("published-not-whole")
    );
}

#[test]
fn whichever_write_finds_no_room_the_game_is_whole_or_refused() {
    let file = author().pack(&edition(1));
    let mut refused = 0;
    for write in 1..8 {
        for refusal in [Refusal::At, Refusal::From] {
            let mut browser = player();
            browser.weather.offline = true;
            open(&mut browser, &file);
            browser.store.refusal = Some(refusal(browser.store.writes + write));
            let page_id = page(&browser);
            let digest = shown(&browser).expect("it was shown");
            browser.bring(&page_id, ToWorker::InstallFile { digest }, &file);
            browser.settle();
            let name = refusal_of(&browser);
            browser.store.refusal = None;
            browser.stop(Slot::Active);
            let package = seen(&mut browser);
            assert_eq!(package.is_none(), name.is_some(), "write {write}: {name:?}");
            assert!(package.is_none_or(|it| it.offline_ready()), "write {write}");
            refused += u32::from(name.is_some());
        }
    }
    assert!(refused > 2, "{refused} were refused");
}

fn refusal_of(browser: &Browser) -> Option<String> {
    let name = refusal(browser).map(str::to_owned);
    assert!(name.as_deref().is_none_or(|name| name == "delivery-full"));
    name
}
