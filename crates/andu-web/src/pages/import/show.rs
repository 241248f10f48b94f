//! A draft as a page: which sheet is which register, which column which item, what is asked, what would happen; or what came of it.

use std::collections::BTreeMap;

use andu_office::Pack;
use andu_office::import::{ImportReport, ItemShown, ListShown, RowChange, items};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::Choice;
use super::super::hints::on_page;
use super::front::procedures;
use super::{Done, Draft, draft};
use crate::app::{App, page_of};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// Rows of a list that are told in full; the count tells the rest.
const MOST_TOLD: usize = 300;
/// Records that are shown beside the mapping.
const SAMPLES: usize = 3;

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
    groups: Vec<Group>,
    left_out: Vec<LeftOut>,
    questions: Vec<QuestionRow>,
    year: String,
    month_day: String,
    cross_year: bool,
    trial: Option<Trial>,
    scheme: String,
}

/// Lists that are mapped alike.
struct Group {
    number: usize,
    sheets: String,
    records: usize,
    heading: String,
    why: Vec<String>,
    skipped: Vec<(String, u32, &'static str, String)>,
    notices: Vec<String>,
    registers: Vec<Choice>,
    columns: Vec<ColumnRow>,
    more: Vec<MoreRow>,
    keys: [Vec<Choice>; 2],
}

struct ColumnRow {
    name: String,
    letter: String,
    heading: String,
    samples: String,
    plain: Vec<Choice>,
    dated: Vec<Choice>,
    sure: &'static str,
    word: &'static str,
    why: String,
}

/// An item that has no column of its own.
struct MoreRow {
    label: String,
    required: bool,
    from_name: String,
    from: Vec<Choice>,
    value_name: String,
    value: String,
}

/// A list of which nothing is imported.
struct LeftOut {
    name: String,
    sheet: String,
    notices: Vec<String>,
    registers: Vec<Choice>,
}

struct QuestionRow {
    name: String,
    label: String,
    text: String,
    rows: usize,
    blank: bool,
    near: Vec<Choice>,
    all: Vec<Choice>,
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
        let draft = Draft::lock(&kept);
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
    let status = match faults.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = page(app, site, id, draft, typed, faults)?;
    page_of(status, &page).map_err(Fault::Render)
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

struct Showing<'a> {
    pack: &'a Pack,
    draft: &'a Draft,
    typed: Option<&'a Sent>,
    units: Vec<String>,
}

impl Showing<'_> {
    /// What was typed under a name, or else what stands in the draft.
    fn value(&self, name: &str, kept: &str) -> String {
        match self.typed {
            Some(typed) => typed.typed(name),
            None => kept.to_owned(),
        }
    }

    fn groups(&self, report: &ImportReport) -> Vec<Group> {
        let groups = grouped(report).into_iter();
        groups
            .filter_map(|(number, lists)| self.group(report, number, &lists))
            .collect()
    }

    fn group(&self, report: &ImportReport, number: usize, lists: &[&ListShown]) -> Option<Group> {
        let (first, scheme) = (lists.first()?, report.used.list.get(number)?);
        let procedure = self.pack.latest(&scheme.procedure)?;
        let items = items(procedure);
        let register = self.value(&format!("g{number}.procedure"), &scheme.procedure);
        let rows: Vec<String> = first.heading_rows.iter().map(u32::to_string).collect();
        let skipped = lists.iter().flat_map(|list| {
            let sheet = list.sheet.clone();
            let rows = list.skipped.iter();
            rows.map(move |row| (sheet.clone(), row.row, row.kind, row.text.clone()))
        });
        Some(Group {
            number,
            sheets: names(lists),
            records: lists.iter().map(|list| list.records).sum(),
            heading: format!("第{}行", rows.join("、")),
            why: first.why.clone(),
            skipped: skipped.take(MOST_TOLD).collect(),
            notices: notices(lists),
            registers: procedures(self.pack, Some(&register)),
            columns: self.columns(number, first, &items),
            more: self.more(number, first, &scheme.mapping, &items),
            keys: self.keys(number, &scheme.mapping, &items),
        })
    }

    fn columns(&self, group: usize, list: &ListShown, items: &[ItemShown]) -> Vec<ColumnRow> {
        let columns = list.columns.iter().enumerate();
        let row = |(at, column): (usize, &andu_office::import::ColumnShown)| {
            let name = format!("g{group}.c{at}");
            let chosen = self.value(&name, &column.target);
            let mut plain = choices(items, false, &chosen);
            // A tick in the column means a choice; that is not among what a column as a whole may be.
            if column.target.contains('=') {
                plain.push(Choice::new(&column.target, &column.label, Some(&chosen)));
            }
            let first = self.first(&list.sheet, &column.heading);
            let first = first.filter(|first| first.target == column.target);
            let (sure, word, why) = match first {
                _ if column.target.is_empty() => ("paused", "不导入", String::new()),
                Some(first) if first.confidence >= 80 => ("normal", "有把握", first.why.clone()),
                Some(first) => ("soon", "请核对", first.why.clone()),
                None => ("done", "已改", "人工指定".to_owned()),
            };
            ColumnRow {
                letter: column.column.clone(),
                heading: column.heading.clone(),
                samples: self.samples(list, &column.column),
                dated: choices(items, true, &chosen),
                plain,
                sure,
                word,
                why,
                name,
            }
        };
        columns.map(row).collect()
    }

