//! Shortcodes, templates and JSX in Markdown: finds them and masks them, so that the Markdown
//! parser reads prose alone. Owns nothing but which bytes are no prose; must not know
//! blocks.
//!
//! The masked copy has the length of the source, so that offsets stay true. One pass from left to
//! right; every search for a closing delimiter remembers what it found, so that time is linear.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

/// Longest shortcode, tag or expression in bytes; a longer one is read as text.
const LONGEST: usize = 8 * 1024;
/// Longest `{{ … }}` and `{: … }`, which stand inside lines.
const LONGEST_INLINE: usize = 1024;
/// Names of paired shortcodes whose inside is no prose either.
const OPAQUE: [&str; 14] = [
    "code",
    "comment",
    "css",
    "embed",
    "highlight",
    "javascript",
    "katex",
    "math",
    "mermaid",
    "nomarkdown",
    "schema",
    "script",
    "sourcecode",
    "style",
];

/// A text whose shortcodes are masked.
#[derive(Debug)]
pub(crate) struct Masked<'s> {
    /// Same length as the source, same bytes outside the holes.
    pub(crate) text: Cow<'s, str>,
    /// What is masked and why, ascending and apart.
    pub(crate) holes: Vec<(Range<usize>, &'static str)>,
    /// Comments of MDX: the whole and the text inside.
    pub(crate) comments: Vec<(Range<usize>, Range<usize>)>,
}

/// Masks the shortcodes of `source` from the byte `from` on.
pub(crate) fn mask(source: &str, from: usize, mdx: bool) -> Masked<'_> {
    let mut scanner = Scanner::new(source, mdx);
    scanner.scan(from);
    let Scanner { holes, comments, .. } = scanner;
    if holes.is_empty() {
        return Masked { text: Cow::Borrowed(source), holes: Vec::new(), comments };
    }
    let mut bytes = source.as_bytes().to_vec();
    let mut merged: Vec<(Range<usize>, &'static str)> = Vec::with_capacity(holes.len());
    let mut at = 0;
    let mut after_html = (0, false);
    while at < holes.len() {
        let first = &holes[at];
        let mut last = at;
        let begins = line_start(source.as_bytes(), first.range.start, &merged);
        if let Some(start) = begins {
            // the line or lines hold nothing but holes
            while let Some(next) = holes.get(last + 1)
                && blank(&source.as_bytes()[holes[last].range.end..next.range.start])
            {
                last += 1;
            }
            let end = holes[last].range.end;
            if rest_is_blank(source.as_bytes(), end) {
                let html = follows_html(source, start, after_html);
                let whole = first.range.start..end;
                fill_lines(&mut bytes[whole.clone()], html);
                after_html = (end, html);
                merged.push((whole, first.reason));
                at = last + 1;
                continue;
            }
        }
        for hole in &holes[at..=last] {
            // punctuation that means nothing to Markdown, or a name that an attribute may have
            bytes[hole.range.clone()].fill(if hole.in_tag { b':' } else { b',' });
            merged.push((hole.range.clone(), hole.reason));
        }
        at = last + 1;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => Cow::Owned(text),
        // cannot be: holes begin and end with ASCII delimiters
        Err(_) => return Masked { text: Cow::Borrowed(source), holes: Vec::new(), comments },
    };
    Masked { text, holes: merged, comments }
}

/// Start of the line, if only blanks stand between it and `at`.
fn line_start(bytes: &[u8], at: usize, before: &[(Range<usize>, &'static str)]) -> Option<usize> {
    let floor = before.last().map_or(0, |(h, _)| h.end);
    let mut start = at;
    while start > floor && matches!(bytes[start - 1], b' ' | b'\t') {
        start -= 1;
    }
    (start == 0 || matches!(bytes[start - 1], b'\n' | b'\r')).then_some(start)
}

fn blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| matches!(b, b' ' | b'\t'))
}

fn rest_is_blank(bytes: &[u8], at: usize) -> bool {
    let rest = bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t'));
    rest.is_none_or(|b| matches!(b, b'\n' | b'\r'))
}

