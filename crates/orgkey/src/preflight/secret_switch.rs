//! Can the secret be read over REST, or has the person to decide about the org's switch?

use super::findings::{Findings, SwitchState};
use super::{Check, CheckId, Outcome, Remedy, SetupPage};

pub(super) fn check(findings: &Findings) -> Check {
    match findings.secret_switch {
        SwitchState::On => Check::new(CheckId::SecretSwitch, Outcome::Pass),
        SwitchState::Off | SwitchState::Unknown => Check::new(CheckId::SecretSwitch, Outcome::Warn)
            .mended_by(Remedy::TurnOnDuringCreate)
            .mended_by(Remedy::OpenSetup { page: SetupPage::ExternalClientAppSettings }),
    }
}
