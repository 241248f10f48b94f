//! One paper of one matter: issued, or as a draft.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_calendar::DateTime;
use andu_casework::{Acted, Body, Matter, PaperOnFile, Recorded, clocks};
use andu_ledger::{Event, Snapshot, Timestamp};
use andu_report::{Document, Filling, PaperFrame, compose_paper};
use andu_rules::model::{ClockId, OfficeName, Paper, Procedure, Value};
use serde::Serialize;

use super::around::{Around, Others, View, names_at};
use super::value::Values;
use super::{template, words};
use crate::error::OfficeError;
use crate::load;
use crate::office::Office;
use crate::rules::Rules;
use crate::time::shanghai;

/// How personal values are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Faces {
    /// In full: the paper goes to the person.
    #[default]
    Full,
    /// 张＊＊: for others.
    Masked,
}

/// In what state a paper is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// How personal values are printed.
    pub faces: Faces,
    /// Corrections entered since are printed too; otherwise the paper says what it said when it was issued.
    pub corrected: bool,
}

/// A paper of a matter.
#[derive(Debug, Clone, Serialize)]
pub struct PaperMade {
    /// Id of the paper.
    pub paper: String,
    /// Chinese term.
    pub label: String,
    /// Its number, once it is issued.
    pub number: Option<String>,
    /// Day of issue.
    pub issued_on: Option<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Whether it would read otherwise with what was corrected since.
    pub changed: bool,
    /// What has to be filled in.
    pub missing: Vec<String>,
    /// What whoever prints it should know.
    pub notes: Vec<String>,
    /// What the pack itself is not sure of (待核); among the notes too.
    #[serde(skip)]
    pub doubt: Option<String>,
    /// The paper itself.
    pub document: Document,
}

/// A matter with everything that its papers print from.
pub(super) struct Desk<'a> {
    pub office: &'a Office,
    pub rules: &'a Rules,
    pub procedure: Arc<Procedure>,
    pub matter: Matter,
    others: Others,
    /// The linked matters as they stand.
    standing: Around,
    personal: BTreeMap<String, String>,
    pub code: String,
    pub now: DateTime,
}

/// Letters of the code by which the person concerned asks after the matter.
pub(super) const CODE_LETTERS: usize = 8;

impl Office {
    /// A paper of a matter: as it was issued last, or a draft of it.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoMatter`]; [`OfficeError::Usage`] where the procedure has no such paper.
    pub fn paper(
        &self,
        id: &str,
        paper: &str,
        wanted: Wanted,
        now: Timestamp,
    ) -> Result<PaperMade, OfficeError> {
        let rules = self.rules();
        self.in_snapshot(|snapshot| {
            Desk::open(snapshot, self, &rules, id, now)?.paper(snapshot, paper, wanted)
        })
    }
}

