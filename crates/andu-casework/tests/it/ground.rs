//! The ground of random walks: choices that follow from a seed, values that meet the conditions of a procedure, and places to begin.

use std::collections::{BTreeMap, HashMap};

use andu_rules::condition::{Condition, Mention};
use andu_rules::model::{Action, Field, FieldId, FieldKind, LinkId, Procedure, Row, Value};
use andu_rules::prove::{Finding, prove};
use jiff::ToSpan;

use crate::routes::walked;
use crate::shipped::{Brought, Trial, VERSIONS};

/// Choices that follow from a seed (SplitMix64).
pub struct Choices(pub u64);

impl Choices {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, number: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(number.max(1)).unwrap()).unwrap()
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn of<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

/// What conditions of a procedure compare its fields with, so that random values meet them.
pub type Literals = BTreeMap<(Option<FieldId>, FieldId), Vec<Value>>;

/// A procedure, made ready for walks.
pub struct Ground<'p> {
    pub procedure: &'p Procedure,
    literals: Literals,
    /// Matters that were brought to a stage by the prover's own routes.
    pub starts: Vec<Trial<'p>>,
    /// What the prover holds possible, by what was really there.
    pub known: HashMap<(String, String), bool>,
}

impl<'p> Ground<'p> {
    pub fn of(procedure: &'p Procedure) -> Ground<'p> {
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
    pub fn attempt(&self, taken: &Action, trial: &mut Trial<'p>, choices: &mut Choices) -> Brought {
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
pub fn atoms<'c>(condition: &'c Condition, found: &mut Vec<&'c Condition>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| atoms(part, found));
        }
        Condition::Not(inner) => atoms(inner, found),
        atom if found.contains(&atom) => {}
        atom => found.push(atom),
    }
}
