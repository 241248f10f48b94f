//! One figure: how it is worked out, and the records behind it.

use andu_office::{Office, Pack, Period};
use andu_rules::model::{Indicator, IndicatorId, IndicatorKind};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::behind::{self, RecordRow, Side};
use super::{figures, period};
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/figure.html")]
struct FigurePage {
    site: Site,
    back: String,
    id: String,
    label: String,
    text: String,
    unit: String,
    period: String,
    registers: String,
    formula: String,
    notes: Vec<String>,
    catalogue: Vec<String>,
    published: String,
    proof: Option<String>,
    parts: Vec<(String, String)>,
    sides: Vec<SideLink>,
    side: &'static str,
    dated: bool,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

/// The way to one side of the records.
struct SideLink {
    link: String,
    label: &'static str,
    chosen: bool,
}

struct Row {
    link: String,
    record: RecordRow,
}

pub(crate) async fn show(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    app.page(asked, Nav::Figures, |app, site, asked| {
        let Ok(Path(id)) = path else {
            return Err(Fault::NoPage {
                path: asked.path.clone(),
            });
        };
        let rules = app.office.rules();
        let indicator = rules.pack.indicators.get(&IndicatorId::from(id.as_str()));
        let indicator = indicator.ok_or_else(|| Fault::NoIndicator { id: id.clone() })?;
        app.settle()?;
        page(&app.office, site, asked, indicator)
    })
    .await
}

fn page(
    office: &Office,
    site: Site,
    asked: &Asked,
    indicator: &Indicator,
) -> Result<FigurePage, Fault> {
    let id = indicator.id.to_string();
    let chosen = period::given(asked, site.today)?;
    let printed = office.figures(std::slice::from_ref(&id), chosen.period, false)?;
    let one = printed
        .first()
        .ok_or_else(|| Fault::NoIndicator { id: id.clone() })?;
    let sides = Side::of(indicator);
    let (side, side_label) = side(asked, &sides)?;
    let behind = records(office, &site, &id, chosen.period, side, asked)?;
    let rules = office.rules();
    let path = format!("/figures/{id}");
    let link = |(one, label): &(Side, &'static str)| SideLink {
        link: format!(
            "{}#records",
            site.with(&path, &[("period", &chosen.typed), ("behind", one.code())])
        ),
        label,
        chosen: *one == side,
    };
    let row = |record: RecordRow| Row {
        link: site.matter(&record.id),
        record,
    };
    let turn = |link: String| format!("{link}#records");
    let rows: Vec<Row> = behind.rows.into_iter().map(row).collect();
    Ok(FigurePage {
        back: site.with("/figures", &[("period", &chosen.typed)]),
        label: one.figure.label.clone(),
        text: one.text.clone(),
        unit: figures::unit(one),
        period: period::told(chosen.period),
        registers: figures::registers(&rules.pack, &one.figure.register),
        formula: one.figure.formula.clone(),
        notes: one.figure.notes(),
        catalogue: one.figure.catalogue.clone(),
        published: figures::published(one),
        proof: one.figure.proof.clone(),
        parts: parts(&site, &rules.pack, &chosen.typed, indicator),
        sides: match sides.len() {
            1 => Vec::new(),
            _ => sides.iter().map(link).collect(),
        },
        side: side_label,
        dated: rows.iter().any(|row| !row.record.date.is_empty()),
        rows,
        first: asked.get("after").map(|_| turn(site.here("after", ""))),
        next: behind.next.map(|next| turn(site.here("after", &next))),
        id,
        site,
    })
}

fn side(asked: &Asked, sides: &[(Side, &'static str)]) -> Result<(Side, &'static str), Fault> {
    let Some(code) = asked.get("behind") else {
        let first = sides.first().copied();
        return Ok(first.unwrap_or((Side::Whole, "背后的记录")));
    };
    let named = sides.iter().find(|(side, _)| side.code() == code);
    named.copied().ok_or_else(|| {
        Fault::usage(format!(
            "本指标没有“{code}”这一部分的记录。请从指标页面中选择。"
        ))
    })
}

fn records(
    office: &Office,
    site: &Site,
    id: &str,
    period: Period,
    side: Side,
    asked: &Asked,
) -> Result<behind::Records, Fault> {
    behind::records(office, id, period, side, site.at, asked.get("after"))
}

/// The indicators that this one is made of.
fn parts(site: &Site, pack: &Pack, typed: &str, indicator: &Indicator) -> Vec<(String, String)> {
    let ids = match &indicator.kind {
        IndicatorKind::Change { of, .. } => vec![of],
        IndicatorKind::Arithmetic { left, right, .. } => vec![left, right],
        _ => Vec::new(),
    };
    let part = |id: &IndicatorId| {
        let known = pack.indicators.get(id);
        let label = known.map_or_else(|| id.to_string(), |known| known.label.clone());
        (
            site.with(&format!("/figures/{id}"), &[("period", typed)]),
            label,
        )
    };
    ids.into_iter().map(part).collect()
}
