//! An office in memory with the shipped rules and matters of several kinds, entered through the gates.

use andu_office::model::{Act, Document, LinkTo};
use andu_office::{
    CaseworkSwitch, Given, Ledger, NewOrgan, Office, Request, Rules, Target, Timestamp,
    built_in_layers, new_command, parse_value, shanghai,
};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

pub const DIVISION: &str = "500229";

/// The moment at which everybody looks: Monday, 12 January 2026, ten in the morning.
pub fn now() -> Timestamp {
    instant("2026-01-12T10:00")
}

fn instant(text: &str) -> Timestamp {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let civil: DateTime = text.parse().unwrap();
    civil.to_zoned(zone).unwrap().timestamp()
}

/// An empty office.
pub fn empty(demonstration: Option<&str>) -> Office {
    let rules = Rules::load(built_in_layers(Some(DIVISION)), Some(DIVISION)).unwrap();
    let new = NewOrgan {
        name: "示例县人民政府办公室".to_owned(),
        division: DIVISION.to_owned(),
        demonstration: demonstration.map(str::to_owned),
        recorder: "管理员".to_owned(),
    };
    let opened = instant("2025-01-02T08:00");
    Office::with_rules(Ledger::in_memory().unwrap(), None, new, rules, opened).unwrap()
}

/// One act to be done.
#[derive(Default)]
pub struct Deed<'a> {
    pub at: &'a str,
    pub by: &'a str,
    /// Who enters it, where another.
    pub entered_by: Option<&'a str>,
    /// When it is entered, where later.
    pub entered_at: Option<&'a str>,
    pub set: &'a [(&'a str, &'a str)],
    pub papers: &'a [&'a str],
    pub link: Option<(&'a str, &'a str)>,
}

/// Opens a matter; gives its id.
#[track_caller]
pub fn open(office: &Office, procedure: &str, deed: &Deed<'_>) -> String {
    let target = Target::New {
        procedure: procedure.to_owned(),
        id: None,
    };
    perform(office, target, procedure, None, deed)
}

/// Takes an action.
#[track_caller]
pub fn act(office: &Office, id: &str, action: &str, deed: &Deed<'_>) {
    let procedure = office.governing(id).unwrap().id.to_string();
    perform(
        office,
        Target::Matter(id.to_owned()),
        &procedure,
        Some(action),
        deed,
    );
}

#[track_caller]
fn perform(
    office: &Office,
    target: Target,
    procedure: &str,
    action: Option<&str>,
    deed: &Deed<'_>,
) -> String {
    let rules = office.rules();
    let version = rules.pack.latest(procedure).unwrap();
    let mut act = Act {
        action: action.map(Into::into),
        ..Act::default()
    };
    for (name, text) in deed.set {
        let field = version.field(name).unwrap();
        act.set
            .insert(field.id.clone(), parse_value(field, text).unwrap());
    }
    act.documents = deed
        .papers
        .iter()
        .map(|kind| Document {
            kind: (*kind).into(),
            file: None,
            digest: None,
            paper: Some("卷宗第3页".to_owned()),
        })
        .collect();
    act.links.extend(deed.link.map(|(kind, matter)| LinkTo {
        kind: kind.into(),
        matter: matter.to_owned(),
    }));
    let happened = instant(deed.at);
    let late = deed.entered_at.map(|_| "原为纸质登记".to_owned());
    let request = Request {
        target,
        given: Given::Act(act),
        files: Vec::new(),
        happened_at: shanghai(happened),
        now: deed.entered_at.map_or(happened, instant),
        actor: deed.by.to_owned(),
        recorder: deed.entered_by.unwrap_or(deed.by).to_owned(),
        channel: "web".to_owned(),
        command: new_command(happened).unwrap(),
        seen: None,
        late_reason: late,
    };
    match office.perform(request) {
        Ok(outcome) => outcome.matter,
        Err(error) => panic!("{procedure} {action:?} at {}: {error}", deed.at),
    }
}

