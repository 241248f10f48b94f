//! Aligns paragraphs of a document with those of a draft, and slots with the text in their place.

use crate::document::Inline;

/// Paragraphs that share less than this many hundredths of their characters are different ones.
const SIMILAR: usize = 40;
/// Beyond this many cells, gaps are not searched for similar paragraphs.
const MOST_CELLS: usize = 4_000_000;

/// Pairs of paragraphs in order; one side is absent where a paragraph was removed or added. `marked` says that a bookmark of the one
/// lies in the other.
pub(super) fn paragraphs(
    old: &[String],
    new: &[String],
    marked: &dyn Fn(usize, usize) -> bool,
) -> Vec<(Option<usize>, Option<usize>)> {
    let score = |a: usize, b: usize| {
        if old[a] == new[b] {
            return 200;
        }
        let similar = similarity(&old[a], &new[b]) + if marked(a, b) { 100 } else { 0 };
        if similar >= SIMILAR { similar } else { 0 }
    };
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let mut pairs: Vec<_> = (0..head).map(|at| (Some(at), Some(at))).collect();
    let middle = (head..old.len() - tail, head..new.len() - tail);
    if middle.0.len().saturating_mul(middle.1.len()) > MOST_CELLS {
        pairs.extend(middle.0.map(|at| (Some(at), None)));
        pairs.extend(middle.1.map(|at| (None, Some(at))));
    } else {
        let best = best(middle.0.len(), middle.1.len(), |a, b| {
            score(head + a, head + b)
        });
        let shift = |at: Option<usize>| at.map(|at| at + head);
        pairs.extend(best.into_iter().map(|(a, b)| (shift(a), shift(b))));
    }
    pairs.extend((0..tail).map(|at| {
        let back = tail - at;
        (Some(old.len() - back), Some(new.len() - back))
    }));
    pairs
}

/// The alignment of the highest total score.
fn best(
    left: usize,
    right: usize,
    score: impl Fn(usize, usize) -> usize,
) -> Vec<(Option<usize>, Option<usize>)> {
    let width = right + 1;
    let mut scores = vec![0_usize; (left + 1) * width];
    let mut own = vec![0_usize; left * right];
    for a in (0..left).rev() {
        for b in (0..right).rev() {
            let here = score(a, b);
            own[a * right + b] = here;
            let both = if here > 0 {
                here + scores[(a + 1) * width + b + 1]
            } else {
                0
            };
            let skip = scores[(a + 1) * width + b].max(scores[a * width + b + 1]);
            scores[a * width + b] = both.max(skip);
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < left || b < right {
        let here = scores[a * width + b];
        if a < left
            && b < right
            && own[a * right + b] > 0
            && here == own[a * right + b] + scores[(a + 1) * width + b + 1]
        {
            pairs.push((Some(a), Some(b)));
            (a, b) = (a + 1, b + 1);
        } else if a < left && (b == right || here == scores[(a + 1) * width + b]) {
            pairs.push((Some(a), None));
            a += 1;
        } else {
            pairs.push((None, Some(b)));
            b += 1;
        }
    }
    pairs
}

/// Shared pairs of neighbouring characters, in hundredths.
fn similarity(a: &str, b: &str) -> usize {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<(char, char)> =
            chars.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    (shared * 200_usize).checked_div(total).unwrap_or_default()
}

/// How many characters before and behind a slot are looked for.
const CONTEXT: usize = 6;

/// What stands in the place of each slot of a line: the text between what stood before it and behind it.
pub(super) fn slots(inlines: &[Inline], new: &str) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut from = 0;
    for (number, inline) in inlines.iter().enumerate() {
        let Inline::Slot(slot) = inline else { continue };
        let before = tail(&wording(&inlines[..number]));
        let behind = head(&wording(&inlines[number + 1..]));
        let rest = &new[from..];
        let begins = match before.as_str() {
            "" => Some(0),
            before => rest.find(before).map(|at| at + before.len()),
        };
        let ends = begins.and_then(|begins| match behind.as_str() {
            "" => Some(rest.len()),
            behind => rest[begins..].find(behind).map(|at| begins + at),
        });
        let now = match (begins, ends) {
            (Some(begins), Some(ends)) => Some((begins, ends)),
            _ => whole(rest, &slot.printed).map(|at| (at, at + slot.printed.len())),
        };
        // A figure is short; more than this between the two is not its successor.
        let now = now.filter(|(begins, ends)| rest[*begins..*ends].chars().count() <= 24);
        found.push(now.and_then(|(begins, ends)| {
            from += ends;
            let text = rest[begins..ends].trim();
            (!text.is_empty()).then(|| text.to_owned())
        }));
    }
    found
}

/// The last characters before a slot, up to the slot before it.
fn tail(text: &str) -> String {
    let own = text.rsplit(crate::numeral::SLOT).next().unwrap_or_default();
    let skipped = own.chars().count().saturating_sub(CONTEXT);
    own.chars().skip(skipped).collect()
}

/// The first characters behind a slot, up to the next.
fn head(text: &str) -> String {
    let own = text.split(crate::numeral::SLOT).next().unwrap_or_default();
    own.chars().take(CONTEXT).collect()
}

fn wording(inlines: &[Inline]) -> String {
    let text: String = inlines
        .iter()
        .map(|inline| match inline {
            Inline::Slot(_) => crate::numeral::SLOT.to_string(),
            Inline::Text { text } => text.clone(),
            Inline::Typed(typed) => typed.text.clone(),
            Inline::Blank { label } => crate::document::blank(label),
            Inline::Break => " ".to_owned(),
        })
        .collect();
    text
}

/// Where a text stands without being part of a longer number.
pub(super) fn whole(text: &str, part: &str) -> Option<usize> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    if part.is_empty() {
        return None;
    }
    text.match_indices(part).map(|(at, _)| at).find(|at| {
        !digit(text[..*at].chars().next_back())
            && !text[at + part.len()..].starts_with(|c: char| c.is_ascii_digit())
    })
}
