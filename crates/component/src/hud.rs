//! The heads-up display as data: what to say, never where each pixel goes. The page shows it as text that a screen
//! reader can read; a native window draws it.
//!
//! Bytes: items one after another, each `slot u8, kind u8, value u16, of u16, length u16, UTF-8`.

use crate::{Error, wire::Reader};

/// The most items in one display.
pub const MAX_ITEMS: usize = 16;
/// The longest text in bytes.
pub const MAX_TEXT_BYTES: usize = 160;

/// What an item is about; the host decides where that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Slot {
    /// Points.
    Score = 0,
    /// Level's number and name.
    Level = 1,
    /// Lives left.
    Lives = 2,
    /// What is to be gathered.
    Goal = 3,
    /// What runs out.
    Energy = 4,
    /// The large line in the middle.
    Title = 5,
    /// The line below it.
    Subtitle = 6,
    /// What to press now.
    Prompt = 7,
    /// A word of advice at the edge.
    Hint = 8,
}

/// How an item is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Its text alone.
    Text = 0,
    /// Its text and `value`.
    Number = 1,
    /// Its text and `value` of `of`, as marks.
    Count = 2,
    /// Its text and a bar at `value` of `of`.
    Meter = 3,
}

/// One line of the display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// What it is about.
    pub slot: Slot,
    /// How it is shown.
    pub kind: Kind,
    /// A number, for all kinds but [`Kind::Text`].
    pub value: u16,
    /// The number's whole.
    pub of: u16,
    /// Its words.
    pub text: &'a str,
}

impl Item<'_> {
    /// Appends the item's bytes; text past [`MAX_TEXT_BYTES`] is cut at a character.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut end = self.text.len().min(MAX_TEXT_BYTES);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        out.extend_from_slice(&[self.slot as u8, self.kind as u8]);
        out.extend_from_slice(&self.value.to_le_bytes());
        out.extend_from_slice(&self.of.to_le_bytes());
        out.extend_from_slice(&(end as u16).to_le_bytes());
        out.extend_from_slice(&self.text.as_bytes()[..end]);
    }
}

/// The items in `bytes`. Unknown slots and kinds are skipped: a newer game may know more than this host.
///
/// # Errors
/// [`Error`] where the bytes end early, hold too much, or hold text that is not UTF-8.
pub fn items_from_bytes(bytes: &[u8]) -> Result<Vec<Item<'_>>, Error> {
    let mut reader = Reader::new(bytes);
    let mut items = Vec::new();
    let mut seen = 0;
    while !reader.is_empty() {
        seen += 1;
        if seen > MAX_ITEMS {
            return Err(Error::TooMany {
                what: "display items",
                want: MAX_ITEMS,
                got: seen,
            });
        }
        let slot = slot_from_byte(reader.u8()?);
        let kind = kind_from_byte(reader.u8()?);
        let value = reader.u16()?;
        let of = reader.u16()?;
        let length = usize::from(reader.u16()?);
        if length > MAX_TEXT_BYTES {
            return Err(Error::TooMany {
                what: "text bytes",
                want: MAX_TEXT_BYTES,
                got: length,
            });
        }
        let text = core::str::from_utf8(reader.bytes(length)?).map_err(|_| Error::NotText)?;
        if let (Some(slot), Some(kind)) = (slot, kind) {
            items.push(Item {
                slot,
                kind,
                value,
                of,
                text,
            });
        }
    }
    Ok(items)
}

fn slot_from_byte(byte: u8) -> Option<Slot> {
    const SLOTS: [Slot; 9] = [
        Slot::Score,
        Slot::Level,
        Slot::Lives,
        Slot::Goal,
        Slot::Energy,
        Slot::Title,
        Slot::Subtitle,
        Slot::Prompt,
        Slot::Hint,
    ];
    SLOTS.get(usize::from(byte)).copied()
}

fn kind_from_byte(byte: u8) -> Option<Kind> {
    [Kind::Text, Kind::Number, Kind::Count, Kind::Meter]
        .get(usize::from(byte))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_comes_back_as_written() {
        let items = [
            Item {
                slot: Slot::Score,
                kind: Kind::Number,
                value: 1200,
                of: 0,
                text: "Score",
            },
            Item {
                slot: Slot::Hint,
                kind: Kind::Text,
                value: 0,
                of: 0,
                text: "",
            },
        ];
        let mut bytes = Vec::new();
        for item in &items {
            item.write(&mut bytes);
        }
        assert_eq!(items_from_bytes(&bytes), Ok(items.to_vec()));
    }

    #[test]
    fn no_prefix_of_a_display_panics() {
        let mut bytes = Vec::new();
        Item {
            slot: Slot::Title,
            kind: Kind::Text,
            value: 0,
            of: 0,
            text: "Emberfäll",
        }
        .write(&mut bytes);
        for end in 1..bytes.len() {
            assert!(
                items_from_bytes(&bytes[..end]).is_err(),
                "prefix of {end} bytes"
            );
        }
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        let mut bytes = Vec::new();
        Item {
            slot: Slot::Hint,
            kind: Kind::Text,
            value: 0,
            of: 0,
            text: &"ä".repeat(200),
        }
        .write(&mut bytes);
        assert_eq!(
            items_from_bytes(&bytes).map(|items| items[0].text.len()),
            Ok(MAX_TEXT_BYTES)
        );
    }
}
