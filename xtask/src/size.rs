//! `cargo xtask size`: raw and brotli bytes of what a browser loads, against the budget.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::build;
use crate::content;
use crate::report::{self, Goal, Measure, Options};
use crate::workspace::Workspace;

/// Weigh every wasm, js and css of the last build.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: Options,
}

/// Limits in bytes and lines; `xtask/budget.toml` says why each is what it is.
pub(crate) struct Budget(BTreeMap<String, f64>);

/// Weighs the last build.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    measure(workspace, &arguments.options)
}

/// The same, as a bench.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    let folder = build::folder(workspace, &build::Arguments::default())?;
    report::finish(options, &measures(workspace, &folder)?)
}

/// What the site in `folder` weighs.
pub(crate) fn measures(workspace: &Workspace, folder: &Path) -> Result<Vec<Measure>> {
    let parts = content::read_text(&folder.join("parts.txt"));
    let parts = parts.context("there is no build to weigh: run `cargo xtask build`")?;
    let budget = Budget::read(workspace)?;
    let mut measures = Vec::new();
    let mut boot = 0.0;
    for (name, path) in boot_files(&parts)? {
        let path = folder.join(path);
        let raw = content::read(&path)?.len();
        let packed = packed_bytes(&path, raw);
        boot += packed;
        measures.push(Measure::new(
            format!("{name}, raw"),
            "bytes",
            raw as f64,
            Goal::Open,
        ));
        let limit = budget.limit(&format!("{name}_brotli_bytes"));
        measures.push(Measure::new(
            format!("{name}, brotli"),
            "bytes",
            packed,
            limit,
        ));
    }
    let worker = content::read(&workspace.kept("worker.wasm"))?.len() as f64;
    let limit = budget.limit("worker_wasm_raw_bytes");
    measures.push(Measure::new("worker wasm, raw", "bytes", worker, limit));
    for name in ["keeper", "patcher", "decoder", "predictor"] {
        let path = folder.join(relative(value(&parts, name)?));
        let packed = packed_bytes(&path, content::read(&path)?.len());
        let limit = budget.limit(&format!("{name}_brotli_bytes"));
        measures.push(Measure::new(
            format!("{name}, brotli"),
            "bytes",
            packed,
            limit,
        ));
    }
    let limit = budget.limit("boot_brotli_bytes");
    measures.push(Measure::new("boot, brotli", "bytes", boot, limit));
    Ok(measures)
}

impl Budget {
    /// The budget of the checkout.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let text = content::read_text(&workspace.path("xtask/budget.toml"))?;
        Self::from_text(&text).context("xtask/budget.toml is wrong")
    }

    fn from_text(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse()?;
        let limits = table.into_iter().map(|(name, value)| match value {
            toml::Value::Integer(limit) => Ok((name, limit as f64)),
            _ => bail!("{name} is not a whole number"),
        });
        limits.collect::<Result<_>>().map(Self)
    }

    /// The limit called `name`; what has none is told, not judged.
    pub(crate) fn limit(&self, name: &str) -> Goal {
        self.0
            .get(name)
            .map_or(Goal::Open, |limit| Goal::AtMost(*limit))
    }
}

/// Everything before the first frame of the first game: name and file.
fn boot_files(parts: &str) -> Result<Vec<(String, String)>> {
    let value = |kind: &str| value(parts, kind);
    let game: Vec<&str> = value("game")?.split(' ').collect();
    let &[id, module, ..] = game.as_slice() else {
        bail!("parts.txt has a game without an address");
    };
    let page = format!("play/{id}/index.html");
    let files = [
        ("page", &*page),
        ("style", value("style")?),
        ("app", value("app")?),
        ("app wasm", value("app_wasm")?),
        ("engine", value("engine")?),
        ("engine wasm", value("engine_wasm")?),
        ("game", module),
        ("sw.js", "sw.js"),
        ("worker", value("worker")?),
    ];
    Ok(files
        .map(|(name, path)| (name.replace(' ', "_"), relative(path)))
        .into())
}

/// What parts.txt says after the word `kind`.
pub(crate) fn value<'a>(parts: &'a str, kind: &str) -> Result<&'a str> {
    let mut lines = parts.lines();
    let line = lines.find_map(|line| line.strip_prefix(kind)?.strip_prefix(' '));
    line.with_context(|| format!("parts.txt has no {kind}"))
}

/// The address `path` as a path below the site's folder.
pub(crate) fn relative(path: &str) -> String {
    path.trim_start_matches('/').to_owned()
}

/// The length of what a browser is sent: the compressed copy where there is one.
fn packed_bytes(path: &Path, raw: usize) -> f64 {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    let packed = std::fs::metadata(name).map(|packed| packed.len());
    packed.map_or(raw as f64, |bytes| bytes as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_is_everything_before_the_first_frame() {
        let parts = "release 1\napp /c/a.js\napp_wasm /c/a.wasm\nstyle /c/s.css\nengine /c/e.js\n\
            engine_wasm /c/e.wasm\nworker /c/w.js\ngame chess /c/g.wasm 9 /c/p.png 8\n";
        let files = boot_files(parts).unwrap();
        let files: Vec<&str> = files.iter().map(|(_, path)| path.as_str()).collect();
        let want = [
            "play/chess/index.html",
            "c/s.css",
            "c/a.js",
            "c/a.wasm",
            "c/e.js",
            "c/e.wasm",
            "c/g.wasm",
            "sw.js",
            "c/w.js",
        ];
        assert_eq!(files, want);
        assert!(boot_files("release 1\n").is_err());
    }

    #[test]
    fn the_budget_of_the_checkout_has_every_gate() {
        let budget = Budget::from_text(include_str!("../budget.toml")).unwrap();
        for name in [
            "boot_brotli_bytes",
            "worker_wasm_raw_bytes",
            "worker_brotli_bytes",
            "script_lines",
        ] {
            assert_ne!(budget.limit(name), Goal::Open, "{name}");
        }
        assert_eq!(budget.limit("engine_brotli_bytes"), Goal::Open);
        assert!(Budget::from_text("boot = \"much\"").is_err());
    }
}
