//! The words that lexicons and rules know, as numbers. Owns interning and the look-up; must not know
//! what the words are for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::glance::Glance;
use super::table::{Numbers, Rows, Texts};

/// A known word. Two spellings that fold alike are one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that no lexicon or rule names.
    pub const UNKNOWN: Self = Self(0);
}

/// A fast hash for short words (the multiply-rotate of Firefox and rustc). Not for untrusted keys
/// that are kept: article words are only looked up here, never inserted.
#[derive(Debug, Default, Clone, Copy)]
pub struct WordHasher(u64);

const SEED: u64 = 0x51_7c_c1_b7_27_22_0a_95;

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut add = |word: u64| self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(SEED);
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            add(u64::from_le_bytes(chunk.try_into().expect("eight bytes")));
        }
        let mut rest = [0; 8];
        rest[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
        add(u64::from_le_bytes(rest));
    }

    fn write_u8(&mut self, n: u8) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(n)).wrapping_mul(SEED);
    }

    fn write_usize(&mut self, n: usize) {
        self.0 = (self.0.rotate_left(5) ^ n as u64).wrapping_mul(SEED);
    }
}

/// A map keyed by words.
pub type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// A hash of short words, all of whose bits are good. Article words are only looked up, and words of
/// rules are few: nobody gains from words that collide.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
    let mut hasher = WordHasher::default();
    hasher.write(bytes);
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}

/// Texts that are looked up by what they say. Their numbers run from 1; 0 stands for none.
#[derive(Debug, Clone, Default)]
pub(super) struct Lookup {
    texts: Texts,
    /// Hash and number of each text that can be looked up, at the place that its hash says or the
    /// next free one behind; number 0 marks a free place. A power of two long.
    table: Rows<2>,
}

impl Lookup {
    /// The number of the text of these bytes, 0 where there is none.
    #[inline]
    pub(super) fn number(&self, bytes: &[u8]) -> u32 {
        let Some(mask) = self.table.len().checked_sub(1) else { return 0 };
        let hash = hash(bytes);
        let mut at = hash as usize & mask;
        loop {
            match self.table.row(at) {
                [_, 0] => return 0,
                [tag, number] if tag == hash && self.bytes(number) == bytes => return number,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Number of texts.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The text of a number.
    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize - 1)
    }

    #[inline]
    fn bytes(&self, number: u32) -> &[u8] {
        self.texts.bytes(number as usize - 1)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.texts.write(out);
        self.table.write(out);
    }

    pub(super) fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self { texts: Texts::read(rest)?, table: Rows::read(rest)? })
    }
}

/// A [`Lookup`] that grows.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    /// All texts, one after the other.
    text: String,
    /// Where each ends in it.
    ends: Vec<u32>,
    /// As in a [`Lookup`].
    table: Vec<[u32; 2]>,
    /// Number of texts in the table.
    used: usize,
}

impl Interner {
    /// The number of a text, made if need be.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if 2 * (self.used + 1) > self.table.len() {
            self.grow();
        }
        let at = match self.place(text.as_bytes()) {
            Ok(number) => return number,
            Err(free) => free,
        };
        let number = self.push(&[text]);
        self.table[at] = [hash(text.as_bytes()), number];
        self.used += 1;
        number
    }

    /// The number of a text, or the place in the table where it belongs.
    fn place(&self, bytes: &[u8]) -> Result<u32, usize> {
        let hash = hash(bytes);
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.table[at] {
                [_, 0] => return Err(at),
                [tag, number] if tag == hash && self.bytes(number) == bytes => return Ok(number),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The number of a text, if it has one.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        if self.table.is_empty() { None } else { self.place(text.as_bytes()).ok() }
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.table);
        self.table = vec![[0, 0]; (2 * old.len()).max(64)];
        let mask = self.table.len() - 1;
        for [hash, number] in old.into_iter().filter(|[_, number]| *number != 0) {
            let mut at = hash as usize & mask;
            while self.table[at][1] != 0 {
                at = (at + 1) & mask;
            }
            self.table[at] = [hash, number];
        }
    }

    /// Adds a text that is not looked up, given in pieces.
    fn push(&mut self, pieces: &[&str]) -> u32 {
        pieces.iter().for_each(|piece| self.text.push_str(piece));
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn bytes(&self, number: u32) -> &[u8] {
        let at = number as usize - 1;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text.as_bytes()[start..self.ends[at] as usize]
    }

    /// The same, to be looked up only.
    pub(super) fn finish(&self) -> Lookup {
        Lookup { texts: Texts::of(&self.text, &self.ends), table: self.table.iter().copied().collect() }
    }

    /// What was finished, to grow again.
    fn of(lookup: &Lookup) -> Self {
        let mut out = Self { table: lookup.table.iter().collect(), ..Self::default() };
        out.used = out.table.iter().filter(|[_, number]| *number != 0).count();
        for text in lookup.texts.iter() {
            out.push(&[text]);
        }
        out
    }
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
