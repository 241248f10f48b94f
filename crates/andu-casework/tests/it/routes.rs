//! Routes that the prover prints, walked by `decide`: what it says can open does open, and what a gate shuts is refused by that gate.

use std::collections::BTreeSet;

use andu_casework::{Body, CLOCK_ACTOR, Decision, Linked, Refusal, Warning};
use andu_rules::condition::{Condition, Mention, parse};
use andu_rules::model::{Action, ActionId, Gate, Invariant, Procedure, Strength};
use andu_rules::prove::{Finding, Other, Route, RouteStep, prove, prove_invariant};

use crate::shipped::{Brought, Filling, Numbers, Trial, VERSIONS, action};

/// Decisions that the search for fitting days may take on one route.
const MOST: usize = 20_000;

/// Days that are tried one after the other: where clocks start, stop, end, and all others.
const DAYS: [([i64; 4], bool); 6] = [
    ([0, 0, 0, 0], false),
    ([60, 0, 400, 60], true),
    ([0, 0, 400, 0], true),
    ([0, 0, 0, 0], true),
    ([0, 400, 0, 0], true),
    ([60, 60, 60, 60], false),
];

/// Ways in which an act can be filled in, and other matters stand, where a proof leaves that open.
fn ways(trial: &Trial<'_>, step: &RouteStep, taken: &Action) -> Vec<(Filling, Linked)> {
    let plain = DAYS.map(|(days, optional)| Filling {
        days,
        optional,
        ..Filling::default()
    });
    let conditions = step.others.iter().filter_map(|other| match other {
        Other::Holds(text, _) => parse(text).ok(),
        _ => None,
    });
    let conditions: Vec<Condition> = conditions.collect();
    let mut ways: Vec<(Filling, Linked)> =
        plain.into_iter().map(|it| (it, Linked::new())).collect();
    if conditions.is_empty() {
        return ways;
    }
    let mut links = BTreeSet::new();
    let mut wishes = Vec::new();
    for condition in &conditions {
        condition.mentions(&mut |mention| match mention {
            Mention::Link(link) => {
                links.insert(link.clone());
            }
            Mention::Value { field, list, value } => {
                wishes.push((list.cloned(), field.clone(), value.clone()));
            }
            _ => {}
        });
    }
    links.retain(|link| trial.linked.contains_key(link));
    let alone = (0..taken.fields.len().min(12)).map(Numbers::Alone);
    let all = [5, 0, 1, 2].map(Numbers::All);
    for numbers in all.into_iter().chain(alone) {
        for (days, optional) in &DAYS[..4] {
            for distinct in [false, true] {
                for wishes in [Vec::new(), wishes.clone()] {
                    let (days, optional) = (*days, *optional);
                    let filling = Filling {
                        days,
                        optional,
                        numbers,
                        distinct,
                        wishes,
                    };
                    ways.push((filling, Linked::new()));
                }
            }
        }
    }
    for link in links {
        let others = trial.others(&link);
        let plain: Vec<Filling> = ways
            .iter()
            .take(DAYS.len())
            .map(|it| it.0.clone())
            .collect();
        for matters in others {
            for filling in &plain {
                ways.push((filling.clone(), [(link.clone(), matters.clone())].into()));
            }
        }
    }
    ways
}

/// Walks routes; what a proof leaves open, which is time, is looked for here.
struct Walker {
    left: usize,
    /// What the furthest step that was not accepted was told.
    last: (usize, String),
}

impl Walker {
    fn new() -> Walker {
        Walker {
            left: MOST,
            last: (0, String::new()),
        }
    }

