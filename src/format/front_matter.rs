//! Front matter: the metadata before a Markdown text, in YAML, TOML or JSON. Owns a tolerant reader
//! of lines that keeps exact ranges, and the list of keys that hold prose; must not know Markdown.
//!
//! Real files break the grammar (`title: Probiotics: What to Know`, tabs, stray quotes) and are
//! published all the same, so nothing here is an error: what cannot be read is left out.

use std::ops::Range;

use crate::document::{BlockKind, Builder, date, is_byline, read_byline};

/// Nesting that is read; deeper values are left out.
const DEEPEST: u8 = 8;

/// Range of the front matter at the start of a text, delimiters included.
pub(crate) fn extent(source: &str, from: usize) -> Option<Range<usize>> {
    let (kind, inside) = delimited(source, from)?;
    Some(
        from..match kind {
            Kind::Json => inside.end,
            _ => line_after(source, inside.end),
        },
    )
}

/// Reads the front matter that starts at `from` into blocks and metadata. Returns where the text
/// after it begins: `from` where there is none.
pub(crate) fn read(builder: &mut Builder<'_>, from: usize) -> usize {
    let source = builder.source();
    let Some((kind, inside)) = delimited(source, from) else {
        return from;
    };
    let end = extent(source, from).map_or(from, |e| e.end);
    let tree = match kind {
        Kind::Yaml => Reader::new(source, inside).yaml(),
        Kind::Toml => Reader::new(source, inside).toml(),
        Kind::Json => Reader::new(source, inside).json(),
    };
    if let Some(Node::Map(entries)) = tree {
        for (key, node) in &entries {
            entry(builder, key, node, true);
        }
    }
    builder.close();
    builder.leave_out(from..end, "front matter");
    builder.begin_text();
    end
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Yaml,
    Toml,
    Json,
}

/// The kind of front matter and the range inside its delimiters.
fn delimited(source: &str, from: usize) -> Option<(Kind, Range<usize>)> {
    let rest = &source[from..];
    let first = rest.lines().next()?.trim_end();
    let kind = match first {
        "---" => Kind::Yaml,
        "+++" => Kind::Toml,
        "{" => return json(source, from).map(|end| (Kind::Json, from..end)),
        _ => return None,
    };
    let start = line_after(source, from);
    let mut at = start;
    let mut named = false;
    // a rule between paragraphs has a blank line behind it: there the key has to be one that we know
    let blank = source[start..line_after(source, start)].trim().is_empty();
    while at < source.len() {
        let next = line_after(source, at);
        let line = source[at..next].trim_end();
        if line == first || kind == Kind::Yaml && line == "..." {
            // two rules with text between them are no front matter
            return (named || source[start..at].trim().is_empty()).then_some((kind, start..at));
        }
        named = named || key_of(kind, line).is_some_and(|key| !blank || field(key).is_some());
        at = next;
    }
    None
}

/// The key of a line at the left edge, or the name of a table.
fn key_of(kind: Kind, line: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let key = match kind {
        Kind::Toml if line.starts_with('[') => line.trim_matches(['[', ']']),
        Kind::Toml => line.split_once('=')?.0,
        _ => line.split_once(':')?.0,
    };
    let plain = |c: char| c.is_alphanumeric() || "_-.@$ \"'".contains(c);
    let held = key.len() <= LONGEST && !key.starts_with([' ', '\t', '-']) && key.chars().all(plain);
    (held && !key.trim().is_empty()).then_some(key.trim())
}

/// End of a JSON object.
fn json(source: &str, from: usize) -> Option<usize> {
    let (mut depth, mut string, mut escaped) = (0_usize, false, false);
    for (at, byte) in source.bytes().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            _ if string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Start of the line after the one that holds `at`.
fn line_after(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |i| at + i + 1)
}

// ---------------------------------------------------------------------------------------------
// What the keys mean

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Title,
    Prose,
    /// Prose of which each item of a list stands alone.
    Points,
    Questions,
    /// A map whose own keys are looked at.
    Inside,
    Author,
    Reviewer,
    /// Who checked it, or when.
    Check,
    Published,
    Modified,
    Reviewed,
    Language,
}

