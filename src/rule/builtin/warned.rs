//! Whom an article warns. Owns how a warning is told from a mention; must not know which groups of
//! people a treatment asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;

use crate::document::{Block, BlockKind};
use crate::finding::Role;
use crate::language::closed;
use crate::language::lexicon::Kind;
use crate::language::mark::Mark;
use crate::language::term::TermHit;
use crate::language::{Contexts, Reading, Unit};

use super::super::hit::Hit;

/// The lexicons by which a warning is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lexicons {
    /// Tells somebody to stay away, to ask first or to take care.
    advice: String,
    /// A heading under which readers look for warnings.
    heading: String,
    /// Says that nobody need worry.
    reassurance: String,
}

/// Where a group is named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub(super) place: TermHit,
    /// By a word that names it only in a sentence that gives advice.
    pub(super) loose: bool,
}

/// An article, as one looks in it for warnings.
pub(super) struct Warnings<'r, 'd> {
    reading: &'r Reading<'d>,
    advice: Option<Kind>,
    heading: Option<Kind>,
    reassurance: Option<Kind>,
    /// Of each block, whether a heading above it promises warnings.
    safety: Vec<bool>,
}

/// Where nobody is warned.
const NOWHERE: Contexts = Contexts::NOT_ITS_OWN.with(Contexts::TESTIMONY).with(Contexts::MYTH);
/// Most blocks that answer a question.
const ANSWER: usize = 6;
/// Groups that a block or list warns, from which on whoever else is named there is warned too; and those
/// that a section warns, for whom its lists and tables name.
const COMPANY: (usize, usize) = (2, 3);

impl<'r, 'd> Warnings<'r, 'd> {
    pub(super) fn new(reading: &'r Reading<'d>, lexicons: &Lexicons) -> Self {
        let mut warnings = Self {
            reading,
            advice: reading.lexicon(&lexicons.advice),
            heading: reading.lexicon(&lexicons.heading),
            reassurance: reading.lexicon(&lexicons.reassurance),
            safety: Vec::new(),
        };
        let blocks = reading.document().blocks();
        let mut safety = vec![false; blocks.len()];
        for (number, block) in blocks.iter().enumerate() {
            let own = matches!(block.kind, BlockKind::Heading | BlockKind::Question)
                && warnings.has(warnings.heading, reading.words().of_block(number))
                || question_answered(reading, number).is_some_and(|q| warnings.has(warnings.heading, q));
            let stem = block.stem.filter(|&s| s < number);
            let mut above = stem.into_iter().chain(headings_above(blocks, number).take(1));
            safety[number] = own || above.any(|s| safety[s] && blocks[s].kind != BlockKind::Title);
        }
        warnings.safety = safety;
        warnings
    }

    fn has(&self, kind: Option<Kind>, tokens: Range<usize>) -> bool {
        kind.is_some_and(|kind| self.reading.of_kind_within(kind, tokens).next().is_some())
    }

    /// Advice that stands as such: nobody denies it, and it is no question.
    fn advises(&self, tokens: Range<usize>) -> bool {
        let open = Contexts::NEGATED
            .with(Contexts::QUESTION)
            .with(Contexts::MYTH)
            .with(Contexts::RESIDUE)
            .with(Contexts::REFERENCE);
        let stands = |m: &Mark| !self.reading.context_of(m).any(open);
        self.advice.is_some_and(|kind| self.reading.of_kind_within(kind, tokens).any(stands))
    }

