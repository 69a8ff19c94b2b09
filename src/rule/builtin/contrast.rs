//! What an article says in one place and takes back in another. Owns the search for the two places;
//! what contradicts what stands in the rule file, as pairs of lexicons. Must not know which rule asks.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::ops::Range;

use serde::Deserialize;

use super::super::hit::{Hit, shown};
use super::BuiltinQuestion;
use super::publisher::promoted;
use super::risks::{self, Told};
use crate::document::BlockKind;
use crate::finding::Role;
use crate::fnv;
use crate::knowledge::Knowledge;
use crate::language::citation::Strength as Worth;
use crate::language::claim::{Claim, Object, Strength};
use crate::language::mark::Mark;
use crate::language::number;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading, Unit};

/// Most places of the other side that one finding names.
const PLACES: usize = 3;

/// `[builtin.contradiction]`: two lexicons that cannot both be right of one treatment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Contradiction {
    /// What is said, and what takes it back.
    pairs: Vec<Pair>,
    /// What shows that a harm comes of the treatment: needed where a pair speaks of harms.
    named: Option<risks::Named>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Pair {
    /// Lexicon of the stronger statement, which the finding points at.
    says: String,
    /// Lexicon of what contradicts it.
    #[serde(default)]
    against: Option<String>,
    /// Lexicons of harms that contradict it where the text says that they come of the treatment.
    #[serde(default)]
    harms: Vec<String>,
    /// Lexicon of harms as those tell them who have had a treatment. Where it is given, the harms that are
    /// known of what the article promotes count too.
    #[serde(default)]
    felt: Option<String>,
}

impl BuiltinQuestion for Contradiction {
    fn placeholders(&self) -> &'static [&'static str] {
        &["other"]
    }

    /// One finding for each pair: at the first statement, with the first places that contradict it.
    fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for pair in &self.pairs {
            let said = places(reading, &pair.says, Contexts::HEDGED);
            if said.is_empty() {
                continue;
            }
            let against = pair.against.as_deref();
            let against = against.map_or_else(Vec::new, |kind| places(reading, kind, Contexts::default()));
            let against: Vec<Range<usize>> = against.into_iter().map(tokens).collect();
            let harms = self.harms(reading, knowledge, pair);
            let sentence = |place: &Range<usize>| reading.words().sentence_of(place.start).start;
            let section = |place: &Range<usize>| reading.block_of(place.start).1.section;
            // the sentence of the promise looked at last that nothing contradicts: another in there fares alike
            let mut alone = None;
            let found = said.into_iter().find_map(|mark| {
                let promise = tokens(mark);
                if alone == Some(sentence(&promise)) {
                    return None;
                }
                let near = |(harm, sure): &&(Range<usize>, bool)| *sure || section(harm) == section(&promise);
                let harms = harms.iter().filter(near).map(|(harm, _)| harm);
                // the sentence that qualifies itself contradicts nothing
                let others = against.iter().chain(harms).filter(|o| sentence(o) != sentence(&promise));
                let mut others: Vec<Range<usize>> = others.cloned().collect();
                others.sort_by_key(|other| other.start);
                others.dedup_by_key(|other| sentence(other));
                others.truncate(PLACES);
                alone = Some(sentence(&promise));
                (!others.is_empty()).then_some((mark, others))
            });
            if let Some((mark, others)) = found {
                let span = reading.span_of(mark);
                // a sentence that promises twice is told once, with what contradicts either
                let promise = reading.words().bytes(reading.words().sentence_of(mark.first as usize));
                let at = hits.iter().position(|h| h.prose.start < promise.end && promise.start < h.prose.end);
                let at = at.unwrap_or_else(|| {
                    let other = &reading.document().prose()[reading.words().bytes(others[0].clone())];
                    hits.push(Hit::at(span).value("other", shown(other)));
                    hits.len() - 1
                });
                for other in others.into_iter().map(|other| reading.words().bytes(other)) {
                    if hits[at].related().iter().all(|(_, shown, _)| *shown != other) {
                        hits[at].also(Role::Contrast, other);
                    }
                }
            }
        }
        hits
    }
}

