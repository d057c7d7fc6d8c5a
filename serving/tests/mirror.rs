//! A mirror before a real origin that counts what it is asked, and before origins that lie, stop in the middle or are gone.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use futures_util::future::join_all;
use http_body_util::BodyExt as _;
use package::{Digest, digest_from_bytes};
use serving::{Counts, Limits, Memory, Mirrored, Place, mirror, serve, site};
use tokio::net::TcpListener;
use tokio::sync::{Barrier, oneshot};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// How often each path was asked for.
type Asked = Arc<Mutex<BTreeMap<String, usize>>>;

struct Origin {
    address: SocketAddr,
    asked: Asked,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Origin {
    /// Serves `router` at `address` and counts.
    async fn start(router: Router, address: &str) -> Self {
        let asked = Asked::default();
        let counting = Arc::clone(&asked);
        let count = move |request: Request, next: Next| {
            let path = request.uri().path().to_owned();
            *counting.lock().unwrap().entry(path).or_default() += 1;
            next.run(request)
        };
        let router = router.layer(from_fn(count));
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let stop = async {
                stopped.await.ok();
            };
            serve(listener, router, Counts::default(), Limits::default(), stop).await;
        });
        Self {
            address,
            asked,
            stop,
            ended,
        }
    }

    async fn of_folder(folder: &Path) -> Self {
        let place = Place::of_folder(folder).unwrap();
        Self::start(site(place, Memory::default()), "127.0.0.1:0").await
    }

    fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().get(path).copied().unwrap_or(0)
    }

    async fn end(self) -> SocketAddr {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap();
        self.address
    }
}

async fn before(origin: SocketAddr, folder: &Path, max_bytes: u64, fresh: Duration) -> Router {
    let mirrored = Mirrored {
        origin: format!("http://{origin}"),
        folder: folder.to_owned(),
        max_bytes,
        fresh,
    };
    // No memory: what is told of the folder comes from the folder.
    let memory = Memory { max_bytes: 0 };
    mirror(mirrored, memory, &Counts::default()).await.unwrap()
}

const ROOM: u64 = 1 << 30;
const LONG: Duration = Duration::from_secs(3600);
const MOMENT: Duration = Duration::from_millis(1);

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap());
    let (parts, body) = response.await.unwrap().into_parts();
    Got {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    packed.write_all(bytes).unwrap();
    packed.into_inner()
}

/// Puts an object into `folder`, with a twin; its path.
fn add(folder: &Path, bytes: &[u8], kind: &str) -> String {
    let path = format!("/c/{}.{kind}", digest_from_bytes(bytes));
    fs::create_dir_all(folder.join("c")).unwrap();
    fs::write(folder.join(&path[1..]), bytes).unwrap();
    fs::write(folder.join(format!("{}.br", &path[1..])), brotli(bytes)).unwrap();
    path
}

fn text(seed: usize, lines: usize) -> Vec<u8> {
    let lines =
        (0..lines).map(|line| format!("Island {line} lies {} steps away.\n", line * seed % 97));
    lines.collect::<String>().into_bytes()
}

/// Bytes that nothing compresses.
fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..100_000).map(next).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_that_miss_at_once_make_one_fetch() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let object = add(folder.path(), &text(31, 40_000), "txt");
    fs::create_dir_all(folder.path().join("games")).unwrap();
    fs::write(folder.path().join("games/list"), "layerw-games 1\n").unwrap();
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), ROOM, LONG).await;
    for path in [object.as_str(), "/games/list", "/games/none"] {
        let gate = Arc::new(Barrier::new(100));
        let all = (0..100).map(|_| {
            let (router, path, gate) = (router.clone(), path.to_owned(), Arc::clone(&gate));
            tokio::spawn(async move {
                gate.wait().await;
                get(&router, &path, &[]).await
            })
        });
        let all = join_all(all).await;
        let there = fs::read(folder.path().join(&path[1..]));
        for got in all {
            let got = got.unwrap();
            match &there {
                Ok(there) => assert!(got.status == 200 && got.body == *there),
                Err(_) => assert_eq!(got.status, 404),
            }
        }
        assert_eq!(origin.asked(path), 1, "{path}");
    }
    // Packed, in parts, or not at all: the origin is not asked again.
    let packed = get(&router, &object, &[("accept-encoding", "br")]).await;
    let twin = fs::read(folder.path().join(format!("{}.br", &object[1..]))).unwrap();
    assert!(packed.body == twin && packed.headers[header::CONTENT_ENCODING] == "br");
    let part = get(&router, &object, &[("range", "bytes=7-99")]).await;
    assert_eq!(
        (part.status, part.body),
        (
            StatusCode::PARTIAL_CONTENT,
            text(31, 40_000)[7..100].to_vec()
        )
    );
    assert_eq!(origin.asked(&object), 1);
}

