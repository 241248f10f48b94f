//! The packs that ship, and matters tried out under them: whatever the prover says of them is done here by `decide`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use andu_calendar::{Calendar, DateTime};
use andu_casework::{
    Act, Actor, Body, CLOCK_ACTOR, Casework, ClockState, Command, Decision, Deed, Document, Env,
    Grants, LinkTo, Linked, LinkedMatter, Matter, MatterFacts, Recorded, Refusal, clocks, decide,
    settle,
};
use andu_rules::model::{
    Action, ActionId, DocumentId, Field, FieldId, FieldKind, LengthRule, LinkId, Procedure, Row,
    Trigger, Value,
};
use andu_rules::{Layer, Pack, SourceFile};
use jiff::{ToSpan, civil::Date};

/// Every version of every procedure as an office reads it: under the national layer, in Henan and in Chongqing; each text once.
pub static VERSIONS: LazyLock<Vec<Arc<Procedure>>> = LazyLock::new(|| {
    let mut seen = BTreeSet::new();
    let packs = [&["cn"][..], &["cn", "41"], &["cn", "50"]].map(pack);
    let all = packs.iter().flat_map(|pack| pack.procedures.values());
    all.flatten()
        .filter(|version| seen.insert(version.digest.clone()))
        .cloned()
        .collect()
});

/// The holidays of the pack.
pub static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::new(&pack(&["cn"]).notices, None).unwrap());

