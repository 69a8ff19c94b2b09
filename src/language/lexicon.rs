//! Phrases to patterns over word numbers. Owns the expansion of forms, groups and hyphens, and the
//! order in which lexicons that refer to others are matched; must not know documents or rules.

use std::collections::HashMap;
use std::sync::Arc;

use super::inflection::Inflection;
use super::phrase::{Class, Form, Item, Phrase, What};
use super::vocabulary::{Vocabulary, WordId, WordMap};

/// A kind of mark: one lexicon, or one question of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

/// Most flat patterns that one phrase may expand to.
pub const MAX_EXPANSIONS: usize = 256;
/// Most words of one phrase.
const MAX_STEPS: usize = 64;
/// Most readings that the gaps of one pattern may multiply to.
const MAX_READINGS: usize = 1024;

/// What one step of a pattern matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    Words(Arc<[WordId]>),
    Kind(Kind),
    Class(Class),
    Punctuation(Box<str>),
}

/// One step of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) atom: Atom,
    pub(super) gap: u8,
    pub(super) optional: bool,
}

/// A flat sequence of steps that makes a mark.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) kind: Kind,
    pub(super) entry: u32,
    pub(super) steps: Box<[Step]>,
    /// The words as they must be written, case and all.
    pub(super) exact: Option<Box<str>>,
    pub(super) weak: bool,
}

/// How an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A hit by itself.
    Word,
    /// A hit only as written, case and all.
    Exact,
    /// A hit only beside a mark of another lexicon in the sentence.
    Weak,
    /// No hit: hides any entry of its lexicon that it overlaps.
    Not,
}

/// Collects lexicons and the phrases of rules, then builds the index.
#[derive(Debug)]
pub struct Compiler<'i> {
    inflection: &'i Inflection,
    vocabulary: Vocabulary,
    names: HashMap<String, Kind>,
    kinds: Vec<KindInfo>,
    patterns: Vec<Pattern>,
    stems: Vec<(String, WordId)>,
    /// The forms of words seen so far, by [`Form`]: most words stand in many phrases.
    forms: [WordMap<Box<str>, Arc<[WordId]>>; 3],
}

#[derive(Debug, Clone, Default)]
pub(super) struct KindInfo {
    pub(super) name: String,
    pub(super) not: Option<Kind>,
    pub(super) hidden: bool,
    pub(super) context: bool,
}

/// Why a phrase cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompileError {
    /// No lexicon has that name.
    UnknownLexicon(String),
    /// Too many alternatives or readings.
    TooLarge(String),
    /// Nothing to look the phrase up by.
    NoWord,
    /// Lexicons refer to each other in a circle.
    Cycle(String),
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownLexicon(name) => write!(f, "there is no lexicon named `{name}`"),
            Self::TooLarge(why) => f.write_str(why),
            Self::NoWord => f.write_str("the phrase needs at least one word or lexicon that must be there"),
            Self::Cycle(name) => write!(f, "lexicon `{name}` refers to itself through other lexicons"),
        }
    }
}

impl<'i> Compiler<'i> {
    /// Starts with no lexicon.
    pub fn new(inflection: &'i Inflection) -> Self {
        Self {
            inflection,
            vocabulary: Vocabulary::default(),
            names: HashMap::new(),
            kinds: Vec::new(),
            patterns: Vec::new(),
            stems: Vec::new(),
            forms: Default::default(),
        }
    }

    /// Declares a lexicon. All lexicons are declared before phrases that refer to them are added.
    /// Those of `context` are matched first and make contexts instead of findings.
    pub fn declare(&mut self, name: &str, context: bool) -> Kind {
        let kind = self.anonymous(name);
        self.kinds[kind.0 as usize].context = context;
        self.names.insert(name.to_owned(), kind);
        kind
    }

    /// A kind of mark that phrases cannot refer to.
    ///
    /// # Panics
    /// With more than 65,535 kinds.
    pub fn anonymous(&mut self, name: &str) -> Kind {
        let kind = Kind(u16::try_from(self.kinds.len()).expect("fewer than 65,536 lexicons and questions"));
        self.kinds.push(KindInfo { name: name.to_owned(), ..KindInfo::default() });
        kind
    }

