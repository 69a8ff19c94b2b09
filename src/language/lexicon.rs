//! Lexicons and phrases of rules, indexed for matching. Owns the index as it is searched and kept in
//! bytes; must not know how phrases are read, nor documents or rules.

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
    /// The bits of single words that must all stand up to [`NEAR`] before or behind.
    pub(super) words: u64,
    /// What comes of it, where the steps of the pattern begin and how many they are: of a pattern only its steps
    /// are looked up, and how it is written where that counts.
    pub(super) makes: Makes,
    pub(super) first: u32,
    pub(super) len: u8,
    pub(super) kind: Kind,
    /// The step that the word or mark is.
    pub(super) step: u8,
}

/// What a pattern makes where its steps match.
#[derive(Debug, Clone, Copy)]
pub(super) enum Makes {
    /// A mark of this entry.
    Entry { entry: u32, weak: bool },
    /// A mark if the words are written as the pattern of that number says.
    IfWritten(u32),
}

impl Makes {
    const WEAK: u32 = 1 << 30;
    const IF_WRITTEN: u32 = 1 << 31;

    fn packed(self) -> u32 {
        match self {
            Self::Entry { entry, weak } => entry | if weak { Self::WEAK } else { 0 },
            Self::IfWritten(pattern) => pattern | Self::IF_WRITTEN,
        }
    }

    #[inline]
    fn unpacked(makes: u32) -> Self {
        match makes & Self::IF_WRITTEN {
            0 => Self::Entry { entry: makes & !Self::WEAK, weak: makes & Self::WEAK != 0 },
            _ => Self::IfWritten(makes & !Self::IF_WRITTEN),
        }
    }
}

impl Try {
    fn packed(self) -> [u32; 8] {
        let [first, second] = self.needs;
        let places = [first.from, first.to, second.from, second.to].map(i8::cast_unsigned);
        let ([low, high], [other_low, other_high]) = (halves(first.mask), halves(second.mask));
        let head = u32::from(self.kind.0) | u32::from(self.step) << 16 | u32::from(self.len) << 24;
        let places = u32::from_le_bytes(places);
        [low, high, other_low, other_high, self.makes.packed(), head, places, self.first]
    }

    /// Without its words, which have a table of their own.
    #[inline]
    fn unpacked(
        words: u64, [low, high, other_low, other_high, makes, head, places, first]: [u32; 8],
    ) -> Self {
        let [from, to, other_from, other_to] = places.to_le_bytes().map(u8::cast_signed);
        Self {
            needs: [
                Need { mask: whole([low, high]), from, to },
                Need { mask: whole([other_low, other_high]), from: other_from, to: other_to },
            ],
            words,
            makes: Makes::unpacked(makes),
            first,
            len: (head >> 24) as u8,
            kind: Kind(head as u16),
            step: (head >> 16) as u8,
        }
    }
}

/// Tries one after the other. What most are ruled out by lies close together: the bits of the words that they
/// need up to [`NEAR`].
#[derive(Debug, Clone, Default)]
struct Tries {
    /// Of the first need.
    firsts: Rows<2>,
    /// Of the second need, and of [`Try::words`].
    others: Rows<4>,
    all: Rows<8>,
}

impl Tries {
    fn of<'t>(tries: impl Iterator<Item = &'t Try> + Clone) -> Self {
        let others = |entry: &Try| {
            let ([a, b], [c, d]) = (halves(near(entry.needs[1])), halves(entry.words));
            [a, b, c, d]
        };
        Self {
            firsts: tries.clone().map(|entry| halves(near(entry.needs[0]))).collect(),
            others: tries.clone().map(others).collect(),
            all: tries.map(|entry| entry.packed()).collect(),
        }
    }

    #[inline]
    fn at(&self, at: usize) -> Try {
        let [.., low, high] = self.others.row(at);
        Try::unpacked(whole([low, high]), self.all.row(at))
    }

    /// Whether what a try needs may be met by words up to [`NEAR`] that have these bits.
    #[inline]
    fn may_be_met(&self, at: usize, bits: u64) -> bool {
        may_meet(bits, whole(self.firsts.row(at))) && self.others_may_be_met(at, bits)
    }

    /// The same without its first need.
    #[inline]
    fn others_may_be_met(&self, at: usize, bits: u64) -> bool {
        let [a, b, c, d] = self.others.row(at);
        let words = whole([c, d]);
        bits & words == words && may_meet(bits, whole([a, b]))
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.firsts.write(out);
        self.others.write(out);
        self.all.write(out);
    }

    fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self { firsts: Rows::read(rest)?, others: Rows::read(rest)?, all: Rows::read(rest)? })
    }
}

