//! Data files to rules. Owns every check that a file is well made, and points each complaint at its
//! exact place; must not know how a question is answered, nor read files.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::card::Card;
use super::file::{Clause, Examples, LexiconTable, RuleFile, Source, unknown};
use super::question::{Asked, Question};
use super::{Category, MARKETS, Rule, RuleSet, example};
use crate::config;
use crate::fault::{Fault, nearest};
use crate::finding::Reference;
use crate::knowledge;
use crate::language::Language;
use crate::language::citation::Knowledge;
use crate::language::compiler::{CompileError, Compiler, Entry};
use crate::language::inflection::Inflection;
use crate::language::lexicon::{Kind, Lexicons};
use crate::language::spelling::Plausible;
use crate::language::term::Known;
use crate::translated::{self, Translation};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The phrases of our own files, as the build script compiled them.
pub(super) static LEXICONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicons.bin"));

/// A data file of a rule folder.
#[derive(Debug, Clone, Default)]
pub struct DataFile {
    /// Path as the user would name it.
    pub path: String,
    /// Path inside the rule folder, with `/` between folders (`safety/absolute-safety.toml`).
    pub key: String,
    /// The file's text.
    pub text: Cow<'static, str>,
}

/// Key of the file that lists authorities; a user's has its path behind.
const SOURCES: &str = "sources.toml";
/// Key of the file that holds the items of the scorecard.
const SCORECARD: &str = "scorecard.toml";
/// The folder of the lexicons.
const LEXICON_FOLDER: &str = "lexicons/";
/// The folder of the knowledge base, which is read by itself.
const KNOWLEDGE: &str = "knowledge/";

impl DataFile {
    /// Whether it is one of our own, and as it came.
    pub(super) fn is_built_in(&self) -> bool {
        self.translation().is_some()
    }

    /// What the build script made of the file, if it is one of our own and as it came.
    fn translation(&self) -> Option<Translation> {
        let at = FILES.binary_search_by_key(&self.key.as_str(), |(key, ..)| key).ok()?;
        let &(_, text, translation) = &FILES[at];
        // most are borrowed from there
        (std::ptr::eq(text, &raw const *self.text) || *text == self.text).then_some(translation)
    }

    /// Reads the file: one of our own from its translation, others as TOML. Both ways come to the
    /// same, and a mistake is always found in the text.
    ///
    /// # Errors
    /// Where the text is no TOML or does not fit the type.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, toml::de::Error> {
        match self.translation().map(translated::read::<T>) {
            Some(Ok(value)) => Ok(value),
            _ => toml::from_str(&self.text),
        }
    }
}

/// The largest data file that is read, in bytes.
const LARGEST_FILE: usize = 4 << 20;

impl RuleSet {
    /// The built-in rules and lexicons together with a user's. A user's file replaces a built-in
    /// one of the same key; only `sources.toml` adds to what is there.
    ///
    /// # Errors
    /// Every mistake in the files.
    pub fn load(user: Vec<DataFile>) -> Result<Self, Vec<Fault>> {
        let (known, user): (Vec<_>, Vec<_>) = user.into_iter().partition(|f| f.key.starts_with(KNOWLEDGE));
        let own: Vec<knowledge::DataFile<'_>> = known
            .iter()
            .map(|f| knowledge::DataFile { path: &f.path, key: &f.key[KNOWLEDGE.len()..], text: &f.text })
            .collect();
        let known = knowledge::Knowledge::load(&own);
        let mut files: BTreeMap<String, DataFile> = FILES
            .iter()
            .map(|(key, text, _)| {
                let file = DataFile {
                    path: format!("rules/{key}"),
                    key: (*key).to_owned(),
                    text: Cow::Borrowed(*text),
                };
                ((*key).to_owned(), file)
            })
            .collect();
        for file in user {
            let key = match file.key.as_str() {
                SOURCES => format!("{SOURCES}/{}", file.path),
                key => key.to_owned(),
            };
            files.insert(key.clone(), DataFile { key, ..file });
        }
        Self::from_files(&files, known)
    }

