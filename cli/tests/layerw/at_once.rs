//! Publishers that are killed, and publishers that meet.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;

use anyhow::Result;
use cli::Contents;
use cli::keys::Keys;
use cli::publish::{Outcome, Overtaken, publish};
use cli::store::{Bucket, Folder, Store};
use object_store::memory::InMemory;

use crate::disturbed::{Deed, Disturbed};
use crate::shared::{QUIET, TERM, below, change, game, good, layerw};

const PUBLISHERS: usize = 6;
/// Publishes the second release and kills that once `files` are there; tells whether it was killed in time.
fn is_killed(folder: &Path, files: usize) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerw"));
    let command = command
        .current_dir(folder)
        .args(["publish", "game", "--to", "site"]);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while count(&folder.join("site")) < files {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[test]
fn a_program_that_is_killed_leaves_a_site_that_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "keygen");
    let mut killed = 0;
    // A busy machine may look too late and miss one; then it begins anew.
    while killed < 8 {
        game(folder);
        let _ = std::fs::remove_dir_all(folder.join("site"));
        good(folder, "publish game --to site");
        change(folder);
        let before = count(&folder.join("site"));
        for more in 1.. {
            if !is_killed(folder, before + more) {
                break;
            }
            killed += 1;
            good(folder, "verify site");
        }
    }
    assert_eq!(
        good(folder, "publish game --to site --json").json()["release"],
        2
    );
    good(folder, "gc site --older-than-hours 0");
    let mut left = Vec::new();
    below(&folder.join("site"), &mut left);
    let is_half = |path: &std::path::PathBuf| path.to_string_lossy().contains(".layerw-");
    assert!(!left.iter().any(is_half), "{left:?}");
    good(folder, "verify site");
}

/// The files, while they may be renamed at any moment.
fn count(site: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(site) else {
        return 0;
    };
    let counts = entries.flatten().map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => count(&entry.path()),
        _ => 1,
    });
    counts.sum()
}

/// What becomes of several that publish different contents at the same moment.
fn meet(folder: &Path, place: &dyn Store, release: u64) -> Vec<Result<Outcome>> {
    let barrier = Barrier::new(PUBLISHERS);
    let contents: Vec<Contents> = (0..PUBLISHERS)
        .map(|publisher| {
            let text = format!("Release {release} as publisher {publisher} tells it.\n");
            std::fs::write(folder.join("game/assets/story.txt"), text).unwrap();
            Contents::read(&folder.join("game")).unwrap()
        })
        .collect();
    let keys = Keys::read(&folder.join("keys")).unwrap();
    let one = |contents| {
        // Everybody waits for everybody before the head is swapped.
        let place = Disturbed {
            place,
            before: |deed, path: &str| {
                if deed == Deed::Swap && path.ends_with("/head") {
                    barrier.wait();
                }
                Ok(())
            },
        };
        publish(&place, contents, &keys, TERM, QUIET)
    };
    let one = &one;
    thread::scope(|scope| {
        let threads: Vec<_> = contents
            .iter()
            .map(|contents| scope.spawn(move || one(contents)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn of_many_that_publish_at_once_exactly_one_wins_in_a_folder_and_in_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    let bucket = Bucket::new(Box::new(InMemory::new()), "games".into()).unwrap();
    let site = Folder::new(folder.join("site"));
    for place in [&site as &dyn Store, &bucket] {
        for release in 1..=3 {
            let ends = meet(folder, place, release);
            let (winners, losers): (Vec<_>, Vec<_>) = ends.into_iter().partition(Result::is_ok);
            assert_eq!((winners.len(), losers.len()), (1, PUBLISHERS - 1));
            assert_eq!(winners[0].as_ref().unwrap().number, release);
            for loser in losers {
                let error = loser.unwrap_err();
                assert!(error.downcast_ref::<Overtaken>().is_some(), "{error:#}");
            }
        }
    }
    good(folder, "verify site");
}

#[test]
fn two_owners_who_publish_the_same_id_for_the_first_time_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "keygen --out other");
    let contents = Contents::read(&folder.join("game")).unwrap();
    let site = Folder::new(folder.join("site"));
    // Somebody else publishes just before the first root is written.
    let place = Disturbed {
        place: &site,
        before: |deed, path: &str| {
            if deed == Deed::Swap && path.contains("/root") {
                good(folder, "publish game --to site --keys other");
            }
            Ok(())
        },
    };
    let keys = Keys::read(&folder.join("keys")).unwrap();
    let error = publish(&place, &contents, &keys, TERM, QUIET).unwrap_err();
    assert!(error.to_string().contains("other keys"), "{error:#}");
    good(folder, "verify site");
    good(folder, "publish game --to site --keys other");
}

#[test]
fn nothing_is_collected_while_somebody_publishes_nor_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    let publisher = Folder::new(folder.join("site")).hold().unwrap();
    let said = layerw(folder, "gc site");
    assert!(
        said.code == 1 && said.error.contains("try again"),
        "{}",
        said.error
    );
    good(folder, "publish game --to site");
    drop(publisher);
    good(folder, "gc site");
    let collector = std::fs::File::open(folder.join("site")).unwrap();
    collector.lock().unwrap();
    let said = layerw(folder, "publish game --to site");
    assert!(
        said.code == 1 && said.error.contains("gc"),
        "{}",
        said.error
    );
}
