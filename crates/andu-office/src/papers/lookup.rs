//! A matter looked up by the person concerned (凭编号和查询码查询): what the pack lets them see, and nothing else.
//!
//! Whatever is not found, not open to look-up or asked with a wrong code gets the same answer: none.

use andu_calendar::{Date, Direction};
use andu_casework::{ClockState, ClockView, PaperOnFile, clocks};
use andu_ledger::{Snapshot, Timestamp};
use andu_report::{Block, Document, Filled, Filling, Inline};
use andu_rules::model::{
    Citation, ClockRule, FieldId, Lookup, Paper, PaperSlot, SlotKind, SlotLook,
};
use serde::Serialize;

use super::make::{CODE_LETTERS, Desk, Faces, Seen, Wanted, code};
use super::words;
use crate::deadline::{DayExplained, explain_view};
use crate::error::OfficeError;
use crate::office::Office;

/// A matter as the person concerned sees it.
#[derive(Debug, Clone, Serialize)]
pub struct LookedUp {
    /// Official number.
    pub number: String,
    /// Term of the procedure.
    pub label: String,
    /// Term of the stage.
    pub stage: String,
    /// Whether it is closed.
    pub closed: bool,
    /// The day on which it was received.
    pub received: Option<String>,
    /// How it stands, in plain words.
    pub words: Vec<Words>,
    /// What happened, and when.
    pub steps: Vec<StepSeen>,
    /// Until when what is to happen.
    pub clocks: Vec<ClockSeen>,
    /// Facts by their terms.
    pub facts: Vec<(String, String)>,
    /// Papers that went out.
    pub papers: Vec<PaperSeen>,
    /// The day on which it was looked at.
    pub on: String,
}

/// A piece of what is said in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// What follows is about this.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// In smaller type.
    Note(String),
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepSeen {
    /// When: 2025年10月31日.
    pub day: String,
    /// In plain words.
    pub text: String,
}

/// A clock as the person concerned sees it.
#[derive(Debug, Clone, Serialize)]
pub struct ClockSeen {
    /// Chinese term.
    pub label: String,
    /// running, paused, stopped, ended, unknown.
    pub state: String,
    /// The due day; `None` while that is open.
    pub due: Option<Date>,
    /// Whether it was kept; `None` while that is open.
    pub kept: Option<bool>,
    /// Whether the day has passed without it.
    pub late: bool,
    /// 暂定.
    pub provisional: bool,
    /// The day from which it is counted.
    pub start: String,
    /// Articles, with what they say.
    pub basis: Vec<String>,
    /// Extensions and time that is not counted, in plain words.
    pub changes: Vec<String>,
    /// Day by day.
    pub explain: Vec<DayExplained>,
}

impl ClockSeen {
    /// How it stands, in plain words: 最迟2025年10月31日.
    pub fn told(&self) -> String {
        let due = self.due.map(words::day);
        let open = if self.provisional {
            "（暂定：放假通知还没有发布）"
        } else {
            ""
        };
        match (self.state.as_str(), due, self.kept) {
            ("running", Some(due), _) => format!("最迟{due}{open}"),
            ("paused", Some(due), _) => format!("现在暂不计算，最迟{due}{open}"),
            ("paused", None, _) => "现在暂不计算，恢复以后才知道到期日".to_owned(),
            ("stopped", Some(due), Some(false)) => format!("已经办了，超过了{due}的期限"),
            ("stopped", Some(due), _) => format!("已经办了，期限是{due}"),
            ("stopped", None, _) => "已经办了".to_owned(),
            ("ended", ..) => "不再计算".to_owned(),
            _ => "期限没有规定".to_owned(),
        }
    }
}

/// A paper that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperSeen {
    /// When: 2025年10月31日.
    pub day: String,
    /// Chinese term.
    pub label: String,
    /// Its number.
    pub number: Option<String>,
}

