//! Two small words that cannot stand side by side: "the there", "of have". Owns the walk over neighbours; which words
//! clash stands in the rule file. What was meant is for the writer to say: a word may be wrong, left out or too many.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::hit::Hit;
use super::{BuiltinQuestion, Stratum};
use crate::knowledge::Knowledge;
use crate::language::token::{Flags, Token};
use crate::language::{Contexts, Reading, closed};

/// `[builtin.word-clash]`
#[derive(Debug, Deserialize)]
#[serde(from = "Table")]
pub(crate) struct WordClash {
    clashes: Vec<Clash>,
    /// The clashes of which a word is the first, by their number: most words are that of none.
    by_first: BTreeMap<String, Vec<usize>>,
    relative: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    clashes: Vec<Clash>,
    /// Words that begin a clause that depends on another: behind one of them a small word may end that clause.
    relative: Vec<String>,
}

impl From<Table> for WordClash {
    fn from(Table { clashes, relative }: Table) -> Self {
        let mut by_first: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, clash) in clashes.iter().enumerate() {
            for word in &clash.before {
                by_first.entry(word.clone()).or_default().push(number);
            }
        }
        Self { clashes, by_first, relative }
    }
}

/// Words that clash, each of `before` with each of `behind`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Clash {
    before: Vec<String>,
    behind: Vec<String>,
    /// They may meet where a clause ends: "what it is for is".
    #[serde(default)]
    may_end: bool,
    /// None of these stands before the two.
    #[serde(default)]
    unless: Vec<String>,
    /// None of these stands behind the two.
    #[serde(default)]
    unless_behind: Vec<String>,
}

/// How far back the beginning of a clause that depends on another is looked for, in words.
const FAR: usize = 12;

impl BuiltinQuestion for WordClash {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        const SILENT: Contexts = Contexts::LITERAL
            .with(Contexts::REFERENCE)
            .with(Contexts::RESIDUE)
            .with(Contexts::NAME)
            .with(Contexts::MENTION)
            .with(Contexts::QUOTED);
        let tokens = reading.words().tokens();
        let prose = reading.document().prose();
        (0..tokens.len().saturating_sub(1))
            .filter(|&at| {
                let (first, second) = (&tokens[at], &tokens[at + 1]);
                is_small(first)
                    && is_small(second)
                    && !second.flags.has(Flags::CAPITAL)
                    && &prose[first.end()..second.start as usize] == " "
                    && (!first.flags.has(Flags::CAPITAL) || at == reading.words().sentence_of(at).start)
                    // "and/or", "it's the"
                    && !prose[..first.start as usize].ends_with(['/', '-', '\'', '’'])
                    && tokens.get(at + 2).is_none_or(|next| !next.flags.has(Flags::CLITIC))
                    && self.of(reading.word(at)).any(|clash| self.is_clash(clash, reading, at))
                    && !reading.context(at).with(reading.context(at + 1)).any(SILENT)
                    && !reading.is_in_code(at)
            })
            .map(|at| Hit::at(tokens[at].start as usize..tokens[at + 1].end()))
            .collect()
    }
}

impl WordClash {
    /// The clashes of which a word is the first.
    fn of(&self, word: &str) -> impl Iterator<Item = &Clash> {
        let lower: Cow<'_, str> = match word.bytes().any(|b| b.is_ascii_uppercase()) {
            true => word.to_ascii_lowercase().into(),
            false => word.into(),
        };
        self.by_first.get(&*lower).into_iter().flatten().map(|&number| &self.clashes[number])
    }

    fn is_clash(&self, clash: &Clash, reading: &Reading<'_>, at: usize) -> bool {
        let sentence = reading.words().sentence_of(at);
        let is = |t: usize, list: &[String]| closed::is(reading.word(t), list);
        let ends = || {
            let from = at.saturating_sub(FAR).max(sentence.start);
            (from..at).any(|t| is(t, &self.relative))
        };
        is(at + 1, &clash.behind)
            && !(clash.may_end && ends())
            && !(at > sentence.start && is(at - 1, &clash.unless))
            && !(at + 2 < sentence.end && is(at + 2, &clash.unless_behind))
    }
}

/// A whole word of letters, joined to no other, behind which nothing ends.
fn is_small(token: &Token) -> bool {
    const LONGEST: u16 = 8;
    const NONE: [Flags; 6] =
        [Flags::CAPITALS, Flags::DIGIT, Flags::JOINT, Flags::CLITIC, Flags::CLAUSE_END, Flags::ADDRESS];
    token.len <= LONGEST && !NONE.iter().any(|&flag| token.flags.has(flag))
}
