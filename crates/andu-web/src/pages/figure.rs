//! One figure: how it is worked out, and the records behind it.

use andu_office::{Behind, Office, Pack};
use andu_rules::model::{Indicator, IndicatorId, IndicatorKind};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::table::Paged;
use super::{behind, figures, period};
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
    records: Paged,
}

/// The way to one side of the records.
struct SideLink {
    link: String,
    label: &'static str,
    chosen: bool,
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
    let sides = behind::sides(indicator);
    let side = side(asked, &sides)?;
    let records = behind::records(office, &site, asked, &id, chosen.period, side)?;
    let rules = office.rules();
    let path = format!("/figures/{id}");
    let link = |(one, label): &(Behind, &'static str)| SideLink {
        link: format!(
            "{}#records",
            site.with(
                &path,
                &[("period", &chosen.typed), ("behind", behind::code(*one))]
            )
        ),
        label,
        chosen: *one == side.0,
    };
    Ok(FigurePage {
        back: site.with("/figures", &[("period", &chosen.typed)]),
        label: one.figure.label.clone(),
        text: one.text.clone(),
        unit: figures::unit(one),
        period: period::told(chosen.period),
        registers: figures::registers(&rules.pack, &one.figure.register),
        formula: one.figure.formula.clone(),
        notes: [
            period::unfinished(chosen.period, site.today)
                .into_iter()
                .collect(),
            one.figure.notes(),
        ]
        .concat(),
        catalogue: one.figure.catalogue.clone(),
        published: figures::published(one),
        proof: one.figure.proof.clone(),
        parts: parts(&site, &rules.pack, &chosen.typed, indicator),
        sides: match sides.len() {
            1 => Vec::new(),
            _ => sides.iter().map(link).collect(),
        },
        records,
        id,
        site,
    })
}

fn side(asked: &Asked, sides: &[(Behind, &'static str)]) -> Result<(Behind, &'static str), Fault> {
    let Some(code) = asked.get("behind") else {
        let first = sides.first().copied();
        return Ok(first.unwrap_or((Behind::Whole, "背后的记录")));
    };
    let named = sides.iter().find(|(side, _)| behind::code(*side) == code);
    named.copied().ok_or_else(|| {
        Fault::usage(format!(
            "本指标没有“{code}”这一部分的记录。请从指标页面中选择。"
        ))
    })
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
