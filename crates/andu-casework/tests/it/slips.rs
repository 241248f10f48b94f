//! What is handed in at the desk: commands as a clerk would say them.

use andu_casework::{
    Act, Change, Command, Correction, Deed, Document, Found, Grants, LATE_ENTRY_ROLE, LinkTo,
    Source, SpecialApproval, Step,
};
use andu_rules::model::Value;

use crate::office::{actor, at, fields};

/// What is handed in at the desk.
#[derive(Debug, Clone)]
pub struct Slip {
    command: Command,
}

fn slip(deed: Deed, who: &str, when: &str) -> Slip {
    Slip {
        command: Command {
            deed,
            happened_at: at(when),
            now: at(when),
            actor: actor(who),
            recorder: actor(who),
            late_reason: None,
        },
    }
}

/// `who` takes an action at a time and enters it at once.
pub fn act(action: &str, who: &str, when: &str) -> Slip {
    let act = Act {
        action: Some(action.into()),
        ..Act::default()
    };
    slip(Deed::Act(act), who, when)
}

/// The opening as it usually goes: all that is required, on the given day.
pub fn register(when: &str) -> Slip {
    act("register", "甲", when)
        .set(&[
            ("subject", "建房"),
            ("received_on", when.get(..10).unwrap()),
            ("channel", "counter"),
        ])
        .file("form")
}

/// An as-found entry of steps with their days.
pub fn found(steps: &[(&str, &str)], now: &str) -> Slip {
    let steps = steps
        .iter()
        .map(|(action, when)| Step {
            action: (*action).into(),
            at: at(when),
        })
        .collect();
    let source = Source {
        title: "2024年准办台账".to_owned(),
        row: Some(7),
        ..Source::default()
    };
    let found = Found {
        steps,
        source,
        ..Found::default()
    };
    slip(Deed::Found(found), "甲", now)
}

pub fn correct_field(event: u64, field: &str, value: &str, now: &str) -> Slip {
    let value = fields(&[(field, value)]).remove(field).unwrap();
    correct(event, Change::Field(field.into(), value), now)
}

pub fn correct_time(event: u64, time: &str, now: &str) -> Slip {
    correct(event, Change::Time(at(time)), now)
}

pub fn correct(event: u64, change: Change, now: &str) -> Slip {
    let correction = Correction {
        event,
        change,
        reason: "录入有误".to_owned(),
    };
    slip(Deed::Correct(correction), "甲", now)
}

pub fn void(event: u64, now: &str) -> Slip {
    let reason = "重复登记".to_owned();
    let event = Some(event);
    slip(Deed::Void { event, reason }, "甲", now)
}

pub fn void_matter(now: &str) -> Slip {
    let reason = "立件有误".to_owned();
    let event = None;
    slip(Deed::Void { event, reason }, "甲", now)
}

impl Slip {
    /// A command as it stands.
    pub fn of(command: Command) -> Slip {
        Slip { command }
    }

    pub fn set(mut self, pairs: &[(&str, &str)]) -> Slip {
        for (field, value) in fields(pairs) {
            self = self.value(field.as_str(), value);
        }
        self
    }

    pub fn value(mut self, field: &str, value: Value) -> Slip {
        match &mut self.command.deed {
            Deed::Act(act) => act.set.insert(field.into(), value),
            Deed::Found(found) => found.set.insert(field.into(), value),
            Deed::Correct(_) | Deed::Void { .. } => None,
        };
        self
    }

    pub fn file(mut self, kind: &str) -> Slip {
        let document = Document {
            kind: kind.into(),
            file: None,
            digest: None,
            paper: Some("档案柜三".to_owned()),
        };
        match &mut self.command.deed {
            Deed::Act(act) => act.documents.push(document),
            Deed::Found(found) => found.documents.push(document),
            Deed::Correct(_) | Deed::Void { .. } => {}
        }
        self
    }

    /// Without any document.
    pub fn bare(mut self) -> Slip {
        if let Deed::Act(act) = &mut self.command.deed {
            act.documents.clear();
        }
        self
    }

    pub fn without(mut self, field: &str) -> Slip {
        if let Deed::Act(act) = &mut self.command.deed {
            act.set.remove(field);
        }
        self
    }

    pub fn link(mut self, kind: &str, matter: &str) -> Slip {
        let matter = matter.to_owned();
        if let Deed::Act(act) = &mut self.command.deed {
            act.links.push(LinkTo {
                kind: kind.into(),
                matter,
            });
        }
        self
    }

    /// A special approval (特批).
    pub fn pass(mut self, gate: &str, by: &str, reason: &str) -> Slip {
        if let Deed::Act(act) = &mut self.command.deed {
            act.approvals.push(SpecialApproval {
                gate: gate.into(),
                by: actor(by),
                reason: reason.to_owned(),
            });
        }
        self
    }

    /// Takes no particular action: the procedure's opening.
    pub fn unnamed(mut self) -> Slip {
        if let Deed::Act(act) = &mut self.command.deed {
            act.action = None;
        }
        self
    }

    /// An as-found entry that does not say where it was found.
    pub fn untitled(mut self) -> Slip {
        if let Deed::Found(found) = &mut self.command.deed {
            found.source = Source::default();
        }
        self
    }

    /// Entered at this time instead of at once.
    pub fn entered(mut self, now: &str) -> Slip {
        self.command.now = at(now);
        self
    }

    /// A late entry by somebody who may.
    pub fn late(mut self, now: &str) -> Slip {
        self.command.late_reason = Some("材料后到".to_owned());
        if let Grants::Only(roles) = &mut self.command.recorder.grants {
            roles.insert(LATE_ENTRY_ROLE.into());
        }
        self.entered(now)
    }

    pub fn late_reason(mut self, reason: &str) -> Slip {
        self.command.late_reason = Some(reason.to_owned());
        self
    }

    pub fn reason(mut self, text: &str) -> Slip {
        match &mut self.command.deed {
            Deed::Correct(correction) => correction.reason = text.to_owned(),
            Deed::Void { reason, .. } => *reason = text.to_owned(),
            Deed::Act(_) | Deed::Found(_) => {}
        }
        self
    }

    /// Entered on behalf (代录).
    pub fn by(mut self, recorder: &str) -> Slip {
        self.command.recorder = actor(recorder);
        self
    }

    pub fn command(&self) -> &Command {
        &self.command
    }
}