#[tokio::test]
async fn what_is_not_what_its_name_says_is_neither_given_nor_kept() {
    let cache = tempfile::tempdir().unwrap();
    let good = text(7, 2000);
    let hex = digest_from_bytes(&good).to_hex();
    let lies = Router::new().route(
        "/c/{name}",
        axum::routing::get(move |request: Request| async move {
            let whole = text(7, 2000);
            let name = request.uri().path().to_owned();
            let lie: Response = if name.ends_with(".other") {
                text(8, 2000).into_response()
            } else if name.ends_with(".cut") {
                whole[..whole.len() - 1].to_vec().into_response()
            } else if name.ends_with(".packed") {
                (
                    [(header::CONTENT_ENCODING, "br")],
                    brotli(&whole)[..900].to_vec(),
                )
                    .into_response()
            } else if name.ends_with(".gz") {
                ([(header::CONTENT_ENCODING, "gzip")], whole).into_response()
            } else {
                StatusCode::FOUND.into_response()
            };
            lie
        }),
    );
    let origin = Origin::start(lies, "127.0.0.1:0").await;
    let router = before(origin.address, cache.path(), ROOM, LONG).await;
    for kind in ["other", "cut", "packed", "gz", "moved"] {
        let path = format!("/c/{hex}.{kind}");
        let got = get(&router, &path, &[]).await;
        assert_eq!(got.status, StatusCode::BAD_GATEWAY, "{kind}");
        assert_eq!(got.headers[header::CACHE_CONTROL], "no-store");
    }
    let left: Vec<_> = fs::read_dir(cache.path().join("c")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(
        fs::read_dir(cache.path().join("parts"))
            .unwrap()
            .next()
            .is_none()
    );
}

#[tokio::test]
async fn a_patch_is_applied_before_it_is_kept_where_its_old_file_is_here() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (old, new) = (text(31, 3000), text(37, 3000));
    let object = add(folder.path(), &old, "txt");
    let [from, to] = [&old, &new].map(|bytes| digest_from_bytes(bytes));
    let patch = delta::encode_for_clients(&old, &new);
    let put = |from: Digest, bytes: &[u8]| {
        fs::create_dir_all(folder.path().join(format!("d/{from}"))).unwrap();
        fs::write(folder.path().join(format!("d/{from}/{to}")), bytes).unwrap();
        format!("/d/{from}/{to}")
    };
    let path = put(from, &patch);
    let wrong = put(Digest::EMPTY, &patch);
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), ROOM, MOMENT).await;
    let kept = cache.path().join(&path[1..]);
    // Nobody here can tell: it is passed on.
    assert_eq!(get(&router, &path, &[]).await.body, patch);
    assert!(!kept.exists());
    assert_eq!(
        get(&router, &wrong, &[]).await.status,
        StatusCode::BAD_GATEWAY
    );
    get(&router, &object, &[]).await;
    assert_eq!(get(&router, &path, &[]).await.body, patch);
    assert!(kept.exists());
    fs::write(folder.path().join(&path[1..]), "something else").unwrap();
    assert_eq!(get(&router, &path, &[]).await.body, patch);
}

