//! From the nodes of an article to blocks: one walk in reading order. Owns which element makes
//! which block and which inline; must not know how the article was found nor what a page's
//! metadata is.

use std::ops::Range;

use crate::document::{BlockKind, Builder, InlineKind, Table};

use super::Ground;
use super::article::{self, Article};
use super::names::{Attr, Tag};
use super::text::{Decoder, Piece, Place};
use super::tree::Tree;

/// Most inlines that are told apart inside each other; what is nested deeper adds nothing.
const INLINES: usize = 24;

/// Writes the blocks of an article, the notes of what is left out, and the comments.
pub(super) fn write<'s>(
    builder: &mut Builder<'s>, decoder: &mut Decoder<'s>, tree: &Tree, article: &Article, ground: Ground,
) {
    let mut writer = Writer {
        source: builder.source(),
        builder,
        decoder,
        tree,
        contexts: vec![(usize::MAX, Context { ground, asks: false, cites: false })],
        inlines: Vec::new(),
        begun: 0,
        open: false,
        breaks: 0,
        last: ' ',
        held: Vec::new(),
        images: Vec::new(),
        tables: Vec::new(),
        prose: &article.prose,
        most: article.most,
    };
    writer.walk(article);
}

/// What the text of an element becomes.
#[derive(Debug, Clone, Copy)]
struct Context {
    ground: Ground,
    /// A question mark at the end makes it a question.
    asks: bool,
    /// It stands in what is marked as the list of references.
    cites: bool,
}

/// A piece of text that waits to be written: blanks may turn out to be the end of a block.
#[derive(Debug)]
enum Held {
    Verbatim(Range<usize>),
    Decoded(String, Range<usize>),
}

struct Writer<'b, 's> {
    source: &'s str,
    builder: &'b mut Builder<'s>,
    decoder: &'b mut Decoder<'s>,
    tree: &'b Tree,
    /// The open block elements, each with the node it ends before.
    contexts: Vec<(usize, Context)>,
    /// The open inline elements, each with the node it ends before.
    inlines: Vec<(usize, InlineKind)>,
    /// How many of them the builder knows of.
    begun: usize,
    /// A block is open in the builder.
    open: bool,
    /// Line breaks since the last text.
    breaks: u8,
    /// The last visible character of the block.
    last: char,
    /// Blanks since the last visible character that are written only if another one follows.
    held: Vec<Held>,
    /// Images that stand in the open block.
    images: Vec<usize>,
    /// The tables so far.
    tables: Vec<Table>,
    /// The amount of prose in each node.
    prose: &'b [usize],
    /// The most prose that is believed to be references.
    most: usize,
}

/// Whether a row is the head of its table.
fn has_heads_only(tree: &Tree, row: usize) -> bool {
    /// Most nodes that are looked at: tables may be nested to any depth.
    const MOST: usize = 2000;
    let cells = (row + 1..tree.nodes[row].end).take(MOST).filter(|&i| tree.nodes[i].parent == row);
    let mut tags = cells.map(|i| tree.nodes[i].tag).filter(|tag| matches!(tag, Tag::Td | Tag::Th));
    tags.next().is_some_and(|tag| tag == Tag::Th) && tags.all(|tag| tag == Tag::Th)
}

impl Writer<'_, '_> {
    fn walk(&mut self, article: &Article) {
        let nodes = &self.tree.nodes;
        let comments: Vec<usize> = (0..nodes.len()).filter(|&i| nodes[i].tag == Tag::Comment).collect();
        let mut comments = comments.into_iter().peekable();
        let mut i = 0;
        while i < nodes.len() {
            self.leave(i);
            let node = &nodes[i];
            let next = if article.kept[i] || article.path[i] { i + 1 } else { node.end };
            if article.kept[i] {
                self.node(i);
            } else if article.path[i] {
                self.end_block();
            } else {
                self.skip(i, article);
            }
            while let Some(comment) = comments.next_if(|&c| c < next) {
                let source = nodes[comment].source.clone();
                let text = self.source[source.clone()].trim_start_matches("<!--").trim_end_matches("-->");
                self.builder.comment(text, source);
            }
            i = next;
        }
        self.leave(usize::MAX - 1);
        self.end_block();
    }

