//! What an act writes: the number drawn, personal data moved aside, the event, its key.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{Body, Decision, Draw, Matter, Recorded, Warning};
use andu_ledger::{KeyClaim, NewEvent, Tx};
use andu_rules::model::{Field, FieldId, Procedure, Value};

use crate::act::Request;
use crate::error::OfficeError;

/// Most bodies are shorter.
const BODY_BYTES: usize = 2_048;

/// Who, when and by what way, for one event.
pub(crate) struct Envelope<'a> {
    pub matter: String,
    pub happened_at: DateTime,
    pub actor: &'a str,
    pub recorder: &'a str,
    pub request: &'a Request,
}

/// Where an event stands in the chain.
pub(crate) struct Written {
    pub seq: u64,
    pub hash: String,
}

/// Draws the number, moves personal data aside and appends the event.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    envelope: &Envelope<'_>,
    procedure: &Procedure,
    matter: Option<&Matter>,
    decision: Decision,
) -> Result<(Written, Body, Vec<Warning>), OfficeError> {
    let Decision {
        mut body,
        draw,
        paper_draws,
        warnings,
        one_hand: _,
    } = decision;
    if let (Some(draw), Some(set)) = (draw, set_of(&mut body)) {
        draw_number(tx, &envelope.matter, procedure, &draw, set)?;
    }
    if let Body::Acted(acted) = &mut body {
        crate::papers::draw_numbers(tx, acted, &paper_draws)?;
    }
    if let Some(set) = set_of(&mut body) {
        aside(tx, &envelope.matter, procedure, set)?;
    }
    if let Body::Corrected(corrected) = &mut body
        && let (Some(id), Some(value)) = (&corrected.field, &mut corrected.value)
        && let Some(field) = procedure.field(id.as_str())
    {
        aside_value(tx, &envelope.matter, field, value)?;
    }
    if let Body::Acted(acted) = &body {
        for link in &acted.links {
            tx.put_link(&envelope.matter, link.kind.as_str(), &link.matter)?;
        }
    }
    for attached in &envelope.request.files {
        tx.put_file(
            &envelope.matter,
            &attached.kind,
            &attached.name,
            &attached.file,
        )?;
    }
    let appended = append(tx, envelope, procedure, matter, &body)?;
    Ok((appended, body, warnings))
}

/// Draws the next number of the series that nobody bears yet: one typed by hand before its turn is passed over, not drawn twice.
fn draw_number(
    tx: &mut Tx<'_>,
    matter: &str,
    procedure: &Procedure,
    draw: &Draw,
    set: &mut BTreeMap<FieldId, Value>,
) -> Result<(), OfficeError> {
    let numbered = procedure.key.contains(&draw.field);
    loop {
        let number = tx.next_number(&draw.series)?;
        let text = draw.format.replace("{n}", &number.to_string());
        set.insert(draw.field.clone(), Value::Text(text));
        // A format without a place for the number would give the same text for ever.
        if !numbered || !draw.format.contains("{n}") {
            return Ok(());
        }
        let Some(key) = key_of(procedure, set) else {
            return Ok(());
        };
        match tx.claim_key(procedure.id.as_str(), &key, matter)? {
            KeyClaim::Claimed => return Ok(()),
            KeyClaim::TakenBy(_) => {}
        }
    }
}

/// The key that these fields make, where all of it is there and none of it is kept beside the chain.
fn key_of(procedure: &Procedure, fields: &BTreeMap<FieldId, Value>) -> Option<String> {
    let open = |id: &FieldId| {
        let field = procedure.field(id.as_str());
        field.is_some_and(|field| !field.personal)
    };
    if !procedure.key.iter().all(open) {
        return None;
    }
    joined_key(procedure, fields)
}

fn joined_key(procedure: &Procedure, fields: &BTreeMap<FieldId, Value>) -> Option<String> {
    let values = procedure.key.iter();
    let values: Option<Vec<String>> = values
        .map(|id| fields.get(id).map(Value::to_string))
        .collect();
    Some(values?.join("｜"))
}

