//! Reports: one file an output format, each with its own structs. A report is given located
//! findings and writes; it must not know rules by name, nor formats.

pub mod compact;
mod escape;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod markdown;
pub mod rdjson;
#[cfg(test)]
pub(crate) mod samples;
pub mod sarif;
pub mod text;

use std::io::{self, Write};

use crate::finding::{Checked, Summary};

/// So many of something: "1 error", "2 errors".
pub(crate) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// An output format. Documents are reported one by one as they are checked, so that a run over a
/// hundred thousand pages needs the memory of one.
pub trait Report {
    /// Reports one document.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()>;

    /// Reports an input that could not be checked.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn problem(&mut self, out: &mut dyn Write, path: &str, message: &str) -> io::Result<()>;

    /// Ends the report.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()>;
}
