//! Reads report templates.

mod condition;
mod overlay;

use crate::{
    model::{
        BlockKind, Identity, IdentityKind, IndicatorId, Joins, ReportTemplate, RequiredContent,
        TemplateBlock, Wording,
    },
    read::{
        notes::{Notes, WrittenText, plain_text},
        procedure::{Spelling, item},
        table::Table,
    },
    source::{Place, Placed},
};

/// What the checks need to know of a template.
pub(crate) struct ReportMarks {
    pub(crate) template: ReportTemplate,
    pub(crate) notes: Notes,
    /// Indicators and where they are named, with what names them.
    pub(crate) figures: Vec<Named>,
    /// Required contents that blocks say they serve.
    pub(crate) serves: Vec<Named>,
    pub(crate) procedure: Option<Place>,
    /// Whether some block could not be read; then nothing is said of what no block serves.
    pub(crate) unread: bool,
    /// How messages name it.
    pub(crate) owner: String,
    /// What it is laid over, where it is an overlay.
    pub(crate) extends: Option<Placed<String>>,
    /// After which blocks those of an overlay stand, in the order of its blocks.
    after: Vec<Option<Placed<String>>>,
}

/// A name and where it stands.
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) place: Place,
    pub(crate) owner: String,
}

impl Named {
    fn new(id: &Placed<String>, table: &Table<'_>) -> Named {
        Named {
            id: id.value.clone(),
            place: id.place,
            owner: table.owner.clone(),
        }
    }
}

#[derive(Default)]
struct Marks {
    notes: Notes,
    figures: Vec<Named>,
    serves: Vec<Named>,
    unread: bool,
}

/// Reads a template.
pub(crate) fn report(
    mut table: Table<'_>,
    stem: &str,
    file: String,
    digest: String,
) -> ReportMarks {
    let mut marks = Marks::default();
    let extends = table.text("extends");
    let label = match &extends {
        Some(_) => table
            .text("label")
            .map(|label| label.value)
            .unwrap_or_default(),
        None => table.need_text("label").value,
    };
    let name = if label.is_empty() { stem } else { &label };
    table.owner = format!("报告模板“{name}”");
    if extends.is_none() || table.has("id") {
        check_id(&table, stem);
    }
    let rows = table.texts("rows").into_iter().map(|row| row.value);
    let rows = rows.collect();
    let procedure = table.text("procedure");
    let basis = marks.notes.citations(&table, "basis");
    let required = required(&table, &mut marks);
    let names = table.texts("names").into_iter().map(|name| name.value);
    let names = names.collect();
    let (blocks, after) = blocks(&table, extends.is_some(), &mut marks);
    let identities = identities(&table, &mut marks);
    let owner = table.owner.clone();
    table.finish();
    ReportMarks {
        template: ReportTemplate {
            id: stem.into(),
            label,
            rows,
            procedure: procedure.as_ref().map(|it| it.value.as_str().into()),
            basis,
            required,
            blocks,
            identities,
            names,
            file,
            digest,
        },
        notes: marks.notes,
        figures: marks.figures,
        serves: marks.serves,
        procedure: procedure.map(|procedure| procedure.place),
        unread: marks.unread,
        owner,
        extends,
        after,
    }
}

fn check_id(table: &Table<'_>, stem: &str) {
    let id = table.need_text("id");
    if id.value.is_empty() || id.value == stem {
        return;
    }
    let message = format!("{}的 id 写作“{}”，文件名是“{stem}”", table.owner, id.value);
    let remedy = format!("请把 id 改为“{stem}”，或者给文件改名");
    table.faults.error(id.place, "id-not-file", message, remedy);
}

fn required(table: &Table<'_>, marks: &mut Marks) -> Vec<RequiredContent> {
    let mut required = Vec::new();
    for mut table in table.tables("required", "必备内容") {
        let notes = &mut marks.notes;
        let id = item(&mut table, "必备内容", "required", Spelling::Kebab, notes);
        let label = table.need_text("label").value;
        let basis = notes.citations(&table, "basis");
        table.finish();
        required.extend(id.map(|id| RequiredContent { id, label, basis }));
    }
    required
}

