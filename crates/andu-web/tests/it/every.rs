//! Every page, with every sample.

use crate::browser::{Browser, between, demonstration, links};
use crate::html;
use crate::office::{Samples, empty, samples};

/// Addresses of every kind of page.
fn pages(samples: &Samples) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/?state=overdue&unit=%E5%8E%BF%E6%B0%B4%E5%88%A9%E5%B1%80",
        "/?state=paused",
        "/?page=9",
        "/registers",
        "/registers/npc-suggestion",
        "/registers/npc-suggestion?stage=registered",
        "/registers/foi-application",
        "/registers/person",
        "/figures?period=2025",
        "/figures?period=2025&only=recorded",
        "/figures?period=2025-03",
        "/figures?period=x",
        "/figures/npc-suggestion-received?period=2025",
        "/figures/npc-suggestion-reply-rate?period=2025",
        "/figures/npc-suggestion-reply-rate?period=2025&behind=part",
        "/deadline",
        "/deadline?clock=foi-application.reply&from=2025-09-28",
        "/deadline?clock=foi-application.reply&from=2025-9-1&pause1.from=2025-10-09",
        "/deadline?clock=none&from=",
        "/remedies",
        "/remedies?ask=served&known=2025-09-28",
        "/remedies?ask=unanswered&admitted=2025-1-1",
        "/calendar",
        "/lookup",
        "/import",
        "/template",
        "/handling",
        "/handling?procedure=npc-suggestion",
        "/fill",
        "/audit",
        "/verify",
        "/verify?run=1",
        "/0",
        "/matters/0",
        "/find?number=",
    ]
    .map(str::to_owned)
    .into();
    for id in [
        &samples.suggestion,
        &samples.application,
        &samples.merged,
        &samples.person,
    ] {
        pages.push(format!("/matters/{id}"));
    }
    pages
}

#[test]
fn every_page_is_well_formed_chinese_and_says_that_it_is_a_demonstration() {
    let (samples, browser) = demonstration();
    for path in pages(samples) {
        let page = browser.get(&path).body;
        html::check(&path, &page);
        assert!(
            page.contains("<p class=\"demonstration\"><strong>演示数据 非公文</strong>"),
            "{path}"
        );
        assert!(
            between(&page, "<title>", "</title>").contains("演示数据 非公文"),
            "{path}"
        );
        assert!(page.contains("class=\"diagonal\""), "{path}");
    }
}

#[test]
fn a_real_office_says_nothing_of_a_demonstration() {
    let samples = samples(None);
    let browser = Browser::new(samples.office.clone());
    for path in pages(&samples) {
        let page = browser.get(&path).body;
        html::check(&path, &page);
        assert!(!page.contains("演示"), "{path}");
    }
}

#[test]
fn an_empty_office_has_every_page() {
    let browser = Browser::new(empty(None));
    for path in [
        "/",
        "/registers",
        "/registers/npc-suggestion",
        "/figures",
        "/figures/npc-suggestion-received",
        "/verify?run=1",
    ] {
        html::check(path, &browser.page(path));
    }
    assert!(browser.page("/").contains("今天没有在办的期限。"));
}

/// What is tried of an address: one matter looks like another, and so does one figure.
fn kind(link: &str) -> String {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.splitn(3, '/');
    match (parts.nth(1), parts.next()) {
        (Some(place @ ("matters" | "figures")), Some(_)) => place.to_owned(),
        _ => link.split('#').next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn every_link_within_the_site_leads_somewhere() {
    let (samples, browser) = demonstration();
    let mut tried = std::collections::BTreeSet::new();
    for path in pages(samples) {
        let answer = browser.get(&path);
        for link in links(&answer.body) {
            // The page of a fault links to itself in the other size of print.
            let itself = answer.status.is_client_error() && link.contains("large=1");
            let fresh = !itself && !kind(&link).is_empty() && tried.insert(kind(&link));
            if fresh {
                browser.page(link.split('#').next().unwrap_or_default());
            }
        }
    }
    assert!(tried.len() > 40, "{tried:?}");
}

#[test]
fn large_print_and_the_day_are_kept_from_page_to_page() {
    let (_, browser) = demonstration();
    let page = browser.page("/?large=1&on=2025-03-20");
    assert!(page.contains("class=\"large\""));
    assert!(page.contains("2025年3月20日（星期四）"));
    for link in links(&page) {
        let kept = link.contains("large=1") && link.contains("on=2025-03-20");
        let other_size = link == "/?on=2025-03-20";
        assert!(
            kept || other_size || link.starts_with('#') || link.starts_with("/static"),
            "{link}"
        );
    }
    assert!(page.contains("<input type=\"hidden\" name=\"large\" value=\"1\">"));
}

#[test]
fn answers_let_nothing_in_from_elsewhere_and_leave_nothing_behind() {
    let (_, browser) = demonstration();
    let answer = browser.get("/");
    let header = |name: &str| answer.headers[name].to_str().unwrap();
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let style = browser.get("/static/andu.css");
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert!(
        !style.body.contains("url("),
        "nothing is fetched from elsewhere"
    );
}
