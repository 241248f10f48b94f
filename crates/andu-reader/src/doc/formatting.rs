//! What is said of characters and paragraphs: pages of 512 bytes that name stretches of the main stream.

use super::{byte, long, word};

/// The size of a page of formats.
const PAGE: usize = 512;
/// More pages than this are no paper.
const MOST_PAGES: usize = 100_000;

/// Changes to formats, by `[MS-DOC]` 2.6.
mod code {
    pub(super) const DELETED: u16 = 0x0800;
    pub(super) const INSERTED: u16 = 0x0801;
    pub(super) const HIDDEN: u16 = 0x083c;
    pub(super) const IN_TABLE: u16 = 0x2416;
    pub(super) const ROW_END: u16 = 0x2417;
    pub(super) const OUTLINE: u16 = 0x2640;
    pub(super) const LIST_LEVEL: u16 = 0x260a;
    pub(super) const LIST: u16 = 0x460b;
    pub(super) const INNER_CELL: u16 = 0x244b;
    pub(super) const INNER_ROW_END: u16 = 0x244c;
    pub(super) const TABLE: u16 = 0xd608;
    pub(super) const TABS: u16 = 0xc615;
}

/// What is said of a stretch of characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run {
    pub(super) deleted: bool,
    pub(super) inserted: bool,
    pub(super) hidden: bool,
}

/// What is said of a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) style: u16,
    pub(super) outline: Option<u8>,
    pub(super) list: Option<u16>,
    pub(super) level: u8,
    pub(super) in_table: bool,
    pub(super) row_end: bool,
    pub(super) inner_cell: bool,
    pub(super) inner_row_end: bool,
}

/// Stretches of the main stream in order, each with its end.
#[derive(Default)]
pub(super) struct Formatting {
    runs: Vec<(u32, u32, Run)>,
    shapes: Vec<(u32, u32, Shape)>,
}

impl Formatting {
    pub(super) fn read(main: &[u8], runs: &[u8], shapes: &[u8]) -> Formatting {
        let mut formatting = Formatting::default();
        for page in pages(main, runs) {
            each(page, 1, |from, to, at| {
                let run = run(page, at).unwrap_or_default();
                if run.deleted || run.hidden || run.inserted {
                    formatting.runs.push((from, to, run));
                }
            });
        }
        for page in pages(main, shapes) {
            each(page, 13, |from, to, at| {
                formatting
                    .shapes
                    .push((from, to, shape(page, at).unwrap_or_default()));
            });
        }
        formatting.runs.sort_by_key(|(from, ..)| *from);
        formatting.shapes.sort_by_key(|(from, ..)| *from);
        formatting
    }

    /// Whether changes were tracked.
    pub(super) fn has_changes(&self) -> bool {
        self.runs
            .iter()
            .any(|(.., run)| run.deleted || run.inserted)
    }

    /// What is said of the character at a place.
    pub(super) fn run(&self, place: u32) -> Run {
        at(&self.runs, place)
    }

    /// What is said of the paragraph whose mark is at a place.
    pub(super) fn shape(&self, place: u32) -> Shape {
        at(&self.shapes, place)
    }
}

fn at<T: Copy + Default>(all: &[(u32, u32, T)], place: u32) -> T {
    let after = all.partition_point(|(from, ..)| *from <= place);
    let found = after.checked_sub(1).and_then(|it| all.get(it));
    found
        .filter(|(_, to, _)| place < *to)
        .map_or_else(T::default, |it| it.2)
}

/// The pages that a table of them names.
fn pages<'a>(main: &'a [u8], table: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let count = table.len().saturating_sub(4) / 8;
    (0..count.min(MOST_PAGES)).filter_map(move |at| {
        let number = long(table, 4 * (count + 1) + 4 * at)? & 0x003f_ffff;
        let start = number as usize * PAGE;
        main.get(start..start + PAGE)
    })
}

/// Tells of each stretch of a page: from, to, and where in the page its changes stand (nought for none).
fn each(page: &[u8], entry: usize, mut tell: impl FnMut(u32, u32, usize)) {
    let count = usize::from(page[PAGE - 1]);
    for at in 0..count {
        let (Some(from), Some(to)) = (long(page, 4 * at), long(page, 4 * at + 4)) else {
            return;
        };
        let offset = byte(page, 4 * (count + 1) + entry * at).unwrap_or(0);
        tell(from, to, usize::from(offset) * 2);
    }
}

fn run(page: &[u8], at: usize) -> Option<Run> {
    let mut run = Run::default();
    if at == 0 {
        return Some(run);
    }
    let length = usize::from(byte(page, at)?);
    changes(page.get(at + 1..at + 1 + length)?, |code, operand| {
        let on = operand.first().is_some_and(|it| *it != 0);
        match code {
            code::DELETED => run.deleted = on,
            code::INSERTED => run.inserted = on,
            code::HIDDEN => run.hidden = on,
            _ => {}
        }
    });
    Some(run)
}

fn shape(page: &[u8], at: usize) -> Option<Shape> {
    let mut shape = Shape::default();
    if at == 0 {
        return Some(shape);
    }
    let (start, length) = match usize::from(byte(page, at)?) {
        0 => (at + 2, usize::from(byte(page, at + 1)?) * 2),
        half => (at + 1, half * 2 - 1),
    };
    let said = page.get(start..(start + length).min(PAGE))?;
    shape.style = word(said, 0)?;
    changes(said.get(2..)?, |code, operand| {
        let first = operand.first().copied().unwrap_or(0);
        let on = first != 0;
        match code {
            code::OUTLINE => shape.outline = Some(first),
            code::LIST_LEVEL => shape.level = first,
            code::LIST => shape.list = word(operand, 0),
            code::IN_TABLE => shape.in_table = on,
            code::ROW_END => shape.row_end = on,
            code::INNER_CELL => shape.inner_cell = on,
            code::INNER_ROW_END => shape.inner_row_end = on,
            _ => {}
        }
    });
    Some(shape)
}

/// Tells of each change in a list of them: its code and its operand.
fn changes(mut list: &[u8], mut tell: impl FnMut(u16, &[u8])) {
    while let Some(code) = word(list, 0) {
        let rest = &list[2..];
        let length = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ => match (code, byte(rest, 0)) {
                (code::TABLE, _) => word(rest, 0).map_or(usize::MAX, |it| usize::from(it) + 1),
                // Lists of tab stops that are too long say so and give two counts instead.
                (code::TABS, Some(255)) => return,
                (_, Some(length)) => usize::from(length) + 1,
                (_, None) => return,
            },
        };
        let Some(operand) = rest.get(..length) else {
            return;
        };
        tell(code, operand);
        list = &rest[length..];
    }
}
