//! The regular expressions of a rule, each compiled when the first text comes by that may hold a
//! match. Owns the quick look that tells: most texts hold none of the words that any match has.

use std::ops::Range;

use memchr::memmem;
use regex::RegexBuilder;

use super::look::{Look, look};
use crate::language::expression::Expression;
use crate::language::glance::Glance;
use crate::language::trigrams::{self, Trigrams};

include!(concat!(env!("OUT_DIR"), "/looks.rs"));

/// Largest compiled regular expression, in bytes.
const LARGEST: usize = 1 << 20;

/// Regular expressions in order.
#[derive(Debug, Default)]
pub(super) struct Expressions(Vec<(Quick, Expression)>);

/// Those of them that may match in an article at all.
pub(super) struct Live<'e> {
    list: Vec<&'e (Quick, Expression)>,
    inside: Inside<'e>,
}

/// The words of live expressions whose matches hold one, wherever it stands.
struct Inside<'e> {
    /// Each with the expression that it belongs to, sorted.
    words: Vec<(&'e [u8], usize)>,
    /// How words begin. Few places of a text look like it.
    beginnings: Glance,
}

impl<'e> Inside<'e> {
    /// As much of a word is looked at first, in bytes; shorter words are signs beyond ASCII.
    const BEGINNING: usize = 3;

    fn new(mut words: Vec<(&'e [u8], usize)>) -> Self {
        words.sort_unstable();
        let mut beginnings = Glance::default();
        for (word, _) in &words {
            if let Some(&[a, b, c]) = word.first_chunk() {
                beginnings.insert([0, a, b, c]);
            }
        }
        Self { words, beginnings }
    }

    /// For each expression whether the text has one of its words; empty where it has none of any.
    fn found(&self, text: &[u8], expressions: usize) -> Vec<bool> {
        let mut out = Vec::new();
        if self.words.is_empty() {
            return out;
        }
        let mut found = |expression: usize| {
            out.resize(expressions, false);
            out[expression] = true;
        };
        let mut beginning = 0u32;
        for (end, byte) in text.iter().enumerate() {
            beginning = beginning << 8 & 0xFF_FFFF | u32::from(byte.to_ascii_lowercase());
            if !self.beginnings.may_hold(beginning.to_be_bytes()) {
                continue;
            }
            let [_, beginning @ ..] = beginning.to_be_bytes();
            let alike = self.words.partition_point(|(word, _)| *word < beginning.as_slice());
            for (word, expression) in &self.words[alike..] {
                if !word.starts_with(&beginning) {
                    break;
                }
                let there = end.checked_sub(Self::BEGINNING - 1).and_then(|at| text[at..].get(..word.len()));
                if there.is_some_and(|there| there.eq_ignore_ascii_case(word)) {
                    found(*expression);
                }
            }
        }
        for (word, expression) in self.words.iter().filter(|(word, _)| word.len() < Self::BEGINNING) {
            if memmem::find(text, word).is_some() {
                found(*expression);
            }
        }
        out
    }
}

/// What every text with a match has, in ASCII lower case.
#[derive(Debug)]
enum Quick {
    /// It begins with one of these.
    Starts(Edges),
    /// It ends with one of these.
    Ends(Edges),
    /// It has one of these somewhere.
    Holds(Vec<Vec<u8>>),
    /// Nothing that is known.
    Unknown,
}

/// Words at one edge of a text, and which bytes stand at the very edge.
#[derive(Debug)]
struct Edges {
    words: Vec<Vec<u8>>,
    outermost: [bool; 256],
}

impl Edges {
    fn new(words: Vec<Vec<u8>>, outermost: impl Fn(&[u8]) -> Option<&u8>) -> Self {
        let mut out = Self { outermost: [false; 256], words: Vec::new() };
        for byte in words.iter().filter_map(|w| outermost(w)) {
            out.outermost[usize::from(byte.to_ascii_lowercase())] = true;
            out.outermost[usize::from(byte.to_ascii_uppercase())] = true;
        }
        out.words = words;
        out
    }

    fn starts(&self, text: &[u8]) -> bool {
        text.first().is_some_and(|b| self.outermost[usize::from(*b)])
            && self.words.iter().any(|w| text.get(..w.len()).is_some_and(|t| t.eq_ignore_ascii_case(w)))
    }

    fn ends(&self, text: &[u8]) -> bool {
        let ends = |w: &Vec<u8>| {
            text.len().checked_sub(w.len()).is_some_and(|from| text[from..].eq_ignore_ascii_case(w))
        };
        text.last().is_some_and(|b| self.outermost[usize::from(*b)]) && self.words.iter().any(ends)
    }
}

impl Expressions {
    /// Reads expressions that are known to be sound, without compiling them.
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self(texts.into_iter().map(|text| (quick(text), Expression::of_any_case(text))).collect())
    }

