//! What a wrapped game says about itself to the site that lists it: a few lines beside its files.

use core::fmt;

/// The file, relative to the game's own origin.
pub const WRAPPED_FILE: &str = "layerw-wrapped.txt";

const HEADER: &str = "layerw-wrapped 1";
const LINE: &str = "id, bytes, beside, own or shared, address, title";
const MAX_BYTES: usize = 4096;

/// A wrapped game as a library shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Its id: the first label of its host.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// All its files, bytes.
    pub bytes: u64,
    /// Where players open it.
    pub address: Address,
}

/// Where players open a wrapped game.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// The host of the site that lists it, with the id before it.
    Beside,
    /// An origin of its own, as `https://rocks.example.com`.
    Own(String),
    /// A folder of an origin that others share, as `https://example.com/rocks`: its code can read what they stored.
    Shared(String),
}

impl Address {
    /// The page that is opened from a site at `scheme` (as `https:`) and `host` (with its port).
    pub fn page(&self, id: &str, scheme: &str, host: &str) -> String {
        match self {
            Self::Own(address) | Self::Shared(address) => [address, "/"].concat(),
            Self::Beside => {
                // An address in numbers has no names before it; these two are also called localhost.
                let port = |local: &str| host.strip_prefix(local).filter(|rest| is_port(rest));
                let port = port("127.0.0.1").or_else(|| port("[::1]"));
                let host =
                    port.map_or_else(|| host.to_owned(), |port| ["localhost", port].concat());
                [scheme, "//", id, ".", &host, "/"].concat()
            }
        }
    }

    /// Its kind and its address, as two words.
    fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Beside => ("beside", "-"),
            Self::Own(address) => ("own", address),
            Self::Shared(address) => ("shared", address),
        }
    }

    fn from_words(kind: &str, address: &str) -> Option<Self> {
        let is_web = ["https://", "http://"]
            .iter()
            .any(|start| address.starts_with(start));
        match kind {
            "beside" => (address == "-").then_some(Self::Beside),
            "own" if is_web => Some(Self::Own(address.to_owned())),
            "shared" if is_web => Some(Self::Shared(address.to_owned())),
            _ => None,
        }
    }
}

fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':');
    text.is_empty() || digits.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text is not about a wrapped game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotWrapped {
    /// The line that is wrong, from 1.
    pub line: usize,
    /// What should stand there.
    pub want: &'static str,
}

impl fmt::Display for NotWrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: want {}", self.line, self.want)
    }
}

impl core::error::Error for NotWrapped {}

impl Wrapped {
    /// The game that `text` is about.
    ///
    /// # Errors
    /// [`NotWrapped`] where the text is not what [`Wrapped::to_text`] writes.
    pub fn from_text(text: &str) -> Result<Self, NotWrapped> {
        let wrong = |line, want| NotWrapped { line, want };
        if text.len() > MAX_BYTES {
            return Err(wrong(1, "at most 4096 bytes"));
        }
        let lines: Vec<&str> = text.lines().collect();
        if lines.first() != Some(&HEADER) {
            return Err(wrong(1, HEADER));
        }
        let line = lines.get(1).ok_or(wrong(2, LINE))?;
        let wrapped = Self::from_line(line).ok_or(wrong(2, LINE))?;
        match lines.len() {
            2 => Ok(wrapped),
            _ => Err(wrong(3, "the end")),
        }
    }

    /// The lines.
    pub fn to_text(&self) -> String {
        [HEADER, "\n", &self.to_line(), "\n"].concat()
    }

    /// The game that a line of [`Wrapped::to_line`] is about.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.splitn(5, ' ');
        let (id, bytes) = (words.next()?, words.next()?);
        let (kind, address, title) = (words.next()?, words.next()?, words.next()?);
        let wrapped = Self {
            id: id.to_owned(),
            title: title.to_owned(),
            bytes: bytes.parse().ok()?,
            address: Address::from_words(kind, address)?,
        };
        (is_label(id) && !title.is_empty()).then_some(wrapped)
    }

    /// All of it on one line: id, bytes, kind of address, address, title.
    pub fn to_line(&self) -> String {
        let (kind, address) = self.address.words();
        let (id, bytes, title) = (&self.id, self.bytes, &self.title);
        format!("{id} {bytes} {kind} {address} {title}")
    }
}

/// The game whose origin the host of a request is: what stands before its first point, where that could be a game's id.
pub fn game_of_host(host: &str) -> Option<&str> {
    let (label, rest) = host.split_once('.')?;
    // An address in numbers has no names before it.
    let is_address = host.split(':').next().is_some_and(|name| {
        name.bytes()
            .all(|byte| byte == b'.' || byte.is_ascii_digit())
    });
    (is_label(label) && !rest.is_empty() && !is_address).then_some(label)
}

/// Whether `id` can be both a game's id and a label of a host's name.
pub fn is_label(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_framed = id.starts_with('-') || id.ends_with('-');
    (1..=63).contains(&id.len()) && id.bytes().all(plain) && !is_framed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_comes_back_and_nothing_else_is_heard() {
        let mut wrapped = Wrapped {
            id: "rocks".to_owned(),
            title: "Rocks & Stones – 火".to_owned(),
            bytes: 12_345,
            address: Address::Beside,
        };
        for address in [
            Address::Beside,
            Address::Shared("https://example.com/rocks".to_owned()),
            Address::Own("https://rocks.example.com".to_owned()),
        ] {
            wrapped.address = address;
            assert_eq!(Wrapped::from_text(&wrapped.to_text()), Ok(wrapped.clone()));
        }
        let text = wrapped.to_text();
        for (right, wrong, line) in [
            ("wrapped 1", "wrapped 2", 1),
            ("rocks 1", "Rocks 1", 2),
            ("12345", "many", 2),
            ("own", "mine", 2),
            ("https://rocks", "javascript:rocks", 2),
            ("Rocks & Stones – 火", "", 2),
        ] {
            let said = Wrapped::from_text(&text.replace(right, wrong));
            assert_eq!(said.map_err(|error| error.line), Err(line), "{wrong}");
        }
        assert!(Wrapped::from_text(&(text + "more\n")).is_err());
        assert!(Wrapped::from_text("").is_err());
    }

    #[test]
    fn a_game_is_opened_on_its_own_host() {
        let page = |address: Address, host| address.page("rocks", "http:", host);
        for (host, want) in [
            ("localhost:3000", "http://rocks.localhost:3000/"),
            ("127.0.0.1:3000", "http://rocks.localhost:3000/"),
            ("[::1]", "http://rocks.localhost/"),
            ("games.example.com", "http://rocks.games.example.com/"),
            (
                "127.0.0.1.example.com",
                "http://rocks.127.0.0.1.example.com/",
            ),
        ] {
            assert_eq!(page(Address::Beside, host), want);
        }
        let own = Address::Own("https://rocks.example.com".to_owned());
        assert_eq!(page(own, "localhost"), "https://rocks.example.com/");
    }

    #[test]
    fn a_host_leads_to_a_game_by_its_first_label() {
        for (host, game) in [
            ("rocks.localhost:3000", Some("rocks")),
            ("rocks.games.example.com", Some("rocks")),
            ("localhost:3000", None),
            ("127.0.0.1:3000", None),
            ("[::1]:3000", None),
            ("..localhost", None),
            ("-a.localhost", None),
            ("ROCKS.localhost", None),
            ("rocks.", None),
        ] {
            assert_eq!(game_of_host(host), game, "{host}");
        }
    }
}
