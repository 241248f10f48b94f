//! An office with a small pack, and people who act in it.

use std::ops::Deref;
use std::path::Path;

use andu_office::model::{Act, Change, Correction, Document, LinkTo, Procedure};
use andu_office::{
    Attached, Given, Layer, Ledger, NewOrgan, Office, OfficeError, Outcome, Request, Rules, Target,
    Timestamp, built_in_layers, new_command, parse_value,
};
use andu_rules::SourceFile;
use jiff::civil::DateTime;
use tempfile::TempDir;

pub const NAME: &str = "示例县人民政府办公室";

/// An office whose ledger is verified when the test ends.
pub struct Desk {
    office: Option<Office>,
    dir: Option<TempDir>,
    whole: bool,
}

impl Deref for Desk {
    type Target = Office;

    fn deref(&self) -> &Office {
        self.office.as_ref().expect("an office that is open")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(office) = self
            .office
            .take()
            .filter(|_| self.whole && !std::thread::panicking())
        {
            for report in office.verify().unwrap() {
                assert!(report.ok, "{report:?}");
            }
        }
    }
}

/// The small pack, with the State Council's days.
pub fn layers() -> Vec<Layer> {
    let file = |path: &str, text: &str| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let mut layers = built_in_layers(None);
    layers[0]
        .files
        .retain(|file| file.path.starts_with("calendars/"));
    layers[0].files.extend([
        file(
            "statutes/request-rules/2000-01-01.toml",
            include_str!("pack/statute.toml"),
        ),
        file(
            "procedures/request/2020-01-01.toml",
            include_str!("pack/request.toml"),
        ),
        file(
            "procedures/person/2000-01-01.toml",
            include_str!("pack/person.toml"),
        ),
        file(
            "procedures/seat/2000-01-01.toml",
            include_str!("pack/seat.toml"),
        ),
        file(
            "indicators/requests.toml",
            include_str!("pack/figures.toml"),
        ),
    ]);
    layers
}

pub fn organ() -> NewOrgan {
    NewOrgan {
        name: NAME.to_owned(),
        division: "500229".to_owned(),
        demonstration: None,
        recorder: "管理员".to_owned(),
    }
}

/// An office in memory, with the small pack.
pub fn small() -> Desk {
    with(layers(), organ())
}

/// An office in memory, with rules and a name of the test's own.
pub fn with(layers: Vec<Layer>, organ: NewOrgan) -> Desk {
    let ledger = Ledger::in_memory().unwrap();
    let rules = Rules::load(layers, Some("500229")).unwrap();
    let office = Office::with_rules(ledger, None, organ, rules, now("2025-01-02T08:00"));
    Desk {
        office: Some(office.unwrap()),
        dir: None,
        whole: true,
    }
}

/// An office in a folder, with the pack inside the binary.
pub fn real() -> Desk {
    real_with(|_| {})
}

/// As [`real`], with something put into the folder first.
pub fn real_with(before: impl FnOnce(&Path)) -> Desk {
    let dir = tempfile::tempdir().unwrap();
    before(dir.path());
    let office = Office::create(dir.path(), organ(), now("2025-01-02T08:00")).unwrap();
    Desk {
        office: Some(office),
        dir: Some(dir),
        whole: true,
    }
}

/// An office in a folder, with the small pack as its own rules.
pub fn small_in_folder() -> Desk {
    real_with(own_pack)
}

/// Puts the procedures of the small pack into the office's own rules; `person` is another than the one inside the binary.
pub fn own_pack(dir: &Path) {
    for file in &layers()[0].files {
        if !file.path.starts_with("calendars/") && !file.path.contains("person") {
            put(dir, &file.path, &file.text);
        }
    }
}

/// Writes a file of the office's own rules.
pub fn put(dir: &Path, path: &str, text: &str) {
    let place = dir.join("rules").join(path);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, text).unwrap();
}

impl Desk {
    pub fn dir(&self) -> &Path {
        self.dir.as_ref().expect("an office in a folder").path()
    }

