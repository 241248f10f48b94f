//! What must hold of a pack beyond its spelling.
//!
//! Every check reports through [`Faults`] and looks at what was read, never at files. A check that cannot decide says nothing.

mod cases;
mod citations;
mod conditions;
mod gates;
mod indicators;
mod names;
pub(crate) mod paths;
mod quantities;
mod reports;
mod stages;
mod structure;
mod versions;

use crate::{
    diagnostic::Faults,
    model::Procedure,
    nearest::perhaps,
    read::{ProcedureMarks, Reading},
    source::Place,
};

/// Reports everything that is wrong with what was read, short of proofs.
pub(crate) fn check<'a>(reading: &'a Reading, faults: &'a Faults<'a>) -> Context<'a> {
    let context = Context { reading, faults };
    for marks in &reading.procedures {
        names::check(&context, marks);
        conditions::check(&context, marks);
        structure::check(&context, marks);
        stages::check(&context, marks);
        gates::check(&context, marks);
        citations::check(&context, marks);
    }
    versions::check(&context);
    indicators::check(&context);
    reports::check(&context);
    cases::check(&context);
    reading.lexicons.check(faults);
    context
}

/// What every check sees.
pub(crate) struct Context<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) faults: &'a Faults<'a>,
}

impl<'a> Context<'a> {
    /// The versions of a procedure that could be read, oldest first.
    fn versions(&self, id: &str) -> Vec<&'a Procedure> {
        let mut versions: Vec<&Procedure> = self
            .reading
            .procedures
            .iter()
            .map(|marks| marks.procedure.as_ref())
            .filter(|procedure| procedure.id.as_str() == id)
            .collect();
        versions.sort_by_key(|version| version.in_force.from);
        versions
    }

    /// Reports a name that nothing answers to.
    fn unknown<'n>(
        &self,
        place: Place,
        code: &'static str,
        (owner, kind, id): (&str, &str, &str),
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let message = format!("{owner}用到的{kind}“{id}”没有定义");
        let remedy = format!("请改正名称，或者补写这个{kind}");
        self.faults
            .error(place, code, message, perhaps(id, known, &remedy));
    }
}

/// Where the id of an item stands.
pub(crate) fn item(marks: &ProcedureMarks, kind: &str, id: &str) -> Place {
    marks.spot(&format!("{kind}/{id}"))
}
