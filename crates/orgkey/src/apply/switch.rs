//! The org's switch for secrets: turned on for a moment, put back, and read again to be sure.

use salesforce::Org;
use salesforce::metadata::DeployOptions;

use super::deploy::{PATIENT, deploy_problems, watch};
use crate::plan::switch_package;
use crate::preflight::{SwitchState, read_secret_switch};
use crate::problem::{Code, Problem};

/// Sets the switch and reads it back: true when it was read. Safe to repeat.
///
/// # Errors
/// What Salesforce answered; `read_back_differs` when it took the change and the switch is not so.
pub(super) async fn set(org: &Org, on: bool) -> Result<bool, Problem> {
    let zip = switch_package(org.version(), on).to_zip()?;
    let id = org.deploy(zip, &DeployOptions::default()).await?;
    let result = watch(org, &id, PATIENT, |_| {}).await?;
    if let Some(problem) = deploy_problems(&result).into_iter().next() {
        return Err(problem);
    }
    match (read_secret_switch(org).await?, on) {
        (SwitchState::On, true) | (SwitchState::Off, false) => Ok(true),
        (SwitchState::Unknown, _) => Ok(false),
        _ => Err(Problem::new(Code::ReadBackDiffers).with("what", "secret_switch")),
    }
}
