//! `layerw publish`: objects first, their compressed twins and the patches to them beside, then the roots, and last the
//! signed head, which takes the place of the one that was read at the beginning or of nothing. The list of games follows.
//!
//! Whatever ends a publish before the head is written leaves the old release as it was, and the next publish takes up what is
//! already there. Deliberately absent: removing anything; `layerw gc` does.

mod compress;
mod objects;
mod patches;
mod roots;
mod said;

use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use package::{
    Digest, MAX_NUMBER, Patch, Region, Release, Role, SignedHead, digest_from_bytes, seal,
};

use crate::contents::Contents;
use crate::keys::Keys;
use crate::listed::{self, Damage};
use crate::origin::Offered;
use crate::progress::Progress;
use crate::report::Report;
use crate::store::{About, Seen, Store};
use crate::{date, origin, store};
use objects::Objects;

pub(crate) use compress::{twin, untwined};
pub(crate) use patches::{changed, encoded, is_worth_a_patch, whole_body};

/// Publish a game: sign it and write plain files that any host can serve.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The project folder, or a packed file.
    source: PathBuf,
    /// Where to: a folder, or s3://BUCKET/PATH, gs://…, az://… (keys come from the environment).
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// The folder with release.key and the roots.
    #[arg(long, value_name = "FOLDER", default_value = "keys")]
    keys: PathBuf,
    /// Days until the head must be renewed by publishing again, changed or not.
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u64).range(1..=3650))]
    expires_days: u64,
    /// Write every file again, also those that are there: for files that `layerw verify` found wrong.
    #[arg(long)]
    repair: bool,
}

const EXAMPLES: &str = "Examples:
  layerw publish my-game --to site
  layerw publish my-game-1.0.0.lwpkg --to s3://my-bucket/games --keys ../keys

The head goes last and only over the one that was read at the beginning: two that publish at once cannot mix, and one that
is stopped leaves the old release whole. Publishing what is already there only renews the head.
What an update would cost players, before it is published: layerw diff site/my-game my-game";

/// Another publish was first; nothing was changed that anybody sees.
#[derive(Debug)]
pub struct Overtaken {
    /// The game.
    id: String,
}

impl fmt::Display for Overtaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = &self.id;
        write!(
            f,
            "another publish of {id} was first and its release stands: look at it, then publish again"
        )
    }
}

impl std::error::Error for Overtaken {}

/// How a publish goes about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// Shows no bar.
    pub quiet: bool,
    /// Writes what is there, too.
    pub repair: bool,
}

/// What a publish did.
#[derive(Debug)]
pub struct Outcome {
    /// The release's number.
    pub number: u64,
    /// Whether it is a new release; otherwise the same one was only signed again.
    pub is_new: bool,
    /// The objects written, and their bytes without twins.
    pub written: (usize, u64),
    /// What the publisher should know, a sentence each.
    pub notes: Vec<String>,
    /// The patches to this release.
    pub patches: Vec<Patch>,
    /// When the head must be renewed, seconds since 1970.
    pub expires_unix_secs: u64,
    /// When the root must be renewed, seconds since 1970.
    pub root_expires_unix_secs: u64,
}

/// The moment of a publish and until when its word holds, seconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Now.
    pub now_unix_secs: u64,
    /// When the head expires.
    pub expires_unix_secs: u64,
}

/// Publishes what the arguments say.
pub(crate) fn run(arguments: &Arguments, quiet: bool) -> Result<Report> {
    let keys = Keys::read(&arguments.keys)?;
    let contents = Contents::read(&arguments.source)?;
    let place = store::open(&arguments.to)?;
    refuse_to_publish_keys(&arguments.keys, &arguments.to)?;
    let now = date::now_unix_secs()?;
    let term = Term {
        now_unix_secs: now,
        expires_unix_secs: date::after_days(now, arguments.expires_days),
    };
    let manner = Manner {
        quiet,
        repair: arguments.repair,
    };
    let outcome = publish(&*place, &contents, &keys, term, manner)?;
    Ok(said::report(&contents, &outcome))
}

/// Fails where the keys lie in the folder that everybody will see.
fn refuse_to_publish_keys(keys: &Path, to: &str) -> Result<()> {
    let Some(Ok(to)) = store::folder(to).map(fs::canonicalize) else {
        return Ok(());
    };
    if fs::canonicalize(keys)?.starts_with(&to) {
        bail!(
            "the keys in {} lie within {}, where everybody could read them: publish to a folder of its own",
            keys.display(),
            to.display()
        );
    }
    Ok(())
}

