//! The operator's token, and whether a request shows it.

use core::fmt;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use package::{Digest, digest_from_bytes};

/// What whoever pushes must show. Only its digest is kept, so comparing takes the same time whatever is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Digest);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// The token that is `text` without the space around it; nothing where it is shorter than 16 bytes.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() >= 16).then(|| Self(digest_from_bytes(text.as_bytes())))
    }

    /// Whether it is shown as a bearer's or as the password of anybody.
    pub(super) fn is_shown(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(header::AUTHORIZATION);
        let shown = shown.and_then(|shown| shown.to_str().ok());
        let Some((scheme, shown)) = shown.and_then(|shown| shown.split_once(' ')) else {
            return false;
        };
        let shown = shown.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Self::new(shown).as_ref() == Some(self);
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return false;
        }
        let pair = STANDARD.decode(shown).ok();
        let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
        let password = pair.as_deref().and_then(|pair| pair.split_once(':'));
        password.is_some_and(|(_, password)| Self::new(password).as_ref() == Some(self))
    }
}
