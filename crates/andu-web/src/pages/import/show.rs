//! A draft as a page: which sheet is which register, which column which item, what is asked, what would happen; or what came of it.

use std::collections::BTreeMap;

use andu_office::import::{ImportReport, ListShown, RowChange};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::Choice;
use super::super::drafts::lock;
use super::super::hints::on_page;
use super::front::procedures;
use super::mapping::{Group, LeftOut, QuestionRow, Showing};
use super::{Done, Draft, draft};
use crate::app::{App, form_page, page_of};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// Rows of a list that are told in full; the count tells the rest.
pub(super) const MOST_TOLD: usize = 300;

#[derive(Template)]
#[template(path = "pages/import/show.html")]
pub(super) struct ShowPage {
    site: Site,
    token: String,
    recorder: String,
    to_correct: String,
    to_confirm: String,
    to_drop: String,
    revision: u32,
    file: String,
    faults: Vec<String>,
    /// Why no list of it can be imported.
    unknown: Option<String>,
    registers: Vec<Choice>,
    /// Name of the field, sheet, and what was typed, where no list was recognised.
    sheets: Vec<(String, String, String)>,
    groups: Vec<Group>,
    left_out: Vec<LeftOut>,
    questions: Vec<QuestionRow>,
    year: String,
    month_day: String,
    cross_year: bool,
    trial: Option<Trial>,
    scheme: String,
}

/// What importing it would do.
struct Trial {
    added: usize,
    same: usize,
    changed: usize,
    rejected: usize,
    notices: Vec<String>,
    errors: Vec<ErrorRow>,
    changes: Vec<RowChange>,
    missing: Vec<(String, usize)>,
    changes_code: String,
}

/// Why rows are not taken.
struct ErrorRow {
    sheet: String,
    rows: String,
    column: String,
    message: String,
}

#[derive(Template)]
#[template(path = "pages/import/done.html")]
struct DonePage {
    site: Site,
    recorder: String,
    file: String,
    stored: bool,
    added: usize,
    same: usize,
    changed: usize,
    changes_accepted: bool,
    rejected: usize,
    errors: Vec<ErrorRow>,
    notices: Vec<String>,
    missing: Vec<(String, usize)>,
    scheme: Option<String>,
    registers: Vec<(String, String)>,
}

pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response {
    app.answer(asked, Nav::Import, move |app, site, _| {
        let kept = draft(app, &id)?;
        let draft = lock(&kept);
        if let Some(done) = &draft.done {
            let page = done_page(app, site, &draft, done);
            return page_of(StatusCode::OK, &page).map_err(Fault::Render);
        }
        answer(app, site, &id, &draft, None, Vec::new())
    })
    .await
}

/// The page of a draft; after a fault with what was typed.
pub(super) fn answer(
    app: &App,
    site: Site,
    id: &str,
    draft: &Draft,
    typed: Option<&Sent>,
    faults: Vec<String>,
) -> Result<Response, Fault> {
    let accepted = faults.is_empty();
    let page = page(app, site, id, draft, typed, faults)?;
    form_page(&page, accepted)
}

fn page(
    app: &App,
    site: Site,
    id: &str,
    draft: &Draft,
    typed: Option<&Sent>,
    faults: Vec<String>,
) -> Result<ShowPage, Fault> {
    let rules = app.office.rules();
    let showing = Showing {
        pack: &rules.pack,
        draft,
        typed,
        units: app.office.directory_units()?,
    };
    let mapping = draft.scheme.as_ref().and_then(|scheme| scheme.list.first());
    let mapping = mapping.map(|list| &list.mapping);
    let number = |name: &str, kept: Option<String>| match typed {
        Some(typed) => typed.typed(name),
        None => kept.unwrap_or_default(),
    };
    let report = draft.trial.as_ref().ok();
    let scheme = draft.scheme.as_ref().map(|scheme| scheme.name.clone());
    Ok(ShowPage {
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        to_correct: site.to(&format!("/import/{id}/correct")),
        to_confirm: site.to(&format!("/import/{id}/confirm")),
        to_drop: site.to(&format!("/import/{id}/drop")),
        revision: draft.revision,
        file: draft.name.clone(),
        faults,
        unknown: draft.trial.as_ref().err().cloned(),
        registers: procedures(&rules.pack, draft.procedure.as_deref()),
        sheets: (draft.peek.iter().enumerate())
            .map(|(at, peek)| {
                let name = format!("u{at}");
                let typed = number(&name, None);
                (name, peek.sheet.clone(), typed)
            })
            .collect(),
        groups: report.map_or_else(Vec::new, |report| showing.groups(report)),
        left_out: report.map_or_else(Vec::new, |report| showing.left_out(report)),
        questions: report.map_or_else(Vec::new, |report| showing.questions(report)),
        year: number(
            "year",
            mapping
                .and_then(|m| m.default_year)
                .map(|year| year.to_string()),
        ),
        month_day: number(
            "month_day",
            mapping.and_then(|m| m.month_day).map(|day| day.to_string()),
        ),
        cross_year: match typed {
            Some(typed) => typed.get("cross_year").is_some(),
            None => mapping.is_some_and(|mapping| mapping.cross_year),
        },
        trial: report.map(trial),
        scheme: number("name", scheme),
        site,
    })
}

