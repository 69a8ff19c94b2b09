//! Plain terms: names of things and of groups of people, found in the words of a text. Must not know
//! what a term stands for, nor what counts as the same word (`term_key` does).
//!
//! A term is no phrase: it has no gaps and no alternatives, there are many of them, and most runs need
//! none. So they are not part of the index of lexicons: they are hashed when they are asked for, and
//! looked up by their first word.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use super::claim::Promotable;
use super::glance::Glance;
use super::lookup::WordHasher;
pub use super::term_key::Key;
use super::term_key::{key, keys_of};
use super::token::{Flags, Token};
use super::vocabulary::{Vocabulary, WordId};

/// Terms, each with a number that says what it stands for.
#[derive(Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
    /// The words of all terms.
    words: Vec<Key>,
    /// The first and the last term that begin with a word.
    by_first: HashMap<Key, (u32, u32), BuildHasherDefault<WordHasher>>,
    /// Parts of those words' keys: most words of a text begin no term.
    beginnings: Glance<1024>,
}

#[derive(Debug)]
struct Term {
    /// Where its words stand among all.
    start: u32,
    len: u32,
    /// The next term that begins with the same word; [`NONE`] where there is no more.
    next: u32,
    id: u32,
    /// As it must be written.
    exact: Option<Box<str>>,
}

const NONE: u32 = u32::MAX;

/// Where a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermHit {
    /// First token.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// What the term stands for.
    pub id: u32,
}

impl Terms {
    /// Room for so many terms.
    pub(crate) fn with_capacity(terms: usize) -> Self {
        Self {
            terms: Vec::with_capacity(terms),
            words: Vec::with_capacity(2 * terms),
            by_first: HashMap::with_capacity_and_hasher(terms, BuildHasherDefault::default()),
            beginnings: Glance::default(),
        }
    }

    /// Adds a term that stands for `id`; `exact` ones count only as written, case and all.
    pub fn add(&mut self, term: &str, id: u32, exact: bool) {
        self.add_keyed(term, keys_of(term), id, exact);
    }

    /// The same for a term whose keys are known.
    pub(crate) fn add_keyed(
        &mut self, term: &str, keys: impl IntoIterator<Item = Key>, id: u32, exact: bool,
    ) {
        let (number, start) = (self.terms.len() as u32, self.words.len());
        self.words.extend(keys);
        let Some(&first) = self.words.get(start) else { return };
        self.beginnings.insert(glanced(part(first)));
        let (_, last) = self.by_first.entry(first).or_insert((number, number));
        if let Some(before) = self.terms.get_mut(*last as usize) {
            before.next = number;
        }
        *last = number;
        self.terms.push(Term {
            start: start as u32,
            len: (self.words.len() - start) as u32,
            next: NONE,
            id,
            exact: exact.then(|| term.into()),
        });
    }

    /// Every place of every term, by first token. A term does not run past a comma or the end of a
    /// clause; of two words the second may be shared, "kidney or liver disease".
    pub(super) fn find(&self, prose: &str, tokens: &[Token], keys: &Keys) -> Vec<TermHit> {
        let mut out = Vec::new();
        if self.terms.is_empty() {
            return out;
        }
        let seen = Seen { prose, tokens, keys };
        let joins = ["and", "or"].map(key);
        for at in 0..tokens.len() {
            if !self.beginnings.may_hold(glanced(keys.parts[at])) {
                continue;
            }
            let Some(&(first, _)) = self.by_first.get(&seen.key(at)) else { continue };
            let begin_so =
                std::iter::successors(self.terms.get(first as usize), |t| self.terms.get(t.next as usize));
            for term in begin_so {
                let words = &self.words[term.start as usize..][..term.len as usize];
                let last = at + words.len() - 1;
                if last < tokens.len()
                    && (1..words.len()).rev().all(|n| seen.is(at + n, words[n]))
                    && !tokens[at..last].iter().any(|t| {
                        t.flags.has(Flags::CLAUSE_END)
                            || t.flags.has(Flags::COMMA)
                            || t.flags.has(Flags::BLOCK_END)
                    })
                    && term
                        .exact
                        .as_deref()
                        .is_none_or(|exact| prose[tokens[at].start as usize..tokens[last].end()] == *exact)
                {
                    out.push(TermHit { first: at as u32, last: last as u32, id: term.id });
                } else if let [_, noun] = words
                    && let Some(last) = shared_noun(&seen, joins, at, *noun)
                {
                    out.push(TermHit { first: at as u32, last: last as u32, id: term.id });
                }
            }
        }
        out
    }
}

