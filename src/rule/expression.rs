//! The regular expressions of a rule, each compiled when the first text comes by that may hold a
//! match. Owns the quick look that tells: most texts hold none of the words that any match has.

use std::ops::Range;

use memchr::memmem;
use regex::RegexBuilder;

use super::look::{Look, look};
use crate::language::expression::Expression;
use crate::language::trigrams::{self, Trigrams};

include!(concat!(env!("OUT_DIR"), "/looks.rs"));

/// Largest compiled regular expression, in bytes.
const LARGEST: usize = 1 << 20;
/// Bytes of a prose that are held in lower case at once.
const WINDOW: usize = 1 << 16;

/// Regular expressions in order.
#[derive(Debug, Default)]
pub(super) struct Expressions(Vec<(Quick, Expression)>);

/// Those of them that may match in an article at all, and the article. It is asked of parts of its prose, in
/// order.
pub(super) struct Live<'e, 't> {
    prose: &'t str,
    lower: Lower<'t>,
    /// An odd letter stands in the prose.
    odd: bool,
    list: Vec<Candidate<'e>>,
}

/// An expression that may match somewhere in an article.
struct Candidate<'e> {
    quick: &'e Quick,
    expression: &'e Expression,
    /// Words of which a match holds one, without those that the article does not have.
    words: Vec<Word<'e>>,
}

/// A prose in ASCII lower case, a window at a time: it may be as long as a book.
struct Lower<'t> {
    prose: &'t [u8],
    /// What was lowered last, and where it begins.
    window: Vec<u8>,
    start: usize,
}

impl Lower<'_> {
    /// Where a word stands next, from a place on; the end of the prose if it does not.
    fn find(&mut self, word: &[u8], mut from: usize) -> usize {
        loop {
            let end = self.start + self.window.len();
            let whole = end == self.prose.len() || from + word.len() <= end;
            if from < self.start || !whole || self.window.is_empty() {
                self.start = from;
                let end = self.prose.len().min(from + WINDOW.max(word.len()));
                self.window.clear();
                self.window.extend_from_slice(&self.prose[from..end]);
                self.window.make_ascii_lowercase();
            }
            if let Some(at) = memmem::find(&self.window[from - self.start..], word) {
                return from + at;
            }
            let end = self.start + self.window.len();
            if end == self.prose.len() {
                return end;
            }
            // it may begin in this window and end behind it
            from = end + 1 - word.len();
        }
    }
}

/// A word that is looked for in a prose, and where it stands next, as far as it was looked for.
struct Word<'e> {
    text: &'e [u8],
    next: Option<usize>,
}

impl Word<'_> {
    /// Whether the word stands in a part of the prose, none of which lies before the last that was asked
    /// about: all of them together cost one search.
    fn is_in(&mut self, part: &Range<usize>, prose: &mut Lower<'_>) -> bool {
        let next = match self.next {
            Some(next) if next >= part.start => next,
            _ => prose.find(self.text, part.start),
        };
        self.next = Some(next);
        next + self.text.len() <= part.end
    }
}

/// What every text with a match has, in ASCII lower case.
#[derive(Debug)]
struct Quick {
    /// It begins with one of these.
    starts: Option<Edges>,
    /// It ends with one of these.
    ends: Option<Edges>,
    /// It has one of these somewhere, if there are any.
    holds: Vec<Vec<u8>>,
}

impl Quick {
    /// The quick look for an expression.
    fn of(text: &str) -> Self {
        let prepared = LOOKS.binary_search_by_key(&text, |(text, _)| text);
        let Look { starts, ends, holds } = match prepared {
            Ok(at) => {
                let [starts, ends, holds] = LOOKS[at].1.map(|list| list.iter().map(|w| w.to_vec()).collect());
                Look { starts, ends, holds }
            }
            Err(_) => look(text),
        };
        Self { starts: Edges::new(starts, <[u8]>::first), ends: Edges::new(ends, <[u8]>::last), holds }
    }
}

/// Words at one edge of a text, and which bytes stand at the very edge.
#[derive(Debug)]
struct Edges {
    words: Vec<Vec<u8>>,
    outermost: [bool; 256],
}

