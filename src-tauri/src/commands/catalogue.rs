//! The first screen, the tables, the theme, waits.

use orgkey::views::{AskedWait, Catalogue, Start, Theme};
use orgkey::{Line, Problem};

use crate::shell::Shell;

pub(super) async fn start(shell: &Shell) -> Result<Start, Problem> {
    shell.desk.start().await
}

pub(super) async fn catalogue(shell: &Shell) -> Result<Catalogue, Problem> {
    Ok(shell.desk.catalogue())
}

pub(super) async fn waits(shell: &Shell) -> Result<Vec<AskedWait>, Problem> {
    Ok(shell.desk.waits())
}

pub(super) async fn end_waits(shell: &Shell) -> Result<(), Problem> {
    shell.desk.end_waits();
    Ok(())
}

pub(super) async fn set_theme(shell: &Shell, theme: Theme) -> Result<(), Problem> {
    shell.desk.set_theme(theme)
}

pub(super) async fn check_keychain(shell: &Shell) -> Result<Start, Problem> {
    shell.desk.check_keychain().await
}

pub(super) async fn keep_until_closed(shell: &Shell) -> Result<Start, Problem> {
    shell.desk.keep_until_closed().await
}

pub(super) async fn left_secrets(shell: &Shell) -> Result<Vec<Line>, Problem> {
    shell.desk.left_secrets().await
}

pub(super) async fn delete_left_secrets(shell: &Shell) -> Result<Vec<Line>, Problem> {
    shell.desk.delete_left_secrets().await
}

pub(super) async fn bring_copy_back(shell: &Shell) -> Result<Start, Problem> {
    shell.desk.bring_copy_back().await
}

pub(super) async fn leave_copy(shell: &Shell) -> Result<Start, Problem> {
    shell.desk.leave_copy().await
}

pub(super) async fn forget_org(shell: &Shell, org: String) -> Result<Start, Problem> {
    shell.desk.forget_org(&org).await
}
