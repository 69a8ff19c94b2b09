//! SARIF 2.1.0, for code scanning. Owns the structs of that format; must not know rules by name.
//!
//! Results are written as they come. The rules they refer to, and what could not be checked, stand
//! behind them: the order of keys means nothing in JSON, and so a run needs the memory of one
//! document.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::finding::{Checked, Edit, Finding, Fix, Level, Span, Summary};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What relative paths count from: where the program ran, by the custom of those who read SARIF.
const ROOT: &str = "%SRCROOT%";

/// The SARIF report.
#[derive(Debug, Default)]
pub struct Sarif {
    begun: bool,
    results: bool,
    rules: Vec<WireRule>,
    /// Number of each rule in `rules`.
    numbers: HashMap<String, usize>,
    notifications: Vec<WireNotification>,
    /// Some input could not be checked.
    incomplete: bool,
}

impl Sarif {
    /// A report of which nothing is written yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match std::mem::replace(&mut self.begun, true) {
            true => Ok(()),
            false => {
                write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
            }
        }
    }

    /// The number of the finding's rule among those that were met.
    fn number(&mut self, finding: &Finding<'_>) -> usize {
        if let Some(&number) = self.numbers.get(finding.rule) {
            return number;
        }
        self.rules.push(WireRule::new(finding));
        self.numbers.insert(finding.rule.to_owned(), self.rules.len() - 1);
        self.rules.len() - 1
    }
}

impl Report for Sarif {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        self.begin(out)?;
        for finding in &checked.findings {
            let number = self.number(finding);
            let comma: &[u8] = if std::mem::replace(&mut self.results, true) { b",\n" } else { b"\n" };
            out.write_all(comma)?;
            serde_json::to_writer(&mut *out, &WireResult::new(checked, finding, number))?;
        }
        let note = |m: &String| WireNotification::new(&checked.path, m, "note");
        self.notifications.extend(checked.problems.iter().map(note));
        Ok(())
    }

    fn problem(&mut self, _: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        self.incomplete = true;
        self.notifications.push(WireNotification::new(path, message, "error"));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        self.begin(out)?;
        let rest = WireRest {
            column_kind: "utf16CodeUnits",
            tool: WireTool {
                driver: WireDriver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: &self.rules,
                },
            },
            invocations: [WireInvocation {
                execution_successful: !self.incomplete,
                tool_execution_notifications: &self.notifications,
            }],
        };
        let rest = serde_json::to_string(&rest)?;
        // the keys of one object, in two pieces
        writeln!(out, "\n],{}]}}", rest.trim_start_matches('{'))
    }
}

/// What of a run stands behind its results.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRest<'a> {
    column_kind: &'static str,
    tool: WireTool<'a>,
    invocations: [WireInvocation<'a>; 1],
}

#[derive(Debug, Serialize)]
struct WireTool<'a> {
    driver: WireDriver<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireDriver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: &'a [WireRule],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireInvocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: &'a [WireNotification],
}

#[derive(Debug, Serialize)]
struct WireNotification {
    level: &'static str,
    message: WireText,
    locations: [WireLocation; 1],
}

#[derive(Debug, Serialize)]
struct WireText {
    text: String,
}

/// A rule that found something.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRule {
    id: String,
    short_description: WireText,
    full_description: WireText,
    help: WireText,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    properties: WireTags,
}

#[derive(Debug, Serialize)]
struct WireTags {
    tags: [String; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: WireText,
    locations: [WireLocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<WireLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<WireFix<'a>>,
    partial_fingerprints: WireFingerprints<'a>,
}

#[derive(Debug, Serialize)]
struct WireFingerprints<'a> {
    #[serde(rename = "caveat/v1")]
    v1: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: WirePhysical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<WireText>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WirePhysical {
    artifact_location: WireArtifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<WireRegion>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireArtifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireFix<'a> {
    description: WireText,
    artifact_changes: [WireChange<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireChange<'a> {
    artifact_location: WireArtifact,
    replacements: Vec<WireReplacement<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WireReplacement<'a> {
    deleted_region: WireRegion,
    inserted_content: WireContent<'a>,
}

#[derive(Debug, Serialize)]
struct WireContent<'a> {
    text: &'a str,
}

impl WireRule {
    fn new(finding: &Finding<'_>) -> Self {
        let mut help = finding.help.clone().into_owned();
        for reference in finding.references.iter() {
            help.push_str(if help.is_empty() { "See: " } else { "\nSee: " });
            help.push_str(&reference.title);
        }
        let or = |text: &str| WireText { text: literal(if text.is_empty() { finding.rule } else { text }) };
        Self {
            id: finding.rule.to_owned(),
            short_description: or(finding.summary),
            full_description: or(finding.why),
            help: or(&help),
            help_uri: finding.references.iter().find_map(|r| r.url.clone()),
            properties: WireTags { tags: [finding.category.to_owned()] },
        }
    }
}

impl<'a> WireResult<'a> {
    fn new(checked: &'a Checked<'_>, finding: &'a Finding<'_>, number: usize) -> Self {
        let related = finding.related.iter().enumerate().map(|(i, r)| WireLocation {
            id: Some(i + 1),
            physical_location: WirePhysical::new(&checked.path, Some(r.span)),
            message: (!r.message.is_empty()).then(|| WireText { text: literal(&r.message) }),
        });
        let mut text = literal(&finding.message);
        for item in &finding.items {
            text.push_str("\n- ");
            text.push_str(&literal(&item.label));
        }
        Self {
            rule_id: finding.rule,
            rule_index: number,
            level: match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Suggestion => "note",
            },
            message: WireText { text },
            locations: [WireLocation {
                id: None,
                physical_location: WirePhysical::new(&checked.path, Some(finding.span)),
                message: None,
            }],
            related_locations: related.collect(),
            fixes: finding.fixes.iter().map(|fix| WireFix::new(&checked.path, fix)).collect(),
            partial_fingerprints: WireFingerprints { v1: &finding.fingerprint },
        }
    }
}

impl<'a> WireFix<'a> {
    fn new(path: &str, fix: &'a Fix) -> Self {
        let replacement = |edit: &'a Edit| WireReplacement {
            deleted_region: WireRegion::new(edit.span),
            inserted_content: WireContent { text: &edit.text },
        };
        Self {
            description: WireText { text: literal(&fix.title) },
            artifact_changes: [WireChange {
                artifact_location: WireArtifact::new(path),
                replacements: fix.edits.iter().map(replacement).collect(),
            }],
        }
    }
}

