//! One register: its matters, filtered by stage and by a condition, page by page.

use std::sync::Arc;

use andu_office::import::ImportError;
use andu_office::{ListItem, ListPage, Office, OfficeError, Procedure, source_label};
use andu_rules::model::FieldKind;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::Choice;
use super::download::{XLSX, download};
use super::table::{Cell, Head, Paged};
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};
use crate::words;

/// Rows of a page.
const ROWS: u32 = 50;

#[derive(Template)]
#[template(path = "pages/register.html")]
struct RegisterPage {
    site: Site,
    label: String,
    plain: Option<String>,
    /// Where it is kept, where that is elsewhere, and whether it is worked here.
    casework: Option<String>,
    action: String,
    /// The way to the same list as a workbook.
    export: String,
    condition: String,
    fault: Option<String>,
    stages: Vec<Choice>,
    fields: Vec<FieldHelp>,
    /// Absent where the condition cannot be read.
    items: Option<Paged>,
}

/// A field that a condition may name.
struct FieldHelp {
    id: String,
    label: String,
    values: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    app.page(asked, Nav::Registers, |app, site, asked| {
        let procedure = &*procedure(app, path, asked)?;
        app.settle()?;
        let (page, fault) = match list(&app.office, procedure, asked) {
            Ok(page) => (Some(page), None),
            // What was typed stays where it was typed; the rest of the page still serves.
            Err(error) => (None, Some(condition_fault(error)?)),
        };
        let casework = casework(&app.office, procedure)?;
        Ok(RegisterPage {
            casework,
            ..page_of(site, asked, procedure, page, fault)
        })
    })
    .await
}

/// The newest version of the procedure that the address names.
fn procedure(
    app: &App,
    path: Result<Path<String>, PathRejection>,
    asked: &Asked,
) -> Result<Arc<Procedure>, Fault> {
    let Ok(Path(id)) = path else {
        return Err(Fault::NoPage {
            path: asked.path.clone(),
        });
    };
    let rules = app.office.rules();
    let latest = rules.pack.latest(&id).map(Arc::clone);
    latest.ok_or(Fault::NoProcedure { id })
}

/// What is wrong with a condition; any other fault is a page of its own.
fn condition_fault(error: OfficeError) -> Result<String, Fault> {
    use andu_office::FigureError;
    match &error {
        OfficeError::Condition { .. } => Ok(error.to_string()),
        OfficeError::Figures(inner) if matches!(**inner, FigureError::Condition { .. }) => {
            Ok(inner.to_string())
        }
        _ => Err(error.into()),
    }
}

fn list(office: &Office, procedure: &Procedure, asked: &Asked) -> Result<ListPage, OfficeError> {
    let id = procedure.id.as_str();
    let condition = condition(office, procedure, asked)?;
    office.list(id, condition.as_deref(), asked.get("after"), ROWS)
}

/// What the address filters by.
fn condition(
    office: &Office,
    procedure: &Procedure,
    asked: &Asked,
) -> Result<Option<String>, OfficeError> {
    let typed = asked.get("where");
    let stage = asked
        .get("stage")
        .filter(|stage| procedure.stage(stage).is_some());
    let Some(stage) = stage else {
        return Ok(typed.map(str::to_owned));
    };
    let stage = format!("stage = '{stage}'");
    let Some(typed) = typed else {
        return Ok(Some(stage));
    };
    // Read by itself first, so that a fault is told at the place where it was typed.
    office.list(procedure.id.as_str(), Some(typed), None, 1)?;
    Ok(Some(format!("{stage} and ({typed})")))
}

