//! 期限计算.

use crate::browser::{between, demonstration};

const REPLY: &str = "/deadline?clock=foi-application.reply&from=2025-09-28";

#[test]
fn the_due_day_comes_with_each_day_and_the_article() {
    let (_, browser) = demonstration();
    let page = browser.page(REPLY);
    let answer = between(&page, "<section class=\"answer\"", "</section>");
    assert!(
        answer.contains("<strong>2025-10-31</strong>星期五"),
        "{answer}"
    );
    assert!(answer.contains("政府信息公开条例 第三十三条"));
    assert!(answer.contains("2025-10-01至10-08") && answer.contains("国庆节、中秋节放假"));
    assert!(answer.contains("2025-10-11") && answer.contains("国庆节、中秋节调休上班"));
}

#[test]
fn pauses_restarts_and_extensions_move_it() {
    let (_, browser) = demonstration();
    let due = |more: &str| {
        let page = browser.page(&format!("{REPLY}{more}"));
        let answer = between(&page, "<p class=\"value\"><strong>", "</strong>");
        answer.to_owned()
    };
    assert_eq!(
        due("&pause1.from=2025-10-09&pause1.to=2025-10-16"),
        "2025-11-10"
    );
    assert_eq!(due("&extend=1"), "2025-11-28");
    assert_eq!(due("&restart=2025-10-20"), "2025-11-17");
}

#[test]
fn a_year_without_notice_is_provisional() {
    let (_, browser) = demonstration();
    let page = browser.page("/deadline?clock=foi-application.reply&from=2026-12-20");
    let answer = between(&page, "<section class=\"answer\"", "</section>");
    assert!(answer.contains("暂定"), "{answer}");
}

#[test]
fn faults_stand_at_their_fields_and_in_the_summary_and_keep_what_was_typed() {
    let (_, browser) = demonstration();
    let page = browser.page(
        "/deadline?clock=foi-application.reply&from=昨天&pause1.from=2025-10-09&restart=x"
            .replace("昨天", "%E6%98%A8%E5%A4%A9")
            .as_str(),
    );
    let summary = between(&page, "role=\"alert\"", "</div>");
    for (field, sentence) in [
        ("from", "起算日期“昨天”不是日期。请写成2025-09-28的样子。"),
        (
            "restart",
            "重新起算日期“x”不是日期。请写成2025-09-28的样子。",
        ),
        (
            "pause1.from",
            "第1段不计入期限的日期只填了一头。请把起止日期都填上。",
        ),
    ] {
        assert!(
            summary.contains(&format!("<a href=\"#{field}\">{sentence}</a>")),
            "{summary}"
        );
        assert!(
            page.contains(&format!("id=\"{field}-fault\">{sentence}</span>")),
            "{field}"
        );
    }
    assert!(page.contains("value=\"昨天\"") && page.contains("value=\"2025-10-09\""));
}

#[test]
fn a_clock_that_is_not_there_or_not_yet_is_told() {
    let (_, browser) = demonstration();
    assert!(
        browser
            .page("/deadline?clock=none&from=2025-01-01")
            .contains("没有这一期限。")
    );
    assert!(
        browser
            .page("/deadline?clock=&from=2025-01-01")
            .contains("没有选择期限。")
    );
    let early = browser.page("/deadline?clock=foi-application.reply&from=1999-01-01");
    assert!(
        between(&early, "role=\"alert\"", "</div>").contains("1999-01-01没有施行的这一期限"),
        "{early}"
    );
}

#[test]
fn a_length_that_depends_on_something_asks_for_it() {
    let (_, browser) = demonstration();
    let page = browser.page("/deadline?clock=npc-suggestion.carry&from=2025-06-01");
    assert!(
        between(&page, "role=\"alert\"", "</div>").contains("长短取决于承诺时限"),
        "{page}"
    );
    let page = browser
        .page("/deadline?clock=npc-suggestion.carry&from=2025-06-01&set.promised_on=2025-12-31");
    assert!(page.contains("<strong>2025-12-31</strong>"), "{page}");
}
