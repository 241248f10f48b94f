//! Every kind of indicator, counted by hand.

use andu_figures::evaluate;
use andu_rules::{
    condition::parse,
    model::{Counted, DateSource, Indicator, IndicatorKind, Measure, Trend},
};

use crate::{
    office::{ORGAN, Office, Sample, pack, text, year},
    samples::{INDICATORS, case, letters, office},
};

#[track_caller]
fn check(office: &Office, period: &str, expected: &[(&str, &str)]) {
    for (id, printed) in expected {
        assert_eq!(office.printed(id, period), *printed, "{id} in {period}");
    }
}

#[test]
fn every_kind_gives_what_was_counted_by_hand() {
    let office = office();
    check(
        &office,
        "2025",
        &[
            ("received", "3"),
            ("received-web", "2"),
            ("received-so-far", "4"),
            ("open-letters", "1"),
            ("open-cases", "1"),
            ("replied", "2"),
            ("items-done", "2"),
            ("items-agreed-by-post", "1"),
            ("channels", "2"),
            ("units", "2"),
            ("pages", "8"),
            ("amount", "10"),
            ("hours", "3.75"),
            ("mean-pages", "4"),
            // Ten days and one.
            ("mean-days", "5.5"),
            // (14,430 + 960) minutes over two.
            ("mean-exact-days", "5.34"),
            ("mean-hours", "128.3"),
            // Two letters and one case of three and two.
            ("reply-ratio", "60"),
            ("letters-a-case", "1.5"),
            ("on-time", "50"),
            // 10.5 days less 5.34375: rounded once, not 10.5 less 5.34.
            ("faster-by", "5.16"),
            ("growth", "200"),
            // Three days of 365.
            ("covered", "0.82"),
            ("daily-hours", "24"),
            // 2 + 1.5 rounded after the whole formula.
            ("answered-and-cases", "4"),
            ("web-share", "66.7"),
            ("not-replied", "1"),
        ],
    );
}

#[test]
fn periods_take_in_their_last_day_and_nothing_after_it() {
    let office = office();
    check(
        &office,
        "2025-01-01..2025-01-20",
        &[
            ("received", "1"),
            ("replied", "1"),
            ("open-letters", "0"),
            ("received-so-far", "2"),
        ],
    );
    check(
        &office,
        "2025-01-01..2025-01-19",
        &[("replied", "0"), ("open-letters", "1")],
    );
    check(
        &office,
        "2025-12-31",
        &[("received", "1"), ("covered", "100")],
    );
    check(&office, "2026-01", &[("received", "1"), ("growth", "0")]);
    // The second case was still filed on 30 April.
    check(&office, "2025-04", &[("open-cases", "2")]);
    check(&office, "2025-05", &[("open-cases", "1")]);
}

#[test]
fn what_is_undefined_is_printed_as_a_dash() {
    let office = office();
    check(
        &office,
        "2023",
        &[
            ("received", "0"),
            ("pages", "0"),
            ("channels", "0"),
            ("mean-pages", "—"),
            ("reply-ratio", "—"),
            ("on-time", "—"),
            ("growth", "—"),
            ("faster-by", "—"),
            ("daily-hours", "—"),
            ("web-share", "—"),
            ("covered", "0"),
        ],
    );
}

#[test]
fn a_parameter_is_what_all_records_agree_on() {
    let office = office();
    office.put("case", vec![case("C3", "2025-06-06", 23, None)]);
    check(&office, "2025", &[("daily-hours", "—")]);
    check(&office, "2025-06", &[("daily-hours", "23")]);
}

#[test]
fn one_changed_row_changes_its_figures() {
    let office = office();
    let mut letters = letters();
    letters[1].kept = Some(true);
    letters[2].fields.insert("channel".to_owned(), text("post"));
    office.put("letter", letters);
    check(
        &office,
        "2025",
        &[("on-time", "100"), ("received-web", "1"), ("received", "3")],
    );
    office.void("letter", "L2");
    check(
        &office,
        "2025",
        &[("received", "2"), ("on-time", "100"), ("hours", "3.5")],
    );
    // Another office's matters are not ours.
    office.put_in(
        "neighbour",
        "letter",
        vec![Sample {
            id: "N1".to_owned(),
            ..letters_of_neighbour()
        }],
    );
    check(&office, "2025", &[("received", "2")]);
}

