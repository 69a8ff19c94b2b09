//! YAML, TOML or JSON to a tree of values, each with its exact range. Owns what of their grammars is read, and
//! what of broken lines; must not know what the keys mean.

use std::ops::Range;

use super::line_after;

/// Nesting that is read; deeper values are left out.
const DEEPEST: u8 = 8;

/// A value and where it stands.
#[derive(Debug)]
pub(super) enum Node {
    Scalar(Vec<Piece>),
    List(Vec<Node>),
    Map(Entries),
}

/// Keys and values of a map, in order.
pub(super) type Entries = Vec<(String, Node)>;

/// A piece of a scalar.
#[derive(Debug)]
pub(super) enum Piece {
    /// Source as it stands; the builder folds its line breaks.
    Text(Range<usize>),
    /// An escape.
    Replace(String, Range<usize>),
}

#[derive(Debug, Clone, Copy)]
struct Line {
    /// First visible byte.
    start: usize,
    /// End without white space.
    end: usize,
    indent: usize,
}

impl Line {
    fn is_blank(&self) -> bool {
        self.start >= self.end
    }
}

/// Reads the lines inside the delimiters.
#[derive(Debug)]
pub(super) struct Reader<'s> {
    source: &'s str,
    bytes: &'s [u8],
    end: usize,
    lines: Vec<Line>,
    /// The line that is read next.
    at: usize,
    separator: u8,
    /// No bracket that opens before this place is closed.
    unclosed: usize,
    /// Where a bracket ends at the latest.
    limit: usize,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s str, inside: Range<usize>) -> Self {
        let bytes = source.as_bytes();
        let mut lines = Vec::new();
        let mut at = inside.start;
        while at < inside.end {
            let next = line_after(source, at).min(inside.end);
            let mut start = at;
            while start < next && matches!(bytes[start], b' ' | b'\t') {
                start += 1;
            }
            let end = start.max(at + source[at..next].trim_end().len());
            let tabs = bytes[at..start].iter().filter(|&&b| b == b'\t').count();
            lines.push(Line { start, end, indent: start - at + tabs });
            at = next;
        }
        Self { source, bytes, end: inside.end, lines, at: 0, separator: b':', unclosed: 0, limit: 0 }
    }

    pub(super) fn yaml(mut self) -> Option<Node> {
        let mut entries = Vec::new();
        // a broken line ends a map; the next good one goes on with it
        while self.at < self.lines.len() {
            let before = self.at;
            if let Some(Node::Map(more)) = self.block(0, 0) {
                entries.extend(more);
            }
            if self.at == before {
                self.at += 1;
            }
        }
        Some(Node::Map(entries))
    }

    pub(super) fn json(mut self) -> Option<Node> {
        self.limit = self.end;
        self.flow(self.lines.first()?.start, 0).map(|(node, _)| node)
    }

    fn line(&self) -> Option<Line> {
        self.lines.get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while self.line().is_some_and(|l| l.is_blank() || self.bytes[l.start] == b'#') {
            self.at += 1;
        }
    }

    /// The value that begins on this line, indented by at least `least`.
    fn block(&mut self, least: usize, depth: u8) -> Option<Node> {
        self.skip_blank();
        let line = self.line().filter(|l| l.indent >= least && depth <= DEEPEST)?;
        if self.dash(line) {
            return Some(Node::List(self.list(line.indent, depth)));
        }
        if self.key(line).is_some() {
            return Some(Node::Map(self.map(line.indent, depth)));
        }
        self.at += 1;
        Some(self.inline(line.start, line, least, depth))
    }

    fn dash(&self, line: Line) -> bool {
        !line.is_blank()
            && self.bytes[line.start] == b'-'
            && (line.start + 1 == line.end || matches!(self.bytes[line.start + 1], b' ' | b'\t'))
    }

    fn list(&mut self, indent: usize, depth: u8) -> Vec<Node> {
        let mut items = Vec::new();
        loop {
            self.skip_blank();
            let Some(line) = self.line().filter(|&l| l.indent == indent && self.dash(l)) else {
                return items;
            };
            let mut start = line.start + 1;
            while start < line.end && matches!(self.bytes[start], b' ' | b'\t') {
                start += 1;
            }
            if start >= line.end {
                self.at += 1;
            } else {
                // what follows the dash is read as a line of its own
                self.lines[self.at] = Line { start, end: line.end, indent: indent + (start - line.start) };
            }
            let before = self.at;
            if let Some(node) = self.block(indent + 1, depth + 1) {
                items.push(node);
            } else if self.at == before && start < line.end {
                self.at += 1;
            }
        }
    }

    fn map(&mut self, indent: usize, depth: u8) -> Entries {
        let mut entries = Vec::new();
        loop {
            self.skip_blank();
            let Some(line) = self.line().filter(|l| l.indent == indent) else {
                return entries;
            };
            if self.dash(line) {
                return entries;
            }
            let Some((key, value)) = self.key(line) else {
                return entries;
            };
            let key = self.source[key].to_owned();
            self.at += 1;
            let node = if value >= line.end || self.bytes[value] == b'#' {
                let here = self.lines.get(self.at..).unwrap_or_default();
                let dashes =
                    here.iter().find(|l| !l.is_blank()).is_some_and(|&l| l.indent == indent && self.dash(l));
                self.block(if dashes { indent } else { indent + 1 }, depth + 1)
            } else {
                Some(self.inline(value, line, indent + 1, depth + 1))
            };
            if let Some(node) = node {
                entries.push((key, node));
            }
        }
    }

    pub(super) fn toml(mut self) -> Option<Node> {
        self.separator = b'=';
        let mut top: Entries = Vec::new();
        let mut table: Option<(String, bool, Entries)> = None;
        loop {
            self.skip_blank();
            let Some(line) = self.line() else {
                break;
            };
            self.at += 1;
            let text = &self.source[line.start..line.end];
            if let Some(name) = text.strip_prefix('[') {
                if let Some(done) = table.take() {
                    end_table(&mut top, done);
                }
                let array = name.starts_with('[');
                let name = name.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
                table = Some((name.to_owned(), array, Vec::new()));
            } else if let Some((key, value)) = self.key(line)
                && value < line.end
            {
                let key = self.source[key].to_owned();
                let node = match self.bytes[value] {
                    b'"' | b'\'' | b'[' | b'{' => self.bracketed(value, line, 0),
                    _ => None,
                };
                let node = node.unwrap_or_else(|| self.scalar(value..line.end));
                table.as_mut().map_or(&mut top, |t| &mut t.2).push((key, node));
            }
        }
        if let Some(done) = table {
            end_table(&mut top, done);
        }
        Some(Node::Map(top))
    }

    /// The key of a line and where its value starts.
    fn key(&self, line: Line) -> Option<(Range<usize>, usize)> {
        let bytes = &self.bytes[line.start..line.end.min(line.start + 80)];
        let ends = |at: usize| bytes.get(at + 1).is_none_or(|b| matches!(b, b' ' | b'\t'));
        let is_separator = |at: usize| bytes[at] == self.separator && (self.separator == b'=' || ends(at));
        let (key, mut at) = match *bytes.first()? {
            quote @ (b'"' | b'\'') => {
                let close = memchr::memchr(quote, &bytes[1..])? + 1;
                (1..close, close + 1)
            }
            _ => {
                let colon = (0..bytes.len()).find(|&at| is_separator(at))?;
                (0..bytes[..colon].trim_ascii_end().len(), colon)
            }
        };
        while at < bytes.len() && matches!(bytes[at], b' ' | b'\t') {
            at += 1;
        }
        if at >= bytes.len() || !is_separator(at) {
            return None;
        }
        let key = line.start + key.start..line.start + key.end;
        let name = self.source.get(key.clone())?;
        let words = name.split_whitespace().count();
        let known = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '$' | '@' | ':');
        if words == 0 || words > if line.indent == 0 { 3 } else { 1 } || !name.chars().all(known) {
            return None;
        }
        let mut value = line.start + at + 1;
        while value < line.end && matches!(self.bytes[value], b' ' | b'\t') {
            value += 1;
        }
        Some((key, value))
    }

    /// A value that begins at `start` on `line`, the line before [`Self::at`]; lines indented by at
    /// least `least` go on with it.
    fn inline(&mut self, start: usize, line: Line, least: usize, depth: u8) -> Node {
        let rest = &self.source[start..line.end];
        match self.bytes[start] {
            b'|' | b'>' if rest[1..].bytes().all(|b| matches!(b, b'+' | b'-' | b'0'..=b'9')) => {
                let first = self.at;
                let mut end = start;
                while let Some(line) = self.line().filter(|l| l.is_blank() || l.indent >= least) {
                    end = end.max(if line.is_blank() { end } else { line.end });
                    self.at += 1;
                }
                let start = self.lines.get(first).map_or(end, |l| l.start);
                return Node::Scalar(vec![Piece::Text(start.min(end)..end)]);
            }
            b'[' | b'{' => {
                if let Some(node) = self.bracketed(start, line, depth) {
                    return node;
                }
            }
            quote @ (b'"' | b'\'') => {
                if let Some(node) = self.quoted(start, line, least, quote) {
                    return node;
                }
            }
            _ => {}
        }
        let mut end = line.end;
        while let Some(next) = self.line()
            && !next.is_blank()
            && next.indent >= least
            && self.bytes[next.start] != b'#'
            && !self.dash(next)
            && self.key(next).is_none()
        {
            end = next.end;
            self.at += 1;
        }
        self.scalar(start..end)
    }

    /// A plain scalar up to its comment.
    fn scalar(&self, range: Range<usize>) -> Node {
        let end =
            memchr::memmem::find(&self.bytes[range.clone()], b" # ").map_or(range.end, |i| range.start + i);
        Node::Scalar(vec![Piece::Text(range.start..end)])
    }

    /// A quoted scalar, which may go on over the lines that follow.
    fn quoted(&mut self, start: usize, line: Line, least: usize, quote: u8) -> Option<Node> {
        let mut lines = self.at;
        let mut end = line.end;
        let close = loop {
            match self.closing(start + 1..end, quote) {
                Some(close) => break Some(close),
                None => {
                    // quoted text without an end takes no more than a page
                    let next = self.lines.get(lines).filter(|l| l.is_blank() || l.indent >= least);
                    match next {
                        Some(next) if lines - self.at < 40 => end = next.end.max(end),
                        _ => break None,
                    }
                    lines += 1;
                }
            }
        }?;
        let after = self.source[close + 1..end].trim_start();
        if after.is_empty() || after.starts_with('#') {
            self.at = lines;
            return Some(Node::Scalar(self.unescape(start + 1..close, quote)));
        }
        // a quotation inside a quoted title: the last mark of the line closes it
        (lines == self.at && self.bytes[end - 1] == quote && end - 1 > start)
            .then(|| Node::Scalar(self.unescape(start + 1..end - 1, quote)))
    }

    /// Place of the mark that closes a quoted scalar.
    fn closing(&self, range: Range<usize>, quote: u8) -> Option<usize> {
        let mut at = range.start;
        while at < range.end {
            match self.bytes[at] {
                b'\\' if quote == b'"' => at += 1,
                b if b != quote => {}
                b'\'' if self.separator == b':' && at + 1 < range.end && self.bytes[at + 1] == b'\'' => {
                    at += 1
                }
                _ => return Some(at),
            }
            at += 1;
        }
        None
    }

    /// The pieces of a quoted scalar.
    fn unescape(&self, range: Range<usize>, quote: u8) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let (mut from, mut at) = (range.start, range.start);
        while at < range.end {
            let escape = match self.bytes[at] {
                b'\\' if quote == b'"' => escape(&self.source[at..range.end]),
                b'\'' if quote == b'\'' && self.source[at..range.end].starts_with("''") => {
                    Some(("'".to_owned(), 2))
                }
                _ => None,
            };
            let Some((text, len)) = escape else {
                at += 1;
                continue;
            };
            pieces.push(Piece::Text(from..at));
            pieces.push(Piece::Replace(text, at..at + len));
            at += len;
            from = at;
        }
        pieces.push(Piece::Text(from..range.end));
        pieces
    }

    /// A list or map in brackets, or a string of TOML, that begins on the line before [`Self::at`].
    fn bracketed(&mut self, start: usize, line: Line, depth: u8) -> Option<Node> {
        if start < self.unclosed {
            return None;
        }
        if start >= self.limit {
            // no bracket reaches beyond the next line that has a key of its own
            let lines = &self.lines[self.at.min(self.lines.len())..];
            let next = lines.iter().find(|l| l.indent <= line.indent && self.key(**l).is_some());
            self.limit = next.map_or(self.end, |l| l.start);
        }
        let Some((node, end)) = self.flow(start, depth) else {
            self.unclosed = self.limit;
            return None;
        };
        while self.line().is_some_and(|l| l.start < end) {
            self.at += 1;
        }
        Some(node)
    }

    /// A value in brackets or quotes, and where it ends.
    fn flow(&self, at: usize, depth: u8) -> Option<(Node, usize)> {
        if depth > DEEPEST {
            return None;
        }
        let at = self.skip_space(at);
        match *self.bytes[..self.limit].get(at)? {
            b'[' => {
                let mut items = Vec::new();
                let mut at = self.skip_space(at + 1);
                while self.bytes.get(at) != Some(&b']') {
                    let (node, end) = self.flow(at, depth + 1)?;
                    items.push(node);
                    at = self.after_item(end, b']')?;
                }
                Some((Node::List(items), at + 1))
            }
            b'{' => {
                let mut entries = Vec::new();
                let mut at = self.skip_space(at + 1);
                while self.bytes.get(at) != Some(&b'}') {
                    let line = Line { start: at, end: self.limit, indent: 0 };
                    let (key, value) = self.flow_key(line)?;
                    let (node, end) = self.flow(value, depth + 1)?;
                    entries.push((self.source[key].to_owned(), node));
                    at = self.after_item(end, b'}')?;
                }
                Some((Node::Map(entries), at + 1))
            }
            quote @ (b'"' | b'\'') => {
                let triple = &self.bytes[at..(at + 3).min(self.limit)] == [quote; 3].as_slice();
                if triple && self.separator == b'=' {
                    let delimiter = [quote; 3];
                    let close = memchr::memmem::find(&self.bytes[at + 3..self.end], &delimiter)? + at + 3;
                    return Some((Node::Scalar(self.unescape(at + 3..close, quote)), close + 3));
                }
                let close = self.closing(at + 1..self.limit, quote)?;
                Some((Node::Scalar(self.unescape(at + 1..close, quote)), close + 1))
            }
            _ => {
                let stop = |b: &u8| matches!(b, b',' | b']' | b'}' | b'\n');
                let end = self.bytes[at..self.limit].iter().position(stop).map_or(self.limit, |i| at + i);
                let text = self.source[at..end].trim_end();
                (end > at).then(|| (Node::Scalar(vec![Piece::Text(at..at + text.len())]), end))
            }
        }
    }

    fn flow_key(&self, line: Line) -> Option<(Range<usize>, usize)> {
        let bytes = &self.bytes[line.start..line.end.min(line.start + 80)];
        let (key, at) = match *bytes.first()? {
            quote @ (b'"' | b'\'') => {
                let close = memchr::memchr(quote, &bytes[1..])? + 1;
                (1..close, close + 1)
            }
            _ => {
                let end = bytes.iter().position(|b| matches!(b, b':' | b'=' | b',' | b'}' | b'\n'))?;
                (0..bytes[..end].trim_ascii_end().len(), end)
            }
        };
        let at = self.skip_space(line.start + at);
        let key = line.start + key.start..line.start + key.end;
        self.source.get(key.clone())?;
        matches!(self.bytes.get(at), Some(b':' | b'=')).then_some((key, at + 1))
    }

    /// Start of the next item, or the closing bracket.
    fn after_item(&self, at: usize, close: u8) -> Option<usize> {
        let at = self.skip_space(at);
        match *self.bytes[..self.limit].get(at)? {
            b',' => Some(self.skip_space(at + 1)).filter(|&at| at < self.limit),
            b if b == close => Some(at),
            _ => None,
        }
    }

    /// Passes over white space and comments.
    fn skip_space(&self, mut at: usize) -> usize {
        while at < self.limit {
            match self.bytes[at] {
                b' ' | b'\t' | b'\n' | b'\r' => at += 1,
                b'#' if at > 0 && self.bytes[at - 1].is_ascii_whitespace() => {
                    at = line_after(self.source, at).min(self.limit);
                }
                _ => break,
            }
        }
        at
    }
}

