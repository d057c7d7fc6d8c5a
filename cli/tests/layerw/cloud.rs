//! Publishing to a bucket by its address: the program against a small server that answers as S3 does. Needs the feature
//! `cloud`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use package::digest_from_bytes;

use crate::shared::{change, game, good};

/// A file in the bucket: its bytes and its media type.
type Files = Arc<Mutex<BTreeMap<String, (Bytes, String)>>>;

/// Answers one request. Only what a publisher needs: GET, HEAD, and PUT that compares.
async fn answer(State(files): State<Files>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let headers = request.headers().clone();
    let method = request.method().clone();
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
            .to_owned()
    };
    if !text(header::AUTHORIZATION).contains("Credential=somebody/") {
        let body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
        return (StatusCode::FORBIDDEN, body).into_response();
    }
    let body = to_bytes(request.into_body(), 1 << 24).await.unwrap();
    let mut files = files.lock().unwrap();
    let tag = |bytes: &Bytes| format!("\"{}\"", digest_from_bytes(bytes));
    let there = files.get(&path).cloned();
    if method != Method::PUT {
        return match there {
            Some((bytes, kind)) => {
                let headers = [
                    (header::ETAG, tag(&bytes)),
                    (header::CONTENT_TYPE, kind),
                    (
                        header::LAST_MODIFIED,
                        "Sat, 01 Jan 2000 00:00:00 GMT".to_owned(),
                    ),
                ];
                (headers, bytes).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let (want, none) = (text(header::IF_MATCH), text(header::IF_NONE_MATCH));
    let is_other = !want.is_empty() && there.as_ref().map(|(bytes, _)| tag(bytes)) != Some(want);
    if is_other || none == "*" && there.is_some() {
        return StatusCode::PRECONDITION_FAILED.into_response();
    }
    let etag = tag(&body);
    files.insert(path, (body, text(header::CONTENT_TYPE)));
    [(header::ETAG, etag)].into_response()
}

/// Starts the server; gives its address and what it holds.
fn bucket() -> (String, Files) {
    let files = Files::default();
    let router = Router::new().fallback(answer).with_state(files.clone());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || runtime.block_on(async { axum::serve(listener, router).await }));
    (url, files)
}

fn command(folder: &Path, url: &str, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerw"));
    command
        .current_dir(folder)
        .args(line.split(' '))
        .env("AWS_ENDPOINT", url);
    command
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_REGION", "somewhere");
    command
        .env("AWS_ACCESS_KEY_ID", "somebody")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    // A setting that has nothing to do with a cloud.
    command.env("TOKEN", "of something else");
    command
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&*output.stdout, &*output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn a_bucket_by_its_address_takes_releases_and_of_many_at_once_exactly_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (url, files) = bucket();
    game(folder);
    good(folder, "keygen");
    let line = "publish game --to s3://mine/games";
    let (code, text) = said(&command(folder, &url, line).output().unwrap());
    assert_eq!(code, Some(0), "{text}");
    let module = digest_from_bytes(&std::fs::read(folder.join("game/game.wasm")).unwrap());
    let kind = files.lock().unwrap()[&format!("/mine/games/c/{module}.wasm")]
        .1
        .clone();
    assert_eq!(kind, "application/wasm");

    change(folder);
    let line = "diff s3://mine/games/ember game --json";
    let (code, text) = said(&command(folder, &url, line).output().unwrap());
    assert!(code == Some(0) && text.contains("\"patch\""), "{text}");
    let publishers: Vec<_> = (0..4)
        .map(|publisher| {
            let name = format!("game-{publisher}");
            std::fs::create_dir_all(folder.join(&name).join("assets")).unwrap();
            for file in ["layerw.toml", "game.wasm"] {
                std::fs::copy(
                    folder.join("game").join(file),
                    folder.join(&name).join(file),
                )
                .unwrap();
            }
            std::fs::write(folder.join(&name).join("assets/a.txt"), &name).unwrap();
            let line = format!("publish {name} --to s3://mine/games --quiet");
            command(folder, &url, &line)
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let codes: Vec<_> = publishers
        .into_iter()
        .map(|mut child| child.wait().unwrap().code())
        .collect();
    let won = codes.iter().filter(|code| **code == Some(0)).count();
    assert!(
        won >= 1 && codes.iter().all(|code| [Some(0), Some(3)].contains(code)),
        "{codes:?}"
    );
    let (_, text) = said(
        &command(folder, &url, "inspect s3://mine/games/ember --json")
            .output()
            .unwrap(),
    );
    assert!(
        text.contains(&format!("\"release\":{}", won + 1)),
        "{codes:?}: {text}"
    );
}

#[test]
fn a_bucket_that_refuses_is_quoted_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (url, files) = bucket();
    game(folder);
    good(folder, "keygen");
    let mut command = command(folder, &url, "publish game --to s3://mine/games");
    let (code, text) = said(&command.env("AWS_ACCESS_KEY_ID", "thief").output().unwrap());
    assert_eq!(
        (
            code,
            text.matches("Access Denied").count(),
            text.lines().count()
        ),
        (Some(1), 1, 1),
        "{text}"
    );
    assert!(files.lock().unwrap().is_empty());
}