impl Office {
    /// A matter by its official number and its look-up code, as the person concerned may see it. `None` for whatever is not found, is not
    /// open to look-up, or bears another code: who guesses learns nothing from it.
    ///
    /// # Errors
    ///
    /// [`OfficeError`] where the ledger cannot be read.
    pub fn lookup(
        &self,
        number: &str,
        code_asked: &str,
        now: Timestamp,
    ) -> Result<Option<LookedUp>, OfficeError> {
        let rules = self.rules();
        let asked = normal(code_asked).to_uppercase();
        let organ = &self.shared.organ;
        self.in_snapshot(|snapshot| {
            let mut found = None;
            for id in matters(snapshot, &rules, organ, number)? {
                let events = snapshot.events(organ, &id)?;
                if same(&code(&events), &asked) {
                    found = Some(id);
                }
            }
            let Some(id) = found else {
                return Ok(None);
            };
            let desk = Desk::open(snapshot, self, &rules, &id, now)?;
            seen(&desk, snapshot)
        })
    }

    /// Terms of the procedures whose matters can be looked up, in the order of their ids.
    pub fn lookup_kinds(&self) -> Vec<String> {
        let rules = self.rules();
        let open = open_procedures(&rules);
        let labels = open.filter_map(|id| Some(rules.pack.latest(id)?.label.clone()));
        labels.collect()
    }
}

fn open_procedures(rules: &crate::rules::Rules) -> impl Iterator<Item = &str> {
    let open = rules.pack.papers.iter();
    let open = open.filter(|(_, papers)| papers.iter().any(|paper| paper.lookup.is_some()));
    open.map(|(id, _)| id.as_str())
}

/// The matters that bear a number, of procedures that are open to look-up.
fn matters(
    snapshot: &Snapshot<'_>,
    rules: &crate::rules::Rules,
    organ: &str,
    number: &str,
) -> Result<Vec<String>, OfficeError> {
    let mut ids = Vec::new();
    for number in spellings(number) {
        for shape in open_procedures(rules).filter_map(|id| rules.shape(id)) {
            ids.extend(snapshot.matters_where(&shape.table, organ, "number", &number)?);
        }
    }
    Ok(ids)
}

/// How a number may have been meant: an old telephone has no 〔〕, and nobody types a blank on purpose.
fn spellings(typed: &str) -> Vec<String> {
    let plain = normal(typed);
    let official: String = plain
        .chars()
        .map(|c| match c {
            '(' | '[' | '【' | '［' | '{' | '〈' | '<' => '〔',
            ')' | ']' | '】' | '］' | '}' | '〉' | '>' => '〕',
            other => other,
        })
        .collect();
    let mut spellings = vec![typed.trim().to_owned(), plain, official];
    spellings.retain(|it| !it.is_empty());
    spellings.dedup();
    spellings
}

/// Half-width, without blanks.
fn normal(typed: &str) -> String {
    let half = |c: char| match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let typed = typed.chars().filter(|c| !c.is_whitespace());
    typed.map(half).collect()
}

/// Compares without telling by its time how much of it is right.
fn same(code: &str, asked: &str) -> bool {
    let (code, asked) = (code.as_bytes(), asked.as_bytes());
    if code.len() != CODE_LETTERS || asked.len() != CODE_LETTERS {
        return false;
    }
    let pairs = code.iter().zip(asked);
    let differs = pairs.fold(0_u8, |differs, (one, other)| differs | (one ^ other));
    std::hint::black_box(differs) == 0
}

