//! A matter.

use crate::browser::{between, demonstration, links};

#[test]
fn personal_values_are_masked_and_choices_are_words() {
    let (samples, browser) = demonstration();
    let page = browser.page(&format!("/matters/{}", samples.application));
    for secret in ["孙某某", "00000000001", "补偿安置方案全文"] {
        assert!(!page.contains(secret), "{secret}");
    }
    assert!(page.contains("<dt>申请人姓名或者名称</dt><dd><span class=\"text\">＊＊＊</span>"));
    assert!(page.contains("<dt>申请渠道</dt><dd><span class=\"text\">当面提交</span>"));
    let suggestion = browser.page(&format!("/matters/{}", samples.suggestion));
    assert!(suggestion.contains("<dt>重点建议</dt><dd><span class=\"text\">是</span>"));
    assert!(
        suggestion.contains("<th scope=\"col\">代表团</th>")
            && suggestion.contains("<td>第一代表团</td>")
    );
}

#[test]
fn history_says_who_acted_and_who_entered_it_and_when() {
    let (samples, browser) = demonstration();
    let page = browser.page(&format!("/matters/{}", samples.suggestion));
    assert!(page.contains("刘某某（代录：张某某）"), "{page}");
    let late = browser.page(&format!("/matters/{}", samples.application));
    assert!(late.contains("2025-12-18 10:00") && late.contains("2025-12-24 10:00"));
    assert!(late.contains("原为纸质登记"));
}

#[test]
fn what_may_not_be_done_says_why_with_the_article() {
    let (samples, browser) = demonstration();
    let page = browser.page(&format!("/matters/{}", samples.application));
    let closed = between(&page, "<h2>尚不能办理</h2>", "</ul>");
    assert!(
        closed.contains("<strong>告知延期</strong>")
            && closed.contains("政府信息公开条例 第三十三条"),
        "{closed}"
    );
}

#[test]
fn links_lead_both_ways() {
    let (samples, browser) = demonstration();
    let merged = browser.page(&format!("/matters/{}", samples.merged));
    let main = between(&merged, "<h2>关联</h2>", "</ul>");
    assert!(
        main.contains("主工单：") && main.contains("20260109001"),
        "{main}"
    );
    let other = links(main).pop().unwrap();
    let back = browser.page(&other);
    let back = between(&back, "<h2>关联</h2>", "</ul>");
    assert!(
        back.contains("并入的工单：") && back.contains(&samples.merged),
        "{back}"
    );
}

#[test]
fn posts_are_told_in_words() {
    let (samples, browser) = demonstration();
    let page = browser.page(&format!("/matters/{}", samples.person));
    assert!(
        page.contains("<td>人大代表建议</td><td>承办单位</td>"),
        "{page}"
    );
    assert!(
        page.contains("<td>全部程序</td><td>系统管理员</td>"),
        "{page}"
    );
}

#[test]
fn a_matter_is_found_by_its_number() {
    let (samples, browser) = demonstration();
    let answer = browser
        .get("/find?number=%E4%BE%9D%E7%94%B3%E8%AF%B7%E3%80%942025%E3%80%951%E5%8F%B7&large=1");
    assert_eq!(answer.status, 303);
    let there = answer.headers["location"].to_str().unwrap();
    assert_eq!(there, format!("/matters/{}?large=1", samples.application));
    let direct =
        browser.page("/matters/%E4%BE%9D%E7%94%B3%E8%AF%B7%E3%80%942025%E3%80%951%E5%8F%B7");
    assert!(direct.contains("某路段征地补偿文件"));
}

#[test]
fn what_an_application_shows() {
    let (samples, browser) = demonstration();
    let page = browser.page(&format!("/matters/{}", samples.application));
    let mut page = between(&page, "<main id=\"main\" tabindex=\"-1\">", "</main>")
        .replace(&samples.application, "［件号］");
    for code in ["校验码", "查询码"] {
        while let Some((before, rest)) = page.clone().split_once(&format!("{code} <code>")) {
            let (_, after) = rest.split_once("</code>").unwrap();
            page = format!("{before}［{code}］{after}");
        }
    }
    insta::assert_snapshot!(page);
}
