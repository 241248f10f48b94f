//! Report templates: every name answers, and every required content has its place.

use jiff::civil::Date;

use crate::{
    check::{Context, citations},
    model::{InForce, Variable},
    nearest::{nearest, perhaps},
    read::report::ReportMarks,
};

pub(super) fn check(context: &Context<'_>) {
    for marks in &context.reading.reports {
        figures(context, marks);
        procedure(context, marks);
        required(context, marks);
        for used in &marks.notes.citations {
            // A template has no period of its own: the instrument must be on file, in whatever version.
            let always = InForce {
                from: Date::MIN,
                to: None,
            };
            citations::check_citation(context, always, used);
        }
    }
}

fn figures(context: &Context<'_>, marks: &ReportMarks) {
    let indicators = &context.reading.indicators;
    let known: Vec<&str> = indicators.iter().map(|(it, _)| it.id.as_str()).collect();
    let variables = Variable::ALL.map(|(name, _)| name);
    for used in &marks.figures {
        let id = used.id.as_str();
        if known.contains(&id) {
            continue;
        }
        if id.contains('_') || !nearest(id, variables).is_empty() {
            let message = format!("{}用到的变量“{id}”没有定义", used.owner);
            let remedy = format!("可写的变量：{}", variables.join("、"));
            let remedy = perhaps(id, variables, &remedy);
            let faults = context.faults;
            faults.error(used.place, "unknown-variable", message, remedy);
        } else {
            let what = (used.owner.as_str(), "指标", id);
            context.unknown(used.place, "unknown-indicator", what, known.iter().copied());
        }
    }
}

fn procedure(context: &Context<'_>, marks: &ReportMarks) {
    let folders = &context.reading.folders;
    let (Some(id), Some(place)) = (&marks.template.procedure, marks.procedure) else {
        return;
    };
    if !folders.contains(id.as_str()) {
        let what = (marks.owner.as_str(), "程序", id.as_str());
        let known = folders.iter().map(String::as_str);
        context.unknown(place, "unknown-procedure", what, known);
    }
}

fn required(context: &Context<'_>, marks: &ReportMarks) {
    let template = &marks.template;
    let known: Vec<&str> = template.required.iter().map(|it| it.id.as_str()).collect();
    for used in &marks.serves {
        if !known.contains(&used.id.as_str()) {
            let what = (used.owner.as_str(), "必备内容", used.id.as_str());
            context.unknown(used.place, "unknown-required", what, known.iter().copied());
        }
    }
    if marks.unread {
        return;
    }
    for content in &template.required {
        let served = template
            .blocks
            .iter()
            .any(|block| block.serves.contains(&content.id));
        let place = marks.notes.spot_of(&format!("required/{}", content.id));
        if let Some(place) = place.filter(|_| !served) {
            let basis: Vec<String> = content.basis.iter().map(ToString::to_string).collect();
            let basis = match basis.as_slice() {
                [] => String::new(),
                basis => format!("（{}）", basis.join("、")),
            };
            let message = format!(
                "{}的必备内容“{}”没有段落来写{basis}",
                marks.owner, content.label
            );
            let remedy = format!("请在相应的标题或者段落上写 serves = [\"{}\"]", content.id);
            context
                .faults
                .error(place, "required-unserved", message, remedy);
        }
    }
}
