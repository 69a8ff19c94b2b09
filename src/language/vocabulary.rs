//! The words and stems that lexicons and rules know, as numbers. Owns what counts as which word; must
//! not know what the words are for.

use std::collections::HashMap;

use super::glance::Glance;
use super::lookup::{Interner, Lookup, WordMap};
use super::table::{Numbers, Rows};

/// A known word. Two spellings that fold alike are one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that no lexicon or rule names.
    pub const UNKNOWN: Self = Self(0);
}

/// Words and stems, and how to find them.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The words, and the stems with a star behind them, which are not looked up as words.
    words: Lookup,
    /// Numbers of the stems, sorted by their first four bytes and then the longest first.
    stems: Numbers,
    /// The first four bytes of stems: most words begin like no stem.
    beginnings: Glance,
}

impl Vocabulary {
    /// The word of these folded bytes (lower case, straight apostrophes).
    #[inline]
    pub fn get(&self, folded: &[u8]) -> WordId {
        match self.words.number(folded) {
            0 => self.get_stem(folded),
            number => WordId(number),
        }
    }

    #[inline]
    fn get_stem(&self, folded: &[u8]) -> WordId {
        let Some(key) = folded.first_chunk::<4>() else { return WordId::UNKNOWN };
        if !self.beginnings.may_hold(*key) {
            return WordId::UNKNOWN;
        }
        let stem = |at: usize| self.stem(self.stems.get(at));
        let (mut from, mut to) = (0, self.stems.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if stem(middle).first_chunk() < Some(key) { from = middle + 1 } else { to = middle }
        }
        let alike = (from..self.stems.len()).take_while(|&at| stem(at).starts_with(key));
        let covering = alike.into_iter().find(|&at| folded.starts_with(stem(at)));
        covering.map_or(WordId::UNKNOWN, |at| WordId(self.stems.get(at)))
    }

    /// The letters of a stem.
    fn stem(&self, number: u32) -> &[u8] {
        let bytes = self.words.bytes(number);
        &bytes[..bytes.len() - 1]
    }

    /// The stems, which stand for many words.
    pub fn stems(&self) -> impl Iterator<Item = WordId> {
        self.stems.iter().map(|[stem]| WordId(stem))
    }

    /// Number of words; ids run from 1 to this.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The word behind a number.
    pub fn word(&self, id: WordId) -> Option<&str> {
        (1..=self.len() as u32).contains(&id.0).then(|| self.words.text(id.0))
    }

    fn new(words: Lookup, stems: Numbers) -> Self {
        let mut out = Self { words, stems, beginnings: Glance::default() };
        for [stem] in out.stems.iter() {
            if let Some(key) = out.stem(stem).first_chunk::<4>().copied() {
                out.beginnings.insert(key);
            }
        }
        out
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.words.write(out);
        self.stems.write(out);
    }

    pub(super) fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self::new(Lookup::read(rest)?, Rows::read(rest)?))
    }
}

/// A [`Vocabulary`] that grows.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    words: Interner,
    /// Numbers of the stems by their first four bytes, longest first.
    stems: WordMap<[u8; 4], Vec<u32>>,
    /// Numbers up to this have been held against each other, words against stems.
    covered: u32,
}

impl Words {
    /// The number of the word, made if need be. The word must be folded (lower case, straight apostrophe).
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        WordId(self.words.intern(word))
    }

    /// The word, if it is known.
    pub(super) fn get(&self, word: &str) -> Option<WordId> {
        self.words.number(word).map(WordId)
    }

    /// The number that stands for every otherwise unknown word with this stem.
    pub(super) fn intern_stem(&mut self, stem: &str) -> WordId {
        // a stem shorter than that is refused before
        let Some(key) = stem.as_bytes().first_chunk::<4>() else { return WordId::UNKNOWN };
        let known = self.stems.get(key).into_iter().flatten();
        if let Some(&number) = known.into_iter().find(|&&number| self.stem(number) == stem.as_bytes()) {
            return WordId(number);
        }
        let number = self.words.push(&[stem, "*"]);
        self.add_stem(number);
        WordId(number)
    }

    fn add_stem(&mut self, number: u32) {
        let Some(key) = self.stem(number).first_chunk::<4>().copied() else { return };
        let mut alike = self.stems.remove(&key).unwrap_or_default();
        alike.push(number);
        alike.sort_by_key(|&number| std::cmp::Reverse(self.stem(number).len()));
        self.stems.insert(key, alike);
    }

    /// For each stem, the words and stems that it covers, as far as that is news since it was asked
    /// last.
    pub(super) fn cover_stems(&mut self) -> HashMap<WordId, Vec<WordId>> {
        let before = std::mem::replace(&mut self.covered, self.words.len() as u32);
        let mut out: HashMap<WordId, Vec<WordId>> = HashMap::new();
        if before == self.covered || self.stems.is_empty() {
            return out;
        }
        for number in 1..=self.covered {
            let word = self.words.bytes(number);
            let letters = word.strip_suffix(b"*").unwrap_or(word);
            let Some(key) = letters.first_chunk::<4>() else { continue };
            for &covering in self.stems.get(key).into_iter().flatten() {
                let news = number > before || covering > before;
                if news && letters.starts_with(self.stem(covering)) {
                    out.entry(WordId(covering)).or_default().push(WordId(number));
                }
            }
        }
        out
    }

    /// Number of words; ids run from 1 to this.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The letters of a stem.
    fn stem(&self, number: u32) -> &[u8] {
        let bytes = self.words.bytes(number);
        &bytes[..bytes.len() - 1]
    }

    /// The same, to be looked up only.
    pub(super) fn finish(&self) -> Vocabulary {
        let mut keys: Vec<&[u8; 4]> = self.stems.keys().collect();
        keys.sort_unstable();
        let stems = keys.iter().flat_map(|&key| self.stems[key].iter().copied());
        Vocabulary::new(self.words.finish(), stems.collect())
    }

    /// What was finished, to grow again. The sets of its stems have been given the words that they
    /// cover.
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let words = Interner::of(&vocabulary.words);
        let mut out = Self { covered: words.len() as u32, words, ..Self::default() };
        vocabulary.stems.iter().for_each(|[stem]| out.add_stem(stem));
        out
    }
}