/// "kidney or liver disease", "heart, kidney or liver disease": where the noun stands that the words of a
/// list share with the first of them.
fn shared_noun(seen: &Seen<'_>, joins: [Key; 2], first: usize, noun: Key) -> Option<usize> {
    /// Most words from the first to the noun.
    const MOST: usize = 6;
    let tokens = seen.tokens;
    let mut at = first;
    loop {
        // behind each word a comma or a joining word, and behind that the next
        let comma = tokens[at].flags.has(Flags::COMMA);
        if tokens[at].flags.has(Flags::CLAUSE_END) {
            return None;
        }
        at += 1;
        let joined = joins.iter().any(|&join| seen.is(at, join));
        at += usize::from(joined);
        if !comma && !joined || at >= tokens.len() || at > first + MOST {
            return None;
        }
        let next = at + 1;
        let open = !tokens[at].flags.has(Flags::COMMA) && !tokens[at].flags.has(Flags::CLAUSE_END);
        if joined && open && seen.is(next, noun) {
            return Some(next);
        }
    }
}

/// As much of a key as a glance looks at.
type Part = u16;

fn part(key: Key) -> Part {
    key as Part
}

/// The same as a glance takes it.
fn glanced(part: Part) -> [u8; 4] {
    u32::from(part).to_le_bytes()
}

/// The words of a text as terms see them: of the key of each so much as tells nearly all words from another.
/// The rest is worked out again where it matters.
#[derive(Debug)]
pub(super) struct Keys {
    parts: Vec<Part>,
    known: Arc<KnownKeys>,
}

impl Keys {
    /// Those of all tokens.
    pub(super) fn of(known: &Arc<KnownKeys>, prose: &str, tokens: &[Token]) -> Self {
        let parts = tokens.iter().map(|token| part(known.of_token(prose, token))).collect();
        Self { parts, known: Arc::clone(known) }
    }
}

/// A text whose words are held against terms.
struct Seen<'s> {
    prose: &'s str,
    tokens: &'s [Token],
    keys: &'s Keys,
}

impl Seen<'_> {
    /// The key of a word.
    fn key(&self, at: usize) -> Key {
        self.keys.known.of_token(self.prose, &self.tokens[at])
    }

    /// Whether there is a word at a place and has a key.
    #[inline]
    fn is(&self, at: usize, key: Key) -> bool {
        self.keys.parts.get(at) == Some(&part(key)) && self.key(at) == key
    }
}

/// The keys of the words of a vocabulary, each worked out when a text first has the word: the commonest words
/// of all texts are among them.
#[derive(Debug)]
pub(super) struct KnownKeys(Box<[AtomicU64]>);

impl KnownKeys {
    const NOT_ASKED: Key = 0;
    /// A stem stands for many words, number 0 for all that have none.
    const NO_WORD: Key = 1;

