//! What stands in quotation marks, and who says it. Owns where a quotation begins and ends and whose
//! words it holds; the words for speakers are data.

use std::ops::Range;

use super::clause::{Clauses, FIRST_PERSON, NEGATES, WEAKENS};
use super::kind::Does;
use super::sweep::{add, tokens_in};
use super::{Contexts, Input};
use crate::document::{Block, BlockKind, InlineKind};
use crate::language::token::Flags;

/// Longest run in quotation marks that needs no attribution to be read as scare quotes, in words.
const SCARE_QUOTE: u32 = 3;
/// How far into the sentence after a quotation its speaker is looked for, in words.
const SPEAKER_REACH: u32 = 8;
/// Longest quotation in single quotation marks, in words.
const LONGEST_SINGLE: u32 = 80;

/// Where speakers and verbs of speech stand: first tokens, ascending.
#[derive(Default)]
struct Speakers {
    others: Vec<u32>,
    own: Vec<u32>,
    says: Vec<u32>,
}

fn any(list: &[u32], range: Range<u32>) -> bool {
    let at = list.partition_point(|&t| t < range.start);
    list.get(at).is_some_and(|&t| t < range.end)
}

/// Marks quotations by who is quoted.
pub(super) fn mark(input: &Input<'_>, clauses: &Clauses, out: &mut [Contexts]) {
    let mut speakers = Speakers::default();
    for mark in input.marks.all() {
        match input.kinds.of(mark) {
            Some(Does::Attribution) => speakers.others.push(mark.first),
            Some(Does::Testimony) => speakers.own.push(mark.first),
            Some(Does::Says) => speakers.says.push(mark.first),
            _ => {}
        }
    }
    let blocks = input.document.blocks();
    let mut group = 0..0; // the run of blocks of one block quotation
    for (number, block) in blocks.iter().enumerate() {
        let text = input.document.text(block).as_bytes();
        if memchr::memchr3(b'"', b'\'', 0xE2, text).is_some() || memchr::memchr(0xC2, text).is_some() {
            in_block(input, clauses, &speakers, number, out);
            if let Some(context) = put_up(input, clauses, &speakers, number, out) {
                add(out, input.block_first[number], input.block_first[number + 1], context);
            }
        }
        if (block.quoted || block.kind == BlockKind::Quote) && number >= group.end {
            let quoted = |i: &usize| blocks[*i].quoted || blocks[*i].kind == BlockKind::Quote;
            group = number..(number..blocks.len()).take_while(quoted).last().map_or(number, |i| i) + 1;
            block_quotation(input, clauses, &speakers, group.clone(), out);
        }
    }
    for inline in input.document.inlines().iter().filter(|i| i.kind == InlineKind::Quotation) {
        let tokens = tokens_in(input, &inline.prose);
        if !tokens.is_empty() {
            let number = input.block_first.partition_point(|&b| b <= tokens.start).saturating_sub(1);
            settle(input, clauses, &speakers, number, tokens, out);
        }
    }
}

/// A block quotation: its speaker is named in it or in the sentence before it.
fn block_quotation(
    input: &Input<'_>, clauses: &Clauses, speakers: &Speakers, blocks: Range<usize>, out: &mut [Contexts],
) {
    let (first, end) = (input.block_first[blocks.start], input.block_first[blocks.end]);
    if first == end {
        return;
    }
    let before = sentence_before(input, first).unwrap_or(first..first);
    let around = before.start..end;
    let own = any(&speakers.own, around.clone());
    let others = any(&speakers.others, around.clone());
    let context = if own {
        Contexts::TESTIMONY
    } else if others {
        Contexts::QUOTED
    } else if (first..end).any(|t| clauses.note(t, FIRST_PERSON)) {
        Contexts::TESTIMONY
    } else if any(&speakers.says, before)
        || is_denied(input, clauses, first..end)
        || is_taken_apart(input, &blocks)
    {
        Contexts::QUOTED
    } else {
        return;
    };
    add(out, first, end, context);
}

