//! Walks a pattern over the tokens beside a word or mark. Owns what matches where; must not know which
//! patterns are tried.

use std::ops::Range;

use super::Mark;
use super::choose::Chosen;
use crate::language::lexicon::{Kind, Lexicons, Makes, Steps, Try};
use crate::language::pattern::{Atom, NUMBER_BIT, Step, bit, says_number};
use crate::language::phrase::Class;
use crate::language::token::{Flags, Token};
use crate::language::vocabulary::WordId;

/// A statement whose two parts are not neighbours: the end of a stem and the start of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::language) struct Joint {
    /// Last token of the stem.
    pub(in crate::language) stem: u32,
    /// First token of the item.
    pub(in crate::language) item: u32,
    /// Bits of the words of the item's first clause.
    pub(in crate::language) words: u64,
    /// Bits of the words of the stem's last clause.
    pub(in crate::language) before: u64,
}

/// The bits of a token, by which it is told from most others.
#[inline]
pub(super) fn bits(token: &Token) -> u64 {
    bit(token.word) | if is_number(token) { NUMBER_BIT } else { 0 }
}

/// Most words of a clause that are looked at one by one; a longer one may hold any.
const LONGEST_CLAUSE: usize = 64;

impl Joint {
    /// A joint of the stem that ends with a token and the item of these tokens.
    pub(in crate::language) fn new(stem: u32, item: Range<u32>, tokens: &[Token]) -> Self {
        // no phrase goes on beyond the first clause of the item, nor before the last one of the stem
        let mut words = 0;
        for token in &tokens[item.start as usize..item.end as usize] {
            words |= bits(token);
            if token.flags.has(Flags::CLAUSE_END) {
                break;
            }
        }
        let mut before = 0;
        for (back, token) in tokens[..=stem as usize].iter().rev().enumerate() {
            if back > 0 && token.flags.has(Flags::CLAUSE_END) {
                break;
            }
            if back == LONGEST_CLAUSE {
                before = u64::MAX;
                break;
            }
            before |= bits(token);
        }
        Self { stem, item: item.start, words, before }
    }
}

/// What matching looks at.
pub(in crate::language) struct Text<'a> {
    pub(in crate::language) prose: &'a str,
    pub(in crate::language) tokens: &'a [Token],
    /// Sorted by item.
    pub(in crate::language) joints: &'a [Joint],
    /// The same, sorted by stem.
    pub(in crate::language) by_stem: &'a [Joint],
    /// Whether each token is (part of) a negator, for negators in gaps; empty where none is.
    pub(in crate::language) negators: &'a [bool],
}

impl Text<'_> {
    /// The token after the last of the passage that begins with a token: of those behind so many others the
    /// next at which a clause ends, which no item goes on and no range of numbers.
    pub(super) fn passage_end(&self, start: usize, least: usize) -> usize {
        let clause_ends = |at: usize| self.tokens[at].flags.has(Flags::CLAUSE_END);
        let mut joints = &self.by_stem[self.by_stem.partition_point(|j| (j.stem as usize) < start)..];
        let mut item = 0;
        for at in start..self.tokens.len().saturating_sub(1) {
            while let Some((joint, rest)) = joints.split_first()
                && joint.stem as usize <= at
            {
                item = item.max(joint.item as usize);
                joints = rest;
            }
            let next = at as u32 + 1;
            if at - start >= least && item <= at && clause_ends(at) && range_start(next, self) == next {
                return at + 1;
            }
        }
        self.tokens.len()
    }
}

