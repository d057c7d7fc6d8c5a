//! `layerw keys rotate` and `layerw keys revoke`: the next root, which withdraws a key, with a new one in its place or
//! without. Players go over to it with the next publish and then refuse whatever the withdrawn key signed.
//!
//! Deliberately absent: taking a withdrawal back. No later root may.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use package::{Holders, KeyId, PublicKey, Role, Root, SecretKey};
use serde_json::{Value, json};

use crate::keys;
use crate::report::Report;
use crate::{date, files, keygen};

/// Replace or withdraw the keys that sign your games.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    change: Change,
}

#[derive(Subcommand)]
enum Change {
    Rotate(Rotate),
    Revoke(Revoke),
}

/// Make a new key, and the next root, which lists it and withdraws the old one.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw keys rotate                    a new release key: somebody else may have the old one
  layerw keys rotate --role root        a new root key
Then publish again (a site: cargo xtask build --key keys/release.key). Players who look for news follow the roots, refuse
what the old key signs and believe the new one.")]
struct Rotate {
    /// Which kind of key.
    #[arg(long, value_name = "ROLE", default_value = "release", value_parser = role)]
    role: Role,
    /// The id of the key that goes, where the root lists several.
    #[arg(long, value_name = "ID", value_parser = key_id)]
    old: Option<KeyId>,
    #[command(flatten)]
    common: Common,
}

/// Withdraw a key for ever, without a new one in its place.
#[derive(clap::Args)]
#[command(after_help = "Example: layerw keys revoke 34750f98bd59fcfc
As many keys as must sign have to remain; where one is the last of its kind, `layerw keys rotate` replaces it.")]
struct Revoke {
    /// The id of the key, which stands in its file and in what `layerw keygen` said.
    #[arg(value_parser = key_id)]
    id: KeyId,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct Common {
    /// The folder with the keys and the roots.
    #[arg(long, value_name = "FOLDER", default_value = "keys")]
    keys: PathBuf,
    /// A root key to sign with; more than one where the root wants more signatures. Without it, root.key in the folder.
    #[arg(long, value_name = "FILE")]
    root_key: Vec<PathBuf>,
    /// Days until the root must be renewed.
    #[arg(long, value_name = "DAYS", default_value_t = 3650, value_parser = clap::value_parser!(u64).range(1..=36500))]
    root_days: u64,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_name(text).ok_or("want release or root".to_owned())
}

fn key_id(text: &str) -> Result<KeyId, String> {
    KeyId::from_hex(text).ok_or("want 16 digits of 0-9 and a-f".to_owned())
}

/// Makes the next root, and the new key where one is wanted.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    match &arguments.change {
        Change::Rotate(rotate) => run_rotate(rotate),
        Change::Revoke(revoke) => run_revoke(revoke),
    }
}

fn run_rotate(arguments: &Rotate) -> Result<Report> {
    let (common, role) = (&arguments.common, arguments.role);
    let roots = keys::read_roots(&common.keys)?;
    let before = roots.last().context("no root")?;
    let old = match arguments.old {
        Some(id) if !before.root.holders(role).has(id) => {
            let listed = listed(&before.root);
            let role = role.name();
            bail!("key {id} is no {role} key of the newest root, which lists {listed}")
        }
        Some(id) => id,
        None => only_key(&before.root, role)?,
    };
    let mut signers = read_signers(common)?;
    let seed = keygen::seed()?;
    let new = SecretKey::new(&seed);
    let mut holders = without(before.root.holders(role), old);
    holders.keys.push(new.public());
    holders.keys.sort();
    let root = following(&before.root, role, holders, old, common.root_days)?;
    let text = package::secret_text(role, &seed);
    let made = keys::secret_path(&common.keys, role);
    let waiting = waiting_path(&common.keys, role, new.public().id());
    if role == Role::Root {
        signers.push(SecretKey::new(&seed));
    }
    let signed = keys::sealed_root(before, &root, &signers)?;
    // Before the root that lists it: a key must not be lost that players will believe.
    keys::write_secret(&waiting, &text)?;
    let path = keys::root_path(&common.keys, roots.len() + 1);
    files::write(&path, &signed)?;
    let retired = retire(&common.keys, role, old)?;
    if made.exists() {
        bail!(
            "root {} is made, but {} is neither the old key nor the new one: move it away, then rename {} to it",
            root.version,
            made.display(),
            waiting.display()
        );
    }
    fs::rename(&waiting, &made).with_context(|| {
        format!(
            "cannot rename {} to {}: do so, then publish",
            waiting.display(),
            made.display()
        )
    })?;
    let new = Some((role, new.public().id(), made));
    Ok(report(&root, &path, new, (role, old), retired))
}

