//! Text and Markdown in the codes that offices use.

use crate::read;

const TEXT: &str = "示例县办件情况报告\r\n　　全年收到建议25件，办复24件。\r\n\r\n2026年1月5日\r\n";
const SHOWN: &str =
    "Body: 示例县办件情况报告\nBody: 全年收到建议25件，办复24件。\nBody: 2026年1月5日";

#[test]
fn text_is_read_in_every_code() {
    assert_eq!(read("a.txt", TEXT.as_bytes()), SHOWN);
    assert_eq!(read("a.txt", format!("\u{feff}{TEXT}").as_bytes()), SHOWN);
    let marked: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(read("a.txt", &marked), SHOWN);
    let big: Vec<u8> = [0xfe, 0xff]
        .into_iter()
        .chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    assert_eq!(read("a.txt", &big), SHOWN);
}

#[test]
fn a_guessed_code_is_told() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(TEXT);
    insta::assert_snapshot!(read("a.txt", &bytes), @r#"
    ! 文件没有写明文字编码，按 gb18030 读取；如有乱码，请另存为 .docx 再校核。
    Body: 示例县办件情况报告
    Body: 全年收到建议25件，办复24件。
    Body: 2026年1月5日
    "#);
    let unmarked: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read("a.txt", &unmarked).ends_with(SHOWN));
}

#[test]
fn markdown_is_read_without_its_marks() {
    let text = "# 报告\n\n## 一、总体\n\n- **全年**办结`24`件\n\n| 类别 | 件数 |\n| --- | ---: |\n| 交通 | 10 |\n\n> 引语\n\n---\n";
    assert_eq!(
        read("a.md", text.as_bytes()),
        "Body h0: 报告\nBody h1: 一、总体\nBody: 全年办结24件\n| 类别 | 件数 |\n| 交通 | 10 |\nBody: 引语"
    );
}
