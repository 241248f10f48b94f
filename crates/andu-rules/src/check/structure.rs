//! The parts of one procedure must fit each other: one opening, a governing date, names that no table reserves.

use crate::{
    check::{Context, item},
    model::{Action, Expiry, Field, FieldId, FieldKind, Procedure, Stops},
    nearest::{perhaps, quoted},
    read::ProcedureMarks,
    register::{RESERVED, RESERVED_IN_LISTS},
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    opening(context, marks);
    reserved(context, marks);
    unused(context, marks);
    deemed(context, marks);
    opinions(context, marks);
    directory(context, marks);
    stops(context, marks);
}

fn opening(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    let openings: Vec<&Action> = procedure.actions.iter().filter(|it| it.opening).collect();
    let opening = match openings.as_slice() {
        [] => {
            let message = format!("程序“{}”没有立件动作", procedure.label);
            let remedy = "请在登记的动作上写 opening = true";
            context
                .faults
                .error(marks.spot("procedure"), "no-opening", message, remedy);
            return;
        }
        [only] => *only,
        [first, others @ ..] => {
            for other in others {
                let message = format!(
                    "程序“{}”有不止一个立件动作：“{}”之外又有“{}”",
                    procedure.label, first.label, other.label
                );
                let place = item(marks, "action", other.id.as_str());
                context
                    .faults
                    .error(place, "two-openings", message, "请只留一个 opening = true");
            }
            first
        }
    };
    let place = item(marks, "action", opening.id.as_str());
    if opening.to.is_empty() {
        let message = format!("立件动作“{}”没有写到哪个环节", opening.label);
        context.faults.error(
            place,
            "opening-without-stage",
            message,
            "请补写 to，如：to = \"received\"",
        );
    } else if opening.to.last().is_some_and(|last| last.when.is_some()) {
        let message = format!(
            "立件动作“{}”的去向都有条件，都不成立时没有环节",
            opening.label
        );
        let remedy = "请在最后写一个不带 when 的去向";
        context
            .faults
            .error(place, "opening-without-stage", message, remedy);
    }
    governed_by(context, marks, opening);
}

/// The date that chooses the version must be there from the first moment, or another that stands in for it.
fn governed_by(context: &Context<'_>, marks: &ProcedureMarks, opening: &Action) {
    let procedure = &marks.procedure;
    let Some(field) = procedure.field(procedure.governed_by.as_str()) else {
        return;
    };
    let mut used = opening.fields.iter();
    let used = used.find(|used| used.field == field.id);
    let stands_in = procedure.governed_default.as_ref();
    let stands_in = stands_in.filter(|other| **other != field.id);
    let required = opening
        .fields
        .iter()
        .any(|used| used.required && (used.field == field.id || Some(&used.field) == stands_in));
    // Where another stands in for it, it must still be possible to fill it in.
    if !required || used.is_none() {
        let message = format!(
            "程序“{}”按“{}”选用版本，立件动作“{}”却不必填写它",
            procedure.label, field.label, opening.label
        );
        let remedy = match stands_in {
            None => format!("请把“{}”写进该动作的 fields，不带问号", field.id),
            Some(other) => format!(
                "请把“{}”和不填时代替它的“{other}”都写进该动作的 fields，后者不带问号",
                field.id
            ),
        };
        context.faults.error(
            marks.spot("governed_by"),
            "governed-by-optional",
            message,
            remedy,
        );
    }
}

fn reserved(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    let complain = |field: &Field, place, why: &str| {
        let message = format!("字段“{}”的 id “{}”{why}", field.label, field.id);
        context
            .faults
            .error(place, "reserved-field", message, "请改用别的 id");
    };
    for field in &procedure.fields {
        let place = item(marks, "field", field.id.as_str());
        let id = field.id.as_str();
        if id.starts_with("did_") {
            complain(field, place, "以 did_ 开头，这是台账中办理时间的列名");
        } else if RESERVED.contains(&id) && !is_standard(procedure, id) {
            complain(field, place, "是台账中通用的列名");
        } else if is_standard(procedure, id) && field.kind != FieldKind::Text {
            complain(field, place, "是台账中通用的列名，只能用于文本");
        }
        for column in &field.columns {
            if RESERVED_IN_LISTS.contains(&column.id.as_str()) {
                let place = item(marks, &format!("column/{}", field.id), column.id.as_str());
                complain(column, place, "是台账中通用的列名");
            }
        }
    }
}

/// A field called `number` or `title` is the standard column itself where the procedure says that it holds just that.
fn is_standard(procedure: &Procedure, id: &str) -> bool {
    match id {
        "title" => procedure.title.as_str() == id,
        "number" => {
            let series = procedure.series.as_ref().map(|series| &series.field);
            series
                .or(procedure.key.first())
                .is_some_and(|field| field.as_str() == id)
        }
        _ => false,
    }
}

fn unused(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    for field in &procedure.fields {
        let set = procedure
            .actions
            .iter()
            .any(|it| it.fields.iter().any(|f| f.field == field.id));
        let drawn = procedure
            .series
            .as_ref()
            .is_some_and(|series| series.field == field.id);
        if !set && !drawn {
            let message = format!("没有一个动作填写字段“{}”", field.label);
            let remedy = "请写进某个动作的 fields，或者删去这个字段";
            let place = item(marks, "field", field.id.as_str());
            context
                .faults
                .warn(place, "field-never-set", message, remedy);
        }
    }
    for stage in &procedure.stages {
        if stage.closed && stage.waits.is_some() {
            let message = format!("环节“{}”已经办结，不必说明等待什么", stage.label);
            let place = item(marks, "stage", stage.id.as_str());
            context
                .faults
                .warn(place, "closed-stage-waits", message, "请删去 waits");
        }
    }
}

