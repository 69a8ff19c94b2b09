//! The baseline: the findings that a team knows of and will mend in time. Owns the form of its file
//! and what counts as known; must not know files.
//!
//! A finding is known by its fingerprint, which holds neither path nor place. Each entry covers one
//! finding: of its own document or, where that is gone, of another one. So paragraphs may move and
//! files be renamed, but a copy of a known fault in a second document is a new fault.
//!
//! One finding may stand for a whole list. Its entry knows each item: another fault in the list is new,
//! and what is left when some are mended is known.
//!
//! What a finding hides of its group has an entry too: mending the graver fault makes no new one.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::check::MOST_RELATED;
use crate::finding::{Checked, Finding, Role};

/// Name of the file where nobody gives it another.
pub const FILE_NAME: &str = "caveat-baseline.json";
/// The version of the form.
const VERSION: u32 = 1;
/// Longest piece of a finding's words that is kept, in code points.
const LONGEST: usize = 80;

/// A finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The document, with `/` between folders, from the folder of the configuration.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The finding's identity.
    pub fingerprint: String,
    /// The words at fault, for whoever reads the file.
    pub text: String,
    /// Where the finding has several places: a hash of the words of each, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// It stands behind another finding and comes to light when that is mended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub behind: bool,
}

impl Entry {
    /// The entry for a finding; `prose` is that of its document.
    pub fn new(path: &str, finding: &Finding<'_>, prose: &str) -> Self {
        let words = prose.get(finding.prose.clone()).unwrap_or_default();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            path: path.to_owned(),
            rule: finding.rule.to_owned(),
            fingerprint: finding.fingerprint.clone(),
            text: words.chars().take(LONGEST).collect(),
            places: Some(places(finding, prose)).filter(|places| places.len() > 1).unwrap_or_default(),
            behind: false,
        }
    }

    /// The entries for all findings of a document, and for what stands behind them.
    pub fn all(path: &str, checked: &Checked<'_>) -> Vec<Self> {
        let prose = checked.document.prose();
        let of = |findings: &[Finding<'_>], behind| {
            let entries = findings.iter().map(|finding| Self { behind, ..Self::new(path, finding, prose) });
            entries.collect::<Vec<_>>()
        };
        let mut all = of(&checked.findings, false);
        all.extend(of(&checked.behind, true));
        all
    }
}

/// Whether an entry knows all places of a finding. Of a very long list only the first are listed: when
/// one is mended, another that nobody has seen yet comes up in its stead, so there most must do.
fn knows_all(entry: &Entry, places: &[String]) -> bool {
    let unknown = places.iter().filter(|place| !entry.places.contains(place)).count();
    unknown == 0 || entry.places.len() >= MOST_RELATED && 2 * unknown < places.len()
}

