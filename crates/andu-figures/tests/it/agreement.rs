//! One language, two evaluators: a condition holds in SQL of exactly the matters of which it holds in memory.
//!
//! longer than 500 lines because the random conditions and the matters that they are tried on are read together.

use std::collections::{BTreeMap, BTreeSet};

use andu_figures::condition_sql;
use andu_ledger::Cell;
use andu_rules::{
    condition::{Comparison, Condition, Facts, LinkedMatter, Operand, Rows, Term, evaluate, parse},
    model::{ActionId, ClockId, Decimal, DocumentId, FieldId, LinkId, OpinionId, Row, Value},
};
use proptest::{prelude::*, sample::select};

use crate::office::{ORGAN, Office, Sample, pack, text};

/// The linked matters, which never change.
fn cases() -> Vec<Sample> {
    let case = |id: &str, stage, fields: &[(&str, Value)]| Sample {
        id: id.to_owned(),
        stage,
        fields: fields
            .iter()
            .map(|(id, value)| ((*id).to_owned(), value.clone()))
            .collect(),
        ..Sample::default()
    };
    vec![
        case("c-filed", "filed", &[("hours", Value::Integer(3))]),
        case("c-settled", "settled", &[("opened_on", text("2025-01-01"))]),
        case(
            "c-other",
            "filed",
            &[("hours", Value::Integer(i64::MAX)), ("title", text("post"))],
        ),
    ]
}

struct Memory<'a>(&'a Sample, BTreeMap<FieldId, Value>, Vec<LinkedMatter>);

/// The linked matters that stand in the register, with what they record.
fn linked(sample: &Sample) -> Vec<LinkedMatter> {
    let cases = cases();
    let case = |id: &&str| cases.iter().find(|case| case.id == *id);
    let matter = |case: &Sample| LinkedMatter {
        stage: case.stage.to_owned(),
        fields: case
            .fields
            .iter()
            .map(|(id, value)| (id.as_str().into(), value.clone()))
            .collect(),
    };
    sample.linked.iter().filter_map(case).map(matter).collect()
}

impl Facts for Memory<'_> {
    fn field(&self, field: &FieldId) -> Option<&Value> {
        self.1.get(field)
    }
    fn done(&self, action: &ActionId) -> bool {
        self.0.did.contains_key(action.as_str())
    }
    fn has(&self, document: &DocumentId) -> bool {
        self.0.has_paper && document.as_str() == "letter-paper"
    }
    fn opinion(&self, _: &OpinionId) -> bool {
        self.0.fields.get("legality").and_then(Value::as_text) == Some("passed")
    }
    fn within(&self, _: &ClockId) -> bool {
        false
    }
    fn kept(&self, _: &ClockId) -> bool {
        self.0.kept == Some(true)
    }
    fn actor(&self, _: Option<&ActionId>) -> Option<&str> {
        None
    }
    fn stage(&self) -> Option<&str> {
        Some(self.0.stage)
    }
    fn linked(&self, _: &LinkId) -> &[LinkedMatter] {
        &self.2
    }
}

fn some<T: std::fmt::Debug + Clone + 'static>(
    values: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    prop::option::weighted(0.7, values).boxed()
}

fn words() -> impl Strategy<Value = Value> {
    select(vec![
        "",
        "post",
        "web",
        "passed",
        "failed",
        "县政府办",
        "a'b",
        "2025-03-01",
    ])
    .prop_map(text)
}

fn days() -> impl Strategy<Value = Value> {
    select(vec![
        "2024-12-31",
        "2025-01-01",
        "2025-03-01",
        "2025-03-01T09:30",
    ])
    .prop_map(text)
}

fn whole() -> impl Strategy<Value = i64> {
    select(vec![
        0,
        1,
        2,
        3,
        -1,
        10_000,
        922_337_203_685_477,
        922_337_203_685_478,
        i64::MAX,
        i64::MIN,
    ])
}

