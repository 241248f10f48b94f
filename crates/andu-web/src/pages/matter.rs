//! A matter: what it is, why each due date is this day, what may be done, what happened.

use andu_office::{ClockShown, EventShown, LinkShown, MatterShown, Office, Pack, Procedure};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::DayRow;
use super::paper::Papers;
use super::values::{self, FieldRow};
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};
use crate::words;

#[derive(Template)]
#[template(path = "pages/matter.html")]
struct MatterPage {
    site: Site,
    matter: MatterShown,
    register: String,
    name: String,
    found: bool,
    fields: Vec<FieldRow>,
    clocks: Vec<ClockRow>,
    can: Vec<String>,
    cannot: Vec<Closed>,
    events: Vec<EventRow>,
    links: Vec<LinkRow>,
    papers: Papers,
}

/// An action that may not be taken yet.
struct Closed {
    label: String,
    why: Vec<String>,
    article: Vec<String>,
}

struct ClockRow {
    anchor: String,
    label: String,
    colour: &'static str,
    word: &'static str,
    start: String,
    due: String,
    weekday: &'static str,
    kept: &'static str,
    provisional: bool,
    /// Whether it still runs, so that its days are shown at once.
    open: bool,
    /// While a pause runs: whether it has a limit, and so a due day at the latest.
    paused: Option<bool>,
    basis: Vec<String>,
    doubts: Vec<String>,
    days: Vec<DayRow>,
}

struct EventRow {
    event: EventShown,
    happened: String,
    recorded: String,
}

struct LinkRow {
    label: String,
    link: String,
    name: String,
    stage: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    app.page(asked, Nav::Desk, |app, site, asked| {
        let Ok(Path(name)) = path else {
            return Err(Fault::NoPage {
                path: asked.path.clone(),
            });
        };
        let id = app.office.find(&name)?;
        let matter = app.office.show(&id, site.at)?;
        let procedure = app.office.governing(&id)?;
        let papers = Papers::of(&site, &app.office.papers(&id, site.at)?);
        Ok(page(
            &app.office,
            site.at_place(Nav::Registers),
            matter,
            &procedure,
            papers,
        ))
    })
    .await
}

fn page(
    office: &Office,
    site: Site,
    matter: MatterShown,
    procedure: &Procedure,
    papers: Papers,
) -> MatterPage {
    let rules = office.rules();
    let pack: &Pack = &rules.pack;
    let clock = |clock: &ClockShown| {
        let left = |due| rules.calendar.working_days_between(site.today, due);
        clock_row(clock, procedure, site.today, &left)
    };
    let event = |event: &EventShown| EventRow {
        happened: words::moment(&event.happened_at),
        recorded: words::moment(&event.recorded_at),
        event: event.clone(),
    };
    let mut clocks: Vec<ClockRow> = matter.clocks.iter().map(clock).collect();
    clocks.sort_by_key(|clock| !clock.open);
    MatterPage {
        clocks,
        register: site.to(&format!("/registers/{}", matter.procedure)),
        name: match (&matter.title, &matter.number) {
            (Some(title), _) => title.clone(),
            (None, Some(number)) => number.clone(),
            (None, None) => matter.procedure_label.clone(),
        },
        found: matter.entry == "as_found",
        fields: values::fields(&matter, procedure, pack),
        can: matter.can.iter().map(|can| can.label.clone()).collect(),
        cannot: matter
            .cannot
            .iter()
            .map(|cannot| Closed {
                label: cannot.label.clone(),
                why: cannot.why.lines().map(str::to_owned).collect(),
                article: cannot.article.clone(),
            })
            .collect(),
        events: matter.events.iter().map(event).collect(),
        links: links(&site, &matter),
        papers,
        matter,
        site,
    }
}

fn clock_row(
    clock: &ClockShown,
    procedure: &Procedure,
    today: Date,
    left: &dyn Fn(Date) -> i64,
) -> ClockRow {
    let id = clock.clock.rsplit('.').next().unwrap_or_default();
    let due: Option<Date> = clock.due.as_deref().and_then(words::day);
    let (colour, word) = lamp(clock, procedure, id, today, due.map(|due| (due, left(due))));
    let mut explain = clock.explain.clone();
    let paused = clock.state == "paused";
    if paused && due.is_none() {
        // Days beyond today suppose that the pause ends today, which nobody knows.
        explain.retain(|day| day.date <= today);
    }
    let doubts = procedure.doubts.iter().filter(|doubt| doubt.about == id);
    ClockRow {
        anchor: format!("clock-{id}"),
        label: clock.label.clone(),
        colour,
        word,
        start: words::moment(&clock.start),
        due: clock.due.clone().unwrap_or_else(|| "待定".to_owned()),
        weekday: due.map_or("", words::weekday),
        kept: match clock.kept {
            Some(true) => "按期",
            Some(false) => "超期",
            None => "",
        },
        provisional: clock.provisional,
        open: colour != "done",
        paused: paused.then_some(due.is_some()),
        basis: clock.basis.clone(),
        doubts: doubts.map(|doubt| doubt.note.clone()).collect(),
        days: DayRow::all(&explain),
    }
}

/// Colour and word of a clock, as the due list has them for open ones.
fn lamp(
    clock: &ClockShown,
    procedure: &Procedure,
    id: &str,
    today: Date,
    due: Option<(Date, i64)>,
) -> (&'static str, &'static str) {
    let rule = procedure.clock(id);
    let soon = rule.map_or(0, |rule| i64::from(rule.soon_working_days));
    // The end of a minimum is not to be met but to be waited for.
    let waits = rule
        .and_then(|rule| serde_json::to_value(rule.direction).ok())
        .is_some_and(|direction| direction == "minimum");
    match (clock.state.as_str(), due) {
        ("stopped", _) => ("done", "已完成"),
        ("ended", _) => ("done", "已终结"),
        ("unknown", _) => ("paused", "期限不明"),
        ("paused", _) => ("paused", "扣除中"),
        (_, Some((due, _))) if !waits && due < today => ("overdue", "逾期"),
        (_, Some((_, left))) if !waits && left <= soon => ("soon", "临期"),
        _ => ("normal", "正常"),
    }
}

fn links(site: &Site, matter: &MatterShown) -> Vec<LinkRow> {
    let row = |link: &LinkShown| {
        let number = link.number.as_deref().unwrap_or_default();
        let title = link.title.as_deref().unwrap_or_default();
        let name = format!("{number}　{title}").trim().to_owned();
        LinkRow {
            label: link.label.clone(),
            link: site.matter(&link.matter),
            name: match name.is_empty() {
                true => "（未编号，无标题）".to_owned(),
                false => name,
            },
            stage: link.stage_label.clone(),
        }
    };
    matter.links.iter().map(row).collect()
}
