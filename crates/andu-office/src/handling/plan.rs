//! In: what a row comes to, or what stands in its way.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{Act, Document, Matter};
use andu_ledger::digest;
use andu_rules::model::{Action, FieldId, Procedure, Value};
use andu_sheets::{Context, Converted, Kind, Place, Target as Wanted, Units, convert};

use crate::act::{Given, Request, Target};
use crate::error::OfficeError;
use crate::import::fields::{targets, value};
use crate::load::{governing, read_matter};
use crate::office::Office;
use crate::rules::Rules;
use crate::{values, write};

use super::columns::{self, Governing};
use super::out::unit_of;
use super::read::Returned;
use super::take::HandlingRequest;
use super::{HandledChange, HandledRow, RowState};

/// Why an act on a sheet is entered later than it was done.
const LATE: &str = "承办单位离线填写办理表，返回后登记";

/// What stands in the way of a row: stable code, and what to do.
pub type Trouble = (&'static str, String);

/// What a row is read with.
pub struct Reader<'a> {
    /// The office.
    pub office: &'a Office,
    /// Its rules.
    pub rules: &'a Rules,
    /// The units that it knows.
    pub units: Units,
    /// What was asked.
    pub request: &'a HandlingRequest<'a>,
}

/// A row that was read.
pub struct Read {
    /// As it is shown.
    pub shown: HandledRow,
    /// The act that it comes to.
    pub planned: Option<Request>,
}

/// Lists a row with what stands in its way.
pub fn refuse(shown: &mut HandledRow, (code, message): Trouble) {
    shown.state = RowState::Refused;
    shown.code = Some(code.to_owned());
    shown.message = Some(message);
}

