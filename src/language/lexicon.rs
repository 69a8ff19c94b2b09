//! Lexicons and phrases of rules, indexed for matching. Owns the index and the order in which lexicons
//! that refer to others are matched; must not know documents or rules.

use std::collections::HashMap;

use super::inflection::Inflection;
use super::pattern::{Atom, Expander, Forms, MAX_EXPANSIONS, Pool, Step, bit};
use super::phrase::{Phrase, PhraseError};
use super::prepared::{Prepared, unpacked};
use super::token::{Flags, Token};
use super::vocabulary::{Vocabulary, WordId};

/// A kind of mark: one lexicon, or one question of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

/// Most words of one phrase.
const MAX_STEPS: usize = 64;
/// Most readings that the gaps of one pattern may multiply to.
const MAX_READINGS: usize = 1024;

/// A flat sequence of steps that makes a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pattern {
    pub(super) kind: Kind,
    len: u8,
    pub(super) weak: bool,
    first: u32,
    pub(super) entry: u32,
    /// Number of the words as they must be written, case and all; [`ANY_CASE`] where that is no matter.
    exact: u32,
}

const ANY_CASE: u32 = u32::MAX;

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
pub struct Compiler<'i> {
    /// Word forms, read when the first phrase comes that is not prepared.
    inflection: &'i dyn Fn() -> &'i Inflection,
    prepared: Prepared,
    pool: Pool,
    forms: Forms,
    names: HashMap<String, Kind>,
    kinds: Vec<KindInfo>,
    patterns: Vec<Pattern>,
    steps: Vec<Step>,
    exact: Vec<Box<str>>,
    /// Phrases that were not prepared.
    unprepared: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct KindInfo {
    pub(super) name: String,
    pub(super) not: Option<Kind>,
    pub(super) hidden: bool,
    pub(super) context: bool,
    /// It has entries that count only beside marks of others.
    pub(super) weak: bool,
    /// The kinds that its phrases refer to, and what hides it.
    needs: Vec<Kind>,
}

/// Why a phrase cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompileError {
    /// It is no phrase.
    Malformed(PhraseError),
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
            Self::Malformed(error) => f.write_str(&error.message),
            Self::UnknownLexicon(name) => write!(f, "there is no lexicon named `{name}`"),
            Self::TooLarge(why) => f.write_str(why),
            Self::NoWord => f.write_str("the phrase needs at least one word or lexicon that must be there"),
            Self::Cycle(name) => write!(f, "lexicon `{name}` refers to itself through other lexicons"),
        }
    }
}

