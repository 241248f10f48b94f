//! The switch by which an office works what is kept by order elsewhere: on record, and read from the record alone.

use andu_office::model::{Found, Source, Step};
use andu_office::papers::PaperState;
use andu_office::{CaseworkShown, CaseworkSwitch, CaseworkTurned, Given, Layer, Office};

use crate::desk::{self, Desk, act, correct, now, open, organ};

const DAY: &str = "2025-03-03T09:00";

/// The small pack, whose requests are kept by a system of the superior, with a paper that goes out with a notice.
fn layers() -> Vec<Layer> {
    let mut layers = desk::layers();
    for file in &mut layers[0].files {
        if file.path.starts_with("procedures/request/") {
            file.text = file.text.replace(
                "source = \"own\"",
                "source = \"import\"\ncasework = \"off\"",
            );
        }
    }
    layers[0].files.push(andu_rules::SourceFile {
        path: "papers/request/notice.toml".to_owned(),
        text: include_str!("pack/papers/notice.toml").to_owned(),
    });
    layers
}

fn elsewhere() -> Desk {
    desk::with(layers(), organ())
}

fn switch(on: bool) -> CaseworkSwitch {
    CaseworkSwitch {
        procedure: "request".to_owned(),
        on,
        by: "李四".to_owned(),
        recorder: "管理员".to_owned(),
        channel: "cli".to_owned(),
        reason: "会议纪要〔2025〕3号".to_owned(),
    }
}

#[track_caller]
fn turn(office: &Office, on: bool) -> CaseworkTurned {
    office.switch_casework(switch(on), now(DAY)).unwrap()
}

fn shown(office: &Office) -> CaseworkShown {
    office.casework().unwrap().remove(0)
}

fn opening() -> desk::Deed {
    open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03")
        .at(DAY)
}

/// A row that came from the other system.
#[track_caller]
fn row(desk: &Desk) -> String {
    let found = Found {
        steps: vec![Step {
            action: "register".into(),
            at: "2025-03-03T00:00".parse().unwrap(),
        }],
        set: [
            ("subject".into(), text("照明")),
            ("received_on".into(), text("2025-03-03")),
            ("unit".into(), text("城管局")),
        ]
        .into(),
        source: Source {
            title: "上级系统导出".to_owned(),
            ..Source::default()
        },
        ..Found::default()
    };
    let request = open("request").at(DAY).through("import");
    let done = desk.perform(request.giving(Given::Found(found)));
    done.unwrap_or_else(|error| panic!("{error}")).matter
}

fn text(text: &str) -> andu_office::model::Value {
    andu_office::model::Value::Text(text.to_owned())
}

