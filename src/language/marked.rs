//! What is known of a text before claims are read from it: marks, contexts, what is named and cited. Owns
//! how it is made and how it is asked; must not know what the article promotes or claims.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::citation::{self, Citation, Citations, Distance, Support};
use super::claim::TREATMENTS;
use super::context::{self, Contexts};
use super::lexicon::{Kind, Lexicons, Wanted};
use super::mark::{self, Mark, Marks};
use super::term::{self, Keys, Naming};
use super::token::{self, Flags};
use super::vocabulary::Vocabulary;
use super::{Language, Unit, Words, joints};
use crate::document::{Block, Document};

/// A text with its marks, and with what its sentences do.
#[derive(Debug)]
pub struct Marked<'d> {
    document: &'d Document,
    lexicons: Arc<Lexicons>,
    words: Words,
    marks: Marks,
    /// Indices into the marks of the kinds that are asked for by name, by kind and first token; those of kind
    /// `k` from `kinds[k]`.
    by_kind: Vec<u32>,
    kinds: Vec<u32>,
    indexed: Vec<bool>,
    /// The same of kinds that are not in `indexed`, of each once somebody asks.
    late: OnceCell<Box<[Gathered]>>,
    asked: Arc<Asked>,
    /// Which marks are weak: by first token, and by their places in `by_kind`.
    weak: Vec<u32>,
    weak_by_kind: Vec<u32>,
    /// First block and the block after the last of each block's list and section.
    lists: Vec<(u32, u32)>,
    sections: Vec<(u32, u32)>,
    contexts: Vec<Contexts>,
    /// The words as terms see them.
    keys: Keys,
    namings: Vec<Naming>,
    /// Where groups of people are named, once a question has asked.
    group_terms: OnceCell<Vec<term::TermHit>>,
    citations: Citations,
    /// The lexicon of things of a business, and those of treatments, complaints and benefits.
    trade: Option<Kind>,
    health: Arc<[Kind]>,
}

/// Indices of the marks of a kind, once somebody has asked for them.
type Gathered = OnceCell<Box<[u32]>>;

/// The kinds that anybody has asked a text about by name: the next text indexes them. Nine in ten marks are of
/// others, which are read where they stand.
#[derive(Debug)]
pub(super) struct Asked(Box<[AtomicBool]>);

impl Asked {
    /// Of so many kinds, none.
    pub(super) fn of(kinds: usize) -> Self {
        Self((0..kinds).map(|_| AtomicBool::new(false)).collect())
    }
}

impl Language {
    /// Marks a document; the arguments are those of [`Language::read`].
    pub(super) fn mark<'d>(
        &self, document: &'d Document, words: Words, residue: &[bool], names: &[String], wanted: &Wanted,
    ) -> Marked<'d> {
        let joints = joints(document, &words);
        let mut by_stem = joints.clone();
        by_stem.sort_by_key(|j| j.stem);
        let text = mark::Text {
            prose: document.prose(),
            tokens: &words.tokens,
            joints: &joints,
            by_stem: &by_stem,
            negators: &[],
        };
        let context_marks = mark::match_contexts(&self.lexicons, &text);
        let mut negators = vec![false; if context_marks.all().is_empty() { 0 } else { words.tokens.len() }];
        let negation = self.lexicons.kind("negation.before");
        for mark in context_marks.all().iter().filter(|m| Some(m.kind) == negation) {
            negators[mark.first as usize..=mark.last() as usize].fill(true);
        }
        let text = mark::Text { negators: &negators, ..text };
        let marks = mark::match_phrases(&self.lexicons, &text, wanted);
        drop(negators);
        let names = occurrences(document.prose(), names);
        let contexts = context::sweep(&context::Input {
            document,
            tokens: &words.tokens,
            sentences: &words.sentences,
            block_first: &words.block_first,
            marks: &context_marks,
            kinds: &self.kinds,
            names: &names,
            residue,
        });
        drop(context_marks);
        let before = self.asked.0.iter().map(|asked| asked.load(Ordering::Relaxed));
        let indexed: Vec<bool> =
            wanted.indexed.iter().zip(before).map(|(now, before)| *now || before).collect();
        let (by_kind, kinds) =
            mark::by_kind(marks.all(), self.lexicons.len(), |kind| indexed[kind.0 as usize]);
        let doubt = self.lexicons.kind(citation::DOUBT);
        // "sleep rose by a third, though the evidence is limited": a result is told, and its limit with it
        let effects = marks.all().iter().filter(|m| self.claim_kinds.effect(m.kind).is_some());
        let effects: Vec<u32> = effects.map(|m| m.first).collect();
        let told = |m: &Mark| {
            let before = effects.partition_point(|&effect| effect < m.first);
            let sentence = words.sentence_of(m.first as usize);
            before.checked_sub(1).is_some_and(|last| sentence.contains(&(effects[last] as usize)))
        };
        let doubting = marks.all().iter().filter(|m| Some(m.kind) == doubt && !told(m));
        let doubts: Vec<u32> = doubting.map(|m| m.first).collect();
        let citations = citation::read(&self.knowledge, document, &words, residue, &doubts);
        let weak = places(marks.all().iter().map(Mark::weak));
        let weak_by_kind = places(by_kind.iter().map(|&i| marks.all()[i as usize].weak()));
        let lists = runs(document.blocks(), |b| b.list);
        let sections = runs(document.blocks(), |b| b.section);
        let keys = Keys::of(&self.keys, document.prose(), &words.tokens);
        let namings = self.known.find(document.prose(), &words.tokens, &keys);
        Marked {
            document,
            lexicons: Arc::clone(&self.lexicons),
            words,
            marks,
            by_kind,
            kinds,
            indexed,
            late: OnceCell::new(),
            asked: Arc::clone(&self.asked),
            weak,
            weak_by_kind,
            lists,
            sections,
            contexts,
            keys,
            namings,
            group_terms: OnceCell::new(),
            citations,
            trade: self.lexicons.kind("subject.trade"),
            health: Arc::clone(&self.health),
        }
    }
}

