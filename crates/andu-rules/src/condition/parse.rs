//! Text to condition. Total: any input gives a condition or a fault with its place, and nesting is bounded.

use super::{
    Comparison, Condition, MOST_TERMS, MOST_TIMES, Operand, Rows, Term,
    cursor::{Cursor, is_word},
};
use crate::model::Value;

/// Why a text is not a condition, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}。{remedy}。")]
pub struct ConditionFault {
    /// First byte of the offending text.
    pub at: usize,
    /// Its length in bytes; 0 at the end of the text.
    pub len: usize,
    /// What is wrong, in Chinese, without a full stop.
    pub message: String,
    /// What to do, in Chinese, without a full stop.
    pub remedy: String,
}

/// Reads a condition.
///
/// ```
/// let condition = andu_rules::condition::parse("done(reply) and channel in ['fax', 'post']")?;
/// assert_eq!(condition.to_string(), "done(reply) and channel in ['fax', 'post']");
/// # Ok::<(), andu_rules::condition::ConditionFault>(())
/// ```
///
/// # Errors
/// The first fault met, with its place in bytes.
pub fn parse(text: &str) -> Result<Condition, ConditionFault> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        depth: 0,
        in_list: false,
    };
    if parser.cursor.is_at_end() {
        return Err(parser.cursor.fault(
            "条件是空的",
            "请写出条件，如：done(reply)；不需要条件时删去这一项",
        ));
    }
    let condition = parser.or()?;
    if parser.cursor.is_at_end() {
        return Ok(condition);
    }
    Err(parser.leftover())
}

/// Deeper nesting is refused, so that reading, printing and evaluating never exhaust the stack.
const DEPTH_LIMIT: usize = 48;

struct Parser<'a> {
    cursor: Cursor<'a>,
    depth: usize,
    /// Within `all`, `any`, `last`, `count`, `sum`, where names are columns.
    in_list: bool,
}

/// What an atom begins with: a value still to be compared, or something that holds or not by itself.
enum Piece {
    Value(Operand),
    Holds(Condition),
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Condition, ConditionFault> {
        let mut parts = vec![self.and()?];
        while self.cursor.eat_word("or") {
            parts.push(self.and()?);
        }
        Ok(Condition::any_of(parts))
    }

    fn and(&mut self) -> Result<Condition, ConditionFault> {
        let mut parts = vec![self.not()?];
        while self.cursor.eat_word("and") {
            parts.push(self.not()?);
        }
        Ok(Condition::all_of(parts))
    }

