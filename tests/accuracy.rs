//! How often the rules are right: every article of `fixtures/corpus` was marked by hand as an editor
//! would mark it, and what caveat finds is held against the marks, sentence by sentence.
//!
//! `UPDATE=1 cargo test --test accuracy` writes the figures into `docs/accuracy.md`. Without it the
//! test fails when the figures are no longer those of the document, by more than [`MARGIN`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use caveat::check::{self, Input};
use caveat::config::Settings;
use caveat::finding::{Level, Role, Scope};
use caveat::format::{Format, read};
use caveat::rule::RuleSet;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const DOCUMENT: &str = "docs/accuracy.md";
const BEGIN: &str = "<!-- figures: begin -->\n";
const END: &str = "<!-- figures: end -->";
/// How far a share in the document may differ from the measured one, in points of percentage.
const MARGIN: f64 = 5.0;
/// Figures over fewer findings or marks than this jump with every change, and are not compared.
const ENOUGH: usize = 20;

/// A mark of an editor: `⟦LABEL severity|words⟧`.
#[derive(Debug)]
struct Mark {
    label: String,
    /// `must`, `should` or `could`; of a trap, the label that it would be mistaken for.
    severity: String,
    /// Where the words stand in the text without marks.
    words: Range<usize>,
}

/// Labels by the family in which they are judged.
const FAMILIES: [(&str, &[&str]); 6] = [
    (
        "claim",
        &[
            "VAGUE",
            "UNSOURCED",
            "STAT",
            "TESTI",
            "APPEAL",
            "OVERSTATED",
            "CAUSAL",
            "DISEASE",
            "PSEUDO",
            "SAFETY",
            "REPLACE",
            "FEAR",
        ],
    ),
    ("consistency", &["CONTRA"]),
    ("language", &["TYPO", "GRAMMAR"]),
    ("readability", &["RUNON"]),
    ("residue", &["RESIDUE"]),
    ("stigma", &["STIGMA"]),
];

fn family_of_label(label: &str) -> &'static str {
    FAMILIES
        .iter()
        .find(|(_, labels)| labels.contains(&label))
        .map_or_else(|| panic!("`{label}` is no label: see fixtures/corpus/README.md"), |(family, _)| family)
}

/// The family in which the findings of a category are judged.
fn family_of_category(category: &str) -> &'static str {
    FAMILIES.iter().find(|(family, _)| *family == category).map_or("claim", |(family, _)| family)
}

/// The text without its marks, and the marks.
fn unmark(marked: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (mark, tail) = after.split_once('⟧').expect("a mark is closed");
        let (head, words) = mark.split_once('|').expect("a mark has words");
        let (label, arguments) = head.split_once(' ').unwrap_or((head, ""));
        let severity = arguments.split([' ', '=']).next().unwrap_or("").to_owned();
        text.push_str(before);
        let start = text.len();
        text.push_str(words);
        marks.push(Mark { label: label.to_owned(), severity, words: start..text.len() });
        rest = tail;
    }
    text.push_str(rest);
    (text, marks)
}

/// What is counted of a rule or a family.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    /// Errors and warnings, and those that an editor had marked too.
    findings: usize,
    right: usize,
    /// Suggestions, in the same way.
    suggestions: usize,
    suggestions_right: usize,
    /// Sentences that an editor marked, and those of them that were found.
    marked: usize,
    found: usize,
    must: usize,
    must_found: usize,
    /// Sentences that an editor held to be right although they look wrong, and those flagged.
    traps: usize,
    traps_hit: usize,
}

#[derive(Default)]
struct Figures {
    articles: usize,
    words: usize,
    families: BTreeMap<&'static str, Count>,
    rules: BTreeMap<(String, String), Count>,
}

