//! Finds the citations of a document, block by block: links and addresses here, each other form in a module of
//! its own. Must not know what a citation covers.

use std::collections::HashMap;
use std::ops::Range;

use super::knowledge::Worth;
use super::{Citation, CitationKind, Citations, Knowledge, Strength, Target, figures};
use crate::document::{BlockKind, Document, Inline, InlineKind};
use crate::language::Words;
use crate::language::token::Flags;

mod author;
mod follow_up;
mod form;
mod list;
mod mark;
mod name;

use list::List;

/// Finds the citations of a document. `residue[i]` says that block `i` is no part of the article; at the
/// tokens in `doubts` the text says that the evidence is weak.
pub(in crate::language) fn read(
    knowledge: &Knowledge, document: &Document, words: &Words, residue: &[bool], doubts: &[u32],
) -> Citations {
    let list = List::read(knowledge, document, words);
    let mut reader = Reader { knowledge, document, words, list, found: Vec::new(), linked: Vec::new() };
    let mut inlines = 0;
    for (number, block) in document.blocks().iter().enumerate() {
        let first = inlines;
        while document.inlines().get(inlines).is_some_and(|i| {
            i.prose.start < block.prose.end || i.prose.start == block.prose.end && i.prose.is_empty()
        }) {
            inlines += 1;
        }
        if block.kind != BlockKind::Reference && !residue.get(number).copied().unwrap_or(false) {
            reader.read_block(number, first..inlines);
        }
    }
    reader.finish(doubts)
}

