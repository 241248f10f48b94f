//! The report as DOCX: what is written, and whether it has the measures of GB/T 9704-2012.

use std::io::{Cursor, Read};

use andu_report::{bookmark, compose, to_docx};
use zip::ZipArchive;

use crate::support::{blocks, figure, prose, small_figures, variables, written};

/// A part of a DOCX.
fn part(bytes: &[u8], path: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("the part has it");
    let mut text = String::new();
    archive
        .by_name(path)
        .expect("the part has it")
        .read_to_string(&mut text)
        .expect("the part has it");
    text
}

/// The value of an attribute of the first element of a name, as twentieths of a point in tenths of a millimetre.
#[track_caller]
fn tenths(xml: &str, element: &str, attribute: &str) -> i64 {
    let twips: i64 = value(xml, element, attribute)
        .parse()
        .expect("the part has it");
    // 1 twip = 25.4 / 1440 mm.
    (twips * 254 + 720) / 1_440
}

#[track_caller]
fn value(xml: &str, element: &str, attribute: &str) -> String {
    let found = xml
        .split(&format!("<{element} "))
        .nth(1)
        .unwrap_or_else(|| panic!("no {element}"));
    let found = found.split('>').next().expect("the part has it");
    let found = found
        .split(&format!("{attribute}=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no {attribute}"));
    found.split('"').next().expect("the part has it").to_owned()
}

#[track_caller]
fn near(found: i64, wanted: i64) {
    assert!(
        (found - wanted).abs() <= 1,
        "{found} tenths of a millimetre instead of {wanted}"
    );
}

#[test]
fn the_page_has_the_measures_of_the_standard() {
    let body = part(&to_docx(&written().0), "word/document.xml");
    near(tenths(&body, "w:pgSz", "w:w"), 2_100);
    near(tenths(&body, "w:pgSz", "w:h"), 2_970);
    let margin = |side| tenths(&body, "w:pgMar", side);
    near(margin("w:top"), 370);
    near(margin("w:left"), 280);
    near(2_100 - margin("w:left") - margin("w:right"), 1_560);
    near(2_970 - margin("w:top") - margin("w:bottom"), 2_250);
    // The dash stands in the middle of a line of 14 pt (49 tenths), 7 mm below the text block.
    near(margin("w:bottom") - margin("w:footer") - 49 + 24, 70);
}

#[test]
fn twenty_two_lines_of_twenty_eight_characters_fill_the_text_block() {
    let styles = part(&to_docx(&written().0), "word/styles.xml");
    let line: u32 = value(&styles, "w:spacing w:before=\"0\"", "w:line")
        .parse()
        .expect("the part has it");
    let (width, height) = (11_906 - 1_587 - 1_474, 16_838 - 2_098 - 1_984);
    assert_eq!(line, 579, "28.95 pt");
    assert_eq!(height / line, 22);
    let size: i64 = value(&styles, "w:sz", "w:val")
        .parse()
        .expect("the part has it");
    let closer: i64 = value(&styles, "w:spacing", "w:val")
        .parse()
        .expect("the part has it");
    assert_eq!(size, 32, "16 pt");
    assert_eq!(width / (size * 10 + closer), 28);
    assert_eq!(value(&styles, "w:rFonts", "w:eastAsia"), "仿宋_GB2312");
}

