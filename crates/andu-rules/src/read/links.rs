//! What a procedure knows of those that its links lead to: stages, and the fields that its conditions read.

use std::{collections::BTreeMap, sync::Arc};

use super::ProcedureMarks;
use crate::{
    condition::Mention,
    model::{Field, FieldId, LinkId, ProcedureId, Stage},
};

/// What versions of a procedure have, the newest first.
type Known = BTreeMap<ProcedureId, (Vec<Field>, Vec<Stage>)>;

/// Lets every link know the other side. Conditions are read before all procedures are known, so this comes last.
pub(super) fn across(marks: &mut [ProcedureMarks]) {
    let mut newest: Vec<&ProcedureMarks> = marks.iter().collect();
    newest.sort_by_key(|it| std::cmp::Reverse(it.procedure.in_force.from));
    let linked = marks.iter().flat_map(|it| &it.procedure.links);
    let mut known: Known = linked
        .map(|link| (link.procedure.clone(), Default::default()))
        .collect();
    for version in newest {
        if let Some((fields, stages)) = known.get_mut(&version.procedure.id) {
            fields.extend(version.procedure.fields.iter().cloned());
            stages.extend(version.procedure.stages.iter().cloned());
        }
    }
    for marks in marks {
        if marks.procedure.links.is_empty() {
            continue;
        }
        let mut read: Vec<(LinkId, FieldId)> = Vec::new();
        for used in &marks.notes.conditions {
            used.condition.mentions(&mut |mention| {
                if let Mention::Other { link, field } = mention {
                    read.push((link.clone(), field.clone()));
                }
            });
        }
        for link in &mut Arc::make_mut(&mut marks.procedure).links {
            let Some((fields, stages)) = known.get(&link.procedure) else {
                continue;
            };
            link.stages.clone_from(stages);
            for (_, wanted) in read.iter().filter(|(id, _)| *id == link.id) {
                let field = fields.iter().find(|field| field.id == *wanted);
                let new = field.filter(|_| link.reads.iter().all(|it| it.id != *wanted));
                link.reads.extend(new.cloned());
            }
        }
    }
}
