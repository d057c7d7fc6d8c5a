//! `layerw serve`, asked over a socket as a browser would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use package::digest_from_bytes;

use crate::shared::{change, game, good, layerw};

/// The program while it serves; it ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_as(folder, &[&["site"], arguments].concat())
    }

    /// `layerw serve` with these arguments.
    fn start_as(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_layerw"));
        let command = command
            .current_dir(folder)
            .args(["serve", "--addr", "127.0.0.1:0", "--json"])
            .args(arguments);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let url = said["url"].as_str().unwrap();
        let address = url
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Self { child, address }
    }

    /// Ends it politely; what it said on standard error.
    fn end(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        let mut said = String::new();
        let mut errors = self.child.stderr.take().unwrap();
        errors.read_to_string(&mut said).unwrap();
        assert!(self.child.wait().unwrap().success());
        said
    }

    /// The head of the answer in lower case, and its body.
    fn get(&self, path: &str) -> (String, Vec<u8>) {
        self.get_of("a", path)
    }

    /// The same, of the host called `host`.
    fn get_of(&self, host: &str, path: &str) -> (String, Vec<u8>) {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        let ask = format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\naccept-encoding: br\r\nconnection: close\r\n\r\n"
        );
        socket.write_all(ask.as_bytes()).unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        (head, answer[end + 4..].to_vec())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn objects_are_sent_with_their_types_compressed_and_for_ever_and_the_head_is_asked_for_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    assert_eq!(layerw(folder, "serve keys").code, 1);
    good(folder, "publish game --to site");
    std::fs::copy(
        folder.join("keys/release.key"),
        folder.join("site/release.key"),
    )
    .unwrap();
    let server = Server::start(folder);
    let of = |file: &str| {
        let bytes = std::fs::read(folder.join("game").join(file)).unwrap();
        let (_, extension) = file.rsplit_once('.').unwrap();
        format!("/c/{}.{extension}", digest_from_bytes(&bytes))
    };
    let (head, body) = server.get(&of("game.wasm"));
    for line in [
        "http/1.1 200",
        "content-type: application/wasm",
        "content-encoding: br",
        "immutable",
        "cross-origin-embedder-policy: require-corp",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
    let twin = folder.join(format!("site{}.br", of("game.wasm")));
    assert_eq!(body, std::fs::read(twin).unwrap());
    assert!(
        server
            .get(&of("assets/pictures/cover.png"))
            .0
            .contains("content-type: image/png")
    );
    let (head, body) = server.get("/games/ember/head");
    assert!(
        head.contains("cache-control: no-cache") && head.contains("text/plain"),
        "{head}"
    );
    assert_eq!(
        body,
        std::fs::read(folder.join("site/games/ember/head")).unwrap()
    );

    // A release that came while it serves.
    let old = of("assets/story.txt");
    change(folder);
    good(folder, "publish game --to site");
    for path in [old, of("assets/story.txt")] {
        assert!(
            server.get(&path).0.contains("content-type: text/plain"),
            "{path}"
        );
    }
    for path in [
        "/release.key",
        "/../keys/release.key",
        "/%2e%2e/keys/release.key",
        "/c/nothing",
        "/.hidden",
    ] {
        let (head, _) = server.get(path);
        assert!(
            head.contains(" 404 ") && !head.contains("immutable"),
            "{path}: {head}"
        );
    }
}

#[test]
fn a_wrapped_game_answers_at_its_own_host_and_the_site_at_every_other() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    crate::wrap::export(folder);
    std::fs::write(folder.join("site/index.html"), "the site").unwrap();
    good(folder, "wrap rocks --site site");
    let server = Server::start_with(folder, &["--wrapped", "wrapped"]);
    let (head, page) = server.get_of("rocks.localhost", "/");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(
        head.contains("cross-origin-embedder-policy: require-corp"),
        "{head}"
    );
    let there = std::fs::read(folder.join("wrapped/rocks/index.html.br"));
    assert_eq!(page, there.unwrap());
    let (_, page) = server.get_of("localhost", "/");
    assert_eq!(page, b"the site");
    let (head, _) = server.get_of("localhost", "/game.js");
    assert!(head.starts_with("http/1.1 404"), "{head}");
    let (head, _) = server.get_of("rocks.localhost", "/parts.txt");
    assert!(head.starts_with("http/1.1 404"), "{head}");
}

#[test]
fn a_mirror_has_what_its_origin_has_also_when_that_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    let origin = Server::start_as(folder, &["site", "--log"]);
    let url = format!("http://{}/", origin.address);
    let mirror = [
        "--mirror",
        &url,
        "--cache",
        "mirror",
        "--cache-bytes",
        "50000000",
    ];
    let mirror = Server::start_as(folder, &mirror);
    let bytes = std::fs::read(folder.join("game/game.wasm")).unwrap();
    let object = format!("/c/{}.wasm", digest_from_bytes(&bytes));
    let paths = [object.as_str(), "/games/ember/head", "/games/list"];
    let from_origin = paths.map(|path| origin.get(path).1);
    let asked = |path: &str| {
        let (head, body) = mirror.get(path);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        body
    };
    assert_eq!(paths.map(asked), from_origin);
    let said = origin.end();
    let lines = said.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<serde_json::Value> = lines.collect();
    let of_object = lines.iter().filter(|line| line["path"] == object.as_str());
    assert_eq!(
        of_object.count(),
        2,
        "once for us, once for the mirror: {said}"
    );
    assert!(lines.iter().all(|line| line["status"] == 200), "{said}");
    assert_eq!(paths.map(asked), from_origin);
    let wrong = layerw(folder, "serve --mirror ftp://a --cache mirror");
    assert!(
        wrong.code == 1 && wrong.error.contains("no address"),
        "{}",
        wrong.error
    );
    assert_eq!(layerw(folder, "serve").code, 2);
}

