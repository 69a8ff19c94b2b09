//! Slips between words: a space that is missing or too many, a mark set twice, a bracket or a
//! quotation mark without its partner, an address without its colon. Owns what each looks like; must
//! not know words beyond whether the dictionary has them.

use std::ops::Range;

use serde::Deserialize;

use super::super::hit::{Correction, Hit, shown};
use super::BuiltinQuestion;
use crate::document::{Block, BlockKind};
use crate::knowledge::Knowledge;
use crate::language::spelling::is_known;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.punctuation-slip]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PunctuationSlip {
    /// Short forms after which a full stop may be followed by another.
    short_forms: Vec<String>,
}

/// Whether a text begins with a blank and a comma, a semicolon or a full stop.
fn is_spaced(text: &str) -> bool {
    let mut marks = text.strip_prefix(' ').unwrap_or_default().chars();
    let Some(mark) = marks.next().filter(|c| matches!(c, ',' | ';' | '.')) else { return false };
    // " .5" and " .com" are no ends, and " …" is written with spaces by some
    let ends = marks.next().is_none_or(|c| c.is_whitespace());
    ends && !(mark == '.' && marks.as_str().trim_start().starts_with('.'))
}

/// Words that a block has at least where brackets and quotation marks are counted.
const SENTENCE: usize = 5;

impl BuiltinQuestion for PunctuationSlip {
    fn placeholders(&self) -> &'static [&'static str] {
        &["slip"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let document = reading.document();
        let mut hits = Vec::new();
        for (number, block) in document.blocks().iter().enumerate() {
            let tokens = reading.words().of_block(number);
            self.between_words(reading, tokens.clone(), &mut hits);
            let prose = matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Description | BlockKind::Quote
            );
            if prose && tokens.len() >= SENTENCE && !reading.context(tokens.start).any(SILENT) {
                let next = document.blocks().get(number + 1);
                self.partners(document.prose(), block, next, &mut hits);
            }
        }
        hits
    }
}

impl PunctuationSlip {
    /// What stands between two words.
    fn between_words(&self, reading: &Reading<'_>, tokens: Range<usize>, hits: &mut Vec<Hit>) {
        let document = reading.document();
        let prose = document.prose();
        let all = reading.words().tokens();
        for at in tokens.clone() {
            let token = &all[at];
            let next = (at + 1 < tokens.end).then(|| &all[at + 1]);
            let until = next.map_or(prose.len().min(token.end() + 4), |n| n.start as usize);
            let Some(gap) = prose.get(token.end()..until) else { continue };
            if gap == " " {
                continue;
            }
            if gap == "//" && matches!(reading.word(at), "https" | "http") {
                let end = token.end();
                let fix = Correction { prose: end..end, texts: vec![":".to_owned()], safe: true };
                hits.push(hit(prose, token.start as usize..until, "“:” is missing in the address", fix));
                continue;
            }
            if reading.context(at).any(SILENT) {
                continue;
            }
            let (from, to) = (token.end(), token.end() + 1);
            // what was left out between them, a footnote or a picture, leaves a blank in the prose only
            let verbatim = || document.source().get(document.locate(from..to + 1)) == prose.get(from..to + 1);
            if is_spaced(&prose[from..]) && verbatim() {
                let fix = Correction { prose: from..to, texts: vec![String::new()], safe: true };
                hits.push(hit(prose, token.start as usize..to + 1, "a space stands before the mark", fix));
                continue;
            }
            if token.flags.has(Flags::DIGIT) || token.flags.has(Flags::ADDRESS) {
                continue;
            }
            if let Some(next) = next
                && matches!(gap, "." | "," | "?" | "!" | ";" | "(" | ")")
                // "(grand)parents"
                && !(gap == ")" && prose[..token.start as usize].ends_with('('))
                && self.run_on(reading, at, matches!(gap, "." | "?" | "!"))
            {
                let end = token.end() + usize::from(gap != "(");
                let fix = Correction { prose: end..end, texts: vec![" ".to_owned()], safe: true };
                hits.push(hit(prose, token.start as usize..next.end(), "a space is missing", fix));
            } else if let Some((range, text)) = self.twice(reading.word(at), gap) {
                let range = token.end() + range.start..token.end() + range.end;
                let fix = Correction { prose: range.clone(), texts: vec![text.to_owned()], safe: true };
                hits.push(hit(prose, token.start as usize..range.end, "a mark stands twice", fix));
            }
        }
    }

