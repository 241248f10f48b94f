//! The switch by which an office works here what is kept by order elsewhere (来源方式 导入, 汇总).
//!
//! The pack says how it stands until somebody turns it, and every turn is an event about the organ: who, when, why. The state is read from
//! those events and from nothing else; the setting only says whether what is in memory is still the last word.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_casework::{Casework, Matter};
use andu_ledger::{Event, Snapshot, Timestamp, Tx};
use andu_rules::model::{Procedure, Source};
use serde::{Deserialize, Serialize};

use crate::act::{Given, Request};
use crate::error::OfficeError;
use crate::handling::OFFLINE;
use crate::import::{Stopped, StoppedWay};
use crate::office::{Office, Shared};
use crate::organ::{self, OrganBody};

/// Setting that changes whenever the switch of a procedure is turned.
const CASEWORK_SETTING: &str = "casework";

/// How somebody turns the switch of a procedure.
#[derive(Debug, Clone)]
pub struct CaseworkSwitch {
    /// The procedure.
    pub procedure: String,
    /// On or off.
    pub on: bool,
    /// Who decides it.
    pub by: String,
    /// Who enters it.
    pub recorder: String,
    /// By what way it came: `cli`, `demo`.
    pub channel: String,
    /// Why.
    pub reason: String,
}

/// A turn of the switch, as the chain tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseworkTurn {
    /// On or off.
    pub on: bool,
    /// When, Asia/Shanghai.
    pub at: String,
    /// Who decided it.
    pub by: String,
    /// Who entered it.
    pub recorder: String,
    /// Why.
    pub reason: String,
    /// Position of the event in the chain.
    pub seq: u64,
}

/// A procedure that is kept by order elsewhere, and whether it is worked here.
#[derive(Debug, Clone, Serialize)]
pub struct CaseworkShown {
    /// Id of the procedure.
    pub id: String,
    /// Chinese term.
    pub label: String,
    /// Where the system of record is.
    pub source: Source,
    /// Whether it is worked here.
    pub on: bool,
    /// Every turn of the switch, in the order of the chain.
    pub turns: Vec<CaseworkTurn>,
}

/// What came of turning a switch.
#[derive(Debug, Clone, Serialize)]
pub struct CaseworkTurned {
    /// How it stands now.
    #[serde(flatten)]
    pub now: CaseworkShown,
    /// Whether it stood otherwise before; else nothing was written.
    pub changed: bool,
}

/// Every turn of every switch.
#[derive(Debug, Default)]
pub(crate) struct Switches(BTreeMap<String, Vec<CaseworkTurn>>);

/// Of an event about the organ, what turns a switch.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Turned {
    CaseworkSwitched {
        procedure: String,
        on: bool,
        reason: String,
    },
    #[serde(other)]
    Otherwise,
}

impl Switches {
    fn read(events: &[Event]) -> Result<Switches, OfficeError> {
        let mut switches = Switches::default();
        for event in events {
            let turned =
                serde_json::from_str(&event.body).map_err(|_| OfficeError::Unreadable {
                    matter: event.matter.clone(),
                    seq: event.seq,
                })?;
            let Turned::CaseworkSwitched {
                procedure,
                on,
                reason,
            } = turned
            else {
                continue;
            };
            switches.0.entry(procedure).or_default().push(CaseworkTurn {
                on,
                at: event.happened_at.strftime("%Y-%m-%dT%H:%M").to_string(),
                by: event.actor.clone(),
                recorder: event.recorder.clone(),
                reason,
                seq: event.seq,
            });
        }
        Ok(switches)
    }

    fn turns(&self, procedure: &str) -> &[CaseworkTurn] {
        self.0.get(procedure).map_or(&[], Vec::as_slice)
    }

    /// Whether matters of a procedure that is kept elsewhere are worked here: as the last turn left it, or as the pack has it.
    fn is_on(&self, procedure: &Procedure) -> bool {
        let last = self.turns(procedure.id.as_str()).last();
        last.map_or(!procedure.waits_for_switch, |turn| turn.on)
    }

    fn shown(&self, procedure: &Procedure) -> CaseworkShown {
        let id = procedure.id.as_str();
        CaseworkShown {
            id: id.to_owned(),
            label: procedure.label.clone(),
            source: procedure.source,
            on: self.is_on(procedure),
            turns: self.turns(id).to_vec(),
        }
    }
}

impl Shared {
    /// The switches as of the head of the chain; other processes may have written.
    fn switches(&self, tx: &mut Tx<'_>) -> Result<Arc<Switches>, OfficeError> {
        let mark = tx.setting(CASEWORK_SETTING)?;
        self.switches_by(mark, || Ok(tx.events(&self.organ)?))
    }

    /// The switches as of one state of the ledger.
    fn switches_at(&self, snapshot: &Snapshot<'_>) -> Result<Arc<Switches>, OfficeError> {
        let mark = snapshot.setting(&self.organ, CASEWORK_SETTING)?;
        self.switches_by(mark, || Ok(snapshot.events(&self.organ, &self.organ)?))
    }

    fn switches_by(
        &self,
        mark: Option<String>,
        events: impl FnOnce() -> Result<Vec<Event>, OfficeError>,
    ) -> Result<Arc<Switches>, OfficeError> {
        let mark = mark.unwrap_or_default();
        if let Some((at, switches)) = &self.memory().switches
            && *at == mark
        {
            return Ok(Arc::clone(switches));
        }
        let switches = Arc::new(Switches::read(&events()?)?);
        self.memory().switches = Some((mark, Arc::clone(&switches)));
        Ok(switches)
    }

