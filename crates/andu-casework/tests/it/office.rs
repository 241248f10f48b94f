//! A small office on paper: packs read from text, and a desk at which commands are decided one after the other.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use andu_calendar::{Calendar, Date, DateTime};
use andu_casework::{
    Actor, Body, CLOCK_ACTOR, Casework, ClockView, Command, Decision, Env, Grants, LATE_ENTRY_ROLE,
    Linked, Matter, Recorded, Refusal, clocks, decide, settle,
};
use andu_rules::model::{Procedure, Value};
use andu_rules::{Layer, Pack, Severity, SourceFile};

use crate::slips::{Slip, act, register};

/// Everybody who works here, and the roles they hold.
const PEOPLE: &[(&str, &[&str])] = &[
    ("甲", &["clerk"]),
    ("乙", &["reviewer"]),
    ("丙", &["head"]),
    ("丁", &["clerk", "reviewer", "head"]),
    ("录", &["clerk", "reviewer", "head", LATE_ENTRY_ROLE]),
    ("外", &[]),
];

/// Matters that links may point to: id and procedure.
const OTHERS: &[(&str, &str)] = &[("会1", "meeting"), ("准9", "permit")];

const STATUTE: &str = include_str!("packs/statute.toml");
const PERMIT: &str = include_str!("packs/permit.toml");
const MEETING: &str = include_str!("packs/meeting.toml");

static OFFICE: LazyLock<Rules> = LazyLock::new(|| Rules::read(PERMIT, "permit"));

/// One procedure and the calendar of the rule pack.
#[derive(Clone)]
pub struct Rules {
    pub procedure: Arc<Procedure>,
    pub calendar: Calendar,
}

impl Rules {
    /// Reads a procedure beside the statute, the meeting and the holidays; the text must be without faults.
    #[track_caller]
    pub fn read(text: &str, id: &str) -> Rules {
        let (pack, diagnostics) = andu_rules::load(&[layer(text, id)]);
        let errors: Vec<_> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert_eq!(errors, [""; 0]);
        Rules {
            procedure: Arc::clone(pack.latest(id).unwrap()),
            calendar: calendar(&pack, 2026),
        }
    }

    /// The same rules while the notices of later years are not out yet.
    pub fn known_up_to(&self, year: i16) -> Rules {
        let (pack, _) = andu_rules::load(&[layer(PERMIT, "permit")]);
        Rules {
            procedure: Arc::clone(&self.procedure),
            calendar: calendar(&pack, year),
        }
    }
}

fn calendar(pack: &Pack, last: i16) -> Calendar {
    let notices: Vec<_> = pack
        .notices
        .iter()
        .filter(|notice| notice.year <= last)
        .cloned()
        .collect();
    Calendar::new(&notices, None).unwrap()
}

fn layer(text: &str, id: &str) -> Layer {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/cn/calendars");
    let mut files = vec![
        file("statutes/permit-regulation/2019-05-15.toml", STATUTE),
        file("procedures/meeting/2019-05-15.toml", MEETING),
        file(&format!("procedures/{id}/2019-05-15.toml"), text),
    ];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        files.push(file(&format!("calendars/{name}"), &text));
    }
    Layer {
        name: "cn".to_owned(),
        files,
    }
}

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// A day (`2025-03-03`, all that is known of the time) or a time (`2025-03-03T09:30`).
pub fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

pub fn on(text: &str) -> Date {
    text.parse().unwrap()
}

/// Fields as somebody fills them in: `false`, `12`, or text.
pub fn fields(pairs: &[(&str, &str)]) -> BTreeMap<andu_rules::model::FieldId, Value> {
    let value = |text: &str| match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => text
            .parse()
            .map_or_else(|_| Value::Text(text.to_owned()), Value::Integer),
    };
    pairs
        .iter()
        .map(|(field, text)| ((*field).into(), value(text)))
        .collect()
}

pub fn actor(name: &str) -> Actor {
    let roles = PEOPLE.iter().find(|(known, _)| *known == name);
    Actor {
        name: name.to_owned(),
        grants: match roles {
            None => Grants::Every,
            Some((_, roles)) => Grants::Only(roles.iter().map(|role| (*role).into()).collect()),
        },
    }
}

/// One matter on the desk: what is taken is written to it at once, as the office does.
#[derive(Clone)]
pub struct Desk {
    pub rules: Rules,
    pub matter: Option<Matter>,
    pub linked: Linked,
    pub casework: Casework,
    seq: u64,
}

impl Desk {
    pub fn new(rules: &Rules) -> Desk {
        Desk {
            rules: rules.clone(),
            matter: None,
            linked: Linked::new(),
            casework: Casework::Here,
            seq: 0,
        }
    }

    /// The permit procedure, nothing opened.
    pub fn empty() -> Desk {
        Desk::new(&OFFICE)
    }

    /// A permit opened on Monday, 3 March 2025, as event 1; due on 31 March.
    #[track_caller]
    pub fn opened() -> Desk {
        let mut desk = Desk::empty();
        desk.take(register("2025-03-03T09:00"));
        desk
    }

