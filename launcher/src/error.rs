//! What can go wrong in this page.

use core::fmt;

use wasm_bindgen::JsValue;

/// The page's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The browser lacks an interface, or refuses it here.
    Unavailable(&'static str),
    /// The browser said no to this.
    Refused(&'static str),
}

impl Error {
    /// The browser's refusal of `what`.
    pub fn refused(what: &'static str) -> impl FnOnce(JsValue) -> Self {
        move |_| Self::Refused(what)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(what) => write!(f, "This browser has no {what} here."),
            Self::Refused(what) => write!(f, "The browser refused {what}."),
        }
    }
}

impl core::error::Error for Error {}
