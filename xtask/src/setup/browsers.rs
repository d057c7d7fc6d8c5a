//! The browsers of the tests, from Debian: Playwright's own downloads are not used, so versions get security fixes.

use std::env;
use std::path::Path;

use anyhow::{Result, bail};

use super::debian;
use crate::workspace::Workspace;

/// Each package, what shows that it is there, and the variable that names another copy to use instead.
/// Firefox has WebGPU only with a Vulkan driver.
const NEEDED: [(&str, &str, &str); 6] = [
    ("chromium", "/usr/bin/chromium", "CHROMIUM"),
    ("firefox-esr", "/usr/bin/firefox-esr", "FIREFOX"),
    (
        "mesa-vulkan-drivers",
        "/usr/share/vulkan/icd.d",
        "VK_ICD_FILENAMES",
    ),
    (
        "webkit2gtk-driver",
        "/usr/bin/WebKitWebDriver",
        "WEBKIT_DRIVER",
    ),
    ("xvfb", "/usr/bin/Xvfb", "XVFB"),
    ("xauth", "/usr/bin/xauth", "XVFB"),
];

/// Installs the browsers that are missing.
pub(crate) fn bring(workspace: &Workspace) -> Result<()> {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(_, path, variable)| !Path::new(path).exists() && env::var_os(variable).is_none())
        .map(|(package, ..)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    match debian::way() {
        debian::Way::Open => debian::install(workspace, "browsers", &missing),
        debian::Way::NotRoot => bail!(
            "the tests need {packages}: run `sudo apt-get install --no-install-recommends {packages}`"
        ),
        debian::Way::NotDebian => bail!(
            "the tests need {packages}: run them with CHROMIUM=<program> FIREFOX=<program> cargo xtask test"
        ),
    }
}
