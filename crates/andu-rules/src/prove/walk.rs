//! Walking a path with everything that bears on it, until one choice of values comes to the end.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    model::StageId,
    prove::{
        TooLarge,
        clause::ClauseKey,
        fact::Fact,
        model::{Lay, Model, State},
        refine::Walked,
        route::{Other, Route, RouteStep},
        search::Move,
        space::Values,
        table::{Masks, Table, bits},
    },
};

/// Boxes that a walk may look at.
const MOST_LOOKS: usize = 50_000;

/// A path about to be walked.
pub(super) struct Walk<'m> {
    model: &'m Model<'m>,
    path: &'m [Move],
    /// Whether the goal is asked of the last act.
    wanted: bool,
}

/// A box somewhere on the path.
struct Place {
    /// Acts behind it.
    at: usize,
    /// Clauses of the act under way that were asked already.
    asked: Vec<bool>,
    stage: Option<usize>,
    masks: Masks,
    /// The act before.
    trail: Option<Rc<Mark>>,
}

/// An act that was taken.
struct Mark {
    before: Option<Rc<Mark>>,
    made: Move,
    from: Option<usize>,
    to: Option<usize>,
    during: Masks,
}

impl Drop for Mark {
    /// A trail may be very long; dropping it link by link keeps the stack short.
    fn drop(&mut self) {
        let mut next = self.before.take();
        while let Some(mark) = next {
            next = Rc::try_unwrap(mark)
                .ok()
                .and_then(|mut mark| mark.before.take());
        }
    }
}

/// A clause of an act, and whether it must hold or fail.
type Asked<'m> = (Option<ClauseKey>, &'m Table, bool);

impl<'m> Walk<'m> {
    pub(super) fn new(model: &'m Model<'m>, path: &'m [Move], wanted: bool) -> Walk<'m> {
        Walk {
            model,
            path,
            wanted,
        }
    }

    /// Depth first, the clause that leaves the fewest ways open always next.
    pub(super) fn run(&self) -> Result<Walked, TooLarge> {
        let State { stage, masks } = self.model.start();
        let mut open = vec![self.arrive(0, stage, masks, None)];
        let mut deepest = (0, Vec::new());
        let mut looks = 0;
        while let Some(mut place) = open.pop() {
            looks += 1;
            if looks > MOST_LOOKS.max(4 * self.path.len()) {
                return Err(self.model.too_large());
            }
            let Some(made) = self.path.get(place.at) else {
                return Ok(Walked::There(self.route(place.trail)));
            };
            match self.narrowest(&mut place, *made) {
                Next::Through => open.push(self.act(place, *made)),
                Next::Ways(ways) => open.extend(ways.into_iter().rev().map(|masks| Place {
                    masks,
                    asked: place.asked.clone(),
                    trail: place.trail.clone(),
                    ..place
                })),
                Next::Stopped(by) => {
                    if place.at > deepest.0 {
                        deepest = (place.at, Vec::new());
                    }
                    if place.at == deepest.0 {
                        deepest.1.extend(by);
                    }
                }
            }
        }
        Ok(Walked::Stopped(deepest.1))
    }

    fn arrive(
        &self,
        at: usize,
        stage: Option<usize>,
        masks: Masks,
        trail: Option<Rc<Mark>>,
    ) -> Place {
        let state = State { stage, masks };
        let masks = match self.path.get(at) {
            Some(made) => self.model.laid(&state, self.model.effects_of(made.step)),
            None => state.masks,
        };
        let asked = vec![
            false;
            self.path
                .get(at)
                .map_or(0, |made| self.asked(at, *made).len())
        ];
        Place {
            at,
            asked,
            stage,
            masks,
            trail,
        }
    }

    /// What must hold for an act to go on as the path says.
    fn asked(&self, at: usize, made: Move) -> Vec<Asked<'m>> {
        let effects = self.model.effects_of(made.step);
        let gates = effects.gates.iter();
        let gates = gates.map(|(key, table)| (Some(*key), table, true));
        let wanted = self.wanted && at + 1 == self.path.len();
        let goal = effects.goal.iter().filter(|_| wanted);
        let goal = goal.map(|table| (None, table, true));
        let taken = made.target.unwrap_or_default();
        let targets = effects.targets.iter().enumerate().take(taken + 1);
        let targets = targets.filter_map(|(number, table)| {
            let key = ClauseKey::Target(made.step, number);
            Some((Some(key), table.as_ref()?, number == taken))
        });
        goal.chain(gates).chain(targets).collect()
    }

    fn narrowest(&self, place: &mut Place, made: Move) -> Next {
        let mut best: Option<(usize, Vec<Masks>)> = None;
        for (number, (key, table, wanted)) in self.asked(place.at, made).iter().enumerate() {
            if place.asked[number] {
                continue;
            }
            let ways = table.cut(&place.masks, place.stage, *wanted);
            match ways.as_slice() {
                // What the goal asks is known to every search: that it fails has its cause in an earlier act.
                [] => return Next::Stopped(*key),
                [same] if *same == place.masks => place.asked[number] = true,
                _ if best
                    .as_ref()
                    .is_some_and(|(_, known)| known.len() <= ways.len()) => {}
                _ => best = Some((number, ways)),
            }
        }
        match best {
            None => Next::Through,
            Some((number, ways)) => {
                place.asked[number] = true;
                Next::Ways(ways)
            }
        }
    }

