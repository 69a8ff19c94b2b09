//! How a rule's question is answered over a reading. Owns the one question shape: `find` and `claim`
//! with `with` and `without`, `replace`, `count`, `pattern`, `builtin`. Must not know levels or reports.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;

use super::builtin::{Builtin, Stratum, established, is_borne_out};
use super::category::Category;
use super::expression::{self, Expressions};
use super::file::{ClaimFilter, Clause, Count, Find, Of, Pattern, Per, PromotableName, Replace, Replacement};
use super::hit::{Correction, Hit, like, shown};
use super::load::{DataFile, at};
use super::near::Near;
use super::{length, whole};
use crate::document::{BlockKind, Document};
use crate::fault::Fault;
use crate::finding::{Role, Scope};
use crate::knowledge::Knowledge;
use crate::language::claim::Claim;
use crate::language::closed::{self, join};
use crate::language::lexicon::Kind;
use crate::language::mark::Mark;
use crate::language::token::Flags;
use crate::language::{Contexts, Needs, Reading, Words};

/// What a rule file asks, with its phrases compiled.
pub(super) struct Asked {
    pub(super) find: Option<(Find, Vec<Kind>)>,
    pub(super) with: Vec<(Clause, Vec<Kind>)>,
    pub(super) without: Vec<(Clause, Vec<Kind>)>,
    pub(super) replace: Option<(Replace, Kind)>,
    pub(super) claim: Option<ClaimFilter>,
    pub(super) count: Option<Count>,
    pub(super) pattern: Option<Pattern>,
    pub(super) builtin: Option<Builtin>,
}

/// The question of one rule.
#[derive(Debug)]
pub(crate) struct Question {
    ask: Ask,
    /// Block kinds; empty: all.
    kinds: Vec<BlockKind>,
    /// Contexts in which nothing is asserted and that count all the same.
    tolerate: Contexts,
    /// Hedged text does not count.
    unhedged: bool,
    /// It is about what is said on health: a sentence on the business alone is not meant.
    about_health: bool,
    /// It is about how words are spelt: those that the site accepts are not meant.
    heeds_words: bool,
    /// What it asks a reading for.
    needs: Needs,
}

#[derive(Debug)]
enum Ask {
    Find { kinds: Vec<Kind>, promotes: bool, with: Vec<Near>, without: Vec<Near> },
    Replace { kind: Kind, replacements: Vec<Replacement>, safe: bool, unexplained: bool },
    Claim { filter: ClaimFilter, with: Vec<Near>, without: Vec<Near> },
    Count(Count),
    Pattern(Patterns),
    Builtin(Builtin),
}

#[derive(Debug)]
struct Patterns {
    any: Expressions,
    headings: Expressions,
    inside: Expressions,
    max_words: usize,
    whole: bool,
}

/// The name by which every message may show the words at fault.
const TEXT: &str = "text";
/// Contexts whose words are not counted: whatever a sentence does, its length is the same.
const NO_PROSE: Contexts = Contexts::NOT_ITS_OWN.with(Contexts::DISCLAIMER);
/// Words at the start of a long sentence or paragraph that a finding points at.
const OPENING: usize = 8;

impl Ask {
    fn needs(&self) -> Needs {
        let near = |lists: [&Vec<Near>; 2]| {
            lists.into_iter().flatten().flat_map(|near| near.kinds.iter().copied()).collect::<Vec<_>>()
        };
        match self {
            Self::Find { kinds, with, without, .. } => {
                Needs { kinds: [kinds.clone(), near([with, without])].concat(), ..Needs::default() }
            }
            Self::Claim { with, without, .. } => {
                Needs { kinds: near([with, without]), claims: true, everything: false }
            }
            Self::Replace { kind, .. } => Needs { kinds: vec![*kind], ..Needs::default() },
            Self::Count(_) | Self::Pattern(_) => Needs::default(),
            Self::Builtin(builtin) => {
                let everything = builtin.question().stratum() == Stratum::Claims;
                Needs { everything, ..Needs::default() }
            }
        }
    }
}

