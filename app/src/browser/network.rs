//! One small request to the origin: is it there, how fast does it answer, which release does it have?

use super::document::now_millis;
use gloo_net::http::Request;
use web_sys::RequestCache;

/// The origin's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Milliseconds until the answer began.
    pub millis: u32,
    /// The release that the origin names, where it names one.
    pub release: Option<u64>,
    /// What stands where its head should be; nothing where the origin refuses.
    pub head: Option<String>,
}

/// Asks the origin for `/head`; `None` where it does not answer. One that is as it was costs no body: the worker, which
/// judges, asks anew.
pub async fn ask_origin() -> Option<Answer> {
    let sent_millis = now_millis();
    let response = Request::get("/head")
        .cache(RequestCache::NoCache)
        .send()
        .await
        .ok()?;
    let millis = (now_millis() - sent_millis).max(0.0) as u32;
    let head = if response.ok() {
        response.text().await.ok()
    } else {
        None
    };
    Some(Answer {
        millis,
        release: head.as_deref().and_then(release_from_head),
        head,
    })
}

/// The text at `path`, past the HTTP cache; nothing where the origin has none or does not answer.
pub async fn text(path: &str) -> Option<String> {
    let response = Request::get(path)
        .cache(RequestCache::NoStore)
        .send()
        .await
        .ok()?;
    if !response.ok() {
        return None;
    }
    response.text().await.ok()
}

/// Nothing is believed of it: it only makes the page ask the worker, who judges.
fn release_from_head(head: &str) -> Option<u64> {
    let is_head = ["layerw-head 1\n", "layerw-signed 1 release\n"];
    if !is_head.iter().any(|first| head.starts_with(first)) {
        return None;
    }
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("release "))?;
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
        let signed =
            "layerw-signed 1 release\nkey ab cd\n\nlayerw-head 2\nid layerw\nrelease 13 abc 4711\n";
        assert_eq!(release_from_head(signed), Some(13));
    }

    #[test]
    fn a_page_in_place_of_a_head_names_no_release() {
        assert_eq!(
            release_from_head("<!doctype html><title>hotel wifi</title>"),
            None
        );
    }
}