fn parts() -> impl Strategy<Value = Value> {
    select(vec![
        0,
        1,
        10_000,
        20_000,
        15_000,
        -10_000,
        i64::MAX,
        i64::MIN + 1,
    ])
    .prop_map(|units| Value::Decimal(Decimal { units }))
}

fn row() -> impl Strategy<Value = Row> {
    (
        some(words()),
        some(any::<bool>()),
        some(parts()),
        some(days()),
    )
        .prop_map(|(unit, agreed, hours, done_on)| {
            let mut row = Row::new();
            row.extend(unit.map(|unit| ("unit".into(), unit)));
            row.extend(agreed.map(|agreed| ("agreed".into(), Value::Boolean(agreed))));
            row.extend(hours.map(|hours| ("hours".into(), hours)));
            row.extend(done_on.map(|day| ("done_on".into(), day)));
            row
        })
}

fn sample() -> impl Strategy<Value = Sample> {
    let texts = (
        some(words()),
        some(words()),
        some(words()),
        some(days()),
        some(words()),
    );
    let numbers = (
        some(whole()),
        some(parts()),
        some(any::<bool>()),
        some(Just(())),
    );
    let lists = some(prop::collection::vec(row(), 0..3));
    let rest = (
        prop::option::of(any::<bool>()),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::sample::subsequence(vec!["c-filed", "c-settled", "c-other"], 0..=3),
    );
    (texts, numbers, lists, rest).prop_map(|(texts, numbers, list, rest)| {
        let personal = |()| Value::Personal {
            personal: "post".into(),
            commitment: "00".into(),
        };
        let named = [
            ("number", texts.0),
            ("title", texts.1),
            ("channel", texts.2),
            ("received_on", texts.3),
            ("legality", texts.4),
            ("pages", numbers.0.map(Value::Integer)),
            ("amount", numbers.1),
            ("urgent", numbers.2.map(Value::Boolean)),
            ("phone", numbers.3.map(personal)),
            ("items", list.map(Value::List)),
        ];
        let fields = named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let (kept, has_paper, reviewed, closed, linked) = rest;
        let done = reviewed.then(|| ("review", "2025-03-01T09:30:00".to_owned()));
        Sample {
            stage: if closed { "closed" } else { "open" },
            fields: fields.collect(),
            did: done.into_iter().collect(),
            kept,
            has_paper,
            linked,
            ..Sample::default()
        }
    })
}

fn literal() -> impl Strategy<Value = Value> {
    prop_oneof![
        words(),
        days(),
        whole().prop_map(Value::Integer),
        parts(),
        any::<bool>().prop_map(Value::Boolean),
        select(vec!["open", "closed", "filed", "settled"]).prop_map(text),
    ]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::*;
    select(vec![Equal, NotEqual, Less, AtMost, Greater, AtLeast])
}

fn field() -> impl Strategy<Value = FieldId> {
    select(vec![
        "number",
        "title",
        "channel",
        "received_on",
        "legality",
        "pages",
        "amount",
        "urgent",
        "phone",
        "items",
    ])
    .prop_map(FieldId::from)
}

fn column() -> impl Strategy<Value = FieldId> {
    select(vec!["unit", "agreed", "hours", "done_on"]).prop_map(FieldId::from)
}

fn list() -> Rows {
    Rows::List("items".into())
}

fn cases_linked() -> Rows {
    Rows::Linked("case".into())
}

/// What both a matter and a row can be asked, over these names and operands.
fn tree(
    names: BoxedStrategy<FieldId>,
    operands: BoxedStrategy<Operand>,
    own: BoxedStrategy<Condition>,
) -> BoxedStrategy<Condition> {
    let operand = prop_oneof![
        5 => names.clone().prop_map(Operand::Field),
        3 => literal().prop_map(Operand::Literal),
        2 => operands,
    ]
    .boxed();
    let atom = prop_oneof![
        6 => (operand.clone(), comparison(), operand.clone())
            .prop_map(|(left, sign, right)| Condition::Compare(left, sign, right)),
        2 => (operand.clone(), prop::collection::vec(literal(), 1..4))
            .prop_map(|(operand, values)| Condition::In(operand, values)),
        2 => (operand, prop::collection::vec(literal(), 1..4))
            .prop_map(|(operand, values)| Condition::NotIn(operand, values)),
        1 => names.prop_map(Condition::Recorded),
        1 => Just(Condition::Done("review".into())),
        1 => Just(Condition::Done("reply-again".into())),
        1 => Just(Condition::Has("letter-paper".into())),
        1 => Just(Condition::Opinion("legal".into())),
        1 => Just(Condition::Kept("reply".into())),
        1 => Just(Condition::Linked("case".into())),
        3 => own,
    ];
    atom.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::all_of),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::any_of),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

