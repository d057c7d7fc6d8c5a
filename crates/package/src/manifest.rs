//! The manifest: what a package is, consists of, may use and needs. Deliberately absent: where its objects are; a digest
//! finds them at any origin.

mod lines;
mod part;

pub use part::{Asset, Component, Dependency, Kind};

use crate::lines::Lines;
use crate::{Capability, Digest, Error, Field, Refusal, Version, lines as text};

/// The longest manifest that is read: about 1500 assets.
pub const MAX_MANIFEST_BYTES: usize = 256 * 1024;
/// The most memory a package may ask for.
pub const MAX_MEMORY_BYTES: u64 = 4 << 30;
/// The most time a package may ask for in each frame.
pub const MAX_CPU_MILLIS: u64 = 1000;
/// The longest title, in bytes of UTF-8.
pub const MAX_TITLE_BYTES: usize = 128;

/// One page of WebAssembly memory.
const MIN_MEMORY_BYTES: u64 = 64 * 1024;
const FORMAT: &str = "layerw-manifest";
const VERSION: u64 = 1;

/// What a package is, consists of, may use and needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The package's name: lower-case letters, digits and hyphens, at most 64.
    pub id: String,
    /// Its version.
    pub version: Version,
    /// What players read, 1 to [`MAX_TITLE_BYTES`]; nothing invisible in it.
    pub title: String,
    /// The memory it may fill, 64 KiB to [`MAX_MEMORY_BYTES`].
    pub memory_bytes: u64,
    /// The time it may take in a frame, 1 to [`MAX_CPU_MILLIS`].
    pub cpu_millis: u64,
    /// What it asks for, sorted by name.
    pub capabilities: Vec<Capability>,
    /// Its programs, sorted by name.
    pub components: Vec<Component>,
    /// Its files, sorted by path.
    pub assets: Vec<Asset>,
    /// The packages it needs, sorted by id.
    pub dependencies: Vec<Dependency>,
}

impl Manifest {
    /// The manifest in `bytes`.
    ///
    /// # Errors
    /// [`Refusal`] where the bytes are not exactly what [`Manifest::to_text`] writes: an unknown line is refused, and so
    /// is a later version of the format, by [`Refusal::Newer`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut lines = Lines::new(text_from_bytes(bytes)?);
        lines.header(FORMAT, VERSION)?;
        let manifest = lines::read(&mut lines)?;
        lines.end()?;
        Ok(manifest)
    }

    /// This manifest with its lists in their order, if it can be read back.
    ///
    /// # Errors
    /// [`Refusal`] where its text could not be read back.
    pub fn sorted(mut self) -> Result<Self, Refusal> {
        self.capabilities.sort_unstable();
        self.components.sort_by(|a, b| a.name.cmp(&b.name));
        self.assets.sort_by(|a, b| a.path.cmp(&b.path));
        self.dependencies.sort_by(|a, b| a.id.cmp(&b.id));
        Self::from_bytes(self.to_text().as_bytes())
    }

    /// The one text of this manifest.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        text::push(&mut text, &[FORMAT, "1"]);
        lines::push(self, &mut text);
        text
    }

    /// Every object that the package consists of, each once, sorted by digest: its digest and length.
    pub fn objects(&self) -> Vec<(Digest, u64)> {
        let components = self.components.iter().map(|one| (one.digest, one.bytes));
        let assets = self.assets.iter().map(|one| (one.digest, one.bytes));
        let mut objects: Vec<_> = components.chain(assets).collect();
        objects.sort_unstable();
        objects.dedup();
        objects
    }
}

/// The text in `bytes`: as all our texts, but the title may use every script.
fn text_from_bytes(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MAX_MANIFEST_BYTES {
        return Err(Error::TooLong {
            want: MAX_MANIFEST_BYTES,
            got: bytes.len(),
        }
        .into());
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let got = bytes.get(offset).copied().unwrap_or(0);
        Error::NotPlainText { offset, got }
    })?;
    text.strip_suffix('\n').ok_or_else(|| Error::Cut.into())
}

/// Whether `title` shows what it says: no control character, nothing that turns the direction or cannot be seen, and no
/// space at its ends.
fn is_title(title: &str) -> bool {
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    !title.is_empty()
        && title.len() <= MAX_TITLE_BYTES
        && title.trim() == title
        && !title.chars().any(is_hidden)
}

/// A digest names one content, so it has one length.
fn check_lengths(manifest: &Manifest) -> Result<(), Refusal> {
    let objects = manifest.objects();
    match objects.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(Refusal::Length {
            digest: pair[0].0,
            want: pair[0].1,
            got: pair[1].1,
        }),
        None => Ok(()),
    }
}

/// What a line of a manifest could not be.
fn field<T>(found: Option<T>, line: crate::text::Line<'_>, want: Field) -> Result<T, Refusal> {
    found.ok_or_else(|| line.refusal(want))
}