/// Matters by which pages are tried.
pub struct Samples {
    pub office: Office,
    /// A suggestion whose reply was late.
    pub suggestion: String,
    /// An application with personal data, its clock stopped while a third party is asked.
    pub application: String,
    /// An order merged into another.
    pub merged: String,
    pub person: String,
}

const UNITS: [&str; 4] = ["县交通运输委", "县教育委员会", "县水利局", "县住房城乡建委"];
const TOPICS: [&str; 4] = [
    "关于加快农村公路养护的建议",
    "关于增加城区公办幼儿园学位的建议",
    "关于整治病险水库的建议",
    "关于改造老旧小区供水管网的建议",
];

/// An office with a year of work.
pub fn samples(demonstration: Option<&str>) -> Samples {
    let office = empty(demonstration);
    let mut suggestions = Vec::new();
    for number in 0..120 {
        suggestions.push(suggestion(&office, number));
    }
    for (number, id) in suggestions.iter().enumerate().take(24) {
        assign(&office, id, UNITS[number % 4]);
    }
    for id in suggestions.iter().take(12) {
        reply(&office, id);
    }
    let application = application(&office);
    let merged = orders(&office);
    // Once somebody holds posts, nobody else may act without one.
    let person = person(&office);
    Samples {
        suggestion: suggestions.swap_remove(0),
        office,
        application,
        merged,
        person,
    }
}

fn person(office: &Office) -> String {
    open(
        office,
        "person",
        &Deed {
            at: "2026-01-12T08:30",
            by: "管理员",
            set: &[
                ("name", "王某某"),
                ("unit", "县政府办公室"),
                ("registered_on", "2026-01-12"),
                (
                    "posts",
                    r#"[{"procedure":"npc-suggestion","role":"handler"},{"procedure":"*","role":"administrator"}]"#,
                ),
            ],
            ..Deed::default()
        },
    )
}

fn suggestion(office: &Office, number: usize) -> String {
    let label = format!("第{:03}号", number + 1);
    let deputy = ["李某某", "赵某某", "陈某某"][number % 3];
    let minute = format!("2025-02-{:02}T09:{:02}", 10 + number / 60, number % 60);
    let (day, _) = minute.split_once('T').unwrap();
    open(
        office,
        "npc-suggestion",
        &Deed {
            at: &minute,
            by: "张某某",
            set: &[
                ("number", &label),
                ("congress_session", "十八届五次会议"),
                ("origin", "session"),
                ("received_on", day),
                ("title", TOPICS[number % 4]),
                ("lead_deputy", deputy),
                ("deputy_phone", "00000000000"),
                (
                    "joint_deputies",
                    r#"[{"name":"周某某","delegation":"第一代表团"}]"#,
                ),
                ("key_suggestion", "true"),
            ],
            ..Deed::default()
        },
    )
}

fn assign(office: &Office, id: &str, unit: &str) {
    let propose = Deed {
        at: "2025-02-20T09:00",
        by: "张某某",
        set: &[("lead_unit", unit), ("handling_mode", "alone")],
        ..Deed::default()
    };
    act(office, id, "propose-handlers", &propose);
    let assign = Deed {
        at: "2025-02-24T09:00",
        by: "张某某",
        set: &[("assign_form", "meeting")],
        ..Deed::default()
    };
    act(office, id, "assign", &assign);
    let sign = Deed {
        at: "2025-02-25T10:00",
        by: "刘某某",
        entered_by: Some("张某某"),
        set: &[("handler", "刘某某")],
        ..Deed::default()
    };
    act(office, id, "sign-for", &sign);
}

/// When, by whom, what, with which fields and papers.
type StepTaken<'a> = (
    &'a str,
    &'a str,
    &'a str,
    &'a [(&'a str, &'a str)],
    &'a [&'a str],
);

