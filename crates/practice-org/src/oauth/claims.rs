//! What the org tells a client about a user, by the scopes that the client was given.
//!
//! Sources: OpenID Connect Core section 5.1; *Salesforce Help*, "User Info Endpoint Response", "OAuth Tokens and Scopes".

use serde_json::{Map, Value, json};

use super::{
    reply::identity_url,
    scope::{self, Scopes},
};
use crate::front_door::Here;
use crate::org::{Org, person::User, token::Holder};

/// The claims of `userinfo`, which an id token with standard claims repeats.
///
/// Who a user is shows to anyone; `profile`, `email`, `address` and `phone` open their parts, and `id`, `api`, `web`
/// and `full` all of them.
pub(super) fn of_user(here: &Here, org: &Org, index: usize, user: &User, scopes: &Scopes) -> Map<String, Value> {
    let base = here.org_url(index);
    let all = ["api", "web"].iter().any(|scope| scope::includes(scopes, scope));
    let opens = |scope: &str| all || scope::includes(scopes, scope);
    let (profile, email, address, phone) = (opens("profile"), opens("email"), opens("address"), opens("phone"));
    let claims = [
        ("sub", true, json!(identity_url(here, org, &user.id))),
        ("user_id", true, json!(user.id)),
        ("organization_id", true, json!(org.id)),
        ("preferred_username", profile, json!(user.username)),
        ("nickname", profile, json!(nick_name(user))),
        ("name", profile, json!(user.name())),
        ("email", email, json!(self::email(user))),
        ("email_verified", email, json!(true)),
        ("given_name", profile, json!(user.names.0)),
        ("family_name", profile, json!(user.names.1)),
        ("zoneinfo", profile, json!("Europe/London")),
        ("photos", profile, photos(&base)),
        ("profile", profile, json!(format!("{base}/{}", user.id))),
        ("picture", profile, json!(format!("{base}/profilephoto/005/F"))),
        ("address", address, json!({ "country": "GB" })),
        ("urls", profile, urls(&base, org, user, None)),
        ("active", true, json!(user.is_active)),
        ("user_type", true, json!("STANDARD")),
        ("language", profile, json!("en_US")),
        ("locale", profile, json!("en_GB")),
        ("utcOffset", profile, json!(0)),
        ("updated_at", profile, json!(crate::clock::soap_time(user.created_at))),
        ("is_app_installed", true, json!(true)),
        ("phone_number", phone, Value::Null),
        ("phone_number_verified", phone, json!(false)),
        ("custom_permissions", scopes.contains("custom_permissions"), custom_permissions(org, user)),
    ];
    claims.into_iter().filter(|claim| claim.1).map(|(name, _, value)| (name.to_owned(), value)).collect()
}

/// The address of a user, which is the username here.
pub(super) fn email(user: &User) -> &str {
    &user.username
}

/// `CommunityNickname`
pub(super) fn nick_name(user: &User) -> &str {
    user.username.split('@').next().unwrap_or_default()
}

/// Addresses of the two sizes of a photo.
pub(super) fn photos(base: &str) -> Value {
    json!({
        "picture": format!("{base}/profilephoto/005/F"),
        "thumbnail": format!("{base}/profilephoto/005/T"),
    })
}

/// The addresses of the APIs; without a version they hold `{version}`.
pub(super) fn urls(base: &str, org: &Org, user: &User, version: Option<u32>) -> Value {
    let org = crate::id::to_15(&org.id);
    let version = version.map_or_else(|| "{version}".to_owned(), |version| format!("{version}.0"));
    let rest = format!("{base}/services/data/v{version}");
    json!({
        "enterprise": format!("{base}/services/Soap/c/{version}/{org}"),
        "metadata": format!("{base}/services/Soap/m/{version}/{org}"),
        "partner": format!("{base}/services/Soap/u/{version}/{org}"),
        "rest": format!("{rest}/"),
        "sobjects": format!("{rest}/sobjects/"),
        "search": format!("{rest}/search/"),
        "query": format!("{rest}/query/"),
        "recent": format!("{rest}/recent/"),
        "tooling_soap": format!("{base}/services/Soap/T/{version}/{org}"),
        "tooling_rest": format!("{rest}/tooling/"),
        "profile": format!("{base}/{}", user.id),
        "feeds": format!("{rest}/chatter/feeds"),
        "groups": format!("{rest}/chatter/groups"),
        "users": format!("{rest}/chatter/users"),
        "feed_items": format!("{rest}/chatter/feed-items"),
        "feed_elements": format!("{rest}/chatter/feed-elements"),
        "custom_domain": base,
    })
}

/// The custom permissions that a user holds, each with `true`.
pub(super) fn custom_permissions(org: &Org, user: &User) -> Value {
    let mut held = Map::new();
    for (_, set) in org.held_by(user) {
        for permission in &set.custom_permissions {
            let text = |name: &str| {
                let child = permission.children.iter().find(|child| child.name == name);
                child.map(|child| child.text.trim()).unwrap_or_default()
            };
            if text("enabled") == "true" {
                held.insert(text("name").to_owned(), true.into());
            }
        }
    }
    Value::Object(held)
}

/// The custom attributes of an app. Of formulas, the practice org knows texts in quotes, fields of `$User` and
/// `$Organization`, and `&`; anything else is empty.
pub(super) fn custom_attributes(org: &Org, user: &User, holder: &Holder) -> Value {
    let Holder::App(app_id) = holder else { return json!({}) };
    let app = org.app_by_id(app_id);
    let settings = app.and_then(|app| app.settings).map(|one| one.custom_attributes.as_slice()).unwrap_or_default();
    let policies =
        app.and_then(|app| app.oauth_policies).map(|one| one.custom_attributes.as_slice()).unwrap_or_default();
    // An attribute of the policies takes the place of one of the settings.
    let all = settings.iter().chain(policies);
    Value::Object(all.map(|one| (one.key.clone(), formula(&one.formula, org, user).into())).collect())
}

fn formula(text: &str, org: &Org, user: &User) -> String {
    let value = |term: &str| match term.trim() {
        "$User.Id" => user.id.clone(),
        "$User.Username" => user.username.clone(),
        "$User.Email" => email(user).to_owned(),
        "$User.FirstName" => user.names.0.to_string(),
        "$User.LastName" => user.names.1.to_string(),
        "$Organization.Id" => org.id.clone(),
        "$Organization.Name" => org.name.clone(),
        term => ['"', '\'']
            .into_iter()
            .find_map(|quote| term.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or_default()
            .to_owned(),
    };
    text.split('&').map(value).collect()
}
