//! Writing: what an act may do inside its transaction.

mod projections;
mod side;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Deref;

pub use projections::HistoryRow;

use jiff::Timestamp;
use rusqlite::{Params, params};

use crate::chain::{FORMAT, GENESIS, Preimage, event_hash};
use crate::event::{Appended, Event, Head, NewEvent};
use crate::rows::MatterHead;
use crate::snapshot::{Snapshot, event_row, signed, unsigned};
use crate::table::TableCache;
use crate::{LedgerError, sql};

/// One act on one organ's chain. Reads through [`Snapshot`] see what the act has written so far.
#[derive(Debug)]
pub struct Tx<'a> {
    snapshot: Snapshot<'a>,
    organ: &'a str,
    chains: &'a mut Chains,
    tables: &'a mut TableCache,
    act: ActState,
}

/// The ends of the chains that the running transaction has touched. Other processes write too, so nothing of it
/// outlives the transaction.
pub(crate) type Chains = HashMap<String, ChainEnd>;

/// The end of one chain inside a transaction.
#[derive(Debug, Clone)]
pub(crate) struct ChainEnd {
    pub(crate) seq: u64,
    pub(crate) hash: String,
    recorded_at: i64,
    /// Whether the head row has to be written before the commit.
    pub(crate) moved: bool,
}

/// What is known of the act alone.
#[derive(Debug, Default)]
struct ActState {
    /// How many events each command has so far.
    ordinals: HashMap<String, u32>,
    /// The matter that this act opened last, while it has no clock rows.
    without_clocks: Option<String>,
    /// The first fault of the storage: after it the act cannot be kept, whatever its closure makes of it.
    fault: OnceCell<LedgerError>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Snapshot<'a>;

    fn deref(&self) -> &Snapshot<'a> {
        &self.snapshot
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(
        snapshot: Snapshot<'a>,
        organ: &'a str,
        chains: &'a mut Chains,
        tables: &'a mut TableCache,
    ) -> Self {
        Self {
            snapshot,
            organ,
            chains,
            tables,
            act: ActState::default(),
        }
    }

    pub(crate) fn into_fault(self) -> Option<LedgerError> {
        self.act.fault.into_inner()
    }

