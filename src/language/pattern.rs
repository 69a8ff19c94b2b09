//! Phrases to flat sequences of steps over word numbers. Owns the expansion of forms, groups and
//! hyphens, and the sets of words that steps ask for as long as they grow; must not know lexicons,
//! documents or rules.

use super::closed;
use super::inflection::Inflection;
use super::lookup::WordMap;
use super::number::NUMBERS;
use super::phrase::{Class, Form, Item, Phrase, What};
use super::vocabulary::{WordId, Words};

/// Most flat sequences that one phrase may expand to.
pub(super) const MAX_EXPANSIONS: usize = 256;

/// What one step matches. Small, since a run tries many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Atom {
    /// A word of this set.
    Words(u32),
    /// This word: in a pattern that is finished, what is left of a set that has no other.
    Word(WordId),
    /// A mark: in a sequence the number of the lexicon's name in the pool, in a pattern of its kind.
    Mark(u16),
    /// A kind of token.
    Class(Class),
    /// The punctuation of that number.
    Punctuation(u16),
}

/// One step of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) atom: Atom,
    /// Words that may stand before it.
    pub(super) gap: u8,
    pub(super) optional: bool,
}

impl Step {
    const fn of(atom: Atom) -> Self {
        Self { atom, gap: 0, optional: false }
    }

    /// The step as a number: what it is in three bits, which in 23, gap and whether it is optional.
    pub(super) fn packed(self) -> u32 {
        let (tag, which) = match self.atom {
            Atom::Words(set) => (0, set),
            Atom::Mark(name) => (1, u32::from(name)),
            Atom::Class(class) => (2, Class::ALL.iter().position(|c| *c == class).unwrap_or(0) as u32),
            Atom::Punctuation(number) => (3, u32::from(number)),
            Atom::Word(word) => (4, word.0),
        };
        tag << 29 | which << 6 | u32::from(self.gap) << 1 | u32::from(self.optional)
    }

    /// The step of a number.
    #[inline]
    pub(super) fn unpacked(step: u32) -> Self {
        let which = step << 3 >> 9;
        let atom = match step >> 29 {
            0 => Atom::Words(which),
            1 => Atom::Mark(which as u16),
            2 => Atom::Class(Class::ALL[which as usize % Class::ALL.len()]),
            3 => Atom::Punctuation(which as u16),
            _ => Atom::Word(WordId(which)),
        };
        Self { atom, gap: (step >> 1 & 31) as u8, optional: step & 1 == 1 }
    }
}

/// A sorted set of words: where they stand among all, and a bit for each in 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Set {
    start: u32,
    len: u32,
    mask: u64,
}

/// The bit of a number in masks, in digits or words.
pub(super) const NUMBER_BIT: u64 = 1;
/// Bits that the common words share: they stand everywhere, and another word with the bit of one
/// would seem to.
const COMMON_BITS: u32 = 15;

/// The bit of a word in masks; an unknown word has none.
#[inline]
pub(super) const fn bit(word: WordId) -> u64 {
    const OTHERS: u32 = 63 - COMMON_BITS;
    match word.0 {
        0 => 0,
        id if id as usize <= COMMON.len() => 1 << (1 + id % COMMON_BITS),
        id => 1 << (1 + COMMON_BITS + id % OTHERS),
    }
}

/// How likely it is that a token has a bit of this mask, in hundredths: half of all words are common.
pub(super) const fn commonness(mask: u64) -> u32 {
    const COMMON_MASK: u64 = (1 << (1 + COMMON_BITS)) - 1;
    3 * (mask & COMMON_MASK).count_ones() + (mask & !COMMON_MASK).count_ones()
}

/// The sets that finished patterns ask for, each once: many phrases ask for the same.
#[derive(Debug, Default)]
pub(super) struct Kept<'p> {
    pub(super) sets: Vec<&'p [WordId]>,
    numbers: WordMap<&'p [WordId], u32>,
}

impl<'p> Kept<'p> {
    fn number(&mut self, words: &'p [WordId]) -> u32 {
        *self.numbers.entry(words).or_insert_with(|| {
            self.sets.push(words);
            self.sets.len() as u32 - 1
        })
    }
}

/// The words, sets, names and punctuation that sequences refer to by number.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) vocabulary: Words,
    sets: Vec<Set>,
    words: Vec<WordId>,
    /// Sets of one word, by the word, as far as they were asked for.
    singles: WordMap<WordId, u32>,
    names: Vec<Box<str>>,
    punctuation: Vec<Box<str>>,
}

