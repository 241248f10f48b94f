//! The report of a year: composed, sealed, worked out again.

use andu_office::report::{ComposedReport, Receipt, SealedReport, Verification, to_text};
use andu_office::{Layer, OfficeError, built_in_layers};
use andu_rules::SourceFile;

use crate::desk::{self, Desk, act, now, open};

const TEMPLATE: &str = "letters-and-visits";
/// Files of the small pack of this module.
const FILES: [(&str, &str); 6] = [
    (
        "procedures/letter/2000-01-01.toml",
        include_str!("pack/report/letter.toml"),
    ),
    (
        "procedures/visit/2000-01-01.toml",
        include_str!("pack/report/visit.toml"),
    ),
    (
        "procedures/yearly/2000-01-01.toml",
        include_str!("pack/report/yearly.toml"),
    ),
    (
        "indicators/letters.toml",
        include_str!("pack/report/figures.toml"),
    ),
    (
        "reports/letters-and-visits.toml",
        include_str!("pack/report/template.toml"),
    ),
    (
        "statutes/request-rules/2000-01-01.toml",
        include_str!("pack/statute.toml"),
    ),
];

fn layers() -> Vec<Layer> {
    let mut layers = built_in_layers(None);
    layers[0]
        .files
        .retain(|file| file.path.starts_with("calendars/"));
    let file = |(path, text): (&str, &str)| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    layers[0].files.extend(FILES.map(file));
    layers
}

fn small() -> Desk {
    desk::with(layers(), desk::organ())
}

/// An office in a folder, with the small pack as its own rules.
fn in_folder() -> Desk {
    desk::real_with(|dir| {
        FILES
            .iter()
            .for_each(|(path, text)| desk::put(dir, path, text))
    })
}

fn letter(desk: &Desk, day: &str) -> String {
    let opening = open("letter")
        .set("subject", "路灯")
        .set("received_on", day);
    desk.does(opening.at(&format!("{day}T09:00"))).matter
}

fn closed(desk: &Desk, day: &str, outcome: &str) -> String {
    let id = letter(desk, day);
    desk.does(
        act(&id, "close")
            .set("outcome", outcome)
            .at(&format!("{day}T16:00")),
    );
    id
}

fn visit(desk: &Desk, day: &str, households: &str) -> (String, u64) {
    let opening = open("visit").set("place", "某村").set("visited_on", day);
    let done = desk.does(
        opening
            .set("households", households)
            .at(&format!("{day}T17:00")),
    );
    (done.matter, done.seq)
}

/// A year before with two letters, a year with three of which two are closed, and a visit to twelve households.
fn year(desk: &Desk) -> (String, u64) {
    closed(desk, "2024-05-06", "settled");
    letter(desk, "2024-06-06");
    closed(desk, "2025-03-03", "settled");
    closed(desk, "2025-03-04", "declined");
    letter(desk, "2025-03-05");
    visit(desk, "2025-03-06", "12")
}