    /// The lexicon of that name.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.names.get(name).copied()
    }

    /// The names of all lexicons.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Adds a phrase to a kind. `entry` is handed back with each mark that the phrase makes.
    ///
    /// # Errors
    /// Where the phrase names an unknown lexicon or is too large.
    pub fn add(
        &mut self, kind: Kind, phrase: &Phrase, as_written: &str, how: Entry, entry: u32,
    ) -> Result<(), CompileError> {
        let kind = match how {
            Entry::Not => match self.kinds[kind.0 as usize].not {
                Some(not) => not,
                None => {
                    let not = self.anonymous("not");
                    let context = self.kinds[kind.0 as usize].context;
                    let info = &mut self.kinds[not.0 as usize];
                    info.hidden = true;
                    info.context = context;
                    self.kinds[kind.0 as usize].not = Some(not);
                    not
                }
            },
            _ => kind,
        };
        for steps in self.expand(phrase, Form::Bare)? {
            if steps.iter().all(|s| s.optional || matches!(s.atom, Atom::Class(_) | Atom::Punctuation(_))) {
                return Err(CompileError::NoWord);
            }
            let readings = steps.iter().fold(1, |n: usize, s| n.saturating_mul(s.gap as usize + 1));
            if readings > MAX_READINGS {
                return Err(CompileError::TooLarge(format!(
                    "the gaps of this phrase multiply to {readings} readings; at most {MAX_READINGS} are allowed"
                )));
            }
            if steps.len() > MAX_STEPS {
                return Err(CompileError::TooLarge(format!(
                    "this phrase has {} words; at most {MAX_STEPS} are allowed",
                    steps.len()
                )));
            }
            let exact = (how == Entry::Exact).then(|| as_written.into());
            self.patterns.push(Pattern { kind, entry, steps: steps.into(), exact, weak: how == Entry::Weak });
        }
        Ok(())
    }

    /// The phrase as flat sequences of steps. The form of the group around it bears on the word
    /// that changes in English: "breathes in", "side effects".
    fn expand(&mut self, phrase: &Phrase, outer: Form) -> Result<Vec<Vec<Step>>, CompileError> {
        let head = if outer == Form::Noun { phrase.items.len() - 1 } else { 0 };
        let mut all: Vec<Vec<Step>> = vec![Vec::new()];
        for (i, item) in phrase.items.iter().enumerate() {
            let form = if i == head { outer } else { Form::Bare };
            let mut choices = self.item(item, form)?;
            if item.optional && choices.len() > 1 {
                choices.push(Vec::new());
            } else if item.optional
                && let [choice] = choices.as_mut_slice()
            {
                match choice.as_mut_slice() {
                    [step] => step.optional = true,
                    _ => choices.push(Vec::new()),
                }
            }
            if let [choice] = choices.as_slice() {
                for steps in &mut all {
                    let at = steps.len();
                    steps.extend(choice.iter().cloned());
                    if let Some(step) = steps.get_mut(at)
                        && at > 0
                    {
                        step.gap = step.gap.max(item.gap);
                    }
                }
                continue;
            }
            let mut next = Vec::with_capacity(all.len() * choices.len());
            for steps in &all {
                for choice in &choices {
                    let mut joined = steps.clone();
                    let at = joined.len();
                    joined.extend(choice.iter().cloned());
                    if let Some(step) = joined.get_mut(at)
                        && at > 0
                    {
                        step.gap = step.gap.max(item.gap);
                    }
                    next.push(joined);
                }
            }
            if next.len() > MAX_EXPANSIONS {
                return Err(CompileError::TooLarge(format!(
                    "this phrase stands for more than {MAX_EXPANSIONS} phrases; split it"
                )));
            }
            all = next;
        }
        // what is left when optional items at the edges are taken away must not be empty
        all.retain(|steps| steps.iter().any(|s| !s.optional));
        Ok(all)
    }

    fn item(&mut self, item: &Item, outer: Form) -> Result<Vec<Vec<Step>>, CompileError> {
        let step = |atom| Step { atom, gap: 0, optional: false };
        Ok(match &item.what {
            What::Word(word, form) => {
                let form = if *form == Form::Bare { outer } else { *form };
                self.word(word, form)
            }
            What::Stem(stem) => {
                let folded = fold(stem);
                let id = self.vocabulary.intern_stem(&folded);
                self.stems.push((folded, id));
                vec![vec![step(Atom::Words([id].into()))]]
            }
            What::Reference(name) => match self.names.get(name) {
                Some(kind) => vec![vec![step(Atom::Kind(*kind))]],
                None => return Err(CompileError::UnknownLexicon(name.clone())),
            },
            What::Class(class) => vec![vec![step(Atom::Class(*class))]],
            What::Quoted(text) => vec![vec![step(Atom::Punctuation(text.as_str().into()))]],
            What::Group(phrases, form) => {
                let form = if *form == Form::Bare { outer } else { *form };
                let mut choices = Vec::new();
                for phrase in phrases {
                    choices.extend(self.expand(phrase, form)?);
                }
                merge_single_words(choices)
            }
        })
    }

    /// A word as steps: hyphens part it or close up ("pain-free": pain free, painfree).
    fn word(&mut self, word: &str, form: Form) -> Vec<Vec<Step>> {
        let folded = fold(word);
        let parts = split(&folded);
        let mut choices = vec![self.words(&parts, form)];
        if folded.contains('-') && !folded.contains(['\'', '/', '%']) {
            let closed = parts.concat();
            choices.push(self.words(&[closed.as_str()], form));
        }
        merge_single_words(choices)
    }

    fn words(&mut self, parts: &[&str], form: Form) -> Vec<Step> {
        let mut steps = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let bare = part.trim_end_matches('%');
            let form = if i + 1 == parts.len() { form } else { Form::Bare };
            let ids = self.forms(bare, form);
            steps.push(Step { atom: Atom::Words(ids), gap: 0, optional: false });
            if bare.len() < part.len() {
                steps.push(Step { atom: Atom::Punctuation("%".into()), gap: 0, optional: false });
            }
        }
        steps
    }

    /// The numbers of a word in all its forms.
    fn forms(&mut self, bare: &str, form: Form) -> Arc<[WordId]> {
        if let Some(ids) = self.forms[form as usize].get(bare) {
            return ids.clone();
        }
        let forms = match form {
            Form::Verb => self.inflection.verb(bare),
            Form::Noun => self.inflection.noun(bare),
            Form::Bare => self.inflection.variants(bare),
        };
        let mut ids: Vec<WordId> = forms.iter().map(|f| self.vocabulary.intern(f)).collect();
        ids.extend(forms.iter().filter_map(|f| with_z(f)).map(|f| self.vocabulary.intern(&f)));
        ids.push(self.vocabulary.intern(bare));
        ids.sort_unstable();
        ids.dedup();
        let ids: Arc<[WordId]> = ids.into();
        self.forms[form as usize].insert(bare.into(), ids.clone());
        ids
    }

    /// Builds the index.
    ///
    /// # Errors
    /// Where lexicons refer to each other in a circle.
    pub fn finish(mut self) -> Result<Lexicons, CompileError> {
        self.cover_stems();
        let strata = self.strata()?;
        let mut uses = vec![0u32; self.vocabulary.len() + 1];
        for pattern in &self.patterns {
            for step in &pattern.steps {
                if let Atom::Words(ids) = &step.atom {
                    for id in ids.iter() {
                        uses[id.0 as usize] += 1;
                    }
                }
            }
        }
        for word in COMMON {
            let id = self.vocabulary.get(word.as_bytes());
            if id != WordId::UNKNOWN {
                uses[id.0 as usize] += 1_000_000;
            }
        }
        let top = strata.iter().copied().max().unwrap_or(0) as usize;
        let mut by_word: [Vec<(WordId, u32, u8)>; 2] = [Vec::new(), Vec::new()];
        let mut by_kind: Vec<Vec<(Kind, u32, u8)>> = vec![Vec::new(); top + 1];
        for (number, pattern) in self.patterns.iter().enumerate() {
            let number = number as u32;
            let stratum = strata[pattern.kind.0 as usize] as usize;
            let reference = pattern.steps.iter().position(|s| !s.optional && matches!(s.atom, Atom::Kind(_)));
            if let Some(k) = reference {
                if let Atom::Kind(kind) = pattern.steps[k].atom {
                    by_kind[stratum].push((kind, number, k as u8));
                }
                continue;
            }
            let rarest = (0..pattern.steps.len())
                .filter(|&k| !pattern.steps[k].optional)
                .filter_map(|k| match &pattern.steps[k].atom {
                    Atom::Words(ids) => ids.iter().map(|id| uses[id.0 as usize]).max().map(|n| (n, k)),
                    _ => None,
                })
                .min();
            let Some((_, k)) = rarest else { return Err(CompileError::NoWord) };
            let first = usize::from(!self.kinds[pattern.kind.0 as usize].context);
            if let Atom::Words(ids) = &pattern.steps[k].atom {
                by_word[first].extend(ids.iter().map(|id| (*id, number, k as u8)));
            }
        }
        let words = self.vocabulary.len();
        let [context, plain] = by_word;
        Ok(Lexicons {
            vocabulary: self.vocabulary,
            names: Arc::new(self.names),
            context: Buckets::new(words, context.into_iter().map(|(w, p, k)| (w.0, p, k)).collect()),
            plain: Buckets::new(words, plain.into_iter().map(|(w, p, k)| (w.0, p, k)).collect()),
            strata: by_kind
                .into_iter()
                .map(|list| {
                    Buckets::new(
                        self.kinds.len(),
                        list.into_iter().map(|(w, p, k)| (u32::from(w.0), p, k)).collect(),
                    )
                })
                .collect(),
            kinds: self.kinds,
            patterns: self.patterns,
        })
    }

    /// A word that is known by itself also counts for the stems that cover it.
    fn cover_stems(&mut self) {
        let covered: HashMap<WordId, Vec<WordId>> =
            self.stems.drain(..).map(|(stem, id)| (id, self.vocabulary.covered(&stem))).collect();
        if covered.is_empty() {
            return;
        }
        for pattern in &mut self.patterns {
            for step in &mut pattern.steps {
                if let Atom::Words(ids) = &mut step.atom
                    && ids.iter().any(|id| covered.contains_key(id))
                {
                    let mut all: Vec<WordId> = ids.to_vec();
                    all.extend(ids.iter().filter_map(|id| covered.get(id)).flatten());
                    all.sort_unstable();
                    all.dedup();
                    *ids = all.into();
                }
            }
        }
    }

    /// The stratum of each kind: 0 for those that refer to none, else one more than what they refer to.
    fn strata(&self) -> Result<Vec<u8>, CompileError> {
        let mut needs: Vec<Vec<Kind>> = vec![Vec::new(); self.kinds.len()];
        for pattern in &self.patterns {
            for step in &pattern.steps {
                if let Atom::Kind(kind) = step.atom {
                    needs[pattern.kind.0 as usize].push(kind);
                }
            }
        }
        for (i, info) in self.kinds.iter().enumerate() {
            if let Some(not) = info.not {
                let of_not = needs[not.0 as usize].clone();
                needs[i].extend(of_not);
            }
        }
        for list in &mut needs {
            list.sort_unstable();
            list.dedup();
        }
        let mut strata: Vec<Option<u8>> = vec![None; self.kinds.len()];
        for _ in 0..=self.kinds.len() {
            let mut open = None;
            let mut moved = false;
            for i in 0..self.kinds.len() {
                if strata[i].is_some() {
                    continue;
                }
                let below: Option<Vec<u8>> = needs[i].iter().map(|k| strata[k.0 as usize]).collect();
                match below {
                    Some(below) => {
                        strata[i] = Some(below.iter().max().map_or(0, |m| m.saturating_add(1)));
                        moved = true;
                    }
                    None => open = Some(i),
                }
            }
            match open {
                None => break,
                Some(i) if !moved => return Err(CompileError::Cycle(self.kinds[i].name.clone())),
                Some(_) => {}
            }
        }
        let mut strata: Vec<u8> = strata.into_iter().map(|s| s.unwrap_or(0)).collect();
        for (i, info) in self.kinds.iter().enumerate() {
            // what hides a kind is matched with it
            if let Some(not) = info.not {
                strata[not.0 as usize] = strata[i];
            }
        }
        Ok(strata)
    }
}

