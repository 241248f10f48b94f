//! Reads what a paper lets the person concerned see: `[lookup]`.

use super::{Marks, NameUse, Named, names};
use crate::{
    model::{Lookup, LookupStep},
    read::table::Table,
};

pub(super) fn lookup(table: &Table<'_>, marks: &mut Marks) -> Option<Lookup> {
    let own = table.table("lookup", &format!("{}的查询范围", table.owner))?;
    let received = own.need_text("received");
    if !received.value.is_empty() {
        marks.names.push(NameUse {
            named: Named::Received,
            id: received.clone(),
        });
    }
    let lookup = Lookup {
        never: marks.notes.condition(&own, "never"),
        received: received.value.into(),
        fields: into(names(&own, "fields", Named::Shown, marks)),
        steps: steps(&own, marks),
        clocks: into(names(&own, "clocks", Named::Clock, marks)),
        papers: into(names(&own, "papers", Named::Paper, marks)),
    };
    own.finish();
    Some(lookup)
}

fn into<T: From<String>>(names: Vec<String>) -> Vec<T> {
    names.into_iter().map(T::from).collect()
}

fn steps(table: &Table<'_>, marks: &mut Marks) -> Vec<LookupStep> {
    let mut steps = Vec::new();
    for step in table.tables("step", &format!("{}的一步", table.owner)) {
        let on = step.need_text("on");
        let text = step.need_text("text").value;
        step.finish();
        if on.value.is_empty() {
            continue;
        }
        marks.names.push(NameUse {
            named: Named::Step,
            id: on.clone(),
        });
        steps.push(LookupStep {
            on: on.value.into(),
            text,
        });
    }
    steps
}
