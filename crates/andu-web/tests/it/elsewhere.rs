//! What is kept by order elsewhere: registers say so, and a matter that came from there offers nothing that would be refused.

use andu_office::model::{Found, Source, Step, Value};
use andu_office::{Given, Request, Target, new_command, shanghai};

use crate::browser::{Browser, between, demonstration};
use crate::office::{empty, now, switch};

const KEPT: &str = "hotline-request";

#[test]
fn the_list_of_registers_says_where_each_is_kept_and_whether_it_is_worked_here() {
    let (_, browser) = demonstration();
    let page = browser.page("/registers");
    for (register, source) in [
        ("npc-suggestion", "自办"),
        (KEPT, "导入（已开启办理）"),
        ("coercion", "导入（已开启办理）"),
        ("penalty", "导入（未开启办理）"),
        ("enforcement-publicity", "汇总（已开启办理）"),
    ] {
        let row = between(&page, &format!("/registers/{register}\">"), "</tr>");
        let cell = format!("data-label=\"来源方式\">{source}</td>");
        assert!(row.contains(&cell), "{row}");
    }
}

#[test]
fn a_register_kept_elsewhere_says_who_switched_it_on_or_what_to_do() {
    let (_, browser) = demonstration();
    let note = |register: &str| {
        let page = browser.page(&format!("/registers/{register}"));
        let head = between(&page, "<h1>", "<form").to_owned();
        head.split_once("<p class=\"note\">")
            .map(|(_, note)| note.to_owned())
    };
    let on = note("coercion").unwrap();
    for part in [
        "来源方式为导入",
        "由郑某某开启办理",
        "平台建成前在本系统办理",
    ] {
        assert!(on.contains(part), "{part}: {on}");
    }
    let at_first = note(KEPT).unwrap();
    assert!(
        at_first.contains("也可以在本系统立件、办理") && at_first.contains("andu casework off"),
        "{at_first}"
    );
    let off = note("penalty").unwrap();
    for part in ["本单位没有开启办理", "期限照算", "andu casework on penalty"] {
        assert!(off.contains(part), "{part}: {off}");
    }
    assert_eq!(note("npc-suggestion"), None);
}

#[test]
fn a_row_from_elsewhere_offers_nothing_until_it_is_switched_on() {
    let office = empty(None);
    switch(&office, KEPT, false);
    let text = |text: &str| Value::Text(text.to_owned());
    let found = Found {
        steps: vec![Step {
            action: "register".into(),
            at: "2026-01-09T00:00".parse().unwrap(),
        }],
        set: [
            ("number".into(), text("20260109001")),
            ("received_on".into(), text("2026-01-09")),
            ("subject".into(), text("某小区夜间停水")),
        ]
        .into(),
        source: Source {
            title: "平台导出".to_owned(),
            ..Source::default()
        },
        ..Found::default()
    };
    let entered = office.perform(Request {
        target: Target::New {
            procedure: KEPT.to_owned(),
            id: None,
        },
        given: Given::Found(found),
        files: Vec::new(),
        happened_at: shanghai(now()),
        now: now(),
        actor: "郑某某".to_owned(),
        recorder: "郑某某".to_owned(),
        channel: "import".to_owned(),
        command: new_command(now()).unwrap(),
        seen: None,
        late_reason: None,
    });
    let address = format!("/matters/{}", entered.unwrap().matter);
    let browser = Browser::new(office.clone());
    let off = browser.page(&address);
    assert!(off.contains("没有现在可办的事项"), "{off}");
    assert!(
        off.contains("“12345热线诉求”的来源方式为导入，本单位没有开启办理"),
        "{off}"
    );
    assert!(!off.contains("尚不能办理") && !off.contains("class=\"can\""));
    switch(&office, KEPT, true);
    let on = browser.page(&address);
    assert!(
        on.contains("class=\"can\"") && !on.contains("没有开启办理"),
        "{on}"
    );
}