    /// Leaves the elements that end before a node.
    fn leave(&mut self, at: usize) {
        while self.contexts.len() > 1 && self.contexts.last().is_some_and(|c| c.0 <= at) {
            self.end_block();
            self.contexts.pop();
        }
        while self.inlines.last().is_some_and(|inline| inline.0 <= at) {
            if self.begun == self.inlines.len() {
                self.builder.end_inline();
                self.begun -= 1;
            }
            self.inlines.pop();
        }
    }

    fn skip(&mut self, i: usize, article: &Article) {
        let node = &self.tree.nodes[i];
        if node.tag.is_block() {
            self.end_block();
        }
        let outside = !article.kept[node.parent];
        let reason = article.reasons[i].or(outside.then_some("outside the article"));
        if let Some(reason) = reason
            && article.visible[i]
            && node.tag != Tag::Title
        {
            self.builder.leave_out(node.source.clone(), reason);
        }
    }

    fn context(&self) -> Context {
        // the ground itself is never left
        self.contexts[self.contexts.len() - 1].1
    }

    fn node(&mut self, i: usize) {
        let node = &self.tree.nodes[i];
        match node.tag {
            Tag::Text => self.text(node.source.clone(), node.visible),
            Tag::Comment => {}
            Tag::Br => self.line_break(node.source.clone()),
            Tag::Img => self.image(i),
            tag if tag.is_block() => {
                self.end_block();
                let context = self.inside(tag, i);
                self.contexts.push((node.end, context));
            }
            tag => {
                if let Some(kind) = self.inline(tag, i)
                    && self.inlines.len() < INLINES
                {
                    self.inlines.push((node.stop, kind));
                }
            }
        }
    }

    fn new_table(&mut self) -> usize {
        self.tables.push(Table::new(self.builder.new_table()));
        self.tables.len() - 1
    }

    /// The context inside a block element.
    fn inside(&mut self, tag: Tag, i: usize) -> Context {
        /// Prose of a cell, in bytes, from which on the table only lays out the page.
        const LAYOUT: usize = 2000;
        let mut context = Context { asks: false, ..self.context() };
        context.cites |= article::holds_references(self.source, self.tree, i) && self.prose[i] <= self.most;
        let ground = &mut context.ground;
        match tag {
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => {
                ground.list.get_or_insert_with(|| self.builder.new_list());
                ground.depth = ground.depth.saturating_add(1);
            }
            Tag::Li => ground.kind = BlockKind::ListItem,
            Tag::Blockquote => {
                ground.kind = BlockKind::Quote;
                ground.quoted = true;
            }
            Tag::Table => ground.table = Some(self.new_table()),
            Tag::Tr => {
                // a row by itself, where Markdown cut the table in two
                let number = ground.table.unwrap_or_else(|| self.new_table());
                let table = &mut self.tables[number];
                let is_head = ground.table.is_some() && !table.has_rows() && has_heads_only(self.tree, i);
                table.start_row(self.builder.blocks(), is_head);
                ground.table = Some(number);
            }
            Tag::Td | Tag::Th => {
                let span = |name| {
                    let value = self.tree.attribute(i, name)?;
                    self.source[value].trim().parse().ok()
                };
                let (wide, tall) = (span(Attr::Colspan).unwrap_or(1), span(Attr::Rowspan).unwrap_or(1));
                if let Some(number) = ground.table {
                    self.tables[number].start_cell(wide, tall);
                }
                if self.prose[i] < LAYOUT {
                    ground.kind = BlockKind::TableCell;
                }
            }
            Tag::Figcaption | Tag::Caption => ground.kind = BlockKind::Caption,
            Tag::Summary => {
                ground.kind = BlockKind::Heading;
                ground.level = 0;
                context.asks = true;
            }
            Tag::Dt => {
                ground.kind = BlockKind::Paragraph;
                context.asks = true;
            }
            Tag::Dd => ground.kind = BlockKind::Paragraph,
            tag => {
                if let Some(level) = tag.heading() {
                    ground.kind = BlockKind::Heading;
                    ground.level = level;
                } else {
                    // a paragraph or box inside the element takes after it
                    context.asks = self.context().asks;
                }
            }
        }
        if context.cites && matches!(tag, Tag::P | Tag::Li | Tag::Td | Tag::Th | Tag::Dd) {
            context.ground.kind = BlockKind::Reference;
        }
        context
    }

