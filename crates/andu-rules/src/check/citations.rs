//! Citations: the instrument is on file, was in force, has the article, and everybody names the same number of days.

use andu_calendar::Length;

use crate::{
    check::{
        Context, item,
        quantities::{Quantity, quantities},
    },
    model::{ClockRule, ExtensionSize, InForce, LengthRule, Statute},
    nearest::perhaps,
    read::{ProcedureMarks, notes::CitationUse},
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    for used in &marks.notes.citations {
        check_citation(context, marks.procedure.in_force, used);
    }
    for clock in &marks.procedure.clocks {
        check_length(context, marks, clock);
    }
}

pub(super) fn check_citation(context: &Context<'_>, period: InForce, used: &CitationUse) {
    let title = used.citation.statute.as_str();
    let all = || context.reading.statutes.iter().map(|marks| &marks.statute);
    let versions: Vec<&Statute> = all().filter(|statute| statute.title == title).collect();
    if versions.is_empty() {
        if !context.reading.statutes_unread {
            let titles = all().map(|statute| statute.title.as_str());
            let message = format!("{}引用的“{title}”不在规则包的文件里", used.owner);
            let remedy = "请改正文件名称，或者在 statutes 下补上这个文件";
            let remedy = perhaps(title, titles, remedy);
            context
                .faults
                .error(used.statute, "unknown-statute", message, remedy);
        }
        return;
    }
    let overlaps = |statute: &&&Statute| {
        statute.in_force.to.is_none_or(|to| to >= period.from)
            && period.to.is_none_or(|to| to >= statute.in_force.from)
    };
    let current: Vec<&Statute> = versions.iter().filter(overlaps).copied().collect();
    if current.is_empty() {
        let periods: Vec<String> = versions.iter().map(|it| written(it.in_force)).collect();
        let message = format!(
            "{}引用的“{title}”与程序的期间没有重合：文件 {}，程序 {}",
            used.owner,
            periods.join("、"),
            written(period)
        );
        let remedy = "请引用当时施行的文件，或者补上当时施行的版本";
        context
            .faults
            .error(used.statute, "statute-not-in-force", message, remedy);
        return;
    }
    check_article(context, &current, used);
}

/// The article must be on file in one of these versions, and name the same lengths of time.
fn check_article(context: &Context<'_>, current: &[&Statute], used: &CitationUse) {
    let Some(number) = &used.citation.article else {
        return;
    };
    let articles: Vec<_> = current.iter().filter_map(|it| it.article(number)).collect();
    if articles.is_empty() {
        let known = current.iter().flat_map(|it| &it.articles);
        let known: Vec<&str> = known.map(|article| article.number.as_str()).collect();
        let message = format!("{}引用的“{}”没有收录", used.owner, used.citation);
        let remedy = format!(
            "请核对条号，或者在该文件里补写这一条；已收录：{}",
            known.join("、")
        );
        context
            .faults
            .error(used.article, "unknown-article", message, remedy);
        return;
    }
    let Some(says) = &used.citation.says else {
        return;
    };
    let on_file: Vec<Quantity> = articles
        .iter()
        .flat_map(|it| quantities(&it.says))
        .collect();
    let stranger = quantities(says)
        .into_iter()
        .find(|own| !on_file.is_empty() && !on_file.iter().any(|other| other.agrees(*own)));
    if let Some(stranger) = stranger {
        let message = format!(
            "{}的说明写了 {}，收录的“{}”没有这个数",
            used.owner,
            words(stranger),
            used.citation
        );
        let remedy = "请对照原文，改正其中一处";
        context
            .faults
            .error(used.says, "days-differ", message, remedy);
    }
}

/// A clock whose summaries state lengths must state its own.
fn check_length(context: &Context<'_>, marks: &ProcedureMarks, clock: &ClockRule) {
    let stated: Vec<Quantity> = clock
        .basis
        .iter()
        .filter_map(|basis| basis.says.as_deref())
        .flat_map(quantities)
        .collect();
    if stated.is_empty() {
        return;
    }
    let lengths = clock.length.iter().map(|case| &case.length);
    let extension = clock
        .extension
        .iter()
        .map(|extension| match &extension.size {
            ExtensionSize::Add(rule) | ExtensionSize::Total(rule) => rule,
        });
    for rule in lengths.chain(extension) {
        let LengthRule::Fixed(length) = rule else {
            continue;
        };
        if matches!(length, Length::Yearly { .. }) || stated.iter().any(|it| it.is(*length)) {
            continue;
        }
        let stated: Vec<String> = stated.iter().copied().map(words).collect();
        let basis: Vec<String> = clock.basis.iter().map(ToString::to_string).collect();
        let message = format!(
            "期限“{}”是{length}，依据（{}）的说明写的是 {}",
            clock.label,
            basis.join("、"),
            stated.join("、")
        );
        let remedy = "请对照原文，改正期限或者说明";
        let place = item(marks, "clock", clock.id.as_str());
        context
            .faults
            .error(place, "length-differs", message, remedy);
    }
}

fn words(quantity: Quantity) -> String {
    use super::quantities::Unit;
    let unit = match quantity.unit {
        Unit::Day => "日",
        Unit::WorkingDay => "个工作日",
        Unit::Month => "个月",
        Unit::Hour => "小时",
        Unit::Minute => "分钟",
    };
    format!("{}{unit}", quantity.number)
}

/// 2019-05-15 起施行, 2008-05-01 至 2019-05-14 施行.
pub(super) fn written(period: InForce) -> String {
    match period.to {
        Some(to) => format!("{} 至 {to} 施行", period.from),
        None => format!("{} 起施行", period.from),
    }
}
