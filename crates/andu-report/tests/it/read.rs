//! Drafts that come back: what hands have changed, and files that are none.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};

use andu_report::{Document, ReadBack, ReadError, compare, compose, prose_of, read_back, to_docx};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use proptest::prelude::*;

use crate::support::{small, small_figures, variables, written};

/// A DOCX with one main part.
fn docx(body: &str) -> Vec<u8> {
    packed("word/document.xml", body.as_bytes())
}

fn packed(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(path, SimpleFileOptions::default())
        .expect("the draft can be made");
    zip.write_all(bytes).expect("the draft can be made");
    zip.finish().expect("the draft can be made").into_inner()
}

/// The report with its main part changed.
fn edited(document: &Document, edit: impl Fn(&str) -> String) -> ReadBack {
    let mut archive =
        ZipArchive::new(Cursor::new(to_docx(document))).expect("the draft can be made");
    let mut body = String::new();
    archive
        .by_name("word/document.xml")
        .expect("the draft can be made")
        .read_to_string(&mut body)
        .expect("the draft can be made");
    let changed = edit(&body);
    assert_ne!(changed, body, "the edit found nothing to change");
    read_back(&docx(&changed)).expect("the draft can be made")
}

/// What is told of the report after an edit.
fn told(edit: impl Fn(&str) -> String) -> String {
    let (document, _) = written();
    let changes = compare(&document, &edited(&document, edit));
    let lines: Vec<String> = changes
        .iter()
        .map(|it| format!("[{}] {it}", it.code()))
        .collect();
    lines.join("\n")
}

