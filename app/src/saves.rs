//! Saves as bytes: the record that is stored, the three that are kept, and the file that is exported.
//!
//! A record carries its length and a checksum, so one that was torn by a crash is seen as such and the version
//! before it is used. Deliberately absent: the database itself (`browser/database.rs`).

use crate::error::Error;

/// How many versions of a save are kept.
pub const KEPT_VERSIONS: usize = 3;

const RECORD_MARK: &[u8; 4] = b"LWS1";
const RECORD_HEAD_BYTES: usize = 16;
const FILE_HEAD: &str = "layerw-saves 1";

/// The record of `save`: mark, length, checksum, bytes.
pub fn record_from_save(save: &[u8]) -> Vec<u8> {
    let mut record = Vec::with_capacity(RECORD_HEAD_BYTES + save.len());
    record.extend_from_slice(RECORD_MARK);
    record.extend_from_slice(&(save.len() as u32).to_le_bytes());
    record.extend_from_slice(&checksum(save).to_le_bytes());
    record.extend_from_slice(save);
    record
}

/// The save in `record`.
///
/// # Errors
/// [`Error::TornSave`] where the record is not whole.
pub fn save_from_record(record: &[u8]) -> Result<&[u8], Error> {
    let (head, save) = record
        .split_at_checked(RECORD_HEAD_BYTES)
        .ok_or(Error::TornSave)?;
    let whole = record_from_save(save);
    if whole.get(..RECORD_HEAD_BYTES) == Some(head) {
        Ok(save)
    } else {
        Err(Error::TornSave)
    }
}

/// The key of version `version` of a game's save; keys sort as versions do.
pub fn key(game: &str, version: u64) -> String {
    format!("{game}/{version:012}")
}

/// The game and the version in `key`.
pub fn game_and_version(key: &str) -> Option<(&str, u64)> {
    let (game, version) = key.rsplit_once('/')?;
    Some((game, version.parse().ok()?))
}

/// The version after those in `keys`, and the keys that it makes superfluous; all keys are of one game, oldest first.
pub fn next_version(keys: &[String]) -> (u64, &[String]) {
    let last = keys.last().and_then(|key| game_and_version(key));
    let next = last.map_or(1, |(_, version)| version + 1);
    let superfluous = (keys.len() + 1).saturating_sub(KEPT_VERSIONS);
    (next, &keys[..superfluous])
}

/// The file that holds `saves`, each a game and its save.
pub fn file_from_saves(saves: &[(String, Vec<u8>)]) -> String {
    let mut file = FILE_HEAD.to_owned();
    for (game, save) in saves {
        file.push_str(&format!(
            "\nsave {game} {} {:016x} {}",
            save.len(),
            checksum(save),
            hex_from_bytes(save)
        ));
    }
    file + "\n"
}

/// The saves in `file`.
///
/// # Errors
/// [`Error::NotASaveFile`] at the first line that does not fit; nothing of the file is used then.
pub fn saves_from_file(file: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut lines = file.lines().enumerate();
    if lines.next().map(|(_, line)| line.trim_end()) != Some(FILE_HEAD) {
        return Err(Error::NotASaveFile { line: 1 });
    }
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| save_from_line(line).ok_or(Error::NotASaveFile { line: index + 1 }))
        .collect()
}

fn save_from_line(line: &str) -> Option<(String, Vec<u8>)> {
    let mut words = line.split_whitespace();
    if words.next() != Some("save") {
        return None;
    }
    let game = words.next()?;
    let bytes: usize = words.next()?.parse().ok()?;
    let sum = u64::from_str_radix(words.next()?, 16).ok()?;
    let save = bytes_from_hex(words.next().unwrap_or_default())?;
    let fits = save.len() == bytes && checksum(&save) == sum && words.next().is_none();
    (fits && is_game_id(game)).then(|| (game.to_owned(), save))
}

fn is_game_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// FNV-1a: it tells a torn record from a whole one, and defends against nothing.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn hex_from_bytes(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            hex.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
    }
    hex
}

fn bytes_from_hex(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|digit| digit.to_digit(16).map(|value| value as u8))
        .collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| {
        digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_comes_back_from_its_record() {
        let record = record_from_save(b"level 3");
        assert_eq!(save_from_record(&record), Ok(b"level 3".as_slice()));
    }

    #[test]
    fn a_torn_or_changed_record_is_refused() {
        let record = record_from_save(b"level 3");
        for end in 0..record.len() {
            assert_eq!(
                save_from_record(&record[..end]),
                Err(Error::TornSave),
                "{end} bytes"
            );
        }
        for index in 0..record.len() {
            let mut changed = record.clone();
            changed[index] ^= 1;
            assert_eq!(
                save_from_record(&changed),
                Err(Error::TornSave),
                "byte {index}"
            );
        }
    }

    #[test]
    fn the_last_three_versions_are_kept() {
        let mut keys = Vec::new();
        for _ in 0..11 {
            let (next, old) = next_version(&keys);
            let (newest, old) = (key("emberfall", next), old.len());
            keys.drain(..old);
            keys.push(newest);
        }
        assert_eq!(keys, [9, 10, 11].map(|version| key("emberfall", version)));
    }

    #[test]
    fn saves_come_back_from_their_file() {
        let saves = vec![
            ("emberfall".to_owned(), vec![0, 255, 16]),
            ("empty".to_owned(), Vec::new()),
        ];
        assert_eq!(saves_from_file(&file_from_saves(&saves)), Ok(saves));
    }

    #[test]
    fn a_file_with_one_wrong_digit_changes_nothing() {
        let file = file_from_saves(&[("emberfall".to_owned(), vec![1, 2, 3])]);
        let wrong = file.replace("010203", "010204");
        assert_eq!(
            saves_from_file(&wrong),
            Err(Error::NotASaveFile { line: 2 })
        );
        assert_eq!(saves_from_file("{}"), Err(Error::NotASaveFile { line: 1 }));
    }
}
