//! The regular expressions of a rule, each compiled when the first text comes by that may hold a
//! match. Owns the quick look that tells: most texts hold none of the words that any match has.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::memmem;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind, Look};

/// Largest compiled regular expression, in bytes.
const LARGEST: usize = 1 << 20;
/// Shortest words that are looked for inside a text, in bytes: shorter ones are everywhere.
const SHORTEST: usize = 3;

/// As much of each word is looked for, in bytes.
const LONGEST: usize = 8;

/// Regular expressions in order.
#[derive(Debug, Default)]
pub(super) struct Expressions {
    list: Vec<Expression>,
    /// The words of those whose matches begin or end with one, wherever they stand, and to which
    /// expression each belongs.
    inside: Option<AhoCorasick>,
    owners: Vec<usize>,
}

#[derive(Debug)]
struct Expression {
    text: String,
    look: Quick,
    compiled: OnceLock<Regex>,
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
            out.list.push(Expression { text: text.to_owned(), look, compiled: OnceLock::new() });
        }
        if !words.is_empty() {
            out.inside = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                // it reads every text there is
                .kind(Some(AhoCorasickKind::DFA))
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
        self.candidates(text).find_map(|regex| regex.find(text).filter(|m| !m.is_empty()).map(|m| m.range()))
    }

    /// Every match of every expression that is not empty.
    pub(super) fn all(&self, text: &str) -> Vec<Range<usize>> {
        self.candidates(text)
            .flat_map(|regex| regex.find_iter(text).filter(|m| !m.is_empty()).map(|m| m.range()))
            .collect()
    }

    /// The expressions that may match.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &Regex> {
        // of all letters beyond ASCII, only these have an ASCII letter as their other case
        let odd =
            ["\u{17f}", "\u{212a}"].iter().any(|c| memmem::find(text.as_bytes(), c.as_bytes()).is_some());
        let mut holds = vec![false; if self.inside.is_some() { self.list.len() } else { 0 }];
        if let Some(inside) = &self.inside {
            for found in inside.find_overlapping_iter(text) {
                holds[self.owners[found.pattern().as_usize()]] = true;
            }
        }
        self.list.iter().enumerate().filter_map(move |(i, expression)| {
            let bytes = text.as_bytes();
            let may = odd
                || match &expression.look {
                    Quick::Starts(words) => words.starts(bytes),
                    Quick::Ends(words) => words.ends(bytes),
                    Quick::Holds => holds[i],
                    Quick::Unknown => true,
                };
            may.then(|| expression.regex()).flatten()
        })
    }
}

impl Expression {
    /// `None` never happens: whoever reads expressions of others' making has tried them first.
    fn regex(&self) -> Option<&Regex> {
        if self.compiled.get().is_none() {
            let _ = self.compiled.set(compile(&self.text).ok()?);
        }
        self.compiled.get()
    }
}

/// Compiles an expression; case does not matter.
///
/// # Errors
/// In plain words.
pub(super) fn compile(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).case_insensitive(true).size_limit(LARGEST).build().map_err(|error| match &error {
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
    // read without regard to case, each word would come in all its spellings
    let Ok(hir) = regex_syntax::Parser::new().parse(text) else { return (Quick::Unknown, Vec::new()) };
    let properties = hir.properties();
    let prefixes = words(&hir, ExtractKind::Prefix);
    if let Some(prefixes) = &prefixes
        && properties.look_set_prefix().contains(Look::Start)
    {
        return (Quick::Starts(Edges::new(prefixes.clone(), <[u8]>::first)), Vec::new());
    }
    let long = |list: &Vec<Vec<u8>>| list.iter().all(|w| w.len() >= SHORTEST || !w.is_ascii());
    if let Some(prefixes) = prefixes.filter(long) {
        return (Quick::Holds, prefixes);
    }
    let suffixes = words(&hir, ExtractKind::Suffix);
    match suffixes {
        Some(suffixes) if properties.look_set_suffix().contains(Look::End) => {
            (Quick::Ends(Edges::new(suffixes, <[u8]>::last)), Vec::new())
        }
        Some(suffixes) if long(&suffixes) => (Quick::Holds, suffixes),
        _ => match part(&hir).filter(long) {
            Some(words) => (Quick::Holds, words),
            None => (Quick::Unknown, Vec::new()),
        },
    }
}

/// What every match has somewhere: the longest words that a part of the expression begins with.
fn part(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let shortest = |words: &Vec<Vec<u8>>| words.iter().map(Vec::len).min();
    parts.iter().filter_map(|part| words(part, ExtractKind::Prefix)).max_by_key(shortest)
}

/// What every match begins or ends with, in ASCII lower case.
fn words(hir: &Hir, kind: ExtractKind) -> Option<Vec<Vec<u8>>> {
    let prefix = matches!(kind, ExtractKind::Prefix);
    let seq: Seq = Extractor::new().kind(kind).limit_literal_len(LONGEST).extract(hir);
    let mut out = Vec::new();
    for literal in seq.literals()? {
        // a letter beyond ASCII has another case too: what is left without it is still true
        let one_case = |c: &char| c.is_ascii() || !c.is_alphabetic() && *c != char::REPLACEMENT_CHARACTER;
        let text = String::from_utf8_lossy(literal.as_bytes());
        let word: String = match prefix {
            true => text.chars().take_while(one_case).collect(),
            false => {
                let kept: usize = text.chars().rev().take_while(one_case).map(char::len_utf8).sum();
                text[text.len() - kept..].to_owned()
            }
        };
        if word.is_empty() {
            return None;
        }
        out.push(word.to_ascii_lowercase().into_bytes());
    }
    out.sort_unstable();
    out.dedup();
    // of two words the shorter says it all
    let shorter = |w: &[u8], v: &[u8]| if prefix { w.starts_with(v) } else { w.ends_with(v) };
    let all = out.clone();
    out.retain(|w| !all.iter().any(|v| v != w && shorter(w, v)));
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        let compiled = |list: &Expressions| list.list.iter().filter(|e| e.compiled.get().is_some()).count();
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
            let regexes: Vec<Regex> = TEXTS.iter().map(|t| compile(t).expect("sound")).collect();
            let all: Vec<Range<usize>> = regexes
                .iter()
                .flat_map(|r| r.find_iter(&text).filter(|m| !m.is_empty()).map(|m| m.range()))
                .collect();
            prop_assert_eq!(list.all(&text), all);
        }
    }
}
