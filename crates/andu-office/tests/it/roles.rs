//! Who may do what: the register of people says so, from the first person on.

use andu_office::Office;

use crate::desk::{self, Desk, act, now, open};

fn person(desk: &Desk, name: &str, posts: &str) -> String {
    let person = open("person").set("name", name).set("since", "2025-01-02");
    desk.does(person.set("posts", posts).by("管理员")).matter
}

const CLERK: &str = r#"[{"procedure":"request","role":"clerk"}]"#;
const HEAD: &str = r#"[{"procedure":"request","role":"head"}]"#;

#[test]
fn an_office_without_people_lets_everybody_act_and_one_with_people_does_not() {
    let desk = desk::small();
    desk.opened("2025-03-03");
    person(&desk, "李四", HEAD);
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03");
    let error = desk.refuses(opening.clone());
    assert_eq!(error.code(), "wrong-role");
    assert_eq!(
        error.to_string(),
        "不能办理“登记”：张三不担任经办人员。请由经办人员办理，或代录时写明实际办理人。"
    );
    person(&desk, "张三", CLERK);
    desk.does(opening);
}

#[test]
fn whoever_proposed_does_not_approve() {
    let desk = desk::small();
    person(&desk, "张三", r#"[{"procedure":"*","role":"*"}]"#);
    person(&desk, "李四", HEAD);
    let id = desk.opened("2025-03-03");
    let early = desk.refuses(act(&id, "approve").by("李四"));
    assert_eq!(early.code(), "gate-closed");
    assert!(early.to_string().contains("示例办理规则 第三条"), "{early}");
    desk.does(act(&id, "propose"));
    let same = desk.refuses(act(&id, "approve"));
    assert!(same.to_string().contains("请由另一人批准"), "{same}");
    desk.does(act(&id, "approve").by("李四"));
    desk.does(act(&id, "answer"));
}

#[test]
fn a_role_taken_away_is_gone_in_the_next_act() {
    let desk = desk::small();
    let clerk = person(&desk, "张三", CLERK);
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "allot").set("unit", "城管局"));
    desk.does(act(&clerk, "assign").set("posts", HEAD).by("管理员"));
    assert_eq!(desk.refuses(act(&id, "propose")).code(), "wrong-role");
    desk.does(act(&clerk, "assign").set("posts", CLERK).by("管理员"));
    desk.does(act(&id, "propose"));
    desk.does(act(&clerk, "leave").by("管理员"));
    assert_eq!(
        desk.refuses(act(&id, "allot").set("unit", "民政局")).code(),
        "wrong-role"
    );
}

#[test]
fn a_role_taken_away_by_another_process_is_gone_too() {
    let desk = desk::real_with(desk::own_pack);
    let register = open("person")
        .set("name", "张三")
        .set("registered_on", "2025-01-02");
    let clerk = desk.does(register.set("posts", CLERK)).matter;
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "allot").set("unit", "城管局"));
    let other = Office::open(desk.dir(), now("2025-03-03T09:00")).unwrap();
    let away = act(&clerk, "assign-posts")
        .set("posts", HEAD)
        .request(&other);
    other.perform(away).unwrap();
    assert_eq!(desk.refuses(act(&id, "propose")).code(), "wrong-role");
    desk.does(act(&clerk, "leave").set("left_on", "2025-03-03"));
    let refused = act(&id, "approve").request(&other);
    assert_eq!(other.perform(refused).unwrap_err().code(), "wrong-role");
}

#[test]
fn people_may_be_registered_by_anybody_until_one_of_them_may_register_people() {
    let desk = desk::real();
    let person = |name: &str| {
        open("person")
            .set("name", name)
            .set("registered_on", "2025-01-02")
    };
    desk.does(person("张三").set("posts", CLERK));
    desk.does(person("李四"));
    desk.does(person("王五").set(
        "posts",
        r#"[{"procedure":"person","role":"administrator"}]"#,
    ));
    assert_eq!(desk.refuses(person("赵六")).code(), "wrong-role");
    desk.does(person("赵六").by("王五"));
}