    /// Those that may match in a text with these trigrams.
    pub(super) fn live(&self, trigrams: &Trigrams) -> Live<'_> {
        let (mut list, mut words) = (Vec::new(), Vec::new());
        for expression in &self.0 {
            let before = words.len();
            if let Quick::Holds(all) = &expression.0 {
                let here = all.iter().filter(|word| trigrams.may_hold(word));
                words.extend(here.map(|word| (word.as_slice(), list.len())));
                if words.len() == before {
                    continue;
                }
            }
            list.push(expression);
        }
        Live { list, inside: Inside::new(words) }
    }
}

impl Live<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first match of the first expression that has one; it is not empty.
    pub(super) fn first(&self, text: &str) -> Option<Range<usize>> {
        self.candidates(text).find_map(|e| e.find_iter(text).next())
    }

    /// Every match of every expression that is not empty.
    pub(super) fn all(&self, text: &str) -> Vec<Range<usize>> {
        self.candidates(text).flat_map(|e| e.find_iter(text)).collect()
    }

    /// The expressions that may match.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &Expression> {
        let bytes = text.as_bytes();
        let odd = trigrams::has_odd_letter(text);
        let holds = self.inside.found(bytes, self.list.len());
        self.list.iter().enumerate().filter_map(move |(i, (quick, expression))| {
            let may = odd
                || match quick {
                    Quick::Starts(words) => words.starts(bytes),
                    Quick::Ends(words) => words.ends(bytes),
                    Quick::Holds(_) => holds.get(i).is_some_and(|holds| *holds),
                    Quick::Unknown => true,
                };
            may.then_some(expression)
        })
    }
}

/// Tries an expression of others' making.
///
/// # Errors
/// In plain words.
pub(super) fn compile(text: &str) -> Result<(), String> {
    let tried = RegexBuilder::new(text).case_insensitive(true).size_limit(LARGEST).build();
    tried.map(drop).map_err(|error| match &error {
        regex::Error::CompiledTooBig(_) => {
            "this expression compiles to more than 1 MB; make it simpler".to_owned()
        }
        // the reader draws the place inside the expression; its last line says what is wrong
        other => other
            .to_string()
            .lines()
            .last()
            .unwrap_or("not a regular expression")
            .trim()
            .replace("error: ", ""),
    })
}

/// The quick look for an expression.
fn quick(text: &str) -> Quick {
    let prepared = LOOKS.binary_search_by_key(&text, |(text, ..)| text);
    let (look, words) = match prepared {
        Ok(at) => (LOOKS[at].1, LOOKS[at].2.iter().map(|w| w.to_vec()).collect()),
        Err(_) => look(text),
    };
    match look {
        Look::Starts => Quick::Starts(Edges::new(words, <[u8]>::first)),
        Look::Ends => Quick::Ends(Edges::new(words, <[u8]>::last)),
        Look::Holds => Quick::Holds(words),
        Look::Unknown => Quick::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    const TEXTS: [&str; 10] = [
        r"^(please )?(share|tweet)( this)*$",
        r"\blorem ipsum\b[^.]*",
        r"\[(your |the )?(clinic|name)s?\]",
        r"(\S+ ){0,3}\S+ ?\[(…|\.\.\.)\]$",
        r"(\S+ ){2}(a|an|the)$",
        r"^[»›]* ?(next|previous)",
        r"\bas is\b|\bkin\b",
        r"^(école|share)",
        r"^[^.]{1,9} [»›] [^.]{1,9}$",
        r"x?",
    ];

    #[test]
    fn most_expressions_are_never_compiled() {
        let list = Expressions::new(TEXTS);
        let compiled = |list: &Expressions| list.0.iter().filter(|(_, e)| e.is_compiled()).count();
        let live = |text: &str| list.live(&Trigrams::of(text));
        assert!(live("Sleep helps.").all("Sleep helps.").is_empty());
        assert_eq!(compiled(&list), 1, "the one that is matched by every text");
        assert_eq!(live("Please share this").first("Please share this"), Some(0..17));
        assert_eq!(live("Some LOREM IPSUM here.").all("Some LOREM IPSUM here."), vec![5..21]);
    }

    proptest! {
        #[test]
        fn the_quick_look_misses_nothing(
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "please", "Share", "TWEET", " ", " this", "lorem", "IPSUM", "[", "clinic", "\u{212a}", "ſ",
                "]", "...", "…", "the", "a", "an", "»", "next", "as is", "kin", "a\u{17f} i\u{17f}", "École",
                "école", "x", ".",
            ]), 0..8),
        ) {
            let text = parts.concat();
            let list = Expressions::new(TEXTS);
            let regex = |t: &&str| RegexBuilder::new(t).case_insensitive(true).build().expect("sound");
            let regexes: Vec<Regex> = TEXTS.iter().map(regex).collect();
            let all: Vec<Range<usize>> = regexes
                .iter()
                .flat_map(|r| r.find_iter(&text).filter(|m| !m.is_empty()).map(|m| m.range()))
                .collect();
            prop_assert_eq!(list.live(&Trigrams::of(&text)).all(&text), all);
        }
    }
}
