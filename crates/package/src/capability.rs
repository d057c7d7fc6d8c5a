//! What a package may ask for beyond drawing, sounding and being played. The list is closed: a capability that this
//! version does not know cannot be granted, so a package that asks for it is refused.

/// Something that a player can grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Write text to the clipboard.
    Clipboard,
    /// Leave the page's frame for the whole screen.
    Fullscreen,
    /// Record sound.
    Microphone,
    /// Run mods that the player brings.
    Mods,
    /// Ask its own origin for more while it is played.
    Network,
    /// Take the mouse pointer.
    PointerLock,
    /// Keep saves.
    Saves,
}

impl Capability {
    /// Every capability, in the order of their names.
    pub const ALL: [Self; 7] = [
        Self::Clipboard,
        Self::Fullscreen,
        Self::Microphone,
        Self::Mods,
        Self::Network,
        Self::PointerLock,
        Self::Saves,
    ];

    /// The capability that `name` spells.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clipboard => "clipboard",
            Self::Fullscreen => "fullscreen",
            Self::Microphone => "microphone",
            Self::Mods => "mods",
            Self::Network => "network",
            Self::PointerLock => "pointer-lock",
            Self::Saves => "saves",
        }
    }
}
