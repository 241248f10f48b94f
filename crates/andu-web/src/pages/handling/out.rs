//! Out: which units have what open, and their books one by one or all in one file.

use andu_office::handling::HandlingOut;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::super::Choice;
use super::super::download::{XLSX, ZIP, download, zipped};
use crate::app::{App, form_page};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::What;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/handling/front.html")]
pub(super) struct FrontPage {
    site: Site,
    token: String,
    recorder: String,
    faults: Vec<String>,
    procedures: Vec<Choice>,
    /// What the chosen registers have open; none before one is chosen.
    open: Option<Vec<OpenRow>>,
    all: String,
    without: Vec<(String, usize)>,
    waiting: Vec<(String, String, String)>,
}

/// The book of a unit.
struct OpenRow {
    unit: String,
    procedure: String,
    rows: usize,
    link: String,
}

pub(crate) async fn front(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Handling, |app, site, asked| {
        page(app, site, asked, Vec::new())
    })
    .await
}

/// The page; with faults where a returned sheet was not taken.
pub(super) fn page(
    app: &App,
    site: Site,
    asked: &Asked,
    mut faults: Vec<String>,
) -> Result<FrontPage, Fault> {
    let wanted = wanted(asked);
    let rules = app.office.rules();
    let latest = rules.pack.procedures.values();
    let latest = latest.filter_map(|versions| versions.last());
    let mut procedures = Vec::new();
    for procedure in latest.filter(|procedure| procedure.unit.is_some()) {
        let id = procedure.id.as_str();
        // What nobody has registered yet is not offered.
        if app.office.list(id, None, None, 1)?.items.is_empty() {
            continue;
        }
        procedures.push(Choice {
            value: id.to_owned(),
            label: procedure.label.clone(),
            chosen: wanted.iter().any(|wanted| wanted == id),
        });
    }
    let (mut rows, mut without) = (Vec::new(), Vec::new());
    for (id, out) in made(app, &site, &wanted, &[])? {
        rows.extend(out.books.iter().map(|book| OpenRow {
            unit: book.unit.clone(),
            procedure: out.procedure.clone(),
            rows: book.rows,
            link: site.with(
                "/handling/book",
                &[("procedure", id.as_str()), ("unit", book.unit.as_str())],
            ),
        }));
        if out.without_unit > 0 {
            without.push((out.procedure.clone(), out.without_unit));
        }
    }
    if asked.get("look").is_some() && wanted.is_empty() {
        faults.push("没有选台账。请至少勾选一种，再查看。".to_owned());
    }
    let all: Vec<(&str, &str)> = wanted.iter().map(|id| ("procedure", id.as_str())).collect();
    let waiting = app.entry.kept.waiting((app.now)()).into_iter();
    let waiting = waiting.filter_map(|waiting| {
        let What::Handling(draft) = &waiting.what else {
            return None;
        };
        let draft = draft.try_lock().ok()?;
        let link = site.to(&format!("/handling/{}", waiting.id));
        let drop = site.to(&format!("/handling/{}/drop", waiting.id));
        (!draft.is_done()).then(|| (waiting.name.clone(), link, drop))
    });
    Ok(FrontPage {
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        faults,
        procedures,
        open: (!wanted.is_empty()).then_some(rows),
        all: site.with("/handling/books", &all),
        without,
        waiting: waiting.collect(),
        site,
    })
}

fn wanted(asked: &Asked) -> Vec<String> {
    let wanted = asked.pairs.iter().filter(|(name, _)| name == "procedure");
    wanted.map(|(_, id)| id.clone()).collect()
}

/// The books of registers, in the order in which they were asked for.
fn made(
    app: &App,
    site: &Site,
    wanted: &[String],
    units: &[String],
) -> Result<Vec<(String, HandlingOut)>, Fault> {
    let mut made = Vec::new();
    for id in wanted {
        match app.office.handling_out(id, units, site.at) {
            Ok(out) => made.push((id.clone(), out)),
            Err(error) => return Err(Fault::Usage(super::super::import::told(error)?)),
        }
    }
    Ok(made)
}

/// The book of one unit.
pub(crate) async fn book(State(app): State<App>, asked: Asked) -> Response {
    app.answer(asked, Nav::Handling, |app, site, asked| {
        let unit = asked.typed("unit");
        let made = made(app, &site, &wanted(asked), std::slice::from_ref(&unit))?;
        for (_, out) in made {
            let name = format!("{}办理表（{unit}）.xlsx", out.procedure);
            if let Some(book) = out.books.into_iter().next() {
                return Ok(download(&name, XLSX, book.bytes));
            }
        }
        Err(Fault::usage(format!(
            "“{unit}”没有未办结的件，没有办理表可以下载。请返回重新查看。"
        )))
    })
    .await
}

/// All books in one file, numbered in the order of units.
pub(crate) async fn books(State(app): State<App>, asked: Asked) -> Response {
    app.answer(asked, Nav::Handling, |app, site, asked| {
        let made = made(app, &site, &wanted(asked), &[])?;
        let units = made.iter().flat_map(|(_, out)| &out.books);
        let mut units: Vec<String> = units.map(|book| book.unit.clone()).collect();
        units.sort();
        units.dedup();
        let units = app.office.in_unit_order(units)?;
        let mut files = Vec::new();
        for (number, unit) in (1..).zip(&units) {
            for (_, out) in &made {
                let books = out.books.iter().filter(|book| book.unit == *unit);
                files.extend(books.map(|book| {
                    let name = format!("{number:02}{unit}　{}办理表.xlsx", out.procedure);
                    (name, book.bytes.as_slice())
                }));
            }
        }
        if files.is_empty() {
            return Err(Fault::usage(
                "所选台账没有未办结的件，没有办理表可以下载。请返回另选台账。",
            ));
        }
        Ok(download("办理表.zip", ZIP, zipped(&files)?))
    })
    .await
}

/// The page after a fault of a form.
pub(super) fn refused(
    app: &App,
    site: Site,
    asked: &Asked,
    faults: Vec<String>,
) -> Result<Response, Fault> {
    let page = page(app, site, asked, faults)?;
    form_page(&page, false)
}
