//! The passage of a finding: which part of it is shown, on which lines, and what is underlined.
//! Owns the choice of the window; works on a few thousand bytes around the focus, however long the
//! passage is.

use std::ops::Range;

use super::Glyphs;
use super::escape;
use super::flow::{Flow, Kind, Piece, Sheet, Style};

/// What is underlined.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub(super) span: Range<usize>,
    /// The finding itself, not another place that belongs to it.
    pub(super) primary: bool,
    /// What stands after the underline.
    pub(super) label: &'a str,
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
    pub(super) marks: Vec<Mark<'a>>,
    /// Keep the white space at the start of lines.
    pub(super) indent: bool,
    /// The style of the primary underline.
    pub(super) style: Style,
}

/// One line of the excerpt.
struct Row {
    /// Its number, where it starts a line of the source.
    number: Option<usize>,
    pieces: Range<usize>,
}

/// A stretch of the source broken into lines.
struct Chunk<'a> {
    flow: Flow<'a>,
    rows: Vec<Row>,
}

impl<'a> Excerpt<'a> {
    /// Draws the excerpt behind a gutter of `digits` columns. Says of each mark whether its end
    /// can be seen.
    pub(super) fn draw(&self, sheet: &mut Sheet, glyphs: &Glyphs, digits: usize, width: usize) -> Vec<bool> {
        let room = width.saturating_sub(digits + 3).max(4);
        let mut seen = vec![false; self.marks.len()];
        for (i, chunk) in self.chunks(room, glyphs).iter().enumerate() {
            if i > 0 {
                sheet.ink(&format!("{:digits$} {} ", "", glyphs.gap), Style::Dim);
                sheet.end();
            }
            for row in &chunk.rows {
                let number = row.number.map_or(String::new(), |n| n.to_string());
                sheet.ink(&format!("{number:>digits$} {} ", glyphs.bar), Style::Dim);
                sheet.pieces(trimmed(&chunk.flow.pieces[row.pieces.clone()]));
                sheet.end();
                self.underline(
                    sheet,
                    glyphs,
                    (digits, room),
                    &chunk.flow.pieces[row.pieces.clone()],
                    &mut seen,
                );
            }
        }
        seen
    }

