//! 工作台: what is due, by unit.

use andu_office::{DueItem, Pack};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Choice;
use crate::app::App;
use crate::asked::Asked;
use crate::site::{Nav, Site};
use crate::words;

/// Rows of a page.
const ROWS: usize = 200;
/// What stands where no unit is responsible yet.
const NO_UNIT: &str = "（未定）";
/// States by which the list can be filtered, the most urgent first.
const STATES: [(&str, &str); 5] = [
    ("overdue", "逾期"),
    ("soon", "临期"),
    ("paused", "扣除中"),
    ("normal", "正常"),
    ("provisional", "暂定"),
];

#[derive(Template)]
#[template(path = "pages/desk.html")]
struct DeskPage {
    site: Site,
    tallies: Vec<Tally>,
    units: Vec<Choice>,
    procedures: Vec<Choice>,
    states: Vec<Choice>,
    groups: Vec<Group>,
    shown: usize,
    found: usize,
    all: usize,
    next: Option<String>,
    before: Option<String>,
}

/// How many clocks are in a state, and the way to them.
struct Tally {
    colour: &'static str,
    word: &'static str,
    count: usize,
    link: String,
    chosen: bool,
}

/// What a unit has to do.
struct Group {
    unit: String,
    count: usize,
    rows: Vec<Row>,
}

struct Row {
    matter: String,
    reason: String,
    colour: &'static str,
    word: &'static str,
    provisional: bool,
    due: String,
    left: String,
    number: String,
    title: String,
    kind: String,
    clock: String,
    handler: String,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Desk, |app, site, asked| {
        app.settle()?;
        let items = app.office.due(site.today, None)?;
        Ok(page(site, asked, &app.office.rules().pack, &items))
    })
    .await
}

fn page(site: Site, asked: &Asked, pack: &Pack, items: &[DueItem]) -> DeskPage {
    let found: Vec<&DueItem> = items.iter().filter(|item| wanted(item, asked)).collect();
    let at: usize = asked
        .get("page")
        .and_then(|at| at.parse().ok())
        .unwrap_or(1);
    let first = at.saturating_sub(1).saturating_mul(ROWS);
    let page: Vec<&DueItem> = found.iter().skip(first).take(ROWS).copied().collect();
    let more = first + page.len() < found.len();
    let turn = |to: usize| format!("{}#list", site.here("page", &to.to_string()));
    DeskPage {
        tallies: tallies(&site, asked, items),
        units: units(items, asked),
        procedures: procedures(items, pack, asked),
        states: STATES
            .iter()
            .map(|(value, word)| Choice::new(value, word, asked.get("state")))
            .collect(),
        groups: groups(&site, pack, &page),
        shown: page.len(),
        found: found.len(),
        all: items.len(),
        next: more.then(|| turn(at + 1)),
        before: (first > 0).then(|| turn(at - 1)),
        site,
    }
}

fn wanted(item: &DueItem, asked: &Asked) -> bool {
    let same = |name: &str, value: &str| asked.get(name).is_none_or(|asked| asked == value);
    same("unit", unit(item))
        && same("procedure", &item.procedure)
        && asked.get("state").is_none_or(|state| is_in(item, state))
}

fn is_in(item: &DueItem, state: &str) -> bool {
    match state {
        "provisional" => item.provisional,
        state => item.colour() == state,
    }
}

fn unit(item: &DueItem) -> &str {
    item.unit.as_deref().unwrap_or(NO_UNIT)
}

fn tallies(site: &Site, asked: &Asked, items: &[DueItem]) -> Vec<Tally> {
    let tally = |(state, word): (&'static str, &'static str)| {
        let chosen = asked.get("state") == Some(state);
        let link = site.here("state", if chosen { "" } else { state });
        Tally {
            colour: state,
            word,
            count: items.iter().filter(|item| is_in(item, state)).count(),
            link: format!("{link}#list"),
            chosen,
        }
    };
    STATES.into_iter().map(tally).collect()
}

fn units(items: &[DueItem], asked: &Asked) -> Vec<Choice> {
    // The items stand by the order of units already.
    let mut units: Vec<&str> = items.iter().map(unit).collect();
    units.dedup();
    let asked = asked.get("unit");
    units
        .iter()
        .map(|unit| Choice::new(unit, unit, asked))
        .collect()
}

fn procedures(items: &[DueItem], pack: &Pack, asked: &Asked) -> Vec<Choice> {
    let mut ids: Vec<&str> = items.iter().map(|item| item.procedure.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let asked = asked.get("procedure");
    ids.iter()
        .map(|id| Choice::new(id, label(pack, id), asked))
        .collect()
}

fn label<'a>(pack: &'a Pack, procedure: &'a str) -> &'a str {
    let latest = pack.latest(procedure);
    latest.map_or(procedure, |latest| &latest.label)
}

/// By unit, in the order of units, as the items stand.
fn groups(site: &Site, pack: &Pack, items: &[&DueItem]) -> Vec<Group> {
    let of_unit = items.chunk_by(|one, next| unit(one) == unit(next));
    of_unit
        .map(|items| Group {
            unit: items.first().map_or(NO_UNIT, |item| unit(item)).to_owned(),
            count: items.len(),
            rows: items.iter().map(|item| row(site, pack, item)).collect(),
        })
        .collect()
}

fn row(site: &Site, pack: &Pack, item: &DueItem) -> Row {
    let matter = site.matter(&item.matter);
    let clock = item.clock.rsplit('.').next().unwrap_or_default();
    let colour = item.colour();
    Row {
        reason: format!("{matter}#clock-{clock}"),
        matter,
        colour,
        word: item.state.label(),
        provisional: item.provisional,
        due: item
            .due
            .map_or_else(|| "待定".to_owned(), |due| due.to_string()),
        left: words::left(item.days_left, colour == "overdue"),
        number: item.number.clone().unwrap_or_default(),
        title: item
            .title
            .clone()
            .unwrap_or_else(|| "（无标题）".to_owned()),
        kind: label(pack, &item.procedure).to_owned(),
        clock: item.clock_label.clone(),
        handler: item.handler.clone().unwrap_or_default(),
    }
}
