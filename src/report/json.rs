//! JSON, version 1. The names are a contract: scripts and editors read them, and
//! `docs/report.schema.json` describes them. Owns the structs of the wire, so that the program's
//! own can change; must not know rules by name.
//!
//! Documents are written as they come, one a line; `summary` stands last.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::Report;
use crate::finding::{
    Checked, Edit, Finding, Fix, Item, Level, Reference, Related, Role, Scope, Span, Summary,
};

/// The version of the format.
const VERSION: u32 = 1;

/// The JSON report.
#[derive(Debug, Default)]
pub struct Json {
    begun: bool,
    documents: bool,
    problems: Vec<WireProblem>,
}

impl Json {
    /// A report of which nothing is written yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        write!(out, "{{\"version\":{VERSION},\"tool\":")?;
        serde_json::to_writer(&mut *out, &WireTool::default())?;
        out.write_all(b",\"documents\":[")
    }
}

impl Report for Json {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        self.begin(out)?;
        let comma: &[u8] = if std::mem::replace(&mut self.documents, true) { b",\n" } else { b"\n" };
        out.write_all(comma)?;
        // a document is thousands of small pieces, and each costs a writer more than a buffer of its own
        out.write_all(&serde_json::to_vec(&WireDocument::new(checked))?)?;
        let problem = |m: &String| WireProblem { path: checked.path.clone(), message: m.clone() };
        self.problems.extend(checked.problems.iter().map(problem));
        Ok(())
    }

    fn problem(&mut self, _: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        self.problems.push(WireProblem { path: path.to_owned(), message: message.to_owned() });
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        self.begin(out)?;
        if self.documents {
            out.write_all(b"\n")?;
        }
        out.write_all(b"],\"problems\":")?;
        serde_json::to_writer(&mut *out, &self.problems)?;
        out.write_all(b",\"summary\":")?;
        serde_json::to_writer(&mut *out, summary)?;
        out.write_all(b"}\n")
    }
}

/// Writes the answer to one line of a stream, without a line feed: the article that had this id, or
/// why it could not be checked. The id is copied as it was written.
///
/// # Errors
/// Where the output cannot be written.
pub fn line(
    out: &mut dyn Write, id: Option<&RawValue>, checked: Result<&Checked<'_>, &str>,
) -> io::Result<()> {
    let line = match checked {
        Ok(checked) => WireLine {
            id,
            document: Some(WireDocument::new(checked)),
            problems: checked.problems.iter().map(String::as_str).collect(),
        },
        Err(reason) => WireLine { id, document: None, problems: vec![reason] },
    };
    out.write_all(&serde_json::to_vec(&line)?)
}

/// The answer to one line of a stream.
#[derive(Debug, Serialize)]
struct WireLine<'a> {
    id: Option<&'a RawValue>,
    document: Option<WireDocument<'a>>,
    problems: Vec<&'a str>,
}

/// A report of caveat. Every key is always present; lists may be empty, what is unknown is null.
#[cfg(test)]
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Report")]
struct WireReport<'a> {
    /// Version of this format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What wrote the report.
    tool: WireTool,
    /// What was checked, in the order it was named or found.
    documents: Vec<WireDocument<'a>>,
    /// What could not be checked, or only in part.
    problems: Vec<WireProblem>,
    /// What it adds up to.
    summary: Summary,
}

/// The program that wrote the report.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Tool"))]
struct WireTool {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

impl Default for WireTool {
    fn default() -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

/// An input that could not be checked, or only in part.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Problem"))]
struct WireProblem {
    /// Path as the user named it, or as it was found.
    path: String,
    /// What is the matter, in one plain sentence.
    message: String,
}

/// A document and what was found in it. Positions count in the file or, where `encoding` is not
/// UTF-8, in its text decoded to UTF-8.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Document"))]
struct WireDocument<'a> {
    /// Path with `/` between folders; `<stdin>` for standard input.
    path: &'a str,
    /// Name of its format.
    format: &'a str,
    /// Name of the encoding it was read from.
    encoding: &'a str,
    /// Language of its text (ISO 639-1, or ISO 639-3 where there is no short code).
    language: Option<&'a str>,
    /// Words of prose.
    words: usize,
    /// Its title, or its first heading.
    title: Option<&'a str>,
    /// What it promotes, most prominent first.
    promotes: &'a [String],
    /// The findings, by place, then rule.
    findings: Vec<WireFinding<'a>>,
}

/// One fault, at one place.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Finding"))]
struct WireFinding<'a> {
    /// Name of the rule.
    rule: &'a str,
    /// Category of the rule.
    category: &'a str,
    /// How much it matters, as configured.
    level: Level,
    /// How far the fault reaches.
    scope: Scope,
    /// What is wrong, in one sentence.
    message: &'a str,
    /// How to mend it.
    help: &'a str,
    /// Source of the span.
    text: &'a str,
    /// The same without markup, entities decoded.
    prose: &'a str,
    /// Prose of its sentence, cut to 300 code points around the words; of a whole document, the
    /// title.
    context: &'a str,
    /// Where, in the source.
    span: Span,
    /// Other places that belong to it.
    related: Vec<WireRelated<'a>>,
    /// What is missing, by id.
    items: &'a [Item],
    /// Ways to mend it that can be applied as they are.
    fixes: Vec<WireFix<'a>>,
    /// On whose authority.
    references: &'a [Reference],
    /// Identity that survives edits elsewhere in the document.
    fingerprint: &'a str,
}

