//! Markdown to blocks. Owns what the events of the parser mean; front matter, shortcodes and HTML
//! have readers of their own. Must not know rules.
//!
//! Prose is always copied from the source by its range, never from the parser's text, which serves
//! only to tell entities from plain text.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{front_matter, html, shortcode};
use crate::document::{BlockKind, Builder, Document, IN_BOLD, InlineKind, Table};

/// Most words a bold line may have to be read as a heading.
const HEADING_WORDS: usize = 14;
/// Tags of HTML whose text the author has taken back.
const STRIKES: [&str; 3] = ["del", "s", "strike"];

/// Reads Markdown, or MDX: Markdown with JSX, imports and expressions.
pub fn read(source: &str, mdx: bool) -> Document {
    let from = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let body = front_matter::extent(source, from).map_or(from, |e| e.end);
    let masked = shortcode::mask(source, body, mdx);
    let holes = masked.holes.iter().map(|(range, _)| range.clone()).collect();
    let mut builder = Builder::masked(source, &masked.text, holes);
    front_matter::read(&mut builder, from);
    for (range, reason) in masked.holes {
        if reason != "comment" {
            builder.leave_out(range, reason);
        }
    }
    let comments = masked.comments;
    let mut walk = Walk::new(builder, source, body, mdx, comments);
    let text = &masked.text[body..];
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_SUPERSCRIPT;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        walk.event(event, range.start + body..range.end + body);
    }
    walk.finish()
}

/// What a block stands in, innermost last.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Container {
    Quote,
    /// A callout of GitHub: words of the author's own.
    Alert,
    Item,
    Footnote,
    Definition,
}

/// A piece of an image's alternative text, kept until the block around the image ends.
#[derive(Debug)]
enum Piece {
    Text(Range<usize>),
    Replace(String, Range<usize>),
    Space(Range<usize>),
}

#[derive(Debug, PartialEq)]
enum Open {
    Markdown,
    /// An inline tag of HTML by its name.
    Html(String),
}

#[derive(Debug)]
struct Walk<'s> {
    builder: Builder<'s>,
    original: &'s str,
    mdx: bool,
    comments: std::iter::Peekable<std::vec::IntoIter<(Range<usize>, Range<usize>)>>,
    containers: Vec<Container>,
    quotes: usize,
    /// `<blockquote>` of HTML around Markdown.
    html_quotes: usize,
    lists: u8,
    list: u32,
    table: Table,
    /// What the next inline opens, where its block says so itself.
    kind: Option<(BlockKind, u8)>,
    /// The paragraph so far is one bold run.
    bold: Option<Bold>,
    inlines: Vec<Open>,
    images: usize,
    alt: Vec<Vec<Piece>>,
    /// Depth of code blocks and scripts, whose text is left out.
    code: bool,
    script: usize,
    /// HTML lines that are read together.
    html: Option<Range<usize>>,
    /// End of what was copied last.
    last: usize,
    /// End of what is struck out, if that lies ahead.
    struck: usize,
    /// What is known of the end tags of [`STRIKES`].
    strikes: [Strike; STRIKES.len()],
}

/// What was seen of the end tags of one name, so that the source is looked through once for them.
#[derive(Debug, Clone, Default)]
struct Strike {
    /// The next one, as far as it was looked for.
    next: Range<usize>,
    /// The end of a paragraph in which there is none.
    unended: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Bold {
    Before,
    Inside,
    After,
}

impl<'s> Walk<'s> {
    fn new(
        builder: Builder<'s>, original: &'s str, body: usize, mdx: bool,
        comments: Vec<(Range<usize>, Range<usize>)>,
    ) -> Self {
        Self {
            builder,
            original,
            mdx,
            comments: comments.into_iter().peekable(),
            containers: Vec::new(),
            quotes: 0,
            html_quotes: 0,
            lists: 0,
            list: 0,
            table: Table::default(),
            kind: None,
            bold: None,
            inlines: Vec::new(),
            images: 0,
            alt: Vec::new(),
            code: false,
            script: 0,
            html: None,
            last: body,
            struck: body,
            strikes: Default::default(),
        }
    }