    fn act(&self, place: Place, made: Move) -> Place {
        let effects = self.model.effects_of(made.step);
        let after = self.model.follow(effects, &place.masks);
        let targets = &self.model.machine.steps[made.step].targets;
        let to = made.target.and_then(|at| targets.get(at)).map(|it| it.1);
        let to = to.or(place.stage);
        let mark = Mark {
            before: place.trail,
            made,
            from: place.stage,
            to,
            during: place.masks,
        };
        self.arrive(place.at + 1, to, after, Some(Rc::new(mark)))
    }

    /// One choice of values with which a walk comes to its end, chosen from the end backwards.
    fn route(&self, end: Option<Rc<Mark>>) -> Route {
        let mut chain: Vec<Rc<Mark>> = Vec::new();
        let mut at = end;
        while let Some(mark) = at {
            at = mark.before.clone();
            chain.push(mark);
        }
        let mut chosen: Vec<Vec<usize>> = Vec::new();
        for (at, mark) in chain.iter().enumerate() {
            let later = at.checked_sub(1);
            let later = later.map(|then| (chosen[then].as_slice(), chain[then].as_ref()));
            let values = self.choose(mark, later);
            chosen.push(values);
        }
        let steps = chain.iter().zip(&chosen).enumerate();
        let steps = steps.map(|(at, (mark, values))| self.step(mark, values, chosen.get(at + 1)));
        let mut steps: Vec<RouteStep> = steps.collect();
        steps.reverse();
        Route { steps }
    }

    /// Values at the moment of an act, such that the next act can have its own.
    fn choose(&self, mark: &Mark, later: Option<(&[usize], &Mark)>) -> Vec<usize> {
        let effects = self.model.effects_of(mark.made.step);
        let slots = self.model.space.slots.iter().enumerate();
        let mut values: Vec<usize> = slots
            .map(|(slot, known)| {
                let any = bits(mark.during[slot]).next().unwrap_or_default();
                let Some((next, then)) = later else {
                    return any;
                };
                let then = &self.model.effects_of(then.made.step).lay;
                let laid = then.iter().find(|(at, _)| *at == slot);
                let sure = laid.is_some_and(|(_, lay)| matches!(lay, Lay::Set(_)));
                let keeps = mark.during[slot] >> next[slot] & 1 == 1;
                match sure || known.fact.is_free() || !keeps {
                    true => any,
                    false => next[slot],
                }
            })
            .collect();
        // Whoever a later act remembers is who acts here.
        if let (Some(me), Some((next, _))) = (self.model.space.slot(&Fact::Me), later) {
            for (slot, lay) in &effects.after {
                let remembered = next[*slot].checked_sub(1);
                let remembered = remembered.filter(|at| mark.during[me] >> at & 1 == 1);
                if let (Lay::Actor, Some(at)) = (lay, remembered) {
                    values[me] = at;
                }
            }
        }
        values
    }

    fn step(&self, mark: &Mark, values: &[usize], before: Option<&Vec<usize>>) -> RouteStep {
        let procedure = self.model.machine.procedure;
        let stage = |at: Option<usize>| {
            let known = at.and_then(|at| procedure.stages.get(at));
            known.map(|stage| stage.id.clone())
        };
        let mut step = RouteStep {
            action: procedure.actions[mark.made.step].id.clone(),
            from: stage(mark.from),
            to: stage(mark.to).unwrap_or_else(|| StageId::from("")),
            set: BTreeMap::new(),
            documents: Vec::new(),
            actor: None,
            others: Vec::new(),
        };
        for (slot, lay) in &self.model.effects_of(mark.made.step).lay {
            let known = &self.model.space.slots[*slot];
            let value = values[*slot];
            if let Fact::Holds(opaque) = &known.fact {
                step.others
                    .push(Other::Holds(opaque.text.clone(), value == 1));
                continue;
            }
            let was = before.map_or(0, |before| before[*slot]);
            if value == 0 || (!matches!(lay, Lay::Set(_)) && value == was) {
                continue;
            }
            match (&known.fact, &known.values) {
                (Fact::Field(field), Values::Field(of)) => {
                    let set = of.get(value - 1);
                    step.set
                        .extend(set.map(|value| (field.clone(), value.clone())));
                }
                (Fact::Has(document), _) => step.documents.push(document.clone()),
                (Fact::Linked(link), _) => step.others.push(Other::Links(link.clone())),
                _ => {}
            }
        }
        for (slot, known) in self.model.space.slots.iter().enumerate() {
            let asked = mark.during[slot] != known.full();
            let (value, yes) = (values[slot], values[slot] == 1);
            match (&known.fact, &known.values) {
                (Fact::Me, Values::Me(names)) => step.actor = names.get(value).cloned(),
                (Fact::Within(clock), _) if asked => {
                    step.others.push(Other::Within(clock.clone(), yes));
                }
                (Fact::Kept(clock), _) if asked => {
                    step.others.push(Other::Kept(clock.clone(), yes));
                }
                (Fact::Stages(link), Values::Stages(sets)) => {
                    let set = sets.get(value).filter(|_| asked);
                    let stages = set.map(|set| {
                        let stages = set.iter().map(|it| it.stage.clone());
                        Other::Stages(link.clone(), stages.collect())
                    });
                    step.others.extend(stages);
                }
                (Fact::Holds(opaque), _) if asked => {
                    step.others.push(Other::Holds(opaque.text.clone(), yes));
                }
                _ => {}
            }
        }
        step
    }
}

/// What comes next in a box.
enum Next {
    /// Everything holds: the act is taken.
    Through,
    /// The box falls apart into these.
    Ways(Vec<Masks>),
    /// Nothing is left, because of this.
    Stopped(Option<ClauseKey>),
}
