//! Finds the configuration of a file, reads it and what it extends, and loads the rules it asks
//! for. Every configuration, folder of rules and set of settings is worked out once a run, and kept
//! until the process ends: findings point into the rules they come from, on every thread.
//! Owns the search and the bounds of it; the meaning of keys is the business of `config`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use toml::Spanned;

use super::input;
use super::terminal::name;
use crate::config::{Config, FILE_NAME, Resolved, Settings};
use crate::fault::Fault;
use crate::rule::{DataFile, RuleSet};

/// Longest chain of configurations that extend each other.
const DEEPEST: usize = 16;

/// The configurations of a run.
pub(super) struct Configs {
    here: PathBuf,
    explicit: Option<PathBuf>,
    only: Vec<String>,
    skip: Vec<String>,
    timings: bool,
    behind: bool,
    by_folder: HashMap<PathBuf, Option<PathBuf>>,
    profiles: HashMap<Option<PathBuf>, Result<&'static Profile, Broken>>,
    rules: HashMap<Vec<PathBuf>, &'static RuleSet>,
    /// Files that were read.
    sources: Vec<PathBuf>,
}

/// What one configuration makes of a run.
pub(super) struct Profile {
    pub(super) rules: &'static RuleSet,
    pub(super) resolved: Resolved,
    /// Folder from which patterns count, and the paths of a baseline.
    pub(super) root: PathBuf,
    /// Its baseline.
    pub(super) baseline: Option<PathBuf>,
    only: Vec<String>,
    skip: Vec<String>,
    timings: bool,
    behind: bool,
    settings: Mutex<HashMap<Vec<usize>, Arc<Settings>>>,
}

/// A configuration that cannot be used.
#[derive(Clone)]
pub(super) struct Broken {
    /// Its file, as the user would name it.
    pub(super) path: String,
    /// What is wrong with it, or with the rules it names.
    pub(super) faults: Arc<Vec<Fault>>,
}

impl Profile {
    /// The settings for a file.
    pub(super) fn settings(&self, file: &Path) -> Arc<Settings> {
        let overrides = self.relative(file).map(|p| self.resolved.overrides(&p)).unwrap_or_default();
        let mut cache = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        let settings = cache.entry(overrides).or_insert_with_key(|overrides| {
            let mut settings = self.resolved.settings(overrides);
            settings.timings = self.timings;
            settings.behind = self.behind || self.baseline.is_some();
            settings.select(self.rules, &self.only, &self.skip);
            Arc::new(settings)
        });
        Arc::clone(settings)
    }

    /// Size over which an article is not read; the command line has the last word.
    pub(super) fn limit(&self, asked: Option<u64>) -> u64 {
        asked.or(self.resolved.max_size).unwrap_or(input::USUAL_LIMIT)
    }

    /// Whether a file found in a folder is to be checked.
    pub(super) fn wants(&self, file: &Path, known: bool) -> bool {
        self.relative(file).map_or(known, |path| self.resolved.wants(&path, known))
    }

    /// The path of a file from the root, or its full name where it lies elsewhere.
    pub(super) fn relative_or_full(&self, file: &Path) -> String {
        self.relative(file).unwrap_or_else(|| name(file))
    }

    fn relative(&self, file: &Path) -> Option<String> {
        let parts = file.strip_prefix(&self.root).ok()?.components();
        Some(parts.map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    }
}

impl Configs {
    pub(super) fn new(explicit: Option<PathBuf>) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let here = fs::canonicalize(&here).unwrap_or(here);
        Self {
            here,
            explicit,
            only: Vec::new(),
            skip: Vec::new(),
            timings: false,
            behind: false,
            by_folder: HashMap::new(),
            profiles: HashMap::new(),
            rules: HashMap::new(),
            sources: Vec::new(),
        }
    }

    /// Narrows the rules of every configuration.
    pub(super) fn select(mut self, only: &[String], skip: &[String]) -> Self {
        (self.only, self.skip) = (only.to_vec(), skip.to_vec());
        self
    }

    /// Has every check measure how long its rules take.
    pub(super) fn timed(mut self, timings: bool) -> Self {
        self.timings = timings;
        self
    }

    /// Has every check tell what stands behind its findings.
    pub(super) fn with_behind(mut self) -> Self {
        self.behind = true;
        self
    }

