//! A form as a page: each cell with what it gets, what would stand there, what was given before; or the filled form.

use andu_office::fill::{Belongs, FillReport, FormCell, FormList};
use andu_office::{Pack, Rules};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::super::Choice;
use super::super::drafts::lock;
use super::super::hints::on_page;
use super::choose::{ADDED, TEXT, columns_written};
use super::{Draft, draft};
use crate::app::{App, form_page};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// So many choices a page can bear; a form of more cells names only near indicators.
const MOST_CHOICES: usize = 30_000;

#[derive(Template)]
#[template(path = "pages/fill/show.html")]
struct ShowPage {
    site: Site,
    token: String,
    recorder: String,
    to_correct: String,
    to_enter: String,
    to_drop: String,
    to_form: String,
    to_note: String,
    revision: u32,
    name: String,
    period: String,
    faults: Vec<String>,
    notes: Vec<String>,
    unable: Option<String>,
    done: bool,
    record: Option<String>,
    kept: bool,
    cells: Vec<CellRow>,
    added: Vec<CellRow>,
    lists: Vec<ListRow>,
    placeholders: Vec<(String, String)>,
    filled: Vec<FilledRow>,
    left: Vec<(String, String)>,
    earlier: Vec<(String, bool)>,
    asked_by: String,
    actor: String,
}

struct CellRow {
    id: String,
    place: String,
    words: String,
    near: Vec<Choice>,
    all: Vec<Choice>,
    is_text: bool,
    years: Vec<Choice>,
    text: String,
    colour: &'static str,
    word: &'static str,
}

struct ListRow {
    id: String,
    place: String,
    procedures: Vec<Choice>,
    columns: String,
}

struct FilledRow {
    place: String,
    words: String,
    label: String,
    link: Option<String>,
    before: String,
    now: String,
    unit: String,
    notes: String,
}

pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response {
    app.answer(asked, Nav::Fill, move |app, site, _| {
        let kept = draft(app, &id)?;
        let draft = lock(&kept);
        answer(app, site, &id, &draft, None, Vec::new())
    })
    .await
}

/// The page of a form; after a fault with what was typed.
pub(super) fn answer(
    app: &App,
    site: Site,
    id: &str,
    draft: &Draft,
    typed: Option<&Sent>,
    faults: Vec<String>,
) -> Result<Response, Fault> {
    let accepted = faults.is_empty();
    let page = page(app, site, id, draft, typed, faults);
    form_page(&page, accepted)
}

fn page(
    app: &App,
    site: Site,
    id: &str,
    draft: &Draft,
    typed: Option<&Sent>,
    faults: Vec<String>,
) -> ShowPage {
    let rules = app.office.rules();
    let choosing = Choosing {
        rules: &rules,
        typed,
        every: (draft.plan.cells.len() + ADDED) * rules.pack.indicators.len() <= MOST_CHOICES,
    };
    let report = draft.trial.as_ref().ok();
    let mut notes = draft.plan.notes.clone();
    notes.extend(
        report
            .into_iter()
            .flat_map(|report| &report.notes)
            .map(|note| on_page(note)),
    );
    let typed_or = |name: &str| typed.map(|typed| typed.typed(name)).unwrap_or_default();
    ShowPage {
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        to_correct: site.to(&format!("/fill/{id}/correct")),
        to_enter: site.to(&format!("/fill/{id}/enter")),
        to_drop: site.to(&format!("/fill/{id}/drop")),
        to_form: site.to(&format!("/fill/{id}/form")),
        to_note: site.to(&format!("/fill/{id}/note")),
        revision: draft.revision,
        name: draft.name.clone(),
        period: draft.period.to_string(),
        faults,
        notes,
        unable: draft.trial.as_ref().err().cloned(),
        done: draft.done,
        record: report.and_then(|report| report.record.clone()),
        kept: report.is_some_and(|report| report.map.is_some()) || draft.plan.kept.is_some(),
        cells: choosing.cells(&draft.plan.cells),
        added: choosing.added(),
        lists: choosing.lists(&draft.plan.lists),
        placeholders: draft.plan.placeholders.clone(),
        filled: report.map_or_else(Vec::new, |report| filled(&site, report)),
        left: report.map_or_else(Vec::new, |report| {
            let left = report.left.iter();
            left.map(|left| (left.place.clone(), on_page(&left.why)))
                .collect()
        }),
        earlier: report.map_or_else(Vec::new, |report| {
            let earlier = report.earlier.iter();
            earlier
                .map(|earlier| (earlier.told(), earlier.same))
                .collect()
        }),
        asked_by: typed_or("asked_by"),
        actor: typed_or("actor"),
        site,
    }
}

