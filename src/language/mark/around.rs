//! What stands around each token, held against what patterns need. Owns the bits and how far a clause
//! goes on; must not know patterns.

use std::ops::Range;

use super::walk::{Joint, Text, bits};
use crate::language::lexicon::{NEAR, Need, Try};
use crate::language::token::{Flags, Token};

/// What the needs of tries are held against, in one passage of a text: of a long text all of it would be the most
/// that is kept.
pub(in crate::language) struct Around {
    /// The first token of the passage; what follows counts from there.
    start: usize,
    /// The bits of each token.
    bits: Vec<u64>,
    /// How many tokens stand before and behind each in its clause, and whether more may come in
    /// another line ([`OPEN`]).
    room: Vec<[u8; 2]>,
    /// The bits of all words up to [`NEAR`] before and behind each, in one; where they may be of another line,
    /// with those of that line.
    near: Vec<[u64; 2]>,
}

/// Where a clause ends with the stem of a list, an item may continue it; where it begins an item, it
/// may continue its stem.
const OPEN: u8 = 128;
const MOST_ROOM: u8 = OPEN - 1;

impl Around {
    /// Of a passage, which ends with a clause and parts no stem from its items.
    pub(in crate::language) fn of(text: &Text<'_>, passage: Range<usize>) -> Self {
        let tokens = &text.tokens[passage.clone()];
        let joints = joints_within(text, &passage);
        let mut room = vec![[0, 0]; tokens.len()];
        let count = |ended: bool, last: u8| match ended {
            true => 0,
            false => last & OPEN | ((last & MOST_ROOM) + 1).min(MOST_ROOM),
        };
        for at in 1..tokens.len() {
            room[at][0] = count(tokens[at - 1].flags.has(Flags::CLAUSE_END), room[at - 1][0]);
        }
        // the ends of stems and the starts of items: what stands in the clause is as open as they are
        for joint in joints {
            let mut at = joint.item as usize - passage.start;
            loop {
                room[at][0] |= OPEN;
                if at + 1 == tokens.len() || tokens[at].flags.has(Flags::CLAUSE_END) {
                    break;
                }
                at += 1;
            }
        }
        let by_stem = &text.by_stem[..text.by_stem.partition_point(|j| (j.stem as usize) < passage.end)];
        let mut stems = by_stem.iter().rev().map(|joint| joint.stem as usize).peekable();
        for at in (0..tokens.len()).rev() {
            if at + 1 < tokens.len() {
                room[at][1] = count(tokens[at].flags.has(Flags::CLAUSE_END), room[at + 1][1]);
            }
            while stems.next_if(|stem| *stem >= at + passage.start).is_some() {
                room[at][1] |= OPEN;
            }
        }
        let bits: Vec<u64> = tokens.iter().map(bits).collect();
        let mut near = near(&bits, &room);
        across_joints(tokens, joints, passage.start, &room, &mut near);
        Self { start: passage.start, bits, room, near }
    }

    /// As if anything could stand beside each token of a passage.
    #[cfg(test)]
    pub(super) fn anything(_: &Text<'_>, passage: Range<usize>) -> Self {
        let near = vec![[u64::MAX; 2]; passage.len()];
        let (bits, room) = (vec![u64::MAX; passage.len()], vec![[OPEN; 2]; passage.len()]);
        Self { start: passage.start, bits, room, near }
    }

    /// What stands beside the tokens `first..=last` of the text in their clause.
    #[inline]
    pub(super) fn beside(&self, first: usize, last: usize) -> Beside<'_> {
        let (first, last) = (first - self.start, last - self.start);
        let [before, behind] = [self.room[first][0], self.room[last][1]];
        let [near_before, near_behind] = [self.near[first][0], self.near[last][1]];
        let side = |bits, room: u8, near| Side { bits, open: room & OPEN != 0, near };
        Beside {
            before: side(&self.bits[first - most(before)..first], before, near_before),
            behind: side(&self.bits[last + 1..=last + most(behind)], behind, near_behind),
        }
    }
}

fn most(room: u8) -> usize {
    usize::from(room & MOST_ROOM)
}

