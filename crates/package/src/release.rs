//! The release file: every file of the product at one moment, with its digest, length and region, and the patches that
//! make such files out of older ones.

use crate::{
    Digest, Error, Item, MAX_FILE_BYTES, MAX_NUMBER, MAX_RELEASE_BYTES, Patch, Region, decimal,
    patch::MAX_LINE_BYTES, path, text,
};

const HEADER: &str = "layerw-release 1";

/// One file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The absolute URL path.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// The part of the store it belongs to.
    pub region: Region,
}

/// The state of the whole product at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    number: u64,
    files: Vec<File>,
    patches: Vec<Patch>,
}

impl Release {
    /// The release `number` of `files`, in any order.
    ///
    /// # Errors
    /// [`Error`] where the text of this release could not be read back.
    pub fn new(number: u64, mut files: Vec<File>) -> Result<Self, Error> {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let release = Self {
            number,
            files,
            patches: Vec::new(),
        };
        Self::from_bytes(release.to_text().as_bytes())
    }

    /// The same release with `patches`, in any order.
    ///
    /// # Errors
    /// [`Error`] where the text of this release could not be read back.
    pub fn with_patches(mut self, mut patches: Vec<Patch>) -> Result<Self, Error> {
        patches.sort();
        self.patches = patches;
        Self::from_bytes(self.to_text().as_bytes())
    }

    /// The release in `bytes`.
    ///
    /// # Errors
    /// [`Error`] where the bytes are not exactly what [`Release::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let text = text::from_bytes(bytes, MAX_RELEASE_BYTES)?;
        let mut lines = text::lines(text);
        text::header(&mut lines, HEADER)?;
        let line = lines.next().unwrap_or(text::Line {
            number: 2,
            text: "",
        });
        let [number] = line.words("number")?;
        let number = line.number(number, Item::Number, 1, MAX_NUMBER)?;
        let mut lines = lines.peekable();
        let mut files: Vec<File> = Vec::new();
        while let Some(line) = lines.next_if(|line| !Patch::is_line(*line)) {
            let file = file_from_line(line)?;
            text::in_order(files.last().map(|before| &before.path), &file.path)?;
            files.push(file);
        }
        let patches = Patch::all_from_lines(lines, &files)?;
        Ok(Self {
            number,
            files,
            patches,
        })
    }

    /// The one text of this release.
    pub fn to_text(&self) -> String {
        let mut text = String::from(HEADER);
        text.push_str("\nnumber ");
        decimal::push(&mut text, self.number);
        text.push('\n');
        for file in &self.files {
            text.push_str("file ");
            text.push_str(&file.path);
            text.push(' ');
            text.push_str(&file.digest.to_hex());
            text.push(' ');
            decimal::push(&mut text, file.bytes);
            text.push(' ');
            text.push_str(&file.region.name());
            text.push('\n');
        }
        for patch in &self.patches {
            patch.push_line(&mut text);
        }
        text
    }

    /// The release's number.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Its files, sorted by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// How many more patches it can list.
    pub fn room_for_patches(&self) -> usize {
        let room_bytes = MAX_RELEASE_BYTES.saturating_sub(self.to_text().len());
        room_bytes / MAX_LINE_BYTES
    }

    /// The patches that make the file with this digest, sorted by what they start from.
    pub fn patches_to(&self, to: Digest) -> &[Patch] {
        let start = self.patches.partition_point(|patch| patch.to < to);
        let rest = &self.patches[start..];
        &rest[..rest.partition_point(|patch| patch.to == to)]
    }

    /// All its patches.
    pub fn patches(&self) -> &[Patch] {
        &self.patches
    }

    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        let index = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        self.files.get(index)
    }
}

fn file_from_line(line: text::Line<'_>) -> Result<File, Error> {
    let [path, digest, bytes, region] = line.words("file")?;
    if !path::is_listable(path) {
        return Err(line.error(Item::Path));
    }
    let digest = line.digest(digest)?;
    if path::is_object_path(path) && path::object_digest(path) != Some(digest) {
        return Err(line.error(Item::Digest));
    }
    Ok(File {
        path: path.to_owned(),
        digest,
        bytes: line.number(bytes, Item::Bytes, 0, MAX_FILE_BYTES)?,
        region: Region::from_name(region).ok_or_else(|| line.error(Item::Region))?,
    })
}
