//! The exact text of events: what goes into the chain and comes back.

use andu_casework::{
    Acted, Body, Corrected, Document, FoundBody, Late, LinkTo, Missing, Opening, PaperIssued, Pass,
    Source, Step, Voided, WaivedGate,
};
use andu_rules::model::{Decimal, Value};

use crate::office::{Desk, at, fields, on};
use crate::slips::register;

#[track_caller]
fn round(body: Body) -> String {
    let text = serde_json::to_string(&body).unwrap();
    assert_eq!(serde_json::from_str::<Body>(&text).unwrap(), body, "{text}");
    text
}

fn full_act() -> Acted {
    let mut set = fields(&[
        ("urgent", "true"),
        ("days", "-7"),
        ("subject", "建“房”\n第二行"),
    ]);
    set.insert(
        "amount".into(),
        Value::Decimal(Decimal::parse("-0.05").unwrap()),
    );
    let kept = Value::Personal {
        personal: "p1".to_owned(),
        commitment: "ab".to_owned(),
    };
    set.insert("phone".into(), kept.clone());
    let mut row = fields(&[("name", "住建局")]);
    row.insert("mobile".into(), kept);
    set.insert("units".into(), Value::List(vec![row, fields(&[])]));
    Acted {
        opens: Some(Opening {
            procedure: "permit".into(),
            version: on("2019-05-15"),
        }),
        action: "register".into(),
        stage: "received".into(),
        closed: true,
        set,
        documents: vec![Document {
            kind: "form".into(),
            file: Some("f1".to_owned()),
            digest: Some("cd".to_owned()),
            paper: None,
        }],
        papers: vec![PaperIssued {
            paper: "notice".into(),
            number: Some("准告〔2025〕1号".to_owned()),
            template: "ef".to_owned(),
        }],
        links: vec![LinkTo {
            kind: "meeting".into(),
            matter: "会1".to_owned(),
        }],
        basis: vec!["准办条例 第十条".to_owned()],
        waived: vec![WaivedGate {
            gate: "g".into(),
            exception: "紧急情况".to_owned(),
            basis: "准办条例 第十一条".to_owned(),
        }],
        passed: vec![Pass {
            gate: "h".into(),
            by: "丙".to_owned(),
            reason: "急".to_owned(),
        }],
        warned: vec!["w".into()],
        late: Some(Late {
            working_days: 3,
            reason: "漏登".to_owned(),
        }),
        deemed: Some("correction".into()),
        now_closed: vec!["reason-given".into()],
        one_hand: vec!["two-persons".into()],
        told: [("reply".into(), on("2025-03-31"))].into(),
        copied: false,
        note: Some("无".to_owned()),
    }
}

#[test]
fn an_act_comes_back_as_it_was() {
    round(Body::Acted(full_act()));
}

#[test]
fn other_events_come_back_as_they_were() {
    round(Body::Found(FoundBody {
        opens: None,
        steps: vec![Step {
            action: "propose".into(),
            at: at("2025-03-04T09:30:15.5"),
        }],
        stage: "received".into(),
        closed: false,
        set: fields(&[("reason", "无")]),
        documents: Vec::new(),
        missing: vec![Missing {
            action: "propose".into(),
            what: "form".to_owned(),
            label: "申请表".to_owned(),
        }],
        source: Source {
            title: "台账".to_owned(),
            digest: Some("ef".to_owned()),
            sheet: Some("表一".to_owned()),
            row: Some(7),
        },
    }));
    for value in [
        None,
        Some(Value::List(Vec::new())),
        Some(Value::Boolean(false)),
    ] {
        round(Body::Corrected(Corrected {
            event: u64::MAX,
            field: value.as_ref().map(|_| "units".into()),
            value,
            happened_at: Some(at("2025-03-04")),
            reason: "误".to_owned(),
            now_closed: vec!["g".into()],
        }));
    }
    round(Body::Voided(Voided {
        event: None,
        reason: "误".to_owned(),
        clock: Some("correction".into()),
        now_closed: Vec::new(),
    }));
}

/// Old chains are read for ever: this text must not change.
#[test]
fn the_text_of_an_opening() {
    let decision = Desk::empty().decide(&register("2025-03-03T09:00")).unwrap();
    insta::assert_snapshot!(round(decision.body), @r#"{"type":"acted","opens":{"procedure":"permit","version":"2019-05-15"},"action":"register","stage":"received","set":{"channel":"counter","received_on":"2025-03-03","subject":"建房"},"documents":[{"kind":"form","paper":"档案柜三"}],"told":{"reply":"2025-03-31"}}"#);
}

/// Events written before due days were kept in them are read as before.
#[test]
fn an_event_without_what_came_later() {
    let text = r#"{"type":"acted","action":"propose","stage":"received"}"#;
    let Body::Acted(acted) = serde_json::from_str(text).unwrap() else {
        panic!("an act")
    };
    assert!(acted.told.is_empty() && acted.set.is_empty() && !acted.closed);
}
