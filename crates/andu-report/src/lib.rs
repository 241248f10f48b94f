//! Reports (报告): a template and figures become a document, and the document DOCX, HTML and text.
//!
//! Owns the document model, its composition and checks, the format of GB/T 9704-2012, and reading a draft back that went through WPS.
//! Knows nothing of where figures come from: [`compose`] is handed them. It does no I/O and has no clock: bytes go in and out, and the
//! date of a report is one of its [`Variables`].
//!
//! In order: [`compose`] puts a year into a template and says what is wrong with it, [`to_docx`], [`to_html`] and [`to_text`] print the
//! [`Document`], in which a slot stays a slot; [`read_back`] takes a draft apart again, and [`compare`] says what hands have changed.
#![deny(missing_docs)]

mod compare;
mod compose;
mod document;
mod docx;
mod finding;
mod heading;
mod html;
mod line;
mod numeral;
mod paper;
mod place;
mod read;
mod text;
mod xml;

pub use compare::{Change, compare, prose_of};
pub use compose::{SlotValue, Source, SourceKind, Variables, compose};
pub use document::{Block, Document, FormCell, FormRow, Head, Inline, NumberPlace, Slot, Typed};
pub use docx::{bookmark, to_docx};
pub use finding::{Finding, FindingKind};
pub use html::{STYLE, to_html, to_html_article};
pub use numeral::{Numeral, numerals};
pub use paper::{ComposedPaper, Filled, Filling, PaperFrame, bind_papers, compose_paper};
pub use place::Place;
pub use read::{MOST_UNPACKED, ReadBack, ReadError, ReadParagraph, ReadSlot, read_back};
pub use text::to_text;
