//! `caveat check --jsonl`: a stream of articles, one JSON object a line in and one a line out, in
//! order and in the memory of a few. Owns the form of the lines that come in; what goes out is
//! that of the JSON report.

use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::args::{Check, FailOn};
use super::configs::{Broken, Configs, Profile};
use super::terminal::Terminal;
use super::{Status, guarded, input, pipeline};
use crate::check::Input as Article;
use crate::config::Settings;
use crate::finding::{Checked, Level};
use crate::format::{self, Format};
use crate::report::json;

/// Bytes that a line may have for each byte of its text: an escape such as `\u0009` takes six, and
/// there are other keys.
const BYTES_A_BYTE: u64 = 8;

/// An id, as whoever sent it wrote it: a number or the order of keys may mean something to them.
type Id = Option<Box<RawValue>>;

/// One line that comes in. Keys that mean nothing here may carry what the sender wants. The values are
/// read later: the id is known then, whatever is the matter with the others.
#[derive(Deserialize)]
struct Record<'l> {
    #[serde(borrow)]
    id: Option<&'l RawValue>,
    #[serde(borrow)]
    path: Option<&'l RawValue>,
    #[serde(borrow)]
    text: Option<&'l RawValue>,
    #[serde(borrow)]
    markdown: Option<&'l RawValue>,
    #[serde(borrow)]
    html: Option<&'l RawValue>,
}

/// A line to be worked on.
struct Job {
    bytes: usize,
    id: Id,
    article: Result<(String, Format, Place), String>,
}

struct Place {
    /// Name for the configuration and the report.
    path: String,
    profile: &'static Profile,
    settings: Arc<Settings>,
}

/// What became of a line.
struct Outcome {
    id: Id,
    checked: Result<Box<Checked<'static>>, String>,
    fail_on: Option<Option<Level>>,
}

pub(super) fn run(
    check: &Check, configs: &mut Configs, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    terminal.for_programs();
    let asked = check.input.max_size;
    // a line holds more than its text, which is measured by itself
    let text = configs.for_here().map_or(asked, |profile| Some(profile.limit(asked)));
    let limit = text.unwrap_or(0).saturating_mul(BYTES_A_BYTE).max(input::USUAL_LIMIT);
    let lines = Lines { from: io::stdin().lock(), limit, ended: false };
    let jobs = lines.enumerate().map(|(i, line)| job(line, i + 1, configs, asked));
    let threads = check.jobs.unwrap_or_else(pipeline::cores);
    pipeline::ordered(
        threads,
        jobs,
        |job| job.bytes as u64,
        examine,
        |outcome| {
            let Outcome { id, checked, fail_on } = outcome;
            match &checked {
                Ok(checked) => {
                    let fails = check.fail_on.map(FailOn::level).or(fail_on).unwrap_or(Some(Level::Error));
                    if fails.is_some_and(|level| checked.findings.iter().any(|f| f.level >= level)) {
                        status.raise(Status::Failed);
                    }
                }
                Err(_) => status.raise(Status::Trouble),
            }
            let out = terminal.out();
            json::line(out, id.as_deref(), checked.as_deref().map_err(String::as_str))?;
            out.write_all(b"\n")
        },
    )
}

/// Lines of at most so many bytes; an `Err` says why one cannot be taken, as what follows its name.
struct Lines<R> {
    from: R,
    limit: u64,
    /// It cannot be read any further.
    ended: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Vec<u8>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut line = Vec::new();
        match io::Read::take(&mut self.from, self.limit + 1).read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) if line.ends_with(b"\n") || line.len() as u64 <= self.limit => return Some(Ok(line)),
            Ok(_) => {}
            // whoever sent it is told by the lines that are missing, and by the status; asked again, it
            // would say the same for ever
            Err(error) => {
                self.ended = true;
                return Some(Err(input::unreadable(&error)));
            }
        }
        drop(line);
        // the rest of it is passed over, piece by piece
        loop {
            let (used, ended) = match self.from.fill_buf() {
                Ok([]) | Err(_) => break,
                Ok(piece) => memchr::memchr(b'\n', piece).map_or((piece.len(), false), |at| (at + 1, true)),
            };
            self.from.consume(used);
            if ended {
                break;
            }
        }
        Some(Err(input::too_large(None, self.limit)))
    }
}

