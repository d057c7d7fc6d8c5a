//! The game's display as text: one line for each slot, and the sentence that is read out.

use component::hud::{Item, Kind, Slot, items_from_bytes};

/// The most marks that are drawn one by one; larger counts are numbers.
const MAX_MARKS: u16 = 12;

/// The slots in the order in which they are read.
pub const SLOTS: [Slot; 9] = [
    Slot::Title,
    Slot::Subtitle,
    Slot::Prompt,
    Slot::Score,
    Slot::Level,
    Slot::Lives,
    Slot::Goal,
    Slot::Energy,
    Slot::Hint,
];

/// One line of the display.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The game says something here.
    pub shown: bool,
    /// Its words.
    pub text: String,
    /// Its number or marks.
    pub value: String,
    /// What a screen reader says for `value`, where that differs.
    pub spoken: String,
    /// The bare number, for all kinds but text.
    pub number: Option<u16>,
    /// A bar: filled, whole.
    pub meter: Option<(u16, u16)>,
}

/// The whole display, a line for each of [`SLOTS`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display(pub [Line; SLOTS.len()]);

impl Display {
    /// The display in `bytes`; bytes that are none leave it empty.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut display = Self::default();
        for item in items_from_bytes(bytes).unwrap_or_default() {
            if let Some(index) = SLOTS.iter().position(|slot| *slot == item.slot) {
                display.0[index] = line_from_item(&item);
            }
        }
        display
    }

    /// What is read out when it changes: the large lines, the level and the lives, never the running numbers.
    pub fn announcement(&self) -> String {
        let spoken = [
            Slot::Title,
            Slot::Subtitle,
            Slot::Level,
            Slot::Lives,
            Slot::Prompt,
        ];
        let mut sentence = String::new();
        for (slot, line) in SLOTS.iter().zip(&self.0) {
            if !line.shown || !spoken.contains(slot) {
                continue;
            }
            if !sentence.is_empty() {
                sentence.push_str(". ");
            }
            sentence.push_str(&line.text);
            let value = if line.spoken.is_empty() {
                &line.value
            } else {
                &line.spoken
            };
            if !value.is_empty() {
                sentence.push(' ');
                sentence.push_str(value);
            }
        }
        sentence
    }
}

fn line_from_item(item: &Item<'_>) -> Line {
    let mut line = Line {
        shown: true,
        text: item.text.to_owned(),
        number: (item.kind != Kind::Text).then_some(item.value),
        ..Line::default()
    };
    let of = || format!("{} of {}", item.value, item.of);
    match item.kind {
        Kind::Text => {}
        Kind::Number => line.value = item.value.to_string(),
        Kind::Count if item.of <= MAX_MARKS => {
            let full = item.value.min(item.of);
            line.value = "●".repeat(usize::from(full)) + &"○".repeat(usize::from(item.of - full));
            line.spoken = of();
        }
        Kind::Count => line.value = format!("{} / {}", item.value, item.of),
        Kind::Meter => {
            line.meter = Some((item.value.min(item.of), item.of));
            line.spoken = of();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(items: &[(Slot, Kind, u16, u16, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &(slot, kind, value, of, text) in items {
            Item {
                slot,
                kind,
                value,
                of,
                text,
            }
            .write(&mut bytes);
        }
        bytes
    }

    #[test]
    fn a_count_is_marks_to_see_and_words_to_hear() {
        let display = Display::from_bytes(&bytes(&[(Slot::Lives, Kind::Count, 2, 3, "Lives")]));
        let lives = &display.0[5];
        assert_eq!(
            (lives.value.as_str(), lives.spoken.as_str()),
            ("●●○", "2 of 3")
        );
        assert_eq!(display.announcement(), "Lives 2 of 3");
    }

    #[test]
    fn running_numbers_are_not_read_out() {
        let one = Display::from_bytes(&bytes(&[
            (Slot::Score, Kind::Number, 10, 0, "Score"),
            (Slot::Title, Kind::Text, 0, 0, "Dusk"),
        ]));
        let other = Display::from_bytes(&bytes(&[
            (Slot::Score, Kind::Number, 20, 0, "Score"),
            (Slot::Title, Kind::Text, 0, 0, "Dusk"),
        ]));
        assert_ne!(one, other);
        assert_eq!(one.announcement(), other.announcement());
    }

    #[test]
    fn broken_bytes_show_nothing() {
        assert_eq!(Display::from_bytes(&[1, 2, 3]), Display::default());
    }
}
