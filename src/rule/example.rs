//! Examples run as tests. Owns the notation `{{…}}` and the comparison; the same code serves
//! built-in rules, `caveat test` and the test that every word earns its place.
//! Must not know how failures are shown.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;
use toml::Spanned;

use super::file::{self, ExampleFormat};
use super::load::DataFile;
use super::{Rule, RuleSet};
use crate::check;
use crate::config::Settings;
use crate::fault::Fault;
use crate::finding::Role;
use crate::format::{self, Format};

/// A range of a text, and what a fix puts there.
type Edited = (Range<usize>, String);

/// The examples of a rule: those of our own are read when they are first asked for, which a run that
/// checks articles never does.
#[derive(Debug)]
pub(super) struct Examples {
    file: DataFile,
    read: OnceLock<Read>,
}

#[derive(Debug)]
struct Read {
    format: Format,
    flag: Listed,
    pass: Listed,
}

/// Texts and where they stand in the rule's file.
#[derive(Debug, Default)]
struct Listed {
    texts: Vec<String>,
    places: Vec<Range<usize>>,
}

impl From<Vec<Spanned<String>>> for Listed {
    fn from(list: Vec<Spanned<String>>) -> Self {
        let places = list.iter().map(Spanned::span).collect();
        Self { texts: list.into_iter().map(Spanned::into_inner).collect(), places }
    }
}

impl From<file::Examples> for Read {
    fn from(examples: file::Examples) -> Self {
        let format = match examples.format {
            ExampleFormat::Text => Format::Plain,
            ExampleFormat::Markdown => Format::Markdown,
            ExampleFormat::Html => Format::Html,
        };
        Self { format, flag: examples.flag.into(), pass: examples.pass.into() }
    }
}

impl Examples {
    /// Those that were read with the rule, or else are still to be read from its file.
    pub(super) fn new(file: &DataFile, examples: Option<file::Examples>) -> Self {
        let read = examples.map(|examples| OnceLock::from(Read::from(examples)));
        Self { file: file.clone(), read: read.unwrap_or_default() }
    }

    fn read(&self) -> &Read {
        #[derive(Deserialize)]
        struct Only {
            examples: file::Examples,
        }
        self.read.get_or_init(|| {
            let only = toml::from_str::<Only>(&self.file.text);
            let none = Read { format: Format::Plain, flag: Listed::default(), pass: Listed::default() };
            only.map_or(none, |only| only.examples.into())
        })
    }
}

impl Rule {
    /// Texts it must flag; `{{…}}` marks the exact span.
    pub fn flag(&self) -> &[String] {
        &self.examples.read().flag.texts
    }

    /// Texts it must pass over.
    pub fn pass(&self) -> &[String] {
        &self.examples.read().pass.texts
    }
}

/// An example that a rule gets wrong.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The rule's name.
    pub rule: String,
    /// The place of the example in the rule's file, and what went wrong.
    pub fault: Fault,
}

/// What running examples came to.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// Rules whose examples were run.
    pub rules: usize,
    /// Examples that were run.
    pub examples: usize,
    /// Those that the rules got wrong.
    pub failures: Vec<Failure>,
}

impl RuleSet {
    /// Runs the examples of the rules that `which` picks, each with only its own rule on.
    pub fn test_examples(&self, which: &dyn Fn(&Rule) -> bool) -> Examined {
        let mut out = Examined::default();
        for rule in self.rules.iter().filter(|r| which(r)) {
            out.rules += 1;
            out.examples += rule.flag().len() + rule.pass().len();
            for (text, span) in rule.flag().iter().zip(&rule.examples.read().flag.places) {
                if let Some(message) = self.try_flag(rule, text) {
                    out.failures.push(rule.failure(span, message));
                }
            }
            for (text, span) in rule.pass().iter().zip(&rule.examples.read().pass.places) {
                let found = self.found(rule, text);
                if let Some((range, _)) = found.first() {
                    let message = format!("this must pass, but “{}” is flagged", &text[range.clone()]);
                    out.failures.push(rule.failure(span, message));
                }
            }
        }
        out
    }

