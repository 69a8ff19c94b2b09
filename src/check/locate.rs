//! Where a finding stands in the source, what is said of it, and what mends it. Must not know which findings
//! there are.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::{Found, fold, folded};
use crate::document::LineIndex;
use crate::finding::{Edit, Finding, Fix, Related, Scope, Span};
use crate::fnv;
use crate::language::Reading;
use crate::rule::Hit;

/// Longest context, in code points.
pub const LONGEST_CONTEXT: usize = 300;
/// Longest words at fault, in code points: a match may be as long as the file.
const LONGEST_FAULT: usize = 1000;
/// Longest paragraph or part of an article at fault, in code points: teasers of other articles may be as long as it.
const LONGEST_PASSAGE: usize = 32_768;
/// Most of a title or a paragraph that stands for the whole article, in code points.
const LONGEST_OPENING: usize = 120;
/// Bytes to either side of its first word that a finding knows of its sentence: more than a context.
const NEAR: usize = 4096;

/// Gives findings their places.
pub(super) struct Locate<'a, 'd> {
    reading: &'a Reading<'d>,
    lines: &'a LineIndex<'a>,
    /// Whether its fixes are of English words.
    english: bool,
    /// How often a rule, words and sentence have come before: hash to count.
    seen: HashMap<u64, u32>,
}

impl<'a, 'd> Locate<'a, 'd> {
    pub(super) fn new(reading: &'a Reading<'d>, lines: &'a LineIndex<'a>, english: bool) -> Self {
        Self { reading, lines, english, seen: HashMap::new() }
    }

