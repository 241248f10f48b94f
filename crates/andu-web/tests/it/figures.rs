//! Figures and the records behind them.

use crate::browser::{between, demonstration, links};

fn records(page: &str) -> usize {
    let records = links(page).into_iter();
    records.filter(|link| link.starts_with("/matters/")).count()
}

#[test]
fn a_figure_opens_to_its_records_page_by_page() {
    let (_, browser) = demonstration();
    let page = browser.page("/figures/npc-suggestion-received?period=2025");
    assert!(
        page.contains("<p class=\"value\"><strong>120</strong>件</p>"),
        "{page}"
    );
    assert!(
        between(&page, "<p class=\"formula\">", "</p>")
            .contains("人大代表建议〔“收到日期”在期内〕")
    );
    assert_eq!(records(&page), 100);
    let next = links(&page)
        .into_iter()
        .find(|link| link.contains("after="))
        .unwrap();
    assert!(next.contains("period=2025"), "{next}");
    assert_eq!(
        records(&browser.page(next.trim_end_matches("#records"))),
        20
    );
}

#[test]
fn a_rate_opens_to_either_side() {
    let (_, browser) = demonstration();
    let page = browser.page("/figures/npc-suggestion-reply-rate?period=2025");
    assert!(page.contains("<strong>50</strong>%"), "{page}");
    assert_eq!(records(&page), 12, "the part first");
    assert_eq!(
        records(&browser.page("/figures/npc-suggestion-reply-rate?period=2025&behind=whole")),
        24
    );
    let told = browser.get("/figures/npc-suggestion-received?period=2025&behind=before");
    assert_eq!(told.status, 400);
}

#[test]
fn a_figure_without_value_has_no_unit() {
    let (_, browser) = demonstration();
    let page = browser.page("/figures/npc-suggestion-reply-rate?period=2024");
    assert!(
        page.contains("<p class=\"value\"><strong>—</strong></p>"),
        "{page}"
    );
}

#[test]
fn the_period_is_that_of_the_address() {
    let (_, browser) = demonstration();
    assert!(
        browser.page("/figures").contains("<h1>2025年指标</h1>"),
        "in January the year just ended"
    );
    let wrong = browser.page("/figures?period=2025-13");
    assert!(wrong.contains("“2025-13”不是统计期间") && wrong.contains("value=\"2025-13\""));
    assert_eq!(
        browser
            .get("/figures/npc-suggestion-received?period=2025-13")
            .status,
        400
    );
}

#[test]
fn late_entries_show_beside_the_figure() {
    let (_, browser) = demonstration();
    let page = browser.page("/figures/foi-received?period=2025");
    assert!(page.contains("其中补录1件"), "{page}");
}
