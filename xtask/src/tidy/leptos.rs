//! `Leptos.toml`, which the server reads, says the same as `Cargo.toml`, which cargo-leptos reads.

use anyhow::{Context as _, Result};
use toml::{Table, Value};

use super::Source;

/// Differ on purpose: cargo-leptos empties its own folder, and it runs while something is being changed.
const DIFFER: [&str; 2] = ["site-root", "env"];

/// Where the two disagree.
pub(super) fn problems(sources: &[Source]) -> Result<Vec<String>> {
    let table = |path: &str| {
        let source = sources.iter().find(|source| source.path == path);
        let source = source.with_context(|| format!("{path} is missing"))?;
        leptos_table(&source.text).with_context(|| format!("{path} has no table for leptos"))
    };
    Ok(differences(&table("Leptos.toml")?, &table("Cargo.toml")?))
}

fn leptos_table(text: &str) -> Option<Table> {
    let table: Table = text.parse().ok()?;
    let leptos = table.get("workspace")?.get("metadata")?.get("leptos")?;
    leptos.get(0)?.as_table().cloned()
}

fn differences(server: &Table, tool: &Table) -> Vec<String> {
    let judged = server
        .iter()
        .filter(|(key, _)| !DIFFER.contains(&key.as_str()));
    let differ = judged.filter(|(key, value)| tool.get(*key) != Some(*value));
    differ
        .map(|(key, value)| {
            let other = tool.get(key).map_or_else(|| "nothing".to_owned(), shown);
            format!(
                "Leptos.toml: {key} is {}, Cargo.toml says {other}",
                shown(value)
            )
        })
        .collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\""),
        Value::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &str) -> Table {
        leptos_table(&format!("[[workspace.metadata.leptos]]\n{lines}")).unwrap()
    }

    #[test]
    fn a_setting_that_differs_or_is_missing_is_found() {
        let tool =
            table("site-addr = \"127.0.0.1:3000\"\nreload-port = 3001\nsite-root = \"target/a\"\n");
        let server = table(
            "site-addr = \"127.0.0.1:4000\"\nsite-pkg-dir = \"pkg\"\nsite-root = \"target/b\"\n",
        );
        let want = [
            "Leptos.toml: site-addr is \"127.0.0.1:4000\", Cargo.toml says \"127.0.0.1:3000\"",
            "Leptos.toml: site-pkg-dir is \"pkg\", Cargo.toml says nothing",
        ];
        let mut found = differences(&server, &tool);
        found.sort();
        assert_eq!(found, want);
        assert_eq!(differences(&tool, &tool), Vec::<String>::new());
    }

    #[test]
    fn a_missing_table_is_an_error() {
        assert_eq!(leptos_table("[workspace]\n"), None);
        assert!(problems(&[]).is_err());
    }
}
