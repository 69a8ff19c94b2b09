//! The document: blocks of prose, each piece of which knows the source bytes it came from.
//!
//! Owns blocks, sections, links, metadata and the map from prose to source ([`Document::locate`]).
//! Must not know formats (they build documents through [`Builder`]) nor rules.
//!
//! Spans are born here with the prose and are never searched for afterwards: every byte of
//! [`Document::prose`] belongs to a [`Segment`] that names the source bytes it was read from, or
//! is one of the line feeds that part two blocks.

mod builder;
mod lines;
mod structure;
mod table;

use std::ops::Range;

pub use builder::Builder;
pub use lines::{LineIndex, Position};
pub(crate) use structure::{date, introduces_references, is_byline, read_byline, without_label};
pub(crate) use table::Table;

/// A document as the rules see it. Built by a reader in [`crate::format`], never changed afterwards.
#[derive(Debug, Clone, Default)]
pub struct Document {
    source: String,
    prose: String,
    segments: Vec<Segment>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    metadata: Metadata,
    left_out: Vec<LeftOut>,
    comments: Vec<Comment>,
}

/// Level of a line in bold that serves as a heading: it stands below every real one.
pub const IN_BOLD: u8 = 7;

/// One block of prose: a paragraph, a heading, a list item …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the block is on the page.
    pub kind: BlockKind,
    /// Byte range in [`Document::prose`]. Never empty, starts and ends with a visible character.
    pub prose: Range<usize>,
    /// Heading level 1–6, [`IN_BOLD`] for a line that is a heading by its looks only, 0 where the format has
    /// no levels; or depth of a list item from 1.
    pub level: u8,
    /// The list the item belongs to, numbered through the document; nested items keep the outer list.
    pub list: Option<u32>,
    /// Index of the block that introduces this item's list ("It can help with:"), or of the cell that
    /// says what stands in this one ("Good for").
    pub stem: Option<usize>,
    /// Index of the heading or title the block stands under.
    pub section: Option<usize>,
    /// Index of the question (FAQ) this block answers.
    pub question: Option<usize>,
    /// Index of the first cell with text in the row of a table, which mostly says what the others are
    /// about.
    pub row: Option<usize>,
    /// Index of the cell at the head of the column of a table.
    pub column: Option<usize>,
    /// The table that the cell or the caption belongs to, numbered through the document.
    pub table: Option<u32>,
    /// Stands inside a block quotation.
    pub quoted: bool,
    /// Blank lines or markup on both sides set it apart from the text (plain text only knows this).
    pub apart: bool,
}

/// What a block is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The article's title, in the text or in its metadata.
    Title,
    /// Description, excerpt, summary or other prose from front matter or meta tags.
    Description,
    /// A heading inside the article.
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// Running text inside a block quotation.
    Quote,
    /// One cell of a table.
    TableCell,
    /// The caption of a figure or table.
    Caption,
    /// The alternative text of an image.
    AltText,
    /// A question of a list of questions and answers.
    Question,
    /// A line that only names author, reviewer or date.
    Byline,
    /// An entry of the list of references.
    Reference,
}

impl BlockKind {
    /// The name used in rule files and shown by `caveat read`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list-item",
            Self::Quote => "quote",
            Self::TableCell => "table-cell",
            Self::Caption => "caption",
            Self::AltText => "alt-text",
            Self::Question => "question",
            Self::Byline => "byline",
            Self::Reference => "reference",
        }
    }

    /// All kinds, in the order of [`BlockKind`].
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::Description,
        Self::Heading,
        Self::Paragraph,
        Self::ListItem,
        Self::Quote,
        Self::TableCell,
        Self::Caption,
        Self::AltText,
        Self::Question,
        Self::Byline,
        Self::Reference,
    ];
}

/// A stretch of prose with a meaning of its own inside a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Byte range in [`Document::prose`]; empty for a note reference that shows no text.
    pub prose: Range<usize>,
}

/// What an [`Inline`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InlineKind {
    /// A link to the given target, as written.
    Link(String),
    /// Code, a file name or another literal that is no prose.
    Code,
    /// Bold or strong text.
    Strong,
    /// Italic or emphasised text.
    Emphasis,
    /// Superscript text.
    Superscript,
    /// A reference to the footnote with this label.
    Note(String),
    /// A short quotation marked up as such.
    Quotation,
}

