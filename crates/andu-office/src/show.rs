//! A matter as it is shown: state, clocks, history, what may be done.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{ClockView, Env, Linked, Matter, Prospect, clocks, prospects};
use andu_ledger::{Event, Snapshot, Timestamp};
use andu_rules::model::{Procedure, Value};
use serde::Serialize;

use crate::casework;
use crate::error::OfficeError;
use crate::load;
use crate::office::Office;
use crate::time::shanghai;
use crate::{history, values, write};

/// A matter as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct MatterShown {
    /// Id.
    pub id: String,
    /// Official number.
    pub number: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Procedure id.
    pub procedure: String,
    /// Its Chinese term.
    pub procedure_label: String,
    /// Version, named by its first day in force.
    pub version: String,
    /// Stage id.
    pub stage: String,
    /// Its Chinese term.
    pub stage_label: String,
    /// How it came in: `worked` 办理, `as_found` 据台账登记.
    pub entry: String,
    /// Labels of pieces not shown by an as-found source (要件未见).
    pub missing: Vec<String>,
    /// Fields by id; personal ones masked.
    pub fields: BTreeMap<String, serde_json::Value>,
    /// Fields by id as people read them: choices and the columns of lists by their labels.
    pub shown: BTreeMap<String, String>,
    /// Labels of the fields.
    pub labels: BTreeMap<String, String>,
    /// Clocks.
    pub clocks: Vec<ClockShown>,
    /// That the matter is a copy of what is kept elsewhere and not worked here, and what keeps it up to date.
    pub elsewhere: Option<String>,
    /// What may be done now: id and label.
    pub can: Vec<CanShown>,
    /// What may not be done yet.
    pub cannot: Vec<CannotShown>,
    /// History, in the order of the chain.
    pub events: Vec<EventShown>,
    /// Links from and to other matters.
    pub links: Vec<LinkShown>,
}

/// A clock as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct ClockShown {
    /// `procedure.clock`.
    pub clock: String,
    /// Chinese term.
    pub label: String,
    /// Start.
    pub start: String,
    /// running, paused, stopped, ended, unknown.
    pub state: String,
    /// Due day.
    pub due: Option<String>,
    /// Whether it was kept.
    pub kept: Option<bool>,
    /// 暂定.
    pub provisional: bool,
    /// Article.
    pub basis: Vec<String>,
    /// Day by day.
    pub explain: Vec<crate::deadline::DayExplained>,
}

/// An action that may be taken.
#[derive(Debug, Clone, Serialize)]
pub struct CanShown {
    /// Id.
    pub action: String,
    /// Chinese term.
    pub label: String,
}

/// An action that may not be taken yet.
#[derive(Debug, Clone, Serialize)]
pub struct CannotShown {
    /// Id.
    pub action: String,
    /// Chinese term.
    pub label: String,
    /// Why.
    pub why: String,
    /// Articles.
    pub article: Vec<String>,
}

/// An event as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct EventShown {
    /// Position in the chain.
    pub seq: u64,
    /// Chinese term of what happened.
    pub what: String,
    /// When it happened.
    pub happened_at: String,
    /// When it was entered.
    pub recorded_at: String,
    /// Who did it; with (代录：…) where somebody else entered it.
    pub who: String,
    /// Entered late, voided, corrected, deemed, special approval …
    pub remarks: Vec<String>,
    /// Hash.
    pub hash: String,
}

/// A link as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct LinkShown {
    /// Chinese term of the link, seen from this matter.
    pub label: String,
    /// The other matter.
    pub matter: String,
    /// Its official number.
    pub number: Option<String>,
    /// Its title; masked where it is personal.
    pub title: Option<String>,
    /// Chinese term of its stage.
    pub stage_label: String,
}

