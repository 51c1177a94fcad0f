//! Is another change being deployed? Ours would wait in line.

use super::findings::Findings;
use super::{Check, CheckId, Outcome};

pub(super) fn check(findings: &Findings) -> Check {
    match &findings.deploying {
        None => Check::new(CheckId::OtherDeployment, Outcome::Pass),
        Some(who) => Check::new(CheckId::OtherDeployment, Outcome::Warn).with("who", who),
    }
}
