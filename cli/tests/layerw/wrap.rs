//! Exports of other engines: what becomes of them, what their updates cost, and what is refused in which words.

use std::fs;
use std::path::Path;

use package::{Digest, Head, Release, digest_from_bytes};
use predict::{Hints, Prior};

use crate::shared::{below, good, layerw, noise};

/// A site as far as wrapping reads it.
fn site(folder: &Path) {
    let site = folder.join("site");
    fs::create_dir_all(site.join("c")).unwrap();
    let template = "const [N, F, B] = [%RELEASE%, '%RELEASE_FILE%', %RELEASE_BYTES%]; \
        importScripts('%WORKER%'); // %KEEPER% %PATCHER% %DECODER% %PREDICTOR%";
    let page = "<title>%TITLE%</title><meta content=\"%ID% %RELEASE% %PLAY%\"><meta content=\"%START%\"><link href=\"%STYLE%\">\
        <link href=\"%MANIFEST%\"><img src=\"%ICON%\"><script src=\"%LAUNCHER%\"></script>";
    let mut parts = String::from("release 3\n");
    for (name, extension, text) in [
        ("template", "js", template),
        ("worker", "js", "worker"),
        ("keeper", "js", "keeper"),
        ("patcher", "js", "patcher"),
        ("decoder", "wasm", "decoder"),
        ("predictor", "wasm", "predictor"),
        ("launcher", "js", "launcher"),
        ("launcher_wasm", "wasm", "module"),
        ("launcher_style", "css", "style"),
        ("launcher_page", "html", page),
    ] {
        let path = format!("c/{}.{extension}", digest_from_bytes(text.as_bytes()));
        fs::write(site.join(&path), text).unwrap();
        parts.push_str(&format!("{name} /{path}\n"));
    }
    fs::write(site.join("parts.txt"), parts).unwrap();
}

/// A small export with what such folders contain.
pub(crate) fn export(folder: &Path) {
    site(folder);
    let export = folder.join("rocks");
    fs::create_dir_all(export.join("my levels/one")).unwrap();
    let page = "<!doctype html><title>Rocks &amp; Stones</title><script src=\"/game.js\"></script>";
    fs::write(export.join("index.html"), page).unwrap();
    fs::write(export.join("game.js"), script("a lantern")).unwrap();
    fs::write(export.join("game.pck"), noise(40_000)).unwrap();
    fs::write(export.join("my levels/one/100% +火.json"), "[1, 2]").unwrap();
    fs::write(export.join("my levels/one/index.html"), "<p>one").unwrap();
    fs::write(export.join(".DS_Store"), "tools only").unwrap();
}

fn script(word: &str) -> String {
    let lines = (0..400).map(|line| format!("step({line}, {});\n", line * 7919 % 9973));
    lines.collect::<String>() + "say('" + word + "');\n"
}

/// What the folder offers, as a browser would find it.
fn release(folder: &Path) -> Release {
    let head = fs::read(folder.join("head")).unwrap();
    let head = Head::from_bytes(&head).unwrap();
    let file = folder.join(head.release_path().trim_start_matches('/'));
    let bytes = fs::read(file).unwrap();
    assert_eq!(digest_from_bytes(&bytes), head.digest);
    let release = Release::from_bytes(&bytes).unwrap();
    assert_eq!(release.number(), head.number);
    for file in release.files() {
        let name = layout::name_from_path(&file.path).unwrap();
        let bytes = fs::read(folder.join(&name)).unwrap();
        assert_eq!(digest_from_bytes(&bytes), file.digest, "{name}");
    }
    release
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    below(folder, &mut files);
    let read = |file: &std::path::PathBuf| {
        let name = file.strip_prefix(folder).unwrap();
        (name.display().to_string(), fs::read(file).unwrap())
    };
    let mut contents: Vec<_> = files.iter().map(read).collect();
    contents.sort();
    contents
}