    fn chunks(&self, room: usize, glyphs: &Glyphs) -> Vec<Chunk<'a>> {
        let end = self.source.len();
        let focus =
            floor(self.source, self.focus.start.min(end))..floor(self.source, self.focus.end.min(end));
        let focus = focus.start..focus.end.max(focus.start);
        let passage = floor(self.source, self.passage.start.min(focus.start))
            ..ceil(self.source, self.passage.end.clamp(focus.end, end));
        // a narrow terminal needs more lines for as many words
        let most = (480 / room).clamp(6, 16);

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
            flow.sign(glyphs.dots, Style::Dim);
            flow.sign(" ", Style::Dim);
        }
        let text = self.source.get(window.clone()).unwrap_or_default();
        flow.source(text, window.start, Style::Plain, self.indent);
        if window.end < passage.end && window.end >= focus.end {
            flow.sign(" ", Style::Dim);
            flow.sign(glyphs.dots, Style::Dim);
        }
        let first = match window.start <= focus.start {
            true => self.line.saturating_sub(lines(&self.source[window.start..focus.start])).max(1),
            // far inside a long focus: counting its lines is the one walk over all of it
            false => self.line + lines(&self.source[focus.start..window.start]),
        };
        let mut number = first;
        let mut rows = Vec::new();
        for (i, line) in flow.wrap(room, room).into_iter().enumerate() {
            let starts_line =
                i == 0 || line.start.checked_sub(1).is_some_and(|b| flow.pieces[b].kind == Kind::Break);
            if i > 0 && starts_line {
                number += 1;
            }
            if trimmed(&flow.pieces[line.clone()]).is_empty() {
                // a blank line shows nothing unless the place itself is on it
                let here = flow.pieces.get(line.start).is_none_or(|p| p.source.start >= focus.start);
                let only = focus.is_empty() && rows.is_empty() && here;
                if !only {
                    continue;
                }
            }
            rows.push(Row { number: starts_line.then_some(number), pieces: line });
        }
        Chunk { flow, rows }
    }

    fn underline(
        &self, sheet: &mut Sheet, glyphs: &Glyphs, (digits, room): (usize, usize), row: &[Piece<'_>],
        seen: &mut [bool],
    ) {
        let mut cells: Vec<Option<bool>> = Vec::new();
        let mut labels: Vec<(usize, &str)> = Vec::new();
        let pieces = trimmed(row);
        for (mark, seen) in self.marks.iter().zip(seen) {
            let mut column = 0;
            let mut last = None;
            for piece in pieces {
                let source = &piece.source;
                let hit = match mark.span.is_empty() {
                    true => source.contains(&mark.span.start),
                    false => source.start < mark.span.end && mark.span.start < source.end,
                };
                if hit && piece.width > 0 {
                    let end = if mark.span.is_empty() { column + 1 } else { column + piece.width };
                    cells.resize(cells.len().max(end), None);
                    for cell in &mut cells[column..end] {
                        *cell = Some(mark.primary || *cell == Some(true));
                    }
                    last = Some((end, source.end));
                }
                column += piece.width;
            }
            // a place after the last character of the source, or at the end of a line
            let after = pieces.iter().rev().find(|p| !p.source.is_empty()).map(|p| p.source.end);
            let after = after.or((pieces.is_empty() && mark.primary).then_some(mark.span.start));
            if mark.span.is_empty() && last.is_none() && after == Some(mark.span.start) && column < room {
                cells.resize(cells.len().max(column + 1), None);
                cells[column] = Some(mark.primary);
            }
            if let Some((end, source)) = last
                && source >= mark.span.end
            {
                *seen = true;
                labels.extend((!mark.label.is_empty()).then_some((end, mark.label)));
            }
        }
        if cells.is_empty() {
            return;
        }
        sheet.ink(&format!("{:digits$} {} ", "", glyphs.bar), Style::Dim);
        for run in cells.chunk_by(|a, b| a == b) {
            let (glyph, style) = match run[0] {
                Some(true) => (glyphs.primary, self.style),
                Some(false) => (glyphs.secondary, Style::Suggestion),
                None => (" ", Style::Plain),
            };
            sheet.ink(&glyph.repeat(run.len()), style);
        }
        if let Some((end, label)) = labels.into_iter().max()
            && end == cells.len()
        {
            let label = Flow::new(glyphs.unicode).say(label, Style::Suggestion);
            if end + 1 + label.width() <= room {
                sheet.ink(" ", Style::Plain);
                sheet.pieces(&label.pieces);
            }
        }
        sheet.end();
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
        let mut end = row.pieces.end;
        while end > row.pieces.start && (free < need || self.flow.pieces[end - 1].kind != Kind::Blank) {
            end -= 1;
            free += self.flow.pieces[end].width;
        }
        let mut kept = self.flow.pieces[row.pieces.start..end].to_vec();
        while kept.last().is_some_and(|p| p.kind == Kind::Blank) {
            kept.pop();
        }
        let start = self.flow.pieces.len();
        self.flow.pieces.extend(kept);
        self.flow.sign(" ", Style::Dim);
        self.flow.sign(glyphs.dots, Style::Dim);
        row.pieces = start..self.flow.pieces.len();
    }

    /// The row that shows the byte, or the last before it.
    fn row_of(&self, byte: usize) -> usize {
        let starts = |r: &Row| {
            self.flow.pieces[r.pieces.clone()].iter().find(|p| !p.source.is_empty()).map(|p| p.source.start)
        };
        self.rows.iter().rposition(|r| starts(r).is_some_and(|s| s <= byte)).unwrap_or(0)
    }
}

/// A row without the white space at its end.
fn trimmed<'p, 't>(row: &'p [Piece<'t>]) -> &'p [Piece<'t>] {
    let end = row.iter().rposition(|p| p.kind == Kind::Ink).map_or(0, |i| i + 1);
    &row[..end]
}

/// Number of line endings in a text.
fn lines(text: &str) -> usize {
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
