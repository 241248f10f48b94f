//! Text of formats that only say where on a page each glyph stands: runs become lines, lines become paragraphs.

mod flow;
mod grid;
mod lines;

pub(crate) use flow::flow;

/// All pages of a paper together have no more stretches of text; each costs memory beyond its characters.
pub(crate) const MOST_RUNS: usize = 3_000_000;

/// A stretch of text on a page. Lengths are in one unit of the page's; `y` grows downwards and is that of the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) size: f32,
}

/// A page: where its text stands.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) runs: Vec<Run>,
}

/// A line of a page, cut where gaps are wide.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    cells: Vec<Cell>,
    y: f32,
    size: f32,
}

/// A stretch of a line without wide gaps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    text: String,
    from: f32,
    to: f32,
}

impl Line {
    fn from(&self) -> f32 {
        self.cells.first().map_or(0.0, |cell| cell.from)
    }

    fn to(&self) -> f32 {
        self.cells.last().map_or(0.0, |cell| cell.to)
    }

    fn text(&self) -> String {
        let cells: Vec<&str> = self.cells.iter().map(|cell| cell.text.as_str()).collect();
        cells.join(" ")
    }
}
