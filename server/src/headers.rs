//! The headers that guard answers. Absent on purpose: a nonce, because no page has an inline script.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use package::EdgeList;

/// What a page may load and from where; the same text stands in each page for hosts that send no headers.
pub(crate) use app::CONTENT_SECURITY_POLICY;

/// The policy of a site with this list of edges, which its worker may fetch from; a page's own policy lets it do no such
/// thing. While cargo-leptos watches its reload socket is another origin.
pub(crate) fn content_security_policy(reload_port: Option<u32>, edges: &[u8]) -> String {
    let edges = EdgeList::from_bytes(edges).or_else(|_| EdgeList::from_envelope(edges));
    let edges = edges.iter().flat_map(EdgeList::origins).map(str::to_owned);
    let socket = reload_port.map(|port| format!("ws://127.0.0.1:{port}"));
    let mut sources = "connect-src 'self'".to_owned();
    for source in edges.chain(socket) {
        sources = [&sources, " ", &source].concat();
    }
    let policy = CONTENT_SECURITY_POLICY.replace("connect-src 'self'", &sources);
    // Only a header can carry this one; in a page it is ignored with a warning.
    format!("{policy}; frame-ancestors 'none'")
}

/// Adds the headers: some to every answer, some only to what a browser may run or show as a page. A worker stands under the
/// policy that came with its script.
pub(crate) async fn add(
    State(policy): State<HeaderValue>,
    request: Request,
    next: Next,
) -> Response {
    let is_object = serving::is_named_by_content(request.uri().path());
    let mut response = next.run(request).await;
    let is_run = is_run(&response);
    let headers = response.headers_mut();
    let mut insert = |name, value| {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    };
    insert("cross-origin-resource-policy", "same-origin");
    insert("x-content-type-options", "nosniff");
    if is_run {
        insert("cross-origin-opener-policy", "same-origin");
        insert("cross-origin-embedder-policy", "require-corp");
        insert("referrer-policy", "no-referrer");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if is_object {
        serving::allow_reading(headers);
    }
    response
}

/// What is of none of the types that nobody runs is taken for what is run. "Not modified" leaves a browser the headers
/// that it has.
fn is_run(response: &Response) -> bool {
    const ONLY_READ: [&str; 6] = [
        "application/octet-stream",
        "application/wasm",
        "image/png",
        "image/webp",
        "text/css",
        "text/plain",
    ];
    let named = response.headers().get(header::CONTENT_TYPE);
    let named = named.and_then(|named| named.to_str().ok());
    let named = named.map(|named| named.split(';').next().unwrap_or(named).trim());
    response.status() != StatusCode::NOT_MODIFIED
        && named.is_none_or(|named| !ONLY_READ.contains(&named))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn answer(status: u16, kind: &str) -> Response {
        let answer = Response::builder().status(status);
        let answer = match kind {
            "" => answer,
            kind => answer.header(header::CONTENT_TYPE, kind),
        };
        answer.body(Body::empty()).unwrap()
    }

    #[test]
    fn a_worker_may_fetch_from_the_edges_that_the_site_lists() {
        let list = b"layerw-edges 1\nid layerw\nexpires 1\nedge https://eu.example.com/site\n";
        let policy = content_security_policy(Some(9), list);
        let want = "; connect-src 'self' https://eu.example.com ws://127.0.0.1:9; ";
        assert!(policy.contains(want), "{policy}");
        let policy = content_security_policy(None, b"edge https://eu.example.com");
        assert!(policy.contains("; connect-src 'self'; "), "{policy}");
    }

    #[test]
    fn what_may_run_has_the_policy() {
        for kind in [
            "text/html; charset=utf-8",
            "text/javascript",
            "image/svg+xml",
            "application/xhtml+xml",
            "",
        ] {
            assert!(is_run(&answer(200, kind)), "{kind}");
            assert!(is_run(&answer(404, kind)), "{kind}");
        }
    }

    #[test]
    fn what_is_only_read_or_was_not_sent_has_not() {
        for kind in ["application/wasm", "text/plain; charset=utf-8", "text/css"] {
            assert!(!is_run(&answer(200, kind)), "{kind}");
        }
        assert!(!is_run(&answer(304, "")));
    }
}
