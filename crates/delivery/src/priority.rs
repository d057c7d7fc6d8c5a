//! What comes before what: every byte that is fetched is for one of these.
//!
//! Deliberately absent: who gets which. Each job says what its transfer is for.

/// What a transfer is for, the most urgent first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// An open page lacks it.
    Critical,
    /// The player asked for it and looks on.
    Visible,
    /// The next release, which nobody waits for.
    #[default]
    Soon,
    /// What may be wanted next.
    Prefetch,
    /// What was found damaged while nobody did anything.
    Scrub,
}

impl Priority {
    /// What a browser calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "high",
            Self::Visible => "auto",
            Self::Soon | Self::Prefetch | Self::Scrub => "low",
        }
    }
}