    fn inline(&mut self, tag: Tag, i: usize) -> Option<InlineKind> {
        Some(match tag {
            Tag::A => {
                let href = self.tree.attribute(i, Attr::Href)?;
                InlineKind::Link(self.decoder.string(self.source, href, Place::Value))
            }
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt | Tag::Var => InlineKind::Code,
            Tag::Strong | Tag::B => InlineKind::Strong,
            Tag::Em | Tag::I => InlineKind::Emphasis,
            Tag::Sup => InlineKind::Superscript,
            Tag::Q => InlineKind::Quotation,
            _ => return None,
        })
    }

    fn text(&mut self, source: Range<usize>, visible: bool) {
        if !visible {
            self.blank(Held::Verbatim(source));
            return;
        }
        let mut decoder = std::mem::take(self.decoder);
        decoder.pieces(self.source, source, Place::Content, |piece| match piece {
            Piece::Verbatim(range) => self.verbatim(range),
            Piece::Decoded(text, range) => {
                if text.chars().all(is_blank) {
                    self.blank(Held::Decoded(text.to_owned(), range));
                } else {
                    self.begin_text();
                    self.builder.replace(text, range);
                    self.last = text.chars().next_back().unwrap_or(self.last);
                }
            }
        });
        *self.decoder = decoder;
    }

    fn verbatim(&mut self, range: Range<usize>) {
        let text = &self.source[range.clone()];
        let visible = text.trim_end_matches(is_blank);
        let Some(last) = visible.chars().next_back() else {
            self.blank(Held::Verbatim(range));
            return;
        };
        let end = range.start + visible.len();
        let start = if self.open && self.breaks < 2 {
            range.start
        } else {
            range.start + (visible.len() - visible.trim_start_matches(is_blank).len())
        };
        self.begin_text();
        self.builder.text(start..end);
        self.last = last;
        if end < range.end {
            self.blank(Held::Verbatim(end..range.end));
        }
    }

    fn blank(&mut self, blank: Held) {
        if !self.open {
            return;
        }
        match blank {
            // the builder holds back white space itself
            Held::Verbatim(range) if self.held.is_empty() && self.source[range.clone()].is_ascii() => {
                self.builder.space(range);
            }
            blank => self.held.push(blank),
        }
    }

    fn line_break(&mut self, source: Range<usize>) {
        self.breaks = self.breaks.saturating_add(1);
        self.blank(Held::Decoded(" ".to_owned(), source));
    }

    /// Gets ready for a visible character.
    fn begin_text(&mut self) {
        // a line left empty parts two paragraphs
        if self.breaks > 1 {
            self.end_block();
        }
        self.breaks = 0;
        self.begin_block();
        for held in self.held.drain(..) {
            match held {
                Held::Verbatim(range) => self.builder.text(range),
                Held::Decoded(text, range) => self.builder.replace(&text, range),
            }
        }
        // an inline begins with its first character, so that none is empty
        for (_, kind) in &self.inlines[self.begun..] {
            self.builder.begin_inline(kind.clone());
        }
        self.begun = self.inlines.len();
    }

    fn begin_block(&mut self) {
        if self.open {
            return;
        }
        self.open = true;
        self.last = ' ';
        let ground = self.context().ground;
        let before = self.builder.blocks();
        let block = self.builder.open(ground.kind);
        block.quoted = ground.quoted;
        // of the rest of what a table may hold nobody knows whether it only lays out the page
        if matches!(ground.kind, BlockKind::TableCell | BlockKind::Caption) {
            block.table = ground.table.map(|number| self.tables[number].number());
        }
        match ground.kind {
            BlockKind::TableCell => {
                let place = ground.table.map(|number| self.tables[number].place(before));
                (block.row, block.column) = place.unwrap_or_default();
            }
            BlockKind::ListItem => {
                block.list = ground.list;
                block.level = ground.depth.max(1);
            }
            BlockKind::Heading => block.level = ground.level,
            _ => {}
        }
    }