#[derive(Clone, Copy)]
enum Kind {
    Title,
    Addressee,
    Heading,
    Paragraph,
    Prose,
    Table,
    Signature,
}

const KINDS: &[(&str, Kind)] = &[
    ("title", Kind::Title),
    ("addressee", Kind::Addressee),
    ("heading", Kind::Heading),
    ("paragraph", Kind::Paragraph),
    ("prose", Kind::Prose),
    ("table", Kind::Table),
    ("signature", Kind::Signature),
];

fn blocks(
    table: &Table<'_>,
    overlay: bool,
    marks: &mut Marks,
) -> (Vec<TemplateBlock>, Vec<Option<Placed<String>>>) {
    if !overlay && !table.has("block") {
        table.missing("block");
    }
    let (mut blocks, mut places) = (Vec::new(), Vec::new());
    for (number, table) in table.tables("block", "段落").into_iter().enumerate() {
        let after = if overlay { table.text("after") } else { None };
        match block(table, number + 1, marks) {
            Some(block) => {
                blocks.push(block);
                places.push(after);
            }
            None => marks.unread = true,
        }
    }
    (blocks, places)
}

fn block(mut table: Table<'_>, number: usize, marks: &mut Marks) -> Option<TemplateBlock> {
    table.owner = format!("第 {number} 段");
    let span = table.place.span;
    let prose = table.peek_text("kind") == Some("prose");
    let id = if prose || table.has("id") {
        let notes = &mut marks.notes;
        item(&mut table, "段落", "block", Spelling::Kebab, notes)
    } else {
        None
    };
    let when = condition::condition(&table, &mut marks.figures);
    let serves = table.texts("serves");
    let named = serves.iter().map(|served| Named::new(served, &table));
    marks.serves.extend(named);
    let kind = table.need_word("kind", KINDS)?;
    let kind = kind_of(&table, kind, marks);
    table.finish();
    Some(TemplateBlock {
        id,
        when,
        serves: serves.into_iter().map(|served| served.value).collect(),
        kind: kind?,
        span,
    })
}

fn kind_of(table: &Table<'_>, kind: Kind, marks: &mut Marks) -> Option<BlockKind> {
    let kind = match kind {
        Kind::Title => BlockKind::Title(need_wording(table, "text", marks)),
        Kind::Addressee => BlockKind::Addressee(need_wording(table, "text", marks)),
        Kind::Heading => BlockKind::Heading {
            level: level(table),
            text: need_wording(table, "text", marks),
        },
        Kind::Paragraph => BlockKind::Paragraph {
            joins: match table.flag("continues") {
                Some(true) => Joins::Above,
                Some(false) | None => Joins::No,
            },
            text: need_wording(table, "text", marks),
        },
        Kind::Prose => BlockKind::Prose {
            label: table.need_text("label").value,
            hint: table.need_text("hint").value,
        },
        Kind::Table => rows(table, marks)?,
        Kind::Signature => BlockKind::Signature,
    };
    Some(kind)
}

fn level(table: &Table<'_>) -> u8 {
    if !table.has("level") {
        table.missing("level");
    }
    match table.number("level") {
        Some(level) if (1..=4).contains(&level.value) => {
            u8::try_from(level.value).unwrap_or_default()
        }
        Some(level) => {
            let message = format!("{}的标题层级写作 {}", table.owner, level.value);
            let remedy = "可写 1（一、）、2（（一））、3（1.）、4（（1））";
            table
                .faults
                .error(level.place, "bad-level", message, remedy);
            1
        }
        None => 1,
    }
}

