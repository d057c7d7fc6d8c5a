//! A site whose files were damaged becomes whole again by publishing.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shared::{below, change, game, good, layerw};

/// The files of a site with two releases that are not signed themselves.
fn site(folder: &Path) -> Vec<PathBuf> {
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    change(folder);
    good(folder, "publish game --to site");
    let mut files = Vec::new();
    below(&folder.join("site/c"), &mut files);
    below(&folder.join("site/d"), &mut files);
    files
}

#[test]
fn whatever_file_of_the_present_release_is_damaged_repair_writes_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut repaired = 0;
    for file in site(folder) {
        let whole = fs::read(&file).unwrap();
        let mut other = whole.clone();
        other[whole.len() / 2] ^= 1;
        fs::write(&file, &other).unwrap();
        assert_eq!(layerw(folder, "verify site").code, 1, "{}", file.display());
        let said = good(folder, "publish game --to site --repair --json").json();
        if layerw(folder, "verify site").code == 0 {
            repaired += 1;
        }
        let is_release_file = whole.starts_with(b"layerw-release");
        assert!(said["is_new"] == false || is_release_file, "{said}");
        fs::write(&file, &whole).unwrap();
        good(folder, "verify site");
    }
    // Module, story and manifest with their twins, the picture, and three patches.
    assert!(repaired >= 10, "{repaired}");
}

#[test]
fn a_release_whose_file_is_lost_is_followed_by_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    site(folder);
    let head = fs::read_to_string(folder.join("site/games/ember/head")).unwrap();
    let line = head
        .lines()
        .find(|line| line.starts_with("release 2 "))
        .unwrap();
    let digest = line.split(' ').nth(2).unwrap();
    fs::remove_file(folder.join(format!("site/c/{digest}.txt"))).unwrap();
    assert_eq!(layerw(folder, "inspect site/ember").code, 1);
    let said = good(folder, "publish game --to site --json").json();
    assert_eq!(
        (&said["release"], &said["is_new"]),
        (&3.into(), &true.into())
    );
    assert!(
        said["notes"][0].as_str().unwrap().contains("is missing"),
        "{said}"
    );
    good(folder, "inspect site/ember");
}
