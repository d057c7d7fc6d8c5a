//! A publish that is stopped at any of its writes leaves the release before it whole, and the next one goes on.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};
use cli::Contents;
use cli::keys::Keys;
use cli::publish::{Outcome, Overtaken, publish};
use cli::store::{Folder, Store};

use crate::disturbed::{Deed, Disturbed};
use crate::shared::{QUIET, TERM, change, game, good};

/// Publishes to a place that carries out `writes` writes and then none any more.
fn attempt_stopped(site: &Path, writes: usize, folder: &Path) -> Result<Outcome> {
    let left = AtomicUsize::new(writes);
    let less = |left: usize| left.checked_sub(1);
    let before = |_, _: &str| match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
        Ok(_) => Ok(()),
        Err(_) => bail!("stopped"),
    };
    let place = &Folder::new(site);
    attempt(&Disturbed { place, before }, folder)
}

fn attempt(place: &dyn Store, folder: &Path) -> Result<Outcome> {
    let contents = Contents::read(&folder.join("game"))?;
    publish(
        place,
        &contents,
        &Keys::read(&folder.join("keys"))?,
        TERM,
        QUIET,
    )
}

#[test]
fn a_publish_that_stops_at_any_write_leaves_the_old_release_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "keygen");
    let mut writes = 0;
    loop {
        let site = folder.join(format!("site-{writes}"));
        let line = format!("verify site-{writes}");
        game(folder);
        attempt(&Folder::new(&site), folder).unwrap();
        let head = std::fs::read(site.join("games/ember/head")).unwrap();
        change(folder);
        if attempt_stopped(&site, writes, folder).is_ok() {
            break;
        }
        assert_eq!(
            std::fs::read(site.join("games/ember/head")).unwrap(),
            head,
            "after {writes} writes"
        );
        good(folder, &line);
        let outcome = attempt(&Folder::new(&site), folder).unwrap();
        assert_eq!((outcome.number, outcome.is_new), (2, true));
        assert_eq!(outcome.patches.len(), 3, "after {writes} writes");
        good(folder, &line);
        writes += 1;
    }
    // Three objects and their twins, three patches, the release file, the former head and the head.
    assert!(writes > 8, "{writes}");
}

#[test]
fn a_first_publish_that_stops_offers_nothing_and_the_next_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    good(folder, "keygen");
    game(folder);
    for writes in 0..6 {
        let site = folder.join(format!("site-{writes}"));
        attempt_stopped(&site, writes, folder).unwrap_err();
        assert!(!site.join("games/ember/head").exists());
        assert_eq!(attempt(&Folder::new(&site), folder).unwrap().number, 1);
        good(folder, &format!("verify site-{writes}"));
    }
}

#[test]
fn of_two_that_publish_at_once_the_second_is_told_and_changes_nothing() {
    for releases_before in [0, 1] {
        let folder = tempfile::tempdir().unwrap();
        let (folder, site) = (folder.path(), folder.path().join("site"));
        good(folder, "keygen");
        game(folder);
        if releases_before > 0 {
            attempt(&Folder::new(&site), folder).unwrap();
        }
        change(folder);
        // Another publish comes in just before the head is swapped.
        let overtaking = |deed, _: &str| {
            if deed == Deed::Swap {
                game(folder);
                let story = folder.join("game/assets/story.txt");
                std::fs::write(story, "Somebody else's.\n")?;
                attempt(&Folder::new(&site), folder)?;
            }
            Ok(())
        };
        let place = Disturbed {
            place: &Folder::new(&site),
            before: overtaking,
        };
        let error = attempt(&place, folder).unwrap_err();
        assert!(error.downcast_ref::<Overtaken>().is_some(), "{error:#}");
        let head = std::fs::read_to_string(site.join("games/ember/head")).unwrap();
        assert!(
            head.contains(&format!("release {} ", releases_before + 1)),
            "{head}"
        );
        good(folder, "verify site");
        let story = good(folder, "inspect site/ember").out;
        let digest = package::digest_from_bytes(b"Somebody else's.\n");
        assert!(story.contains(&digest.to_hex()), "{story}");
    }
}
