//! The pages and their addresses. Every address ends in a slash, so any file server finds `index.html` there.

use crate::site::Site;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// All games.
    Library,
    /// One game.
    Play(String),
    /// A game that its author published; the query says which.
    Published,
    /// Opens a game from a file.
    Open,
    /// Storage, saves and choices.
    Settings,
    /// Shown for a page that cannot be had without the network.
    Offline,
    /// What a browser may lack, and what to do.
    Help,
    /// An address that leads nowhere.
    Missing,
}

impl Route {
    /// The page at `path`.
    pub fn from_path(path: &str) -> Self {
        match path {
            "/" => Self::Library,
            "/play/" => Self::Published,
            "/open/" => Self::Open,
            "/settings/" => Self::Settings,
            "/offline/" => Self::Offline,
            "/help/" => Self::Help,
            _ => path
                .strip_prefix("/play/")
                .and_then(|rest| rest.strip_suffix('/'))
                .filter(|id| !id.is_empty() && !id.contains('/'))
                .map_or(Self::Missing, |id| Self::Play(id.to_owned())),
        }
    }

    /// Its address.
    pub fn path(&self) -> String {
        match self {
            Self::Library => "/".to_owned(),
            Self::Play(id) => format!("/play/{id}/"),
            Self::Published => "/play/".to_owned(),
            Self::Open => "/open/".to_owned(),
            Self::Settings => "/settings/".to_owned(),
            Self::Offline => "/offline/".to_owned(),
            Self::Help => "/help/".to_owned(),
            Self::Missing => "/404/".to_owned(),
        }
    }

    /// Every page that a build writes as a file.
    pub fn all(site: &Site) -> Vec<Self> {
        let mut routes = vec![
            Self::Library,
            Self::Published,
            Self::Open,
            Self::Settings,
            Self::Offline,
            Self::Help,
        ];
        routes.extend(site.games.iter().map(|game| Self::Play(game.id.clone())));
        routes
    }

    /// Its title and its description for search engines.
    pub fn title_and_description(&self, site: &Site) -> (String, String) {
        match self {
            Self::Library => (
                "Layer-W: games that stay yours offline".to_owned(),
                "Play in a second, install from the address bar, and go on playing without a network.".to_owned(),
            ),
            Self::Play(id) => {
                let (title, tagline) = site
                    .game(id)
                    .map_or((id.as_str(), ""), |game| (&game.title, &game.tagline));
                (format!("{title} · Layer-W"), format!("Play {title} in the browser, online or offline. {tagline}"))
            }
            Self::Published => (
                "Game · Layer-W".to_owned(),
                "A game that its author published here: what it is, who signed it, and a button to play it.".to_owned(),
            ),
            Self::Open => (
                "Open a game · Layer-W".to_owned(),
                "Open a game from a .lwpkg file: see who signed it and what it asks for, then keep it on this device.".to_owned(),
            ),
            Self::Settings => (
                "Settings · Layer-W".to_owned(),
                "What is stored on this device, your saves, and how games look.".to_owned(),
            ),
            Self::Offline => (
                "Offline · Layer-W".to_owned(),
                "This page is not on this device yet. The games that are can be played now.".to_owned(),
            ),
            Self::Help => (
                "Help · Layer-W".to_owned(),
                "What a browser needs for these games, what yours has, and what to do where something is missing.".to_owned(),
            ),
            Self::Missing => (
                "Nothing here · Layer-W".to_owned(),
                "This address leads nowhere.".to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_page_and_back() {
        let site =
            Site::from_text("game emberfall /c/g.wasm 1 /c/c.svg").expect("the text is right");
        for route in Route::all(&site) {
            assert_eq!(Route::from_path(&route.path()), route);
        }
    }

    #[test]
    fn an_address_that_no_page_has_is_missing() {
        for path in ["/settings", "/play//", "/play/a/b/", "", "/play/a"] {
            assert_eq!(Route::from_path(path), Route::Missing, "{path}");
        }
    }
}
