//! Moments as people read them. Absent on purpose: time zones; every date is UTC.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};

const DAY_SECS: u64 = 24 * 60 * 60;

/// Now, in seconds since 1970.
pub(crate) fn now_unix_secs() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    Ok(now
        .context("this machine's clock stands before 1970")?
        .as_secs())
}

/// The moment `days` after `unix_secs`.
pub(crate) fn after_days(unix_secs: u64, days: u64) -> u64 {
    unix_secs
        .saturating_add(days.saturating_mul(DAY_SECS))
        .min(package::MAX_NUMBER)
}

/// `YYYY-MM-DD` of a moment. Howard Hinnant's `civil_from_days`, for moments after 1970.
pub(crate) fn text(unix_secs: u64) -> String {
    let days = unix_secs / DAY_SECS + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(text(0), "1970-01-01");
        assert_eq!(text(951_782_400), "2000-02-29");
        assert_eq!(text(1_900_000_000), "2030-03-17");
        assert_eq!(text(after_days(951_782_400, 366)), "2001-03-01");
    }
}
