//! What events commit to outside the chain: personal values and files.

use std::collections::{HashMap, HashSet};

use rusqlite::params;
use serde_json::Value;

use super::TOLD;
use super::chain::Walk;
use crate::chain::salted;
use crate::files::FileStore;
use crate::snapshot::{Snapshot, signed, unsigned};
use crate::{LedgerError, sql};

/// A commitment in an event.
#[derive(Debug)]
pub(super) struct Reference {
    seq: u64,
    matter: String,
    commitment: String,
}

/// Collects the objects `{"personal", "commitment"}` and `{"file", "digest"}` of a body.
pub(super) fn collect(body: &[u8], seq: u64, matter: &[u8], walk: &mut Walk) {
    let Ok(text) = std::str::from_utf8(body) else {
        return;
    };
    if !text.contains("\"commitment\"") && !text.contains("\"file\"") {
        return;
    }
    // A body that is not JSON was altered, which its hash says already.
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let matter = String::from_utf8_lossy(matter);
    visit(&value, &mut |object| {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let reference = |commitment: &str| Reference {
            seq,
            matter: matter.clone().into_owned(),
            commitment: commitment.to_string(),
        };
        if let (Some(id), Some(commitment)) = (text("personal"), text("commitment")) {
            walk.personal
                .entry(id.to_string())
                .or_insert_with(|| reference(commitment));
        }
        if let (Some(id), Some(digest)) = (text("file"), text("digest")) {
            walk.files
                .entry(id.to_string())
                .or_insert_with(|| reference(digest));
        }
    });
}

fn visit(value: &Value, found: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            found(object);
            object.values().for_each(|inner| visit(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| visit(inner, found)),
        _ => {}
    }
}

/// Every personal value against its commitment, and every commitment against its value.
pub(super) fn personal(
    at: &Snapshot<'_>,
    organ: &str,
    events: &HashMap<String, Reference>,
) -> Result<Vec<String>, LedgerError> {
    let mut told = Vec::new();
    let mut present = HashSet::new();
    let mut statement = at.conn.prepare_cached(sql::PERSONAL_ALL)?;
    let mut rows = statement.query([organ])?;
    while let Some(row) = rows.next()? {
        let (id, matter, field): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let salt = row.get_ref(3)?.as_bytes().map_err(rusqlite::Error::from)?;
        let value = row.get_ref(4)?.as_bytes().map_err(rusqlite::Error::from)?;
        let computed = salted(salt, value);
        let kept: String = row.get(5)?;
        let place = format!("件{matter}“{field}”的个人信息（{id}）");
        match named(at, organ, &matter, &computed, events.get(&id))? {
            Named::Agrees if computed == kept => {}
            Named::Agrees => told.push(format!("{place}所存的承诺值被改动过")),
            Named::Differs(seq) => told.push(format!(
                "{place}与第{seq}号办理记录中的承诺值不符，内容被改动过"
            )),
            Named::Nowhere => told.push(format!(
                "{place}没有任何办理记录与之相符：内容被改动过，或不是经登记写入的"
            )),
        }
        present.insert(id);
    }
    missing(at, organ, events, &present, "个人信息", &mut told)?;
    told.truncate(TOLD);
    Ok(told)
}

/// Every file against its digest in the chain, and every digest in the chain against its file.
pub(super) fn files(
    at: &Snapshot<'_>,
    organ: &str,
    events: &HashMap<String, Reference>,
    store: &FileStore,
) -> Result<Vec<String>, LedgerError> {
    let mut told = Vec::new();
    let mut present = HashSet::new();
    let mut statement = at.conn.prepare_cached(sql::FILE_ALL)?;
    let mut rows = statement.query([organ])?;
    while let Some(row) = rows.next()? {
        let (id, matter, kind): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let size = unsigned(row.get(3)?);
        let (salt, kept): (Vec<u8>, String) = (row.get(4)?, row.get(5)?);
        let place = format!("件{matter}“{kind}”的附件（{id}）");
        match named(at, organ, &matter, &kept, events.get(&id))? {
            Named::Agrees => {}
            Named::Differs(seq) => told.push(format!("{place}所登记的摘要与第{seq}号办理记录不符")),
            Named::Nowhere => told.push(format!("{place}没有任何办理记录与之相符")),
        }
        match store.read(&id) {
            Ok(None) => told.push(format!("{place}不在附件文件夹中")),
            Ok(Some(bytes)) if salted(&salt, &bytes) != kept => {
                told.push(format!("{place}与登记时的摘要不符，内容被改动过"));
            }
            Ok(Some(bytes)) if bytes.len() as u64 != size => {
                told.push(format!("{place}所登记的大小被改动过"));
            }
            Ok(Some(_)) => {}
            Err(error) => told.push(error.to_string()),
        }
        present.insert(id);
    }
    missing(at, organ, events, &present, "附件", &mut told)?;
    told.truncate(TOLD);
    Ok(told)
}

enum Named {
    Agrees,
    Differs(u64),
    Nowhere,
}

/// Whether an event of the matter holds the commitment: by the reference, else anywhere in a body.
fn named(
    at: &Snapshot<'_>,
    organ: &str,
    matter: &str,
    commitment: &str,
    reference: Option<&Reference>,
) -> Result<Named, LedgerError> {
    match reference {
        Some(reference) if reference.commitment == commitment && reference.matter == matter => {
            return Ok(Named::Agrees);
        }
        Some(reference) => return Ok(Named::Differs(reference.seq)),
        None => {}
    }
    let mentioned = at.one(
        sql::VERIFY_MENTIONS,
        params![organ, matter, commitment],
        |_| Ok(()),
    )?;
    Ok(if mentioned.is_some() {
        Named::Agrees
    } else {
        Named::Nowhere
    })
}

/// Commitments without their row: right only where a later event of the chain orders the erasure.
fn missing(
    at: &Snapshot<'_>,
    organ: &str,
    events: &HashMap<String, Reference>,
    present: &HashSet<String>,
    what: &str,
    told: &mut Vec<String>,
) -> Result<(), LedgerError> {
    let erased: HashMap<String, u64> = at
        .all(sql::ERASURE_ALL, [organ], |row| {
            Ok((row.get(0)?, unsigned(row.get(1)?)))
        })?
        .into_iter()
        .collect();
    let mut gone: Vec<(&String, &Reference)> = events
        .iter()
        .filter(|(id, _)| !present.contains(*id))
        .collect();
    gone.sort_by_key(|(id, reference)| (reference.seq, *id));
    for (id, reference) in gone {
        let ordered = match erased.get(id) {
            Some(seq) if *seq > reference.seq => at.one(
                sql::VERIFY_ERASURE,
                params![organ, signed(*seq), id],
                |row| Ok(row.get::<_, i64>(0)? > 0),
            )?,
            _ => None,
        };
        if ordered != Some(true) {
            told.push(format!(
                "第{}号办理记录（件{}）所指的{what}（{id}）已不在库中，且没有删除的记录",
                reference.seq, reference.matter
            ));
        }
    }
    Ok(())
}