fn pack(names: &[&str]) -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let layer = |name: &&str| {
        let mut files = Vec::new();
        collect(&folder.join(name), "", &mut files);
        Layer {
            name: (*name).to_owned(),
            files,
        }
    };
    andu_rules::load(&names.iter().map(layer).collect::<Vec<_>>()).0
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".toml") {
            files.push(SourceFile {
                path: format!("{prefix}{name}"),
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// What is brought to an act.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    pub action: String,
    pub set: BTreeMap<FieldId, Value>,
    pub documents: Vec<DocumentId>,
    pub links: Vec<LinkId>,
    pub who: String,
}

/// One matter under trial, and the stages at which others have left what it is linked to.
#[derive(Clone)]
pub struct Trial<'p> {
    pub procedure: &'p Procedure,
    pub matter: Option<Matter>,
    pub linked: Linked,
    pub now: DateTime,
    seq: u64,
}

impl<'p> Trial<'p> {
    /// Nothing opened yet, on a day on which the version is in force.
    pub fn new(procedure: &'p Procedure) -> Trial<'p> {
        Trial::from_day(procedure, first_day(procedure))
    }

    /// Nothing opened yet.
    pub fn from_day(procedure: &'p Procedure, day: Date) -> Trial<'p> {
        Trial {
            procedure,
            matter: None,
            linked: Linked::new(),
            now: day.at(9, 0, 0, 0),
            seq: 0,
        }
    }

    /// Runs something with the environment of a decision. A linked matter is called by its procedure.
    fn with_env<T>(&self, run: impl FnOnce(&Env<'_>) -> T) -> T {
        run(&Env {
            procedure: self.procedure,
            calendar: &CALENDAR,
            linked: &self.linked,
            procedure_of: &|id: &str| Some(id.to_owned()),
            papers: &[],
            casework: Casework::Here,
        })
    }

    /// Decides, writes nothing.
    pub fn decide(&self, brought: &Brought) -> Result<Decision, Refusal> {
        let somebody = Actor {
            name: brought.who.clone(),
            grants: Grants::Every,
        };
        let document = |kind: &DocumentId| Document {
            kind: kind.clone(),
            file: None,
            digest: None,
            paper: None,
        };
        let kind = |link: &LinkId| self.procedure.links.iter().find(|it| it.id == *link);
        let link = |link: &LinkId| LinkTo {
            kind: link.clone(),
            matter: kind(link).map_or_else(String::new, |it| it.procedure.to_string()),
        };
        let command = Command {
            deed: Deed::Act(Act {
                action: Some(brought.action.as_str().into()),
                set: brought.set.clone(),
                documents: brought.documents.iter().map(document).collect(),
                links: brought.links.iter().map(link).collect(),
                ..Act::default()
            }),
            happened_at: self.now,
            now: self.now,
            actor: somebody.clone(),
            recorder: somebody,
            late_reason: None,
        };
        self.with_env(|env| decide(self.matter.as_ref(), &command, env))
    }

    /// Writes what was decided, with the number that the office would draw.
    pub fn write(&mut self, decision: &Decision, who: &str) {
        let mut body = decision.body.clone();
        if let (Some(draw), Body::Acted(acted)) = (&decision.draw, &mut body) {
            let number = Value::Text(draw.format.replace("{n}", "1"));
            acted.set.insert(draw.field.clone(), number);
        }
        self.push(body, self.now, who);
    }

    /// What the law deems to have happened next, and when; it is not written yet.
    pub fn due(&self) -> Option<(Body, DateTime)> {
        let matter = self.matter.as_ref()?;
        settle(matter, self.procedure, &CALENDAR, &self.linked, self.now)
    }

    pub fn push(&mut self, body: Body, happened_at: DateTime, who: &str) {
        self.seq += 1;
        let event = Recorded {
            seq: self.seq,
            happened_at,
            actor: who.to_owned(),
            recorder: who.to_owned(),
            body,
        };
        match &mut self.matter {
            Some(matter) => matter.push(event),
            None => self.matter = Some(Matter::fold("件", [event]).unwrap()),
        }
    }

    /// Writes every outcome that is due.
    pub fn settle(&mut self) {
        for _ in 0..16 {
            let Some((body, at)) = self.due() else { return };
            self.push(body, at, CLOCK_ACTOR);
        }
    }

    /// Shows what conditions see of an act that is not written yet.
    pub fn facts<T>(
        &self,
        (set, documents): (&BTreeMap<FieldId, Value>, &[Document]),
        (who, at): (&str, DateTime),
        show: impl FnOnce(&MatterFacts<'_>) -> T,
    ) -> T {
        let matter = self.matter.as_ref();
        let views = matter.map_or_else(Vec::new, |it| clocks(it, self.procedure, &CALENDAR, at));
        show(&MatterFacts {
            procedure: self.procedure,
            matter,
            set,
            documents,
            me: Some(who),
            at,
            clocks: &views,
            linked: &self.linked,
        })
    }

    /// Times at which something may come out differently: at once, on the last day of each clock, and when it has run out.
    pub fn times(&self) -> Vec<DateTime> {
        let mut times = vec![self.now + 1.minute()];
        if let Some(matter) = &self.matter {
            for view in clocks(matter, self.procedure, &CALENDAR, self.now) {
                let runs = matches!(view.state, ClockState::Running | ClockState::Paused);
                for due in view.due.iter().filter(|due| runs && **due >= self.now) {
                    times.push((*due).max(self.now + 1.minute()));
                    let after = due.date().saturating_add(1.day());
                    times.push(after.at(9, 0, 0, 0));
                }
            }
        }
        times.sort_unstable();
        times.dedup();
        times
    }

    /// Linked matters as others may have left them: one or two or three, at each stage, with nothing, old or new days recorded.
    pub fn others(&self, link: &LinkId) -> Vec<Vec<LinkedMatter>> {
        let known = self.procedure.links.iter().find(|it| it.id == *link);
        let Some(known) = known else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for stage in &known.stages {
            for ahead in [None, Some(400), Some(-400), Some(0)] {
                let filling = Filling::default();
                let day = self.ahead(ahead.unwrap_or_default());
                let fields = known.reads.iter().filter(|_| ahead.is_some());
                let fields = fields.map(|it| (it.id.clone(), filling.value(it, None, (day, 0))));
                let matter = LinkedMatter {
                    stage: stage.id.to_string(),
                    fields: fields.collect(),
                };
                all.extend((1..=3).map(|number| vec![matter.clone(); number]));
            }
        }
        all
    }

    fn ahead(&self, days: i64) -> Date {
        self.now.date().saturating_add(days.days())
    }

    /// A value for everything that an action must bring and that nobody chose.
    pub fn complete(&self, action: &Action, brought: &mut Brought, filling: &Filling) {
        let drawn = self.procedure.series.as_ref().map(|it| &it.field);
        let [start, stop, end, other] = filling.days;
        for (place, used) in action.fields.iter().enumerate() {
            let moves = moves_a_clock(self.procedure, &used.field);
            let wished = filling
                .wishes
                .iter()
                .any(|(list, field, _)| list.as_ref().unwrap_or(field) == &used.field);
            let wished = wished || filling.fields.contains(&used.field);
            let wanted = used.required || wished || (filling.optional && moves.is_some());
            if !wanted || Some(&used.field) == drawn || brought.set.contains_key(&used.field) {
                continue;
            }
            let field = self.procedure.field(used.field.as_str()).unwrap();
            let governs = action.opening && used.field == self.procedure.governed_by;
            let ahead = match moves {
                _ if governs && !self.procedure.in_force.contains(self.ahead(end)) => 0,
                Some(Moves::Start) => start,
                Some(Moves::Stop) => stop,
                Some(Moves::End) => end,
                None => other,
            };
            let value = filling.value(field, None, (self.ahead(ahead), place));
            brought.set.insert(used.field.clone(), value);
        }
        // A row that the route left open in what nothing but its sums ask for.
        for (id, value) in &mut brought.set {
            let field = self.procedure.field(id.as_str());
            let (Some(field), Value::List(rows)) = (field, value) else {
                continue;
            };
            for column in field.columns.iter().filter(|_| filling.fields.contains(id)) {
                let cell = filling.value(column, Some(id), (self.now.date(), 0));
                for row in rows.iter_mut() {
                    row.entry(column.id.clone()).or_insert_with(|| cell.clone());
                }
            }
        }
        for document in &action.documents {
            if !brought.documents.contains(document) {
                brought.documents.push(document.clone());
            }
        }
    }
}

/// How an act is filled in where nobody chose.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// How far from today the days lie at which clocks start, stop and end, and all others.
    pub days: [i64; 4],
    /// Whether what may be left out is brought too, where a clock reads it.
    pub optional: bool,
    /// What numbers are.
    pub numbers: Numbers,
    /// Whether the rows of lists name other people than the fields beside them.
    pub distinct: bool,
    /// Values that fields, or columns of lists, shall have.
    pub wishes: Vec<(Option<FieldId>, FieldId, Value)>,
    /// Fields that are brought too, though they may be left out.
    pub fields: BTreeSet<FieldId>,
}

/// What numbers are that nobody chose.
#[derive(Debug, Clone, Copy)]
pub enum Numbers {
    /// All the same.
    All(i64),
    /// One where the field at this place is, nought elsewhere.
    Alone(usize),
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::All(5)
    }
}

impl Filling {
    fn number(&self, place: usize) -> i64 {
        match self.numbers {
            Numbers::All(number) => number,
            Numbers::Alone(at) => i64::from(at == place),
        }
    }

    fn value(&self, field: &Field, list: Option<&FieldId>, (day, place): (Date, usize)) -> Value {
        let wished = self.wishes.iter();
        let mut wished = wished.filter(|(of, id, _)| of.as_ref() == list && *id == field.id);
        if let Some((_, _, value)) = wished.next() {
            return value.clone();
        }
        match field.kind {
            FieldKind::Integer | FieldKind::Decimal => Value::Integer(self.number(place)),
            FieldKind::Boolean => Value::Boolean(true),
            FieldKind::Date => Value::Text(day.to_string()),
            FieldKind::DateTime => Value::Text(day.at(9, 0, 0, 0).to_string()),
            FieldKind::Choice => Value::Text(field.values[0].id.clone()),
            FieldKind::List => {
                let cell = |column: &Field| {
                    let value = self.value(column, Some(&field.id), (day, place));
                    (column.id.clone(), value)
                };
                let row: Row = field.columns.iter().map(cell).collect();
                Value::List(vec![row])
            }
            FieldKind::Text | FieldKind::LongText | FieldKind::Person | FieldKind::Unit => {
                let other = self.distinct && list.is_some();
                Value::Text(if other { "别人" } else { "某" }.to_owned())
            }
        }
    }
}

/// What a field does to a clock.
enum Moves {
    Start,
    Stop,
    End,
}

/// A Monday in March 2025 where the version is in force then, else the last such day before, or the first after.
fn first_day(procedure: &Procedure) -> Date {
    let day = jiff::civil::date(2025, 3, 3);
    let last = procedure.in_force.to.map_or(day, |to| to.min(day));
    last.max(procedure.in_force.from)
}

/// What the clocks read in a field.
fn moves_a_clock(procedure: &Procedure, field: &FieldId) -> Option<Moves> {
    procedure.clocks.iter().find_map(|clock| {
        let length = |length: &LengthRule| match length {
            LengthRule::Field { field: named, .. } | LengthRule::Until(named) => named == field,
            LengthRule::Fixed(_) => false,
        };
        let named = |triggers: &[Trigger]| triggers.iter().any(|it| it.at.as_ref() == Some(field));
        if clock.length.iter().any(|case| length(&case.length)) {
            Some(Moves::End)
        } else if named(&clock.start) || named(&clock.restart) {
            Some(Moves::Start)
        } else {
            named(&clock.stop).then_some(Moves::Stop)
        }
    })
}

/// The action of a version by its id.
pub fn action<'p>(procedure: &'p Procedure, id: &ActionId) -> &'p Action {
    procedure.action(id.as_str()).unwrap()
}
