//! What players' devices are told beforehand about the game's files: which certainly need which, as data files name them,
//! and what players used one after the other, where the author has lists of that.
//!
//! Deliberately absent: reading code. What a script may load it seldom loads at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use package::{File, MAX_FILE_BYTES};
use predict::{Hints, Item, Prior};

use super::export::Found;
use crate::{files, report};

/// Data files that name the files they are of no use without. Style sheets are none: of the fonts that they name a browser
/// takes one.
const CLOSED: [&str; 10] = [
    "atlas", "fnt", "gltf", "mtl", "obj", "scml", "tmj", "tmx", "tsj", "tsx",
];
/// These may be lists of everything as well: what they name counts where it is called as they are, as a sheet's picture.
const OPEN: [&str; 2] = ["json", "xml"];
/// A file that names more is a list of everything.
const NEEDS: usize = 32;
/// Longer files are no such data.
const READ_BYTES: u64 = 1 << 20;

/// The file's bytes, and what the author should know; nothing where there is nothing to tell.
pub(super) fn file(
    found: &[Found],
    listed: &[File],
    sessions: Option<&Path>,
    notes: &mut Vec<String>,
) -> Result<Option<Vec<u8>>> {
    let numbers = numbers(listed);
    let needs = needs(found, &numbers)?;
    let prior = match sessions {
        Some(file) => prior(file, &numbers, notes)?,
        None => Vec::new(),
    };
    if needs.is_empty() && prior.is_empty() {
        return Ok(None);
    }
    if !needs.is_empty() {
        let what = report::counted_as(needs.len(), "file names", "files name");
        notes.push(format!("{what} others that come along with them"));
    }
    Ok(Some(Hints { needs, prior }.to_bytes()))
}

/// The place of each path among the game's files, in the order in which the release lists them.
fn numbers(listed: &[File]) -> BTreeMap<&str, Item> {
    let mut paths: Vec<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    let numbered = paths.into_iter().zip(0..Item::MAX);
    numbered.collect()
}

/// What each file certainly needs, in growing order of the items.
fn needs(found: &[Found], numbers: &BTreeMap<&str, Item>) -> Result<Vec<(Item, Vec<Item>)>> {
    let mut all = Vec::new();
    for one in found {
        let extension = one.name.rsplit('.').next().unwrap_or_default();
        let extension = extension.to_ascii_lowercase();
        let is_open = OPEN.contains(&extension.as_str());
        if !is_open && !CLOSED.contains(&extension.as_str()) {
            continue;
        }
        let path = layout::path_from_name(&one.name);
        let Some(item) = numbers
            .get(path.as_str())
            .filter(|_| one.bytes <= READ_BYTES)
        else {
            continue;
        };
        let text = files::read(&one.file, MAX_FILE_BYTES)?;
        let text = String::from_utf8_lossy(&text);
        let mut needs: Vec<Item> = named(&text, &one.name)
            .filter(|name| !is_open || stem(name) == stem(&one.name))
            .filter_map(|name| numbers.get(layout::path_from_name(&name).as_str()).copied())
            .filter(|need| need != item)
            .collect();
        needs.sort_unstable();
        needs.dedup();
        if !needs.is_empty() && needs.len() <= NEEDS {
            all.push((*item, needs));
        }
    }
    all.sort_unstable();
    Ok(all)
}

/// A name without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Every word of `text` that could be the name of a file, as seen from the file `from`.
fn named<'a>(text: &'a str, from: &'a str) -> impl Iterator<Item = String> + 'a {
    let is_end = |it: char| it.is_control() || "\"'`<>(),;=".contains(it);
    let quoted = text.split(is_end);
    let words = quoted.flat_map(|quoted| {
        let whole = (quoted.contains(' ')).then_some(quoted);
        whole.into_iter().chain(quoted.split(' '))
    });
    let words = words.map(str::trim).filter(|word| word.contains('.'));
    words.filter_map(move |word| resolved(word, from))
}

/// The name in the export that `word` means in the file `from`.
fn resolved(word: &str, from: &str) -> Option<String> {
    let word = word.split(['?', '#']).next()?;
    let folder = if word.starts_with('/') { "" } else { from };
    let mut parts: Vec<&str> = folder.split('/').collect();
    parts.pop();
    for part in word.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What the lists in `file` say, a line each time somebody played: user, seconds since 1970 and paths, by tabs; the paths by
/// spaces, in the order in which they were used.
fn prior(file: &Path, numbers: &BTreeMap<&str, Item>, notes: &mut Vec<String>) -> Result<Vec<u8>> {
    let text = fs::read_to_string(file);
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    let mut sessions = Vec::new();
    let mut foreign = 0;
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        let mut fields = line.split('\t');
        let (Some(_), Some(secs), Some(paths), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            bail!(
                "{} line {}: want user, seconds since 1970 and paths, with tabs between",
                file.display(),
                index + 1
            );
        };
        if secs.parse::<u64>().is_err() {
            bail!(
                "{} line {}: {secs:?} is no number of seconds",
                file.display(),
                index + 1
            );
        }
        let mut session = Vec::new();
        for path in paths.split(' ').filter(|path| !path.is_empty()) {
            let path = package::one_spelling(&["/", path.trim_start_matches('/')].concat());
            match numbers.get(path.as_str()) {
                Some(item) => session.push(*item),
                None => foreign += 1,
            }
        }
        sessions.push(session);
    }
    if foreign > 0 {
        let what = report::counted_as(foreign, "path", "paths");
        notes.push(format!(
            "{what} in {} that the export does not have: passed over",
            file.display()
        ));
    }
    let sessions = sessions.iter().map(Vec::as_slice);
    Ok(Prior::from_sessions(numbers.len(), sessions).to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, from: &str) -> Vec<String> {
        named(text, from).collect()
    }

    #[test]
    fn names_are_read_as_the_file_that_has_them_means_them() {
        let gltf = r#"{"buffers": [{"uri": "hall.bin"}], "images": [{"uri": "../art/stone wall.png?v=2"}]}"#;
        let found = names(gltf, "levels/hall.gltf");
        for name in ["levels/hall.bin", "art/stone wall.png"] {
            assert!(found.iter().any(|it| it == name), "{name} of {found:?}");
        }
        assert_eq!(names("url(/a/b.woff2)", "css/x.css"), ["a/b.woff2"]);
        let found = names("map_Kd brick.jpg\n", "m/x.mtl");
        assert!(found.contains(&"m/brick.jpg".to_owned()), "{found:?}");
        assert_eq!(names("../../secret.txt", "a/b.css"), Vec::<String>::new());
    }

    #[test]
    fn a_session_is_a_line_and_what_is_none_is_said_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sessions.tsv");
        let numbers = BTreeMap::from([("/1.level", 0), ("/2.level", 1), ("/my%20map.level", 2)]);
        let lines = "ada\t1700000000\t1.level /2.level /my%20map.level old.level\n".repeat(9);
        fs::write(&file, lines).unwrap();
        let mut notes = Vec::new();
        let bytes = prior(&file, &numbers, &mut notes).unwrap();
        assert!(Prior::from_bytes(&bytes).is_ok_and(|it| it != Prior::default()));
        assert!(notes[0].starts_with("9 paths in "), "{notes:?}");
        for (line, said) in [
            ("ada 1700000000 1.level", "line 1: want user"),
            ("ada\tnow\t1.level", "\"now\" is no number"),
        ] {
            fs::write(&file, line).unwrap();
            let error = prior(&file, &numbers, &mut notes).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
