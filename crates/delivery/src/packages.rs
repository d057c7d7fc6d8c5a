//! Games that their authors published at `/games/ID`, beside those of the release: what is believed of each, what of it
//! is stored, and what it offers.
//!
//! A game is known by the record of its region. It is shown before it is installed, and what was shown is what is
//! installed: its objects are fetched from the very release that the record holds. Deliberately absent: running it.

mod record;

use package::Manifest;
use protocol::worker::{self, PackageUpdate};

use crate::{
    Change,
    inventory::OBJECTS,
    plan::{self, Item},
    regions::{Claim, Holder},
    saved::{self, Game},
    segments,
    state::State,
    status,
};
pub(crate) use record::{Edition, Package, Parts, push};

impl State {
    /// The record of a game's region after the player decided.
    pub(crate) fn note_game(&self, id: &str, game: Game) -> Change {
        saved::set_game(id, Some(game), self.saved.packages.get(id))
    }

    /// Takes note of a published game.
    pub(crate) fn note_package(&mut self, package: &Package) {
        let id = &package.belief.id;
        let game = self.saved.games.get(id).copied().unwrap_or_default();
        self.save(vec![saved::set_game(id, Some(game), Some(package))]);
    }

    /// What the published game still needs to be played as its author offers it.
    pub(crate) fn missing_of_package(&self, id: &str) -> Vec<Item> {
        let package = self.saved.packages.get(id);
        package.map_or_else(Vec::new, |package| {
            let wanted = package.wanted();
            plan::missing_objects(
                wanted.files(),
                &wanted.known.release,
                &self.saved.releases,
                &self.inventory,
            )
        })
    }

    /// The newer edition is all there: it takes the place of the other.
    pub(crate) fn switch_package(&mut self, id: &str) {
        let Some(package) = self.saved.packages.get(id) else {
            return;
        };
        let package = Package {
            belief: package.belief.clone(),
            edition: package.wanted().clone(),
            next: None,
            trial: package.trial_of_next(self.is_whole_edition(&package.edition)),
        };
        let game = Game {
            installed: true,
            fetching: false,
        };
        self.save(vec![saved::set_game(id, Some(game), Some(&package))]);
    }

    /// Whether what is installed of a published game is there whole, so that only its update came to nothing.
    pub(crate) fn is_whole_package(&self, id: &str) -> bool {
        let package = self.saved.packages.get(id);
        package.is_some_and(|package| self.is_whole_edition(&package.edition))
    }

    pub(crate) fn is_whole_edition(&self, edition: &Edition) -> bool {
        let mut files = edition.files();
        files.all(|file| self.inventory.holds(OBJECTS, &file.path))
    }

    /// The claims of published games on the object at `path`: of those that are kept or played.
    pub(crate) fn package_claims(&self, path: &str) -> Vec<Claim> {
        let claim = |(id, package): (&String, &Package)| {
            let holders = package.holders(id, path)?;
            let is_installed = self.saved.games.get(id).is_some_and(|game| game.installed);
            if self.is_played(id) {
                Some(Claim::default())
            } else {
                is_installed.then_some(Claim(holders))
            }
        };
        let incoming = self.incoming.iter().filter(|it| it.file(path).is_some());
        let incoming = incoming.map(|_| Claim::default());
        let claims = self.saved.packages.iter().filter_map(claim);
        claims.chain(incoming).collect()
    }

    /// Forgets what the player decided about a game. One that is being played stays known, so that nothing is taken from
    /// under it.
    pub(crate) fn let_go(&mut self, id: &str) {
        self.save(self.letting_go(id));
    }

    /// What that writes.
    pub(crate) fn letting_go(&self, id: &str) -> Vec<Change> {
        let needed = self.saved.packages.get(id).filter(|_| self.is_played(id));
        let needed = needed.map(|it| Package::shown(it.belief.clone(), it.edition.clone()));
        let game = needed.as_ref().map(|_| Game::default());
        let mut changes = vec![saved::set_game(id, game, needed.as_ref())];
        if self.saved.tops.get(id).is_some() {
            changes.push(saved::set_top(id, None));
        }
        changes
    }