    pub(super) fn findings<'r>(mut self, found: Vec<Found<'r>>) -> Vec<Finding<'r>> {
        found.into_iter().map(|f| self.finding(f)).collect()
    }

    fn finding<'r>(&mut self, found: Found<'r>) -> Finding<'r> {
        let document = self.reading.document();
        let scope = found.scope();
        let Found { rule, level, block, hit, .. } = found;
        let hit = rule.question.complete(document, hit);
        let longest = match scope {
            Scope::Paragraph | Scope::Section => LONGEST_PASSAGE,
            _ => LONGEST_FAULT,
        };
        let prose = opening(document.prose(), hit.prose.clone(), longest);
        let context = match scope {
            Scope::Document => document.title().map_or(String::new(), |b| cut(document.text(b), 0..0)),
            _ => self.context(prose.clone()),
        };
        let fingerprint = self.fingerprint(&rule.id, &prose);
        let passage = match hit.blocks() {
            Some(blocks) => {
                document.blocks()[blocks.start].prose.start..document.blocks()[blocks.end - 1].prose.end
            }
            None => document.blocks().get(block).map_or(prose.clone(), |b| {
                // a cell makes sense behind the label of its row
                let label = b.row.map_or(b.prose.start, |row| document.blocks()[row].prose.start);
                label..b.prose.end
            }),
        };
        // no word of it is at fault: the first ones show which article it is
        let (prose, passage) = match scope {
            Scope::Document if prose.start <= passage.start && hit.prose.end >= passage.end => {
                let opening = opening(document.prose(), prose, LONGEST_OPENING);
                (opening.clone(), opening)
            }
            _ => (prose, passage),
        };
        let related = hit
            .related()
            .iter()
            .map(|(role, range, message)| {
                let prose = opening(document.prose(), range.clone(), LONGEST_FAULT);
                Related {
                    role: *role,
                    message: message.clone(),
                    context: self.context(prose.clone()),
                    span: self.span(document.locate(prose.clone())),
                    prose,
                }
            })
            .collect();
        Finding {
            rule: &rule.id,
            category: rule.category.name,
            level,
            scope,
            message: filled(&rule.message, hit.values()).into_owned(),
            summary: &rule.summary,
            help: filled(&rule.help, hit.values()),
            why: &rule.why,
            references: match hit.cited() {
                [] => Cow::Borrowed(&rule.references),
                own => own.iter().chain(&rule.references).cloned().collect(),
            },
            span: self.span(document.locate(prose.clone())),
            prose,
            context,
            passage: document.locate(passage),
            related,
            items: hit.items().to_vec(),
            fixes: self.fixes(&hit),
            fingerprint,
        }
    }

    fn span(&self, source: Range<usize>) -> Span {
        Span { start: self.lines.position(source.start), end: self.lines.position(source.end) }
    }

    /// The sentence around a prose range, and the block it stands in. There are words.
    fn sentence(&self, prose: &Range<usize>) -> (Range<usize>, usize) {
        let words = self.reading.words();
        let token = words.token_at(prose.start).min(words.tokens().len() - 1);
        let sentence = words.bytes(words.sentence_of(token));
        (sentence.start.min(prose.start)..sentence.end, words.block_of(token))
    }

    /// What a fingerprint knows of the surroundings: the sentence, or as much of it as is near.
    fn surroundings(&self, prose: &Range<usize>) -> &str {
        if self.reading.words().tokens().is_empty() {
            return "";
        }
        let text = self.reading.document().prose();
        &text[near(text, self.sentence(prose).0, prose.clone())]
    }

    /// The sentence with its stem, cut around the words.
    fn context(&self, prose: Range<usize>) -> String {
        let words = self.reading.words();
        let document = self.reading.document();
        if words.tokens().is_empty() {
            return String::new();
        }
        let (sentence, block) = self.sentence(&prose);
        // the stop after the last word belongs to the sentence as a reader sees it
        let end = sentence.end.max(prose.start);
        let tail = document.prose()[end..]
            .chars()
            .take_while(|c| !c.is_whitespace() && !c.is_alphanumeric())
            .take(3);
        let end = end + tail.map(char::len_utf8).sum::<usize>();
        let whole = sentence.start..end;
        let part = near(document.prose(), whole.clone(), prose.clone());
        let text = &document.prose()[part.clone()];
        let inside = prose.start - part.start..prose.end.min(part.end).max(prose.start) - part.start;
        let stem = document.blocks()[block].stem.map(|s| words.of_block(s)).filter(|r| !r.is_empty());
        match stem.filter(|_| part.start == whole.start) {
            Some(stem) => {
                let stem = words.bytes(words.sentence_of(stem.end - 1));
                let stem = &document.prose()[near(document.prose(), stem.clone(), stem.end..stem.end)];
                let joined = format!("{stem}: {text}");
                let shift = stem.len() + 2;
                cut(&joined, inside.start + shift..inside.end + shift)
            }
            None => cut(text, inside),
        }
    }

    /// FNV-1a over rule, folded words and sentence, and how many equal ones came before: no path, no position.
    fn fingerprint(&mut self, rule: &str, prose: &Range<usize>) -> String {
        let words = &self.reading.document().prose()[prose.clone()];
        let mut base = fnv::more(fnv::START, rule.bytes().chain([0]));
        for part in [words, self.surroundings(prose)] {
            folded(part, |c| {
                base = match u8::try_from(c) {
                    Ok(byte @ ..0x80) => fnv::more(base, [byte]),
                    _ => fnv::more(base, c.encode_utf8(&mut [0; 4]).bytes()),
                }
            });
            base = fnv::more(base, [0]);
        }
        let n = self.seen.entry(base).or_default();
        let hash = fnv::more(base, n.to_le_bytes());
        *n += 1;
        format!("{hash:016x}")
    }

    fn fixes(&self, hit: &Hit) -> Vec<Fix> {
        let Some(correction) = hit.fix() else { return Vec::new() };
        let document = self.reading.document();
        let source = document.locate(correction.prose.clone());
        // a replacement must not swallow markup that stands inside the words
        let written = &document.source()[source.clone()];
        let as_written = fold(written);
        if as_written != fold(&document.prose()[correction.prose.clone()]) {
            return Vec::new();
        }
        let span = self.span(source);
        correction
            .texts
            .iter()
            .map(|text| (text, in_lines(written, text)))
            .map(|(text, kept)| Fix {
                title: if let Some(title) = hit.fix_title() {
                    title.to_owned()
                } else if text.is_empty() {
                    "delete it".to_owned()
                } else {
                    format!("write “{text}”")
                },
                safe: correction.safe && self.english && kept.is_some(),
                edits: vec![Edit { span, text: kept.unwrap_or_else(|| text.clone()) }],
            })
            .collect()
    }
}

