//! Instruments that were not in force: judged by the report's year and by how the text uses them.
//!
//! A plan that ran out may be looked back upon (总结, 验收, 以来), a repealed law may be named as repealed. Used as the ground of work
//! after its end it is a fault; in a passage about the coming year the end may lie in the report's own year.

use std::ops::Range;

use andu_rules::{Instrument, InstrumentKind};

use super::{
    period::{self, Years},
    titles::Titles,
};
use crate::{Finding, Kind, Severity, wording::line::Line};

/// A line, and what is known of its time.
pub(super) struct View<'t> {
    pub(super) line: Line<'t>,
    /// The year that the paper reports on.
    pub(super) year: i16,
    /// Whether the line speaks of the year to come.
    pub(super) ahead: bool,
}

/// Words before a title that make it the ground of work.
const GROUNDS: &[&str] = &[
    "根据",
    "按照",
    "依据",
    "依照",
    "遵照",
    "对照",
    "贯彻",
    "落实",
    "执行",
    "实施",
    "推进",
    "围绕",
    "遵循",
    "为指导",
    "推动",
    "做好",
    "抓好",
    "开展",
    "深化",
];

/// Words around a title that look back on it.
const BACK: &[&str] = &[
    "总结",
    "验收",
    "收官",
    "评估",
    "以来",
    "期满",
    "届满",
    "到期",
    "期间",
    "回顾",
    "终期",
    "废止",
    "失效",
    "上一轮",
    "曾",
    "历次",
    "衔接",
    "基础上",
    "圆满",
    "完成",
    "结束",
    "先进",
    "荣获",
    "获评",
    "表彰",
    "命名",
    "称号",
    "清理",
    "修订",
    "替代",
    "取代",
    "不再",
    "前身",
];

/// Words around a title that only prepare for it.
const BEFOREHAND: &[&str] = &[
    "编制",
    "谋划",
    "起草",
    "研究",
    "前期",
    "即将",
    "将于",
    "草案",
    "征求意见",
    "准备",
    "学习",
    "宣传",
    "解读",
    "培训",
    "筹备",
    "启动",
    "印发",
    "出台",
];

/// Words that make a bracket with years the title of a plan.
const PLANS: &[&str] = &[
    "纲要", "规划", "方案", "计划", "行动", "意见", "工程", "任务",
];

/// Instruments that were not in force.
pub(super) fn find(
    view: &View<'_>,
    quoted: &[Range<usize>],
    titles: Option<&Titles>,
    found: &mut Vec<Finding>,
) {
    let text = view.line.text;
    let mut told: Vec<Range<usize>> = Vec::new();
    for at in quoted {
        let title = &text[at.clone()];
        let known = titles.and_then(|titles| titles.instrument(title));
        let mark = '《'.len_utf8();
        let whole = at.start - mark..(at.end + mark).min(text.len());
        if let Some(instrument) = known {
            told.push(whole.clone());
            found.extend(view.judge(&whole, title, Term::of(instrument)));
        } else if let Some(years) = plan_of(title) {
            told.push(whole.clone());
            found.extend(view.judge(&whole, title, Term::named(years)));
        } else {
            // 《关于落实〈……纲要（2016－2020年）〉的意见》 is a title of its own.
            told.push(whole);
        }
    }
    for (at, instrument) in titles.into_iter().flat_map(|titles| titles.named(text)) {
        if !overlaps(&told, &at) && !is_part(view.line, &at) {
            found.extend(view.judge(&at, &text[at.clone()], Term::of(instrument)));
            told.push(at);
        }
    }
    told.sort_unstable_by_key(|at| at.start);
    for (at, years) in period::periods(text) {
        let before = view.line.back(at.start, 24);
        let start = before.rfind(|c| "，。；：、《》（）“”".contains(c));
        let name = start.map_or(before, |start| {
            before[start..].trim_start_matches(|c| "，。；：、《》（）“”".contains(c))
        });
        // The words that lead to a name are no part of it: 按照法治建设纲要.
        let name = name_alone(name);
        let at = at.start - name.len()..at.end;
        if !overlaps(&told, &at) && PLANS.iter().any(|plan| name.ends_with(plan)) {
            found.extend(view.judge(&at, &text[at.clone()], Term::named(years)));
        }
    }
}

