//! Matches phrases on tokens. Owns marks and their index; must not know what a mark means.
//!
//! No automaton: each phrase is looked up by its rarest word, then walked to the right and to the
//! left of it. The cost of a token is bounded by its bucket, phrase length and gaps, so that a text
//! is matched in linear time. It is matched passage by passage, so that what is found and does not
//! stay takes little room.

use std::ops::Range;

use self::choose::{Chosen, order};
use self::walk::{attempt, range_start};
pub(crate) use self::walk::{is_number, percent_end};
use super::lexicon::{Alone, Buckets, Kind, Lexicons, References, Referred, Wanted};
use super::vocabulary::WordId;

mod around;
mod choose;
mod walk;

pub(super) use self::around::Around;
pub(super) use self::walk::{Joint, Text};

/// A hit of a lexicon or of a rule's phrase. Small: a text has more marks than words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// First token.
    pub first: u32,
    /// What was hit.
    pub kind: Kind,
    /// How many tokens the last is behind the first.
    reach: u16,
    /// The entry, and above it [`Mark::WEAK`] and [`Mark::NEGATED_INSIDE`].
    entry: u32,
}

impl Mark {
    const NEGATED_INSIDE: u32 = 1 << 31;
    const WEAK: u32 = 1 << 30;

    /// A mark of these tokens; `None` if they are more than anything says in one go.
    #[inline]
    fn new(kind: Kind, (first, last): (u32, u32), entry: u32, weak: bool) -> Option<Self> {
        debug_assert!(entry < Self::WEAK, "an entry takes 30 bits");
        let reach = u16::try_from(last.saturating_sub(first)).ok()?;
        Some(Self { first, kind, reach, entry: entry | if weak { Self::WEAK } else { 0 } })
    }

    /// The same, denied inside.
    #[inline]
    const fn negated(self) -> Self {
        Self { entry: self.entry | Self::NEGATED_INSIDE, ..self }
    }

    /// Last token; in a statement of stem and item it may belong to the item.
    #[inline]
    pub const fn last(&self) -> u32 {
        self.first + self.reach as u32
    }

    /// Which entry of the lexicon or rule made the mark.
    #[inline]
    pub const fn entry(&self) -> u32 {
        self.entry & !(Self::NEGATED_INSIDE | Self::WEAK)
    }

    /// Whether a negator stands in a gap of the phrase.
    #[inline]
    pub const fn negated_inside(&self) -> bool {
        self.entry & Self::NEGATED_INSIDE != 0
    }

    /// Whether it counts only beside a mark of another lexicon in the sentence.
    #[inline]
    pub const fn weak(&self) -> bool {
        self.entry & Self::WEAK != 0
    }
}

/// Marks sorted by first token.
#[derive(Debug)]
pub struct Marks {
    all: Vec<Mark>,
    /// Where the marks of every [`EACH`]th token begin, and those behind it.
    at: Vec<u32>,
}

/// So many tokens share a place in the index of marks: what is left to search is short.
const EACH: usize = 4;

impl Marks {
    /// All marks, by first token.
    pub fn all(&self) -> &[Mark] {
        &self.all
    }

    /// The marks that begin at a token.
    #[inline]
    pub fn starting(&self, token: usize) -> &[Mark] {
        &self.all[self.range(token..token + 1)]
    }

    /// The marks that begin in a range of tokens.
    pub fn within(&self, tokens: Range<usize>) -> &[Mark] {
        &self.all[self.range(tokens)]
    }

    /// Where among all marks those are that begin in a range of tokens.
    pub(super) fn range(&self, tokens: Range<usize>) -> Range<usize> {
        if tokens.start >= tokens.end {
            return 0..0;
        }
        self.from(tokens.start)..self.from(tokens.end)
    }

    /// Where those begin that begin at a token or behind it.
    fn from(&self, token: usize) -> usize {
        let start = self.at[token / EACH] as usize;
        let end = self.at.get(token / EACH + 1).map_or(self.all.len(), |end| *end as usize);
        start + self.all[start..end].partition_point(|mark| (mark.first as usize) < token)
    }

