//! The words that are known: a map in the program's own bytes, and the words a slip away from one
//! that is not. Owns the search; must not know whether a slip is likely.
//!
//! `data/dictionary` holds the lists, and the example `build-dictionary` joins them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU16, AtomicU64};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use fst::raw::{Fst, Node, Output};

use crate::language::vocabulary::{Vocabulary, WordId};

static BYTES: &[u8] = include_bytes!("dictionary.fst");

/// What the dictionary says of a word. The same bits as in `examples/build-dictionary/compile.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts(u64);

impl Facts {
    /// How common it is, from 0 (hardly anybody knows it) to 7 (the 1,000 commonest words).
    pub(crate) const fn band(self) -> i32 {
        (self.0 & 7) as i32
    }

    /// Only British English writes it so.
    pub(crate) const fn british(self) -> bool {
        self.0 & 1 << 3 != 0
    }

    /// Only American English writes it so.
    pub(crate) const fn american(self) -> bool {
        self.0 & 1 << 4 != 0
    }

    /// It is written with a capital letter.
    pub(crate) const fn name(self) -> bool {
        self.0 & 1 << 5 != 0
    }

    /// A word of health writing.
    pub(crate) const fn health(self) -> bool {
        self.0 & 1 << 6 != 0
    }
}

/// What the dictionary said of words, so that it is seldom asked twice in a run. It never grows.
#[derive(Debug)]
pub(crate) struct Memory {
    /// By number, of words that have one: the commonest words of all texts are among them.
    numbered: Box<[AtomicU16]>,
    /// Of others, by a part of their hash: the rest of the hash, and what was said. A word takes the place
    /// of another that has the same.
    others: Box<[AtomicU64]>,
}

impl Memory {
    const NOT_ASKED: u16 = 0;
    const UNKNOWN: u16 = 1;
    const NO_WORD: u16 = u16::MAX;
    /// Other words that are remembered; a power of two.
    const OTHERS: usize = 1 << 13;

    /// Of the words of a vocabulary.
    pub(crate) fn of(vocabulary: &Vocabulary) -> Self {
        let numbered: Box<[AtomicU16]> =
            (0..=vocabulary.len()).map(|_| AtomicU16::new(Self::NOT_ASKED)).collect();
        // a stem stands for many words, number 0 for all that have none
        for word in std::iter::once(WordId::UNKNOWN).chain(vocabulary.stems()) {
            numbered[word.0 as usize].store(Self::NO_WORD, Relaxed);
        }
        Self { numbered, others: (0..Self::OTHERS).map(|_| AtomicU64::new(0)).collect() }
    }

    /// What it said of a word, or else says now. How it is written is asked only where its number does not say.
    pub(crate) fn get<'w>(
        &self, word: WordId, written: impl Fn() -> &'w str, ask: impl FnOnce(&str) -> Option<Facts>,
    ) -> Option<Facts> {
        let said = |value: u16| value.checked_sub(2).map(|facts| Facts(facts.into()));
        let value = |facts: Option<Facts>| facts.map_or(Self::UNKNOWN, |f| f.0 as u16 + 2);
        let slot = &self.numbered[word.0 as usize];
        match slot.load(Relaxed) {
            Self::NO_WORD => {}
            Self::NOT_ASKED => {
                let facts = ask(written());
                slot.store(value(facts), Relaxed);
                return facts;
            }
            known => return said(known),
        }
        let written = written();
        let mut hasher = DefaultHasher::new();
        hasher.write(written.as_bytes());
        let hash = hasher.finish();
        // 48 bits of the hash are kept, and the place tells most of the others
        let slot = &self.others[hash as usize % Self::OTHERS];
        let known = slot.load(Relaxed);
        let rest = hash >> 16;
        if known != 0 && known >> 16 == rest {
            return said(known as u16);
        }
        let facts = ask(written);
        slot.store(rest << 16 | u64::from(value(facts)), Relaxed);
        facts
    }
}

/// The dictionary, open for look-ups.
pub(crate) struct Dictionary {
    words: Fst<&'static [u8]>,
    /// What was found near words: the names that a site's articles share are searched for once. Emptied
    /// when it is full.
    searched: Mutex<Searched>,
}

