//! Files that a deed brings: read, looked at for marks of secrecy, then stored.

use std::path::PathBuf;

use andu_office::import::{Stopped, StoppedWay};
use andu_office::model::Procedure;
use andu_office::{Attached, Given, Office, Upload};

use super::super::{now, system_user};
use crate::outcome::{Failure, reason};

/// The id of a kind of document given by id or label.
pub(super) fn document(procedure: &Procedure, name: &str) -> Result<String, Failure> {
    let known = procedure
        .documents
        .iter()
        .find(|kind| kind.id.as_str() == name || kind.label == name);
    known.map(|kind| kind.id.to_string()).ok_or_else(|| {
        let kinds: Vec<_> = procedure
            .documents
            .iter()
            .map(|kind| format!("{}（{}）", kind.label, kind.id))
            .collect();
        Failure::usage(format!(
            "没有“{name}”这种材料。可用：{}。",
            kinds.join("、")
        ))
    })
}

/// Reads the files of a deed.
pub(super) fn files(
    procedure: &Procedure,
    action: &str,
    named: &[String],
) -> Result<Vec<Upload>, Failure> {
    let mut uploads = Vec::new();
    for text in named {
        let (kind, path) = match text.split_once('=') {
            Some((kind, path)) => (document(procedure, kind)?, PathBuf::from(path)),
            None => (only_kind(procedure, action)?, PathBuf::from(text)),
        };
        let bytes = std::fs::read(&path).map_err(|error| {
            let path = path.display();
            Failure::usage(format!(
                "读不了文件{path}（{}）。请核对文件名和读取权限。",
                reason(&error)
            ))
        })?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        uploads.push(Upload { kind, name, bytes });
    }
    Ok(uploads)
}

/// Stores the files of a deed, once nothing of it bears a mark of secrecy; what is refused later is swept after a day.
pub(super) fn stored(
    office: &Office,
    given: &Given,
    uploads: Vec<Upload>,
) -> Result<Vec<Attached>, Failure> {
    let stopped = Stopped {
        way: StoppedWay::Matter,
        now: now(),
        recorder: &system_user(),
        channel: "cli",
    };
    office.refuse_marked(given, &uploads, stopped)?;
    let store = |upload: Upload| {
        let file = office.ledger().store_file(&upload.bytes);
        Ok(Attached {
            kind: upload.kind,
            name: upload.name,
            file: file.map_err(andu_office::OfficeError::from)?,
        })
    };
    uploads.into_iter().map(store).collect()
}

/// The one kind of document that an action asks for.
fn only_kind(procedure: &Procedure, action: &str) -> Result<String, Failure> {
    let asked = procedure
        .action(action)
        .map(|action| action.documents.as_slice());
    match asked.unwrap_or_default() {
        [only] => Ok(only.to_string()),
        _ => Err(Failure::usage(
            "请写明材料种类，如 --file application=申请表.pdf。",
        )),
    }
}