#[test]
fn title_and_headings_have_their_types() {
    let styles = part(&to_docx(&written().0), "word/styles.xml");
    let style = |id: &str| {
        let style = styles
            .split(&format!("w:styleId=\"{id}\""))
            .nth(1)
            .expect("the part has it");
        style
            .split("</w:style>")
            .next()
            .expect("the part has it")
            .to_owned()
    };
    let fonts: Vec<String> = ["Title", "Heading1", "Heading2", "Heading3", "Heading4"]
        .iter()
        .map(|id| format!("{id} {}", value(&style(id), "w:rFonts", "w:eastAsia")))
        .collect();
    insta::assert_snapshot!(fonts.join("\n"), @r"
    Title 方正小标宋简体
    Heading1 黑体
    Heading2 楷体_GB2312
    Heading3 仿宋_GB2312
    Heading4 仿宋_GB2312
    ");
    assert_eq!(value(&style("Title"), "w:sz", "w:val"), "44");
    assert_eq!(
        value(&style("BodyText"), "w:ind", "w:firstLineChars"),
        "200"
    );
    assert_eq!(value(&style("BodyText"), "w:ind", "w:firstLine"), "640");
}

#[test]
fn page_numbers_stand_right_on_odd_and_left_on_even_pages() {
    let docx = to_docx(&written().0);
    assert!(part(&docx, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    let odd = part(&docx, "word/footer1.xml");
    let even = part(&docx, "word/footer2.xml");
    assert!(odd.contains("<w:jc w:val=\"right\"/>") && even.contains("<w:jc w:val=\"left\"/>"));
    for footer in [odd, even] {
        assert_eq!(value(&footer, "w:rFonts", "w:eastAsia"), "宋体");
        assert_eq!(value(&footer, "w:sz", "w:val"), "28");
        let text: String = footer
            .split("<w:t")
            .skip(1)
            .map(|it| it.split(['>', '<']).nth(1).expect("the part has it"))
            .collect();
        assert_eq!(text, "— 1 —");
    }
}

#[test]
fn the_body_of_a_small_report() {
    let template = blocks(
        "[[block]]\nkind = \"title\"\ntext = \"关于{year}年的报告\"\n[[block]]\nkind = \"heading\"\nlevel = 1\ntext = \"办理情况\"\n[[block]]\nkind = \"paragraph\"\ntext = \"收到{received}件。\"\n[[block]]\nkind = \"table\"\ncolumns = [\"事项\", \"件数\"]\nrows = [[\"办结\", \"{closed}\"]]\n[[block]]\nkind = \"signature\"\n",
    );
    let (document, _) = compose(&template, &variables(), &small_figures, &prose(&[]), &[]);
    let body = part(&to_docx(&document), "word/document.xml");
    let lines = body
        .replace("><w:p>", ">\n<w:p>")
        .replace("><w:t", ">\n<w:t")
        .replace("><w:sectPr", ">\n<w:sectPr");
    insta::assert_snapshot!(lines, @r#"
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>
    <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r>
    <w:t xml:space="preserve">关于2025年的报告</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="Empty"/></w:pPr></w:p>
    <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r>
    <w:t xml:space="preserve">一、</w:t></w:r><w:r>
    <w:t xml:space="preserve">办理情况</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r>
    <w:t xml:space="preserve">收到</w:t></w:r><w:bookmarkStart w:id="0" w:name="andu_f1_received"/><w:r>
    <w:t xml:space="preserve">130</w:t></w:r><w:bookmarkEnd w:id="0"/><w:r>
    <w:t xml:space="preserve">件。</w:t></w:r></w:p>
    <w:tbl>
    <w:tblPr>
    <w:tblW w:w="8845" w:type="dxa"/><w:jc w:val="center"/>
    <w:tblBorders>
    <w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tblBorders>
    <w:tblLayout w:type="fixed"/></w:tblPr>
    <w:tblGrid><w:gridCol w:w="4423"/><w:gridCol w:w="4422"/></w:tblGrid>
    <w:tr>
    <w:trPr><w:cantSplit/>
    <w:tblHeader/></w:trPr>
    <w:tc>
    <w:tcPr>
    <w:tcW w:w="4423" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>
    <w:p><w:pPr><w:pStyle w:val="TableHead"/><w:jc w:val="center"/></w:pPr><w:r>
    <w:t xml:space="preserve">事项</w:t></w:r></w:p></w:tc>
    <w:tc>
    <w:tcPr>
    <w:tcW w:w="4422" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>
    <w:p><w:pPr><w:pStyle w:val="TableHead"/><w:jc w:val="center"/></w:pPr><w:r>
    <w:t xml:space="preserve">件数</w:t></w:r></w:p></w:tc></w:tr>
    <w:tr>
    <w:trPr><w:cantSplit/></w:trPr>
    <w:tc>
    <w:tcPr>
    <w:tcW w:w="4423" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>
    <w:p><w:pPr><w:pStyle w:val="TableCell"/><w:keepNext/><w:jc w:val="left"/></w:pPr><w:r>
    <w:t xml:space="preserve">办结</w:t></w:r></w:p></w:tc>
    <w:tc>
    <w:tcPr>
    <w:tcW w:w="4422" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>
    <w:p><w:pPr><w:pStyle w:val="TableCell"/><w:keepNext/><w:jc w:val="center"/></w:pPr><w:bookmarkStart w:id="1" w:name="andu_f2_closed"/><w:r>
    <w:t xml:space="preserve">128</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p></w:tc></w:tr></w:tbl>
    <w:p><w:pPr><w:pStyle w:val="Empty"/><w:keepNext/></w:pPr></w:p>
    <w:p><w:pPr><w:pStyle w:val="Signature"/><w:keepNext/><w:ind w:left="5054"/></w:pPr><w:r>
    <w:t xml:space="preserve">示例县人民政府办公室</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="Signature"/><w:ind w:left="5686"/></w:pPr><w:r>
    <w:t xml:space="preserve">2026年1月15日</w:t></w:r></w:p>
    <w:sectPr><w:headerReference w:type="even" r:id="rId5"/><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId7"/><w:footerReference w:type="default" r:id="rId6"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="1134" w:footer="1447" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr></w:body></w:document>
    "#);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(to_docx(&written().0), to_docx(&written().0));
}

#[test]
fn a_demonstration_says_so_across_every_page() {
    let (mut document, _) = written();
    let plain = to_docx(&document);
    assert!(!part(&plain, "word/header1.xml").contains("v:shape"));
    document.marks = Some("演示数据　\"非公文\"".to_owned());
    let docx = to_docx(&document);
    for header in ["word/header1.xml", "word/header2.xml"] {
        let header = part(&docx, header);
        assert!(header.contains("rotation:315"));
        assert!(
            header.contains("string=\"演示数据　&quot;非公文&quot;\""),
            "{header}"
        );
    }
}

#[test]
fn bookmarks_are_unique_and_short_enough_for_word() {
    assert_eq!(bookmark("f1", "on-time"), "andu_f1_on_time");
    let long = bookmark("f12", &"very-long-".repeat(9));
    assert_eq!(long.chars().count(), 40);
    let figures = |id: &str| Some(figure(id, "1"));
    let template =
        blocks("[[block]]\nkind = \"paragraph\"\ntext = \"{received}和{received}和{closed}\"\n");
    let (document, _) = compose(&template, &variables(), &figures, &prose(&[]), &[]);
    let body = part(&to_docx(&document), "word/document.xml");
    let names: Vec<&str> = body
        .split("w:name=\"")
        .skip(1)
        .map(|it| it.split('"').next().expect("the part has it"))
        .collect();
    assert_eq!(
        names,
        ["andu_f1_received", "andu_f2_received", "andu_f3_closed"]
    );
}

#[test]
fn organ_and_date_never_stand_alone_on_the_last_page() {
    let (mut document, _) = written();
    let last = |document: &andu_report::Document| {
        let body = part(&to_docx(document), "word/document.xml");
        // The title has an empty line after it too; the signature's is the last.
        let before = body
            .rsplit("w:val=\"Empty\"")
            .nth(1)
            .expect("an empty line");
        let text = before.rsplit("<w:p>").nth(1).expect("a paragraph");
        text.to_owned()
    };
    assert!(
        last(&document).contains("<w:keepNext/>"),
        "{}",
        last(&document)
    );
    let signed = document.blocks.len() - 1;
    document.blocks.remove(signed);
    let body = part(&to_docx(&document), "word/document.xml");
    assert!(
        !body.contains("\"BodyText\"/><w:keepNext/>"),
        "nothing is kept without need"
    );
}
