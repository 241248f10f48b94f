//! JSON as other systems rely on it: every key that the contract names is there, with values of the kind that it names.

use serde_json::Value;

use crate::{harness::Andu, spine::Case};

/// Checks keys and kinds: `s` text, `n` number, `b` yes or no, `a` list, `o` object; `?` after it may be null.
#[track_caller]
fn check(value: &Value, keys: &[(&str, &str)]) {
    for (key, kind) in keys {
        let Some(found) = value.get(key) else {
            panic!("no key {key}: {value}");
        };
        let fits = match &kind[..1] {
            "s" => found.is_string(),
            "n" => found.is_number(),
            "b" => found.is_boolean(),
            "a" => found.is_array(),
            _ => found.is_object(),
        };
        assert!(
            fits || kind.ends_with('?') && found.is_null(),
            "{key} is {found}, not {kind}"
        );
    }
}

#[test]
fn workday_and_deadline() {
    let andu = Andu::new();
    let keys = [
        ("date", "s"),
        ("workday", "b"),
        ("why", "s"),
        ("plus", "n?"),
        ("result", "s?"),
        ("provisional", "b"),
    ];
    check(&andu.json(&["workday", "2025-10-01"]), &keys);
    check(&andu.json(&["workday", "2025-10-01", "--plus", "3"]), &keys);
    let deadline = andu.json(&["deadline", "foi.c.reply", "--from", "2025-03-03"]);
    let keys = [
        ("clock", "s"),
        ("from", "s"),
        ("due", "s"),
        ("provisional", "b"),
        ("basis", "o"),
        ("explain", "a"),
    ];
    check(&deadline, &keys);
    check(&deadline["basis"], &[("law", "s"), ("article", "s?")]);
    for day in deadline["explain"].as_array().expect("days") {
        check(day, &[("date", "s"), ("counted", "b"), ("why", "s")]);
    }
    let rests = andu.json(&["deadline", "foi.c.reply", "--from", "2027-03-03"]);
    assert_eq!(rests["provisional"], true, "no notice for 2027 is loaded");
}

#[test]
fn rules() {
    let andu = Andu::new();
    let rules = andu.json(&["rules", "list"]);
    let rules = rules.as_array().expect("a list");
    let keys = [
        ("id", "s"),
        ("label", "s"),
        ("rows", "a"),
        ("register", "s"),
        ("in_force", "o"),
        ("stages", "a"),
        ("gates", "a"),
        ("clocks", "a"),
        ("actions", "a"),
        ("fields", "a"),
        ("doubts", "a"),
    ];
    for one in rules {
        check(one, &keys);
        check(&one["in_force"], &[("from", "s"), ("to", "s?")]);
        for clock in one["clocks"].as_array().expect("clocks") {
            check(clock, &[("id", "s"), ("aliases", "a")]);
        }
    }
    let versions = rules
        .iter()
        .filter(|one| one["id"] == "foi-application")
        .count();
    assert_eq!(versions, 2);
    let found = andu.json(&["rules", "check"]);
    for diagnostic in found.as_array().expect("a list") {
        let keys = [
            ("file", "s"),
            ("line", "n"),
            ("column", "n"),
            ("severity", "s"),
            ("message", "s"),
            ("remedy", "s"),
        ];
        check(diagnostic, &keys);
        assert_eq!(diagnostic["severity"], "warning", "{diagnostic}");
    }
    andu.run(&["rules", "graph", "foi-application"])
        .done()
        .says("digraph");
}

