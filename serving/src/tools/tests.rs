//! The door as tools meet it, a request at a time.

use std::convert::Infallible;
use std::fs;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt as _, stream};
use object_store::memory::InMemory;
use package::digest_from_bytes;
use tower::ServiceExt as _;

use super::*;
use crate::site::{Memory, site};

const TOKEN: &str = "0123456789abcdef";

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn said(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> String {
        let value: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        value["errors"][0]["code"].as_str().unwrap().to_owned()
    }
}

fn door(place: Place, token: Option<&str>) -> Router {
    let token = token.map(|token| Token::new(token).unwrap());
    with_tools(site(place.clone(), Memory::default()), place, token)
}

fn bucket() -> Place {
    Place::new(
        Arc::new(InMemory::new()),
        object_store::path::Path::default(),
    )
}

async fn ask(
    router: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    use http_body_util::BodyExt as _;
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(body.into()).unwrap());
    let (parts, body) = response.await.unwrap().into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

async fn get(router: &Router, path: &str) -> Answer {
    ask(router, "GET", path, &[], "").await
}

fn shown() -> String {
    format!("Bearer {TOKEN}")
}

/// Pushes `bytes` in pieces of this length.
async fn push(router: &Router, bytes: &[u8], piece_bytes: usize) -> Answer {
    let shown = shown();
    let auth = ("authorization", shown.as_str());
    let begun = ask(router, "POST", "/v2/a/b/blobs/uploads/", &[auth], "").await;
    assert_eq!(begun.status, 202);
    let place = begun.said("location").to_owned();
    let mut from = 0;
    for piece in bytes.chunks(piece_bytes) {
        let range = format!("{from}-{}", from + piece.len() - 1);
        let headers = [auth, ("content-range", range.as_str())];
        let answer = ask(router, "PATCH", &place, &headers, piece.to_vec()).await;
        assert_eq!(answer.status, 202);
        from += piece.len();
        assert_eq!(answer.said("range"), format!("0-{}", from - 1));
    }
    let digest = digest_from_bytes(bytes);
    ask(
        router,
        "PUT",
        &format!("{place}?digest=sha256%3A{digest}"),
        &[auth],
        "",
    )
    .await
}

fn manifest(layer: &[u8]) -> String {
    let digest = digest_from_bytes(layer);
    let thing = json!({ "mediaType": "application/wasm", "digest": format!("sha256:{digest}"), "size": layer.len() });
    json!({ "schemaVersion": 2, "mediaType": manifests::MANIFEST_TYPE, "config": thing, "layers": [thing] }).to_string()
}

#[tokio::test]
async fn what_is_pushed_is_pulled_by_tag_and_by_digest_and_by_browsers() {
    let router = door(bucket(), Some(TOKEN));
    let module: Vec<u8> = b"\0asm\x01\0\0\0"
        .iter()
        .copied()
        .cycle()
        .take(20_000_000)
        .collect();
    let digest = digest_from_bytes(&module);
    let pushed = push(&router, &module, 7_000_000).await;
    assert_eq!(
        (pushed.status, pushed.said("docker-content-digest")),
        (201, format!("sha256:{digest}").as_str())
    );
    let shown = shown();
    let text = manifest(&module);
    let headers = [
        ("authorization", shown.as_str()),
        ("content-type", manifests::MANIFEST_TYPE),
    ];
    for tag in ["1.0.0", "latest"] {
        let path = format!("/v2/a/b/manifests/{tag}");
        let put = ask(&router, "PUT", &path, &headers, text.clone()).await;
        assert_eq!(put.status, 201);
    }
    let of_manifest = digest_from_bytes(text.as_bytes());
    for reference in ["latest".to_owned(), format!("sha256:{of_manifest}")] {
        let got = get(&router, &format!("/v2/a/b/manifests/{reference}")).await;
        assert_eq!((got.status, got.body.as_slice()), (200, text.as_bytes()));
        assert_eq!(got.said("content-type"), manifests::MANIFEST_TYPE);
    }
    let tags = get(&router, "/v2/a/b/tags/list").await;
    assert_eq!(tags.body, br#"{"name":"a/b","tags":["1.0.0","latest"]}"#);
    let first = get(&router, "/v2/a/b/tags/list?n=1").await;
    assert_eq!(
        first.said("link"),
        "</v2/a/b/tags/list?n=1&last=1.0.0>; rel=\"next\""
    );
    let blob = get(&router, &format!("/v2/a/b/blobs/sha256:{digest}")).await;
    assert!(blob.status == 200 && blob.body == module);
    let module_path = format!("/c/{digest}.wasm");
    let object = get(&router, &module_path).await;
    assert!(object.status == 200 && object.body == module);
    assert_eq!(object.said("content-type"), "application/wasm");
    assert_eq!(
        get(&router, &format!("/.oci/blobs/{digest}")).await.status,
        404
    );
    let mount = format!("/v2/c/blobs/uploads/?mount=sha256:{digest}&from=a/b");
    let mounted = ask(&router, "POST", &mount, &[headers[0]], "").await;
    assert_eq!(mounted.status, 201);
}

#[tokio::test]
async fn nobody_writes_without_the_token_and_nothing_that_is_not_whole() {
    let closed = door(bucket(), None);
    let refused = ask(&closed, "POST", "/v2/a/blobs/uploads/", &[], "").await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "DENIED"));
    assert_eq!(get(&closed, "/v2/").await.said("www-authenticate"), "");

    let router = door(bucket(), Some(TOKEN));
    assert!(
        get(&router, "/v2/")
            .await
            .said("www-authenticate")
            .starts_with("Basic")
    );
    for wrong in [
        "",
        "Bearer 0123456789abcdeF",
        "Basic !!",
        "Basic YTpi",
        "Bearer",
    ] {
        let headers = [("authorization", wrong)];
        for (method, path) in [
            ("POST", "/v2/a/blobs/uploads/".to_owned()),
            ("PUT", "/v2/a/manifests/latest".to_owned()),
            ("PUT", format!("/v2/a/blobs/uploads/{}", "0".repeat(32))),
        ] {
            let refused = ask(&router, method, &path, &headers, "").await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (401, "UNAUTHORIZED")
            );
            assert!(refused.said("www-authenticate").starts_with("Basic"));
        }
    }
    // `somebody:0123456789abcdef`
    let basic = [(
        "authorization",
        "Basic c29tZWJvZHk6MDEyMzQ1Njc4OWFiY2RlZg==",
    )];
    assert_eq!(
        ask(&router, "POST", "/v2/a/blobs/uploads/", &basic, "")
            .await
            .status,
        202
    );

    let shown = shown();
    let auth = ("authorization", shown.as_str());
    let wrong = format!(
        "/v2/a/blobs/uploads/?digest=sha256:{}",
        digest_from_bytes(b"other")
    );
    let refused = ask(&router, "POST", &wrong, &[auth], "this").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "DIGEST_INVALID")
    );
    let begun = ask(&router, "POST", "/v2/a/blobs/uploads/", &[auth], "").await;
    let gap = [auth, ("content-range", "5-9")];
    let refused = ask(&router, "PATCH", begun.said("location"), &gap, "01234").await;
    assert_eq!(refused.status, 416);
    let typed = [auth, ("content-type", manifests::MANIFEST_TYPE)];
    for (text, code) in [
        (manifest(b"absent"), "MANIFEST_BLOB_UNKNOWN"),
        ("{}".to_owned(), "MANIFEST_INVALID"),
        ("no json".to_owned(), "MANIFEST_INVALID"),
        (" ".repeat((4 << 20) + 1), "SIZE_INVALID"),
    ] {
        let refused = ask(&router, "PUT", "/v2/a/manifests/latest", &typed, text).await;
        assert_eq!(refused.code(), code);
    }
    assert_eq!(
        get(&router, "/v2/a/manifests/latest").await.code(),
        "MANIFEST_UNKNOWN"
    );
    assert_eq!(get(&router, "/v2/a/tags/list").await.code(), "NAME_UNKNOWN");
}

