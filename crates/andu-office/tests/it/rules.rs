//! The office's own rules: a register added by a file, versions kept for the matters that they govern, faults told where they stand.

use andu_office::{Office, OfficeError, Period};

use crate::desk::{self, act, now, open};

const REGISTER: &str = r#"
id = "seal-use"
label = "用印登记"
rows = ["R01"]
in_force = { from = 2020-01-01 }
source = "own"
governed_by = "used_on"
title = "subject"
plain = "用印只登记事项、日期和份数"

[[field]]
id = "subject"
label = "用印事项"
kind = "text"

[[field]]
id = "used_on"
label = "用印日期"
kind = "date"

[[field]]
id = "copies"
label = "份数"
kind = "integer"

[[stage]]
id = "used"
label = "已用印"
closed = true

[[action]]
id = "use"
label = "用印"
opening = true
to = "used"
fields = ["subject", "used_on", "copies"]
"#;

const FIGURES: &str = r#"
[[indicator]]
id = "seal-copies"
label = "用印份数"
unit = "份"
kind = "sum"
of = { procedure = "seal-use", on = "field:used_on" }
measure = { field = "copies" }
"#;

#[test]
fn a_register_is_added_by_a_file() {
    let mut desk = desk::real();
    let at = now("2025-03-03T09:00");
    desk.between(at, |dir| {
        desk::put(dir, "procedures/seal-use/2020-01-01.toml", REGISTER);
        desk::put(dir, "indicators/seal-use.toml", FIGURES);
    });
    for copies in ["3", "4"] {
        let using = open("seal-use")
            .set("subject", "函件")
            .set("used_on", "2025-03-03");
        desk.does(using.set("copies", copies));
    }
    let page = desk.list("seal-use", Some("copies > 3"), None, 10).unwrap();
    assert_eq!(page.items.len(), 1);
    let figures = desk
        .figures(
            &["seal-copies".to_owned()],
            Period::year(2025).unwrap(),
            true,
        )
        .unwrap();
    assert_eq!(figures[0].text, "7");
    assert_eq!(desk.compare(at).unwrap(), []);
}

#[test]
fn a_changed_file_governs_new_matters_and_the_old_one_those_that_it_governed() {
    let mut desk = desk::real_with(desk::own_pack);
    let old = desk.opened("2025-03-03");
    let longer = include_str!("pack/request.toml")
        .replace("working_days = 5", "working_days = 8")
        .replace(
            "id = \"ask\"\nlabel = \"告知补正\"",
            "id = \"ask\"\nlabel = \"要求补正\"",
        );
    let at = now("2025-03-04T09:00");
    desk.between(at, |dir| {
        desk::put(dir, "procedures/request/2020-01-01.toml", &longer);
        let statute = include_str!("pack/statute.toml").replace("五个工作日", "八个工作日");
        desk::put(dir, "statutes/request-rules/2000-01-01.toml", &statute);
    });
    let new = desk.opened("2025-03-03");
    let due = |id: &str| desk.show(id, at).unwrap().clocks[0].due.clone().unwrap();
    assert_eq!(
        (due(&old), due(&new)),
        ("2025-03-10".to_owned(), "2025-03-13".to_owned())
    );
    // The old matter is worked on by its own version, in this process and in the next.
    desk.does(act(&old, "ask").paper("notice").at("2025-03-04T10:00"));
    desk.reopen(at);
    desk.does(act(&old, "supply").at("2025-03-05T10:00"));
    let told: Vec<_> = desk
        .show(&old, at)
        .unwrap()
        .events
        .into_iter()
        .map(|event| event.what)
        .collect();
    assert_eq!(told, ["登记", "告知补正", "收到补正"]);
    assert_eq!(desk.compare(now("2025-03-05T10:00")).unwrap(), []);
    assert_eq!(
        desk.due("2025-03-05".parse().unwrap(), None).unwrap().len(),
        2
    );
}