/// The register as a workbook, filtered as its page is.
pub(crate) async fn export(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    app.answer(asked, Nav::Registers, |app, _, asked| {
        let procedure = &*procedure(app, path, asked)?;
        app.settle()?;
        let filter = match condition(&app.office, procedure, asked) {
            Ok(filter) => filter,
            Err(error) => return Err(Fault::Usage(condition_fault(error)?)),
        };
        let (bytes, _) = match app.office.export(procedure.id.as_str(), filter.as_deref()) {
            Ok(made) => made,
            Err(ImportError::Office(error)) => return Err(Fault::Usage(condition_fault(*error)?)),
            Err(error) => return Err(Fault::Usage(super::import::told(error)?)),
        };
        let name = format!("{}台账.xlsx", procedure.label);
        Ok(download(&name, XLSX, bytes))
    })
    .await
}

fn page_of(
    site: Site,
    asked: &Asked,
    procedure: &Procedure,
    page: Option<ListPage>,
    fault: Option<String>,
) -> RegisterPage {
    let stage = |stage: &andu_rules::model::Stage| {
        Choice::new(stage.id.as_str(), &stage.label, asked.get("stage"))
    };
    RegisterPage {
        label: procedure.label.clone(),
        plain: procedure.plain.clone(),
        casework: None,
        action: format!("/registers/{}", procedure.id),
        export: site.with(
            &format!("/registers/{}/export", procedure.id),
            &[
                ("stage", asked.get("stage").unwrap_or_default()),
                ("where", asked.get("where").unwrap_or_default()),
            ],
        ),
        condition: asked.typed("where"),
        fault,
        stages: procedure.stages.iter().map(stage).collect(),
        fields: help(procedure),
        items: page.map(|page| items(&site, asked, procedure, page)),
        site,
    }
}

/// That a register is kept elsewhere, and what that means here.
fn casework(office: &Office, procedure: &Procedure) -> Result<Option<String>, OfficeError> {
    let mut elsewhere = office.casework()?.into_iter();
    let Some(switch) = elsewhere.find(|it| it.id == procedure.id.as_str()) else {
        return Ok(None);
    };
    let source = source_label(switch.source);
    Ok(Some(match (switch.on, switch.turns.last()) {
        (true, Some(turn)) => format!(
            "来源方式为{source}；{}由{}开启办理，可以在本系统立件、办理。理由：{}",
            words::moment(&turn.at),
            turn.by,
            turn.reason
        ),
        (true, None) => format!(
            "来源方式为{source}，也可以在本系统立件、办理；不在本系统办理的，关闭办理开关（andu casework off {}）",
            switch.id
        ),
        (false, _) => format!(
            "来源方式为{source}，本单位没有开启办理：以导入为准，不在本系统立件；期限照算。确需在本系统办理的，先开启办理开关（andu casework on {}）",
            switch.id
        ),
    }))
}

fn items(site: &Site, asked: &Asked, procedure: &Procedure, page: ListPage) -> Paged {
    let moment = |time: Option<String>| time.as_deref().map(words::moment).unwrap_or_default();
    let row = |item: ListItem| {
        let title = item.title.unwrap_or_else(|| "（无标题）".to_owned());
        vec![
            Cell::text(item.number.as_deref().unwrap_or_default()),
            Cell::link(&title, site.matter(&item.id)),
            Cell::text(&item.stage),
            Cell::text(&moment(item.opened_at)),
            Cell::text(&moment(item.closed_at)),
        ]
    };
    Paged {
        caption: format!("{}，按立件先后", procedure.label),
        heads: vec![
            Head::new("编号", "number"),
            Head::new("标题", ""),
            Head::new("环节", "who"),
            Head::new("立件时间", "date"),
            Head::new("办结时间", "date"),
        ],
        rows: page.items.into_iter().map(row).collect(),
        first: asked.get("after").map(|_| site.here("after", "")),
        next: page.next.map(|next| site.here("after", &next)),
    }
}

fn help(procedure: &Procedure) -> Vec<FieldHelp> {
    let named = procedure
        .fields
        .iter()
        .filter(|field| !field.personal && field.kind != FieldKind::List);
    let help = named.map(|field| FieldHelp {
        id: field.id.to_string(),
        label: field.label.clone(),
        values: field
            .values
            .iter()
            .map(|value| (value.id.clone(), value.label.clone()))
            .collect(),
    });
    help.collect()
}
