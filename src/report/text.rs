//! STAND-IN, to be replaced by the text report.

use std::io::{self, Write};

use super::Report;
use crate::fault::Fault;
use crate::finding::{Checked, Summary};

/// How to show things.
#[derive(Debug, Clone)]
pub struct Options {
    /// Columns.
    pub width: usize,
    /// With colour.
    pub color: bool,
    /// With characters beyond ASCII.
    pub unicode: bool,
    /// With suggestions.
    pub suggestions: bool,
}

/// The report for people.
#[derive(Debug)]
pub struct Text;

impl Text {
    /// Starts a report.
    pub fn new(_: Options) -> Self {
        Self
    }
}

impl Report for Text {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        for finding in &checked.findings {
            let (place, level) = (finding.span.start, finding.level.name());
            writeln!(out, "{}:{}:{}: {level}: {}", checked.path, place.line, place.column, finding.message)?;
        }
        checked.problems.iter().try_for_each(|p| writeln!(out, "{}: {p}", checked.path))
    }

    fn problem(&mut self, out: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        writeln!(out, "{}: {message}", path.escape_debug())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        writeln!(out, "{} checked, {} errors", summary.documents, summary.errors)
    }
}

/// Shows a mistake in a file.
pub fn render_fault(fault: &Fault, _: &Options) -> String {
    let text = fault.source.get(fault.span.clone()).unwrap_or_default();
    let help = fault.help.as_ref().map(|h| format!("\n  help: {h}")).unwrap_or_default();
    format!("{fault}\n  > {text}{help}\n")
}
