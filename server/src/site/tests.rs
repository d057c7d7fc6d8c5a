//! The server as a browser meets it: status, type, caching and policy of each kind of answer.

use std::{fs, path::Path};

use axum::{body::Body, http::Request};
use tower::ServiceExt as _;

use super::*;
use crate::settings::Package;

fn settings(root: &Path) -> Settings {
    Settings {
        site_root: root.to_path_buf(),
        built_root: root.join("built"),
        published_root: None,
        addr: ([127, 0, 0, 1], 0).into(),
        package: Package {
            folder: "/pkg".to_owned(),
            name: "app".to_owned(),
        },
        reload_port: None,
    }
}

fn built_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("c")).unwrap();
    fs::write(
        root.join("parts.txt"),
        "release 3\napp /c/a.js\ngame g /c/g.wasm 5 /c/g.png\n",
    )
    .unwrap();
    fs::write(root.join("c/a.js"), "1").unwrap();
    fs::create_dir_all(root.join("d/from")).unwrap();
    fs::write(root.join("d/from/to"), "patch").unwrap();
    fs::write(root.join("c/g.wasm"), "\0asm").unwrap();
    fs::write(root.join("c/g.wasm.br"), "br").unwrap();
    fs::write(root.join("sw.js"), "2").unwrap();
    fs::write(root.join("manifest.webmanifest"), "{}").unwrap();
    fs::write(root.join("shot.webp"), "RIFF").unwrap();
    pages::write_all(root).unwrap();
    folder
}

async fn get(root: &Path, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router(settings(root))
        .unwrap()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map(|it| it.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn every_answer_that_may_run_isolates_the_page_and_allows_no_inline_script() {
    let site = built_site();
    for path in ["/", "/play/g/", "/c/a.js", "/sw.js", "/nowhere/"] {
        let response = get(site.path(), path, &[]).await;
        assert_eq!(
            header(&response, "cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(
            header(&response, "cross-origin-embedder-policy"),
            "require-corp",
            "{path}"
        );
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval'")
                && !policy.contains("unsafe-inline"),
            "{path}"
        );
    }
    for path in ["/c/g.wasm", "/d/from/to", "/parts.txt"] {
        let response = get(site.path(), path, &[]).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&response, "content-security-policy"), "", "{path}");
        let isolates = header(&response, "cross-origin-resource-policy");
        assert_eq!(isolates, "same-origin", "{path}");
        let readable = header(&response, "access-control-allow-origin");
        assert_eq!(readable, "", "{path}");
    }
}

#[tokio::test]
async fn what_is_named_by_its_content_may_be_read_from_other_origins() {
    let site = built_site();
    let (hex, other) = ("0f".repeat(32), "1e".repeat(32));
    fs::write(site.path().join(format!("c/{hex}.js")), "1").unwrap();
    fs::create_dir_all(site.path().join("d").join(&hex)).unwrap();
    fs::write(site.path().join(format!("d/{hex}/{other}")), "patch").unwrap();
    for path in [format!("/c/{hex}.js"), format!("/d/{hex}/{other}")] {
        let response = get(site.path(), &path, &[]).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let policy = header(&response, "cross-origin-resource-policy");
        assert_eq!(policy, "cross-origin", "{path}");
        assert_eq!(header(&response, "access-control-allow-origin"), "*");
    }
    let script = get(site.path(), &format!("/c/{hex}.js"), &[]).await;
    let isolates = header(&script, "cross-origin-embedder-policy");
    assert_eq!(isolates, "require-corp");
}

