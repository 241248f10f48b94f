//! Numbering that skips or repeats: 一、二、四; （一）（三）; 一是、二是、四是.

use super::outline::{Outline, value};
use crate::{
    Finding, Kind, Severity, Text,
    wording::line::{Line, lines},
};

/// Headings whose number is not the next one.
pub(super) fn find(text: &Text, outline: &Outline<'_>, whole: bool, found: &mut Vec<Finding>) {
    headings(outline, whole, found);
    let mut first_words = Sequence::default();
    let mut heads = outline.items.iter().peekable();
    for (line, paragraph) in lines(text) {
        if paragraph.table.is_some() {
            continue;
        }
        if heads
            .next_if(|item| item.line.number == line.number)
            .is_some()
        {
            first_words = Sequence::default();
        }
        first_words.read(line, found);
    }
}

fn headings(outline: &Outline<'_>, whole: bool, found: &mut Vec<Finding>) {
    // The last number of each level, forgotten when a heading above it begins.
    let mut last: [Option<u32>; 5] = [None; 5];
    // Whether a heading above the level has begun, so that the level must begin at one.
    let mut begun = [false; 5];
    begun[1] = whole;
    for item in &outline.items {
        let level = usize::from(item.level.min(4));
        for below in level + 1..5 {
            last[below] = None;
            begun[below] = true;
        }
        let Some(number) = item.number else { continue };
        let expected = match last[level] {
            Some(last) => Some(last + 1),
            None => begun[level].then_some(1),
        };
        // A list that begins anew, such as that of an annex.
        let anew = number == 1 && last[level].is_some_and(|last| last > 1);
        if let Some(expected) = expected
            && number != expected
            && !anew
        {
            found.push(jump(item.line, item.level, last[level], number, expected));
        }
        last[level] = Some(number);
    }
}

fn jump(line: Line<'_>, level: u8, last: Option<u32>, number: u32, expected: u32) -> Finding {
    let blank = line.text.len()
        - line
            .text
            .trim_start_matches(|c: char| c.is_whitespace())
            .len();
    let end = line.text[blank..]
        .find(['、', '）', ')', '.', '．'])
        .unwrap_or(0);
    let sign = line.text[blank + end..]
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    let at = blank..blank + end + sign;
    let written = |number: u32| match level {
        1 => format!("{}、", han(number)),
        2 => format!("（{}）", han(number)),
        3 => format!("{number}."),
        _ => format!("（{number}）"),
    };
    let what = match last {
        Some(last) if last == number => "与上一个序号重复",
        Some(last) if number < last => "比上一个序号小",
        Some(_) => "跳过了序号",
        None => "没有从一开始",
    };
    let message = format!(
        "层次序号“{}”{what}，这里应为“{}”。请核对有没有漏写，并改正序号。",
        &line.text[at.clone()],
        written(expected)
    );
    line.finding(Kind::Numbering, Severity::Error, at, message)
}

/// 21 → 二十一.
fn han(number: u32) -> String {
    let digit = |n: u32| "一二三四五六七八九".chars().nth(n as usize - 1);
    let mut written = String::new();
    if number >= 10 {
        written.extend((number >= 20).then(|| digit(number / 10 % 10)).flatten());
        written.push('十');
    }
    if !number.is_multiple_of(10) {
        written.extend(digit(number % 10));
    }
    written
}

/// 一是 … 二是 … within a section.
#[derive(Default)]
struct Sequence {
    last: Option<u32>,
}

impl Sequence {
    fn read(&mut self, line: Line<'_>, found: &mut Vec<Finding>) {
        for (at, word) in line.text.match_indices('是') {
            let back = line.back(at, 3);
            let length: usize = back
                .chars()
                .rev()
                .take_while(|c| "一二三四五六七八九十".contains(*c))
                .map(char::len_utf8)
                .sum();
            let start = at - length;
            let opens = line
                .before(start)
                .is_none_or(|c| c.is_whitespace() || "。；：，、！？;:,".contains(c));
            let Some(number) = (length > 0 && opens)
                .then(|| value(&line.text[start..at]))
                .flatten()
            else {
                continue;
            };
            let wrong = match self.last {
                _ if number == 1 => None,
                Some(last) if number != last + 1 => Some(last + 1),
                _ => None,
            };
            if let Some(expected) = wrong {
                let written = &line.text[start..at + word.len()];
                let message = format!(
                    "“{written}”与前面的序号接不上，这里应为“{}是”。请核对有没有漏写，并改正序号。",
                    han(expected)
                );
                let at = start..at + word.len();
                found.push(line.finding(Kind::Numbering, Severity::Error, at, message));
            }
            self.last = Some(number);
        }
    }
}