/// Keys in lower case without `_`, `-`, `.` and blanks.
#[rustfmt::skip]
const FIELDS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("headline", Field::Prose), ("seotitle", Field::Prose), ("metatitle", Field::Prose),
    ("ogtitle", Field::Prose), ("subtitle", Field::Prose), ("tagline", Field::Prose),
    ("description", Field::Prose), ("metadescription", Field::Prose), ("seodescription", Field::Prose),
    ("ogdescription", Field::Prose), ("shortdescription", Field::Prose), ("desc", Field::Prose),
    ("excerpt", Field::Prose), ("summary", Field::Prose), ("lead", Field::Prose), ("lede", Field::Prose),
    ("intro", Field::Prose), ("introduction", Field::Prose), ("deck", Field::Prose), ("dek", Field::Prose),
    ("standfirst", Field::Prose), ("teaser", Field::Prose), ("abstract", Field::Prose), ("blurb", Field::Prose),
    ("caption", Field::Prose), ("imagecaption", Field::Prose), ("subheading", Field::Prose),
    ("subheadline", Field::Prose),
    ("keytakeaways", Field::Points), ("takeaways", Field::Points), ("keytakeaway", Field::Points),
    ("summarypoints", Field::Points), ("highlights", Field::Points), ("keypoints", Field::Points),
    ("keyfacts", Field::Points), ("keymessages", Field::Points), ("quickfacts", Field::Points),
    ("tldr", Field::Points), ("ataglance", Field::Points), ("bottomline", Field::Points),
    ("faqs", Field::Questions), ("faq", Field::Questions), ("questions", Field::Questions),
    ("qa", Field::Questions), ("qanda", Field::Questions), ("faqitems", Field::Questions),
    ("seo", Field::Inside), ("meta", Field::Inside), ("metadata", Field::Inside), ("og", Field::Inside),
    ("opengraph", Field::Inside), ("twitter", Field::Inside), ("params", Field::Inside),
    ("hero", Field::Inside), ("header", Field::Inside), ("extra", Field::Inside),
    ("author", Field::Author), ("authors", Field::Author), ("writtenby", Field::Author),
    ("byline", Field::Author), ("writer", Field::Author), ("authorname", Field::Author),
    ("reviewer", Field::Reviewer), ("reviewers", Field::Reviewer), ("reviewedby", Field::Reviewer),
    ("medicalreviewer", Field::Reviewer), ("medicallyreviewedby", Field::Reviewer),
    ("medicalreviewedby", Field::Reviewer), ("clinicallyreviewedby", Field::Reviewer),
    ("factcheckedby", Field::Reviewer), ("factchecker", Field::Reviewer), ("factcheck", Field::Check),
    ("medicalreview", Field::Check), ("medicallyreviewed", Field::Check),
    ("clinicalreview", Field::Check), ("clinicalreviewer", Field::Reviewer),
    ("clinicalcheck", Field::Check), ("medicalcheck", Field::Check),
    ("checkedby", Field::Reviewer), ("checked", Field::Check), ("checker", Field::Reviewer),
    ("approvedby", Field::Reviewer), ("verifiedby", Field::Reviewer),
    ("date", Field::Published), ("publishdate", Field::Published), ("published", Field::Published),
    ("datepublished", Field::Published), ("publishedat", Field::Published), ("pubdate", Field::Published),
    ("publishedon", Field::Published), ("publisheddate", Field::Published),
    ("publicationdate", Field::Published), ("dateposted", Field::Published),
    ("updated", Field::Modified), ("lastmod", Field::Modified), ("modified", Field::Modified),
    ("lastupdated", Field::Modified), ("datemodified", Field::Modified), ("updatedat", Field::Modified),
    ("updateddate", Field::Modified), ("updatedon", Field::Modified), ("lastmodified", Field::Modified),
    ("modifieddate", Field::Modified),
    ("lastreviewed", Field::Reviewed), ("reviewed", Field::Check), ("reviewdate", Field::Reviewed),
    ("reviewedon", Field::Reviewed), ("datereviewed", Field::Reviewed),
    ("lastreviewedon", Field::Reviewed), ("revieweddate", Field::Reviewed),
    ("lang", Field::Language), ("language", Field::Language), ("locale", Field::Language),
    ("inlanguage", Field::Language),
];

fn field(key: &str) -> Option<Field> {
    let mut name: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    name.make_ascii_lowercase();
    FIELDS.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
}

fn entry(builder: &mut Builder<'_>, key: &str, node: &Node, top: bool) {
    let Some(field) = field(key) else {
        return;
    };
    match field {
        Field::Title if top => prose(builder, BlockKind::Title, node),
        Field::Title | Field::Prose | Field::Points => prose(builder, BlockKind::Description, node),
        Field::Questions => questions(builder, node),
        Field::Inside => {
            if let (true, Node::Map(entries)) = (top, node) {
                for (key, node) in entries {
                    entry(builder, key, node, false);
                }
            }
        }
        _ => metadata(builder, field, node),
    }
}

