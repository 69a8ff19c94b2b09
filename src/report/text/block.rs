//! One block: a finding or a fault with its place, its passage and what is to be said about it.

use std::ops::Range;

use super::excerpt::{Excerpt, Mark};
use super::flow::{Flow, Kind, Sheet, Style};
use super::{Glyphs, Options, escape, level_style};
use crate::document::LineIndex;
use crate::fault::Fault;
use crate::finding::{Checked, Edit, Finding, Fix, Reference, Related, Role, Scope};

/// Other places listed under a finding.
const PLACES: usize = 12;
/// Bytes of words shown beside such a place.
const WORDS: usize = 24;
/// Authorities named under a finding.
const AUTHORITIES: usize = 2;
/// Ways to mend it, and the changes of one way, that are shown.
const FIXES: usize = 2;
const PATCHES: usize = 3;
/// Changes this near to one another are shown on one line.
const NEAR: usize = 40;

/// A paragraph under the passage.
struct Note<'a> {
    label: &'static str,
    /// What stands between the label and the text.
    colon: &'static str,
    style: Style,
    text: Flow<'a>,
    patches: Vec<Patch<'a>>,
}

/// The lines of a change: what goes and what comes.
struct Patch<'a> {
    removed: Flow<'a>,
    added: Flow<'a>,
    /// The lines differ by more than what is added.
    removes: bool,
}

/// Draws a finding. `full` says why it matters and on whose authority.
pub(super) fn finding(
    sheet: &mut Sheet, options: &Options, glyphs: &Glyphs, checked: &Checked<'_>, finding: &Finding<'_>,
    (full, digits): (bool, usize),
) {
    let width = options.columns();
    let style = level_style(finding.level);
    let title = Flow::new(glyphs.unicode)
        .say(finding.level.name(), style)
        .tell(format!("[{}]", finding.rule), style)
        .say(": ", Style::Plain)
        .say(&finding.message, Style::Strong);
    sheet.paragraph(&title, width, 2);

    let start = finding.span.start;
    place(sheet, glyphs, &checked.path, Some((start.line, start.column)), digits, width);
    let source = checked.document.source();
    let span = finding.span.bytes();
    let mut passage = finding.passage.clone();
    let mut focus = span.clone();
    let mut line = start.line;
    let mut marks = Vec::new();
    let whole = finding.scope == Scope::Document && (span.is_empty() || contains(&span, &passage));
    if whole {
        // nothing in the title is at fault: it is shown so that the reader sees which article it is
        if passage.is_empty()
            && let Some(title) = checked.document.title()
        {
            passage = checked.document.locate(title.prose.clone());
            line = LineIndex::new(source).line(passage.start);
        }
        focus = passage.start..passage.start;
    } else {
        marks.push(Mark { span, primary: true, label: "" });
    }
    for related in &finding.related {
        let label = match related.role {
            Role::SameFault => "",
            role => role_name(role),
        };
        marks.push(Mark { span: related.span.bytes(), primary: false, label });
    }
    let mut seen = vec![false; marks.len()];
    if !passage.is_empty() || !whole {
        let excerpt = Excerpt { source, passage, focus, line, marks, indent: false, style };
        seen = excerpt.draw(sheet, glyphs, digits, width);
    }
    let seen = &seen[usize::from(!whole)..];
    draw(sheet, glyphs, &notes(finding, glyphs, source, seen, full, width), digits, width);
}

