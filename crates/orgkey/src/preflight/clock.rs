//! Does this computer's clock agree with Salesforce?

use super::findings::Findings;
use super::{Check, CheckId, Outcome};

/// Salesforce grants three minutes; said before it matters.
const TOLERATED_SECONDS: f64 = 60.0;

pub(super) fn check(findings: &Findings) -> Check {
    let Some(ahead) = findings.clock_ahead else {
        return Check::new(CheckId::Clock, Outcome::Warn).with("seconds", "?");
    };
    Check::new(CheckId::Clock, outcome(ahead)).with("seconds", format!("{:.1}", ahead.abs()))
}

fn outcome(ahead: f64) -> Outcome {
    if ahead.abs() > TOLERATED_SECONDS { Outcome::Warn } else { Outcome::Pass }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_wrong_is_taken_for_right() {
        let (minute, day) = (60.0, 86_400.0);
        for wrong in [10.0 * minute, day, 2.0 * 365.0 * day] {
            assert_eq!((outcome(wrong), outcome(-wrong)), (Outcome::Warn, Outcome::Warn), "{wrong}");
        }
        for right in [0.0, 2.5, minute] {
            assert_eq!((outcome(right), outcome(-right)), (Outcome::Pass, Outcome::Pass), "{right}");
        }
    }
}
