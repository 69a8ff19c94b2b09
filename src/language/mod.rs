//! What the prose says, computed once. Strata that each read only those before:
//! tokens and sentences → (residue) → phrases → contexts → what is promoted → claims → what is told again;
//! citations and spelling beside them. [`Words`] hold the first, [`Marked`] those up to the contexts,
//! [`Reading`] all. Must not know rules or files.

pub mod citation;
pub mod claim;
pub(crate) mod closed;
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
mod marked;
pub(crate) mod number;
mod pattern;
pub mod phrase;
mod restated;
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
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use citation::{Distance, Knowledge, Support};
use claim::{Claim, ClaimKinds, Promoted};
use context::ContextKinds;
pub use context::Contexts;
use lexicon::{Kind, Lexicons, Wanted};
use mark::Joint;
pub use marked::Marked;
use restated::Sourced;
use sentence::Splitter;
use spelling::{Accepted, Memory, Plausible, Spelling};
use term::{Keys, Known, KnownKeys};
use token::{Flags, Token};
use trigrams::Trigrams;

use crate::document::{BlockKind, Document};

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
    /// Which lexicons texts before were asked about by name.
    asked: Arc<marked::Asked>,
    known: Known,
    keys: Arc<KnownKeys>,
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

/// What the prose says. Whatever is known of it as [`Marked`] can be asked of it as well.
#[derive(Debug)]
pub struct Reading<'d> {
    marked: Marked<'d>,
    promotes: Vec<Promoted>,
    may_sell: bool,
    claims: Vec<Claim>,
    plausible: Arc<Plausible>,
    memory: Arc<OnceLock<Memory>>,
    accepted: Accepted,
    /// Asked for by few rules and last: read when it is.
    spelling: OnceCell<Spelling>,
    /// Of each claim, how good the source is that stands elsewhere beside the same, if one does.
    told_again: Vec<Option<citation::Strength>>,
}

/// What a site says of its own language.
#[derive(Debug, Clone, Copy, Default)]
pub struct Site<'s> {
    /// Names, in which no phrase asserts anything.
    pub names: &'s [String],
    /// Words that it accepts, however they are spelt.
    pub words: &'s [String],
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
        let keys = Arc::new(KnownKeys::of(lexicons.vocabulary()));
        let asked = Arc::new(marked::Asked::of(lexicons.len()));
        Self {
            lexicons: Arc::new(lexicons),
            kinds,
            claim_kinds,
            health,
            splitter,
            knowledge,
            known,
            keys,
            plausible: Arc::new(plausible),
            memory: Arc::default(),
            asked,
        }
    }

    /// The lexicons.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// What must be read for questions with these needs.
    pub fn wanted<'n>(&self, needs: impl IntoIterator<Item = &'n Needs>) -> Wanted {
        let doubt = self.lexicons.kind(citation::DOUBT);
        let mut asked: Vec<Kind> = self.claim_kinds.asked().chain(doubt).collect();
        let (mut claims, mut everything) = (false, false);
        for need in needs {
            asked.extend_from_slice(&need.kinds);
            claims |= need.claims;
            everything |= need.everything;
        }
        if everything {
            return self.everything().indexing(&asked);
        }
        let read = self.claim_kinds.for_promotes().chain(asked.iter().copied());
        let for_claims = claims.then(|| self.claim_kinds.for_claims()).into_iter().flatten();
        let mut wanted = self.lexicons.wanted(read.chain(for_claims));
        wanted.claims = claims;
        wanted.indexing(&asked)
    }

    /// Everything there is to read.
    pub fn everything(&self) -> Wanted {
        self.lexicons.everything()
    }

    /// The thing of the knowledge base that all of this text is a name of.
    pub(crate) fn named(&self, text: &str) -> Option<u32> {
        let document = Document::of_paragraph(text);
        let words = self.words(&document);
        let keys = Keys::of(&self.keys, document.prose(), words.tokens());
        let namings = self.known.find(document.prose(), words.tokens(), &keys);
        let whole = words.tokens().len() as u32;
        namings.iter().find(|n| n.first == 0 && n.last + 1 == whole).map(|n| n.thing)
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

    /// Reads a document. `residue[i]` says that block `i` is no part of the article; `wanted` says which
    /// lexicons are asked for.
    pub fn read<'d>(
        &self, document: &'d Document, words: Words, residue: &[bool], site: Site<'_>, wanted: &Wanted,
    ) -> Reading<'d> {
        let marked = self.mark(document, words, residue, site.names, wanted);
        let promotes = claim::promotes(&marked, &self.claim_kinds, &self.known);
        let may_sell = claim::may_sell(&marked, &self.claim_kinds, &promotes);
        let claims = match wanted.claims {
            true => claim::claims(&marked, &self.claim_kinds, &self.known, &promotes, may_sell),
            false => Vec::new(),
        };
        let told_again = match claims.is_empty() {
            true => Vec::new(),
            false => Sourced::of(&marked, &self.claim_kinds, &promotes).worths(
                &marked,
                &self.claim_kinds,
                &claims,
                &promotes,
            ),
        };
        Reading {
            marked,
            promotes,
            may_sell,
            claims,
            plausible: Arc::clone(&self.plausible),
            memory: Arc::clone(&self.memory),
            accepted: Accepted::of(site.words),
            spelling: OnceCell::new(),
            told_again,
        }
    }
}

