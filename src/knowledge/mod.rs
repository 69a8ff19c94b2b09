//! What is known of interventions: whom they may harm and how, what the evidence says of them, and on
//! whose word. Owns the groups of people to warn, cautions, harms, evidence, warning signs and the
//! standing with regulators; must not know formats, reports or rules.
//!
//! One file an intervention (`rules/knowledge/interventions/`) and one vocabulary of groups
//! (`rules/knowledge/groups.toml`); a user's files add to them or replace them. An article needs the
//! facts of what it promotes and no others: names and kinds are known from the start, and the facts of
//! an intervention are read when they are first asked for.

mod file;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::fault::{Fault, nearest};
use crate::language::claim::Promotable;
use crate::language::term::{Known, Terms};
use crate::language::term_keys::TermKeys;
use crate::translated::{self, Translation};

include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

/// The keys of our own names and terms, as the build script worked them out.
static TERM_KEYS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/terms.bin"));

/// A file of the knowledge base that came with the program: its header is read when it is built.
#[derive(Debug)]
struct Embedded {
    id: &'static str,
    kind: &'static str,
    names: &'static [&'static str],
    exact: &'static [&'static str],
    ambiguous: &'static [&'static str],
    text: &'static str,
    /// The whole of it, as the build script translated it.
    translated: Translation,
}

impl Embedded {
    /// Number of names.
    const fn len(&self) -> usize {
        self.names.len() + self.exact.len() + self.ambiguous.len()
    }
}

/// A data file, as the user would name it.
#[derive(Debug, Clone, Copy)]
pub struct DataFile<'f> {
    /// Path for messages.
    pub path: &'f str,
    /// Path below `knowledge/`: `groups.toml` or `interventions/yoga.toml`.
    pub key: &'f str,
    /// The file's text.
    pub text: &'f str,
}

/// The knowledge base of a run.
#[derive(Debug)]
pub struct Knowledge {
    entries: Vec<Entry>,
    /// A user's groups, by key: they add to the built-in ones and replace them.
    own_groups: BTreeMap<String, Group>,
    groups: OnceLock<BTreeMap<String, Group>>,
    terms: OnceLock<GroupTerms>,
}

/// The terms of all groups, and the groups by number.
#[derive(Debug)]
struct GroupTerms {
    terms: Terms,
    keys: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    id: String,
    source: Text,
    facts: OnceLock<Option<Intervention>>,
}

#[derive(Debug)]
enum Text {
    Embedded(&'static Embedded),
    Own(Box<Intervention>),
}

/// A group of people to warn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    /// As it stands in a message: "people with a bleeding disorder".
    pub label: String,
    /// Words that an article uses for it; one in capitals counts only as written.
    pub terms: Vec<String>,
    /// Words that name it only in a sentence that gives advice.
    #[serde(default)]
    pub loose: Vec<String>,
    /// How much is at stake for how many, from 1 to 3.
    pub weight: u8,
    /// Groups that take this one in.
    #[serde(default)]
    pub broader: Vec<String>,
    /// Advice for all readers rather than a group of them.
    #[serde(default)]
    pub everyone: bool,
    /// It takes in so many that those who are most at risk do not see themselves meant.
    #[serde(default)]
    pub general: bool,
    /// Who can belong to it, where that is not everybody.
    pub only: Option<Audience>,
    /// Hardly a child belongs to it.
    #[serde(default)]
    pub adults: bool,
}

/// Readers of one sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Audience {
    Women,
    Men,
}

/// What is known of one intervention, with what it takes from those it builds on.
#[derive(Debug, Clone)]
pub struct Intervention {
    /// Stable name: the stem of its file.
    pub id: String,
    /// As it stands within a sentence.
    pub name: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Whom it is meant for, where that is not everybody.
    pub audience: Option<Audience>,
    /// Interventions whose facts hold for it too.
    pub builds_on: Vec<String>,
    /// What the entry covers.
    pub note: Option<String>,
    /// Who should not have it, or should ask first.
    pub cautions: Vec<Caution>,
    /// What can go wrong.
    pub harms: Vec<Harm>,
    /// What is known of its uses.
    pub evidence: Vec<Evidence>,
    /// What should send a reader to care.
    pub warning_signs: Vec<WarningSign>,
    /// How it stands with regulators.
    pub regulatory: Vec<Regulation>,
}

/// What kind of thing an intervention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    Cleansing,
    Cosmetic,
    Device,
    Diet,
    Electrical,
    Exercise,
    Food,
    Infusion,
    Injection,
    Light,
    Manual,
    Medicine,
    Mind,
    Movement,
    Needling,
    Other,
    Practice,
    Procedure,
    Supplement,
    Surgical,
    Thermal,
}

