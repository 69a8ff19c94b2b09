//! Lexicons and phrases of rules, indexed for matching. Owns the index as it is searched and kept in
//! bytes; must not know how phrases are read, nor documents or rules.

use std::ops::Range;

use super::lookup::Lookup;
use super::pattern::{Step, bit};
use super::table::{Lists, Numbers, Rows, Texts};
use super::vocabulary::{Vocabulary, WordId};

/// A kind of mark: one lexicon, or one question of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

/// A flat sequence of steps that makes a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pattern {
    pub(super) kind: Kind,
    pub(super) len: u8,
    pub(super) weak: bool,
    /// Where its steps begin among all.
    pub(super) first: u32,
    pub(super) entry: u32,
    /// Number of the words as they must be written, case and all; [`ANY_CASE`] where that is no matter.
    pub(super) exact: u32,
}

pub(super) const ANY_CASE: u32 = u32::MAX;

impl Pattern {
    pub(super) fn packed(self) -> [u32; 4] {
        let head = u32::from(self.kind.0) | u32::from(self.len) << 16 | u32::from(self.weak) << 24;
        [head, self.first, self.entry, self.exact]
    }

    #[inline]
    fn unpacked([head, first, entry, exact]: [u32; 4]) -> Self {
        let (kind, len, weak) = (Kind(head as u16), (head >> 16) as u8, head >> 24 != 0);
        Self { kind, len, weak, first, entry, exact }
    }
}

/// Words that must stand near: one with a bit of the mask, at one of these places. Behind what was
/// found they run from 1, before it from -1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Need {
    /// 0 if nothing is needed.
    pub(super) mask: u64,
    /// The nearest place.
    pub(super) from: i8,
    /// The farthest.
    pub(super) to: i8,
}

/// The farthest place at which words are looked for.
pub(super) const FARTHEST: i32 = 100;

/// The farthest place of words that are looked for together first.
pub(super) const NEAR: usize = 8;

/// A pattern to try where a word or mark stands that is one of its steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Try {
    /// What must stand near: first right beside if anything must, else the rarest.
    pub(super) needs: [Need; 2],
    pub(super) pattern: u32,
    /// Where the steps of the pattern begin and how many they are: most tries fail by them, and need not look
    /// the pattern up.
    pub(super) first: u32,
    pub(super) len: u8,
    pub(super) kind: Kind,
    /// The step that the word or mark is.
    pub(super) step: u8,
    /// The rarest set of words of which the pattern needs one beside the step; [`NO_SET`] where it
    /// needs none.
    pub(super) rarest: u32,
}

pub(super) const NO_SET: u32 = u32::MAX;

impl Try {
    /// Without the mask of its first need and the set, which have tables of their own.
    fn packed(self) -> [u32; 6] {
        let [first, second] = self.needs;
        let places = [first.from, first.to, second.from, second.to].map(i8::cast_unsigned);
        let [low, high] = halves(second.mask);
        let head = u32::from(self.kind.0) | u32::from(self.step) << 16 | u32::from(self.len) << 24;
        [low, high, self.pattern, head, u32::from_le_bytes(places), self.first]
    }

    #[inline]
    fn unpacked(need: u64, rarest: u32, [low, high, pattern, head, places, first]: [u32; 6]) -> Self {
        let [from, to, other_from, other_to] = places.to_le_bytes().map(u8::cast_signed);
        Self {
            needs: [
                Need { mask: need, from, to },
                Need { mask: whole([low, high]), from: other_from, to: other_to },
            ],
            pattern,
            first,
            len: (head >> 24) as u8,
            kind: Kind(head as u16),
            step: (head >> 16) as u8,
            rarest,
        }
    }
}

fn halves(mask: u64) -> [u32; 2] {
    [mask as u32, (mask >> 32) as u32]
}

/// A mask of its halves.
#[inline]
fn whole([low, high]: [u32; 2]) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

/// A pattern that is one word, in any case: where the word stands, it matches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone {
    pub(super) kind: Kind,
    pub(super) entry: u32,
    pub(super) weak: bool,
}

impl Alone {
    fn packed(self) -> [u32; 2] {
        [u32::from(self.kind.0) | u32::from(self.weak) << 16, self.entry]
    }

    #[inline]
    fn unpacked([head, entry]: [u32; 2]) -> Self {
        Self { kind: Kind(head as u16), entry, weak: head >> 16 != 0 }
    }
}