impl Default for Pool {
    /// No set yet. Common words and numbers get the first numbers, so that they are told by these.
    fn default() -> Self {
        let mut vocabulary = Words::default();
        for word in COMMON.iter().copied().chain(NUMBERS.map(|(word, _)| word)) {
            vocabulary.intern(word);
        }
        Self {
            vocabulary,
            sets: Vec::new(),
            words: Vec::new(),
            singles: WordMap::default(),
            names: Vec::new(),
            punctuation: Vec::new(),
        }
    }
}

impl Pool {
    /// A set of words.
    pub(super) fn set(&mut self, mut words: Vec<WordId>) -> u32 {
        words.sort_unstable();
        words.dedup();
        self.push(&words);
        self.sets.len() as u32 - 1
    }

    /// The set of one word.
    pub(super) fn single(&mut self, word: WordId) -> u32 {
        if let Some(set) = self.singles.get(&word) {
            return *set;
        }
        let set = self.set(vec![word]);
        self.singles.insert(word, set);
        set
    }

    /// A step as a finished pattern has it.
    pub(super) fn finished<'p>(&'p self, step: Step, kept: &mut Kept<'p>) -> Step {
        match step.atom {
            Atom::Words(set) => match self.words(set) {
                [word] => Step { atom: Atom::Word(*word), ..step },
                words => Step { atom: Atom::Words(kept.number(words)), ..step },
            },
            _ => step,
        }
    }

    fn push(&mut self, sorted: &[WordId]) {
        let start = self.words.len() as u32;
        self.words.extend_from_slice(sorted);
        let mask = sorted.iter().fold(0, |mask, &w| mask | bit(w));
        self.sets.push(Set { start, len: sorted.len() as u32, mask });
    }

    /// A pool with these sets and punctuation.
    pub(super) fn of<S: IntoIterator<Item = u32>>(
        vocabulary: Words, sets: impl Iterator<Item = S>, punctuation: Vec<Box<str>>,
    ) -> Self {
        let mut out = Self { vocabulary, punctuation, ..Self::default() };
        for words in sets {
            let sorted: Vec<WordId> = words.into_iter().map(WordId).collect();
            out.push(&sorted);
        }
        out
    }

    /// The words of a set, sorted.
    #[inline]
    pub(super) fn words(&self, set: u32) -> &[WordId] {
        let Set { start, len, .. } = self.sets[set as usize];
        &self.words[start as usize..(start + len) as usize]
    }

    /// The bits of a set's words.
    #[inline]
    pub(super) fn mask(&self, set: u32) -> u64 {
        self.sets[set as usize].mask
    }

    /// Number of sets.
    pub(super) fn sets(&self) -> usize {
        self.sets.len()
    }

    /// The lexicon's name of that number.
    pub(super) fn name(&self, number: u16) -> &str {
        &self.names[number as usize]
    }

    /// The number of a lexicon's name.
    pub(super) fn number_of_name(&mut self, name: &str) -> u16 {
        numbered(&mut self.names, name)
    }

    /// The punctuation, by number.
    pub(super) fn punctuation(&self) -> &[Box<str>] {
        &self.punctuation
    }

    /// A word that is known by itself also counts for the stems that cover it: gives the sets of
    /// stems all words that the vocabulary has by now.
    pub(super) fn cover_stems(&mut self) {
        let covered = self.vocabulary.cover_stems();
        if covered.is_empty() {
            return;
        }
        for number in 0..self.sets.len() {
            let words = self.words(number as u32);
            if !words.iter().any(|w| covered.contains_key(w)) {
                continue;
            }
            let mut all: Vec<WordId> = words.to_vec();
            all.extend(words.iter().filter_map(|w| covered.get(w)).flatten());
            all.sort_unstable();
            all.dedup();
            self.push(&all);
            // the set keeps its number
            self.sets.swap_remove(number);
        }
    }
}

fn numbered(list: &mut Vec<Box<str>>, text: &str) -> u16 {
    let at = list.iter().position(|t| **t == *text).unwrap_or_else(|| {
        list.push(text.into());
        list.len() - 1
    });
    // names of lexicons and signs: neither comes near the limit of kinds
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Words so common in English that no phrase should be looked up by them if it has another.
pub(super) const COMMON: [&str; 60] = [
    "of", "the", "a", "an", "to", "in", "is", "for", "and", "or", "your", "you", "with", "on", "it", "be",
    "are", "that", "this", "can", "not", "no", "has", "have", "as", "by", "from", "may", "will", "been",
    "was", "were", "do", "does", "we", "our", "more", "they", "their", "most", "many", "some", "people",
    "body", "help", "helps", "all", "any", "at", "but", "if", "out", "up", "so", "than", "when", "which",
    "who", "n't", "'s",
];

/// Whether a word says a number.
#[inline]
pub(super) const fn says_number(word: WordId) -> bool {
    let before = COMMON.len() as u32;
    word.0 > before && word.0 <= before + NUMBERS.len() as u32
}

/// The forms of words seen so far, by [`Form`]: most words stand in many phrases.
pub(super) type Forms = [WordMap<Box<str>, u32>; 3];

/// Turns phrases into sequences.
pub(super) struct Expander<'a> {
    pub(super) pool: &'a mut Pool,
    pub(super) forms: &'a mut Forms,
    pub(super) inflection: &'a Inflection,
}

