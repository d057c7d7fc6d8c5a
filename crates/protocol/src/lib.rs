//! The messages between the three wasm files: the page (`app`), the engine worker (`engine`) and the service
//! worker (`sw`).
//!
//! A message travels as one `Uint8Array` of postcard bytes, so neither side needs the other's code and nothing is
//! cloned field by field. Deliberately absent: any browser type, and any message that carries asset bytes.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

pub mod ahead;
pub mod engine;
pub mod worker;

use alloc::vec::Vec;

use serde::{Serialize, de::DeserializeOwned};

/// The protocol spoken by this build. A peer with another number is asked to reload.
pub const VERSION: u32 = 1;

/// What can be wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not a message of this protocol version.
    Malformed,
    /// The message is longer than [`MAX_MESSAGE_BYTES`].
    TooLong {
        /// Its length.
        got: usize,
    },
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a message of this protocol"),
            Self::TooLong { got } => write!(
                f,
                "message of {got} bytes, want at most {MAX_MESSAGE_BYTES}"
            ),
        }
    }
}

impl core::error::Error for Error {}

/// The longest message that is decoded: a save or a recorded journal is the largest thing that is ever sent.
pub const MAX_MESSAGE_BYTES: usize = 4 << 20;

/// The bytes of `message`.
pub fn bytes_from_message<T: Serialize>(message: &T) -> Vec<u8> {
    // Serialising into a growing vector fails only for types without a known length, and this crate has none.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message in `bytes`.
///
/// # Errors
/// [`Error`] where the bytes are too long or not a `T`.
pub fn message_from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Err(Error::TooLong { got: bytes.len() });
    }
    postcard::from_bytes(bytes).map_err(|_| Error::Malformed)
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned as _;
    use alloc::vec;

    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let sent = worker::ToWorker::InstallGame {
            id: "emberfall".to_owned(),
        };
        let bytes = bytes_from_message(&sent);
        assert_eq!(message_from_bytes::<worker::ToWorker>(&bytes), Ok(sent));
    }

    #[test]
    fn noise_is_refused_by_name() {
        assert_eq!(
            message_from_bytes::<worker::ToWorker>(&[0xff; 9]),
            Err(Error::Malformed)
        );
        let long = vec![0; MAX_MESSAGE_BYTES + 1];
        assert_eq!(
            message_from_bytes::<worker::ToWorker>(&long),
            Err(Error::TooLong { got: long.len() })
        );
    }
}
