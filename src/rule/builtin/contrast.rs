//! What an article says in one place and takes back in another. Owns the search for the two places;
//! what contradicts what stands in the rule file, as pairs of lexicons. Must not know which rule asks.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::Deserialize;

use super::super::question::Hit;
use crate::document::BlockKind;
use crate::finding::Role;
use crate::language::claim::{Claim, Object, Strength};
use crate::language::mark::Mark;
use crate::language::{Contexts, Reading};

/// Most places of the other side that one finding names.
const PLACES: usize = 3;

/// `[builtin.contradiction]`: two lexicons that cannot both be right of one treatment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Contradiction {
    /// What is said, and what takes it back.
    pairs: Vec<Pair>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Pair {
    /// Lexicon of the stronger statement, which the finding points at.
    says: String,
    /// Lexicon of what contradicts it.
    against: String,
}

impl Contradiction {
    /// One finding for each pair: at the first statement, with the first places that contradict it.
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for pair in &self.pairs {
            let said = places(reading, &pair.says, Contexts::HEDGED);
            if said.is_empty() {
                continue;
            }
            let against = places(reading, &pair.against, Contexts::default());
            let sentence = |mark: &Mark| reading.words().sentence_of(mark.first as usize).start;
            // the sentence that qualifies itself contradicts nothing
            let found = said.into_iter().find_map(|mark| {
                let others: Vec<&Mark> =
                    against.iter().copied().filter(|o| sentence(o) != sentence(mark)).take(PLACES).collect();
                (!others.is_empty()).then_some((mark, others))
            });
            if let Some((mark, others)) = found {
                let span = reading.span_of(mark);
                if hits.iter().any(|h| h.prose.start < span.end && span.start < h.prose.end) {
                    continue;
                }
                let mut hit = Hit::at(span);
                for other in others {
                    hit.also(Role::Contrast, reading.span_of(other));
                }
                hits.push(hit);
            }
        }
        hits
    }
}

/// Where the article asserts what a lexicon holds, outside the contexts of `but`.
fn places<'r>(reading: &'r Reading<'_>, lexicon: &str, but: Contexts) -> Vec<&'r Mark> {
    let Some(kind) = reading.lexicon(lexicon) else { return Vec::new() };
    reading
        .of_kind(kind)
        .filter(|m| !reading.context_of(m).any(Contexts::UNASSERTED.with(but)))
        .filter(|m| {
            let kind = reading.block_of(m.first as usize).1.kind;
            !matches!(kind, BlockKind::Reference | BlockKind::AltText | BlockKind::Question)
        })
        .collect()
}

/// `[builtin.headline-overreach]`: title or description put an effect as certain that the body
/// nowhere states without a hedge.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HeadlineOverreach {
    /// Lexicon of doubt about the evidence as a whole.
    doubt: String,
}

impl HeadlineOverreach {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let headline = |c: &Claim| {
            matches!(reading.block_of(c.first as usize).1.kind, BlockKind::Title | BlockKind::Description)
        };
        let bold = |c: &&Claim| {
            c.strength >= Strength::Cause
                && c.object >= Object::Symptom
                && !c.half_hedged
                && !c.context.any(Contexts::UNASSERTED.with(Contexts::HEDGED))
        };
        let claims = reading.claims();
        let Some(title) = claims.iter().filter(|c| headline(c)).find(bold) else { return Vec::new() };
        // a body as bold as its title is judged by other rules
        if claims.iter().filter(|c| !headline(c)).any(|c| bold(&c)) {
            return Vec::new();
        }
        let topics = topics(reading, title);
        let same = |c: &Claim| self::topics(reading, c).iter().any(|t| topics.contains(t));
        let hedged = claims
            .iter()
            .filter(|c| !headline(c) && same(c))
            .filter(|c| c.context.has(Contexts::HEDGED) && !c.context.any(Contexts::UNASSERTED))
            .map(|c| reading.span_of_claim(c));
        let doubts =
            places(reading, &self.doubt, Contexts::default()).into_iter().map(|m| reading.span_of(m));
        let mut others: Vec<Range<usize>> = hedged.chain(doubts).collect();
        others.sort_by_key(|r| r.start);
        if others.is_empty() {
            return Vec::new();
        }
        let mut hit = Hit::at(reading.span_of_claim(title));
        for other in others.into_iter().take(PLACES) {
            hit.also(Role::Contrast, other);
        }
        vec![hit]
    }
}

/// The conditions that a claim names, in lower case.
fn topics(reading: &Reading<'_>, claim: &Claim) -> HashSet<String> {
    const KINDS: [&str; 3] = ["condition.serious", "condition.disease", "condition.symptom"];
    let range = claim.first as usize..claim.last as usize + 1;
    KINDS
        .iter()
        .filter_map(|name| reading.lexicon(name))
        .flat_map(|kind| reading.of_kind_within(kind, range.clone()))
        .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
        .collect()
}

/// `[builtin.figure-conflict]`: one thing is given two shares of success that cannot both be right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FigureConflict {
    /// Lexicon of words that make a share a share of success.
    measure: String,
    /// Lexicon of what such a share is given for, beside the treatments.
    subjects: String,
    /// Least distance between two figures, in points of percentage.
    apart: u32,
    /// How far from the figure its subject and its measure may stand, in words.
    reach: usize,
}

/// A share of success: of what, from how much to how much, where.
struct Figure {
    subject: String,
    range: (u32, u32),
    prose: Range<usize>,
    sentence: usize,
}

