//! Examples of rules, run as tests. Owns the notation `{{…}}` and the comparison; the same code serves
//! built-in rules, `caveat test` and the test that every word earns its place. Must not know how failures
//! are shown.

use std::ops::Range;

use crate::check;
use crate::config::Settings;
use crate::fault::Fault;
use crate::finding::Role;
use crate::format::{self, Format};
use crate::rule::{Example, ExampleFormat, Rule, RuleSet};

/// A range of a text, and what a fix puts there.
type Edited = (Range<usize>, String);

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

/// Runs the examples of the rules that `which` picks, each with only its own rule on.
pub fn run(rules: &RuleSet, which: &dyn Fn(&Rule) -> bool) -> Examined {
    let mut out = Examined::default();
    for rule in rules.iter().filter(|r| which(r)) {
        let examples = rule.examples();
        out.rules += 1;
        out.examples += examples.flag.len() + examples.pass.len();
        let mut fails = |example: &Example, message: String| {
            out.failures.push(Failure { rule: rule.id.clone(), fault: rule.fault_at(example, message) });
        };
        for example in &examples.flag {
            if let Some(message) = try_flag(rules, rule, &example.text) {
                fails(example, message);
            }
        }
        for example in &examples.pass {
            if let Some((range, _)) = flagged(rules, rule, &example.text).first() {
                let words = &example.text[range.clone()];
                fails(example, format!("this must pass, but “{words}” is flagged"));
            }
        }
    }
    out
}

/// Whether every example of a rule comes out right; stops at the first that does not.
#[cfg(test)]
pub(crate) fn hold(rules: &RuleSet, id: &str) -> bool {
    rules.get(id).is_some_and(|rule| {
        let examples = rule.examples();
        examples.flag.iter().all(|e| try_flag(rules, rule, &e.text).is_none())
            && examples.pass.iter().all(|e| flagged(rules, rule, &e.text).is_empty())
    })
}

/// Whether a rule flags anything in a text.
#[cfg(test)]
pub(crate) fn flags(rules: &RuleSet, rule: &Rule, text: &str) -> bool {
    !flagged(rules, rule, text).is_empty()
}

/// What is wrong with the way a rule flags a text, if anything.
fn try_flag(rules: &RuleSet, rule: &Rule, marked: &str) -> Option<String> {
    let (text, wanted) = match unmark(marked) {
        Ok(unmarked) => unmarked,
        Err(message) => return Some(message.to_owned()),
    };
    let found = flagged(rules, rule, &text);
    let ranges: Vec<&Range<usize>> = found.iter().map(|(r, _)| r).collect();
    if ranges.iter().copied().ne(wanted.iter()) {
        let list = |ranges: &[&Range<usize>]| match ranges {
            [] => "nothing".to_owned(),
            some => some.iter().map(|r| format!("“{}”", &text[(*r).clone()])).collect::<Vec<_>>().join(", "),
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
        if flagged(rules, rule, &mended).len() + edits.len() > found.len() {
            return Some(format!("the fix leaves a finding: {mended}"));
        }
    }
    None
}

/// Source ranges that a rule flags in a text, with its first fix; where it gathers what it finds, the
/// other places too.
fn flagged(rules: &RuleSet, rule: &Rule, text: &str) -> Vec<(Range<usize>, Option<Edited>)> {
    let format = format_of(rule.examples().format);
    let document = format::read(text, format);
    debug_assert_eq!(document.source(), text);
    let checked = check::check_with(
        check::Input { path: String::new(), document, format, encoding: "utf-8" },
        rules,
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
            let fix =
                f.fixes.first().and_then(|fix| fix.edits.first()).map(|e| (e.span.bytes(), e.text.clone()));
            (f.span.bytes(), fix)
        })
        .chain(others.into_iter().map(|range| (range, None)))
        .collect();
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found
}

/// The format that such examples are read in.
const fn format_of(format: ExampleFormat) -> Format {
    match format {
        ExampleFormat::Text => Format::Plain,
        ExampleFormat::Markdown => Format::Markdown,
        ExampleFormat::Html => Format::Html,
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
