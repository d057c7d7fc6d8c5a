//! What can go wrong in the page, each with the sentence that a player reads.

use core::fmt;
use wasm_bindgen::JsValue;

/// The page's errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The browser lacks an interface, or refuses it here.
    Unavailable(&'static str),
    /// The browser said no.
    Refused {
        /// What was asked of it.
        what: &'static str,
        /// Its own words.
        reason: String,
    },
    /// A stored save is shorter than its length says, or other than its checksum says.
    TornSave,
    /// A file that is not an export of saves.
    NotASaveFile {
        /// The line, from 1.
        line: usize,
    },
}

impl Error {
    /// The browser's refusal of `what`.
    pub fn refused(what: &'static str) -> impl FnOnce(JsValue) -> Self {
        move |value| Self::Refused {
            what,
            reason: text_from_js(&value),
        }
    }

    /// The database's refusal of `what`. Its own words are for developers, and printing them costs 4 KB.
    pub fn database(what: &'static str) -> impl FnOnce(rexie::Error) -> Self {
        move |_| Self::Refused {
            what,
            reason: String::new(),
        }
    }
}

fn text_from_js(value: &JsValue) -> String {
    let message = js_sys::Reflect::get(value, &JsValue::from_str("message"));
    message
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| value.as_string())
        .unwrap_or_default()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(what) => write!(f, "This browser has no {what} here."),
            Self::Refused { what, reason } if reason.is_empty() => {
                write!(f, "The browser refused {what}.")
            }
            Self::Refused { what, reason } => write!(f, "The browser refused {what}: {reason}"),
            Self::TornSave => {
                f.write_str("A stored save is incomplete; the one before it is used.")
            }
            Self::NotASaveFile { line } => {
                write!(
                    f,
                    "This file is not an export of saves (line {line}). Nothing was changed."
                )
            }
        }
    }
}

impl core::error::Error for Error {}
