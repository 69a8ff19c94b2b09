//! The reports of one run and where each goes: standard output, or a file that is replaced whole
//! or not at all. Owns the streams; must not know what a report looks like.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::{Check, Output};
use super::configs::Configs;
use super::replace::{Replacement, unwritable};
use super::terminal::{self, Terminal};
use crate::finding::{Checked, Summary};
use crate::report::Report;
use crate::report::compact::Compact;
use crate::report::github::GitHub;
use crate::report::gitlab::GitLab;
use crate::report::json::Json;
use crate::report::markdown::Markdown;
use crate::report::rdjson::RdJson;
use crate::report::sarif::Sarif;
use crate::report::text::{Options, Text};

/// All reports of a run.
pub(super) struct Outputs {
    all: Vec<One>,
}

struct One {
    format: Output,
    report: Box<dyn Report>,
    to: To,
}

impl One {
    /// Whether it tells whoever reads standard output of inputs that could not be checked.
    const fn tells_problems(&self) -> bool {
        matches!(self.to, To::Stdout) && self.format.tells_problems()
    }
}

enum To {
    Stdout,
    File(PathBuf, Replacement),
    /// It could not be written, and the user knows.
    Failed,
}

impl Output {
    /// The report, not yet begun.
    fn report(self, options: Options) -> Box<dyn Report> {
        match self {
            Self::Text => Box::new(Text::new(options)),
            Self::Compact => Box::new(Compact::new()),
            Self::Json => Box::new(Json::new()),
            Self::Sarif => Box::new(Sarif::new()),
            Self::Github => Box::new(GitHub::new()),
            Self::Gitlab => Box::new(GitLab::new()),
            Self::Rdjson => Box::new(RdJson::new()),
            Self::Markdown => Box::new(Markdown::new(options.suggestions)),
        }
    }

    /// Whether people read it as it comes, in a terminal.
    const fn is_for_people(self) -> bool {
        matches!(self, Self::Text | Self::Compact)
    }

    /// Whether it tells of inputs that could not be checked.
    const fn tells_problems(self) -> bool {
        !matches!(self, Self::Gitlab | Self::Rdjson)
    }
}

impl Outputs {
    /// What the command line asks for; a line for the user where that cannot be.
    pub(super) fn new(check: &Check, configs: &Configs, terminal: &mut Terminal) -> Result<Self, String> {
        // a file need not exist yet
        let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| configs.place(path));
        let is_same = |one: &Path, other: &Path| place(one) == place(other);
        let to_stdout = check.outputs.iter().filter(|o| o.file.is_none()).count();
        if to_stdout + usize::from(check.format.is_some()) > 1 {
            return Err("error: only one report can go to standard output: give the others a file, as in \
                        --output sarif=caveat.sarif"
                .to_owned());
        }
        let mut all = Vec::new();
        let first = match (check.format, check.outputs.is_empty()) {
            (None, true) => Some(Output::Text),
            (format, _) => format,
        };
        let wanted = check.outputs.iter().map(|o| (o.format, o.file.as_deref()));
        for (format, file) in first.map(|format| (format, None)).into_iter().chain(wanted) {
            let Some(file) = file else {
                if !format.is_for_people() {
                    terminal.for_programs();
                }
                all.push(One { format, report: format.report(terminal.options.clone()), to: To::Stdout });
                continue;
            };
            let taken = |one: &One| matches!(&one.to, To::File(other, _) if is_same(other, file));
            if all.iter().any(taken) {
                return Err(format!("error: two reports cannot go to `{}`", shown(file)));
            }
            if check.paths.iter().any(|article| is_same(article, file)) {
                return Err(format!("error: `{}` is to be checked: a report cannot replace it", shown(file)));
            }
            let begun = Replacement::begin(file)
                .map_err(|error| format!("error: `{}` {}", shown(file), unwritable(&error)))?;
            // nobody sees colours in a file, and everything is in it
            let options = Options { color: false, unicode: true, ..terminal.options.clone() };
            all.push(One { format, report: format.report(options), to: To::File(file.to_owned(), begun) });
        }
        Ok(Self { all })
    }

    /// Whether somebody reads a report alone, and not what is said beside it.
    pub(super) fn is_for_programs(&self) -> bool {
        self.all.iter().any(|one| !one.format.is_for_people())
    }

    /// Reports a document. Returns whether every report could be written.
    pub(super) fn document(&mut self, terminal: &mut Terminal, checked: &Checked<'_>) -> io::Result<bool> {
        let written = self.each(terminal, |report, out| report.document(out, checked))?;
        if !self.all.iter().any(One::tells_problems) {
            let name = terminal::safe(&checked.path);
            for problem in &checked.problems {
                terminal.say(&format!("note: {name}: {}", terminal::safe(problem)))?;
            }
        }
        terminal.pause()?;
        Ok(written)
    }

    /// Reports an input that could not be checked: inside the report for programs, beside it for
    /// people. Returns whether every report could be written.
    pub(super) fn problem(&mut self, terminal: &mut Terminal, name: &str, reason: &str) -> io::Result<bool> {
        let mut told = false;
        for one in &mut self.all {
            if one.tells_problems() {
                told = true;
                if one.format.is_for_people() {
                    // nobody may be listening there
                    let _ = one.report.problem(terminal.errors()?, name, reason);
                } else {
                    one.report.problem(terminal.out(), name, reason)?;
                }
            }
        }
        if !told {
            terminal.say(&format!("problem: {}: {}", terminal::safe(name), terminal::safe(reason)))?;
        }
        self.each_file(terminal, |report, out| report.problem(out, name, reason))
    }

    /// Ends the reports and puts the files into place. Returns whether every report could be written.
    pub(super) fn finish(mut self, terminal: &mut Terminal, summary: &Summary) -> io::Result<bool> {
        let mut written = self.each(terminal, |report, out| report.finish(out, summary))?;
        terminal.flush()?;
        for one in self.all {
            if let To::File(path, replacement) = one.to
                && let Err(error) = replacement.commit()
            {
                written = false;
                complain(terminal, &path, &error)?;
            }
        }
        Ok(written)
    }

    fn each(
        &mut self, terminal: &mut Terminal,
        mut write: impl FnMut(&mut dyn Report, &mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<bool> {
        for one in &mut self.all {
            if matches!(one.to, To::Stdout) {
                write(one.report.as_mut(), terminal.out())?;
            }
        }
        self.each_file(terminal, write)
    }

    /// Writes to every file. A file that cannot be written is no reason to give up the others.
    fn each_file(
        &mut self, terminal: &mut Terminal,
        mut write: impl FnMut(&mut dyn Report, &mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<bool> {
        let mut written = true;
        for one in &mut self.all {
            if let To::File(path, replacement) = &mut one.to
                && let Err(error) = write(one.report.as_mut(), replacement)
            {
                written = false;
                complain(terminal, path, &error)?;
                one.to = To::Failed;
            }
        }
        Ok(written)
    }
}

fn complain(terminal: &mut Terminal, path: &Path, error: &io::Error) -> io::Result<()> {
    terminal.say(&format!("problem: {}: {}", shown(path), unwritable(error)))
}

fn shown(path: &Path) -> String {
    terminal::safe(&terminal::name(path))
}
