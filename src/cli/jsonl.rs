//! `caveat check --jsonl`: a stream of articles, one JSON object a line in and one a line out, in
//! order and in the memory of a few. Owns the form of the lines that come in; what goes out is
//! that of the JSON report.

use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::args::{Check, FailOn};
use super::configs::{Broken, Configs, Profile};
use super::terminal::Terminal;
use super::{Status, guarded, input, pipeline};
use crate::check::Input as Article;
use crate::config::Settings;
use crate::finding::{Checked, Level};
use crate::format::{self, Format};
use crate::report::json;

/// One line that comes in. Keys that mean nothing here may carry what the sender wants.
#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    id: Value,
    /// Name for the configuration and the report.
    path: Option<String>,
    text: Option<String>,
    markdown: Option<String>,
    html: Option<String>,
}

/// A line to be worked on.
struct Job {
    bytes: usize,
    line: Result<(Record, Place), (Value, String)>,
}

struct Place {
    path: String,
    profile: &'static Profile,
    settings: Arc<Settings>,
    /// Bytes of text over which it is not checked.
    limit: u64,
}

/// What became of a line.
struct Outcome {
    id: Value,
    checked: Result<Box<Checked<'static>>, String>,
    fail_on: Option<Option<Level>>,
}

pub(super) fn run(
    check: &Check, configs: &mut Configs, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    terminal.for_programs();
    let asked = check.input.max_size;
    // a line holds more than its text, which is measured by itself
    let here = configs.for_here().map_or(0, |profile| profile.limit(None));
    let limit = asked.unwrap_or(here.max(input::USUAL_LIMIT));
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
            json::line(out, &id, checked.as_deref().map_err(String::as_str))?;
            out.write_all(b"\n")
        },
    )
}

/// Lines of at most so many bytes; an `Err` says why one cannot be taken.
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
        Some(Err("the line is over the limit of --max-size".to_owned()))
    }
}

fn job(line: Result<Vec<u8>, String>, number: usize, configs: &mut Configs, max_size: Option<u64>) -> Job {
    let (bytes, record) = match line {
        Ok(line) => {
            let record = serde_json::from_slice::<Record>(&line);
            (line.len(), record.map_err(|error| format!("line {number} is no such object: {error}")))
        }
        Err(reason) => (0, Err(reason)),
    };
    let line = match record {
        Err(reason) => Err((Value::Null, reason)),
        Ok(mut record) => {
            let path = record.path.take().unwrap_or_else(|| "<stdin>".to_owned());
            let place = configs.place(&PathBuf::from(&path));
            match configs.for_folder(place.parent().unwrap_or(&place)) {
                Ok(profile) => {
                    let settings = profile.settings(&place);
                    let limit = profile.limit(max_size);
                    Ok((record, Place { path, profile, settings, limit }))
                }
                Err(Broken { path, faults }) => {
                    let first = faults.first().map_or(String::new(), |fault| format!(" ({fault})"));
                    Err((record.id, format!("{path} cannot be used{first}")))
                }
            }
        }
    };
    Job { bytes, line }
}

fn examine(job: Job) -> Outcome {
    let (record, place) = match job.line {
        Ok(line) => line,
        Err((id, reason)) => return Outcome { id, checked: Err(reason), fail_on: None },
    };
    let Record { id, text, markdown, html, .. } = record;
    let given = [(text, Format::Plain), (markdown, Format::Markdown), (html, Format::Html)];
    let mut given = given.into_iter().filter_map(|(text, format)| Some((text?, format)));
    let checked = match (given.next(), given.next()) {
        (Some((text, _)), None) if text.len() as u64 > place.limit => {
            Err(format!("the text {}", input::too_large(Some(text.len() as u64), place.limit)))
        }
        (Some((text, format)), None) => guarded(|| {
            let document = format::read(&text, format);
            let article = Article { path: place.path, document, format, encoding: "utf-8" };
            Box::new(crate::check::check(article, place.profile.rules, &place.settings))
        }),
        (None, _) => Err("the object needs one of `text`, `markdown` and `html`".to_owned()),
        _ => Err("the object can have only one of `text`, `markdown` and `html`".to_owned()),
    };
    Outcome { id, checked, fail_on: place.profile.resolved.fail_on }
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
