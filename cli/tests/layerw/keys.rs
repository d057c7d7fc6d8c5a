//! Keys that are replaced and withdrawn, and what a client makes of it that trusted the first root.

use std::fs;
use std::path::Path;

use package::{KeyId, Refusal, Role, SecretKey, SignedHead, Trust, seal, secret_from_text};

use crate::shared::{change, game, good, layerw};

/// A moment at which everything that the program makes holds.
const NOW: u64 = 1_800_000_000;

fn read(folder: &Path, path: &str) -> Vec<u8> {
    fs::read(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn secret(folder: &Path, path: &str, role: Role) -> SecretKey {
    let text = String::from_utf8(read(folder, path)).unwrap();
    secret_from_text(role, &text).unwrap()
}

fn id(value: &serde_json::Value) -> KeyId {
    KeyId::from_hex(value["id"].as_str().unwrap()).unwrap()
}

#[test]
fn a_client_of_the_first_root_follows_to_the_next_and_refuses_the_withdrawn_key() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    let made = good(folder, "keygen --json").json();
    good(folder, "publish game --to site");
    let old_head = read(folder, "site/games/ember/head");
    let first = Trust::new("ember", &read(folder, "site/games/ember/roots/1")).unwrap();
    let client = first.after_head(NOW, &old_head).unwrap();

    let said = good(folder, "keys rotate --json").json();
    assert_eq!(said["root"]["version"], 2);
    assert_eq!(said["withdrawn"]["role"], "release");
    let (old, new) = (id(&said["withdrawn"]), id(&said["new_key"]));
    assert_eq!(old, id(&made["release_key"]));
    let thief = secret(folder, &format!("keys/withdrawn-{old}.key"), Role::Release);
    assert_eq!(thief.public().id(), old);
    assert_eq!(
        secret(folder, "keys/release.key", Role::Release)
            .public()
            .id(),
        new
    );
    assert!(!folder.join(format!("keys/release-{new}.key")).exists());
    assert!(
        !folder.join("site/games/ember/roots/2").exists(),
        "nothing is seen before the publish"
    );

    change(folder);
    let release = good(folder, "publish game --to site --json").json();
    assert_eq!(release["release"], 2);
    let new_head = read(folder, "site/games/ember/head");
    assert_eq!(
        client.after_head(NOW, &new_head),
        Err(Refusal::UnknownKey { id: new }),
        "which the next root may cure"
    );
    let client = client
        .after_root(&read(folder, "site/games/ember/roots/2"))
        .unwrap();
    let forged = SignedHead {
        id: "ember".to_owned(),
        number: 99,
        digest: package::digest_from_bytes(b"the thief's"),
        bytes: 11,
        expires_unix_secs: NOW + 1000,
    };
    let forged = seal(Role::Release, forged.to_text().as_bytes(), &[&thief]).unwrap();
    for head in [&old_head, &forged] {
        assert_eq!(
            client.after_head(NOW, head),
            Err(Refusal::RevokedKey { id: old })
        );
    }
    client.after_head(NOW, &new_head).unwrap();
    good(folder, "verify site");
    good(folder, "gc site --older-than-hours 0");
    assert!(
        folder.join("site/games/ember/heads/1").exists(),
        "the release before is kept, whoever signed it"
    );
    good(folder, "verify site");
    assert_eq!(
        good(folder, "inspect site/ember --json").json()["root_version"],
        2
    );

    // The thief's key in the publisher's place publishes nothing.
    fs::copy(
        folder.join(format!("keys/withdrawn-{old}.key")),
        folder.join("keys/release.key"),
    )
    .unwrap();
    let said = layerw(folder, "publish game --to site");
    assert!(
        said.code == 1 && said.error.contains("was withdrawn"),
        "{}",
        said.error
    );
}

#[test]
fn a_root_key_is_replaced_with_the_signatures_of_both() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    let first = Trust::new("ember", &read(folder, "keys/root-1")).unwrap();
    let said = good(folder, "keys rotate --role root --json").json();
    let old = id(&said["withdrawn"]);
    // The first root that somebody meets who is given the packed file, and one that the withdrawn key signed, too.
    good(folder, "pack game --keys keys --out first.lwpkg");
    good(folder, "verify first.lwpkg");
    good(folder, "keygen --renew");
    good(folder, "publish game --to site");
    let mut client = first;
    for version in [2, 3] {
        let root = read(folder, &format!("site/games/ember/roots/{version}"));
        client = client.after_root(&root).unwrap();
    }
    client
        .after_head(NOW, &read(folder, "site/games/ember/head"))
        .unwrap();
    good(folder, "verify site");
    good(folder, "gc site");
    good(folder, "pack game --keys keys --out ember.lwpkg");
    good(folder, "verify ember.lwpkg");
    fs::copy(
        folder.join(format!("keys/withdrawn-{old}.key")),
        folder.join("keys/root.key"),
    )
    .unwrap();
    let said = layerw(folder, "keygen --renew");
    assert!(
        said.code == 1 && said.error.contains("newest root names"),
        "{}",
        said.error
    );
    assert!(!folder.join("keys/root-4").exists());
}

