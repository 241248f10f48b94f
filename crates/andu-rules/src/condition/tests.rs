//! What the language promises, by example.

mod laws;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{Decimal, Row, Value};

/// A matter made up for a test.
#[derive(Default)]
struct Matter {
    fields: BTreeMap<FieldId, Value>,
    marks: BTreeSet<&'static str>,
    actors: BTreeMap<&'static str, &'static str>,
    acting: Option<&'static str>,
    stage: Option<&'static str>,
    linked: Vec<LinkedMatter>,
}

impl Facts for Matter {
    fn field(&self, field: &FieldId) -> Option<&Value> {
        self.fields.get(field)
    }
    fn done(&self, action: &ActionId) -> bool {
        self.marks.contains(action.as_str())
    }
    fn has(&self, document: &DocumentId) -> bool {
        self.marks.contains(document.as_str())
    }
    fn opinion(&self, opinion: &OpinionId) -> bool {
        self.marks.contains(opinion.as_str())
    }
    fn within(&self, clock: &ClockId) -> bool {
        self.marks.contains(clock.as_str())
    }
    fn kept(&self, clock: &ClockId) -> bool {
        self.marks.contains(clock.as_str())
    }
    fn actor(&self, action: Option<&ActionId>) -> Option<&str> {
        match action {
            Some(action) => self.actors.get(action.as_str()).copied(),
            None => self.acting,
        }
    }
    fn stage(&self) -> Option<&str> {
        self.stage
    }
    fn linked(&self, link: &LinkId) -> &[LinkedMatter] {
        if link.as_str() == "case" {
            &self.linked
        } else {
            &[]
        }
    }
}

/// Names everything by its id.
struct Ids;

impl Names for Ids {
    fn field(&self, list: Option<&FieldId>, field: &FieldId) -> String {
        list.map_or_else(|| field.to_string(), |list| format!("{list}/{field}"))
    }
    fn value(&self, _: Option<&FieldId>, _: &FieldId, value: &Value) -> String {
        value.to_string()
    }
    fn is_time(&self, _: Option<&FieldId>, field: &FieldId) -> bool {
        field.as_str().ends_with("_on")
    }
    fn action(&self, action: &ActionId) -> String {
        action.to_string()
    }
    fn document(&self, document: &DocumentId) -> String {
        document.to_string()
    }
    fn opinion(&self, opinion: &OpinionId) -> String {
        opinion.to_string()
    }
    fn clock(&self, clock: &ClockId) -> String {
        clock.to_string()
    }
    fn link(&self, link: &LinkId) -> String {
        link.to_string()
    }
    fn stage(&self, stage: &str) -> String {
        stage.to_owned()
    }
}

fn example() -> Matter {
    let row = |unit: &str, agreed: Option<bool>| -> Row {
        let mut row = Row::from([("unit".into(), Value::Text(unit.to_owned()))]);
        row.extend(agreed.map(|agreed| ("agreed".into(), Value::Boolean(agreed))));
        row
    };
    Matter {
        fields: BTreeMap::from([
            ("channel".into(), Value::Text("fax".to_owned())),
            ("number".into(), Value::Integer(3)),
            ("amount".into(), Value::Decimal(Decimal { units: 30_000 })),
            ("open".into(), Value::Boolean(false)),
            ("urgent".into(), Value::Boolean(true)),
            ("signed_on".into(), Value::Text("2025-03-01".to_owned())),
            (
                "secret".into(),
                Value::Personal {
                    personal: "p1".into(),
                    commitment: "00".into(),
                },
            ),
            (
                "units".into(),
                Value::List(vec![
                    row("a", Some(true)),
                    row("b", Some(false)),
                    row("c", None),
                ]),
            ),
            (
                "loads".into(),
                Value::List(vec![
                    Row::from([("weight".into(), Value::Integer(2))]),
                    Row::from([("weight".into(), Value::Decimal(Decimal { units: 15_000 }))]),
                    Row::from([("weight".into(), Value::Text("5".to_owned()))]),
                ]),
            ),
            ("large".into(), Value::Integer(LARGEST + 1)),
            ("largest".into(), Value::Integer(LARGEST)),
            ("none".into(), Value::List(Vec::new())),
        ]),
        marks: BTreeSet::from(["review", "application", "legality", "reply"]),
        actors: BTreeMap::from([("review", "张三"), ("register", "李四")]),
        acting: Some("张三"),
        stage: Some("open"),
        linked: vec![
            LinkedMatter {
                stage: "closed".to_owned(),
                fields: Row::from([("valid_to".into(), Value::Text("2025-12-31".to_owned()))]),
            },
            "archived".into(),
        ],
    }
}

