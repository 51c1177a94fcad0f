//! Where Orgkey's own file is: `ORGKEY_HOME`, or the folder that the system gives to programs.

use std::path::PathBuf;

/// The folder, which need not exist yet; none on a system without home folders.
pub(crate) fn folder() -> Option<PathBuf> {
    match std::env::var_os("ORGKEY_HOME") {
        Some(home) => Some(PathBuf::from(home)),
        None => directories::ProjectDirs::from("dev", "orgkey", "Orgkey").map(|dirs| dirs.data_dir().to_owned()),
    }
}
