//! `caveat check`: every named file through the program, whatever happens to others. Owns what
//! counts as trouble and what fails a run; must not know what is at fault in a text.

use std::collections::BTreeMap;
use std::io;

use super::args::{Check, Common, FailOn};
use super::configs::{Broken, Configs};
use super::outputs::Outputs;
use super::plan::{self, Opened, Plan, Step, Task, Unread};
use super::terminal::{self, Terminal};
use super::{Status, guarded, pipeline};
use crate::fault::nearest;
use crate::finding::{Checked, Level, Summary};
use crate::rule::RuleSet;

pub(super) fn run(
    check: &Check, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config).select(&check.only, &check.skip);
    // what concerns the run as a whole is set where its first path lies
    let first =
        check.paths.first().map(|path| plan::start(&configs, path, check.input.stdin_path.as_deref()));
    let first = match first {
        Some(folder) => configs.for_folder(&folder),
        None => configs.for_here(),
    };
    if let Ok(profile) = &first
        && let Some(message) = unknown_rule(check, profile.rules)
    {
        status.raise(Status::Trouble);
        return terminal.say(&message);
    }
    let set = first.as_ref().ok().and_then(|profile| profile.resolved.suggestions);
    terminal.options.suggestions = check.suggestions || set.unwrap_or(false);
    let outputs = match Outputs::new(check, terminal) {
        Ok(outputs) => outputs,
        Err(message) => {
            status.raise(Status::Trouble);
            return terminal.say(&message);
        }
    };
    let mut desk = Desk {
        terminal,
        status,
        outputs,
        fail_on: check.fail_on,
        summary: Summary::default(),
        broken: BTreeMap::new(),
    };
    if let Err(broken) = &first {
        desk.show_broken(broken)?;
    }
    let plan = Plan::new(&mut configs, &check.paths, &check.input);
    let threads = check.jobs.unwrap_or_else(pipeline::cores);
    pipeline::ordered(threads, plan, weight, examine, |outcome| desk.take(outcome))?;
    desk.finish()
}

fn unknown_rule(check: &Check, rules: &RuleSet) -> Option<String> {
    let known = || rules.iter().flat_map(|r| [r.id.as_str(), r.category.as_str()]);
    let unknown = check.only.iter().chain(&check.skip).find(|name| !known().any(|k| k == name.as_str()))?;
    let advice = match nearest(unknown, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`caveat rules` lists them".to_owned(),
    };
    Some(format!("error: there is no rule or category `{}`: {advice}", terminal::safe(unknown)))
}

/// What became of a step.
enum Outcome {
    Checked {
        checked: Box<Checked<'static>>,
        /// Least level that fails the run, as the article's configuration has it.
        fail_on: Option<Option<Level>>,
    },
    /// It could not be checked.
    Problem {
        name: String,
        reason: String,
    },
    Blocked(Broken),
    Note(String),
}

fn weight(step: &Step) -> u64 {
    match step {
        Step::Read(task) => task.size(),
        _ => 0,
    }
}

/// The work on one article, on whatever thread.
fn examine(step: Step) -> Outcome {
    let task = match step {
        Step::Read(task) => task,
        Step::Problem { name, reason } => return Outcome::Problem { name, reason },
        Step::Blocked(broken) => return Outcome::Blocked(broken),
        Step::Note(note) => return Outcome::Note(note),
    };
    let opened = match task.bytes() {
        Ok(bytes) => task.open(bytes),
        Err(Unread::Problem(reason)) => Err(reason),
        Err(Unread::Gone) => {
            return Outcome::Note(format!("{} went away before it was checked", terminal::safe(&task.name)));
        }
    };
    match opened.and_then(|opened| check_one(&task, opened)) {
        Ok(checked) => {
            Outcome::Checked { checked: Box::new(checked), fail_on: task.profile.resolved.fail_on }
        }
        Err(reason) => Outcome::Problem { name: task.name, reason },
    }
}

fn check_one(task: &Task, opened: Opened) -> Result<Checked<'static>, String> {
    let Opened { article, blank } = opened;
    let mut checked = guarded(|| crate::check::check(article, task.profile.rules, &task.settings))?;
    if blank && checked.problems.is_empty() {
        checked.problems.push("the file is empty".to_owned());
    }
    Ok(checked)
}

/// Where results come in, in order, and go out as reports.
struct Desk<'t> {
    terminal: &'t mut Terminal,
    status: &'t mut Status,
    outputs: Outputs,
    fail_on: Option<FailOn>,
    summary: Summary,
    /// Configurations that cannot be used, by name, with the number of files left out for each.
    broken: BTreeMap<String, (usize, Broken)>,
}

impl Desk<'_> {
    fn take(&mut self, outcome: Outcome) -> io::Result<()> {
        match outcome {
            Outcome::Checked { checked, fail_on } => self.checked(&checked, fail_on),
            Outcome::Problem { name, reason } => self.problem(&name, &reason),
            Outcome::Blocked(broken) => self.blocked(&broken),
            Outcome::Note(note) => self.terminal.say(&note),
        }
    }

    fn checked(&mut self, checked: &Checked<'_>, fail_on: Option<Option<Level>>) -> io::Result<()> {
        self.summary.add(checked);
        let fails = self.fail_on.map(FailOn::level).or(fail_on).unwrap_or(Some(Level::Error));
        if fails.is_some_and(|level| checked.findings.iter().any(|f| f.level >= level)) {
            self.status.raise(Status::Failed);
        }
        let written = self.outputs.document(self.terminal, checked)?;
        self.written(written);
        Ok(())
    }

    fn written(&mut self, written: bool) {
        if !written {
            self.status.raise(Status::Trouble);
        }
    }

    fn finish(mut self) -> io::Result<()> {
        for (config, (files, broken)) in std::mem::take(&mut self.broken) {
            // whoever reads the report alone is not shown the mistakes
            let first = match broken.faults.first() {
                Some(fault) if self.outputs.is_for_programs() => format!(" ({fault})"),
                _ => String::new(),
            };
            let left_out = match files {
                0 => String::new(),
                1 => ": 1 file was not checked".to_owned(),
                _ => format!(": {files} files were not checked"),
            };
            self.problem(&config, &format!("cannot be used{first}{left_out}"))?;
        }
        if !self.outputs.finish(self.terminal, &self.summary)? {
            self.status.raise(Status::Trouble);
        }
        Ok(())
    }

    /// A file whose configuration cannot be used is not checked.
    fn blocked(&mut self, broken: &Broken) -> io::Result<()> {
        self.show_broken(broken)?;
        if let Some((files, _)) = self.broken.get_mut(&broken.path) {
            *files += 1;
        }
        Ok(())
    }

    /// Shows the mistakes of a configuration, the first time it is met.
    fn show_broken(&mut self, broken: &Broken) -> io::Result<()> {
        if self.broken.contains_key(&broken.path) {
            return Ok(());
        }
        self.status.raise(Status::Trouble);
        self.broken.insert(broken.path.clone(), (0, broken.clone()));
        self.terminal.faults(&broken.faults)
    }

    /// An input that could not be checked.
    fn problem(&mut self, name: &str, reason: &str) -> io::Result<()> {
        self.status.raise(Status::Trouble);
        self.summary.problems += 1;
        let written = self.outputs.problem(self.terminal, name, reason)?;
        self.written(written);
        Ok(())
    }
}
