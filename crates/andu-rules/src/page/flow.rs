//! The graph of a procedure as Mermaid text, which code hosts and editors draw.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::model::{Action, Procedure, StageId};

/// From how many stages an action may be taken until its arrows are drawn from one node that stands for all of them.
const MANY: usize = 4;

/// Stages as nodes, actions as arrows; what leaves a stage as it is has no arrow.
pub(super) fn graph(procedure: &Procedure) -> String {
    let mut text = String::from("```mermaid\nflowchart TD\n  begin((立件))\n");
    for (number, stage) in procedure.stages.iter().enumerate() {
        let label = quoted(&stage.label);
        // Writing to a String cannot fail, so the results carry nothing.
        let _ = match stage.closed {
            true => writeln!(text, "  s{number}([{label}])"),
            false => writeln!(text, "  s{number}[{label}]"),
        };
    }
    let mut arrows = Arrows::default();
    for action in &procedure.actions {
        arrows.action(procedure, action);
    }
    if arrows.many {
        text.push_str("  any{{各未办结环节}}\n");
    }
    for (from, to, deemed) in &arrows.order {
        let labels = arrows.labels.get(&(from.clone(), to.clone(), *deemed));
        let labels = labels.map(|labels| labels.join("、")).unwrap_or_default();
        let line = if *deemed { "-.->" } else { "-->" };
        let _ = writeln!(text, "  {from} {line}|{}| {to}", quoted(&labels));
    }
    text.push_str("```\n");
    text
}

/// From, to, and whether it happens by law.
type Arrow = (String, String, bool);

#[derive(Default)]
struct Arrows {
    order: Vec<Arrow>,
    labels: BTreeMap<Arrow, Vec<String>>,
    many: bool,
}

impl Arrows {
    fn action(&mut self, procedure: &Procedure, action: &Action) {
        let node = |stage: &StageId| {
            let mut stages = procedure.stages.iter();
            let number = stages.position(|known| known.id == *stage);
            number.map(|number| format!("s{number}"))
        };
        for target in &action.to {
            let Some(to) = node(&target.stage) else {
                continue;
            };
            let from: Vec<String> = match action.opening {
                true => vec!["begin".to_owned()],
                false => action
                    .from
                    .iter()
                    .filter(|from| **from != target.stage)
                    .filter_map(node)
                    .collect(),
            };
            let from = match from.len() >= MANY {
                true => {
                    self.many = true;
                    vec!["any".to_owned()]
                }
                false => from,
            };
            for from in from {
                self.draw((from, to.clone(), action.deemed), &action.label);
            }
        }
    }

    fn draw(&mut self, arrow: Arrow, label: &str) {
        let labels = self.labels.entry(arrow.clone()).or_default();
        if labels.is_empty() {
            self.order.push(arrow);
        }
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
}

/// A label between quotation marks that Mermaid reads as plain text.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "#quot;"))
}
