//! The demonstration: what enters gives the figures that a real office published, and nothing else does.

use std::collections::BTreeMap;

use andu_figures::Trace;
use andu_office::{
    Behind, CaseworkSwitch, Example, Layer, Ledger, NewOrgan, Office, OfficeError, Period, Rules,
    built_in_layers, built_in_pack,
};
use toml::{Table, Value};

use crate::desk::now;

const ID: &str = "chengkou-office-2025";
const SCENARIO: &str = include_str!("../../../../examples/chengkou-office-2025/scenario.toml");
const EXPECTED: &str = include_str!("../../../../examples/chengkou-office-2025/expected.toml");

/// Rows published as "more than", and how a report prints them.
const AT_LEAST: [(&str, &str); 7] = [
    ("CK25-007", "30余"),
    ("CK25-008", "1.6万余"),
    ("CK25-026", "50余"),
    ("CK25-043", "180余"),
    ("CK25-044", "30余"),
    ("CK25-047", "220余"),
    ("CK25-050", "150余"),
];

/// Files of courses beside the scenario.
const FILES: [&str; 8] = [
    "annual-report.toml",
    "digital.toml",
    "law-popularization.toml",
    "openness.toml",
    "operation.toml",
    "people.toml",
    "proposals.toml",
    "supervision.toml",
];

/// Rows that are read off rosters, not counted.
const READ_OFF: [&str; 3] = ["CK25-012", "CK25-013", "CK25-052"];

/// A demonstration office in memory; its chain is verified when the test ends.
struct Demonstration(Office);

impl Drop for Demonstration {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            for report in self.0.verify().unwrap() {
                assert!(report.ok, "{report:?}");
            }
        }
    }
}

fn layers() -> Vec<Layer> {
    built_in_layers(Some("500229"))
}

fn open(layers: Vec<Layer>) -> Demonstration {
    let organ = NewOrgan {
        name: "示例县人民政府办公室".to_owned(),
        division: "500229".to_owned(),
        demonstration: Some(ID.to_owned()),
        recorder: "演示".to_owned(),
    };
    let rules = Rules::load(layers, Some("500229")).unwrap();
    let ledger = Ledger::in_memory().unwrap();
    let office = Office::with_rules(ledger, None, organ, rules, now("2023-12-29T08:00"));
    Demonstration(office.unwrap())
}

fn play(scenario: &Table, layers: Vec<Layer>) -> Result<Demonstration, OfficeError> {
    let text = toml::to_string(scenario).unwrap();
    let made = open(layers);
    let example = Example::read(ID, &text, EXPECTED)?;
    made.0.play(&example, &mut |_| {})?;
    Ok(made)
}

fn scenario() -> Table {
    SCENARIO.parse().unwrap()
}

fn entries(scenario: &mut Table) -> &mut Vec<Value> {
    scenario["enter"].as_array_mut().unwrap()
}

/// The scenario with fewer matters of each kind: its courses, people and gates are the same.
fn smaller() -> Table {
    let mut scenario = scenario();
    for entry in entries(&mut scenario) {
        let person = entry["course"].as_str().unwrap().starts_with("person-");
        if person {
            continue;
        }
        let fewer = |count: &mut Value| {
            let whole = count.as_integer().unwrap();
            *count = Value::Integer((whole + 29) / 30);
        };
        for key in ["months", "many"] {
            let counts = entry.get_mut(key).and_then(Value::as_array_mut);
            for count in counts.into_iter().flatten() {
                match count.get_mut("count") {
                    Some(count) => fewer(count),
                    None => fewer(count),
                }
            }
        }
    }
    scenario
}

/// A file of courses beside the scenario.
fn courses(file: &str) -> String {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/chengkou-office-2025/courses"
    );
    std::fs::read_to_string(format!("{folder}/{file}")).unwrap()
}