/// What may be seen of a matter; `None` where the pack opens nothing, or not now.
fn seen(desk: &Desk<'_>, snapshot: &Snapshot<'_>) -> Result<Option<LookedUp>, OfficeError> {
    let mut papers = desk.papers();
    let open = papers.find_map(|paper| Some((paper, paper.lookup.as_ref()?)));
    let Some((paper, lookup)) = open.filter(|_| !desk.matter.voided) else {
        return Ok(None);
    };
    let now = Seen::now(desk);
    let closed = lookup.never.as_ref();
    let never = closed
        .is_some_and(|never| desk.with(paper, &now, Faces::Masked, |values| values.holds(never)));
    if never || !desk.holds(paper) {
        return Ok(None);
    }
    let made = desk.paper(
        snapshot,
        paper.id.as_str(),
        Wanted {
            faces: Faces::Masked,
            corrected: true,
        },
    )?;
    let views = clocks(
        &desk.matter,
        &desk.procedure,
        &desk.rules.calendar,
        desk.now,
    );
    let clock = |view: &ClockView| clock_seen(desk, view);
    let told = lookup.clocks.iter();
    let told = told.filter_map(|id| views.iter().find(|view| view.id == *id));
    let stage = desk.procedure.stage(desk.matter.stage.as_str());
    let number = crate::write::number(&desk.matter, &desk.procedure);
    Ok(Some(LookedUp {
        number: number.unwrap_or_default(),
        label: desk.procedure.label.clone(),
        stage: stage.map_or_else(String::new, |stage| stage.label.clone()),
        closed: desk.matter.closed,
        received: fact(desk, paper, &lookup.received).map(|(_, text)| text),
        words: words_of(&made.document),
        steps: steps(desk, lookup),
        clocks: told.map(clock).collect(),
        facts: lookup
            .fields
            .iter()
            .filter_map(|field| fact(desk, paper, field))
            .collect(),
        papers: papers_seen(desk, lookup),
        on: words::day(desk.now.date()),
    }))
}

/// A field's term and what papers print of it.
fn fact(desk: &Desk<'_>, paper: &Paper, field: &FieldId) -> Option<(String, String)> {
    let label = desk.procedure.field(field.as_str())?.label.clone();
    let slot = PaperSlot {
        kind: SlotKind::Field(field.clone()),
        look: SlotLook::Plain,
        optional: true,
        written: field.to_string(),
    };
    let now = Seen::now(desk);
    let filled = desk.with(paper, &now, Faces::Masked, |values| {
        values.filled(&slot, None)
    });
    match filled {
        Filled::Text(text) => Some((label, text)),
        Filled::Missing(_) => None,
    }
}

/// What happened, in the order in which it did.
fn steps(desk: &Desk<'_>, lookup: &Lookup) -> Vec<StepSeen> {
    let mut done: Vec<_> = desk.matter.done.iter().collect();
    done.sort_by_key(|done| (done.at, done.seq));
    let step = |done: &&andu_casework::Done| {
        let told = lookup.steps.iter().find(|step| step.on == done.action)?;
        Some(StepSeen {
            day: words::day(done.at.date()),
            text: told.text.clone(),
        })
    };
    done.iter().filter_map(step).collect()
}

fn papers_seen(desk: &Desk<'_>, lookup: &Lookup) -> Vec<PaperSeen> {
    let paper = |on_file: &PaperOnFile| {
        let issued = &on_file.issued;
        let told = lookup.papers.contains(&issued.paper);
        let known = told.then(|| desk.papers().find(|it| it.id == issued.paper));
        Some(PaperSeen {
            day: words::day(on_file.at.date()),
            label: known??.label.clone(),
            number: issued.number.clone(),
        })
    };
    desk.matter.papers.iter().filter_map(paper).collect()
}

fn clock_seen(desk: &Desk<'_>, view: &ClockView) -> ClockSeen {
    let rule = desk.procedure.clock(view.id.as_str());
    let basis = rule.map_or(&[][..], |rule| &rule.basis).iter();
    let basis = basis.map(|citation| match says(desk, citation, view.start.date()) {
        Some(says) => format!("{citation}：{says}"),
        None => citation.to_string(),
    });
    let mut explain = explain_view(view, &desk.rules.calendar, desk.now);
    if view.state == ClockState::Paused && view.due.is_none() {
        // Days beyond today suppose that the pause ends today, which nobody knows.
        explain.retain(|day| day.date <= desk.now.date());
    }
    ClockSeen {
        label: rule.map_or_else(String::new, |rule| rule.label.clone()),
        state: view.state.code().to_owned(),
        due: view.due_on(),
        kept: view.kept,
        late: late(desk, view, rule),
        provisional: view.provisional,
        start: words::day(view.start.date()),
        basis: basis.collect(),
        changes: changes(rule, view),
        explain,
    }
}

