//! How long the org takes over the things that are not done at once.

use std::time::Duration;

/// Delays of the practice org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long a deploy is `Pending`.
    pub deploy_pending: Duration,
    /// How long a deploy is `InProgress`.
    pub deploy_in_progress: Duration,
    /// How long a new app, or a changed callback, stays unknown to OAuth.
    pub propagation: Duration,
}

impl Timing {
    /// No delay at all: for tests.
    #[must_use]
    pub const fn instant() -> Self {
        Self { deploy_pending: Duration::ZERO, deploy_in_progress: Duration::ZERO, propagation: Duration::ZERO }
    }

    /// Long enough for a person to see each state, short enough not to bore.
    #[must_use]
    pub const fn for_people() -> Self {
        Self {
            deploy_pending: Duration::from_millis(200),
            deploy_in_progress: Duration::from_millis(600),
            propagation: Duration::from_secs(8),
        }
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self::instant()
    }
}
