//! Reads a draft back: what stands in the bookmarks of its slots now, and every paragraph.

mod document;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use serde::Serialize;
use zip::{ZipArchive, result::ZipError};

/// No file is unpacked beyond this many bytes.
pub const MOST_UNPACKED: u64 = 50 * 1024 * 1024;

const MAIN: &str = "word/document.xml";

/// How files of older office programs begin, and protected ones of newer.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// A draft as it came back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ReadBack {
    /// What stands in the bookmarks, by the id of the slot: `f1` …
    pub slots: BTreeMap<String, ReadSlot>,
    /// Every paragraph, those in tables included; empty ones left out.
    pub paragraphs: Vec<ReadParagraph>,
}

/// What stands in the bookmark of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadSlot {
    /// Name of the bookmark.
    pub bookmark: String,
    /// The text in it.
    pub text: String,
    /// Number of the paragraph in which it begins.
    pub paragraph: usize,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ReadParagraph {
    /// Its text; deletions that are only tracked count as done.
    pub text: String,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No zip.
    #[error("这不是 .docx 文件。请用 WPS 或者 Word 另存为 .docx 再交来。")]
    NotDocx,
    /// An office file of the older kind.
    #[error("这是旧格式的文件（.doc 或者 .wps）。请用 WPS 或者 Word 另存为 .docx 再交来。")]
    OldFormat,
    /// It asks for a password.
    #[error("文件设了打开密码，读不了。请取消密码后另存为 .docx 再交来。")]
    Encrypted,
    /// Too large when unpacked.
    #[error("文件解开后超过 {} MB，没有读。请去掉图片等大件后再交来。", MOST_UNPACKED / 1024 / 1024)]
    TooLarge,
    /// A zip without a document.
    #[error("文件里没有正文（{MAIN}）。请确认交来的是用 WPS 或者 Word 保存的 .docx。")]
    NoDocument,
    /// The zip is damaged.
    #[error("文件已损坏，解不开。请重新保存或者重新传一次。")]
    DamagedZip(#[source] Option<ZipError>),
    /// The document is damaged.
    #[error("正文第 {at} 字节处已损坏，读不下去。请用 WPS 或者 Word 打开后重新保存。")]
    DamagedDocument {
        /// Where.
        at: u64,
        /// What the reader of XML says.
        #[source]
        source: Option<quick_xml::Error>,
    },
}

impl ReadError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::NotDocx => "not-docx",
            ReadError::OldFormat => "old-format",
            ReadError::Encrypted => "encrypted",
            ReadError::TooLarge => "too-large",
            ReadError::NoDocument => "no-document",
            ReadError::DamagedZip(_) => "damaged-zip",
            ReadError::DamagedDocument { .. } => "damaged-document",
        }
    }
}

/// Reads a draft that came back from WPS, Word or LibreOffice.
///
/// # Errors
/// Where the bytes are no DOCX, are protected or damaged, or unpack to more than [`MOST_UNPACKED`] bytes.
pub fn read_back(bytes: &[u8]) -> Result<ReadBack, ReadError> {
    if bytes.starts_with(&COMPOUND) {
        // Protected files are a compound file with a stream of this name, in UTF-16.
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let protected = bytes.windows(name.len()).any(|window| window == name);
        return Err(if protected {
            ReadError::Encrypted
        } else {
            ReadError::OldFormat
        });
    }
    if !bytes.starts_with(b"PK") {
        return Err(ReadError::NotDocx);
    }
    document::document(&unpacked(bytes)?)
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let damaged = |error| ReadError::DamagedZip(Some(error));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let main = match archive.by_name(MAIN) {
        Ok(main) => main,
        Err(ZipError::FileNotFound) => return Err(ReadError::NoDocument),
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
            return Err(ReadError::Encrypted);
        }
        Err(error) => return Err(damaged(error)),
    };
    let mut text = Vec::new();
    // What the file says of its own size may be untrue.
    let read = main.take(MOST_UNPACKED + 1).read_to_end(&mut text);
    read.map_err(|_| ReadError::DamagedZip(None))?;
    if text.len() as u64 > MOST_UNPACKED {
        return Err(ReadError::TooLarge);
    }
    Ok(text)
}
