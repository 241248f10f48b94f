//! Blank ledger books: one sheet a procedure, made of the pack.

use std::collections::BTreeSet;

use andu_rules::model::{Action, Field, FieldKind, Procedure};
use andu_sheets::{BlankColumn, BlankKind, BlankSheet};

use crate::error::OfficeError;
use crate::office::Office;

use super::{ImportError, fields};

/// What every notes sheet says.
const NOTES: &[&str] = &[
    "一行登记一件。红色、带*的列必填；其余各列有则填，没有留空，不要填“无”。",
    "日期写成 2025-03-15；“某某日期”列填该动作发生的日期，没有发生的留空。",
    "有下拉列表的列从列表中选择；几个单位之间用顿号隔开。",
    "不要填写涉密内容；不要改动列名，可以删去不用的列。",
    "填好后用“andu import 文件名 --dry-run”预览，核对无误后去掉 --dry-run 导入。",
];

impl Office {
    /// A blank book with one sheet for each procedure. The same rules give the same bytes.
    ///
    /// # Errors
    ///
    /// [`ImportError::Office`] for an unknown procedure; [`ImportError::Write`].
    pub fn blank_book(&self, procedures: &[String]) -> Result<Vec<u8>, ImportError> {
        let rules = self.rules();
        let mut sheets = Vec::new();
        for id in procedures {
            let versions = rules.pack.versions(id).map_err(OfficeError::from)?;
            if let Some(procedure) = versions.last() {
                sheets.push(sheet(procedure));
            }
        }
        let notes: Vec<String> = NOTES.iter().map(|note| (*note).to_owned()).collect();
        Ok(andu_sheets::blank_book(&sheets, &notes)?)
    }
}

fn sheet(procedure: &Procedure) -> BlankSheet {
    let mut columns = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut add = |column: BlankColumn, seen: &mut BTreeSet<String>| {
        if seen.insert(column.heading.clone()) {
            columns.push(column);
        }
    };
    // A number that is drawn in the office is on its old papers already.
    if let Some(series) = &procedure.series {
        let number = procedure.field(series.field.as_str());
        if let Some(mut column) = number.and_then(|field| column(field, false)) {
            column.note = format!("原有的{}；留空的导入时编号", column.heading);
            add(column, &mut seen);
        }
    }
    let opening = procedure.actions.iter().filter(|action| action.opening);
    let others = procedure
        .actions
        .iter()
        .filter(|action| !action.opening && !action.deemed);
    for action in opening.chain(others) {
        if !action.opening {
            add(day_of(action, procedure), &mut seen);
        }
        for used in &action.fields {
            let field = procedure.field(used.field.as_str());
            if let Some(column) =
                field.and_then(|field| column(field, used.required && action.opening))
            {
                add(column, &mut seen);
            }
        }
    }
    BlankSheet {
        name: procedure.label.clone(),
        columns,
    }
}

/// The day of an action.
fn day_of(action: &Action, procedure: &Procedure) -> BlankColumn {
    BlankColumn {
        heading: fields::day_label(action, procedure),
        required: false,
        kind: BlankKind::Date,
        note: format!("“{}”是哪一天办的；没有办的留空", action.label),
    }
}

/// What a blank book asks for a field; nothing for lists that no single cell can hold.
pub(crate) fn column(field: &Field, required: bool) -> Option<BlankColumn> {
    let names = field.columns.iter().any(|column| {
        matches!(
            column.kind,
            FieldKind::Unit | FieldKind::Person | FieldKind::Text
        )
    });
    let (kind, mut note) = match field.kind {
        FieldKind::Text | FieldKind::Person => (BlankKind::Text, String::new()),
        FieldKind::LongText => (BlankKind::LongText, String::new()),
        FieldKind::Unit => (BlankKind::Text, "一个单位，写全称或者简称".to_owned()),
        FieldKind::Integer => (BlankKind::Whole, "整数".to_owned()),
        FieldKind::Decimal => (BlankKind::Number, "数字，最多四位小数".to_owned()),
        FieldKind::Date => (BlankKind::Date, "年月日".to_owned()),
        FieldKind::DateTime => (BlankKind::DateTime, "年月日和时间".to_owned()),
        FieldKind::Boolean => (
            BlankKind::Choice(vec!["是".to_owned(), "否".to_owned()]),
            String::new(),
        ),
        FieldKind::Choice => {
            let labels = field
                .values
                .iter()
                .map(|choice| choice.label.clone())
                .collect();
            (BlankKind::Choice(labels), "从下拉列表中选择".to_owned())
        }
        FieldKind::List if names => (BlankKind::Text, "可以写几个，用顿号隔开".to_owned()),
        FieldKind::List => return None,
    };
    if let Some(unit) = &field.unit {
        note = format!("{note}，单位：{unit}")
            .trim_start_matches('，')
            .to_owned();
    }
    if field.personal {
        note = format!("{note}；个人信息，单独保存，名册中遮盖")
            .trim_start_matches('；')
            .to_owned();
    }
    Some(BlankColumn {
        heading: field.label.clone(),
        required,
        kind,
        note,
    })
}