    /// Of the words of a vocabulary.
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let keys: Box<[AtomicU64]> =
            (0..=vocabulary.len()).map(|_| AtomicU64::new(Self::NOT_ASKED)).collect();
        for word in std::iter::once(WordId::UNKNOWN).chain(vocabulary.stems()) {
            keys[word.0 as usize].store(Self::NO_WORD, Relaxed);
        }
        Self(keys)
    }

    /// The key of a token.
    fn of_token(&self, prose: &str, token: &Token) -> Key {
        let written = &prose[token.start as usize..token.end()];
        let slot = &self.0[token.word.0 as usize];
        let known = slot.load(Relaxed);
        // beyond ASCII one word may be written in several ways that have keys of their own: with a soft hyphen
        if known == Self::NO_WORD || !written.is_ascii() {
            return key(written);
        }
        if known != Self::NOT_ASKED {
            return known;
        }
        let key = key(written);
        // nor are "'t" and "n't" told apart by their number
        if !written.contains('\'') {
            slot.store(key, Relaxed);
        }
        key
    }
}

/// The things that articles promote, by name.
#[derive(Debug, Default)]
pub struct Known {
    things: Vec<Thing>,
    terms: Terms,
}

/// Something known by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its stable name.
    pub id: String,
    /// What kind of thing it is.
    pub kind: Promotable,
}

/// Where a known thing is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming {
    /// First token.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// Which thing.
    pub thing: u32,
}

impl Known {
    /// Room for so many names.
    pub(crate) fn with_capacity(names: usize) -> Self {
        Self { things: Vec::new(), terms: Terms::with_capacity(names) }
    }

    /// Adds a thing; returns its number.
    pub fn add(&mut self, id: &str, kind: Promotable) -> u32 {
        self.things.push(Thing { id: id.to_owned(), kind });
        self.things.len() as u32 - 1
    }

    /// Adds a name of a thing. An `ambiguous` one, such as a brand that is a common word, counts only
    /// in an article that names the thing otherwise too.
    pub fn name(&mut self, thing: u32, name: &str, exact: bool, ambiguous: bool) {
        self.name_keyed(thing, name, keys_of(name), exact, ambiguous);
    }

    /// The same for a name whose keys are known.
    pub(crate) fn name_keyed(
        &mut self, thing: u32, name: &str, keys: impl IntoIterator<Item = Key>, exact: bool, ambiguous: bool,
    ) {
        self.terms.add_keyed(name, keys, thing * 2 + u32::from(ambiguous), exact);
    }

    /// The thing of that number.
    pub fn thing(&self, number: u32) -> Option<&Thing> {
        self.things.get(number as usize)
    }

    /// Where things are named: of names that overlap the first, and of those the longest.
    pub(super) fn find(&self, prose: &str, tokens: &[Token], keys: &Keys) -> Vec<Naming> {
        let mut hits = self.terms.find(prose, tokens, keys);
        hits.sort_by_key(|h| (h.first, std::cmp::Reverse(h.last), h.id));
        let mut end = 0;
        hits.retain(|h| {
            h.first >= end && {
                end = h.last + 1;
                true
            }
        });
        let mut sure: Vec<u32> = hits.iter().filter(|h| h.id % 2 == 0).map(|h| h.id / 2).collect();
        sure.sort_unstable();
        hits.iter()
            .filter(|h| sure.binary_search(&(h.id / 2)).is_ok())
            .map(|h| Naming { first: h.first, last: h.last, thing: h.id / 2 })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{self, Format};
    use crate::rule::RuleSet;

    #[test]
    fn known_keys_are_those_of_the_words() {
        let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
        let language = rules.language();
        let keys = KnownKeys::of(language.lexicons().vocabulary());
        let mut asked = 0;
        for file in std::fs::read_dir("fixtures/articles").expect("the folder is here") {
            let path = file.expect("its files can be listed").path();
            let Some(format) = Format::from_path(&path) else { continue };
            let document = format::read(&std::fs::read_to_string(&path).expect("it is text"), format);
            let (prose, words) = (document.prose(), language.words(&document));
            let written = words.tokens.iter().map(|t| key(&prose[t.start as usize..t.end()]));
            let known = words.tokens.iter().map(|t| keys.of_token(prose, t));
            assert!(known.eq(written), "{}", path.display());
            asked += words.tokens.len();
        }
        assert!(asked > 1000, "{asked} words");
    }
}
