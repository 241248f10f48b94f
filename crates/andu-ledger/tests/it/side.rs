//! What lies beside the chain.

use andu_ledger::{KeyClaim, LedgerError, LinkRow, NewEvent, OrganRow};

use crate::support::{ORGAN, Opened, act, append, code, event, moment};

pub fn keys_are_unique_and_released(ledger: Opened) {
    let claim = |key: &'static str, matter: &'static str| {
        act(&ledger, move |tx| tx.claim_key("p", key, matter))
    };
    assert_eq!(claim("2025-1", "a"), KeyClaim::Claimed);
    assert_eq!(claim("2025-1", "a"), KeyClaim::Claimed);
    assert_eq!(claim("2025-1", "b"), KeyClaim::TakenBy("a".into()));
    assert_eq!(claim("2025-2", "b"), KeyClaim::Claimed);
    act(&ledger, |tx| tx.release_keys("a"));
    assert_eq!(claim("2025-1", "b"), KeyClaim::Claimed);
}

pub fn numbers_have_no_gaps(ledger: Opened) {
    let draw = || act(&ledger, |tx| tx.next_number("2025"));
    assert_eq!(draw(), 1);
    let given_back = ledger.act(ORGAN, |tx| {
        assert_eq!(tx.next_number("2025").unwrap(), 2);
        Err::<(), _>(())
    });
    assert!(given_back.is_err());
    assert_eq!(draw(), 2);
    assert_eq!(act(&ledger, |tx| tx.next_number("2026")), 1);
}

pub fn personal_values_are_committed_to_and_erased(ledger: Opened) {
    let id = act(&ledger, |tx| {
        let name = tx.put_personal("a", "applicant", "张三")?;
        let body = serde_json::json!({ "set": { "applicant": name } }).to_string();
        tx.append(NewEvent {
            body,
            ..event("a", 1)
        })?;
        Ok(name.id)
    });
    assert_eq!(
        ledger
            .read(|at| at.personal(ORGAN, &id))
            .unwrap()
            .as_deref(),
        Some("张三")
    );
    assert!(
        !ledger
            .read(|at| at.event(ORGAN, 1))
            .unwrap()
            .unwrap()
            .body
            .contains("张三")
    );
    assert!(ledger.report().ok);
    let erased = id.clone();
    act(&ledger, move |tx| {
        let body = serde_json::json!({ "erased": [erased] }).to_string();
        tx.append(NewEvent {
            body,
            ..event("a", 2)
        })?;
        tx.erase_personal(&erased)
    });
    assert_eq!(ledger.read(|at| at.personal(ORGAN, &id)).unwrap(), None);
    assert!(ledger.report().ok);
}

pub fn nothing_is_erased_without_an_event(ledger: Opened) {
    let id = act(&ledger, |tx| {
        let name = tx.put_personal("a", "applicant", "张三")?;
        let body = serde_json::to_string(&name).unwrap();
        tx.append(NewEvent {
            body,
            ..event("a", 1)
        })?;
        Ok(name.id)
    });
    append(&ledger, event("a", 2)).unwrap();
    let erased = id.clone();
    assert_eq!(
        code(ledger.act(ORGAN, move |tx| tx.erase_personal(&erased))),
        "erasure-unrecorded"
    );
    assert!(ledger.read(|at| at.personal(ORGAN, &id)).unwrap().is_some());
}

pub fn links_go_both_ways(ledger: Opened) {
    act(&ledger, |tx| {
        tx.put_link("a", "agenda-item", "b")?;
        tx.put_link("a", "agenda-item", "b")?;
        tx.put_link("c", "agenda-item", "a")
    });
    let link = |from: &str, to: &str| LinkRow {
        from: from.into(),
        kind: "agenda-item".into(),
        to: to.into(),
    };
    let of = |matter: &str| ledger.read(|at| at.links_of(ORGAN, matter)).unwrap();
    assert_eq!(of("a"), [link("a", "b"), link("c", "a")]);
    assert_eq!(of("b"), [link("a", "b")]);
    act(&ledger, |tx| tx.remove_link("a", "agenda-item", "b"));
    assert_eq!(of("b"), []);
}