    pub(super) fn from_files(
        files: &BTreeMap<String, DataFile>, known: Result<(knowledge::Knowledge, Known), Vec<Fault>>,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let english = |name: &str| files.get(&format!("english/{name}.toml"));
        let splitter = needed(english("sentences"), &mut faults);
        let knowledge: Option<Knowledge> = needed(files.get("citations.toml"), &mut faults);
        let plausible: Option<Plausible> = needed(english("spelling"), &mut faults);
        let forms = english("inflection");
        // built-in phrases are worked out in advance, so that most runs need no word forms
        let built_in = forms.is_some_and(DataFile::is_built_in);
        let inflection: OnceCell<Inflection> = OnceCell::new();
        if !built_in && let Some(read) = needed(forms, &mut faults) {
            let _ = inflection.set(read);
        }
        let (Some(splitter), Some(knowledge), Some(plausible), true) =
            (splitter, knowledge, plausible, built_in || inflection.get().is_some())
        else {
            return Err(faults);
        };
        let inflection = || inflection.get_or_init(|| needed(forms, &mut Vec::new()).unwrap_or_default());
        let compiled = if built_in { Lexicons::from_bytes(LEXICONS) } else { None };

        let mut loader = Loader {
            phrases: Phrases::of(files, compiled.as_ref(), &inflection),
            sources: read_sources(files, &mut faults),
            faults,
        };
        loader.add_lexicons(files);
        let mut rules: Vec<Rule> = files.values().filter_map(|file| loader.rule(file)).collect();
        let Loader { phrases, sources, mut faults } = loader;
        let lexicons = match phrases.finish() {
            Ok(lexicons) => lexicons,
            Err(error) => {
                if let Some(file) = files.values().find(|f| f.key.starts_with(LEXICON_FOLDER)) {
                    faults.push(whole(file, &error.to_string()));
                }
                return Err(faults);
            }
        };
        rules.sort_by(|a, b| (a.category.rank(), &a.id).cmp(&(b.category.rank(), &b.id)));
        check_names(&rules, files, &mut faults);
        check_former_names(&rules, files, &mut faults);
        let scorecard = read_card(files.get(SCORECARD), &lexicons, &sources, &mut faults);
        if faults.is_empty() {
            let (interventions, known) = known?;
            let language = Language::new(lexicons, splitter, knowledge, known, plausible);
            Ok(Self { rules, language, knowledge: interventions, scorecard, sources })
        } else {
            faults.extend(known.err().into_iter().flatten());
            Err(faults)
        }
    }
}

/// Complains about rules that share a name, in whatever categories: a configuration could tell them apart
/// no more. The user's own file is to blame, where the other came with the program.
fn check_names(rules: &[Rule], files: &BTreeMap<String, DataFile>, faults: &mut Vec<Fault>) {
    let mut named: HashMap<&str, &DataFile> = HashMap::new();
    let by_path: HashMap<&str, &DataFile> = files.values().map(|f| (f.path.as_str(), f)).collect();
    for rule in rules {
        let Some(&file) = by_path.get(rule.path.as_str()) else { continue };
        if let Some(other) = named.insert(&rule.id, file) {
            let (blamed, other) = if file.is_built_in() { (other, file) } else { (file, other) };
            faults.push(whole(blamed, &format!("there is already a rule of that name: {}", other.path)));
        }
    }
}

/// Complains about former names of a rule that another goes by, or went by.
fn check_former_names(rules: &[Rule], files: &BTreeMap<String, DataFile>, faults: &mut Vec<Fault>) {
    for rule in rules {
        for former in &rule.formerly {
            let other = rules.iter().find(|r| r.id == *former || r.id != rule.id && r.is_called(former));
            if let Some(other) = other
                && let Some(file) = files.values().find(|f| f.path == rule.path)
            {
                let message = format!("`formerly` has `{former}`, which is a name of {}", other.path);
                faults.push(whole(file, &message));
            }
        }
    }
}

/// The content of a file without which nothing works.
fn needed<T: DeserializeOwned>(file: Option<&DataFile>, faults: &mut Vec<Fault>) -> Option<T> {
    let file = file?;
    file.parse().map_err(|error| faults.push(Fault::from_toml(&file.path, &file.text, &error))).ok()
}

/// A complaint about a whole file.
fn whole(file: &DataFile, message: &str) -> Fault {
    Fault {
        path: file.path.clone(),
        source: file.text.to_string(),
        span: 0..0,
        message: message.to_owned(),
        help: None,
    }
}

pub(super) fn at(file: &DataFile, span: Range<usize>, message: impl Into<String>) -> Fault {
    Fault {
        path: file.path.clone(),
        source: file.text.to_string(),
        span,
        message: message.into(),
        help: None,
    }
}

