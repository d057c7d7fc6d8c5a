//! The simplest patch: how much of the start and of the end stays, and what stands between. Real ones are `delta`'s.

/// The patch from `old` to `new`.
pub(crate) fn make(old: &[u8], new: &[u8]) -> Vec<u8> {
    let same =
        |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
    let start = same(&mut old.iter().zip(new));
    let most = old.len().min(new.len()) - start;
    let end = same(&mut old.iter().rev().zip(new.iter().rev()).take(most));
    let mut patch = Vec::new();
    for length in [old.len(), start, end] {
        patch.extend((length as u32).to_le_bytes());
    }
    patch.extend(&new[start..new.len() - end]);
    patch
}

/// What `patch` makes of `old`; nothing where it was made for a file of another length.
pub(crate) fn apply(old: &[u8], patch: &[u8]) -> Option<Vec<u8>> {
    let mut rest = patch;
    let mut length = || {
        let (bytes, after) = rest.split_first_chunk::<4>()?;
        rest = after;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let (whole, start, end) = (length()?, length()?, length()?);
    let end = whole.checked_sub(end).filter(|_| whole == old.len())?;
    Some([old.get(..start)?, rest, old.get(end..)?].concat())
}

/// The patch that makes `new` out of nothing: its end, where one byte goes on to the end, is only counted.
pub(crate) fn pack(new: &[u8]) -> Vec<u8> {
    let run = new
        .iter()
        .rev()
        .take_while(|byte| Some(*byte) == new.last());
    let run = run.count().saturating_sub(1);
    let mut patch = (run as u32).to_le_bytes().to_vec();
    patch.extend(&new[..new.len() - run]);
    patch
}

/// What `patch` makes of nothing.
pub(crate) fn unpack(patch: &[u8]) -> Option<Vec<u8>> {
    let (run, rest) = patch.split_first_chunk::<4>()?;
    let end = vec![*rest.last()?; u32::from_le_bytes(*run) as usize];
    Some([rest, &end].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_there_again() {
        for new in ["a", "ab", "abbb", "bbbb"] {
            let patch = pack(new.as_bytes());
            assert_eq!(unpack(&patch).as_deref(), Some(new.as_bytes()));
        }
    }

    #[test]
    fn what_was_made_is_made_again() {
        for (old, new) in [
            ("aXb", "aYYb"),
            ("aaa", "aaaa"),
            ("", "x"),
            ("same", "same"),
        ] {
            let patch = make(old.as_bytes(), new.as_bytes());
            assert_eq!(
                apply(old.as_bytes(), &patch).as_deref(),
                Some(new.as_bytes())
            );
            assert_eq!(apply(b"of another length", &patch), None);
        }
    }
}
