//! `caveat baseline`, and the baselines of a check: where their files are, and that a damaged one
//! says so. Owns the files; what is known is the business of [`crate::baseline`].

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::{Baseline as Arguments, Common};
use super::article::Troubles;
use super::check::{self, Mode};
use super::configs::{Configs, Profile};
use super::input;
use super::plan::{self, Plan};
use super::replace::{replace, unwritable};
use super::terminal::{self, Terminal, safe};
use super::{Status, pipeline};
use crate::baseline::{self, Baseline, Entry, FILE_NAME};
use crate::finding::Checked;

/// The baselines of a run, each read when the first article asks for it.
pub(super) struct Baselines {
    explicit: Option<PathBuf>,
    off: bool,
    loaded: BTreeMap<PathBuf, Loaded>,
}

struct Loaded {
    baseline: Baseline,
    root: PathBuf,
    shown: String,
}

impl Baselines {
    pub(super) fn new(explicit: Option<PathBuf>, off: bool) -> Self {
        Self { explicit, off, loaded: BTreeMap::new() }
    }

    /// Takes the known findings of an article away.
    ///
    /// # Errors
    /// Name of the baseline and a sentence that can follow it, once, where it cannot be used.
    pub(super) fn take(
        &mut self, profile: &Profile, place: &Path, checked: &mut Checked<'_>,
    ) -> Result<(), (String, String)> {
        let Some(file) = self.explicit.as_ref().or(profile.baseline.as_ref()).filter(|_| !self.off) else {
            return Ok(());
        };
        let mut problem = Ok(());
        if !self.loaded.contains_key(file) {
            let shown = terminal::short(file);
            let entries = read(file).unwrap_or_else(|reason| {
                problem = Err((shown.clone(), reason));
                Vec::new()
            });
            let root = profile.root.clone();
            self.loaded.insert(file.clone(), Loaded { baseline: Baseline::new(entries), root, shown });
        }
        if let Some(Loaded { baseline, root, .. }) = self.loaded.get_mut(file) {
            let path = profile.relative_or_full(place);
            let is_gone = |other: &str| !root.join(other).exists();
            let prose = checked.document.prose();
            checked.known = baseline.take(&path, prose, &mut checked.findings, &checked.behind, &is_gone);
        }
        problem
    }

    /// What is gone from each baseline: how many findings, and its name.
    pub(super) fn gone(&self) -> impl Iterator<Item = (usize, &str)> {
        let each = self
            .loaded
            .values()
            .map(|l| (l.baseline.unused(&|other| !l.root.join(other).exists()), l.shown.as_str()));
        each.filter(|(gone, _)| *gone > 0)
    }
}

fn read(file: &Path) -> Result<Vec<Entry>, String> {
    if !file.exists() {
        return Err("does not exist: `caveat baseline` writes it".to_owned());
    }
    baseline::parse(&input::read_data(file, input::BASELINE_LIMIT)?)
}

pub(super) fn run(
    wanted: &Arguments, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config).with_behind();
    let plan = Plan::new(&mut configs, &wanted.paths, &wanted.input);
    let mut found: BTreeMap<PathBuf, Found> = BTreeMap::new();
    let mut troubles = Troubles::default();
    pipeline::ordered(
        pipeline::cores(),
        plan,
        plan::weight,
        |step| check::examine(step, Mode::Report),
        |outcome| match outcome {
            Ok(done) => {
                let named = wanted.baseline.as_ref().or(done.profile.baseline.as_ref());
                let file = named.cloned().unwrap_or_else(|| done.profile.root.join(FILE_NAME));
                let found = found.entry(file).or_insert_with(|| Found {
                    profile: done.profile,
                    entries: Vec::new(),
                    paths: Vec::new(),
                });
                let path = done.profile.relative_or_full(&done.place);
                found.entries.extend(Entry::all(&path, &done.checked));
                found.paths.push(path);
                Ok(())
            }
            Err(unread) => troubles.tell(unread, terminal, status),
        },
    )?;
    for (file, found) in found {
        let unused = wanted.baseline.is_none() && found.profile.baseline.is_none();
        let root = &found.profile.root;
        let whole = wanted.paths.is_empty()
            || wanted.paths.iter().any(|path| fs::canonicalize(path).is_ok_and(|all| root.starts_with(all)));
        match found.write(&file, whole) {
            Ok(said) => {
                let name = safe(&terminal::short(&file));
                writeln!(terminal.out(), "{name}: {said}")?;
                if unused {
                    let out = terminal.out();
                    writeln!(
                        out,
                        "To use it, write `baseline = \"{FILE_NAME}\"` at the top of caveat.toml."
                    )?;
                }
            }
            Err(reason) => {
                status.raise(Status::Trouble);
                terminal.say(&format!("problem: {}: {}", safe(&terminal::short(&file)), safe(&reason)))?;
            }
        }
    }
    Ok(())
}

/// What was found for one baseline.
struct Found {
    profile: &'static Profile,
    entries: Vec<Entry>,
    /// The articles that were checked.
    paths: Vec<String>,
}

impl Found {
    /// Writes the baseline. What it says of articles that were not checked and are still there, stays; so
    /// one that cannot be understood is replaced only after a check of the `whole` folder.
    fn write(mut self, file: &Path, whole: bool) -> Result<String, String> {
        let before = known_before(file, whole)?;
        self.paths.sort();
        let checked = |entry: &&Entry| self.paths.binary_search(&entry.path).is_ok();
        let there = |entry: &&Entry| self.profile.root.join(&entry.path).exists();
        let kept: Vec<Entry> = before.iter().filter(|e| !checked(e) && there(e)).cloned().collect();
        self.entries.extend(kept);
        let told = |entry: &&Entry| !entry.behind;
        let prints = |entries: &[Entry]| {
            let told = entries.iter().filter(told);
            let mut all: Vec<_> = told.map(|e| (e.fingerprint.clone(), e.path.clone())).collect();
            all.sort();
            all
        };
        let (old, new) = (prints(&before), prints(&self.entries));
        let missing = |from: &[(String, String)], of: &[(String, String)]| {
            of.iter().filter(|e| from.binary_search(e).is_err()).count()
        };
        let (added, gone) = (missing(&old, &new), missing(&new, &old));
        let count = self.entries.iter().filter(told).count();
        let text = baseline::render(self.entries);
        let same = fs::read(file).is_ok_and(|there| there == text.as_bytes());
        if !same {
            replace(file, text.as_bytes()).map_err(|error| unwritable(&error))?;
        }
        let plural = if count == 1 { "" } else { "s" };
        Ok(format!("{count} finding{plural}; {added} added, {gone} taken out"))
    }
}

/// What a baseline says that is to be written anew. It is taken for empty where it does not exist; or where
/// it cannot be understood, if it is named like one and the `whole` folder was checked.
fn known_before(file: &Path, whole: bool) -> Result<Vec<Entry>, String> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = input::read_data(file, input::BASELINE_LIMIT)?;
    let named = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    match baseline::parse(&text) {
        Ok(entries) => Ok(entries),
        Err(_) if text.trim().is_empty() || named && whole => Ok(Vec::new()),
        Err(reason) if named => Err(format!("{reason}, naming no articles: it knows of others")),
        Err(_) => Err("is no baseline, and is not replaced: its name does not end in .json".to_owned()),
    }
}