fn composed(desk: &Desk) -> ComposedReport {
    desk.compose_report(TEMPLATE, 2025, "2026-01-15".parse().unwrap(), None)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The report's text, one line after the other, white space apart.
fn text(report: &ComposedReport) -> String {
    let text = to_text(&report.document);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

fn told(report: &ComposedReport) -> Vec<(&'static str, String)> {
    let findings = report.findings.iter();
    findings
        .map(|finding| (finding.code(), finding.to_string()))
        .collect()
}

fn codes(report: &ComposedReport) -> Vec<&'static str> {
    told(report).into_iter().map(|(code, _)| code).collect()
}

/// Begins the report's own matter and writes into it; `sources` is the list as JSON.
fn written(desk: &Desk, problems: &str, sources: &str) -> String {
    let start = open("yearly")
        .set("name", "信访年报")
        .set("template", TEMPLATE)
        .set("report_year", "2025")
        .set("started_on", "2026-01-05");
    let id = desk.does(start.at("2026-01-05T09:00")).matter;
    write(desk, &id, problems, sources);
    id
}

fn write(desk: &Desk, id: &str, problems: &str, sources: &str) {
    let sections = serde_json::json!([{ "block": "problems", "text": problems }]).to_string();
    let deed = act(id, "write")
        .set("sections", &sections)
        .set("sources", sources);
    desk.does(deed.at("2026-01-06T09:00"));
}

fn sealed(desk: &Desk) -> SealedReport {
    desk.seal_report(composed(desk), "李四", "张三", now("2026-01-15T10:00"))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn verified(desk: &Desk, receipt: &Receipt) -> Verification {
    desk.verify_receipt(receipt)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Each restated figure: as sealed, as it is now, and the places of what changed it.
fn restated(verification: &Verification) -> Vec<(&str, &str, &str, Vec<u64>)> {
    let values = verification.values.iter().filter(|value| value.restated);
    let told = values.map(|value| {
        let causes = value.causes.iter().map(|cause| cause.seq).collect();
        (
            value.indicator.as_str(),
            value.sealed.as_str(),
            value.now.as_str(),
            causes,
        )
    });
    told.collect()
}

mod composing {
    use super::*;

    #[test]
    fn figures_stand_in_their_slots_beside_those_of_the_year_before() {
        let desk = small();
        year(&desk);
        let report = composed(&desk);
        let text = text(&report);
        for line in [
            "示例县人民政府办公室2025年信访工作报告",
            "全年收到来信3件，办结2件，解决率50%。",
            "解决1件，不予受理1件；走访12户，合计14件。",
            "2026年1月15日",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        let slots: Vec<_> = report
            .document
            .slots()
            .into_iter()
            .map(|slot| {
                (
                    slot.indicator.as_str(),
                    slot.printed.as_str(),
                    slot.before.as_deref(),
                    slot.change.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            slots,
            [
                ("letters", "3", Some("2"), Some("+1")),
                ("letters-closed", "2", Some("1"), Some("+1")),
                ("settled-rate", "50", Some("100"), Some("-50")),
                ("letters-settled", "1", Some("1"), Some("0")),
                ("letters-declined", "1", Some("0"), Some("+1")),
                ("households", "12", Some("0"), Some("+12")),
                ("handled", "14", Some("1"), Some("+13")),
            ]
        );
        assert!(report.has_records());
    }

    #[test]
    fn every_figure_opens_where_its_records_are() {
        let desk = small();
        year(&desk);
        let place = |id: &str| format!("/figures/{id}?period=2025");
        let date = "2026-01-15".parse().unwrap();
        let report = desk
            .compose_report(TEMPLATE, 2025, date, Some(&place))
            .unwrap();
        let slots = report.document.slots();
        assert_eq!(
            slots[0].href.as_deref(),
            Some("/figures/letters?period=2025")
        );
    }

    #[test]
    fn only_a_demonstration_is_marked_as_one() {
        let plain = small();
        year(&plain);
        assert_eq!(composed(&plain).document.marks, None);
        let mut organ = desk::organ();
        organ.demonstration = Some("某演示".to_owned());
        let desk = desk::with(layers(), organ);
        year(&desk);
        let report = composed(&desk);
        let marks = report.document.marks.as_deref();
        assert_eq!(marks, Some("演示数据　非公文"));
        assert!(text(&report).contains("演示数据"), "{}", text(&report));
    }

    #[test]
    fn what_people_wrote_stands_in_its_section() {
        let desk = small();
        year(&desk);
        let missing = composed(&desk);
        assert_eq!(codes(&missing), ["required-missing"]);
        let (_, message) = &told(&missing)[0];
        assert!(
            message.contains("存在的问题") && message.contains("示例办理规则"),
            "{message}"
        );
        let id = written(&desk, "走访不够深入，只到{households}户。", "[]");
        let report = composed(&desk);
        assert_eq!(report.matter.as_deref(), Some(id.as_str()));
        assert_eq!(codes(&report), [""; 0]);
        let text = text(&report);
        assert!(text.contains("走访不够深入，只到12户。"), "{text}");
        assert_eq!(report.document.slots().len(), 8);
    }

    #[test]
    fn a_voided_draft_is_not_the_report() {
        let desk = small();
        year(&desk);
        let id = written(&desk, "无。", "[]");
        desk.does(desk::void(&id, None).at("2026-01-07T09:00"));
        let report = composed(&desk);
        assert_eq!(report.matter, None);
        assert_eq!(codes(&report), ["required-missing"]);
    }

    #[test]
    fn a_typed_numeral_wants_a_source() {
        let desk = small();
        year(&desk);
        let id = written(&desk, "重复来信16件，越级走访3次。", "[]");
        let report = composed(&desk);
        assert_eq!(codes(&report), ["unsourced-numeral", "unsourced-numeral"]);
        let (_, message) = &told(&report)[0];
        assert!(message.contains("“16件”无出处"), "{message}");
        let sources = r#"[
            {"numeral":"16件","block":"problems","kind":"offline","paper":"来信登记簿","confirmer":"王五"},
            {"numeral":"3次","kind":"stated","paper":"信访专报第7期"}
        ]"#;
        write(&desk, &id, "重复来信16件，越级走访3次。", sources);
        let report = composed(&desk);
        assert_eq!(codes(&report), [""; 0]);
        let shown = serde_json::to_string(&report.document).unwrap();
        assert!(shown.contains("线下数：来信登记簿，王五确认"), "{shown}");
        assert!(shown.contains("来源：信访专报第7期"), "{shown}");
    }

    #[test]
    fn a_broken_identity_shows_its_arithmetic() {
        let desk = small();
        year(&desk);
        closed(&desk, "2025-03-10", "withdrawn");
        let report = composed(&desk);
        let broken = told(&report)
            .into_iter()
            .find(|(code, _)| *code == "identity-broken");
        let (_, message) = broken.unwrap();
        assert!(message.contains("办结来信合计"), "{message}");
        assert!(message.contains("1＋1＝2，合计写作 3"), "{message}");
        assert_eq!(report.errors().count(), 1);
    }

    #[test]
    fn an_undefined_figure_is_a_dash() {
        let desk = small();
        letter(&desk, "2025-03-03");
        let report = composed(&desk);
        assert!(text(&report).contains("解决率—%"), "{}", text(&report));
        assert!(codes(&report).contains(&"undefined-figure"));
        let slots = report.document.slots();
        let rate = slots.iter().find(|slot| slot.indicator == "settled-rate");
        assert_eq!(
            rate.map(|slot| (&slot.value, &slot.change)),
            Some((&None, &None))
        );
    }

    #[test]
    fn an_unknown_template_and_a_year_to_come_are_refused() {
        let desk = small();
        year(&desk);
        let date = "2026-01-15".parse().unwrap();
        let unknown = desk
            .compose_report("no-such", 2025, date, None)
            .unwrap_err();
        assert_eq!(unknown.code(), "usage");
        let told = unknown.to_string();
        assert!(
            told.contains("“no-such”") && told.contains("信访工作报告（letters-and-visits）"),
            "{told}"
        );
        let empty = desk.compose_report(TEMPLATE, 2026, date, None).unwrap_err();
        assert_eq!(empty.code(), "no-records");
        assert!(empty.to_string().contains("2026年度"), "{empty}");
        assert!(empty.is_refusal());
    }

    #[test]
    fn a_late_entry_at_the_end_hides_no_year() {
        let desk = small();
        year(&desk);
        let late = open("letter")
            .set("subject", "补录")
            .set("received_on", "2024-12-31")
            .at("2024-12-31T09:00")
            .entered("2025-03-07T09:00");
        desk.does(late.late("漏登"));
        assert!(composed(&desk).has_records());
    }
}

mod sealing {
    use super::*;

    #[test]
    fn the_chain_remembers_a_seal_and_the_foot_bears_its_code() {
        let desk = small();
        year(&desk);
        let id = written(&desk, "无。", "[]");
        let head = desk.head();
        let sealed = sealed(&desk);
        let receipt = &sealed.receipt;
        assert_eq!(
            (receipt.head.seq, &receipt.head.hash),
            (head.0, &head.1),
            "the seal is of what was there before it"
        );
        assert_eq!(desk.head().0, head.0 + 1);
        let shown = desk.show(&id, now("2026-01-16T09:00")).unwrap();
        assert_eq!(shown.stage, "sealed");
        let last = shown.events.last().unwrap();
        assert_eq!(
            (last.what.as_str(), last.who.as_str()),
            ("定稿", "李四（代录：张三）")
        );
        let code = receipt.printed_code();
        assert_eq!((code.len(), code.matches('-').count()), (39, 7), "{code}");
        let foot = &sealed.report.document.foot;
        assert_eq!(foot[0], format!("核验码：{code}"));
        assert_eq!(foot[1], format!("链首第{}号：{}", head.0, head.1));
        assert!(text(&sealed.report).contains(&code));
        assert_eq!(receipt.values.len(), 7);
        assert_eq!(receipt.rules.len(), desk.rules().pack.files.len());
    }

    #[test]
    fn a_report_that_nobody_began_is_begun_by_its_seal() {
        let desk = small();
        year(&desk);
        let sealed = sealed(&desk);
        let matter = sealed.report.matter.clone().unwrap();
        let shown = desk.show(&matter, now("2026-01-16T09:00")).unwrap();
        let told: Vec<_> = shown.events.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(told, ["开始起草", "定稿"]);
        assert_eq!(composed(&desk).matter, Some(matter));
    }

    #[test]
    fn the_same_head_gives_the_same_code_and_another_head_another() {
        let desk = small();
        year(&desk);
        written(&desk, "无。", "[]");
        let (one, other) = (composed(&desk), composed(&desk));
        let seal = |report| {
            let sealed = desk.seal_report(report, "李四", "张三", now("2026-01-15T10:00"));
            sealed.unwrap().receipt
        };
        let first = seal(one);
        assert_eq!(first, seal(other));
        assert_ne!(first.code, seal(composed(&desk)).code);
    }

    #[test]
    fn a_wrong_report_is_not_sealed() {
        let desk = small();
        year(&desk);
        closed(&desk, "2025-03-10", "withdrawn");
        let head = desk.head();
        let error = desk
            .seal_report(composed(&desk), "李四", "张三", now("2026-01-15T10:00"))
            .unwrap_err();
        assert_eq!((error.code(), error.is_refusal()), ("report-errors", true));
        assert!(error.to_string().contains("1＋1＝2，合计写作 3"), "{error}");
        assert_eq!(desk.head(), head);
    }

    #[test]
    fn an_empty_report_is_not_sealed() {
        let desk = small();
        year(&desk);
        let date = "2026-01-15".parse().unwrap();
        let report = desk.compose_report(TEMPLATE, 2023, date, None).unwrap();
        assert!(!report.has_records());
        let error = desk
            .seal_report(report, "李四", "张三", now("2026-01-15T10:00"))
            .unwrap_err();
        assert_eq!(error.code(), "no-records");
    }
}

mod verifying {
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
            let figures = include_str!("pack/report/figures.toml");
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
            .seal_report(report, "李四", "张三", now("2026-01-15T10:00"))
            .unwrap();
        let verification = verified(&desk, &sealed.receipt);
        assert!(verification.holds && !verification.restated);
    }
}