/// Instead of the bits of a need that words farther than [`NEAR`] may meet, and of none.
const ANYTHING: u64 = u64::MAX;

/// The bits of words up to [`NEAR`] of which a need takes one.
fn near(need: Need) -> u64 {
    match need.mask {
        0 => ANYTHING,
        _ if usize::from(need.to.unsigned_abs()) > NEAR => ANYTHING,
        mask => mask,
    }
}

/// Whether words that have these bits may meet a need that takes [`near`] ones.
#[inline]
fn may_meet(bits: u64, near: u64) -> bool {
    bits & near != 0 || near == ANYTHING
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

/// What to try, by word.
#[derive(Debug, Clone, Default)]
pub(super) struct Buckets {
    /// A bit for each word that has anything to try.
    any: Numbers,
    /// By word, where those begin and end that are one word, and where the tries of each place begin and the
    /// last end.
    at: Rows<7>,
    tries: Tries,
    alone: Rows<2>,
}

impl Buckets {
    /// Sorts what is to be tried into buckets; words run from 0 up to `words`.
    pub(super) fn new(words: usize, mut tries: Vec<(u32, Try)>, mut alone: Vec<(u32, Alone)>) -> Self {
        tries.sort_by_key(|(word, entry)| (*word, place(entry.needs[0])));
        alone.sort_by_key(|(word, _)| *word);
        let (mut singles, mut places) = (0, 0);
        let mut single = |word: u32| {
            singles += alone[singles..].iter().take_while(|(w, _)| *w < word).count();
            singles as u32
        };
        let mut from = |word: u32, first: Place| {
            let before = |(w, entry): &(u32, Try)| (*w, place(entry.needs[0])) < (word, first);
            places += tries[places..].iter().take_while(|entry| before(entry)).count();
            places as u32
        };
        let at = (0..=words as u32).map(|word| {
            [
                single(word),
                single(word + 1),
                from(word, Place::Behind),
                from(word, Place::Before),
                from(word, Place::Near),
                from(word, Place::Elsewhere),
                from(word + 1, Place::Behind),
            ]
        });
        let at: Rows<7> = at.collect();
        let mut any = vec![0; words / BITS + 1];
        for (word, _) in at.iter().enumerate().filter(|(_, row)| !Bucket(*row).is_empty()) {
            any[word / BITS] |= 1 << (word % BITS);
        }
        Self {
            any: any.into_iter().collect(),
            at,
            tries: Tries::of(tries.iter().map(|(_, entry)| entry)),
            alone: alone.iter().map(|(_, entry)| entry.packed()).collect(),
        }
    }

    /// What is to be tried of a word, if there is anything.
    #[inline]
    pub(super) fn get(&self, word: WordId) -> Option<Bucket> {
        let word = word.0 as usize;
        (self.any.get(word / BITS) >> (word % BITS) & 1 == 1).then(|| Bucket(self.at.row(word)))
    }

    /// The try of that number.
    #[inline]
    pub(super) fn at(&self, number: usize) -> Try {
        self.tries.at(number)
    }

    /// The patterns that a word is all of.
    #[inline]
    pub(super) fn alone(&self, bucket: &Bucket) -> impl Iterator<Item = Alone> + '_ {
        let [from, to, ..] = bucket.0;
        self.alone.rows(from as usize, to as usize).map(Alone::unpacked)
    }

    /// The numbers of the tries whose needs may be met by what stands right behind, right before and not
    /// farther than [`NEAR`], which have these bits.
    #[inline]
    pub(super) fn met(&self, bucket: &Bucket, [behind, before, near]: [u64; 3], mut met: impl FnMut(usize)) {
        let [_, _, of_behind, of_before, of_near, elsewhere, end] = bucket.0.map(|at| at as usize);
        for (from, to, bits) in
            [(of_behind, of_before, behind), (of_before, of_near, before), (of_near, elsewhere, near)]
        {
            for (number, first) in (from..).zip(self.tries.firsts.rows(from, to)) {
                if whole(first) & bits != 0 && self.tries.others_may_be_met(number, near) {
                    met(number);
                }
            }
        }
        (elsewhere..end).filter(|number| self.tries.may_be_met(*number, near)).for_each(met);
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.any.write(out);
        self.at.write(out);
        self.tries.write(out);
        self.alone.write(out);
    }

    fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self {
            any: Rows::read(rest)?,
            at: Rows::read(rest)?,
            tries: Tries::read(rest)?,
            alone: Rows::read(rest)?,
        })
    }
}

