//! Builds a document while a reader walks the source. Owns the folding of white space and the
//! bookkeeping of segments, so that no reader computes an offset in prose; must not know formats.

use std::ops::Range;

use super::{Block, BlockKind, Comment, Document, Inline, InlineKind, LeftOut, Metadata, Segment, structure};

/// Collects blocks in reading order. Readers call [`open`](Self::open), any number of
/// [`text`](Self::text), [`replace`](Self::replace) and [`space`](Self::space), and
/// [`close`](Self::close); source ranges should ascend within a block.
///
/// White space is folded as a browser folds it: a run becomes one space, no-break spaces stay; at
/// the start and end of a block none of either is kept. Blocks without a visible character are
/// dropped.
#[derive(Debug)]
pub struct Builder<'s> {
    source: &'s str,
    /// What offsets refer to, where readers read a masked copy.
    original: &'s str,
    /// Ranges of the copy that are no prose, ascending.
    holes: Vec<Range<usize>>,
    /// Number of blocks that came from metadata.
    preamble: usize,
    document: Document,
    open: Option<Open>,
    /// White space seen since the last visible character of the block: the source it came from.
    pending: Option<Range<usize>>,
    inlines: Vec<(InlineKind, usize)>,
    lists: u32,
    tables: u32,
    /// With each comment the numbers of lists and tables that had begun before it.
    begun: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct Open {
    block: Block,
    first_segment: usize,
    first_inline: usize,
}

impl<'s> Builder<'s> {
    /// Starts a document over `source`, to which all source ranges refer.
    pub fn new(source: &'s str) -> Self {
        Self::masked(source, source, Vec::new())
    }

    /// Starts a document over `original` that is read through `copy`, a text of the same length
    /// that differs from it only inside `holes` (ascending, apart). Nothing that stands in a hole
    /// is appended or noted.
    pub fn masked(original: &'s str, copy: &'s str, holes: Vec<Range<usize>>) -> Self {
        debug_assert_eq!(original.len(), copy.len());
        let mut document = Document::default();
        document.prose.reserve(copy.len());
        Self {
            source: copy,
            original,
            holes,
            preamble: 0,
            document,
            open: None,
            pending: None,
            inlines: Vec::new(),
            lists: 0,
            tables: 0,
            begun: Vec::new(),
        }
    }

