//! What the prose says, computed once. Strata that each read only those before:
//! tokens and sentences → (residue) → phrases → contexts → what is promoted → claims; citations and
//! spelling beside them. Must not know rules or files.

pub mod citation;
pub mod claim;
pub mod compiler;
pub(crate) mod context;
pub(crate) mod detect;
pub(crate) mod expression;
pub(crate) mod glance;
pub mod inflection;
#[cfg_attr(not(test), expect(dead_code, reason = "the build script writes what the program reads"))]
pub mod lexicon;
mod lookup;
pub mod mark;
mod pattern;
pub mod phrase;
pub mod sentence;
pub(crate) mod spelling;
mod table;
pub mod term;
mod term_key;
#[cfg_attr(not(test), expect(dead_code, reason = "the build script writes what the program reads"))]
pub(crate) mod term_keys;
pub mod token;
pub(crate) mod trigrams;
pub mod vocabulary;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use citation::{Citation, Citations, Distance, Knowledge, Support};
use claim::{Claim, ClaimKinds, Promoted};
use context::ContextKinds;
pub use context::Contexts;
use lexicon::{Kind, Lexicons, Wanted};
use mark::{Joint, Mark, Marks};
use sentence::Splitter;
use spelling::{Memory, Plausible, Spelling};
use term::{Key, Known, Naming};
use token::{Flags, Token};
use trigrams::Trigrams;

use crate::document::{Block, BlockKind, Document};

/// The language knowledge of a run: lexicons, phrases of rules, how sentences end.
#[derive(Debug)]
pub struct Language {
    lexicons: Arc<Lexicons>,
    kinds: ContextKinds,
    claim_kinds: ClaimKinds,
    /// Lexicons of treatments, complaints and benefits.
    health: Arc<[Kind]>,
    splitter: Splitter,
    knowledge: Knowledge,
    plausible: Arc<Plausible>,
    /// Made when spelling is first asked for.
    memory: Arc<OnceLock<Memory>>,
    known: Known,
}

/// What a question asks a reading for.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Marks of these kinds.
    pub kinds: Vec<Kind>,
    /// Claims.
    pub claims: bool,
    /// Whatever there is: it looks lexicons up by itself.
    pub everything: bool,
}

/// The first strata: tokens and sentences.
#[derive(Debug, Default)]
pub struct Words {
    tokens: Vec<Token>,
    /// First token of each sentence, then the number of tokens.
    sentences: Vec<u32>,
    /// First token of each block, then the number of tokens.
    block_first: Vec<u32>,
    trigrams: Trigrams,
}

/// What the prose says.
#[derive(Debug)]
pub struct Reading<'d> {
    document: &'d Document,
    lexicons: Arc<Lexicons>,
    words: Words,
    marks: Marks,
    /// Indices into the marks, by kind and first token; those of kind `k` from `kinds[k]`.
    by_kind: Vec<u32>,
    kinds: Vec<u32>,
    /// Which marks are weak: by first token, and by their places in `by_kind`.
    weak: Vec<u32>,
    weak_by_kind: Vec<u32>,
    /// First block and the block after the last of each block's list and section.
    lists: Vec<(u32, u32)>,
    sections: Vec<(u32, u32)>,
    contexts: Vec<Contexts>,
    /// The words as terms see them.
    keys: Vec<Key>,
    namings: Vec<Naming>,
    promotes: Vec<Promoted>,
    claims: Vec<Claim>,
    /// Lexicons of those who sell: who speaks, and how they ask for an order.
    voices: [Option<Kind>; 2],
    /// The lexicon of things of a business, and those of treatments, complaints and benefits.
    trade: Option<Kind>,
    health: Arc<[Kind]>,
    /// The article boasts, scares or runs other care down, again and again.
    brash: bool,
    citations: Citations,
    plausible: Arc<Plausible>,
    memory: Arc<OnceLock<Memory>>,
    /// Words that the site accepts.
    accepted: Vec<String>,
    /// Asked for by few rules and last: read when it is.
    spelling: OnceCell<Spelling>,
}

/// How far a question looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Up to the next punctuation that ends a clause.
    Clause,
    /// The sentence; of a list item, the stem as well.
    Sentence,
    /// The block; of a list item, the stem as well.
    Block,
    /// The list and its stem; outside a list, the block.
    List,
    /// From heading to heading.
    Section,
    /// Everything.
    Document,
    /// So many words to either side, in the same block.
    Words(u32),
}