fn letters_of_neighbour() -> Sample {
    letters().remove(0)
}

#[test]
fn all_figures_of_a_register_cost_one_select() {
    let office = office();
    let (figures, selects) = office.figures(&[], year(2025), false);
    assert_eq!(figures.len(), office.pack.indicators.len());
    assert_eq!(
        selects, 4,
        "one for letters, one for their items, one for cases, one for former states of cases"
    );
}

#[test]
fn an_unknown_indicator_is_refused_by_name() {
    let office = office();
    let refused = office.ledger.read(|snapshot| {
        Ok(evaluate(
            snapshot,
            &office.pack,
            ORGAN,
            &["none".into()],
            year(2025),
            false,
        )
        .unwrap_err())
    });
    let refused = refused.unwrap();
    assert_eq!(refused.code(), "indicator-unknown");
    insta::assert_snapshot!(refused.to_string(), @r##"规则包中没有指标“none”。请核对标识，或列出全部指标后再选。"##);
}

#[test]
fn what_cannot_be_counted_is_named_with_its_reason() {
    let of = |filter: Option<&str>| Counted {
        procedure: "letter".into(),
        list: None,
        on: DateSource::Field("received_on".into()),
        filter: filter.map(|text| parse(text).unwrap()),
    };
    let distinct = |field: &str| IndicatorKind::Distinct {
        of: of(None),
        field: field.into(),
    };
    let change = |of: &str| IndicatorKind::Change {
        of: of.into(),
        trend: Trend::Rise,
        relative: false,
    };
    let undated = DateSource::Field("channel".into());
    let kinds = [
        ("received", IndicatorKind::Count(of(Some("within(reply)")))),
        ("channels", distinct("phone")),
        ("units", distinct("items")),
        (
            "pages",
            IndicatorKind::Sum {
                of: of(None),
                measure: Measure::Field("title".into()),
            },
        ),
        (
            "replied",
            IndicatorKind::Count(Counted {
                on: undated,
                ..of(None)
            }),
        ),
        (
            "covered",
            IndicatorKind::Coverage(Counted {
                procedure: "novel".into(),
                ..of(None)
            }),
        ),
        ("faster-by", change("growth")),
        ("growth", change("faster-by")),
    ];
    let mut pack = pack(INDICATORS);
    for (id, kind) in kinds {
        let changed = Indicator {
            kind,
            ..(*pack.indicators[id]).clone()
        };
        pack.indicators.insert(id.into(), changed.into());
    }
    let told: Vec<String> = andu_figures::check(&pack)
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    指标“答复来信件数”（indicators/letters.toml）无法统计：字段“channel”不是日期，不能据以归入统计期间，请改用日期字段。
    指标“来信渠道数”（indicators/letters.toml）无法统计：字段“phone”是个人信息，不能据以计数，请改用其他字段。
    指标“有来信的天数占比”（indicators/letters.toml）无法统计：规则包中没有程序“novel”，请核对标识。
    指标“平均答复时长较上年缩短”（indicators/letters.toml）引用了自身，算不出来。请改正它所引用的指标。
    指标“来信件数较上年增长”（indicators/letters.toml）引用了自身，算不出来。请改正它所引用的指标。
    指标“收到来信件数”（indicators/letters.toml）无法统计：“within(reply)”问的是办理当时期限是否届满，统计时没有这个时刻，请改用kept(…)。
    指标“来信页数”（indicators/letters.toml）无法统计：字段“title”不是数字，不能合计、平均或取规定值，请改用整数或小数字段。
    指标“承办单位数”（indicators/letters.toml）无法统计：字段“items”是明细，不能当作一个值来计数，请改为统计明细的行。
    "##);
}
