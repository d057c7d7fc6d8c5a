//! Where things are: the checkout, what builds leave in `target`, and the tools that outlive `cargo clean`.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// The folders that commands work in.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    cache: PathBuf,
}

impl Workspace {
    /// The workspace whose `xtask` is running.
    pub(crate) fn find() -> Result<Self> {
        let root = root()?;
        let target = target()?;
        let cache = cache_from(env::var_os("LAYERW_CACHE"), env::var_os("HOME"))?;
        Ok(Self {
            root,
            target,
            cache,
        })
    }

    /// A path in the checkout.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in cargo's target folder.
    pub(crate) fn target(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.target.join(relative)
    }

    /// What a build keeps between runs, named by the digest of its inputs.
    pub(crate) fn kept(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.target.join("xtask").join(relative)
    }

    /// A path in the folder for tools.
    pub(crate) fn cache(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.cache.join(relative)
    }

    /// The log file called `name`, in a folder that exists.
    pub(crate) fn log(&self, name: &str) -> Result<PathBuf> {
        let folder = self.kept("logs");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let path = folder.join(format!("{name}.log"));
        // A run as root may have left a file that this user cannot write but can remove.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot replace {}", path.display()))
            }
            _ => Ok(path),
        }
    }

    /// Waits until no other build works in this target folder; the others wait until the result is dropped.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.kept("lock");
        let what = || format!("cannot lock {}", path.display());
        fs::create_dir_all(self.kept("")).with_context(what)?;
        let file = File::create(&path).with_context(what)?;
        if file.try_lock().is_err() {
            eprintln!("waiting for another build in {}", self.target.display());
            file.lock().with_context(what)?;
        }
        Ok(file)
    }

    /// `path` as people read it: relative to the checkout where it is inside.
    pub(crate) fn display(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

fn root() -> Result<PathBuf> {
    // Asked at run time, not with `env!`: a binary that was built in one checkout must not work in another.
    let start = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => env::current_dir().context("the current folder is gone")?,
    };
    let found = start
        .ancestors()
        .find(|folder| folder.join("xtask/Cargo.toml").is_file());
    let Some(root) = found else {
        bail!(
            "{} is not inside the checkout: run `cargo xtask` there",
            start.display()
        );
    };
    Ok(root.to_owned())
}

/// Cargo marks its target folder, wherever it was told to put it; this program runs from inside.
fn target() -> Result<PathBuf> {
    let program = env::current_exe().context("cannot tell where this program is")?;
    let found = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    found.map(Path::to_owned).with_context(|| {
        format!(
            "{} is not in a target folder: start it with `cargo xtask`",
            program.display()
        )
    })
}

fn cache_from(chosen: Option<OsString>, home: Option<OsString>) -> Result<PathBuf> {
    if let Some(chosen) = chosen.filter(|path| !path.is_empty()) {
        return Ok(PathBuf::from(chosen));
    }
    let home =
        home.context("HOME is not set: say with LAYERW_CACHE=<folder> where tools may be kept")?;
    Ok(Path::new(&home).join(".cache/layerw"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_kept_where_the_user_says_else_below_home() {
        let chosen = |chosen: Option<&str>, home: Option<&str>| {
            cache_from(chosen.map(OsString::from), home.map(OsString::from)).ok()
        };
        assert_eq!(chosen(Some("a"), Some("h")), Some(PathBuf::from("a")));
        let below_home = Some(Path::new("h").join(".cache/layerw"));
        assert_eq!(chosen(None, Some("h")), below_home);
        assert_eq!(chosen(Some(""), Some("h")), below_home);
        assert_eq!(chosen(None, None), None);
    }
}