impl Language {
    /// Joins lexicons, the data on how sentences end and on what counts as a citation, the things
    /// that articles promote, and what makes an unknown word a likely one.
    pub(crate) fn new(
        lexicons: Lexicons, splitter: Splitter, knowledge: Knowledge, known: Known, plausible: Plausible,
    ) -> Self {
        let kinds = ContextKinds::new(&lexicons);
        let claim_kinds = ClaimKinds::new(&lexicons);
        let medical = ["medicine.any", "medicine.surgery"].iter().filter_map(|name| lexicons.kind(name));
        let health = claim_kinds.for_health().chain(medical).collect();
        Self {
            lexicons: Arc::new(lexicons),
            kinds,
            claim_kinds,
            health,
            splitter,
            knowledge,
            known,
            plausible: Arc::new(plausible),
            memory: Arc::default(),
        }
    }

    /// The lexicons.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// What must be read for questions with these needs.
    pub fn wanted<'n>(&self, needs: impl IntoIterator<Item = &'n Needs>) -> Wanted {
        let mut kinds: Vec<Kind> = self.claim_kinds.for_promotes().collect();
        let mut claims = false;
        for need in needs {
            if need.everything {
                return self.everything();
            }
            kinds.extend_from_slice(&need.kinds);
            claims |= need.claims;
        }
        if claims {
            kinds.extend(self.claim_kinds.for_claims());
        }
        let mut wanted = self.lexicons.wanted(kinds);
        wanted.claims = claims;
        wanted
    }

    /// Everything there is to read.
    pub fn everything(&self) -> Wanted {
        self.lexicons.everything()
    }

    /// Cuts a document into words and sentences.
    pub fn words(&self, document: &Document) -> Words {
        let mut words = Words { trigrams: Trigrams::of(document.prose()), ..Words::default() };
        token::tokenize(
            document,
            self.lexicons.vocabulary(),
            &self.splitter,
            &mut words.tokens,
            &mut words.block_first,
        );
        words.sentences.reserve(words.tokens.len() / 16);
        let mut starts = true;
        for (at, token) in words.tokens.iter().enumerate() {
            if starts {
                words.sentences.push(at as u32);
            }
            starts = token.flags.has(Flags::SENTENCE_END);
        }
        words.sentences.push(words.tokens.len() as u32);
        words.tokens.shrink_to_fit();
        words
    }

    /// Reads a document. `residue[i]` says that block `i` is no part of the article; `names` are
    /// configured names, in which no phrase asserts anything; `wanted` says which lexicons are asked for.
    pub fn read<'d>(
        &self, document: &'d Document, words: Words, residue: &[bool], names: &[String], wanted: &Wanted,
    ) -> Reading<'d> {
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
        let around = mark::Around::new(&text);
        let context_marks = mark::match_contexts(&self.lexicons, &text, &around);
        let mut negators = vec![false; if context_marks.all().is_empty() { 0 } else { words.tokens.len() }];
        let negation = self.lexicons.kind("negation.before");
        for mark in context_marks.all().iter().filter(|m| Some(m.kind) == negation) {
            negators[mark.first as usize..=mark.last.max(mark.first) as usize].fill(true);
        }
        let text = mark::Text { negators: &negators, ..text };
        let marks = mark::match_phrases(&self.lexicons, &text, &around, wanted);
        drop((negators, around));
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
        let (by_kind, kinds) = index_by_kind(marks.all(), self.lexicons.len());
        let citations = citation::read(&self.knowledge, document, &words, residue);
        let weak = places(marks.all().iter().map(|m| m.weak));
        let weak_by_kind = places(by_kind.iter().map(|&i| marks.all()[i as usize].weak));
        let lists = runs(document.blocks(), |b| b.list);
        let sections = runs(document.blocks(), |b| b.section);
        let keys = term::keys(document.prose(), &words.tokens);
        let namings = self.known.find(document.prose(), &words.tokens, &keys);
        let mut reading = Reading {
            document,
            lexicons: Arc::clone(&self.lexicons),
            words,
            marks,
            by_kind,
            kinds,
            weak,
            weak_by_kind,
            lists,
            sections,
            contexts,
            keys,
            namings,
            citations,
            promotes: Vec::new(),
            claims: Vec::new(),
            voices: [self.lexicons.kind("subject.provider"), self.lexicons.kind("subject.sale")],
            trade: self.lexicons.kind("subject.trade"),
            health: Arc::clone(&self.health),
            brash: false,
            plausible: Arc::clone(&self.plausible),
            memory: Arc::clone(&self.memory),
            accepted: Vec::new(),
            spelling: OnceCell::new(),
        };
        reading.promotes = claim::promotes(&reading, &self.claim_kinds, &self.known);
        reading.brash = claim::is_brash(&reading, &self.claim_kinds);
        if wanted.claims {
            reading.claims = claim::claims(&reading, &self.claim_kinds, &self.known);
        }
        reading
    }
}

