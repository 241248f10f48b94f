//! What a matter's page and the due list show: what may be done, `within` and `kept`, lamps.

use andu_casework::{Lamp, MatterFacts, lamp, prospects};
use andu_rules::condition;

use crate::office::{Desk, at, on};
use crate::slips::act;

/// Actions that may be taken, and those that may not with their gates: `reply!reviewed-first`.
fn listed(desk: &Desk, when: &str) -> Vec<String> {
    let seen = desk.with_env(|env| prospects(desk.matter(), env, at(when)));
    let shown = |prospect: &andu_casework::Prospect| {
        let gates = prospect.closed.iter().map(|gate| format!("!{}", gate.id));
        format!("{}{}", prospect.action, gates.collect::<String>())
    };
    seen.iter().map(shown).collect()
}

#[test]
fn what_may_be_done_and_what_may_not() {
    let mut desk = Desk::opened();
    assert_eq!(
        listed(&desk, "2025-03-04"),
        [
            "propose",
            "review",
            "reply!reviewed-first",
            "notify",
            "consult",
            "consulted",
            "suspend",
            "continue",
            "approve",
            "extend!extend-approved",
            "end!reason-given",
        ]
    );
    desk.take(act("approve", "丙", "2025-03-04"));
    assert!(listed(&desk, "2025-03-05").contains(&"extend".to_owned()));
    assert!(listed(&desk, "2025-04-05").contains(&"extend!extend-approved".to_owned()));
}

/// A statutory exception that the act itself can claim keeps the action among those that may be tried.
#[test]
fn an_exception_that_the_act_brings_is_not_closed() {
    let text = include_str!("packs/permit.toml").replace(
        "to = \"replied\"\nby = [\"head\"]\nfields = [\"reason?\"]",
        "to = \"replied\"\nby = [\"head\"]\nfields = [\"reason?\", \"urgent?\"]",
    );
    let mut desk = Desk::new(&crate::office::Rules::read(&text, "permit"));
    desk.take(crate::slips::register("2025-03-03"));
    assert!(listed(&desk, "2025-03-04").contains(&"reply".to_owned()));
}

#[test]
fn nothing_may_be_done_to_what_is_over() {
    let mut desk = Desk::opened();
    desk.take(crate::slips::void_matter("2025-03-04"));
    assert_eq!(listed(&desk, "2025-03-05"), [""; 0]);
}

#[track_caller]
fn holds(desk: &Desk, text: &str, when: &str) -> bool {
    let condition = condition::parse(text).unwrap();
    let rules = &desk.rules;
    let views = andu_casework::clocks(desk.matter(), &rules.procedure, &rules.calendar, at(when));
    let set = Default::default();
    let facts = MatterFacts {
        procedure: &rules.procedure,
        matter: desk.matter.as_ref(),
        set: &set,
        documents: &[],
        me: Some("甲"),
        at: at(when),
        clocks: &views,
        linked: &desk.linked,
    };
    condition::evaluate(&condition, &facts)
}

#[test]
fn within_and_kept() {
    let mut desk = Desk::opened();
    assert!(holds(&desk, "within(reply)", "2025-03-31T23:00"));
    assert!(!holds(&desk, "within(reply)", "2025-04-01"));
    assert!(!holds(&desk, "within(correction)", "2025-03-04"));
    assert!(!holds(&desk, "kept(reply)", "2025-03-04"));
    desk.take(act("suspend", "甲", "2025-03-04"));
    assert!(holds(&desk, "within(reply)", "2025-06-01"));
    desk.take(act("continue", "甲", "2025-03-05"));
    desk.take(act("propose", "甲", "2025-03-05"));
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "passed")]));
    desk.take(act("reply", "丙", "2025-03-06"));
    assert!(holds(&desk, "kept(reply)", "2025-06-01"));
    assert!(!holds(&desk, "within(reply)", "2025-03-06"));
}

/// A pause that began after the end does not bring the period back.
#[test]
fn a_pause_too_late_leaves_it_over() {
    let mut desk = Desk::opened();
    desk.take(act("suspend", "甲", "2025-04-02"));
    assert!(!holds(&desk, "within(reply)", "2025-04-03"));
}

#[test]
fn facts_of_a_matter() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04"));
    for yes in [
        "done(propose)",
        "has(form)",
        "stage = 'received'",
        "actor(propose) = actor",
        "channel = 'counter'",
        "not opinion(review)",
        "not linked(meeting)",
    ] {
        assert!(holds(&desk, yes, "2025-03-05"), "{yes}");
    }
    for no in [
        "done(review)",
        "actor(review) = actor",
        "actor(review) != actor",
        "reason",
    ] {
        assert!(!holds(&desk, no, "2025-03-05"), "{no}");
    }
}

#[test]
fn lamps() {
    let desk = Desk::opened();
    let shown = |desk: &Desk, id: &str, today: &str| {
        let view = desk.clock(id, today)?;
        let rule = desk.rules.procedure.clock(id).unwrap();
        lamp(&view, rule, &desk.rules.calendar, on(today))
    };
    // Due on Monday, 31 March; three working days before are the 26th.
    assert_eq!(shown(&desk, "reply", "2025-03-25"), Some(Lamp::Normal));
    assert_eq!(shown(&desk, "reply", "2025-03-26"), Some(Lamp::Soon));
    assert_eq!(shown(&desk, "reply", "2025-03-31"), Some(Lamp::Soon));
    assert_eq!(shown(&desk, "reply", "2025-04-01"), Some(Lamp::Overdue));
    assert_eq!(shown(&desk, "correction", "2025-03-25"), None);
    let mut paused = desk.clone();
    paused.take(act("suspend", "甲", "2025-03-04"));
    assert_eq!(shown(&paused, "reply", "2025-06-01"), Some(Lamp::Paused));
    let labels = [Lamp::Normal, Lamp::Soon, Lamp::Overdue, Lamp::Paused].map(Lamp::label);
    assert_eq!(labels, ["正常", "临期", "逾期", "扣除中"]);
}

/// A period before whose end nothing may be done is never overdue.
#[test]
fn a_minimum_is_never_overdue() {
    let text = include_str!("packs/permit.toml").replace(
        "id = \"reply\"\nlabel = \"答复\"\nstart",
        "id = \"reply\"\nlabel = \"答复\"\ndirection = \"minimum\"\nstart",
    );
    let mut desk = Desk::new(&crate::office::Rules::read(&text, "permit"));
    desk.take(crate::slips::register("2025-03-03"));
    let view = desk.clock("reply", "2025-05-01").unwrap();
    let rule = desk.rules.procedure.clock("reply").unwrap();
    assert_eq!(
        lamp(&view, rule, &desk.rules.calendar, on("2025-05-01")),
        Some(Lamp::Normal)
    );
}
