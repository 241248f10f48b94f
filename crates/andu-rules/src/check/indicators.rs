//! Indicators: what they count is in a register, and none rests on itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    check::{Context, conditions::check_condition, names},
    model::{
        Counted, DateSource, Field, FieldId, FieldKind, Indicator, IndicatorKind, Measure,
        Procedure,
    },
    nearest::quoted,
    read::indicator::{CountedMarks, Marks, counted_of},
    source::Place,
};

pub(super) fn check(context: &Context<'_>) {
    for (indicator, marks) in &context.reading.indicators {
        Checker {
            context,
            indicator,
            marks,
        }
        .check();
    }
    circles(context);
}

struct Checker<'a> {
    context: &'a Context<'a>,
    indicator: &'a Indicator,
    marks: &'a Marks,
}

impl<'a> Checker<'a> {
    fn check(&self) {
        let counted = counted_of(&self.indicator.kind);
        for (counted, marks) in counted.iter().zip(&self.marks.counted) {
            self.counted(counted, marks);
        }
        match &self.indicator.kind {
            IndicatorKind::Distinct { of, field } | IndicatorKind::Parameter { of, field } => {
                self.field(of, field, "field", &[]);
            }
            IndicatorKind::Sum { of, measure } | IndicatorKind::Mean { of, measure } => {
                self.measure(of, measure);
            }
            IndicatorKind::Share { of, .. } => self.part(of),
            IndicatorKind::Change { of, .. } => self.other("of", of.as_str()),
            IndicatorKind::Arithmetic { left, right, .. } => {
                self.other("left", left.as_str());
                self.other("right", right.as_str());
            }
            IndicatorKind::Count(_) | IndicatorKind::Coverage(_) | IndicatorKind::Ratio { .. } => {}
        }
    }

    fn counted(&self, counted: &Counted, marks: &CountedMarks) {
        let folders = &self.context.reading.folders;
        let procedure = counted.procedure.as_str();
        if !folders.contains(procedure) {
            let known = folders.iter().map(String::as_str);
            self.unknown(
                marks.procedure,
                "unknown-procedure",
                "程序",
                procedure,
                known,
            );
            return;
        }
        let versions = self.context.versions(procedure);
        if versions.is_empty() {
            return;
        }
        if let Some(list) = &counted.list {
            let lists = versions.iter().flat_map(|version| &version.fields);
            let lists: Vec<&str> = lists
                .filter(|it| it.kind == FieldKind::List)
                .map(|it| it.id.as_str())
                .collect();
            if !lists.contains(&list.as_str()) {
                self.unknown(marks.list, "unknown-field", "列表", list.as_str(), lists);
                return;
            }
        }
        match &counted.on {
            DateSource::Action(action) => self.action(&versions, action.as_str(), marks.on),
            DateSource::Field(field) => {
                let dates = &[FieldKind::Date, FieldKind::DateTime];
                self.field_at(&versions, counted, field, marks.on, dates);
            }
        }
        if let Some(filter) = marks
            .filter
            .and_then(|at| self.marks.notes.conditions.get(at))
        {
            let rows = counted.list.as_ref().map(FieldId::as_str);
            check_condition(self.context, &versions, rows, filter);
        }
    }

    fn part(&self, of: &Counted) {
        let filters: Vec<usize> = self
            .marks
            .counted
            .iter()
            .filter_map(|it| it.filter)
            .collect();
        let conditions = self.marks.notes.conditions.iter().enumerate();
        let versions = self.context.versions(of.procedure.as_str());
        for (_, part) in conditions.filter(|(at, _)| !filters.contains(at)) {
            if !versions.is_empty() {
                let rows = of.list.as_ref().map(FieldId::as_str);
                check_condition(self.context, &versions, rows, part);
            }
        }
    }

    fn measure(&self, of: &Counted, measure: &Measure) {
        match measure {
            Measure::Field(field) => {
                self.field(
                    of,
                    field,
                    "field",
                    &[FieldKind::Integer, FieldKind::Decimal],
                );
            }
            Measure::Elapsed(elapsed) => {
                let versions = self.context.versions(of.procedure.as_str());
                for (key, action) in [("from", &elapsed.from), ("to", &elapsed.to)] {
                    if let Some(place) = self.marks.key(key).filter(|_| !versions.is_empty()) {
                        self.action(&versions, action.as_str(), place);
                    }
                }
            }
        }
    }

    fn field(&self, of: &Counted, field: &FieldId, key: &str, kinds: &[FieldKind]) {
        let versions = self.context.versions(of.procedure.as_str());
        let Some(place) = self.marks.key(key) else {
            return;
        };
        if !versions.is_empty() {
            self.field_at(&versions, of, field, place, kinds);
        }
    }

    /// A field of any version, or a column of the list whose rows are counted.
    fn field_at(
        &self,
        versions: &[&'a Procedure],
        of: &Counted,
        id: &FieldId,
        place: Place,
        kinds: &[FieldKind],
    ) {
        let own = versions.iter().flat_map(|version| &version.fields);
        let list = of.list.as_ref();
        let columns = versions
            .iter()
            .filter_map(|version| version.field(list?.as_str()))
            .flat_map(|list| &list.columns);
        let known: Vec<&Field> = columns.chain(own).collect();
        let Some(field) = known.iter().find(|field| field.id == *id) else {
            let known = known.iter().map(|field| field.id.as_str());
            self.unknown(place, "unknown-field", "字段", id.as_str(), known);
            return;
        };
        names::check_kind(self.context, field, kinds, (&self.marks.owner, place));
    }

    fn action(&self, versions: &[&'a Procedure], id: &str, place: Place) {
        let known: Vec<&str> = versions.iter().flat_map(|it| names::actions(it)).collect();
        if !known.contains(&id) {
            self.unknown(place, "unknown-action", "办理动作", id, known);
        }
    }

    fn other(&self, key: &str, id: &str) {
        let known: Vec<&str> = self
            .context
            .reading
            .indicators
            .iter()
            .map(|(it, _)| it.id.as_str())
            .collect();
        if let Some(place) = self.marks.key(key).filter(|_| !known.contains(&id)) {
            self.unknown(place, "unknown-indicator", "指标", id, known);
        }
    }

    fn unknown<'n>(
        &self,
        place: Place,
        code: &'static str,
        kind: &str,
        id: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        self.context
            .unknown(place, code, (&self.marks.owner, kind, id), known);
    }
}

/// Reports every indicator that is worked out from itself.
fn circles(context: &Context<'_>) {
    let mut rests_on: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (indicator, _) in &context.reading.indicators {
        let on = match &indicator.kind {
            IndicatorKind::Change { of, .. } => vec![of.as_str()],
            IndicatorKind::Arithmetic { left, right, .. } => vec![left.as_str(), right.as_str()],
            _ => continue,
        };
        rests_on.insert(indicator.id.as_str(), on);
    }
    for (indicator, marks) in &context.reading.indicators {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let next = |id: &str| rests_on.get(id).cloned().unwrap_or_default();
        let mut open = next(indicator.id.as_str());
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(next(id));
            }
        }
        if seen.contains(indicator.id.as_str()) {
            let message = format!(
                "{}绕了一圈又要用到自己：{}",
                marks.owner,
                quoted(seen.iter().copied().filter(|id| rests_on.contains_key(id)))
            );
            let place = marks.notes.spot_of(&format!("indicator/{}", indicator.id));
            let remedy = "请让其中一个指标直接从台账计算";
            if let Some(place) = place {
                context
                    .faults
                    .error(place, "circular-indicator", message, remedy);
            }
        }
    }
}
