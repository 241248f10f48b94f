//! Laws of the audit: whatever the text, it ends, points into the text, and shows what it read.

use andu_audit::{Context, Review, Text, audit};
use proptest::prelude::*;

/// Texts of characters that mean something to the reader, in any order.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9０-９]{1,6}",
        "[一二两三四五六七八九十百千万亿零〇点分之余多近约]{1,4}",
        "[件个名次%％元天人家户]",
        "[，。；、：（）《》“”〔〕—\\-~.:/ \t\n]",
        Just("其中".to_owned()),
        Just("办结率".to_owned()),
        Just("合计".to_owned()),
        Just("较上年增长".to_owned()),
        Just("由".to_owned()),
        Just("减少到".to_owned()),
        Just("占".to_owned()),
        Just("均已办结".to_owned()),
        Just("无投诉".to_owned()),
        Just("场均".to_owned()),
        Just("一、下一步打算\n".to_owned()),
        "[办结受理收到建议提案县共全年]{1,5}",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

fn review(text: &Text) -> Review {
    let context = Context {
        year: Some(2025),
        ..Context::default()
    };
    audit(text, &context)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_stands_where_it_says(plain in texts()) {
        let text = Text::from_plain(&plain);
        let review = review(&text);
        for figure in &review.figures {
            let paragraph: Vec<char> = text.paragraphs[figure.place.paragraph].text.chars().collect();
            let printed: String = paragraph[figure.place.offset..figure.end].iter().collect();
            prop_assert_eq!(&printed, &figure.text);
        }
        let mut places = review.figures.iter().map(|figure| figure.place);
        prop_assert!(places.clone().zip(places.by_ref().skip(1)).all(|(one, next)| one <= next));
    }

    #[test]
    fn findings_and_relations_point_at_what_is_there(plain in texts()) {
        let text = Text::from_plain(&plain);
        let review = review(&text);
        for relation in &review.relations {
            prop_assert!(relation.figures.iter().all(|index| *index < review.figures.len()));
        }
        for finding in &review.findings {
            prop_assert!(finding.figures.iter().all(|index| *index < review.figures.len()));
            prop_assert!(finding.text.chars().count() <= 40);
            prop_assert!(finding.place.paragraph <= text.paragraphs.len());
        }
    }

    #[test]
    fn a_review_is_the_same_every_time(plain in texts()) {
        let text = Text::from_plain(&plain);
        prop_assert_eq!(review(&text), review(&text));
    }
}

/// A relation counted once is not looked for again: four times the text has four times the figures and relations, no more.
#[test]
fn long_texts_are_read_as_short_ones_are() {
    let page =
        "收到申请45件，其中自然人申请30件，法人申请15件，办结44件，办结率97.8%。\n".repeat(20);
    let count = |text: &str| {
        let review = review(&Text::from_plain(text));
        (review.figures.len(), review.relations.len())
    };
    let (figures, _) = count(&page);
    let (more, relations) = count(&page.repeat(4));
    assert_eq!(more, 4 * figures);
    assert!(relations <= 8 * figures);
}

/// Long runs of one kind of character, each a trap for a reader that looks back or ahead without end.
#[test]
fn long_runs_of_anything_are_read() {
    for piece in [
        "1",
        "一",
        "1、",
        "（",
        "《",
        "“",
        "1件、",
        "1件，",
        "其中1件",
        "无",
        "均",
        "1-",
        "0.",
        "1,",
        "占1%",
        "百分之",
    ] {
        let text = piece.repeat(20_000);
        let review = review(&Text::from_plain(&text));
        assert!(review.figures.len() <= text.len());
    }
}
