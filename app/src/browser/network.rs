//! One small request to the origin: is it there, how fast does it answer, which release does it have?

use super::document::now_millis;
use gloo_net::http::Request;
use web_sys::RequestCache;

/// The origin's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Milliseconds until the answer began.
    pub millis: u32,
    /// The release that the origin names, where it names one.
    pub release: Option<u64>,
}

/// Asks the origin for `/head`; `None` where it does not answer.
pub async fn ask_origin() -> Option<Answer> {
    let sent_millis = now_millis();
    let response = Request::get("/head")
        .cache(RequestCache::NoStore)
        .send()
        .await
        .ok()?;
    let millis = (now_millis() - sent_millis).max(0.0) as u32;
    let head = if response.ok() {
        response.text().await.unwrap_or_default()
    } else {
        String::new()
    };
    Some(Answer {
        millis,
        release: release_from_head(&head),
    })
}

fn release_from_head(head: &str) -> Option<u64> {
    let line = head.strip_prefix("layerw-head 1\nrelease ")?;
    line.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::release_from_head;

    #[test]
    fn the_release_is_read_from_a_head() {
        assert_eq!(
            release_from_head("layerw-head 1\nrelease 12 abc 4711\n"),
            Some(12)
        );
    }

    #[test]
    fn a_page_in_place_of_a_head_names_no_release() {
        assert_eq!(
            release_from_head("<!doctype html><title>hotel wifi</title>"),
            None
        );
    }
}
