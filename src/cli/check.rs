//! `caveat check`: every named file through the program, whatever happens to others. Owns what
//! counts as trouble and what fails a run; must not know what is at fault in a text.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::args::{Check, Common, FailOn};
use super::baseline::Baselines;
use super::configs::{Broken, Configs, Profile};
use super::mend::{self, Mended};
use super::outputs::Outputs;
use super::plan::{self, Opened, Plan, Step, Task, Unread};
use super::since::Since;
use super::terminal::{self, Terminal};
use super::{Status, guarded, jsonl, pipeline, watch};
use crate::config::Settings;
use crate::fault::nearest;
use crate::finding::{Checked, Level, Summary};
use crate::rule::RuleSet;

pub(super) fn run(
    check: &Check, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    if !check.watch {
        return once(check, &check.paths, &mut configs(check, &common), terminal, status);
    }
    match watch::refusal(check) {
        Some(message) => {
            status.raise(Status::Trouble);
            terminal.say(&message)
        }
        None => watch::run(check, &common, terminal),
    }
}

/// The configurations of a run, narrowed as the command line says.
pub(super) fn configs(check: &Check, common: &Common) -> Configs {
    let configs = Configs::new(common.config.clone()).select(&check.only, &check.skip).timed(check.timings);
    if check.baseline.is_some() { configs.with_behind() } else { configs }
}

/// Checks what these paths name.
pub(super) fn once(
    check: &Check, paths: &[PathBuf], configs: &mut Configs, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    // what concerns the run as a whole is set where its first path lies
    let first = paths.first().map(|path| plan::start(configs, path, check.input.stdin_path.as_deref()));
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
    if check.jsonl {
        return jsonl::run(check, configs, terminal, status);
    }
    for name in check.only.iter().chain(&check.skip) {
        let rule = first.as_ref().ok().and_then(|profile| profile.rules.named(name));
        if let Some(rule) = rule.filter(|rule| rule.id != *name) {
            terminal.say(&format!("note: `{}` is now called `{}`", terminal::safe(name), rule.id))?;
        }
    }
    let mode = match (check.fix, check.diff) {
        (true, _) => Mode::Fix,
        (_, true) => Mode::Diff,
        _ => Mode::Report,
    };
    let piped = paths.iter().any(|path| path.as_os_str() == "-");
    let prepared = match mode {
        Mode::Fix if piped => {
            Err("error: what is piped in has no file to be fixed in: see --diff".to_owned())
        }
        _ => check.since.as_deref().map(Since::new).transpose().map_err(|m| format!("error: {m}")),
    };
    let prepared = prepared.and_then(|since| Ok((since, Outputs::new(check, configs, terminal)?)));
    let (since, outputs) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => {
            status.raise(Status::Trouble);
            return terminal.say(&terminal::safe(&message));
        }
    };
    let mut desk = Desk {
        terminal,
        status,
        outputs,
        mode,
        fail_on: check.fail_on,
        since,
        baselines: Baselines::new(check.baseline.clone(), check.no_baseline),
        noticed: Vec::new(),
        mended: (0, 0),
        done: 0,
        spent: check.timings.then(HashMap::new),
        summary: Summary::default(),
        broken: BTreeMap::new(),
    };
    if let Err(broken) = &first {
        desk.show_broken(broken)?;
    }
    let plan = Plan::new(configs, paths, &check.input).without(check.targets());
    let threads = check.jobs.unwrap_or_else(pipeline::cores);
    pipeline::ordered(threads, plan, plan::weight, |step| examine(step, mode), |outcome| desk.take(outcome))?;
    desk.finish()
}

fn unknown_rule(check: &Check, rules: &RuleSet) -> Option<String> {
    let known = || rules.iter().flat_map(|r| [r.id.as_str(), r.category.name]);
    let unknown_to_all = |name: &&String| !known().any(|k| k == name.as_str()) && rules.named(name).is_none();
    let unknown = check.only.iter().chain(&check.skip).find(unknown_to_all)?;
    let advice = match nearest(unknown, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`caveat rules` lists them".to_owned(),
    };
    Some(format!("error: there is no rule or category `{}`: {advice}", terminal::safe(unknown)))
}

/// What is done with an article beside reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing.
    Report,
    /// Its safe fixes are applied.
    Fix,
    /// It is shown what that would change.
    Diff,
}

/// What became of a step.
pub(super) type Outcome = Result<Box<Done>, Unread>;

/// An article that was checked.
pub(super) struct Done {
    pub(super) checked: Checked<'static>,
    pub(super) profile: &'static Profile,
    /// Its full name.
    pub(super) place: PathBuf,
    mended: Mended,
}

/// The work on one article, on whatever thread.
pub(super) fn examine(step: Step, mode: Mode) -> Outcome {
    let task = step?;
    let opened = task.read()?;
    let checked = check_one(&task, &task.settings, opened).map_err(|reason| task.problem(reason))?;
    let (checked, mended) = match mode {
        Mode::Report => (checked, Mended::default()),
        Mode::Fix | Mode::Diff => mend::mend(&task, checked, mode),
    };
    Ok(Box::new(Done { checked, profile: task.profile, place: task.place, mended }))
}

/// Asks the rules about an article.
pub(super) fn check_one(
    task: &Task, settings: &Settings, opened: Opened,
) -> Result<Checked<'static>, String> {
    let Opened { article, blank } = opened;
    let mut checked = guarded(|| crate::check::check(article, task.profile.rules, settings))?;
    if blank && checked.problems.is_empty() {
        checked.problems.push("the file is empty".to_owned());
    }
    Ok(checked)
}

