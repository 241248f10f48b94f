//! Fonts and pages of PDF.

use crate::{build::pdf, read};

/// A font of Chinese that is not brought along.
fn composite(encoding: &str) -> String {
    format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [<< /Type /Font \
         /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>"
    )
}

fn content(hex: &str) -> Vec<u8> {
    format!("BT /F1 16 Tf 80 700 Td <{hex}> Tj ET").into_bytes()
}

fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    bytes
        .into_iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn codes_that_are_unicode_are_read() {
    let codes = hex("办结63件".encode_utf16().flat_map(u16::to_be_bytes));
    for encoding in ["UniGB-UCS2-H", "UniGB-UTF16-H"] {
        assert_eq!(
            read("a.pdf", &pdf(&composite(encoding), &content(&codes))),
            "Body: 办结63件"
        );
    }
}

#[test]
fn codes_that_are_gbk_are_read() {
    let (bytes, _, _) = encoding_rs::GBK.encode("办结63件");
    for encoding in ["GBK-EUC-H", "GB-EUC-H", "GBKp-EUC-H"] {
        let file = pdf(&composite(encoding), &content(&hex(bytes.to_vec())));
        assert_eq!(read("a.pdf", &file), "Body: 办结63件");
    }
}

#[test]
fn letters_of_simple_fonts_are_read() {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    let lines = b"BT /F1 16 Tf 18 TL 80 700 Td (Figure 1: 25) Tj 4 Tr (%) ' ET";
    assert_eq!(read("a.pdf", &pdf(font, lines)), "Body: Figure 1: 25%");
}

#[test]
fn glyphs_without_a_meaning_are_no_text_layer() {
    let file = pdf(&composite("Identity-H"), &content("00010002"));
    insta::assert_snapshot!(read("a.pdf", &file), @"no-text-layer: PDF 文件共 1 页，没有文字层（多半是扫描件），读不出文字。请用 WPS 或者 Word 的原稿，另存为 .docx 再校核。");
}

#[test]
fn a_scan_has_no_text_layer() {
    let file = pdf(
        &composite("UniGB-UCS2-H"),
        b"q 595 0 0 842 0 0 cm /Im1 Do Q",
    );
    insta::assert_snapshot!(read("scan.pdf", &file), @"no-text-layer: PDF 文件共 1 页，没有文字层（多半是扫描件），读不出文字。请用 WPS 或者 Word 的原稿，另存为 .docx 再校核。");
}

#[test]
fn bold_that_is_printed_twice_is_read_once_and_watermarks_are_not() {
    let codes = hex("秘".encode_utf16().flat_map(u16::to_be_bytes));
    let text = format!(
        "BT /F1 16 Tf 1 0 0 1 80 700 Tm <{codes}> Tj 1 0 0 1 80.4 700 Tm <{codes}> Tj \
         0.7 0.7 -0.7 0.7 200 400 Tm <{codes}> Tj ET"
    );
    assert_eq!(
        read("a.pdf", &pdf(&composite("UniGB-UCS2-H"), text.as_bytes())),
        "Body: 秘"
    );
}
