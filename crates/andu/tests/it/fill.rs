//! A superior's form: filled by a map, by a proposal and by placeholders; looked at again by an office program; remembered.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::{Andu, Answer};
use crate::report::{learn, office};

const TABLE: &str = "法治政府建设统计表.xlsx";

/// A map with an indicator of each year, a fixed text and a list.
const MAP: &str = r#"# 市司法局年报表
[[cell]]
sheet = "统计表"
cell = "C2"
text = "{organ}"

[[cell]]
sheet = "统计表"
cell = "E5"
indicator = "study-sessions"

[[cell]]
sheet = "统计表"
cell = "E6"
indicator = "study-sessions"
period = "change"
"#;

/// Puts a form of the fixtures into the folder.
fn form(andu: &Andu, name: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/forms");
    let to = andu.folder().join(name);
    fs::copy(from.join(name), &to).expect("the fixture is there");
    to
}

/// Every part of a package, in order, as it is packed and as it reads.
fn parts(path: &Path) -> Vec<(String, Vec<u8>, String)> {
    let bytes = fs::read(path).expect("the form was written");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a form is a zip");
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut raw = archive.by_index_raw(at).expect("every part is there");
        let name = raw.name().expect("a part has a name").into_owned();
        let (mut packed, mut plain) = (Vec::new(), Vec::new());
        raw.read_to_end(&mut packed).expect("it can be read");
        drop(raw);
        let mut part = archive.by_index(at).expect("every part is there");
        part.read_to_end(&mut plain).expect("it can be unpacked");
        found.push((name, packed, String::from_utf8_lossy(&plain).into_owned()));
    }
    found
}

/// Names of the parts that differ.
#[track_caller]
fn changed(before: &Path, after: &Path) -> Vec<String> {
    let (before, after) = (parts(before), parts(after));
    let names = |parts: &[(String, Vec<u8>, String)]| -> Vec<String> {
        parts.iter().map(|part| part.0.clone()).collect()
    };
    assert_eq!(names(&before), names(&after));
    let pairs = before.iter().zip(&after);
    pairs
        .filter(|(before, after)| before.1 != after.1)
        .map(|(before, _)| before.0.clone())
        .collect()
}

fn fill(andu: &Andu, name: &str, words: &[&str]) -> Answer {
    let to = format!("已填{name}");
    let call = [
        "fill",
        name,
        "--year",
        "2025",
        "--date",
        "2026-01-20",
        "-o",
        &to,
    ];
    andu.run(&[&call, words].concat())
}

fn filled(andu: &Andu, name: &str, words: &[&str]) -> Value {
    fill(andu, name, &[words, &["--format", "json"]].concat()).json()
}

/// Converts with an office program; each journey has a profile of its own.
#[track_caller]
fn converted(andu: &Andu, name: &str, to: &str) -> PathBuf {
    let missing = "soffice cannot open workbooks: install the Debian packages libreoffice-writer-nogui and libreoffice-calc-nogui, or run the tests with `cargo xtask test`";
    let folder = andu.folder();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let output = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
        ])
        .arg(folder.join("office"))
        .arg(folder.join(name))
        .output()
        .unwrap_or_else(|error| panic!("{missing} ({error})"));
    let ending = to.split(':').next().unwrap_or(to);
    let path = folder.join("office").join(name).with_extension(ending);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(path.exists(), "{missing}\n{said}");
    path
}

