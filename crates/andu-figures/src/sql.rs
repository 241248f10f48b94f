//! SQL under construction: text and parameters grow together, so that their order cannot drift apart.

use andu_ledger::Cell;

/// A piece of SQL with its parameters in the order of their marks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sql {
    text: String,
    params: Vec<Cell>,
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>) -> Sql {
        Sql {
            text: text.into(),
            params: Vec::new(),
        }
    }

    pub(crate) fn bound(cell: impl Into<Cell>) -> Sql {
        Sql {
            text: "?".to_owned(),
            params: vec![cell.into()],
        }
    }

    #[must_use]
    pub(crate) fn text_then(mut self, text: &str) -> Sql {
        self.text.push_str(text);
        self
    }

    #[must_use]
    pub(crate) fn then(mut self, other: &Sql) -> Sql {
        self.text.push_str(&other.text);
        self.params.extend(other.params.iter().cloned());
        self
    }

    #[must_use]
    pub(crate) fn then_bound(mut self, cell: impl Into<Cell>) -> Sql {
        self.text.push('?');
        self.params.push(cell.into());
        self
    }

    /// The pieces with a word between them.
    pub(crate) fn joined<'a>(pieces: impl IntoIterator<Item = &'a Sql>, word: &str) -> Sql {
        let mut sql = Sql::default();
        for (place, piece) in pieces.into_iter().enumerate() {
            if place > 0 {
                sql.text.push_str(word);
            }
            sql = sql.then(piece);
        }
        sql
    }

    /// Truths with `and` or `or` between them, in brackets; many are nested by halves, because databases bound the depth of a chain.
    pub(crate) fn chained(pieces: &[Sql], word: &str) -> Sql {
        if pieces.len() <= 64 {
            return Sql::joined(pieces, word).bracketed();
        }
        let (left, right) = pieces.split_at(pieces.len() / 2);
        let halves = [Sql::chained(left, word), Sql::chained(right, word)];
        Sql::joined(&halves, word).bracketed()
    }

    #[must_use]
    pub(crate) fn bracketed(&self) -> Sql {
        Sql::new("(").then(self).text_then(")")
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn params(&self) -> &[Cell] {
        &self.params
    }

    pub(crate) fn into_parts(self) -> (String, Vec<Cell>) {
        (self.text, self.params)
    }
}
