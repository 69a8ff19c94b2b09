//! `caveat read`: what the program saw in an article, for whoever wonders about a finding.
//! Owns the look of that listing; must not know rules.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::args::{Common, Read};
use super::terminal::{Terminal, safe};
use super::{Status, article, claims};
use crate::check;
use crate::config::Settings;
use crate::document::{Block, BlockKind, Document, IN_BOLD, LineIndex};
use crate::language::citation::Target;
use crate::language::{Contexts, Reading};
use crate::rule::RuleSet;

/// Columns for lines.
const PLACE: usize = 7;
/// Columns for what a block is; `table-cell, quoted` is rare enough to stand out.
const KIND: usize = 15;

pub(super) fn run(
    read: &Read, common: &Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let width = terminal.options.width.max(60);
    let (path, input) = (&read.path, &read.input);
    let listed = article::one(path, input, common, terminal, status, |task, opened| {
        let check::Input { document, format, encoding, .. } = opened.article;
        let title = format!("{}: {}, {encoding}", safe(&task.name), format.name());
        let mut listed = Vec::new();
        show(&mut listed, &title, &document, (task.profile.rules, &task.settings), width).map(|()| listed)
    })?;
    match listed {
        Some(listed) => terminal.out().write_all(&listed?),
        None => Ok(()),
    }
}

fn show(
    out: &mut dyn Write, title: &str, document: &Document, (rules, settings): (&RuleSet, &Settings),
    width: usize,
) -> io::Result<()> {
    let lines = LineIndex::new(document.source());
    let blocks = document.blocks();
    let plural = if blocks.len() == 1 { "" } else { "s" };
    writeln!(out, "{title}, {} block{plural} of text", blocks.len())?;

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
            entry(out, "", (what, KIND), &safe(value), width)?;
        }
    }
    let foreign = check::foreign(document);
    if let Some(message) = &foreign {
        entry(out, "", ("note", KIND), message, width)?;
    }
    let reading = check::reading(document, rules, settings);
    let promotes: Vec<&str> = reading.promotes().iter().map(|p| p.name.as_str()).collect();
    if foreign.is_none() && !promotes.is_empty() {
        entry(out, "", ("promotes", KIND), &safe(&promotes.join(", ")), width)?;
    }
    if foreign.is_none() && !reading.may_sell() {
        entry(out, "", ("sells", KIND), "nothing that can be told: read as information", width)?;
    }
    if !blocks.is_empty() {
        writeln!(out, "\nRead, by line:")?;
    }
    let seen = seen(&reading);
    for (number, block) in blocks.iter().enumerate() {
        let line = lines.line(document.locate(block.prose.clone()).start).to_string();
        entry(out, &line, (&kind(block), KIND), &safe(document.text(block)), width)?;
        // what is read into another language is nothing
        if foreign.is_some() {
            continue;
        }
        for (contexts, text) in contexts(&reading, number) {
            let names = contexts.names().collect::<Vec<_>>().join(", ");
            entry(out, "", ("", KIND), &format!("- {names}: {}", safe(&text)), width)?;
        }
        for line in &seen[number] {
            entry(out, "", ("", KIND), &safe(line), width)?;
        }
    }
    if !document.left_out().is_empty() {
        writeln!(out, "\nLeft out, by line:")?;
    }
    let column = document.left_out().iter().map(|part| part.reason.width()).max().unwrap_or(KIND);
    for part in document.left_out() {
        let (first, last) = (part.source.start, part.source.end.max(part.source.start + 1) - 1);
        let (first, last) = (lines.line(first), lines.line(last));
        let place = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let start = &document.source()[part.source.clone()];
        let room = width.saturating_sub(PLACE + column + 4);
        entry(out, &place, (part.reason, column), &first_words(start, room), width)?;
    }
    Ok(())
}