/// What happens by law is named by an expiry, and nobody is there to take it or to fill anything in.
fn deemed(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    for action in procedure.actions.iter().filter(|action| action.deemed) {
        let place = item(marks, "action", action.id.as_str());
        let named = procedure.clocks.iter().any(|clock| match &clock.expiry {
            Some(Expiry::Deemed(id)) => *id == action.id,
            None => false,
        });
        if !named {
            let message = format!(
                "“{}”是依法视为发生的动作，却没有期限届满时引出它",
                action.label
            );
            let remedy = format!(
                "请在相应的期限上写 expiry = {{ deemed = \"{}\" }}",
                action.id
            );
            context
                .faults
                .error(place, "deemed-without-expiry", message, remedy);
        }
        let needs = action.fields.iter().any(|field| field.required);
        if !action.by.is_empty() || action.opening || needs || !action.documents.is_empty() {
            let message = format!("“{}”依法视为发生，没有人办理，也没有人填写", action.label);
            let remedy = "请删去 by、opening、documents 和必填的字段";
            context
                .faults
                .error(place, "deemed-by-hand", message, remedy);
        }
    }
}

fn opinions(context: &Context<'_>, marks: &ProcedureMarks) {
    for opinion in &marks.procedure.opinions {
        let Some(field) = marks.procedure.field(opinion.field.as_str()) else {
            continue;
        };
        if field.kind != FieldKind::Choice {
            continue;
        }
        let known: Vec<&str> = field.values.iter().map(|value| value.id.as_str()).collect();
        for (number, value) in opinion.passes.iter().enumerate() {
            if !known.contains(&value.as_str()) {
                let message = format!(
                    "意见“{}”的通过结论“{value}”不是字段“{}”的选项",
                    opinion.label, field.label
                );
                let remedy = format!("可写：{}", quoted(known.iter().copied()));
                let remedy = perhaps(value, known.iter().copied(), &remedy);
                let place = marks.spot(&format!("opinion/{}/{number}", opinion.id));
                context
                    .faults
                    .error(place, "unknown-value", message, remedy);
            }
        }
    }
}

/// The list that says who holds which role must have the columns that are read.
fn directory(context: &Context<'_>, marks: &ProcedureMarks) {
    let Some(directory) = &marks.procedure.directory else {
        return;
    };
    let Some(list) = marks.procedure.field(directory.grants.as_str()) else {
        return;
    };
    for column in ["procedure", "role"] {
        if !list.columns.iter().any(|known| known.id.as_str() == column) {
            let message = format!("通讯录的列表“{}”没有列“{column}”", list.label);
            let remedy = "请在该字段的 columns 里补写 procedure 和 role 两列";
            let place = item(marks, "field", list.id.as_str());
            context
                .faults
                .error(place, "directory-without-column", message, remedy);
        }
    }
}

/// A stop is entered by nobody's hand: what it enters must be all that the register asks for, and each way must have its choice.
fn stops(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    let Some(stops) = &procedure.stops else {
        return;
    };
    let place = marks.spot("stops");
    let called = |id: &FieldId| {
        let field = procedure.field(id.as_str());
        field.map_or_else(|| id.to_string(), |field| field.label.clone())
    };
    let fields = [&stops.day, &stops.time, &stops.way, &stops.mark];
    let asked = procedure.opening().map_or(&[][..], |it| &it.fields);
    let more = asked
        .iter()
        .find(|it| it.required && !fields.contains(&&it.field));
    if let Some(more) = more {
        let message = format!(
            "程序“{}”立件还要填“{}”，拦截时没有人填",
            procedure.label,
            called(&more.field)
        );
        let remedy = "立件动作只可要求 stops 写明的四项，其余请写成可以不填（加问号）";
        let faults = context.faults;
        faults.error(place, "stops-want-more", message, remedy);
    }
    let unasked = fields
        .iter()
        .find(|id| asked.iter().all(|it| it.field != ***id));
    if let Some(id) = unasked {
        let message = format!("程序“{}”立件时不填“{}”", procedure.label, called(id));
        let remedy = "请在立件动作的 fields 里写上 stops 的四项";
        let faults = context.faults;
        faults.error(place, "stops-not-asked", message, remedy);
    }
    let way = procedure.field(stops.way.as_str());
    let known =
        |id: &&str| way.is_some_and(|field| field.values.iter().any(|choice| choice.id == **id));
    let missing: Vec<&str> = Stops::WAYS.into_iter().filter(|it| !known(it)).collect();
    if let (Some(way), false) = (way, missing.is_empty()) {
        let message = format!("拦截途径“{}”缺少选项{}", way.label, missing.join("、"));
        let remedy = format!("请在该字段的 values 里写全：{}", Stops::WAYS.join("、"));
        let place = item(marks, "field", way.id.as_str());
        let faults = context.faults;
        faults.error(place, "stops-without-way", message, remedy);
    }
}
