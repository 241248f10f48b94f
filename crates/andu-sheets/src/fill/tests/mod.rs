//! The forms among the fixtures, which were made without sight of this code, filled and compared part by part.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use zip::ZipArchive;

use super::*;

mod harm;
mod small;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/forms")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).expect("the fixture is there")
}

fn expected(name: &str) -> toml::Table {
    let path = folder().join(format!("{name}.expected.toml"));
    let text = std::fs::read_to_string(path).expect("the sidecar is there");
    text.parse().expect("the sidecar is TOML")
}

const FORMS: [&str; 7] = [
    "建议提案办理情况汇总表.xlsx",
    "政务公开统计报表.docx",
    "政府信息公开申请情况表.xlsx",
    "法治政府建设情况表.docx",
    "法治政府建设统计表.xlsx",
    "热线办理情况月报表.xlsx",
    "系统生成空表.xlsx",
];

fn text<'a>(cell: &'a toml::Value, key: &str) -> Option<&'a str> {
    cell.get(key)?.as_str()
}

fn spot_of(cell: &toml::Value) -> Spot {
    let number = |key: &str| {
        let number = cell.get(key).and_then(toml::Value::as_integer);
        number.map(|number| u32::try_from(number).unwrap())
    };
    match text(cell, "sheet") {
        Some(sheet) => {
            let (row, column) = cell_at(text(cell, "cell").unwrap()).unwrap();
            Spot::Cell {
                sheet: sheet.to_owned(),
                row,
                column,
            }
        }
        None => Spot::Table {
            table: number("table").unwrap(),
            row: number("row").unwrap(),
            cell: number("cell").unwrap(),
            blank: number("blank"),
        },
    }
}

fn table(table: u32, row: u32, cell: u32, blank: Option<u32>) -> Spot {
    Spot::Table {
        table,
        row,
        cell,
        blank,
    }
}

/// Each indicator gets a number of its own; rates all get 97.37.
fn entries(expected: &toml::Table) -> Vec<Entry> {
    let cells = expected["cells"].as_array().unwrap();
    let value = |at: usize, cell: &toml::Value| match text(cell, "indicator") {
        Some(id)
            if ["satisfaction", "rate", "share"]
                .iter()
                .any(|part| id.contains(part)) =>
        {
            FillValue::Number {
                digits: "97.37".to_owned(),
                percent: true,
            }
        }
        Some(_) => FillValue::Number {
            digits: (100 + at).to_string(),
            percent: false,
        },
        None => FillValue::Text(text(cell, "text").unwrap().to_owned()),
    };
    let entry = |(at, cell)| Entry {
        spot: spot_of(cell),
        value: value(at, cell),
    };
    cells.iter().enumerate().map(entry).collect()
}

/// Parts in their order: name, method, packed bytes and text.
fn parts(bytes: &[u8]) -> Vec<(String, String, Vec<u8>, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut packed = Vec::new();
            let mut raw = archive.by_index_raw(at).unwrap();
            let name = raw.name().unwrap().into_owned();
            let method = format!("{:?} {:?}", raw.compression(), raw.last_modified());
            raw.read_to_end(&mut packed).unwrap();
            drop(raw);
            let mut plain = Vec::new();
            archive
                .by_index(at)
                .unwrap()
                .read_to_end(&mut plain)
                .unwrap();
            (
                name,
                method,
                packed,
                String::from_utf8_lossy(&plain).into_owned(),
            )
        })
        .collect()
}

