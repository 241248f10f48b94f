//! What is written can be read again, is the same every time, and does no harm.

use andu_sheets::{
    BlankColumn, BlankKind, BlankSheet, Kind, ListBook, ListCell, ListColumn, Mapping, Named,
    Target, Value, blank_book, propose, read_book, recognise,
};

fn column(heading: &str, required: bool, kind: BlankKind) -> BlankColumn {
    BlankColumn {
        heading: heading.to_owned(),
        required,
        kind,
        note: String::new(),
    }
}

fn blank() -> Vec<u8> {
    let options: Vec<String> = (1..=60).map(|number| format!("第{number}类情形")).collect();
    let sheet = BlankSheet {
        name: "热线/台账".to_owned(),
        columns: vec![
            column("工单编号", true, BlankKind::Text),
            column("收到日期", true, BlankKind::Date),
            column(
                "诉求类型",
                false,
                BlankKind::Choice(vec!["投诉".to_owned(), "求助".to_owned()]),
            ),
            column("情形", false, BlankKind::Choice(options)),
            column("件数", false, BlankKind::Whole),
        ],
    };
    blank_book(&[sheet], &["请逐行填写。".to_owned()]).unwrap()
}

#[test]
fn a_blank_book_is_the_same_every_time_and_fits_its_own_targets() {
    let bytes = blank();
    assert_eq!(bytes, blank());
    let book = read_book("空白.xlsx", &bytes).unwrap();
    let sheets: Vec<(&str, bool)> = book
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.hidden))
        .collect();
    assert_eq!(
        sheets,
        [("热线、台账", false), ("填写说明", false), ("选项", true)]
    );
    let sheet = &book.sheets[0];
    let list = &recognise(sheet)[0];
    assert!(list.records.is_empty());
    let targets = [
        Target::new("number", "工单编号", Kind::Text),
        Target::new("received_on", "收到日期", Kind::Date),
        Target::new(
            "kind",
            "诉求类型",
            Kind::Choice {
                options: vec![Named {
                    key: "a".to_owned(),
                    label: "投诉".to_owned(),
                    aliases: vec![],
                }],
            },
        ),
        Target::new("amount", "件数", Kind::Whole),
    ];
    let mapping = propose(sheet, list, &targets, &Default::default()).mapping;
    let columns: Vec<(&str, &str)> = mapping
        .columns
        .iter()
        .map(|(heading, to)| (heading.as_str(), to.as_str()))
        .collect();
    assert_eq!(
        columns,
        [
            ("件数", "amount"),
            ("工单编号*", "number"),
            ("收到日期*", "received_on"),
            ("诉求类型", "kind")
        ]
    );
    let kept = toml::to_string(&mapping).unwrap();
    assert_eq!(toml::from_str::<Mapping>(&kept).unwrap(), mapping);
}

#[test]
fn a_list_is_read_back_and_formulas_are_only_text() {
    let columns = ["标题", "件数", "日期", "时间"].map(|heading| ListColumn {
        heading: heading.to_owned(),
        width: 0,
    });
    let write = || {
        let mut book = ListBook::new("清单", columns.to_vec()).unwrap();
        for title in [
            "=HYPERLINK(\"http://example.invalid\")",
            "+1",
            "-2",
            "@SUM(A1)",
            "007",
        ] {
            let cells = [
                ListCell::Text(title.to_owned()),
                ListCell::Number("12.5".to_owned()),
                ListCell::Date("2025-03-15".to_owned()),
                ListCell::DateTime("2025-03-15T09:30".to_owned()),
            ];
            book.push(&cells).unwrap();
        }
        book.finish().unwrap()
    };
    let bytes = write();
    assert_eq!(bytes, write());
    let book = read_book("清单.xlsx", &bytes).unwrap();
    let sheet = &book.sheets[0];
    let titles: Vec<&str> = sheet.rows.iter().skip(1).map(|row| row.text(0)).collect();
    assert_eq!(
        titles,
        [
            "=HYPERLINK(\"http://example.invalid\")",
            "+1",
            "-2",
            "@SUM(A1)",
            "007"
        ]
    );
    assert_eq!(sheet.at(1, 1).unwrap().value, Value::Number(12.5));
    assert_eq!(sheet.text(1, 2), "2025-03-15");
    assert_eq!(sheet.text(1, 3), "2025-03-15 09:30");
    // In the file itself each of them carries the mark that keeps every program from calculating.
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut text).unwrap();
    }
    assert!(
        text.contains("'=HYPERLINK") && !text.contains("<f>"),
        "{text}"
    );
}

#[test]
fn a_cell_of_ten_megabytes_is_refused_with_its_place() {
    let text = format!(
        "编号,收到日期,诉求摘要\n1,2025-03-01,{}\n",
        "字".repeat(3_500_000)
    );
    let error = read_book("大格.csv", text.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "“大格.csv”工作表“大格”第2行C列中的文字超过65536个字，未予读取。请核对该单元格是否误贴了整份文件，改短后再导入。"
    );
}

#[test]
fn rows_without_end_are_refused_with_the_limit() {
    let row = "1,2025-03-01,摘要\n";
    let text = format!("编号,收到日期,诉求摘要\n{}", row.repeat(50_000));
    let error = read_book("长表.csv", text.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "too-many-rows");
    let text = format!("编号,收到日期,诉求摘要\n{}", row.repeat(49_999));
    assert_eq!(
        read_book("长表.csv", text.as_bytes()).unwrap().sheets[0]
            .rows
            .len(),
        50_000
    );
    assert_eq!(
        read_book("巨表.xlsx", &vec![b'x'; 65 << 20])
            .unwrap_err()
            .code(),
        "too-large"
    );
}

#[test]
fn a_damaged_book_is_an_error_and_never_a_panic() {
    for name in [
        "建议提案台账.xls",
        "通讯录.xlsx",
        "建议系统导出.xls",
        "依申请公开台账.csv",
    ] {
        let whole = std::fs::read(
            super::targets::checkout()
                .join("tests/fixtures/books")
                .join(name),
        )
        .unwrap();
        let mut state = 1_u64;
        for _ in 0..25 {
            let mut bytes = whole.clone();
            for _ in 0..8 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] ^= (state >> 17) as u8;
            }
            bytes.truncate(bytes.len() - (state >> 40) as usize % (bytes.len() / 4));
            if let Ok(book) = read_book(name, &bytes) {
                book.sheets.iter().for_each(|sheet| drop(recognise(sheet)));
            }
        }
    }
}
