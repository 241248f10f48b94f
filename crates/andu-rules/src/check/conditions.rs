//! Names and types within conditions, pointed at within their text.

use super::sorts::{Sort, is_day, is_minute, literal_remedy, sort_label, word};
use crate::{
    check::{Context, names::kind_label},
    condition::{Comparison, Condition, Mention, Operand, Rows},
    model::{Field, FieldKind, Procedure, Value},
    nearest::perhaps,
    read::{ProcedureMarks, notes::ConditionUse},
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    let versions = [marks.procedure.as_ref()];
    for used in &marks.notes.conditions {
        check_condition(context, &versions, None, used);
    }
}

/// Checks one condition against versions of a procedure; names of any of them count. Where an indicator counts the rows of a list, a
/// name may also be a column of it.
pub(super) fn check_condition(
    context: &Context<'_>,
    versions: &[&Procedure],
    rows: Option<&str>,
    used: &ConditionUse,
) {
    Checker {
        context,
        versions,
        rows,
        used,
        matter: None,
    }
    .condition(&used.condition, None);
}

struct Checker<'a> {
    context: &'a Context<'a>,
    versions: &'a [&'a Procedure],
    rows: Option<&'a str>,
    used: &'a ConditionUse,
    /// The versions of the matter itself, where the others are those of linked matters.
    matter: Option<&'a [&'a Procedure]>,
}