/// Publishes `contents` at `place`, signed with `keys`.
///
/// # Errors
/// [`Overtaken`] where another publish was first; otherwise a sentence about what cannot be read, written or trusted.
pub fn publish(
    place: &dyn Store,
    contents: &Contents,
    keys: &Keys,
    term: Term,
    manner: Manner,
) -> Result<Outcome> {
    let id = &contents.manifest.id;
    let newest = keys.roots.last().context("no root")?;
    if newest.root.expires_unix_secs <= term.now_unix_secs {
        bail!(
            "the root expired on {}, and no player would believe it: `layerw keygen --renew` makes the next",
            date::text(newest.root.expires_unix_secs)
        );
    }
    let _held = place.hold()?;
    let damage = match manner.repair {
        true => Damage::Repaired,
        false => Damage::Told,
    };
    let title = &contents.manifest.title;
    listed::check(place, id, title, damage)?;
    let missing_roots = roots::missing(place, id, keys)?;
    let seen = origin::head(place, id)?;
    let present = seen
        .as_ref()
        .map(|seen| roots::judged(keys, id, &seen.bytes))
        .transpose()?;
    let progress = Progress::new(manner.quiet);
    let objects = Objects::new(contents, keys)?;
    // Before the releases are read: a repair may make one of them whole.
    let written = objects.write(place, manner, &progress)?;
    let mut notes = Vec::new();
    let kept = match &present {
        Some(head) => kept(place, keys, head, &mut notes)?,
        None => Vec::new(),
    };
    let is_present = |newest: &&Offered| {
        Some(newest.head.number) == present.as_ref().map(|present| present.number)
    };
    let same = kept
        .first()
        .filter(is_present)
        .filter(|newest| newest.manifest_digest == objects.manifest)
        .filter(|newest| objects.is_signed_alike(place, newest));
    notes.extend(
        kept.first()
            .and_then(|before| same_version(before, contents)),
    );
    let (head, patches) = match same {
        Some(same) => again(place, &objects, same, &kept, manner, term)?,
        None => following(
            place,
            contents,
            &objects,
            present.as_ref(),
            &kept,
            manner,
            term,
        )?,
    };
    if let (Some(seen), Some(present)) = (&seen, &present) {
        let path = origin::past_head_path(id, present.number);
        place.write(&path, &seen.bytes, About::Changing)?;
    }
    for (path, bytes) in missing_roots {
        roots::write(place, id, &path, bytes)?;
    }
    write_head(place, &head, seen.as_ref(), keys)?;
    listed::add(place, id, title, damage)?;
    Ok(Outcome {
        number: head.number,
        is_new: same.is_none(),
        written,
        notes,
        patches,
        expires_unix_secs: term.expires_unix_secs,
        root_expires_unix_secs: newest.root.expires_unix_secs,
    })
}

/// What to say where other contents have the version of the release before.
fn same_version(before: &Offered, contents: &Contents) -> Option<String> {
    let (old, new) = (&before.manifest, &contents.manifest);
    let is_wrong = old.version == new.version && old != new;
    is_wrong.then(|| {
        format!(
            "release {} had version {}, too, and other contents: raise `version` in layerw.toml",
            before.head.number,
            old.version.to_text()
        )
    })
}

/// The head of the release that is there already, and its patches.
fn again(
    place: &dyn Store,
    objects: &Objects<'_>,
    same: &Offered,
    kept: &[Offered],
    manner: Manner,
    term: Term,
) -> Result<(SignedHead, Vec<Patch>)> {
    let patches = same.release.patches().to_vec();
    if manner.repair {
        write_release(place, &same.release)?;
        patches::repair(place, objects, kept, &patches)?;
    }
    let head = SignedHead {
        expires_unix_secs: term.expires_unix_secs,
        ..same.head.clone()
    };
    Ok((head, patches))
}

/// The head of the release after `present`, and its patches; both are written, and nothing names them yet.
fn following(
    place: &dyn Store,
    contents: &Contents,
    objects: &Objects<'_>,
    present: Option<&SignedHead>,
    kept: &[Offered],
    manner: Manner,
    term: Term,
) -> Result<(SignedHead, Vec<Patch>)> {
    let id = &contents.manifest.id;
    let number = present.map_or(0, |head| head.number) + 1;
    if number > MAX_NUMBER {
        bail!(
            "the present head of {id} has the highest number there is: its key must be withdrawn"
        );
    }
    let release = Release::new(number, objects.files(contents)).context(
        "a release has too many files, or names that are too long: put small files together in one",
    )?;
    let progress = Progress::new(manner.quiet);
    let patches = patches::make(place, contents, objects, kept, &release, &progress)?;
    let release = release.with_patches(patches.clone())?;
    let (digest, bytes) = write_release(place, &release)?;
    let head = SignedHead {
        id: id.clone(),
        number,
        digest,
        bytes,
        expires_unix_secs: term.expires_unix_secs,
    };
    Ok((head, patches))
}

/// Writes the file of a release, an object like others; gives its digest and length.
fn write_release(place: &dyn Store, release: &Release) -> Result<(Digest, u64)> {
    let text = release.to_text();
    let digest = digest_from_bytes(text.as_bytes());
    objects::write_one(place, digest, text.as_bytes(), objects::TEXT, |_| ())?;
    Ok((digest, text.len() as u64))
}

/// The releases that patches start from. A damaged one is left out; where it is the present one, this one follows it.
fn kept(
    place: &dyn Store,
    keys: &Keys,
    present: &SignedHead,
    notes: &mut Vec<String>,
) -> Result<Vec<Offered>> {
    let judge = |bytes: &[u8]| roots::judged(keys, &present.id, bytes);
    let mut damaged = Vec::new();
    let kept = origin::kept(place, judge, present.clone(), &mut damaged)?;
    let note = |(number, what)| format!("{what}, so no patch leads from release {number}");
    notes.extend(damaged.into_iter().map(note));
    Ok(kept)
}

/// The write before which nothing of this publish can be seen.
fn write_head(
    place: &dyn Store,
    head: &SignedHead,
    seen: Option<&Seen>,
    keys: &Keys,
) -> Result<()> {
    let signed = seal(Role::Release, head.to_text().as_bytes(), &[&keys.release])?;
    // What no player would believe must not take the place of what they do.
    roots::judged(keys, &head.id, &signed)?;
    if place.swap(&origin::head_path(&head.id), seen, &signed)? {
        Ok(())
    } else {
        Err(Overtaken {
            id: head.id.clone(),
        }
        .into())
    }
}

/// The region of what only the game itself needs.
fn own_region(id: &str) -> Region {
    Region::Game(id.to_owned())
}
