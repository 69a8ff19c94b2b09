//! Citations: what a text points to when it claims something, and which claims that covers. Owns
//! what a citation is and how far it reaches; how one is found is the business of `reader`, what hosts, bodies
//! and journals are worth is data (`rules/citations.toml`) that `knowledge` holds; must not know rules.
//!
//! | strength | forms |
//! | --- | --- |
//! | strong | DOI and other identifiers, link to a journal, register, regulator or university; number, raised mark or author and year that the list of references holds |
//! | named | link to a patient page of a public body, author and year without a list, named body, guideline or study |
//! | weak | link to anything else |
//!
//! Every look around a place is bounded, and counts are summed up once, so that a text full of
//! brackets is read in linear time.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::Deserialize;

use super::Words;
use crate::document::{BlockKind, Document};

mod figures;
mod knowledge;
mod reader;
#[cfg(test)]
mod tests;

use figures::figures;
pub use knowledge::Knowledge;
pub(super) use reader::read;

/// How much a citation is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// An account of somebody else's evidence.
    Weak,
    /// A body or a study that is named.
    Named,
    /// A study, review or guideline that can be looked up.
    Strong,
}

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CitationKind {
    /// `10.1136/bmj.l1234`
    Doi,
    /// `PMID 12345678`, `PMC1234567`
    Pmid,
    /// `NCT01234567`, `ISRCTN12345678`, `CD012345`
    Register,
    /// A link, or an address in the text.
    Link,
    /// `[3]`, `[1, 4–6]`, `(3)`
    Number,
    /// A raised number or sign, a footnote.
    Superscript,
    /// `(Smith et al., 2012)`, `Smith and Lee (2019)`
    AuthorYear,
    /// `According to the World Health Organization`
    Organisation,
    /// `NICE guideline NG59`
    Guideline,
    /// A study with two of author, journal, year, name, size and place.
    Study,
}

/// Where a citation leads in the list of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// It needs no list.
    Itself,
    /// To the entry in this block.
    Entry(usize),
    /// To no entry.
    Missing,
    /// An author and a year, where no list and no journal says of which work.
    Unlisted,
}

/// One citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Byte range in the prose; empty for a footnote mark without text.
    pub prose: Range<usize>,
    /// The token that it belongs to: the word before a mark, else its own first word.
    pub token: usize,
    /// The block it stands in.
    pub block: usize,
    /// Its form.
    pub kind: CitationKind,
    /// What it is worth; a mark that leads nowhere is worth nothing.
    pub strength: Option<Strength>,
    /// Where it leads.
    pub target: Target,
    /// It leads to an account of other people's evidence: an encyclopaedia, a newspaper.
    pub second_hand: bool,
}

/// One entry of the list of references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its block.
    pub block: usize,
    /// What it is worth.
    pub strength: Strength,
    /// It leads to an account of other people's evidence.
    pub second_hand: bool,
}

/// How far from a statement its source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distance {
    /// In the same sentence.
    Sentence,
    /// In the next sentence, which speaks of "this study".
    Next,
    /// In the same paragraph.
    Paragraph,
    /// In the stem of the list, in the sentence that closes it, or in the heading above.
    List,
    /// Elsewhere in the article: beside the same figures, which a summary tells again, or further up in the
    /// section, where the sentence points back to the study.
    Elsewhere,
}

/// What supports a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// The strongest source near by.
    pub strength: Option<Strength>,
    /// How far it is; [`Distance::Sentence`] where there is none.
    pub distance: Distance,
}

/// How far around a statement the other figures of its sentence are looked at, in words.
const NEAR: usize = 100;
/// Most words of a line that only labels the list below it: "Main results:".
const LABEL: usize = 3;
/// Most words of a line below a list that only names its source: "All from Okafor and Lind, 2019".
const SOURCE_LINE: usize = 14;
/// Most such lines between a list and the line that names its study.
const MOST_LABELS: usize = 4;
/// Most items that are asked one by one whether they cite.
const LONGEST_LIST: usize = 100;

/// The lexicon of what says that the evidence is weak. A source of which no more is told bears out no flat
/// statement beside it; one that is hedged it does.
pub(super) const DOUBT: &str = "stance.doubt";

/// The citations of a document, and what they cover.
#[derive(Debug, Default)]
pub struct Citations {
    all: Vec<Citation>,
    entries: Vec<Entry>,
    /// For each strength, how many of the citations before the n-th are at least so strong.
    sums: Vec<[u32; 3]>,
    /// The same without those in sentences that doubt the evidence; `None` where no sentence does.
    firm: Option<Vec<[u32; 3]>>,
    /// For each list its blocks.
    lists: HashMap<u32, Range<usize>>,
    /// The list that a stem introduces.
    stems: HashMap<usize, u32>,
    /// First tokens of the sentences that speak of the one before.
    follow_ups: HashSet<u32>,
    /// First tokens of the sentences that speak of studies told before: "in those trials".
    pointing_back: HashSet<u32>,
    /// The percentages that stand beside a source.
    figures: figures::Sourced,
}

impl Citations {
    /// All citations outside the list of references, in order.
    pub fn all(&self) -> &[Citation] {
        &self.all
    }

    /// The entries of the list of references.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The strongest citation that belongs to a range of tokens.
    pub fn strongest(&self, tokens: Range<usize>) -> Option<Strength> {
        self.strongest_of(&self.sums, tokens)
    }