#[test]
fn what_cannot_be_withdrawn_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let none = layerw(folder, "keys rotate");
    assert!(
        none.code == 1 && none.error.contains("keygen"),
        "{}",
        none.error
    );
    let made = good(folder, "keygen --json").json();
    let (release, root) = (id(&made["release_key"]), id(&made["root_key"]));
    for (line, hint) in [
        (
            format!("keys revoke {release}"),
            "keys rotate --role release",
        ),
        (format!("keys revoke {root}"), "keys rotate --role root"),
        (
            "keys revoke 0123456789abcdef".to_owned(),
            "it lists release key",
        ),
        (format!("keys rotate --old {root}"), "is no release key"),
    ] {
        let said = layerw(folder, &line);
        assert!(
            said.code == 1 && said.error.contains(hint),
            "{line}: {}",
            said.error
        );
        assert!(!folder.join("keys/root-2").exists(), "{line}");
    }
    assert_eq!(layerw(folder, "keys revoke nobody").code, 2);
    assert_eq!(layerw(folder, "keys rotate --role king").code, 2);
    good(folder, "keys rotate");
    let said = layerw(folder, &format!("keys revoke {release}"));
    assert!(said.error.contains("withdrawn already"), "{}", said.error);
    fs::remove_file(folder.join("keys/root.key")).unwrap();
    let before = read(folder, "keys/release.key");
    let said = layerw(folder, "keys rotate");
    assert!(
        said.code == 1 && said.error.contains("bring it here"),
        "{}",
        said.error
    );
    assert_eq!(read(folder, "keys/release.key"), before);
}

#[test]
fn a_lost_release_key_is_replaced_and_one_of_several_is_withdrawn_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    let made = good(folder, "keygen --json").json();
    fs::remove_file(folder.join("keys/release.key")).unwrap();
    let said = good(folder, "keys rotate --json").json();
    assert_eq!(said["withdrawn"]["path"], serde_json::Value::Null);
    assert_eq!(id(&said["withdrawn"]), id(&made["release_key"]));
    good(folder, "publish game --to site");

    // A root with two release keys, as the owner of several machines has it.
    let newest = Trust::new("", &read(folder, "keys/root-1")).unwrap();
    let newest = newest.after_root(&read(folder, "keys/root-2")).unwrap();
    let second = SecretKey::new(&[7; 32]);
    let mut root = newest.root().clone();
    root.version = 3;
    root.release.keys.push(second.public());
    root.release.keys.sort();
    let own = secret(folder, "keys/root.key", Role::Root);
    let signed = seal(Role::Root, root.to_text().as_bytes(), &[&own]).unwrap();
    fs::write(folder.join("keys/root-3"), signed).unwrap();
    let unclear = layerw(folder, "keys rotate");
    assert!(unclear.error.contains("--old"), "{}", unclear.error);
    let gone = second.public().id();
    let said = good(folder, &format!("keys revoke {gone} --json")).json();
    assert_eq!(said["new_key"], serde_json::Value::Null);
    assert_eq!(said["root"]["version"], 4);
    good(folder, "publish game --to site");
    assert_eq!(
        good(folder, "inspect site/ember --json").json()["root_version"],
        4
    );
}
