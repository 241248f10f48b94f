//! Audit (报告校核): reads a finished report and finds what is wrong in it.
//!
//! Owns the figures of a text, the relations that the text itself states between them, wording, law, structure and personal data. Knows
//! nothing of file formats, of storage and of the ledger: a [`Text`] comes in, a [`Review`] goes out.
//!
//! [`audit`] tells the phases in order. [`figure`](mod@figure) reads every quantity in one pass over the characters;
//! `relation` cuts the sentences into clauses and tests what they state of the figures; `disclosure` tests the statutory tables of the
//! yearly report on open government; `wording`, `law`, `structure` and `privacy` look at words.
#![deny(missing_docs)]

mod context;
mod decimal;
mod disclosure;
mod figure;
mod law;
mod privacy;
mod relation;
mod review;
mod structure;
mod text;
mod wording;

pub use context::{Context, PaperKind};
pub use decimal::Decimal;
pub use review::{
    AuditFigure, Finding, Holds, Kind, Place, Qualifier, Relation, RelationKind, Review, Severity,
};
pub use text::{Paragraph, Table, TablePlace, Text};
pub use wording::Lexicons;

/// Reads a text whole: its figures, what it states of them, and everything that is worth a look.
///
/// Findings stand in the order of the text.
///
/// ```
/// use andu_audit::{Context, Text, audit};
///
/// let text = Text::from_plain("办理建议20件，其中教育类12件、交通类9件。");
/// let review = audit(&text, &Context::default());
/// assert_eq!(review.findings[0].figures, [0, 1, 2]);
/// ```
pub fn audit(text: &Text, context: &Context) -> Review {
    let figures = figure::read(text);
    let (mut relations, mut findings) = relation::find(text, context, &figures);
    let (in_tables, of_tables) = disclosure::find(text, context, &figures);
    relations.extend(in_tables);
    findings.extend(of_tables);
    for part in [wording::find, law::find, structure::find, privacy::find] {
        findings.extend(part(text, context));
    }
    findings.sort_by_key(|finding| finding.place);
    Review {
        figures,
        relations,
        findings,
    }
}
