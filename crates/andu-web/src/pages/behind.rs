//! The records behind a figure, a page at a time.

use andu_office::{Behind, Office, Period};
use andu_rules::model::{Indicator, IndicatorKind};

use super::table::{Cell, Head, Paged};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::Site;

/// Records of a page.
const ROWS: u32 = 100;

/// A sort of the records behind a figure, as an address names it.
pub(crate) fn code(behind: Behind) -> &'static str {
    match behind {
        Behind::Whole => "whole",
        Behind::Part => "part",
        Behind::Before => "before",
    }
}

/// The sorts of records behind an indicator, each with what it is called there.
pub(crate) fn sides(indicator: &Indicator) -> Vec<(Behind, &'static str)> {
    match indicator.kind {
        IndicatorKind::Ratio { .. } | IndicatorKind::Share { .. } => {
            vec![(Behind::Part, "分子的记录"), (Behind::Whole, "分母的记录")]
        }
        IndicatorKind::Change { .. } => {
            vec![
                (Behind::Whole, "本期的记录"),
                (Behind::Before, "上年同期的记录"),
            ]
        }
        _ => vec![(Behind::Whole, "背后的记录")],
    }
}

/// A page of the records of one sort, from the place asked for on.
pub(crate) fn records(
    office: &Office,
    site: &Site,
    asked: &Asked,
    indicator: &str,
    period: Period,
    (behind, label): (Behind, &str),
) -> Result<Paged, Fault> {
    let page = office.records(indicator, period, behind, asked.get("after"), ROWS)?;
    let rows = page.records.into_iter().map(|record| {
        let title = record.title.unwrap_or_else(|| "（无标题）".to_owned());
        vec![
            // The day; the time of day matters to nobody here.
            Cell::text(record.date.get(..10).unwrap_or(&record.date)),
            Cell::text(record.number.as_deref().unwrap_or_default()),
            Cell::link(&title, site.matter(&record.id)),
        ]
    });
    Ok(Paged {
        caption: label.to_owned(),
        heads: vec![
            Head::new("日期", "date"),
            Head::new("编号", "number"),
            Head::new("标题", ""),
        ],
        rows: rows.collect(),
        first: asked
            .get("after")
            .map(|_| format!("{}#records", site.here("after", ""))),
        next: page
            .next
            .map(|next| format!("{}#records", site.here("after", &next))),
    })
}
