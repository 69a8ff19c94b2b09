//! The element tree of a page: html5gum's tokens, nested as a browser nests them as far as it
//! matters for prose. Owns implied and stray end tags; must not know blocks nor what an article is.
//!
//! The nodes lie in reading order, each with the index its subtree ends at, so that every walk is a
//! loop. Each open element remembers the element of the same name that was open before it, and the
//! nearest boundaries; so no tag ever walks the stack, however deep it is.

use std::collections::HashMap;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::names::{Attr, Tag};

/// A page. Node 0 stands for the whole of it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The nodes in reading order.
    pub(super) nodes: Vec<Node>,
    attributes: Vec<Attribute>,
}

/// An element, a text or a comment.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// What it is.
    pub(super) tag: Tag,
    /// A text with a visible character.
    pub(super) visible: bool,
    /// The element it stands in.
    pub(super) parent: usize,
    /// Index of the first node after its subtree.
    pub(super) end: usize,
    /// Index of the first node its formatting does not reach: before `end` where `</b>` stands
    /// inside a block that `<b>` holds.
    pub(super) stop: usize,
    /// Source of all of it, tags included.
    pub(super) source: Range<usize>,
    attributes: Range<u32>,
}

#[derive(Debug)]
struct Attribute {
    name: Attr,
    value: Range<usize>,
}

impl Tree {
    /// Reads the markup in a range of the source.
    pub(super) fn read(source: &str, range: Range<usize>) -> Self {
        let mut grower = Grower::new(source, range.clone());
        let mut at = Some(range.start);
        while let Some(from) = at {
            grower.base = from;
            let emitter = {
                let grower = &mut grower;
                let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, span: Span<usize>| {
                    grower.take(event, span)
                });
                emitter.naively_switch_states(true);
                emitter
            };
            let mut tokens = Tokenizer::new_with_emitter(&source[from..range.end], emitter);
            at = tokens.next().map(|Ok(restart)| restart);
        }
        grower.close(1, range.end);
        grower.tree
    }

    /// Source range of an attribute's value; empty where it is given without one.
    pub(super) fn attribute(&self, node: usize, name: Attr) -> Option<Range<usize>> {
        let Range { start, end } = self.nodes[node].attributes;
        let mut all = self.attributes[start as usize..end as usize].iter();
        all.find(|a| a.name == name).map(|a| a.value.clone())
    }

    /// Whether the element has any attribute that is kept.
    pub(super) fn has_attributes(&self, node: usize) -> bool {
        !self.nodes[node].attributes.is_empty()
    }
}

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Frame {
    node: usize,
    name: usize,
    /// Depth of the element of the same name that was open before.
    previous: usize,
    /// Depths of the nearest elements that bound what a tag may close.
    bounds: Bounds,
}

#[derive(Debug, Clone, Copy, Default)]
struct Bounds {
    /// Nothing inside closes anything outside.
    scope: usize,
    /// An open paragraph outside stays open.
    button: usize,
    /// An open list item outside stays open.
    list: usize,
    /// A block: end tags of inline elements do not reach past it.
    block: usize,
}

struct Grower<'s> {
    source: &'s str,
    /// Source offset that the tokenizer's positions count from.
    base: usize,
    limit: usize,
    tree: Tree,
    stack: Vec<Frame>,
    /// For each name the depth, from 1, of the innermost open element of that name.
    open: Vec<usize>,
    others: HashMap<Box<[u8]>, usize>,
    tag: Option<Start>,
}

/// A start tag being read.
struct Start {
    tag: Tag,
    name: usize,
    source: usize,
    attributes: u32,
    /// The last attribute name was one to keep.
    keeps: bool,
}

impl<'s> Grower<'s> {
    fn new(source: &'s str, range: Range<usize>) -> Self {
        let mut grower = Self {
            source,
            base: range.start,
            limit: range.end,
            tree: Tree::default(),
            stack: Vec::new(),
            open: vec![0; Tag::COUNT],
            others: HashMap::new(),
            tag: None,
        };
        // tags need some four bytes, text some forty
        grower.tree.nodes.reserve(range.len() / 24);
        grower.push(Tag::Document, Tag::Document as usize, range.start, 0);
        grower
    }

