//! Are external client apps turned on, and do they answer?

use super::findings::Findings;
use super::{Check, CheckId, Outcome, Remedy, SetupPage};

pub(super) fn check(findings: &Findings) -> Check {
    match &findings.apps_refused {
        None => Check::new(CheckId::ExternalClientApps, Outcome::Pass),
        Some(words) => Check::new(CheckId::ExternalClientApps, Outcome::Block)
            .with("error", &words.error)
            .mended_by(Remedy::OpenSetup { page: SetupPage::ExternalClientAppSettings })
            .said(Some(words.clone())),
    }
}
