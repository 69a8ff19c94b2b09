//! GitLab's Code Quality report: a list of issues. Owns the structs of that format; must not know
//! rules by name. It has no place for inputs that could not be checked.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::finding::{Checked, Finding, Level, Summary};
use crate::fnv;

/// The Code Quality report.
#[derive(Debug, Default)]
pub struct GitLab {
    begun: bool,
}

impl GitLab {
    /// A report of which nothing is written yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Report for GitLab {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        for finding in &checked.findings {
            let before: &[u8] = if std::mem::replace(&mut self.begun, true) { b",\n" } else { b"[\n" };
            out.write_all(before)?;
            serde_json::to_writer(&mut *out, &WireIssue::new(checked, finding))?;
        }
        Ok(())
    }

    fn problem(&mut self, _: &mut dyn Write, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}

#[derive(Debug, Serialize)]
struct WireIssue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: WireLocation<'a>,
}

#[derive(Debug, Serialize)]
struct WireLocation<'a> {
    path: &'a str,
    lines: WireLines,
}

#[derive(Debug, Serialize)]
struct WireLines {
    begin: usize,
    end: usize,
}

impl<'a> WireIssue<'a> {
    fn new(checked: &'a Checked<'_>, finding: &'a Finding<'_>) -> Self {
        let mut description = finding.message.clone();
        for (i, item) in finding.items.iter().enumerate() {
            description.push_str(if i == 0 { ": " } else { ", " });
            description.push_str(&item.label);
        }
        let path = checked.path.trim_start_matches("./");
        Self {
            description,
            check_name: finding.rule,
            // GitLab takes two issues of one fingerprint for one, in whatever files they are
            fingerprint: format!("{:016x}{}", fnv::of(path.bytes()), finding.fingerprint),
            severity: match finding.level {
                Level::Error => "critical",
                Level::Warning => "major",
                Level::Suggestion => "info",
            },
            location: WireLocation {
                path,
                lines: WireLines { begin: finding.span.start.line, end: finding.span.end.line },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, article, keeps_to, report};

    #[test]
    fn reports_keep_to_the_schema() {
        let schema = include_str!("../../tests/schemas/gitlab-code-quality.json");
        assert_eq!(report(GitLab::new(), &[], &[("b.html", "gone")]), "[]\n");
        let mut other = Sample::new("./b\n.md", "It works.\n");
        other.add("x", "works");
        let mut again = Sample::new("c.md", "It works.\n");
        again.add("x", "works");
        let text = report(GitLab::new(), &[article().checked, other.checked, again.checked], &[]);
        keeps_to(schema, &text);
        let issues: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
        let print = |n: usize| issues[issues.len() - n]["fingerprint"].as_str().expect("text").to_owned();
        assert_ne!(print(1), print(2), "one fault in two files is two issues");
        assert_eq!(issues[issues.len() - 2]["location"]["path"], "b\n.md");
    }
}
