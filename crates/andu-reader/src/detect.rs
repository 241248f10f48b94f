//! What kind of file some bytes are, by what stands in them.

use crate::{Foreign, Format, ReadError, html, packed::Packed};

/// The beginning of a compound file.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Compound,
    Docx,
    Html,
    Ofd,
    Pdf,
    Text,
    Markdown,
}

pub(crate) fn detect(name: &str, bytes: &[u8]) -> Result<Kind, ReadError> {
    if let Some(foreign) = foreign(bytes) {
        return Err(ReadError::Foreign(foreign));
    }
    if bytes.starts_with(&COMPOUND) {
        return Ok(Kind::Compound);
    }
    if bytes.starts_with(b"PK") {
        return packed(bytes);
    }
    // Some programs put a line before it.
    if bytes[..bytes.len().min(1024)]
        .windows(5)
        .any(|it| it == b"%PDF-")
    {
        return Ok(Kind::Pdf);
    }
    let name = name.to_ascii_lowercase();
    if html::is_page(&name, bytes) {
        return Ok(Kind::Html);
    }
    Ok(match name.ends_with(".md") || name.ends_with(".markdown") {
        true => Kind::Markdown,
        false => Kind::Text,
    })
}

/// Kinds that are known by their first bytes and are not read.
fn foreign(bytes: &[u8]) -> Option<Foreign> {
    let signs: [(&[u8], Foreign); 11] = [
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
    ];
    let found = signs.iter().find(|(sign, _)| bytes.starts_with(sign));
    found.map(|(_, foreign)| *foreign)
}

/// Kinds of files that are a ZIP, by the parts in them.
fn packed(bytes: &[u8]) -> Result<Kind, ReadError> {
    // The format is only named where the directory itself is damaged.
    let packed = Packed::open(bytes, Format::Docx)?;
    let names = packed.names();
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let foreign = match () {
        () if has("word/document.xml") || under("word/") => return Ok(Kind::Docx),
        () if has("OFD.xml") => return Ok(Kind::Ofd),
        () if under("xl/") => Foreign::Spreadsheet,
        () if under("ppt/") => Foreign::Slides,
        () if has("content.xml") && has("mimetype") => Foreign::OpenDocument,
        () => Foreign::Archive,
    };
    Err(ReadError::Foreign(foreign))
}