#[test]
fn an_untouched_report_has_no_changes() {
    let (mut document, _) = written();
    document.foot = vec!["核验码：3f2a 9c01".to_owned()];
    document.marks = Some("演示数据　非公文".to_owned());
    let back = read_back(&to_docx(&document)).expect("the draft can be made");
    let slots: Vec<String> = back
        .slots
        .iter()
        .map(|(id, slot)| format!("{id} {} {}", slot.bookmark, slot.text))
        .collect();
    insta::assert_snapshot!(slots.join("\n"), @r"
    f1 andu_f1_received 130
    f2 andu_f2_closed 128
    f3 andu_f3_on_time 98.92
    f4 andu_f4_received 130
    f5 andu_f5_closed 128
    f6 andu_f6_refused 2
    f7 andu_f7_refused 2
    ");
    assert_eq!(compare(&document, &back), []);
}

#[test]
fn a_figure_typed_over_within_its_bookmark_is_told() {
    insta::assert_snapshot!(told(|body| body.replacen(">130<", ">135<", 1)), @"[slot-typed] “（一）受理和办结”第 1 段：“收到申请件数”由 130 改成了 135。请更正背后的记录后重新生成，或者改回原数。");
}

#[test]
fn a_figure_typed_over_with_its_bookmark_is_told() {
    insta::assert_snapshot!(told(|body| {
        let start = body.find("<w:bookmarkStart").expect("the draft can be made");
        let end = start + body[start..].find("<w:bookmarkEnd w:id=\"0\"/>").expect("the draft can be made");
        format!("{}<w:r><w:t>136</w:t></w:r>{}", &body[..start], &body[end + "<w:bookmarkEnd w:id=\"0\"/>".len()..])
    }), @"[slot-typed] “（一）受理和办结”第 1 段：“收到申请件数”由 130 改成了 136。请更正背后的记录后重新生成，或者改回原数。");
}

#[test]
fn a_figure_typed_beside_its_emptied_bookmark_is_told() {
    insta::assert_snapshot!(told(|body| {
        body.replacen("<w:r><w:t xml:space=\"preserve\">130</w:t></w:r><w:bookmarkEnd w:id=\"0\"/>", "<w:bookmarkEnd w:id=\"0\"/><w:r><w:t>137</w:t></w:r>", 1)
    }), @"[slot-typed] “（一）受理和办结”第 1 段：“收到申请件数”由 130 改成了 137。请更正背后的记录后重新生成，或者改回原数。");
}

#[test]
fn a_cell_typed_over_is_told_though_nothing_of_it_is_left() {
    insta::assert_snapshot!(told(|body| {
        let at = body.rfind(">128<").expect("the draft can be made");
        format!("{}>96<{}", &body[..at], &body[at + ">128<".len()..])
    }), @"[slot-typed] “（二）主要数据”第 1 段：“办结申请件数”由 128 改成了 96。请更正背后的记录后重新生成，或者改回原数。");
}

#[test]
fn a_deleted_figure_and_a_typed_numeral_are_told() {
    insta::assert_snapshot!(told(|body| body.replacen("件没有说明", "件没有说明，另有14件在办", 1)), @r"
    [numeral-added] “存在的问题”：手写了“14件”。请换成数字位，或者注明来源，或者登记为线下数。
    [paragraph-changed] “存在的问题”：文字由“二是台账不全，2件没有说明。”改成了“二是台账不全，2件没有说明，另有14件在办。”。请确认后采用。
    ");
    insta::assert_snapshot!(told(|body| body.replacen("<w:r><w:t xml:space=\"preserve\">2</w:t></w:r>", "", 2)), @r"
    [slot-deleted] “（二）主要数据”第 1 段：删去了“不予办理件数”（2）。请确认是否不再写这个数。
    [paragraph-removed] “（二）主要数据”第 1 段：删去了“2”。请确认后采用。
    [slot-deleted] “存在的问题”：删去了“不予办理件数”（2）。请确认是否不再写这个数。
    ");
}

#[test]
fn paragraphs_changed_added_and_removed_are_told() {
    insta::assert_snapshot!(told(|body| body.replacen("一是力量不足。", "一是办理力量仍显不足。", 1)), @"[paragraph-changed] “存在的问题”：文字由“一是力量不足。”改成了“一是办理力量仍显不足。”。请确认后采用。");
    insta::assert_snapshot!(told(|body| body.replacen("<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">三、", "<w:p><w:r><w:t>另外完成了县里交办的全部5项任务。</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">三、", 1)), @r"
    [paragraph-added] “存在的问题”之后：加了“另外完成了县里交办的全部5项任务。”。请确认后采用。
    [numeral-added] “存在的问题”：手写了“5项”。请换成数字位，或者注明来源，或者登记为线下数。
    ");
    insta::assert_snapshot!(told(|body| {
        let from = body.find("<w:p><w:pPr><w:pStyle w:val=\"BodyText\"/></w:pPr><w:r><w:t xml:space=\"preserve\">二是").expect("the draft can be made");
        let to = from + body[from..].find("</w:p>").expect("the draft can be made") + "</w:p>".len();
        format!("{}{}", &body[..from], &body[to..])
    }), @r"
    [slot-deleted] “存在的问题”：删去了“不予办理件数”（2）。请确认是否不再写这个数。
    [paragraph-removed] “存在的问题”：删去了“二是台账不全，2件没有说明。”。请确认后采用。
    ");
}

#[test]
fn what_people_wrote_in_a_draft_goes_back_into_its_sections() {
    let (document, _) = written();
    let untouched = prose_of(&document, &read_back(&to_docx(&document)).unwrap());
    insta::assert_snapshot!(shown_prose(&untouched), @r"
    [other]
    无其他需要报告的情况。
    [problems]
    一是力量不足。
    二是台账不全，{refused}件没有说明。
    ");
    let back = edited(&document, |body| {
        body.replacen("一是力量不足。", "一是力量{仍}不足。", 1)
            .replacen("件没有说明", "件说明不全", 1)
            .replacen("<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">三、", "<w:p><w:r><w:t>三是交接不清。</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">三、", 1)
    });
    insta::assert_snapshot!(shown_prose(&prose_of(&document, &back)), @r"
    [other]
    无其他需要报告的情况。
    [problems]
    一是力量｛仍｝不足。
    二是台账不全，{refused}件说明不全。
    三是交接不清。
    ");
}

#[test]
fn what_is_typed_over_the_request_to_write_becomes_the_section() {
    let (document, _) = compose(
        &small(),
        &variables(),
        &small_figures,
        &BTreeMap::new(),
        &[],
    );
    let back = edited(&document, |body| {
        body.replacen(
            "（待撰写：存在的问题。写问题和原因。）",
            "部分台账登记不及时。",
            1,
        )
    });
    insta::assert_snapshot!(shown_prose(&prose_of(&document, &back)), @r"
    [other]

    [problems]
    部分台账登记不及时。
    ");
    let changes = compare(&document, &back);
    let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @"“存在的问题”之后：加了“部分台账登记不及时。”。请确认后采用。");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn prose_comes_back_as_it_was_written(lines in proptest::collection::vec("[一-龥、，<&]{1,12}(\\{closed\\}件)?[一-龥]{1,8}。", 1..6)) {
        let written = lines.join("\n");
        let sections = BTreeMap::from([("problems".to_owned(), written.clone()), ("other".to_owned(), "无。".to_owned())]);
        let (document, _) = compose(&small(), &variables(), &small_figures, &sections, &[]);
        let back = read_back(&to_docx(&document)).expect("our own file is read");
        prop_assert_eq!(compare(&document, &back), []);
        prop_assert_eq!(prose_of(&document, &back), sections);
    }

    #[test]
    fn any_edit_of_the_text_is_compared_to_the_end(at in 0..2000_usize, cut in 0..60_usize, put in "[0-9件次一二。，]{0,12}") {
        let (document, _) = written();
        let mut back = read_back(&to_docx(&document)).expect("our own file is read");
        let count = back.paragraphs.len();
        let text = &mut back.paragraphs[at % count].text;
        let chars: Vec<char> = text.chars().collect();
        let start = at % (chars.len() + 1);
        let end = (start + cut).min(chars.len());
        *text = chars[..start].iter().chain(put.chars().collect::<Vec<_>>().iter()).chain(&chars[end..]).collect();
        let changed = *text != chars.iter().collect::<String>();
        prop_assert_eq!(compare(&document, &back).is_empty(), !changed);
        prose_of(&document, &back);
    }
}

fn shown_prose(prose: &BTreeMap<String, String>) -> String {
    let sections: Vec<String> = prose
        .iter()
        .map(|(id, text)| format!("[{id}]\n{text}"))
        .collect();
    sections.join("\n")
}

const HEAD: &str = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="urn:a" xmlns:mc="urn:mc"><w:body>"#;
const TAIL: &str = "</w:body></w:document>";

#[track_caller]
fn paragraphs(body: &str, expected: &[&str]) {
    let back = read_back(&docx(&format!("{HEAD}{body}{TAIL}"))).expect("the draft can be made");
    let found: Vec<&str> = back.paragraphs.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(found, expected);
}

#[test]
fn text_is_read_as_a_person_sees_it() {
    paragraphs(
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙&amp;&#20013;</w:t><w:br/><w:t>丙</w:t></w:r></w:p><w:p/>",
        &["甲\t乙&中\n丙"],
    );
    // Tracked changes count as done; drawings and fallbacks are no text of the document.
    paragraphs(
        "<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>",
        &["新"],
    );
    paragraphs(
        "<w:p><w:r><a:t>图</a:t><mc:Fallback><w:p><w:r><w:t>旧框</w:t></w:r></w:p></mc:Fallback><w:instrText>PAGE</w:instrText><w:t>文</w:t></w:r></w:p>",
        &["文"],
    );
    // A text box within a paragraph.
    paragraphs(
        "<w:p><w:r><w:t>外</w:t></w:r><w:p><w:r><w:t>框</w:t></w:r></w:p><w:r><w:t>层</w:t></w:r></w:p>",
        &["框", "外层"],
    );
}

#[track_caller]
fn refused(bytes: &[u8], code: &str) -> String {
    let error = read_back(bytes).expect_err("it is no draft");
    assert_eq!(error.code(), code, "{error}");
    error.to_string()
}

#[test]
fn files_that_are_no_drafts_are_refused_in_plain_words() {
    let mut compound = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    compound.extend([0; 512]);
    let mut protected = compound.clone();
    protected.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let whole = to_docx(&written().0);
    let told = [
        refused(b"", "not-docx"),
        refused(b"plain text", "not-docx"),
        refused(&compound, "old-format"),
        refused(&protected, "encrypted"),
        refused(b"PK\x03\x04 cut off", "damaged-zip"),
        refused(&whole[..whole.len() / 2], "damaged-zip"),
        refused(&packed("content.xml", b"<a/>"), "no-document"),
        refused(&docx("<a>"), "damaged-document"),
        refused(&docx("no xml at all"), "damaged-document"),
        refused(&docx(&format!("{HEAD}<w:p></w:body>")), "damaged-document"),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    这不是 .docx 文件。请用 WPS 或者 Word 另存为 .docx 再交来。
    这不是 .docx 文件。请用 WPS 或者 Word 另存为 .docx 再交来。
    这是旧格式的文件（.doc 或者 .wps）。请用 WPS 或者 Word 另存为 .docx 再交来。
    文件设了打开密码，读不了。请取消密码后另存为 .docx 再交来。
    文件已损坏，解不开。请重新保存或者重新传一次。
    文件已损坏，解不开。请重新保存或者重新传一次。
    文件里没有正文（word/document.xml）。请确认交来的是用 WPS 或者 Word 保存的 .docx。
    正文第 3 字节处已损坏，读不下去。请用 WPS 或者 Word 打开后重新保存。
    正文第 13 字节处已损坏，读不下去。请用 WPS 或者 Word 打开后重新保存。
    正文第 130 字节处已损坏，读不下去。请用 WPS 或者 Word 打开后重新保存。
    ");
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_held() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .expect("the draft can be made");
    let block = vec![b' '; 1024 * 1024];
    for _ in 0..51 {
        zip.write_all(&block).expect("the draft can be made");
    }
    let bytes = zip.finish().expect("the draft can be made").into_inner();
    assert!(bytes.len() < 1024 * 1024, "the file itself is small");
    let error = read_back(&bytes).expect_err("it is no draft");
    assert!(matches!(error, ReadError::TooLarge), "{error}");
}

#[test]
fn entities_and_crowds_of_bookmarks_do_no_harm() {
    let bomb = format!(
        "<!DOCTYPE a [<!ENTITY b \"{}\">]>{HEAD}<w:p><w:r><w:t>&b;文</w:t></w:r></w:p>{TAIL}",
        "b".repeat(1000)
    );
    assert_eq!(
        read_back(&docx(&bomb))
            .expect("the draft can be made")
            .paragraphs[0]
            .text,
        "文"
    );
    let crowd: String = (0..5_000)
        .map(|id| format!("<w:bookmarkStart w:id=\"{id}\" w:name=\"andu_f{id}_x\"/>"))
        .collect();
    let back = read_back(&docx(&format!(
        "{HEAD}<w:p>{crowd}<w:r><w:t>{}</w:t></w:r></w:p>{TAIL}",
        "文".repeat(9_000)
    )))
    .expect("the draft can be made");
    assert!(back.slots.is_empty(), "none of them ended");
}
