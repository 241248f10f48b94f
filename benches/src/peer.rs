//! A peer: a program of its own that is asked over JSON lines, so that its start is never measured.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::Plan;

/// A running peer. It ends when its input is closed.
pub struct Peer {
    /// Name and version, as it gives them itself.
    pub name: String,
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts a script of `benches/peers/` and waits until it is ready.
    pub fn start(plan: &Plan, script: &str) -> Result<Peer> {
        let path = crate::root().join("benches/peers").join(script);
        let mut child = Command::new(&plan.python)
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", path.display()))?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("its output was piped")?);
        let mut peer = Peer {
            name: String::new(),
            child,
            requests,
            answers,
        };
        let greeting = peer.read()?;
        peer.name = greeting["peer"]
            .as_str()
            .context("a peer says its name first")?
            .to_owned();
        Ok(peer)
    }

    /// Has it do one round of work.
    pub fn ask(&mut self, request: &Value) -> Result<Value> {
        let requests = self.requests.as_mut().context("its input was piped")?;
        writeln!(requests, "{request}").context("the peer has ended")?;
        self.read()
    }

    fn read(&mut self) -> Result<Value> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("the peer ended without an answer; its own message stands above");
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.requests.take());
        // Nothing is lost if it cannot be waited for: it has nothing left to read and ends.
        let _ = self.child.wait();
    }
}

/// Seconds that an answer reports.
pub fn seconds(answer: &Value) -> Result<f64> {
    answer["seconds"]
        .as_f64()
        .context("a peer reports its seconds")
}

/// Days that an answer reports, in the order asked.
pub fn found(answer: &Value) -> Result<Vec<&str>> {
    let found = answer["found"]
        .as_array()
        .context("a peer reports the days that it found")?;
    found
        .iter()
        .map(|day| day.as_str().context("a day is text"))
        .collect()
}
