//! The operator of an origin: who signs what, and everything that a thief or a broken cache may put in its place.
//!
//! A key is known by one byte, which is its seed 32 times.

use delivery::Anchor;
use package::{Head, Holders, KeyId, Role, Root, SecretKey, SignedHead, seal};

/// The site's name.
const SITE: &str = "site";
/// The key that signs roots.
const ROOT_KEY: u8 = 1;
/// The key that signs heads at first.
pub const RELEASE_KEY: u8 = 4;

/// Nothing that a test waits for takes as long, in seconds since 1970.
const LATE_UNIX_SECS: u64 = 1_000_000_000;

/// The operator.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The name of the site or game.
    id: String,
    /// Where roots and head are.
    home: String,
    root: Root,
    key: u8,
    /// From when on the heads to come are not believed.
    pub head_expires_unix_secs: u64,
}

impl Default for Operator {
    fn default() -> Self {
        Self {
            id: SITE.to_owned(),
            home: String::new(),
            root: Root {
                version: 1,
                expires_unix_secs: LATE_UNIX_SECS,
                release: holders(RELEASE_KEY),
                root: holders(ROOT_KEY),
                revoked: Vec::new(),
            },
            key: RELEASE_KEY,
            head_expires_unix_secs: LATE_UNIX_SECS,
        }
    }
}

impl Operator {
    /// The author of a game.
    pub fn of_game(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            home: format!("/games/{id}"),
            ..Self::default()
        }
    }

    /// The name of the site or game.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where the head is.
    pub fn head_path(&self) -> String {
        format!("{}/head", self.home)
    }

    /// What a release that is built now is born with.
    pub fn anchor(&self) -> Anchor {
        Anchor {
            id: self.id.clone(),
            root_version: self.root.version,
            root: self.root.to_text(),
        }
    }

    /// The id of the key that signs heads now.
    pub fn signer(&self) -> KeyId {
        id(self.key)
    }

    /// The key that signs heads now.
    pub fn key(&self) -> u8 {
        self.key
    }

    /// Where the newest root is, and the root.
    pub fn root(&self) -> (String, Vec<u8>) {
        let bytes = signed(Role::Root, &self.root.to_text(), ROOT_KEY);
        (format!("{}/roots/{}", self.home, self.root.version), bytes)
    }

    /// Goes over to the next root, in which `key` signs heads and all of `withdrawn` never do again.
    pub fn rotate(&mut self, key: u8, withdrawn: &[u8]) {
        self.key = key;
        self.root.version += 1;
        self.root.release = holders(key);
        self.root
            .revoked
            .extend(withdrawn.iter().map(|&key| id(key)));
        self.root.revoked.sort();
    }

    /// Goes over to the next root, which holds until `unix_secs`.
    pub fn renew(&mut self, unix_secs: u64) {
        self.root.version += 1;
        self.root.expires_unix_secs = unix_secs;
    }

    /// The signed head of what `head` names.
    pub fn head(&self, head: &Head) -> Vec<u8> {
        forged_head(&self.words(head), self.key)
    }

    /// `text` as the operator signs releases.
    pub fn sign(&self, text: &str) -> Vec<u8> {
        signed(Role::Release, text, self.key)
    }

    /// What the operator says about `head`.
    pub fn words(&self, head: &Head) -> SignedHead {
        SignedHead {
            id: self.id.clone(),
            number: head.number,
            digest: head.digest,
            bytes: head.bytes,
            expires_unix_secs: self.head_expires_unix_secs,
        }
    }
}

/// `head` as the holder of `key` signs it.
pub fn forged_head(head: &SignedHead, key: u8) -> Vec<u8> {
    signed(Role::Release, &head.to_text(), key)
}

fn id(key: u8) -> KeyId {
    secret(key).public().id()
}

fn secret(key: u8) -> SecretKey {
    SecretKey::new(&[key; 32])
}

fn holders(key: u8) -> Holders {
    Holders {
        threshold: 1,
        keys: vec![secret(key).public()],
    }
}

fn signed(role: Role, text: &str, key: u8) -> Vec<u8> {
    seal(role, text.as_bytes(), &[&secret(key)]).expect("one key signs once")
}