/// A hash of the words of each place of a finding, sorted.
fn places(finding: &Finding<'_>, prose: &str) -> Vec<String> {
    let others = finding.related.iter().filter(|r| r.role == Role::SameFault).map(|r| &r.prose);
    let mut all: Vec<String> = std::iter::once(&finding.prose)
        .chain(others)
        .map(|range| {
            let words = prose.get(range.clone()).unwrap_or_default().split_whitespace();
            // FNV-1a, 32 bits: told apart are the items of one list
            let hash =
                words.flat_map(|word| word.bytes().chain([b' '])).fold(0x811c_9dc5_u32, |hash, byte| {
                    (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
                });
            format!("{hash:08x}")
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Looked at before.
    #[serde(rename = "version")]
    _version: u32,
    findings: Vec<Entry>,
}

/// Reads a file.
///
/// # Errors
/// A sentence that can follow the name of the file.
pub fn parse(text: &str) -> Result<Vec<Entry>, String> {
    const AGAIN: &str = "run `caveat baseline` to write it anew";
    let marker =
        |line: &str| ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
    if let Some(number) = text.lines().position(marker) {
        return Err(format!("holds both sides of a merge (line {}): {AGAIN}", number + 1));
    }
    // a later version may have another form altogether
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    if let Ok(Version { version }) = serde_json::from_str(text)
        && version != VERSION
    {
        return Err(format!("is a baseline of version {version}, and this caveat reads {VERSION}: {AGAIN}"));
    }
    match serde_json::from_str::<File>(text) {
        Ok(File { findings, .. }) => Ok(findings),
        Err(error) => Err(format!("is no baseline (line {}: {error}): {AGAIN}", error.line())),
    }
}

/// The text of a file: sorted, one finding a line, so that two branches seldom touch the same line.
pub fn render(mut entries: Vec<Entry>) -> String {
    entries.sort();
    let mut text = format!("{{\n\"version\": {VERSION},\n\"findings\": [");
    for (i, entry) in entries.iter().enumerate() {
        text.push_str(if i == 0 { "\n" } else { ",\n" });
        // plain strings cannot fail
        text.push_str(&serde_json::to_string(entry).unwrap_or_default());
    }
    text.push_str("\n]\n}\n");
    text
}

/// A baseline in use.
#[derive(Debug, Default)]
pub struct Baseline {
    /// The entries that still cover a finding; `None` where one has been used.
    open: Vec<Option<Entry>>,
    /// Which entries have a fingerprint.
    by_fingerprint: HashMap<String, Vec<usize>>,
    /// Which entries with several places a document and a rule have.
    lists: HashMap<(String, String), Vec<usize>>,
    /// Documents that were looked at.
    seen: HashSet<String>,
}

impl Baseline {
    /// A baseline of which nothing is used yet.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        // what is told is covered by what was told, where there is such an entry
        entries.sort_by(|a, b| a.behind.cmp(&b.behind).then_with(|| a.cmp(b)));
        let mut out = Self::default();
        for (number, entry) in entries.iter().enumerate() {
            out.by_fingerprint.entry(entry.fingerprint.clone()).or_default().push(number);
            if !entry.places.is_empty() {
                let key = (entry.path.clone(), entry.rule.clone());
                out.lists.entry(key).or_default().push(number);
            }
        }
        out.open = entries.into_iter().map(Some).collect();
        out
    }

    /// Takes the known findings of a document, whose prose this is, away and returns how many those were.
    /// What stands `behind` findings still needs its own entries. `is_gone` says whether another document is
    /// no longer there.
    pub fn take(
        &mut self, path: &str, prose: &str, findings: &mut Vec<Finding<'_>>, behind: &[Finding<'_>],
        is_gone: &dyn Fn(&str) -> bool,
    ) -> usize {
        self.seen.insert(path.to_owned());
        for finding in behind {
            self.uses_behind(path, finding);
        }
        let before = findings.len();
        findings.retain(|finding| !self.covers(path, prose, finding, is_gone));
        // where the first item of a list was mended, the others are known all the same; but not before
        // every finding has had its own entry
        findings.retain(|finding| !self.covers_rest(path, prose, finding));
        before - findings.len()
    }

    /// Uses the entry up of what stands behind a finding still: a copy of it that stands in front is new.
    fn uses_behind(&mut self, path: &str, finding: &Finding<'_>) {
        let alike = self.by_fingerprint.get(&finding.fingerprint).into_iter().flatten();
        let own = |entry: &Entry| entry.behind && entry.path == path;
        let number = alike.copied().find(|&number| self.open[number].as_ref().is_some_and(own));
        if let Some(number) = number {
            self.open[number] = None;
        }
    }

    /// Whether an entry has the finding's fingerprint, and knows all its places.
    fn covers(
        &mut self, path: &str, prose: &str, finding: &Finding<'_>, is_gone: &dyn Fn(&str) -> bool,
    ) -> bool {
        let Some(alike) = self.by_fingerprint.get(&finding.fingerprint) else { return false };
        let places = places(finding, prose);
        let knows = |entry: &Entry| places.len() == 1 || knows_all(entry, &places);
        let find = |is: &dyn Fn(&Entry) -> bool| {
            alike.iter().copied().find(|&n| self.open[n].as_ref().is_some_and(is))
        };
        let number = find(&|entry| entry.path == path && knows(entry))
            .or_else(|| find(&|entry| is_gone(&entry.path) && knows(entry)));
        number.is_some_and(|number| self.open[number].take().is_some())
    }

    /// Whether an entry for a list of the rule knows all places of the finding.
    fn covers_rest(&mut self, path: &str, prose: &str, finding: &Finding<'_>) -> bool {
        let Some(lists) = self.lists.get(&(path.to_owned(), finding.rule.to_owned())) else { return false };
        let places = places(finding, prose);
        let knows = |entry: &Entry| knows_all(entry, &places);
        let number = lists.iter().copied().find(|&n| self.open[n].as_ref().is_some_and(knows));
        number.is_some_and(|number| self.open[number].take().is_some())
    }

    /// How many entries cover nothing any more: those of documents that were looked at, and of
    /// documents that are gone.
    pub fn unused(&self, is_gone: &dyn Fn(&str) -> bool) -> usize {
        let told = self.open.iter().flatten().filter(|entry| !entry.behind);
        told.filter(|e| self.seen.contains(&e.path) || is_gone(&e.path)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::Sample;

    fn entry(path: &str, fingerprint: &str) -> Entry {
        let of = str::to_owned;
        Entry {
            path: of(path),
            rule: of("x"),
            fingerprint: of(fingerprint),
            text: of("works"),
            places: Vec::new(),
            behind: false,
        }
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let entries = vec![entry("b.md", "2"), entry("a\n\"<.md", "3"), entry("a\n\"<.md", "1")];
        let text = render(entries.clone());
        let mut sorted = entries;
        sorted.sort();
        assert_eq!(parse(&text).expect("well formed"), sorted);
        assert_eq!(text.lines().count(), 8, "one line a finding: {text}");
        assert_eq!(parse(&render(Vec::new())).expect("well formed"), []);
    }

    #[test]
    fn a_file_that_is_no_baseline_says_why() {
        let whole = render(vec![entry("a.md", "1"), entry("b.md", "2")]);
        for (text, part) in [
            (whole.replace("\"findings\"", "<<<<<<< HEAD\n\"findings\""), "both sides of a merge (line 3)"),
            (whole.replace("\": 1,", "\": 2,"), "of version 2"),
            (whole.replacen("},", "}", 1), "is no baseline (line 5"),
            (whole.replace("\"rule\"", "\"rlue\""), "is no baseline (line 4: unknown field `rlue`"),
            (String::new(), "is no baseline"),
            ("[]".to_owned(), "is no baseline"),
        ] {
            let error = parse(&text).expect_err("refused");
            assert!(error.contains(part) && error.contains("caveat baseline"), "{error}");
        }
    }

    #[test]
    fn each_entry_covers_one_finding() {
        // entries, which documents are gone, findings by document, how many of each are new, unused
        type Case = (
            &'static [(&'static str, &'static str)],
            &'static [&'static str],
            &'static [(&'static str, &'static str, usize)],
            usize,
        );
        let cases: [Case; 8] = [
            (&[("a", "1")], &[], &[("a", "1", 0)], 0),
            (&[("a", "1")], &[], &[("a", "2", 1)], 1),
            (&[("a", "1")], &[], &[("a", "", 0)], 1),
            // a copy is new, wherever it comes in the order
            (&[("b", "1")], &[], &[("a", "1", 1), ("b", "1", 0)], 0),
            // a renamed file
            (&[("b", "1")], &["b"], &[("a", "1", 0)], 0),
            // copied and deleted: one entry covers one of them
            (&[("b", "1")], &["b"], &[("a", "1", 0), ("c", "1", 1)], 0),
            // what was not looked at is not unused
            (&[("a", "1"), ("b", "2")], &[], &[("a", "1", 0)], 0),
            (&[("a", "1"), ("b", "2")], &["b"], &[("a", "1", 0)], 1),
        ];
        for (number, (entries, gone, documents, unused)) in cases.into_iter().enumerate() {
            let mut baseline = Baseline::new(entries.iter().map(|(p, f)| entry(p, f)).collect());
            let is_gone = |path: &str| gone.contains(&path);
            for (path, fingerprints, new) in documents {
                let mut sample = Sample::new(path, "It works.\n");
                for fingerprint in fingerprints.chars() {
                    sample.add("x", "works").fingerprint = fingerprint.to_string();
                }
                let prose = sample.checked.document.prose().to_owned();
                let findings = &mut sample.checked.findings;
                let before = findings.len();
                let known = baseline.take(path, &prose, findings, &[], &is_gone);
                assert_eq!((findings.len(), known), (*new, before - new), "case {number}, {path}");
            }
            assert_eq!(baseline.unused(&is_gone), unused, "case {number}");
        }
    }
}