/// One block for a scalar, one for each scalar of a list.
fn prose(builder: &mut Builder<'_>, kind: BlockKind, node: &Node) {
    match node {
        Node::Scalar(pieces) => {
            builder.open(kind);
            for piece in pieces {
                match piece {
                    Piece::Text(range) => builder.text(range.clone()),
                    Piece::Replace(text, range) => builder.replace(text, range.clone()),
                }
            }
            builder.close();
        }
        Node::List(items) => {
            for item in items {
                if let Node::Map(entries) = item {
                    let text =
                        |key: &str| ["text", "point", "content", "description", "title"].contains(&key);
                    for (_, node) in entries.iter().filter(|(key, _)| text(key)) {
                        prose(builder, kind, node);
                    }
                } else {
                    prose(builder, kind, item);
                }
            }
        }
        Node::Map(_) => {}
    }
}

fn questions(builder: &mut Builder<'_>, node: &Node) {
    let items = match node {
        Node::List(items) => items,
        Node::Map(entries) => {
            // `faq: { title: …, items: […] }`
            for (_, node) in entries.iter().filter(|(_, node)| matches!(node, Node::List(_))) {
                questions(builder, node);
            }
            return;
        }
        Node::Scalar(_) => return,
    };
    for item in items {
        let Node::Map(entries) = item else { continue };
        let find = |names: &[&str]| {
            entries.iter().find(|(key, _)| names.contains(&key.to_ascii_lowercase().as_str())).map(|(_, n)| n)
        };
        if let Some(question) = find(&["question", "q", "name", "title"]) {
            prose(builder, BlockKind::Question, question);
        }
        if let Some(answer) = find(&["answer", "a", "text", "content", "acceptedanswer"]) {
            prose(builder, BlockKind::Paragraph, answer);
        }
    }
}

fn metadata(builder: &mut Builder<'_>, field: Field, node: &Node) {
    let Some(value) = plain(builder.source(), node) else {
        return;
    };
    let flag = ["true", "false", "null", "~", "yes", "no"].iter().any(|f| value.eq_ignore_ascii_case(f));
    // `reviewed: Dr Li`, `checked: 12 March 2024`, `factCheck: pending`
    let field = match field {
        Field::Check if date(&value.to_ascii_lowercase()).is_some() => Field::Reviewed,
        Field::Check if is_name(&value) => Field::Reviewer,
        field => field,
    };
    let dated = value.bytes().any(|b| b.is_ascii_digit());
    if flag
        || field == Field::Check
        || matches!(field, Field::Published | Field::Modified | Field::Reviewed) && !dated
    {
        return;
    }
    let metadata = builder.metadata();
    // `byline: "Words by A | Medical review: B"`
    if field == Field::Author && value.contains(['|', '·', '•', ':']) && is_byline(&value) {
        return read_byline(&value, metadata);
    }
    let slot = match field {
        Field::Author => &mut metadata.author,
        Field::Reviewer => &mut metadata.reviewer,
        Field::Published => &mut metadata.published,
        Field::Modified => &mut metadata.modified,
        Field::Reviewed => &mut metadata.reviewed,
        _ => &mut metadata.language,
    };
    if slot.is_none() {
        *slot = Some(value);
    }
}

