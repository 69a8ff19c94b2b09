//! Phrases to an index. Owns the collecting of lexicons and of the phrases of rules, and the order in
//! which lexicons that refer to others are matched; must not know documents or rules. The build script
//! compiles our own files with it, the program those of users.

use super::inflection::Inflection;
use super::lexicon::{
    ANY_CASE, Alone, Buckets, FARTHEST, HIDDEN, Kind, Kinds, Lexicons, Makes, NEAR, Need, Pattern,
    References, Referred, Try, WEAK,
};
use super::lookup::Interner;
use super::pattern::{
    Atom, COMMON, Expander, Forms, Kept, MAX_EXPANSIONS, NUMBER_BIT, Pool, Step, bit, commonness,
};
use super::phrase::{Class, Phrase, PhraseError};
use super::vocabulary::Words;

/// Most words of one phrase.
const MAX_STEPS: usize = 64;
/// Most readings that the gaps of one pattern may multiply to.
const MAX_READINGS: usize = 1024;

/// Most kinds of marks: lexicons, and lists of phrases in rules.
const MOST_KINDS: usize = u16::MAX as usize;

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
    /// Word forms, read when the first phrase comes that is not known.
    inflection: &'i dyn Fn() -> &'i Inflection,
    /// Phrases that have been compiled before, with the same word forms.
    known: Option<&'i Lexicons>,
    pool: Pool,
    forms: Forms,
    names: Interner,
    declared: Vec<Kind>,
    kinds: Vec<KindInfo>,
    patterns: Vec<Pattern>,
    steps: Vec<Step>,
    exact: Vec<Box<str>>,
    phrases: Interner,
    of_phrase: Vec<[u32; 2]>,
    before_rules: u16,
    too_many_kinds: bool,
    /// Phrases that were not known.
    unprepared: usize,
}

#[derive(Debug, Clone, Default)]
struct KindInfo {
    name: String,
    not: Option<Kind>,
    hidden: bool,
    context: bool,
    weak: bool,
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
    /// Starts with no lexicon. Phrases that are `known` were compiled with the same word forms; they
    /// are taken from there.
    pub(crate) fn new(inflection: &'i dyn Fn() -> &'i Inflection, known: Option<&'i Lexicons>) -> Self {
        let pool = known.map(|known| {
            let punctuation = known.punctuation.iter().map(Into::into).collect();
            Pool::of(Words::of(&known.vocabulary), known.sets.iter(), punctuation)
        });
        Self {
            inflection,
            known,
            pool: pool.unwrap_or_default(),
            forms: Forms::default(),
            names: Interner::default(),
            declared: Vec::new(),
            kinds: Vec::new(),
            patterns: Vec::new(),
            steps: Vec::new(),
            exact: Vec::new(),
            phrases: Interner::default(),
            of_phrase: Vec::new(),
            before_rules: 0,
            too_many_kinds: false,
            unprepared: 0,
        }
    }

    /// Declares a lexicon. All lexicons are declared before phrases that refer to them are added.
    pub fn declare(&mut self, name: &str) -> Kind {
        let kind = self.anonymous(name);
        self.kinds[kind.0 as usize].context = makes_context(name);
        match self.names.intern(name) as usize {
            number if number > self.declared.len() => self.declared.push(kind),
            number => self.declared[number - 1] = kind,
        }
        kind
    }

    /// A kind of mark that phrases cannot refer to. Where there are too many, [`Compiler::finish`] says so.
    pub fn anonymous(&mut self, name: &str) -> Kind {
        let number = self.kinds.len().min(MOST_KINDS);
        if number == MOST_KINDS {
            self.too_many_kinds = true;
        } else {
            self.kinds.push(KindInfo { name: name.to_owned(), ..KindInfo::default() });
        }
        Kind(number.min(self.kinds.len() - 1) as u16)
    }

    /// From here on phrases are those of rules.
    pub fn rules_follow(&mut self) {
        self.before_rules = self.kinds.len() as u16;
    }

