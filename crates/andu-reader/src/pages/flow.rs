//! From lines to paragraphs and tables.

use std::collections::BTreeMap;

use super::{Line, Sheet, grid, lines};
use crate::{
    Origin, ReadError,
    draft::{Draft, is_page_number},
};

/// A line that ends this far before the margin, in ems, ends its paragraph.
const SHORT: f32 = 1.9;
/// A line that begins this far in, in ems, begins a paragraph.
const INDENT: f32 = 0.9;
/// Letters of another size, by this share, are of another paragraph.
const OTHER_SIZE: f32 = 0.12;
/// Lines farther apart than this times the usual are of two paragraphs.
const GAP: f32 = 1.5;
/// A title is larger than the text by this.
const TITLE: f32 = 1.15;
/// Lines that stand at the head or foot of so many pages are no text.
const REPEATED: usize = 3;

/// Where the lines of a paper usually begin, end and stand.
struct Measure {
    left: f32,
    right: f32,
    size: f32,
    pitch: f32,
}

/// Puts the text of pages together.
pub(crate) fn flow(sheets: Vec<Sheet>, draft: &mut Draft) -> Result<(), ReadError> {
    let widths: Vec<f32> = sheets.iter().map(|sheet| sheet.width).collect();
    let mut pages: Vec<Vec<Line>> = Vec::with_capacity(sheets.len());
    for mut sheet in sheets {
        pages.push(lines::lines(&mut sheet));
    }
    let heads = take_margins(&mut pages);
    let measure = Measure::of(&pages);
    let mut open = Open::default();
    for (page, lines) in pages.iter().enumerate() {
        let mut at = 0;
        while at < lines.len() {
            let rows = grid::rows(&lines[at..]);
            if rows > 0 {
                open.end(draft)?;
                draft.table(grid::table(&lines[at..at + rows]))?;
                at += rows;
                continue;
            }
            let line = &lines[at];
            let above = at.checked_sub(1).map(|it| &lines[it]);
            let centered = measure.is_centered(line, widths[page]);
            if open.is_over(line, above, centered, &measure) {
                open.end(draft)?;
            }
            open.add(line, centered && page == 0, &measure);
            at += 1;
        }
    }
    open.end(draft)?;
    for head in heads {
        draft.paragraph(&head, None, Origin::Header)?;
    }
    Ok(())
}

impl Measure {
    fn of(pages: &[Vec<Line>]) -> Measure {
        let all = || pages.iter().flatten();
        let size = usual(all().map(|line| (line.size, line.text().chars().count())));
        let of_text = |line: &&Line| (line.size - size).abs() <= OTHER_SIZE * size;
        let mut ends: Vec<f32> = all().filter(of_text).map(Line::to).collect();
        ends.sort_by(f32::total_cmp);
        let right = ends.get(ends.len() * 9 / 10).copied().unwrap_or(0.0);
        let full = |line: &Line| line.to() > right - SHORT * size;
        // Lines below full lines begin at the margin; first lines of paragraphs are set in.
        let below = pages.iter().flat_map(|lines| lines.windows(2));
        let below = below
            .filter(|pair| full(&pair[0]))
            .map(|pair| (pair[1].from(), 1));
        let mut left = usual(below);
        if left == 0.0 {
            left = all().map(Line::from).min_by(f32::total_cmp).unwrap_or(0.0);
        }
        let steps = pages.iter().flat_map(|lines| lines.windows(2));
        let pitch = usual(steps.map(|pair| (pair[1].y - pair[0].y, 1)));
        Measure {
            left,
            right,
            size,
            pitch,
        }
    }

    fn is_centered(&self, line: &Line, width: f32) -> bool {
        let middle = match width > 0.0 {
            true => width / 2.0,
            false => (self.left + self.right) / 2.0,
        };
        let set_in = line.from() - self.left > 2.5 * self.size;
        let aside = ((line.from() + line.to()) / 2.0 - middle).abs();
        aside < line.size && (set_in || line.size > TITLE * self.size)
    }
}

/// The most frequent of some lengths, to a tenth.
fn usual(lengths: impl Iterator<Item = (f32, usize)>) -> f32 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for (length, times) in lengths {
        *counts.entry((f64::from(length) * 10.0) as i64).or_default() += times;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or(0.0, |(tenths, _)| tenths as f32 / 10.0)
}

/// How wide the beginning of a line is that cannot be broken: letters, digits and the marks that cling to them.
fn unbroken(line: &Line) -> f32 {
    let text = line.text();
    let clinging = |c: &char| c.is_ascii_graphic() || "，。；：、％）》”".contains(*c);
    let widths = text
        .chars()
        .take_while(clinging)
        .map(|c| if c.is_ascii() { 0.6 } else { 1.0 });
    widths.sum::<f32>() * line.size
}

/// A paragraph that is put together.
#[derive(Default)]
struct Open {
    text: String,
    last: Option<(Line, bool)>,
    title: bool,
}

impl Open {
    /// Whether a line begins another paragraph.
    fn is_over(
        &self,
        line: &Line,
        above: Option<&Line>,
        centered: bool,
        measure: &Measure,
    ) -> bool {
        let Some((last, last_centered)) = &self.last else {
            return false;
        };
        let size = measure.size.max(1.0);
        if (line.size - last.size).abs() > OTHER_SIZE * last.size {
            return true;
        }
        let far = above.is_some_and(|above| line.y - above.y > GAP * measure.pitch.max(line.size));
        // A title of several lines: each stands in the middle, larger than the text.
        if centered && *last_centered && line.size > TITLE * measure.size {
            return far;
        }
        // A number that did not fit leaves its line short.
        let short = last.to() < measure.right - SHORT * size - unbroken(line);
        let indented = line.from() > measure.left + INDENT * size;
        short || indented || far || last.cells.len() > 1
    }

    fn add(&mut self, line: &Line, centered: bool, measure: &Measure) {
        let text = line.text();
        if self.text.is_empty() {
            self.title = centered && line.size > TITLE * measure.size;
        } else if lines::needs_space(&self.text, &text)
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            self.text.push(' ');
        }
        self.text.push_str(text.trim());
        self.last = Some((line.clone(), centered));
    }

    fn end(&mut self, draft: &mut Draft) -> Result<(), ReadError> {
        let text = std::mem::take(&mut self.text);
        self.last = None;
        let heading = self.title.then_some(0);
        draft.paragraph(&text, heading, Origin::Body)
    }
}

/// Takes away page numbers, and gives back once what stands at the head or foot of many pages.
fn take_margins(pages: &mut [Vec<Line>]) -> Vec<String> {
    for lines in pages.iter_mut() {
        if lines
            .last()
            .is_some_and(|line| is_page_number(&line.text()))
        {
            lines.pop();
        }
        if lines
            .first()
            .is_some_and(|line| is_page_number(&line.text()))
        {
            lines.remove(0);
        }
    }
    let mut heads = Vec::new();
    for first in [true, false] {
        let of = |lines: &Vec<Line>| match first {
            true => lines.first().map(Line::text),
            false => lines.last().map(Line::text),
        };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for text in pages.iter().filter_map(of) {
            *counts.entry(text).or_default() += 1;
        }
        counts.retain(|_, count| *count >= REPEATED && *count * 2 >= pages.len());
        for lines in pages.iter_mut() {
            let Some(text) = of(lines).filter(|text| counts.contains_key(text)) else {
                continue;
            };
            match first {
                true => drop(lines.remove(0)),
                false => drop(lines.pop()),
            }
            if !heads.contains(&text) {
                heads.push(text);
            }
        }
    }
    heads
}
