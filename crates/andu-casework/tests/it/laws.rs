//! Laws that hold of every history, tried on random ones.

use andu_calendar::DateTime;
use andu_casework::{
    Act, Body, Change, Command, Correction, Deed, Matter, Recorded, SpecialApproval, decide,
};
use andu_rules::model::Value;
use jiff::ToSpan;
use proptest::prelude::*;

use crate::office::{Desk, Rules, actor, at};
use crate::slips::act;

/// What a random clerk does next.
#[derive(Debug, Clone)]
struct Try {
    deed: Deed,
    who: &'static str,
    /// Hours since whatever was tried last.
    later: i64,
    /// Hours between the deed and its entry.
    ago: i64,
}

pub const ACTIONS: &[&str] = &[
    "register",
    "propose",
    "review",
    "reply",
    "notify",
    "correct",
    "remind",
    "abandon",
    "resume",
    "back",
    "renew",
    "consult",
    "consulted",
    "suspend",
    "continue",
    "approve",
    "extend",
    "end",
];

fn any_act() -> impl Strategy<Value = Deed> {
    let field = prop_oneof![
        Just(("reason", Value::Text("有".to_owned()))),
        Just(("reason", Value::Text(String::new()))),
        Just(("conclusion", Value::Text("通过".to_owned()))),
        Just(("conclusion", Value::Text("refused".to_owned()))),
        (0i64..20).prop_map(|days| ("days", Value::Integer(days))),
        Just(("asked_on", Value::Text("2025-03-05".to_owned()))),
    ];
    (0..ACTIONS.len(), proptest::option::of(field), any::<bool>()).prop_map(
        |(index, extra, pass)| {
            let action = ACTIONS[index];
            let mut set: std::collections::BTreeMap<_, _> = Default::default();
            match action {
                "review" => set.insert("conclusion".into(), Value::Text("passed".to_owned())),
                "notify" => set.insert("days".into(), Value::Integer(5)),
                _ => None,
            };
            let takes = |field: &str| match action {
                "propose" | "reply" => field == "reason",
                "review" => field == "conclusion",
                "notify" => field == "days",
                "consult" => field == "asked_on",
                _ => false,
            };
            set.extend(
                extra
                    .filter(|(field, _)| takes(field))
                    .map(|(field, value)| (field.into(), value)),
            );
            let approval = SpecialApproval {
                gate: "extend-approved".into(),
                by: actor("丙"),
                reason: "急".to_owned(),
            };
            Deed::Act(Act {
                action: Some(action.into()),
                set,
                approvals: if pass && action == "extend" {
                    vec![approval]
                } else {
                    Vec::new()
                },
                ..Act::default()
            })
        },
    )
}

fn any_amendment() -> impl Strategy<Value = Deed> {
    let reason = || "有误".to_owned();
    let change = prop_oneof![
        (0i64..600).prop_map(|hours| Change::Time(start() + hours.hours())),
        Just(Change::Field(
            "conclusion".into(),
            Value::Text("refused".to_owned())
        )),
        (0i64..20).prop_map(|days| Change::Field("days".into(), Value::Integer(days))),
        Just(Change::Field(
            "subject".into(),
            Value::Text("改".to_owned())
        )),
    ];
    prop_oneof![
        (1u64..12, change).prop_map(move |(event, change)| {
            Deed::Correct(Correction {
                event,
                change,
                reason: reason(),
            })
        }),
        (1u64..12).prop_map(move |event| Deed::Void {
            event: Some(event),
            reason: reason()
        }),
    ]
}

fn any_try(deed: impl Strategy<Value = Deed>) -> impl Strategy<Value = Try> {
    let who = prop::sample::select(vec!["甲", "乙", "丙", "丁", "录"]);
    let ago = prop_oneof![3 => Just(0i64), 1 => 0i64..120];
    (deed, who, 0i64..40, ago).prop_map(|(deed, who, later, ago)| Try {
        deed,
        who,
        later,
        ago,
    })
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let deed = prop_oneof![6 => any_act().boxed(), 1 => any_amendment().boxed()];
    prop::collection::vec(any_try(deed), 1..40)
}

pub fn start() -> DateTime {
    at("2025-03-03T09:00")
}

/// Hands everything in, takes what is not refused, and lets `look` see the desk after each act taken.
fn run(tries: &[Try], mut look: impl FnMut(&Desk)) -> Desk {
    let mut desk = Desk::opened();
    let mut now = start();
    for attempt in tries {
        now += attempt.later.hours();
        let command = Command {
            deed: attempt.deed.clone(),
            happened_at: now - attempt.ago.hours(),
            now,
            actor: actor(attempt.who),
            recorder: actor(attempt.who),
            late_reason: Some("漏登".to_owned()),
        };
        if desk.hand_in(crate::slips::Slip::of(command)).is_ok() {
            look(&desk);
        }
    }
    desk
}

/// Everything but the list of events, which differs where their order does.
fn state(matter: &Matter) -> Matter {
    Matter {
        events: Vec::new(),
        ..matter.clone()
    }
}

