//! The report of a year, from records to a seal that is verified and a draft that comes back changed.

use std::fs;
use std::io::{Cursor, Read, Write};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::{Andu, Answer};

const REPORT: &[&str] = &[
    "report",
    "law-based-government",
    "--year",
    "2025",
    "--date",
    "2026-01-15",
];

/// An office whose branch learnt the law twice in 2025.
pub fn office() -> Andu {
    let andu = Andu::new();
    andu.office();
    learn(&andu, "2025-03-03").done();
    learn(&andu, "2025-06-03").done();
    andu
}

/// Enters a study session of the branch.
pub fn learn(andu: &Andu, day: &str) -> Answer {
    let (held, at) = (format!("held_on={day}"), format!("{day}T15:00"));
    let set = [
        held.as_str(),
        "organizer=party_branch",
        "topic=laws",
        "subject=行政复议法",
    ];
    let mut words = vec!["matter", "new", "study-session", "--at", &at];
    words.extend(["--late", "原为纸质登记"]);
    for field in set {
        words.extend(["--set", field]);
    }
    andu.run(&words)
}

fn report(andu: &Andu, words: &[&str]) -> Answer {
    andu.run(&[REPORT, words].concat())
}

/// An office with a sealed report; required contents are not written, which is no error.
fn sealed() -> Andu {
    let andu = office();
    report(&andu, &["-o", "报告.docx", "--seal"])
        .wrong()
        .says("已定稿。核验码：");
    andu
}

fn verified(andu: &Andu) -> Value {
    andu.json(&["report", "verify", "报告.回执.json"])
}

fn read(andu: &Andu, name: &str) -> String {
    fs::read_to_string(andu.folder().join(name)).expect("the file was written")
}

fn events(andu: &Andu) -> u64 {
    let reports = andu.json(&["verify"]);
    reports[0]["events"].as_u64().expect("events are counted")
}

/// `word/document.xml` of a DOCX.
fn wording(bytes: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a DOCX is a zip");
    let mut part = archive.by_name("word/document.xml").expect("it has text");
    let mut text = String::new();
    part.read_to_string(&mut text).expect("its text is UTF-8");
    text
}

/// The DOCX with another text in it, as an office program would save it.
fn reworded(bytes: &[u8], wording: &str) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("a DOCX is a zip");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("every part is there");
        let name = part.name().expect("a part has a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("it can be unpacked");
        if name == "word/document.xml" {
            content = wording.as_bytes().to_vec();
        }
        to.start_file(name, SimpleFileOptions::default())
            .expect("a part begins");
        to.write_all(&content).expect("a part is written");
    }
    to.finish().expect("the zip ends").into_inner()
}

#[test]
fn a_sealed_report_is_worked_out_again() {
    let andu = sealed();
    let receipt: Value = serde_json::from_str(&read(&andu, "报告.回执.json")).expect("JSON");
    assert_eq!(receipt["template"], "law-based-government");
    let code = receipt["code"].as_str().expect("a code").to_uppercase();
    let docx = fs::read(andu.folder().join("报告.docx")).expect("the report was written");
    let printed = wording(&docx);
    assert!(
        printed.contains(&format!("核验码：{}", &code[..4])),
        "{printed}"
    );
    andu.run(&["report", "verify", "报告.回执.json"])
        .done()
        .says("由办理记录重算，与定稿一致");
    let verification = verified(&andu);
    assert_eq!(verification["holds"], true);
    assert_eq!(verification["restated"], false);
    // One more, entered after the seal: the seal holds, and what restated the figure is named.
    learn(&andu, "2025-09-03").done();
    let last = events(&andu);
    let verification = verified(&andu);
    assert_eq!(verification["holds"], true);
    assert_eq!(verification["restated"], true);
    let values = verification["values"]
        .as_array()
        .expect("values are a list");
    let restated: Vec<_> = values.iter().filter(|it| it["restated"] == true).collect();
    assert_eq!(restated.len(), 1, "{restated:?}");
    assert_eq!(restated[0]["indicator"], "study-laws-party-branch");
    assert_eq!(
        (&restated[0]["sealed"], &restated[0]["now"]),
        (&"2".into(), &"3".into())
    );
    assert_eq!(restated[0]["causes"][0]["seq"].as_u64(), Some(last));
    assert_eq!(restated[0]["causes"].as_array().map(Vec::len), Some(1));
    andu.run(&["report", "verify", "报告.回执.json"])
        .done()
        .says("已重述")
        .says(&format!("第{last}号"));
}

#[test]
fn an_altered_receipt_does_not_hold() {
    let andu = sealed();
    let receipt = read(&andu, "报告.回执.json");
    let altered = receipt.replacen("\"printed\": \"2\"", "\"printed\": \"3\"", 1);
    assert_ne!(altered, receipt);
    andu.write("报告.回执.json", &altered);
    andu.run(&["report", "verify", "报告.回执.json"])
        .wrong()
        .says("回执已被改动")
        .says("与定稿不一致");
}