impl FigureConflict {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let figures = self.figures(reading);
        let mut of: HashMap<&str, Vec<&Figure>> = HashMap::new();
        for figure in &figures {
            of.entry(&figure.subject).or_default().push(figure);
        }
        let mut hits = Vec::new();
        for first in &figures {
            let Some(all) = of.remove(first.subject.as_str()) else { continue };
            let far = |f: &&&Figure| {
                f.sentence != first.sentence
                    && (f.range.0 >= first.range.1 + self.apart || first.range.0 >= f.range.1 + self.apart)
            };
            let others: Vec<&&Figure> = all.iter().filter(far).take(PLACES).collect();
            if let [_, ..] = others[..] {
                let mut hit = Hit::at(first.prose.clone());
                for other in others {
                    hit.also(Role::Contrast, other.prose.clone());
                }
                hits.push(hit);
            }
        }
        hits
    }

    /// Shares with a measure beside them and one subject before them in the sentence.
    fn figures(&self, reading: &Reading<'_>) -> Vec<Figure> {
        const TREATMENTS: [&str; 4] =
            ["intervention.therapy", "intervention.supplement", "intervention.diet", "intervention.medicine"];
        let kinds: Vec<_> = TREATMENTS
            .iter()
            .copied()
            .chain([self.subjects.as_str()])
            .filter_map(|name| reading.lexicon(name))
            .collect();
        let Some(measure) = reading.lexicon(&self.measure) else { return Vec::new() };
        let mut out: Vec<Figure> = Vec::new();
        for mark in reading.of_kind(measure) {
            if reading.context_of(mark).any(Contexts::UNASSERTED) {
                continue;
            }
            let at = mark.first as usize;
            let words = reading.words();
            let sentence = words.sentence_of(at);
            let from = at.saturating_sub(self.reach).max(sentence.start);
            let subjects: Vec<String> = kinds
                .iter()
                .flat_map(|&kind| reading.of_kind_within(kind, from..at))
                .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
                .collect();
            let prose = whole_figure(reading.document().prose(), reading.span_of(mark));
            let Some(range) = share(&reading.document().prose()[prose.clone()]) else { continue };
            // of two subjects in reach it is not clear whose figure it is
            let Some(subject) = subjects.first().filter(|s| subjects.iter().all(|o| o == *s)) else {
                continue;
            };
            out.push(Figure { subject: subject.clone(), range, prose, sentence: sentence.start });
        }
        out
    }
}

/// A range of prose with the whole of the figures that it may begin or end in: "80-85%".
fn whole_figure(prose: &str, range: Range<usize>) -> Range<usize> {
    let end = range.end + usize::from(prose[range.end..].starts_with('%'));
    if !prose[range.clone()].starts_with(|c: char| c.is_ascii_digit()) {
        return range.start..end;
    }
    let before = prose[..range.start].trim_end_matches(|c: char| c.is_ascii_digit() || ".-–".contains(c));
    let lower = prose[before.len()..range.start].trim_start_matches(['.', '-', '–']);
    range.start - lower.len()..end
}

/// The share that words give: "80-85%" is 80 to 85.
fn share(text: &str) -> Option<(u32, u32)> {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|n| n.trim_matches('.').split('.').next()?.parse().ok())
        .filter(|n| *n <= 100)
        .take(2)
        .collect();
    match numbers[..] {
        [one] => Some((one, one)),
        [low, high] => Some((low.min(high), low.max(high))),
        _ => None,
    }
}

/// `[builtin.duplicate-passage]`: a paragraph that repeats an earlier one nearly word for word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DuplicatePassage {
    /// Fewest words of a paragraph that is compared.
    min_words: usize,
    /// Words in a row that are compared.
    shingle: usize,
    /// Share of its word rows that the later paragraph has in common with the earlier, in percent.
    similarity: usize,
}

/// One row of words in so many is compared: by its hash, so that a paragraph and its copy choose
/// the same ones. A power of two.
const SAMPLE: u64 = 4;

impl DuplicatePassage {
    /// Linear: a row of words is hashed once and looked up once, and leads to the first paragraph
    /// that holds it.
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let words = reading.words();
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut hits = Vec::new();
        for (number, block) in reading.document().blocks().iter().enumerate() {
            let tokens = words.of_block(number);
            let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem);
            let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::DISCLAIMER);
            if !prose
                || tokens.len() < self.min_words
                || reading.context(tokens.start).any(nowhere)
                || words.count(tokens.clone()) < self.min_words
            {
                continue;
            }
            let rows = self.rows(reading, tokens.clone());
            let mut common: HashMap<u32, usize> = HashMap::new();
            for row in &rows {
                if let Some(&earlier) = seen.get(row) {
                    *common.entry(earlier).or_default() += 1;
                }
            }
            let most = common.into_iter().max_by_key(|&(block, n)| (n, std::cmp::Reverse(block)));
            match most {
                Some((earlier, n)) if n > 1 && n * 100 >= rows.len() * self.similarity => {
                    const OPENING: usize = 8;
                    let opening = |r: Range<usize>| words.bytes(r.start..(r.start + OPENING).min(r.end));
                    let mut hit = Hit::at(opening(tokens));
                    hit.also(Role::Contrast, opening(words.of_block(earlier as usize)));
                    hits.push(hit);
                }
                _ => {
                    for row in rows {
                        seen.entry(row).or_insert(number as u32);
                    }
                }
            }
        }
        hits
    }

    /// A hash of every [`SAMPLE`]th row of `shingle` words, case aside.
    fn rows(&self, reading: &Reading<'_>, tokens: Range<usize>) -> Vec<u64> {
        let hashes: Vec<u64> = tokens.map(|t| hash(reading.word(t))).collect();
        hashes
            .windows(self.shingle.max(1))
            .map(|row| {
                row.iter().fold(0, |h: u64, w| h.rotate_left(7) ^ w.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            })
            .filter(|row| row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & (SAMPLE - 1) == 0)
            .collect()
    }
}

/// FNV-1a of a word in lower case.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}
