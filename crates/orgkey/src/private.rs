//! Files and folders that only their owner may read, made so that nobody can slip a link under them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::problem::{Code, Problem};

/// Makes a folder for its owner alone, and takes others' rights away where it was there before.
///
/// # Errors
/// `unsafe_place` when it is a link or somebody else's; `store_failed`.
pub(crate) fn folder(folder: &Path) -> Result<(), Problem> {
    make(folder).map_err(|error| failed(&error))?;
    let found = fs::symlink_metadata(folder).map_err(|error| failed(&error))?;
    if !found.is_dir() || !is_ours(&found) {
        return Err(unsafe_place(folder));
    }
    close_to_others(folder, &found, 0o700).map_err(|error| failed(&error))
}

/// Opens a file for its owner alone, made if it is not there, unchanged if it is.
///
/// # Errors
/// `unsafe_place` when it is a link or somebody else's; `store_failed`.
pub(crate) fn file(path: &Path) -> Result<File, Problem> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file() || !is_ours(&found)) {
        return Err(unsafe_place(path));
    }
    let file = open(path).map_err(|error| failed(&error))?;
    let found = file.metadata().map_err(|error| failed(&error))?;
    close_to_others(path, &found, 0o600).map_err(|error| failed(&error))?;
    Ok(file)
}

/// Refuses what was put where our file will be: a link would lead the writing elsewhere.
///
/// # Errors
/// `unsafe_place`.
pub(crate) fn no_link(path: &Path) -> Result<(), Problem> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() || !is_ours(&found) => Err(unsafe_place(path)),
        _ => Ok(()),
    }
}

/// Writes a whole file for its owner alone, beside the place and then into it, so that it is never there by half.
///
/// # Errors
/// `unsafe_place` when there is a link, or somebody else's file; `file_not_written`.
pub fn write(path: &Path, text: &str) -> Result<(), Problem> {
    no_link(path)?;
    let folder = path.parent().ok_or_else(|| unsafe_place(path))?;
    let failed =
        |error: io::Error| Problem::new(Code::FileNotWritten).with("file", path.display()).with("detail", error);
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    beside.write_all(text.as_bytes()).and_then(|()| beside.as_file().sync_all()).map_err(failed)?;
    // Renaming replaces a link that came since; it is never followed.
    beside.persist(path).map_err(|error| failed(error.error))?;
    sync(folder);
    Ok(())
}

fn unsafe_place(path: &Path) -> Problem {
    Problem::new(Code::UnsafePlace).with("place", path.display())
}

fn failed(error: &io::Error) -> Problem {
    Problem::new(Code::StoreFailed).with("detail", error)
}

#[cfg(unix)]
fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    // A name alone has the folder "" above it.
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().ok_or(io::ErrorKind::NotFound)?;
    make(parent)?;
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Another process was quicker.
        Err(_) if folder.is_dir() => {}
        made => made?,
    }
    sync(parent);
    Ok(())
}

/// Brings a folder's names to the disk: when the power is cut, what is in a file is lost with its name. Not every file
/// system can, and some folders may be written and not read; there the names are the system's concern, as for SQLite.
#[cfg(unix)]
fn sync(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let no_follow = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(no_follow).open(path)
}

#[cfg(unix)]
fn is_ours(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn close_to_others(path: &Path, found: &fs::Metadata, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if found.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

// Elsewhere the profile folder of a user is that user's alone by its inherited rights.
#[cfg(not(unix))]
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn sync(_: &Path) {}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}

#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn close_to_others(_: &Path, _: &fs::Metadata, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::PathBuf;

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("target");
        fs::write(&target, "somebody's").unwrap();
        let link = around.path().join("link");
        symlink(&target, &link).unwrap();
        (around, target, link)
    }

    #[test]
    fn a_link_leads_the_writing_elsewhere() {
        let (around, target, link) = place();
        for refused in [file(&link).map(drop), write(&link, "ours"), no_link(&link), folder(&link)] {
            assert!(refused.is_err());
        }
        for refused in [file(&link).map(drop), write(&link, "ours"), no_link(&link)] {
            assert_eq!(refused.unwrap_err().code, Code::UnsafePlace);
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "somebody's");
        let elsewhere = around.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let linked = around.path().join("linked");
        symlink(&elsewhere, &linked).unwrap();
        assert_eq!(folder(&linked).unwrap_err().code, Code::UnsafePlace);
    }

    #[test]
    fn a_folder_or_file_that_was_there_stays_open_to_others() {
        let around = tempfile::tempdir().unwrap();
        let (inside, written) = (around.path().join("folder"), around.path().join("folder/file"));
        fs::create_dir(&inside).unwrap();
        fs::set_permissions(&inside, fs::Permissions::from_mode(0o777)).unwrap();
        fs::write(&written, "kept").unwrap();
        fs::set_permissions(&written, fs::Permissions::from_mode(0o666)).unwrap();
        folder(&inside).unwrap();
        file(&written).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&inside), mode(&written)), (0o700, 0o600));
        assert_eq!(fs::read_to_string(&written).unwrap(), "kept");
    }

    #[test]
    fn a_written_file_is_open_to_others_or_loses_what_was_there_by_half() {
        let around = tempfile::tempdir().unwrap();
        let sheet = around.path().join("sheet.md");
        write(&sheet, "first").unwrap();
        write(&sheet, "second").unwrap();
        assert_eq!(fs::read_to_string(&sheet).unwrap(), "second");
        assert_eq!(fs::metadata(&sheet).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
