//! The picture of a wrapped game: one that was said, one that the export has, or one drawn from its id.

use std::path::Path;

use anyhow::{Result, bail};
use package::digest_from_bytes;

use super::export::Found;
use super::text;
use crate::files;

const MAX_BYTES: u64 = 4 << 20;
/// What browsers ask of an app that is installed.
const MIN_POINTS: u32 = 144;
const CELLS: usize = 5;
const CELL_POINTS: usize = 80;
const MARGIN_POINTS: usize = 56;

/// A picture.
pub(super) struct Icon {
    pub(super) bytes: Vec<u8>,
    pub(super) extension: &'static str,
    pub(super) mime: &'static str,
    /// As a web manifest says it.
    pub(super) sizes: String,
}

/// The picture in the file that was said.
pub(super) fn said(file: &Path) -> Result<Icon> {
    let bytes = files::read(file, MAX_BYTES)?;
    let name = file.to_string_lossy();
    match icon(&name, bytes) {
        Some(icon) => Ok(icon),
        None => bail!("{name}: an icon is a square PNG, 144 points wide at least, or an SVG"),
    }
}

/// A picture that the export's page names and that will do.
pub(super) fn found(html: &str, files: &[Found]) -> Option<Icon> {
    text::icons(html).into_iter().find_map(|href| {
        let href = href.split(['?', '#']).next()?.trim_start_matches("./");
        let name = package::name_from_path(href.trim_start_matches('/'))?;
        let found = files.iter().find(|found| found.name == name)?;
        icon(&name, files::read(&found.file, MAX_BYTES).ok()?)
    })
}

/// A pattern that no two ids are likely to share, with its left half on the right again.
pub(super) fn drawn(id: &str) -> Icon {
    let dice = digest_from_bytes(id.as_bytes()).0;
    let hue = u32::from(dice[0]) * 360 / 256;
    let mut cells = String::new();
    for row in 0..CELLS {
        for column in 0..CELLS {
            let half = column.min(CELLS - 1 - column);
            if dice[1 + row * 3 + half] % 2 == 1 {
                let place = |index: usize| MARGIN_POINTS + index * CELL_POINTS;
                cells.push_str(&format!(
                    "M{} {}h{CELL_POINTS}v{CELL_POINTS}h-{CELL_POINTS}z",
                    place(column),
                    place(row)
                ));
            }
        }
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\" width=\"512\" height=\"512\">\
         <rect width=\"512\" height=\"512\" fill=\"#101418\"/><path fill=\"hsl({hue} 80% 65%)\" d=\"{cells}\"/></svg>\n"
    );
    Icon {
        bytes: svg.into_bytes(),
        extension: "svg",
        mime: "image/svg+xml",
        sizes: "any".to_owned(),
    }
}

fn icon(name: &str, bytes: Vec<u8>) -> Option<Icon> {
    let (extension, mime) = match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "png" => ("png", "image/png"),
        "svg" => ("svg", "image/svg+xml"),
        _ => return None,
    };
    let sizes = match extension {
        "png" => {
            let (width, height) = png_points(&bytes)?;
            if width != height || width < MIN_POINTS {
                return None;
            }
            format!("{width}x{height}")
        }
        _ => "any".to_owned(),
    };
    Some(Icon {
        bytes,
        extension,
        mime,
        sizes,
    })
}

/// Width and height, from the first chunk of a PNG (PNG specification, 11.2.2).
fn png_points(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    (rest.get(4..8)? == b"IHDR").then_some(())?;
    let number = |from: usize| {
        let bytes = rest.get(from..from + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    Some((number(8)?, number(12)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_will_do_where_browsers_install_with_it() {
        let sizes = |name: &str, bytes: Vec<u8>| icon(name, bytes).map(|icon| icon.sizes);
        assert_eq!(sizes("a.png", png(192, 192)).as_deref(), Some("192x192"));
        assert_eq!(sizes("a.SVG", Vec::new()).as_deref(), Some("any"));
        for (name, bytes) in [
            ("small.png", png(32, 32)),
            ("wide.png", png(512, 256)),
            ("cut.png", png(192, 192)[..20].to_vec()),
            ("a.ico", png(192, 192)),
            ("a", png(192, 192)),
        ] {
            assert_eq!(sizes(name, bytes), None, "{name}");
        }
    }

    #[test]
    fn a_drawn_picture_is_the_same_each_time_and_another_for_another_id() {
        assert_eq!(drawn("rocks").bytes, drawn("rocks").bytes);
        assert_ne!(drawn("rocks").bytes, drawn("stones").bytes);
    }
}
