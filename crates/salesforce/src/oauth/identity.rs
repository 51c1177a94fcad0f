//! Whose token it is: the identity URL and the userinfo service.

use serde::Deserialize;

use crate::transport::{Call, Transport};
use crate::types::{AccessToken, OrgId, RecordId, Username};
use crate::{Error, Host, Result};

/// `https://login.salesforce.com/id/ORG/USER`, as token replies carry it. Read for its ids, never called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityUrl {
    /// As received.
    pub url: String,
    /// The org.
    pub org: OrgId,
    /// The user.
    pub user: RecordId,
}

/// The text does not end in `/id/ORG/USER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identity URL ends in /id/ORG/USER")]
pub struct IdentityUrlProblem;

impl IdentityUrl {
    /// Takes the two ids from the end of the path.
    pub fn parse(text: &str) -> Result<Self, IdentityUrlProblem> {
        let url = url::Url::parse(text).map_err(|_| IdentityUrlProblem)?;
        let segments: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
        let [.., "id", org, user] = segments[..] else { return Err(IdentityUrlProblem) };
        Ok(Self {
            url: text.to_owned(),
            org: OrgId::parse(org).map_err(|_| IdentityUrlProblem)?,
            user: RecordId::parse(user).map_err(|_| IdentityUrlProblem)?,
        })
    }
}

/// What the userinfo service tells (OpenID Connect Core section 5.3), as far as it is used here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UserInfo {
    /// The user.
    pub user_id: RecordId,
    /// The org.
    pub organization_id: OrgId,
    /// The login name.
    pub preferred_username: Username,
    /// The full name.
    #[serde(default)]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// `STANDARD` and the like.
    #[serde(default)]
    pub user_type: Option<String>,
    /// Language, such as `en_US`.
    #[serde(default)]
    pub language: Option<String>,
    /// Whether the user may sign in.
    #[serde(default)]
    pub active: Option<bool>,
}

/// Asks whose token it is. A dead token is the refusal `Bad_OAuth_Token`.
pub async fn userinfo(t: &Transport, host: &Host, token: &AccessToken) -> Result<UserInfo, Error> {
    t.ask(&Call::get("userinfo", host, "/services/oauth2/userinfo").bearer(token)).await?.json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ids_come_from_the_end_of_the_path() {
        let id = IdentityUrl::parse("https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS").unwrap();
        assert_eq!((id.org.as_str(), id.user.short()), ("00Dxx0000001gPLEAY", "005xx000001SwiU"));
        for bad in [
            "",
            "00Dxx0000001gPL/005xx000001SwiU",
            "https://x/id/00Dxx0000001gPL",
            "https://x/id/005xx000001SwiU/00Dxx0000001gPL",
        ] {
            assert!(IdentityUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
