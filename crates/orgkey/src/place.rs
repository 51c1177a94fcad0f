//! Where Orgkey's own file is: `ORGKEY_HOME`, or the folder that the system gives to programs. The window and the command
//! line share it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

use crate::problem::{Code, Problem};

/// The folder, which need not exist yet.
///
/// # Errors
/// `store_failed` on a system without home folders.
pub fn folder() -> Result<PathBuf, Problem> {
    if let Some(home) = std::env::var_os("ORGKEY_HOME") {
        return Ok(PathBuf::from(home));
    }
    directories::ProjectDirs::from("dev", "orgkey", "Orgkey")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or_else(|| Problem::new(Code::StoreFailed).with("detail", "no home folder"))
}

/// A name for the folder, the same for every process that uses it: lower-case letters and digits, a letter first.
///
/// # Errors
/// As [`folder`].
pub fn name() -> Result<String, Problem> {
    let folder = folder()?;
    // Two ways to write one place are one place, once it is there.
    let folder = std::fs::canonicalize(&folder).unwrap_or(folder);
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    Ok(format!("home{:016x}", hasher.finish()))
}
