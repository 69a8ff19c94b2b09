//! Files that are replaced whole or not at all. Owns how; must not know what is written.
//!
//! What is new goes to a file beside the old one, which it takes the place of only when all of it
//! is on the disk: whoever reads, and whatever happens meanwhile, there is the old or the new.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use tempfile::NamedTempFile;

/// A file that is being written.
pub(super) enum Replacement {
    /// A file beside the one that it will replace.
    Beside { file: BufWriter<NamedTempFile>, target: PathBuf },
    /// A device or pipe: there is nothing to replace.
    Direct(BufWriter<File>),
}

/// How the files are named that are not yet in place.
const PREFIX: &str = ".caveat-";
const SUFFIX: &str = ".tmp";
/// Age from which such a file is nobody's: the run that wrote it was killed.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// Takes away what killed runs left in a folder, once a run. That it cannot is no fault of this run.
fn sweep(folder: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if !SWEPT.lock().is_ok_and(|mut swept| swept.insert(folder.to_owned())) {
        return;
    }
    let is_ours = |name: &str| name.starts_with(PREFIX) && name.ends_with(SUFFIX);
    let stale = |file: &fs::DirEntry| {
        let there = file.metadata().ok().filter(fs::Metadata::is_file);
        let age = there.and_then(|there| there.modified().ok()?.elapsed().ok());
        age.is_some_and(|age| age > STALE)
    };
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        if file.file_name().to_str().is_some_and(is_ours) && stale(&file) {
            fs::remove_file(file.path()).unwrap_or_default();
        }
    }
}

impl Replacement {
    /// Begins to write what will replace a file, or become one. A link stays one.
    ///
    /// # Errors
    /// Where there is no such folder, or nothing may be written to it.
    pub(super) fn begin(target: &Path) -> io::Result<Self> {
        let there = fs::metadata(target);
        match &there {
            Ok(there) if there.is_dir() => return Err(io::Error::other("it is a folder")),
            Ok(there) if !there.is_file() => {
                return Ok(Self::Direct(BufWriter::new(File::options().write(true).open(target)?)));
            }
            // taking its place would get around what its owner asked for
            Ok(there) if there.permissions().readonly() => {
                return Err(io::Error::new(ErrorKind::PermissionDenied, "it is write-protected"));
            }
            _ => {}
        }
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sweep(folder);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        if there.is_err() {
            use std::os::unix::fs::PermissionsExt as _;
            // what the user's mask makes of it, as of any new file
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder)?;
        if let Ok(there) = there {
            file.as_file().set_permissions(there.permissions())?;
        }
        Ok(Self::Beside { file: BufWriter::new(file), target })
    }

    /// Puts what was written into place.
    ///
    /// # Errors
    /// Where the disk is full or the file may not be replaced; the old one is still there then.
    pub(super) fn commit(self) -> io::Result<()> {
        match self {
            Self::Beside { file, target } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(target).map(drop).map_err(|e| e.error)
            }
            Self::Direct(mut file) => file.flush(),
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside { file, .. } => file.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside { file, .. } => file.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}

/// Replaces a file by these bytes.
///
/// # Errors
/// Where it cannot be written; the old one is still there then.
pub(super) fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut replacement = Replacement::begin(target)?;
    replacement.write_all(bytes)?;
    replacement.commit()
}

/// Why an error of the system keeps a file from being written: a sentence that can follow its name.
pub(super) fn unwritable(error: &io::Error) -> String {
    let reason = match error.kind() {
        ErrorKind::NotFound => "its folder does not exist".to_owned(),
        ErrorKind::PermissionDenied if error.raw_os_error().is_some() => {
            "you have no permission to write there".to_owned()
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    };
    format!("cannot be written: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_committed_leaves_no_trace() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        replace(&path, b"old").expect("written");
        let mut half = Replacement::begin(&path).expect("begun");
        half.write_all(b"ne").expect("written");
        drop(half);
        assert_eq!(fs::read(&path).expect("there"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        replace(&path, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("there"), b"new");
        let missing = replace(&folder.path().join("no/a.txt"), b"").expect_err("no folder");
        assert_eq!(unwritable(&missing), "cannot be written: its folder does not exist");
    }

    #[test]
    fn what_killed_runs_left_goes() {
        use std::time::SystemTime;
        let folder = tempfile::tempdir().expect("a folder");
        for (name, age) in
            [(".caveat-a1b2.tmp", 2 * STALE), (".caveat-c3d4.tmp", STALE / 2), (".tmp", 2 * STALE)]
        {
            let file = File::create(folder.path().join(name)).expect("made");
            file.set_modified(SystemTime::now() - age).expect("aged");
        }
        replace(&folder.path().join("a.txt"), b"new").expect("written");
        let left = fs::read_dir(folder.path()).expect("a folder").flatten();
        let mut left: Vec<_> = left.map(|file| file.file_name()).collect();
        left.sort();
        assert_eq!(left, [".caveat-c3d4.tmp", ".tmp", "a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("a.sh"), folder.path().join("link"));
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o751)).expect("set");
        symlink("a.sh", &link).expect("a link");
        replace(&link, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("there"), b"new");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o751);
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("set");
        assert_eq!(
            unwritable(&replace(&path, b"x").expect_err("refused")),
            "cannot be written: it is write-protected"
        );
        assert_eq!(fs::read(&path).expect("there"), b"new");
    }
}