    /// A column as it was first proposed.
    fn first(&self, sheet: &str, heading: &str) -> Option<&andu_office::import::ColumnShown> {
        let lists = self.draft.first.iter().filter(|list| list.sheet == sheet);
        let mut columns = lists.flat_map(|list| &list.columns);
        columns.find(|column| column.heading == heading)
    }

    /// The first texts of a column.
    fn samples(&self, list: &ListShown, letter: &str) -> String {
        let last = list.heading_rows.iter().max().copied().unwrap_or(0);
        let mut sheets = self.draft.peek.iter();
        let Some(peek) = sheets.find(|peek| peek.sheet == list.sheet) else {
            return String::new();
        };
        let rows = peek.rows.iter().filter(|(row, _)| {
            *row > last && !list.skipped.iter().any(|skipped| skipped.row == *row)
        });
        let texts = rows.filter_map(|(_, cells)| cells.get(letter));
        let texts = texts.filter(|text| !text.is_empty()).take(SAMPLES);
        texts.cloned().collect::<Vec<_>>().join("｜")
    }

    /// Items without a column of their own: those that are needed, and those that a value or another column stands for.
    fn more(
        &self,
        group: usize,
        list: &ListShown,
        mapping: &andu_office::import::Mapping,
        items: &[ItemShown],
    ) -> Vec<MoreRow> {
        let stands = |item: &&ItemShown| {
            mapping.constants.contains_key(&item.key)
                || mapping.copies.contains_key(&item.key)
                || (item.required && mapping.heading_of(&item.key).is_none())
        };
        let more = items.iter().filter(stands).map(|item| {
            let from_name = format!("g{group}.from.{}", item.key);
            let value_name = format!("g{group}.value.{}", item.key);
            let kept = |map: &BTreeMap<String, String>| map.get(&item.key).cloned();
            let from = self.value(&from_name, &kept(&mapping.copies).unwrap_or_default());
            let headings = list.columns.iter().map(|column| {
                let label = format!("{}列 {}", column.column, column.heading);
                Choice::new(&column.heading, &label, Some(&from))
            });
            MoreRow {
                label: item.label.clone(),
                required: item.required,
                value: self.value(&value_name, &kept(&mapping.constants).unwrap_or_default()),
                from: headings.collect(),
                from_name,
                value_name,
            }
        });
        more.collect()
    }

    fn keys(
        &self,
        group: usize,
        mapping: &andu_office::import::Mapping,
        items: &[ItemShown],
    ) -> [Vec<Choice>; 2] {
        [0, 1].map(|at| {
            let kept = mapping.key.get(at).map_or("", String::as_str);
            let chosen = self.value(&format!("g{group}.key{}", at + 1), kept);
            let mapped = items
                .iter()
                .filter(|item| !item.dated && mapping.heading_of(&item.key).is_some());
            mapped
                .map(|item| Choice::new(&item.key, &item.label, Some(&chosen)))
                .collect()
        })
    }

    fn left_out(&self, report: &ImportReport) -> Vec<LeftOut> {
        let lists = report.lists.iter().enumerate();
        let left = lists.filter(|(_, list)| list.procedure.is_empty());
        left.map(|(at, list)| {
            let name = format!("left{at}");
            let chosen = self.value(&name, "");
            LeftOut {
                sheet: list.sheet.clone(),
                notices: notices(&[list]),
                registers: procedures(self.pack, Some(&chosen)),
                name,
            }
        })
        .collect()
    }

    fn questions(&self, report: &ImportReport) -> Vec<QuestionRow> {
        let questions = report.questions.iter().enumerate();
        questions
            .map(|(at, question)| {
                let name = format!("q{at}");
                let chosen = self.value(&name, "");
                let is_unit = question.kind == "unit";
                let choice = |text: &String| Choice::new(text, text, Some(&chosen));
                let others = self.units.iter();
                let others = others.filter(|unit| !question.candidates.contains(unit));
                QuestionRow {
                    label: question.label.clone(),
                    text: question.text.clone(),
                    rows: question.rows,
                    blank: !is_unit,
                    near: question.candidates.iter().map(choice).collect(),
                    all: match is_unit {
                        true => others.map(choice).collect(),
                        false => Vec::new(),
                    },
                    name,
                }
            })
            .collect()
    }
}

fn choices(items: &[ItemShown], dated: bool, chosen: &str) -> Vec<Choice> {
    let of = items.iter().filter(|item| item.dated == dated);
    of.map(|item| Choice::new(&item.key, &item.label, Some(chosen)))
        .collect()
}

/// Names of sheets, each once.
fn names(lists: &[&ListShown]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for list in lists {
        if !names.contains(&list.sheet.as_str()) {
            names.push(&list.sheet);
        }
    }
    let count = names.len();
    match count {
        0..=12 => names.join("、"),
        _ => format!("{}等{count}张", names[..12].join("、")),
    }
}

fn notices(lists: &[&ListShown]) -> Vec<String> {
    let mut told = Vec::new();
    for list in lists {
        let several = lists.len() > 1;
        let before = match several {
            true => format!("工作表“{}”：", list.sheet),
            false => String::new(),
        };
        for notice in &list.notices {
            told.push(format!("{before}{}", on_page(notice)));
        }
        if list.hidden {
            told.push(format!("{before}这张工作表在文件中是隐藏的。"));
        }
        for rows in &list.other_headings {
            let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
            told.push(format!(
                "{before}第{}行也像表头，没有采用。",
                rows.join("、")
            ));
        }
    }
    told
}