#[test]
fn a_form_is_filled_by_its_map_and_nothing_else_changes() {
    let andu = office();
    let blank = form(&andu, TABLE);
    andu.write("方案.toml", MAP);
    let told = filled(&andu, TABLE, &["--map", "方案.toml"]);
    assert_eq!(told["filled"].as_array().map(Vec::len), Some(3), "{told:#}");
    assert_eq!(told["left"], serde_json::json!([]));
    let after = andu.folder().join(format!("已填{TABLE}"));
    assert_eq!(changed(&blank, &after), ["xl/worksheets/sheet1.xml"]);
    let sheet = &parts(&after)[3].2;
    let cell = |name: &str| {
        let at = sheet
            .find(&format!("<c r=\"{name}\" s=\""))
            .expect("the cell is there");
        let rest = &sheet[at..];
        rest[..rest.find("</c>").expect("it ends")].to_owned()
    };
    assert!(
        cell("C2").ends_with("<is><t>示例县人民政府办公室</t></is>"),
        "{}",
        cell("C2")
    );
    assert!(cell("E5").ends_with("\"><v>2</v>"), "{}", cell("E5"));
    assert!(cell("E6").ends_with("\"><v>2</v>"), "{}", cell("E6"));
    // The note says what gave each cell.
    let note = andu.folder().join("已填法治政府建设统计表.填表说明.xlsx");
    let note = parts(&note)
        .into_iter()
        .map(|part| part.2)
        .collect::<String>();
    for words in [
        "study-sessions",
        "开展学法活动次数（比上年增减）",
        "本年2，上年0",
        "党组（中心组）学法",
    ] {
        assert!(note.contains(words), "{words}");
    }
    // The map is kept, comments and all, and serves the form of the next year, too.
    let kept = andu.data().join("forms/法治政府建设统计表.toml");
    let kept = fs::read_to_string(kept).expect("the map was kept");
    assert!(
        kept.starts_with("form = \"法治政府建设统计表\"\nshape = \""),
        "{kept}"
    );
    assert!(kept.contains("# 市司法局年报表"));
    fs::rename(&blank, andu.folder().join("2026年法治政府建设统计表.xlsx")).expect("renamed");
    fill(&andu, "2026年法治政府建设统计表.xlsx", &[])
        .done()
        .says("已填3格");
}

#[test]
fn an_office_program_shows_the_values_and_works_the_formulas_out() {
    let andu = office();
    form(&andu, TABLE);
    andu.write("方案.toml", MAP);
    fill(&andu, TABLE, &["--map", "方案.toml"]).done();
    let to = "csv:Text - txt - csv (StarCalc):44,34,76";
    let path = converted(&andu, &format!("已填{TABLE}"), to);
    let text = fs::read_to_string(path).expect("it was converted");
    let line = |word: &str| {
        let found = text.lines().find(|line| line.contains(word));
        found
            .unwrap_or_else(|| panic!("no {word}\n{text}"))
            .to_owned()
    };
    assert!(line("填报单位").contains("示例县人民政府办公室"), "{text}");
    // Sums of rows and columns follow: D5 of E5:F5, D13 of D5:D10.
    assert!(line("党组（中心组）学法").ends_with(",2,2,"), "{text}");
    assert!(line("合计").contains(",4,4,"), "{text}");
    let name = "法治政府建设情况表.docx";
    form(&andu, name);
    let map = "[[cell]]\ntable = 1\nrow = 3\ncell = 3\nindicator = \"study-sessions\"\n";
    andu.write("文档方案.toml", map);
    fill(&andu, name, &["--map", "文档方案.toml"]).done();
    let path = converted(&andu, &format!("已填{name}"), "txt:Text (encoded):UTF8");
    let text = fs::read_to_string(path).expect("it was converted");
    assert!(text.contains("2次"), "{text}");
}

#[test]
fn without_a_map_only_what_is_certain_is_filled() {
    let andu = office();
    let blank = form(&andu, TABLE);
    let answer = fill(&andu, TABLE, &[]).wrong().says("没有把握的");
    assert!(
        answer
            .stdout
            .contains("indicator = \"study-court-observed\""),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("#cell = \"F7\""),
        "{}",
        answer.stdout
    );
    let after = andu.folder().join(format!("已填{TABLE}"));
    assert_eq!(changed(&blank, &after), ["xl/worksheets/sheet1.xml"]);
    assert!(!andu.data().join("forms").exists());
    // A map that is not there yet is written, and is itself a map.
    fill(&andu, TABLE, &["--map", "草稿.toml"])
        .wrong()
        .says("填表方案草稿：草稿.toml");
    fill(&andu, TABLE, &["--map", "草稿.toml"])
        .done()
        .says("填表方案已存");
}

