//! A game as its developer keeps it: a folder with a project file, `layerw.toml`, and the files that it names.
//!
//! Every complaint says where, what, and what to do. Deliberately absent: building the game; what is packed is there.

mod assets;
mod glob;
mod settings;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use package::{
    Asset, Capability, Component, Dependency, Digest, Error, Kind, MAX_ARCHIVE_BYTES,
    MAX_CPU_MILLIS, MAX_FILE_BYTES, MAX_MEMORY_BYTES, Manifest, Range, Refusal, Region, Version,
    digest_from_bytes,
};
use std::collections::BTreeMap;

use crate::contents::Contents;
use crate::files;
use settings::{Settings, Spot, Text};

/// The project file's name.
pub(crate) const FILE: &str = "layerw.toml";
/// A project file this long was not written by hand.
const MAX_PROJECT_BYTES: u64 = 1 << 20;
const MIN_MEMORY_BYTES: u64 = 64 << 10;

/// The package that the project in `folder` makes, not signed.
pub(crate) fn read(folder: &Path) -> Result<Contents> {
    let path = folder.join(FILE);
    if !path.exists() {
        bail!(
            "{} is missing: `layerw new` makes a game with one, `layerw pack --help` shows one",
            path.display()
        );
    }
    let text = String::from_utf8(files::read(&path, MAX_PROJECT_BYTES)?)
        .with_context(|| format!("{} is not UTF-8", path.display()))?;
    let settings = settings::parse(&path, &text)?;
    let spot = Spot {
        path: &path,
        text: &text,
    };
    Project {
        folder,
        spot,
        settings,
    }
    .contents()
}

/// A project file with the place it was read from.
struct Project<'a> {
    folder: &'a Path,
    spot: Spot<'a>,
    settings: Settings,
}

