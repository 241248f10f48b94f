//! Holiday notices: loaded into the office's own rules, they move due days and say which.

use std::fs;

use andu_office::{Office, OfficeError};

use crate::desk::{self, Desk, act, now};

const NOTICE: &str = r#"
year = 2027
title = "关于2027年部分节假日安排的通知（示例）"

[[holiday]]
festival = "元旦"
off = ["2027-01-01..2027-01-04"]
work = ["2027-01-10"]
"#;

/// An office with three clocks: one that ends before the year without notice, and two that reach into it.
fn reaching() -> (Desk, String, String) {
    let desk = desk::real_with(desk::own_pack);
    desk.opened("2026-12-14");
    let moves = desk.opened("2026-12-28");
    let stays = desk.opened("2026-12-28");
    desk.does(act(&stays, "ask").paper("notice").at("2026-12-28T16:00"));
    (desk, moves, stays)
}

fn dues(desk: &Desk) -> Vec<(String, bool)> {
    let items = desk.due("2026-12-30".parse().unwrap(), None).unwrap();
    let told = items
        .iter()
        .filter_map(|item| Some((item.due?.to_string(), item.provisional)));
    told.collect()
}

fn written(desk: &Desk, text: &str) -> std::path::PathBuf {
    let file = desk.dir().join("通知.toml");
    fs::write(&file, text).unwrap();
    file
}

#[test]
fn a_notice_moves_due_days_and_makes_them_firm() {
    let (mut desk, moves, stays) = reaching();
    let before = [
        ("2026-12-21", false),
        ("2027-01-05", true),
        ("2027-01-07", true),
    ];
    let told = |dues: &[(&str, bool)]| {
        dues.iter()
            .map(|(d, p)| ((*d).to_owned(), *p))
            .collect::<Vec<_>>()
    };
    assert_eq!(dues(&desk), told(&before));
    let at = now("2026-12-30T09:00");
    let loaded = desk
        .load_notice(&written(&desk, NOTICE), "管理员", at)
        .unwrap();
    assert_eq!(
        (loaded.year, loaded.title.as_str()),
        (2027, "关于2027年部分节假日安排的通知（示例）")
    );
    let moved = |matter: &str, clock: &str| {
        let moved = loaded
            .moved
            .iter()
            .find(|it| it.matter == matter && it.clock == clock);
        moved.map(|it| {
            (
                it.before.clone().unwrap(),
                it.now.clone().unwrap(),
                it.provisional,
            )
        })
    };
    let days = |a: &str, b: &str| Some((a.to_owned(), b.to_owned(), false));
    assert_eq!(loaded.moved.len(), 2, "{:?}", loaded.moved);
    assert_eq!(moved(&moves, "answer"), days("2027-01-05", "2027-01-06"));
    assert_eq!(moved(&stays, "supply"), days("2027-01-07", "2027-01-07"));
    let after = told(&[
        ("2026-12-21", false),
        ("2027-01-06", false),
        ("2027-01-07", false),
    ]);
    assert_eq!(dues(&desk), after);
    assert_eq!(desk.compare(at).unwrap(), []);
    desk.reopen(at);
    assert_eq!(dues(&desk), after);
    let said = desk
        .ledger()
        .read(|at| at.events(desk::NAME, desk::NAME))
        .unwrap();
    assert!(
        said.iter()
            .any(|event| event.body.contains("calendar_loaded"))
    );
}

#[test]
fn the_same_notice_again_moves_nothing() {
    let (desk, ..) = reaching();
    let (file, at) = (written(&desk, NOTICE), now("2026-12-30T09:00"));
    desk.load_notice(&file, "管理员", at).unwrap();
    let again = desk.load_notice(&file, "管理员", at).unwrap();
    assert_eq!(again.moved, []);
}

