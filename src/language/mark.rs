//! Matches phrases on tokens. Owns marks and their index; must not know what a mark means.
//!
//! No automaton: each phrase is looked up by its rarest word, then walked to the right and to the
//! left of it. The cost of a token is bounded by its bucket, phrase length and gaps, so that a text
//! is matched in linear time.

use std::cmp::Ordering;
use std::ops::Range;

use super::lexicon::{Alone, Buckets, Kind, Lexicons, Need, Steps, Try, Wanted};
use super::pattern::{Atom, NUMBER_BIT, Step, bit, says_number};
use super::phrase::Class;
use super::token::{Flags, Token};
use super::vocabulary::WordId;

/// A hit of a lexicon or of a rule's phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What was hit.
    pub kind: Kind,
    /// First token.
    pub first: u32,
    /// Last token; in a statement of stem and item it may belong to the item.
    pub last: u32,
    /// Which entry of the lexicon or rule made the mark.
    pub entry: u32,
    /// A negator stands in a gap of the phrase.
    pub negated_inside: bool,
    /// Counts only beside a mark of another lexicon in the sentence.
    pub weak: bool,
}

/// A statement whose two parts are not neighbours: the end of a stem and the start of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Joint {
    /// Last token of the stem.
    pub(super) stem: u32,
    /// First token of the item.
    pub(super) item: u32,
    /// Bits of the words of the item's first clause.
    pub(super) words: u64,
    /// Bits of the words of the stem's last clause.
    pub(super) before: u64,
}

/// Most words of a clause that are looked at one by one; a longer one may hold any.
const LONGEST_CLAUSE: usize = 64;

impl Joint {
    /// A joint of the stem that ends with a token and the item of these tokens.
    pub(super) fn new(stem: u32, item: Range<u32>, tokens: &[Token]) -> Self {
        let known = |token: &Token| if token.word == WordId::UNKNOWN { 0 } else { bit(token.word) };
        // no phrase goes on beyond the first clause of the item, nor before the last one of the stem
        let mut words = 0;
        for token in &tokens[item.start as usize..item.end as usize] {
            words |= known(token);
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
            before |= known(token);
        }
        Self { stem, item: item.start, words, before }
    }
}

/// Marks sorted by first token, with an index by token.
#[derive(Debug, Default)]
pub struct Marks {
    all: Vec<Mark>,
    at: Vec<u32>,
}

impl Marks {
    /// All marks, by first token.
    pub fn all(&self) -> &[Mark] {
        &self.all
    }

    /// The marks that begin at a token.
    #[inline]
    pub fn starting(&self, token: usize) -> &[Mark] {
        if self.all.is_empty() {
            return &[];
        }
        &self.all[self.at[token] as usize..self.at[token + 1] as usize]
    }

    /// The marks that begin in a range of tokens.
    pub fn within(&self, tokens: Range<usize>) -> &[Mark] {
        &self.all[self.range(tokens)]
    }

    /// Where among all marks those are that begin in a range of tokens.
    pub(super) fn range(&self, tokens: Range<usize>) -> Range<usize> {
        if self.all.is_empty() || tokens.start >= tokens.end {
            return 0..0;
        }
        self.at[tokens.start] as usize..self.at[tokens.end] as usize
    }

    /// Takes sorted marks: the leftmost and of those the longest of a kind stays, hidden ones go.
    fn settle(mut all: Vec<Mark>, lexicons: &Lexicons, tokens: usize) -> Self {
        if all.is_empty() {
            return Self::default();
        }
        choose(&mut all, lexicons, |_| true);
        let mut out = Self { all, at: Vec::new() };
        out.index(tokens);
        out
    }

    /// Takes more marks in. Those of kinds of which none comes, nor any that hides them, stay as they are.
    fn absorb(&mut self, mut more: Vec<Mark>, lexicons: &Lexicons, tokens: usize) {
        let mut concerned = vec![false; lexicons.len()];
        for mark in &more {
            concerned[mark.kind.0 as usize] = true;
        }
        for kind in 0..lexicons.len() {
            let hiding = lexicons.hiding(Kind(kind as u16));
            concerned[kind] |= hiding.is_some_and(|hiding| concerned[hiding.0 as usize]);
        }
        sort(&mut more);
        merge(&mut self.all, &more);
        choose(&mut self.all, lexicons, |kind| concerned[kind.0 as usize]);
        self.index(tokens);
    }

