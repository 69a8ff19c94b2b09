//! Whole articles from outside: what the readers make of the fixtures and what the rules find
//! there, and what must hold for any text.
//!
//! The expected findings and blocks stand beside each article in `fixtures/articles` as
//! `<name>.findings` and `<name>.blocks`. `CAVEAT_BLESS=1 cargo test --test articles` rewrites
//! them; read the difference before you commit it.

#[path = "articles/any_text.rs"]
mod any_text;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use caveat::check::{Input, check};
use caveat::config::Settings;
use caveat::document::{Document, LineIndex};
use caveat::finding::{Checked, Finding, Level};
use caveat::format::{Format, read};
use caveat::rule::RuleSet;

/// Longest text of a block in a `.blocks` file, in characters.
const SHOWN: usize = 60;

fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(|| RuleSet::load(Vec::new()).expect("the built-in rules load"))
}

/// The articles of a folder under `fixtures`, by name.
fn articles(folder: &str) -> Vec<(PathBuf, Format, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let format = Format::from_path(&path)?;
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            Some((path, format, text))
        })
        .collect()
}

fn checked(text: &str, format: Format) -> Checked<'static> {
    checked_with(text, format, &Settings::default())
}

fn checked_with(text: &str, format: Format, settings: &Settings) -> Checked<'static> {
    let input = Input { path: String::new(), document: read(text, format), format, encoding: "utf-8" };
    check(input, rules(), settings)
}

/// One line a finding: place, level, rule, the words, the message.
fn findings(checked: &Checked<'_>) -> String {
    let mut out = String::new();
    for finding in &checked.findings {
        let start = finding.span.start;
        let (level, rule, message) = (finding.level.name(), finding.rule, &finding.message);
        out.push_str(&format!("{}:{}: {level}[{rule}]: {message}\n", start.line, start.column));
    }
    for problem in &checked.problems {
        out.push_str(&format!("problem: {problem}\n"));
    }
    out
}

/// One line a block: line, kind, the start of its text.
fn blocks(document: &Document) -> String {
    let lines = LineIndex::new(document.source());
    let mut out = String::new();
    for block in document.blocks() {
        let line = lines.line(document.locate(block.prose.clone()).start);
        let text = document.text(block);
        let shown: String = text.chars().take(SHOWN).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        out.push_str(&format!("{line:>4}  {:<12}  {shown}{more}\n", block.kind.name()));
    }
    out
}

/// Compares a text with the file that holds what is expected, or rewrites the file.
fn expect(path: &Path, ending: &str, text: &str, wrong: &mut Vec<String>) {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    let path = PathBuf::from(name);
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected != text {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (lines(&expected), lines(text));
        let gone = old.iter().filter(|l| !new.contains(l)).map(|l| format!("  - {l}\n"));
        let come = new.iter().filter(|l| !old.contains(l)).map(|l| format!("  + {l}\n"));
        wrong.push(format!("{}:\n{}", path.display(), gone.chain(come).collect::<String>()));
    }
}

#[test]
fn articles_are_read_and_found_as_expected() {
    let mut wrong = Vec::new();
    let articles = articles("articles");
    assert!(articles.len() >= 6);
    for (path, format, text) in articles {
        let checked = checked(&text, format);
        expect(&path, ".blocks", &blocks(&checked.document), &mut wrong);
        expect(&path, ".findings", &findings(&checked), &mut wrong);
    }
    assert!(wrong.is_empty(), "CAVEAT_BLESS=1 rewrites what is expected\n{}", wrong.join("\n"));
}

/// Every rule finds something in the articles: a rule that no article needs is not tested on any.
#[test]
fn every_rule_finds_something() {
    let mut silent: Vec<&str> = rules().iter().map(|r| r.id.as_str()).collect();
    // some rules hold in one market only
    let everywhere =
        Settings { markets: ["us", "uk", "eu", "au"].map(str::to_owned).to_vec(), ..Settings::default() };
    for (_, format, text) in articles("articles") {
        for finding in checked_with(&text, format, &everywhere).findings {
            silent.retain(|id| *id != finding.rule);
        }
    }
    assert!(silent.is_empty(), "no article has a fault of {}", silent.join(", "));
}

/// Careful articles give nothing that an editor would have to act on.
#[test]
fn clean_articles_are_silent() {
    let articles = articles("clean");
    assert!(articles.len() >= 4);
    let mut wrong = String::new();
    for (path, format, text) in articles {
        let mut checked = checked(&text, format);
        checked.findings.retain(|f| f.level > Level::Suggestion);
        if !checked.findings.is_empty() || !checked.problems.is_empty() {
            wrong.push_str(&format!("{}\n{}", path.display(), findings(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Findings on the right sentences that are known to be false alarms: a change must not add to them.
const FALSE_ALARMS: usize = 44;

/// Right English is spared: no sentence would be changed unasked, and few are asked about.
#[test]
fn right_english_is_left_alone() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/english/right.txt");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let sentences: Vec<&str> = text.lines().collect();
    let checked = checked(&sentences.join("\n\n"), Format::Plain);
    let language = || checked.findings.iter().filter(|f| f.category == "language");
    let shown = |f: &Finding<'_>| format!("{}: {}: {}\n", f.rule, f.message, f.context);
    let changed: String = language().filter(|f| f.fixes.iter().any(|fix| fix.safe)).map(shown).collect();
    assert!(changed.is_empty(), "`--fix` would change what is right\n{changed}");
    let (alarms, asked) = (language().count(), language().map(shown).collect::<String>());
    assert!(alarms <= FALSE_ALARMS, "{alarms} findings on what is right\n{asked}");
}

/// The same words give the same blocks and the same findings in every format.
#[test]
fn formats_agree() {
    let articles = articles("formats");
    let seen: Vec<_> = articles
        .iter()
        .map(|(path, format, text)| {
            let checked = checked(text, *format);
            let document = &checked.document;
            let texts: Vec<String> = document.blocks().iter().map(|b| document.text(b).to_owned()).collect();
            let found: Vec<_> = checked
                .findings
                .iter()
                .map(|f| {
                    let words = document.prose()[f.prose.clone()].to_owned();
                    (f.rule.to_owned(), f.level, f.message.clone(), words, f.fingerprint.clone())
                })
                .collect();
            (path.file_stem().map(ToOwned::to_owned), *format, texts, found)
        })
        .collect();
    for pair in seen.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        assert_eq!(pair[0].2, pair[1].2, "blocks: {:?} and {:?}", pair[0].1, pair[1].1);
        assert_eq!(pair[0].3, pair[1].3, "findings: {:?} and {:?}", pair[0].1, pair[1].1);
    }
    assert!(seen.len() >= 3 && seen.iter().all(|s| s.3.len() >= 5), "the articles have faults");
}
