//! The first page: which form, for which days; what waits; who was given figures before.

use std::sync::{Arc, Mutex};

use andu_office::fill::{FillError, FillRequest, GivenShown};
use andu_office::{AT_PAGES, Period};
use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Draft, told};
use crate::app::{App, form_page};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::What;
use crate::sent::{Sent, Upload};
use crate::site::{Nav, Site};

/// Entries of the register of figures given that are shown.
const LATELY: usize = 20;

#[derive(Template)]
#[template(path = "pages/fill/front.html")]
struct FrontPage {
    site: Site,
    token: String,
    recorder: String,
    faults: Vec<String>,
    period: String,
    waiting: Vec<(String, String, String)>,
    given: Vec<GivenShown>,
    register: Option<String>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Fill, |app, site, _| {
        let last = (site.today.year() - 1).to_string();
        page(app, site, last, Vec::new())
    })
    .await
}

/// A form is sent: its cells are looked at. Nothing is stored.
pub(crate) async fn take(State(app): State<App>, asked: Asked, multipart: Multipart) -> Response {
    let sent = Sent::of_files(&app.entry, multipart).await;
    app.answer(asked, Nav::Fill, move |app, site, _| {
        let mut sent = sent?;
        let typed = sent.typed("period");
        let mut faults = Vec::new();
        let period: Option<Period> = typed.parse().ok();
        if period.is_none() {
            faults.push(format!(
                "期间“{typed}”读不懂。请写成2025（全年）、2025-Q1（季度）、2025-03（月）或者2025-01-01..2025-06-30。"
            ));
        }
        let file = sent.files.pop();
        if file.is_none() || !sent.files.is_empty() {
            faults.push("没有放入表样，或者放入了几个。请一次放入一个表样。".to_owned());
        }
        if let (Some(period), Some(file), true) = (period, file, faults.is_empty()) {
            let looked = looked_at(app, &site, &file, period);
            let plan = looked.and_then(|()| app.office.form_plan(&file.name, &file.bytes));
            match plan {
                Err(error) => faults.push(told(error)?),
                Ok(plan) => {
                    let (name, size) = (file.name.clone(), file.bytes.len());
                    let mut draft = Draft {
                        name: file.name,
                        bytes: file.bytes,
                        period,
                        plan,
                        trial: Err(String::new()),
                        revision: 0,
                        done: false,
                    };
                    draft.look(app, &site)?;
                    let what = What::Fill(Arc::new(Mutex::new(draft)));
                    // The form, and the filled one.
                    let id = app.entry.kept.put(&name, size * 2, what, (app.now)())?;
                    let to = site.to(&format!("/fill/{id}"));
                    return Ok(Redirect::to(&to).into_response());
                }
            }
        }
        let page = page(app, site, typed, faults)?;
        form_page(&page, false)
    })
    .await
}

/// Looks at a form before anything else: this is where a mark of classified papers stops it, and where that is entered.
fn looked_at(app: &App, site: &Site, file: &Upload, period: Period) -> Result<(), FillError> {
    let recorder = &app.entry.recorder;
    let looked = app.office.fill_form(&FillRequest {
        name: &file.name,
        bytes: &file.bytes,
        map: Some(("", "")),
        draft: false,
        period,
        date: site.today,
        asked_by: None,
        actor: recorder.clone(),
        recorder: recorder.clone(),
        now: site.at,
        channel: AT_PAGES.to_owned(),
        only_look: true,
    });
    match looked {
        Err(error @ (FillError::Classified { .. } | FillError::Form(_))) => Err(error),
        _ => Ok(()),
    }
}

fn page(app: &App, site: Site, period: String, faults: Vec<String>) -> Result<FrontPage, Fault> {
    let given = match app.office.given_lately(LATELY) {
        Ok(given) => given,
        Err(error) => return Err(Fault::Usage(told(error)?)),
    };
    let (register, given) = match given {
        Some((id, given)) => (Some(site.to(&format!("/registers/{id}"))), given),
        None => (None, Vec::new()),
    };
    let waiting = app.entry.kept.waiting((app.now)()).into_iter();
    let waiting = waiting.filter_map(|waiting| {
        let What::Fill(draft) = &waiting.what else {
            return None;
        };
        let draft = draft.try_lock().ok()?;
        let link = site.to(&format!("/fill/{}", waiting.id));
        let drop = site.to(&format!("/fill/{}/drop", waiting.id));
        (!draft.is_done()).then(|| (waiting.name.clone(), link, drop))
    });
    Ok(FrontPage {
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        faults,
        period,
        waiting: waiting.collect(),
        given,
        register,
        site,
    })
}
