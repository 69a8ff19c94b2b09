//! Annotations of GitHub Actions: workflow commands that put findings beside the lines of a change.
//! Owns their escaping and the platform's limits; must not know rules by name.
//!
//! The platform keeps ten annotations of each kind a step and drops the rest without a word. So the
//! worst are kept here, and the rest counted.

use std::io::{self, Write};

use super::Report;
use super::escape;
use crate::finding::{Checked, Level, Summary};

/// Annotations of one kind that GitHub shows for a step.
const SHOWN: usize = 10;

/// The report as workflow commands.
#[derive(Debug, Default)]
pub struct GitHub {
    errors: Kept,
    warnings: Kept,
    notices: Kept,
    /// Commands for files that could not be checked, and the rest of those files.
    unread: Vec<String>,
    unnamed: Vec<String>,
}

/// What is shown of one kind.
#[derive(Debug, Default)]
struct Kept {
    commands: Vec<String>,
    more: usize,
}

impl Kept {
    fn keep(&mut self, command: impl FnOnce() -> String) {
        match self.commands.len() < SHOWN {
            true => self.commands.push(command()),
            false => self.more += 1,
        }
    }
}

impl GitHub {
    /// A report of which nothing is written yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Report for GitHub {
    fn document(&mut self, _: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        let path = property(&escape::path(&checked.path, false));
        for finding in &checked.findings {
            let (kept, command) = match finding.level {
                Level::Error => (&mut self.errors, "error"),
                Level::Warning => (&mut self.warnings, "warning"),
                Level::Suggestion => (&mut self.notices, "notice"),
            };
            kept.keep(|| {
                let (start, end) = (finding.span.start, finding.span.end);
                // columns are understood within one line only
                let place = match start.line == end.line {
                    true => format!("line={},col={},endColumn={}", start.line, start.column, end.column),
                    false => format!("line={},endLine={}", start.line, end.line),
                };
                let mut text = escape::one_line(&finding.message, false);
                for item in &finding.items {
                    text.push_str("\n- ");
                    text.push_str(&escape::one_line(&item.label, false));
                }
                if !finding.help.is_empty() {
                    text.push('\n');
                    text.push_str(&escape::one_line(&finding.help, false));
                }
                format!("::{command} file={path},{place},title={}::{}", property(finding.rule), data(&text))
            });
        }
        for problem in &checked.problems {
            let text = data(&escape::one_line(problem, false));
            self.notices.keep(|| format!("::notice file={path},title=caveat::{text}"));
        }
        Ok(())
    }

    fn problem(&mut self, _: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        let text = format!("{}: {}", escape::path(path, false), escape::one_line(message, false));
        let command = format!("::error title=caveat could not check a file::{}", data(&text));
        // what nobody looked at is worse than what was found; and what there is no room for stays named
        match self.unread.len() < SHOWN {
            true => self.unread.push(command),
            false => self.unnamed.push(text),
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        // they are errors too, and GitHub counts them together
        let room = SHOWN - self.unread.len();
        self.errors.more += self.errors.commands.len().saturating_sub(room);
        self.errors.commands.truncate(room);
        let kinds = [(&self.errors, "error"), (&self.warnings, "warning"), (&self.notices, "notice")];
        for text in &self.unnamed {
            writeln!(out, "caveat could not check {text}")?;
        }
        for command in &self.unread {
            writeln!(out, "{command}")?;
        }
        for (kept, _) in kinds {
            for command in &kept.commands {
                writeln!(out, "{command}")?;
            }
        }
        for (kept, kind) in kinds.iter().filter(|(kept, _)| kept.more > 0) {
            let plural = if kept.more == 1 { "" } else { "s" };
            writeln!(
                out,
                "caveat: {} more {kind}{plural} not shown: GitHub shows {SHOWN} of a kind",
                kept.more
            )?;
        }
        Ok(())
    }
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, article, report};

    #[test]
    fn worst_first_and_the_rest_counted() {
        let mut sample = Sample::new("a.md", &"word ".repeat(40));
        for n in 0..30 {
            let finding = sample.add_at("hype-word", n * 5..n * 5 + 4);
            finding.level = [Level::Suggestion, Level::Warning, Level::Error][n % 3];
            finding.message = format!("finding {n}");
        }
        let text = report(GitHub::new(), &[sample.checked, article().checked], &[("b.md", "gone")]);
        let lines: Vec<&str> = text.lines().collect();
        let of = |kind: &str| lines.iter().filter(|l| l.starts_with(kind)).count();
        assert_eq!((of("::error "), of("::warning "), of("::notice ")), (10, 10, 10));
        assert!(lines[..10].iter().all(|l| l.starts_with("::error ")), "{text}");
        assert_eq!(lines[0], "::error title=caveat could not check a file::b.md: gone");
        assert_eq!(
            lines[1],
            "::error file=a.md,line=1,col=11,endColumn=15,title=hype-word::finding 2%0ASay what was measured, and in whom."
        );
        assert!(text.contains("caveat: 2 more errors not shown"), "{text}");
    }

    #[test]
    fn every_file_that_could_not_be_checked_is_named() {
        let names: Vec<String> = (0..15).map(|n| format!("{n}.md")).collect();
        let unread: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "gone")).collect();
        let text = report(GitHub::new(), &[article().checked], &unread);
        assert_eq!(text.lines().filter(|l| l.starts_with("::error ")).count(), SHOWN, "{text}");
        assert!(
            names
                .iter()
                .all(|name| text.contains(&format!(" {name}: gone"))
                    || text.contains(&format!(":{name}: gone"))),
            "{text}"
        );
    }

    #[test]
    fn nothing_breaks_out_of_a_command() {
        let mut sample = Sample::new("a,b:c%\n::error::x.md", "It works\nwell.\n");
        let finding = sample.add("x", "works\nwell");
        finding.message = "“\r\n::stop-commands::x\u{1b}[2J %0A”".to_owned();
        sample.checked.problems.push("\n::error::no".to_owned());
        let text = report(GitHub::new(), &[sample.checked], &[("\n::error::p", "\n::error::q")]);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(
            text.lines().all(|l| l.starts_with("::error title=")
                || l.starts_with("::warning file=a%2Cb%3Ac%25<U+000A>%3A%3Aerror")
                || l.starts_with("::notice file=")),
            "{text}"
        );
        assert!(text.contains("line=1,endLine=2,title=x::“ ::stop-commands::x<U+001B>[2J %250A”"), "{text}");
    }
}
