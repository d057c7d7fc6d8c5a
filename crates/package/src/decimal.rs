//! Whole numbers in their one decimal spelling: no sign, no leading zero. Deliberately not `core::fmt`, which the
//! service worker would otherwise carry for a handful of digits.

/// The number that `text` spells, where it is spelled as [`push`] would and is at most `max`.
pub fn parse(text: &str, max: u64) -> Option<u64> {
    let digits = text.as_bytes();
    if digits.is_empty() || (digits.len() > 1 && digits[0] == b'0') {
        return None;
    }
    let mut number = 0u64;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number
            .checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))?;
    }
    (number <= max).then_some(number)
}

/// The digits of `number`.
pub fn text(number: u64) -> String {
    let mut text = String::new();
    push(&mut text, number);
    text
}

/// Appends the digits of `number`.
pub fn push(text: &mut String, number: u64) {
    if number >= 10 {
        push(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_one_spelling() {
        for number in [0, 1, 9, 10, 99, 100, 1 << 32, u64::MAX] {
            let mut text = String::new();
            push(&mut text, number);
            assert_eq!(text, number.to_string());
            assert_eq!(parse(&text, u64::MAX), Some(number));
        }
        for other in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1e3",
            "18446744073709551616",
        ] {
            assert_eq!(parse(other, u64::MAX), None, "{other:?}");
        }
        assert_eq!(parse("11", 10), None);
    }
}
