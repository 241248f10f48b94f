//! What Word and WPS put into a DOCX.

use crate::{
    build::{docx, docx_with, p},
    read,
};

#[track_caller]
fn check(body: &str, shown: &str) {
    assert_eq!(read("a.docx", &docx(body)), shown);
}

#[test]
fn tracked_changes_are_read_as_accepted() {
    check(
        "<w:p><w:r><w:t>办结</w:t></w:r><w:del><w:r><w:delText>62</w:delText><w:t>62</w:t></w:r></w:del>\
         <w:ins><w:r><w:t>63</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>件</w:t></w:r></w:p>",
        "! 文件里有修订痕迹，已按全部接受修订后的文字校核。\nBody: 办结63件",
    );
}

#[test]
fn a_deleted_end_joins_two_paragraphs() {
    let first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>上半句，</w:t></w:r></w:p>";
    check(
        &(first.to_owned() + &p("下半句。")),
        "! 文件里有修订痕迹，已按全部接受修订后的文字校核。\nBody: 上半句，下半句。",
    );
}

#[test]
fn a_line_break_ends_a_paragraph_and_a_field_shows_its_result() {
    check(
        "<w:p><w:r><w:t>标题</w:t><w:br/><w:t>第二行</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
        "Body: 标题\nBody: 第二行",
    );
}

#[test]
fn text_boxes_stand_after_their_paragraph_and_once() {
    let inner = format!("<w:txbxContent>{}</w:txbxContent>", p("框里"));
    check(
        &format!(
            "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{inner}</mc:Choice>\
             <mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>"
        ),
        "Body: 前后\nTextBox: 框里",
    );
}

#[test]
fn a_table_within_a_cell_stands_after_the_outer_one() {
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let inner = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&p("内1")),
        cell(&p("内2"))
    );
    let outer = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&p("外1")),
        cell(&(inner + &p("外2")))
    );
    check(&outer, "| 外1 | 外2 |\n| 内1 | 内2 |");
}

#[test]
fn merged_cells_stand_in_their_first_place() {
    let table = "<w:tbl>\
        <w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>合</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>下</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    check(
        table,
        "! 文件里有修订痕迹，已按全部接受修订后的文字校核。\n| 合 |  | 下 |\n| 1 | 2 |  |",
    );
}

#[test]
fn a_table_that_frames_text_is_text() {
    check(
        &format!(
            "<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>",
            p("第一段"),
            p("第二段")
        ),
        "Body: 第一段\nBody: 第二段",
    );
}

#[test]
fn numbers_come_from_lists_and_start_where_they_say() {
    let numbering = "<w:numbering xmlns:w=\"w\">\
        <w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2\"/><w:isLgl/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
        <w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"4\"/></w:lvlOverride></w:num></w:numbering>";
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:type=\"paragraph\" w:styleId=\"a\"><w:name w:val=\"heading 2\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>";
    let item = |list: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        item(1, 0, "甲"),
        item(1, 1, "乙"),
        item(1, 1, "丙"),
        "<w:p><w:pPr><w:pStyle w:val=\"a\"/></w:pPr><w:r><w:t>丁</w:t></w:r></w:p>".to_owned(),
        item(2, 0, "戊"),
        item(2, 0, "己"),
        item(0, 0, "无号"),
    ];
    let others = [
        ("word/numbering.xml", numbering),
        ("word/styles.xml", styles),
    ];
    assert_eq!(
        read("a.docx", &docx_with(&body.concat(), &others)),
        "Body: 一、甲\nBody: 1.1 乙\nBody: 1.2 丙\nBody h2: 二、丁\nBody: 四、戊\nBody: 五、己\nBody: 无号"
    );
}

#[test]
fn headers_are_read_once_and_page_numbers_not_at_all() {
    let header = |text: &str| format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", p(text));
    let (one, two, foot) = (header("示例县文件"), header("示例县文件"), header("— 1 —"));
    let others = [
        ("word/header1.xml", one.as_str()),
        ("word/header2.xml", two.as_str()),
        ("word/footer1.xml", foot.as_str()),
    ];
    assert_eq!(
        read("a.docx", &docx_with(&p("正文。"), &others)),
        "Body: 正文。\nHeader: 示例县文件"
    );
}

#[test]
fn radicals_and_marks_without_width_are_taken_for_what_they_print() {
    check(&p("⼀是加\u{200b}强⻓效机制"), "Body: 一是加强长效机制");
}