/// The TOML reader's complaint, with the nearest name where a key is unknown.
fn explain_toml(file: &DataFile, error: &toml::de::Error) -> Fault {
    let fault = Fault::from_toml(&file.path, &file.text, error);
    let mut quoted = fault.message.split('`').skip(1).step_by(2);
    if let Some(rest) = fault.message.strip_prefix("unknown field")
        && let Some(unknown) = quoted.next()
    {
        let known: Vec<&str> = rest.split('`').skip(3).step_by(2).collect();
        if let Some(near) = nearest(unknown, known.iter().copied()) {
            let help = format!("did you mean `{near}`?");
            return fault.with_help(help);
        }
    }
    fault
}

/// The authorities by their keys; a user's replaces a built-in one of the same key.
fn read_sources(files: &BTreeMap<String, DataFile>, faults: &mut Vec<Fault>) -> BTreeMap<String, Reference> {
    let mut out = BTreeMap::new();
    for file in files.values().filter(|f| f.key.starts_with(SOURCES)) {
        match file.parse::<BTreeMap<String, Source>>() {
            Ok(sources) => out.extend(sources.into_iter().map(|(key, s)| (key, reference(s)))),
            Err(error) => faults.push(explain_toml(file, &error)),
        }
    }
    out
}

fn reference(source: Source) -> Reference {
    let mut title = format!("{}, {}", source.organisation, source.title);
    if let Some(section) = source.section {
        title.push_str(", ");
        title.push_str(&section);
    }
    if let Some(year) = source.year {
        title.push_str(&format!(" ({year})"));
    }
    Reference { title, url: source.url }
}

/// What a scorecard asks; every name in it leads somewhere.
fn read_card(
    file: Option<&DataFile>, lexicons: &Lexicons, sources: &BTreeMap<String, Reference>,
    faults: &mut Vec<Fault>,
) -> Card {
    let Some(file) = file else { return Card::default() };
    let card: Card = match file.parse() {
        Ok(card) => card,
        Err(error) => {
            faults.push(explain_toml(file, &error));
            return Card::default();
        }
    };
    let mut wrong = |name: &Spanned<String>, message: String| faults.push(at(file, name.span(), message));
    for area in &card.areas {
        for name in area.counts.iter().filter(|name| Category::named(name.get_ref()).is_none()) {
            wrong(name, unknown("category", name.get_ref(), Category::names()));
        }
        for item in &area.items {
            for name in item.needs.lexicons().filter(|n| lexicons.kind(n.get_ref()).is_none()) {
                wrong(name, unknown("lexicon", name.get_ref(), lexicons.names()));
            }
            for key in item.references.iter().filter(|key| !sources.contains_key(key.get_ref())) {
                wrong(key, unknown("source", key.get_ref(), sources.keys().map(String::as_str)));
            }
        }
    }
    card
}

/// The kinds of marks for the phrases of rules.
enum Phrases<'i> {
    /// All phrases are our own and have been compiled: only their kinds are counted out again.
    Known {
        known: &'i Lexicons,
        next: Kind,
    },
    New {
        compiler: Box<Compiler<'i>>,
        own_lexicons: bool,
    },
}

impl<'i> Phrases<'i> {
    /// Known ones, if `compiled` holds those of all files.
    fn of(
        files: &BTreeMap<String, DataFile>, compiled: Option<&'i Lexicons>,
        inflection: &'i dyn Fn() -> &'i Inflection,
    ) -> Self {
        match compiled {
            Some(known) if phrases_are_built_in(files) => Self::Known { next: known.first_of_rules(), known },
            known => Self::New {
                compiler: Box::new(Compiler::new(inflection, known)),
                own_lexicons: files.values().any(|f| f.key.starts_with(LEXICON_FOLDER) && !f.is_built_in()),
            },
        }
    }

    /// Whether a user's file takes the place of lexicons: one that a question of ours names may be gone.
    fn has_own_lexicons(&self) -> bool {
        matches!(self, Self::New { own_lexicons: true, .. })
    }

    fn kind(&self, name: &str) -> Option<Kind> {
        match self {
            Self::Known { known, .. } => known.kind(name),
            Self::New { compiler, .. } => compiler.kind(name),
        }
    }

    fn names(&self) -> Vec<&str> {
        match self {
            Self::Known { known, .. } => known.names().collect(),
            Self::New { compiler, .. } => compiler.names().collect(),
        }
    }

    fn anonymous(&mut self, name: &str) -> Kind {
        match self {
            Self::Known { next, .. } => {
                let kind = *next;
                *next = Kind(kind.0 + 1);
                kind
            }
            Self::New { compiler, .. } => compiler.anonymous(name),
        }
    }

