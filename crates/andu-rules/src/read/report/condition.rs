//! Reads conditions over figures: `a > 0 and (b = 1 or c != 2.5)`.

use super::Named;
use crate::{
    model::{Decimal, FigureComparison, FigureCondition},
    read::{notes::WrittenText, table::Table},
    source::Place,
};

/// The condition under `when`; one that cannot be read is reported and never holds.
pub(super) fn condition(table: &Table<'_>, figures: &mut Vec<Named>) -> Option<FigureCondition> {
    let text = table.text("when")?;
    let written = WrittenText::new(&text, table);
    let parsed = Parser::new(&text.value).parse();
    let condition = match parsed {
        Ok(condition) => condition,
        Err(at) => {
            let message = format!("{}的条件 when 读不懂", table.owner);
            let remedy = "条件是指标与数的比较，可用 and、or 和括号连接，如：meetings-held > 0 and meetings-held < 100";
            let place: Place = written.part(at, 1);
            table.faults.error(place, "bad-condition", message, remedy);
            FigureCondition::Any(Vec::new())
        }
    };
    for id in condition.figures() {
        figures.push(Named {
            id: id.to_string(),
            place: written.word(id.as_str()),
            owner: format!("{}的条件", table.owner),
        });
    }
    Some(condition)
}

/// Deeper nesting is nobody's intention, and would exhaust the stack.
const DEEPEST: usize = 32;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Parser<'a> {
        Parser {
            text,
            at: 0,
            depth: 0,
        }
    }

    fn parse(mut self) -> Result<FigureCondition, usize> {
        let condition = self.any()?;
        self.space();
        if self.at < self.text.len() {
            return Err(self.at);
        }
        Ok(condition)
    }

    fn any(&mut self) -> Result<FigureCondition, usize> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(one_of(parts, FigureCondition::Any))
    }

    fn all(&mut self) -> Result<FigureCondition, usize> {
        let mut parts = vec![self.atom()?];
        while self.word("and") {
            parts.push(self.atom()?);
        }
        Ok(one_of(parts, FigureCondition::All))
    }

    fn atom(&mut self) -> Result<FigureCondition, usize> {
        if self.mark("(") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.at);
            }
            let inner = self.any()?;
            self.depth -= 1;
            return if self.mark(")") {
                Ok(inner)
            } else {
                Err(self.at)
            };
        }
        let indicator = self.run(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !indicator.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(self.at - indicator.len());
        }
        let comparison = self.comparison()?;
        let number = self.run(|c| c.is_ascii_digit() || c == '.' || c == '-');
        let number = Decimal::parse(number).ok_or(self.at - number.len())?;
        Ok(FigureCondition::Compare {
            indicator: indicator.into(),
            comparison,
            number,
        })
    }

    fn comparison(&mut self) -> Result<FigureComparison, usize> {
        const SIGNS: [(&str, FigureComparison); 6] = [
            ("!=", FigureComparison::NotEqual),
            ("<=", FigureComparison::AtMost),
            (">=", FigureComparison::AtLeast),
            ("=", FigureComparison::Equal),
            ("<", FigureComparison::Less),
            (">", FigureComparison::Greater),
        ];
        let found = SIGNS.into_iter().find(|(sign, _)| self.mark(sign));
        found.map(|(_, comparison)| comparison).ok_or(self.at)
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn mark(&mut self, mark: &str) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    fn word(&mut self, word: &str) -> bool {
        self.space();
        let rest = &self.text[self.at..];
        let found = rest
            .strip_prefix(word)
            .is_some_and(|after| after.starts_with([' ', '(', '\n', '\t']));
        if found {
            self.at += word.len();
        }
        found
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        self.space();
        let rest = &self.text[self.at..];
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

fn one_of(
    mut parts: Vec<FigureCondition>,
    join: fn(Vec<FigureCondition>) -> FigureCondition,
) -> FigureCondition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, a: &str, b: &str, expected: Result<bool, usize>) {
        let value = |id: &str| match id {
            "a" => Decimal::parse(a),
            "b-2" => Decimal::parse(b),
            _ => None,
        };
        let found = Parser::new(text)
            .parse()
            .map(|condition| condition.holds(&value));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn conditions_hold_or_not() {
        check("a > 0", "1", "0", Ok(true));
        check("a>0and b-2 = 0", "1", "0", Ok(true));
        check("a > 0 and b-2 = 0", "1", "0", Ok(true));
        check("a > 1 or b-2 != 0.5 and a < 0", "1", "0", Ok(false));
        check("(a > 1 or b-2 != 0.5) and a <= 1", "1", "0", Ok(true));
        check("nothing >= 0", "1", "0", Ok(false));
    }

    #[test]
    fn faults_are_pointed_at() {
        check("", "1", "0", Err(0));
        check("a >", "1", "0", Err(3));
        check("a ? 0", "1", "0", Err(2));
        check("a > 0 )", "1", "0", Err(6));
        check("(a > 0", "1", "0", Err(6));
        check("9a > 0", "1", "0", Err(0));
        check(&"(".repeat(5000), "1", "0", Err(33));
    }
}
