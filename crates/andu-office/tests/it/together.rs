//! Acts that meet: the same command twice, two clerks at once, several acts in one transaction.

use std::collections::BTreeSet;
use std::thread;

use andu_office::model::Act;
use andu_office::{Given, Office, OfficeError, Period};

use crate::desk::{self, Deed, act, now, open};

fn requested(subject: &str) -> Deed {
    open("request")
        .set("subject", subject)
        .set("received_on", "2025-03-03")
}

#[test]
fn the_same_command_twice_gives_the_first_answer_and_writes_nothing() {
    let desk = desk::small();
    let opening = requested("照明").command("form-1");
    let first = desk.does(opening.clone());
    desk.does(act(&first.matter, "allot").set("unit", "城管局"));
    let head = desk.head();
    let second = desk.does(opening.at("2025-03-04T09:00"));
    assert_eq!(desk.head(), head);
    assert!(second.repeated && !first.repeated);
    let told = |o: &andu_office::Outcome| {
        (
            o.matter.clone(),
            o.number.clone(),
            o.stage.clone(),
            o.seq,
            o.hash.clone(),
        )
    };
    assert_eq!(told(&second), told(&first));
}

#[test]
fn the_first_answer_is_about_what_was_asked_and_not_about_what_the_law_made_of_it() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    // Entered so late that the ten days for supplying ran out before the entry.
    let asking = act(&id, "ask")
        .paper("notice")
        .at("2025-03-04T09:00")
        .entered("2025-04-08T09:00")
        .late("纸质登记")
        .command("form-2");
    let first = desk.does(asking.clone());
    assert_eq!(first.stage, "dropped");
    let second = desk.does(asking);
    assert_eq!((second.seq, &second.hash), (first.seq, &first.hash));
    assert_eq!(second.stage, "dropped");
    assert!(second.repeated);
}

#[test]
fn whoever_looked_before_the_last_act_is_told_what_happened_since() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "allot").set("unit", "城管局").seen(1));
    let error = desk.refuses(act(&id, "propose").seen(1));
    assert_eq!(error.code(), "stale");
    assert_eq!(
        error.to_string(),
        "不能提交：您查看之后，本件已由他人办理（张三于2025-03-03 09:00办理“交办”）。请重新打开本件，核对后再提交。"
    );
    desk.does(act(&id, "propose").seen(2));
}

#[test]
fn a_refusal_in_the_middle_undoes_everything() {
    let desk = desk::small();
    let opened = desk.does(requested("第一件"));
    let (head, figures) = (desk.head(), count(&desk));
    let batch = [
        requested("第二件")
            .set("sender", "赵钱孙")
            .set("serial", "甲1"),
        act(&opened.matter, "propose"),
        act(&opened.matter, "answer"),
    ];
    let requests = batch.into_iter().map(|deed| deed.request(&desk)).collect();
    let (at, error) = desk.perform_all(requests).unwrap_err();
    assert_eq!((at, error.code()), (2, "gate-closed"));
    assert_eq!((desk.head(), count(&desk)), (head, figures));
    let mut personal = 0;
    let counted = "select count(*) from personal";
    desk.ledger()
        .read(|snapshot| {
            snapshot.select(counted, &[], &mut |row| {
                personal = match row[0] {
                    andu_ledger::Cell::Integer(count) => count,
                    _ => -1,
                };
                Ok(())
            })
        })
        .unwrap();
    assert_eq!(personal, 0, "no personal row without its event");
    // The number and the key that it drew are free again, and memory holds nothing of what was undone.
    let next = desk.does(requested("第三件").set("serial", "甲1"));
    assert_eq!(next.number.as_deref(), Some("来〔2025〕2号"));
    assert_eq!(
        desk.refuses(act(&opened.matter, "approve").by("李四"))
            .code(),
        "gate-closed"
    );
}

fn count(office: &Office) -> String {
    let figures = office.figures(&["requests".to_owned()], Period::year(2025).unwrap(), false);
    figures.unwrap()[0].text.clone()
}

