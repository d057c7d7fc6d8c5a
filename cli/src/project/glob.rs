//! Patterns of paths: `*` is anything within a name, `**` anything, `?` one character within a name.

/// Whether `path` is what `glob` describes; a glob without `/` at its beginning may begin anywhere.
pub(super) fn fits(glob: &str, path: &str) -> bool {
    if glob.starts_with('/') {
        return matches(glob.as_bytes(), path.as_bytes());
    }
    let starts = path.match_indices('/').map(|(index, _)| index + 1);
    starts
        .into_iter()
        .any(|start| matches(glob.as_bytes(), &path.as_bytes()[start..]))
}

/// Goes through both once, and back only to the last star of each kind.
fn matches(glob: &[u8], path: &[u8]) -> bool {
    let (mut at, mut on) = (0, 0);
    let mut stars: Vec<Star> = Vec::new();
    loop {
        match glob.get(at) {
            None if on == path.len() => return true,
            Some(b'*') => {
                let is_double = glob.get(at + 1) == Some(&b'*');
                at += if is_double { 2 } else { 1 };
                stars.retain(|star| star.is_double && !is_double);
                stars.push(Star { is_double, at, on });
                continue;
            }
            Some(&byte)
                if path
                    .get(on)
                    .is_some_and(|&got| got == byte || byte == b'?' && got != b'/') =>
            {
                at += 1;
                on += 1;
                continue;
            }
            _ => {}
        }
        loop {
            let Some(star) = stars.last_mut() else {
                return false;
            };
            match path.get(star.on) {
                Some(&got) if star.is_double || got != b'/' => {
                    star.on += 1;
                    (at, on) = (star.at, star.on);
                    break;
                }
                _ => {
                    stars.pop();
                }
            }
        }
    }
}

/// A star that was met, and how much it stands for.
struct Star {
    is_double: bool,
    at: usize,
    on: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_fits_what_it_describes_and_nothing_else() {
        for (glob, path) in [
            ("/ui/**", "/ui/a/b.png"),
            ("/ui/*.png", "/ui/a.png"),
            ("*.png", "/deep/er/a.png"),
            ("/**/a?.png", "/x/y/ab.png"),
            ("/a/**/z*/e.txt", "/a/b/zx/c/z1/e.txt"),
            ("fonts/*", "/ui/fonts/a.ttf"),
        ] {
            assert!(fits(glob, path), "{glob} {path}");
        }
        for (glob, path) in [
            ("/ui/*", "/ui/a/b.png"),
            ("/ui/**", "/uix/a.png"),
            ("*.png", "/a.png.txt"),
            ("/a?b", "/a/b"),
            ("/*/e.txt", "/a/b/e.txt"),
        ] {
            assert!(!fits(glob, path), "{glob} {path}");
        }
    }

    #[test]
    fn many_stars_end_soon() {
        let path = format!("/{}", "a".repeat(400));
        assert!(!fits(&format!("/{}b", "*a".repeat(60)), &path));
    }
}
