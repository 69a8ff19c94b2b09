//! `caveat check`: every named file through the program, one at a time, whatever happens to others.
//! Owns what counts as trouble and what fails a run; must not know what is at fault in a text.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::args::{Check, Common, Output};
use super::configs::{Broken, Configs, Profile};
use super::input::{self, Kind};
use super::terminal::{self, Terminal};
use super::{Status, guarded, walk};
use crate::fault::nearest;
use crate::finding::{Level, Summary};
use crate::format::encoding::{Decoded, decode};
use crate::format::{self, Format};
use crate::report::Report;
use crate::report::compact::Compact;
use crate::report::json::Json;
use crate::report::text::Text;
use crate::rule::RuleSet;

const STDIN: &str = "-";

pub(super) fn run(
    check: Check, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config).select(&check.only, &check.skip);
    // what concerns the run as a whole is set where its first path lies
    let first = check.paths.first().map(|path| start(&configs, path, check.input.stdin_path.as_deref()));
    let first = match first {
        Some(folder) => configs.for_folder(&folder),
        None => configs.for_here(),
    };
    if let Ok(profile) = &first
        && let Some(message) = unknown_rule(&check, &profile.rules)
    {
        status.raise(Status::Trouble);
        return terminal.say(&message);
    }
    let set = first.as_ref().ok().and_then(|profile| profile.resolved.suggestions);
    terminal.options.suggestions = check.suggestions || set.unwrap_or(false);
    let report: Box<dyn Report> = match check.format {
        Output::Text => Box::new(Text::new(terminal.options.clone())),
        Output::Compact => Box::new(Compact::new()),
        Output::Json => Box::new(Json::new()),
    };
    let mut session = Session {
        check,
        configs,
        terminal,
        status,
        report,
        summary: Summary::default(),
        seen: HashSet::new(),
        broken: BTreeMap::new(),
    };
    if let Err(broken) = &first {
        session.show_broken(broken)?;
    }
    session.paths()?;
    session.finish()
}

/// The folder from which the configuration of a named path is looked for.
fn start(configs: &Configs, path: &Path, stdin_path: Option<&Path>) -> PathBuf {
    let file = match path.to_str() {
        Some(STDIN) => stdin_path.unwrap_or(Path::new("stdin")),
        _ => path,
    };
    let place = configs.place(file);
    match place.parent() {
        Some(parent) if !place.is_dir() => parent.to_owned(),
        _ => fs::canonicalize(&place).unwrap_or(place),
    }
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

/// One run of `caveat check`.
struct Session<'s> {
    check: Check,
    configs: Configs,
    terminal: &'s mut Terminal,
    status: &'s mut Status,
    report: Box<dyn Report>,
    summary: Summary,
    /// Files checked so far, by their real names.
    seen: HashSet<PathBuf>,
    /// Configurations that cannot be used, by name, with the number of files left out for each.
    broken: BTreeMap<String, (usize, Broken)>,
}

