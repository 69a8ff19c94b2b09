//! What a sentence does with its words: negate, ask, warn, quote. Owns the contexts and their
//! reach; the words that open them are data (`rules/lexicons/contexts.toml` and `negation.toml`);
//! must not know rules.

use super::lexicon::{Kind, Lexicons};
use super::mark::{Mark, Marks};
use super::token::{Flags, Token};
use crate::document::{BlockKind, Document, InlineKind};

/// A set of contexts. A finding normally needs asserted text: text in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Contexts(u16);

impl Contexts {
    /// A negator governs it.
    pub const NEGATED: Self = Self(1);
    /// A hedge governs it ("may", "some studies suggest"). Hedged text is still asserted.
    pub const HEDGED: Self = Self(1 << 1);
    /// A real question asks it.
    pub const QUESTION: Self = Self(1 << 2);
    /// An "if" or "whether" governs it.
    pub const CONDITIONAL: Self = Self(1 << 3);
    /// Quoted from somebody the publisher does not speak for, or set in scare quotes.
    pub const QUOTED: Self = Self(1 << 4);
    /// Reported as the belief of others.
    pub const REPORTED: Self = Self(1 << 5);
    /// Told as a myth.
    pub const MYTH: Self = Self(1 << 6);
    /// What the text warns against in others.
    pub const THIRD_PARTY: Self = Self(1 << 7);
    /// Part of a disclaimer.
    pub const DISCLAIMER: Self = Self(1 << 8);
    /// Part of a name or a title.
    pub const NAME: Self = Self(1 << 9);
    /// Text about wording: 'the word "cure"'.
    pub const MENTION: Self = Self(1 << 10);
    /// Code, an address or another literal.
    pub const LITERAL: Self = Self(1 << 11);
    /// An entry of the list of references.
    pub const REFERENCE: Self = Self(1 << 12);
    /// Not part of the article.
    pub const RESIDUE: Self = Self(1 << 13);
    /// A negator that weakens only ("not every").
    pub const PARTIAL: Self = Self(1 << 14);

    /// The contexts in which text asserts nothing.
    pub const UNASSERTED: Self = Self(
        Self::NEGATED.0
            | Self::QUESTION.0
            | Self::CONDITIONAL.0
            | Self::QUOTED.0
            | Self::REPORTED.0
            | Self::MYTH.0
            | Self::THIRD_PARTY.0
            | Self::DISCLAIMER.0
            | Self::NAME.0
            | Self::MENTION.0
            | Self::LITERAL.0
            | Self::REFERENCE.0
            | Self::RESIDUE.0,
    );

    /// Contexts that rule files may name, with their names.
    pub const NAMES: [(&str, Self); 15] = [
        ("negated", Self::NEGATED),
        ("partial", Self::PARTIAL),
        ("hedged", Self::HEDGED),
        ("question", Self::QUESTION),
        ("conditional", Self::CONDITIONAL),
        ("quoted", Self::QUOTED),
        ("reported", Self::REPORTED),
        ("myth", Self::MYTH),
        ("third-party", Self::THIRD_PARTY),
        ("disclaimer", Self::DISCLAIMER),
        ("name", Self::NAME),
        ("mention", Self::MENTION),
        ("literal", Self::LITERAL),
        ("reference", Self::REFERENCE),
        ("residue", Self::RESIDUE),
    ];

    /// The context of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
    }

    /// The names of the contexts in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().filter(move |(_, c)| self.has(*c)).map(|(n, _)| *n)
    }

    /// Whether all of `other` are in the set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is in the set.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The union.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set without `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// How far a negator reaches, in words.
const NEGATION_REACH: u32 = 8;
/// Longest run in quotation marks that needs no attribution to be read as scare quotes, in words.
const SCARE_QUOTE: u32 = 3;
/// How far a mention reaches ("the word", "claims such as"), in words.
const MENTION_REACH: u32 = 8;

/// The lexicons that open contexts, looked up once.
#[derive(Debug)]
pub(super) struct ContextKinds {
    before: Option<Kind>,
    after: Option<Kind>,
    partial: Option<Kind>,
    ends: Option<Kind>,
    hedge: Option<Kind>,
    conditional: Option<Kind>,
    asks: Option<Kind>,
    sells: Option<Kind>,
    reported: Option<Kind>,
    myth: Option<Kind>,
    fact: Option<Kind>,
    third_party: Option<Kind>,
    disclaimer: Option<Kind>,
    mention: Option<Kind>,
    attribution: Option<Kind>,
    testimony: Option<Kind>,
}

/// Names of the lexicons whose marks make contexts: every lexicon of these two files.
pub(crate) fn makes_context(lexicon: &str) -> bool {
    lexicon.starts_with("negation.") || lexicon.starts_with("contexts.")
}

