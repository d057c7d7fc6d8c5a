//! The open pages: which release each comes from, what each plays, which agreed to go on.

use protocol::worker::Trouble;

use crate::{
    Client, Effect,
    saved::{self, Member},
    state::State,
};

/// Pages that play a game are below it.
pub(crate) const PLAY: &str = "/play/";
const GAME: &str = "game=";

/// The path under which an open page is known. The page of a published game is one file for all of them, which a plain
/// host can have, so its address names the game in the query: `/play/?game=ID` is known as `/play/ID/`.
pub fn page_path(path: &str, query: &str) -> String {
    let mut pairs = query.trim_start_matches('?').split('&');
    match pairs.find_map(|pair| pair.strip_prefix(GAME)) {
        Some(id) if path == PLAY => [PLAY, id, "/"].concat(),
        _ => path.to_owned(),
    }
}

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
        let refused = self.faith.refused.clone();
        let refused = refused.map(|name| Trouble::Refused { name });
        // Records are small: a browser that does not write them has no room for anything.
        let unsaved = self.unsaved_bytes;
        let unsaved = unsaved.map(|needed_bytes| Trouble::QuotaExceeded { needed_bytes });
        let trouble = self.trouble.clone().or(refused);
        trouble.or(no_database).or(unsaved)
    }

    fn next_release(&self) -> u64 {
        if self.is_successor() {
            self.own.number
        } else {
            self.offer().map_or(0, |(offer, _)| offer.head.number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::page_path;

    #[test]
    fn the_page_of_a_published_game_is_known_by_its_game() {
        for (path, query, known) in [
            ("/play/", "?game=meteors", "/play/meteors/"),
            ("/play/", "?seed=7&game=meteors", "/play/meteors/"),
            ("/play/", "", "/play/"),
            ("/play/emberfall/", "?game=meteors", "/play/emberfall/"),
            ("/", "?game=meteors", "/"),
        ] {
            assert_eq!(page_path(path, query), known);
        }
    }
}