#[test]
fn a_grant_that_was_undone_never_counted() {
    let desk = desk::small();
    person(&desk, "李四", HEAD);
    let grant = open("person")
        .set("name", "张三")
        .set("since", "2025-01-02")
        .set("posts", CLERK);
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03");
    let closed = open("person")
        .set("name", "李四")
        .set("since", "2025-01-02");
    let batch = [grant, opening.clone(), closed].map(|deed| deed.request(&desk));
    let (at, error) = desk.perform_all(batch.into()).unwrap_err();
    assert_eq!((at, error.code()), (2, "key-taken"));
    // Somebody else is registered in the place in the chain that the undone grant had.
    person(&desk, "王五", HEAD);
    assert_eq!(desk.refuses(opening).code(), "wrong-role");
}

#[test]
fn the_right_to_enter_late_is_the_recorders() {
    let desk = desk::small();
    person(&desk, "张三", CLERK);
    let id = desk.opened("2025-03-03");
    let posts = r#"[{"procedure":"request","role":"late-entry"}]"#;
    let late = || {
        let deed = act(&id, "propose").at("2025-03-04T09:00").late("材料后到");
        deed.entered("2025-03-10T09:00")
    };
    let error = desk.refuses(late().recorded_by("王五"));
    assert_eq!(error.code(), "late-without-role");
    assert!(error.to_string().contains("录入人王五"), "{error}");
    person(&desk, "王五", posts);
    desk.does(late().recorded_by("王五"));
}

#[test]
fn who_entered_both_sides_of_separated_duties_is_shown() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "propose").recorded_by("王五"));
    let approved = desk.does(act(&id, "approve").by("李四").recorded_by("王五"));
    let told: Vec<_> = approved.one_hand.iter().map(ToString::to_string).collect();
    let sentence = "“意见与批准分离”涉及的两项均由王五录入（代录），请核对原始凭据";
    assert_eq!(told, [sentence]);
    let shown = desk.show(&id, now("2025-03-04T09:00")).unwrap();
    let last = shown.events.last().unwrap();
    assert_eq!(last.remarks, [sentence]);
    assert_eq!(last.who, "李四（代录：王五）");
}

/// Whoever owns the machine owns the data folder: he acts in his own name without a post, and in another's within that one's posts.
#[test]
fn the_owner_of_the_machine_is_bound_only_by_the_name_he_acts_in() {
    let desk = desk::small();
    person(&desk, "张三", CLERK);
    let cli = |name: &str| {
        let deed = open("request").set("subject", "照明");
        let deed = deed.set("received_on", "2025-03-03").by(name);
        deed.recorded_by("root").through("cli")
    };
    let own = desk.does(cli("root")).matter;
    let late = || {
        let deed = act(&own, "propose").at("2025-03-04T09:00").late("材料后到");
        deed.entered("2025-03-10T09:00").recorded_by("root")
    };
    desk.does(late().by("root").through("cli"));
    // The same name by another way holds nothing.
    assert_eq!(
        desk.refuses(cli("root").through("web")).code(),
        "wrong-role"
    );
    // In somebody's name, within that one's posts: no late entry, no approval.
    desk.does(cli("张三"));
    let error = desk.refuses(late().through("cli"));
    assert_eq!(error.code(), "late-without-role");
    let approve = act(&own, "approve").at("2025-03-10T10:00");
    let error = desk.refuses(approve.recorded_by("root").through("cli"));
    assert_eq!(error.code(), "wrong-role");
    let error = desk.refuses(cli("王五"));
    assert_eq!((error.code(), error.is_refusal()), ("not-registered", true));
    assert_eq!(
        error.to_string(),
        "不能办理：通讯录中没有在岗的“王五”。请先登记：andu matter new person --set name=王五 …；或更正 --as 的姓名。"
    );
    // A system user who is registered is bound by his own posts.
    person(&desk, "root", HEAD);
    assert_eq!(desk.refuses(cli("root")).code(), "wrong-role");
}