/// The -ize spelling of an -ise word. That it may be no word ("exercize") does no harm here.
fn with_z(word: &str) -> Option<String> {
    const ENDINGS: [&str; 7] = ["ise", "ises", "ised", "ising", "iser", "isers", "isation"];
    let ending = ENDINGS.iter().find(|e| word.len() > e.len() + 3 && word.ends_with(**e))?;
    let stem = &word[..word.len() - ending.len()];
    Some(format!("{stem}iz{}", &ending[2..]))
}

/// Alternatives that are single words become one step.
fn merge_single_words(choices: Vec<Vec<Step>>) -> Vec<Vec<Step>> {
    let single = |c: &Vec<Step>| matches!(c.as_slice(), [Step { atom: Atom::Words(_), optional: false, .. }]);
    let (words, mut rest): (Vec<_>, Vec<_>) = choices.into_iter().partition(single);
    let mut ids: Vec<WordId> = Vec::new();
    for choice in words {
        if let Atom::Words(more) = &choice[0].atom {
            ids.extend(more.iter());
        }
    }
    if !ids.is_empty() {
        ids.sort_unstable();
        ids.dedup();
        rest.insert(0, vec![Step { atom: Atom::Words(ids.into()), gap: 0, optional: false }]);
    }
    rest
}

/// Lower case, straight apostrophes.
pub(super) fn fold(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | 'ʼ') { '\'' } else { c })
        .collect()
}

