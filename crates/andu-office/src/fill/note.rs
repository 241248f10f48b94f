//! The note (填表说明) that goes with a filled form, as a workbook beside it: nothing of it stands in the form.

use andu_sheets::{ListBook, ListCell, ListColumn, WriteError};

use super::{FillReport, FillRequest};

/// Writes the note.
pub fn book(
    organ: &str,
    request: &FillRequest<'_>,
    digest: &str,
    report: &FillReport,
) -> Result<Vec<u8>, WriteError> {
    let columns = [
        ("填在哪里", 30),
        ("表中文字", 34),
        ("依据", 34),
        ("指标代码", 26),
        ("所属期间", 26),
        ("填入", 14),
        ("计量单位", 10),
        ("原有内容", 14),
        ("说明", 40),
    ];
    let columns = columns.map(|(heading, width)| ListColumn {
        heading: heading.to_owned(),
        width,
    });
    let mut book = ListBook::new("填表说明", columns.to_vec())?;
    let text = |text: &str| match text.is_empty() {
        true => ListCell::Empty,
        false => ListCell::Text(text.to_owned()),
    };
    for cell in &report.filled {
        let notes = [&cell.notes[..], &earlier(report, cell.indicator.as_deref())].concat();
        book.push(&[
            text(&cell.place),
            text(&cell.words),
            text(&cell.label),
            text(cell.indicator.as_deref().unwrap_or("")),
            text(
                &cell
                    .period
                    .map(|period| period.to_string())
                    .unwrap_or_default(),
            ),
            match cell.indicator {
                Some(_) => ListCell::Number(cell.now.clone()),
                None => text(&cell.now),
            },
            text(&cell.unit),
            text(cell.before.trim()),
            text(&notes.join("；")),
        ])?;
    }
    let mut line = |what: &str, told: &str| {
        let mut cells = vec![ListCell::Empty; 9];
        cells[0] = text(what);
        cells[8] = text(told);
        book.push(&cells)
    };
    for left in &report.left {
        line(&left.place, &format!("没有填：{}", left.why))?;
    }
    for note in &report.notes {
        line("（全表）", note)?;
    }
    line("（表样）", request.name)?;
    line("（填报单位）", organ)?;
    line("（期间）", &request.period.to_string())?;
    line("（填后校验码）", digest)?;
    book.finish()
}

/// What was given before of an indicator.
fn earlier(report: &FillReport, indicator: Option<&str>) -> Vec<String> {
    let of = report.earlier.iter();
    of.filter(|earlier| Some(earlier.indicator.as_str()) == indicator)
        .map(|earlier| earlier.told())
        .collect()
}