    /// The reading side, for what belongs to another organ.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot<'a> {
        &self.snapshot
    }

    /// The organ whose chain this act writes.
    #[must_use]
    pub fn organ(&self) -> &str {
        self.organ
    }

    /// The end of the chain, as it stands inside this transaction.
    ///
    /// # Errors
    /// [`LedgerError::ChainBroken`] where head row and last event disagree.
    pub fn head(&mut self) -> Result<Head, LedgerError> {
        let end = self.chain_end()?;
        Ok(Head {
            seq: end.seq,
            hash: end.hash.clone(),
        })
    }

    /// Appends an event, and moves the heads of its matter and of the chain.
    ///
    /// # Errors
    /// [`LedgerError::Stale`] where the matter's version is not the next one (nothing was written then);
    /// [`LedgerError::RepeatedCommand`] where another act carried the command out (the act cannot be kept then).
    pub fn append(&mut self, event: NewEvent) -> Result<Appended, LedgerError> {
        check_fields(&event)?;
        let end = self.chain_end()?;
        let (seq, prev) = (end.seq + 1, end.hash.clone());
        let recorded_at = event.recorded_at.as_millisecond().max(end.recorded_at);
        self.advance_matter(&event, seq)?;
        let ordinal = self.next_ordinal(&event.command);
        let happened_at = event.happened_at.to_string();
        let texts = [
            FORMAT.to_string(),
            seq.to_string(),
            event.matter_version.to_string(),
        ];
        let (recorded_text, ordinal_text) = (recorded_at.to_string(), ordinal.to_string());
        let fields: Preimage<'_> = [
            texts[0].as_bytes(),
            self.organ.as_bytes(),
            texts[1].as_bytes(),
            prev.as_bytes(),
            event.matter.as_bytes(),
            event.procedure.as_bytes(),
            texts[2].as_bytes(),
            recorded_text.as_bytes(),
            happened_at.as_bytes(),
            event.actor.as_bytes(),
            event.recorder.as_bytes(),
            event.channel.as_bytes(),
            event.command.as_bytes(),
            ordinal_text.as_bytes(),
            event.rule_digest.as_bytes(),
            event.body.as_bytes(),
        ];
        let hash = event_hash(&fields);
        self.insert_event(
            &event,
            (seq, recorded_at, &happened_at, ordinal),
            (&prev, &hash),
        )?;
        let moved = ChainEnd {
            seq,
            hash: hash.clone(),
            recorded_at,
            moved: true,
        };
        if let Some(end) = self.chains.get_mut(self.organ) {
            *end = moved;
        }
        let recorded_at =
            Timestamp::from_millisecond(recorded_at).map_err(|_| LedgerError::FieldMissing {
                field: "登记时间",
            })?;
        Ok(Appended {
            seq,
            hash,
            recorded_at,
        })
    }

    /// The events of a command: not empty where it was carried out before.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn command(&mut self, command: &str) -> Result<Vec<Event>, LedgerError> {
        self.snapshot.command_events(self.organ, command)
    }

    /// The head row of a matter of this organ.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn matter(&mut self, matter: &str) -> Result<Option<MatterHead>, LedgerError> {
        self.snapshot.matter_head(self.organ, matter)
    }

    /// The events of a matter of this organ, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events(&mut self, matter: &str) -> Result<Vec<Event>, LedgerError> {
        self.snapshot.events(self.organ, matter)
    }

    /// Executes a statement that writes, and remembers a fault that the caller might swallow.
    fn write(&self, sql: &str, params: impl Params) -> Result<usize, LedgerError> {
        let done = self
            .snapshot
            .conn
            .prepare_cached(sql)
            .and_then(|mut s| s.execute(params));
        done.map_err(|error| self.note(error.into()))
    }

    fn note(&self, error: LedgerError) -> LedgerError {
        let _ = self.act.fault.set(error.clone());
        error
    }

    /// Reads the end of the chain once a transaction, and checks it before anything is written after it.
    fn chain_end(&mut self) -> Result<&ChainEnd, LedgerError> {
        if !self.chains.contains_key(self.organ) {
            let end = load_chain_end(&self.snapshot, self.organ)?;
            self.chains.insert(self.organ.to_string(), end);
        }
        Ok(&self.chains[self.organ])
    }

    fn advance_matter(&mut self, event: &NewEvent, seq: u64) -> Result<(), LedgerError> {
        let (matter, version, seq) = (&event.matter, event.matter_version, signed(seq));
        let moved = if version == 1 {
            let params = params![self.organ, matter, event.procedure, event.rule_digest, seq];
            let moved = self.write(sql::MATTER_INSERT, params)?;
            if moved == 1 {
                self.act.without_clocks = Some(matter.clone());
            }
            moved
        } else {
            let params = params![
                self.organ,
                matter,
                event.rule_digest,
                version,
                seq,
                event.procedure
            ];
            self.write(sql::MATTER_UPDATE, params)?
        };
        if moved == 1 {
            return Ok(());
        }
        let since = self.snapshot.all(
            sql::EVENT_BY_MATTER,
            params![self.organ, matter, version],
            event_row,
        )?;
        Err(LedgerError::Stale {
            matter: matter.clone(),
            since,
        })
    }

    fn next_ordinal(&mut self, command: &str) -> u32 {
        if let Some(count) = self.act.ordinals.get_mut(command) {
            *count += 1;
            return *count - 1;
        }
        self.act.ordinals.insert(command.to_string(), 1);
        0
    }

    fn insert_event(
        &mut self,
        event: &NewEvent,
        (seq, recorded_at, happened_at, ordinal): (u64, i64, &str, u32),
        (prev, hash): (&str, &str),
    ) -> Result<(), LedgerError> {
        let params = params![
            signed(seq),
            self.organ,
            event.matter,
            event.procedure,
            event.matter_version,
            recorded_at,
            happened_at,
            event.actor,
            event.recorder,
            event.channel,
            event.command,
            ordinal,
            event.rule_digest,
            event.body,
            FORMAT,
            prev,
            hash,
        ];
        let done = self
            .snapshot
            .conn
            .prepare_cached(sql::EVENT_INSERT)
            .and_then(|mut s| s.execute(params));
        match done {
            Ok(_) => Ok(()),
            // The place and the matter's version were checked above, so only the command can be there already.
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
            {
                let command = event.command.clone();
                Err(self.note(LedgerError::RepeatedCommand { command }))
            }
            Err(error) => Err(self.note(error.into())),
        }
    }
}

fn load_chain_end(snapshot: &Snapshot<'_>, organ: &str) -> Result<ChainEnd, LedgerError> {
    let last = snapshot.one(sql::EVENT_LAST, [organ], |row| {
        let (seq, hash) = (unsigned(row.get(0)?), row.get(1)?);
        Ok(ChainEnd {
            seq,
            hash,
            recorded_at: row.get(2)?,
            moved: false,
        })
    })?;
    let head: Option<(u64, String)> = snapshot.one(sql::HEAD_ONE, [organ], |row| {
        Ok((unsigned(row.get(0)?), row.get(1)?))
    })?;
    match (last, head) {
        (None, None) => {
            let hash = GENESIS.to_string();
            Ok(ChainEnd {
                seq: 0,
                hash,
                recorded_at: i64::MIN,
                moved: false,
            })
        }
        (Some(end), Some((seq, hash))) if end.seq == seq && end.hash == hash => Ok(end),
        (last, head) => {
            let (last, head) = (
                last.map_or(0, |end| end.seq),
                head.map_or(0, |(seq, _)| seq),
            );
            Err(LedgerError::ChainBroken {
                organ: organ.to_string(),
                seq: last.min(head) + 1,
            })
        }
    }
}

fn check_fields(event: &NewEvent) -> Result<(), LedgerError> {
    let fields = [
        (&event.matter, "件号"),
        (&event.procedure, "程序"),
        (&event.actor, "办理人"),
        (&event.recorder, "登记人"),
        (&event.command, "命令号"),
        (&event.body, "内容"),
    ];
    match fields.iter().find(|(text, _)| text.is_empty()) {
        Some((_, field)) => Err(LedgerError::FieldMissing { field }),
        None if event.matter_version == 0 => Err(LedgerError::FieldMissing {
            field: "件内序号"
        }),
        None => Ok(()),
    }
}