/// Another place that belongs to a finding.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Related"))]
struct WireRelated<'a> {
    /// What the place is to the finding.
    role: Role,
    /// What is to be seen there.
    message: &'a str,
    /// Source of the span.
    text: &'a str,
    /// Prose of its sentence, cut to 300 code points around the words.
    context: &'a str,
    /// Where, in the source.
    span: Span,
}

/// A way to mend a finding.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Fix"))]
struct WireFix<'a> {
    /// What it does, in a few words.
    title: &'a str,
    /// It cannot change what the text means.
    safe: bool,
    /// Replacements in the source; they do not overlap.
    edits: Vec<WireEdit<'a>>,
}

/// One replacement in the source.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Edit"))]
struct WireEdit<'a> {
    /// What is replaced.
    span: Span,
    /// What stands there afterwards.
    text: &'a str,
}

impl<'a> WireDocument<'a> {
    fn new(checked: &'a Checked<'_>) -> Self {
        let document = &checked.document;
        Self {
            path: &checked.path,
            format: checked.format,
            encoding: checked.encoding,
            language: checked.language.as_deref(),
            words: checked.words,
            title: document.title().map(|b| document.text(b)),
            promotes: &checked.promotes,
            findings: checked.findings.iter().map(|f| WireFinding::new(checked, f)).collect(),
        }
    }
}

impl<'a> WireFinding<'a> {
    fn new(checked: &'a Checked<'_>, finding: &'a Finding<'_>) -> Self {
        let source = |span: Span| checked.document.source().get(span.bytes()).unwrap_or_default();
        let related = |r: &'a Related| WireRelated {
            role: r.role,
            message: &r.message,
            text: source(r.span),
            context: &r.context,
            span: r.span,
        };
        Self {
            rule: finding.rule,
            category: finding.category,
            level: finding.level,
            scope: finding.scope,
            message: &finding.message,
            help: &finding.help,
            text: source(finding.span),
            prose: checked.document.prose().get(finding.prose.clone()).unwrap_or_default(),
            context: &finding.context,
            span: finding.span,
            related: finding.related.iter().map(related).collect(),
            items: &finding.items,
            fixes: finding.fixes.iter().map(WireFix::new).collect(),
            references: &finding.references,
            fingerprint: &finding.fingerprint,
        }
    }
}

impl<'a> WireFix<'a> {
    fn new(fix: &'a Fix) -> Self {
        let edit = |e: &'a Edit| WireEdit { span: e.span, text: &e.text };
        Self { title: &fix.title, safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, article, report};

    fn schema() -> serde_json::Value {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<WireReport<'_>>();
        serde_json::to_value(schema).expect("a schema is JSON")
    }

    /// `UPDATE=1 cargo test` writes the file anew.
    #[test]
    fn the_schema_in_docs_is_the_schema_of_the_structs() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json");
        let text = serde_json::to_string_pretty(&schema()).expect("a schema is JSON") + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &text).expect("docs can be written");
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == text, "docs/report.schema.json is out of date: run the tests with UPDATE=1");
    }

    #[test]
    fn reports_keep_to_the_schema() {
        let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
        let clean = Sample::new("clean.txt", "");
        let reports = [
            report(Json::new(), &[], &[]),
            report(Json::new(), &[], &[("b.html", "it cannot be read: \u{1b}\"no\"\n")]),
            report(Json::new(), &[article().checked, clean.checked], &[("b.html", "it is not text")]),
        ];
        for text in reports {
            let json: serde_json::Value = serde_json::from_str(&text).expect("a report is JSON");
            let errors: Vec<_> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?}\n{text}");
        }
    }

    #[test]
    fn keys_stand_in_order() {
        let mut sample = Sample::new("draft.md", "Studies &amp; trials show it works.");
        let finding = sample.add("unsourced-research-claim", "Studies &amp; trials show");
        finding.prose = 0..0;
        sample.checked.problems.push("half of it is French".to_owned());
        insta::assert_snapshot!(report(Json::new(), &[sample.checked], &[]), @r#"
    {"version":1,"tool":{"name":"caveat","version":"0.1.0"},"documents":[
    {"path":"draft.md","format":"markdown","encoding":"utf-8","language":"en","words":6,"title":null,"promotes":[],"findings":[{"rule":"unsourced-research-claim","category":"safety","level":"warning","scope":"sentence","message":"“Studies &amp; trials show” needs a second look","help":"Say what was measured, and in whom.","text":"Studies &amp; trials show","prose":"","context":"","span":{"start":{"byte":0,"line":1,"column":1,"utf16":1},"end":{"byte":25,"line":1,"column":26,"utf16":26}},"related":[],"items":[],"fixes":[],"references":[],"fingerprint":"0123456789abcdef"}]}
    ],"problems":[{"path":"draft.md","message":"half of it is French"}],"summary":{"documents":1,"errors":0,"warnings":1,"suggestions":0,"allowed":0,"known":0,"gone":0,"problems":1}}
    "#);
    }
}
