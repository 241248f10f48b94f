//! Clocks that begin where another ends, and the key of a register.

use crate::{
    check::{Context, item},
    model::{ClockRule, Field, FieldKind, Procedure},
    read::ProcedureMarks,
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    for clock in &marks.procedure.clocks {
        after(context, marks, clock);
    }
    key(context, marks);
}

/// The clock at whose end another begins is there, and the chain comes to an end.
fn after(context: &Context<'_>, marks: &ProcedureMarks, clock: &ClockRule) {
    let Some(before) = &clock.after else { return };
    let procedure = marks.procedure.as_ref();
    let place = marks.spot(&format!("after/{}", clock.id));
    if procedure.clock(before.as_str()).is_none() {
        let known = procedure.clocks.iter().map(|clock| clock.id.as_str());
        let owner = format!("期限“{}”", clock.label);
        let named = (owner.as_str(), "期限", before.as_str());
        context.unknown(place, "unknown-clock", named, known);
    } else if comes_back(procedure, clock) {
        let message = format!(
            "期限“{}”接在“{before}”之后，顺着 after 又回到它自己",
            clock.label
        );
        let remedy = "请删去其中一个 after，使最早的期限不接在别的期限之后";
        context.faults.error(place, "clock-circle", message, remedy);
    }
}

fn comes_back(procedure: &Procedure, clock: &ClockRule) -> bool {
    let before = |clock: &&ClockRule| procedure.clock(clock.after.as_ref()?.as_str());
    let chain = std::iter::successors(Some(clock), before);
    let mut earlier = chain.skip(1).take(procedure.clocks.len());
    earlier.any(|other| other.id == clock.id)
}

/// The first field of the key is the number of a matter, which is text.
fn key(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = marks.procedure.as_ref();
    if procedure.series.is_some() {
        return;
    }
    let number = |field: &&Field| {
        matches!(
            field.kind,
            FieldKind::Integer | FieldKind::Decimal | FieldKind::Boolean | FieldKind::List
        )
    };
    let first = procedure.key.first();
    let first = first.and_then(|first| procedure.field(first.as_str()));
    if let Some(field) = first.filter(number) {
        let message = format!(
            "程序“{}”的 key 以字段“{}”开头，它不是文本，不能当作编号",
            procedure.label, field.label
        );
        let remedy = "请把一个文本字段放在 key 的第一位，如：key = [\"organ_name\", \"year\"]";
        let place = match procedure.key.first() {
            Some(first) => {
                marks
                    .notes
                    .spot_of("key")
                    .unwrap_or(item(marks, "field", first.as_str()))
            }
            None => marks.spot("procedure"),
        };
        context.faults.error(place, "key-not-text", message, remedy);
    }
}