impl Asked {
    /// What is wrong with clauses that no phrase or claim stands beside, or that ask for nothing.
    fn mistake(&self) -> Option<&'static str> {
        let alone = self.find.is_none() && self.claim.is_none();
        if alone && !(self.with.is_empty() && self.without.is_empty()) {
            return Some("[[with]] and [[without]] belong to [find] or [claim]");
        }
        let empty = |(clause, _): &(Clause, Vec<Kind>)| clause.any.is_empty() && clause.cites.is_none();
        let some_empty = self.with.iter().chain(&self.without).any(empty);
        some_empty.then_some("[[with]] and [[without]] need `any`, `cites` or both")
    }
}

fn blocks_of(kinds: &[super::file::Kind]) -> Vec<BlockKind> {
    kinds.iter().map(|kind| kind.0).collect()
}

fn all_of(contexts: &[super::file::ContextName]) -> Contexts {
    contexts.iter().fold(Contexts::default(), |all, name| all.with(name.0))
}

fn patterns(pattern: &Pattern, file: &DataFile) -> Result<Patterns, Fault> {
    let read = |list: &[Spanned<String>]| -> Result<Expressions, Fault> {
        // our own are known to compile, and most runs need few of them
        if !file.is_built_in() {
            for text in list {
                expression::compile(text.get_ref()).map_err(|e| at(file, text.span(), e))?;
            }
        }
        Ok(Expressions::new(list.iter().map(|text| text.get_ref().as_str())))
    };
    Ok(Patterns {
        any: read(&pattern.any)?,
        headings: read(&pattern.headings)?,
        inside: read(&pattern.inside)?,
        max_words: pattern.max_words,
        whole: pattern.whole,
    })
}

impl Question {
    pub(super) fn new(asked: Asked, file: &DataFile, category: &Category) -> Result<Self, Fault> {
        let mistake = |message: &str| Err(at(file, 0..0, message));
        if let Some(message) = asked.mistake() {
            return mistake(message);
        }
        let mut kinds = Vec::new();
        let mut tolerate = Contexts::default();
        let mut unhedged = false;
        let Asked { find, with, without, replace, claim, count, pattern, builtin } = asked;
        let ask = match (find, claim, replace, count, pattern, builtin) {
            (Some((find, marks)), None, None, None, None, None) => {
                kinds = blocks_of(&find.kinds);
                tolerate = all_of(&find.tolerate);
                unhedged = find.unhedged;
                let (with, without) = (Near::all(with), Near::all(without));
                Ask::Find { promotes: find.promotes, kinds: marks, with, without }
            }
            (None, Some(filter), None, None, None, None) => {
                kinds = blocks_of(&filter.kinds);
                Ask::Claim { filter, with: Near::all(with), without: Near::all(without) }
            }
            (None, None, Some((replace, kind)), None, None, None) => {
                tolerate = all_of(&replace.tolerate);
                let Replace { pairs, safe, unexplained, .. } = replace;
                Ask::Replace { kind, replacements: pairs.into_values().collect(), safe, unexplained }
            }
            (None, None, None, Some(count), None, None) => {
                kinds = blocks_of(&count.kinds);
                tolerate = all_of(&count.tolerate);
                Ask::Count(count)
            }
            (None, None, None, None, Some(pattern), None) => {
                kinds = blocks_of(&pattern.kinds);
                Ask::Pattern(patterns(&pattern, file)?)
            }
            (None, None, None, None, None, Some(builtin)) => Ask::Builtin(builtin),
            _ => {
                return mistake(
                    "a rule asks one question: [find], [claim], [replace], [count], [pattern] or [builtin]",
                );
            }
        };
        let needs = ask.needs();
        let &Category { about_health, heeds_words, .. } = category;
        Ok(Self { ask, kinds, tolerate, unhedged, about_health, heeds_words, needs })
    }

    /// What it asks a reading for.
    pub(crate) fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Whether what it finds in several items of a list, or several times in a sentence, is one fault
    /// with its places.
    pub(crate) fn gathers(&self) -> bool {
        matches!(self.ask, Ask::Find { .. } | Ask::Claim { .. })
    }