fn run_revoke(arguments: &Revoke) -> Result<Report> {
    let (common, id) = (&arguments.common, arguments.id);
    let roots = keys::read_roots(&common.keys)?;
    let before = roots.last().context("no root")?;
    if before.root.revoked.contains(&id) {
        bail!("key {id} is withdrawn already");
    }
    let role = Role::ALL
        .into_iter()
        .find(|role| before.root.holders(*role).has(id));
    let role = role.with_context(|| {
        let listed = listed(&before.root);
        format!("the newest root does not list key {id}: it lists {listed}")
    })?;
    let holders = without(before.root.holders(role), id);
    if holders.keys.len() < holders.threshold {
        let role = role.name();
        bail!(
            "without key {id} too few {role} keys remain: `layerw keys rotate --role {role} --old {id}` puts a new one in its place"
        );
    }
    let signers = read_signers(common)?;
    let root = following(&before.root, role, holders, id, common.root_days)?;
    let signed = keys::sealed_root(before, &root, &signers)?;
    let path = keys::root_path(&common.keys, roots.len() + 1);
    files::write(&path, &signed)?;
    let retired = retire(&common.keys, role, id)?;
    Ok(report(&root, &path, None, (role, id), retired))
}

/// The only key of `role`.
fn only_key(root: &Root, role: Role) -> Result<KeyId> {
    match &root.holders(role).keys[..] {
        [only] => Ok(only.id()),
        _ => bail!(
            "the newest root lists {}: say with --old which goes",
            listed(root)
        ),
    }
}

/// The keys of a root, as a sentence lists them.
fn listed(root: &Root) -> String {
    let of = |role: Role| {
        let keys = root.holders(role).keys.iter();
        keys.map(move |key| format!("{} key {}", role.name(), key.id()))
    };
    let keys: Vec<String> = Role::ALL.into_iter().flat_map(of).collect();
    keys.join(", ")
}

fn without(holders: &Holders, id: KeyId) -> Holders {
    let keys = holders.keys.iter().filter(|key| key.id() != id);
    let keys: Vec<PublicKey> = keys.cloned().collect();
    Holders {
        threshold: holders.threshold,
        keys,
    }
}

/// The root after `before` in which `holders` have `role` and the key `gone` is withdrawn.
fn following(
    before: &Root,
    role: Role,
    holders: Holders,
    gone: KeyId,
    root_days: u64,
) -> Result<Root> {
    let mut root = Root {
        version: before.version + 1,
        expires_unix_secs: date::after_days(date::now_unix_secs()?, root_days),
        ..before.clone()
    };
    match role {
        Role::Release => root.release = holders,
        Role::Root => root.root = holders,
    }
    root.revoked.push(gone);
    root.revoked.sort();
    Ok(root)
}

fn read_signers(common: &Common) -> Result<Vec<SecretKey>> {
    let own = [keys::secret_path(&common.keys, Role::Root)];
    let paths = match common.root_key.is_empty() {
        true => &own[..],
        false => &common.root_key,
    };
    let read = |path: &PathBuf| keys::read_secret(path, Role::Root);
    paths.iter().map(read).collect()
}

/// Where a new key waits until the root that lists it is there.
fn waiting_path(folder: &Path, role: Role, id: KeyId) -> PathBuf {
    folder.join(format!("{}-{id}.key", role.name()))
}

/// Moves the withdrawn key aside, where it is in the folder: it is of no more use, and nobody should take it for a good one.
fn retire(folder: &Path, role: Role, id: KeyId) -> Result<Option<PathBuf>> {
    let path = keys::secret_path(folder, role);
    if !path.exists() || keys::read_secret(&path, role)?.public().id() != id {
        return Ok(None);
    }
    let aside = folder.join(format!("withdrawn-{id}.key"));
    fs::rename(&path, &aside)
        .with_context(|| format!("cannot rename {} to {}", path.display(), aside.display()))?;
    Ok(Some(aside))
}

fn report(
    root: &Root,
    path: &Path,
    new: Option<(Role, KeyId, PathBuf)>,
    (role, gone): (Role, KeyId),
    retired: Option<PathBuf>,
) -> Report {
    let mut lines = Vec::new();
    let mut made = Value::Null;
    if let Some((role, id, path)) = new {
        lines.push(format!("new {} key {id}  {}", role.name(), path.display()));
        made = json!({ "role": role.name(), "id": id.to_hex(), "path": path });
    }
    let aside = retired
        .as_ref()
        .map_or(String::new(), |path| format!("  {}", path.display()));
    lines.push(format!("withdrawn {} key {gone}{aside}", role.name()));
    let (version, until) = (root.version, date::text(root.expires_unix_secs));
    lines.push(format!("root {version}, until {until}  {}", path.display()));
    lines.push("publish again, and players go over to it".to_owned());
    let root =
        json!({ "version": version, "path": path, "expires_unix_secs": root.expires_unix_secs });
    let withdrawn = json!({ "role": role.name(), "id": gone.to_hex(), "path": retired });
    Report::good(
        lines.join("\n"),
        json!({ "new_key": made, "withdrawn": withdrawn, "root": root }),
    )
}
