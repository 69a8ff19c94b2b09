//! The regular expressions of a rule, each compiled when the first text comes by that may hold a
//! match. Owns the quick look that tells: most texts hold none of the words that any match has.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::memmem;
use regex::RegexBuilder;

use super::look::{Look, look};
use crate::language::expression::Expression;

include!(concat!(env!("OUT_DIR"), "/looks.rs"));

/// Largest compiled regular expression, in bytes.
const LARGEST: usize = 1 << 20;

/// Regular expressions in order.
#[derive(Debug, Default)]
pub(super) struct Expressions {
    list: Vec<(Quick, Expression)>,
    /// The words of those whose matches begin or end with one, wherever they stand, and to which
    /// expression each belongs.
    inside: Option<AhoCorasick>,
    owners: Vec<usize>,
}

/// What every text with a match has, in ASCII lower case.
#[derive(Debug)]
enum Quick {
    /// It begins with one of these.
    Starts(Edges),
    /// It ends with one of these.
    Ends(Edges),
    /// One of the automaton's words.
    Holds,
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
        let mut out = Self::default();
        let mut words = Vec::new();
        for text in texts {
            let (look, inside) = quick(text);
            out.owners.extend(inside.iter().map(|_| out.list.len()));
            words.extend(inside);
            out.list.push((look, Expression::of_any_case(text)));
        }
        if !words.is_empty() {
            out.inside = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                // as fast as its table on texts of this length, and built in a fraction of the time
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(&words)
                .ok();
        }
        out
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first match of the first expression that has one; it is not empty.
    pub(super) fn first(&self, text: &str) -> Option<Range<usize>> {
        self.candidates(text).find_map(|e| e.find_iter(text).next().filter(|m| !m.is_empty()))
    }

    /// Every match of every expression that is not empty.
    pub(super) fn all(&self, text: &str) -> Vec<Range<usize>> {
        self.candidates(text).flat_map(|e| e.find_iter(text).filter(|m| !m.is_empty())).collect()
    }

    /// The expressions that may match.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &Expression> {
        // of all letters beyond ASCII, only these have an ASCII letter as their other case
        let odd = !text.is_ascii()
            && ["\u{17f}", "\u{212a}"].iter().any(|c| memmem::find(text.as_bytes(), c.as_bytes()).is_some());
        // most texts hold none of the words
        let mut holds = Vec::new();
        if let Some(inside) = &self.inside {
            for found in inside.find_overlapping_iter(text) {
                holds.resize(self.list.len(), false);
                holds[self.owners[found.pattern().as_usize()]] = true;
            }
        }
        self.list.iter().enumerate().filter_map(move |(i, (look, expression))| {
            let bytes = text.as_bytes();
            let may = odd
                || match look {
                    Quick::Starts(words) => words.starts(bytes),
                    Quick::Ends(words) => words.ends(bytes),
                    Quick::Holds => holds.get(i).is_some_and(|holds| *holds),
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

/// The quick look for an expression, and the words to look for where it is [`Quick::Holds`].
fn quick(text: &str) -> (Quick, Vec<Vec<u8>>) {
    let prepared = LOOKS.binary_search_by_key(&text, |(text, ..)| text);
    let (look, words) = match prepared {
        Ok(at) => (LOOKS[at].1, LOOKS[at].2.iter().map(|w| w.to_vec()).collect()),
        Err(_) => look(text),
    };
    match look {
        Look::Starts => (Quick::Starts(Edges::new(words, <[u8]>::first)), Vec::new()),
        Look::Ends => (Quick::Ends(Edges::new(words, <[u8]>::last)), Vec::new()),
        Look::Holds => (Quick::Holds, words),
        Look::Unknown => (Quick::Unknown, Vec::new()),
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
        let compiled = |list: &Expressions| list.list.iter().filter(|(_, e)| e.is_compiled()).count();
        assert!(list.all("Sleep helps.").is_empty());
        assert_eq!(compiled(&list), 1, "the one that is matched by every text");
        assert_eq!(list.first("Please share this"), Some(0..17));
        assert_eq!(list.all("Some LOREM IPSUM here."), vec![5..21]);
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
            prop_assert_eq!(list.all(&text), all);
        }
    }
}
