//! Commands that no form would send: whatever is asked gives an answer.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{
    Act, Actor, Change, Command, Correction, Deed, Document, Found, Grants, LinkTo, Source,
    SpecialApproval, Step,
};
use andu_rules::model::{FieldId, Value};
use jiff::ToSpan;
use proptest::prelude::*;

use crate::laws::{ACTIONS, start};
use crate::office::{Desk, actor};

fn any_time() -> impl Strategy<Value = DateTime> {
    prop_oneof![
        Just(DateTime::MIN),
        Just(DateTime::MAX),
        (-9998i16..=9998, 1i8..=12, 1i8..=28, 0i8..24).prop_map(|(year, month, day, hour)| {
            jiff::civil::date(year, month, day).at(hour, 0, 0, 0)
        }),
        (0i64..2000).prop_map(|hours| start() + hours.hours()),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[0-9年月日./-]{0,12}",
        prop::sample::select(vec![
            "",
            "register",
            "reply",
            "form",
            "meeting",
            "会1",
            "subject",
            "received_on",
            "units",
            "2025-03-03",
            "9999-12-31",
            "-009999-01-01",
            "准",
            "conclusion",
            "days",
            "extend-approved",
        ])
        .prop_map(str::to_owned),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        any_text().prop_map(Value::Text),
        any_text().prop_map(|text| Value::Personal {
            personal: text.clone(),
            commitment: text
        }),
    ];
    let row = prop::collection::btree_map(any_text().prop_map(Into::into), plain.clone(), 0..3);
    prop_oneof![4 => plain, 1 => prop::collection::vec(row, 0..3).prop_map(Value::List)]
}

fn any_set() -> impl Strategy<Value = BTreeMap<FieldId, Value>> {
    prop::collection::btree_map(any_text().prop_map(Into::into), any_value(), 0..5)
}

fn any_documents() -> impl Strategy<Value = Vec<Document>> {
    let document = |kind: String| Document {
        kind: kind.into(),
        file: None,
        digest: None,
        paper: None,
    };
    prop::collection::vec(any_text().prop_map(document), 0..2)
}

fn any_action() -> impl Strategy<Value = String> {
    let known = prop::sample::select(ACTIONS.to_vec()).prop_map(str::to_owned);
    prop_oneof![3 => known.boxed(), 1 => any_text().boxed()]
}

fn any_act() -> impl Strategy<Value = Deed> {
    let action = proptest::option::of(any_action());
    let links = prop::collection::vec((any_text(), any_text()), 0..2);
    (action, any_set(), any_documents(), links, any_text()).prop_map(
        |(action, set, documents, links, note)| {
            let link = |(kind, matter): (String, String)| LinkTo {
                kind: kind.into(),
                matter,
            };
            let approval = SpecialApproval {
                gate: note.as_str().into(),
                by: actor("丙"),
                reason: note.clone(),
            };
            Deed::Act(Act {
                action: action.map(Into::into),
                set,
                documents,
                links: links.into_iter().map(link).collect(),
                approvals: vec![approval],
                note: Some(note),
            })
        },
    )
}

fn any_found() -> impl Strategy<Value = Deed> {
    let steps = prop::collection::vec((any_action(), any_time()), 0..4);
    (steps, any_set(), any_documents(), any_text()).prop_map(|(steps, set, documents, title)| {
        let step = |(action, at): (String, DateTime)| Step {
            action: action.into(),
            at,
        };
        Deed::Found(Found {
            steps: steps.into_iter().map(step).collect(),
            set,
            documents,
            source: Source {
                title,
                ..Source::default()
            },
        })
    })
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let change = prop_oneof![
        any_time().prop_map(Change::Time),
        (any_text(), any_value()).prop_map(|(field, value)| Change::Field(field.into(), value)),
    ];
    let correct = (0u64..4, change, any_text()).prop_map(|(event, change, reason)| {
        Deed::Correct(Correction {
            event,
            change,
            reason,
        })
    });
    let void = (proptest::option::of(0u64..4), any_text())
        .prop_map(|(event, reason)| Deed::Void { event, reason });
    prop_oneof![4 => any_act(), 2 => any_found(), 1 => correct, 1 => void]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked gives an answer, and the answer can be said.
    #[test]
    fn nothing_makes_it_fall_over(
        deeds in prop::collection::vec((any_deed(), any_time(), any_time()), 1..4),
        opened in any::<bool>(),
    ) {
        let mut desk = if opened { Desk::waiting() } else { Desk::empty() };
        for (deed, happened_at, now) in deeds {
            let everybody = Actor { name: "某".to_owned(), grants: Grants::Every };
            let command = Command { deed, happened_at, now, actor: everybody.clone(), recorder: everybody, late_reason: Some("晚".to_owned()) };
            if let Err(refusal) = desk.hand_in(crate::slips::Slip::of(command)) {
                prop_assert!(!refusal.to_string().is_empty());
                prop_assert!(!refusal.code().is_empty());
            }
            if desk.matter.is_some() {
                let _ = desk.told("reply", &now.to_string());
            }
        }
    }
}
