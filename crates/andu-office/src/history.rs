//! The history of a matter as people read it: what happened, who did it, what is to be remarked.

use std::collections::BTreeMap;

use andu_calendar::Date;
use andu_casework::{Acted, Body, Matter, OneHand, Step};
use andu_ledger::Event;
use andu_rules::model::{ClockId, GateId, Procedure};

use crate::show::EventShown;
use crate::time::shanghai;

/// An event as the history shows it.
pub(crate) fn event_shown(event: &Event, matter: &Matter, procedure: &Procedure) -> EventShown {
    let mut recorded = matter.events.iter();
    let body = recorded
        .find(|recorded| recorded.seq == event.seq)
        .map(|recorded| &recorded.body);
    let (what, mut remarks) = body.map_or_else(Default::default, |body| told(body, procedure));
    if let Some(Body::Acted(acted)) = body {
        remarks.extend(one_hand(acted, procedure, &event.recorder));
    }
    if event.channel.starts_with(crate::handling::OFFLINE) {
        remarks.push("离线返回".to_owned());
    }
    let counts = matter.done.iter().any(|done| done.seq == event.seq);
    if matches!(body, Some(Body::Acted(_) | Body::Found(_))) && !counts {
        remarks.push("已作废".to_owned());
    }
    EventShown {
        seq: event.seq,
        what,
        happened_at: event.happened_at.to_string(),
        recorded_at: shanghai(event.recorded_at).to_string(),
        who: match event.actor == event.recorder {
            true => event.actor.clone(),
            false => format!("{}（代录：{}）", event.actor, event.recorder),
        },
        remarks,
        hash: event.hash.clone(),
    }
}

/// What an event says, and the remarks on it.
fn told(body: &Body, procedure: &Procedure) -> (String, Vec<String>) {
    match body {
        Body::Acted(acted) => (
            action_label(procedure, acted.action.as_str()),
            acted_remarks(acted, procedure),
        ),
        Body::Found(found) => {
            let step = |step: &Step| {
                let action = action_label(procedure, step.action.as_str());
                format!("{} {action}", step.at.date())
            };
            let steps: Vec<_> = found.steps.iter().map(step).collect();
            let row = found.source.row;
            let place = row.map_or_else(String::new, |row| format!(" 第{row}行"));
            let what = format!("据台账登记（{}{place}）", found.source.title);
            (what, vec![steps.join("，")])
        }
        Body::Corrected(corrected) => {
            let what = format!("更正第{}号记录", corrected.event);
            let mut remarks = vec![corrected.reason.clone()];
            remarks.extend(now_closed(&corrected.now_closed, procedure));
            (what, remarks)
        }
        Body::Voided(voided) => {
            let what = match voided.event {
                Some(seq) => format!("作废第{seq}号记录"),
                None => "作废本件".to_owned(),
            };
            let mut remarks = vec![voided.reason.clone()];
            remarks.extend(now_closed(&voided.now_closed, procedure));
            (what, remarks)
        }
    }
}

fn acted_remarks(acted: &Acted, procedure: &Procedure) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(acted.late.as_ref().map(|late| {
        let days = late.working_days;
        format!("补录，迟{days}个工作日：{}", late.reason)
    }));
    let waived = acted.waived.iter();
    remarks.extend(waived.map(|w| format!("适用例外：{}（{}）", w.exception, w.basis)));
    let passed = acted.passed.iter();
    remarks.extend(passed.map(|pass| format!("特批：{}，{}", pass.by, pass.reason)));
    let numbers = acted.papers.iter().filter_map(|it| it.number.as_ref());
    remarks.extend(numbers.map(|number| format!("出具文书，文号{number}")));
    if acted.deemed.is_some() {
        remarks.push("期限届满，依法视为".to_owned());
    }
    remarks.extend(due_told(&acted.told, procedure));
    remarks.extend(now_closed(&acted.now_closed, procedure));
    remarks.extend(acted.note.clone());
    remarks
}

/// Separated duties of which one person entered both sides.
fn one_hand(acted: &Acted, procedure: &Procedure, recorder: &str) -> Vec<String> {
    let said = acted.one_hand.iter().map(|gate| {
        let one_hand = OneHand {
            gate: gate.clone(),
            label: gate_label(procedure, gate.as_str()),
            recorder: recorder.to_owned(),
        };
        one_hand.to_string()
    });
    said.collect()
}

/// Due days that the act gave to somebody; a calendar loaded later moves the clock and not these.
fn due_told(told: &BTreeMap<ClockId, Date>, procedure: &Procedure) -> Vec<String> {
    let said = told.iter().map(|(id, due)| {
        let clock = procedure.clock(id.as_str());
        let label = clock.map_or(id.as_str(), |clock| &clock.label);
        format!("“{label}”到期日告知为{due}")
    });
    said.collect()
}

/// Gates of what was done before that no longer hold.
fn now_closed(gates: &[GateId], procedure: &Procedure) -> Vec<String> {
    let said = gates.iter().map(|gate| {
        let label = gate_label(procedure, gate.as_str());
        format!("已办动作的前置条件“{label}”不再满足，请核查")
    });
    said.collect()
}

fn gate_label(procedure: &Procedure, id: &str) -> String {
    let gate = procedure.gates.iter().find(|gate| gate.id.as_str() == id);
    gate.map_or_else(|| id.to_owned(), |gate| gate.label.clone())
}

fn action_label(procedure: &Procedure, id: &str) -> String {
    let action = procedure.action(id);
    action.map_or_else(|| id.to_owned(), |action| action.label.clone())
}
