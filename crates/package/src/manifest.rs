//! The manifest: what a package is, consists of, may use and needs. Deliberately absent: where its objects are; a digest
//! finds them at any origin.

mod lines;
mod part;
mod places;

pub use part::{Asset, Component, Dependency, Kind};
pub use places::Listed;

use crate::lines::Lines;
use crate::{
    Capability, Digest, Field, MAX_MANIFEST_BYTES, Refusal, Version, lines as text, text as line,
};

/// The most memory a package may ask for.
pub const MAX_MEMORY_BYTES: u64 = 4 << 30;
/// The most time a package may ask for in each frame.
pub const MAX_CPU_MILLIS: u64 = 1000;

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

/// The component that is played.
const PLAYED: &str = "game";
/// The pictures that a library can show, by their paths in the package.
const COVERS: [&str; 5] = [
    "/cover.webp",
    "/cover.avif",
    "/cover.png",
    "/cover.jpg",
    "/cover.svg",
];

impl Manifest {
    /// Under which path the release of the game `id` lists its manifest.
    pub fn path(id: &str) -> String {
        ["/games/", id, "/manifest"].concat()
    }

    /// Under which path a release of the game `id` lists the top of its packed file.
    pub fn packed_path(id: &str) -> String {
        ["/games/", id, "/packed"].concat()
    }

    /// The component that is played, `game`, of whatever kind.
    pub fn played(&self) -> Option<&Component> {
        self.components.iter().find(|one| one.name == PLAYED)
    }

    /// The picture that a library can show: `/cover.` with an extension that every browser shows.
    pub fn cover(&self) -> Option<&Asset> {
        let mut assets = self.assets.iter();
        assets.find(|asset| COVERS.contains(&asset.path.as_str()))
    }

    /// The manifest in `bytes`.
    ///
    /// # Errors
    /// [`Refusal`] where the bytes are not exactly what [`Manifest::to_text`] writes: an unknown line is refused, and so
    /// is a later version of the format, by [`Refusal::Newer`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut lines = Lines::new(line::utf8_from_bytes(bytes, MAX_MANIFEST_BYTES)?);
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
