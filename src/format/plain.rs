//! Plain text, often copied from a page: headings, lists and paragraphs without markup. Owns the
//! guesses about what a bare line is; must not know rules.

use std::ops::Range;

use crate::document::{BlockKind, Builder, Document};

/// Most words of a line that is read as a heading.
const HEADING_WORDS: usize = 14;
/// Most words of a line that is read as an item of a list without bullets.
const ITEM_WORDS: usize = 16;
/// Longest line of a text whose lines were wrapped by hand or by an editor, in bytes.
const WRAPPED_LINE: usize = 120;
/// Shortest such line; a text of shorter lines is a list or verse.
const SHORTEST_WRAP: usize = 45;

#[derive(Debug, Clone)]
struct Line {
    /// The line without its ending and outer white space.
    text: Range<usize>,
    indent: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Blank,
    /// `#` and a level.
    Markup(u8),
    /// A bullet or number; its length in bytes, spaces included.
    Bullet(usize),
    /// `-----` or `=====`.
    Rule,
    Comment,
    Text,
}

/// Reads plain text.
pub fn read(source: &str) -> Document {
    let lines = split(source);
    let shapes: Vec<Shape> = lines.iter().map(|l| shape(&source[l.text.clone()])).collect();
    let mut reader =
        Reader { source, lines: &lines, shapes: &shapes, builder: Builder::new(source), list: None };
    let wrap = reader.wrap_width();
    reader.run(wrap);
    reader.builder.finish()
}

/// The lines; of several blank ones in a row, one.
fn split(source: &str) -> Vec<Line> {
    let bytes = source.as_bytes();
    let mut lines = Vec::new();
    let mut at = if source.starts_with('\u{feff}') { 3 } else { 0 };
    while at < bytes.len() {
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |i| at + i);
        let next = match bytes.get(end) {
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) => end + 1,
            None => end,
        };
        let raw = &source[at..end];
        let start = at + raw.len() - raw.trim_start().len();
        let stop = (at + raw.trim_end().len()).max(start);
        if start < stop || lines.last().is_some_and(|l: &Line| !l.text.is_empty()) {
            lines.push(Line { text: start..stop, indent: start - at });
        }
        at = next;
    }
    lines
}

fn shape(text: &str) -> Shape {
    let Some(first) = text.chars().next() else { return Shape::Blank };
    if text.starts_with("<!--") && text.ends_with("-->") && text.len() >= 7 {
        return Shape::Comment;
    }
    let after = |len: usize| {
        let rest = &text[len..];
        let spaces = rest.len() - rest.trim_start().len();
        (spaces > 0 && spaces < rest.len()).then_some(len + spaces)
    };
    match first {
        '#' => {
            let hashes = text.len() - text.trim_start_matches('#').len();
            if (1..=6).contains(&hashes) && after(hashes).is_some() {
                return Shape::Markup(hashes as u8);
            }
            Shape::Text
        }
        '-' | '=' | '*' | '_' | '~' if text.len() >= 3 && text.bytes().all(|b| b == first as u8) => {
            Shape::Rule
        }
        '•' | '-' | '–' | '*' | '·' | '▪' | '●' | '◦' | '‣' | '✓' | '✔' | '✅' | '►' | '➤' => {
            after(first.len_utf8()).map_or(Shape::Text, Shape::Bullet)
        }
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            match text.as_bytes().get(digits) {
                Some(b'.' | b')') if digits <= 2 => after(digits + 1).map_or(Shape::Text, Shape::Bullet),
                _ => Shape::Text,
            }
        }
        _ => Shape::Text,
    }
}

struct Reader<'s> {
    source: &'s str,
    lines: &'s [Line],
    shapes: &'s [Shape],
    builder: Builder<'s>,
    /// Number of the list that the last item belongs to, and its indent.
    list: Option<(u32, usize)>,
}

