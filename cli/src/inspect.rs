//! `layerw inspect`: what a packed file, a project or a published game consists of. Nothing is judged here beyond what
//! reading needs; `layerw verify` judges.

use std::path::Path;

use anyhow::{Context as _, Result};
use package::{Archive, MAX_ARCHIVE_BYTES, Manifest};
use serde_json::{Value, json};

use crate::contents::Contents;
use crate::origin::{self, Published};
use crate::report::{self, Report};
use crate::{date, files, verify};

/// Show what a package or a published game consists of.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw inspect my-game-1.0.0.lwpkg
  layerw inspect my-game              a project folder
  layerw inspect site                 the games published to the folder site
  layerw inspect site/my-game         one of them
  layerw inspect s3://my-bucket/my-game")]
pub(crate) struct Arguments {
    /// A packed file, a project folder, a folder that games were published to, or a place and a game with a / between.
    what: String,
}

/// Shows.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    let what = &arguments.what;
    let path = Path::new(what);
    if path.is_file() {
        let bytes = files::read(path, MAX_ARCHIVE_BYTES)?;
        let archive = Archive::from_bytes(&bytes).with_context(|| format!("cannot read {what}"))?;
        let signed = archive.signed().is_some();
        let (mut text, mut json) = manifest(archive.manifest());
        text.insert(
            0,
            format!(
                "{}, {}",
                report::bytes(bytes.len() as u64),
                if signed { "signed" } else { "not signed" }
            ),
        );
        json["bytes"] = json!(bytes.len());
        json["signed"] = json!(signed);
        return Ok(Report::good(text.join("\n"), json));
    }
    if path.join(crate::project::FILE).is_file() {
        let (text, json) = manifest(&Contents::read(path)?.manifest);
        return Ok(Report::good(text.join("\n"), json));
    }
    if path.join("games").is_dir() {
        return site(path);
    }
    published(what)
}

/// The games that were published to `folder`, a line each.
fn site(folder: &Path) -> Result<Report> {
    let (mut text, mut games) = (Vec::new(), Vec::new());
    for id in verify::games(folder)? {
        let offered = origin::published(&format!("{}/{id}", folder.display()))?.offered;
        let version = offered.manifest.version.to_text();
        let (number, until) = (offered.head.number, offered.head.expires_unix_secs);
        text.push(format!(
            "{id} {version}: release {number}, believed until {}",
            date::text(until)
        ));
        games.push(json!({
            "id": id, "version": version, "release": number, "expires_unix_secs": until,
        }));
    }
    Ok(Report::good(text.join("\n"), json!({ "games": games })))
}

fn published(what: &str) -> Result<Report> {
    let Published { roots, offered, .. } = origin::published(what)?;
    let root = &roots.last().context("no root")?.root;
    let (number, expires) = (offered.head.number, offered.head.expires_unix_secs);
    let (mut text, mut json) = manifest(&offered.manifest);
    let patches = offered.release.patches();
    let patch_bytes: u64 = patches.iter().map(|patch| patch.bytes).sum();
    text.insert(
        0,
        format!("release {number}, believed until {}", date::text(expires)),
    );
    text.insert(
        1,
        format!(
            "root {}, until {}",
            root.version,
            date::text(root.expires_unix_secs)
        ),
    );
    text.push(format!(
        "{} ({})",
        report::counted_as(patches.len(), "patch", "patches"),
        report::bytes(patch_bytes)
    ));
    json["release"] = json!(number);
    json["expires_unix_secs"] = json!(expires);
    json["root_version"] = json!(root.version);
    json["root_expires_unix_secs"] = json!(root.expires_unix_secs);
    json["patches"] = patches
        .iter()
        .map(|patch| {
            json!({
                "from": patch.from.to_hex(), "to": patch.to.to_hex(), "bytes": patch.bytes,
            })
        })
        .collect();
    Ok(Report::good(text.join("\n"), json))
}

fn manifest(manifest: &Manifest) -> (Vec<String>, Value) {
    let version = manifest.version.to_text();
    let capabilities: Vec<&str> = manifest.capabilities.iter().map(|one| one.name()).collect();
    let mut text = vec![
        format!("{} {version}: {}", manifest.id, manifest.title),
        format!(
            "{} of memory, {} ms for each frame",
            report::bytes(manifest.memory_bytes),
            manifest.cpu_millis
        ),
        format!(
            "may ask for: {}",
            if capabilities.is_empty() {
                "nothing".to_owned()
            } else {
                capabilities.join(", ")
            }
        ),
    ];
    text.extend(manifest.components.iter().map(|one| {
        format!(
            "{:>10}  {}  {} {}",
            one.bytes,
            one.digest,
            one.kind.name(),
            one.name
        )
    }));
    text.extend(manifest.assets.iter().map(|one| {
        format!(
            "{:>10}  {}  {} ({}, {})",
            one.bytes,
            one.digest,
            one.path,
            one.mime,
            one.region.name()
        )
    }));
    text.extend(
        manifest
            .dependencies
            .iter()
            .map(|one| format!("needs {} {}", one.id, one.range.to_text())),
    );
    let components = manifest.components.iter().map(|one| json!({
        "name": one.name, "kind": one.kind.name(), "digest": one.digest.to_hex(), "bytes": one.bytes,
    }));
    let assets = manifest.assets.iter().map(|one| json!({
        "path": one.path, "digest": one.digest.to_hex(), "bytes": one.bytes, "region": one.region.name(),
        "media_type": one.mime,
    }));
    let dependencies = manifest
        .dependencies
        .iter()
        .map(|one| json!({ "id": one.id, "range": one.range.to_text() }));
    let json = json!({
        "id": manifest.id, "version": version, "title": manifest.title, "memory_bytes": manifest.memory_bytes,
        "cpu_millis": manifest.cpu_millis, "capabilities": capabilities,
        "components": components.collect::<Vec<_>>(), "assets": assets.collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
    });
    (text, json)
}