    /// Adds a phrase of a rule, where that has not been done.
    ///
    /// # Errors
    /// Where the phrase is not well made.
    fn add(&mut self, file: &DataFile, kind: Kind, text: &Spanned<String>, number: u32) -> Result<(), Fault> {
        match self {
            Self::Known { .. } => Ok(()),
            Self::New { compiler, .. } => add_phrase(compiler, file, kind, text, Entry::Word, number),
        }
    }

    fn finish(self) -> Result<Lexicons, CompileError> {
        match self {
            Self::Known { known, next } => {
                // the build script counted in the same order; if it did not, phrases would stand for others
                assert_eq!(usize::from(next.0), known.len(), "the phrases of all rules were compiled");
                Ok(known.clone())
            }
            Self::New { compiler, .. } => compiler.finish(),
        }
    }
}

/// Whether every file that may hold phrases is one of our own and as it came.
fn phrases_are_built_in(files: &BTreeMap<String, DataFile>) -> bool {
    let holds = |key: &str| key.contains('/') && !key.starts_with(SOURCES);
    let ours = FILES.iter().filter(|(key, ..)| holds(key)).count();
    let mut here = files.values().filter(|file| holds(&file.key));
    here.clone().count() == ours && here.all(DataFile::is_built_in)
}

/// Parses and adds one phrase.
///
/// # Errors
/// Where the phrase is not well made: at its place inside the TOML string.
fn add_phrase(
    compiler: &mut Compiler<'_>, file: &DataFile, kind: Kind, text: &Spanned<String>, how: Entry, number: u32,
) -> Result<(), Fault> {
    let Err(error) = compiler.add(kind, text.get_ref(), how, number) else { return Ok(()) };
    let help = match &error {
        CompileError::UnknownLexicon(name) => {
            nearest(name, compiler.names()).map(|near| format!("did you mean `@{near}`?"))
        }
        _ => None,
    };
    let span = match &error {
        CompileError::Malformed(error) => {
            // past the opening quotation mark; escapes are rare enough to point a little early then
            let from = text.span().start + 1 + error.span.start;
            from..(text.span().start + 1 + error.span.end).max(from + 1).min(text.span().end)
        }
        _ => text.span(),
    };
    Err(Fault { help, ..at(file, span, error.to_string()) })
}

/// What the rules of a run are built from, and what is wrong with their files.
struct Loader<'i> {
    phrases: Phrases<'i>,
    sources: BTreeMap<String, Reference>,
    faults: Vec<Fault>,
}

