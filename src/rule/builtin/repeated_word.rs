//! A word doubled by mistake, also across a line break. Owns what counts as the same word
//! twice; the doublings that English knows stand in the rule file.

use std::ops::Range;

use serde::Deserialize;

use super::super::hit::{Correction, Hit};
use super::{BuiltinQuestion, Stratum};
use crate::document::Document;
use crate::knowledge::Knowledge;
use crate::language::token::{Flags, Token};
use crate::language::{Contexts, Reading};

/// `[builtin.repeated-word]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RepeatedWord {
    /// Words that may stand twice in a row.
    allow: Vec<String>,
    /// Words that never do: no clause ends with one of them.
    #[serde(default)]
    never: Vec<String>,
    /// Words with which a clause that depends on another may end, and the next word begin the rest: "where
    /// the pain comes from from time to time". That is right, and asks for other words all the same.
    #[serde(default)]
    stranded: Vec<String>,
    /// Words that begin such a clause: behind one of them any other word may stand twice.
    #[serde(default)]
    relative: Vec<String>,
    /// Subjects of such a clause that has no word to begin it: "the pain it causes".
    #[serde(default)]
    subjects: Vec<String>,
}

/// How far back the beginning of such a clause is looked for, in words, and how far its subject.
const FAR: usize = 12;
const NEAR: usize = 3;

impl BuiltinQuestion for RepeatedWord {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let prose = reading.document().prose();
        let tokens = reading.words().tokens();
        let mut hits = Vec::new();
        for (i, pair) in tokens.windows(2).enumerate() {
            let (a, b) = (&pair[0], &pair[1]);
            // cheap tests first: this loop sees every pair of words
            if a.len != b.len
                || a.word != b.word
                || a.flags.has(Flags::CLAUSE_END)
                || a.flags.has(Flags::DIGIT)
            {
                continue;
            }
            let (first, second) = (&prose[a.start as usize..a.end()], &prose[b.start as usize..b.end()]);
            if !first.eq_ignore_ascii_case(second) || &prose[a.end()..b.start as usize] != " " {
                continue;
            }
            // Wagga Wagga, Duran Duran; but not The The
            let name = a.len > 3 && a.flags.has(Flags::CAPITAL) && b.flags.has(Flags::CAPITAL);
            let silent = Contexts::LITERAL
                .with(Contexts::REFERENCE)
                .with(Contexts::RESIDUE)
                .with(Contexts::NAME)
                .with(Contexts::MENTION);
            if name
                || !first.chars().all(char::is_alphabetic)
                || first.len() == 1 && first != "a"
                || holds(&self.allow, first)
                || reading.context(i).with(reading.context(i + 1)).any(silent)
            {
                continue;
            }
            let (never, stranded) = (holds(&self.never, first), holds(&self.stranded, first));
            // "or or-patterns"; "knead knead knead" is meant so
            let part = b.flags.has(Flags::JOINT) || i > 0 && tokens[i - 1].flags.has(Flags::JOINT);
            let same = |t: usize| t < tokens.len() && reading.word(t).eq_ignore_ascii_case(first);
            let thrice = i > 0 && same(i - 1) || same(i + 2);
            let shouted = first.len() > 1 && first.chars().all(char::is_uppercase);
            let seam = !never && self.is_seam(reading, i);
            if part || shouted || thrice && !never || seam && !stranded {
                continue;
            }
            let (prose, verse) = superfluous(reading.document(), a, b);
            // without a doubt only where the two never meet at the seam of two clauses
            let safe = (never || stranded && !seam) && !verse;
            let fix = Correction { prose, texts: vec![String::new()], safe };
            hits.push(Hit::at(a.start as usize..b.end()).mended(fix));
        }
        hits
    }
}

impl RepeatedWord {
    /// Whether a clause that depends on another may end with a token: "what works" of "what works works",
    /// "the pain it causes" of "the pain it causes causes worry".
    fn is_seam(&self, reading: &Reading<'_>, token: usize) -> bool {
        let sentence = reading.words().sentence_of(token).start;
        let before = |words: usize| token.saturating_sub(words).max(sentence)..token;
        before(FAR).any(|t| holds(&self.relative, reading.word(t)))
            || before(NEAR).any(|t| holds(&self.subjects, reading.word(t)))
    }
}

/// What of a word that stands twice can go, in the prose, and whether a break that the writer asked for parts
/// the two: the lines of a verse may repeat a word. It is the second word with the space before it, or behind
/// it where that before is the end of a line, which stays.
fn superfluous(document: &Document, a: &Token, b: &Token) -> (Range<usize>, bool) {
    let (prose, source) = (document.prose(), document.source());
    let place = |token: &Token| document.locate(token.start as usize..token.end());
    let (first, second) = (place(a), place(b));
    let gap = source.get(first.end..second.start).unwrap_or_default();
    let line = gap.trim_matches([' ', '\t']);
    let ends_line = matches!(line, "\n" | "\r\n" | "\r");
    let rest = &source[second.end..];
    // no sign may come to stand at the start of the line: there it may be markup
    let goes_on = rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    match ends_line && goes_on && prose[b.end()..].starts_with(' ') {
        true => (b.start as usize..b.end() + 1, gap.starts_with("  ")),
        false => (a.end()..b.end(), false),
    }
}

fn holds(list: &[String], word: &str) -> bool {
    list.iter().any(|entry| entry.eq_ignore_ascii_case(word))
}