#[test]
fn a_token_that_can_be_guessed_and_a_place_that_a_build_replaces_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let refused = |line: &str, why: &str| {
        let said = layerw(folder, line);
        assert!(said.code == 1 && said.error.contains(why), "{}", said.error);
    };
    std::fs::create_dir_all(folder.join("site/games")).unwrap();
    std::fs::write(folder.join("token"), "short\n").unwrap();
    refused("serve site --push-token-file token", "too short");
    refused("serve site --push-token-file none", "cannot read none");
    std::fs::write(folder.join("site/sw.js"), "").unwrap();
    refused("serve site --push-token-file token", "next build");
}

#[test]
fn a_folder_that_cannot_be_meant_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    std::fs::create_dir_all(folder.join("site/games")).unwrap();
    std::fs::create_dir_all(folder.join("wrapped/rocks")).unwrap();
    std::fs::write(folder.join("wrapped/rocks/layerw-wrapped.txt"), "").unwrap();
    std::fs::create_dir(folder.join("empty")).unwrap();
    let refused = [
        ("serve nowhere", 1, "there is no folder nowhere"),
        ("serve empty", 1, "neither games nor a page"),
        ("serve game", 1, "layerw publish game --to site"),
        (
            "serve site --wrapped nowhere",
            1,
            "there is no folder nowhere",
        ),
        ("serve site --wrapped wrapped/rocks", 1, "--wrapped wrapped"),
        ("serve site --addr here", 2, "the port alone"),
        (
            "serve --mirror http://127.0.0.1:9 --cache site",
            1,
            "an empty folder",
        ),
    ];
    for (line, code, why) in refused {
        let said = layerw(folder, line);
        assert!(
            said.code == code && said.error.contains(why),
            "{line}: {} {}",
            said.code,
            said.error
        );
    }
}

#[test]
fn a_port_alone_is_one_of_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("site/games")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerw"));
    let command = command.current_dir(folder.path()).stdout(Stdio::piped());
    let mut child = command
        .args(["serve", "site", "--addr", "0"])
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        line.starts_with("serving site at http://localhost:"),
        "{line}"
    );
}

#[test]
fn what_a_pushed_manifest_names_is_not_collected() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    good(folder, "keygen");
    good(folder, "publish game --to site");
    // Left of a release that nobody names any more, when somebody pushes the same.
    let objects = [&b"\0asm\x01\0\0\0"[..], b"nobody's"].map(|bytes| {
        let digest = digest_from_bytes(bytes);
        let object = folder.join(format!("site/c/{digest}.wasm"));
        std::fs::write(&object, bytes).unwrap();
        std::fs::write(object.with_extension("wasm.br"), bytes).unwrap();
        (digest, object)
    });
    std::fs::write(folder.join("token"), "0123456789abcdef").unwrap();
    let server = Server::start_with(folder, &["--push-token-file", "token"]);
    let thing = serde_json::json!({ "digest": format!("sha256:{}", objects[0].0) });
    let manifest = serde_json::json!({ "schemaVersion": 2, "config": thing, "layers": [thing] });
    let manifest = manifest.to_string();
    let put = format!(
        "PUT /v2/me/physics/manifests/1 HTTP/1.1\r\nhost: a\r\nauthorization: Bearer 0123456789abcdef\r\n\
        content-type: application/vnd.oci.image.manifest.v1+json\r\ncontent-length: {}\r\n\
        connection: close\r\n\r\n{manifest}",
        manifest.len()
    );
    let mut socket = TcpStream::connect(&server.address).unwrap();
    socket.write_all(put.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    good(folder, "gc site --older-than-hours 0");
    assert!(objects[0].1.is_file(), "the manifest names it");
    assert!(objects[0].1.with_extension("wasm.br").is_file());
    assert!(!objects[1].1.exists());
    assert!(!objects[1].1.with_extension("wasm.br").exists());
    let blob = format!("/v2/me/physics/blobs/sha256:{}", objects[0].0);
    assert_eq!(server.get(&blob).1, b"\0asm\x01\0\0\0");
    // Nobody can say what a manifest names that cannot be read.
    let digest = digest_from_bytes(manifest.as_bytes());
    std::fs::write(folder.join(format!("site/.oci/blobs/{digest}")), "{").unwrap();
    let said = layerw(folder, "gc site --older-than-hours 0");
    assert!(
        said.code == 1 && said.error.contains(&digest.to_hex()),
        "{}",
        said.error
    );
    assert!(objects[0].1.is_file());
}
