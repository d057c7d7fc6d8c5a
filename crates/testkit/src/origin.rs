//! The origin: a folder of files, published release by release.

use std::collections::BTreeMap;

use package::{
    Digest, EDGE_LIST_PATH, EdgeList, File, Head, Patch, Region, Release, digest_from_bytes,
};

use delivery::Anchor;

use crate::{Dice, Operator, diff};

/// What comes in one piece.
const LONG_BYTES: u64 = 256 << 10;

/// What is in a release, before it has digests.
#[derive(Debug, Clone)]
pub struct Product {
    number: u64,
    files: Vec<(String, Region, Vec<u8>)>,
}

impl Product {
    /// A shell of two objects and four pages, an engine, and one game `ember` of `game_bytes`. The engine and the
    /// game's cover are the same in every release; everything else is new in each.
    pub fn new(number: u64, game_bytes: usize) -> Self {
        let game = Region::Game("ember".to_owned());
        let file = |name: &str, region: &Region, content: String| {
            (name.to_owned(), region.clone(), content.into_bytes())
        };
        let mut files = vec![
            file(
                "js",
                &Region::Shell,
                format!("app {number} {}", "a".repeat(2000)),
            ),
            file(
                "css",
                &Region::Shell,
                format!("style {number} {}", "s".repeat(500)),
            ),
            file(
                "wasm",
                &Region::Engine,
                format!("engine {}", "e".repeat(3000)),
            ),
            file(
                "wasm",
                &game,
                format!("game {number} {}", "g".repeat(game_bytes)),
            ),
            file("svg", &game, format!("cover {}", "c".repeat(700))),
        ];
        for page in ["/", "/settings/", "/offline/", "/play/ember/"] {
            files.push(file(page, &Region::Shell, format!("{page} of {number}")));
        }
        Self { number, files }
    }

    /// The same with one more page.
    pub fn with_page(mut self, path: &str, content: &str) -> Self {
        let file = (path.to_owned(), Region::Shell, content.as_bytes().to_vec());
        self.files.push(file);
        self
    }

    /// The same with one more game whose content no patch makes much shorter.
    pub fn with_long_game(self, id: &str, bytes: usize) -> Self {
        self.with_long_file("wasm", id, bytes)
    }

    /// The same with one more file of a game, whose content no patch makes much shorter: an object of this extension, or a
    /// file under this name where it begins with a slash.
    pub fn with_long_file(self, extension: &str, id: &str, bytes: usize) -> Self {
        let mut dice = Dice::new(self.number + bytes as u64);
        let mut content: Vec<u8> = (0..bytes).map(|_| dice.below(256) as u8).collect();
        content.extend([0; 200]);
        self.with_file(extension, id, content)
    }

    /// The same with one more file of a game, named as in [`Self::with_long_file`].
    pub fn with_file(mut self, extension: &str, id: &str, content: Vec<u8>) -> Self {
        let region = Region::Game(id.to_owned());
        self.files.push((extension.to_owned(), region, content));
        self
    }

    /// The same with one more game.
    pub fn with_game(mut self, id: &str, bytes: usize) -> Self {
        let content = format!("{id} {} {}", self.number, "x".repeat(bytes)).into_bytes();
        self.files
            .push(("wasm".to_owned(), Region::Game(id.to_owned()), content));
        self
    }
}

/// The origin.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    files: BTreeMap<String, Vec<u8>>,
    head: Option<Head>,
    releases: BTreeMap<u64, Release>,
    caches: BTreeMap<String, u64>,
    anchors: BTreeMap<u64, Anchor>,
    /// Who signs what is published, if anybody does.
    pub operator: Option<Operator>,
    /// From now on a release lists patches from the one before.
    pub lists_patches: bool,
    /// From now on a release lists a patch from the empty file for every object, and for every other long file.
    pub lists_whole: bool,
    /// How ranges are answered.
    pub ranges: Ranges,
}

/// How an origin answers a request for a range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ranges {
    /// With the range.
    #[default]
    Answered,
    /// With the whole body.
    Ignored,
    /// With another range.
    Wrong,
}

impl Origin {
    /// An origin whose operator signs.
    pub fn signed() -> Self {
        let mut origin = Self {
            operator: Some(Operator::default()),
            ..Self::default()
        };
        origin.publish_root();
        origin
    }

    /// Puts the operator's newest root where it belongs.
    pub fn publish_root(&mut self) {
        let root = self.operator.as_ref().map(Operator::root);
        self.files.extend(root);
    }

    /// Lists the edges at these bases.
    pub fn publish_edges(&mut self, bases: &[&str]) {
        let list = EdgeList {
            id: "site".to_owned(),
            expires_unix_secs: 1_000_000_000,
            bases: bases.iter().map(|base| (*base).to_owned()).collect(),
        };
        let text = list.to_text();
        let signed = |operator: &Operator| operator.sign(&text);
        let bytes = self.operator.as_ref().map(signed);
        let bytes = bytes.unwrap_or_else(|| text.clone().into_bytes());
        self.files.insert(EDGE_LIST_PATH.to_owned(), bytes);
    }

