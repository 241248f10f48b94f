//! Lists in a form: one row a matter, downward, as far as the form has drawn rows.

use andu_ledger::{Cell, LedgerError, PageOf};
use andu_rules::condition;
use andu_rules::register::ColumnSource;
use andu_sheets::{Entry, FillValue, Form};

use super::error::FillError;
use super::map::{FillMap, MarkedList, moved};
use super::{FillReport, FillRequest, FilledCell, LeftCell, Ready};
use crate::error::OfficeError;
use crate::office::Office;
use crate::rules::{Rules, Shape};
use crate::values;

/// Rows read at a time.
const PAGE: u32 = 1_000;

/// A matter for a list: id, when it happened, number, title.
type Found = (String, String, String, String);

impl Office {
    /// The rows of a marked list.
    pub(super) fn rows_of(
        &self,
        request: &FillRequest<'_>,
        form: &Form,
        map: &FillMap,
        list: &MarkedList,
        report: &mut FillReport,
    ) -> Result<Vec<Ready>, FillError> {
        let rules = self.rules();
        let (shape, at) = checked(&rules, map, list)?;
        let fault = |what| FillError::Map(vec![map.fault(list.line, what, "请改正 where")]);
        let mut found = self
            .found(request, list, shape, at)
            .map_err(|error| match error {
                FillError::Office(error)
                    if matches!(
                        *error,
                        OfficeError::Condition { .. } | OfficeError::Figures(_)
                    ) =>
                {
                    fault(format!("{error}").trim_end_matches('。').to_owned())
                }
                error => error,
            })?;
        found.sort_by(|a, b| (&a.1, &a.2, &a.0).cmp(&(&b.1, &b.2, &b.0)));
        let wide = u32::try_from(list.columns.len()).unwrap_or(u32::MAX);
        let room = form.room(&list.spot, wide, list.rows);
        let fit = found.len().min(room as usize);
        if fit < found.len() {
            let over: Vec<String> = found[fit..].iter().take(10).map(named).collect();
            report.left.push(LeftCell {
                place: list.spot.to_string(),
                why: format!(
                    "清单共{}件，表上只有{room}行空行，其余{}件没有填（{}{}）。请向要数单位要加行的表，或者另附清单；表中其他内容没有移动。",
                    found.len(),
                    found.len() - fit,
                    over.join("、"),
                    if found.len() - fit > over.len() { "等" } else { "" }
                ),
            });
        }
        let mut ready = Vec::new();
        for ((id, _, number, title), down) in found[..fit].iter().zip(0..) {
            let cells = self.cells_of(id, number, title, &list.columns)?;
            for ((column, text), across) in list.columns.iter().zip(cells).zip(0..) {
                if column.is_empty() || text.is_empty() {
                    continue;
                }
                let spot = moved(&list.spot, down, across);
                ready.push(Ready {
                    told: FilledCell {
                        place: spot.to_string(),
                        words: String::new(),
                        kind: "list",
                        indicator: None,
                        label: label(shape, column).unwrap_or_default(),
                        period: Some(request.period),
                        unit: String::new(),
                        before: String::new(),
                        now: String::new(),
                        notes: Vec::new(),
                        value: text.clone(),
                    },
                    entry: Entry {
                        spot,
                        value: FillValue::Text(text),
                    },
                });
            }
        }
        Ok(ready)
    }