#[test]
fn numbers_have_no_gaps_however_many_draw_and_are_refused() {
    let desk = desk::small_in_folder();
    let other = Office::open(desk.dir(), now("2025-03-03T08:00")).unwrap();
    let clerks: Vec<_> = (0..4)
        .map(|clerk| {
            let office: Office = if clerk % 2 == 0 {
                (*desk).clone()
            } else {
                other.clone()
            };
            thread::spawn(move || {
                let mut drawn = Vec::new();
                for number in 0..12 {
                    // Every third serial is one that all clerks use.
                    let serial = match number % 3 {
                        0 => format!("同{number}"),
                        _ => format!("{clerk}之{number}"),
                    };
                    match office.perform(requested("照明").set("serial", &serial).request(&office))
                    {
                        Ok(done) => drawn.push(done.number.unwrap()),
                        Err(OfficeError::KeyTaken { key, .. }) => assert_eq!(key, serial),
                        Err(error) => panic!("{error}"),
                    }
                }
                drawn
            })
        })
        .collect();
    let drawn: Vec<_> = clerks
        .into_iter()
        .flat_map(|clerk| clerk.join().unwrap())
        .collect();
    let expected: BTreeSet<_> = (1..=36).map(|n| format!("来〔2025〕{n}号")).collect();
    assert_eq!(
        drawn.len(),
        36,
        "four clerks, eight serials of their own, four in common"
    );
    assert_eq!(drawn.into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(desk.compare(now("2025-03-03T18:00")).unwrap(), []);
}

#[test]
fn two_clerks_who_saw_the_same_state_do_not_both_act_on_it() {
    let desk = desk::small_in_folder();
    let other = Office::open(desk.dir(), now("2025-03-03T08:00")).unwrap();
    let id = desk.opened("2025-03-03");
    let clerks = [(*desk).clone(), other].map(|office| {
        let deed = act(&id, "allot").set("unit", "城管局").seen(1);
        thread::spawn(move || office.perform(deed.request(&office)).map_err(|e| e.code()))
    });
    let mut answers = clerks.map(|clerk| clerk.join().unwrap().map(|_| ()));
    answers.sort();
    assert_eq!(answers, [Ok(()), Err("stale")]);
}

#[test]
fn a_key_names_one_matter_until_that_is_voided() {
    let desk = desk::small();
    let first = desk.does(requested("照明").set("serial", "渝府1"));
    let error = desk.refuses(requested("照明").set("serial", "渝府1"));
    assert_eq!(error.code(), "key-taken");
    assert!(error.to_string().contains(&first.matter), "{error}");
    desk.does(desk::void(&first.matter, None));
    desk.does(requested("照明").set("serial", "渝府1"));
}

#[test]
fn a_corrected_key_frees_the_one_that_was_wrong() {
    let desk = desk::small();
    let first = desk.does(requested("照明").set("serial", "渝府1"));
    desk.does(desk::correct(
        &desk,
        &first.matter,
        first.seq,
        "serial",
        "渝府2",
    ));
    desk.does(requested("照明").set("serial", "渝府1"));
    let error = desk.refuses(requested("照明").set("serial", "渝府2"));
    assert_eq!(error.code(), "key-taken");
}

#[test]
fn nobody_acts_on_the_organ_itself_or_on_what_is_not_there() {
    let desk = desk::small();
    for id in [desk::NAME, "no-such-matter"] {
        let request = act(id, "propose").giving(Given::Act(Act::default()));
        let error = desk.perform(request).unwrap_err();
        assert_eq!(error.code(), "no-matter", "{error}");
    }
    assert_eq!(
        desk.show(desk::NAME, now("2025-03-03T09:00"))
            .unwrap_err()
            .code(),
        "no-matter"
    );
}

/// A number typed by hand before its turn is passed over, and every other number of the series is given out.
#[test]
fn a_number_typed_by_hand_blocks_no_later_draw() {
    let desk = desk::real_with(|dir| {
        desk::own_pack(dir);
        let text = include_str!("pack/request.toml")
            .replace(r#"key = ["serial"]"#, r#"key = ["number"]"#)
            .replace(r#""serial?""#, r#""serial?", "number?""#);
        desk::put(dir, "procedures/request/2020-01-01.toml", &text);
    });
    let typed = |number: &str| desk.does(requested("照明").set("number", number)).number;
    let drawn = || desk.does(requested("照明")).number.unwrap();
    typed("来〔2025〕2号");
    typed("来〔2025〕3号");
    typed("来〔2025〕5号");
    let numbers = [drawn(), drawn(), drawn()];
    assert_eq!(numbers, ["来〔2025〕1号", "来〔2025〕4号", "来〔2025〕6号"]);
    let again = desk.refuses(requested("照明").set("number", "来〔2025〕4号"));
    assert_eq!(again.code(), "key-taken");
    assert_eq!(drawn(), "来〔2025〕7号");
}

#[test]
fn many_under_way_are_decided_each_on_its_own() {
    let desk = desk::small();
    let first = desk.does(requested("照明"));
    let handed_in = [
        act(&first.matter, "allot").set("unit", "城管局"),
        act(&first.matter, "ask"),
        requested("路面"),
    ];
    let under_way: Vec<_> = handed_in
        .into_iter()
        .map(|deed| desk.submit(deed.request(&desk)))
        .collect();
    let [allotted, asked, other] = under_way.try_into().ok().unwrap();
    let (allotted, other) = (allotted.wait().unwrap(), other.wait().unwrap());
    assert_eq!(allotted.seq + 1, other.seq, "the refusal wrote nothing");
    assert_eq!(asked.wait().err().unwrap().code(), "documents");
    assert_eq!(desk.head().0, other.seq);
}

#[test]
fn what_is_done_in_turn_stops_at_the_first_refusal() {
    let desk = desk::small();
    let opened = desk.does(requested("第一件"));
    let head = desk.head().0;
    let turns = [
        act(&opened.matter, "propose"),
        act(&opened.matter, "answer"),
        requested("第三件"),
    ];
    let requests = turns.into_iter().map(|deed| deed.request(&desk)).collect();
    let (at, error) = desk.perform_in_turn(requests).unwrap_err();
    assert_eq!((at, error.code()), (1, "gate-closed"));
    assert_eq!(
        desk.head().0,
        head + 1,
        "the first stands, the third was not begun"
    );
    let requests = vec![act(&opened.matter, "approve").by("李四").request(&desk)];
    assert_eq!(desk.perform_in_turn(requests).unwrap().len(), 1);
}
