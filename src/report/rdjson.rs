//! reviewdog's Diagnostic Format as one JSON object (`rdjson`), for review comments with
//! suggestions. Owns the structs of that format; must not know rules by name. It has no place for
//! inputs that could not be checked.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::document::Position;
use crate::finding::{Checked, Finding, Level, Span, Summary};

/// The report for reviewdog.
#[derive(Debug, Default)]
pub struct RdJson {
    begun: bool,
    diagnostics: bool,
}

impl RdJson {
    /// A report of which nothing is written yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match std::mem::replace(&mut self.begun, true) {
            true => Ok(()),
            false => out.write_all(b"{\"source\":{\"name\":\"caveat\"},\"diagnostics\":["),
        }
    }
}

impl Report for RdJson {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        self.begin(out)?;
        for finding in &checked.findings {
            let comma: &[u8] = if std::mem::replace(&mut self.diagnostics, true) { b",\n" } else { b"\n" };
            out.write_all(comma)?;
            serde_json::to_writer(&mut *out, &WireDiagnostic::new(checked, finding))?;
        }
        Ok(())
    }

    fn problem(&mut self, _: &mut dyn Write, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        self.begin(out)?;
        out.write_all(b"\n]}\n")
    }
}

#[derive(Debug, Serialize)]
struct WireDiagnostic<'a> {
    message: String,
    location: WireLocation<'a>,
    severity: &'static str,
    code: WireCode<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<WireSuggestion<'a>>,
}

#[derive(Debug, Serialize)]
struct WireLocation<'a> {
    path: &'a str,
    range: WireRange,
}

#[derive(Debug, Serialize)]
struct WireRange {
    start: WirePosition,
    end: WirePosition,
}

#[derive(Debug, Serialize)]
struct WirePosition {
    line: usize,
    /// In bytes, from 1.
    column: usize,
}

#[derive(Debug, Serialize)]
struct WireCode<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct WireSuggestion<'a> {
    range: WireRange,
    text: &'a str,
}

impl<'a> WireDiagnostic<'a> {
    fn new(checked: &'a Checked<'_>, finding: &'a Finding<'_>) -> Self {
        let source = checked.document.source();
        let mut message = finding.message.clone();
        for item in &finding.items {
            message.push_str("\n- ");
            message.push_str(&item.label);
        }
        if !finding.help.is_empty() {
            message.push('\n');
            message.push_str(&finding.help);
        }
        let suggestions = finding.fixes.iter().filter_map(|fix| match fix.edits.as_slice() {
            // a suggestion is one replacement
            [edit] => Some(WireSuggestion { range: range(source, edit.span), text: &edit.text }),
            _ => None,
        });
        Self {
            message,
            location: WireLocation { path: &checked.path, range: range(source, finding.span) },
            severity: match finding.level {
                Level::Error => "ERROR",
                Level::Warning => "WARNING",
                Level::Suggestion => "INFO",
            },
            code: WireCode {
                value: finding.rule,
                url: finding.references.iter().find_map(|r| r.url.as_deref()),
            },
            suggestions: suggestions.collect(),
        }
    }
}

fn range(source: &str, span: Span) -> WireRange {
    let position = |p: Position| {
        let before = &source.as_bytes()[..p.byte.min(source.len())];
        let line = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
        WirePosition { line: p.line, column: before.len() - line + 1 }
    };
    WireRange { start: position(span.start), end: position(span.end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, article, keeps_to, report};

    #[test]
    fn reports_keep_to_the_schema() {
        let schema = include_str!("../../tests/schemas/rdjson.json");
        let mut odd = Sample::new("b.md", "One.\r\n\u{1f600}\u{e9} works.\r\n");
        odd.add("x", "works").message = "\u{1b}\n\"".to_owned();
        odd.fix("write “may work”", true, &[("works", "may work")]);
        let reports = [
            report(RdJson::new(), &[], &[("b.html", "gone")]),
            report(RdJson::new(), &[article().checked, odd.checked], &[]),
        ];
        for text in &reports {
            keeps_to(schema, text);
        }
        let json: serde_json::Value = serde_json::from_str(&reports[1]).expect("JSON");
        let last = json["diagnostics"].as_array().expect("a list").last().expect("one");
        let start = serde_json::json!({"line": 2, "column": 8});
        assert_eq!(last["location"]["range"]["start"], start, "columns count bytes");
        assert_eq!(last["suggestions"][0]["range"]["start"], start);
        assert_eq!(last["suggestions"][0]["text"], "may work");
    }
}
