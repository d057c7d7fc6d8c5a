//! Requests to an origin and to its registry's door: whatever is asked, nothing panics and nothing is our fault. The input
//! is a line with method and path, a line for each header, an empty line, and a body. Whatever range is asked for, a worker
//! cuts nothing out of a stored file that is not in it.
#![no_main]

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use libfuzzer_sys::fuzz_target;
use object_store::memory::InMemory;
use object_store::path::Path;
use serving::{Memory, Place, Token, link_from_page, site, with_tools};
use tower::ServiceExt as _;

const TOKEN: &str = "0123456789abcdef";

fuzz_target!(|bytes: &[u8]| {
    if let Ok(page) = core::str::from_utf8(bytes) {
        link_from_page(page);
        cut_within(page);
    }
    let Some(request) = request(bytes) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let status = runtime.expect("a runtime").block_on(async {
        let place = Place::new(Arc::new(InMemory::new()), Path::default());
        let files = site(place.clone(), Memory::default());
        let router = with_tools(files, place, Token::new(TOKEN));
        let Ok(response) = router.oneshot(request).await;
        let (parts, body) = response.into_parts();
        to_bytes(body, 1 << 30).await.expect("a body that comes");
        parts.status
    });
    assert!(!status.is_server_error(), "{status}");
});

/// The input is a range of a file that is as long as the input.
fn cut_within(range: &str) {
    let bytes = range.len() as u64;
    let Some(cut) = delivery::cut(range, false, bytes) else {
        return;
    };
    let is_part = cut.from < cut.to && cut.to <= bytes;
    assert_eq!(is_part, cut.status == 206);
    assert_eq!(cut.from == cut.to, cut.status == 416);
}

fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let mut lines = bytes.splitn(2, |byte| *byte == b'\n');
    let first = core::str::from_utf8(lines.next()?).ok()?;
    let (method, path) = first.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("authorization", format!("Bearer {TOKEN}"));
    let mut rest = lines.next().unwrap_or_default();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, after) = rest.split_at(end);
        rest = after.get(1..)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = core::str::from_utf8(line).ok()?.split_once(": ")?;
        request = request.header(name, value);
    }
    request.body(Body::from(rest.to_vec())).ok()
}