impl<'i> Compiler<'i> {
    /// Starts with no lexicon. What is prepared must stem from the same word forms.
    pub(crate) fn new(inflection: &'i dyn Fn() -> &'i Inflection, mut prepared: Prepared) -> Self {
        Self {
            inflection,
            pool: std::mem::take(&mut prepared.pool),
            prepared,
            forms: Forms::default(),
            names: HashMap::new(),
            kinds: Vec::new(),
            patterns: Vec::new(),
            steps: Vec::new(),
            exact: Vec::new(),
            unprepared: 0,
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
    /// Where the text is no phrase, names an unknown lexicon or is too large.
    pub fn add(&mut self, kind: Kind, text: &str, how: Entry, entry: u32) -> Result<(), CompileError> {
        let kind = if how == Entry::Not { self.hides(kind) } else { kind };
        let prepared = std::mem::take(&mut self.prepared);
        let done = match prepared.sequences(text) {
            Some(mut sequences) => sequences
                .try_for_each(|s| self.add_steps(kind, s.iter().map(|s| unpacked(*s)), text, how, entry)),
            None => self.add_unprepared(kind, text, how, entry),
        };
        self.prepared = prepared;
        done
    }

    fn add_unprepared(&mut self, kind: Kind, text: &str, how: Entry, entry: u32) -> Result<(), CompileError> {
        self.unprepared += 1;
        let phrase = Phrase::parse(text).map_err(CompileError::Malformed)?;
        let mut expander =
            Expander { pool: &mut self.pool, forms: &mut self.forms, inflection: (self.inflection)() };
        let sequences = expander.sequences(&phrase).map_err(|_| {
            CompileError::TooLarge(format!(
                "this phrase stands for more than {MAX_EXPANSIONS} phrases; split it"
            ))
        })?;
        sequences.into_iter().try_for_each(|steps| self.add_steps(kind, steps.into_iter(), text, how, entry))
    }

    /// The kind of what hides a kind.
    fn hides(&mut self, kind: Kind) -> Kind {
        if let Some(not) = self.kinds[kind.0 as usize].not {
            return not;
        }
        let not = self.anonymous("not");
        let info = &mut self.kinds[kind.0 as usize];
        info.not = Some(not);
        info.needs.push(not);
        let context = info.context;
        let info = &mut self.kinds[not.0 as usize];
        info.hidden = true;
        info.context = context;
        not
    }

    fn add_steps(
        &mut self, kind: Kind, steps: impl Iterator<Item = Step>, text: &str, how: Entry, entry: u32,
    ) -> Result<(), CompileError> {
        let first = self.steps.len();
        let (mut readings, mut anchored) = (1, false);
        for step in steps {
            let atom = match step.atom {
                Atom::Mark(number) => {
                    let name = self.pool.name(number);
                    let known = self.names.get(name).copied();
                    let needed = known.ok_or_else(|| CompileError::UnknownLexicon(name.to_owned()))?;
                    let needs = &mut self.kinds[kind.0 as usize].needs;
                    if !needs.contains(&needed) {
                        needs.push(needed);
                    }
                    Atom::Mark(needed.0)
                }
                atom => atom,
            };
            anchored |= !step.optional && matches!(atom, Atom::Words(_) | Atom::Mark(_));
            readings = usize::saturating_mul(readings, step.gap as usize + 1);
            self.steps.push(Step { atom, ..step });
        }
        let len = self.steps.len() - first;
        if !anchored {
            return Err(CompileError::NoWord);
        }
        if readings > MAX_READINGS {
            return Err(CompileError::TooLarge(format!(
                "the gaps of this phrase multiply to {readings} readings; at most {MAX_READINGS} are allowed"
            )));
        }
        if len > MAX_STEPS {
            return Err(CompileError::TooLarge(format!(
                "this phrase has {len} words; at most {MAX_STEPS} are allowed"
            )));
        }
        let mut exact = ANY_CASE;
        if how == Entry::Exact {
            exact = self.exact.len() as u32;
            self.exact.push(text.into());
        }
        let weak = how == Entry::Weak;
        self.kinds[kind.0 as usize].weak |= weak;
        self.patterns.push(Pattern { kind, len: len as u8, weak, first: first as u32, entry, exact });
        Ok(())
    }

    /// Builds the index.
    ///
    /// # Errors
    /// Where lexicons refer to each other in a circle.
    pub fn finish(mut self) -> Result<Lexicons, CompileError> {
        self.pool.cover_stems();
        let strata = self.strata()?;
        let heaviness = self.heaviness();
        let top = strata.iter().copied().max().unwrap_or(0) as usize;
        let (mut context, mut plain) = (Vec::new(), Vec::new());
        let mut by_kind: Vec<Vec<(u32, Try)>> = vec![Vec::new(); top + 1];
        for (number, pattern) in self.patterns.iter().enumerate() {
            let steps = &self.steps[pattern.first as usize..][..pattern.len as usize];
            let needed = || steps.iter().enumerate().filter(|(_, s)| !s.optional);
            let first = |k: usize| Try::new(&self.pool, steps, k, pattern.kind, number as u32);
            let reference = needed().find_map(|(k, s)| match s.atom {
                Atom::Mark(kind) => Some((k, kind)),
                _ => None,
            });
            if let Some((k, kind)) = reference {
                let stratum = strata[pattern.kind.0 as usize] as usize;
                by_kind[stratum].push((u32::from(kind), first(k)));
                continue;
            }
            let lightest = needed().filter_map(|(k, s)| match s.atom {
                Atom::Words(set) => Some((heaviness[set as usize], k, set)),
                _ => None,
            });
            let Some((_, k, set)) = lightest.min() else { return Err(CompileError::NoWord) };
            let list = if self.kinds[pattern.kind.0 as usize].context { &mut context } else { &mut plain };
            let first = first(k);
            list.extend(self.pool.words(set).iter().map(|word| (word.0, first)));
        }
        let words = self.pool.vocabulary.len();
        let kinds = self.kinds.len();
        Ok(Lexicons {
            pool: self.pool,
            names: self.names,
            kinds: self.kinds,
            patterns: self.patterns,
            steps: self.steps,
            exact: self.exact,
            unprepared: self.unprepared,
            context: Buckets::new(words, &context),
            plain: Buckets::new(words, &plain),
            strata: by_kind.iter().map(|list| Buckets::new(kinds, list)).collect(),
        })
    }

    /// For each set of words, how many patterns may have to be tried where one of them stands.
    fn heaviness(&self) -> Vec<u32> {
        let mut uses = vec![0u32; self.pool.vocabulary.len() + 1];
        let mut of_set = vec![0u32; self.pool.sets()];
        for step in &self.steps {
            if let Atom::Words(set) = step.atom {
                of_set[set as usize] += 1;
            }
        }
        for (set, n) in of_set.iter().enumerate().filter(|(_, n)| **n > 0) {
            for word in self.pool.words(set as u32) {
                uses[word.0 as usize] += n;
            }
        }
        for word in COMMON {
            let id = self.pool.vocabulary.get(word.as_bytes());
            if id != WordId::UNKNOWN {
                uses[id.0 as usize] += 1_000_000;
            }
        }
        let heaviest = |set: usize| self.pool.words(set as u32).iter().map(|w| uses[w.0 as usize]).max();
        (0..of_set.len()).map(|set| heaviest(set).unwrap_or(0)).collect()
    }

    /// The stratum of each kind: 0 for those that refer to none, else one more than what they refer to.
    fn strata(&self) -> Result<Vec<u8>, CompileError> {
        let mut strata: Vec<Option<u8>> = vec![None; self.kinds.len()];
        for _ in 0..=self.kinds.len() {
            let mut open = None;
            let mut moved = false;
            for i in 0..self.kinds.len() {
                if strata[i].is_some() {
                    continue;
                }
                let below: Option<Vec<u8>> =
                    self.kinds[i].needs.iter().map(|k| strata[k.0 as usize]).collect();
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

/// Words so common in English that no phrase should be looked up by them if it has another.
const COMMON: [&str; 60] = [
    "of", "the", "a", "an", "to", "in", "is", "for", "and", "or", "your", "you", "with", "on", "it", "be",
    "are", "that", "this", "can", "not", "no", "has", "have", "as", "by", "from", "may", "will", "been",
    "was", "were", "do", "does", "we", "our", "more", "they", "their", "most", "many", "some", "people",
    "body", "help", "helps", "all", "any", "at", "but", "if", "out", "up", "so", "than", "when", "which",
    "who", "n't", "'s",
];

/// A pattern to try where a word or mark stands that is one of its steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Try {
    /// Bits of the words of which one must stand near.
    mask: u64,
    pub(super) pattern: u32,
    pub(super) kind: Kind,
    /// The step that the word or mark is.
    pub(super) step: u8,
    /// Within so many words: behind, or before where it is negative; 0 if nothing must be near.
    near: i8,
}

impl Try {
    fn new(pool: &Pool, steps: &[Step], k: usize, kind: Kind, pattern: u32) -> Self {
        // the words up to the next that must be there; a step of another sort ends the look
        let look = |steps: &mut dyn Iterator<Item = (&Step, u8)>| {
            let (mut mask, mut reach) = (0u64, 0i8);
            for (step, gap) in steps {
                let Atom::Words(set) = step.atom else { return None };
                mask |= pool.mask(set);
                reach = reach.checked_add_unsigned(gap + 1)?;
                if !step.optional {
                    return Some((mask.count_ones() * reach.unsigned_abs() as u32, mask, reach));
                }
            }
            None
        };
        let right = look(&mut steps[k + 1..].iter().map(|s| (s, s.gap)));
        let left = look(&mut (0..k).rev().map(|i| (&steps[i], steps[i + 1].gap)));
        let left = left.map(|(weight, mask, reach)| (weight, mask, -reach));
        let (_, mask, near) = right.into_iter().chain(left).min().unwrap_or((0, 0, 0));
        Self { mask, pattern, kind, step: k as u8, near }
    }

    /// Whether a word that the pattern needs may stand near the tokens `first..=last`. Where the
    /// block ends before that is clear, it may: an item can continue its stem.
    #[inline]
    pub(super) fn may_match(&self, tokens: &[Token], first: usize, last: usize) -> bool {
        if self.near >= 0 {
            let mut at = last;
            for _ in 0..self.near {
                let here = tokens[at].flags;
                if here.has(Flags::CLAUSE_END) {
                    return here.has(Flags::BLOCK_END);
                }
                at += 1;
                if self.mask & bit(tokens[at].word) != 0 {
                    return true;
                }
            }
            self.near == 0
        } else {
            let mut at = first;
            for _ in self.near..0 {
                let Some(before) = at.checked_sub(1) else { return true };
                at = before;
                let here = &tokens[at];
                if here.flags.has(Flags::CLAUSE_END) {
                    return here.flags.has(Flags::BLOCK_END);
                }
                if self.mask & bit(here.word) != 0 {
                    return true;
                }
            }
            false
        }
    }
}

/// What to try, by word or kind.
#[derive(Debug)]
pub(super) struct Buckets {
    starts: Vec<u32>,
    tries: Vec<Try>,
}

impl Buckets {
    fn new(keys: usize, list: &[(u32, Try)]) -> Self {
        let mut starts = vec![0u32; keys + 2];
        for (key, _) in list {
            starts[*key as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let nothing = Try { mask: 0, pattern: 0, kind: Kind(0), step: 0, near: 0 };
        let mut tries = vec![nothing; list.len()];
        let mut next = starts.clone();
        for (key, entry) in list {
            let slot = &mut next[*key as usize];
            tries[*slot as usize] = *entry;
            *slot += 1;
        }
        Self { starts, tries }
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> &[Try] {
        let key = key as usize;
        &self.tries[self.starts[key] as usize..self.starts[key + 1] as usize]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tries.is_empty()
    }
}

/// All lexicons and phrases, indexed: what [`super::mark`] matches a document against.
#[derive(Debug)]
pub struct Lexicons {
    pub(super) pool: Pool,
    names: HashMap<String, Kind>,
    pub(super) kinds: Vec<KindInfo>,
    pub(super) patterns: Vec<Pattern>,
    steps: Vec<Step>,
    exact: Vec<Box<str>>,
    unprepared: usize,
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
        &self.pool.vocabulary
    }

    /// Number of kinds.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is no kind at all.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    #[inline]
    pub(super) fn steps(&self, pattern: &Pattern) -> &[Step] {
        &self.steps[pattern.first as usize..][..pattern.len as usize]
    }

    /// How the words must be written, where that matters.
    #[inline]
    pub(super) fn exact(&self, pattern: &Pattern) -> Option<&str> {
        self.exact.get(pattern.exact as usize).map(|text| &**text)
    }

    /// How many phrases had to be worked out when they were loaded.
    pub fn unprepared(&self) -> usize {
        self.unprepared
    }

    /// All patterns in words, in order: for tests.
    #[cfg(test)]
    pub(crate) fn outline(&self) -> Vec<String> {
        let word = |id: &WordId| self.pool.vocabulary.word(*id).unwrap_or("?");
        let step = |step: &Step| {
            let what = match step.atom {
                Atom::Words(set) => {
                    let mut words: Vec<&str> = self.pool.words(set).iter().map(word).collect();
                    words.sort_unstable();
                    words.join("|")
                }
                Atom::Mark(kind) => format!("@{}", self.name(Kind(kind))),
                Atom::Class(class) => class.to_string(),
                Atom::Punctuation(number) => self.pool.punctuation(number).to_owned(),
            };
            format!("..{} {what}{}", step.gap, if step.optional { "?" } else { "" })
        };
        let pattern = |p: &Pattern| {
            let steps: Vec<String> = self.steps(p).iter().map(step).collect();
            format!("{} {} {:?}: {}", self.name(p.kind), p.entry, self.exact(p), steps.join(" "))
        };
        self.patterns.iter().map(pattern).collect()
    }

    /// These kinds, and all that decide whether they match.
    pub(super) fn wanted(&self, kinds: impl IntoIterator<Item = Kind>) -> Wanted {
        let mut wanted = vec![false; self.kinds.len()];
        let mut open: Vec<Kind> = kinds.into_iter().collect();
        while let Some(kind) = open.pop() {
            if std::mem::replace(&mut wanted[kind.0 as usize], true) {
                continue;
            }
            let info = &self.kinds[kind.0 as usize];
            if info.weak {
                // any mark is company
                return self.everything();
            }
            open.extend_from_slice(&info.needs);
        }
        Wanted { kinds: wanted, claims: false }
    }

    /// All kinds, and claims.
    pub(super) fn everything(&self) -> Wanted {
        Wanted { kinds: vec![true; self.kinds.len()], claims: true }
    }
}

/// What a run needs of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    kinds: Vec<bool>,
    /// Somebody asks for claims.
    pub(super) claims: bool,
}

impl Wanted {
    #[inline]
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.kinds[kind.0 as usize]
    }
}