    /// "pain.The", "word,word": both are words, and no name or code.
    fn run_on(&self, reading: &Reading<'_>, at: usize, stop: bool) -> bool {
        let (token, next) = (&reading.words().tokens()[at], &reading.words().tokens()[at + 1]);
        let (before, behind) = (reading.word(at), reading.word(at + 1));
        let plain = |flags: Flags| {
            !flags.has(Flags::CAPITALS) && !flags.has(Flags::DIGIT) && !flags.has(Flags::ADDRESS)
        };
        let small = |word: &str| word.bytes().all(|b| b.is_ascii_lowercase());
        plain(token.flags)
            && plain(next.flags)
            && before.len() >= 3
            && behind.len() >= if stop { 2 } else { 3 }
            && small(&before[before.char_indices().nth(1).map_or(0, |(i, _)| i)..])
            && (if stop { next.flags.has(Flags::CAPITAL) } else { small(behind) })
            && is_known(before)
            && is_known(behind)
    }

    /// A comma, a full stop or a semicolon set twice: where, and what is to stand there.
    fn twice(&self, word: &str, gap: &str) -> Option<(Range<usize>, &'static str)> {
        let marks = gap.find(|c: char| !matches!(c, '.' | ',' | ';' | ':')).unwrap_or(gap.len());
        match &gap[..marks] {
            ".." if !self.short_forms.iter().any(|w| w.eq_ignore_ascii_case(word)) => Some((0..2, ".")),
            ",," => Some((0..2, ",")),
            ";;" => Some((0..2, ";")),
            ",." => Some((0..2, ".")),
            _ => None,
        }
    }

    /// Brackets and quotation marks without a partner.
    fn partners(&self, prose: &str, block: &Block, next: Option<&Block>, hits: &mut Vec<Hit>) {
        let text = &prose[block.prose.clone()];
        let start = block.prose.start;
        let mut open: Vec<usize> = Vec::new();
        let mut lost: Vec<usize> = Vec::new();
        let mut quotes: (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        // no other sign is looked at: the quotation marks begin with this byte
        const QUOTES: u8 = "“".as_bytes()[0];
        for at in memchr::memchr3_iter(b'(', b')', QUOTES, text.as_bytes()) {
            match text[at..].chars().next().unwrap_or_default() {
                // ":(" frowns, "2003;(1)" names an issue
                '(' if text[at + 1..].starts_with(char::is_alphanumeric)
                    || !text[..at].ends_with([':', ';', '-']) =>
                {
                    open.push(at);
                }
                ')' => match open.pop() {
                    Some(_) => {}
                    // "a)", "1)" number an item, ":)" smiles
                    None if label(&text[..at]) => {}
                    None => lost.push(at),
                },
                '“' => quotes.0.push(at),
                '”' => quotes.1.push(at),
                _ => {}
            }
        }
        let one = |at: usize, message: &'static str, hits: &mut Vec<Hit>| {
            let from = word_start(text, at);
            let to = word_end(text, at);
            hits.push(
                Hit::at(start + from..start + to)
                    .value("text", shown(&text[from..to]))
                    .value("slip", message),
            );
        };
        // more than one is another use of the mark
        match (open.as_slice(), lost.as_slice()) {
            ([at], []) if text.len() - at > 1 => one(*at, "the bracket is not closed", hits),
            ([], [at]) => one(*at, "the bracket was never opened", hits),
            _ => {}
        }
        let goes_on = next.is_some_and(|n| prose[n.prose.clone()].starts_with('“'));
        match (quotes.0.len(), quotes.1.len()) {
            (1, 0) if !goes_on => one(quotes.0[0], "the quotation mark is not closed", hits),
            (0, 1) if !text.ends_with('”') => one(quotes.1[0], "the quotation was never opened", hits),
            _ => {}
        }
    }
}

fn hit(prose: &str, range: Range<usize>, slip: &'static str, fix: Correction) -> Hit {
    Hit::at(range.clone()).value("text", shown(&prose[range])).value("slip", slip).mended(fix)
}

const SILENT: Contexts = Contexts::LITERAL.with(Contexts::REFERENCE).with(Contexts::RESIDUE);

/// Whether a closing bracket after this text numbers an item or is a face.
fn label(before: &str) -> bool {
    let word = before.rsplit([' ', '\n', '\u{a0}']).next().unwrap_or_default();
    let roman = |word: &str| word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    (word.len() <= 3 && word.chars().all(char::is_alphanumeric) || roman(word))
        || before.ends_with([':', ';', '-', '='])
}

/// Where the word begins that ends at a place.
fn word_start(text: &str, at: usize) -> usize {
    text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8))
}

/// Where the word ends that goes on at a place.
fn word_end(text: &str, at: usize) -> usize {
    text[at..].find(char::is_whitespace).map_or(text.len(), |i| at + i)
}
