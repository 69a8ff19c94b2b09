//! Where output goes and what it may look like: streams, colours, width, names of files.
//! Owns what the surroundings ask for; must not know what is written.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};

use super::args::{Color, Common};
use crate::fault::Fault;
use crate::report::text::{self, Options};

/// Time that a run may take without saying how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// Time between two drawings of the line of progress.
const REDRAW: Duration = Duration::from_millis(100);
/// Widest line that is still easy to read.
const WIDEST: usize = 120;

/// Standard output and standard error, and how to write to them.
pub(super) struct Terminal {
    out: BufWriter<AutoStream<StdoutLock<'static>>>,
    errors: AutoStream<io::Stderr>,
    /// Somebody watches standard output as it is written.
    watched: bool,
    /// Somebody watches standard error.
    errors_watched: bool,
    started: Instant,
    /// When the line of progress was last drawn, if it stands there.
    progress: Option<Instant>,
    pub(super) options: Options,
}

impl Terminal {
    pub(super) fn new(common: &Common) -> Self {
        let chosen = match common.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        // both streams are asked: one may be a pipe while the other is a screen
        let pick = |automatic: ColorChoice| match chosen {
            ColorChoice::Auto => automatic,
            chosen => chosen,
        };
        let stdout = io::stdout();
        let stdout_choice = pick(AutoStream::choice(&stdout));
        let stderr_choice = pick(AutoStream::choice(&io::stderr()));
        let options = Options {
            width: width(common.width),
            color: stdout_choice != ColorChoice::Never,
            unicode: unicode(),
            suggestions: false,
        };
        Self {
            out: BufWriter::new(AutoStream::new(stdout.lock(), stdout_choice)),
            errors: AutoStream::new(io::stderr(), stderr_choice),
            errors_watched: io::IsTerminal::is_terminal(&io::stderr()),
            started: Instant::now(),
            progress: None,
            watched: io::IsTerminal::is_terminal(&io::stdout()),
            options,
        }
    }

    /// Standard output will be read by programs: what is written is not looked through for colours.
    pub(super) fn for_programs(&mut self) {
        self.out = BufWriter::new(AutoStream::new(io::stdout().lock(), ColorChoice::AlwaysAnsi));
    }

    /// Standard output, buffered.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        self.wipe();
        &mut self.out
    }

    /// Standard error, after everything that was written to standard output so far.
    pub(super) fn errors(&mut self) -> io::Result<&mut dyn Write> {
        self.wipe();
        self.out.flush()?;
        Ok(&mut self.errors)
    }

    /// Writes what is buffered.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.wipe();
        self.out.flush()
    }

    /// Whether somebody watches standard output as it is written.
    pub(super) fn watched(&self) -> bool {
        self.watched
    }

    /// Writes what is buffered if somebody is waiting for it.
    pub(super) fn pause(&mut self) -> io::Result<()> {
        if self.watched { self.out.flush() } else { Ok(()) }
    }

    /// Shows on a terminal how many articles are done, once a run takes more than a moment.
    pub(super) fn progress(&mut self, done: usize) -> io::Result<()> {
        let now = Instant::now();
        let soon = self.progress.is_some_and(|drawn| now - drawn < REDRAW);
        if !self.errors_watched || now - self.started < PATIENCE || soon {
            return Ok(());
        }
        // what was written stands above the line
        self.flush()?;
        // that nobody listens is no failure
        let _ = write!(self.errors, "{done} checked …");
        let _ = self.errors.flush();
        self.progress = Some(now);
        Ok(())
    }

    /// Takes the line of progress away.
    fn wipe(&mut self) {
        if self.progress.take().is_some() {
            // spaces work on terminals that know no sequences
            let _ = write!(self.errors, "\r{:1$}\r", "", 30);
            let _ = self.errors.flush();
        }
    }

    /// Says something beside the report. That nobody listens is no failure.
    pub(super) fn say(&mut self, message: &str) -> io::Result<()> {
        let errors = self.errors()?;
        let _ = writeln!(errors, "{message}");
        Ok(())
    }

    /// Shows mistakes in files that people write for caveat.
    pub(super) fn faults(&mut self, faults: &[Fault]) -> io::Result<()> {
        let options =
            Options { color: self.errors.current_choice() != ColorChoice::Never, ..self.options.clone() };
        let errors = self.errors()?;
        for (i, fault) in faults.iter().enumerate() {
            if i > 0 {
                let _ = writeln!(errors);
            }
            let _ = writeln!(errors, "{}", text::render_fault(fault, &options).trim_end());
        }
        Ok(())
    }
}

/// Columns to fill.
fn width(asked: Option<usize>) -> usize {
    if let Some(asked) = asked {
        return asked.clamp(20, 1000);
    }
    let set = std::env::var("COLUMNS").ok().and_then(|c| c.trim().parse().ok()).filter(|c| *c > 0);
    let window = || terminal_size::terminal_size_of(io::stdout()).map(|(w, _)| usize::from(w.0));
    set.or_else(window).filter(|w| *w > 0).unwrap_or(80).clamp(20, WIDEST)
}

/// Whether characters beyond ASCII can be shown. Only a locale that says no says no: most programs
/// that start others set none, and nearly every screen shows UTF-8.
fn unicode() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    !matches!(locale.as_deref(), Some("C" | "POSIX")) && set("TERM").as_deref() != Some("linux")
}

/// A path as the user named it, with `/` between folders.
pub(super) fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    match cfg!(windows) {
        true => text.replace('\\', "/"),
        false => text.into_owned(),
    }
}

/// A full path as short as the user would write it from the current folder.
pub(super) fn short(path: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    name(path.strip_prefix(here).unwrap_or(path))
}

/// A text from outside that is safe to write to a terminal: controls, and characters that turn the
/// order of others around, are spelled out.
pub(super) fn safe(text: &str) -> String {
    let unsafe_char = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(unsafe_char) {
        return text.to_owned();
    }
    text.chars()
        .flat_map(|c| {
            let (plain, spelled) = match unsafe_char(c) {
                true => (None, Some(c.escape_unicode())),
                false => (Some(c), None),
            };
            plain.into_iter().chain(spelled.into_iter().flatten())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn spells_out_controls() {
        assert_eq!(super::safe("a\u{1b}[31mb\u{202e}.md"), "a\\u{1b}[31mb\\u{202e}.md");
        assert_eq!(super::safe("caf\u{e9}.md"), "caf\u{e9}.md");
    }
}
