//! What was looked at is entered, or dropped.

use andu_office::import::{Answers, Scheme};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::drafts::{is_current, lock};
use super::edit::OUTDATED;
use super::show::{answer, changes_code};
use super::{Asking, Done, Draft, How, draft, told};
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// The longest name of a scheme.
const LONGEST_NAME: usize = 60;

/// A draft is entered.
pub(crate) async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
) -> Response {
    app.answer(asked, Nav::Import, move |app, site, _| {
        let sent = Sent::of_fields(&app.entry, &body)?;
        let kept = draft(app, &id)?;
        let mut draft = lock(&kept);
        let back = Redirect::to(&site.to(&format!("/import/{id}")));
        // The same form sent twice is entered once.
        if draft.is_done() {
            return Ok(back.into_response());
        }
        match enter(app, &site, &mut draft, &sent)? {
            None => {
                app.entry.kept.lighten(&id, (app.now)());
                Ok(back.into_response())
            }
            Some(why) => answer(app, site, &id, &draft, Some(&sent), vec![why]),
        }
    })
    .await
}

/// Enters it; gives the reason where it was not.
fn enter(app: &App, site: &Site, draft: &mut Draft, sent: &Sent) -> Result<Option<String>, Fault> {
    if !is_current(draft.revision, sent) {
        return Ok(Some(OUTDATED.to_owned()));
    }
    let Ok(shown) = &draft.trial else {
        return Ok(Some(
            "还没有选定台账，没有登记。请先选定台账并试算。".to_owned(),
        ));
    };
    let changes = sent.get("changes").is_some();
    let how = match sent.get("how") {
        Some("good") => How::Good { changes },
        _ if shown.rejected > 0 => {
            return Ok(Some(format!(
                "有{}行不能登记，整个文件都没有登记。请按所列改正对应关系或者原文件，或者选“只登记无误的行”。",
                shown.rejected
            )));
        }
        _ => How::All { changes },
    };
    let asking = |how| Asking {
        procedure: draft.procedure.as_deref(),
        scheme: draft.scheme.clone(),
        answers: Answers::default(),
        how,
    };
    if changes && shown.changed > 0 {
        // Somebody may have worked on these matters since they were shown.
        let again = match draft.ask(app, site, asking(How::Look)) {
            Ok(again) => again,
            Err(error) => return Ok(Some(told(error)?)),
        };
        if sent.get("seen") != Some(changes_code(&again).as_str()) {
            draft.trial = Ok(again);
            draft.revision += 1;
            return Ok(Some(
                "试算之后，台账里的记录有了变动，没有登记。请核对下面重新列出的变更后再登记。"
                    .to_owned(),
            ));
        }
    }
    let report = match draft.ask(app, site, asking(how)) {
        Ok(report) => report,
        Err(error) => return Ok(Some(told(error)?)),
    };
    if report.rejected > 0 && matches!(how, How::All { .. }) {
        draft.trial = Ok(report);
        draft.revision += 1;
        return Ok(Some(
            "登记时有的行没有通过，整个文件都没有登记。请按下面所列改正。".to_owned(),
        ));
    }
    let scheme = keep(app, draft, report.used.clone(), sent.get("name"))?;
    draft.bytes = Vec::new();
    draft.peek = Vec::new();
    draft.done = Some(Done {
        report,
        scheme,
        changes_accepted: changes,
    });
    Ok(None)
}

/// Keeps the mapping under the name that was given; another scheme of that name stays as it is.
fn keep(
    app: &App,
    draft: &Draft,
    mut used: Scheme,
    name: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(name) = name else {
        return Ok(None);
    };
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let kept = app.office.kept_schemes().unwrap_or_default();
    let taken = |name: &str| {
        let known = kept.iter().find(|scheme| scheme.name == name);
        known.is_some_and(|known| draft.kept_as.as_deref() != Some(name) && known.list != used.list)
    };
    let numbered = (2..).map(|number| format!("{name}（{number}）"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !taken(name)).unwrap_or(name);
    used.name = free;
    Ok(app.office.keep_scheme(&used)?)
}
