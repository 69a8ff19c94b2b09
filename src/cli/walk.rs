//! From the paths of the command line to files, in an order that is always the same. Owns
//! what of a folder is passed over; must not know formats.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::input;

/// Walks a folder: files in the order of their names, without hidden ones, those that `.gitignore`
/// names unless `no_ignore` is set, and links. An `Err` is a place that cannot be read.
pub(super) fn files(
    folder: &Path, no_ignore: bool,
) -> impl Iterator<Item = Result<PathBuf, (PathBuf, String)>> + use<> {
    let walk = WalkBuilder::new(folder)
        .standard_filters(!no_ignore)
        .hidden(true)
        .require_git(false)
        // settings of the machine must not decide what is checked
        .git_global(false)
        .sort_by_file_name(Ord::cmp)
        .build();
    let start = folder.to_owned();
    walk.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => Some(Ok(clean(entry.into_path()))),
        Ok(_) => None,
        Err(error) => Some(Err(explain(&start, &error))),
    })
}

/// `./draft.md` is what the walk of `.` calls `draft.md`.
fn clean(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
}

fn explain(start: &Path, error: &ignore::Error) -> (PathBuf, String) {
    let (mut place, mut inner) = (start.to_owned(), error);
    loop {
        match inner {
            ignore::Error::WithPath { path, err } => (place, inner) = (path.clone(), err),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            ignore::Error::Io(error) => return (clean(place), input::unreadable(error)),
            error => return (clean(place), format!("cannot be read: {error}")),
        }
    }
}
