//! Questions to the calculator that have no answer, or one with a caution: what is said to whoever asked.

use std::sync::LazyLock;

use andu_office::{Deadline, DeadlineRequest, OfficeError, Rules, built_in_layers, deadline};
use jiff::civil::{Date, DateTime, date};

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    Rules::load(built_in_layers(None), None).expect("the pack that ships is sound")
});

/// Asks as on the command line: `--from` first, then `name=value` for fields, `name:date` for actions, words for the rest.
#[track_caller]
fn ask(clock: &str, words: &[&str]) -> Result<Deadline, OfficeError> {
    let at = |text: &str| -> DateTime {
        text.parse::<Date>()
            .unwrap()
            .to_datetime(Default::default())
    };
    let mut request = DeadlineRequest {
        clock: clock.to_owned(),
        from: at(words[0]),
        today: date(2026, 11, 21),
        ..DeadlineRequest::default()
    };
    for word in &words[1..] {
        if let Some((from, to)) = word.split_once("..") {
            request.pauses.push((at(from), at(to)));
        } else if let Some((name, value)) = word.split_once('=') {
            request.set.push((name.to_owned(), value.to_owned()));
        } else if let Some((name, day)) = word.split_once(':') {
            match name {
                "restart" => request.restart = Some(at(day)),
                name => request.events.push((name.to_owned(), at(day))),
            }
        } else {
            request.extend = true;
        }
    }
    deadline(&RULES.pack, &RULES.calendar, &request)
}

#[track_caller]
fn refused(clock: &str, words: &[&str]) -> String {
    ask(clock, words).expect_err("no answer").to_string()
}

#[track_caller]
fn due(clock: &str, words: &[&str]) -> String {
    let answer = ask(clock, words).unwrap();
    let notes = answer.notes.iter().map(|note| format!("\n{note}"));
    format!("{}{}", answer.due, notes.collect::<String>())
}

#[test]
fn a_clock_that_does_not_run_in_such_a_case_names_the_one_that_does() {
    insta::assert_snapshot!(
        refused("reconsideration.decide", &["2025-08-05", "track=simple"]),
        @"所填的情形下“作出复议决定”期限不起算：它的起算条件是并非（审理程序为“简易程序”）。请改算“作出复议决定（简易程序）”（reconsideration.decide-simple）。"
    );
    // Nobody said which track it is: then it is the ordinary one.
    assert!(ask("reconsideration.decide", &["2025-08-05"]).is_ok());
    assert_eq!(
        ask("rev.c.decide_s", &["2025-08-05", "track=simple"])
            .unwrap()
            .due,
        date(2025, 9, 4)
    );
}

#[test]
fn a_clock_of_another_version_names_the_versions_and_what_stands_for_it() {
    insta::assert_snapshot!(
        refused("rev17.c.decide", &["2025-12-01"]),
        @"2025-12-01 适用“行政复议”2024-01-01 起的版本，其中没有期限“rev17.c.decide”：2018-01-01 至 2023-12-31的版本才有。当日的版本里相应的期限是“作出复议决定”（rev.c.decide），请改用它，或者核对日期。"
    );
    insta::assert_snapshot!(
        refused("rev.c.decide", &["2015-12-01"]),
        @"2015-12-01 没有施行的程序“行政复议”（reconsideration）：已有的版本施行于 2018-01-01 至 2023-12-31、2024-01-01 起。请核对日期，或者补上当时施行的版本。"
    );
}

#[test]
fn the_governing_day_chooses_the_version() {
    let ordinary = ask("rev.c.answer", &["2025-01-20"]).unwrap();
    let old = ask("rev.c.answer", &["2025-01-20", "law_on=2023-12-20"]).unwrap();
    // Ten working days under the law of 2023, ten days under that of 2017, which end in the Spring Festival.
    assert_eq!(
        (ordinary.due, old.due),
        (date(2025, 2, 8), date(2025, 2, 5))
    );
    assert_eq!(old.version.unwrap().to, Some(date(2023, 12, 31)));
    insta::assert_snapshot!(
        ordinary.notes.join("\n"),
        @"按起算日2025-01-20选用版本；“适用法律基准日”不是这一天的，请用 --set law_on=日期 写明。"
    );
    assert!(old.notes.is_empty());
}

#[test]
fn a_clock_in_two_steps_is_one_question() {
    let answer = ask("lit.c.sue_inaction", &["2025-01-10"]).unwrap();
    let next = &answer.next[0];
    assert_eq!(answer.due, date(2025, 3, 10));
    assert_eq!(
        (next.clock.as_str(), next.due),
        ("litigation.sue-inaction", date(2025, 9, 10))
    );
    // What the law takes to have happened when a clock ran out starts others: here the citizen's own remedy.
    let overdue = ask("rev.c.decide", &["2025-08-05"]).unwrap();
    let suit = &overdue.next[0];
    assert_eq!(
        (suit.clock.as_str(), suit.from),
        ("reconsideration.sue", overdue.due)
    );
}

#[test]
fn the_action_that_starts_the_clock_in_such_a_case_counts() {
    let confirmed = ["2025-09-28", "channel=internet", "confirm:2025-09-29"];
    assert_eq!(
        ask("foi.c.reply", &confirmed).unwrap().from,
        date(2025, 9, 29)
    );
    let handed_in = ["2025-09-28", "channel=in_person", "confirm:2025-09-29"];
    assert_eq!(
        ask("foi.c.reply", &handed_in).unwrap().from,
        date(2025, 9, 28)
    );
}