fn filled(site: &Site, report: &FillReport) -> Vec<FilledRow> {
    let rows = report.filled.iter().map(|cell| FilledRow {
        place: cell.place.clone(),
        words: cell.words.clone(),
        label: cell.label.clone(),
        // Every number opens to its records.
        link: cell
            .indicator
            .as_ref()
            .zip(cell.period)
            .map(|(id, period)| {
                let period = period.to_string();
                site.with(&format!("/figures/{id}"), &[("period", period.as_str())])
            }),
        before: cell.before.clone(),
        now: cell.now.clone(),
        unit: cell.unit.clone(),
        notes: cell.notes.join("；"),
    });
    rows.collect()
}

struct Choosing<'a> {
    rules: &'a Rules,
    typed: Option<&'a Sent>,
    /// Whether every indicator is named at every cell.
    every: bool,
}

impl Choosing<'_> {
    fn pack(&self) -> &Pack {
        &self.rules.pack
    }

    fn value(&self, name: &str, kept: &str) -> String {
        match self.typed {
            Some(typed) => typed.typed(name),
            None => kept.to_owned(),
        }
    }

    fn cells(&self, cells: &[FormCell]) -> Vec<CellRow> {
        let cells = cells.iter().enumerate();
        cells
            .map(|(at, cell)| self.cell(&format!("c{at}"), cell))
            .collect()
    }

    fn cell(&self, id: &str, cell: &FormCell) -> CellRow {
        let (what, year, text) = match &cell.what {
            Belongs::Nothing => ("", "this", ""),
            Belongs::Indicator(indicator, year) => (indicator.as_str(), *year, ""),
            Belongs::Text(text) => (TEXT, "this", text.as_str()),
        };
        let what = self.value(&format!("{id}.what"), what);
        let year = self.value(&format!("{id}.year"), year);
        let years = [
            ("this", "本期"),
            ("last", "上年同期"),
            ("change", "比上年增减"),
        ];
        let (colour, word) = match (&cell.what, cell.certain) {
            (Belongs::Nothing, _) if !cell.near.is_empty() => ("soon", "请核对"),
            (Belongs::Nothing, _) => ("paused", "不填"),
            (_, true) => ("normal", "有把握"),
            (_, false) => ("done", "已选"),
        };
        CellRow {
            id: id.to_owned(),
            place: cell.place.clone(),
            words: cell.words.clone(),
            near: self.indicators(&cell.near, &what),
            all: self.all(&cell.near, &what),
            is_text: what == TEXT,
            years: years
                .iter()
                .map(|(value, label)| Choice::new(value, label, Some(&year)))
                .collect(),
            text: self.value(&format!("{id}.text"), text),
            colour,
            word,
        }
    }

    fn indicators(&self, ids: &[String], chosen: &str) -> Vec<Choice> {
        let known = ids.iter();
        let known = known.filter_map(|id| self.pack().indicators.get(id.as_str()));
        known
            .map(|indicator| {
                let label = format!("{}（{}）", indicator.label, indicator.unit);
                Choice::new(indicator.id.as_str(), &label, Some(chosen))
            })
            .collect()
    }

    /// The other indicators; where there are too many cells, only the chosen one.
    fn all(&self, near: &[String], chosen: &str) -> Vec<Choice> {
        let ids = self.pack().indicators.keys().map(ToString::to_string);
        let ids: Vec<String> = ids
            .filter(|id| !near.contains(id) && (self.every || id == chosen))
            .collect();
        self.indicators(&ids, chosen)
    }

    /// Room for cells that the program did not find.
    fn added(&self) -> Vec<CellRow> {
        let rows = (0..ADDED).map(|at| {
            let id = format!("new{at}");
            let empty = FormCell::default();
            CellRow {
                place: self.value(&format!("{id}.place"), ""),
                ..self.cell(&id, &empty)
            }
        });
        rows.collect()
    }

    fn lists(&self, lists: &[FormList]) -> Vec<ListRow> {
        let rows = (0..lists.len() + ADDED).map(|at| {
            let list = lists.get(at).cloned().unwrap_or_default();
            let id = format!("l{at}");
            let chosen = self.value(&format!("{id}.procedure"), &list.procedure);
            let columns = match lists.get(at) {
                Some(list) => columns_written(self.pack(), list),
                None => String::new(),
            };
            ListRow {
                place: self.value(&format!("{id}.place"), &list.place),
                procedures: super::super::import::procedures(self.pack(), Some(&chosen)),
                columns: self.value(&format!("{id}.columns"), &columns),
                id,
            }
        });
        rows.collect()
    }
}
