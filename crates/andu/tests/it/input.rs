//! What cannot be used is refused in Chinese, with status 2, and changes nothing.

use std::fs;

use crate::{
    harness::Andu,
    register::{USE, office_with_seal},
};

#[test]
fn days_and_periods_explain_themselves() {
    let andu = Andu::new();
    let day = andu.json(&["workday", "2025-10-01", "--plus", "5"]);
    assert_eq!(day["workday"], false);
    assert_eq!(day["result"], "2025-10-14");
    let clock = andu.json(&[
        "deadline",
        "foi.c.reply",
        "--from",
        "2025-09-25",
        "--extend",
    ]);
    assert_eq!(clock["due"], "2025-11-26");
    assert_eq!(clock["provisional"], false);
    assert_eq!(clock["basis"]["article"], "三十三");
    let days = clock["explain"].as_array().expect("the days are explained");
    assert_eq!(days[0]["date"], "2025-09-25");
    assert_eq!(days[0]["counted"], false);
    let later = andu.json(&["deadline", "foi.c.reply", "--from", "2026-12-20"]);
    assert_eq!(later["provisional"], true);
}

#[test]
fn a_day_that_does_not_exist() {
    let andu = Andu::new();
    andu.run(&["workday", "2025-02-31"])
        .unusable()
        .says("2025-02-31");
    andu.run(&["deadline", "foi.c.reply", "--from", "2025-02-31"])
        .unusable()
        .says("2025-02-31");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_one() {
    let andu = Andu::new();
    andu.office();
    andu.run(&["matter", "list", "foi-aplication"])
        .unusable()
        .says("foi-application");
    andu.run(&["matter", "new", "study-session", "--set", "topick=宪法"])
        .unusable()
        .says("topick");
    andu.run(&["matter", "show", "0000000000000000"]).unusable();
    andu.run(&["deadline", "foi-application.replly", "--from", "2025-03-03"])
        .unusable();
}

#[test]
fn what_lies_in_the_future_has_not_happened() {
    let andu = office_with_seal();
    let mut open = USE.to_vec();
    open.extend(["--set", "subject=合同", "--at", "2999-01-01T10:00"]);
    andu.run(&open).wrong().says("2999年1月1日");
    let list = andu.json(&["matter", "list", "seal-use"]);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_folder_without_an_office_and_one_that_has_one() {
    let andu = Andu::new();
    andu.run(&["due"]).unusable().says("andu init");
    andu.office();
    andu.run(&["init", "--organ", "另一办公室", "--division", "500229"])
        .unusable();
    andu.run(&[
        "init",
        "--organ",
        "某办公室",
        "--division",
        "50022",
        "--dir",
        "other",
    ])
    .unusable();
}

#[test]
fn a_file_that_is_no_ledger_or_only_half_of_one() {
    let mut andu = office_with_seal();
    let ledger = andu.data().join("andu.db");
    andu.tamper("pragma wal_checkpoint(truncate);");
    let whole = fs::read(&ledger).expect("the ledger can be read");
    for bytes in [
        &whole[..whole.len() / 2],
        b"not a database at all, but long enough for a header",
    ] {
        fs::write(&ledger, bytes).expect("the ledger can be written");
        let answer = andu.run(&["verify"]);
        assert!(matches!(answer.status, Some(1 | 2)), "{}", answer.stderr);
        assert!(!answer.stderr.contains("panicked"), "{}", answer.stderr);
    }
}

#[test]
fn a_ledger_of_a_later_version() {
    let mut andu = office_with_seal();
    andu.tamper(
        "insert into schema_migration select 9000, 'later', digest from schema_migration limit 1;",
    );
    andu.run(&["due"]).unusable();
}