/// The words near a word, by it and how many slips away they may be.
type Searched = HashMap<(Box<[u8]>, u8), Arc<[Candidate]>>;

/// A slip of the hand or the ear, as seen from the word that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// Two neighbours changed places: "teh".
    Swapped,
    /// A letter of a pair was left out, or one made a pair: "inflamation", "drugss".
    Doubled,
    /// A letter was left out: "obsterics".
    Omitted,
    /// It sounds alike: "efect" for "effect" is doubled, "fisio" for "physio" sounds alike.
    Sound,
    /// A vowel stands for another: "definately".
    Vowel,
    /// A key beside the right one: "munutes".
    Key,
    /// A key beside the right one, hit with it: "symptomsd".
    Brushed,
    /// Any other letter too many.
    Added,
    /// Any other letter for the right one.
    Other,
}

impl Slip {
    /// How unlikely it is, against the other kinds: the more letters a slip of its kind could have
    /// put there, the less likely is this one.
    pub(crate) const fn cost(self) -> i32 {
        match self {
            Self::Doubled => 5,
            Self::Swapped => 6,
            Self::Omitted | Self::Sound | Self::Vowel => 8,
            Self::Key | Self::Brushed => 9,
            Self::Added => 11,
            Self::Other => 13,
        }
    }
}

/// A known word a few slips away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) word: String,
    pub(crate) facts: Facts,
    /// Sum of the costs of its slips.
    pub(crate) cost: i32,
    /// Number of slips.
    pub(crate) slips: u8,
    /// The last slip.
    pub(crate) slip: Slip,
    /// Whether the first letter is another.
    pub(crate) first: bool,
}

/// Letters that sound alike: as written, as meant.
const SOUNDS: [(&[u8], &[u8]); 26] = [
    (b"ys", b"ies"),
    (b"f", b"ph"),
    (b"k", b"ch"),
    (b"ch", b"k"),
    (b"kw", b"qu"),
    (b"ks", b"x"),
    (b"c", b"ch"),
    (b"s", b"sc"),
    (b"s", b"ps"),
    (b"n", b"kn"),
    (b"r", b"rh"),
    (b"x", b"xc"),
    (b"xs", b"x"),
    (b"sh", b"ti"),
    (b"sion", b"tion"),
    (b"cion", b"tion"),
    (b"tion", b"cian"),
    (b"uff", b"ough"),
    (b"ick", b"ic"),
    (b"ei", b"ie"),
    (b"ie", b"ei"),
    (b"eous", b"ious"),
    (b"ious", b"eous"),
    (b"ai", b"e"),
    (b"ai", b"a"),
    (b"e", b"ai"),
];

const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// Whether two keys lie side by side.
fn beside(a: u8, b: u8) -> bool {
    let place = |key: u8| {
        ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.iter().position(|&k| k == key)?)))
    };
    match (place(a), place(b)) {
        (Some((row_a, at_a)), Some((row_b, at_b))) => match row_a.cmp(&row_b) {
            std::cmp::Ordering::Equal => at_a.abs_diff(at_b) == 1,
            // each row stands half a key to the right of the one above
            std::cmp::Ordering::Less => row_b - row_a == 1 && (at_a == at_b || at_a == at_b + 1),
            std::cmp::Ordering::Greater => row_a - row_b == 1 && (at_a == at_b || at_b == at_a + 1),
        },
        _ => false,
    }
}

const fn vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// A search for words near one.
struct Search<'s> {
    fst: &'s Fst<&'static [u8]>,
    written: &'s [u8],
    meant: Vec<u8>,
    found: Vec<Candidate>,
    /// Nodes that may still be looked at.
    steps: usize,
}

/// Where a search stands.
#[derive(Clone, Copy)]
struct Spot {
    at: usize,
    left: u8,
    cost: i32,
    slips: u8,
    slip: Slip,
    first: bool,
}

impl Spot {
    fn slipped(self, to: usize, slip: Slip) -> Self {
        let first = self.first || self.at == 0;
        let cost = self.cost + slip.cost() + if self.at == 0 { 3 } else { 0 };
        Self { at: to, left: self.left - 1, cost, slips: self.slips + 1, slip, first }
    }
}

