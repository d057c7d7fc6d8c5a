//! The little that is read of the export's HTML: its title, its icons, and what it loads from elsewhere.
//!
//! Deliberately absent: a parser. What is not found only costs a title that has to be said or a note that is not given.

/// The text of the title, on one line.
pub(super) fn title(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</title")?;
    let text = plain(html.get(start..end)?);
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(words.join(" ")).filter(|title| !title.is_empty())
}

/// Where the icons are that the page names, as they are written there.
pub(super) fn icons(html: &str) -> Vec<String> {
    let links = tags(html, "link");
    let is_icon = |tag: &&str| {
        attribute(tag, "rel").is_some_and(|rel| {
            let rel = rel.to_ascii_lowercase();
            rel.split_whitespace().any(|word| word.contains("icon"))
        })
    };
    let icons = links.into_iter().filter(is_icon);
    icons.filter_map(|tag| attribute(tag, "href")).collect()
}

/// The addresses on other hosts that the page loads something from.
pub(super) fn elsewhere(html: &str) -> Vec<String> {
    let named = |tag: &'static str, name: &'static str| {
        let tags = tags(html, tag).into_iter();
        tags.filter_map(move |tag| attribute(tag, name))
    };
    let loaded = named("script", "src")
        .chain(named("link", "href"))
        .chain(named("img", "src"))
        .chain(named("iframe", "src"));
    let is_elsewhere = |url: &String| {
        let lower = url.to_ascii_lowercase();
        ["https://", "http://", "//"]
            .iter()
            .any(|start| lower.starts_with(start))
    };
    loaded.filter(is_elsewhere).collect()
}

/// Whether `script` is a service worker: it answers requests, and does what only such a worker can.
pub(super) fn is_service_worker(script: &str) -> bool {
    let listens = |event: &str| {
        ["\"", "'", "`"].iter().any(|quote| {
            script.contains(&format!("addEventListener({quote}{event}{quote}"))
                || script.contains(&format!("addEventListener( {quote}{event}{quote}"))
        }) || script.contains(&format!("self.on{event}"))
    };
    let acts = ["skipWaiting", "clients.claim", "caches.open", "respondWith"];
    listens("fetch") && (listens("install") || acts.iter().any(|act| script.contains(act)))
}

/// `text` as it stands between the tags and quotation marks of HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn plain(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The text of every tag called `name`, without its brackets.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let inside = html.split('<').skip(1);
    let tags = inside.filter_map(|rest| rest.split('>').next());
    let is_named = |tag: &&str| {
        let start = tag.split([' ', '\t', '\n', '\r', '/']).next();
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    tags.filter(is_named).collect()
}

/// The value of the attribute `name` in `tag`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower.get(from..)?.find(name) {
        let start = from + found;
        from = start + name.len();
        let is_word = lower
            .get(..start)?
            .ends_with([' ', '\t', '\n', '\r', '"', '\'']);
        let rest = tag.get(from..)?.trim_start();
        let Some(value) = rest.strip_prefix('=').filter(|_| is_word) else {
            continue;
        };
        let value = value.trim_start();
        let quoted = ['"', '\''].into_iter().find_map(|quote| {
            let value = value.strip_prefix(quote)?;
            value.split(quote).next()
        });
        let value = quoted.or_else(|| value.split_whitespace().next());
        return value.map(plain);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><html><head><TITLE>\n Rocks &amp;\n Stones </TITLE>
        <link rel='stylesheet' href=style.css><link rel=\"shortcut icon\" href=\"icons/a.png\">
        <link data-href=no href='b c.svg' rel=apple-touch-icon>
        <script src=\"https://cdn.example.com/three.js\"></script><script src=game.js></script>
        <img src='//pictures.example.com/x.png'><a href=\"https://example.com\">us</a></head></html>";

    #[test]
    fn a_page_says_its_title_its_icons_and_what_it_loads_from_elsewhere() {
        assert_eq!(title(PAGE).as_deref(), Some("Rocks & Stones"));
        assert_eq!(icons(PAGE), ["icons/a.png", "b c.svg"]);
        let want = [
            "https://cdn.example.com/three.js",
            "//pictures.example.com/x.png",
        ];
        assert_eq!(elsewhere(PAGE), want);
        for none in [
            "",
            "<title></title>",
            "<title",
            "<title>open",
            "<link href=",
            "<link rel='icon",
        ] {
            assert_eq!((title(none), icons(none)), (None, Vec::new()), "{none}");
        }
        assert_eq!(escaped("<\"&\">"), "&lt;&quot;&amp;&quot;&gt;");
    }

    #[test]
    fn a_service_worker_is_told_from_other_scripts() {
        let worker =
            "self.addEventListener('install', go); self.addEventListener(\"fetch\", answer);";
        assert!(is_service_worker(worker));
        assert!(is_service_worker(
            "self.onfetch = (e) => e.respondWith(fetch(e.request));"
        ));
        assert!(!is_service_worker("button.addEventListener('fetch', go)"));
        assert!(!is_service_worker(
            "caches.open('x'); window.addEventListener('install', go)"
        ));
    }
}
