//! Points: half-width ones in Chinese text, and two where one belongs.

use std::ops::Range;

use super::line::{Line, is_han};
use crate::{Finding, Kind, Severity};

/// More than so many half-width points in a paper are told once for all, where they are most of its points.
const MOST_OF_A_PAPER: usize = 12;

/// The points of a paper.
#[derive(Default)]
pub(super) struct Points {
    half: Vec<Finding>,
    /// How many half-width ones there were besides those kept.
    more: usize,
    /// How many full-width ones there are.
    full: usize,
    doubled: Vec<Finding>,
}

impl Points {
    /// Half-width points among Chinese characters, and points that follow each other.
    pub(super) fn find(&mut self, line: Line<'_>) {
        self.full += line.text.matches(['，', '。', '；', '：']).count();
        for (at, byte) in line.text.bytes().enumerate() {
            let Some(wide) = wide(byte) else { continue };
            if !among_han(line, at, byte) {
                continue;
            }
            if self.half.len() > MOST_OF_A_PAPER * 4 {
                self.more += 1;
                continue;
            }
            let point = char::from(byte);
            let message = format!("中文里用了半角标点“{point}”，应为全角“{wide}”。请改正。");
            let at = at..at + 1;
            self.half
                .push(line.finding(Kind::Punctuation, Severity::Note, at, message));
        }
        doubled(line, &mut self.doubled);
    }

    /// Findings: one for all where half-width points are the habit of the paper, or each by itself.
    pub(super) fn into_findings(mut self, found: &mut Vec<Finding>) {
        let half = self.half.len() + self.more;
        let habit = half > MOST_OF_A_PAPER && half > self.full;
        if habit && let Some(first) = self.half.first_mut() {
            first.message = format!("全文多用半角标点（{half}处）。请统一改为全角。");
            self.half.truncate(1);
        }
        found.append(&mut self.half);
        found.append(&mut self.doubled);
    }
}

fn wide(byte: u8) -> Option<char> {
    Some(match byte {
        b',' => '，',
        b';' => '；',
        b':' => '：',
        b'!' => '！',
        b'?' => '？',
        b'.' => '。',
        _ => return None,
    })
}

/// Whether a half-width point is one of a Chinese sentence: 1,234 and 12:30 and v1.2 are not.
fn among_han(line: Line<'_>, at: usize, byte: u8) -> bool {
    let is_text =
        |c: char| is_han(c) || matches!(c, '》' | '”' | '’' | '）' | '】' | '〕' | '％' | '、');
    let before = line.before(at);
    let after = line.text[at + 1..].trim_start_matches(' ').chars().next();
    let left = before.is_some_and(is_text);
    let right = after.is_some_and(|c| is_han(c) || matches!(c, '《' | '“' | '（'));
    let number = before.is_some_and(|c| c.is_ascii_digit() || c == '%' || c == ')');
    match byte {
        // A name of a file (附件.docx) or the number of an item (1.) has a half-width point.
        b'.' => left && (right || after.is_none()),
        b',' | b';' | b'!' | b'?' => {
            let ends = after.is_none() && line.text.chars().any(is_han);
            left || number && (right || ends)
        }
        _ => left && (right || after.is_none_or(|c| c.is_ascii_digit() || c == ' ')),
    }
}

/// Two points of which one is too many.
fn doubled(line: Line<'_>, found: &mut Vec<Finding>) {
    const POINTS: &str = "，。、；：！？";
    let mut chars = line.text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !POINTS.contains(first) {
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut count = 1;
        let mut same = true;
        while let Some((at, next)) = chars.next_if(|(_, c)| POINTS.contains(*c)) {
            end = at + next.len_utf8();
            count += 1;
            same &= next == first;
        }
        // ！！ and ？！ are emphasis, not slips.
        let emphasis = matches!(first, '！' | '？')
            && line.text[start..end]
                .chars()
                .all(|c| matches!(c, '！' | '？'));
        if count > 1 && !emphasis {
            found.push(too_many(line, start..end, same));
        }
    }
}

fn too_many(line: Line<'_>, at: Range<usize>, same: bool) -> Finding {
    let points = &line.text[at.clone()];
    let message = if same && points.starts_with('。') && points.chars().count() > 2 {
        format!("省略号写成了“{points}”，应为“……”。请改正。")
    } else {
        format!("标点“{points}”连用，多了一个。请删去多余的标点。")
    };
    line.finding(Kind::Punctuation, Severity::Error, at, message)
}