/// A group that should not have an intervention, or should take care.
#[derive(Debug, Clone)]
pub struct Caution {
    /// Key of the group.
    pub group: String,
    /// The group here, where that is not the group's own label.
    pub label: Option<String>,
    /// How much is asked of the group.
    pub level: CautionLevel,
    /// What narrows it: a variant, a part of the body.
    pub scope: Option<String>,
    /// Words that show that an article is about what narrows it.
    pub when: Vec<String>,
    /// Why, in one line.
    pub reason: String,
    /// On whose word.
    pub basis: Basis,
}

/// How much is asked of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CautionLevel {
    /// Care or adaptation.
    Precaution,
    /// Needs medical advice first.
    AskFirst,
    /// Should not have it.
    Contraindicated,
}

/// What can go wrong.
#[derive(Debug, Clone)]
pub struct Harm {
    /// For a reader.
    pub label: String,
    /// Words that an article uses for it.
    pub terms: Vec<String>,
    /// How bad and how common.
    pub seriousness: Seriousness,
    /// On whose word.
    pub basis: Basis,
}

/// How bad a harm is, and how common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Seriousness {
    CommonMild,
    Uncommon,
    Serious,
    RareSerious,
}

/// What is known of one use.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The use, as it is claimed.
    pub claim: String,
    /// Words that an article uses for it.
    pub terms: Vec<String>,
    /// How well research supports the claim as worded.
    pub certainty: Certainty,
    /// What research says, in one line.
    pub summary: String,
    /// On whose word.
    pub basis: Basis,
}

/// How well research supports a claim as worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// No good evidence of benefit, or good evidence of none.
    None,
    /// Little or weak evidence.
    Low,
    /// Some good evidence.
    Moderate,
    /// Good evidence.
    Strong,
}

/// What should send a reader to care.
#[derive(Debug, Clone)]
pub struct WarningSign {
    /// For a reader.
    pub label: String,
    /// Words that an article uses for it.
    pub terms: Vec<String>,
    /// What to do.
    pub action: Action,
    /// On whose word.
    pub basis: Basis,
}

/// What to do at a warning sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Call an ambulance.
    Emergency,
    /// Call a doctor.
    CallDoctor,
}

/// How it stands with a regulator.
#[derive(Debug, Clone)]
pub struct Regulation {
    /// The markets: `us`, `uk`, `eu`, `au`; none for elsewhere.
    pub markets: Vec<String>,
    /// The place, where it is no market.
    pub place: Option<String>,
    /// Who regulates.
    pub body: Option<String>,
    /// In a word or two.
    pub status: Option<String>,
    /// In one line.
    pub summary: String,
    /// On whose word.
    pub basis: Basis,
}

/// On whose word a fact stands, and how sure we are of that.
#[derive(Debug, Clone)]
pub struct Basis {
    /// Who says so, and where.
    pub source: Source,
    /// Whether the fact was seen there.
    pub confidence: Confidence,
}

/// Whether a fact was seen on the page that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It was.
    PageRead,
    /// General medical knowledge, still to be looked up.
    ToCheck,
}

/// A page that says so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Source {
    /// Who says so.
    pub organisation: String,
    /// Where.
    pub title: String,
    /// Its address; none where the page was not seen.
    pub url: Option<String>,
    /// How much its word weighs.
    #[serde(rename = "type")]
    pub kind: SourceKind,
    /// How the page came by the organisation's word, where it is not the organisation's own.
    pub via: Option<String>,
    /// Whose advice it repeats.
    pub restates: Option<String>,
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Government, regulator, guideline or evidence body, hospital system, university, health charity.
    Authority,
    /// A journal.
    Journal,
    /// A trade or training body, maker, insurer or clinic.
    Professional,
    /// News or another site.
    Secondary,
}

/// How a caution may be put to a writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It still has to be looked up.
    Unchecked,
    /// Seen, but not on a page that one would cite.
    Told,
    /// Seen on a page that one can cite.
    Cited,
}

impl Basis {
    /// How a fact on this basis may be put.
    pub fn weight(&self) -> Weight {
        match (self.confidence, self.source.kind, &self.source.via) {
            (Confidence::ToCheck, ..) => Weight::Unchecked,
            (_, SourceKind::Authority | SourceKind::Journal, None) => Weight::Cited,
            _ => Weight::Told,
        }
    }
}

impl Kind {
    /// What promoting it amounts to.
    pub const fn promotable(self) -> Promotable {
        match self {
            Self::Supplement | Self::Food => Promotable::Supplement,
            Self::Diet => Promotable::Diet,
            Self::Medicine => Promotable::Medicine,
            _ => Promotable::Therapy,
        }
    }
}