/// The elements of cells by name, and the part without them. Read by other means than the code reads it.
fn taken_apart(xml: &str) -> (BTreeMap<String, String>, String) {
    let prefix = if xml.contains("<x:c ") { "x:" } else { "" };
    let (open, close) = (format!("<{prefix}c "), format!("</{prefix}c>"));
    let mut cells = BTreeMap::new();
    let mut rest = xml;
    let mut around = String::new();
    while let Some(at) = rest.find(&open) {
        around.push_str(&rest[..at]);
        let tag_end = at + rest[at..].find('>').unwrap() + 1;
        let end = match rest[..tag_end].ends_with("/>") {
            true => tag_end,
            false => at + rest[at..].find(&close).unwrap() + close.len(),
        };
        let cell = &rest[at..end];
        let name = cell
            .split(" r=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        cells.insert(name.to_owned(), cell.to_owned());
        rest = &rest[end..];
    }
    around.push_str(rest);
    (cells, around)
}

#[test]
fn workbooks_differ_in_the_marked_cells_alone() {
    for name in FORMS.iter().filter(|name| name.ends_with(".xlsx")) {
        let (before, expected) = (bytes(name), expected(name));
        let form = Form::open(name, &before).unwrap();
        let filled = form.fill(&entries(&expected)).unwrap();
        let (old, new) = (parts(&before), parts(&filled.bytes));
        assert_eq!(
            old.iter().map(|part| &part.0).collect::<Vec<_>>(),
            new.iter().map(|part| &part.0).collect::<Vec<_>>()
        );
        for (old, new) in old.iter().zip(&new) {
            assert_eq!(old.1, new.1, "{name} {}", old.0);
            if !old.0.contains("worksheets/sheet") || old.0.ends_with(".rels") {
                assert!(old.2 == new.2, "{name} {} changed", old.0);
                continue;
            }
            let number: usize = old.0.split("sheet").nth(2).unwrap()[..1].parse().unwrap();
            let Content::Workbook(workbook) = &form.content else {
                panic!("a workbook");
            };
            let sheet = &workbook.sheets[number - 1].name;
            let of_sheet = |list: &str| -> Vec<String> {
                let cells = expected.get(list).and_then(toml::Value::as_array);
                let cells = cells.into_iter().flatten();
                let here = cells.filter(|cell| text(cell, "sheet") == Some(sheet));
                here.map(|cell| text(cell, "cell").unwrap().to_owned())
                    .collect()
            };
            let (marked, formulas) = (of_sheet("cells"), of_sheet("formulas"));
            let ((old_cells, old_around), (new_cells, new_around)) =
                (taken_apart(&old.3), taken_apart(&new.3));
            for (cell, element) in &new_cells {
                let was = old_cells.get(cell);
                if marked.contains(cell) {
                    let style = |element: &str| {
                        let style = element.split(" s=\"").nth(1);
                        style.map(|style| style.split('"').next().unwrap().to_owned())
                    };
                    assert!(!element.contains("<f>"), "{name} {sheet} {cell}");
                    assert_eq!(was.and_then(|was| style(was)), style(element), "{cell}");
                } else if formulas.contains(cell) && was != Some(element) {
                    // The formula stays; only what was stored of it goes.
                    let was = was.unwrap();
                    let (from, to) = (was.find("<v>").unwrap(), was.find("</v>").unwrap() + 4);
                    assert_eq!(format!("{}{}", &was[..from], &was[to..]), *element);
                } else {
                    assert_eq!(was, Some(element), "{name} {sheet} {cell}");
                }
            }
            assert!(old_cells.keys().all(|cell| new_cells.contains_key(cell)));
            // New rows and the area in use are all that may change around the cells.
            let mut around = new_around;
            for row in ["<row r=\"10\"></row>", "<x:row r=\"7\"></x:row>"] {
                if !old_around.contains(row) {
                    around = around.replace(row, "");
                }
            }
            let around = around.replace("ref=\"B2:F10\"", "ref=\"B2:F7\"");
            assert_eq!(around, old_around, "{name} {sheet}");
        }
    }
}

#[test]
fn filled_cells_read_as_they_should() {
    for name in FORMS.iter().filter(|name| name.ends_with(".xlsx")) {
        let (before, expected) = (bytes(name), expected(name));
        let filled = Form::open(name, &before).unwrap();
        let filled = filled.fill(&entries(&expected)).unwrap();
        let book = crate::read_book(name, &filled.bytes).unwrap();
        let cells = expected["cells"].as_array().unwrap();
        for (at, cell) in cells.iter().enumerate() {
            let Spot::Cell { sheet, row, column } = spot_of(cell) else {
                continue;
            };
            let sheet = book.sheets.iter().find(|s| s.name == sheet).unwrap();
            let there = sheet.at(row, column).unwrap();
            let expected = match (text(cell, "text"), text(cell, "scale")) {
                (Some(text), _) => text.to_owned(),
                (None, Some("fraction")) => "97.37%".to_owned(),
                (None, _) if entries(&expected)[at].value == entries_rate() => "97.37".to_owned(),
                (None, _) => (100 + at).to_string(),
            };
            assert_eq!(&*there.text, expected, "{name} {cell:?}");
            if text(cell, "kind") == Some("date") && text(cell, "was") != Some("absent") {
                assert!(
                    matches!(there.value, crate::Value::Date { .. }),
                    "{there:?}"
                );
            }
        }
        for (sheet, cell) in expected
            .get("leave")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|cell| Some((text(cell, "sheet")?, text(cell, "cell")?)))
        {
            let (row, column) = cell_at(cell).unwrap();
            let read = |bytes: &[u8]| {
                let book = crate::read_book(name, bytes).unwrap();
                let sheet = book.sheets.iter().find(|s| s.name == sheet).unwrap();
                sheet.text(row, column).to_owned()
            };
            assert_eq!(read(&before), read(&filled.bytes), "{name} {cell}");
        }
    }
}

