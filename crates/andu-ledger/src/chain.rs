//! The layout that is hashed, and SM3 in hex.

use sm3::{Digest, Sm3};

/// Number of the layout below. A new layout gets a new number; old events keep theirs.
pub(crate) const FORMAT: u32 = 1;

/// Stands before the first event.
pub(crate) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The bytes of an event's fields in the order in which they are hashed.
pub(crate) type Preimage<'a> = [&'a [u8]; 16];

/// SM3 over the fields, each with its length before it, so that no two events share one preimage.
pub(crate) fn event_hash(fields: &Preimage<'_>) -> String {
    let mut bytes = Vec::with_capacity(fields.iter().map(|field| field.len() + 4).sum());
    for field in fields {
        let length = u32::try_from(field.len()).expect("SQLite keeps no text above one gigabyte");
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(field);
    }
    hex(&Sm3::digest(&bytes))
}

/// SM3 of bytes, in lower-case hex.
///
/// ```
/// // GB/T 32905, first example.
/// assert_eq!(andu_ledger::digest(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
/// ```
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sm3::digest(bytes))
}

/// SM3 of a salt and bytes after it, in lower-case hex.
pub(crate) fn salted(salt: &[u8], bytes: &[u8]) -> String {
    hex(&Sm3::new().chain_update(salt).chain_update(bytes).finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], crate::LedgerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| crate::LedgerError::NoRandomness)?;
    Ok(bytes)
}
