//! Ranges of a stored file (RFC 9110, section 14): which of its bytes are the answer.
//!
//! Deliberately absent: the bytes, which the browser cuts out, and several ranges at once, which nobody has to answer.

/// A file that is longer than this does not come whole because a range of it is asked for: whoever wants to hear the
/// beginning does not wait for the end.
pub const MAX_WHOLE_BYTES: u64 = 4 << 20;

/// No range that means anything is longer.
const MAX_RANGE_BYTES: usize = 64;

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

/// What is answered where `range` is asked for of a file that is `bytes` long; nothing where the whole file is the answer.
/// It is to a range that somebody wants on the condition that the file is still the same: what is stored may not say.
pub fn cut(range: &str, is_conditional: bool, bytes: u64) -> Option<Cut> {
    if range.len() > MAX_RANGE_BYTES || is_conditional {
        return None;
    }
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (from, to) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(bytes)),
        (Some(first), None) if last.is_empty() => (first, bytes),
        (None, Some(count)) if first.is_empty() => (bytes.saturating_sub(count), bytes),
        _ => return None,
    };
    Some(match from < to {
        true => Cut {
            status: 206,
            from,
            to,
            content_range: format!("bytes {from}-{}/{bytes}", to - 1),
        },
        false => Cut {
            status: 416,
            from: 0,
            to: 0,
            content_range: format!("bytes */{bytes}"),
        },
    })
}

/// A number of digits alone, which no file is as long as where it does not fit.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}
