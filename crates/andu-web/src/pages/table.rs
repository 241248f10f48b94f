//! A table of records of which a page shows some: `components/records.html`.

/// A page of a table.
pub(crate) struct Paged {
    /// What it holds, for those who do not see it.
    pub caption: String,
    pub heads: Vec<Head>,
    /// Each row has a cell for each head.
    pub rows: Vec<Vec<Cell>>,
    /// The way back to the first page, except on it.
    pub first: Option<String>,
    /// The way to the next page, except on the last.
    pub next: Option<String>,
}

/// The head of a column.
pub(crate) struct Head {
    pub label: &'static str,
    /// Class that gives it its width; empty for the column that takes what is left.
    pub class: &'static str,
}

impl Head {
    pub(crate) fn new(label: &'static str, class: &'static str) -> Head {
        Head { label, class }
    }
}

/// What stands in a column.
pub(crate) struct Cell {
    /// Never empty.
    pub text: String,
    pub link: Option<String>,
}

impl Cell {
    pub(crate) fn text(text: &str) -> Cell {
        Cell {
            text: match text {
                "" => "—".to_owned(),
                text => text.to_owned(),
            },
            link: None,
        }
    }

    pub(crate) fn link(text: &str, link: String) -> Cell {
        Cell {
            link: Some(link),
            ..Cell::text(text)
        }
    }
}

impl Paged {
    /// The heads with the cells of a row.
    pub(crate) fn headed<'a>(
        &'a self,
        row: &'a [Cell],
    ) -> impl Iterator<Item = (&'a Head, &'a Cell)> {
        self.heads.iter().zip(row)
    }
}
