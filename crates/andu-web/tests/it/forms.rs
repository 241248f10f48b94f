//! 填上级表 as somebody does it: sent, chosen, tried, filled; who asked second is shown what was given first.

use axum::http::StatusCode;

use crate::browser::between;
use crate::html;
use crate::served::{Got, Part, Served, controls, fixture};

const FORM: &str = "法治政府建设统计表.xlsx";

#[track_caller]
fn sent(served: &Served, name: &str, period: &str) -> Got {
    let bytes = fixture(&format!("forms/{name}"));
    let parts = [
        Part::Field("period", period),
        Part::File("file", name, &bytes),
    ];
    served.upload("/fill", &parts)
}

#[track_caller]
fn on(served: &Served, draft: &str, step: &str, changed: &[(&str, &str)]) -> Got {
    let action = format!("{draft}/{step}");
    let page = served.page(draft);
    let mut fields = controls(between(&page, &format!("action=\"{action}\""), "</form>"));
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    served.send(&action, &fields)
}

/// The text of a part of a package.
fn part(bytes: &[u8], name: &str) -> String {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The filled form and its note: what was marked stands in it, everything else as it was.
#[track_caller]
fn downloads(served: &Served, draft: &str) {
    let filled = served.get(&format!("{draft}/form"));
    assert!(filled.head.contains("attachment"), "{}", filled.head);
    let sheet = part(&filled.bytes, "xl/worksheets/sheet1.xml");
    let before = part(
        &fixture(&format!("forms/{FORM}")),
        "xl/worksheets/sheet1.xml",
    );
    assert!(
        sheet.contains("示例县人民政府办公室") && sheet != before,
        "{sheet}"
    );
    assert_eq!(
        part(&filled.bytes, "xl/styles.xml"),
        part(&fixture(&format!("forms/{FORM}")), "xl/styles.xml")
    );
    let note = served.get(&format!("{draft}/note")).bytes;
    let note = served.office.peek("填表说明.xlsx", &note, 30).unwrap();
    assert!(note[0].rows.len() > 5, "{note:?}");
}

#[test]
fn a_form_is_chosen_tried_filled_and_the_second_to_ask_sees_the_first_answer() {
    let served = Served::new();
    let draft = sent(&served, FORM, "2025").to();
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".xlsx", ""));
    assert!(
        page.contains("试填结果") && page.contains("统计表"),
        "{page}"
    );
    assert_eq!(served.stored(), [], "nothing is stored before it is filled");

    let wrong = on(
        &served,
        &draft,
        "correct",
        &[("new0.place", "C二"), ("new0.what", "=")],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("位置“C二”读不懂") && wrong.text().contains("value=\"C二\""),
        "{}",
        wrong.text()
    );
    let own = [
        ("new0.place", "统计表!C2"),
        ("new0.what", "="),
        ("new0.text", "{organ}"),
    ];
    on(&served, &draft, "correct", &own).to();
    let page = served.page(&draft);
    assert!(
        page.contains("<strong>示例县人民政府办公室</strong>"),
        "{page}"
    );

    on(&served, &draft, "enter", &[("asked_by", "市司法局")]).to();
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".xlsx", ""));
    assert!(
        page.contains("已登记报数台账") && page.contains("填表方案已存"),
        "{page}"
    );
    downloads(&served, &draft);
    let front = served.page("/fill");
    html::check("/fill", &front.replace(".xlsx", ""));
    assert!(front.contains("市司法局"), "{front}");

    // The map is kept, and whoever asks next is shown what the first was told.
    let second = sent(&served, FORM, "2025").to();
    let page = served.page(&second);
    assert!(
        page.contains("以前报过的") && page.contains("报市司法局"),
        "{page}"
    );
    assert!(
        page.contains("<strong>示例县人民政府办公室</strong>"),
        "{page}"
    );
    assert!(page.contains("一致"), "{page}");
    // Looking entered nothing.
    let entries = || served.page("/fill").matches("市司法局").count();
    assert_eq!(entries(), 1);
}

#[test]
fn a_list_and_a_document_are_filled_too() {
    let served = Served::new();
    let draft = sent(&served, "法治政府建设情况表.docx", "2025").to();
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".docx", ""));
    let list = [
        ("l0.place", "1/2/1"),
        ("l0.procedure", "npc-suggestion"),
        ("l0.columns", "编号、没有的"),
    ];
    let wrong = on(&served, &draft, "correct", &list);
    assert!(
        wrong.text().contains("没有项目“没有的”"),
        "{}",
        wrong.text()
    );
    assert!(wrong.text().contains("建议题目"), "the terms are told");
    let foreign = on(&served, &draft, "correct", &[("c0.what", "../x")]);
    assert!(
        foreign.text().contains("所选的指标不存在"),
        "{}",
        foreign.text()
    );
}

#[test]
fn what_cannot_be_filled_is_told_and_a_classified_form_leaves_nothing() {
    let served = Served::new();
    let got = sent(&served, FORM, "去年");
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.text().contains("期间“去年”读不懂") && got.text().contains("value=\"去年\""),
        "{}",
        got.text()
    );
    let parts = [
        Part::Field("period", "2025"),
        Part::File("file", "表.xlsx", b"PK\x03\x04"),
    ];
    assert_eq!(
        served.upload("/fill", &parts).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let secret = fixture("classified/books/单元格.xlsx");
    let parts = [
        Part::Field("period", "2025"),
        Part::File("file", "表.xlsx", &secret),
    ];
    let got = served.upload("/fill", &parts);
    assert!(got.text().contains("联系保密员"), "{}", got.text());
    assert_eq!(served.stored(), []);
    assert!(!served.page("/fill").contains("正在填的"));
}
