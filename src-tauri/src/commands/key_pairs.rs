//! Key pairs: what the page may ask for. Keys pass between files and the vault, never through the page.

use orgkey::export::write_new;
use orgkey::key_pair::{KeyPairView, read_files};
use orgkey::{Code, Line, Problem, words};
use uuid::Uuid;

use super::files::{ask_where, ask_which};
use crate::drop::{DropKind, KEY_FILES};
use crate::shell::Shell;

pub(super) async fn key_pair(shell: &Shell, id: Uuid) -> Result<KeyPairView, Problem> {
    shell.desk.key_pair(id).await
}

pub(super) async fn make_key_pair(shell: &Shell, id: Uuid) -> Result<KeyPairView, Problem> {
    shell.desk.make_key_pair(id).await
}

/// Asks for the files in the system's own dialog; what is there stays when the person cancels.
pub(super) async fn choose_key_pair(shell: &Shell, id: Uuid) -> Result<KeyPairView, Problem> {
    // Nobody is asked for files that no draft could take.
    shell.desk.open_draft(id)?;
    let kind = words::line(&Line::new("key_files"));
    let paths = ask_which(shell, &kind, &KEY_FILES).await;
    if paths.is_empty() {
        return shell.desk.key_pair(id).await;
    }
    shell.desk.bring_key_pair(id, read_files(&paths)?).await
}

/// Takes the key files that were dropped on the window.
pub(super) async fn take_dropped_key_pair(shell: &Shell, id: Uuid) -> Result<KeyPairView, Problem> {
    let paths = shell.dropped.take(DropKind::KeyFiles);
    shell.desk.open_draft(id)?;
    if paths.is_empty() {
        return Err(Problem::new(Code::NotTakenHere).with("reason", "not_taken_reason_other"));
    }
    shell.desk.bring_key_pair(id, read_files(&paths)?).await
}

/// The password passes through here once and is not kept.
pub(super) async fn unlock_key_pair(shell: &Shell, id: Uuid, password: String) -> Result<KeyPairView, Problem> {
    shell.desk.unlock_key_pair(id, password).await
}

pub(super) async fn save_certificate(shell: &Shell, id: Uuid) -> Result<Option<String>, Problem> {
    let (name, certificate) = shell.desk.certificate(id)?;
    let Some(path) = ask_where(shell, name).await else { return Ok(None) };
    write_new(&path, &certificate.pem, false)?;
    Ok(Some(path.display().to_string()))
}

/// The one way by which a private key leaves the vault: the person said so, and where to.
pub(super) async fn save_private_key(shell: &Shell, id: Uuid) -> Result<Option<String>, Problem> {
    let (name, key) = shell.desk.private_key(id).await?;
    let Some(path) = ask_where(shell, name).await else { return Ok(None) };
    write_new(&path, key.expose(), true)?;
    Ok(Some(path.display().to_string()))
}