    /// The matters of a list.
    fn found(
        &self,
        request: &FillRequest<'_>,
        list: &MarkedList,
        shape: &Shape,
        at: &str,
    ) -> Result<Vec<Found>, FillError> {
        let rules = self.rules();
        let (filter, params) = match &list.condition {
            None => ("1".to_owned(), Vec::new()),
            Some(text) => {
                let parsed = condition::parse(text).map_err(|fault| OfficeError::Condition {
                    at: text
                        .get(..fault.at)
                        .map_or(0, |before| before.chars().count())
                        + 1,
                    message: fault.message,
                    remedy: fault.remedy,
                })?;
                andu_figures::condition_sql(&parsed, &rules.pack, &list.procedure)
                    .map_err(OfficeError::from)?
            }
        };
        let mut found: Vec<Found> = Vec::new();
        let mut behind: Option<(String, String)> = None;
        loop {
            let page = PageOf {
                table: &shape.table,
                organ: &self.shared.organ,
                columns: &["opened_at", at, "number", "title"],
                filter: &filter,
                params: &params,
                order: "opened_at",
                behind: behind.as_ref().map(|(at, id)| (at.as_str(), id.as_str())),
                limit: PAGE,
            };
            let mut count = 0;
            let mut last = None;
            self.shared.ledger.read(|snapshot| {
                snapshot.page(&page, &mut |row| {
                    let text = |at: usize| match row.get(at) {
                        Some(Cell::Text(text)) => text.to_string(),
                        _ => String::new(),
                    };
                    count += 1;
                    last = Some((text(1), text(0)));
                    let day = text(2).get(..10).and_then(|day| day.parse().ok());
                    if day.is_some_and(|day| request.period.contains(day)) {
                        found.push((text(0), text(2), text(3), text(4)));
                    }
                    Ok::<(), LedgerError>(())
                })
            })?;
            behind = last;
            if count < PAGE {
                return Ok(found);
            }
        }
    }

    /// The cells of a matter.
    fn cells_of(
        &self,
        id: &str,
        number: &str,
        title: &str,
        columns: &[String],
    ) -> Result<Vec<String>, FillError> {
        let procedure = self.governing(id)?;
        let organ = &self.shared.organ;
        let matter = self.in_snapshot(|snapshot| crate::load::read_matter(snapshot, organ, id))?;
        let shown = matter
            .as_ref()
            .map(|matter| values::shown(matter, &procedure));
        let shown = shown.unwrap_or_default();
        let personal = procedure
            .field(procedure.title.as_str())
            .is_some_and(|field| field.personal);
        let cell = |column: &String| match column.as_str() {
            "number" if !shown.contains_key("number") => number.to_owned(),
            "title" if !shown.contains_key("title") => match personal {
                true => "＊＊＊".to_owned(),
                false => title.to_owned(),
            },
            field => shown.get(field).cloned().unwrap_or_default(),
        };
        Ok(columns.iter().map(cell).collect())
    }
}

/// The register of a list and the column that tells when, where everything that the map names is there.
fn checked<'a>(
    rules: &'a Rules,
    map: &FillMap,
    list: &MarkedList,
) -> Result<(&'a Shape, &'a str), FillError> {
    let fault = |what: String, remedy: &str| {
        let fault = map.fault(list.line, what, remedy);
        Err(FillError::Map(vec![fault]))
    };
    let procedure = &list.procedure;
    let Some(shape) = rules.shape(procedure) else {
        let what = format!("没有程序“{procedure}”");
        return fault(what, "请核对程序代码，可用 andu rules list 查看");
    };
    for column in list.columns.iter().filter(|column| !column.is_empty()) {
        if label(shape, column).is_none() {
            let what = format!("台账“{procedure}”没有项目“{column}”");
            return fault(what, "请核对项目代码，可用 andu rules show 查看");
        }
    }
    let Some(action) = &list.on else {
        return Ok((shape, "opened_at"));
    };
    let did =
        shape.register.columns.iter().find(
            |column| matches!(&column.from, ColumnSource::Did(did) if did.as_str() == action),
        );
    match did {
        Some(column) => Ok((shape, &column.name)),
        None => {
            let what = format!("程序“{procedure}”没有办理动作“{action}”");
            fault(what, "请核对 on，可用 andu rules show 查看")
        }
    }
}

/// How a matter is named where it was left out.
fn named((id, _, number, title): &Found) -> String {
    match (number.is_empty(), title.is_empty()) {
        (false, _) => number.clone(),
        (true, false) => title.clone(),
        (true, true) => id.clone(),
    }
}

/// Term of a column of a register.
fn label(shape: &Shape, column: &str) -> Option<String> {
    let found = shape
        .register
        .columns
        .iter()
        .find(|known| known.name == column);
    let field = |known: &&andu_rules::register::Column| {
        matches!(
            known.from,
            ColumnSource::Field(..) | ColumnSource::Number | ColumnSource::Title
        )
    };
    found.filter(field).map(|known| known.label.clone())
}
