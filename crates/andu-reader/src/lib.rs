//! Reads finished papers: the bytes of a file become paragraphs and tables in reading order.
//!
//! [`read`] looks at what a file is, not at what it is called, and one module a format does the rest: `docx`, `doc`
//! (Word 97, and WPS files, which are of the same make), `ofd`, `pdf`, `html`, `text`. The two formats that only say
//! where on a page each glyph stands, OFD and PDF, share `pages`, which puts lines and paragraphs together again.
//!
//! This crate owns what it takes to read a file that a stranger made: every reader bounds what it unpacks, keeps its own
//! stack where a format nests, and answers a damaged file with a message. It must not know what a report is, nor what
//! is wrong in one; it opens no files and keeps nothing.
#![deny(missing_docs)]

mod detect;
mod doc;
mod docx;
mod draft;
mod encoding;
mod error;
mod han;
mod html;
mod numbering;
mod ofd;
mod packed;
mod pages;
mod paper;
mod pdf;
mod radical;
mod text;
mod xml;

pub use error::{Foreign, ReadError};
pub use paper::{Block, Format, Note, Origin, Paper};

/// No file larger than this is read.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// No paper with more text than this is read, in bytes of UTF-8: some seven million characters, or 4,500 pages.
pub const MOST_TEXT: usize = 20 * 1024 * 1024;

/// Reads a paper. The name only tells a text file from a Markdown file, and helps to tell HTML from text.
///
/// # Errors
/// Where the file is too large, of a kind that is not read here, protected, damaged, or holds no text.
pub fn read(name: &str, bytes: &[u8]) -> Result<Paper, ReadError> {
    if bytes.len() > MOST_BYTES {
        return Err(ReadError::TooLarge {
            megabytes: bytes.len().div_ceil(1024 * 1024),
        });
    }
    let paper = match detect::detect(name, bytes)? {
        detect::Kind::Docx => docx::read(bytes)?,
        detect::Kind::Html => html::read(bytes)?,
        detect::Kind::Pdf => pdf::read(bytes)?,
        detect::Kind::Ofd => ofd::read(bytes)?,
        detect::Kind::Compound => doc::read(bytes)?,
        detect::Kind::Text => text::plain(bytes)?,
        detect::Kind::Markdown => text::markdown(bytes)?,
    };
    if paper.blocks.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(paper)
}
