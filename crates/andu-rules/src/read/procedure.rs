//! Reads one version of a procedure from its file and the overlays laid over it.

use jiff::civil::Date;

use crate::{
    model::{
        Directory, DocumentKind, Doubt, FieldKind, InForce, Invariant, LinkKind, Opinion,
        Procedure, Role, Series, Source, Stage, Stops, Strength,
    },
    read::{
        action::{actions, gates},
        clock::clocks,
        field::fields,
        notes::{Named, Notes},
        table::Table,
    },
    source::{Place, Placed},
};

/// Where a version stands in the pack.
pub(crate) struct Standing {
    pub(crate) id: String,
    pub(crate) date: Option<Date>,
    pub(crate) file: String,
    pub(crate) digest: String,
}

const SOURCES: &[(&str, Source)] = &[
    ("own", Source::Own),
    ("import", Source::Import),
    ("sum", Source::Sum),
];

const CASEWORK: &[(&str, bool)] = &[("on", false), ("off", true)];

/// Kinds that hold a name or a number as text.
const TEXTS: &[FieldKind] = &[FieldKind::Text, FieldKind::LongText];
const TITLES: &[FieldKind] = &[
    FieldKind::Text,
    FieldKind::LongText,
    FieldKind::Person,
    FieldKind::Unit,
    FieldKind::Choice,
    FieldKind::Date,
];
const UNITS: &[FieldKind] = &[FieldKind::Unit, FieldKind::Text, FieldKind::Choice];
const HANDLERS: &[FieldKind] = &[FieldKind::Person, FieldKind::Text];
const DATES: &[FieldKind] = &[FieldKind::Date];

/// How the switch of its casework stands until somebody turns it: what is the office's own has none.
fn waits_for_switch(table: &Table<'_>, source: Option<Source>) -> bool {
    let off = table.word("casework", CASEWORK);
    if off.is_some() && source == Some(Source::Own) {
        table.faults.error(
            table.place_of("casework"),
            "casework-own",
            format!("{}是自办的（source = \"own\"），办理没有开关", table.owner),
            "请删去 casework，或者把 source 改为 import、sum",
        );
    }
    off.unwrap_or_default()
}

/// Reads a procedure; what is missing is reported and read as empty.
pub(crate) fn procedure(mut table: Table<'_>, standing: Standing, notes: &mut Notes) -> Procedure {
    let label = table.need_text("label").value;
    table.owner = format!(
        "程序“{}”",
        if label.is_empty() {
            &standing.id
        } else {
            &label
        }
    );
    identity(&table, &standing);
    let in_force = in_force(&table, standing.date);
    let governed_by = need_field(&table, "governed_by", DATES, notes);
    let governed_default = field_name(&table, "governed_default", DATES, notes);
    let title = need_field(&table, "title", TITLES, notes);
    let source = table.need_word("source", SOURCES);
    let waits_for_switch = waits_for_switch(&table, source);
    let key = table.texts("key");
    for field in &key {
        notes.uses(Named::Field(&[]), field, &table);
        notes.spot("key".into(), field.place);
    }
    let procedure = Procedure {
        id: standing.id.into(),
        label,
        rows: table
            .texts("rows")
            .into_iter()
            .map(|row| row.value)
            .collect(),
        in_force,
        source: source.unwrap_or(Source::Own),
        waits_for_switch,
        plain: table.text("plain").map(|why| why.value),
        versioned: table.flag("versioned").unwrap_or_default(),
        governed_by: governed_by.value.into(),
        governed_default: governed_default.map(|field| field.value.into()),
        title: title.value.into(),
        series: series(&table, notes),
        key: key.into_iter().map(|field| field.value.into()).collect(),
        unit: field_name(&table, "unit", UNITS, notes).map(|field| field.value.into()),
        handler: field_name(&table, "handler", HANDLERS, notes).map(|field| field.value.into()),
        directory: directory(&table, notes),
        stops: stops(&table, notes),
        basis: notes.citations(&table, "basis"),
        fields: fields(&table, notes),
        roles: roles(&table, notes),
        stages: stages(&table, notes),
        actions: actions(&table, notes),
        gates: gates(&table, notes),
        clocks: clocks(&table, notes),
        documents: documents(&table, notes),
        opinions: opinions(&table, notes),
        links: links(&table, notes),
        invariants: invariants(&table, notes),
        doubts: doubts(&table, notes),
        digest: standing.digest,
        file: standing.file,
    };
    notes.spot("procedure".into(), table.place_of("id"));
    notes.spot("in_force".into(), table.place_of("in_force"));
    notes.spot("governed_by".into(), table.place_of("governed_by"));
    table.finish();
    procedure
}

