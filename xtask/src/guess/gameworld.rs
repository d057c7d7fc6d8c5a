//! A world that players walk through, made by known odds: zones with files of their own and packs that they share, four
//! kinds of player, quests that lead from zone to zone, and an update at six tenths of the sessions that replaces zones and
//! quests.
//!
//! A zone is entered, then its packs, then its own files, the first always and the others as it happens. The kind of a
//! player and how far a quest has come are nowhere in the trace: whoever guesses has to find them in what was entered.

use std::collections::BTreeSet;

use super::trace::{Oracle, Session, Trace};

const ZONES: usize = 56;
const PACKS: usize = 14;
const QUESTS: usize = 12;
const KINDS: usize = 4;
const HUBS: [usize; KINDS] = [0, 14, 28, 42];
const ARENAS: usize = 5;
/// Sessions for each player, on average.
const SESSIONS_EACH: usize = 25;
/// What the update replaces.
const NEW_ZONES: usize = 10;
const NEW_QUESTS: usize = 4;
/// How often a player wanders to any zone nearby.
const WANDERS: f64 = 0.12;

/// Numbers by chance, the same for the same seed: SplitMix64 (Steele, Lea and Flood 2014). Not the test kit's: figures of
/// one seed are compared over years.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// From 0 up to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

struct Zone {
    item: u32,
    packs: Vec<u32>,
    own: Vec<(u32, f64)>,
    near: Vec<usize>,
}

struct Player {
    kind: usize,
    at: usize,
    quest: usize,
    done: usize,
}

struct World {
    zones: Vec<Zone>,
    quests: Vec<Vec<usize>>,
    arenas: Vec<usize>,
    items: u32,
    choices: BTreeSet<u32>,
}

/// A world's trace of so many sessions.
pub(crate) fn trace(seed: u64, sessions: usize) -> Trace {
    let mut dice = Dice(seed);
    let mut world = World::new(&mut dice);
    let mut players: Vec<Player> = (0..(sessions / SESSIONS_EACH).max(1))
        .map(|_| Player::new(&mut dice))
        .collect();
    let mut hits = [0.0; 2];
    let mut choices = 0.0;
    let mut all = Vec::with_capacity(sessions);
    for number in 0..sessions {
        if number == sessions * 6 / 10 {
            world.update(&mut dice);
        }
        let who = who(&mut dice, players.len());
        let (items, odds) = world.session(&mut players[who], &mut dice);
        for odds in odds {
            choices += 1.0;
            hits[0] += odds[0];
            hits[1] += odds.iter().take(3).sum::<f64>();
        }
        all.push(Session {
            player: who as u32,
            items,
        });
    }
    Trace {
        name: format!("gameworld-{seed}"),
        sessions: all,
        items: world.items as usize,
        oracle: Some(Oracle {
            choices: world.choices,
            hit: hits.map(|hit| hit / choices),
        }),
    }
}

/// Some play far more than others.
fn who(dice: &mut Dice, players: usize) -> usize {
    let share = dice.share();
    ((share * share) * players as f64) as usize
}

impl Player {
    fn new(dice: &mut Dice) -> Self {
        Self {
            kind: dice.below(KINDS),
            at: dice.below(ZONES),
            quest: dice.below(QUESTS),
            done: 0,
        }
    }
}

impl World {
    fn new(dice: &mut Dice) -> Self {
        let mut world = Self {
            zones: Vec::new(),
            quests: Vec::new(),
            arenas: (0..ARENAS).map(|_| dice.below(ZONES)).collect(),
            items: PACKS as u32,
            choices: BTreeSet::new(),
        };
        for zone in 0..ZONES {
            let mut near = vec![(zone + 1) % ZONES, (zone + ZONES - 1) % ZONES];
            near.extend([dice.below(ZONES), dice.below(ZONES)]);
            near.retain(|other| *other != zone);
            near.sort_unstable();
            near.dedup();
            let zone = world.zone(dice, near);
            world.zones.push(zone);
        }
        world.quests = (0..QUESTS).map(|_| quest(dice)).collect();
        world
    }

    fn zone(&mut self, dice: &mut Dice, near: Vec<usize>) -> Zone {
        let count = 2 + dice.below(4);
        let own = (0..count).map(|index| {
            let often = 0.25 + 0.7 * dice.share();
            (self.item(), if index == 0 { 1.0 } else { often })
        });
        let own = own.collect();
        let packs = (0..1 + dice.below(2)).map(|_| dice.below(PACKS) as u32);
        let packs = packs.collect();
        let item = self.item();
        self.choices.insert(item);
        Zone {
            item,
            packs,
            own,
            near,
        }
    }