/// Where one stretch of prose came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Start in the prose, in bytes.
    pub prose: u32,
    /// Length in the prose, in bytes.
    pub prose_len: u32,
    /// Start in the source, in bytes.
    pub source: u32,
    /// Length in the source, in bytes.
    pub source_len: u32,
    /// Prose and source are the same bytes, so that every inner offset maps one to one.
    pub verbatim: bool,
}

/// What the page says about itself outside its text. Values are trimmed and never empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Who wrote it.
    pub author: Option<String>,
    /// Who reviewed it.
    pub reviewer: Option<String>,
    /// When it was first published, as written.
    pub published: Option<String>,
    /// When it was last changed, as written.
    pub modified: Option<String>,
    /// When it was last reviewed, as written.
    pub reviewed: Option<String>,
    /// The language that the page declares ("en-GB").
    pub language: Option<String>,
}

/// A part of the source that is not linted, and why: shown by `caveat read`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Byte range in the source.
    pub source: Range<usize>,
    /// Why, in two or three words ("navigation", "code block").
    pub reason: &'static str,
}

/// A comment in the source; `check` looks for inline allowances in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment's text without its delimiters.
    pub text: String,
    /// Byte range in the source, delimiters included.
    pub source: Range<usize>,
    /// Index of the block that the comment stands in, or else of the one that follows it.
    pub block: usize,
    /// The list or the table of that block begins behind the comment, which so stands before all of it.
    pub before_all: bool,
}

impl Document {
    /// A text that is one paragraph, as it stands.
    pub(crate) fn of_paragraph(text: &str) -> Self {
        let mut builder = Builder::new(text);
        builder.text(0..text.len());
        builder.finish()
    }

    /// The text all source offsets count in: the file, decoded to UTF-8.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// All prose; blocks are parted by one line feed.
    pub fn prose(&self) -> &str {
        &self.prose
    }

    /// The blocks in reading order; their prose ranges ascend and do not overlap.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Links, code and emphasis, sorted by start.
    pub fn inlines(&self) -> &[Inline] {
        &self.inlines
    }

    /// The map from prose to source, in prose order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// What the page says about itself.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What is not linted.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The comments of the source.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The prose of one block.
    pub fn text(&self, block: &Block) -> &str {
        &self.prose[block.prose.clone()]
    }

    /// The first title or heading, for reports that speak of the whole document.
    pub fn title(&self) -> Option<&Block> {
        self.title_number().map(|number| &self.blocks[number])
    }

    /// Index of that block.
    pub(crate) fn title_number(&self) -> Option<usize> {
        let first = |kind| self.blocks.iter().position(|block| block.kind == kind);
        first(BlockKind::Title).or_else(|| first(BlockKind::Heading))
    }

    /// Index of the block that holds the prose offset, or of the next one where it falls between two.
    pub fn block_at(&self, prose: usize) -> Option<usize> {
        let at = self.blocks.partition_point(|b| b.prose.end <= prose);
        (at < self.blocks.len()).then_some(at)
    }

    /// The smallest source range that covers a prose range. Both ends fall on character boundaries.
    ///
    /// An empty range maps to an empty range. Offsets outside the prose are clamped to it.
    pub fn locate(&self, prose: Range<usize>) -> Range<usize> {
        let end_of_prose = self.prose.len();
        let (start, end) = (prose.start.min(end_of_prose), prose.end.min(end_of_prose));
        let Some(last) = self.segments.len().checked_sub(1) else {
            return 0..0;
        };
        let holding = |at: usize| self.segments.partition_point(|s| s.prose as usize <= at).saturating_sub(1);
        let first = {
            // an offset on the separator after a block belongs to the next segment
            let s = &self.segments[holding(start)];
            match start {
                at if at < (s.prose + s.prose_len) as usize => holding(start),
                _ => (holding(start) + 1).min(last),
            }
        };
        let s = &self.segments[first];
        let from = match s.verbatim {
            true => s.source as usize + start.saturating_sub(s.prose as usize).min(s.source_len as usize),
            false => s.source as usize,
        };
        if end <= start {
            return from..from;
        }
        let e = &self.segments[holding(end - 1)];
        let inside = (end - e.prose as usize).min(e.prose_len as usize);
        let to = match e.verbatim {
            true => e.source as usize + inside,
            false => (e.source + e.source_len) as usize,
        };
        from..to.max(from)
    }
}
