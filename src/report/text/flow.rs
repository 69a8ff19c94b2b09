//! Text on its way to the terminal: pieces that know their width, their style and the source they
//! came from, and the breaking of them into lines. Everything the text report prints goes through
//! a [`Flow`], so nothing unescaped and nothing too wide can be printed.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{self, Shown};

/// What a piece means; the palette says how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Strong,
    Dim,
    Error,
    Warning,
    Suggestion,
    Removed,
    Added,
}

impl Style {
    /// The parameters of its escape sequence. Only colours that can be read on white and black:
    /// neither bright yellow nor dark blue.
    fn sgr(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Dim => Some("2"),
            Self::Error => Some("1;31"),
            Self::Warning => Some("33"),
            Self::Suggestion => Some("36"),
            Self::Removed => Some("31"),
            Self::Added => Some("32"),
        }
    }
}

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
    pub(super) style: Style,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Flow<'t> {
    pub(super) pieces: Vec<Piece<'t>>,
    unicode: bool,
}

const BLANKS: &str = "    ";

impl<'t> Flow<'t> {
    pub(super) fn new(unicode: bool) -> Self {
        Self { pieces: Vec::new(), unicode }
    }

    /// Appends a text on one line: white space folds, nothing hidden stays hidden.
    pub(super) fn say(mut self, text: &'t str, style: Style) -> Self {
        let mut flow = Flow::new(self.unicode);
        flow.source(text, 0, style, true);
        for mut piece in flow.pieces {
            if piece.kind != Kind::Ink {
                if !self.pieces.is_empty() && self.pieces.last().is_some_and(|p| p.kind != Kind::Ink) {
                    continue;
                }
                (piece.kind, piece.text, piece.width) = (Kind::Blank, Cow::Borrowed(" "), 1);
            }
            piece.source = 0..0;
            self.pieces.push(piece);
        }
        self
    }

    /// As [`say`](Self::say), for a text made on the spot.
    pub(super) fn tell(self, text: String, style: Style) -> Self {
        let made = Flow::new(self.unicode).say(&text, style).pieces;
        let mut flow = self;
        flow.pieces.extend(made.into_iter().map(|p| Piece { text: Cow::Owned(p.text.into_owned()), ..p }));
        flow
    }

    /// Appends source text that starts at `base`, line endings as breaks. Without `indent` the
    /// white space at the start of a line is dropped.
    pub(super) fn source(&mut self, text: &'t str, base: usize, style: Style, indent: bool) {
        let unicode = self.unicode;
        let pieces = &mut self.pieces;
        let mut push = |kind, text, width, source| pieces.push(Piece { kind, text, width, source, style });
        let mut fresh = false;
        escape::pieces(text, |at, raw, shown| {
            let source = base + at..base + at + raw.len();
            match shown {
                Shown::Break => {
                    push(Kind::Break, Cow::Borrowed(""), 0, source);
                    fresh = true;
                }
                Shown::Blank(_) if fresh && !indent => {}
                Shown::Blank(n) => push(Kind::Blank, Cow::Borrowed(&BLANKS[..n]), n, source),
                Shown::Plain(plain, n) => push(Kind::Ink, Cow::Borrowed(plain), n, source),
                Shown::Rewritten(text, n) => push(Kind::Ink, Cow::Owned(text), n, source),
                Shown::Hidden(c) => {
                    for c in escape::code_point(c, unicode).chars() {
                        push(Kind::Ink, Cow::Owned(c.into()), escape::width(c), source.clone());
                    }
                }
            }
            fresh &= matches!(shown_kind(raw), Kind::Break | Kind::Blank);
        });
    }

    /// Appends a sign of the report's own.
    pub(super) fn sign(&mut self, text: &'static str, style: Style) {
        for c in text.chars() {
            let kind = if c == ' ' { Kind::Blank } else { Kind::Ink };
            let (text, width) = (Cow::Owned(c.into()), escape::width(c));
            self.pieces.push(Piece { kind, text, width, source: 0..0, style });
        }
    }

    /// Goes on in a new line.
    pub(super) fn line_break(&mut self) {
        let (text, source) = (Cow::Borrowed(""), 0..0);
        self.pieces.push(Piece { kind: Kind::Break, text, width: 0, source, style: Style::Plain });
    }

    /// Columns on one line.
    pub(super) fn width(&self) -> usize {
        self.pieces.iter().map(|p| p.width).sum()
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

fn shown_kind(raw: &str) -> Kind {
    match raw {
        "\n" | "\r" | "\r\n" => Kind::Break,
        " " | "\t" => Kind::Blank,
        _ => Kind::Ink,
    }
}

/// Lines of output, coloured or not.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) text: String,
    color: bool,
    /// Start of the current line, to take trailing white space off it.
    line: usize,
}

impl Sheet {
    pub(super) fn new(color: bool) -> Self {
        Self { text: String::new(), color, line: 0 }
    }

    /// Prints signs of the report's own.
    pub(super) fn ink(&mut self, text: &str, style: Style) {
        match style.sgr() {
            Some(sgr) if self.color && !text.trim().is_empty() => {
                self.text.extend(["\u{1b}[", sgr, "m", text, "\u{1b}[0m"]);
            }
            _ => self.text.push_str(text),
        }
    }

    /// Prints pieces in a row, with one escape sequence a run.
    pub(super) fn pieces(&mut self, pieces: &[Piece<'_>]) {
        for run in pieces.chunk_by(|a, b| a.style == b.style) {
            match run[0].style.sgr() {
                Some(sgr) if self.color && run.iter().any(|p| p.kind == Kind::Ink) => {
                    self.text.extend(["\u{1b}[", sgr, "m"]);
                    self.text.extend(run.iter().map(|p| p.text.as_ref()));
                    self.text.push_str("\u{1b}[0m");
                }
                _ => self.text.extend(run.iter().map(|p| p.text.as_ref())),
            }
        }
    }

    /// Ends the line.
    pub(super) fn end(&mut self) {
        let kept = self.text[self.line..].trim_end_matches(' ').len();
        self.text.truncate(self.line + kept);
        self.text.push('\n');
        self.line = self.text.len();
    }

    /// Prints a whole flow; lines after the first are indented.
    pub(super) fn paragraph(&mut self, flow: &Flow<'_>, width: usize, indent: usize) {
        let indent = if width < indent + 16 { 0 } else { indent };
        for (i, line) in flow.wrap(width, width - indent).into_iter().enumerate() {
            if i > 0 {
                self.text.push_str(&" ".repeat(indent));
            }
            self.pieces(&flow.pieces[line]);
            self.end();
        }
    }
}
