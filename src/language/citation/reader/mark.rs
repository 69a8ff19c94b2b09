//! Marks: numbers in brackets and raised, and signs such as †, which the list of references resolves.

use std::ops::Range;

use super::super::{CitationKind, Strength, Target};
use super::Reader;

/// Largest number that a mark may have.
pub(super) const LARGEST_NUMBER: u32 = 999;

impl Reader<'_> {
    /// A raised number or a number that links into the page: "3", "[1,2]". Whether it was a mark.
    pub(super) fn read_mark(&mut self, block: usize, prose: Range<usize>, shown: &str, linked: bool) -> bool {
        let inner = shown.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
        if !linked {
            let before = &self.document.prose()[self.document.blocks()[block].prose.start..prose.start];
            if before.ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace())
                || self.knowledge.is_unit(last_word(before))
            {
                return false;
            }
            // what a link inside it has told already
            if self.found.iter().rev().take(4).any(|c| c.prose.start < prose.end && c.prose.end > prose.start)
            {
                return true;
            }
        }
        let Some(numbers) = numbers(inner) else { return false };
        self.point(block, prose, &numbers, CitationKind::Superscript, true);
        true
    }

    /// A mark with numbers, resolved against the list.
    pub(super) fn point(
        &mut self, block: usize, prose: Range<usize>, numbers: &[u32], kind: CitationKind, dangles: bool,
    ) {
        let entries: Vec<usize> = numbers.iter().filter_map(|n| self.list.numbers.get(n).copied()).collect();
        let strength = entries.iter().map(|&e| self.list.entries[e].strength).max();
        let missing = entries.len() < numbers.len();
        let target = match entries.first() {
            Some(&e) if !missing => Target::Entry(self.list.entries[e].block),
            _ => Target::Missing,
        };
        if missing && !dangles {
            return;
        }
        let second = !entries.is_empty() && entries.iter().all(|&e| self.list.entries[e].second_hand);
        self.push(block, prose, kind, strength, target, second);
    }

    /// Raised digits that are characters of their own, and † ‡ *.
    pub(super) fn read_signs(&mut self, number: usize) {
        let document = self.document;
        let block = &document.blocks()[number];
        let text = document.text(block);
        if text.is_ascii() && (!text.contains('*') || self.list.signs.is_empty()) {
            return;
        }
        let raised = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|r| r == c).map(|d| d as u32);
        let mut chars = text.char_indices().peekable();
        let mut previous = ' ';
        while let Some((at, c)) = chars.next() {
            let before = previous;
            previous = c;
            if c.is_ascii() && c != '*' {
                continue;
            }
            if raised(c).is_some() {
                let mut list = Vec::new();
                let mut value = raised(c).unwrap_or(0);
                let mut end = at + c.len_utf8();
                while let Some(&(next, d)) = chars.peek() {
                    match raised(d) {
                        Some(digit) if value <= LARGEST_NUMBER => value = value * 10 + digit,
                        None if matches!(d, '⁻' | '˒' | ',')
                            && text[next + d.len_utf8()..]
                                .chars()
                                .next()
                                .is_some_and(|c| raised(c).is_some()) =>
                        {
                            list.push(value);
                            value = 0;
                        }
                        _ => break,
                    }
                    end = next + d.len_utf8();
                    previous = d;
                    chars.next();
                }
                list.push(value);
                let unit = before.is_numeric()
                    || before.is_whitespace()
                    || before == '('
                    || self.knowledge.is_unit(last_word(&text[..at]));
                if !unit && list.iter().all(|n| (1..=LARGEST_NUMBER).contains(n)) {
                    let prose = block.prose.start + at..block.prose.start + end;
                    self.point(number, prose, &list, CitationKind::Superscript, true);
                }
            } else if matches!(c, '†' | '‡' | '*')
                && (before.is_alphabetic() || matches!(before, '.' | ',' | '”' | '"' | ')'))
                && let Some(&entry) = self.list.signs.get(&c)
            {
                let found = self.list.entries.get(entry);
                let strength = found.map_or(Strength::Named, |e| e.strength);
                let target = found.map_or(Target::Itself, |e| Target::Entry(e.block));
                let prose = block.prose.start + at..block.prose.start + at + c.len_utf8();
                self.push(number, prose, CitationKind::Superscript, Some(strength), target, false);
            }
        }
    }
}

/// The numbers of "3", "1, 2" or "3–5"; `None` where it is anything else.
pub(super) fn numbers(text: &str) -> Option<Vec<u32>> {
    const MOST: usize = 40;
    if text.len() > 60 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut out = Vec::new();
    for part in text.split([',', ';']) {
        let part = part.trim();
        let (first, last) = part.split_once(['-', '–', '—', '‐', '‑']).unwrap_or((part, part));
        let parse = |n: &str| n.trim().parse::<u32>().ok().filter(|n| (1..=LARGEST_NUMBER).contains(n));
        let (first, last) = (parse(first)?, parse(last)?);
        if last < first || last - first > MOST as u32 {
            return None;
        }
        out.extend(first..=last);
        if out.len() > MOST {
            return None;
        }
    }
    Some(out)
}

/// The last run of letters, of at most a few dozen bytes.
pub(super) fn last_word(text: &str) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(32));
    let tail = &text[from..];
    tail.rfind(|c: char| !c.is_alphabetic() && c != '/').map_or(tail, |at| {
        let c = tail[at..].chars().next().map_or(1, char::len_utf8);
        &tail[at + c..]
    })
}
