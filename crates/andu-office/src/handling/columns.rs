//! The columns of a sheet, which lead out and back in.

use std::sync::Arc;

use andu_rules::model::{Action, Field, Procedure, StageId};

/// Which matter it is.
pub const MATTER: &str = "件号";
/// How many events the unit has seen.
pub const VERSION: &str = "版本";
/// The unit that it was sent to.
pub const UNIT: &str = "承办单位";
/// What was done.
pub const ACTION: &str = "办理动作";
/// When.
pub const DAY: &str = "办理日期";
/// Who did it.
pub const ACTOR: &str = "经办人";
/// Where the paper lies that the action has to file.
pub const PAPER: &str = "材料存放处";
/// A remark.
pub const NOTE: &str = "备注";

/// Headings that stand in every sheet; an item of the same name is filled from them.
pub const FIXED: &[&str] = &[MATTER, VERSION, UNIT, ACTION, DAY, ACTOR, PAPER, NOTE];

/// The actions that a responsible unit may take in a stage and that fit into a row.
///
/// A pack that has no role of responsible units offers everything that the stage permits; the gates look at every act anyway.
pub fn actions<'a>(procedure: &'a Procedure, stage: &StageId) -> Vec<&'a Action> {
    let roles = procedure.roles.iter();
    let own: Vec<_> = roles
        .filter(|role| role.unit)
        .map(|role| &role.id)
        .collect();
    let may = |action: &&Action| {
        let by_them = action.by.is_empty() || action.by.iter().any(|role| own.contains(&role));
        own.is_empty() || by_them
    };
    let permitted = procedure
        .actions
        .iter()
        .filter(|action| !action.opening && !action.deemed && action.from.contains(stage));
    permitted
        .filter(may)
        .filter(|a| fits(procedure, a))
        .collect()
}

/// Whether every item that the action needs fits into a cell.
fn fits(procedure: &Procedure, action: &Action) -> bool {
    let mut needed = action.fields.iter().filter(|used| used.required);
    needed.all(|used| {
        let field = procedure.field(used.field.as_str());
        field.is_some_and(|field| crate::import::template::column(field, false).is_some())
    })
}

/// The items that an action sets, and whether it needs them; lists that no cell can hold are left out.
pub fn items<'a>(procedure: &'a Procedure, action: &'a Action) -> Vec<(&'a Field, bool)> {
    let used = action.fields.iter();
    used.filter_map(|used| Some((procedure.field(used.field.as_str())?, used.required)))
        .filter(|(field, _)| crate::import::template::column(field, false).is_some())
        .collect()
}

/// Fields that a unit sees beside number and title: what the matter was opened with, short and not personal.
pub fn seen(procedure: &Procedure) -> Vec<&Field> {
    let Some(opening) = procedure.opening() else {
        return Vec::new();
    };
    let numbered = procedure.series.as_ref().map(|series| &series.field);
    let shown = |field: &&Field| {
        let told = field.id == procedure.title
            || Some(&field.id) == numbered
            || procedure.key.contains(&field.id)
            || Some(&field.id) == procedure.unit.as_ref();
        !told && !field.personal && field.columns.is_empty()
    };
    let needed = opening.fields.iter().filter(|used| used.required);
    needed
        .filter_map(|used| procedure.field(used.field.as_str()))
        .filter(shown)
        .collect()
}

/// A procedure as it governs some matters.
pub type Governing = Arc<Procedure>;