/// Whether the line before `start` is HTML, so that a blank line would end an HTML block.
fn follows_html(source: &str, start: usize, last: (usize, bool)) -> bool {
    let bytes = source.as_bytes();
    let mut end = start;
    while end > 0 && matches!(bytes[end - 1], b'\n' | b'\r') && start - end < 2 {
        end -= 1;
    }
    // one line feed only: a blank line has ended the block already
    if end == start || memchr::memchr_iter(b'\n', &bytes[end..start]).count() > 1 {
        return false;
    }
    if last.0 > 0 && blank(&bytes[last.0.min(end)..end]) {
        return last.1;
    }
    let line = memchr::memrchr2(b'\n', b'\r', &bytes[end.saturating_sub(LONGEST)..end])
        .map_or(end.saturating_sub(LONGEST), |i| end.saturating_sub(LONGEST) + i + 1);
    let line = &bytes[line..end];
    line.iter().find(|b| !matches!(b, b' ' | b'\t')) == Some(&b'<')
}

/// A hole that fills its lines: blank lines, or inside HTML a construct that ends nothing.
fn fill_lines(bytes: &mut [u8], html: bool) {
    let len = bytes.len();
    if html && len >= 4 {
        bytes.fill(b':');
        bytes[..2].copy_from_slice(b"<?");
        bytes[len - 2..].copy_from_slice(b"?>");
        return;
    }
    for byte in bytes {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

#[derive(Debug)]
struct Hole {
    range: Range<usize>,
    reason: &'static str,
    in_tag: bool,
}

/// The next place of a delimiter, searched once.
#[derive(Debug)]
struct Next {
    delimiter: Cow<'static, str>,
    known: Option<usize>,
}

impl Next {
    const fn new(delimiter: &'static str) -> Self {
        Self { delimiter: Cow::Borrowed(delimiter), known: None }
    }

    /// First place at or after `from`, which must not fall from call to call.
    fn at(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let known = match self.known {
            Some(known) if known >= from => known,
            _ => memmem::find(&bytes[from.min(bytes.len())..], self.delimiter.as_bytes())
                .map_or(usize::MAX, |i| from + i),
        };
        self.known = Some(known);
        (known < bytes.len()).then_some(known)
    }

    /// End of the delimiter, if it comes within `longest` bytes.
    fn end(&mut self, bytes: &[u8], from: usize, longest: usize) -> Option<usize> {
        let at = self.at(bytes, from)?;
        (at - from <= longest).then_some(at + self.delimiter.len())
    }
}

#[derive(Debug)]
struct Scanner<'s> {
    source: &'s str,
    bytes: &'s [u8],
    mdx: bool,
    holes: Vec<Hole>,
    comments: Vec<(Range<usize>, Range<usize>)>,
    in_tag: bool,
    next: Delimiters,
    /// For each number of backticks, up to where none closes a span.
    ticks: [usize; 33],
    /// Last place of `[/name]` for each name.
    closers: HashMap<&'s str, usize>,
    opened: HashSet<&'s str>,
    /// The next closing tag of each paired shortcode.
    closing: HashMap<String, Next>,
    /// MDX: where the brace that opens here is closed.
    braces: Vec<(usize, usize)>,
}

#[derive(Debug)]
struct Delimiters {
    angle: Next,
    percent: Next,
    double: Next,
    single: Next,
    liquid: Next,
    hugo_comment: Next,
    html_comment: Next,
    mdx_comment: Next,
    bracket: Next,
    line: Next,
    blank: Next,
    blank_crlf: Next,
}

impl<'s> Scanner<'s> {
    fn new(source: &'s str, mdx: bool) -> Self {
        let bytes = source.as_bytes();
        Self {
            source,
            bytes,
            mdx,
            holes: Vec::new(),
            comments: Vec::new(),
            in_tag: false,
            next: Delimiters {
                angle: Next::new(">}}"),
                percent: Next::new("%}}"),
                double: Next::new("}}"),
                single: Next::new("}"),
                liquid: Next::new("%}"),
                hugo_comment: Next::new("*/}}"),
                html_comment: Next::new("-->"),
                mdx_comment: Next::new("*/}"),
                bracket: Next::new("]"),
                line: Next::new("\n"),
                blank: Next::new("\n\n"),
                blank_crlf: Next::new("\n\r\n"),
            },
            ticks: [0; 33],
            closers: closers(source),
            opened: HashSet::new(),
            closing: HashMap::new(),
            braces: if mdx { braces(bytes) } else { Vec::new() },
        }
    }

    fn scan(&mut self, from: usize) {
        let mut at = from;
        let mut begins = true;
        let mut after_blank = true;
        while at < self.bytes.len() {
            if begins {
                begins = false;
                let indent = self.bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                let first = self.bytes.get(at + indent).copied();
                if matches!(first, None | Some(b'\n' | b'\r')) {
                    self.in_tag = false;
                    after_blank = true;
                    at += indent;
                    continue;
                }
                if self.mdx && after_blank && indent == 0 && self.is_module(at) {
                    let end = self.module(at);
                    self.hole(at..end, "import");
                    at = end;
                    continue;
                }
                after_blank = false;
                if let Some(end) = self.fence(at) {
                    (at, begins) = (end, true);
                    continue;
                }
                at += indent;
            }
            let end = match self.bytes[at] {
                b'\n' => {
                    begins = true;
                    None
                }
                b'\r' if self.bytes.get(at + 1) != Some(&b'\n') => {
                    begins = true;
                    None
                }
                b'\\' if self.bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => Some(at + 2),
                b'`' => Some(self.code_span(at)),
                b'{' => self.brace(at),
                b'[' => self.bracket(at),
                b'<' => self.angle(at),
                b'>' => {
                    self.in_tag = false;
                    None
                }
                _ => None,
            };
            at = end.unwrap_or(at + 1);
        }
    }

    fn hole(&mut self, range: Range<usize>, reason: &'static str) {
        self.holes.push(Hole { range, reason, in_tag: self.in_tag });
    }

    fn starts(&self, at: usize, with: &str) -> bool {
        self.bytes[at..].starts_with(with.as_bytes())
    }

    /// First blank line at or after `at`.
    fn paragraph_end(&mut self, at: usize) -> usize {
        let lf = self.next.blank.at(self.bytes, at).unwrap_or(self.bytes.len());
        let crlf = self.next.blank_crlf.at(self.bytes, at).unwrap_or(self.bytes.len());
        lf.min(crlf)
    }

    /// End of the fenced code block that opens on this line.
    fn fence(&mut self, line: usize) -> Option<usize> {
        let mut at = line;
        // a fence may stand in a quotation or an item of a list
        let mut budget = 64;
        loop {
            budget -= 1;
            match self.bytes.get(at)? {
                _ if budget == 0 => return None,
                b' ' | b'\t' | b'>' => at += 1,
                b'-' | b'*' | b'+' if self.bytes.get(at + 1) == Some(&b' ') => at += 2,
                b'0'..=b'9' => {
                    let digits = self.bytes[at..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                    if !matches!(self.bytes.get(at + digits), Some(b'.' | b')')) {
                        return None;
                    }
                    at += digits + 1;
                }
                _ => break,
            }
        }
        let mark = self.bytes[at];
        if !matches!(mark, b'`' | b'~') {
            return None;
        }
        let width = run(self.bytes, at);
        let mut end = self.line_end(at);
        if width < 3 || mark == b'`' && memchr::memchr(b'`', &self.bytes[at + width..end]).is_some() {
            return None;
        }
        while end < self.bytes.len() {
            let next = self.line_end(end);
            let mut inside = end;
            while inside < next && matches!(self.bytes[inside], b' ' | b'\t' | b'>') {
                inside += 1;
            }
            end = next;
            if self.bytes.get(inside) == Some(&mark) {
                let close = run(self.bytes, inside);
                if close >= width
                    && self.bytes[inside + close..end.max(inside + close)].trim_ascii().is_empty()
                {
                    break;
                }
            }
        }
        Some(end)
    }

    /// End of the line, its line feed included.
    fn line_end(&mut self, at: usize) -> usize {
        self.next.line.at(self.bytes, at).map_or(self.bytes.len(), |i| i + 1)
    }

    /// End of the code span that opens here, or of the backticks.
    fn code_span(&mut self, at: usize) -> usize {
        let width = run(self.bytes, at);
        let inside = at + width;
        if width >= self.ticks.len() || inside < self.ticks[width] {
            return inside;
        }
        let limit = self.paragraph_end(inside);
        let mut from = inside;
        while let Some(i) = memchr::memchr(b'`', &self.bytes[from..limit.max(from)]) {
            let close = run(self.bytes, from + i);
            from += i + close;
            if close == width {
                return from;
            }
        }
        self.ticks[width] = limit;
        inside
    }

    fn brace(&mut self, at: usize) -> Option<usize> {
        let bytes = self.bytes;
        let end = match (bytes.get(at + 1)?, bytes.get(at + 2)) {
            (b'{', Some(b'<')) => self.next.angle.end(bytes, at + 3, LONGEST),
            (b'{', Some(b'%')) => self.next.percent.end(bytes, at + 3, LONGEST),
            (b'{', Some(b'/')) if bytes.get(at + 3) == Some(&b'*') => {
                self.next.hugo_comment.end(bytes, at + 4, LONGEST)
            }
            (b'{', _) if !self.mdx => {
                let end = self.next.double.end(bytes, at + 2, LONGEST_INLINE);
                end.filter(|&end| self.paragraph_end(at) >= end).map(|end| {
                    end + usize::from(bytes.get(at + 2) == Some(&b'{') && bytes.get(end) == Some(&b'}'))
                })
            }
            (b'%', _) => self.next.liquid.end(bytes, at + 2, LONGEST),
            (b':', _) => self.attributes(at),
            (b'.' | b'#', Some(c)) if c.is_ascii_alphabetic() => self.attributes(at),
            _ => None,
        };
        if let Some(end) = end {
            let end = self.opaque(at, end);
            self.hole(at..end, "shortcode");
            return Some(end);
        }
        if !self.mdx {
            return None;
        }
        let found = self.braces.binary_search_by_key(&at, |b| b.0).ok()?;
        let end = self.braces[found].1;
        if end - at > LONGEST {
            return None;
        }
        if self.starts(at, "{/*") && self.source[at..end].ends_with("*/}") && end - at >= 6 {
            self.comments.push((at..end, at + 3..end - 3));
            self.hole(at..end, "comment");
        } else if self.starts(at, "{/*") {
            // a comment may hold braces of its own
            let end = self.next.mdx_comment.end(bytes, at + 3, LONGEST)?;
            self.comments.push((at..end, at + 3..end - 3));
            self.hole(at..end, "comment");
            return Some(end);
        } else {
            self.hole(at..end, "expression");
        }
        Some(end)
    }

    /// `{: .class #id}` and `{.class}` end on their line.
    fn attributes(&mut self, at: usize) -> Option<usize> {
        let end = self.next.single.end(self.bytes, at + 1, LONGEST_INLINE)?;
        let line = self.next.line.at(self.bytes, at).unwrap_or(self.bytes.len());
        (end <= line).then_some(end)
    }

    /// Where a paired shortcode holds no prose: the end of its closing tag.
    fn opaque(&mut self, at: usize, end: usize) -> usize {
        let name = name_in(&self.source[at..end]);
        if !OPAQUE.contains(&name) || self.source[at..end].ends_with("/>}}") {
            return end;
        }
        let (closing, last) = match self.bytes[at + 1] {
            b'%' => ([format!("{{% end{name}"), format!("{{%- end{name}")], "%}"),
            b':' => ([format!("{{:/{name}"), "{:/}".to_owned()], "}"),
            _ => ([format!("{{{{< /{name}"), format!("{{{{% /{name}")], "}}"),
        };
        let mut close = usize::MAX;
        for tag in closing {
            let next = self
                .closing
                .entry(tag)
                .or_insert_with_key(|tag| Next { delimiter: Cow::Owned(tag.clone()), known: None });
            close = close.min(next.at(self.bytes, end).unwrap_or(usize::MAX));
        }
        let tag = self.bytes.get(close..close.saturating_add(LONGEST_INLINE).min(self.bytes.len()));
        tag.and_then(|tag| memmem::find(tag, last.as_bytes())).map_or(end, |i| close + i + last.len())
    }

    /// `[name key="value"]` and `[name] … [/name]` of WordPress.
    fn bracket(&mut self, at: usize) -> Option<usize> {
        let closing = self.bytes.get(at + 1) == Some(&b'/');
        let start = at + 1 + usize::from(closing);
        let name = identifier(self.source, start)?;
        let after = start + name.len();
        if closing {
            if self.bytes.get(after) == Some(&b']') && self.opened.contains(name) {
                self.hole(at..after + 1, "shortcode");
                return Some(after + 1);
            }
            return None;
        }
        if !matches!(self.bytes.get(after)?, b']' | b' ' | b'\t' | b'\n' | b'/') {
            return None;
        }
        let close = self.closers.get(name).copied().filter(|&c| c > after);
        let end = match close {
            // the attributes of a shortcode that is closed may be written in any way
            Some(_) => self.next.bracket.end(self.bytes, after, LONGEST_INLINE)?,
            None => quoted_attributes(self.bytes, after)?,
        };
        if matches!(self.bytes.get(end), Some(b'(' | b'[' | b':')) {
            return None;
        }
        let end = match close {
            Some(_) if OPAQUE.contains(&name) => {
                let tag = format!("[/{name}]");
                memmem::find(&self.bytes[end..], tag.as_bytes()).map_or(end, |i| end + i + tag.len())
            }
            Some(_) => {
                self.opened.insert(name);
                end
            }
            None => end,
        };
        self.hole(at..end, "shortcode");
        Some(end)
    }

    fn angle(&mut self, at: usize) -> Option<usize> {
        if self.starts(at, "<!--") {
            return self.next.html_comment.at(self.bytes, at + 4).map(|i| i + 3);
        }
        let closing = self.bytes.get(at + 1) == Some(&b'/');
        let name = at + 1 + usize::from(closing);
        let first = *self.bytes.get(name)?;
        if self.mdx && (first == b'>' || first.is_ascii_alphabetic()) {
            let length = self.bytes[name..]
                .iter()
                .take(80)
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'))
                .count();
            let component = first == b'>'
                || first.is_ascii_uppercase()
                || memchr::memchr(b'.', &self.bytes[name..name + length]).is_some();
            if component && let Some(end) = self.tag(name + length) {
                self.in_tag = false;
                self.hole(at..end, "component");
                return Some(end);
            }
        }
        self.in_tag = first.is_ascii_alphabetic();
        None
    }

    /// End of a JSX tag after its name.
    fn tag(&self, from: usize) -> Option<usize> {
        let limit = self.bytes.len().min(from + LONGEST);
        let mut at = from;
        while at < limit {
            at = match self.bytes[at] {
                b'>' => return Some(at + 1),
                b'<' => return None,
                quote @ (b'"' | b'\'') => at + 2 + memchr::memchr(quote, &self.bytes[at + 1..limit])?,
                b'{' => self.braces[self.braces.binary_search_by_key(&at, |b| b.0).ok()?].1,
                _ => at + 1,
            };
        }
        None
    }

    fn is_module(&self, at: usize) -> bool {
        self.starts(at, "import ") || self.starts(at, "import{") || self.starts(at, "export ")
    }

    /// End of the block of imports and exports that begins here.
    fn module(&mut self, at: usize) -> usize {
        let mut end = self.paragraph_end(at);
        let mut brace = self.braces.partition_point(|b| b.0 < at);
        while let Some(&(open, close)) = self.braces.get(brace)
            && open < end
        {
            if close > end {
                end = self.paragraph_end(close);
            }
            brace += 1;
        }
        end
    }
}

/// Length of the run of equal bytes at `at`.
fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|&&b| b == bytes[at]).count()
}

