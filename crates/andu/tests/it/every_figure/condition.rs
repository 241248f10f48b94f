//! Conditions once more, written for this test alone: a second reader and a second evaluator, over cells.

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    /// Operand, comparison, operand.
    Compare(Operand, String, Operand),
    /// Operand among these; `false`: not among them.
    Among(Operand, Vec<Datum>, bool),
    /// `done(a)`, `has(d)` …
    Call(String, Vec<String>),
    /// `any`, `all` over a list.
    Rows(String, String, Box<Condition>),
    /// A field that is recorded and not false.
    Field(String),
}

/// Something with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Field(String),
    Literal(Datum),
    Count(String, Option<Box<Condition>>),
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    Flag(bool),
    /// In ten-thousandths.
    Number(i64),
    Text(String),
}

/// What a condition is asked of.
pub trait Facts {
    fn value(&self, field: &str) -> Option<Datum>;
    fn call(&self, name: &str, argument: &str) -> bool;
    /// Rows of a list as facts of their own.
    fn rows(&self, list: &str) -> Vec<Vec<(String, Datum)>>;
}

/// Reads a condition; the pack is known to be well-formed.
pub fn parse(text: &str) -> Condition {
    let mut words = Words {
        words: words(text),
        at: 0,
    };
    let condition = words.or();
    assert_eq!(words.at, words.words.len(), "all of “{text}” is understood");
    condition
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut word = String::from(c);
        if c.is_whitespace() {
            continue;
        } else if c == '\'' {
            for c in chars.by_ref() {
                if c == '\'' {
                    break;
                }
                word.push(c);
            }
        } else if c.is_alphanumeric() || c == '_' {
            while let Some(c) =
                chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            {
                word.push(c);
            }
        } else if matches!(c, '!' | '<' | '>')
            && let Some(c) = chars.next_if_eq(&'=')
        {
            word.push(c);
        }
        words.push(word);
    }
    words
}

struct Words {
    words: Vec<String>,
    at: usize,
}

impl Words {
    fn peek(&self) -> &str {
        self.words.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        let word = self.peek().to_owned();
        self.at += 1;
        word
    }

    fn take(&mut self, word: &str) -> bool {
        let taken = self.peek() == word;
        self.at += usize::from(taken);
        taken
    }

    fn or(&mut self) -> Condition {
        let mut parts = vec![self.and()];
        while self.take("or") {
            parts.push(self.and());
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Condition::Or(parts),
        }
    }

    fn and(&mut self) -> Condition {
        let mut parts = vec![self.not()];
        while self.take("and") {
            parts.push(self.not());
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Condition::And(parts),
        }
    }

    fn not(&mut self) -> Condition {
        if self.take("not") {
            return Condition::Not(Box::new(self.not()));
        }
        if self.take("(") {
            let inner = self.or();
            assert!(self.take(")"), "a bracket is closed");
            return inner;
        }
        self.atom()
    }

    fn atom(&mut self) -> Condition {
        let name = self.peek().to_owned();
        let called = self.words.get(self.at + 1).is_some_and(|word| word == "(");
        if called && name != "count" {
            self.at += 2;
            let first = self.next();
            if matches!(name.as_str(), "any" | "all") {
                assert!(self.take(","), "a list and a condition");
                let inner = self.or();
                assert!(self.take(")"), "a bracket is closed");
                return Condition::Rows(name, first, Box::new(inner));
            }
            assert!(self.take(")"), "a bracket is closed");
            return Condition::Call(name, vec![first]);
        }
        let left = self.operand();
        if self.take("in") {
            return Condition::Among(left, self.literals(), true);
        }
        if self.peek() == "not" {
            self.at += 1;
            assert!(self.take("in"), "`not in`");
            return Condition::Among(left, self.literals(), false);
        }
        if matches!(self.peek(), "=" | "!=" | "<" | "<=" | ">" | ">=") {
            let how = self.next();
            return Condition::Compare(left, how, self.operand());
        }
        match left {
            Operand::Field(field) => Condition::Field(field),
            other => panic!("{other:?} is no condition"),
        }
    }

