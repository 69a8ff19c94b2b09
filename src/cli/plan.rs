//! From what the command line names to the articles to be read, in order, each with its settings.
//! Owns which files those are, and that none comes twice; must not know what is done with them.

use std::collections::{HashSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Input;
use super::configs::{Broken, Configs, Profile};
use super::input::{self, Kind};
use super::{guarded, terminal, walk};
use crate::check::Input as Article;
use crate::config::Settings;
use crate::format::encoding::{Decoded, decode};
use crate::format::{self, Format};

/// What is piped in, among paths.
pub(super) const STDIN: &str = "-";

const NOTHING: &str = "holds nothing to check: caveat looks for .md, .mdx, .markdown, .txt, .html and .htm, \
    and takes other files only if they are named";

/// One step of a plan: an article to be read, or why there is none.
pub(super) type Step = Result<Task, Unread>;

/// Why an article is not read.
pub(super) enum Unread {
    /// It cannot be.
    Problem {
        /// Its name.
        name: String,
        /// A sentence that can follow the name.
        reason: String,
    },
    /// A file whose configuration cannot be used.
    Blocked(Broken),
    /// Something the user should know that is no fault.
    Note(String),
}

/// Bytes to be read for a step.
pub(super) fn weight(step: &Step) -> u64 {
    step.as_ref().map_or(0, Task::size)
}

/// An article to be read.
pub(super) struct Task {
    /// Its name for reports.
    pub(super) name: String,
    /// Where it lies; `None` for what is piped in.
    pub(super) file: Option<PathBuf>,
    /// Its full name, or that of the place which piped-in text is said to have.
    pub(super) place: PathBuf,
    pub(super) profile: &'static Profile,
    pub(super) settings: Arc<Settings>,
    /// It was named, not found in a folder.
    named: bool,
    format: Option<Format>,
    limit: u64,
}

/// An article as it was read.
pub(super) struct Opened {
    /// What a check needs.
    pub(super) article: Article,
    /// There is nothing in it.
    pub(super) blank: bool,
}

impl Task {
    /// Its size in bytes, as far as that is known before it is read.
    fn size(&self) -> u64 {
        self.file.as_ref().and_then(|file| fs::metadata(file).ok()).map_or(0, |m| m.len())
    }

    /// Reads the article.
    pub(super) fn read(&self) -> Result<Opened, Unread> {
        let bytes = match &self.file {
            None => input::read_stdin(self.limit),
            Some(file) => match input::read_file(file, self.limit) {
                // a file that went away between the walk and now was not asked for by name
                Err(_) if !self.named && fs::symlink_metadata(file).is_err() => {
                    let name = terminal::safe(&self.name);
                    return Err(Unread::Note(format!("{name} went away before it was read")));
                }
                bytes => bytes,
            },
        };
        bytes.and_then(|bytes| self.open(bytes)).map_err(|reason| self.problem(reason))
    }

    /// Why it is not read, from a sentence that can follow its name.
    pub(super) fn problem(&self, reason: String) -> Unread {
        Unread::Problem { name: self.name.clone(), reason }
    }

    /// The article in these bytes.
    pub(super) fn open(&self, bytes: Vec<u8>) -> Result<Opened, String> {
        guarded(|| {
            let (text, encoding) = text(bytes)?;
            let named = self.format.or(Format::from_path(&self.place));
            let format = named.unwrap_or_else(|| Format::sniff(&text));
            let document = format::read(&text, format);
            let blank = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
            let path = self.name.clone();
            Ok(Opened { article: Article { path, document, format, encoding }, blank })
        })?
    }
}

/// Bytes to text, or a sentence that can follow the name of the file.
fn text(bytes: Vec<u8>) -> Result<(String, &'static str), String> {
    let Decoded { text, encoding } = decode(bytes).map_err(|e| format!("cannot be checked: it is {e}"))?;
    match text.len() as u64 > crate::config::LARGEST {
        true => Err("is too large: its text can be 4 GiB at most".to_owned()),
        false => Ok((text, encoding)),
    }
}

/// The steps, worked out one by one as they are asked for.
pub(super) struct Plan<'c> {
    configs: &'c mut Configs,
    format: Option<Format>,
    stdin_path: Option<PathBuf>,
    max_size: Option<u64>,
    no_ignore: bool,
    /// What is named and not yet looked at.
    named: VecDeque<PathBuf>,
    /// The current folder is looked at because nothing is named.
    bare: bool,
    walk: Option<Walk>,
    /// Full names of files that are no articles, whatever is named.
    left_out: Vec<PathBuf>,
    /// Files met so far by their real names; kept only where one may come twice.
    seen: Option<HashSet<PathBuf>>,
}