impl Edges {
    /// `None` where there are no words.
    fn new(words: Vec<Vec<u8>>, outermost: impl Fn(&[u8]) -> Option<&u8>) -> Option<Self> {
        let mut out = Self { outermost: [false; 256], words: Vec::new() };
        for byte in words.iter().filter_map(|w| outermost(w)) {
            out.outermost[usize::from(byte.to_ascii_lowercase())] = true;
            out.outermost[usize::from(byte.to_ascii_uppercase())] = true;
        }
        out.words = words;
        (!out.words.is_empty()).then_some(out)
    }

    /// Whether one of them may stand in a text with these trigrams.
    fn may_stand(&self, trigrams: &Trigrams) -> bool {
        self.words.iter().any(|word| trigrams.may_hold(word))
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
        Self(texts.into_iter().map(|text| (Quick::of(text), Expression::of_any_case(text))).collect())
    }

    /// Those that may match in a prose with these trigrams.
    pub(super) fn live<'e, 't>(&'e self, prose: &'t str, trigrams: &Trigrams) -> Live<'e, 't> {
        let stands = |edges: &Option<Edges>| edges.as_ref().is_none_or(|edges| edges.may_stand(trigrams));
        let mut list = Vec::new();
        for (quick, expression) in &self.0 {
            if !stands(&quick.starts) || !stands(&quick.ends) {
                continue;
            }
            let here = quick.holds.iter().filter(|word| trigrams.may_hold(word));
            let words: Vec<Word<'_>> = here.map(|text| Word { text, next: None }).collect();
            if !words.is_empty() || quick.holds.is_empty() {
                list.push(Candidate { quick, expression, words });
            }
        }
        let lower = Lower { prose: prose.as_bytes(), window: Vec::new(), start: 0 };
        Live { prose, lower, odd: trigrams.is_odd(), list }
    }
}

impl Live<'_, '_> {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first match of the first expression that has one in a part of the prose; it is not empty.
    pub(super) fn first(&mut self, part: Range<usize>) -> Option<Range<usize>> {
        let text = &self.prose[part.clone()];
        self.candidates(part).find_map(|e| e.find_iter(text).next())
    }

    /// Every match of every expression in a part of the prose that is not empty.
    pub(super) fn all(&mut self, part: Range<usize>) -> Vec<Range<usize>> {
        let text = &self.prose[part.clone()];
        self.candidates(part).flat_map(|e| e.find_iter(text)).collect()
    }

    /// The expressions that may match.
    fn candidates(&mut self, part: Range<usize>) -> impl Iterator<Item = &Expression> {
        let text = &self.prose[part.clone()];
        let odd = self.odd && trigrams::has_odd_letter(text);
        let Self { lower, list, .. } = self;
        list.iter_mut().filter_map(move |Candidate { quick, expression, words }| {
            let starts = || quick.starts.as_ref().is_none_or(|edges| edges.starts(text.as_bytes()));
            let ends = || quick.ends.as_ref().is_none_or(|edges| edges.ends(text.as_bytes()));
            let mut holds = || words.iter_mut().any(|word| word.is_in(&part, lower));
            let may = odd || starts() && ends() && (quick.holds.is_empty() || holds());
            may.then_some(*expression)
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
        let live = |text: &'static str| list.live(text, &Trigrams::of(text));
        assert!(live("Sleep helps.").all(0..12).is_empty());
        assert_eq!(compiled(&list), 1, "the one that is matched by every text");
        assert_eq!(live("Please share this").first(0..17), Some(0..17));
        assert_eq!(live("Some LOREM IPSUM here.").all(0..22), vec![5..21]);
    }

    #[test]
    fn words_are_looked_for_part_by_part() {
        let list = Expressions::new([r"\blorem ipsum\b"]);
        let prose = "Lorem ipsum\nSleep helps.\nLorem\nipsum\nMore lorem ipsum";
        let mut live = list.live(prose, &Trigrams::of(prose));
        for (part, found) in [(0..11, Some(0..11)), (12..24, None), (25..30, None), (37..53, Some(5..16))] {
            assert_eq!(live.first(part.clone()), found, "{part:?}");
        }
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
            prop_assert_eq!(list.live(&text, &Trigrams::of(&text)).all(0..text.len()), all);
        }
    }
}
