//! Media types by the ending of a file's name, as IANA registers them. Absent on purpose: looking into files.

const OTHER: &str = "application/octet-stream";
/// By ending, sorted.
const TYPES: [(&str, &str); 45] = [
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("glb", "model/gltf-binary"),
    ("gltf", "model/gltf+json"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("ktx2", "image/ktx2"),
    ("m4a", "audio/mp4"),
    ("md", "text/markdown"),
    ("mid", "audio/midi"),
    ("midi", "audio/midi"),
    ("mjs", "text/javascript"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("obj", "model/obj"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("toml", "application/toml"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
];

/// The media type of the file at `path`.
pub fn type_from_path(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_ascii_lowercase();
    let found = TYPES.binary_search_by(|(known, _)| (*known).cmp(&ending));
    found
        .ok()
        .and_then(|index| TYPES.get(index))
        .map_or(OTHER, |(_, mime)| mime)
}

/// `mime` where it is one of these, otherwise the type of plain bytes.
pub fn known_type(mime: &str) -> &'static str {
    TYPES
        .iter()
        .map(|(_, known)| *known)
        .find(|known| *known == mime)
        .unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_is_found_whatever_its_case() {
        for (ending, mime) in TYPES {
            assert_eq!(
                type_from_path(&format!("/a.b/{ending}.{}", ending.to_uppercase())),
                mime
            );
        }
        assert_eq!(type_from_path("/png"), OTHER);
        assert_eq!(known_type("image/png"), "image/png");
        assert_eq!(known_type("image/unheard-of"), OTHER);
    }
}
