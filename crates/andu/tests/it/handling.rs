//! Journeys of sheets that go out to units without an account and come back filled in.

use std::fs;
use std::io::{Read, Write};

use serde_json::Value;

use crate::harness::Andu;

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// An office that has assigned two suggestions to one unit and a third to another; gives the ids.
fn assigned(andu: &Andu) -> Vec<String> {
    andu.office();
    let suggestions = [("1", "县教育局"), ("2", "县教育局"), ("3", "县水利局")];
    suggestions
        .map(|(number, unit)| {
            let (number, unit) = (format!("number=第{number}号"), format!("lead_unit={unit}"));
            let title = format!("title=关于{number}事项的建议");
            let opening = [
                "matter",
                "new",
                "npc-suggestion",
                "--set",
                &number,
                "--set",
                "congress_session=三届五次",
                "--set",
                "origin=recess",
                "--set",
                "received_on=2025-03-12",
                "--set",
                &title,
                "--set",
                "lead_deputy=钱某某",
                "--at",
                "2025-03-12T09:00",
                "--late",
                "原为纸质登记",
            ];
            let opened = andu.json(&opening);
            let id = opened["id"]
                .as_str()
                .expect("a matter has an id")
                .to_owned();
            let late = ["--late", "原为纸质登记"];
            let propose = [
                "matter",
                "act",
                &id,
                "propose-handlers",
                "--set",
                &unit,
                "--at",
                "2025-03-13T09:00",
            ];
            andu.run(&[&propose[..], &late].concat()).done();
            let assign = ["matter", "act", &id, "assign", "--at", "2025-03-14T09:00"];
            andu.run(&[&assign[..], &late].concat()).done();
            id
        })
        .to_vec()
}

/// Sends the sheets out into `办理表`.
fn out(andu: &Andu) -> Value {
    andu.json(&["handling", "out", "npc-suggestion", "-o", "办理表"])
}

const EDUCATION: &str = "办理表/人大代表建议办理表（县教育局）.xlsx";

fn part(archive: &mut zip::ZipArchive<fs::File>, name: &str) -> String {
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("the part is there");
    part.read_to_string(&mut text).expect("the part is text");
    text
}

