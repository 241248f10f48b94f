//! The machine over the slots that some clauses read: what an action does to a box.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use andu_calendar::Direction;

use crate::{
    condition::{Condition, Mention},
    model::{Action, ClockRule, FieldId, FieldKind, Procedure, StageId, Trigger},
    prove::{
        TooLarge,
        clause::{ClauseKey, Machine},
        fact::Fact,
        space::{Space, Values},
        table::{Masks, Table},
    },
};

/// Boxes into which one act may be taken apart.
const MOST_PARTS: usize = 20_000;

/// Where a matter can be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    /// Number of the stage; `None` before the opening.
    pub(super) stage: Option<usize>,
    pub(super) masks: Masks,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) enum Goal {
    /// An action is taken while all of these hold.
    Act(usize, Vec<Condition>),
    /// A stage is entered.
    Enter(usize),
    /// A stage is left.
    Leave(usize),
}

/// One way in which an act goes on: the number of the target, `None` where the stage stays, and what is there then.
pub(super) type Taken = (Option<usize>, State);

/// A machine over the facts that the tracked clauses read; every other clause counts as free.
pub(super) struct Model<'p> {
    pub(super) machine: &'p Machine<'p>,
    pub(super) space: Space<'p>,
    /// What actions do, but for those that do nothing to any slot.
    steps: HashMap<usize, Effects>,
    nothing: Effects,
}

/// What an action does.
#[derive(Default)]
pub(super) struct Effects {
    pub(super) lay: Vec<(usize, Lay)>,
    pub(super) gates: Vec<(ClauseKey, Table)>,
    pub(super) goal: Vec<Table>,
    pub(super) targets: Vec<Option<Table>>,
    pub(super) after: Vec<(usize, Lay)>,
}

/// What happens to the values of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lay {
    /// One of these takes their place.
    Set(u64),
    /// One of these may take their place.
    May(u64),
    /// It is not missing any more.
    Fill,
    /// Whoever acts takes their place, unless somebody already there acted at a later time.
    Actor,
    /// Each value becomes one of these: a clock that is started, stopped, started again.
    Turn([u64; 3]),
}

impl Lay {
    fn on(self, masks: &Masks, slot: usize, me: Option<usize>, full: u64) -> u64 {
        let old = masks[slot];
        match self {
            Lay::Set(new) => new,
            Lay::May(new) => old | new,
            Lay::Fill => match old & !1 {
                0 => full & !1,
                filled => filled,
            },
            Lay::Actor => {
                let new = me.map_or(full & !1, |me| masks[me] << 1);
                new | (old & !1)
            }
            Lay::Turn(into) => {
                let turned = into.iter().enumerate();
                let turned = turned.filter(|(value, _)| old >> value & 1 == 1);
                turned.fold(0, |all, (_, into)| all | into)
            }
        }
    }
}

