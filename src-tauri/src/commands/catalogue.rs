//! The first screen, the tables, the theme.

use orgkey::Problem;
use orgkey::views::{Catalogue, Start, Theme};

use crate::shell::Shell;

pub(super) async fn start(shell: &Shell) -> Result<Start, Problem> {
    shell.desk.start().await
}

pub(super) async fn catalogue(shell: &Shell) -> Result<Catalogue, Problem> {
    Ok(shell.desk.catalogue())
}

pub(super) async fn set_theme(shell: &Shell, theme: Theme) -> Result<(), Problem> {
    shell.desk.set_theme(theme)
}
