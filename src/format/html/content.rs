//! From the nodes of an article to blocks: one walk in reading order. Owns which element makes
//! which block and which inline; must not know how the article was found nor what a page's
//! metadata is.

use std::ops::Range;

use crate::document::{BlockKind, Builder, InlineKind};

use super::Ground;
use super::article::Article;
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
        contexts: vec![(usize::MAX, Context { ground, asks: false })],
        inlines: Vec::new(),
        begun: 0,
        open: false,
        breaks: 0,
        last: ' ',
        images: Vec::new(),
    };
    writer.walk(article);
}

/// What the text of an element becomes.
#[derive(Debug, Clone, Copy)]
struct Context {
    ground: Ground,
    /// A question mark at the end makes it a question.
    asks: bool,
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
    /// Images that stand in the open block.
    images: Vec<usize>,
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
        if node.tag == Tag::Head {
            return;
        }
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
                let context = self.inside(tag);
                self.contexts.push((node.end, context));
            }
            tag => {
                if let Some(kind) = self.inline(tag, i)
                    && self.inlines.len() < INLINES
                {
                    if self.open && self.begun == self.inlines.len() {
                        self.builder.begin_inline(kind.clone());
                        self.begun += 1;
                    }
                    self.inlines.push((node.stop, kind));
                }
            }
        }
    }

    /// The context inside a block element.
    fn inside(&mut self, tag: Tag) -> Context {
        let mut context = Context { asks: false, ..self.context() };
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
            Tag::Td | Tag::Th => ground.kind = BlockKind::TableCell,
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
            if self.open {
                self.builder.space(source);
            }
            return;
        }
        if self.breaks > 1 {
            self.end_block();
        }
        self.breaks = 0;
        self.begin_block();
        let (builder, last, text) = (&mut *self.builder, &mut self.last, self.source);
        self.decoder.pieces(text, source, Place::Content, |piece| {
            let seen = match piece {
                Piece::Verbatim(range) => {
                    builder.text(range.clone());
                    text[range].trim_ascii_end().chars().next_back()
                }
                Piece::Decoded(decoded, range) => {
                    builder.replace(decoded, range);
                    decoded.trim_end().chars().next_back()
                }
            };
            *last = seen.unwrap_or(*last);
        });
    }

    fn line_break(&mut self, source: Range<usize>) {
        self.breaks = self.breaks.saturating_add(1);
        if self.open {
            self.builder.space(source);
        }
    }

    fn begin_block(&mut self) {
        if self.open {
            return;
        }
        self.open = true;
        self.last = ' ';
        let ground = self.context().ground;
        let block = self.builder.open(ground.kind);
        block.quoted = ground.quoted;
        match ground.kind {
            BlockKind::ListItem => {
                block.list = ground.list;
                block.level = ground.depth.max(1);
            }
            BlockKind::Heading => block.level = ground.level,
            _ => {}
        }
        for (_, kind) in &self.inlines {
            self.builder.begin_inline(kind.clone());
        }
        self.begun = self.inlines.len();
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
    builder.open(kind);
    decoder.pieces(source, range, place, |piece| match piece {
        Piece::Verbatim(range) => builder.text(range),
        Piece::Decoded(text, range) => builder.replace(text, range),
    });
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
