//! Back: what each returned row would do, and what stands in its way; entered only when somebody has looked.

use std::sync::{Arc, Mutex};

use andu_office::handling::{
    HandledRow, HandlingFile, HandlingReport, HandlingRequest, OFFLINE_AT_PAGES, RowState,
};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::drafts::lock;
use super::super::hints::on_page;
use super::super::import::told;
use super::out;
use crate::app::{App, page_of};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::What;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// Returned sheets that wait to be entered.
pub(crate) struct Draft {
    files: Vec<HandlingFile>,
    report: HandlingReport,
    done: bool,
}

impl Draft {
    /// Whether they were entered.
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }
}

#[derive(Template)]
#[template(path = "pages/handling/show.html")]
struct ShowPage {
    site: Site,
    token: String,
    recorder: String,
    to_accept: String,
    to_drop: String,
    files: String,
    accepted: bool,
    done: usize,
    same: usize,
    blank: usize,
    refused: usize,
    rows: Vec<Row>,
}

struct Row {
    place: String,
    link: String,
    number: String,
    what: String,
    changes: Vec<(String, String, String)>,
    colour: &'static str,
    word: &'static str,
    messages: Vec<String>,
}

/// Returned sheets are sent. Nothing is entered.
pub(crate) async fn take(State(app): State<App>, asked: Asked, multipart: Multipart) -> Response {
    let sent = Sent::of_files(&app.entry, multipart).await;
    app.answer(asked, Nav::Handling, move |app, site, asked| {
        let sent = sent?;
        if sent.files.is_empty() {
            let fault = "没有放入文件。请选择退回的办理表后再查看。".to_owned();
            return out::refused(app, site, asked, vec![fault]);
        }
        let name = names(sent.files.iter().map(|file| file.name.as_str()));
        let size = sent.files.iter().map(|file| file.bytes.len()).sum();
        let files: Vec<HandlingFile> = sent
            .files
            .into_iter()
            .map(|file| HandlingFile {
                name: file.name,
                bytes: file.bytes,
            })
            .collect();
        let report = match read(app, &site, &files, false)? {
            Ok(report) => report,
            Err(why) => return out::refused(app, site, asked, vec![why]),
        };
        let draft = Draft {
            files,
            report,
            done: false,
        };
        let what = What::Handling(Arc::new(Mutex::new(draft)));
        let id = app.entry.kept.put(&name, size, what, (app.now)())?;
        let to = site.to(&format!("/handling/{id}"));
        Ok(Redirect::to(&to).into_response())
    })
    .await
}

fn read(
    app: &App,
    site: &Site,
    files: &[HandlingFile],
    accept: bool,
) -> Result<Result<HandlingReport, String>, Fault> {
    let request = HandlingRequest {
        files,
        accept,
        now: site.at,
        recorder: app.entry.recorder.clone(),
        channel: OFFLINE_AT_PAGES.to_owned(),
    };
    match app.office.handling_in(&request) {
        Ok(report) => Ok(Ok(report)),
        Err(error) => Ok(Err(told(error)?)),
    }
}

fn draft(app: &App, id: &str) -> Result<Arc<Mutex<Draft>>, Fault> {
    match app.entry.kept.get(id, (app.now)())? {
        What::Handling(draft) => Ok(draft),
        _ => Err(Fault::Gone),
    }
}

pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response {
    app.answer(asked, Nav::Handling, move |app, site, _| {
        let kept = draft(app, &id)?;
        let draft = lock(&kept);
        let page = page(app, site, &id, &draft);
        page_of(StatusCode::OK, &page).map_err(Fault::Render)
    })
    .await
}

/// Enters each row that can be entered.
pub(crate) async fn accept(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
) -> Response {
    app.answer(asked, Nav::Handling, move |app, site, asked| {
        Sent::of_fields(&app.entry, &body)?;
        let kept = draft(app, &id)?;
        let mut draft = lock(&kept);
        if !draft.done {
            match read(app, &site, &draft.files, true)? {
                Ok(report) => {
                    draft.report = report;
                    draft.done = true;
                    draft.files = Vec::new();
                    app.entry.kept.lighten(&id, (app.now)());
                }
                Err(why) => return out::refused(app, site, asked, vec![why]),
            }
        }
        let to = site.to(&format!("/handling/{id}"));
        Ok(Redirect::to(&to).into_response())
    })
    .await
}

fn page(app: &App, site: Site, id: &str, draft: &Draft) -> ShowPage {
    let report = &draft.report;
    let told = report.rows.iter();
    let told = told.filter(|row| row.state != RowState::Blank);
    ShowPage {
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        to_accept: site.to(&format!("/handling/{id}/accept")),
        to_drop: site.to(&format!("/handling/{id}/drop")),
        files: names(report.files.iter().map(String::as_str)),
        accepted: draft.done,
        done: report.done,
        same: report.same,
        blank: report.blank,
        refused: report.refused,
        rows: told.map(|told| row(&site, told)).collect(),
        site,
    }
}

fn row(site: &Site, row: &HandledRow) -> Row {
    let (colour, word) = match row.state {
        RowState::Refused => ("overdue", row.state.label()),
        RowState::Same | RowState::Blank => ("paused", row.state.label()),
        RowState::Possible | RowState::Done => ("normal", row.state.label()),
    };
    let empty = |text: &String| match text.is_empty() {
        true => "（空）".to_owned(),
        false => text.clone(),
    };
    let messages = row.message.iter().chain(&row.notices);
    Row {
        place: format!("“{}”{} 第{}行", row.file, row.sheet, row.row),
        link: match row.matter.is_empty() {
            true => String::new(),
            false => site.matter(&row.matter),
        },
        number: row.number.clone(),
        what: match row.action.is_empty() {
            true => String::new(),
            false => format!("{}于{}办理“{}”", row.actor, row.at, row.action),
        },
        changes: row
            .changes
            .iter()
            .map(|change| (change.what.clone(), empty(&change.was), empty(&change.now)))
            .collect(),
        colour,
        word,
        messages: messages.map(|told| on_page(told)).collect(),
    }
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join("、")
}
