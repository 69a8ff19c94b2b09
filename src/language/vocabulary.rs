//! The words that lexicons and rules know, as numbers. Owns interning; must not know what the words
//! are for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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

/// The letters of a stem, and its number.
type Stem = (Box<[u8]>, u32);

/// Interned words and stems.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: WordMap<Box<[u8]>, u32>,
    words: Vec<Box<str>>,
    /// Stems by their first four bytes, longest first.
    stems: WordMap<[u8; 4], Vec<Stem>>,
    stem_ids: Vec<(Box<str>, u32)>,
}

impl Vocabulary {
    /// The number of a word, made if need be. The word must be folded (lower case, straight apostrophe).
    pub fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word.as_bytes()) {
            return WordId(id);
        }
        self.words.push(word.into());
        let id = self.words.len() as u32;
        self.ids.insert(word.as_bytes().into(), id);
        WordId(id)
    }

    /// The number that stands for every otherwise unknown word with this stem.
    pub fn intern_stem(&mut self, stem: &str) -> WordId {
        if let Some((_, id)) = self.stem_ids.iter().find(|(s, _)| **s == *stem) {
            return WordId(*id);
        }
        self.words.push(format!("{stem}*").into());
        let id = self.words.len() as u32;
        self.stem_ids.push((stem.into(), id));
        if let Some(key) = stem.as_bytes().first_chunk::<4>() {
            let bucket = self.stems.entry(*key).or_default();
            bucket.push((stem.as_bytes().into(), id));
            bucket.sort_by_key(|(s, _)| std::cmp::Reverse(s.len()));
        }
        WordId(id)
    }

    /// Every word and stem that a stem covers, itself included. Complete only once all words are interned.
    pub fn covered(&self, stem: &str) -> Vec<WordId> {
        let words =
            self.ids.iter().filter(|(w, _)| w.starts_with(stem.as_bytes())).map(|(_, id)| WordId(*id));
        let stems = self.stem_ids.iter().filter(|(s, _)| s.starts_with(stem)).map(|(_, id)| WordId(*id));
        words.chain(stems).collect()
    }

    /// The word of these folded bytes.
    #[inline]
    pub fn get(&self, folded: &[u8]) -> WordId {
        if let Some(&id) = self.ids.get(folded) {
            return WordId(id);
        }
        if let Some(key) = folded.first_chunk::<4>()
            && let Some(stems) = self.stems.get(key)
        {
            for (stem, id) in stems {
                if folded.starts_with(stem) {
                    return WordId(*id);
                }
            }
        }
        WordId::UNKNOWN
    }

    /// Number of words; ids run from 1 to this.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word is known.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word behind a number.
    pub fn word(&self, id: WordId) -> Option<&str> {
        self.words.get((id.0 as usize).checked_sub(1)?).map(|w| &**w)
    }
}
