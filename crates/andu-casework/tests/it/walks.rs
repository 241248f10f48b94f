//! Random walks through the procedures that ship: whatever `decide` lets happen keeps every invariant, and the proofs hold it possible.

use std::collections::{BTreeMap, BTreeSet};

use andu_casework::{Acted, Body, CLOCK_ACTOR, MatterFacts};
use andu_rules::condition::{Comparison, Condition, Operand, evaluate};
use andu_rules::model::{Action, StageId, Strength, Value};
use andu_rules::prove::{Finding, find_act, prove_invariant};
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::ground::{Choices, Ground, atoms};
use crate::shipped::{Brought, Trial, VERSIONS, action};

/// Acts of one walk.
const STEPS: usize = 40;

/// Walks through every procedure, unless `PROPTEST_CASES` asks for more.
const WALKS: u32 = 4;

/// One walk.
struct Walk<'g, 'p> {
    ground: &'g mut Ground<'p>,
    trial: Trial<'p>,
    choices: Choices,
    /// Whether a warning was not heeded so far.
    warned: bool,
    trail: Vec<String>,
}

/// What went wrong: the number of the invariant where one is broken, and the story.
type Deviation = (Option<usize>, String);

impl Walk<'_, '_> {
    fn go(&mut self) -> Result<usize, Deviation> {
        let mut taken = 0;
        for _ in 0..STEPS {
            let minutes =
                [1, 1, 1, 60 * 24, 60 * 24 * 3, 60 * 24 * 12, 60 * 24 * 70][self.choices.below(7)];
            self.trial.now += minutes.minutes();
            self.settle()?;
            taken += usize::from(self.act()?);
        }
        Ok(taken)
    }

    fn settle(&mut self) -> Result<(), Deviation> {
        for _ in 0..8 {
            let Some((body, at)) = self.trial.due() else {
                return Ok(());
            };
            if let Body::Acted(acted) = &body {
                self.trail.push(format!("{at} {}（视为）", acted.action));
                self.check(acted, (CLOCK_ACTOR, self.trial.now))?;
            }
            self.trial.push(body, at, CLOCK_ACTOR);
        }
        Ok(())
    }

    fn act(&mut self) -> Result<bool, Deviation> {
        let procedure = self.ground.procedure;
        let stage: Option<StageId> = self.trial.matter.as_ref().map(|it| it.stage.clone());
        let permitted = |it: &&Action| match &stage {
            None => it.opening,
            Some(stage) => it.from.contains(stage) && !it.deemed,
        };
        let permitted: Vec<&Action> = procedure.actions.iter().filter(permitted).collect();
        for _ in 0..6 {
            let Some(taken) = self.choices.of(&permitted) else {
                return Ok(false);
            };
            let mut here = self.trial.clone();
            let brought = self.ground.attempt(taken, &mut here, &mut self.choices);
            let Ok(decision) = here.decide(&brought) else {
                continue;
            };
            // Every other walk heeds advice.
            if !decision.warnings.is_empty() && self.choices.0.is_multiple_of(2) {
                continue;
            }
            self.warned |= !decision.warnings.is_empty();
            self.trial.linked = here.linked.clone();
            let Body::Acted(acted) = &decision.body else {
                continue;
            };
            self.trail.push(format!(
                "{} {} {} {:?} {:?}",
                here.now, brought.who, acted.action, acted.set, brought.documents
            ));
            self.check(acted, (&brought.who, self.trial.now))?;
            self.trial.write(&decision, &brought.who);
            return Ok(true);
        }
        Ok(false)
    }