fn trial(report: &ImportReport) -> Trial {
    Trial {
        added: report.added,
        same: report.same,
        changed: report.changed,
        rejected: report.rejected,
        notices: report
            .notices
            .iter()
            .map(|notice| on_page(notice))
            .collect(),
        errors: errors(report),
        changes: report.changes.iter().take(MOST_TOLD).cloned().collect(),
        missing: missing(report),
        changes_code: changes_code(report),
    }
}

/// Tells whether the changes that are accepted are those that were shown.
pub(super) fn changes_code(report: &ImportReport) -> String {
    let told = report.changes.iter().map(|change| {
        let RowChange {
            matter,
            what,
            was,
            now,
            ..
        } = change;
        format!("{matter}\u{1f}{what}\u{1f}{was}\u{1f}{now}")
    });
    let told = told.collect::<Vec<_>>().join("\u{1e}");
    andu_rules::digest(told.as_bytes())
}

/// Why rows are not taken; what is wrong with many of them is told once, with their numbers.
fn errors(report: &ImportReport) -> Vec<ErrorRow> {
    let mut told: Vec<(ErrorRow, Vec<u32>)> = Vec::new();
    for error in &report.errors {
        let place = format!("工作表“{}”第{}行", error.sheet, error.row);
        let message = on_page(&error.message).replacen(&place, "", 1);
        let message = message.trim_start_matches('：').to_owned();
        let full = told.len() >= MOST_TOLD;
        let same = told.iter_mut().find(|(known, _)| {
            (&known.sheet, &known.column, &known.message) == (&error.sheet, &error.column, &message)
        });
        match same {
            Some((_, rows)) => rows.push(error.row),
            None if !full => {
                let row = ErrorRow {
                    sheet: error.sheet.clone(),
                    rows: String::new(),
                    column: error.column.clone(),
                    message,
                };
                told.push((row, vec![error.row]));
            }
            None => {}
        }
    }
    let shown = told.into_iter().map(|(row, rows)| ErrorRow {
        rows: ranges(&rows),
        ..row
    });
    shown.collect()
}

/// 3至14、20.
fn ranges(rows: &[u32]) -> String {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let runs = rows.chunk_by(|one, next| *next == one + 1);
    let runs = runs.map(|run| match run {
        [first, .., last] => format!("{first}至{last}"),
        run => run.iter().map(u32::to_string).collect(),
    });
    runs.collect::<Vec<_>>().join("、")
}

fn missing(report: &ImportReport) -> Vec<(String, usize)> {
    let missing = report.missing.iter();
    missing
        .map(|(label, count)| (label.clone(), *count))
        .collect()
}

fn done_page(app: &App, site: Site, draft: &Draft, done: &Done) -> DonePage {
    let rules = app.office.rules();
    let mut registers: Vec<(String, String)> = Vec::new();
    for list in done.report.lists.iter().filter(|l| !l.procedure.is_empty()) {
        let link = site.to(&format!("/registers/{}", list.procedure));
        let label = rules.pack.latest(&list.procedure);
        let label = label.map_or(list.label.clone(), |latest| latest.label.clone());
        if !registers.iter().any(|(known, _)| *known == link) {
            registers.push((link, label));
        }
    }
    DonePage {
        recorder: app.entry.recorder.clone(),
        file: draft.name.clone(),
        stored: done.report.stored,
        added: done.report.added,
        same: done.report.same,
        changed: done.report.changed,
        changes_accepted: done.changes_accepted,
        rejected: done.report.rejected,
        errors: errors(&done.report),
        notices: done
            .report
            .notices
            .iter()
            .map(|notice| on_page(notice))
            .collect(),
        missing: missing(&done.report),
        scheme: done.scheme.clone(),
        registers,
        site,
    }
}

/// Which lists of a report go by which list of the scheme: its number, and the lists.
pub(super) fn grouped(report: &ImportReport) -> BTreeMap<usize, Vec<&ListShown>> {
    let mut groups: BTreeMap<usize, Vec<&ListShown>> = BTreeMap::new();
    for list in report.lists.iter().filter(|l| !l.procedure.is_empty()) {
        let known = report.used.list.iter().position(|known| {
            known.procedure == list.procedure
                && list.columns.iter().all(|column| {
                    let to = known.mapping.columns.get(&column.heading);
                    to.map_or("", String::as_str) == column.target
                })
        });
        if let Some(number) = known {
            groups.entry(number).or_default().push(list);
        }
    }
    groups
}