/// Most rules that are listed with their times.
const SLOWEST: usize = 15;

/// Where the time went, the most first: stages of the reading stand in brackets.
fn timings(spent: &HashMap<&'static str, Duration>) -> String {
    let total: Duration = spent.values().sum();
    let mut all: Vec<_> = spent.iter().map(|(what, time)| (*time, *what)).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let mut text = format!("Time on all processors: {:.1} ms", total.as_secs_f64() * 1e3);
    let line = |time: Duration, what: &str| {
        let share = 100.0 * time.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE);
        format!("\n{:>10.1} ms {share:>5.1}%  {what}", time.as_secs_f64() * 1e3)
    };
    let (shown, rest) = all.split_at(all.len().min(SLOWEST));
    shown.iter().for_each(|(time, what)| text.push_str(&line(*time, what)));
    if !rest.is_empty() {
        text.push_str(&line(rest.iter().map(|(time, _)| *time).sum(), &format!("{} others", rest.len())));
    }
    text
}

/// Where results come in, in order, and go out as reports.
struct Desk<'t> {
    terminal: &'t mut Terminal,
    status: &'t mut Status,
    outputs: Outputs,
    mode: Mode,
    fail_on: Option<FailOn>,
    since: Option<Since>,
    baselines: Baselines,
    /// Configurations whose notices were shown.
    noticed: Vec<&'static Profile>,
    /// Findings that were mended, and files they were in.
    mended: (usize, usize),
    /// Articles so far.
    done: usize,
    /// Time by rule, where somebody wants to know.
    spent: Option<HashMap<&'static str, Duration>>,
    summary: Summary,
    /// Configurations that cannot be used, by name, with the number of files left out for each.
    broken: BTreeMap<String, (usize, Broken)>,
}

impl Desk<'_> {
    fn take(&mut self, outcome: Outcome) -> io::Result<()> {
        match outcome {
            Ok(done) => self.checked(*done),
            Err(Unread::Problem { name, reason }) => self.problem(&name, &reason),
            Err(Unread::Blocked(broken)) => self.blocked(&broken),
            Err(Unread::Note(note)) => self.terminal.say(&note),
        }
    }

    fn checked(&mut self, done: Done) -> io::Result<()> {
        let Done { mut checked, profile, place, mended } = done;
        self.notices(profile)?;
        self.done += 1;
        self.terminal.progress(self.done)?;
        if let Some(spent) = &mut self.spent {
            for (what, time) in &checked.spent {
                *spent.entry(what).or_default() += *time;
            }
        }
        if mended.count > 0 {
            self.mended = (self.mended.0 + mended.count, self.mended.1 + 1);
        }
        if let Some(trouble) = mended.trouble {
            self.problem(&checked.path, &trouble)?;
        }
        if self.mode == Mode::Diff {
            return self.diff(&mended.diff);
        }
        if let Err((name, reason)) = self.baselines.take(profile, &place, &mut checked) {
            self.problem(&name, &reason)?;
        }
        if let Some(since) = &self.since {
            let changed = since.of(&place);
            let source = checked.document.source();
            checked.findings.retain(|finding| changed.touches(finding, source));
        }
        let checked = &checked;
        self.summary.add(checked);
        let fail_on = profile.resolved.fail_on;
        let fails = self.fail_on.map(FailOn::level).or(fail_on).unwrap_or(Some(Level::Error));
        if fails.is_some_and(|level| checked.findings.iter().any(|f| f.level >= level)) {
            self.status.raise(Status::Failed);
        }
        let written = self.outputs.document(self.terminal, checked)?;
        self.written(written);
        Ok(())
    }

    /// Shows what a fix would change: exact for other programs, harmless for a terminal.
    fn diff(&mut self, diff: &str) -> io::Result<()> {
        if !diff.is_empty() {
            self.status.raise(Status::Failed);
        }
        match self.terminal.watched() {
            true => {
                for line in diff.split_inclusive('\n') {
                    let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
                    write!(self.terminal.out(), "{}{end}", terminal::safe(line))?;
                }
                Ok(())
            }
            false => self.terminal.out().write_all(diff.as_bytes()),
        }
    }

    /// What a configuration has to say that is no mistake, once.
    fn notices(&mut self, profile: &'static Profile) -> io::Result<()> {
        if profile.resolved.notices.is_empty() || self.noticed.iter().any(|p| std::ptr::eq(*p, profile)) {
            return Ok(());
        }
        self.noticed.push(profile);
        let mut notices = profile.resolved.notices.iter();
        notices.try_for_each(|notice| self.terminal.say(&format!("note: {}", terminal::safe(notice))))
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
        let gone: Vec<(usize, String)> =
            self.baselines.gone().map(|(n, name)| (n, name.to_owned())).collect();
        self.summary.gone = gone.iter().map(|(n, _)| n).sum();
        if self.mode != Mode::Diff && !self.outputs.finish(self.terminal, &self.summary)? {
            self.status.raise(Status::Trouble);
        }
        for (n, name) in gone {
            let are = if n == 1 { "finding that is" } else { "findings that are" };
            let name = terminal::safe(&name);
            self.terminal
                .say(&format!("{name} holds {n} {are} there no more: `caveat baseline` takes them out"))?;
        }
        if let Some(spent) = &self.spent {
            self.terminal.say(&timings(spent))?;
        }
        let (count, files) = self.mended;
        if self.mode == Mode::Fix && count > 0 {
            let plural = |n: usize| if n == 1 { "" } else { "s" };
            let (these, places) = (plural(count), plural(files));
            self.terminal.say(&format!("Fixed {count} finding{these} in {files} file{places}."))?;
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
