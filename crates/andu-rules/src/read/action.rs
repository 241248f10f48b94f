//! Reads actions and gates.

use crate::{
    model::{Action, Citation, Exception, FieldUse, Gate, StageId, Strength, Target},
    read::{
        notes::{Named, Notes, plain_text},
        procedure::{Spelling, item},
        table::{Table, place},
    },
    source::Placed,
};

pub(crate) fn actions(table: &Table<'_>, notes: &mut Notes) -> Vec<Action> {
    let open: Vec<StageId> = table
        .merged("stage", "环节")
        .iter()
        .filter(|stage| stage.entry("closed").and_then(|it| it.1.as_flag()) != Some(true))
        .filter_map(|stage| stage.peek_text("id").map(StageId::from))
        .collect();
    let tables = table.merged("action", "办理动作");
    tables
        .into_iter()
        .filter_map(|table| action(table, &open, notes))
        .collect()
}

fn action(mut table: Table<'_>, open: &[StageId], notes: &mut Notes) -> Option<Action> {
    let id = item(&mut table, "办理动作", "action", Spelling::Kebab, notes);
    let label = table.need_text("label").value;
    let opening = table.flag("opening").unwrap_or_default();
    let from = from(&table, opening, open, notes);
    let to = targets(&table, notes);
    let by = names(&table, "by", Named::Role, notes);
    let fields = fields(&table, notes);
    let documents = names(&table, "documents", Named::Document, notes);
    let links = names(&table, "links", Named::Link, notes);
    let deemed = table.flag("deemed").unwrap_or_default();
    let index = table.flag("index").unwrap_or_default();
    let basis = notes.citations(&table, "basis");
    let span = table.place_of("id").span;
    table.finish();
    Some(Action {
        id: id?.into(),
        label,
        opening,
        from,
        to,
        by: by.into_iter().map(|role| role.value.into()).collect(),
        fields,
        documents: documents
            .into_iter()
            .map(|document| document.value.into())
            .collect(),
        links: links.into_iter().map(|link| link.value.into()).collect(),
        deemed,
        index,
        basis,
        span,
    })
}

fn from(table: &Table<'_>, opening: bool, open: &[StageId], notes: &mut Notes) -> Vec<StageId> {
    let from = table.texts("from");
    if opening && !from.is_empty() {
        let message = format!("{}是立件动作，不能写 from", table.owner);
        let remedy = "立件之前没有环节，请删去 from 里的环节";
        table.faults.error(
            table.place_of("from"),
            "opening-from-stage",
            message,
            remedy,
        );
    }
    if !opening && from.is_empty() {
        let message = format!("{}没有写在哪些环节办理", table.owner);
        let remedy =
            "请补写 from，如：from = [\"received\"]，任何未办结的环节都可以则写 from = [\"*\"]";
        table
            .faults
            .error(table.place, "action-without-stage", message, remedy);
    }
    let mut stages = Vec::new();
    for stage in from {
        if stage.value == "*" {
            stages.extend(open.iter().cloned());
        } else {
            notes.uses(Named::Stage, &stage, table);
            stages.push(stage.value.into());
        }
    }
    stages
}

fn targets(table: &Table<'_>, notes: &mut Notes) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for entry in table.entries("to") {
        if targets.last().is_some_and(|last| last.when.is_none()) {
            let message = format!("{}的去向写在无条件的去向之后，永远走不到", table.owner);
            let remedy = "请把不写 when 的去向放在最后";
            table
                .faults
                .error(place(entry), "target-after-last", message, remedy);
        }
        if let Some(stage) = plain_text(entry) {
            notes.uses(Named::Stage, &stage, table);
            targets.push(Target {
                when: None,
                stage: stage.value.into(),
            });
            continue;
        }
        let owner = format!("{}的去向", table.owner);
        let Some(target) = table.as_table("to", entry, &owner) else {
            continue;
        };
        let when = notes.condition(&target, "when");
        let stage = target.need_text("stage");
        if !stage.value.is_empty() {
            notes.uses(Named::Stage, &stage, &target);
            targets.push(Target {
                when,
                stage: stage.value.into(),
            });
        }
        target.finish();
    }
    targets
}

