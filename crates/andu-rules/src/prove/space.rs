//! The space in which states lie: one slot a fact, each with the few values that conditions can tell apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    condition::{Condition, Facts, LinkedMatter, Mention},
    model::{ActionId, ClockId, DocumentId, Field, FieldId, LinkId, OpinionId, Procedure, Value},
    prove::{
        TooLarge,
        fact::{Fact, Reads},
        lists::{lists, looks_outside},
        opaque::Opaque,
        terms::{Term, Terms},
        values::values,
    },
};

/// A fact and its values. A value is a number below 64, a set of values a mask.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) fact: Fact,
    pub(super) values: Values,
}

/// What the numbers of a slot stand for.
#[derive(Debug)]
pub(super) enum Values {
    /// 0 no, 1 yes.
    Truth,
    /// 0 not started, 1 runs, 2 was stopped.
    Clock,
    /// 0 missing, `n` the value before it in the list.
    Field(Vec<Value>),
    /// 0 nobody yet, `n` the name before it in the list.
    Actor(Vec<String>),
    /// `n` the name at its place.
    Me(Vec<String>),
    /// `n` the stages at its place.
    Stages(Vec<Vec<LinkedMatter>>),
}

impl Slot {
    /// Number of values.
    pub(super) fn size(&self) -> usize {
        match &self.values {
            Values::Truth => 2,
            Values::Clock => 3,
            Values::Field(values) => values.len() + 1,
            Values::Actor(names) => names.len() + 1,
            Values::Me(names) => names.len(),
            Values::Stages(sets) => sets.len(),
        }
    }

    /// All values.
    pub(super) fn full(&self) -> u64 {
        match self.size() {
            64.. => u64::MAX,
            size => (1 << size) - 1,
        }
    }

    /// What stands before anything has happened.
    pub(super) fn initial(&self) -> u64 {
        match &self.fact {
            fact if fact.is_free() => self.full(),
            Fact::Holds(opaque) if opaque.begins => 0b10,
            _ => 1,
        }
    }
}

/// All slots that some conditions read.
pub(super) struct Space<'p> {
    pub(super) procedure: &'p Procedure,
    pub(super) slots: Vec<Slot>,
    index: HashMap<Fact, usize>,
}

impl<'p> Space<'p> {
    pub(super) fn of(
        procedure: &'p Procedure,
        conditions: &[&Condition],
    ) -> Result<Space<'p>, TooLarge> {
        let terms = Terms::of(conditions.iter().copied(), procedure);
        let mut read: BTreeMap<Fact, usize> = BTreeMap::new();
        for condition in conditions {
            for fact in Reads::of(condition, procedure).facts {
                *read.entry(fact).or_default() += 1;
            }
        }
        // What most clauses read comes first: boxes that differ in it are not taken apart again by clauses about its other values.
        let mut facts: Vec<(Fact, usize)> = read.into_iter().collect();
        facts.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let columns = columns(conditions);
        let mut space = Space {
            procedure,
            slots: Vec::new(),
            index: HashMap::new(),
        };
        for (fact, _) in facts {
            let values = space.values(&fact, &terms, &columns)?;
            let slot = Slot { fact, values };
            if slot.size() > 64 {
                return Err(TooLarge::of([slot.fact.label(procedure)]));
            }
            space.index.insert(slot.fact.clone(), space.slots.len());
            space.slots.push(slot);
        }
        Ok(space)
    }

    pub(super) fn slot(&self, fact: &Fact) -> Option<usize> {
        self.index.get(fact).copied()
    }

    fn values(
        &self,
        fact: &Fact,
        terms: &Terms<'_>,
        columns: &BTreeMap<FieldId, BTreeSet<FieldId>>,
    ) -> Result<Values, TooLarge> {
        let names = |term: &Term| -> Vec<String> {
            let texts = values(&terms.group(term), None, self.procedure.in_force).into_iter();
            texts
                .filter_map(|value| Some(value.as_text()?.to_owned()))
                .collect()
        };
        Ok(match fact {
            Fact::Field(id) => {
                let field = self.procedure.field(id.as_str());
                match terms.lists.get(id).filter(|_| is_list(field)) {
                    None if is_list(field) => {
                        Values::Field(vec![Value::List(vec![Default::default()])])
                    }
                    None => {
                        let group = terms.group(&Term::Field(id.clone()));
                        Values::Field(values(&group, field, self.procedure.in_force))
                    }
                    Some(asked) => {
                        let outside =
                            |it: &Option<Condition>| it.as_ref().is_some_and(looks_outside);
                        let apart = !asked.iter().any(|it| outside(&it.of));
                        let columns = self.columns_of(id, columns, terms);
                        let found = apart.then(|| lists(id, asked, &columns)).flatten();
                        let too_large = || TooLarge::of([fact.label(self.procedure)]);
                        Values::Field(found.ok_or_else(too_large)?)
                    }
                }
            }
            Fact::Actor(action) => Values::Actor(names(&Term::Actor(action.clone()))),
            Fact::Me => Values::Me(names(&Term::Me)),
            Fact::Stages(link) => {
                let sets = subsets(names(&Term::Stages(link.clone()))).into_iter();
                let at = |stage: &String| LinkedMatter::from(stage.as_str());
                Values::Stages(sets.map(|set| set.iter().map(at).collect()).collect())
            }
            Fact::Started(_) => Values::Clock,
            _ => Values::Truth,
        })
    }

    fn columns_of(
        &self,
        list: &FieldId,
        columns: &BTreeMap<FieldId, BTreeSet<FieldId>>,
        terms: &Terms<'_>,
    ) -> Vec<(FieldId, Vec<Value>)> {
        let field = self.procedure.field(list.as_str());
        let known = field.map(|it| it.columns.as_slice()).unwrap_or_default();
        let named = columns.get(list).into_iter().flatten();
        named
            .map(|id| {
                let column = known.iter().find(|it| it.id == *id);
                let group = terms.group(&Term::Column(list.clone(), id.clone()));
                (id.clone(), values(&group, column, self.procedure.in_force))
            })
            .collect()
    }
}

