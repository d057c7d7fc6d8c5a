//! Each command's manners: what it refuses and in which words, what it prints for programs, what it never does.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::shared::{PROJECT, change, game, good, layerw};

#[test]
fn keys_are_for_their_owner_alone_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = good(folder, "keygen --out mine --json").json();
    for name in ["release.key", "root.key"] {
        let path = folder.join("mine").join(name);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600,
            "{name}"
        );
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.lines().nth(1).unwrap().starts_with("# "), "{text}");
    }
    let ignored = folder.join("mine/.gitignore");
    assert_eq!(fs::read_to_string(ignored).unwrap(), "*.key\n");
    let before = fs::read(folder.join("mine/release.key")).unwrap();
    let said = layerw(folder, "keygen --out mine");
    assert_eq!(said.code, 1);
    assert!(said.error.contains("never replaced"), "{}", said.error);
    assert_eq!(fs::read(folder.join("mine/release.key")).unwrap(), before);
    fs::create_dir(folder.join("other")).unwrap();
    fs::write(folder.join("other/.gitignore"), "theirs").unwrap();
    let other = good(folder, "keygen --out other --json").json();
    let ignored = fs::read_to_string(folder.join("other/.gitignore"));
    assert_eq!(ignored.unwrap(), "theirs");
    assert_ne!(made["release_key"]["id"], other["release_key"]["id"]);
}

#[test]
fn what_is_wrong_in_a_project_is_said_with_its_line_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    for (right, wrong, line, hint) in [
        ("\"ember\"", "\"Ember Fall\"", 1, "lower-case"),
        ("\"1.0.0\"", "\"1.0\"", 2, "three numbers"),
        ("\"Ember – 火\"", "\"\"", 3, "visible"),
        (
            "[\"saves\"]",
            "[\"saves\", \"camera\"]",
            4,
            "clipboard, fullscreen",
        ),
        ("[\"saves\"]", "[\"saves\"]\nmemory_bytes = 1", 5, "65536"),
        ("[\"saves\"]", "[\"saves\"]\nassets = \"art\"", 5, "make it"),
        ("[\"saves\"]", "[\"saves\"]\ncolour = 1", 5, "unknown field"),
        ("\"game.wasm\"", "\"gone.wasm\"", 7, "build the game first"),
        (
            "\"game.wasm\"",
            "\"assets/story.txt\"",
            7,
            "neither WebAssembly",
        ),
        ("\"engine\"", "\"moon\"", 11, "shell"),
        (
            "[[regions]]",
            "[dependencies]\nphysics = \"1.2\"\n[[regions]]",
            10,
            "^1.2.3",
        ),
        ("title =", "title", 3, "layerw.toml"),
    ] {
        let text = PROJECT.replace(right, wrong);
        assert_ne!(text, PROJECT);
        fs::write(folder.join("game/layerw.toml"), text).unwrap();
        let said = layerw(folder, "pack game");
        assert_eq!(said.code, 1, "{wrong}: {}", said.out);
        assert!(
            said.error.contains(&format!("game/layerw.toml:{line}: ")),
            "{wrong}: {}",
            said.error
        );
        assert!(said.error.contains(hint), "{wrong}: {}", said.error);
    }
    fs::write(folder.join("game/layerw.toml"), PROJECT).unwrap();
    fs::write(folder.join("game/assets/my picture.png"), "x").unwrap();
    let said = layerw(folder, "pack game");
    assert!(
        said.code == 1 && said.error.contains("my picture.png") && said.error.contains("rename it")
    );
    assert_eq!(layerw(folder, "pack nowhere").code, 1);
    assert_eq!(layerw(folder, "pack").code, 2);
}

#[test]
fn a_package_has_the_types_and_regions_of_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    fs::write(folder.join("game/assets/.hidden"), "tools only").unwrap();
    good(folder, "pack game");
    let shown = good(folder, "inspect ember-1.0.0.lwpkg --json").json();
    assert_eq!(shown["components"][0]["kind"], "module");
    let assets = shown["assets"].as_array().unwrap();
    let shown: Vec<_> = assets
        .iter()
        .map(|one| {
            (
                one["path"].as_str().unwrap(),
                one["region"].as_str().unwrap(),
                one["media_type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("/pictures/cover.png", "game/ember", "image/png"),
            ("/story.txt", "engine", "text/plain")
        ]
    );
}

#[test]
fn a_damaged_package_is_neither_good_nor_published() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "pack game --keys keys --out whole.lwpkg");
    let whole = fs::read(folder.join("whole.lwpkg")).unwrap();
    for offset in (0..whole.len()).step_by(whole.len() / 40) {
        let mut other = whole.clone();
        other[offset] ^= 4;
        fs::write(folder.join("other.lwpkg"), other).unwrap();
        assert_eq!(layerw(folder, "verify other.lwpkg").code, 1, "{offset}");
        assert_eq!(
            layerw(folder, "publish other.lwpkg --to site").code,
            1,
            "{offset}"
        );
    }
    assert!(!folder.join("site").exists());
}