fn end_table(top: &mut Entries, (name, array, entries): (String, bool, Entries)) {
    let table = Node::Map(entries);
    if !array {
        top.push((name, table));
    } else if let Some((last, Node::List(items))) = top.last_mut()
        && *last == name
    {
        items.push(table);
    } else {
        top.push((name, Node::List(vec![table])));
    }
}

/// What an escape at the start of `text` stands for, and its length.
fn escape(text: &str) -> Option<(String, usize)> {
    let unit = |at: usize, digits: usize| u32::from_str_radix(text.get(at..at + digits)?, 16).ok();
    let kind = text[1..].chars().next()?;
    let (value, len) = match kind {
        'n' | 't' | 'r' | 'f' | 'v' | ' ' | '\n' => (' ', 2),
        '\r' => (' ', 2 + usize::from(text[2..].starts_with('\n'))),
        '_' => ('\u{a0}', 2),
        '"' | '\\' | '/' => (kind, 2),
        'x' => (char::from_u32(unit(2, 2)?)?, 4),
        'U' => (char::from_u32(unit(2, 8)?)?, 10),
        'u' => match unit(2, 4)? {
            high @ 0xd800..=0xdbff if text.get(6..8) == Some("\\u") => {
                let low = unit(8, 4).filter(|low| (0xdc00..0xe000).contains(low))?;
                (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 12)
            }
            unit => (char::from_u32(unit)?, 6),
        },
        _ => return None,
    };
    Some((value.to_string(), len))
}
