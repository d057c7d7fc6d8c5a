//! The registry's door as skopeo, wkg and Debian's registry meet it, over a folder and over S3.

use std::fs;
use std::path::Path;
use std::process::Command;

use package::digest_from_bytes;

use crate::shared::{self, game};
use crate::started::{BUCKET, Weed, ask, good, layerw, program, registry, serve};

const TOKEN: &str = "0123456789abcdef0123";
const MANIFEST: &str = "accept: application/vnd.oci.image.manifest.v1+json\r\n";

fn copy(from: &str, to: &str) {
    let mut skopeo = Command::new(program("LAYERW_SKOPEO"));
    let skopeo = skopeo.args(["--insecure-policy", "copy", "--src-tls-verify=false"]);
    let skopeo = skopeo.args(["--dest-tls-verify=false", "--dest-creds"]);
    good(skopeo.arg(format!("any:{TOKEN}")).args([from, to]));
}

/// The tool of WebAssembly registries in `folder`, which knows who is at `address`.
fn wkg(folder: &Path, address: &str) -> Command {
    let settings = format!(
        "[namespace_registries]\nme = \"{address}\"\n[registry.\"{address}\".oci]\nprotocol = \"http\"\n\
         auth = {{ username = \"any\", password = \"{TOKEN}\" }}\n"
    );
    fs::write(folder.join("settings.toml"), settings).unwrap();
    let mut wkg = Command::new(program("LAYERW_WKG"));
    wkg.current_dir(folder)
        .env("HOME", folder)
        .env("XDG_CACHE_HOME", folder.join("cache"));
    wkg
}

fn manifest(address: &str, name: &str) -> Vec<u8> {
    let (status, _, manifest) = ask(address, "GET", &format!("/v2/{name}"), MANIFEST);
    assert_eq!(status, 200, "{address} {name}");
    manifest
}

#[test]
fn a_published_game_goes_to_a_registry_and_back_and_keeps_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    game(folder);
    shared::good(folder, "keygen");
    shared::good(folder, "publish game --to site");
    fs::write(folder.join("token"), TOKEN).unwrap();
    let arguments = ["site", "--push-token-file", "token"];
    let (_ours, ours) = serve(layerw(folder, "127.0.0.1:1"), &arguments);
    let (_theirs, theirs) = registry(folder);
    copy(
        &format!("docker://{ours}/ember:latest"),
        &format!("docker://{theirs}/ember:1"),
    );
    copy(
        &format!("docker://{theirs}/ember:1"),
        &format!("docker://{ours}/back/ember:1"),
    );
    let text = manifest(&ours, "ember/manifests/1");
    assert_eq!(manifest(&theirs, "ember/manifests/1"), text);
    assert_eq!(manifest(&ours, "back/ember/manifests/1"), text);
    let said: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let layers = said["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 5);
    for layer in layers.iter().chain([&said["config"]]) {
        let digest = layer["digest"].as_str().unwrap();
        for (address, name) in [(&ours, "ember"), (&theirs, "ember"), (&ours, "back/ember")] {
            let (status, _, blob) = ask(address, "GET", &format!("/v2/{name}/blobs/{digest}"), "");
            assert_eq!(status, 200, "{address} {name} {digest}");
            assert_eq!(format!("sha256:{}", digest_from_bytes(&blob)), digest);
        }
    }
    // Manifest and picture: modules and texts were found by their digests alone.
    let mut pushed = Vec::new();
    shared::below(&folder.join("site/.oci/blobs"), &mut pushed);
    assert_eq!(pushed.len(), 2, "{pushed:?}");
    shared::good(folder, "gc site --older-than-hours 0");
    assert_eq!(manifest(&ours, "back/ember/manifests/1"), text);
}

#[test]
fn a_package_that_wkg_publishes_is_what_wkg_gets_and_what_a_browser_gets() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let weed = Weed::start(folder);
    fs::write(folder.join("token"), TOKEN).unwrap();
    let place = format!("s3://{BUCKET}/tools");
    let arguments = [place.as_str(), "--push-token-file", "token"];
    let (_server, address) = serve(layerw(folder, &weed.address), &arguments);
    // `wkg` asks by plain HTTP where the host is this one by name.
    let address = address.replace("127.0.0.1", "localhost");
    fs::create_dir(folder.join("wit")).unwrap();
    let text = "package me:force@1.2.0;\n\ninterface force {\n  pull: func(mass: f32) -> f32;\n}\n";
    fs::write(folder.join("wit/force.wit"), text).unwrap();
    let run = |arguments: &[&str]| good(wkg(folder, &address).args(arguments));
    run(&[
        "wit",
        "build",
        "--config",
        "settings.toml",
        "--wit-dir",
        "wit",
        "-o",
        "./force.wasm",
    ]);
    run(&["publish", "--config", "settings.toml", "force.wasm"]);
    let get = [
        "get",
        "--config",
        "settings.toml",
        "me:force@1.2.0",
        "--format",
        "wasm",
    ];
    run(&[&get[..], &["-o", "./got.wasm"]].concat());
    let built = fs::read(folder.join("force.wasm")).unwrap();
    assert_eq!(fs::read(folder.join("got.wasm")).unwrap(), built);
    let digest = digest_from_bytes(&built);
    let (status, head, body) = ask(&address, "GET", &format!("/c/{digest}.wasm"), "");
    assert_eq!((status, body), (200, built.clone()));
    assert!(head.contains("content-type: application/wasm"), "{head}");
    // By the registry's own tool, into somebody else's registry.
    let (_theirs, theirs) = registry(folder);
    copy(
        &format!("docker://{address}/me/force:1.2.0"),
        &format!("docker://{theirs}/me/force:1.2.0"),
    );
    let (status, _, blob) = ask(
        &theirs,
        "GET",
        &format!("/v2/me/force/blobs/sha256:{digest}"),
        "",
    );
    assert_eq!((status, blob), (200, built));
    let wrong = TOKEN.replace('0', "1");
    let mut refused = wkg(folder, &address);
    let refused = refused.args([
        "oci",
        "push",
        "--insecure",
        &address,
        "-u",
        "any",
        "-p",
        &wrong,
    ]);
    let said = refused
        .arg(format!("{address}/me/other:1.0.0"))
        .arg("force.wasm")
        .output()
        .unwrap();
    assert!(!said.status.success());
}