#[test]
fn an_office_begins_with_it_off_and_says_what_to_do() {
    let desk = elsewhere();
    let listed = desk.casework().unwrap();
    assert_eq!(listed.len(), 1, "the office's own work has no switch");
    assert!(!listed[0].on && listed[0].turns.is_empty());
    let error = desk.refuses(opening());
    assert_eq!(error.code(), "worked-elsewhere");
    assert!(error.is_refusal());
    let told = error.to_string();
    for part in [
        "不能办理“登记”",
        "“来件”",
        "示例办理规则 第一条",
        "andu import",
        "andu casework on request",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn turning_it_is_on_record_and_binds_the_next_act() {
    let desk = elsewhere();
    let before = desk.head().0;
    let turned = turn(&desk, true);
    assert!(turned.changed && turned.now.on);
    assert_eq!(desk.head().0, before + 1);
    let last = turned.now.turns.last().unwrap();
    assert_eq!(
        (last.by.as_str(), last.recorder.as_str(), last.at.as_str()),
        ("李四", "管理员", "2025-03-03T09:00")
    );
    assert_eq!(
        (last.reason.as_str(), last.seq),
        ("会议纪要〔2025〕3号", before + 1)
    );
    let event = desk.ledger().read(|at| at.event(desk::NAME, before + 1));
    let event = event.unwrap().unwrap();
    assert_eq!(
        (event.procedure.as_str(), event.channel.as_str()),
        ("organ", "cli")
    );
    let opened = desk.does(opening()).matter;

    assert!(!turn(&desk, false).now.on);
    assert_eq!(desk.refuses(opening()).code(), "worked-elsewhere");
    // Linked to one under way or not: a new matter is a new matter.
    let linked = opening().link("together", &opened);
    assert_eq!(desk.refuses(linked).code(), "worked-elsewhere");
    // What was begun here is finished here.
    desk.does(act(&opened, "propose"));
    desk.does(act(&opened, "approve").by("李四"));
    desk.does(act(&opened, "answer"));
    assert_eq!(shown(&desk).turns.len(), 2);
}

#[test]
fn turned_to_where_it_stands_it_writes_nothing() {
    let desk = elsewhere();
    assert!(!turn(&desk, false).changed);
    turn(&desk, true);
    let head = desk.head();
    assert!(!turn(&desk, true).changed);
    assert_eq!(desk.head(), head);
}

#[test]
fn a_row_from_elsewhere_is_kept_up_to_date_and_not_worked() {
    let desk = elsewhere();
    let id = row(&desk);
    let opened = desk.head().0;
    desk.does(correct(&desk, &id, opened, "subject", "路灯"));
    assert_eq!(desk.refuses(act(&id, "propose")).code(), "worked-elsewhere");
    let shown = desk.show(&id, now(DAY)).unwrap();
    assert!(shown.can.is_empty());
    assert!(
        shown
            .cannot
            .iter()
            .all(|it| it.why.contains("没有开启办理"))
    );
    assert!(!shown.clocks.is_empty(), "clocks run on it");
    assert!(shown.elsewhere.unwrap().contains("“来件”的来源方式为导入"));

    // A unit's sheet says what it did; no paper goes out from here with it, and none of the rest opens by it.
    let ask = |channel: &str| act(&id, "ask").at("2025-03-04T09:00").through(channel);
    let here = desk.refuses(ask("cli").paper("notice"));
    assert_eq!(here.code(), "worked-elsewhere");
    assert_eq!(desk.refuses(ask("offline-cli")).code(), "documents");
    desk.does(ask("offline-cli").paper("notice"));
    let papers = desk.papers(&id, now("2025-03-04T10:00")).unwrap().papers;
    let states: Vec<_> = papers
        .iter()
        .map(|it| (it.state, it.number.clone()))
        .collect();
    assert_eq!(states, [(PaperState::Unfit, None)], "{}", papers[0].why);
    let supply = act(&id, "supply").at("2025-03-05T09:00");
    assert_eq!(desk.refuses(supply.clone()).code(), "worked-elsewhere");

    turn(&desk, true);
    desk.does(supply);
    turn(&desk, false);
    desk.does(act(&id, "propose").at("2025-03-05T10:00"));
    assert_eq!(
        desk.show(&id, now("2025-03-05T11:00")).unwrap().elsewhere,
        None
    );
}

#[test]
fn the_office_s_own_work_and_unknown_work_have_no_switch() {
    let desk = elsewhere();
    let head = desk.head();
    let refused = |change: &dyn Fn(&mut CaseworkSwitch)| {
        let mut switch = switch(true);
        change(&mut switch);
        let error = desk.switch_casework(switch, now(DAY)).unwrap_err();
        (error.code(), error.is_refusal())
    };
    assert_eq!(
        refused(&|it| it.procedure = "seat".to_owned()),
        ("always-worked", true)
    );
    assert!(!refused(&|it| it.procedure = "no-such".to_owned()).1);
    assert_eq!(refused(&|it| it.reason = " ".to_owned()), ("usage", false));
    assert_eq!(refused(&|it| it.by = String::new()), ("usage", false));
    assert_eq!(desk.head(), head);
    let person = open("person")
        .set("name", "张三")
        .set("since", "2025-01-02");
    desk.does(person.by("管理员"));
    assert_eq!(refused(&|_| {}), ("not-registered", true));
    assert!(!shown(&desk).on);
}

/// Everything that is in the folder, as another process finds it.
fn in_folder() -> Desk {
    desk::real_with(|dir| {
        for file in &layers()[0].files {
            if !file.path.starts_with("calendars/") && !file.path.contains("person") {
                desk::put(dir, &file.path, &file.text);
            }
        }
    })
}

fn on(office: &Office) -> bool {
    let mut listed = office.casework().unwrap().into_iter();
    listed.find(|it| it.id == "request").unwrap().on
}

#[test]
fn another_process_sees_it_at_once() {
    let desk = in_folder();
    let other = Office::open(desk.dir(), now(DAY)).unwrap();
    assert!(!on(&other));
    turn(&desk, true);
    assert!(on(&other));
    other.perform(opening().request(&other)).unwrap();
    other.switch_casework(switch(false), now(DAY)).unwrap();
    assert_eq!(desk.refuses(opening()).code(), "worked-elsewhere");
}

#[test]
fn only_the_chain_turns_it() {
    let mut desk = in_folder();
    turn(&desk, true);
    turn(&desk, false);
    // A row of the table of settings says nothing by itself.
    desk.raw("update setting set value = 'x' where name = 'casework'");
    desk.reopen(now(DAY));
    assert!(!on(&desk));
    desk.raw("delete from setting where name = 'casework'");
    desk.reopen(now(DAY));
    assert!(!on(&desk));
    assert!(desk.verify().unwrap().iter().all(|report| report.ok));

    // Whoever turns it in the chain itself is found out.
    desk.is_broken_on_purpose();
    desk.raw("drop trigger event_no_update");
    let turned = r#"update event set body = replace(body, '"on":false', '"on":true') where body like '%casework_switched%'"#;
    assert_eq!(desk.raw(turned), 2);
    desk.reopen(now(DAY));
    assert!(on(&desk));
    let report = desk.verify().unwrap().remove(0);
    let last = shown_of(&desk, "request").turns.last().unwrap().seq;
    assert_eq!(report.first_bad.map(|bad| bad.seq), Some(last));
}

fn shown_of(office: &Office, id: &str) -> CaseworkShown {
    let mut listed = office.casework().unwrap().into_iter();
    listed.find(|it| it.id == id).unwrap()
}

#[test]
fn of_several_deeds_in_one_transaction_one_refused_undoes_all() {
    let desk = elsewhere();
    turn(&desk, true);
    let first = opening().request(&desk);
    turn(&desk, false);
    let head = desk.head();
    let seat = open("seat")
        .set("name", "县财政局")
        .set("since", "2025-03-03")
        .set("seats", "3");
    let refused = desk.perform_all(vec![seat.request(&desk), first]);
    let (at, error) = refused.unwrap_err();
    assert_eq!((at, error.code()), (1, "worked-elsewhere"));
    assert_eq!(desk.head(), head);
}
