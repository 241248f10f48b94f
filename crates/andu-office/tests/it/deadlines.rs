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
    asked(&RULES, clock, words)
}

#[track_caller]
fn asked(rules: &Rules, clock: &str, words: &[&str]) -> Result<Deadline, OfficeError> {
    let at = |text: &str| -> DateTime {
        let day = || {
            text.parse::<Date>()
                .unwrap()
                .to_datetime(Default::default())
        };
        text.parse().unwrap_or_else(|_| day())
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
    deadline(&rules.pack, &rules.calendar, &request)
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
    “所给的期间”在起算之前已经结束，没有扣除。
    "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-11-03", "2025-11-05..2025-11-12", "2025-11-10..2025-11-14"]),
        @"
        2025-12-10
        两段扣除（2025-11-05起、2025-11-10起）重叠，重叠的日子只扣一次。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-11-03", "2025-11-05..2025-11-12", "2025-11-12..2025-11-14"]),
        @"
        2025-12-10
        两段扣除（2025-11-05起、2025-11-12起）首尾相接，每个日子只扣一次。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-11-03", "2025-12-05..2025-12-12"]),
        @"
        2025-12-01
        “所给的期间”在期限届满之后开始，没有扣除。
        "
    );
}

#[test]
fn what_was_given_and_not_counted_is_named() {
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-11-03", "third-opinion:2025-11-20"]),
        @"
        2025-12-01
        “收到第三方意见”（2025-11-20）没有计入：没有给出“征求第三方意见”之日，没有扣除。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-09-28", "channel=in_person", "confirm:2025-09-29"]),
        @"
        2025-10-31
        “确认收到”（2025-09-29）没有计入：已自2025-09-28起算。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-09-28", "channel=internet"]),
        @"
        2025-10-31
        所填的情形下自“确认收到”之日起算，所给的起算日按这一天计；不是这一天的，请写明“确认收到”的日期（confirm）。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-09-28", "consult-third:2025-10-09", "extend:2025-10-10", "correct:2025-10-11"]),
        @"
        2025-11-07
        “征求第三方意见”（2025-10-09）没有计入：其后已自2025-10-11重新起算，此前的扣除不再计。
        “告知延期”（2025-10-10）没有计入：在重新起算之前，重新起算的期限没有延长。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2025-11-03", "serve:2025-12-02", "close:2025-12-03"]),
        @"
        2025-12-01
        “办结归档”（2025-12-03）没有计入：期限在此之前已经完成。
        “送达”在2025-12-02，晚于2025-12-01，已经逾期。
        "
    );
    insta::assert_snapshot!(
        due("foi.c.reply", &["2026-11-03", "extend:2026-11-28"]),
        @"
        2026-12-29
        “告知延期”在2026-11-28，今天还没有到，按所给日期推算。
        "
    );
    insta::assert_snapshot!(
        refused("foi.c.reply", &["2025-09-28", "consult-third:2025-09-20"]),
        @"“征求第三方意见”在2025-09-20，早于起算日2025-09-28。请核对日期。"
    );
}

/// What nobody has ended yet: to its limit where the law sets one, or else to the day on which it is asked.
#[test]
fn a_pause_that_is_still_open_runs_to_its_limit() {
    insta::assert_snapshot!(
        due("foi.c.reply", &["2026-11-02", "consult-third:2026-11-10"]),
        @"
        2026-12-21
        “征求第三方意见”没有给出结束之日，按扣满15个工作日计算；提前结束的，到期日相应提前。
        "
    );
    insta::assert_snapshot!(
        due("rev.c.decide", &["2026-11-02", "law_on=2026-10-30", "suspend:2026-11-10"]),
        @"
        2027-01-12
        “中止”没有给出结束之日，暂扣除到2026-11-21；其后结束的，到期日相应推后。
        "
    );
}

