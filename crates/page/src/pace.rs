//! How long something takes to come, as people read it.

use crate::size::size;

/// `bytes`, and how long they take at `bytes_per_sec`, where that is known.
pub fn size_and_time(bytes: u64, bytes_per_sec: Option<u64>) -> String {
    match time(bytes, bytes_per_sec) {
        Some(time) => format!("{}, {time}", size(bytes)),
        None => size(bytes),
    }
}

/// How long `bytes` take at `bytes_per_sec`, rounded up; nothing where that is not known.
pub fn time(bytes: u64, bytes_per_sec: Option<u64>) -> Option<String> {
    let bytes_per_sec = bytes_per_sec.filter(|speed| *speed > 0)?;
    let tenths = bytes.saturating_mul(10).div_ceil(bytes_per_sec).max(1);
    let secs = tenths.div_ceil(10);
    let time = match secs {
        0..10 => format!("{}.{} s", tenths / 10, tenths % 10),
        10..100 => format!("{secs} s"),
        100..6_000 => format!("{} min", secs.div_ceil(60)),
        _ => format!("{} h", secs.div_ceil(3_600)),
    };
    Some(format!("{time} at your speed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_as_people_say_it() {
        let said = |bytes| time(bytes, Some(1_000)).unwrap();
        let cases = [
            (0, "0.1 s"),
            (90, "0.1 s"),
            (110, "0.2 s"),
            (8_950, "9.0 s"),
            (9_010, "10 s"),
            (99_000, "99 s"),
            (99_001, "2 min"),
            (120_001, "3 min"),
            (5_999_000, "100 min"),
            (6_000_000, "2 h"),
        ];
        for (bytes, words) in cases {
            assert_eq!(said(bytes), format!("{words} at your speed"), "{bytes}");
        }
    }

    #[test]
    fn nothing_is_said_of_a_speed_that_nobody_knows() {
        assert_eq!(time(11_000, None), None);
        assert_eq!(time(11_000, Some(0)), None);
        assert_eq!(size_and_time(11_000, None), "11 KB");
        assert_eq!(
            size_and_time(11_000, Some(110_000)),
            "11 KB, 0.1 s at your speed"
        );
    }

    #[test]
    fn no_number_is_too_large_to_be_said() {
        assert!(time(u64::MAX, Some(1)).is_some_and(|said| said.contains(" h ")));
        assert!(time(1, Some(u64::MAX)).is_some());
    }
}