#[tokio::test]
async fn tools_are_told_that_the_registry_is_here() {
    let router = door(bucket(), None);
    let headers = [("host", "games.example.com:8080")];
    let got = ask(&router, "GET", WELL_KNOWN, &headers, "").await;
    let said: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
    assert_eq!(said["preferredProtocol"], "oci");
    assert_eq!(said["oci"]["registry"], "games.example.com:8080");
    assert_eq!(get(&router, "/v2x").await.status, 404);
}

#[tokio::test]
async fn an_upload_that_is_left_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let router = door(Place::of_folder(folder.path()).unwrap(), Some(TOKEN));
    let shown = shown();
    let auth = ("authorization", shown.as_str());
    let begun = ask(&router, "POST", "/v2/a/blobs/uploads/", &[auth], "").await;
    let place = begun.said("location").to_owned();
    ask(&router, "PATCH", &place, &[auth], "half").await;
    assert_eq!(
        ask(&router, "DELETE", &place, &[auth], "").await.status,
        204
    );
    assert_eq!(
        ask(&router, "PATCH", &place, &[auth], "rest").await.code(),
        "BLOB_UPLOAD_UNKNOWN"
    );
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

/// So many pieces of one byte, a minute less a second apart.
fn slow(pieces: usize) -> Body {
    let pieces = stream::iter(0..pieces).then(async |_| {
        tokio::time::sleep(Duration::from_secs(59)).await;
        Ok::<_, Infallible>(Bytes::from_static(b"a"))
    });
    Body::from_stream(pieces)
}

#[tokio::test(start_paused = true)]
async fn a_slow_upload_is_waited_for_and_a_stalled_one_is_not() {
    let router = door(bucket(), Some(TOKEN));
    let shown = shown();
    let auth = [("authorization", shown.as_str())];
    let begin = async || {
        let begun = ask(&router, "POST", "/v2/a/blobs/uploads/", &auth, "").await;
        begun.said("location").to_owned()
    };
    let place = begin().await;
    let stalled = slow(1).into_data_stream().chain(stream::pending());
    let stalled = Body::from_stream(stalled);
    let refused = ask(&router, "PATCH", &place, &auth, stalled);
    let refused = tokio::time::timeout(Duration::from_secs(3600), refused).await;
    assert_eq!(refused.unwrap().code(), "BLOB_UPLOAD_INVALID");
    let gone = ask(&router, "GET", &place, &auth, "").await;
    assert_eq!(gone.code(), "BLOB_UPLOAD_UNKNOWN");

    let place = begin().await;
    let others = async {
        tokio::time::sleep(Duration::from_secs(900)).await;
        begin().await
    };
    let slow = ask(&router, "PATCH", &place, &auth, slow(20));
    let (sent, left) = tokio::join!(slow, others);
    assert_eq!(sent.status, 202);
    let digest = digest_from_bytes(&[b'a'; 20]);
    let put = format!("{place}?digest=sha256:{digest}");
    assert_eq!(ask(&router, "PUT", &put, &auth, "").await.status, 201);
    tokio::time::sleep(Duration::from_secs(601)).await;
    let refused = ask(&router, "PATCH", &left, &auth, "late").await;
    assert_eq!(refused.code(), "BLOB_UPLOAD_UNKNOWN");
}
