//! Which lines of which files changed since a revision, as git has it. Owns the talk with git and
//! the reading of its answers, whatever files are called; must not know findings' rules.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::finding::{Finding, Scope};

/// What changed since a revision.
#[derive(Debug)]
pub(super) struct Since {
    top: PathBuf,
    /// Changed lines of files that git knew, from 0.
    changed: HashMap<Vec<u8>, Vec<Range<usize>>>,
    /// Files that git knows now.
    tracked: HashSet<Vec<u8>>,
}

/// What of one file changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Changed<'s> {
    /// The file is new to git.
    All,
    /// These lines, counted from 0 as git counts them: they end at line feeds.
    Lines(&'s [Range<usize>]),
}

impl Since {
    /// Asks git what changed since the current branch left the revision.
    ///
    /// # Errors
    /// A line for the user.
    pub(super) fn new(revision: &str) -> Result<Self, String> {
        let here = Path::new(".");
        let top = git(here, &["rev-parse", "--show-toplevel"])?;
        let top = PathBuf::from(name(line(&top)));
        let top = std::fs::canonicalize(&top).unwrap_or(top);
        // the name of a revision may begin with a dash
        let named = format!("{revision}^{{commit}}");
        let commit = git(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &named])
            .map_err(|_| format!("there is no revision `{revision}` here"))?;
        let commit = String::from_utf8_lossy(line(&commit)).into_owned();
        let base = git(&top, &["merge-base", &commit, "HEAD"]);
        let base = base.map_or(commit, |base| String::from_utf8_lossy(line(&base)).into_owned());
        let tracked = git(&top, &["ls-files", "-z"])?;
        let tracked = tracked.split(|&b| b == 0).filter(|n| !n.is_empty()).map(<[u8]>::to_vec).collect();
        // attributes of the files that are checked must hide nothing, and no other program may run
        let diff = [
            "-c",
            "core.quotePath=false",
            "-c",
            "core.fsmonitor=false",
            "diff",
            "--unified=0",
            "--text",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--find-renames",
            "--no-relative",
            "--ignore-submodules",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            &base,
            "--",
        ];
        let mut child =
            command(&top, &diff).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(missing)?;
        let changed = match child.stdout.take() {
            Some(out) => hunks(BufReader::new(out)),
            None => Err(io::Error::other("no pipe")),
        };
        let ended = child.wait().is_ok_and(|status| status.success());
        match changed {
            Ok(changed) if ended => Ok(Self { top, changed, tracked }),
            _ => Err(format!("git cannot compare with `{revision}`")),
        }
    }

    /// What of a file changed, given by its full name.
    pub(super) fn of(&self, file: &Path) -> Changed<'_> {
        let Ok(inside) = file.strip_prefix(&self.top) else { return Changed::All };
        let key = key(inside);
        match self.changed.get(&key) {
            Some(lines) => Changed::Lines(lines),
            None if self.tracked.contains(&key) => Changed::Lines(&[]),
            None => Changed::All,
        }
    }
}

impl Changed<'_> {
    /// Whether a finding stands on lines that changed. One that speaks of more than a paragraph
    /// counts if anything changed: what is missing stands on no line.
    pub(super) fn touches(&self, finding: &Finding<'_>, source: &str) -> bool {
        let Self::Lines(lines) = self else { return true };
        if finding.scope >= Scope::Section {
            return !lines.is_empty();
        }
        let bytes = finding.span.bytes();
        let number = |byte: usize| {
            let before = source.as_bytes().get(..byte).unwrap_or(source.as_bytes());
            memchr::memchr_iter(b'\n', before).count()
        };
        let (first, last) = (number(bytes.start), number(bytes.end.saturating_sub(1).max(bytes.start)));
        lines.iter().any(|changed| changed.start <= last && first < changed.end)
    }
}

