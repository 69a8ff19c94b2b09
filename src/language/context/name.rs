//! Proper names and titles: what is written with capitals where no capital is due. Owns the runs of
//! capitals; must not know lexicons.

use super::sweep::{add, tokens_in};
use super::{Contexts, Input};
use crate::document::{BlockKind, InlineKind};
use crate::language::closed;
use crate::language::token::Flags;

/// Longest title in italics, in words.
const LONGEST_TITLE: u32 = 15;
/// Words in small letters that a sentence needs before its opening capitals may be a name.
const SMALL_WORDS: u32 = 2;

/// Marks runs of capitals, trade marks, titles in italics and configured names.
pub(super) fn mark(input: &Input<'_>, out: &mut [Contexts]) {
    for (number, block) in input.document.blocks().iter().enumerate() {
        let plain = !matches!(
            block.kind,
            BlockKind::Title | BlockKind::Heading | BlockKind::Question | BlockKind::TableCell
        );
        let (from, to) = (input.block_first[number], input.block_first[number + 1]);
        let plain = plain && !title_case(input, from, to);
        runs(input, from, to, plain, out);
    }
    for inline in input.document.inlines().iter().filter(|i| i.kind == InlineKind::Emphasis) {
        let tokens = tokens_in(input, &inline.prose);
        if tokens.is_empty() || tokens.end - tokens.start > LONGEST_TITLE || starts(input, tokens.start) {
            continue;
        }
        let is_title = |t: u32| capital(input, t) || input.is(t, &closed::SMALL_IN_TITLES);
        if capital(input, tokens.start) && tokens.clone().all(is_title) {
            add(out, tokens.start, tokens.end, Contexts::NAME);
        }
    }
    for range in input.names {
        let tokens = tokens_in(input, range);
        let whole = !tokens.is_empty()
            && input.tokens[tokens.start as usize].start as usize >= range.start
            && input.tokens[tokens.end as usize - 1].end() <= range.end.max(range.start);
        if whole {
            add(out, tokens.start, tokens.end, Contexts::NAME);
        }
    }
}

/// A short text in which nearly every word has its capital, and no full stop, is a title, whatever
/// it stands in.
fn title_case(input: &Input<'_>, from: u32, to: u32) -> bool {
    const LONGEST: u32 = 24;
    let long = |t: &u32| input.tokens[*t as usize].len > 3;
    let words = (from..to).filter(long).count();
    to - from <= LONGEST
        && words >= 3
        && !input.gap_after(to - 1).starts_with('.')
        && (from..to).filter(long).filter(|t| capital(input, *t)).count() * 5 >= words * 4
}

fn capital(input: &Input<'_>, t: u32) -> bool {
    input.has(t, Flags::CAPITAL) && input.word(t) != "I"
}

/// Whether a capital is due: after a full stop, a colon, an opening quotation mark.
fn starts(input: &Input<'_>, t: u32) -> bool {
    t == 0
        || input.has(t - 1, Flags::CLAUSE_END)
        || input.gap_after(t - 1).contains(['"', '“', '‘', '«', '\''])
}

/// The runs of capitals of a block.
fn runs(input: &Input<'_>, from: u32, to: u32, plain: bool, out: &mut [Contexts]) {
    let mut run = from; // first token of the run that reaches up to `t`
    let mut small = 0;
    let mut opening = from..from; // the run that opens the sentence, without its first word
    for t in from..to {
        let goes_on = t > run
            && !input.has(t - 1, Flags::COMMA)
            && !starts(input, t)
            && input.gap_after(t - 1).len() <= 2;
        if capital(input, t) {
            if !goes_on {
                run = t;
            }
        } else {
            run = t + 1;
            small += u32::from(input.tokens[t as usize].len > 2);
        }
        let ends = t + 1 == to
            || !capital(input, t + 1)
            || input.has(t, Flags::COMMA)
            || input.gap_after(t).len() > 2
            || starts(input, t + 1);
        if run <= t && ends {
            if trade_mark(input, t) {
                add(out, run, t + 1, Contexts::NAME);
            } else if plain
                && !input.gap_after(t).contains(':')
                && (run..=t).any(|t| !input.has(t, Flags::CAPITALS))
            {
                // "Muscle Tension:" is a label
                if starts(input, run) {
                    opening = run + 1..t + 1;
                } else if t > run {
                    add(out, run, t + 1, Contexts::NAME);
                }
            }
            run = t + 1;
        }
        if input.has(t, Flags::SENTENCE_END) || t + 1 == to {
            if small >= SMALL_WORDS && opening.end - opening.start >= 2 {
                add(out, opening.start, opening.end, Contexts::NAME);
            }
            opening = t + 1..t + 1;
            small = 0;
        }
    }
}

fn trade_mark(input: &Input<'_>, t: u32) -> bool {
    let gap = input.gap_after(t);
    gap.starts_with(['™', '®']) || gap.starts_with("(R)")
}
