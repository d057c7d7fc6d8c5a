//! Which versions of packages go together: one of each, the newest that everybody can live with.
//!
//! Depth first: of the packages that are needed and not chosen, the one with the lowest id comes next; the locked version
//! is tried first and then every other from the newest down. So the same question has the same answer everywhere, and a
//! lock that still does is kept, even where a newer version of something else has to wait for it. Deliberately absent:
//! two versions of one package side by side.

use std::collections::BTreeMap;

use crate::{Dependency, Digest, Field, Lock, Locked, Refusal, Requirement, Version};

/// The most packages that go together.
const MAX_PACKAGES: usize = 256;
/// The most needs of all of them.
const MAX_NEEDS: usize = 4096;
/// The most versions that are tried.
const MAX_STEPS: usize = 10_000;

/// One version of a package, as an index offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The digest of its manifest.
    pub manifest: Digest,
    /// What it needs.
    pub dependencies: Vec<Dependency>,
}

/// Every version of every package that an origin offers.
pub type Index = BTreeMap<String, BTreeMap<Version, Offer>>;

/// The versions that meet `wanted` and all that these need in turn.
///
/// # Errors
/// [`Refusal::UnknownPackage`], [`Refusal::NoVersion`] or [`Refusal::Conflict`] name the first dead end, the one that
/// kept the newest versions from going together; [`Refusal::Republished`] where the index contradicts the lock;
/// [`Refusal::TooManySteps`] and [`Refusal::TooMany`] end a search that would not end.
pub fn resolve(wanted: &[Dependency], index: &Index, lock: &Lock) -> Result<Lock, Refusal> {
    let mut search = Search {
        index,
        lock,
        needs: Vec::new(),
        chosen: BTreeMap::new(),
        steps: 0,
        dead_end: None,
    };
    search.need(None, wanted)?;
    if !search.go_on()? {
        // A search that failed met a dead end.
        let none = Refusal::TooManySteps { want: search.steps };
        return Err(search.dead_end.unwrap_or(none));
    }
    let chosen = search.chosen.iter();
    let locked = chosen.filter_map(|(id, version)| {
        Some(Locked {
            id: (*id).to_owned(),
            version: *version,
            manifest: index.get(*id)?.get(version)?.manifest,
        })
    });
    Lock::new(locked.collect())
}

/// One package's need of another.
#[derive(Clone, Copy)]
struct Need<'a> {
    by: Option<(&'a str, Version)>,
    what: &'a Dependency,
}

struct Search<'a> {
    index: &'a Index,
    lock: &'a Lock,
    /// What is needed, in the order in which it came up; going back cuts it.
    needs: Vec<Need<'a>>,
    chosen: BTreeMap<&'a str, Version>,
    steps: usize,
    dead_end: Option<Refusal>,
}