    /// Makes the index, for so many tokens.
    fn index(&mut self, tokens: usize) {
        let mut at = Vec::with_capacity(tokens / EACH + 1);
        for (number, mark) in (0u32..).zip(&self.all) {
            while at.len() <= mark.first as usize / EACH {
                at.push(number);
            }
        }
        at.resize(tokens / EACH + 1, self.all.len() as u32);
        self.at = at;
    }

    /// Takes the marks of the next passage in, of so many tokens.
    fn append(&mut self, marks: &[Mark], tokens: &Range<usize>) {
        debug_assert!(marks.iter().all(|mark| tokens.contains(&(mark.first as usize))), "{tokens:?}");
        let start = self.all.len();
        // a counting sort by token
        let mut counts = vec![0; tokens.len()];
        for mark in marks {
            counts[mark.first as usize - tokens.start] += 1;
        }
        let mut sum = start as u32;
        for count in &mut counts {
            // where the marks of the token begin, until they are in their places
            sum += std::mem::replace(count, sum);
        }
        self.all.extend_from_slice(marks);
        for mark in marks {
            let place = &mut counts[mark.first as usize - tokens.start];
            self.all[*place as usize] = *mark;
            *place += 1;
        }
        for run in self.all[start..].chunk_by_mut(|one, next| one.first == next.first) {
            if run.len() > 1 {
                run.sort_unstable_by(order);
            }
        }
    }
}

/// Matches the lexicons that make contexts: they refer to no other.
pub(super) fn match_contexts(lexicons: &Lexicons, text: &Text<'_>) -> Marks {
    let wanted = lexicons.everything();
    let words = &lexicons.context;
    let around = Around::of;
    Matcher { lexicons, text, around, wanted: &wanted, words, references: None, passage: PASSAGE }.marks()
}

/// Matches those of all other lexicons and phrases of rules that are wanted.
pub(super) fn match_phrases(lexicons: &Lexicons, text: &Text<'_>, wanted: &Wanted) -> Marks {
    let (words, references) = (&lexicons.plain, Some(&lexicons.references));
    let around = Around::of;
    Matcher { lexicons, text, around, wanted, words, references, passage: PASSAGE }.marks()
}

/// Tokens of a passage, about: so many marks of a text wait for the choice among them at once.
const PASSAGE: usize = 4096;
/// Tokens whose patterns are looked up at once, one after the other and before any is tried: the memory, in
/// which the index lies scattered, answers many questions in the time of one if it is not asked in between
/// what takes long.
const BATCH: usize = 32;

/// Finds the marks of a text.
struct Matcher<'a> {
    lexicons: &'a Lexicons,
    text: &'a Text<'a>,
    /// What stands around the tokens of a passage.
    around: fn(&Text<'_>, Range<usize>) -> Around,
    wanted: &'a Wanted,
    /// Patterns by word.
    words: &'a Buckets,
    /// Patterns that refer to marks; those of a stratum refer to kinds of lower ones.
    references: Option<&'a References>,
    /// Fewest tokens of a passage but the last.
    passage: usize,
}

