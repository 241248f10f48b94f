//! What kind of file some bytes are, by what stands in them.

use crate::{Foreign, ReadError};

/// The beginning of a compound file.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Markdown,
}

pub(crate) fn detect(name: &str, bytes: &[u8]) -> Result<Kind, ReadError> {
    if let Some(foreign) = foreign(bytes) {
        return Err(ReadError::Foreign(foreign));
    }
    let name = name.to_ascii_lowercase();
    Ok(match name.ends_with(".md") || name.ends_with(".markdown") {
        true => Kind::Markdown,
        false => Kind::Text,
    })
}

/// Kinds that are known by their first bytes and are not read.
fn foreign(bytes: &[u8]) -> Option<Foreign> {
    let signs: [(&[u8], Foreign); 12] = [
        (b"{\\rtf", Foreign::Rtf),
        (b"MIME-Version:", Foreign::WebArchive),
        (b"\x89PNG", Foreign::Picture),
        (b"\xff\xd8\xff", Foreign::Picture),
        (b"GIF8", Foreign::Picture),
        (b"BM", Foreign::Picture),
        (b"II*\0", Foreign::Picture),
        (b"MM\0*", Foreign::Picture),
        (b"Rar!", Foreign::Archive),
        (b"7z\xbc\xaf", Foreign::Archive),
        (b"\x1f\x8b", Foreign::Archive),
        (&COMPOUND, Foreign::OldWriter),
    ];
    let found = signs.iter().find(|(sign, _)| bytes.starts_with(sign));
    found.map(|(_, foreign)| *foreign)
}
