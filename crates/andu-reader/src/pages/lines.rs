//! From runs to lines.

use super::{Cell, Line, Run, Sheet};

/// Baselines closer than this, in ems, are of one line: small figures stand higher.
const SAME_LINE: f32 = 0.45;
/// A gap wider than this, in ems, parts cells. Justified Chinese is spread by less.
const CELL_GAP: f32 = 1.6;
/// A gap wider than this between letters or digits is a space.
const WORD_GAP: f32 = 0.2;
/// Digits so much smaller than their line, and raised by so much of an em, are marks of notes.
const MARK_SIZE: f32 = 0.75;
const MARK_RISE: f32 = 0.12;
/// The same text this near to itself was printed twice to look bold.
const OVERPRINT: f32 = 0.3;

/// The lines of a page from top to bottom.
pub(super) fn lines(sheet: &mut Sheet) -> Vec<Line> {
    let sound = |run: &Run| {
        [run.x, run.y, run.width, run.size]
            .iter()
            .all(|it| it.is_finite())
            && run.size > 0.0
    };
    sheet.runs.retain(sound);
    // What stands off the page is not printed.
    let (width, height) = (sheet.width, sheet.height);
    if width > 0.0 && height > 0.0 {
        sheet.runs.retain(|run| {
            (-1.0..=width + 1.0).contains(&run.x) && (-1.0..=height + run.size).contains(&run.y)
        });
    }
    sheet.runs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines = Vec::new();
    let mut runs = std::mem::take(&mut sheet.runs).into_iter().peekable();
    while let Some(first) = runs.next() {
        let (mut y, mut size) = (first.y, first.size);
        let mut own = vec![first];
        while let Some(run) = runs.next_if(|run| run.y - y < SAME_LINE * size.max(run.size)) {
            // The largest letters say where the line stands.
            if run.size > size {
                (y, size) = (run.y, run.size);
            }
            own.push(run);
        }
        own.sort_by(|a, b| a.x.total_cmp(&b.x));
        lines.push(line(own, y, size));
    }
    lines.retain(|line| line.cells.iter().any(|cell| !cell.text.trim().is_empty()));
    lines
}

fn line(runs: Vec<Run>, y: f32, size: f32) -> Line {
    let mut cells: Vec<Cell> = Vec::new();
    let mut last: Option<(String, f32)> = None;
    for run in runs {
        let twice = last
            .as_ref()
            .is_some_and(|(text, x)| *text == run.text && (run.x - x).abs() < OVERPRINT * run.size);
        let digits = run.text.trim().chars().all(|c| c.is_ascii_digit());
        let marks = digits && run.size < MARK_SIZE * size && run.y < y - MARK_RISE * size;
        if twice || marks || run.text.is_empty() {
            continue;
        }
        let to = run.x + run.width.max(0.0);
        let blank = run.text.trim().is_empty();
        last = Some((run.text.clone(), run.x));
        match cells.last_mut() {
            Some(cell) if run.x - cell.to < CELL_GAP * size => {
                if !blank && run.x - cell.to > WORD_GAP * size && needs_space(&cell.text, &run.text)
                {
                    cell.text.push(' ');
                }
                cell.text.push_str(&run.text);
                // Spaces make no cell wider: a row of them is a gap.
                if !blank {
                    cell.to = cell.to.max(to);
                }
            }
            _ if blank => {}
            _ => cells.push(Cell {
                text: run.text,
                from: run.x,
                to,
            }),
        }
    }
    Line { cells, y, size }
}

/// Letters and digits of the narrow scripts are parted by spaces; Chinese is not.
pub(super) fn needs_space(before: &str, after: &str) -> bool {
    let narrow = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    narrow(before.chars().next_back()) && narrow(after.chars().next())
}