/// A receipt is as good as the chain that remembers it: one that was sealed in a copy of the office is not.
#[test]
fn a_receipt_that_the_chain_does_not_remember_does_not_hold() {
    let andu = office();
    let copy = andu.folder().join("副本");
    fs::create_dir(&copy).expect("the folder is writable");
    fs::copy(andu.data().join("andu.db"), copy.join("andu.db")).expect("nobody is in it");
    report(&andu, &["-o", "报告.docx", "--seal", "--dir", "副本"]).wrong();
    andu.run(&["report", "verify", "报告.回执.json", "--dir", "副本"])
        .done()
        .says("与定稿一致");
    let answer = andu.run(&["report", "verify", "报告.回执.json"]).wrong();
    let answer = answer.says("办理记录链中没有这次定稿").says("与定稿不一致");
    assert!(
        !answer.stdout.contains("已不是定稿时的链"),
        "{}",
        answer.stdout
    );
}

#[test]
fn the_wording_of_a_sealed_report_is_checked_with_its_receipt() {
    let andu = sealed();
    let verify = |file: &str| andu.run(&["report", "verify", "报告.回执.json", file]);
    verify("报告.docx").done().says("文件的文字与定稿一致");
    let docx = fs::read(andu.folder().join("报告.docx")).expect("the report was written");
    let text = wording(&docx).replacen("机关党支部", "机关各党支部", 1);
    let changed = andu.folder().join("改过.docx");
    fs::write(changed, reworded(&docx, &text)).expect("the folder is writable");
    verify("改过.docx").wrong().says("文件的文字与定稿不一致");
    let words = [
        "report",
        "verify",
        "报告.回执.json",
        "改过.docx",
        "--format",
        "json",
    ];
    let told = andu.run(&words).wrong().json();
    assert_eq!(
        (&told["holds"], &told["wording_same"]),
        (&true.into(), &false.into())
    );
    verify("没有.docx").unusable().says("没有.docx");
    verify("报告.回执.json").unusable();
}

#[test]
fn an_altered_chain_does_not_hold() {
    let mut andu = sealed();
    andu.tamper("update event set body = replace(body, '2025-06-03', '2024-06-03') where matter = (select matter from event where body like '%2025-06-03%')");
    andu.run(&["report", "verify", "报告.回执.json"])
        .wrong()
        .says("办理记录链已不是定稿时的链")
        .says("andu verify");
}

#[test]
fn a_draft_that_comes_back_changed_is_compared() {
    let andu = office();
    // The day of the comparison is not that of the draft, and is no change.
    report(&andu, &["-o", "报告.docx"]).wrong();
    let compare = |name: &str| andu.run(&["report", "compare", name, "--year", "2025"]);
    compare("报告.docx").done().says("与编制时一致");
    let docx = fs::read(andu.folder().join("报告.docx")).expect("the report was written");
    let text = wording(&docx);
    let slot = text
        .find("机关党支部集中学习法律法规")
        .expect("the sentence is there");
    let numeral = slot + text[slot..].find(">2<").expect("its figure is a run");
    let changed = format!("{}>5<{}", &text[..numeral], &text[numeral + 3..]);
    let draft = andu.folder().join("改过.docx");
    fs::write(draft, reworded(&docx, &changed)).expect("the folder is writable");
    compare("改过.docx")
        .wrong()
        .says("“机关党支部集中学习法律法规次数”由 2 改成了 5");
    let told = andu
        .run(&[
            "report",
            "compare",
            "改过.docx",
            "--year",
            "2025",
            "--format",
            "json",
        ])
        .wrong()
        .json();
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(told[0]["kind"], "slot_typed");
    assert_eq!(told[0]["indicator"], "study-laws-party-branch");
}

#[test]
fn pages_and_plain_text_are_written_too() {
    let andu = office();
    let sentence = "机关党支部集中学习法律法规";
    report(&andu, &["-o", "报告.html"])
        .wrong()
        .says("已写入报告.html");
    let page = read(&andu, "报告.html");
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains(sentence),
        "{page}"
    );
    report(&andu, &["-o", "报告.txt"]).wrong().says("均有出处");
    let text = read(&andu, "报告.txt");
    assert!(text.contains(&format!("{sentence}2次。")), "{text}");
    assert!(text.contains("2026年1月15日"), "{text}");
    let printed = report(&andu, &[]).wrong().stdout;
    assert_eq!(printed, text, "without a file it is printed");
}