    /// Closes the office and opens it again, as another process would find it.
    #[track_caller]
    pub fn reopen(&mut self, now: Timestamp) {
        self.office = None;
        self.office = Some(Office::open(self.dir(), now).unwrap());
    }

    /// Closes the office, lets the test do something to its folder, and opens it again.
    #[track_caller]
    pub fn between(&mut self, now: Timestamp, between: impl FnOnce(&Path)) {
        self.office = None;
        between(self.dir());
        self.reopen(now);
    }

    /// Closes the office.
    pub fn close(&mut self) {
        self.office = None;
    }

    /// Says that the test breaks the chain on purpose.
    pub fn is_broken_on_purpose(&mut self) {
        self.whole = false;
    }

    /// SQL on the database file, past everything that guards it.
    pub fn raw(&self, sql: &str) -> usize {
        let connection = rusqlite::Connection::open(self.dir().join("andu.db")).unwrap();
        connection.execute(sql, []).unwrap()
    }

    #[track_caller]
    pub fn does(&self, deed: Deed) -> Outcome {
        let request = deed.request(self);
        self.perform(request)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    pub fn refuses(&self, deed: Deed) -> OfficeError {
        let before = self.head();
        let request = deed.request(self);
        let error = self.perform(request).expect_err("refused");
        assert_eq!(self.head(), before, "a refusal writes nothing: {error}");
        error
    }

    pub fn head(&self) -> (u64, String) {
        let head = self.ledger().read(|at| at.head(NAME)).unwrap();
        (head.seq, head.hash)
    }

    /// A request of the small pack, opened by 张三 on a day.
    #[track_caller]
    pub fn opened(&self, day: &str) -> String {
        self.does(
            open("request")
                .set("subject", "某路段照明")
                .set("received_on", day)
                .at(&format!("{day}T09:00")),
        )
        .matter
    }
}

/// An instant, given in Asia/Shanghai.
pub fn now(text: &str) -> Timestamp {
    let civil: DateTime = text.parse().unwrap();
    civil.in_tz("Asia/Shanghai").unwrap().timestamp()
}

/// What somebody does.
#[derive(Clone)]
pub struct Deed {
    target: Target,
    action: Option<String>,
    given: Option<Given>,
    set: Vec<(String, String)>,
    links: Vec<(String, String)>,
    papers: Vec<String>,
    files: Vec<Attached>,
    at: DateTime,
    now: Option<Timestamp>,
    by: String,
    recorder: Option<String>,
    channel: String,
    late: Option<String>,
    seen: Option<u32>,
    command: Option<String>,
}

fn deed(target: Target, action: Option<&str>) -> Deed {
    Deed {
        target,
        action: action.map(str::to_owned),
        given: None,
        set: Vec::new(),
        links: Vec::new(),
        papers: Vec::new(),
        files: Vec::new(),
        at: "2025-03-03T09:00".parse().unwrap(),
        now: None,
        by: "张三".to_owned(),
        recorder: None,
        channel: "test".to_owned(),
        late: None,
        seen: None,
        command: None,
    }
}

/// A new matter is opened.
pub fn open(procedure: &str) -> Deed {
    let procedure = procedure.to_owned();
    deed(
        Target::New {
            procedure,
            id: None,
        },
        None,
    )
}

/// An action is taken.
pub fn act(matter: &str, action: &str) -> Deed {
    deed(Target::Matter(matter.to_owned()), Some(action))
}

/// A field of an event is corrected.
pub fn correct(desk: &Desk, matter: &str, event: u64, field: &str, value: &str) -> Deed {
    let procedure = desk.governing(matter).unwrap();
    let value = parse_value(procedure.field(field).unwrap(), value).unwrap();
    corrected(matter, event, Change::Field(field.into(), value))
}

/// The time of an event is corrected.
pub fn correct_time(matter: &str, event: u64, time: &str) -> Deed {
    corrected(matter, event, Change::Time(time.parse().unwrap()))
}

fn corrected(matter: &str, event: u64, change: Change) -> Deed {
    let mut deed = act(matter, "");
    deed.given = Some(Given::Correct(Correction {
        event,
        change,
        reason: "录入有误".to_owned(),
    }));
    deed
}

/// An event, or the matter, is voided.
pub fn void(matter: &str, event: Option<u64>) -> Deed {
    let mut deed = act(matter, "");
    deed.given = Some(Given::Void {
        event,
        reason: "重复登记".to_owned(),
    });
    deed
}

impl Deed {
    pub fn set(mut self, field: &str, value: &str) -> Deed {
        self.set.push((field.to_owned(), value.to_owned()));
        self
    }