#[test]
fn an_export_becomes_a_site_of_its_own_with_its_files_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let said = good(folder, "wrap rocks --site site --json").json();
    assert_eq!(said["id"], "rocks");
    assert_eq!(said["title"], "Rocks & Stones");
    assert_eq!(
        (&said["release"], &said["is_new"]),
        (&1.into(), &true.into())
    );
    let note = said["notes"][0].as_str().unwrap();
    assert_eq!(note, "left out: 1 name that begins with a point");
    let wrapped = folder.join("wrapped/rocks");
    let release = release(&wrapped);
    let game: Vec<&str> = release
        .files()
        .iter()
        .filter(|file| file.region.name() == "game/rocks")
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(
        game,
        [
            "/game.js",
            "/game.pck",
            "/layerw-play.html",
            "/my%20levels/one/",
            "/my%20levels/one/100%25%20%2B%E7%81%AB.json",
            "/my%20levels/one/index.html",
        ]
    );
    for (name, here) in [
        ("index.html", "layerw-play.html"),
        ("game.pck", "game.pck"),
        ("my levels/one/100% +火.json", "my levels/one/100% +火.json"),
    ] {
        let there = fs::read(folder.join("rocks").join(name)).unwrap();
        assert_eq!(there, fs::read(wrapped.join(here)).unwrap(), "{name}");
    }
    let page = fs::read_to_string(wrapped.join("index.html")).unwrap();
    assert!(page.contains("<title>Rocks &amp; Stones</title>"), "{page}");
    assert!(
        page.contains("content=\"rocks 1 /layerw-play.html\""),
        "{page}"
    );
    assert!(!page.contains('%'), "{page}");
    let worker = fs::read_to_string(wrapped.join("sw.js")).unwrap();
    assert!(worker.starts_with("const [N, F, B] = [1, '/c/"), "{worker}");
    assert!(!worker.contains('%'), "{worker}");
    let manifest = fs::read(wrapped.join("layerw-manifest.webmanifest")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["name"], "Rocks & Stones");
    let icon = manifest["icons"][0]["src"].as_str().unwrap();
    assert!(release.file(icon).is_some(), "{icon}");
    let listed = fs::read_to_string(wrapped.join("layerw-wrapped.txt")).unwrap();
    let listed = layout::Wrapped::from_text(&listed).unwrap();
    assert_eq!(
        (listed.id.as_str(), listed.address),
        ("rocks", layout::Address::Beside)
    );
}

#[test]
fn the_first_time_it_is_said_how_the_game_is_played_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let how = "layerw serve site --wrapped out, then open http://rocks.localhost:3000/";
    let said = |line| good(folder, line).out;
    assert!(said("wrap rocks --site site --out out").contains(how));
    assert!(!said("wrap rocks --site site --out out").contains("layerw serve"));
    let elsewhere = "wrap rocks --site site --out other --at https://rocks.example.com";
    assert!(!said(elsewhere).contains("layerw serve"));
}

#[test]
fn wrapping_twice_gives_the_same_bytes_here_and_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    good(folder, "wrap rocks --site site");
    let first = contents(&folder.join("wrapped"));
    let said = good(folder, "wrap rocks --site site --json").json();
    assert_eq!(said["is_new"], false);
    assert_eq!(contents(&folder.join("wrapped")), first);
    good(folder, "wrap rocks --site site --out other");
    assert_eq!(contents(&folder.join("other")), first);
}

#[test]
fn whoever_was_stopped_while_wrapping_loses_nothing_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    good(folder, "wrap rocks --site site");
    let first = contents(&folder.join("wrapped"));
    // Stopped while it wrote, and stopped between the two renames.
    let wrapped = folder.join("wrapped");
    fs::create_dir(wrapped.join(".rocks.new")).unwrap();
    fs::write(wrapped.join(".rocks.new/part"), "half").unwrap();
    fs::rename(wrapped.join("rocks"), wrapped.join(".rocks.old")).unwrap();
    let said = good(folder, "wrap rocks --site site --json").json();
    assert_eq!(said["is_new"], false);
    assert_eq!(contents(&wrapped), first);
}