#[tokio::test]
async fn objects_are_immutable_and_names_are_asked_for_anew() {
    let site = built_site();
    for path in ["/c/a.js", "/d/from/to"] {
        let answer = get(site.path(), path, &[]).await;
        assert!(
            header(&answer, "cache-control").contains("immutable"),
            "{path}"
        );
    }
    for path in ["/", "/sw.js", "/manifest.webmanifest"] {
        assert_eq!(
            header(&get(site.path(), path, &[]).await, "cache-control"),
            "no-cache",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_missing_object_is_not_remembered() {
    let site = built_site();
    let response = get(site.path(), "/c/none.js", &[]).await;
    assert_eq!(
        (response.status(), header(&response, "cache-control")),
        (StatusCode::NOT_FOUND, "no-store".to_owned())
    );
}

#[tokio::test]
async fn a_file_is_sent_compressed_with_its_own_type() {
    let site = built_site();
    let response = get(site.path(), "/c/g.wasm", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(header(&response, "content-type"), "application/wasm");
    assert_eq!(header(&response, "content-encoding"), "br");
    assert_eq!(
        header(
            &get(site.path(), "/manifest.webmanifest", &[]).await,
            "content-type"
        ),
        "application/manifest+json"
    );
    let picture = get(site.path(), "/shot.webp", &[]).await;
    assert_eq!(header(&picture, "content-type"), "image/webp");
}

#[tokio::test]
async fn an_unchanged_file_costs_no_body() {
    let site = built_site();
    let tag = header(&get(site.path(), "/sw.js", &[]).await, "etag");
    assert_eq!(
        get(site.path(), "/sw.js", &[("if-none-match", &tag)])
            .await
            .status(),
        StatusCode::NOT_MODIFIED
    );
    fs::write(site.path().join("sw.js"), "22").unwrap();
    assert_eq!(
        get(site.path(), "/sw.js", &[("if-none-match", &tag)])
            .await
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn an_unknown_address_is_a_page_that_says_so() {
    let site = built_site();
    let response = get(site.path(), "/nowhere/", &[]).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(header(&response, "content-type").starts_with("text/html"));
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let site = built_site();
    fs::write(site.path().join(".secret"), "x").unwrap();
    for path in ["/.secret", "/c/../.secret", "/c/%2e%2e/parts.txt"] {
        assert_eq!(
            get(site.path(), path, &[]).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_site_is_read_and_never_written_to() {
    let site = built_site();
    let request = Request::post("/").body(Body::empty()).unwrap();
    let response = router(settings(site.path()))
        .unwrap()
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_missing_page_is_ours_and_starts_the_app() {
    let site = built_site();
    let response = get(site.path(), "/nowhere/", &[]).await;
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        text.contains("Nothing here") && text.contains("/c/a.js"),
        "{text}"
    );
}

#[tokio::test]
async fn a_page_without_its_slash_is_sent_there() {
    let site = built_site();
    let response = get(site.path(), "/settings", &[]).await;
    assert_eq!(
        (response.status(), header(&response, "location")),
        (StatusCode::MOVED_PERMANENTLY, "/settings/".to_owned())
    );
}

#[tokio::test]
async fn a_folder_without_pages_renders_them_for_each_request() {
    let folder = tempfile::tempdir().unwrap();
    let response = get(folder.path(), "/settings/", &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        text.contains("/boot.js") && text.contains("/pkg/app.css"),
        "{text}"
    );
}

#[tokio::test]
async fn beside_a_folder_without_parts_the_last_build_gives_the_games() {
    let folder = tempfile::tempdir().unwrap();
    let built = folder.path().join("built");
    fs::create_dir_all(built.join("c")).unwrap();
    let parts = "release 3\nengine /c/e.js\ngame g /c/g.wasm 5 /c/g.png\ntitle g Golf\n";
    fs::write(built.join("parts.txt"), parts).unwrap();
    fs::write(built.join("c/g.wasm"), "\0asm").unwrap();
    let game = get(folder.path(), "/c/g.wasm", &[]).await;
    assert_eq!(game.status(), StatusCode::OK);
    let page = get(folder.path(), "/play/g/", &[]).await;
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_piece_of_a_patch_is_answered_with_where_it_stands() {
    let site = built_site();
    let range = [("range", "bytes=1-2"), ("accept-encoding", "identity")];
    let piece = get(site.path(), "/d/from/to", &range).await;
    assert_eq!(piece.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&piece, "content-range"), "bytes 1-2/5");
    assert_eq!(header(&piece, "content-length"), "2");
}

#[tokio::test]
async fn a_range_is_answered_only_for_the_file_it_was_begun_with() {
    let site = built_site();
    let path = "/c/g.wasm";
    let begun = header(&get(site.path(), path, &[]).await, "etag");
    let range = ("range", "bytes=1-");
    let same = get(site.path(), path, &[range, ("if-range", &begun)]).await;
    assert_eq!(same.status(), StatusCode::PARTIAL_CONTENT);
    // The same address in another encoding is another file.
    let encoded = [range, ("if-range", &*begun), ("accept-encoding", "br")];
    let other = get(site.path(), path, &encoded).await;
    assert_eq!(other.status(), StatusCode::OK);
    assert_eq!(header(&other, "content-encoding"), "br");
    let beyond = [("range", "bytes=900-"), ("if-range", "\"older\"")];
    let older = get(site.path(), path, &beyond).await;
    assert_eq!(older.status(), StatusCode::OK);
    assert!(header(&older, "content-range").is_empty());
}

#[tokio::test]
async fn published_games_are_found_beside_the_site_whose_own_files_come_first() {
    let site = built_site();
    let published = tempfile::tempdir().unwrap();
    let root = published.path();
    for (name, text) in [
        ("c/a.js", "not the site's"),
        ("c/story.txt", "once"),
        ("c/module.wasm", "\0asm and more"),
        ("c/module.wasm.br", "br"),
        ("d/old/new", "patch"),
        ("games/list", "layerw-games 1\n"),
        ("games/rocks/head", "signed"),
        ("index.html", "not the site's"),
        ("release.key", "secret"),
    ] {
        fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        fs::write(root.join(name), text).unwrap();
    }
    let settings = Settings {
        published_root: Some(root.to_path_buf()),
        ..settings(site.path())
    };
    let router = router(settings).unwrap();
    let ask = async |path: &str, name: &'static str, value: &'static str| {
        let request = Request::get(path).header(name, value);
        let request = request.body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap()
    };
    let plain = async |path| ask(path, "accept", "*/*").await;
    for (path, kind, keep) in [
        ("/c/story.txt", "text/plain", "immutable"),
        ("/c/module.wasm", "application/wasm", "immutable"),
        ("/d/old/new", "application/octet-stream", "immutable"),
        ("/games/list", "text/plain; charset=utf-8", "no-cache"),
        ("/games/rocks/head", "text/plain; charset=utf-8", "no-cache"),
    ] {
        let answer = plain(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&answer, "content-type"), kind, "{path}");
        assert!(header(&answer, "cache-control").contains(keep), "{path}");
        let isolates = header(&answer, "cross-origin-resource-policy");
        assert_eq!(isolates, "same-origin", "{path}");
    }
    let compressed = ask("/c/module.wasm", "accept-encoding", "br").await;
    assert_eq!(header(&compressed, "content-encoding"), "br");
    let piece = ask("/d/old/new", "range", "bytes=1-2").await;
    assert_eq!(header(&piece, "content-range"), "bytes 1-2/5");
    let own = plain("/c/a.js").await.into_body();
    assert_eq!(axum::body::to_bytes(own, 99).await.unwrap(), "1");
    for path in [
        "/release.key",
        "/c/none.wasm",
        "/games/none/head",
        "/games/",
    ] {
        let answer = plain(path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        let keep = header(&answer, "cache-control");
        assert!(!keep.contains("immutable"), "{path}");
    }
}
