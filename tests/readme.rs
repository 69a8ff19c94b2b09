//! The documents keep their word: what they show is what the program prints, their examples work,
//! and caveat finds nothing wrong with them.
//!
//! `UPDATE=1 cargo test --test readme` writes the shown output anew.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use caveat::language::Contexts;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Stands before a block that shows output: `<!-- prints: caveat … -->`.
const PRINTS: &str = "<!-- prints: caveat ";

/// Runs the program in a folder as a writer with an ordinary terminal of 80 columns would.
fn caveat(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_caveat"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .env("LC_ALL", "C.UTF-8")
        .env("TERM", "xterm")
        .output()
        .expect("it runs")
}

/// The README and every document below `docs/`.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let mut documents: Vec<PathBuf> =
        ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"].iter().map(|name| root.join(name)).collect();
    for entry in fs::read_dir(root.join("docs")).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|e| e == "md") {
            documents.push(path);
        }
    }
    documents
}

/// Range of what stands between the fences of the first block of that language after `from`.
fn block(text: &str, from: usize, language: &str) -> Option<Range<usize>> {
    let open = format!("```{language}\n");
    let start = from + text[from..].find(&open)? + open.len();
    let end = start + if text[start..].starts_with("```") { 0 } else { text[start..].find("\n```")? + 1 };
    Some(start..end)
}

#[test]
fn shown_output_is_what_the_program_prints() {
    let mut shown = 0;
    for path in documents() {
        let mut text = fs::read_to_string(&path).expect("a document");
        let mut at = 0;
        while let Some(found) = text[at..].find(PRINTS) {
            at += found + PRINTS.len();
            let command = text[at..].split(" -->").next().expect("a command").to_owned();
            let arguments: Vec<&str> = command.split(' ').collect();
            let printed = String::from_utf8(caveat(Path::new(ROOT), &arguments).stdout).expect("UTF-8");
            let range = block(&text, at, "text").expect("a block after the comment");
            if std::env::var_os("UPDATE").is_some() {
                text.replace_range(range, &printed);
                fs::write(&path, &text).expect("written");
            } else {
                let shown = &text[range];
                assert_eq!(shown, printed, "{}: UPDATE=1 brings `{command}` up to date", path.display());
            }
            shown += 1;
        }
    }
    assert!(shown > 0, "no document shows any output");
}

/// The document of the rules is what the rule files say.
#[test]
fn the_document_of_the_rules_is_current() {
    let path = Path::new(ROOT).join("docs/rules.md");
    let printed = caveat(Path::new(ROOT), &["rules", "--format", "markdown"]);
    let printed = String::from_utf8(printed.stdout).expect("UTF-8");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &printed).expect("written");
        return;
    }
    let shown = fs::read_to_string(&path).unwrap_or_default();
    let differs = shown.lines().zip(printed.lines()).find(|(shown, printed)| shown != printed);
    assert_eq!(differs, None, "UPDATE=1 cargo test --test readme writes docs/rules.md anew");
    assert_eq!(shown.len(), printed.len(), "UPDATE=1 cargo test --test readme writes docs/rules.md anew");
}

/// `caveat.toml` of the documents can be used: every key and every rule in it is known.
#[test]
fn shown_configurations_are_right() {
    for name in ["README.md", "docs/configuration.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(name)).expect("a document");
        let (mut at, mut tried) = (0, 0);
        while let Some(range) = block(&text, at, "toml") {
            let folder = tempfile::tempdir().expect("a folder");
            fs::create_dir_all(folder.path().join("style/rules")).expect("a folder");
            fs::write(folder.path().join("style/base.toml"), "").expect("a file");
            fs::write(folder.path().join("caveat.toml"), &text[range.clone()]).expect("a file");
            let ran = caveat(folder.path(), &["rules"]);
            let errors = String::from_utf8_lossy(&ran.stderr);
            assert!(ran.status.success(), "{name}: {}\n{errors}", &text[range.clone()]);
            (at, tried) = (range.end, tried + 1);
        }
        assert!(tried > 0, "{name} shows no configuration");
    }
}

/// The guide names every context that a rule may, and says rightly whether something is asserted there.
#[test]
fn the_guide_names_all_contexts() {
    let text = fs::read_to_string(Path::new(ROOT).join("docs/writing-rules.md")).expect("a document");
    let section = text.split("## What counts: contexts").nth(1).expect("a section");
    let rows = section.lines().skip_while(|l| !l.starts_with("| `")).take_while(|l| l.starts_with("| `"));
    let mut shown: Vec<(&str, bool)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`'), !cells[2].starts_with("no"))
        })
        .collect();
    let silent = Contexts::UNASSERTED.with(Contexts::PARTIAL);
    let mut known = Contexts::NAMES.map(|(name, context)| (name, !context.any(silent)));
    shown.sort_unstable();
    known.sort_unstable();
    assert_eq!(shown, known);
}

/// The worked example of the guide passes `caveat test`, file by file as the guide names them.
#[test]
fn the_worked_example_is_a_rule_that_works() {
    let text = fs::read_to_string(Path::new(ROOT).join("docs/writing-rules.md")).expect("a document");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut at, mut files) = (0, 0);
    while let Some(range) = block(&text, at, "toml") {
        at = range.end;
        // a block that is a whole file begins with its name
        let Some(name) = text[range.clone()].lines().next().and_then(|l| l.strip_prefix("# my-rules/"))
        else {
            continue;
        };
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &text[range]).expect("a file");
        files += 1;
    }
    assert!(files > 1, "the guide shows no whole files");
    let ran = caveat(folder.path(), &["test", "."]);
    assert!(
        ran.status.success(),
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// Honest prose about wording is a test of the rules: what they say here would be a false alarm.
#[test]
fn the_documents_have_no_findings() {
    let paths = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs"];
    let ran = caveat(Path::new(ROOT), &[&["check", "--format", "compact"][..], &paths].concat());
    let (out, errors) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(out.is_empty() && errors.is_empty() && ran.status.success(), "{out}{errors}");
}
