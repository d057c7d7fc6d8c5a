//! From keys to two releases and a fault, with nothing but the program.

use std::fs;
use std::path::Path;

use package::{Digest, digest_from_bytes};

use crate::shared::{below, change, game, good, layerw, noise};

fn read(folder: &Path, path: &str) -> Vec<u8> {
    fs::read(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn two_releases_are_published_the_patch_leads_from_one_to_the_other_and_tampering_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let first = good(folder, "pack game --keys keys --json").json();
    assert_eq!(first["signed"], true);
    good(folder, "verify ember-1.0.0.lwpkg");
    let first = good(folder, "publish ember-1.0.0.lwpkg --to site --json").json();
    assert_eq!(
        (&first["release"], &first["is_new"]),
        (&1.into(), &true.into())
    );
    assert_eq!(first["patches"].as_array().unwrap().len(), 0);
    good(folder, "verify site");
    let old_wasm = read(folder, "game/game.wasm");

    change(folder);
    let second = good(folder, "publish game --to site --json").json();
    assert_eq!(second["release"], 2);
    good(folder, "verify site");
    let new_wasm = read(folder, "game/game.wasm");
    let (from, to) = (digest_from_bytes(&old_wasm), digest_from_bytes(&new_wasm));
    let listed = second["patches"].as_array().unwrap();
    let patch = listed
        .iter()
        .find(|patch| patch["to"] == to.to_hex())
        .expect("a patch of the module");
    assert_eq!(patch["from"], from.to_hex());
    let bytes = read(folder, &format!("site/d/{from}/{to}"));
    assert_eq!(patch["bytes"], bytes.len());
    let limits = delta::Limits {
        max_new_bytes: new_wasm.len() as u64,
    };
    assert_eq!(
        delta::decode(&old_wasm, &bytes, limits).unwrap(),
        read(folder, &format!("site/c/{to}.wasm"))
    );
    let twin = read(folder, &format!("site/c/{to}.wasm.br"));
    assert!(
        bytes.len() < twin.len(),
        "{} is not less than {}",
        bytes.len(),
        twin.len()
    );

    let story = digest_from_bytes(&read(folder, "game/assets/story.txt"));
    tamper(folder, &format!("site/c/{story}.txt"));
    let said = layerw(folder, "verify site");
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(
        said.out
            .contains(&format!("wrong: c/{story}.txt (asset /story.txt)")),
        "{}",
        said.out
    );
}

/// Turns one bit of the file round.
fn tamper(folder: &Path, path: &str) {
    let mut bytes = read(folder, path);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(folder.join(path), bytes).unwrap();
}

#[test]
fn whatever_file_of_a_site_is_changed_verify_finds_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    change(folder);
    good(folder, "publish game --to site");
    let mut files = Vec::new();
    below(&folder.join("site"), &mut files);
    assert!(files.len() > 12, "{files:?}");
    for file in files {
        let whole = fs::read(&file).unwrap();
        let mut other = whole.clone();
        let last = other.len() - 1;
        other[last / 2] ^= 1;
        fs::write(&file, &other).unwrap();
        let said = layerw(folder, "verify site --json");
        assert_eq!(said.code, 1, "{} was changed: {}", file.display(), said.out);
        fs::write(&file, &whole[..last]).unwrap();
        assert_eq!(
            layerw(folder, "verify site").code,
            1,
            "{} was cut",
            file.display()
        );
        fs::write(&file, &whole).unwrap();
    }
    good(folder, "verify site");
}

