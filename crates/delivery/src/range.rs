//! Ranges of a stored file (RFC 9110, section 14): which of its bytes are the answer.
//!
//! Deliberately absent: the bytes, which the browser cuts out, and several ranges at once, which nobody has to answer.

use package::decimal;

/// A file that is longer than this does not come whole because a range of it is asked for: whoever wants to hear the
/// beginning does not wait for the end.
pub const MAX_WHOLE_BYTES: u64 = 4 << 20;

/// No range that means anything is longer.
const MAX_RANGE_BYTES: usize = 64;

/// No file is so long.
const BEYOND_BYTES: u64 = 1 << 60;

/// A part of a file as an answer has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The status of the answer.
    pub status: u16,
    /// Its first byte.
    pub from: u64,
    /// The byte after its last.
    pub to: u64,
    /// What the header `Content-Range` says.
    pub content_range: String,
}

impl Cut {
    /// Status, first byte, the byte after the last and `Content-Range`, a comma between each.
    pub fn to_text(&self) -> String {
        let numbers = [u64::from(self.status), self.from, self.to].map(decimal::text);
        [&numbers.join(","), ",", &self.content_range].concat()
    }
}

/// What is answered where `range` is asked for of a file that is `bytes` long; nothing where the whole file is the answer.
/// It is to a range that somebody wants on the condition that the file is still the same: what is stored may not say.
pub fn cut(range: &str, is_conditional: bool, bytes: u64) -> Option<Cut> {
    if range.len() > MAX_RANGE_BYTES || is_conditional {
        return None;
    }
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.split_once('-')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (from, to) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => (first, bytes.min(last + 1)),
        (Some(first), None) if last.is_empty() => (first, bytes),
        (None, Some(count)) if first.is_empty() => (bytes.saturating_sub(count), bytes),
        _ => return None,
    };
    let length = decimal::text(bytes);
    Some(if from < to {
        let (first, last) = (decimal::text(from), decimal::text(to - 1));
        Cut {
            status: 206,
            from,
            to,
            content_range: ["bytes ", &first, "-", &last, "/", &length].concat(),
        }
    } else {
        Cut {
            status: 416,
            from: 0,
            to: 0,
            content_range: ["bytes */", &length].concat(),
        }
    })
}

/// A number of digits alone, as far as files go.
fn number(text: &str) -> Option<u64> {
    let mut digits = text.bytes();
    let more = |number: u64, digit: u8| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        Some((number * 10 + digit).min(BEYOND_BYTES))
    };
    (!text.is_empty()).then(|| digits.try_fold(0, more))?
}