/// A document on the way to its citations.
struct Reader<'a> {
    knowledge: &'a Knowledge,
    document: &'a Document,
    words: &'a Words,
    list: List,
    found: Vec<Citation>,
    /// Prose ranges of links out of the site, in the block.
    linked: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// All citations of a block; `inlines` are the numbers of what stands inline in it.
    fn read_block(&mut self, number: usize, inlines: Range<usize>) {
        let document = self.document;
        let block = &document.blocks()[number];
        if self.words.of_block(number).is_empty() {
            return;
        }
        self.linked.clear();
        for inline in &document.inlines()[inlines] {
            let shown = document.prose().get(inline.prose.clone()).unwrap_or("");
            match &inline.kind {
                InlineKind::Link(target) => self.read_link(number, inline, target, shown),
                InlineKind::Superscript => {
                    self.read_mark(number, inline.prose.clone(), shown, false);
                }
                InlineKind::Note(label) => self.read_note(number, inline, label),
                _ => {}
            }
        }
        self.read_addresses(number);
        let text = document.text(block);
        // most blocks have no digit, and so nothing that needs one
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        if digits {
            self.read_identifiers(number, block.prose.start, text);
            self.read_brackets(number);
        }
        self.read_signs(number);
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            self.read_names(number, digits);
        }
    }

    /// A link: to an entry of the list of references, to a source, or to nothing that counts.
    fn read_link(&mut self, number: usize, link: &Inline, target: &str, shown: &str) {
        let prose = || link.prose.clone();
        let inside = target.starts_with('#');
        if inside && self.read_mark(number, prose(), shown, true) {
            self.linked.push(prose());
            return;
        }
        let worth = self.knowledge.link(target);
        if !inside && worth != Worth::Nothing {
            self.linked.push(prose());
        }
        let here = shown.trim().trim_end_matches('.').to_ascii_lowercase();
        let vague = matches!(here.as_str(), "here" | "click here" | "");
        let Some(strength) = worth.strength().filter(|&s| !(vague && s == Strength::Weak)) else { return };
        let second = worth == Worth::SecondHand;
        let named = !second && (self.names_speaker(&link.prose) || self.is_handed(&link.prose));
        let strength = if named { strength.max(Strength::Named) } else { strength };
        self.push(number, prose(), CitationKind::Link, Some(strength), Target::Itself, second);
    }

    /// A footnote, which leads to the entry of its number, or to the list as a whole.
    fn read_note(&mut self, number: usize, note: &Inline, label: &str) {
        let entry = label.parse::<u32>().ok().and_then(|n| self.list.numbers.get(&n).copied());
        let entry = entry.or((!self.list.entries.is_empty()).then_some(0));
        let strength = entry.map(|e| self.list.entries[e].strength);
        let target = entry.map_or(Target::Missing, |e| Target::Entry(self.list.entries[e].block));
        self.push(number, note.prose.clone(), CitationKind::Superscript, strength, target, false);
    }

    /// Addresses in the text.
    fn read_addresses(&mut self, number: usize) {
        let addresses: Vec<(usize, Worth)> =
            addresses(self.knowledge, self.document, self.words, number).collect();
        for (t, worth) in addresses {
            let range = self.words.bytes(t..t + 1);
            // a bare domain is worth no more than an account of something
            let whole = self.document.prose()[range.clone()].contains('/');
            if let Some(strength) = worth.strength()
                && !self.in_link(&range)
            {
                let strength = if whole { strength } else { Strength::Weak };
                let second = worth == Worth::SecondHand && whole;
                self.push(number, range, CitationKind::Link, Some(strength), Target::Itself, second);
            }
        }
    }

    /// Identifiers of papers and of registers in a block that begins at `base`.
    fn read_identifiers(&mut self, number: usize, base: usize, text: &str) {
        if !form::may_identify(text) {
            return;
        }
        for found in form::FORMS.identifier.find_iter(text) {
            let kind = match text[found.clone()].as_bytes() {
                [b'1', ..] => CitationKind::Doi,
                [b'P', ..] => CitationKind::Pmid,
                _ => CitationKind::Register,
            };
            let range = base + found.start..base + found.end;
            self.push(number, range, kind, Some(Strength::Strong), Target::Itself, false);
        }
    }

    /// Whether a link out of the site lies over the range; the links of a block do not overlap.
    fn in_link(&self, range: &Range<usize>) -> bool {
        let at = self.linked.partition_point(|l| l.end <= range.start);
        self.linked.get(at).is_some_and(|l| l.start < range.end)
    }

    /// Adds a citation, with the token that it belongs to.
    fn push(
        &mut self, block: usize, prose: Range<usize>, kind: CitationKind, strength: Option<Strength>,
        target: Target, second_hand: bool,
    ) {
        let tokens = self.words.of_block(block);
        if tokens.is_empty() {
            return;
        }
        let token = match kind {
            CitationKind::Number | CitationKind::Superscript => {
                self.words.tokens.partition_point(|t| (t.start as usize) < prose.start).saturating_sub(1)
            }
            _ => self.words.token_at(prose.start),
        };
        let token = token.clamp(tokens.start, tokens.end - 1);
        self.found.push(Citation { prose, token, block, kind, strength, target, second_hand });
    }

    /// Puts them in order and sums them up.
    fn finish(mut self, doubts: &[u32]) -> Citations {
        self.read_namesakes();
        let document = self.document;
        let mut all = self.found;
        all.sort_by_key(|c| (c.token, c.prose.start, c.prose.end));
        let doubted = |citation: &Citation| {
            let sentence = self.words.sentence_of(citation.token);
            let at = doubts.partition_point(|&doubt| (doubt as usize) < sentence.start);
            doubts.get(at).is_some_and(|&doubt| (doubt as usize) < sentence.end)
        };
        let sums = running_sums(&all, |_| true);
        let firm = (!doubts.is_empty()).then(|| running_sums(&all, |c| !doubted(c)));
        let mut lists: HashMap<u32, Range<usize>> = HashMap::new();
        let mut stems = HashMap::new();
        for (number, block) in document.blocks().iter().enumerate() {
            if let Some(list) = block.list {
                lists.entry(list).and_modify(|r| r.end = number + 1).or_insert(number..number + 1);
                if let Some(stem) = block.stem {
                    stems.entry(stem).or_insert(list);
                }
            }
        }
        let (follow_ups, pointing_back) = follow_up::read(self.knowledge, document, self.words, &all);
        let mut citations = Citations {
            all,
            entries: self.list.entries,
            sums,
            firm,
            lists,
            stems,
            follow_ups,
            pointing_back,
            figures: figures::Sourced::default(),
        };
        if !citations.all.is_empty() {
            citations.note_figures(document, self.words);
        }
        citations
    }
}

/// For each strength, how many of those of the first n citations that count are at least so strong.
fn running_sums(all: &[Citation], counts: impl Fn(&Citation) -> bool) -> Vec<[u32; 3]> {
    let mut sum = [0; 3];
    let mut sums = Vec::with_capacity(all.len() + 1);
    sums.push(sum);
    for citation in all {
        let worth = citation.strength.filter(|_| counts(citation));
        for strength in [Strength::Weak, Strength::Named, Strength::Strong] {
            sum[strength as usize] += u32::from(worth >= Some(strength));
        }
        sums.push(sum);
    }
    sums
}

/// Web addresses in the text of a block, with their worth.
fn addresses<'a>(
    knowledge: &'a Knowledge, document: &'a Document, words: &'a Words, block: usize,
) -> impl Iterator<Item = (usize, Worth)> + 'a {
    let prose = document.prose();
    words.of_block(block).filter_map(move |t| {
        let token = &words.tokens[t];
        if !token.flags.has(Flags::ADDRESS) {
            return None;
        }
        let word = &prose[token.start as usize..token.end()];
        if word.contains('@') || word.starts_with("10.") {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
        Some((t, knowledge.address(rest)))
    })
}