impl Reader<'_> {
    /// What a row comes to.
    pub fn read(&self, row: &Returned) -> Result<Read, OfficeError> {
        let id = row.text(columns::MATTER);
        let mut shown = HandledRow {
            file: row.file.clone(),
            sheet: row.place.sheet.clone(),
            row: row.place.row + 1,
            matter: id.to_owned(),
            number: row.text("编号").to_owned(),
            state: RowState::Blank,
            action: row.text(columns::ACTION).to_owned(),
            at: row.text(columns::DAY).to_owned(),
            actor: row.text(columns::ACTOR).to_owned(),
            changes: Vec::new(),
            code: None,
            message: None,
            notices: Vec::new(),
            receipt: None,
        };
        let planned = match self.known(id)? {
            Some((matter, procedure)) => self.plan(row, &matter, &procedure, &mut shown)?,
            None if is_filled(row, None) => Err((
                "no-matter",
                format!("没有件号为“{id}”的件。请核对件号是否改动过。"),
            )),
            None => Ok(None),
        };
        let planned = planned.unwrap_or_else(|trouble| {
            refuse(&mut shown, trouble);
            None
        });
        Ok(Read { shown, planned })
    }

    fn known(&self, id: &str) -> Result<Option<(Matter, Governing)>, OfficeError> {
        let organ = &self.office.shared.organ;
        self.office.in_snapshot(|snapshot| {
            let Some(matter) = read_matter(snapshot, organ, id)? else {
                return Ok(None);
            };
            Ok(Some((matter, governing(snapshot, self.rules, organ, id)?)))
        })
    }

    /// The request that a row comes to; nothing where nothing was filled in.
    fn plan(
        &self,
        row: &Returned,
        matter: &Matter,
        procedure: &Governing,
        shown: &mut HandledRow,
    ) -> Result<Result<Option<Request>, Trouble>, OfficeError> {
        shown.number = write::number(matter, procedure)
            .or_else(|| matter.fields.get(&procedure.title).map(Value::to_string))
            .unwrap_or_default();
        if !is_filled(row, Some(procedure)) {
            return Ok(Ok(None));
        }
        let (action, request) = match self.request(row, matter, procedure) {
            Ok(read) => read,
            Err(trouble) => return Ok(Err(trouble)),
        };
        shown.action.clone_from(&action.label);
        shown.at = request.happened_at.date().to_string();
        if let Given::Act(act) = &request.given {
            shown.changes = changes(matter, procedure, act);
        }
        let organ = &self.office.shared.organ;
        let command = request.command.clone();
        let before = self
            .office
            .in_snapshot(|snapshot| Ok(snapshot.command_events(organ, &command)?))?;
        if !before.is_empty() {
            shown.state = RowState::Same;
            return Ok(Ok(None));
        }
        Ok(standing(row, matter, procedure).map(|()| Some(request)))
    }

    fn request<'p>(
        &self,
        row: &Returned,
        matter: &Matter,
        procedure: &'p Procedure,
    ) -> Result<(&'p Action, Request), Trouble> {
        let label = row.text(columns::ACTION);
        let seen = row.text(columns::VERSION);
        let Ok(seen) = seen.parse::<u32>() else {
            return Err((
                "version",
                format!("版本“{seen}”改动过，不能核对该件此后有无变化。请重新导出办理表填写。"),
            ));
        };
        let known = || procedure.actions.iter().filter(|a| !a.opening && !a.deemed);
        let here = columns::actions(procedure, &matter.stage);
        let action = here.into_iter().chain(known()).find(|a| a.label == label);
        let action = action.ok_or_else(|| {
            let message = match label.is_empty() {
                true => "填写了内容而没有选办理动作。请从下拉列表中选择办理动作。".to_owned(),
                false => format!("没有“{label}”这个办理动作。请从下拉列表中选择。"),
            };
            ("action", message)
        })?;
        let actor = row.text(columns::ACTOR);
        if actor.is_empty() {
            return Err(("actor", "没有填经办人。请填写实际办理人的姓名。".to_owned()));
        }
        let act = self.act(row, procedure, action)?;
        let happened_at = self.day(row, matter)?;
        Ok((
            action,
            Request {
                command: command(&matter.id, seen, actor, happened_at, &act),
                target: Target::Matter(matter.id.clone()),
                given: Given::Act(act),
                files: Vec::new(),
                happened_at,
                now: self.request.now,
                actor: actor.to_owned(),
                recorder: self.request.recorder.clone(),
                channel: self.request.channel.clone(),
                seen: Some(seen),
                late_reason: Some(LATE.to_owned()),
            },
        ))
    }

    fn act(&self, row: &Returned, procedure: &Procedure, action: &Action) -> Result<Act, Trouble> {
        let uses = |id: &FieldId| action.fields.iter().any(|used| used.field == *id);
        let targets = targets(procedure);
        let mut set: BTreeMap<FieldId, Value> = BTreeMap::new();
        for (heading, (column, _)) in &row.cells {
            let mut fields = procedure.fields.iter().filter(|f| f.label == *heading);
            let Some(field) = fields
                .clone()
                .find(|f| uses(&f.id))
                .or_else(|| fields.next())
            else {
                continue;
            };
            if !uses(&field.id) {
                if is_asked(procedure, heading) {
                    let message = format!(
                        "“{heading}”不是“{}”要填的项目。请核对办理动作，或者清空该格。",
                        action.label
                    );
                    return Err(("field", message));
                }
                continue;
            }
            let target = targets
                .iter()
                .find(|target| target.key == field.id.as_str());
            let Some(target) = target else { continue };
            let converted = self.converted(row, *column, heading, target)?;
            if let Some(converted) = converted
                && let Some(value) = value(field, &converted)
            {
                set.insert(field.id.clone(), value);
            }
        }
        let paper = row.text(columns::PAPER);
        let documents = action.documents.iter().filter(|_| !paper.is_empty());
        let note = row.text(columns::NOTE);
        Ok(Act {
            action: Some(action.id.clone()),
            set,
            documents: documents
                .map(|kind| Document {
                    kind: kind.clone(),
                    file: None,
                    digest: None,
                    paper: Some(paper.to_owned()),
                })
                .collect(),
            note: Some(note.to_owned()).filter(|note| !note.is_empty()),
            ..Act::default()
        })
    }

    fn converted(
        &self,
        row: &Returned,
        column: u32,
        heading: &str,
        target: &Wanted,
    ) -> Result<Option<Converted>, Trouble> {
        let Some((_, cell)) = row.cells.get(heading) else {
            return Ok(None);
        };
        let place = Place {
            column: Some(column),
            ..row.place.clone()
        };
        let context = Context {
            units: Some(&self.units).filter(|units| !units.is_empty()),
            ..Context::default()
        };
        convert(cell, &place, target, &context).map_err(|fault| ("cell", fault.to_string()))
    }

    /// The day of the act. A sheet knows no hours: on the day of what came last it lies behind that.
    fn day(&self, row: &Returned, matter: &Matter) -> Result<DateTime, Trouble> {
        let target = Wanted::new("", columns::DAY, Kind::Date);
        let column = row.cells.get(columns::DAY).map_or(0, |(column, _)| *column);
        let converted = self.converted(row, column, columns::DAY, &target)?;
        let day = match converted {
            Some(Converted::Date { day, .. }) => format!("{day}T00:00:00").parse().ok(),
            _ => None,
        };
        let day: DateTime = day.ok_or_else(|| {
            let message = "没有填办理日期。请填写该动作是哪一天办的，如2025-03-15。";
            ("day", message.to_owned())
        })?;
        let seen: usize = row.text(columns::VERSION).parse().unwrap_or(usize::MAX);
        // Only what the unit had seen, so that the same row means the same time whenever it is read.
        let seen: Vec<u64> = matter
            .events
            .iter()
            .take(seen)
            .map(|event| event.seq)
            .collect();
        let before = matter.done.iter().filter(|done| seen.contains(&done.seq));
        let last = before.map(|done| done.at).max();
        Ok(last.filter(|last| last.date() == day.date()).unwrap_or(day))
    }
}