/// The text below a block quotation quotes its words one by one: a label that is taken apart.
fn is_taken_apart(input: &Input<'_>, quotation: &Range<usize>) -> bool {
    /// Blocks below it that are looked at, and how much of each and of the quotation, in bytes.
    const READ: usize = 3;
    const PART: usize = 800;
    /// Least length of words that tell a quotation from another, in bytes.
    const TELLING: usize = 6;
    let document = input.document;
    let start = |text: &'_ str| text[..text.floor_char_boundary(PART)].to_lowercase();
    let said: Vec<String> =
        document.blocks()[quotation.clone()].iter().take(READ).map(|b| start(document.text(b))).collect();
    let headed = |b: &&Block| !matches!(b.kind, BlockKind::Heading | BlockKind::Title | BlockKind::Question);
    document.blocks()[quotation.end..].iter().take(READ).take_while(headed).any(|block| {
        let text = start(document.text(block));
        // every second part stands in quotation marks
        let mut parts = text.split(['“', '”', '"']).skip(1).step_by(2);
        parts.any(|part| {
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            part.len() >= TELLING && said.iter().any(|said| said.contains(part))
        })
    })
}

/// The sentence below denies what stands in those tokens: "None of this is true."
fn is_denied(input: &Input<'_>, clauses: &Clauses, quotation: Range<u32>) -> bool {
    let at = input.sentences.partition_point(|&s| s < quotation.end);
    let below = input.sentences.get(at..at + 2);
    below.is_some_and(|s| clauses.retorts(input, quotation, s[0]..s[1]).is_some())
}

/// The sentence that ends before a token.
fn sentence_before(input: &Input<'_>, first: u32) -> Option<Range<u32>> {
    let last = first.checked_sub(1)?;
    let at = input.sentences.partition_point(|&s| s <= last).checked_sub(1)?;
    Some(input.sentences[at]..first)
}

/// A line that is nothing but somebody's words, put up to be spoken of below: a heading in quotation marks,
/// or another line in them that the next one denies. What a patient says of himself is a testimonial
/// unless it is asked or denied, and what the text agrees with is its own.
fn put_up(
    input: &Input<'_>, clauses: &Clauses, speakers: &Speakers, number: usize, out: &[Contexts],
) -> Option<Contexts> {
    /// Most words of such a line.
    const LONGEST: u32 = 40;
    /// Sentences below it that may say what it is worth.
    const READ: usize = 3;
    let blocks = input.document.blocks();
    let block = &blocks[number];
    let line = input.block_first[number]..input.block_first[number + 1];
    if line.is_empty() || line.end - line.start > LONGEST || !is_quotation(input.document.text(block)) {
        return None;
    }
    let heads = matches!(block.kind, BlockKind::Heading | BlockKind::Question);
    if heads && input.ends_with(line.end, '?') && out[line.end as usize - 1].has(Contexts::QUESTION) {
        return Some(Contexts::QUESTION);
    }
    let below: Vec<Range<u32>> = sentences_below(input, number).take(if heads { READ } else { 1 }).collect();
    let own = |t: u32| clauses.note(t, FIRST_PERSON);
    let personal = line.clone().any(own);
    let denies = |sentence: &Range<u32>| match heads {
        true => {
            sentence.clone().any(|t| clauses.note(t, NEGATES) && !clauses.note(t, WEAKENS))
                && !(personal && sentence.clone().any(own))
        }
        false => clauses.retorts(input, line.clone(), sentence.clone()).is_some(),
    };
    if below.iter().any(denies) {
        return Some(Contexts::MYTH);
    }
    let agrees = |sentence: &Range<u32>| {
        any(&speakers.own, sentence.clone())
            || input.marks.within(sentence.start as usize..sentence.end as usize).iter().any(|m| {
                m.first == sentence.start && matches!(input.kinds.of(m), Some(Does::Yes | Does::Echo))
            })
    };
    (heads && !personal && !below.is_empty() && !below.iter().any(agrees)).then_some(Contexts::QUOTED)
}

