//! Rules about one file, and the one about all scripts together.

use super::Source;
use crate::report::Goal;

const MOST_LINES: usize = 600;
/// Written in two halves, so that this file does not break its own rule.
const FORBIDDEN: [(&str, &str); 4] = [("TO", "DO"), ("FIX", "ME"), ("#[ig", "nore"), ("db", "g!(")];
const MACHINE_PATHS: [(&str, &str); 4] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("/Us", "ers/"),
];
/// Written by programs, for programs.
const GENERATED: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// What is wrong with `source`.
pub(super) fn problems(source: &Source) -> Vec<String> {
    if GENERATED.iter().any(|name| source.path.ends_with(name)) {
        return Vec::new();
    }
    let whole = [
        opening(source),
        module_file(source),
        length(source),
        documented(source),
        end(source),
    ];
    let whole = whole
        .into_iter()
        .flatten()
        .map(|what| format!("{}: {what}", source.path));
    whole.chain(line_problems(source)).collect()
}

/// What is wrong with the scripts outside `end2end/` together.
pub(super) fn script_problem(sources: &[Source], limit: Goal) -> Option<String> {
    let is_script = |path: &str| {
        [".js", ".mjs", ".cjs"]
            .iter()
            .any(|extension| path.ends_with(extension))
    };
    let scripts = sources
        .iter()
        .filter(|source| is_script(&source.path) && !source.path.starts_with("end2end/"));
    let lines: usize = scripts.map(|script| script.text.lines().count()).sum();
    match limit {
        Goal::AtMost(most) if lines as f64 <= most => None,
        _ => Some(format!(
            "{lines} lines of JavaScript outside end2end, want {limit}"
        )),
    }
}

fn is_rust(source: &Source) -> bool {
    source.path.ends_with(".rs")
}

fn opening(source: &Source) -> Option<String> {
    let is_wrong = is_rust(source) && !source.text.starts_with("//!");
    is_wrong.then(|| "does not open with //! and what the file is".to_owned())
}

fn module_file(source: &Source) -> Option<String> {
    let name = source.path.rsplit('/').next();
    (name == Some("mod.rs")).then(|| "a module `foo` is foo.rs beside foo/".to_owned())
}

fn length(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    let is_wrong = is_rust(source) && lines > MOST_LINES;
    is_wrong.then(|| format!("{lines} lines, want at most {MOST_LINES}: split it"))
}

fn documented(source: &Source) -> Option<String> {
    let is_core = source.path.starts_with("crates/") && source.path.ends_with("/src/lib.rs");
    let is_wrong = is_core
        && !source
            .text
            .lines()
            .any(|line| line == "#![warn(missing_docs)]");
    is_wrong.then(|| "has no #![warn(missing_docs)]".to_owned())
}

fn end(source: &Source) -> Option<String> {
    let is_wrong = !source.text.is_empty() && !source.text.ends_with('\n');
    is_wrong.then(|| "does not end with a line feed".to_owned())
}

fn line_problems(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let mut tell =
            |what: String| problems.push(format!("{}:{}: {what}", source.path, index + 1));
        if line.ends_with([' ', '\t', '\r']) {
            tell("space at the end of the line".to_owned());
        }
        for word in FORBIDDEN.map(|(first, second)| format!("{first}{second}")) {
            if line.contains(&word) {
                tell(format!(
                    "{word} is unfinished work: finish it or write an issue"
                ));
            }
        }
        for path in MACHINE_PATHS.map(|(first, second)| format!("{first}{second}")) {
            if has_path(line, &path) {
                tell(format!("{path} is a path of one machine"));
            }
        }
        if is_rust(source) && line.contains(concat!("inline_", "js")) {
            tell("JavaScript in a Rust file".to_owned());
        }
    }
    problems
}

/// Whether `path` begins somewhere in `line`, rather than going on from a word such as a host name.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(index, _)| {
        let before = line[..index].chars().next_back();
        !before.is_some_and(|before| {
            before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '}')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn problem(path: &str, text: &str) -> String {
        problems(&source(path, text)).join("\n")
    }

    #[test]
    fn a_file_that_keeps_all_rules_has_no_problem() {
        let text = "//! What it is.\n#![warn(missing_docs)]\n\nfn main() {}\n";
        assert_eq!(problem("crates/delta/src/lib.rs", text), "");
        assert_eq!(
            problem("docs/a.md", "see https://example.org/home/page\n"),
            ""
        );
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_is_found() {
        assert!(problem("app/src/a.rs", "fn main() {}\n").contains("does not open"));
    }

    #[test]
    fn a_module_file_of_the_old_kind_is_found() {
        assert!(problem("app/src/a/mod.rs", "//! A.\n").contains("foo.rs beside foo/"));
    }

    #[test]
    fn a_file_is_too_long_at_601_lines() {
        let lines = |count: usize| format!("//! A.\n{}", "\n".repeat(count - 1));
        assert_eq!(problem("app/src/a.rs", &lines(600)), "");
        assert!(problem("app/src/a.rs", &lines(601)).contains("601 lines"));
    }

    #[test]
    fn a_core_that_may_leave_things_undocumented_is_found() {
        assert!(problem("crates/delta/src/lib.rs", "//! A.\n").contains("missing_docs"));
        assert_eq!(problem("crates/delta/src/diff.rs", "//! A.\n"), "");
    }

    #[test]
    fn unfinished_work_is_found() {
        for (first, second) in FORBIDDEN {
            let text = format!("//! A.\nfn a() {{}} // {first}{second}\n");
            assert!(
                problem("app/src/a.rs", &text).starts_with("app/src/a.rs:2: "),
                "{first}{second}"
            );
        }
    }

    #[test]
    fn a_path_of_one_machine_is_found_in_any_file() {
        for (first, second) in MACHINE_PATHS {
            let text = format!("run it in {first}{second}main\n");
            assert!(
                problem("docs/a.md", &text).contains("one machine"),
                "{first}{second}"
            );
        }
    }

    #[test]
    fn space_at_the_end_of_a_line_and_a_cut_end_are_found() {
        assert!(problem("style/a.css", "a {} \n").contains("space at the end"));
        assert!(problem("style/a.css", "a {}").contains("does not end"));
    }

    #[test]
    fn javascript_in_a_rust_file_is_found() {
        let text = format!("//! A.\n#[wasm_bindgen({}{} = \"\")]\n", "inline", "_js");
        assert!(problem("app/src/a.rs", &text).contains("JavaScript"));
    }

    #[test]
    fn scripts_are_counted_together_but_not_those_of_the_tests() {
        let scripts = [
            source("public/sw.js", &"\n".repeat(60)),
            source("xtask/a.js", &"\n".repeat(41)),
            source("end2end/a.mjs", &"\n".repeat(900)),
        ];
        let problem = script_problem(&scripts, Goal::AtMost(100.0)).unwrap();
        assert!(problem.starts_with("101 lines"), "{problem}");
        assert_eq!(script_problem(&scripts, Goal::AtMost(101.0)), None);
        assert!(script_problem(&scripts, Goal::Open).is_some());
    }
}
