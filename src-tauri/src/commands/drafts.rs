//! Drafts, what their steps ask of the org, the plan, and Create.

use std::path::Path;

use orgkey::apply::RunView;
use orgkey::blueprint::{BlueprintFile, api_name_from_label};
use orgkey::catalogue::ConnectKind;
use orgkey::plan::{Consent, PlanView};
use orgkey::preflight::Checkup;
use orgkey::views::{NameState, ObjectView, PermissionSetView, UserList, Validation};
use orgkey::wizard::{Answer, DraftView, Step, Submitted};
use orgkey::{Code, Line, Problem, words};
use uuid::Uuid;

use super::files::ask_which_one;
use crate::drop::{BLUEPRINT_FILES, DropKind};
use crate::shell::Shell;

pub(super) async fn new_draft(shell: &Shell) -> Result<DraftView, Problem> {
    shell.desk.new_draft()
}

/// Asks for a blueprint in the system's own dialog; none when the person cancels.
pub(super) async fn open_blueprint(shell: &Shell) -> Result<Option<DraftView>, Problem> {
    let kind = words::line(&Line::new("blueprint_files"));
    match ask_which_one(shell, &kind, &BLUEPRINT_FILES).await {
        Some(path) => draft_from(shell, &path).map(Some),
        None => Ok(None),
    }
}

/// Takes the blueprint that was dropped on the window.
pub(super) async fn take_dropped_blueprint(shell: &Shell) -> Result<DraftView, Problem> {
    match shell.dropped.take(DropKind::Blueprint).as_slice() {
        [path] => draft_from(shell, path),
        _ => Err(Problem::new(Code::NotTakenHere).with("reason", "not_taken_reason_other")),
    }
}

fn draft_from(shell: &Shell, path: &Path) -> Result<DraftView, Problem> {
    shell.desk.draft_from_blueprint(&BlueprintFile::open(path)?)
}

pub(super) async fn open_draft(shell: &Shell, id: Uuid) -> Result<DraftView, Problem> {
    shell.desk.open_draft(id)
}

pub(super) async fn delete_draft(shell: &Shell, id: Uuid) -> Result<(), Problem> {
    shell.desk.delete_draft(id).await
}

pub(super) async fn save_answer(shell: &Shell, id: Uuid, answer: Answer) -> Result<DraftView, Problem> {
    shell.desk.save_answer(id, answer)
}

pub(super) async fn submit_answer(shell: &Shell, id: Uuid, answer: Answer) -> Result<Submitted, Problem> {
    shell.desk.submit_answer(id, answer).await
}

pub(super) async fn choose_connect(shell: &Shell, id: Uuid, kind: ConnectKind) -> Result<DraftView, Problem> {
    shell.desk.choose_connect(id, kind)
}

pub(super) async fn undo_edit(shell: &Shell, id: Uuid) -> Result<DraftView, Problem> {
    shell.desk.undo_edit(id)
}

pub(super) async fn go_to(shell: &Shell, id: Uuid, step: Step) -> Result<DraftView, Problem> {
    shell.desk.go_to(id, step)
}

pub(super) async fn api_name_for(_: &Shell, label: String) -> Result<String, Problem> {
    Ok(api_name_from_label(&label))
}

pub(super) async fn check(shell: &Shell, id: Uuid) -> Result<Checkup, Problem> {
    shell.desk.check(id).await
}

pub(super) async fn own_address(shell: &Shell, id: Uuid) -> Result<Option<String>, Problem> {
    shell.desk.own_address(id).await
}

pub(super) async fn name_state(shell: &Shell, id: Uuid, api_name: String) -> Result<NameState, Problem> {
    shell.desk.name_state(id, &api_name).await
}

pub(super) async fn users(shell: &Shell, id: Uuid, find: String) -> Result<UserList, Problem> {
    shell.desk.users(id, &find).await
}

pub(super) async fn permission_sets(shell: &Shell, id: Uuid) -> Result<Vec<PermissionSetView>, Problem> {
    shell.desk.permission_sets(id).await
}

pub(super) async fn objects(shell: &Shell, id: Uuid) -> Result<Vec<ObjectView>, Problem> {
    shell.desk.objects(id).await
}

pub(super) async fn plan(shell: &Shell, id: Uuid) -> Result<PlanView, Problem> {
    shell.desk.plan(id).await
}

pub(super) async fn validate_plan(shell: &Shell, id: Uuid, fingerprint: String) -> Result<Validation, Problem> {
    shell.desk.validate_plan(id, &fingerprint).await
}

pub(super) async fn create(
    shell: &Shell,
    id: Uuid,
    fingerprint: String,
    typed_name: String,
    loosenings: bool,
) -> Result<RunView, Problem> {
    shell.desk.create(id, &fingerprint, &Consent { org_name: typed_name, loosenings }).await
}