/// The id must be the folder's; the period must begin on the day that names the file.
fn identity(table: &Table<'_>, standing: &Standing) {
    table.has("extends");
    let id = table.need_text("id");
    if !id.value.is_empty() && id.value != standing.id {
        let message = format!(
            "{}的 id 写作“{}”，文件夹名是“{}”",
            table.owner, id.value, standing.id
        );
        let remedy = format!("请把 id 改为“{}”，或者把文件移到同名的文件夹", standing.id);
        table
            .faults
            .error(id.place, "id-not-folder", message, remedy);
    }
}

/// The period in force; the file's own name stands in for what is missing.
pub(crate) fn in_force(table: &Table<'_>, named: Option<Date>) -> InForce {
    let fallback = named.unwrap_or(Date::ZERO);
    if !table.has("in_force") {
        table.missing("in_force");
    }
    let owner = format!("{}的施行期间", table.owner);
    let Some(period) = table.table("in_force", &owner) else {
        return InForce {
            from: fallback,
            to: None,
        };
    };
    let from = period.need_date("from");
    let to = period.date("to");
    period.finish();
    if let (Some(from), Some(named)) = (&from, named)
        && from.value != named
    {
        let message = format!("{owner}自 {} 起，文件名写的是 {named}", from.value);
        let remedy = "文件名应当是施行的第一天，请改正其中一处";
        table
            .faults
            .error(from.place, "file-not-date", message, remedy);
    }
    let from = from.map_or(fallback, |from| from.value);
    if let Some(to) = &to
        && to.value < from
    {
        let message = format!("{owner}止于 {}，早于起始的 {from}", to.value);
        table
            .faults
            .error(to.place, "period-backwards", message, "请改正起止日期");
    }
    InForce {
        from,
        to: to.map(|to| to.value),
    }
}

fn need_field(
    table: &Table<'_>,
    key: &'static str,
    kinds: &'static [FieldKind],
    notes: &mut Notes,
) -> Placed<String> {
    let name = table.need_text(key);
    if !name.value.is_empty() {
        notes.uses(Named::Field(kinds), &name, table);
    }
    name
}

fn field_name(
    table: &Table<'_>,
    key: &'static str,
    kinds: &'static [FieldKind],
    notes: &mut Notes,
) -> Option<Placed<String>> {
    let name = table.text(key)?;
    notes.uses(Named::Field(kinds), &name, table);
    Some(name)
}

fn directory(table: &Table<'_>, notes: &mut Notes) -> Option<Directory> {
    let directory = table.table("directory", &format!("{}的通讯录", table.owner))?;
    let name = need_field(&directory, "name", TITLES, notes);
    let grants = need_field(&directory, "grants", &[FieldKind::List], notes);
    let position = field_name(&directory, "position", &[FieldKind::Integer], notes);
    directory.finish();
    Some(Directory {
        name: name.value.into(),
        grants: grants.value.into(),
        position: position.map(|field| field.value.into()),
    })
}