impl<'p> Model<'p> {
    /// The machine over what the tracked clauses and the goal read, as far as some actions take part in it.
    pub(super) fn new(
        machine: &'p Machine<'p>,
        tracked: &BTreeSet<ClauseKey>,
        goal: &Goal,
        steps: impl Iterator<Item = usize>,
    ) -> Result<Model<'p>, TooLarge> {
        let wanted: &[Condition] = match goal {
            Goal::Act(_, wanted) => wanted,
            _ => &[],
        };
        let mut conditions: Vec<&Condition> = wanted.iter().collect();
        conditions.extend(tracked.iter().filter_map(|key| machine.clause(*key)));
        let mut model = Model {
            machine,
            space: Space::of(machine.procedure, &conditions)?,
            steps: HashMap::new(),
            nothing: Effects::default(),
        };
        if conditions.is_empty() {
            return Ok(model);
        }
        for step in steps {
            let mut effects = model.effects(step, tracked)?;
            if matches!(goal, Goal::Act(at, _) if *at == step) {
                for wanted in wanted {
                    let from = &machine.steps[step].from;
                    effects.goal.push(Table::of(wanted, &model.space, from)?);
                }
            }
            model.steps.insert(step, effects);
        }
        Ok(model)
    }

    /// What an action does.
    pub(super) fn effects_of(&self, step: usize) -> &Effects {
        self.steps.get(&step).unwrap_or(&self.nothing)
    }

    /// Where everything begins.
    pub(super) fn start(&self) -> State {
        let slots = self.space.slots.iter();
        State {
            stage: None,
            masks: slots.map(|slot| slot.initial()).collect(),
        }
    }

    /// Takes an action in every way in which it goes on; with `wanted`, only as far as the goal holds.
    ///
    /// `live` says what is still asked for after it, by stage; the rest is forgotten as soon as it has been read.
    pub(super) fn take(
        &self,
        state: &State,
        step: usize,
        wanted: bool,
        live: &[u128],
    ) -> Result<Vec<Taken>, TooLarge> {
        let effects = self.effects_of(step);
        let targets = &self.machine.steps[step].targets;
        let lives = |stage: Option<usize>| stage.map_or(0, |stage| live[stage]);
        let mut later = match targets.is_empty() {
            true => lives(state.stage),
            false => targets.iter().fold(0, |all, (_, to)| all | live[*to]),
        };
        if let Some(me) = self.space.slot(&Fact::Me) {
            later |= 1 << me;
        }
        let asked = effects.targets.iter().flatten();
        let asked = asked.fold(later, |all, table| all | reads(table));
        let mut boxes = vec![self.laid(state, effects)];
        let goal = effects.goal.iter().filter(|_| wanted);
        let clauses: Vec<&Table> = effects.gates.iter().map(|it| &it.1).chain(goal).collect();
        for (at, table) in clauses.iter().enumerate() {
            let rest = clauses[at + 1..].iter();
            let needed = rest.fold(asked, |all, table| all | reads(table));
            boxes = self.cut(boxes, table, (state.stage, true), needed)?;
        }
        let mut taken = Vec::new();
        for (at, (when, stage)) in targets.iter().enumerate() {
            let here = match effects.targets.get(at) {
                Some(Some(table)) => {
                    let here = self.cut(boxes.clone(), table, (state.stage, true), asked)?;
                    boxes = self.cut(boxes, table, (state.stage, false), asked)?;
                    here
                }
                // What nothing is known of may hold or not.
                _ if when.is_some() => boxes.clone(),
                _ => std::mem::take(&mut boxes),
            };
            for during in here {
                let masks = self.forget(self.follow(effects, &during), live[*stage]);
                let stage = Some(*stage);
                taken.push((Some(at), State { stage, masks }));
            }
        }
        if targets.is_empty() {
            for during in boxes {
                let masks = self.forget(self.follow(effects, &during), lives(state.stage));
                let stage = state.stage;
                taken.push((None, State { stage, masks }));
            }
        }
        taken.sort_by(|a, b| (a.0, a.1.stage, &a.1.masks).cmp(&(b.0, b.1.stage, &b.1.masks)));
        taken.dedup();
        Ok(taken)
    }

    /// What a matter looks like with an act's own fields and documents laid over it.
    pub(super) fn laid(&self, state: &State, effects: &Effects) -> Masks {
        let mut masks = state.masks.clone();
        for (slot, lay) in &effects.lay {
            masks[*slot] = lay.on(&masks, *slot, None, self.space.slots[*slot].full());
        }
        masks
    }

    /// What follows from an act.
    pub(super) fn follow(&self, effects: &Effects, during: &Masks) -> Masks {
        let mut masks = during.clone();
        let me = self.space.slot(&Fact::Me);
        for (slot, lay) in &effects.after {
            masks[*slot] = lay.on(during, *slot, me, self.space.slots[*slot].full());
        }
        for (slot, known) in self.space.slots.iter().enumerate() {
            if known.fact.is_free() {
                masks[slot] = known.full();
            }
        }
        masks
    }

    /// What nobody will ask for is forgotten, which changes no path.
    fn forget(&self, mut masks: Masks, needed: u128) -> Masks {
        for (slot, known) in self.space.slots.iter().enumerate() {
            if needed >> slot & 1 == 0 {
                masks[slot] = known.full();
            }
        }
        masks
    }

    fn cut(
        &self,
        boxes: Vec<Masks>,
        table: &Table,
        (stage, wanted): (Option<usize>, bool),
        needed: u128,
    ) -> Result<Vec<Masks>, TooLarge> {
        let mut parts = BTreeSet::new();
        for masks in &boxes {
            let cut = table.cut(masks, stage, wanted).into_iter();
            parts.extend(cut.map(|part| self.forget(part, needed)));
            if parts.len() > MOST_PARTS {
                return Err(self.too_large());
            }
        }
        Ok(self.merged(parts.into_iter().collect()))
    }

    /// Two boxes that differ in one slot only are one.
    fn merged(&self, mut boxes: Vec<Masks>) -> Vec<Masks> {
        for slot in 0..self.space.slots.len() {
            if boxes.len() < 2 {
                break;
            }
            let mut alike: BTreeMap<Masks, u64> = BTreeMap::new();
            for mut masks in boxes {
                let mask = std::mem::replace(&mut masks[slot], 0);
                *alike.entry(masks).or_default() |= mask;
            }
            let whole = alike.into_iter().map(|(mut masks, mask)| {
                masks[slot] = mask;
                masks
            });
            boxes = whole.collect();
        }
        boxes
    }

    /// The error that names every fact of the space.
    pub(super) fn too_large(&self) -> TooLarge {
        let procedure = self.machine.procedure;
        TooLarge::of(
            self.space
                .slots
                .iter()
                .map(|slot| slot.fact.label(procedure)),
        )
    }

    fn effects(&self, step: usize, tracked: &BTreeSet<ClauseKey>) -> Result<Effects, TooLarge> {
        let machine = self.machine;
        let action = &machine.procedure.actions[step];
        let mut effects = Effects::default();
        for (slot, known) in self.space.slots.iter().enumerate() {
            let kind = (&known.fact, &known.values);
            effects
                .lay
                .extend(self.lay(action, kind).map(|lay| (slot, lay)));
            effects
                .after
                .extend(self.after(action, &known.fact).map(|lay| (slot, lay)));
        }
        let asked = &machine.steps[step].from;
        for (at, condition) in machine.steps[step].gates.iter().enumerate() {
            let key = ClauseKey::Gate(step, at);
            if tracked.contains(&key) {
                let table = Table::of(condition, &self.space, asked)?;
                effects.gates.push((key, table));
            }
        }
        for (at, (when, _)) in machine.steps[step].targets.iter().enumerate() {
            let when = when.filter(|_| tracked.contains(&ClauseKey::Target(step, at)));
            let table = when.map(|when| Table::of(when, &self.space, asked));
            effects.targets.push(table.transpose()?);
        }
        Ok(effects)
    }

    /// What an action brings with it, before it is judged.
    fn lay(&self, action: &Action, (fact, values): (&Fact, &Values)) -> Option<Lay> {
        if action.deemed {
            return None;
        }
        match fact {
            Fact::Field(field) => {
                let used = action.fields.iter().find(|used| used.field == *field)?;
                let procedure = self.machine.procedure;
                let drawn = procedure
                    .series
                    .as_ref()
                    .is_some_and(|it| it.field == *field);
                let Values::Field(known) = values else {
                    return None;
                };
                let given = mask_of(known.len()) << 1;
                let list =
                    procedure.field(field.as_str()).map(|it| it.kind) == Some(FieldKind::List);
                Some(match used.required && !drawn {
                    true => Lay::Set(given),
                    // An empty list takes the place of another; a blank leaves a value alone.
                    false if list => Lay::May(given | 1),
                    false => Lay::May(given),
                })
            }
            Fact::Has(document) if action.documents.contains(document) => Some(Lay::Set(0b10)),
            // Anybody may file a document with anything.
            Fact::Has(_) => Some(Lay::May(0b10)),
            Fact::Linked(link) if action.links.contains(link) => Some(Lay::May(0b10)),
            Fact::Holds(opaque) => {
                let mut used = action.fields.iter();
                let moved = used.any(|used| opaque.fields.contains(&used.field));
                moved.then_some(Lay::May(0b11))
            }
            _ => None,
        }
    }

    /// What follows from an action once it has been taken.
    fn after(&self, action: &Action, fact: &Fact) -> Option<Lay> {
        let procedure = self.machine.procedure;
        let rule = |id: &str| procedure.clock(id);
        let names = |triggers: &[Trigger]| triggers.iter().any(|it| it.on == action.id);
        match fact {
            Fact::Done(id) if *id == action.id => Some(Lay::Set(0b10)),
            Fact::Actor(id) if *id == action.id => Some(Lay::Actor),
            Fact::Started(id) => {
                let rule = rule(id.as_str())?;
                let starts = names(&rule.start) || names(&rule.restart);
                match turns_in_order(rule, procedure) {
                    false => starts.then_some(Lay::May(0b10)),
                    true => turn(rule, action),
                }
            }
            Fact::Stopped(id) => {
                let stops = |it: &ClockRule| names(&it.stop);
                rule(id.as_str())
                    .filter(|it| stops(it))
                    .map(|_| Lay::May(0b10))
            }
            Fact::Field(field) if action.opening => {
                let drawn = procedure
                    .series
                    .as_ref()
                    .is_some_and(|it| it.field == *field);
                drawn.then_some(Lay::Fill)
            }
            _ => None,
        }
    }
}

