//! Small workbooks, written here, with what fixtures do not show; and what cannot be filled.

use std::io::Cursor;

use super::*;

/// A small workbook or document of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ROOT: &str = r#"<Relationships xmlns="r"><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships xmlns="r"><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn workbook(book: &str, sheet: &str) -> Form {
    let bytes = package(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    Form::open("表.xlsx", &bytes).unwrap()
}

const BOOK: &str =
    r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#;

fn number(cell: &str, digits: &str) -> Entry {
    let (row, column) = cell_at(cell).unwrap();
    Entry {
        spot: Spot::Cell {
            sheet: "表".to_owned(),
            row,
            column,
        },
        value: FillValue::Number {
            digits: digits.to_owned(),
            percent: false,
        },
    }
}

#[track_caller]
fn check(sheet: &str, cells: &[(&str, &str)], expected: &str) {
    let around = |data: &str| format!("<worksheet>{data}</worksheet>");
    let form = workbook(BOOK, &around(sheet));
    let entries: Vec<_> = cells
        .iter()
        .map(|(cell, digits)| number(cell, digits))
        .collect();
    let filled = form.fill(&entries).unwrap();
    let parts = parts(&filled.bytes);
    assert_eq!(parts[3].3, around(expected));
}

#[test]
fn rows_and_cells_that_are_not_there_come_in_order() {
    check(
        "<sheetData/>",
        &[("B3", "2"), ("A1", "1")],
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row></sheetData>"#,
    );
    check(
        r#"<cols><col min="2" max="3" style="5"/></cols><sheetData><row r="2" spans="1:1" s="4" customFormat="1"/><row r="4"><c r="A4"/><c r="D4" t="b"><v>1</v></c></row></sheetData>"#,
        &[
            ("B2", "1"),
            ("B3", "2"),
            ("B4", "3"),
            ("C4", "4"),
            ("E4", "5"),
        ],
        r#"<cols><col min="2" max="3" style="5"/></cols><sheetData><row r="2" spans="1:2" s="4" customFormat="1"><c r="B2" s="4"><v>1</v></c></row><row r="3"><c r="B3" s="5"><v>2</v></c></row><row r="4"><c r="A4"/><c r="B4" s="5"><v>3</v></c><c r="C4" s="5"><v>4</v></c><c r="D4" t="b"><v>1</v></c><c r="E4"><v>5</v></c></row></sheetData>"#,
    );
    // Places may be left unsaid.
    check(
        r#"<sheetData><row><c/><c s="2" t="s"><v>0</v></c></row></sheetData>"#,
        &[("B1", "7")],
        r#"<sheetData><row><c/><c s="2"><v>7</v></c></row></sheetData>"#,
    );
}

#[test]
fn the_workbook_is_worked_out_anew_where_something_follows() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"/><c r="B1"><f>A1*2</f><v>6</v></c><c r="C1"><f t="array" ref="C1:C2">A1+{1;2}</f><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c><c r="D2"><f>Z9</f><v>3</v></c></row></sheetData></worksheet>"#;
    let books = [
        (BOOK, r#"</sheets><calcPr fullCalcOnLoad="1"/></workbook>"#),
        (
            r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets><calcPr calcId="1"/><oleSize ref="A1"/></workbook>"#,
            r#"<calcPr calcId="1" fullCalcOnLoad="1"/><oleSize ref="A1"/></workbook>"#,
        ),
        (
            r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets><calcPr fullCalcOnLoad="0"/></workbook>"#,
            r#"<calcPr fullCalcOnLoad="1"/></workbook>"#,
        ),
    ];
    for (book, expected) in books {
        let filled = workbook(book, sheet).fill(&[number("A1", "3")]).unwrap();
        let parts = parts(&filled.bytes);
        assert!(parts[1].3.ends_with(expected), "{}", parts[1].3);
        let expected = r#"<c r="A1"><v>3</v></c><c r="B1"><f>A1*2</f></c><c r="C1"><f t="array" ref="C1:C2">A1+{1;2}</f></c></row><row r="2"><c r="C2"></c><c r="D2"><f>Z9</f><v>3</v></c>"#;
        assert!(parts[3].3.contains(expected), "{}", parts[3].3);
    }
    // Where nothing follows, the workbook is left alone.
    let filled = workbook(BOOK, sheet).fill(&[number("E1", "3")]).unwrap();
    assert_eq!(parts(&filled.bytes)[1].3, BOOK);
}