/// Sums of what may be added up and what may not.
fn total(of: BoxedStrategy<Operand>) -> impl Strategy<Value = Operand> {
    let times = select(vec![1, -1, 2, -3, 1_000]);
    let term = (times, of).prop_map(|(times, of)| Term { times, of });
    prop::collection::vec(term, 1..=8).prop_map(Operand::Total)
}

/// What is asked of linked matters: their fields and stage, beside fields of the matter itself.
fn of_linked() -> BoxedStrategy<Condition> {
    let names = select(vec!["title", "opened_on", "hours"]).prop_map(FieldId::from);
    let operand = prop_oneof![
        3 => names.clone().prop_map(Operand::Field),
        2 => literal().prop_map(Operand::Literal),
        2 => field().prop_map(Operand::Matter),
        1 => Just(Operand::Stage),
        1 => total(prop_oneof![Just(Operand::Field("hours".into())), Just(Operand::Matter("pages".into()))].boxed()),
    ];
    let atom = prop_oneof![
        4 => (operand.clone(), comparison(), operand.clone())
            .prop_map(|(left, sign, right)| Condition::Compare(left, sign, right)),
        1 => (operand, prop::collection::vec(literal(), 1..4))
            .prop_map(|(operand, values)| Condition::NotIn(operand, values)),
        1 => names.prop_map(Condition::Recorded),
    ];
    atom.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..3).prop_map(Condition::any_of),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

fn condition() -> BoxedStrategy<Condition> {
    let everywhere = select(vec![Operand::Stage, Operand::LinkedStage("case".into())]).boxed();
    let numbers = prop_oneof![
        Just(Operand::Field("hours".into())),
        Just(Operand::Matter("amount".into())),
        whole().prop_map(|number| Operand::Literal(Value::Integer(number))),
    ];
    let in_rows = prop_oneof![
        2 => everywhere.clone(),
        1 => field().prop_map(Operand::Matter),
        1 => total(numbers.boxed()),
    ];
    let of_row = tree(
        column().boxed(),
        in_rows.boxed(),
        Just(Condition::Recorded("agreed".into())).boxed(),
    );
    let of_rows = of_row.clone().prop_flat_map(|inner| {
        select(vec![
            Condition::All(list(), Box::new(inner.clone())),
            Condition::Last(list(), Box::new(inner.clone())),
            Condition::Any(list(), Box::new(inner)),
        ])
    });
    let of_links = of_linked().prop_flat_map(|inner| {
        select(vec![
            Condition::All(cases_linked(), Box::new(inner.clone())),
            Condition::Any(cases_linked(), Box::new(inner)),
        ])
    });
    let inner = prop::option::of(of_row.prop_map(Box::new));
    let counts = inner
        .clone()
        .prop_map(|inner| Operand::Count(list(), inner));
    let links = prop::option::of(of_linked().prop_map(Box::new))
        .prop_map(|inner| Operand::Count(cases_linked(), inner));
    let sum = (select(vec!["hours", "agreed"]), inner)
        .prop_map(|(it, inner)| Operand::Sum("items".into(), it.into(), inner));
    let terms = prop_oneof![
        3 => field().prop_map(Operand::Field),
        1 => Just(Operand::Field("pages".into())),
        1 => parts().prop_map(Operand::Literal),
        1 => counts.clone(),
        1 => sum.clone(),
    ];
    tree(
        field().boxed(),
        prop_oneof![2 => everywhere, 2 => counts, 1 => links, 1 => sum, 2 => total(terms.boxed())]
            .boxed(),
        prop_oneof![of_rows, of_links].boxed(),
    )
}

