//! Where the answer to a request comes from is judged from the request alone.

use delivery::{Decision, Method, OBJECTS, Request, Snapshot, route};

const PAGES: &str = "pages-7-0123456789abcdef";

fn get(path: &str) -> Request<'_> {
    Request {
        method: Method::Get,
        same_origin: true,
        navigates: false,
        path,
    }
}

fn judge(request: Request<'_>) -> Decision {
    route(&request, &Snapshot::new(PAGES.to_owned()))
}

fn stored(cache: &str, path: &str, offline_page: bool) -> Decision {
    Decision::Stored {
        cache: cache.to_owned(),
        path: path.to_owned(),
        offline_page,
    }
}

#[test]
fn an_object_comes_from_the_objects_and_has_no_offline_page() {
    let path = "/c/00ff.wasm";
    assert_eq!(judge(get(path)), stored(OBJECTS, path, false));
}

#[test]
fn a_page_comes_from_its_release_and_falls_back_to_the_offline_page() {
    let page = Request {
        navigates: true,
        ..get("/settings/")
    };
    assert_eq!(judge(page), stored(PAGES, "/settings/", true));
    let root = Request {
        navigates: true,
        ..get("/")
    };
    assert_eq!(judge(root), stored(PAGES, "/", true));
}

#[test]
fn what_a_page_needs_besides_is_never_answered_with_the_offline_page() {
    assert_eq!(
        judge(get("/manifest.webmanifest")),
        stored(PAGES, "/manifest.webmanifest", false)
    );
}

#[test]
fn a_page_without_its_slash_is_sent_to_the_address_with_it() {
    let page = Request {
        navigates: true,
        ..get("/play/ember")
    };
    assert_eq!(judge(page), Decision::Redirect("/play/ember/".to_owned()));
    let file = Request {
        navigates: true,
        ..get("/favicon.svg")
    };
    assert_eq!(judge(file), stored(PAGES, "/favicon.svg", true));
    assert_eq!(judge(get("/api")), stored(PAGES, "/api", false));
}

#[test]
fn the_network_answers_what_is_not_ours_or_changes_under_one_name() {
    for request in [
        Request {
            method: Method::Other,
            ..get("/")
        },
        Request {
            same_origin: false,
            ..get("/c/00ff.wasm")
        },
        get("/head"),
        get("/sw.js"),
    ] {
        assert_eq!(judge(request), Decision::Network, "{request:?}");
    }
}