    /// Every invariant about an act holds on what really is there, and the prover knows of a path to it.
    fn check(
        &mut self,
        acted: &Acted,
        who: (&str, andu_calendar::DateTime),
    ) -> Result<(), Deviation> {
        let procedure = self.ground.procedure;
        let warned = self.warned;
        let broken = |facts: &MatterFacts<'_>| {
            let about = procedure.invariants.iter().enumerate();
            let mut about = about.filter(|(_, it)| it.never == acted.action);
            about
                .find(|(_, it)| {
                    let counts = it.strength != Strength::Advice || !warned;
                    counts && !evaluate(&it.without, facts)
                })
                .map(|(number, it)| (number, it.without.to_string()))
        };
        let (broken, there) = self
            .trial
            .facts((&acted.set, &acted.documents), who, |facts| {
                (broken(facts), self.ground.seen(acted, facts))
            });
        let story =
            |what: &str| format!("{} {what}\n  {}", procedure.file, self.trail.join("\n  "));
        if let Some((number, without)) = broken {
            return Err((
                Some(number),
                story(&format!("{} without {without}", acted.action)),
            ));
        }
        match self.ground.holds_possible(acted, there) {
            Ok(()) => Ok(()),
            Err(told) => Err((
                None,
                story(&format!(
                    "{} happened while {told}, which the prover rules out",
                    acted.action
                )),
            )),
        }
    }
}

impl Ground<'_> {
    /// Stage and facts as the gates and invariants of an action see them, each by its truth.
    fn seen(&self, acted: &Acted, facts: &MatterFacts<'_>) -> Vec<Condition> {
        let procedure = self.procedure;
        let taken = action(procedure, &acted.action);
        let mut found = Vec::new();
        for gate in procedure
            .gates_of(acted.action.as_str())
            .filter(|_| !taken.deemed)
        {
            gate.when.iter().for_each(|it| atoms(it, &mut found));
            atoms(&gate.holds, &mut found);
            gate.exceptions
                .iter()
                .for_each(|it| atoms(&it.when, &mut found));
        }
        taken
            .to
            .iter()
            .filter_map(|it| it.when.as_ref())
            .for_each(|it| atoms(it, &mut found));
        let about = procedure.invariants.iter();
        about
            .filter(|it| it.never == acted.action)
            .for_each(|it| atoms(&it.without, &mut found));
        let told = found.into_iter().map(|atom| match evaluate(atom, facts) {
            true => atom.clone(),
            false => Condition::Not(Box::new(atom.clone())),
        });
        let at = facts.matter.map(|matter| {
            let stage = Value::Text(matter.stage.to_string());
            Condition::Compare(Operand::Stage, Comparison::Equal, Operand::Literal(stage))
        });
        at.into_iter().chain(told).collect()
    }

    fn holds_possible(&mut self, acted: &Acted, there: Vec<Condition>) -> Result<(), String> {
        let told: Vec<String> = there.iter().map(ToString::to_string).collect();
        let told = told.join(" and ");
        let key = (acted.action.to_string(), told.clone());
        let procedure = self.procedure;
        let known = self.known.entry(key).or_insert_with(|| {
            let found = find_act(procedure, &acted.action, there, Strength::Local);
            found != Finding::Never
        });
        if *known { Ok(()) } else { Err(told) }
    }
}

/// Walks through a procedure; the first deviation ends it.
fn walk(ground: &mut Ground<'_>, seed: u64) -> Result<usize, Deviation> {
    let mut choices = Choices(seed);
    let fresh = ground.starts.len() == 1 || choices.percent(50);
    let start = if fresh {
        0
    } else {
        choices.below(ground.starts.len())
    };
    let trial = ground.starts[start].clone();
    Walk {
        ground,
        trial,
        choices,
        // What led to a start heeded nothing.
        warned: !fresh,
        trail: vec![format!("seed {seed} start {start}")],
    }
    .go()
}

