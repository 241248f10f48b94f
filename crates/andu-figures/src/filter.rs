//! A condition as SQL. It must hold of exactly the rows of which `andu_rules::condition::evaluate` holds in memory.
//!
//! SQL knows a third truth value, null, where something is missing. `and` and `or` of pieces that are null instead of false are true
//! in the same cases, so null only has to be made false where it would be turned round: under `not`.

mod sums;

use andu_ledger::Cell;
use andu_rules::{
    Pack,
    condition::{Comparison, Condition, Operand, Rows},
    model::{ClockId, DocumentId, FieldId, LinkId, OpinionId, Value},
};

use crate::{
    FigureError,
    error::Fault,
    shape::{Found, Kind, Shape},
    sql::Sql,
    truth::{Truth, not},
};

/// A condition as a piece of SQL over the register of a procedure, whose table must be called `r` around it.
///
/// Each `?` takes the next of the cells. The text holds no value from outside.
///
/// # Errors
/// Where the condition names something that no version of the procedure has, or asks what registers cannot say.
pub fn condition_sql(
    condition: &Condition,
    pack: &Pack,
    procedure: &str,
) -> Result<(String, Vec<Cell>), FigureError> {
    let shape = Shape::of(pack, procedure).map_err(|_| FigureError::UnknownProcedure {
        id: procedure.to_owned(),
    })?;
    match Filter::of_matter(&shape).condition(condition) {
        Ok(truth) => Ok(truth.sql().into_parts()),
        Err(fault) => Err(FigureError::Condition {
            condition: condition.to_string(),
            fault: Box::new(fault),
        }),
    }
}

/// Alias of the register's table.
pub(crate) const MATTER: &str = "r";
/// Alias of a list whose rows are counted.
pub(crate) const ITEM: &str = "i";
/// Alias of a list within `all`, `any`, `count`, which do not nest.
const ROW: &str = "x";
/// Aliases of link and linked matter, on the left and on the right of a comparison.
const LINKS: [(&str, &str); 2] = [("l", "t"), ("m", "u")];

/// Translates conditions over one register.
#[derive(Clone, Copy)]
pub(crate) struct Filter<'a> {
    shape: &'a Shape,
    /// The list whose columns names are, and its alias.
    row: Option<(&'a FieldId, &'static str)>,
    /// A name that is no column of the list is a field of the matter.
    or_matter: bool,
    /// The link whose matters are asked, and the alias of their register: names are its columns.
    other: Option<(&'a LinkId, &'static str)>,
}

/// An operand as SQL.
enum Side<'a> {
    One(Sql, Kind),
    /// Every matter linked in this way.
    Linked(&'a LinkId),
}

impl<'a> Filter<'a> {
    /// Names are fields of the matter.
    pub(crate) fn of_matter(shape: &'a Shape) -> Filter<'a> {
        Filter {
            shape,
            row: None,
            or_matter: false,
            other: None,
        }
    }

    /// Names are columns of a list whose rows are counted or, where it has none of that name, fields of the matter.
    pub(crate) fn of_items(shape: &'a Shape, list: &'a FieldId) -> Filter<'a> {
        Filter {
            shape,
            row: Some((list, ITEM)),
            or_matter: true,
            other: None,
        }
    }

