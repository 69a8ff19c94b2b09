//! Plain terms: names of things and of groups of people, found in the words of a text. Must not know
//! what a term stands for, nor what counts as the same word (`term_key` does).
//!
//! A term is no phrase: it has no gaps and no alternatives, there are many of them, and most runs need
//! none. So they are not part of the index of lexicons: they are hashed when they are asked for, and
//! looked up by their first word.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::claim::Promotable;
use super::lookup::WordHasher;
pub use super::term_key::Key;
use super::term_key::{key, keys_of};
use super::token::{Flags, Token};

/// Terms, each with a number that says what it stands for.
#[derive(Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
    /// The words of all terms.
    words: Vec<Key>,
    /// The first and the last term that begin with a word.
    by_first: HashMap<Key, (u32, u32), BuildHasherDefault<WordHasher>>,
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
    pub fn find(&self, prose: &str, tokens: &[Token], keys: &[Key]) -> Vec<TermHit> {
        let mut out = Vec::new();
        let joins = ["and", "or"].map(key);
        for (at, key) in keys.iter().enumerate() {
            let Some(&(first, _)) = self.by_first.get(key) else { continue };
            let begin_so =
                std::iter::successors(self.terms.get(first as usize), |t| self.terms.get(t.next as usize));
            for term in begin_so {
                let words = &self.words[term.start as usize..][..term.len as usize];
                let last = at + words.len() - 1;
                if last < keys.len()
                    && keys[at..=last] == *words
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
                    && let Some(last) = shared_noun(tokens, keys, joins, at, *noun)
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
fn shared_noun(tokens: &[Token], keys: &[Key], joins: [Key; 2], first: usize, noun: Key) -> Option<usize> {
    /// Most words from the first to the noun.
    const MOST: usize = 6;
    let mut at = first;
    loop {
        // behind each word a comma or a joining word, and behind that the next
        let comma = tokens[at].flags.has(Flags::COMMA);
        if tokens[at].flags.has(Flags::CLAUSE_END) {
            return None;
        }
        at += 1;
        let joined = keys.get(at).is_some_and(|key| joins.contains(key));
        at += usize::from(joined);
        if !comma && !joined || at >= keys.len() || at > first + MOST {
            return None;
        }
        let next = at + 1;
        let open = !tokens[at].flags.has(Flags::COMMA) && !tokens[at].flags.has(Flags::CLAUSE_END);
        if joined && open && keys.get(next) == Some(&noun) {
            return Some(next);
        }
    }
}

/// The keys of all tokens.
pub fn keys(prose: &str, tokens: &[Token]) -> Vec<Key> {
    tokens.iter().map(|t| key(&prose[t.start as usize..t.end()])).collect()
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
    pub fn find(&self, prose: &str, tokens: &[Token], keys: &[Key]) -> Vec<Naming> {
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