#[test]
fn who_asks_second_is_shown_the_first_answer() {
    let andu = office();
    form(&andu, TABLE);
    andu.write("方案.toml", MAP);
    fill(&andu, TABLE, &["--map", "方案.toml", "--for", "市司法局"])
        .done()
        .says("已登记报数台账：报数〔");
    let listed = andu.json(&["matter", "list", "figure-request"]);
    let id = listed["items"][0]["id"]
        .as_str()
        .expect("it is listed")
        .to_owned();
    let shown = andu.json(&["matter", "show", &id]);
    assert_eq!(shown["fields"]["asked_by"], "市司法局");
    assert_eq!(shown["fields"]["figures"][0]["indicator"], "study-sessions");
    assert_eq!(shown["fields"]["figures"][0]["value"], "2");
    let told = filled(&andu, TABLE, &["--for", "县委依法治县办"]);
    let earlier = told["earlier"].as_array().expect("a list");
    assert_eq!(earlier.len(), 2, "{told:#}");
    assert!(
        earlier.iter().all(|earlier| earlier["same"] == true),
        "{told:#}"
    );
    learn(&andu, "2025-09-03").done();
    fill(&andu, TABLE, &[]).wrong().says("不一致：当时2，这次3");
}

#[test]
fn a_figure_is_compared_with_its_seal() {
    let andu = office();
    form(&andu, "法治政府建设情况表.docx");
    let words = [
        "report",
        "law-based-government",
        "--year",
        "2025",
        "-o",
        "报告.docx",
        "--seal",
    ];
    andu.run(&words).wrong().says("已定稿");
    andu.write(
        "方案.toml",
        "[[cell]]\ntable = 1\nrow = 3\ncell = 3\nindicator = \"study-laws-party-branch\"\n",
    );
    let words = ["--map", "方案.toml", "--for", "市司法局"];
    let told = filled(&andu, "法治政府建设情况表.docx", &words);
    assert_eq!(told["earlier"][0]["sealed"], true, "{told:#}");
    assert_eq!(told["earlier"][0]["same"], true, "{told:#}");
    let listed = andu.json(&["matter", "list", "figure-request"]);
    let id = listed["items"][0]["id"]
        .as_str()
        .expect("it is listed")
        .to_owned();
    let shown = andu.json(&["matter", "show", &id]);
    assert_eq!(
        shown["fields"]["figures"][0]["seal"],
        told["earlier"][0]["source"]
    );
}

#[test]
fn lists_and_placeholders_are_filled() {
    let andu = office();
    let name = "建议提案办理情况汇总表.xlsx";
    form(&andu, name);
    let map = "[[list]]\nsheet = \"汇总\"\ncell = \"B9\"\nprocedure = \"study-session\"\ncolumns = [\"held_on\", \"subject\", \"topic\"]\nrows = 1\n";
    andu.write("方案.toml", map);
    let told = filled(&andu, name, &["--map", "方案.toml"]);
    let now: Vec<_> = told["filled"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|cell| cell["now"].clone())
        .collect();
    assert_eq!(now, ["2025-03-03", "行政复议法", "法律法规"], "{told:#}");
    // The second session finds no row, and is named.
    let left = told["left"][0]["why"].as_str().expect("it is said");
    assert!(
        left.contains("共2件，表上只有1行空行，其余1件没有填"),
        "{left}"
    );
    let sheet = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{{study-sessions}}</t></is></c><c r="B1" t="inlineStr"><is><t>{{year}}年{{study-sessions}}次，上年{{study-sessions|last}}次</t></is></c></row></sheetData></worksheet>"#;
    workbook(&andu, "占位.xlsx", sheet);
    let told = filled(&andu, "占位.xlsx", &[]);
    let now: Vec<_> = told["filled"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|cell| cell["now"].clone())
        .collect();
    assert_eq!(now, ["2", "2025年2次，上年0次"], "{told:#}");
}

