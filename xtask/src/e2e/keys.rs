//! The keys that sign the releases under test, as `layerw keygen` makes them: every browser test runs on signed heads.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::Result;

use super::packed::layerw;
use crate::build::sign;
use crate::step::step;
use crate::workspace::Workspace;

/// Where they are; the published games have the same.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target("end2end/keys")
}

/// How the releases are signed. The keys of an earlier run serve again.
pub(super) fn signing(workspace: &Workspace) -> Result<sign::Arguments> {
    let folder = folder(workspace);
    if !folder.join("root-1").exists() {
        step("layerw keygen", || {
            let arguments: [&OsStr; 3] = ["keygen".as_ref(), "--out".as_ref(), folder.as_ref()];
            layerw(workspace, &arguments)
        })?;
    }
    Ok(sign::Arguments {
        key: Some(folder.join("release.key")),
        ..sign::Arguments::default()
    })
}