#[track_caller]
fn check(text: &str, expected: bool) {
    let condition = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
    assert_eq!(evaluate(&condition, &example()), expected, "{text}");
    let missing = explain(&condition, &example(), &Ids);
    assert_eq!(missing.is_empty(), expected, "{text}: {missing:?}");
}

#[test]
fn atoms_hold_as_documented() {
    for text in [
        "channel = 'fax'",
        "channel != 'post'",
        "channel in ['post', 'fax']",
        "channel not in ['post']",
        "'fax' = channel",
        "number = 3.0 and amount = 3 and number >= amount",
        "signed_on > 2025-02-28 and signed_on <= 2025-03-01",
        "open = false and not open and urgent",
        "done(review) and has(application) and opinion(legality) and within(reply) and kept(reply)",
        "actor = actor(review) and actor != actor(register)",
        "stage = 'open' and stage in ['open']",
        "linked(case) and linked(case).stage in ['closed', 'archived'] and linked(case).stage != 'open'",
        "count(units) = 3 and count(units, agreed) = 1 and count(units, not agreed) = 2",
        "any(units, unit = 'b' and agreed = false) and all(units, unit)",
        "all(none, unit = 'x') and not any(none, unit) and count(none) = 0 and count(absent) = 0",
        "all(absent, unit = 'x') and units and not none",
        "true = urgent",
        "secret",
        "number + amount = 6 and number - amount * 2 = -3 and number * 2 > 5.9999 and 10 - number >= 7",
        "count(units) * 2 + number = 9 and any(units, unit = 'a' and matter.number = 3)",
        "last(units, unit = 'c' and not agreed) and not last(none, unit) and not last(absent, unit)",
        "sum(units.weight) = 0 and sum(absent.weight) + number = 3 and sum(loads.weight) = 3.5",
        "sum(loads.weight, weight > 1.5) = 2 and sum(loads.weight, weight < 2) = 1.5",
        "sum(loads.weight, weight > 9) = 0 and sum(loads.weight, weight = '5') = 0",
        "sum(loads.weight, weight < matter.number) = 3.5 and sum(loads.weight, unit) + number = 3",
        "count(linked(case)) = 2 and count(linked(case), valid_to >= matter.signed_on) = 1",
        "any(linked(case), stage = 'closed' and valid_to) and not all(linked(case), valid_to)",
        "last(linked(case), stage = 'archived') and not last(linked(other), stage != 'x')",
        "all(linked(other), stage = 'x') and count(linked(other)) = 0",
    ] {
        check(text, true);
    }
}

#[test]
fn what_is_missing_or_of_another_kind_satisfies_no_comparison() {
    for text in [
        "absent = 1",
        "absent != 1",
        "absent not in [1]",
        "absent",
        "actor(reply) != '张三'",
        "linked(other).stage != 'open'",
        "linked(case).stage = 'closed'",
        "channel < 3",
        "channel != 3",
        "channel not in [3]",
        "secret = 'p1'",
        "secret != 'p1'",
        "units = 3",
        "channel = urgent",
        "all(units, agreed != true)",
        "unit = 'a'",
        "any(units, channel = 'fax')",
        "number + absent = 3",
        "number + channel != 3",
        "number + large > 0",
        "large - large = 0",
        "largest * 1000 + largest * 1000 < 0",
        "sum(channel.weight) > 0",
        "sum(loads.weight, weight = 2) = sum(loads.weight, weight != 2)",
        "sum(loads.weight, number = 3) > 0",
        "any(units, matter.absent = unit)",
        "last(units, agreed)",
        "all(linked(case), stage = 'closed')",
    ] {
        check(text, false);
        check(&format!("not ({text})"), true);
    }
}