/// A phrase stands for more than [`MAX_EXPANSIONS`] sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

impl Expander<'_> {
    /// The phrase as flat sequences of steps.
    ///
    /// # Errors
    /// Where they are too many.
    pub(super) fn sequences(&mut self, phrase: &Phrase) -> Result<Vec<Vec<Step>>, TooMany> {
        self.expand(phrase, Form::Bare)
    }

    /// The form of the group around a phrase bears on the word that changes in English: "breathes
    /// in", "side effects".
    fn expand(&mut self, phrase: &Phrase, outer: Form) -> Result<Vec<Vec<Step>>, TooMany> {
        let head = if outer == Form::Noun { phrase.items.len() - 1 } else { 0 };
        // sequences, each with the gap that an absent item has left to the next
        let mut all: Vec<(Vec<Step>, u8)> = vec![(Vec::new(), 0)];
        for (i, item) in phrase.items.iter().enumerate() {
            let form = if i == head { outer } else { Form::Bare };
            let mut choices = self.item(item, form)?;
            if item.optional {
                match choices.as_mut_slice() {
                    [choice] if choice.len() == 1 => choice[0].optional = true,
                    _ => choices.push(Vec::new()),
                }
            }
            let join = |(steps, left): &mut (Vec<Step>, u8), choice: &[Step]| {
                let at = steps.len();
                let gap = if at > 0 { item.gap.max(*left) } else { 0 };
                steps.extend_from_slice(choice);
                match steps.get_mut(at) {
                    Some(step) => {
                        step.gap = step.gap.max(gap);
                        *left = 0;
                    }
                    None => *left = gap,
                }
            };
            if let [choice] = choices.as_slice() {
                all.iter_mut().for_each(|sequence| join(sequence, choice));
                continue;
            }
            if all.len() * choices.len() > MAX_EXPANSIONS {
                return Err(TooMany);
            }
            let mut next = Vec::with_capacity(all.len() * choices.len());
            for (steps, left) in &all {
                for choice in &choices {
                    let mut joined = Vec::with_capacity(steps.len() + choice.len() + 2);
                    joined.extend_from_slice(steps);
                    let mut joined = (joined, *left);
                    join(&mut joined, choice);
                    next.push(joined);
                }
            }
            all = next;
        }
        let mut all: Vec<Vec<Step>> = all.into_iter().map(|(steps, _)| steps).collect();
        // what is left when optional items at the edges are taken away must not be empty
        all.retain(|steps| steps.iter().any(|s| !s.optional));
        Ok(all)
    }

    fn item(&mut self, item: &Item, outer: Form) -> Result<Vec<Vec<Step>>, TooMany> {
        let one = |atom| vec![vec![Step::of(atom)]];
        Ok(match &item.what {
            What::Word(word, form) => {
                let form = if *form == Form::Bare { outer } else { *form };
                self.word(word, form)
            }
            What::Stem(stem) => {
                let id = self.pool.vocabulary.intern_stem(&fold(stem));
                one(Atom::Words(self.pool.set(vec![id])))
            }
            What::Reference(name) => one(Atom::Mark(numbered(&mut self.pool.names, name))),
            What::Class(class) => one(Atom::Class(*class)),
            What::Quoted(text) => one(Atom::Punctuation(numbered(&mut self.pool.punctuation, text))),
            What::Group(phrases, form) => {
                let form = if *form == Form::Bare { outer } else { *form };
                let mut choices = Vec::new();
                for phrase in phrases {
                    choices.extend(self.expand(phrase, form)?);
                }
                self.merge_single_words(choices)
            }
        })
    }

    /// A word as steps: hyphens part it or close up ("pain-free": pain free, painfree).
    fn word(&mut self, word: &str, form: Form) -> Vec<Vec<Step>> {
        let folded = fold(word);
        let parts = split(&folded);
        let mut choices = vec![self.words(&parts, form)];
        if folded.contains('-') && !folded.contains(['\'', '/', '%']) {
            let closed = parts.concat();
            choices.push(self.words(&[closed.as_str()], form));
        }
        self.merge_single_words(choices)
    }

    fn words(&mut self, parts: &[&str], form: Form) -> Vec<Step> {
        let mut steps = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            let bare = part.trim_end_matches('%');
            let form = if i + 1 == parts.len() { form } else { Form::Bare };
            steps.push(Step::of(Atom::Words(self.forms(bare, form))));
            if bare.len() < part.len() {
                steps.push(Step::of(Atom::Punctuation(numbered(&mut self.pool.punctuation, "%"))));
            }
        }
        steps
    }

    /// The set of a word in all its forms.
    fn forms(&mut self, bare: &str, form: Form) -> u32 {
        if let Some(set) = self.forms[form as usize].get(bare) {
            return *set;
        }
        let forms = match form {
            Form::Verb => self.inflection.verb(bare),
            Form::Noun => self.inflection.noun(bare),
            Form::Bare => self.inflection.variants(bare),
        };
        let vocabulary = &mut self.pool.vocabulary;
        let mut words: Vec<WordId> = forms.iter().map(|f| vocabulary.intern(f)).collect();
        words.extend(forms.iter().filter_map(|f| with_z(f)).map(|f| vocabulary.intern(&f)));
        words.push(vocabulary.intern(bare));
        let set = self.pool.set(words);
        self.forms[form as usize].insert(bare.into(), set);
        set
    }

    /// Alternatives that are single words become one step.
    fn merge_single_words(&mut self, choices: Vec<Vec<Step>>) -> Vec<Vec<Step>> {
        let single = |c: &[Step]| match c {
            [Step { atom: Atom::Words(set), optional: false, .. }] => Some(*set),
            _ => None,
        };
        let sets: Vec<u32> = choices.iter().filter_map(|c| single(c)).collect();
        let merged = match sets.as_slice() {
            [] => return choices,
            [set] => *set,
            sets => {
                let words = sets.iter().flat_map(|&set| self.pool.words(set)).copied().collect();
                self.pool.set(words)
            }
        };
        let mut out = Vec::with_capacity(choices.len() - sets.len() + 1);
        out.push(vec![Step::of(Atom::Words(merged))]);
        out.extend(choices.into_iter().filter(|c| single(c).is_none()));
        out
    }
}

