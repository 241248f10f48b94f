//! 核验: the chain recomputed, and what does not agree.

use andu_office::OrganReport;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::asked::Asked;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/verify.html")]
struct VerifyPage {
    site: Site,
    /// `None` before it was asked for: recomputing a long chain takes a while.
    reports: Option<Vec<OrganReport>>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Verify, |app, site, asked| {
        let reports = match asked.get("run") {
            Some(_) => Some(app.office.verify()?),
            None => None,
        };
        Ok(VerifyPage { site, reports })
    })
    .await
}
