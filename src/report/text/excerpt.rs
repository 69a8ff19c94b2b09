//! The passage of a finding: which part of it is shown, on which lines, and what is underlined.
//! Owns the choice of the window; works on a few thousand bytes around the focus, however long the
//! passage is. Must not know findings.

use std::borrow::Cow;
use std::ops::Range;

use super::Glyphs;
use super::escape;
use super::flow::{Flow, Kind, trimmed};

/// What is underlined.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) span: Range<usize>,
    /// The finding itself, not another place that belongs to it.
    pub(super) primary: bool,
    /// What stands after the underline.
    pub(super) label: &'static str,
}

/// A part of a source with marks on it.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    pub(super) source: &'a str,
    /// What may be shown.
    pub(super) passage: Range<usize>,
    /// What must be shown.
    pub(super) focus: Range<usize>,
    /// Line of the start of the focus, counted from 1.
    pub(super) line: usize,
    pub(super) marks: Vec<Mark>,
    /// Keep lines as they are, with the white space they start with.
    pub(super) exact: bool,
}

/// An excerpt as it is shown: escaped, broken into lines, with the marks where they are in it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) text: String,
    /// The number of the first line, where every line is one of the source.
    pub(super) first: Option<usize>,
    pub(super) marks: Vec<Mark>,
    /// Of each mark of the excerpt, whether its end and its label can be seen.
    pub(super) seen: Vec<bool>,
}

/// A stretch of the source broken into lines.
struct Chunk<'a> {
    flow: Flow<'a>,
    rows: Vec<Range<usize>>,
    /// As [`View::first`].
    first: Option<usize>,
}

/// Lines of an excerpt, at most.
pub(super) const ROWS: usize = 16;

impl<'a> Excerpt<'a> {
    /// Lays the excerpt out in lines of at most `room` columns.
    pub(super) fn view(&self, room: usize, glyphs: &Glyphs) -> View {
        let chunks = self.chunks(room, glyphs);
        let first = if chunks.len() == 1 { chunks[0].first } else { None };
        let seen = vec![false; self.marks.len()];
        let mut view = View { text: String::new(), first, marks: Vec::new(), seen };
        for (i, chunk) in chunks.iter().enumerate() {
            if i > 0 {
                view.text.push_str(glyphs.dots);
                view.text.push('\n');
            }
            for row in &chunk.rows {
                self.row(chunk, row, room, &mut view);
            }
        }
        view.text.pop();
        view
    }

    /// Appends one line, and what is marked on it.
    fn row(&self, chunk: &Chunk<'_>, row: &Range<usize>, room: usize, view: &mut View) {
        let pieces = trimmed(&chunk.flow.pieces[row.clone()]);
        let start = view.text.len();
        let first = pieces.first().map_or(0, |p| p.source.start);
        for (Mark { span, primary, label }, seen) in self.marks.iter().zip(&mut view.seen) {
            let (mut at, mut column) = (start, 0);
            let (mut from, mut to, mut end, mut ends) = (None, at, 0, false);
            let mut last = None;
            for piece in pieces {
                let source = &piece.source;
                let hit = match span.is_empty() {
                    true => source.contains(&span.start),
                    false => source.start < span.end && span.start < source.end,
                };
                column += piece.width;
                // the white space that indents a line is no part of what started above it
                let indents = from.is_none() && piece.kind == Kind::Blank && span.start < first;
                if hit && piece.width > 0 && !indents {
                    from.get_or_insert(at);
                    (to, end) = (at + piece.text.len(), column);
                    ends = source.end >= span.end;
                }
                last = (!source.is_empty()).then_some((at, source.end)).or(last);
                at += piece.text.len();
            }
            // a place after the last character of the source, or at the end of a line
            if span.is_empty() && from.is_none() {
                let here = last.map_or(*primary && pieces.is_empty(), |(_, end)| end == span.start);
                let full = column >= room;
                from = here.then(|| if full { last.map_or(at, |l| l.0) } else { at });
                (end, ends) = (column + 1, true);
            }
            let Some(from) = from else { continue };
            let fits = ends && end + 1 + label.len() <= room;
            *seen |= ends && (fits || label.is_empty());
            let label = if fits { label } else { "" };
            let to = if span.is_empty() { from } else { to };
            view.marks.push(Mark { span: from..to, primary: *primary, label });
        }
        view.text.extend(pieces.iter().map(|p| p.text.as_ref()));
        // the crate takes a text without a letter on its last line for one line shorter
        view.text.push_str(if pieces.is_empty() { " \n" } else { "\n" });
    }

