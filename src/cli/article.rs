//! The articles that a command lists something of. Owns that each is opened as `caveat check` opens
//! it, that a mistake of the program in one spares the others, and that what cannot be read is told;
//! must not know what is listed.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::args::{Common, Input};
use super::configs::Configs;
use super::input::{self, Kind};
use super::plan::{self, Opened, Plan, Task, Unread};
use super::terminal::{self, Terminal, safe};
use super::{Status, guarded, pipeline};

/// The articles that are named, or lie in a folder that is.
pub(super) struct Articles<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) input: &'a Input,
    pub(super) configs: &'a mut Configs,
}

impl Articles<'_> {
    /// Puts every article through `work` and hands what comes of it to `take`, in order.
    ///
    /// # Errors
    /// Where the user cannot be told what was not read.
    pub(super) fn each<T: Send>(
        self, terminal: &mut Terminal, status: &mut Status, work: impl Fn(&Task, Opened) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> io::Result<()> {
        let plan = Plan::new(self.configs, self.paths, self.input);
        let mut troubles = Troubles::default();
        pipeline::ordered(
            pipeline::cores(),
            plan,
            plan::weight,
            |step| {
                let task = step?;
                let opened = task.read()?;
                guarded(|| work(&task, opened)).map_err(|reason| task.problem(reason))
            },
            |done| match done {
                Ok(done) => {
                    take(done);
                    Ok(())
                }
                Err(unread) => troubles.tell(unread, terminal, status),
            },
        )
    }
}

/// Puts the one article that is named, or what is piped in for `-`, through `work`. `None` after telling
/// the user why that cannot be.
///
/// # Errors
/// Where the user cannot be told.
pub(super) fn one<T: Send>(
    path: &Path, input: &Input, common: &Common, terminal: &mut Terminal, status: &mut Status,
    work: impl Fn(&Task, Opened) -> T + Sync,
) -> io::Result<Option<T>> {
    if path.as_os_str() != plan::STDIN && matches!(input::examine(path), Ok(Kind::Folder)) {
        let (name, reason) = (terminal::name(path), "is a folder: name one article".to_owned());
        Troubles::default().tell(Unread::Problem { name, reason }, terminal, status)?;
        return Ok(None);
    }
    let mut configs = Configs::new(common.config.clone());
    let mut made = None;
    let paths = [path.to_owned()];
    let articles = Articles { paths: &paths, input, configs: &mut configs };
    articles.each(terminal, status, work, |done| made = Some(done))?;
    Ok(made)
}

/// Tells the user what was not read; the mistakes of a configuration once.
#[derive(Default)]
pub(super) struct Troubles {
    broken: BTreeSet<String>,
}

impl Troubles {
    /// Tells of one.
    ///
    /// # Errors
    /// Where that cannot be.
    pub(super) fn tell(
        &mut self, unread: Unread, terminal: &mut Terminal, status: &mut Status,
    ) -> io::Result<()> {
        match unread {
            Unread::Note(note) => terminal.say(&note),
            Unread::Problem { name, reason } => {
                status.raise(Status::Trouble);
                terminal.say(&format!("problem: {}: {}", safe(&name), safe(&reason)))
            }
            Unread::Blocked(broken) => {
                status.raise(Status::Trouble);
                match self.broken.insert(broken.path) {
                    true => terminal.faults(&broken.faults),
                    false => Ok(()),
                }
            }
        }
    }
}
