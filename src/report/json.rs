//! STAND-IN, to be replaced by the JSON report.

use std::io::{self, Write};

use super::Report;
use crate::finding::{Checked, Summary};

/// One JSON object.
#[derive(Debug, Default)]
pub struct Json {
    documents: Vec<serde_json::Value>,
    problems: Vec<serde_json::Value>,
}

impl Json {
    /// Starts a report.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Report for Json {
    fn document(&mut self, _: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        self.documents.push(serde_json::json!({
            "path": checked.path, "format": checked.format, "encoding": checked.encoding, "findings": [],
        }));
        Ok(())
    }

    fn problem(&mut self, _: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        self.problems.push(serde_json::json!({ "path": path, "message": message }));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let all = serde_json::json!({
            "version": 1, "documents": self.documents, "problems": self.problems, "summary": summary,
        });
        writeln!(out, "{all}")
    }
}
