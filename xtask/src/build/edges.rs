//! The list of edges: `--edge`, signed where the head is. A site without edges has an empty one, so that nobody asks for
//! what is not there.
//!
//! Deliberately absent: bringing files to an edge. It is a host like any other, with the same folder.

use anyhow::{Result, bail};
use package::{EDGE_LIST_PATH, EdgeList, MAX_EDGES, MAX_NUMBER};

use super::draft::Draft;
use super::sign::Signer;

/// The list of the edges at `bases`. It holds as long as the head does.
pub(crate) fn list(bases: &[String], signer: Option<&Signer>) -> Result<EdgeList> {
    let mut bases = bases.to_vec();
    bases.sort_unstable();
    bases.dedup();
    if bases.len() > MAX_EDGES {
        bail!("{} edges are more than {MAX_EDGES}", bases.len());
    }
    let (id, expires_unix_secs) = signer.map_or(("layerw", MAX_NUMBER), Signer::term);
    Ok(EdgeList {
        id: id.to_owned(),
        expires_unix_secs,
        bases,
    })
}

/// Puts the list where players look for it.
pub(crate) fn write(list: &EdgeList, signer: Option<&Signer>, draft: &Draft) -> Result<()> {
    let text = list.to_text();
    let bytes = match signer {
        Some(signer) => signer.sealed(&text)?,
        None => text.into_bytes(),
    };
    draft.add_unlisted(EDGE_LIST_PATH.trim_start_matches('/'), &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_listed_in_order_and_once() {
        let bases = [
            "https://b.example",
            "https://a.example",
            "https://b.example",
        ];
        let list = list(&bases.map(str::to_owned), None).unwrap();
        assert_eq!(list.bases, ["https://a.example", "https://b.example"]);
        assert_eq!(EdgeList::from_bytes(list.to_text().as_bytes()), Ok(list));
    }

    #[test]
    fn no_more_edges_are_taken_than_players_read() {
        let bases: Vec<String> = (0..9)
            .map(|index| format!("https://{index}.example"))
            .collect();
        assert!(list(&bases, None).is_err());
        assert!(list(&bases[1..], None).is_ok());
    }
}
