//! Rows beside what is on record: new, the same, or changed; and a rehearsal of what is new, so that every refusal is told at once.

use std::collections::{BTreeMap, HashMap};

use andu_calendar::DateTime;
use andu_casework::{
    Actor, Body, Casework, Command, Correction, Deed, Env, Found, Grants, Linked, Matter, Recorded,
    Source, Step, decide,
};
use andu_ledger::{LedgerError, Snapshot};
use andu_rules::digest;
use andu_rules::model::{FieldId, Procedure, Row, Value};

use crate::load::read_matter;
use crate::office::Office;
use crate::rules::Rules;
use crate::time::shanghai;

use super::differ::{Differences, Differing};
use super::rows::ReadRow;
use super::{ImportError, ImportReport, ImportRequest};

/// What a row comes to.
pub struct Fate {
    /// The row.
    pub row: ReadRow,
    /// What is to be written.
    pub deeds: Vec<(DateTime, Planned)>,
    /// The matter on record.
    pub matter: Option<String>,
    /// It differs from what is on record.
    pub changed: bool,
}

/// One act of an import.
pub enum Planned {
    /// What the row says.
    Found(Found),
    /// A correction.
    Correct(Correction),
}

/// A matter on record, its personal values read.
pub struct OnRecord {
    /// The matter.
    pub matter: Matter,
    /// Its fields.
    pub fields: BTreeMap<FieldId, Value>,
}

type Index = HashMap<(String, String), OnRecord>;

/// Compares all rows.
pub fn compare(
    office: &Office,
    rules: &Rules,
    rows: Vec<ReadRow>,
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
) -> Result<Vec<Fate>, ImportError> {
    let mut kinds: BTreeMap<String, Vec<Vec<FieldId>>> = BTreeMap::new();
    for row in &rows {
        let fields: Vec<FieldId> = row.key.iter().map(|(id, _)| id.clone()).collect();
        let known = kinds.entry(row.procedure.id.to_string()).or_default();
        if !known.contains(&fields) {
            known.push(fields);
        }
    }
    let index = on_record(office, &kinds)?;
    let comparing = Comparing {
        rules,
        request,
        source: digest(request.bytes),
        now: shanghai(request.now),
        index,
    };
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    let mut fates = Vec::with_capacity(rows.len());
    for mut row in rows {
        let place = (row.procedure.id.to_string(), row.key_text());
        if !place.1.is_empty() {
            if let Some(first) = seen.get(&place) {
                let labels: Vec<String> = row
                    .key
                    .iter()
                    .filter_map(|(id, _)| Some(row.procedure.field(id.as_str())?.label.clone()))
                    .collect();
                let message = format!(
                    "工作表“{}”第{}行的{}“{}”与第{first}行重复。请核对是否重复登记，或者编号写错。",
                    row.sheet,
                    row.row,
                    labels.join("、"),
                    place.1
                );
                let item = row.key.first().map(|(id, _)| id.to_string());
                row.errors.push(row.error(item.as_deref(), message));
            } else {
                seen.insert(place.clone(), row.row);
            }
        }
        fates.push(comparing.fate(row, &place, report));
    }
    Ok(fates)
}

struct Comparing<'a> {
    rules: &'a Rules,
    request: &'a ImportRequest<'a>,
    source: String,
    now: DateTime,
    index: Index,
}

