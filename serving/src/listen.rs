//! Connections: how many, how long each may keep us waiting, and that all of them end in order.
//!
//! Deliberately absent: TLS, HTTP/2 and HTTP/3, which whatever stands before this speaks with browsers.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use crate::watch::Counts;

/// What one server does for everybody together and for each.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; the next ones wait in the system's queue.
    pub most_connections: usize,
    /// Bytes of a request's head.
    pub most_head_bytes: usize,
    /// How long a head may take, which is also how long a connection may be idle.
    pub head_timeout: Duration,
    /// How long whoever asked may take nothing of an answer.
    pub write_timeout: Duration,
    /// How long answers that are under way may still take once the server was told to stop.
    pub stop_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            most_connections: 4096,
            most_head_bytes: 16 << 10,
            head_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            stop_timeout: Duration::from_secs(10),
        }
    }
}

/// How long to wait where the system gives no more sockets.
const BREATH: Duration = Duration::from_millis(50);

/// Answers with `router` until `stop` comes; then no connection is taken any more, and those that are open end with the
/// answer that is under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    counts: Counts,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    raise_most_files();
    let places = Arc::new(Semaphore::new(limits.most_connections));
    let open = GracefulShutdown::new();
    let server = server(limits);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let held = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((held, listener.accept().await))
        };
        let (held, stream) = tokio::select! {
            next = next => match next {
                Some((held, Ok((stream, _)))) => (held, stream),
                Some((_, Err(_))) => {
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
                None => break,
            },
            () = &mut stop => break,
        };
        let router = TowerToHyperService::new(router.clone());
        let answer =
            service_fn(move |request: Request<Incoming>| router.call(request.map(Body::new)));
        let connection = server.serve_connection(TokioIo::new(timed(stream, limits)), answer);
        let connection = open.watch(connection);
        let connections = counts.connections().clone();
        connections.inc();
        tokio::spawn(async move {
            // Whoever goes away in the middle is nobody's error.
            let _ = connection.await;
            connections.dec();
            drop(held);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(limits.stop_timeout, open.shutdown()).await;
}

/// Takes as many open files as the system lets this program take: what it begins with is often 1024, and each connection
/// is one.
fn raise_most_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // With fewer it serves, too.
    let _ = setrlimit(Resource::Nofile, limit);
}

fn server(limits: Limits) -> http1::Builder {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_header_size(limits.most_head_bytes);
    server
}

/// A connection whose other end must take what it is sent.
fn timed(stream: TcpStream, limits: Limits) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    // Without it the last piece of an answer waits for the other end's word about the first ones.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_timeout));
    Box::pin(stream)
}

/// What waits for Ctrl-C or a polite kill, whichever comes first; from now on neither ends the program by itself.
///
/// # Errors
/// Where the system lets nobody listen to signals.
pub fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// What people open of a server that listens at `bound`. A browser takes `localhost` and 127.0.0.1 for two origins, each
/// with a store of its own, and the hosts of wrapped games are below the first.
pub fn url_from_bound(bound: SocketAddr) -> String {
    match bound.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => format!("http://localhost:{}/", bound.port()),
        _ => format!("http://{bound}/"),
    }
}