impl Loader<'_> {
    /// Adds the phrases of the lexicons, where that has not been done.
    fn add_lexicons(&mut self, files: &BTreeMap<String, DataFile>) {
        let Phrases::New { compiler, .. } = &mut self.phrases else { return };
        let mut lexicons = Vec::new();
        for file in files.values() {
            let Some(stem) = file.key.strip_prefix(LEXICON_FOLDER).and_then(|k| k.strip_suffix(".toml"))
            else {
                continue;
            };
            match file.parse::<BTreeMap<String, LexiconTable>>() {
                Ok(tables) => {
                    for (name, table) in tables {
                        let name = format!("{stem}.{name}");
                        let kind = compiler.declare(&name);
                        lexicons.push((file, kind, table));
                    }
                }
                Err(error) => self.faults.push(explain_toml(file, &error)),
            }
        }
        for (file, kind, table) in &lexicons {
            let lists = [
                (&table.words, Entry::Word),
                (&table.exact, Entry::Exact),
                (&table.weak, Entry::Weak),
                (&table.not, Entry::Not),
            ];
            for (list, how) in lists {
                for (number, entry) in list.iter().enumerate() {
                    let added = add_phrase(compiler, file, *kind, entry, how, number as u32);
                    self.faults.extend(added.err());
                }
            }
        }
        compiler.rules_follow();
    }

    /// The rule of a file, if it holds one that is well made.
    fn rule(&mut self, file: &DataFile) -> Option<Rule> {
        let (category, id) = self.place(file)?;
        if file.text.len() > LARGEST_FILE {
            self.faults.push(whole(file, "the file is larger than 4 MB"));
            return None;
        }
        match file.parse::<RuleFile>() {
            Ok(parsed) => self.build(file, category, id, parsed),
            Err(error) => {
                self.faults.push(explain_toml(file, &error));
                None
            }
        }
    }

    /// The category and the name that the path of a rule's file gives it; `None` of files of other kinds.
    fn place<'f>(&mut self, file: &'f DataFile) -> Option<(&'static Category, &'f str)> {
        if file.key.starts_with(SOURCES) || matches!(file.key.as_str(), "citations.toml" | SCORECARD) {
            return None;
        }
        let Some((folder, stem)) = file.key.split_once('/') else {
            let message = "a rule file stands in the folder of its category, as in `safety/my-rule.toml`";
            self.faults.push(whole(file, message));
            return None;
        };
        if matches!(folder, "lexicons" | "english") {
            return None;
        }
        let Some(category) = Category::named(folder) else {
            self.faults.push(whole(file, &unknown("category folder", folder, Category::names())));
            return None;
        };
        let id = stem.trim_end_matches(".toml");
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            self.faults.push(whole(
                file,
                "a rule's file name has lower-case letters, digits and hyphens only, as in `cure-claim.toml`",
            ));
            return None;
        }
        Some((category, id))
    }

    fn build(
        &mut self, file: &DataFile, category: &'static Category, id: &str, mut parsed: RuleFile,
    ) -> Option<Rule> {
        let before = self.faults.len();
        let references = self.references(file, &parsed);
        self.check_markets(file, &parsed);
        match &parsed.examples {
            Some(examples) => check_examples(file, examples, &mut self.faults),
            // a test holds ours to more than that
            None if file.is_built_in() => {}
            None => {
                self.faults.push(whole(file, "a rule has [examples]: texts to `flag` and texts to `pass`"))
            }
        }
        let examples = example::Unread::new(file, parsed.examples.take());
        let asked = self.asked(file, id, &mut parsed);
        if !file.is_built_in() || self.phrases.has_own_lexicons() {
            self.check_lexicon_names(file);
        }
        let question = match Question::new(asked, file, category) {
            Ok(question) => question,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        if question.needs_reading() && category.makes_residue {
            self.faults.push(whole(
                file,
                "rules of residue look at blocks, not at phrases: use [pattern] or [builtin]",
            ));
        }
        self.check_texts(file, &parsed, &question.placeholders());
        (self.faults.len() == before).then(|| Rule {
            id: id.to_owned(),
            category,
            summary: parsed.summary.into_inner(),
            level: parsed.level,
            scope: parsed.scope,
            message: parsed.message.into_inner(),
            help: parsed.help.into_inner(),
            why: parsed.why.into_inner(),
            references,
            since: parsed.since.into_inner(),
            formerly: parsed.formerly.into_iter().map(Spanned::into_inner).collect(),
            markets: parsed.markets.into_iter().map(Spanned::into_inner).collect(),
            path: file.path.clone(),
            question,
            one_of: parsed.one_of.map(|o| (o.group, o.rank)),
            examples,
        })
    }

    /// The authorities that a rule names.
    fn references(&mut self, file: &DataFile, parsed: &RuleFile) -> Vec<Reference> {
        let mut references = Vec::new();
        for key in &parsed.references {
            match self.sources.get(key.get_ref()) {
                Some(reference) => references.push(reference.clone()),
                None => {
                    let names = self.sources.keys().map(String::as_str);
                    self.faults.push(at(file, key.span(), unknown("source", key.get_ref(), names)));
                }
            }
        }
        if references.is_empty() {
            let message = "a rule names at least one authority in `references` (see sources.toml)";
            self.faults.push(whole(file, message));
        }
        references
    }

    fn check_markets(&mut self, file: &DataFile, parsed: &RuleFile) {
        for market in &parsed.markets {
            if !MARKETS.contains(&market.get_ref().as_str()) {
                let message = unknown("market", market.get_ref(), MARKETS);
                self.faults.push(at(file, market.span(), message));
            }
        }
    }

    /// What a rule asks; its phrases become kinds of marks.
    fn asked(&mut self, file: &DataFile, id: &str, parsed: &mut RuleFile) -> Asked {
        Asked {
            find: parsed.find.take().map(|find| {
                let kinds = self.kinds_of(file, id, &find.any);
                (find, kinds)
            }),
            with: self.clauses(file, id, std::mem::take(&mut parsed.with)),
            without: self.clauses(file, id, std::mem::take(&mut parsed.without)),
            replace: parsed.replace.take().map(|replace| {
                let kind = self.phrases.anonymous(id);
                for (number, wrong) in replace.get_ref().pairs.keys().enumerate() {
                    let added = self.phrases.add(file, kind, wrong, number as u32);
                    self.faults.extend(added.err());
                }
                (replace.into_inner(), kind)
            }),
            claim: parsed.claim.take(),
            count: parsed.count.take(),
            pattern: parsed.pattern.take(),
            builtin: parsed.builtin.take(),
        }
    }

    fn clauses(&mut self, file: &DataFile, id: &str, list: Vec<Clause>) -> Vec<(Clause, Vec<Kind>)> {
        list.into_iter()
            .map(|clause| {
                let kinds = self.kinds_of(file, id, &clause.any);
                (clause, kinds)
            })
            .collect()
    }

    /// The kinds that a list of phrases stands for: lexicons named alone, and one kind for the rest.
    fn kinds_of(&mut self, file: &DataFile, id: &str, list: &[Spanned<String>]) -> Vec<Kind> {
        let mut kinds = Vec::new();
        let mut own = None;
        for (number, text) in list.iter().enumerate() {
            let lexicon = text.get_ref().strip_prefix('@');
            if let Some(kind) = lexicon.and_then(|name| self.phrases.kind(name)) {
                kinds.push(kind);
                continue;
            }
            let kind = *own.get_or_insert_with(|| self.phrases.anonymous(id));
            self.faults.extend(self.phrases.add(file, kind, text, number as u32).err());
        }
        kinds.extend(own);
        kinds
    }

    /// Complains about texts of a rule that say nothing, or have a place for what is never found.
    fn check_texts(&mut self, file: &DataFile, parsed: &RuleFile, allowed: &[&str]) {
        for (key, text) in [
            ("summary", &parsed.summary),
            ("message", &parsed.message),
            ("help", &parsed.help),
            ("why", &parsed.why),
        ] {
            if text.get_ref().trim().is_empty() {
                self.faults.push(at(file, text.span(), format!("`{key}` is empty: a writer reads it")));
            }
        }
        if config::version(parsed.since.get_ref()).is_none() {
            let message =
                "`since` is a version of caveat, as in `0.1`: `as-of` in a configuration compares it";
            self.faults.push(at(file, parsed.since.span(), message));
        }
        for text in [&parsed.message, &parsed.help] {
            if text.get_ref().matches('{').count() != text.get_ref().matches('}').count() {
                let message = "a brace is not closed: write a placeholder as in `{text}`";
                self.faults.push(at(file, text.span(), message));
            }
            for name in placeholders(text.get_ref()).filter(|name| !allowed.contains(name)) {
                let message = unknown("placeholder", name, allowed.iter().copied());
                self.faults.push(at(file, text.span(), message));
            }
        }
    }

    /// Complains about names of lexicons in the table of a built-in question that no lexicon has. No other
    /// text there has their form; a test says so of our own files, which are not read as TOML.
    fn check_lexicon_names(&mut self, file: &DataFile) {
        let Ok(table) = DeTable::parse(&file.text) else { return };
        for (_, value) in table.get_ref().iter().filter(|(key, _)| key.get_ref().as_ref() == "builtin") {
            each_lexicon_name(value, &mut |name, span| {
                if self.phrases.kind(name).is_none() {
                    self.faults.push(at(file, span, unknown("lexicon", name, self.phrases.names())));
                }
            });
        }
    }
}

