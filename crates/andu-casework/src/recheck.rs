//! Gates of past actions, looked at again after a correction: reported, never decided again.

use std::collections::BTreeMap;
use std::fmt;

use andu_rules::model::{FieldId, GateId, Procedure, Value};

use crate::clocks::clocks;
use crate::decide::Env;
use crate::event::{Acted, Body};
use crate::facts::MatterFacts;
use crate::gates;
use crate::matter::{Done, Matter, Recorded};

/// A gate that stood open when its action was taken and would be closed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateNowClosed {
    /// Id.
    pub id: GateId,
    /// Chinese term.
    pub label: String,
}

impl GateNowClosed {
    /// The gate as the procedure calls it.
    pub(crate) fn of(procedure: &Procedure, id: &GateId) -> GateNowClosed {
        let gate = procedure.gates.iter().find(|gate| gate.id == *id);
        GateNowClosed {
            id: id.clone(),
            label: gate.map_or_else(|| id.to_string(), |gate| gate.label.clone()),
        }
    }
}

impl fmt::Display for GateNowClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

/// Gates that a correction or void would close behind actions already taken.
pub(crate) fn newly_closed(matter: &Matter, ahead: Recorded, env: &Env<'_>) -> Vec<GateId> {
    let mut after = matter.clone();
    after.push(ahead);
    let before = closed(matter, env);
    let mut newly = Vec::new();
    for entry in closed(&after, env) {
        if !before.contains(&entry) && !newly.contains(&entry.1) {
            newly.push(entry.1);
        }
    }
    newly
}

/// Closed gates of all actions that count, in their order, each judged by the matter as it stood before it.
fn closed(matter: &Matter, env: &Env<'_>) -> Vec<(u64, GateId)> {
    let mut found = Vec::new();
    for event in &matter.events {
        let Body::Acted(acted) = &event.body else {
            continue;
        };
        let done = matter.done.iter().find(|done| done.seq == event.seq);
        let action = env.procedure.action(acted.action.as_str());
        let (Some(done), Some(action)) = (done, action) else {
            continue;
        };
        let earlier = matter.before(event.seq);
        let past = in_time(matter, done);
        let views = past
            .as_ref()
            .or(earlier.as_ref())
            .map_or_else(Vec::new, |matter| {
                clocks(matter, env.procedure, env.calendar, done.at)
            });
        let set = own_fields(matter, event.seq, acted);
        let facts = MatterFacts {
            procedure: env.procedure,
            matter: earlier.as_ref(),
            set: &set,
            documents: &acted.documents,
            me: Some(&event.actor),
            at: done.at,
            clocks: &views,
            linked: env.linked,
        };
        let verdict = gates::judge(action, &facts, past.as_ref());
        let passed = |id: &GateId| acted.passed.iter().any(|pass| pass.gate == *id);
        let gates = verdict.closed.into_iter().map(|gate| gate.id);
        found.extend(
            gates
                .filter(|gate| !passed(gate))
                .map(|gate| (event.seq, gate)),
        );
    }
    found
}

/// The matter as it stood before an action by the times at which things happened, late entries taken in; on one and the same day
/// the order of entry decides.
fn in_time(matter: &Matter, done: &Done) -> Option<Matter> {
    let place = |done: &Done| (done.at.date(), done.seq);
    let earlier = |other: &&Done| place(other) < place(done);
    let earlier: Vec<u64> = matter
        .done
        .iter()
        .filter(earlier)
        .map(|done| done.seq)
        .collect();
    matter.fold_of(|event| event.overlays() || earlier.contains(&event.seq))
}

/// The fields that an event set, as corrected.
fn own_fields(matter: &Matter, seq: u64, acted: &Acted) -> BTreeMap<FieldId, Value> {
    let stood = matter.before(seq + 1);
    let held = |id: &FieldId| stood.as_ref()?.fields.get(id).cloned();
    let own = acted.set.keys();
    own.filter_map(|id| Some((id.clone(), held(id)?))).collect()
}
