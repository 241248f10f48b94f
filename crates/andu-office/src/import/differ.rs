//! How a row differs from the matter on record, and what would make the record say the same.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{Body, Change, Correction, Found, Matter, Source, Step};
use andu_rules::model::{Action, ActionId, Field, FieldId, Row, Value};

use super::RowChange;
use super::compare::{OnRecord, Planned, sets};
use super::rows::ReadRow;

/// What was found.
pub struct Differences {
    /// What would have to be written.
    pub deeds: Vec<(DateTime, Planned)>,
    /// What a person is shown.
    pub changes: Vec<RowChange>,
    /// What cannot be written.
    pub errors: Vec<String>,
}

/// A comparison under way.
pub struct Differing<'a> {
    row: &'a ReadRow,
    known: &'a OnRecord,
    now: DateTime,
    source: Source,
    reason: String,
    number: String,
    /// Values of items that were blank so far: they go with a new step.
    blank: Vec<(FieldId, Value)>,
    found: Differences,
}

impl<'a> Differing<'a> {
    /// A row beside a matter.
    pub fn new(
        row: &'a ReadRow,
        known: &'a OnRecord,
        file: &str,
        now: DateTime,
        source: Source,
    ) -> Differing<'a> {
        let number = row.procedure.key.first().unwrap_or(&row.procedure.title);
        let number = known.fields.get(number).map(ToString::to_string);
        Differing {
            row,
            known,
            now,
            source,
            reason: format!("据“{file}”工作表“{}”第{}行更正", row.sheet, row.row),
            number: number.unwrap_or_default(),
            blank: Vec::new(),
            found: Differences {
                deeds: Vec::new(),
                changes: Vec::new(),
                errors: Vec::new(),
            },
        }
    }

    /// Compares items, then steps.
    pub fn run(mut self) -> Differences {
        self.items();
        for (action, at) in &self.row.steps {
            if let Some(known) = self.row.procedure.action(action.as_str()) {
                self.step(known, action, *at);
            }
        }
        self.blanks();
        self.found
    }

    fn change(&mut self, what: String, was: String, now: String) {
        self.found.changes.push(RowChange {
            sheet: self.row.sheet.clone(),
            row: self.row.row,
            matter: self.known.matter.id.clone(),
            number: self.number.clone(),
            what,
            was,
            now,
        });
    }

    fn correct(&mut self, event: u64, change: Change) {
        let correction = Correction {
            event,
            change,
            reason: self.reason.clone(),
        };
        self.found
            .deeds
            .push((self.now, Planned::Correct(correction)));
    }

    fn items(&mut self) {
        for (id, value) in &self.row.set {
            let Some(field) = self.row.procedure.field(id.as_str()) else {
                continue;
            };
            let was = self.known.fields.get(id);
            let unsaid = was.is_none() && *value == Value::Boolean(false);
            if unsaid || was.is_some_and(|was| same(was, value)) {
                continue;
            }
            let before = was.map(|was| said(field, was)).unwrap_or_default();
            self.change(field.label.clone(), before, said(field, value));
            match set_by(&self.known.matter, id) {
                Some(event) => self.correct(event, Change::Field(id.clone(), value.clone())),
                None => self.blank.push((id.clone(), value.clone())),
            }
        }
    }

    fn step(&mut self, known: &Action, action: &ActionId, at: DateTime) {
        let what = format!("{}日期", known.label);
        let matter = &self.known.matter;
        let done = matter
            .done
            .iter()
            .find(|done| done.action == *action && !done.deemed);
        let Some(done) = done else {
            self.change(what, String::new(), at.date().to_string());
            self.new_step(action, at);
            return;
        };
        if done.at.date() == at.date() {
            return;
        }
        let event = matter.events.iter().find(|event| event.seq == done.seq);
        let several = event.is_some_and(
            |event| matches!(&event.body, Body::Found(found) if found.steps.len() > 1),
        );
        let (seq, was) = (done.seq, done.at.date().to_string());
        // The day of the opening is the item that governs, and was told as such.
        if !known.opening {
            self.change(what.clone(), was, at.date().to_string());
        }
        match several {
            true if known.opening => {}
            true => self.found.errors.push(format!(
                "“{what}”与其他步骤一并登记，不能单独更正。请在件内作废该条记录后重新登记。"
            )),
            false => self.correct(seq, Change::Time(at)),
        }
    }

    fn new_step(&mut self, action: &ActionId, at: DateTime) {
        let procedure = &self.row.procedure;
        let mine = |(id, _): &(FieldId, Value)| sets(procedure, action.as_str(), id);
        let (taken, left): (Vec<_>, Vec<_>) = self.blank.drain(..).partition(mine);
        self.blank = left;
        let found = Found {
            steps: vec![Step {
                action: action.clone(),
                at,
            }],
            set: taken.into_iter().collect::<BTreeMap<_, _>>(),
            documents: Vec::new(),
            source: self.source.clone(),
        };
        self.found.deeds.push((at, Planned::Found(found)));
    }

    /// What was blank so far goes with a new step; without one there is no entry that could say it.
    fn blanks(&mut self) {
        let step = self
            .found
            .deeds
            .iter_mut()
            .find_map(|(_, deed)| match deed {
                Planned::Found(found) => Some(found),
                Planned::Correct(_) => None,
            });
        if let Some(found) = step {
            found.set.extend(self.blank.drain(..));
            return;
        }
        let labels = self
            .blank
            .iter()
            .filter_map(|(id, _)| self.row.procedure.field(id.as_str()));
        let told = labels.map(|field| {
            format!(
                "“{}”在原登记中没有填写，不能作为更正补填。请在件内办理相应动作时填写。",
                field.label
            )
        });
        self.found.errors.extend(told);
    }
}

/// The latest event that set a field and counts.
fn set_by(matter: &Matter, field: &FieldId) -> Option<u64> {
    let counts = |seq: u64| matter.done.iter().any(|done| done.seq == seq);
    let setting = matter.events.iter().rev().find(|event| {
        let set = match &event.body {
            Body::Acted(acted) => acted.set.contains_key(field),
            Body::Found(found) => found.set.contains_key(field),
            Body::Corrected(_) | Body::Voided(_) => false,
        };
        set && counts(event.seq)
    });
    setting.map(|event| event.seq)
}

/// Whether two values say the same; of rows only the cells that the sheet gives are looked at.
fn same(was: &Value, now: &Value) -> bool {
    match (was, now) {
        (Value::List(was), Value::List(now)) => {
            let holds =
                |(was, now): (&Row, &Row)| now.iter().all(|(id, value)| was.get(id) == Some(value));
            was.len() == now.len() && was.iter().zip(now).all(holds)
        }
        (Value::Text(was), Value::Text(now)) => {
            was == now || time_of(was) == time_of(now) && time_of(was).is_some()
        }
        _ => was == now || was.to_string() == now.to_string(),
    }
}

fn time_of(text: &str) -> Option<DateTime> {
    text.parse().ok().filter(|_| text.len() > 10)
}

/// A value as people read it; what is personal stays masked.
fn said(field: &Field, value: &Value) -> String {
    match value {
        _ if field.personal => "＊＊＊".to_owned(),
        Value::Text(text) => {
            let choice = field.values.iter().find(|choice| choice.id == *text);
            choice.map_or_else(|| text.clone(), |choice| choice.label.clone())
        }
        Value::List(rows) => {
            let cells = rows.iter().map(|row| {
                row.values()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            });
            cells.collect::<Vec<_>>().join("、")
        }
        other => other.to_string(),
    }
}
