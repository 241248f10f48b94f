//! Numbers of papers: gapless within the office, the wording and the year, drawn inside the act.

use andu_casework::{Acted, PaperDraw};
use andu_ledger::Tx;
use andu_rules::model::Value;

use crate::error::OfficeError;

/// Keeps the series of papers apart from those of matters.
const SERIES: &str = "paper";

/// Draws the numbers of the papers that an act issues, and writes them into the event.
pub(crate) fn draw_numbers(
    tx: &mut Tx<'_>,
    acted: &mut Acted,
    draws: &[PaperDraw],
) -> Result<(), OfficeError> {
    for draw in draws {
        let number = tx.next_number(&format!("{SERIES}/{}", draw.format))?;
        let number = draw.format.replace("{n}", &number.to_string());
        if let Some(field) = &draw.field {
            acted.set.insert(field.clone(), Value::Text(number.clone()));
        }
        let document = draw.document.and_then(|at| acted.documents.get_mut(at));
        if let Some(paper) = document.and_then(|document| document.paper.as_mut()) {
            *paper = format!("{paper}（{number}）");
        }
        if let Some(paper) = acted.papers.get_mut(draw.at) {
            paper.number = Some(number);
        }
    }
    Ok(())
}
