//! Small procedures, random ones beside a naive search, and what nobody should write.

use std::collections::{BTreeSet, VecDeque};

use proptest::prelude::*;

use super::*;
use crate::{Layer, SourceFile, load};

const HEAD: &str = r#"
id = "case"
label = "试办"
rows = ["R99"]
in_force = { from = 2020-01-01 }
source = "own"
governed_by = "day"
title = "name"
basis = []
[[field]]
id = "day"
label = "日期"
kind = "date"
[[field]]
id = "name"
label = "名称"
kind = "text"
[[field]]
id = "kind"
label = "种类"
kind = "choice"
values = [{ id = "a", label = "甲类" }, { id = "b", label = "乙类" }, { id = "c", label = "丙类" }]
[[field]]
id = "members"
label = "成员"
kind = "list"
columns = [{ id = "who", label = "姓名", kind = "text" }, { id = "present", label = "到会", kind = "boolean" }]
[[role]]
id = "office"
label = "办公室"
"#;

/// A procedure as it is read, whatever else is wrong with it.
fn procedure(rest: &str) -> std::sync::Arc<Procedure> {
    let path = "procedures/case/2020-01-01.toml".to_owned();
    let text = format!("{HEAD}{rest}");
    let files = vec![SourceFile { path, text }];
    let name = "cn".to_owned();
    let (pack, _) = load(&[Layer { name, files }]);
    pack.latest("case").expect("it can be read").clone()
}

fn stage(id: &str, closed: bool) -> String {
    format!("[[stage]]\nid = \"{id}\"\nlabel = \"{id}\"\nclosed = {closed}\nwaits = \"等\"\n")
}

const COURSE: &str = r#"
[[stage]]
id = "open"
label = "已登记"
[[stage]]
id = "ended"
label = "已办结"
closed = true
[[action]]
id = "register"
label = "登记"
opening = true
to = "open"
fields = ["day", "name", "kind"]
[[action]]
id = "meet"
label = "开会"
from = ["open"]
fields = ["members"]
[[action]]
id = "end"
label = "办结"
from = ["open"]
to = "ended"
"#;

#[track_caller]
fn check(rest: &str, told: &str) {
    let procedure = procedure(&format!("{COURSE}{rest}"));
    let proofs = prove(&procedure);
    let found: Vec<String> = proofs
        .invariants
        .iter()
        .map(|proof| proof.tell(&procedure))
        .collect();
    assert_eq!(found.join("\n"), told);
}

const QUORUM: &str = r#"
[[gate]]
id = "quorum"
label = "人数"
on = ["end"]
strength = "statutory"
holds = "count(members, present) >= 2"
remedy = "请"
"#;

#[test]
fn a_counter_is_proven_and_its_counterexample_has_rows() {
    check(
        &format!(
            "{QUORUM}[[invariant]]\nnever = \"end\"\nwithout = \"any(members, present) and done(meet)\"\n"
        ),
        "任何一条路办理“办结”时，“成员”至少一项满足（已登记“到会”），且已办理“开会”",
    );
    check(
        &format!("{QUORUM}[[invariant]]\nnever = \"end\"\nwithout = \"all(members, present)\"\n"),
        "不变式不成立：办理“办结”应当以““成员”每一项均满足（已登记“到会”）”为前提，但有一条路不满足也能办理：\
         1．办理“登记”→“已登记”；2．“已登记”→办理“开会”→“已登记”（成员有3项：到会为是；到会为是）；3．“已登记”→办理“办结”→“已办结”",
    );
}

#[test]
fn a_choice_is_proven_over_all_its_values() {
    let gate = "[[gate]]\nid = \"g\"\nlabel = \"种类\"\non = [\"end\"]\nstrength = \"local\"\nholds = \"kind in ['a', 'b']\"\nremedy = \"请\"\n";
    let invariant = "[[invariant]]\nnever = \"end\"\nwithout = \"kind = 'a' or kind = 'b'\"\n";
    check(
        &format!("{gate}{invariant}strength = \"local\"\n"),
        "任何一条路办理“办结”时，种类为“甲类”，或种类为“乙类”",
    );
    check(
        &format!("{gate}{invariant}"),
        "不变式不成立：办理“办结”应当以“种类为“甲类”，或种类为“乙类””为前提，但有一条路不满足也能办理：\
         1．办理“登记”→“已登记”（种类为“丙类”）；2．“已登记”→办理“办结”→“已办结”",
    );
}

