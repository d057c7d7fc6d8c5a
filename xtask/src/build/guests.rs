//! Games that `layerw publish` wrote into the folder that a build replaces: they stay, with what their last releases name.
//!
//! Deliberately absent: judging who signed them; players do.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use package::{GameList, Head, Release, digest_from_bytes, is_object_path};

use super::draft::Draft;
use super::sign;
use crate::content;

const FOLDER: &str = "games";
const LIST: &str = "games/list";
/// As many as `layerw publish` makes patches from and `layerw gc` keeps.
const KEPT_RELEASES: u64 = 8;

/// The files of games in a folder, and nobody publishes there while this lives.
pub(super) struct Guests {
    folder: PathBuf,
    names: BTreeSet<String>,
    games: usize,
    _held: Option<File>,
}

impl Guests {
    /// The games in `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut guests = Self {
            folder: folder.to_path_buf(),
            names: BTreeSet::new(),
            games: 0,
            _held: hold(folder)?,
        };
        if !folder.join(FOLDER).is_dir() {
            return Ok(guests);
        }
        for name in content::files_below(&folder.join(FOLDER))? {
            if let Some(id) = name.strip_suffix("/head") {
                guests.add_game(id).with_context(|| {
                    format!(
                        "the game {id}, which was published into {}, cannot be kept: `layerw verify` says more; build into another folder with --out, or remove {FOLDER}/ to build without it",
                        folder.display()
                    )
                })?;
                guests.games += 1;
            }
            guests.names.insert(format!("{FOLDER}/{name}"));
        }
        Ok(guests)
    }

    /// Puts the files beside those of `draft`, which win where both have one.
    pub(super) fn stay(&self, draft: &Draft) -> Result<()> {
        for name in &self.names {
            let (from, to) = (self.folder.join(name), draft.folder().join(name));
            if from.is_file() && !to.exists() {
                carry(&from, &to)?;
            }
        }
        // An origin that lists nothing says so: a page that finds no list would leave an error in the player's console.
        let list = draft.folder().join(LIST);
        if !list.exists() {
            let folder = list.parent().unwrap_or(draft.folder());
            fs::create_dir_all(folder)?;
            fs::write(&list, GameList::default().to_text())?;
        }
        match self.games {
            0 => {}
            1 => println!("1 published game stays in the folder"),
            games => println!("{games} published games stay in the folder"),
        }
        Ok(())
    }

    /// Every file that the last releases of `id` name.
    fn add_game(&mut self, id: &str) -> Result<()> {
        let folder = self.folder.join(FOLDER).join(id);
        let newest = self.head(&folder.join("head"))?;
        self.add_release(&newest)?;
        let first = newest.number.saturating_sub(KEPT_RELEASES - 1).max(1);
        for number in first..newest.number {
            // Of an older one that is gone, or whose file is, nobody can ask for more.
            if let Ok(head) = self.head(&folder.join(format!("heads/{number}"))) {
                let _ = self.add_release(&head);
            }
        }
        Ok(())
    }

    fn head(&self, path: &Path) -> Result<Head> {
        let head = sign::head_from_bytes(&content::read(path)?);
        head.with_context(|| format!("{} is not a head", path.display()))
    }

    fn add_release(&mut self, head: &Head) -> Result<()> {
        let path = head.release_path();
        let bytes = content::read(&self.folder.join(name(&path)))?;
        if digest_from_bytes(&bytes) != head.digest {
            bail!("{path} has other bytes than its name says");
        }
        let release = Release::from_bytes(&bytes).with_context(|| path.clone())?;
        let mut paths = vec![path];
        for file in release.files() {
            // The manifest has a path of the game's own; its bytes are an object.
            let object = is_object_path(&file.path).then(|| file.path.clone());
            paths.push(object.unwrap_or_else(|| format!("/c/{}.txt", file.digest)));
        }
        let twins = paths.iter().map(|path| format!("{}.br", name(path)));
        self.names.extend(twins);
        self.names.extend(paths.iter().map(|path| name(path)));
        let patches = release.patches().iter().map(|patch| name(&patch.path()));
        self.names.extend(patches);
        Ok(())
    }
}

