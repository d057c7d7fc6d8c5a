//! Where the server's settings come from: cargo-leptos' variables where it started us, Leptos.toml otherwise.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use leptos::config::{LeptosOptions, get_configuration};

/// What the server needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The folder that is served.
    pub(crate) site_root: PathBuf,
    /// The folder that `cargo xtask build` fills: where engine, worker and games come from while cargo-leptos, which
    /// builds none of them, has a folder of its own.
    pub(crate) built_root: PathBuf,
    /// The folder of games that `layerw publish` wrote, served beside the site.
    pub(crate) published_root: Option<PathBuf>,
    /// The address to listen on.
    pub(crate) addr: SocketAddr,
    /// The page's module as cargo-leptos names it, for a folder without parts.txt.
    pub(crate) package: Package,
    /// The port of cargo-leptos' reload socket, while it watches.
    pub(crate) reload_port: Option<u32>,
}

/// Where cargo-leptos puts what it builds.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// The address of the folder, without a slash at the end.
    pub(crate) folder: String,
    /// The stem of its files.
    pub(crate) name: String,
}

const FILE: &str = "Leptos.toml";
const BUILT: &str = "target/site";

impl Settings {
    /// The settings of this process.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let started_by_cargo_leptos = std::env::var_os("LEPTOS_OUTPUT_NAME").is_some();
        let file =
            (!started_by_cargo_leptos && std::path::Path::new(FILE).exists()).then_some(FILE);
        if file.is_none() && !started_by_cargo_leptos {
            // The crate's own default is the folder that the server was started in, which may be anybody's home.
            let options = LeptosOptions::builder().output_name("app");
            return Ok(Self::from_options(&options.site_root(BUILT).build(), false));
        }
        let configuration =
            get_configuration(file).with_context(|| format!("{FILE} cannot be read"))?;
        let watched = std::env::var_os("LEPTOS_WATCH").is_some();
        Ok(Self::from_options(&configuration.leptos_options, watched))
    }

    fn from_options(options: &LeptosOptions, watched: bool) -> Self {
        Self {
            site_root: PathBuf::from(options.site_root.as_ref()),
            built_root: PathBuf::from(BUILT),
            published_root: None,
            addr: options.site_addr,
            package: Package {
                folder: format!("/{}", options.site_pkg_dir),
                name: options.output_name.to_string(),
            },
            reload_port: watched.then_some(options.reload_port),
        }
    }
}