impl Contradiction {
    /// Where the text says that a harm of these lexicons comes of the treatment, and whether the sentence
    /// leaves no doubt of it: else it must stand near the promise.
    fn harms(&self, reading: &Reading<'_>, knowledge: &Knowledge, pair: &Pair) -> Vec<(Range<usize>, bool)> {
        let Some(named) = &self.named else { return Vec::new() };
        let look = named.look(reading);
        let known = pair.felt.as_ref().map_or_else(Vec::new, |_| promoted(reading, knowledge));
        let mut harms = risks::mentions(reading, &known, &pair.harms, pair.felt.as_ref());
        harms.retain(|(place, own)| {
            let asserted = !reading.context(place.start).any(Contexts::UNASSERTED);
            asserted && is_own_prose(reading, place.start) && look.is_named(place, *own, Told::ThatItComes)
        });
        let sure = |place: Range<usize>| (place.clone(), look.is_named(&place, false, Told::OfWhatItComes));
        harms.into_iter().map(|(place, _)| sure(place)).collect()
    }
}

/// The tokens of a mark.
fn tokens(mark: &Mark) -> Range<usize> {
    mark.first as usize..mark.last() as usize + 1
}

/// Where the article asserts what a lexicon holds, outside the contexts of `but`.
fn places<'r>(reading: &'r Reading<'_>, lexicon: &str, but: Contexts) -> Vec<&'r Mark> {
    let Some(kind) = reading.lexicon(lexicon) else { return Vec::new() };
    let asserted = |m: &&Mark| {
        !reading.context_of(m).any(Contexts::UNASSERTED.with(but)) && is_own_prose(reading, m.first as usize)
    };
    reading.of_kind(kind).filter(asserted).collect()
}

/// The token stands neither in a reference, nor in the text for a picture, nor in a question.
fn is_own_prose(reading: &Reading<'_>, token: usize) -> bool {
    let kind = reading.block_of(token).1.kind;
    !matches!(kind, BlockKind::Reference | BlockKind::AltText | BlockKind::Question)
}

/// `[builtin.headline-overreach]`: title or description put an effect as certain that the body
/// nowhere states without a hedge.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HeadlineOverreach {
    /// Lexicon of doubt about the evidence as a whole.
    doubt: String,
    /// Lexicons of what title and body may both speak of.
    conditions: Vec<String>,
}

impl BuiltinQuestion for HeadlineOverreach {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
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
        let topics = self.topics(reading, title);
        let same = |c: &Claim| self.topics(reading, c).iter().any(|t| topics.contains(t));
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

impl HeadlineOverreach {
    /// The conditions that a claim names, in lower case.
    fn topics(&self, reading: &Reading<'_>, claim: &Claim) -> HashSet<String> {
        let range = claim.first as usize..claim.last as usize + 1;
        self.conditions
            .iter()
            .filter_map(|name| reading.lexicon(name))
            .flat_map(|kind| reading.of_kind_within(kind, range.clone()))
            .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
            .collect()
    }
}

/// `[builtin.figure-conflict]`: one thing is given two figures that cannot both be right. Only figures
/// of one measure, of one subject and under the same conditions are compared: a share in early cases
/// does not contradict one in late cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FigureConflict {
    /// Lexicons of measures in percent: words that make a share one of success, of satisfaction.
    shares: Vec<String>,
    /// Lexicons of measures in time; each begins with what takes the time.
    times: Vec<String>,
    /// Lexicon of what a share is given for, beside the treatments.
    subjects: String,
    /// Lexicon of conditions under which a figure holds: stages, ages, doses, durations.
    conditions: String,
    /// Lexicon of people of no particular kind: "of patients" is no condition.
    anybody: String,
    /// Least distance between two shares, in points of percentage.
    apart: u32,
    /// Least ratio between two times, in percent.
    ratio: u32,
    /// How far before the figure its subject may stand, in words.
    reach: usize,
}

/// A figure: of what, under which conditions, from how much to how much, where.
struct Figure {
    subject: String,
    /// Number of its measure.
    measure: usize,
    conditions: BTreeSet<String>,
    /// Percent, or minutes.
    range: (u32, u32),
    prose: Range<usize>,
    sentence: usize,
}

