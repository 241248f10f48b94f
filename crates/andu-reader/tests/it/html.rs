//! Pages of sites.

use crate::read;

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="gb2312">
<meta name="ArticleTitle" content="示例县2025年办件情况报告"><meta name="PubDate" content="2026-01-20 10:22">
<title>示例县2025年办件情况报告_示例县人民政府</title><script>var a = "不读";</script></head><body>
<div class="header"><a href="/">首页</a><ul class="nav"><li>政务公开</li></ul></div>
<div class="position">当前位置：首页 &gt; 报告</div>
<div class="main"><h1>示例县2025年办件情况报告</h1><div class="info">来源：县政府办公室</div>
<div class="BODY_CLASS"><p>　　全年<b>办理</b>建议
 25件，其中办结24件。</p><p style="display: none">藏起来的</p><h2>一、分布</h2><p>（一）按类别分<br>见下表</p>
<table><tr><td rowspan=2>类别</td><td colspan=2>件数</td></tr><tr><td>收到</td><td>办结</td></tr>
<tr><td>交通</td><td>10</td><td>10</td></tr></table>
<table><tr><td><p>版式表格里的一段，为了让正文足够长而写在这里，它没有别的意思，只是说明版式表格的文字也是正文的一部分。</p></td></tr></table>
</div></div><div class="footer">主办：示例县人民政府办公室</div></body></html>"#;

fn page(class: &str) -> Vec<u8> {
    let (bytes, _, _) = encoding_rs::GB18030.encode(PAGE);
    let text = encoding_rs::GB18030
        .decode(&bytes)
        .0
        .replace("BODY_CLASS", class);
    encoding_rs::GB18030.encode(&text).0.into_owned()
}

#[test]
fn the_main_text_is_found_by_what_sites_call_it() {
    insta::assert_snapshot!(read("a.html", &page("TRS_Editor")), @r#"
    Body h0: 示例县2025年办件情况报告
    Body: 全年办理建议 25件，其中办结24件。
    Body h1: 一、分布
    Body: （一）按类别分
    Body: 见下表
    | 类别 | 件数 |  |
    |  | 收到 | 办结 |
    | 交通 | 10 | 10 |
    Body: 版式表格里的一段，为了让正文足够长而写在这里，它没有别的意思，只是说明版式表格的文字也是正文的一部分。
    "#);
    let paper = andu_reader::read("a.html", &page("TRS_Editor")).unwrap();
    assert_eq!(paper.published.as_deref(), Some("2026-01-20 10:22"));
}

#[test]
fn the_main_text_is_found_by_its_weight() {
    let shown = read("a.html", &page("x"));
    assert!(
        shown.contains("Body: 全年办理建议 25件，其中办结24件。"),
        "{shown}"
    );
    for around in ["首页", "政务公开", "主办", "不读", "藏起来"] {
        assert!(!shown.contains(around), "{around}: {shown}");
    }
}

#[test]
fn a_page_saved_from_an_office_program_is_read_whole() {
    let text = "<html><body><p>标题</p><p>正文。</p></body></html>";
    assert_eq!(read("a.htm", text.as_bytes()), "Body: 标题\nBody: 正文。");
    assert_eq!(read("no name", text.as_bytes()), "Body: 标题\nBody: 正文。");
}

#[test]
fn lines_of_set_text_are_paragraphs() {
    let text = "<html><body><pre>标题\n\n正<b>文</b>。\n落款</pre><p>另\n段</p></body></html>";
    assert_eq!(
        read("a.html", text.as_bytes()),
        "Body: 标题\nBody: 正文。\nBody: 落款\nBody: 另段"
    );
}

#[test]
fn pages_that_would_grow_wild_are_refused() {
    let deep = "<div>".repeat(200_000);
    assert!(read("a.html", deep.as_bytes()).starts_with("too-deep"));
    let marks: String = (0..250).map(|at| format!("<b id={at}>")).collect();
    let stressed = format!("<p>{marks}</p>{}", "<p>x</p>".repeat(100_000));
    assert!(read("a.html", stressed.as_bytes()).starts_with("too-deep"));
    let wide = format!(
        "<table>{}</table>",
        "<tr><td colspan=200 rowspan=200>x<td>y".repeat(9_000)
    );
    assert!(read("a.html", wide.as_bytes()).starts_with("too-long"));
}
