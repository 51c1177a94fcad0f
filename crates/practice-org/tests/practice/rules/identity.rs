//! Userinfo and the identity URL: refusals are bare text.

use practice_org::rules::Standing::{self, Guess, Seen};

use crate::{
    rules::Mark,
    support::{Practice, package::App, reply},
};

/// Rule, standing, when, whose token, path, exact reply.
type Row = (&'static str, Standing, &'static str, &'static str, &'static str, &'static str);

const USERINFO: &str = "/services/oauth2/userinfo";

const SINGLE_ACCESS: &str = "/services/oauth2/singleaccess";

const ROWS: &[Row] = &[
    ("oauth::IDENTITY_NO_TOKEN", Guess, "no token", "", USERINFO, "Missing_OAuth_Token"),
    ("oauth::IDENTITY_NO_TOKEN", Guess, "no token", "", "/id/{org}/{dana}", "Missing_OAuth_Token"),
    ("oauth::IDENTITY_BAD_TOKEN", Seen, "no such token", "nothing", USERINFO, "Bad_OAuth_Token"),
    ("oauth::IDENTITY_BAD_TOKEN", Seen, "no such token", "nothing", "/id/{org}/{dana}", "Bad_OAuth_Token"),
    ("oauth::IDENTITY_BAD_TOKEN", Seen, "a scope that opens nothing here", "pardot", USERINFO, "Bad_OAuth_Token"),
    ("oauth::SINGLE_ACCESS_REFUSED", Guess, "no token", "", SINGLE_ACCESS, "Bad_OAuth_Token"),
    ("oauth::SINGLE_ACCESS_REFUSED", Guess, "no such token", "nothing", SINGLE_ACCESS, "Bad_OAuth_Token"),
    ("oauth::SINGLE_ACCESS_REFUSED", Guess, "a scope that opens no pages", "pardot", SINGLE_ACCESS, "Bad_OAuth_Token"),
    ("oauth::IDENTITY_WRONG_ORG", Guess, "another org", "dana", "/id/00DPRACTICE0002AAA/{dana}", "Wrong_Org"),
    ("oauth::IDENTITY_BAD_ID", Guess, "no such user", "dana", "/id/{org}/005000000000zzzAAA", "Bad_Id"),
    ("oauth::IDENTITY_INACTIVE", Guess, "a deactivated user", "dana", "/id/{org}/{viktor}", "Inactive"),
];

pub(crate) fn marks() -> Vec<Mark> {
    ROWS.iter().map(|row| (row.0, row.1)).collect()
}

#[tokio::test]
async fn the_identity_service_refuses_in_other_words() {
    let practice = Practice::new().await;
    let narrow = practice.app(&App { scopes: "Pardot", ..App::default() }).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &narrow.key), ("client_secret", &narrow.secret)];
    let narrow = practice.token_request(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    let org = &practice.description.orgs[0];
    let id = |name: &str| &org.users.iter().find(|user| user.username.starts_with(name)).unwrap().id;
    for (rule, _, when, who, path, body) in ROWS {
        let url = practice
            .org(&path.replace("{org}", &org.id).replace("{dana}", id("dana")).replace("{viktor}", id("viktor")));
        let post = *path == SINGLE_ACCESS;
        let request = if post { practice.client.post(url) } else { practice.client.get(url) };
        let request = match *who {
            "" => request,
            "nothing" => request.bearer_auth("00DPRACTICE0001!nothing"),
            "pardot" => request.bearer_auth(&narrow),
            who => request.bearer_auth(practice.token(who)),
        };
        let answer = reply(request).await;
        assert_eq!((answer.status, answer.body.as_str()), (403, *body), "{rule}, {when}");
    }
}
