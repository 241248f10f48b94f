//! The report as text and as a page.

use andu_report::{Document, compose, to_html, to_html_article, to_text};

use crate::support::{composed, prose, small, small_figures, variables, written};

fn demonstration() -> Document {
    let (mut document, _) = written();
    document.marks = Some("演示数据　非公文".to_owned());
    document.foot = vec!["核验码：3f2a 9c01".to_owned()];
    document
}

#[test]
fn text_is_laid_out_as_on_paper() {
    insta::assert_snapshot!(to_text(&demonstration()), @r"
    【演示数据　非公文】
    　　　　　　　　　示例县人民政府办公室
    　　　　　　　 关于2025年度办理情况的报告

    县委、县人民政府：
    　　一、2025年度办理情况
    　　（一）受理和办结
    　　2025年1月1日至12月31日，收到申请130件，办结128件，按时办结率98.92%。
    　　（二）主要数据
    2025年主要数据
    事项	件数
    收到	130
    办结	128
    不予办理	2
    　　二、存在的问题
    　　一是力量不足。
    　　二是台账不全，2件没有说明。
    　　三、其他情况
    　　无其他需要报告的情况。

    　　　　　　　　　　　　　　　　示例县人民政府办公室
    　　　　　　　　　　　　　　　　　　2026年1月15日
    核验码：3f2a 9c01
    ");
}

#[test]
fn an_article_keeps_its_figures() {
    let page = to_html_article(&demonstration());
    let lines = page
        .replace("><p", ">\n<p")
        .replace("><h", ">\n<h")
        .replace("><t", ">\n<t")
        .replace("><div", ">\n<div");
    insta::assert_snapshot!(lines, @r#"
    <article class="report">
    <p class="marks">演示数据　非公文</p>
    <h1 id="b0">示例县人民政府办公室<br/>关于2025年度办理情况的报告</h1>
    <p id="b1" class="addressee">县委、县人民政府：</p>
    <h2 id="b2">一、2025年度办理情况</h2>
    <h3 id="b3">（一）受理和办结</h3>
    <p id="b4">2025年1月1日至12月31日，收到申请<a class="figure" id="f1" data-indicator="received" title="收到申请件数；上年 120；比上年 ＋10；其中据台账登记3件" href="/figures/received?year=2025">130</a>件，办结<span class="figure" id="f2" data-indicator="closed" title="办结申请件数">128</span>件，按时办结率<span class="figure" id="f3" data-indicator="on-time" title="按时办结率">98.92</span>%。</p>
    <h3 id="b5">（二）主要数据</h3>
    <table id="b6"><caption>2025年主要数据</caption>
    <thead>
    <tr>
    <th scope="col">事项</th>
    <th scope="col">件数</th></tr></thead>
    <tbody>
    <tr>
    <td>收到</td>
    <td><a class="figure" id="f4" data-indicator="received" title="收到申请件数；上年 120；比上年 ＋10；其中据台账登记3件" href="/figures/received?year=2025">130</a></td></tr>
    <tr>
    <td>办结</td>
    <td><span class="figure" id="f5" data-indicator="closed" title="办结申请件数">128</span></td></tr>
    <tr>
    <td>不予办理</td>
    <td><span class="figure" id="f6" data-indicator="refused" title="不予办理件数">2</span></td></tr></tbody></table>
    <h2 id="b7">二、存在的问题</h2>
    <div id="b8">
    <p class="prose">一是力量不足。</p>
    <p class="prose">二是台账不全，<span class="figure" id="f7" data-indicator="refused" title="不予办理件数">2</span>件没有说明。</p></div>
    <h2 id="b9">三、其他情况</h2>
    <div id="b10">
    <p class="prose">无其他需要报告的情况。</p></div>
    <div id="b11" class="signature">
    <p style="text-align:right;padding-right:2em">示例县人民政府办公室</p>
    <p style="text-align:right;padding-right:3.5em">2026年1月15日</p></div>
    <div class="foot">
    <p>核验码：3f2a 9c01</p></div></article>
    "#);
}

#[test]
fn a_page_stands_alone_and_lists_its_figures() {
    let page = to_html(&demonstration());
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"));
    assert!(page.contains("<title>示例县人民政府办公室关于2025年度办理情况的报告</title>"));
    assert!(page.contains(r##"<td><a href="#f1">收到申请件数</a></td><td>130</td><td>件</td><td>120</td><td>＋10</td><td>其中据台账登记3件</td>"##));
    // A style sheet is read as it stands.
    assert!(page.contains("\"仿宋_GB2312\", FangSong"));
    assert!(!page.contains("&quot;仿宋"));
}

#[test]
fn what_people_write_is_text_and_never_markup() {
    let (document, _) = composed("<script>alert(1)</script> & “引号\u{0}”", &[]);
    let page = to_html_article(&document);
    assert!(page.contains("&lt;script&gt;alert("), "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert!(!page.contains('\u{0}'));
}

#[test]
fn sections_that_nobody_wrote_stand_out() {
    let (document, _) = compose(&small(), &variables(), &small_figures, &prose(&[]), &[]);
    let page = to_html_article(&document);
    assert!(
        page.contains("<p class=\"unwritten\">（待撰写：存在的问题。写问题和原因。）</p>"),
        "{page}"
    );
    let (document, _) = composed("召开会议14次。", &[]);
    assert!(
        to_html_article(&document)
            .contains("<mark class=\"unsourced\" title=\"无出处\">14次</mark>")
    );
}
