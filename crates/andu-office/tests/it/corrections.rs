//! Corrections and voids are events too: figures and lists follow, the chain stays.

use andu_office::{Office, Period};

use crate::desk::{self, act, now, open};

fn figure(office: &Office, id: &str, year: i16) -> (String, usize) {
    let figures = office
        .figures(&[id.to_owned()], Period::year(year).unwrap(), true)
        .unwrap();
    let trace = serde_json::to_value(&figures[0].figure.trace).unwrap();
    (
        figures[0].text.clone(),
        trace.as_array().map_or(0, Vec::len),
    )
}

fn listed(office: &Office) -> Vec<String> {
    let page = office.list("request", None, None, 100).unwrap();
    page.items.into_iter().map(|item| item.id).collect()
}

#[test]
fn a_voided_matter_leaves_figures_and_lists_and_stays_in_the_chain() {
    let desk = desk::small();
    let (one, other) = (desk.opened("2025-03-03"), desk.opened("2025-03-04"));
    assert_eq!(figure(&desk, "requests", 2025), ("2".to_owned(), 2));
    desk.does(desk::void(&one, None).at("2025-03-05T09:00"));
    assert_eq!(figure(&desk, "requests", 2025), ("1".to_owned(), 1));
    assert_eq!(listed(&desk), [other]);
    assert_eq!(
        desk.due("2025-03-05".parse().unwrap(), None).unwrap().len(),
        1
    );
    let shown = desk.show(&one, now("2025-03-05T09:00")).unwrap();
    assert_eq!(
        (shown.stage_label.as_str(), shown.events.len()),
        ("已作废", 2)
    );
    let again = desk.refuses(act(&one, "propose").at("2025-03-05T10:00"));
    assert_eq!(again.code(), "voided");
    assert_eq!(desk.compare(now("2025-03-05T09:00")).unwrap(), []);
}

#[test]
fn a_corrected_day_moves_the_matter_into_another_year() {
    let desk = desk::small();
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-01-02");
    let done = desk.does(opening.at("2025-01-02T09:00"));
    assert_eq!(
        (
            figure(&desk, "requests", 2025).0.as_str(),
            figure(&desk, "requests", 2024).0.as_str()
        ),
        ("1", "0")
    );
    desk.does(
        desk::correct(&desk, &done.matter, done.seq, "received_on", "2024-12-31")
            .at("2025-01-03T09:00"),
    );
    assert_eq!(
        (
            figure(&desk, "requests", 2025).0.as_str(),
            figure(&desk, "requests", 2024).0.as_str()
        ),
        ("0", "1")
    );
    let shown = desk.show(&done.matter, now("2025-01-03T09:00")).unwrap();
    assert_eq!(shown.clocks[0].due.as_deref(), Some("2025-01-08"));
    assert_eq!(shown.events[1].what, format!("更正第{}号记录", done.seq));
}

#[test]
fn a_corrected_time_moves_what_happened() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "propose"));
    desk.does(act(&id, "approve").by("李四"));
    let answered = desk.does(act(&id, "answer").at("2025-03-12T09:00"));
    let kept = |id: &str| desk.show(id, now("2025-03-13T09:00")).unwrap().clocks[0].kept;
    assert_eq!(
        kept(&id),
        Some(false),
        "five working days from 3 March end on the 10th"
    );
    desk.does(desk::correct_time(&id, answered.seq, "2025-03-10T09:00").at("2025-03-12T10:00"));
    assert_eq!(kept(&id), Some(true));
    assert_eq!(desk.compare(now("2025-03-13T09:00")).unwrap(), []);
}

#[test]
fn one_more_answer_is_one_more_in_the_figure_and_in_its_trace() {
    let desk = desk::small();
    for number in 1..=3 {
        let id = desk.opened("2025-03-03");
        desk.does(act(&id, "propose"));
        desk.does(act(&id, "approve").by("李四"));
        assert_eq!(figure(&desk, "answered", 2025).1, number - 1);
        desk.does(act(&id, "answer"));
        assert_eq!(
            figure(&desk, "answered", 2025),
            (number.to_string(), number)
        );
    }
}

#[test]
fn what_is_corrected_was_there_and_has_a_reason() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    let seq = desk.head().0;
    assert_eq!(
        desk.refuses(desk::correct(&desk, &id, seq + 7, "subject", "路灯"))
            .code(),
        "no-such-event"
    );
    assert_eq!(
        desk.refuses(desk::correct(&desk, &id, seq, "unit", "城管局"))
            .code(),
        "not-set-there"
    );
    assert_eq!(
        desk.refuses(desk::void(&id, Some(seq))).code(),
        "void-opening"
    );
}

#[test]
fn an_act_is_undone_by_voiding_its_event() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    let asked = desk.does(act(&id, "ask").paper("notice"));
    desk.does(desk::void(&id, Some(asked.seq)));
    let shown = desk.show(&id, now("2025-03-03T18:00")).unwrap();
    assert_eq!(shown.stage, "open");
    assert_eq!(
        shown.events[1].remarks,
        ["“补正期限”到期日告知为2025-03-13", "已作废"]
    );
    assert_eq!(desk.settle(now("2025-06-01T09:00")).unwrap(), 0);
    assert_eq!(desk.compare(now("2025-06-01T09:00")).unwrap(), []);
}
