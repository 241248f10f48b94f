//! 工作台.

use crate::browser::{between, demonstration, links};

#[test]
fn the_list_is_filtered_by_address() {
    let (_, browser) = demonstration();
    let all = browser.page("/");
    assert!(all.contains("<h3>县水利局<span") && all.contains("<h3>县教育委员会<span"));
    let one = browser.page("/?unit=%E5%8E%BF%E6%B0%B4%E5%88%A9%E5%B1%80");
    assert!(one.contains("<h3>县水利局<span") && !one.contains("<h3>县教育委员会<span"));
    assert!(
        one.contains("<option value=\"县水利局\" selected>"),
        "the form shows what was asked"
    );
    let kind = browser.page("/?procedure=foi-application");
    assert!(kind.contains("某路段征地补偿文件") && !kind.contains("<h3>县水利局<span"));
    let none = browser.page("/?state=soon&procedure=foi-application&unit=none");
    assert!(none.contains("没有符合筛选条件的期限。"));
}

#[test]
fn every_colour_has_its_word_and_every_due_day_its_reason() {
    let (samples, browser) = demonstration();
    let page = browser.page("/?procedure=foi-application");
    assert!(
        page.contains("<span class=\"lamp paused\">扣除中</span>"),
        "{page}"
    );
    assert!(
        browser
            .page("/?state=overdue")
            .contains("<span class=\"lamp overdue\">逾期</span>")
    );
    let reason = format!("/matters/{}#clock-reply", samples.application);
    assert!(links(&page).contains(&reason), "{page}");
    assert!(
        browser
            .page(&format!("/matters/{}", samples.application))
            .contains("id=\"clock-reply\"")
    );
}

#[test]
fn the_day_looked_at_comes_from_the_address() {
    let (_, browser) = demonstration();
    let early = browser.page("/?on=2025-03-03&state=overdue");
    let late = browser.page("/?on=2026-01-12&state=overdue");
    let count = |page: &str| page.matches("<tr>\n<td data-label=\"状态\">").count();
    assert!(
        count(&early) < count(&late),
        "{} {}",
        count(&early),
        count(&late)
    );
    assert_eq!(browser.get("/?on=soon").status, 400);
}

#[test]
fn what_the_desk_shows() {
    let (samples, browser) = demonstration();
    let page = browser.page("/?procedure=foi-application");
    let page = page.replace(&samples.application, "［件号］");
    insta::assert_snapshot!(between(
        &page,
        "<main id=\"main\" tabindex=\"-1\">",
        "</main>"
    ));
}