/// A counting sort of marks by kind; within a kind they stay ordered by first token.
fn index_by_kind(marks: &[Mark], kinds: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; kinds + 1];
    for mark in marks {
        starts[mark.kind.0 as usize + 1] += 1;
    }
    for k in 1..starts.len() {
        starts[k] += starts[k - 1];
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; marks.len()];
    for (i, mark) in marks.iter().enumerate() {
        let slot = &mut next[mark.kind.0 as usize];
        order[*slot as usize] = i as u32;
        *slot += 1;
    }
    (order, starts)
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

/// Where an item continues the sentence of its stem.
fn joints(document: &Document, words: &Words) -> Vec<Joint> {
    let mut out = Vec::new();
    for (number, block) in document.blocks().iter().enumerate() {
        let (first, end) = (words.block_first[number], words.block_first[number + 1]);
        // what heads a column or row says what its cells are, and is no part of their sentences
        if let Some(stem) = block.stem
            && block.kind != BlockKind::TableCell
            && first < end
            && words.block_first[stem] < words.block_first[stem + 1]
        {
            out.push(Joint::new(words.block_first[stem + 1] - 1, first..end, &words.tokens));
        }
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

impl Words {
    /// The tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Which three letters follow each other anywhere in the prose.
    pub(crate) fn trigrams(&self) -> &Trigrams {
        &self.trigrams
    }

    /// Token range of a block.
    pub fn of_block(&self, block: usize) -> Range<usize> {
        self.block_first[block] as usize..self.block_first[block + 1] as usize
    }

    /// Number of words in a token range; the halves of a contraction count once.
    pub fn count(&self, tokens: Range<usize>) -> usize {
        self.tokens[tokens].iter().filter(|t| !t.flags.has(Flags::CLITIC)).count()
    }

    /// Token ranges of the sentences that begin in a token range.
    pub fn sentences_in(&self, tokens: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let from = self.sentences.partition_point(|&s| (s as usize) < tokens.start);
        self.sentences[from..]
            .windows(2)
            .map(|w| w[0] as usize..w[1] as usize)
            .take_while(move |r| r.start < tokens.end)
    }

    /// Token range of the sentence that holds a token.
    pub fn sentence_of(&self, token: usize) -> Range<usize> {
        let at = self.sentences.partition_point(|&s| s as usize <= token).saturating_sub(1);
        self.sentences[at] as usize..self.sentences.get(at + 1).map_or(self.tokens.len(), |&s| s as usize)
    }

    /// The block that holds a token.
    pub fn block_of(&self, token: usize) -> usize {
        self.block_first.partition_point(|&b| b as usize <= token).saturating_sub(1)
    }

    /// Byte range in the prose of a token range, which must not be empty.
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start as usize..self.tokens[tokens.end - 1].end()
    }

    /// The first token that ends after a byte of the prose.
    pub fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|t| t.end() <= byte)
    }
}

impl<'d> Reading<'d> {
    /// The same reading where the site accepts these words, however they are spelt.
    pub fn accepting(mut self, words: &[String]) -> Self {
        self.accepted = words.to_vec();
        self.spelling = OnceCell::new();
        self
    }