fn entries_rate() -> FillValue {
    FillValue::Number {
        digits: "97.37".to_owned(),
        percent: true,
    }
}

#[test]
fn stored_results_that_no_longer_hold_are_gone() {
    let name = "政府信息公开申请情况表.xlsx";
    let form = Form::open(name, &bytes(name)).unwrap();
    let filled = form.fill(&entries(&expected(name))).unwrap();
    let parts = parts(&filled.bytes);
    let cells = |sheet: &str| {
        let part = parts.iter().find(|part| part.0.ends_with(sheet)).unwrap();
        taken_apart(&part.3).0
    };
    let (cover, table) = (cells("sheet1.xml"), cells("sheet2.xml"));
    // Through another sheet, and through a formula that itself looks at a formula.
    for (cells, name) in [
        (&cover, "C6"),
        (&table, "I13"),
        (&table, "I14"),
        (&table, "B16"),
    ] {
        assert!(!cells[name].contains("<v>"), "{}", cells[name]);
    }
    // What nothing filled leads to keeps its result.
    for name in ["D13", "J5"] {
        assert!(table[name].contains("<v>"), "{}", table[name]);
    }
    insta::assert_snapshot!(filled.notes.join("\n"), @r"
    工作表“封面”登记的使用范围由B2:F7改为B2:F10，以便读取程序看到新填的格。
    公式4个随所填数字变化（封面!C6、表三!I13、表三!I14、表三!B16），原来存的结果已经去掉，公式本身没有改，打开表时自动计算。
    ");
}

#[test]
fn documents_differ_in_the_marked_cells_alone() {
    for name in FORMS.iter().filter(|name| name.ends_with(".docx")) {
        let (before, expected) = (bytes(name), expected(name));
        let form = Form::open(name, &before).unwrap();
        let filled = form.fill(&entries(&expected)).unwrap();
        for (old, new) in parts(&before).iter().zip(&parts(&filled.bytes)) {
            assert_eq!((&old.0, &old.1), (&new.0, &new.1));
            if old.0 != "word/document.xml" {
                assert!(old.2 == new.2, "{name} {} changed", old.0);
            }
        }
    }
}

/// The texts of the cells of a document, one line a row, with what changed.
fn rows(form: &Form) -> Vec<String> {
    let Content::Document(document) = &form.content else {
        panic!("a document");
    };
    let mut rows: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
    for (table, row, _, text) in document.cells() {
        rows.entry((table, row))
            .or_default()
            .push(text.trim_end().to_owned());
    }
    rows.into_values().map(|cells| cells.join("|")).collect()
}

#[test]
fn documents_read_as_they_should() {
    let mut told = Vec::new();
    for name in FORMS.iter().filter(|name| name.ends_with(".docx")) {
        let form = Form::open(name, &bytes(name)).unwrap();
        let filled = form.fill(&entries(&expected(name))).unwrap();
        told.extend(rows(&Form::open(name, &filled.bytes).unwrap()));
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    请用黑色字填写，不得改变表格样式。
    指标名称|计量单位|本年
    主动公开信息|条|100
    发布政策解读材料|件|101
    督查“一本台账”|—|×
    政务公开培训|人次|102
    |予以公开|不予公开|103|104
    填报单位|示例县人民政府办公室
    工作类别|内容|数量|说明
    学法用法|党组理论学习中心组学法|101次|
    |常务会议会前学法|102次|
    |法治宣传活动|（103）场次|
    建议提案|办复人大代表建议|104|与人大、政协核对一致
    |办复政协提案|105|与人大、政协核对一致
    全年共收到政府信息公开申请106件，予以公开107件；12345热线满意率97.37%。
    ");
}

fn indicators() -> Vec<Wanted> {
    let folder = folder().join("../../../rules/cn/indicators");
    let mut found = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let table: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
        for indicator in table["indicator"].as_array().unwrap() {
            let value = |key: &str| text(indicator, key).unwrap_or_default().to_owned();
            found.push(Wanted {
                id: value("id"),
                label: value("label"),
                unit: value("unit"),
            });
        }
    }
    found
}

#[test]
fn what_is_proposed_as_certain_is_right() {
    let wanted = indicators();
    let (mut certain, mut near) = (0, 0);
    for name in FORMS {
        let expected = expected(name);
        let cells = expected["cells"].as_array().unwrap();
        let form = Form::open(name, &bytes(name)).unwrap();
        for suggestion in form.suggest(&wanted, "示例县人民政府办公室") {
            let here = |cell: &&toml::Value| {
                let mut spot = spot_of(cell);
                if let Spot::Table { blank, .. } = &mut spot {
                    *blank = None;
                }
                spot == suggestion.spot
            };
            let truth = cells
                .iter()
                .find(here)
                .and_then(|cell| text(cell, "indicator"));
            if suggestion.certain {
                assert_eq!(truth, Some(suggestion.indicator.as_str()), "{suggestion:?}");
                certain += 1;
            }
            near += usize::from(truth.is_some_and(|truth| {
                suggestion.indicator == truth || suggestion.others.iter().any(|id| id == truth)
            }));
        }
    }
    assert!(certain >= 16, "{certain}");
    assert!(near >= 26, "{near}");
}

#[test]
fn lists_have_the_room_that_was_drawn() {
    let name = "建议提案办理情况汇总表.xlsx";
    let form = Form::open(name, &bytes(name)).unwrap();
    let (row, column) = cell_at("B9").unwrap();
    let spot = Spot::Cell {
        sheet: "汇总".to_owned(),
        row,
        column,
    };
    assert_eq!(form.room(&spot, 3, 500), 10);
    assert_eq!(form.room(&spot, 3, 4), 4);
    let document = "法治政府建设情况表.docx";
    let form = Form::open(document, &bytes(document)).unwrap();
    assert_eq!(form.room(&table(1, 3, 4, None), 1, 500), 3);
}

#[test]
fn a_filled_form_has_the_shape_of_its_blank_one() {
    for name in FORMS {
        let (before, expected) = (bytes(name), expected(name));
        let form = Form::open(name, &before).unwrap();
        let entries = entries(&expected);
        let spots: Vec<Spot> = entries.iter().map(|entry| entry.spot.clone()).collect();
        let filled = form.fill(&entries).unwrap();
        let after = Form::open(name, &filled.bytes).unwrap();
        assert_eq!(form.shape(&spots), after.shape(&spots), "{name}");
        assert!(form.shape(&spots).lines().count() > 3);
    }
}

#[test]
fn a_document_changes_in_its_marked_cells_alone() {
    for name in FORMS.iter().filter(|name| name.ends_with(".docx")) {
        let (before, expected) = (bytes(name), expected(name));
        let form = Form::open(name, &before).unwrap();
        let filled = form.fill(&entries(&expected)).unwrap();
        let text = |bytes: &[u8]| {
            let parts = parts(bytes);
            parts
                .into_iter()
                .find(|part| part.0 == "word/document.xml")
                .unwrap()
                .3
        };
        let (old, new) = (text(&before), text(&filled.bytes));
        // Pieces from one beginning of a cell to the next; what no marked cell begins has to be the same.
        let pieces =
            |xml: &str| -> Vec<String> { xml.split("<w:tc>").map(str::to_owned).collect() };
        let (old, new) = (pieces(&old), pieces(&new));
        assert_eq!(old.len(), new.len());
        let differing = (0..old.len()).filter(|at| old[*at] != new[*at]).count();
        let cells = expected["cells"].as_array().unwrap();
        let mut marked: Vec<Spot> = cells.iter().map(spot_of).collect();
        for spot in &mut marked {
            if let Spot::Table { blank, .. } = spot {
                *blank = None;
            }
        }
        marked.sort();
        marked.dedup();
        assert_eq!(differing, marked.len(), "{name}");
    }
}
