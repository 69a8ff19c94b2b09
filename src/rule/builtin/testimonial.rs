//! A customer's words in quotation marks, with a name below. Owns the shape of such a paragraph; who
//! counts as an expert, and what counts as an outcome, are lexicons. Must not know what was said.

use std::ops::Range;

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::document::{Block, BlockKind};
use crate::finding::Role;
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.testimonial]`: a block that is a quotation by somebody who is no expert, about themselves
/// and about an outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Testimonial {
    /// Lexicon of words that speak of oneself.
    self_words: String,
    /// Lexicons of what a treatment is for; the quotation holds a word of one.
    outcomes: Vec<String>,
    /// Lexicon of effects: the finding points at the sentence that tells of one.
    effect: String,
    /// Lexicon of titles and studies: whoever is quoted so is no customer.
    experts: String,
    /// Lexicon of words that tell who speaks: where nothing is sold, a report may quote a patient.
    says: String,
    /// Lexicon of questions for advice: who ends with one writes to a column, and praises nothing.
    asks: String,
}

/// Most other sentences of a story that are shown.
const MOST: usize = 8;
/// The signs of a rating, and what may follow each.
const STARS: [char; 7] = ['⭐', '★', '☆', '✩', '✭', '🌟', '\u{fe0f}'];
/// Most words after the quotation: more are no name.
const SIGNATURE: usize = 12;

impl BuiltinQuestion for Testimonial {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let Some(self_words) = reading.lexicon(&self.self_words) else { return Vec::new() };
        let [experts, says, asks] = [&self.experts, &self.says, &self.asks].map(|name| reading.lexicon(name));
        let effect = reading.lexicon(&self.effect);
        let may_sell = reading.may_sell();
        let outcomes: Vec<_> = self.outcomes.iter().filter_map(|name| reading.lexicon(name)).collect();
        let blocks = reading.document().blocks();
        let mut hits = Vec::new();
        for (number, block) in blocks.iter().enumerate() {
            let Some(quoted) = quotation(reading, block) else { continue };
            let words = reading.words();
            let (first, end) = (words.token_at(quoted.start), words.token_at(quoted.end));
            let own = words.of_block(number);
            let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::MYTH);
            if first >= end || reading.context(first).any(nowhere) {
                continue;
            }
            let has = |kind, range| reading.of_kind_within(kind, range).next().is_some();
            let rated =
                stars(reading.document().text(block)) > 0 || rated_behind(reading, quoted.end, own.end);
            let signed = rated
                || signed(reading, own.end, quoted.end)
                || own.end == end
                    && blocks.get(number + 1).is_some_and(|next| is_signature(reading, number + 1, next));
            let by_expert = experts.is_some_and(|kind| has(kind, own.clone()));
            let last = words.sentence_of(end - 1);
            let seeks_advice = reading.document().prose()[..quoted.end].trim_end().ends_with('?')
                && asks.is_some_and(|kind| has(kind, last.start.max(first)..end));
            let reported = !may_sell && says.is_some_and(|kind| has(kind, end..own.end));
            if !by_expert
                && !seeks_advice
                && !reported
                && words.count(end..own.end) <= SIGNATURE
                && (has(self_words, first..end)
                    || may_sell && signed && (rated || effect.is_some_and(|kind| has(kind, first..end))))
                && outcomes.iter().any(|&kind| has(kind, first..end))
            {
                let quoted = words.bytes(first..end);
                let within = |sentence: Range<usize>| sentence.start.max(first)..sentence.end.min(end);
                let tells = |s: &Range<usize>| effect.is_some_and(|kind| has(kind, s.clone()));
                // a story begins with the trouble and ends with what makes the reader hope
                let sentences = || words.sentences_in(first..end).map(within);
                let main = sentences().filter(tells).last();
                let main = main.unwrap_or_else(|| within(words.sentence_of(first)));
                let mut hit = Hit::at(words.bytes(main.clone())).speaking_for(quoted);
                // one story is one fault, and whoever takes it out needs all of it
                for sentence in sentences().filter(|s| *s != main && tells(s)).take(MOST) {
                    hit.also(Role::SameFault, words.bytes(sentence));
                }
                hits.push(hit);
            }
        }
        hits
    }
}

/// Whether a customer's name stands behind a quotation: "– Priya, Leeds". Whoever signs speaks for
/// themselves, and need not say "I".
fn signed(reading: &Reading<'_>, end: usize, quoted: usize) -> bool {
    let prose = reading.document().prose();
    let words = reading.words();
    let after = words.token_at(quoted);
    if after >= end {
        return false;
    }
    let name = &words.tokens()[after];
    let gap = prose.get(quoted..name.start as usize).unwrap_or("");
    name.flags.has(Flags::CAPITAL) && gap.contains(['–', '—', '-', '(', '\n', '~'])
}

/// Length in bytes of the stars of a rating that a review opens with, and of the spaces behind them.
fn stars(text: &str) -> usize {
    let rest = text.trim_start_matches(STARS);
    if rest.len() == text.len() { 0 } else { text.len() - rest.trim_start().len() }
}

/// Whether stars stand behind a quotation, before the name: “Slept like a log.” ★★★★★ – Priya.
fn rated_behind(reading: &Reading<'_>, quoted: usize, end: usize) -> bool {
    let words = reading.words();
    let behind = words.token_at(quoted);
    let block = &reading.document().blocks()[words.block_of(end - 1)];
    let name = if behind < end { words.tokens()[behind].start as usize } else { block.prose.end };
    let gap = reading.document().prose().get(quoted..name).unwrap_or("");
    stars(gap.trim_start_matches(|c: char| !STARS.contains(&c))) > 0
}

/// Whether a block is a name below a quotation: "— Priya, Leeds".
fn is_signature(reading: &Reading<'_>, number: usize, block: &Block) -> bool {
    let text = reading.document().text(block);
    text.starts_with(['–', '—', '-', '~']) && reading.words().of_block(number).len() <= SIGNATURE
}

/// The prose between the quotation marks that a block opens with, up to the last that closes; all of a
/// block that is set as a quotation and has no marks.
fn quotation(reading: &Reading<'_>, block: &Block) -> Option<Range<usize>> {
    let whole = reading.document().text(block);
    let start = block.prose.start + stars(whole);
    let text = &whole[stars(whole)..];
    let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote);
    let Some(open) = text.chars().next().filter(|c| prose && matches!(c, '“' | '"' | '‘' | '«' | '”'))
    else {
        return (block.kind == BlockKind::Quote).then(|| block.prose.clone());
    };
    let close: &[char] = match open {
        '‘' => &['’'],
        '«' => &['»'],
        _ => &['”', '"'],
    };
    let from = open.len_utf8();
    let to = text.rfind(close).filter(|&at| at > from)?;
    Some(start + from..start + to)
}