fn is_list(field: Option<&Field>) -> bool {
    field.is_some_and(|field| field.kind == crate::model::FieldKind::List)
}

fn columns(conditions: &[&Condition]) -> BTreeMap<FieldId, BTreeSet<FieldId>> {
    let mut columns: BTreeMap<FieldId, BTreeSet<FieldId>> = BTreeMap::new();
    for condition in conditions {
        condition.mentions(&mut |mention| {
            if let Mention::Column { list, column } = mention {
                columns
                    .entry(list.clone())
                    .or_default()
                    .insert(column.clone());
            }
        });
    }
    columns
}

/// Ways in which linked matters can stand: all of them at one stage, or at two. A comparison holds when it holds for each.
fn subsets(stages: Vec<String>) -> Vec<Vec<String>> {
    let mut sets: Vec<Vec<String>> = stages.iter().map(|stage| vec![stage.clone()]).collect();
    for (at, first) in stages.iter().enumerate() {
        let rest = &stages[at + 1..];
        sets.extend(
            rest.iter()
                .map(|second| vec![first.clone(), second.clone()]),
        );
    }
    if stages.len() > 2 {
        sets.push(stages);
    }
    sets
}

/// One value for every slot: what [`evaluate`](crate::condition::evaluate) sees.
pub(super) struct Point<'a> {
    pub(super) space: &'a Space<'a>,
    pub(super) values: &'a [usize],
    pub(super) stage: Option<&'a str>,
}

impl Point<'_> {
    fn at(&self, fact: &Fact) -> Option<(&Slot, usize)> {
        let slot = self.space.slot(fact)?;
        Some((&self.space.slots[slot], self.values[slot]))
    }

    fn holds(&self, fact: &Fact) -> bool {
        self.at(fact).is_some_and(|(_, value)| value == 1)
    }
}

impl Facts for Point<'_> {
    fn field(&self, field: &FieldId) -> Option<&Value> {
        match self.at(&Fact::Field(field.clone()))? {
            (
                Slot {
                    values: Values::Field(values),
                    ..
                },
                at,
            ) => values.get(at.checked_sub(1)?),
            _ => None,
        }
    }

    fn done(&self, action: &ActionId) -> bool {
        self.holds(&Fact::Done(action.clone()))
    }

    fn has(&self, document: &DocumentId) -> bool {
        self.holds(&Fact::Has(document.clone()))
    }

    fn opinion(&self, opinion: &OpinionId) -> bool {
        let mut rules = self.space.procedure.opinions.iter();
        let Some(rule) = rules.find(|rule| rule.id == *opinion) else {
            return false;
        };
        let conclusion = self.field(&rule.field).and_then(Value::as_text);
        conclusion.is_some_and(|text| rule.passes.iter().any(|pass| pass == text))
    }

    fn within(&self, clock: &ClockId) -> bool {
        self.holds(&Fact::Started(clock.clone())) && self.holds(&Fact::Within(clock.clone()))
    }

    fn kept(&self, clock: &ClockId) -> bool {
        self.holds(&Fact::Stopped(clock.clone())) && self.holds(&Fact::Kept(clock.clone()))
    }

    fn actor(&self, action: Option<&ActionId>) -> Option<&str> {
        let fact = action.map_or(Fact::Me, |action| Fact::Actor(action.clone()));
        let name = match self.at(&fact)? {
            (
                Slot {
                    values: Values::Actor(names),
                    ..
                },
                at,
            ) => names.get(at.checked_sub(1)?),
            (
                Slot {
                    values: Values::Me(names),
                    ..
                },
                at,
            ) => names.get(at),
            _ => None,
        };
        name.map(String::as_str)
    }

    fn stage(&self) -> Option<&str> {
        self.stage
    }

    fn known(&self, condition: &Condition) -> Option<bool> {
        let opaque = Opaque::of(condition)?;
        Some(self.holds(&Fact::Holds(opaque)))
    }

    fn linked(&self, link: &LinkId) -> &[LinkedMatter] {
        /// A linked matter of which nothing is asked.
        const SOME: &[LinkedMatter] = &[LinkedMatter {
            stage: String::new(),
            fields: BTreeMap::new(),
        }];
        if !self.holds(&Fact::Linked(link.clone())) {
            return &[];
        }
        match self.at(&Fact::Stages(link.clone())) {
            Some((
                Slot {
                    values: Values::Stages(sets),
                    ..
                },
                at,
            )) => sets.get(at).map_or(&[], Vec::as_slice),
            _ => SOME,
        }
    }
}