    /// Notes where the marks of each token begin.
    fn index(&mut self, tokens: usize) {
        self.at.clear();
        self.at.resize(tokens + 1, 0);
        for mark in &self.all {
            self.at[mark.first as usize + 1] += 1;
        }
        let mut sum = 0;
        for at in &mut self.at {
            sum += *at;
            *at = sum;
        }
    }
}

/// Of sorted marks of each kind that is concerned, keeps the leftmost and of those the longest that
/// none hides.
fn choose(all: &mut Vec<Mark>, lexicons: &Lexicons, concerned: impl Fn(Kind) -> bool) {
    let mut hiding: Vec<(Kind, u32, u32)> = Vec::new();
    for mark in all.iter().filter(|m| lexicons.is_hidden(m.kind)) {
        hiding.push((mark.kind, mark.first, mark.last));
    }
    hiding.sort_unstable();
    let hidden = |mark: &Mark| {
        let Some(not) = lexicons.hiding(mark.kind) else { return false };
        // hidden marks of a kind are few: look at those that begin up to the mark's end
        let from = hiding.partition_point(|h| h.0 < not);
        let to = from + hiding[from..].partition_point(|h| h.0 == not && h.1 <= mark.last);
        hiding[from..to].iter().rev().take(32).any(|h| h.2 >= mark.first)
    };
    let mut taken = vec![0u32; lexicons.len()]; // end of the last mark kept
    all.retain(|mark| {
        if !concerned(mark.kind) {
            return true;
        }
        let end = &mut taken[mark.kind.0 as usize];
        let stays = mark.first >= *end && !hidden(mark);
        if stays {
            *end = mark.last + 1;
        }
        stays
    });
}

/// Marks go by first token, the longest first, then by kind and entry, and what is not denied inside
/// before what is.
#[inline]
fn order(one: &Mark, other: &Mark) -> Ordering {
    // one number, which mostly decides, is compared faster than five
    let place = |mark: &Mark| u64::from(mark.first) << 32 | u64::from(!mark.last);
    let rest = |mark: &Mark| (mark.kind, mark.entry, mark.negated_inside);
    place(one).cmp(&place(other)).then_with(|| rest(one).cmp(&rest(other)))
}

fn sort(marks: &mut [Mark]) {
    // a stable sort would take half as much room again
    marks.sort_unstable_by(order);
}

/// Merges sorted marks into others, from the end, so that none needs room beside its place.
fn merge(all: &mut Vec<Mark>, more: &[Mark]) {
    let (mut left, mut right) = (all.len(), more.len());
    all.reserve_exact(right);
    all.extend_from_slice(more);
    while right > 0 {
        let place = left + right - 1;
        if left > 0 && order(&all[left - 1], &more[right - 1]).is_gt() {
            left -= 1;
            all[place] = all[left];
        } else {
            right -= 1;
            all[place] = more[right];
        }
    }
}

/// What matching looks at.
pub(super) struct Text<'a> {
    pub(super) prose: &'a str,
    pub(super) tokens: &'a [Token],
    /// Sorted by item.
    pub(super) joints: &'a [Joint],
    /// The same, sorted by stem.
    pub(super) by_stem: &'a [Joint],
    /// Whether each token is (part of) a negator, for negators in gaps; empty where none is.
    pub(super) negators: &'a [bool],
}

/// Matches the lexicons that make contexts: they refer to no other.
pub(super) fn match_contexts(lexicons: &Lexicons, text: &Text<'_>, around: &Around) -> Marks {
    let everything = lexicons.everything();
    let marks = sweep(lexicons, &lexicons.context, text, around, &everything);
    Marks::settle(marks, lexicons, text.tokens.len())
}