impl Matcher<'_> {
    fn marks(&self) -> Marks {
        let tokens = self.text.tokens.len();
        let mut out = Marks { all: Vec::new(), at: Vec::new() };
        let referring =
            self.references.map(|references| Referring::new(self.lexicons, references, self.text));
        let mut start = 0;
        while start < tokens {
            let end = self.text.passage_end(start, self.passage);
            let passage = start..end;
            let chosen = self.choose(passage.clone(), referring.as_ref());
            if start == 0 && end < tokens {
                // a long text: make room once for as many marks as this passage lets expect
                out.all.reserve_exact(chosen.marks.len() * (tokens / end + 1));
            }
            out.append(&chosen.marks, &passage);
            start = end;
        }
        out.all.shrink_to_fit();
        out.index(tokens);
        out
    }

    /// The marks of a passage that stay.
    fn choose(&self, passage: Range<usize>, referring: Option<&Referring<'_>>) -> Chosen {
        let mut chosen = Chosen::new(self.lexicons);
        // what is found of a kind waits until all of the kind is found
        let strata = self.references.map_or(1, |_| self.lexicons.strata);
        let mut found: Vec<Vec<Mark>> = vec![Vec::new(); strata];
        let around = (self.around)(self.text, passage.clone());
        self.sweep(passage, &around, &chosen, &mut found);
        for (stratum, mut found) in found.into_iter().enumerate() {
            if let Some(referring) = referring {
                self.refer(stratum, referring, &around, &chosen, &mut found);
            }
            chosen.take(found, self.lexicons);
        }
        chosen
    }

    /// The marks of all patterns that a word of the passage is the rarest of, by stratum.
    fn sweep(&self, passage: Range<usize>, around: &Around, none: &Chosen, found: &mut [Vec<Mark>]) {
        let Self { lexicons, text, wanted, words, .. } = *self;
        let stratum = |kind: Kind| if self.references.is_none() { 0 } else { lexicons.stratum(kind) };
        let (mut buckets, mut met) = (Vec::new(), Vec::new());
        for start in passage.clone().step_by(BATCH) {
            let batch = start..passage.end.min(start + BATCH);
            let known = batch.filter(|at| text.tokens[*at].word != WordId::UNKNOWN);
            buckets.clear();
            buckets.extend(known.filter_map(|at| Some((at, words.get(text.tokens[at].word)?))));
            met.clear();
            for (at, bucket) in &buckets {
                let here = *at as u32;
                let first = range_start(here, text);
                for Alone { kind, entry, weak } in words.alone(bucket) {
                    if wanted.has(kind) {
                        found[stratum(kind)].extend(Mark::new(kind, (first, here), entry, weak));
                    }
                }
                if !bucket.has_no_tries() {
                    words.met(bucket, around.beside(*at, *at).bits(), |number| met.push((*at, number)));
                }
            }
            for here in met.chunk_by(|(one, _), (next, _)| one == next) {
                let at = here[0].0;
                let beside = around.beside(at, at);
                for (_, number) in here {
                    let entry = words.at(*number);
                    if wanted.has(entry.kind) && beside.meets_all(&entry) {
                        let at = at as u32;
                        attempt(lexicons, &entry, at, at, text, none, &mut found[stratum(entry.kind)]);
                    }
                }
            }
        }
    }

    /// The marks of all patterns of a stratum that refer to a mark of the passage.
    fn refer(
        &self, stratum: usize, referring: &Referring<'_>, around: &Around, chosen: &Chosen,
        found: &mut Vec<Mark>,
    ) {
        let Self { lexicons, text, wanted, .. } = *self;
        let Referring { references, met, live } = referring;
        for live in live.iter().filter(|live| usize::from(live.to.stratum) == stratum) {
            let tries = &met[live.met.clone()];
            for mark in chosen.of(live.to.kind) {
                let beside = around.beside(mark.first as usize, mark.last() as usize);
                let near = beside.near();
                for number in tries.iter().filter(|number| references.may_be_met(**number, near)) {
                    let entry = references.at(*number);
                    if !wanted.has(entry.kind) || !beside.meets_all(&entry) {
                        continue;
                    }
                    let before = found.len();
                    attempt(lexicons, &entry, mark.first, mark.last(), text, chosen, found);
                    // "there are no toxins in you": what is denied within a part is denied of the whole
                    if mark.negated_inside() {
                        found[before..].iter_mut().for_each(|whole| *whole = whole.negated());
                    }
                }
            }
        }
    }
}

/// A counting sort of the marks of some kinds by kind: their numbers, which stay in order within a kind, and
/// where those of each kind begin.
pub(super) fn by_kind(marks: &[Mark], kinds: usize, of: impl Fn(Kind) -> bool) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; kinds + 1];
    for mark in marks.iter().filter(|m| of(m.kind)) {
        starts[mark.kind.0 as usize + 1] += 1;
    }
    for k in 1..starts.len() {
        starts[k] += starts[k - 1];
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; starts[kinds] as usize];
    for (i, mark) in marks.iter().enumerate().filter(|(_, m)| of(m.kind)) {
        let slot = &mut next[mark.kind.0 as usize];
        order[*slot as usize] = i as u32;
        *slot += 1;
    }
    (order, starts)
}

/// The patterns that refer to marks, as far as a text may match them at all: most articles lack most words.
struct Referring<'l> {
    references: &'l References,
    /// Those of whose rarest words the text has one.
    met: Vec<u32>,
    live: Vec<Live>,
}

/// The patterns of a stratum that refer to a kind.
struct Live {
    to: Referred,
    /// Where they are among those that are met.
    met: Range<usize>,
}

