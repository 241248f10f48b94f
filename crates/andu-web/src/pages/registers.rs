//! 台账目录: the registers of the office.

use andu_office::{CaseworkShown, Office, Procedure, source_label};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};

/// Beyond this many a register is not counted.
const COUNTED: u32 = 1_000;

#[derive(Template)]
#[template(path = "pages/registers.html")]
struct RegistersPage {
    site: Site,
    rows: Vec<Row>,
}

struct Row {
    link: String,
    label: String,
    count: String,
    open: String,
    /// 来源方式, and whether what is kept elsewhere is worked here.
    source: String,
}

pub(crate) async fn all(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Registers, |app, site, _| {
        app.settle()?;
        let rules = app.office.rules();
        let elsewhere = app.office.casework()?;
        let mut rows = Vec::new();
        for (id, versions) in &rules.pack.procedures {
            let Some(latest) = versions.last() else {
                continue;
            };
            rows.push(Row {
                link: site.to(&format!("/registers/{id}")),
                label: latest.label.clone(),
                count: count(&app.office, id.as_str(), None)?,
                open: match open(latest) {
                    Some(open) => count(&app.office, id.as_str(), Some(&open))?,
                    None => "—".to_owned(),
                },
                source: source(latest, &elsewhere),
            });
        }
        Ok(RegistersPage { site, rows })
    })
    .await
}

fn source(procedure: &Procedure, elsewhere: &[CaseworkShown]) -> String {
    let label = source_label(procedure.source);
    let switch = elsewhere.iter().find(|it| it.id == procedure.id.as_str());
    match switch.map(|it| it.on) {
        None => label.to_owned(),
        Some(true) => format!("{label}（已开启办理）"),
        Some(false) => format!("{label}（未开启办理）"),
    }
}

/// Matters whose stage is not one that ends a procedure; `None` where every stage does.
fn open(procedure: &Procedure) -> Option<String> {
    let stages = procedure.stages.iter().filter(|stage| !stage.closed);
    let stages: Vec<_> = stages.map(|stage| format!("'{}'", stage.id)).collect();
    (!stages.is_empty()).then(|| format!("stage in [{}]", stages.join(", ")))
}

fn count(office: &Office, procedure: &str, condition: Option<&str>) -> Result<String, Fault> {
    let page = office.list(procedure, condition, None, COUNTED + 1)?;
    Ok(match page.items.len() {
        many if many > COUNTED as usize => format!("{COUNTED}以上"),
        few => few.to_string(),
    })
}
