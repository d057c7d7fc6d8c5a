//! Games that a player brought in a packed file, and such files of games that are installed.
//!
//! Until all of its objects are there, a game that comes in a file is in no record: a worker that is stopped leaves objects
//! that nobody needs, which the next sweep takes, and the page still has the file (decision 20). Deliberately absent:
//! running it, and looking for newer ones, which `packages.rs` and `job/find.rs` do for every published game.

use package::{Digest, Head, Manifest, Place, Release, Top};
use protocol::worker;

use crate::{
    Slice,
    inventory::OBJECTS,
    packages::{Edition, Package},
    plan::Item,
    saved::Known,
    state::State,
};

/// The number under which a game counts that came in a file. What its author offers is another release, whatever its
/// number is.
const NUMBER: u64 = 1;

impl Edition {
    /// The edition that the file with this top brings: the release that its author would publish, made of the manifest.
    pub(crate) fn from_top(top: &Top<'_>) -> Result<Self, &'static str> {
        let manifest = Manifest::from_bytes(top.manifest()).map_err(|refusal| refusal.id())?;
        let files = manifest.listed().into_iter().map(|listed| listed.file);
        let release = Release::new(NUMBER, files.collect()).map_err(|error| error.id())?;
        let head = Head {
            number: NUMBER,
            digest: top.digest(),
            bytes: release.to_text().len() as u64,
        };
        Self::new(&manifest.id, Known { head, release }, top.manifest())
    }

    /// The objects as a packed file has them.
    pub(crate) fn objects(&self) -> Vec<(Digest, u64)> {
        self.manifest.objects()
    }

    /// Another release of the very same contents.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.manifest == other.manifest
    }

    /// Every object is stored.
    pub(crate) fn is_here(&self, state: &State) -> bool {
        let mut files = self.files();
        files.all(|file| state.inventory.holds(OBJECTS, &file.path))
    }

    /// A later version.
    pub(crate) fn is_newer_than(&self, other: &Self) -> bool {
        self.manifest.version > other.manifest.version
    }

    /// How a file with it is called.
    pub(crate) fn file_name(&self) -> String {
        let (id, version) = (&self.manifest.id, self.manifest.version.to_text());
        [id, "-", &version, ".lwpkg"].concat()
    }
}

impl State {
    /// What of the game that comes in the file number `file` is not stored yet.
    pub(crate) fn missing_of_file(
        &self,
        edition: &Edition,
        file: u32,
        places: &[Place],
    ) -> Vec<Item> {
        let listed = edition.manifest.listed().into_iter();
        let missing = listed.filter(|it| !self.inventory.holds(OBJECTS, &it.file.path));
        let item = |listed: package::Listed<'_>| {
            let mut places = places.iter();
            let place = places.find(|place| place.digest == listed.file.digest)?;
            let slice = Slice {
                file,
                from: place.from,
                start: place.start().to_vec(),
                mime: listed.mime.to_owned(),
            };
            Some(Item {
                slice: Some(slice),
                ..Item::from_file(&listed.file, OBJECTS)
            })
        };
        missing.filter_map(item).collect()
    }

    /// The games that came in a file, as long as the site offered no release of them.
    pub(crate) fn games_from_files(&self) -> Vec<String> {
        let packages = self.saved.packages.iter();
        let came = packages.filter(|(id, package)| {
            let top = self.saved.tops.get(id);
            let top = top.and_then(|top| Top::from_bytes(top).ok());
            top.is_some_and(|top| top.digest() == package.edition.known.head.digest)
        });
        came.map(|(id, _)| id.clone()).collect()
    }

    /// The game that is being brought, as pages see it: all that is here of it counts as having come.
    pub(crate) fn described_incoming(&self, package: &Package) -> worker::Package {
        let described = self.described(&package.belief.id, package);
        worker::Package {
            missing_bytes: described.total_bytes,
            arrived_bytes: described.stored_bytes,
            fetching: true,
            update: None,
            ..described
        }
    }
}