    /// Whether it asks about phrases and contexts, not only about blocks and words.
    pub(crate) fn needs_reading(&self) -> bool {
        match &self.ask {
            Ask::Find { .. } | Ask::Claim { .. } | Ask::Replace { .. } => true,
            Ask::Count(_) | Ask::Pattern(_) => false,
            Ask::Builtin(builtin) => builtin.question().stratum() > Stratum::Words,
        }
    }

    /// The names that its message may use.
    pub(super) fn placeholders(&self) -> Vec<&'static str> {
        let mut names = vec![TEXT];
        names.extend(match &self.ask {
            Ask::Find { .. } | Ask::Claim { .. } | Ask::Pattern(_) => &[][..],
            Ask::Replace { .. } => &["replacement"][..],
            Ask::Count(_) => &["count", "max"][..],
            Ask::Builtin(builtin) => builtin.question().placeholders(),
        });
        names
    }

    /// Answers from blocks and words alone. Empty where the question needs a reading.
    pub(crate) fn ask_structure(&self, document: &Document, words: &Words) -> Vec<Hit> {
        match &self.ask {
            Ask::Pattern(patterns) => self.patterns(document, words, patterns),
            Ask::Builtin(builtin) => builtin.question().ask_structure(document, words),
            _ => Vec::new(),
        }
    }

    /// Answers from a reading.
    pub(crate) fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        match &self.ask {
            Ask::Find { promotes: true, .. } if !reading.may_sell() => Vec::new(),
            Ask::Find { kinds, with, without, .. } => self.find(reading, kinds, with, without),
            Ask::Claim { filter, with, without } => self.claims(reading, knowledge, filter, with, without),
            Ask::Replace { kind, replacements, unexplained, .. } => {
                self.replace(reading, *kind, replacements, *unexplained)
            }
            Ask::Count(count) => self.count(reading, count),
            Ask::Pattern(patterns) => self.patterns(reading.document(), reading.words(), patterns),
            Ask::Builtin(builtin) => builtin.question().ask(reading, knowledge),
        }
    }

    /// Adds what only a finding that is listed needs: the values of its message and its fix.
    pub(crate) fn complete(&self, document: &Document, hit: Hit) -> Hit {
        let prose = hit.prose.clone();
        let written = &document.prose()[prose.clone()];
        let hit = match &self.ask {
            Ask::Replace { replacements, safe, .. } => {
                let texts = replacements[hit.entry as usize].texts();
                let texts: Vec<String> = texts.iter().map(|text| like(written, text)).collect();
                let quoted = texts.iter().map(|t| format!("“{t}”")).collect::<Vec<_>>().join(" or ");
                let safe = *safe && texts.len() == 1 && !follows_name(document.prose(), prose.start, written);
                hit.value("replacement", quoted).mended(Correction { prose, texts, safe })
            }
            Ask::Builtin(builtin) => builtin.question().complete(written, hit),
            Ask::Find { .. } | Ask::Claim { .. } | Ask::Count(_) | Ask::Pattern(_) => hit,
        };
        match hit.values().iter().any(|(name, _)| *name == TEXT) {
            true => hit,
            false => hit.value(TEXT, shown(written)),
        }
    }

    /// Whether text in these contexts counts.
    fn counts(&self, contexts: Contexts) -> bool {
        // scare quotes are quotes too, and may be tolerated where no others are
        let scare = contexts.intersection(self.tolerate).has(Contexts::SCARE_QUOTED);
        let tolerate = if scare { self.tolerate.with(Contexts::QUOTED) } else { self.tolerate };
        // "not everyone tolerates it" takes back what is said of everyone
        let unasserted = contexts.any(Contexts::UNASSERTED.with(Contexts::PARTIAL).without(tolerate));
        let hedged = self.unhedged && contexts.has(Contexts::HEDGED);
        !unasserted && !hedged
    }

    fn in_kinds(&self, kind: BlockKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    fn find(&self, reading: &Reading<'_>, kinds: &[Kind], with: &[Near], without: &[Near]) -> Vec<Hit> {
        let mut marks: Vec<&Mark> = kinds.iter().flat_map(|&k| reading.of_kind(k)).collect();
        marks.sort_by_key(|m| (m.first, Reverse(m.last())));
        let mut asked = vec![None; with.len() + without.len()];
        let (asked_with, asked_without) = asked.split_at_mut(with.len());
        let mut hits: Vec<Hit> = Vec::new();
        let mut end = 0;
        for mark in marks {
            let kind = reading.block_of(mark.first as usize).1.kind;
            if (mark.first as usize) < end
                || !self.counts(reading.context_of(mark))
                // who wrote and who checked it
                || kind == BlockKind::Byline
                || self.about_health && reading.speaks_of_trade(mark.first as usize)
                || mark.weak() && !reading.has_company(mark)
                || !self.in_kinds(kind)
                || !with.iter().zip(&mut *asked_with).all(|(near, last)| near.holds(reading, mark, last))
                || without.iter().zip(&mut *asked_without).any(|(near, last)| near.holds(reading, mark, last))
            {
                continue;
            }
            end = mark.last() as usize + 1;
            let said =
                answer_tokens(reading, mark.first as usize).map(|tokens| reading.words().bytes(tokens));
            hits.push(Hit::at(said.unwrap_or_else(|| whole::span(reading, mark))));
        }
        hits
    }

    /// Whether a claim in a block of that kind is one of those that a filter lets pass.
    fn is_wanted(&self, filter: &ClaimFilter, claim: &Claim, block: BlockKind) -> bool {
        (filter.strength.is_empty() || filter.strength.iter().any(|s| s.value() == claim.strength))
            && (filter.on.is_empty() || filter.on.iter().any(|o| o.value() == claim.object))
            && (filter.half_hedged || !claim.half_hedged)
            && (filter.hedged || !claim.context.has(Contexts::HEDGED))
            && self.counts(claim.context)
            && !claim.context.any(all_of(&filter.except))
            && self.in_kinds(block)
    }

    /// One hit a statement. Items that only name conditions are one hit, at the line above that makes
    /// claims of them.
    fn claims(
        &self, reading: &Reading<'_>, knowledge: &Knowledge, filter: &ClaimFilter, with: &[Near],
        without: &[Near],
    ) -> Vec<Hit> {
        let named = |list: &[PromotableName]| {
            list.is_empty()
                || reading.promotes().first().is_some_and(|p| list.iter().any(|n| n.value() == p.kind))
        };
        // a page that sells nothing informs: what it says of treatments is no claim of its own
        if !named(&filter.promoting) || !reading.may_sell() {
            return Vec::new();
        }
        // most articles have no claim that would ask for it
        let established = LazyCell::new(|| established(reading, knowledge));
        let mut asked = vec![None; with.len() + without.len()];
        let (asked_with, asked_without) = asked.split_at_mut(with.len());
        let mut hits: Vec<Hit> = Vec::new();
        // the sentence of the hit made last
        let mut last = 0..0;
        // the question looked at last, and its answer: whether that hedges is asked once
        let mut answered: Option<(usize, Option<Answer>)> = None;
        for claim in reading.claims() {
            let first = claim.first as usize;
            if last.contains(&first) {
                continue;
            }
            if !self.is_wanted(filter, claim, reading.block_of(first).1.kind)
                || filter.unestablished && is_borne_out(reading, claim, &established)
            {
                continue;
            }
            // what supports or limits a claim in a question stands in the answer
            let number = reading.words().block_of(first);
            let answer = match &answered {
                Some((block, answer)) if *block == number => answer.clone(),
                _ => answered.insert((number, answer_of(reading, first))).1.clone(),
            };
            let around = match &answer {
                Some((tokens, _)) => (tokens.start as u32, tokens.end as u32 - 1),
                None => (claim.first, claim.last),
            };
            if !filter.hedged && answer.as_ref().is_some_and(|(_, hedged)| *hedged)
                || !with
                    .iter()
                    .zip(&mut *asked_with)
                    .all(|(near, last)| near.holds_around(reading, around, last))
                || without
                    .iter()
                    .zip(&mut *asked_without)
                    .any(|(near, last)| near.holds_around(reading, around, last))
            {
                continue;
            }
            let hit = match answer {
                Some((tokens, _)) => Hit::at(reading.words().bytes(tokens)),
                None => Hit::at_claim(reading, claim),
            };
            match hits.last_mut() {
                Some(before) if claim.stem.is_some() && hit.prose.contains(&before.prose.start) => {
                    before.also(Role::SameFault, reading.span_of_claim(claim));
                }
                _ => hits.push(hit),
            }
            last = reading.words().sentence_of(first);
        }
        hits
    }

    fn replace(
        &self, reading: &Reading<'_>, kind: Kind, replacements: &[Replacement], unexplained: bool,
    ) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut explained: HashSet<u32> = HashSet::new();
        let mut first: HashMap<u32, usize> = HashMap::new();
        for mark in reading.of_kind(kind).filter(|mark| self.counts(reading.context_of(mark))) {
            // "a muscular, skeletal or nervous cause" lists them
            let comma = |token: u32| reading.words().tokens()[token as usize].flags.has(Flags::COMMA);
            // what a handle or a path is called cannot be put in other words
            if (mark.first..=mark.last()).any(|token| reading.is_in_code(token as usize))
                || (mark.first..mark.last()).any(comma)
                || self.heeds_words && is_accepted(reading, mark, &replacements[mark.entry() as usize])
            {
                continue;
            }
            let hit = Hit::at(reading.span_of(mark)).of_entry(mark.entry());
            if !unexplained {
                hits.push(hit);
            } else if explains(reading, mark) {
                explained.insert(mark.entry());
            } else if let Some(&at) = first.get(&mark.entry()) {
                hits[at].also(Role::SameFault, hit.prose);
            } else {
                first.insert(mark.entry(), hits.len());
                hits.push(hit);
            }
        }
        hits.retain(|hit| !explained.contains(&hit.entry));
        hits
    }

    fn count(&self, reading: &Reading<'_>, count: &Count) -> Vec<Hit> {
        let words = reading.words();
        let mut hits = Vec::new();
        for (number, block) in reading.document().blocks().iter().enumerate() {
            let tokens = words.of_block(number);
            if tokens.len() <= count.max || !self.in_kinds(block.kind) {
                continue;
            }
            let mut look = |range: Range<usize>, scope: Scope| {
                let n = match count.of {
                    Of::Words => length::read(reading, range.clone(), count),
                    Of::Sentences => words.sentences_in(range.clone()).count(),
                };
                if n <= count.max || reading.context(range.start).any(NO_PROSE) {
                    return;
                }
                let opening = words.bytes(range.start..(range.start + OPENING).min(range.end));
                hits.push(Hit::at(opening).value("count", n).value("max", count.max).reaching(scope));
            };
            match count.per {
                Per::Paragraph => look(tokens, Scope::Paragraph),
                Per::Sentence => {
                    for sentence in words.sentences_in(tokens) {
                        if sentence.len() > count.max {
                            look(sentence, Scope::Sentence);
                        }
                    }
                }
            }
        }
        hits
    }

    fn patterns(&self, document: &Document, words: &Words, patterns: &Patterns) -> Vec<Hit> {
        let mut hits = Vec::new();
        let [mut any, mut headings, mut inside] = [&patterns.any, &patterns.headings, &patterns.inside]
            .map(|list| list.live(document.prose(), words.trigrams()));
        if any.is_empty() && headings.is_empty() && inside.is_empty() {
            return hits;
        }
        for (number, block) in document.blocks().iter().enumerate() {
            let leads = || document.blocks().get(number + 1).is_some_and(|next| next.stem == Some(number));
            if !self.in_kinds(block.kind) || patterns.whole && leads() {
                continue;
            }
            let text = document.text(block);
            let tokens = words.of_block(number);
            // most blocks are longer than any residue: the token count tells without a look at words
            let short = !any.is_empty()
                && tokens.len() <= patterns.max_words.saturating_mul(2)
                && words.count(tokens) <= patterns.max_words;
            let heading = matches!(block.kind, BlockKind::Title | BlockKind::Heading);
            let mut found: Vec<Range<usize>> = Vec::new();
            if short {
                found.extend(any.first(block.prose.clone()));
            }
            if found.is_empty() && heading {
                found.extend(headings.first(block.prose.clone()));
            }
            if found.is_empty() && !inside.is_empty() {
                found = inside.all(block.prose.clone());
                found.sort_by_key(|r| (r.start, Reverse(r.end)));
            }
            let mut end = 0;
            for range in found {
                if range.start < end {
                    continue;
                }
                end = range.end;
                let fills = range.len() == text.len();
                let prose = block.prose.start + range.start..block.prose.start + range.end;
                let hit = Hit::at(prose).value("text", shown(&text[range]));
                hits.push(match fills {
                    true => hit.covering(Scope::Paragraph, number..number + 1),
                    false => hit,
                });
            }
        }
        hits
    }
}

