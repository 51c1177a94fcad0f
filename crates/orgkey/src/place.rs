//! Where Orgkey's own file is: `ORGKEY_HOME`, or the folder that the system gives to programs. The window and the command
//! line share it.

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
