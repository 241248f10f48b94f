//! 填上级表: a superior's form is sent, each cell is said what it gets, it is tried, and only then filled and entered.

mod choose;
mod front;
mod show;

use std::sync::{Arc, Mutex};

use andu_office::fill::{FillError, FillReport, FillRequest, FormPlan, map_text};
use andu_office::{AT_PAGES, FigureError, OfficeError, Period};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::download::{DOCX, XLSX, download};
use super::drafts::{is_current, lock};
use super::hints::on_page;
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::What;
use crate::sent::Sent;
use crate::site::{Nav, Site};

pub(crate) use front::{show as front, take};
pub(crate) use show::show;

/// What stands for the file of a map that was chosen on the page.
const ON_PAGE: &str = "（网页上选定）";

/// A form on its way to be filled.
pub(crate) struct Draft {
    name: String,
    bytes: Vec<u8>,
    period: Period,
    plan: FormPlan,
    trial: Result<FillReport, String>,
    revision: u32,
    done: bool,
}

/// Whether to look, or to fill and enter who asked.
enum How<'a> {
    Look,
    Enter {
        asked_by: Option<&'a str>,
        actor: Option<&'a str>,
    },
}

impl Draft {
    /// Whether it was filled.
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    fn fill(&self, app: &App, site: &Site, how: How<'_>) -> Result<FillReport, FillError> {
        let text = map_text(&self.plan.cells, &self.plan.lists);
        let recorder = app.entry.recorder.clone();
        let (asked_by, actor, only_look) = match how {
            How::Look => (None, None, true),
            How::Enter { asked_by, actor } => (asked_by, actor, false),
        };
        app.office.fill_form(&FillRequest {
            name: &self.name,
            bytes: &self.bytes,
            map: Some((ON_PAGE, &text)),
            draft: false,
            period: self.period,
            date: site.today,
            asked_by,
            actor: actor.unwrap_or(&recorder).to_owned(),
            recorder,
            now: site.at,
            channel: AT_PAGES.to_owned(),
            only_look,
        })
    }

    fn look(&mut self, app: &App, site: &Site) -> Result<(), Fault> {
        self.trial = match self.fill(app, site, How::Look) {
            Ok(report) => Ok(report),
            Err(error) => Err(told(error)?),
        };
        self.revision += 1;
        Ok(())
    }
}

fn draft(app: &App, id: &str) -> Result<Arc<Mutex<Draft>>, Fault> {
    match app.entry.kept.get(id, (app.now)())? {
        What::Fill(draft) => Ok(draft),
        _ => Err(Fault::Gone),
    }
}

/// Why a form cannot be filled, as a sentence of the page; faults of ours are a page of their own.
fn told(error: FillError) -> Result<String, Fault> {
    match error {
        FillError::Office(inner) => match *inner {
            error @ OfficeError::Ledger(_) => Err(Fault::from(error)),
            OfficeError::Figures(inner)
                if !matches!(
                    *inner,
                    FigureError::Period { .. } | FigureError::Condition { .. }
                ) =>
            {
                Err(Fault::from(OfficeError::Figures(inner)))
            }
            error => Ok(on_page(&error.to_string())),
        },
        error => Ok(on_page(&error.to_string())),
    }
}

/// What each cell gets is chosen, and tried.
pub(crate) async fn correct(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
) -> Response {
    app.answer(asked, Nav::Fill, move |app, site, _| {
        let sent = Sent::of_fields(&app.entry, &body)?;
        let kept = draft(app, &id)?;
        let mut draft = lock(&kept);
        let back = Redirect::to(&site.to(&format!("/fill/{id}")));
        if draft.done {
            return Ok(back.into_response());
        }
        let mut faults = Vec::new();
        if is_current(draft.revision, &sent) {
            let plan = choose::choose(app, &draft.plan, &sent, &mut faults);
            if faults.is_empty() {
                draft.plan = plan;
                draft.look(app, &site)?;
            }
        } else {
            faults.push(OUTDATED.to_owned());
        }
        match faults.is_empty() {
            true => Ok(back.into_response()),
            false => show::answer(app, site, &id, &draft, Some(&sent), faults),
        }
    })
    .await
}

const OUTDATED: &str =
    "这个网页打开之后，另一个窗口已经改过填法，没有采用这次的修改。请刷新后重新核对。";

/// The form is filled as it was shown; who asked is entered, the map is kept.
pub(crate) async fn enter(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
) -> Response {
    app.answer(asked, Nav::Fill, move |app, site, _| {
        let sent = Sent::of_fields(&app.entry, &body)?;
        let kept = draft(app, &id)?;
        let mut draft = lock(&kept);
        let back = Redirect::to(&site.to(&format!("/fill/{id}")));
        if draft.done {
            return Ok(back.into_response());
        }
        let refused = match is_current(draft.revision, &sent) {
            false => Some(OUTDATED.to_owned()),
            true => {
                let how = How::Enter {
                    asked_by: sent.get("asked_by"),
                    actor: sent.get("actor"),
                };
                match draft.fill(app, &site, how) {
                    Ok(report) if report.bytes.is_some() => {
                        draft.trial = Ok(report);
                        draft.done = true;
                        None
                    }
                    Ok(_) => Some("没有一格可填，没有做成文件。请先选定各格填什么。".to_owned()),
                    Err(error) => Some(told(error)?),
                }
            }
        };
        match refused {
            None => Ok(back.into_response()),
            Some(why) => show::answer(app, site, &id, &draft, Some(&sent), vec![why]),
        }
    })
    .await
}

/// The filled form.
pub(crate) async fn form(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response {
    app.answer(asked, Nav::Fill, move |app, _, _| {
        let kept = draft(app, &id)?;
        let draft = lock(&kept);
        let report = draft.trial.as_ref().ok().filter(|_| draft.done);
        let bytes = report.and_then(|report| report.bytes.clone());
        let bytes = bytes.ok_or(Fault::Gone)?;
        let (stem, ending) = split(&draft.name);
        let kind = if ending == "docx" { DOCX } else { XLSX };
        Ok(download(&format!("{stem}（已填）.{ending}"), kind, bytes))
    })
    .await
}

/// The note that says which indicator stands where.
pub(crate) async fn note(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response {
    app.answer(asked, Nav::Fill, move |app, _, _| {
        let kept = draft(app, &id)?;
        let draft = lock(&kept);
        let report = draft.trial.as_ref().ok().filter(|_| draft.done);
        let bytes = report.and_then(|report| report.note.clone());
        let name = format!("{}填表说明.xlsx", split(&draft.name).0);
        Ok(download(&name, XLSX, bytes.ok_or(Fault::Gone)?))
    })
    .await
}

/// The name of a file and its ending.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, "xlsx"))
}
