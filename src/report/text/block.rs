//! One block: a finding or a fault with its place, its passage and what is to be said about it.
//! Owns the order of its parts; must not know rules by name.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Snippet, Title};

use super::excerpt::{Excerpt, Mark, ROWS, View, lines};
use super::flow::wrapped;
use super::page::{ADDED, Page, REMOVED};
use super::{Glyphs, escape, tone};
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
/// Bytes of what goes or comes that are shown.
const CHANGE: usize = 400;

/// Paragraphs under the passage, escaped, each with its name.
type Notes = Vec<(&'static str, String)>;

/// Columns for the numbers of the lines that these findings show.
pub(super) fn digits(source: &str, findings: &[&Finding<'_>]) -> usize {
    let starts = findings.iter().map(|f| f.span.start.line + ROWS);
    let edits = findings.iter().flat_map(|f| &f.fixes).flat_map(|f| &f.edits).map(|e| e.span.start.line);
    let most = 1 + lines(source);
    starts.chain(edits).max().unwrap_or(1).min(most).to_string().len().max(2)
}

/// Draws a finding. `full` says why it matters and on whose authority.
pub(super) fn finding(
    page: &mut Page, checked: &Checked<'_>, finding: &Finding<'_>, (full, digits): (bool, usize),
) {
    let name = finding.level.name();
    let title = page.title(tone(finding.level), name, Some(finding.rule), &finding.message);
    let start = finding.span.start;
    let origin = place(page, &checked.path, Some((start.line, start.column)), digits);

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
    let mut view = None;
    if !passage.is_empty() || !whole {
        let excerpt = Excerpt { source, passage, focus, line, marks, exact: false };
        let mut shown = excerpt.view(page.room(digits), page.glyphs);
        seen = std::mem::take(&mut shown.seen);
        view = Some(shown);
    }
    let notes = notes(finding, page.glyphs, source, &seen[usize::from(!whole)..], full);
    let fixes = finding.fixes.iter().take(FIXES).map(|f| mend(page, digits, f, source)).collect();
    draw(page, digits, Block { title, origin, view, notes, fixes });
}

/// Draws a mistake in a data or configuration file.
pub(super) fn fault(page: &mut Page, fault: &Fault) {
    let title = page.title(Level::ERROR, "error", None, &fault.message);
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
    let digits = (here.line + ROWS).min(lines.line(source.len())).to_string().len();
    let whole = start == 0 && end == 0;
    let origin = place(page, &fault.path, (!whole).then_some((here.line, here.column)), digits);
    let view = (!whole).then(|| {
        let passage = lines.range(here.line).start..lines.range(last).end.max(end);
        let marks = vec![Mark { span: start..end, primary: true, label: "" }];
        Excerpt { source, passage, focus: start..end, line: here.line, marks, exact: true }
            .view(page.room(digits), page.glyphs)
    });
    let help = fault.help.iter().map(|help| ("help", escape::one_line(help, page.glyphs.unicode)));
    draw(page, digits, Block { title, origin, view, notes: help.collect(), fixes: Vec::new() });
}

/// The parts of a block, in their order.
struct Block<'t> {
    /// Its first lines, and how many they are.
    title: (Title<'t>, usize),
    origin: Origin<'t>,
    view: Option<View>,
    notes: Notes,
    fixes: Vec<Group<'t>>,
}

fn draw(page: &mut Page, digits: usize, block: Block<'_>) {
    let Block { title: (title, height), origin, view, notes, fixes } = block;
    let mut group = Group::with_title(title).element(origin);
    let view = view.filter(|v| !v.text.is_empty());
    let mut signs = 0;
    if view.is_some() || !notes.is_empty() || !fixes.is_empty() {
        // a passage of nothing makes the gutter as wide as that of the other blocks
        let widest = 10_usize.saturating_pow(digits as u32 - 1);
        group = group.element(Snippet::source("").line_start(widest).annotations([]));
        signs = if notes.is_empty() { 1 } else { 2 };
    }
    if let Some(view) = &view {
        let last = view.first.map_or(0, |first| first + view.text.matches('\n').count());
        let first = view.first.filter(|_| last.to_string().len() <= digits);
        let marks = view.marks.iter().map(|mark| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(mark.span.clone()).label((!mark.label.is_empty()).then_some(mark.label))
        });
        let snippet = Snippet::source(&view.text).fold(false).annotations(marks);
        group = group.element(snippet.line_numbering(first.is_some()).line_start(first.unwrap_or(1)));
        signs = 3;
    }
    group = group.elements(notes.iter().map(|(name, text)| page.note(digits, name, text)));
    let report: Vec<Group<'_>> = std::iter::once(group).chain(fixes).collect();
    // passages without a path of their own are drawn as of another file: the sign of that goes
    let from = height + 2;
    page.draw(&report, from..from + signs);
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The place of a block. A path too long for its line loses its front.
fn place(page: &Page, path: &str, at: Option<(usize, usize)>, digits: usize) -> Origin<'static> {
    let columns = at.map_or(0, |(line, column)| format!(":{line}:{column}").len());
    let path = shortened(path, page.glyphs, page.width.saturating_sub(digits + 4 + columns));
    match at {
        Some((line, column)) => Origin::path(path).line(line).char_column(column),
        None => Origin::path(path),
    }
}

/// A path in at most `room` columns; one too long for it loses its first folders.
pub(super) fn shortened(path: &str, glyphs: &Glyphs, room: usize) -> String {
    let path = escape::path(path, glyphs.unicode);
    if escape::columns(&path) <= room {
        return path;
    }
    let mut left = room.saturating_sub(escape::columns(glyphs.dots));
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

fn notes(finding: &Finding<'_>, glyphs: &Glyphs, source: &str, seen: &[bool], full: bool) -> Notes {
    let line = |text: &str| escape::one_line(text, glyphs.unicode);
    let mut notes = places(finding, glyphs, source, seen);
    // what is missing is most often in the message already
    let message = finding.message.to_lowercase();
    let missing: Vec<&str> = finding.items.iter().map(|i| i.label.as_str()).collect();
    if missing.iter().any(|m| !message.contains(&m.to_lowercase())) {
        notes.push(("missing", line(&missing.join(", "))));
    }
    if full && !finding.why.is_empty() {
        notes.push(("why", line(finding.why)));
    }
    if full && !finding.help.is_empty() {
        notes.push(("help", line(&finding.help)));
    }
    if full && !finding.references.is_empty() {
        notes.push(("see", authority(finding.rule, &finding.references, glyphs)));
    }
    notes
}

/// The places that belong to a finding, but for those already underlined in the passage.
fn places(finding: &Finding<'_>, glyphs: &Glyphs, source: &str, seen: &[bool]) -> Notes {
    let line = |text: &str| escape::one_line(text, glyphs.unicode);
    let place = |r: &Related| format!("{}:{}", r.span.start.line, r.span.start.column);
    // a few words say more than a number
    let words_at = |r: &Related| {
        source.get(r.span.bytes()).filter(|words| words.len() <= WORDS && !line(words).is_empty())
    };
    let of_role = |same: bool| {
        finding.related.iter().zip(seen).filter(move |(r, _)| (r.role == Role::SameFault) == same)
    };
    let mut notes = Notes::new();
    let same: Vec<&Related> = of_role(true).filter(|(_, seen)| !**seen).map(|(r, _)| r).collect();
    if !same.is_empty() {
        let own = source.get(finding.span.bytes());
        let list = same.iter().take(PLACES).map(|related| match words_at(related) {
            Some(words) if Some(words) != own => format!("{} {}", place(related), line(words)),
            _ => place(related),
        });
        let mut text = list.collect::<Vec<_>>().join(", ");
        if same.len() > PLACES {
            text.push_str(&format!(" and {} more places", same.len() - PLACES));
        }
        notes.push(("also", text));
    }
    for (related, seen) in of_role(false) {
        // one that is underlined has its name beside it
        if !seen || !related.message.is_empty() {
            let text = match words_at(related) {
                Some(words) if related.message.is_empty() => line(&format!("“{words}”")),
                _ => line(&related.message),
            };
            let text = format!("{} {text}", place(related));
            notes.push((role_name(related.role), text.trim_end().to_owned()));
        }
    }
    notes
}

/// The first authorities, a line each.
fn authority(rule: &str, references: &[Reference], glyphs: &Glyphs) -> String {
    let titles = references.iter().take(AUTHORITIES).map(|r| escape::one_line(&r.title, glyphs.unicode));
    let mut titles: Vec<String> = titles.collect();
    if let more @ 1.. = references.len().saturating_sub(AUTHORITIES) {
        titles.push(format!("and {more} more: caveat explain {rule}"));
    }
    titles.join("\n")
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::SameFault => "also",
        Role::Contrast => "contrast",
        Role::NearMiss => "only named",
        Role::FirstMention => "first mention",
    }
}

/// A way to mend a finding, the changes near to one another together.
fn mend(page: &Page, digits: usize, fix: &Fix, source: &str) -> Group<'static> {
    let mut edits: Vec<&Edit> = fix.edits.iter().filter(|e| source.get(e.span.bytes()).is_some()).collect();
    edits.sort_by_key(|e| e.span.start.byte);
    let changes: Vec<&[&Edit]> = edits
        .chunk_by(|a, b| {
            let between = source.get(a.span.end.byte..b.span.start.byte);
            between.is_some_and(|t| t.len() <= NEAR && !t.contains(['\n', '\r']))
        })
        .collect();
    let mut title = fix.title.clone();
    if changes.len() > PATCHES {
        title.push_str(&format!(" (and {} more places)", changes.len() - PATCHES));
    }
    let changes = changes.into_iter().take(PATCHES).map(|edits| change(page, digits, edits, source));
    let name = if fix.safe { "fix" } else { "suggestion" };
    Group::with_title(page.heading(name, &title)).elements(changes)
}

