//! Files that cannot be read: each has an answer that says what to do.

use std::io::{Cursor, Write};

use andu_reader::{MOST_BYTES, ReadError, read};

use crate::build::{docx, p, zipped};

#[track_caller]
fn code(name: &str, bytes: &[u8]) -> &'static str {
    match read(name, bytes) {
        Ok(paper) => panic!("read: {paper:?}"),
        Err(error) => error.code(),
    }
}

#[test]
fn every_answer_is_chinese_and_says_what_to_do() {
    let compound = |stream: &str| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(stream).unwrap().write_all(b"x").unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    };
    let files: [(&str, Vec<u8>); 14] = [
        ("empty.txt", Vec::new()),
        ("blank.docx", docx("<w:p/>")),
        ("cut.docx", docx(&p("正文"))[..200].to_vec()),
        (
            "torn.docx",
            zipped(&[("word/document.xml", "<w:document><w:p>")]),
        ),
        ("none.docx", zipped(&[("word/other.xml", "<a/>")])),
        ("locked.docx", compound("/EncryptionInfo")),
        ("book.xls", compound("/Workbook")),
        ("old.wps", compound("/MatOST")),
        ("book.xlsx", zipped(&[("xl/workbook.xml", "<a/>")])),
        (
            "paper.odt",
            zipped(&[("mimetype", "x"), ("content.xml", "<a/>")]),
        ),
        ("all.zip", zipped(&[("a.docx", "x")])),
        ("paper.rtf", b"{\\rtf1 }".to_vec()),
        ("photo.jpg", b"\xff\xd8\xff\xe0".to_vec()),
        ("broken.pdf", b"%PDF-1.4\nnothing".to_vec()),
    ];
    let told: Vec<String> = files
        .iter()
        .map(|(name, bytes)| match read(name, bytes) {
            Ok(paper) => format!("{name}: {paper:?}"),
            Err(error) => format!("{name} {}: {error}", error.code()),
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    empty.txt empty: 文件里没有文字。请确认交来的是写好的报告。
    blank.docx empty: 文件里没有文字。请确认交来的是写好的报告。
    cut.docx damaged: DOCX 文档已损坏：压缩包的目录读不下去。请用原来的软件打开后另存为 .docx，再校核新文件。
    torn.docx damaged: DOCX 文档已损坏：正文读不下去。请用原来的软件打开后另存为 .docx，再校核新文件。
    none.docx damaged: DOCX 文档已损坏：正文读不下去。请用原来的软件打开后另存为 .docx，再校核新文件。
    locked.docx encrypted: 文件设了打开密码，读不了。请取消密码后另存一份，再校核新文件。
    book.xls foreign-format: 这是电子表格，不是报告。请交来报告本身（.docx）。
    old.wps foreign-format: 这是旧版 WPS 或者 Word 的文件，读不了。请用 WPS 或者 Word 打开，另存为 .docx 再校核。
    book.xlsx foreign-format: 这是电子表格，不是报告。请交来报告本身（.docx）。
    paper.odt foreign-format: 这是 ODT 文件，读不了。请用 WPS 或者 Word 打开，另存为 .docx 再校核。
    all.zip foreign-format: 这是压缩包。请解开后，把里面的报告一份一份交来校核。
    paper.rtf foreign-format: 这是 RTF 文件，读不了。请用 WPS 或者 Word 打开，另存为 .docx 再校核。
    photo.jpg foreign-format: 这是图片，没有文字可读。请用 WPS 或者 Word 的原稿，另存为 .docx 再校核。
    broken.pdf damaged: PDF 文件已损坏：正文读不下去。请用原来的软件打开后另存为 .docx，再校核新文件。
    "#);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let body = " ".repeat(60 * 1024 * 1024);
    let bytes = docx(&body);
    assert!(bytes.len() < 200_000);
    assert_eq!(code("a.docx", &bytes), "bomb");
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let error = read("a.txt", &vec![b'a'; MOST_BYTES + 1]).unwrap_err();
    assert_eq!(error, ReadError::TooLarge { megabytes: 65 });
    assert_eq!(code("a.txt", "字".repeat(7_500_000).as_bytes()), "too-long");
}

#[test]
fn what_nests_without_end_is_refused() {
    let deep = "<w:tbl><w:tr><w:tc>".repeat(100_000);
    assert_eq!(code("a.docx", &docx(&deep)), "too-deep");
    let nested = format!(
        "{}{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(900),
        p("里"),
        "</w:tc></w:tr></w:tbl>".repeat(900)
    );
    assert!(read("a.docx", &docx(&nested)).is_ok());
}

#[test]
fn cells_that_claim_to_be_wide_cost_no_memory() {
    let cell = "<w:tc><w:tcPr><w:gridSpan w:val=\"60000\"/></w:tcPr><w:p/></w:tc>";
    let table = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell.repeat(20_000));
    assert_eq!(code("a.docx", &docx(&table)), "too-long");
}
