//! Who needs which versions of a package, in words that a refusal can carry.

use core::fmt;

/// One package's need of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The package that needs, with its version; nothing where it was asked for from outside.
    pub by: Option<String>,
    /// The package needed.
    pub id: String,
    /// The range of versions that do.
    pub range: String,
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            Some(by) => write!(f, "{by} needs {} {}", self.id, self.range),
            None => write!(f, "{} {} is asked for", self.id, self.range),
        }
    }
}
