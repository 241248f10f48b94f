//! What a citizen asks about reconsideration and suits, answered with article and days.

use crate::browser::{between, demonstration};

#[test]
fn a_decision_received_gives_both_ways_and_their_last_days() {
    let (_, browser) = demonstration();
    let page = browser.page("/remedies?ask=served&known=2025-09-28");
    assert!(page.contains("收到行政处罚等决定，不服"), "{page}");
    // Sixty days end on 27 November; six months on 28 March, a Saturday, so on the Monday after it.
    assert!(
        page.contains("<strong>2025年11月27日（星期四）</strong>"),
        "{page}"
    );
    assert!(page.contains("行政复议法 第二十条"), "{page}");
    assert!(
        page.contains("<strong>2026年3月30日（星期一）</strong>"),
        "{page}"
    );
    assert!(page.contains("行政诉讼法 第四十六条"), "{page}");
    assert!(
        page.contains("逐日理由") && page.contains("应当先申请行政复议"),
        "{page}"
    );
    // Today is 12 January 2026.
    let first = between(&page, "2025年11月27日", "</p>");
    assert!(first.contains("已过"), "{first}");
}

#[test]
fn one_answer_follows_from_another() {
    let (_, browser) = demonstration();
    let page = browser.page("/remedies?ask=inaction&asked=2025-11-10");
    assert!(page.contains("2026年1月10日（星期六）"), "{page}");
    assert_eq!(page.matches("class=\"answer\"").count(), 2, "{page}");
}

#[test]
fn what_is_no_day_is_told_and_kept() {
    let (_, browser) = demonstration();
    let page = browser.page("/remedies?ask=untold&known=2025-9-1&told=");
    assert!(
        page.contains("“2025-9-1”不是日期") && page.contains("value=\"2025-9-1\""),
        "{page}"
    );
    assert!(
        page.contains("没有填写“知道可以申请复议、起诉和期限的日期”"),
        "{page}"
    );
    assert!(
        !browser
            .page("/remedies?ask=none")
            .contains("class=\"answer\"")
    );
}
