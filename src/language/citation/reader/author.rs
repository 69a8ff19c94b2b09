//! What stands in brackets: numbers, and authors with a year. Authors may stand before the bracket, too.

use std::ops::Range;

use super::super::{CitationKind, Strength, Target};
use super::Reader;
use super::form::FORMS;
use super::mark::{last_word, numbers};
use super::name::LONGEST_SENTENCE;

/// Longest author, group or list of numbers in brackets, in bytes.
const LONGEST: usize = 200;
/// How far back the names before a year in brackets are read, in bytes.
const NAMES_BEFORE: usize = 90;

/// A name beside a year.
struct Named<'t> {
    name: &'t str,
    year: u16,
    /// Its form can be nothing else.
    sure: bool,
    likely: Likely,
}

/// Whether a name and a year are a work.
#[derive(Clone, Copy, PartialEq)]
enum Likely {
    /// They may be a product and its year.
    No,
    Yes,
    /// And it is said in which journal.
    Printed,
}

impl Reader<'_> {
    /// Numbers and authors in brackets.
    pub(super) fn read_brackets(&mut self, number: usize) {
        let document = self.document;
        let block = &document.blocks()[number];
        let text = document.text(block);
        let bytes = text.as_bytes();
        for open in memchr::memchr2_iter(b'[', b'(', bytes) {
            let limit = (open + 1 + LONGEST).min(bytes.len());
            let rest = &bytes[open + 1..limit];
            let closes = if bytes[open] == b'[' { b']' } else { b')' };
            let Some(len) = memchr::memchr3(bytes[open], closes, b'\n', rest).filter(|&l| rest[l] == closes)
            else {
                continue;
            };
            let inner = open + 1..open + 1 + len;
            if !text[inner.clone()].bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            let prose = block.prose.start + open..block.prose.start + inner.end + 1;
            if self.in_link(&prose) {
                continue;
            }
            if let Some(numbers) = numbers(&text[inner.clone()]) {
                self.read_numbers(number, prose, &numbers, text, inner);
            } else if FORMS.year.is_match(&text[inner.clone()]) {
                self.read_years(number, prose, text, inner);
            }
        }
    }

    /// "[3]", "(3, 5)": numbers that stand in brackets, at `inner` in the text of the block.
    fn read_numbers(
        &mut self, number: usize, prose: Range<usize>, numbers: &[u32], text: &str, inner: Range<usize>,
    ) {
        let before = &text[..inner.start - 1];
        let after = &text[inner.end + 1..];
        let square = text[inner.start - 1..].starts_with('[');
        // "for four years [3]" cites where the list has a third entry
        let listed = square && numbers.iter().all(|n| self.list.numbers.contains_key(n));
        let word = last_word(before.trim_end());
        if !listed && self.knowledge.not_before.contains(&word.to_lowercase()) {
            return;
        }
        if square {
            // "x[1]" is an index where the letter stands alone
            self.point(number, prose, numbers, CitationKind::Number, true);
        } else if !before.trim().is_empty()
            && !before.ends_with(|c: char| c.is_ascii_digit())
            && !before.trim_end().ends_with([':', ';', ',', '.'])
            && (after.is_empty() || after.starts_with(['.', ';']))
        {
            self.point(number, prose, numbers, CitationKind::Number, false);
        }
    }

    /// "(Smith 2019; Lee, 2020)", "Smith (2019)": years that stand in brackets, at `inner` in the text of the
    /// block.
    fn read_years(&mut self, number: usize, prose: Range<usize>, text: &str, inner: Range<usize>) {
        let open = inner.start - 1;
        let base = prose.start - open;
        if let Some(found) = FORMS.year_in_brackets.groups(&text[inner.clone()]) {
            let year = found.get("year").and_then(|(_, year)| year.parse().ok()).unwrap_or(0);
            self.read_authors_before(number, open, year, prose);
            return;
        }
        let before = &text[..open];
        let mut at = inner.start;
        for part in text[inner].split(';') {
            let lead = part.len() - part.trim_start().len();
            let range = base + at + lead..base + at + part.trim_end().len();
            at += part.len() + 1;
            let Some(found) = FORMS.in_brackets.groups(part.trim()) else { continue };
            let year = found.get("year").and_then(|(_, year)| year.parse().ok()).unwrap_or(0);
            let name = found.get("name").map_or("", |(_, name)| name);
            let sure = found.get("et").is_some();
            // "(Jeong 2020, Neurology)", "(Holm, Eur J Pain 2017)": the work can be found
            let printed = found.get("printed").is_some()
                || found.get("where").is_some_and(|(_, w)| names_print(w))
                // "Fernandez and colleagues (Spine, 2015)": the names stand before
                || ["colleagues", "et al", "et al."].iter().any(|end| before.trim_end().ends_with(end))
                || name.contains(',') && !name.contains(" & ") && !sure;
            let likely = if printed { Likely::Printed } else { Likely::Yes };
            self.authors(number, range, &Named { name, year, sure, likely });
        }
    }

    /// `Smith and Lee (2019)`: the names before a year in brackets.
    fn read_authors_before(&mut self, number: usize, open: usize, year: u16, year_range: Range<usize>) {
        let document = self.document;
        let block = &document.blocks()[number];
        let text = document.text(block);
        let from = text.ceil_char_boundary(open.saturating_sub(NAMES_BEFORE));
        let window = &text[from..open];
        let Some(found) = FORMS.names_before.groups(window) else { return };
        let Some((place, name)) = found.get("name") else { return };
        let several = name.contains(" and ") || name.contains(" & ");
        let sure = found.get("et").is_some() || several;
        let next = text[open..].split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty()).unwrap_or("");
        let reports = self.knowledge.reports.contains(&next.to_lowercase());
        let range = block.prose.start + from + place.start..year_range.end;
        let likely = if sure || reports { Likely::Yes } else { Likely::No };
        self.authors(number, range, &Named { name, year, sure, likely });
    }

    /// Author and year: strong where the list holds them, named where there is no list.
    fn authors(&mut self, block: usize, prose: Range<usize>, named: &Named<'_>) {
        let &Named { name, year, sure, likely } = named;
        let words: Vec<&str> = name
            .split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')))
            .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
            .collect();
        let Some(first) = words.iter().find(|w| w.chars().count() > 1) else { return };
        if self.knowledge.not_authors.contains(*first) {
            return;
        }
        let acronym: String = words.iter().filter_map(|w| w.chars().next()).collect();
        let entry = words
            .iter()
            .map(|w| plain(w.trim_end_matches("'s").trim_end_matches("’s")))
            .chain([plain(&acronym)])
            .find_map(|w| self.list.names.get(&(w, year)).copied());
        let group =
            words.len() > 1 && !name.contains(" and ") && !name.contains(" & ") && !name.contains(',')
                || first.chars().filter(|c| c.is_uppercase()).count() > 2;
        let (strength, target) = match entry {
            Some(e) => (Some(self.list.entries[e].strength), Target::Entry(self.list.entries[e].block)),
            None if likely == Likely::No => return,
            None if group || likely == Likely::Printed => (Some(Strength::Named), Target::Itself),
            None if self.list.entries.is_empty() => {
                let target = if self.names_journal(&prose) { Target::Itself } else { Target::Unlisted };
                (Some(Strength::Named), target)
            }
            // a list without years or names (links alone) can hold no author
            None if self.list.names.is_empty() => (Some(Strength::Named), Target::Itself),
            None => (sure.then_some(Strength::Named), Target::Missing),
        };
        self.push(block, prose, CitationKind::AuthorYear, strength, target, false);
    }

    /// The sentence around a citation names a journal.
    fn names_journal(&self, prose: &Range<usize>) -> bool {
        let [_, _, _, journal, _] = &self.knowledge.study;
        let words = self.words;
        let sentence = words.bytes(words.sentence_of(words.token_at(prose.start)));
        let text = &self.document.prose()[sentence.start..sentence.end.max(prose.end)];
        text.len() <= LONGEST_SENTENCE && journal.is_match(text)
    }
}

/// What stands behind a year in brackets says where the work is printed: "Neurology", "same journal".
fn names_print(text: &str) -> bool {
    const SHORTEST: usize = 4;
    text.split(|c: char| !c.is_alphabetic()).any(|word| word.len() >= SHORTEST)
}

/// A name for comparison: lower case, no accents on the common letters, one apostrophe.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' | 'ć' | 'č' => 'c',
            'ñ' | 'ń' => 'n',
            'š' | 'ś' => 's',
            'ž' | 'ź' | 'ż' => 'z',
            '’' => '\'',
            c => c,
        })
        .collect()
}
