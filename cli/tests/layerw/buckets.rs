//! Publishing to a bucket, whose compare-and-set is its own.

use std::path::Path;

use cli::Contents;
use cli::keys::Keys;
use cli::publish::publish;
use cli::store::{Bucket, Store};
use object_store::memory::InMemory;

use crate::shared::{QUIET, TERM, change, game, good};
use crate::twice::Twice;

fn bucket() -> Bucket {
    Bucket::new(
        Box::new(InMemory::new()),
        object_store::path::Path::from("games-of-mine"),
    )
    .unwrap()
}

fn contents(folder: &Path) -> (Contents, Keys) {
    let contents = Contents::read(&folder.join("game")).unwrap();
    (contents, Keys::read(&folder.join("keys")).unwrap())
}

#[test]
fn a_bucket_takes_two_releases_and_has_the_files_that_a_folder_has() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "keygen");
    let bucket = bucket();
    for (number, prepare) in [(1, game as fn(&Path)), (2, change)] {
        prepare(folder);
        let (contents, keys) = contents(folder);
        let outcome = publish(&bucket, &contents, &keys, TERM, QUIET).unwrap();
        assert_eq!(outcome.number, number);
        good(folder, "publish game --to site");
        for patch in outcome.patches {
            let path = patch.path();
            let there = bucket
                .read(path.trim_start_matches('/'), 1 << 20)
                .unwrap()
                .unwrap();
            assert_eq!(
                std::fs::read(folder.join(format!("site{path}"))).unwrap(),
                there.bytes
            );
            assert_eq!(patch.bytes, there.bytes.len() as u64);
        }
    }
}

#[test]
fn a_bucket_swaps_only_what_was_seen() {
    let bucket = bucket();
    assert!(bucket.swap("games/a/head", None, b"one").unwrap());
    assert!(!bucket.swap("games/a/head", None, b"two").unwrap());
    let seen = bucket.read("games/a/head", 100).unwrap().unwrap();
    assert!(bucket.swap("games/a/head", Some(&seen), b"three").unwrap());
    assert!(!bucket.swap("games/a/head", Some(&seen), b"four").unwrap());
    assert_eq!(
        bucket.read("games/a/head", 100).unwrap().unwrap().bytes,
        b"three"
    );
    assert!(bucket.read("games/a/head", 4).is_err());
    assert_eq!(bucket.length("games/a/head").unwrap(), Some(5));
    assert_eq!(bucket.length("games/b/head").unwrap(), None);
}

#[test]
fn whoever_meets_only_their_own_head_was_first() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "keygen");
    let bucket = Bucket::new(Box::new(Twice::default()), "games".into()).unwrap();
    for (number, prepare) in [(1, game as fn(&Path)), (2, change)] {
        prepare(folder);
        let (contents, keys) = contents(folder);
        let outcome = publish(&bucket, &contents, &keys, TERM, QUIET).unwrap();
        assert_eq!(outcome.number, number);
        let list = bucket.read("games/list", 1000).unwrap().unwrap();
        assert!(String::from_utf8(list.bytes).unwrap().contains("ember"));
    }
    let seen = bucket.read("games/list", 1000).unwrap().unwrap();
    assert!(bucket.swap("games/list", Some(&seen), b"one").unwrap());
    assert!(!bucket.swap("games/list", Some(&seen), b"two").unwrap());
}