impl Figures {
    fn add(&mut self, format: Format, marked: &str, rules: &RuleSet) {
        let (text, marks) = unmark(marked);
        let settings = Settings::default();
        let document = read(&text, format);
        let sentences = sentences(&document, rules, &settings);
        let input = Input { path: String::new(), document, format, encoding: "utf-8" };
        let checked = check::check(input, rules, &settings);
        self.articles += 1;
        self.words += checked.words;
        // what stands outside every sentence that was read is a place of its own
        let at = |range: &Range<usize>| -> BTreeSet<usize> {
            let touched: BTreeSet<usize> = (0..sentences.len())
                .filter(|&i| sentences[i].start < range.end && range.start < sentences[i].end)
                .collect();
            if touched.is_empty() { BTreeSet::from([usize::MAX - range.start]) } else { touched }
        };
        // the gravest mark of each sentence and family
        let mut by_family: BTreeMap<(&str, usize), u8> = BTreeMap::new();
        let mut traps: BTreeSet<(&str, usize)> = BTreeSet::new();
        for mark in &marks {
            let first = *at(&mark.words).first().expect("a place");
            if mark.label == "TRAP" {
                traps.insert((family_of_label(&mark.severity), first));
                continue;
            }
            let weight = match mark.severity.as_str() {
                "must" => 2,
                "should" => 1,
                _ => 0,
            };
            let slot = by_family.entry((family_of_label(&mark.label), first)).or_default();
            *slot = (*slot).max(weight);
        }
        let mut reached: BTreeSet<(&str, usize)> = BTreeSet::new();
        for finding in checked.findings.iter().filter(|f| f.scope != Scope::Document) {
            let family = family_of_category(finding.category);
            let wide = finding.scope != Scope::Sentence;
            let mut places = at(&if wide { finding.passage.clone() } else { finding.span.bytes() });
            for related in
                finding.related.iter().filter(|r| r.role == Role::SameFault || family == "consistency")
            {
                places.extend(at(&related.span.bytes()));
            }
            let right = places.iter().any(|&p| by_family.contains_key(&(family, p)));
            let trapped = !right && places.iter().any(|&p| traps.contains(&(family, p)));
            let key = (finding.category.to_owned(), finding.rule.to_owned());
            for count in [self.rules.entry(key).or_default(), self.families.entry(family).or_default()] {
                if finding.level == Level::Suggestion {
                    count.suggestions += 1;
                    count.suggestions_right += usize::from(right);
                } else {
                    count.findings += 1;
                    count.right += usize::from(right);
                    count.traps_hit += usize::from(trapped);
                }
            }
            if finding.level != Level::Suggestion {
                reached.extend(places.into_iter().map(|p| (family, p)));
            }
        }
        for (place, weight) in by_family {
            let count = self.families.entry(place.0).or_default();
            let found = usize::from(reached.contains(&place));
            count.marked += 1;
            count.found += found;
            if weight == 2 {
                count.must += 1;
                count.must_found += found;
            }
        }
        for (family, _) in traps {
            self.families.entry(family).or_default().traps += 1;
        }
    }

    fn table(&self) -> String {
        let mut out = format!("{} articles, {} words.\n\n", self.articles, self.words);
        out.push_str(
            "| family | findings | precision | marked | recall | must | must recall | traps hit |\n",
        );
        out.push_str("| --- | --: | --: | --: | --: | --: | --: | --: |\n");
        for (family, c) in &self.families {
            let _ = writeln!(
                out,
                "| {family} | {} | {} | {} | {} | {} | {} | {} of {} |",
                c.findings,
                share(c.right, c.findings),
                c.marked,
                share(c.found, c.marked),
                c.must,
                share(c.must_found, c.must),
                c.traps_hit,
                c.traps
            );
        }
        out.push_str("\n| rule | errors and warnings | right | suggestions | right | traps hit |\n");
        out.push_str("| --- | --: | --: | --: | --: | --: |\n");
        for ((category, rule), c) in &self.rules {
            let _ = writeln!(
                out,
                "| {category}: `{rule}` | {} | {} | {} | {} | {} |",
                c.findings, c.right, c.suggestions, c.suggestions_right, c.traps_hit
            );
        }
        out
    }
}