    /// Takes one event; `Some` tells where to start the tokenizer anew.
    fn take(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<usize> {
        let span = self.base + span.start..self.base + span.end;
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let (tag, name) = self.name(name);
                let attributes = self.tree.attributes.len() as u32;
                self.tag = Some(Start { tag, name, source: span.start, attributes, keeps: false });
            }
            CallbackEvent::AttributeName { name } => self.attribute_name(name, span.end),
            CallbackEvent::AttributeValue { .. } => self.attribute_value(span.start),
            CallbackEvent::CloseStartTag { self_closing } => {
                let start = self.tag.take()?;
                return self.start_tag(&start, span.end, self_closing);
            }
            CallbackEvent::EndTag { name } => {
                self.tag = None;
                let (tag, name) = self.name(name);
                self.end_tag(tag, name, span);
            }
            CallbackEvent::String { .. } => self.text(span),
            CallbackEvent::Comment { value } => {
                // without an end, it goes on to the end of the page
                let kept = value.trim_ascii_start().starts_with(b"caveat:")
                    && self.source[span.clone()].starts_with("<!--");
                if kept {
                    let visible = false;
                    self.leaf(Tag::Comment, span, visible);
                }
            }
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    }

    fn name(&mut self, name: &[u8]) -> (Tag, usize) {
        let tag = Tag::from_name(name);
        if tag != Tag::Other {
            return (tag, tag as usize);
        }
        let number = match self.others.get(name) {
            Some(&number) => number,
            None => {
                let number = self.open.len();
                self.open.push(0);
                self.others.insert(name.into(), number);
                number
            }
        };
        (tag, number)
    }

    fn attribute_name(&mut self, name: &[u8], end: usize) {
        let Some(start) = &mut self.tag else { return };
        let name = Attr::from_name(name);
        let given = &self.tree.attributes[start.attributes as usize..];
        start.keeps = name != Attr::Other && given.iter().all(|a| a.name != name);
        if start.keeps {
            self.tree.attributes.push(Attribute { name, value: end..end });
        }
    }

    fn attribute_value(&mut self, start: usize) {
        if let Some(tag) = &self.tag
            && tag.keeps
            && let Some(attribute) = self.tree.attributes.last_mut()
        {
            let rest = &self.source.as_bytes()[start..self.limit];
            let length = match self.source.as_bytes()[..start].last() {
                Some(&quote @ (b'"' | b'\'')) => memchr::memchr(quote, rest),
                _ => rest.iter().position(|&b| b.is_ascii_whitespace() || b == b'>'),
            };
            attribute.value = start..start + length.unwrap_or(rest.len());
        }
    }

    fn text(&mut self, source: Range<usize>) {
        let visible = self.source.as_bytes()[source.clone()].iter().any(|b| !b.is_ascii_whitespace());
        if visible && matches!(self.tree.nodes[self.top().node].tag, Tag::Head) {
            self.close(self.open[Tag::Head as usize], source.start);
        }
        self.leaf(Tag::Text, source, visible);
    }

    fn leaf(&mut self, tag: Tag, source: Range<usize>, visible: bool) {
        let parent = self.top().node;
        let end = self.tree.nodes.len() + 1;
        self.tree.nodes.push(Node { tag, visible, parent, end, stop: end, source, attributes: 0..0 });
    }

    fn top(&self) -> Frame {
        // the document itself stays open to the end
        self.stack[self.stack.len() - 1]
    }

    /// Depth of the innermost open element of the name; 0 where none is open.
    fn depth(&self, tag: Tag) -> usize {
        self.open[tag as usize]
    }

    fn start_tag(&mut self, start: &Start, end: usize, self_closing: bool) -> Option<usize> {
        let Start { tag, name, source, .. } = *start;
        let repeated = match tag {
            Tag::Html | Tag::Body => self.depth(tag) > 0,
            Tag::Head => self.depth(Tag::Head) > 0 || self.depth(Tag::Body) > 0,
            _ => false,
        };
        if repeated {
            self.tree.attributes.truncate(start.attributes as usize);
            return None;
        }
        let foreign = self.depth(Tag::Svg).max(self.depth(Tag::Math));
        let foreign = foreign > self.depth(Tag::ForeignObject) && !self.leaves_foreign(tag, foreign, source);
        if !foreign {
            self.imply(tag, source);
        }
        self.push(tag, name, source, start.attributes);
        let empty = tag.is_void() || (self_closing && foreign);
        if empty {
            self.close(self.stack.len(), end);
        }
        // the tokenizer takes what follows for the text of such an element
        let raw = matches!(tag, Tag::Title | Tag::Style | Tag::Script);
        (empty && raw).then_some(end)
    }

    /// A block inside a drawing or a formula ends it.
    fn leaves_foreign(&mut self, tag: Tag, foreign: usize, source: usize) -> bool {
        let leaves = tag != Tag::Title && (tag.is_block() || matches!(tag, Tag::Br | Tag::Img | Tag::Span));
        if leaves {
            self.close(foreign, source);
        }
        leaves
    }