/// The last place of each `[/name]`.
fn closers(source: &str) -> HashMap<&str, usize> {
    memmem::find_iter(source.as_bytes(), b"[/")
        .filter_map(|at| {
            let name = identifier(source, at + 2)?;
            (source.as_bytes().get(at + 2 + name.len()) == Some(&b']')).then_some((name, at))
        })
        .collect()
}

fn identifier(source: &str, at: usize) -> Option<&str> {
    let bytes = &source.as_bytes()[at..];
    let length =
        bytes.iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    bytes.first()?.is_ascii_alphabetic().then(|| &source[at..at + length])
}

/// The name in `{% name … %}`, `{{< name … >}}` or `{::name … /}`.
fn name_in(shortcode: &str) -> &str {
    let inside = shortcode.trim_start_matches(['{', '%', '<', ':', '-', ' ', '\n']);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    &inside[..end]
}

/// End of ` key="value" flag key=value]` with at least one quoted value.
fn quoted_attributes(bytes: &[u8], from: usize) -> Option<usize> {
    let limit = bytes.len().min(from + LONGEST_INLINE);
    let mut at = from;
    let mut quoted = false;
    while at < limit {
        at = match bytes[at] {
            b']' => return quoted.then_some(at + 1),
            b' ' | b'\t' | b'\n' | b'\r' | b'/' => at + 1,
            b'=' => match bytes.get(at + 1)? {
                quote @ (b'"' | b'\'') => {
                    quoted = true;
                    at + 3 + memchr::memchr(*quote, &bytes[(at + 2).min(limit)..limit])?
                }
                _ => at + 1,
            },
            b if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b',' | b'.' | b'%' | b'#') => at + 1,
            _ => return None,
        };
    }
    None
}

/// Pairs of braces: place of the opening one, end of the closing one; ascending.
fn braces(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut stack = Vec::new();
    let mut pairs = Vec::new();
    for at in memchr::memchr2_iter(b'{', b'}', bytes) {
        let escaped = at > 0 && bytes[at - 1] == b'\\';
        match bytes[at] {
            _ if escaped => {}
            b'{' => stack.push(at),
            _ => {
                if let Some(open) = stack.pop() {
                    pairs.push((open, at + 1));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs
}