/// Hands on each text below a value that has the form of a lexicon's name, with its place.
fn each_lexicon_name(value: &Spanned<DeValue<'_>>, take: &mut dyn FnMut(&str, Range<usize>)) {
    let word = |part: &str| part.len() > 1 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_name =
        |text: &str| text.split_once('.').is_some_and(|(first, second)| word(first) && word(second));
    match value.get_ref() {
        DeValue::String(text) if is_name(text) => take(text, value.span()),
        DeValue::Array(values) => values.iter().for_each(|value| each_lexicon_name(value, take)),
        DeValue::Table(table) => table.iter().for_each(|(_, value)| each_lexicon_name(value, take)),
        _ => {}
    }
}

fn check_examples(file: &DataFile, examples: &Examples, faults: &mut Vec<Fault>) {
    for (list, name) in [(&examples.flag, "flag"), (&examples.pass, "pass")] {
        if list.len() < 2 {
            faults.push(whole(file, &format!("`[examples]` needs at least two `{name}` texts")));
        }
    }
    for text in &examples.flag {
        if !text.get_ref().contains("{{") {
            faults.push(at(file, text.span(), "mark the exact words to be flagged: {{…}}"));
        }
    }
}

/// The names between braces in a text.
fn placeholders(message: &str) -> impl Iterator<Item = &str> {
    message.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
