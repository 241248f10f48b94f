//! Acts that wait for their turn, and who carries them out.
//!
//! A caller that finds nobody writing carries his act out himself, and with it whatever has come meanwhile: an office where one
//! clerk works pays for no change of threads. Where somebody is writing, acts wait, and the writer's own thread takes them up.

use std::collections::VecDeque;
use std::sync::mpsc::SyncSender;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::LedgerError;
use crate::answer::Job;

/// What the writer is asked.
pub(crate) enum Message {
    /// To carry out an act.
    Act(Box<dyn Job>),
    /// To write the log back into the database file.
    Checkpoint(SyncSender<Result<(), LedgerError>>),
    /// To limit the pages of the database, as a full disk would.
    Limit(u32, SyncSender<Result<(), LedgerError>>),
    /// To end.
    Stop,
}

/// The messages that wait.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
}

#[derive(Default)]
struct Waiting {
    messages: VecDeque<Message>,
    /// Whether the writer's thread sleeps until something comes.
    asleep: bool,
    /// Whether what waits is the thread's. What was put in quietly is not, however late the thread comes to look.
    called: bool,
    /// Whether a caller is carrying out acts, and will look at what waits when he has done.
    led: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message at the end.
    pub(crate) fn push(&self, message: Message) {
        let mut waiting = self.lock();
        waiting.messages.push_back(message);
        waiting.called = true;
        if waiting.asleep && !waiting.led {
            self.filled.notify_one();
        }
    }

    /// Puts a message at the end for whoever takes it up: its caller, when he waits for it, or anybody who acts before.
    pub(crate) fn push_quietly(&self, message: Message) {
        self.lock().messages.push_back(message);
    }

    /// Wakes the writer's thread where something waits that no caller is about to take.
    pub(crate) fn wake(&self) {
        let mut waiting = self.lock();
        waiting.called |= !waiting.messages.is_empty();
        if waiting.asleep && !waiting.led && waiting.called {
            self.filled.notify_one();
        }
    }

    /// Says that a caller carries out what waits.
    pub(crate) fn take_over(&self) {
        self.lock().led = true;
    }

    /// The next act; absent where none waits, or something else comes first.
    pub(crate) fn next_act(&self) -> Option<Box<dyn Job>> {
        let mut waiting = self.lock();
        if !matches!(waiting.messages.front(), Some(Message::Act(_))) {
            return None;
        }
        match waiting.messages.pop_front() {
            Some(Message::Act(job)) => Some(job),
            _ => None,
        }
    }

    /// The next message; absent where none waits.
    pub(crate) fn next(&self) -> Option<Message> {
        self.lock().messages.pop_front()
    }

    /// How many messages wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().messages.len()
    }

    /// Sleeps until a message waits and no caller is about to take it.
    pub(crate) fn sleep(&self) {
        let mut waiting = self.lock();
        waiting.asleep = true;
        waiting.called &= !waiting.messages.is_empty();
        while !waiting.called || waiting.led {
            waiting = self
                .filled
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
        waiting.asleep = false;
    }

    /// Says that a caller carries acts out; refused where somebody's act is before his.
    pub(crate) fn lead(&self) -> bool {
        let mut waiting = self.lock();
        let first = waiting.messages.is_empty();
        waiting.led |= first;
        first
    }

    /// Says that the caller has done. What came meanwhile is the thread's.
    pub(crate) fn leave(&self) {
        let mut waiting = self.lock();
        waiting.led = false;
        waiting.called = !waiting.messages.is_empty();
        if waiting.asleep && waiting.called {
            self.filled.notify_one();
        }
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_put_in_quietly_is_left_alone_by_who_comes_late() {
        let queue = Queue::default();
        queue.push_quietly(Message::Stop);
        thread::scope(|scope| {
            let (woke, waking) = channel();
            let queue = &queue;
            scope.spawn(move || {
                queue.sleep();
                let _ = woke.send(());
            });
            let early = waking.recv_timeout(Duration::from_millis(50));
            queue.wake();
            assert!(early.is_err(), "nobody has called yet");
            assert!(waking.recv().is_ok());
        });
    }
}