    /// A permit that awaits correction from 3 to 10 March, notified as event 2.
    #[track_caller]
    pub fn waiting() -> Desk {
        let mut desk = Desk::opened();
        desk.take(act("notify", "甲", "2025-03-03T10:00").set(&[("days", "7")]));
        desk
    }

    fn env<'a>(&'a self, procedure_of: &'a dyn Fn(&str) -> Option<String>) -> Env<'a> {
        Env {
            procedure: &self.rules.procedure,
            calendar: &self.rules.calendar,
            linked: &self.linked,
            procedure_of,
            papers: &[],
            casework: self.casework,
        }
    }

    /// Runs something with the environment of a decision.
    pub fn with_env<T>(&self, run: impl FnOnce(&Env<'_>) -> T) -> T {
        let procedure_of = |id: &str| {
            let known = OTHERS.iter().find(|(matter, _)| *matter == id);
            known.map(|(_, procedure)| (*procedure).to_owned())
        };
        run(&self.env(&procedure_of))
    }

    /// Decides, writes nothing.
    pub fn decide(&self, slip: &Slip) -> Result<Decision, Refusal> {
        self.with_env(|env| decide(self.matter.as_ref(), slip.command(), env))
    }

    /// Settles, decides, writes, settles again.
    pub fn hand_in(&mut self, slip: Slip) -> Result<Decision, Refusal> {
        self.settle(slip.command().now);
        let decision = self.decide(&slip)?;
        let Command {
            happened_at,
            actor,
            recorder,
            ..
        } = slip.command();
        let body = decision.body.clone();
        self.write(body, *happened_at, &actor.name, &recorder.name);
        self.settle(slip.command().now);
        Ok(decision)
    }

    /// Hands in what must be taken.
    #[track_caller]
    pub fn take(&mut self, slip: Slip) -> Decision {
        match self.hand_in(slip) {
            Ok(decision) => decision,
            Err(refusal) => panic!("refused: {refusal}"),
        }
    }

    /// Hands in what must be refused, and gives the sentence.
    #[track_caller]
    pub fn refused(&mut self, slip: Slip, code: &str) -> String {
        let before = self.matter.clone();
        match self.hand_in(slip) {
            Ok(decision) => panic!("not refused: {:?}", decision.body),
            Err(refusal) => {
                let unsettled = |matter: &Matter| matter.done.len();
                assert_eq!(refusal.code(), code, "{refusal}");
                if self.matter.as_ref().map(unsettled) == before.as_ref().map(unsettled) {
                    assert_eq!(self.matter, before);
                }
                refusal.to_string()
            }
        }
    }

    /// Writes the outcomes that the law deems to have happened.
    pub fn settle(&mut self, now: DateTime) {
        for _ in 0..16 {
            let Some(matter) = &self.matter else { return };
            let Rules {
                procedure,
                calendar,
            } = &self.rules;
            let Some((body, at)) = settle(matter, procedure, calendar, &self.linked, now) else {
                return;
            };
            self.write(body, at, CLOCK_ACTOR, CLOCK_ACTOR);
        }
        panic!("settling does not end");
    }

    pub fn write(&mut self, body: Body, happened_at: DateTime, actor: &str, recorder: &str) {
        self.seq += 1;
        let event = Recorded {
            seq: self.seq,
            happened_at,
            actor: actor.to_owned(),
            recorder: recorder.to_owned(),
            body,
        };
        match &mut self.matter {
            Some(matter) => matter.push(event),
            None => self.matter = Some(Matter::fold("准1", [event]).unwrap()),
        }
    }

    #[track_caller]
    pub fn matter(&self) -> &Matter {
        self.matter.as_ref().unwrap()
    }

    #[track_caller]
    pub fn stage(&self) -> &str {
        self.matter().stage.as_str()
    }

    /// Actions that count, in the order of the chain.
    pub fn done(&self) -> Vec<&str> {
        let done = self.matter().done.iter();
        done.map(|done| done.action.as_str()).collect()
    }

    #[track_caller]
    pub fn field(&self, field: &str) -> Option<String> {
        self.matter().fields.get(field).map(ToString::to_string)
    }

    /// A clock as of a time.
    #[track_caller]
    pub fn clock(&self, id: &str, as_of: &str) -> Option<ClockView> {
        let Rules {
            procedure,
            calendar,
        } = &self.rules;
        let views = clocks(self.matter(), procedure, calendar, at(as_of));
        views.into_iter().find(|view| view.id.as_str() == id)
    }

    /// `running 2025-03-31 -`: state, due day, kept.
    #[track_caller]
    pub fn told(&self, id: &str, as_of: &str) -> String {
        let Some(view) = self.clock(id, as_of) else {
            return "none".to_owned();
        };
        let due = view.due_on().map_or("-".to_owned(), |due| due.to_string());
        let kept = view.kept.map_or("-", |kept| match kept {
            true => "kept",
            false => "broken",
        });
        format!("{} {due} {kept}", view.state.code())
    }
}