#[test]
fn a_faulty_notice_leaves_everything_as_it_was() {
    let (mut desk, ..) = reaching();
    let at = now("2026-12-30T09:00");
    desk.load_notice(&written(&desk, NOTICE), "管理员", at)
        .unwrap();
    let place = desk.dir().join("rules/calendars/2027.toml");
    let (kept, head, before) = (fs::read(&place).unwrap(), desk.head(), dues(&desk));
    for (fault, code) in [
        ("year = 2027", "rules"),
        (
            "year = 2027\ntitle = \"通知\"\n[[holiday]]\nfestival = \"元旦\"\noff = [\"2027-02-31\"]",
            "rules",
        ),
        ("year = 2027\ntitle = \"通知\"\nholidays = 3", "rules"),
        ("不是通知", "rules"),
        ("", "rules"),
    ] {
        let error = desk
            .load_notice(&written(&desk, fault), "管理员", at)
            .unwrap_err();
        assert_eq!(error.code(), code, "{fault}: {error}");
        assert_eq!(fs::read(&place).unwrap(), kept, "{fault}");
        assert_eq!(
            (desk.head(), dues(&desk)),
            (head.clone(), before.clone()),
            "{fault}"
        );
    }
    let missing = desk
        .load_notice(&desk.dir().join("没有"), "管理员", at)
        .unwrap_err();
    assert!(matches!(missing, OfficeError::RuleFile { .. }), "{missing}");
    desk.reopen(at);
    assert_eq!((desk.head(), dues(&desk)), (head, before));
}

#[test]
fn a_notice_that_contradicts_another_says_so_and_is_not_kept() {
    let (desk, ..) = reaching();
    let other = NOTICE
        .replace("2027", "2026")
        .replace("2026-01-10", "2026-01-11");
    let head = desk.head();
    let at = now("2026-12-30T09:00");
    let error = desk
        .load_notice(&written(&desk, &other), "管理员", at)
        .unwrap_err();
    assert!(error.to_string().contains("2026"), "{error}");
    assert_eq!(desk.head(), head);
    assert!(!desk.dir().join("rules/calendars/2026.toml").exists());
}

#[test]
fn a_notice_that_came_with_the_rules_is_reckoned_with_when_the_office_is_opened() {
    let (mut desk, ..) = reaching();
    let at = now("2026-12-30T09:00");
    desk.between(at, |dir| desk::put(dir, "calendars/2027.toml", NOTICE));
    assert_eq!(dues(&desk)[1], ("2027-01-06".to_owned(), false));
    assert_eq!(desk.compare(at).unwrap(), []);
}

#[test]
fn two_amendments_of_one_year_both_stand() {
    let (desk, ..) = reaching();
    let at = now("2026-12-30T09:00");
    let load = |text: &str| {
        desk.load_notice(&written(&desk, text), "管理员", at)
            .unwrap()
    };
    load(NOTICE);
    let amended = |title: &str, day: &str| {
        format!(
            "year = 2027\ntitle = \"{title}\"\namends = \"延长休假\"\n\n[[holiday]]\nfestival = \"元旦\"\noff = [\"{day}\"]\n"
        )
    };
    load(&amended("第一次调整（示例）", "2027-01-05"));
    load(&amended("第二次调整（示例）", "2027-01-06"));
    load(&amended("第二次调整（示例）", "2027-01-06"));
    let kept = fs::read_dir(desk.dir().join("rules/calendars")).unwrap();
    let mut kept: Vec<_> = kept
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    assert_eq!(
        kept,
        ["2027-amended-01.toml", "2027-amended-02.toml", "2027.toml"]
    );
    let calendar = &desk.rules().calendar;
    assert!(!calendar.is_working_day("2027-01-05".parse().unwrap()));
    assert!(!calendar.is_working_day("2027-01-06".parse().unwrap()));
}

/// Pages stay open while somebody loads a notice on the command line.
#[test]
fn a_notice_loaded_by_another_process_is_noticed() {
    let (desk, moves, _) = reaching();
    let at = now("2026-12-30T09:00");
    let other = Office::open(desk.dir(), at).unwrap();
    assert_eq!(other.rules().digest, desk.rules().digest);
    other
        .load_notice(&written(&desk, NOTICE), "管理员", at)
        .unwrap();
    assert_eq!(other.rules().digest, desk.rules().digest);
    let shown = desk.show(&moves, at).unwrap();
    assert_eq!(shown.clocks[0].due.as_deref(), Some("2027-01-06"));
    // What is entered now is reckoned by the notice, too.
    let late = desk.opened("2026-12-28");
    let shown = desk.show(&late, at).unwrap();
    assert_eq!(shown.clocks[0].due.as_deref(), Some("2027-01-06"));
    assert!(desk.compare(at).unwrap().is_empty());
}
