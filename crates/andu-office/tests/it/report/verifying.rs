//! Worked out again: what holds, what was tampered with, what has been restated and by what.

use super::*;

#[test]
fn a_seal_holds_while_nothing_changes() {
    let desk = small();
    year(&desk);
    let receipt = sealed(&desk).receipt;
    letter(&desk, "2026-02-02");
    let verification = verified(&desk, &receipt);
    assert!(verification.receipt_intact && verification.head_found && verification.holds);
    assert!(!verification.restated, "{verification:?}");
    assert!(verification.values.iter().all(|value| value.same));
}

#[test]
fn a_receipt_that_was_altered_is_known() {
    let desk = small();
    year(&desk);
    let receipt = sealed(&desk).receipt;
    let text = serde_json::to_string(&receipt).unwrap();
    let alter = |from: &str, to: &str| {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        let receipt: Receipt = serde_json::from_str(&altered).unwrap();
        verified(&desk, &receipt)
    };
    let digest = &receipt.rules[0].digest;
    let swapped = |hex: &str| {
        let first = if hex.starts_with('0') { "1" } else { "0" };
        format!("{first}{}", &hex[1..])
    };
    for verification in [
        alter("\"printed\":\"3\"", "\"printed\":\"4\""),
        alter("\"year\":2025", "\"year\":2024"),
        alter("2025-12-31", "2025-11-30"),
        alter("letters-closed", "letters-clowed"),
        alter(digest, &swapped(digest)),
        alter(&receipt.code, &swapped(&receipt.code)),
        alter("\"label\":\"来信件数\"", "\"label\":\"来信件次\""),
    ] {
        assert!(!verification.receipt_intact && !verification.holds);
    }
    let seq = format!("\"seq\":{}", receipt.head.seq);
    let verification = alter(&seq, "\"seq\":18446744073709551615");
    assert!(!verification.receipt_intact && !verification.head_found);
}

/// A receipt that says something else than what was sealed, with the code that belongs to it.
fn forged(receipt: &Receipt) -> Receipt {
    let mut forged = receipt.clone();
    forged.values[0].printed = "4".to_owned();
    forged.values[0].value = Some("4".to_owned());
    forged.code = forged.work_out_code();
    forged
}

#[test]
fn a_forged_receipt_with_the_right_code_is_refused_by_the_chain() {
    let desk = small();
    year(&desk);
    let sealed = sealed(&desk);
    let receipt = &sealed.receipt;
    assert_eq!(verified(&desk, receipt).seal, Some(sealed.outcome.seq));
    let forged = forged(receipt);
    let verification = verified(&desk, &forged);
    assert!(verification.receipt_intact && verification.head_found);
    assert_eq!((verification.seal, verification.holds), (None, false));
    // Nor does it help that somebody wrote it into the chain as something else than a seal.
    let text = serde_json::to_string(&forged).unwrap();
    let letter = open("letter").set("subject", &text);
    let letter = letter.set("received_on", "2026-01-16");
    desk.does(letter.at("2026-01-16T09:00"));
    let verification = verified(&desk, &forged);
    assert_eq!((verification.seal, verification.holds), (None, false));
}

#[test]
fn the_wording_is_part_of_what_was_sealed() {
    let desk = small();
    year(&desk);
    let sealed = sealed(&desk);
    let reads = |document| desk.reads_as_sealed(&sealed.receipt, &to_docx(document));
    assert_eq!(reads(&sealed.report.document).unwrap(), Some(true));
    let mut other = sealed.report.document.clone();
    other.blocks.remove(1);
    assert_eq!(reads(&other).unwrap(), Some(false));
    let refused = desk.reads_as_sealed(&sealed.receipt, b"PK").unwrap_err();
    assert_eq!(refused.code(), "usage", "{refused}");
}

#[test]
fn a_receipt_of_the_first_form_says_nothing_of_the_wording() {
    let desk = small();
    year(&desk);
    let mut receipt = sealed(&desk).receipt;
    let code = receipt.code.clone();
    (receipt.format, receipt.wording) = (1, None);
    receipt.code = receipt.work_out_code();
    assert_ne!(receipt.code, code);
    let docx = to_docx(&composed(&desk).document);
    assert_eq!(desk.reads_as_sealed(&receipt, &docx).unwrap(), None);
    assert!(verified(&desk, &receipt).receipt_intact);
}

#[test]
fn a_receipt_of_another_organ_or_form_is_not_verified() {
    let desk = small();
    year(&desk);
    let receipt = sealed(&desk).receipt;
    let refused = |change: fn(&mut Receipt)| {
        let mut receipt = receipt.clone();
        change(&mut receipt);
        desk.verify_receipt(&receipt).unwrap_err()
    };
    let other = refused(|receipt| receipt.organ = "乙县人民政府办公室".to_owned());
    assert!(other.to_string().contains("乙县"), "{other}");
    let newer = refused(|receipt| receipt.format = 9);
    assert!(newer.to_string().contains("第9版"), "{newer}");
    assert!(matches!(newer, OfficeError::Usage(_)));
}