/// The tokens of an answer, and whether it hedges.
type Answer = (Range<usize>, bool);

/// Of a claim in a question, the answer that makes it one.
fn answer_of(reading: &Reading<'_>, token: usize) -> Option<Answer> {
    let tokens = answer_tokens(reading, token)?;
    let hedges = tokens.clone().any(|token| reading.context(token).has(Contexts::HEDGED));
    Some((tokens, hedges))
}

/// The tokens of that answer.
fn answer_tokens(reading: &Reading<'_>, token: usize) -> Option<Range<usize>> {
    if !reading.context(token).has(Contexts::ANSWERED) {
        return None;
    }
    let (number, _) = reading.block_of(token);
    let answer = number + 1;
    reading.document().blocks().get(answer).filter(|b| b.question == Some(number))?;
    let tokens = reading.words().of_block(answer);
    reading.words().sentences_in(tokens).next().filter(|first| !first.is_empty())
}

/// Whether the site accepts the words of a mark that a replacement would change: "presure" of "blood presure".
fn is_accepted(reading: &Reading<'_>, mark: &Mark, replacement: &Replacement) -> bool {
    let kept = |word: &str| {
        let holds = |text: &String| text.split_whitespace().any(|kept| kept.eq_ignore_ascii_case(word));
        replacement.texts().iter().any(holds)
    };
    let mut changed = (mark.first..=mark.last())
        .map(|token| reading.word(token as usize))
        .filter(|word| !kept(word))
        .peekable();
    changed.peek().is_some() && changed.all(|word| reading.accepts(word))
}