impl WireNotification {
    fn new(path: &str, message: &str, level: &'static str) -> Self {
        Self {
            level,
            message: WireText { text: literal(message) },
            locations: [WireLocation {
                id: None,
                physical_location: WirePhysical::new(path, None),
                message: None,
            }],
        }
    }
}

impl WirePhysical {
    fn new(path: &str, span: Option<Span>) -> Self {
        Self { artifact_location: WireArtifact::new(path), region: span.map(WireRegion::new) }
    }
}

impl WireRegion {
    fn new(span: Span) -> Self {
        Self {
            start_line: span.start.line,
            start_column: span.start.utf16,
            end_line: span.end.line,
            end_column: span.end.utf16,
        }
    }
}

impl WireArtifact {
    fn new(path: &str) -> Self {
        // as Windows has it: C:/…
        let drive = path.as_bytes().get(1..3) == Some(b":/") && path.as_bytes()[0].is_ascii_alphabetic();
        match drive || path.starts_with('/') {
            true if drive => {
                Self { uri: format!("file:///{}:{}", &path[..1], encoded(&path[2..])), uri_base_id: None }
            }
            true => Self { uri: format!("file://{}", encoded(path)), uri_base_id: None },
            false => Self { uri: encoded(path), uri_base_id: Some(ROOT) },
        }
    }
}

/// A path as a URI reference: everything but letters, digits, `-._~` and `/` is percent-encoded.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// A text that SARIF takes as it stands: `[…](…)` is no link, `{0}` is no placeholder.
fn literal(text: &str) -> String {
    let mut out =
        if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() };
    let placeholder = |text: &str| {
        text.match_indices('{').any(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_ascii_digit()))
    };
    if placeholder(&out) {
        out = out.replace('{', "{{").replace('}', "}}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, article, keeps_to, report};

    const OFFICIAL: &str = include_str!("../../tests/schemas/sarif-2.1.0.json");

    #[test]
    fn reports_keep_to_the_official_schema() {
        let mut odd = Sample::new("a b/%20\u{e9}\n:#?.md", "\u{feff}It \u{1f600} works [x](y) {0}.\n");
        odd.add("x", "works").message = "“works” [x](y) {0}\u{1b}\n".to_owned();
        odd.checked.problems.push("the rest is French".to_owned());
        let reports = [
            report(Sarif::new(), &[], &[]),
            report(Sarif::new(), &[], &[("b.html", "it cannot be read: \u{1b}\"no\"\n")]),
            report(Sarif::new(), &[article().checked, odd.checked], &[("/c.html", "it is not text")]),
        ];
        for text in &reports {
            keeps_to(OFFICIAL, text);
        }
        let json: serde_json::Value = serde_json::from_str(&reports[2]).expect("JSON");
        let run = &json["runs"][0];
        let (results, rules) = (run["results"].as_array().expect("a list"), &run["tool"]["driver"]["rules"]);
        for result in results {
            let number = result["ruleIndex"].as_u64().expect("a number") as usize;
            assert_eq!(rules[number]["id"], result["ruleId"]);
        }
        let last = &results[results.len() - 1];
        let place = &last["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b/%2520%C3%A9%0A%3A%23%3F.md");
        // the byte-order mark is no column, an emoji is two
        assert_eq!(place["region"]["startColumn"], 7);
        assert_eq!(last["message"]["text"], "“works” \\[x\\](y) {{0}}\u{1b}\n");
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let notified = &run["invocations"][0]["toolExecutionNotifications"];
        assert_eq!(notified[0]["level"], "note");
        let uri = &notified[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "file:///c.html");
    }

    #[test]
    fn absolute_paths_are_uris() {
        for (path, uri, base) in [
            ("docs/a.md", "docs/a.md", Some(ROOT)),
            ("/docs/a.md", "file:///docs/a.md", None),
            ("C:/docs/a b.md", "file:///C:/docs/a%20b.md", None),
            ("a:b.md", "a%3Ab.md", Some(ROOT)),
        ] {
            let artifact = WireArtifact::new(path);
            assert_eq!((artifact.uri.as_str(), artifact.uri_base_id), (uri, base), "{path}");
        }
    }
}