    /// Whether every example of a rule comes out right; stops at the first that does not.
    #[cfg(test)]
    pub(crate) fn examples_hold(&self, id: &str) -> bool {
        self.get(id).is_some_and(|rule| {
            rule.flag().iter().all(|t| self.try_flag(rule, t).is_none())
                && rule.pass().iter().all(|t| self.found(rule, t).is_empty())
        })
    }

    /// What is wrong with the way a rule flags a text, if anything.
    fn try_flag(&self, rule: &Rule, marked: &str) -> Option<String> {
        let (text, wanted) = match unmark(marked) {
            Ok(unmarked) => unmarked,
            Err(message) => return Some(message.to_owned()),
        };
        let found = self.found(rule, &text);
        let ranges: Vec<&Range<usize>> = found.iter().map(|(r, _)| r).collect();
        if ranges.iter().copied().ne(wanted.iter()) {
            let list = |ranges: &[&Range<usize>]| match ranges {
                [] => "nothing".to_owned(),
                some => {
                    some.iter().map(|r| format!("“{}”", &text[(*r).clone()])).collect::<Vec<_>>().join(", ")
                }
            };
            return Some(format!(
                "{} is flagged; marked is {}",
                list(&ranges),
                list(&wanted.iter().collect::<Vec<_>>())
            ));
        }
        // applying a fix must remove its finding, and applying all of them what they were offered for
        let fixes: Vec<&Edited> = found.iter().filter_map(|(_, fix)| fix.as_ref()).collect();
        let one_by_one = fixes.iter().map(std::slice::from_ref);
        for edits in one_by_one.chain((fixes.len() > 1).then_some(&fixes[..])) {
            let mut mended = text.clone();
            for (range, replacement) in edits.iter().rev() {
                mended.replace_range(range.clone(), replacement);
            }
            if self.found(rule, &mended).len() + edits.len() > found.len() {
                return Some(format!("the fix leaves a finding: {mended}"));
            }
        }
        None
    }

    /// Source ranges that a rule flags in a text, with its first fix; where it gathers what it finds, the
    /// other places too.
    fn found(&self, rule: &Rule, text: &str) -> Vec<(Range<usize>, Option<Edited>)> {
        let format = rule.examples.read().format;
        let document = format::read(text, format);
        let source = document.source().to_owned();
        debug_assert_eq!(source, text);
        let checked = check::check_with(
            check::Input { path: String::new(), document, format, encoding: "utf-8" },
            self,
            // examples run where the rule holds
            &Settings { markets: rule.markets.clone(), ..Settings::default() },
            &|r| std::ptr::eq(r, rule),
        );
        let others: Vec<Range<usize>> = checked
            .findings
            .iter()
            .filter(|_| rule.question.gathers())
            .flat_map(|f| f.related.iter().filter(|r| r.role == Role::SameFault).map(|r| r.span.bytes()))
            .collect();
        let mut found: Vec<(Range<usize>, Option<Edited>)> = checked
            .findings
            .into_iter()
            .map(|f| {
                let fix = f
                    .fixes
                    .first()
                    .and_then(|fix| fix.edits.first())
                    .map(|e| (e.span.bytes(), e.text.clone()));
                (f.span.bytes(), fix)
            })
            .chain(others.into_iter().map(|range| (range, None)))
            .collect();
        found.sort_by_key(|(range, _)| (range.start, range.end));
        found
    }
}

impl Rule {
    fn failure(&self, span: &Range<usize>, message: String) -> Failure {
        let file = &self.examples.file;
        let fault = Fault {
            path: file.path.clone(),
            source: file.text.to_string(),
            span: span.clone(),
            message,
            help: None,
        };
        Failure { rule: self.id.clone(), fault }
    }
}

/// A text without its marks, and the ranges that they marked.
pub(crate) fn unmark(marked: &str) -> Result<(String, Vec<Range<usize>>), &'static str> {
    let mut text = String::with_capacity(marked.len());
    let mut ranges = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find("{{") {
        text.push_str(&rest[..open]);
        let Some(close) = rest[open..].find("}}") else {
            return Err("a mark `{{` is not closed");
        };
        let start = text.len();
        text.push_str(&rest[open + 2..open + close]);
        ranges.push(start..text.len());
        rest = &rest[open + close + 2..];
    }
    text.push_str(rest);
    if ranges.is_empty() { Err("no words are marked with {{…}}") } else { Ok((text, ranges)) }
}