    /// Takes every step but those that `end` is asked about: the last.
    fn walk<'p>(
        &mut self,
        trial: &Trial<'p>,
        steps: &[RouteStep],
        at: usize,
        end: &mut dyn FnMut(&Trial<'p>, &Brought) -> bool,
    ) -> bool {
        let Some(step) = steps.get(at) else {
            return false;
        };
        let taken = action(trial.procedure, &step.action);
        for time in trial.times() {
            let mut here = trial.clone();
            here.now = time;
            here.link(step);
            if taken.deemed {
                if self.deem(&mut here, step, at) && self.walk(&here, steps, at + 1, end) {
                    return true;
                }
                continue;
            }
            here.settle();
            for (days, linked) in ways(&here, step, taken) {
                if self.left == 0 {
                    return false;
                }
                self.left -= 1;
                let mut here = here.clone();
                here.linked.extend(linked);
                let mut brought = brought(step);
                here.complete(taken, &mut brought, &days);
                if at + 1 == steps.len() {
                    if end(&here, &brought) {
                        return true;
                    }
                    continue;
                }
                match here.decide(&brought) {
                    Err(refusal) => self.note(at, || refusal.to_string()),
                    Ok(decision) if leads(&decision, step) => {
                        let mut next = here;
                        next.write(&decision, &brought.who);
                        if self.walk(&next, steps, at + 1, end) {
                            return true;
                        }
                    }
                    Ok(_) => self.note(at, || "another stage".to_owned()),
                }
            }
        }
        false
    }

    /// Lets the law deem what the step says; what else it deems on the way must leave the stage alone.
    fn deem(&mut self, here: &mut Trial<'_>, step: &RouteStep, at: usize) -> bool {
        self.left = self.left.saturating_sub(1);
        let stage = here.matter.as_ref().map(|it| it.stage.clone());
        while let Some((body, time)) = here.due() {
            let Body::Acted(acted) = &body else {
                return false;
            };
            let (action, to) = (acted.action.clone(), acted.stage.clone());
            here.push(body, time, CLOCK_ACTOR);
            if (&action, &to) == (&step.action, &step.to) {
                return true;
            }
            if Some(&to) != stage.as_ref() {
                self.note(at, || format!("{action} is deemed"));
                return false;
            }
        }
        self.note(at, || format!("nothing is deemed by {}", here.now));
        false
    }

    fn note(&mut self, at: usize, why: impl FnOnce() -> String) {
        if at >= self.last.0 {
            self.last = (at, why());
        }
    }
}

impl Trial<'_> {
    /// Other matters stand as the step wants them.
    fn link(&mut self, step: &RouteStep) {
        for other in &step.others {
            if let Other::Links(link) = other {
                self.linked.insert(link.clone(), vec!["somewhere".into()]);
            }
        }
        for other in &step.others {
            if let Other::Stages(link, stages) = other
                && let Some(known) = self.linked.get_mut(link)
            {
                *known = stages.iter().map(|it| it.as_str().into()).collect();
            }
        }
    }
}

fn brought(step: &RouteStep) -> Brought {
    let links = step.others.iter().filter_map(|other| match other {
        Other::Links(link) => Some(link.clone()),
        _ => None,
    });
    Brought {
        action: step.action.to_string(),
        set: step.set.clone(),
        documents: step.documents.clone(),
        links: links.collect(),
        who: step.actor.clone().unwrap_or_else(|| "某人".to_owned()),
    }
}

fn leads(decision: &Decision, step: &RouteStep) -> bool {
    matches!(&decision.body, Body::Acted(acted) if acted.stage == step.to)
}

/// Walks a route to its last act, about which `end` is asked; `None` where it came to `true`.
///
/// Where it does not, it is walked again in a year whose holidays nobody has announced yet: nothing is deemed to have happened then.
pub fn walked<'p>(
    procedure: &'p Procedure,
    route: &Route,
    mut end: impl FnMut(&Trial<'p>, &Brought) -> Result<(), String>,
) -> Option<String> {
    let unannounced = jiff::civil::date(2031, 3, 3);
    let later = Trial::from_day(procedure, unannounced);
    let later = procedure.in_force.contains(unannounced).then_some(later);
    let mut told = None;
    for start in std::iter::once(Trial::new(procedure)).chain(later) {
        let mut walker = Walker::new();
        let mut said = String::new();
        let done = walker.walk(&start, &route.steps, 0, &mut |trial, brought| {
            let came = end(trial, brought);
            said = came.as_ref().err().cloned().unwrap_or_default();
            came.is_ok()
        });
        if done {
            return None;
        }
        let (at, last) = &walker.last;
        let route = route.tell(procedure);
        told.get_or_insert_with(|| format!("{route}\n  step {}: {last}\n  end: {said}", at + 1));
    }
    told
}

