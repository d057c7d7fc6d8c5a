//! The browser refuses to store more. The ladder: let go what has come of long bodies, then what no release names, then what
//! `regions.rs` plans; then ask the player for games that were not played for long, say so and go on from the network.

use protocol::worker::{Room as RoomOffer, Share};

use super::{Job, Next};
use crate::{
    Effect,
    regions::{Holder, Plan, plan},
    state::State,
};

/// The rung that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Begin,
    Refreshed,
    Made,
}

impl Room {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.refresh();
                state.ask(Effect::Estimate);
                Next::Then(Job::Room(Self::Refreshed))
            }
            Self::Refreshed if state.make_room() => Next::Then(Job::Room(Self::Made)),
            Self::Made => {
                if let Some(transfer) = &mut state.transfer {
                    transfer.retry_full(&mut state.effects);
                }
                Next::Done
            }
            Self::Refreshed => {
                state.room = state.room_offer();
                if let Some(transfer) = &mut state.transfer {
                    transfer.give_up_full(&mut state.effects);
                }
                Next::Done
            }
        }
    }
}

impl State {
    /// Lets go what comes next; returns whether there was anything.
    fn make_room(&mut self) -> bool {
        if self.forget_all_segments() || self.sweep(&[]) {
            return true;
        }
        let full_bytes = self.transfer.as_ref().map_or(0, |it| it.full_bytes());
        let gone = self.plan_room(full_bytes).unasked;
        if gone.contains(&Holder::Fallback) {
            self.give_up_fallback();
        }
        self.give_up_formers(&gone);
        !gone.is_empty() && self.sweep(&gone)
    }

    fn plan_room(&self, needed_bytes: u64) -> Plan {
        let objects = self.stored_objects();
        let candidates = self.candidates(&objects, self.quota_bytes);
        plan(&objects, &candidates, needed_bytes)
    }

    /// The games that the player may let go instead, if they are enough.
    fn room_offer(&self) -> Option<RoomOffer> {
        let needed_bytes = self.transfer.as_ref()?.unstored_bytes();
        let asked = self.plan_room(needed_bytes).asked;
        let games = asked
            .into_iter()
            .filter_map(|(holder, bytes)| match holder {
                Holder::Game(id) => Some(Share { id, bytes }),
                Holder::Ahead | Holder::Fallback | Holder::Former(_) => None,
            });
        let games: Vec<Share> = games.collect();
        let mut coming = self.saved.games.iter().filter(|(_, game)| game.fetching);
        let game = coming.next().map(|(id, _)| id.clone());
        // A browser that installs an update has nobody to ask.
        (!games.is_empty() && !self.is_successor()).then_some(RoomOffer {
            needed_bytes,
            games,
            game,
        })
    }
}