/// The tokens of a folded word, as the tokenizer would cut it; a per cent sign stays with its number.
pub(super) fn split(folded: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for part in folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '%' | '.' | ','))) {
        let part = part.trim_matches(['.', ',', '\'']);
        if part.is_empty() {
            continue;
        }
        let pieces: Vec<&str> = match part.starts_with(|c: char| c.is_ascii_digit()) {
            true => vec![part],
            false => part.split(['.', ',']).filter(|p| !p.is_empty()).collect(),
        };
        for piece in pieces {
            match piece.find('\'') {
                Some(at) => match &piece[at..] {
                    "'t" if piece == "can't" => out.extend(["can", "n't"]),
                    "'t" if piece[..at].ends_with('n') && at > 1 => out.extend([&piece[..at - 1], "n't"]),
                    "'re" | "'ve" | "'ll" | "'d" | "'m" => out.extend([&piece[..at], &piece[at..]]),
                    "'s" if matches!(
                        &piece[..at],
                        "it" | "that"
                            | "there"
                            | "here"
                            | "what"
                            | "who"
                            | "he"
                            | "she"
                            | "let"
                            | "how"
                            | "where"
                            | "this"
                    ) =>
                    {
                        out.extend([&piece[..at], "'s"]);
                    }
                    _ => out.push(piece),
                },
                None => out.push(piece),
            }
        }
    }
    out
}

