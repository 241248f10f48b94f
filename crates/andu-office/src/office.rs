//! An office: its ledger, its rules, and what it remembers between acts.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use andu_casework::Matter;
use andu_ledger::{Access, ActError, Ledger, LedgerError, OrganReport, Pending, Timestamp, Tx};
use hashlink::LruCache;

use crate::act::{self, Outcome, Request};
use crate::casework::Switches;
use crate::directory::Directory;
use crate::error::OfficeError;
use crate::load::load_matter;
use crate::organ::RULES_SETTING;
use crate::rules::Rules;

/// Matters whose folds are kept in memory.
const CACHE_MATTERS: usize = 1_024;
/// Setting that changes whenever a register that serves as directory does.
pub(crate) const DIRECTORY_SETTING: &str = "directory";

/// An open office. Cheap to clone; every clone acts on the same ledger.
#[derive(Clone)]
pub struct Office {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub ledger: Ledger,
    pub dir: Option<PathBuf>,
    pub organ: String,
    pub name: String,
    pub division: String,
    pub demonstration: Option<String>,
    pub rules: RwLock<Arc<Rules>>,
    memory: Mutex<Memory>,
}

pub(crate) struct Memory {
    matters: LruCache<String, Matter>,
    /// The directory, and the mark of its last change when it was read.
    directory: Option<(String, Arc<Directory>)>,
    /// What is worked here of what is kept elsewhere, and the mark of the last change when it was read.
    pub(crate) switches: Option<(String, Arc<Switches>)>,
    /// Digest of rules that the ledger names and the folder does not hold: looked for once, not at every reading.
    unmatched: Option<String>,
}

impl Shared {
    pub(crate) fn new(
        ledger: Ledger,
        dir: Option<PathBuf>,
        organ: andu_ledger::OrganRow,
        rules: Rules,
    ) -> Shared {
        Shared {
            ledger,
            dir,
            organ: organ.id,
            name: organ.name,
            division: organ.division,
            demonstration: organ.demonstration,
            rules: RwLock::new(Arc::new(rules)),
            memory: Mutex::new(Memory {
                matters: LruCache::new(CACHE_MATTERS),
                directory: None,
                switches: None,
                unmatched: None,
            }),
        }
    }

    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a fold out of memory: an act that fails half-way must not leave it there changed.
    pub(crate) fn recall(&self, id: &str) -> Option<Matter> {
        self.memory().matters.remove(id)
    }

    pub(crate) fn remember(&self, matter: Matter) {
        self.memory().matters.insert(matter.id.clone(), matter);
    }

    pub(crate) fn forget_all(&self) {
        let mut memory = self.memory();
        memory.matters.clear();
        memory.directory = None;
        memory.switches = None;
    }

    /// The directory as of the head of the chain; other processes may have written.
    pub(crate) fn directory(
        &self,
        tx: &mut Tx<'_>,
        rules: &Rules,
    ) -> Result<Arc<Directory>, OfficeError> {
        let seen = tx.setting(DIRECTORY_SETTING)?.unwrap_or_default();
        if let Some((at, directory)) = &self.memory().directory
            && *at == seen
        {
            return Ok(Arc::clone(directory));
        }
        let mut directory = Directory::default();
        for procedure in directory_procedures(rules) {
            let people = tx
                .snapshot()
                .matters(&self.organ, Some(&procedure), "", usize::MAX)?;
            for (id, _) in people {
                let Some(matter) = load_matter(tx, self, &id)? else {
                    continue;
                };
                read_person(&matter, rules, &mut directory);
                self.remember(matter);
            }
        }
        let directory = Arc::new(directory);
        self.memory().directory = Some((seen, Arc::clone(&directory)));
        Ok(directory)
    }