impl Knowledge {
    /// The built-in knowledge base with a user's files, and the names by which articles are searched
    /// for what they promote. A user's intervention replaces the built-in one of the same name.
    ///
    /// # Errors
    /// Every mistake in the user's files.
    pub fn load(own: &[DataFile<'_>]) -> Result<(Self, Known), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut own_groups = BTreeMap::new();
        for file in own.iter().filter(|f| f.key == "groups.toml" && f.text != GROUPS) {
            match file::groups(file.path, file.text) {
                Ok(groups) => own_groups.extend(groups),
                Err(fault) => faults.push(fault),
            }
        }
        let mut knowledge =
            Self { entries: Vec::new(), own_groups, groups: OnceLock::new(), terms: OnceLock::new() };
        let mut replaced: BTreeMap<&str, (&DataFile<'_>, file::Parsed)> = BTreeMap::new();
        let mut parsed: Vec<(&DataFile<'_>, file::Parsed)> = Vec::new();
        for file in own.iter().filter(|f| f.key != "groups.toml") {
            let Some(id) = file.key.strip_prefix("interventions/").and_then(|k| k.strip_suffix(".toml"))
            else {
                let message = "a file of knowledge is `groups.toml` or stands in `interventions/`";
                faults.push(file::whole(file, message));
                continue;
            };
            if EMBEDDED.binary_search_by_key(&id, |e| e.id).is_ok_and(|at| EMBEDDED[at].text == file.text) {
                continue;
            }
            match file::parse(file.path, file.text, id) {
                Ok(facts) => parsed.push((file, facts)),
                Err(fault) => faults.push(fault),
            }
        }
        for (file, facts) in parsed {
            let id = file.key.trim_start_matches("interventions/").trim_end_matches(".toml");
            replaced.insert(id, (file, facts));
        }
        let keys = TermKeys::from_bytes(TERM_KEYS).unwrap_or_default();
        let mut known = Known::with_capacity(EMBEDDED.iter().map(Embedded::len).sum());
        for embedded in EMBEDDED.iter().filter(|e| !replaced.contains_key(e.id)) {
            let kind = file::kind(embedded.kind).map_or(Promotable::Therapy, Kind::promotable);
            let number = known.add(embedded.id, kind);
            let mut name =
                |n: &str, exact, ambiguous| known.name_keyed(number, n, keys.of(n), exact, ambiguous);
            embedded.names.iter().for_each(|n| name(n, false, false));
            embedded.exact.iter().for_each(|n| name(n, true, false));
            embedded.ambiguous.iter().for_each(|n| name(n, is_acronym(n), true));
            knowledge.push(embedded.id, Text::Embedded(embedded));
        }
        let ids: Vec<String> = knowledge
            .entries
            .iter()
            .map(|e| e.id.clone())
            .chain(replaced.keys().map(|k| (*k).to_owned()))
            .collect();
        for (id, (file, parsed)) in replaced {
            let groups = knowledge.all_groups();
            let broken = parsed.faults(file, |g| groups.contains_key(g), |i| ids.iter().any(|k| k == i));
            faults.extend(broken);
            let number = known.add(id, parsed.facts.kind.promotable());
            parsed.names.iter().for_each(|n| known.name(number, n, false, false));
            parsed.exact.iter().for_each(|n| known.name(number, n, true, false));
            parsed.ambiguous.iter().for_each(|n| known.name(number, n, is_acronym(n), true));
            knowledge.push(id, Text::Own(Box::new(parsed.facts)));
        }
        if faults.is_empty() { Ok((knowledge, known)) } else { Err(faults) }
    }

    fn push(&mut self, id: &str, source: Text) {
        self.entries.push(Entry { id: id.to_owned(), source, facts: OnceLock::new() });
    }

    /// The names of all interventions, in the order of their numbers.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.id.as_str())
    }

    /// What is known of the intervention of that name.
    pub fn get(&self, id: &str) -> Option<&Intervention> {
        self.intervention(self.entries.iter().position(|e| e.id == id)?)
    }

    /// What is known of the intervention of that number.
    pub fn intervention(&self, number: usize) -> Option<&Intervention> {
        /// Longest chain of interventions that build on each other.
        const DEEPEST: usize = 4;
        self.with_bases(number, DEEPEST)
    }

    fn with_bases(&self, number: usize, depth: usize) -> Option<&Intervention> {
        let entry = self.entries.get(number)?;
        entry
            .facts
            .get_or_init(|| {
                let mut facts = match &entry.source {
                    Text::Embedded(own) => file::embedded(own.translated, own.text, own.id).ok()?.facts,
                    Text::Own(facts) => (**facts).clone(),
                };
                let bases = facts.builds_on.clone();
                for base in bases.iter().filter(|_| depth > 0) {
                    let at = self.entries.iter().position(|e| e.id == *base && e.id != entry.id);
                    if let Some(base) = at.and_then(|at| self.with_bases(at, depth - 1)) {
                        facts.take_from(base);
                    }
                }
                Some(facts)
            })
            .as_ref()
    }

    /// The group of that key.
    pub fn group(&self, key: &str) -> Option<&Group> {
        self.all_groups().get(key)
    }

    /// All groups, by key.
    pub fn all_groups(&self) -> &BTreeMap<String, Group> {
        self.groups.get_or_init(|| {
            // our own as the build script translated them; a test holds the two together
            let mut groups: BTreeMap<String, Group> =
                translated::read(GROUPS_TRANSLATED).or_else(|_| file::groups("", GROUPS)).unwrap_or_default();
            groups.extend(self.own_groups.iter().map(|(k, g)| (k.clone(), g.clone())));
            groups
        })
    }

    /// The terms of all groups; the number of a hit is that of [`Self::group_of_term`].
    pub fn group_terms(&self) -> &Terms {
        &self.all_terms().terms
    }

    /// The key of the group that a term of that number stands for, and whether it is a loose one.
    pub fn group_of_term(&self, number: u32) -> Option<(&str, bool)> {
        let key = self.all_terms().keys.get(number as usize / 2)?;
        Some((key, number % 2 == 1))
    }

    fn all_terms(&self) -> &GroupTerms {
        self.terms.get_or_init(|| {
            let known = TermKeys::from_bytes(TERM_KEYS).unwrap_or_default();
            let groups = self.all_groups();
            let terms = groups.values().map(|group| group.terms.len() + group.loose.len()).sum();
            let mut all = GroupTerms { terms: Terms::with_capacity(terms), keys: Vec::new() };
            for (key, group) in groups {
                let number = all.keys.len() as u32 * 2;
                let mut add = |t: &str, id, exact| all.terms.add_keyed(t, known.of(t), id, exact);
                group.terms.iter().for_each(|t| add(t, number, is_acronym(t)));
                group.loose.iter().for_each(|t| add(t, number + 1, false));
                all.keys.push(key.clone());
            }
            all
        })
    }

    /// Whether who warns a broader group has given this caution as well.
    ///
    /// Whoever may have the thing once they have asked is reached by "tell us about any medicines". Whoever
    /// should not have it at all does not see from that how much it matters: they have to be named.
    pub fn covers(&self, broad: &str, caution: &Caution) -> bool {
        fn up(knowledge: &Knowledge, broad: &str, group: &str, depth: u8) -> bool {
            depth > 0
                && knowledge.group(group).is_some_and(|g| {
                    g.broader.iter().any(|b| b == broad || up(knowledge, broad, b, depth - 1))
                })
        }
        let general = || self.group(broad).is_some_and(|g| g.general);
        let must_be_named = caution.level == CautionLevel::Contraindicated;
        up(self, broad, &caution.group, 4) && !(must_be_named && general())
    }

    /// What comes first where cautions are listed: those who can belong to the audience, then how much
    /// is at stake for how many, how plainly it is ruled out, and how good the page is.
    pub fn importance(&self, facts: &Intervention, caution: &Caution) -> impl Ord + use<> {
        let group = self.group(&caution.group);
        let only = group.and_then(|g| g.only);
        let concerned = facts.audience.is_none() || only.is_none() || only == facts.audience;
        (concerned, group.map_or(0, |g| g.weight), caution.level, caution.basis.weight())
    }
}

impl Intervention {
    /// Adds what another says, where this one says nothing itself.
    fn take_from(&mut self, base: &Self) {
        for caution in &base.cautions {
            if self.cautions.iter().all(|c| c.group != caution.group) {
                self.cautions.push(caution.clone());
            }
        }
        for harm in &base.harms {
            if self.harms.iter().all(|h| h.label != harm.label) {
                self.harms.push(harm.clone());
            }
        }
        self.evidence.extend(base.evidence.iter().cloned());
        self.warning_signs.extend(base.warning_signs.iter().cloned());
    }
}

/// A term in capitals, such as ICD, counts only as written; so does a name with a capital letter that
/// is a common word, such as Muse.
fn is_acronym(term: &str) -> bool {
    term.starts_with(|c: char| c.is_uppercase())
}

/// The nearest of some names, as a hint.
fn hint<'k>(unknown: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(unknown, known).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests;