/// Reads the hunks of a diff without context. What a line says is never taken for a header: each
/// hunk tells how many lines it has.
fn hunks(mut diff: impl BufRead) -> io::Result<HashMap<Vec<u8>, Vec<Range<usize>>>> {
    let mut files: HashMap<Vec<u8>, Vec<Range<usize>>> = HashMap::new();
    let (mut file, mut body, mut text) = (None, 0usize, Vec::new());
    loop {
        text.clear();
        if diff.read_until(b'\n', &mut text)? == 0 {
            return Ok(files);
        }
        if body > 0 {
            // "\ No newline at end of file" is none of them
            body -= usize::from(!text.starts_with(b"\\"));
        } else if let Some(name) = text.strip_prefix(b"+++ ") {
            file = target(line(name));
            if let Some(file) = &file {
                files.entry(file.clone()).or_default();
            }
        } else if let Some(header) = text.strip_prefix(b"@@ ") {
            let header = String::from_utf8_lossy(header);
            let mut counts = header.split(' ').take(2).map(|part| {
                let (start, count) = part.get(1..)?.split_once(',').unwrap_or((part.get(1..)?, "1"));
                Some((start.parse::<usize>().ok()?, count.parse::<usize>().ok()?))
            });
            let (Some(Some((_, gone))), Some(Some((start, new)))) = (counts.next(), counts.next()) else {
                return Err(io::Error::other("not a diff"));
            };
            body = gone + new;
            let lines = match new {
                // lines went: those before and after the gap now stand together
                0 => start.saturating_sub(1)..start + 1,
                _ => start - 1..start - 1 + new,
            };
            if let Some(file) = &file {
                files.entry(file.clone()).or_default().push(lines);
            }
        }
    }
}

/// The file that a header `+++ …` names; `None` for one that was deleted.
fn target(name: &[u8]) -> Option<Vec<u8>> {
    // a name with a space in it has a tab behind
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let name = match name.strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")) {
        Some(quoted) => unquoted(quoted),
        None => name.to_vec(),
    };
    name.strip_prefix(b"b/").map(<[u8]>::to_vec)
}

/// A name that git put in quotation marks, as C does.
fn unquoted(name: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(name.len()), name);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let digits = rest.iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
        if digits > 0 {
            out.push(rest[..digits].iter().fold(0u8, |n, d| n.wrapping_mul(8).wrapping_add(d - b'0')));
            rest = &rest[digits..];
        } else if let Some((&escaped, after)) = rest.split_first() {
            rest = after;
            out.push(match escaped {
                b'a' => 7,
                b'b' => 8,
                b't' => b'\t',
                b'n' => b'\n',
                b'v' => 11,
                b'f' => 12,
                b'r' => b'\r',
                other => other,
            });
        }
    }
    out
}

fn line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if cfg!(windows) { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command
}

fn missing(_: io::Error) -> String {
    "--since asks the command git, which cannot be run here".to_owned()
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = command(folder, arguments).output().map_err(missing)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
            Err(format!("git says: {}", if said.is_empty() { "no" } else { &said }))
        }
    }
}

#[cfg(unix)]
fn name(bytes: &[u8]) -> &OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(bytes)
}

#[cfg(not(unix))]
fn name(bytes: &[u8]) -> &OsStr {
    OsStr::new(std::str::from_utf8(bytes).unwrap_or_default())
}

/// A path as git writes it.
fn key(path: &Path) -> Vec<u8> {
    let mut key = Vec::new();
    for part in path.components() {
        if !key.is_empty() {
            key.push(b'/');
        }
        key.extend_from_slice(part.as_os_str().as_encoded_bytes());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_inside_a_change_are_no_headers() {
        let diff = b"diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1 +1,3 @@ @@ -9 +9 @@\n-old\n\
            +++ b/other.md\n+@@ -1 +50,9 @@\n+new\n\\ No newline at end of file\n@@ -5,2 +7,0 @@\n-x\n-y\n\
            diff --git a/b b/b\n--- a/b\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n\
            diff --git a/n b/n\nsimilarity index 90%\n--- a/n\n+++ \"b/\\\"q\\\" \\t\\303\\251.md\"\n@@ -3,0 +4 @@\n+z\n\
            diff --git a/s b/s\n--- a/s s\n+++ b/s s\t\n@@ -0,0 +1 @@\n+z\n";
        let files = hunks(&diff[..]).expect("a diff");
        let of = |name: &str| files.get(name.as_bytes()).map(Vec::as_slice);
        assert_eq!(of("a.md"), Some(&[0..3, 6..8][..]));
        let one = |lines: Range<usize>| vec![lines];
        assert_eq!(of("\"q\" \t\u{e9}.md"), Some(&*one(3..4)));
        assert_eq!(of("s s"), Some(&*one(0..1)));
        assert_eq!(files.len(), 3);
    }
}
