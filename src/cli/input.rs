//! Reading bytes from outside: files that may be missing, endless, huge or no files at all. Every
//! failure is one sentence that can follow the name of the file. Must not know what is in them.

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::fault::nearest;

/// Size over which a file is not checked unless the user says so.
pub(super) const USUAL_LIMIT: u64 = 64_000_000;
/// Size over which a file of rules or settings is no such file.
pub(super) const DATA_LIMIT: u64 = 16_000_000;
/// Size over which a file is no baseline: a finding takes some 150 bytes there.
pub(super) const BASELINE_LIMIT: u64 = 1_000_000_000;

/// What stands at a path.
pub(super) enum Kind {
    File,
    Folder,
}

/// Looks at a path without opening it: opening a pipe would wait for whoever writes to it.
pub(super) fn examine(path: &Path) -> Result<Kind, String> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(Kind::Folder),
        Ok(metadata) if metadata.is_file() => Ok(Kind::File),
        Ok(metadata) => Err(special(metadata.file_type()).to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(missing(path)),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Reads an article, up to the limit.
pub(super) fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    open(path, limit, too_large)
}

/// Says why a text of so many bytes, as far as that is known, is over the limit.
type Over = fn(Option<u64>, u64) -> String;

/// The bytes of a file.
fn open(path: &Path, limit: u64, over: Over) -> Result<Vec<u8>, String> {
    match examine(path)? {
        Kind::Folder => return Err("is a folder, not a file".to_owned()),
        Kind::File => {}
    }
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    let size = file.metadata().map_or(0, |m| m.len());
    if size > limit {
        return Err(over(Some(size), limit));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    read(file, &mut bytes, limit, over)?;
    Ok(bytes)
}

/// Reads what is piped in, up to the limit.
pub(super) fn read_stdin(limit: u64) -> Result<Vec<u8>, String> {
    if io::IsTerminal::is_terminal(&io::stdin()) {
        use io::Write as _;
        // that nobody reads it is no failure
        let _ = writeln!(io::stderr(), "Reading what you type; end it with Ctrl-D on a line of its own.");
    }
    let mut bytes = Vec::new();
    read(io::stdin().lock(), &mut bytes, limit, too_large)?;
    Ok(bytes)
}

/// Reads a file of rules or settings, or a baseline, up to the limit that such files have.
pub(super) fn read_data(path: &Path, limit: u64) -> Result<String, String> {
    let over = |size, limit| format!("{} over {}, the limit of such files", is_size(size), megabytes(limit));
    let bytes = open(path, limit, over)?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = 1 + memchr::memchr_iter(b'\n', &e.as_bytes()[..at]).count();
        format!("is not valid UTF-8 at byte {at} (line {line}): save it as UTF-8")
    })
}

fn read(from: impl Read, bytes: &mut Vec<u8>, limit: u64, over: Over) -> Result<(), String> {
    // one byte more than allowed tells a file that grew, or never ends, from one that fits
    from.take(limit + 1).read_to_end(bytes).map_err(|e| unreadable(&e))?;
    match bytes.len() as u64 > limit {
        true => Err(over(None, limit)),
        false => Ok(()),
    }
}

/// Why an error of the system keeps a file from being read.
pub(super) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "is no longer there".to_owned(),
        ErrorKind::PermissionDenied => "cannot be read: you have no permission to read it".to_owned(),
        ErrorKind::OutOfMemory => "cannot be read: it does not fit in memory".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            format!("cannot be read: {}", text.to_lowercase())
        }
    }
}

fn missing(path: &Path) -> String {
    if let Ok(target) = fs::read_link(path) {
        return format!("is a link to `{}`, which does not exist", target.display());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .take(10_000)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let wanted = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    match nearest(&wanted, beside.iter().map(String::as_str)) {
        Some(near) if !wanted.is_empty() => format!("does not exist: did you mean `{near}`?"),
        _ => "does not exist".to_owned(),
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        k if k.is_fifo() => "is a pipe: to check what is piped in, use `-`",
        k if k.is_socket() => "is a socket, not a file",
        k if k.is_char_device() || k.is_block_device() => "is a device: to check what is piped in, use `-`",
        _ => "is not a file",
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "is not a file"
}

/// Why a text of more bytes than the limit is not read.
pub(super) fn too_large(size: Option<u64>, limit: u64) -> String {
    format!(
        "{} over the limit of {}: raise it with --max-size, or with `max-size` in caveat.toml",
        is_size(size),
        megabytes(limit)
    )
}

/// "is 17 MB,", as far as the size is known.
fn is_size(size: Option<u64>) -> String {
    size.map_or("is".to_owned(), |size| format!("is {},", megabytes(size)))
}

/// A size for people, so that two sizes told apart by the program look apart.
fn megabytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{bytes} bytes"),
        _ => format!("{} MB", (bytes as f64 / 1e4).ceil() / 100.0),
    }
}
