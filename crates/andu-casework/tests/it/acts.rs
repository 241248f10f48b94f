//! Opening and acting: stages, roles, fields, documents.

use andu_casework::{Body, Refusal, parse_value};
use andu_rules::model::Value;

use crate::office::{Desk, Rules, at, fields, on};
use crate::slips::{Slip, act, register};

#[test]
fn opening_makes_a_matter() {
    let desk = Desk::opened();
    let matter = desk.matter();
    assert_eq!(
        (desk.stage(), matter.closed, matter.voided),
        ("received", false, false)
    );
    assert_eq!(matter.version, on("2019-05-15"));
    assert_eq!(matter.opened_at(), Some(at("2025-03-03T09:00")));
    assert_eq!(desk.field("channel").as_deref(), Some("counter"));
    assert_eq!(matter.events_so_far(), 1);
}

#[test]
fn opening_may_go_unnamed() {
    let mut desk = Desk::empty();
    desk.take(register("2025-03-03").unnamed());
    assert_eq!(desk.done(), ["register"]);
}

/// A command without an action means the opening, and a matter is opened once.
#[test]
fn a_matter_is_not_opened_twice() {
    let mut desk = Desk::opened();
    desk.refused(register("2025-03-04"), "already-open");
    desk.refused(register("2025-03-04").unnamed(), "already-open");
}

#[test]
fn nothing_is_done_to_what_is_not_there() {
    let mut desk = Desk::empty();
    desk.refused(act("propose", "甲", "2025-03-03"), "not-open");
    desk.refused(crate::slips::void(1, "2025-03-03"), "not-open");
    desk.refused(
        crate::slips::correct_time(1, "2025-03-03", "2025-03-03"),
        "not-open",
    );
}

#[test]
fn a_number_is_drawn_once_and_not_where_it_is_given() {
    let draw = |slip: Slip| Desk::empty().decide(&slip).unwrap().draw;
    let drawn = draw(register("2025-03-03")).unwrap();
    assert_eq!(drawn.field.as_str(), "number");
    assert_eq!(drawn.format, "准〔2025〕{n}号");
    assert_eq!(drawn.series, "permit/2025");
    assert_eq!(
        draw(register("2025-03-03").set(&[("number", "准〔2025〕3号")])),
        None
    );
    // Left blank in a form is not given.
    let blank = register("2025-03-03").value("number", Value::Text(" ".to_owned()));
    assert_eq!(draw(blank), Some(drawn));
    let later = Desk::opened().decide(&act("propose", "甲", "2025-03-03T10:00"));
    assert_eq!(later.unwrap().draw, None);
}

#[test]
fn the_version_must_be_in_force_on_the_governing_day() {
    let early = register("2025-03-03").set(&[("received_on", "2019-05-14")]);
    let sentence = Desk::empty().refused(early, "not-in-force");
    insta::assert_snapshot!(sentence, @"不能登记：准办事项的这一版规则施行于2019年5月15日至2029年12月31日，不适用于2019年5月14日。请核对日期，或选用当时施行的版本。");
    let first = register("2025-03-03").set(&[("received_on", "2019-05-15")]);
    Desk::empty().take(first);
}

/// The day by which the version is chosen may be left blank where the pack says what stands in for it; another day needs its reason.
#[test]
fn the_governing_day_that_is_left_blank_is_filled_in() {
    let text = include_str!("packs/permit.toml")
        .replace(
            "governed_by = \"received_on\"",
            "governed_by = \"law_on\"\ngoverned_default = \"received_on\"",
        )
        .replace(
            "fields = [\"subject\", \"received_on\",",
            "fields = [\"subject\", \"law_on?\", \"law_reason?\", \"received_on\",",
        );
    let more = r#"
[[field]]
id = "law_on"
label = "适用日期"
kind = "date"

[[field]]
id = "law_reason"
label = "理由"
kind = "text"

[[gate]]
id = "law-reasoned"
label = "另定的理由"
on = ["register"]
strength = "local"
when = "law_on != received_on"
holds = "law_reason"
remedy = "请填写理由"
"#;
    let rules = Rules::read(&(text + more), "permit");
    let empty = || Desk::new(&rules);

    let mut desk = empty();
    desk.take(register("2025-03-03"));
    assert_eq!(desk.field("law_on").as_deref(), Some("2025-03-03"));
    let early = register("2025-03-03").set(&[("received_on", "2019-05-14")]);
    empty().refused(early, "not-in-force");

    let other = register("2025-03-03").set(&[("law_on", "2025-02-28")]);
    empty().refused(other.clone(), "gate-closed");
    let mut desk = empty();
    desk.take(other.set(&[("law_reason", "从旧")]));
    assert_eq!(desk.field("law_on").as_deref(), Some("2025-02-28"));
    assert_eq!(desk.field("received_on").as_deref(), Some("2025-03-03"));
}

