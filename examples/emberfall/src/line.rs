//! A line of text put together without allocating. Absent on purpose: `core::fmt`, which would double the module.

use component::hud::MAX_TEXT_BYTES;

/// Text of at most [`MAX_TEXT_BYTES`]; what does not fit is left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    bytes: [u8; MAX_TEXT_BYTES],
    length: usize,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self {
            bytes: [0; MAX_TEXT_BYTES],
            length: 0,
        }
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        if let Some(room) = self.bytes[self.length..].get_mut(..text.len()) {
            room.copy_from_slice(text.as_bytes());
            self.length += text.len();
        }
        self
    }

    pub(crate) fn number(self, number: u32) -> Self {
        let mut digits = [0; 10];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.text(core::str::from_utf8(&digits[start..]).unwrap_or_default())
    }

    /// Minutes and seconds.
    pub(crate) fn clock(self, secs: u32) -> Self {
        let line = self.number(secs / 60).text(":");
        let line = if secs % 60 < 10 { line.text("0") } else { line };
        line.number(secs % 60)
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_clocks_read_as_people_write_them() {
        let line = Line::new().number(0).text(" · ").number(4_294_967_295);
        assert_eq!(line.as_str(), "0 · 4294967295");
        assert_eq!(Line::new().clock(65).as_str(), "1:05");
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let line = Line::new().text(&"ä".repeat(80)).text("x");
        assert_eq!(line.as_str().chars().count(), 80);
    }
}