fn office() -> Office {
    let office = Office::new(pack(""));
    office.put("case", cases());
    office
}

/// Ids of which the condition holds, in SQL and in memory.
fn both(
    office: &Office,
    organ: &str,
    condition: &Condition,
    samples: &[Sample],
) -> [BTreeSet<String>; 2] {
    let (filter, params) = condition_sql(condition, &office.pack, "letter").unwrap();
    let sql = format!("select r.matter from register_letter r where ({filter}) and r.organ = ?");
    let params: Vec<Cell> = params.into_iter().chain([Cell::from(organ)]).collect();
    let mut in_sql = BTreeSet::new();
    let read = office.ledger.read(|snapshot| {
        snapshot.select(&sql, &params, &mut |cells| {
            let [Cell::Text(id)] = cells else {
                panic!("one id a row")
            };
            in_sql.insert(id.to_string());
            Ok(())
        })
    });
    read.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    let holds = |sample: &&Sample| {
        let fields = sample
            .fields
            .iter()
            .map(|(id, value)| (id.as_str().into(), value.clone()));
        evaluate(condition, &Memory(sample, fields.collect(), linked(sample)))
    };
    let in_memory = samples
        .iter()
        .filter(holds)
        .map(|sample| sample.id.clone())
        .collect();
    [in_sql, in_memory]
}