impl Office {
    /// A matter by id, or by official number where only one matter bears it.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoMatter`], [`OfficeError::Ambiguous`].
    pub fn find(&self, id_or_number: &str) -> Result<String, OfficeError> {
        let organ = &self.shared.organ;
        let known = self
            .shared
            .ledger
            .read(|snapshot| snapshot.matter_head(organ, id_or_number))?;
        if known.is_some() && id_or_number != organ {
            return Ok(id_or_number.to_owned());
        }
        let rules = self.rules();
        let mut found = Vec::new();
        for shape in rules.shapes() {
            found.extend(self.shared.ledger.read(|snapshot| {
                snapshot.matters_where(&shape.table, organ, "number", id_or_number)
            })?);
        }
        match (found.pop(), found.len()) {
            (Some(id), 0) => Ok(id),
            (Some(_), others) => Err(OfficeError::Ambiguous {
                id: id_or_number.to_owned(),
                count: others + 1,
            }),
            (None, _) => Err(OfficeError::NoMatter {
                id: id_or_number.to_owned(),
            }),
        }
    }

    /// The procedure that governs a matter.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoMatter`], [`OfficeError::NoRule`].
    pub fn governing(&self, id: &str) -> Result<std::sync::Arc<Procedure>, OfficeError> {
        let rules = self.rules();
        let organ = &self.shared.organ;
        self.in_snapshot(|snapshot| match snapshot.matter_head(organ, id)? {
            Some(head) if id != organ => load::by_digest(snapshot, &rules, id, &head.rule_digest),
            _ => Err(OfficeError::NoMatter { id: id.to_owned() }),
        })
    }

    /// A matter with its clocks, history and prospects, as of `now`. Personal values are masked.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoMatter`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn show(&self, id: &str, now: Timestamp) -> Result<MatterShown, OfficeError> {
        let rules = self.rules();
        let organ = &self.shared.organ;
        self.in_snapshot(|snapshot| {
            let events = snapshot.events(organ, id)?;
            if events.is_empty() || id == organ {
                return Err(OfficeError::NoMatter { id: id.to_owned() });
            }
            let matter = load::fold(id, &events)?;
            let procedure = load::governing(snapshot, &rules, organ, id)?;
            let linked = linked(snapshot, organ, &matter, &procedure)?;
            let env = Env {
                procedure: &procedure,
                calendar: &rules.calendar,
                linked: &linked,
                procedure_of: &|_| None,
                papers: &[],
                casework: self.shared.casework_at(snapshot, &procedure)?,
            };
            let links = links(snapshot, organ, &matter, &rules)?;
            Ok(shown(&matter, &events, &env, links, shanghai(now)))
        })
    }
}

fn linked(
    snapshot: &Snapshot<'_>,
    organ: &str,
    matter: &Matter,
    procedure: &Procedure,
) -> Result<Linked, OfficeError> {
    let mut linked = Linked::new();
    for link in &matter.links {
        let other = load::read_matter(snapshot, organ, &link.matter)?;
        if let Some(other) = other.filter(|other| !other.voided) {
            load::add_linked(&mut linked, procedure, &link.kind, &other);
        }
    }
    Ok(linked)
}

fn shown(
    matter: &Matter,
    events: &[Event],
    env: &Env<'_>,
    links: Vec<LinkShown>,
    at: DateTime,
) -> MatterShown {
    let procedure = env.procedure;
    let prospects = prospects(matter, env, at);
    let elsewhere = prospects.iter().any(|it| it.elsewhere.is_some());
    let (can, cannot) = split(prospects);
    let views = clocks(matter, procedure, env.calendar, at);
    let clock = |view| clock_shown(view, procedure, env.calendar, at);
    let event = |event| history::event_shown(event, matter, procedure);
    let missing = matter.missing.iter().map(|piece| piece.label.clone());
    MatterShown {
        id: matter.id.clone(),
        number: write::number(matter, procedure),
        title: title(matter, procedure),
        procedure: procedure.id.to_string(),
        procedure_label: procedure.label.clone(),
        version: matter.version.to_string(),
        stage: matter.stage.to_string(),
        stage_label: stage_label(procedure, matter),
        entry: crate::project::entry_code(matter.entry).to_owned(),
        missing: missing.collect(),
        fields: values::fields(matter, procedure),
        shown: values::shown(matter, procedure),
        labels: values::labels(procedure),
        clocks: views.iter().map(clock).collect(),
        elsewhere: elsewhere.then(|| casework::notice(procedure)),
        can,
        cannot,
        events: events.iter().map(event).collect(),
        links,
    }
}