    fn finish(mut self) -> Document {
        self.end_html();
        self.end_block();
        self.comments_before(usize::MAX);
        self.builder.finish()
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        self.comments_before(range.start);
        if let Event::Html(_) = event {
            self.html_line(range);
            return;
        }
        self.end_html();
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => self.code_span(&text, range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::FootnoteReference(label) if self.images == 0 && range.start >= self.struck => {
                self.ensure();
                self.builder.begin_inline(InlineKind::Note(label.into_string()));
                self.builder.end_inline();
            }
            Event::SoftBreak | Event::HardBreak => {
                if self.bold == Some(Bold::Inside) {
                    self.bold = None;
                }
                self.space(range);
            }
            Event::Rule => self.end_block(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.end_block();
                self.bold = (self.context().0 == BlockKind::Paragraph).then_some(Bold::Before);
            }
            Tag::Heading { level, .. } => {
                self.end_block();
                self.kind = Some((BlockKind::Heading, level as u8));
            }
            Tag::BlockQuote(None) => self.enter(Container::Quote),
            Tag::BlockQuote(Some(_)) => self.enter(Container::Alert),
            Tag::List(_) => {
                self.end_block();
                if self.lists == 0 {
                    self.list = self.builder.new_list();
                }
                self.lists = self.lists.saturating_add(1);
            }
            Tag::Item => self.enter(Container::Item),
            Tag::FootnoteDefinition(_) => self.enter(Container::Footnote),
            Tag::DefinitionListTitle => {
                self.end_block();
                let asks = self.builder.source()[range].trim_end().ends_with('?');
                self.kind = Some((if asks { BlockKind::Question } else { BlockKind::Paragraph }, 0));
            }
            Tag::DefinitionListDefinition => self.enter(Container::Definition),
            Tag::CodeBlock(kind) => {
                self.end_block();
                // MDX has no indented code
                self.code = !(self.mdx && kind == CodeBlockKind::Indented);
                if self.code {
                    self.builder.leave_out(range, "code block");
                }
            }
            Tag::TableCell => {
                self.end_block();
                self.table.start_cell(1, 1);
                self.kind = Some((BlockKind::TableCell, 0));
            }
            // a single tilde makes a subscript elsewhere
            Tag::Strikethrough if self.builder.source()[range.clone()].starts_with("~~") => {
                self.strike_out(range);
            }
            Tag::Emphasis => self.begin(range.start, InlineKind::Emphasis, Open::Markdown),
            Tag::Superscript => self.begin(range.start, InlineKind::Superscript, Open::Markdown),
            Tag::Strong => {
                if self.bold == Some(Bold::Before) {
                    self.bold = Some(Bold::Inside);
                }
                self.begin(range.start, InlineKind::Strong, Open::Markdown);
            }
            Tag::Link { dest_url, .. } => {
                let target = self.target(&dest_url, range.clone());
                self.begin(range.start, InlineKind::Link(target), Open::Markdown);
            }
            Tag::Image { .. } => {
                self.bold = None;
                self.images += 1;
                if self.images == 1 {
                    self.alt.push(Vec::new());
                }
            }
            Tag::TableHead | Tag::TableRow => {
                self.end_block();
                let is_head = matches!(tag, Tag::TableHead);
                if is_head {
                    self.table = Table::new(self.builder.new_table());
                }
                self.table.start_row(self.builder.blocks(), is_head);
            }
            Tag::Table(_) | Tag::DefinitionList | Tag::HtmlBlock => {
                self.end_block();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                if matches!(self.bold, Some(Bold::Inside | Bold::After))
                    && self.is_bold_heading(range)
                    && let Some(block) = self.builder.block()
                {
                    (block.kind, block.level) = (BlockKind::Heading, IN_BOLD);
                }
                self.end_block();
            }
            TagEnd::BlockQuote(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListDefinition => {
                self.end_block();
                if self.containers.pop() == Some(Container::Quote) {
                    self.quotes -= 1;
                }
            }
            TagEnd::List(_) => {
                self.end_block();
                self.lists = self.lists.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.end_block();
                self.code = false;
            }
            TagEnd::Emphasis | TagEnd::Superscript | TagEnd::Link => self.end_markdown(),
            TagEnd::Strong => {
                self.end_markdown();
                if self.bold == Some(Bold::Inside) && !self.inlines.contains(&Open::Markdown) {
                    self.bold = Some(Bold::After);
                }
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Heading(_)
            | TagEnd::TableCell
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::HtmlBlock => self.end_block(),
            _ => {}
        }
    }

    fn enter(&mut self, container: Container) {
        self.end_block();
        if container == Container::Quote {
            self.quotes += 1;
        }
        self.containers.push(container);
    }

    /// The kind and level of a block that says nothing itself.
    fn context(&self) -> (BlockKind, u8) {
        for container in self.containers.iter().rev() {
            return match container {
                Container::Quote => (BlockKind::Quote, 0),
                Container::Item => (BlockKind::ListItem, self.lists),
                Container::Footnote => (BlockKind::Reference, 0),
                Container::Definition => (BlockKind::Paragraph, 0),
                Container::Alert => continue,
            };
        }
        let quoted = self.html_quotes > 0;
        (if quoted { BlockKind::Quote } else { BlockKind::Paragraph }, 0)
    }

    /// What text inside an HTML block is, as far as the HTML does not say.
    fn ground(&self) -> html::Ground {
        let (kind, level) = self.context();
        let item = kind == BlockKind::ListItem;
        html::Ground {
            kind,
            level: 0,
            list: item.then_some(self.list),
            table: None,
            depth: if item { level } else { 0 },
            quoted: self.quotes > 0 || self.html_quotes > 0,
        }
    }

    /// Opens the block that inline text belongs to, if none is open.
    fn ensure(&mut self) {
        if self.builder.block().is_some() {
            return;
        }
        let (kind, level) = self.kind.unwrap_or_else(|| self.context());
        let quoted = self.quotes > 0 || self.html_quotes > 0;
        let list = (kind == BlockKind::ListItem).then_some(self.list);
        let number = self.builder.blocks();
        let cell = kind == BlockKind::TableCell;
        let place = if cell { self.table.place(number) } else { (None, None) };
        let block = self.builder.open(kind);
        (block.level, block.quoted, block.list) = (level, quoted, list);
        (block.row, block.column) = place;
        block.table = cell.then(|| self.table.number());
    }

    /// Ends the block and appends the alternative texts of its images.
    fn end_block(&mut self) {
        self.builder.close();
        self.inlines.clear();
        self.images = 0;
        self.kind = None;
        self.bold = None;
        self.script = 0;
        for alt in std::mem::take(&mut self.alt) {
            let quoted = self.quotes > 0 || self.html_quotes > 0;
            self.builder.open(BlockKind::AltText).quoted = quoted;
            for piece in alt {
                match piece {
                    Piece::Text(range) => self.builder.text(range),
                    Piece::Replace(text, range) => self.builder.replace(&text, range),
                    Piece::Space(range) => self.builder.space(range),
                }
            }
            self.builder.close();
        }
    }

    /// A short bold line that stands alone and is no sentence is a heading without the marks of one.
    fn is_bold_heading(&self, range: Range<usize>) -> bool {
        let text = self.builder.source()[range].trim();
        let text = text.trim_matches(|c: char| matches!(c, '*' | '_') || c.is_whitespace());
        !text.contains('\n')
            && !text.ends_with(['.', ':', ',', ';', '!'])
            && text.split_whitespace().count() <= HEADING_WORDS
    }

    /// Leaves out what the author has taken back.
    fn strike_out(&mut self, range: Range<usize>) {
        if range.start >= self.struck {
            self.struck = range.end;
            self.builder.leave_out(range, "struck out");
        }
    }

    /// The same for a tag of [`STRIKES`], if its end tag stands in the same paragraph.
    fn strike_tag(&mut self, which: usize, tag: Range<usize>) {
        let source = self.builder.source();
        let Strike { next, unended } = &mut self.strikes[which];
        if tag.start < self.struck || tag.end < *unended {
            return;
        }
        if next.start < tag.end {
            *next = end_tag(source, tag.end, STRIKES[which]).unwrap_or(usize::MAX..usize::MAX);
        }
        let end = next.end;
        let Some(between) = source.get(tag.end..next.start) else { return };
        // the line of the tag is not blank, and that of its end tag is none yet
        let mut at = tag.end;
        for (i, line) in between.split_inclusive('\n').enumerate() {
            if i > 0 && line.ends_with('\n') && line.trim().is_empty() {
                *unended = at;
                return;
            }
            at += line.len();
        }
        self.strike_out(tag.start..end);
    }

    fn begin(&mut self, at: usize, kind: InlineKind, open: Open) {
        if self.images > 0 {
            return;
        }
        // a link that is struck out leads nowhere, but its end will come
        let kind = if at < self.struck { InlineKind::Emphasis } else { kind };
        self.ensure();
        self.builder.begin_inline(kind);
        self.inlines.push(open);
    }

    /// Ends the Markdown inline opened last, and the tags left open inside it.
    fn end_markdown(&mut self) {
        if self.images > 0 {
            return;
        }
        while let Some(open) = self.inlines.pop() {
            self.builder.end_inline();
            if open == Open::Markdown {
                break;
            }
        }
    }

    /// A link's target as written, also where a shortcode stands for it.
    fn target(&self, parsed: &str, link: Range<usize>) -> String {
        let written = &self.original[link.clone()];
        if written == &self.builder.source()[link] {
            return parsed.to_owned();
        }
        let target = written.rfind("](").map(|at| written[at + 2..].trim_end_matches(')').trim());
        target.unwrap_or(parsed).to_owned()
    }

    fn space(&mut self, range: Range<usize>) {
        if self.code || range.start < self.struck {
            return;
        }
        match self.alt.last_mut().filter(|_| self.images > 0) {
            Some(alt) => alt.push(Piece::Space(range)),
            None => self.builder.space(range),
        }
    }

    fn copy(&mut self, range: Range<usize>) {
        match self.alt.last_mut().filter(|_| self.images > 0) {
            Some(alt) => alt.push(Piece::Text(range)),
            None => {
                self.ensure();
                self.builder.text(range);
            }
        }
    }

    fn replace(&mut self, text: &str, range: Range<usize>) {
        match self.alt.last_mut().filter(|_| self.images > 0) {
            Some(alt) => alt.push(Piece::Replace(text.to_owned(), range)),
            None => {
                self.ensure();
                self.builder.replace(text, range);
            }
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.code || self.script > 0 || range.is_empty() || range.start < self.last.max(self.struck) {
            return;
        }
        if !text.trim().is_empty() && matches!(self.bold, Some(Bold::Before | Bold::After)) {
            self.bold = None;
        }
        let source = self.builder.source();
        let slice = &source[range.clone()];
        if text == slice {
            self.last = range.end;
            self.copy(range);
            return;
        }
        // the end of such a range may lie too far: an entity ends at its semicolon
        if let Some(end) = slice.starts_with('&').then(|| slice.find(';')).flatten() {
            self.last = range.start + end + 1;
            self.replace(text, range.start..range.start + end + 1);
            return;
        }
        let alike = text.chars().zip(slice.chars()).take_while(|(a, b)| a == b);
        let same = alike.map(|(c, _)| c.len_utf8()).sum::<usize>();
        let middle = range.start + same;
        if same > 0 {
            self.last = middle;
            self.copy(range.start..middle);
        }
        // what is left stands for the next character of the source: a NUL, a carriage return
        if let (false, Some(next)) = (text[same..].is_empty(), slice[same..].chars().next()) {
            self.last = middle + next.len_utf8();
            self.replace(&text[same..], middle..self.last);
        }
    }

    fn code_span(&mut self, text: &str, range: Range<usize>) {
        if self.script > 0 || range.start < self.last.max(self.struck) {
            return;
        }
        if self.images > 0 {
            self.replace(text, range);
            return;
        }
        if self.bold != Some(Bold::Inside) {
            self.bold = None;
        }
        let slice = &self.builder.source()[range.clone()];
        let ticks = slice.bytes().take_while(|&b| b == b'`').count();
        let inside = range.start + ticks..(range.end - ticks.min(range.len())).max(range.start + ticks);
        self.last = range.end;
        self.begin(inside.start, InlineKind::Code, Open::Html("code".to_owned()));
        // a span over several lines of a quotation holds the marks of the quotation
        let written = &self.builder.source()[inside.clone()];
        if written.split_whitespace().eq(text.split_whitespace()) {
            self.copy(inside);
        } else {
            self.replace(text, inside);
        }
        self.inlines.pop();
        self.builder.end_inline();
    }

    fn comments_before(&mut self, at: usize) {
        while let Some((whole, text)) = self.comments.next_if(|(whole, _)| whole.start < at) {
            // not through the builder's own check: the comment stands in a hole
            self.builder.masked_comment(self.original[text].trim(), whole);
        }
    }

    fn html_line(&mut self, range: Range<usize>) {
        if let Some(html) = &mut self.html {
            let between = &self.builder.source()[html.end.min(range.start)..range.start];
            // indentation that belongs to a list is no gap
            if between.trim().is_empty() {
                html.end = range.end.max(html.end);
                return;
            }
        }
        self.end_html();
        self.html = Some(range);
    }

    fn end_html(&mut self) {
        let Some(range) = self.html.take() else {
            return;
        };
        self.end_block();
        let source = self.builder.source();
        let text = &source[range.clone()];
        let ground = self.ground();
        html::fragment(&mut self.builder, range, ground);
        self.builder.close();
        for (at, _) in text.match_indices('<') {
            let tag = &text.as_bytes()[at + 1..];
            let named = |tag: &[u8]| tag.get(..10).is_some_and(|t| t.eq_ignore_ascii_case(b"blockquote"));
            if named(tag) {
                self.html_quotes += 1;
            } else if tag.first() == Some(&b'/') && named(&tag[1..]) {
                self.html_quotes = self.html_quotes.saturating_sub(1);
            }
        }
    }

    fn inline_html(&mut self, range: Range<usize>) {
        let source = self.builder.source();
        let tag = &source[range.clone()];
        if let Some(comment) = tag.strip_prefix("<!--") {
            let comment = comment.strip_suffix("-->").unwrap_or(comment);
            self.builder.comment(comment.trim(), range);
            return;
        }
        let closing = tag.starts_with("</");
        let name = tag.trim_start_matches(['<', '/']);
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        let name = name.to_ascii_lowercase();
        if let Some(which) = STRIKES.iter().position(|strike| *strike == name) {
            if !closing {
                self.strike_tag(which, range);
            }
            return;
        }
        if range.start < self.struck {
            return;
        }
        let kind = match name.as_str() {
            "br" | "hr" | "p" | "div" | "li" | "ul" | "ol" | "td" | "tr" | "th" | "wbr" => {
                if name != "wbr" {
                    self.space(range);
                }
                return;
            }
            "script" | "style" => {
                self.script = if closing { self.script.saturating_sub(1) } else { self.script + 1 };
                return;
            }
            "img" => {
                if let Some(alt) = attribute(tag, "alt").filter(|_| self.images == 0) {
                    self.alt.push(vec![Piece::Text(range.start + alt.start..range.start + alt.end)]);
                }
                return;
            }
            "sup" => InlineKind::Superscript,
            "em" | "i" => InlineKind::Emphasis,
            "strong" | "b" => InlineKind::Strong,
            "code" | "kbd" | "samp" => InlineKind::Code,
            "q" => InlineKind::Quotation,
            "a" if closing => InlineKind::Emphasis,
            "a" => match attribute(tag, "href") {
                Some(href) => InlineKind::Link(
                    self.original[range.start + href.start..range.start + href.end].to_owned(),
                ),
                None => return,
            },
            _ => return,
        };
        if closing {
            if self.images == 0 && self.inlines.last() == Some(&Open::Html(name)) {
                self.inlines.pop();
                self.builder.end_inline();
            }
        } else if !tag.ends_with("/>") {
            self.begin(range.start, kind, Open::Html(name));
        }
    }
}

/// The first end tag of that name from there on.
fn end_tag(source: &str, from: usize, name: &str) -> Option<Range<usize>> {
    let named = |at: &usize| {
        let tag = &source.as_bytes()[at + 2..];
        let same = tag.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()));
        same && !tag.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
    };
    let at = source[from..].match_indices("</").map(|(at, _)| from + at).find(named)?;
    Some(at..at + source[at..].find('>')? + 1)
}

/// Range of an attribute's value inside a tag.
fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.' | b'@');
    let mut at = 1 + bytes.iter().skip(1).take_while(|b| is_name(b)).count();
    while at < bytes.len() {
        if !is_name(&bytes[at]) {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|b| is_name(b)).count();
        let found = tag[at..end].eq_ignore_ascii_case(name);
        let blanks = |at: usize| at + bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        at = blanks(end);
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = blanks(at + 1);
        let value = match bytes.get(at)? {
            quote @ (b'"' | b'\'') => at + 1..at + 1 + memchr::memchr(*quote, &bytes[at + 1..])?,
            _ => {
                let stop = |b: &u8| b.is_ascii_whitespace() || *b == b'>';
                at..bytes[at..].iter().position(stop).map_or(bytes.len(), |i| at + i)
            }
        };
        if found {
            return Some(value);
        }
        at = value.end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One line a block: kind, level, flags and text.
    fn blocks(source: &str, mdx: bool) -> String {
        let document = read(source, mdx);
        sound(&document);
        let line = |b: &crate::document::Block| {
            let level = if b.level > 0 { b.level.to_string() } else { String::new() };
            let list = b.list.map_or(String::new(), |l| format!("@{l}"));
            let quoted = if b.quoted { ">" } else { "" };
            format!("{quoted}{}{level}{list} {}", b.kind.name(), document.text(b))
        };
        document.blocks().iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What every document must keep, whatever was read.
    fn sound(document: &Document) {
        let (source, prose) = (document.source(), document.prose());
        for block in document.blocks() {
            assert!(!document.text(block).trim().is_empty(), "empty block in {source:?}");
            let mut last = 0;
            for s in document.segments().iter().filter(|s| block.prose.contains(&(s.prose as usize))) {
                let from = source.get(s.source as usize..(s.source + s.source_len) as usize);
                let to = &prose[s.prose as usize..(s.prose + s.prose_len) as usize];
                assert!(from.is_some(), "cut character in {source:?}");
                assert!(!s.verbatim || from == Some(to), "{to:?} for {from:?} in {source:?}");
                assert!(s.source >= last, "{to:?} out of order in {source:?}");
                last = s.source + s.source_len;
            }
        }
        for inline in document.inlines() {
            assert!(prose.get(inline.prose.clone()).is_some(), "{inline:?} in {source:?}");
        }
        for comment in document.comments() {
            assert!(source.get(comment.source.clone()).is_some() && comment.block <= document.blocks().len());
        }
        assert!(document.left_out().iter().all(|l| source.get(l.source.clone()).is_some()));
    }

    #[test]
    fn blocks_and_their_kinds() {
        for (source, expected) in [
            ("# Tea\n\nSub\n===\n\n## Next #", "title1 Tea\nheading1 Sub\nheading2 Next"),
            ("one\ntwo  \nthree\\\nfour", "paragraph one two three four"),
            ("\u{feff}Tea", "paragraph Tea"),
            (
                "Good for:\n\n- rest\n  - deep\n- calm\n\n  and more\n\ntext\n\n1. one",
                "paragraph Good for:\nlist-item1@0 rest\nlist-item2@0 deep\nlist-item1@0 calm\n\
                 list-item1@0 and more\nparagraph text\nlist-item1@1 one",
            ),
            ("- [x] done\n- [ ] open", "list-item1@0 done\nlist-item1@0 open"),
            ("> said\n> - twice\n>\n> # loud", ">quote said\n>list-item1@0 twice\n>title1 loud"),
            ("> [!NOTE]\n> Ask first.", "paragraph Ask first."),
            ("<blockquote>\n\nsaid\n\n</blockquote>\n\nfree", ">quote said\nparagraph free"),
            ("| a | b |\n|---|---|\n| c \\| d |  |", "table-cell a\ntable-cell b\ntable-cell c | d"),
            (
                "See ![a *green* leaf](l.png) here.\n\n![](x.png)",
                "paragraph See here.\nalt-text a green leaf",
            ),
            ("[![Logo](l.png)](/) Home", "paragraph Home\nalt-text Logo"),
            ("a\n\n    code\n\n```\nmore\n```\nb", "paragraph a\nparagraph b"),
            ("Tea helps.[^1]\n\n[^1]: Poe, Sleep.", "paragraph Tea helps.\nreference Poe, Sleep."),
            (
                "Is it safe?\n: Mostly.\n\nTea\n: Leaves.",
                "question Is it safe?\nparagraph Mostly.\nparagraph Tea\nparagraph Leaves.",
            ),
            ("**Old Age**\n\ntext", "heading7 Old Age\nparagraph text"),
            (
                "**Old Age:**\n\n**It is safe.**\n\n**Old** age",
                "paragraph Old Age:\nparagraph It is safe.\nparagraph Old age",
            ),
            ("a<br>b<sup>2</sup> <span>c</span> ~d~", "paragraph a b2 c d"),
            ("a ~~b *c* `d` ![e](f) [^1]~~ g ~2~\n\n~~all~~", "paragraph a g 2"),
            ("a <del class=x>b **c**\nd</DEL> e <s>f</s>", "paragraph a e"),
            ("a <s>b</span> c\n\nd</s> <strike>e **f</strike>g**", "paragraph a b c\nparagraph d g"),
            ("- a ~~b~~\n- ~~c~~\n\n| ~~d~~ | e |\n|---|---|", "list-item1@0 a\ntable-cell e"),
            ("a &amp; b&nbsp;c \\* &bogus;", "paragraph a & b\u{a0}c * &bogus;"),
            ("one\r\ntwo\r\n\r\n- three\r\n", "paragraph one two\nlist-item1@0 three"),
            ("&nbsp;\n\na", "paragraph a"),
        ] {
            assert_eq!(blocks(source, false), expected, "{source:?}");
        }
    }

    #[test]
    fn shortcodes_leave_the_prose_around_them() {
        for (source, expected) in [
            ("{{< note >}}\nKeep *this*.\n{{< /note >}}", "paragraph Keep this."),
            ("Tea{{% sup \"1\" %}} helps {{ page.name }} you.", "paragraph Tea helps you."),
            ("{% if a %}\n- one\n{% endif %}\n- two", "list-item1@0 one\nlist-item1@0 two"),
            ("    {{< x >}} indented\n", ""),
            ("`{{ x }}` and ``a ` {{b}}``", "paragraph {{ x }} and a ` {{b}}"),
            ("```\n{{ x }}\n```\n{{ y }}\nz", "paragraph z"),
            ("{{ open\n\nclose }}", "paragraph {{ open\nparagraph close }}"),
            ("# Tea {#tea .big}\n\n**Bold.**{: .c} text\n{: .d}", "title1 Tea\nparagraph Bold. text"),
            ("{% comment %} no {% endcomment %}yes", "paragraph yes"),
            ("[caption id=\"1\"]A leaf[/caption]", "paragraph A leaf"),
            ("[box]In[/box] [sic] [n = 3] [gallery ids=\"1,2\"]", "paragraph In [sic] [n = 3]"),
            ("<div>\n  {{ x }}\n    <p>kept</p>\n</div>", "paragraph kept"),
            ("[a]({{< ref \"b c.md\" >}}) b", "paragraph a b"),
            ("a{{x}}é\n\n{{ <b> }}\n\n<p>{{ t }}</p>", "paragraph aé"),
        ] {
            assert_eq!(blocks(source, false), expected, "{source:?}");
        }
        let link = read("[a]({{< ref \"b c.md\" >}})", false);
        assert_eq!(link.inlines()[0].kind, InlineKind::Link("{{< ref \"b c.md\" >}}".to_owned()));
        let noted = read("a {{< x >}}\n\n    code", false);
        let reasons: Vec<_> = noted.left_out().iter().map(|l| l.reason).collect();
        assert_eq!(reasons, ["shortcode", "code block"]);
    }

    #[test]
    fn mdx_reads_prose_inside_components() {
        for (source, expected) in [
            ("import A from 'a'\nexport const b = {\n  c: 1,\n\n  d: 2\n}\n\n# Tea", "title1 Tea"),
            ("<Note kind={x > 1} text=\"a > b\">\n  Keep *this*.\n</Note>", "paragraph Keep this."),
            ("Take {dose} mg <Ref n={2} />daily.", "paragraph Take mg daily."),
            ("<>\nText\n</>\n\n<A.B {...c}>in</A.B>", "paragraph Text\nparagraph in"),
            ("<Note>\n\n    Far in\n\n</Note>", "paragraph Far in"),
            ("{/* gone */}\n\n\\{kept} export me", "paragraph {kept} export me"),
        ] {
            assert_eq!(blocks(source, true), expected, "{source:?}");
        }
        let comments = read("a\n\n{/* caveat: allow(x) why */}\n\nb", true);
        let comment = &comments.comments()[0];
        assert_eq!((comment.text.as_str(), comment.block), ("caveat: allow(x) why", 1));
    }

    #[test]
    fn every_piece_knows_its_source() {
        for (source, prose, expected) in [
            ("a **b c** d", Some("b c"), "b c"),
            ("Tea &amp; milk", Some("& m"), "&amp; m"),
            ("> Tea\n> milk", Some("a m"), "a\n> m"),
            ("x \\* y", Some("*"), "*"),
            ("ab{{< z >}}c", Some("bc"), "b{{< z >}}c"),
            ("one\r\ntwo", Some("e t"), "e\r\nt"),
            ("---\ntitle: \"A \\\"b\\\" c\"\n---\n", Some("\"b\""), "\\\"b\\\""),
        ] {
            let document = read(source, false);
            let prose = prose.expect("a needle");
            let at = document.prose().find(prose).expect("in the prose");
            assert_eq!(&source[document.locate(at..at + prose.len())], expected, "{source:?}");
        }
    }

    #[test]
    fn inlines_and_comments() {
        let document = read("A [*b*](u) `c` <sup>2</sup>[^n] <a href='v'>w</a>\n\n[^n]: N", false);
        let seen: Vec<_> =
            document.inlines().iter().map(|i| (&i.kind, &document.prose()[i.prose.clone()])).collect();
        assert_eq!(
            seen,
            [
                (&InlineKind::Emphasis, "b"),
                (&InlineKind::Link("u".to_owned()), "b"),
                (&InlineKind::Code, "c"),
                (&InlineKind::Superscript, "2"),
                (&InlineKind::Note("n".to_owned()), ""),
                (&InlineKind::Link("v".to_owned()), "w"),
            ]
        );
        let source = "a\n\n<!-- caveat: allow(x) why -->\nb <!-- in -->\n";
        let document = read(source, false);
        let seen: Vec<_> = document
            .comments()
            .iter()
            .map(|c| (c.text.as_str(), &source[c.source.clone()], c.block))
            .collect();
        assert_eq!(
            seen,
            [(" caveat: allow(x) why ", "<!-- caveat: allow(x) why -->", 1), ("in", "<!-- in -->", 1)]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn any_text_is_read_soundly(
            tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..24),
            front in prop::sample::select(&["", "---\n", "+++\n", "{\n", "\u{feff}---\r\n"][..]),
            mdx: bool,
        ) {
            let source = format!("{front}{}", tokens.concat());
            sound(&read(&source, mdx));
        }
    }

    #[rustfmt::skip]
    const TOKENS: &[&str] = &[
        "a", "word ", "\n", "\n\n", "*", "**", "_", "[", "]", "(", ")", "!", "[^1]", "[^1]: ", "|", "-", "- ",
        "+ ", "1. ", "#", "# ", "> ", ">", "`", "```\n", "&amp;", "&nbsp;", "&#8201;", "&", "\\", "\\*", "<",
        "<div>", "</div>\n", "<b>", "</b>", "<!--", "-->", "http://x.y", "~~", "---\n", "+++\n", "\t", "    ",
        " ", "é", "日", "\0", "\r\n", "\r", ":", "[a]: /u\n", "\"", "'", "\u{b}", "\u{a0}", "[x] ", "{#id}", "=",
        "==\n", ": d\n", "{{", "}}", "{{<", ">}}", "{%", "%}", "{:", "{", "}", "{/*", "*/}", "<A ", "/>",
        "import a\n", "export {", "[b c=\"", "[/b]", "[b]", "<sup>", "</sup>", "<br>", "![", "](", "<?", "?>",
        "title: ", "summary: >\n", "faqs:\n", "  - question: ", "    answer: ", "author = ", "\\n", "''", "[[faq]]\n",
        "\"\"\"", ", ", "description: \"", "tldr:\n", "<img alt=\"", "<a href=", "<blockquote>", "{% comment %}",
    ];
}
