//! The open pages: which release each comes from, what each plays, which agreed to go on.

use protocol::worker::Trouble;

use crate::{
    Client, Effect,
    saved::{self, Member},
    state::State,
};

const PLAY: &str = "/play/";

impl State {
    /// Notes which release a page comes from.
    pub(crate) fn meet(&mut self, client: &str, release: u64) {
        let agreed = self
            .saved
            .members
            .get(client)
            .map_or(0, |member| member.agreed);
        let member = Member { release, agreed };
        if self.saved.members.get(client) != Some(&member) {
            self.save(vec![saved::set_member(client, Some(member))]);
        }
    }

    /// Notes that a page agrees, or no longer agrees, to go on with the next release.
    pub(crate) fn note_agreement(&mut self, client: &str, agrees: bool) {
        let known = self.saved.members.get(client).copied();
        let agreed = if agrees { self.next_release() } else { 0 };
        let member = Member {
            agreed,
            ..known.unwrap_or_default()
        };
        if known != Some(member) {
            self.save(vec![saved::set_member(client, Some(member))]);
        }
    }

    /// Forgets the pages that are gone.
    pub(crate) fn forget_gone(&mut self) {
        let is_gone = |id: &&String| !self.clients.iter().any(|client| client.id == **id);
        let gone = self.saved.members.iter().map(|(id, _)| id).filter(is_gone);
        let changes = gone.map(|id| saved::set_member(id, None)).collect();
        self.save(changes);
    }

    /// How many pages agreed, of how many.
    pub(crate) fn agreement(&self) -> (u32, u32) {
        let next = self.next_release();
        let agrees = |id: &str| {
            self.saved
                .members
                .get(id)
                .is_some_and(|member| next > 0 && member.agreed >= next)
        };
        let agreed = self
            .clients
            .iter()
            .filter(|client| agrees(&client.id))
            .count();
        (agreed as u32, self.clients.len() as u32)
    }

    /// Switches when every page agreed and everything is there: the waiting worker takes over, the active one lets the
    /// browser install what was fetched.
    pub(crate) fn switch_if_agreed(&mut self) {
        let (agreed, clients) = self.agreement();
        if clients == 0 || agreed < clients {
            return;
        }
        if self.is_successor() {
            self.tell(Effect::SkipWaiting);
        } else if self.offer().is_some() && self.missing_of_offer().is_empty() {
            self.tell(Effect::Update);
        }
    }

    /// Whether an open page plays `game`.
    pub(crate) fn is_played(&self, game: &str) -> bool {
        self.clients.iter().any(|client| {
            client
                .path
                .strip_prefix(PLAY)
                .is_some_and(|rest| rest.trim_end_matches('/') == game)
        })
    }

    /// Whether an open page may come from release `number`: one that has not said where it comes from may.
    pub(crate) fn may_be_open(&self, number: u64) -> bool {
        let release = |client: &Client| {
            self.saved
                .members
                .get(&client.id)
                .map_or(0, |member| member.release)
        };
        self.clients
            .iter()
            .map(release)
            .any(|release| release == number || release == 0)
    }

    /// The trouble to show.
    pub(crate) fn shown_trouble(&self) -> Option<Trouble> {
        let no_database = (!self.has_database).then_some(Trouble::NoDatabase);
        self.trouble.clone().or(no_database)
    }

    fn next_release(&self) -> u64 {
        if self.is_successor() {
            self.own.number
        } else {
            self.offer().map_or(0, |(offer, _)| offer.head.number)
        }
    }
}
