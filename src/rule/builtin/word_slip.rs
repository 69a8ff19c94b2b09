//! A word that is one, but not the one that was meant: told by the words beside it. Owns the matching, and
//! the small words that it looks past; which words slip, and between which neighbours, stands in the rule
//! file.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasherDefault, DefaultHasher};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::super::hit::{Correction, Hit, like, shown};
use super::BuiltinQuestion;
use crate::document::BlockKind;
use crate::knowledge::Knowledge;
use crate::language::closed::{self, join};
use crate::language::glance::Glance;
use crate::language::token::{Flags, Token};
use crate::language::{Contexts, Reading};

/// `[builtin.word-slip]`
#[derive(Debug)]
pub(crate) struct WordSlip {
    slips: Vec<Slip>,
    /// Numbers of the slips of each word.
    by_word: ByWord,
    glance: Glance,
}

/// In one order in every run, so that two that were read alike are shown alike.
type ByWord = HashMap<String, Vec<Sketch>, BuildHasherDefault<DefaultHasher>>;

/// As much of a slip as tells of most places that it is none: a slip has many lists, and hundreds of them may
/// be of one word.
#[derive(Debug)]
struct Sketch {
    /// Which slip.
    number: u32,
    before: Shape,
    behind: Shape,
}

/// What a glance tells of a word: its first two letters and the last, in whatever case, and its length.
fn key(word: &[u8]) -> Option<[u8; 4]> {
    let (first, last) = (word.first()?, word.last()?);
    let second = word.get(1).unwrap_or(first);
    Some([first | 0x20, second | 0x20, last | 0x20, word.len() as u8])
}

/// Words that slip between certain neighbours. What is left out is not asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Slip {
    /// The words as written, and what was meant; nothing where the word has to go.
    #[serde(default)]
    pairs: Pairs,
    /// The same for a form of verbs.
    #[serde(default)]
    forms: Option<Forms>,
    /// One of these stands before; `^` is the start of a sentence, `$` a comma or a break inside it.
    #[serde(default)]
    after: Neighbours,
    /// None of these stands before.
    #[serde(default)]
    not_after: Neighbours,
    /// One of these stands behind; `$` is the end of a clause or a comma, `.` the end of a clause.
    #[serde(default)]
    before: Neighbours,
    /// None of these stands behind.
    #[serde(default)]
    not_before: Neighbours,
    /// One of these is the next but one; `$` is a clause that ends with the next.
    #[serde(default)]
    then: Neighbours,
    /// None of these is the next but one.
    #[serde(default)]
    not_then: Neighbours,
    /// None of these stands earlier in the sentence.
    #[serde(default)]
    unless: Neighbours,
    /// The clause so far begins with one of these, behind an article or an adjective of number at most:
    /// "the main benefits of …".
    #[serde(default)]
    begins: Neighbours,
    /// One of these stands earlier in the sentence.
    #[serde(default)]
    earlier: Neighbours,
    /// One of these stands before the word before, an article and an adjective of number between them aside;
    /// `^` where the word before is the first of the sentence but for these.
    #[serde(default)]
    ahead: Neighbours,
    /// None of these stands there.
    #[serde(default)]
    not_ahead: Neighbours,
    /// "One of the" stands before it, and nothing but adjectives between.
    #[serde(default)]
    one_of: bool,
    /// The article is in British English.
    #[serde(default)]
    british: bool,
    /// The correction can be applied unasked.
    #[serde(default)]
    safe: bool,
}

impl Slip {
    fn neighbours(&mut self) -> [&mut Neighbours; 11] {
        [
            &mut self.after,
            &mut self.not_after,
            &mut self.before,
            &mut self.not_before,
            &mut self.then,
            &mut self.not_then,
            &mut self.unless,
            &mut self.begins,
            &mut self.earlier,
            &mut self.ahead,
            &mut self.not_ahead,
        ]
    }
}

/// Words one after the other: a table has thousands, which are read in every run.
#[derive(Debug, Default)]
struct Words {
    text: String,
    /// Where each ends in it.
    ends: Vec<u32>,
}

