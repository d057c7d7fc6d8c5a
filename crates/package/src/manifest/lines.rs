//! A manifest's lines, to and from: the fixed ones first, then each list in its order.

use super::{
    Asset, Component, Dependency, Kind, MAX_CPU_MILLIS, MAX_MEMORY_BYTES, MIN_MEMORY_BYTES,
    Manifest, check_lengths, field,
};
use crate::lines::{Lines, push as push_line};
use crate::text::Line;
use crate::title::is_title;
use crate::{Capability, Field, MAX_FILE_BYTES, Range, Refusal, Region, Version, decimal, path};

const MAX_MIME_BYTES: usize = 64;

/// The manifest in `lines`, after the first.
pub(super) fn read(lines: &mut Lines<'_>) -> Result<Manifest, Refusal> {
    let line = lines.any();
    let [id] = line.words("id")?;
    let id = line.id(id)?;
    let line = lines.any();
    let [version] = line.words("version")?;
    let version = field(Version::from_text(version), line, Field::Version)?;
    let line = lines.any();
    let title = line.text.strip_prefix("title ");
    let title = field(title, line, Field::Form)?;
    let title = field(
        Some(title).filter(|title| is_title(title)),
        line,
        Field::Title,
    )?;
    let line = lines.any();
    let [memory] = line.words("memory_bytes")?;
    let memory_bytes = line.whole(memory, Field::Bytes, MIN_MEMORY_BYTES, MAX_MEMORY_BYTES)?;
    let line = lines.any();
    let [cpu] = line.words("cpu_millis")?;
    let cpu_millis = line.whole(cpu, Field::Millis, 1, MAX_CPU_MILLIS)?;
    let mut manifest = Manifest {
        id,
        version,
        title: title.to_owned(),
        memory_bytes,
        cpu_millis,
        capabilities: Vec::new(),
        components: Vec::new(),
        assets: Vec::new(),
        dependencies: Vec::new(),
    };
    read_lists(lines, &mut manifest)?;
    check_lengths(&manifest)?;
    Ok(manifest)
}

fn read_lists(lines: &mut Lines<'_>, manifest: &mut Manifest) -> Result<(), Refusal> {
    while let Some(line) = lines.next_if("capability") {
        let [name] = line.words("capability")?;
        let one = field(Capability::from_name(name), line, Field::Capability)?;
        line.after(manifest.capabilities.last(), &one)?;
        manifest.capabilities.push(one);
    }
    while let Some(line) = lines.next_if("component") {
        let one = component(line)?;
        let before = manifest.components.last().map(|one| &one.name);
        line.after(before, &one.name)?;
        manifest.components.push(one);
    }
    while let Some(line) = lines.next_if("asset") {
        let one = asset(line, &manifest.id)?;
        let before = manifest.assets.last().map(|one| &one.path);
        line.after(before, &one.path)?;
        manifest.assets.push(one);
    }
    while let Some(line) = lines.next_if("dependency") {
        let one = dependency(line, &manifest.id)?;
        let before = manifest.dependencies.last().map(|one| &one.id);
        line.after(before, &one.id)?;
        manifest.dependencies.push(one);
    }
    Ok(())
}

fn component(line: Line<'_>) -> Result<Component, Refusal> {
    let [name, kind, digest, bytes] = line.words("component")?;
    Ok(Component {
        name: line.id(name)?,
        kind: field(Kind::from_name(kind), line, Field::Kind)?,
        digest: line.sha256(digest)?,
        bytes: line.whole(bytes, Field::Bytes, 1, MAX_FILE_BYTES)?,
    })
}

fn asset(line: Line<'_>, id: &str) -> Result<Asset, Refusal> {
    let [path, digest, bytes, region, mime] = line.words("asset")?;
    if !path::is_listable(path) || path::is_object_path(path) {
        return Err(line.refusal(Field::Path));
    }
    let is_own = |region: &Region| region.game().is_none_or(|game| game == id);
    let region = Region::from_name(region).filter(is_own);
    Ok(Asset {
        path: path.to_owned(),
        digest: line.sha256(digest)?,
        bytes: line.whole(bytes, Field::Bytes, 0, MAX_FILE_BYTES)?,
        region: field(region, line, Field::Region)?,
        mime: field(Some(mime).filter(|mime| is_mime(mime)), line, Field::Mime)?.to_owned(),
    })
}

fn dependency(line: Line<'_>, own: &str) -> Result<Dependency, Refusal> {
    let [id, range] = line.words("dependency")?;
    if id == own {
        return Err(line.refusal(Field::Id));
    }
    Ok(Dependency {
        id: line.id(id)?,
        range: field(Range::from_text(range), line, Field::Range)?,
    })
}

/// A media type as RFC 6838 names it, in lower case and without parameters.
fn is_mime(mime: &str) -> bool {
    let is_name = |name: &str| {
        let plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-._".contains(&byte)
        };
        name.bytes().all(plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
    };
    let names = mime.split_once('/');
    mime.len() <= MAX_MIME_BYTES && names.is_some_and(|(kind, rest)| is_name(kind) && is_name(rest))
}

/// Appends the lines of `manifest`, after the first.
pub(super) fn push(manifest: &Manifest, text: &mut String) {
    push_line(text, &["id", &manifest.id]);
    push_line(text, &["version", &manifest.version.to_text()]);
    push_line(text, &["title", &manifest.title]);
    let memory = decimal::text(manifest.memory_bytes);
    push_line(text, &["memory_bytes", &memory]);
    push_line(text, &["cpu_millis", &decimal::text(manifest.cpu_millis)]);
    for one in &manifest.capabilities {
        push_line(text, &["capability", one.name()]);
    }
    for one in &manifest.components {
        let (digest, bytes) = (one.digest.to_hex(), decimal::text(one.bytes));
        let words = ["component", &one.name, one.kind.name(), &digest, &bytes];
        push_line(text, &words);
    }
    for one in &manifest.assets {
        let (digest, bytes) = (one.digest.to_hex(), decimal::text(one.bytes));
        let region = one.region.name();
        push_line(
            text,
            &["asset", &one.path, &digest, &bytes, &region, &one.mime],
        );
    }
    for one in &manifest.dependencies {
        push_line(text, &["dependency", &one.id, &one.range.to_text()]);
    }
}