impl<'s> Reader<'s> {
    fn text(&self, line: usize) -> &'s str {
        &self.source[self.lines[line].text.clone()]
    }

    /// The width at which the text was wrapped; `None` where each line is a paragraph of its own.
    ///
    /// A line was wrapped where the first word of the next would not have fitted. A text with long
    /// lines was not wrapped at all.
    fn wrap_width(&self) -> Option<usize> {
        let widest = self.lines.iter().map(|l| l.text.len()).max()?;
        if !(SHORTEST_WRAP..=WRAPPED_LINE).contains(&widest) {
            return None;
        }
        let (mut wrapped, mut running_on) = (0, 0);
        for i in 1..self.lines.len() {
            if self.shapes[i - 1] == Shape::Text
                && self.shapes[i] == Shape::Text
                && self.would_not_fit(i - 1, widest)
            {
                wrapped += 1;
                running_on += usize::from(
                    self.text(i).starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '('),
                );
            }
        }
        (running_on * 2 > wrapped).then_some(widest)
    }

    /// Whether the first word of the line after `line` would have gone over the width.
    fn would_not_fit(&self, line: usize, width: usize) -> bool {
        let next = &self.source[self.lines[line + 1].text.clone()];
        let word = next.find(char::is_whitespace).unwrap_or(next.len());
        // editors break a little early or late; short lines end on purpose
        self.lines[line].text.len() + self.lines[line].indent + 1 + word + 2 > width
    }

    fn run(&mut self, wrap: Option<usize>) {
        let mut at = 0;
        while at < self.lines.len() {
            at = match self.shapes[at] {
                Shape::Blank | Shape::Rule => at + 1,
                Shape::Comment => {
                    let text = self.text(at);
                    self.builder.close();
                    self.builder.comment(text[4..text.len() - 3].trim(), self.lines[at].text.clone());
                    at + 1
                }
                Shape::Markup(level) => {
                    let text = self.text(at).trim_start_matches('#').trim_start();
                    let range = self.lines[at].text.end - text.len()..self.lines[at].text.end;
                    self.heading(range, level);
                    at + 1
                }
                Shape::Bullet(mark) => self.item(at, mark, wrap),
                Shape::Text => self.text_lines(at, wrap),
            };
        }
    }

    fn heading(&mut self, range: Range<usize>, level: u8) {
        self.list = None;
        let block = self.builder.open(BlockKind::Heading);
        block.level = level;
        block.apart = true;
        self.builder.text(range);
        self.builder.close();
    }

    /// A bulleted or numbered item, with the lines that continue it.
    fn item(&mut self, at: usize, mark: usize, wrap: Option<usize>) -> usize {
        let line = &self.lines[at];
        let range = line.text.start + mark..line.text.end;
        if self.text(at).as_bytes()[0].is_ascii_digit() && self.is_numbered_heading(at) {
            self.heading(range, 0);
            return at + 1;
        }
        let indent = line.indent;
        let number = match self.list {
            Some((number, _)) => number,
            None => self.builder.new_list(),
        };
        let outer = self.list.map_or(indent, |(_, outer)| outer);
        self.list = Some((number, outer));
        let block = self.builder.open(BlockKind::ListItem);
        block.list = Some(number);
        block.level = 1 + u8::from(indent > outer + 1);
        self.builder.text(range);
        let mut next = at + 1;
        while let Some(width) = wrap
            && next < self.lines.len()
            && self.shapes[next] == Shape::Text
            && self.lines[next].indent > indent
            && self.would_not_fit(next - 1, width)
        {
            self.builder.space(self.lines[next - 1].text.end..self.lines[next].text.start);
            self.builder.text(self.lines[next].text.clone());
            next += 1;
        }
        self.builder.close();
        next
    }

    /// "3. Needling and its history" over a paragraph, with no other item beside it.
    fn is_numbered_heading(&self, at: usize) -> bool {
        let bullet =
            |i: Option<usize>| i.is_some_and(|i| matches!(self.shapes.get(i), Some(Shape::Bullet(_))));
        let alone = !bullet(at.checked_sub(1)) && !bullet(Some(at + 1));
        alone
            && is_short(self.text(at), HEADING_WORDS)
            && !self.text(at).ends_with(['.', '?', ':', ',', ';', '!'])
            && self.paragraph_follows(at)
    }

    /// The next line that is not blank.
    fn next_visible(&self, at: usize) -> Option<usize> {
        (at + 1..self.lines.len()).find(|&i| self.shapes[i] != Shape::Blank)
    }

    fn blank_before(&self, at: usize) -> bool {
        at == 0 || self.shapes[at - 1] == Shape::Blank
    }

    fn blank_after(&self, at: usize) -> bool {
        at + 1 >= self.lines.len() || self.shapes[at + 1] == Shape::Blank
    }

    /// Running text, a list or a stem follows.
    fn paragraph_follows(&self, at: usize) -> bool {
        self.next_visible(at).is_some_and(|next| match self.shapes[next] {
            Shape::Bullet(_) => true,
            Shape::Text => {
                let text = self.text(next);
                text.ends_with(['.', '!', ':', '"', '”', ')', '…']) || !is_short(text, HEADING_WORDS)
            }
            _ => false,
        })
    }

    /// One or more lines of text: a heading, a paragraph, or a stem with a list without bullets.
    fn text_lines(&mut self, at: usize, wrap: Option<usize>) -> usize {
        // setext headings
        if self.shapes.get(at + 1) == Some(&Shape::Rule)
            && self.text(at + 1).starts_with(['=', '-'])
            && is_short(self.text(at), HEADING_WORDS)
        {
            let level = if self.text(at + 1).starts_with('=') { 1 } else { 2 };
            self.heading(self.lines[at].text.clone(), level);
            return at + 2;
        }
        let mut end = at + 1;
        if let Some(width) = wrap {
            while end < self.lines.len()
                && self.shapes[end] == Shape::Text
                && self.would_not_fit(end - 1, width)
            {
                end += 1;
            }
        }
        if end == at + 1 && self.is_heading(at) {
            self.heading(self.lines[at].text.clone(), 0);
            return end;
        }
        self.list = None;
        let apart = self.blank_before(at) && self.blank_after(end - 1);
        let block = self.builder.open(BlockKind::Paragraph);
        block.apart = apart;
        for line in at..end {
            if line > at {
                self.builder.space(self.lines[line - 1].text.end..self.lines[line].text.start);
            }
            self.builder.text(self.lines[line].text.clone());
        }
        self.builder.close();
        if self.text(end - 1).ends_with(':') {
            return self.bare_items(end);
        }
        end
    }

    /// After a stem, two or more short lines without a full stop are a list.
    fn bare_items(&mut self, from: usize) -> usize {
        let start = match self.shapes.get(from) {
            Some(Shape::Blank) => from + 1,
            _ => from,
        };
        let mut end = start;
        while end < self.lines.len() && self.shapes[end] == Shape::Text && is_item(self.text(end)) {
            end += 1;
        }
        // the line before the next paragraph is its heading rather than the last item
        if end > start
            && end < self.lines.len()
            && self.shapes[end] == Shape::Text
            && is_title_case(self.text(end - 1))
        {
            end -= 1;
        }
        if end - start < 2 {
            return from;
        }
        let number = self.builder.new_list();
        for line in start..end {
            let block = self.builder.open(BlockKind::ListItem);
            block.list = Some(number);
            block.level = 1;
            self.builder.text(self.lines[line].text.clone());
            self.builder.close();
        }
        end
    }

    /// A short line without a full stop, set apart or standing over a longer text.
    fn is_heading(&self, at: usize) -> bool {
        let text = self.text(at);
        if !is_short(text, HEADING_WORDS)
            || text.ends_with(['.', ',', ';', ':', '!', '…', ']'])
            || !text.starts_with(|c: char| {
                c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '¿' | '(')
            })
            || has_inner_stop(text)
            || text.split_whitespace().any(|w| matches!(w, "»" | "›"))
            || crate::document::is_byline(text)
            || text.contains("://")
        {
            return false;
        }
        if self.blank_before(at) && self.blank_after(at) {
            return true;
        }
        self.paragraph_follows(at) && (self.blank_before(at) || !self.lines[at - 1].text.is_empty())
    }
}