/// Appends an event.
pub(crate) fn append(
    tx: &mut Tx<'_>,
    envelope: &Envelope<'_>,
    procedure: &Procedure,
    matter: Option<&Matter>,
    body: &Body,
) -> Result<Written, OfficeError> {
    let text = text(body).ok_or_else(|| OfficeError::Unreadable {
        matter: envelope.matter.clone(),
        seq: 0,
    })?;
    let appended = tx.append(NewEvent {
        matter: envelope.matter.clone(),
        procedure: procedure.id.to_string(),
        matter_version: matter.map_or(0, Matter::events_so_far) + 1,
        recorded_at: envelope.request.now,
        happened_at: envelope.happened_at,
        actor: envelope.actor.to_owned(),
        recorder: envelope.recorder.to_owned(),
        channel: envelope.request.channel.clone(),
        command: envelope.request.command.clone(),
        rule_digest: procedure.digest.clone(),
        body: text,
    })?;
    Ok(Written {
        seq: appended.seq,
        hash: appended.hash,
    })
}

/// The body as JSON.
fn text(body: &Body) -> Option<String> {
    let mut bytes = Vec::with_capacity(BODY_BYTES);
    serde_json::to_writer(&mut bytes, body).ok()?;
    String::from_utf8(bytes).ok()
}

/// The event as the fold takes it.
pub(crate) fn recorded(event: &Written, envelope: &Envelope<'_>, body: Body) -> Recorded {
    Recorded {
        seq: event.seq,
        happened_at: envelope.happened_at,
        actor: envelope.actor.to_owned(),
        recorder: envelope.recorder.to_owned(),
        body,
    }
}

fn set_of(body: &mut Body) -> Option<&mut BTreeMap<FieldId, Value>> {
    match body {
        Body::Acted(acted) => Some(&mut acted.set),
        Body::Found(found) => Some(&mut found.set),
        Body::Corrected(_) | Body::Voided(_) => None,
    }
}

/// Moves personal values into the side table; the event keeps reference and commitment.
fn aside(
    tx: &mut Tx<'_>,
    matter: &str,
    procedure: &Procedure,
    set: &mut BTreeMap<FieldId, Value>,
) -> Result<(), OfficeError> {
    for field in &procedure.fields {
        if (field.personal || field.columns.iter().any(|column| column.personal))
            && let Some(value) = set.get_mut(&field.id)
        {
            aside_value(tx, matter, field, value)?;
        }
    }
    Ok(())
}

fn aside_value(
    tx: &mut Tx<'_>,
    matter: &str,
    field: &Field,
    value: &mut Value,
) -> Result<(), OfficeError> {
    if let Value::List(rows) = value {
        for column in field
            .columns
            .iter()
            .filter(|column| column.personal || field.personal)
        {
            for row in rows.iter_mut() {
                if let Some(cell) = row.get_mut(&column.id) {
                    let name = format!("{}.{}", field.id, column.id);
                    keep_aside(tx, matter, &name, cell)?;
                }
            }
        }
        return Ok(());
    }
    match field.personal {
        true => keep_aside(tx, matter, field.id.as_str(), value),
        false => Ok(()),
    }
}

fn keep_aside(
    tx: &mut Tx<'_>,
    matter: &str,
    field: &str,
    value: &mut Value,
) -> Result<(), OfficeError> {
    if matches!(value, Value::Personal { .. }) {
        return Ok(());
    }
    let kept = tx.put_personal(matter, field, &value.to_string())?;
    *value = Value::Personal {
        personal: kept.id,
        commitment: kept.commitment,
    };
    Ok(())
}

/// Claims the key of a matter as it now stands; what it claimed before is let go.
pub(crate) fn claim_key(
    tx: &mut Tx<'_>,
    matter: &Matter,
    procedure: &Procedure,
) -> Result<(), OfficeError> {
    if procedure.key.is_empty() {
        return Ok(());
    }
    if matter.voided {
        tx.release_keys(&matter.id)?;
        return Ok(());
    }
    let Some(key) = joined_key(procedure, &matter.fields) else {
        return Ok(());
    };
    match tx.claim_key(procedure.id.as_str(), &key, &matter.id)? {
        KeyClaim::Claimed => Ok(()),
        KeyClaim::TakenBy(other) => {
            let label = |id: &FieldId| {
                procedure
                    .field(id.as_str())
                    .map_or_else(|| id.to_string(), |f| f.label.clone())
            };
            let labels: Vec<_> = procedure.key.iter().map(label).collect();
            Err(OfficeError::KeyTaken {
                label: labels.join("、"),
                key,
                matter: other,
            })
        }
    }
}

/// The official number of a matter.
pub(crate) fn number(matter: &Matter, procedure: &Procedure) -> Option<String> {
    let field = procedure
        .series
        .as_ref()
        .map(|series| &series.field)
        .or(procedure.key.first())?;
    matter.fields.get(field).map(Value::to_string)
}