    /// Whether the act of a request is worked here. What is the office's own, what was begun here and what is only entered is told
    /// without asking for the switch.
    pub(crate) fn casework(
        &self,
        tx: &mut Tx<'_>,
        procedure: &Procedure,
        matter: Option<&Matter>,
        request: &Request,
    ) -> Result<Casework, OfficeError> {
        let worked = matches!(request.given, Given::Act(_) | Given::ActWithApprovals(..));
        if procedure.source == Source::Own
            || !worked
            || matter.is_some_and(|matter| !matter.is_copy())
            || self.switches(tx)?.is_on(procedure)
        {
            return Ok(Casework::Here);
        }
        Ok(match request.channel.starts_with(OFFLINE) {
            true => Casework::Sheet,
            false => Casework::Elsewhere,
        })
    }

    /// Whether matters of a procedure are worked here, as of one state of the ledger.
    pub(crate) fn casework_at(
        &self,
        snapshot: &Snapshot<'_>,
        procedure: &Procedure,
    ) -> Result<Casework, OfficeError> {
        let here = procedure.source == Source::Own || self.switches_at(snapshot)?.is_on(procedure);
        Ok(match here {
            true => Casework::Here,
            false => Casework::Elsewhere,
        })
    }
}

impl Office {
    /// The procedures that are kept by order elsewhere, and which of them are worked here.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Unreadable`], [`OfficeError::Ledger`].
    pub fn casework(&self) -> Result<Vec<CaseworkShown>, OfficeError> {
        let rules = self.rules();
        let switches = self.in_snapshot(|snapshot| self.shared.switches_at(snapshot))?;
        let newest = rules.pack.procedures.values().filter_map(|it| it.last());
        let elsewhere = newest.filter(|procedure| procedure.source != Source::Own);
        Ok(elsewhere
            .map(|procedure| switches.shown(procedure))
            .collect())
    }

    /// Turns the switch of a procedure on or off. Where it stands so already, nothing is written.
    ///
    /// Off hides and freezes nothing: what was begun here may be finished.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoVersion`] for an unknown procedure, [`OfficeError::AlwaysWorked`] for one of the office's own,
    /// [`OfficeError::Usage`] without name or reason, [`OfficeError::NotRegistered`], [`OfficeError::Classified`],
    /// [`OfficeError::Ledger`].
    pub fn switch_casework(
        &self,
        switch: CaseworkSwitch,
        now: Timestamp,
    ) -> Result<CaseworkTurned, OfficeError> {
        let rules = self.rules();
        let versions = rules.pack.versions(&switch.procedure)?;
        let elsewhere = |it: &&Arc<Procedure>| it.source != Source::Own;
        let Some(procedure) = versions.iter().rev().find(elsewhere).map(Arc::clone) else {
            let label = versions.last().map_or("", |it| &it.label);
            return Err(OfficeError::AlwaysWorked {
                label: label.to_owned(),
            });
        };
        self.check_switch(&switch, now)?;
        let (shared, rules) = (Arc::clone(&self.shared), Arc::clone(&rules));
        self.act(move |tx| {
            let directory = shared.directory(tx, &rules)?;
            let (by, recorder) = (&switch.by, &switch.recorder);
            if by != recorder && directory.binds() && !directory.knows(by) {
                return Err(rules.not_registered(by));
            }
            let before = shared.switches(tx)?;
            if before.is_on(&procedure) == switch.on {
                return Ok(CaseworkTurned {
                    now: before.shown(&procedure),
                    changed: false,
                });
            }
            let body = OrganBody::CaseworkSwitched {
                procedure: switch.procedure.clone(),
                on: switch.on,
                reason: switch.reason.trim().to_owned(),
            };
            let hands = organ::Hands {
                actor: by,
                recorder,
                channel: &switch.channel,
            };
            let hash = organ::record_by(tx, &body, hands, now)?;
            tx.put_setting(CASEWORK_SETTING, &hash)?;
            Ok(CaseworkTurned {
                now: shared.switches(tx)?.shown(&procedure),
                changed: true,
            })
        })
    }

    /// Who and why must be said, and nothing secret with it.
    fn check_switch(&self, switch: &CaseworkSwitch, now: Timestamp) -> Result<(), OfficeError> {
        for (text, what, option) in [
            (&switch.by, "由谁决定", "--by"),
            (&switch.reason, "理由", "--reason"),
        ] {
            if text.trim().is_empty() {
                return Err(OfficeError::Usage(format!(
                    "不能开启或者关闭办理：没有写明{what}。请用 {option} 写明。"
                )));
            }
            let told = Given::Void {
                event: None,
                reason: text.clone(),
            };
            let stopped = Stopped {
                way: StoppedWay::Matter,
                now,
                recorder: &switch.recorder,
                channel: &switch.channel,
            };
            self.refuse_marked(&told, &[], stopped)?;
        }
        Ok(())
    }
}

/// What a copy of a matter kept elsewhere may still take here, for whoever looks at it.
pub(crate) fn notice(procedure: &Procedure) -> String {
    format!(
        "“{}”的来源方式为{}，本单位没有开启办理：本件据台账登记，不在本系统办理后续动作、出具文书。有变化的再次导入，由承办单位填报的用办理表取回，登记有误的予以更正。",
        procedure.label,
        source_label(procedure.source)
    )
}

/// Chinese term of where the system of record is.
pub fn source_label(source: Source) -> &'static str {
    match source {
        Source::Own => "自办",
        Source::Import => "导入",
        Source::Sum => "汇总",
    }
}