    fn not(&mut self) -> Result<Condition, ConditionFault> {
        if self.cursor.eat_word("not") {
            let inner = self.deeper(Self::not)?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.cursor.eat("(") {
            let inner = self.deeper(Self::or)?;
            self.close()?;
            return Ok(inner);
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Condition, ConditionFault> {
        let before = self.cursor.clone();
        let left = match self.sum()? {
            Piece::Holds(condition) => return Ok(condition),
            Piece::Value(operand) => operand,
        };
        if let Some(comparison) = self.cursor.comparison() {
            let Piece::Value(right) = self.sum()? else {
                return Err(before.fault_to(
                    &self.cursor,
                    "比较号右边不是一个值",
                    "请在右边写字段、文字、数字或日期，如：channel = 'fax'",
                ));
            };
            return Ok(Condition::Compare(left, comparison, right));
        }
        if self.cursor.eat_word("in") {
            return Ok(Condition::In(left, self.literals()?));
        }
        let after_operand = self.cursor.clone();
        if self.cursor.eat_word("not") {
            if self.cursor.eat_word("in") {
                return Ok(Condition::NotIn(left, self.literals()?));
            }
            self.cursor = after_operand;
        }
        match left {
            Operand::Field(field) => Ok(Condition::Recorded(field)),
            _ => Err(before.fault_to(
                &self.cursor,
                "这里只有一个值，没有比较",
                "请补上比较号和另一个值，如：stage = 'closed'",
            )),
        }
    }

    /// A value, or several added up.
    fn sum(&mut self) -> Result<Piece, ConditionFault> {
        let before = self.cursor.clone();
        let first = match self.piece()? {
            Piece::Holds(condition) => return Ok(Piece::Holds(condition)),
            Piece::Value(operand) => operand,
        };
        let mut terms = vec![self.term(first, 1)?];
        loop {
            let sign = match (self.cursor.eat("+"), terms.len()) {
                (true, _) => 1,
                (false, _) if self.cursor.eat("-") => -1,
                (false, 1) if terms[0].times == 1 => {
                    return Ok(Piece::Value(terms.remove(0).of));
                }
                (false, _) => return Ok(Piece::Value(Operand::Total(terms))),
            };
            let next = self.cursor.clone();
            let Piece::Value(operand) = self.piece()? else {
                return Err(next.fault_to(
                    &self.cursor,
                    "加减号之后不是一个值",
                    "请写字段、数字、count(…)或者sum(…)，如：a + b = c",
                ));
            };
            let term = self.term(operand, sign)?;
            terms.push(term);
            if terms.len() > MOST_TERMS {
                return Err(before.fault_to(
                    &self.cursor,
                    "一个算式的项太多",
                    "一个算式最多八项，请拆成几个",
                ));
            }
        }
    }

    /// A term and how many times it counts.
    fn term(&mut self, of: Operand, sign: i64) -> Result<Term, ConditionFault> {
        if !self.cursor.eat("*") {
            return Ok(Term { times: sign, of });
        }
        let before = self.cursor.clone();
        match self.cursor.literal()? {
            Some(Value::Integer(times)) if times != 0 && times.abs() <= MOST_TIMES => Ok(Term {
                times: sign * times,
                of,
            }),
            _ => Err(before.fault_to(
                &self.cursor,
                "乘号之后只能是一个整数",
                "请写一至一千的整数，如：present_count * 2",
            )),
        }
    }

    fn piece(&mut self) -> Result<Piece, ConditionFault> {
        if let Some(value) = self.cursor.literal()? {
            return Ok(Piece::Value(Operand::Literal(value)));
        }
        let before = self.cursor.clone();
        let Some(word) = self.cursor.word() else {
            return Err(self
                .cursor
                .unexpected("这里应当是字段、值或“done(…)”一类的判断"));
        };
        if self.cursor.eat("(") {
            return self.function(word, &before);
        }
        match word {
            "matter" if self.cursor.eat(".") => match self.cursor.word() {
                Some(field) => Ok(Piece::Value(Operand::Matter(field.into()))),
                None => Err(self.cursor.unexpected("“matter.”之后应当是本件的字段名")),
            },
            "stage" => Ok(Piece::Value(Operand::Stage)),
            "actor" => Ok(Piece::Value(Operand::Actor(None))),
            "and" | "or" | "not" | "in" => Err(before.fault_to(
                &self.cursor,
                &format!("“{word}”前后缺少条件"),
                "请在它的两边都写上条件",
            )),
            field => Ok(Piece::Value(Operand::Field(field.into()))),
        }
    }

    /// A function; the opening bracket has been read.
    fn function(&mut self, name: &str, before: &Cursor<'_>) -> Result<Piece, ConditionFault> {
        let holds = match name {
            "done" => Condition::Done(self.id()?.into()),
            "has" => Condition::Has(self.id()?.into()),
            "opinion" => Condition::Opinion(self.id()?.into()),
            "within" => Condition::Within(self.id()?.into()),
            "kept" => Condition::Kept(self.id()?.into()),
            "actor" => {
                let action = self.id()?.into();
                self.close()?;
                return Ok(Piece::Value(Operand::Actor(Some(action))));
            }
            "linked" => {
                let link = self.id()?.into();
                self.close()?;
                if self.cursor.eat(".") {
                    if self.cursor.eat_word("stage") {
                        return Ok(Piece::Value(Operand::LinkedStage(link)));
                    }
                    return Err(self.cursor.unexpected("“.”之后只能是“stage”"));
                }
                return Ok(Piece::Holds(Condition::Linked(link)));
            }
            "all" | "any" | "last" => {
                let (rows, inner) = self.rows(before)?;
                let Some(inner) = inner else {
                    return Err(self.cursor.fault(
                        &format!("“{name}”缺少对每一行的条件"),
                        "请在明细名之后用逗号隔开写上条件，如：all(items, agreed)",
                    ));
                };
                match name {
                    "all" => Condition::All(rows, Box::new(inner)),
                    "any" => Condition::Any(rows, Box::new(inner)),
                    _ => Condition::Last(rows, Box::new(inner)),
                }
            }
            "count" => {
                let (rows, inner) = self.rows(before)?;
                self.close()?;
                return Ok(Piece::Value(Operand::Count(rows, inner.map(Box::new))));
            }
            "sum" => return self.column(before),
            _ => {
                return Err(before.fault_to(
                    &self.cursor,
                    &format!("没有名为“{name}”的判断"),
                    "可用的有：done、has、opinion、within、kept、actor、all、any、last、count、sum、linked",
                ));
            }
        };
        self.close()?;
        Ok(Piece::Holds(holds))
    }

    /// Rows, and after a comma the condition for them.
    fn rows(&mut self, before: &Cursor<'_>) -> Result<(Rows, Option<Condition>), ConditionFault> {
        self.outermost(before)?;
        let Some(word) = self.cursor.word() else {
            return Err(self.cursor.unexpected("括号里应当是明细的字段名"));
        };
        let rows = match word == "linked" && self.cursor.eat("(") {
            true => {
                let link = self.id()?.into();
                self.close()?;
                Rows::Linked(link)
            }
            false => Rows::List(word.into()),
        };
        Ok((rows, self.condition_of_rows()?))
    }

    /// After a comma, the condition for the rows just named.
    fn condition_of_rows(&mut self) -> Result<Option<Condition>, ConditionFault> {
        if !self.cursor.eat(",") {
            return Ok(None);
        }
        self.in_list = true;
        let inner = self.deeper(Self::or);
        self.in_list = false;
        inner.map(Some)
    }

    /// Column of a list, and after a comma the condition for its rows, after `sum(`.
    fn column(&mut self, before: &Cursor<'_>) -> Result<Piece, ConditionFault> {
        self.outermost(before)?;
        let list = self.cursor.word();
        let column = list
            .filter(|_| self.cursor.eat("."))
            .zip(self.cursor.word());
        let Some((list, column)) = column else {
            return Err(self
                .cursor
                .unexpected("括号里应当是明细和它的列，如sum(items.number)"));
        };
        let inner = self.condition_of_rows()?;
        self.close()?;
        let inner = inner.map(Box::new);
        Ok(Piece::Value(Operand::Sum(
            list.into(),
            column.into(),
            inner,
        )))
    }

    fn outermost(&self, before: &Cursor<'_>) -> Result<(), ConditionFault> {
        match self.in_list {
            false => Ok(()),
            true => Err(before.fault_to(
                &self.cursor,
                "明细行的条件里又用了all、any或count",
                "明细只有一层，请把它移到外面",
            )),
        }
    }

    fn id(&mut self) -> Result<String, ConditionFault> {
        match self.cursor.id() {
            Some(id) => Ok(id.to_owned()),
            None => Err(self
                .cursor
                .unexpected("括号里应当是一个标识，由小写字母、数字和连字符组成")),
        }
    }

    fn literals(&mut self) -> Result<Vec<Value>, ConditionFault> {
        if !self.cursor.eat("[") {
            return Err(self
                .cursor
                .unexpected("“in”之后应当是方括号括起的值，如['fax', 'post']"));
        }
        let mut values = Vec::new();
        loop {
            match self.cursor.literal()? {
                Some(value) => values.push(value),
                None => return Err(self.cursor.unexpected("方括号里应当是文字、数字或日期")),
            }
            if self.cursor.eat("]") {
                return Ok(values);
            }
            if !self.cursor.eat(",") {
                return Err(self
                    .cursor
                    .unexpected("方括号里的值之间缺少逗号，或缺少“]”"));
            }
        }
    }

    fn close(&mut self) -> Result<(), ConditionFault> {
        if self.cursor.eat(")") {
            Ok(())
        } else {
            Err(self.cursor.unexpected("缺少右括号“)”"))
        }
    }

    fn deeper<T>(
        &mut self,
        read: fn(&mut Self) -> Result<T, ConditionFault>,
    ) -> Result<T, ConditionFault> {
        if self.depth == DEPTH_LIMIT {
            return Err(self
                .cursor
                .fault("条件嵌套太深", "请拆成几道前置条件，或去掉多余的括号"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Something follows a condition that was complete.
    fn leftover(&mut self) -> ConditionFault {
        if self.cursor.peek() == Some(')') {
            return self.cursor.unexpected("多了一个右括号");
        }
        if self.cursor.clone().comparison().is_some() {
            return self
                .cursor
                .unexpected("比较号左边不是一个值，或一处写了两次比较");
        }
        self.cursor.unexpected("一个条件之后只能是“and”“or”")
    }
}

/// Whether a name can stand for a field in a condition: snake_case and not a word of the language.
pub fn is_field_name(name: &str) -> bool {
    const RESERVED: [&str; 8] = ["and", "or", "not", "in", "true", "false", "stage", "actor"];
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && characters.all(is_word)
        && !RESERVED.contains(&name)
}

impl Comparison {
    /// The sign as written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }
}