#[test]
fn what_can_open_is_opened_by_decide() {
    let (mut deviations, mut confirmed) = (Vec::new(), 0);
    for version in VERSIONS.iter() {
        for proof in prove(version).gates {
            let Finding::Path(route) = &proof.opens else {
                continue;
            };
            let accepted = |trial: &Trial<'_>, brought: &Brought| match trial.decide(brought) {
                Err(refusal) => Err(refusal.to_string()),
                Ok(decision) => {
                    match decision.warnings.iter().any(|it| is_about(it, &proof.gate)) {
                        true => Err("it warns".to_owned()),
                        false => Ok(()),
                    }
                }
            };
            match walked(version, route, accepted) {
                None => confirmed += 1,
                Some(why) => deviations.push(format!(
                    "{} {} {}: {why}",
                    version.file, proof.gate, proof.action
                )),
            }
        }
    }
    assert!(
        deviations.is_empty(),
        "{} of {} were not confirmed:\n{}",
        deviations.len(),
        deviations.len() + confirmed,
        deviations.join("\n")
    );
}

fn is_about(warning: &Warning, gate: &andu_rules::model::GateId) -> bool {
    matches!(warning, Warning::Advice(closed) if closed.id == *gate)
}

/// A path on which a gate applies to an action and is shut; `None` where the stages and the other gates leave none.
fn shut(version: &Procedure, gate: &Gate, taken: &ActionId) -> Option<Route> {
    let mut without = version.clone();
    for known in &mut without.gates {
        if known.id == gate.id {
            known.on.retain(|id| id != taken);
        }
    }
    let not = |condition: &Condition| Condition::Not(Box::new(condition.clone()));
    let mut ways = vec![gate.holds.clone()];
    ways.extend(gate.when.iter().map(not));
    ways.extend(gate.exceptions.iter().map(|it| it.when.clone()));
    let passed = Invariant {
        never: taken.clone(),
        without: Condition::any_of(ways),
        strength: match gate.strength {
            Strength::Advice => Strength::Advice,
            Strength::Statutory | Strength::Local => Strength::Local,
        },
        basis: Vec::new(),
        span: gate.span,
    };
    match prove_invariant(&without, &passed).finding {
        Finding::Path(route) => Some(route),
        Finding::Never | Finding::TooLarge(_) => None,
    }
}

/// The gate itself refuses, and names its articles; advice is given, not more.
fn refused_by(gate: &Gate, trial: &Trial<'_>, brought: &Brought) -> Result<(), String> {
    match (trial.decide(brought), gate.strength) {
        (Ok(decision), Strength::Advice)
            if decision.warnings.iter().any(|it| is_about(it, &gate.id)) =>
        {
            Ok(())
        }
        (Ok(_), _) => Err("it is accepted".to_owned()),
        (Err(refusal @ Refusal::Gates { .. }), _) => {
            let text = refusal.to_string();
            let Refusal::Gates { gates, .. } = &refusal else {
                return Err(text);
            };
            let named = gates.iter().any(|it| it.id == gate.id);
            let cited = gate
                .basis
                .iter()
                .all(|it| refusal.articles().contains(&it.to_string()));
            match named && cited && text.contains(&gate.label) {
                true => Ok(()),
                false => Err(text),
            }
        }
        (Err(refusal), _) => Err(refusal.to_string()),
    }
}

#[test]
fn what_a_gate_shuts_is_refused_by_that_gate() {
    let (mut deviations, mut confirmed, mut implied) = (Vec::new(), 0, 0);
    for version in VERSIONS.iter() {
        for gate in &version.gates {
            for taken in gate.on.iter().filter(|id| !action(version, id).deemed) {
                let Some(route) = shut(version, gate, taken) else {
                    implied += 1;
                    continue;
                };
                match walked(version, &route, |trial, brought| {
                    refused_by(gate, trial, brought)
                }) {
                    None => confirmed += 1,
                    Some(why) => {
                        deviations.push(format!("{} {} {taken}: {why}", version.file, gate.id))
                    }
                }
            }
        }
    }
    assert!(
        deviations.is_empty(),
        "{} were not confirmed, {confirmed} were, {implied} are implied:\n{}",
        deviations.len(),
        deviations.join("\n")
    );
    assert!(
        confirmed > 10 * implied,
        "{confirmed} confirmed, {implied} implied"
    );
}
