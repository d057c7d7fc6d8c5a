//! Versions stand once: in the root's `Cargo.toml`, and every member takes them from there.

use super::Source;

const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// What is wrong with `source`, if it is a member's manifest.
pub(super) fn problems(source: &Source) -> Vec<String> {
    let is_member = source.path.ends_with("/Cargo.toml");
    if !is_member {
        return Vec::new();
    }
    let Ok(table) = source.text.parse::<toml::Table>() else {
        return vec![format!("{}: is not TOML", source.path)];
    };
    let own = own_versions(&table).into_iter();
    own.map(|name| format!("{}: {name} must say `workspace = true`", source.path))
        .collect()
}

/// The dependencies in `table`, and in its tables for targets, that do not take their version from the workspace.
fn own_versions(table: &toml::Table) -> Vec<String> {
    let mut own = Vec::new();
    for dependencies in TABLES
        .iter()
        .filter_map(|name| table.get(*name)?.as_table())
    {
        let from_workspace = |value: &toml::Value| {
            let inherited = value.get("workspace").and_then(toml::Value::as_bool);
            inherited == Some(true)
        };
        let wrong = dependencies
            .iter()
            .filter(|(_, value)| !from_workspace(value));
        own.extend(wrong.map(|(name, _)| name.clone()));
    }
    let targets = table.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(toml::Table::values);
    own.extend(
        targets
            .filter_map(toml::Value::as_table)
            .flat_map(own_versions),
    );
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(path: &str, text: &str) -> String {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        problems(&source).join("\n")
    }

    #[test]
    fn a_version_or_path_of_a_members_own_is_found() {
        for wrong in [
            "[dependencies]\nserde = \"1\"\n",
            "[dev-dependencies]\nserde = { path = \"../serde\" }\n",
            "[target.'cfg(unix)'.dependencies]\nserde = { version = \"1\" }\n",
        ] {
            assert!(
                problem("app/Cargo.toml", wrong).contains("serde must say"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_comes_from_the_workspace_is_right() {
        let right = "[dependencies]\nserde.workspace = true\n[target.'cfg(unix)'.dependencies]\nlibc = { workspace = true }\n";
        assert_eq!(problem("app/Cargo.toml", right), "");
        assert_eq!(problem("Cargo.toml", "[dependencies]\nserde = \"1\"\n"), "");
    }
}
