//! Reads clocks: what starts, stops, pauses, restarts and extends them.

use andu_calendar::{Direction, Length};

use crate::{
    model::{
        Aspect, ClockRule, Expiry, ExtensionRule, ExtensionSize, FieldKind, LengthCase, LengthRule,
        PauseKind, PauseRule, Trigger,
    },
    read::{
        length::{length_rule, limit},
        notes::{Named, Notes, plain_text},
        procedure::{Spelling, item},
        table::{Entry, Table},
    },
    source::Placed,
};

/// Days from which a due date is shown as 临期, where the rule says nothing.
const SOON: u32 = 3;

pub(crate) fn clocks(table: &Table<'_>, notes: &mut Notes) -> Vec<ClockRule> {
    let tables = table.merged("clock", "期限");
    tables
        .into_iter()
        .filter_map(|table| clock(table, notes))
        .collect()
}

fn clock(mut table: Table<'_>, notes: &mut Notes) -> Option<ClockRule> {
    const DIRECTIONS: &[(&str, Direction)] = &[
        ("forward", Direction::Forward),
        ("backward", Direction::Backward),
        ("minimum", Direction::Minimum),
    ];
    let id = item(&mut table, "期限", "clock", Spelling::Kebab, notes);
    let label = table.need_text("label").value;
    let (aliases, aspects) = aliases(&table, notes);
    if let Some(id) = &id {
        for (number, alias) in aliases.iter().enumerate() {
            notes.spot(format!("alias/{id}/{number}"), alias.place);
        }
    }
    if !table.has("start") {
        table.missing("start");
    }
    let start = triggers(&table, "start", notes);
    let stop = triggers(&table, "stop", notes);
    let length = length(&table, notes);
    let direction = table.word("direction", DIRECTIONS).unwrap_or_default();
    let roll = table
        .flag("roll")
        .unwrap_or_else(|| length.iter().any(rolls));
    let pauses = pauses(&table, notes);
    let restart = triggers(&table, "restart", notes);
    let extension = extension(&table, notes);
    let after = table.text("after");
    if let (Some(id), Some(after)) = (&id, &after) {
        notes.spot(format!("after/{id}"), after.place);
    }
    let expiry = expiry(&table, notes);
    let soon = table
        .number("soon_working_days")
        .map_or(SOON, |days| days.value);
    let basis = notes.citations(&table, "basis");
    let place = table.place_of("id");
    if basis.is_empty() {
        let message = format!("{}没有法律依据", table.owner);
        let remedy =
            "请补写 basis，如：政府信息公开条例 第三十三条；没有条文的写文件名，并在 says 里写明";
        table
            .faults
            .error(place, "clock-without-basis", message, remedy);
    }
    table.finish();
    Some(ClockRule {
        id: id?.into(),
        label,
        aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        aspects,
        start,
        stop,
        length,
        direction,
        roll,
        pauses,
        restart,
        extension,
        after: after.map(|after| after.value.into()),
        expiry,
        soon_working_days: soon,
        basis,
        span: place.span,
    })
}

/// Short names, and what the clock is under those that are written as tables.
fn aliases(table: &Table<'_>, notes: &mut Notes) -> (Vec<Placed<String>>, Vec<Aspect>) {
    let (mut aliases, mut aspects) = (Vec::new(), Vec::new());
    for entry in table.entries("aliases") {
        if let Some(alias) = plain_text(entry) {
            aliases.push(alias);
            continue;
        }
        let owner = format!("{}的别名", table.owner);
        let Some(written) = table.as_table("aliases", entry, &owner) else {
            continue;
        };
        let alias = written.need_text("id");
        aspects.push(Aspect {
            alias: alias.value.clone(),
            label: written.text("label").map(|label| label.value),
            basis: notes.citations(&written, "basis"),
        });
        written.finish();
        aliases.push(alias);
    }
    (aliases, aspects)
}

/// 民法典 第二百零三条 speaks of the last day of a period in days, months or years.
fn rolls(case: &LengthCase) -> bool {
    let unit = match &case.length {
        LengthRule::Fixed(length) => length,
        LengthRule::Field { unit, .. } => unit,
        LengthRule::Until(_) => return false,
    };
    matches!(
        unit,
        Length::CalendarDays(_) | Length::Months(_) | Length::Years(_)
    )
}

fn triggers(table: &Table<'_>, key: &'static str, notes: &mut Notes) -> Vec<Trigger> {
    let entries = table.entries(key);
    entries
        .into_iter()
        .filter_map(|entry| trigger(table, key, entry, notes))
        .collect()
}

