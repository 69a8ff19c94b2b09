//! `--watch`: checks again what changed. Owns what counts as a change; must not know what a check is.
//!
//! Files are looked at twice a second. That works the same on every system, on network drives and
//! in containers, and costs a walk over the folder.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::args::{Check, Common};
use super::configs::Configs;
use super::plan::Plan;
use super::terminal::{self, Terminal};
use super::{Status, check};

const PAUSE: Duration = Duration::from_millis(500);

/// What tells one state of a file from another without reading it.
type Stamp = Option<(SystemTime, u64)>;

/// Checks, and checks again whenever something changes, until the user ends it.
///
/// # Errors
/// Where the output cannot be written.
pub(super) fn run(check: &Check, common: &Common, terminal: &mut Terminal) -> io::Result<()> {
    let mut seen: HashMap<PathBuf, Stamp> = HashMap::new();
    // rules and settings stay loaded until one of their files changes
    let mut settings: Option<(Configs, HashMap<PathBuf, Stamp>)> = None;
    loop {
        let stale =
            settings.as_ref().is_none_or(|(_, files)| files.iter().any(|(file, was)| stamp(file) != *was));
        if stale {
            settings = None;
            seen.clear();
        }
        let (configs, _) = settings.get_or_insert_with(|| (check::configs(check, common), HashMap::new()));
        let now: Vec<(PathBuf, Stamp)> = files(check, configs).collect();
        let changed: Vec<PathBuf> = now
            .iter()
            .filter(|(file, stamp)| seen.get(file) != Some(stamp))
            .map(|(file, _)| file.clone())
            .collect();
        let before = seen.len();
        seen = now.into_iter().collect();
        // a report in a file tells of all articles, and of none that is gone
        let filed = check.targets().next().is_some();
        let again = stale || !changed.is_empty() || filed && seen.len() < before;
        let mut status = Status::Clean;
        if stale || filed && again {
            check::once(check, &check.paths, configs, terminal, &mut status)?;
        } else if again {
            check::once(check, &changed, configs, terminal, &mut status)?;
        }
        if again {
            let sources = configs.sources().map(stamped).collect();
            if let Some((_, files)) = &mut settings {
                *files = sources;
            }
            terminal.flush()?;
            terminal.say("Waiting for changes; Ctrl-C ends it.")?;
        }
        thread::sleep(PAUSE);
    }
}

/// The articles that there are now.
fn files(check: &Check, configs: &mut Configs) -> impl Iterator<Item = (PathBuf, Stamp)> {
    let plan = Plan::new(configs, &check.paths, &check.input).without(check.targets());
    plan.filter_map(|step| step.ok()?.file).map(stamped)
}

fn stamped(file: PathBuf) -> (PathBuf, Stamp) {
    let stamp = stamp(&file);
    (file, stamp)
}

fn stamp(file: &Path) -> Stamp {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// A line that says why the command line cannot be watched.
pub(super) fn refusal(check: &Check) -> Option<String> {
    let piped = check.paths.iter().any(|path| path.as_os_str() == "-");
    piped.then(|| terminal::safe("error: what is piped in does not change: name files to watch"))
}
