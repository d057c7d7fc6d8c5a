//! A published game's edition on trial: one that took another's place and has not yet proved good in this browser
//! (decision 21).
//!
//! The pages judge, for they see what it does; what is kept here is the edition to go back to, and which one failed.
//! Both stand in the game's record, behind its editions, so one write goes back.

use package::{Digest, Head};
use protocol::worker::{FailedPackage, Found, PackageTrial};

use crate::{
    packages::{Edition, Package, Parts, push},
    regions::Holder,
    saved,
    state::State,
};

/// What there is to go back to, and what failed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trial {
    /// The edition before the one that is on trial.
    pub(crate) former: Option<Edition>,
    refused: Option<Refused>,
    /// What a later version of this program wrote behind it; it is written back as it was.
    unknown: Vec<u8>,
}

/// The newest edition that failed here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused {
    digest: Digest,
    number: u64,
    /// The site's release under which it failed: if that fails, too, it was not the game's fault.
    under: u64,
    version: String,
}

impl Trial {
    pub(crate) fn is_empty(&self) -> bool {
        self.former.is_none() && self.refused.is_none() && self.unknown.is_empty()
    }

    /// Adds the parts of an edition or an empty one, a part about the refused one or an empty one, and the rest.
    pub(crate) fn to_bytes(&self, bytes: &mut Vec<u8>) {
        if self.is_empty() {
            return;
        }
        match &self.former {
            Some(former) => former.to_bytes(bytes),
            None => push(bytes, &[]),
        }
        let refused = self.refused.as_ref().map(Refused::to_bytes);
        push(bytes, &refused.unwrap_or_default());
        bytes.extend_from_slice(&self.unknown);
    }

    pub(crate) fn from_parts(id: &str, mut parts: Parts<'_>) -> Self {
        Self {
            former: Edition::from_parts(id, &mut parts),
            refused: parts.next().and_then(Refused::from_bytes),
            unknown: parts.0.to_vec(),
        }
    }
}

impl Refused {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.digest.0.to_vec();
        bytes.extend_from_slice(&self.number.to_le_bytes());
        bytes.extend_from_slice(&self.under.to_le_bytes());
        bytes.extend_from_slice(self.version.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (digest, rest) = bytes.split_first_chunk::<32>()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (under, version) = rest.split_first_chunk()?;
        Some(Self {
            digest: Digest(*digest),
            number: u64::from_le_bytes(*number),
            under: u64::from_le_bytes(*under),
            version: core::str::from_utf8(version).ok()?.to_owned(),
        })
    }
}

impl Package {
    /// The trial of the newer edition once it has taken the place of the other, which `is_whole` or not. What there is to
    /// go back to stays what it was until something newer proves good.
    pub(crate) fn trial_of_next(&self, is_whole: bool) -> Trial {
        let before = self.next.as_ref().filter(|_| is_whole);
        let before = before.map(|_| self.edition.clone());
        let trial = self.trial.clone();
        Trial {
            former: trial.former.or(before),
            ..trial
        }
    }

    /// Without an edition to go back to.
    pub(crate) fn without_former(&self) -> Self {
        let trial = Trial {
            former: None,
            ..self.trial.clone()
        };
        Self {
            trial,
            ..self.clone()
        }
    }

    /// The edition on trial proved good.
    fn proved(&self) -> Self {
        let mut proved = self.without_former();
        // Heads never go back, so what failed before this one cannot come again.
        proved.trial.refused = None;
        proved
    }

    /// The edition before again: the other failed while pages came from the site's release `under`.
    fn gone_back(&self, former: Edition, under: u64) -> Self {
        let Head { number, digest, .. } = self.edition.known.head;
        let refused = Refused {
            digest,
            number,
            under,
            version: self.edition.version(),
        };
        let mut back = self.without_former();
        back.edition = former;
        back.trial.refused = Some(refused);
        back
    }
}

impl State {
    /// Takes note of what pages found out about the installed edition `number`. Returns whether it was on trial.
    pub(crate) fn note_game_trial(&mut self, id: &str, number: u64, found: Found) -> bool {
        let package = self.saved.packages.get(id);
        let Some(package) = package.filter(|it| it.edition.known.head.number == number) else {
            return false;
        };
        let Some(former) = package.trial.former.clone() else {
            return false;
        };
        let mut game = self.saved.games.get(id).copied().unwrap_or_default();
        let package = match found {
            Found::Good => package.proved(),
            Found::Failed => {
                // Bytes that rotted meanwhile are fetched as soon as the origin is there.
                game.fetching |= !self.is_whole_edition(&former);
                package.gone_back(former, self.serving().number)
            }
        };
        self.save(vec![saved::set_game(id, Some(game), Some(&package))]);
        true
    }

    /// Whether the release of `head` failed here, by its own fault as far as is known.
    pub(crate) fn is_refused_edition(&self, package: &Package, head: &Head) -> bool {
        let refused = self.standing_refusal(package);
        refused.is_some_and(|it| (it.digest, it.number) == (head.digest, head.number))
    }

    /// There is no room for two editions: those before the ones on trial are let go unproved.
    pub(crate) fn give_up_formers(&mut self, gone: &[Holder]) {
        for holder in gone {
            let Holder::Former(id) = holder else { continue };
            let package = self.saved.packages.get(id);
            if let Some(package) = package.map(Package::without_former) {
                self.note_package(&package);
            }
        }
    }

    /// How the trials of published games stand, for the pages.
    pub(crate) fn trials(&self) -> Vec<PackageTrial> {
        let trial = |(id, package): (&String, &Package)| {
            let former = package.trial.former.as_ref();
            let failed = self.standing_refusal(package);
            (former.is_some() || failed.is_some()).then(|| PackageTrial {
                id: id.clone(),
                former: former.map(|former| former.known.head.number),
                failed: failed.map(|refused| FailedPackage {
                    release: refused.number,
                    version: refused.version.clone(),
                }),
            })
        };
        self.saved.packages.iter().filter_map(trial).collect()
    }

    /// What failed, unless the site's release under it failed as well.
    fn standing_refusal<'a>(&self, package: &'a Package) -> Option<&'a Refused> {
        let refused = package.trial.refused.as_ref();
        refused.filter(|refused| refused.under != self.saved.refused)
    }
}