#[test]
fn what_cannot_be_filled_is_told_in_one_go() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="B1:C2"/></mergeCells></worksheet>"#;
    let form = workbook(BOOK, sheet);
    let mut elsewhere = number("A1", "1");
    elsewhere.spot = Spot::Cell {
        sheet: "表二".to_owned(),
        row: 0,
        column: 0,
    };
    let mut named = number("A1", "1");
    named.spot = Spot::Name("处理费".to_owned());
    let mut long = number("D1", "1");
    long.value = FillValue::Text("长".repeat(32_768));
    let mut table = number("A1", "1");
    table.spot = Spot::Table {
        table: 1,
        row: 1,
        cell: 1,
        blank: None,
    };
    let entries = [
        number("A1", "1"),
        number("C2", "1"),
        number("E1", "1"),
        number("E1", "2"),
        elsewhere,
        named,
        long,
        table,
    ];
    let faults = form.fill(&entries).unwrap_err();
    let told: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {f}", f.code()))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    formula-there: 工作表“表”A1格不填：该格已有公式“=1+1”，由表自行计算。请从填表方案中删去该格，改填公式所引用的格。
    merged: 工作表“表”C2格填不了：该格在合并区域内，填了也看不见。请改填合并区域的首格：工作表“表”B1格。
    marked-twice: 工作表“表”E1格填不了：填表方案给了两个值，无法判断取哪个。请删去其中一个。
    no-sheet: 工作表“表二”A1格填不了：表样中没有这个工作表，有“表”。请核对填表方案中的工作表名称。
    no-name: 名称“处理费”所指的格填不了：表样中没有指到一个单元格的这个名称，有的是：无。请核对填表方案，或者直接写明工作表和单元格。
    too-long: 工作表“表”D1格填不了：要填的文字有32768个字，一个单元格至多32767个字。请改短。
    other-kind: 第1个表第1行第1格填不了：位置的写法与表样的种类不符。电子表格写工作表和单元格，文档写第几个表、第几行、第几格。请改正填表方案。
    ");
}

#[test]
fn places_of_documents_are_checked() {
    let name = "法治政府建设情况表.docx";
    let form = Form::open(name, &bytes(name)).unwrap();
    let spots = [
        table(2, 1, 1, None),
        table(1, 99, 1, None),
        table(1, 1, 9, None),
        table(1, 4, 1, None),
        table(1, 8, 1, None),
        table(1, 8, 1, Some(4)),
        Spot::Control("件数".to_owned()),
    ];
    let entries = spots.map(|spot| Entry {
        spot,
        value: FillValue::Text("一".to_owned()),
    });
    let faults = form.fill(&entries).unwrap_err();
    let told: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {f}", f.code()))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    no-table: 第2个表第1行第1格填不了：表样共有1个表。请核对填表方案中的位置。
    no-table: 第1个表第99行第1格填不了：这个表共有8行。请核对填表方案中的位置。
    no-table: 第1个表第1行第9格填不了：这一行共有2格。请核对填表方案中的位置。
    merged: 第1个表第4行第1格填不了：该格在合并区域内，填了也看不见。请改填合并区域的首格：第1个表第3行第1格。
    blanks: 第1个表第8行第1格填不了：该格有3处空白，要填哪一处没有写明或者超出。请在填表方案中用 blank 写明第几处。
    blanks: 第1个表第8行第1格第4处空白填不了：该格有3处空白，要填哪一处没有写明或者超出。请在填表方案中用 blank 写明第几处。
    no-control: 内容控件“件数”填不了：表样中没有这个内容控件，有的是：无。请核对填表方案中的控件标记。
    ");
}

#[test]
fn placeholders_are_found_and_filled() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{{a-b}}</t></is></c><c r="B1" t="inlineStr"><is><t>共{{a}}件，{{b|last}}件</t></is></c></row></sheetData></worksheet>"#;
    let found = workbook(BOOK, sheet).placeholders();
    let names: Vec<_> = found.iter().map(|found| found.names.join(",")).collect();
    assert_eq!(names, ["a-b", "a,b|last"]);
}
