//! Showing a secret: seldom, so that nothing in the page can read them one after another.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use salesforce::types::ConsumerSecret;
use uuid::Uuid;

use super::{Desk, lock};
use crate::problem::{Code, Problem};

/// More than a person wants, less than a program does.
const MOST: usize = 6;

/// The time in which so many may be shown.
const WITHIN: Duration = Duration::from_secs(60);

/// When secrets were shown, oldest first.
#[derive(Default)]
pub(super) struct Reveals(VecDeque<Instant>);

impl Reveals {
    /// Counts one more; false when there were too many of late.
    fn one_more(&mut self, now: Instant) -> bool {
        while self.0.front().is_some_and(|first| now.duration_since(*first) >= WITHIN) {
            self.0.pop_front();
        }
        let may = self.0.len() < MOST;
        if may {
            self.0.push_back(now);
        }
        may
    }
}

impl Desk {
    /// The secret that a run keeps, for a person who asked to see it.
    ///
    /// # Errors
    /// `shown_too_often`; as [`Desk::secret`].
    pub async fn reveal_secret(&self, run: Uuid) -> Result<ConsumerSecret, Problem> {
        if !lock(&self.0.reveals).one_more(Instant::now()) {
            return Err(Problem::new(Code::ShownTooOften));
        }
        self.secret(run).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_can_read_secrets_one_after_another() {
        let (mut reveals, start) = (Reveals::default(), Instant::now());
        let shown = (0..100u64).filter(|number| reveals.one_more(start + Duration::from_millis(number * 100))).count();
        assert_eq!(shown, MOST);
        assert!(!reveals.one_more(start + Duration::from_secs(59)));
        assert!(reveals.one_more(start + WITHIN), "a minute later it may be shown again");
    }
}
