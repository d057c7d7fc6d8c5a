//! Writing a packed file: the same manifest, signature, root and objects give the same bytes.

use std::collections::BTreeMap;

use super::Archive;
use crate::envelope::Envelope;
use crate::top::{MAGIC, MAX_ARCHIVE_BYTES, MAX_SIGNED_ROOT_BYTES, VERSION};
use crate::{Digest, Field, MAX_MANIFEST_BYTES, Manifest, Place, Refusal, Role, digest_from_bytes};

/// A packed file of `manifest` and the `objects` it lists; others are left out. `signed` is an envelope around the
/// manifest's text, `root` the signed root that its keys come from; either may be empty.
///
/// # Errors
/// [`Refusal`] where an object is missing or not what the manifest says, where the envelope is not one of this manifest,
/// or where the file would be longer than [`MAX_ARCHIVE_BYTES`].
pub fn pack(
    manifest: &Manifest,
    signed: &[u8],
    root: &[u8],
    objects: &BTreeMap<Digest, &[u8]>,
) -> Result<Vec<u8>, Refusal> {
    let wanted = manifest.objects();
    check_length(&wanted)?;
    let mut file = top(manifest, signed, root)?;
    for (digest, bytes) in wanted {
        let object = objects.get(&digest);
        let object = object.ok_or(Refusal::MissingObject { digest })?;
        check_object(digest, bytes, object)?;
        let from = file.len() as u64;
        let place = Place {
            digest,
            bytes,
            from,
        };
        file.extend(place.start());
        file.extend_from_slice(object);
    }
    Ok(file)
}

/// What stands before the objects of the packed file that [`pack`] makes: with it and the objects alone, whoever has a
/// game makes that file again, without a key.
///
/// # Errors
/// [`Refusal`] where the envelope is not one of this manifest, or something is too long.
pub fn top(manifest: &Manifest, signed: &[u8], root: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = manifest.to_text();
    if !signed.is_empty()
        && Envelope::from_bytes(signed, MAX_MANIFEST_BYTES)?.payload() != text.as_bytes()
    {
        return Err(Refusal::Damaged {
            want: digest_from_bytes(text.as_bytes()),
            got: digest_from_bytes(signed),
        });
    }
    let signature = &signed[..signed.len().saturating_sub(text.len())];
    if root.len() > MAX_SIGNED_ROOT_BYTES {
        return Err(Refusal::TooMany {
            what: Field::Bytes,
            want: MAX_SIGNED_ROOT_BYTES,
            got: root.len(),
        });
    }
    let mut file = Vec::from(MAGIC);
    let lengths = [root.len(), signature.len(), text.len()];
    file.extend(VERSION.to_le_bytes());
    for length in lengths {
        file.extend((length as u32).to_le_bytes());
    }
    for part in [root, signature, text.as_bytes()] {
        file.extend_from_slice(part);
    }
    let digest = digest_from_bytes(&file);
    file.extend(digest.0);
    // The reader is the judge of all that does not need the objects.
    Archive::from_bytes(&file)?;
    Ok(file)
}

/// What came with a manifest is what it says: the top of a release envelope, and an envelope with a root.
pub(super) fn check_signed(root: &[u8], signed: &[u8], top_bytes: usize) -> Result<(), Refusal> {
    if top_bytes > 0 {
        let envelope = Envelope::from_bytes(signed, MAX_MANIFEST_BYTES)?;
        if envelope.role() != Role::Release {
            return Err(Refusal::WrongRole);
        }
        let got = signed.len() - envelope.payload().len();
        if got != top_bytes {
            return Err(Refusal::TooMany {
                what: Field::Bytes,
                want: top_bytes,
                got,
            });
        }
    }
    if !root.is_empty() {
        crate::trust::root_from_bytes(root)?;
    }
    Ok(())
}

fn check_length(objects: &[(Digest, u64)]) -> Result<(), Refusal> {
    let each = objects.iter().map(|(_, bytes)| bytes.saturating_add(40));
    let got = each.fold(1 << 20, u64::saturating_add);
    if got > MAX_ARCHIVE_BYTES {
        let want = MAX_ARCHIVE_BYTES;
        return Err(Refusal::TooLarge { want, got });
    }
    Ok(())
}

fn check_object(digest: Digest, want: u64, object: &[u8]) -> Result<(), Refusal> {
    let got = object.len() as u64;
    if got != want {
        return Err(Refusal::Length { digest, want, got });
    }
    super::check_digest(&digest.0, object)
}
