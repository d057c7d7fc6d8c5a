//! The named parts of the store, in the order in which they matter to a player.

/// A named part of the store. Earlier means more important: it is fetched first and let go last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// Pages, styles and the code that makes them live.
    Shell,
    /// The code that runs any game.
    Engine,
    /// What one game needs besides.
    Game(String),
}

const MAX_ID_BYTES: usize = 64;

impl Region {
    /// The region that `name` spells.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "shell" => Some(Self::Shell),
            "engine" => Some(Self::Engine),
            _ => name
                .strip_prefix("game/")
                .filter(|id| is_id(id))
                .map(|id| Self::Game(id.to_owned())),
        }
    }

    /// The spelling.
    pub fn name(&self) -> String {
        match self {
            Self::Shell => "shell".to_owned(),
            Self::Engine => "engine".to_owned(),
            Self::Game(id) => ["game/", id].concat(),
        }
    }

    /// The game whose region it is.
    pub fn game(&self) -> Option<&str> {
        match self {
            Self::Game(id) => Some(id),
            Self::Shell | Self::Engine => None,
        }
    }
}

/// Whether `id` may name a game, a site or a package.
pub(crate) fn is_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !id.is_empty() && id.len() <= MAX_ID_BYTES && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_comes_back_from_its_name() {
        for region in [
            Region::Shell,
            Region::Engine,
            Region::Game("emberfall".to_owned()),
        ] {
            assert_eq!(Region::from_name(&region.name()), Some(region));
        }
        for bad in ["", "Shell", "game/", "game/A", "game/a/b", "game/../x"] {
            assert_eq!(Region::from_name(bad), None, "{bad}");
        }
    }
}