/// Draws a mistake in a data or configuration file.
pub(super) fn fault(sheet: &mut Sheet, options: &Options, glyphs: &Glyphs, fault: &Fault) {
    let width = options.columns();
    let title = Flow::new(glyphs.unicode)
        .say("error", Style::Error)
        .say(": ", Style::Plain)
        .say(&fault.message, Style::Strong);
    sheet.paragraph(&title, width, 2);
    let source = fault.source.as_str();
    let mut start = fault.span.start.min(source.len());
    while !source.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = fault.span.end.clamp(start, source.len());
    while !source.is_char_boundary(end) {
        end += 1;
    }
    let lines = LineIndex::new(source);
    let here = lines.position(start);
    let last = lines.line(end.saturating_sub(1).max(start));
    let digits = last.to_string().len();
    if start == 0 && end == 0 {
        place(sheet, glyphs, &fault.path, None, digits, width);
    } else {
        place(sheet, glyphs, &fault.path, Some((here.line, here.column)), digits, width);
        let mark = Mark { span: start..end, primary: true, label: "" };
        Excerpt {
            source,
            passage: lines.range(here.line).start..lines.range(last).end.max(end),
            focus: start..end,
            line: here.line,
            marks: vec![mark],
            indent: true,
            style: Style::Error,
        }
        .draw(sheet, glyphs, digits, width);
    }
    let help = fault.help.iter().map(|help| Note {
        label: "help",
        colon: ": ",
        style: Style::Strong,
        text: Flow::new(glyphs.unicode).say(help, Style::Plain),
        patches: Vec::new(),
    });
    draw(sheet, glyphs, &help.collect::<Vec<_>>(), digits, width);
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The line that names the place. A path too long for it loses its front.
fn place(
    sheet: &mut Sheet, glyphs: &Glyphs, path: &str, at: Option<(usize, usize)>, digits: usize, width: usize,
) {
    let at = at.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
    let room = width.saturating_sub(digits + 4 + at.len());
    sheet.ink(&format!("{:digits$} {} ", "", glyphs.place), Style::Dim);
    sheet.ink(&shortened(path, glyphs, room), Style::Plain);
    sheet.ink(&at, Style::Plain);
    sheet.end();
}

/// A path in at most `room` columns; one too long for it loses its first folders.
pub(super) fn shortened(path: &str, glyphs: &Glyphs, room: usize) -> String {
    let path = escape::path(path, glyphs.unicode);
    let columns = |text: &str| text.chars().map(escape::width).sum::<usize>();
    if columns(&path) <= room {
        return path;
    }
    let mut left = room.saturating_sub(columns(glyphs.dots));
    let mut from = path.len();
    for (i, c) in path.char_indices().rev() {
        match left.checked_sub(escape::width(c)) {
            Some(rest) => (left, from) = (rest, i),
            None => break,
        }
    }
    let tail = &path[from..];
    format!("{}{}", glyphs.dots, tail.find('/').map_or(tail, |folder| &tail[folder..]))
}

fn notes<'a>(
    finding: &'a Finding<'_>, glyphs: &Glyphs, source: &'a str, seen: &[bool], full: bool, width: usize,
) -> Vec<Note<'a>> {
    let flow = || Flow::new(glyphs.unicode);
    let mut notes = places(finding, glyphs, source, seen);
    let mut note = |label, text: Flow<'a>, patches| {
        notes.push(Note { label, colon: ": ", style: Style::Strong, text, patches });
    };
    // what is missing is most often in the message already
    let message = finding.message.to_lowercase();
    let missing: Vec<&str> = finding.items.iter().map(|i| i.label.as_str()).collect();
    if missing.iter().any(|m| !message.contains(&m.to_lowercase())) {
        note("missing", flow().tell(missing.join(", "), Style::Plain), Vec::new());
    }
    if full && !finding.why.is_empty() {
        note("why", flow().say(finding.why, Style::Plain), Vec::new());
    }
    if full && !finding.help.is_empty() {
        note("help", flow().say(finding.help, Style::Plain), Vec::new());
    }
    for fix in finding.fixes.iter().take(FIXES) {
        let label = if fix.safe { "fix" } else { "suggestion" };
        let mut text = flow().say(&fix.title, Style::Plain);
        let mut patches = patches(fix, glyphs, source, width);
        if patches.len() > PATCHES {
            text = text.tell(format!(" (and {} more places)", patches.len() - PATCHES), Style::Plain);
            patches.truncate(PATCHES);
        }
        note(label, text, patches);
    }
    if full && !finding.references.is_empty() {
        note("see", authority(finding.rule, finding.references, glyphs), Vec::new());
    }
    notes
}