/// Matches those of all other lexicons and phrases of rules that are wanted.
pub(super) fn match_phrases(lexicons: &Lexicons, text: &Text<'_>, around: &Around, wanted: &Wanted) -> Marks {
    let found = sweep(lexicons, &lexicons.plain, text, around, wanted);
    let mut marks = Marks::settle(found, lexicons, text.tokens.len());
    let mut possible = Possible::new(lexicons, text);
    for stratum in lexicons.strata.iter().filter(|s| !s.is_empty()) {
        let mut more = Vec::new();
        // of the many patterns that refer to a kind, most cannot match in this text: they are picked once
        let mut live: Vec<Option<Vec<Try>>> = vec![None; lexicons.len()];
        for mark in &marks.all {
            let kind = u32::from(mark.kind.0);
            let tries = live[kind as usize].get_or_insert_with(|| {
                let may = |entry: &Try| wanted.has(entry.kind) && possible.has(lexicons, entry.pattern);
                stratum.get(kind).filter(may).collect()
            });
            let (first, last) = (mark.first, mark.last);
            let beside = around.beside(first as usize, last as usize);
            for entry in tries.iter() {
                if beside.may_match(entry) {
                    let found = more.len();
                    attempt(lexicons, entry, first, last, text, &marks, &mut more);
                    // "there are no toxins in you": what is denied within a part is denied of the whole
                    for whole in &mut more[found..] {
                        whole.negated_inside |= mark.negated_inside;
                    }
                }
            }
        }
        if !more.is_empty() {
            marks.absorb(more, lexicons, text.tokens.len());
        }
    }
    marks.all.shrink_to_fit();
    marks
}

/// Which patterns with references a text may match at all: most articles lack most words, and a mark
/// that many patterns refer to would have them all tried.
struct Possible {
    /// Whether the text has a word, by number.
    present: Vec<bool>,
    /// What is known of each set of words: many patterns ask for the same.
    sets: Vec<Option<bool>>,
}

impl Possible {
    fn new(lexicons: &Lexicons, text: &Text<'_>) -> Self {
        let mut present = vec![false; lexicons.vocabulary().len() + 1];
        for token in text.tokens {
            present[token.word.0 as usize] = true;
        }
        Self { present, sets: vec![None; lexicons.sets.len()] }
    }

    /// Whether the text has a word for each step that needs one.
    fn has(&mut self, lexicons: &Lexicons, number: u32) -> bool {
        let present = &self.present;
        lexicons.steps(&lexicons.pattern(number)).iter().all(|step| match step.atom {
            Atom::Words(set) if !step.optional => *self.sets[set as usize]
                .get_or_insert_with(|| lexicons.sets.words(set).any(|id| present[id.0 as usize])),
            _ => true,
        })
    }
}

/// The marks of all patterns that a word of the text is the rarest of, sorted.
fn sweep(
    lexicons: &Lexicons, buckets: &Buckets, text: &Text<'_>, around: &Around, wanted: &Wanted,
) -> Vec<Mark> {
    let mut out = Vec::new();
    if buckets.is_empty() {
        return out;
    }
    let none = Marks::default();
    // few marks of a block begin above it: the others are sorted while they are few
    let mut above = Vec::new();
    let (mut block, mut sorted) = (0, 0);
    for (at, token) in text.tokens.iter().enumerate() {
        let here = at as u32;
        if here > 0 && text.tokens[at - 1].flags.has(Flags::BLOCK_END) {
            sort_block(&mut out, sorted, block, &mut above);
            (block, sorted) = (here, out.len());
        }
        if token.word == WordId::UNKNOWN {
            continue;
        }
        for Alone { kind, entry, weak } in buckets.alone(token.word.0) {
            if wanted.has(kind) {
                let first = range_start(here, text);
                out.push(Mark { kind, first, last: here, entry, negated_inside: false, weak });
            }
        }
        let beside = around.beside(at, at);
        for entry in buckets.get(token.word.0) {
            if wanted.has(entry.kind) && beside.may_match(&entry) {
                attempt(lexicons, &entry, here, here, text, &none, &mut out);
            }
        }
    }
    sort_block(&mut out, sorted, block, &mut above);
    sort(&mut above);
    merge(&mut out, &above);
    out
}