#[test]
fn sql_and_memory_agree_on_random_conditions_and_matters() {
    let office = office();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(120));
    let tried = std::cell::Cell::new(0);
    let strategy = (
        prop::collection::vec(sample(), 4..8),
        prop::collection::vec(condition(), 16),
    );
    let outcome = runner.run(&strategy, |(mut samples, conditions)| {
        // Each case has an organ of its own, so that no row is left from the one before.
        tried.set(tried.get() + 1);
        let organ = format!("organ-{}", tried.get());
        for (place, sample) in samples.iter_mut().enumerate() {
            sample.id = format!("m{place}");
        }
        office.put_in(&organ, "case", cases());
        office.put_in(&organ, "letter", samples.clone());
        for condition in &conditions {
            let [in_sql, in_memory] = both(&office, &organ, condition, &samples);
            prop_assert_eq!(in_sql, in_memory, "{}", condition);
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn what_lists_and_links_ask_reads_the_rows_of_its_own_matter() {
    let office = office();
    let item = |agreed| Row::from([("agreed".into(), Value::Boolean(agreed))]);
    let one = |id: &str, rows: Vec<Row>, linked: Vec<&'static str>| Sample {
        id: id.to_owned(),
        stage: "open",
        fields: BTreeMap::from([("items".to_owned(), Value::List(rows))]),
        linked,
        ..Sample::default()
    };
    let samples = vec![
        one("none", Vec::new(), Vec::new()),
        one("yes", vec![item(true), item(true)], vec!["c-settled"]),
        one(
            "mixed",
            vec![item(true), item(false)],
            vec!["c-filed", "c-settled"],
        ),
        // Its linked matter was voided and stands in no register.
        one("void", vec![Row::new()], vec!["gone"]),
    ];
    office.put("letter", samples.clone());
    for (condition, expected) in [
        ("all(items, agreed)", vec!["none", "yes"]),
        ("any(items, not agreed)", vec!["mixed", "void"]),
        ("count(items, agreed) = 2", vec!["yes"]),
        ("count(items) = 0", vec!["none"]),
        ("items", vec!["mixed", "void", "yes"]),
        ("linked(case)", vec!["mixed", "yes"]),
        ("linked(case).stage = 'settled'", vec!["yes"]),
        (
            "linked(case).stage in ['settled', 'filed']",
            vec!["mixed", "yes"],
        ),
        ("any(linked(case), stage = 'settled')", vec!["mixed", "yes"]),
        ("count(linked(case), hours >= 3) = 1", vec!["mixed"]),
        ("last(items, agreed)", vec!["yes"]),
        ("last(items, not agreed)", vec!["mixed", "void"]),
        ("count(items) * 2 - 1 > 2", vec!["mixed", "yes"]),
        (
            "not linked(case).stage = 'settled'",
            vec!["mixed", "none", "void"],
        ),
    ] {
        let [in_sql, in_memory] = both(&office, ORGAN, &parse(condition).unwrap(), &samples);
        let expected: BTreeSet<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(in_sql, expected, "{condition}");
        assert_eq!(in_memory, expected, "{condition}");
    }
}

#[test]
fn long_conditions_do_not_exhaust_the_database() {
    let office = office();
    let sample = Sample {
        id: "m".to_owned(),
        stage: "open",
        fields: BTreeMap::from([("pages".to_owned(), Value::Integer(4_999))]),
        ..Sample::default()
    };
    office.put("letter", vec![sample.clone()]);
    let chain: Vec<String> = (0..5_000).map(|page| format!("pages = {page}")).collect();
    let values: Vec<String> = (0..5_000).map(|page| page.to_string()).collect();
    for text in [
        chain.join(" or "),
        format!("pages in [{}]", values.join(", ")),
    ] {
        let [in_sql, in_memory] = both(
            &office,
            ORGAN,
            &parse(&text).unwrap(),
            std::slice::from_ref(&sample),
        );
        assert_eq!(in_sql.len(), 1);
        assert_eq!(in_sql, in_memory);
    }
}

#[test]
fn what_registers_cannot_say_is_refused_with_a_reason() {
    let pack = pack("");
    let told: Vec<String> = [
        "within(reply)",
        "actor(review) = '张三'",
        "actor = '张三'",
        "colour = 'red'",
        "any(items, colour)",
        "any(channel, colour)",
        "done(fly)",
        "has(passport)",
        "opinion(price)",
        "kept(appeal)",
        "linked(uncle)",
        "any(linked(case), colour)",
        "last(linked(case), stage = 'filed')",
    ]
    .iter()
    .map(|text| {
        condition_sql(&parse(text).unwrap(), &pack, "letter")
            .unwrap_err()
            .to_string()
    })
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    筛选条件“within(reply)”无法使用：“within(reply)”问的是办理当时期限是否届满，统计时没有这个时刻，请改用kept(…)。
    筛选条件“actor(review) = '张三'”无法使用：“actor(review)”问的是办理人，台账不据办理人计数，请改用记录办理人的字段。
    筛选条件“actor = '张三'”无法使用：“actor”问的是办理人，台账不据办理人计数，请改用记录办理人的字段。
    筛选条件“colour = 'red'”无法使用：程序“letter”没有字段“colour”，请核对字段名。
    筛选条件“any(items, colour)”无法使用：明细“items”没有列“colour”，请核对列名。
    筛选条件“any(channel, colour)”无法使用：字段“channel”不是明细，请改用明细字段。
    筛选条件“done(fly)”无法使用：程序“letter”没有办理动作“fly”，请核对标识。
    筛选条件“has(passport)”无法使用：程序“letter”没有材料“passport”，请核对标识。
    筛选条件“opinion(price)”无法使用：程序“letter”没有意见“price”，请核对标识。
    筛选条件“kept(appeal)”无法使用：程序“letter”没有期限“appeal”，请核对标识。
    筛选条件“linked(uncle)”无法使用：程序“letter”没有关联“uncle”，请核对标识。
    筛选条件“any(linked(case), colour)”无法使用：程序“case”没有字段“colour”，请核对字段名。
    筛选条件“last(linked(case), stage = 'filed')”无法使用：“last(linked(case), stage = 'filed')”问的是最后关联的一件，台账不记关联的先后，请改用any(linked(…), …)。
    "##);
    let unknown = condition_sql(&parse("stage = 'x'").unwrap(), &pack, "novel").unwrap_err();
    assert_eq!(unknown.code(), "procedure-unknown");
}
