//! Markdown, to send to an author or paste into a pull request. Owns its escaping: nothing in an
//! article can become markup, a mention, a link or a command there; must not know rules by name.

use std::io::{self, Write};

use super::{Report, counted, escape};
use crate::finding::{Checked, Finding, Level, Summary};

/// Bytes after which findings are only counted: a comment on GitHub holds 65,536 characters.
const ROOM: usize = 60_000;

/// The report as Markdown.
#[derive(Debug, Default)]
pub struct Markdown {
    suggestions: bool,
    written: usize,
    left_out: usize,
    /// Files that could not be checked and are not named.
    unnamed: usize,
}

impl Markdown {
    /// A report, with suggestions or without.
    pub fn new(suggestions: bool) -> Self {
        Self { suggestions, ..Self::default() }
    }

    fn write(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        self.written += text.len();
        out.write_all(text.as_bytes())
    }
}

impl Report for Markdown {
    fn document(&mut self, out: &mut dyn Write, checked: &Checked<'_>) -> io::Result<()> {
        let shown = |f: &&Finding<'_>| self.suggestions || f.level > Level::Suggestion;
        let shown: Vec<&Finding<'_>> = checked.findings.iter().filter(shown).collect();
        if shown.is_empty() && checked.problems.is_empty() {
            return Ok(());
        }
        if self.written >= ROOM {
            self.left_out += shown.len();
            return Ok(());
        }
        let mut text = format!("### {}\n\n", code(&checked.path));
        for (number, finding) in shown.iter().enumerate() {
            if self.written + text.len() >= ROOM {
                self.left_out += shown.len() - number;
                break;
            }
            one(&mut text, finding);
        }
        for problem in &checked.problems {
            text.push_str(&format!("- {}\n", plain(problem)));
        }
        text.push('\n');
        self.write(out, &text)
    }

    fn problem(&mut self, out: &mut dyn Write, path: &str, message: &str) -> io::Result<()> {
        if self.written >= ROOM {
            self.unnamed += 1;
            return Ok(());
        }
        let text = format!("**Problem**: {}: {}\n\n", code(path), plain(message));
        self.write(out, &text)
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        if self.left_out > 0 {
            writeln!(out, "And {} that this report has no room for.\n", counted(self.left_out, "finding"))?;
        }
        if self.unnamed > 0 {
            let files = counted(self.unnamed, "file");
            writeln!(out, "And {files} that could not be checked, which this report has no room to name.\n")?;
        }
        let hidden = match summary.suggestions {
            n if n > 0 && !self.suggestions => format!(" ({} not shown)", counted(n, "suggestion")),
            _ => String::new(),
        };
        let numbers = match summary.errors + summary.warnings {
            0 => "no errors and no warnings".to_owned(),
            _ => format!("{}, {}", counted(summary.errors, "error"), counted(summary.warnings, "warning")),
        };
        writeln!(
            out,
            "caveat, {}: {numbers}{hidden}. It does not check facts.",
            counted(summary.documents, "document")
        )
    }
}

fn one(text: &mut String, finding: &Finding<'_>) {
    let (level, rule) = (finding.level.name(), finding.rule);
    let (line, message) = (finding.span.start.line, plain(&finding.message));
    text.push_str(&format!("- **{level}**, line {line}: {message} (`{rule}`)\n"));
    if !finding.context.is_empty() {
        text.push_str(&format!("  > {}\n\n", plain(&finding.context)));
    }
    if !finding.items.is_empty() {
        let items: Vec<String> = finding.items.iter().map(|item| plain(&item.label)).collect();
        text.push_str(&format!("  Missing: {}.\n\n", items.join(", ")));
    }
    if !finding.help.is_empty() {
        text.push_str(&format!("  {}\n\n", plain(&finding.help)));
    }
    if let Some(reference) = finding.references.first() {
        text.push_str(&format!("  See: {}\n\n", plain(&reference.title)));
    }
}

/// Stands between characters that would mean something together, and is seen by nobody.
const JOINER: char = '\u{2060}';

/// A text on one line that means nothing to Markdown, nor to those who look for mentions (`@name`),
/// issues (`#1`) and addresses in what Markdown makes of it.
fn plain(text: &str) -> String {
    let line = escape::one_line(text, true);
    let mut out = String::with_capacity(line.len() + 16);
    let mut previous = ' ';
    for c in line.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~'
            | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        match c {
            '@' | '#' | '!' | '$' | '~' | '%' => out.push(JOINER),
            // http:// and www. become links by themselves
            ':' => out.push(JOINER),
            '.' if matches!(previous, 'w' | 'W') => out.push(JOINER),
            _ => {}
        }
        previous = c;
    }
    out
}

/// A path as code.
fn code(path: &str) -> String {
    let path = escape::path(path, true);
    let longest = path.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || path.starts_with(' ') { " " } else { "" };
    format!("{fence}{pad}{path}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{Sample, article, report};
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn findings_are_a_list() {
        let mut sample = Sample::new("a.md", "Acupuncture is safe.\n");
        let finding = sample.add("absolute-safety", "safe");
        finding.message = "“safe” promises too much".to_owned();
        finding.context = "Acupuncture is safe.".to_owned();
        insta::assert_snapshot!(report(Markdown::new(false), &[sample.checked], &[("b.md", "is gone")]), @r"
    ### `a.md`

    - **warning**, line 1: “safe” promises too much (`absolute-safety`)
      > Acupuncture is safe.

      Say what was measured, and in whom.


    **Problem**: `b.md`: is gone

    caveat, 1 document: 0 errors, 1 warning. It does not check facts.
    ");
    }

    #[test]
    fn nothing_in_an_article_is_markup() {
        let evil = "| a | <img src=x onerror=y> **b** [c](http://d) ![e](f) `g` @team #12 !3 https://h.i www.j.k \
                    <!-- -->\n/close\n# l\n- m\n\u{202e}n &lt; \\ ~~o~~ $p$ ``` {q}";
        let mut sample = Sample::new("a``b\n<x>@team.md", "It works.\n");
        let finding = sample.add("x", "works");
        finding.message = evil.to_owned();
        finding.context = evil.to_owned();
        sample.checked.problems.push(evil.to_owned());
        let text = report(Markdown::new(false), &[sample.checked], &[(evil, evil)]);
        let mut headings = 0;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("{html} in\n{text}"),
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Table(_) | Tag::Strikethrough) => {
                    panic!("markup in\n{text}")
                }
                Event::Start(Tag::Heading { .. }) => headings += 1,
                Event::Start(Tag::CodeBlock(_)) | Event::InlineMath(_) => panic!("code in\n{text}"),
                Event::Text(words) => {
                    for sign in ["@team", "#12", "!3", "://", "www.j"] {
                        assert!(!words.contains(sign), "{sign} in {words}");
                    }
                }
                _ => {}
            }
        }
        assert_eq!(headings, 1, "{text}");
        assert!(!text.lines().any(|line| line.starts_with('/')), "{text}");
        assert!(!text.contains('\u{202e}'));
    }

    #[test]
    fn it_fits_a_comment() {
        let many = (0..400).map(|_| article().checked).collect::<Vec<_>>();
        let text = report(Markdown::new(true), &many, &[]);
        assert!(text.chars().count() < 65_536, "{}", text.len());
        assert!(text.contains("that this report has no room for"));
    }
}
