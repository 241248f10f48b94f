//! Random walks through the procedures that ship: whatever `decide` lets happen keeps every invariant, and the proofs hold it possible.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use andu_casework::{Acted, Body, CLOCK_ACTOR, MatterFacts};
use andu_rules::condition::{Comparison, Condition, Mention, Operand, evaluate};
use andu_rules::model::{
    Action, Field, FieldId, FieldKind, LinkId, Procedure, Row, StageId, Strength, Value,
};
use andu_rules::prove::{Finding, find_act, prove, prove_invariant};
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::routes::walked;
use crate::shipped::{Brought, Trial, VERSIONS, action};

/// Acts of one walk.
const STEPS: usize = 40;

/// Walks through every procedure, unless `PROPTEST_CASES` asks for more.
const WALKS: u32 = 4;

/// Choices that follow from a seed (SplitMix64).
struct Choices(u64);

impl Choices {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, number: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(number.max(1)).unwrap()).unwrap()
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn of<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

/// What conditions of a procedure compare its fields with, so that random values meet them.
type Literals = BTreeMap<(Option<FieldId>, FieldId), Vec<Value>>;

/// A procedure, made ready for walks.
struct Ground<'p> {
    procedure: &'p Procedure,
    literals: Literals,
    /// Matters that were brought to a stage by the prover's own routes.
    starts: Vec<Trial<'p>>,
    /// What the prover holds possible, by what was really there.
    known: HashMap<(String, String), bool>,
}

impl<'p> Ground<'p> {
    fn of(procedure: &'p Procedure) -> Ground<'p> {
        let mut literals = Literals::new();
        for condition in conditions(procedure) {
            condition.mentions(&mut |mention| {
                if let Mention::Value { field, list, value } = mention {
                    let key = (list.cloned(), field.clone());
                    literals.entry(key).or_default().push(value.clone());
                }
            });
        }
        let mut starts = vec![Trial::new(procedure)];
        for proof in prove(procedure).stages {
            if let Finding::Path(route) = &proof.entered {
                let arrived = walked(procedure, route, |trial, brought| {
                    let decision = trial.decide(brought).map_err(|it| it.to_string())?;
                    let mut next = trial.clone();
                    next.write(&decision, &brought.who);
                    starts.push(next);
                    Ok(())
                });
                // A stage that the law alone brings about has no last act by hand.
                drop(arrived);
            }
        }
        Ground {
            procedure,
            literals,
            starts,
            known: HashMap::new(),
        }
    }

    fn stages_of(&self, link: &LinkId) -> Vec<String> {
        let kinds = self.procedure.links.iter();
        let other = kinds.filter(|it| it.id == *link).map(|it| &it.procedure);
        let versions = other.flat_map(|id| VERSIONS.iter().filter(move |it| it.id == *id));
        versions
            .flat_map(|it| &it.stages)
            .map(|stage| stage.id.to_string())
            .collect()
    }

    fn value(
        &self,
        field: &Field,
        list: Option<&FieldId>,
        trial: &Trial<'_>,
        choices: &mut Choices,
    ) -> Value {
        let key = (list.cloned(), field.id.clone());
        let known = self
            .literals
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if !known.is_empty() && field.kind != FieldKind::List && choices.percent(60) {
            return choices.of(known).cloned().unwrap();
        }
        let day = trial
            .now
            .date()
            .saturating_add([0, 0, 1, 5, 60, 400, -1, -30][choices.below(8)].days());
        match field.kind {
            FieldKind::Integer | FieldKind::Decimal => {
                Value::Integer(i64::try_from(choices.below(12)).unwrap())
            }
            FieldKind::Boolean => Value::Boolean(choices.percent(60)),
            FieldKind::Date => Value::Text(day.to_string()),
            FieldKind::DateTime => Value::Text(day.at(9, 0, 0, 0).to_string()),
            FieldKind::Choice => Value::Text(choices.of(&field.values).unwrap().id.clone()),
            FieldKind::List => {
                let mut row = || -> Row {
                    let columns = field.columns.iter();
                    let columns: Vec<&Field> = columns.filter(|_| choices.percent(80)).collect();
                    let cells = columns.into_iter().map(|it| {
                        (
                            it.id.clone(),
                            self.value(it, Some(&field.id), trial, choices),
                        )
                    });
                    cells.collect()
                };
                let rows = [row(), row(), row(), row(), row(), row(), row()];
                let number = [0, 1, 1, 2, 2, 3, 7][choices.below(7)];
                Value::List(rows.into_iter().take(number).collect())
            }
            FieldKind::Text | FieldKind::LongText | FieldKind::Person | FieldKind::Unit => {
                Value::Text(["甲", "乙", "丙"][choices.below(3)].to_owned())
            }
        }
    }

    /// Something that somebody might try.
    fn attempt(&self, taken: &Action, trial: &mut Trial<'p>, choices: &mut Choices) -> Brought {
        let drawn = self.procedure.series.as_ref().map(|it| &it.field);
        let mut brought = Brought {
            action: taken.id.to_string(),
            who: ["甲", "乙", "丙"][choices.below(3)].to_owned(),
            ..Brought::default()
        };
        for used in &taken.fields {
            if Some(&used.field) != drawn && (used.required || choices.percent(60)) {
                let field = self.procedure.field(used.field.as_str()).unwrap();
                let value = match taken.opening && used.field == self.procedure.governed_by {
                    true => Value::Text(trial.now.date().to_string()),
                    false => self.value(field, None, trial, choices),
                };
                brought.set.insert(used.field.clone(), value);
            }
        }
        let kinds = self.procedure.documents.iter().map(|it| &it.id);
        let kinds = kinds.filter(|id| taken.documents.contains(id) || choices.percent(15));
        brought.documents = kinds.cloned().collect();
        for link in taken.links.iter().filter(|_| choices.percent(70)) {
            brought.links.push(link.clone());
            trial.linked.entry(link.clone()).or_default();
        }
        self.move_others(trial, choices);
        brought
    }

    /// Linked matters stand where others have brought them, as many as there may be.
    fn move_others(&self, trial: &mut Trial<'p>, choices: &mut Choices) {
        for (link, matters) in &mut trial.linked {
            if matters.is_empty() || choices.percent(40) {
                let known = self.stages_of(link);
                let number = [1, 1, 2, 2, 3][choices.below(5)];
                let alike = choices.percent(70);
                let stage = |choices: &mut Choices| choices.of(&known).cloned().unwrap_or_default();
                let first = stage(choices);
                let stages =
                    (0..number).map(|_| if alike { first.clone() } else { stage(choices) });
                *matters = stages.map(|stage| stage.as_str().into()).collect();
            }
        }
    }
}

/// Everything that a procedure asks of its matters.
fn conditions(procedure: &Procedure) -> Vec<&Condition> {
    let gates = procedure.gates.iter().flat_map(|gate| {
        let excused = gate.exceptions.iter().map(|it| &it.when);
        gate.when.iter().chain([&gate.holds]).chain(excused)
    });
    let targets = procedure.actions.iter().flat_map(|it| &it.to);
    let targets = targets.filter_map(|it| it.when.as_ref());
    let promised = procedure.invariants.iter().map(|it| &it.without);
    gates.chain(targets).chain(promised).collect()
}

/// The parts of a condition that are not joined of others.
fn atoms<'c>(condition: &'c Condition, found: &mut Vec<&'c Condition>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| atoms(part, found));
        }
        Condition::Not(inner) => atoms(inner, found),
        atom if found.contains(&atom) => {}
        atom => found.push(atom),
    }
}

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
