//! Fixes that can be applied without asking. Owns which those are and what a text becomes; must not
//! know files.

use std::collections::BTreeMap;

use crate::document::BlockKind;
use crate::finding::{Checked, Edit, Finding};

/// A text with its safe fixes applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The whole text.
    pub text: String,
    /// How many findings were mended.
    pub count: usize,
}

/// Applies the safe fixes of a document; `None` where there are none. Of fixes that overlap the
/// first is applied: checking the new text again brings the others to light.
pub fn apply(checked: &Checked<'_>) -> Option<Fixed> {
    let source = checked.document.source();
    // by first byte; no two share one
    let mut edits: BTreeMap<usize, &Edit> = BTreeMap::new();
    let mut count = 0;
    for finding in &checked.findings {
        let Some(wanted) = safe(checked, finding) else { continue };
        let overlaps = |edit: &Edit| {
            let range = edit.span.bytes();
            let before = edits.range(..range.start).next_back();
            before.is_some_and(|(_, other)| other.span.bytes().end > range.start)
                || edits.range(range.start..range.end.max(range.start + 1)).next().is_some()
        };
        if !wanted.iter().any(overlaps) {
            edits.extend(wanted.iter().map(|edit| (edit.span.bytes().start, edit)));
            count += 1;
        }
    }
    if edits.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(source.len() + 64);
    let mut at = 0;
    for edit in edits.values() {
        text.push_str(source.get(at..edit.span.start.byte)?);
        text.push_str(&edit.text);
        at = edit.span.end.byte;
    }
    text.push_str(source.get(at..)?);
    Some(Fixed { text, count })
}

/// The edits of a finding's safe fix. Where there are several to choose from, somebody must.
fn safe<'c>(checked: &'c Checked<'_>, finding: &'c Finding<'_>) -> Option<&'c [Edit]> {
    let [fix] = finding.fixes.as_slice() else { return None };
    let document = &checked.document;
    let block = document.block_at(finding.prose.start).map(|block| document.blocks()[block].kind);
    // these may stand between quotation marks of YAML, JSON or HTML
    let quoted = matches!(block, Some(BlockKind::Title | BlockKind::Description | BlockKind::AltText));
    let harmless = |edit: &Edit| {
        let old = document.source().get(edit.span.bytes()).unwrap_or_default();
        edit.text.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(c, ' ' | '-' | '\u{2019}')
                || matches!(c, '\'' | ',' | '.') && !quoted
                || old.contains(c)
        })
    };
    (fix.safe && fix.edits.iter().all(harmless)).then_some(fix.edits.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::Sample;

    #[test]
    fn safe_fixes_are_applied_and_no_others() {
        /// Old, new, safe, how many to choose from.
        type Offer = (&'static str, &'static str, bool, usize);
        let cases: [(&[Offer], Option<&str>); 7] = [
            (&[], None),
            (&[("teh", "the", false, 1)], None),
            (&[("teh", "the", true, 2)], None),
            (
                &[("teh", "the", true, 1), ("adn", "and", true, 1)],
                Some("It is the end\r\nand so on, dont.\r\n"),
            ),
            (
                &[("teh", "the", true, 1), ("is teh", "was the", true, 1)],
                Some("It is the end\r\nadn so on, dont.\r\n"),
            ),
            (&[("dont", "don't", true, 1)], Some("It is teh end\r\nadn so on, don't.\r\n")),
            (&[("dont", "don`t <b>", true, 1)], None),
        ];
        for (fixes, fixed) in cases {
            let mut sample = Sample::new("a.md", "It is teh end\r\nadn so on, dont.\r\n");
            for (old, new, safe, choice) in fixes {
                sample.add("x", old);
                for _ in 0..*choice {
                    sample.fix("write it", *safe, &[(old, new)]);
                }
            }
            assert_eq!(apply(&sample.checked).map(|f| f.text).as_deref(), fixed, "{fixes:?}");
        }
        let mut title = Sample::new("a.md", "# It dont end\n");
        title.add("x", "dont").prose = 3..7;
        title.fix("write it", true, &[("dont", "don't")]);
        assert_eq!(apply(&title.checked), None, "a title may stand between quotation marks");
    }
}
