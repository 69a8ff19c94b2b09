//! Sentences: where each one starts inside a block of prose. Owns the roles of words in it; what they decide is
//! told in `scan`. Must not know documents or phrases.
//!
//! One pass over the bytes. A table finds the few bytes that can matter (stops, closing brackets
//! of list markers, bullets); around each of them a bounded look back and ahead decides. Nothing
//! is allocated and no byte is looked at more than a fixed number of times, whatever the text.
//!
//! The words that decide (abbreviations, first words, units …) are data: `rules/english/sentences.toml`.

mod scan;

use std::collections::HashMap;

use serde::Deserialize;

use self::scan::Scan;

#[cfg(test)]
mod tests;

/// How far back a word is read; longer ones are ordinary words.
const LONGEST_WORD: usize = 32;

/// The lists of `sentences.toml`; their comments say what each is for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    titles: Vec<String>,
    never_end: Vec<String>,
    before_numbers: Vec<String>,
    may_end: Vec<String>,
    units: Vec<String>,
    times: Vec<String>,
    starters: Vec<String>,
    lower_starters: Vec<String>,
    before_letters: Vec<String>,
    before_counts: Vec<String>,
    exclaiming_names: Vec<String>,
    speech_verbs: Vec<String>,
    address_endings: Vec<String>,
    bullets: Vec<String>,
    ticks: Vec<String>,
}

/// What a listed word does, one bit a list.
type Roles = u16;

const TITLE: Roles = 1;
const NEVER: Roles = 1 << 1;
const NUMBER: Roles = 1 << 2;
const MAY_END: Roles = 1 << 3;
const UNIT: Roles = 1 << 4;
const TIME: Roles = 1 << 5;
const STARTER: Roles = 1 << 6;
const LOWER_STARTER: Roles = 1 << 7;
const BEFORE_LETTER: Roles = 1 << 8;
const BEFORE_COUNT: Roles = 1 << 9;
const EXCLAIMING: Roles = 1 << 10;
const SPEECH: Roles = 1 << 11;
const ADDRESS: Roles = 1 << 12;
const ABBREVIATION: Roles = TITLE | NEVER | NUMBER | MAY_END | UNIT | TIME;

/// The roles of one word: in any case, and those it has with a capital only.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    any: Roles,
    capital: Roles,
}

/// Splits prose into sentences.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Lists")]
pub struct Splitter {
    words: HashMap<Box<[u8]>, Entry>,
    /// Sorted; the flag says that the sign is only a tick.
    bullets: Vec<(char, bool)>,
    /// The bytes at which the scan halts.
    halts: [bool; 256],
}

impl From<Lists> for Splitter {
    fn from(lists: Lists) -> Self {
        let mut words: HashMap<Box<[u8]>, Entry> = HashMap::new();
        for (list, role) in [
            (&lists.titles, TITLE),
            (&lists.never_end, NEVER),
            (&lists.before_numbers, NUMBER),
            (&lists.may_end, MAY_END),
            (&lists.units, UNIT),
            (&lists.times, TIME),
            (&lists.starters, STARTER),
            (&lists.lower_starters, LOWER_STARTER),
            (&lists.before_letters, BEFORE_LETTER),
            (&lists.before_counts, BEFORE_COUNT),
            (&lists.exclaiming_names, EXCLAIMING),
            (&lists.speech_verbs, SPEECH),
            (&lists.address_endings, ADDRESS),
        ] {
            for word in list {
                let entry = words.entry(word.to_ascii_lowercase().into_bytes().into()).or_default();
                match word.starts_with(char::is_uppercase) {
                    true => entry.capital |= role,
                    false => entry.any |= role,
                }
            }
        }
        let signs = |list: &[String], tick: bool| -> Vec<(char, bool)> {
            list.iter().filter_map(|s| s.chars().next()).map(|c| (c, tick)).collect()
        };
        let mut bullets = signs(&lists.bullets, false);
        bullets.extend(signs(&lists.ticks, true));
        bullets.sort_unstable();
        bullets.dedup_by_key(|b| b.0);
        let mut halts = [false; 256];
        for stop in [".", "!", "?", ")", "…", "‼", "⃣"] {
            halts[stop.as_bytes()[0] as usize] = true;
        }
        for (sign, _) in &bullets {
            halts[sign.encode_utf8(&mut [0; 4]).as_bytes()[0] as usize] = true;
        }
        Self { words, bullets, halts }
    }
}

impl Splitter {
    /// Pushes the start of every sentence of `block` after the first: the byte offset of its first
    /// visible character. Offsets ascend; none is pushed twice.
    pub fn split(&self, block: &str, out: &mut Vec<usize>) {
        let mut scan = Scan::new(self, block);
        let mut at = 0;
        while let Some(found) = scan.bytes[at..].iter().position(|&b| self.halts[b as usize]) {
            let step = scan.step(at + found);
            if let Some(start) = step.start
                && start > scan.start
                && start < block.len()
            {
                out.push(start);
                scan.begin(start);
            }
            at = step.resume;
        }
    }

    fn roles(&self, word: &[u8]) -> Roles {
        let mut lower = [0; LONGEST_WORD];
        let Some(lower) = lower.get_mut(..word.len()) else {
            return 0;
        };
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        match self.words.get(&*lower) {
            Some(e) if word.first().is_some_and(u8::is_ascii_uppercase) => e.any | e.capital,
            Some(e) => e.any,
            None => 0,
        }
    }

    /// Some(true) for a tick, Some(false) for a bullet.
    fn bullet(&self, sign: char) -> Option<bool> {
        self.bullets.binary_search_by_key(&sign, |b| b.0).ok().map(|at| self.bullets[at].1)
    }
}
