//! The project file as it is written, before anything in it is judged.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow};
use serde::Deserialize;
use toml::Spanned;

/// A text that remembers where it stands.
pub(super) type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) id: Text,
    pub(super) version: Text,
    pub(super) title: Text,
    #[serde(default = "default_memory_bytes")]
    pub(super) memory_bytes: Spanned<u64>,
    #[serde(default = "default_cpu_millis")]
    pub(super) cpu_millis: Spanned<u64>,
    #[serde(default)]
    pub(super) capabilities: Vec<Text>,
    #[serde(default)]
    pub(super) components: BTreeMap<Text, Text>,
    pub(super) assets: Option<Text>,
    #[serde(default)]
    pub(super) dependencies: BTreeMap<Text, Text>,
    #[serde(default)]
    pub(super) regions: Vec<Rule>,
}

/// Which region files belong to; the first rule that fits a file holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) files: String,
    pub(super) region: Text,
}

fn default_memory_bytes() -> Spanned<u64> {
    Spanned::new(0..0, 64 << 20)
}

fn default_cpu_millis() -> Spanned<u64> {
    Spanned::new(0..0, 8)
}

/// A project file, to point into.
pub(super) struct Spot<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl Spot<'_> {
    /// One sentence about `place`: which file and line, what is wrong, what to do.
    pub(super) fn error<T>(&self, place: &Spanned<T>, what: &str, hint: &str) -> anyhow::Error {
        let line = self.line(place.span().start);
        anyhow!("{}:{line}: {what}: {hint}", self.path.display())
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }
}

/// The settings in `text`, which is the file at `path`.
pub(super) fn parse(path: &Path, text: &str) -> Result<Settings> {
    toml::from_str(text).map_err(|error| {
        let spot = Spot { path, text };
        let line = spot.line(error.span().map_or(0, |span| span.start));
        let what = error.message().replace('\n', ", ");
        anyhow!(
            "{}:{line}: {what}: `layerw pack --help` shows a project file",
            path.display()
        )
    })
}
