//! What every page knows: the signals that views read and the life of the page writes.
//!
//! On the server they keep their first values, so the first picture in the browser equals the rendered text.

use crate::live::Live;
use crate::opened::Opened;
use crate::published::Published;
use crate::settings::Settings;
use crate::site::Site;
use page::updates::Said;
use protocol::worker::{Status, Trouble};

/// How far the service worker is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Worker {
    /// Not yet heard of.
    #[default]
    Unknown,
    /// There is none here, and this is why.
    Absent(&'static str),
    /// It told how things stand.
    Known(Box<Status>),
}

impl Worker {
    /// How things stand, where that is known.
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Known(status) => Some(status),
            Self::Unknown | Self::Absent(_) => None,
        }
    }
}

/// The way to the origin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Connection {
    /// Not yet tried.
    #[default]
    Unknown,
    /// It answered after this long.
    Online {
        /// Milliseconds.
        millis: u32,
    },
    /// It did not answer.
    Offline,
}

impl Connection {
    /// Its name in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Offline => "offline",
            Self::Online { millis: 0..=150 } => "good",
            Self::Online { millis: 151..=600 } => "fair",
            Self::Online { .. } => "slow",
        }
    }

    /// What people read.
    pub fn words(self) -> String {
        match self {
            Self::Unknown => "Connection".to_owned(),
            Self::Offline => "Offline".to_owned(),
            Self::Online { millis } => {
                let quality = match self.name() {
                    "good" => "Good connection",
                    "fair" => "Fair connection",
                    _ => "Slow connection",
                };
                format!("{quality}, {millis} ms")
            }
        }
    }
}

/// Installing the player as an app.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Install {
    /// Nothing to offer: not possible here, or installed already.
    #[default]
    Unavailable,
    /// The browser has a prompt.
    Offered,
    /// Through the share menu of iOS.
    ByShareMenu,
}

/// The signals of a page.
#[derive(Debug, Clone, Copy)]
pub struct Shell {
    /// The parts of this build.
    pub site: Live<Site>,
    /// The service worker.
    pub worker: Live<Worker>,
    /// The way to the origin.
    pub connection: Live<Connection>,
    /// Installing.
    pub install: Live<Install>,
    /// What the player said about the update on offer.
    pub said: Live<Said>,
    /// The newer release that the origin names where there is no worker to fetch it.
    pub newer_release: Live<Option<u64>>,
    /// A newer release that failed on this device.
    pub failed_release: Live<Option<u64>>,
    /// How far the page of a published game has got.
    pub published: Live<Published>,
    /// How far the page that opens a file has got.
    pub opened: Live<Opened>,
    /// The games that the origin lists as published, by id and title.
    pub listed: Live<Vec<(String, String)>>,
    /// The player's choices.
    pub settings: Live<Settings>,
    /// The trouble whose sentence the player has put away.
    pub dismissed: Live<Option<Trouble>>,
    /// One sentence about something that did not work; empty when all is well.
    pub notice: Live<String>,
}

impl Shell {
    /// The name of the game `id` for people, be it of the release or published; the id itself where neither has it.
    pub fn title(&self, id: &str) -> String {
        let of_package = |status: &Status| {
            let mut packages = status.packages.iter();
            packages
                .find(|package| package.id == id)
                .map(|package| package.title.clone())
        };
        let published = self.worker.with(|worker| of_package(worker.status()?));
        published.unwrap_or_else(|| self.site.with_untracked(|site| site.title(id)))
    }

    /// The signals of a page of `site`.
    pub fn new(site: Site) -> Self {
        Self {
            site: Live::new(site),
            worker: Live::default(),
            connection: Live::default(),
            install: Live::default(),
            said: Live::default(),
            newer_release: Live::default(),
            failed_release: Live::default(),
            published: Live::default(),
            opened: Live::default(),
            listed: Live::default(),
            settings: Live::default(),
            dismissed: Live::default(),
            notice: Live::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_judged_by_its_answer() {
        assert_eq!(
            Connection::Online { millis: 12 }.words(),
            "Good connection, 12 ms"
        );
        assert_eq!(Connection::Online { millis: 151 }.name(), "fair");
        assert_eq!(
            Connection::Online { millis: 2_000 }.words(),
            "Slow connection, 2000 ms"
        );
        assert_eq!(Connection::Offline.words(), "Offline");
    }
}
