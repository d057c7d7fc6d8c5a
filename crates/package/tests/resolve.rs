//! Versions that go together are found, always the same ones, and where none do, two needs are named.

use std::collections::BTreeMap;

use package::{
    Dependency, Digest, Index, Lock, Locked, Offer, Range, Refusal, Version, digest_from_bytes,
    resolve,
};
use testkit::Dice;

fn version(text: &str) -> Version {
    Version::from_text(text).expect("a version")
}

fn manifest(id: &str, version: &str) -> Digest {
    digest_from_bytes(format!("{id} {version}").as_bytes())
}

/// The needs in `text`, as `a ^1.0.0; b ~2.0.0`.
fn needs(text: &str) -> Vec<Dependency> {
    let words = text.split("; ").filter_map(|need| need.split_once(' '));
    words
        .map(|(id, range)| Dependency {
            id: id.to_owned(),
            range: Range::from_text(range).expect("a range"),
        })
        .collect()
}

fn index(lines: &[(&str, &str, &str)]) -> Index {
    let mut index: Index = BTreeMap::new();
    for &(id, number, text) in lines {
        let offer = Offer {
            manifest: manifest(id, number),
            dependencies: needs(text),
        };
        let versions = index.entry(id.to_owned()).or_default();
        versions.insert(version(number), offer);
    }
    index
}

fn lock(lines: &[(&str, &str)]) -> Lock {
    let packages = lines.iter().map(|&(id, number)| Locked {
        id: id.to_owned(),
        version: version(number),
        manifest: manifest(id, number),
    });
    Lock::new(packages.collect()).expect("the lock is right")
}

fn names(lock: &Lock) -> String {
    let names = lock.packages().iter();
    let names = names.map(|one| format!("{} {}", one.id, one.version));
    names.collect::<Vec<_>>().join("; ")
}

fn found(wanted: &str, index: &Index, lock: &Lock) -> Result<String, Refusal> {
    resolve(&needs(wanted), index, lock).map(|lock| names(&lock))
}

#[test]
fn the_newest_versions_that_go_together_are_taken() {
    let index = index(&[
        ("game", "1.0.0", "physics ^1.0.0; sound ^1.0.0"),
        ("physics", "1.0.0", "maths ^1.0.0"),
        ("physics", "1.5.0", "maths ^2.0.0"),
        ("physics", "2.0.0", ""),
        ("sound", "1.1.0", "maths >=1.2.0,<3.0.0"),
        ("maths", "1.0.0", ""),
        ("maths", "1.9.0", ""),
        ("maths", "2.3.0", ""),
        ("unused", "1.0.0", "nobody ^1.0.0"),
    ]);
    let none = Lock::default();
    let got = found("game ^1.0.0", &index, &none);
    let want = "game 1.0.0; maths 2.3.0; physics 1.5.0; sound 1.1.0";
    assert_eq!(got.as_deref(), Ok(want));
    let got = found("game ^1.0.0; maths =1.9.0", &index, &none);
    let want = "game 1.0.0; maths 1.9.0; physics 1.0.0; sound 1.1.0";
    assert_eq!(
        got.as_deref(),
        Ok(want),
        "it goes back to the older physics"
    );
}

#[test]
fn a_lock_is_kept_as_long_as_it_does() {
    let index = index(&[
        ("a", "1.0.0", "b ^1.0.0"),
        ("a", "1.1.0", "b ^1.1.0"),
        ("b", "1.0.0", ""),
        ("b", "1.1.0", ""),
        ("b", "1.2.0", ""),
    ]);
    let kept = lock(&[("a", "1.0.0"), ("b", "1.1.0")]);
    let got = found("a ^1.0.0", &index, &kept);
    assert_eq!(got.as_deref(), Ok("a 1.0.0; b 1.1.0"));
    let got = found("a ^1.1.0", &index, &kept);
    assert_eq!(got.as_deref(), Ok("a 1.1.0; b 1.1.0"), "b may stay");
    let got = found("a ^1.0.0; b =1.2.0", &index, &kept);
    assert_eq!(got.as_deref(), Ok("a 1.0.0; b 1.2.0"), "a may stay");
    let gone = lock(&[("a", "1.0.0"), ("b", "1.0.9")]);
    let got = found("a ^1.0.0", &index, &gone);
    assert_eq!(got.as_deref(), Ok("a 1.0.0; b 1.2.0"));
    let first = resolve(&needs("a ^1.0.0"), &index, &Lock::default()).expect("it goes");
    let again = resolve(&needs("a ^1.0.0"), &index, &first);
    assert_eq!(again, Ok(first));
}

