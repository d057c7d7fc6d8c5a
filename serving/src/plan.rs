//! Which part of a file a request is answered with: conditions and ranges of RFC 9110, decided without touching the file.
//!
//! Deliberately absent: several ranges at once, which no player of ours asks for; the whole file answers those.

use std::ops::Range;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

/// What a request gets of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plan {
    /// All of it.
    Whole,
    /// Some of it.
    Part(Range<u64>),
    /// Nothing: it has it already.
    NotModified,
    /// Nothing: the file is not the one that it is about.
    Other,
    /// Nothing: the file is shorter.
    Beyond,
}

impl Plan {
    /// What `headers` ask for of a file of this length, whose entity tag is `tag`.
    pub(crate) fn of(headers: &HeaderMap, tag: &HeaderValue, bytes: u64) -> Self {
        if let Some(wanted) = text(headers, header::IF_MATCH)
            && !names(wanted, tag)
        {
            return Self::Other;
        }
        if let Some(known) = text(headers, header::IF_NONE_MATCH)
            && names(known, tag)
        {
            return Self::NotModified;
        }
        let begun_with = headers.get(header::IF_RANGE);
        if begun_with.is_some_and(|begun_with| begun_with != tag) {
            return Self::Whole;
        }
        match text(headers, header::RANGE).map(|text| range(text, bytes)) {
            None | Some(Wanted::Unclear) => Self::Whole,
            Some(Wanted::Part(range)) => Self::Part(range),
            Some(Wanted::Beyond) => Self::Beyond,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Whole => StatusCode::OK,
            Self::Part(_) => StatusCode::PARTIAL_CONTENT,
            Self::NotModified => StatusCode::NOT_MODIFIED,
            Self::Other => StatusCode::PRECONDITION_FAILED,
            Self::Beyond => StatusCode::RANGE_NOT_SATISFIABLE,
        }
    }

    /// Which part of a file of this length it is, for `Content-Range`.
    pub(crate) fn content_range(&self, bytes: u64) -> Option<HeaderValue> {
        let part = match self {
            Self::Part(Range { start, end }) => {
                format!("bytes {start}-{}/{bytes}", end.saturating_sub(1))
            }
            Self::Beyond => format!("bytes */{bytes}"),
            Self::Whole | Self::NotModified | Self::Other => return None,
        };
        HeaderValue::from_str(&part).ok()
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Whether the list of entity tags `list` has `tag`, weak or not, or every one.
fn names(list: &str, tag: &HeaderValue) -> bool {
    let mut named = list.split(',').map(str::trim);
    named.any(|one| {
        let strong = one.strip_prefix("W/").unwrap_or(one);
        one == "*" || strong.as_bytes() == tag.as_bytes()
    })
}

enum Wanted {
    Part(Range<u64>),
    Beyond,
    Unclear,
}

fn range(text: &str, bytes: u64) -> Wanted {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .filter(|text| !text.contains(','))
        .and_then(|text| text.trim().split_once('-'))
    else {
        return Wanted::Unclear;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(bytes),
        (Some(first), None) if last.is_empty() => first..bytes,
        (None, Some(count)) if first.is_empty() => bytes.saturating_sub(count)..bytes,
        _ => return Wanted::Unclear,
    };
    match range.is_empty() {
        true => Wanted::Beyond,
        false => Wanted::Part(range),
    }
}

/// A number of digits alone: a sign is none.
fn number(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: HeaderValue = HeaderValue::from_static("\"a\"");

    fn plan(headers: &[(&str, &str)]) -> Plan {
        let headers = headers.iter().map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        });
        Plan::of(&headers.collect(), &TAG, 100)
    }

    #[test]
    fn a_range_is_cut_at_the_files_end_and_refused_beyond_it() {
        for (range, want) in [
            ("bytes=0-9", Plan::Part(0..10)),
            ("bytes=90-900", Plan::Part(90..100)),
            ("bytes=90-", Plan::Part(90..100)),
            ("bytes=-7", Plan::Part(93..100)),
            ("bytes=-900", Plan::Part(0..100)),
            ("bytes=100-", Plan::Beyond),
            ("bytes=-0", Plan::Beyond),
            ("bytes=9-3", Plan::Whole),
            ("bytes=0-1,5-6", Plan::Whole),
            ("bytes=+1-2", Plan::Whole),
            ("bytes=-", Plan::Whole),
            ("pages=1-2", Plan::Whole),
            ("bytes=0-18446744073709551615", Plan::Part(0..100)),
            ("bytes=99999999999999999999-", Plan::Whole),
        ] {
            assert_eq!(plan(&[("range", range)]), want, "{range}");
        }
    }

    #[test]
    fn a_range_of_another_file_gets_the_whole_of_this_one() {
        let range = ("range", "bytes=5-");
        assert_eq!(plan(&[range, ("if-range", "\"a\"")]), Plan::Part(5..100));
        for other in ["\"b\"", "W/\"a\"", "Sat, 01 Jan 2000 00:00:00 GMT"] {
            assert_eq!(plan(&[range, ("if-range", other)]), Plan::Whole, "{other}");
        }
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert_eq!(
                plan(&[("if-none-match", known)]),
                Plan::NotModified,
                "{known}"
            );
        }
        assert_eq!(plan(&[("if-none-match", "\"b\"")]), Plan::Whole);
        assert_eq!(plan(&[("if-match", "\"b\"")]), Plan::Other);
        assert_eq!(plan(&[("if-match", "\"a\"")]), Plan::Whole);
    }
}
