//! Findings made by hand, for the tests of the reports.

use std::borrow::Cow;
use std::ops::Range;

use super::Report;
use crate::document::{BlockKind, Builder, Document, LineIndex};
use crate::finding::{
    Checked, Edit, Finding, Fix, Item, Level, Reference, Related, Role, Scope, Span, Summary,
};

/// A document and the findings added to it.
pub(crate) struct Sample {
    pub(crate) checked: Checked<'static>,
}

/// One block a paragraph; a line that starts with `# ` is a title, with `- ` a list item.
pub(crate) fn document(source: &str) -> Document {
    let mut builder = Builder::new(source);
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let (kind, mark) = match line.get(..2) {
            Some("# ") => (BlockKind::Title, 2),
            Some("- ") => (BlockKind::ListItem, 2),
            _ => (BlockKind::Paragraph, 0),
        };
        if line.trim().is_empty() || mark > 0 || builder.block().is_none() {
            builder.open(kind);
        }
        builder.text(range.start + mark..range.end);
        if line.trim().is_empty() || mark > 0 {
            builder.close();
        }
    }
    builder.finish()
}

pub(crate) fn span(source: &str, bytes: Range<usize>) -> Span {
    let lines = LineIndex::new(source);
    Span { start: lines.position(bytes.start), end: lines.position(bytes.end) }
}

impl Sample {
    pub(crate) fn new(path: &str, source: &str) -> Self {
        Self {
            checked: Checked {
                path: path.to_owned(),
                document: document(source),
                format: "markdown",
                encoding: "utf-8",
                language: Some("en".to_owned()),
                words: source.split_whitespace().count(),
                promotes: Vec::new(),
                findings: Vec::new(),
                allowed: 0,
                known: 0,
                behind: Vec::new(),
                spent: Vec::new(),
                problems: Vec::new(),
            },
        }
    }

