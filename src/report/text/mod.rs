//! The report for people: one block a finding with the passage it stands in, and after each
//! document a verdict: what to mend, and where to start.
//!
//! Owns the look. The drawing is that of annotate-snippets; but everything is broken into lines
//! here (`flow`), so that no line is wider than the terminal however long the paragraphs, names
//! and messages are; and everything is escaped here (`escape`), because the text of an article
//! is not to be trusted.

mod block;
mod excerpt;
mod flow;
mod page;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::{self, Write};

use super::{Report, counted, escape};
use crate::fault::Fault;
use crate::finding::{Checked, Finding, Level, Summary};
use page::Page;

/// How the text report looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Columns of the terminal; no line is wider. At least 20 are used.
    pub width: usize,
    /// Colour with escape sequences.
    pub color: bool,
    /// Draw lines with box characters, not with plain ASCII.
    pub unicode: bool,
    /// Show suggestions; otherwise they are only counted.
    pub suggestions: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 80, color: false, unicode: true, suggestions: false }
    }
}

impl Options {
    fn columns(&self) -> usize {
        self.width.max(20)
    }
}

/// The signs that are ours to choose.
#[derive(Debug)]
struct Glyphs {
    unicode: bool,
    /// For text left out.
    dots: &'static str,
    /// For a line ending in the text of a fix.
    newline: &'static str,
}

impl Glyphs {
    fn of(options: &Options) -> &'static Self {
        match options.unicode {
            true => &Glyphs { unicode: true, dots: "…", newline: "⏎" },
            false => &Glyphs { unicode: false, dots: "...", newline: "\\n" },
        }
    }
}

/// Findings of one rule in a document that are shown in full; the rest are only listed.
const SHOWN: usize = 3;

/// Places listed for folded findings.
const PLACES: usize = 40;

/// The report for people.
#[derive(Debug)]
pub struct Text {
    options: Options,
    /// Something stands above, so that a block needs a blank line before it.
    begun: bool,
    /// Documents with nothing to show: their verdict is only printed where there is no other.
    quiet: usize,
    verdict: String,
    clean: usize,
}

impl Text {
    /// A report that looks as told.
    pub fn new(options: Options) -> Self {
        Self { options, begun: false, quiet: 0, verdict: String::new(), clean: 0 }
    }

    fn shown(&self, finding: &Finding<'_>) -> bool {
        finding.level > Level::Suggestion || self.options.suggestions
    }

    fn gap(&mut self, page: &mut Page) {
        if std::mem::replace(&mut self.begun, true) {
            page.text.push('\n');
        }
    }