fn stops(table: &Table<'_>, notes: &mut Notes) -> Option<Stops> {
    let stops = table.table("stops", &format!("{}的拦截登记", table.owner))?;
    let day = need_field(&stops, "day", DATES, notes);
    let time = need_field(&stops, "time", &[FieldKind::DateTime], notes);
    let way = need_field(&stops, "way", &[FieldKind::Choice], notes);
    let mark = need_field(&stops, "mark", &[FieldKind::Text], notes);
    stops.finish();
    notes.spot("stops".into(), table.place_of("stops"));
    Some(Stops {
        day: day.value.into(),
        time: time.value.into(),
        way: way.value.into(),
        mark: mark.value.into(),
    })
}

fn series(table: &Table<'_>, notes: &mut Notes) -> Option<Series> {
    let series = table.table("series", &format!("{}的编号", table.owner))?;
    let field = need_field(&series, "field", TEXTS, notes);
    let format = series.need_text("format");
    if !format.value.is_empty() && !format.value.contains("{n}") {
        let message = format!(
            "{}的 format 没有序号 {{n}}，每一件都会得到同一个号",
            series.owner
        );
        let remedy = "请写上 {n}，如：依申请〔{year}〕{n}号";
        series
            .faults
            .error(format.place, "series-without-number", message, remedy);
    }
    series.finish();
    Some(Series {
        field: field.value.into(),
        format: format.value,
    })
}

/// How the ids of a kind of item are spelt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Kebab,
    Snake,
}

/// Reads the id of an item, names the item in messages, and notes where it stands. Without an id the item cannot be used.
pub(crate) fn item(
    table: &mut Table<'_>,
    kind: &str,
    spot: &str,
    spelling: Spelling,
    notes: &mut Notes,
) -> Option<String> {
    let known = table.peek_text("label").or_else(|| table.peek_text("id"));
    table.owner = match known {
        Some(name) => [kind, "“", name, "”"].concat(),
        None => kind.to_owned(),
    };
    let id = table.need_text("id");
    if id.value.is_empty() {
        return None;
    }
    check_spelling(table, &id, spelling);
    let name = [spot, "/", id.value.as_str()].concat();
    if notes.spots.contains_key(&name) {
        let message = format!("{}的 id “{}”已经用过", table.owner, id.value);
        let remedy = "同一类项目的 id 不能重复，请改用别的 id，或者删去一项";
        table
            .faults
            .error(id.place, "duplicate-id", message, remedy);
        return None;
    }
    notes.spot(name, id.place);
    Some(id.value)
}

fn check_spelling(table: &Table<'_>, id: &Placed<String>, spelling: Spelling) {
    let (joint, words) = match spelling {
        Spelling::Kebab => ('-', "小写英文字母、数字和连字符，如 accept-late"),
        Spelling::Snake => ('_', "小写英文字母、数字和下划线，如 received_on"),
    };
    let fits = id.value.starts_with(|c: char| c.is_ascii_lowercase())
        && id
            .value
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint);
    if !fits {
        let message = format!("{}的 id “{}”拼写不合规则", table.owner, id.value);
        let remedy = format!("请以字母开头，只用{words}");
        table.faults.error(id.place, "bad-id", message, remedy);
    }
}

fn roles(table: &Table<'_>, notes: &mut Notes) -> Vec<Role> {
    let role = |mut table: Table<'_>| {
        let id = item(&mut table, "角色", "role", Spelling::Kebab, notes);
        let label = table.need_text("label").value;
        let unit = table.flag("unit").unwrap_or_default();
        table.finish();
        Some(Role {
            id: id?.into(),
            label,
            unit,
        })
    };
    table
        .merged("role", "角色")
        .into_iter()
        .filter_map(role)
        .collect()
}

fn stages(table: &Table<'_>, notes: &mut Notes) -> Vec<Stage> {
    let stage = |mut table: Table<'_>| {
        let id = item(&mut table, "环节", "stage", Spelling::Kebab, notes);
        let label = table.need_text("label").value;
        let closed = table.flag("closed").unwrap_or_default();
        let waits = table.text("waits").map(|why| why.value);
        let span = table.place_of("id").span;
        table.finish();
        Some(Stage {
            id: id?.into(),
            label,
            closed,
            waits,
            span,
        })
    };
    table
        .merged("stage", "环节")
        .into_iter()
        .filter_map(stage)
        .collect()
}

