//! What may be done to a matter now, and what may not yet, with the reason.

use andu_calendar::DateTime;
use andu_rules::condition::{Condition, Mention};
use andu_rules::model::{Action, FieldId, Gate, Procedure};

use crate::clocks::clocks;
use crate::decide::Env;
use crate::elsewhere::{self, Elsewhere};
use crate::facts::MatterFacts;
use crate::gates::{self, ClosedGate};
use crate::matter::Matter;

/// An action that the stage permits.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// Id of the action.
    pub action: String,
    /// Chinese term.
    pub label: String,
    /// It is not taken here, because the matter is worked elsewhere.
    pub elsewhere: Option<Elsewhere>,
    /// Gates that stand closed before it, whatever is filled in: empty where it may be taken.
    pub closed: Vec<ClosedGate>,
}

/// The actions that the stage permits, each with the gates that are closed before it.
///
/// Gates that ask for what the action itself would fill in or file are left out: they can only be judged with it.
pub fn prospects(matter: &Matter, env: &Env<'_>, at: DateTime) -> Vec<Prospect> {
    if matter.voided {
        return Vec::new();
    }
    let views = clocks(matter, env.procedure, env.calendar, at);
    let set = Default::default();
    let facts = MatterFacts {
        procedure: env.procedure,
        matter: Some(matter),
        set: &set,
        documents: &[],
        me: None,
        at,
        clocks: &views,
        linked: env.linked,
    };
    let permitted = env
        .procedure
        .actions
        .iter()
        .filter(|action| !action.deemed && action.from.contains(&matter.stage));
    let prospect = |action: &Action| {
        let standing = gates::before(env.procedure, action)
            .filter(|gate| !depends_on_act(gate, action, env.procedure));
        Prospect {
            action: action.id.to_string(),
            label: action.label.clone(),
            elsewhere: elsewhere::check(Some(matter), action, env),
            closed: gates::examine(standing, &facts).closed,
        }
    };
    permitted.map(prospect).collect()
}

/// Whether a gate asks for something that the action brings with it: fields, documents, the person acting.
fn depends_on_act(gate: &Gate, action: &Action, procedure: &Procedure) -> bool {
    let mut depends = false;
    let mut look = |condition: &Condition| {
        condition.mentions(&mut |mention| {
            let sets = |field: &FieldId| action.fields.iter().any(|used| used.field == *field);
            depends |= match mention {
                Mention::Field(field) | Mention::List(field) => sets(field),
                Mention::Column { list, .. } => sets(list),
                Mention::Opinion(opinion) => procedure
                    .opinions
                    .iter()
                    .any(|known| known.id == *opinion && sets(&known.field)),
                Mention::Document(_) | Mention::Link(_) | Mention::Actor(None) => true,
                _ => false,
            };
        });
    };
    look(&gate.holds);
    if let Some(when) = &gate.when {
        look(when);
    }
    for exception in &gate.exceptions {
        look(&exception.when);
    }
    depends
}
