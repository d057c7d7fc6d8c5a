//! Addresses as the browser writes them.

/// The path of a URL of the origin, without query and fragment.
pub(crate) fn path_of_url<'a>(url: &'a str, origin: &str) -> Option<&'a str> {
    let path = url.strip_prefix(origin)?;
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path.get(..end).filter(|path| path.starts_with('/'))
}
