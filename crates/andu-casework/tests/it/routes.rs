//! Routes that the prover prints, walked by `decide`: what it says can open does open, and what a gate shuts is refused by that gate.

use std::collections::BTreeSet;

use andu_casework::{Body, CLOCK_ACTOR, Decision, Linked, Refusal, Warning};
use andu_rules::condition::{Condition, Mention, evaluate, parse};
use andu_rules::model::{Action, ActionId, FieldId, Gate, Invariant, Procedure, Strength};
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

/// Ways in which an act can be filled in, and other matters stand, where a proof leaves that open: those first that make come true what
/// the step rests on, and what later steps do, since an earlier act records the numbers that a later one adds up.
fn ways(trial: &Trial<'_>, steps: &[RouteStep], taken: &Action) -> Vec<(Filling, Linked)> {
    let Some(step) = steps.first() else {
        return Vec::new();
    };
    let mut wanted = rests_on(step);
    let records = |id: &FieldId| taken.fields.iter().any(|used| used.field == *id);
    let later = steps[1..].iter().flat_map(rests_on);
    wanted.extend(later.filter(|(condition, _)| {
        let mut recorded = false;
        condition.mentions(&mut |mention| match mention {
            Mention::Field(id) | Mention::List(id) => recorded |= records(id),
            _ => {}
        });
        recorded
    }));
    let mut best = vec![(0, Filling::default(), Linked::new())];
    if !wanted.is_empty() {
        best = choices(trial, &wanted);
        for (score, filling, linked) in &mut best {
            let mut brought = brought(step);
            trial.complete(taken, &mut brought, filling);
            let mut here = trial.clone();
            here.linked.extend(linked.clone());
            *score = here.facts((&brought.set, &[]), (&brought.who, trial.now), |facts| {
                let met = wanted.iter();
                let met = met.filter(|(it, holds)| evaluate(it, facts) == *holds);
                // What must fail says more: other gates may refuse as well, and some follow from each other.
                let met = met.map(|(_, holds)| if *holds { 1 } else { 20 });
                met.sum::<usize>() + agreed(step, linked)
            });
        }
        best.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
        best.truncate(2);
    }
    let all = best.into_iter().flat_map(|(_, filling, linked)| {
        DAYS.map(|(days, optional)| {
            let filling = Filling {
                days,
                optional,
                ..filling.clone()
            };
            (filling, linked.clone())
        })
    });
    all.collect()
}

/// The conditions that a step takes to hold, or to fail.
fn rests_on(step: &RouteStep) -> Vec<(Condition, bool)> {
    let wanted = step.others.iter().filter_map(|other| match other {
        Other::Holds(text, holds) => Some((parse(text).ok()?, *holds)),
        _ => None,
    });
    wanted.collect()
}

/// How many of the links stand as the step wants them.
fn agreed(step: &RouteStep, linked: &Linked) -> usize {
    let wanted = step.others.iter().filter(|other| match other {
        Other::Stages(link, stages) => linked.get(link).is_none_or(|matters| {
            let stands = |it: &&String| matters.iter().any(|matter| matter.stage == **it);
            matters.iter().all(|it| stages.contains(&it.stage))
                && stages.iter().all(|it| stands(&it))
        }),
        _ => false,
    });
    wanted.count()
}

/// What may be tried to make conditions over sums and linked matters come true, or fail.
fn choices(trial: &Trial<'_>, wanted: &[(Condition, bool)]) -> Vec<(usize, Filling, Linked)> {
    let (mut links, mut wishes, mut fields) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
    for (condition, _) in wanted {
        condition.mentions(&mut |mention| match mention {
            Mention::Link(link) => {
                links.insert(link.clone());
            }
            Mention::Field(field) | Mention::List(field) => {
                fields.insert(field.clone());
            }
            Mention::Value { field, list, value } => {
                wishes.push((list.cloned(), field.clone(), value.clone()));
            }
            _ => {}
        });
    }
    let mut others = vec![Linked::new()];
    for link in links.iter().filter(|link| trial.linked.contains_key(*link)) {
        let with = trial.others(link).into_iter();
        let with = with.map(|matters| Linked::from([(link.clone(), matters)]));
        others.extend(with);
    }
    let mut choices = Vec::new();
    let numbers = [5, 0, 1, 2].map(Numbers::All).into_iter();
    for numbers in numbers.chain((0..12).map(Numbers::Alone)) {
        for distinct in [false, true] {
            for wishes in [Vec::new(), wishes.clone()] {
                let fields = fields.clone();
                let filling = Filling {
                    numbers,
                    distinct,
                    wishes,
                    fields,
                    ..Filling::default()
                };
                choices.push((0, filling, Linked::new()));
            }
        }
    }
    // One wish at a time: a sum over some of a list's rows is told from that over the others.
    choices.extend(wishes.iter().map(|wish| {
        let filling = Filling {
            numbers: Numbers::All(5),
            wishes: vec![wish.clone()],
            fields: fields.clone(),
            ..Filling::default()
        };
        (0, filling, Linked::new())
    }));
    choices.extend(
        others
            .into_iter()
            .map(|linked| (0, Filling::default(), linked)),
    );
    choices
}

/// Walks routes; what a proof leaves open, which is time, is looked for here.
struct Walker {
    left: usize,
    /// The one kind of days that is tried at every step, or all of them at each.
    kind: Option<usize>,
    /// What the furthest step that was not accepted was told.
    last: (usize, String),
}

impl Walker {
    fn new(kind: Option<usize>) -> Walker {
        Walker {
            left: if kind.is_some() { MOST / 20 } else { MOST },
            kind,
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
            let ways = ways(&here, &steps[at..], taken).into_iter().enumerate();
            let kind = self.kind;
            let ways = ways.filter(|(at, _)| kind.is_none_or(|kind| at % DAYS.len() == kind));
            for (_, (days, linked)) in ways {
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
    let starts: Vec<Trial<'_>> = std::iter::once(Trial::new(procedure))
        .chain(later)
        .collect();
    let kinds = (0..DAYS.len()).map(Some).chain([None]);
    let tries = kinds.flat_map(|kind| starts.iter().map(move |start| (kind, start)));
    for (kind, start) in tries {
        let mut walker = Walker::new(kind);
        let mut said = String::new();
        let done = walker.walk(start, &route.steps, 0, &mut |trial, brought| {
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