/// Whether the matter is still with the unit that filled in the row.
fn standing(row: &Returned, matter: &Matter, procedure: &Procedure) -> Result<(), Trouble> {
    if matter.voided || matter.closed {
        let word = if matter.voided { "作废" } else { "办结" };
        let message =
            format!("本件已经{word}，这一行没有办理。请告知承办单位；确需登记的，请用更正。");
        return Err(("closed", message));
    }
    let (theirs, now) = (row.text(columns::UNIT), unit_of(matter, procedure));
    match now.filter(|now| !theirs.is_empty() && now != theirs) {
        Some(now) => Err((
            "unit",
            format!("本件现由{now}承办，不是{theirs}。请与两个单位核对。"),
        )),
        None => Ok(()),
    }
}

/// Whether a heading is one that a unit fills in, and not one that it was only shown.
fn is_asked(procedure: &Procedure, heading: &str) -> bool {
    let shown = columns::seen(procedure);
    let in_action = procedure
        .actions
        .iter()
        .filter(|action| !action.opening)
        .flat_map(|action| columns::items(procedure, action))
        .any(|(field, _)| field.label == heading);
    in_action
        && !columns::FIXED.contains(&heading)
        && !shown.iter().any(|field| field.label == heading)
}

fn is_filled(row: &Returned, procedure: Option<&Procedure>) -> bool {
    let own = [
        columns::ACTION,
        columns::DAY,
        columns::ACTOR,
        columns::PAPER,
        columns::NOTE,
    ];
    let filled = |heading: &str| {
        own.contains(&heading) || procedure.is_some_and(|known| is_asked(known, heading))
    };
    row.cells.keys().any(|heading| filled(heading))
}

/// The id of the act: of what it does, and not of the file, so that a book saved again by another program is still the same.
fn command(matter: &str, seen: u32, actor: &str, at: DateTime, act: &Act) -> String {
    let set: Vec<_> = act
        .set
        .iter()
        .map(|(id, value)| format!("{id}={value:?}"))
        .collect();
    let papers = act.documents.iter().filter_map(|d| d.paper.as_deref());
    let told = [
        matter,
        &seen.to_string(),
        act.action.as_ref().map_or("", |action| action.as_str()),
        actor,
        &at.to_string(),
        &set.join("\u{1f}"),
        &papers.collect::<Vec<_>>().join("\u{1f}"),
        act.note.as_deref().unwrap_or_default(),
    ]
    .join("\u{1e}");
    format!("handling-{}", digest(told.as_bytes()))
}

fn changes(matter: &Matter, procedure: &Procedure, act: &Act) -> Vec<HandledChange> {
    let was = values::shown(matter, procedure);
    let after = Matter {
        fields: act.set.clone(),
        ..matter.clone()
    };
    let now = values::shown(&after, procedure);
    let fields = procedure
        .fields
        .iter()
        .filter(|f| act.set.contains_key(&f.id));
    fields
        .map(|field| HandledChange {
            what: field.label.clone(),
            was: was.get(field.id.as_str()).cloned().unwrap_or_default(),
            now: now.get(field.id.as_str()).cloned().unwrap_or_default(),
        })
        .filter(|change| change.was != change.now)
        .collect()
}