/// The runs of words of a block that its sentences do something with, and what they do.
fn contexts(reading: &Reading<'_>, block: usize) -> Vec<(Contexts, String)> {
    /// Words shown of the start and of the end of a long run.
    const SHOWN: usize = 4;
    let prose = reading.document().prose();
    let words = reading.words();
    let tokens = words.of_block(block);
    let text = |range: std::ops::Range<usize>| &prose[words.bytes(range)];
    let mut out = Vec::new();
    let mut from = tokens.start;
    while from < tokens.end {
        let contexts = reading.context(from);
        let to = (from..tokens.end).find(|&t| reading.context(t) != contexts).unwrap_or(tokens.end);
        if !contexts.is_empty() {
            let shown = match to - from {
                n if n == tokens.len() => "all of it".to_owned(),
                n if n > 2 * SHOWN + 2 => {
                    format!("“{} … {}”", text(from..from + SHOWN), text(to - SHOWN..to))
                }
                _ => format!("“{}”", text(from..to)),
            };
            out.push((contexts, shown));
        }
        from = to;
    }
    out
}

/// For each block, the claims and citations in it, each in a line of words.
fn seen(reading: &Reading<'_>) -> Vec<Vec<String>> {
    let document = reading.document();
    let mut seen = vec![Vec::new(); document.blocks().len()];
    for claim in reading.claims() {
        let support = match claims::support(reading, claim) {
            "none" => "no source".to_owned(),
            worth => format!("{worth} source"),
        };
        let (strength, certainty) = (claims::strength(claim), claims::certainty(claim));
        let text = &document.prose()[reading.span_of_claim(claim)];
        let line =
            format!("- claim ({strength}, {certainty}, {}, {support}): “{text}”", claims::object(claim));
        seen[reading.words().block_of(claim.first as usize)].push(line);
    }
    for citation in reading.citations() {
        let worth = match (citation.target, citation.strength) {
            (Target::Missing, _) => "leads nowhere",
            (Target::Unlisted, _) => "named, in no list",
            (_, Some(strength)) => claims::worth(strength),
            (_, None) => "worth nothing",
        };
        let text = &document.prose()[citation.prose.clone()];
        let shown = if text.trim().is_empty() { "footnote".to_owned() } else { format!("“{text}”") };
        seen[citation.block].push(format!("- citation ({worth}): {shown}"));
    }
    for entry in reading.references() {
        seen[entry.block].push(format!("- reference ({})", claims::worth(entry.strength)));
    }
    seen
}

fn kind(block: &Block) -> String {
    match block.kind {
        BlockKind::Heading if block.level == IN_BOLD => "heading in bold".to_owned(),
        BlockKind::Heading if block.level > 0 => format!("heading {}", block.level),
        kind if block.quoted && kind != BlockKind::Quote => format!("{}, quoted", kind.name()),
        kind => kind.name().to_owned(),
    }
}

/// One line, or as many as the text needs, after a place and a name of so many columns.
fn entry(
    out: &mut dyn Write, place: &str, (kind, column): (&str, usize), text: &str, width: usize,
) -> io::Result<()> {
    write!(out, "{place:>PLACE$}  {kind:<column$} ")?;
    let margin = PLACE + 2 + column + 1;
    let mut at = PLACE + 2 + column.max(kind.width()) + 1;
    for word in text.split_whitespace() {
        if at > margin && at + 1 + word.width() > width {
            write!(out, "\n{:margin$}", "")?;
            at = margin;
        }
        write!(out, " {word}")?;
        at += 1 + word.width();
    }
    writeln!(out)
}

/// The start of a passage that is not shown in full, on one line and without tags.
fn first_words(source: &str, width: usize) -> String {
    let mut words = String::new();
    // a page of a megabyte may be left out: its start is enough
    let head: String = source.trim_start().chars().take(20 * width).collect();
    let text = if head.starts_with('<') { untagged(&head) } else { head.clone() };
    let text = if text.trim().is_empty() { head } else { text };
    for word in text.split_whitespace().map(safe) {
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

fn untagged(markup: &str) -> String {
    let mut inside = false;
    let outside = markup.chars().map(|c| {
        let shown = if inside || c == '<' { ' ' } else { c };
        inside = c == '<' || inside && c != '>';
        shown
    });
    outside.collect()
}
