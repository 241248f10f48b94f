//! Time: what is entered late, and what the law makes of time that ran out.

use crate::desk::{self, Desk, act, now};

fn asked() -> (Desk, String) {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "ask").paper("notice").at("2025-03-04T10:00"));
    (desk, id)
}

#[test]
fn a_late_entry_needs_a_reason_and_is_shown() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "propose").entered("2025-03-04T18:00"));
    let late = || {
        act(&id, "approve")
            .by("李四")
            .at("2025-03-04T09:00")
            .entered("2025-03-07T09:00")
    };
    assert_eq!(desk.refuses(late()).code(), "late-without-reason");
    desk.does(late().late("出差"));
    let shown = desk.show(&id, now("2025-03-07T09:00")).unwrap();
    assert_eq!(shown.events[2].remarks, ["补录，迟3个工作日：出差"]);
    assert_eq!(shown.events[2].happened_at, "2025-03-04T09:00:00");
    assert_eq!(shown.events[2].recorded_at, "2025-03-07T09:00:00");
}

#[test]
fn nothing_happens_in_the_future_or_before_the_matter_was_opened() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    let future = act(&id, "propose")
        .at("2025-03-04T09:00")
        .entered("2025-03-03T09:00");
    assert_eq!(desk.refuses(future).code(), "future");
    let before = act(&id, "propose")
        .at("2025-03-02T09:00")
        .entered("2025-03-03T09:00");
    assert_eq!(desk.refuses(before).code(), "before-opening");
}

#[test]
fn a_period_that_ran_out_has_its_consequence_once() {
    let (desk, id) = asked();
    let lapse = "2025-03-14T23:59:59";
    assert_eq!(
        desk.settle(now(lapse)).unwrap(),
        0,
        "the last day is not over"
    );
    assert_eq!(desk.settle(now("2025-03-15T00:00")).unwrap(), 1);
    let head = desk.head();
    assert_eq!(desk.settle(now("2025-06-01T00:00")).unwrap(), 0);
    assert_eq!(desk.head(), head);
    let shown = desk.show(&id, now("2025-03-15T09:00")).unwrap();
    assert_eq!((shown.stage.as_str(), shown.events.len()), ("dropped", 3));
    assert_eq!(
        (
            shown.events[2].who.as_str(),
            shown.events[2].happened_at.as_str()
        ),
        ("期限届满", lapse)
    );
    assert_eq!(shown.events[2].remarks, ["期限届满，依法视为"]);
    assert!(
        desk.due("2025-06-01".parse().unwrap(), None)
            .unwrap()
            .is_empty(),
        "nobody can keep what has ended"
    );
}

#[test]
fn every_act_settles_its_matter_first() {
    let (desk, id) = asked();
    let error = desk.refuses(act(&id, "supply").at("2025-03-20T09:00"));
    assert_eq!(error.code(), "wrong-stage");
    assert!(error.to_string().contains("视为放弃"), "{error}");
}

#[test]
fn what_came_in_time_but_was_entered_late_undoes_the_consequence() {
    let (desk, id) = asked();
    desk.settle(now("2025-03-17T09:00")).unwrap();
    desk.does(
        act(&id, "supply")
            .at("2025-03-13T15:00")
            .entered("2025-03-18T09:00")
            .late("邮件迟到"),
    );
    let shown = desk.show(&id, now("2025-03-18T09:00")).unwrap();
    assert_eq!(shown.stage, "open");
    let told: Vec<_> = shown
        .events
        .iter()
        .map(|event| event.what.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "登记",
            "告知补正",
            "逾期不补正",
            "收到补正",
            "作废第5号记录"
        ]
    );
    assert_eq!(desk.settle(now("2025-06-01T00:00")).unwrap(), 0);
    assert_eq!(desk.compare(now("2025-06-01T00:00")).unwrap(), []);
}