    /// The lexicon of that name.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        Some(self.declared[self.names.number(name)? as usize - 1])
    }

    /// The names of all lexicons.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.declared.iter().map(|kind| self.kinds[kind.0 as usize].name.as_str())
    }

    /// Adds a phrase to a kind. `entry` is handed back with each mark that the phrase makes.
    ///
    /// # Errors
    /// Where the text is no phrase, names an unknown lexicon or is too large.
    pub fn add(&mut self, kind: Kind, text: &str, how: Entry, entry: u32) -> Result<(), CompileError> {
        let kind = if how == Entry::Not { self.hides(kind) } else { kind };
        let first = self.patterns.len() as u32;
        self.add_sequences(kind, text, how, entry)?;
        if self.phrases.intern(text) as usize > self.of_phrase.len() {
            self.of_phrase.push([first, self.patterns.len() as u32]);
        }
        Ok(())
    }

    fn add_sequences(&mut self, kind: Kind, text: &str, how: Entry, entry: u32) -> Result<(), CompileError> {
        if let Some(known) = self.known
            && let Some(number) = known.phrases.number(text.as_bytes()).checked_sub(1)
        {
            let [first, end] = known.of_phrase.row(number as usize);
            return (first..end).try_for_each(|pattern| {
                let Pattern { first, len, .. } = known.pattern(pattern);
                let steps = known.steps(first, len).iter();
                let named: Vec<Step> = steps
                    .map(|step| match step.atom {
                        Atom::Mark(kind) => {
                            let name = self.pool.number_of_name(known.name(Kind(kind)));
                            Step { atom: Atom::Mark(name), ..step }
                        }
                        Atom::Word(word) => Step { atom: Atom::Words(self.pool.single(word)), ..step },
                        _ => step,
                    })
                    .collect();
                self.add_steps(kind, named, text, how, entry)
            });
        }
        self.unprepared += 1;
        let phrase = Phrase::parse(text).map_err(CompileError::Malformed)?;
        let mut expander =
            Expander { pool: &mut self.pool, forms: &mut self.forms, inflection: (self.inflection)() };
        let sequences = expander.sequences(&phrase).map_err(|_| {
            CompileError::TooLarge(format!(
                "this phrase stands for more than {MAX_EXPANSIONS} phrases; split it"
            ))
        })?;
        sequences.into_iter().try_for_each(|steps| self.add_steps(kind, steps, text, how, entry))
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
        &mut self, kind: Kind, steps: Vec<Step>, text: &str, how: Entry, entry: u32,
    ) -> Result<(), CompileError> {
        let first = self.steps.len();
        let (mut readings, mut anchored) = (1, false);
        for step in steps {
            let atom = match step.atom {
                Atom::Mark(number) => {
                    let name = self.pool.name(number);
                    let needed =
                        self.kind(name).ok_or_else(|| CompileError::UnknownLexicon(name.to_owned()))?;
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
    /// Where lexicons refer to each other in a circle, or there are too many.
    pub fn finish(mut self) -> Result<Lexicons, CompileError> {
        if self.too_many_kinds {
            let most = format!("there are more than {MOST_KINDS} lexicons and lists of phrases in rules");
            return Err(CompileError::TooLarge(most));
        }
        self.pool.cover_stems();
        let strata = self.strata()?;
        let heaviness = self.heaviness();
        let top = strata.iter().copied().max().unwrap_or(0);
        let (mut context, mut plain) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
        let mut references = Vec::new();
        for (number, pattern) in self.patterns.iter().enumerate() {
            let steps = &self.steps[pattern.first as usize..][..pattern.len as usize];
            let needed = || steps.iter().enumerate().filter(|(_, s)| !s.optional);
            let first = |k: usize| attempt(&self.pool, steps, k, pattern, number as u32);
            let reference = needed().find_map(|(k, s)| match s.atom {
                Atom::Mark(kind) => Some((k, kind)),
                _ => None,
            });
            if let Some((k, kind)) = reference {
                let to = Referred { stratum: strata[pattern.kind.0 as usize], kind: Kind(kind) };
                references.push((to, first(k), rarest(&heaviness, steps, k)));
                continue;
            }
            let lightest = needed().filter_map(|(k, s)| match s.atom {
                Atom::Words(set) => Some((heaviness[set as usize], k, set)),
                _ => None,
            });
            let Some((_, k, set)) = lightest.min() else { return Err(CompileError::NoWord) };
            let (tries, alone) =
                if self.kinds[pattern.kind.0 as usize].context { &mut context } else { &mut plain };
            let words = self.pool.words(set).iter();
            if let ([_], ANY_CASE) = (steps, pattern.exact) {
                let Pattern { kind, entry, weak, .. } = *pattern;
                alone.extend(words.map(|word| (word.0, Alone { kind, entry, weak })));
            } else {
                let first = first(k);
                tries.extend(words.map(|word| (word.0, first)));
            }
        }
        let words = self.pool.vocabulary.len();
        let mut kept = Kept::default();
        let steps = self.steps.iter().map(|step| self.pool.finished(*step, &mut kept).packed()).collect();
        let row = |info: &KindInfo| {
            let flags = if info.hidden { HIDDEN } else { 0 } | if info.weak { WEAK } else { 0 };
            [info.not.map_or(0, |not| u32::from(not.0) + 1), flags]
        };
        Ok(Lexicons {
            vocabulary: self.pool.vocabulary.finish(),
            sets: kept.sets.into_iter().collect(),
            punctuation: self.pool.punctuation().iter().collect(),
            names: self.names.finish(),
            declared: self.declared.iter().map(|kind| u32::from(kind.0)).collect(),
            kinds: Kinds {
                strata: strata.iter().copied().map(u32::from).collect(),
                names: self.kinds.iter().map(|info| &info.name).collect(),
                rows: self.kinds.iter().map(row).collect(),
                needs: self
                    .kinds
                    .iter()
                    .map(|info| info.needs.iter().map(|kind| u32::from(kind.0)))
                    .collect(),
            },
            patterns: self.patterns.iter().map(|p| p.packed()).collect(),
            steps,
            exact: self.exact.iter().collect(),
            context: Buckets::new(words, context.0, context.1),
            plain: Buckets::new(words, plain.0, plain.1),
            references: References::new(words, references, |set| self.pool.words(set)),
            strata: usize::from(top) + 1,
            phrases: self.phrases.finish(),
            of_phrase: self.of_phrase.into_iter().collect(),
            before_rules: self.before_rules,
            unprepared: self.unprepared,
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
            if let Some(id) = self.pool.vocabulary.get(word) {
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

/// Whether a lexicon is matched first and makes contexts instead of findings.
fn makes_context(lexicon: &str) -> bool {
    lexicon.starts_with("negation.") || lexicon.starts_with("contexts.")
}

/// What is to be tried where step `k` of a pattern stands. Of the words that must stand before or behind
/// it, one that must stand right beside it is looked for first, for that takes the least, and then the one
/// that is the least likely by chance.
fn attempt(pool: &Pool, steps: &[Step], k: usize, pattern: &Pattern, number: u32) -> Try {
    let mut needs: Vec<Need> = Vec::new();
    let mut words = 0;
    let mut look = |steps: &mut dyn Iterator<Item = (&Step, u8)>, sign: i32| {
        // how near and how far the step may stand
        let (mut near, mut far) = (0i32, 0i32);
        for (step, gap) in steps {
            far += i32::from(gap);
            let mask = match step.atom {
                Atom::Punctuation(_) => continue,
                // how many words it has is not known
                Atom::Mark(_) => return,
                Atom::Words(set) => Some(pool.mask(set)),
                Atom::Word(word) => Some(bit(word)),
                Atom::Class(Class::Number | Class::Percent | Class::Year) => Some(NUMBER_BIT),
                Atom::Class(Class::Name | Class::Ing) => None,
            };
            far += 1;
            if step.atom == Atom::Class(Class::Percent) {
                // "30 per cent"
                far += 2;
            }
            if step.optional {
                continue;
            }
            near += 1;
            if far > FARTHEST {
                return;
            }
            if let Atom::Words(set) = step.atom
                && let [word] = pool.words(set)
                && far as usize <= NEAR
            {
                words |= bit(*word);
            }
            let (from, to) = ((sign * near) as i8, (sign * far) as i8);
            needs.extend(mask.map(|mask| Need { mask, from, to }));
        }
    };
    look(&mut steps[k + 1..].iter().map(|s| (s, s.gap)), 1);
    look(&mut (0..k).rev().map(|i| (&steps[i], steps[i + 1].gap)), -1);
    let likely = |need: &Need| commonness(need.mask) * (u32::from(need.to.abs_diff(need.from)) + 1);
    needs.sort_by_key(|need| (likely(need), need.to.unsigned_abs()));
    if let Some(beside) = needs.iter().position(|need| need.to.unsigned_abs() == 1) {
        needs[..=beside].rotate_right(1);
    }
    let mut needs = needs.into_iter();
    let needs = [needs.next().unwrap_or_default(), needs.next().unwrap_or_default()];
    let Pattern { first, len, kind, entry, weak, exact, .. } = *pattern;
    let makes = if exact == ANY_CASE { Makes::Entry { entry, weak } } else { Makes::IfWritten(number) };
    Try { needs, words, makes, first, len, kind, step: k as u8 }
}

/// The rarest set of words of which a pattern needs one beside step `k`, if it needs any.
fn rarest(heaviness: &[u32], steps: &[Step], k: usize) -> Option<u32> {
    let others = steps.iter().enumerate().filter(|(other, step)| *other != k && !step.optional);
    let sets = others.filter_map(|(_, step)| match step.atom {
        Atom::Words(set) => Some(set),
        _ => None,
    });
    sets.min_by_key(|set| heaviness[*set as usize])
}