impl Words {
    /// Room for so many words.
    fn with_capacity(words: usize) -> Self {
        /// Bytes of most words.
        const LENGTH: usize = 8;
        Self { text: String::with_capacity(LENGTH * words), ends: Vec::with_capacity(words) }
    }

    fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
    }

    fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        (0..self.ends.len()).map(|at| self.get(at))
    }

    fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<'w> FromIterator<&'w str> for Words {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut out = Self::default();
        words.into_iter().for_each(|word| out.push(word));
        out
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of words")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Words, A::Error> {
                let mut words = Words::with_capacity(list.size_hint().unwrap_or(0));
                while list.next_element_seed(Next(&mut words))?.is_some() {}
                Ok(words)
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// The words to which the next that is read is added.
struct Next<'w>(&'w mut Words);

impl<'de> DeserializeSeed<'de> for Next<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Next<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E>(self, word: &str) -> Result<(), E> {
        self.0.push(word);
        Ok(())
    }
}

/// Words as written, and what was meant by each.
#[derive(Debug, Default)]
struct Pairs {
    written: Words,
    meant: Words,
}

impl Pairs {
    fn push(&mut self, written: &str, meant: &str) {
        self.written.push(written);
        self.meant.push(meant);
    }

    /// What was meant by a word, which must be there; what was added last counts.
    fn meant(&self, word: &str) -> &str {
        let mut pairs = self.written.iter().rev().zip(self.meant.iter().rev());
        pairs.find(|(written, _)| *written == word).map_or("", |(_, meant)| meant)
    }
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("words, each with what was meant")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let pairs = map.size_hint().unwrap_or(0);
                let mut pairs =
                    Pairs { written: Words::with_capacity(pairs), meant: Words::with_capacity(pairs) };
                while map.next_key_seed(Next(&mut pairs.written))?.is_some() {
                    map.next_value_seed(Next(&mut pairs.meant))?;
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Map)
    }
}

/// Words that stand beside another, or its edges, as the file lists them.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Words")]
struct Neighbours {
    words: Words,
    shape: Shape,
}

/// What words look like: a bit for each first letter, in whatever case, and for each length. Most words do not
/// look like any neighbour.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    firsts: u32,
    lengths: u32,
}

impl Shape {
    /// Anything looks like this.
    const ANY: Self = Self { firsts: u32::MAX, lengths: u32::MAX };

    /// Of a word or an edge.
    fn of(word: &str) -> Self {
        Self { firsts: letter_bit(word), lengths: length_bit(word.len()) }
    }

    fn meets(self, other: Self) -> bool {
        self.firsts & other.firsts != 0 && self.lengths & other.lengths != 0
    }
}

impl From<Words> for Neighbours {
    fn from(words: Words) -> Self {
        let mut shape = Shape::default();
        for word in words.iter() {
            if word.starts_with(['*', '#']) {
                shape = Shape::ANY;
            }
            // a curly apostrophe has two bytes more
            for len in [word.len(), word.len() + 2] {
                shape.lengths |= length_bit(len);
            }
            shape.firsts |= letter_bit(word);
            if word.starts_with('\'') {
                shape.firsts |= letter_bit("’");
            }
        }
        Self { words, shape }
    }
}

fn letter_bit(word: &str) -> u32 {
    word.bytes().next().map_or(0, |first| 1 << (first & 0x1F))
}

fn length_bit(len: usize) -> u32 {
    1 << (len % 32)
}

impl Neighbours {
    fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Puts the words of the lists that are named into their place.
    fn name(&mut self, lists: &BTreeMap<String, Words>) -> Result<(), String> {
        if !self.words.iter().any(|word| word.starts_with('@')) {
            return Ok(());
        }
        let mut words = Words::default();
        for word in self.words.iter() {
            match word.strip_prefix('@') {
                None => words.push(word),
                Some(name) => {
                    let list = lists.get(name).ok_or_else(|| format!("no list is called “{name}”"))?;
                    list.iter().for_each(|word| words.push(word));
                }
            }
        }
        *self = words.into();
        Ok(())
    }

    /// Whether the word is one of them.
    fn holds(&self, word: &str) -> bool {
        self.shape.meets(Shape::of(word)) && self.words.iter().any(|entry| matches(entry, word))
    }