#[test]
fn brackets_are_printed_only_where_needed() {
    #[track_caller]
    fn prints(text: &str, printed: &str) {
        assert_eq!(parse(text).unwrap().to_string(), printed);
    }
    prints("((a))  and (b and (c))", "a and b and c");
    prints("(a or b) and c", "(a or b) and c");
    prints("(a and b) or c", "a and b or c");
    prints("not (a or b)", "not (a or b)");
    prints("not(a)", "not a");
    prints("not (a = 1)", "not a = 1");
    prints(
        "a='it''s' and b in[1,2.50,-3]",
        "a = 'it''s' and b in [1, 2.5, -3]",
    );
    prints("a = 2.0 and b = '2025-03-01'", "a = 2.0 and b = 2025-03-01");
    prints(
        "a = '2025-02-30' and notable and organ",
        "a = '2025-02-30' and notable and organ",
    );
    prints("count ( items , (x) ) >= 1", "count(items, x) >= 1");
    prints(
        "linked(agenda-item) . stage != 'x'",
        "linked(agenda-item).stage != 'x'",
    );
    prints(
        "a+b*2 -c = d and -3 + a*-1 < 2 and a * 1 = 2 * 1",
        "a + b * 2 - c = d and -3 - a < 2 and a = 2",
    );
    prints(
        "count( linked( x ) , valid_to>=matter.day )>=2 and last(linked(x),stage='y') and sum( a . b )=c",
        "count(linked(x), valid_to >= matter.day) >= 2 and last(linked(x), stage = 'y') and sum(a.b) = c",
    );
    prints(
        "sum( a . b ,(c in['d'] or e) )+1>= 2",
        "sum(a.b, c in ['d'] or e) + 1 >= 2",
    );
    prints("linked = 1 and matter", "linked = 1 and matter");
    prints(
        "done(reply-2) or actor(reply-2) = actor",
        "done(reply-2) or actor(reply-2) = actor",
    );
}

/// What cannot be read as a condition.
const UNREADABLE: [&str; 36] = [
    "",
    "a ==1",
    "a = \"x\"",
    "a = 'x",
    "（a）",
    "a && b",
    "done(",
    "done reply",
    "begun(reply)",
    "a b",
    "a = 1)",
    "a in (1)",
    "a in []",
    "stage",
    "1",
    "a = done(b)",
    "done(b) = 1",
    "a = 12.34567",
    "a = 2025-02-30",
    "any(items)",
    "any(items, all(units, x))",
    "linked(x).owner",
    "a and",
    "Reply = 1",
    "a < 1 < 2",
    "a + = 3",
    "a + done(b) = 3",
    "a * b = 3",
    "a * 2000 = 3",
    "a + a + a + a + a + a + a + a + a = 1",
    "sum(items) = 3",
    "any(items, sum(x.y) = 3)",
    "sum(items.y, sum(x.y) = 3) = 3",
    "sum(items.y, ) = 3",
    "matter. = 3",
    "a + b",
];

