//! Papers of the pack that ships: what they print is recorded by somebody, and one outcome has one paper.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use andu_rules::{
    Pack,
    condition::{Condition, FieldsAlone, Mention, evaluate},
    load,
    model::{
        ActionId, DocumentId, FieldId, FieldKind, Paper, PaperText, Procedure, SlotKind, Value,
    },
};

use crate::support::layers;

fn shipped() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let national = layers(&folder).into_iter().take(1).collect::<Vec<_>>();
    load(&national).0
}

/// Calls `f` with every version and each of its papers.
fn each_paper(pack: &Pack, mut f: impl FnMut(&Procedure, &Paper)) {
    for version in pack.procedures.values().flatten() {
        for paper in pack.papers_of(version.id.as_str(), version.in_force.from) {
            f(version, paper);
        }
    }
}

/// The kinds of slots outside rows of a list, that is those which the matter itself fills.
fn slots(paper: &Paper) -> impl Iterator<Item = &SlotKind> {
    let texts = paper.blocks.iter().flat_map(|block| block.kind.texts());
    texts.flat_map(PaperText::slots).map(|slot| &slot.kind)
}

#[test]
fn what_a_paper_prints_some_act_records() {
    let pack = shipped();
    let mut faults = Vec::new();
    each_paper(&pack, |version, paper| {
        let acts = version.actions.iter();
        let mut known: BTreeSet<&FieldId> = acts
            .flat_map(|act| &act.fields)
            .map(|it| &it.field)
            .collect();
        known.extend(version.series.iter().map(|series| &series.field));
        let papers = pack.papers_of(version.id.as_str(), version.in_force.from);
        known.extend(papers.filter_map(|paper| paper.number.as_ref()));
        let columns = version.fields.iter().flat_map(|field| &field.columns);
        known.extend(columns.map(|column| &column.id));
        for slot in slots(paper) {
            if let SlotKind::Field(field) = slot
                && !known.contains(field)
            {
                faults.push(format!("{}: {{{field}}}", paper.file));
            }
        }
    });
    assert_eq!(faults, Vec::<String>::new(), "nobody can fill these in");
}

#[test]
fn what_a_paper_rests_on_can_be_printed() {
    let pack = shipped();
    let mut faults = Vec::new();
    each_paper(&pack, |_, paper| {
        let cites = slots(paper).any(|slot| *slot == SlotKind::Basis);
        let mut basis = paper.basis.iter();
        if cites && !basis.any(|it| !it.statute.contains("待核")) {
            faults.push(paper.file.clone());
        }
    });
    assert_eq!(faults, Vec::<String>::new(), "these print an empty basis");
}

/// Most combinations of values that are tried of the fields which tell papers apart.
const MOST: usize = 20_000;

#[test]
fn one_outcome_issues_one_paper_of_a_kind() {
    let pack = shipped();
    let mut faults = Vec::new();
    let mut groups = 0;
    for version in pack.procedures.values().flatten() {
        let papers = pack.papers_of(version.id.as_str(), version.in_force.from);
        let mut kinds: BTreeMap<(&ActionId, &DocumentId), Vec<&Arc<Paper>>> = BTreeMap::new();
        for paper in papers {
            for (action, kind) in paper.on.iter().zip(paper.fulfils.iter().cycle()) {
                kinds.entry((action, kind)).or_default().push(paper);
            }
        }
        for ((action, kind), papers) in kinds.into_iter().filter(|(_, it)| it.len() > 1) {
            groups += 1;
            for told in combinations(version, &papers) {
                let holds = |when: &Condition| evaluate(when, &FieldsAlone(&told));
                let issued = papers
                    .iter()
                    .filter(|it| it.when.as_ref().is_none_or(holds));
                let issued: Vec<&str> = issued.map(|it| it.id.as_str()).collect();
                if issued.len() > 1 {
                    let own = (&version.id, action, kind);
                    faults.push(format!("{own:?} {:?} by {:?}", issued, told));
                    break;
                }
            }
        }
    }
    assert!(
        groups > 10,
        "only {groups} kinds of document have several papers"
    );
    assert_eq!(faults, Vec::<String>::new(), "several papers at once");
}

/// What a matter may say, as far as the conditions of some papers ask for it.
fn combinations(version: &Procedure, papers: &[&Arc<Paper>]) -> Vec<Told> {
    let mut fields = BTreeSet::new();
    for when in papers.iter().filter_map(|paper| paper.when.as_ref()) {
        when.mentions(&mut |mention| {
            if let Mention::Field(field) = mention {
                fields.insert(field.clone());
            }
        });
    }
    let mut all = vec![Told::new()];
    for id in fields {
        let field = version.field(id.as_str()).expect("rules check has seen it");
        let values = match field.kind {
            FieldKind::Choice => {
                let values = field.values.iter();
                values.map(|value| Value::Text(value.id.clone())).collect()
            }
            FieldKind::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            FieldKind::Integer => vec![Value::Integer(0), Value::Integer(1)],
            _ => vec![Value::Text("某".to_owned())],
        };
        let before = all.clone();
        for value in values {
            all.extend(before.iter().map(|told| {
                let mut told = told.clone();
                told.insert(id.clone(), value.clone());
                told
            }));
        }
        assert!(all.len() < MOST, "{}: too many fields", version.id);
    }
    all
}

/// A matter of which only some fields are known.
type Told = BTreeMap<FieldId, Value>;
