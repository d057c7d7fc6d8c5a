//! Which key or pad button does what. The page edits the table; the engine applies it.

use protocol::engine::Binding;

/// An action and its name for people.
pub const ACTIONS: [(&str, &str); 7] = [
    ("up", "Up"),
    ("left", "Left"),
    ("down", "Down"),
    ("right", "Right"),
    ("dash", "Dash"),
    ("confirm", "Confirm"),
    ("restart", "Restart level"),
];

const DEFAULTS: [(&str, &str); 20] = [
    ("up", "KeyW"),
    ("up", "ArrowUp"),
    ("up", "Pad12"),
    ("left", "KeyA"),
    ("left", "ArrowLeft"),
    ("left", "Pad14"),
    ("down", "KeyS"),
    ("down", "ArrowDown"),
    ("down", "Pad13"),
    ("right", "KeyD"),
    ("right", "ArrowRight"),
    ("right", "Pad15"),
    ("dash", "Space"),
    ("dash", "ShiftLeft"),
    ("dash", "Pad2"),
    ("confirm", "Enter"),
    ("confirm", "Space"),
    ("confirm", "Pad0"),
    ("restart", "KeyR"),
    ("restart", "Pad8"),
];

/// The codes that the page keeps for itself.
pub const PAUSE_CODES: [&str; 3] = ["Escape", "KeyP", "Pad9"];

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings(Vec<Binding>);

impl Default for Bindings {
    fn default() -> Self {
        Self::from_rows(&DEFAULTS)
    }
}

impl Bindings {
    /// The table of `rows`, each an action and a code.
    pub fn from_rows(rows: &[(&str, &str)]) -> Self {
        Self(
            rows.iter()
                .map(|(action, code)| Binding {
                    code: (*code).to_owned(),
                    action: (*action).to_owned(),
                })
                .collect(),
        )
    }

    /// Every row.
    pub fn rows(&self) -> &[Binding] {
        &self.0
    }

    /// The codes of `action`, in the order in which people see them.
    pub fn codes<'a>(&'a self, action: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |row| row.action == action)
            .map(|row| row.code.as_str())
    }

    /// `code` does something.
    pub fn knows(&self, code: &str) -> bool {
        self.0.iter().any(|row| row.code == code)
    }

    /// Makes `code` the only key of `action` and takes it from any other; pad buttons and keys replace their own kind.
    /// Returns whether the table changed: a code that the page keeps for itself is refused.
    pub fn rebind(&mut self, action: &str, code: &str) -> bool {
        if PAUSE_CODES.contains(&code) || !ACTIONS.iter().any(|(name, _)| *name == action) {
            return false;
        }
        let same_kind = |row: &Binding| is_pad(&row.code) == is_pad(code);
        self.0
            .retain(|row| row.code != code && !(row.action == action && same_kind(row)));
        self.0.push(Binding {
            code: code.to_owned(),
            action: action.to_owned(),
        });
        true
    }
}

fn is_pad(code: &str) -> bool {
    code.starts_with("Pad")
}

/// `code` as it stands on a keyboard or a pad.
pub fn label(code: &str) -> String {
    const PAD: [&str; 17] = [
        "A",
        "B",
        "X",
        "Y",
        "LB",
        "RB",
        "LT",
        "RT",
        "Select",
        "Start",
        "L3",
        "R3",
        "D-pad up",
        "D-pad down",
        "D-pad left",
        "D-pad right",
        "Home",
    ];
    if let Some(button) = code.strip_prefix("Pad") {
        let name = button.parse().ok().and_then(|index: usize| PAD.get(index));
        return match name.copied() {
            Some(name) if name.starts_with("D-pad") => name.to_owned(),
            name => format!("Pad {}", name.unwrap_or(button)),
        };
    }
    match code {
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "ShiftLeft" => "Left Shift".to_owned(),
        "ShiftRight" => "Right Shift".to_owned(),
        _ => code
            .strip_prefix("Key")
            .or_else(|| code.strip_prefix("Digit"))
            .unwrap_or(code)
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_key_and_a_pad_button() {
        let bindings = Bindings::default();
        for (action, _) in ACTIONS {
            assert!(bindings.codes(action).any(is_pad), "{action} on a pad");
            assert!(
                bindings.codes(action).any(|code| !is_pad(code)),
                "{action} on keys"
            );
        }
    }

    #[test]
    fn a_new_key_replaces_keys_and_leaves_the_pad() {
        let mut bindings = Bindings::default();
        assert!(bindings.rebind("up", "KeyI"));
        assert_eq!(bindings.codes("up").collect::<Vec<_>>(), ["Pad12", "KeyI"]);
    }

    #[test]
    fn a_key_does_one_thing_after_it_was_chosen() {
        let mut bindings = Bindings::default();
        assert!(bindings.rebind("dash", "KeyW"));
        assert!(!bindings.codes("up").any(|code| code == "KeyW"));
    }

    #[test]
    fn the_pause_key_cannot_be_taken() {
        let mut bindings = Bindings::default();
        assert!(!bindings.rebind("dash", "Escape"));
        assert_eq!(bindings, Bindings::default());
    }

    #[test]
    fn labels_read_as_on_the_keys() {
        assert_eq!(label("KeyW"), "W");
        assert_eq!(label("Pad9"), "Pad Start");
        assert_eq!(label("Pad12"), "D-pad up");
        assert_eq!(label("Pad40"), "Pad 40");
        assert_eq!(label("Digit1"), "1");
        assert_eq!(label("Enter"), "Enter");
    }
}