/// A line of the source before and after a change.
struct Window {
    text: String,
    /// What goes, in the text, and what comes.
    changes: Vec<(Range<usize>, String)>,
}

impl Window {
    /// The change with so many columns of the source beside it.
    fn new(edits: &[&Edit], glyphs: &Glyphs, source: &str, context: usize) -> Self {
        let inline = |text: &str| escape::inline(text, glyphs.unicode, glyphs.newline);
        let (start, end) = (edits[0].span.start.byte, edits[edits.len() - 1].span.end.byte);
        // half of it before, all that is left after
        let from = before(source, start, context / 2);
        // the white space that indents a line is no context
        let from = start - source[from..start].trim_start_matches([' ', '\t']).len();
        let to = after(source, end, context.saturating_sub(escape::columns(&source[from..start])));

        let mut text = String::from(if cut(source, from, true) { glyphs.dots } else { "" });
        let mut changes = Vec::new();
        let mut at = from;
        for edit in edits {
            text.push_str(&inline(&source[at..edit.span.start.byte]));
            let old = text.len();
            text.push_str(&inline(&brief(&source[edit.span.bytes()], glyphs)));
            changes.push((old..text.len(), inline(&brief(&edit.text, glyphs))));
            at = edit.span.end.byte;
        }
        text.push_str(&inline(&source[at..to]));
        text.push_str(if cut(source, to, false) { glyphs.dots } else { "" });
        Self { text, changes }
    }