    /// One line a rule whose findings were more than [`SHOWN`].
    fn folded(&self, page: &mut Page, findings: &[&Finding<'_>]) {
        let (Some(first), n) = (findings.first(), findings.len()) else {
            return;
        };
        let mut lines: Vec<usize> = findings.iter().map(|f| f.span.start.line).collect();
        lines.dedup();
        let mut list: Vec<String> = lines.iter().take(PLACES).map(usize::to_string).collect();
        if lines.len() > PLACES {
            list.push(format!("and {} more", lines.len() - PLACES));
        }
        let on = if lines.len() == 1 { "line" } else { "lines" };
        let text = format!("and {n} more, {on} {}", list.join(", "));
        page.line(tone(first.level), first.level.name(), Some(first.rule), &text);
    }

    /// The verdict, and whether it should stand out.
    fn verdict(&self, checked: &Checked<'_>) -> (String, bool) {
        let count = |level| checked.findings.iter().filter(|f| f.level == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        let suggestions = count(Level::Suggestion);
        let path = block::shortened(&checked.path, Glyphs::of(&self.options), self.options.columns() * 2 / 3);
        if checked.findings.is_empty() && checked.problems.is_empty() {
            let covered = covered(checked.allowed, checked.known);
            let covered =
                if covered.is_empty() { covered } else { vec![format!(" ({})", covered.join(", "))] };
            return (format!("{path}: nothing found{}. {NO_CLEARANCE}", covered.concat()), false);
        }
        let mut parts = Vec::new();
        match (errors, warnings) {
            (0, 0) => parts.push("no errors and no warnings".to_owned()),
            (0, _) => parts.push("no errors".to_owned()),
            _ => parts.push(format!("fix {} before publishing", counted(errors, "error"))),
        }
        if warnings > 0 {
            parts.push(format!("{} should be changed", counted(warnings, "warning")));
        }
        if suggestions > 0 && self.options.suggestions {
            let are = if suggestions == 1 { "is" } else { "are" };
            parts.push(format!("{} {are} worth a look", counted(suggestions, "suggestion")));
        } else if suggestions > 0 {
            parts.push(format!("{} not shown (--suggestions)", counted(suggestions, "suggestion")));
        }
        parts.extend(covered(checked.allowed, checked.known));
        let mut sentence = format!("{path}: {}.", parts.join("; "));
        let worst = checked.findings.iter().map(|f| f.level).max();
        let start = checked.findings.iter().find(|f| Some(f.level) == worst && self.shown(f));
        if let Some(f) = start
            && checked.findings.iter().filter(|f| self.shown(f)).count() > 1
        {
            sentence.push_str(&format!(" Start with line {} ({}).", f.span.start.line, f.rule));
        } else if errors + warnings == 0 {
            sentence.push_str(&format!(" {NO_CLEARANCE}"));
        }
        (sentence, errors > 0)
    }

    fn totals(&self, summary: &Summary) -> String {
        let mut parts = Vec::new();
        let found = summary.errors + summary.warnings + summary.suggestions > 0;
        if found {
            let hidden = match summary.suggestions {
                0 => "",
                _ if self.options.suggestions => "",
                _ => " (--suggestions shows them)",
            };
            let [errors, warnings] =
                [(summary.errors, "error"), (summary.warnings, "warning")].map(|(n, what)| counted(n, what));
            parts.push(format!(
                "{errors}, {warnings}, {}{hidden}",
                counted(summary.suggestions, "suggestion")
            ));
        }
        match (self.clean, found) {
            (0, _) => {}
            (n, true) => parts.push(format!("nothing found in {n}, which is no clearance")),
            (n, false) if n == summary.documents => parts.push("nothing found".to_owned()),
            (n, false) => parts.push(format!("nothing found in {n}")),
        }
        parts.extend(covered(summary.allowed, summary.known));
        if summary.problems > 0 {
            parts.push(counted(summary.problems, "problem"));
        }
        if parts.is_empty() {
            parts.push("nothing to check".to_owned());
        }
        let clearance = if self.clean > 0 && !found { format!(" {NO_CLEARANCE}") } else { String::new() };
        format!("{}: {}.{clearance}", counted(summary.documents, "document"), parts.join("; "))
    }
}

/// Said wherever nothing was found: no finding is no proof.
const NO_CLEARANCE: &str = "That is no clearance: caveat does not check facts.";

impl Report for Text {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        let mut page = Page::new(&self.options);
        let shown: Vec<&Finding<'_>> = checked.findings.iter().filter(|f| self.shown(f)).collect();
        let digits = block::digits(checked.document.source(), &shown);
        let mut seen: HashMap<&str, Vec<&Finding<'_>>> = HashMap::new();
        let mut order = Vec::new();
        for finding in &shown {
            let of_rule = seen.entry(finding.rule).or_default();
            if of_rule.is_empty() {
                order.push(finding.rule);
            }
            of_rule.push(finding);
            if of_rule.len() <= SHOWN {
                let first = of_rule.len() == 1;
                self.gap(&mut page);
                block::finding(&mut page, checked, finding, (first, digits));
            }
        }
        let mut folded = order.iter().filter_map(|r| seen.get(r)).filter(|f| f.len() > SHOWN).peekable();
        if folded.peek().is_some() {
            self.gap(&mut page);
        }
        for findings in folded {
            self.folded(&mut page, &findings[SHOWN..]);
        }
        if !checked.problems.is_empty() {
            self.gap(&mut page);
        }
        for problem in &checked.problems {
            self.complain(&mut page, &checked.path, problem);
        }
        let (verdict, strong) = self.verdict(checked);
        if shown.is_empty() {
            self.clean += usize::from(checked.findings.is_empty() && checked.problems.is_empty());
            self.quiet += 1;
            self.verdict.clear();
            if self.quiet == 1 && (checked.problems.is_empty() || !checked.findings.is_empty()) {
                let mut page = Page::new(&self.options);
                page.paragraph(&verdict, strong);
                self.verdict = page.text;
            }
        } else {
            self.gap(&mut page);
            page.paragraph(&verdict, strong);
        }
        out.write_all(page.text.as_bytes())
    }

    fn problem(&mut self, out: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        let mut page = Page::new(&self.options);
        self.gap(&mut page);
        self.complain(&mut page, path, message);
        out.write_all(page.text.as_bytes())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let mut page = Page::new(&self.options);
        if summary.documents == 1 && self.quiet == 1 && !self.verdict.is_empty() {
            self.gap(&mut page);
            page.text.push_str(&self.verdict);
        }
        if summary.documents != 1 || summary.problems > 0 {
            self.gap(&mut page);
            page.paragraph(&self.totals(summary), false);
        }
        out.write_all(page.text.as_bytes())
    }
}

impl Text {
    fn complain(&self, page: &mut Page, path: &str, message: &str) {
        let path = escape::path(path, self.options.unicode);
        page.line(tone(Level::Warning), "problem", None, &format!("{path}: {message}"));
    }
}

/// Shows a mistake in a file that people write for caveat, over that file.
pub fn render_fault(fault: &Fault, options: &Options) -> String {
    let mut page = Page::new(options);
    block::fault(&mut page, fault);
    page.text
}

/// The level that the drawing crate shows a level as.
fn tone(level: Level) -> annotate_snippets::Level<'static> {
    match level {
        Level::Error => annotate_snippets::Level::ERROR,
        Level::Warning => annotate_snippets::Level::WARNING,
        Level::Suggestion => annotate_snippets::Level::INFO,
    }
}

/// What was found and does not count, and why.
fn covered(allowed: usize, known: usize) -> Vec<String> {
    let of = [(allowed, "allowed"), (known, "in the baseline")];
    of.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect()
}
