//! Files by the system's own dialogs: the page never says where, and learns no more than the place that was chosen.

use std::path::PathBuf;

use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tokio::sync::oneshot;

use crate::shell::Shell;

/// Asks where to save; none when the person cancelled.
pub(super) async fn ask_where(shell: &Shell, name: String) -> Option<PathBuf> {
    let (chosen, answer) = oneshot::channel();
    shell.app.dialog().file().set_file_name(name).save_file(move |path| drop(chosen.send(path)));
    place(answer.await.ok().flatten()?)
}

/// Asks for files to open; none when the person cancelled.
pub(super) async fn ask_which(shell: &Shell, kind: &str, endings: &[&str]) -> Vec<PathBuf> {
    let (chosen, answer) = oneshot::channel();
    let dialog = shell.app.dialog().file().add_filter(kind, endings);
    dialog.pick_files(move |paths| drop(chosen.send(paths)));
    answer.await.ok().flatten().unwrap_or_default().into_iter().filter_map(place).collect()
}

/// Asks for one file to open; none when the person cancelled.
pub(super) async fn ask_which_one(shell: &Shell, kind: &str, endings: &[&str]) -> Option<PathBuf> {
    let (chosen, answer) = oneshot::channel();
    let dialog = shell.app.dialog().file().add_filter(kind, endings);
    dialog.pick_file(move |path| drop(chosen.send(path)));
    place(answer.await.ok().flatten()?)
}

fn place(path: FilePath) -> Option<PathBuf> {
    path.into_path().ok()
}
