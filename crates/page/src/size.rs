//! A number of bytes as people read it.

/// `bytes` as people read them: whole below ten thousand of a unit, exact where exactness helps.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    if tenths < 100 {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", (tenths + 5) / 10, UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_say_them() {
        let said: Vec<String> = [0, 999, 1_000, 11_264, 99_999, 1_234_567, 48_000_000]
            .map(size)
            .to_vec();
        assert_eq!(
            said,
            [
                "0 bytes",
                "999 bytes",
                "1.0 KB",
                "11 KB",
                "100 KB",
                "1.2 MB",
                "48 MB"
            ]
            .map(str::to_owned)
        );
    }
}