/// A workbook of one sheet.
fn workbook(andu: &Andu, name: &str, sheet: &str) {
    let relations = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let parts = [
        (
            "_rels/.rels",
            relations("officeDocument", "xl/workbook.xml"),
        ),
        ("xl/workbook.xml", book.to_owned()),
        (
            "xl/_rels/workbook.xml.rels",
            relations("worksheet", "worksheets/sheet1.xml"),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (part, text) in parts {
        zip.start_file(part, SimpleFileOptions::default())
            .expect("a part begins");
        zip.write_all(text.as_bytes()).expect("a part is written");
    }
    let bytes = zip.finish().expect("the zip ends").into_inner();
    fs::write(andu.folder().join(name), bytes).expect("the folder is writable");
}

#[test]
fn what_cannot_be_filled_is_said_and_nothing_is_written() {
    let andu = office();
    let blank = form(&andu, TABLE);
    let output = andu.folder().join(format!("已填{TABLE}"));
    let map = |place: &str, what: &str| {
        andu.write(
            "方案.toml",
            &format!("[[cell]]\nsheet = \"统计表\"\ncell = \"{place}\"\n{what}\n"),
        );
        fill(&andu, TABLE, &["--map", "方案.toml"]).unusable()
    };
    map("D5", "indicator = \"study-sessions\"").says("该格已有公式“=SUM(E5:F5)”");
    map("B2", "text = \"甲\"").says("请改填合并区域的首格：工作表“统计表”A2格");
    map("E5", "indicator = \"没有这个\"")
        .says("方案.toml第1行：工作表“统计表”E5格要填的指标“没有这个”不存在");
    map("E5", "indicator = ").says("第4行：写法不对");
    map("5E", "text = \"甲\"").says("单元格的写法不对");
    andu.write(
        "方案.toml",
        "[[cell]]\nsheet = \"表一\"\ncell = \"A1\"\ntext = \"甲\"\n",
    );
    fill(&andu, TABLE, &["--map", "方案.toml"])
        .unusable()
        .says("没有这个工作表，有“统计表”");
    assert!(!output.exists());
    // A figure of nothing is left, and said.
    andu.write(
        "方案.toml",
        "[[cell]]\nsheet = \"统计表\"\ncell = \"E5\"\nindicator = \"npc-suggestion-reply-rate\"\n",
    );
    fill(&andu, TABLE, &["--map", "方案.toml"])
        .wrong()
        .says("没有数（—）");
    assert!(!output.exists());
    andu.run(&["fill", TABLE, "--year", "2025", "-o", TABLE])
        .unusable()
        .says("不能写回原表样");
    andu.run(&["fill", TABLE, "--year", "2025", "-o", "甲.docx"])
        .unusable()
        .says("扩展名与表样一致");
    andu.run(&["fill", "没有.xlsx", "--year", "2025", "-o", "甲.xlsx"])
        .unusable()
        .says("读不了文件没有.xlsx");
    let bytes = fs::read(&blank).expect("the form is there");
    fs::write(andu.folder().join("残缺.xlsx"), &bytes[..bytes.len() / 2]).expect("writable");
    andu.run(&["fill", "残缺.xlsx", "--year", "2025", "-o", "甲.xlsx"])
        .unusable()
        .says("不完整或者已损坏");
    andu.write("文字.xlsx", "不是表");
    andu.run(&["fill", "文字.xlsx", "--year", "2025", "-o", "甲.xlsx"])
        .unusable()
        .says("不是能够填写的表样");
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>秘密★1年</t></is></c></row></sheetData></worksheet>"#;
    workbook(&andu, "涉密.xlsx", sheet);
    andu.run(&["fill", "涉密.xlsx", "--year", "2025", "-o", "甲.xlsx"])
        .wrong()
        .says("请立即联系保密员");
    assert!(!andu.folder().join("甲.xlsx").exists());
}

#[test]
fn a_form_that_has_changed_is_not_filled_by_its_old_map() {
    let andu = office();
    let sheet = |label: &str| {
        format!(
            r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{label}</t></is></c><c r="B1"/></row></sheetData></worksheet>"#
        )
    };
    workbook(&andu, "表.xlsx", &sheet("2025年学法次数"));
    andu.write(
        "方案.toml",
        "[[cell]]\nsheet = \"表\"\ncell = \"B1\"\nindicator = \"study-sessions\"\n",
    );
    fill(&andu, "表.xlsx", &["--map", "方案.toml"]).done();
    workbook(&andu, "表.xlsx", &sheet("2026年学法次数"));
    fill(&andu, "表.xlsx", &[]).done();
    workbook(&andu, "表.xlsx", &sheet("2026年旁听庭审次数"));
    fill(&andu, "表.xlsx", &[])
        .unusable()
        .says("的表样与填表方案")
        .says("没有填写");
}
