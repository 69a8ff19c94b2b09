//! `--fix` and `--diff`: safe fixes into files, or shown. Owns when a file may be replaced; which
//! fixes are safe is the business of [`crate::fix`].

use std::fs;
use std::path::Path;

use similar::TextDiff;

use super::check::{self, Mode};
use super::plan::Task;
use super::replace::{replace, unwritable};
use crate::check::MOST_FINDINGS;
use crate::config::Settings;
use crate::finding::Checked;
use crate::fix;

/// Rounds after which no fix can be waiting for another: each mends something.
const ROUNDS: usize = 20;
/// The encoding of files that can be written as they were.
const WRITABLE: &str = "utf-8";

/// What became of an article's safe fixes.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// How many findings were mended.
    pub(super) count: usize,
    /// What that changes or would change, as a unified diff.
    pub(super) diff: String,
    /// Why they were not applied: a sentence that can follow the name of the file.
    pub(super) trouble: Option<String>,
}

/// Applies the safe fixes of an article until none is left. Returns the article as it is then.
pub(super) fn mend(task: &Task, checked: Checked<'static>, mode: Mode) -> (Checked<'static>, Mended) {
    let failed = |checked, reason: String| (checked, Mended { trouble: Some(reason), ..Mended::default() });
    let Some(mut fixed) = fix::apply(&checked) else { return (checked, Mended::default()) };
    if checked.encoding != WRITABLE {
        let encoding = checked.encoding;
        return failed(
            checked,
            format!("was not fixed: it is {encoding}, and only UTF-8 can be: save it as UTF-8"),
        );
    }
    let again = |text: String, settings: &Settings| {
        task.open(text.into_bytes()).and_then(|opened| check::check_one(task, settings, opened))
    };
    // what a report has no room for is mended too
    let every = Settings { every: true, ..Settings::clone(&task.settings) };
    let (mut now, mut count) = (None, 0);
    for _ in 0..ROUNDS {
        count += fixed.count;
        let after = match again(fixed.text, &every) {
            Ok(after) => after,
            Err(reason) => return failed(checked, reason),
        };
        match fix::apply(&after) {
            Some(more) => fixed = more,
            None => {
                now = Some(after);
                break;
            }
        }
    }
    let Some(mut now) = now else {
        return failed(
            checked,
            "was not fixed: its fixes bring forth each other; please report it".to_owned(),
        );
    };
    // of more than a report has room for it tells what any check would
    if now.findings.len() > MOST_FINDINGS {
        now = match again(now.document.source().to_owned(), &task.settings) {
            Ok(now) => now,
            Err(reason) => return failed(checked, reason),
        };
    }
    let (old, new) = (checked.document.source(), now.document.source());
    if mode == Mode::Diff {
        let diff = unified(&checked.path, old, new);
        return (checked, Mended { count, diff, trouble: None });
    }
    let written = match &task.file {
        Some(file) => write(file, old, new),
        None => Err("has no file to be fixed in".to_owned()),
    };
    match written {
        Ok(()) => (now, Mended { count, ..Mended::default() }),
        Err(reason) => failed(checked, reason),
    }
}

/// Replaces the file if it still is what was read.
fn write(file: &Path, old: &str, new: &str) -> Result<(), String> {
    match fs::read(file) {
        Ok(there) if there == old.as_bytes() => replace(file, new.as_bytes()).map_err(|e| unwritable(&e)),
        Ok(_) => Err("was not fixed: it changed meanwhile; run it again".to_owned()),
        Err(error) => Err(super::input::unreadable(&error)),
    }
}

/// The change as `patch` and `git apply` read it: to them a line ends with a line feed and with nothing else.
fn unified(path: &str, old: &str, new: &str) -> String {
    let odd = |c: char| c.is_control() || matches!(c, '"' | '\\');
    let name = |side: &str| match path.contains(odd) {
        true => format!("\"{side}/{}\"", quoted(path)),
        false => format!("{side}/{path}"),
    };
    let [old, new] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    diff.unified_diff().header(&name("a"), &name("b")).to_string()
}

/// A path between the quotation marks of git: control characters as three octal digits.
fn quoted(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                out.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\{byte:03o}")));
            }
            c => out.push(c),
        }
    }
    out
}
