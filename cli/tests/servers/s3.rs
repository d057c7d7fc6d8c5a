//! Publishing to an S3 that keeps its files on disk, and serving from it.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Barrier;
use std::thread;

use cli::Contents;
use cli::keys::Keys;
use cli::publish::{Overtaken, publish};
use cli::store::{Bucket, Store};
use object_store::path::Path as Prefix;
use package::{Envelope, MAX_SIGNED_HEAD_BYTES, Release, SignedHead, digest_from_bytes};

use crate::disturbed::{Deed, Disturbed};
use crate::proxy::Proxy;
use crate::shared::{self, QUIET, TERM, change, game};
use crate::started::{self, BUCKET, Weed, ask, serve};

const KILLS: u64 = 100;
const PUBLISHERS: usize = 6;

fn place(weed: &Weed) -> Bucket {
    Bucket::new(Box::new(weed.bucket()), Prefix::from("games")).unwrap()
}

fn to() -> String {
    format!("s3://{BUCKET}/games")
}

/// Everything that the head names is there, and is what it is called; the number of the release, 0 where there is none.
fn whole(place: &Bucket) -> u64 {
    let Some(head) = place.read("games/ember/head", 1 << 20).unwrap() else {
        return 0;
    };
    let envelope = Envelope::from_bytes(&head.bytes, MAX_SIGNED_HEAD_BYTES).unwrap();
    let head = SignedHead::from_bytes(envelope.payload()).unwrap();
    let read = |path: &str| {
        place
            .read(path, 1 << 28)
            .unwrap()
            .unwrap_or_else(|| panic!("{path}"))
            .bytes
    };
    let text = read(&format!("c/{}.txt", head.digest));
    assert_eq!(digest_from_bytes(&text), head.digest);
    let release = Release::from_bytes(&text).unwrap();
    for file in release.files() {
        let path = match package::is_object_path(&file.path) {
            true => file.path.trim_start_matches('/').to_owned(),
            false => format!("c/{}.txt", file.digest),
        };
        assert_eq!(digest_from_bytes(&read(&path)), file.digest, "{path}");
    }
    for patch in release.patches() {
        let path = patch.path();
        let there = place.length(path.trim_start_matches('/')).unwrap();
        assert_eq!(there, Some(patch.bytes), "{path}");
    }
    head.number
}

#[test]
fn what_is_published_to_s3_is_served_from_it_byte_by_byte() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let weed = Weed::start(folder);
    game(folder);
    shared::good(folder, "keygen");
    for _ in 0..2 {
        let mut layerw = started::layerw(folder, &weed.address);
        started::good(layerw.args(["publish", "game", "--to", &to()]));
        change(folder);
    }
    let mut layerw = started::layerw(folder, &weed.address);
    started::good(layerw.args(["publish", "game", "--to", &to()]));
    let number = whole(&place(&weed));
    assert_eq!(number, 2, "the same contents are the same release");
    shared::good(folder, "publish game --to site");
    let (_server, address) = serve(started::layerw(folder, &weed.address), &[&to()]);
    let mut files = Vec::new();
    shared::below(&folder.join("site/c"), &mut files);
    let mut served = 0;
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        // The release of the folder is another one: it is the first there.
        let (status, head, body) = ask(&address, "GET", &format!("/c/{name}"), "");
        if status == 200 {
            assert_eq!(body, fs::read(&file).unwrap(), "{name}");
            assert!(head.contains("immutable") && head.contains("access-control-allow-origin: *"));
            served += 1;
        }
    }
    assert!(served >= 6, "{served}");
    let module = digest_from_bytes(&fs::read(folder.join("game/game.wasm")).unwrap());
    let (status, head, body) = ask(
        &address,
        "GET",
        &format!("/c/{module}.wasm"),
        "range: bytes=8-99\r\n",
    );
    assert_eq!((status, body.len()), (206, 92), "{head}");
    assert!(head.contains("content-type: application/wasm"), "{head}");
    assert_eq!(ask(&address, "GET", "/c/none", "").0, 404);
}

#[test]
fn of_several_that_publish_to_s3_at_once_exactly_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let weed = Weed::start(folder);
    shared::good(folder, "keygen");
    for release in 1..=2 {
        let gate = Barrier::new(PUBLISHERS);
        let won: Vec<bool> = thread::scope(|scope| {
            let publishers: Vec<_> = (0..PUBLISHERS)
                .map(|publisher| {
                    let (gate, weed) = (&gate, &weed);
                    scope.spawn(move || is_first(folder, weed, gate, release, publisher))
                })
                .collect();
            publishers
                .into_iter()
                .map(|it| it.join().unwrap())
                .collect()
        });
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
        assert_eq!(whole(&place(&weed)), release as u64);
    }
}

/// Publishes contents of its own; all of them write the head at the same time.
fn is_first(folder: &Path, weed: &Weed, gate: &Barrier, release: usize, publisher: usize) -> bool {
    let own = folder.join(format!("own-{release}-{publisher}"));
    game(&own);
    fs::write(
        own.join("game/assets/story.txt"),
        format!("{release} {publisher}\n"),
    )
    .unwrap();
    let meeting = |deed, path: &str| {
        if deed == Deed::Swap && path.ends_with("/head") {
            gate.wait();
        }
        Ok(())
    };
    let place = Disturbed {
        place: &place(weed),
        before: meeting,
    };
    let contents = Contents::read(&own.join("game")).unwrap();
    let keys = Keys::read(&folder.join("keys")).unwrap();
    match publish(&place, &contents, &keys, TERM, QUIET) {
        Ok(_) => true,
        Err(error) => {
            assert!(error.downcast_ref::<Overtaken>().is_some(), "{error:#}");
            false
        }
    }
}

#[test]
fn a_publish_that_is_killed_at_any_byte_leaves_a_head_that_names_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let weed = Weed::start(folder);
    let proxy = Proxy::before(&weed.address);
    let place = place(&weed);
    game(folder);
    shared::good(folder, "keygen");
    let publish = |seed: u64| {
        let story = format!("This is edition {seed}.\n").repeat(50);
        fs::write(folder.join("game/assets/story.txt"), story).unwrap();
        let mut layerw = started::layerw(folder, &proxy.address);
        let layerw = layerw.args(["publish", "game", "--quiet", "--to", &to()]);
        layerw
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    assert!(publish(0).wait().unwrap().success());
    assert!(publish(1).wait().unwrap().success());
    // The second one is what later ones are like.
    let (mut all_bytes, mut killed, mut state) = (proxy.taken().max(20_000), 0, 1_u64);
    for seed in 2.. {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let at = 1 + (state >> 33) % all_bytes;
        let before = whole(&place);
        let was_killed = proxy.kill_at(at, publish(seed));
        let went_up = proxy.taken();
        let after = whole(&place);
        assert!(after == before || after == before + 1, "{before}, {after}");
        match was_killed {
            true => killed += 1,
            // It was done before: the next points lie nearer to its beginning.
            false => all_bytes = went_up.max(1),
        }
        if killed == KILLS {
            break;
        }
    }
    let before = whole(&place);
    assert!(publish(1_000_000).wait().unwrap().success());
    assert_eq!(whole(&place), before + 1);
}
