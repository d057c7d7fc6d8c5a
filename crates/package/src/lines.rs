//! Reading the line-based texts that came after heads and releases: the same shape, refused by more names.

use crate::text::{self, Line};
use crate::{Digest, Error, Field, Item, Refusal, decimal, region};

/// The lines of one text, in order.
pub(crate) struct Lines<'a> {
    lines: core::iter::Peekable<core::iter::Enumerate<core::str::Split<'a, char>>>,
    last: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, whose last line feed is already gone.
    pub(crate) fn new(text: &'a str) -> Self {
        let lines = text.split('\n').enumerate().peekable();
        Self { lines, last: 0 }
    }

    /// Passes the first line, which must be `format`, a space and `version`.
    pub(crate) fn header(&mut self, format: &'static str, version: u64) -> Result<(), Refusal> {
        let line = self.any();
        let words = line.text.strip_prefix(format);
        let number = words.and_then(|rest| rest.strip_prefix(' '));
        let number = number.and_then(|number| decimal::parse(number, u64::MAX));
        match number {
            Some(got) if got == version => Ok(()),
            Some(got) if got > version => Err(Refusal::Newer {
                format,
                want: version,
                got,
            }),
            _ => Err(line.error(Item::Header).into()),
        }
    }

    /// The next line; an empty one where the text has ended.
    pub(crate) fn any(&mut self) -> Line<'a> {
        let number = self.last + 1;
        let next = self.lines.next();
        self.last = next.map_or(number, |(index, _)| index + 1);
        Line {
            number: self.last,
            text: next.map_or("", |(_, text)| text),
        }
    }

    /// The next line, where it opens with the word `first`.
    pub(crate) fn next_if(&mut self, first: &str) -> Option<Line<'a>> {
        let (_, text) = self.lines.peek()?;
        let opens = text.split(' ').next() == Some(first);
        opens.then(|| self.any())
    }

    /// Fails where a line is left.
    pub(crate) fn end(mut self) -> Result<(), Refusal> {
        match self.lines.next() {
            Some((index, _)) => Err(Error::Trailing { line: index + 1 }.into()),
            None => Ok(()),
        }
    }
}

impl Line<'_> {
    pub(crate) fn refusal(self, want: Field) -> Refusal {
        Refusal::Field {
            line: self.number,
            want,
            got: self.text.to_owned(),
        }
    }

    pub(crate) fn whole(self, word: &str, want: Field, min: u64, max: u64) -> Result<u64, Refusal> {
        decimal::parse(word, max)
            .filter(|&number| number >= min)
            .ok_or_else(|| self.refusal(want))
    }

    pub(crate) fn sha256(self, word: &str) -> Result<Digest, Refusal> {
        Digest::from_hex(word).ok_or_else(|| self.refusal(Field::Digest))
    }

    pub(crate) fn id(self, word: &str) -> Result<String, Refusal> {
        if region::is_id(word) {
            Ok(word.to_owned())
        } else {
            Err(self.refusal(Field::Id))
        }
    }

    /// Fails where `before` is not less than `this`.
    pub(crate) fn after<T: PartialOrd>(self, before: Option<&T>, this: &T) -> Result<(), Refusal> {
        match before {
            Some(before) if before >= this => Err(Refusal::Order { line: self.number }),
            _ => Ok(()),
        }
    }
}

/// The text in `bytes`: printable ASCII within the limit.
pub(crate) fn ascii(bytes: &[u8], max: usize) -> Result<&str, Refusal> {
    Ok(text::from_bytes(bytes, max)?)
}

/// Appends one line of `words`.
pub(crate) fn push(text: &mut String, words: &[&str]) {
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
    text.push('\n');
}
