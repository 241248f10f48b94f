//! A matter as it is shown: state, clocks, history, what may be done.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{
    Acted, Body, ClockView, Env, Linked, Matter, OneHand, Step, clocks, prospects,
};
use andu_ledger::{Event, Snapshot, Timestamp};
use andu_rules::model::{FieldId, LinkId, Procedure, Value};
use serde::Serialize;

use crate::error::OfficeError;
use crate::load;
use crate::office::Office;
use crate::time::shanghai;
use crate::write;

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
    /// Labels of the fields.
    pub labels: BTreeMap<String, String>,
    /// Clocks.
    pub clocks: Vec<ClockShown>,
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
            let linked = stages_of_linked(snapshot, organ, &matter)?;
            let env = Env {
                procedure: &procedure,
                calendar: &rules.calendar,
                linked: &linked,
                procedure_of: &|_| None,
            };
            let links = links(snapshot, organ, &matter, &rules)?;
            Ok(shown(&matter, &events, &env, links, shanghai(now)))
        })
    }
}

fn stages_of_linked(
    snapshot: &Snapshot<'_>,
    organ: &str,
    matter: &Matter,
) -> Result<Linked, OfficeError> {
    let mut linked = Linked::new();
    for link in &matter.links {
        if let Some(other) = load::read_matter(snapshot, organ, &link.matter)? {
            let stages: &mut Vec<String> = linked.entry(LinkId::clone(&link.kind)).or_default();
            stages.push(other.stage.to_string());
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
    let (can, cannot) = split(matter, env, at);
    let views = clocks(matter, procedure, env.calendar, at);
    let clock = |view| clock_shown(view, procedure, env.calendar, at);
    let event = |event| event_shown(event, matter, procedure);
    let missing = matter.missing.iter().map(|piece| piece.label.clone());
    MatterShown {
        id: matter.id.clone(),
        number: write::number(matter, procedure),
        title: matter.fields.get(&procedure.title).map(Value::to_string),
        procedure: procedure.id.to_string(),
        procedure_label: procedure.label.clone(),
        version: matter.version.to_string(),
        stage: matter.stage.to_string(),
        stage_label: match matter.voided {
            true => "已作废".to_owned(),
            false => stage_label(procedure, matter),
        },
        entry: crate::project::entry_code(matter.entry).to_owned(),
        missing: missing.collect(),
        fields: fields(matter, procedure),
        labels: labels(procedure),
        clocks: views.iter().map(clock).collect(),
        can,
        cannot,
        events: events.iter().map(event).collect(),
        links,
    }
}

fn stage_label(procedure: &Procedure, matter: &Matter) -> String {
    let stage = procedure.stage(matter.stage.as_str());
    stage.map_or_else(|| matter.stage.to_string(), |stage| stage.label.clone())
}

fn split(
    matter: &Matter,
    env: &Env<'_>,
    at: andu_calendar::DateTime,
) -> (Vec<CanShown>, Vec<CannotShown>) {
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for prospect in prospects(matter, env, at) {
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

fn fields(matter: &Matter, procedure: &Procedure) -> BTreeMap<String, serde_json::Value> {
    let shown = |value: &Value, id: &FieldId| -> serde_json::Value {
        let personal = procedure
            .field(id.as_str())
            .is_some_and(|field| field.personal);
        match value {
            _ if personal => "＊＊＊".into(),
            Value::Boolean(yes) => (*yes).into(),
            Value::Integer(number) => (*number).into(),
            Value::List(rows) => rows.iter().map(row_shown).collect(),
            other => other.to_string().into(),
        }
    };
    matter
        .fields
        .iter()
        .map(|(id, value)| (id.to_string(), shown(value, id)))
        .collect()
}

fn row_shown(row: &andu_rules::model::Row) -> serde_json::Value {
    let cells = row.iter().map(|(id, cell)| {
        let cell = match cell {
            Value::Boolean(yes) => (*yes).into(),
            Value::Integer(number) => (*number).into(),
            other => serde_json::Value::from(other.to_string()),
        };
        (id.to_string(), cell)
    });
    serde_json::Value::Object(cells.collect())
}

fn labels(procedure: &Procedure) -> BTreeMap<String, String> {
    procedure
        .fields
        .iter()
        .map(|field| (field.id.to_string(), field.label.clone()))
        .collect()
}

fn event_shown(event: &Event, matter: &Matter, procedure: &Procedure) -> EventShown {
    let mut recorded = matter.events.iter();
    let body = recorded
        .find(|recorded| recorded.seq == event.seq)
        .map(|recorded| &recorded.body);
    let (what, mut remarks) = body.map_or_else(Default::default, |body| told(body, procedure));
    if let Some(Body::Acted(acted)) = body {
        remarks.extend(one_hand(acted, procedure, &event.recorder));
    }
    let counts = matter.done.iter().any(|done| done.seq == event.seq);
    if matches!(body, Some(Body::Acted(_) | Body::Found(_))) && !counts {
        remarks.push("已作废".to_owned());
    }
    EventShown {
        seq: event.seq,
        what,
        happened_at: event.happened_at.to_string(),
        recorded_at: shanghai(event.recorded_at).to_string(),
        who: match event.actor == event.recorder {
            true => event.actor.clone(),
            false => format!("{}（代录：{}）", event.actor, event.recorder),
        },
        remarks,
        hash: event.hash.clone(),
    }
}

/// What an event says, and the remarks on it.
fn told(body: &Body, procedure: &Procedure) -> (String, Vec<String>) {
    match body {
        Body::Acted(acted) => (
            action_label(procedure, acted.action.as_str()),
            acted_remarks(acted),
        ),
        Body::Found(found) => {
            let step = |step: &Step| {
                let action = action_label(procedure, step.action.as_str());
                format!("{} {action}", step.at.date())
            };
            let steps: Vec<_> = found.steps.iter().map(step).collect();
            let row = found.source.row;
            let place = row.map_or_else(String::new, |row| format!(" 第{row}行"));
            let what = format!("据台账登记（{}{place}）", found.source.title);
            (what, vec![steps.join("，")])
        }
        Body::Corrected(corrected) => {
            let what = format!("更正第{}号记录", corrected.event);
            (what, vec![corrected.reason.clone()])
        }
        Body::Voided(voided) => {
            let what = match voided.event {
                Some(seq) => format!("作废第{seq}号记录"),
                None => "作废本件".to_owned(),
            };
            (what, vec![voided.reason.clone()])
        }
    }
}

fn acted_remarks(acted: &Acted) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(acted.late.as_ref().map(|late| {
        let days = late.working_days;
        format!("补录，迟{days}个工作日：{}", late.reason)
    }));
    let waived = acted.waived.iter();
    remarks.extend(waived.map(|w| format!("适用例外：{}（{}）", w.exception, w.basis)));
    let passed = acted.passed.iter();
    remarks.extend(passed.map(|pass| format!("特批：{}，{}", pass.by, pass.reason)));
    if acted.deemed.is_some() {
        remarks.push("期限届满，依法视为".to_owned());
    }
    remarks.extend(acted.note.clone());
    remarks
}

/// Separated duties of which one person entered both sides.
fn one_hand(acted: &Acted, procedure: &Procedure, recorder: &str) -> Vec<String> {
    let said = acted.one_hand.iter().map(|gate| {
        let one_hand = OneHand {
            gate: gate.clone(),
            label: gate_label(procedure, gate.as_str()),
            recorder: recorder.to_owned(),
        };
        one_hand.to_string()
    });
    said.collect()
}

fn gate_label(procedure: &Procedure, id: &str) -> String {
    let gate = procedure.gates.iter().find(|gate| gate.id.as_str() == id);
    gate.map_or_else(|| id.to_owned(), |gate| gate.label.clone())
}

fn action_label(procedure: &Procedure, id: &str) -> String {
    let action = procedure.action(id);
    action.map_or_else(|| id.to_owned(), |action| action.label.clone())
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
        shown.push(LinkShown {
            label,
            matter: other.clone(),
        });
    }
    Ok(shown)
}