#[test]
fn whatever_happens_keeps_every_invariant_and_was_foreseen() {
    let mut grounds: Vec<Ground<'_>> = VERSIONS.iter().map(|it| Ground::of(it)).collect();
    let mut runner = TestRunner::new(ProptestConfig {
        cases: match ProptestConfig::default().cases {
            256 => WALKS,
            asked => asked,
        },
        failure_persistence: None,
        max_shrink_iters: 0,
        rng_seed: RngSeed::Fixed(20_250_303),
        ..ProptestConfig::default()
    });
    let mut taken = BTreeSet::new();
    let (mut acts, mut deviations) = (0, BTreeMap::new());
    let cell = std::cell::RefCell::new((&mut grounds, &mut acts, &mut deviations, &mut taken));
    runner
        .run(&any::<u64>(), |seed| {
            let (grounds, acts, deviations, taken) = &mut *cell.borrow_mut();
            for ground in grounds.iter_mut() {
                match walk(ground, seed) {
                    Ok(number) => **acts += number,
                    Err((_, told)) => {
                        let what = told.lines().next().unwrap_or_default().to_owned();
                        deviations.entry(what).or_insert(told);
                    }
                }
                taken.extend(
                    ground
                        .known
                        .keys()
                        .map(|(action, _)| (ground.procedure.file.clone(), action.clone())),
                );
            }
            Ok(())
        })
        .unwrap();
    println!("{acts} acts, {} kinds of act", taken.len());
    assert!(
        deviations.is_empty(),
        "{} deviations in {acts} acts:\n{}",
        deviations.len(),
        deviations.into_values().collect::<Vec<_>>().join("\n")
    );
}

/// A gate struck out of the pack: the walks come upon the very invariant that the proof names.
#[track_caller]
fn struck(file: &str, gate: &str, seeds: std::ops::Range<u64>) {
    let version = VERSIONS.iter().find(|it| it.file.ends_with(file)).unwrap();
    let mut without = version.as_ref().clone();
    without.gates.retain(|it| it.id.as_str() != gate);
    let named = without.invariants.iter().enumerate();
    let named = named.filter(|(_, it)| prove_invariant(&without, it).finding != Finding::Never);
    let named: BTreeSet<usize> = named.map(|(number, _)| number).collect();
    assert!(!named.is_empty(), "no proof misses {gate}");
    let mut ground = Ground::of(&without);
    let met = seeds
        .into_iter()
        .find_map(|seed| walk(&mut ground, seed).err());
    let (number, told) = met.unwrap_or_else(|| panic!("no walk meets the loss of {gate}"));
    assert!(
        number.is_some_and(|it| named.contains(&it)),
        "{named:?}: {told}"
    );
}

#[test]
fn a_gate_that_is_struck_out_is_met_by_a_walk() {
    struck(
        "foi-application/2019-05-15.toml",
        "reviewer-not-drafter",
        0..400,
    );
    struck("penalty/2021-07-15.toml", "two-officers", 0..400);
    struck("major-decision/2019-09-01.toml", "legally-reviewed", 0..400);
}

/// Met by a walk: what ran out before the matter was entered stays deemed when the matter goes on.
#[test]
fn an_outcome_from_before_the_opening_is_not_voided_by_later_acts() {
    let mut versions = VERSIONS.iter();
    let version = versions.find(|it| it.file.ends_with("reconsideration/2024-01-01.toml"));
    let mut trial = Trial::new(version.unwrap());
    let take = |trial: &mut Trial<'_>, id: &str, days: [i64; 4]| {
        trial.settle();
        let taken = trial.procedure.action(id).unwrap();
        let mut brought = Brought {
            action: id.to_owned(),
            who: "甲".to_owned(),
            ..Brought::default()
        };
        let filling = crate::shipped::Filling {
            days,
            ..Default::default()
        };
        trial.complete(taken, &mut brought, &filling);
        let decision = trial.decide(&brought).unwrap();
        trial.write(&decision, "甲");
        trial.now += 24.hours();
    };
    take(&mut trial, "register", [-30; 4]);
    for id in ["send-copy", "suspend"] {
        take(&mut trial, id, [0; 4]);
    }
    trial.settle();
    let matter = trial.matter.as_ref().unwrap();
    let done = matter.done.iter();
    assert!(
        done.clone().any(|it| it.action.as_str() == "deem-admitted"),
        "{:?}",
        matter.done
    );
    assert!(matter.opened_at() > done.map(|it| it.at).min());
}