    /// Closes what a start tag closes.
    fn imply(&mut self, tag: Tag, source: usize) {
        use Tag::*;
        if self.depth(Head) > 0 && !tag.is_head_content() {
            self.close(self.depth(Head), source);
        }
        let bounds = self.top().bounds;
        if tag.closes_paragraph() && self.depth(P) > bounds.button {
            self.close(self.depth(P), source);
        }
        let bounds = self.top().bounds;
        let table = self.depth(Table);
        let inner = |open: &[Tag], bound: usize| {
            let depth = open.iter().map(|&t| self.depth(t)).filter(|&d| d > bound).min();
            depth.unwrap_or(0)
        };
        let closes = match tag {
            Li => inner(&[Li], bounds.list),
            Dd | Dt => inner(&[Dd, Dt], bounds.list),
            Option => inner(&[Option], self.depth(Select).max(self.depth(Optgroup)).max(bounds.scope)),
            Optgroup => inner(&[Option, Optgroup], self.depth(Select).max(bounds.scope)),
            Td | Th if table > 0 => inner(&[Td, Th, Caption, Colgroup], table.max(self.depth(Tr))),
            Tr if table > 0 => inner(&[Tr, Td, Th, Caption, Colgroup], table),
            Tbody | Thead | Tfoot | Caption | Colgroup if table > 0 => {
                inner(&[Tbody, Thead, Tfoot, Tr, Td, Th, Caption, Colgroup], table)
            }
            Button => inner(&[Button], bounds.scope),
            _ if tag.heading().is_some() => match self.tree.nodes[self.top().node].tag.heading() {
                Some(_) => self.stack.len(),
                None => 0,
            },
            _ => 0,
        };
        if closes > 0 {
            self.close(closes, source);
        }
        if tag == A && self.depth(A) > 0 {
            self.end_inline(A as usize, source..source);
        }
    }

    fn end_tag(&mut self, tag: Tag, name: usize, source: Range<usize>) {
        let bounds = self.top().bounds;
        let depth = match tag {
            Tag::Html | Tag::Body => return,
            Tag::Br => {
                self.push(tag, name, source.start, self.tree.attributes.len() as u32);
                return self.close(self.stack.len(), source.end);
            }
            _ if tag.is_inline() => return self.end_inline(name, source),
            _ if tag.heading().is_some() => Tag::HEADINGS.iter().map(|&h| self.depth(h)).max().unwrap_or(0),
            _ => self.open[name],
        };
        let bound = match tag {
            Tag::Table => 0,
            _ if tag.is_table_part() => self.depth(Tag::Table),
            _ => bounds.scope,
        };
        if depth > 0 && depth >= bound {
            // what was left open inside ends where the end tag starts
            self.close(depth + 1, source.start);
            self.close(depth, source.end);
        }
    }

    /// An end tag that only ends formatting where a block stands between it and its start tag.
    fn end_inline(&mut self, name: usize, source: Range<usize>) {
        let (depth, bounds) = (self.open[name], self.top().bounds);
        if depth > bounds.block {
            self.close(depth + 1, source.start);
            self.close(depth, source.end);
        } else if depth > bounds.scope {
            let (node, stop) = (self.stack[depth - 1].node, self.tree.nodes.len());
            let node = &mut self.tree.nodes[node];
            node.stop = node.stop.min(stop);
        }
    }

    fn push(&mut self, tag: Tag, name: usize, source: usize, attributes: u32) {
        let node = self.tree.nodes.len();
        let (parent, mut bounds) = self.stack.last().map_or((0, Bounds::default()), |f| (f.node, f.bounds));
        let depth = self.stack.len() + 1;
        let scope = tag.is_scope();
        let item = matches!(tag, Tag::Address | Tag::Div | Tag::P | Tag::Li | Tag::Dd | Tag::Dt);
        if scope {
            bounds.scope = depth;
        }
        if scope || tag == Tag::Button {
            bounds.button = depth;
        }
        if scope || tag == Tag::Button || (tag.is_block() && !item) {
            bounds.list = depth;
        }
        if scope || tag.is_block() {
            bounds.block = depth;
        }
        let attributes = attributes..self.tree.attributes.len() as u32;
        self.tree.nodes.push(Node {
            tag,
            visible: false,
            parent,
            end: usize::MAX,
            stop: usize::MAX,
            source: source..source,
            attributes,
        });
        let previous = std::mem::replace(&mut self.open[name], depth);
        self.stack.push(Frame { node, name, previous, bounds });
    }

    /// Closes all elements from the given depth on.
    fn close(&mut self, depth: usize, source: usize) {
        let end = self.tree.nodes.len();
        for frame in self.stack.drain(depth.max(1) - 1..).rev() {
            self.open[frame.name] = frame.previous;
            let node = &mut self.tree.nodes[frame.node];
            node.end = end;
            node.stop = node.stop.min(end);
            node.source.end = source;
        }
    }
}