    /// Which of the groups that are named are warned. A list of those who should ask first names most of
    /// them without a word of advice, and some in words of its own: one that stands among several that are
    /// warned is warned with them.
    pub(super) fn told<'g>(
        &self, named: &BTreeMap<&'g str, Vec<Named>>, meant: impl Fn(&str, &Named) -> bool,
    ) -> BTreeSet<&'g str> {
        let blocks = self.reading.document().blocks();
        let block_of = |place: &Named| self.reading.block_of(place.place.first as usize).0;
        let near = |block: usize| blocks[block].list.map_or((false, block), |list| (true, list as usize));
        let mut told = BTreeSet::new();
        let (mut beside, mut sections) =
            (BTreeMap::<_, BTreeSet<&str>>::new(), BTreeMap::<_, BTreeSet<&str>>::new());
        for (group, places) in named {
            for place in places.iter().filter(|p| meant(group, p) && self.given(p)) {
                let block = block_of(place);
                told.insert(*group);
                beside.entry(near(block)).or_default().insert(group);
                sections.entry(blocks[block].section).or_default().insert(group);
            }
        }
        let among = |place: &Named| {
            let block = block_of(place);
            let several = |groups: Option<&BTreeSet<&str>>, least| groups.is_some_and(|g| g.len() >= least);
            let listed = matches!(blocks[block].kind, BlockKind::ListItem | BlockKind::TableCell);
            (listed || blocks[block].kind == BlockKind::Paragraph)
                && (several(beside.get(&near(block)), COMPANY.0)
                    || listed && several(sections.get(&blocks[block].section), COMPANY.1))
                && self.is_bare(place)
        };
        let company = named.iter().filter(|(group, places)| {
            !told.contains(*group) && places.iter().any(|p| meant(group, p) && among(p))
        });
        let company: Vec<&str> = company.map(|(group, _)| *group).collect();
        told.extend(company);
        told
    }

    /// Nothing is claimed of a group where it is named, and nobody reassures it.
    fn is_bare(&self, named: &Named) -> bool {
        let (first, last) = (named.place.first as usize, named.place.last as usize);
        let [sentence, _] = self.reading.unit(Unit::Sentence, first, last);
        let claimed = self.reading.claims_over(first..last + 1).any(|c| !c.context.has(Contexts::NEGATED));
        !named.loose
            && !claimed
            && !self.has(self.reassurance, sentence)
            && !self.names_effect(first, last)
            && !self.reading.context(first).any(NOWHERE)
    }

    /// Whether a group that is named there is warned there.
    fn given(&self, named: &Named) -> bool {
        let reading = self.reading;
        let (first, last) = (named.place.first as usize, named.place.last as usize);
        let (number, block) = reading.block_of(first);
        if reading.context(first).any(NOWHERE)
            || matches!(
                block.kind,
                BlockKind::Title
                    | BlockKind::Description
                    | BlockKind::Byline
                    | BlockKind::Reference
                    | BlockKind::AltText
                    | BlockKind::Caption
            )
        {
            return false;
        }
        if matches!(block.kind, BlockKind::Heading | BlockKind::Question) {
            return !named.loose && self.answered(number);
        }
        let [sentence, stem] = reading.unit(Unit::Sentence, first, last);
        if self.names_effect(first, last) {
            return false;
        }
        if self.advises(sentence.clone()) || self.advises(stem) {
            return true;
        }
        if !self.is_bare(named) {
            return false;
        }
        if self.safety[number] {
            return true;
        }
        // "Some people should not have it. They include …": the sentence next to it in its block
        let own = reading.words().of_block(number);
        let before = sentence.start.checked_sub(1).filter(|&t| t >= own.start);
        let before = before.map_or(0..0, |t| reading.words().sentence_of(t));
        let after = match sentence.end < own.end {
            true => reading.words().sentence_of(sentence.end),
            false => 0..0,
        };
        self.advises(before) || self.advises(after)
    }

    /// "acts as a blood thinner", "blood-thinning properties": what a thing does, and nobody who takes
    /// something.
    fn names_effect(&self, first: usize, last: usize) -> bool {
        const EFFECTS: [&str; 6] = ["effect", "effects", "property", "properties", "action", "activity"];
        const ACTS: [&str; 3] = ["act", "acts", "acting"];
        let is = |t: usize, list: &[&str]| closed::is(self.reading.word(t), list);
        let next = last + 1;
        next < self.reading.words().tokens().len() && is(next, &EFFECTS)
            || (first.saturating_sub(4)..first).any(|t| is(t, &ACTS))
    }

    /// What follows a heading or question gives advice.
    fn answered(&self, number: usize) -> bool {
        let blocks = self.reading.document().blocks();
        let answer = blocks
            .iter()
            .enumerate()
            .skip(number + 1)
            .take_while(|(_, b)| !matches!(b.kind, BlockKind::Heading | BlockKind::Question))
            .take(ANSWER);
        let words = self.reading.words();
        answer.into_iter().any(|(b, _)| self.advises(words.of_block(b)))
    }

    /// Where the article warns: the first heading that promises it, or else the first advice.
    pub(super) fn passage(&self) -> Option<Range<usize>> {
        let reading = self.reading;
        let blocks = reading.document().blocks();
        let heading = (0..blocks.len()).find(|&b| {
            self.safety[b]
                && matches!(blocks[b].kind, BlockKind::Heading | BlockKind::Question)
                && self.has(self.heading, reading.words().of_block(b))
        });
        heading.map(|b| blocks[b].prose.clone())
    }
}

/// The headings that hold a block, from the nearest up: each of a higher level than the one below.
pub(super) fn headings_above(blocks: &[Block], number: usize) -> impl Iterator<Item = usize> {
    const MOST: usize = 64;
    let mut level = match blocks[number].kind {
        BlockKind::Heading => blocks[number].level,
        _ => u8::MAX,
    };
    let before = |at: &usize| blocks[*at].section.filter(|section| section < at);
    std::iter::successors(before(&number), before).take(MOST).filter(move |&heading| {
        let above = blocks[heading].level < level;
        level = level.min(blocks[heading].level);
        above
    })
}

/// The tokens of the question that a paragraph or an item answers, where it is no heading: "**Who should not have
/// it?** Children with a fever." It opens the block, or is the short paragraph before it.
pub(super) fn question_answered(reading: &Reading<'_>, number: usize) -> Option<Range<usize>> {
    /// Most words of such a question.
    const LONGEST: usize = 20;
    let words = reading.words();
    let blocks = reading.document().blocks();
    let asks = |tokens: &Range<usize>| {
        let end = words.bytes(tokens.clone()).end;
        tokens.len() <= LONGEST && reading.document().prose()[end..].starts_with('?')
    };
    let first = |number: usize| words.sentences_in(words.of_block(number)).next().filter(|s| !s.is_empty());
    let opening = first(number).filter(|question| question.end < words.of_block(number).end);
    let before = || {
        let before = number.checked_sub(1).filter(|&b| blocks[b].kind == BlockKind::Paragraph)?;
        first(before).filter(|question| question.end == words.of_block(before).end)
    };
    opening.filter(asks).or_else(|| before().filter(asks))
}

/// Adds the places where a group is named and not warned.
pub(super) fn near_misses(hit: &mut Hit, reading: &Reading<'_>, named: impl Iterator<Item = Named>) {
    const MOST: usize = 5;
    let words = reading.words();
    for Named { place, .. } in named.take(MOST) {
        hit.also(Role::NearMiss, words.bytes(place.first as usize..place.last as usize + 1));
    }
}
