//! What a game's author ships about its files: which of them certainly need which, and a [`Prior`](crate::Prior).
//!
//! ```text
//! u8 version · number rows · each, by growing item: u16 item · number needs · u16 items · then a prior, or nothing
//! ```
//! Numbers are LEB128, the rest is little-endian. An item is a place in the list of the game's files, in the release that
//! brings this file.
//!
//! Deliberately absent: trust. The file is an object of a signed release like every other.

use alloc::vec;
use alloc::vec::Vec;

use crate::reader::{Reader, push_number};
use crate::{Error, Item, PRIOR_MAX_BYTES};

/// The most that hints may have, bytes.
pub const HINTS_MAX_BYTES: usize = 2 * PRIOR_MAX_BYTES;

const VERSION: u8 = 1;

/// What an author ships.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// What each item needs for certain, in growing order of the items.
    pub needs: Vec<(Item, Vec<Item>)>,
    /// The bytes of a prior; empty where there is none.
    pub prior: Vec<u8>,
}

impl Hints {
    /// The file. Of needs, those that come last are left out where there are too many.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut left = HINTS_MAX_BYTES.saturating_sub(self.prior.len() + 6);
        let mut rows = Vec::new();
        let mut count = 0;
        for (item, needs) in self.needs.iter().filter(|(_, needs)| !needs.is_empty()) {
            let mut row = item.to_le_bytes().to_vec();
            push_number(&mut row, needs.len() as u32);
            row.extend(needs.iter().flat_map(|need| need.to_le_bytes()));
            let Some(rest) = left.checked_sub(row.len()) else {
                break;
            };
            left = rest;
            rows.extend(row);
            count += 1;
        }
        let mut bytes = vec![VERSION];
        push_number(&mut bytes, count);
        bytes.extend(rows);
        bytes.extend(&self.prior);
        bytes
    }

    /// Reads a file; its prior is judged by whoever counts it.
    ///
    /// # Errors
    /// As [`read_hints`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut needs: Vec<(Item, Vec<Item>)> = Vec::new();
        let prior = read_hints(bytes, &mut |item, need| match needs.last_mut() {
            Some((last, row)) if *last == item => row.push(need),
            _ => needs.push((item, vec![need])),
        })?;
        let prior = prior.to_vec();
        Ok(Self { needs, prior })
    }
}

/// Lets `take` have every item with each that it needs, and answers the bytes of the prior. What `take` has before an error is
/// found is of no use.
///
/// # Errors
/// Where the file is too long, of another version, or not what [`Hints::to_bytes`] writes.
pub fn read_hints<'a>(
    bytes: &'a [u8],
    take: &mut dyn FnMut(Item, Item),
) -> Result<&'a [u8], Error> {
    if bytes.len() > HINTS_MAX_BYTES {
        return Err(Error::TooLong {
            want: HINTS_MAX_BYTES,
            got: bytes.len(),
        });
    }
    let mut reader = Reader::new(bytes);
    reader.version(VERSION);
    let mut next = 0;
    for _ in 0..reader.number() {
        let at = reader.at();
        let item = reader.item();
        reader.expect(u32::from(item) >= next, at);
        next = u32::from(item) + 1;
        for _ in 0..reader.number() {
            let need = reader.item();
            reader.so_far()?;
            take(item, need);
        }
        reader.so_far()?;
    }
    reader.so_far()?;
    Ok(&bytes[reader.at()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_come_back_as_they_were_written() {
        let hints = Hints {
            needs: vec![(3, vec![1, 700]), (9, vec![4]), (65_000, vec![3])],
            prior: vec![1, 2, 3],
        };
        assert_eq!(Hints::from_bytes(&hints.to_bytes()), Ok(hints));
        let none = Hints::default();
        assert_eq!(Hints::from_bytes(&none.to_bytes()), Ok(none));
    }

    #[test]
    fn too_many_needs_are_left_out_and_what_is_written_can_be_read() {
        let hints = Hints {
            needs: (0..9000).map(|item| (item, vec![item; 9])).collect(),
            prior: vec![7; PRIOR_MAX_BYTES],
        };
        let bytes = hints.to_bytes();
        assert!(bytes.len() <= HINTS_MAX_BYTES);
        let read = Hints::from_bytes(&bytes).expect("it was written here");
        assert_eq!(read.prior, hints.prior);
        assert!(read.needs.len() > 1000 && read.needs.len() < 9000);
    }

    #[test]
    fn what_is_no_hints_is_refused_by_name() {
        for (bytes, name) in [
            (&[][..], "length"),
            (&[2, 0], "version"),
            (&[1, 1, 5], "length"),
            (&[1, 2, 5, 0, 0, 5, 0, 0], "number"),
            (&[1, 1, 5, 0, 0xff, 0xff, 0xff, 0xff, 0x0f], "length"),
            (&[1; HINTS_MAX_BYTES + 1], "too-long"),
        ] {
            let refused = Hints::from_bytes(bytes).expect_err("it is none");
            assert_eq!(refused.id(), name, "{:?}", bytes.get(..9));
        }
    }
}