/// Whether a clock starts and stops by acts alone, in their own time: then it is known when it runs no more.
///
/// A trigger counts where its condition holds of the matter as it now stands. One on what only the opening says, or the one act that starts
/// the clock, counts always or never.
fn turns_in_order(rule: &ClockRule, procedure: &Procedure) -> bool {
    let starts_alone = |action: &Action| {
        rule.start.iter().all(|it| it.on == action.id) && happens_once(action, procedure)
    };
    let given_once = |field: &FieldId| {
        let sets = |it: &&Action| it.fields.iter().any(|used| used.field == *field);
        let mut later = procedure.actions.iter().filter(|it| !it.opening);
        later.all(|it| !sets(&it) || starts_alone(it))
    };
    let lasting = |when: &Condition| {
        let mut lasting = true;
        when.mentions(&mut |mention| {
            lasting &= match mention {
                Mention::Field(field) | Mention::List(field) => given_once(field),
                Mention::Column { .. } | Mention::Value { .. } => true,
                _ => false,
            };
        });
        lasting
    };
    let mut triggers = rule.start.iter().chain(&rule.stop).chain(&rule.restart);
    let plain = triggers.all(|it| it.at.is_none() && it.when.as_ref().is_none_or(lasting));
    plain && rule.direction != Direction::Backward
}

