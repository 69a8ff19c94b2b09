//! Reads HTML pages, and HTML that stands inside Markdown. Owns the way from markup to blocks;
//! must not know rules.
//!
//! | module | owns |
//! | --- | --- |
//! | `names` | the elements and attributes that matter |
//! | `text` | character references, with their source |
//! | `tree` | which element holds which |
//! | `article` | which part of a page is the article |
//! | `content` | which element makes which block |
//! | `meta` | what the page says about itself |

mod article;
mod content;
mod meta;
mod names;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use std::ops::Range;

use crate::document::{BlockKind, Builder, Document};

use article::Article;
use text::Decoder;
use tree::Tree;

/// Reads a page. Only its article makes blocks; what is left out is noted.
pub fn read(source: &str) -> Document {
    let mut builder = Builder::new(source);
    let mut decoder = Decoder::default();
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let tree = Tree::read(source, start..source.len());
    let article = Article::of_page(source, &tree);
    meta::write(&mut builder, &mut decoder, &tree, &article);
    content::write(&mut builder, &mut decoder, &tree, &article, Ground::default());
    builder.finish()
}

/// What the text of a fragment is, as far as its own markup does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    /// Kind of the blocks.
    pub(crate) kind: BlockKind,
    /// Level, where the kind is a heading.
    pub(crate) level: u8,
    /// The list it stands in, where the kind is a list item.
    pub(crate) list: Option<u32>,
    /// Number of the table that it stands in.
    pub(crate) table: Option<usize>,
    /// Depth in lists; 0 outside any.
    pub(crate) depth: u8,
    /// It stands inside a block quotation.
    pub(crate) quoted: bool,
}

impl Default for Ground {
    fn default() -> Self {
        Self { kind: BlockKind::Paragraph, level: 0, list: None, table: None, depth: 0, quoted: false }
    }
}

/// Reads the HTML in a range of the source into blocks of their own; the block open before, if any,
/// is closed. Everything in it is content, save what is never prose or is marked as navigation and
/// the like. Elements left open end with the range.
pub(crate) fn fragment(builder: &mut Builder<'_>, range: Range<usize>, ground: Ground) {
    let source = builder.source();
    builder.close();
    let tree = Tree::read(source, range);
    let article = Article::of_fragment(source, &tree);
    content::write(builder, &mut Decoder::default(), &tree, &article, ground);
}