impl<'a> Desk<'a> {
    /// Reads a matter with what its papers print.
    pub(super) fn open(
        snapshot: &Snapshot<'_>,
        office: &'a Office,
        rules: &'a Rules,
        id: &str,
        now: Timestamp,
    ) -> Result<Desk<'a>, OfficeError> {
        let organ = &office.shared.organ;
        let events = snapshot.events(organ, id)?;
        if events.is_empty() || id == organ {
            return Err(OfficeError::NoMatter { id: id.to_owned() });
        }
        let matter = load::fold(id, &events)?;
        let procedure = load::governing(snapshot, rules, organ, id)?;
        let others = Others::read(snapshot, organ, rules, &matter)?;
        let standing = others.around(&matter, &procedure, View::Now);
        let personal = personal(snapshot, organ, &matter)?;
        Ok(Desk {
            office,
            rules,
            procedure,
            others,
            standing,
            personal,
            code: code(&events),
            now: shanghai(now),
            matter,
        })
    }

    /// The papers of the procedure that are for this matter.
    pub(super) fn papers(&self) -> impl Iterator<Item = &'a Arc<Paper>> {
        let (rules, version) = (self.rules, self.procedure.in_force.from);
        rules.pack.papers_of(self.procedure.id.as_str(), version)
    }

    pub(super) fn paper(
        &self,
        snapshot: &Snapshot<'_>,
        id: &str,
        wanted: Wanted,
    ) -> Result<PaperMade, OfficeError> {
        let named = |paper: &&Arc<Paper>| paper.id.as_str() == id || paper.label == id;
        let in_use = self.papers().find(named);
        let known = in_use.map_or(id, |paper| paper.id.as_str());
        let on_file = self.matter.papers.iter().rev();
        let on_file = { on_file }.find(|it| it.issued.paper.as_str() == known);
        if let Some(on_file) = on_file {
            let digest = &on_file.issued.template;
            let kept = template(snapshot, self.rules, &self.procedure, known, digest)?;
            if let Some(paper) = kept.or_else(|| in_use.map(Arc::clone)) {
                return self.issued(snapshot, &paper, on_file, wanted);
            }
        }
        match in_use {
            Some(paper) => Ok(self.draft(paper, wanted)),
            None => Err(self.unknown(id)),
        }
    }

    fn unknown(&self, id: &str) -> OfficeError {
        let known = match self.papers().next() {
            None => "本程序还没有文书模板，请在规则目录 papers 中补写".to_owned(),
            Some(_) => {
                "请用“andu matter paper 件号”列出本件的文书，或者在本件的页面上选".to_owned()
            }
        };
        OfficeError::Usage(format!(
            "“{}”没有文书“{id}”。{known}。",
            self.procedure.label
        ))
    }

    /// A paper as the act issued it: later acts are left out, later corrections too unless they are wanted.
    fn issued(
        &self,
        snapshot: &Snapshot<'_>,
        paper: &Arc<Paper>,
        on_file: &PaperOnFile,
        wanted: Wanted,
    ) -> Result<PaperMade, OfficeError> {
        let seq = on_file.seq;
        let unreadable = || OfficeError::Unreadable {
            matter: self.matter.id.clone(),
            seq,
        };
        let until = |events: &[Recorded]| -> Vec<Recorded> {
            let own = events.iter().filter(|event| event.seq <= seq);
            own.cloned().collect()
        };
        let then = Matter::fold(&self.matter.id, until(&self.matter.events));
        let then = then.ok_or_else(unreadable)?;
        let corrected = self.matter.before(seq + 1).ok_or_else(unreadable)?;
        let act = then.events.iter().find_map(|event| match &event.body {
            Body::Acted(acted) if event.seq == seq => Some((event, acted)),
            _ => None,
        });
        let (event, acted) = act.ok_or_else(unreadable)?;
        let organ = &self.office.shared.organ;
        let names = names_at(snapshot, organ, self.rules, seq)?;
        let one = |matter: &Matter, view: View, at: DateTime, told: &BTreeMap<ClockId, _>| {
            let around = self.others.around(matter, &self.procedure, view);
            let seen = Seen {
                matter,
                around: &around,
                names: names.as_ref(),
                told,
                at,
                issued: Some((at.date(), event.actor.as_str())),
                number: on_file.issued.number.as_deref(),
            };
            self.made(paper, &seen, wanted.faces)
        };
        let then = one(&then, View::Then(seq), event.happened_at, &acted.told);
        let nothing = BTreeMap::new();
        let now = one(&corrected, View::Corrected(seq), on_file.at, &nothing);
        if then.document == now.document {
            return Ok(then);
        }
        let (mut made, note) = match wanted.corrected {
            true => (now, "已按出具后的更正打印，与当时出具的不同，文号不变"),
            false => (
                then,
                "出具后有更正或者放假安排有变动，这里按出具时的内容打印；要按更正后的内容打印，请选“按更正后的内容”（命令行加 --corrected）",
            ),
        };
        made.changed = true;
        made.notes.push(note.to_owned());
        Ok(made)
    }

    /// A paper that no act has issued: as it would read if the act that issues it were taken now.
    pub(super) fn draft(&self, paper: &Arc<Paper>, wanted: Wanted) -> PaperMade {
        let ahead = self.ahead(paper);
        let anytime = paper.on.is_empty();
        let seen = Seen {
            matter: ahead.as_ref().unwrap_or(&self.matter),
            around: &self.standing,
            names: None,
            told: &BTreeMap::new(),
            at: self.now,
            issued: anytime.then_some((self.now.date(), "")),
            number: None,
        };
        let mut made = self.made(paper, &seen, wanted.faces);
        made.draft = !anytime;
        made
    }

    /// The matter with the issuing action taken now, so that clocks stand as the paper will tell them.
    fn ahead(&self, paper: &Paper) -> Option<Matter> {
        let actions = paper.on.iter();
        let mut actions = actions.filter_map(|id| self.procedure.action(id.as_str()));
        let action = actions.find(|action| action.from.contains(&self.matter.stage))?;
        let last = self.matter.events.last()?;
        let stage = action.to.first().map(|target| target.stage.clone());
        let mut ahead = self.matter.clone();
        ahead.push(Recorded {
            seq: last.seq + 1,
            happened_at: self.now,
            actor: String::new(),
            recorder: String::new(),
            body: Body::Acted(Acted::of(
                action.id.clone(),
                stage.unwrap_or_else(|| self.matter.stage.clone()),
            )),
        });
        Some(ahead)
    }

    /// Values of a matter that nothing has happened to since, for conditions.
    pub(super) fn holds(&self, paper: &Paper) -> bool {
        let seen = Seen::now(self);
        let when = paper.when.as_ref();
        when.is_none_or(|when| self.with(paper, &seen, Faces::Full, |values| values.holds(when)))
    }

    fn made(&self, paper: &Arc<Paper>, seen: &Seen<'_>, faces: Faces) -> PaperMade {
        let demonstration = self.office.demonstration().is_some();
        let draft = seen.issued.is_none();
        let marks = match (demonstration, draft) {
            (true, true) => Some("演示数据　非公文　草稿"),
            (true, false) => Some("演示数据　非公文"),
            (false, true) => Some("草稿　尚未出具"),
            (false, false) => None,
        };
        let frame = PaperFrame {
            organ: self.office.name().to_owned(),
            date: seen.issued.map(|(day, _)| words::day(day)),
            number: seen.number.map(str::to_owned),
            no_number: no_number(paper, seen.at),
            letterhead: !demonstration,
            marks: marks.map(str::to_owned),
        };
        let composed = self.with(paper, seen, faces, |values| {
            compose_paper(paper, values, &frame)
        });
        let doubt = paper.doubt.iter().map(|doubt| format!("待核：{doubt}"));
        let provisional = self.with(paper, seen, faces, |values| values.provisional());
        let provisional = provisional.into_iter().map(|label| {
            format!("“{label}”到期日落在放假通知未发布的年份，为暂定，通知发布后可能变动")
        });
        let facts = self.facts_wanted(seen, &composed.missing);
        PaperMade {
            paper: paper.id.to_string(),
            label: paper.label.clone(),
            number: seen.number.map(str::to_owned),
            issued_on: seen.issued.map(|(day, _)| day.to_string()),
            draft,
            changed: false,
            missing: composed.missing,
            notes: doubt.chain(provisional).chain(facts).collect(),
            doubt: paper.doubt.clone(),
            document: composed.document,
        }
    }

    /// Says where facts about the office are written that are missing in a paper, once for every paper to come.
    fn facts_wanted(&self, seen: &Seen<'_>, missing: &[String]) -> Option<String> {
        let names = seen.names.unwrap_or(&self.rules.pack.office_names).values();
        let wanted = names.filter(|name| name.text.is_none() && missing.contains(&name.label));
        let wanted: Vec<&str> = wanted.map(|name| name.label.as_str()).collect();
        (!wanted.is_empty()).then(|| {
            format!(
                "{}各种文书都要用，请在本单位规则的 papers/names.toml 中写一次，此后出具的文书都会印上",
                wanted.join("、")
            )
        })
    }

    pub(super) fn with<T>(
        &self,
        paper: &Paper,
        seen: &Seen<'_>,
        faces: Faces,
        run: impl FnOnce(&Values<'_>) -> T,
    ) -> T {
        let views = clocks(seen.matter, &self.procedure, &self.rules.calendar, seen.at);
        let no_number = no_number(paper, seen.at);
        run(&Values {
            rules: self.rules,
            procedure: &self.procedure,
            paper,
            organ: self.office.name(),
            matter: seen.matter,
            clocks: &views,
            told: seen.told,
            around: seen.around,
            names: seen.names.unwrap_or(&self.rules.pack.office_names),
            personal: &self.personal,
            at: seen.at,
            issued: seen.issued,
            number: seen.number,
            no_number: no_number.as_deref(),
            code: &self.code,
            faces,
        })
    }
}