    fn after(&self) -> String {
        let mut text = self.text.clone();
        for (old, new) in self.changes.iter().rev() {
            text.replace_range(old.clone(), new);
        }
        text
    }
}

fn change(page: &Page, digits: usize, edits: &[&Edit], source: &str) -> Element<'static> {
    let room = page.room(digits);
    let core: usize = edits.iter().map(|e| (e.span.end.byte - e.span.start.byte).max(e.text.len())).sum();
    let wide = room.saturating_sub(core + (edits.len() - 1) * NEAR / 2 + 2 * page.glyphs.dots.len());
    for context in [wide.clamp(16, 80), 16, 0] {
        let window = Window::new(edits, page.glyphs, source, context);
        if escape::columns(&window.text).max(escape::columns(&window.after())) <= room {
            let patches = window.changes.into_iter().map(|(old, new)| Patch::new(old, new));
            let line = edits[0].span.start.line;
            return Snippet::source(window.text).line_start(line).patches(patches).into();
        }
    }
    // wider than a line, and patches are not broken into lines
    let window = Window::new(edits, page.glyphs, source, 16);
    let mut text = String::new();
    let sides = [('-', REMOVED, &window.text), ('+', ADDED, &window.after())];
    let removes = window.changes.iter().any(|(old, _)| !old.is_empty());
    for (sign, style, side) in sides.into_iter().skip(usize::from(!removes)) {
        let style = if page.color { style } else { Default::default() };
        let side = wrapped(side, room.saturating_sub(2), "").replace('\n', "\n  ");
        if !side.is_empty() {
            text.push_str(&format!(
                "{}{style}{sign}{style:#} {side}",
                if text.is_empty() { "" } else { "\n" }
            ));
        }
    }
    Level::HELP.no_name().message(text).into()
}

/// A text without its middle, if it is long.
fn brief<'t>(text: &'t str, glyphs: &Glyphs) -> Cow<'t, str> {
    if text.len() <= CHANGE {
        return Cow::Borrowed(text);
    }
    let boundary = |from: usize| (from..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    let (head, tail) = (boundary(CHANGE / 2), boundary(text.len() - CHANGE / 2));
    Cow::Owned(format!("{} {} {}", &text[..head], glyphs.dots, &text[tail..]))
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