#[test]
fn two_do_not_wrap_into_one_folder_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let wrapped = folder.join("wrapped");
    fs::create_dir(&wrapped).unwrap();
    let lock = fs::File::open(&wrapped).unwrap();
    lock.lock().unwrap();
    let refused = layerw(folder, "wrap rocks --site site");
    assert_eq!(refused.code, 1, "{}", refused.error);
    let words = "another `layerw wrap` is at work in wrapped";
    assert!(refused.error.contains(words), "{}", refused.error);
    lock.unlock().unwrap();
    good(folder, "wrap rocks --site site");
}

#[test]
fn an_update_costs_a_patch_from_every_release_that_players_may_have() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    good(folder, "wrap rocks --site site");
    let wrapped = folder.join("wrapped/rocks");
    let mut digests = Vec::new();
    for (number, word) in [(2, "two lanterns"), (3, "three lanterns")] {
        digests.push(release(&wrapped).file("/game.js").unwrap().digest);
        fs::write(folder.join("rocks/game.js"), script(word)).unwrap();
        let said = good(folder, "wrap rocks --site site --json").json();
        assert_eq!(
            (&said["release"], &said["is_new"]),
            (&number.into(), &true.into())
        );
        let bytes = said["update_bytes"].as_u64().unwrap();
        assert!(bytes < 4000, "{said:?}");
        let release = release(&wrapped);
        let to = release.file("/game.js").unwrap().digest;
        let from: Vec<_> = release
            .patches_to(to)
            .iter()
            .map(|patch| patch.from)
            .collect();
        let mut want = digests.clone();
        want.sort();
        assert_eq!(from, want);
        for patch in release.patches_to(to) {
            let bytes = fs::read(wrapped.join(patch.path().trim_start_matches('/'))).unwrap();
            assert_eq!(bytes.len() as u64, patch.bytes);
            assert!(patch.bytes < 400, "{}", patch.bytes);
        }
    }
    let again = contents(&wrapped);
    good(folder, "wrap rocks --site site");
    assert_eq!(contents(&wrapped), again);
}

#[test]
fn a_long_file_is_offered_as_a_body_that_a_killed_browser_goes_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let long = noise(300_000);
    fs::write(folder.join("rocks/game.pck"), &long).unwrap();
    let wrap = || good(folder, "wrap rocks --site site");
    wrap();
    let wrapped = folder.join("wrapped/rocks");
    let one = release(&wrapped);
    let digest = digest_from_bytes(&long);
    let [patch] = one.patches() else {
        panic!("{:?}", one.patches());
    };
    assert_eq!((patch.from, patch.to), (Digest::EMPTY, digest));
    assert!(patch.bytes <= 309_000, "{} bytes", patch.bytes);
    let body = fs::read(wrapped.join(patch.path().trim_start_matches('/'))).unwrap();
    assert_eq!(body.len() as u64, patch.bytes);
    let limits = delta::Limits {
        max_new_bytes: long.len() as u64,
    };
    assert_eq!(delta::decode(&[], &body, limits).unwrap(), long);

    // It is there with the next release, too, for players who come then.
    fs::write(folder.join("rocks/game.js"), script("a torch")).unwrap();
    wrap();
    assert_eq!(release(&wrapped).patches_to(digest), [*patch]);
}

#[test]
fn a_script_that_is_named_anew_with_each_build_is_patched_too() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let rename = |from: &str, to: &str| {
        fs::rename(
            folder.join("rocks").join(from),
            folder.join("rocks").join(to),
        )
        .unwrap();
    };
    rename("game.js", "game-1a2b.js");
    good(folder, "wrap rocks --site site");
    rename("game-1a2b.js", "game-3c4d.js");
    fs::write(folder.join("rocks/game-3c4d.js"), script("a torch")).unwrap();
    let said = good(folder, "wrap rocks --site site --json").json();
    assert!(said["update_bytes"].as_u64().unwrap() < 4000, "{said}");
    let release = release(&folder.join("wrapped/rocks"));
    let script = release.file("/game-3c4d.js").unwrap();
    let patches = release.patches_to(script.digest);
    assert_eq!(patches.len(), 1, "{patches:?}");
}

