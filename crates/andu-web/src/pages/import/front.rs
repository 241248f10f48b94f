//! The first page: is it classified, which files; what waits; the kept schemes.

use std::sync::{Arc, Mutex};

use andu_office::Pack;
use andu_office::import::{Scheme, items};
use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::Choice;
use super::Draft;
use crate::app::{App, form_page};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::What;
use crate::sent::Sent;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/import/front.html")]
struct FrontPage {
    site: Site,
    token: String,
    recorder: String,
    /// Files that were not taken, and why.
    refused: Vec<String>,
    procedures: Vec<Choice>,
    named: Vec<Choice>,
    waiting: Vec<Waiting>,
    schemes: Vec<SchemeRow>,
}

struct Waiting {
    name: String,
    link: String,
    drop: String,
    state: String,
}

/// A kept scheme.
struct SchemeRow {
    name: String,
    registers: String,
    columns: Vec<(String, String)>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Import, |app, site, _| {
        page(app, site, &Sent::default(), Vec::new())
    })
    .await
}

/// Files are sent: each becomes a draft, or is told why not. Nothing is stored.
pub(crate) async fn take(State(app): State<App>, asked: Asked, multipart: Multipart) -> Response {
    let sent = Sent::of_files(&app.entry, multipart).await;
    app.answer(asked, Nav::Import, move |app, site, _| {
        let mut sent = sent?;
        let (mut refused, mut taken) = (Vec::new(), Vec::new());
        if sent.files.is_empty() {
            refused.push("没有放入文件。请选择台账文件后再预览。".to_owned());
        }
        let procedure = sent.get("procedure").map(str::to_owned);
        let scheme = match sent.get("scheme") {
            None => None,
            Some(name) => Some(kept(app, name)?),
        };
        for file in std::mem::take(&mut sent.files) {
            let (name, size) = (file.name.clone(), file.bytes.len());
            let (procedure, scheme) = (procedure.clone(), scheme.clone());
            match Draft::begin(app, &site, file.name, file.bytes, procedure, scheme)? {
                Err(why) => refused.push(why),
                Ok(draft) => {
                    let what = What::Import(Arc::new(Mutex::new(draft)));
                    taken.push(app.entry.kept.put(&name, size, what, (app.now)())?);
                }
            }
        }
        match (taken.as_slice(), refused.is_empty()) {
            ([one], true) => {
                let to = site.to(&format!("/import/{one}"));
                Ok(Redirect::to(&to).into_response())
            }
            (_, true) => Ok(Redirect::to(&site.to("/import")).into_response()),
            _ => {
                let page = page(app, site, &sent, refused)?;
                form_page(&page, false)
            }
        }
    })
    .await
}

/// The kept scheme of a name; the name is looked for among the kept ones, and never is a path.
fn kept(app: &App, name: &str) -> Result<Scheme, Fault> {
    let kept = app.office.kept_schemes().unwrap_or_default();
    let found = kept.into_iter().find(|scheme| scheme.name == name);
    found.ok_or_else(|| {
        Fault::usage(format!(
            "没有名为“{name}”的导入方案，文件没有读。请返回另选一个。"
        ))
    })
}

fn page(app: &App, site: Site, sent: &Sent, mut refused: Vec<String>) -> Result<FrontPage, Fault> {
    let rules = app.office.rules();
    let schemes = match app.office.kept_schemes() {
        Ok(schemes) => schemes,
        Err(error) => {
            refused.push(super::told(error)?);
            Vec::new()
        }
    };
    let waiting = app.entry.kept.waiting((app.now)()).into_iter();
    let waiting = waiting.filter_map(|waiting| {
        let What::Import(draft) = &waiting.what else {
            return None;
        };
        // One that is being entered this moment is not waited for.
        let draft = draft.try_lock().ok()?;
        (!draft.is_done()).then(|| Waiting {
            link: site.to(&format!("/import/{}", waiting.id)),
            drop: site.to(&format!("/import/{}/drop", waiting.id)),
            state: match &draft.trial {
                Ok(report) => format!(
                    "可登记{}行，不能登记{}行",
                    report.accepted + report.changed,
                    report.rejected
                ),
                Err(_) => "认不出台账，待选定".to_owned(),
            },
            name: waiting.name.clone(),
        })
    });
    Ok(FrontPage {
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        refused,
        procedures: procedures(&rules.pack, sent.get("procedure")),
        named: schemes
            .iter()
            .map(|scheme| Choice::new(&scheme.name, &scheme.name, sent.get("scheme")))
            .collect(),
        waiting: waiting.collect(),
        schemes: schemes
            .iter()
            .map(|scheme| row(&rules.pack, scheme))
            .collect(),
        site,
    })
}

/// The registers that a list may be.
pub(crate) fn procedures(pack: &Pack, chosen: Option<&str>) -> Vec<Choice> {
    let latest = pack.procedures.values();
    let latest = latest.filter_map(|versions| versions.last());
    latest
        .map(|procedure| Choice::new(procedure.id.as_str(), &procedure.label, chosen))
        .collect()
}

fn row(pack: &Pack, scheme: &Scheme) -> SchemeRow {
    let (mut registers, mut columns) = (Vec::new(), Vec::new());
    for list in &scheme.list {
        let procedure = pack.latest(&list.procedure);
        let label = procedure.map_or(list.procedure.clone(), |latest| latest.label.clone());
        if !registers.contains(&label) {
            registers.push(label);
        }
        let items = procedure.map(|latest| items(latest)).unwrap_or_default();
        for (heading, to) in &list.mapping.columns {
            let (key, choice) = to.split_once('=').unwrap_or((to, ""));
            let item = items.iter().find(|item| item.key == key);
            let label = item.map_or_else(|| key.to_owned(), |item| item.label.clone());
            let choices = item.map(|item| item.choices.iter()).into_iter().flatten();
            let mut choices = choices.filter(|(key, _)| key == choice);
            columns.push((
                heading.clone(),
                match choices.next() {
                    Some((_, choice)) => format!("{label}：{choice}"),
                    None => label,
                },
            ));
        }
    }
    SchemeRow {
        name: scheme.name.clone(),
        registers: registers.join("、"),
        columns,
    }
}
