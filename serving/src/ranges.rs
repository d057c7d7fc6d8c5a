//! `If-Range` (RFC 9110, section 13.1.5), which tower-http's `ServeDir` leaves out. Without it a browser that goes on
//! with half a file under another encoding, or half of an older one, is given bytes that do not belong together.

use std::future::Future;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// Answers a range only where the file is still the one that the range was begun with, else with the whole file.
pub async fn honour_if_range(request: Request, next: Next) -> Response {
    answered(request, |request| next.clone().run(request)).await
}

/// The same with whatever answers.
pub(crate) async fn answered<Answer: Future<Output = Response>>(
    request: Request,
    answer: impl Fn(Request) -> Answer,
) -> Response {
    let begun_with = request.headers().get(header::IF_RANGE).cloned();
    let Some(begun_with) = begun_with.filter(|_| request.headers().contains_key(header::RANGE))
    else {
        return answer(request).await;
    };
    let whole = without_range(&request);
    let response = answer(request).await;
    let is_range = matches!(
        response.status(),
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE
    );
    if is_range && !is_same(response.headers(), &begun_with) {
        answer(whole).await
    } else {
        response
    }
}

/// A weak tag promises no equal bytes, so it never is.
fn is_same(headers: &HeaderMap, begun_with: &HeaderValue) -> bool {
    let is_weak = begun_with.as_bytes().starts_with(b"W/");
    let mut names = [header::ETAG, header::LAST_MODIFIED].into_iter();
    !is_weak && names.any(|name| headers.get(name) == Some(begun_with))
}

fn without_range(request: &Request) -> Request {
    let mut whole = Request::new(Body::empty());
    *whole.method_mut() = request.method().clone();
    *whole.uri_mut() = request.uri().clone();
    *whole.headers_mut() = request.headers().clone();
    whole.headers_mut().remove(header::RANGE);
    whole
}
