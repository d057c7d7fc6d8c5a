//! A page as one string of HTML: a head written by hand, a body rendered by Leptos, and no inline script or style, so
//! that the content security policy can forbid both.

use crate::pages;
use crate::player::Stage;
use crate::route::Route;
use crate::shell::Shell;
use crate::site::Site;
use hydration_context::SsrSharedContext;
use leptos::prelude::{Owner, RenderHtml};
use std::fmt::Write;
use std::sync::Arc;

/// The policy of every page. Hosts that send no headers find it in the page itself.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'none'";

/// The page of `route`.
pub fn render_page(route: &Route, site: &Site) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\" data-theme=\"system\" data-release=\"{}\"><head>",
        site.release
    );
    write_head(&mut page, site, route);
    page.push_str("</head><body>");
    page.push_str(&body(site, route));
    page.push_str("</body></html>");
    page
}

fn body(site: &Site, route: &Route) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new())));
    let html = owner.with(|| pages::body(Shell::new(site.clone()), Stage::new(), route).to_html());
    owner.cleanup();
    html
}

fn write_head(page: &mut String, site: &Site, route: &Route) {
    let (title, description) = route.title_and_description(site);
    let mut push = |line: &str| page.push_str(line);
    push("<meta charset=\"utf-8\">");
    // The development server sends its own, with the reload socket in it; of two policies the stricter would hold.
    if site.reload.is_empty() {
        push(&format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
            escaped(CONTENT_SECURITY_POLICY)
        ));
    }
    push(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">",
    );
    push(&format!("<title>{}</title>", escaped(&title)));
    push(&format!(
        "<meta name=\"description\" content=\"{}\">",
        escaped(&description)
    ));
    push("<meta name=\"color-scheme\" content=\"dark light\">");
    push("<meta name=\"theme-color\" content=\"#110d22\" media=\"(prefers-color-scheme: dark)\">");
    push("<meta name=\"theme-color\" content=\"#fdf6ee\" media=\"(prefers-color-scheme: light)\">");
    push("<link rel=\"manifest\" href=\"/manifest.webmanifest\">");
    push("<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">");
    push("<link rel=\"apple-touch-icon\" href=\"/icons/apple-touch-180.png\">");
    push(&format!(
        "<link rel=\"stylesheet\" href=\"{}\">",
        escaped(&site.style)
    ));
    write_modules(page, site, route);
    // The offline page stands in for other addresses: the document says what it is, its address does not.
    let _ = write!(
        page,
        "<meta name=\"layerw-page\" content=\"{}\"><meta name=\"layerw-site\" content=\"{}\">",
        escaped(&route.path()),
        escaped(&site.to_text())
    );
}

/// Everything that the first frame needs is named in the page, so that it is fetched at once and side by side.
fn write_modules(page: &mut String, site: &Site, route: &Route) {
    let game = match route {
        Route::Play(id) => site.game(id),
        _ => None,
    };
    let mut modules = vec![&site.app];
    let mut binaries = vec![&site.app_wasm];
    if let Some(game) = game {
        modules.push(&site.engine);
        binaries.extend([&site.engine_wasm, &game.url]);
    }
    let named = |urls: Vec<&'_ String>| -> Vec<String> {
        let present = urls.into_iter().filter(|url| !url.is_empty());
        present.map(|url| escaped(url)).collect()
    };
    for url in named(modules) {
        page.push_str(&format!("<link rel=\"modulepreload\" href=\"{url}\">"));
    }
    for url in named(binaries) {
        page.push_str(&format!(
            "<link rel=\"preload\" href=\"{url}\" as=\"fetch\" crossorigin>"
        ));
    }
    for url in named(vec![&site.app, &site.reload]) {
        page.push_str(&format!("<script type=\"module\" src=\"{url}\"></script>"));
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::from_text(
            "release 7\napp /c/a.js\napp_wasm /c/a.wasm\nstyle /c/s.css\nengine /c/e.js\nengine_wasm /c/e.wasm\n\
             game emberfall /c/g.wasm 61234 /c/cover.svg 60000\ntitle emberfall Ember \"fall\" <b>\n\
             tagline emberfall Gather & go",
        )
        .expect("the text is right")
    }

    #[test]
    fn no_page_has_an_inline_script_or_style() {
        let site = site();
        let mut routes = Route::all(&site);
        routes.push(Route::Missing);
        for route in routes {
            let page = render_page(&route, &site);
            assert!(
                !page.contains("<style") && !page.contains(" style="),
                "{route:?}"
            );
            assert!(
                !page.contains(" onclick=") && !page.contains("javascript:"),
                "{route:?}"
            );
            let scripts = page.matches("<script").count();
            assert_eq!(
                scripts,
                page.matches("<script type=\"module\" src=\"/").count(),
                "{route:?}"
            );
            assert_eq!(scripts, 1, "{route:?}");
        }
    }

    #[test]
    fn the_parts_come_back_from_the_page() {
        let site = site();
        let page = render_page(&Route::Library, &site);
        let (_, rest) = page
            .split_once("name=\"layerw-site\" content=\"")
            .expect("it is there");
        let (text, _) = rest.split_once('"').expect("it ends");
        let text = text
            .replace("&#10;", "\n")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
        assert_eq!(Site::from_text(&text), Ok(site));
    }

    #[test]
    fn a_game_page_names_everything_before_the_first_frame() {
        let page = render_page(&Route::Play("emberfall".to_owned()), &site());
        for url in ["/c/a.js", "/c/e.js"] {
            assert!(
                page.contains(&format!("rel=\"modulepreload\" href=\"{url}\"")),
                "{url}"
            );
        }
        for url in ["/c/a.wasm", "/c/e.wasm", "/c/g.wasm"] {
            assert!(
                page.contains(&format!(
                    "rel=\"preload\" href=\"{url}\" as=\"fetch\" crossorigin"
                )),
                "{url}"
            );
        }
        assert!(!render_page(&Route::Library, &site()).contains("/c/e.wasm\" as=\"fetch\""));
    }

    #[test]
    fn a_title_with_markup_stays_text() {
        let page = render_page(&Route::Play("emberfall".to_owned()), &site());
        assert!(page.contains("<title>Ember &quot;fall&quot; &lt;b&gt; · Layer-W</title>"));
        assert!(!page.contains("<b>"));
    }

    #[test]
    fn every_page_has_one_title_a_description_and_one_first_heading() {
        let site = site();
        for route in Route::all(&site) {
            let page = render_page(&route, &site);
            assert_eq!(page.matches("<title>").count(), 1, "{route:?}");
            assert!(
                page.contains("<meta name=\"description\" content=\""),
                "{route:?}"
            );
            assert_eq!(page.matches("<h1").count(), 1, "{route:?}");
            let says = format!("name=\"layerw-page\" content=\"{}\"", route.path());
            assert!(page.contains(&says), "{route:?}");
            assert!(page.contains("<html lang=\"en\""), "{route:?}");
        }
    }
}
