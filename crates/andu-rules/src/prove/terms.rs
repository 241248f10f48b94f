//! Terms: operands that are compared, and with what. Those compared with each other share their values.

use std::collections::BTreeMap;

use crate::{
    condition::{Comparison, Condition, Operand, Rows},
    model::{ActionId, FieldId, LinkId, Procedure, Value},
    prove::{fact::opinion_field, opaque::Opaque},
};

/// Something that is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Term {
    /// A field.
    Field(FieldId),
    /// A column of a list.
    Column(FieldId, FieldId),
    /// Who took an action.
    Actor(ActionId),
    /// Who acts now.
    Me,
    /// Stages of linked matters.
    Stages(LinkId),
    /// The stage of the matter itself.
    Stage,
    /// A number of rows; compared with something that is no literal.
    Count(FieldId),
}

/// Terms that are compared with each other, and the literals with which any of them is.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) terms: Vec<Term>,
    pub(super) literals: Vec<Value>,
    /// Whether it matters which of two values is the smaller.
    pub(super) ordered: bool,
}

/// What conditions ask of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowQuestion {
    /// What is asked of a row; `None`: only that there is one.
    pub(super) of: Option<Condition>,
    /// Literals with which the number of such rows is compared.
    pub(super) literals: Vec<Value>,
    /// Whether the number is compared with something that is no literal.
    pub(super) open: bool,
}

/// Everything that conditions compare.
pub(super) struct Terms<'p> {
    procedure: &'p Procedure,
    groups: Vec<Group>,
    group_of: BTreeMap<Term, usize>,
    pub(super) lists: BTreeMap<FieldId, Vec<RowQuestion>>,
}

