//! One paper in the forms that an office program makes of it.

use crate::read;

const DOCX: &[u8] = include_bytes!("../fixtures/paper.docx");
const DOC: &[u8] = include_bytes!("../fixtures/paper.doc");
const PDF: &[u8] = include_bytes!("../fixtures/paper.pdf");

#[test]
fn a_docx_is_read_as_if_all_changes_were_accepted() {
    insta::assert_snapshot!(read("paper.docx", DOCX), @r#"
    ! 文件里有修订痕迹，已按全部接受修订后的文字校核。
    ! 文件里有隐藏文字，没有校核。
    Body: 示例县二〇二五年办件情况报告
    Body h1: 一、总体情况
    Body: 全年收到建议共二十五件，办复24件，办复率96%，其中由办公室直接办理并当面沟通的有11件，交由其他单位办理的有13件，还有1件正在办理，预计2026年1月底以前办结。
    Body h1: 二、分类情况
    Body: （一）按类别分。分布见下表。
    Body: （二）按单位分。各单位都有。
    | 类别 | 件数 |  |
    |  | 收到 | 办复 |
    | 交通 | 10 | 10 |
    | 教育 | 15 | 14 |
    Body: 以上数据截至2025年12月31日。
    TextBox: 文本框里的提示
    Body: 2026年1月5日
    Header: 示例县人民政府办公室
    Footnote: 这一件由两个单位会办。
    "#);
}

#[test]
fn a_doc_is_read_as_if_all_changes_were_accepted() {
    insta::assert_snapshot!(read("paper.doc", DOC), @r#"
    ! 文件里有修订痕迹，已按全部接受修订后的文字校核。
    ! 文件里有隐藏文字，没有校核。
    Body: 示例县二〇二五年办件情况报告
    Body h1: 一、总体情况
    Body: 全年收到建议共二十五件，办复24件，办复率96%，其中由办公室直接办理并当面沟通的有11件，交由其他单位办理的有13件，还有1件正在办理，预计2026年1月底以前办结。
    Body h1: 二、分类情况
    Body: （一）按类别分。分布见下表。
    Body: （二）按单位分。各单位都有。
    | 类别 | 件数 |
    |  | 收到 | 办复 |
    | 交通 | 10 | 10 |
    | 教育 | 15 | 14 |
    Body: 以上数据截至2025年12月31日。
    Body: 2026年1月5日
    TextBox: 文本框里的提示
    Header: 示例县人民政府办公室
    Footnote: 这一件由两个单位会办。
    "#);
}

#[test]
fn a_pdf_is_read_as_it_is_printed() {
    insta::assert_snapshot!(read("paper.pdf", PDF), @r#"
    Body: 示例县人民政府办公室
    Body h0: 示例县二〇二五年办件情况报告
    Body: 一、总体情况
    Body: 全年收到建议共二十五件不算数的旧话，办复24件，办复率96%，其中由办公室直接办理并当面沟通的有11件，交由其他单位办理的有13件，还有1件正在办理，预计2026年1月底以前办结。
    Body: 二、分类情况
    Body: （一）按类别分。分布见下表。
    Body: （二）按单位分。各单位都有。
    | 类别 | 件数 |  |
    |  | 收到 | 办复 |
    | 交通 | 10 | 10 |
    | 教育 | 15 | 14 |
    Body: 文本框里的提示
    Body: 以上数据截至2025年12月31日。
    Body: 2026年1月5日
    Body: 1这一件由两个单位会办。
    "#);
}

/// What a file is called does not matter.
#[test]
fn a_wps_file_is_read_by_what_it_is() {
    assert_eq!(read("paper.wps", DOC), read("paper.doc", DOC));
    assert_eq!(read("paper.wps", DOCX), read("paper.docx", DOCX));
    assert_eq!(read("paper", PDF), read("paper.pdf", PDF));
}
