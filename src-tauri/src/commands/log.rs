//! The log: shown as it is, saved as it was shown.

use std::sync::PoisonError;

use orgkey::Problem;

use crate::shell::Shell;

pub(super) async fn log(shell: &Shell) -> Result<String, Problem> {
    let text = shell.log.text();
    shell.shown_log.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&text);
    Ok(text)
}

/// Asks where to, in the system's own dialog, and writes what was shown there, for its owner alone; none when the person
/// cancelled.
pub(super) async fn save_log(shell: &Shell) -> Result<Option<String>, Problem> {
    let shown = shell.shown_log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(path) = super::files::ask_where(shell, "orgkey-log.txt".to_owned()).await else { return Ok(None) };
    orgkey::private::write(&path, &shown)?;
    Ok(Some(path.display().to_string()))
}