#[tokio::test]
async fn what_was_seen_is_given_while_the_origin_is_gone_and_anew_when_it_is_back() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let object = add(folder.path(), b"an object", "txt");
    fs::create_dir_all(folder.path().join("games/ember")).unwrap();
    let head = folder.path().join("games/ember/head");
    fs::write(&head, "one").unwrap();
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), ROOM, MOMENT).await;
    get(&router, &object, &[]).await;
    let first = get(&router, "/games/ember/head", &[]).await;
    assert_eq!(first.body, b"one");
    // Fresh no more: asked for again, and not sent again.
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    while origin.asked("/games/ember/head") < 2 {
        let again = get(&router, "/games/ember/head", &[("if-none-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    fs::write(&head, "two").unwrap();
    let until = async |router: &Router, want: &[u8]| {
        loop {
            let got = get(router, "/games/ember/head", &[]).await;
            if got.body == want {
                break got;
            }
        }
    };
    until(&router, b"two").await;
    let address = origin.end().await;
    // The same mirror, and one that was started after the origin was gone.
    let reopened = before(address, cache.path(), ROOM, MOMENT).await;
    for router in [&router, &reopened] {
        let stale = loop {
            let got = get(router, "/games/ember/head", &[]).await;
            let said = got.headers["cache-status"].to_str().unwrap().to_owned();
            if said.contains("unreachable") {
                break got;
            }
        };
        assert_eq!(
            (stale.status, stale.body.as_slice()),
            (StatusCode::OK, &b"two"[..])
        );
        assert_eq!(stale.headers[header::CACHE_CONTROL], "no-cache");
        assert_eq!(get(router, &object, &[]).await.body, b"an object");
        let never = get(router, "/games/other/head", &[]).await;
        assert_eq!(never.status, StatusCode::BAD_GATEWAY);
    }
    fs::write(&head, "three").unwrap();
    let place = Place::of_folder(folder.path()).unwrap();
    let _origin = Origin::start(site(place, Memory::default()), &address.to_string()).await;
    until(&router, b"three").await;
}

#[tokio::test]
async fn what_the_disk_changed_or_lost_is_fetched_anew() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let object = add(folder.path(), &text(5, 900), "txt");
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), ROOM, LONG).await;
    let kept = cache.path().join(&object[1..]);
    get(&router, &object, &[]).await;
    fs::write(&kept, text(6, 900)).unwrap();
    assert_eq!(get(&router, &object, &[]).await.body, text(5, 900));
    fs::remove_file(&kept).unwrap();
    assert_eq!(get(&router, &object, &[]).await.body, text(5, 900));
    assert_eq!(origin.asked(&object), 3);
}

#[tokio::test]
async fn what_was_not_asked_for_longest_makes_room() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let paths: Vec<String> = (1..=12)
        .map(|seed| add(folder.path(), &noise(seed), "bin"))
        .collect();
    let origin = Origin::of_folder(folder.path()).await;
    // Each is there twice, as it is and packed, which is no shorter.
    let router = before(origin.address, cache.path(), 1 << 20, LONG).await;
    for path in &paths {
        assert_eq!(get(&router, path, &[]).await.status, StatusCode::OK);
        assert_eq!(get(&router, &paths[0], &[]).await.status, StatusCode::OK);
    }
    assert_eq!(origin.asked(&paths[0]), 1, "it was always wanted");
    let files = fs::read_dir(cache.path().join("c")).unwrap();
    let bytes: u64 = files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!((400_000..1 << 20).contains(&bytes), "{bytes}");
    get(&router, &paths[1], &[]).await;
    assert_eq!(origin.asked(&paths[1]), 2, "it had to go");
}

#[tokio::test]
async fn a_folder_with_files_of_somebody_else_is_left_as_it_is() {
    for other in ["games/list", "index.html", ".oci/index.json", "notes.txt"] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let object = add(folder, &text(1, 100), "txt");
        let other = folder.join(other);
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::write(&other, "kept").unwrap();
        let mirrored = Mirrored {
            origin: "http://127.0.0.1:9".to_owned(),
            folder: folder.to_owned(),
            max_bytes: 1,
            fresh: LONG,
        };
        let opened = mirror(mirrored, Memory { max_bytes: 0 }, &Counts::default()).await;
        let error = opened.unwrap_err().to_string();
        assert!(error.contains("which is no mirror's"), "{error}");
        assert!(folder.join(object.trim_start_matches('/')).is_file());
        assert_eq!(fs::read_to_string(other).unwrap(), "kept");
    }
}

#[tokio::test]
async fn what_a_disk_and_those_who_look_at_it_leave_there_is_no_reason_to_refuse() {
    let folder = tempfile::tempdir().unwrap();
    for left in ["lost+found", ".Trash-0"] {
        fs::create_dir(folder.path().join(left)).unwrap();
    }
    let nobody = SocketAddr::from(([127, 0, 0, 1], 9));
    for _ in 0..2 {
        let mirror = before(nobody, folder.path(), ROOM, LONG).await;
        assert_eq!(get(&mirror, "/", &[]).await.status, 502);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_the_disk_does_not_give_now_is_kept() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let object = add(folder.path(), &text(5, 900), "txt");
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), ROOM, LONG).await;
    get(&router, &object, &[]).await;
    let kept = cache.path().join(&object[1..]);
    let aside = cache.path().join("parts/aside");
    fs::rename(&kept, &aside).unwrap();
    // Neither there nor not there, for whoever asks, also for the one who may do everything.
    std::os::unix::fs::symlink(&kept, &kept).unwrap();
    let got = get(&router, &object, &[]).await;
    assert_eq!(got.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(got.headers[header::CACHE_CONTROL], "no-store");
    assert!(kept.is_symlink(), "it was thrown away");
    fs::rename(&aside, &kept).unwrap();
    assert_eq!(get(&router, &object, &[]).await.body, text(5, 900));
    assert_eq!(origin.asked(&object), 1);
}