    /// The full name of a file: links in its folders resolved, but not the file itself, since its
    /// configuration is that of the place where it was named.
    pub(super) fn place(&self, file: &Path) -> PathBuf {
        let absolute = self.here.join(file);
        let folder = absolute.parent().and_then(|p| fs::canonicalize(p).ok());
        match (folder, absolute.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => fs::canonicalize(&absolute).unwrap_or(absolute),
        }
    }

    /// Files that were read, folders of rules, and where a configuration was looked for: when one
    /// changes or comes up, all is to be read again.
    pub(super) fn sources(&self) -> impl Iterator<Item = PathBuf> {
        let looked_for = self.by_folder.keys().map(|folder| folder.join(FILE_NAME));
        self.sources.iter().cloned().chain(looked_for)
    }

    /// What holds for the current folder.
    pub(super) fn for_here(&mut self) -> Result<&'static Profile, Broken> {
        let here = self.here.clone();
        self.for_folder(&here)
    }

    /// The configuration file of the current folder, if there is one.
    pub(super) fn file_for_here(&mut self) -> Option<PathBuf> {
        let here = self.here.clone();
        self.explicit.clone().or_else(|| self.discover(&here))
    }

    /// What holds for a folder, given by its full name.
    pub(super) fn for_folder(&mut self, folder: &Path) -> Result<&'static Profile, Broken> {
        let file = match &self.explicit {
            Some(file) => Some(file.clone()),
            None => self.discover(folder),
        };
        if let Some(known) = self.profiles.get(&file) {
            return known.clone();
        }
        let profile =
            self.load(file.as_deref()).map(|profile| &*Box::leak(Box::new(profile))).map_err(|faults| {
                Broken {
                    path: file.as_deref().map(|f| self.shown(f)).unwrap_or_default(),
                    faults: Arc::new(faults),
                }
            });
        self.profiles.insert(file, profile.clone());
        profile
    }

    /// The nearest configuration from a folder upwards, up to the folder that holds `.git`.
    fn discover(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.by_folder.get(folder) {
            return known.clone();
        }
        let file = folder.join(FILE_NAME);
        let found = match () {
            // a broken link or an unreadable file is a mistake to be shown, not to be passed over
            () if fs::symlink_metadata(&file).is_ok_and(|m| !m.is_dir()) => Some(file),
            () if folder.join(".git").exists() => None,
            () => folder.parent().map(Path::to_owned).and_then(|parent| self.discover(&parent)),
        };
        self.by_folder.insert(folder.to_owned(), found.clone());
        found
    }

    fn load(&mut self, file: Option<&Path>) -> Result<Profile, Vec<Fault>> {
        let (mut layers, mut folders, mut root) = (Vec::new(), Vec::new(), self.here.clone());
        let mut baseline = None;
        if let Some(file) = file {
            let home = self.place(file).parent().map(Path::to_owned).unwrap_or_default();
            self.sources.push(self.place(file));
            self.read_layers(file, &home, &mut layers, &mut folders)?;
            for layer in &layers {
                self.sources.push(self.here.join(layer.path()));
                if let Some(path) = &layer.baseline {
                    let found = self.may_be_below(&home, path.get_ref());
                    baseline = Some(found.map_err(|m| vec![layer.fault(path.span(), m)])?);
                }
            }
            // a configuration that is named instead of found may lie anywhere: then patterns count
            // from where the command runs
            root = if self.explicit.is_some() { root } else { home };
        }
        let rules = self.rules(folders)?;
        let resolved = Resolved::new(layers, rules)?;
        let (only, skip) = (self.only.clone(), self.skip.clone());
        Ok(Profile {
            rules,
            resolved,
            root,
            baseline,
            only,
            skip,
            timings: self.timings,
            behind: self.behind,
            settings: Mutex::default(),
        })
    }

    /// Reads a file and those it extends; the outermost base comes first.
    fn read_layers(
        &self, file: &Path, home: &Path, layers: &mut Vec<Config>, folders: &mut Vec<PathBuf>,
    ) -> Result<(), Vec<Fault>> {
        let (mut next, mut seen) = (self.place(file), Vec::new());
        loop {
            let shown = self.shown(&next);
            let text =
                input::read_data(&next, input::DATA_LIMIT).map_err(|reason| vec![whole(&shown, &reason)])?;
            let config = Config::parse(&shown, &text)?;
            let below = |path: &Spanned<String>, what: &str| {
                self.below(home, &next, path.get_ref(), what).map_err(|m| config.fault(path.span(), m))
            };
            let mut faults = Vec::new();
            let mut own = Vec::new();
            for folder in &config.rule_folders {
                match below(folder, "folder") {
                    Ok(folder) => own.push(folder),
                    Err(fault) => faults.push(fault),
                }
            }
            // the base's folders come first, so that nearer rules replace them
            folders.splice(0..0, own);
            seen.push(next.clone());
            let base = config.extends.as_ref().map(|base| (base, below(base, "file")));
            let following = match base {
                Some((base, Ok(path))) if seen.contains(&path) || seen.len() > DEEPEST => {
                    faults.push(config.fault(base.span(), "configurations extend each other in a circle"));
                    None
                }
                Some((_, Ok(path))) => Some(path),
                Some((_, Err(fault))) => {
                    faults.push(fault);
                    None
                }
                None => None,
            };
            layers.insert(0, config);
            match following {
                _ if !faults.is_empty() => return Err(faults),
                Some(path) => next = path,
                None => return Ok(()),
            }
        }
    }

    /// A path that a configuration names: relative to it, and below the folder of the
    /// configuration that was found, so that a checked-out site cannot reach into the rest of a
    /// machine.
    fn below(&self, home: &Path, config: &Path, path: &str, what: &str) -> Result<PathBuf, String> {
        let folder = config.parent().unwrap_or(home);
        let full = fs::canonicalize(folder.join(path)).map_err(|_| format!("there is no {what} `{path}`"))?;
        let right_kind = if what == "folder" { full.is_dir() } else { full.is_file() };
        match () {
            () if !full.starts_with(home) => Err(format!("`{path}` leads out of `{}`", self.shown(home))),
            () if !right_kind => Err(format!("`{path}` is no {what}")),
            () => Ok(full),
        }
    }

    /// Like [`Self::below`], for a file that may not be there yet.
    fn may_be_below(&self, home: &Path, path: &str) -> Result<PathBuf, String> {
        use std::path::Component;
        let full = home.join(path);
        let stays =
            Path::new(path).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        // links, of the file or of a folder above it, lead where they lead
        let nearest = full.ancestors().find_map(|p| fs::canonicalize(p).ok());
        match stays && nearest.is_some_and(|real| real.starts_with(home)) {
            true => Ok(full),
            false => Err(format!("`{path}` leads out of `{}`", self.shown(home))),
        }
    }

    fn rules(&mut self, folders: Vec<PathBuf>) -> Result<&'static RuleSet, Vec<Fault>> {
        if let Some(known) = self.rules.get(&folders) {
            return Ok(known);
        }
        let mut files = Vec::new();
        for folder in &folders {
            self.sources.push(folder.clone());
            let found = rule_files(folder, &self.shown(folder))?;
            self.sources.extend(found.iter().map(|file| folder.join(&file.key)));
            files.extend(found);
        }
        let rules: &RuleSet = Box::leak(Box::new(RuleSet::load(files)?));
        self.rules.insert(folders, rules);
        Ok(rules)
    }

    /// A path as the user would name it from here.
    fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.here) {
            Ok(short) if short.as_os_str().is_empty() => ".".to_owned(),
            Ok(short) => name(short),
            Err(_) => name(path),
        }
    }
}