    /// The condition.
    pub(crate) fn condition(&self, condition: &'a Condition) -> Result<Truth, Fault> {
        let each = |parts: &'a [Condition]| {
            parts
                .iter()
                .map(|part| self.condition(part))
                .collect::<Result<Vec<_>, Fault>>()
        };
        match condition {
            Condition::And(parts) => Ok(Truth::All(each(parts)?)),
            Condition::Or(parts) => match self.any_kept(parts)? {
                Some(kept) => Ok(Truth::Piece(kept)),
                None => Ok(Truth::Any(each(parts)?)),
            },
            Condition::Not(inner) => Ok(Truth::Not(Box::new(self.condition(inner)?))),
            _ => self.piece(condition).map(Truth::Piece),
        }
    }

    /// A condition that is not joined of others; true, false or null. It stands by itself.
    fn piece(&self, condition: &'a Condition) -> Result<Sql, Fault> {
        match condition {
            Condition::And(_) | Condition::Or(_) | Condition::Not(_) => {
                unreachable!("joined conditions are taken apart by the caller")
            }
            Condition::Compare(left, comparison, right) => {
                self.compare(&self.side(left)?, *comparison, &self.side(right)?, 0)
            }
            Condition::In(operand, values) => self.membership(operand, values, Comparison::Equal),
            Condition::NotIn(operand, values) => {
                self.membership(operand, values, Comparison::NotEqual)
            }
            Condition::Done(action) => {
                let column = self.shape.did(action)?;
                Ok(Sql::new(format!("{MATTER}.\"{column}\" is not null")))
            }
            Condition::Has(document) => self.has(document),
            Condition::Opinion(opinion) => self.opinion(opinion),
            Condition::Within(_) => Err(Fault::Moment(condition.to_string())),
            Condition::Kept(clock) => self.kept(&[clock]),
            Condition::Recorded(field) => self.recorded(field),
            Condition::All(rows, inner) => {
                let failing = self.asked("select 1", rows, Some((inner, true)))?;
                Ok(Sql::new("not exists (").then(&failing).text_then(")"))
            }
            Condition::Any(rows, inner) => {
                let passing = self.asked("select 1", rows, Some((inner, false)))?;
                Ok(Sql::new("exists (").then(&passing).text_then(")"))
            }
            Condition::Last(Rows::List(list), inner) => {
                let passing = self.rows("select 1", list, Some((inner, false)))?;
                let later = self.rows(&format!("select max({ROW}.item)"), list, None)?;
                let last = Sql::new("exists (").then(&passing);
                let last = last.text_then(&format!(" and {ROW}.item = (")).then(&later);
                Ok(last.text_then("))"))
            }
            Condition::Last(Rows::Linked(_), _) => Err(Fault::Order(condition.to_string())),
            Condition::Linked(link) => Ok(Sql::new("exists (")
                .then(&self.linked(link, 0)?)
                .text_then(")")),
        }
    }

    /// A name as a column: its SQL and kind; an error where it is a list.
    pub(crate) fn value(&self, name: &FieldId) -> Result<(Sql, Kind), Fault> {
        match self.name(name)? {
            (Found::Value(column, kind), alias) => {
                Ok((Sql::new(format!("{alias}.\"{column}\"")), kind))
            }
            (Found::List(_), _) => Err(Fault::List(name.to_string())),
        }
    }

    fn name(&self, name: &FieldId) -> Result<(Found<'a>, &'static str), Fault> {
        if let Some((link, alias)) = self.other {
            return Ok((self.shape.linked_field(link, name)?, alias));
        }
        if let Some((list, alias)) = self.row {
            match self.shape.column(list, name) {
                Ok(found) => return Ok((found, alias)),
                Err(fault) if !self.or_matter => return Err(fault),
                Err(_) => {}
            }
        }
        Ok((self.shape.field(name)?, MATTER))
    }

    /// One look at the clocks of a matter for several of them: a matter has as a rule only one of the clocks that are joined by `or`.
    fn any_kept(&self, parts: &'a [Condition]) -> Result<Option<Sql>, Fault> {
        let clock = |part: &'a Condition| match part {
            Condition::Kept(clock) => Some(clock),
            _ => None,
        };
        let clocks: Option<Vec<&ClockId>> = parts.iter().map(clock).collect();
        clocks.map(|clocks| self.kept(&clocks)).transpose()
    }

    fn kept(&self, clocks: &[&ClockId]) -> Result<Sql, Fault> {
        for clock in clocks {
            self.shape.check_clock(clock)?;
        }
        let names: Vec<Sql> = clocks.iter().map(|it| Sql::bound(it.as_str())).collect();
        let kept = Sql::new(format!(
            "exists (select 1 from clock k where k.organ = {MATTER}.organ and k.matter = {MATTER}.matter \
             and k.kept = 1 and k.clock in ("
        ));
        Ok(kept.then(&Sql::joined(&names, ", ")).text_then("))"))
    }

    fn side(&self, operand: &'a Operand) -> Result<Side<'a>, Fault> {
        let (sql, kind) = match operand {
            Operand::Field(field) => column(self.name(field)?),
            Operand::Literal(value) => literal(value),
            Operand::Actor(action) => {
                let column = action.as_ref().and_then(|action| self.shape.actor(action));
                let Some(column) = column else {
                    return Err(Fault::Actor(operand.to_string()));
                };
                (Sql::new(format!("{MATTER}.\"{column}\"")), Kind::Text)
            }
            Operand::Stage => {
                let alias = self.other.map_or(MATTER, |(_, alias)| alias);
                (Sql::new(format!("{alias}.stage")), Kind::Text)
            }
            Operand::Matter(field) => column((self.shape.field(field)?, MATTER)),
            Operand::Count(rows, inner) => {
                let inner = inner.as_ref().map(|inner| (&**inner, false));
                let rows = self.asked("select count(*)", rows, inner)?;
                (rows.bracketed(), Kind::Number(1))
            }
            Operand::Sum(list, column, inner) => self.sum(list, column, inner.as_deref())?,
            Operand::Total(terms) => self.total(terms)?,
            Operand::LinkedStage(link) => return Ok(Side::Linked(link)),
        };
        Ok(Side::One(sql, kind))
    }

    /// `links` counts the linked sides around this comparison, so that their aliases differ.
    fn compare(
        &self,
        left: &Side<'a>,
        comparison: Comparison,
        right: &Side<'a>,
        links: usize,
    ) -> Result<Sql, Fault> {
        match (left, right) {
            (Side::One(left, left_kind), Side::One(right, right_kind)) => Ok(compared(
                (left, *left_kind),
                comparison,
                (right, *right_kind),
            )),
            (Side::One(..), Side::Linked(_)) => {
                self.compare(right, comparison.mirrored(), left, links)
            }
            (Side::Linked(link), _) => {
                let stage = Sql::new(format!("{}.stage", LINKS[links].1));
                let inner = self.compare(
                    right,
                    comparison.mirrored(),
                    &Side::One(stage, Kind::Text),
                    links + 1,
                )?;
                let linked = self.linked(link, links)?;
                let failing = linked.clone().text_then(" and ").then(&not(&inner));
                let each = Sql::new("(exists (")
                    .then(&linked)
                    .text_then(") and not exists (");
                Ok(each.then(&failing).text_then("))"))
            }
        }
    }

    fn membership(
        &self,
        operand: &'a Operand,
        values: &[Value],
        comparison: Comparison,
    ) -> Result<Sql, Fault> {
        let word = if comparison == Comparison::Equal {
            " or "
        } else {
            " and "
        };
        let against = |side: &Sql, kind: Kind| {
            let each: Vec<Sql> = values
                .iter()
                .map(|value| {
                    let (value, value_kind) = literal(value);
                    compared((side, kind), comparison, (&value, value_kind))
                })
                .collect();
            Sql::chained(&each, word)
        };
        match self.side(operand)? {
            Side::One(side, kind) => Ok(against(&side, kind)),
            Side::Linked(link) => {
                let stage = Sql::new(format!("{}.stage", LINKS[0].1));
                let linked = self.linked(link, 0)?;
                let failing = linked
                    .clone()
                    .text_then(" and ")
                    .then(&not(&against(&stage, Kind::Text)));
                let each = Sql::new("(exists (")
                    .then(&linked)
                    .text_then(") and not exists (");
                Ok(each.then(&failing).text_then("))"))
            }
        }
    }

    fn has(&self, document: &DocumentId) -> Result<Sql, Fault> {
        self.shape.check_document(document)?;
        let filed = Sql::new(format!(
            "exists (select 1 from file f where f.organ = {MATTER}.organ and f.matter = {MATTER}.matter and f.kind = "
        ));
        Ok(filed.then_bound(document.as_str()).text_then(")"))
    }

    fn opinion(&self, opinion: &OpinionId) -> Result<Sql, Fault> {
        let known = self.shape.opinion(opinion)?;
        let of_matter = Filter::of_matter(self.shape);
        let mut by_version = Vec::new();
        for passing in &known {
            let (column, _) = of_matter.value(passing.field)?;
            let values = passing.values.iter();
            let values: Vec<Sql> = values.map(|value| Sql::bound(value.as_str())).collect();
            let passed = column
                .text_then(" in (")
                .then(&Sql::joined(&values, ", "))
                .text_then(")");
            let passed = match known.as_slice() {
                [_] => passed,
                _ => Sql::new(format!("({MATTER}.version = "))
                    .then_bound(passing.version.to_string())
                    .text_then(" and ")
                    .then(&passed)
                    .text_then(")"),
            };
            by_version.push(passed);
        }
        Ok(Sql::chained(&by_version, " or "))
    }

    fn recorded(&self, field: &FieldId) -> Result<Sql, Fault> {
        match self.name(field)? {
            (Found::List(_), _) => Ok(Sql::new("exists (")
                .then(&self.rows("select 1", field, None)?)
                .text_then(")")),
            (Found::Value(column, Kind::Boolean), alias) => {
                Ok(Sql::new(format!("{alias}.\"{column}\" = 1")))
            }
            (Found::Value(column, _), alias) => {
                Ok(Sql::new(format!("{alias}.\"{column}\" is not null")))
            }
        }
    }

    /// A select over the rows of a list of the matter; with a condition those that satisfy it, or with `true` those that do not.
    fn rows(
        &self,
        select: &str,
        list: &'a FieldId,
        inner: Option<(&'a Condition, bool)>,
    ) -> Result<Sql, Fault> {
        let table = self.shape.list(list)?;
        let rows = Sql::new(format!(
            "{select} from \"{table}\" {ROW} where {ROW}.organ = {MATTER}.organ and {ROW}.matter = {MATTER}.matter"
        ));
        let Some((inner, turned)) = inner else {
            return Ok(rows);
        };
        let filter = Filter {
            shape: self.shape,
            row: Some((list, ROW)),
            or_matter: false,
            other: None,
        };
        let inner = filter.condition(inner)?.sql();
        let inner = if turned { not(&inner) } else { inner };
        Ok(rows.text_then(" and ").then(&inner))
    }

    /// A select over the rows of a list, or over the linked matters.
    fn asked(
        &self,
        select: &str,
        rows: &'a Rows,
        inner: Option<(&'a Condition, bool)>,
    ) -> Result<Sql, Fault> {
        let link = match rows {
            Rows::List(list) => return self.rows(select, list, inner),
            Rows::Linked(link) => link,
        };
        let (_, other) = LINKS[0];
        let linked = self.linked_as(select, link, 0)?;
        let Some((inner, turned)) = inner else {
            return Ok(linked);
        };
        let filter = Filter {
            other: Some((link, other)),
            ..*self
        };
        let inner = filter.condition(inner)?.sql();
        let inner = if turned { not(&inner) } else { inner };
        Ok(linked.text_then(" and ").then(&inner))
    }

    fn linked(&self, link: &LinkId, place: usize) -> Result<Sql, Fault> {
        self.linked_as("select 1", link, place)
    }

    fn linked_as(&self, select: &str, link: &LinkId, place: usize) -> Result<Sql, Fault> {
        let table = self.shape.linked_table(link)?;
        let (l, t) = LINKS[place];
        let linked = Sql::new(format!(
            "{select} from link {l} join \"{table}\" {t} on {t}.organ = {l}.organ and {t}.matter = {l}.to_matter \
             where {l}.organ = {MATTER}.organ and {l}.from_matter = {MATTER}.matter and {l}.kind = "
        ));
        Ok(linked.then_bound(link.as_str()))
    }
}

fn column((found, alias): (Found<'_>, &str)) -> (Sql, Kind) {
    match found {
        // A list compares with nothing, as a value about a person does not.
        Found::List(_) => (Sql::new("null"), Kind::Personal),
        Found::Value(column, kind) => (Sql::new(format!("{alias}.\"{column}\"")), kind),
    }
}

fn literal(value: &Value) -> (Sql, Kind) {
    match value {
        Value::Boolean(truth) => (Sql::bound(i64::from(*truth)), Kind::Boolean),
        Value::Integer(number) => (Sql::bound(*number), Kind::Number(1)),
        Value::Decimal(number) => (Sql::bound(number.units), Kind::Number(10_000)),
        Value::Text(text) => (Sql::bound(text.as_str()), Kind::Text),
        Value::Personal { .. } | Value::List(_) => (Sql::new("null"), Kind::Personal),
    }
}

/// Two values compared; kinds that do not compare are never so.
fn compared(left: (&Sql, Kind), comparison: Comparison, right: (&Sql, Kind)) -> Sql {
    let scale = match (left.1, right.1) {
        (Kind::Number(left), Kind::Number(right)) => left.max(right),
        (Kind::Text | Kind::Date, Kind::Text | Kind::Date) | (Kind::Boolean, Kind::Boolean) => 1,
        _ => return Sql::new("0"),
    };
    // Where a whole number outgrows the database's integers, it goes on as floating point and still lies beyond every decimal.
    let scaled = |(sql, kind): (&Sql, Kind)| match kind {
        Kind::Number(own) if own < scale => Sql::new("(")
            .then(sql)
            .text_then(&format!(" * {})", scale / own)),
        _ => sql.clone(),
    };
    let sign = match comparison {
        Comparison::NotEqual => "<>",
        other => other.sign(),
    };
    scaled(left)
        .text_then(&format!(" {sign} "))
        .then(&scaled(right))
        .bracketed()
}
