//! How long a sentence reads: what the eye passes over and what it takes piece by piece does not count. Owns the
//! parts of a list inside a sentence and the sources in brackets; must not know how long is too long.

use std::ops::Range;

use super::file::Count;
use crate::language::Reading;
use crate::language::token::Flags;

/// Fewest members of a list.
const MEMBERS: usize = 3;

/// Words of a sentence that a reader must keep in mind: of a list between semicolons those of its longest part, and
/// of members that open alike ("if it smells, if it oozes or if it bleeds") the longest and what stands before them.
pub(super) fn read(reading: &Reading<'_>, range: Range<usize>, count: &Count) -> usize {
    let words = reading.words();
    let prose = reading.document().prose();
    let read =
        |range: Range<usize>| words.count(range.clone()).saturating_sub(cited_in_brackets(reading, range));
    let whole = prose[words.bytes(range.clone())].contains(';').then(|| {
        let ends = range.clone().filter(|&t| {
            let end = words.tokens()[t].end();
            words.tokens()[t].flags.has(Flags::CLAUSE_END) && prose[end..].starts_with(';')
        });
        parts(range.clone(), ends.map(|t| t + 1)).map(read).max().unwrap_or(0)
    });
    let whole = whole.unwrap_or_else(|| read(range.clone()));
    let Some(lists) = count.lists.as_ref().filter(|lists| whole > count.max && whole <= lists.longest) else {
        return whole;
    };
    let listed = lists.openers.iter().filter_map(|word| members(reading, range.clone(), word));
    let shortest = listed.map(|starts| {
        let stem = read(range.start..starts[0]);
        stem + parts(starts[0]..range.end, starts.iter().copied().skip(1)).map(read).max().unwrap_or(0)
    });
    shortest.min().map_or(whole, |shortest| shortest.min(whole))
}

/// A range in parts that begin where they are said to.
fn parts(range: Range<usize>, starts: impl Iterator<Item = usize>) -> impl Iterator<Item = Range<usize>> {
    let mut from = range.start;
    starts.chain(std::iter::once(range.end)).map(move |start| std::mem::replace(&mut from, start)..start)
}

/// Where the members of a list begin that all open with this word, each behind a comma, "and" or "or".
fn members(reading: &Reading<'_>, range: Range<usize>, opener: &str) -> Option<Vec<usize>> {
    let tokens = reading.words().tokens();
    let starts: Vec<usize> = range.filter(|&t| reading.word(t).eq_ignore_ascii_case(opener)).collect();
    let joined =
        |t: usize| tokens[t - 1].flags.has(Flags::COMMA) || ["and", "or"].contains(&reading.word(t - 1));
    (starts.len() >= MEMBERS && starts[1..].iter().all(|&t| joined(t))).then_some(starts)
}

/// How many words of a range name a source in brackets: the eye passes over "(Ridd et al., 2022)". Of an aside
/// that says more than its source only the source is passed over.
fn cited_in_brackets(reading: &Reading<'_>, range: Range<usize>) -> usize {
    let words = reading.words();
    let prose = reading.document().prose();
    let all = reading.citations();
    let from = all.partition_point(|citation| citation.token < range.start);
    let in_range = all[from..].iter().take_while(|citation| citation.token < range.end);
    let tokens = |prose: &Range<usize>| words.token_at(prose.start)..words.token_at(prose.end);
    let mut counted = 0;
    let mut end = range.start;
    for citation in in_range {
        let Some(brackets) = brackets_around(prose, &citation.prose) else { continue };
        let (whole, source) = (tokens(&brackets), tokens(&citation.prose));
        let passed = if 2 * source.len() >= whole.len() { whole } else { source };
        let passed = passed.start.max(end)..passed.end.min(range.end);
        if passed.start < passed.end {
            counted += words.count(passed.clone());
            end = passed.end;
        }
    }
    counted
}

/// The round or square brackets that some prose stands in or is, within one line.
fn brackets_around(prose: &str, inside: &Range<usize>) -> Option<Range<usize>> {
    /// Farthest bracket, in bytes.
    const NEAR: usize = 200;
    let (opens, closes) = (['(', '['], [')', ']']);
    let text = &prose[inside.clone()];
    if text.starts_with(opens) && text.ends_with(closes) {
        return Some(inside.clone());
    }
    let from = prose.floor_char_boundary(inside.start.saturating_sub(NEAR));
    let to = prose.ceil_char_boundary(inside.end.saturating_add(NEAR).min(prose.len()));
    let start = from + prose[from..inside.start].rfind(['(', '[', ')', ']', '\n'])?;
    let end = inside.end + prose[inside.end..to].find([')', ']', '\n'])? + 1;
    (prose[start..].starts_with(opens) && prose[..end].ends_with(closes)).then_some(start..end)
}
