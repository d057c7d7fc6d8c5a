//! Which files are offered as a patch from nothing: one opaque body, of which a browser can ask for the rest (decision 11).
//!
//! Deliberately absent: files that come in one piece anyway, and long ones that a worker could not unpack beside a game.

use package::{File, is_object_path};

/// What a client fetches in one piece, and what one kill may cost.
const LONG_BYTES: u64 = 256 << 10;
/// The body and the file that it makes are in a worker's memory together.
const MOST_BYTES: u64 = 64 << 20;
/// A first visitor pays no more than this, in hundredths of what is sent otherwise, for being able to go on after a kill.
const MOST_HUNDREDTHS: u64 = 103;

/// Whether it is worth trying for `file`, which is sent in `sent_bytes` otherwise, after compression.
pub fn is_long(file: &File, sent_bytes: u64) -> bool {
    (LONG_BYTES + 1..=MOST_BYTES).contains(&file.bytes) && sent_bytes > LONG_BYTES
}

/// Whether a body of `body_bytes` is offered. That of an object is to be shorter than the object, of which a browser can
/// ask for a range; a range of what has a name of its own may be another version's.
pub fn is_offered(file: &File, body_bytes: u64, sent_bytes: u64) -> bool {
    let most_bytes = sent_bytes / 100 * MOST_HUNDREDTHS;
    let is_needed = body_bytes < file.bytes || !is_object_path(&file.path);
    is_needed && (1..=most_bytes).contains(&body_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use package::{Region, digest_from_bytes};

    fn file(name: &str, bytes: u64) -> File {
        let digest = digest_from_bytes(b"");
        let path = match name {
            "" => format!("/c/{digest}.bin"),
            _ => name.to_owned(),
        };
        let region = Region::Shell;
        File {
            path,
            digest,
            bytes,
            region,
        }
    }

    #[test]
    fn a_first_visitor_never_pays_much_for_it() {
        let object = file("", 300_000);
        assert!(is_offered(&object, 103_000, 100_000));
        assert!(!is_offered(&object, 103_001, 100_000));
        assert!(!is_offered(&object, 0, 300_000));
    }

    #[test]
    fn only_what_has_a_name_of_its_own_may_get_longer() {
        assert!(!is_offered(&file("", 300_000), 300_000, 300_000));
        assert!(is_offered(&file("/pack.bin", 300_000), 300_001, 300_000));
    }

    #[test]
    fn neither_what_is_sent_in_one_piece_nor_what_is_too_long_to_unpack_is_tried() {
        let lengths = [262_144, 262_145, 64 << 20, (64 << 20) + 1];
        let tried = lengths.map(|bytes| is_long(&file("", bytes), bytes));
        assert_eq!(tried, [false, true, true, false]);
        assert!(!is_long(&file("", 1 << 20), 262_144));
    }
}