impl<'a> Search<'a> {
    /// Chooses all that is still open; false where nothing goes with what is chosen.
    fn go_on(&mut self) -> Result<bool, Refusal> {
        let open = self.needs.iter().map(|need| need.what.id.as_str());
        let Some(id) = open.filter(|id| !self.chosen.contains_key(id)).min() else {
            return Ok(true);
        };
        at_most(Field::Id, MAX_PACKAGES, self.chosen.len() + 1)?;
        for version in self.candidates(id)? {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return Err(Refusal::TooManySteps { want: MAX_STEPS });
            }
            let before = self.needs.len();
            self.chosen.insert(id, version);
            if self.take(id, version)? && self.go_on()? {
                return Ok(true);
            }
            self.chosen.remove(id);
            self.needs.truncate(before);
        }
        Ok(false)
    }

    /// The versions of `id` that all needs allow, the best first.
    fn candidates(&mut self, id: &str) -> Result<Vec<Version>, Refusal> {
        let Some(versions) = self.index.get(id) else {
            self.note_dead_end(id);
            return Ok(Vec::new());
        };
        let mut fitting: Vec<Version> = versions.keys().copied().collect();
        fitting.retain(|&version| self.is_allowed(id, version));
        fitting.reverse();
        if fitting.is_empty() {
            self.note_dead_end(id);
        }
        let locked = self.lock.package(id);
        let offered = locked.and_then(|locked| versions.get(&locked.version));
        if let (Some(locked), Some(offered)) = (locked, offered) {
            if locked.manifest != offered.manifest {
                return Err(Refusal::Republished {
                    package: name(id, locked.version),
                    want: locked.manifest,
                    got: offered.manifest,
                });
            }
            // Stable: the others stay from the newest down.
            fitting.sort_by_key(|&version| version != locked.version);
        }
        Ok(fitting)
    }

    /// Adds what this version needs; false where that rules out a version already chosen.
    fn take(&mut self, id: &'a str, version: Version) -> Result<bool, Refusal> {
        let offer = self.index.get(id).and_then(|of| of.get(&version));
        let dependencies = offer.map_or(&[][..], |offer| &offer.dependencies);
        self.need(Some((id, version)), dependencies)?;
        for dependency in dependencies {
            let chosen = self.chosen.get(dependency.id.as_str());
            if chosen.is_some_and(|&chosen| !dependency.range.has(chosen)) {
                self.note_dead_end(&dependency.id);
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn need(
        &mut self,
        by: Option<(&'a str, Version)>,
        dependencies: &'a [Dependency],
    ) -> Result<(), Refusal> {
        at_most(
            Field::Range,
            MAX_NEEDS,
            self.needs.len() + dependencies.len(),
        )?;
        let needs = dependencies.iter().map(|what| Need { by, what });
        self.needs.extend(needs);
        Ok(())
    }

    fn needs_of(&self, id: &str) -> impl Iterator<Item = &Need<'a>> {
        self.needs.iter().filter(move |need| need.what.id == id)
    }

    fn is_allowed(&self, id: &str, version: Version) -> bool {
        self.needs_of(id).all(|need| need.what.range.has(version))
    }

    /// Remembers why nothing goes for `id`, unless an earlier dead end is known: that one is about newer versions.
    fn note_dead_end(&mut self, id: &str) {
        if self.dead_end.is_none() {
            self.dead_end = self.dead_end_at(id);
        }
    }

    fn dead_end_at(&self, id: &str) -> Option<Refusal> {
        let needs: Vec<&Need<'_>> = self.needs_of(id).collect();
        let (first, last) = (needs.first()?, needs.last()?);
        let Some(versions) = self.index.get(id) else {
            return Some(Refusal::UnknownPackage(requirement(first)));
        };
        let is_there = |allowed: &dyn Fn(Version) -> bool| versions.keys().any(|&one| allowed(one));
        let alone = |need: &&&Need<'_>| !is_there(&|version| need.what.range.has(version));
        if let Some(need) = needs.iter().find(alone) {
            return Some(Refusal::NoVersion(requirement(need)));
        }
        let both = |a: &Need<'_>, b: &Need<'_>| {
            is_there(&|version| a.what.range.has(version) && b.what.range.has(version))
        };
        // Quadratic, so only among the first: one pair is all that is told.
        let some = &needs[..needs.len().min(64)];
        let pairs = some.iter().flat_map(|a| some.iter().map(move |b| (*a, *b)));
        let (first, second) = pairs
            .into_iter()
            .find(|(a, b)| !both(a, b))
            .unwrap_or((first, last));
        let needs = [requirement(first), requirement(second)];
        Some(Refusal::Conflict(Box::new(needs)))
    }
}

fn requirement(need: &Need<'_>) -> Requirement {
    Requirement {
        by: need.by.map(|(id, version)| name(id, version)),
        id: need.what.id.clone(),
        range: need.what.range.to_text(),
    }
}

fn name(id: &str, version: Version) -> String {
    [id, " ", &version.to_text()].concat()
}

fn at_most(what: Field, want: usize, got: usize) -> Result<(), Refusal> {
    if got > want {
        Err(Refusal::TooMany { what, want, got })
    } else {
        Ok(())
    }
}