/// Whether a line is one quotation in double quotation marks.
fn is_quotation(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', '?', '…', ':']);
    let inside = text.strip_prefix(['“', '"', '«']).and_then(|text| text.strip_suffix(['”', '"', '»']));
    inside.is_some_and(|inside| !inside.contains(['“', '”', '"', '«', '»']))
}

/// The sentences under a line, up to the next heading.
fn sentences_below<'a>(input: &'a Input<'_>, number: usize) -> impl Iterator<Item = Range<u32>> + 'a {
    let blocks = input.document.blocks();
    let text =
        |i: &usize| !matches!(blocks[*i].kind, BlockKind::Heading | BlockKind::Title | BlockKind::Question);
    let last = (number + 1..blocks.len()).take_while(text).take(2).last().unwrap_or(number);
    let (first, end) = (input.block_first[number + 1], input.block_first[last + 1]);
    let from = input.sentences.partition_point(|&s| s < first);
    input.sentences[from..].windows(2).map(|s| s[0]..s[1]).take_while(move |s| s.start < end)
}

/// Finds the pairs of quotation marks of a block.
fn in_block(input: &Input<'_>, clauses: &Clauses, speakers: &Speakers, number: usize, out: &mut [Contexts]) {
    let range = input.document.blocks()[number].prose.clone();
    let text = &input.document.prose()[range.clone()];
    let mut double: Option<usize> = None;
    let mut single: Option<usize> = None;
    let mut found = |open: usize, close: usize, longest: u32| {
        let tokens = tokens_in(input, &(range.start + open..range.start + close));
        if !tokens.is_empty() && tokens.end - tokens.start <= longest {
            settle(input, clauses, speakers, number, tokens, out);
        }
    };
    for (at, c) in text.char_indices() {
        let before = || text[..at].chars().next_back();
        let after = || text[at + c.len_utf8()..].chars().next();
        match c {
            '“' | '«' => double = Some(at),
            '”' | '»' => {
                if let Some(open) = double.take() {
                    found(open, at, u32::MAX);
                }
            }
            '"' => match double.take() {
                Some(open) => found(open, at, u32::MAX),
                // an inch or a second is no quotation mark: 6' 2"
                None if before().is_some_and(|c| c.is_ascii_digit()) => {}
                None => double = Some(at),
            },
            // '90s is no quotation
            '‘' if after().is_some_and(char::is_alphabetic) => single = Some(at),
            '\'' if single.is_none()
                && before()
                    .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '—' | '–'))
                && after().is_some_and(char::is_alphabetic) =>
            {
                single = Some(at);
            }
            // patients' is no end of a quotation that nothing opened
            '’' | '\'' if single.is_some() && after().is_none_or(|c| !c.is_alphanumeric()) => {
                if let Some(open) = single.take() {
                    found(open, at, LONGEST_SINGLE);
                }
            }
            _ => {}
        }
    }
}

/// "“It works for everyone.” A quarter of people gain little.": a line begins with whole sentences of
/// somebody else and goes on in the writer's own words. A dash would lead to a speaker's name.
fn is_answered(input: &Input<'_>, block_first: u32, quoted: Range<u32>, block_end: u32) -> bool {
    /// Fewest words of an answer, and most of what is answered.
    const ANSWER: u32 = 2;
    const ANSWERED: u32 = 30;
    let next = quoted.end;
    if quoted.start != block_first
        || next + ANSWER > block_end
        || next - quoted.start > ANSWERED
        || !(input.has(next - 1, Flags::SENTENCE_END) || input.ends_with(next, ':'))
    {
        return false;
    }
    let between = input.tokens[next as usize - 1].end()..input.tokens[next as usize].start as usize;
    !input.document.prose()[between].contains(['–', '—', '-', '~', '|'])
}

