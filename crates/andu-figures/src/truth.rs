//! A truth about one record: pieces that SQL decides, joined by what is reckoned here.
//!
//! SQL knows a third truth value, null, where something is missing; a piece that is null counts as false, as it does in memory.

use crate::sql::Sql;

/// True or false of a record. A piece of SQL stands by itself: nothing around it can take it apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Truth<P = Sql> {
    Piece(P),
    All(Vec<Truth<P>>),
    Any(Vec<Truth<P>>),
    Not(Box<Truth<P>>),
}

impl Truth {
    /// As one piece of SQL, which is null instead of false at most where nothing turns it round.
    pub(crate) fn sql(&self) -> Sql {
        let joined = |parts: &[Truth], word| {
            let parts: Vec<Sql> = parts.iter().map(Truth::sql).collect();
            Sql::chained(&parts, word)
        };
        match self {
            Truth::Piece(sql) => sql.clone(),
            Truth::All(parts) => joined(parts, " and "),
            Truth::Any(parts) => joined(parts, " or "),
            Truth::Not(inner) => not(&inner.sql()),
        }
    }
}

impl<P> Truth<P> {
    /// The same over other pieces.
    pub(crate) fn map<Q>(&self, piece: &mut impl FnMut(&P) -> Q) -> Truth<Q> {
        match self {
            Truth::Piece(own) => Truth::Piece(piece(own)),
            Truth::All(parts) => Truth::All(parts.iter().map(|part| part.map(piece)).collect()),
            Truth::Any(parts) => Truth::Any(parts.iter().map(|part| part.map(piece)).collect()),
            Truth::Not(inner) => Truth::Not(Box::new(inner.map(piece))),
        }
    }

    /// Whether it holds where the pieces are known.
    pub(crate) fn holds(&self, piece: &impl Fn(&P) -> bool) -> bool {
        match self {
            Truth::Piece(own) => piece(own),
            Truth::All(parts) => parts.iter().all(|part| part.holds(piece)),
            Truth::Any(parts) => parts.iter().any(|part| part.holds(piece)),
            Truth::Not(inner) => !inner.holds(piece),
        }
    }
}

/// The opposite, in which what is missing counts as false.
pub(crate) fn not(inner: &Sql) -> Sql {
    Sql::new("not coalesce(").then(inner).text_then(", 0)")
}