#[test]
fn what_cannot_be_wrapped_is_refused_by_name_and_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let refused = |line: &str, words: [&str; 2]| {
        let said = layerw(folder, line);
        assert_eq!(said.code, 1, "{line}: {}", said.out);
        for word in words {
            assert!(said.error.contains(word), "{line}: {}", said.error);
        }
    };
    refused("wrap nowhere --site site", ["nowhere", "cannot read"]);
    refused(
        "wrap rocks --site rocks",
        ["not a built site", "cargo xtask build"],
    );
    refused("wrap rocks --site site --id Rocks!", ["Rocks!", "--id"]);
    refused(
        "wrap rocks --site site --at https://user.github.io/rocks",
        ["/rocks", "an origin of its own"],
    );
    refused(
        "wrap rocks --site site --icon rocks/game.js",
        ["game.js", "square PNG"],
    );
    fs::create_dir_all(folder.join("mine/rocks")).unwrap();
    fs::write(folder.join("mine/rocks/diary.txt"), "mine").unwrap();
    refused("wrap rocks --site site --out mine", ["mine/rocks", "--out"]);
    for (name, words) in [
        ("c/x.js", ["c/x.js", "rename it"]),
        ("head", ["head", "rename it"]),
        ("layerw-x.js", ["layerw-x.js", "rename it"]),
        ("sw.js", ["sw.js", "rename it"]),
        (
            "Build/game.wasm.br",
            ["Build/game.wasm.br", "Compression Format"],
        ),
    ] {
        let file = folder.join("rocks").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "x").unwrap();
        refused("wrap rocks --site site", words);
        fs::remove_file(&file).unwrap();
    }
    fs::rename(
        folder.join("rocks/index.html"),
        folder.join("rocks/game.html"),
    )
    .unwrap();
    refused(
        "wrap rocks --site site",
        ["no index.html", "wrap rocks/my levels/one"],
    );
    assert!(!folder.join("wrapped").exists());
    let many = folder.join("many");
    fs::create_dir(&many).unwrap();
    for index in 0..3000 {
        fs::write(many.join(format!("tile-{index}.txt")), "x").unwrap();
    }
    fs::write(many.join("index.html"), "x").unwrap();
    refused("wrap many --site site", ["3001 files", "pack them"]);
    assert!(!folder.join("wrapped/many").exists());
}

#[test]
fn what_is_left_out_or_will_not_be_there_offline_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let worker = "self.addEventListener('install', go); self.addEventListener('fetch', answer);";
    fs::write(folder.join("rocks/index.service.worker.js"), worker).unwrap();
    fs::write(folder.join("rocks/game.js.br"), "x").unwrap();
    let page = "<script src=\"https://cdn.example.com/three.js\"></script>";
    fs::write(folder.join("rocks/index.html"), page).unwrap();
    let said = good(
        folder,
        "wrap rocks --site site --title Stones --at https://rocks.example.com",
    );
    for words in [
        "Stones is in wrapped/rocks: release 1",
        "index.service.worker.js, a service worker of its own, is left out",
        "1 compressed copy left out",
        "https://cdn.example.com/three.js from another host",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let release = release(&folder.join("wrapped/rocks"));
    for gone in ["/index.service.worker.js", "/game.js.br"] {
        assert!(release.file(gone).is_none(), "{gone}");
    }
    assert!(
        !folder
            .join("wrapped/rocks/index.service.worker.js")
            .exists()
    );
    let listed = fs::read_to_string(folder.join("wrapped/rocks/layerw-wrapped.txt")).unwrap();
    assert!(
        listed.contains(" own https://rocks.example.com Stones\n"),
        "{listed}"
    );
}