#[test]
fn gates_that_ask_for_themselves_or_for_two_things_at_once_never_open() {
    for holds in [
        "done(end)",
        "kind = 'a' and kind = 'b'",
        "count(members) < 0",
        "day < day",
    ] {
        let gate = format!(
            "[[gate]]\nid = \"g\"\nlabel = \"怪\"\non = [\"end\"]\nstrength = \"statutory\"\nholds = \"{holds}\"\nremedy = \"请\"\n"
        );
        let proofs = prove(&procedure(&format!("{COURSE}{gate}")));
        assert_eq!(proofs.gates[0].opens, Finding::Never, "{holds}");
        assert_eq!(proofs.stages[1].entered, Finding::Never, "{holds}");
        assert_eq!(proofs.stages[0].left, Finding::Never, "{holds}");
    }
}

#[test]
fn what_the_law_deems_to_happen_passes_no_gate_but_needs_its_clock() {
    let clock = "[[action]]\nid = \"drop\"\nlabel = \"视为放弃\"\nfrom = [\"open\"]\nto = \"ended\"\ndeemed = true\n\
                 [[clock]]\nid = \"c\"\nlabel = \"期限\"\nstart = [\"meet\"]\nlength = { working_days = 3 }\nexpiry = { deemed = \"drop\" }\nbasis = []\n\
                 [[gate]]\nid = \"g\"\nlabel = \"不\"\non = [\"drop\"]\nstrength = \"statutory\"\nholds = \"kind = 'a'\"\nremedy = \"请\"\n";
    check(
        &format!("{clock}[[invariant]]\nnever = \"drop\"\nwithout = \"done(meet)\"\n"),
        "任何一条路办理“视为放弃”时，已办理“开会”",
    );
    let proofs = prove(&procedure(&format!(
        "{COURSE}{clock}[[invariant]]\nnever = \"drop\"\nwithout = \"kind = 'a'\"\n"
    )));
    assert_eq!(proofs.proven(), 0);
}

#[test]
fn too_many_states_name_their_facts() {
    let fields: String = (0..40)
        .map(|at| format!("[[field]]\nid = \"f{at}\"\nlabel = \"项{at}\"\nkind = \"boolean\"\n[[action]]\nid = \"s{at}\"\nlabel = \"填{at}\"\nfrom = [\"open\"]\nfields = [\"f{at}?\"]\n"))
        .collect();
    let odd: Vec<String> = (0..40).map(|at| format!("f{at}")).collect();
    let invariant = format!(
        "[[invariant]]\nnever = \"end\"\nwithout = \"{}\"\n",
        odd.join(" or ")
    );
    let proofs = prove(&procedure(&format!("{COURSE}{fields}{invariant}")));
    let Finding::TooLarge(why) = &proofs.invariants[0].finding else {
        panic!("{:?}", proofs.invariants[0].finding);
    };
    assert!(why.facts.contains(&"项7".to_owned()), "{why}");
}

#[test]
fn a_hundred_thousand_stages_are_gone_through_once() {
    let mut procedure = Procedure::clone(&procedure(COURSE));
    let (stage, action) = (procedure.stages[0].clone(), procedure.actions[2].clone());
    procedure.stages.clear();
    procedure.actions.truncate(1);
    let number = 100_000;
    for at in 0..number {
        let id = StageId::from(format!("s{at}"));
        procedure.stages.push(crate::model::Stage {
            id: id.clone(),
            ..stage.clone()
        });
        let mut next = action.clone();
        next.id = ActionId::from(format!("a{at}"));
        next.from = vec![id];
        next.to[0].stage = StageId::from(format!("s{}", (at + 1) % number));
        procedure.actions.push(next);
    }
    procedure.actions[0].to[0].stage = StageId::from("s0");
    let proofs = prove(&procedure);
    let path = |it: &StageProof| {
        matches!(
            (&it.entered, &it.left),
            (Finding::Path(_), Finding::Path(_))
        )
    };
    assert!(proofs.stages.iter().all(path));
}

