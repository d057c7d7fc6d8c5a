//! `Link` for a page: what its own head asks to be loaded, said once more where an edge that sends Early Hints (103)
//! reads it. Deliberately absent: anything that the page does not ask for itself.

use axum::http::HeaderValue;

/// Pages have few; whatever has more is none of ours.
const MOST_LINKS: usize = 16;
/// The attributes that such a header may carry.
const CARRIED: [&str; 3] = ["as", "crossorigin", "type"];

/// The header that says what `page` loads first; nothing where it says nothing.
pub fn link_from_page(page: &str) -> Option<HeaderValue> {
    let (head, _) = page.split_once("</head>")?;
    let tags = head.split("<link ").skip(1);
    let tags = tags.filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag));
    let links: Vec<String> = tags.filter_map(link).take(MOST_LINKS).collect();
    match links.is_empty() {
        true => None,
        false => HeaderValue::from_str(&links.join(", ")).ok(),
    }
}

fn link(tag: &str) -> Option<String> {
    let address = attribute(tag, "href")?;
    // Only what is named by its content: anything else could be another file by the time it is needed.
    let is_plain = address
        .bytes()
        .all(|it| it.is_ascii_graphic() && !b"<>\"".contains(&it));
    if !is_plain || !crate::is_named_by_content(address) {
        return None;
    }
    let link = match attribute(tag, "rel")? {
        "stylesheet" => return Some(format!("<{address}>; rel=preload; as=style")),
        rel @ ("preload" | "modulepreload") => format!("<{address}>; rel={rel}"),
        _ => return None,
    };
    let carried = CARRIED.iter().filter_map(|name| {
        let value = attribute(tag, name)?;
        let is_word = value
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"-/".contains(&it));
        match (is_word, value.is_empty()) {
            (false, _) => None,
            (true, true) => Some(format!("; {name}")),
            (true, false) => Some(format!("; {name}={value}")),
        }
    });
    Some(carried.fold(link, |link, one| link + &one))
}

/// The value of the attribute `name` in a tag, empty where it has none.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag.trim_start();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (found, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(after) => after.split_once('"')?,
            None => ("", after.trim_start_matches('=')),
        };
        if found == name {
            return Some(value);
        }
        rest = after.trim_start();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_loads_and_nothing_else_is_said() {
        let name = |kind: &str| format!("/c/{}.{kind}", "0f".repeat(32));
        let page = format!(
            "<head><link rel=\"icon\" href=\"{}\"><link rel=\"stylesheet\" href=\"{}\"><link rel=\"preload\" href=\"{}\" \
             as=\"fetch\" crossorigin><link rel=\"modulepreload\" href=\"/own.js\"></head><link rel=\"stylesheet\" href=\"{}\">",
            name("svg"),
            name("css"),
            name("wasm"),
            name("css"),
        );
        let want = format!(
            "<{}>; rel=preload; as=style, <{}>; rel=preload; as=fetch; crossorigin",
            name("css"),
            name("wasm")
        );
        assert_eq!(link_from_page(&page).unwrap(), want);
    }

    #[test]
    fn what_is_no_page_says_nothing() {
        for text in [
            "",
            "<link",
            "<head></head>",
            "<link rel=stylesheet href></head>",
            "<link ====\" \"=</head>",
            "<link rel=\"preload\" href=\"/c/a\r\nb.js\"></head>",
        ] {
            assert_eq!(link_from_page(text), None, "{text}");
        }
    }
}