    /// Puts the head of the newest release where it belongs, as the operator signs it now.
    pub fn publish_head(&mut self) {
        let Some(head) = &self.head else { return };
        let signed = |operator: &Operator| operator.head(head);
        let unsigned = || head.to_text().into_bytes();
        let text = self.operator.as_ref().map_or_else(unsigned, signed);
        self.files.insert("/head".to_owned(), text);
    }

    /// What the worker of release `number` was built with.
    pub(crate) fn anchor(&self, number: u64) -> Option<Anchor> {
        self.anchors.get(&number).cloned()
    }

    /// Publishes a release: objects first, then its pages over the last release's, the head last.
    pub fn publish(&mut self, product: Product) -> Head {
        let before = self.files.clone();
        let mut files = Vec::new();
        for (name, region, content) in product.files {
            let digest = digest_from_bytes(&content);
            let path = if name.starts_with('/') {
                name
            } else {
                format!("/c/{digest}.{name}")
            };
            files.push(File {
                path: path.clone(),
                digest,
                bytes: content.len() as u64,
                region,
            });
            self.files.insert(path, content);
        }
        let release =
            Release::new(product.number, files).expect("a product of this kit can be published");
        let mut patches = Vec::new();
        if self.lists_patches {
            patches.extend(self.patches(&release, &before));
        }
        if self.lists_whole {
            patches.extend(self.patches_from_nothing(&release));
        }
        let release = release
            .with_patches(patches)
            .expect("a product of this kit can be published");
        let text = release.to_text().into_bytes();
        let head = Head {
            number: release.number(),
            digest: digest_from_bytes(&text),
            bytes: text.len() as u64,
        };
        self.files.insert(head.release_path(), text);
        let anchor = self.operator.as_ref().map(Operator::anchor);
        self.anchors
            .extend(anchor.map(|anchor| (head.number, anchor)));
        self.releases.insert(head.number, release);
        self.caches
            .insert(delivery::pages_cache(&head), head.number);
        self.head = Some(head.clone());
        self.publish_head();
        head
    }

    /// Patches from the newest release, whose files are in `before`, to `release`.
    fn patches(&mut self, release: &Release, before: &BTreeMap<String, Vec<u8>>) -> Vec<Patch> {
        let Some(last) = self.head.as_ref().map(|head| &self.releases[&head.number]) else {
            return Vec::new();
        };
        let mut patches: Vec<Patch> = Vec::new();
        for file in release.files() {
            let Some(old) = last.files().iter().find(|old| is_version_of(old, file)) else {
                continue;
            };
            let body = diff::make(&before[&old.path], &self.files[&file.path]);
            let patch = Patch {
                to: file.digest,
                from: old.digest,
                bytes: body.len() as u64,
            };
            if old.digest != file.digest && patch.bytes < file.bytes {
                self.files.insert(patch.path(), body);
                patches.push(patch);
            }
        }
        patches
    }

    /// Patches that make the files of `release` out of nothing.
    fn patches_from_nothing(&mut self, release: &Release) -> Vec<Patch> {
        let mut patches = Vec::new();
        for file in release.files() {
            let body = diff::pack(&self.files[&file.path]);
            let patch = Patch {
                to: file.digest,
                from: Digest::EMPTY,
                bytes: body.len() as u64,
            };
            let is_listed = match package::is_object_path(&file.path) {
                true => patch.bytes < file.bytes,
                false => patch.bytes > LONG_BYTES,
            };
            if is_listed {
                self.files.insert(patch.path(), body);
                patches.push(patch);
            }
        }
        patches
    }

    /// Deletes every object that the newest release does not name, as a host that keeps nothing old does.
    pub fn forget_old_objects(&mut self) {
        let Some(head) = &self.head else { return };
        let release = &self.releases[&head.number];
        let release_path = head.release_path();
        self.files.retain(|path, _| {
            !package::is_object_path(path) || *path == release_path || release.file(path).is_some()
        });
    }

    /// Puts something else at `path`, or nothing.
    pub fn spoil(&mut self, path: &str, body: Option<&[u8]>) {
        self.files.remove(path);
        if let Some(body) = body {
            self.files.insert(path.to_owned(), body.to_vec());
        }
    }

    /// What is at `path`.
    pub fn get(&self, path: &str) -> Option<&Vec<u8>> {
        self.files.get(path)
    }

    /// The newest release, which `/sw.js` names.
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// The head that a release once had.
    pub fn head_of(&self, number: u64) -> Head {
        let text = self.release(number).to_text();
        Head {
            number,
            digest: digest_from_bytes(text.as_bytes()),
            bytes: text.len() as u64,
        }
    }

    /// A release that was once published.
    pub fn release(&self, number: u64) -> &Release {
        &self.releases[&number]
    }

    /// The digest that was published for `path` in `cache`.
    pub fn promised(&self, cache: &str, path: &str) -> Option<Digest> {
        let of_pages = || {
            self.release(*self.caches.get(cache)?)
                .file(path)
                .map(|file| file.digest)
        };
        package::object_digest(path).or_else(of_pages)
    }
}

/// Objects of one kind in one region are versions of one another.
fn is_version_of(old: &File, new: &File) -> bool {
    let kind = |file: &File| match file.path.rsplit_once('.') {
        Some((_, extension)) if package::is_object_path(&file.path) => extension.to_owned(),
        _ => file.path.clone(),
    };
    old.region == new.region && kind(old) == kind(new)
}