#[test]
fn a_version_published_twice_contradicts_the_lock() {
    let mut index = index(&[("a", "1.0.0", "")]);
    let kept = lock(&[("a", "1.0.0")]);
    let versions = index.get_mut("a").expect("a is there");
    for offer in versions.values_mut() {
        offer.manifest = Digest([1; 32]);
    }
    assert!(matches!(
        found("a ^1.0.0", &index, &kept),
        Err(Refusal::Republished { .. })
    ));
}

#[test]
fn a_dead_end_names_who_needs_what() {
    let index = index(&[
        ("game", "1.0.0", "maths ^2.0.0; sound ^1.0.0"),
        ("lost", "1.0.0", "nobody ^1.0.0"),
        ("maths", "1.0.0", ""),
        ("maths", "2.0.0", ""),
        ("sound", "1.1.0", "maths ^1.0.0"),
    ]);
    let told = |wanted: &str| {
        let error = found(wanted, &index, &Lock::default()).expect_err("nothing goes");
        (error.id(), error.to_string())
    };
    let conflict =
        "game 1.0.0 needs maths ^2.0.0, but sound 1.1.0 needs maths ^1.0.0: no version is both";
    assert_eq!(
        told("game ^1.0.0"),
        ("resolve-conflict", conflict.to_owned())
    );
    let unknown = "lost 1.0.0 needs nobody ^1.0.0, which nobody offers";
    assert_eq!(
        told("lost ^1.0.0"),
        ("resolve-unknown-package", unknown.to_owned())
    );
    let missing = "maths ^3.0.0 is asked for, of which there is no version";
    assert_eq!(
        told("maths ^3.0.0"),
        ("resolve-no-version", missing.to_owned())
    );
}

#[test]
fn packages_that_need_each_other_go_together() {
    let index = index(&[("a", "1.0.0", "b ^1.0.0"), ("b", "1.0.0", "a ^1.0.0")]);
    let got = found("a ^1.0.0", &index, &Lock::default());
    assert_eq!(got.as_deref(), Ok("a 1.0.0; b 1.0.0"));
}

#[test]
fn a_search_that_would_not_end_is_ended() {
    let mut lines = Vec::new();
    let ids: Vec<String> = (0..12).map(|index| format!("p{index:02}")).collect();
    let versions: Vec<String> = (0..9).map(|patch| format!("1.0.{patch}")).collect();
    for id in &ids {
        for number in &versions {
            lines.push((id.as_str(), number.as_str(), "z ^1.0.0"));
        }
    }
    let mut index = index(&lines);
    // Nothing is wrong before the last package, whose versions each rule out the first one's.
    let last = Offer {
        manifest: Digest([0; 32]),
        dependencies: needs("p00 ^2.0.0"),
    };
    index.insert("z".to_owned(), BTreeMap::from([(version("1.0.0"), last)]));
    let wanted: Vec<String> = ids.iter().map(|id| format!("{id} ^1.0.0")).collect();
    assert_eq!(
        found(&wanted.join("; "), &index, &Lock::default()),
        Err(Refusal::TooManySteps { want: 10_000 })
    );
    let chain: Vec<String> = (0..300).map(|index| format!("c{index:03}")).collect();
    let mut deep: Index = BTreeMap::new();
    for pair in chain.windows(2) {
        let offer = Offer {
            manifest: Digest([0; 32]),
            dependencies: needs(&format!("{} ^1.0.0", pair[1])),
        };
        deep.insert(pair[0].clone(), BTreeMap::from([(version("1.0.0"), offer)]));
    }
    assert!(matches!(
        found("c000 ^1.0.0", &deep, &Lock::default()),
        Err(Refusal::TooMany { want: 256, .. })
    ));
}

