//! What the player chose: theme, quality, keys. Kept as lines of text, so an older page reads a newer one's choices.

use crate::bindings::Bindings;
use protocol::engine::Quality;

/// The colours of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dusk.
    Dark,
    /// Dawn.
    Light,
}

impl Theme {
    /// Its name in the page and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The theme called `name`; the system's where there is none.
    pub fn from_name(name: &str) -> Self {
        match name {
            "dark" => Self::Dark,
            "light" => Self::Light,
            _ => Self::System,
        }
    }
}

/// The name of `quality` in the page and in storage.
pub fn quality_name(quality: Quality) -> &'static str {
    match quality {
        Quality::Automatic => "automatic",
        Quality::Low => "low",
        Quality::High => "high",
    }
}

/// The quality called `name`; automatic where there is none.
pub fn quality_from_name(name: &str) -> Quality {
    match name {
        "low" => Quality::Low,
        "high" => Quality::High,
        _ => Quality::Automatic,
    }
}

/// Everything the player chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// How much the engine draws.
    pub quality: Quality,
    /// Which key or button does what.
    pub bindings: Bindings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            quality: Quality::Automatic,
            bindings: Bindings::default(),
        }
    }
}

impl Settings {
    /// The choices in `text`; what it does not say is the default.
    pub fn from_text(text: &str) -> Self {
        let mut settings = Self::default();
        let mut bindings = Vec::new();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("theme", name)) => settings.theme = Theme::from_name(name),
                Some(("quality", name)) => settings.quality = quality_from_name(name),
                Some(("bind", row)) => bindings.extend(row.split_once(' ')),
                _ => {}
            }
        }
        if !bindings.is_empty() {
            settings.bindings = Bindings::from_rows(&bindings);
        }
        settings
    }

    /// The text that [`Self::from_text`] reads.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "theme {}\nquality {}",
            self.theme.name(),
            quality_name(self.quality)
        );
        for row in self.bindings.rows() {
            text.push_str(&format!("\nbind {} {}", row.action, row.code));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_back_as_they_were_kept() {
        let mut settings = Settings {
            theme: Theme::Light,
            quality: Quality::Low,
            ..Settings::default()
        };
        settings.bindings.rebind("dash", "KeyQ");
        assert_eq!(Settings::from_text(&settings.to_text()), settings);
    }

    #[test]
    fn words_of_a_newer_page_are_passed_over() {
        let settings = Settings::from_text("theme neon\nhaptics on\nquality high");
        assert_eq!(settings.theme, Theme::System);
        assert_eq!(settings.quality, Quality::High);
        assert_eq!(settings.bindings, Bindings::default());
    }
}
