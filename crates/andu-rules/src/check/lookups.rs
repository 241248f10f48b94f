//! What the person concerned may see (凭编号和查询码查询): nothing that is personal, free text, an opinion or somebody's name.

use crate::{
    check::{Context, names::kind_label},
    model::{Field, FieldKind, Procedure, SlotKind},
    read::paper::{PaperMarks, SlotUse},
    source::Place,
};

/// Looks at a paper that says what the person concerned may see, against one version.
pub(super) fn check(context: &Context<'_>, marks: &PaperMarks, version: &Procedure) {
    if marks.paper.lookup.is_none() {
        return;
    }
    if !marks.paper.on.is_empty() {
        let message = format!("{}写了查询范围，又由动作出具", marks.owner);
        let remedy = "查询时随时要能看，请写 anytime = true，不写 on";
        let faults = context.faults;
        faults.error(marks.place, "lookup-issued", message, remedy);
    }
    alone(context, marks, version);
    for used in &marks.slots {
        slot(context, version, used);
    }
}

/// One paper a version says what may be seen: of two it would be unsure which holds.
fn alone(context: &Context<'_>, marks: &PaperMarks, version: &Procedure) {
    let mut all = context.reading.papers.iter();
    let other = all.find(|other| {
        other.paper.lookup.is_some()
            && other.paper.procedure == marks.paper.procedure
            && other.paper.id < marks.paper.id
            && other.paper.is_for(version.in_force.from)
    });
    if let Some(other) = other {
        let message = format!("{}和{}都写了查询范围", other.owner, marks.owner);
        let remedy = "同一版本只留一份文书写 [lookup]，或者用 versions 分开";
        let faults = context.faults;
        faults.error(marks.place, "two-lookups", message, remedy);
    }
}

fn slot(context: &Context<'_>, version: &Procedure, used: &SlotUse) {
    let told = (used.owner.as_str(), used.place);
    match &used.slot.kind {
        SlotKind::Field(id) if used.list.is_none() => {
            if let Some(shown) = version.field(id.as_str()) {
                field(context, version, shown, told);
            }
        }
        SlotKind::Organ
        | SlotKind::Government
        | SlotKind::Office(_)
        | SlotKind::ActDate
        | SlotKind::MatterNumber
        | SlotKind::MatterLabel
        | SlotKind::MatterStage
        | SlotKind::PaperLabel
        | SlotKind::Clock(_)
        | SlotKind::Done(_)
        | SlotKind::Basis
        | SlotKind::Article { .. }
        // Reported as such.
        | SlotKind::Unknown => {}
        _ => refuse(context, told, &format!("“{{{}}}”", used.slot.written)),
    }
}

/// A field that the person concerned is to see.
pub(super) fn field(
    context: &Context<'_>,
    version: &Procedure,
    field: &Field,
    told: (&str, Place),
) {
    let number = version.series.as_ref();
    let number = number.is_some_and(|it| it.field == field.id);
    let opinion = version.opinions.iter().any(|it| it.field == field.id);
    let kind = matches!(
        field.kind,
        FieldKind::Integer
            | FieldKind::Decimal
            | FieldKind::Date
            | FieldKind::DateTime
            | FieldKind::Boolean
            | FieldKind::Choice
            | FieldKind::Unit
    );
    let what = match (field.personal, opinion, kind || number) {
        (true, ..) => "是个人信息",
        (_, true, _) => "是审核意见",
        (_, _, false) => kind_label(field.kind),
        (false, false, true) => return,
    };
    refuse(context, told, &format!("字段“{}”（{what}）", field.label));
}

/// A paper of which the person concerned is told.
pub(super) fn paper(
    context: &Context<'_>,
    version: &Procedure,
    (owner, place): (&str, Place),
    id: &str,
) {
    let own = |marks: &&PaperMarks| marks.paper.procedure == version.id;
    let all: Vec<&str> = context
        .reading
        .papers
        .iter()
        .filter(own)
        .map(|marks| marks.paper.id.as_str())
        .collect();
    if !all.contains(&id) {
        context.unknown(place, "unknown-paper", (owner, "文书", id), all);
    }
}

fn refuse(context: &Context<'_>, (owner, place): (&str, Place), what: &str) {
    let message = format!("{owner}要让查询人看到{what}");
    let remedy = "查询人只能看到日期、数、是否、选项、承办单位和编号；个人信息、自由填写的内容、审核意见、人员姓名和关联的件都不能写";
    let faults = context.faults;
    faults.error(place, "lookup-private", message, remedy);
}