#[test]
fn an_office_its_matter_and_what_is_due() {
    let case = Case::opened();
    let shown = case.shown();
    let keys = [
        ("id", "s"),
        ("number", "s?"),
        ("title", "s?"),
        ("procedure", "s"),
        ("version", "s"),
        ("stage", "s"),
        ("fields", "o"),
        ("clocks", "a"),
        ("can", "a"),
        ("cannot", "a"),
        ("events", "a"),
        ("links", "a"),
    ];
    check(&shown, &keys);
    for cannot in shown["cannot"].as_array().expect("a list") {
        check(cannot, &[("action", "s"), ("why", "s"), ("article", "a")]);
    }
    assert!(!shown["cannot"].as_array().expect("a list").is_empty());
    // The seven working days for asking for a correction ended on 14 October: something is overdue.
    let due = case
        .andu
        .run(&["due", "--on", "2025-10-30", "--format", "json"]);
    let due = due.wrong().json();
    let keys = [
        ("matter", "s"),
        ("number", "s?"),
        ("title", "s?"),
        ("procedure", "s"),
        ("clock", "s"),
        ("due", "s?"),
        ("days_left", "n?"),
        ("unit", "s?"),
        ("handler", "s?"),
        ("state", "s"),
        ("provisional", "b"),
    ];
    let items = due.as_array().expect("a list");
    items.iter().for_each(|item| check(item, &keys));
    let told = |item: &Value| {
        (
            item["clock"].to_string(),
            item["due"].to_string(),
            item["state"].to_string(),
        )
    };
    let told: Vec<_> = items.iter().map(told).collect();
    let item = |clock: &str, due: &str, state: &str| {
        let quoted = |text: &str| format!("\"{text}\"");
        (quoted(clock), quoted(due), quoted(state))
    };
    let expected = [
        item("foi-application.correct-notice", "2025-10-14", "overdue"),
        item("foi-application.reply", "2025-10-31", "soon"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn figures_and_verify() {
    let case = Case::opened();
    let figures = case.andu.json(&["figures", "--year", "2025", "--trace"]);
    let keys = [
        ("id", "s"),
        ("label", "s"),
        ("value", "n?"),
        ("unit", "s"),
        ("qualifier", "s"),
        ("period", "o"),
        ("formula", "s"),
        ("register", "s?"),
        ("catalogue", "a"),
        ("published", "n?"),
        ("attainable", "b"),
        ("proof", "s?"),
    ];
    for figure in figures.as_array().expect("a list") {
        check(figure, &keys);
        check(&figure["period"], &[("from", "s"), ("to", "s")]);
        let known = ["exact", "approx", "at_least"].map(Value::from);
        assert!(known.contains(&figure["qualifier"]), "{figure}");
        assert!(figure.get("trace").is_some(), "{figure}");
    }
    let verified = case.andu.json(&["verify"]);
    let keys = [
        ("organ", "s"),
        ("events", "n"),
        ("head", "s"),
        ("ok", "b"),
        ("first_bad", "o?"),
        ("other", "a"),
    ];
    check(&verified[0], &keys);
    let periods = ["2025", "2025-Q3", "2025-09", "2025-09-01..2025-09-30"];
    for period in periods {
        let found = case
            .andu
            .json(&["figures", "--period", period, "foi-received"]);
        assert_eq!(found[0]["value"], 1, "{period}");
    }
    let none = case.andu.json(&[
        "figures",
        "--year",
        "2024",
        "foi-received",
        "foi-on-time-rate",
    ]);
    assert_eq!(
        (&none[0]["value"], &none[1]["value"]),
        (&0.into(), &Value::Null),
        "a rate of nothing is undefined"
    );
}

#[test]
fn what_was_done_is_acknowledged_with_number_place_and_hash() {
    let case = Case::opened();
    let words = ["draft", "--set", "outcome=1", "--format", "json"];
    let done = case.act("2025-10-15T09:00", "王某某", &words).done().json();
    let keys = [
        ("id", "s"),
        ("number", "s?"),
        ("procedure", "s"),
        ("stage", "s"),
        ("seq", "n"),
        ("hash", "s"),
        ("warnings", "a"),
    ];
    check(&done, &keys);
    let head = case.andu.json(&["verify"]);
    assert_eq!(head[0]["head"], done["hash"]);
}