#[test]
fn the_game_of_other_keys_is_not_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "keygen --out thief");
    good(folder, "publish game --to site");
    change(folder);
    let said = layerw(folder, "publish game --to site --keys thief");
    assert!(
        said.code == 1 && said.error.contains("other keys"),
        "{}",
        said.error
    );
    good(folder, "verify site");
    assert_eq!(
        good(folder, "inspect site/ember --json").json()["release"],
        1
    );
}

#[test]
fn an_update_is_priced_by_its_cheapest_way() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "pack game");
    change(folder);
    let said = good(folder, "diff ember-1.0.0.lwpkg game --json").json();
    let objects = said["objects"].as_array().unwrap();
    assert_eq!(objects.len(), 3);
    assert!(
        objects.iter().all(|one| one["method"] == "patch"),
        "{objects:?}"
    );
    assert_eq!(said["unchanged"], 1);
    let sum: u64 = objects
        .iter()
        .map(|one| one["bytes"].as_u64().unwrap())
        .sum();
    assert_eq!(said["bytes"], sum);
    assert!(
        sum * 5 < said["bytes_without_patches"].as_u64().unwrap(),
        "{said}"
    );
}

#[test]
fn quiet_says_nothing_and_completions_and_the_manual_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen --quiet");
    let said = good(folder, "publish game --to site --quiet");
    assert_eq!((said.out.as_str(), said.error.as_str()), ("", ""));
    for line in [
        "completions bash",
        "completions fish",
        "completions zsh",
        "manpage",
        "--help",
    ] {
        let said = good(folder, line);
        for command in [
            "new", "keygen", "keys", "pack", "publish", "inspect", "verify", "diff", "gc", "serve",
        ] {
            assert!(said.out.contains(command), "{line}: {command}");
        }
    }
}

#[test]
fn a_place_that_this_program_cannot_reach_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let said = layerw(folder, "publish game --to nonsense://somewhere");
    assert!(
        said.code == 1 && said.error.contains("nonsense://"),
        "{}",
        said.error
    );
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "manpage --out man");
    for command in [
        "-new",
        "-keygen",
        "-keys-rotate",
        "-keys-revoke",
        "-pack",
        "-publish",
        "-inspect",
        "-verify",
        "-diff",
        "-gc",
        "-serve",
        "",
    ] {
        let page = fs::read_to_string(folder.join(format!("man/layerw{command}.1"))).unwrap();
        assert!(page.contains(".SH DESCRIPTION"), "{command}: {page}");
    }
}

#[test]
fn a_key_is_neither_packed_nor_left_where_everybody_looks() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let said = layerw(folder, "publish game --to .");
    assert!(
        said.code == 1 && said.error.contains("everybody"),
        "{}",
        said.error
    );
    assert!(!folder.join("o").exists());
    fs::copy(
        folder.join("keys/release.key"),
        folder.join("game/assets/mine.txt"),
    )
    .unwrap();
    let said = layerw(folder, "pack game");
    assert!(
        said.code == 1 && said.error.contains("secret key"),
        "{}",
        said.error
    );
}

#[test]
fn what_cannot_be_read_to_its_end_is_refused_and_what_cannot_be_printed_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    let program = env!("CARGO_BIN_EXE_layerw");
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(program);
    let said = command
        .current_dir(folder)
        .args(["inspect", "game"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(1));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = std::process::Command::new(program);
    let said = command
        .current_dir(folder)
        .args(["inspect", "game"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!((said.status.code(), said.stderr.len()), (Some(0), 0));
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("game/assets/pipe"))
        .status();
    assert!(made.unwrap().success());
    let said = layerw(folder, "pack game");
    assert!(
        said.code == 1 && said.error.contains("take it away"),
        "{}",
        said.error
    );
}

#[test]
fn an_update_is_priced_against_what_is_published_and_a_version_that_stands_still_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    assert_eq!(
        good(folder, "diff site/ember game").out,
        "nothing to fetch\n"
    );
    change(folder);
    let text = PROJECT.replace("[\"saves\"]", "[\"network\", \"saves\"]");
    fs::write(folder.join("game/layerw.toml"), text).unwrap();
    let said = good(folder, "diff site/ember game --json").json();
    assert_eq!(said["objects"].as_array().unwrap().len(), 3);
    let notes = said["notes"].to_string();
    assert!(
        notes.contains("version 1.0.0") && notes.contains("network"),
        "{notes}"
    );
    let said = good(folder, "publish game --to site --json").json();
    assert!(
        said["notes"][0].as_str().unwrap().contains("version 1.0.0"),
        "{said}"
    );
    let games = good(folder, "inspect site --json").json();
    assert_eq!(games["games"][0]["release"], 2);
}

#[test]
fn more_files_than_a_list_can_hold_are_refused_in_words_that_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    for file in 0..2500 {
        fs::write(
            folder.join(format!("game/assets/a-file-with-a-long-name-{file}.txt")),
            "x",
        )
        .unwrap();
    }
    let said = layerw(folder, "pack game");
    assert!(
        said.code == 1 && said.error.contains("put small files together"),
        "{}",
        said.error
    );
}