/// Bits of a number.
const BITS: usize = 32;

/// Where that is which is to be tried of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket([u32; 7]);

impl Bucket {
    /// Whether nothing is to be tried.
    fn is_empty(&self) -> bool {
        let [alone, alone_end, ..] = self.0;
        alone == alone_end && self.has_no_tries()
    }

    /// Whether the word begins nothing of more than one word.
    #[inline]
    pub(super) fn has_no_tries(&self) -> bool {
        let [_, _, from, .., to] = self.0;
        from == to
    }
}

/// What a pattern refers to first: marks of a kind, and the stratum in which it is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Referred {
    pub(super) stratum: u8,
    pub(super) kind: Kind,
}

/// The patterns that refer to marks. Most of them need a word that most texts lack, and so it is asked which
/// patterns the words of a text have, not of each pattern whether the text has its words.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    tries: Tries,
    /// What each refers to, in order.
    referred: Numbers,
    /// By word, the numbers of those that need it or another of their rarest set.
    by_word: Lists,
    /// The numbers of those that need none.
    always: Numbers,
}

impl References {
    /// Sorts tries, each with its rarest set, by what they refer to; words run from 0 up to `words`.
    pub(super) fn new<'s>(
        words: usize, mut tries: Vec<(Referred, Try, Option<u32>)>, of: impl Fn(u32) -> &'s [WordId],
    ) -> Self {
        tries.sort_by_key(|(to, ..)| *to);
        let mut by_word = vec![Vec::new(); words + 1];
        let mut always = Vec::new();
        for (number, (_, _, rarest)) in (0u32..).zip(&tries) {
            match rarest {
                Some(set) => of(*set).iter().for_each(|word| by_word[word.0 as usize].push(number)),
                None => always.push(number),
            }
        }
        Self {
            tries: Tries::of(tries.iter().map(|(_, entry, _)| entry)),
            referred: tries
                .iter()
                .map(|(to, ..)| u32::from(to.stratum) << 16 | u32::from(to.kind.0))
                .collect(),
            by_word: by_word.into_iter().collect(),
            always: always.into_iter().collect(),
        }
    }

    /// The numbers of the tries that a text of these words has a word for, in order.
    pub(super) fn met_by(&self, words: impl Iterator<Item = WordId>) -> Vec<u32> {
        const SIZE: usize = u64::BITS as usize;
        let mut met = vec![0u64; self.referred.len() / SIZE + 1];
        let mut add = |number: u32| met[number as usize / SIZE] |= 1 << (number as usize % SIZE);
        for [number] in self.always.iter() {
            add(number);
        }
        for word in words {
            for number in self.by_word.get(word.0 as usize) {
                add(number);
            }
        }
        let mut numbers = Vec::new();
        for (first, mut bits) in (0u32..).step_by(SIZE).zip(met) {
            while bits != 0 {
                numbers.push(first + bits.trailing_zeros());
                // without its lowest bit
                bits &= bits - 1;
            }
        }
        numbers
    }

    /// What the try of that number refers to.
    pub(super) fn referred(&self, number: u32) -> Referred {
        let to = self.referred.get(number as usize);
        Referred { stratum: (to >> 16) as u8, kind: Kind(to as u16) }
    }

    /// The try of that number.
    #[inline]
    pub(super) fn at(&self, number: u32) -> Try {
        self.tries.at(number as usize)
    }

    /// Whether what the try of that number needs may be met by what stands not farther than [`NEAR`], which
    /// has these bits.
    #[inline]
    pub(super) fn may_be_met(&self, number: u32, near: u64) -> bool {
        self.tries.may_be_met(number as usize, near)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.tries.write(out);
        self.referred.write(out);
        self.by_word.write(out);
        self.always.write(out);
    }

    fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self {
            tries: Tries::read(rest)?,
            referred: Rows::read(rest)?,
            by_word: Lists::read(rest)?,
            always: Rows::read(rest)?,
        })
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
    /// Patterns with references.
    pub(super) references: References,
    /// Number of strata.
    pub(super) strata: usize,
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
        [u32::from(self.before_rules), self.strata as u32].into_iter().collect::<Numbers>().write(&mut out);
        self.context.write(&mut out);
        self.plain.write(&mut out);
        self.references.write(&mut out);
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
        out.before_rules = before_rules as u16;
        out.strata = strata as usize;
        out.context = Buckets::read(rest)?;
        out.plain = Buckets::read(rest)?;
        out.references = References::read(rest)?;
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
                super::pattern::Atom::Word(id) => word(id).to_owned(),
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