impl Project<'_> {
    fn contents(&self) -> Result<Contents> {
        let settings = &self.settings;
        let id = self.id(&settings.id)?;
        let own = Region::Game(id.clone());
        let mut objects = BTreeMap::new();
        let components = self.components(&mut objects)?;
        let assets = self.assets(&own, &mut objects)?;
        if components.is_empty() && assets.is_empty() {
            bail!(
                "{}: nothing to pack: name a program under [components] or put files into the assets folder",
                self.spot.path.display()
            );
        }
        let manifest = Manifest {
            version: self.version()?,
            title: settings.title.get_ref().clone(),
            memory_bytes: self.within(
                &settings.memory_bytes,
                "memory_bytes",
                MIN_MEMORY_BYTES,
                MAX_MEMORY_BYTES,
            )?,
            cpu_millis: self.within(&settings.cpu_millis, "cpu_millis", 1, MAX_CPU_MILLIS)?,
            capabilities: self.capabilities()?,
            components,
            assets,
            dependencies: self.dependencies(&id)?,
            id,
        };
        let manifest = manifest
            .sorted()
            .map_err(|refusal| self.refused(&refusal))?;
        Ok(Contents::new(manifest, objects))
    }

    /// What the format alone can refuse: how much is listed, and the title.
    fn refused(&self, refusal: &Refusal) -> anyhow::Error {
        if let Refusal::Text(Error::TooLong { .. }) = refusal {
            return anyhow!(
                "{}: too many files, or too long names of them: put small files together in one (the list of them would \
                 be {refusal})",
                self.spot.path.display()
            );
        }
        self.spot.error(
            &self.settings.title,
            &refusal.to_string(),
            "write a title of 1 to 128 visible bytes, and each capability once",
        )
    }

    fn id(&self, text: &Text) -> Result<String> {
        if Region::from_name(&format!("game/{}", text.get_ref())).is_some() {
            return Ok(text.get_ref().clone());
        }
        let what = format!("{:?} cannot be an id", text.get_ref());
        Err(self.spot.error(
            text,
            &what,
            "use 1 to 64 lower-case letters, digits and hyphens, as \"my-game\"",
        ))
    }

    fn version(&self) -> Result<Version> {
        let text = &self.settings.version;
        Version::from_text(text.get_ref()).ok_or_else(|| {
            let what = format!("{:?} is not a version", text.get_ref());
            self.spot
                .error(text, &what, "use three numbers, as \"1.0.0\"")
        })
    }

    fn within(&self, value: &toml::Spanned<u64>, name: &str, min: u64, max: u64) -> Result<u64> {
        let got = *value.get_ref();
        if (min..=max).contains(&got) {
            return Ok(got);
        }
        let what = format!("{name} is {got}");
        Err(self
            .spot
            .error(value, &what, &format!("use a number from {min} to {max}")))
    }

    fn capabilities(&self) -> Result<Vec<Capability>> {
        let known = || Capability::ALL.map(Capability::name).join(", ");
        let one = |text: &Text| {
            Capability::from_name(text.get_ref()).ok_or_else(|| {
                let what = format!("there is no capability {:?}", text.get_ref());
                self.spot
                    .error(text, &what, &format!("use some of {}", known()))
            })
        };
        self.settings.capabilities.iter().map(one).collect()
    }

    fn dependencies(&self, own: &str) -> Result<Vec<Dependency>> {
        let mut all = Vec::new();
        for (id, range) in &self.settings.dependencies {
            let id = self.id(id)?;
            if id == own {
                return Err(self.spot.error(
                    range,
                    "a package cannot need itself",
                    "take this line out",
                ));
            }
            let found = Range::from_text(range.get_ref()).ok_or_else(|| {
                let what = format!("{:?} is not a range of versions", range.get_ref());
                self.spot.error(
                    range,
                    &what,
                    "use \"^1.2.3\", \"~1.2.3\", \"=1.2.3\" or \">=1.2.3,<2.0.0\"",
                )
            })?;
            all.push(Dependency { id, range: found });
        }
        Ok(all)
    }

    fn components(&self, objects: &mut BTreeMap<Digest, Vec<u8>>) -> Result<Vec<Component>> {
        let mut all = Vec::new();
        for (name, file) in &self.settings.components {
            let name = self.id(name)?;
            let path = self.folder.join(file.get_ref());
            let bytes = files::read(&path, MAX_FILE_BYTES).map_err(|error| {
                self.spot.error(
                    file,
                    &format!("{error:#}"),
                    "build the game first, or correct the path; it starts at this folder",
                )
            })?;
            let kind = kind(&bytes, &path).ok_or_else(|| {
                let what = format!("{} is neither WebAssembly nor a .plan file", path.display());
                self.spot
                    .error(file, &what, "name a .wasm file that a compiler made")
            })?;
            let digest = digest_from_bytes(&bytes);
            all.push(Component {
                name,
                kind,
                digest,
                bytes: bytes.len() as u64,
            });
            objects.insert(digest, bytes);
        }
        Ok(all)
    }

    fn assets(&self, own: &Region, objects: &mut BTreeMap<Digest, Vec<u8>>) -> Result<Vec<Asset>> {
        let folder = self.folder.join(
            self.settings
                .assets
                .as_ref()
                .map_or("assets", |text| text.get_ref()),
        );
        if !folder.is_dir() {
            return match &self.settings.assets {
                Some(text) => {
                    let what = format!("there is no folder {}", folder.display());
                    Err(self
                        .spot
                        .error(text, &what, "make it, or take this line out"))
                }
                None => Ok(Vec::new()),
            };
        }
        let regions = self.regions(own)?;
        let mut all = Vec::new();
        let mut left_bytes = MAX_ARCHIVE_BYTES;
        for found in assets::below(&folder)? {
            let bytes = files::read(&found.file, MAX_FILE_BYTES)
                .context("a file of a game can be no longer than 256 MiB, so split it")?;
            left_bytes = left_bytes
                .checked_sub(bytes.len() as u64)
                .with_context(|| {
                    format!(
                        "{} holds more than 1 GiB: make several games of it, or smaller files",
                        folder.display()
                    )
                })?;
            if package::is_secret(&bytes) {
                let why = "a secret key, which would be published: move it out of the assets";
                return Err(refuse(&found.file, why));
            }
            let digest = digest_from_bytes(&bytes);
            let rule = regions
                .iter()
                .find(|(glob, _)| glob::fits(glob, &found.path));
            all.push(Asset {
                region: rule.map_or(own, |(_, region)| region).clone(),
                mime: layout::type_from_path(&found.path).to_owned(),
                path: found.path,
                digest,
                bytes: bytes.len() as u64,
            });
            objects.insert(digest, bytes);
        }
        Ok(all)
    }

    fn regions(&self, own: &Region) -> Result<Vec<(String, Region)>> {
        let mut all = Vec::new();
        for rule in &self.settings.regions {
            let region = match rule.region.get_ref().as_str() {
                "game" => own.clone(),
                "shell" => Region::Shell,
                "engine" => Region::Engine,
                other => {
                    let what = format!("there is no region {other:?}");
                    return Err(self.spot.error(
                        &rule.region,
                        &what,
                        "use \"game\", \"engine\" or \"shell\"",
                    ));
                }
            };
            all.push((rule.files.clone(), region));
        }
        Ok(all)
    }
}

/// What the bytes of a program are: the first eight of WebAssembly say whether it is a module or a component.
fn kind(bytes: &[u8], path: &Path) -> Option<Kind> {
    match bytes.get(..8) {
        Some(b"\0asm\x01\0\0\0") => Some(Kind::Module),
        Some(b"\0asm\x0d\0\x01\0") => Some(Kind::Component),
        _ => path
            .extension()
            .filter(|extension| *extension == "plan")
            .map(|_| Kind::Plan),
    }
}

/// The file `found`, or why its name will not do.
pub(crate) fn refuse(found: &Path, why: &str) -> anyhow::Error {
    anyhow!("{}: {why}", PathBuf::from(found).display())
}