fn figure(office: &Office, indicator: &str) -> Option<f64> {
    let ids = [indicator.to_owned()];
    let worked = office.figures(&ids, Period::year(2025).unwrap(), false);
    let value = worked.unwrap().remove(0).figure.value;
    value.map(|value| value.to_string().parse().unwrap())
}

fn matters(office: &Office, indicator: &str) -> Vec<String> {
    let ids = [indicator.to_owned()];
    let worked = office.figures(&ids, Period::year(2025).unwrap(), true);
    match worked.unwrap().remove(0).figure.trace {
        Some(Trace::Matters(matters)) => matters,
        other => panic!("{other:?}"),
    }
}

fn all(office: &Office) -> BTreeMap<String, String> {
    let worked = office.figures(&[], Period::year(2025).unwrap(), false);
    let worked = worked.unwrap().into_iter();
    worked
        .map(|one| (one.figure.id.to_string(), one.text))
        .collect()
}

#[test]
fn two_years_of_records_give_the_published_figures() {
    let made = open(layers());
    let example = Example::built_in(ID).unwrap();
    made.0.play(&example, &mut |_| {}).unwrap();
    let ids: Vec<_> = example
        .expected
        .iter()
        .map(|e| e.indicator.clone())
        .collect();
    let worked = made
        .0
        .figures(&ids, Period::year(2025).unwrap(), true)
        .unwrap();
    assert_eq!(worked.len(), 52);
    let at_least: BTreeMap<_, _> = AT_LEAST.into();
    for (one, expected) in worked.iter().zip(&example.expected) {
        let row = expected.catalogue.as_str();
        let value = one.figure.value.unwrap();
        let stated: f64 = value.to_string().parse().unwrap();
        match at_least.get(row) {
            Some(printed) => {
                assert_eq!(one.text, *printed, "{row}");
                assert!(stated > expected.value, "{row}");
            }
            None => assert_eq!(stated, expected.value, "{row}"),
        }
        match one.figure.trace.as_ref().unwrap() {
            // What a rule fixes is read off every roster of the year.
            Trace::Matters(rosters) if READ_OFF.contains(&row) => assert!(rosters.len() > 50),
            Trace::Matters(matters) => assert_eq!(matters.len() as f64, stated, "{row}"),
            Trace::Ratio {
                numerator,
                denominator,
            } => {
                assert_eq!(numerator.len(), denominator.len(), "{row}");
                assert!(!denominator.is_empty(), "{row}");
            }
            Trace::Change { now, before } => {
                assert_eq!(rows(now), matters(&made.0, "hotline-closed-minhu").len());
                assert!(rows(before) > 2_900);
            }
            other => panic!("{other:?}"),
        }
    }
}