    /// Whether a published game that is kept has a use for the body at `path`, which is a file of its own or a patch.
    pub(crate) fn packages_want_body(&self, path: &str, gone: &[Holder]) -> bool {
        self.saved.packages.iter().any(|(_, package)| {
            let release = &package.wanted().known.release;
            let mut files = segments::made_of(release, path);
            files.any(|file| {
                self.inventory.object(file.digest).is_none()
                    && self
                        .package_claims(&file.path)
                        .iter()
                        .any(|it| !it.is_void(gone))
            })
        })
    }

    /// What a published game that is installed says of the object at `path`.
    pub(crate) fn package_file(&self, path: &str) -> Option<&package::File> {
        let mut packages = self.saved.packages.iter();
        let known = packages.find_map(|(_, package)| package.file(path));
        known.or_else(|| self.incoming.as_ref()?.file(path))
    }

    /// Every published game that was looked at, for the pages.
    pub(crate) fn packages(&self) -> Vec<worker::Package> {
        let incoming = self.incoming.iter();
        let mut all: Vec<worker::Package> = incoming
            .map(|package| self.described_incoming(package))
            .collect();
        for (id, package) in self.saved.packages.iter() {
            if all.iter().all(|it| it.id != *id) {
                all.push(self.described(id, package));
            }
        }
        all
    }

    /// Adds what is stored of published games and of no release.
    pub(crate) fn add_package_regions(&self, regions: &mut Vec<worker::Region>) {
        let mut counted: Vec<&str> = Vec::new();
        let packages = self.saved.packages.iter();
        let editions = packages.flat_map(|(_, it)| it.editions());
        for file in editions.flat_map(Edition::files) {
            let mut releases = self.saved.releases.iter();
            let is_of_release = releases.any(|known| known.release.file(&file.path).is_some());
            let is_stored = self.inventory.holds(OBJECTS, &file.path);
            if !is_stored || is_of_release || counted.contains(&&*file.path) {
                continue;
            }
            counted.push(&file.path);
            let name = self.region_name(file);
            status::count(regions, name, file.bytes);
        }
    }

    pub(crate) fn described(&self, id: &str, package: &Package) -> worker::Package {
        let Edition {
            known, manifest, ..
        } = &package.edition;
        let game = self.saved.games.get(id).copied().unwrap_or_default();
        let module = package.edition.played();
        let asks = capabilities(manifest);
        let stored = |file: &package::File| {
            if self.inventory.holds(OBJECTS, &file.path) {
                file.bytes
            } else {
                self.arrived_bytes(&file.path).min(file.bytes)
            }
        };
        let missing = self.missing_of_package(id);
        let next = package.next.as_ref();
        worker::Package {
            id: id.to_owned(),
            title: manifest.title.clone(),
            version: package.edition.version(),
            release: known.head.number,
            signers: package.belief.signers().map(str::to_owned).collect(),
            capabilities: asks.clone(),
            memory_bytes: manifest.memory_bytes,
            module: module.map(|file| file.path.clone()).unwrap_or_default(),
            module_bytes: module.map_or(0, |file| file.bytes),
            cover: package.edition.cover().unwrap_or_default().to_owned(),
            total_bytes: package.edition.files().map(|file| file.bytes).sum(),
            stored_bytes: package.edition.files().map(stored).sum(),
            missing_bytes: plan::wire_bytes(&missing),
            arrived_bytes: missing
                .iter()
                .map(|item| self.arrived_bytes(&item.path))
                .sum(),
            installed: game.installed,
            fetching: game.fetching,
            update: next.map(|next| PackageUpdate {
                version: next.version(),
                release: next.known.head.number,
                new_capabilities: capabilities(&next.manifest)
                    .into_iter()
                    .filter(|name| !asks.contains(name))
                    .collect(),
            }),
        }
    }
}

fn capabilities(manifest: &Manifest) -> Vec<String> {
    let names = manifest.capabilities.iter().map(|it| it.name().to_owned());
    names.collect()
}