fn stage_label(procedure: &Procedure, matter: &Matter) -> String {
    if matter.voided {
        return "已作废".to_owned();
    }
    let stage = procedure.stage(matter.stage.as_str());
    stage.map_or_else(|| matter.stage.to_string(), |stage| stage.label.clone())
}

fn split(prospects: Vec<Prospect>) -> (Vec<CanShown>, Vec<CannotShown>) {
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for prospect in prospects {
        if let Some(elsewhere) = prospect.elsewhere {
            cannot.push(CannotShown {
                why: elsewhere.to_string(),
                article: elsewhere.basis.iter().map(ToString::to_string).collect(),
                action: prospect.action,
                label: prospect.label,
            });
            continue;
        }
        if prospect.closed.is_empty() {
            can.push(CanShown {
                action: prospect.action,
                label: prospect.label,
            });
            continue;
        }
        let why: Vec<_> = prospect
            .closed
            .iter()
            .map(|gate| gate.sentence(&prospect.label))
            .collect();
        let article = prospect.closed.iter().flat_map(|gate| &gate.basis);
        cannot.push(CannotShown {
            why: why.join("\n"),
            article: article.map(ToString::to_string).collect(),
            action: prospect.action,
            label: prospect.label,
        });
    }
    (can, cannot)
}

fn clock_shown(
    view: &ClockView,
    procedure: &Procedure,
    calendar: &andu_calendar::Calendar,
    at: andu_calendar::DateTime,
) -> ClockShown {
    let rule = procedure.clock(view.id.as_str());
    let explain = crate::deadline::explain_view(view, calendar, at);
    ClockShown {
        clock: format!("{}.{}", procedure.id, view.id),
        label: rule.map_or_else(String::new, |rule| rule.label.clone()),
        start: view.start.to_string(),
        state: view.state.code().to_owned(),
        due: view.due_on().map(|due| due.to_string()),
        kept: view.kept,
        provisional: view.provisional,
        basis: rule
            .map(|rule| rule.basis.iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        explain,
    }
}

/// Links both ways, each named as it reads from this matter.
fn links(
    snapshot: &Snapshot<'_>,
    organ: &str,
    matter: &Matter,
    rules: &crate::rules::Rules,
) -> Result<Vec<LinkShown>, OfficeError> {
    let mut shown = Vec::new();
    for link in snapshot.links_of(organ, &matter.id)? {
        let outward = link.from == matter.id;
        let other = if outward { &link.to } else { &link.from };
        let holder = match outward {
            true => Some(matter.procedure.to_string()),
            false => snapshot
                .matter_head(organ, &link.from)?
                .map(|head| head.procedure),
        };
        let kind = holder
            .as_deref()
            .and_then(|procedure| rules.pack.latest(procedure))
            .and_then(|procedure| {
                procedure
                    .links
                    .iter()
                    .find(|kind| kind.id.as_str() == link.kind)
            });
        let label = match kind {
            Some(kind) if outward => kind.label.clone(),
            Some(kind) => kind.inverse.clone(),
            None => link.kind.clone(),
        };
        shown.push(link_shown(snapshot, organ, rules, label, other)?);
    }
    Ok(shown)
}

/// A link, with what people know the other matter by.
fn link_shown(
    snapshot: &Snapshot<'_>,
    organ: &str,
    rules: &crate::rules::Rules,
    label: String,
    id: &str,
) -> Result<LinkShown, OfficeError> {
    let no_matter = || OfficeError::NoMatter { id: id.to_owned() };
    let other = load::read_matter(snapshot, organ, id)?.ok_or_else(no_matter)?;
    let procedure = load::governing(snapshot, rules, organ, id)?;
    Ok(LinkShown {
        label,
        matter: id.to_owned(),
        number: write::number(&other, &procedure),
        title: title(&other, &procedure),
        stage_label: stage_label(&procedure, &other),
    })
}

fn title(matter: &Matter, procedure: &Procedure) -> Option<String> {
    matter.fields.get(&procedure.title).map(Value::to_string)
}