impl<'l> Referring<'l> {
    fn new(lexicons: &Lexicons, references: &'l References, text: &Text<'_>) -> Self {
        let mut seen = vec![false; lexicons.vocabulary().len() + 1];
        let words = text.tokens.iter().map(|token| token.word);
        let new = words.filter(|word| !std::mem::replace(&mut seen[word.0 as usize], true));
        let met = references.met_by(new);
        let mut live: Vec<Live> = Vec::new();
        for (at, number) in met.iter().enumerate() {
            let to = references.referred(*number);
            match live.last_mut() {
                Some(last) if last.to == to => last.met.end = at + 1,
                _ => live.push(Live { to, met: at..at + 1 }),
            }
        }
        Self { references, met, live }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::format::{self, Format};
    use crate::rule::RuleSet;

    /// The number of marks in a document, which are the same when every pattern is tried everywhere, and
    /// however the text is parted into passages.
    fn marks(rules: &RuleSet, document: &Document) -> usize {
        let lexicons = rules.language().lexicons();
        let words = rules.language().words(document);
        let joints = super::super::joints(document, &words);
        let mut by_stem = joints.clone();
        by_stem.sort_by_key(|joint| joint.stem);
        let tokens = words.tokens.as_slice();
        let (joints, by_stem) = (joints.as_slice(), by_stem.as_slice());
        let text = Text { prose: document.prose(), tokens, joints, by_stem, negators: &[] };
        let everything = lexicons.everything();
        let (text, wanted) = (&text, &everything);
        let (contexts, phrases) = (&lexicons.context, &lexicons.plain);
        let found = |around, passage| {
            let matched = |words, references| {
                Matcher { lexicons, text, around, wanted, words, references, passage }.marks().all
            };
            (matched(contexts, None), matched(phrases, Some(&lexicons.references)))
        };
        let here = found(Around::of, PASSAGE);
        assert!(here == found(Around::anything, PASSAGE), "{}", document.prose());
        for passage in [0, 7, 50] {
            assert!(here == found(Around::of, passage), "passages of {passage}: {}", document.prose());
        }
        here.1.len()
    }

    #[test]
    fn what_must_stand_near_hides_no_match() {
        let rules = RuleSet::load(Vec::new()).unwrap_or_else(|faults| panic!("{}", faults[0]));
        let mut found = 0;
        for folder in ["fixtures/articles", "fixtures/formats"] {
            for file in std::fs::read_dir(folder).expect("the folder is here") {
                let path = file.expect("its files can be listed").path();
                let Some(format) = Format::from_path(&path) else { continue };
                let text = std::fs::read_to_string(&path).expect("it is text");
                found += marks(&rules, &format::read(&text, format));
            }
        }
        // words of many phrases in any order, in sentences and lists
        const WORDS: [&str; 72] = [
            "the",
            "of",
            "a",
            "to",
            "in",
            "is",
            "for",
            "and",
            "your",
            "you",
            "with",
            "it",
            "can",
            "not",
            "no",
            "n't",
            "has",
            "by",
            "more",
            "most",
            "people",
            "body",
            "help",
            "helps",
            "one",
            "two",
            "half",
            "2019",
            "5–10",
            "3-",
            "percent",
            "per",
            "cent",
            "–",
            ";",
            "0.5",
            "50%",
            "3",
            "pain",
            "relief",
            "sleep",
            "better",
            "risk",
            "side",
            "effects",
            "safe",
            "cure",
            "cures",
            "eases",
            "reduces",
            "natural",
            "toxins",
            "energy",
            "balance",
            "study",
            "shown",
            "patients",
            "doctor",
            "years",
            "acupuncture",
            "treatment",
            "without",
            "never",
            "every",
            ",",
            ".",
            ":",
            "\n\n",
            "\n- ",
            "\n- ",
            "(",
            ")",
        ];
        let mut state = 1u64;
        for _ in 0..24 {
            let mut text = String::from("Acupuncture\n\n");
            for _ in 0..600 {
                // the numbers of Knuth's MMIX
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
                text.push(' ');
            }
            found += marks(&rules, &format::read(&text, Format::Markdown));
        }
        assert!(found > 10_000, "{found} marks");
    }
}