fn documents(table: &Table<'_>, notes: &mut Notes) -> Vec<DocumentKind> {
    let document = |mut table: Table<'_>| {
        let id = item(&mut table, "材料", "document", Spelling::Kebab, notes);
        let label = table.need_text("label").value;
        table.finish();
        Some(DocumentKind {
            id: id?.into(),
            label,
        })
    };
    table
        .merged("document", "材料")
        .into_iter()
        .filter_map(document)
        .collect()
}

fn opinions(table: &Table<'_>, notes: &mut Notes) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    for mut table in table.merged("opinion", "意见") {
        let id = item(&mut table, "意见", "opinion", Spelling::Kebab, notes);
        let label = table.need_text("label").value;
        let field = need_field(&table, "field", &[FieldKind::Choice], notes);
        if !table.has("passes") {
            table.missing("passes");
        }
        let passes = table.texts("passes");
        if let Some(id) = &id {
            for (number, value) in passes.iter().enumerate() {
                notes.spot(format!("opinion/{id}/{number}"), value.place);
            }
        }
        table.finish();
        let Some(id) = id else { continue };
        let passes = passes.into_iter().map(|value| value.value).collect();
        opinions.push(Opinion {
            id: id.into(),
            label,
            field: field.value.into(),
            passes,
        });
    }
    opinions
}

fn links(table: &Table<'_>, notes: &mut Notes) -> Vec<LinkKind> {
    let mut links = Vec::new();
    for mut table in table.merged("link", "关联") {
        let id = item(&mut table, "关联", "link", Spelling::Kebab, notes);
        let label = table.need_text("label").value;
        let inverse = table.need_text("inverse").value;
        let procedure = table.need_text("procedure");
        if !procedure.value.is_empty() {
            notes.uses(Named::Procedure, &procedure, &table);
        }
        table.finish();
        let Some(id) = id else { continue };
        let procedure = procedure.value.into();
        links.push(LinkKind {
            id: id.into(),
            label,
            inverse,
            procedure,
            reads: Vec::new(),
            stages: Vec::new(),
        });
    }
    links
}

fn invariants(table: &Table<'_>, notes: &mut Notes) -> Vec<Invariant> {
    let mut invariants: Vec<Invariant> = Vec::new();
    for table in table.merged("invariant", "不变式") {
        let never = table.need_text("never");
        notes.uses(Named::Action, &never, &table);
        let without = notes.need_condition(&table, "without");
        let strength = table.word("strength", super::action::STRENGTHS);
        let basis = notes.citations(&table, "basis");
        let place: Place = table.place_of("never");
        notes.spot(format!("invariant/{}", invariants.len()), place);
        table.finish();
        let never = never.value.into();
        invariants.push(Invariant {
            never,
            without,
            strength: strength.unwrap_or(Strength::Statutory),
            basis,
            span: place.span,
        });
    }
    invariants
}

fn doubts(table: &Table<'_>, notes: &mut Notes) -> Vec<Doubt> {
    const KINDS: &[(&str, &str)] = &[
        ("source-unseen", "source-unseen"),
        ("local-practice", "local-practice"),
        ("conflict", "conflict"),
        ("wording", "wording"),
    ];
    let mut doubts = Vec::new();
    for table in table.merged("doubt", "待核") {
        let about = table.text("about");
        if let Some(about) = &about {
            notes.uses(Named::Anything, about, &table);
        }
        let kind = table
            .need_word("kind", KINDS)
            .unwrap_or_default()
            .to_owned();
        let note = table.need_text("note").value;
        table.finish();
        doubts.push(Doubt {
            about: about.map(|about| about.value).unwrap_or_default(),
            kind,
            note,
        });
    }
    doubts
}