/// The lock that `layerw publish` shares and `layerw gc` has alone.
fn hold(folder: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(folder) else {
        return Ok(None);
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => bail!(
            "somebody publishes games to {} now: build again when that is done",
            folder.display()
        ),
        // A disk without locks has no publishers, who need them.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// The old folder goes as a whole afterwards, so a second name costs nothing where the disk knows such.
fn carry(from: &Path, to: &Path) -> Result<()> {
    let what = || format!("cannot write {}", to.display());
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(what)?;
    }
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(drop).with_context(what)
}

fn name(path: &str) -> String {
    path.trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use package::{Digest, Patch, Region};

    use super::*;

    /// Publishes release `number` of the game `id`, as `layerw publish` leaves it; gives the path of its module.
    fn publish(folder: &Path, id: &str, number: u64) -> String {
        let put = |name: &str, bytes: &[u8]| content::write(&folder.join(name), bytes).unwrap();
        let file = |path: String, bytes: &[u8]| package::File {
            path,
            digest: digest_from_bytes(bytes),
            bytes: bytes.len() as u64,
            region: Region::Game(id.to_owned()),
        };
        let [manifest, module] =
            ["manifest", "module"].map(|part| format!("{part} {number} of {id}"));
        let path = format!("/c/{}.wasm", digest_from_bytes(module.as_bytes()));
        let files = vec![
            file(format!("/games/{id}/manifest"), manifest.as_bytes()),
            file(path.clone(), module.as_bytes()),
        ];
        let patch = Patch {
            to: digest_from_bytes(module.as_bytes()),
            from: Digest([3; 32]),
            bytes: 1,
        };
        let release = Release::new(number, files).unwrap();
        let release = release.with_patches(vec![patch]).unwrap();
        let head = layout::head_from_release(&release);
        for text in [&manifest, &release.to_text()] {
            put(
                &format!("c/{}.txt", digest_from_bytes(text.as_bytes())),
                text.as_bytes(),
            );
        }
        put(&name(&path), module.as_bytes());
        put(&format!("{}.br", name(&path)), b"twin");
        put(&name(&patch.path()), b"p");
        for name in ["head".to_owned(), format!("heads/{number}")] {
            put(&format!("games/{id}/{name}"), head.to_text().as_bytes());
        }
        put("games/list", b"layerw-games 1\n");
        path
    }

    fn place(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("xtask-guests-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    /// Builds a site of one page into `folder`.
    fn build(folder: &Path) -> Result<()> {
        let mut draft = Draft::beside(folder)?;
        draft.add("index.html", b"the site", Region::Shell)?;
        let guests = Guests::read(folder)?;
        guests.stay(&draft)?;
        draft.replace(folder)
    }

    #[test]
    fn published_games_outlive_every_build_and_what_no_kept_release_names_goes() {
        let folder = place("stay");
        content::write(&folder.join("c/left-over.js"), b"old").unwrap();
        let modules: Vec<String> = (1..=10)
            .map(|number| publish(&folder, "rocks", number))
            .collect();
        publish(&folder, "stones", 1);
        for _ in 0..2 {
            build(&folder).unwrap();
            let is_there: Vec<bool> = modules
                .iter()
                .map(|path| {
                    folder.join(name(path)).is_file()
                        && folder.join(format!("{}.br", name(path))).is_file()
                })
                .collect();
            assert_eq!(is_there, [vec![false; 2], vec![true; 8]].concat());
            let names = content::files_below(&folder).unwrap();
            for id in ["rocks", "stones"] {
                assert!(names.contains(&format!("games/{id}/head")), "{names:?}");
            }
            let count = |top: &str| names.iter().filter(|name| name.starts_with(top)).count();
            assert_eq!((count("d/"), count("games/list")), (8 + 1, 1), "{names:?}");
            assert!(names.contains(&"index.html".to_owned()));
            assert!(!names.contains(&"c/left-over.js".to_owned()));
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_game_that_cannot_be_kept_whole_stops_the_build_and_nothing_is_lost() {
        let folder = place("damaged");
        publish(&folder, "rocks", 1);
        content::write(&folder.join("games/rocks/head"), b"<html>").unwrap();
        let message = format!("{:#}", build(&folder).unwrap_err());
        assert!(
            message.contains("the game rocks") && message.contains("--out"),
            "{message}"
        );
        assert!(folder.join("games/list").is_file() && !folder.join("index.html").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn nothing_is_replaced_while_somebody_publishes_there() {
        let folder = place("held");
        publish(&folder, "rocks", 1);
        let publisher = File::open(&folder).unwrap();
        publisher.lock_shared().unwrap();
        let message = build(&folder).unwrap_err().to_string();
        assert!(message.contains("somebody publishes"), "{message}");
        publisher.unlock().unwrap();
        build(&folder).unwrap();
        fs::remove_dir_all(folder).unwrap();
    }
}