#[test]
fn a_longest_period_that_ends_before_is_told() {
    insta::assert_snapshot!(
        due("rev.c.apply_untold", &["2025-02-20", "remedy_told=否", "known_on=2024-03-01", "law_on=2025-02-25"]),
        @"
        2025-04-21
        另有“未告知权利时的最长期限”（自2024-03-01起1年）至2025-03-03届满，在此之前，以先届满的为准。
        "
    );
    // What was not told to be corrected in time is taken as accepted on the day on which it came.
    let licence = ask("lic.c.correct", &["2025-09-28"]).unwrap();
    let decision = &licence.next[0];
    assert_eq!(
        (decision.clock.as_str(), decision.from, decision.due),
        ("licence.decide", date(2025, 9, 28), date(2025, 10, 31))
    );
    insta::assert_snapshot!(
        due("coe.c.demand", &["2026-09-24"]),
        @"
        2026-10-15
        须满10个工作日：2026-10-15当日24时期满；期满之后才能办理的，自2026-10-16起办理。
        "
    );
}

/// An alias that stands for something of its own bears its own term and article, in each version those of its law.
#[test]
fn an_alias_bears_its_own_article() {
    let told = |clock: &str, from: &str| {
        let answer = ask(clock, &[from]).unwrap();
        let articles = answer.basis.iter().chain(&answer.also);
        let articles = articles.map(|basis| {
            let article = basis.article.as_deref().unwrap_or_default();
            format!("{}{article}", basis.law)
        });
        format!(
            "{} {}",
            answer.label,
            articles.collect::<Vec<_>>().join("、")
        )
    };
    let asked = [
        told("rev.c.admit", "2025-04-30"),
        told("rev.c.correct_notice", "2025-04-30"),
        told("rev.c.correct_notice", "2023-09-27"),
        told("rev.c.admit_after_correct", "2025-04-30"),
        told("foi.c.reply_after_fee", "2025-04-30"),
        told("lit.c.nonlit_enforce", "2025-04-30"),
        told("rev17.c.opinion_report", "2025-04-30"),
    ];
    insta::assert_snapshot!(asked.join("\n"), @"
    行政复议·受理审查 行政复议法三十、行政复议法三十一
    行政复议·补正通知 行政复议法三十一
    行政复议·补正通知 行政复议法实施条例二十九
    行政复议·补正后受理审查 行政复议法三十一、行政复议法三十
    政府信息公开申请·缴费后答复 政府信息公开信息处理费管理办法六、政府信息公开条例三十三
    行政强制·申请执行行政决定 最高人民法院关于适用行政诉讼法的解释一百五十六、行政强制法五十三
    行政复议意见书·报送纠正情况 行政复议法实施条例五十七
    ");
}

/// Each with the day worked out apart from the program: see the head of the file.
#[test]
fn questions_as_they_are_put() {
    let mut places = std::collections::BTreeMap::new();
    for line in include_str!("../fixtures/clocks/asked.tsv").lines() {
        if line.starts_with('#') {
            continue;
        }
        let [due, given, article, question] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (division, words): (Vec<_>, Vec<_>) =
            given.split(' ').partition(|word| word.starts_with('@'));
        let division = division.first().map(|word| &word[1..]);
        let rules = places.entry(division).or_insert_with(|| {
            Rules::load(built_in_layers(division), division).expect("the pack that ships is sound")
        });
        let answer = asked(rules, words[0], &words[1..]).unwrap();
        let told = match answer.due_at {
            Some(at) => at.strftime("%Y-%m-%dT%H:%M").to_string(),
            None => answer.due.to_string(),
        };
        assert_eq!(told, due, "{question}: {given}");
        let articles = answer.basis.iter().chain(&answer.also);
        let articles: String = articles
            .map(|basis| match &basis.article {
                Some(article) => format!("{} 第{article}条\n", basis.law),
                None => format!("{}\n", basis.law),
            })
            .collect();
        assert!(articles.contains(article), "{question}: {articles}");
        let days = answer.explain;
        let last = days.last().map(|row| row.to.unwrap_or(row.date));
        let first = days.first().map(|row| row.date);
        let ends = [first, last].contains(&Some(answer.due));
        assert!(ends || days.is_empty(), "{question}: {days:?}");
    }
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