/// Where the first thing that a pattern needs stands: right behind, right before, not farther than
/// [`NEAR`], or elsewhere if at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Behind,
    Before,
    Near,
    Elsewhere,
}

fn place(need: Need) -> Place {
    match (need.from, need.to) {
        _ if need.mask == 0 => Place::Elsewhere,
        (1, 1) => Place::Behind,
        (-1, -1) => Place::Before,
        (_, to) if usize::from(to.unsigned_abs()) <= NEAR => Place::Near,
        _ => Place::Elsewhere,
    }
}

/// What to try, by word or kind.
///
/// What is looked at of most tries lies close together: where those of a key are, the masks of their first
/// needs and their rarest sets.
#[derive(Debug, Clone, Default)]
pub(super) struct Buckets {
    /// By key, where those begin and end that are one word, and where the tries of each place begin and the
    /// last end.
    at: Rows<7>,
    firsts: Rows<2>,
    rarest: Numbers,
    rest: Rows<6>,
    alone: Rows<2>,
}

impl Buckets {
    /// Sorts what is to be tried into buckets; keys run from 0 up to `keys`.
    pub(super) fn new(keys: usize, mut tries: Vec<(u32, Try)>, mut alone: Vec<(u32, Alone)>) -> Self {
        tries.sort_by_key(|(key, entry)| (*key, place(entry.needs[0])));
        alone.sort_by_key(|(key, _)| *key);
        let (mut words, mut places) = (0, 0);
        let mut word = |key: u32| {
            words += alone[words..].iter().take_while(|(k, _)| *k < key).count();
            words as u32
        };
        let mut from = |key: u32, first: Place| {
            let before = |(k, entry): &(u32, Try)| (*k, place(entry.needs[0])) < (key, first);
            places += tries[places..].iter().take_while(|entry| before(entry)).count();
            places as u32
        };
        let at = (0..=keys as u32).map(|key| {
            [
                word(key),
                word(key + 1),
                from(key, Place::Behind),
                from(key, Place::Before),
                from(key, Place::Near),
                from(key, Place::Elsewhere),
                from(key + 1, Place::Behind),
            ]
        });
        let at = at.collect();
        Self {
            at,
            firsts: tries.iter().map(|(_, entry)| halves(entry.needs[0].mask)).collect(),
            rarest: tries.iter().map(|(_, entry)| entry.rarest).collect(),
            rest: tries.iter().map(|(_, entry)| entry.packed()).collect(),
            alone: alone.iter().map(|(_, entry)| entry.packed()).collect(),
        }
    }

    /// What is to be tried of a key.
    #[inline]
    pub(super) fn get(&self, key: u32) -> Bucket<'_> {
        let [alone, alone_end, behind, before, near, elsewhere, end] =
            self.at.row(key as usize).map(|at| at as usize);
        Bucket {
            all: self,
            alone: alone..alone_end,
            behind: behind..before,
            before: before..near,
            near: near..elsewhere,
            elsewhere: elsewhere..end,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty() && self.alone.is_empty()
    }

    #[inline]
    fn at(&self, at: usize) -> Try {
        Try::unpacked(whole(self.firsts.row(at)), self.rarest.get(at), self.rest.row(at))
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.at.write(out);
        self.firsts.write(out);
        self.rarest.write(out);
        self.rest.write(out);
        self.alone.write(out);
    }

    fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self {
            at: Rows::read(rest)?,
            firsts: Rows::read(rest)?,
            rarest: Rows::read(rest)?,
            rest: Rows::read(rest)?,
            alone: Rows::read(rest)?,
        })
    }
}

/// What is to be tried of a key, by the place of the first need.
pub(super) struct Bucket<'b> {
    all: &'b Buckets,
    alone: Range<usize>,
    behind: Range<usize>,
    before: Range<usize>,
    near: Range<usize>,
    elsewhere: Range<usize>,
}

