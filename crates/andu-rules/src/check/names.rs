//! Names used outside conditions: each must be defined, and fields must be of a fitting kind.

use crate::{
    check::Context,
    model::{Field, FieldKind, Procedure},
    read::{
        ProcedureMarks,
        notes::{Named, Use},
    },
    source::Place,
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    for used in &marks.notes.uses {
        if !used.id.value.is_empty() {
            check_use(context, &marks.procedure, used);
        }
    }
}

fn check_use(context: &Context<'_>, procedure: &Procedure, used: &Use) {
    let id = used.id.value.as_str();
    let unknown = |code, kind, known: Vec<&str>| {
        if !known.contains(&id) {
            context.unknown(used.id.place, code, (&used.owner, kind, id), known);
        }
    };
    match used.named {
        Named::Stage => unknown("unknown-stage", "环节", stages(procedure)),
        Named::Action => unknown("unknown-action", "办理动作", actions(procedure)),
        Named::Deemed => match procedure.action(id) {
            None => unknown("unknown-action", "办理动作", actions(procedure)),
            Some(action) if !action.deemed => {
                let message = format!("{}“{}”不是依法视为发生的动作", used.owner, action.label);
                let remedy = "请在该动作上写 deemed = true，或者改用别的动作";
                context
                    .faults
                    .error(used.id.place, "expiry-not-deemed", message, remedy);
            }
            Some(_) => {}
        },
        Named::Field(kinds) => match procedure.field(id) {
            None => unknown("unknown-field", "字段", fields(procedure)),
            Some(field) => check_kind(context, field, kinds, (&used.owner, used.id.place)),
        },
        Named::Role => {
            let known = procedure
                .roles
                .iter()
                .map(|role| role.id.as_str())
                .collect();
            unknown("unknown-role", "角色", known);
        }
        Named::Document => {
            let known = procedure
                .documents
                .iter()
                .map(|document| document.id.as_str())
                .collect();
            unknown("unknown-document", "材料", known);
        }
        Named::Link => {
            let known = procedure
                .links
                .iter()
                .map(|link| link.id.as_str())
                .collect();
            unknown("unknown-link", "关联", known);
        }
        Named::Procedure => {
            let known = context.reading.folders.iter().map(String::as_str).collect();
            unknown("unknown-procedure", "程序", known);
        }
        Named::Anything => unknown("unknown-item", "项目", everything(procedure)),
    }
}

/// A field must be of one of these kinds; none given means any.
pub(super) fn check_kind(
    context: &Context<'_>,
    field: &Field,
    kinds: &[FieldKind],
    (owner, place): (&str, Place),
) {
    if kinds.is_empty() || kinds.contains(&field.kind) {
        return;
    }
    let wanted: Vec<&str> = kinds.iter().map(|kind| kind_label(*kind)).collect();
    let message = format!(
        "{owner}用到的字段“{}”是{}，这里要{}",
        field.label,
        kind_label(field.kind),
        wanted.join("、")
    );
    let remedy = "请换一个字段，或者改正该字段的 kind";
    context.faults.error(place, "field-kind", message, remedy);
}

/// Ids of all items that a doubt may be about.
fn everything(procedure: &Procedure) -> Vec<&str> {
    let mut known: Vec<&str> = fields(procedure);
    known.extend(stages(procedure));
    known.extend(actions(procedure));
    known.extend(procedure.gates.iter().map(|gate| gate.id.as_str()));
    known.extend(procedure.clocks.iter().map(|clock| clock.id.as_str()));
    known.extend(procedure.roles.iter().map(|role| role.id.as_str()));
    known.extend(
        procedure
            .documents
            .iter()
            .map(|document| document.id.as_str()),
    );
    known.extend(procedure.opinions.iter().map(|opinion| opinion.id.as_str()));
    known.extend(procedure.links.iter().map(|link| link.id.as_str()));
    known
}

pub(super) fn stages(procedure: &Procedure) -> Vec<&str> {
    procedure
        .stages
        .iter()
        .map(|stage| stage.id.as_str())
        .collect()
}

pub(super) fn actions(procedure: &Procedure) -> Vec<&str> {
    procedure
        .actions
        .iter()
        .map(|action| action.id.as_str())
        .collect()
}

pub(super) fn fields(procedure: &Procedure) -> Vec<&str> {
    procedure
        .fields
        .iter()
        .map(|field| field.id.as_str())
        .collect()
}

/// How messages call a kind of field.
pub(super) fn kind_label(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "文本",
        FieldKind::LongText => "长文本",
        FieldKind::Integer => "整数",
        FieldKind::Decimal => "小数",
        FieldKind::Date => "日期",
        FieldKind::DateTime => "日期时间",
        FieldKind::Boolean => "是否",
        FieldKind::Choice => "选项",
        FieldKind::Person => "人员",
        FieldKind::Unit => "单位",
        FieldKind::List => "列表",
    }
}
