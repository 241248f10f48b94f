//! People who make mistakes, folders that are damaged, disks that do not let themselves be written: a message, a status, and nothing lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;

use crate::{harness::Andu, spine::Case};

fn events(case: &Case) -> serde_json::Value {
    case.andu.json(&["verify"])[0]["events"].clone()
}

/// A call that is refused or unusable writes nothing.
#[track_caller]
fn check(case: &Case, at: &str, words: &[&str], status: i32, said: &[&str]) {
    let before = events(case);
    let answer = case.act(at, "王某某", words);
    assert_eq!(
        answer.status,
        Some(status),
        "{words:?}\n{}{}",
        answer.stdout,
        answer.stderr
    );
    let mut answer = answer;
    for said in said {
        answer = answer.says(said);
    }
    assert_eq!(events(case), before);
}

#[test]
fn names_and_values_that_are_wrong_are_answered_and_write_nothing() {
    let case = Case::opened();
    let faults: &[(&[&str], i32, &[&str])] = &[
        (
            &["drfat", "--set", "outcome=1"],
            1,
            &["没有“drfat”这一动作", "拟复（draft）"],
        ),
        (&["draft"], 1, &["缺少“办理结果”（outcome）"]),
        (&["draft", "--set", "outcome=7"], 2, &["“7”", "予以公开"]),
        (&["draft", "--set", "outcom=1"], 2, &["outcom"]),
        (
            &["draft", "--set", "outcome=1", "--set", "subject=改题"],
            1,
            &["不在此环节填写"],
        ),
        (
            &["consult-third", "--set", "third_received_on=2025-02-31"],
            2,
            &["2025-02-31", "核对该月有无此日"],
        ),
        (&["draft", "--set", "outcome"], 2, &["名称=值"]),
        (
            &["draft", "--set", "outcome=1", "--file", "draft.pdf"],
            2,
            &["材料"],
        ),
        (
            &[
                "search",
                "--set",
                "search_scope=室",
                "--set",
                "search_found=否",
                "--file",
                "没有.pdf",
            ],
            2,
            &["读不了文件"],
        ),
    ];
    for (words, status, said) in faults {
        check(&case, "2025-10-15T09:00", words, *status, said);
    }
}

#[test]
fn what_may_not_be_done_now_is_answered_and_writes_nothing() {
    let case = Case::opened();
    let draft: &[&str] = &["draft", "--set", "outcome=1"];
    let faults: &[(&str, &[&str], i32, &str)] = &[
        (
            "2025-10-15T09:00",
            &["review", "--set", "review_result=passed"],
            1,
            "现处于“办理中”环节",
        ),
        ("2025-10-15T09:00", &["abandon-correction"], 1, "依法产生"),
        ("2025-02-31T09:00", draft, 2, "2025-02-31"),
        ("2999-01-01T09:00", draft, 1, "晚于登记时间"),
        ("2025-09-27T09:00", draft, 1, "早于本件立件时间"),
        (
            "2025-10-15T09:00",
            &["draft", "--set", "outcome=1", "--seen", "0"],
            1,
            "已由他人办理",
        ),
        (
            "2025-10-15T09:00",
            &[
                "draft",
                "--set",
                "outcome=1",
                "--approve",
                "reason-stated:李某某:急",
            ],
            1,
            "不是可以特批的前置条件",
        ),
        (
            "2025-10-15T09:00",
            &["draft", "--set", "outcome=1", "--now", "2025-10-15T09:00"],
            2,
            "演示单位",
        ),
    ];
    for (at, words, status, said) in faults {
        check(&case, at, words, *status, &[said]);
    }
}

#[test]
fn a_role_that_is_not_held() {
    let case = Case::opened();
    let person = |name: &str, posts: &str| {
        let posts = format!("posts={posts}");
        let words = [
            "matter",
            "new",
            "person",
            "--set",
            &format!("name={name}"),
            "--set",
            "registered_on=2025-01-02",
            "--set",
            &posts,
        ];
        case.andu.run(&words).done();
    };
    person(
        "王某某",
        r#"[{"procedure":"foi-application","role":"office"},{"procedure":"*","role":"late-entry"}]"#,
    );
    person(
        "李某某",
        r#"[{"procedure":"foi-application","role":"office-head"}]"#,
    );
    let approve = ["approve-extension", "--set", "extension_reason=需要核实"];
    check(
        &case,
        "2025-10-15T09:00",
        &approve,
        1,
        &["王某某不担任政府信息公开工作机构负责人"],
    );
    // The head may, but not late.
    case.act("2025-10-15T09:00", "李某某", &approve)
        .wrong()
        .says("没有补录权限");
    case.act(
        "2025-10-15T09:00",
        "王某某",
        &["draft", "--set", "outcome=1"],
    )
    .done();
}

