//! What a kind of paper must hold, and what a heading promises.

use andu_rules::{PaperForm, PaperPart};
use jiff::civil::Date;

use super::outline::{Item, Outline};
use crate::{
    Context, Finding, Kind, Severity, Text,
    wording::{
        line::{Line, lines},
        words::severity,
    },
};

/// So many paragraphs at the top may hold the title.
const MOST_LINES_OF_A_TITLE: usize = 5;
/// Longest line of a title, in characters.
const LONGEST_LINE_OF_A_TITLE: usize = 60;

/// Sections that are missing, and headings without what they promise.
pub(super) fn find(
    text: &Text,
    outline: &Outline<'_>,
    context: &Context<'_>,
    found: &mut Vec<Finding>,
) {
    if let Some(lexicons) = context.lexicons {
        let title = title(text);
        let year = context.year.or_else(|| text.guessed_year());
        let ends = year.and_then(|year| Date::new(year, 12, 31).ok());
        for paper in &lexicons.papers {
            let demanded = paper
                .since
                .is_none_or(|since| ends.is_none_or(|ends| since <= ends));
            if context.whole && demanded && is_of(paper, &title) {
                missing(text, outline, paper, found);
            }
        }
        for section in sections(text, outline) {
            let kept = |words: &[String]| words.iter().any(|word| section.holds(word));
            let broken: Vec<&str> = lexicons
                .promises
                .iter()
                .filter(|promise| section.item.title.contains(&promise.heading))
                .filter(|promise| !kept(&promise.words))
                .map(|promise| promise.heading.as_str())
                .collect();
            found.extend((!broken.is_empty()).then(|| unkept(&section.item, &broken)));
        }
    }
    empty(text, outline, context.whole, found);
}

/// The lines at the top of a text, up to the addressee.
fn title(text: &Text) -> String {
    text.paragraphs
        .iter()
        .filter(|paragraph| paragraph.table.is_none())
        .take(MOST_LINES_OF_A_TITLE)
        .take_while(|paragraph| {
            let long = paragraph.text.chars().count() > LONGEST_LINE_OF_A_TITLE;
            !long && !paragraph.text.ends_with(['：', ':', '。'])
        })
        .map(|paragraph| paragraph.text.trim())
        .collect()
}

fn is_of(paper: &PaperForm, title: &str) -> bool {
    !paper.title.is_empty()
        && paper.title.iter().all(|word| title.contains(word))
        && !paper.not_title.iter().any(|word| title.contains(word))
}

fn missing(text: &Text, outline: &Outline<'_>, paper: &PaperForm, found: &mut Vec<Finding>) {
    let headings: Vec<&str> = outline
        .items
        .iter()
        .filter(|item| item.level <= 2)
        .map(|item| item.title)
        .collect();
    let Some((first, _)) = lines(text).next() else {
        return;
    };
    for part in &paper.parts {
        let headed = |title: &&str| part.headings.iter().any(|word| title.contains(word));
        if headings.iter().any(headed) {
            continue;
        }
        let said = text
            .paragraphs
            .iter()
            .any(|paragraph| part.words.iter().any(|word| paragraph.text.contains(word)));
        found.push(absent(first, paper, part, said));
    }
}

fn absent(first: Line<'_>, paper: &PaperForm, part: &PaperPart, said: bool) -> Finding {
    let basis = paper.basis.as_ref().map(|basis| format!("（{basis}）"));
    let basis = basis.unwrap_or_default();
    let (severity, what, remedy) = if said {
        let remedy = "请核对写得全不全，最好单列";
        (Severity::Note, "没有单列", remedy)
    } else {
        (severity(part.weight), "没有写", "请补写这一部分")
    };
    let message = format!("{}{what}“{}”{basis}。{remedy}。", paper.label, part.label);
    let blank = first.text.len() - first.text.trim_start().len();
    let at = blank..first.text.len();
    first.finding(Kind::MissingSection, severity, at, message)
}

/// A heading and what stands below it.
struct Section<'t> {
    item: Item<'t>,
    /// What follows the title in its own paragraph, and the paragraphs up to the next heading of its level.
    below: Vec<&'t str>,
}

impl Section<'_> {
    fn holds(&self, word: &str) -> bool {
        self.below.iter().any(|text| text.contains(word))
    }
}

/// Sections of the first two levels with their text.
fn sections<'t>(text: &'t Text, outline: &Outline<'t>) -> Vec<Section<'t>> {
    let all = text.paragraphs.len();
    let items = &outline.items;
    let of_level = items.iter().enumerate().filter(|(_, item)| item.level <= 2);
    of_level
        .filter_map(|(position, item)| {
            let next = items[position + 1..]
                .iter()
                .find(|it| it.level <= item.level);
            let end = next.map_or(all, |next| next.line.number);
            let start = item.line.number;
            let at = item.line.text.find(item.title)? + item.title.len();
            let mut below = vec![&item.line.text[at..]];
            let paragraphs = text.paragraphs.get(start + 1..end).unwrap_or_default();
            below.extend(paragraphs.iter().map(|paragraph| paragraph.text.as_str()));
            // A heading with nothing below it promises nothing yet; another check tells of it.
            let said = below.iter().any(|text| text.chars().count() > 4);
            said.then_some(Section { item: *item, below })
        })
        .collect()
}

fn unkept(item: &Item<'_>, promises: &[&str]) -> Finding {
    let start = item.line.text.find(item.title).unwrap_or(0);
    let message = format!(
        "标题“{}”写有“{}”，下面的正文没有写到。请补写，或者改标题。",
        item.title,
        promises.join("”“")
    );
    let at = start..start + item.title.len();
    item.line
        .finding(Kind::Heading, Severity::Warning, at, message)
}

/// Headings of the first level with nothing below them, unless they stand in a table of contents.
fn empty(text: &Text, outline: &Outline<'_>, whole: bool, found: &mut Vec<Finding>) {
    let tops: Vec<&Item<'_>> = outline
        .items
        .iter()
        .filter(|item| item.level == 1)
        .collect();
    let last = text.paragraphs.len();
    let bare = |position: usize| {
        let item = tops[position];
        let end = tops.get(position + 1).map(|next| next.line.number);
        let end = end.or(whole.then_some(last));
        item.alone && end == Some(item.line.number + 1)
    };
    for position in 0..tops.len() {
        let in_contents =
            position > 0 && bare(position - 1) || position + 1 < tops.len() && bare(position + 1);
        if bare(position) && !in_contents {
            let item = tops[position];
            let message = format!("标题“{}”下面没有内容。请补写，或者删去标题。", item.title);
            let at = 0..item.line.text.len();
            found.push(
                item.line
                    .finding(Kind::Heading, Severity::Warning, at, message),
            );
        }
    }
}
