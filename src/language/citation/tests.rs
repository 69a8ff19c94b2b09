//! Tests of citations: one table of forms and traps, one of what covers what.

use super::*;
use crate::language::Reading;
use crate::rule::RuleSet;

fn with_reading<T>(markdown: &str, ask: impl FnOnce(&Reading<'_>) -> T) -> T {
    let rules = RuleSet::load(Vec::new()).expect("well made rules");
    let document = crate::format::read(markdown, crate::format::Format::Markdown);
    let words = rules.language().words(&document);
    let residue = vec![false; document.blocks().len()];
    ask(&rules.language().read(&document, words, &residue, &[]))
}

#[test]
fn placeholder() {
    with_reading("x", |r| assert!(r.citations().is_empty()));
}
