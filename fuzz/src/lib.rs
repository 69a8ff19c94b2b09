//! What holds of every document and of everything a check says, whatever the input.

use std::ops::Range;

use caveat::check::{self, Input};
use caveat::config::Settings;
use caveat::document::Document;
use caveat::finding::Summary;
use caveat::format::Format;
use caveat::report::Report;
use caveat::report::json::Json;
use caveat::report::text::{Options, Text};
use caveat::rule::RuleSet;

/// Panics where a document breaks what its documentation promises.
pub fn examine(document: &Document) {
    let (prose, source) = (document.prose(), document.source());
    let mut at = 0;
    for segment in document.segments() {
        let of_prose = segment.prose as usize..(segment.prose + segment.prose_len) as usize;
        let of_source = segment.source as usize..(segment.source + segment.source_len) as usize;
        assert!(of_prose.start >= at && !of_prose.is_empty(), "segments are in order: {segment:?}");
        // between two segments there is nothing but the line feed that parts two blocks
        assert!(matches!(&prose[at..of_prose.start], "" | "\n"), "{segment:?}");
        assert!(source.get(of_source.clone()).is_some(), "in bounds: {segment:?}");
        if segment.verbatim {
            assert_eq!(&prose[of_prose.clone()], &source[of_source], "verbatim");
        }
        at = of_prose.end;
    }
    assert_eq!(at, prose.len(), "all prose belongs to segments");

    let mut at = 0;
    for (number, block) in document.blocks().iter().enumerate() {
        assert!(block.prose.start >= at, "blocks are in order: {block:?}");
        let text = document.text(block);
        assert!(!text.is_empty() && text.trim() == text, "visible at both ends: {text:?}");
        located(document, block.prose.clone());
        for other in [block.stem, block.section, block.question].into_iter().flatten() {
            assert!(other < number, "what a block hangs on comes before it: {block:?}");
        }
        at = block.prose.end;
    }
    for inline in document.inlines() {
        assert!(prose.get(inline.prose.clone()).is_some(), "{inline:?}");
        located(document, inline.prose.clone());
    }
    for part in document.left_out() {
        assert!(source.get(part.source.clone()).is_some(), "{part:?}");
    }
    for comment in document.comments() {
        assert!(source.get(comment.source.clone()).is_some(), "{comment:?}");
        assert!(comment.block <= document.blocks().len(), "{comment:?}");
    }
}

fn located(document: &Document, prose: Range<usize>) {
    let source = document.locate(prose.clone());
    assert!(document.source().get(source.clone()).is_some(), "{prose:?} is at {source:?}");
}

/// Checks a text with the built-in rules and writes both reports.
pub fn check(text: &str, format: Format, rules: &RuleSet) {
    let document = caveat::format::read(text, format);
    examine(&document);
    let input = Input { path: "fuzz.md".to_owned(), document, format, encoding: "utf-8" };
    let checked = check::check(input, rules, &Settings::default());
    let (source, prose) = (checked.document.source(), checked.document.prose());
    for finding in &checked.findings {
        assert!(source.get(finding.span.bytes()).is_some(), "{finding:?}");
        assert!(source.get(finding.passage.clone()).is_some(), "{finding:?}");
        assert!(prose.get(finding.prose.clone()).is_some(), "{finding:?}");
        for related in &finding.related {
            assert!(source.get(related.span.bytes()).is_some(), "{related:?}");
        }
        for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(source.get(edit.span.bytes()).is_some(), "{edit:?}");
        }
    }
    let mut summary = Summary::default();
    summary.add(&checked);
    let options = Options { suggestions: true, ..Options::default() };
    let mut out = Vec::new();
    let mut report = Text::new(options);
    report.document(&mut out, &checked).expect("a vector takes everything");
    report.finish(&mut out, &summary).expect("a vector takes everything");
    let text = String::from_utf8(out).expect("a report is UTF-8");
    let control = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "no control characters in {text:?}");
    let mut report = Json::new();
    let mut out = Vec::new();
    report.document(&mut out, &checked).expect("a vector takes everything");
    report.finish(&mut out, &summary).expect("a vector takes everything");
    assert!(std::str::from_utf8(&out).is_ok());
}