    /// What must look so where one of them must stand, if any.
    fn wanted(&self) -> Shape {
        if self.is_empty() { Shape::ANY } else { self.shape }
    }

    /// Whether they name an edge, `^` or `$`.
    fn hold_edge(&self, edge: &str) -> bool {
        self.shape.firsts & letter_bit(edge) != 0 && self.words.iter().any(|entry| entry == edge)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    slips: Vec<Slip>,
    /// Lists that stand for their words where a neighbour is "@" and their name.
    #[serde(default)]
    lists: BTreeMap<String, Words>,
    /// Verbs, each with all its forms: "take takes took taken taking".
    #[serde(default)]
    verbs: Words,
}

/// Which form of a verb, as the forms stand side by side in the rule file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Base,
    Third,
    Past,
    Participle,
    Ing,
}

impl Form {
    /// The names by which a neighbour is any verb in a form.
    const NAMED: [(&str, Self); 5] = [
        ("base", Self::Base),
        ("third", Self::Third),
        ("past", Self::Past),
        ("participle", Self::Participle),
        ("ing", Self::Ing),
    ];
}

/// A form that is written, and the one that is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Forms {
    written: Form,
    meant: Form,
    /// Names of lists of verbs, by their base; all verbs, if it is left out.
    #[serde(default)]
    of: Vec<String>,
}

impl Table {
    /// The slips with the words that they name by a list or as a form of verbs.
    fn slips<E: serde::de::Error>(self) -> Result<Vec<Slip>, E> {
        let verbs: Vec<Vec<&str>> = self.verbs.iter().map(|v| v.split_whitespace().collect()).collect();
        if let Some(verb) = verbs.iter().find(|forms| forms.len() != Form::Ing as usize + 1) {
            return Err(E::custom(format!("“{}” are not five forms of a verb", verb.join(" "))));
        }
        let mut lists = self.lists;
        for (name, form) in Form::NAMED {
            lists.insert(name.to_owned(), verbs.iter().map(|forms| forms[form as usize]).collect());
        }
        let mut slips = self.slips;
        for slip in &mut slips {
            if let Some(Forms { written, meant, of }) = &slip.forms {
                if let Some(unknown) = of.iter().find(|name| !lists.contains_key(*name)) {
                    return Err(E::custom(format!("no list is called “{unknown}”")));
                }
                let named =
                    |base: &str| of.is_empty() || of.iter().any(|name| lists[name].iter().any(|w| w == base));
                verbs
                    .iter()
                    .filter(|forms| named(forms[Form::Base as usize]))
                    .map(|forms| (forms[*written as usize], forms[*meant as usize]))
                    .filter(|(written, meant)| written != meant)
                    .for_each(|(written, meant)| slip.pairs.push(written, meant));
            }
            if slip.pairs.written.is_empty() {
                return Err(E::custom("a slip without words"));
            }
            for list in slip.neighbours() {
                list.name(&lists).map_err(E::custom)?;
            }
        }
        Ok(slips)
    }
}

impl<'de> Deserialize<'de> for WordSlip {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slips = Table::deserialize(deserializer)?.slips()?;
        let words = slips.iter().map(|slip| slip.pairs.written.iter().len()).sum();
        let mut by_word = ByWord::with_capacity_and_hasher(words, BuildHasherDefault::default());
        for (number, slip) in slips.iter().enumerate() {
            for word in slip.pairs.written.iter() {
                let (before, behind) = (slip.after.wanted(), slip.before.wanted());
                let sketch = Sketch { number: number as u32, before, behind };
                match by_word.get_mut(word) {
                    Some(sketches) => sketches.push(sketch),
                    None => drop(by_word.insert(word.to_owned(), vec![sketch])),
                }
            }
        }
        let mut glance = Glance::default();
        by_word.keys().filter_map(|word| key(word.as_bytes())).for_each(|key| glance.insert(key));
        Ok(Self { slips, by_word, glance })
    }
}

/// Longest word that slips, in bytes.
const LONGEST: usize = 24;
/// How far back in a sentence `unless` looks, in words: a sentence may be as long as the file.
const FAR: usize = 40;

