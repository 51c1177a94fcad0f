//! Signing in.

use orgkey::sign_in::{Place, Sf, SfFound, SignInView};
use orgkey::wizard::DraftView;
use orgkey::{Code, Problem};
use uuid::Uuid;

use crate::shell::Shell;

pub(super) async fn begin_sign_in(
    shell: &Shell,
    place: Place,
    expected_org: Option<String>,
) -> Result<SignInView, Problem> {
    shell.desk.begin_sign_in(place, expected_org).await
}

pub(super) async fn begin_own_sign_in(
    shell: &Shell,
    address: String,
    client_id: String,
    expected_org: Option<String>,
) -> Result<SignInView, Problem> {
    shell.desk.begin_own_sign_in(address, &client_id, expected_org).await
}

pub(super) async fn sf_orgs(shell: &Shell) -> Result<SfFound, Problem> {
    match Sf::on_path() {
        Ok(sf) => Ok(shell.desk.sf_orgs(&sf).await),
        Err(problem) => Ok(SfFound::Trouble { problem }),
    }
}

pub(super) async fn sign_in_with_sf(
    shell: &Shell,
    username: String,
    expected_org: Option<String>,
) -> Result<SignInView, Problem> {
    shell.desk.sign_in_with_sf(&Sf::on_path()?, &username, expected_org).await
}

pub(super) async fn sign_in_with_token(
    shell: &Shell,
    address: String,
    token: String,
    expected_org: Option<String>,
) -> Result<SignInView, Problem> {
    shell.desk.sign_in_with_token(address, &token, expected_org).await
}

pub(super) async fn sign_in(shell: &Shell, id: Uuid) -> Result<SignInView, Problem> {
    shell.desk.sign_in(id)
}

pub(super) async fn open_sign_in_again(shell: &Shell, id: Uuid) -> Result<SignInView, Problem> {
    shell.desk.open_sign_in_again(id)
}

pub(super) async fn extend_sign_in(shell: &Shell, id: Uuid) -> Result<SignInView, Problem> {
    shell.desk.extend_sign_in(id)
}

pub(super) async fn copy_sign_in_link(shell: &Shell, id: Uuid) -> Result<(), Problem> {
    let link = shell.desk.sign_in(id)?.link.ok_or_else(|| Problem::new(Code::NotFound).with("what", "sign_in"))?;
    shell.clipboard.copy(&link).map(drop)
}

pub(super) async fn cancel_sign_in(shell: &Shell, id: Uuid) -> Result<(), Problem> {
    shell.desk.cancel_sign_in(id);
    Ok(())
}

pub(super) async fn accept_org(
    shell: &Shell,
    sign_in: Uuid,
    draft: Option<Uuid>,
) -> Result<Option<DraftView>, Problem> {
    shell.desk.accept_org(sign_in, draft).await
}

pub(super) async fn use_org(shell: &Shell, org: String, draft: Uuid) -> Result<DraftView, Problem> {
    shell.desk.use_org(&org, draft).await
}

pub(super) async fn use_practice(shell: &Shell, draft: Uuid) -> Result<DraftView, Problem> {
    shell.desk.use_practice(draft).await
}