impl<'b> Bucket<'b> {
    /// The patterns that the word is all of.
    #[inline]
    pub(super) fn alone(&self) -> impl Iterator<Item = Alone> + 'b {
        self.all.alone.rows(self.alone.start, self.alone.end).map(Alone::unpacked)
    }

    /// The tries that need a word with one of these bits right behind.
    #[inline]
    pub(super) fn behind(&self, bits: u64) -> impl Iterator<Item = Try> + 'b {
        self.with(&self.behind, bits)
    }

    /// The tries that need a word with one of these bits right before.
    #[inline]
    pub(super) fn before(&self, bits: u64) -> impl Iterator<Item = Try> + 'b {
        self.with(&self.before, bits)
    }

    /// The tries that need a word with one of these bits not farther than [`NEAR`].
    #[inline]
    pub(super) fn near(&self, bits: u64) -> impl Iterator<Item = Try> + 'b {
        self.with(&self.near, bits)
    }

    /// The other tries.
    #[inline]
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = Try> + 'b {
        let all = self.all;
        self.elsewhere.clone().map(move |at| all.at(at))
    }

    #[inline]
    fn with(&self, place: &Range<usize>, bits: u64) -> impl Iterator<Item = Try> + 'b {
        let (all, start) = (self.all, place.start);
        let firsts = all.firsts.rows(start, if bits == 0 { start } else { place.end });
        let met = firsts.enumerate().filter(move |(_, first)| whole(*first) & bits != 0);
        met.map(move |(at, _)| all.at(start + at))
    }

    /// The tries of all places, each with the rarest set that it needs before it is looked up.
    pub(super) fn by_rarest(&self) -> impl Iterator<Item = (u32, impl FnOnce() -> Try + 'b)> + 'b {
        let (all, start) = (self.all, self.behind.start);
        let sets = all.rarest.rows(start, self.elsewhere.end).enumerate();
        sets.map(move |(at, [set])| (set, move || all.at(start + at)))
    }

    /// Whether the key begins nothing of more than one word.
    pub(super) fn has_no_tries(&self) -> bool {
        self.behind.start == self.elsewhere.end
    }
}

/// Sets of words, each sorted, with a bit for each word in 64.
#[derive(Debug, Clone, Default)]
pub(super) struct Sets {
    /// Of each the two halves of its bits, and where its words begin and end: all that is to be known of a set
    /// lies in one place.
    rows: Rows<4>,
    words: Numbers,
}

impl Sets {
    /// Number of sets.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The words of a set.
    #[inline]
    pub(super) fn words(&self, set: u32) -> impl ExactSizeIterator<Item = WordId> + Clone + '_ {
        let [_, _, start, end] = self.rows.row(set as usize);
        self.words.rows(start as usize, end as usize).map(|[word]| WordId(word))
    }

    /// The bits of a set's words.
    #[inline]
    pub(super) fn mask(&self, set: u32) -> u64 {
        let [low, high, ..] = self.rows.row(set as usize);
        whole([low, high])
    }

    /// Whether a set has the word.
    #[inline]
    pub(super) fn holds(&self, set: u32, word: WordId) -> bool {
        let [low, high, start, end] = self.rows.row(set as usize);
        whole([low, high]) & bit(word) != 0 && self.words.hold(start as usize..end as usize, word.0)
    }

    /// All sets.
    pub(super) fn iter(&self) -> impl Iterator<Item = impl Iterator<Item = u32> + '_> + '_ {
        (0..self.len() as u32).map(|set| self.words(set).map(|word| word.0))
    }
}

impl<'w> FromIterator<&'w [WordId]> for Sets {
    fn from_iter<I: IntoIterator<Item = &'w [WordId]>>(sets: I) -> Self {
        let mut all: Vec<u32> = Vec::new();
        let rows = sets.into_iter().map(|words| {
            let start = all.len() as u32;
            all.extend(words.iter().map(|w| w.0));
            let [low, high] = halves(words.iter().fold(0, |mask, &w| mask | bit(w)));
            [low, high, start, all.len() as u32]
        });
        let rows = rows.collect();
        Self { rows, words: all.into_iter().collect() }
    }
}

/// What is to be known of each kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds {
    pub(super) names: Texts,
    /// The kind that hides it, plus one, and its flags.
    pub(super) rows: Rows<2>,
    /// The kinds that its phrases refer to, and what hides it.
    pub(super) needs: Lists,
    /// One more than the highest stratum of what its phrases refer to; 0 for those that refer to none.
    pub(super) strata: Numbers,
}

/// It only hides marks of another kind.
pub(super) const HIDDEN: u32 = 1;
/// It has entries that count only beside marks of others.
pub(super) const WEAK: u32 = 2;

