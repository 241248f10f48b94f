//! What is kept by order elsewhere (来源方式 导入, 汇总): its rows are entered here and kept up to date, and worked here only where the
//! office has switched that on.
//!
//! A matter begun here is finished here, whatever the switch says since: nobody may be left with half a case.

use std::fmt;

use andu_rules::model::{Action, Citation, Source};

use crate::decide::Env;
use crate::event::Body;
use crate::matter::Matter;
use crate::refusal::{Refusal, articles};

/// Whether the matters of a procedure are worked here, as far as the act at hand is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Casework {
    /// They are: the office's own work (自办), or it has switched it on.
    Here,
    /// They are not: what comes from elsewhere is entered and corrected, nothing is begun.
    Elsewhere,
    /// They are not, and the act is told by a sheet that a unit returned (办理表): it keeps the copy up to date.
    Sheet,
}

/// An act that is not taken here, because the matter is worked elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The action's label.
    pub action: String,
    /// The procedure's label.
    pub procedure: String,
    /// The procedure's id, by which it is switched on.
    pub id: String,
    /// Where the system of record is.
    pub source: Source,
    /// The matter is here already, as a copy; else it was to be opened.
    pub copy: bool,
    /// What the procedure rests on.
    pub basis: Vec<Citation>,
}

impl Matter {
    /// Whether it is a copy of what is kept elsewhere: entered as found, and nobody has worked it here since.
    ///
    /// What the law deems to have happened and what returned sheets tell keep a copy up to date; they do not make it a case of ours.
    pub fn is_copy(&self) -> bool {
        let worked = |body: &Body| match body {
            Body::Acted(acted) => !acted.copied && acted.deemed.is_none(),
            Body::Found(_) | Body::Corrected(_) | Body::Voided(_) => false,
        };
        !self.events.iter().any(|event| worked(&event.body))
    }
}

/// What stands in the way of an act because the matter is worked elsewhere; `None` where it may be taken.
pub(crate) fn check(matter: Option<&Matter>, action: &Action, env: &Env<'_>) -> Option<Elsewhere> {
    let copy = match (env.casework, matter) {
        (Casework::Here, _) => return None,
        (Casework::Elsewhere | Casework::Sheet, None) => false,
        (Casework::Elsewhere, Some(matter)) if matter.is_copy() => true,
        (Casework::Elsewhere | Casework::Sheet, Some(_)) => return None,
    };
    let procedure = env.procedure;
    Some(Elsewhere {
        action: action.label.clone(),
        procedure: procedure.label.clone(),
        id: procedure.id.to_string(),
        source: procedure.source,
        copy,
        basis: procedure.basis.clone(),
    })
}

/// Refuses an act on a matter that is worked elsewhere.
pub(crate) fn refuse(
    matter: Option<&Matter>,
    action: &Action,
    env: &Env<'_>,
) -> Result<(), Refusal> {
    match check(matter, action, env) {
        Some(elsewhere) => Err(Refusal::Elsewhere(elsewhere)),
        None => Ok(()),
    }
}

/// Whether the act only keeps a copy up to date.
pub(crate) fn copies(matter: Option<&Matter>, env: &Env<'_>) -> bool {
    env.casework == Casework::Sheet && matter.is_some_and(Matter::is_copy)
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Elsewhere {
            action,
            procedure,
            id,
            source,
            copy,
            basis,
        } = self;
        let (way, book) = match source {
            Source::Sum => ("汇总，以各单位签报的汇总数为准", "各单位签报的汇总表"),
            Source::Import | Source::Own => ("导入，以上级系统的登记为准", "上级系统导出的台账"),
        };
        let place = if *copy {
            "本件据台账登记，"
        } else {
            ""
        };
        let basis = articles(basis);
        write!(
            f,
            "不能办理“{action}”：{place}“{procedure}”的来源方式为{way}，本单位没有开启办理{basis}。请导入{book}（andu import）"
        )?;
        f.write_str(match copy {
            true => "，有变化的再次导入，登记有误的予以更正（andu matter correct）",
            false => "，已有纸质记录的据台账登记（andu matter found）",
        })?;
        write!(
            f,
            "；确需在本系统办理的，先开启：andu casework on {id} --by 姓名 --reason 理由。"
        )
    }
}
