//! Reads indicators.

use crate::{
    model::{
        Counted, DateSource, Elapsed, ElapsedUnit, Indicator, IndicatorKind, Measure, Operation,
        PeriodKind, Qualifier, Trend,
    },
    read::{
        notes::Notes,
        procedure::{Spelling, item},
        table::Table,
    },
    source::{Place, Placed},
};

/// Where the parts of an indicator stand.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) notes: Notes,
    /// Places of `of`, `numerator` … in the order of [`counted_of`].
    pub(crate) counted: Vec<CountedMarks>,
    /// Where `field`, `measure`, `of`, `left`, `right` stand.
    pub(crate) keys: Vec<(&'static str, Place)>,
    /// How messages name it.
    pub(crate) owner: String,
}

/// Where the parts of one set of records stand, and which conditions of the notes are its own.
pub(crate) struct CountedMarks {
    pub(crate) procedure: Place,
    pub(crate) on: Place,
    pub(crate) list: Place,
    /// Position in the notes' conditions.
    pub(crate) filter: Option<usize>,
}

impl Marks {
    /// Where a key stands.
    pub(crate) fn key(&self, key: &str) -> Option<Place> {
        self.keys
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, place)| *place)
    }
}

/// The sets of records that an indicator reads, in the order in which they are read.
pub(crate) fn counted_of(kind: &IndicatorKind) -> Vec<&Counted> {
    match kind {
        IndicatorKind::Count(of)
        | IndicatorKind::Coverage(of)
        | IndicatorKind::Distinct { of, .. }
        | IndicatorKind::Sum { of, .. }
        | IndicatorKind::Mean { of, .. }
        | IndicatorKind::Share { of, .. }
        | IndicatorKind::Parameter { of, .. } => vec![of],
        IndicatorKind::Ratio {
            numerator,
            denominator,
        } => numerator.iter().chain(denominator).collect(),
        IndicatorKind::Change { .. } | IndicatorKind::Arithmetic { .. } => Vec::new(),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Count,
    Distinct,
    Sum,
    Mean,
    Ratio,
    Share,
    Change,
    Coverage,
    Parameter,
    Arithmetic,
}

const KINDS: &[(&str, Kind)] = &[
    ("count", Kind::Count),
    ("distinct", Kind::Distinct),
    ("sum", Kind::Sum),
    ("mean", Kind::Mean),
    ("ratio", Kind::Ratio),
    ("share", Kind::Share),
    ("change", Kind::Change),
    ("coverage", Kind::Coverage),
    ("parameter", Kind::Parameter),
    ("arithmetic", Kind::Arithmetic),
];

/// Reads one indicator; `None` where it lacks what it is worked out from, which has been reported.
pub(crate) fn indicator(mut table: Table<'_>, file: String) -> Option<(Indicator, Marks)> {
    let mut marks = Marks::default();
    let id = item(
        &mut table,
        "指标",
        "indicator",
        Spelling::Kebab,
        &mut marks.notes,
    );
    let label = table.need_text("label").value;
    let unit = table.need_text("unit").value;
    let decimals = table
        .number("decimals")
        .map_or(0, |decimals| decimals.value);
    let qualifier = table.word(
        "qualifier",
        &[
            ("exact", Qualifier::Exact),
            ("approx", Qualifier::Approx),
            ("at_least", Qualifier::AtLeast),
        ],
    );
    let period = table.word(
        "period",
        &[
            ("within", PeriodKind::Within),
            ("cumulative", PeriodKind::Cumulative),
            ("as_of", PeriodKind::AsOf),
        ],
    );
    let kind = table
        .need_word("kind", KINDS)
        .and_then(|kind| formula(&table, kind, &mut marks));
    let span = table.place_of("id").span;
    marks.owner.clone_from(&table.owner);
    // Without a kind nothing was asked for, and every other key would be called unknown.
    if kind.is_some() {
        table.finish();
    }
    let indicator = Indicator {
        id: id?.into(),
        label,
        unit,
        qualifier: qualifier.unwrap_or(Qualifier::Exact),
        period: period.unwrap_or(PeriodKind::Within),
        decimals,
        kind: kind?,
        file,
        span,
    };
    Some((indicator, marks))
}

fn formula(table: &Table<'_>, kind: Kind, marks: &mut Marks) -> Option<IndicatorKind> {
    let formula = match kind {
        Kind::Count => IndicatorKind::Count(of(table, marks)?),
        Kind::Coverage => IndicatorKind::Coverage(of(table, marks)?),
        Kind::Distinct => {
            let (of, field) = (of(table, marks), name(table, "field", marks));
            IndicatorKind::Distinct {
                of: of?,
                field: field?.value.into(),
            }
        }
        Kind::Parameter => {
            let (of, field) = (of(table, marks), name(table, "field", marks));
            IndicatorKind::Parameter {
                of: of?,
                field: field?.value.into(),
            }
        }
        Kind::Sum => {
            let (of, measure) = (of(table, marks), measure(table, marks));
            IndicatorKind::Sum {
                of: of?,
                measure: measure?,
            }
        }
        Kind::Mean => {
            let (of, measure) = (of(table, marks), measure(table, marks));
            IndicatorKind::Mean {
                of: of?,
                measure: measure?,
            }
        }
        Kind::Ratio => {
            let numerator = counted_list(table, "numerator", marks);
            let denominator = counted_list(table, "denominator", marks);
            IndicatorKind::Ratio {
                numerator: numerator?,
                denominator: denominator?,
            }
        }
        Kind::Share => {
            let of = of(table, marks);
            IndicatorKind::Share {
                of: of?,
                part: marks.notes.need_condition(table, "part"),
            }
        }
        Kind::Change => {
            let of = name(table, "of", marks);
            let trends = &[("rise", Trend::Rise), ("fall", Trend::Fall)];
            let trend = table.word("trend", trends).unwrap_or(Trend::Rise);
            let relative = table.flag("relative").unwrap_or_default();
            IndicatorKind::Change {
                of: of?.value.into(),
                trend,
                relative,
            }
        }
        Kind::Arithmetic => arithmetic(table, marks)?,
    };
    Some(formula)
}

fn arithmetic(table: &Table<'_>, marks: &mut Marks) -> Option<IndicatorKind> {
    const OPERATIONS: &[(&str, Operation)] = &[
        ("plus", Operation::Plus),
        ("minus", Operation::Minus),
        ("over", Operation::Over),
    ];
    let (left, right) = (name(table, "left", marks), name(table, "right", marks));
    let operation = table.need_word("operation", OPERATIONS)?;
    Some(IndicatorKind::Arithmetic {
        left: left?.value.into(),
        operation,
        right: right?.value.into(),
    })
}

fn name(table: &Table<'_>, key: &'static str, marks: &mut Marks) -> Option<Placed<String>> {
    if !table.has(key) {
        table.missing(key);
    }
    let name = table.text(key)?;
    marks.keys.push((key, name.place));
    Some(name)
}

fn of(table: &Table<'_>, marks: &mut Marks) -> Option<Counted> {
    if !table.has("of") {
        table.missing("of");
    }
    let of = table.table("of", &format!("{}的统计范围", table.owner))?;
    counted(of, marks)
}

fn counted_list(table: &Table<'_>, key: &'static str, marks: &mut Marks) -> Option<Vec<Counted>> {
    if !table.has(key) {
        table.missing(key);
    }
    let tables = table.tables(key, &format!("{}的统计范围", table.owner));
    let wanted = tables.len();
    let counted: Vec<Counted> = tables
        .into_iter()
        .filter_map(|table| counted(table, marks))
        .collect();
    (wanted > 0 && counted.len() == wanted).then_some(counted)
}

fn counted(table: Table<'_>, marks: &mut Marks) -> Option<Counted> {
    let procedure = table.need_text("procedure");
    let on = table.need_text("on");
    let list = table.text("list");
    let position = marks.notes.conditions.len();
    let filter = marks.notes.condition(&table, "where");
    let parsed = marks.notes.conditions.len() > position;
    table.finish();
    if procedure.value.is_empty() || on.value.is_empty() {
        return None;
    }
    marks.counted.push(CountedMarks {
        procedure: procedure.place,
        on: on.place,
        list: list.as_ref().map_or(on.place, |list| list.place),
        filter: parsed.then_some(position),
    });
    let date = match on.value.strip_prefix("field:") {
        Some(field) => DateSource::Field(field.into()),
        None => DateSource::Action(on.value.into()),
    };
    Some(Counted {
        procedure: procedure.value.into(),
        list: list.map(|list| list.value.into()),
        on: date,
        filter,
    })
}

fn measure(table: &Table<'_>, marks: &mut Marks) -> Option<Measure> {
    if !table.has("measure") {
        table.missing("measure");
    }
    let measure = table.table("measure", &format!("{}的计量", table.owner))?;
    let measured = if measure.has("field") {
        name(&measure, "field", marks).map(|field| Measure::Field(field.value.into()))
    } else {
        elapsed(&measure, marks).map(Measure::Elapsed)
    };
    measure.finish();
    measured
}

fn elapsed(table: &Table<'_>, marks: &mut Marks) -> Option<Elapsed> {
    const UNITS: &[(&str, ElapsedUnit)] = &[
        ("calendar_days", ElapsedUnit::CalendarDays),
        ("exact_days", ElapsedUnit::ExactDays),
        ("hours", ElapsedUnit::Hours),
    ];
    let (from, to) = (name(table, "from", marks), name(table, "to", marks));
    let unit = table
        .need_word("unit", UNITS)
        .unwrap_or(ElapsedUnit::CalendarDays);
    Some(Elapsed {
        from: from?.value.into(),
        to: to?.value.into(),
        unit,
    })
}
