//! A place as a browser meets it: types, forms, ranges, conditions, and who may read what.

use std::fs;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt as _};
use package::digest_from_bytes;
use tower::ServiceExt as _;

use super::*;

mod replaced;

struct Asked {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Asked {
    fn said(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(router: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Asked {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    Asked {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .to_vec(),
    }
}

async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Asked {
    ask(router, Method::GET, path, headers).await
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    packed.write_all(bytes).unwrap();
    packed.into_inner()
}

fn object(bytes: &[u8], kind: &str) -> String {
    format!("c/{}.{kind}", digest_from_bytes(bytes))
}

/// The files of one place, as a folder and as a bucket that holds a folder.
async fn places(files: &[(&str, &[u8])]) -> (tempfile::TempDir, [Router; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let bucket = InMemory::new();
    let prefix = object_store::path::Path::from("games/of mine");
    for (name, bytes) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
        let below = object_store::path::Path::parse(name).unwrap();
        let path = prefix.parts().chain(below.parts()).collect();
        bucket.put(&path, bytes.to_vec().into()).await.unwrap();
    }
    let bucket: Arc<dyn ObjectStore> = Arc::new(bucket);
    let local = Place::of_folder(folder.path()).unwrap();
    let routers = [local, Place::new(bucket, prefix)].map(|place| site(place, Memory::default()));
    (folder, routers)
}

#[tokio::test]
async fn an_object_goes_out_in_the_shortest_form_that_is_read_and_for_ever() {
    let text = "the lantern is lit ".repeat(200);
    let (text, long) = (text.as_bytes(), vec![7; SHORT_BYTES as usize + 9]);
    let (name, long_name) = (object(text, "txt"), object(&long, "wasm"));
    let (br, zst) = (brotli(text), zstd::encode_all(text, 3).unwrap());
    let twins = [format!("{name}.br"), format!("{name}.zst")];
    let files = [
        (name.as_str(), text),
        (twins[0].as_str(), &br),
        (twins[1].as_str(), &zst),
        (long_name.as_str(), &long),
    ];
    let (_folder, routers) = places(&files).await;
    for router in routers {
        for (accept, coding, body) in [
            ("gzip, br, zstd", "br", br.as_slice()),
            ("zstd, br;q=0", "zstd", &zst),
            ("gzip", "", text),
        ] {
            let got = get(&router, &format!("/{name}"), &[("accept-encoding", accept)]).await;
            assert_eq!((got.status, got.said("content-encoding")), (200, coding));
            assert_eq!(got.body, body);
            assert_eq!(got.said("content-type"), "text/plain; charset=utf-8");
            assert!(got.said("cache-control").contains("immutable"));
            assert_eq!(got.said("vary"), "accept-encoding, available-dictionary");
            assert!(got.said("use-as-dictionary").starts_with("match="));
            assert_eq!(got.said("access-control-allow-origin"), "*");
            assert_eq!(got.said("cross-origin-resource-policy"), "cross-origin");
            assert_eq!(got.said("content-length"), body.len().to_string());
            let tag = got.said("etag").to_owned();
            assert!(tag.starts_with(&format!("\"{}", digest_from_bytes(text))));
            let asked = [("accept-encoding", accept), ("if-none-match", tag.as_str())];
            let again = get(&router, &format!("/{name}"), &asked).await;
            assert_eq!((again.status, again.body.len()), (304, 0));
        }
        let asked = ask(&router, Method::OPTIONS, &format!("/{name}"), &[]).await;
        assert_eq!(
            (asked.status, asked.said("access-control-allow-headers")),
            (204, "*")
        );
        assert_eq!(asked.said("access-control-allow-origin"), "*");
        let path = format!("/{long_name}");
        let got = get(&router, &path, &[]).await;
        assert_eq!(got.said("content-type"), "application/wasm");
        assert!(got.body == long);
        let got = ask(&router, Method::HEAD, &path, &[]).await;
        assert_eq!(got.said("content-length"), long.len().to_string());
        assert!(got.body.is_empty());
    }
}

#[tokio::test]
async fn any_part_of_an_object_can_be_asked_for() {
    let short: Vec<u8> = (0..5000_u32).map(|it| it as u8).collect();
    let long: Vec<u8> = (0..SHORT_BYTES as u32 + 500_000)
        .map(|it| (it / 3) as u8)
        .collect();
    let names = [object(&short, "bin"), object(&long, "bin")];
    let files = [(names[0].as_str(), short.as_slice()), (&names[1], &long)];
    let (_folder, routers) = places(&files).await;
    for router in routers {
        for (name, bytes) in files {
            let count = bytes.len();
            for (first, last) in [(0, 0), (17, 1200), (count - 900, count - 1), (0, count - 1)] {
                let range = format!("bytes={first}-{last}");
                let got = get(&router, &format!("/{name}"), &[("range", &range)]).await;
                assert_eq!(got.status, 206);
                assert!(got.body == bytes[first..=last]);
                assert_eq!(
                    got.said("content-range"),
                    format!("bytes {first}-{last}/{count}")
                );
            }
            let range = format!("bytes={count}-");
            let got = get(&router, &format!("/{name}"), &[("range", &range)]).await;
            assert_eq!((got.status, got.body.len()), (416, 0));
            assert_eq!(got.said("content-range"), format!("bytes */{count}"));
        }
    }
}

#[tokio::test]
async fn a_page_is_isolated_asked_for_anew_and_says_what_it_loads() {
    let style = object(b"", "css");
    let page = format!("<head><link rel=\"stylesheet\" href=\"/{style}\"></head>");
    let files: [(&str, &[u8]); 4] = [
        ("index.html", page.as_bytes()),
        ("help/index.html", b"help"),
        ("games/ember/head", b"layerw-signed"),
        ("empty.txt", b""),
    ];
    let (folder, routers) = places(&files).await;
    for router in &routers {
        let got = get(router, "/", &[]).await;
        assert_eq!((got.status, got.body.as_slice()), (200, page.as_bytes()));
        assert_eq!(got.said("cache-control"), "no-cache");
        assert_eq!(got.said("cross-origin-resource-policy"), "same-origin");
        assert_eq!(got.said("cross-origin-opener-policy"), "same-origin");
        assert_eq!(got.said("cross-origin-embedder-policy"), "require-corp");
        assert_eq!(got.said("access-control-allow-origin"), "");
        assert_eq!(
            got.said("link"),
            format!("</{style}>; rel=preload; as=style")
        );
        let known = [("if-none-match", got.said("etag"))];
        assert_eq!(get(router, "/", &known).await.status, 304);
        let got = get(router, "/help", &[]).await;
        assert_eq!((got.status, got.said("location")), (307, "/help/"));
        let got = get(router, "/games/ember/head", &[]).await;
        assert_eq!(got.said("content-type"), "text/plain; charset=utf-8");
        let got = get(router, "/empty.txt", &[]).await;
        assert_eq!((got.status, got.said("content-length")), (200, "0"));
        let got = get(router, "//help", &[]).await;
        assert_eq!(got.said("location"), "/help/", "not another host");
        let posted = ask(router, Method::POST, "/", &[]).await;
        assert_eq!((posted.status, posted.said("allow")), (405, "GET, HEAD"));
    }
    let before = get(&routers[0], "/games/ember/head", &[]).await;
    fs::write(folder.path().join("games/ember/head"), "layerw-signet").unwrap();
    let known = [("if-none-match", before.said("etag"))];
    let after = get(&routers[0], "/games/ember/head", &known).await;
    assert_eq!(
        (after.status, after.body.as_slice()),
        (200, &b"layerw-signet"[..])
    );
}

#[tokio::test]
async fn what_is_missing_damaged_or_private_is_no_object_that_is_kept() {
    let good = object(b"good", "txt");
    let bad = object(b"what it was", "txt");
    let twin = format!("{good}.br");
    let files: [(&str, &[u8]); 5] = [
        (&good, b"good"),
        (&twin, b"no brotli at all"),
        (&bad, b"what it is"),
        ("release.key", b"secret"),
        (".layerw/old", b"tools"),
    ];
    let (folder, routers) = places(&files).await;
    for router in &routers {
        let got = get(router, &format!("/{good}"), &[("accept-encoding", "br")]).await;
        assert_eq!(
            (got.body.as_slice(), got.said("content-encoding")),
            (&b"good"[..], "")
        );
        let got = get(router, &format!("/{bad}"), &[]).await;
        assert_eq!((got.status, got.said("cache-control")), (500, "no-store"));
        let absent = object(b"absent", "txt");
        for path in [
            format!("/{absent}"),
            "/release.key".to_owned(),
            "/release%2ekey".to_owned(),
            "/.layerw/old".to_owned(),
            "/%2elayerw/old".to_owned(),
            "/../release.key".to_owned(),
            "/c/%2e%2e/release.key".to_owned(),
            "/c".to_owned(),
            "/%FF".to_owned(),
        ] {
            let got = get(router, &path, &[]).await;
            assert_eq!(got.status, 404, "{path}");
            assert_eq!(got.said("cache-control"), "no-cache", "{path}");
        }
    }
    // It was published a moment later, or repaired.
    fs::write(folder.path().join(object(b"absent", "txt")), "absent").unwrap();
    fs::write(folder.path().join(&bad), "what it was").unwrap();
    for path in [object(b"absent", "txt"), bad] {
        assert_eq!(get(&routers[0], &format!("/{path}"), &[]).await.status, 200);
    }
}

#[tokio::test]
async fn what_is_told_by_an_older_one_is_guarded_and_readable_like_what_is_not() {
    let old = "one, two, three, four, five, six, seven; ".repeat(99);
    let new = format!("{old}eight");
    let (old_name, name) = (object(old.as_bytes(), "js"), object(new.as_bytes(), "js"));
    let files = [(old_name.as_str(), old.as_bytes()), (&name, new.as_bytes())];
    let (_folder, routers) = places(&files).await;
    let digest = STANDARD.encode(digest_from_bytes(old.as_bytes()).0);
    let available = format!(":{digest}:");
    let asked = [
        ("accept-encoding", "dcz"),
        ("available-dictionary", available.as_str()),
    ];
    for router in routers {
        // It is made for whoever asks first, who may be too impatient.
        let got = loop {
            let got = get(&router, &format!("/{name}"), &asked).await;
            if got.said("content-encoding") == "dcz" {
                break got;
            }
        };
        for (header, value) in ALWAYS
            .into_iter()
            .filter(|(name, _)| !name.ends_with("resource-policy"))
        {
            assert_eq!(got.said(header), value);
        }
        assert_eq!(got.said("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(got.said("access-control-allow-origin"), "*");
    }
}

#[tokio::test]
async fn what_was_not_hashed_is_looked_at_anew_each_time() {
    let long: Vec<u8> = (0..SHORT_BYTES as u32 + 500_000)
        .map(|it| (it / 3) as u8)
        .collect();
    let name = object(&long, "bin");
    let half = &long[..SHORT_BYTES as usize + 7];
    let patch = format!("d/{0}/{0}", digest_from_bytes(b"an edition"));
    let files: [(&str, &[u8]); 2] = [(&name, half), (&patch, b"damaged")];
    let (folder, [router, _]) = places(&files).await;
    let path = format!("/{name}");
    let cut = get(&router, &path, &[]).await;
    assert_eq!(cut.said("content-length"), half.len().to_string());
    let path_of_patch = format!("/{patch}");
    let damaged = get(&router, &path_of_patch, &[]).await;
    assert_eq!(damaged.body, b"damaged");
    // It was being copied, and the patch is repaired.
    fs::write(folder.path().join(&name), &long).unwrap();
    fs::write(folder.path().join(&patch), "as it should be").unwrap();
    let got = get(&router, &path, &[]).await;
    assert_eq!(got.said("content-length"), long.len().to_string());
    assert!(got.body == long);
    let got = get(&router, &path_of_patch, &[]).await;
    assert_eq!(got.body, b"as it should be");
    assert_ne!(got.said("etag"), damaged.said("etag"));
}

#[tokio::test]
async fn a_twin_that_comes_after_its_object_is_found() {
    let short = b"the lantern is lit".to_vec();
    let long = vec![7; SHORT_BYTES as usize + 9];
    for bytes in [short, long] {
        let name = object(&bytes, "txt");
        let (folder, [router, _]) = places(&[(&name, &bytes)]).await;
        let path = format!("/{name}");
        let asked = [("accept-encoding", "br")];
        let got = get(&router, &path, &asked).await;
        assert_eq!((got.status, got.said("content-encoding")), (200, ""));
        let twin = brotli(&bytes);
        fs::write(folder.path().join(format!("{name}.br")), &twin).unwrap();
        let got = loop {
            let got = get(&router, &path, &asked).await;
            if got.said("content-encoding") == "br" {
                break got;
            }
        };
        assert_eq!(got.body, twin);
    }
}

#[tokio::test]
async fn what_is_replaced_while_it_is_asked_for_is_told_of_one_edition() {
    for (asked, old, new) in [
        (&[][..], &b"one"[..], &b"twenty-two"[..]),
        (&[("range", "bytes=4-")], b"twenty-two", b"one"),
        (&[("range", "bytes=1-")], b"one", b"twenty-two"),
    ] {
        let store = replaced::Replaced::new("games/list", old, new).await;
        let place = Place::new(Arc::new(store), object_store::path::Path::default());
        let router = site(place, Memory::default());
        let got = get(&router, "/games/list", asked).await;
        let again = get(&router, "/games/list", asked).await;
        assert_eq!(got.status, again.status);
        assert_eq!(got.body, again.body);
        assert_eq!(got.said("content-length"), got.body.len().to_string());
        assert_eq!(got.said("etag"), again.said("etag"));
    }
}
