//! Who signed in, and to which org: asked of the org itself.

use jiff::Timestamp;
use salesforce::oauth::UserInfo;
use salesforce::rest::soql;
use salesforce::types::{AccessToken, ApiVersion};
use salesforce::{Host, Org, Session, Transport, oauth, rest};
use serde::Deserialize;

use super::{KnownOrg, OrgKind};
use crate::plan::Assignee;
use crate::problem::{Code, Problem};
use crate::text;

/// The newest API version that Orgkey was built for (Summer '26).
const NEWEST: u16 = 67;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Organization {
    name: String,
    organization_type: String,
    is_sandbox: bool,
    trial_expiration_date: Option<String>,
    namespace_prefix: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    profile: Option<Profile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Profile {
    name: String,
}

/// The API version to talk: the lower of the org's highest and the newest that Orgkey knows.
///
/// # Errors
/// What the call answered.
pub async fn highest_version(transport: &Transport, host: &Host) -> Result<ApiVersion, Problem> {
    let versions = rest::versions(transport, host).await?;
    let highest = versions.versions.into_iter().max().unwrap_or(ApiVersion::new(NEWEST));
    Ok(highest.min(ApiVersion::new(NEWEST)))
}

/// The org behind a session, and the person it belongs to. Asks four things, those that can together.
///
/// # Errors
/// What a call answered; `different_identity` when the token belongs to another user than what it came with said, or to
/// another org, which is `found` then.
pub async fn identify(transport: &Transport, session: &Session, now: Timestamp) -> Result<(Org, KnownOrg), Problem> {
    let (org, user) = arrive(transport, session.host.clone(), session.access_token.clone()).await?;
    if user.organization_id != session.org {
        return Err(Problem::new(Code::DifferentIdentity).with("found", user.organization_id.as_str()));
    }
    if user.user_id != session.user {
        return Err(Problem::new(Code::DifferentIdentity));
    }
    let known = describe(&org, &user, now).await?;
    Ok((org, known))
}

/// The session that a token opens at a host, and whose it is: enough to ask the org anything.
///
/// # Errors
/// What a call answered.
pub async fn arrive(transport: &Transport, host: Host, access_token: AccessToken) -> Result<(Org, UserInfo), Problem> {
    let (version, user) = tokio::try_join!(highest_version(transport, &host), async {
        Ok(oauth::userinfo(transport, &host, &access_token).await?)
    })?;
    let session = Session { host, access_token, org: user.organization_id.clone(), user: user.user_id.clone() };
    Ok((Org::new(transport.clone(), session, version), user))
}

/// What the org of a session is, and who `user`, whose session it is, is in it.
///
/// # Errors
/// What a query answered.
pub async fn describe(org: &Org, user: &UserInfo, now: Timestamp) -> Result<KnownOrg, Problem> {
    let session = org.session();
    let person = Assignee::from(user);
    let of_user = format!("SELECT Id, Profile.Name FROM User WHERE Id = {}", soql::quote(session.user.as_str()));
    let [organizations, users] = org
        .queries([
            "SELECT Name, OrganizationType, IsSandbox, TrialExpirationDate, NamespacePrefix FROM Organization",
            &of_user,
        ])
        .await?;
    let (organizations, users): (Vec<Organization>, Vec<User>) = (organizations?.of()?, users?.of()?);
    let organization = organizations
        .into_iter()
        .next()
        .ok_or_else(|| Problem::new(Code::Unreadable).with("call", "query").with("detail", "no Organization"))?;
    Ok(KnownOrg {
        id: session.org.as_str().to_owned(),
        kind: OrgKind::of(
            session.host.is_practice(),
            &organization.organization_type,
            organization.is_sandbox,
            organization.trial_expiration_date.is_some(),
        ),
        // A name of another org could be disguised as this one's by characters that nobody sees.
        name: text::visible(&organization.name),
        edition: organization.organization_type,
        namespace: organization.namespace_prefix,
        origin: session.host.origin().to_owned(),
        host: session.host.display_name(),
        username: person.username,
        user_name: person.name,
        profile: users.into_iter().next().and_then(|user| user.profile).map(|profile| profile.name).unwrap_or_default(),
        user_id: session.user.as_str().to_owned(),
        signed_in: true,
        last_seen: now,
    })
}