pub fn settings_rule_files_and_organs(ledger: Opened) {
    act(&ledger, |tx| {
        assert_eq!(tx.setting("pack")?, None);
        tx.put_setting("pack", "d1")?;
        tx.put_setting("pack", "d2")?;
        assert_eq!(tx.setting("pack")?.as_deref(), Some("d2"));
        tx.put_rule_file("d1", "procedures/x.toml", "cn", b"id = \"x\"")?;
        tx.put_rule_file("d1", "procedures/x.toml", "cn", b"id = \"x\"")?;
        assert_eq!(tx.rule_file("d1")?.unwrap().bytes, b"id = \"x\"");
        assert_eq!(tx.rule_file("d2")?, None);
        Ok(())
    });
    let other = ledger.act(ORGAN, |tx| {
        tx.put_rule_file("d1", "procedures/x.toml", "cn", b"id = \"y\"")
    });
    assert_eq!(code(other), "rule-file-differs");
    let organ = |name: &str, demonstration: Option<&str>| OrganRow {
        id: ORGAN.into(),
        name: name.into(),
        division: "500229".into(),
        demonstration: demonstration.map(Into::into),
        opened_at: moment(0),
    };
    let (first, second) = (
        organ("示例县", Some("demo")),
        organ("示例县人民政府办公室", None),
    );
    act(&ledger, move |tx| tx.put_organ(&first));
    act(&ledger, move |tx| tx.put_organ(&second));
    // What was once a demonstration stays one.
    let kept = organ("示例县人民政府办公室", Some("demo"));
    assert_eq!(ledger.read(|at| at.organs()).unwrap(), vec![kept.clone()]);
    assert_eq!(ledger.read(|at| at.organ(ORGAN)).unwrap(), Some(kept));
    assert_eq!(ledger.read(|at| at.organ("none")).unwrap(), None);
}

pub fn files_are_stored_attached_and_swept(ledger: Opened) {
    let kept = ledger.store_file("附件".as_bytes()).unwrap();
    let loose = ledger.store_file(b"loose").unwrap();
    assert_eq!(kept.size, 6);
    assert_ne!(
        ledger.store_file(b"loose").unwrap().digest,
        loose.digest,
        "each has its own salt"
    );
    let file = kept.clone();
    act(&ledger, move |tx| {
        let body = serde_json::json!({ "documents": [file] }).to_string();
        tx.append(NewEvent {
            body,
            ..event("a", 1)
        })?;
        tx.put_file("a", "application", "申请表.pdf", &file)
    });
    let of = ledger.read(|at| at.files_of(ORGAN, "a")).unwrap();
    assert_eq!(
        (of[0].name.as_str(), of[0].size, &of[0].digest),
        ("申请表.pdf", 6, &kept.digest)
    );
    assert_eq!(ledger.sweep_files(far_future()).unwrap(), 2);
    assert_eq!(
        ledger.file(&kept.id).unwrap().as_deref(),
        Some("附件".as_bytes())
    );
    assert_eq!(ledger.file(&loose.id).unwrap(), None);
    assert_eq!(ledger.file("../andu.db").unwrap(), None);
}

pub fn a_file_is_erased_by_an_event(ledger: Opened) {
    let file = ledger.store_file(b"letter").unwrap();
    let attached = file.clone();
    act(&ledger, move |tx| {
        let body = serde_json::to_string(&attached).unwrap();
        tx.append(NewEvent {
            body,
            ..event("a", 1)
        })?;
        tx.put_file("a", "letter", "来信", &attached)
    });
    let erased = file.id.clone();
    act(&ledger, move |tx| {
        let body = format!(r#"{{"erased":["{erased}"]}}"#);
        tx.append(NewEvent {
            body,
            ..event("a", 2)
        })?;
        tx.erase_file(&erased)
    });
    assert_eq!(ledger.sweep_files(far_future()).unwrap(), 1);
    assert_eq!(ledger.file(&file.id).unwrap(), None);
    let unknown = ledger.act(ORGAN, |tx| {
        tx.append(event("a", 3))?;
        tx.erase_file("")
    });
    assert!(matches!(
        unknown,
        Err(andu_ledger::ActError::Refused(
            LedgerError::ErasureUnrecorded { .. }
        ))
    ));
}

fn far_future() -> andu_ledger::Timestamp {
    andu_ledger::Timestamp::MAX
}
