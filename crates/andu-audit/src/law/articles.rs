//! Articles cited with their days: by an older text of a law, 第二十四条 gave 15 working days; the text in force gives others.

use std::{collections::HashMap, ops::Range};

use andu_rules::model::Statute;
use jiff::civil::Date;

use super::{outdated::View, titles::key};
use crate::{Finding, Kind, Severity};

/// Longest stretch behind a title in which its article is named, in characters.
const NEAR: usize = 24;

/// The versions of the laws that the pack holds, by title.
#[derive(Debug, Clone, Default)]
pub(crate) struct Articles {
    versions: HashMap<String, Vec<Statute>>,
}

impl Articles {
    pub(crate) fn new(statutes: &[Statute]) -> Self {
        let mut versions: HashMap<String, Vec<Statute>> = HashMap::new();
        for statute in statutes {
            let version = versions.entry(key(&statute.title)).or_default();
            version.push(statute.clone());
        }
        Self { versions }
    }

    /// An article cited as an older text of the law has it; `at` is what stands between 《 and 》.
    pub(super) fn find(&self, view: &View<'_>, at: &Range<usize>) -> Option<Finding> {
        let text = view.line.text;
        let versions = self.versions.get(&key(&text[at.clone()]))?;
        let sentence = view.line.sentence(at);
        let rest = &text[at.end..sentence.end.max(at.end)];
        let cited = rest.find('第')?;
        let number_end = cited + rest[cited..].find('条')?;
        if rest[..cited].chars().count() > NEAR {
            return None;
        }
        let number = &rest[cited + '第'.len_utf8()..number_end];
        let days = days(&rest[number_end..])?;
        let begins = Date::new(view.year, 1, 1).ok()?;
        let says = |statute: &&Statute| {
            let article = statute.article(number);
            article.is_some_and(|it| days.iter().any(|days| it.says.contains(days)))
        };
        let in_force = |statute: &&Statute| statute.in_force.to.is_none_or(|to| to >= begins);
        if versions
            .iter()
            .filter(in_force)
            .any(|statute| says(&statute))
        {
            return None;
        }
        let old = versions.iter().filter(|it| !in_force(it)).find(says)?;
        let until = old.in_force.to?;
        let start = at.end + cited;
        let end = at.end + number_end + '条'.len_utf8();
        let message = format!(
            "“{}”和所写的期限是《{}》旧文本的（施行到{}年{}月{}日）。请按现行文本核对条文序号和期限。",
            &text[start..end],
            old.title,
            until.year(),
            until.month(),
            until.day()
        );
        let line = view.line;
        Some(line.finding(Kind::Outdated, Severity::Error, start..end, message))
    }
}

/// The first number of working days, in both ways of writing it.
fn days(text: &str) -> Option<[String; 2]> {
    const UNIT: &str = "个工作日";
    let before = &text[..text.find(UNIT)?];
    let is_digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_digit(*c))
        .last()?
        .0;
    let number = crate::structure::number(&before[start..])?;
    Some([
        format!("{number}{UNIT}"),
        format!("{}{UNIT}", crate::structure::han(number)),
    ])
}