/// The matter as one paper sees it.
pub(super) struct Seen<'a> {
    matter: &'a Matter,
    around: &'a Around,
    /// Facts about the office, where they are not those of the rules in use.
    names: Option<&'a BTreeMap<String, OfficeName>>,
    told: &'a BTreeMap<ClockId, andu_calendar::Date>,
    at: DateTime,
    issued: Option<(andu_calendar::Date, &'a str)>,
    number: Option<&'a str>,
}

impl<'a> Seen<'a> {
    /// As it stands now, with no paper issued.
    pub(super) fn now(desk: &'a Desk<'_>) -> Seen<'a> {
        Seen {
            matter: &desk.matter,
            around: &desk.standing,
            names: None,
            told: &NOTHING_TOLD,
            at: desk.now,
            issued: None,
            number: None,
        }
    }
}

static NOTHING_TOLD: BTreeMap<ClockId, andu_calendar::Date> = BTreeMap::new();

/// 告〔2025〕　号.
fn no_number(paper: &Paper, at: DateTime) -> Option<String> {
    let series = paper.series.as_ref()?;
    let year = format!("{:04}", at.year());
    Some(series.replace("{year}", &year).replace("{n}", "　　"))
}

/// The first letters of the hash of the opening event: nobody knows them who has not seen the record or the receipt.
pub(super) fn code(events: &[Event]) -> String {
    let hash = events.first().map(|event| event.hash.as_str());
    let letters = hash.unwrap_or_default().chars().take(CODE_LETTERS);
    letters.collect::<String>().to_uppercase()
}

/// Every personal value that the events of a matter refer to, but for those that were erased.
fn personal(
    snapshot: &Snapshot<'_>,
    organ: &str,
    matter: &Matter,
) -> Result<BTreeMap<String, String>, OfficeError> {
    let mut references = Vec::new();
    for event in &matter.events {
        match &event.body {
            Body::Acted(acted) => acted.set.values().for_each(|it| refer(it, &mut references)),
            Body::Found(found) => found.set.values().for_each(|it| refer(it, &mut references)),
            Body::Corrected(corrected) => corrected
                .value
                .iter()
                .for_each(|it| refer(it, &mut references)),
            Body::Voided(_) => {}
        }
    }
    let mut values = BTreeMap::new();
    for reference in references {
        if let Some(value) = snapshot.personal(organ, &reference)? {
            values.insert(reference, value);
        }
    }
    Ok(values)
}

fn refer(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Personal { personal, .. } => references.push(personal.clone()),
        Value::List(rows) => rows
            .iter()
            .flat_map(|row| row.values())
            .for_each(|cell| refer(cell, references)),
        _ => {}
    }
}