/// A replacement with the spaces and line ends of what was written, where these stand between as many words;
/// `None` where a line end would go.
fn in_lines(written: &str, text: &str) -> Option<String> {
    if !written.contains(['\n', '\r']) {
        return Some(text.to_owned());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::with_capacity(written.len() + text.len());
    let (mut rest, mut used) = (written, 0);
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if word > 0 {
            out.push_str(words.get(used)?);
            used += 1;
        }
        let behind = &rest[word..];
        let space = behind.len() - behind.trim_start().len();
        out.push_str(&behind[..space]);
        rest = &behind[space..];
    }
    (used == words.len()).then_some(out)
}

/// What a rule says, with the values of a finding.
fn filled<'t>(template: &'t str, values: &[(&'static str, String)]) -> Cow<'t, str> {
    if !template.contains('{') {
        return Cow::Borrowed(template);
    }
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let value = values.iter().find(|(n, _)| *n == name);
                debug_assert!(value.is_some(), "the question accepts {{{name}}} and gives it no value");
                out.push_str(value.map_or("", |(_, v)| v));
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The sentence around a prose range with its full stop and brackets; of a long one as much as a context holds.
pub fn sentence_around(reading: &Reading<'_>, prose: &Range<usize>) -> String {
    let words = reading.words();
    let text = reading.document().prose();
    let token = words.token_at(prose.start);
    let mut sentence = words.bytes(words.sentence_of(token));
    let block = &reading.document().blocks()[words.block_of(token)];
    let reach = text.floor_char_boundary(sentence.end + NEAR);
    let rest = &text[sentence.end..block.prose.end.clamp(sentence.end, reach)];
    sentence.end += rest.find(char::is_whitespace).unwrap_or(rest.len());
    let part = near(text, sentence, prose.clone());
    cut(&text[part.clone()], prose.start - part.start..prose.end.min(part.end) - part.start)
}

/// The part of a sentence within [`NEAR`] bytes of the words: a sentence may be as long as the file.
fn near(prose: &str, sentence: Range<usize>, words: Range<usize>) -> Range<usize> {
    let start = prose.floor_char_boundary(words.start.saturating_sub(NEAR));
    let end = prose.ceil_char_boundary(words.start.saturating_add(NEAR));
    sentence.start.max(start)..sentence.end.min(end).max(words.start)
}

/// The whole words at the start of a range that are no longer than that together, in code points; of one word
/// that is longer, its start.
fn opening(prose: &str, range: Range<usize>, longest: usize) -> Range<usize> {
    let text = &prose[range.clone()];
    let Some((end, next)) = text.char_indices().nth(longest) else { return range };
    let words = match next.is_whitespace() {
        true => &text[..end],
        false => text[..end].rsplit_once(char::is_whitespace).map_or(&text[..end], |(words, _)| words),
    };
    range.start..range.start + words.trim_end().len()
}

/// At most [`LONGEST_CONTEXT`] code points of a text, around the given range.
fn cut(text: &str, around: Range<usize>) -> String {
    if text.chars().nth(LONGEST_CONTEXT).is_none() {
        return text.to_owned();
    }
    let wanted = text[around.clone()].chars().take(LONGEST_CONTEXT).count();
    let before = (LONGEST_CONTEXT - wanted) / 2;
    let start = match before.checked_sub(1) {
        None => around.start,
        Some(n) => text[..around.start].char_indices().rev().nth(n).map_or(0, |(i, _)| i),
    };
    text[start..].chars().take(LONGEST_CONTEXT).collect::<String>().trim().to_owned()
}