/// Sorts the marks from a place on, which were found in the block that begins with a token, and puts those
/// aside that begin above it.
fn sort_block(out: &mut Vec<Mark>, from: usize, block: u32, above: &mut Vec<Mark>) {
    sort(&mut out[from..]);
    let own = out[from..].partition_point(|mark| mark.first < block);
    above.extend(out.drain(from..from + own));
}

/// What the needs of tries are held against.
pub(super) struct Around {
    /// The bits of each token.
    bits: Vec<u64>,
    /// How many tokens stand before and behind each in its clause, and whether more may come in
    /// another line ([`OPEN`]).
    room: Vec<[u8; 2]>,
}

/// Where a clause ends with the stem of a list, an item may continue it; where it begins an item, it
/// may continue its stem.
const OPEN: u8 = 128;
const MOST_ROOM: u8 = OPEN - 1;

impl Around {
    pub(super) fn new(text: &Text<'_>) -> Self {
        let tokens = text.tokens;
        let bits = tokens.iter().map(|token| {
            let number = if is_number(token) { NUMBER_BIT } else { 0 };
            bit(token.word) | number
        });
        let mut room = vec![[0, 0]; tokens.len()];
        let count = |ended: bool, last: u8| match ended {
            true => 0,
            false => last & OPEN | ((last & MOST_ROOM) + 1).min(MOST_ROOM),
        };
        for at in 1..tokens.len() {
            room[at][0] = count(tokens[at - 1].flags.has(Flags::CLAUSE_END), room[at - 1][0]);
        }
        // the ends of stems and the starts of items: what stands in the clause is as open as they are
        for joint in text.joints {
            let mut at = joint.item as usize;
            loop {
                room[at][0] |= OPEN;
                if at + 1 == tokens.len() || tokens[at].flags.has(Flags::CLAUSE_END) {
                    break;
                }
                at += 1;
            }
        }
        let mut stems = text.by_stem.iter().rev().map(|joint| joint.stem as usize).peekable();
        for at in (0..tokens.len()).rev() {
            if at + 1 < tokens.len() {
                room[at][1] = count(tokens[at].flags.has(Flags::CLAUSE_END), room[at + 1][1]);
            }
            while stems.next_if(|stem| *stem >= at).is_some() {
                room[at][1] |= OPEN;
            }
        }
        Self { bits: bits.collect(), room }
    }

    /// What stands beside the tokens `first..=last` in their clause.
    #[inline]
    fn beside(&self, first: usize, last: usize) -> Beside<'_> {
        let [before, behind] = [self.room[first][0], self.room[last][1]];
        let most = |room: u8| usize::from(room & MOST_ROOM);
        Beside {
            before: &self.bits[first - most(before)..first],
            behind: &self.bits[last + 1..=last + most(behind)],
            open_before: before & OPEN != 0,
            open_behind: behind & OPEN != 0,
        }
    }
}

/// The bits of what stands beside some tokens in their clause, and whether more may come in another line:
/// looked up once for all the patterns that are tried there.
struct Beside<'a> {
    before: &'a [u64],
    behind: &'a [u64],
    open_before: bool,
    open_behind: bool,
}

impl Beside<'_> {
    /// Whether all that a pattern needs may stand there.
    #[inline]
    fn may_match(&self, entry: &Try) -> bool {
        entry.needs.iter().all(|need| need.mask == 0 || self.may_stand(need))
    }

    #[inline]
    fn may_stand(&self, need: &Need) -> bool {
        let (from, to) = (usize::from(need.from.unsigned_abs()), usize::from(need.to.unsigned_abs()));
        let (side, open) = match need.from > 0 {
            true => (self.behind, self.open_behind),
            false => (self.before, self.open_before),
        };
        if to > side.len() && open {
            return true;
        }
        let to = to.min(side.len());
        if from > to {
            return false;
        }
        // what stands before is counted from its end
        let places =
            if need.from > 0 { &side[from - 1..to] } else { &side[side.len() - to..=side.len() - from] };
        places.iter().any(|bits| bits & need.mask != 0)
    }
}

