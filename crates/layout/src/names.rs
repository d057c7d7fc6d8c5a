//! Files of a folder and the addresses at which any file server offers them.

/// The address of the file `name`, relative to the site with `/` between, whatever it is called. An index is at the
/// address of its folder.
pub fn path_from_name(name: &str) -> String {
    let page = name.strip_suffix("index.html");
    let is_page = page.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'));
    let name = page.filter(|_| is_page).unwrap_or(name);
    // In a name a percent sign is itself; in a path it would begin an escaped byte.
    package::one_spelling(&["/", &name.replace('%', "%25")].concat())
}

/// The file, relative to the site, that is served at `path`; `None` where no file can be called so.
pub fn name_from_path(path: &str) -> Option<String> {
    let name = package::name_from_path(path.trim_start_matches('/'))?;
    Some(if name.is_empty() || name.ends_with('/') {
        [&name, "index.html"].concat()
    } else {
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use package::extension_from_path;

    #[test]
    fn an_object_has_the_extension_of_its_file_where_an_address_can_carry_it() {
        for (path, want) in [
            ("/pictures/cover.png", "png"),
            ("/levels/1.tar.gz", "gz"),
            ("/.mp3", "mp3"),
            ("/COVER.PNG", "bin"),
            ("/app.webmanifest", "bin"),
            ("/a.b/license", "bin"),
            ("/end.", "bin"),
            ("/a.%C3%A9", "bin"),
            ("/", "bin"),
        ] {
            let extension = extension_from_path(path);
            assert_eq!(extension, want, "{path}");
            let object = format!("/c/{}.{extension}", "0f".repeat(32));
            assert!(package::object_digest(&object).is_some(), "{object}");
        }
    }

    #[test]
    fn a_name_and_its_address_lead_to_each_other() {
        for (path, name) in [
            ("/", "index.html"),
            ("/play/ember/", "play/ember/index.html"),
            ("/c/0.js", "c/0.js"),
            ("/my%20level/100%25.json", "my level/100%.json"),
            ("/%E7%81%AB%402x.png", "火@2x.png"),
            ("/myindex.html", "myindex.html"),
            ("/a%2520b", "a%20b"),
        ] {
            assert_eq!(path_from_name(name), path);
            assert_eq!(name_from_path(path).as_deref(), Some(name));
        }
        assert_eq!(name_from_path("/%FF"), None);
    }
}
