//! The characters of a condition: words, signs, literals and where they stand.

use jiff::civil::Date;

use super::{Comparison, ConditionFault};
use crate::model::{Decimal, Value};

/// A place in a text.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// Whether a character may continue a field name.
pub(super) fn is_word(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub(super) fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.rest().is_empty()
    }

    pub(super) fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.rest().chars().next()
    }

    pub(super) fn eat(&mut self, sign: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    /// Reads a word of the language, unless it is only the beginning of a longer name.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        self.skip_space();
        match self.rest().strip_prefix(word) {
            Some(after) if !after.starts_with(is_word) => {
                self.at += word.len();
                true
            }
            _ => false,
        }
    }

    /// A snake_case name.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        self.take(|first| first.is_ascii_lowercase() || first == '_', is_word)
    }

    /// A kebab-case id, as it stands inside brackets.
    pub(super) fn id(&mut self) -> Option<&'a str> {
        let inside = |c: char| is_word(c) || c == '-';
        self.take(inside, inside)
    }

    fn take(
        &mut self,
        first: impl Fn(char) -> bool,
        next: impl Fn(char) -> bool,
    ) -> Option<&'a str> {
        self.skip_space();
        let rest = self.rest();
        if !rest.starts_with(first) {
            return None;
        }
        let len = rest.find(|c| !next(c)).unwrap_or(rest.len());
        self.at += len;
        Some(&rest[..len])
    }

    /// A comparison sign; `==` is left for [`Cursor::unexpected`] to explain.
    pub(super) fn comparison(&mut self) -> Option<Comparison> {
        const SIGNS: [(&str, Comparison); 6] = [
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("=", Comparison::Equal),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        self.skip_space();
        if self.rest().starts_with("==") {
            return None;
        }
        SIGNS
            .into_iter()
            .find(|(sign, _)| self.eat(sign))
            .map(|(_, comparison)| comparison)
    }

    /// A literal, where one begins here.
    pub(super) fn literal(&mut self) -> Result<Option<Value>, ConditionFault> {
        match self.peek() {
            Some('\'') => self.quoted().map(Some),
            Some('-' | '0'..='9') => self.number().map(Some),
            _ if self.eat_word("true") => Ok(Some(Value::Boolean(true))),
            _ if self.eat_word("false") => Ok(Some(Value::Boolean(false))),
            _ => Ok(None),
        }
    }

    fn quoted(&mut self) -> Result<Value, ConditionFault> {
        let mut text = String::new();
        let mut rest = self.rest()[1..].char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            if character != '\'' {
                text.push(character);
            } else if rest.next_if(|(_, next)| *next == '\'').is_some() {
                text.push('\'');
            } else {
                self.at += at + 2;
                return Ok(Value::Text(text));
            }
        }
        Err(ConditionFault {
            at: self.at,
            len: self.rest().len(),
            message: "文字缺少右边的单引号".to_owned(),
            remedy: "请在文字末尾补上“'”；文字里的单引号要写两个".to_owned(),
        })
    }

    fn number(&mut self) -> Result<Value, ConditionFault> {
        let begin = self.clone();
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '_');
        let text = self.take(part, part).unwrap_or_default();
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let value = if is_date(text) {
            Some(Value::Text(text.to_owned()))
        } else if digits(text) {
            text.parse().ok().map(Value::Integer)
        } else {
            Decimal::parse(text).map(Value::Decimal)
        };
        value.ok_or_else(|| {
            begin.fault_to(
                self,
                &format!("“{text}”不是数字，也不是日期"),
                "数字最多四位小数，如12.5；日期写作2025-03-01；带时刻的写成文字，如'2025-03-01T09:30'",
            )
        })
    }

    pub(super) fn fault(&self, message: &str, remedy: &str) -> ConditionFault {
        self.fault_to(self, message, remedy)
    }

    /// A fault that covers the text from here to another place.
    pub(super) fn fault_to(&self, end: &Cursor<'_>, message: &str, remedy: &str) -> ConditionFault {
        let mut begin = self.clone();
        begin.skip_space();
        ConditionFault {
            at: begin.at,
            len: end.at.saturating_sub(begin.at),
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        }
    }

    /// A fault at whatever comes next, which is named together with the way to write it, where people often mistype it.
    pub(super) fn unexpected(&mut self, expected: &str) -> ConditionFault {
        self.skip_space();
        let rest = self.rest();
        let known = MISTYPED.iter().find(|(wrong, _)| rest.starts_with(wrong));
        let in_word = |c: char| is_word(c) || c.is_ascii_uppercase();
        let found = match (known, rest.chars().next()) {
            (Some((wrong, _)), _) => wrong,
            (None, None) => "",
            (None, Some(first)) if in_word(first) => {
                &rest[..rest.find(|c| !in_word(c)).unwrap_or(rest.len())]
            }
            (None, Some(first)) => &rest[..first.len_utf8()],
        };
        let message = match found {
            "" => format!("条件没有写完：{expected}"),
            found => format!("“{found}”出现得不对：{expected}"),
        };
        let remedy = match known {
            Some((_, remedy)) => remedy,
            None if found.contains(|c: char| c.is_ascii_uppercase()) => "标识和字段名只用小写字母",
            None => "请对照条件的写法改正",
        };
        ConditionFault {
            at: self.at,
            len: found.len(),
            message,
            remedy: remedy.to_owned(),
        }
    }
}

/// What hands used to other languages, or to a Chinese keyboard, type instead.
const MISTYPED: [(&str, &str); 14] = [
    ("==", "相等只写一个“=”"),
    ("＝", "请改用半角的“=”"),
    ("<>", "不等写作“!=”"),
    ("≠", "不等写作“!=”"),
    ("≤", "请写作“<=”"),
    ("≥", "请写作“>=”"),
    ("&&", "并且写作“and”"),
    ("||", "或者写作“or”"),
    ("!", "否定写作“not”"),
    ("\"", "文字请用半角单引号括起"),
    ("‘", "文字请用半角单引号括起"),
    ("“", "文字请用半角单引号括起"),
    ("（", "请改用半角括号"),
    ("，", "请改用半角逗号"),
];

/// Whether a text is a civil day in the one form that is written without quotes.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .parse::<Date>()
            .is_ok_and(|date| date.to_string() == text)
}