    pub(crate) fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Office {
    /// Opens the office in a data folder.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoOffice`] where there is none; [`OfficeError::Rules`] where the rules have faults; [`OfficeError::Ledger`].
    pub fn open(dir: &Path, now: Timestamp) -> Result<Office, OfficeError> {
        Office::open_with(dir, Access::Shared, now)
    }

    /// Opens the office with nobody else in it: for repairs.
    ///
    /// # Errors
    ///
    /// As [`Office::open`], and where somebody else is in it.
    pub fn open_alone(dir: &Path, now: Timestamp) -> Result<Office, OfficeError> {
        Office::open_with(dir, Access::Exclusive, now)
    }

    fn open_with(dir: &Path, access: Access, now: Timestamp) -> Result<Office, OfficeError> {
        if !dir.join("andu.db").is_file() {
            return Err(OfficeError::NoOffice {
                path: dir.to_owned(),
            });
        }
        let ledger = Ledger::open(dir, access)?;
        let organs = ledger.read(|snapshot| snapshot.organs())?;
        let organ = organs
            .into_iter()
            .next()
            .ok_or_else(|| OfficeError::NoOffice {
                path: dir.to_owned(),
            })?;
        let layers = crate::pack::layers_for(&organ.division, Some(&dir.join("rules")))?;
        let rules = Rules::load(layers, Some(&organ.division))?;
        let office = Office {
            shared: Arc::new(Shared::new(ledger, Some(dir.to_owned()), organ, rules)),
        };
        office.bring_into_use(now)?;
        Ok(office)
    }

    /// The office's name.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// GB/T 2260 code.
    pub fn division(&self) -> &str {
        &self.shared.division
    }

    /// The example that a demonstration office reproduces; `None` for a real office.
    pub fn demonstration(&self) -> Option<&str> {
        self.shared.demonstration.as_deref()
    }

    /// The rules in use, those included that another process has brought into use since.
    pub fn rules(&self) -> Arc<Rules> {
        self.notice_other_rules();
        self.shared.rules()
    }

    /// Reads the rules again where the ledger names others than those in memory. What cannot be read, or is not what the ledger
    /// names, is not taken in: this process goes on by the rules that it knows.
    fn notice_other_rules(&self) {
        let shared = &self.shared;
        let named = shared
            .ledger
            .read(|snapshot| snapshot.setting(&shared.organ, RULES_SETTING));
        let Ok(Some(named)) = named else { return };
        let known = shared.rules().digest == named;
        if known || shared.memory().unmatched.as_ref() == Some(&named) {
            return;
        }
        match self.renew_rules() {
            Ok(rules) if rules.digest == named => {
                let mut in_use = shared.rules.write().unwrap_or_else(PoisonError::into_inner);
                *in_use = Arc::new(rules);
                // Which register serves as directory is said by the rules.
                shared.memory().directory = None;
            }
            _ => shared.memory().unmatched = Some(named),
        }
    }

    /// Performs one request. Acknowledged means durable.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Refused`] with what, where, which article, what to do; nothing was written.
    pub fn perform(&self, request: Request) -> Result<Outcome, OfficeError> {
        let shared = Arc::clone(&self.shared);
        // What another process brought into use is noticed by the next reading; a look before every act would cost a third of it.
        let rules = self.shared.rules();
        self.act(move |tx| act::perform(tx, &shared, &rules, &request))
    }

    /// Hands a request in without waiting for it, for callers that keep many under way. Requests are carried out in the order in which
    /// they were handed in, many in one transaction, each on its own: a refusal takes no other along.
    #[must_use = "an act that nobody waits for may be refused unseen"]
    pub fn submit(&self, request: Request) -> Underway {
        let shared = Arc::clone(&self.shared);
        let rules = self.shared.rules();
        let organ = &self.shared.organ;
        Underway {
            pending: self
                .shared
                .ledger
                .submit(organ, move |tx| act::perform(tx, &shared, &rules, &request)),
            office: self.clone(),
        }
    }

    /// Performs many requests one after another, as far as the first that is refused; those before it stand.
    ///
    /// # Errors
    ///
    /// The first refusal, with the position of its request. Where the storage fails, what shared its transaction is lost as well, and
    /// requests after that may have been carried out.
    pub fn perform_in_turn(
        &self,
        requests: Vec<Request>,
    ) -> Result<Vec<Outcome>, (usize, OfficeError)> {
        let stopped = Arc::new(AtomicBool::new(false));
        let hand_in = |request: Request| {
            let (shared, rules) = (Arc::clone(&self.shared), self.shared.rules());
            let stopped = Arc::clone(&stopped);
            self.shared.ledger.submit(&self.shared.organ, move |tx| {
                if stopped.load(Ordering::Relaxed) {
                    return Err(OfficeError::Usage(
                        "前面的事项没有办成，这一件没有办理。".to_owned(),
                    ));
                }
                let performed = act::perform(tx, &shared, &rules, &request);
                stopped.fetch_or(performed.is_err(), Ordering::Relaxed);
                performed
            })
        };
        // All of them are handed in before the first is waited for.
        let handed_in: Vec<_> = requests.into_iter().map(hand_in).collect();
        let done = handed_in.into_iter().enumerate().map(|(at, act)| {
            let outcome = act.wait();
            outcome.map_err(|error| (at, self.not_kept(error)))
        });
        done.collect()
    }

    /// Performs several requests in one transaction: all or none.
    ///
    /// # Errors
    ///
    /// The first refusal, with the position of its request; nothing was written.
    pub fn perform_all(
        &self,
        requests: Vec<Request>,
    ) -> Result<Vec<Outcome>, (usize, OfficeError)> {
        let shared = Arc::clone(&self.shared);
        // What another process brought into use is noticed by the next reading; a look before every act would cost a third of it.
        let rules = self.shared.rules();
        let acted = self.shared.ledger.act(&self.shared.organ, move |tx| {
            let perform = |(at, request): (usize, &Request)| {
                act::perform(tx, &shared, &rules, request).map_err(|error| (at, error))
            };
            let performed = requests.iter().enumerate().map(perform).collect();
            // Folds and directory of what is undone must be gone before the next act on this thread looks at them.
            if Result::<Vec<Outcome>, _>::is_err(&performed) {
                shared.forget_all();
            }
            performed
        });
        acted.map_err(|error| match error {
            ActError::Refused(refused) => refused,
            ActError::Ledger(error) => (0, self.failed(error)),
        })
    }

    /// Runs an act of the office in one transaction.
    pub(crate) fn act<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, OfficeError> + Send + 'static,
    ) -> Result<T, OfficeError> {
        self.shared
            .ledger
            .act(&self.shared.organ, f)
            .map_err(|error| self.not_kept(error))
    }