/// Fills cells of a book as an office program would, and saves it under another name: row from 2, heading, text.
fn fill(andu: &Andu, from: &str, to: &str, cells: &[(u32, &str, &str)]) {
    let file = fs::File::open(andu.folder().join(from)).expect("the book is there");
    let mut archive = zip::ZipArchive::new(file).expect("the book is a package");
    let strings = part(&mut archive, "xl/sharedStrings.xml");
    let strings: Vec<&str> = strings
        .split("<si>")
        .skip(1)
        .filter_map(|item| {
            item.split("<t")
                .nth(1)?
                .split_once('>')?
                .1
                .split("</t>")
                .next()
        })
        .collect();
    let mut sheet = part(&mut archive, SHEET);
    let heading = sheet
        .split("</row>")
        .next()
        .expect("there is a heading")
        .to_owned();
    let column = |name: &str| {
        let mut cells = heading.split("<c r=\"").skip(1);
        let cell = cells.find(|cell| {
            let index = cell
                .split("<v>")
                .nth(1)
                .and_then(|v| v.split("</v>").next());
            let index: usize = index
                .and_then(|v| v.parse().ok())
                .expect("a heading is a text");
            strings[index] == name
        });
        let cell = cell.unwrap_or_else(|| panic!("“{name}” is not in {strings:?}"));
        cell.split("1\"")
            .next()
            .expect("a cell has a name")
            .to_owned()
    };
    for (row, heading, text) in cells {
        let start = sheet
            .find(&format!("<row r=\"{row}\""))
            .expect("the row is there");
        let end = start + sheet[start..].find("</row>").expect("the row ends");
        let name = format!("<c r=\"{}{row}\"", column(heading));
        // What stands there already gives way.
        if let Some(old) = sheet[start..end].find(&name) {
            let old = start + old;
            let after = old + sheet[old..].find("</c>").expect("the cell ends") + "</c>".len();
            sheet.replace_range(
                old..after,
                &format!("{name} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            );
            continue;
        }
        sheet.insert_str(
            end,
            &format!("{name} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        );
    }
    save(&mut archive, &sheet, &andu.folder().join(to));
}

/// Saves a book with another first sheet.
fn save(archive: &mut zip::ZipArchive<fs::File>, sheet: &str, to: &std::path::Path) {
    let file = fs::File::create(to).expect("the folder is writable");
    let mut writer = zip::ZipWriter::new(file);
    for index in 0..archive.len() {
        let part = archive.by_index(index).expect("the part is there");
        if part.name().expect("a part has a name") == SHEET {
            drop(part);
            let options = zip::write::SimpleFileOptions::default();
            writer
                .start_file(SHEET, options)
                .expect("a part can be begun");
            writer
                .write_all(sheet.as_bytes())
                .expect("a part can be written");
        } else {
            writer.raw_copy_file(part).expect("a part can be copied");
        }
    }
    writer.finish().expect("the package can be ended");
}

/// Runs `handling in` and reads its report, whatever its exit status.
#[track_caller]
fn take(andu: &Andu, words: &[&str], status: i32) -> Value {
    let mut call = vec!["handling", "in"];
    call.extend(words);
    call.extend(["--format", "json"]);
    let answer = andu.run(&call);
    match status {
        0 => answer.done().json(),
        _ => answer.wrong().json(),
    }
}

#[track_caller]
fn counts(report: &Value, expected: [i64; 4]) {
    let found = ["done", "same", "blank", "refused"].map(|key| report[key].as_i64().unwrap_or(-1));
    assert_eq!(found, expected, "{report:#}");
}

fn history(andu: &Andu, id: &str) -> Vec<Value> {
    let shown = andu.json(&["matter", "show", id]);
    shown["events"]
        .as_array()
        .expect("events are a list")
        .clone()
}

const SIGNED: [(u32, &str, &str); 3] = [
    (2, "办理动作", "签收"),
    (2, "办理日期", "2025-03-17"),
    (2, "经办人", "周某某"),
];

#[test]
fn a_sheet_goes_out_is_filled_in_and_comes_back_through_the_gates() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    let made = out(&andu);
    assert_eq!(made["books"].as_array().map(Vec::len), Some(2), "{made:#}");
    fill(&andu, EDUCATION, "返回.xlsx", &SIGNED);

    let looked = take(&andu, &["返回.xlsx", "--dry-run"], 0);
    counts(&looked, [1, 0, 1, 0]);
    assert_eq!(looked["rows"][0]["state"], "possible");
    let change = serde_json::json!({ "what": "经办人", "was": "", "now": "周某某" });
    assert_eq!(looked["rows"][0]["changes"][0], change);
    assert_eq!(history(&andu, &ids[0]).len(), 3, "looking writes nothing");

    let done = take(&andu, &["返回.xlsx", "--accept"], 0);
    counts(&done, [1, 0, 1, 0]);
    let events = history(&andu, &ids[0]);
    let last = events.last().expect("there are events");
    assert_eq!(last["what"], "签收");
    assert_eq!(last["hash"], done["rows"][0]["receipt"]);
    let remarks = last["remarks"].as_array().expect("remarks are a list");
    assert!(remarks.contains(&"离线返回".into()), "{last:#}");
    let who = last["who"].as_str().unwrap_or_default();
    assert!(who.starts_with("周某某（代录："), "{who}");
    andu.run(&["matter", "show", &ids[0]])
        .done()
        .says("离线返回");
    assert_eq!(history(&andu, &ids[1]).len(), 3, "a blank row does nothing");

    // The same sheet again, under another name too.
    fill(&andu, EDUCATION, "又返回.xlsx", &SIGNED);
    for words in [
        ["返回.xlsx", "又返回.xlsx", "--accept"],
        ["返回.xlsx", "又返回.xlsx", "--dry-run"],
    ] {
        counts(&take(&andu, &words, 0), [0, 2, 2, 0]);
    }
    assert_eq!(history(&andu, &ids[0]).len(), 4);
}

#[test]
fn what_moved_on_meanwhile_is_listed_and_the_others_are_done() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    out(&andu);
    let sign = [
        "matter",
        "act",
        &ids[0],
        "sign-for",
        "--at",
        "2025-03-17T10:00",
        "--late",
        "原为纸质登记",
    ];
    andu.run(&sign).done();
    let second = SIGNED.map(|(_, heading, text)| (3, heading, text));
    fill(&andu, EDUCATION, "返回.xlsx", &[SIGNED, second].concat());
    let done = take(&andu, &["返回.xlsx", "--accept"], 1);
    counts(&done, [1, 0, 0, 1]);
    assert_eq!(done["rows"][0]["code"], "stale");
    assert_eq!(done["rows"][0]["row"], 2);
    let told = done["rows"][0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("办理“签收”"), "{told}");
    assert_eq!(
        (history(&andu, &ids[0]).len(), history(&andu, &ids[1]).len()),
        (4, 4)
    );
}

#[test]
fn a_matter_ended_meanwhile_and_one_that_nobody_knows_are_listed() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    out(&andu);
    andu.run(&["matter", "void", &ids[0], "--why", "重复登记"])
        .done();
    let second = SIGNED.map(|(_, heading, text)| (3, heading, text));
    let filled = [&SIGNED[..], &second, &[(3, "件号", "没有这个件号")]].concat();
    fill(&andu, EDUCATION, "返回.xlsx", &filled);
    let done = take(&andu, &["返回.xlsx", "--accept"], 1);
    counts(&done, [0, 0, 0, 2]);
    let codes = [0, 1].map(|row| done["rows"][row]["code"].as_str().unwrap_or_default());
    assert_eq!(codes, ["closed", "no-matter"]);
}

#[test]
fn two_sheets_that_say_different_things_of_one_matter_are_both_listed() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    out(&andu);
    fill(&andu, EDUCATION, "甲.xlsx", &SIGNED);
    let mut other = SIGNED;
    other[2].2 = "吴某某";
    fill(&andu, EDUCATION, "乙.xlsx", &other);
    let done = take(&andu, &["甲.xlsx", "乙.xlsx", "--accept"], 1);
    counts(&done, [0, 0, 2, 2]);
    let told = done["rows"][0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("“乙.xlsx”"), "{told}");
    assert_eq!(history(&andu, &ids[0]).len(), 3);
}