/// Whether `lock` holds exactly what `wanted` and its own packages need.
fn is_right(wanted: &[Dependency], index: &Index, lock: &Lock) -> bool {
    let offers = lock.packages().iter().filter_map(|one| {
        let offer = index.get(&one.id)?.get(&one.version)?;
        (offer.manifest == one.manifest).then_some(offer)
    });
    let offers: Vec<&Offer> = offers.collect();
    let inner = offers.iter().flat_map(|offer| &offer.dependencies);
    let needs: Vec<&Dependency> = wanted.iter().chain(inner).collect();
    let met = |need: &&Dependency| {
        let found = lock.package(&need.id);
        found.is_some_and(|one| need.range.has(one.version))
    };
    let needed = |one: &Locked| needs.iter().any(|need| need.id == one.id);
    offers.len() == lock.packages().len()
        && needs.iter().all(met)
        && lock.packages().iter().all(needed)
}

/// Whether any choice at all meets `wanted`: every choice of one version or none for each package, tried in turn.
fn is_possible(wanted: &[Dependency], index: &Index) -> bool {
    let mut choices: Vec<Vec<Locked>> = vec![Vec::new()];
    for (id, versions) in index {
        let mut longer = choices.clone();
        for (version, offer) in versions {
            longer.extend(choices.iter().map(|choice| {
                let mut choice = choice.clone();
                choice.push(Locked {
                    id: id.clone(),
                    version: *version,
                    manifest: offer.manifest,
                });
                choice
            }));
        }
        choices = longer;
    }
    choices.into_iter().any(|choice| {
        let lock = Lock::new(choice).expect("sorted by the index");
        is_right(wanted, index, &lock)
    })
}

#[test]
fn what_is_found_meets_every_need_and_what_is_possible_is_found() {
    let ids = ["a", "b", "c", "d"];
    let numbers = ["1.0.0", "1.1.0", "2.0.0"];
    let ranges = ["^1.0.0", "~1.1.0", "=2.0.0", ">=1.1.0,<3.0.0"];
    let mut outcomes = [0; 2];
    for seed in 1..300 {
        let mut dice = Dice::new(seed * 7919);
        let mut pick = |most: u64| {
            let mut picked: Vec<Dependency> = Vec::new();
            for id in ids {
                if dice.below(6) < most {
                    let range = ranges[dice.below(4) as usize];
                    picked.extend(needs(&format!("{id} {range}")));
                }
            }
            picked
        };
        let mut index: Index = BTreeMap::new();
        for id in ids {
            for number in numbers {
                let mut dependencies = pick(2);
                dependencies.retain(|need| need.id != id);
                let offer = Offer {
                    manifest: manifest(id, number),
                    dependencies,
                };
                let versions = index.entry(id.to_owned()).or_default();
                versions.insert(version(number), offer);
            }
        }
        let wanted = pick(4);
        match resolve(&wanted, &index, &Lock::default()) {
            Ok(lock) => {
                assert!(
                    is_right(&wanted, &index, &lock),
                    "seed {seed}: {}",
                    names(&lock)
                );
                assert_eq!(resolve(&wanted, &index, &lock), Ok(lock), "seed {seed}");
                outcomes[0] += 1;
            }
            Err(error) => {
                assert!(!is_possible(&wanted, &index), "seed {seed}: {error}");
                outcomes[1] += 1;
            }
        }
    }
    assert!(outcomes.iter().all(|&count| count > 20), "{outcomes:?}");
}
