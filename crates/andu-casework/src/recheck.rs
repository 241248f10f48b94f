//! Gates of past actions, looked at again after a correction: reported, never decided again.

use andu_rules::model::GateId;

use crate::clocks::clocks;
use crate::decide::Env;
use crate::event::Body;
use crate::facts::MatterFacts;
use crate::gates;
use crate::matter::{Matter, Recorded};

/// A gate that stood open when its action was taken and would be closed now.
pub type GateNowClosed = GateId;

/// Gates that a correction or void would close behind actions already taken.
pub(crate) fn newly_closed(matter: &Matter, ahead: Recorded, env: &Env<'_>) -> Vec<GateNowClosed> {
    let mut after = matter.clone();
    after.push(ahead);
    let before = closed(matter, env);
    let mut newly: Vec<_> = closed(&after, env)
        .into_iter()
        .filter(|entry| !before.contains(entry))
        .map(|(_, gate)| gate)
        .collect();
    newly.dedup();
    newly
}

/// Closed gates of all actions that count, each judged by the matter as it stood before it.
fn closed(matter: &Matter, env: &Env<'_>) -> Vec<(u64, GateId)> {
    let mut found = Vec::new();
    for event in &matter.events {
        let Body::Acted(acted) = &event.body else {
            continue;
        };
        let Some(done) = matter.done.iter().find(|done| done.seq == event.seq) else {
            continue;
        };
        let Some(action) = env.procedure.action(acted.action.as_str()) else {
            continue;
        };
        let earlier = matter.before(event.seq);
        let views = earlier.as_ref().map_or_else(Vec::new, |earlier| {
            clocks(earlier, env.procedure, env.calendar, done.at)
        });
        // The event's own fields as corrected: what stands now where nothing later set them again.
        let corrected = matter.before(event.seq + 1);
        let set = corrected
            .as_ref()
            .map_or(&acted.set, |matter| &matter.fields);
        let facts = MatterFacts {
            procedure: env.procedure,
            matter: earlier.as_ref(),
            set,
            documents: &acted.documents,
            me: Some(&event.actor),
            at: done.at,
            clocks: &views,
            linked: env.linked,
        };
        let verdict = gates::examine(gates::before(env.procedure, action), &facts);
        let passed = |id: &GateId| acted.passed.iter().any(|pass| pass.gate == *id);
        found.extend(
            verdict
                .closed
                .into_iter()
                .filter(|gate| !passed(&gate.id))
                .map(|g| (event.seq, g.id)),
        );
    }
    found
}
