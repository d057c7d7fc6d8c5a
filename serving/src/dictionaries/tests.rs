//! The layer as a browser meets it: headers, and answers that a real decoder unpacks. The clock stands still while an
//! answer is made, so nobody's patience ends on a busy machine.

use std::fs;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tower::ServiceExt as _;

use super::*;

/// A site of three objects: two versions of a text, and a picture.
struct Site {
    folder: tempfile::TempDir,
    router: Router,
}

const OLD: &str = "one, two, three, four, five, six, seven, eight, nine and ten; ";
type Answer = axum::response::Response;

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("c")).unwrap();
        let files = tower_http::services::ServeDir::new(folder.path()).precompressed_br();
        let router = with_dictionaries(
            Router::new().fallback_service(files),
            Place::of_folder(folder.path()).unwrap(),
        );
        Self { folder, router }
    }

    /// Puts an object there; its path.
    fn add(&self, content: &[u8], kind: &str) -> String {
        let path = format!("/c/{}.{kind}", digest_from_bytes(content));
        fs::write(self.folder.path().join(&path[1..]), content).unwrap();
        path
    }

    async fn ask(&self, path: &str, accept: &str, dictionary: Digest) -> Answer {
        let spelled = format!(":{}:", STANDARD.encode(dictionary.0));
        let request = Request::builder()
            .uri(path)
            .header(header::ACCEPT_ENCODING, accept)
            .header(AVAILABLE_DICTIONARY, spelled);
        let request = request.body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The encoding of the answer, asked for until it had time to be made.
    async fn encoding(&self, path: &str, dictionary: Digest) -> Option<String> {
        let mut answer = self.ask(path, "br, dcz", dictionary).await;
        for _ in 0..20 {
            if answer.headers().get(header::CONTENT_ENCODING).is_some() {
                break;
            }
            answer = self.ask(path, "br, dcz", dictionary).await;
        }
        let encoding = answer.headers().get(header::CONTENT_ENCODING)?;
        Some(encoding.to_str().unwrap().to_owned())
    }
}

fn text(answer: &Answer, name: HeaderName) -> &str {
    answer
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

async fn body(answer: Answer) -> Bytes {
    axum::body::to_bytes(answer.into_body(), 1 << 25)
        .await
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_has_the_version_before_gets_what_changed() {
    let site = Site::new();
    let old = OLD.repeat(99);
    let new = format!("{old}eleven");
    let (old_path, new_path) = (
        site.add(old.as_bytes(), "js"),
        site.add(new.as_bytes(), "js"),
    );
    let dictionary = digest_from_bytes(old.as_bytes());
    let first = site.ask(&old_path, "br, dcz", Digest::EMPTY).await;
    assert_eq!(text(&first, header::CONTENT_ENCODING), "");
    assert_eq!(text(&first, header::VARY), VARY.to_str().unwrap());
    let id = &dictionary.to_hex()[..16];
    let want = format!("match=\"/c/*.js\", id=\"{id}\"");
    assert_eq!(text(&first, USE_AS_DICTIONARY), want);

    let second = site.ask(&new_path, "gzip, br, dcb, dcz", dictionary).await;
    assert_eq!(second.status(), StatusCode::OK);
    assert_eq!(text(&second, header::CONTENT_ENCODING), "dcz");
    assert_eq!(text(&second, header::VARY), VARY.to_str().unwrap());
    assert_eq!(text(&second, header::CONTENT_TYPE), "text/javascript");
    assert!(text(&second, header::CACHE_CONTROL).contains("immutable"));
    let id = &digest_from_bytes(new.as_bytes()).to_hex()[..16];
    assert!(
        text(&second, USE_AS_DICTIONARY).ends_with(&format!("id=\"{id}\"")),
        "it is the next dictionary"
    );
    let sent = body(second).await;
    assert!(sent.len() < 100, "{}", sent.len());
    let mut made = String::new();
    let mut decoder =
        zstd::stream::read::Decoder::with_ref_prefix(&sent[40..], old.as_bytes()).unwrap();
    decoder.read_to_string(&mut made).unwrap();
    assert_eq!(made, new);
}

#[tokio::test(start_paused = true)]
async fn an_ordinary_answer_comes_where_the_dictionary_is_unknown_damaged_or_of_another_kind() {
    let site = Site::new();
    let old = OLD.repeat(99);
    let digest = digest_from_bytes(old.as_bytes());
    let new_path = site.add(format!("{old}eleven").as_bytes(), "js");
    assert_eq!(
        site.encoding(&new_path, digest).await,
        None,
        "it is not there"
    );
    site.add(old.as_bytes(), "css");
    assert_eq!(site.encoding(&new_path, digest).await, None, "another kind");
    let old_path = site.add(old.as_bytes(), "js");
    let file = site.folder.path().join(&old_path[1..]);
    fs::write(file, OLD.repeat(98)).unwrap();
    assert_eq!(site.encoding(&new_path, digest).await, None, "damaged");
    let picture = site.ask(&site.add(b"picture", "webp"), "dcz", digest).await;
    assert_eq!(text(&picture, USE_AS_DICTIONARY), "");
}

#[tokio::test(start_paused = true)]
async fn it_is_never_longer_than_the_compressed_twin() {
    let site = Site::new();
    let (old, new) = (
        OLD.repeat(3),
        "nothing of it is there: 0123456789".repeat(3),
    );
    site.add(old.as_bytes(), "js");
    let path = site.add(new.as_bytes(), "js");
    let twin = format!("{path}.br");
    fs::write(site.folder.path().join(&twin[1..]), b"short").unwrap();
    let digest = digest_from_bytes(old.as_bytes());
    assert_eq!(site.encoding(&path, digest).await.as_deref(), Some("br"));
}

#[tokio::test(start_paused = true)]
async fn a_long_file_is_neither_told_nor_offered() {
    let site = Site::new();
    let long = vec![0; MAX_BYTES as usize + 1];
    let long_path = site.add(&long, "txt");
    let short_path = site.add(b"short", "txt");
    let offered = site.ask(&long_path, "br, dcz", Digest::EMPTY).await;
    assert_eq!(text(&offered, USE_AS_DICTIONARY), "");
    let long = digest_from_bytes(&long);
    let short = digest_from_bytes(b"short");
    assert_eq!(site.encoding(&short_path, long).await, None);
    assert_eq!(site.encoding(&long_path, short).await, None);
}