/// A folder that is being walked.
struct Walk {
    folder: PathBuf,
    files: Box<dyn Iterator<Item = Result<PathBuf, (PathBuf, String)>>>,
    found: usize,
}

impl<'c> Plan<'c> {
    pub(super) fn new(configs: &'c mut Configs, paths: &[PathBuf], input: &Input) -> Self {
        let bare = paths.is_empty();
        let named = if bare { VecDeque::from([PathBuf::from(".")]) } else { paths.iter().cloned().collect() };
        Self {
            configs,
            format: input.input_format.format(),
            stdin_path: input.stdin_path.clone(),
            max_size: input.max_size,
            no_ignore: input.no_ignore,
            seen: (named.len() > 1).then(HashSet::new),
            named,
            bare,
            left_out: Vec::new(),
            walk: None,
        }
    }

    /// Leaves these files out: what a run writes is no article of it.
    pub(super) fn without<'p>(mut self, files: impl Iterator<Item = &'p Path>) -> Self {
        self.left_out = files.map(|file| self.configs.place(file)).collect();
        self
    }

    fn first_time(&mut self, real: impl FnOnce() -> PathBuf) -> bool {
        self.seen.as_mut().is_none_or(|seen| seen.insert(real()))
    }

    fn name(&mut self, path: PathBuf) -> Option<Step> {
        if path.as_os_str() == STDIN {
            return self.first_time(|| PathBuf::from(STDIN)).then(|| self.stdin());
        }
        match input::examine(&path) {
            Ok(Kind::File) => self.file(path, true),
            Ok(Kind::Folder) => {
                let files = Box::new(walk::files(&path, self.no_ignore));
                self.walk = Some(Walk { folder: path, files, found: 0 });
                None
            }
            Err(reason) => Some(Err(Unread::Problem { name: terminal::name(&path), reason })),
        }
    }

    /// The next step in the folder that is being walked; `None` where it ends.
    fn walk(&mut self) -> Option<Step> {
        while let Some(walk) = &mut self.walk {
            match walk.files.next() {
                Some(Ok(path)) => {
                    let place = self.configs.place(&path);
                    let known = Format::from_path(&path).is_some();
                    let wanted = match self.profile(&place) {
                        Ok(profile) => profile.wants(&place, known),
                        Err(_) => known,
                    };
                    if !wanted {
                        continue;
                    }
                    self.found();
                    if let Some(step) = self.file(path, false) {
                        return Some(step);
                    }
                }
                Some(Err((path, reason))) => {
                    self.found();
                    return Some(Err(Unread::Problem { name: terminal::name(&path), reason }));
                }
                None => {
                    let nothing = walk.found == 0;
                    let name = terminal::name(&walk.folder);
                    self.walk = None;
                    return match nothing {
                        true if self.bare => Some(Err(Unread::Note(format!("The current folder {NOTHING}")))),
                        true => Some(Err(Unread::Problem { name, reason: NOTHING.to_owned() })),
                        false => None,
                    };
                }
            }
        }
        None
    }

    fn found(&mut self) {
        if let Some(walk) = &mut self.walk {
            walk.found += 1;
        }
    }

    fn file(&mut self, path: PathBuf, named: bool) -> Option<Step> {
        if !self.first_time(|| fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
            return None;
        }
        let place = self.configs.place(&path);
        if self.left_out.contains(&place) {
            return None;
        }
        let name = terminal::name(&path);
        Some(self.task(name, Some(path), place, named))
    }

    fn stdin(&mut self) -> Step {
        let given = self.stdin_path.clone();
        let name = given.as_deref().map_or_else(|| "<stdin>".to_owned(), terminal::name);
        let place = self.configs.place(&given.unwrap_or_else(|| PathBuf::from("stdin")));
        self.task(name, None, place, true)
    }

    fn task(&mut self, name: String, file: Option<PathBuf>, place: PathBuf, named: bool) -> Step {
        let profile = self.profile(&place).map_err(Unread::Blocked)?;
        Ok(Task {
            name,
            file,
            profile,
            settings: profile.settings(&place),
            place,
            named,
            format: self.format,
            limit: profile.limit(self.max_size),
        })
    }

    fn profile(&mut self, place: &Path) -> Result<&'static Profile, Broken> {
        self.configs.for_folder(place.parent().unwrap_or(place))
    }
}

impl Iterator for Plan<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(step) = self.walk() {
                return Some(step);
            }
            let path = self.named.pop_front()?;
            if let Some(step) = self.name(path) {
                return Some(step);
            }
        }
    }
}

/// The folder from which the configuration of a named path is looked for.
pub(super) fn start(configs: &Configs, path: &Path, stdin_path: Option<&Path>) -> PathBuf {
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
