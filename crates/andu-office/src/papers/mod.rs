//! Papers of a matter (办理文书): which there are, what they say, and the numbers that acts draw for them.
//!
//! A paper is issued by an act: its number is drawn inside the act and stands in the event, with the digest of the template. Its text is
//! not stored: it follows from the events up to that act and from the template, which the ledger keeps, so it is the same whenever it is
//! printed again. What was corrected later is told, and printed only where that is asked for.

mod around;
mod bound;
mod list;
mod lookup;
mod make;
mod number;
mod value;
mod words;

use std::sync::Arc;

use andu_ledger::Snapshot;
use andu_rules::model::{Paper, Procedure};
use andu_rules::{Layer, SourceFile, load};

use crate::act::Request;
use crate::error::OfficeError;
use crate::rules::{Kept, Rules};

pub(crate) use number::draw_numbers;

pub use andu_report::{Document, STYLE, to_docx, to_html, to_html_article, to_text};
pub use bound::{Bound, BoundPaper};
pub use list::{PaperListed, PaperState, PapersListed};
pub use lookup::{ClockSeen, LookedUp, PaperSeen, StepSeen, Words};
pub use make::{Faces, PaperMade, Wanted};

/// By this way comes what happened elsewhere, with the papers that went out there.
const IMPORT: &str = "import";

/// The papers that an act of a procedure may issue.
pub(crate) fn issued_by<'a>(
    rules: &'a Rules,
    procedure: &Procedure,
    request: &Request,
) -> &'a [Arc<Paper>] {
    if request.channel == IMPORT {
        return &[];
    }
    let papers = rules.pack.papers.get(procedure.id.as_str());
    papers.map_or(&[], Vec::as_slice)
}

/// The template by which a paper was issued: that of the pack, or the one that the ledger keeps.
fn template(
    snapshot: &Snapshot<'_>,
    rules: &Rules,
    procedure: &Procedure,
    id: &str,
    digest: &str,
) -> Result<Option<Arc<Paper>>, OfficeError> {
    let in_use = rules.pack.papers.get(procedure.id.as_str());
    let mut in_use = in_use.into_iter().flatten();
    if let Some(paper) = in_use.find(|paper| paper.digest == digest) {
        return Ok(Some(Arc::clone(paper)));
    }
    let Some(file) = snapshot.rule_file(digest)? else {
        return Ok(None);
    };
    let mut files = Vec::new();
    if file.layer == Kept::LIST {
        for one in String::from_utf8_lossy(&file.bytes).lines() {
            files.extend(snapshot.rule_file(one)?);
        }
    } else {
        files.push(file);
    }
    let layers: Vec<Layer> = files
        .into_iter()
        .map(|file| Layer {
            name: file.layer,
            files: vec![SourceFile {
                path: file.path,
                text: String::from_utf8_lossy(&file.bytes).into_owned(),
            }],
        })
        .collect();
    // What the template names was checked when it came into use.
    let (pack, _) = load(&layers);
    let mut papers = pack.papers.into_values().flatten();
    Ok(papers.find(|paper| paper.id.as_str() == id))
}
