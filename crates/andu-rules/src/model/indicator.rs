//! Indicators (指标): what a figure is, as data.

use serde::{Deserialize, Serialize};

use super::{ActionId, FieldId, IndicatorId, ProcedureId, Span};
use crate::condition::Condition;

/// A figure that can be asked for by id.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Id, such as `npc-suggestion-replied`.
    pub id: IndicatorId,
    /// Chinese term, such as 办复人大代表建议件数.
    pub label: String,
    /// Unit as printed: 件, %, 天 …
    pub unit: String,
    /// How it is printed: exact, or as 'at least'.
    pub qualifier: Qualifier,
    /// Which records the period takes in.
    pub period: PeriodKind,
    /// Decimal places printed; rounded once, after the whole formula.
    pub decimals: u32,
    /// How it is worked out.
    pub kind: IndicatorKind,
    /// Name of the file, relative to the pack.
    pub file: String,
    /// Where it stands.
    pub span: Span,
}

/// How a figure is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// The number itself.
    Exact,
    /// 约.
    Approx,
    /// 余: printed from the exact count.
    AtLeast,
}

/// Which records a period takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Those dated within it.
    Within,
    /// Those dated up to its last day (累计).
    Cumulative,
    /// Those that stand on its last day (截至).
    AsOf,
}

/// How a figure is worked out.
#[derive(Debug, Clone, PartialEq)]
pub enum IndicatorKind {
    /// How many.
    Count(Counted),
    /// How many different values of a field.
    Distinct {
        /// Over which records.
        of: Counted,
        /// The field.
        field: FieldId,
    },
    /// Sum of a measure.
    Sum {
        /// Over which records.
        of: Counted,
        /// What is added.
        measure: Measure,
    },
    /// Mean of a measure, exact before rounding.
    Mean {
        /// Over which records.
        of: Counted,
        /// What is averaged.
        measure: Measure,
    },
    /// Counts over counts, in percent where the unit is %.
    Ratio {
        /// Added up.
        numerator: Vec<Counted>,
        /// Added up.
        denominator: Vec<Counted>,
    },
    /// How much of `of` satisfies a further condition: a ratio whose numerator lies within its denominator.
    Share {
        /// The whole.
        of: Counted,
        /// The part.
        part: Condition,
    },
    /// Another indicator against the same one the year before.
    Change {
        /// The indicator.
        of: IndicatorId,
        /// Whether a rise or a fall is printed as a positive number.
        trend: Trend,
        /// In percent of the year before rather than in the unit itself.
        relative: bool,
    },
    /// Days of the period on which at least one record lies, over all its days.
    Coverage(Counted),
    /// A rule's own value, read off the records that show it kept.
    Parameter {
        /// The records.
        of: Counted,
        /// The field that holds the value; every record must hold the same.
        field: FieldId,
    },
    /// Two indicators joined by an operation.
    Arithmetic {
        /// Left.
        left: IndicatorId,
        /// Operation.
        operation: Operation,
        /// Right.
        right: IndicatorId,
    },
}

/// Which records count, and by which date.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Procedure whose register is read.
    pub procedure: ProcedureId,
    /// List field whose rows count instead of the matters.
    pub list: Option<FieldId>,
    /// The date that puts a record into the period.
    pub on: DateSource,
    /// Only those for which this holds.
    pub filter: Option<Condition>,
}

/// A date of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateSource {
    /// When an action was last taken.
    Action(ActionId),
    /// A date field.
    Field(FieldId),
}

/// What is added or averaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A number field.
    Field(FieldId),
    /// Time between two actions.
    Elapsed(Elapsed),
}

/// Time between two actions of one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elapsed {
    /// From the last time this was taken …
    pub from: ActionId,
    /// … to the last time this was taken.
    pub to: ActionId,
    /// In what it is counted.
    pub unit: ElapsedUnit,
}

/// Unit of elapsed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElapsedUnit {
    /// Calendar days between the two dates.
    CalendarDays,
    /// Days to the minute: minutes ÷ 1,440.
    ExactDays,
    /// Hours to the minute.
    Hours,
}

/// Direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// 增长: now − before.
    Rise,
    /// 减少, 缩短: before − now.
    Fall,
}

/// Operation of an arithmetic indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Sum.
    Plus,
    /// Difference.
    Minus,
    /// Quotient; in percent where the unit is %.
    Over,
}