/// Whether the words around a mark say what it means: "fever (pyrexia)", "pyrexia, a fever",
/// "fever, or pyrexia".
fn explains(reading: &Reading<'_>, mark: &Mark) -> bool {
    const MEANS: [&str; 10] =
        join(&[&closed::ARTICLES, &["or", "which", "that", "meaning", "known", "also", "i.e"]]);
    let prose = reading.document().prose();
    let span = reading.span_of(mark);
    let before = prose[..span.start].trim_end();
    let after = prose[span.end..].trim_start();
    let opened = before.ends_with(['(', '[']) || after.starts_with(['(', '[']);
    let next = after.strip_prefix([',', '–', '—']).and_then(|rest| rest.split_whitespace().next());
    let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
    opened
        || next.is_some_and(|word| closed::is(word, &MEANS))
        || ["or", "called", "as"].contains(&last)
        || ["means ", "is a ", "is an ", "is the "].iter().any(|verb| after.starts_with(verb))
}

/// Whether a word has a capital letter behind another that has: "Samuel Thier" may be so called.
fn follows_name(prose: &str, start: usize, written: &str) -> bool {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    let before = prose[..start].strip_suffix(' ').map(|before| before.rsplit(char::is_whitespace).next());
    capital(written) && before.flatten().is_some_and(capital)
}