/// "- “I've tried everything.” You probably have.": items that each begin with what people say and go on
/// with what the writer says to it.
fn is_saying(input: &Input<'_>, number: usize, tokens: Range<u32>) -> bool {
    let blocks = input.document.blocks();
    let block = &blocks[number];
    let answers = |at: usize, tokens: Range<u32>| {
        is_answered(input, input.block_first[at], tokens, input.block_first[at + 1])
    };
    let like = |at: usize| {
        blocks.get(at).is_some_and(|other| other.list == block.list && begins_quoted(input, at, answers))
    };
    block.kind == BlockKind::ListItem
        && answers(number, tokens)
        && (number.checked_sub(1).is_some_and(like) || like(number + 1))
}

/// A block begins with a quotation that is answered in it.
fn begins_quoted(input: &Input<'_>, number: usize, answers: impl Fn(usize, Range<u32>) -> bool) -> bool {
    let range = input.document.blocks()[number].prose.clone();
    let text = &input.document.prose()[range.clone()];
    let inside = text.strip_prefix(['“', '"']);
    let close = inside.and_then(|inside| inside.find(['”', '"']));
    let opened = text.chars().next().map_or(0, char::len_utf8);
    close.is_some_and(|close| {
        let quoted = range.start + opened..range.start + opened + close;
        answers(number, tokens_in(input, &quoted))
    })
}

/// Decides whose words a quotation holds: by the sentences it stands in, else by the one that
/// follows or, where it opens a sentence, the one before.
fn settle(
    input: &Input<'_>, clauses: &Clauses, speakers: &Speakers, number: usize, tokens: Range<u32>,
    out: &mut [Contexts],
) {
    let (first, end) = (tokens.start, tokens.end);
    let (block_first, block_end) = (input.block_first[number], input.block_first[number + 1]);
    let sentence = input.sentences.partition_point(|&s| s <= first).saturating_sub(1);
    let after = input.sentences.partition_point(|&s| s < end).min(input.sentences.len() - 1);
    let before = input.sentences[sentence].max(block_first)..first;
    let behind = end..input.sentences[after].min(block_end);
    let next = behind.end..(behind.end + SPEAKER_REACH).min(block_end);
    let next_end = input.sentences.get(after + 1).map_or(block_end, |&s| s.min(block_end));
    let next = next.start..next.end.min(next_end);
    let previous = match before.is_empty() && first > block_first {
        true => sentence_before(input, first).map_or(first..first, |r| r.start.max(block_first)..first),
        false => first..first,
    };
    let near = |list: &[u32]| any(list, before.clone()) || any(list, behind.clone());
    let far = |list: &[u32]| any(list, next.clone()) || any(list, previous.clone());
    let scare = end - first <= SCARE_QUOTE;
    // the first person is looked for where a testimonial says it, not through a whole chapter
    let personal = || (first..end.min(first + 200)).any(|t| clauses.note(t, FIRST_PERSON));
    let sentence_long = !scare || input.has(end - 1, Flags::SENTENCE_END);
    let context = if is_saying(input, number, tokens.clone()) {
        Contexts::QUOTED.with(Contexts::MYTH)
    } else if near(&speakers.own) {
        Contexts::TESTIMONY
    } else if near(&speakers.others) {
        Contexts::QUOTED
    } else if sentence_long && far(&speakers.own) {
        Contexts::TESTIMONY
    } else if sentence_long && far(&speakers.others) {
        Contexts::QUOTED
    } else if !scare && personal() {
        Contexts::TESTIMONY
    } else if scare && !near(&speakers.says) {
        Contexts::QUOTED.with(Contexts::SCARE_QUOTED)
    } else if scare || near(&speakers.says) || is_answered(input, block_first, tokens, block_end) {
        Contexts::QUOTED
    } else {
        return;
    };
    add(out, first, end, context);
}