/// An action's id, or a table with a condition or a date field.
fn trigger(
    table: &Table<'_>,
    key: &'static str,
    entry: Entry<'_>,
    notes: &mut Notes,
) -> Option<Trigger> {
    if let Some(on) = plain_text(entry) {
        notes.uses(Named::Action, &on, table);
        return Some(Trigger {
            on: on.value.into(),
            when: None,
            at: None,
        });
    }
    let written = table.as_table(key, entry, &format!("{}的{}", table.owner, term(key)))?;
    let on = written.need_text("on");
    if !on.value.is_empty() {
        notes.uses(Named::Action, &on, &written);
    }
    let when = notes.condition(&written, "when");
    let at = written.text("at");
    if let Some(at) = &at {
        notes.uses(
            Named::Field(&[FieldKind::Date, FieldKind::DateTime]),
            at,
            &written,
        );
    }
    written.finish();
    Some(Trigger {
        on: on.value.into(),
        when,
        at: at.map(|at| at.value.into()),
    })
}

/// How messages call a trigger.
fn term(key: &str) -> &'static str {
    match key {
        "start" => "起算",
        "stop" => "终止",
        "restart" => "重新起算",
        "from" => "扣除起点",
        _ => "扣除止点",
    }
}

/// A single length, a list of cases, or nothing where the law leaves it open.
fn length(table: &Table<'_>, notes: &mut Notes) -> Vec<LengthCase> {
    let owner = format!("{}的长度", table.owner);
    let mut cases: Vec<LengthCase> = Vec::new();
    for case in table.tables("length", &owner) {
        if cases.last().is_some_and(|last| last.when.is_none()) {
            let message = format!("{owner}有一种情形写在无条件的情形之后，永远用不到");
            let remedy = "请把不写 when 的情形放在最后";
            case.faults
                .error(case.place, "length-after-last", message, remedy);
        }
        let when = notes.condition(&case, "when");
        if let Some(length) = length_rule(&case, notes) {
            cases.push(LengthCase { when, length });
        }
        case.finish();
    }
    cases
}

fn pauses(table: &Table<'_>, notes: &mut Notes) -> Vec<PauseRule> {
    const KINDS: &[(&str, PauseKind)] = &[
        ("exclusion", PauseKind::Exclusion),
        ("suspension", PauseKind::Suspension),
    ];
    let mut pauses = Vec::new();
    for pause in table.tables("pause", &format!("{}的扣除", table.owner)) {
        if !pause.has("from") {
            pause.missing("from");
        }
        let from = triggers(&pause, "from", notes).into_iter().next();
        let to = triggers(&pause, "to", notes);
        let limit = limit(&pause);
        if to.is_empty() && limit.is_none() {
            let message = format!(
                "{}既没有写到哪个动作为止，也没有写上限，期限会永远停着",
                pause.owner
            );
            let remedy = "请补写 to，如：to = [\"consult-result\"]，或者补写 limit";
            pause
                .faults
                .error(pause.place, "pause-without-end", message, remedy);
        }
        let kind = pause
            .need_word("kind", KINDS)
            .unwrap_or(PauseKind::Exclusion);
        let label = pause.need_text("label").value;
        pause.finish();
        let Some(from) = from else { continue };
        pauses.push(PauseRule {
            from,
            to,
            limit,
            kind,
            label,
        });
    }
    pauses
}

fn extension(table: &Table<'_>, notes: &mut Notes) -> Option<ExtensionRule> {
    let owner = format!("{}的延长", table.owner);
    let extension = table.table("extension", &owner)?;
    let on = extension.need_text("on");
    if !on.value.is_empty() {
        notes.uses(Named::Action, &on, &extension);
    }
    let mut size = |key: &'static str| {
        let table = extension.table(key, &owner)?;
        let rule = length_rule(&table, notes);
        table.finish();
        rule
    };
    let add = size("add").map(ExtensionSize::Add);
    let total = size("total").map(ExtensionSize::Total);
    let written = usize::from(extension.has("add")) + usize::from(extension.has("total"));
    if written != 1 {
        let message = format!("{owner}应当在 add（再加多少）和 total（一共多少）中写一个");
        let remedy = "请只写一个，如：add = { working_days = 20 }";
        extension
            .faults
            .error(extension.place, "extension-size", message, remedy);
    }
    let times = extension.number("times").map_or(1, |times| times.value);
    extension.finish();
    Some(ExtensionRule {
        on: on.value.into(),
        size: add.or(total)?,
        times,
    })
}

fn expiry(table: &Table<'_>, notes: &mut Notes) -> Option<Expiry> {
    let expiry = table.table("expiry", &format!("{}的届满后果", table.owner))?;
    if !expiry.has("deemed") {
        expiry.missing("deemed");
    }
    let deemed = expiry.text("deemed");
    if let Some(action) = &deemed {
        notes.uses(Named::Deemed, action, &expiry);
    }
    expiry.finish();
    Some(Expiry::Deemed(deemed?.value.into()))
}
