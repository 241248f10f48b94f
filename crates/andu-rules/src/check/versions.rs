//! Versions follow each other without overlap or gap, and what they share keeps its type.

use std::collections::BTreeMap;

use crate::{
    check::{Context, citations::written, item, names::kind_label},
    model::{Field, InForce},
    read::{ProcedureMarks, StatuteMarks},
    source::Place,
};

pub(super) fn check(context: &Context<'_>) {
    let mut procedures: BTreeMap<&str, Vec<&ProcedureMarks>> = BTreeMap::new();
    for marks in &context.reading.procedures {
        procedures
            .entry(marks.procedure.id.as_str())
            .or_default()
            .push(marks);
    }
    for versions in procedures.values_mut() {
        versions.sort_by_key(|marks| marks.procedure.in_force.from);
        for pair in versions.windows(2) {
            let [old, new] = pair else { continue };
            let owner = format!("程序“{}”", new.procedure.label);
            let (place, period) = (new.spot("in_force"), new.procedure.in_force);
            succession(context, &owner, old.procedure.in_force, period, place);
        }
        types(context, versions);
    }
    let mut statutes: BTreeMap<&str, Vec<&StatuteMarks>> = BTreeMap::new();
    for marks in &context.reading.statutes {
        statutes
            .entry(marks.statute.id.as_str())
            .or_default()
            .push(marks);
    }
    for versions in statutes.values_mut() {
        versions.sort_by_key(|marks| marks.statute.in_force.from);
        for pair in versions.windows(2) {
            let [old, new] = pair else { continue };
            let owner = format!("文件“{}”", new.statute.title);
            succession(
                context,
                &owner,
                old.statute.in_force,
                new.statute.in_force,
                new.place,
            );
        }
    }
    aliases(context);
}

fn succession(context: &Context<'_>, owner: &str, old: InForce, new: InForce, place: Place) {
    let gap = match old.to {
        None => false,
        Some(to) if to >= new.from => false,
        Some(to) => to.tomorrow().is_ok_and(|next| next < new.from),
    };
    if gap {
        let message = format!(
            "{owner}上一版 {}，这一版 {} 起施行，中间有空档",
            written(old),
            new.from
        );
        let remedy = "请核对起止日期；确有空档的，可以不改";
        context.faults.warn(place, "period-gap", message, remedy);
    } else if old.to.is_none_or(|to| to >= new.from) {
        let message = format!(
            "{owner}前后两版的期间重叠：上一版 {}，这一版 {}",
            written(old),
            written(new)
        );
        let remedy = match new.from.yesterday() {
            Ok(day) => format!("请在上一版的 in_force 里写 to = {day}"),
            Err(_) => "请改正起止日期".to_owned(),
        };
        context
            .faults
            .error(place, "period-overlap", message, remedy);
    }
}

/// The register is one table for all versions, so a field never changes type.
fn types(context: &Context<'_>, versions: &[&ProcedureMarks]) {
    let mut known: BTreeMap<String, (&Field, &ProcedureMarks)> = BTreeMap::new();
    for marks in versions {
        for field in &marks.procedure.fields {
            let own = (format!("field/{}", field.id), field);
            let columns = field
                .columns
                .iter()
                .map(|column| (format!("column/{}/{}", field.id, column.id), column));
            for (spot, field) in std::iter::once(own).chain(columns) {
                let (old, before) = *known.entry(spot.clone()).or_insert((field, marks));
                if old.kind == field.kind {
                    continue;
                }
                let message = format!(
                    "字段“{}”是{}，{} 施行的版本里是{}",
                    field.label,
                    kind_label(field.kind),
                    before.procedure.in_force.from,
                    kind_label(old.kind)
                );
                let remedy = "各版本共用一张台账，字段不能改类型；请换一个 id";
                context
                    .faults
                    .error(marks.spot(&spot), "field-type-changed", message, remedy);
            }
        }
    }
}

/// A short name leads to one clock of one procedure.
fn aliases(context: &Context<'_>) {
    let mut known: BTreeMap<&str, (String, String)> = BTreeMap::new();
    for marks in &context.reading.procedures {
        for clock in &marks.procedure.clocks {
            let full = format!("{}.{}", marks.procedure.id, clock.id);
            for (number, alias) in clock.aliases.iter().enumerate() {
                let label = format!("{}的“{}”", marks.procedure.label, clock.label);
                let first = known.entry(alias).or_insert((full.clone(), label));
                if first.0 != full {
                    let message = format!("期限“{}”的别名“{alias}”已经指{}", clock.label, first.1);
                    let place = marks.spot(&format!("alias/{}/{number}", clock.id));
                    context
                        .faults
                        .error(place, "duplicate-alias", message, "请换一个别名");
                }
            }
            if clock
                .aliases
                .iter()
                .any(|alias| alias.contains(char::is_whitespace))
            {
                let message = format!("期限“{}”的别名里有空格", clock.label);
                let place = item(marks, "clock", clock.id.as_str());
                context.faults.error(place, "bad-id", message, "请删去空格");
            }
        }
    }
}
