//! Registers.

use crate::browser::{between, demonstration, links};

fn matters(page: &str) -> Vec<String> {
    let links = links(page).into_iter();
    links.filter(|link| link.starts_with("/matters/")).collect()
}

#[test]
fn the_list_of_registers_counts_them() {
    let (_, browser) = demonstration();
    let page = browser.page("/registers");
    let row = between(
        &page,
        "/registers/npc-suggestion\">人大代表建议</a></td>",
        "</tr>",
    );
    assert!(row.contains("class=\"amount\">120</td>"), "{row}");
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat() {
    let (_, browser) = demonstration();
    let (mut seen, mut address) = (Vec::new(), "/registers/npc-suggestion".to_owned());
    for page in 1..=4 {
        let body = browser.page(&address);
        seen.extend(matters(&body));
        let turn = body
            .split_once("aria-label=\"翻页\"")
            .map_or("", |(_, turn)| turn);
        let next = links(turn).into_iter().find(|link| link.contains("after="));
        match next {
            Some(next) => address = next,
            None => {
                assert_eq!(page, 3, "50, 50 and 20");
                break;
            }
        }
    }
    assert_eq!(seen.len(), 120);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[test]
fn a_register_is_filtered_by_stage_and_by_condition() {
    let (_, browser) = demonstration();
    let stage = browser.page("/registers/npc-suggestion?stage=handling");
    assert_eq!(matters(&stage).len(), 12);
    let both = browser.page("/registers/npc-suggestion?stage=handling&where=lead_unit+%3D+%27%E5%8E%BF%E6%B0%B4%E5%88%A9%E5%B1%80%27");
    assert_eq!(matters(&both).len(), 3);
    let either = browser.page("/registers/npc-suggestion?stage=handling&where=number+%3D+%27%E7%AC%AC001%E5%8F%B7%27+or+number+%3D+%27%E7%AC%AC013%E5%8F%B7%27");
    assert_eq!(
        matters(&either).len(),
        1,
        "the condition stays one beside the stage"
    );
}

#[test]
fn a_condition_that_cannot_be_read_is_told_at_the_field_and_kept() {
    let (_, browser) = demonstration();
    for address in [
        "/registers/npc-suggestion?where=stage+%3D+%3C",
        "/registers/npc-suggestion?stage=handling&where=stage+%3D+%3C",
    ] {
        let page = browser.page(address);
        let fault = between(&page, "id=\"where-fault\">", "</span>");
        assert!(fault.contains("筛选条件第9字处读不懂"), "{fault}");
        assert!(
            page.contains("value=\"stage = &#60;\"") && page.contains("aria-invalid=\"true\""),
            "{page}"
        );
    }
    let unknown = browser.page("/registers/npc-suggestion?where=no_such_field+%3D+1");
    assert!(between(&unknown, "id=\"where-fault\">", "</span>").contains("no_such_field"));
}

#[test]
fn personal_titles_and_fields_are_not_offered() {
    let (_, browser) = demonstration();
    let page = browser.page("/registers/foi-application");
    assert!(
        !page.contains("<code>applicant</code>") && page.contains("<code>applicant_type</code>")
    );
    assert!(!page.contains("孙某某"));
}
