//! The list of games at an origin, which several publishers write.

use std::fs;
use std::path::Path;
use std::thread;

use anyhow::bail;
use cli::Contents;
use cli::keys::Keys;
use cli::publish::publish;
use cli::store::{Bucket, Folder, Store};
use object_store::memory::InMemory;
use package::GameList;

use crate::disturbed::{Deed, Disturbed};
use crate::shared::{PROJECT, QUIET, TERM, game, good, layerw};

const GAMES: usize = 6;

/// Another game in `folder`/`id`, as the first in all but its name.
fn other(folder: &Path, id: &str) {
    let to = folder.join(id);
    fs::create_dir_all(to.join("assets")).unwrap();
    fs::copy(folder.join("game/game.wasm"), to.join("game.wasm")).unwrap();
    let cover = "assets/pictures/cover.png";
    fs::copy(folder.join("game").join(cover), to.join("assets/cover.png")).unwrap();
    let project = PROJECT
        .replace("ember", id)
        .replace("Ember – 火", "Zeta – Ζ");
    fs::write(to.join("layerw.toml"), project).unwrap();
}

fn list(folder: &Path) -> String {
    fs::read_to_string(folder.join("site/games/list")).unwrap()
}

#[test]
fn each_publish_lists_its_game_and_a_new_title_takes_the_place_of_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    other(folder, "zeta");
    good(folder, "keygen");
    good(folder, "publish zeta --to site");
    good(folder, "publish game --to site");
    let both = "layerw-games 1\ngame ember Ember – 火\ngame zeta Zeta – Ζ\n";
    assert_eq!(list(folder), both);
    let project = PROJECT
        .replace("Ember – 火", "Ember")
        .replace("1.0.0", "1.0.1");
    fs::write(folder.join("game/layerw.toml"), project).unwrap();
    good(folder, "publish game --to site");
    assert_eq!(list(folder), both.replace(" – 火", ""));
    good(folder, "verify site");
    assert_eq!(
        good(folder, "inspect site --json").json()["games"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    // What both games have lies there once.
    let covers = fs::read_dir(folder.join("site/c")).unwrap();
    let covers = covers.filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|extension| extension == "png")
    });
    assert_eq!(covers.count(), 1);
}

#[test]
fn games_that_are_published_at_the_same_moment_are_all_listed_in_a_folder_and_in_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let keys = Keys::read(&folder.join("keys")).unwrap();
    let ids: Vec<String> = (0..GAMES).map(|index| format!("game-{index}")).collect();
    let contents: Vec<Contents> = ids
        .iter()
        .map(|id| {
            other(folder, id);
            Contents::read(&folder.join(id)).unwrap()
        })
        .collect();
    let bucket = Bucket::new(Box::new(InMemory::new()), "games".into()).unwrap();
    let site = Folder::new(folder.join("site"));
    for place in [&site as &dyn Store, &bucket] {
        let barrier = std::sync::Barrier::new(GAMES);
        let meeting = std::sync::atomic::AtomicUsize::new(0);
        // Everybody has read the empty list before anybody writes it.
        let before = |deed, path: &str| {
            let count = std::sync::atomic::Ordering::SeqCst;
            if deed == Deed::Swap && path == "games/list" && meeting.fetch_add(1, count) < GAMES {
                barrier.wait();
            }
            Ok(())
        };
        let place = &Disturbed { place, before };
        thread::scope(|scope| {
            for contents in &contents {
                let keys = &keys;
                scope.spawn(move || publish(place, contents, keys, TERM, QUIET).unwrap());
            }
        });
        let seen = place.read("games/list", 1 << 16).unwrap().unwrap();
        let list = GameList::from_bytes(&seen.bytes).unwrap();
        let listed: Vec<&str> = list.games().iter().map(|game| &*game.id).collect();
        assert_eq!(listed, ids);
    }
    good(folder, "verify site");
}

#[test]
fn a_publish_that_stops_before_the_list_is_named_by_verify_and_ended_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let place = Disturbed {
        place: &Folder::new(folder.join("site")),
        before: |_, path: &str| match path {
            "games/list" => bail!("stopped"),
            _ => Ok(()),
        },
    };
    let contents = Contents::read(&folder.join("game")).unwrap();
    let keys = Keys::read(&folder.join("keys")).unwrap();
    publish(&place, &contents, &keys, TERM, QUIET).unwrap_err();
    let said = layerw(folder, "verify site");
    assert!(
        said.code == 1 && said.out.contains("games/list: it does not list ember"),
        "{}",
        said.out
    );
    let said = good(folder, "publish game --to site --json").json();
    assert_eq!(
        (&said["release"], &said["is_new"]),
        (&1.into(), &false.into())
    );
    good(folder, "verify site");
}

#[test]
fn a_damaged_list_stops_a_publish_before_it_writes_and_repair_begins_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    other(folder, "zeta");
    good(folder, "keygen");
    good(folder, "publish game --to site");
    fs::write(folder.join("site/games/list"), "<html>\n").unwrap();
    let said = layerw(folder, "publish zeta --to site");
    assert!(
        said.code == 1 && said.error.contains("--repair"),
        "{}",
        said.error
    );
    assert!(!folder.join("site/games/zeta").exists());
    good(folder, "publish zeta --to site --repair");
    assert_eq!(list(folder), "layerw-games 1\ngame zeta Zeta – Ζ\n");
    good(folder, "publish game --to site");
    good(folder, "verify site");
}

#[test]
fn a_game_that_was_taken_away_leaves_the_list_with_gc() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    other(folder, "zeta");
    good(folder, "keygen");
    good(folder, "publish game --to site");
    good(folder, "publish zeta --to site");
    fs::remove_dir_all(folder.join("site/games/zeta")).unwrap();
    assert_eq!(layerw(folder, "verify site").code, 1);
    let dry = good(folder, "gc site --dry-run --json").json();
    assert_eq!(dry["unlisted"], serde_json::json!(["zeta"]));
    assert_eq!(layerw(folder, "verify site").code, 1);
    good(folder, "gc site --older-than-hours 0");
    assert_eq!(list(folder), "layerw-games 1\ngame ember Ember – 火\n");
    good(folder, "verify site");
}

#[test]
fn a_game_called_as_the_list_is_refused_and_a_site_is_left_to_its_build() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    other(folder, "list");
    good(folder, "keygen");
    let said = layerw(folder, "publish list --to site");
    assert!(
        said.code == 1 && said.error.contains("another id"),
        "{}",
        said.error
    );
    good(folder, "publish game --to site");
    fs::write(folder.join("site/sw.js"), "").unwrap();
    let said = layerw(folder, "gc site --older-than-hours 0");
    assert!(
        said.code == 1 && said.error.contains("a site, too"),
        "{}",
        said.error
    );
    good(folder, "verify site");
}