    /// A warning on the words' first place.
    pub(crate) fn add(&mut self, rule: &'static str, words: &str) -> &mut Finding<'static> {
        let at = self.checked.document.source().find(words).expect("the words are there");
        self.add_at(rule, at..at + words.len())
    }

    pub(crate) fn add_at(&mut self, rule: &'static str, bytes: Range<usize>) -> &mut Finding<'static> {
        let document = &self.checked.document;
        let source = document.source();
        let around = |b: &crate::document::Block| document.locate(b.prose.clone());
        let passage = document
            .blocks()
            .iter()
            .map(around)
            .find(|p| p.start <= bytes.start && bytes.start < p.end)
            .map_or(bytes.clone(), |p| p.start..p.end.max(bytes.end));
        let span = span(source, bytes.clone());
        self.checked.findings.push(Finding {
            rule,
            category: "safety",
            level: Level::Warning,
            scope: Scope::Sentence,
            message: format!("“{}” needs a second look", &source[bytes.clone()]),
            summary: "words that promise too much",
            help: "Say what was measured, and in whom.".into(),
            why: "",
            references: Cow::Borrowed(&[]),
            span,
            prose: 0..0,
            context: String::new(),
            passage,
            related: Vec::new(),
            items: Vec::new(),
            fixes: Vec::new(),
            fingerprint: "0123456789abcdef".to_owned(),
        });
        self.checked.findings.last_mut().expect("just pushed")
    }

    pub(crate) fn relate(&mut self, role: Role, words: &str, message: &str) {
        let source = self.checked.document.source();
        let at = source.find(words).expect("the words are there");
        let span = span(source, at..at + words.len());
        let related =
            Related { role, message: message.to_owned(), context: words.to_owned(), span, prose: 0..0 };
        self.checked.findings.last_mut().expect("a finding").related.push(related);
    }

    pub(crate) fn fix(&mut self, title: &str, safe: bool, edits: &[(&str, &str)]) {
        let source = self.checked.document.source();
        let edits = edits.iter().map(|(old, new)| {
            let at = source.find(old).expect("the words are there");
            Edit { span: span(source, at..at + old.len()), text: (*new).to_owned() }
        });
        let fix = Fix { title: title.to_owned(), safe, edits: edits.collect() };
        self.checked.findings.last_mut().expect("a finding").fixes.push(fix);
    }
}

pub(crate) fn references(titles: &[&str]) -> Cow<'static, [Reference]> {
    let all: Vec<_> = titles.iter().map(|t| Reference { title: (*t).to_owned(), url: None }).collect();
    Cow::Owned(all)
}

/// An article with one of each.
pub(crate) fn article() -> Sample {
    let mut sample = Sample::new("drafts/acupuncture.md", ARTICLE);
    let f = sample.add("missing-warning", "Acupuncture for back pain: what to know");
    f.scope = Scope::Document;
    f.message = "the article recommends acupuncture but does not say who should ask first".to_owned();
    f.help = "Add a sentence for each group, near the place where you recommend it.".into();
    f.why = "People at risk read the same page as everyone else.";
    f.items = vec![
        Item { id: "pregnancy".to_owned(), label: "people who are pregnant".to_owned() },
        Item { id: "anticoagulants".to_owned(), label: "people on blood thinners".to_owned() },
    ];

    let f = sample.add("unsourced-research-claim", "Studies *show*");
    f.message = "“Studies show” names no study".to_owned();
    f.help = "Name the study or review and link to it, or say that you know of none.".into();
    f.why = "A reader cannot weigh evidence that is not named, and most claims of this kind turn out \
             to rest on one small trial, or none.";
    f.references = references(&[
        "FTC, Health Products Compliance Guidance, section III.B, 2022",
        "NCCIH, Know the Science: How To Make Sense of a Scientific Journal Article, 2023",
        "HONcode",
        "PIF TICK",
    ]);

    let f = sample.add("absolute-safety", "completely safe for everyone");
    f.level = Level::Error;
    f.message = "no treatment is “completely safe for everyone”".to_owned();
    f.help = "Name the common harms and how often they come.".into();
    f.why = "Every treatment that works can harm someone, and needles do.";
    f.references = references(&["MHRA, Blue Guide, chapter 4, 2020"]);
    sample.relate(Role::Contrast, "Bruising and soreness are common", "names harms");
    sample.fix("say how rare harm is", false, &[("completely safe for everyone", "safe for most adults")]);

    let f = sample.add("unproven-benefits", "migraine");
    f.message = "this list promises what no trial supports".to_owned();
    sample.relate(Role::SameFault, "poor sleep", "");
    sample.relate(Role::SameFault, "infertility", "");

    let f = sample.add("doubled-word", "the the");
    f.level = Level::Suggestion;
    f.message = "“the” stands twice".to_owned();
    f.help = "".into();
    sample.fix("keep one", true, &[("the the", "the")]);
    for sentence in ["Long one.", "Long two.", "Long three.", "Long four.", "Long five."] {
        let f = sample.add("long-sentence", sentence);
        f.message = "this sentence is hard to follow".to_owned();
        f.help = "Make two sentences of it.".into();
        f.scope = Scope::Sentence;
    }
    sample.checked.findings.sort_by_key(|f| f.span.start.byte);
    sample
}

pub(crate) const ARTICLE: &str = "\
# Acupuncture for back pain: what to know

Studies *show* that acupuncture eases back pain in nearly everyone who tries it, and that the relief lasts for months.

Fine needles are put into the skin. Done by a trained person it is completely safe for everyone, and it has no side effects at all, which is why so many people choose it over tablets. Bruising and soreness are common for a day or two.

It can also help with:

- migraine
- poor sleep
- infertility

Ask the the practice for a first visit.

Long one. Short.

Long two. Short.

Long three. Short.

Long four. Short.

Long five. Short.
";

/// Holds a report against a schema.
#[track_caller]
pub(crate) fn keeps_to(schema: &str, report: &str) {
    let schema = serde_json::from_str(schema).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let json: serde_json::Value = serde_json::from_str(report).expect("a report is JSON");
    let errors: Vec<_> =
        validator.iter_errors(&json).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}\n{report}");
}

/// What a report writes.
pub(crate) fn report(mut report: impl Report, checked: &[Checked<'_>], problems: &[(&str, &str)]) -> String {
    let mut out = Vec::new();
    let mut summary = Summary::default();
    for checked in checked {
        summary.add(checked);
        report.document(&mut out, checked).expect("written");
    }
    for (path, message) in problems {
        summary.problems += 1;
        report.problem(&mut out, path, message).expect("written");
    }
    report.finish(&mut out, &summary).expect("written");
    String::from_utf8(out).expect("UTF-8")
}
