//! How many checks and tests passed and failed, read from what cargo and Playwright report.

use std::fmt;
use std::ops::Add;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// One check that passed.
    pub(crate) fn passed() -> Self {
        Self {
            passed: 1,
            failed: 0,
        }
    }

    /// One check that failed.
    pub(crate) fn failed() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    /// Whether nothing failed.
    pub(crate) fn is_good(self) -> bool {
        self.failed == 0
    }

    /// Whether nothing was counted.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// What `cargo test` printed, summed over its programs.
    pub(crate) fn from_cargo(text: &str) -> Self {
        let results = text
            .lines()
            .filter_map(|line| line.strip_prefix("test result: "));
        results.map(one_program).fold(Self::default(), Self::add)
    }

    /// What Playwright's JSON reporter wrote. A test that passed on a second try has passed: only what Firefox's own end
    /// cut off has one (`end2end/fixtures/crash.ts`).
    pub(crate) fn from_playwright(text: &str) -> Result<Self> {
        let value: Value =
            serde_json::from_str(text).context("Playwright's findings are not JSON")?;
        let count = |name: &str| {
            let number = value
                .pointer(&format!("/stats/{name}"))
                .and_then(Value::as_u64);
            number.with_context(|| format!("Playwright's findings have no {name}"))
        };
        // Errors outside tests, such as a file that does not load, are in no count of theirs.
        let errors = value.pointer("/errors").and_then(Value::as_array);
        let errors = errors.map_or(0, |errors| errors.len() as u64);
        Ok(Self {
            passed: count("expected")? + count("flaky")?,
            failed: count("unexpected")? + errors,
        })
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn one_program(result: &str) -> Tally {
    let words: Vec<&str> = result
        .split([' ', ';', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let before = |name: &str| {
        let index = words.iter().position(|&word| word == name)?;
        words[..index].last()?.parse::<u64>().ok()
    };
    Tally {
        passed: before("passed").unwrap_or(0),
        failed: before("failed").unwrap_or(0),
    }
}

/// What each failed test said, by cargo's output, without the traces of calls.
pub(crate) fn failures(text: &str) -> Vec<String> {
    let mut failures: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if line.starts_with("---- ") && line.ends_with(" stdout ----") {
            failures.push(line.to_owned());
            is_open = true;
        } else if ENDS.iter().any(|end| line.starts_with(end)) {
            is_open = false;
        } else if let Some(failure) = failures.last_mut().filter(|_| is_open && !line.is_empty()) {
            failure.push_str("\n    ");
            failure.push_str(line);
        }
    }
    failures
}

/// What follows the words of a failed test.
const ENDS: [&str; 3] = ["stack backtrace:", "note: ", "failures:"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_programs_are_summed() {
        let text = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s\n";
        assert_eq!(
            Tally::from_cargo(text),
            Tally {
                passed: 7,
                failed: 2
            }
        );
        assert!(Tally::from_cargo("error[E0308]: mismatched types").is_empty());
    }

    #[test]
    fn a_second_run_counts_as_passed_and_an_error_outside_tests_as_failed() {
        let text = r#"{"errors":[{"message":"no"}],"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2}}"#;
        assert_eq!(
            Tally::from_playwright(text).unwrap(),
            Tally {
                passed: 6,
                failed: 2
            }
        );
        assert!(Tally::from_playwright("{}").is_err());
    }

    #[test]
    fn what_a_failed_test_said_is_found_between_the_others() {
        let text = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\n\n\
            thread 'b' panicked at b.rs:1:2:\none is not two\nstack backtrace:\n   0: begin\n\n\
            failures:\n    b\n\ntest result: FAILED. 1 passed; 1 failed\n";
        let said = "---- b stdout ----\n    thread 'b' panicked at b.rs:1:2:\n    one is not two";
        assert_eq!(failures(text), [said]);
        assert!(failures("test a ... ok\n").is_empty());
    }

    #[test]
    fn the_last_line_is_plain() {
        assert_eq!(
            (Tally::passed() + Tally::failed()).to_string(),
            "1 passed, 1 failed"
        );
    }
}
