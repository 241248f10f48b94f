//! Recomputing: the chain, its heads, and what the events commit to.

mod chain;
mod references;

use serde::Serialize;

use crate::files::FileStore;
use crate::snapshot::Snapshot;
use crate::{LedgerError, sql};

/// What the check of one organ's chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganReport {
    /// The organ.
    pub organ: String,
    /// Events found.
    pub events: u64,
    /// Hash of the last one, in hex.
    pub head: String,
    /// Whether everything agrees.
    pub ok: bool,
    /// The first event of the chain that does not.
    pub first_bad: Option<FirstBad>,
    /// What else does not agree: personal values, files, the list of matters, the database file.
    pub other: Vec<String>,
}

/// The first event that does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstBad {
    /// Its place.
    pub seq: u64,
    /// Why, in Chinese.
    pub why: String,
}

/// So many faults of one kind are told.
pub(crate) const TOLD: usize = 20;

pub(crate) fn verify(
    at: &Snapshot<'_>,
    files: &FileStore,
) -> Result<Vec<OrganReport>, LedgerError> {
    let damage = integrity(at);
    let organs: Vec<Vec<u8>> = at.all(sql::ORGAN_SEEN, [], |row| {
        let name = row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?;
        Ok(name.to_vec())
    })?;
    if organs.is_empty() && !damage.is_empty() {
        return Err(LedgerError::Corrupt {
            place: "andu.db".into(),
        });
    }
    let reports = organs
        .into_iter()
        .map(|organ| match String::from_utf8(organ) {
            Ok(organ) => report(at, files, organ, &damage),
            Err(error) => unreadable(error.as_bytes()),
        });
    Ok(reports.collect())
}

/// Nobody enters an id that is not text: some event was moved here.
fn unreadable(organ: &[u8]) -> OrganReport {
    OrganReport {
        organ: String::from_utf8_lossy(organ).into_owned(),
        events: 0,
        head: String::new(),
        ok: false,
        first_bad: None,
        other: vec!["单位的编号读不出来，被改动过".into()],
    }
}

fn report(at: &Snapshot<'_>, files: &FileStore, organ: String, damage: &[String]) -> OrganReport {
    let walked = chain::walk(at, &organ);
    let mut other = damage.to_vec();
    let sides: [Result<Vec<String>, LedgerError>; 3] = [
        chain::matters(at, &organ),
        references::personal(at, &organ, &walked.personal),
        references::files(at, &organ, &walked.files, files),
    ];
    for side in sides {
        match side {
            Ok(found) => other.extend(found),
            Err(error) => other.push(error.to_string()),
        }
    }
    other.dedup();
    let (events, head, first_bad) = (walked.events, walked.head, walked.first_bad);
    let ok = first_bad.is_none() && other.is_empty();
    OrganReport {
        organ,
        events,
        head,
        ok,
        first_bad,
        other,
    }
}

/// SQLite's own check of its pages and indexes.
fn integrity(at: &Snapshot<'_>) -> Vec<String> {
    let found = at.all("pragma integrity_check(20)", [], |row| {
        Ok(row.get::<_, String>(0)?)
    });
    match found {
        Ok(lines) if lines == ["ok"] => Vec::new(),
        Ok(lines) => {
            vec![format!(
                "数据库文件内部不一致（{}处）。请另存现有文件，再用备份恢复。",
                lines.len()
            )]
        }
        Err(error) => vec![error.to_string()],
    }
}
