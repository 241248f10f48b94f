//! An act on its way: its closure, then its outcome, and whoever waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use crate::tx::{Tx, Written};
use crate::{ActError, LedgerError};

/// How an act ran.
pub(crate) struct Ran {
    /// Whether what it wrote is kept.
    pub(crate) keep: bool,
    pub(crate) written: Written,
}

/// An act on its way.
pub(crate) trait Job: Send {
    /// The chain it writes.
    fn organ(&self) -> &str;
    /// Runs the closure.
    fn run(&mut self, tx: Tx<'_>) -> Ran;
    /// Who sleeps until the answer comes.
    fn sleeper(&self) -> Option<Thread>;
    /// Gives the outcome, or the error in its place, to the caller, with those whom he is to wake in turn. Returns whom to wake
    /// at once where he went to sleep only after [`Job::sleeper`] had looked.
    fn answer(self: Box<Self>, error: Option<LedgerError>, wake: Wake) -> Option<Thread>;
}

/// Whom a caller wakes when he is woken himself.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    next: [Option<Thread>; 2],
    /// Whether the caller was counted as asleep when these were given to him.
    counted: bool,
}

impl Wake {
    fn all(self) {
        self.next
            .into_iter()
            .flatten()
            .for_each(|next| next.unpark());
    }
}

/// Answers the acts of a batch. To wake a thread is a call to the system; the writer makes one, and each caller makes two for others
/// before he goes on.
pub(crate) fn answer_all(jobs: Vec<Box<dyn Job>>, error: Option<&LedgerError>) {
    let sleepers: Vec<Option<Thread>> = jobs.iter().map(|job| job.sleeper()).collect();
    let asleep: Vec<&Thread> = sleepers.iter().flatten().collect();
    let mut place = asleep.len();
    // From the last to the first: whoever wakes early finds that those after him have their answers.
    for (job, sleeper) in jobs.into_iter().zip(&sleepers).rev() {
        let mut wake = Wake::default();
        if sleeper.is_some() {
            place -= 1;
            let child = |nth: usize| asleep.get(2 * place + nth).map(|&thread| thread.clone());
            wake.next = [child(1), child(2)];
            wake.counted = true;
        }
        if let Some(late) = job.answer(error.cloned(), wake) {
            late.unpark();
        }
    }
    if let Some(first) = asleep.first() {
        first.unpark();
    }
}

/// Where the outcome of an act is laid down for the caller.
pub(crate) struct Slot<T, E> {
    state: Mutex<State<T, E>>,
}

struct State<T, E> {
    outcome: Option<Result<T, ActError<E>>>,
    sleeper: Option<Thread>,
    wake: Wake,
    /// Whether the outcome was laid down, taken or not.
    answered: bool,
}

impl<T, E> Slot<T, E> {
    pub(crate) fn new() -> Arc<Self> {
        let state = State {
            outcome: None,
            sleeper: None,
            wake: Wake::default(),
            answered: false,
        };
        Arc::new(Self {
            state: Mutex::new(state),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State<T, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the outcome was laid down.
    pub(crate) fn is_answered(&self) -> bool {
        self.lock().answered
    }

    /// Sleeps until the outcome is there.
    pub(crate) fn wait(&self) -> Result<T, ActError<E>> {
        loop {
            let mut state = self.lock();
            if let Some(outcome) = state.outcome.take() {
                let wake = std::mem::take(&mut state.wake);
                drop(state);
                wake.all();
                return outcome;
            }
            if state.sleeper.is_none() {
                state.sleeper = Some(thread::current());
            }
            drop(state);
            thread::park();
        }
    }
}

/// The act of a caller who waits at a slot. An act that is dropped unanswered says that the writer has ended.
pub(crate) struct Act<T, E, F> {
    organ: String,
    closure: Option<F>,
    outcome: Option<Result<T, ActError<E>>>,
    slot: Arc<Slot<T, E>>,
    answered: bool,
}

impl<T, E, F> Act<T, E, F> {
    pub(crate) fn new(organ: &str, closure: F, slot: Arc<Slot<T, E>>) -> Self {
        Self {
            organ: organ.to_string(),
            closure: Some(closure),
            outcome: None,
            slot,
            answered: false,
        }
    }

    fn put(&mut self, outcome: Result<T, ActError<E>>, wake: Wake) -> Option<Thread> {
        self.answered = true;
        let mut state = self.slot.lock();
        state.outcome = Some(outcome);
        state.answered = true;
        let late = !wake.counted;
        state.wake = wake;
        state.sleeper.take().filter(|_| late)
    }
}

impl<T, E, F> Job for Act<T, E, F>
where
    T: Send,
    E: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn organ(&self) -> &str {
        &self.organ
    }

    fn run(&mut self, mut tx: Tx<'_>) -> Ran {
        let Some(closure) = self.closure.take() else {
            return Ran {
                keep: false,
                written: Written::default(),
            };
        };
        // What the act wrote is taken back, so nothing half-changed is seen afterwards.
        let ended = catch_unwind(AssertUnwindSafe(|| closure(&mut tx)));
        let written = tx.finish(matches!(ended, Ok(Ok(_))));
        let fault = written.fault.clone();
        let outcome = match (ended, fault) {
            (Ok(Ok(value)), None) => Ok(value),
            (Ok(Ok(_)), Some(fault)) => Err(ActError::Ledger(fault)),
            (Ok(Err(refusal)), _) => Err(ActError::Refused(refusal)),
            (Err(panic), _) => {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                let message = said.unwrap_or_default();
                Err(ActError::Ledger(LedgerError::Panicked { message }))
            }
        };
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        Ran { keep, written }
    }

    fn sleeper(&self) -> Option<Thread> {
        self.slot.lock().sleeper.clone()
    }

    fn answer(mut self: Box<Self>, error: Option<LedgerError>, wake: Wake) -> Option<Thread> {
        let outcome = match (error, self.outcome.take()) {
            (Some(error), _) => Err(ActError::Ledger(error)),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(ActError::Ledger(LedgerError::Stopped)),
        };
        self.put(outcome, wake)
    }
}

impl<T, E, F> Drop for Act<T, E, F> {
    fn drop(&mut self) {
        if !self.answered {
            let stopped = Err(ActError::Ledger(LedgerError::Stopped));
            if let Some(sleeper) = self.put(stopped, Wake::default()) {
                sleeper.unpark();
            }
        }
    }
}