/// For each token the bits of all words near it.
fn near(bits: &[u64], room: &[[u8; 2]]) -> Vec<[u64; 2]> {
    let any = |bits: &[u64]| bits.iter().fold(0, |all, bits| all | bits);
    let mut near = vec![[0, 0]; bits.len()];
    for at in 1..bits.len() {
        // in the first words of a clause one is added to those that stand before the last
        near[at][0] = match most(room[at][0]) {
            0 => 0,
            here @ 1..=NEAR if most(room[at - 1][0]) + 1 == here => near[at - 1][0] | bits[at - 1],
            here => any(&bits[at - here.min(NEAR)..at]),
        };
    }
    for at in (0..bits.len().saturating_sub(1)).rev() {
        near[at][1] = match most(room[at][1]) {
            0 => 0,
            here @ 1..=NEAR if most(room[at + 1][1]) + 1 == here => near[at + 1][1] | bits[at + 1],
            here => any(&bits[at + 1..=at + here.min(NEAR)]),
        };
    }
    near
}

/// The joints whose items stand in a passage.
fn joints_within<'t>(text: &Text<'t>, passage: &Range<usize>) -> &'t [Joint] {
    let below = |token: usize| text.joints.partition_point(|joint| (joint.item as usize) < token);
    &text.joints[below(passage.start)..below(passage.end)]
}

/// Adds the bits of the clause in the other line to what stands near the start of an item or the end of a stem;
/// the passage begins with the token `start` of the text.
fn across_joints(tokens: &[Token], joints: &[Joint], start: usize, room: &[[u8; 2]], near: &mut [[u64; 2]]) {
    let ends = |at: usize| tokens[at].flags.has(Flags::CLAUSE_END);
    for joint in joints {
        let (mut item, mut stem) = (joint.item as usize - start, joint.stem as usize - start);
        while most(room[item][0]) < NEAR {
            near[item][0] |= joint.before;
            if item + 1 == tokens.len() || ends(item) {
                break;
            }
            item += 1;
        }
        while most(room[stem][1]) < NEAR {
            near[stem][1] |= joint.words;
            if stem == 0 || ends(stem - 1) {
                break;
            }
            stem -= 1;
        }
    }
}

/// The bits of what stands beside some tokens in their clause, and whether more may come in another line:
/// looked up once for all the patterns that are tried there.
pub(super) struct Beside<'a> {
    before: Side<'a>,
    behind: Side<'a>,
}

struct Side<'a> {
    /// In the order of the text.
    bits: &'a [u64],
    open: bool,
    /// Those of the words up to [`NEAR`], also of another line, in one.
    near: u64,
}

impl Beside<'_> {
    /// The bits of the word right behind, of the one right before and of those up to [`NEAR`] on either side;
    /// where it may be one of another line, of that line's words.
    #[inline]
    pub(super) fn bits(&self) -> [u64; 3] {
        let beside = |side: &Side<'_>, bits: Option<&u64>| {
            bits.copied().unwrap_or(if side.open { side.near } else { 0 })
        };
        let behind = beside(&self.behind, self.behind.bits.first());
        let before = beside(&self.before, self.before.bits.last());
        [behind, before, self.near()]
    }

    /// The bits of the words up to [`NEAR`] on either side.
    #[inline]
    pub(super) fn near(&self) -> u64 {
        self.before.near | self.behind.near
    }

    /// Whether all that a pattern needs may stand there.
    #[inline]
    pub(super) fn meets_all(&self, entry: &Try) -> bool {
        entry.needs.iter().all(|need| self.meets(need))
    }

    /// Whether what a pattern needs may stand there.
    #[inline]
    fn meets(&self, need: &Need) -> bool {
        if need.mask == 0 {
            return true;
        }
        let (from, to) = (usize::from(need.from.unsigned_abs()), usize::from(need.to.unsigned_abs()));
        let side = if need.from > 0 { &self.behind } else { &self.before };
        if to <= NEAR && side.near & need.mask == 0 {
            return false;
        }
        let len = side.bits.len();
        if to > len && side.open {
            return true;
        }
        let to = to.min(len);
        if from > to {
            return false;
        }
        // what stands before is counted from its end
        let places = if need.from > 0 { from - 1..to } else { len - to..len - from + 1 };
        side.bits[places].iter().any(|bits| bits & need.mask != 0)
    }
}
