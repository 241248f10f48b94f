//! Attachments in their folder.

use std::fs;

use andu_ledger::{NewEvent, Timestamp};

use crate::support::{Opened, act, event, on_a_file};

fn attached(ledger: &Opened) -> String {
    let file = ledger.store_file("第一版".as_bytes()).unwrap();
    let id = file.id.clone();
    act(ledger, move |tx| {
        let body = serde_json::json!({ "documents": [file] }).to_string();
        tx.append(NewEvent {
            body,
            ..event("a", 1)
        })?;
        tx.put_file("a", "draft", "草案", &file)
    });
    id
}

#[test]
fn an_altered_attachment_is_not_handed_out() {
    let mut ledger = on_a_file();
    let id = attached(&ledger);
    ledger.is_broken_on_purpose();
    fs::write(ledger.dir().join("files").join(&id), "第二版").unwrap();
    assert_eq!(ledger.file(&id).unwrap_err().code(), "file-altered");
    let report = ledger.report();
    assert_eq!(report.first_bad, None);
    assert!(
        !report.ok && report.other[0].contains(&id) && report.other[0].contains("内容被改动过"),
        "{report:?}"
    );
}

#[test]
fn a_missing_attachment_is_told() {
    let mut ledger = on_a_file();
    let id = attached(&ledger);
    ledger.is_broken_on_purpose();
    fs::remove_file(ledger.dir().join("files").join(&id)).unwrap();
    assert_eq!(ledger.file(&id).unwrap(), None);
    let report = ledger.report();
    assert!(
        !report.ok && report.other[0].contains("不在附件文件夹中"),
        "{report:?}"
    );
}

#[test]
fn a_sweep_leaves_young_and_foreign_files() {
    let ledger = on_a_file();
    let id = ledger.store_file(b"young").unwrap().id;
    let foreign = ledger.dir().join("files/说明.txt");
    fs::write(&foreign, "").unwrap();
    assert_eq!(ledger.sweep_files(Timestamp::UNIX_EPOCH).unwrap(), 0);
    assert_eq!(ledger.sweep_files(Timestamp::MAX).unwrap(), 1);
    assert!(foreign.exists());
    assert_eq!(ledger.file(&id).unwrap(), None);
}
