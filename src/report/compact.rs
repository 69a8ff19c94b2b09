//! STAND-IN, to be replaced by the report of one line a finding.

use std::io::{self, Write};

use super::Report;
use crate::finding::{Checked, Summary};

/// One line a finding.
#[derive(Debug, Default)]
pub struct Compact;

impl Compact {
    /// Starts a report.
    pub fn new() -> Self {
        Self
    }
}

impl Report for Compact {
    fn document(&mut self, _: &mut dyn Write, _: &Checked<'_>) -> io::Result<()> {
        Ok(())
    }

    fn problem(&mut self, out: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        writeln!(out, "{}: {message}", path.escape_debug())
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}
