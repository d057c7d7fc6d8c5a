//! The file in which a publisher keeps a key. Deliberately absent: passwords, and the file itself: a core reads none.

use crate::{Digest, Role, SecretKey};

const FORMAT: &str = "layerw-secret 1";

/// The longest file of a key.
pub const MAX_SECRET_BYTES: u64 = 1024;

/// The text of the file of the key of `role` that grows from `seed`.
pub fn secret_text(role: Role, seed: &[u8; 32]) -> String {
    let purpose = match role {
        Role::Release => {
            "Signs releases and packages: whoever has it can publish as you. Keep it secret, keep a copy."
        }
        Role::Root => {
            "Says which keys may sign releases. Needed once in years: keep it off this machine, keep a copy."
        }
    };
    let public = SecretKey::new(seed).public();
    let secret = Digest(*seed).to_hex();
    format!(
        "{FORMAT} {}\n# {purpose}\nid {}\npublic {}\nsecret {secret}\n",
        role.name(),
        public.id(),
        public.to_hex(),
    )
}

/// The key of `role` in `text`, where that is exactly what [`secret_text`] writes.
pub fn secret_from_text(role: Role, text: &str) -> Option<SecretKey> {
    let secret = text.lines().last()?.strip_prefix("secret ")?;
    let seed = Digest::from_hex(secret)?.0;
    (text == secret_text(role, &seed)).then(|| SecretKey::new(&seed))
}

/// Whether `bytes` are a key's file, whole or not.
pub fn is_secret(bytes: &[u8]) -> bool {
    bytes.starts_with(FORMAT.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_only_as_it_was_written_and_for_its_role() {
        let text = secret_text(Role::Release, &[7; 32]);
        let read = |role, text: &str| secret_from_text(role, text).map(|key| key.public());
        let public = SecretKey::new(&[7; 32]).public();
        assert_eq!(read(Role::Release, &text), Some(public));
        assert_eq!(read(Role::Root, &text), None);
        for (index, _) in text.char_indices() {
            let mut other = text.clone().into_bytes();
            other[index] ^= 1;
            let other = String::from_utf8(other).expect("it stays ASCII");
            assert_eq!(read(Role::Release, &other), None, "{index}");
        }
    }
}