/// What the pack says of an article.
fn says<'a>(desk: &'a Desk<'_>, citation: &'a Citation, on: Date) -> Option<&'a str> {
    let own = citation.says.as_deref();
    own.or_else(|| {
        let statute = desk.rules.pack.statute_of(citation, on)?;
        let article = statute.article(citation.article.as_deref()?)?;
        Some(article.says.as_str())
    })
}

/// Whether what had to be done has not been done in time. The end of a minimum is to be waited for.
fn late(desk: &Desk<'_>, view: &ClockView, rule: Option<&ClockRule>) -> bool {
    let waits = rule.is_some_and(|rule| rule.direction == Direction::Minimum);
    let open = view.state == ClockState::Running && !waits;
    open && view.due_on().is_some_and(|due| due < desk.now.date())
}

/// Extensions and pauses, in plain words.
fn changes(rule: Option<&ClockRule>, view: &ClockView) -> Vec<String> {
    let pauses = view.pauses.iter().map(|pause| {
        let from = words::day(pause.from.date());
        match pause.to {
            Some(to) => format!(
                "{from}之后至{}不计入期限：{}",
                words::day(to.date()),
                pause.label
            ),
            None => format!("{from}之后暂不计入期限：{}", pause.label),
        }
    });
    let label = rule.map_or("", |rule| rule.label.as_str());
    let extended = match view.extensions.len() {
        0 => None,
        1 => Some(format!("“{label}”的期限已经依法延长")),
        times => Some(format!("“{label}”的期限已经依法延长{times}次")),
    };
    extended.into_iter().chain(pauses).collect()
}

/// The wording without its head. A note in which something is missing is left out: it holds what is good to know and no more.
fn words_of(document: &Document) -> Vec<Words> {
    let said = document.blocks.iter().filter_map(|block| match block {
        Block::Heading { inlines, .. } => Some(Words::Heading(plain(inlines))),
        Block::Paragraph { inlines } => Some(Words::Paragraph(plain(inlines))),
        Block::Note { inlines } => {
            let missing = inlines.iter();
            let missing = { missing }.any(|it| matches!(it, Inline::Blank { .. }));
            (!missing).then(|| Words::Note(plain(inlines)))
        }
        _ => None,
    });
    said.collect()
}

fn plain(inlines: &[Inline]) -> String {
    let piece = |inline: &Inline| match inline {
        Inline::Text { text } => text.clone(),
        Inline::Blank { label } => format!("〔待填：{label}〕"),
        Inline::Break => "\n".to_owned(),
        Inline::Slot(slot) => slot.printed.clone(),
        Inline::Typed(typed) => typed.text.clone(),
    };
    inlines.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::{same, spellings};

    #[test]
    fn numbers_are_found_as_an_old_telephone_types_them() {
        for typed in [
            "申〔2025〕3号",
            " 申[2025]3号",
            "申（2025）3号",
            "申【２０２５】 3 号",
        ] {
            assert!(
                spellings(typed).contains(&"申〔2025〕3号".to_owned()),
                "{typed}"
            );
        }
        assert!(spellings("　 ").is_empty());
    }

    #[test]
    fn a_code_is_right_only_as_a_whole() {
        assert!(same("0AF3C92B", "0AF3C92B"));
        for asked in ["0AF3C92C", "1AF3C92B", "0AF3C92", "", "0AF3C92B0"] {
            assert!(!same("0AF3C92B", asked), "{asked}");
        }
        assert!(!same("", ""));
    }
}
