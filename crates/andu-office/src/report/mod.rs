//! Reports: figures and what people wrote become a document; a sealed one can be worked out again from the ledger.
//!
//! A report's drafts and seals are kept in the register that its template names. Such a register has the fields `template`,
//! `report_year`, the list `sections` (`block`, `text`), the list `sources` (`numeral`, `block`, `kind`, `paper`, `confirmer`) and one
//! action that sets `head_seq`, `head_hash`, `code` and `receipt`: the seal (定稿).

mod causes;
mod chained;
mod compose;
mod receipt;
mod recompute;
mod seal;
mod trace;

pub use andu_report::{
    Change, Document, Finding, FindingKind, ReadBack, ReadError, Slot, compare, read_back, to_docx,
    to_html, to_html_article, to_text,
};
pub use causes::Cause;
pub use compose::ComposedReport;
pub use receipt::{Receipt, SealedHead, SealedRule, SealedValue};
pub use recompute::{RecomputedValue, Verification};
pub use seal::{Hand, SealedReport};