/// A random procedure: stages in a row of edges, each guarded by what was done before.
#[derive(Debug, Clone)]
struct Edge {
    from: usize,
    to: usize,
    done: Option<usize>,
    undone: Option<usize>,
}

fn machine() -> impl Strategy<Value = Vec<Edge>> {
    let edge = (
        0..4usize,
        0..4usize,
        proptest::option::of(0..7usize),
        proptest::option::of(0..7usize),
    );
    let edge = edge.prop_map(|(from, to, done, undone)| Edge {
        from,
        to,
        done,
        undone,
    });
    prop::collection::vec(edge, 7)
}

fn written(edges: &[Edge]) -> String {
    let mut text: String = (0..4).map(|at| stage(&format!("s{at}"), false)).collect();
    text += "[[action]]\nid = \"register\"\nlabel = \"登记\"\nopening = true\nto = \"s0\"\nfields = [\"day\", \"name\"]\n";
    for (at, edge) in edges.iter().enumerate() {
        text += &format!(
            "[[action]]\nid = \"a{at}\"\nlabel = \"办{at}\"\nfrom = [\"s{}\"]\nto = \"s{}\"\n",
            edge.from, edge.to
        );
        let parts = [
            edge.done.map(|it| format!("done(a{it})")),
            edge.undone.map(|it| format!("not done(a{it})")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if !parts.is_empty() {
            text += &format!(
                "[[gate]]\nid = \"g{at}\"\nlabel = \"关{at}\"\non = [\"a{at}\"]\nstrength = \"statutory\"\nholds = \"{}\"\nremedy = \"请\"\n",
                parts.join(" and ")
            );
        }
    }
    text
}

/// What can be: stages with the actions taken so far, one by one.
fn naive(edges: &[Edge]) -> BTreeSet<(usize, u8)> {
    let mut seen = BTreeSet::from([(0, 0u8)]);
    let mut open = VecDeque::from([(0, 0u8)]);
    while let Some((stage, done)) = open.pop_front() {
        for (at, edge) in edges.iter().enumerate() {
            let has = |it: usize| done >> it & 1 == 1;
            let may = edge.from == stage
                && edge.done.is_none_or(has)
                && edge.undone.is_none_or(|it| !has(it));
            let next = (edge.to, done | 1 << at);
            if may && seen.insert(next) {
                open.push_back(next);
            }
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_random_machine_reaches_what_a_naive_search_reaches(edges in machine()) {
        let procedure = procedure(&written(&edges));
        let reached = naive(&edges);
        let proofs = prove(&procedure);
        for (at, proof) in proofs.stages.iter().enumerate() {
            let expected = reached.iter().any(|(stage, _)| *stage == at);
            // The opening enters the first stage.
            prop_assert_eq!(matches!(proof.entered, Finding::Path(_)), expected, "s{}", at);
        }
        for never in 0..edges.len() {
            for before in 0..edges.len() {
                let invariant = Invariant {
                    never: ActionId::from(format!("a{never}")),
                    without: Condition::Done(ActionId::from(format!("a{before}"))),
                    strength: Strength::Statutory,
                    basis: Vec::new(),
                    span: Default::default(),
                };
                let edge = &edges[never];
                let has = |done: u8, it: usize| done >> it & 1 == 1;
                let broken = reached.iter().any(|&(stage, done)| {
                    stage == edge.from
                        && edge.done.is_none_or(|it| has(done, it))
                        && edge.undone.is_none_or(|it| !has(done, it))
                        && !has(done, before)
                });
                let found = prove_invariant(&procedure, &invariant).finding;
                prop_assert_eq!(matches!(found, Finding::Path(_)), broken, "a{} without a{}", never, before);
            }
        }
    }
}
