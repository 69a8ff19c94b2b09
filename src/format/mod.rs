//! Readers: bytes of a file to a [`Document`]. One file a format. Owns which format a file is in;
//! must not know rules, nor read files.

pub mod encoding;
pub mod front_matter;
pub mod html;
pub mod markdown;
pub mod plain;
mod shortcode;

use std::path::Path;

use crate::document::Document;

/// A format that caveat reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, often copied from a page.
    Plain,
    /// Markdown, with front matter, shortcodes and HTML inside.
    Markdown,
    /// Markdown with JSX.
    Mdx,
    /// An HTML page or fragment.
    Html,
}

impl Format {
    /// The format's name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "text",
            Self::Markdown => "markdown",
            Self::Mdx => "mdx",
            Self::Html => "html",
        }
    }

    /// The format that a file name's ending stands for.
    pub fn from_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "md" | "markdown" => Self::Markdown,
            "mdx" => Self::Mdx,
            "html" | "htm" => Self::Html,
            "txt" => Self::Plain,
            _ => return None,
        })
    }

    /// The format that a text without a known file name looks like.
    pub fn sniff(text: &str) -> Self {
        let head = &text[..text.floor_char_boundary(2048)];
        let start = head.trim_start_matches('\u{feff}').trim_start();
        let lower = start.to_ascii_lowercase();
        if ["<!doctype html", "<html", "<head", "<body", "<article", "<main"]
            .iter()
            .any(|t| lower.starts_with(t))
        {
            return Self::Html;
        }
        let markdown = start.starts_with("---\n")
            || start.starts_with("+++\n")
            || start.starts_with("---\r\n")
            || head.lines().any(|l| {
                let hashes = l.len() - l.trim_start_matches('#').len();
                (1..=6).contains(&hashes) && l[hashes..].starts_with(' ')
                    || l.contains("](")
                    || l.contains("**")
            });
        if markdown { Self::Markdown } else { Self::Plain }
    }
}

/// Reads a text, already decoded to UTF-8, in the given format. Never fails: markup that is broken
/// is read as far as a browser would.
pub fn read(source: &str, format: Format) -> Document {
    match format {
        Format::Plain => plain::read(source),
        Format::Markdown => markdown::read(source, false),
        Format::Mdx => markdown::read(source, true),
        Format::Html => html::read(source),
    }
}