#[tokio::test]
async fn what_the_origin_says_anew_about_the_same_is_told() {
    let cache = tempfile::tempdir().unwrap();
    let asked = Arc::new(Mutex::new(0));
    let counting = Arc::clone(&asked);
    let answer = move |request: Request| async move {
        let mut asked = counting.lock().unwrap();
        *asked += 1;
        let hours = format!("max-age={}", *asked * 3600);
        let headers = [
            (header::ETAG, "\"a\""),
            (header::CACHE_CONTROL, hours.as_str()),
        ];
        match request.headers().contains_key(header::IF_NONE_MATCH) {
            true => (StatusCode::NOT_MODIFIED, headers).into_response(),
            false => (headers, "a page").into_response(),
        }
    };
    let origin = Origin::start(Router::new().fallback(answer), "127.0.0.1:0").await;
    let router = before(origin.address, cache.path(), ROOM, MOMENT).await;
    get(&router, "/page", &[]).await;
    while *asked.lock().unwrap() < 3 {
        get(&router, "/page", &[]).await;
    }
    let address = origin.end().await;
    let last = format!("max-age={}", *asked.lock().unwrap() * 3600);
    for router in [router, before(address, cache.path(), ROOM, MOMENT).await] {
        let got = get(&router, "/page", &[]).await;
        assert_eq!(got.headers[header::CACHE_CONTROL], last);
        assert_eq!((got.status, got.body), (StatusCode::OK, b"a page".to_vec()));
    }
}

#[tokio::test]
async fn a_head_that_is_asked_for_again_and_again_stays() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir_all(folder.path().join("games/ember")).unwrap();
    fs::write(folder.path().join("games/ember/head"), "one").unwrap();
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), 1 << 20, MOMENT).await;
    let head = "/games/ember/head";
    get(&router, head, &[]).await;
    for seed in 1..=12 {
        let object = add(folder.path(), &noise(seed), "bin");
        assert_eq!(get(&router, &object, &[]).await.status, StatusCode::OK);
        let asked = origin.asked(head);
        while origin.asked(head) == asked {
            get(&router, head, &[]).await;
        }
    }
    let kept = fs::read_dir(cache.path().join("named")).unwrap().count();
    assert_eq!(kept, 1, "it had to go before what nobody asked for again");
}

#[tokio::test]
async fn that_an_object_is_missing_is_asked_for_anew() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let origin = Origin::of_folder(folder.path()).await;
    let router = before(origin.address, cache.path(), ROOM, MOMENT).await;
    let path = format!("/c/{}.txt", digest_from_bytes(b"not here yet"));
    let got = get(&router, &path, &[]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(got.headers[header::CACHE_CONTROL], "no-cache");
}

#[tokio::test]
async fn a_list_of_tags_is_passed_on_page_by_page() {
    let cache = tempfile::tempdir().unwrap();
    let answer = async |request: Request| request.uri().query().unwrap_or("all").to_owned();
    let origin = Origin::start(Router::new().fallback(answer), "127.0.0.1:0").await;
    let router = before(origin.address, cache.path(), ROOM, LONG).await;
    let list = "/v2/a/b/tags/list";
    for (query, want) in [
        ("", "all"),
        ("?n=1", "n=1"),
        ("?n=1&last=1.0", "n=1&last=1.0"),
    ] {
        let got = get(&router, &format!("{list}{query}"), &[]).await;
        assert_eq!(got.body, want.as_bytes());
    }
    assert_eq!(origin.asked(list), 3);
    // Everything else is the same whatever somebody writes behind it.
    for path in ["/help", "/v2/a/b/manifests/1"] {
        for query in ["", "?a", "?b"] {
            let got = get(&router, &format!("{path}{query}"), &[]).await;
            assert_eq!(got.body, b"all");
        }
        assert_eq!(origin.asked(path), 1);
    }
}
