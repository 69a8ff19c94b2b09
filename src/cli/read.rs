//! `caveat read`: what the program saw in an article, for whoever wonders about a finding.

use std::io::{self, Write};
use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::args::Read;
use super::input::{self, Kind};
use super::terminal::{self, Terminal, safe};
use super::{Status, check};
use crate::document::{Block, BlockKind, Document, LineIndex};
use crate::format::{self, Format};

/// Columns before the text: line, kind.
const MARGIN: usize = 26;

pub(super) fn run(read: &Read, terminal: &mut Terminal, status: &mut Status) -> io::Result<()> {
    let limit = read.input.max_size.unwrap_or(input::USUAL_LIMIT);
    let piped = read.path.as_os_str() == "-";
    let path = match (&read.input.stdin_path, piped) {
        (Some(name), true) => name,
        (None, true) => Path::new("<stdin>"),
        _ => &read.path,
    };
    let bytes = match piped {
        true => input::read_stdin(limit),
        false => match input::examine(path) {
            Ok(Kind::Folder) => Err("is a folder: name one article".to_owned()),
            Ok(Kind::File) => input::read_file(path, limit),
            Err(reason) => Err(reason),
        },
    };
    let name = safe(&terminal::name(path));
    let (text, encoding) = match bytes.and_then(check::text) {
        Ok(read) => read,
        Err(reason) => {
            status.raise(Status::Trouble);
            return terminal.say(&format!("{name} {}", safe(&reason)));
        }
    };
    let format = read.input.input_format.format().or(Format::from_path(path));
    let format = format.unwrap_or_else(|| Format::sniff(&text));
    let document = format::read(&text, format);
    let width = terminal.options.width.max(MARGIN + 24);
    show(terminal.out(), &name, format, encoding, &document, width)
}

fn show(
    out: &mut dyn Write, name: &str, format: Format, encoding: &str, document: &Document, width: usize,
) -> io::Result<()> {
    let lines = LineIndex::new(document.source());
    let blocks = document.blocks();
    let plural = if blocks.len() == 1 { "" } else { "s" };
    writeln!(out, "{name}: {}, {encoding}, {} block{plural} of text", format.name(), blocks.len())?;

    let metadata = document.metadata();
    let said = [
        ("author", &metadata.author),
        ("reviewer", &metadata.reviewer),
        ("published", &metadata.published),
        ("modified", &metadata.modified),
        ("reviewed", &metadata.reviewed),
        ("language", &metadata.language),
    ];
    for (what, value) in said {
        if let Some(value) = value {
            entry(out, "", what, &safe(value), width)?;
        }
    }
    if !blocks.is_empty() {
        writeln!(out, "\nRead, by line:")?;
    }
    for block in blocks {
        let line = lines.line(document.locate(block.prose.clone()).start).to_string();
        entry(out, &line, &kind(block), &safe(document.text(block)), width)?;
    }
    if !document.left_out().is_empty() {
        writeln!(out, "\nLeft out, by line:")?;
    }
    for part in document.left_out() {
        let (first, last) = (part.source.start, part.source.end.max(part.source.start + 1) - 1);
        let (first, last) = (lines.line(first), lines.line(last));
        let place = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let start = &document.source()[part.source.clone()];
        entry(out, &place, part.reason, &first_words(start, width - MARGIN), width)?;
    }
    Ok(())
}

fn kind(block: &Block) -> String {
    match block.kind {
        BlockKind::Heading if block.level > 0 => format!("heading {}", block.level),
        kind if block.quoted && kind != BlockKind::Quote => format!("{}, quoted", kind.name()),
        kind => kind.name().to_owned(),
    }
}

/// One line, or as many as the text needs, with the place and kind before the first.
fn entry(out: &mut dyn Write, place: &str, kind: &str, text: &str, width: usize) -> io::Result<()> {
    write!(out, "{place:>7}  {kind:<15}")?;
    let mut at = 24.max(9 + kind.width());
    let mut fresh = false;
    for word in text.split_whitespace() {
        if at + 1 + word.width() > width && !fresh {
            write!(out, "\n{:1$}", "", MARGIN - 2)?;
            at = MARGIN - 2;
        }
        write!(out, " {word}")?;
        at += 1 + word.width();
        fresh = at <= MARGIN;
    }
    writeln!(out)
}

/// The start of a passage that is not shown in full, on one line.
fn first_words(source: &str, width: usize) -> String {
    let mut words = String::new();
    // a page of a megabyte may be left out: its start is enough
    let head: String = source.trim_start().chars().take(4 * width).collect();
    for word in head.split_whitespace().map(safe) {
        if words.width() + 1 + word.width() > width.saturating_sub(4) {
            words.push_str(" ...");
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&word);
    }
    words
}
