//! Texts by number and numbers by text. Owns the hash and the look-up, in bytes that the build script
//! wrote and while it grows; must not know what the texts are.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::table::{Rows, Texts};

/// A fast hash for short words (the multiply-rotate of Firefox and rustc). Not for untrusted keys
/// that are kept: article words are only looked up here, never inserted.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct WordHasher(u64);

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
        add(chunks.remainder().iter().rev().fold(0, |rest, &byte| rest << 8 | u64::from(byte)));
    }

    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(SEED);
    }

    #[inline]
    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }

    #[inline]
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

/// A map keyed by words.
pub(super) type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// What a text is told by in a table: a short one by its length and its letters, which no other text has,
/// and a longer one by a hash and a length that no short one has. Article words are only looked up, and
/// words of rules are few: nobody gains from words that collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sign(u64);

impl Sign {
    /// Most bytes of a text that is told by its letters.
    const SHORT: usize = 7;
    const LONG: u64 = 0xFF << 56;

    #[inline]
    fn of(bytes: &[u8]) -> Self {
        if bytes.len() <= Self::SHORT {
            return Self(bytes.iter().fold(bytes.len() as u64, |sign, &byte| sign << 8 | u64::from(byte)));
        }
        let mut hasher = WordHasher::default();
        hasher.write(bytes);
        Self(hasher.finish() | Self::LONG)
    }

    /// Whether no other text has the sign.
    #[inline]
    fn tells(self) -> bool {
        self.0 < Self::LONG
    }

    /// Where a table of so many places begins to be looked at.
    #[inline]
    fn place(self, mask: usize) -> usize {
        (self.0.wrapping_mul(SEED) >> 32) as usize & mask
    }

    fn packed(self, number: u32) -> [u32; 3] {
        [self.0 as u32, (self.0 >> 32) as u32, number]
    }

    #[inline]
    fn unpacked([low, high, number]: [u32; 3]) -> (Self, u32) {
        (Self(u64::from(low) | u64::from(high) << 32), number)
    }
}

/// Texts that are looked up by what they say. Their numbers run from 1; 0 stands for none.
#[derive(Debug, Clone, Default)]
pub(super) struct Lookup {
    texts: Texts,
    /// Sign and number of each text that can be looked up, at the place that its sign says or the
    /// next free one behind; number 0 marks a free place. A power of two long.
    table: Rows<3>,
}

impl Lookup {
    /// The number of the text of these bytes, 0 where there is none.
    #[inline]
    pub(super) fn number(&self, bytes: &[u8]) -> u32 {
        let Some(mask) = self.table.len().checked_sub(1) else { return 0 };
        let sign = Sign::of(bytes);
        let mut at = sign.place(mask);
        loop {
            match Sign::unpacked(self.table.row(at)) {
                (_, 0) => return 0,
                (same, number) if same == sign && (sign.tells() || self.bytes(number) == bytes) => {
                    return number;
                }
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
    pub(super) fn bytes(&self, number: u32) -> &[u8] {
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
    table: Vec<[u32; 3]>,
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
        self.table[at] = Sign::of(text.as_bytes()).packed(number);
        self.used += 1;
        number
    }

    /// The number of a text, or the place in the table where it belongs.
    fn place(&self, bytes: &[u8]) -> Result<u32, usize> {
        let sign = Sign::of(bytes);
        let mask = self.table.len() - 1;
        let mut at = sign.place(mask);
        loop {
            match Sign::unpacked(self.table[at]) {
                (_, 0) => return Err(at),
                (same, number) if same == sign && (sign.tells() || self.bytes(number) == bytes) => {
                    return Ok(number);
                }
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
        self.table = vec![[0; 3]; (2 * old.len()).max(64)];
        let mask = self.table.len() - 1;
        for row in old.into_iter().filter(|[_, _, number]| *number != 0) {
            let mut at = Sign::unpacked(row).0.place(mask);
            while self.table[at][2] != 0 {
                at = (at + 1) & mask;
            }
            self.table[at] = row;
        }
    }

    /// Adds a text that is not looked up, given in pieces.
    pub(super) fn push(&mut self, pieces: &[&str]) -> u32 {
        pieces.iter().for_each(|piece| self.text.push_str(piece));
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn bytes(&self, number: u32) -> &[u8] {
        let at = number as usize - 1;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text.as_bytes()[start..self.ends[at] as usize]
    }

    /// The same, to be looked up only.
    pub(super) fn finish(&self) -> Lookup {
        Lookup { texts: Texts::of(&self.text, &self.ends), table: self.table.iter().copied().collect() }
    }

    /// What was finished, to grow again.
    pub(super) fn of(lookup: &Lookup) -> Self {
        let mut out = Self { table: lookup.table.iter().collect(), ..Self::default() };
        out.used = out.table.iter().filter(|[_, _, number]| *number != 0).count();
        for text in lookup.texts.iter() {
            out.push(&[text]);
        }
        out
    }
}
