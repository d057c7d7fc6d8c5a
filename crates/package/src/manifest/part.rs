//! The things that a manifest lists.

use crate::{Digest, Range, Region};

/// A program of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its name within the package, an id.
    pub name: String,
    /// What its object is.
    pub kind: Kind,
    /// The SHA-256 of its object.
    pub digest: Digest,
    /// The length of its object.
    pub bytes: u64,
}

/// What the object of a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A standard WebAssembly component, as its author signed it.
    Component,
    /// A core WebAssembly module, as a browser compiles it.
    Module,
    /// How the modules of a component are linked.
    Plan,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its absolute path within the package.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// The part of the store it belongs to: `shell`, `engine` or that of the package itself, `game/<id>`.
    pub region: Region,
    /// Its media type without parameters, as `image/png`.
    pub mime: String,
}

/// A package that a package needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The id of the package needed.
    pub id: String,
    /// Which of its versions do.
    pub range: Range,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Component, Self::Module, Self::Plan];

    /// The kind that `name` spells.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Module => "module",
            Self::Plan => "plan",
        }
    }
}