#[test]
fn one_more_in_the_sealed_year_restates_and_says_what_did_it() {
    let desk = small();
    closed(&desk, "2024-05-06", "settled");
    let touched = closed(&desk, "2025-03-03", "settled");
    let stayed = letter(&desk, "2025-03-05");
    let receipt = sealed(&desk).receipt;
    // What changes no figure is no cause, even on a matter that is counted.
    let remark = act(&touched, "remark").at("2025-03-10T09:00");
    desk.does(remark.entered("2026-01-20T09:00").late("补批"));
    let late = act(&stayed, "close")
        .set("outcome", "declined")
        .at("2025-12-30T10:00")
        .entered("2026-01-20T10:00");
    let cause = desk.does(late.late("漏登")).seq;
    let remark = act(&stayed, "remark").at("2026-01-21T09:00");
    desk.does(remark);
    let verification = verified(&desk, &receipt);
    assert!(verification.holds && verification.restated);
    assert_eq!(
        restated(&verification),
        [
            ("letters-closed", "1", "2", vec![cause]),
            ("settled-rate", "100", "50", vec![cause]),
            ("letters-declined", "0", "1", vec![cause]),
            ("handled", "1", "2", vec![cause]),
        ]
    );
    let causes = verification.values.iter().find(|value| value.restated);
    let named = &causes.unwrap().causes[0];
    assert_eq!(
        (
            named.matter.as_str(),
            named.happened_at.as_str(),
            named.recorded_at.as_str(),
            named.recorder.as_str()
        ),
        (
            stayed.as_str(),
            "2025-12-30T10:00:00",
            "2026-01-20T10:00:00",
            "张三"
        )
    );
}

#[test]
fn a_correction_and_a_void_are_causes() {
    let desk = small();
    let (visited, seq) = year(&desk);
    let gone = letter(&desk, "2025-03-07");
    let receipt = sealed(&desk).receipt;
    let corrected = desk::correct(&desk, &visited, seq, "households", "21");
    let corrected = desk.does(corrected.at("2026-02-03T09:00")).seq;
    let voided = desk
        .does(desk::void(&gone, None).at("2026-02-03T10:00"))
        .seq;
    let verification = verified(&desk, &receipt);
    assert!(verification.holds, "{verification:?}");
    assert_eq!(
        restated(&verification),
        [
            ("letters", "4", "3", vec![voided]),
            ("households", "12", "21", vec![corrected]),
            ("handled", "14", "23", vec![corrected]),
        ]
    );
}

#[test]
fn a_figure_that_came_back_to_its_value_is_still_restated() {
    let desk = small();
    year(&desk);
    let gone = letter(&desk, "2025-03-07");
    let receipt = sealed(&desk).receipt;
    let voided = desk
        .does(desk::void(&gone, None).at("2026-02-03T10:00"))
        .seq;
    let again = open("letter")
        .set("subject", "路灯")
        .set("received_on", "2025-03-07")
        .at("2025-03-07T09:00")
        .entered("2026-02-03T11:00");
    let again = desk.does(again.late("重登")).seq;
    assert_eq!(
        restated(&verified(&desk, &receipt)),
        [("letters", "4", "4", vec![voided, again])]
    );
}

#[test]
fn rules_changed_after_the_seal_leave_it_standing() {
    let mut desk = in_folder();
    year(&desk);
    let receipt = sealed(&desk).receipt;
    let at = now("2026-02-03T09:00");
    desk.between(at, |dir| {
        let figures = include_str!("../pack/report/figures.toml");
        let changed = figures.replacen(
            "of = { procedure = \"letter\", on = \"field:received_on\" }",
            "of = { procedure = \"letter\", on = \"field:received_on\", where = \"not done(close)\" }",
            1,
        );
        assert_ne!(changed, figures);
        desk::put(dir, "indicators/letters.toml", &changed);
    });
    let verification = verified(&desk, &receipt);
    assert!(verification.holds, "{verification:?}");
    assert_eq!(
        restated(&verification),
        [("letters", "3", "1", vec![])],
        "no event did it"
    );
    // Nor does it fall with the rules gone altogether.
    desk.between(at, |dir| {
        std::fs::remove_dir_all(dir.join("rules")).unwrap();
    });
    let verification = verified(&desk, &receipt);
    assert!(verification.holds, "{verification:?}");
    assert_eq!(verification.values[0].now, "（无此指标）");
}

/// Seals, damages the chain at a place counted back from the sealed head, and verifies.
#[track_caller]
fn damaged(back: u64, damage: &str) -> Verification {
    let mut desk = in_folder();
    year(&desk);
    let receipt = sealed(&desk).receipt;
    desk.is_broken_on_purpose();
    desk.raw("drop trigger event_no_update");
    let seq = receipt.head.seq - back;
    assert_eq!(
        desk.raw(&format!("update event set {damage} where seq = {seq}")),
        1
    );
    verified(&desk, &receipt)
}

#[test]
fn a_head_altered_behind_the_program_is_found() {
    let verification = damaged(0, "body = replace(body, '某村', '某镇')");
    assert!(verification.receipt_intact && !verification.head_found && !verification.holds);
    let hash = "hash = printf('%064d', 0)";
    let verification = damaged(0, hash);
    assert!(!verification.head_found && !verification.holds);
}

#[test]
fn a_record_altered_before_the_head_is_found() {
    let verification = damaged(1, "body = replace(body, '路灯', '路面')");
    assert!(!verification.head_found && !verification.holds);
}

#[test]
fn the_report_of_the_real_pack_is_sealed_and_holds() {
    let desk = desk::real();
    let session = open("study-session")
        .set("held_on", "2025-03-03")
        .set("organizer", "party_branch")
        .set("topic", "laws")
        .set("subject", "行政复议法");
    desk.does(session);
    let date = "2026-01-15".parse().unwrap();
    let report = desk
        .compose_report("law-based-government", 2025, date, None)
        .unwrap();
    assert!(report.has_records());
    assert_eq!(report.errors().count(), 0, "{:?}", told(&report));
    let missing = codes(&report)
        .iter()
        .filter(|code| **code == "required-missing")
        .count();
    assert_eq!(missing, 4, "{:?}", told(&report));
    let sealed = desk
        .seal_report(report, HAND, now("2026-01-15T10:00"))
        .unwrap();
    let verification = verified(&desk, &sealed.receipt);
    assert!(verification.holds && !verification.restated);
}
