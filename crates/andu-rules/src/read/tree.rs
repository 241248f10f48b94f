//! A parsed file: its values and where they stand.

use std::{borrow::Cow, ops::Range};

use serde_spanned::Spanned;
use toml::{
    de::{DeTable, DeValue},
    value::Datetime,
};

/// A parsed file, or `None` where it is not TOML.
pub(crate) type Document<'a> = Option<Branch<'a>>;

/// A value and the bytes that it stands in; of a table under a header, those of the header.
#[derive(Debug, PartialEq)]
pub(crate) struct Node<'a> {
    start: u32,
    end: u32,
    pub(crate) value: Written<'a>,
}

/// What can be written behind a key.
#[derive(Debug, PartialEq)]
pub(crate) enum Written<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    /// A whole number that no field holds.
    Huge(Cow<'a, str>),
    /// A number with a fraction or an exponent.
    Fraction(Cow<'a, str>),
    Flag(bool),
    Moment(Datetime),
    List(Vec<Node<'a>>),
    Table(Branch<'a>),
}

/// The keys of a table.
///
/// Tables are short, so a key is looked for one by one.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Branch<'a>(pub(super) Vec<(Key<'a>, Node<'a>)>);

/// A key and the bytes that it stands in.
#[derive(Debug, PartialEq)]
pub(crate) struct Key<'a> {
    pub(crate) name: Cow<'a, str>,
    start: u32,
    end: u32,
}

impl<'a> Node<'a> {
    pub(super) fn new(span: Range<usize>, value: Written<'a>) -> Node<'a> {
        let (start, end) = narrow(span);
        Node { start, end, value }
    }

    pub(crate) fn span(&self) -> Range<usize> {
        wide(self.start, self.end)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Written::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        match self.value {
            Written::Integer(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn as_flag(&self) -> Option<bool> {
        match self.value {
            Written::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    pub(crate) fn as_moment(&self) -> Option<&Datetime> {
        match &self.value {
            Written::Moment(moment) => Some(moment),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Written::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn as_table(&self) -> Option<&Branch<'a>> {
        match &self.value {
            Written::Table(table) => Some(table),
            _ => None,
        }
    }

    fn of(written: Spanned<DeValue<'a>>) -> Node<'a> {
        let span = written.span();
        let value = match written.into_inner() {
            DeValue::String(text) => Written::Text(text),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Written::Integer(number),
                    Err(_) => Written::Huge(Cow::Owned(number.to_string())),
                }
            }
            DeValue::Float(number) => Written::Fraction(Cow::Owned(number.as_str().to_owned())),
            DeValue::Boolean(flag) => Written::Flag(flag),
            DeValue::Datetime(moment) => Written::Moment(moment),
            DeValue::Array(list) => Written::List(list.into_iter().map(Node::of).collect()),
            DeValue::Table(table) => Written::Table(Branch::of(table)),
        };
        Node::new(span, value)
    }
}

impl<'a> Branch<'a> {
    /// What the TOML reader made of a file.
    pub(super) fn of(table: DeTable<'a>) -> Branch<'a> {
        let entry = |(key, value): (Spanned<Cow<'a, str>>, _)| {
            let span = key.span();
            (Key::new(key.into_inner(), span), Node::of(value))
        };
        Branch(table.into_iter().map(entry).collect())
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node<'a>> {
        let found = self.0.iter().find(|(known, _)| known.name == key);
        found.map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Key<'a>, &Node<'a>)> {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl<'a> Key<'a> {
    pub(super) fn new(name: Cow<'a, str>, span: Range<usize>) -> Key<'a> {
        let (start, end) = narrow(span);
        Key { name, start, end }
    }

    pub(crate) fn span(&self) -> Range<usize> {
        wide(self.start, self.end)
    }
}

/// Files are far shorter than what such a number holds; what lies beyond would point to the end.
fn narrow(span: Range<usize>) -> (u32, u32) {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (narrow(span.start), narrow(span.end))
}

fn wide(start: u32, end: u32) -> Range<usize> {
    let wide = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    wide(start)..wide(end)
}