    fn literals(&mut self) -> Vec<Datum> {
        assert!(self.take("["), "a list of values");
        let mut values = Vec::new();
        while !self.take("]") {
            let word = self.next();
            values.push(literal(&word).unwrap_or_else(|| panic!("{word} is no value")));
            self.take(",");
        }
        values
    }

    fn operand(&mut self) -> Operand {
        let word = self.next();
        if word == "count" {
            assert!(self.take("("), "a list is counted");
            let list = self.next();
            let inner = self.take(",").then(|| Box::new(self.or()));
            assert!(self.take(")"), "a bracket is closed");
            return Operand::Count(list, inner);
        }
        literal(&word).map_or(Operand::Field(word), Operand::Literal)
    }
}

fn literal(word: &str) -> Option<Datum> {
    if let Some(text) = word.strip_prefix('\'') {
        return Some(Datum::Text(text.to_owned()));
    }
    match word {
        "true" => return Some(Datum::Flag(true)),
        "false" => return Some(Datum::Flag(false)),
        _ => {}
    }
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match word.matches('-').count() {
        0 => number(word),
        _ => Some(Datum::Text(word.to_owned())),
    }
}

/// A number as ten-thousandths.
pub fn number(text: &str) -> Option<Datum> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = format!("{rest:0<4}");
    Some(Datum::Number(
        whole.parse::<i64>().ok()? * 10_000 + rest.parse::<i64>().ok()?,
    ))
}

/// Whether a condition holds.
pub fn holds(condition: &Condition, facts: &dyn Facts) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().all(|part| holds(part, facts)),
        Condition::Or(parts) => parts.iter().any(|part| holds(part, facts)),
        Condition::Not(inner) => !holds(inner, facts),
        Condition::Compare(left, how, right) => {
            let (Some(left), Some(right)) = (value(left, facts), value(right, facts)) else {
                return false;
            };
            match how.as_str() {
                "=" => left == right,
                "!=" => left != right,
                "<" => left < right,
                "<=" => left <= right,
                ">" => left > right,
                _ => left >= right,
            }
        }
        Condition::Among(left, values, wanted) => {
            value(left, facts).is_some_and(|left| values.contains(&left) == *wanted)
        }
        Condition::Call(name, arguments) => facts.call(name, &arguments[0]),
        Condition::Field(field) => facts
            .value(field)
            .is_some_and(|it| it != Datum::Flag(false)),
        Condition::Rows(how, list, inner) => {
            let rows = facts.rows(list);
            let mut held = rows.iter().map(|row| holds(inner, &OfRow(row)));
            match how.as_str() {
                "any" => held.any(|it| it),
                _ => held.all(|it| it),
            }
        }
    }
}

fn value(operand: &Operand, facts: &dyn Facts) -> Option<Datum> {
    match operand {
        Operand::Field(field) => facts.value(field),
        Operand::Literal(value) => Some(value.clone()),
        Operand::Count(list, inner) => {
            let rows = facts.rows(list);
            let counted = rows
                .iter()
                .filter(|row| inner.as_ref().is_none_or(|inner| holds(inner, &OfRow(row))));
            Some(Datum::Number(counted.count() as i64 * 10_000))
        }
    }
}

/// A row of a list.
pub struct OfRow<'a>(pub &'a [(String, Datum)]);

impl Facts for OfRow<'_> {
    fn value(&self, field: &str) -> Option<Datum> {
        let found = self.0.iter().find(|(id, _)| id == field);
        found.map(|(_, value)| value.clone())
    }

    fn call(&self, _: &str, _: &str) -> bool {
        false
    }

    fn rows(&self, _: &str) -> Vec<Vec<(String, Datum)>> {
        Vec::new()
    }
}