#[test]
fn the_same_person_may_review_only_with_a_leader_who_says_why() {
    let case = Case::opened();
    case.act(
        "2025-10-15T09:00",
        "王某某",
        &["draft", "--set", "outcome=1"],
    )
    .done();
    let review = ["review", "--set", "review_result=passed"];
    check(&case, "2025-10-15T10:00", &review, 1, &["拟复与审查分离"]);
    let mut passed = review.to_vec();
    passed.extend(["--approve", "reviewer-not-drafter:李某某:只有一名审查人员"]);
    case.act("2025-10-15T10:00", "王某某", &passed).done();
    case.andu
        .run(&["matter", "show", &case.id])
        .done()
        .says("特批：李某某，只有一名审查人员");
}

/// Makes everything in a folder readable only.
fn read_only(folder: &Path, mode_of_files: u32, mode_of_folders: u32) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let mode = if path.is_dir() {
            mode_of_folders
        } else {
            mode_of_files
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(mode_of_folders)).expect("it is ours");
}

#[test]
fn a_folder_that_cannot_be_written() {
    let case = Case::opened();
    let before = events(&case);
    let data = case.andu.data();
    read_only(&data, 0o444, 0o555);
    fs::set_permissions(case.andu.folder(), fs::Permissions::from_mode(0o755)).expect("it is ours");
    let mut command = case.andu.command();
    // The superuser may write everywhere; anybody else is as good a clerk.
    if fs::write(data.join("files").join("probe"), "").is_ok() {
        fs::remove_file(data.join("files").join("probe")).expect("it was just written");
        command.uid(65_534).gid(65_534);
    }
    command.args(["matter", "void", &case.id, "--why", "重复立件"]);
    let output = command.output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("不能写入") && said.contains("andu-data"),
        "{said}"
    );
    assert!(!said.contains("panicked"), "{said}");
    read_only(&data, 0o644, 0o755);
    assert_eq!(events(&case), before);
}

#[test]
fn a_database_cut_short_loses_nothing_that_a_backup_holds() {
    let mut case = Case::opened();
    case.andu.tamper("pragma wal_checkpoint(truncate);");
    let ledger = case.andu.data().join("andu.db");
    let whole = fs::read(&ledger).expect("the ledger can be read");
    for (length, said) in [
        (0, "已损坏"),
        (10, "andu.db"),
        (4096, "andu.db"),
        (whole.len() - 4096, "andu.db"),
    ] {
        fs::write(&ledger, &whole[..length]).expect("the ledger can be written");
        for words in [
            &["due"][..],
            &["matter", "show", &case.id],
            &["figures", "--year", "2025"],
        ] {
            let answer = case.andu.run(words);
            assert!(!answer.stderr.contains("panicked"), "{}", answer.stderr);
            if length < 5_000 {
                let answer = answer.unusable();
                assert!(answer.stderr.contains(said), "{length}: {}", answer.stderr);
            }
        }
        let verified = case.andu.run(&["verify"]);
        assert!(
            matches!(verified.status, Some(1 | 2)),
            "{length}: {}{}",
            verified.stdout,
            verified.stderr
        );
        assert!(!verified.stderr.contains("panicked"), "{}", verified.stderr);
    }
    fs::write(&ledger, &whole).expect("the ledger can be written");
    case.andu.run(&["verify"]).done();
}

#[test]
fn a_folder_that_is_not_there_is_not_made_by_looking() {
    let andu = Andu::new();
    for words in [
        &["due"][..],
        &["matter", "list", "person"],
        &["figures", "--year", "2025"],
        &["verify"],
    ] {
        andu.run(words).unusable().says("andu init");
    }
    assert!(!andu.data().exists());
    andu.run(&["init", "--organ", "甲县", "--division", "5002"])
        .unusable()
        .says("六位数字");
    andu.run(&["verify"]).unusable();
    andu.run(&["init", "--organ", "甲县", "--division", "500229"])
        .done();
    andu.run(&["init", "--organ", "乙县", "--division", "500229"])
        .unusable()
        .says("甲县");
}

#[test]
fn a_notice_is_loaded_by_the_command_and_a_faulty_one_changes_nothing() {
    let case = Case::opened();
    case.andu.write("2027.toml", "year = 2027\ntitle = \"通知（示例）\"\n[[holiday]]\nfestival = \"元旦\"\noff = [\"2027-02-31\"]\n");
    let before = events(&case);
    case.andu
        .run(&["calendar", "load", "2027.toml"])
        .unusable()
        .says("2027.toml")
        .says("第 5 行");
    assert_eq!(events(&case), before);
    case.andu.write("2027.toml", "year = 2027\ntitle = \"通知（示例）\"\n[[holiday]]\nfestival = \"元旦\"\noff = [\"2027-01-01..2027-01-03\"]\n");
    let loaded = case.andu.json(&["calendar", "load", "2027.toml"]);
    assert_eq!(
        (&loaded["year"], &loaded["moved"]),
        (&2027.into(), &serde_json::json!([]))
    );
    case.andu.run(&["verify", "--rebuild"]).done();
}