    /// Why an act is not kept.
    fn not_kept(&self, error: ActError<OfficeError>) -> OfficeError {
        match error {
            ActError::Refused(error) => error,
            ActError::Ledger(error) => self.failed(error),
        }
    }

    /// A failed commit leaves folds in memory that the chain does not hold.
    fn failed(&self, error: LedgerError) -> OfficeError {
        self.shared.forget_all();
        OfficeError::Ledger(error)
    }

    /// Recomputes chain, heads, commitments and file digests.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`] where the ledger cannot be read at all.
    pub fn verify(&self) -> Result<Vec<OrganReport>, OfficeError> {
        Ok(self.shared.ledger.verify()?)
    }

    /// The ledger, for measurements and checks.
    pub fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }
}

/// A request on its way.
pub struct Underway {
    pending: Pending<Outcome, OfficeError>,
    office: Office,
}

impl Underway {
    /// Waits until the act is durable, or is known not to be kept.
    ///
    /// # Errors
    ///
    /// As [`Office::perform`].
    pub fn wait(self) -> Result<Outcome, OfficeError> {
        let Underway { pending, office } = self;
        pending.wait().map_err(|error| office.not_kept(error))
    }
}

fn directory_procedures(rules: &Rules) -> Vec<String> {
    let declared = rules
        .pack
        .procedures
        .iter()
        .filter(|(_, versions)| versions.iter().any(|version| version.directory.is_some()));
    declared.map(|(id, _)| id.to_string()).collect()
}

fn read_person(matter: &Matter, rules: &Rules, directory: &mut Directory) {
    use andu_rules::model::Value;
    if matter.voided {
        return;
    }
    let latest = rules.pack.latest(matter.procedure.as_str());
    let Some(columns) = latest.and_then(|procedure| procedure.directory.as_ref()) else {
        return;
    };
    let Some(name) = matter.fields.get(&columns.name).and_then(Value::as_text) else {
        return;
    };
    let rows = match matter.fields.get(&columns.grants) {
        Some(Value::List(rows)) => rows.as_slice(),
        _ => &[],
    };
    let posts = rows.iter().filter_map(|row| {
        let text = |id: &str| row.get(id).and_then(Value::as_text);
        text("procedure").zip(text("role"))
    });
    if matter.closed {
        directory.somebody_left();
        posts.for_each(|(procedure, role)| directory.left(procedure, role));
        return;
    }
    directory.know(name);
    posts.for_each(|(procedure, role)| directory.add(name, procedure, role));
}
