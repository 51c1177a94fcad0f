//! The org's switch for secrets: turned on for a moment, put back, and read again to be sure.

use salesforce::Org;
use salesforce::metadata::DeployOptions;
use tokio::time::sleep;

use super::deploy::{Pace, deploy_problems};
use crate::plan::switch_package;
use crate::preflight::{SwitchState, read_secret_switch};
use crate::problem::{Code, Problem};

/// Sets the switch and reads it back. Safe to repeat.
///
/// # Errors
/// What Salesforce answered; `read_back_differs` when it took the change and the switch is not so.
pub(super) async fn set(org: &Org, on: bool) -> Result<(), Problem> {
    let zip = switch_package(org.version(), on).to_zip()?;
    let id = org.deploy(zip, &DeployOptions::default()).await?;
    let mut pace = Pace::new();
    loop {
        let result = org.deploy_status(&id).await?;
        if result.done {
            if !result.success {
                return Err(deploy_problems(&result).into_iter().next().unwrap_or(Problem::new(Code::DeployFailed)));
            }
            break;
        }
        sleep(pace.next()).await;
    }
    match (read_secret_switch(org).await?, on) {
        (SwitchState::On, true) | (SwitchState::Off, false) | (SwitchState::Unknown, _) => Ok(()),
        _ => Err(Problem::new(Code::ReadBackDiffers).with("what", "secret_switch")),
    }
}