    /// The source that ranges refer to: the masked copy, if there is one.
    pub fn source(&self) -> &'s str {
        self.source
    }

    /// Opens a block and closes the one before it.
    pub fn open(&mut self, kind: BlockKind) -> &mut Block {
        self.close();
        let prose = self.document.prose.len() + usize::from(!self.document.prose.is_empty());
        let open = self.open.insert(Open {
            block: Block {
                kind,
                prose: prose..prose,
                level: 0,
                list: None,
                stem: None,
                section: None,
                question: None,
                row: None,
                column: None,
                table: None,
                quoted: false,
                apart: false,
            },
            first_segment: self.document.segments.len(),
            first_inline: self.document.inlines.len(),
        });
        &mut open.block
    }

    /// The block being built.
    pub fn block(&mut self) -> Option<&mut Block> {
        self.open.as_mut().map(|o| &mut o.block)
    }

    /// A new number for a list.
    pub fn new_list(&mut self) -> u32 {
        self.lists += 1;
        self.lists - 1
    }

    /// A new number for a table.
    pub fn new_table(&mut self) -> u32 {
        self.tables += 1;
        self.tables - 1
    }

    /// Number of blocks finished so far.
    pub fn blocks(&self) -> usize {
        self.document.blocks.len()
    }

    /// Appends source text as it stands. Without an open block a paragraph is opened.
    ///
    /// # Panics
    /// If the range is out of bounds or cuts a character.
    pub fn text(&mut self, source: Range<usize>) {
        let mut at = source.start;
        let mut hole = self.holes.partition_point(|h| h.end <= at);
        while let Some(Range { start, end }) = self.holes.get(hole).cloned()
            && start < source.end
        {
            if start > at {
                self.run(at..start);
            }
            at = at.max(end);
            hole += 1;
        }
        if at < source.end {
            self.run(at..source.end);
        }
    }

    /// Appends source text without holes.
    fn run(&mut self, source: Range<usize>) {
        let bytes = self.source.as_bytes();
        let mut at = source.start;
        let mut line = source.start;
        while at < source.end {
            // a verbatim run goes up to white space that must be folded: anything but a lone blank; a line
            // of many runs is looked through once for its end
            if line <= at {
                let end = memchr::memchr3(b'\n', b'\r', b'\t', &bytes[at..source.end]);
                line = end.map_or(source.end, |i| at + i);
            }
            let run = memchr::memmem::find(&bytes[at..line], b"  ").map_or(line, |i| at + i);
            let visible = trim(bytes, at..run);
            if visible.start > at {
                self.space(at..visible.start);
            }
            if !visible.is_empty() {
                self.verbatim(visible.clone());
            }
            let mut next = visible.end;
            while next < source.end && bytes[next].is_ascii_whitespace() {
                next += 1;
            }
            if next > visible.end {
                self.space(visible.end..next);
            }
            at = next.max(visible.end);
        }
    }

    /// Appends text that the source writes differently: a decoded entity, an unescaped character.
    /// White space in `text` is folded like any other; a no-break space is kept.
    pub fn replace(&mut self, text: &str, source: Range<usize>) {
        if self.in_hole(source.start) {
            return;
        }
        let mut trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace());
        if trimmed.is_empty() {
            if !text.is_empty() {
                self.space(source);
            }
            return;
        }
        if !self.has_text() {
            trimmed = trimmed.trim_start();
            if trimmed.is_empty() {
                return;
            }
        }
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.space(source.start..source.start);
        }
        self.flush();
        self.push(trimmed, source.clone(), false);
        if text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.space(source.end..source.end);
        }
    }

    /// A gap between words: a soft line break, a line break tag, the edge of an inline box.
    pub fn space(&mut self, source: Range<usize>) {
        match &mut self.pending {
            Some(pending) => pending.end = pending.end.max(source.end),
            None => self.pending = Some(source),
        }
    }

    /// Opens an inline; it ends at the matching [`end_inline`](Self::end_inline) or with the block.
    pub fn begin_inline(&mut self, kind: InlineKind) {
        let at = match &self.open {
            Some(_) => self.document.prose.len() + usize::from(self.leading_space()),
            None => return,
        };
        self.inlines.push((kind, at));
    }

    /// Ends the inline opened last.
    pub fn end_inline(&mut self) {
        if let Some((kind, start)) = self.inlines.pop() {
            // white space opened the inline but was never written: the inline starts at the text
            let end = self.document.prose.len();
            let start = start.min(end);
            self.document.inlines.push(Inline { kind, prose: start..end });
        }
    }

    /// Ends the open block; drops it where it holds nothing visible.
    pub fn close(&mut self) {
        self.pending = None;
        while !self.inlines.is_empty() {
            self.end_inline();
        }
        let Some(Open { mut block, first_segment, first_inline }) = self.open.take() else {
            return;
        };
        block.prose.end = self.document.prose.len();
        if self.document.segments.len() == first_segment {
            self.document.inlines.truncate(first_inline);
            return;
        }
        self.trim_end(&mut block);
        let Range { start, end } = block.prose;
        for inline in &mut self.document.inlines[first_inline..] {
            inline.prose.start = inline.prose.start.clamp(start, end);
            inline.prose.end = inline.prose.end.clamp(inline.prose.start, end);
        }
        self.document.blocks.push(block);
    }

    /// Notes a part of the source that is not linted.
    pub fn leave_out(&mut self, source: Range<usize>, reason: &'static str) {
        self.document.left_out.push(LeftOut { source, reason });
    }

    /// Notes a comment; it stands before the next block to be opened.
    pub fn comment(&mut self, text: &str, source: Range<usize>) {
        if !self.in_hole(source.start) {
            self.masked_comment(text, source);
        }
    }

    /// Notes a comment that is itself masked.
    pub fn masked_comment(&mut self, text: &str, source: Range<usize>) {
        let block = self.document.blocks.len();
        self.document.comments.push(Comment { text: text.to_owned(), source, block, before_all: false });
        self.begun.push((self.lists, self.tables));
    }

    /// Ends the metadata: what was read so far is no part of the running text.
    pub fn begin_text(&mut self) {
        self.close();
        self.preamble = self.document.blocks.len();
    }

    /// What the page says about itself.
    pub fn metadata(&mut self) -> &mut Metadata {
        &mut self.document.metadata
    }

    /// Closes the last block and works out sections, stems, questions and references.
    pub fn finish(mut self) -> Document {
        self.close();
        let mut document = self.document;
        for (comment, (lists, tables)) in document.comments.iter_mut().zip(self.begun) {
            let block = document.blocks.get(comment.block);
            comment.before_all = block.is_some_and(|b| {
                b.list.is_some_and(|list| list >= lists) || b.table.is_some_and(|table| table >= tables)
            });
        }
        document.source = self.original.to_owned();
        document.prose.shrink_to_fit();
        document.inlines.sort_by_key(|i| (i.prose.start, i.prose.end));
        document.left_out.sort_by_key(|l| l.source.start);
        structure::resolve(&mut document, self.preamble);
        document
    }

    fn in_hole(&self, at: usize) -> bool {
        let hole = self.holes.partition_point(|h| h.end <= at);
        self.holes.get(hole).is_some_and(|h| h.start <= at)
    }

    fn leading_space(&self) -> bool {
        self.pending.is_some() && self.has_text()
    }

    fn has_text(&self) -> bool {
        self.open.as_ref().is_some_and(|o| self.document.segments.len() > o.first_segment)
    }

    fn flush(&mut self) {
        if self.open.is_none() {
            let pending = self.pending.take();
            self.open(BlockKind::Paragraph);
            self.pending = pending;
        }
        if let Some(gap) = self.pending.take()
            && self.has_text()
        {
            let verbatim = &self.source[gap.clone()] == " ";
            self.push(" ", gap, verbatim);
        }
    }

    fn verbatim(&mut self, mut source: Range<usize>) {
        if !self.has_text() {
            source.start = source.end - self.source[source.clone()].trim_start().len();
            if source.is_empty() {
                return;
            }
        }
        self.flush();
        let text = &self.source[source.clone()];
        self.push(text, source, true);
    }

    /// Takes no-break and other wide spaces off the end of the prose, with their segments.
    fn trim_end(&mut self, block: &mut Block) {
        let start = block.prose.start;
        let end = start + self.document.prose[start..].trim_end().len();
        if end == block.prose.end {
            return;
        }
        block.prose.end = end;
        self.document.prose.truncate(end);
        while let Some(last) = self.document.segments.last_mut()
            && (last.prose + last.prose_len) as usize > end
        {
            if last.prose as usize >= end {
                self.document.segments.pop();
            } else {
                last.prose_len = end as u32 - last.prose;
                if last.verbatim {
                    last.source_len = last.prose_len;
                }
            }
        }
    }

    fn push(&mut self, text: &str, source: Range<usize>, verbatim: bool) {
        if !self.has_text() && !self.document.prose.is_empty() {
            // the separator between two blocks belongs to neither
            self.document.prose.push('\n');
        }
        let prose = self.document.prose.len();
        self.document.prose.push_str(text);
        let first = self.open.as_ref().map_or(0, |o| o.first_segment);
        if verbatim
            && self.document.segments.len() > first
            && let Some(last) = self.document.segments.last_mut()
            && last.verbatim
            && (last.source + last.source_len) as usize == source.start
        {
            last.prose_len += text.len() as u32;
            last.source_len += text.len() as u32;
            return;
        }
        self.document.segments.push(Segment {
            prose: prose as u32,
            prose_len: text.len() as u32,
            source: source.start as u32,
            source_len: (source.end - source.start) as u32,
            verbatim,
        });
    }
}

/// The range without ASCII white space at either end.
fn trim(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    while start < end && bytes[start].is_ascii_whitespace() {
        start += 1;
    }
    while end > start && bytes[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_space_of_any_kind_stands_at_the_edge_of_a_block() {
        let source = "\u{a0}a\u{a0}b \u{a0}\n\u{2028} \u{3000}\nc\u{2003}";
        let mut builder = Builder::new(source);
        for line in source.lines() {
            let start = line.as_ptr() as usize - source.as_ptr() as usize;
            builder.open(BlockKind::Paragraph);
            builder.replace("\u{a0}", start..start);
            builder.begin_inline(InlineKind::Strong);
            builder.text(start..start + line.len());
            builder.replace("\u{a0}", start + line.len()..start + line.len());
        }
        let document = builder.finish();
        assert_eq!(document.prose(), "a\u{a0}b\nc");
        let places: Vec<_> = document.blocks().iter().map(|b| document.locate(b.prose.clone())).collect();
        assert_eq!(places.iter().map(|r| &source[r.clone()]).collect::<Vec<_>>(), ["a\u{a0}b", "c"]);
        assert_eq!(document.inlines().iter().map(|i| i.prose.clone()).collect::<Vec<_>>(), [0..4, 5..6]);
    }
}
