//! Runs, and what a person tells one that waits.

use orgkey::apply::{RunState, RunView, Signal, Waiting};
use orgkey::diagnosis::Diagnosis;
use orgkey::verify::Flow;
use orgkey::{Code, Problem};
use uuid::Uuid;

use crate::shell::Shell;

pub(super) async fn run(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.run(id)
}

pub(super) async fn continue_run(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.continue_run(id).await
}

pub(super) async fn leave_run(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.leave_run(id).await
}

pub(super) async fn undo_run(shell: &Shell, id: Uuid, typed_name: String) -> Result<RunView, Problem> {
    shell.desk.undo_run(id, &typed_name).await
}

pub(super) async fn leave_unreadable_run(shell: &Shell, id: Uuid) -> Result<(), Problem> {
    shell.desk.leave_unreadable_run(id)
}

pub(super) async fn cancel_deployment(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.cancel_deployment(id).await
}

pub(super) async fn prove_again(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.prove_again(id).await
}

pub(super) async fn diagnose(shell: &Shell, id: Uuid, flow: Flow) -> Result<Diagnosis, Problem> {
    shell.desk.diagnose(id, flow).await
}

pub(super) async fn mend(shell: &Shell, id: Uuid, flow: Flow, fingerprint: String) -> Result<RunView, Problem> {
    shell.desk.mend(id, flow, &fingerprint).await
}

pub(super) async fn check_now(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.signal(id, Signal::CheckNow)
}

pub(super) async fn bring_secret(shell: &Shell, id: Uuid, secret: String) -> Result<RunView, Problem> {
    shell.desk.bring_secret(id, &secret)
}

pub(super) async fn read_secret_after_all(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.signal(id, Signal::ReadSecretAfterAll)
}

pub(super) async fn finish_without_secret(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.signal(id, Signal::FinishWithoutSecret)
}

pub(super) async fn open_person_link(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.signal(id, Signal::OpenPersonLink)
}

pub(super) async fn copy_person_link(shell: &Shell, id: Uuid) -> Result<(), Problem> {
    match shell.desk.run(id)?.state {
        RunState::Waiting { for_what: Waiting::Person { link, .. } } => shell.clipboard.copy(&link).map(drop),
        _ => Err(Problem::new(Code::NotFound).with("what", "link")),
    }
}

pub(super) async fn paste_callback(shell: &Shell, id: Uuid, address: String) -> Result<RunView, Problem> {
    shell.desk.signal(id, Signal::PastedCallback(address))
}

pub(super) async fn skip_person(shell: &Shell, id: Uuid) -> Result<RunView, Problem> {
    shell.desk.signal(id, Signal::SkipPerson)
}

/// The one way by which a secret reaches the page: the person pressed Show.
pub(super) async fn reveal_secret(shell: &Shell, id: Uuid) -> Result<String, Problem> {
    Ok(shell.desk.reveal_secret(id).await?.expose().to_owned())
}