#[test]
fn the_same_input_gives_the_same_package_and_the_same_patches() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    for name in ["a.lwpkg", "b.lwpkg"] {
        good(folder, &format!("pack game --keys keys --out {name}"));
    }
    assert_eq!(read(folder, "a.lwpkg"), read(folder, "b.lwpkg"));
    for site in ["one", "two"] {
        game(folder);
        good(folder, &format!("publish game --to {site}"));
        change(folder);
        good(folder, &format!("publish game --to {site}"));
    }
    for part in ["c", "d"] {
        let mut files = Vec::new();
        below(&folder.join("one").join(part), &mut files);
        for file in files {
            let other = folder
                .join("two")
                .join(file.strip_prefix(folder.join("one")).unwrap());
            assert_eq!(
                fs::read(&file).unwrap(),
                fs::read(&other).unwrap(),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn publishing_the_same_again_renews_the_head_and_the_number_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let first = good(folder, "publish game --to site --json --expires-days 10").json();
    let again = good(folder, "publish game --to site --json --expires-days 20").json();
    assert_eq!(
        (&again["release"], &again["is_new"]),
        (&1.into(), &false.into())
    );
    let (first, again) = (&first["expires_unix_secs"], &again["expires_unix_secs"]);
    assert!(again.as_u64() > first.as_u64());
    good(folder, "verify site");
}

#[test]
fn nine_releases_later_gc_removes_the_first_and_nothing_that_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let mut first = Digest([0; 32]);
    for release in 1..=9_u64 {
        let text = format!(
            "{}\nrelease {release}\n",
            "An island in the clouds. ".repeat(30)
        );
        if release == 1 {
            first = digest_from_bytes(text.as_bytes());
        }
        fs::write(folder.join("game/assets/story.txt"), text).unwrap();
        let said = good(folder, "publish game --to site --json").json();
        assert_eq!(said["release"], release);
        let patches = said["patches"].as_array().unwrap();
        let to_story = patches
            .iter()
            .filter(|patch| patch["to"] == patches[0]["to"])
            .count() as u64;
        assert!(release == 1 || to_story <= 8, "{to_story}");
    }
    let path = format!("c/{first}.txt");
    let dry = good(folder, "gc site --dry-run --older-than-hours 0 --json").json();
    assert!(
        dry["files"]
            .as_array()
            .unwrap()
            .iter()
            .any(|file| file["path"] == *path)
    );
    assert!(folder.join("site").join(&path).exists());
    assert_eq!(
        good(folder, "gc site --json").json()["files"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let wet = good(folder, "gc site --older-than-hours 0 --json").json();
    assert_eq!(wet["files"], dry["files"]);
    assert!(!folder.join("site").join(&path).exists());
    good(folder, "verify site");
    assert!(
        folder.join("site/games/ember/heads/2").exists()
            && !folder.join("site/games/ember/heads/1").exists()
    );
}

#[test]
fn a_root_is_renewed_and_goes_along_with_the_next_publish() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen --root-days 1");
    good(folder, "publish game --to site");
    let renewed = good(folder, "keygen --renew --root-days 100 --json").json();
    assert_eq!(renewed["root"]["version"], 2);
    let said = good(folder, "publish game --to site --json").json();
    assert_eq!(
        (&said["release"], &said["is_new"]),
        (&1.into(), &false.into())
    );
    assert_eq!(
        said["root_expires_unix_secs"],
        renewed["root"]["expires_unix_secs"]
    );
    assert_eq!(
        good(folder, "inspect site/ember --json").json()["root_version"],
        2
    );
    good(folder, "verify site");
    good(folder, "keygen --renew");
    good(folder, "publish game --to site");
    assert_eq!(
        good(folder, "inspect site/ember --json").json()["root_version"],
        3
    );
    good(folder, "keygen --out other");
    fs::copy(folder.join("other/root.key"), folder.join("keys/root.key")).unwrap();
    let said = layerw(folder, "keygen --renew");
    assert!(
        said.code == 1 && said.error.contains("newest root names"),
        "{}",
        said.error
    );
    fs::remove_file(folder.join("keys/root.key")).unwrap();
    let said = layerw(folder, "keygen --renew");
    assert!(
        said.code == 1 && said.error.contains("bring it here"),
        "{}",
        said.error
    );
}

#[test]
fn a_published_game_brings_all_but_the_objects_of_the_file_that_pack_writes_and_a_new_key_brings_it_anew()
 {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    good(folder, "pack game --keys keys");
    let file = read(folder, "ember-1.0.0.lwpkg");
    let top = package::Top::from_bytes(&file).unwrap().bytes();
    assert!(folder.join(top_path(top)).exists());
    let again = good(folder, "publish game --to site --json").json();
    assert_eq!(again["is_new"], false);

    good(folder, "keys rotate");
    let again = good(folder, "publish game --to site --json").json();
    assert_eq!(
        (&again["release"], &again["is_new"]),
        (&2.into(), &true.into())
    );
    good(folder, "verify site");
    good(folder, "pack game --keys keys");
    let other = read(folder, "ember-1.0.0.lwpkg");
    let other = package::Top::from_bytes(&other).unwrap().bytes();
    assert!(other != top && folder.join(top_path(other)).exists());
    let again = good(folder, "publish game --to site --json").json();
    assert_eq!(again["is_new"], false);
}

fn top_path(top: &[u8]) -> String {
    format!("site/c/{}.txt", digest_from_bytes(top))
}

#[test]
fn a_long_file_is_offered_as_a_body_that_first_players_go_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    // A host sends it compressed, so no range of it can be asked for.
    let level = [noise(300_000), vec![0; 100_000]].concat();
    fs::write(folder.join("game/assets/level.json"), &level).unwrap();
    good(folder, "keygen");
    let first = good(folder, "publish game --to site --json").json();
    let to = digest_from_bytes(&level);
    let [patch] = first["patches"].as_array().unwrap().as_slice() else {
        panic!("{first}");
    };
    assert_eq!(patch["from"], Digest::EMPTY.to_hex());
    assert_eq!(patch["to"], to.to_hex());
    let path = format!("site/d/{}/{to}", Digest::EMPTY);
    let body = read(folder, &path);
    let twin = read(folder, &format!("site/c/{to}.json.br"));
    assert!(
        body.len() <= twin.len() / 100 * 103,
        "{} {}",
        body.len(),
        twin.len()
    );
    let limits = delta::Limits {
        max_new_bytes: level.len() as u64,
    };
    assert_eq!(delta::decode(&[], &body, limits).unwrap(), level);

    tamper(folder, &path);
    assert_eq!(layerw(folder, "verify site").code, 1);
    good(folder, "publish game --to site --repair");
    good(folder, "verify site");
    assert_eq!(read(folder, &path), body);
    change(folder);
    let second = good(folder, "publish game --to site --json").json();
    assert!(
        second["patches"].as_array().unwrap().contains(patch),
        "{second}"
    );
    good(folder, "gc site");
    assert_eq!(read(folder, &path), body);
}
