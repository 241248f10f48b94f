//! Whatever the bytes are, an answer comes back.

use andu_reader::{Block, read};
use proptest::{collection::vec, prelude::*};

use crate::build::{docx, line, ofd, p, pdf};

/// Reads, and looks at what must hold for every paper.
fn answered(name: &str, bytes: &[u8]) {
    if let Ok(paper) = read(name, bytes) {
        assert!(!paper.blocks.is_empty());
        for block in &paper.blocks {
            if let Block::Paragraph { text, .. } = block {
                assert_eq!(text.trim(), text);
                assert!(!text.is_empty() && !text.contains('\n'));
            }
        }
    }
}

/// A file with some of its bytes changed, and perhaps cut.
fn hurt(bytes: &[u8], changes: &[(usize, u8)], end: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, value) in changes {
        let at = at % bytes.len();
        bytes[at] = *value;
    }
    // Most files stay whole, or nothing behind the directory would ever be read.
    let end = if end < 4 {
        bytes.len() * (end + 1) / 5
    } else {
        bytes.len()
    };
    bytes.truncate(end);
    bytes
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let font = "<< /Type /Font /Subtype /Type0 /Encoding /UniGB-UCS2-H /DescendantFonts [<< /DW 1000 /W [1 [500 600] 5 9 700] >>] >>";
    let table = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        p("甲"),
        p("乙")
    );
    vec![
        ("a.docx", include_bytes!("../fixtures/paper.docx").to_vec()),
        ("a.doc", include_bytes!("../fixtures/paper.doc").to_vec()),
        ("a.pdf", include_bytes!("../fixtures/paper.pdf").to_vec()),
        ("b.docx", docx(&(p("正文") + &table))),
        ("a.ofd", ofd(&[&line(20.0, 20.0, 5.0, "正文")])),
        (
            "b.pdf",
            pdf(font, b"BT /F1 16 Tf 80 700 Td [<529e> -300 <7ed3>] TJ ET"),
        ),
        (
            "a.html",
            b"<html><body><table><tr><td rowspan=3>a<td>b</table><p>c</body>".to_vec(),
        ),
        ("a.md", "# 标题\n| a | b |\n| - | - |\n".into()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn bytes_of_any_kind_are_answered(bytes in vec(any::<u8>(), 0..2_000), name in "[a-z]{1,3}\\.(docx|doc|pdf|ofd|html|md|txt)") {
        answered(&name, &bytes);
    }

    #[test]
    fn files_that_were_hurt_are_answered(
        sample in 0_usize..8,
        changes in vec((any::<usize>(), any::<u8>()), 1..12),
        end in 0_usize..12,
    ) {
        let (name, bytes) = samples().swap_remove(sample);
        answered(name, &hurt(&bytes, &changes, end));
    }

    #[test]
    fn markup_of_any_kind_is_answered(pieces in vec(prop::sample::select(vec![
        "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:r>", "</w:r>", "<w:t>字</w:t>",
        "<w:del>", "</w:del>", "<w:txbxContent>", "</w:txbxContent>", "<w:pPr>", "</w:pPr>", "<w:rPr><w:del/></w:rPr>",
    ]), 0..40)) {
        answered("a.docx", &docx(&pieces.concat()));
    }

    #[test]
    fn pages_of_any_kind_are_answered(pieces in vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "<td rowspan=9>", "<td colspan=3>", "</td>", "<p>", "<br>", "字", "<a>", "</a>", "<h1>", "</h1>",
        "<div class=nav>", "</div>", "<div class=TRS_Editor>", "<head>", "<body>", "<select>", "<option>", " \n", "<b>", "</b>",
    ]), 0..60)) {
        answered("a.html", pieces.concat().as_bytes());
    }
}