    fn item(&mut self) -> u32 {
        self.items += 1;
        self.items - 1
    }

    fn update(&mut self, dice: &mut Dice) {
        for _ in 0..NEW_ZONES {
            let at = dice.below(ZONES);
            let near = self.zones[at].near.clone();
            self.zones[at] = self.zone(dice, near);
        }
        for quest_number in 0..NEW_QUESTS {
            self.quests[quest_number] = quest(dice);
        }
    }

    /// What is entered in one session, and for each choice of a zone that was not entered in it before the odds of all
    /// such zones, the likeliest first.
    fn session(&self, player: &mut Player, dice: &mut Dice) -> (Vec<u32>, Vec<Vec<f64>>) {
        if dice.share() < 0.5 {
            player.at = HUBS[player.kind];
        }
        let mut items = Vec::new();
        let mut odds = Vec::new();
        let (mut before, mut round) = (player.at, dice.below(ARENAS));
        let length = 3 + dice.below(9);
        for step in 0..length {
            let zone = &self.zones[player.at];
            items.push(zone.item);
            items.extend(&zone.packs);
            let own = zone.own.iter().filter(|(_, often)| dice.share() < *often);
            items.extend(own.map(|(item, _)| *item));
            let mut next = self.odds(player, before, round);
            let at = pick(&next, dice);
            before = player.at;
            player.at = next[at].0;
            if player.kind == 3 && before == HUBS[3] {
                round = (round + 1) % ARENAS;
            }
            self.advance(player, dice);
            next.retain(|(zone, _)| !items.contains(&self.zones[*zone].item));
            let is_new = next.iter().any(|(zone, _)| *zone == player.at);
            if step + 1 < length && is_new {
                let total: f64 = next.iter().map(|(_, share)| share).sum();
                next.sort_by(|a, b| b.1.total_cmp(&a.1));
                odds.push(next.into_iter().map(|(_, share)| share / total).collect());
            }
        }
        (items, odds)
    }

    /// Where the player goes from here, by known odds.
    fn odds(&self, player: &Player, before: usize, round: usize) -> Vec<(usize, f64)> {
        let near = &self.zones[player.at].near;
        let mut odds: Vec<(usize, f64)> = Vec::new();
        let mut add = |zone: usize, share: f64| match odds.iter_mut().find(|odd| odd.0 == zone) {
            Some(odd) => odd.1 += share,
            None => odds.push((zone, share)),
        };
        for zone in near {
            add(*zone, WANDERS / near.len() as f64);
        }
        let purpose = 1.0 - WANDERS;
        match player.kind {
            // Explores: onwards, and rather to what is first on the map.
            0 => {
                let ahead: Vec<usize> = near
                    .iter()
                    .copied()
                    .filter(|zone| *zone != before)
                    .collect();
                let total: f64 = (1..=ahead.len()).map(|rank| 1.0 / rank as f64).sum();
                for (rank, zone) in ahead.iter().enumerate() {
                    add(*zone, purpose / (rank + 1) as f64 / total);
                }
                if ahead.is_empty() {
                    add(before, purpose);
                }
            }
            1 => {
                let quest = &self.quests[player.quest];
                let next = quest.get(player.done + 1).copied();
                add(next.unwrap_or(HUBS[1]), purpose);
            }
            // Trades from hub to hub.
            2 => match HUBS.iter().position(|hub| *hub == player.at) {
                Some(hub) => {
                    add(HUBS[(hub + 1) % KINDS], purpose * 0.75);
                    add(HUBS[(hub + 2) % KINDS], purpose * 0.25);
                }
                None => add(HUBS[2], purpose),
            },
            // Fights: from the hub to each arena in turn.
            _ if player.at == HUBS[3] => add(self.arenas[(round + 1) % ARENAS], purpose),
            _ => add(HUBS[3], purpose),
        }
        odds
    }

    /// A quest goes on where its next zone was entered, and another begins after it.
    fn advance(&self, player: &mut Player, dice: &mut Dice) {
        if player.kind != 1 {
            return;
        }
        let quest = &self.quests[player.quest];
        if player.done + 1 >= quest.len() {
            (player.quest, player.done) = (dice.below(QUESTS), 0);
        } else if quest[player.done + 1] == player.at {
            player.done += 1;
        }
    }
}

fn quest(dice: &mut Dice) -> Vec<usize> {
    (0..5 + dice.below(5)).map(|_| dice.below(ZONES)).collect()
}

fn pick(odds: &[(usize, f64)], dice: &mut Dice) -> usize {
    let mut left = dice.share();
    let chosen = odds.iter().position(|(_, share)| {
        left -= share;
        left < 0.0
    });
    chosen.unwrap_or(odds.len() - 1)
}
