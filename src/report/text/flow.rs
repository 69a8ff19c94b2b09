//! Text on its way to the terminal: pieces that know their width and the source they came from,
//! and the breaking of them into lines. The drawing crate breaks nothing, so that all that is
//! longer than a line comes through here. Must not know findings.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{self, Shown};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ink,
    Blank,
    Break,
}

#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub(super) kind: Kind,
    pub(super) text: Cow<'t, str>,
    pub(super) width: usize,
    /// Where it came from; empty for what the report adds.
    pub(super) source: Range<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Flow<'t> {
    pub(super) pieces: Vec<Piece<'t>>,
    unicode: bool,
}

const BLANKS: &str = "    ";

impl<'t> Flow<'t> {
    pub(super) fn new(unicode: bool) -> Self {
        Self { pieces: Vec::new(), unicode }
    }

    /// Appends source text that starts at `base`, line endings as breaks. Without `indent` the
    /// white space at the start of a line is dropped.
    pub(super) fn source(&mut self, text: &'t str, base: usize, indent: bool) {
        let unicode = self.unicode;
        let pieces = &mut self.pieces;
        let mut push = |kind, text, width, source| pieces.push(Piece { kind, text, width, source });
        let mut fresh = false;
        escape::pieces(text, |at, raw, shown| {
            let source = base + at..base + at + raw.len();
            match shown {
                Shown::Break => {
                    push(Kind::Break, Cow::Borrowed(""), 0, source);
                    fresh = true;
                    return;
                }
                Shown::Blank(_) if fresh && !indent => return,
                Shown::Blank(n) => push(Kind::Blank, Cow::Borrowed(&BLANKS[..n]), n, source),
                Shown::Plain(plain, n) => push(Kind::Ink, Cow::Borrowed(plain), n, source),
                Shown::Rewritten(text, n) => push(Kind::Ink, Cow::Owned(text), n, source),
                Shown::Hidden(c) => {
                    for c in escape::code_point(c, unicode).chars() {
                        push(Kind::Ink, Cow::Owned(c.into()), escape::width(c), source.clone());
                    }
                }
            }
            fresh = false;
        });
    }

    /// Appends a sign of the report's own.
    pub(super) fn sign(&mut self, text: &'static str) {
        for c in text.chars() {
            let kind = if c == ' ' { Kind::Blank } else { Kind::Ink };
            let (text, width) = (Cow::Owned(c.into()), escape::width(c));
            self.pieces.push(Piece { kind, text, width, source: 0..0 });
        }
    }

    /// Breaks the flow into lines of at most `first`, then `rest` columns: at white space, or
    /// between two letters where a word is wider than a line. The white space of a break is on
    /// neither line.
    pub(super) fn wrap(&self, first: usize, rest: usize) -> Vec<Range<usize>> {
        let pieces = &self.pieces;
        let mut lines = Vec::new();
        let (mut start, mut column, mut blank, mut i) = (0, 0, None, 0);
        while let Some(piece) = pieces.get(i) {
            let room = if lines.is_empty() { first } else { rest };
            if piece.kind == Kind::Break {
                lines.push(start..i);
                (start, column, blank, i) = (i + 1, 0, None, i + 1);
            } else if column + piece.width > room && i > start {
                if piece.kind == Kind::Blank {
                    lines.push(start..i);
                    (start, column, blank, i) = (i + 1, 0, None, i + 1);
                } else if let Some(at) = blank.take() {
                    lines.push(start..at);
                    start = at + 1;
                    column = pieces[start..i].iter().map(|p| p.width).sum();
                } else {
                    lines.push(start..i);
                    (start, column) = (i, 0);
                }
            } else {
                if piece.kind == Kind::Blank && i > start {
                    blank = Some(i);
                }
                column += piece.width;
                i += 1;
            }
        }
        lines.push(start..pieces.len());
        lines
    }
}

/// A row without the white space at its end.
pub(super) fn trimmed<'p, 't>(row: &'p [Piece<'t>]) -> &'p [Piece<'t>] {
    let end = row.iter().rposition(|p| p.kind == Kind::Ink).map_or(0, |i| i + 1);
    &row[..end]
}

/// An escaped text broken into lines of at most `room` columns; those after the first start with
/// `indent`.
pub(super) fn wrapped(text: &str, room: usize, indent: &str) -> String {
    let mut flow = Flow::new(true);
    flow.source(text, 0, true);
    let mut broken = String::with_capacity(text.len() + 16);
    for (i, line) in flow.wrap(room, room.saturating_sub(indent.len()).max(1)).into_iter().enumerate() {
        if i > 0 {
            broken.push('\n');
            broken.push_str(indent);
        }
        broken.extend(trimmed(&flow.pieces[line]).iter().map(|p| p.text.as_ref()));
    }
    broken
}
