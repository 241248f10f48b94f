//! What a paper prints beside its own matter: the linked matters and the facts about the office, each as it stood when the paper was issued.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use andu_casework::{Linked, Matter};
use andu_ledger::Snapshot;
use andu_rules::model::{LinkId, OfficeName, Procedure, Value};
use andu_rules::{Layer, SourceFile, load};

use crate::error::OfficeError;
use crate::organ::OrganBody;
use crate::rules::Rules;

/// Where the facts about the office are written.
const NAMES: &str = "papers/names.toml";

/// From where in the chain other matters are seen.
#[derive(Debug, Clone, Copy)]
pub(super) enum View {
    /// As they stand.
    Now,
    /// As they stood at an event.
    Then(u64),
    /// As they stood at an event, later corrections laid over it.
    Corrected(u64),
}

/// A linked matter, as papers name it.
pub(super) struct LinkNamed {
    pub kind: LinkId,
    pub number: Option<String>,
    pub title: Option<String>,
}

/// The linked matters as conditions and slots ask for them.
#[derive(Default)]
pub(super) struct Around {
    pub linked: Linked,
    pub links: Vec<LinkNamed>,
}

/// Every matter to which one is linked, with the version that governs it.
pub(super) struct Others(BTreeMap<String, (Matter, Arc<Procedure>)>);

impl Others {
    /// Reads them.
    pub(super) fn read(
        snapshot: &Snapshot<'_>,
        organ: &str,
        rules: &Rules,
        matter: &Matter,
    ) -> Result<Others, OfficeError> {
        let mut others = BTreeMap::new();
        for link in &matter.links {
            let id = link.matter.as_str();
            if others.contains_key(id) {
                continue;
            }
            if let Some(other) = crate::load::read_matter(snapshot, organ, id)? {
                let procedure = crate::load::governing(snapshot, rules, organ, id)?;
                others.insert(id.to_owned(), (other, procedure));
            }
        }
        Ok(Others(others))
    }

    /// Those to which a matter was linked, as they are seen from some place in the chain.
    pub(super) fn around(&self, matter: &Matter, own: &Procedure, view: View) -> Around {
        let mut around = Around::default();
        for link in &matter.links {
            let Some((other, procedure)) = self.0.get(link.matter.as_str()) else {
                continue;
            };
            let Some(other) = seen(other, view) else {
                continue;
            };
            if !other.voided {
                crate::load::add_linked(&mut around.linked, own, &link.kind, &other);
            }
            around.links.push(LinkNamed {
                kind: link.kind.clone(),
                number: crate::write::number(&other, procedure),
                title: other.fields.get(&procedure.title).map(Value::to_string),
            });
        }
        around
    }
}

/// A matter as it stood; `None` before it was opened.
fn seen(matter: &Matter, view: View) -> Option<Cow<'_, Matter>> {
    match view {
        View::Now => Some(Cow::Borrowed(matter)),
        View::Then(seq) => {
            let until = matter.events.iter().filter(|event| event.seq <= seq);
            Matter::fold(&matter.id, until.cloned()).map(Cow::Owned)
        }
        View::Corrected(seq) => matter.before(seq + 1).map(Cow::Owned),
    }
}

/// The facts about the office as the rules gave them that were in use at an event; `None` where the rules in use still give them so.
pub(super) fn names_at(
    snapshot: &Snapshot<'_>,
    organ: &str,
    rules: &Rules,
    seq: u64,
) -> Result<Option<BTreeMap<String, OfficeName>>, OfficeError> {
    let events = snapshot.events(organ, organ)?;
    let earlier = events.iter().rev().filter(|event| event.seq <= seq);
    let mut bodies = earlier.filter_map(|event| serde_json::from_str(&event.body).ok());
    let files = bodies.find_map(|body| match body {
        OrganBody::RulesActivated { files, .. } => Some(files),
        _ => None,
    });
    let named = files
        .into_iter()
        .flatten()
        .filter(|file| file.path == NAMES);
    let digests: Vec<String> = named.map(|file| file.digest).collect();
    let in_use = rules.pack.files.iter().filter(|file| file.path == NAMES);
    if digests.is_empty() || in_use.map(|file| &file.digest).eq(&digests) {
        return Ok(None);
    }
    let mut layers = Vec::new();
    for digest in &digests {
        // One that the ledger has lost is told by its examination, not by every paper.
        let Some(file) = snapshot.rule_file(digest)? else {
            return Ok(None);
        };
        layers.push(Layer {
            name: file.layer,
            files: vec![SourceFile {
                path: file.path,
                text: String::from_utf8_lossy(&file.bytes).into_owned(),
            }],
        });
    }
    let (pack, _) = load(&layers);
    Ok(Some(pack.office_names))
}