#[test]
fn a_wrong_stage_says_what_may_be_done() {
    let sentence = Desk::opened().refused(act("correct", "甲", "2025-03-04"), "wrong-stage");
    insta::assert_snapshot!(sentence, @"不能办理“收到补正”：本件现处于“办理中”环节，该环节不办理此动作。现在可办：拟办（propose）、审核（review）、答复（reply）、告知补正（notify）、征求意见（consult）、收到意见（consulted）、中止（suspend）、恢复（continue）、同意延长（approve）、延长（extend）、终结（end）。");
}

#[test]
fn an_unknown_action_and_one_that_only_the_law_takes() {
    let mut desk = Desk::waiting();
    let sentence = desk.refused(act("permute", "甲", "2025-03-04"), "unknown-action");
    assert!(sentence.starts_with("不能办理：准办事项没有“permute”这一动作。"));
    desk.refused(act("abandon", "甲", "2025-03-04"), "not-by-hand");
}

#[test]
fn a_wrong_role_names_the_right_ones() {
    let slip = act("propose", "丙", "2025-03-04");
    let sentence = Desk::opened().refused(slip, "wrong-role");
    insta::assert_snapshot!(sentence, @"不能办理“拟办”：丙不担任经办人、审核人。请由经办人或审核人办理，或代录时写明实际办理人。");
    Desk::opened().refused(act("propose", "外", "2025-03-04"), "wrong-role");
    // An office that has not registered its people yet.
    Desk::opened().take(act("propose", "某人", "2025-03-04"));
}

#[test]
fn all_faults_of_the_fields_at_once() {
    let slip = register("2025-03-03")
        .without("subject")
        .set(&[
            ("received_on", "2025-02-31"),
            ("channel", "pigeon"),
            ("chanel", "post"),
            ("reason", "无"),
            ("met_at", "25点"),
        ])
        .value("amount", Value::Text("一百".to_owned()))
        .value("urgent", Value::Text("或许".to_owned()));
    let sentence = Desk::empty().refused(slip, "fields");
    insta::assert_snapshot!(sentence.replace('；', "；\n"), @r"
    不能办理“登记”：“金额”（amount）的值“一百”不是数字，请填写最多四位小数的阿拉伯数字；
    没有“chanel”这一项；
    “渠道”（channel）的值“pigeon”不在可选项中，可选：当面、邮寄；
    “会面时间”（met_at）的值“25点”不是时间，请写成2025-03-01T09:30；
    “理由”（reason）不在此环节填写；
    “收到日期”（received_on）的值“2025-02-31”不是日期，请写成2025-03-01，并核对该月有无此日；
    “紧急”（urgent）的值“或许”不是“是”或“否”；
    缺少“事项”（subject）。请补正后重新提交。
    ");
}

#[test]
fn a_label_leads_to_the_field() {
    let slip = register("2025-03-03").set(&[("渠道", "post"), ("received", "2025-03-03")]);
    let sentence = Desk::empty().refused(slip, "fields");
    assert!(
        sentence.contains("没有“渠道”这一项，是否为“channel”"),
        "{sentence}"
    );
    assert!(
        sentence.contains("没有“received”这一项，是否为“received_on”"),
        "{sentence}"
    );
}

#[test]
fn blanks_do_not_fill_a_required_field() {
    for blank in ["", "  ", "　", "\n"] {
        let slip = register("2025-03-03").value("subject", Value::Text(blank.to_owned()));
        let sentence = Desk::empty().refused(slip, "fields");
        assert!(sentence.contains("缺少“事项”（subject）"), "{sentence}");
    }
}

/// A blank left in a form says nothing: it neither opens a gate nor wipes out what was recorded.
#[test]
fn a_blank_optional_field_is_left_out() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-03T10:00").set(&[("reason", "材料齐全")]));
    desk.take(
        act("propose", "甲", "2025-03-03T11:00").value("reason", Value::Text("  ".to_owned())),
    );
    assert_eq!(desk.field("reason").as_deref(), Some("材料齐全"));
}

#[test]
fn what_is_typed_takes_its_one_form() {
    let mut desk = Desk::empty();
    desk.take(register("2025-03-03").set(&[
        ("channel", "邮寄"),
        ("received_on", "2025年3月3日"),
        ("amount", "12"),
        ("met_at", "2025-03-03 09:30"),
        ("urgent", "是"),
    ]));
    let held = |field: &str| desk.matter().fields.get(field).cloned();
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    assert_eq!(held("channel"), text("post"));
    assert_eq!(held("received_on"), text("2025-03-03"));
    assert_eq!(held("met_at"), text("2025-03-03T09:30:00"));
    assert_eq!(held("urgent"), Some(Value::Boolean(true)));
    assert_eq!(desk.told("reply", "2025-03-04"), "running 2025-03-31 -");
}

