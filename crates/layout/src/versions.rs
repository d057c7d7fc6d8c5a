//! Which older file each file of a release is another version of.
//!
//! A file keeps its path where its builder lets it; where a path names its content, a version is told by its kind, its
//! folder and its length. Deliberately absent: looking into files.

use package::{File, Release, is_object_path};

/// Two versions of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The version in a release before.
    pub old: &'a File,
    /// The version in the release to come.
    pub new: &'a File,
    /// 0 where the old one is of the newest release before, 1 where it is of the one before that.
    pub age: usize,
}

/// Every old version, in the releases of `history` (the newest first), of every file of `new` that is not in the old
/// release as it is, each pair once. Objects stay at an origin; of the files that belong to one release only those of
/// the first `pages` releases are still to be had.
pub fn pairs<'a>(history: &'a [Release], pages: usize, new: &'a Release) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (age, old) in history.iter().enumerate() {
        for file in new.files() {
            let is_page = !is_object_path(&file.path);
            if holds(old, file) || (is_page && age >= pages) {
                continue;
            }
            let Some(before) = version_before(old, new, file) else {
                continue;
            };
            let is_known = pairs
                .iter()
                .any(|pair| (pair.old.digest, pair.new.digest) == (before.digest, file.digest));
            if !is_known {
                pairs.push(Pair {
                    old: before,
                    new: file,
                    age,
                });
            }
        }
    }
    pairs
}

fn holds(release: &Release, file: &File) -> bool {
    let mut files = release.files().iter();
    files.any(|other| other.digest == file.digest)
}

fn version_before<'a>(old: &'a Release, new: &Release, file: &File) -> Option<&'a File> {
    if !is_object_path(&file.path)
        && let Some(before) = old.file(&file.path)
    {
        return Some(before);
    }
    let gone = old.files().iter().filter(|old| !holds(new, old));
    let versions = gone.filter(|old| is_version_of(old, file) && is_free(new, old));
    versions.min_by_key(|old| {
        (
            usize::MAX - same_start(&old.path, &file.path),
            old.bytes.abs_diff(file.bytes),
        )
    })
}

/// Files of one kind in one folder and region are versions of one another.
fn is_version_of(old: &File, new: &File) -> bool {
    let kind = |file: &File| {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or_default();
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_owned());
        (folder.to_owned(), extension)
    };
    old.region == new.region && kind(old) == kind(new)
}

/// What still has its path is a version of what is there now, and of nothing else.
fn is_free(new: &Release, old: &File) -> bool {
    is_object_path(&old.path) || new.file(&old.path).is_none()
}

/// How many bytes two names begin with in common; two objects have nothing in common that means anything.
fn same_start(a: &str, b: &str) -> usize {
    if is_object_path(a) {
        return 0;
    }
    let pairs = a.bytes().zip(b.bytes());
    pairs.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use package::{Region, digest_from_bytes};

    fn file(path: &str, content: &[u8]) -> File {
        let digest = digest_from_bytes(content);
        let path = match path.strip_prefix('.') {
            Some(extension) => format!("/c/{digest}.{extension}"),
            None => path.to_owned(),
        };
        File {
            path,
            digest,
            bytes: content.len() as u64,
            region: Region::Shell,
        }
    }

    fn release(number: u64, files: &[(&str, &str)]) -> Release {
        let file = |(path, content): &(&str, &str)| file(path, content.as_bytes());
        Release::new(number, files.iter().map(file).collect()).unwrap()
    }

    fn paired(history: &[Release], pages: usize, new: &Release) -> Vec<(u64, u64)> {
        let pairs = pairs(history, pages, new);
        let mut lengths: Vec<_> = pairs
            .iter()
            .map(|pair| (pair.old.bytes, pair.new.bytes))
            .collect();
        lengths.sort_unstable();
        lengths
    }

    #[test]
    fn a_file_is_paired_with_the_version_that_went() {
        let old = release(
            1,
            &[(".js", "a"), (".js", "stays"), (".css", "bb"), ("/", "p")],
        );
        let new = release(
            2,
            &[
                (".js", "stays"),
                (".js", "aaa"),
                (".css", "bb"),
                ("/", "pp"),
            ],
        );
        let history = [old];
        assert_eq!(paired(&history, 1, &new), [(1, 2), (1, 3)]);
        assert_eq!(paired(&history, 0, &new), [(1, 3)]);
    }

    #[test]
    fn pages_are_paired_as_far_back_as_they_are_kept() {
        let oldest = release(1, &[(".js", "a"), ("/", "p")]);
        let old = release(2, &[(".js", "aa"), ("/", "ppp")]);
        let new = release(3, &[(".js", "aaaa"), ("/", "pp")]);
        let history = [old, oldest];
        assert_eq!(paired(&history, 1, &new), [(1, 4), (2, 4), (3, 2)]);
        assert_eq!(paired(&history, 2, &new), [(1, 2), (1, 4), (2, 4), (3, 2)]);
    }

    #[test]
    fn a_file_that_is_named_anew_with_each_build_is_paired_by_its_name() {
        let old = release(
            1,
            &[
                ("/assets/game-1a.js", "1"),
                ("/assets/vendor-2b.js", "22"),
                ("/assets/style-3c.css", "333"),
                ("/lib/game-1a.js", "4444"),
                ("/assets/stays.js", "55555"),
            ],
        );
        let new = release(
            2,
            &[
                ("/assets/game-9z.js", "aaaaaa"),
                ("/assets/stays.js", "aaaaaaa"),
                ("/assets/vendor-2b.js", "22"),
            ],
        );
        assert_eq!(paired(&[old], 1, &new), [(1, 6), (5, 7)]);
    }
}