fn reply(office: &Office, id: &str) {
    let steps: [StepTaken<'_>; 7] = [
        (
            "2025-03-10T10:00",
            "刘某某",
            "plan",
            &[("responsible_leader", "何某某")],
            &[],
        ),
        (
            "2025-03-20T10:00",
            "刘某某",
            "contact",
            &[("contact_way", "face")],
            &[],
        ),
        (
            "2025-05-20T10:00",
            "刘某某",
            "draft",
            &[("reply_class", "A"), ("publicity", "open")],
            &[],
        ),
        (
            "2025-05-21T10:00",
            "何某某",
            "review",
            &[("review_result", "passed"), ("secrecy_checked", "true")],
            &[],
        ),
        (
            "2025-05-22T10:00",
            "何某某",
            "sign",
            &[("reply_number", "示例办函〔2025〕1号")],
            &[],
        ),
        (
            "2025-05-26T10:00",
            "刘某某",
            "deliver",
            &[("delivery_way", "hand")],
            &["reply"],
        ),
        (
            "2025-06-03T10:00",
            "张某某",
            "rate",
            &[
                ("attitude_rating", "satisfied"),
                ("result_rating", "basically"),
            ],
            &[],
        ),
    ];
    for (at, by, action, set, papers) in steps {
        let deed = Deed {
            at,
            by,
            set,
            papers,
            ..Deed::default()
        };
        act(office, id, action, &deed);
    }
}

fn application(office: &Office) -> String {
    let id = open(
        office,
        "foi-application",
        &Deed {
            at: "2025-12-18T10:00",
            entered_at: Some("2025-12-24T10:00"),
            by: "王某某",
            set: &[
                ("subject", "某路段征地补偿文件"),
                ("channel", "in_person"),
                ("received_on", "2025-12-18"),
                ("applicant_type", "c1"),
                ("applicant", "孙某某"),
                ("phone", "00000000001"),
                ("request", "请求公开补偿安置方案全文"),
            ],
            ..Deed::default()
        },
    );
    let allot = Deed {
        at: "2025-12-25T09:00",
        by: "王某某",
        set: &[("holder_unit", "县规划自然资源局"), ("handler", "吴某某")],
        ..Deed::default()
    };
    act(office, &id, "allot", &allot);
    let consult = Deed {
        at: "2026-01-06T09:00",
        by: "王某某",
        set: &[
            ("third_party_affected", "true"),
            ("third_received_on", "2026-01-06"),
        ],
        papers: &["third-letter"],
        ..Deed::default()
    };
    act(office, &id, "consult-third", &consult);
    id
}

/// Switches on or off that what another platform keeps is worked here.
pub fn switch(office: &Office, procedure: &str, on: bool) {
    let switch = CaseworkSwitch {
        procedure: procedure.to_owned(),
        on,
        by: "郑某某".to_owned(),
        recorder: "郑某某".to_owned(),
        channel: "cli".to_owned(),
        reason: "平台建成前在本系统办理".to_owned(),
    };
    office
        .switch_casework(switch, instant("2026-01-09T08:00"))
        .unwrap();
}

fn orders(office: &Office) -> String {
    switch(office, "coercion", true);
    let order = |number: &str, at: &str| {
        open(
            office,
            "hotline-request",
            &Deed {
                at,
                by: "郑某某",
                set: &[
                    ("number", number),
                    ("platform", "12345"),
                    ("received_on", "2026-01-09"),
                    ("subject", "某小区夜间停水"),
                    ("kind", "help"),
                    ("caller", "钱某某"),
                ],
                ..Deed::default()
            },
        )
    };
    let main = order("20260109001", "2026-01-09T15:00");
    let merged = order("20260109002", "2026-01-09T15:20");
    let merge = Deed {
        at: "2026-01-09T15:30",
        by: "郑某某",
        link: Some(("main-order", &main)),
        ..Deed::default()
    };
    act(office, &merged, "merge", &merge);
    merged
}
