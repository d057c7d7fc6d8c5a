//! Files by number. What was learned stays true over updates of a game because a path keeps its number; those that are gone
//! keep theirs, too.
//!
//! ```text
//! u8 version · text: every path behind a line feed
//! ```
//!
//! Deliberately absent: a map of the standard library, which would be a tenth of the module.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use predict::Item;

const VERSION: u8 = 1;
/// 65,535 is none.
const PATHS_MAX: usize = 65_534;
/// A release has at most 256 KiB of paths; with more than twice that, most are of files that are long gone.
const TEXT_MAX_BYTES: usize = 512 << 10;

/// Numbers of paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    /// Every path behind a line feed.
    text: String,
    /// Where each path ends.
    ends: Vec<u32>,
    /// A number plus one where a path's hash says, or in the next place that was free.
    places: Vec<u16>,
}

impl Paths {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The path of `item`; nothing where it has none.
    pub(crate) fn path(&self, item: Item) -> &str {
        let number = usize::from(item);
        let end = self.ends.get(number).copied().unwrap_or(0) as usize;
        let before = number.checked_sub(1).and_then(|at| self.ends.get(at));
        let from = before.copied().unwrap_or(0) as usize + 1;
        self.text.get(from..end).unwrap_or_default()
    }

    /// The number of `path`.
    pub(crate) fn item(&self, path: &str) -> Option<Item> {
        let place = self.place(path)?;
        self.places[place].checked_sub(1)
    }

    /// The numbers of those `paths` that have one.
    pub(crate) fn items(&self, paths: &[String]) -> Vec<Item> {
        paths.iter().filter_map(|path| self.item(path)).collect()
    }

    /// Gives `path` a number, unless it has one. Whether there is room for it.
    pub(crate) fn add(&mut self, path: &str) -> bool {
        if self.item(path).is_some() {
            return true;
        }
        let end = self.text.len() + path.len() + 1;
        if self.len() == PATHS_MAX || end > TEXT_MAX_BYTES || path.bytes().any(|byte| byte == b'\n')
        {
            return false;
        }
        self.text.push('\n');
        self.text.push_str(path);
        self.ends.push(end as u32);
        if self.len() * 2 > self.places.len() {
            self.spread();
        } else {
            self.settle(self.len() - 1);
        }
        true
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [&[VERSION], self.text.as_bytes()].concat()
    }

    /// Nothing where another version wrote them, or nobody.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, text) = bytes.split_first()?;
        if *version != VERSION || text.len() > TEXT_MAX_BYTES {
            return None;
        }
        let mut rest = core::str::from_utf8(text).ok()?;
        let mut paths = Self::default();
        while !rest.is_empty() {
            rest = rest.strip_prefix('\n')?;
            let end = rest.bytes().position(|byte| byte == b'\n');
            let (path, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
            let number = paths.len();
            if !paths.add(path) || paths.len() == number {
                return None;
            }
            rest = after;
        }
        Some(paths)
    }

    /// Makes room for twice as many.
    fn spread(&mut self) {
        let places = (self.len() * 4).next_power_of_two().max(64);
        self.places = vec![0; places];
        (0..self.len()).for_each(|number| self.settle(number));
    }

    fn settle(&mut self, number: usize) {
        if let Some(place) = self.place(self.path(number as Item)) {
            self.places[place] = number as u16 + 1;
        }
    }

    /// Where `path` is, or would be. Half of the places are always free, so the search ends.
    fn place(&self, path: &str) -> Option<usize> {
        let last = self.places.len().checked_sub(1)?;
        let mut place = hash(path.as_bytes()) as usize & last;
        loop {
            match self.places[place].checked_sub(1) {
                Some(number) if self.path(number) != path => {
                    place = (place + 1) & last;
                }
                _ => return Some(place),
            }
        }
    }
}

/// FNV-1a (Fowler, Noll, Vo). Nobody gains by making two of these alike: they are the author's own files.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, add);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn a_path_keeps_its_number_and_another_gets_the_next() {
        let mut paths = Paths::default();
        let names: Vec<String> = (0..3_000).map(|number| format!("/play/{number}")).collect();
        assert_eq!(paths.item("/play/0"), None);
        assert!(names.iter().chain(&names).all(|name| paths.add(name)));
        assert_eq!(paths.len(), names.len());
        let again = Paths::from_bytes(&paths.to_bytes()).unwrap();
        for (number, name) in names.iter().enumerate() {
            assert_eq!(again.item(name), Some(number as Item));
            assert_eq!(again.path(number as Item), name);
        }
        assert_eq!(again.item("/play/3000"), None);
    }

    #[test]
    fn there_is_an_end_to_numbers_and_to_text() {
        let mut paths = Paths::default();
        assert!((0..PATHS_MAX).all(|number| paths.add(&format!("{number}"))));
        assert!(!paths.add("one more") && paths.add("7"));
        let mut paths = Paths::default();
        assert!(!paths.add(&"a".repeat(TEXT_MAX_BYTES)) && paths.add("/a"));
        assert!(!paths.add("/a\n/b"));
    }

    #[test]
    fn other_bytes_are_refused() {
        for bytes in [&b""[..], b"\x02", b"\x01/a", b"\x01\n/a\n/a", b"\x01\n\xff"] {
            assert!(Paths::from_bytes(bytes).is_none(), "{bytes:?}");
        }
    }
}