#[test]
fn a_matter_outlives_the_file_that_governs_it() {
    let mut desk = desk::real_with(desk::own_pack);
    let id = desk.opened("2025-03-03");
    let at = now("2025-03-04T09:00");
    desk.between(at, |dir| {
        std::fs::remove_dir_all(dir.join("rules")).unwrap()
    });
    let due = desk.due("2025-03-04".parse().unwrap(), None).unwrap();
    assert_eq!(due.len(), 1, "a clock does not vanish with a file");
    desk.does(act(&id, "ask").paper("notice").at("2025-03-04T10:00"));
    assert_eq!(
        desk.settle(now("2025-03-20T09:00")).unwrap(),
        1,
        "nor does what follows from it"
    );
    assert_eq!(desk.show(&id, at).unwrap().stage, "dropped");
    let unknown = open("request");
    let refused = desk.perform(unknown.giving(andu_office::Given::Act(Default::default())));
    assert_eq!(refused.unwrap_err().code(), "unknown-procedure");
    assert_eq!(desk.compare(now("2025-03-20T09:00")).unwrap(), []);
}

#[test]
fn an_overlay_is_kept_with_what_it_lies_over() {
    let mut desk = desk::real_with(|dir| {
        let overlay = r#"
extends = "study-session/2016-11-30"

[[field]]
id = "room"
label = "会议室"
kind = "text"
"#;
        desk::put(dir, "procedures/study-session/2016-11-30.toml", overlay);
    });
    let rules = desk.rules();
    let procedure = rules.pack.latest("study-session").unwrap();
    assert!(procedure.field("room").is_some());
    let digest = procedure.digest.clone();
    let list = desk
        .ledger()
        .read(|at| at.rule_file(&digest))
        .unwrap()
        .unwrap();
    let parts = String::from_utf8(list.bytes).unwrap();
    assert_eq!(parts.lines().count(), 2);
    for part in parts.lines() {
        let kept = desk
            .ledger()
            .read(|at| at.rule_file(part))
            .unwrap()
            .unwrap();
        assert_eq!(andu_ledger::digest(&kept.bytes), part);
    }
    desk.close();
}

#[test]
fn faults_are_told_with_file_line_and_column_and_nothing_is_opened() {
    let mut desk = desk::real_with(desk::own_pack);
    let head = desk.head();
    desk.close();
    let faulty = include_str!("pack/request.toml")
        .replace(
            "kind = \"unit\"\n\n[[field]]\nid = \"handler\"",
            "kind = \"office\"\n\n[[field]]\nid = \"handler\"",
        )
        .replace("holds = \"done(propose)\"", "holds = \"done(propse)\"");
    desk::put(desk.dir(), "procedures/request/2020-01-01.toml", &faulty);
    let at = now("2025-03-03T09:00");
    let error = Office::open(desk.dir(), at).map(|_| ()).unwrap_err();
    let OfficeError::Rules(faults) = &error else {
        panic!("{error}")
    };
    let line = |text: &str| faulty.lines().position(|line| line.contains(text)).unwrap() + 1;
    for text in ["kind = \"office\"", "done(propse)"] {
        let told = faults.iter().any(|fault| {
            fault.file.ends_with("request/2020-01-01.toml") && fault.line == line(text)
        });
        assert!(told, "{text}: {faults:?}");
    }
    assert!(error.to_string().contains("列："), "{error}");
    desk::put(
        desk.dir(),
        "procedures/request/2020-01-01.toml",
        include_str!("pack/request.toml"),
    );
    desk.reopen(at);
    assert_eq!(desk.head(), head);
}

#[test]
fn an_office_that_cannot_be_made_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let at = now("2025-03-03T09:00");
    let make = |name: &str, division: &str| {
        let new = andu_office::NewOrgan {
            name: name.to_owned(),
            division: division.to_owned(),
            ..desk::organ()
        };
        Office::create(dir.path(), new, at).map(|office| office.name().to_owned())
    };
    assert_eq!(make("甲县", "5002").unwrap_err().code(), "division");
    assert_eq!(make("甲县", "五〇〇二二九").unwrap_err().code(), "division");
    assert_eq!(make("　", "500229").unwrap_err().code(), "usage");
    assert_eq!(
        Office::open(dir.path(), at).map(|_| ()).unwrap_err().code(),
        "no-office"
    );
    assert_eq!(make("甲县", "500229").unwrap(), "甲县");
    let again = make("乙县", "500229").unwrap_err();
    assert_eq!(again.code(), "office-exists");
    assert!(again.to_string().contains("甲县"), "{again}");
}