/// Most nodes that one search looks at.
const MOST_STEPS: usize = 120_000;

impl Dictionary {
    /// The dictionary of the program. Opening it costs nothing: it is searched where it lies.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Dictionary> = OnceLock::new();
        SHARED.get_or_init(|| Self {
            words: Fst::new(BYTES).expect("the dictionary is well made; a test reads it"),
            searched: Mutex::default(),
        })
    }

    /// What is known of a folded word.
    pub(crate) fn get(&self, word: &[u8]) -> Option<Facts> {
        self.words.get(word).map(|value| Facts(value.value()))
    }

    /// The words at most so many slips away, each by its cheapest way, in the order of the alphabet.
    /// Of those two slips away only those that begin with the same letter.
    pub(crate) fn near(&self, word: &[u8], slips: u8) -> Arc<[Candidate]> {
        /// Searches that are kept.
        const KEPT: usize = 1 << 10;
        // whoever panicked while it was locked left it whole: nothing is changed in more than one step
        let searched = || self.searched.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (word.into(), slips);
        if let Some(found) = searched().get(&key) {
            return Arc::clone(found);
        }
        let found: Arc<[Candidate]> = self.search(word, slips).into();
        let mut searched = searched();
        if searched.len() >= KEPT {
            searched.clear();
        }
        searched.insert(key, Arc::clone(&found));
        found
    }

    fn search(&self, word: &[u8], slips: u8) -> Vec<Candidate> {
        let mut search = Search {
            fst: &self.words,
            written: word,
            meant: Vec::with_capacity(word.len() + 2),
            found: Vec::new(),
            steps: MOST_STEPS,
        };
        let start = Spot { at: 0, left: slips, cost: 0, slips: 0, slip: Slip::Other, first: false };
        match word.first() {
            Some(&letter) if slips > 1 => {
                search.step(&self.words.root(), Output::zero(), &[letter], Spot { at: 1, ..start });
            }
            _ => search.walk(self.words.root(), Output::zero(), start),
        }
        let mut found = search.found;
        found.sort_by(|a, b| (&a.word, a.cost).cmp(&(&b.word, b.cost)));
        found.dedup_by(|a, b| a.word == b.word);
        found
    }
}