fn is_short(text: &str, words: usize) -> bool {
    text.len() <= words * 16 && text.split_whitespace().take(words + 1).count() <= words
}

fn is_item(text: &str) -> bool {
    is_short(text, ITEM_WORDS) && !text.ends_with(['.', '!', '?', ':'])
}

/// A sentence ends inside the line.
fn has_inner_stop(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| {
        let before = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        before.chars().count() > 3 && text[at + 2..].starts_with(char::is_uppercase)
    })
}

/// Most of the longer words begin with a capital letter.
fn is_title_case(text: &str) -> bool {
    let long: Vec<&str> = text.split_whitespace().skip(1).filter(|w| w.chars().count() > 3).collect();
    let capital =
        long.iter().filter(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())).count();
    match long.len() {
        // "What Can It Do For You"
        0 => text.ends_with('?') || text.split_whitespace().count() > 3 && all_capitals(text),
        n => capital * 3 >= n * 2,
    }
}

fn all_capitals(text: &str) -> bool {
    text.split_whitespace().all(|w| w.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(source: &str) -> Vec<(BlockKind, String)> {
        let document = read(source);
        document.blocks().iter().map(|b| (b.kind, document.text(b).to_owned())).collect()
    }

    #[test]
    fn tells_headings_lists_and_paragraphs_apart() {
        use BlockKind::{Byline, Heading, ListItem, Paragraph, Question, Title};
        let source = "Needling for Runners\n\nMay 3, 2025\n\nSore calves slow many runners down.\nSome ask us about needles.\n\n\
            What It Does\nIt is said to help with:\nStiff calves\nTight hamstrings\nSore heels\nWhat To Expect\n\
            A visit lasts 30 minutes.\n\n  • Bring shorts\n  • Drink water\n\n1. Does it hurt?\nA little.\n\nman holding a foam roller\n";
        let expected = [
            (Title, "Needling for Runners"),
            (Byline, "May 3, 2025"),
            (Paragraph, "Sore calves slow many runners down."),
            (Paragraph, "Some ask us about needles."),
            (Heading, "What It Does"),
            (Paragraph, "It is said to help with:"),
            (ListItem, "Stiff calves"),
            (ListItem, "Tight hamstrings"),
            (ListItem, "Sore heels"),
            (Heading, "What To Expect"),
            (Paragraph, "A visit lasts 30 minutes."),
            (ListItem, "Bring shorts"),
            (ListItem, "Drink water"),
            (Question, "Does it hurt?"),
            (Paragraph, "A little."),
            (Paragraph, "man holding a foam roller"),
        ];
        let expected: Vec<(BlockKind, String)> =
            expected.into_iter().map(|(k, t)| (k, t.to_owned())).collect();
        assert_eq!(blocks(source), expected);
    }

    #[test]
    fn breadcrumbs_are_no_title() {
        use BlockKind::{ListItem, Paragraph, Title};
        let source = "Home » Blog » Cups\n\nCups And Marks\n\nThey fade after:\nA few days\nUp to a week or two\nSo Is It For Me\nAsk us first.\n";
        let kinds: Vec<BlockKind> = blocks(source).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Paragraph, Title, Paragraph, ListItem, ListItem, BlockKind::Heading, Paragraph]);
    }

    #[test]
    fn joins_wrapped_lines_and_keeps_places() {
        let source = "\u{feff}Cold baths after long runs are popular with many clubs, and\r\nthe evidence for them is thin, as the largest review of\r\nsmall trials pointed out a few years.\r\n";
        let document = read(source);
        assert_eq!(document.blocks().len(), 1);
        let prose = document.prose();
        let at = prose.find("and the evidence").expect("joined");
        assert_eq!(&source[document.locate(at..at + 16)], "and\r\nthe evidence");
    }
}