fn rows(trace: &Trace) -> usize {
    match trace {
        Trace::Rows { rows } => rows.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_report_of_the_year_has_its_five_contents_and_nothing_to_find() {
    let made = open(layers());
    let report = courses("annual-report.toml");
    let people = courses("people.toml");
    let example = Example::read(ID, &toml::to_string(&smaller()).unwrap(), EXPECTED)
        .and_then(|example| example.with_courses("courses/annual-report.toml", &report))
        .and_then(|example| example.with_courses("courses/people.toml", &people))
        .unwrap();
    made.0.play(&example, &mut |_| {}).unwrap();
    let composed = made
        .0
        .compose_report(
            "law-based-government",
            2025,
            "2026-01-22".parse().unwrap(),
            None,
        )
        .unwrap();
    assert!(composed.matter.is_some());
    assert!(composed.findings.is_empty(), "{:?}", composed.findings);
    let text = andu_report::to_text(&composed.document);
    assert!(text.contains("中共示例县委、示例县人民政府："), "{text}");
}

#[test]
fn the_same_scenario_gives_the_same_figures() {
    let once = play(&smaller(), layers()).unwrap();
    let again = play(&smaller(), layers()).unwrap();
    let figures = all(&once.0);
    assert_eq!(figures, all(&again.0));
    assert!(figures["hotline-closed-minhu"].parse::<u32>().unwrap() > 100);
}

#[test]
fn without_suggestions_there_are_no_suggestion_figures() {
    let mut scenario = smaller();
    entries(&mut scenario)
        .retain(|entry| !entry["course"].as_str().unwrap().starts_with("suggestion-"));
    let made = play(&scenario, layers()).unwrap();
    assert_eq!(figure(&made.0, "npc-suggestion-replied"), Some(0.0));
    assert_eq!(figure(&made.0, "npc-suggestion-on-time-rate"), None);
    assert_eq!(figure(&made.0, "npc-suggestion-satisfaction"), None);
    assert_eq!(figure(&made.0, "foi-closed"), Some(3.0));
}

#[test]
fn three_more_suggestions_raise_figure_and_trace_by_three() {
    let before = play(&smaller(), layers()).unwrap();
    let mut scenario = smaller();
    let more: Table =
        "course = \"suggestion-recess\"\non = [\"2025-03-03\", \"2025-05-06\", \"2025-06-04\"]"
            .parse()
            .unwrap();
    entries(&mut scenario).push(Value::Table(more));
    let after = play(&scenario, layers()).unwrap();
    for indicator in ["npc-suggestion-replied", "npc-suggestion-closed"] {
        let had = matters(&before.0, indicator).len();
        let has = matters(&after.0, indicator);
        assert_eq!(has.len(), had + 3, "{indicator}");
        assert_eq!(figure(&after.0, indicator), Some(has.len() as f64));
    }
    let page = after.0.records(
        "npc-suggestion-replied",
        Period::year(2025).unwrap(),
        Behind::Whole,
        None,
        100,
    );
    assert_eq!(
        page.unwrap().records.len(),
        matters(&after.0, "npc-suggestion-replied").len()
    );
}

/// What a demonstration that cannot go on says of a procedure whose switch is off.
#[track_caller]
fn stopped_elsewhere(stopped: OfficeError) {
    assert_eq!(stopped.code(), "worked-elsewhere");
    let told = stopped.to_string();
    let remedy = "确需在本系统办理的，先开启：andu casework on hotline-request";
    for part in ["停在", "“12345热线诉求”的来源方式为导入", remedy] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn switched_off_half_way_the_demonstration_stops_there() {
    let made = open(layers());
    let example = Example::read(ID, SCENARIO, EXPECTED).unwrap();
    let mut done = 0;
    let played = made.0.play(&example, &mut |progress| {
        done = progress.done;
        let switch = CaseworkSwitch {
            procedure: "hotline-request".to_owned(),
            on: false,
            by: "演示".to_owned(),
            recorder: "演示".to_owned(),
            channel: "demo".to_owned(),
            reason: "半路关闭".to_owned(),
        };
        made.0
            .switch_casework(switch, now("2024-01-02T08:00"))
            .unwrap();
    });
    assert!(done > 1_000, "{done}");
    stopped_elsewhere(played.unwrap_err());
    // Those under way at that moment are not held up.
    let open = "stage in ['accepted', 'dispatched', 'handling', 'handled', 'replied']";
    let open = made.0.list("hotline-request", Some(open), None, 1);
    let id = open.unwrap().items.remove(0).id;
    let shown = made.0.show(&id, now("2024-03-01T08:00")).unwrap();
    assert!(!shown.can.is_empty() && shown.elsewhere.is_none());
}

#[test]
fn a_gate_closed_in_the_pack_stops_the_demonstration_there() {
    let mut layers = layers();
    let files = layers.iter_mut().flat_map(|layer| &mut layer.files);
    let mut closed = 0;
    for file in files.filter(|file| file.path.starts_with("procedures/npc-suggestion/")) {
        let text = file.text.replace(
            "strength = \"statutory\"\nholds = \"done(contact)\"",
            "strength = \"statutory\"\nholds = \"done(contact) and has(feedback-form)\"",
        );
        closed += usize::from(text != file.text);
        file.text = text;
    }
    assert_eq!(closed, 2, "the gate stands in both versions");
    let stopped = play(&smaller(), layers).map(|_| ()).unwrap_err();
    assert!(stopped.is_refusal());
    assert_eq!(stopped.code(), "gate-closed");
    let told = stopped.to_string();
    for part in [
        "停在2024-03-01T14:30:00的suggestion-solved第1件",
        "不能办理“答复代表”",
        "全国人民代表大会和地方各级人民代表大会代表法 第四十二条",
        "请先联系代表听取意见",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn who_lacks_a_post_stops_the_demonstration() {
    let without = SCENARIO.replace(
        "{\"procedure\":\"hotline-request\",\"role\":\"unit-head\"}",
        "{\"procedure\":\"hotline-request\",\"role\":\"county-leader\"}",
    );
    assert_ne!(without, SCENARIO);
    let mut scenario = smaller();
    scenario.insert(
        "course".to_owned(),
        without.parse::<Table>().unwrap()["course"].clone(),
    );
    let stopped = play(&scenario, layers()).map(|_| ()).unwrap_err();
    assert_eq!(stopped.code(), "wrong-role");
    assert!(stopped.to_string().contains("承办单位负责人"), "{stopped}");
}

#[test]
fn the_scenario_knows_no_figure() {
    let (pack, _) = built_in_pack(Some("500229"));
    let names_row = |window: &[u8]| {
        window[..2].iter().all(u8::is_ascii_uppercase)
            && window[2..4].iter().all(u8::is_ascii_digit)
            && window[4] == b'-'
            && window[5..].iter().all(u8::is_ascii_digit)
    };
    assert!("CK25-015".as_bytes().windows(8).any(names_row));
    assert!(pack.indicators.len() > 50);
    let files = FILES.map(courses);
    for text in files.iter().map(String::as_str).chain([SCENARIO]) {
        assert!(!text.as_bytes().windows(8).any(names_row));
        for indicator in pack.indicators.keys() {
            assert!(!text.contains(indicator.as_str()), "{indicator}");
        }
        for total in ["3266", "0.78", "1367"] {
            assert!(!text.contains(total), "{total}");
        }
    }
}

#[test]
fn a_scenario_with_a_fault_names_it() {
    let told = |from: &str, to: &str| {
        let text = SCENARIO.replacen(from, to, 1);
        assert_ne!(text, SCENARIO);
        let error = Example::read(ID, &text, EXPECTED)
            .and_then(|example| open(layers()).0.play(&example, &mut |_| {}));
        error.unwrap_err().to_string()
    };
    assert_eq!(
        told("name = \"{handler}\"", "name = \"{nobody}\""),
        "演示“chengkou-office-2025”不能用：办理过程“person-handler”的“register”：不认识“{nobody}”。"
    );
    assert_eq!(
        told("course = \"person-handler\"", "course = \"person-nobody\""),
        "演示“chengkou-office-2025”不能用：没有名为“person-nobody”的办理过程。"
    );
    assert!(told("[office]", "[office]\nphone = \"0\"").contains("scenario.toml读不懂"));
}

#[test]
fn a_file_of_courses_with_a_fault_names_it() {
    let told = |text: &str| {
        let example = Example::read(ID, SCENARIO, EXPECTED).unwrap();
        let error = example.with_courses("courses/more.toml", text);
        error.unwrap_err().to_string()
    };
    assert!(told("year = 2025").contains("courses/more.toml读不懂"));
    assert_eq!(
        told("[words]\nhandler = []"),
        "演示“chengkou-office-2025”不能用：courses/more.toml又写了一组名为“handler”的词。"
    );
    let course = "[[course]]\nid = \"more\"\nprocedure = \"person\"\nstep = []\n";
    assert_eq!(
        told(&course.repeat(2)),
        "演示“chengkou-office-2025”不能用：courses/more.toml又写了一个名为“more”的办理过程。"
    );
    assert!(told(&course.replace("more", "person-chief")).contains("“person-chief”"));
}
