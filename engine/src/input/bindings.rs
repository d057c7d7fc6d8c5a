//! Which key or pad button does what. Absent on purpose: storing the table, which is the page's.

use protocol::engine::Binding;

/// A set of [`control`] bits.
pub(super) type Controls = u8;

/// What a key or button can do.
pub(super) mod control {
    use super::Controls;

    pub(in crate::input) const LEFT: Controls = 1;
    pub(in crate::input) const RIGHT: Controls = 2;
    pub(in crate::input) const UP: Controls = 4;
    pub(in crate::input) const DOWN: Controls = 8;
    pub(in crate::input) const DASH: Controls = 16;
    pub(in crate::input) const CONFIRM: Controls = 32;
    pub(in crate::input) const RESTART: Controls = 64;

    /// The control that the protocol calls `name`.
    pub(in crate::input) fn from_name(name: &str) -> Option<Controls> {
        Some(match name {
            "left" => LEFT,
            "right" => RIGHT,
            "up" => UP,
            "down" => DOWN,
            "dash" => DASH,
            "confirm" => CONFIRM,
            "restart" => RESTART,
            _ => return None,
        })
    }

    /// Where the directions among `held` point, at full length.
    pub(in crate::input) fn direction(held: Controls) -> (f32, f32) {
        let axis = |less, more| f32::from(held & more != 0) - f32::from(held & less != 0);
        let (x, y): (f32, f32) = (axis(LEFT, RIGHT), axis(DOWN, UP));
        let length = (x * x + y * y).sqrt().max(1.0);
        (x / length, y / length)
    }
}

/// Rows past this are not kept: the table comes in a message.
const MAX_ROWS: usize = 128;

const DEFAULTS: [(&str, Controls); 22] = [
    ("ArrowLeft", control::LEFT),
    ("ArrowRight", control::RIGHT),
    ("ArrowUp", control::UP),
    ("ArrowDown", control::DOWN),
    ("KeyA", control::LEFT),
    ("KeyD", control::RIGHT),
    ("KeyW", control::UP),
    ("KeyS", control::DOWN),
    ("Space", control::DASH),
    ("ShiftLeft", control::DASH),
    ("ShiftRight", control::DASH),
    ("Enter", control::CONFIRM),
    ("NumpadEnter", control::CONFIRM),
    ("KeyR", control::RESTART),
    ("Pad0", control::DASH),
    ("Pad0", control::CONFIRM),
    ("Pad8", control::RESTART),
    ("Pad9", control::CONFIRM),
    ("Pad12", control::UP),
    ("Pad13", control::DOWN),
    ("Pad14", control::LEFT),
    ("Pad15", control::RIGHT),
];

#[derive(Debug)]
struct Row {
    code: String,
    /// The bit of the pad button that `code` names; 0 for a key.
    button: u32,
    controls: Controls,
    down: bool,
}

/// The table, with the keys that are down.
#[derive(Debug)]
pub(super) struct Bindings {
    rows: Vec<Row>,
}

impl Default for Bindings {
    fn default() -> Self {
        Self {
            rows: DEFAULTS.map(|(code, controls)| row(code, controls)).into(),
        }
    }
}

impl Bindings {
    /// The page's table; rows with an action of no known name are left out.
    pub(super) fn from_rows(rows: &[Binding]) -> Self {
        let known = rows
            .iter()
            .filter_map(|it| Some(row(&it.code, control::from_name(&it.action)?)));
        Self {
            rows: known.take(MAX_ROWS).collect(),
        }
    }

    /// A key went down or up; what it began. A key that repeats begins nothing.
    pub(super) fn key(&mut self, code: &str, down: bool) -> Controls {
        let mut begun = 0;
        for row in self.rows.iter_mut().filter(|row| row.code == code) {
            if down && !row.down {
                begun |= row.controls;
            }
            row.down = down;
        }
        begun
    }

    /// What the keys that are down do.
    pub(super) fn held(&self) -> Controls {
        let down = self.rows.iter().filter(|row| row.down);
        down.fold(0, |held, row| held | row.controls)
    }

    /// What a set of pad buttons does.
    pub(super) fn buttons(&self, buttons: u32) -> Controls {
        let bound = self.rows.iter().filter(|row| row.button & buttons != 0);
        bound.fold(0, |held, row| held | row.controls)
    }

    /// Lets every key go.
    pub(super) fn release(&mut self) {
        for row in &mut self.rows {
            row.down = false;
        }
    }
}

fn row(code: &str, controls: Controls) -> Row {
    let number = code.strip_prefix("Pad").and_then(|it| it.parse().ok());
    Row {
        code: code.to_owned(),
        button: number.and_then(|it| 1u32.checked_shl(it)).unwrap_or(0),
        controls,
        down: false,
    }
}