impl ContextKinds {
    pub(super) fn new(lexicons: &Lexicons) -> Self {
        let kind = |name| lexicons.kind(name);
        Self {
            before: kind("negation.before"),
            after: kind("negation.after"),
            partial: kind("negation.partial"),
            ends: kind("negation.ends"),
            hedge: kind("contexts.hedge"),
            conditional: kind("contexts.conditional"),
            asks: kind("contexts.asks"),
            sells: kind("contexts.sells"),
            reported: kind("contexts.reported"),
            myth: kind("contexts.myth"),
            fact: kind("contexts.fact"),
            third_party: kind("contexts.third-party"),
            disclaimer: kind("contexts.disclaimer"),
            mention: kind("contexts.mention"),
            attribution: kind("contexts.attribution"),
            testimony: kind("contexts.testimony"),
        }
    }
}

/// What the sweep looks at.
pub(super) struct Input<'a> {
    pub(super) document: &'a Document,
    pub(super) tokens: &'a [Token],
    /// First token of each sentence, and the number of tokens at the end.
    pub(super) sentences: &'a [u32],
    /// First token of each block, and the number of tokens at the end.
    pub(super) block_first: &'a [u32],
    pub(super) marks: &'a Marks,
    pub(super) kinds: &'a ContextKinds,
    /// Configured names: byte ranges in the prose, sorted.
    pub(super) names: &'a [std::ops::Range<usize>],
    pub(super) residue: &'a [bool],
}

/// The contexts of every token, in one sweep over the sentences.
pub(super) fn sweep(input: &Input<'_>) -> Vec<Contexts> {
    let mut out = vec![Contexts::default(); input.tokens.len()];
    let blocks = input.document.blocks();
    let mut sentence = 0;
    let said = Said::new(input);
    let mut stops = Vec::new();
    // contexts that a block's last sentence leaves open: a list below it inherits them
    let mut open: Vec<Contexts> = vec![Contexts::default(); blocks.len()];
    for (number, block) in blocks.iter().enumerate() {
        let (from, to) = (input.block_first[number], input.block_first[number + 1]);
        if from == to {
            continue;
        }
        let mut whole = Contexts::default();
        if block.kind == BlockKind::Reference {
            whole.insert(Contexts::REFERENCE);
        }
        if input.residue.get(number).copied().unwrap_or(false) {
            whole.insert(Contexts::RESIDUE);
        }
        if let Some(stem) = block.stem {
            whole.insert(open[stem]);
            // a nested list hangs on its item, which hangs on the outer stem
            open[number] = open[stem];
        }
        if !whole.is_empty() {
            add(&mut out, from, to, whole);
        }
        let mut sweep = Sweep { out: &mut out, stops: std::mem::take(&mut stops), myth: false };
        while sentence + 1 < input.sentences.len() && input.sentences[sentence] < to {
            let (first, end) = (input.sentences[sentence], input.sentences[sentence + 1]);
            let left_open = read_sentence(input, first, end, &mut sweep);
            if end == to {
                open[number].insert(left_open);
            }
            sentence += 1;
        }
        stops = sweep.stops;
        if memchr::memchr3(b'"', 0xE2, 0xC2, input.document.text(block).as_bytes()).is_some() {
            quotations(input, number, &said, &mut out);
        }
    }
    literals(input, &mut out);
    out
}

/// What goes from sentence to sentence.
struct Sweep<'a> {
    out: &'a mut [Contexts],
    /// Room for [`Clauses`].
    stops: Vec<u32>,
    /// A myth is being told, until a fact or the end of the block.
    myth: bool,
}

/// The marks that say whose words a quotation holds. Those of a kind do not overlap.
struct Said<'a> {
    attribution: Vec<&'a Mark>,
    testimony: Vec<&'a Mark>,
}

impl<'a> Said<'a> {
    fn new(input: &Input<'a>) -> Self {
        let of = |kind: Option<Kind>| {
            input.marks.all().iter().filter(|m| kind.is_some() && Some(m.kind) == kind).collect()
        };
        Self { attribution: of(input.kinds.attribution), testimony: of(input.kinds.testimony) }
    }

    /// Whether one of the marks begins in a range of tokens, but has no part in a quotation there.
    fn around(marks: &[&Mark], range: std::ops::Range<u32>, quotation: std::ops::Range<u32>) -> bool {
        let from = marks.partition_point(|m| m.first < range.start);
        let to = marks.partition_point(|m| m.first < range.end).max(from);
        let marks = &marks[from..to];
        marks.first().is_some_and(|m| m.last < quotation.start)
            || marks.last().is_some_and(|m| m.first >= quotation.end)
    }
}

