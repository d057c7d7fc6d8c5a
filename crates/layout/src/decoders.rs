//! The decoders that a site offers: its own release's and, for workers of the releases before, theirs.
//!
//! A worker applies the patches to a newer release with its own decoder, which no release lists, so the site says in a file
//! which ones it keeps. Deliberately absent: the file's place on a disk, and whether what it names is there.

use package::object_digest;

/// The file's name at the top of a site.
pub const DECODERS_FILE: &str = "decoders.txt";

/// A decoder changes more seldom than releases are made, and players of more than eight releases ago get no patches.
const KEPT: usize = 8;

/// The addresses of the decoders once `own` is the newest: it, then those that the file `before` names.
pub fn decoders(own: &str, before: &str) -> Vec<String> {
    let older = before
        .lines()
        .filter(|path| object_digest(path).is_some() && *path != own);
    let all = [own].into_iter().chain(older);
    all.take(KEPT).map(str::to_owned).collect()
}

/// The file that names `decoders`: a line each, the newest first.
pub fn text_from_decoders(decoders: &[String]) -> String {
    decoders.iter().map(|path| [path, "\n"].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(number: usize) -> String {
        format!("/c/{number:064x}.wasm")
    }

    #[test]
    fn the_newest_comes_first_and_eight_are_kept() {
        let mut text = String::new();
        for number in 0..20 {
            // The same decoder again is no other one.
            for _ in 0..2 {
                text = text_from_decoders(&decoders(&path(number), &text));
            }
        }
        let wanted: Vec<String> = (12..20).rev().map(path).collect();
        assert_eq!(text.lines().collect::<Vec<&str>>(), wanted);
        assert_eq!(decoders(&path(12), &text)[..2], [path(12), path(19)]);
    }

    #[test]
    fn what_is_no_object_is_never_taken_for_a_decoder() {
        let own = [path(1)];
        for text in ["", "\n\n", "/etc/passwd\n", "../c/x.wasm", "/c/1.wasm"] {
            assert_eq!(decoders(&own[0], text), own, "{text:?}");
        }
    }
}