/// Whether a place lies within one of those told, which stand in order.
fn overlaps(told: &[Range<usize>], at: &Range<usize>) -> bool {
    let before = told.partition_point(|it| it.start < at.end);
    before > 0 && told[before - 1].end > at.start
}

/// A name without the words that lead to it.
fn name_alone(mut name: &str) -> &str {
    const ADVERBS: &[&str] = &[
        "严格", "认真", "全面", "深入", "积极", "继续", "切实", "扎实",
    ];
    let lead = |name: &str| {
        let words = GROUNDS.iter().chain(ADVERBS);
        words
            .filter(|word| name.starts_with(**word))
            .map(|word| word.len())
            .max()
    };
    while let Some(lead) = lead(name).filter(|lead| *lead < name.len()) {
        name = &name[lead..];
    }
    name
}

/// The years of a plan's title.
fn plan_of(title: &str) -> Option<Years> {
    let (at, years) = period::periods(title).last()?;
    PLANS
        .iter()
        .any(|plan| title[..at.start].contains(plan))
        .then_some(years)
}

/// Whether a name is part of a longer one: 重庆市法律援助条例.
fn is_part(line: Line<'_>, at: &Range<usize>) -> bool {
    line.before(at.start)
        .is_some_and(|c| "省市县区州".contains(c))
}

/// When an instrument is in force, as far as it matters.
struct Term<'i> {
    kind: InstrumentKind,
    from: Option<i16>,
    to: Option<i16>,
    /// The last or first day as it is told.
    ended: String,
    /// Whether it ended in the first half of a year.
    ended_early: bool,
    began: String,
    next: Option<&'i str>,
    unsure: bool,
}

impl<'i> Term<'i> {
    fn of(instrument: &'i Instrument) -> Self {
        let day = |date: jiff::civil::Date| {
            format!("{}年{}月{}日", date.year(), date.month(), date.day())
        };
        Self {
            kind: instrument.kind,
            from: instrument.from.map(jiff::civil::Date::year),
            to: instrument.to.map(jiff::civil::Date::year),
            ended: instrument.to.map(day).unwrap_or_default(),
            ended_early: instrument.to.is_some_and(|to| to.month() <= 6),
            began: instrument.from.map(day).unwrap_or_default(),
            next: instrument.next.as_deref(),
            unsure: instrument.unsure,
        }
    }

    fn named(years: Years) -> Self {
        Self {
            kind: InstrumentKind::Plan,
            from: None,
            to: Some(years.to),
            ended: format!("{}年底", years.to),
            ended_early: false,
            began: format!("{}年", years.from),
            next: None,
            unsure: false,
        }
    }
}

