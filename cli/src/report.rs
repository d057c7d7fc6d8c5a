//! What a command says at its end: a text for people and the same as one JSON object for programs.

use std::io::{ErrorKind, Write as _};

use serde_json::Value;

/// The outcome of a command.
pub(crate) struct Report {
    text: Vec<u8>,
    json: Option<Value>,
    is_good: bool,
}

impl Report {
    /// All went well; `text` without its last line feed.
    pub(crate) fn good(text: String, json: Value) -> Self {
        Self {
            text: (text + "\n").into_bytes(),
            json: Some(json),
            is_good: true,
        }
    }

    /// The command did its work, and what it found is wrong.
    pub(crate) fn wrong(text: String, json: Value) -> Self {
        Self {
            is_good: false,
            ..Self::good(text, json)
        }
    }

    /// What the command was asked to print, the same for everybody.
    pub(crate) fn raw(text: Vec<u8>) -> Self {
        Self {
            text,
            json: None,
            is_good: true,
        }
    }

    /// Prints it and gives the exit code.
    pub(crate) fn print(self, as_json: bool, quiet: bool) -> u8 {
        let is_raw = self.json.is_none();
        let text = match self.json.filter(|_| as_json) {
            Some(json) => format!("{json}\n").into_bytes(),
            None => self.text,
        };
        let result = if as_json || is_raw || !quiet {
            let mut out = std::io::stdout().lock();
            out.write_all(&text).and_then(|()| out.flush())
        } else if self.is_good {
            Ok(())
        } else {
            std::io::stderr().write_all(&text)
        };
        match result {
            // A reader that went away, as `head`, is no error of ours.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(&anyhow::Error::new(error).context("cannot print what was done"));
                1
            }
            _ => u8::from(!self.is_good),
        }
    }
}

/// Says on standard error, if there is one, what went wrong: one sentence, without the numbers of the system.
pub(crate) fn complain(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "error: {}", sentence(error));
}

fn sentence(error: &anyhow::Error) -> String {
    let mut text = format!("{error:#}");
    while let Some(start) = text.find(" (os error ") {
        let Some(end) = text.get(start..).and_then(|rest| rest.find(')')) else {
            break;
        };
        text.replace_range(start..=start + end, "");
    }
    text
}

/// `count` and the word for so many, as "1 file" or "2 files".
pub(crate) fn counted(count: usize, word: &str) -> String {
    counted_as(count, word, &format!("{word}s"))
}

/// `count` and the word for one or for many.
pub(crate) fn counted_as(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A number of bytes as people read it: exact, with its thousands set apart.
pub(crate) fn bytes(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let ending = if count == 1 { "" } else { "s" };
    format!("{text} byte{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_without_the_numbers_of_the_system() {
        let error = std::io::Error::from_raw_os_error(2);
        let error = anyhow::Error::new(error).context("cannot read a");
        let text = sentence(&error.context("b"));
        assert_eq!(text, "b: cannot read a: No such file or directory");
    }

    #[test]
    fn thousands_are_set_apart() {
        let said = [0, 1, 999, 1000, 1_234_567].map(bytes);
        let want = [
            "0 bytes",
            "1 byte",
            "999 bytes",
            "1,000 bytes",
            "1,234,567 bytes",
        ];
        assert_eq!(said, want);
    }
}