/// Adjectives that may stand before what a sentence speaks of, as determiners do.
const OPENERS: [&str; 22] = [
    "main", "common", "many", "several", "some", "most", "few", "recent", "new", "clinical", "early",
    "other", "numerous", "various", "further", "possible", "health", "gift", "good", "all", "both", "more",
];

/// Words that stand between no adjectives: prepositions, pronouns and auxiliaries.
const NO_ADJECTIVES: [&str; 62] = join(&[
    &closed::SUBJECT_PRONOUNS,
    &closed::BE_FINITE,
    &closed::HAVE,
    &closed::DO,
    &closed::MODALS,
    &closed::CENTRAL_DETERMINERS,
    &[
        "of", "in", "for", "with", "to", "on", "at", "by", "from", "who", "which", "when", "where", "said",
        "says", "told", "men", "women", "people", "children", "than", "us", "them",
    ],
]);

impl BuiltinQuestion for WordSlip {
    fn placeholders(&self) -> &'static [&'static str] {
        &["replacement"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let tokens = reading.words().tokens();
        let prose = reading.document().prose().as_bytes();
        let mut hits = Vec::new();
        let mut folded = String::with_capacity(LONGEST);
        for (at, token) in tokens.iter().enumerate() {
            if token.flags.has(Flags::CLITIC) || token.len as usize > LONGEST {
                continue;
            }
            let end = whole(tokens, at);
            let word = &prose[token.start as usize..tokens[end - 1].end()];
            // a letter beyond ASCII may be an apostrophe, which is written in two ways
            if !key(word).is_some_and(|key| self.glance.may_hold(key)) && word.is_ascii() {
                continue;
            }
            let place = Place { reading, at, end };
            fold(place.text(), &mut folded);
            let Some(sketches) = self.by_word.get(folded.as_str()) else { continue };
            if reading.context(at).any(SILENT)
                || place.is_name()
                || place.is_part()
                || place.is_quoted()
                || reading.is_in_code(at)
                || reading.accepts(place.text())
            {
                continue;
            }
            let beside = place.beside();
            // an edge is looked at in the slip itself
            let [before, behind] =
                [beside.before, beside.behind].map(|word| word.map_or(Shape::ANY, Shape::of));
            let mut slips = sketches
                .iter()
                .filter(|sketch| sketch.before.meets(before) && sketch.behind.meets(behind))
                .map(|sketch| &self.slips[sketch.number as usize]);
            if let Some(slip) = slips.find(|slip| place.slips(slip, &beside)) {
                hits.push(place.hit(slip.pairs.meant(&folded), slip.safe));
            }
        }
        hits
    }
}

const SILENT: Contexts = Contexts::LITERAL
    .with(Contexts::REFERENCE)
    .with(Contexts::RESIDUE)
    .with(Contexts::NAME)
    .with(Contexts::MENTION);

/// The token after a word with its short forms: "it" and "'s" are one.
fn whole(tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    while end < tokens.len()
        && tokens[end].flags.has(Flags::CLITIC)
        && tokens[end].start as usize == tokens[end - 1].end()
    {
        end += 1;
    }
    end
}

/// Whether it is no name whatever its first letter: a pronoun, an auxiliary, a conjunction. "May", "Will" and
/// the "A" of a vitamin may be names.
fn is_no_name(word: &str) -> bool {
    const NONE: [&str; 38] = join(&[
        &closed::BE_FINITE,
        &closed::HAVE,
        &closed::DO,
        &closed::SUBJECT_PRONOUNS,
        &closed::POSSESSIVES,
        &[
            "and", "be", "been", "but", "how", "if", "never", "not", "or", "that", "the", "this", "what",
            "which",
        ],
    ]);
    let bare = word.find(['\'', '’']).map_or(word, |at| &word[..at]);
    closed::is(bare, &NONE)
}

/// Lower case, with a straight apostrophe.
fn fold(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        return into.make_ascii_lowercase();
    }
    into.extend(text.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
}

