//! Authors who publish games at an origin, as `layerw publish` does.

use package::{
    Asset, Capability, Component, File, Head, Kind, Manifest, Patch, Region, Release, Version,
    digest_from_bytes,
};

use crate::{Operator, Origin, diff};

/// What an author publishes.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The number of the release.
    pub number: u64,
    /// The module.
    pub module: Vec<u8>,
    /// The assets, by their paths in the package.
    pub assets: Vec<(String, Vec<u8>)>,
    /// What the game asks for.
    pub capabilities: Vec<Capability>,
}

/// An author and what was published last.
#[derive(Debug, Clone)]
pub struct Author {
    /// Who signs.
    pub operator: Operator,
    last: Vec<(String, Vec<u8>)>,
}

impl Author {
    /// The author of the game `id`.
    pub fn new(id: &str) -> Self {
        Self {
            operator: Operator::of_game(id),
            last: Vec::new(),
        }
    }

    /// Publishes `edition` with patches from the one before: objects first, then the root, the head last.
    ///
    /// # Panics
    /// Where the edition cannot be published.
    pub fn publish(&mut self, origin: &mut Origin, edition: &Edition) -> Head {
        let mut objects = vec![("game.wasm".to_owned(), edition.module.clone())];
        objects.extend(edition.assets.iter().cloned());
        let mut files = Vec::new();
        let mut patches = Vec::new();
        for (name, content) in &objects {
            let file = self.file(&object_path(name, content), content);
            let old = self.last.iter().find(|(old, _)| old == name);
            if let Some((_, old)) = old.filter(|(_, old)| old != content) {
                let body = diff::make(old, content);
                let patch = Patch {
                    to: file.digest,
                    from: digest_from_bytes(old),
                    bytes: body.len() as u64,
                };
                if patch.bytes < file.bytes {
                    origin.spoil(&patch.path(), Some(&body));
                    patches.push(patch);
                }
            }
            origin.spoil(&file.path, Some(content));
            if !files.contains(&file) {
                files.push(file);
            }
        }
        let (signed, root) = self.signed(edition);
        let top = package::top(&self.manifest(edition), &signed, &root);
        let top = top.expect("an edition can be packed");
        files.push(self.file(&Manifest::packed_path(self.operator.id()), &top));
        origin.spoil(&object_path("top.txt", &top), Some(&top));
        let manifest = self.manifest(edition).to_text().into_bytes();
        files.push(self.file(
            &format!("/games/{}/manifest", self.operator.id()),
            &manifest,
        ));
        origin.spoil(&object_path("manifest.txt", &manifest), Some(&manifest));
        let release = Release::new(edition.number, files).and_then(|it| it.with_patches(patches));
        let text = release.expect("an edition can be published").to_text();
        let head = Head {
            number: edition.number,
            digest: digest_from_bytes(text.as_bytes()),
            bytes: text.len() as u64,
        };
        origin.spoil(&head.release_path(), Some(text.as_bytes()));
        let (path, root) = self.operator.root();
        origin.spoil(&path, Some(&root));
        origin.spoil(&self.operator.head_path(), Some(&self.operator.head(&head)));
        self.last = objects;
        head
    }

    /// The packed file of `edition`, as `layerw pack` makes it.
    ///
    /// # Panics
    /// Where the edition cannot be packed.
    pub fn pack(&self, edition: &Edition) -> Vec<u8> {
        let (signed, root) = self.signed(edition);
        let contents = edition.assets.iter().map(|(_, content)| content);
        let contents = contents.chain([&edition.module]);
        let named = contents.map(|content| (digest_from_bytes(content), content.as_slice()));
        let packed = package::pack(&self.manifest(edition), &signed, &root, &named.collect());
        packed.expect("an edition can be packed")
    }

    /// The envelope around the manifest, and the root.
    fn signed(&self, edition: &Edition) -> (Vec<u8>, Vec<u8>) {
        let text = self.manifest(edition).to_text();
        (self.operator.sign(&text), self.operator.root().1)
    }

    fn file(&self, path: &str, content: &[u8]) -> File {
        File {
            path: path.to_owned(),
            digest: digest_from_bytes(content),
            bytes: content.len() as u64,
            region: self.region(),
        }
    }

    fn region(&self) -> Region {
        Region::Game(self.operator.id().to_owned())
    }

    fn manifest(&self, edition: &Edition) -> Manifest {
        let asset = |(path, content): &(String, Vec<u8>)| Asset {
            path: format!("/{path}"),
            digest: digest_from_bytes(content),
            bytes: content.len() as u64,
            region: self.region(),
            mime: "application/octet-stream".to_owned(),
        };
        let manifest = Manifest {
            id: self.operator.id().to_owned(),
            version: Version::from_text(&format!("1.{}.0", edition.number)).expect("a version"),
            title: format!("The game {}", self.operator.id()),
            memory_bytes: 1 << 20,
            cpu_millis: 8,
            capabilities: edition.capabilities.clone(),
            components: vec![Component {
                name: "game".to_owned(),
                kind: Kind::Module,
                digest: digest_from_bytes(&edition.module),
                bytes: edition.module.len() as u64,
            }],
            assets: edition.assets.iter().map(asset).collect(),
            dependencies: Vec::new(),
        };
        manifest.sorted().expect("an edition can be published")
    }
}

/// Where the object is that is called `name` in its package.
fn object_path(name: &str, content: &[u8]) -> String {
    let extension = name.rsplit('.').next().unwrap_or("bin");
    format!("/c/{}.{extension}", digest_from_bytes(content))
}