    /// How its words are spelt.
    pub(crate) fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| {
            let memory = self.memory.get_or_init(|| Memory::of(self.lexicons.vocabulary()));
            spelling::read(self, &self.plausible, memory, &self.accepted)
        })
    }

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

    /// The marks of a kind, by first token.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Mark> {
        let k = kind.0 as usize;
        self.by_kind[self.kinds[k] as usize..self.kinds[k + 1] as usize]
            .iter()
            .map(|&i| &self.marks.all()[i as usize])
    }

    /// The marks of a kind that begin in a range of tokens.
    pub fn of_kind_within(&self, kind: Kind, tokens: Range<usize>) -> impl Iterator<Item = &Mark> {
        self.by_kind[self.range_of_kind(kind, tokens)].iter().map(|&i| &self.marks.all()[i as usize])
    }

    /// Where in `by_kind` the marks of a kind are that begin in a range of tokens.
    fn range_of_kind(&self, kind: Kind, tokens: Range<usize>) -> Range<usize> {
        let k = kind.0 as usize;
        let all = self.marks.all();
        let start = self.kinds[k] as usize;
        let of_kind = &self.by_kind[start..self.kinds[k + 1] as usize];
        let from = of_kind.partition_point(|&i| (all[i as usize].first as usize) < tokens.start);
        let len = of_kind[from..].partition_point(|&i| (all[i as usize].first as usize) < tokens.end);
        start + from..start + from + len
    }

    /// Prose range of a mark; of one that runs from a stem into an item, the part that holds its
    /// first word.
    pub fn span_of(&self, mark: &Mark) -> Range<usize> {
        self.span_of_tokens(mark.first as usize, mark.last as usize)
    }

    /// Prose range of a claim, in the same way.
    pub fn span_of_claim(&self, claim: &Claim) -> Range<usize> {
        self.span_of_tokens(claim.first as usize, claim.last as usize)
    }

    /// Prose range of the tokens `first..=last`; of those that run from a stem into an item, the part
    /// that holds the first.
    pub fn span_of_tokens(&self, first: usize, last: usize) -> Range<usize> {
        let block = self.words.of_block(self.words.block_of(first));
        let bytes = self.words.bytes(first..(last + 1).min(block.end).max(first + 1));
        // the sign belongs to its number
        let sign = usize::from(self.document.prose()[bytes.end..].starts_with('%'));
        bytes.start..bytes.end + sign
    }

    /// Whether another lexicon has a mark of its own in the sentence: what a weak entry needs.
    pub fn has_company(&self, mark: &Mark) -> bool {
        self.unit(Unit::Sentence, mark.first as usize, mark.last as usize).into_iter().any(|range| {
            let marks = self.marks.range(range.clone());
            let of_kind = self.range_of_kind(mark.kind, range);
            let strong = |weak: &[u32], range: Range<usize>| {
                let before = |end: usize| weak.partition_point(|&w| (w as usize) < end);
                range.len() + before(range.start) - before(range.end)
            };
            strong(&self.weak, marks) > strong(&self.weak_by_kind, of_kind)
        })
    }

    /// What the sentence does with a token.
    pub fn context(&self, token: usize) -> Contexts {
        self.contexts[token]
    }

    /// What the sentence does with a mark: the contexts of its first word, so that a negator that is
    /// part of the phrase does not negate it; one that stands in a gap does.
    pub fn context_of(&self, mark: &Mark) -> Contexts {
        let head = self.contexts[mark.first as usize];
        if mark.negated_inside { head.with(Contexts::NEGATED) } else { head }
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

    /// What the article promotes, most prominent first.
    pub fn promotes(&self) -> &[Promoted] {
        &self.promotes
    }

    /// Whether the article promotes something, speaks for somebody who sells, or boasts and scares as
    /// no page of information does.
    pub fn sells(&self) -> bool {
        const VOICES: usize = 2;
        const SHORT: usize = 150;
        let voices: usize =
            self.voices.iter().flatten().map(|&kind| self.of_kind(kind).take(VOICES).count()).sum();
        // a few sentences do not show what the whole page is for
        let short = self.words.tokens.len() < SHORT;
        short || self.brash || !self.promotes.is_empty() || voices >= VOICES
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

    /// The claims, by first token.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The claims that share a word with a range of tokens.
    pub fn claims_over(&self, tokens: Range<usize>) -> impl Iterator<Item = &Claim> {
        // no two claims share a word: they end in the order in which they begin
        let from = self.claims.partition_point(|c| (c.last as usize) < tokens.start);
        self.claims[from..].iter().take_while(move |c| (c.first as usize) < tokens.end)
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
    /// speaks of it, in the paragraph, or in stem or end of the list.
    pub fn support(&self, token: usize) -> Support {
        self.support_within(token, Distance::List)
    }

    /// What supports the statement at a token, no further away than that.
    pub fn support_within(&self, token: usize, reach: Distance) -> Support {
        self.citations.support(self.document, &self.words, token, reach)
    }

    /// The text of a token.
    pub fn word(&self, token: usize) -> &'d str {
        let t = &self.words.tokens[token];
        &self.document.prose()[t.start as usize..t.end()]
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
