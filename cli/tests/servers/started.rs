//! Programs that run while a test does.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use object_store::aws::{AmazonS3, AmazonS3Builder};

/// What every bucket here is called.
pub(crate) const BUCKET: &str = "layerw-test";
/// What SeaweedFS takes from anybody.
pub(crate) const KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "somebody"),
    ("AWS_SECRET_ACCESS_KEY", "something"),
    ("AWS_REGION", "us-east-1"),
];

/// A program that ends with its test.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where `cargo xtask test` put the program called `name`.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = env::var_os(name);
    path.unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test --servers`"))
        .into()
}

/// A port at which nobody listens, with room for a second one 10,000 above it.
pub(crate) fn port() -> u16 {
    loop {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let port = port / 2;
        let above = port.saturating_add(10_000);
        if [port, above]
            .iter()
            .all(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        {
            return port;
        }
    }
}

/// Runs a command to its end, which must be a good one; what it said.
pub(crate) fn good(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {said}");
    said
}

/// The status and the body of the answer to a request without one.
pub(crate) fn ask(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
) -> (u16, String, Vec<u8>) {
    let Ok(mut socket) = TcpStream::connect(address) else {
        return (0, String::new(), Vec::new());
    };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\nconnection: close\r\n{headers}\r\n"
    );
    socket.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return (0, String::new(), Vec::new());
    };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (status.unwrap_or(0), head, answer[end + 4..].to_vec())
}

/// SeaweedFS with an empty bucket.
pub(crate) struct Weed {
    pub(crate) address: String,
    _running: Running,
}

impl Weed {
    pub(crate) fn start(folder: &Path) -> Self {
        let data = folder.join("weed");
        fs::create_dir_all(&data).unwrap();
        let [master, volume, filer, s3] = [(); 4].map(|()| port());
        let mut command = Command::new(program("LAYERW_WEED"));
        let ports = [
            ("master", master),
            ("volume", volume),
            ("filer", filer),
            ("s3", s3),
        ];
        for (name, port) in ports {
            command.arg(format!("-{name}.port={port}"));
        }
        // The subcommand goes first.
        let mut server = Command::new(program("LAYERW_WEED"));
        server.arg("server").args(command.get_args());
        server.args(["-filer", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0"]);
        server.args([
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-master.telemetry=false",
        ]);
        server.args(["-master.volumeSizeLimitMB=64", "-volume.max=20"]);
        server.arg(format!("-dir={}", data.display()));
        let log = fs::File::create(folder.join("weed.log")).unwrap();
        let server = server.stdout(log.try_clone().unwrap()).stderr(log);
        let mut running = Running(server.spawn().unwrap());
        let address = format!("127.0.0.1:{s3}");
        // It begins in parts, and says 200 when all of them can be used.
        while ask(&address, "PUT", &format!("/{BUCKET}"), "").0 != 200 {
            let ended = running.0.try_wait().unwrap();
            assert!(
                ended.is_none(),
                "{}",
                fs::read_to_string(folder.join("weed.log")).unwrap()
            );
            thread::yield_now();
        }
        Self {
            address,
            _running: running,
        }
    }

    /// The bucket as the library has it.
    pub(crate) fn bucket(&self) -> AmazonS3 {
        // A second call finds the first one's provider, which is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let [(_, id), (_, secret), (_, region)] = KEYS;
        let bucket = AmazonS3Builder::new()
            .with_endpoint(format!("http://{}", self.address))
            .with_allow_http(true)
            .with_bucket_name(BUCKET)
            .with_access_key_id(id)
            .with_secret_access_key(secret)
            .with_region(region);
        bucket.build().unwrap()
    }
}

/// `layerw` with keys for the bucket behind `address`.
pub(crate) fn layerw(folder: &Path, address: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerw"));
    command.current_dir(folder).envs(KEYS);
    command.env("AWS_ENDPOINT", format!("http://{address}"));
    command.env("AWS_ALLOW_HTTP", "true");
    command
}

/// `layerw serve` and its address.
pub(crate) fn serve(mut command: Command, arguments: &[&str]) -> (Running, String) {
    let command = command
        .args(["serve", "--addr", "127.0.0.1:0", "--json"])
        .args(arguments);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let output = child.stdout.take().unwrap();
    let running = Running(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    let url = said["url"].as_str().unwrap().trim_end_matches('/');
    (running, url.trim_start_matches("http://").to_owned())
}

/// Debian's registry and its address.
pub(crate) fn registry(folder: &Path) -> (Running, String) {
    let address = format!("127.0.0.1:{}", port());
    let settings = folder.join("registry.yml");
    let data = folder.join("registry");
    let text = format!(
        "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: {address}\n",
        data.display()
    );
    fs::write(&settings, text).unwrap();
    let mut command = Command::new(program("LAYERW_REGISTRY"));
    let log = fs::File::create(folder.join("registry.log")).unwrap();
    let command = command
        .arg("serve")
        .arg(settings)
        .stdout(log.try_clone().unwrap())
        .stderr(log);
    let mut running = Running(command.spawn().unwrap());
    while ask(&address, "GET", "/v2/", "").0 != 200 {
        assert!(
            running.0.try_wait().unwrap().is_none(),
            "the registry ended"
        );
        thread::yield_now();
    }
    (running, address)
}
