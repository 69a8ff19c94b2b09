//! `caveat allowances`: every comment in the articles that allows a rule, and why. Owns the look of
//! that list; must not know rules.

use std::io;

use serde::Serialize;

use super::args::{Allowances, Common, ListFormat};
use super::configs::Configs;
use super::plan::{Plan, Step, Unread};
use super::terminal::{self, Terminal, safe};
use super::{Status, pipeline};
use crate::check::allowances;

/// One allowance, as other programs read it.
#[derive(Debug, Serialize)]
struct Row {
    path: String,
    line: usize,
    rules: Vec<String>,
    /// `block` or `document`.
    covers: &'static str,
    reason: String,
}

enum Outcome {
    Rows(Vec<Row>),
    Problem(String),
    Note(String),
}

pub(super) fn run(
    wanted: &Allowances, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config);
    let plan = Plan::new(&mut configs, &wanted.paths, &wanted.input);
    let mut rows = Vec::new();
    pipeline::ordered(pipeline::cores(), plan, Step::weight, examine, |outcome| {
        match outcome {
            Outcome::Rows(found) => rows.extend(found),
            Outcome::Problem(message) => {
                status.raise(Status::Trouble);
                terminal.say(&message)?;
            }
            Outcome::Note(note) => terminal.say(&note)?,
        }
        Ok(())
    })?;
    let out = terminal.out();
    if wanted.format == ListFormat::Json {
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        return writeln!(out);
    }
    for Row { path, line, rules, covers, reason } in &rows {
        let whole = if *covers == "document" { " in the whole document" } else { "" };
        writeln!(out, "{}:{line}: {}{whole}: {}", safe(path), safe(&rules.join(", ")), safe(reason))?;
    }
    let plural = if rows.len() == 1 { "" } else { "s" };
    writeln!(out, "{} allowance{plural}", rows.len())
}

fn examine(step: Step) -> Outcome {
    let problem =
        |name: &str, reason: &str| Outcome::Problem(format!("problem: {}: {}", safe(name), safe(reason)));
    let task = match step {
        Step::Read(task) => task,
        Step::Problem { name, reason } => return problem(&name, &reason),
        Step::Blocked(broken) => {
            let fault = broken.faults.first().map_or(broken.path.clone(), ToString::to_string);
            return problem(&broken.path, &format!("cannot be used: {fault}"));
        }
        Step::Note(note) => return Outcome::Note(note),
    };
    let opened = match task.bytes() {
        Ok(bytes) => task.open(bytes),
        Err(Unread::Problem(reason)) => Err(reason),
        Err(Unread::Gone) => return Outcome::Note(format!("{} went away", terminal::safe(&task.name))),
    };
    match opened {
        Ok(opened) => {
            // a comment that is not understood allows nothing; `caveat check` says what is wrong with it
            let understood = allowances(&opened.article.document).into_iter().filter_map(Result::ok);
            Outcome::Rows(
                understood
                    .map(|a| Row {
                        path: task.name.clone(),
                        line: a.line,
                        rules: a.rules,
                        covers: if a.block.is_some() { "block" } else { "document" },
                        reason: a.reason,
                    })
                    .collect(),
            )
        }
        Err(reason) => problem(&task.name, &reason),
    }
}