fn add(out: &mut [Contexts], from: u32, to: u32, context: Contexts) {
    if from < to {
        out[from as usize..to as usize].iter_mut().for_each(|c| c.insert(context));
    }
}

/// Adds the contexts of one sentence; returns those that reach its end.
///
/// A sentence may be as long as the file: each token is painted a bounded number of times, however
/// many marks reach over it.
fn read_sentence(input: &Input<'_>, first: u32, end: u32, sweep: &mut Sweep<'_>) -> Contexts {
    let marks = input.marks.within(first as usize..end as usize);
    let k = input.kinds;
    let mut open = Contexts::default();
    if !marks.is_empty() {
        let clauses = Clauses::find(input, first, end, marks, &mut sweep.stops);
        let out = &mut *sweep.out;
        let [mut hedged, mut conditional, mut reported, mut third_party, mut told] = [first; 5];
        let (mut disclaimed, mut myth_from) = (false, None);
        let (mut at, mut partial_to) = (0, None);
        for mark in marks {
            let kind = Some(mark.kind);
            let after = mark.last + 1;
            // marks of a kind do not overlap: of those that begin no later, the last reaches furthest
            while let Some(m) = marks.get(at).filter(|m| m.first <= mark.first) {
                if Some(m.kind) == k.partial {
                    partial_to = Some(m.last);
                }
                at += 1;
            }
            let mut govern = |painted: &mut u32, to: u32, context: Contexts| {
                if to >= end {
                    open.insert(context);
                }
                add(out, after.max(*painted), to, context);
                *painted = to.max(*painted);
            };
            if kind == k.before {
                let to = clauses.end(mark.last, (after + NEGATION_REACH).min(end));
                let partial = partial_to.is_some_and(|last| last >= mark.last);
                govern(&mut { first }, to, if partial { Contexts::PARTIAL } else { Contexts::NEGATED });
            } else if kind == k.after {
                let from = clause_start(input.tokens, told, mark.first);
                add(out, from, mark.first, Contexts::NEGATED);
                told = mark.first;
            } else if kind == k.hedge {
                govern(&mut hedged, clauses.end(mark.last, end), Contexts::HEDGED);
            } else if kind == k.conditional {
                govern(&mut conditional, clauses.end(mark.last, end), Contexts::CONDITIONAL);
            } else if kind == k.reported {
                govern(&mut reported, clauses.end(mark.last, end), Contexts::REPORTED);
            } else if kind == k.third_party {
                govern(&mut third_party, end, Contexts::THIRD_PARTY);
            } else if kind == k.disclaimer {
                disclaimed = true;
            } else if kind == k.mention {
                add(out, after, (after + MENTION_REACH).min(end), Contexts::MENTION);
            } else if kind == k.myth {
                sweep.myth = true;
                myth_from.get_or_insert(after);
            } else if kind == k.fact {
                sweep.myth = false;
                if let Some(from) = myth_from.take() {
                    add(out, from, mark.first, Contexts::MYTH);
                }
            }
        }
        if disclaimed {
            add(out, first, end, Contexts::DISCLAIMER);
        }
        if let Some(from) = myth_from {
            add(out, from, end, Contexts::MYTH);
        }
    }
    if sweep.myth && !marks.iter().any(|m| Some(m.kind) == k.myth || Some(m.kind) == k.fact) {
        add(sweep.out, first, end, Contexts::MYTH);
    }
    if ends_with_question_mark(input, end) {
        let opens = |kind: Option<Kind>| marks.iter().any(|m| Some(m.kind) == kind && m.first <= first + 1);
        // "Ready for a guaranteed result?" sells, "What makes it so effective?" presupposes
        if opens(k.asks) && !opens(k.sells) {
            add(sweep.out, first, end, Contexts::QUESTION);
        }
    }
    open
}

/// Where the clauses of a sentence end.
struct Clauses<'a> {
    first: u32,
    /// For each token of the sentence, the token after its clause.
    stops: &'a [u32],
}

impl<'a> Clauses<'a> {
    /// From the end of the sentence to its start, so that every token is looked at once.
    fn find(input: &Input<'_>, first: u32, end: u32, marks: &[Mark], stops: &'a mut Vec<u32>) -> Self {
        stops.clear();
        stops.resize((end - first) as usize, end);
        let mut ends = marks.iter().rev().filter(|m| Some(m.kind) == input.kinds.ends).peekable();
        let mut stop = end;
        for t in (first..end.saturating_sub(1)).rev() {
            while ends.next_if(|m| m.first > t + 1).is_some() {}
            let flags = input.tokens[t as usize].flags;
            if flags.has(Flags::CLAUSE_END)
                || ends.peek().is_some_and(|m| m.first == t + 1)
                || flags.has(Flags::COMMA) && starts_clause(input, t + 1)
            {
                stop = t + 1;
            }
            stops[(t - first) as usize] = stop;
        }
        Self { first, stops }
    }