impl<'p> Terms<'p> {
    pub(super) fn of<'c>(
        conditions: impl Iterator<Item = &'c Condition>,
        procedure: &'p Procedure,
    ) -> Terms<'p> {
        let mut terms = Terms {
            procedure,
            groups: Vec::new(),
            group_of: BTreeMap::new(),
            lists: BTreeMap::new(),
        };
        for condition in conditions {
            terms.condition(condition, None);
        }
        terms
    }

    /// The group of a term; one of its own where nothing is compared with it.
    pub(super) fn group(&self, term: &Term) -> Group {
        let known = self.group_of.get(term).map(|&at| self.groups[at].clone());
        known.unwrap_or_else(|| Group {
            terms: vec![term.clone()],
            ..Group::default()
        })
    }

    fn condition(&mut self, condition: &Condition, list: Option<&FieldId>) {
        if list.is_none() && Opaque::of(condition).is_some() {
            return;
        }
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.condition(part, list);
                }
            }
            Condition::Not(inner) => self.condition(inner, list),
            Condition::Compare(left, comparison, right) => {
                self.operand(left);
                self.operand(right);
                self.compare(left, *comparison, right, list);
            }
            Condition::In(operand, values) | Condition::NotIn(operand, values) => {
                self.operand(operand);
                for value in values {
                    self.literal(operand, value, false, list);
                }
            }
            Condition::Opinion(id) => {
                let Some(field) = opinion_field(self.procedure, id) else {
                    return;
                };
                let rule = self.procedure.opinions.iter().find(|it| it.id == *id);
                let passes = rule.map(|it| it.passes.as_slice()).unwrap_or_default();
                for pass in passes {
                    let value = Value::Text(pass.clone());
                    self.literal(&Operand::Field(field.clone()), &value, false, None);
                }
            }
            Condition::Recorded(field) if list.is_none() => {
                self.ask(field, None, None, false);
            }
            Condition::Any(Rows::List(rows), inner) => {
                self.ask(rows, Some(inner.as_ref().clone()), None, false);
                self.condition(inner, Some(rows));
            }
            Condition::All(Rows::List(rows), inner) => {
                let not = Condition::Not(inner.clone());
                self.ask(rows, Some(not), None, false);
                self.condition(inner, Some(rows));
            }
            _ => {}
        }
    }

    /// A count asks for its rows, whatever it is compared with.
    fn operand(&mut self, operand: &Operand) {
        if let Operand::Count(Rows::List(rows), inner) = operand {
            self.ask(rows, inner.as_deref().cloned(), None, false);
            if let Some(inner) = inner {
                self.condition(inner, Some(rows));
            }
        }
    }

    fn ask(&mut self, list: &FieldId, of: Option<Condition>, literal: Option<&Value>, open: bool) {
        let questions = self.lists.entry(list.clone()).or_default();
        let at = questions.iter().position(|known| known.of == of);
        let at = at.unwrap_or_else(|| {
            questions.push(RowQuestion {
                of,
                literals: Vec::new(),
                open: false,
            });
            questions.len() - 1
        });
        let question = &mut questions[at];
        question.open |= open;
        if let Some(literal) = literal
            && !question.literals.contains(literal)
        {
            question.literals.push(literal.clone());
        }
    }

    fn compare(
        &mut self,
        left: &Operand,
        comparison: Comparison,
        right: &Operand,
        list: Option<&FieldId>,
    ) {
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match (left, right) {
            (Operand::Literal(_), Operand::Literal(_)) => {}
            (operand, Operand::Literal(value)) | (Operand::Literal(value), operand) => {
                self.literal(operand, value, ordered, list);
            }
            _ => {
                for operand in [left, right] {
                    if let Operand::Count(Rows::List(rows), inner) = operand {
                        self.ask(rows, inner.as_deref().cloned(), None, true);
                    }
                }
                let (left, right) = (term(left, list), term(right, list));
                let (Some(left), Some(right)) = (left, right) else {
                    return;
                };
                self.join(left, right, ordered);
            }
        }
    }

    fn literal(&mut self, operand: &Operand, value: &Value, ordered: bool, list: Option<&FieldId>) {
        if let Operand::Count(Rows::List(rows), inner) = operand {
            self.ask(rows, inner.as_deref().cloned(), Some(value), false);
            return;
        }
        if let Some(term) = term(operand, list) {
            let at = self.place(term);
            let group = &mut self.groups[at];
            group.ordered |= ordered;
            if !group.literals.contains(value) {
                group.literals.push(value.clone());
            }
        }
    }

    fn place(&mut self, term: Term) -> usize {
        if let Some(&at) = self.group_of.get(&term) {
            return at;
        }
        let mut literals = Vec::new();
        match &term {
            // Counters stop at two: what is compared with a count lies below, at or above these.
            Term::Count(_) => literals.extend((0..=2).map(Value::Integer)),
            Term::Stage => {
                let stages = self.procedure.stages.iter().take(64);
                literals.extend(stages.map(|it| Value::Text(it.id.as_str().to_owned())));
            }
            _ => {}
        }
        self.groups.push(Group {
            terms: vec![term.clone()],
            literals,
            ordered: false,
        });
        self.group_of.insert(term, self.groups.len() - 1);
        self.groups.len() - 1
    }

    fn join(&mut self, left: Term, right: Term, ordered: bool) {
        let (kept, gone) = (self.place(left), self.place(right));
        if kept != gone {
            let moved = std::mem::take(&mut self.groups[gone]);
            for term in &moved.terms {
                self.group_of.insert(term.clone(), kept);
            }
            let group = &mut self.groups[kept];
            group.ordered |= moved.ordered;
            group.terms.extend(moved.terms);
            for literal in moved.literals {
                if !group.literals.contains(&literal) {
                    group.literals.push(literal);
                }
            }
        }
        self.groups[kept].ordered |= ordered;
    }
}

fn term(operand: &Operand, list: Option<&FieldId>) -> Option<Term> {
    match (operand, list) {
        (Operand::Field(column), Some(list)) => Some(Term::Column(list.clone(), column.clone())),
        (Operand::Field(field), None) => Some(Term::Field(field.clone())),
        (Operand::Actor(Some(action)), _) => Some(Term::Actor(action.clone())),
        (Operand::Actor(None), _) => Some(Term::Me),
        (Operand::Stage, _) => Some(Term::Stage),
        (Operand::LinkedStage(link), _) => Some(Term::Stages(link.clone())),
        (Operand::Count(Rows::List(list), _), _) => Some(Term::Count(list.clone())),
        (Operand::Matter(field), _) => Some(Term::Field(field.clone())),
        (
            Operand::Literal(_)
            | Operand::Sum(..)
            | Operand::Total(_)
            | Operand::Count(Rows::Linked(_), _),
            _,
        ) => None,
    }
}