/// Tries a pattern of which one step matched the tokens `first..=last`, within its sentence and,
/// where a stem leads into a list, across the joint.
fn attempt(
    lexicons: &Lexicons, entry: &Try, first: u32, last: u32, text: &Text<'_>, marks: &Marks,
    out: &mut Vec<Mark>,
) {
    let pattern = lexicons.pattern(entry.pattern);
    let k = entry.step as usize;
    let steps = lexicons.steps(&pattern);
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
            let mark = Mark {
                kind: pattern.kind,
                first: range_start(from, text),
                last: to,
                entry: pattern.entry,
                negated_inside: walk.negated,
                weak: pattern.weak,
            };
            if lexicons.exact(&pattern).is_none_or(|exact| written_so(exact, &mark, text)) {
                out.push(mark);
            }
        }
        (matched.is_some(), walk.stem_end, walk.item_start)
    };
    let (matched, stem_end, item_start) = run(None);
    // what hides a phrase hides it by the words beside it, not by those of the line above the list
    let hidden = lexicons.is_hidden(pattern.kind);
    if matched || hidden || text.joints.is_empty() || !(stem_end || item_start) {
        return;
    }
    // across a joint: from an item to its stem, or from the end of a stem into each of its items;
    // most lack the word that the part over there needs
    const REACH: u32 = 32;
    let lacks = |words: u64, step: Step| match step.atom {
        Atom::Words(set) => words & lexicons.sets.mask(set) == 0,
        _ => false,
    };
    let required = |range: Range<usize>| range.filter_map(|k| steps.get(k)).filter(|step| !step.optional);
    let above = text.joints.partition_point(|j| j.item <= first).checked_sub(1).map(|at| text.joints[at]);
    if item_start
        && let Some(joint) = above
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
        if joint.item > last && !lacks(joint.words, needed) {
            run(Some(*joint));
        }
    }
}

/// Where a range of numbers begins whose second number is that token: "30–40%" is one amount.
fn range_start(token: u32, text: &Text<'_>) -> u32 {
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
    marks: &'a Marks,
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
                for mark in marks.starting(t as usize) {
                    if mark.kind.0 == kind
                        && let Some(end) = self.right(k + 1, mark.last, 0)
                    {
                        self.negated |= mark.negated_inside;
                        return Some(end);
                    }
                }
                None
            }
            atom if self.matches(atom, t) => {
                let last = if atom == Atom::Class(Class::Percent) { percent_end(self.text, t)? } else { t };
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
    let tokens = &text.tokens[mark.first as usize..=mark.last as usize];
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
        Class::Percent => percent_end(text, t).is_some(),
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
fn percent_end(text: &Text<'_>, t: u32) -> Option<u32> {
    let token = &text.tokens[t as usize];
    let is = |n: u32, unit: &str| {
        let tokens = text.tokens.get((t + n) as usize);
        tokens.is_some_and(|t| text.prose[t.start as usize..t.end()].eq_ignore_ascii_case(unit))
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
    (t.saturating_sub(2)..=t).find(|&first| percent_end(text, first) == Some(t))
}

/// Whether a token is a number in digits or words.
#[inline]
pub(crate) fn is_number(token: &Token) -> bool {
    token.flags.has(Flags::DIGIT) || says_number(token.word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::format::{self, Format};
    use crate::rule::RuleSet;

    /// The number of marks in a document, which are the same when every pattern is tried everywhere.
    fn marks(rules: &RuleSet, document: &Document) -> usize {
        let lexicons = rules.language().lexicons();
        let words = rules.language().words(document);
        let joints = super::super::joints(document, &words);
        let mut by_stem = joints.clone();
        by_stem.sort_by_key(|joint| joint.stem);
        let tokens = words.tokens.as_slice();
        let (joints, by_stem) = (joints.as_slice(), by_stem.as_slice());
        let text = Text { prose: document.prose(), tokens, joints, by_stem, negators: &[] };
        let around = Around::new(&text);
        let anything = Around { bits: vec![u64::MAX; tokens.len()], room: vec![[OPEN; 2]; tokens.len()] };
        let everything = lexicons.everything();
        let [here, everywhere] = [&around, &anything].map(|around| {
            let contexts = match_contexts(lexicons, &text, around).all;
            (contexts, match_phrases(lexicons, &text, around, &everything).all)
        });
        assert!(here == everywhere, "{}", document.prose());
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
        const WORDS: [&str; 64] = [
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