#[test]
fn actions_that_the_procedure_or_the_clock_does_not_know() {
    insta::assert_snapshot!(
        refused("foi.c.third_party", &["2025-03-03", "confrim:2025-03-05"]),
        @"政府信息公开申请没有“confrim”这个办理动作。与“第三方提出意见”期限有关的有：consult-third（征求第三方意见）、third-received（登记第三方收到征求意见书）、third-opinion（收到第三方意见）。请改正名称。"
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-03-03", "search:2025-03-05", "search:2025-03-06"]),
        @"
    2025-03-31
    “检索”不影响“答复”期限，没有计入。
    "
    );
    // By its label, as it stands on the page.
    assert_eq!(
        due(
            "foi.c.reply",
            &[
                "2025-03-03",
                "征求第三方意见:2025-03-10",
                "收到第三方意见:2025-03-24"
            ]
        ),
        "2025-04-15"
    );
}

#[test]
fn days_out_of_order() {
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-09-28", "restart:2025-09-09"]),
        @"重新起算的日期2025-09-09早于起算日2025-09-28。请核对日期。"
    );
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-09-28", "correct:2025-09-09", "pay-fee:2025-10-20"]),
        @"重新起算的日期2025-09-09早于起算日2025-09-28。请核对日期。"
    );
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-09-28", "channel=internet", "confirm:2025-09-20"]),
        @"起算“答复”期限的动作在2025-09-20，早于起算日2025-09-28。请核对日期。"
    );
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-03-03", "third-opinion:2025-03-05", "consult-third:2025-03-10"]),
        @"“征求第三方意见”的止日2025-03-05早于起日2025-03-10。请核对各个动作的日期。"
    );
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-03-03", "2025-03-24..2025-03-10"]),
        @"扣除的起止日期颠倒：2025-03-24晚于2025-03-10。请核对。"
    );
}

#[test]
fn pauses_that_overlap_or_lie_before_the_start() {
    insta::assert_snapshot!(
        due("foi.c.reply", &[
            "2025-03-03", "consult-third:2025-03-10", "third-opinion:2025-03-24",
            "consult-organ:2025-03-12", "organ-opinion:2025-03-20",
        ]),
        @"
    2025-04-15
    “征求第三方意见”与“征求其他机关意见”重叠，重叠的日子只扣一次。
    "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-03-03", "2025-02-10..2025-02-20"]),
        @"
    2025-03-31
    “等待申请人补正”在起算之前已经结束，没有扣除。
    "
    );
}

#[test]
fn what_the_rule_does_not_provide_for_is_said() {
    insta::assert_snapshot!(
        refused("foi.c.third_party", &["2025-03-03", "extend"]),
        @"“第三方提出意见”的期限依法不能延长。请去掉 --extend。"
    );
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-03-03", "extend:2025-03-20", "extend:2025-03-27"]),
        @"“答复”的期限只能延长1次，所给的动作延长了2次。请核对延期记录。"
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-03-03", "extend:2025-05-06"]),
        @"
    2025-04-28
    延长在2025-05-06，晚于原来的到期日2025-03-31：期限届满后不能再延长，请核对日期。
    "
    );
    insta::assert_snapshot!(
        due("foi.c.third_party", &["2025-03-03", "2025-03-10..2025-03-14"]),
        @"
    2025-03-28
    规则没有规定“第三方提出意见”期限可以扣除，已按所给日期扣除，请核对依据。
    "
    );
    insta::assert_snapshot!(
        due("pen.c.hearing_notice", &["2025-10-15"]),
        @"
    2025-09-29
    应当提前7个工作日：最迟在2025-09-29办理；正好这一天办理没有余地，宜再提前。
    "
    );
}

/// A clock that a field dates starts on the first day given: its length may follow from that very day.
#[test]
fn the_first_day_is_that_of_the_field_that_dates_the_start() {
    let rules = Rules::load(built_in_layers(Some("500229")), Some("500229")).unwrap();
    let due = |from: Date| {
        let request = DeadlineRequest {
            clock: "norm.c.file_gov".to_owned(),
            from: from.to_datetime(Default::default()),
            today: from,
            ..DeadlineRequest::default()
        };
        deadline(&rules.pack, &rules.calendar, &request)
            .unwrap()
            .due
    };
    // Five days by the decree that held until the end of October 2019, thirty by the one after it.
    assert_eq!(due(date(2019, 9, 20)), date(2019, 9, 25));
    assert_eq!(due(date(2019, 11, 1)), date(2019, 12, 2));
}

#[test]
fn what_began_anew_and_what_was_added_is_told() {
    let plain = ask("foi.c.reply", &["2025-03-03"]).unwrap();
    assert_eq!(
        (plain.restarted, plain.length.as_str()),
        (false, "20个工作日")
    );
    let corrected = ["2025-03-03", "correct:2025-03-10", "extend"];
    let answer = ask("foi.c.reply", &corrected).unwrap();
    assert_eq!(answer.from, date(2025, 3, 10));
    assert_eq!(
        (answer.restarted, answer.length.as_str()),
        (true, "20个工作日，延长20个工作日")
    );
}