/// Whether no way leads back to where an action can be taken again, conditions aside.
fn happens_once(action: &Action, procedure: &Procedure) -> bool {
    let mut reached: BTreeSet<&StageId> = BTreeSet::new();
    let mut open: Vec<&StageId> = action.to.iter().map(|target| &target.stage).collect();
    while let Some(stage) = open.pop() {
        if reached.insert(stage) {
            let onwards = procedure
                .actions
                .iter()
                .filter(|it| it.from.contains(stage));
            open.extend(onwards.flat_map(|it| &it.to).map(|target| &target.stage));
        }
    }
    !action.to.is_empty() && !action.from.iter().any(|stage| reached.contains(stage))
}

/// What an act does to a clock that is not started (0), runs (1), or was stopped (2).
///
/// The first start counts, and the first stop after it. What starts and stops it at once leaves open which came first.
fn turn(rule: &ClockRule, action: &Action) -> Option<Lay> {
    let named = |triggers: &[Trigger]| triggers.iter().any(|it| it.on == action.id);
    let sure = |it: &Trigger| it.on == action.id && it.when.is_none();
    let (none, runs, over) = (0b001, 0b010, 0b100);
    let stopped = match rule.stop.iter().any(sure) {
        true => over,
        false => runs | over,
    };
    match (named(&rule.start), named(&rule.stop), named(&rule.restart)) {
        (false, false, false) => None,
        (true, false, false) => Some(Lay::Turn([none | runs, runs, over])),
        (false, true, false) => Some(Lay::Turn([none, stopped, over])),
        (false, false, true) => Some(Lay::Turn([none, runs, runs | over])),
        _ => Some(Lay::Turn([none | runs | over, runs | over, runs | over])),
    }
}

/// The slots that a clause reads, as far as there is room for them; a search refuses to track more.
pub(super) fn reads(table: &Table) -> u128 {
    let slots = table.slots.iter().filter(|slot| **slot < 128);
    slots.fold(0, |all, slot| all | 1 << slot)
}

fn mask_of(number: usize) -> u64 {
    match number {
        64.. => u64::MAX,
        number => (1 << number) - 1,
    }
}