#[test]
fn programs_get_figures_findings_and_the_receipt() {
    let andu = office();
    let words = ["-o", "报告.docx", "--seal", "--format", "json"];
    let told = report(&andu, &words).wrong().json();
    let figures = told["figures"].as_array().expect("figures are a list");
    let learnt = figures
        .iter()
        .find(|it| it["indicator"] == "study-laws-party-branch")
        .expect("the figure is there");
    assert_eq!(
        (&learnt["printed"], &learnt["before"]),
        (&"2".into(), &"0".into())
    );
    assert_eq!(told["findings"][0]["kind"], "required-missing");
    assert_eq!(told["findings"][0]["severity"], "warning");
    assert_eq!(told["sealed"], true);
    assert_eq!(told["receipt"], "报告.回执.json");
    let code = told["code"].as_str().expect("a code");
    assert_eq!(code.len(), 39);
}

/// A typed numeral keeps the words 均有出处 away until it has a source.
#[test]
fn a_numeral_without_source_is_said() {
    let andu = office();
    let start = [
        "matter",
        "new",
        "annual-report",
        "--set",
        "title=年度报告",
        "--set",
        "template=law-based-government",
        "--set",
        "report_year=2025",
        "--set",
        "started_on=2026-01-05",
        "--at",
        "2026-01-05T09:00",
        "--late",
        "原为纸质登记",
        "--format",
        "json",
    ];
    let begun = andu.run(&start).done().json();
    let id = begun["id"].as_str().expect("a matter has an id").to_owned();
    let write = |sources: &str| {
        let sources = format!("sources={sources}");
        let sections = r#"sections=[{"block":"overview","text":"办结积案16件。"}]"#;
        andu.run(&[
            "matter",
            "act",
            &id,
            "write",
            "--set",
            sections,
            "--set",
            &sources,
            "--at",
            "2026-01-06T09:00",
            "--late",
            "原为纸质登记",
        ])
        .done();
    };
    write("[]");
    let answer = report(&andu, &[])
        .wrong()
        .says("另有1处手填数字无出处")
        .says("“16件”无出处");
    assert!(!answer.stderr.contains("均有出处"), "{}", answer.stderr);
    write(r#"[{"numeral":"16件","kind":"offline","paper":"积案台账","confirmer":"王五"}]"#);
    report(&andu, &[]).wrong().says("均有出处");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_sealed() {
    let andu = office();
    let before = events(&andu);
    report(&andu, &["-o", "报告.pdf"])
        .unusable()
        .says("报告.pdf")
        .says(".docx、.html 或 .txt");
    andu.run(&["report", "-o", "报告.docx"])
        .unusable()
        .says("缺少年度")
        .says("--year");
    report(&andu, &["--seal"]).unusable().says("回执无处存放");
    report(&andu, &["--seal", "-o", "没有这个目录/报告.docx"])
        .unusable()
        .says("没有这个目录/报告.docx")
        .says("没有这个文件或者目录");
    andu.run(&["report", "没有", "--year", "2025"])
        .unusable()
        .says("没有报告样式“没有”")
        .says("law-based-government");
    andu.run(&["report", "--year", "2019", "-o", "报告.docx", "--seal"])
        .wrong()
        .says("不能编制2019年度")
        .says("没有办理记录");
    andu.run(&["report", "--year", "9998"])
        .wrong()
        .says("没有办理记录");
    assert_eq!(events(&andu), before);
    assert!(!andu.folder().join("报告.docx").exists());
}

#[test]
fn a_seal_that_cannot_write_its_receipt_is_not_made() {
    let andu = office();
    let before = events(&andu);
    // A folder bears the name of the receipt.
    fs::create_dir(andu.folder().join("报告.回执.json")).expect("the folder is writable");
    report(&andu, &["-o", "报告.docx", "--seal"])
        .unusable()
        .says("报告.回执.json")
        .says("这是一个目录");
    assert_eq!(events(&andu), before);
    assert!(
        !andu.folder().join("报告.docx").exists(),
        "nothing half done is left"
    );
}

#[test]
fn what_is_no_receipt_of_this_office_is_said() {
    let andu = sealed();
    let receipt = read(&andu, "报告.回执.json");
    let verify = |name: &str| andu.run(&["report", "verify", name]);
    verify("没有.json")
        .unusable()
        .says("没有.json")
        .says("没有这个文件");
    andu.write("乱.json", "{\n不是");
    verify("乱.json")
        .unusable()
        .says("不是定稿回执")
        .says("第2行");
    andu.write("外单位.json", &receipt.replacen("示例县", "邻县", 1));
    verify("外单位.json")
        .unusable()
        .says("回执属于“邻县人民政府办公室”")
        .says("--dir");
    andu.write(
        "新.json",
        &receipt.replacen("\"format\": 2", "\"format\": 7", 1),
    );
    verify("新.json").unusable().says("第7版").says("升级");
    andu.write("不是.docx", "文字");
    andu.run(&["report", "compare", "不是.docx", "--year", "2025"])
        .unusable();
    andu.run(&["report", "compare", "没有.docx", "--year", "2025"])
        .unusable()
        .says("没有.docx");
}
