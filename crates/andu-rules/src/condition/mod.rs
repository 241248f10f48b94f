//! Conditions: one small total expression language, one syntax tree, two evaluators (memory here, SQL in `andu-figures`).
//!
//! ```text
//! condition := or
//! or        := and ("or" and)*
//! and       := not ("and" not)*
//! not       := "not" not | "(" or ")" | atom
//! atom      := operand op operand | operand "in" "[" literal, … "]" | operand "not" "in" "[" … "]"
//!            | "done(" action ")" | "has(" document ")" | "opinion(" opinion ")" | "within(" clock ")" | "kept(" clock ")"
//!            | "all(" rows "," or ")" | "any(" rows "," or ")" | "last(" rows "," or ")" | "linked(" link ")" | field
//! rows      := list | "linked(" link ")"
//! operand   := sum of terms, joined by "+" and "-", each perhaps "*" a whole number; or a single term
//! term      := field | literal | "matter." field | "actor(" action ")" | "actor" | "stage" | "count(" rows ["," or] ")"
//!            | "sum(" list "." column ["," or] ")" | "linked(" link ").stage"
//! op        := "=" | "!=" | "<" | "<=" | ">" | ">="
//! literal   := 'text' | number | true | false | 2025-03-01
//! ```
//!
//! Names are snake_case, ids inside brackets kebab-case; a quote inside a text is written twice. A name within `all`, `any`, `last`, `count`, `sum`
//! is a column of the list or a field of the linked matter (whose `stage` is then meant), and these do not nest; `matter.field` is a field of
//! the matter itself. `last` asks the last row, or the matter linked last; it is false where there is none. A sum has at most eight terms; it is
//! missing where one of its terms is, or lies beyond a hundred thousand million either way, so that no sum outgrows a database. `sum(…)`
//! counts what is recorded, with a condition only in the rows for which it holds: `sum(items.amount, kind = 'fine')`. A missing value makes its comparison false, whatever the operator (`!=` and `not in` included). A bare field is true where it is
//! recorded and not `false`. There is no date arithmetic: that is a clock.

mod cursor;
mod describe;
mod evaluate;
mod explain;
mod fields;
mod mentions;
mod names;
mod number;
mod parse;
mod print;
#[cfg(test)]
mod tests;

pub use describe::describe;
pub use evaluate::evaluate;
pub use explain::explain;
pub use fields::FieldsAlone;
pub use mentions::Mention;
pub use names::Names;
pub use number::{LARGEST, MOST_TERMS, MOST_TIMES};
pub use parse::{ConditionFault, is_field_name, parse};

use crate::model::{ActionId, ClockId, DocumentId, FieldId, LinkId, OpinionId, Row, Value};

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All hold. Never empty.
    And(Vec<Condition>),
    /// At least one holds. Never empty.
    Or(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
    /// A comparison of two operands; false where either is missing.
    Compare(Operand, Comparison, Operand),
    /// Membership; false where the operand is missing.
    In(Operand, Vec<Value>),
    /// Non-membership; false where the operand is missing.
    NotIn(Operand, Vec<Value>),
    /// The action has been taken (and not voided).
    Done(ActionId),
    /// The document has been filed.
    Has(DocumentId),
    /// The opinion is recorded and passes.
    Opinion(OpinionId),
    /// The clock has been started and, at the time of the act, has not run out.
    Within(ClockId),
    /// The clock was stopped no later than its due day.
    Kept(ClockId),
    /// The field is recorded and not `false`.
    Recorded(FieldId),
    /// Holds for every row; true where there is none.
    All(Rows, Box<Condition>),
    /// Holds for some row.
    Any(Rows, Box<Condition>),
    /// Holds for the last row; false where there is none.
    Last(Rows, Box<Condition>),
    /// At least one matter is linked.
    Linked(LinkId),
}

impl Condition {
    /// All of these hold; what is itself an `and` is taken apart, and one alone stays as it is.
    pub fn all_of(parts: Vec<Condition>) -> Condition {
        let flat = parts.into_iter().flat_map(|part| match part {
            Condition::And(inner) => inner,
            other => vec![other],
        });
        Condition::joined(flat.collect(), Condition::And)
    }

    /// At least one of these holds; what is itself an `or` is taken apart, and one alone stays as it is.
    pub fn any_of(parts: Vec<Condition>) -> Condition {
        let flat = parts.into_iter().flat_map(|part| match part {
            Condition::Or(inner) => inner,
            other => vec![other],
        });
        Condition::joined(flat.collect(), Condition::Or)
    }

    fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
        match parts.len() {
            1 => parts.remove(0),
            _ => join(parts),
        }
    }
}

/// What conditions ask one by one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rows {
    /// The rows of a list.
    List(FieldId),
    /// The linked matters, in the order in which they were linked; each is a row of its fields.
    Linked(LinkId),
}

impl Rows {
    /// The list, where it is one.
    pub fn list(&self) -> Option<&FieldId> {
        match self {
            Rows::List(list) => Some(list),
            Rows::Linked(_) => None,
        }
    }
}

/// A linked matter, as far as conditions ask for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkedMatter {
    /// Its stage.
    pub stage: String,
    /// Those of its fields that conditions read.
    pub fields: Row,
}

impl From<&str> for LinkedMatter {
    fn from(stage: &str) -> LinkedMatter {
        LinkedMatter {
            stage: stage.to_owned(),
            fields: Row::new(),
        }
    }
}

/// A term of a sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// How many times it counts; never 0.
    pub times: i64,
    /// What counts.
    pub of: Operand,
}

/// Something with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A field; within `all`, `any`, `last`, `count`, `sum`: a column of the row.
    Field(FieldId),
    /// Within `all`, `any`, `last`, `count`, `sum`: a field of the matter itself.
    Matter(FieldId),
    /// A literal.
    Literal(Value),
    /// Who took the action last; `None` is whoever is acting now.
    Actor(Option<ActionId>),
    /// The stage.
    Stage,
    /// Number of rows, perhaps only of those for which the condition holds.
    Count(Rows, Option<Box<Condition>>),
    /// What the rows of a list record in a column, added up, perhaps only of those for which the condition holds.
    Sum(FieldId, FieldId, Option<Box<Condition>>),
    /// Terms added up. More than one of them, or one that is not itself.
    Total(Vec<Term>),
    /// Stage of the linked matters; a comparison holds when it holds for every one of them and there is one.
    LinkedStage(LinkId),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// What a condition is evaluated against: a matter as it stands, with the act under decision laid over it.
pub trait Facts {
    /// Value of a field.
    fn field(&self, field: &FieldId) -> Option<&Value>;
    /// Whether an action has been taken.
    fn done(&self, action: &ActionId) -> bool;
    /// Whether a document has been filed.
    fn has(&self, document: &DocumentId) -> bool;
    /// Whether an opinion is recorded and passes.
    fn opinion(&self, opinion: &OpinionId) -> bool;
    /// Whether a clock runs and has not run out.
    fn within(&self, clock: &ClockId) -> bool;
    /// Whether a clock was stopped in time.
    fn kept(&self, clock: &ClockId) -> bool;
    /// Who took an action last; `None` asks for whoever is acting now.
    fn actor(&self, action: Option<&ActionId>) -> Option<&str>;
    /// Id of the stage.
    fn stage(&self) -> Option<&str>;
    /// The matters linked in this way, in the order in which they were linked.
    fn linked(&self, link: &LinkId) -> &[LinkedMatter];
    /// Whether a condition that asks for sums or linked matters holds, where that is known without looking; only proofs know.
    fn known(&self, _: &Condition) -> Option<bool> {
        None
    }
}
