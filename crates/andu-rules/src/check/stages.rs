//! Stages: each can be reached and left, and in each open one somebody is waiting for something.

use std::collections::BTreeSet;

use crate::{
    check::{Context, item, paths::Paths},
    read::ProcedureMarks,
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    // Without an opening nothing can be reached; that has been said once.
    if procedure
        .opening()
        .is_none_or(|opening| opening.to.is_empty())
    {
        return;
    }
    let paths = Paths::new(procedure);
    let reached = paths.without(&[]).stages;
    let closing = paths.closing();
    let mut timed: BTreeSet<&str> = BTreeSet::new();
    for clock in &procedure.clocks {
        timed.extend(paths.running(&clock.start, &clock.stop));
    }
    for stage in &procedure.stages {
        let id = stage.id.as_str();
        let place = item(marks, "stage", id);
        if !reached.contains(id) {
            let message = format!("环节“{}”走不到：没有一条路从立件通到这里", stage.label);
            let remedy = "请在某个动作的 to 里写上它，或者删去这个环节";
            context
                .faults
                .error(place, "stage-unreachable", message, remedy);
            continue;
        }
        if !closing.contains(id) && procedure.plain.is_none() {
            let message = format!("环节“{}”走不出：没有一条路从这里通到办结", stage.label);
            let remedy = "请补写从这里出发的动作，或者在最后的环节上写 closed = true";
            context
                .faults
                .error(place, "stage-without-exit", message, remedy);
        }
        if !stage.closed && stage.waits.is_none() && !timed.contains(id) {
            let message = format!("环节“{}”没有办结，也没有期限在走", stage.label);
            let remedy = "请补写期限，或者用 waits 写明在等什么、为什么没有期限";
            context
                .faults
                .error(place, "stage-without-clock", message, remedy);
        }
    }
}
