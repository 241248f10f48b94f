//! A procedure as targets: its fields, the columns of its lists, the days of its actions.

use andu_rules::model::{Action, Choice, Field, FieldId, FieldKind, Procedure, Value};
use andu_sheets::{Converted, Kind, Named, Target};

/// Before the id of an action whose day a column gives.
pub const ACTION: char = '!';

/// The targets of a procedure.
pub fn targets(procedure: &Procedure) -> Vec<Target> {
    let opening = procedure.opening();
    let needed = |id: &FieldId| {
        let used = opening.and_then(|action| action.fields.iter().find(|used| used.field == *id));
        used.is_some_and(|used| used.required)
    };
    let numbered = |id: &FieldId| {
        procedure
            .series
            .as_ref()
            .is_some_and(|series| series.field == *id)
    };
    let mut targets = Vec::new();
    for field in &procedure.fields {
        if field.kind == FieldKind::List {
            of_list(field, &mut targets);
            continue;
        }
        targets.push(Target {
            required: needed(&field.id),
            identifies: procedure.key.contains(&field.id) || numbered(&field.id),
            subject: procedure.title == field.id,
            begins: procedure.governed_by == field.id,
            unit: field.unit.clone(),
            ..Target::new(field.id.as_str(), &field.label, kind(field))
        });
    }
    let dated = procedure
        .actions
        .iter()
        .filter(|action| !action.opening && !action.deemed);
    targets.extend(dated.map(|action| of_action(action, procedure)));
    targets
}

/// Columns that name the units of a list in one cell, and columns of their own.
fn of_list(field: &Field, targets: &mut Vec<Target>) {
    let units = field
        .columns
        .iter()
        .any(|column| column.kind == FieldKind::Unit);
    let kind_of_list = if units { Kind::Units } else { Kind::List };
    targets.push(Target::new(field.id.as_str(), &field.label, kind_of_list));
    targets.extend(field.columns.iter().map(|column| Target {
        list: Some(field.id.to_string()),
        ..Target::new(
            &format!("{}.{}", field.id, column.id),
            &column.label,
            kind(column),
        )
    }));
}

fn of_action(action: &Action, procedure: &Procedure) -> Target {
    let aliases = vec![format!("{}时间", action.label), action.label.clone()];
    let taken = |name: &String| procedure.fields.iter().any(|field| field.label == *name);
    Target {
        aliases: aliases.into_iter().filter(|name| !taken(name)).collect(),
        ..Target::new(
            &format!("{ACTION}{}", action.id),
            &day_label(action, procedure),
            Kind::Date,
        )
    }
}

/// What the day of an action is called. Where a field is called so already, the action is named.
pub fn day_label(action: &Action, procedure: &Procedure) -> String {
    let plain = format!("{}日期", action.label);
    match procedure.fields.iter().any(|field| field.label == plain) {
        true => format!("{}（办理日期）", action.label),
        false => plain,
    }
}

fn kind(field: &Field) -> Kind {
    match field.kind {
        FieldKind::Text => Kind::Text,
        FieldKind::LongText => Kind::LongText,
        FieldKind::Integer => Kind::Whole,
        FieldKind::Decimal => Kind::Number,
        FieldKind::Date => Kind::Date,
        FieldKind::DateTime => Kind::DateTime,
        FieldKind::Boolean => Kind::Flag,
        FieldKind::Person => Kind::Person,
        FieldKind::Unit => Kind::Unit,
        FieldKind::List => Kind::List,
        FieldKind::Choice => Kind::Choice {
            options: field.values.iter().map(named).collect(),
        },
    }
}

fn named(choice: &Choice) -> Named {
    Named {
        key: choice.id.clone(),
        label: choice.label.clone(),
        aliases: Vec::new(),
    }
}

/// A converted cell as a value of a field. `None` where the field has no place for it.
pub fn value(field: &Field, converted: &Converted) -> Option<Value> {
    Some(match converted {
        Converted::Text(text) | Converted::Unit(text) | Converted::Choice(text) => {
            Value::Text(text.clone())
        }
        Converted::Date { day, .. } => Value::Text(day.clone()),
        Converted::DateTime { time, .. } => Value::Text(format!("{time}:00")),
        Converted::Number(number) => Value::Decimal(andu_rules::model::Decimal::parse(number)?),
        Converted::Whole(number) => Value::Integer(*number),
        Converted::Flag(yes) => Value::Boolean(*yes),
        Converted::Many(names) => {
            let unit = field
                .columns
                .iter()
                .find(|column| column.kind == FieldKind::Unit);
            let texts = [FieldKind::Person, FieldKind::Text, FieldKind::LongText];
            let column = unit.or_else(|| {
                field
                    .columns
                    .iter()
                    .find(|column| texts.contains(&column.kind))
            })?;
            let row = |name: &String| [(column.id.clone(), Value::Text(name.clone()))].into();
            Value::List(names.iter().map(row).collect())
        }
    })
}
