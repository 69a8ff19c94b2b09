//! Sentences that run on: too many words, or too many clauses strung together. Owns the
//! counting; limits and words stand in the rule file.

use std::ops::Range;

use serde::Deserialize;

use super::super::hit::Hit;
use super::{BuiltinQuestion, Stratum};
use crate::document::BlockKind;
use crate::finding::Scope;
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading, closed};

/// `[builtin.run-on]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RunOn {
    /// A sentence of more words runs on, whatever its form.
    max_words: usize,
    /// A sentence of more clauses joined by a bare comma or a conjunction runs on …
    max_joins: usize,
    /// … if it has at least so many words.
    min_words: usize,
    /// Words that join clauses.
    conjunctions: Vec<String>,
    /// Words that open a clause as its subject after a comma or conjunction.
    subjects: Vec<String>,
}

/// Words at the start of the sentence that a finding points at.
const OPENING: usize = 8;

impl BuiltinQuestion for RunOn {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn placeholders(&self) -> &'static [&'static str] {
        &["count"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let words = reading.words();
        let mut hits = Vec::new();
        for (number, block) in reading.document().blocks().iter().enumerate() {
            // a quotation is not for the writer to break up
            let prose =
                matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Description);
            let tokens = words.of_block(number);
            if !prose || tokens.len() < self.min_words {
                continue;
            }
            for sentence in words.sentences_in(tokens) {
                if sentence.len() < self.min_words
                    || reading
                        .context(sentence.start)
                        .any(Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::DISCLAIMER))
                {
                    continue;
                }
                if pasted(reading, sentence.clone()) {
                    continue;
                }
                let longest = self.longest_stretch(reading, sentence.clone());
                if longest > self.max_words
                    || longest >= self.min_words && self.joins(reading, sentence.clone()) > self.max_joins
                {
                    let opening = words.bytes(sentence.start..(sentence.start + OPENING).min(sentence.end));
                    let count = words.count(sentence);
                    hits.push(Hit::at(opening).value("count", count).reaching(Scope::Sentence));
                }
            }
        }
        hits
    }
}

impl RunOn {
    /// Words of the longest stretch between colons and semicolons, at which a reader can rest. What
    /// stands in brackets can be passed over, and a list of short things is read as one.
    fn longest_stretch(&self, reading: &Reading<'_>, sentence: Range<usize>) -> usize {
        let (longest, open) = self.stretch(reading, sentence.clone(), true);
        // brackets that do not close hold nothing
        if open { self.stretch(reading, sentence, false).0 } else { longest }
    }

    /// The longest stretch, and whether a bracket is still open at the end.
    fn stretch(&self, reading: &Reading<'_>, sentence: Range<usize>, brackets: bool) -> (usize, bool) {
        /// Most words between two commas of such a list.
        const ITEM: usize = 4;
        let words = reading.words();
        let bytes = reading.document().prose().as_bytes();
        let (mut longest, mut stretch, mut item, mut items, mut depth) = (0, 0, 0, 0, 0_usize);
        // a clause is no item, however short
        let mut clause = false;
        for t in sentence.clone() {
            let token = &words.tokens()[t];
            if depth == 0 {
                clause |= item == 0 && closed::is(reading.word(t), &self.subjects);
                item += words.count(t..t + 1);
            }
            let next = words.tokens().get(t + 1).filter(|_| t + 1 < sentence.end);
            let next = next.map_or(token.end(), |next| next.start as usize);
            let (mut comma, mut rests) = (false, t + 1 == sentence.end);
            for byte in &bytes[token.end()..next] {
                match byte {
                    b'(' | b'[' if brackets => depth += 1,
                    b')' | b']' if brackets => depth = depth.saturating_sub(1),
                    b',' => comma = true,
                    b';' | b':' => rests = true,
                    _ => {}
                }
            }
            if rests || comma {
                items = if item <= ITEM && !clause { items + 1 } else { 0 };
                // the first two of a list may be no list yet
                stretch += if items > 2 { 0 } else { item };
                (item, clause) = (0, false);
            }
            if rests {
                longest = longest.max(stretch);
                (stretch, items) = (0, 0);
            }
        }
        (longest, depth > 0)
    }

    /// Clauses joined to the one before by a bare comma or by a conjunction.
    fn joins(&self, reading: &Reading<'_>, sentence: Range<usize>) -> usize {
        let tokens = reading.words().tokens();
        let joins = |t: usize| closed::is(reading.word(t), &self.conjunctions);
        (sentence.start + 1..sentence.end)
            .filter(|&t| {
                let before = t - 1;
                closed::is(reading.word(t), &self.subjects)
                    && (tokens[before].flags.has(Flags::COMMA) || before > sentence.start && joins(before))
            })
            .count()
    }
}

/// Whether it is no sentence but a run of names and headings, as from the head of a paper: every third
/// word has a capital.
fn pasted(reading: &Reading<'_>, sentence: Range<usize>) -> bool {
    let tokens = &reading.words().tokens()[sentence];
    3 * tokens.iter().filter(|t| t.flags.has(Flags::CAPITAL)).count() >= tokens.len()
}