#[test]
fn a_return_without_a_reason_is_refused_and_so_is_a_second_return() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    out(&andu);
    let back = [
        (2, "办理动作", "退办"),
        (2, "办理日期", "2025-03-17"),
        (2, "经办人", "周某某"),
        (2, "材料存放处", "收文夹"),
    ];
    let with_reason = [&back[..], &[(2, "退办理由", "不属本单位职责")]].concat();
    fill(&andu, EDUCATION, "无理由.xlsx", &back);
    for words in [["无理由.xlsx", "--dry-run"], ["无理由.xlsx", "--accept"]] {
        let refused = take(&andu, &words, 1);
        counts(&refused, [0, 0, 1, 1]);
        let told = refused["rows"][0]["message"].as_str().unwrap_or_default();
        assert!(told.contains("退办理由"), "{told}");
    }
    fill(&andu, EDUCATION, "有理由.xlsx", &with_reason);
    counts(&take(&andu, &["有理由.xlsx", "--accept"], 0), [1, 0, 1, 0]);

    let uphold = [
        "matter",
        "act",
        &ids[0],
        "uphold",
        "--set",
        "decision_note=属该单位职责",
        "--at",
        "2025-03-18T10:00",
        "--late",
        "原为纸质登记",
    ];
    andu.run(&uphold).done();
    out(&andu);
    let mut again = with_reason;
    again[1].2 = "2025-03-19";
    fill(&andu, EDUCATION, "再退.xlsx", &again);
    let refused = take(&andu, &["再退.xlsx", "--accept"], 1);
    counts(&refused, [0, 0, 1, 1]);
    let told = refused["rows"][0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("只能退办一次"), "{told}");
}

#[test]
fn a_classified_mark_in_one_file_stops_all_of_them() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    out(&andu);
    fill(&andu, EDUCATION, "甲.xlsx", &SIGNED);
    fill(&andu, EDUCATION, "乙.xlsx", &[(3, "备注", "机密★10年")]);
    andu.run(&["handling", "in", "甲.xlsx", "乙.xlsx", "--accept"])
        .wrong()
        .says("涉密标志");
    assert_eq!(history(&andu, &ids[0]).len(), 3);
}

#[test]
fn whoever_fills_in_a_sheet_is_bound_by_his_posts() {
    let andu = Andu::new();
    let ids = assigned(&andu);
    out(&andu);
    let post = r#"posts=[{"procedure":"npc-suggestion","role":"handler"}]"#;
    let person = [
        "matter",
        "new",
        "person",
        "--set",
        "registered_on=2025-01-02",
    ];
    let known = ["--set", "name=周某某", "--set", post];
    andu.run(&[&person[..], &known].concat()).done();
    let mut unknown = SIGNED.map(|(_, heading, text)| (3, heading, text));
    unknown[2].2 = "吴某某";
    fill(&andu, EDUCATION, "返回.xlsx", &[SIGNED, unknown].concat());
    let done = take(&andu, &["返回.xlsx", "--accept"], 1);
    counts(&done, [1, 0, 0, 1]);
    assert_eq!(done["rows"][1]["code"], "not-registered");
    let lengths = [0, 1].map(|at: usize| history(&andu, &ids[at]).len());
    assert_eq!(lengths, [4, 3]);
}