    pub fn link(mut self, kind: &str, matter: &str) -> Deed {
        self.links.push((kind.to_owned(), matter.to_owned()));
        self
    }

    pub fn paper(mut self, kind: &str) -> Deed {
        self.papers.push(kind.to_owned());
        self
    }

    pub fn file(mut self, desk: &Desk, kind: &str, name: &str, bytes: &[u8]) -> Deed {
        self.files.push(Attached {
            kind: kind.to_owned(),
            name: name.to_owned(),
            file: desk.ledger().store_file(bytes).unwrap(),
        });
        self
    }

    pub fn at(mut self, at: &str) -> Deed {
        self.at = at.parse().unwrap();
        self
    }

    /// Entered later than it happened.
    pub fn entered(mut self, at: &str) -> Deed {
        self.now = Some(now(at));
        self
    }

    pub fn by(mut self, name: &str) -> Deed {
        self.by = name.to_owned();
        self
    }

    /// Entered on behalf (代录).
    pub fn recorded_by(mut self, name: &str) -> Deed {
        self.recorder = Some(name.to_owned());
        self
    }

    /// Entered by this way.
    pub fn through(mut self, channel: &str) -> Deed {
        self.channel = channel.to_owned();
        self
    }

    pub fn late(mut self, reason: &str) -> Deed {
        self.late = Some(reason.to_owned());
        self
    }

    pub fn seen(mut self, events: u32) -> Deed {
        self.seen = Some(events);
        self
    }

    pub fn command(mut self, id: &str) -> Deed {
        self.command = Some(id.to_owned());
        self
    }

    #[track_caller]
    pub fn request(self, office: &Office) -> Request {
        let given = match self.given.clone() {
            Some(given) => given,
            None => Given::Act(self.act(office)),
        };
        self.giving(given)
    }

    /// As it stands, without a look at the rules: for matters that are not there.
    pub fn giving(self, given: Given) -> Request {
        let entered = self.now.unwrap_or_else(|| now(&self.at.to_string()));
        Request {
            target: self.target,
            given,
            files: self.files,
            happened_at: self.at,
            now: entered,
            recorder: self.recorder.unwrap_or_else(|| self.by.clone()),
            actor: self.by,
            channel: self.channel,
            command: self
                .command
                .unwrap_or_else(|| new_command(entered).unwrap()),
            seen: self.seen,
            late_reason: self.late,
        }
    }

    #[track_caller]
    fn act(&self, office: &Office) -> Act {
        let rules = office.rules();
        let procedure: std::sync::Arc<Procedure> = match &self.target {
            Target::New { procedure, .. } => rules.pack.latest(procedure).unwrap().clone(),
            Target::Matter(id) => office.governing(id).unwrap(),
        };
        let value = |(name, text): &(String, String)| {
            let field = procedure
                .field(name)
                .unwrap_or_else(|| panic!("no field {name}"));
            (field.id.clone(), parse_value(field, text).unwrap())
        };
        let link = |(kind, matter): &(String, String)| LinkTo {
            kind: kind.as_str().into(),
            matter: matter.clone(),
        };
        let paper = |kind: &String| Document {
            kind: kind.as_str().into(),
            file: None,
            digest: None,
            paper: Some("卷宗".to_owned()),
        };
        Act {
            action: self.action.as_deref().map(Into::into),
            set: self.set.iter().map(value).collect(),
            documents: self.papers.iter().map(paper).collect(),
            links: self.links.iter().map(link).collect(),
            approvals: Vec::new(),
            note: None,
        }
    }
}
