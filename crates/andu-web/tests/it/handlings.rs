//! 承办单位办理表 as somebody does it: out in the order of units, filled in, back, looked at, entered; and what is out of date.

use std::io::Read;

use axum::http::StatusCode;

use crate::html;
use crate::office::{Deed, act, open};
use crate::served::{Part, Served};

/// Three suggestions, two with one unit and one with another; gives their ids.
fn assigned(served: &Served) -> Vec<String> {
    let units = ["县教育局", "县教育局", "县水利局"];
    let suggestion = |(number, unit): (usize, &str)| {
        let label = format!("第{number}号");
        let opening = [
            ("number", label.as_str()),
            ("congress_session", "三届五次"),
            ("origin", "recess"),
            ("received_on", "2026-01-05"),
            ("title", "关于某事项的建议"),
            ("lead_deputy", "钱某某"),
        ];
        let at = format!("2026-01-05T09:0{number}");
        let deed = |at, set| Deed {
            at,
            by: "张某某",
            set,
            ..Deed::default()
        };
        let id = open(&served.office, "npc-suggestion", &deed(&at, &opening));
        let propose = [("lead_unit", unit)];
        let office = &served.office;
        act(
            office,
            &id,
            "propose-handlers",
            &deed("2026-01-06T09:00", &propose),
        );
        act(office, &id, "assign", &deed("2026-01-07T09:00", &[]));
        id
    };
    (1..).zip(units).map(suggestion).collect()
}

/// The rows of a book as separated text, some cells filled: row from 2, heading, text.
fn filled(served: &Served, bytes: &[u8], cells: &[(usize, &str, &str)]) -> String {
    let peek = served.office.peek("办理表.xlsx", bytes, 50).unwrap();
    let (_, heading) = &peek[0].rows[0];
    let mut lines = vec![heading.values().cloned().collect::<Vec<_>>().join(",")];
    for (at, (_, row)) in peek[0].rows.iter().enumerate().skip(1) {
        let cell = |(letter, name): (&String, &String)| {
            let own = cells
                .iter()
                .find(|(row, heading, _)| *row == at + 1 && *heading == name.trim_end_matches('*'));
            match own {
                Some((_, _, text)) => (*text).to_owned(),
                None => row.get(letter).cloned().unwrap_or_default(),
            }
        };
        lines.push(heading.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}

/// The books go out, numbered in the order of units; gives that of one unit.
#[track_caller]
fn book(served: &Served) -> Vec<u8> {
    let page = served.page("/handling?procedure=npc-suggestion&look=1");
    html::check("/handling", &page);
    assert!(page.contains("全部下载（2本，压缩包）"), "{page}");
    let zip = served.get("/handling/books?procedure=npc-suggestion").bytes;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names[0].starts_with("01") && names[1].starts_with("02"),
        "{names:?}"
    );
    let own = names.iter().find(|name| name.contains("县教育局")).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name(own)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    let one = served
        .get("/handling/book?procedure=npc-suggestion&unit=%E5%8E%BF%E6%95%99%E8%82%B2%E5%B1%80");
    assert!(one.head.contains("attachment"), "{}", one.head);
    assert_eq!(one.bytes, bytes);
    bytes
}

#[test]
fn sheets_go_out_come_back_and_are_entered() {
    let served = Served::new();
    let ids = assigned(&served);
    let bytes = book(&served);
    let sheet = filled(
        &served,
        &bytes,
        &[
            (2, "办理动作", "签收"),
            (2, "办理日期", "2026-01-08"),
            (2, "经办人", "刘某某"),
            (3, "办理动作", "签收"),
            (3, "办理日期", "2026-02-30"),
            (3, "经办人", "刘某某"),
        ],
    );
    let draft = served
        .upload(
            "/handling",
            &[Part::File("file", "退回.csv", sheet.as_bytes())],
        )
        .to();
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".csv", ""));
    assert!(
        page.contains("可以办理1件，还没有登记") && page.contains("没有办理1件"),
        "{page}"
    );
    assert!(page.contains("刘某某于2026-01-08办理“签收”"), "{page}");
    assert_eq!(
        served
            .office
            .show(&ids[0], crate::office::now())
            .unwrap()
            .events
            .len(),
        3
    );

    entered_once(&served, &ids[0], &draft, &sheet);
}

/// Entered once; the same sheet again changes nothing, and one that is out of date overwrites nobody.
#[track_caller]
fn entered_once(served: &Served, id: &str, draft: &str, sheet: &str) {
    // Meanwhile somebody else works on it: nobody is overwritten.
    let other = served
        .upload(
            "/handling",
            &[Part::File("file", "退回.csv", sheet.as_bytes())],
        )
        .to();
    served.send(&format!("{draft}/accept"), &[]).to();
    let page = served.page(draft);
    assert!(page.contains("已登记1件，记为离线返回"), "{page}");
    let shown = served.page(&format!("/matters/{id}"));
    assert!(
        shown.contains("离线返回") && shown.contains("刘某某（代录：录入员）"),
        "{shown}"
    );
    served.send(&format!("{other}/accept"), &[]).to();
    assert!(
        served.page(&other).contains("相同1件"),
        "{}",
        served.page(&other)
    );

    let changed = sheet.replace("2026-01-08", "2026-01-09");
    let late = served
        .upload(
            "/handling",
            &[Part::File("file", "旧表.csv", changed.as_bytes())],
        )
        .to();
    let page = served.page(&late);
    assert!(
        page.contains("可以办理0件") && page.contains("没有办理2件"),
        "{page}"
    );
    assert!(!page.contains("登记可以办理的"), "{page}");
}

#[test]
fn what_is_no_handling_sheet_is_told() {
    let served = Served::new();
    let got = served.upload(
        "/handling",
        &[Part::File("file", "甲.csv", "甲,乙\n1,2\n".as_bytes())],
    );
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.text().contains("“甲.csv”不是办理表"), "{}", got.text());
    assert!(!got.text().contains("“andu"), "{}", got.text());
    let page = served.page("/handling?look=1");
    assert!(page.contains("没有选台账"), "{page}");
    let secret = "秘密★1年\n件号,版本,办理动作\n1,1,签收\n";
    let got = served.upload(
        "/handling",
        &[Part::File("file", "甲.csv", secret.as_bytes())],
    );
    assert!(got.text().contains("联系保密员"), "{}", got.text());
    assert_eq!(served.stored(), []);
}
