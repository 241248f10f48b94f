//! Days and periods that were counted on paper.

use crate::harness::Andu;

#[test]
fn the_nth_working_day() {
    let andu = Andu::new();
    for (from, plus, result) in [
        ("2025-01-20", "7", "2025-02-05"),
        ("2025-01-20", "20", "2025-02-21"),
        ("2024-09-29", "20", "2024-10-31"),
        ("2025-09-26", "20", "2025-10-30"),
        ("2026-02-11", "20", "2026-03-17"),
        ("2026-02-14", "5", "2026-02-28"),
        ("2024-02-04", "15", "2024-02-29"),
        ("2026-09-24", "10", "2026-10-15"),
        ("2026-04-29", "7", "2026-05-12"),
    ] {
        let answer = andu.json(&["workday", from, "--plus", plus]);
        assert_eq!(answer["result"], result, "{from} + {plus}");
        assert_eq!(answer["provisional"], false, "{from} + {plus}");
    }
}

#[test]
fn clocks_of_applications_for_information() {
    let andu = Andu::new();
    for (words, due) in [
        (
            &["foi.c.correct_notice", "--from", "2025-01-20"][..],
            "2025-02-05",
        ),
        (
            &["foi.c.correct_notice", "--from", "2026-04-29"],
            "2026-05-12",
        ),
        (&["foi.c.reply", "--from", "2025-01-20"], "2025-02-21"),
        (&["foi.c.reply", "--from", "2024-09-29"], "2024-10-31"),
        (&["foi.c.reply", "--from", "2025-09-26"], "2025-10-30"),
        (&["foi.c.reply", "--from", "2026-02-11"], "2026-03-17"),
        (&["foi.c.reply", "--from", "2025-03-03"], "2025-03-31"),
        (
            &[
                "foi.c.reply",
                "--from",
                "2025-03-03",
                "--pause",
                "2025-03-10..2025-03-24",
            ],
            "2025-04-15",
        ),
        (
            &["foi.c.reply", "--from", "2025-03-03", "--extend"],
            "2025-04-28",
        ),
        (
            &["foi-application.reply", "--from", "2025-03-03"],
            "2025-03-31",
        ),
        (&["foi.c.third_party", "--from", "2024-02-04"], "2024-02-29"),
        (&["foi.c.co_organ", "--from", "2024-02-04"], "2024-02-29"),
        // The old version: fifteen working days, and fifteen more.
        (&["foi.c.reply", "--from", "2019-05-14"], "2019-06-04"),
        (&["foi.c.reply", "--from", "2019-05-15"], "2019-06-13"),
    ] {
        let mut call = vec!["deadline"];
        call.extend(words);
        assert_eq!(andu.json(&call)["due"], due, "{words:?}");
    }
}

#[test]
fn a_last_day_on_a_rest_day_moves_on_and_a_worked_sunday_is_no_rest_day() {
    let andu = Andu::new();
    for (from, due) in [
        // Thirty days, each counted from the day after.
        ("2025-09-05", "2025-10-09"),
        ("2024-12-02", "2025-01-02"),
        ("2026-08-21", "2026-09-20"),
    ] {
        assert_eq!(
            andu.json(&["deadline", "foi.c.fee_pay", "--from", from])["due"],
            due,
            "{from}"
        );
    }
}

#[test]
fn a_period_that_cannot_be_reckoned_says_what_is_missing() {
    let andu = Andu::new();
    for (words, said) in [
        (
            &["foi.c.correct_period", "--from", "2025-03-03"][..],
            "correct_by",
        ),
        (
            &["foi.c.third_party", "--from", "2025-03-03", "--extend"],
            "依法不能延长",
        ),
        (
            &[
                "foi.c.reply",
                "--from",
                "2025-03-03",
                "--pause",
                "2025-03-24..2025-03-10",
            ],
            "起止日期颠倒",
        ),
        (
            &[
                "foi.c.reply",
                "--from",
                "2025-03-03",
                "--restart",
                "2025-03-01",
            ],
            "早于起算日",
        ),
        (
            &[
                "foi.c.reply",
                "--from",
                "2025-03-03",
                "--pause",
                "2025-03-10",
            ],
            "2025-03-10..2025-03-24",
        ),
        (&["foi.c.reply", "--from", "三月三日"], "不是日期"),
        (&["foi.c.replay", "--from", "2025-03-03"], "foi.c.reply"),
        (&["foi.c.reply", "--from", "2001-03-03"], "2008-05-01"),
    ] {
        let mut call = vec!["deadline"];
        call.extend(words);
        andu.run(&call).unusable().says(said);
    }
}