/// The places that belong to a finding, but for those already underlined in the passage.
fn places<'a>(finding: &'a Finding<'_>, glyphs: &Glyphs, source: &'a str, seen: &[bool]) -> Vec<Note<'a>> {
    let place = |r: &Related| format!("{}:{}", r.span.start.line, r.span.start.column);
    let mut notes = Vec::new();
    let same: Vec<&Related> = finding
        .related
        .iter()
        .zip(seen)
        .filter(|(r, seen)| r.role == Role::SameFault && !**seen)
        .map(|(r, _)| r)
        .collect();
    if !same.is_empty() {
        let own = source.get(finding.span.bytes());
        let mut text = Flow::new(glyphs.unicode);
        for (i, related) in same.iter().take(PLACES).enumerate() {
            if i > 0 {
                text = text.say(", ", Style::Plain);
            }
            text = text.tell(place(related), Style::Plain);
            // a few words say more than a number
            let words = source.get(related.span.bytes()).filter(|w| w.len() <= WORDS && Some(*w) != own);
            if let Some(words) = words.filter(|w| !w.trim().is_empty()) {
                text = text.say(" ", Style::Plain).say(words, Style::Dim);
            }
        }
        if same.len() > PLACES {
            text = text.tell(format!(" and {} more places", same.len() - PLACES), Style::Plain);
        }
        notes.push(Note { label: "also", colon: " at ", style: Style::Strong, text, patches: Vec::new() });
    }
    for related in finding.related.iter().filter(|r| r.role != Role::SameFault) {
        let mut text = Flow::new(glyphs.unicode).tell(place(related), Style::Plain);
        if !related.message.is_empty() {
            text = text.say(": ", Style::Plain).say(&related.message, Style::Plain);
        }
        let label = role_name(related.role);
        notes.push(Note { label, colon: " at ", style: Style::Suggestion, text, patches: Vec::new() });
    }
    notes
}

/// The first authorities, a line each.
fn authority<'a>(rule: &str, references: &'a [Reference], glyphs: &Glyphs) -> Flow<'a> {
    let mut flow = Flow::new(glyphs.unicode);
    for (i, reference) in references.iter().take(AUTHORITIES).enumerate() {
        if i > 0 {
            flow.line_break();
        }
        flow = flow.say(&reference.title, Style::Plain);
    }
    match references.len().saturating_sub(AUTHORITIES) {
        0 => flow,
        n => {
            flow.line_break();
            flow.tell(format!("and {n} more: caveat explain {rule}"), Style::Dim)
        }
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::SameFault => "also",
        Role::Contrast => "contrast",
        Role::NearMiss => "near miss",
        Role::FirstMention => "first mention",
    }
}

/// The changes of a fix, those near to one another together.
fn patches<'a>(fix: &'a Fix, glyphs: &Glyphs, source: &'a str, width: usize) -> Vec<Patch<'a>> {
    let mut edits: Vec<&Edit> = fix.edits.iter().filter(|e| source.get(e.span.bytes()).is_some()).collect();
    edits.sort_by_key(|e| e.span.start.byte);
    edits
        .chunk_by(|a, b| {
            let between = source.get(a.span.end.byte..b.span.start.byte);
            between.is_some_and(|t| t.len() <= NEAR && !t.contains(['\n', '\r']))
        })
        .map(|group| patch(group, glyphs, source, width))
        .collect()
}

fn patch<'a>(group: &[&'a Edit], glyphs: &Glyphs, source: &'a str, width: usize) -> Patch<'a> {
    let (start, end) = (group[0].span.start.byte, group[group.len() - 1].span.end.byte);
    let core: usize = group.iter().map(|e| (e.span.end.byte - e.span.start.byte).max(e.text.len())).sum();
    // the context that fits beside the change: half of it before, all that is left after
    let room = width.saturating_sub(18 + core + (group.len() - 1) * NEAR / 2).clamp(16, 80);
    let from = before(source, start, room / 2);
    // the white space that indents a line is no context
    let from = start - source[from..start].trim_start_matches([' ', '\t']).len().min(start - from);
    let to = after(source, end, room - source[from..start].chars().map(escape::width).sum::<usize>());

    let mut removed = Flow::new(glyphs.unicode);
    if cut(source, from, true) {
        removed.sign(glyphs.dots, Style::Dim);
    }
    let mut added = removed.clone();
    let mut at = from;
    let mut removes = false;
    for edit in group {
        let keep = &source[at..edit.span.start.byte];
        let old = &source[edit.span.bytes()];
        removed = changed(changed(removed, keep, Style::Plain, glyphs), old, Style::Removed, glyphs);
        added = changed(changed(added, keep, Style::Plain, glyphs), &edit.text, Style::Added, glyphs);
        removes |= !old.is_empty();
        at = edit.span.end.byte;
    }
    removed = changed(removed, &source[at..to], Style::Plain, glyphs);
    added = changed(added, &source[at..to], Style::Plain, glyphs);
    if cut(source, to, false) {
        removed.sign(glyphs.dots, Style::Dim);
        added.sign(glyphs.dots, Style::Dim);
    }
    Patch { removed, added, removes }
}

