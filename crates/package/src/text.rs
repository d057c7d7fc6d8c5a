//! The shape that all our texts share: printable ASCII, lines that end in a line feed, words between single spaces.

use crate::{Digest, Error, Item, decimal};

/// The text in `bytes`, after the checks that need no understanding: length first, before anything is allocated.
pub(crate) fn from_bytes(bytes: &[u8], max: usize) -> Result<&str, Error> {
    if bytes.len() > max {
        return Err(Error::TooLong {
            want: max,
            got: bytes.len(),
        });
    }
    if let Some(offset) = bytes
        .iter()
        .position(|&byte| byte != b'\n' && !(0x20..0x7f).contains(&byte))
    {
        return Err(Error::NotPlainText {
            offset,
            got: bytes[offset],
        });
    }
    if bytes.last() != Some(&b'\n') {
        return Err(Error::Cut);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| Error::Cut)?;
    Ok(&text[..text.len() - 1])
}

/// The text in `bytes` where a title may use every script: the same first checks, but for what its lines may hold.
pub(crate) fn utf8_from_bytes(bytes: &[u8], max: usize) -> Result<&str, Error> {
    if bytes.len() > max {
        return Err(Error::TooLong {
            want: max,
            got: bytes.len(),
        });
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let got = bytes.get(offset).copied().unwrap_or(0);
        Error::NotPlainText { offset, got }
    })?;
    text.strip_suffix('\n').ok_or(Error::Cut)
}

/// One line and its number.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) number: usize,
    pub(crate) text: &'a str,
}

impl<'a> Line<'a> {
    /// The `N` words of the line after the word `first`.
    pub(crate) fn words<const N: usize>(self, first: &str) -> Result<[&'a str; N], Error> {
        let mut rest = self.text.split(' ');
        if rest.next() != Some(first) {
            return Err(self.error(Item::Form));
        }
        let mut words = [""; N];
        for word in &mut words {
            *word = rest.next().ok_or_else(|| self.error(Item::Form))?;
        }
        if rest.next().is_some() {
            Err(self.error(Item::Form))
        } else {
            Ok(words)
        }
    }

    pub(crate) fn number(self, word: &str, item: Item, min: u64, max: u64) -> Result<u64, Error> {
        decimal::parse(word, max)
            .filter(|&number| number >= min)
            .ok_or_else(|| self.error(item))
    }

    pub(crate) fn digest(self, word: &str) -> Result<Digest, Error> {
        Digest::from_hex(word).ok_or_else(|| self.error(Item::Digest))
    }

    pub(crate) fn error(self, want: Item) -> Error {
        Error::Line {
            line: self.number,
            want,
            got: self.text.to_owned(),
        }
    }
}

/// Takes the first line, which must be `want`.
pub(crate) fn header<'a>(
    lines: &mut impl Iterator<Item = Line<'a>>,
    want: &str,
) -> Result<(), Error> {
    let line = Line {
        number: 1,
        text: lines.next().map_or("", |line| line.text),
    };
    if line.text == want {
        Ok(())
    } else {
        Err(line.error(Item::Header))
    }
}

/// That `got` follows what stood before it: lists are sorted and hold nothing twice.
pub(crate) fn in_order(before: Option<&String>, got: &str) -> Result<(), Error> {
    match before.filter(|before| before.as_str() >= got) {
        None => Ok(()),
        Some(before) => Err(Error::Order {
            before: before.clone(),
            got: got.to_owned(),
        }),
    }
}

/// The lines of `text`, numbered from 1.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.split('\n').enumerate().map(|(index, text)| Line {
        number: index + 1,
        text,
    })
}
