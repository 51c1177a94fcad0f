//! A newer token for a session whose own has ended. How one is got is not known here.

use std::future::Future;
use std::pin::Pin;

use crate::Result;
use crate::types::AccessToken;

/// What comes of asking for a newer token: none when the session can't be renewed.
pub type Renewed<'a> = Pin<Box<dyn Future<Output = Result<Option<AccessToken>>> + Send + 'a>>;

/// Gets newer tokens. Asked by [`super::Org`] when Salesforce refuses the one that was used.
pub trait Renewal: Send + Sync {
    /// A token newer than `used`, which was refused. Many calls may ask at once about the same one.
    ///
    /// # Errors
    /// What stood in the way of asking; a session that can't be renewed is `None`.
    fn renew<'a>(&'a self, used: &'a AccessToken) -> Renewed<'a>;
}