impl<'a> Checker<'a> {
    fn condition(&self, condition: &'a Condition, list: Option<&str>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part, list));
            }
            Condition::Not(inner) => self.condition(inner, list),
            Condition::Compare(left, comparison, right) => {
                let sorts = (self.operand(left, list), self.operand(right, list));
                self.compare(&sorts.0, *comparison, &sorts.1, word(left));
            }
            Condition::In(operand, values) | Condition::NotIn(operand, values) => {
                let sort = self.operand(operand, list);
                for value in values {
                    self.compare(
                        &sort,
                        Comparison::Equal,
                        &Sort::Literal(value),
                        word(operand),
                    );
                }
            }
            Condition::Done(id) => self.action(id.as_str()),
            Condition::Has(id) => {
                let known = |procedure: &'a Procedure| {
                    procedure
                        .documents
                        .iter()
                        .map(|document| document.id.as_str())
                        .collect()
                };
                self.name("unknown-document", "材料", id.as_str(), known);
            }
            Condition::Opinion(id) => {
                let known = |procedure: &'a Procedure| {
                    procedure
                        .opinions
                        .iter()
                        .map(|opinion| opinion.id.as_str())
                        .collect()
                };
                self.name("unknown-opinion", "意见", id.as_str(), known);
            }
            Condition::Within(id) | Condition::Kept(id) => {
                let known = |procedure: &'a Procedure| {
                    procedure
                        .clocks
                        .iter()
                        .map(|clock| clock.id.as_str())
                        .collect()
                };
                self.name("unknown-clock", "期限", id.as_str(), known);
            }
            Condition::Recorded(id) => {
                self.field(id.as_str(), list);
            }
            Condition::All(rows, inner)
            | Condition::Any(rows, inner)
            | Condition::Last(rows, inner) => self.rows(rows, Some(inner)),
            Condition::Linked(id) => self.link(id.as_str()),
        }
    }

    fn operand(&self, operand: &'a Operand, list: Option<&str>) -> Sort<'a> {
        match operand {
            Operand::Field(id) => self.operand_of_field(id.as_str(), list),
            Operand::Literal(value) => Sort::Literal(value),
            Operand::Actor(action) => {
                if let Some(action) = action {
                    self.action(action.as_str());
                }
                Sort::Text
            }
            Operand::Stage => Sort::Stage(
                self.versions
                    .iter()
                    .flat_map(|it| super::names::stages(it))
                    .collect(),
            ),
            Operand::Matter(id) => {
                if list.is_none() && self.matter.is_none() {
                    let message = format!("“matter.{id}”不在明细行的条件里");
                    let remedy = format!("请直接写 {id}");
                    self.mismatch(id.as_str(), &message, &remedy);
                }
                let own = Checker {
                    rows: None,
                    versions: self.matter.unwrap_or(self.versions),
                    ..*self
                };
                own.operand_of_field(id.as_str(), None)
            }
            Operand::Count(rows, inner) => {
                self.rows(rows, inner.as_deref());
                Sort::Number
            }
            Operand::Sum(id, column, inner) => {
                self.list(id.as_str());
                if let Some(inner) = inner {
                    self.condition(inner, Some(id.as_str()));
                }
                self.number(
                    column.as_str(),
                    &self.operand_of_field(column.as_str(), Some(id.as_str())),
                );
                Sort::Number
            }
            Operand::Total(terms) => {
                for term in terms {
                    let sort = self.operand(&term.of, list);
                    self.number(word(&term.of), &sort);
                }
                Sort::Number
            }
            Operand::LinkedStage(id) => {
                self.link(id.as_str());
                self.linked_stages(id.as_str())
            }
        }
    }

    fn operand_of_field(&self, id: &str, list: Option<&str>) -> Sort<'a> {
        let Some(field) = self.field(id, list) else {
            return Sort::Unknown;
        };
        match field.kind {
            FieldKind::Text | FieldKind::LongText | FieldKind::Person | FieldKind::Unit => {
                Sort::Text
            }
            FieldKind::Integer | FieldKind::Decimal => Sort::Number,
            FieldKind::Boolean => Sort::Boolean,
            FieldKind::Date => Sort::Date,
            FieldKind::DateTime => Sort::DateTime,
            FieldKind::Choice => Sort::Choice(field),
            FieldKind::List => {
                let message = format!("列表“{}”不能直接比较", field.label);
                let remedy = format!("请写 count({id})、all({id}, …) 或者 any({id}, …)");
                self.mismatch(id, &message, &remedy);
                Sort::Unknown
            }
        }
    }

    /// Only numbers are added up.
    fn number(&self, id: &str, sort: &Sort<'a>) {
        let number = match sort {
            Sort::Literal(value) => matches!(value, Value::Integer(_) | Value::Decimal(_)),
            Sort::Number | Sort::Unknown => true,
            _ => false,
        };
        if !number {
            let message = format!("{}不能加减", sort_label(sort));
            self.mismatch(id, &message, "算式里只写数字和数字字段，如：a + b = c");
        }
    }

    /// Rows and what is asked of them: columns of a list, or fields of the linked matters.
    fn rows(&self, rows: &'a Rows, inner: Option<&'a Condition>) {
        match rows {
            Rows::List(id) => {
                self.list(id.as_str());
                if let Some(inner) = inner {
                    self.condition(inner, Some(id.as_str()));
                }
            }
            Rows::Linked(id) => {
                self.link(id.as_str());
                let links = self.versions.iter().flat_map(|version| &version.links);
                let mut links = links.filter(|link| link.id == *id);
                let other = links.next().map(|link| link.procedure.as_str());
                let others = other.map_or_else(Vec::new, |id| self.context.versions(id));
                if let Some(inner) = inner.filter(|_| !others.is_empty()) {
                    self.of_linked(inner, &others);
                }
            }
        }
    }

    /// What is asked of linked matters: their fields and stages, beside fields of the matter itself.
    fn of_linked(&self, inner: &Condition, others: &[&Procedure]) {
        let mut strange = None;
        inner.mentions(&mut |mention| {
            strange = strange.or(match mention {
                Mention::Action(_) => Some("done"),
                Mention::Document(_) => Some("has"),
                Mention::Opinion(_) => Some("opinion"),
                Mention::Clock(_) => Some("within"),
                Mention::Link(_) => Some("linked"),
                Mention::Actor(_) => Some("actor"),
                _ => None,
            });
        });
        if let Some(word) = strange {
            let message = format!("“{word}”不能用在关联件的条件里");
            let remedy = "关联件只看其环节和字段，本件的字段写 matter.字段";
            self.mismatch(word, &message, remedy);
            return;
        }
        let other = Checker {
            context: self.context,
            versions: others,
            rows: None,
            used: self.used,
            matter: Some(self.versions),
        };
        other.condition(inner, None);
    }

    fn linked_stages(&self, id: &str) -> Sort<'a> {
        let link = self
            .versions
            .iter()
            .find_map(|version| version.links.iter().find(|link| link.id.as_str() == id));
        let Some(link) = link else {
            return Sort::Unknown;
        };
        let versions = self.context.versions(link.procedure.as_str());
        if versions.is_empty() {
            return Sort::Unknown;
        }
        Sort::Stage(
            versions
                .into_iter()
                .flat_map(super::names::stages)
                .collect(),
        )
    }

    fn compare(&self, left: &Sort<'a>, comparison: Comparison, right: &Sort<'a>, word: &str) {
        match (left, right) {
            (Sort::Unknown, _) | (_, Sort::Unknown) => {}
            (Sort::Literal(left), Sort::Literal(right)) => {
                let message = format!("“{left}”和“{right}”都是写定的值，比较的结果永远一样");
                self.mismatch(&left.to_string(), &message, "请把其中一边改为字段");
            }
            (sort, Sort::Literal(value)) | (Sort::Literal(value), sort) => {
                self.literal(sort, comparison, value);
            }
            (left, right) => {
                let same = matches!(
                    (left, right),
                    (Sort::Text | Sort::Choice(_), Sort::Text | Sort::Choice(_))
                        | (Sort::Number, Sort::Number)
                        | (Sort::Boolean, Sort::Boolean)
                        | (Sort::Date, Sort::Date)
                        | (Sort::DateTime, Sort::DateTime)
                        | (Sort::Stage(_), Sort::Stage(_))
                );
                if !same {
                    let message = format!("{}不能与{}比较", sort_label(left), sort_label(right));
                    self.mismatch(word, &message, "请比较同一类型的两个字段");
                }
            }
        }
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let unordered = |sort: &Sort<'_>| {
            matches!(
                sort,
                Sort::Text | Sort::Boolean | Sort::Choice(_) | Sort::Stage(_)
            )
        };
        if ordered && (unordered(left) || unordered(right)) {
            let sort = if unordered(left) { left } else { right };
            let message = format!("{}没有大小先后", sort_label(sort));
            self.mismatch(word, &message, "请改用 =、!= 或者 in");
        }
    }

    /// A literal must be a value that the other side can take.
    fn literal(&self, sort: &Sort<'a>, comparison: Comparison, value: &Value) {
        let text = value.as_text();
        let word = text.map_or_else(|| value.to_string(), str::to_owned);
        match sort {
            Sort::Choice(field) => {
                let known: Vec<&str> = self.choices(field);
                if !text.is_some_and(|text| known.contains(&text)) {
                    let message = format!("字段“{}”没有选项“{value}”", field.label);
                    let remedy = format!("可写：{}", known.join("、"));
                    let remedy = perhaps(&word, known.iter().copied(), &remedy);
                    self.report("unknown-value", &word, &message, &remedy);
                }
            }
            Sort::Stage(known) => {
                if !text.is_some_and(|text| known.contains(&text)) {
                    let message = format!("没有环节“{value}”");
                    let remedy = perhaps(&word, known.iter().copied(), "请改正环节的 id");
                    self.report("unknown-stage", &word, &message, &remedy);
                }
            }
            Sort::DateTime if text.is_some_and(is_day) => {
                if !matches!(comparison, Comparison::AtLeast | Comparison::Less) {
                    let message = format!("日期时间与日期“{value}”比较，当天的时间会算错");
                    let remedy = "请写到分钟，或者只用 >= 和 <";
                    self.mismatch(&word, &message, remedy);
                }
            }
            sort => {
                let fits = match sort {
                    Sort::Text => text.is_some(),
                    Sort::Number => matches!(value, Value::Integer(_) | Value::Decimal(_)),
                    Sort::Boolean => matches!(value, Value::Boolean(_)),
                    Sort::Date => text.is_some_and(is_day),
                    Sort::DateTime => text.is_some_and(is_minute),
                    _ => true,
                };
                if !fits {
                    let message = format!("{}不能与“{value}”比较", sort_label(sort));
                    self.mismatch(&word, &message, literal_remedy(sort));
                }
            }
        }
    }

    /// Values of a choice in any of the versions.
    fn choices(&self, field: &'a Field) -> Vec<&'a str> {
        let fields = self.versions.iter().flat_map(|version| {
            let own = version.fields.iter();
            own.chain(version.fields.iter().flat_map(|list| &list.columns))
        });
        let mut values: Vec<&str> = field.values.iter().map(|value| value.id.as_str()).collect();
        let same = fields.filter(|other| other.id == field.id && self.versions.len() > 1);
        for value in same.flat_map(|other| &other.values) {
            if !values.contains(&value.id.as_str()) {
                values.push(&value.id);
            }
        }
        values
    }

    /// The field of this name, or the column where the condition is about rows.
    fn field(&self, id: &str, list: Option<&str>) -> Option<&'a Field> {
        let columns = |list: &str| -> Vec<&'a Field> {
            let lists = self
                .versions
                .iter()
                .filter_map(|version| version.field(list));
            lists.flat_map(|list| &list.columns).collect()
        };
        let own = || {
            self.versions
                .iter()
                .flat_map(|version| &version.fields)
                .collect::<Vec<_>>()
        };
        let (kind, known) = match (list, self.rows) {
            (Some(list), _) => ("列", columns(list)),
            (None, Some(rows)) => ("字段或者列", [columns(rows), own()].concat()),
            (None, None) => ("字段", own()),
        };
        let found = known.iter().find(|field| field.id.as_str() == id).copied();
        // An unknown list has been reported; its columns would only repeat it.
        if found.is_none() && !(list.is_some() && known.is_empty()) {
            let known = known.iter().map(|field| field.id.as_str());
            let owner = format!("{}的条件", self.used.owner);
            let place = self.used.text.word(id);
            self.context
                .unknown(place, "unknown-field", (&owner, kind, id), known);
        }
        found
    }

    fn list(&self, id: &str) {
        let Some(field) = self.field(id, None) else {
            return;
        };
        if field.kind != FieldKind::List {
            let message = format!(
                "字段“{}”是{}，不是列表",
                field.label,
                kind_label(field.kind)
            );
            self.mismatch(id, &message, "all、any、last、count、sum 只用于列表");
        }
    }

    fn action(&self, id: &str) {
        self.name("unknown-action", "办理动作", id, super::names::actions);
    }

    fn link(&self, id: &str) {
        let known = |procedure: &'a Procedure| {
            procedure
                .links
                .iter()
                .map(|link| link.id.as_str())
                .collect()
        };
        self.name("unknown-link", "关联", id, known);
    }

    fn name(
        &self,
        code: &'static str,
        kind: &str,
        id: &str,
        known: impl Fn(&'a Procedure) -> Vec<&'a str>,
    ) {
        let known: Vec<&str> = self
            .versions
            .iter()
            .flat_map(|version| known(version))
            .collect();
        if !known.contains(&id) {
            let owner = format!("{}的条件", self.used.owner);
            self.context
                .unknown(self.used.text.word(id), code, (&owner, kind, id), known);
        }
    }

    fn mismatch(&self, word: &str, message: &str, remedy: &str) {
        self.report("type-mismatch", word, message, remedy);
    }

    fn report(&self, code: &'static str, word: &str, message: &str, remedy: &str) {
        let message = format!("{}的条件：{message}", self.used.owner);
        self.context
            .faults
            .error(self.used.text.word(word), code, message, remedy);
    }
}