fn share(part: usize, whole: usize) -> String {
    match whole {
        0 => "none".to_owned(),
        _ => format!("{:.0}%", 100.0 * part as f64 / whole as f64),
    }
}

/// The sentences of a document, as ranges of its source.
fn sentences(
    document: &caveat::document::Document, rules: &RuleSet, settings: &Settings,
) -> Vec<Range<usize>> {
    let reading = check::reading(document, rules, settings);
    let words = reading.words();
    words.sentences_in(0..words.tokens().len()).map(|s| document.locate(words.bytes(s))).collect()
}

fn measure() -> Figures {
    let rules = RuleSet::load(Vec::new()).expect("the built-in rules load");
    let folder = Path::new(ROOT).join("fixtures/corpus");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_name().is_some_and(|n| n != "README.md"))
        .collect();
    paths.sort();
    let mut figures = Figures::default();
    for path in paths {
        let Some(format) = Format::from_path(&path) else { continue };
        let marked = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let (article, _) = marked
            .rsplit_once("\n=====\n")
            .unwrap_or_else(|| panic!("{}: no line ===== before what is said of the whole", path.display()));
        figures.add(format, article, &rules);
    }
    figures
}

/// The shares that a table of figures shows, with what they are shares of: by family and column.
fn shares(table: &str) -> BTreeMap<(String, usize), (usize, f64)> {
    let mut out = BTreeMap::new();
    let rows = table.lines().skip_while(|l| !l.starts_with("| family")).take_while(|l| l.starts_with('|'));
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        for column in 1..cells.len() {
            if let (Some(percent), Ok(whole)) = (cells[column].strip_suffix('%'), cells[column - 1].parse()) {
                let percent = percent.parse().expect("a figure");
                out.insert((cells[0].to_owned(), column), (whole, percent));
            }
        }
    }
    out
}

#[test]
fn the_document_gives_the_figures_that_are_measured() {
    let figures = measure();
    assert!(figures.articles >= 20, "{} articles", figures.articles);
    let table = figures.table();
    let path = Path::new(ROOT).join(DOCUMENT);
    let text = fs::read_to_string(&path).expect("the document");
    let (before, rest) = text.split_once(BEGIN).expect("where the figures begin");
    let (shown, after) = rest.split_once(END).expect("where the figures end");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}{BEGIN}\n{table}\n{END}{after}")).expect("written");
        return;
    }
    let (shown, measured) = (shares(shown), shares(&table));
    assert!(!measured.is_empty());
    let places =
        |shares: &BTreeMap<(String, usize), (usize, f64)>| shares.keys().cloned().collect::<Vec<_>>();
    assert_eq!(places(&shown), places(&measured), "rows and columns: UPDATE=1 cargo test --test accuracy");
    for ((place, (whole, now)), (_, then)) in measured.iter().zip(shown.values()) {
        if *whole < ENOUGH {
            continue;
        }
        assert!(
            (now - then).abs() <= MARGIN,
            "{} column {}: the document says {then}%, measured are {now}%; \
             UPDATE=1 cargo test --test accuracy writes the figures anew",
            place.0,
            place.1
        );
    }
}

#[test]
fn marks_are_taken_out_and_kept() {
    let (text, marks) =
        unmark("It ⟦CAUSAL should|flushes⟧ and ⟦TRAP CAUSAL|may ease⟧ ⟦TYPO could=its|it's⟧.");
    assert_eq!(text, "It flushes and may ease it's.");
    let seen: Vec<_> =
        marks.iter().map(|m| (m.label.as_str(), m.severity.as_str(), &text[m.words.clone()])).collect();
    assert_eq!(
        seen,
        [("CAUSAL", "should", "flushes"), ("TRAP", "CAUSAL", "may ease"), ("TYPO", "could", "it's")]
    );
}
