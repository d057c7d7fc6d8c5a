//! Versions of packages and ranges of them: semantic versions of three numbers. Pre-releases and build metadata are
//! deliberately absent: a package that is not released is not published.

use core::fmt;

use crate::decimal;

/// A version: a higher `major` may break, a higher `minor` adds, a higher `patch` repairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Breaking changes.
    pub major: u32,
    /// Additions.
    pub minor: u32,
    /// Repairs.
    pub patch: u32,
}

/// Which versions do, as semver.org and Cargo read the signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Range {
    /// `^1.2.3`: this one and later ones with the same leftmost number that is not zero.
    Compatible(Version),
    /// `~1.2.3`: this one and later ones with the same `major` and `minor`.
    Repaired(Version),
    /// `=1.2.3`: this one.
    Exact(Version),
    /// `>=1.2.3,<2.0.0`: the first one and later ones before the second.
    Between(Version, Version),
}

impl Version {
    /// The version of these three numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// The version that `text` spells: three numbers without leading zeros, each below 2³².
    pub fn from_text(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(number);
        let version = Self::new(numbers.next()??, numbers.next()??, numbers.next()??);
        numbers.next().is_none().then_some(version)
    }

    /// The spelling.
    pub fn to_text(self) -> String {
        let mut text = String::new();
        decimal::push(&mut text, u64::from(self.major));
        for number in [self.minor, self.patch] {
            text.push('.');
            decimal::push(&mut text, u64::from(number));
        }
        text
    }
}

impl Range {
    /// The range that `text` spells.
    pub fn from_text(text: &str) -> Option<Self> {
        if let Some(text) = text.strip_prefix('^') {
            return Version::from_text(text).map(Self::Compatible);
        }
        if let Some(text) = text.strip_prefix('~') {
            return Version::from_text(text).map(Self::Repaired);
        }
        if let Some(text) = text.strip_prefix('=') {
            return Version::from_text(text).map(Self::Exact);
        }
        let (from, to) = text.strip_prefix(">=")?.split_once(",<")?;
        let (from, to) = (Version::from_text(from)?, Version::from_text(to)?);
        (from < to).then_some(Self::Between(from, to))
    }

    /// The spelling.
    pub fn to_text(self) -> String {
        match self {
            Self::Compatible(version) => ["^", &version.to_text()].concat(),
            Self::Repaired(version) => ["~", &version.to_text()].concat(),
            Self::Exact(version) => ["=", &version.to_text()].concat(),
            Self::Between(from, to) => [">=", &from.to_text(), ",<", &to.to_text()].concat(),
        }
    }

    /// Whether `version` does.
    pub fn has(self, version: Version) -> bool {
        let same = |base: Version, depth: usize| {
            let numbers = |of: Version| [of.major, of.minor, of.patch];
            version >= base && numbers(version)[..depth] == numbers(base)[..depth]
        };
        match self {
            Self::Compatible(base) if base.major > 0 => same(base, 1),
            Self::Compatible(base) if base.minor > 0 => same(base, 2),
            Self::Compatible(base) => same(base, 3),
            Self::Repaired(base) => same(base, 2),
            Self::Exact(base) => version == base,
            Self::Between(from, to) => version >= from && version < to,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

fn number(text: &str) -> Option<u32> {
    let number = decimal::parse(text, u64::from(u32::MAX))?;
    u32::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_their_signs_promise() {
        let cases = [
            ("^1.2.3", "1.2.3 1.2.4 1.9.0", "1.2.2 2.0.0 0.9.9"),
            ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0 1.0.0"),
            ("^0.0.3", "0.0.3", "0.0.4 0.1.0 0.0.2"),
            ("^0.0.0", "0.0.0", "0.0.1"),
            ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
            ("=1.2.3", "1.2.3", "1.2.4 1.2.2"),
            (">=1.2.3,<2.0.0", "1.2.3 1.9.9", "1.2.2 2.0.0"),
        ];
        for (text, inside, outside) in cases {
            let range = Range::from_text(text).expect(text);
            assert_eq!(range.to_text(), text);
            let version = |text| Version::from_text(text).expect("a version");
            assert!(inside.split(' ').all(|text| range.has(version(text))));
            assert!(!outside.split(' ').any(|text| range.has(version(text))));
        }
    }

    #[test]
    fn only_the_one_spelling_is_read() {
        for bad in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "01.2.3",
            "1.2.03",
            "1.2.3-a",
            "1.2.3+b",
            "v1.2.3",
            "1.2.4294967296",
            "1..3",
        ] {
            assert_eq!(Version::from_text(bad), None, "{bad}");
            assert_eq!(Range::from_text(&format!("^{bad}")), None, "^{bad}");
        }
        for bad in [
            "1.2.3",
            "*",
            ">1.2.3",
            ">=1.2.3",
            "<2.0.0",
            ">=2.0.0,<1.0.0",
            ">=1.0.0,<1.0.0",
            "^ 1.2.3",
            ">=1.2.3, <2.0.0",
        ] {
            assert_eq!(Range::from_text(bad), None, "{bad}");
        }
    }
}
