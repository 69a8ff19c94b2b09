//! One line a finding, for editors, `grep` and logs: `path:line:column: level[rule]: message`.
//! Owns the form of the line; must not know rules by name.

use std::io::{self, Write};

use super::Report;
use super::escape;
use crate::finding::{Checked, Summary};

/// The report of one line a finding. Nothing in a path or message can break a line.
#[derive(Debug, Default)]
pub struct Compact;

impl Compact {
    /// The report.
    pub fn new() -> Self {
        Self
    }
}

impl Report for Compact {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        let path = escape::path(&checked.path, false);
        for finding in &checked.findings {
            let start = finding.span.start;
            let message = escape::one_line(&finding.message, false);
            let (level, rule) = (finding.level.name(), finding.rule);
            writeln!(out, "{path}:{}:{}: {level}[{rule}]: {message}", start.line, start.column)?;
        }
        for problem in &checked.problems {
            self.problem(out, &checked.path, problem)?;
        }
        Ok(())
    }

    fn problem(&mut self, out: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        writeln!(out, "{}: problem: {}", escape::path(path, false), escape::one_line(message, false))
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, report};

    #[test]
    fn one_line_each() {
        let mut sample = Sample::new("a\nb.md", "Acupuncture is safe.\n");
        sample.add("absolute-safety", "safe").message = "“sa\u{1b}fe” \u{202e}is\ntoo much".to_owned();
        sample.checked.problems.push("the rest\nis French".to_owned());
        insta::assert_snapshot!(report(Compact::new(), &[sample.checked], &[("c.html", "not found")]), @r#"
    a<U+000A>b.md:1:16: warning[absolute-safety]: “sa<U+001B>fe” <U+202E>is too much
    a<U+000A>b.md: problem: the rest is French
    c.html: problem: not found
    "#);
    }
}