impl Session<'_> {
    fn paths(&mut self) -> io::Result<()> {
        let named = std::mem::take(&mut self.check.paths);
        if named.is_empty() {
            if self.folder(Path::new("."))? == 0 {
                self.terminal.say(&format!("The current folder {NOTHING}"))?;
            }
            return Ok(());
        }
        for path in named {
            if path.as_os_str() == STDIN {
                self.stdin()?;
                continue;
            }
            match input::examine(&path) {
                Ok(Kind::File) => self.file(&path, true)?,
                Ok(Kind::Folder) => {
                    if self.folder(&path)? == 0 {
                        self.problem(&terminal::name(&path), NOTHING)?;
                    }
                }
                Err(reason) => self.problem(&terminal::name(&path), &reason)?,
            }
        }
        Ok(())
    }

    /// Checks the files of a folder. Returns how many there were, with those that were in the way.
    fn folder(&mut self, folder: &Path) -> io::Result<usize> {
        let mut count = 0;
        for found in walk::files(folder) {
            match found {
                Ok(path) => {
                    let place = self.configs.place(&path);
                    let known = Format::from_path(&path).is_some();
                    let wanted = match self.profile(&place) {
                        Ok(profile) => profile.wants(&place, known),
                        Err(_) => known,
                    };
                    if wanted {
                        count += 1;
                        self.file(&path, false)?;
                    }
                }
                Err((path, reason)) => {
                    count += 1;
                    self.problem(&terminal::name(&path), &reason)?;
                }
            }
        }
        Ok(count)
    }

    fn file(&mut self, path: &Path, named: bool) -> io::Result<()> {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(real) {
            return Ok(());
        }
        let name = terminal::name(path);
        let place = self.configs.place(path);
        let profile = match self.profile(&place) {
            Ok(profile) => profile,
            Err(broken) => return self.blocked(&broken),
        };
        match input::read_file(path, self.limit(&profile)) {
            Ok(bytes) => self.bytes(bytes, path, &name, &place, &profile),
            // a file that went away between the walk and now was not asked for by name
            Err(_) if !named && fs::symlink_metadata(path).is_err() => {
                self.terminal.say(&format!("{} went away before it was checked", terminal::safe(&name)))
            }
            Err(reason) => self.problem(&name, &reason),
        }
    }

    fn stdin(&mut self) -> io::Result<()> {
        if !self.seen.insert(PathBuf::from(STDIN)) {
            return Ok(());
        }
        let given = self.check.input.stdin_path.clone();
        let path = given.clone().unwrap_or_else(|| PathBuf::from("stdin"));
        let name = given.as_deref().map_or_else(|| "<stdin>".to_owned(), terminal::name);
        let place = self.configs.place(&path);
        let profile = match self.profile(&place) {
            Ok(profile) => profile,
            Err(broken) => return self.blocked(&broken),
        };
        if io::IsTerminal::is_terminal(&io::stdin()) {
            self.terminal.say("Reading what you type; end it with Ctrl-D on a line of its own.")?;
        }
        match input::read_stdin(self.limit(&profile)) {
            Ok(bytes) => self.bytes(bytes, &path, &name, &place, &profile),
            Err(reason) => self.problem(&name, &reason),
        }
    }

    fn bytes(
        &mut self, bytes: Vec<u8>, path: &Path, name: &str, place: &Path, profile: &Profile,
    ) -> io::Result<()> {
        let input = self.check.input.input_format.format();
        let shown = name.to_owned();
        let settings = profile.settings(place);
        let checked = guarded(|| {
            let (text, encoding) = text(bytes)?;
            let format = input.or(Format::from_path(path)).unwrap_or_else(|| Format::sniff(&text));
            let document = format::read(&text, format);
            let blank = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
            drop(text);
            let input = crate::check::Input { path: shown, document, format, encoding };
            let mut checked = crate::check::check(input, &profile.rules, &settings);
            if blank && checked.problems.is_empty() {
                checked.problems.push("the file is empty".to_owned());
            }
            Ok::<_, String>(checked)
        });
        let checked = match checked {
            Ok(Ok(checked)) => checked,
            Ok(Err(reason)) | Err(reason) => return self.problem(name, &reason),
        };
        self.summary.add(&checked);
        let set = self.check.fail_on.map(super::args::FailOn::level);
        let fails = set.or(profile.resolved.fail_on).unwrap_or(Some(Level::Error));
        if fails.is_some_and(|level| checked.findings.iter().any(|f| f.level >= level)) {
            self.status.raise(Status::Failed);
        }
        self.report.document(self.terminal.out(), &checked)?;
        self.terminal.pause()
    }

    fn finish(&mut self) -> io::Result<()> {
        for (config, (files, broken)) in std::mem::take(&mut self.broken) {
            // whoever reads the report alone is not shown the mistakes
            let first = match (&self.check.format, broken.faults.first()) {
                (Output::Json, Some(fault)) => format!(" ({fault})"),
                _ => String::new(),
            };
            let left_out = match files {
                0 => String::new(),
                1 => ": 1 file was not checked".to_owned(),
                _ => format!(": {files} files were not checked"),
            };
            self.problem(&config, &format!("cannot be used{first}{left_out}"))?;
        }
        self.report.finish(self.terminal.out(), &self.summary)
    }

    fn profile(&mut self, place: &Path) -> Result<Rc<Profile>, Broken> {
        self.configs.for_folder(place.parent().unwrap_or(place))
    }

    fn limit(&self, profile: &Profile) -> u64 {
        self.check.input.max_size.or(profile.resolved.max_size).unwrap_or(input::USUAL_LIMIT)
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

    /// An input that could not be checked. People find it beside the report, on standard error;
    /// programs inside it.
    fn problem(&mut self, name: &str, reason: &str) -> io::Result<()> {
        self.status.raise(Status::Trouble);
        self.summary.problems += 1;
        match self.check.format {
            Output::Json => self.report.problem(self.terminal.out(), name, reason),
            Output::Text | Output::Compact => {
                let errors = self.terminal.errors()?;
                // nobody may be listening there
                let _ = self.report.problem(errors, name, reason);
                Ok(())
            }
        }
    }
}

const NOTHING: &str = "holds nothing to check: caveat looks for .md, .mdx, .markdown, .txt, .html and .htm, \
    and takes other files only if they are named";

/// Bytes to text, or a sentence that can follow the name of the file.
pub(super) fn text(bytes: Vec<u8>) -> Result<(String, &'static str), String> {
    let Decoded { text, encoding } = decode(bytes).map_err(|e| format!("cannot be checked: it is {e}"))?;
    match text.len() as u64 > crate::config::LARGEST {
        true => Err("is too large: its text can be 4 GiB at most".to_owned()),
        false => Ok((text, encoding)),
    }
}