#[test]
fn a_game_shares_an_origin_only_where_that_is_accepted_and_says_so_first() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let line = "wrap rocks --site site --json --at https://user.github.io/rocks/";
    let refused = layerw(folder, line);
    assert_eq!(refused.code, 1);
    assert!(
        refused.error.contains("--share-origin-with-other-games"),
        "{}",
        refused.error
    );
    assert!(!folder.join("wrapped").exists());
    let said = good(folder, &format!("{line} --share-origin-with-other-games")).json();
    assert_eq!(said["shared"], true);
    assert_eq!(said["address"], "https://user.github.io/rocks/");
    let wrapped = folder.join("wrapped/rocks");
    let page = fs::read_to_string(wrapped.join("index.html")).unwrap();
    assert!(
        page.contains("can read and change what other games"),
        "{page}"
    );
    assert!(page.contains("href=\"layerw-play.html\""), "{page}");
    assert!(wrapped.join("game.js").is_file() && wrapped.join("layerw-play.html").is_file());
    for absent in ["sw.js", "head", "c"] {
        assert!(!wrapped.join(absent).exists(), "{absent}");
    }
}

#[test]
fn a_game_that_is_played_at_once_says_what_its_files_need_and_what_players_used() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    export(folder);
    let rocks = folder.join("rocks");
    fs::write(rocks.join("hall.gltf"), r#"{"uri": "hall.bin"}"#).unwrap();
    fs::write(rocks.join("hall.bin"), noise(900)).unwrap();
    for (name, text) in [
        ("hero.json", r#"{"image": "hero.png", "next": "hall.bin"}"#),
        ("hero.png", "a picture"),
        ("look.css", "@font-face { src: url(a.woff), url(a.ttf) }"),
        ("a.woff", "one of two"),
        ("a.ttf", "the other"),
        ("all.json", r#"["hall.gltf", "hall.bin", "hero.png"]"#),
    ] {
        fs::write(rocks.join(name), text).unwrap();
    }
    let sessions = "ada\t1700000000\thall.gltf hall.bin game.pck\n".repeat(9);
    fs::write(folder.join("played.tsv"), sessions).unwrap();
    good(folder, "wrap rocks --site site");
    let wrapped = folder.join("wrapped/rocks");
    let is_there = |release: &Release| release.file("/layerw-hints").is_some();
    assert!(!is_there(&release(&wrapped)), "nobody would read it");

    let said = good(
        folder,
        "wrap rocks --site site --play-at-once --sessions played.tsv --json",
    );
    assert_eq!(said.json()["at_once"], true);
    let release = release(&wrapped);
    let hints = release.file("/layerw-hints").unwrap();
    assert_eq!(hints.region.name(), "game/rocks");
    let hints = fs::read(wrapped.join("layerw-hints")).unwrap();
    let hints = Hints::from_bytes(&hints).unwrap();
    let files = release.files().iter();
    let files = files.filter(|it| it.region.game().is_some() && it.path != "/layerw-hints");
    let paths: Vec<&str> = files.map(|it| it.path.as_str()).collect();
    let needs = hints.needs.iter().map(|(item, needs)| {
        let of = |item: &u16| paths[usize::from(*item)];
        (of(item), needs.iter().map(of).collect::<Vec<_>>())
    });
    let want = [
        ("/hall.gltf", vec!["/hall.bin"]),
        ("/hero.json", vec!["/hero.png"]),
    ];
    assert_eq!(needs.collect::<Vec<_>>(), want);
    assert!(Prior::from_bytes(&hints.prior).is_ok_and(|it| it != Prior::default()));

    let refused = layerw(folder, "wrap rocks --site site --sessions played.tsv");
    assert_ne!(refused.code, 0);
}