/// "Imran Malik, pharmacist": two or more words with capital letters come first.
fn is_name(value: &str) -> bool {
    let name = value.split([',', '(']).next().unwrap_or(value);
    name.split_whitespace().nth(1).is_some()
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// The value as plain text: lists joined by commas, maps by their name.
fn plain(source: &str, node: &Node) -> Option<String> {
    let text: String = match node {
        Node::Scalar(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(range) => &source[range.clone()],
                Piece::Replace(text, _) => text.as_str(),
            })
            .collect(),
        Node::List(items) => items.iter().filter_map(|n| plain(source, n)).collect::<Vec<_>>().join(", "),
        Node::Map(entries) => {
            let (_, name) = entries.iter().find(|(key, _)| key.eq_ignore_ascii_case("name"))?;
            plain(source, name)?
        }
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

// ---------------------------------------------------------------------------------------------
// The reader

/// A value and where it stands.
#[derive(Debug)]
enum Node {
    Scalar(Vec<Piece>),
    List(Vec<Node>),
    Map(Entries),
}

/// Keys and values of a map, in order.
type Entries = Vec<(String, Node)>;

/// A piece of a scalar.
#[derive(Debug)]
enum Piece {
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

#[derive(Debug)]
struct Reader<'s> {
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
    fn new(source: &'s str, inside: Range<usize>) -> Self {
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

    fn yaml(mut self) -> Option<Node> {
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

    fn json(mut self) -> Option<Node> {
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

    fn toml(mut self) -> Option<Node> {
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

#[cfg(test)]
mod tests {
    use crate::document::Document;

    fn document(source: &str) -> Document {
        crate::format::markdown::read(source, false)
    }

    fn blocks(source: &str) -> String {
        let document = document(source);
        let line = |b: &crate::document::Block| format!("{} {}", b.kind.name(), document.text(b));
        document.blocks().iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn prose_of_all_forms() {
        for (inside, expected) in [
            ("title: Tea: What to Know", "title Tea: What to Know"),
            ("title: \"Tea \\\"and\\\" you\\u0021\"  # why", "title Tea \"and\" you!"),
            ("title: 'It''s tea'", "title It's tea"),
            ("title: \"The \"best\" tea\"", "title The \"best\" tea"),
            ("title: \"Tea\" is best", "title \"Tea\" is best"),
            ("title: Tea # really", "title Tea"),
            ("title: The #1 tea", "title The #1 tea"),
            (
                "slug: tea\nlayout: post\nSEO_Title: Tea\nmeta-description: Good",
                "description Tea\ndescription Good",
            ),
            ("summary: >-\n  one\n  two\n\n  three\ndate: 2020", "description one two three"),
            ("summary: |\n  one\n  two", "description one two"),
            ("description: one\n  two\ntags: [a, b]", "description one two"),
            ("description: \"one\n  two\"\ntags: x", "description one two"),
            (
                "keyTakeaways:\n  - plain words: two\n  - \"three\"\n  -  four",
                "description plain words: two\ndescription three\ndescription four",
            ),
            ("highlights: [\"a, b\", 'c',\n  d]", "description a, b\ndescription c\ndescription d"),
            (
                "seo:\n  title: Tea\n  image: x.png\n  deeper:\n    title: no\ncaption:\n  title: no",
                "description Tea",
            ),
            (
                "faqs:\n- question: Safe?\n  answer: >\n    Mostly.\n- question: \"Dear?\"\n  answer: No.",
                "question Safe?\nparagraph Mostly.\nquestion Dear?\nparagraph No.",
            ),
            ("\ntitle: behind a blank line", "title behind a blank line"),
            (
                "bad line\n\tsummary: tab\ntitle: good\n: worse\nsummary: fine",
                "description tab\ntitle good\ndescription fine",
            ),
        ] {
            assert_eq!(blocks(&format!("---\n{inside}\n---\n")), expected, "{inside}");
            let crlf = format!("---\n{inside}\n---\n").replace('\n', "\r\n");
            assert_eq!(blocks(&crlf), expected, "{crlf:?}");
        }
        for (source, expected) in [
            (
                "+++\ntitle = \"Tea \\\"x\\\"\"\ndraft = true\ndescription = \"\"\"\none\ntwo\"\"\"\n[seo]\ntitle = 'S'\n[[faqs]]\nquestion = \"Safe?\"\nanswer = \"Yes.\"\n+++\n",
                "title Tea \"x\"\ndescription one two\ndescription S\nquestion Safe?\nparagraph Yes.",
            ),
            ("+++\nhighlights = [\n  \"a\", # one\n  \"b\",\n]\n+++\n", "description a\ndescription b"),
            (
                "{\n  \"title\": \"Tea\",\n  \"n\": [1, {\"a\": 2}],\n  \"summary\": \"Good\"\n}\n\nText",
                "title Tea\ndescription Good\nparagraph Text",
            ),
            ("---\n\nA rule, no key.\n\n---\n", "paragraph A rule, no key."),
            ("---\n\nNote: a rule: no key.\n\n---\n", "paragraph Note: a rule: no key."),
            ("---\ntitle: open", "paragraph title: open"),
        ] {
            assert_eq!(blocks(source), expected, "{source}");
        }
    }

    #[test]
    fn metadata_and_what_is_left_out() {
        let source = "\u{feff}---\nauthors:\n  - name: Ann Poe\n    url: x\n  - name: Bo\nmedicalReviewer: 'Dr. Li'\n\
                      medicallyReviewed: true\nreviewed: true\nlastReviewed: 2025-01-15\npublishDate: \"2024-02-05\"\n\
                      lastmod: 2024-03-01\nlang: en-GB\n---\n\nText";
        let document = document(source);
        let m = document.metadata();
        let value = |v: &Option<String>| v.clone().unwrap_or_default();
        assert_eq!(
            [&m.author, &m.reviewer, &m.published, &m.modified, &m.reviewed, &m.language].map(value),
            ["Ann Poe, Bo", "Dr. Li", "2024-02-05", "2024-03-01", "2025-01-15", "en-GB"]
        );
        assert_eq!(document.left_out().len(), 1);
        assert!(source[document.left_out()[0].source.clone()].ends_with("en-GB\n---\n"));
    }

    #[test]
    fn the_text_answers_no_question_of_the_front_matter() {
        let document = document("---\nfaq:\n  - q: Safe?\n    a: Yes.\n---\nText");
        let questions: Vec<_> = document.blocks().iter().map(|b| b.question).collect();
        assert_eq!(questions, [None, Some(0), None]);
    }
}