/// The places at which it is true.
fn places(list: impl Iterator<Item = bool>) -> Vec<u32> {
    (0u32..).zip(list).filter_map(|(place, is)| is.then_some(place)).collect()
}

/// For each block, the run of neighbours that agree with it in something.
fn runs<T: PartialEq>(blocks: &[Block], what: impl Fn(&Block) -> T) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(blocks.len());
    for run in blocks.chunk_by(|a, b| what(a) == what(b)) {
        let start = out.len() as u32;
        out.extend(run.iter().map(|_| (start, start + run.len() as u32)));
    }
    out
}

/// Byte ranges where configured names stand, sorted.
fn occurrences(prose: &str, names: &[String]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = names
        .iter()
        .filter(|n| !n.trim().is_empty())
        .flat_map(|n| prose.match_indices(n.trim()).map(|(at, m)| at..at + m.len()))
        .collect();
    out.sort_by_key(|r| (r.start, r.end));
    out
}

impl<'d> Marked<'d> {
    /// The document that was read.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// Tokens and sentences.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// All marks, by first token.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The lexicon of that name.
    pub fn lexicon(&self, name: &str) -> Option<Kind> {
        self.lexicons.kind(name)
    }

    /// The words that lexicons and phrases know.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        self.lexicons.vocabulary()
    }

    /// The lexicons that name treatments, whatever the knowledge base knows of them.
    pub fn treatments(&self) -> impl Iterator<Item = Kind> {
        TREATMENTS.iter().filter_map(|(name, _)| self.lexicon(name))
    }

    /// The marks of a kind, by first token.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Mark> {
        self.index_of(kind).iter().map(|&i| &self.marks.all()[i as usize])
    }

    /// The marks of a kind that begin in a range of tokens.
    pub fn of_kind_within(&self, kind: Kind, tokens: Range<usize>) -> impl Iterator<Item = &Mark> {
        let index = self.index_of(kind);
        index[self.begin_within(index, tokens)].iter().map(|&i| &self.marks.all()[i as usize])
    }

    /// Which of some marks begin in a range of tokens.
    fn begin_within(&self, index: &[u32], tokens: Range<usize>) -> Range<usize> {
        let first = |&i: &u32| self.marks.all()[i as usize].first as usize;
        let from = index.partition_point(|i| first(i) < tokens.start);
        from..from + index[from..].partition_point(|i| first(i) < tokens.end)
    }

    /// The numbers of the marks of a kind. Of one that nobody has asked for before they are gathered now.
    fn index_of(&self, kind: Kind) -> &[u32] {
        let k = kind.0 as usize;
        if self.indexed[k] {
            return &self.by_kind[self.kinds[k] as usize..self.kinds[k + 1] as usize];
        }
        let late = self.late.get_or_init(|| self.indexed.iter().map(|_| OnceCell::new()).collect());
        late[k].get_or_init(|| {
            self.asked.0[k].store(true, Ordering::Relaxed);
            places(self.marks.all().iter().map(|m| m.kind == kind)).into_boxed_slice()
        })
    }

    /// Prose range of a mark; of one that runs from a stem into an item, the part that holds its
    /// first word.
    pub fn span_of(&self, mark: &Mark) -> Range<usize> {
        self.span_of_tokens(mark.first as usize, mark.last() as usize)
    }

    /// Prose range of the tokens `first..=last`; of those that run from a stem into an item, the part
    /// that holds the first.
    pub fn span_of_tokens(&self, first: usize, last: usize) -> Range<usize> {
        let block = self.words.of_block(self.words.block_of(first));
        let bytes = self.words.bytes(first..(last + 1).min(block.end).max(first + 1));
        // the signs belong to their number
        let prose = self.document.prose();
        let sign = usize::from(prose[bytes.end..].starts_with('%'));
        let number = self.words.tokens()[first].flags.has(Flags::DIGIT);
        let before =
            prose[self.document.blocks()[self.words.block_of(first)].prose.start..bytes.start].chars();
        let less = before.last().filter(|c| number && ['<', '>', '≤', '≥', '~', '±'].contains(c));
        bytes.start - less.map_or(0, char::len_utf8)..bytes.end + sign
    }

    /// Whether another lexicon has a mark of its own in the sentence: what a weak entry needs.
    pub fn has_company(&self, mark: &Mark) -> bool {
        let k = mark.kind.0 as usize;
        let index = self.index_of(mark.kind);
        self.unit(Unit::Sentence, mark.first as usize, mark.last() as usize).into_iter().any(|range| {
            let marks = self.marks.range(range.clone());
            let own = self.begin_within(index, range);
            let strong = |weak: &[u32], range: Range<usize>| {
                let before = |end: usize| weak.partition_point(|&w| (w as usize) < end);
                range.len() + before(range.start) - before(range.end)
            };
            let own = match self.indexed[k] {
                true => {
                    let start = self.kinds[k] as usize;
                    strong(&self.weak_by_kind, start + own.start..start + own.end)
                }
                // a question knows its kinds beforehand, and they are indexed; nobody else asks as yet
                false => index[own].iter().filter(|&&i| !self.marks.all()[i as usize].weak()).count(),
            };
            strong(&self.weak, marks) > own
        })
    }

    /// What the sentence does with a token.
    pub fn context(&self, token: usize) -> Contexts {
        self.contexts[token]
    }

    /// What the sentence does with a mark: the contexts of its first word, so that a negator that is
    /// part of the phrase does not negate it; one that stands in a gap does, and so does a word inside
    /// that lays what follows at the door of others.
    pub fn context_of(&self, mark: &Mark) -> Contexts {
        let told = self.contexts[mark.last() as usize].intersection(Contexts::TOLD_BY_OTHERS);
        let head = self.contexts[mark.first as usize].with(told);
        if mark.negated_inside() { head.with(Contexts::NEGATED) } else { head }
    }

    /// Where things that the knowledge base knows are named, by first token.
    pub fn namings(&self) -> &[Naming] {
        &self.namings
    }

    /// Those that begin in a range of tokens.
    pub fn namings_in(&self, tokens: Range<usize>) -> impl Iterator<Item = &Naming> {
        let from = self.namings.partition_point(|n| (n.first as usize) < tokens.start);
        self.namings[from..].iter().take_while(move |n| (n.first as usize) < tokens.end)
    }

    /// Every place of some terms, by first token.
    pub fn find_terms(&self, terms: &term::Terms) -> Vec<term::TermHit> {
        terms.find(self.document.prose(), &self.words.tokens, &self.keys)
    }

    /// The same for the words for groups of people, which several questions look for. `terms` are those of
    /// the knowledge base: the first answer is kept for whoever asks later.
    pub fn find_group_terms(&self, terms: &term::Terms) -> &[term::TermHit] {
        self.group_terms.get_or_init(|| self.find_terms(terms))
    }

    /// Whether the sentence of a word speaks of the business alone: it names a car park, a battery or a
    /// lunch, and neither a treatment nor anything of the body.
    pub fn speaks_of_trade(&self, token: usize) -> bool {
        let sentence = self.words.sentence_of(token);
        let names = |kind: Kind| self.of_kind_within(kind, sentence.clone()).next().is_some();
        self.trade.is_some_and(names)
            && !self.health.iter().any(|&kind| names(kind))
            && self.namings_in(sentence.clone()).next().is_none()
    }

    /// The citations outside the list of references, in order.
    pub fn citations(&self) -> &[Citation] {
        self.citations.all()
    }

    /// The entries of the list of references.
    pub fn references(&self) -> &[citation::Entry] {
        self.citations.entries()
    }

    /// Whether there is a list of references.
    pub fn has_references(&self) -> bool {
        !self.citations.entries().is_empty()
    }

    /// The strongest citation that belongs to a range of tokens.
    pub fn cited(&self, tokens: Range<usize>) -> Option<citation::Strength> {
        self.citations.strongest(tokens)
    }

    /// What supports the statement at a token: a citation in its sentence, in the next one if that
    /// speaks of it, in the paragraph, in stem or end of the list, beside the same figures elsewhere, or
    /// where it points back to; no further away than `reach`. What is stated `flat` is not borne out by a
    /// source that doubts it.
    pub(super) fn support_of(&self, token: usize, reach: Distance, flat: bool) -> Support {
        self.citations.support(self.document, &self.words, token, reach, flat)
    }

    /// What supports the statement at a token, no further away than that.
    pub fn support_within(&self, token: usize, reach: Distance) -> Support {
        self.support_of(token, reach, false)
    }

    /// The text of a token.
    pub fn word(&self, token: usize) -> &'d str {
        let t = &self.words.tokens[token];
        &self.document.prose()[t.start as usize..t.end()]
    }

    /// Whether a token is part of a handle, a hashtag, an identifier, a path or a host.
    pub(crate) fn is_in_code(&self, token: usize) -> bool {
        token::is_in_code(self.document.prose(), &self.words.tokens[token])
    }

    /// The block that holds a token.
    pub fn block_of(&self, token: usize) -> (usize, &'d Block) {
        let number = self.words.block_of(token);
        (number, &self.document.blocks()[number])
    }

    /// Token ranges of the unit around the tokens `first..=last`; the second is a stem's, or empty.
    pub fn unit(&self, unit: Unit, first: usize, last: usize) -> [Range<usize>; 2] {
        let words = &self.words;
        let (number, block) = self.block_of(first);
        let own = words.of_block(number);
        let stem = || block.stem.map_or(0..0, |s| words.of_block(s));
        match unit {
            Unit::Clause => {
                let mut from = first;
                while from > own.start && !words.tokens[from - 1].flags.has(Flags::CLAUSE_END) {
                    from -= 1;
                }
                let mut to = last;
                while to + 1 < words.tokens.len() && !words.tokens[to].flags.has(Flags::CLAUSE_END) {
                    to += 1;
                }
                [from..to + 1, 0..0]
            }
            Unit::Sentence => {
                let sentence = words.sentence_of(first);
                let end = sentence.end.max(words.sentence_of(last).end);
                let stem = match block.stem {
                    Some(s) if !words.of_block(s).is_empty() => words.sentence_of(words.of_block(s).end - 1),
                    _ => 0..0,
                };
                [sentence.start..end, stem]
            }
            Unit::Block => [own, stem()],
            Unit::List => match block.list {
                Some(_) => {
                    let (start, end) = self.lists[number];
                    [
                        words.block_first[start as usize] as usize..words.block_first[end as usize] as usize,
                        stem(),
                    ]
                }
                None => [own, 0..0],
            },
            Unit::Section => {
                let (start, end) = self.sections[number];
                let start = match block.section {
                    Some(heading) if heading < number => heading,
                    _ => start as usize,
                };
                [words.block_first[start] as usize..words.block_first[end as usize] as usize, 0..0]
            }
            Unit::Document => [0..words.tokens.len(), 0..0],
            Unit::Words(n) => {
                let n = n as usize;
                [first.saturating_sub(n).max(own.start)..(last + 1 + n).min(own.end.max(last + 1)), 0..0]
            }
        }
    }
}
