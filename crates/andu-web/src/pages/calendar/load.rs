//! A notice is looked at, loaded, and what it moved is listed.

use std::path::Path as FilePath;
use std::sync::{Arc, Mutex};

use andu_office::{MovedDue, OfficeError};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::drafts::lock;
use super::{Draft, NoticeShown, read, refused, typed};
use crate::app::{App, page_of};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::What;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// Moved due dates that are listed with what they are of.
const MOST_MOVED: usize = 500;

#[derive(Template)]
#[template(path = "pages/calendar/show.html")]
struct ShowPage {
    site: Site,
    token: String,
    recorder: String,
    to_load: String,
    notice: NoticeShown,
    loaded: bool,
    moved: Vec<MovedRow>,
    count: usize,
}

struct MovedRow {
    link: String,
    title: String,
    clock: String,
    before: String,
    now: String,
    provisional: bool,
}

/// A notice was typed.
pub(crate) async fn type_in(State(app): State<App>, asked: Asked, body: Bytes) -> Response {
    app.answer(asked, Nav::Deadline, move |app, site, _| {
        let sent = Sent::of_fields(&app.entry, &body)?;
        match typed::text(&sent) {
            Err(faults) => refused(app, site, &sent, faults),
            Ok(text) => keep(app, site, &sent, text),
        }
    })
    .await
}

/// A notice was sent as a file.
pub(crate) async fn send(State(app): State<App>, asked: Asked, multipart: Multipart) -> Response {
    let sent = Sent::of_files(&app.entry, multipart).await;
    app.answer(asked, Nav::Deadline, move |app, site, _| {
        let sent = sent?;
        let file = sent.files.first();
        let text = file.and_then(|file| String::from_utf8(file.bytes.clone()).ok());
        match text {
            Some(text) => keep(app, site, &Sent::default(), text),
            None => {
                let fault = "没有放入通知文件，或者文件不是文字。请放入规则包格式的通知文件，或者在上面逐项填写。";
                refused(app, site, &Sent::default(), vec![fault.to_owned()])
            }
        }
    })
    .await
}

fn keep(app: &App, site: Site, sent: &Sent, text: String) -> Result<Response, Fault> {
    let notice = match read(&text) {
        Ok(notice) => notice,
        Err(why) => return refused(app, site, sent, vec![why]),
    };
    let rules = app.office.rules();
    let mut known = rules.pack.notices.iter();
    let known = known.find(|known| {
        known.year == notice.year && known.amends.is_none() && known.division.is_none()
    });
    if let (Some(known), false) = (known, notice.amends) {
        let fault = format!(
            "{}年已有《{}》，没有接收。是调整该通知的，请在“所调整的通知”中选它；不是的，请核对年度。",
            known.year, known.title
        );
        return refused(app, site, sent, vec![fault]);
    }
    let size = text.len();
    let draft = Draft { text, loaded: None };
    let what = What::Notice(Arc::new(Mutex::new(draft)));
    let id = app.entry.kept.put(&notice.title, size, what, (app.now)())?;
    let to = site.to(&format!("/calendar/{id}"));
    Ok(Redirect::to(&to).into_response())
}

fn draft(app: &App, id: &str) -> Result<Arc<Mutex<Draft>>, Fault> {
    match app.entry.kept.get(id, (app.now)())? {
        What::Notice(draft) => Ok(draft),
        _ => Err(Fault::Gone),
    }
}

pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response {
    app.answer(asked, Nav::Deadline, move |app, site, _| {
        let kept = draft(app, &id)?;
        let draft = lock(&kept);
        let notice = read(&draft.text).map_err(Fault::Usage)?;
        let moved = draft.loaded.as_ref();
        let moved = moved.map_or(&[][..], |loaded| &loaded.moved[..]);
        let page = ShowPage {
            token: app.entry.token.clone(),
            recorder: app.entry.recorder.clone(),
            to_load: site.to(&format!("/calendar/{id}/load")),
            loaded: draft.loaded.is_some(),
            count: moved.len(),
            moved: moved
                .iter()
                .take(MOST_MOVED)
                .map(|moved| row(app, &site, moved))
                .collect::<Result<_, _>>()?,
            notice,
            site,
        };
        page_of(StatusCode::OK, &page).map_err(Fault::Render)
    })
    .await
}

fn row(app: &App, site: &Site, moved: &MovedDue) -> Result<MovedRow, Fault> {
    let shown = app.office.show(&moved.matter, site.at)?;
    let mut clocks = shown.clocks.iter();
    let clock = clocks.find(|clock| clock.clock.ends_with(&moved.clock));
    let day = |due: &Option<String>| due.clone().unwrap_or_else(|| "待定".to_owned());
    let title = [shown.number.clone(), shown.title.clone()];
    let title: Vec<String> = title.into_iter().flatten().collect();
    Ok(MovedRow {
        link: site.matter(&moved.matter),
        title: title.join("　"),
        clock: format!(
            "{}·{}",
            shown.procedure_label,
            clock.map_or(moved.clock.as_str(), |clock| &clock.label)
        ),
        before: day(&moved.before),
        now: day(&moved.now),
        provisional: moved.provisional,
    })
}

/// The notice is loaded as it was shown.
pub(crate) async fn enter(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
) -> Response {
    app.answer(asked, Nav::Deadline, move |app, site, _| {
        let sent = Sent::of_fields(&app.entry, &body)?;
        let kept = draft(app, &id)?;
        let mut draft = lock(&kept);
        if draft.loaded.is_none() {
            let file = FilePath::new("放假通知.toml");
            let recorder = &app.entry.recorder;
            match app.office.load_notice_text(file, &draft.text, recorder, site.at) {
                Ok(loaded) => draft.loaded = Some(loaded),
                Err(OfficeError::Rules(errors)) => {
                    let faults = errors.into_iter();
                    let faults = faults.map(|error| format!("{}。{}。", error.message, error.remedy));
                    let faults = faults.collect();
                    return refused(app, site, &sent, faults);
                }
                Err(OfficeError::Usage(_)) => {
                    let fault = "没有装入：本单位没有数据文件夹，通知无处保存，没有改动任何期限。请在有数据文件夹的单位里装入。";
                    return refused(app, site, &Sent::default(), vec![fault.to_owned()]);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let to = site.to(&format!("/calendar/{id}"));
        Ok(Redirect::to(&to).into_response())
    })
    .await
}
