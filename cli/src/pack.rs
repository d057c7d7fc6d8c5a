//! `layerw pack`: a project folder becomes one `.lwpkg` file, the same for the same input.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use package::digest_from_bytes;
use serde_json::json;

use crate::contents::Contents;
use crate::keys::Keys;
use crate::report::{self, Report};
use crate::{files, project};

/// Pack a project folder into one file.
#[derive(clap::Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Arguments {
    /// The folder with layerw.toml.
    folder: PathBuf,
    /// The file to write; ID-VERSION.lwpkg if nothing is said.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Sign with the release key in this folder.
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
}

const EXAMPLE: &str = r#"Examples:
  layerw pack my-game
  layerw pack my-game --keys keys --out my-game.lwpkg

my-game/layerw.toml:
  id = "my-game"                # lower-case letters, digits, hyphens
  version = "1.0.0"
  title = "My Game"
  memory_bytes = 67108864       # this if nothing is said
  cpu_millis = 8                # for each frame; this if nothing is said
  capabilities = ["saves"]      # clipboard fullscreen microphone mods network pointer-lock saves
  assets = "assets"             # this folder, if it is there
  [components]
  game = "game.wasm"            # module, component or .plan: its bytes tell
  [dependencies]
  physics = "^1.2.0"
  [[regions]]                   # the first that fits a file holds; the game's own if none does
  files = "/fonts/**"
  region = "engine"             # game, engine or shell"#;

/// Packs.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    let Contents { manifest, objects } = project::read(&arguments.folder)?;
    let (signed, root) = match &arguments.keys {
        Some(folder) => Keys::read(folder)?.sign(&manifest)?,
        None => Default::default(),
    };
    let borrowed: BTreeMap<_, &[u8]> = objects
        .iter()
        .map(|(&digest, bytes)| (digest, &**bytes))
        .collect();
    let packed = package::pack(&manifest, &signed, &root, &borrowed)?;
    let version = manifest.version.to_text();
    let out = arguments.out.clone();
    let out = out.unwrap_or_else(|| format!("{}-{version}.lwpkg", manifest.id).into());
    files::write(&out, &packed)?;
    let digest = digest_from_bytes(&packed);
    let word = if signed.is_empty() {
        "not signed"
    } else {
        "signed"
    };
    Ok(Report::good(
        format!(
            "{} {version}: {}, {}, {}, {word}\n{digest}  {}",
            manifest.id,
            report::counted(manifest.components.len(), "component"),
            report::counted(manifest.assets.len(), "asset"),
            report::bytes(packed.len() as u64),
            out.display()
        ),
        json!({
            "id": manifest.id, "version": version, "path": out, "bytes": packed.len(), "digest": digest.to_hex(),
            "components": manifest.components.len(), "assets": manifest.assets.len(), "signed": !signed.is_empty(),
        }),
    ))
}