    fn end_block(&mut self) {
        self.breaks = 0;
        if self.open {
            if self.context().asks
                && self.last == '?'
                && let Some(block) = self.builder.block()
            {
                block.kind = BlockKind::Question;
                block.level = 0;
            }
            self.builder.close();
            self.open = false;
            self.begun = 0;
            self.held.clear();
        }
        for image in std::mem::take(&mut self.images) {
            self.alternative(image);
        }
    }

    /// An image's text follows the block it stands in.
    fn image(&mut self, i: usize) {
        let value = |name| self.tree.attribute(i, name).map_or("", |range| self.source[range].trim());
        let pixel =
            [Attr::Width, Attr::Height].iter().any(|&side| matches!(value(side), "0" | "1" | "0px" | "1px"));
        let alt = value(Attr::Alt);
        if alt.is_empty() || pixel || is_file_name(alt, value(Attr::Src)) {
            return;
        }
        self.images.push(i);
        if !self.open {
            self.end_block();
        }
    }

    fn alternative(&mut self, i: usize) {
        let Some(alt) = self.tree.attribute(i, Attr::Alt) else { return };
        let quoted = self.context().ground.quoted;
        value_block(self.builder, self.decoder, alt, BlockKind::AltText);
        if let Some(block) = self.builder.block() {
            block.quoted = quoted;
        }
        self.builder.close();
    }
}

/// White space of any kind, and characters that show nothing.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// Opens a block of its own for the value of an attribute.
pub(super) fn value_block<'s>(
    builder: &mut Builder<'s>, decoder: &mut Decoder<'s>, value: Range<usize>, kind: BlockKind,
) {
    own_block(builder, decoder, value, Place::Value, kind);
}

/// Opens a block of its own for a stretch of text.
pub(super) fn own_block<'s>(
    builder: &mut Builder<'s>, decoder: &mut Decoder<'s>, range: Range<usize>, place: Place, kind: BlockKind,
) {
    let source = builder.source();
    let mut pieces = Vec::new();
    decoder.pieces(source, range, place, |piece| {
        pieces.push(match piece {
            Piece::Verbatim(range) => Held::Verbatim(range),
            Piece::Decoded(text, range) => Held::Decoded(text.to_owned(), range),
        });
    });
    // no blanks at either end
    let blank = |piece: &Held| match piece {
        Held::Verbatim(range) => source[range.clone()].chars().all(is_blank),
        Held::Decoded(text, _) => text.chars().all(is_blank),
    };
    let end = pieces.iter().rposition(|p| !blank(p)).map_or(0, |last| last + 1);
    pieces.truncate(end);
    let start = pieces.iter().position(|p| !blank(p)).unwrap_or(end);
    pieces.drain(..start);
    if let Some(Held::Verbatim(range)) = pieces.first_mut() {
        range.start = range.end - source[range.clone()].trim_start_matches(is_blank).len();
    }
    if let Some(Held::Verbatim(range)) = pieces.last_mut() {
        range.end = range.start + source[range.clone()].trim_end_matches(is_blank).len();
    }
    builder.open(kind);
    for piece in pieces {
        match piece {
            Held::Verbatim(range) => builder.text(range),
            Held::Decoded(text, range) => builder.replace(&text, range),
        }
    }
}

/// A text that only repeats the name of the image file.
fn is_file_name(alt: &str, source: &str) -> bool {
    let file = source.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.split(['.', '?', '#']).next().unwrap_or_default();
    let same = |a: &str, b: &str| {
        let letters = |s: &str| {
            s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        letters(a) == letters(b)
    };
    let one_word = !alt.contains(char::is_whitespace);
    let ending = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"];
    let lower = alt.to_ascii_lowercase();
    one_word && (same(alt, stem) || alt.contains('_') || alt.matches('-').count() > 1)
        || one_word && lower.contains('.') && ending.iter().any(|e| lower.ends_with(e))
        || same(alt, file) && !file.is_empty()
}