impl View<'_> {
    /// What is wrong with naming an instrument here.
    fn judge(&self, at: &Range<usize>, title: &str, term: Term<'_>) -> Option<Finding> {
        let (severity, what) = match (term.from, term.to) {
            (_, Some(to)) if to <= self.year => self.after_its_end(at, to, &term)?,
            (Some(from), _) if from > self.year => self.before_its_time(at, from, &term)?,
            _ => return None,
        };
        let severity = if term.unsure {
            Severity::Note
        } else {
            severity
        };
        let title = title.trim_matches(|c| matches!(c, '《' | '》'));
        let unsure = if term.unsure {
            "（日期待核）"
        } else {
            ""
        };
        let message = format!("《{title}》{what}{unsure}。");
        Some(
            self.line
                .finding(Kind::Outdated, severity, at.clone(), message),
        )
    }

    fn after_its_end(
        &self,
        at: &Range<usize>,
        to: i16,
        term: &Term<'_>,
    ) -> Option<(Severity, String)> {
        let grounds = self.is_ground(at);
        if self.is_near(at, BACK) || self.line.before(at.start) == Some('原') {
            return None;
        }
        let ended = match term.kind {
            InstrumentKind::Plan => format!("已于{}到期", term.ended),
            InstrumentKind::Law => format!("{}以后已经失效", term.ended),
        };
        let next = term.next.map(|next| format!("，由《{next}》接替"));
        let next = next.unwrap_or_default();
        if to == self.year {
            return self.within_the_year(at, term, grounds, &format!("{ended}{next}"));
        }
        let severity = match term.kind {
            InstrumentKind::Law if grounds => Severity::Error,
            InstrumentKind::Plan if !grounds => Severity::Note,
            _ => Severity::Warning,
        };
        let what = format!(
            "{ended}{next}，不能作{}年工作的依据。请改引当年有效的文件",
            self.year
        );
        Some((severity, what))
    }

    /// An end within the report's own year: what was done before it was done under the instrument.
    fn within_the_year(
        &self,
        at: &Range<usize>,
        term: &Term<'_>,
        grounds: bool,
        ended: &str,
    ) -> Option<(Severity, String)> {
        let year = self.year + 1;
        if grounds && (self.ahead || self.speaks_of(at, year)) {
            let what = format!("{ended}，不能再作{year}年工作的依据。请改引{year}年有效的文件");
            return Some((Severity::Warning, what));
        }
        let most_of_it = term.kind == InstrumentKind::Law && term.ended_early;
        most_of_it.then(|| {
            let what = format!("{ended}，年内多数时间已不适用。请核对所引文件");
            (Severity::Warning, what)
        })
    }

    fn before_its_time(
        &self,
        at: &Range<usize>,
        from: i16,
        term: &Term<'_>,
    ) -> Option<(Severity, String)> {
        if self.is_near(at, BEFOREHAND) || from == self.year + 1 && self.ahead {
            return None;
        }
        let grounds = self.is_ground(at);
        let soon = from == self.year + 1;
        if !grounds && (soon || term.kind == InstrumentKind::Plan) {
            return None;
        }
        let severity = if grounds && !soon {
            Severity::Error
        } else {
            Severity::Warning
        };
        let what = format!(
            "自{}起才施行，{}年还不能作依据。请核对所引文件和年份",
            term.began, self.year
        );
        Some((severity, what))
    }

    /// Whether a title is named as the ground of work, alone or in a list of such titles.
    fn is_ground(&self, at: &Range<usize>) -> bool {
        let sentence = self.line.sentence(at);
        let mut lead = String::new();
        let mut depth = 0_usize;
        for c in self.line.text[sentence.start..at.start].chars() {
            match c {
                '《' => depth += 1,
                '》' => depth = depth.saturating_sub(1),
                '（' | '(' => depth += 1,
                '）' | ')' => depth = depth.saturating_sub(1),
                c if depth == 0 => lead.push(c),
                _ => {}
            }
        }
        let start = lead.char_indices().rev().take(30).last();
        let lead = &lead[start.map_or(0, |(start, _)| start)..];
        GROUNDS.iter().any(|word| lead.contains(word))
            || self.after(at, 12).contains("为指导")
            || self.after(at, 12).contains("要求")
    }

    /// Whether one of some words stands near a title, in its sentence.
    pub(super) fn is_near(&self, at: &Range<usize>, words: &[&str]) -> bool {
        let sentence = self.line.sentence(at);
        let before = self.line.back(at.start, 14);
        let cut = before.len().min(at.start - sentence.start);
        let before = &before[before.len() - cut..];
        let after = self.after(at, 16);
        words
            .iter()
            .any(|word| before.contains(word) || after.contains(word))
    }

    fn after(&self, at: &Range<usize>, most: usize) -> &str {
        let sentence = self.line.sentence(at);
        let after = &self.line.text[at.end..sentence.end.max(at.end)];
        let end = after
            .char_indices()
            .nth(most)
            .map_or(after.len(), |(end, _)| end);
        &after[..end]
    }

    /// Whether the sentence of a title names a year.
    fn speaks_of(&self, at: &Range<usize>, year: i16) -> bool {
        let sentence = &self.line.text[self.line.sentence(at)];
        sentence.contains(&format!("{year}年"))
            || ["明年", "下一年", "新的一年", "下一步"]
                .iter()
                .any(|word| sentence.contains(word))
    }
}
