//! A formula told in Chinese, so that whoever reads a figure sees what was counted.

use andu_rules::{
    condition::{Names, describe},
    model::{
        ActionId, ClockId, Counted, DateSource, DocumentId, ElapsedUnit, FieldId, LinkId, Measure,
        Operation, OpinionId, PeriodKind, Procedure, Trend, Value,
    },
};

use crate::{
    plan::{Formula, Named, Side},
    set::Set,
};

/// Tells how a figure is worked out.
pub(crate) fn tell(formula: &Formula<'_>) -> String {
    match formula {
        Formula::Count { set, .. } => format!("计数：{}", records(set)),
        Formula::Distinct { set, field, .. } => {
            format!("{}中不重复的“{}”数", records(set), field_label(set, field))
        }
        Formula::Sum { set, measure } => {
            format!("{}的{}合计", records(set), measured(set, measure.of))
        }
        Formula::Mean { set, measure } => {
            format!("{}的{}平均", records(set), measured(set, measure.of))
        }
        Formula::Ratio {
            parts,
            wholes,
            percent,
        } => {
            format!("{}÷{}{}", side(parts), side(wholes), hundredfold(*percent))
        }
        Formula::Change {
            of,
            trend,
            relative,
            ..
        } => {
            let change = match trend {
                Trend::Rise => "本期减上年同期",
                Trend::Fall => "上年同期减本期",
            };
            let relative = if *relative {
                "，除以上年同期×100"
            } else {
                ""
            };
            format!("“{}”{change}{relative}", of.label)
        }
        Formula::Coverage {
            set, of, percent, ..
        } => {
            format!(
                "{}有记录的天数÷期内{of}天{}",
                records(set),
                hundredfold(*percent)
            )
        }
        Formula::Parameter { set, field, .. } => {
            format!("{}一致登记的“{}”", records(set), field_label(set, field))
        }
        Formula::Arithmetic {
            left,
            operation,
            right,
            percent,
        } => {
            let sign = match operation {
                Operation::Plus => "＋",
                Operation::Minus => "－",
                Operation::Over => "÷",
            };
            let percent = *percent && *operation == Operation::Over;
            format!(
                "{}{sign}{}{}",
                named(left),
                named(right),
                hundredfold(percent)
            )
        }
    }
}

fn named(of: &Named<'_>) -> String {
    format!("“{}”", of.0.label)
}

fn hundredfold(percent: bool) -> &'static str {
    if percent { "×100" } else { "" }
}

fn side(side: &Side<'_>) -> String {
    let told: Vec<String> = side.iter().map(|(set, _)| records(set)).collect();
    match told.as_slice() {
        [one] => one.clone(),
        several => format!("（{}）", several.join("＋")),
    }
}

/// 人大代表建议〔“答复”在期内；满意度为“满意”〕.
fn records(set: &Set<'_>) -> String {
    let (procedure, counted) = (set.shape.newest(), set.counted);
    let words = Words { procedure, counted };
    let what = match &counted.list {
        Some(list) => format!(
            "{}“{}”明细",
            procedure.label,
            Names::field(procedure, None, list)
        ),
        None => procedure.label.clone(),
    };
    let on = match &counted.on {
        DateSource::Action(action) => Names::action(procedure, action),
        DateSource::Field(field) => words.field(None, field),
    };
    let when = match set.window.kind {
        PeriodKind::Within => "在期内",
        PeriodKind::Cumulative => "截至期末",
        PeriodKind::AsOf if set.shape.can_stand_open() => "截至期末且期末未办结",
        PeriodKind::AsOf => "截至期末",
    };
    let mut told = format!("{what}〔“{on}”{when}");
    for condition in [counted.filter.as_ref(), set.part].into_iter().flatten() {
        told.push('；');
        told.push_str(&describe(condition, &words));
    }
    told.push('〕');
    told
}

fn field_label(set: &Set<'_>, field: &FieldId) -> String {
    Words {
        procedure: set.shape.newest(),
        counted: set.counted,
    }
    .field(None, field)
}

fn measured(set: &Set<'_>, measure: &Measure) -> String {
    let procedure = set.shape.newest();
    match measure {
        Measure::Field(field) => format!("“{}”", field_label(set, field)),
        Measure::Elapsed(elapsed) => {
            let unit = match elapsed.unit {
                ElapsedUnit::CalendarDays => "天数（按日期）",
                ElapsedUnit::ExactDays => "天数（精确到分钟）",
                ElapsedUnit::Hours => "小时数",
            };
            let (from, to) = (
                Names::action(procedure, &elapsed.from),
                Names::action(procedure, &elapsed.to),
            );
            format!("从“{from}”到“{to}”的{unit}")
        }
    }
}

/// The words of a procedure, in which a bare name may be a column of the list that is counted.
struct Words<'a> {
    procedure: &'a Procedure,
    counted: &'a Counted,
}

impl Words<'_> {
    /// The counted list, where a bare name is one of its columns.
    fn counted_list(&self, name: &FieldId) -> Option<&FieldId> {
        let list = self.counted.list.as_ref()?;
        let columns = &self.procedure.field(list.as_str())?.columns;
        columns
            .iter()
            .any(|column| column.id == *name)
            .then_some(list)
    }
}

impl Names for Words<'_> {
    fn field(&self, list: Option<&FieldId>, field: &FieldId) -> String {
        Names::field(self.procedure, list.or(self.counted_list(field)), field)
    }
    fn value(&self, list: Option<&FieldId>, field: &FieldId, value: &Value) -> String {
        Names::value(
            self.procedure,
            list.or(self.counted_list(field)),
            field,
            value,
        )
    }
    fn is_time(&self, list: Option<&FieldId>, field: &FieldId) -> bool {
        Names::is_time(self.procedure, list.or(self.counted_list(field)), field)
    }
    fn action(&self, action: &ActionId) -> String {
        Names::action(self.procedure, action)
    }
    fn document(&self, document: &DocumentId) -> String {
        Names::document(self.procedure, document)
    }
    fn opinion(&self, opinion: &OpinionId) -> String {
        Names::opinion(self.procedure, opinion)
    }
    fn clock(&self, clock: &ClockId) -> String {
        Names::clock(self.procedure, clock)
    }
    fn link(&self, link: &LinkId) -> String {
        Names::link(self.procedure, link)
    }
    fn stage(&self, stage: &str) -> String {
        Names::stage(self.procedure, stage)
    }
}
