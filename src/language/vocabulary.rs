//! The words that lexicons and rules know, as numbers. Owns interning; must not know what the words
//! are for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::glance::Glance;

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

/// Texts by number, from 1, and numbers by text.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    /// All texts, one after the other.
    text: String,
    /// Where each ends in it.
    ends: Vec<u32>,
    /// Hash and number of each text that can be looked up, at the place that its hash says or the
    /// next free one behind; number 0 marks a free place. A power of two long.
    table: Vec<(u32, u32)>,
    /// Number of texts in the table.
    used: usize,
}

impl Texts {
    /// What [`Texts::parts`] gave; `None` where the parts do not belong together.
    pub(super) fn of(text: String, ends: Vec<u32>, table: Vec<(u32, u32)>) -> Option<Self> {
        let whole = ends.is_sorted()
            && ends.iter().all(|end| text.is_char_boundary(*end as usize))
            && (table.is_empty() || table.len().is_power_of_two());
        let used = table.iter().filter(|(_, number)| *number != 0).count();
        let sound = used < table.len().max(1) && table.iter().all(|(_, n)| *n as usize <= ends.len());
        (whole && sound).then_some(Self { text, ends, table, used })
    }

    /// All texts in one, where each ends, and the table of their hashes.
    pub(super) fn parts(&self) -> (&str, &[u32], &[(u32, u32)]) {
        (&self.text, &self.ends, &self.table)
    }

    /// The number of a text, made if need be.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if 2 * (self.used + 1) > self.table.len() {
            self.grow();
        }
        let hash = hash(text.as_bytes());
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.table[at] {
                (_, 0) => break,
                (tag, id) if tag == hash && self.bytes(id) == text.as_bytes() => return id,
                _ => at = (at + 1) & mask,
            }
        }
        let id = self.push(&[text]);
        self.table[at] = (hash, id);
        self.used += 1;
        id
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.table);
        self.table = vec![(0, 0); (2 * old.len()).max(64)];
        let mask = self.table.len() - 1;
        for (hash, id) in old.into_iter().filter(|(_, id)| *id != 0) {
            let mut at = hash as usize & mask;
            while self.table[at].1 != 0 {
                at = (at + 1) & mask;
            }
            self.table[at] = (hash, id);
        }
    }

    /// Adds a text that is not looked up, given in pieces.
    fn push(&mut self, pieces: &[&str]) -> u32 {
        pieces.iter().for_each(|piece| self.text.push_str(piece));
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32
    }

    /// The number of the text of these bytes, 0 where there is none.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8]) -> u32 {
        let Some(mask) = self.table.len().checked_sub(1) else { return 0 };
        let hash = hash(bytes);
        let mut at = hash as usize & mask;
        loop {
            match self.table[at] {
                (_, 0) => return 0,
                (tag, id) if tag == hash && self.bytes(id) == bytes => return id,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Number of texts.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a text, by its number.
    #[inline]
    fn bytes(&self, id: u32) -> &[u8] {
        let at = id as usize - 1;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text.as_bytes()[start..self.ends[at] as usize]
    }
}

/// Interned words and stems.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The words, and the stems with a star behind them, which are not looked up as words.
    texts: Texts,
    /// Numbers of the stems by their first four bytes, longest first.
    stems: WordMap<[u8; 4], Vec<u32>>,
    /// The first four bytes of stems: most words begin like no stem.
    beginnings: Glance,
    /// Numbers up to this have been held against each other, words against stems.
    covered: u32,
}

impl Vocabulary {
    /// The number of a word, made if need be. The word must be folded (lower case, straight apostrophe).
    pub fn intern(&mut self, word: &str) -> WordId {
        WordId(self.texts.intern(word))
    }

    /// The number that stands for every otherwise unknown word with this stem.
    pub fn intern_stem(&mut self, stem: &str) -> WordId {
        // a stem shorter than that is refused before
        let Some(key) = stem.as_bytes().first_chunk::<4>() else { return WordId::UNKNOWN };
        let known = self.stems.get(key).into_iter().flatten();
        if let Some(&id) = known.into_iter().find(|&&id| self.stem(id) == stem.as_bytes()) {
            return WordId(id);
        }
        let id = self.texts.push(&[stem, "*"]);
        self.add_stem(id);
        WordId(id)
    }

    fn add_stem(&mut self, id: u32) {
        let Some(key) = self.stem(id).first_chunk::<4>().copied() else { return };
        self.beginnings.insert(key);
        let mut bucket = self.stems.remove(&key).unwrap_or_default();
        bucket.push(id);
        bucket.sort_by_key(|&id| std::cmp::Reverse(self.stem(id).len()));
        self.stems.insert(key, bucket);
    }

    /// For each stem, the words and stems that it covers, as far as that is news since it was asked
    /// last.
    pub(super) fn cover_stems(&mut self) -> HashMap<WordId, Vec<WordId>> {
        let before = std::mem::replace(&mut self.covered, self.texts.len() as u32);
        let mut out: HashMap<WordId, Vec<WordId>> = HashMap::new();
        if before == self.covered || self.stems.is_empty() {
            return out;
        }
        for id in 1..=self.covered {
            let word = self.texts.bytes(id);
            let stem = word.strip_suffix(b"*");
            let letters = stem.unwrap_or(word);
            let Some(key) = letters.first_chunk::<4>() else { continue };
            if !self.beginnings.may_hold(*key) {
                continue;
            }
            for &covering in self.stems.get(key).into_iter().flatten() {
                let news = id > before || covering > before;
                if news && letters.starts_with(self.stem(covering)) {
                    out.entry(WordId(covering)).or_default().push(WordId(id));
                }
            }
        }
        out
    }

    /// The word of these folded bytes.
    #[inline]
    pub fn get(&self, folded: &[u8]) -> WordId {
        match self.texts.get(folded) {
            0 => self.get_stem(folded),
            id => WordId(id),
        }
    }

    #[inline]
    fn get_stem(&self, folded: &[u8]) -> WordId {
        let Some(key) = folded.first_chunk::<4>() else { return WordId::UNKNOWN };
        if !self.beginnings.may_hold(*key) {
            return WordId::UNKNOWN;
        }
        let stems = self.stems.get(key).into_iter().flatten();
        stems.copied().find(|&id| folded.starts_with(self.stem(id))).map_or(WordId::UNKNOWN, WordId)
    }

    /// A vocabulary of these words, of which some are stems with a star behind. The sets of stems have
    /// been given the words that they cover.
    pub(super) fn of(texts: Texts) -> Self {
        let mut out = Self { covered: texts.len() as u32, texts, ..Self::default() };
        let stems: Vec<u32> = (1..=out.covered).filter(|&id| out.texts.bytes(id).ends_with(b"*")).collect();
        stems.into_iter().for_each(|id| out.add_stem(id));
        out
    }

    /// The words, as [`Vocabulary::of`] takes them.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Number of words; ids run from 1 to this.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether no word is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The word behind a number.
    pub fn word(&self, id: WordId) -> Option<&str> {
        let known = (1..=self.len() as u32).contains(&id.0);
        std::str::from_utf8(known.then(|| self.texts.bytes(id.0))?).ok()
    }

    /// The letters of a stem.
    fn stem(&self, id: u32) -> &[u8] {
        let bytes = self.texts.bytes(id);
        &bytes[..bytes.len() - 1]
    }
}