impl BuiltinQuestion for FigureConflict {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let figures = self.figures(reading);
        let mut alike: HashMap<(usize, &str, &BTreeSet<String>), Vec<&Figure>> = HashMap::new();
        for figure in &figures {
            alike.entry((figure.measure, &figure.subject, &figure.conditions)).or_default().push(figure);
        }
        let mut hits = Vec::new();
        for first in &figures {
            let Some(all) = alike.remove(&(first.measure, first.subject.as_str(), &first.conditions)) else {
                continue;
            };
            let above = |low: u32, high: u32| match first.measure < self.shares.len() {
                true => low >= high + self.apart,
                false => u64::from(low) * 100 >= u64::from(high) * u64::from(self.ratio),
            };
            let far = |f: &&&Figure| {
                f.sentence != first.sentence
                    && (above(f.range.0, first.range.1) || above(first.range.0, f.range.1))
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
}

impl FigureConflict {
    /// What the article itself says, in order: what a named study found, it found in other people.
    fn figures(&self, reading: &Reading<'_>) -> Vec<Figure> {
        let mut out: Vec<Figure> = Vec::new();
        let (words, prose) = (reading.words(), reading.document().prose());
        for (measure, name) in self.shares.iter().chain(&self.times).enumerate() {
            let Some(kind) = reading.lexicon(name) else { continue };
            for mark in reading.of_kind(kind) {
                let at = mark.first as usize;
                if reading.context_of(mark).any(Contexts::UNASSERTED)
                    || reading.support(at).strength >= Some(Worth::Named)
                {
                    continue;
                }
                let sentence = words.sentence_of(at);
                let span = whole_figure(prose, reading.span_of(mark));
                let (subject, range) = match measure < self.shares.len() {
                    true => (self.subject(reading, sentence.start, at), share(&prose[span.clone()])),
                    false => (Some(reading.word(at).to_lowercase()), minutes(&prose[span.clone()])),
                };
                let (Some(subject), Some(range)) = (subject, range) else { continue };
                let conditions = self.conditions(reading, mark);
                out.push(Figure {
                    subject,
                    measure,
                    conditions,
                    range,
                    prose: span,
                    sentence: sentence.start,
                });
            }
        }
        out.sort_by_key(|f| f.prose.start);
        out
    }

    /// The one subject before a figure in its sentence; of two in reach it is not clear whose it is.
    fn subject(&self, reading: &Reading<'_>, sentence: usize, at: usize) -> Option<String> {
        let from = at.saturating_sub(self.reach).max(sentence);
        let subjects: Vec<String> = reading
            .treatments()
            .chain(reading.lexicon(&self.subjects))
            .flat_map(|kind| reading.of_kind_within(kind, from..at))
            .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
            .collect();
        subjects.first().filter(|s| subjects.iter().all(|o| o == *s)).cloned()
    }

    /// Under which conditions a figure holds: those that its sentence, the line above its list and its
    /// heading name, and in whom.
    fn conditions(&self, reading: &Reading<'_>, mark: &Mark) -> BTreeSet<String> {
        const IN_WHOM: [&str; 6] = ["in", "of", "among", "for", "with", "at"];
        const LONGEST: usize = 3;
        /// How far from the figure its conditions may stand, in words: a sentence may be as long as the file.
        const NEAR: usize = 60;
        let (words, prose) = (reading.words(), reading.document().prose());
        let (number, block) = reading.block_of(mark.first as usize);
        let heading = block.section.filter(|&heading| heading != number).map_or(0..0, |h| words.of_block(h));
        let [sentence, stem] = reading.unit(Unit::Sentence, mark.first as usize, mark.last() as usize);
        let near = mark.first as usize..mark.last() as usize;
        let near = sentence.start.max(near.start.saturating_sub(NEAR))..sentence.end.min(near.end + NEAR);
        let stem = stem.start.max(stem.end.saturating_sub(NEAR))..stem.end;
        let heading = heading.start..heading.end.min(heading.start + NEAR);
        let mut out: BTreeSet<String> = reading
            .lexicon(&self.conditions)
            .into_iter()
            .flat_map(|kind| [near.clone(), stem.clone(), heading.clone()].map(|r| (kind, r)))
            .flat_map(|(kind, range)| reading.of_kind_within(kind, range))
            .map(|m| prose[reading.span_of(m)].to_lowercase())
            .collect();
        let anybody = |token: usize| {
            reading
                .lexicon(&self.anybody)
                .is_some_and(|kind| reading.of_kind_within(kind, token..token + 1).next().is_some())
        };
        let after = mark.last() as usize + 1;
        let open = |t: usize| !words.tokens()[t - 1].flags.has(Flags::CLAUSE_END);
        if after < sentence.end && open(after) && IN_WHOM.contains(&reading.word(after)) {
            let whom: Vec<String> = (after + 1..sentence.end)
                .take(LONGEST)
                .take_while(|&t| open(t))
                .filter(|&t| !anybody(t) && !["our", "the", "all"].contains(&reading.word(t)))
                .map(|t| reading.word(t).to_lowercase())
                .collect();
            out.extend((!whom.is_empty()).then(|| whom.join(" ")));
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
    lowest_and_highest(&numbers)
}

/// The time that words give, in minutes: "60 to 90 minutes" is 60 to 90, "an hour" is 60.
fn minutes(text: &str) -> Option<(u32, u32)> {
    // the longest time of a treatment; more overflows
    const MOST: u32 = 1000;
    let mut numbers: Vec<u32> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let word = word.to_ascii_lowercase();
        let unit = match word.trim_end_matches('s') {
            "minute" | "min" => 1,
            "hour" => 60,
            "day" => 24 * 60,
            "week" => 7 * 24 * 60,
            "month" => 30 * 24 * 60,
            "year" => 365 * 24 * 60,
            _ => {
                let spelt = number::value(&word).and_then(|n| u32::try_from(n).ok());
                numbers.extend(spelt.or_else(|| word.parse().ok()).filter(|n| (1..=MOST).contains(n)));
                continue;
            }
        };
        if numbers.is_empty() {
            numbers.push(1);
        }
        let numbers: Vec<u32> = numbers.iter().map(|n| n * unit).collect();
        return lowest_and_highest(&numbers[..numbers.len().min(2)]);
    }
    None
}

/// Of one or two numbers.
fn lowest_and_highest(numbers: &[u32]) -> Option<(u32, u32)> {
    Some((*numbers.iter().min()?, *numbers.iter().max()?))
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

impl BuiltinQuestion for DuplicatePassage {
    /// Linear: a row of words is hashed once and looked up once, and leads to the first paragraph
    /// that holds it.
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let words = reading.words();
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut hits = Vec::new();
        let mut blocks =
            (0..reading.document().blocks().len()).filter(|&n| self.compares(reading, n)).peekable();
        while let Some(number) = blocks.next() {
            let tokens = words.of_block(number);
            // alone there is nothing to compare it with
            if seen.is_empty() && blocks.peek().is_none() {
                break;
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
}

impl DuplicatePassage {
    /// A paragraph or an item that is long enough to be compared, and the article's own.
    fn compares(&self, reading: &Reading<'_>, number: usize) -> bool {
        const NOWHERE: Contexts = Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::DISCLAIMER);
        let tokens = reading.words().of_block(number);
        matches!(reading.document().blocks()[number].kind, BlockKind::Paragraph | BlockKind::ListItem)
            && tokens.len() >= self.min_words
            && !reading.context(tokens.start).any(NOWHERE)
            && reading.words().count(tokens) >= self.min_words
    }

    /// A hash of every [`SAMPLE`]th row of `shingle` words, case aside.
    fn rows(&self, reading: &Reading<'_>, tokens: Range<usize>) -> Vec<u64> {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let shingle = self.shingle.max(1);
        let mut row = VecDeque::with_capacity(shingle + 1);
        let mut rows = Vec::new();
        for token in tokens {
            row.push_back(fnv::of(reading.word(token).bytes().map(|b| b.to_ascii_lowercase())));
            if row.len() < shingle {
                continue;
            }
            let hash = row.iter().fold(0, |h: u64, w| h.rotate_left(7) ^ w.wrapping_mul(SPREAD));
            if hash.wrapping_mul(SPREAD) >> 32 & (SAMPLE - 1) == 0 {
                rows.push(hash);
            }
            row.pop_front();
        }
        rows
    }
}