/// The files of a folder of rules, in the order of their names.
pub(super) fn rule_files(folder: &Path, shown: &str) -> Result<Vec<DataFile>, Vec<Fault>> {
    let walk = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .max_depth(Some(8))
        .sort_by_file_name(Ord::cmp)
        .build();
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                faults.push(whole(shown, &format!("cannot be read: {error}")));
                continue;
            }
        };
        let toml = entry.path().extension().is_some_and(|e| e == "toml");
        if !toml || entry.path().file_name().is_some_and(|n| n == FILE_NAME) {
            continue;
        }
        // a link could lead anywhere, and mistakes are shown with the text around them
        if !entry.file_type().is_some_and(|t| t.is_file()) {
            continue;
        }
        let key = name(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
        let path = match shown {
            "." => key.clone(),
            shown => format!("{}/{key}", shown.trim_end_matches('/')),
        };
        match input::read_data(entry.path(), input::DATA_LIMIT) {
            Ok(text) => files.push(DataFile { path, key, text: text.into() }),
            Err(reason) => faults.push(whole(&path, &reason)),
        }
    }
    match faults.is_empty() {
        true => Ok(files),
        false => Err(faults),
    }
}

/// A fault of a file as a whole.
fn whole(path: &str, message: &str) -> Fault {
    Fault {
        path: path.to_owned(),
        source: String::new(),
        span: 0..0,
        message: message.to_owned(),
        help: None,
    }
}
