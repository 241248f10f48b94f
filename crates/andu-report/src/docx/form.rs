//! Forms of a DOCX: 审批表, 送达回证.

use super::{Twips, WIDTH, body::Body};
use crate::{
    document::{FormCell, FormRow, plain},
    line::{Line, Look, halves},
};

/// Width of half a character of 14 pt.
const HALF: Twips = 140;
/// Room left and right of the text of a cell.
const PADDING: Twips = 280;
/// Cells that name things are no wider than seven characters; their text breaks.
const WIDEST_HEAD: usize = 14;
/// Height of a line of a form.
const LINE: Twips = 440;

pub(super) fn form(body: &mut Body, rows: &[FormRow]) {
    let widths = widths(rows);
    let xml = &mut body.xml;
    xml.open("w:tbl", &[]).open("w:tblPr", &[]);
    xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")]);
    xml.empty("w:jc", &[("w:val", "center")]);
    super::table::borders(xml);
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    xml.close("w:tblPr").open("w:tblGrid", &[]);
    for width in &widths {
        xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close("w:tblGrid");
    rows.iter().for_each(|it| row(body, it, &widths));
    body.xml.close("w:tbl");
}

fn row(body: &mut Body, row: &FormRow, widths: &[Twips]) {
    let height = (Twips::from(row.lines) * LINE + 80).to_string();
    body.xml
        .open("w:tr", &[])
        .open("w:trPr", &[])
        .empty("w:cantSplit", &[])
        .empty("w:trHeight", &[("w:val", &height), ("w:hRule", "atLeast")])
        .close("w:trPr");
    for (at, own) in row.cells.iter().enumerate() {
        let last = at + 1 == row.cells.len();
        let columns = if last {
            widths.get(at..)
        } else {
            widths.get(at..=at)
        };
        cell(body, own, columns.unwrap_or_default());
    }
    body.xml.close("w:tr");
}

fn cell(body: &mut Body, cell: &FormCell, columns: &[Twips]) {
    let width = columns.iter().sum::<Twips>().to_string();
    let xml = &mut body.xml;
    xml.open("w:tc", &[]).open("w:tcPr", &[]);
    xml.empty("w:tcW", &[("w:w", &width), ("w:type", "dxa")]);
    if columns.len() > 1 {
        xml.empty("w:gridSpan", &[("w:val", &columns.len().to_string())]);
    }
    xml.empty("w:vAlign", &[("w:val", "center")]);
    xml.close("w:tcPr");
    let look = if cell.head {
        Look::FormHead
    } else {
        Look::FormCell
    };
    let line = Line {
        block: 0,
        look,
        inlines: cell.inlines.clone(),
    };
    body.paragraph(&line, &[]);
    body.xml.close("w:tc");
}

/// Columns that name things are as wide as their names, the others share what is left; a table of heads alone is divided evenly.
fn widths(rows: &[FormRow]) -> Vec<Twips> {
    let columns = rows.iter().map(|row| row.cells.len()).max();
    let columns = columns.unwrap_or(1).max(1);
    let head = |at: usize| {
        let own = rows
            .iter()
            .filter_map(|row| row.cells.get(at).map(|it| (row, it)));
        // The last cell of a row may be wider than its column.
        let mut own = own.filter(|(row, _)| at + 1 < row.cells.len() || row.cells.len() == columns);
        let mut widest = 0;
        own.all(|(_, cell)| {
            widest = widest.max(halves(&plain(&cell.inlines)));
            cell.head
        })
        .then_some(widest.clamp(4, WIDEST_HEAD))
    };
    let heads: Vec<Option<usize>> = (0..columns).map(head).collect();
    let even = WIDTH / Twips::try_from(columns).unwrap_or(1);
    if heads.iter().all(Option::is_some) {
        return vec![even; columns];
    }
    let width = |halves: usize| Twips::try_from(halves).unwrap_or_default() * HALF + PADDING;
    let named: Twips = heads.iter().flatten().map(|it| width(*it)).sum();
    let others = heads.iter().filter(|it| it.is_none()).count();
    let rest = WIDTH.saturating_sub(named) / Twips::try_from(others).unwrap_or(1).max(1);
    heads.iter().map(|head| head.map_or(rest, width)).collect()
}
