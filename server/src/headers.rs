//! The headers of every answer. Absent on purpose: a nonce, because no page has an inline script.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What a page may load and from where; the same text stands in each page for hosts that send no headers.
pub(crate) use app::CONTENT_SECURITY_POLICY;

/// The policy while cargo-leptos watches: its reload socket is another origin.
pub(crate) fn content_security_policy(reload_port: Option<u32>) -> String {
    let socket = reload_port.map(|port| format!("connect-src 'self' ws://127.0.0.1:{port}"));
    let policy = match socket {
        Some(socket) => CONTENT_SECURITY_POLICY.replace("connect-src 'self'", &socket),
        None => CONTENT_SECURITY_POLICY.to_owned(),
    };
    // Only a header can carry this one; in a page it is ignored with a warning.
    format!("{policy}; frame-ancestors 'none'")
}

/// Adds the headers to every answer.
pub(crate) async fn add(
    State(policy): State<HeaderValue>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
