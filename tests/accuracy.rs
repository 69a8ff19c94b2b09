//! How often the rules are right: every article of `fixtures/corpus` was marked by hand as an editor
//! would mark it, and what caveat finds is held against the marks, sentence by sentence.
//!
//! `UPDATE=1 cargo test --test accuracy` writes the figures into `docs/accuracy.md`. Without it the
//! test fails when the figures are no longer those of the document: shares by more than [`MARGIN`], counts
//! by more than [`SLACK`], and traps at all, since a false alarm costs more than a miss.

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
/// How far a count may differ, as a part of it.
const SLACK: f64 = 0.1;
/// So many may come or go in any case: small figures jump with every change.
const FEW: f64 = 2.0;

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

/// A figure of the tables.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Figure {
    Count(f64),
    /// A share in percent, and of how many.
    Share(f64, f64),
    /// Traps, of which every single one counts.
    Traps(f64),
}

impl Figure {
    /// Whether a figure is still what it was, as far as that matters.
    fn is_about(self, then: Self) -> bool {
        let near = |a: f64, b: f64, slack: f64| (a - b).abs() <= slack;
        match (self, then) {
            (Self::Count(a), Self::Count(b)) => near(a, b, FEW.max(b * SLACK)),
            (Self::Share(a, whole), Self::Share(b, _)) => near(a, b, MARGIN.max(100.0 * FEW / whole)),
            (Self::Traps(a), Self::Traps(b)) => near(a, b, 0.0),
            _ => false,
        }
    }
}

/// The figures that tables show, by row and column. What is a share of nothing is no figure, and a row
/// that is missing is one of zeros.
fn figures(tables: &str) -> BTreeMap<(String, usize), Figure> {
    let mut out = BTreeMap::new();
    let mut heads: Vec<&str> = Vec::new();
    for row in tables.lines() {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        if cells.len() < 2 {
            heads.clear();
        } else if heads.is_empty() {
            heads = cells;
        } else if !cells[1].starts_with('-') {
            let number = |cell: &str| cell.parse().unwrap_or_else(|_| panic!("`{cell}` in {row}"));
            for (column, cell) in cells.iter().enumerate().skip(1) {
                let place = (cells[0].to_owned(), column);
                let figure = match (heads[column], cell.strip_suffix('%')) {
                    ("traps hit", _) => Figure::Traps(number(cell.split(' ').next().unwrap_or_default())),
                    (_, Some(percent)) => Figure::Share(number(percent), number(cells[column - 1])),
                    (_, None) if *cell == "none" => continue,
                    (_, None) => Figure::Count(number(cell)),
                };
                out.insert(place, figure);
            }
        }
    }
    out
}

/// The figures of which the document says something else than what was measured.
fn untrue(shown: &str, measured: &str) -> Vec<String> {
    let (shown, measured) = (figures(shown), figures(measured));
    let places: BTreeSet<_> = shown.keys().chain(measured.keys()).collect();
    let zero = |figure: Figure| match figure {
        Figure::Count(_) => Some(Figure::Count(0.0)),
        Figure::Traps(_) => Some(Figure::Traps(0.0)),
        // there is no share of what is not there, and the count beside it tells
        Figure::Share(..) => None,
    };
    let differs = |place: &&&(String, usize)| {
        let (then, now) = (shown.get(**place).copied(), measured.get(**place).copied());
        let then_or = then.or_else(|| now.and_then(zero));
        let now_or = now.or_else(|| then.and_then(zero));
        then_or.zip(now_or).is_some_and(|(then, now)| !now.is_about(then))
    };
    let wrong = places.iter().filter(differs);
    wrong
        .map(|place| {
            let (then, now) = (shown.get(*place), measured.get(*place));
            format!("{} column {}: shown {then:?}, measured {now:?}", place.0, place.1)
        })
        .collect()
}

#[test]
fn the_document_gives_the_figures_that_are_measured() {
    let measured = measure();
    assert!(measured.articles >= 20, "{} articles", measured.articles);
    let table = measured.table();
    let path = Path::new(ROOT).join(DOCUMENT);
    let text = fs::read_to_string(&path).expect("the document");
    let (before, rest) = text.split_once(BEGIN).expect("where the figures begin");
    let (shown, after) = rest.split_once(END).expect("where the figures end");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}{BEGIN}\n{table}\n{END}{after}")).expect("written");
        return;
    }
    assert!(figures(shown).len() > 100, "the figures are read");
    let wrong = untrue(shown, &table);
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE=1 cargo test --test accuracy writes the figures anew",
        wrong.join("\n")
    );
}

#[test]
fn what_differs_is_seen() {
    const HEAD: &str = "| family | findings | precision | traps hit |\n| --- | --: | --: | --: |\n";
    for (shown, measured, wrong) in [
        ("| a | 443 | 93% | 2 of 202 |", "| a | 480 | 90% | 2 of 202 |", 0),
        ("| a | 443 | 93% | 2 of 202 |", "| a | 490 | 93% | 2 of 202 |", 1),
        ("| a | 443 | 93% | 2 of 202 |", "| a | 443 | 87% | 2 of 202 |", 1),
        ("| a | 443 | 93% | 2 of 202 |", "| a | 443 | 93% | 3 of 202 |", 1),
        ("| a | 443 | 93% | 2 of 202 |", "| a | 443 | 93% | 0 of 202 |", 1),
        ("| a | 9 | 78% | 0 of 0 |", "| a | 8 | 100% | 0 of 0 |", 0),
        ("| a | 9 | 78% | 0 of 0 |", "| a | 9 | 44% | 0 of 0 |", 1),
        ("| a | 2 | 50% | 0 |", "", 0),
        ("", "| a | 3 | 50% | 0 |", 1),
        ("", "| a | 1 | 50% | 1 |", 1),
        ("| a | 0 | none | 0 |", "| a | 1 | 0% | 0 |", 0),
    ] {
        let [shown, measured] = [shown, measured].map(|row| format!("{HEAD}{row}\n"));
        assert_eq!(untrue(&shown, &measured).len(), wrong, "{shown}{measured}");
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