/// Tries a pattern of which one step matched the tokens `first..=last`, within its sentence and,
/// where a stem leads into a list, across the joint.
pub(super) fn attempt(
    lexicons: &Lexicons, entry: &Try, first: u32, last: u32, text: &Text<'_>, marks: &Chosen,
    out: &mut Vec<Mark>,
) {
    let k = entry.step as usize;
    let steps = lexicons.steps(entry.first, entry.len);
    let gap_before = steps.get(k).map_or(0, |step| step.gap);
    // whether it matched, and whether it ran into either end of the block
    let mut run = |joint: Option<Joint>| {
        let mut walk =
            Walk { lexicons, text, marks, joint, steps, negated: false, stem_end: false, item_start: false };
        let matched = walk.right(k + 1, last, 0).and_then(|to| {
            let from = walk.left(k, first, gap_before)?;
            Some((from, to))
        });
        if let Some((from, to)) = matched {
            let (number, weak, exact) = match entry.makes {
                Makes::Entry { entry, weak } => (entry, weak, None),
                Makes::IfWritten(pattern) => {
                    let pattern = lexicons.pattern(pattern);
                    (pattern.entry, pattern.weak, lexicons.exact(&pattern))
                }
            };
            let mark = Mark::new(entry.kind, (range_start(from, text), to), number, weak);
            let mark = mark.map(|mark| if walk.negated { mark.negated() } else { mark });
            out.extend(mark.filter(|mark| exact.is_none_or(|exact| written_so(exact, mark, text))));
        }
        (matched.is_some(), walk.stem_end, walk.item_start)
    };
    let (matched, stem_end, item_start) = run(None);
    // what hides a phrase hides it by the words beside it, not by those of the line above the list
    let hidden = lexicons.is_hidden(entry.kind);
    if matched || hidden || text.joints.is_empty() || !(stem_end || item_start) {
        return;
    }
    // across a joint: from an item to its stem, or from the end of a stem into each of its items;
    // most lack the word that the part over there needs
    const REACH: u32 = 32;
    let lacks = |words: u64, step: Step| match step.atom {
        Atom::Words(set) => words & lexicons.sets.mask(set) == 0,
        Atom::Word(word) => words & bit(word) == 0,
        _ => false,
    };
    let required = |range: Range<usize>| range.filter_map(|k| steps.get(k)).filter(|step| !step.optional);
    let above = text.joints.partition_point(|j| j.item <= first).checked_sub(1).map(|at| text.joints[at]);
    let lacks_any = |joint: &Joint| entry.words & !(joint.before | joint.words) != 0;
    if item_start
        && let Some(joint) = above
        && !lacks_any(&joint)
        && first - joint.item < REACH
        && joint.stem < joint.item
        && !required(0..k).next().is_some_and(|step| lacks(joint.before, step))
        && run(Some(joint)).0
    {
        return;
    }
    let Some(needed) = required(k + 1..steps.len()).next_back().filter(|_| stem_end) else { return };
    let from = text.by_stem.partition_point(|j| j.stem < last);
    for joint in text.by_stem[from..].iter().take_while(|j| j.stem <= last + REACH) {
        if joint.item > last && !lacks_any(joint) && !lacks(joint.words, needed) {
            run(Some(*joint));
        }
    }
}

/// Where a range of numbers begins whose second number is that token: "30–40%" is one amount.
pub(super) fn range_start(token: u32, text: &Text<'_>) -> u32 {
    let Some(before) = token.checked_sub(1) else { return token };
    let (low, high) = (&text.tokens[before as usize], &text.tokens[token as usize]);
    let joined = low.flags.has(Flags::DIGIT)
        && high.flags.has(Flags::DIGIT)
        && matches!(&text.prose[low.end()..high.start as usize], "-" | "–");
    if joined { before } else { token }
}

struct Walk<'a> {
    lexicons: &'a Lexicons,
    text: &'a Text<'a>,
    marks: &'a Chosen,
    joint: Option<Joint>,
    steps: Steps<'a>,
    negated: bool,
    /// It wanted to go on behind the end of a block, or before the start of one.
    stem_end: bool,
    item_start: bool,
}

impl Walk<'_> {
    /// The token after `at` in the statement.
    fn next(&mut self, at: u32) -> Option<u32> {
        let flags = self.text.tokens[at as usize].flags;
        match self.joint {
            Some(joint) if joint.stem == at => Some(joint.item),
            _ if flags.has(Flags::CLAUSE_END) => {
                self.stem_end |= flags.has(Flags::BLOCK_END);
                None
            }
            _ => (at as usize + 1 < self.text.tokens.len()).then_some(at + 1),
        }
    }

    /// The token before `at` in the statement.
    fn previous(&mut self, at: u32) -> Option<u32> {
        match self.joint {
            Some(joint) if joint.item == at => Some(joint.stem),
            _ => {
                let before = at.checked_sub(1)?;
                let flags = self.text.tokens[before as usize].flags;
                self.item_start |= flags.has(Flags::BLOCK_END);
                (!flags.has(Flags::CLAUSE_END)).then_some(before)
            }
        }
    }

    /// Steps `k..` match after token `at`? The last token matched. Shortest gap first; `gap` is what an
    /// optional step that is absent leaves to the next.
    fn right(&mut self, k: usize, at: u32, gap: u8) -> Option<u32> {
        let Some(step) = self.steps.get(k) else { return Some(at) };
        let most = step.gap.max(gap);
        if let Atom::Punctuation(wanted) = step.atom {
            return match self.punctuation_after(at, wanted) {
                true => self.right(k + 1, at, 0),
                false if step.optional => self.right(k + 1, at, most),
                false => None,
            };
        }
        let mut here = at;
        let mut skipped_negator = false;
        for gap in 0..=most {
            let Some(t) = self.next(here) else { break };
            if gap > 0 {
                skipped_negator |= self.negator(here);
            }
            if let Some(end) = self.step_right(step.atom, k, t) {
                self.negated |= skipped_negator;
                return Some(end);
            }
            here = t;
        }
        if step.optional { self.right(k + 1, at, most) } else { None }
    }

    fn step_right(&mut self, atom: Atom, k: usize, t: u32) -> Option<u32> {
        match atom {
            Atom::Mark(kind) => {
                let marks = self.marks;
                let mark = marks.starting(Kind(kind), t)?;
                let end = self.right(k + 1, mark.last(), 0)?;
                self.negated |= mark.negated_inside();
                Some(end)
            }
            atom if self.matches(atom, t) => {
                let last = if atom == Atom::Class(Class::Percent) {
                    percent_end(self.text.prose, self.text.tokens, t)?
                } else {
                    t
                };
                self.right(k + 1, last, 0)
            }
            _ => None,
        }
    }

    /// Steps `..k` match before token `at`? The first token matched.
    fn left(&mut self, k: usize, at: u32, gap: u8) -> Option<u32> {
        let Some(before) = k.checked_sub(1) else { return Some(at) };
        let step = self.steps.get(before)?;
        if let Atom::Punctuation(wanted) = step.atom {
            let there = self.previous(at).is_some_and(|p| self.punctuation_after(p, wanted));
            return if there || step.optional { self.left(before, at, gap.max(step.gap)) } else { None };
        }
        let mut here = at;
        let mut skipped_negator = false;
        for n in 0..=gap {
            let Some(t) = self.previous(here) else { break };
            if n > 0 {
                skipped_negator |= self.negator(here);
            }
            // an item to the left of the first reference is never a reference itself
            let first = match step.atom {
                Atom::Class(Class::Percent) => percent_start(self.text, t),
                atom => self.matches(atom, t).then_some(t),
            };
            if let Some(first) = first
                && let Some(start) = self.left(before, first, step.gap)
            {
                self.negated |= skipped_negator;
                return Some(start);
            }
            here = t;
        }
        if step.optional { self.left(before, at, gap.max(step.gap)) } else { None }
    }

    fn matches(&self, atom: Atom, t: u32) -> bool {
        let token = &self.text.tokens[t as usize];
        match atom {
            Atom::Words(set) => token.word != WordId::UNKNOWN && self.lexicons.sets.holds(set, token.word),
            Atom::Word(word) => token.word == word,
            Atom::Class(class) => is(class, self.text, t),
            Atom::Mark(_) | Atom::Punctuation(_) => false,
        }
    }

    fn negator(&self, t: u32) -> bool {
        self.text.negators.get(t as usize).copied().unwrap_or(false)
    }

    fn punctuation_after(&self, at: u32, wanted: u16) -> bool {
        let end = self.text.tokens[at as usize].end();
        let next = self.text.tokens.get(at as usize + 1).map_or(self.text.prose.len(), |t| t.start as usize);
        between(self.text.prose, end, next).contains(self.lexicons.punctuation.get(wanted.into()))
    }
}

