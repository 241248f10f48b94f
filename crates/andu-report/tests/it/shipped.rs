//! The templates that ship.

use std::collections::BTreeMap;

use andu_report::{SlotValue, compose, read_back, to_docx, to_text};
use andu_rules::{Pack, load, model::BlockKind, model::ReportTemplate};

use crate::support::{figure, prose, shipped, shown, variables};

fn pack(layers: &[&str]) -> Pack {
    let (pack, diagnostics) = load(&shipped(layers));
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|it| it.severity == andu_rules::Severity::Error && it.file.contains("reports/"))
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    pack
}

/// The same value for every figure of a template.
fn all(pack: &Pack, template: &ReportTemplate, value: &str) -> BTreeMap<String, SlotValue> {
    let figures = template.figures().into_iter();
    figures
        .map(|id| (id.to_string(), figure(&pack.indicators[id].label, value)))
        .collect()
}

#[test]
fn a_year_without_records_prints_no_sentence_and_asks_for_all_five_contents() {
    for layers in [&["cn"][..], &["cn", "50"]] {
        let pack = pack(layers);
        let template = &pack.reports["law-based-government"];
        assert_eq!(template.required.len(), 5);
        let zeros = all(&pack, template, "0");
        let rates: BTreeMap<String, SlotValue> = zeros
            .iter()
            .map(|(id, zero)| {
                let undefined = pack.indicators[id.as_str()].unit == "%";
                (
                    id.clone(),
                    if undefined {
                        figure(&zero.label, "")
                    } else {
                        zero.clone()
                    },
                )
            })
            .collect();
        let (document, findings) = compose(
            template,
            &variables(),
            &|id| rates.get(id).cloned(),
            &prose(&[]),
            &[],
        );
        assert_eq!(document.slots().len(), 0, "{}", to_text(&document));
        let missing = findings.iter().filter(|it| it.code() == "required-missing");
        assert_eq!(
            (missing.count(), findings.len()),
            (5, 5),
            "{}",
            shown(&findings)
        );
    }
}

#[test]
fn a_full_year_prints_every_figure_and_types_no_numeral() {
    for layers in [&["cn"][..], &["cn", "50"]] {
        let pack = pack(layers);
        let template = &pack.reports["law-based-government"];
        let ones = all(&pack, template, "1");
        let sections: Vec<(&str, &str)> = template
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Prose { .. }))
            .filter_map(|block| Some((block.id.as_deref()?, "已写。")))
            .collect();
        let (document, findings) = compose(
            template,
            &variables(),
            &|id| ones.get(id).cloned(),
            &prose(&sections),
            &[],
        );
        let others: Vec<_> = findings
            .into_iter()
            .filter(|it| it.code() != "identity-broken")
            .collect();
        assert_eq!(shown(&others), "");
        let wordings = template
            .blocks
            .iter()
            .flat_map(|block| block.kind.wordings());
        let slots: usize = wordings.map(|wording| wording.figures().count()).sum();
        assert_eq!(document.slots().len(), slots);
        let back = read_back(&to_docx(&document)).unwrap();
        assert_eq!(back.slots.len(), slots);
    }
}