fn job(line: Result<Vec<u8>, String>, number: usize, configs: &mut Configs, max_size: Option<u64>) -> Job {
    let line = match line {
        Ok(line) => line,
        Err(reason) => return Job { bytes: 0, id: None, article: Err(format!("line {number} {reason}")) },
    };
    let (id, article) = match record(&line) {
        Ok(record) => (record.id.map(ToOwned::to_owned), article(&record, configs, max_size)),
        Err(reason) => (None, Err(reason)),
    };
    Job { bytes: line.len(), id, article: article.map_err(|reason| format!("line {number} {reason}")) }
}

/// Takes a line apart; an `Err` is what follows its name, and so it is of all below.
fn record(line: &[u8]) -> Result<Record<'_>, String> {
    // what a line breaks off in is not its line end
    let line = line.trim_ascii_end();
    // an array would be taken for the values in the order of the keys
    match line.trim_ascii_start().first() {
        None => return Err("is empty".to_owned()),
        Some(b'{') => {}
        Some(_) => return Err("is no JSON object".to_owned()),
    }
    serde_json::from_slice(line).map_err(|error| {
        // the place names a line too, which is always the first
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = error.to_string();
        let reason = reason.strip_suffix(&place).unwrap_or(&reason);
        format!("is no JSON object: {reason} at byte {}", error.column())
    })
}

/// The text of a line, and where it belongs.
fn article(
    record: &Record<'_>, configs: &mut Configs, max_size: Option<u64>,
) -> Result<(String, Format, Place), String> {
    let path = string("path", record.path)?.unwrap_or_else(|| "<stdin>".to_owned());
    let mut given = None;
    for (key, value, format) in [
        ("text", record.text, Format::Plain),
        ("markdown", record.markdown, Format::Markdown),
        ("html", record.html, Format::Html),
    ] {
        if let Some(text) = string(key, value)?
            && given.replace((text, format)).is_some()
        {
            return Err("can have only one of `text`, `markdown` and `html`".to_owned());
        }
    }
    let (text, format) = given.ok_or("needs one of `text`, `markdown` and `html`")?;
    let place = configs.place(&PathBuf::from(&path));
    let profile =
        configs.for_folder(place.parent().unwrap_or(&place)).map_err(|Broken { path, faults }| {
            let first = faults.first().map_or(String::new(), |fault| format!(" ({fault})"));
            format!("needs {path}, which cannot be used{first}")
        })?;
    let limit = profile.limit(max_size);
    if text.len() as u64 > limit {
        return Err(format!("has a text that {}", input::too_large(Some(text.len() as u64), limit)));
    }
    Ok((text, format, Place { path, profile, settings: profile.settings(&place) }))
}

/// The string that a key holds, if any.
fn string(key: &str, value: Option<&RawValue>) -> Result<Option<String>, String> {
    let read = value.map(|value| serde_json::from_str(value.get())).transpose();
    read.map_err(|_| format!("has a `{key}` that is no string, or not one of characters"))
}

fn examine(job: Job) -> Outcome {
    let Job { id, article, .. } = job;
    let (text, format, place) = match article {
        Ok(article) => article,
        Err(reason) => return Outcome { id, checked: Err(reason), fail_on: None },
    };
    let fail_on = place.profile.resolved.fail_on;
    let checked = guarded(|| {
        let document = format::read(&text, format);
        let article = Article { path: place.path, document, format, encoding: "utf-8" };
        Box::new(crate::check::check(article, place.profile.rules, &place.settings))
    });
    Outcome { id, checked, fail_on }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines<R: BufRead>(from: R) -> impl Iterator<Item = Option<Vec<u8>>> {
        Lines { from, limit: 5, ended: false }.map(Result::ok)
    }

    #[test]
    fn a_line_over_the_limit_spares_the_others() {
        let from = io::BufReader::with_capacity(4, &b"1234\n123456789\n\n12345"[..]);
        let all = [Some(&b"1234\n"[..]), None, Some(b"\n"), Some(b"12345")];
        assert!(lines(from).eq(all.map(|line| line.map(<[u8]>::to_vec))));
    }

    /// A stream that gives a line and then only errors.
    struct Torn(&'static [u8]);

    impl io::Read for Torn {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.0.is_empty() {
                true => Err(io::ErrorKind::IsADirectory.into()),
                false => self.0.read(into),
            }
        }
    }

    #[test]
    fn a_stream_that_cannot_be_read_ends() {
        let torn = io::BufReader::new(Torn(b"123\n45"));
        assert!(lines(torn).take(9).eq([Some(b"123\n".to_vec()), None]));
    }
}