impl Comparing<'_> {
    fn fate(&self, mut row: ReadRow, place: &(String, String), report: &mut ImportReport) -> Fate {
        if !row.errors.is_empty() {
            return fate(row, Vec::new());
        }
        let known = Some(place)
            .filter(|place| !place.1.is_empty())
            .and_then(|place| self.index.get(place));
        if let Some(known) = known {
            return self.differs(row, known, report);
        }
        let founds = self.founds(&row);
        if let Err(message) = self.rehearse(&row, &founds, report) {
            let message = format!("工作表“{}”第{}行：{message}", row.sheet, row.row);
            row.errors.push(row.error(None, message));
            return fate(row, Vec::new());
        }
        fate(
            row,
            founds
                .into_iter()
                .map(|(at, found)| (at, Planned::Found(found)))
                .collect(),
        )
    }

    fn source(&self, row: &ReadRow) -> Source {
        Source {
            title: self.request.name.to_owned(),
            digest: Some(self.source.clone()),
            sheet: Some(row.sheet.clone()),
            row: Some(row.row),
        }
    }

    /// One entry a step, so that each day can be corrected by itself. Where the law deems something done when a clock runs out, one
    /// entry says all, lest the outcome be deemed between two steps.
    fn founds(&self, row: &ReadRow) -> Vec<(DateTime, Found)> {
        let step = |(action, at): &(andu_rules::model::ActionId, DateTime)| Step {
            action: action.clone(),
            at: *at,
        };
        let deems = row
            .procedure
            .clocks
            .iter()
            .any(|clock| clock.expiry.is_some());
        if deems {
            let last = row.steps.last().map_or(self.now, |(_, at)| *at);
            let found = Found {
                steps: row.steps.iter().map(step).collect(),
                set: row.set.clone(),
                documents: Vec::new(),
                source: self.source(row),
            };
            return vec![(last, found)];
        }
        let mut founds: Vec<(DateTime, Found)> = row
            .steps
            .iter()
            .map(|taken| {
                let found = Found {
                    steps: vec![step(taken)],
                    source: self.source(row),
                    ..Found::default()
                };
                (taken.1, found)
            })
            .collect();
        for (id, value) in &row.set {
            let at = row
                .steps
                .iter()
                .position(|(action, _)| sets(&row.procedure, action.as_str(), id))
                .unwrap_or(0);
            if let Some((_, found)) = founds.get_mut(at) {
                found.set.insert(id.clone(), value.clone());
            }
        }
        founds
    }

    /// Decides what is new without writing it.
    fn rehearse(
        &self,
        row: &ReadRow,
        founds: &[(DateTime, Found)],
        report: &mut ImportReport,
    ) -> Result<(), String> {
        let linked = Linked::new();
        let procedure_of = |_: &str| None;
        let env = Env {
            procedure: &row.procedure,
            calendar: &self.rules.calendar,
            linked: &linked,
            procedure_of: &procedure_of,
            papers: &[],
            casework: Casework::Here,
        };
        let actor = Actor {
            name: self.request.recorder.clone(),
            grants: Grants::Every,
        };
        let mut matter: Option<Matter> = None;
        for (seq, (at, found)) in (1..).zip(founds) {
            let command = Command {
                deed: Deed::Found(found.clone()),
                happened_at: *at,
                now: self.now,
                actor: actor.clone(),
                recorder: actor.clone(),
                late_reason: None,
            };
            let decision =
                decide(matter.as_ref(), &command, &env).map_err(|refusal| refusal.to_string())?;
            if let Body::Found(found) = &decision.body {
                for missing in &found.missing {
                    *report.missing.entry(missing.label.clone()).or_default() += 1;
                }
            }
            let recorded = Recorded {
                seq,
                happened_at: *at,
                actor: actor.name.clone(),
                recorder: actor.name.clone(),
                body: decision.body,
            };
            match &mut matter {
                Some(matter) => matter.push(recorded),
                None => matter = Matter::fold("", [recorded]),
            }
        }
        Ok(())
    }

    fn differs(&self, mut row: ReadRow, known: &OnRecord, report: &mut ImportReport) -> Fate {
        let source = self.source(&row);
        let differing = Differing::new(&row, known, self.request.name, self.now, source);
        let Differences {
            deeds,
            changes,
            errors,
        } = differing.run();
        for error in errors {
            let message = format!(
                "工作表“{}”第{}行（件号{}）：{error}",
                row.sheet, row.row, known.matter.id
            );
            let told = row.error(None, message);
            row.errors.push(told);
        }
        let changed = !changes.is_empty();
        report.changes.extend(changes);
        Fate {
            deeds,
            matter: Some(known.matter.id.clone()),
            changed,
            row,
        }
    }
}

fn fate(row: ReadRow, deeds: Vec<(DateTime, Planned)>) -> Fate {
    Fate {
        row,
        deeds,
        matter: None,
        changed: false,
    }
}

/// Whether an action sets a field.
pub fn sets(procedure: &Procedure, action: &str, field: &FieldId) -> bool {
    let action = procedure.action(action);
    action.is_some_and(|action| action.fields.iter().any(|used| used.field == *field))
}

/// Everything on record of these procedures, by the keys that the rows have.
fn on_record(
    office: &Office,
    kinds: &BTreeMap<String, Vec<Vec<FieldId>>>,
) -> Result<Index, ImportError> {
    let organ = &office.shared.organ;
    let read = office
        .shared
        .ledger
        .read(|snapshot| -> Result<Index, LedgerError> {
            let mut index = Index::new();
            for (procedure, keys) in kinds {
                for (id, _) in snapshot.matters(organ, Some(procedure), "", usize::MAX)? {
                    let Ok(Some(matter)) = read_matter(snapshot, organ, &id) else {
                        continue;
                    };
                    if matter.voided {
                        continue;
                    }
                    let fields = plain(snapshot, organ, &matter)?;
                    let known = OnRecord { matter, fields };
                    for key in keys {
                        let values: Option<Vec<String>> = key
                            .iter()
                            .map(|id| known.fields.get(id).map(ToString::to_string))
                            .collect();
                        if let Some(values) = values {
                            let known = OnRecord {
                                matter: known.matter.clone(),
                                fields: known.fields.clone(),
                            };
                            index
                                .entry((procedure.clone(), values.join("｜")))
                                .or_insert(known);
                        }
                    }
                }
            }
            Ok(index)
        });
    Ok(read?)
}

/// The fields of a matter with their personal values.
fn plain(
    snapshot: &Snapshot<'_>,
    organ: &str,
    matter: &Matter,
) -> Result<BTreeMap<FieldId, Value>, LedgerError> {
    let open = |value: &Value| -> Result<Value, LedgerError> {
        Ok(match value {
            Value::Personal { personal, .. } => {
                Value::Text(snapshot.personal(organ, personal)?.unwrap_or_default())
            }
            other => other.clone(),
        })
    };
    let mut fields = BTreeMap::new();
    for (id, value) in &matter.fields {
        let value = match value {
            Value::List(rows) => {
                let mut opened = Vec::with_capacity(rows.len());
                for row in rows {
                    let cells = row.iter().map(|(id, cell)| Ok((id.clone(), open(cell)?)));
                    opened.push(cells.collect::<Result<Row, LedgerError>>()?);
                }
                Value::List(opened)
            }
            other => open(other)?,
        };
        fields.insert(id.clone(), value);
    }
    Ok(fields)
}