#[test]
fn faults_say_where_and_what_to_do() {
    let told = |text: &str| {
        let fault = parse(text).unwrap_err();
        format!("{text} ｜{}+{}｜{fault}", fault.at, fault.len)
    };
    let told = UNREADABLE.map(told).join("\n");
    insta::assert_snapshot!(told, @r##"
     ｜0+0｜条件是空的。请写出条件，如：done(reply)；不需要条件时删去这一项。
    a ==1 ｜2+2｜“==”出现得不对：一个条件之后只能是“and”“or”。相等只写一个“=”。
    a = "x" ｜4+1｜“"”出现得不对：这里应当是字段、值或“done(…)”一类的判断。文字请用半角单引号括起。
    a = 'x ｜4+2｜文字缺少右边的单引号。请在文字末尾补上“'”；文字里的单引号要写两个。
    （a） ｜0+3｜“（”出现得不对：这里应当是字段、值或“done(…)”一类的判断。请改用半角括号。
    a && b ｜2+2｜“&&”出现得不对：一个条件之后只能是“and”“or”。并且写作“and”。
    done( ｜5+0｜条件没有写完：括号里应当是一个标识，由小写字母、数字和连字符组成。请对照条件的写法改正。
    done reply ｜5+5｜“reply”出现得不对：一个条件之后只能是“and”“or”。请对照条件的写法改正。
    begun(reply) ｜0+6｜没有名为“begun”的判断。可用的有：done、has、opinion、within、kept、actor、all、any、last、count、sum、linked。
    a b ｜2+1｜“b”出现得不对：一个条件之后只能是“and”“or”。请对照条件的写法改正。
    a = 1) ｜5+1｜“)”出现得不对：多了一个右括号。请对照条件的写法改正。
    a in (1) ｜5+1｜“(”出现得不对：“in”之后应当是方括号括起的值，如['fax', 'post']。请对照条件的写法改正。
    a in [] ｜6+1｜“]”出现得不对：方括号里应当是文字、数字或日期。请对照条件的写法改正。
    stage ｜0+5｜这里只有一个值，没有比较。请补上比较号和另一个值，如：stage = 'closed'。
    1 ｜0+1｜这里只有一个值，没有比较。请补上比较号和另一个值，如：stage = 'closed'。
    a = done(b) ｜0+11｜比较号右边不是一个值。请在右边写字段、文字、数字或日期，如：channel = 'fax'。
    done(b) = 1 ｜8+1｜“=”出现得不对：比较号左边不是一个值，或一处写了两次比较。请对照条件的写法改正。
    a = 12.34567 ｜4+8｜“12.34567”不是数字，也不是日期。数字最多四位小数，如12.5；日期写作2025-03-01；带时刻的写成文字，如'2025-03-01T09:30'。
    a = 2025-02-30 ｜4+10｜“2025-02-30”不是数字，也不是日期。数字最多四位小数，如12.5；日期写作2025-03-01；带时刻的写成文字，如'2025-03-01T09:30'。
    any(items) ｜9+0｜“any”缺少对每一行的条件。请在明细名之后用逗号隔开写上条件，如：all(items, agreed)。
    any(items, all(units, x)) ｜11+4｜明细行的条件里又用了all、any或count。明细只有一层，请把它移到外面。
    linked(x).owner ｜10+5｜“owner”出现得不对：“.”之后只能是“stage”。请对照条件的写法改正。
    a and ｜5+0｜条件没有写完：这里应当是字段、值或“done(…)”一类的判断。请对照条件的写法改正。
    Reply = 1 ｜0+5｜“Reply”出现得不对：这里应当是字段、值或“done(…)”一类的判断。标识和字段名只用小写字母。
    a < 1 < 2 ｜6+1｜“<”出现得不对：比较号左边不是一个值，或一处写了两次比较。请对照条件的写法改正。
    a + = 3 ｜4+1｜“=”出现得不对：这里应当是字段、值或“done(…)”一类的判断。请对照条件的写法改正。
    a + done(b) = 3 ｜4+7｜加减号之后不是一个值。请写字段、数字、count(…)或者sum(…)，如：a + b = c。
    a * b = 3 ｜4+0｜乘号之后只能是一个整数。请写一至一千的整数，如：present_count * 2。
    a * 2000 = 3 ｜4+4｜乘号之后只能是一个整数。请写一至一千的整数，如：present_count * 2。
    a + a + a + a + a + a + a + a + a = 1 ｜0+34｜一个算式的项太多。一个算式最多八项，请拆成几个。
    sum(items) = 3 ｜9+1｜“)”出现得不对：括号里应当是明细和它的列，如sum(items.number)。请对照条件的写法改正。
    any(items, sum(x.y) = 3) ｜11+4｜明细行的条件里又用了all、any或count。明细只有一层，请把它移到外面。
    sum(items.y, sum(x.y) = 3) = 3 ｜13+4｜明细行的条件里又用了all、any或count。明细只有一层，请把它移到外面。
    sum(items.y, ) = 3 ｜13+1｜“)”出现得不对：这里应当是字段、值或“done(…)”一类的判断。请对照条件的写法改正。
    matter. = 3 ｜8+1｜“=”出现得不对：“matter.”之后应当是本件的字段名。请对照条件的写法改正。
    a + b ｜0+5｜这里只有一个值，没有比较。请补上比较号和另一个值，如：stage = 'closed'。
    "##);
}

#[test]
fn deep_nesting_is_refused_and_long_chains_are_not() {
    for deep in [
        "(".repeat(100_000),
        "not ".repeat(100_000),
        "any(x,".repeat(100_000),
    ] {
        assert!(parse(&deep).is_err());
    }
    let nested = format!("{}a{}", "(".repeat(40), ")".repeat(40));
    assert_eq!(parse(&nested).unwrap().to_string(), "a");
    let long = vec!["a = 1"; 10_000].join(" and ");
    assert_eq!(parse(&long).unwrap().to_string(), long);
}

#[test]
fn mentions_name_columns_by_their_list() {
    let condition = parse(
        "stage in ['s'] and any(items, kind = 'k') and 3 < number and actor != actor(review) and kept(reply) and linked(case).stage = 'x'",
    );
    let mut seen = Vec::new();
    condition.unwrap().mentions(&mut |mention| {
        seen.push(match mention {
            Mention::Field(id) => format!("field {id}"),
            Mention::Column { list, column } => format!("column {list}.{column}"),
            Mention::Clock(id) => format!("clock {id}"),
            Mention::List(id) => format!("list {id}"),
            Mention::Link(id) => format!("link {id}"),
            Mention::Value { field, list, value } => format!("value {list:?} {field} {value}"),
            Mention::Actor(id) => format!("actor {}", id.map_or("", ActionId::as_str)),
            Mention::Stage(value) => format!("stage {value}"),
            other => format!("{other:?}"),
        });
    });
    assert_eq!(
        seen,
        [
            "stage s",
            "list items",
            "column items.kind",
            "value Some(FieldId(\"items\")) kind k",
            "field number",
            "value None number 3",
            "actor ",
            "actor review",
            "clock reply",
            "link case",
        ]
    );
}