    fn chunks(&self, room: usize, glyphs: &Glyphs) -> Vec<Chunk<'a>> {
        let end = self.source.len();
        let focus =
            floor(self.source, self.focus.start.min(end))..floor(self.source, self.focus.end.min(end));
        let focus = focus.start..focus.end.max(focus.start);
        let passage = floor(self.source, self.passage.start.min(focus.start))
            ..ceil(self.source, self.passage.end.clamp(focus.end, end));
        // a narrow terminal needs more lines for as many words
        let most = (480 / room).clamp(6, ROWS);

        // bytes looked at on either side of the focus, and at either end of a longer one
        let reach = (2 * most * room).max(1000);
        let near = self.near(&passage, &focus, reach);
        if near == passage {
            let whole = self.chunk(near.clone(), &passage, &focus, room, glyphs);
            if whole.rows.len() <= most {
                return vec![whole];
            }
        }
        let from = self.start(&near, &focus, room);
        let to = sentence_end(self.source, focus.end, near.end);
        if focus.len() > 2 * reach {
            let mut head =
                self.chunk(from..ceil(self.source, focus.start + reach), &passage, &focus, room, glyphs);
            let mut tail =
                self.chunk(floor(self.source, focus.end - reach)..to, &passage, &focus, room, glyphs);
            head.keep(0..most.saturating_sub(2).max(1), false, glyphs);
            let last = tail.row_of(focus.end - 1);
            tail.keep(last..last + 2, false, glyphs);
            return vec![head, tail];
        }
        let mut chunk = self.chunk(from..to, &passage, &focus, room, glyphs);
        if chunk.rows.len() <= most {
            return vec![chunk];
        }
        let last = chunk.row_of(focus.end.saturating_sub(1).max(focus.start));
        if last < most {
            chunk.keep(0..most, true, glyphs);
            return vec![chunk];
        }
        // the focus is longer than the excerpt may be: its first lines, and its last
        let mut tail = self.chunk(from..to, &passage, &focus, room, glyphs);
        tail.keep(last..last + 1, to < passage.end || last + 1 < tail.rows.len(), glyphs);
        chunk.keep(0..most - 2, false, glyphs);
        vec![chunk, tail]
    }

    /// The passage, cut to what lies near the focus.
    fn near(&self, passage: &Range<usize>, focus: &Range<usize>, reach: usize) -> Range<usize> {
        let source = self.source;
        let mut from = passage.start;
        if focus.start - from > reach {
            from = ceil(source, focus.start - reach);
            from = source[from..focus.start].find(' ').map_or(from, |i| from + i + 1);
        }
        let mut to = passage.end;
        if to - focus.end > reach {
            to = floor(source, focus.end + reach);
            to = source[focus.end..to].rfind(' ').map_or(to, |i| focus.end + i);
        }
        from..to
    }

    /// Where the excerpt starts: with the sentence of the focus, if that starts not far above.
    fn start(&self, near: &Range<usize>, focus: &Range<usize>, room: usize) -> usize {
        let before = &self.source[near.start..focus.start];
        let sentence = near.start + sentence_start(before);
        let columns = |from: usize| self.source[from..focus.start].chars().map(escape::width).sum::<usize>();
        if columns(sentence) <= 2 * room {
            return sentence;
        }
        let mut at = focus.start;
        let mut columns = 0;
        let mut word = focus.start;
        for c in self.source[sentence..focus.start].chars().rev() {
            columns += escape::width(c);
            if columns > room + room / 2 {
                break;
            }
            if c.is_whitespace() {
                word = at;
            }
            at -= c.len_utf8();
        }
        if word == focus.start { at } else { word }
    }

    fn chunk(
        &self, window: Range<usize>, passage: &Range<usize>, focus: &Range<usize>, room: usize,
        glyphs: &Glyphs,
    ) -> Chunk<'a> {
        let mut flow = Flow::new(glyphs.unicode);
        if window.start > passage.start && window.start <= focus.start {
            flow.sign(glyphs.dots);
            flow.sign(" ");
        }
        let text = self.source.get(window.clone()).unwrap_or_default();
        flow.source(text, window.start, self.exact);
        if window.end < passage.end && window.end >= focus.end {
            flow.sign(" ");
            flow.sign(glyphs.dots);
        }
        if !self.exact {
            refill(&mut flow, room);
        }
        let mut rows = flow.wrap(room, room);
        let breaks = flow.pieces.iter().filter(|p| p.kind == Kind::Break).count();
        let numbered = rows.len() == breaks + 1;
        // a blank line shows nothing unless the place itself is on it
        let blank = |row: &Range<usize>| {
            let here = flow.pieces.get(row.start).is_none_or(|p| p.source.start >= focus.start);
            trimmed(&flow.pieces[row.clone()]).is_empty() && !(focus.is_empty() && here)
        };
        let leading = rows.iter().take_while(|r| blank(r)).count();
        rows.drain(..leading);
        rows.truncate(rows.iter().rposition(|r| !blank(r)).map_or(0, |last| last + 1));
        if !numbered {
            rows.retain(|r| !blank(r));
        }
        let first = numbered.then(|| match window.start <= focus.start {
            true => self.line.saturating_sub(lines(&self.source[window.start..focus.start])).max(1) + leading,
            // far inside a long focus, which is never shown by its lines
            false => self.line,
        });
        Chunk { flow, rows, first }
    }
}