    /// The token after the clause that holds `at`, no further than `limit`.
    fn end(&self, at: u32, limit: u32) -> u32 {
        self.stops.get((at - self.first) as usize).map_or(limit, |stop| limit.min(*stop))
    }
}

/// A subject pronoun after a comma begins a new clause.
fn starts_clause(input: &Input<'_>, t: u32) -> bool {
    let token = &input.tokens[t as usize];
    let word = &input.document.prose()[token.start as usize..token.end()];
    const PRONOUNS: [&str; 10] = ["it", "they", "he", "she", "we", "you", "i", "this", "these", "that"];
    word.len() <= 5 && PRONOUNS.iter().any(|p| p.eq_ignore_ascii_case(word))
}

/// The first token of the clause that holds `at`, no earlier than `first`.
fn clause_start(tokens: &[Token], first: u32, at: u32) -> u32 {
    let mut t = at;
    while t > first && !tokens[t as usize - 1].flags.has(Flags::CLAUSE_END) {
        t -= 1;
    }
    t
}

fn ends_with_question_mark(input: &Input<'_>, end: u32) -> bool {
    let Some(last) = end.checked_sub(1).map(|t| &input.tokens[t as usize]) else {
        return false;
    };
    let next = input.tokens.get(end as usize).map_or(input.document.prose().len(), |t| t.start as usize);
    let prose = input.document.prose();
    let gap = &prose[last.end()..prose.floor_char_boundary(next.min(last.end() + 16)).max(last.end())];
    gap.split('\n').next().is_some_and(|g| g.contains('?'))
}

/// Marks what stands in quotation marks, by who is quoted.
fn quotations(input: &Input<'_>, block: usize, said: &Said<'_>, out: &mut [Contexts]) {
    let range = input.document.blocks()[block].prose.clone();
    let text = &input.document.prose()[range.clone()];
    let (from, to) = (input.block_first[block], input.block_first[block + 1]);
    let tokens = &input.tokens[from as usize..to as usize];
    let token_at =
        |byte: usize| from + tokens.partition_point(|t| (t.start as usize) < range.start + byte) as u32;
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '"' | '“' | '”' | '«' | '»')) {
        let closes = match c {
            '“' | '«' => false,
            '”' | '»' => true,
            _ => open.is_some(),
        };
        // an inch or a second is no quotation mark: 6' 2"
        if c == '"' && open.is_none() && at > 0 && text.as_bytes()[at - 1].is_ascii_digit() {
            continue;
        }
        if !closes {
            open = Some(at);
            continue;
        }
        let Some(start) = open.take() else { continue };
        let (first, end) = (token_at(start), token_at(at));
        if first >= end {
            continue;
        }
        let sentence = input.sentences.partition_point(|&s| s <= first).saturating_sub(1);
        let last_sentence = input.sentences.partition_point(|&s| s < end).min(input.sentences.len() - 1);
        // attribution stands in the sentence of the quotation, or in the one that follows it
        let (around_first, around_end) = (input.sentences[sentence], input.sentences[last_sentence].min(to));
        let is_said = |marks: &[&Mark]| Said::around(marks, around_first..around_end, first..end);
        let scare = end - first <= SCARE_QUOTE;
        if !is_said(&said.testimony) && (scare || is_said(&said.attribution)) {
            add(out, first, end, Contexts::QUOTED);
        }
    }
}

/// Code, addresses and configured names.
fn literals(input: &Input<'_>, out: &mut [Contexts]) {
    let token_at = |byte: usize| input.tokens.partition_point(|t| t.end() <= byte) as u32;
    let end_at = |byte: usize| input.tokens.partition_point(|t| (t.start as usize) < byte) as u32;
    // they are sorted by start, and may stand inside each other
    let mut painted = 0;
    for inline in input.document.inlines() {
        if inline.kind == InlineKind::Code && inline.prose.end > painted {
            let start = inline.prose.start.max(painted);
            add(out, token_at(start), end_at(inline.prose.end), Contexts::LITERAL);
            painted = inline.prose.end;
        }
    }
    for range in input.names {
        add(out, token_at(range.start), end_at(range.end), Contexts::NAME);
    }
    for (t, token) in input.tokens.iter().enumerate() {
        if token.flags.has(Flags::ADDRESS) {
            out[t].insert(Contexts::LITERAL);
        }
    }
}
