//! `_headers`: for static hosts that read one (Netlify, Cloudflare Pages and others), what our server sends itself.

use layout::CACHING_HEADERS;

/// The same policy that the server sends and each page carries; a test compares them.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The whole file, for a site whose worker may fetch from these origins too: pages carry a policy of their own that
/// lets them fetch from nobody else. A header stands in one rule only for each path: hosts join the values of two with a comma.
pub(crate) fn text(edges: &[&str]) -> String {
    let sources = ["connect-src 'self'"].iter().chain(edges).copied();
    let sources: Vec<&str> = sources.collect();
    let policy = POLICY.replace("connect-src 'self'", &sources.join(" "));
    format!(
        "/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: {policy}
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
/roots/*
  Cache-Control: no-cache
  Content-Type: text/plain; charset=utf-8
/games/*
  Cache-Control: no-cache
  Content-Type: text/plain; charset=utf-8
{CACHING_HEADERS}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a Rust literal whose lines end in a backslash.
    fn joined(literal: &str) -> String {
        let lines = literal.split("\\\n").map(str::trim_start);
        lines.collect()
    }

    #[test]
    fn the_policy_is_the_one_of_every_page() {
        let source = include_str!("../../../app/src/document.rs");
        let (_, rest) = source
            .split_once("CONTENT_SECURITY_POLICY: &str = \"")
            .unwrap();
        let (policy, _) = rest.split_once("\";").unwrap();
        assert_eq!(POLICY, joined(policy) + "; frame-ancestors 'none'");
    }

    #[test]
    fn the_worker_may_fetch_from_edges() {
        let text = text(&["https://a.example", "https://b.example"]);
        let want = "; connect-src 'self' https://a.example https://b.example; worker-src";
        assert!(text.contains(want), "{text}");
    }

    #[test]
    fn the_other_headers_are_those_of_the_server() {
        let source = include_str!("../../../server/src/headers.rs");
        for name in [
            "opener-policy",
            "embedder-policy",
            "resource-policy",
            "referrer-policy",
        ] {
            let line = source.lines().find(|line| line.contains(name)).unwrap();
            let pair: Vec<&str> = line.split('"').collect();
            let want = format!("  {}: {}\n", pair[1], pair[3]);
            assert!(text(&[]).to_lowercase().contains(&want), "{want}");
        }
    }
}
