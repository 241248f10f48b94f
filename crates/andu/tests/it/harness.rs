//! Runs the real `andu` and takes its answer apart.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// The program in a folder of its own. When a journey ends, the chain of the office that it left behind is verified.
pub struct Andu {
    folder: TempDir,
    tampered: bool,
}

/// What one call of the program gave.
pub struct Answer {
    /// Words of the call, for messages of failed tests.
    call: String,
    /// Standard output: results.
    pub stdout: String,
    /// Standard error: progress and messages.
    pub stderr: String,
    /// Exit status; `None` where it was killed.
    pub status: Option<i32>,
}

impl Andu {
    /// A new, empty folder.
    pub fn new() -> Andu {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Andu {
            folder,
            tampered: false,
        }
    }

    /// The folder in which the program runs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The default data folder of the program, `./andu-data`.
    pub fn data(&self) -> PathBuf {
        self.folder().join("andu-data")
    }

    /// Makes an office in the default data folder, for journeys that begin in one.
    #[track_caller]
    pub fn office(&self) {
        let words = [
            "init",
            "--organ",
            "示例县人民政府办公室",
            "--division",
            "500229",
        ];
        self.run(&words).done();
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder().join(name);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder is writable");
        fs::write(path, text).expect("the folder is writable");
    }

    /// The program, ready to be started with further words; for journeys that kill it or run several at once.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_andu"));
        command.current_dir(self.folder()).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    #[track_caller]
    pub fn run(&self, words: &[&str]) -> Answer {
        let output = self
            .command()
            .args(words)
            .output()
            .expect("the program starts");
        Answer {
            call: words.join(" "),
            stdout: String::from_utf8(output.stdout).expect("results are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
            status: output.status.code(),
        }
    }

    /// Runs the program with `--format json` and reads what it prints.
    #[track_caller]
    pub fn json(&self, words: &[&str]) -> serde_json::Value {
        let mut words = words.to_vec();
        words.extend(["--format", "json"]);
        self.run(&words).done().json()
    }

    /// The file of the ledger, opened past the program, for journeys that look into it.
    pub fn ledger(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.data().join("andu.db")).expect("the ledger can be opened")
    }

    /// Damages the ledger on purpose, as somebody would who owns the machine; the end of the journey then does not verify it.
    pub fn tamper(&mut self, sql: &str) {
        self.tampered = true;
        let guards = "drop trigger event_no_update; drop trigger event_no_delete;";
        self.ledger()
            .execute_batch(&format!("{guards}{sql}"))
            .expect("the ledger can be damaged");
    }
}

impl Drop for Andu {
    fn drop(&mut self) {
        let ledger = self.data().join("andu.db");
        if !self.tampered && ledger.exists() && !std::thread::panicking() {
            self.run(&["verify"]).done();
        }
    }
}

impl Answer {
    /// The call was done and found nothing wrong.
    #[track_caller]
    pub fn done(self) -> Answer {
        self.ended(0)
    }

    /// The call was done, and something is wrong: refused, overdue, altered …
    #[track_caller]
    pub fn wrong(self) -> Answer {
        self.ended(1)
    }

    /// The call or its input could not be used.
    #[track_caller]
    pub fn unusable(self) -> Answer {
        self.ended(2)
    }

    /// A message holds these words, wherever it was printed.
    #[track_caller]
    pub fn says(self, words: &str) -> Answer {
        let said = self.stdout.contains(words) || self.stderr.contains(words);
        assert!(said, "“{words}” is not in the answer\n{}", self.shown());
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("not JSON: {error}\n{}", self.shown()),
        }
    }

    #[track_caller]
    fn ended(self, status: i32) -> Answer {
        assert_eq!(self.status, Some(status), "{}", self.shown());
        self
    }

    fn shown(&self) -> String {
        let Answer {
            call,
            stdout,
            stderr,
            status,
        } = self;
        format!("andu {call} → {status:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}
