//! The origin: a folder of files, published release by release.

use std::collections::BTreeMap;

use package::{Digest, File, Head, Region, Release, digest_from_bytes};

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
}

impl Origin {
    /// Publishes a release: objects first, then its pages over the last release's, the head last.
    pub fn publish(&mut self, product: Product) -> Head {
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
        let text = release.to_text().into_bytes();
        let head = Head {
            number: product.number,
            digest: digest_from_bytes(&text),
            bytes: text.len() as u64,
        };
        self.files.insert(head.release_path(), text);
        self.files
            .insert("/head".to_owned(), head.to_text().into_bytes());
        self.releases.insert(product.number, release);
        self.caches
            .insert(delivery::pages_cache(&head), product.number);
        self.head = Some(head.clone());
        head
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

    /// What is at `path`.
    pub fn get(&self, path: &str) -> Option<&Vec<u8>> {
        self.files.get(path)
    }

    /// The newest release, which `/sw.js` names.
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
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