fn names(
    table: &Table<'_>,
    key: &'static str,
    named: Named,
    notes: &mut Notes,
) -> Vec<Placed<String>> {
    let names = table.texts(key);
    names.iter().for_each(|name| notes.uses(named, name, table));
    names
}

fn fields(table: &Table<'_>, notes: &mut Notes) -> Vec<FieldUse> {
    let mut fields: Vec<FieldUse> = Vec::new();
    for mut name in table.texts("fields") {
        let required = !name.value.ends_with('?');
        name.value = name.value.trim_end_matches('?').to_owned();
        if fields
            .iter()
            .any(|field| field.field.as_str() == name.value)
        {
            let message = format!("{}把字段“{}”写了两次", table.owner, name.value);
            table
                .faults
                .error(name.place, "duplicate-id", message, "请删去一处");
            continue;
        }
        notes.uses(Named::Field(&[]), &name, table);
        fields.push(FieldUse {
            field: name.value.into(),
            required,
        });
    }
    fields
}

pub(crate) fn gates(table: &Table<'_>, notes: &mut Notes) -> Vec<Gate> {
    let tables = table.merged("gate", "前置条件");
    tables
        .into_iter()
        .filter_map(|table| gate(table, notes))
        .collect()
}

/// How binding something is.
pub(super) const STRENGTHS: &[(&str, Strength)] = &[
    ("statutory", Strength::Statutory),
    ("local", Strength::Local),
    ("advice", Strength::Advice),
];

fn gate(mut table: Table<'_>, notes: &mut Notes) -> Option<Gate> {
    let id = item(&mut table, "前置条件", "gate", Spelling::Kebab, notes);
    let label = table.need_text("label").value;
    if !table.has("on") {
        table.missing("on");
    }
    let on = names(&table, "on", Named::Action, notes);
    let strength = table.need_word("strength", STRENGTHS);
    let when = notes.condition(&table, "when");
    let holds = notes.need_condition(&table, "holds");
    let exceptions = exceptions(&table, notes);
    let pass_by = table.text("pass_by");
    if let Some(role) = &pass_by {
        notes.uses(Named::Role, role, &table);
        if strength.is_some_and(|strength| strength != Strength::Local) {
            let message = format!("{}不是本地规则，不能特批", table.owner);
            let remedy = "请删去 pass_by；法定的例外请写 exceptions，并注明条文";
            table
                .faults
                .error(role.place, "pass-not-local", message, remedy);
        }
    }
    let basis = notes.citations(&table, "basis");
    let remedy = table.need_text("remedy").value;
    let place = table.place_of("id");
    if strength == Some(Strength::Statutory) && basis.is_empty() {
        let message = format!("{}是法定的，却没有法律依据", table.owner);
        let remedy = "请补写 basis，注明文件和条文；没有条文的，strength 只能写 local 或者 advice";
        table
            .faults
            .error(place, "gate-without-basis", message, remedy);
    }
    table.finish();
    Some(Gate {
        id: id?.into(),
        label,
        on: on.into_iter().map(|action| action.value.into()).collect(),
        strength: strength.unwrap_or(Strength::Statutory),
        when,
        holds,
        exceptions,
        pass_by: pass_by.map(|role| role.value.into()),
        basis,
        remedy,
        span: place.span,
    })
}

fn exceptions(table: &Table<'_>, notes: &mut Notes) -> Vec<Exception> {
    let mut exceptions = Vec::new();
    for exception in table.tables("exceptions", &format!("{}的例外", table.owner)) {
        let label = exception.need_text("label").value;
        let when = notes.need_condition(&exception, "when");
        let basis: Option<Citation> = notes.one_citation(&exception);
        if basis.is_none() {
            let message = format!("{}“{label}”没有法律依据", exception.owner);
            let remedy = "例外只能由条文规定，请补写 basis";
            exception
                .faults
                .error(exception.place, "exception-without-basis", message, remedy);
        }
        exception.finish();
        exceptions.extend(basis.map(|basis| Exception { label, when, basis }));
    }
    exceptions
}
