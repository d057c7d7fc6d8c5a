//! `layerw keygen`: a release key, a root key and the first root; or the next root, which holds longer.
//!
//! Deliberately absent: withdrawing a key; `layerw keys` does.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use package::{Holders, Role, Root, SecretKey, Trust, seal};
use serde_json::json;

use crate::report::Report;
use crate::{date, files, keys};

/// Make the keys with which you sign your games.
#[derive(clap::Args)]
#[command(after_help = "Example: layerw keygen --out keys
Then keep keys/root.key off this machine; publishing needs release.key and the roots only.
Before the root expires: layerw keygen --out keys --renew, and publish again.")]
pub(crate) struct Arguments {
    /// The folder for the keys; files in it are never replaced.
    #[arg(long, value_name = "FOLDER", default_value = "keys")]
    out: PathBuf,
    /// Days until the root must be renewed.
    #[arg(long, value_name = "DAYS", default_value_t = 3650, value_parser = clap::value_parser!(u64).range(1..=36500))]
    root_days: u64,
    /// Make no keys but the next root, signed with the root key in the folder.
    #[arg(long)]
    renew: bool,
}

/// Makes the keys, or the next root.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    if arguments.renew {
        renew(arguments)
    } else {
        make(arguments)
    }
}

fn renew(arguments: &Arguments) -> Result<Report> {
    let roots = keys::read_roots(&arguments.out)?;
    let own = keys::read_secret(&keys::secret_path(&arguments.out, Role::Root), Role::Root)?;
    let before = roots.last().context("no root")?;
    let root = Root {
        version: before.root.version + 1,
        expires_unix_secs: date::after_days(date::now_unix_secs()?, arguments.root_days),
        ..before.root.clone()
    };
    let signed = keys::sealed_root(before, &root, &[own])?;
    let path = keys::root_path(&arguments.out, roots.len() + 1);
    files::write(&path, &signed)?;
    let (version, until) = (root.version, date::text(root.expires_unix_secs));
    Ok(Report::good(
        format!(
            "root {version}, until {until}  {}\npublish again, and players go over to it",
            path.display()
        ),
        json!({
            "root": { "version": version, "path": path, "expires_unix_secs": root.expires_unix_secs },
        }),
    ))
}

fn make(arguments: &Arguments) -> Result<Report> {
    let release_path = keys::secret_path(&arguments.out, Role::Release);
    let own_path = keys::secret_path(&arguments.out, Role::Root);
    let root_path = keys::root_path(&arguments.out, 1);
    keys::refuse_to_replace(&[release_path.clone(), own_path.clone(), root_path.clone()])?;
    let (release_seed, root_seed) = (seed()?, seed()?);
    let (release, own) = (SecretKey::new(&release_seed), SecretKey::new(&root_seed));
    let root = Root {
        version: 1,
        expires_unix_secs: date::after_days(date::now_unix_secs()?, arguments.root_days),
        release: alone(&release),
        root: alone(&own),
        revoked: Vec::new(),
    };
    let signed = seal(Role::Root, root.to_text().as_bytes(), &[&own])?;
    Trust::new("", &signed)?;
    keys::write_secret(&own_path, &package::secret_text(Role::Root, &root_seed))?;
    keys::write_secret(
        &release_path,
        &package::secret_text(Role::Release, &release_seed),
    )?;
    // Last: a folder without it is seen to be unfinished.
    files::write(&root_path, &signed)?;
    let until = date::text(root.expires_unix_secs);
    let (release_id, root_id) = (release.public().id(), own.public().id());
    Ok(Report::good(
        format!(
            "release key {release_id}  {}\nroot key    {root_id}  {}\nroot 1, until {until}       {}\n\
             Keep the root key off this machine, and a copy of both.",
            release_path.display(),
            own_path.display(),
            root_path.display()
        ),
        json!({
            "release_key": { "id": release_id.to_hex(), "path": release_path },
            "root_key": { "id": root_id.to_hex(), "path": own_path },
            "root": { "version": 1, "path": root_path, "expires_unix_secs": root.expires_unix_secs },
        }),
    ))
}

fn alone(key: &SecretKey) -> Holders {
    Holders {
        threshold: 1,
        keys: vec![key.public()],
    }
}

/// 32 bytes of the system's randomness.
pub(crate) fn seed() -> Result<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .ok()
        .context("this system gives no randomness")?;
    Ok(seed)
}
