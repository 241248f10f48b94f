//! Events, as they are given and as they are kept.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;

/// An event to be appended. The ledger gives it its place and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Id of the matter.
    pub matter: String,
    /// Procedure of the matter.
    pub procedure: String,
    /// Place in the matter, from 1: one more than the last, else the act is [`crate::LedgerError::Stale`].
    pub matter_version: u32,
    /// When it was entered. The ledger keeps whole milliseconds and never goes back.
    pub recorded_at: Timestamp,
    /// When it happened, by the clock on the wall in China.
    pub happened_at: DateTime,
    /// Who acted.
    pub actor: String,
    /// Who entered it.
    pub recorder: String,
    /// How it came in.
    pub channel: String,
    /// Id of the command; a repeated one finds its first answer.
    pub command: String,
    /// Digest of the rule file that it was decided by.
    pub rule_digest: String,
    /// What happened, as JSON text that is kept byte for byte.
    pub body: String,
}

/// An event of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Place in the organ's chain, from 1.
    pub seq: u64,
    /// The organ.
    pub organ: String,
    /// Id of the matter.
    pub matter: String,
    /// Procedure of the matter.
    pub procedure: String,
    /// Place in the matter, from 1.
    pub matter_version: u32,
    /// When it was entered.
    pub recorded_at: Timestamp,
    /// When it happened, by the clock on the wall in China.
    pub happened_at: DateTime,
    /// Who acted.
    pub actor: String,
    /// Who entered it.
    pub recorder: String,
    /// How it came in.
    pub channel: String,
    /// Id of the command.
    pub command: String,
    /// Place among the events of its command, from 0.
    pub ordinal: u32,
    /// Digest of the rule file that it was decided by.
    pub rule_digest: String,
    /// What happened, byte for byte as it was hashed.
    pub body: String,
    /// Number of the layout that was hashed.
    pub format: u32,
    /// Hash of the event before, in hex.
    pub prev: String,
    /// Hash of this event, in hex.
    pub hash: String,
}

/// What became of an event that was appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// Its place.
    pub seq: u64,
    /// Its hash, in hex.
    pub hash: String,
    /// When it counts as entered: never before the event before it.
    pub recorded_at: Timestamp,
}

/// The end of an organ's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Place of the last event; 0 while there is none.
    pub seq: u64,
    /// Its hash, in hex; noughts while there is none.
    pub hash: String,
}
