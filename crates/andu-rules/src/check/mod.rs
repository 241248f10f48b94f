//! What must hold of a pack beyond its spelling.
//!
//! Every check reports through [`Faults`] and looks at what was read, never at files. A check that cannot decide says nothing.

mod cases;
mod citations;
mod clocks;
mod conditions;
mod gates;
mod indicators;
mod lookups;
mod names;
mod papers;
pub(crate) mod paths;
mod quantities;
mod reports;
mod sorts;
mod stages;
mod structure;
mod versions;

use crate::{
    diagnostic::Faults,
    model::Procedure,
    nearest::perhaps,
    parallel,
    read::{ProcedureMarks, Reading},
    source::Place,
};

/// Reports everything that is wrong with what was read, short of proofs.
pub(crate) fn check<'a>(reading: &'a Reading, faults: &'a Faults<'a>, depth: Depth) -> Context<'a> {
    let context = Context { reading, faults };
    let whole: [&(dyn Fn() + Sync); 6] = [
        // Compiling the patterns takes longest.
        &|| reading.lexicons.check(faults, depth),
        &|| cases::check(&context, depth),
        &|| versions::check(&context),
        &|| indicators::check(&context),
        &|| reports::check(&context),
        &|| papers::check(&context),
    ];
    let parts = whole.into_iter().map(Part::Whole);
    let procedures = reading.procedures.iter().map(Part::Procedure);
    let parts: Vec<Part<'_>> = parts.chain(procedures).collect();
    parallel::map(&parts, |part| match part {
        Part::Whole(check) => check(),
        Part::Procedure(marks) => procedure(&context, marks),
    });
    context
}

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Everything.
    Whole,
    /// Everything, but what stands by itself (patterns and worked examples) only of layers from this number on.
    From(usize),
    /// Nothing.
    Nothing,
}

impl Depth {
    /// Whether what stands by itself in a layer is looked at.
    pub(crate) fn reaches(self, layer: usize) -> bool {
        match self {
            Depth::Whole => true,
            Depth::From(first) => layer >= first,
            Depth::Nothing => false,
        }
    }
}

/// What is checked by itself.
enum Part<'a> {
    /// Something about the pack as a whole.
    Whole(&'a (dyn Fn() + Sync)),
    /// One version of one procedure.
    Procedure(&'a ProcedureMarks),
}

fn procedure(context: &Context<'_>, marks: &ProcedureMarks) {
    names::check(context, marks);
    conditions::check(context, marks);
    structure::check(context, marks);
    stages::check(context, marks);
    gates::check(context, marks);
    clocks::check(context, marks);
    citations::check(context, marks);
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
        if self.faults.is_full() {
            return;
        }
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
