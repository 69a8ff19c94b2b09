//! `caveat allowances`: every comment in the articles that allows a rule, and why. Owns the look of
//! that list; must not know rules.

use std::io;

use serde::Serialize;

use super::Status;
use super::args::{Allowances, CardFormat, Common};
use super::article::Articles;
use super::configs::Configs;
use super::plan::{Opened, Task};
use super::terminal::{Terminal, safe};
use crate::check::allowances;
use crate::report::counted;

/// One allowance, as other programs read it.
#[derive(Debug, Serialize)]
struct Row {
    path: String,
    line: usize,
    rules: Vec<String>,
    /// `block`, `list`, `table` or `document`.
    covers: &'static str,
    reason: String,
}

pub(super) fn run(
    wanted: &Allowances, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config);
    let mut rows = Vec::new();
    let articles = Articles { paths: &wanted.paths, input: &wanted.input, configs: &mut configs };
    articles.each(terminal, status, list, |found| rows.extend(found))?;
    let out = terminal.out();
    if wanted.format == CardFormat::Json {
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        return writeln!(out);
    }
    for Row { path, line, rules, covers, reason } in &rows {
        let whole = if *covers == "block" { String::new() } else { format!(" in the whole {covers}") };
        writeln!(out, "{}:{line}: {}{whole}: {}", safe(path), safe(&rules.join(", ")), safe(reason))?;
    }
    writeln!(out, "{}", counted(rows.len(), "allowance"))
}

/// The allowances of an article. A comment that is not understood allows nothing; `caveat check` says
/// what is wrong with it.
fn list(task: &Task, opened: Opened) -> Vec<Row> {
    let understood = allowances(&opened.article.document).into_iter().filter_map(Result::ok);
    understood
        .map(|a| Row {
            path: task.name.clone(),
            line: a.line,
            rules: a.rules,
            covers: a.place.name(),
            reason: a.reason,
        })
        .collect()
}