impl Search<'_> {
    fn walk(&mut self, node: Node<'_>, output: Output, spot: Spot) {
        if self.steps == 0 {
            return;
        }
        self.steps -= 1;
        if spot.left == 0 {
            return self.follow(node, output, spot);
        }
        let rest = &self.written[spot.at..];
        let Some(&letter) = rest.first() else {
            self.find(&node, output, spot);
            return self.omissions(&node, output, spot);
        };
        self.step(&node, output, &[letter], Spot { at: spot.at + 1, ..spot });
        // a letter too many
        let before = spot.at.checked_sub(1).map(|at| self.written[at]);
        let beside_a_neighbour =
            [before, rest.get(1).copied()].into_iter().flatten().any(|n| beside(n, letter));
        let added = match before == Some(letter) {
            true => Slip::Doubled,
            false if beside_a_neighbour => Slip::Brushed,
            false => Slip::Added,
        };
        self.walk(node, output, spot.slipped(spot.at + 1, added));
        if let Some(&next) = rest.get(1)
            && next != letter
        {
            self.step(&node, output, &[next, letter], spot.slipped(spot.at + 2, Slip::Swapped));
        }
        for (written, meant) in SOUNDS {
            if rest.starts_with(written) {
                self.step(&node, output, meant, spot.slipped(spot.at + written.len(), Slip::Sound));
            }
        }
        let fst = self.fst;
        for transition in node.transitions() {
            if transition.inp == letter {
                continue;
            }
            let slip = if vowel(letter) && vowel(transition.inp) {
                Slip::Vowel
            } else if beside(letter, transition.inp) {
                Slip::Key
            } else {
                Slip::Other
            };
            self.meant.push(transition.inp);
            let child = fst.node(transition.addr);
            self.walk(child, output.cat(transition.out), spot.slipped(spot.at + 1, slip));
            self.meant.pop();
        }
        self.omissions(&node, output, spot);
    }

    /// Follows the rest of what is written, in which no slip is left: most ways end after a letter or two.
    fn follow(&mut self, node: Node<'_>, output: Output, spot: Spot) {
        let Self { fst, written, .. } = *self;
        let (mut node, mut output) = (node, output);
        let rest = &written[spot.at..];
        for &letter in rest {
            let Some(index) = node.find_input(letter) else { return };
            let transition = node.transition(index);
            output = output.cat(transition.out);
            node = fst.node(transition.addr);
            if self.steps == 0 {
                return;
            }
            self.steps -= 1;
        }
        let depth = self.meant.len();
        self.meant.extend_from_slice(rest);
        self.find(&node, output, spot);
        self.meant.truncate(depth);
    }

    /// Keeps the word that was meant, if one ends there.
    fn find(&mut self, node: &Node<'_>, output: Output, spot: Spot) {
        if node.is_final() && spot.slips > 0 {
            self.found.push(Candidate {
                word: String::from_utf8_lossy(&self.meant).into_owned(),
                facts: Facts(output.cat(node.final_output()).value()),
                cost: spot.cost,
                slips: spot.slips,
                slip: spot.slip,
                first: spot.first,
            });
        }
    }

    /// Follows letters that were meant but not written.
    fn omissions(&mut self, node: &Node<'_>, output: Output, spot: Spot) {
        let before = self.meant.last().copied();
        let fst = self.fst;
        for transition in node.transitions() {
            let slip = if before == Some(transition.inp) { Slip::Doubled } else { Slip::Omitted };
            self.meant.push(transition.inp);
            let child = fst.node(transition.addr);
            self.walk(child, output.cat(transition.out), spot.slipped(spot.at, slip));
            self.meant.pop();
        }
    }

    /// Follows letters one by one, where they lead on.
    fn step(&mut self, node: &Node<'_>, output: Output, letters: &[u8], spot: Spot) {
        let fst = self.fst;
        let (mut node, mut output) = (*node, output);
        for &letter in letters {
            let Some(index) = node.find_input(letter) else { return };
            let transition = node.transition(index);
            output = output.cat(transition.out);
            node = fst.node(transition.addr);
        }
        let depth = self.meant.len();
        self.meant.extend_from_slice(letters);
        self.walk(node, output, spot);
        self.meant.truncate(depth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(word: &str) -> Option<(String, Slip)> {
        let found = Dictionary::shared().near(word.as_bytes(), 1);
        found.iter().max_by_key(|c| 3 * c.facts.band() - c.cost).map(|c| (c.word.clone(), c.slip))
    }

    #[test]
    fn slips_are_told_apart() {
        for (written, meant, slip) in [
            ("souces", "sources", Slip::Omitted),
            ("obsterics", "obstetrics", Slip::Omitted),
            ("inflamation", "inflammation", Slip::Doubled),
            ("drugss", "drugs", Slip::Doubled),
            ("druing", "during", Slip::Swapped),
            ("anafylaxis", "anaphylaxis", Slip::Sound),
            ("definately", "definitely", Slip::Vowel),
            ("monutes", "minutes", Slip::Vowel),
            ("hospotal", "hospital", Slip::Vowel),
            ("hospitsl", "hospital", Slip::Key),
            ("hospimtal", "hospital", Slip::Added),
            ("hospiktal", "hospital", Slip::Brushed),
        ] {
            assert_eq!(best(written), Some((meant.to_owned(), slip)), "{written}");
        }
    }

    #[test]
    fn the_words_know_where_they_belong() {
        let get = |word: &str| Dictionary::shared().get(word.as_bytes());
        assert!(get("colour").is_some_and(Facts::british) && get("color").is_some_and(Facts::american));
        assert!(get("organize").is_some_and(|f| !f.american() && !f.british()));
        assert!(get("aspirin").is_some_and(|f| !f.british() && f.health()));
        assert!(get("london").is_some_and(Facts::name));
        assert_eq!(get("acupunture"), None);
    }

    #[test]
    fn a_search_ends() {
        Dictionary::shared().near(&[b'a'; 48], 2);
        assert!(Dictionary::shared().near(b"", 2).len() < 5_000);
    }
}
