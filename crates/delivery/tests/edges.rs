//! Which edge is chosen, how good that is, and when it changes: the choice alone, against simulated distances.

use delivery::{Edges, Fault};
use testkit::Dice;

/// What a network does to a round trip.
struct Noise {
    /// Up to so many hundredths of it, always more and never less.
    jitter_percent: u64,
    /// So many answers in a hundred wait for something to be sent again.
    resent_percent: u32,
    /// So many in a hundred never come.
    lost_percent: u32,
}

const CALM: Noise = Noise {
    jitter_percent: 0,
    resent_percent: 0,
    lost_percent: 0,
};

fn bases(count: usize) -> Vec<String> {
    (0..count)
        .map(|index| format!("https://{index}.example"))
        .collect()
}

/// How long a probe of something so far away takes, the first with two round trips more.
fn sample(dice: &mut Dice, rtt_millis: u64, is_first: bool, noise: &Noise) -> Option<u64> {
    if dice.percent(noise.lost_percent) {
        return None;
    }
    // Most answers are hardly late and few are very late.
    let late = dice.below(101) * dice.below(101) / 100;
    let jitter = rtt_millis * noise.jitter_percent * late / 10_000;
    let resent = if dice.percent(noise.resent_percent) {
        200 + rtt_millis
    } else {
        0
    };
    let opening = if is_first { 2 * rtt_millis } else { 0 };
    Some(rtt_millis + jitter + resent + opening)
}

/// Measures once. `rtts` are those of the origin and of each edge; returns how long it took and how many probes.
fn measure(
    edges: &mut Edges,
    dice: &mut Dice,
    now: u64,
    rtts: &[u64],
    noise: &Noise,
) -> (u64, u32) {
    let bases = bases(rtts.len() - 1);
    let rtt = |base: &str| {
        rtts[bases
            .iter()
            .position(|it| it == base)
            .map_or(0, |at| at + 1)]
    };
    let mut under_way: Vec<(u64, String, Option<u64>)> = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    let mut clock = 0;
    edges.measure(now);
    loop {
        for base in edges.probes() {
            let is_first = !asked.contains(&base);
            let answer = sample(dice, rtt(&base), is_first, noise);
            asked.push(base.clone());
            under_way.push((clock + answer.unwrap_or(1000), base, answer));
        }
        under_way.sort();
        if under_way.is_empty() {
            return (clock, asked.len() as u32);
        }
        let (at, base, answer) = under_way.remove(0);
        clock = at;
        edges.probed(now + clock, &base, answer);
    }
}

fn chosen_rtt(edges: &Edges, rtts: &[u64]) -> u64 {
    let bases = bases(rtts.len() - 1);
    let index = bases.iter().position(|base| base == edges.chosen());
    rtts[index.map_or(0, |index| index + 1)]
}

#[test]
fn the_chosen_one_is_near_the_best_in_95_of_100_runs() {
    for (name, noise) in [
        ("calm", CALM),
        (
            "jitter",
            Noise {
                jitter_percent: 30,
                ..CALM
            },
        ),
        (
            "resent",
            Noise {
                jitter_percent: 20,
                resent_percent: 5,
                ..CALM
            },
        ),
        (
            "rough",
            Noise {
                jitter_percent: 40,
                resent_percent: 5,
                lost_percent: 1,
            },
        ),
    ] {
        let mut good = 0;
        let mut took: Vec<u64> = Vec::new();
        let mut most_probes = 0;
        for seed in 0..200 {
            let mut dice = Dice::new(seed);
            let count = 2 + dice.index(4);
            let rtts: Vec<u64> = (0..=count)
                .map(|_| 5 + dice.below(60) * dice.below(5))
                .collect();
            let mut edges = Edges::new(&bases(count), None);
            let (millis, probes) = measure(&mut edges, &mut dice, 1000, &rtts, &noise);
            let best = *rtts.iter().min().expect("there is an origin");
            let got = chosen_rtt(&edges, &rtts);
            good += u32::from(got <= best + 5 || got * 10 <= best * 11);
            took.push(millis);
            most_probes = most_probes.max(probes);
        }
        took.sort_unstable();
        println!(
            "{name}: {good} of 200 good, median {} ms, slowest of 20 {} ms, at most {most_probes} probes",
            took[100], took[190]
        );
        assert!(good >= 190, "{name}: {good} of 200");
        assert!(most_probes <= 6 * 4);
    }
}

#[test]
fn what_is_used_is_left_only_for_what_is_much_nearer() {
    for (origin, edge, leaves) in [
        (100, 81, false),
        (100, 80, true),
        (40, 32, false),
        (40, 30, true),
        (1000, 801, false),
        (1000, 800, true),
    ] {
        // The origin was chosen before.
        let mut edges = Edges::new(&bases(1), Some(""));
        measure(&mut edges, &mut Dice::new(1), 0, &[origin, edge], &CALM);
        let is_left = !edges.chosen().is_empty();
        assert_eq!(is_left, leaves, "{origin} against {edge}");
        // The first choice is the nearest, by however little.
        let mut edges = Edges::new(&bases(1), None);
        measure(&mut edges, &mut Dice::new(1), 0, &[origin, edge], &CALM);
        assert!(!edges.chosen().is_empty());
    }
}

#[test]
fn the_origin_stays_where_nobody_is_nearer_or_answers() {
    let mut edges = Edges::new(&bases(2), None);
    measure(&mut edges, &mut Dice::new(1), 0, &[50, 50, 90], &CALM);
    assert_eq!(edges.chosen(), "");
    let nobody = Noise {
        lost_percent: 100,
        ..CALM
    };
    let mut edges = Edges::new(&bases(2), Some("https://1.example"));
    measure(&mut edges, &mut Dice::new(1), 0, &[50, 10, 10], &nobody);
    assert_eq!(
        edges.chosen(),
        "https://1.example",
        "silence everywhere says nothing"
    );
    assert!(!edges.is_measuring());
}

#[test]
fn an_edge_that_fails_twice_is_shut_and_looked_at_again_half_a_minute_later() {
    let rtts = [90, 10, 40];
    let mut edges = Edges::new(&bases(2), None);
    let dice = &mut Dice::new(1);
    measure(&mut edges, dice, 0, &rtts, &CALM);
    let first = edges.pick().expect("an edge is nearest");
    edges.failed(1000, first, Fault::Lost);
    edges.answered(first);
    edges.failed(1000, first, Fault::Lost);
    assert_eq!(edges.pick(), Some(first), "not two in a row");
    edges.failed(1000, first, Fault::Lost);
    assert_eq!(edges.pick(), None, "the origin at once");
    assert!(edges.is_measuring());
    measure(&mut edges, dice, 1000, &rtts, &CALM);
    assert_eq!(edges.chosen(), "https://1.example", "then the next nearest");
    assert!(!edges.is_due(30_999));
    assert!(edges.is_due(31_000));
    measure(&mut edges, dice, 31_000, &rtts, &CALM);
    assert_eq!(
        edges.chosen(),
        "https://0.example",
        "it is back, and much nearer"
    );
    edges.failed(40_000, first, Fault::Wrong);
    assert_eq!(edges.pick(), None, "one wrong body is enough");
    measure(&mut edges, dice, 40_000, &rtts, &CALM);
    assert!(!edges.is_due(639_999) && edges.is_due(640_000));
    edges.moved(50_000);
    let probed = edges.probes();
    assert_eq!(
        probed.len(),
        3,
        "another network, another chance: {probed:?}"
    );
}