#[test]
fn rows_of_a_list() {
    let desk = Desk::opened();
    let field = desk.rules.procedure.field("units").unwrap();
    let propose = |text: &str| {
        let value = parse_value(field, text)?;
        let slip = act("propose", "甲", "2025-03-03T10:00").value("units", value);
        Desk::opened()
            .decide(&slip)
            .map_err(|refusal| match refusal {
                Refusal::Fields { mut faults, .. } => faults.remove(0),
                other => panic!("{other}"),
            })
    };
    propose(r#"[{"name":"住建局","answered_on":"2025-03-04"},{"name":"林业局","answered_on":""}]"#)
        .unwrap();
    propose("[]").unwrap();
    for (text, expected) in [
        ("住建局", "不是清单"),
        (r#"{"name":"住建局"}"#, "不是清单"),
        (r#"["住建局"]"#, "不是清单"),
        (r#"[{"nam":"住建局"}]"#, "没有“nam”这一列"),
        (r#"[{"name":["住建局"]}]"#, "不是清单"),
        (
            r#"[{"name":"住建局","answered_on":"2025-02-31"}]"#,
            "不是日期",
        ),
    ] {
        let fault = propose(text).unwrap_err().to_string();
        assert!(fault.contains(expected), "{text}: {fault}");
    }
}

/// Rows built by a program are looked at as closely as rows that were typed.
#[test]
fn rows_from_a_program() {
    let row = |pairs: &[(&str, &str)]| Value::List(vec![fields(pairs)]);
    let hand_in = |value: Value| {
        let slip = act("propose", "甲", "2025-03-03T10:00").value("units", value);
        Desk::opened().decide(&slip)
    };
    hand_in(row(&[("nam", "住建局")])).unwrap_err();
    hand_in(row(&[("answered_on", "2025-02-31")])).unwrap_err();
    hand_in(Value::Text("住建局".to_owned())).unwrap_err();
    let Body::Acted(acted) = hand_in(row(&[("answered_on", "2025年3月4日")]))
        .unwrap()
        .body
    else {
        panic!("an act")
    };
    assert_eq!(
        acted.set.get("units"),
        Some(&row(&[("answered_on", "2025-03-04")]))
    );
}

#[test]
fn dates_are_read_as_offices_write_them() {
    let desk = Desk::opened();
    let field = desk.rules.procedure.field("received_on").unwrap();
    for text in [
        "2025-03-01",
        "2025年3月1日",
        "2025.3.1",
        "2025/03/01",
        "2025-3-1",
        " 2025-03-01 ",
    ] {
        let value = parse_value(field, text).unwrap();
        assert_eq!(value, Value::Text("2025-03-01".to_owned()), "{text}");
    }
    for text in [
        "2025-02-29",
        "2025年2月30日",
        "2025-03",
        "3月1日",
        "2025年3月1日上午",
        "2025-03-01T09:00",
        "昨天",
        "-2025-03-01",
        "2025/3/1/4",
    ] {
        parse_value(field, text).unwrap_err();
    }
}

#[test]
fn a_personal_value_is_not_repeated_in_a_refusal() {
    let list = Value::List(vec![fields(&[("mobile", "true")])]);
    let slip = act("propose", "甲", "2025-03-04").value("units", list);
    let sentence = Desk::opened().refused(slip, "fields");
    assert!(sentence.contains("手机"), "{sentence}");
    let phone = register("2025-03-03").value("phone", Value::Integer(13_900_000_000));
    let sentence = Desk::empty().refused(phone, "fields");
    assert!(!sentence.contains("13900000000"), "{sentence}");
}

#[test]
fn missing_documents_are_named() {
    let slip = register("2025-03-03").bare();
    let sentence = Desk::empty().refused(slip, "documents");
    insta::assert_snapshot!(sentence, @"不能办理“登记”：缺少申请表。请附上材料，或注明纸质原件存放处。");
}

#[test]
fn an_unknown_document_is_not_filed() {
    let sentence = Desk::empty().refused(register("2025-03-03").file("poem"), "unknown-document");
    insta::assert_snapshot!(sentence, @"不能办理“登记”：准办事项没有“poem”这一种材料。可附的材料：申请表（form）。请改选其中一种。");
}

#[test]
fn a_condition_chooses_the_stage() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04"));
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "refused")]));
    assert_eq!(desk.stage(), "received");
    desk.take(act("review", "乙", "2025-03-06").set(&[("conclusion", "通过")]));
    assert_eq!(desk.stage(), "reviewed");
}

#[test]
fn a_matter_ends_when_its_stage_does() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04"));
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "passed")]));
    let decision = desk.take(act("reply", "丙", "2025-03-06"));
    let Body::Acted(acted) = decision.body else {
        panic!("an act")
    };
    assert_eq!(acted.basis, ["准办条例 第十条"]);
    assert_eq!((desk.stage(), desk.matter().closed), ("replied", true));
    assert_eq!(desk.matter().closed_at, Some(at("2025-03-06")));
    desk.refused(act("propose", "甲", "2025-03-07"), "wrong-stage");
}

#[test]
fn an_entry_on_behalf_names_both() {
    let mut desk = Desk::opened();
    desk.take(act("approve", "丙", "2025-03-04").by("甲"));
    let event = desk.matter().events.last().unwrap();
    assert_eq!(
        (event.actor.as_str(), event.recorder.as_str()),
        ("丙", "甲")
    );
    assert_eq!(desk.matter().last(&"approve".into()).unwrap().actor, "丙");
    // The role that counts is that of whoever acted.
    desk.refused(act("approve", "甲", "2025-03-04").by("丙"), "wrong-role");
}