/// Appends a text of a change; a long one without its middle.
fn changed<'a>(mut flow: Flow<'a>, text: &'a str, style: Style, glyphs: &Glyphs) -> Flow<'a> {
    const MOST: usize = 400;
    let start = flow.pieces.len();
    if text.len() > MOST {
        let boundary = |from: usize| (from..text.len()).find(|&i| text.is_char_boundary(i));
        let head = boundary(MOST / 2).unwrap_or(text.len());
        let tail = boundary(text.len() - MOST / 2);
        flow.source(&text[..head], 0, style, true);
        flow.sign(" ", Style::Dim);
        flow.sign(glyphs.dots, Style::Dim);
        flow.sign(" ", Style::Dim);
        flow.source(&text[tail.unwrap_or(text.len())..], 0, style, true);
    } else {
        flow.source(text, 0, style, true);
    }
    // line endings are part of what changes: they are shown, not followed
    let made = flow.pieces.split_off(start);
    for piece in made {
        match piece.kind {
            Kind::Break if style == Style::Plain => flow.sign(" ", style),
            Kind::Break => flow.sign(glyphs.newline, style),
            _ => flow.pieces.push(piece),
        }
    }
    flow
}

/// Up to `room` columns before an offset, from the start of a word on the same line.
fn before(source: &str, at: usize, room: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    let (mut columns, mut from, mut i) = (0, at, at);
    for c in source[..at].chars().rev() {
        columns += escape::width(c);
        if columns > room || matches!(c, '\n' | '\r') {
            // a word that has no start in reach is not shown at all, unless nothing else would be
            return if matches!(c, '\n' | '\r') { i } else { from };
        }
        i -= c.len_utf8();
        if c == ' ' || i == 0 {
            from = if i == 0 { 0 } else { i + 1 };
        }
    }
    from
}

/// Up to `room` columns after an offset, to the end of a word on the same line.
fn after(source: &str, at: usize, room: usize) -> usize {
    let (mut columns, mut to) = (0, at);
    for (i, c) in source[at..].char_indices() {
        columns += escape::width(c);
        if matches!(c, '\n' | '\r' | ' ') {
            to = at + i;
        }
        if columns > room || matches!(c, '\n' | '\r') {
            return to;
        }
    }
    source.len()
}

/// Whether the line goes on beyond the offset.
fn cut(source: &str, at: usize, backward: bool) -> bool {
    let next = match backward {
        true => source[..at].trim_end_matches([' ', '\t']).chars().next_back(),
        false => source[at..].chars().next(),
    };
    next.is_some_and(|c| !matches!(c, '\n' | '\r'))
}

fn draw(sheet: &mut Sheet, glyphs: &Glyphs, notes: &[Note<'_>], digits: usize, width: usize) {
    for (i, note) in notes.iter().enumerate() {
        let last = i + 1 == notes.len();
        let tee = if last { glyphs.last } else { glyphs.note };
        // plain ASCII has no corner: its notes stand by themselves
        let bar = if last || !glyphs.unicode { " " } else { glyphs.bar };
        let room = width.saturating_sub(digits + 3).max(4);
        let label = note.label.len() + note.colon.len();
        let indent = if room < label + 24 { 2.min(room / 4) } else { label };

        sheet.ink(&format!("{:digits$} {tee} ", ""), Style::Dim);
        let mut flow = Flow::new(glyphs.unicode).say(note.label, note.style);
        flow.sign(note.colon, Style::Plain);
        flow.pieces.extend(note.text.pieces.iter().cloned());
        for (i, line) in flow.wrap(room, room - indent).into_iter().enumerate() {
            if i > 0 {
                sheet.ink(&format!("{:digits$} {bar} ", ""), Style::Dim);
                sheet.ink(&" ".repeat(indent), Style::Plain);
            }
            sheet.pieces(&flow.pieces[line]);
            sheet.end();
        }
        for patch in &note.patches {
            let sides = [("- ", Style::Removed, &patch.removed), ("+ ", Style::Added, &patch.added)];
            for (sign, style, flow) in sides.into_iter().filter(|s| s.0 == "+ " || patch.removes) {
                for (i, line) in flow.wrap(room - 4, room - 4).into_iter().enumerate() {
                    sheet.ink(&format!("{:digits$} {bar}   ", ""), Style::Dim);
                    sheet.ink(if i == 0 { sign } else { "  " }, style);
                    sheet.pieces(&flow.pieces[line]);
                    sheet.end();
                }
            }
        }
    }
}
