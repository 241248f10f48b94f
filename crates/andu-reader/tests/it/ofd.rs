//! Pages of text objects.

use crate::{
    build::{line, ofd, zipped},
    read,
};

#[test]
fn lines_become_paragraphs_across_pages() {
    // 5.6 mm letters from 28 mm on; 28 of them fill a line.
    let full = "字".repeat(28);
    let first = [
        line(70.0, 30.0, 7.8, "示例县办件情况报告"),
        line(39.2, 50.0, 5.6, &"甲".repeat(26)),
        line(28.0, 60.0, 5.6, &full),
        line(28.0, 70.0, 5.6, "乙完。"),
        line(39.2, 80.0, 5.6, &"丙".repeat(26)),
        line(28.0, 90.0, 5.6, &full),
        line(100.0, 280.0, 5.6, "— 1 —"),
    ];
    let second = [
        line(28.0, 30.0, 5.6, "丁完。"),
        line(39.2, 40.0, 5.6, "戊。"),
    ];
    let shown = read("a.ofd", &ofd(&[&first.concat(), &second.concat()]));
    let expected = [
        "Body h0: 示例县办件情况报告".to_owned(),
        format!("Body: {}{full}乙完。", "甲".repeat(26)),
        format!("Body: {}{full}丁完。", "丙".repeat(26)),
        "Body: 戊。".to_owned(),
    ];
    assert_eq!(shown, expected.join("\n"));
}

#[test]
fn columns_become_a_table_and_order_in_the_file_does_not_matter() {
    let rows = [
        line(120.0, 50.0, 5.0, "办复"),
        line(30.0, 50.0, 5.0, "类别"),
        line(80.0, 50.0, 5.0, "收到"),
        line(30.0, 60.0, 5.0, "交通"),
        line(80.0, 60.0, 5.0, "10"),
        line(120.0, 60.0, 5.0, "9"),
    ];
    assert_eq!(
        read("a.ofd", &ofd(&[&rows.concat()])),
        "| 类别 | 收到 | 办复 |\n| 交通 | 10 | 9 |"
    );
}

#[test]
fn steps_between_characters_and_scales_are_heeded() {
    let object = "<ofd:TextObject ID=\"1\" Boundary=\"20 20 160 10\" Size=\"1\" CTM=\"5 0 0 5 0 0\">\
        <ofd:TextCode X=\"0\" Y=\"1\" DeltaX=\"g 2 1 20 g 1 1\">名称公章完</ofd:TextCode></ofd:TextObject>";
    assert_eq!(read("a.ofd", &ofd(&[object])), "Body: 名称公 章完");
}

#[test]
fn pages_of_pictures_have_no_text_layer() {
    let picture = "<ofd:ImageObject ID=\"1\" Boundary=\"0 0 210 297\"/>";
    insta::assert_snapshot!(read("a.ofd", &ofd(&[picture, picture])), @"no-text-layer: OFD 版式文件共 2 页，没有文字层（多半是扫描件），读不出文字。请用 WPS 或者 Word 的原稿，另存为 .docx 再校核。");
}

#[test]
fn a_template_that_every_page_repeats_costs_no_memory() {
    let place = |at: usize| format!("<ofd:Page BaseLoc=\"{at}.xml\"/>");
    let pages: String = (0..2_000).map(place).collect();
    let document = format!(
        "<ofd:Document><ofd:CommonData><ofd:TemplatePage ID=\"1\" BaseLoc=\"t.xml\"/></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    );
    let template = format!(
        "<ofd:Page>{}</ofd:Page>",
        line(20.0, 20.0, 5.0, "字").repeat(2_000)
    );
    let page =
        "<ofd:Page><ofd:Template TemplateID=\"1\"/><ofd:Template TemplateID=\"1\"/></ofd:Page>";
    let names: Vec<String> = (0..2_000).map(|at| format!("{at}.xml")).collect();
    let mut parts = vec![
        ("OFD.xml", "<OFD><DocRoot>Document.xml</DocRoot></OFD>"),
        ("Document.xml", &document),
        ("t.xml", &template),
    ];
    parts.extend(names.iter().map(|name| (name.as_str(), page)));
    assert!(read("a.ofd", &zipped(&parts)).starts_with("too-long"));
}
