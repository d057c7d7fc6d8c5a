//! The server over real sockets: its limits, its end, and what an operator sees.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use serving::{Counts, Limits, Log, serve, watched, with_status};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

struct Server {
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(router: Router, limits: Limits) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let counts = Counts::default();
    let router = watched(
        with_status(router, counts.clone()),
        counts.clone(),
        Log::Failures,
    );
    let ended = tokio::spawn(async move {
        let stop = async {
            stopped.await.ok();
        };
        serve(listener, router, counts, limits, stop).await;
    });
    Server { addr, stop, ended }
}

/// Everything that comes until the other end hangs up.
async fn said(mut socket: TcpStream) -> String {
    let mut text = Vec::new();
    // A connection that was cut off has said what it said.
    let _ = socket.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).to_lowercase()
}

async fn ask(addr: SocketAddr, head: &str) -> String {
    let mut socket = TcpStream::connect(addr).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    said(socket).await
}

async fn close(addr: SocketAddr, path: &str) -> String {
    ask(
        addr,
        &format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
    )
    .await
}

#[tokio::test]
async fn an_operator_sees_whether_it_lives_and_what_it_did_and_a_player_how_far_it_is() {
    let router = Router::new().route("/", get(|| async { "hello" }));
    let server = start(router, Limits::default()).await;
    assert!(close(server.addr, "/healthz").await.ends_with("\r\n\r\nok"));
    assert!(close(server.addr, "/").await.ends_with("hello"));
    assert!(
        close(server.addr, "/none")
            .await
            .starts_with("http/1.1 404")
    );
    let probe = close(server.addr, "/probe").await;
    assert!(probe.starts_with("http/1.1 204"), "{probe}");
    for line in [
        "cache-control: no-store",
        "access-control-allow-origin: *",
        "timing-allow-origin: *",
    ] {
        assert!(probe.contains(line), "{line}: {probe}");
    }
    let metrics = close(server.addr, "/metrics").await;
    for line in [
        "layerw_requests_total{status=\"2xx\"} 3",
        "layerw_requests_total{status=\"4xx\"} 1",
        "layerw_sent_bytes_total 7",
        "layerw_connections ",
        "layerw_answer_seconds_count 4",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}

#[tokio::test]
async fn an_answer_that_is_under_way_is_finished_and_nobody_else_is_let_in() {
    let (begun, go) = (
        std::sync::Arc::new(Notify::new()),
        std::sync::Arc::new(Notify::new()),
    );
    let held = (begun.clone(), go.clone());
    let slow = move || async move {
        held.0.notify_one();
        held.1.notified().await;
        "all of it"
    };
    let server = start(Router::new().route("/", get(slow)), Limits::default()).await;
    let answer =
        tokio::spawn(async move { ask(server.addr, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await });
    begun.notified().await;
    server.stop.send(()).unwrap();
    // The listener is gone as soon as the stop was heard.
    while TcpStream::connect(server.addr).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    assert!(answer.await.unwrap().ends_with("all of it"));
    server.ended.await.unwrap();
}

#[tokio::test]
async fn heads_that_are_too_long_or_never_end_are_not_waited_for() {
    let limits = Limits {
        head_timeout: Duration::from_millis(50),
        ..Limits::default()
    };
    let server = start(Router::new(), limits).await;
    let long = "x".repeat(limits.most_head_bytes);
    let head = format!("GET / HTTP/1.1\r\nhost: a\r\nlong: {long}\r\n\r\n");
    let answer = ask(server.addr, &head).await;
    assert!(
        answer.is_empty() || answer.starts_with("http/1.1 431"),
        "{answer}"
    );
    let answer = ask(server.addr, "GET / HTTP/1.1\r\nhost: a\r\n").await;
    assert!(!answer.contains(" 200 "), "{answer}");
}

#[tokio::test]
async fn whoever_takes_nothing_is_hung_up_on_and_makes_room_for_the_next() {
    let limits = Limits {
        most_connections: 1,
        write_timeout: Duration::from_millis(50),
        ..Limits::default()
    };
    let much = vec![0_u8; 64 << 20];
    let router = Router::new().route("/", get(|| async { much }));
    let server = start(router, limits).await;
    let mut greedy = TcpStream::connect(server.addr).await.unwrap();
    let head = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    greedy.write_all(head.as_bytes()).await.unwrap();
    assert!(close(server.addr, "/healthz").await.ends_with("ok"));
    drop(greedy);
}

#[tokio::test]
async fn as_many_files_may_be_open_as_the_system_allows() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    let most = limit.maximum;
    limit.current = Some(512);
    setrlimit(Resource::Nofile, limit).unwrap();
    let server = start(Router::new(), Limits::default()).await;
    close(server.addr, "/healthz").await;
    assert_eq!(getrlimit(Resource::Nofile).current, most);
    server.stop.send(()).unwrap();
    server.ended.await.unwrap();
}
