//! The one article that a listing is about. Owns how it is found, read and named; must not know
//! what is listed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Status;
use super::args::{Common, Input};
use super::configs::{Configs, Profile};
use super::input::{self, Kind};
use super::plan;
use super::terminal::{self, Terminal, safe};
use crate::config::Settings;
use crate::format::Format;

/// An article, read but not yet cut into blocks.
pub(super) struct Article {
    /// Its name, safe to show.
    pub(super) name: String,
    /// Where it is, or is said to be.
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) encoding: &'static str,
    pub(super) format: Format,
}

/// Reads the file, or what is piped in for `-`, and finds the configuration of its place. `None` after
/// telling the user why that cannot be.
///
/// # Errors
/// Where the user cannot be told.
pub(super) fn configured(
    named: &Path, input: &Input, common: &Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<Option<(Article, &'static Profile, Arc<Settings>)>> {
    let article = match open(named, input) {
        Ok(article) => article,
        Err(problem) => {
            status.raise(Status::Trouble);
            terminal.say(&problem)?;
            return Ok(None);
        }
    };
    let mut configs = Configs::new(common.config.clone());
    let place = configs.place(&article.path);
    match configs.for_folder(place.parent().unwrap_or(&place)) {
        Ok(profile) => {
            let settings = profile.settings(&place);
            Ok(Some((article, profile, settings)))
        }
        Err(broken) => {
            status.raise(Status::Trouble);
            terminal.faults(&broken.faults)?;
            Ok(None)
        }
    }
}

/// Reads the file, or what is piped in for `-`.
///
/// # Errors
/// A line for the user.
pub(super) fn open(named: &Path, input: &Input) -> Result<Article, String> {
    let limit = input.max_size.unwrap_or(input::USUAL_LIMIT);
    let piped = named.as_os_str() == "-";
    let path = match (&input.stdin_path, piped) {
        (Some(name), true) => name,
        (None, true) => Path::new("<stdin>"),
        _ => named,
    };
    let bytes = match piped {
        true => input::read_stdin(limit),
        false => match input::examine(path) {
            Ok(Kind::Folder) => Err("is a folder: name one article".to_owned()),
            Ok(Kind::File) => input::read_file(path, limit),
            Err(reason) => Err(reason),
        },
    };
    let name = safe(&terminal::name(path));
    let (text, encoding) =
        bytes.and_then(plan::text).map_err(|reason| format!("problem: {name}: {}", safe(&reason)))?;
    let format = input.input_format.format().or(Format::from_path(path));
    let format = format.unwrap_or_else(|| Format::sniff(&text));
    Ok(Article { name, path: path.to_owned(), text, encoding, format })
}