/// Text between two tokens, at most a few characters.
fn between(prose: &str, from: usize, to: usize) -> &str {
    let to = prose.floor_char_boundary(to.min(from + 64));
    prose.get(from..to).unwrap_or("")
}

fn written_so(exact: &str, mark: &Mark, text: &Text<'_>) -> bool {
    let tokens = &text.tokens[mark.first as usize..=mark.last() as usize];
    let written = exact
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '.')))
        .filter(|p| !p.is_empty());
    let mut tokens = tokens.iter().map(|t| &text.prose[t.start as usize..t.end()]);
    written.into_iter().all(|w| tokens.next() == Some(w.trim_matches('.')))
}

fn is(class: Class, text: &Text<'_>, t: u32) -> bool {
    let token = &text.tokens[t as usize];
    let word = || &text.prose[token.start as usize..token.end()];
    match class {
        Class::Number => is_number(token),
        Class::Percent => percent_end(text.prose, text.tokens, t).is_some(),
        Class::Year => {
            let word = word();
            word.len() == 4
                && word.bytes().all(|b| b.is_ascii_digit())
                && (word.starts_with("19") || word.starts_with("20"))
        }
        Class::Name => token.flags.has(Flags::CAPITAL),
        Class::Ing => {
            let word = word();
            word.len() > 4 && word.get(word.len() - 3..).is_some_and(|end| end.eq_ignore_ascii_case("ing"))
        }
    }
}

/// The last token of a percentage that begins with that one: "40%", "one percent", "30 per cent".
pub(crate) fn percent_end(prose: &str, tokens: &[Token], t: u32) -> Option<u32> {
    let token = &tokens[t as usize];
    // the unit stands in the clause of its number
    let is = |n: u32, unit: &str| {
        let unit_is = |t: &Token| prose[t.start as usize..t.end()].eq_ignore_ascii_case(unit);
        !tokens[(t + n - 1) as usize].flags.has(Flags::CLAUSE_END)
            && tokens.get((t + n) as usize).is_some_and(unit_is)
    };
    match is_number(token) {
        false => None,
        true if token.flags.has(Flags::PERCENT) => Some(t),
        true if is(1, "percent") => Some(t + 1),
        true if is(1, "per") && is(2, "cent") => Some(t + 2),
        true => None,
    }
}

/// The first token of a percentage that ends with that one.
fn percent_start(text: &Text<'_>, t: u32) -> Option<u32> {
    (t.saturating_sub(2)..=t).find(|&first| percent_end(text.prose, text.tokens, first) == Some(t))
}

/// Whether a token is a number in digits or words.
#[inline]
pub(crate) fn is_number(token: &Token) -> bool {
    token.flags.has(Flags::DIGIT) || says_number(token.word)
}