    fn strongest_of(&self, sums: &[[u32; 3]], tokens: Range<usize>) -> Option<Strength> {
        if self.all.is_empty() || tokens.start >= tokens.end {
            return None;
        }
        let from = self.all.partition_point(|c| c.token < tokens.start);
        let to = self.all.partition_point(|c| c.token < tokens.end);
        [Strength::Strong, Strength::Named, Strength::Weak]
            .into_iter()
            .find(|s| sums[to][*s as usize] > sums[from][*s as usize])
    }

    /// What supports the statement at a token, no further away than `reach`. What is stated `flat` is not borne
    /// out by a source that doubts it.
    pub(super) fn support(
        &self, document: &Document, words: &Words, token: usize, reach: Distance, flat: bool,
    ) -> Support {
        let mut best = Support { strength: None, distance: Distance::Sentence };
        if self.all.is_empty() || words.tokens.is_empty() {
            return best;
        }
        let mut offer = |strength: Option<Strength>, distance: Distance| {
            if strength > best.strength && distance <= reach {
                best = Support { strength, distance };
            }
        };
        let number = words.block_of(token);
        let block = &document.blocks()[number];
        let own = words.of_block(number);
        let sentence = words.sentence_of(token);
        // "It eases flushes. A review found too little evidence [link].": that source speaks against it
        let sums = self.firm.as_ref().filter(|_| flat).unwrap_or(&self.sums);
        offer(self.strongest(sentence.clone()), Distance::Sentence);
        if sentence.end < own.end && self.follow_ups.contains(&(sentence.end as u32)) {
            offer(self.strongest_of(sums, words.sentence_of(sentence.end)), Distance::Next);
        }
        let told = self.told_before(words, own.start, sentence.start)..own.end;
        offer(self.strongest_of(sums, told), Distance::Paragraph);
        // the source of a row stands in a cell of its own
        if block.kind == BlockKind::TableCell {
            offer(self.strongest(row(document, words, number)), Distance::Paragraph);
        }
        let mut stem = block.stem;
        for _ in 0..MOST_LABELS {
            let Some(line) = stem else { break };
            offer(self.strongest(words.of_block(line)), Distance::List);
            // "Results:" goes on with what the line above the list before it is about
            let label = words.of_block(line).len() <= LABEL;
            stem = line.checked_sub(1).filter(|_| label).and_then(|before| document.blocks()[before].stem);
        }
        // "Hu et al., 2015" as a heading stands for all below it
        if let Some(heading) = block.section.filter(|&heading| heading < number) {
            offer(self.strongest(words.of_block(heading)), Distance::List);
        }
        if let Some(list) = block.list {
            offer(self.closing(document, words, list), Distance::List);
        }
        if let Some(&list) = self.stems.get(&number) {
            offer(self.closing(document, words, list), Distance::List);
            // a stem is covered where each of its items is
            let blocks = self.lists[&list].clone();
            if blocks.len() <= LONGEST_LIST && self.strongest(words.of_block(blocks.start)).is_some() {
                offer(blocks.map(|i| self.strongest(words.of_block(i))).min().flatten(), Distance::List);
            }
        }
        if self.pointing_back.contains(&(sentence.start as u32)) {
            let section = block.section.map_or(0, |heading| words.of_block(heading).start);
            offer(self.strongest(section..sentence.start), Distance::Elsewhere);
        }
        if !self.figures.is_empty() {
            let told = figures(document, words, words.around(token, NEAR))
                .map(|figure| self.figures.strength(&figure));
            offer(told.min().flatten(), Distance::Elsewhere);
        }
        best
    }

    /// Notes the percentages that stand beside a source.
    fn note_figures(&mut self, document: &Document, words: &Words) {
        let mut noted = figures::Sourced::default();
        for sentence in words.sentences_in(0..words.tokens.len()) {
            for figure in figures(document, words, sentence) {
                let strength = self.support(document, words, figure.token, Distance::List, false).strength;
                if let Some(strength) = strength.filter(|&s| s >= Strength::Named) {
                    noted.note(figure, strength);
                }
            }
        }
        self.figures = noted;
    }

    /// Where the sentences begin whose sources the sentence at a token may go on from. A source at the
    /// end of a paragraph is one for all of it; one further up only for the sentence behind it, and for
    /// those that go on about it.
    fn told_before(&self, words: &Words, first: usize, sentence: usize) -> usize {
        const MOST: usize = 4;
        let mut from = sentence;
        for _ in 0..MOST {
            if from <= first {
                break;
            }
            from = words.sentence_of(from - 1).start.max(first);
            if !self.follow_ups.contains(&(from as u32)) {
                break;
            }
        }
        from
    }

    /// The strongest citation of the sentence right after a list, if that is a line of source or speaks
    /// of what stands before it, and does not tell something of its own.
    fn closing(&self, document: &Document, words: &Words, list: u32) -> Option<Strength> {
        let after = self.lists[&list].end;
        let block = document.blocks().get(after)?;
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote) || words.of_block(after).is_empty()
        {
            return None;
        }
        let sentence = words.sentence_of(words.of_block(after).start);
        let closes = sentence.len() <= SOURCE_LINE || self.follow_ups.contains(&(sentence.start as u32));
        self.strongest(sentence).filter(|_| closes)
    }
}

/// The tokens of the row that a cell stands in: of the cell that labels it and those behind it.
fn row(document: &Document, words: &Words, cell: usize) -> Range<usize> {
    /// Most cells of a row.
    const WIDEST: usize = 16;
    let blocks = document.blocks();
    let label = blocks[cell].row.unwrap_or(cell);
    let ends = (label + 1..blocks.len()).take(WIDEST).take_while(|&i| blocks[i].row == Some(label));
    words.of_block(label).start..words.of_block(ends.last().unwrap_or(label)).end
}