/// The -ize spelling of an -ise word. That it may be no word ("exercize") does no harm here.
fn with_z(word: &str) -> Option<String> {
    const ENDINGS: [&str; 7] = ["ise", "ises", "ised", "ising", "iser", "isers", "isation"];
    let ending = ENDINGS.iter().find(|e| word.len() > e.len() + 3 && word.ends_with(**e))?;
    let stem = &word[..word.len() - ending.len()];
    Some(format!("{stem}iz{}", &ending[2..]))
}

/// Lower case, straight apostrophes.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | 'ʼ') { '\'' } else { c })
        .collect()
}

/// The tokens of a folded word, as the tokenizer would cut it; a per cent sign stays with its number.
pub(super) fn split(folded: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for part in folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '%' | '.' | ','))) {
        let part = part.trim_matches(['.', ',', '\'']);
        if part.is_empty() {
            continue;
        }
        // the signs inside a number belong to it
        let signs: &[char] = if part.starts_with(|c: char| c.is_ascii_digit()) { &[] } else { &['.', ','] };
        for piece in part.split(signs).filter(|p| !p.is_empty()) {
            match piece.find('\'') {
                Some(at) => match &piece[at..] {
                    "'t" if piece == "can't" => out.extend(["can", "n't"]),
                    "'t" if piece[..at].ends_with('n') && at > 1 => out.extend([&piece[..at - 1], "n't"]),
                    "'s" if closed::BEFORE_SHORT_IS.contains(&&piece[..at]) => {
                        out.extend([&piece[..at], "'s"]);
                    }
                    tail if closed::SHORT_AUXILIARIES.contains(&tail) => out.extend([&piece[..at], tail]),
                    _ => out.push(piece),
                },
                None => out.push(piece),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_and_numbers_are_told_by_their_numbers() {
        let pool = Pool::default();
        let number = |word: &str| pool.vocabulary.get(word).map_or(0, |id| id.0 as usize);
        for (at, word) in COMMON.iter().enumerate() {
            assert_eq!(number(word), at + 1, "{word}");
            assert!(!says_number(WordId(number(word) as u32)), "{word}");
        }
        for (at, (word, _)) in NUMBERS.iter().enumerate() {
            assert_eq!(number(word), COMMON.len() + at + 1, "{word}");
            assert!(says_number(WordId(number(word) as u32)), "{word}");
        }
        let rules = crate::rule::RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
        let vocabulary = rules.language().lexicons().vocabulary();
        assert_eq!(vocabulary.get(b"zero").0 as usize, COMMON.len() + NUMBERS.len(), "prepared by the build");
    }
}