/// Joins the lines of a paragraph that was filled to a margin wider than the room, lest every
/// other line hold one word. Short lines stay: they are lines of a list, or of markup.
fn refill(flow: &mut Flow<'_>, room: usize) {
    let line_widths: Vec<usize> =
        flow.pieces.split(|p| p.kind == Kind::Break).map(|line| line.iter().map(|p| p.width).sum()).collect();
    if line_widths.iter().all(|&w| w <= room) {
        return;
    }
    let mut line_widths = line_widths.into_iter();
    for i in 0..flow.pieces.len() {
        if flow.pieces[i].kind != Kind::Break {
            continue;
        }
        let filled = line_widths.next().is_some_and(|w| w * 3 > room * 2);
        let goes_on = flow.pieces.get(i + 1).is_some_and(|p| p.text.starts_with(|c: char| c.is_alphabetic()));
        if filled && goes_on {
            let piece = &mut flow.pieces[i];
            (piece.kind, piece.text, piece.width) = (Kind::Blank, Cow::Borrowed(" "), 1);
        }
    }
}

impl Chunk<'_> {
    /// Keeps some rows; `dots` says that more follows on the last.
    fn keep(&mut self, rows: Range<usize>, dots: bool, glyphs: &Glyphs) {
        let rows = rows.start.min(self.rows.len())..rows.end.min(self.rows.len());
        let more = dots && rows.end < self.rows.len();
        self.rows.truncate(rows.end);
        self.rows.drain(..rows.start);
        let Some(row) = self.rows.last_mut().filter(|_| more) else {
            return;
        };
        // the dots take the place of the last words, so that the line grows no wider
        let need = glyphs.dots.chars().count() + 1;
        let mut free = 0;
        let mut end = row.end;
        while end > row.start && (free < need || self.flow.pieces[end - 1].kind != Kind::Blank) {
            end -= 1;
            free += self.flow.pieces[end].width;
        }
        let kept = trimmed(&self.flow.pieces[row.start..end]).to_vec();
        let start = self.flow.pieces.len();
        self.flow.pieces.extend(kept);
        self.flow.sign(" ");
        self.flow.sign(glyphs.dots);
        *row = start..self.flow.pieces.len();
    }

    /// The row that shows the byte, or the last before it.
    fn row_of(&self, byte: usize) -> usize {
        let starts = |r: &Range<usize>| {
            self.flow.pieces[r.clone()].iter().find(|p| !p.source.is_empty()).map(|p| p.source.start)
        };
        self.rows.iter().rposition(|r| starts(r).is_some_and(|s| s <= byte)).unwrap_or(0)
    }
}

/// Number of line endings in a text.
pub(super) fn lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&i| bytes[i] == b'\n' || bytes.get(i + 1) != Some(&b'\n'))
        .count()
}

/// Start of the last sentence of a text. Only for the eye: a wrong guess shows a little more.
fn sentence_start(text: &str) -> usize {
    let mut start = 0;
    let mut ended = false;
    let mut gap = false;
    for (i, c) in text.char_indices() {
        match c {
            '.' | '!' | '?' | '。' | '！' | '？' => (ended, gap) = (true, false),
            ')' | '"' | '\'' | '”' | '’' | '*' | '_' | ']' if !gap => {}
            c if c.is_whitespace() => gap = true,
            c => {
                if ended && gap && !c.is_lowercase() {
                    start = i;
                }
                (ended, gap) = (false, false);
            }
        }
    }
    if ended && gap { text.len() } else { start }
}

/// End of the sentence that `from` lies in, at most `to`.
fn sentence_end(source: &str, from: usize, to: usize) -> usize {
    // the focus may itself end with the full stop
    let before = source[..from].chars().next_back();
    let mut ended = before.is_some_and(|c| matches!(c, '.' | '!' | '?'));
    let mut end = from;
    for (i, c) in source[from..to].char_indices() {
        match c {
            '.' | '!' | '?' | '。' | '！' | '？' => {
                ended = true;
                end = from + i + c.len_utf8();
            }
            ')' | '"' | '\'' | '”' | '’' | '*' | '_' | ']' if ended && end == from + i => {
                end = from + i + c.len_utf8();
            }
            c if c.is_whitespace() => {}
            c => {
                if ended && end < from + i && !c.is_lowercase() {
                    return end;
                }
                ended = false;
            }
        }
    }
    to
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
