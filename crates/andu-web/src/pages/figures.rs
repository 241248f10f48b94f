//! 指标: every figure of a period.

use std::collections::BTreeMap;

use andu_office::{Pack, Printed};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::period;
use crate::app::App;
use crate::asked::Asked;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/figures.html")]
struct FiguresPage {
    site: Site,
    typed: String,
    fault: Option<String>,
    period: String,
    /// What a reader must know of a period that is not over.
    unfinished: Option<String>,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    views: Vec<View>,
    groups: Vec<Group>,
    count: usize,
    published: bool,
}

/// Some of the figures, and the way to them.
struct View {
    link: String,
    label: &'static str,
    count: usize,
    chosen: bool,
}

/// Figures read from the same registers.
struct Group {
    anchor: String,
    label: String,
    rows: Vec<Row>,
}

struct Row {
    link: String,
    label: String,
    text: String,
    unit: String,
    notes: String,
    published: String,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Figures, |app, site, asked| {
        let chosen = match period::chosen(asked, site.today) {
            Ok(chosen) => chosen,
            Err(fault) => return Ok(empty(site, asked, fault)),
        };
        app.settle()?;
        let printed = app.office.figures(&[], chosen.period, false)?;
        let only = asked.get("only").unwrap_or_default();
        let views = views(&site, only, &printed);
        let mut printed = printed;
        printed.retain(|one| is_in(one, only));
        let neighbour = |years| {
            let year = period::neighbour(chosen.period, years)?;
            Some((site.with("/figures", &[("period", &year)]), year))
        };
        Ok(FiguresPage {
            before: neighbour(-1),
            after: neighbour(1).filter(|(_, year)| *year <= site.today.year().to_string()),
            period: period::told(chosen.period),
            unfinished: period::unfinished(chosen.period, site.today),
            fault: None,
            views,
            count: printed.len(),
            published: printed.iter().any(|one| one.figure.published.is_some()),
            groups: groups(&site, &app.office.rules().pack, &chosen.typed, &printed),
            typed: chosen.typed,
            site,
        })
    })
    .await
}

fn empty(site: Site, asked: &Asked, fault: String) -> FiguresPage {
    FiguresPage {
        typed: asked.typed("period"),
        fault: Some(fault),
        period: String::new(),
        unfinished: None,
        before: None,
        after: None,
        views: Vec::new(),
        groups: Vec::new(),
        count: 0,
        published: false,
        site,
    }
}

/// Whether a figure is among those asked for; what nobody recorded stands at nought or has no value.
fn is_in(one: &Printed, only: &str) -> bool {
    match only {
        "recorded" => one.text != "0" && one.figure.value.is_some(),
        "published" => one.figure.published.is_some(),
        _ => true,
    }
}

fn views(site: &Site, only: &str, printed: &[Printed]) -> Vec<View> {
    let views = [
        ("", "全部"),
        ("recorded", "有记录的"),
        ("published", "有公布数的"),
    ];
    let view = |(code, label): (&str, &'static str)| View {
        link: site.here("only", code),
        label,
        count: printed.iter().filter(|one| is_in(one, code)).count(),
        chosen: code == only,
    };
    let views = views.into_iter().map(view);
    views.filter(|view| view.count > 0).collect()
}

fn groups(site: &Site, pack: &Pack, typed: &str, printed: &[Printed]) -> Vec<Group> {
    let mut places = BTreeMap::<&str, usize>::new();
    let mut groups: Vec<Group> = Vec::new();
    for one in printed {
        let place = *places.entry(&one.figure.register).or_insert_with(|| {
            groups.push(Group {
                anchor: format!("register-{}", groups.len() + 1),
                label: registers(pack, &one.figure.register),
                rows: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.rows.push(row(site, typed, one));
        }
    }
    groups
}

/// 人大代表建议、政协提案.
pub(super) fn registers(pack: &Pack, names: &str) -> String {
    let label = |name: &str| {
        let id = name.replace('_', "-");
        let latest = pack.latest(&id);
        latest.map_or(id, |latest| latest.label.clone())
    };
    let labels: Vec<_> = names.split('+').map(label).collect();
    labels.join("、")
}

fn row(site: &Site, typed: &str, one: &Printed) -> Row {
    Row {
        link: site.with(&format!("/figures/{}", one.figure.id), &[("period", typed)]),
        label: one.figure.label.clone(),
        text: one.text.clone(),
        unit: unit(one),
        notes: one.figure.notes().join("；"),
        published: published(one),
    }
}

/// The unit, where there is a value to bear it.
pub(super) fn unit(one: &Printed) -> String {
    let unit = one.figure.value.map(|_| one.figure.unit.clone());
    unit.unwrap_or_default()
}

/// What a real office published, beside what the records give.
pub(super) fn published(one: &Printed) -> String {
    let Some(published) = one.figure.published else {
        return String::new();
    };
    match one.figure.value == Some(published) {
        true => "与公布数一致".to_owned(),
        false => format!("公布为{published}{}", one.figure.unit),
    }
}
