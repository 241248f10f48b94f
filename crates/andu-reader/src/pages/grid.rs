//! Lines of several cells below each other are a table.

use super::Line;

/// A table needs this many lines of several cells.
const LEAST_ROWS: usize = 2;
/// In one of them so many cells: two may be a name and a date at the foot of a paper.
const LEAST_CELLS: usize = 3;
/// A table has no more lines, nor cells: pages do not hold so much.
const MOST_ROWS: usize = 1_000;
const MOST_CELLS: usize = 5_000;
/// Lines farther apart than this, in ems, are not of one table.
const FARTHEST: f32 = 4.5;

/// How many lines from the first on are a table; nought where none begins.
pub(super) fn rows(lines: &[Line]) -> usize {
    let mut several = 0;
    let mut widest = 0;
    let mut end = 0;
    let mut cells = 0;
    for (at, line) in lines.iter().take(MOST_ROWS).enumerate() {
        cells += line.cells.len();
        if cells > MOST_CELLS {
            break;
        }
        let far = at > 0 && line.y - lines[at - 1].y > FARTHEST * line.size;
        if far {
            break;
        }
        if line.cells.len() > 1 {
            several += 1;
            widest = widest.max(line.cells.len());
            end = at + 1;
            continue;
        }
        // A line of one cell goes on a cell of the row, where it is as narrow as one.
        let within = at > 0
            && lines[at - 1].cells.iter().any(|cell| {
                cell.from < line.to()
                    && line.from() < cell.to
                    && line.to() - line.from() < (cell.to - cell.from) * 1.5 + line.size
            });
        if at == 0 || !within || several == 0 {
            break;
        }
    }
    match several >= LEAST_ROWS && widest >= LEAST_CELLS {
        true => end,
        false => 0,
    }
}

/// The lines as rows of cells; cells that stand below each other are a column.
pub(super) fn table(lines: &[Line]) -> Vec<Vec<String>> {
    let mut columns: Vec<(f32, f32)> = Vec::new();
    let mut cells: Vec<(f32, f32)> = lines
        .iter()
        .flat_map(|line| &line.cells)
        .map(|it| (it.from, it.to))
        .collect();
    // Narrow cells make the columns; a heading over several of them must not join these.
    cells.sort_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    for (from, to) in cells {
        let mut over = columns
            .iter_mut()
            .filter(|(left, right)| from < *right && *left < to);
        match (over.next(), over.next()) {
            (None, _) => columns.push((from, to)),
            (Some((left, right)), None) => (*left, *right) = (left.min(from), right.max(to)),
            (Some(_), Some(_)) => {}
        }
    }
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let place = |from: f32, to: f32| {
        let found = columns
            .iter()
            .position(|(left, right)| from < *right && *left < to);
        found.unwrap_or(0)
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in lines {
        if line.cells.len() > 1 || rows.is_empty() {
            rows.push(vec![String::new(); columns.len()]);
        }
        let Some(row) = rows.last_mut() else { continue };
        for cell in &line.cells {
            if let Some(text) = row.get_mut(place(cell.from, cell.to)) {
                text.push_str(cell.text.trim());
            }
        }
    }
    rows
}