fn rows(table: &Table<'_>, marks: &mut Marks) -> Option<BlockKind> {
    let caption = table
        .has("caption")
        .then(|| need_wording(table, "caption", marks));
    let examples = [
        ("columns", r#"columns = ["事项", "件数"]"#),
        ("rows", r#"rows = [["受理", "{applications}"]]"#),
    ];
    for (key, example) in examples {
        if table.entries(key).is_empty() {
            table.missing_as(key, example);
        }
    }
    let columns: Vec<String> = table
        .texts("columns")
        .into_iter()
        .map(|it| it.value)
        .collect();
    let mut rows = Vec::new();
    for entry in table.entries("rows") {
        let Some(cells) = entry.1.as_list() else {
            return table.wrong_kind("rows", entry, "列表的列表");
        };
        let mut row = Vec::new();
        for cell in cells.iter() {
            let Some(text) = plain_text((entry.0, cell)) else {
                return table.wrong_kind("rows", (entry.0, cell), "文本");
            };
            row.push(wording(table, "rows", &text, marks));
        }
        if row.len() != columns.len() {
            let message = format!(
                "{}的表有 {} 列，这一行有 {} 格",
                table.owner,
                columns.len(),
                row.len()
            );
            let place = crate::read::table::place(entry);
            let remedy = "每一行的格数请与 columns 一致，没有内容的格写空文本";
            table.faults.error(place, "row-length", message, remedy);
        }
        rows.push(row);
    }
    Some(BlockKind::Table {
        caption,
        columns,
        rows,
    })
}

fn need_wording(table: &Table<'_>, key: &'static str, marks: &mut Marks) -> Wording {
    let text = table.need_text(key);
    wording(table, key, &text, marks)
}

fn wording(table: &Table<'_>, key: &str, text: &Placed<String>, marks: &mut Marks) -> Wording {
    let written = WrittenText::new(text, table);
    let wording = match Wording::parse(&text.value) {
        Ok(wording) => wording,
        Err(loose) => {
            let message = format!("{}的 {key} 里有不成对的花括号", table.owner);
            let remedy = "指标和变量写在一对花括号里，如：{year}";
            let place = written.part(loose.at, 1);
            table.faults.error(place, "bad-wording", message, remedy);
            return Wording::default();
        }
    };
    for figure in wording.figures() {
        let place = written.word(figure.as_str());
        marks.figures.push(Named {
            id: figure.to_string(),
            place,
            owner: table.owner.clone(),
        });
    }
    wording
}

fn identities(table: &Table<'_>, marks: &mut Marks) -> Vec<Identity> {
    let mut identities = Vec::new();
    for mut table in table.tables("identity", "勾稽关系") {
        let label = table.need_text("label").value;
        table.owner = format!("勾稽关系“{label}”");
        let span = table.place.span;
        let mut figures = |key: &'static str| -> Vec<IndicatorId> {
            let ids = table.texts(key);
            marks
                .figures
                .extend(ids.iter().map(|id| Named::new(id, &table)));
            ids.into_iter().map(|id| id.value.into()).collect()
        };
        let (parts, equals) = (figures("sum"), figures("equals"));
        let (part, of) = (figures("part"), figures("of"));
        let kind = match (
            parts.as_slice(),
            equals.as_slice(),
            part.as_slice(),
            of.as_slice(),
        ) {
            ([_, ..], [equals], [], []) => Some(IdentityKind::Sum {
                parts: parts.clone(),
                equals: equals.clone(),
            }),
            ([], [], [part], [of]) => Some(IdentityKind::Part {
                part: part.clone(),
                of: of.clone(),
            }),
            _ => None,
        };
        if kind.is_none() {
            let message = format!("{}写得不全", table.owner);
            let remedy = "请写 sum = [\"各部分\"] 和 equals = \"总数\"，或者 part = \"部分\" 和 of = \"总数\"";
            table
                .faults
                .error(table.place, "bad-identity", message, remedy);
        }
        table.finish();
        identities.extend(kind.map(|kind| Identity { label, kind, span }));
    }
    identities
}
