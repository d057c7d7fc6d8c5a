//! What a request says about dictionaries. Whatever is not as RFC 9842 has it is as if it were not said: such a request
//! gets the ordinary answer.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use package::Digest;

use super::{AVAILABLE_DICTIONARY, dcz};

/// A byte sequence of 32 bytes as RFC 8941 writes it: base64 between colons.
const DIGEST_CHARACTERS: usize = 46;

/// An object, and the dictionary that the browser has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(super) object: Digest,
    pub(super) dictionary: Digest,
    /// The extension that both have.
    pub(super) kind: String,
}

impl Wish {
    /// The wish in `request`, if it has one that can be met: a range or a question whether something changed cannot.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let headers = request.headers();
        let is_special = [
            header::RANGE,
            header::IF_NONE_MATCH,
            header::IF_MODIFIED_SINCE,
        ]
        .iter()
        .any(|name| headers.contains_key(name));
        if request.method() != Method::GET || is_special || !accepts(headers, dcz::NAME) {
            return None;
        }
        let path = request.uri().path();
        let kind = kind(path)?.to_owned();
        let object = package::object_digest(path)?;
        let dictionary = available(headers).filter(|dictionary| *dictionary != object)?;
        Some(Self {
            object,
            dictionary,
            kind,
        })
    }
}

/// The extension of the object at `path`, where objects of its kind gain by compression.
pub(super) fn kind(path: &str) -> Option<&str> {
    package::object_digest(path)?;
    let (_, kind) = path.rsplit_once('.')?;
    package::is_compressed(path).then_some(kind)
}

/// The dictionary that the browser says it has.
fn available(headers: &HeaderMap) -> Option<Digest> {
    let mut values = headers.get_all(AVAILABLE_DICTIONARY).iter();
    let value = values.next()?;
    // Two would leave open which one the browser goes by.
    if values.next().is_some() || value.len() != DIGEST_CHARACTERS {
        return None;
    }
    let base64 = value.as_bytes().strip_prefix(b":")?.strip_suffix(b":")?;
    let bytes = STANDARD.decode(base64).ok()?;
    Some(Digest(bytes.try_into().ok()?))
}

/// Whether `headers` accept the encoding `name` by this name and not at weight 0.
pub(crate) fn accepts(headers: &HeaderMap, name: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).any(|one| {
        let (encoding, weight) = one.split_once(';').unwrap_or((one, ""));
        encoding.trim().eq_ignore_ascii_case(name) && !is_zero(weight)
    })
}

/// `q=0`, `q=0.0` and so on.
fn is_zero(weight: &str) -> bool {
    let weight = weight.trim();
    let value = weight
        .strip_prefix("q=")
        .or_else(|| weight.strip_prefix("Q="));
    value.is_some_and(|value| value.starts_with('0') && value.bytes().all(|it| b"0.".contains(&it)))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const SPELLED: &str = ":47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

    fn path() -> String {
        format!("/c/{}.wasm", Digest([7; 32]))
    }

    fn wish(path: &str, headers: &[(&str, &[u8])]) -> Option<Wish> {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Wish::of(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn a_browser_that_has_a_dictionary_is_understood() {
        let accepted: [&[u8]; 4] = [
            b"gzip, deflate, br, zstd, dcb, dcz",
            b"dcz",
            b"DCZ;q=0.5",
            b"br;q=1, dcz ; q=0.001",
        ];
        for accept in accepted {
            let headers: [(&str, &[u8]); 2] = [
                ("accept-encoding", accept),
                ("available-dictionary", SPELLED.as_bytes()),
            ];
            let got = wish(&path(), &headers).unwrap();
            assert_eq!(got.dictionary, Digest::EMPTY);
            assert_eq!(
                (got.object, got.kind.as_str()),
                (Digest([7; 32]), "wasm"),
                "{accept:?}"
            );
        }
    }

    #[test]
    fn what_is_not_as_it_should_be_is_as_if_it_were_not_said() {
        let good: (&str, &[u8]) = ("available-dictionary", SPELLED.as_bytes());
        let accept: (&str, &[u8]) = ("accept-encoding", b"br, dcz");
        let long = [b':'; 5000];
        let values: [&[u8]; 9] = [
            b"",
            b"::",
            b":47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:",
            b":47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            b":47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=:",
            b":!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!=:",
            b"\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"",
            b":\xff\xfeDEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
            &long,
        ];
        for value in values {
            let headers = [accept, ("available-dictionary", value)];
            assert_eq!(wish(&path(), &headers), None, "{value:?}");
        }
        assert_eq!(wish(&path(), &[accept]), None, "none at all");
        assert_eq!(wish(&path(), &[accept, good, good]), None, "two");
        let encodings: [&[u8]; 7] = [
            b"br",
            b"dcb",
            b"dcz;q=0",
            b"dcz; q=0.000",
            b"dczz",
            b"*",
            b"\xff",
        ];
        for encoding in encodings {
            let headers = [("accept-encoding", encoding), good];
            assert_eq!(wish(&path(), &headers), None, "{encoding:?}");
        }
        for name in ["range", "if-none-match", "if-modified-since"] {
            let headers = [accept, good, (name, b"bytes=0-")];
            assert_eq!(wish(&path(), &headers), None, "{name}");
        }
        let own = format!("/c/{}.wasm", Digest::EMPTY);
        let picture = format!("/c/{}.webp", Digest([7; 32]));
        for path in ["/", "/c/../x.wasm", "/c/7.wasm", &own, &picture] {
            assert_eq!(wish(path, &[accept, good]), None, "{path}");
        }
    }
}