/// Words so common in English that no phrase should be looked up by them if it has another.
const COMMON: [&str; 60] = [
    "of", "the", "a", "an", "to", "in", "is", "for", "and", "or", "your", "you", "with", "on", "it", "be",
    "are", "that", "this", "can", "not", "no", "has", "have", "as", "by", "from", "may", "will", "been",
    "was", "were", "do", "does", "we", "our", "more", "they", "their", "most", "many", "some", "people",
    "body", "help", "helps", "all", "any", "at", "but", "if", "out", "up", "so", "than", "when", "which",
    "who", "n't", "'s",
];

/// Pattern numbers by word or kind.
#[derive(Debug)]
pub(super) struct Buckets {
    starts: Vec<u32>,
    entries: Vec<(u32, u8)>,
}

impl Buckets {
    fn new(keys: usize, mut list: Vec<(u32, u32, u8)>) -> Self {
        list.sort_unstable();
        list.dedup();
        let mut starts = vec![0u32; keys + 2];
        for (key, _, _) in &list {
            starts[*key as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Self { starts, entries: list.into_iter().map(|(_, p, k)| (p, k)).collect() }
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> &[(u32, u8)] {
        let key = key as usize;
        &self.entries[self.starts[key] as usize..self.starts[key + 1] as usize]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// All lexicons and phrases, indexed: what [`super::mark`] matches a document against.
#[derive(Debug)]
pub struct Lexicons {
    pub(super) vocabulary: Vocabulary,
    pub(super) names: Arc<HashMap<String, Kind>>,
    pub(super) kinds: Vec<KindInfo>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) context: Buckets,
    pub(super) plain: Buckets,
    /// Patterns with references, by the first reference, one set a stratum.
    pub(super) strata: Vec<Buckets>,
}

impl Lexicons {
    /// The lexicon of that name.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.names.get(name).copied()
    }

    /// The name of a kind.
    pub fn name(&self, kind: Kind) -> &str {
        &self.kinds[kind.0 as usize].name
    }

    /// Known words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Number of kinds.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is no kind at all.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}