/// Whether something parts a word from the next.
fn stops(flags: Flags) -> bool {
    flags.has(Flags::CLAUSE_END) || flags.has(Flags::COMMA)
}

/// The words beside a word, as far as nothing parts it from them.
struct Beside<'d> {
    /// What parts it from the word before.
    start: Option<&'static str>,
    before: Option<&'d str>,
    /// What ends with it.
    end: Option<&'static str>,
    behind: Option<&'d str>,
}

/// Stands for a neighbour that is a name: no list holds it.
const NAME: &str = "*";

/// A word of the article.
struct Place<'r, 'd> {
    reading: &'r Reading<'d>,
    at: usize,
    /// The token after it.
    end: usize,
}

impl<'d> Place<'_, 'd> {
    fn bytes(&self) -> std::ops::Range<usize> {
        self.reading.words().bytes(self.at..self.end)
    }

    fn text(&self) -> &'d str {
        &self.reading.document().prose()[self.bytes()]
    }

    /// A capital letter inside a sentence: "the Breathe blend".
    fn is_name(&self) -> bool {
        let tokens = self.reading.words().tokens();
        let starts = self.at == 0 || tokens[self.at - 1].flags.has(Flags::CLAUSE_END);
        let heading = matches!(self.reading.block_of(self.at).1.kind, BlockKind::Title | BlockKind::Heading);
        tokens[self.at].flags.has(Flags::CAPITAL) && !starts && !heading
    }

    /// An apostrophe stands behind a plural.
    fn is_possessive(&self) -> bool {
        let behind = &self.reading.document().prose()[self.bytes().end..];
        self.text().ends_with(['s', 'S']) && behind.starts_with(['’', '\''])
    }

    /// A word with a hyphen is part of another, and what belongs to several is written so: "babies' skin".
    fn is_part(&self) -> bool {
        let tokens = self.reading.words().tokens();
        tokens[self.end - 1].flags.has(Flags::JOINT)
            || self.at > 0 && tokens[self.at - 1].flags.has(Flags::JOINT)
            || self.is_possessive()
    }

    /// A word alone between quotation marks is spoken of: it is “allow” by default.
    fn is_quoted(&self) -> bool {
        const MARKS: [char; 5] = ['"', '“', '”', '‘', '’'];
        let (prose, own) = (self.reading.document().prose(), self.bytes());
        prose[..own.start].ends_with(MARKS) && prose[own.end..].starts_with(MARKS)
    }

    /// What stands beside the word: the same for whatever may slip there.
    fn beside(&self) -> Beside<'d> {
        let tokens = self.reading.words().tokens();
        let prose = self.reading.document().prose();
        // "to/from" and a sign that stands for a word: no neighbours
        let parted = |left: usize, right: usize| prose[left..right].contains(['/', '.', '_']);
        let start = match self.at.checked_sub(1).map(|before| (tokens[before].flags, tokens[before].end())) {
            None => Some("^"),
            Some((flags, _)) if flags.has(Flags::SENTENCE_END) => Some("^"),
            Some((flags, end)) => (stops(flags) || parted(end, self.bytes().start)).then_some("$"),
        };
        let end = match tokens[self.end - 1].flags {
            _ if self.end >= tokens.len() => Some("."),
            flags if flags.has(Flags::CLAUSE_END) => Some("."),
            flags => {
                (stops(flags) || parted(self.bytes().end, tokens[self.end].start as usize)).then_some("$")
            }
        };
        Beside {
            start,
            before: if start.is_some() { None } else { self.neighbour(self.at - 1) },
            end,
            behind: if end.is_some() { None } else { self.neighbour(self.end) },
        }
    }

    /// The word at a token beside this one, with its short forms, what hyphens join to it and the apostrophe
    /// of a plural: "one-of-a-kind" is not "one", "patients'" are not "patients", and in "vitamin A" and "Aunt
    /// May" stands a name.
    fn neighbour(&self, at: usize) -> Option<&'d str> {
        let tokens = self.reading.words().tokens();
        let (mut first, mut end) = (at, whole(tokens, at));
        if at < self.at {
            while first > 0
                && (tokens[first].flags.has(Flags::CLITIC) || tokens[first - 1].flags.has(Flags::JOINT))
            {
                first -= 1;
            }
        }
        while end < tokens.len() && tokens[end - 1].flags.has(Flags::JOINT) {
            end = whole(tokens, end);
        }
        let bytes = self.reading.words().bytes(first..end);
        let prose = self.reading.document().prose();
        let word = prose.get(bytes.clone())?;
        let it = Place { reading: self.reading, at: first, end };
        if it.is_called() && !is_no_name(word) {
            return Some(NAME);
        }
        if !word.ends_with(['s', 'S']) {
            return Some(word);
        }
        let behind = &prose[bytes.end..];
        let apostrophe = behind.chars().next().filter(|c| matches!(c, '’' | '\''));
        prose.get(bytes.start..bytes.end + apostrophe.map_or(0, char::len_utf8))
    }

    /// It has a capital letter that it owes neither to its place nor to being an acronym.
    fn is_called(&self) -> bool {
        let flags = self.reading.words().tokens()[self.at].flags;
        flags.has(Flags::CAPITAL) && !flags.has(Flags::CAPITALS) && self.is_name()
    }

    /// The word behind the next.
    fn after_next(&self) -> Option<&'d str> {
        let tokens = self.reading.words().tokens();
        if self.end >= tokens.len() {
            return None;
        }
        let mut next = whole(tokens, self.end);
        while next < tokens.len() && tokens[next - 1].flags.has(Flags::JOINT) {
            next = whole(tokens, next);
        }
        if stops(tokens[next - 1].flags) || next >= tokens.len() { None } else { self.neighbour(next) }
    }

    fn slips(&self, slip: &Slip, beside: &Beside<'_>) -> bool {
        let is = |list: &Neighbours, word: Option<&str>, edge: Option<&str>| match word {
            Some(word) => list.holds(word),
            None => edge.is_some_and(|edge| list.hold_edge(edge)),
        };
        let Beside { start, before, end, behind } = *beside;
        // whatever ends a clause is an end
        let closes = |list: &Neighbours| is(list, behind, end) || end == Some(".") && list.hold_edge("$");
        (slip.after.is_empty() || is(&slip.after, before, start))
            && !is(&slip.not_after, before, start)
            && (slip.before.is_empty() || closes(&slip.before))
            && !closes(&slip.not_before)
            && (slip.then.is_empty() || end.is_none() && is(&slip.then, self.after_next(), Some("$")))
            && (slip.not_then.is_empty()
                || end.is_some()
                || !is(&slip.not_then, self.after_next(), Some("$")))
            && (slip.unless.is_empty() || !self.earlier(&slip.unless))
            && (slip.earlier.is_empty() || self.earlier(&slip.earlier))
            && (slip.begins.is_empty() || self.begins(&slip.begins))
            && (slip.ahead.is_empty() || self.ahead(&slip.ahead))
            && (slip.not_ahead.is_empty() || !self.ahead(&slip.not_ahead))
            && (!slip.one_of || self.is_one_of_several())
            && (!slip.british || self.is_british())
    }

    /// "One of the oldest and most effective": it begins before the word, and no other noun or verb stands between.
    fn is_one_of_several(&self) -> bool {
        const FARTHEST: usize = 6;
        let start = self.reading.words().sentence_of(self.at).start.max(self.at.saturating_sub(FARTHEST + 3));
        let opens = |t: usize| {
            !self.reading.words().tokens()[t].flags.has(Flags::JOINT)
                && self.is_one_of(t, &["one"])
                && self.is_one_of(t + 1, &["of"])
                && self.is_one_of(t + 2, &closed::CENTRAL_DETERMINERS)
        };
        let Some(one) = (start..self.at.saturating_sub(2)).rev().find(|&t| opens(t)) else { return false };
        let tokens = self.reading.words().tokens();
        (one + 3..self.at).all(|t| {
            let word = self.reading.word(t);
            let clitic = tokens[t].flags.has(Flags::CLITIC);
            // a plural is what the one is of, and a clause may follow it
            let plural = word.ends_with('s') && !word.ends_with("ss") && !clitic;
            !plural && !tokens[t].flags.has(Flags::CLAUSE_END) && !self.is_one_of(t, &NO_ADJECTIVES)
        })
    }

    /// Whether words show that the article is in British English, and none that it is not.
    fn is_british(&self) -> bool {
        const SHOWN: usize = 2;
        let spelling = self.reading.spelling();
        spelling.british.len() >= SHOWN && spelling.american.is_empty()
    }

    fn earlier(&self, words: &Neighbours) -> bool {
        let sentence = self.reading.words().sentence_of(self.at);
        (sentence.start.max(self.at.saturating_sub(FAR))..self.at)
            .any(|at| words.holds(self.reading.word(at)))
    }

    fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        closed::is(self.reading.word(at), words)
    }

    fn begins(&self, words: &Neighbours) -> bool {
        let start = self.reading.words().sentence_of(self.at).start;
        if self.at - start > FAR || self.at == start {
            return false;
        }
        // a new part of the sentence has a subject of its own
        let tokens = self.reading.words().tokens();
        if tokens[start..self.at].iter().any(|token| stops(token.flags)) {
            return false;
        }
        let mut first = start;
        for list in [&closed::CENTRAL_DETERMINERS[..], &OPENERS] {
            first += usize::from(first < self.at && self.is_one_of(first, list));
        }
        first < self.at && words.holds(self.reading.word(first))
    }

    fn ahead(&self, words: &Neighbours) -> bool {
        let start = self.reading.words().sentence_of(self.at).start;
        let tokens = self.reading.words().tokens();
        let Some(mut at) = self.at.checked_sub(1).filter(|at| *at >= start) else { return false };
        while at > start && tokens[at].flags.has(Flags::CLITIC) {
            at -= 1;
        }
        for list in [&OPENERS[..], &closed::CENTRAL_DETERMINERS] {
            at -= usize::from(at > start && self.is_one_of(at - 1, list));
        }
        if at == start {
            return words.hold_edge("^");
        }
        let flags = tokens[at - 1].flags;
        !flags.has(Flags::CLAUSE_END) && words.holds(self.reading.word(at - 1))
    }

    fn hit(&self, meant: &str, safe: bool) -> Hit {
        let prose = self.bytes();
        let written = self.text();
        if meant.is_empty() {
            let next = self.reading.words().tokens().get(self.end).map_or(prose.end, |t| t.start as usize);
            let fix = Correction { prose: prose.start..next, texts: vec![String::new()], safe };
            return Hit::at(prose).value("text", shown(written)).value("replacement", "nothing").mended(fix);
        }
        let texts: Vec<String> = meant.split('|').map(|text| like(written, text)).collect();
        let quoted = texts.iter().map(|t| format!("“{t}”")).collect::<Vec<_>>().join(" or ");
        let safe = safe && texts.len() == 1;
        Hit::at(prose.clone()).value("text", shown(written)).value("replacement", quoted).mended(Correction {
            prose,
            texts,
            safe,
        })
    }
}

/// Whether a word is an entry, or ends as an entry that begins with `*` says, or is a number where that is `#`.
fn matches(entry: &str, word: &str) -> bool {
    let word = word.as_bytes();
    match entry.as_bytes() {
        b"#" => word.first().is_some_and(u8::is_ascii_digit),
        [b'*', ending @ ..] => {
            word.len() > ending.len() + 1 && word[word.len() - ending.len()..].eq_ignore_ascii_case(ending)
        }
        entry => word.eq_ignore_ascii_case(entry) || !word.is_ascii() && same_apostrophe(entry, word),
    }
}

/// Whether they are alike but for the form of the apostrophe.
fn same_apostrophe(entry: &[u8], word: &[u8]) -> bool {
    const CURLY: &[u8] = "’".as_bytes();
    let Some(cut) = entry.iter().position(|&b| b == b'\'') else { return false };
    word.len() == entry.len() + CURLY.len() - 1
        && word[..cut].eq_ignore_ascii_case(&entry[..cut])
        && &word[cut..cut + CURLY.len()] == CURLY
        && word[cut + CURLY.len()..].eq_ignore_ascii_case(&entry[cut + 1..])
}