#[test]
fn a_condition_is_told_in_chinese() {
    let told = [
        "done(review) and (channel = 'fax' or urgent)",
        "not done(reply) and not (a and b)",
        "signed_on >= 2025-03-01 and number <= 3 and 3 < number",
        "channel in ['fax', 'post'] and channel not in ['mail']",
        "all(units, agreed = true) and any(units, agreed) and count(units, unit = 'a') > 1",
        "actor != actor(review) and stage = 'open' and linked(case) and linked(case).stage = 'closed'",
        "has(application) and opinion(legality) and within(reply) and kept(reply)",
        "number * 2 > members and a + b - c * 3 = sum(units.number) and number - 1 != 3",
        "count(linked(case), valid_on >= matter.signed_on) >= 2 and last(units, unit = matter.channel)",
        "last(linked(case), stage = 'passed') and all(linked(case), valid_on)",
        "sum(units.number, unit in ['a', 'b']) = sum(units.number, unit = 'c')",
    ]
    .map(|text| describe(&parse(text).unwrap(), &Ids))
    .join("\n");
    insta::assert_snapshot!(told, @r##"
    已办理“review”，且（channel为“fax”，或已登记“urgent”）
    未办理“reply”，且并非（已登记“a”，且已登记“b”）
    signed_on不早于2025-03-01，且number不大于3，且number大于3
    channel为“fax”或“post”，且channel不为“mail”
    “units”每一项均满足（units/agreed为是），且“units”至少一项满足（已登记“units/agreed”），且“units”中满足（units/unit为“a”）的项数大于1
    本次办理人不为“review”的办理人，且环节为“open”，且已关联“case”，且所关联“case”的环节为“closed”
    已有“application”，且“legality”已通过，且“reply”期限尚未届满，且“reply”按期办结
    number的2倍大于members，且a加b减c的3倍等于“units”的units/number合计，且number减1不等于3
    所关联“case”中满足（valid_on不小于本件signed_on）的件数不小于2，且“units”最后一项满足（units/unit为本件channel）
    所关联“case”最后一件满足（环节为“passed”），且所关联“case”每一件均满足（已登记“valid_on”）
    “units”中满足（units/unit为“a”或“b”）的units/number合计等于“units”中满足（units/unit为“c”）的units/number合计
    "##);
}

#[test]
fn a_refusal_lists_only_what_is_missing() {
    let told = [
        "done(review) and done(sign) and has(minutes) and opinion(price) and within(appeal)",
        "number >= 5 and absent = 1 and channel = 'post' and open",
        "all(units, agreed) and any(units, unit = 'z')",
        "done(sign) or has(minutes)",
        "not done(review) and actor != actor(review) and linked(other).stage = 'x'",
        "linked(case).stage = 'closed' and signed_on < 2025-01-01",
        "number * 2 > 10 and number + absent = 3 and count(linked(case)) >= 3",
        "all(linked(case), stage = 'closed') and last(linked(case), stage = 'closed')",
        "sum(loads.weight, weight = 2) = sum(loads.weight, weight != 2) and number + 1 = count(units)",
    ]
    .map(|text| explain(&parse(text).unwrap(), &example(), &Ids).join("；"))
    .join("\n");
    insta::assert_snapshot!(told, @r##"
    尚未办理“sign”；缺少“minutes”；“price”尚未登记或者未通过；“appeal”期限尚未起算或者已经届满
    number现为3，要求number不小于5；未登记“absent”；channel现为“fax”，要求channel为“post”；未登记“open”
    要求“units”每一项均满足（已登记“units/agreed”），现有2项不满足；要求“units”至少一项满足（units/unit为“z”）
    以下至少满足一项：已办理“sign”，或已有“minutes”
    要求未办理“review”；本次办理人现为“张三”，要求本次办理人不为“review”的办理人；未关联“other”
    所关联“case”的环节现为“closed”、“archived”，要求所关联“case”的环节为“closed”；signed_on现为2025-03-01，要求signed_on早于2025-01-01
    number的2倍现为6，要求number的2倍大于10；未登记“absent”；所关联“case”的件数现为2，要求所关联“case”的件数不小于3
    要求所关联“case”每一件均满足（环节为“closed”），现有1件不满足；要求所关联“case”最后一件满足（环节为“closed”）
    “loads”中满足（loads/weight为2）的loads/weight合计现为2，“loads”中满足（loads/weight不为2）的loads/weight合计现为1.5，要求两者相等；number加1现为4，“units”的项数现为3，要求两者相等
    "##);
}