/// All lexicons and phrases, indexed: what [`super::mark`] matches a document against.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    pub(super) vocabulary: Vocabulary,
    pub(super) sets: Sets,
    pub(super) punctuation: Texts,
    /// Names that phrases can refer to, and the kind of each.
    pub(super) names: Lookup,
    pub(super) declared: Numbers,
    pub(super) kinds: Kinds,
    pub(super) patterns: Rows<4>,
    pub(super) steps: Numbers,
    pub(super) exact: Texts,
    /// Lexicons that make contexts, by word.
    pub(super) context: Buckets,
    /// The others, by word.
    pub(super) plain: Buckets,
    /// Patterns with references, by the first reference, one set a stratum.
    pub(super) strata: Vec<Buckets>,
    /// Phrases and the range of the patterns that each stands for.
    pub(super) phrases: Lookup,
    pub(super) of_phrase: Rows<2>,
    /// Number of kinds before the first of a rule.
    pub(super) before_rules: u16,
    /// How many phrases had to be worked out when they were loaded.
    pub(super) unprepared: usize,
}

impl Lexicons {
    /// The lexicon of that name.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        let number = self.names.number(name.as_bytes()).checked_sub(1)?;
        Some(Kind(self.declared.get(number as usize) as u16))
    }

    /// The names of all lexicons.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        (1..=self.names.len() as u32).map(|number| self.names.text(number))
    }

    /// The name of a kind.
    pub fn name(&self, kind: Kind) -> &str {
        self.kinds.names.get(kind.0.into())
    }

    /// Known words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Number of kinds.
    pub fn len(&self) -> usize {
        self.kinds.rows.len()
    }

    /// Whether there is no kind at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What hides a kind.
    #[inline]
    pub(super) fn hiding(&self, kind: Kind) -> Option<Kind> {
        let [hiding, _] = self.kinds.rows.row(kind.0.into());
        Some(Kind(hiding.checked_sub(1)? as u16))
    }

    /// Whether a kind only hides marks of another.
    #[inline]
    pub(super) fn is_hidden(&self, kind: Kind) -> bool {
        self.kinds.rows.row(kind.0.into())[1] & HIDDEN != 0
    }

    /// In which stratum all of a kind is found.
    #[inline]
    pub(super) fn stratum(&self, kind: Kind) -> usize {
        self.kinds.strata.get(kind.0.into()) as usize
    }

    #[inline]
    pub(super) fn pattern(&self, number: u32) -> Pattern {
        Pattern::unpacked(self.patterns.row(number as usize))
    }

    #[inline]
    pub(super) fn steps(&self, first: u32, len: u8) -> Steps<'_> {
        Steps { all: &self.steps, first: first as usize, len: len.into() }
    }

    /// How the words must be written, where that matters.
    #[inline]
    pub(super) fn exact(&self, pattern: &Pattern) -> Option<&str> {
        (pattern.exact != ANY_CASE).then(|| self.exact.get(pattern.exact as usize))
    }

    /// The first kind that is a rule's.
    pub(crate) fn first_of_rules(&self) -> Kind {
        Kind(self.before_rules)
    }

    /// How many phrases had to be worked out when they were loaded.
    pub fn unprepared(&self) -> usize {
        self.unprepared
    }

    /// These kinds, and all that decide whether they match.
    pub(super) fn wanted(&self, kinds: impl IntoIterator<Item = Kind>) -> Wanted {
        let mut wanted = vec![false; self.len()];
        let mut open: Vec<Kind> = kinds.into_iter().collect();
        while let Some(kind) = open.pop() {
            if std::mem::replace(&mut wanted[kind.0 as usize], true) {
                continue;
            }
            if self.kinds.rows.row(kind.0.into())[1] & WEAK != 0 {
                // any mark is company
                return self.everything();
            }
            open.extend(self.kinds.needs.get(kind.0.into()).map(|kind| Kind(kind as u16)));
        }
        Wanted { kinds: wanted, indexed: vec![false; self.len()], claims: false }
    }

    /// All kinds, and claims.
    pub(super) fn everything(&self) -> Wanted {
        Wanted { kinds: vec![true; self.len()], indexed: vec![false; self.len()], claims: true }
    }

    /// Everything in bytes, for [`Lexicons::from_bytes`].
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.vocabulary.write(&mut out);
        self.sets.rows.write(&mut out);
        self.sets.words.write(&mut out);
        self.punctuation.write(&mut out);
        self.names.write(&mut out);
        self.declared.write(&mut out);
        self.kinds.names.write(&mut out);
        self.kinds.rows.write(&mut out);
        self.kinds.needs.write(&mut out);
        self.kinds.strata.write(&mut out);
        self.patterns.write(&mut out);
        self.steps.write(&mut out);
        self.exact.write(&mut out);
        self.phrases.write(&mut out);
        self.of_phrase.write(&mut out);
        [u32::from(self.before_rules), self.strata.len() as u32]
            .into_iter()
            .collect::<Numbers>()
            .write(&mut out);
        for buckets in [&self.context, &self.plain].into_iter().chain(&self.strata) {
            buckets.write(&mut out);
        }
        out
    }

    /// What [`Lexicons::to_bytes`] wrote, read where it lies; `None` where the bytes are cut off.
    pub(crate) fn from_bytes(mut bytes: &'static [u8]) -> Option<Self> {
        let rest = &mut bytes;
        let mut out = Self {
            vocabulary: Vocabulary::read(rest)?,
            sets: Sets { rows: Rows::read(rest)?, words: Rows::read(rest)? },
            punctuation: Texts::read(rest)?,
            names: Lookup::read(rest)?,
            declared: Rows::read(rest)?,
            kinds: Kinds {
                names: Texts::read(rest)?,
                rows: Rows::read(rest)?,
                needs: Lists::read(rest)?,
                strata: Rows::read(rest)?,
            },
            patterns: Rows::read(rest)?,
            steps: Rows::read(rest)?,
            exact: Texts::read(rest)?,
            phrases: Lookup::read(rest)?,
            of_phrase: Rows::read(rest)?,
            ..Self::default()
        };
        let counts = Numbers::read(rest)?;
        let [before_rules, strata] = [counts.get(0), counts.get(1)];
        let mut buckets = || Buckets::read(rest);
        out.before_rules = before_rules as u16;
        out.context = buckets()?;
        out.plain = buckets()?;
        out.strata = (0..strata).map(|_| buckets()).collect::<Option<_>>()?;
        Some(out)
    }

    /// All patterns in words, in order: for tests.
    #[cfg(test)]
    pub(crate) fn outline(&self) -> Vec<String> {
        let word = |id| self.vocabulary.word(id).unwrap_or("?");
        let step = |step: Step| {
            let what = match step.atom {
                super::pattern::Atom::Words(set) => {
                    let mut words: Vec<&str> = self.sets.words(set).map(word).collect();
                    words.sort_unstable();
                    words.join("|")
                }
                super::pattern::Atom::Mark(kind) => format!("@{}", self.name(Kind(kind))),
                super::pattern::Atom::Class(class) => class.to_string(),
                super::pattern::Atom::Punctuation(number) => self.punctuation.get(number.into()).to_owned(),
            };
            format!("..{} {what}{}", step.gap, if step.optional { "?" } else { "" })
        };
        let pattern = |number| {
            let p = self.pattern(number);
            let steps: Vec<String> = self.steps(p.first, p.len).iter().map(step).collect();
            format!("{} {} {:?}: {}", self.name(p.kind), p.entry, self.exact(&p), steps.join(" "))
        };
        (0..self.patterns.len() as u32).map(pattern).collect()
    }
}

/// The steps of a pattern.
#[derive(Clone, Copy)]
pub(super) struct Steps<'l> {
    all: &'l Numbers,
    first: usize,
    len: usize,
}

impl<'l> Steps<'l> {
    #[inline]
    pub(super) fn get(self, at: usize) -> Option<Step> {
        (at < self.len).then(|| Step::unpacked(self.all.get(self.first + at)))
    }

    pub(super) fn len(self) -> usize {
        self.len
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Step> + 'l {
        self.all.rows(self.first, self.first + self.len).map(|[step]| Step::unpacked(step))
    }
}

/// What a run needs of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    kinds: Vec<bool>,
    /// Kinds whose marks are asked for by name, so that an index finds them; of the others, which have nearly
    /// all marks, one looks at what stands in a place.
    pub(super) indexed: Vec<bool>,
    /// Somebody asks for claims.
    pub(super) claims: bool,
}

impl Wanted {
    #[inline]
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.kinds[kind.0 as usize]
    }

    /// The same, with an index of these kinds.
    pub(super) fn indexing(mut self, asked: &[Kind]) -> Self {
        for kind in asked {
            self.indexed[kind.0 as usize] = true;
        }
        self
    }
}
