//! `layerw new`: what it writes builds, plays and keeps up with `crates/component`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::shared::{below, good, layerw, module};

#[test]
fn a_new_game_passes_its_own_tests_without_a_network_and_is_packed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = good(folder, "new falling-stars --json").json();
    assert_eq!(
        (&made["id"], &made["title"]),
        (&"falling-stars".into(), &"Falling stars".into())
    );
    let game = folder.join("falling-stars");
    let mut cargo = Command::new(env!("CARGO"));
    let cargo = cargo.current_dir(&game).args(["test", "--offline"]);
    let cargo = cargo
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFLAGS", "-Dwarnings");
    let said = cargo.output().unwrap();
    let (out, error) = (
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr),
    );
    assert!(
        said.status.success() && out.contains("4 passed"),
        "{out}{error}"
    );

    let before = layerw(folder, "pack falling-stars");
    assert!(
        before.code == 1 && before.error.contains("build the game first"),
        "{}",
        before.error
    );
    let wasm = game.join("target/wasm32-unknown-unknown/release");
    fs::create_dir_all(&wasm).unwrap();
    fs::write(wasm.join("game.wasm"), module(&[1, 2, 3])).unwrap();
    good(folder, "keygen");
    good(folder, "publish falling-stars --to site");
    good(folder, "verify site");
}

#[test]
fn a_new_game_has_the_whole_border_as_it_is_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "new a");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/component/src");
    let sources = |top: &Path| {
        let mut files = Vec::new();
        below(top, &mut files);
        files.sort();
        let relative = |path: &std::path::PathBuf| path.strip_prefix(top).unwrap().to_owned();
        files
            .iter()
            .map(|path| (relative(path), fs::read(path).unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sources(&folder.join("a/layer-w/src")), sources(&here));
}

#[test]
fn a_new_game_replaces_nothing_and_its_name_must_be_an_id() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("full")).unwrap();
    fs::write(folder.join("full/mine.txt"), "mine").unwrap();
    for (line, words) in [
        ("new full", "not empty"),
        ("new My_Game", "lower-case"),
        ("new 9lives", "a letter first"),
        ("new layer-w", "lower-case"),
        ("new a --title \"", "visible"),
    ] {
        let said = layerw(folder, line);
        assert!(
            said.code == 1 && said.error.contains(words),
            "{line}: {}",
            said.error
        );
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
    assert_eq!(fs::read_dir(folder.join("full")).unwrap().count(), 1);
}
