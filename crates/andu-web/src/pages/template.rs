//! 空白台账: a book with a sheet for each register that is ticked.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Choice;
use super::download::{XLSX, download};
use crate::app::{App, page_of};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/template.html")]
struct TemplatePage {
    site: Site,
    fault: Option<String>,
    procedures: Vec<Choice>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.answer(asked, Nav::Import, |app, site, asked| {
        let wanted = asked.pairs.iter().filter(|(name, _)| name == "procedure");
        let wanted: Vec<String> = wanted.map(|(_, id)| id.clone()).collect();
        let rules = app.office.rules();
        let sent = asked.get("get").is_some();
        if sent && !wanted.is_empty() {
            let bytes = match app.office.blank_book(&wanted) {
                Ok(bytes) => bytes,
                Err(error) => return Err(Fault::Usage(super::import::told(error)?)),
            };
            let name = match wanted.as_slice() {
                [one] => rules.pack.latest(one).map(|latest| latest.label.clone()),
                _ => None,
            };
            let name = format!("{}空白台账.xlsx", name.unwrap_or_default());
            return Ok(download(&name, XLSX, bytes).into_response());
        }
        let latest = rules.pack.procedures.values();
        let latest = latest.filter_map(|versions| versions.last());
        let procedures = latest.map(|procedure| Choice {
            value: procedure.id.to_string(),
            label: procedure.label.clone(),
            chosen: wanted.iter().any(|id| *id == procedure.id.as_str()),
        });
        let page = TemplatePage {
            fault: sent.then(|| "没有选台账。请至少勾选一种，再下载。".to_owned()),
            procedures: procedures.collect(),
            site,
        };
        page_of(axum::http::StatusCode::OK, &page).map_err(Fault::Render)
    })
    .await
}