/// Nobody is late for a period that the law wants waited for.
#[test]
fn a_minimum_is_waited_for_and_then_gone_from_the_due_list() {
    let mut layers = desk::layers();
    let files = layers.iter_mut().flat_map(|layer| &mut layer.files);
    for file in files.filter(|file| file.path.starts_with("procedures/request/")) {
        let length = "length = { working_days = 5 }";
        let minimum = format!("direction = \"minimum\"\n{length}");
        assert!(file.text.contains(length));
        file.text = file.text.replace(length, &minimum);
    }
    let desk = desk::with(layers, desk::organ());
    desk.opened("2025-03-03");
    let due = |on: &str| {
        let items = desk.due(on.parse().unwrap(), None).unwrap();
        let told = items.iter().map(|item| (item.clock.clone(), item.colour()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(due("2025-03-10"), [("request.answer".to_owned(), "normal")]);
    assert_eq!(due("2025-03-11"), []);
}

#[test]
fn a_stopped_clock_is_seen_in_the_due_list_as_it_stands() {
    let (desk, id) = asked();
    let due = |on: &str| {
        let items = desk.due(on.parse().unwrap(), None).unwrap();
        let told = items.iter().map(|item| {
            (
                item.clock.clone(),
                item.due.map(|d| d.to_string()),
                item.colour(),
            )
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        due("2025-03-12"),
        [
            (
                "request.supply".to_owned(),
                Some("2025-03-14".to_owned()),
                "soon"
            ),
            ("request.answer".to_owned(), None, "paused"),
        ]
    );
    desk.does(act(&id, "supply").at("2025-03-12T16:00"));
    assert_eq!(
        due("2025-03-12"),
        [(
            "request.answer".to_owned(),
            Some("2025-03-18".to_owned()),
            "normal"
        )]
    );
    assert_eq!(due("2025-03-19")[0].2, "overdue");
    let within = desk.due("2025-03-12".parse().unwrap(), Some(3)).unwrap();
    assert!(within.is_empty(), "{within:?}");
}

/// The small pack, whose answer waits for an appraisal of at most three working days from the day that a field names.
fn appraised() -> Desk {
    desk::real_with(|dir| {
        desk::own_pack(dir);
        let text = include_str!("pack/request.toml")
            .replace(
                r#"pause = [{ from = "ask""#,
                r#"pause = [{ from = { on = "propose", at = "sent_on" }, to = ["approve"], limit = { working_days = 3 }, kind = "exclusion", label = "鉴定" }, { from = "ask""#,
            )
            .replace(
                "[[role]]\nid = \"clerk\"",
                "[[field]]\nid = \"sent_on\"\nlabel = \"送鉴日期\"\nkind = \"date\"\n\n[[role]]\nid = \"clerk\"",
            )
            .replace(
                "label = \"提出意见\"\nfrom = [\"open\"]",
                "label = \"提出意见\"\nfrom = [\"open\"]\nfields = [\"sent_on?\"]",
            );
        desk::put(dir, "procedures/request/2020-01-01.toml", &text);
    })
}

#[test]
fn a_paused_clock_is_explained_up_to_its_due_day() {
    let desk = appraised();
    let id = desk.opened("2025-03-03");
    desk.does(
        act(&id, "propose")
            .set("sent_on", "2025-03-04")
            .at("2025-03-04T10:00"),
    );
    let shown = desk.show(&id, now("2025-03-05T09:00")).unwrap();
    let clock = &shown.clocks[0];
    assert_eq!(
        (clock.state.as_str(), clock.due.as_deref()),
        ("paused", Some("2025-03-13"))
    );
    let last = clock.explain.last().unwrap();
    assert_eq!(Some(last.to.unwrap_or(last.date).to_string()), clock.due);
}

#[test]
fn a_pause_that_begins_on_a_later_day_is_seen_when_it_has_begun() {
    let desk = appraised();
    let id = desk.opened("2025-03-03");
    desk.does(
        act(&id, "propose")
            .set("sent_on", "2025-03-06")
            .at("2025-03-04T10:00"),
    );
    let on = |day: &str| {
        let items = desk.due(day.parse().unwrap(), None).unwrap();
        items[0].colour()
    };
    assert_ne!(on("2025-03-05"), "paused");
    assert_eq!(on("2025-03-07"), "paused");
}
