//! What was sent and is not confirmed yet: in memory only, bounded, and gone after an hour.
//!
//! Nothing of an upload may be stored before somebody has looked at it, so it must not touch the data folder; and a browser cannot send
//! a file again that it was not given again. What is lost with it (an hour passes, the program ends) is one more upload.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use andu_office::{OfficeError, Timestamp, new_command};

use crate::fault::Fault;

/// How long something is kept after it was last looked at, in seconds.
const KEPT_SECONDS: i64 = 3_600;
/// How many uploads are kept at a time.
const MOST_KEPT: usize = 24;
/// How much all of them together may weigh.
const MOST_BYTES: usize = 256 << 20;

/// Uploads by id.
#[derive(Default)]
pub(crate) struct Kept {
    slots: Mutex<BTreeMap<String, Slot>>,
}

struct Slot {
    used: Timestamp,
    bytes: usize,
    name: String,
    what: What,
}

/// What is kept.
#[derive(Clone)]
pub(crate) enum What {
    Import(Arc<Mutex<crate::pages::import::Draft>>),
    Handling(Arc<Mutex<crate::pages::handling::Draft>>),
    Fill(Arc<Mutex<crate::pages::fill::Draft>>),
    Notice(Arc<Mutex<crate::pages::calendar::Draft>>),
}

/// An upload that waits, as a list shows it.
pub(crate) struct Waiting {
    pub id: String,
    pub name: String,
    pub what: What,
}

impl Kept {
    /// Keeps an upload; gives its id.
    pub(crate) fn put(
        &self,
        name: &str,
        bytes: usize,
        what: What,
        now: Timestamp,
    ) -> Result<String, Fault> {
        let mut slots = self.slots(now);
        let held: usize = slots.values().map(|slot| slot.bytes).sum();
        if slots.len() >= MOST_KEPT || held.saturating_add(bytes) > MOST_BYTES {
            return Err(Fault::usage(format!(
                "等待登记的文件过多（最多{MOST_KEPT}个、共{}兆），没有接收“{name}”。请先登记或者放弃前面上传的，再上传。",
                MOST_BYTES >> 20
            )));
        }
        let id = new_command(now).map_err(|error: OfficeError| Fault::from(error))?;
        let slot = Slot {
            used: now,
            bytes,
            name: name.to_owned(),
            what,
        };
        slots.insert(id.clone(), slot);
        Ok(id)
    }

    /// What is kept under an id; looking at it keeps it for another hour.
    pub(crate) fn get(&self, id: &str, now: Timestamp) -> Result<What, Fault> {
        let mut slots = self.slots(now);
        let slot = slots.get_mut(id).ok_or(Fault::Gone)?;
        slot.used = now;
        Ok(slot.what.clone())
    }

    /// The file is not needed any more; what came of it still is.
    pub(crate) fn lighten(&self, id: &str, now: Timestamp) {
        if let Some(slot) = self.slots(now).get_mut(id) {
            slot.bytes = 0;
        }
    }

    /// Forgets an upload.
    pub(crate) fn drop(&self, id: &str, now: Timestamp) {
        self.slots(now).remove(id);
    }

    /// What waits, the oldest first.
    pub(crate) fn waiting(&self, now: Timestamp) -> Vec<Waiting> {
        let slots = self.slots(now);
        let waiting = slots.iter().map(|(id, slot)| Waiting {
            id: id.clone(),
            name: slot.name.clone(),
            what: slot.what.clone(),
        });
        waiting.collect()
    }

    /// The slots, without what nobody has looked at for an hour.
    fn slots(&self, now: Timestamp) -> MutexGuard<'_, BTreeMap<String, Slot>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, slot| now.as_second() - slot.used.as_second() < KEPT_SECONDS);
        slots
    }
}