/// Where an item continues the sentence of its stem. No reader of the thousandth item has the stem in mind,
/// and a list may be as long as the file: what is matched across joints is held in memory together.
fn joints(document: &Document, words: &Words) -> Vec<Joint> {
    const MOST: usize = 1000;
    let mut out = Vec::new();
    let (mut last, mut items) = (None, 0);
    for (number, block) in document.blocks().iter().enumerate() {
        let (first, end) = (words.block_first[number], words.block_first[number + 1]);
        // what heads a column or row says what its cells are, and is no part of their sentences
        if let Some(stem) = block.stem
            && block.kind != BlockKind::TableCell
            && first < end
            && words.block_first[stem] < words.block_first[stem + 1]
        {
            items = if last == Some(stem) { items + 1 } else { 1 };
            last = Some(stem);
            if items > MOST {
                continue;
            }
            out.push(Joint::new(words.block_first[stem + 1] - 1, first..end, &words.tokens));
        }
    }
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

    /// The words of the sentence of a token that stand no further from it than that: a sentence may be as
    /// long as the file.
    pub(crate) fn around(&self, token: usize, reach: usize) -> Range<usize> {
        let sentence = self.sentence_of(token);
        sentence.start.max(token.saturating_sub(reach))..sentence.end.min(token + reach)
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

/// All that is known of the marked text is known of its reading: to hand on each question would say it twice.
impl<'d> Deref for Reading<'d> {
    type Target = Marked<'d>;

    fn deref(&self) -> &Marked<'d> {
        &self.marked
    }
}

impl Reading<'_> {
    /// What the article promotes, most prominent first.
    pub fn promotes(&self) -> &[Promoted] {
        &self.promotes
    }

    /// Whether the page may sell something: the article promotes something, speaks for somebody who sells,
    /// or boasts and scares as no page of information does. Of a few sentences one cannot tell: they may be
    /// from such a page.
    pub fn may_sell(&self) -> bool {
        self.may_sell
    }

    /// The claims, by first token.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Prose range of a claim, as [`Marked::span_of`] gives that of a mark.
    pub fn span_of_claim(&self, claim: &Claim) -> Range<usize> {
        self.span_of_tokens(claim.first as usize, claim.last as usize)
    }

    /// The claims that share a word with a range of tokens.
    pub fn claims_over(&self, tokens: Range<usize>) -> impl Iterator<Item = &Claim> {
        self.claims[self.numbers_over(tokens)].iter()
    }

    /// The numbers of these claims.
    fn numbers_over(&self, tokens: Range<usize>) -> Range<usize> {
        // no two claims share a word: they end in the order in which they begin
        let from = self.claims.partition_point(|c| (c.last as usize) < tokens.start);
        let to = self.claims.partition_point(|c| (c.first as usize) < tokens.end);
        from..to.max(from)
    }

    /// What supports the statement at a token: a citation near it, and where there is none, what stands
    /// elsewhere beside the claims that its sentence repeats.
    pub fn support(&self, token: usize) -> Support {
        let flat = self.claims_over(token..token + 1).any(|claim| !claim.context.has(Contexts::HEDGED));
        let near = self.marked.support_of(token, Distance::Elsewhere, flat);
        if near.strength.is_some() {
            return near;
        }
        let claims = self.numbers_over(self.marked.words().around(token, restated::NEAR));
        match self.told_again[claims].iter().copied().min().flatten() {
            Some(worth) => Support { strength: Some(worth), distance: Distance::Elsewhere },
            None => near,
        }
    }

    /// Whether the site accepts a word, however it is spelt.
    pub(crate) fn accepts(&self, written: &str) -> bool {
        self.accepted.holds(written)
    }

    /// How its words are spelt.
    pub(crate) fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| {
            let memory = self.memory.get_or_init(|| Memory::of(self.marked.vocabulary()));
            spelling::read(&self.marked, &self.plausible, memory, &self.accepted)
        })
    }
}