/// The act last taken, with the matter's other acts: whether its statutory gates stood open.
fn gates_stood_open(desk: &Desk) -> Result<(), TestCaseError> {
    let matter = desk.matter();
    let last = matter.events.iter().rev().find(|event| match &event.body {
        Body::Acted(acted) => acted.deemed.is_none(),
        _ => true,
    });
    let Some(Recorded {
        seq,
        actor,
        body: Body::Acted(acted),
        ..
    }) = last
    else {
        return Ok(());
    };
    let Some(done) = matter.done.iter().find(|done| done.seq == *seq) else {
        return Ok(());
    };
    let earlier = |action: &str| {
        let found = matter.done.iter().filter(|other| other.seq != *seq);
        found
            .filter(|other| other.action.as_str() == action && other.at.date() <= done.at.date())
            .max_by_key(|other| (other.at, other.seq))
    };
    match acted.action.as_str() {
        "reply" => {
            prop_assert!(earlier("review").is_some());
            let conclusion = matter.fields.get("conclusion").and_then(Value::as_text);
            prop_assert_eq!(conclusion, Some("passed"));
        }
        "review" => prop_assert!(earlier("propose").is_some_and(|other| other.actor != *actor)),
        "end" => prop_assert!(matter.fields.contains_key("reason")),
        "extend" if acted.passed.is_empty() => prop_assert!(earlier("approve").is_some()),
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fold_can_be_interrupted(tries in tries(), cut in 1usize..20) {
        let desk = run(&tries, |_| {});
        let events = &desk.matter().events;
        let cut = cut.min(events.len());
        let mut matter = Matter::fold("准1", events[..cut].iter().cloned()).unwrap();
        for event in &events[cut..] {
            matter.push(event.clone());
        }
        prop_assert_eq!(&matter, desk.matter());
        prop_assert_eq!(Matter::fold("准1", events.iter().cloned()), Some(matter));
    }

    /// It does not matter whether the slip of the pen in the opening is put right before or after the rest is done.
    #[test]
    fn a_correction_commutes_with_unrelated_events(tries in tries(), place in 1usize..20) {
        let mut desk = run(&tries, |_| {});
        if desk.matter().voided { return Ok(()) }
        let slip = crate::slips::correct_field(1, "subject", "改建", "2025-12-01");
        desk.take(slip);
        let mut events = desk.matter().events.clone();
        let position = events.iter().rposition(|event| matches!(event.body, Body::Corrected(_))).unwrap();
        let correction = events.remove(position);
        // Another correction of the same field is not unrelated: the later one holds.
        let related = |event: &Recorded| matches!(&event.body, Body::Corrected(other) if other.event == 1);
        let lowest = events.iter().rposition(related).map_or(1, |at| at + 1);
        events.insert(place.clamp(lowest, events.len().max(lowest)), correction);
        let other = Matter::fold("准1", events).unwrap();
        prop_assert_eq!(state(&other), state(desk.matter()));
    }

    #[test]
    fn no_sequence_passes_a_closed_gate(tries in tries()) {
        let mut outcome = Ok(());
        run(&tries, |desk| {
            if outcome.is_ok() {
                outcome = gates_stood_open(desk);
            }
        });
        outcome?;
    }

    /// One expiry has at most one outcome, and each stands where its clock ran out.
    #[test]
    fn settling_ends_and_stays(tries in tries()) {
        let mut desk = run(&tries, |_| {});
        desk.settle(at("2026-06-01"));
        let once = desk.matter().clone();
        desk.settle(at("2026-06-01"));
        prop_assert_eq!(&once, desk.matter());
        let deemed: Vec<_> = once.done.iter().filter(|done| done.action.as_str() == "abandon").collect();
        for pair in deemed.windows(2) {
            prop_assert!(pair[0].at != pair[1].at, "{:?}", pair);
        }
    }

    #[test]
    fn a_longer_suspension_never_shortens_a_clock(
        from in 0i64..40, length in 0i64..60, more in 0i64..60, second in 0i64..30,
    ) {
        let due = |length: i64| {
            let day = |days: i64| (at("2025-03-03") + days.days()).to_string();
            let mut desk = Desk::opened();
            desk.take(act("suspend", "录", &day(from)).late("2026-01-05"));
            desk.take(act("continue", "录", &day(from + length)).late("2026-01-05"));
            desk.take(act("consult", "录", &day(second)).late("2026-01-05"));
            desk.clock("reply", "2026-01-05").unwrap().due
        };
        prop_assert!(due(length + more) >= due(length));
    }

    #[test]
    fn deciding_twice_gives_the_same(tries in tries(), last in any_try(any_act())) {
        let desk = run(&tries, |_| {});
        let now = at("2025-12-01");
        let command = Command {
            deed: last.deed,
            happened_at: now - last.ago.hours(),
            now,
            actor: actor(last.who),
            recorder: actor(last.who),
            late_reason: Some("漏登".to_owned()),
        };
        let decided = || desk.with_env(|env| decide(desk.matter.as_ref(), &command, env));
        prop_assert_eq!(decided(), decided());
    }

    #[test]
    fn every_event_comes_back_as_it_was_written(tries in tries()) {
        let desk = run(&tries, |_| {});
        for event in &desk.matter().events {
            let text = serde_json::to_string(&event.body).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Body>(&text).unwrap(), &event.body);
        }
    }
}

/// The laws are worth something only if the random clerks get somewhere.
#[test]
fn random_clerks_get_somewhere() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut taken = std::collections::BTreeSet::new();
    for _ in 0..200 {
        let tree = tries().new_tree(&mut runner).unwrap();
        let desk = run(&proptest::strategy::ValueTree::current(&tree), |_| {});
        taken.extend(desk.done().into_iter().map(str::to_owned));
    }
    for action in ACTIONS {
        assert!(taken.contains(*action), "{action} was never taken");
    }
}

#[test]
fn rules_are_read_the_same_each_time() {
    let text = include_str!("packs/permit.toml");
    assert_eq!(
        Rules::read(text, "permit").procedure,
        Rules::read(text, "permit").procedure
    );
}
